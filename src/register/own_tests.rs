use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{FIELDS, INSIDE, TakenOut, Told, is_called, of, told, told_set};
use crate::record::{Record, schema};

/// Every path of the record's schema, without the lists' own places.
fn paths(schema: &Value, at: &Value, path: &str, found: &mut BTreeSet<String>) {
    let at = match at.get("$ref").and_then(Value::as_str) {
        Some(name) => schema.pointer(name.trim_start_matches('#')).unwrap(),
        None => at,
    };
    for inner in at.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let path = if path.is_empty() { inner.0.clone() } else { format!("{path}.{}", inner.0) };
        found.insert(path.clone());
        paths(schema, inner.1, &path, found);
    }
    for inner in ["anyOf", "oneOf", "allOf"].iter().filter_map(|many| at.get(*many)?.as_array()).flatten() {
        paths(schema, inner, path, found);
    }
    if let Some(items) = at.get("items") {
        paths(schema, items, path, found);
    }
}

#[test]
fn every_field_that_a_record_can_have_has_a_name_in_thai_or_is_for_machines() {
    let schema = schema();
    let mut all = BTreeSet::new();
    paths(&schema, &schema, "", &mut all);
    assert!(all.len() > 100, "the schema was read: {all:?}");
    let nameless: Vec<&String> = all
        .iter()
        .filter(|path| !INSIDE.contains(&path.as_str()))
        .filter(|path| !FIELDS.iter().any(|(name, ..)| is_called(path, name)))
        // A birth is written as one date.
        .filter(|path| !path.starts_with("people.birth."))
        .collect();
    assert!(nameless.is_empty(), "{nameless:?}");
    let gone: Vec<&str> = FIELDS.iter().map(|(name, ..)| *name).filter(|name| !all.contains(*name)).collect();
    assert!(gone.is_empty(), "named and in no record: {gone:?}");
}

const ONE: &str = "0196a3c2-7d1e-7c55-9b0a-000000000001";
const OTHER: &str = "0196a3c2-7d1e-7c55-9b0a-000000000002";

fn photo(digit: char) -> String {
    format!("b3:{}", String::from(digit).repeat(64))
}

/// A house with two people, every word of which says whose it is.
fn a_house() -> Record {
    let request = |n: u8, person: &str, whose: &str, photo: &str| {
        json!({
            "id": format!("0196a3c2-7d1e-7c55-9b0a-00000000010{n}"), "person": person, "area": "disaster",
            "subject": format!("{whose} เรื่อง"), "facts": format!("{whose} เหตุ"), "need": format!("{whose} ต้องการ"),
            "signature": { "kind": "paper-photo", "photo": photo },
            "proxy": { "name": format!("{whose} ตัวแทน") }, "later": format!("{whose} ช่องใหม่ในคำขอ"),
        })
    };
    let check = |n: u8, person: &str, whose: &str, photo: &str| {
        json!({
            "id": format!("0196a3c2-7d1e-7c55-9b0a-00000000020{n}"), "person": person, "by": "s-009",
            "findings": [{ "fact": "1", "label": format!("{whose} ข้อ"), "found": "confirmed" }],
            "photos": [photo], "note": format!("{whose} ตรวจ"),
        })
    };
    let review = |n: u8, field: Value, whose: &str| {
        json!({ "id": format!("0196a3c2-7d1e-7c55-9b0a-00000000030{n}"), "by": "s-010", "verdict": "sent-back",
                "field": field, "comment": format!("{whose} แก้") })
    };
    let json = json!({
        "id": "0196a3c2-7d1e-7c55-9b0a-0000000000ff", "lao": "05570901", "round": "2569-04",
        "captured_at": "2026-04-10T09:00:00+07:00", "surveyor": "s-001", "status": "complete",
        "place": { "house_no": "ของบ้าน 12", "moo": 5 },
        "people": [
            { "id": ONE, "given_name": "ของหนึ่ง ชื่อ", "national_id": "1-1037-02071-81-1", "sex": "female",
              "birth": { "date": "1947-05", "precision": "month" }, "later": "ของหนึ่ง ช่องใหม่", "family": 1 },
            { "id": OTHER, "given_name": "ของสอง ชื่อ", "phone": "ของสอง โทร", "family": 2 },
        ],
        "requests": [request(1, ONE, "ของหนึ่ง", &photo('a')), request(2, OTHER, "ของสอง", &photo('b'))],
        "help_received": [
            { "what": "ของหนึ่ง ข้าว", "person": ONE }, { "what": "ของสอง ข้าว", "person": OTHER },
            { "what": "ของบ้าน น้ำ" }, { "what": "ของสอง ครอบครัว", "family": 2 },
        ],
        "damage": { "kind": "flood", "items": [
            { "code": "5.1.5", "note": "ของบ้าน หลังคา" }, { "note": "ของสอง เครื่องมือ", "person": OTHER },
            { "note": "ของหนึ่ง เครื่องมือ", "person": ONE },
        ] },
        "photos": [
            { "hash": photo('a'), "kind": "signed-paper", "caption": "ของหนึ่ง ลายเซ็น" },
            { "hash": photo('b'), "kind": "signed-paper", "caption": "ของสอง ลายเซ็น" },
            { "hash": photo('c'), "kind": "person", "caption": "ของใครไม่รู้" },
            { "hash": photo('d'), "kind": "house", "caption": "ของบ้าน รูป" },
            { "hash": photo('e'), "kind": "other", "caption": "ของหนึ่ง ที่ตรวจ" },
        ],
        "checks": [check(1, ONE, "ของหนึ่ง", &photo('e')), check(2, OTHER, "ของสอง", &photo('f'))],
        "reviews": [
            review(1, json!(format!("people/{ONE}/phone")), "ของหนึ่ง"),
            review(2, json!(format!("people/{OTHER}/phone")), "ของสอง"),
            review(3, Value::Null, "ของใครไม่รู้"), review(4, json!("place/house_no"), "ของบ้าน"),
        ],
        "withdraw": { "reason": "ของใครไม่รู้ ถอน" }, "later": "ของใครไม่รู้ ช่องใหม่",
    });
    Record::read(&json.to_string()).unwrap()
}

fn said(told: &[Told]) -> String {
    let one = |told: &Told| match told {
        Told::Line(name, value) => format!("{name}: {value}\n"),
        Told::Thing(name, things) => format!("{name}\n{}", said(things)),
    };
    told.iter().map(one).collect()
}

/// How many words of a record are somebody's.
fn words_of(record: &Record, whose: &str) -> usize {
    serde_json::to_string(record).unwrap().matches(whose).count()
}

#[test]
fn a_person_is_told_everything_of_theirs_and_of_the_house_and_nothing_of_anybody_else() {
    let house = a_house();
    let who = BTreeSet::from([ONE.parse().unwrap()]);
    let own = of(&house, &who, &TakenOut::default());
    let said = said(&told(&own.record));
    for whose in ["ของหนึ่ง", "ของบ้าน"] {
        assert_eq!(said.matches(whose).count(), words_of(&house, whose), "{said}");
    }
    assert!(words_of(&house, "ของหนึ่ง") > 12);
    assert!(!said.contains("ของสอง"), "{said}");
    assert!(!said.contains("ของใครไม่รู้"), "{said}");
    assert!(!own.alone);
    // A photo, a review of the whole, the words of the withdrawal and a field that is not known.
    assert_eq!(own.left_out, 4);
    assert!(said.contains("1 1037 02071 81 1"), "{said}");
    assert!(said.contains("เกิด: พฤษภาคม 2490"), "{said}");
}

#[test]
fn whoever_is_alone_on_a_record_is_told_all_of_it() {
    let house = a_house();
    let who = BTreeSet::from([ONE.parse().unwrap(), OTHER.parse().unwrap()]);
    let own = of(&house, &who, &TakenOut::default());
    assert_eq!((own.left_out, own.alone), (0, true));
    let said = said(&told(&own.record));
    for whose in ["ของหนึ่ง", "ของสอง", "ของบ้าน", "ของใครไม่รู้"]
    {
        assert_eq!(said.matches(whose).count(), words_of(&house, whose), "{whose}: {said}");
    }
}

#[test]
fn whoever_stands_alone_where_another_stood_is_told_nothing_of_the_other_and_what_an_edit_took_out() {
    let mut house = a_house();
    let other = OTHER.parse().unwrap();
    house.people.retain(|person| person.id != other);
    let theirs = house.requests.iter().position(|request| request.person == Some(other)).unwrap();
    let theirs = house.requests.remove(theirs);
    let photos = theirs.signature.and_then(|signature| signature.photo).into_iter().collect();
    let out = TakenOut { requests: BTreeSet::from([theirs.id]), photos, somebody_else: true };
    let said_to = |who: &str| {
        let own = of(&house, &BTreeSet::from([who.parse().unwrap()]), &out);
        assert!(!own.alone);
        said(&told(&own.record))
    };
    // To whoever was taken off: the checks and reviews of it, and the picture of their signature.
    assert!(said_to(OTHER).contains("ของสอง"), "{}", said_to(OTHER));
    assert!(!said_to(OTHER).contains("ของหนึ่ง"), "{}", said_to(OTHER));
    let out = TakenOut { somebody_else: true, ..TakenOut::default() };
    let own = of(&house, &BTreeSet::from([ONE.parse().unwrap()]), &out);
    assert!(!own.alone && !said(&told(&own.record)).contains("ของสอง"));
}

#[test]
fn what_a_change_set_is_told_by_the_same_names_and_the_record_s_own_words_only_to_whoever_is_alone() {
    let field = |path: &str| path.parse().unwrap();
    let phone = told_set(&field(&format!("people/{ONE}/phone")), &json!("0812345678"), false);
    assert_eq!(phone, Some(Told::Line("โทรศัพท์".to_owned(), "0812345678".to_owned())));
    assert_eq!(told_set(&field(&format!("people/{ONE}")), &json!(true), true), None);
    assert_eq!(told_set(&field("withdraw"), &json!({ "reason": "ก" }), false), None);
    assert!(told_set(&field("withdraw"), &json!({ "reason": "ก" }), true).is_some());
    assert!(told_set(&field("place/house_no"), &json!("9"), false).is_some());
}

/// What a supervisor sent back is said by the words that everything else is said by.
#[test]
fn what_was_sent_back_is_called_as_the_field_is_and_nobody_reads_a_path() {
    let sent_back =
        |path: &str| told_set(&format!("reviews/{ONE}/field").parse().unwrap(), &json!(path), false);
    let called = |name: &str| Some(Told::Line("ช่อง".to_owned(), name.to_owned()));
    assert_eq!(sent_back(&format!("people/{ONE}/phone")), called("โทรศัพท์"));
    assert_eq!(sent_back("place/house_no"), called("บ้านเลขที่"));
    assert_eq!(sent_back("damage/items/5.1.5"), called("สิ่งที่เสียหาย"));
    assert_eq!(sent_back("people"), called("ข้อมูลบุคคล"));
    // Of a later form than this: better a path than nothing.
    assert_eq!(sent_back("later/thing"), called("later/thing"));
}
