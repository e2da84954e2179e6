use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{Courses, Outlived, outlived};
use crate::change::ChangeId;
use crate::draw::draw;
use crate::lao::{Directory, Lao, LaoKind};
use crate::record::{PersonId, Record, RecordId};
use crate::visit::Visit;

const LAO: &str = "06570903";

fn id(kind: u32, nth: u32) -> String {
    format!("0196a3c2-000{kind}-7000-8000-{nth:012}")
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// One person in one house, met on a day.
fn met(nth: u32, number: Option<&str>, on: &str, more: Value) -> Visit {
    let mut record = json!({
        "id": id(0, nth), "lao": LAO, "round": "2560-04", "status": "complete",
        "captured_at": format!("{on}T09:00:00+07:00"),
        "people": [{ "id": id(1, nth), "given_name": "สมชาย", "family_name": "ตัวอย่าง",
                     "national_id": number }],
        "requests": [{ "id": id(2, nth), "person": id(1, nth), "subject": "ขอถุงยังชีพ" }],
    });
    for (name, value) in more.as_object().unwrap() {
        record[name] = value.clone();
    }
    Visit {
        record: Record::from_value(record).unwrap(),
        lost: BTreeMap::new(),
        withdrawn_by: Default::default(),
    }
}

fn over(visits: &[Visit], courses: &Courses, years: u32, today: &str) -> Vec<Outlived> {
    over_with(visits, &BTreeSet::new(), courses, years, today)
}

fn over_with(
    visits: &[Visit],
    taken_off: &BTreeSet<(RecordId, PersonId)>,
    courses: &Courses,
    years: u32,
    today: &str,
) -> Vec<Outlived> {
    let lao = Lao {
        code: LAO.parse().unwrap(),
        name: "อบต.ตัวอย่าง".to_owned(),
        kind: LaoKind::Tao,
        province: "57".to_owned(),
    };
    let register = draw(visits, &[], &Directory::new([lao.clone()]));
    outlived(lao.code, &register.entries, visits, taken_off, courses, years, day(today))
}

#[test]
fn somebody_is_over_the_day_after_so_many_years_without_anything_new() {
    let visits = [met(1, None, "2016-02-29", json!({}))];
    let none = Courses::new();
    assert_eq!(over(&visits, &none, 10, "2026-02-28"), []);
    assert_eq!(over(&visits, &none, 10, "2026-03-01")[0].last, day("2016-02-29"));
}

#[test]
fn a_later_visit_help_a_check_or_a_step_keeps_them_and_a_request_that_waits_does_for_good() {
    let none = Courses::new();
    let number = Some("1000000000009");
    let again = [met(1, number, "2016-01-01", json!({})), met(2, number, "2020-01-01", json!({}))];
    assert_eq!(over(&again, &none, 5, "2024-06-01"), [], "both are one person, and one visit is newer");
    let help = json!({ "help_received": [{ "what": "ข้าวสาร", "on": "2022-01-01" }] });
    assert_eq!(over(&[met(1, None, "2016-01-01", help)], &none, 5, "2024-06-01"), []);
    let check = json!({ "checks": [{ "id": id(3, 1), "at": "2022-01-01T09:00:00+07:00" }] });
    assert_eq!(over(&[met(1, None, "2016-01-01", check)], &none, 5, "2024-06-01"), []);

    let visits = [met(1, None, "2016-01-01", json!({}))];
    let key = (id(0, 1).parse().unwrap(), id(2, 1).parse().unwrap());
    let done = |last: &str, waits: bool| Courses::from([(key, (Some(day(last)), waits))]);
    assert_eq!(over(&visits, &done("2022-01-01", false), 5, "2024-06-01"), []);
    assert_eq!(over(&visits, &done("2016-02-01", true), 5, "2024-06-01"), [], "it still waits");
    assert_eq!(over(&visits, &done("2016-02-01", false), 5, "2024-06-01").len(), 1);
}

/// What is held of somebody is due one day, whether or not anybody stands in the register for it.
#[test]
fn whom_an_edit_took_off_and_whom_only_a_withdrawn_visit_has_are_over_too() {
    let none = Courses::new();
    let old = met(1, None, "2016-01-01", json!({}));
    let taken_off = BTreeSet::from([(old.record.id, id(1, 9).parse().unwrap())]);
    let newer = over_with(std::slice::from_ref(&old), &taken_off, &none, 5, "2020-06-01");
    assert_eq!(newer, [], "its visit is four years old");
    let due = over_with(&[old], &taken_off, &none, 5, "2024-06-01");
    let entries: Vec<bool> = due.iter().map(|one| one.entry.is_some()).collect();
    assert_eq!(entries, [true, false], "{due:?}");
    assert_eq!(due[1].met, taken_off.first().copied().unwrap());

    let back = json!({ "withdraw": { "reason": "บันทึกผิดบ้าน" } });
    let mut withdrawn = [met(1, None, "2016-01-01", back)];
    withdrawn[0].withdrawn_by = BTreeSet::from([ChangeId::from_bytes([1; 32])]);
    let due = over(&withdrawn, &none, 5, "2024-06-01");
    assert_eq!((due.len(), due[0].entry), (1, None));
    // What waits for something is never over, here neither.
    let key = (withdrawn[0].record.id, id(2, 1).parse().unwrap());
    let waits = Courses::from([(key, (Some(day("2016-02-01")), true))]);
    assert_eq!(over(&withdrawn, &waits, 5, "2024-06-01"), []);
}

/// A list names its records by the form that brought it, with that form's time.
fn list_brought(at: &str) -> uuid::Uuid {
    let ms = u128::try_from(chrono::DateTime::parse_from_rfc3339(at).unwrap().timestamp_millis()).unwrap();
    uuid::Uuid::from_u128(ms << 80 | 0x7000_8000_0000_0000_0001)
}

#[test]
fn whom_a_list_brought_is_kept_from_the_day_it_came_however_old_its_survey_is() {
    let none = Courses::new();
    // Surveyed in 2563, brought on 20 April 2569 at one in the morning: in UTC that is the day before.
    let list = json!({ "list": list_brought("2026-04-20T01:00:00+07:00") });
    let listed = |round: &str| met(1, None, "2020-04-01", json!({ "round": round, "from_list": list }));
    assert_eq!(over(&[listed("2569-04")], &none, 5, "2026-04-20"), [], "it came today");
    assert_eq!(over(&[listed("2569-04")], &none, 5, "2031-04-20"), []);
    assert_eq!(over(&[listed("2569-04")], &none, 5, "2031-04-21")[0].last, day("2026-04-20"));
    // Taken in a month later than it was brought: that month's first day is the earliest.
    assert_eq!(listed("2569-05").record.came_on(), day("2026-05-01"));
    // A door's visit of the same days is as old as it says.
    let at_a_door = met(1, None, "2020-04-01", json!({ "round": "2569-04" }));
    assert_eq!(over(&[at_a_door], &none, 5, "2026-04-20").len(), 1);
}
