use serde_json::json;

use super::*;
use crate::samples::{MORNING, Phone, household, id, made_by, national_id, page};

fn number(n: u32) -> NationalId {
    NationalId::from_u64(national_id(n).parse().unwrap()).unwrap()
}

#[test]
fn own_work_comes_before_the_area_and_says_who_met_whom_when() {
    let phone = Phone::new(1);
    let mut theirs = household(2);
    theirs.people[0].national_id = Some(national_id(1));
    theirs.surveyor = Some("s-002".into());
    phone.store.take_page(&page(1, [&made_by(2, &theirs, MORNING)])).unwrap();
    let area = phone.store.known(number(1)).unwrap();
    assert_eq!((area.known, area.visits.len()), (Where::Area, 1));
    phone.store.keep(&household(1), &[]).unwrap();
    let known = phone.store.known(number(1)).unwrap();
    assert_eq!(
        serde_json::to_value(&known).unwrap(),
        json!({
            "known": "own",
            "where": [
                { "record": id(1), "person": household(1).people[0].id, "own": true, "lao": "05090901",
                  "name": "นายสมชาย สมปอง", "house_no": "101/4", "moo": 5, "surveyor": "s-001",
                  "captured_at": "2026-04-12T09:31:05+07:00" },
                { "record": id(2), "person": theirs.people[0].id, "own": false, "lao": "05090901",
                  "name": "นายสมชาย สมปอง", "house_no": "102/4", "moo": 5, "surveyor": "s-002",
                  "captured_at": "2026-04-12T09:31:05+07:00" },
            ],
            "digest": null,
        })
    );
}

#[test]
fn a_number_that_was_typed_with_thai_digits_and_dashes_is_known() {
    let phone = Phone::new(1);
    let mut record = household(1);
    let typed = register::thai::thai_digits(&national_id(1));
    record.people[0].national_id = Some(format!("{}-{}", &typed[..3], &typed[3..]));
    phone.store.keep(&record, &[]).unwrap();
    assert_eq!(phone.store.known(number(1)).unwrap().known, Where::Own);
}

#[test]
fn a_withdrawn_record_a_changed_number_and_an_unknown_one_are_not_known() {
    let phone = Phone::new(1);
    phone.store.keep(&household(1), &[]).unwrap();
    let mut withdrawn = household(1);
    withdrawn.withdraw = Some(serde_json::from_value(json!({ "reason": "ซ้ำ" })).unwrap());
    phone.store.keep(&withdrawn, &[]).unwrap();
    assert_eq!(phone.store.known(number(1)).unwrap().known, Where::No);
    phone.store.keep(&household(1), &[]).unwrap();
    assert_eq!(phone.store.known(number(1)).unwrap().known, Where::Own);
    let mut changed = household(1);
    changed.people[0].national_id = Some(national_id(9));
    phone.store.keep(&changed, &[]).unwrap();
    assert_eq!(phone.store.known(number(1)).unwrap().known, Where::No);
    assert_eq!(phone.store.known(number(9)).unwrap().known, Where::Own);
}
