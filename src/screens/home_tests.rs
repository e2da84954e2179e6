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
    let none = |_| None;
    assert_eq!(deadline(day(4, 5), none), day(4, 5));
    assert_eq!(deadline(day(4, 12), none), day(5, 5));
    // The office wants it by the 25th: after INFO's day of the round before, and until it is over.
    let until_25 = |round: Round| round.first_day().with_day(25);
    assert_eq!(deadline(day(4, 5), until_25), day(4, 5));
    assert_eq!(deadline(day(4, 12), until_25), day(4, 25));
    assert_eq!(deadline(day(4, 25), until_25), day(4, 25));
    assert_eq!(deadline(day(4, 26), until_25), day(5, 5));
}
