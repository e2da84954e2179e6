use serde_json::json;

use super::*;
use crate::samples::{Phone, household, id, national_id};

fn named(number: u32, given: &str, family: &str, house: &str) -> register::record::Record {
    let mut record = household(number);
    record.people[0].given_name = Some(given.into());
    record.people[0].family_name = Some(family.into());
    record.people[0].phone = None;
    record.place.as_mut().unwrap().house_no = Some(house.into());
    record
}

fn village() -> Phone {
    let phone = Phone::new(1);
    for (at, (given, family, house)) in [
        ("สมชาย", "สมปอง", "123/4"),
        ("น้ำฝน", "ใจดี", "1234"),
        ("ปู่แสง", "ทองคำ", "๗๗/๑"),
        ("Anna", "Meier", "9"),
        ("สมหญิง", "ใจดี", "123"),
    ]
    .into_iter()
    .enumerate()
    {
        phone.store.keep(&named(at as u32 + 1, given, family, house), &[]).unwrap();
    }
    phone
}

#[track_caller]
fn finds(phone: &Phone, typed: &str, expected: &[u32]) {
    let mut found: Vec<RecordId> =
        phone.store.search(typed, 50).unwrap().iter().map(|hit| hit.record).collect();
    found.sort();
    assert_eq!(found, expected.iter().map(|number| id(*number)).collect::<Vec<_>>(), "{typed:?}");
}

#[test]
fn people_are_found_by_any_part_of_a_name_in_any_order_of_words() {
    let phone = village();
    finds(&phone, "สมชาย", &[1]);
    finds(&phone, "มชา", &[1]);
    finds(&phone, "ใจดี", &[2, 5]);
    finds(&phone, "ใจดี สมหญิง", &[5]);
    finds(&phone, "สมชายสมปอง", &[1]);
    finds(&phone, "MEIER", &[4]);
    finds(&phone, "สมชาย ใจดี", &[]);
}

#[test]
fn two_letters_and_one_find_as_well_alone_and_with_longer_words() {
    let phone = village();
    finds(&phone, "สม", &[1, 5]);
    finds(&phone, "ญ", &[5]);
    finds(&phone, "ดี", &[2, 5]);
    finds(&phone, "สม ใจดี", &[5]);
    finds(&phone, "สม 9", &[]);
}

#[test]
fn thai_marks_and_digits_are_found_however_they_are_typed() {
    let phone = village();
    for typed in ["น้ำ", "นํ้า", "น้ํา", "นำ้ฝน"] {
        finds(&phone, typed, &[2]);
    }
    finds(&phone, "77/1", &[3]);
    finds(&phone, "๑๒๓/๔", &[1]);
}

#[test]
fn houses_with_a_stroke_are_not_mixed_up_with_those_without() {
    let phone = village();
    finds(&phone, "123/4", &[1]);
    finds(&phone, "1234", &[2]);
    finds(&phone, "/4", &[1]);
}

#[test]
fn part_of_a_national_id_finds_its_holder_with_dashes_or_without() {
    let phone = village();
    let digits = national_id(3);
    finds(&phone, &digits, &[3]);
    finds(&phone, &digits[8..], &[3]);
    finds(&phone, &format!("{}-{}", &digits[..1], &digits[1..]), &[3]);
    let hit = &phone.store.search(&digits, 1).unwrap()[0];
    assert_eq!((hit.national_id.as_str(), hit.house_no.as_str(), hit.moo), (digits.as_str(), "๗๗/๑", 5));
    assert!(hit.own && !hit.withdrawn && hit.state.is_none());
    assert_eq!(hit.name, "นายปู่แสง ทองคำ");
}

#[test]
fn search_follows_edits_and_shows_what_was_taken_back() {
    let phone = village();
    phone.store.keep(&named(1, "สมศักดิ์", "สมปอง", "123/4"), &[]).unwrap();
    finds(&phone, "สมชาย", &[]);
    finds(&phone, "ศักดิ์", &[1]);
    let mut withdrawn = named(1, "สมศักดิ์", "สมปอง", "123/4");
    withdrawn.withdraw = Some(serde_json::from_value(json!({ "reason": "ซ้ำ" })).unwrap());
    phone.store.keep(&withdrawn, &[]).unwrap();
    assert!(phone.store.search("ศักดิ์", 1).unwrap()[0].withdrawn);
}

#[test]
fn a_search_finds_no_more_than_asked_and_nothing_for_nothing() {
    let phone = village();
    assert_eq!(phone.store.search("ใจดี", 1).unwrap().len(), 1);
    assert_eq!(phone.store.search("สม", 1).unwrap().len(), 1);
    for typed in ["", "  ", "\" OR 1", "*", "-", "NEAR(", "%", "'; DROP TABLE person; --", "\u{0}\u{200b}"] {
        let hits = phone.store.search(typed, 50).unwrap();
        assert!(hits.len() <= 5, "{typed:?}");
    }
    finds(&phone, "สมชาย", &[1]);
}
