//! What hangs how long, over month ends, leap years, weekends and days that the office closes.

use super::*;
use crate::clock::Stamp;
use crate::decision::{Decision, Ruling, Verdict};
use crate::golden;
use crate::samples::phone;
use crate::wording::Unwritten;

const GOLDEN: &str = include_str!("golden/posting-v1.json");

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn id(nth: u8) -> Uuid {
    Uuid::from_u128(0x0196_a3c2_0000_7000_8000_0000_0000_0000 + u128::from(nth))
}

fn photo() -> PhotoHash {
    PhotoHash::of(b"a board with a paper on it")
}

/// Names that are to hang from this day for as long as they must.
fn posting(kind: Kind, from: NaiveDate, holidays: &Holidays) -> Posting {
    let listed = vec![Listed { record: RecordId::new(id(1)), request: RequestId::new(id(2)) }];
    Posting {
        id: PostingId::new(id(3)),
        kind,
        title: "ช่วยเหลือผู้ประสบวาตภัย".to_owned(),
        meeting: MeetingId::new(id(4)),
        listed,
        of: None,
        result: None,
        from,
        until: Posting::least(kind, from, holidays),
        places: sites(kind).iter().map(|site| Place::to_be(*site, site.in_thai())).collect(),
        cancelled: None,
    }
}

fn put_up(posting: &Posting, on: NaiveDate) -> Posting {
    let mut up = posting.clone();
    for place in &mut up.places {
        place.put_up = Some(on);
        place.by = Some("ผู้ใหญ่บ้าน ตัวอย่าง".to_owned());
    }
    up
}

#[test]
fn names_hang_fifteen_whole_days_over_month_ends_leap_years_and_the_turn_of_the_year() {
    let none = Holidays::weekends_only();
    for (from, until) in [
        (day(2026, 4, 20), day(2026, 5, 5)),
        // A leap year of the Christian era is one of the Buddhist era: พ.ศ. 2567.
        (day(2024, 2, 20), day(2024, 3, 6)),
        (day(2026, 2, 20), day(2026, 3, 7)),
        (day(2026, 12, 25), day(2027, 1, 9)),
    ] {
        for kind in [Kind::Names, Kind::Results] {
            assert_eq!(Posting::least(kind, from, &none), until, "{from}");
        }
        let posting = posting(Kind::Names, from, &none);
        assert_eq!(posting.check(from, &none), Ok(()));
        let short = Posting { until: until.pred_opt().unwrap(), ..posting };
        let refusal = short.check(from, &none).unwrap_err();
        assert_eq!(refusal, Refusal::TooShort { least: until, kind: Kind::Names });
        assert!(refusal.to_string().contains(&write_date(until, Form::Short)), "{refusal}");
    }
}

#[test]
fn scholarships_hang_fifteen_working_days_and_the_offices_own_list_counts() {
    let from = day(2026, 4, 1);
    assert_eq!(Posting::least(Kind::Scholarships, from, &Holidays::weekends_only()), day(2026, 4, 22));
    let mut holidays = Holidays::weekends_only();
    // สงกรานต์, three working days of it.
    for (of, name) in [(13, "วันสงกรานต์"), (14, "วันสงกรานต์"), (15, "วันสงกรานต์")]
    {
        holidays.add(day(2026, 4, of), name);
    }
    assert_eq!(Posting::least(Kind::Scholarships, from, &holidays), day(2026, 4, 27));
    holidays.remove(day(2026, 4, 14));
    assert_eq!(Posting::least(Kind::Scholarships, from, &holidays), day(2026, 4, 24));
    assert_eq!(Posting::least(Kind::Names, from, &holidays), day(2026, 4, 16), "days, not working days");
    // They hang at two kinds of place; the central place is none of them.
    let mut posting = posting(Kind::Scholarships, from, &holidays);
    assert_eq!(posting.check(from, &holidays), Ok(()));
    posting.places.pop();
    assert_eq!(posting.check(from, &holidays), Err(Refusal::NoPlace(Site::Village)));
}

#[test]
fn a_copy_that_outhangs_its_paper_asks_for_a_new_one_only_while_it_is_to_hang() {
    let none = Holidays::weekends_only();
    let from = day(2026, 4, 20);
    let whole = posting(Kind::Names, from, &none);
    let late = put_up(&whole, day(2026, 4, 22));
    assert_eq!(put_up(&whole, from).outhangs_its_paper(from, &none), None);
    for (today, asks) in [(day(2026, 4, 22), true), (day(2026, 5, 7), true), (day(2026, 5, 8), false)] {
        assert_eq!(late.outhangs_its_paper(today, &none), asks.then_some(day(2026, 5, 7)), "{today}");
        assert_eq!(late.is_yet_to_hang(today, &none), asks, "{today}");
    }
    let mut down = late.clone();
    for place in &mut down.places {
        place.taken_down = Some(day(2026, 5, 8));
    }
    assert_eq!(down.outhangs_its_paper(day(2026, 5, 8), &none), None);
    let cancelled = Posting { cancelled: Some("ผิดชื่อ".to_owned()), ..late };
    assert_eq!(cancelled.outhangs_its_paper(day(2026, 4, 23), &none), None);
    assert!(whole.is_yet_to_hang(from, &none), "it was not put up yet");
}

#[test]
fn it_hangs_at_all_three_kinds_of_place_or_it_is_no_posting() {
    let none = Holidays::weekends_only();
    let from = day(2026, 4, 20);
    let whole = posting(Kind::Names, from, &none);
    for missing in 0..3 {
        let mut lacking = whole.clone();
        let site = lacking.places.remove(missing).site;
        assert_eq!(lacking.check(from, &none), Err(Refusal::NoPlace(site)));
    }
    assert_eq!(whole.standing(from, &none), Standing::Prepared);
    let mut some = put_up(&whole, from);
    some.places[1] = whole.places[1].clone();
    assert_eq!(some.standing(from, &none), Standing::PartlyUp);
    let mut up = put_up(&whole, from);
    assert_eq!(up.standing(day(2026, 5, 5), &none), Standing::Up(day(2026, 5, 5)));
    assert_eq!(up.standing(day(2026, 5, 6), &none), Standing::MayComeDown);
    // One was put up four days later: it hangs four days longer.
    up.places[2].put_up = Some(day(2026, 4, 24));
    assert_eq!(up.check(day(2026, 5, 6), &none), Ok(()));
    assert_eq!(up.standing(day(2026, 5, 6), &none), Standing::Up(day(2026, 5, 9)));
    up.places[2].taken_down = Some(day(2026, 5, 9));
    let early =
        Refusal::DownTooEarly { name: up.places[2].name.clone(), first: day(2026, 5, 10), kind: Kind::Names };
    assert_eq!(up.check(day(2026, 5, 12), &none), Err(early));
    up.places.iter_mut().for_each(|place| place.taken_down = Some(day(2026, 5, 10)));
    assert_eq!(up.check(day(2026, 5, 12), &none), Ok(()));
    assert_eq!(up.standing(day(2026, 5, 12), &none), Standing::Over);
}

#[test]
fn who_put_it_up_and_when_are_said_together_and_not_before_they_happened() {
    let none = Holidays::weekends_only();
    let from = day(2026, 4, 20);
    let up = put_up(&posting(Kind::Names, from, &none), from);
    let with = |change: &dyn Fn(&mut Place)| {
        let mut changed = up.clone();
        change(&mut changed.places[0]);
        changed.check(from, &none)
    };
    let name = up.places[0].name.clone();
    assert_eq!(with(&|_| ()), Ok(()));
    assert_eq!(with(&|place| place.by = Some(" ".to_owned())), Err(Refusal::HalfSaid(name.clone())));
    assert_eq!(with(&|place| place.put_up = None), Err(Refusal::HalfSaid(name.clone())));
    let tomorrow = day(2026, 4, 21);
    assert_eq!(with(&|place| place.put_up = Some(tomorrow)), Err(Refusal::InTheFuture(tomorrow)));
    assert_eq!(with(&|place| place.put_up = Some(day(2026, 4, 19))), Err(Refusal::BeforeItsDay(name)));
    assert_eq!(with(&|place| place.name = String::new()), Err(Unwritten::Missing("ชื่อสถานที่ปิดประกาศ").into()));
    assert_eq!(
        with(&|place| place.photos.extend((0..13u8).map(|n| PhotoHash::of(&[n])))),
        Err(Refusal::TooMany)
    );
}

#[test]
fn what_hangs_says_what_it_said_and_keeps_its_photos_and_what_is_called_off_may_come_down() {
    let none = Holidays::weekends_only();
    let from = day(2026, 4, 20);
    let prepared = posting(Kind::Names, from, &none);
    let other = Posting {
        title: "ช่วยเหลือผู้ประสบอุทกภัย".to_owned(), ..prepared.clone()
    };
    assert_eq!(prepared.may_become(&other, from, &none), Ok(()), "before it hangs");
    let up = put_up(&prepared, from);
    assert_eq!(prepared.may_become(&up, from, &none), Ok(()));
    let other = Posting { title: other.title, ..up.clone() };
    assert_eq!(up.may_become(&other, from, &none), Err(Refusal::HangsAlready));
    let shorter = Posting { until: up.until.succ_opt().unwrap(), ..up.clone() };
    assert_eq!(up.may_become(&shorter, from, &none), Err(Refusal::HangsAlready));

    let mut proven = up.clone();
    proven.places[0].photos.insert(photo());
    assert_eq!(up.may_become(&proven, from, &none), Ok(()));
    assert_eq!(proven.may_become(&up, from, &none), Err(Refusal::PhotosStay));

    let mut off =
        Posting { cancelled: Some("ชื่อเรื่องผิด".to_owned()), ..proven.clone() };
    off.places.iter_mut().for_each(|place| place.taken_down = Some(from));
    assert_eq!(proven.may_become(&off, from, &none), Ok(()));
    assert_eq!(off.standing(from, &none), Standing::Cancelled);
}

#[test]
fn results_need_words_and_names_need_somebody() {
    let none = Holidays::weekends_only();
    let from = day(2026, 4, 20);
    let nobody = Posting { listed: Vec::new(), ..posting(Kind::Names, from, &none) };
    assert_eq!(nobody.check(from, &none), Err(Refusal::NobodyListed));
    let results = Posting { listed: Vec::new(), ..posting(Kind::Results, from, &none) };
    assert_eq!(results.check(from, &none), Err(Unwritten::Missing("ผลการดำเนินการ").into()));
    let said = Posting {
        result: Some("มอบถุงยังชีพ 12 ครัวเรือน".to_owned()), ..results
    };
    assert_eq!(said.check(from, &none), Ok(()));
    let long = Posting { title: "ก".repeat(4_001), ..posting(Kind::Names, from, &none) };
    assert_eq!(long.check(from, &none), Err(Unwritten::TooLong("ชื่อเรื่องของประกาศ", 4_000).into()));
}

/// Postings and holidays are kept for years: these bytes never move. A new form gets a new file.
#[test]
fn the_form_of_version_1_is_frozen() {
    let none = Holidays::weekends_only();
    let mut up = put_up(&posting(Kind::Names, day(2026, 4, 20), &none), day(2026, 4, 20));
    up.places[0].photos.insert(photo());
    let lao = "57000003".parse().unwrap();
    let verdicts = [
        Verdict::Posting { lao, posting: Box::new(up) },
        Verdict::Holiday {
            lao, on: day(2026, 4, 16), name: Some("วันหยุดพิเศษ".to_owned())
        },
        Verdict::Holiday { lao, on: day(2026, 4, 15), name: None },
    ];
    let signed: Vec<Decision> = verdicts
        .into_iter()
        .map(|verdict| Ruling::new("u-7", Stamp::new(1_775_961_065_000, 2), verdict).sign(&phone(99).key))
        .collect();
    let written: String = signed.iter().map(|decision| format!("{}\n", decision.to_json())).collect();
    golden::same_as("posting-v1.json", GOLDEN, &written);
    for (line, decision) in GOLDEN.lines().zip(&signed) {
        let read = Decision::read(line.as_bytes()).unwrap();
        assert_eq!(&read, decision);
        read.verify(&phone(99).key.verifying_key()).unwrap();
    }
}
