//! What home says of the phone itself.

use std::time::Duration;

use super::*;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[test]
fn a_system_that_stopped_the_app_is_named_only_while_something_waits() {
    for background in [Background::Forbidden, Background::Saving, Background::Silent(3 * DAY)] {
        assert_eq!(watchdog(background, 0), None);
        let row = watchdog(background, 7).unwrap();
        // What happened, what is safe, what to do next.
        assert!(row.hint.contains("7 รายการยังอยู่ในเครื่องครบ"), "{row:?}");
        assert_eq!(row.hint.lines().count(), 2, "{row:?}");
        assert_eq!(row.tone, Tone::Notice);
    }
}

#[test]
fn a_system_that_calls_or_was_silent_for_a_night_is_not_complained_of() {
    for background in [Background::Unknown, Background::Works, Background::Silent(DAY)] {
        assert_eq!(watchdog(background, 7), None);
    }
}

#[test]
fn the_days_of_silence_are_said() {
    let row = watchdog(Background::Silent(5 * DAY), 1).unwrap();
    assert!(row.label.contains("5 วัน"), "{row:?}");
}

#[test]
fn little_room_and_an_empty_battery_are_said_and_one_that_is_charged_is_not() {
    let mut phone = Phone {
        room: Some(50_000_000),
        battery: Some(Battery { percent: 9, charging: false }),
        background: Background::Works,
    };
    assert_eq!(phone.rows(0).len(), 2);
    phone.battery = Some(Battery { percent: 9, charging: true });
    phone.room = Some(2_000_000_000);
    assert_eq!(phone.rows(0), []);
    assert_eq!(Phone::default().rows(3), []);
}

#[test]
fn a_first_house_is_one_house_and_no_whole_village() {
    let first = progress("หมู่ 5".to_owned(), 1, 1);
    assert_eq!(first.shown, "สำรวจแล้ว 1 บ้าน");
    assert!(first.share < 0.0, "a bar of what nobody knows");
    let third = progress("หมู่ 5".to_owned(), 1, 4);
    assert_eq!(third.shown, "สำรวจแล้ว 1 จาก 4 บ้านในรายชื่อ");
    assert_eq!(third.share, 0.25);
}

#[test]
fn the_day_by_which_it_is_sent_is_the_fifth_that_comes_next() {
    let day = |month, day| chrono::NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    let round = |month| Round::of(day(month, 1));
    let none = |_| None;
    assert_eq!(deadline(day(4, 5), none), (round(3), day(4, 5)));
    assert_eq!(deadline(day(4, 12), none), (round(4), day(5, 5)));
    // The office wants it by the 25th: after INFO's day of the round before, and until it is over.
    let until_25 = |round: Round| round.first_day().with_day(25);
    assert_eq!(deadline(day(4, 5), until_25), (round(3), day(4, 5)));
    assert_eq!(deadline(day(4, 12), until_25), (round(4), day(4, 25)));
    assert_eq!(deadline(day(4, 25), until_25), (round(4), day(4, 25)));
    assert_eq!(deadline(day(4, 26), until_25), (round(4), day(5, 5)));
}

#[test]
fn a_day_of_the_round_before_is_called_by_that_round() {
    let day = |month, day| chrono::NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    let said = |today| {
        let (of, due) = deadline(today, |_| None);
        deadline_in_words(today, of, due)
    };
    assert_eq!(said(day(4, 3)), "ส่งรอบ มีนาคม ให้ศูนย์ภายใน 5 เม.ย. (อีก 2 วัน)");
    assert_eq!(said(day(4, 12)), "ส่งให้ศูนย์ภายใน 5 พ.ค. (อีก 23 วัน)");
}

#[test]
fn what_did_not_arrive_stands_under_no_word_that_it_has() {
    let status = Status { received: 1, sent: 1, ..Status::default() };
    let row = standing(&status, false);
    assert_eq!(
        (row.label.as_str(), row.shown.as_str(), row.hint.as_str()),
        ("รอศูนย์รับ", "1 จาก 2", "รอใบรับ 1 บ้าน")
    );
    for some in [
        status,
        Status { received: 1, waiting: 1, ..Status::default() },
        Status { received: 1, rejected: 1, ..Status::default() },
        Status { received: 2, photos_waiting: 3, ..Status::default() },
    ] {
        let row = standing(&some, false);
        assert!(!row.label.contains("ได้รับแล้ว") && row.tone == Tone::Notice, "{row:?}");
    }
    let all = standing(&Status { received: 2, ..Status::default() }, false);
    assert_eq!((all.label.as_str(), all.shown.as_str(), all.tone), ("ศูนย์ได้รับแล้ว", "2/2", Tone::Good));
}

#[test]
fn a_record_that_is_being_edited_is_no_more_received_than_before() {
    let edited = |edited: Saved| Status { drafts: edited.all(), received: 13, edited, ..Status::default() };
    let row = standing(&edited(Saved { waiting: 1, ..Saved::default() }), false);
    assert_eq!(
        (row.label.as_str(), row.shown.as_str(), row.hint.as_str(), row.tone),
        ("รอศูนย์รับ", "1 จาก 14", "รอส่ง 1 บ้าน", Tone::Notice)
    );
    let row = standing(&edited(Saved { rejected: 1, ..Saved::default() }), false);
    assert_eq!((row.label.as_str(), row.shown.as_str()), ("ศูนย์ยังไม่รับ", "1 จาก 14"));
    let only = Saved { waiting: 1, ..Saved::default() };
    let row = standing(&Status { drafts: 1, edited: only, ..Status::default() }, false);
    assert_eq!((row.shown.as_str(), row.sign), ("1 จาก 1", Sign::Waiting), "it was saved");
    let row = standing(&edited(Saved { received: 1, ..Saved::default() }), false);
    assert_eq!((row.label.as_str(), row.shown.as_str()), ("ศูนย์ได้รับแล้ว", "14/14"));
}

#[test]
fn a_clock_that_cannot_be_right_is_said_with_what_is_safe_and_what_to_do() {
    let at = |time: &str| -> Moment { chrono::DateTime::parse_from_rfc3339(time).unwrap().into() };
    let heard = Some(at("2026-11-20T08:00:00+07:00"));
    // After a dead battery; and two years ahead of what the office last said.
    for (now, heard) in [
        (at("1970-01-01T07:00:00+07:00"), None),
        (at("1970-01-01T07:00:00+07:00"), heard),
        (at("2028-11-20T08:00:00+07:00"), heard),
        (at("2099-01-01T08:00:00+07:00"), None),
    ] {
        let row = clock(now, heard).unwrap();
        assert_eq!((row.tone, row.hint.lines().count()), (Tone::Wrong, 2), "{row:?}");
    }
    for (now, heard) in [
        (at("2026-04-12T09:31:05+07:00"), None),
        (at("2026-11-27T08:00:00+07:00"), heard),
        (at("2028-11-20T08:00:00+07:00"), None),
    ] {
        assert_eq!(clock(now, heard), None);
    }
}
