use register::record::{PersonId, Record};
use serde_json::{Value, json};

use super::*;
use crate::samples::{MORNING, Phone, household, id, made_by, page};

/// A household of one, of whom nothing but this is known.
fn home(number: u32, house: &str, person: Value) -> Record {
    let mut record = serde_json::to_value(household(number)).unwrap();
    record["place"]["house_no"] = house.into();
    let who = record["people"][0]["id"].clone();
    record["people"] = json!([person]);
    record["people"][0]["id"] = who;
    Record::from_value(record).unwrap()
}

/// A village whose people bear common names, and one who is looked for.
fn village() -> Phone {
    let phone = Phone::new(1);
    let given = ["วันเพ็ญ", "ประเสริฐ", "บุญมี", "สมศรี", "คำปัน", "อำนาจ"];
    let family = ["แก้วมณี", "ใจงาม", "วงศ์คำ", "ศรีวิชัย", "มาลัยทอง"];
    for n in 0..60_u32 {
        let person = json!({
            "given_name": given[n as usize % 6], "family_name": format!("{}{}", family[n as usize % 5], n / 5),
            "sex": "female", "birth": { "date": format!("{}-{:02}-17", 1930 + n, 1 + n % 12), "precision": "day" },
        });
        phone.store.keep(&home(100 + n, &format!("{n}/1"), person), &[]).unwrap();
    }
    phone.store.keep(&home(1, "123/4", known()), &[]).unwrap();
    phone
}

fn known() -> Value {
    json!({ "title": "นาง", "given_name": "วันเพ็ญ", "family_name": "ทองสุขดี", "sex": "female",
            "birth": { "date": "1954-03-12", "precision": "day" }, "phone": "0812345678" })
}

/// Somebody who stands at this house now, without a number.
fn somebody(house: &str, person: Value) -> (Person, Place) {
    let record = home(900, house, person);
    (record.people[0].clone(), record.place.unwrap())
}

fn found(phone: &Phone, house: &str, person: Value) -> Vec<Similar> {
    let (person, place) = somebody(house, person);
    phone.store.similar(&person, Some(&place), 5).unwrap()
}

#[test]
fn somebody_without_a_number_is_known_again_by_name_age_and_house_with_reasons_in_thai() {
    let phone = village().restart();
    let same = found(&phone, "123/4", known());
    let [similar] = same.as_slice() else { panic!("one, not {same:?}") };
    assert_eq!(similar.hit.record, id(1));
    assert_eq!(similar.hit.name, "นางวันเพ็ญ ทองสุขดี");
    assert!(similar.score > 900, "{}", similar.score);
    assert!(similar.reasons.contains(&Reason::SameBirth), "{:?}", similar.reasons);
    assert!(!similar.reasons.contains(&Reason::AnyTwo));
    assert!(similar.reasons.iter().all(|reason| !reason.in_thai().is_empty()));
}

#[test]
fn a_name_that_sounds_alike_a_year_a_house_or_a_telephone_are_enough_together() {
    let phone = village();
    let only = |house: &str, person: Value| {
        let found = found(&phone, house, person.clone());
        let records: Vec<_> = found.iter().map(|similar| similar.hit.record).collect();
        assert_eq!(records, [id(1)], "{house} {person}: {found:?}");
    };
    // Heard, not read; only the year is known; another house.
    only(
        "9/9",
        json!({ "given_name": "วันเพ็น", "family_name": "ทองสุขดี",
                        "birth": { "date": "1954", "precision": "year" } }),
    );
    // A family name that changed, and the birthday.
    only(
        "9/9",
        json!({ "given_name": "วันเพ็ญ", "family_name": "ขันแก้ว", "sex": "female",
                        "birth": { "date": "1954-03-12", "precision": "day" } }),
    );
    // The same house, a slip in the given name, and the year.
    only(
        "๑๒๓/๔",
        json!({ "given_name": "วันเพญ", "family_name": "ทองสุขดี",
                         "birth": { "date": "1954", "precision": "year" } }),
    );
    // Both names exchanged, and the birthday.
    only(
        "9/9",
        json!({ "given_name": "ทองสุขดี", "family_name": "วันเพ็ญ",
                        "birth": { "date": "1954-03-12", "precision": "day" } }),
    );
}

#[test]
fn a_telephone_tells_what_a_bare_given_name_does_not() {
    let phone = village();
    let (mut person, _) = somebody("9/9", json!({ "given_name": "วันเพ็ญ" }));
    assert!(phone.store.similar(&person, None, 5).unwrap().is_empty());
    person.phone = Some("๐๘๑-๒๓๔-๕๖๗๘".into());
    let found = phone.store.similar(&person, None, 5).unwrap();
    assert_eq!(found.iter().map(|similar| similar.hit.record).collect::<Vec<_>>(), [id(1)]);
    assert!(found[0].reasons.contains(&Reason::SamePhone) || found[0].reasons.contains(&Reason::SameGiven));
}

#[test]
fn strangers_who_share_a_common_name_or_only_a_house_are_not_shown() {
    let phone = village();
    for (house, person) in [
        ("9/9", json!({ "given_name": "วันเพ็ญ" })),
        (
            "9/9",
            json!({ "given_name": "วันเพ็ญ", "family_name": "นามใหม่",
                        "birth": { "date": "1990", "precision": "year" } }),
        ),
        (
            "123/4",
            json!({ "given_name": "สมปอง", "family_name": "ทองสุขดี", "sex": "male",
                          "birth": { "date": "1985-01-20", "precision": "day" } }),
        ),
        ("123/4", json!({})),
        ("", json!({})),
    ] {
        let found = found(&phone, house, person.clone());
        assert!(found.is_empty(), "{house} {person}: {found:?}");
    }
}

/// Contract section 4, row 11 is no matter of likeness: two valid numbers are two persons.
#[test]
fn somebody_with_a_number_is_shown_to_whom_has_none_and_not_to_another_with_one() {
    let phone = village();
    let mut numbered = known();
    numbered["national_id"] = "1000000000009".into();
    phone.store.keep(&home(1, "123/4", numbered), &[]).unwrap();
    let hit = found(&phone, "123/4", known()).remove(0).hit;
    assert_eq!(hit.national_id, "1000000000009");
    let mut other = known();
    other["national_id"] = "1000000000017".into();
    assert!(found(&phone, "123/4", other).is_empty());
    // One slip in the number says more than the house.
    let mut slip = json!({ "given_name": "วันเพ็ญ" });
    slip["national_id"] = "1000000000008".into();
    assert_eq!(found(&phone, "9/9", slip).len(), 1);
}

#[test]
fn somebody_who_was_met_every_month_stands_there_once_as_last_met() {
    let phone = village();
    for (number, month) in [(2, 6), (3, 5)] {
        let mut later = home(number, "123/4", known());
        later.captured_at = format!("2026-{month:02}-01T09:00:00+07:00").parse().unwrap();
        phone.store.keep(&later, &[]).unwrap();
    }
    let found = found(&phone, "123/4", known());
    assert_eq!(found.iter().map(|s| s.hit.record).collect::<Vec<_>>(), [id(2)]);
}

#[test]
fn likeness_follows_edits_pages_withdrawals_and_erasures() {
    let phone = village();
    let seen = |phone: &Phone| found(phone, "123/4", known()).len();
    assert_eq!(seen(&phone), 1);
    // Nothing that search knows has changed, only the birth date and the sex.
    let mut other = known();
    other["birth"] = json!({ "date": "1981-11-30", "precision": "day" });
    other["sex"] = "male".into();
    phone.store.keep(&home(1, "123/4", other), &[]).unwrap();
    assert_eq!(seen(&phone), 0);
    phone.store.keep(&home(1, "123/4", known()), &[]).unwrap();
    assert_eq!(seen(&phone), 1);
    // Another phone's, pulled.
    let theirs = home(5, "77", json!({ "given_name": "อุทุมพร", "family_name": "เพชรน้ำหนึ่ง" }));
    phone.store.take_page(&page(1, [&made_by(2, &theirs, MORNING)])).unwrap();
    let there = |phone: &Phone| {
        found(phone, "77", json!({ "given_name": "อุทุมพร", "family_name": "เพชรน้ำหนึ่ง" })).len()
    };
    assert_eq!(there(&phone), 1);
    phone.store.erase(&[id(5)].into()).unwrap();
    assert_eq!(there(&phone), 0);
    let mut withdrawn = home(1, "123/4", known());
    withdrawn.withdraw = Some(serde_json::from_value(json!({ "reason": "ซ้ำ" })).unwrap());
    phone.store.keep(&withdrawn, &[]).unwrap();
    assert_eq!(seen(&phone), 0);
}

#[test]
fn the_person_that_is_being_edited_is_not_like_themselves() {
    let phone = village();
    let record = home(1, "123/4", known());
    let found = phone.store.similar(&record.people[0], record.place.as_ref(), 5).unwrap();
    assert!(found.is_empty(), "{found:?}");
    let mut another = record.people[0].clone();
    another.id = "0196a3c2-7d1e-7c55-9b0c-000000000001".parse::<PersonId>().unwrap();
    assert_eq!(phone.store.similar(&another, record.place.as_ref(), 5).unwrap().len(), 1);
    assert!(phone.store.similar(&another, record.place.as_ref(), 0).unwrap().is_empty());
}
