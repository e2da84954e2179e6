use serde_json::json;

use super::*;
use crate::samples::{WHOLE, household, read};

const PERSON: &str = "people/0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a70";
const PHOTO: &str = "photos/b3:0202020202020202020202020202020202020202020202020202020202020202:damage";

fn path(text: &str) -> FieldPath {
    text.parse().unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// The parts that are edited as a whole, because half of each would be a third thing.
#[test]
fn a_record_falls_into_the_fields_that_are_edited_on_their_own() {
    let fields = take_apart(&Record::read(WHOLE).unwrap());
    let names: Vec<String> = fields
        .keys()
        .map(|path| path.as_str().replace(PERSON, "people/…").replace(PHOTO, "photos/…"))
        .filter(|path| !path.starts_with("requests/"))
        .collect();
    let expected = "captured_at damage/damaged_on damage/event_on damage/items damage/kind \
        dwelling/families dwelling/main_occupation dwelling/regular dwelling/tenure help_received notice \
        people/… people/…/birth people/…/breadwinner people/…/card_address people/…/destitute people/…/family \
        people/…/family_name people/…/farmer people/…/given_name people/…/head people/…/low_income \
        people/…/national_id people/…/nationality people/…/occupation people/…/phone people/…/registered \
        people/…/sex people/…/title people/…/welfare_register photos/… photos/…/at photos/…/device \
        photos/…/source_hash photos/…/taken_at place/found_at place/house_no place/moo place/postcode \
        place/tambon round status surveyor";
    assert_eq!(names.join(" "), expected);
    assert_eq!(
        fields[&path(&format!("{PERSON}/birth"))],
        json!({ "date": "1954-03-02", "precision": "day" })
    );
    assert_eq!(fields[&path(PERSON)], true);
}

/// Findings are one field: half of one list and half of another would be a check that nobody made.
#[test]
fn checks_and_reviews_are_edited_field_by_field_like_people() {
    let fields = take_apart(&Record::read(include_str!("golden/record-v1-checked.json")).unwrap());
    let names: Vec<String> = fields
        .keys()
        .map(|path| path.as_str().replace("0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a", "…"))
        .filter(|path| path.starts_with("checks/") || path.starts_with("reviews/"))
        .collect();
    let expected = "checks/…80 checks/…80/at checks/…80/by checks/…80/findings checks/…80/note checks/…80/person \
        checks/…80/photos checks/…80/place checks/…80/request checks/…80/task reviews/…a0 reviews/…a0/answer \
        reviews/…a0/answered_at reviews/…a0/at reviews/…a0/by reviews/…a0/comment reviews/…a0/field \
        reviews/…a0/verdict reviews/…a1 reviews/…a1/at reviews/…a1/by reviews/…a1/verdict";
    assert_eq!(names.join(" "), expected);
}

#[test]
fn what_was_not_asked_is_no_field() {
    let mut record = household();
    record.unknown.insert("later".to_owned(), Value::Null);
    record.place.as_mut().unwrap().unknown.insert("later".to_owned(), Value::Null);
    record.people[0].unknown.insert("later".to_owned(), Value::Null);
    assert_eq!(take_apart(&record), take_apart(&household()));
}

#[test]
fn a_path_is_one_text_and_says_what_it_names() {
    for (text, part) in [
        ("round", Part::Own("round")),
        ("later", Part::Own("later")),
        ("a~1b~0", Part::Own("a~1b~0")),
        ("~2", Part::Own("~2")),
        ("place/house_no", Part::Of("place", "house_no")),
        ("damage/~2", Part::Of("damage", "~2")),
    ] {
        assert_eq!(path(text).part(), part);
        assert_eq!(path(text).to_string(), text);
        assert_eq!(path(text).member(), None);
    }
    let id = PERSON.split_once('/').unwrap().1;
    assert_eq!(path(PERSON).part(), Part::Member("people", id));
    let phone = path(&format!("{PERSON}/phone"));
    assert_eq!(phone.part(), Part::OfMember("people", id, "phone"));
    assert_eq!(phone.member(), Some(path(PERSON)));
    assert!(phone.is_within(&path(PERSON)) && !path(PERSON).is_within(&phone));
    assert!(!path("place/house_no").is_within(&path("round")));
}

#[test]
fn what_no_edit_may_set_is_no_path() {
    let upper = PERSON.to_uppercase().replace("PEOPLE", "people");
    for wrong in [
        "",
        "id",
        "lao",
        "place",
        "dwelling",
        "damage",
        "people",
        "requests",
        "photos",
        "checks",
        "reviews",
        "checks/1",
        "reviews/0196A3C2-7d1e-7c55-9b0a-3f1d2c4b5a70",
        "checks/0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a70/id",
        "checks/0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a70/findings/0",
        "/",
        "place/",
        "/round",
        "place/house_no/x",
        "people/",
        "people/1",
        "people/0196a3c27d1e7c559b0a3f1d2c4b5a70",
        &upper,
        &format!("{PERSON}/id"),
        &format!("{PERSON}/"),
        &format!("{PERSON}/birth/date"),
        &format!("{PHOTO}/hash"),
        &format!("{PHOTO}/kind"),
        "photos/b3:01",
        "later/x",
        "a~",
        "a~3",
        "a~2",
        "~2~2",
        "~",
        "notice/version",
        "help_received/0",
    ] {
        let said = wrong.parse::<FieldPath>().unwrap_err().to_string();
        assert!(said.contains("names no field that an edit may set"), "{said}");
        assert!(said.contains(wrong), "{said}");
    }
}

#[test]
fn the_presence_of_a_member_sorts_right_before_its_fields() {
    let fields = take_apart(&Record::read(WHOLE).unwrap());
    let paths: Vec<&FieldPath> = fields.keys().collect();
    for member in paths.iter().filter(|path| matches!(path.part(), Part::Member(..))) {
        let within: Vec<usize> =
            paths.iter().enumerate().filter(|(_, path)| path.is_within(member)).map(|(at, _)| at).collect();
        assert!(within.windows(2).all(|pair| pair[0] + 1 == pair[1]));
        assert_eq!(paths[within[0]], *member);
    }
}

#[test]
fn what_is_taken_apart_is_put_together_as_it_was() {
    let record = Record::read(WHOLE).unwrap();
    let (id, lao) = (record.id.to_string(), record.lao.to_string());
    let whole = put_together([("id", id.as_str()), ("lao", lao.as_str())], &take_apart(&record));
    assert_eq!(whole, serde_json::from_str::<Value>(WHOLE).unwrap());
}

#[test]
fn fields_of_a_member_that_was_taken_out_are_left_out() {
    let mut fields = take_apart(&household());
    fields.insert(path(PERSON), false.into());
    let whole = put_together([("id", "x"), ("lao", "x")], &fields);
    assert!(whole.get("people").is_none(), "{whole}");
}

fn fault(sets: Value) -> String {
    let sets = sets.as_object().unwrap().iter().map(|(name, value)| (path(name), value.clone())).collect();
    check_values(&sets).unwrap_err().to_string()
}

#[test]
fn a_value_that_could_not_stand_in_a_record_is_refused_by_its_path() {
    let birth = format!("{PERSON}/birth");
    let other = "people/0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a01/phone";
    for (field, value, says) in [
        ("place/moo", json!("five"), "expected a whole number"),
        ("round", json!("April"), "not a survey round"),
        ("round", Value::Null, "every record needs it"),
        ("status", Value::Null, "every record needs it"),
        ("status", json!("draft"), "a draft lives on its phone only"),
        ("captured_at", json!("2026-04-12"), "not a date and time"),
        (&birth, json!({ "date": "1954", "precision": "day" }), "does not match precision day"),
        (PERSON, json!("yes"), "expected true"),
        (PERSON, Value::Null, "expected true"),
        ("help_received", json!({}), "expected a list in brackets"),
        ("later", json!("e\u{301}"), "not composed"),
        ("later", json!({ "e\u{301}": 1 }), "not composed"),
    ] {
        // A second person before it: the field is named, not its place in a list.
        let said = fault(json!({ other: "1", field: value }));
        assert!(said.starts_with(&format!("{field}: ")) || said.starts_with(&format!("{field}.")), "{said}");
        assert!(said.contains(says), "{said}");
    }
    let blank = fault(json!({ "withdraw": { "reason": " " } }));
    assert!(blank.starts_with("withdraw.reason: "), "{blank}");
    let nested = format!("{}{}", "[".repeat(60), "]".repeat(60));
    let deep = fault(json!({ "later": serde_json::from_str::<Value>(&nested).unwrap() }));
    assert!(deep.starts_with("later[0]") && deep.contains("32 deep"), "{deep}");
}

#[test]
fn an_edit_that_refuses_a_visit_keeps_nobody() {
    for kept in [
        (PERSON, json!(true)),
        ("damage/kind", json!("storm")),
        ("help_received", json!([])),
        ("dwelling/tenure", json!("owner")),
        ("checks/0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a80", json!(true)),
    ] {
        let said = fault(json!({ "status": "refused", "refusal": { "reason": "ไม่สะดวก" }, kept.0: kept.1 }));
        assert!(said.starts_with(kept.0) && said.contains("nothing may be kept of them"), "{said}");
    }
    let review = "reviews/0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5aa0";
    let emptied = json!({
        "status": "refused", "refusal": { "reason": "x" }, PERSON: false, "dwelling/tenure": null, review: true,
    });
    let sets = emptied.as_object().unwrap().iter().map(|(name, value)| (path(name), value.clone())).collect();
    assert_eq!(check_values(&sets), Ok(()));
}

#[test]
fn a_visit_that_is_refused_later_takes_its_people_out() {
    use crate::samples::{history, phone};
    let (a, made) = (phone(1), phone(1).makes(&household(), 1));
    let mut known = history([&made]);
    let refused = a.edits(&mut known, 2, |record| {
        record.status = Status::Refused;
        record.refusal = read(json!({
            "id": record.id, "lao": record.lao, "round": record.round, "captured_at": record.captured_at,
            "status": "refused", "refusal": { "reason": "เปลี่ยนใจ" },
        }))
        .refusal;
    });
    assert_eq!(refused.edit().sets[&path(PERSON)], false);
    assert_eq!(crate::change::Change::read(refused.to_json().as_bytes()).unwrap(), refused);
}

/// Values of every kind, sound in some fields and not in others.
fn odd_values() -> Vec<Value> {
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let mut values = vec![
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(5),
        json!(-1),
        json!(5.0),
        json!(1.5),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!(" "),
        json!("๕"),
        json!("yes"),
        json!("male"),
        json!("complete"),
        json!("refused"),
        json!("draft"),
        json!("2569-04"),
        json!("2026-04-12"),
        json!("2026-04-12T09:31:05+07:00"),
        json!("TH"),
        json!("th"),
        json!("b3:01"),
        json!("e\u{301}"),
        json!("0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a70"),
        json!([]),
        json!([1, "crop"]),
        json!(["crop"]),
        json!({}),
        json!({ "reason": "x" }),
        json!({ "reason": " " }),
        json!({ "kind": "drawn" }),
        json!({ "date": "1954-03", "precision": "month", "later": 1 }),
        json!([{ "code": "5.1.5" }]),
    ];
    values.extend([28, 29, 30, 31, 32].map(|depth| serde_json::from_str(&deep(depth)).unwrap()));
    values.push("ก".repeat(extent::LARGEST / 3 - 400).into());
    values.push("ก".repeat(extent::LARGEST / 3).into());
    values
}

/// Reading has a quick way, which knows no words for what is wrong, and a slow one.
#[test]
fn what_is_read_straight_out_of_fields_is_what_their_json_says() {
    let mut whole = take_apart(&Record::read(WHOLE).unwrap());
    let checked = take_apart(&Record::read(include_str!("golden/record-v1-checked.json")).unwrap());
    whole.extend(
        checked
            .into_iter()
            .filter(|(path, _)| ["checks/", "reviews/"].iter().any(|l| path.as_str().starts_with(l))),
    );
    let other = "people/0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a01";
    let more = [
        "later",
        "~2",
        "a~1b~0",
        "place/~2",
        "people-s",
        &format!("{PERSON}/a~1"),
        other,
        &format!("{other}/sex"),
        &format!("{PHOTO}/kind-of"),
        &PHOTO.replace(":damage", ":"),
        &PHOTO.replace(":damage", ":damage-x"),
        &format!("{}/at", PHOTO.replace(":damage", ":damage-x")),
        &PHOTO.replace(":damage", ":a~1b"),
        "photos/::",
        "withdraw",
        "refusal",
    ]
    .map(path);
    let (values, one) = (odd_values(), json!(1));
    let mut read = 0;
    for field in whole.keys().chain(&more) {
        for value in &values {
            let mut fields = whole.clone();
            fields.insert(field.clone(), value.clone());
            let fixed = [("id", "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69"), ("lao", "05090901")];
            let of_json = Record::typed(put_together(fixed, &fields));
            let entries: Vec<whole::Entry<'_>> =
                fields.iter().filter(|(_, v)| !v.is_null()).map(|(path, v)| (path.as_str(), v)).collect();
            if let Ok(straight) = whole::read(&fixed, &entries) {
                assert_eq!(of_json.as_ref(), Ok(&straight), "{field} {value}");
                read += 1;
            }
            assert_eq!(read_whole(fixed, fields.iter()), of_json, "{field} {value}");

            let alone = Fields::from([(field.clone(), value.clone())]);
            let pair = Fields::from([(field.clone(), value.clone()), (path("later"), one.clone())]);
            for sets in [&fields, &alone, &pair] {
                if could_stand(sets) {
                    assert_eq!(say_what_could_not_stand(sets), Ok(()), "{field} {value}");
                }
            }
        }
    }
    // A quick way that is never taken is none: half of these stand in their fields.
    assert!(read > values.len() * whole.len() / 4, "{read}");
}

#[test]
fn a_path_after_another_of_its_member_is_read_as_it_is_alone() {
    for rest in [
        "/phone", "/~2", "/a~1b", "", "/id", "/hash", "/", "//", "/a/b", "/a~", "x/phone", "x", "/ก", "/kind",
    ] {
        for before in [PERSON.to_owned(), format!("{PERSON}/birth"), PHOTO.to_owned(), "place/moo".to_owned()]
        {
            let second = format!("{}{rest}", before.strip_suffix("/birth").unwrap_or(&before));
            let json = format!(r#"{{ "{before}": 1, "{second}": 2 }}"#);
            let read = in_order(&mut serde_json::Deserializer::from_str(&json));
            let alone = second.parse::<FieldPath>();
            match (read, alone) {
                (Ok(read), Ok(alone)) => assert_eq!(read[&alone], 2, "{second}"),
                (Err(said), Err(alone)) => {
                    assert!(said.to_string().starts_with(&alone.to_string()), "{said}")
                }
                (read, alone) => panic!("{second}: {read:?}, alone {alone:?}"),
            }
        }
    }
}

#[test]
fn answers_are_the_same_whoever_reviewed_them_and_others_where_one_of_them_is() {
    let record = read(serde_json::from_str(WHOLE).unwrap());
    let mut reviewed = record.clone();
    let review = json!({ "id": "0196a3c2-7d1e-7c55-9b0d-000000000001", "verdict": "accepted" });
    reviewed.reviews.push(serde_json::from_value(review).unwrap());
    assert_eq!(answers(&reviewed), answers(&record));
    for change in [
        (|r| r.people[0].phone = None) as fn(&mut Record),
        |r| r.requests[0].need = Some("สังกะสี ๓๐ แผ่น".into()),
        |r| r.people.clear(),
        |r| r.withdraw = serde_json::from_value(json!({ "reason": "ซ้ำ" })).unwrap(),
    ] {
        let mut other = record.clone();
        change(&mut other);
        assert_ne!(answers(&other), answers(&record));
    }
    // Phones of several versions weigh an acceptance: these bytes never move.
    assert_eq!(
        answers(&household()).to_string(),
        "words:d53cf9c902a53520dbd6835910aff83460411df80ea11f5b2ee254dc90cd2efe"
    );
}
