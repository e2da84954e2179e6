use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::field::take_apart;
use crate::golden;
use crate::samples::{WHOLE, history, phone, read};

const PERSON: &str = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a70";
const REQUEST: &str = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a71";
const CHECK: &str = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a80";
const REVIEW: &str = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5aa0";
const HASH: &str = "b3:0202020202020202020202020202020202020202020202020202020202020202";

fn whole() -> Value {
    serde_json::from_str(WHOLE).unwrap()
}

fn least() -> Value {
    json!({
        "id": "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69",
        "lao": "05090901",
        "round": "2569-04",
        "captured_at": "2026-04-12T09:31:05+07:00",
        "status": "complete",
    })
}

/// The least record with a value at a place such as `/people/0/sex`; what lies on the way is made.
fn with(pointer: &str, value: Value) -> Value {
    set(least(), pointer, value)
}

fn set(mut record: Value, pointer: &str, value: Value) -> Value {
    let mut at = &mut record;
    for part in pointer.split('/').skip(1) {
        at = match part.parse::<usize>() {
            Ok(index) => {
                if at.is_null() {
                    *at = json!([]);
                }
                let items = at.as_array_mut().unwrap();
                while items.len() <= index {
                    items.push(json!({}));
                }
                &mut items[index]
            }
            Err(_) => &mut at[part],
        };
    }
    *at = value;
    for (list, id) in [("people", PERSON), ("requests", REQUEST), ("checks", CHECK), ("reviews", REVIEW)] {
        if let Some(first) = record.pointer_mut(&format!("/{list}/0")).and_then(Value::as_object_mut) {
            first.entry("id").or_insert(id.into());
        }
    }
    if let Some(first) = record.pointer_mut("/photos/0").and_then(Value::as_object_mut) {
        first.entry("hash").or_insert(HASH.into());
    }
    if let Some(first) = record.pointer_mut("/checks/0/findings/0").and_then(Value::as_object_mut) {
        first.entry("fact").or_insert("1".into());
    }
    record
}

#[track_caller]
fn refusal(value: Value) -> String {
    Record::from_value(value).unwrap_err().to_string()
}

/// As a record comes back from the register: sent, merged and written.
fn through_the_register(record: &Record) -> Record {
    let change = phone(1).makes(record, 1);
    let change = crate::change::Change::read(change.to_json().as_bytes()).unwrap();
    history([&change]).merge().unwrap().record.unwrap()
}

#[test]
fn the_frozen_record_reads_and_writes_the_same() {
    let record = Record::read(WHOLE).unwrap();
    assert_eq!(serde_json::to_value(&record).unwrap(), whole());
    let written = serde_json::to_string_pretty(&record).unwrap() + "\n";
    golden::same_as("record-v1.json", WHOLE, &written);
    assert_eq!(through_the_register(&record), record);
}

const CHECKED: &str = include_str!("golden/record-v1-checked.json");

#[test]
fn the_frozen_record_with_checks_and_reviews_reads_and_writes_the_same() {
    let record = Record::read(CHECKED).unwrap();
    let written = serde_json::to_string_pretty(&record).unwrap() + "\n";
    golden::same_as("record-v1-checked.json", CHECKED, &written);
    assert_eq!(through_the_register(&record), record);
}

#[test]
fn a_refusal_keeps_its_reviews_and_drops_its_checks() {
    let mut refused: Value = serde_json::from_str(CHECKED).unwrap();
    refused["status"] = json!("refused");
    refused["refusal"] = json!({ "reason": "ไม่สะดวก" });
    let record = read(refused);
    assert!(record.checks.is_empty() && record.photo_hashes().next().is_none());
    assert_eq!(record.reviews.len(), 2);
    assert_eq!(through_the_register(&record), record);
}

#[test]
fn the_photos_of_a_check_are_the_records_too() {
    let record = read(with("/checks/0/photos", json!([HASH])));
    assert_eq!(record.photo_hashes().map(|hash| hash.to_string()).collect::<Vec<_>>(), [HASH]);
}

/// Reviews in the order of their hours, each with its verdict and whether it was answered.
fn reviewed(reviews: &[(&str, &str, bool)]) -> Record {
    let review = |(nth, (at, verdict, answered)): (usize, &(&str, &str, bool))| {
        let at = if at.is_empty() { Value::Null } else { format!("2026-04-13T{at}:00:00+07:00").into() };
        let answer = if *answered { json!("แก้แล้ว") } else { json!(" ") };
        let id = format!("0196a3c2-7d1e-7c55-9b0a-{nth:012}");
        json!({ "id": id, "at": at, "verdict": verdict, "answer": answer })
    };
    read(with("/reviews", reviews.iter().enumerate().map(review).collect()))
}

#[test]
fn a_review_is_open_until_it_is_answered_or_the_record_is_accepted_after_it() {
    for (reviews, open) in [
        (vec![], None),
        (vec![("08", "accepted", false)], None),
        (vec![("08", "sent-back", false)], Some(0)),
        (vec![("08", "sent-back", true)], None),
        (vec![("08", "sent-back", false), ("09", "sent-back", false)], Some(1)),
        (vec![("09", "sent-back", false), ("08", "sent-back", false)], Some(0)),
        (vec![("08", "sent-back", false), ("09", "sent-back", true)], Some(0)),
        (vec![("08", "sent-back", false), ("09", "accepted", false)], None),
        (vec![("09", "sent-back", false), ("08", "accepted", false)], Some(0)),
        // Of one hour: by their names. Of none: before any that has one.
        (vec![("08", "sent-back", false), ("08", "accepted", false)], None),
        (vec![("08", "accepted", false), ("08", "sent-back", false)], Some(1)),
        (vec![("08", "accepted", false), ("", "sent-back", false)], None),
    ] {
        let record = reviewed(&reviews);
        let found = record.open_review().map(|review| review.id);
        assert_eq!(found, open.map(|at: usize| record.reviews[at].id), "{reviews:?}");
    }
    let undecided = read(with("/reviews", json!([{ "id": REVIEW, "answer": "ก่อนมา" }])));
    assert_eq!(undecided.open_review(), None);
}

#[test]
fn a_check_answers_a_task_when_it_is_of_it_and_says_something_of_every_fact() {
    let check = &read(serde_json::from_str(CHECKED).unwrap()).checks[0];
    let (task, other) = (check.task.unwrap(), CHECK.parse().unwrap());
    assert!(check.answers(task, ["1", "2", "3"]) && check.answers(task, ["3"]) && check.answers(task, []));
    assert!(!check.answers(task, ["1", "4"]) && !check.answers(other, ["1"]) && !check.answers(other, []));
}

#[test]
fn photos_of_facts_that_are_called_the_same_are_told_apart_by_a_running_number() {
    assert_eq!(captions_of_facts(&["หลังคา", "ผนัง"]), ["หลังคา", "ผนัง"]);
    assert_eq!(captions_of_facts(&["ห้อง", "ห้อง", "ครัว", "ห้อง"]), ["ห้อง", "ห้อง (2)", "ครัว", "ห้อง (3)"]);
    assert_eq!(captions_of_facts(&["ห้อง", "ห้อง", "ห้อง (2)"]), ["ห้อง", "ห้อง (3)", "ห้อง (2)"]);
}

/// Contract section 2, the table of closed lists.
const CLOSED_LISTS: [(&str, &[&str]); 20] = [
    ("/status", &["draft", "complete"]),
    ("/place/found_at/source", &["gps", "map", "none"]),
    ("/people/0/sex", &["male", "female"]),
    ("/dwelling/tenure", &["owner", "renter", "other"]),
    ("/people/0/registered", &["here", "elsewhere", "none"]),
    ("/people/0/low_income", &["yes", "no", "unknown"]),
    ("/people/0/welfare_register", &["yes", "no", "unknown"]),
    ("/people/0/farmer/kinds/0", &["crop", "livestock", "aquatic", "salt"]),
    ("/people/0/farmer/register", &["agriculture", "livestock", "fisheries"]),
    ("/people/0/student/level", &["primary", "lower-secondary", "upper-secondary", "higher"]),
    ("/requests/0/area", &["disaster", "quality-of-life", "disease", "poor-farmer", "other"]),
    ("/requests/0/distress_cause", &["dead", "gone", "ill-or-disabled", "hardship", "other"]),
    (
        "/requests/0/channel",
        &[
            "walk-in",
            "post",
            "hotline",
            "phone",
            "online",
            "information-system",
            "survey-team",
            "central-place",
            "state-survey",
        ],
    ),
    ("/requests/0/signature/kind", &["drawn", "paper-photo", "refused", "not-required"]),
    (
        "/damage/kind",
        &[
            "fire",
            "storm",
            "flood",
            "drought",
            "dry-spell",
            "rain-gap",
            "hail",
            "wildfire",
            "pest",
            "epidemic",
            "cold",
            "war",
            "armed-group",
            "other",
        ],
    ),
    ("/damage/items/0/extent", &["whole", "partial"]),
    ("/photos/0/kind", &["house", "damage", "person", "document", "authority", "signed-paper", "other"]),
    ("/checks/0/findings/0/found", &["confirmed", "corrected", "not-found"]),
    ("/reviews/0/verdict", &["accepted", "sent-back"]),
    ("/people/0/nationality", &["TH", "MM", "LA", "stateless", "unknown"]),
];

#[test]
fn every_value_of_a_closed_list_is_read_and_written_as_it_was() {
    for (pointer, values) in CLOSED_LISTS {
        for value in values {
            let record = Record::from_value(with(pointer, (*value).into()))
                .unwrap_or_else(|fault| panic!("{pointer} {value}: {fault}"));
            let written = serde_json::to_value(&record).unwrap();
            assert_eq!(written.pointer(pointer), Some(&json!(value)));
        }
    }
}

#[test]
fn a_value_outside_a_closed_list_is_refused_by_field_with_the_values_that_are_permitted() {
    for (pointer, values) in CLOSED_LISTS {
        for wrong in
            [json!("cat"), json!(""), json!("MALE"), json!(5), json!(true), json!({ values[0]: null })]
        {
            let said = refusal(with(pointer, wrong.clone()));
            let field = pointer[1..].replace("/0", "[0]").replace('/', ".");
            assert!(said.starts_with(&format!("{field}: ")), "{said}");
            if pointer == "/people/0/nationality" {
                assert!(said.contains("ISO 3166 code such as TH") || wrong != "cat", "{said}");
                continue;
            }
            for value in values.iter() {
                assert!(said.contains(value), "{said} does not name {value}");
            }
        }
    }
}

#[test]
fn a_record_needs_five_fields_and_says_which_is_not_there() {
    assert!(Record::from_value(least()).is_ok());
    for field in ["id", "lao", "round", "captured_at", "status"] {
        let mut record = least();
        record.as_object_mut().unwrap().remove(field);
        assert!(refusal(record).starts_with(&format!("{field}: it is required")), "{field}");
        assert!(
            refusal(with(&format!("/{field}"), Value::Null)).starts_with(&format!("{field}: ")),
            "{field}"
        );
    }
}

#[test]
fn members_of_lists_need_their_id_and_a_photo_its_hash() {
    for (list, field) in
        [("people", "id"), ("requests", "id"), ("photos", "hash"), ("checks", "id"), ("reviews", "id")]
    {
        let mut record = least();
        record[list] = json!([{}]);
        assert!(refusal(record).starts_with(&format!("{list}[0].{field}: it is required")), "{list}");
    }
}

#[test]
fn null_and_absence_are_the_same_answer_for_every_field() {
    let mut nulled = whole();
    let mut expected = whole();
    for pointer in [
        "",
        "/place",
        "/place/found_at",
        "/dwelling",
        "/people/0",
        "/people/0/card_address",
        "/requests/0",
        "/requests/0/signature",
        "/help_received/0",
        "/damage",
        "/damage/items/0",
        "/photos/0",
        "/photos/0/at",
        "/notice",
    ] {
        let names: Vec<String> =
            expected.pointer(pointer).unwrap().as_object().unwrap().keys().cloned().collect();
        for name in names {
            let must = matches!(
                (pointer, name.as_str()),
                ("", "id" | "lao" | "round" | "captured_at" | "status")
                    | ("/people/0" | "/requests/0", "id")
                    | ("/photos/0", "hash")
                    | ("/requests/0/signature", "kind")
            );
            // What lies deeper is asked of in its own turn.
            let deeper = expected.pointer(&format!("{pointer}/{name}")).unwrap();
            if must || deeper.is_object() || deeper.is_array() {
                continue;
            }
            nulled.pointer_mut(pointer).unwrap()[&name] = Value::Null;
            expected.pointer_mut(pointer).unwrap().as_object_mut().unwrap().remove(&name);
        }
    }
    assert_ne!(expected, whole());
    assert_eq!(read(nulled), read(expected));
    let lists = json!({ "people": null, "requests": null, "help_received": null, "photos": null, "checks": null, "reviews": null, "damage": { "items": null } });
    let mut record = least();
    record.as_object_mut().unwrap().extend(lists.as_object().unwrap().clone());
    assert!(read(record).people.is_empty());
}

#[test]
fn a_blank_text_is_not_asked_and_so_never_hides_an_earlier_answer() {
    for field in ["given_name", "national_id", "phone", "no_id_reason"] {
        let record = read(with(&format!("/people/0/{field}"), "  ".into()));
        assert_eq!(record, read(with("/people/0", json!({}))), "{field}");
    }
}

#[test]
fn a_draft_may_wait_for_its_reason_and_what_is_kept_may_not() {
    let mut record = whole();
    record["refusal"] = json!({ "reason": " " });
    record["status"] = "draft".into();
    assert!(read(record.clone()).refusal.is_some());
    for status in ["refused", "complete"] {
        record["status"] = status.into();
        assert!(refusal(record.clone()).starts_with("refusal.reason: "), "{status}");
    }
}

/// Contract section 2: "Fields it does not know are kept."
#[test]
fn unknown_fields_are_kept_at_every_level_through_the_whole_register() {
    let mut record = whole();
    record["requests"][0]["proxy"] = json!({ "name": "สมศรี" });
    record["people"][0]["student"] = json!({ "level": "primary" });
    record["withdraw"] = json!({ "reason": "ซ้ำ" });
    record["refusal"] = json!({ "reason": "ไม่สะดวก" });
    let checked: Value = serde_json::from_str(CHECKED).unwrap();
    record["checks"] = checked["checks"].clone();
    record["reviews"] = checked["reviews"].clone();
    let levels = [
        "",
        "/place",
        "/place/found_at",
        "/dwelling",
        "/people/0",
        "/people/0/birth",
        "/people/0/card_address",
        "/people/0/farmer",
        "/people/0/student",
        "/requests/0",
        "/requests/0/signature",
        "/requests/0/proxy",
        "/help_received/0",
        "/damage",
        "/damage/items/0",
        "/photos/0",
        "/photos/0/at",
        "/checks/0",
        "/checks/0/place",
        "/checks/0/findings/0",
        "/reviews/0",
        "/notice",
        "/withdraw",
        "/refusal",
    ];
    for level in levels {
        let object = record.pointer_mut(level).unwrap().as_object_mut().unwrap();
        for (at, name) in ["ใหม่", "a/b", "c~d", "~2", "", "people/x"].into_iter().enumerate() {
            object.insert(name.to_owned(), json!({ "": [at, null, { "ลึก": -0.0 }] }));
        }
    }
    let kept = through_the_register(&Record::read(&record.to_string()).unwrap());
    assert_eq!(serde_json::to_value(kept).unwrap(), record);
}

/// Contract section 2: "dropped before anything is stored"; domain.md RQ-04.
#[test]
fn of_a_refused_visit_nothing_is_kept_but_place_time_and_reason() {
    let mut record = whole();
    record["status"] = "refused".into();
    record["refusal"] = json!({ "reason": "ไม่สะดวก" });
    for kept in [read(record.clone()), through_the_register(&read(record.clone()))] {
        let written = serde_json::to_value(kept).unwrap();
        let names: Vec<&str> = written.as_object().unwrap().keys().map(String::as_str).collect();
        let kept = ["captured_at", "id", "lao", "notice", "place", "refusal", "round", "status", "surveyor"];
        assert_eq!(names, kept);
    }
    // A screen that filled the record itself stores no more.
    let mut filled = read(whole());
    (filled.status, filled.refusal) = (Status::Refused, read(record).refusal);
    let stored = phone(1).makes(&filled, 1).to_json();
    for word in [PERSON, REQUEST, HASH, "สมชาย", "ถุงยังชีพ", "storm", "tenure"] {
        assert!(!stored.contains(word), "{word} was stored: {stored}");
    }
}

#[test]
fn a_refused_visit_and_a_withdrawal_need_their_reason() {
    for refusal_given in [json!(null), json!({ "reason": " " }), json!({})] {
        let mut record = with("/status", "refused".into());
        record["refusal"] = refusal_given;
        assert!(refusal(record).starts_with("refusal.reason: "));
    }
    assert!(refusal(with("/withdraw", json!({ "reason": "" }))).starts_with("withdraw.reason: "));
    assert!(refusal(with("/withdraw", json!({}))).starts_with("withdraw.reason: "));
}

/// Contract section 2: "never refused for a missing or odd national ID".
#[test]
fn no_national_id_however_odd_refuses_a_record() {
    let long = "9".repeat(5_000);
    for (given, kept) in [
        (Value::Null, None),
        (json!(""), None),
        (json!("A1234567"), Some("A1234567")),
        (json!("ไม่มี"), Some("ไม่มี")),
        (json!("1000000000000"), Some("1000000000000")),
        (json!(1_000_000_000_009_u64), Some("1000000000009")),
        (json!(1_000_000_000_009.0), Some("1000000000009")),
        (json!(-5), Some("-5")),
        (json!(long), Some(long.as_str())),
        (json!(true), Some("true")),
        (json!(["1"]), Some("[\"1\"]")),
    ] {
        let record = read(with("/people/0/national_id", given));
        assert_eq!(through_the_register(&record).people[0].national_id.as_deref(), kept);
    }
}

/// Domain.md 3.4: three places of registration, Thai or not.
#[test]
fn all_six_cells_of_registration_and_nationality_can_be_captured() {
    for registered in Registered::ALL {
        for (nationality, value) in [("TH", Nationality::THAI), ("stateless", Nationality::Stateless)] {
            let person =
                json!({ "id": PERSON, "registered": registered.as_str(), "nationality": nationality });
            let person = &read(with("/people/0", person)).people[0];
            assert_eq!((person.registered, person.nationality), (Some(*registered), Some(value)));
        }
    }
}

#[test]
fn a_broken_date_is_refused_by_its_field() {
    for pointer in [
        "/damage/event_on",
        "/damage/damaged_on",
        "/help_received/0/on",
        "/people/0/farmer/registered_on",
        "/people/0/student/domicile_since",
    ] {
        for broken in ["2026-02-30", "2026-4-2", "12/04/2026", "", "+12026-01-01", "2026-04-12T00:00:00Z"] {
            let said = refusal(with(pointer, broken.into()));
            let field = pointer[1..].replace("/0", "[0]").replace('/', ".");
            assert!(
                said.starts_with(&format!("{field}: ")) && said.contains("2026-04-12, in the Christian era"),
                "{said}"
            );
        }
    }
    for pointer in ["/captured_at", "/notice/shown_at", "/photos/0/taken_at", "/place/found_at/fixed_at"] {
        for broken in
            ["2026-04-12", "2026-04-12T09:31:05", "2026-02-30T00:00:00Z", "2026-04-12T25:00:00Z", ""]
        {
            let said = refusal(with(pointer, broken.into()));
            assert!(said.contains("2026-04-12T09:31:05+07:00"), "{said}");
        }
    }
    for (date, precision) in
        [("2026-02-30", "day"), ("1954", "day"), ("1954-03-02", "year"), ("1954-13", "month")]
    {
        let said = refusal(with("/people/0/birth", json!({ "date": date, "precision": precision })));
        assert!(said.starts_with("people[0].birth: ") && said.contains("YYYY"), "{said}");
    }
    assert!(
        refusal(with("/people/0/birth", json!({ "date": "1954" })))
            .starts_with("people[0].birth.precision: ")
    );
}

#[test]
fn a_fault_speaks_of_the_field_and_not_of_the_program() {
    for (pointer, wrong, says) in [
        ("/people", json!(5), "people: invalid type: integer `5`, expected a list in brackets"),
        ("/people", json!([5]), "people[0]: invalid type: integer `5`, expected an object in braces"),
        ("/place", json!("บ้าน"), "place: invalid type: string \"บ้าน\", expected an object in braces"),
        (
            "/people/0/birth",
            json!("1954"),
            "people[0].birth: invalid type: string \"1954\", expected an object in braces",
        ),
        ("/people/0/head", json!("yes"), "people[0].head: invalid type: string \"yes\", expected a boolean"),
        ("/place/moo", json!("ห้า"), "place.moo: expected a whole number such as 5"),
        ("/place/moo", json!(-1), "place.moo: expected a whole number such as 5"),
        ("/place/moo", json!(5.5), "place.moo: expected a whole number such as 5"),
        ("/place/moo", json!([5]), "place.moo: expected a whole number such as 5"),
        ("/place/moo", json!("+5"), "place.moo: expected a whole number such as 5"),
        ("/place/moo", json!(4_000_000_000_u32), "place.moo: expected a whole number such as 5"),
        ("/place/house_no", json!({}), "place.house_no: expected text"),
        ("/place/found_at/lat", json!(90.5), "place.found_at.lat: expected degrees from -90 to 90, not 90.5"),
        (
            "/place/found_at/lon",
            json!(-181),
            "place.found_at.lon: expected degrees from -180 to 180, not -181",
        ),
        (
            "/place/found_at/accuracy_m",
            json!(-1),
            "place.found_at.accuracy_m: expected metres from 0 up, not -1",
        ),
        (
            "/place/found_at/lat",
            json!("20.4"),
            "place.found_at.lat: invalid type: string \"20.4\", expected f64",
        ),
        (
            "/damage/items/0/quantity",
            json!("many"),
            "damage.items[0].quantity: invalid type: string \"many\"",
        ),
        ("/photos/0/hash", json!("b3:zz"), "photos[0].hash: \"b3:zz\" is not a photo hash"),
        ("/id", json!("17"), "id: \"17\" is not an identifier"),
        (
            "/id",
            json!("0196a3c27d1e7c559b0a3f1d2c4b5a69"),
            "id: \"0196a3c27d1e7c559b0a3f1d2c4b5a69\" is not an identifier",
        ),
        ("/lao", json!("5090901"), "lao: \"5090901\" is not an LAO code"),
        ("/lao", json!(5_090_901), "lao: invalid type: integer `5090901`, expected text"),
        ("/people/0/nationality", json!("ไทย"), "people[0].nationality: \"ไทย\" is not a nationality"),
        ("/requests/0/signature", json!({}), "requests[0].signature.kind: it is required"),
    ] {
        let said = refusal(with(pointer, wrong));
        assert!(said.starts_with(says), "{said}");
        assert!(
            said.ends_with("; nothing of this record was kept, correct the field and give it again"),
            "{said}"
        );
    }
}

#[test]
fn what_is_no_object_or_no_json_says_so() {
    for text in ["", "{", "null {}", "{\"a\":1e400}", "\u{feff}{}"] {
        let said = Record::read(text).unwrap_err().to_string();
        assert!(said.starts_with("this is not JSON (") && said.contains("give it again"), "{said}");
    }
    for text in ["null", "5", "[]", "\"x\""] {
        assert!(
            Record::read(text).unwrap_err().to_string().starts_with("record: expected an object"),
            "{text}"
        );
    }
}

/// `Debug` writes most Thai vowels and tone marks as escapes.
#[test]
fn a_message_repeats_thai_as_people_read_it() {
    for pointer in
        ["/id", "/lao", "/people/0/sex", "/people/0/nationality", "/people/0/head", "/damage/event_on"]
    {
        let said = refusal(with(pointer, "บ้านที่ไม่รู้\n".into()));
        assert!(said.contains("\"บ้านที่ไม่รู้\\n\""), "{said}");
    }
}

#[test]
fn a_message_never_repeats_a_whole_file() {
    for (pointer, wrong) in [("/id", json!("x".repeat(100_000))), ("/people", json!("ก".repeat(100_000)))] {
        assert!(refusal(with(pointer, wrong)).len() < 1_200);
    }
}

#[test]
fn spreadsheets_numbers_and_thai_digits_are_read_as_people_mean_them() {
    for five in [json!(5), json!(5.0), json!("5"), json!("๕"), json!(" 05 ")] {
        assert_eq!(read(with("/place/moo", five)).place.unwrap().moo, Some(5));
    }
    let place =
        read(with("/place", json!({ "house_no": 12, "postcode": 57_130.0, "moo": "", "tambon": 570_903 })))
            .place
            .unwrap();
    assert_eq!(place.house_no.as_deref(), Some("12"));
    assert_eq!(place.postcode.as_deref(), Some("57130"));
    assert_eq!((place.moo, place.tambon.as_deref()), (None, Some("570903")));
}

#[test]
fn depth_is_an_error_and_never_an_overflow() {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let record = |value: &str| least().to_string().replacen('{', &format!("{{\"ลึก\":{value},"), 1);
    assert!(matches!(Record::read(&record(&nested(10_000))), Err(RecordFault::NotJson { .. })));
    assert!(Record::read(&nested(10_000)).is_err());
    // Whatever is read here can also be sent in a change, and that in a batch.
    let deepest = (1..128).rev().find_map(|levels| Record::read(&record(&nested(levels))).ok()).unwrap();
    let sent = phone(1).makes(&deepest, 1).to_json();
    assert!(serde_json::from_str::<Value>(&format!("[[[[{sent}]]]]")).is_ok());
    assert_eq!(through_the_register(&deepest), deepest);
    let too_deep = Record::read(&record(&nested(100))).unwrap_err().to_string();
    assert!(too_deep.starts_with("ลึก[0][0]") && too_deep.contains("more than 32 deep"), "{too_deep}");
}

#[test]
fn a_record_that_is_read_is_never_too_large_to_send() {
    let tiny = |count: usize| {
        let mut record = with("/people/0", json!({}));
        for at in 0..count {
            record["people"][0][format!("~{at:x}")] = json!(0);
        }
        record
    };
    let most = (1..).map(|k| k * 1_000).take_while(|k| Record::from_value(tiny(*k)).is_ok()).last().unwrap();
    assert!(most > 10_000);
    let _ = through_the_register(&read(tiny(most)));
    let said = refusal(with("/x", json!("\u{1}".repeat(extent::LARGEST))));
    assert!(said.starts_with("record: ") && said.contains("more than any household visit"), "{said}");
    let _ = through_the_register(&read(with("/x", json!("\u{1}".repeat(extent::LARGEST - 1_000)))));
}

#[test]
fn texts_and_names_are_composed_on_the_way_in() {
    let record = read(with("/cafe\u{301}", json!(["e\u{301}", { "o\u{308}": "n\u{303}" }])));
    assert_eq!(record.unknown["caf\u{e9}"], json!(["\u{e9}", { "\u{f6}": "\u{f1}" }]));
    // Two names that become one would lose a value.
    let mut twice = with("/x/e\u{301}", json!(1));
    twice["x"]["\u{e9}"] = json!(2);
    assert!(refusal(twice).starts_with("x.e\u{301}: two fields have this name"));
    // What a screen filled is composed before it is stored.
    let mut filled = read(with("/people/0/given_name", "สมชาย".into()));
    filled.people[0].given_name = Some("Rene\u{301}".to_owned());
    assert_eq!(through_the_register(&filled).people[0].given_name.as_deref(), Some("Ren\u{e9}"));
}

#[test]
fn one_photo_may_serve_two_purposes_and_listed_twice_for_one_loses_nothing() {
    let photo = |kind: Value, caption: Value| json!({ "hash": HASH, "kind": kind, "caption": caption });
    let mut record = least();
    record["photos"] = json!([
        photo("house".into(), "หน้าบ้าน".into()),
        photo("damage".into(), "หลังคา".into()),
        photo(Value::Null, Value::Null),
        { "hash": HASH, "kind": "house", "caption": "รั้ว", "device": "d-04", "taken_at": "2026-04-12T09:33:00+07:00",
          "source_hash": HASH, "at": { "lat": 20.1 }, "ใหม่": 1 },
    ]);
    let record = through_the_register(&read(record));
    assert_eq!(record.photos.len(), 3);
    let house = record.photos.iter().find(|p| p.kind == Some(PhotoKind::House)).unwrap();
    assert_eq!(house.caption.as_deref(), Some("หน้าบ้าน / รั้ว"));
    assert_eq!(house.device.as_deref(), Some("d-04"));
    assert!(house.taken_at.is_some() && house.source_hash.is_some() && house.at.is_some());
    assert_eq!(house.unknown["ใหม่"], json!(1));
    assert_eq!(record.photo_hashes().count(), 3);
}

#[test]
fn one_id_twice_in_a_list_is_refused() {
    for (list, id) in [("people", PERSON), ("requests", REQUEST), ("checks", CHECK), ("reviews", REVIEW)] {
        let mut record = least();
        record[list] = json!([{ "id": id }, { "id": id.to_uppercase() }]);
        assert!(refusal(record).starts_with(&format!("{list}[1]: {id} is in this list twice")), "{list}");
    }
}

#[test]
fn a_request_is_its_persons_or_the_heads_or_the_first_ones() {
    let ids = [
        "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a01",
        "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a02",
        "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a03",
    ];
    let asked = |people: Value, person: Value| {
        let mut record = with("/requests/0/person", person);
        record["people"] = people;
        let record = read(record);
        record.requester(&record.requests[0]).map(|id| id.to_string())
    };
    let household = || json!([{ "id": ids[0] }, { "id": ids[1], "head": true }, { "id": ids[2] }]);
    assert_eq!(asked(household(), ids[2].into()).as_deref(), Some(ids[2]));
    assert_eq!(asked(household(), Value::Null).as_deref(), Some(ids[1]));
    assert_eq!(asked(household(), PERSON.into()).as_deref(), Some(ids[1]), "nobody of this record");
    assert_eq!(asked(json!([{ "id": ids[0] }, { "id": ids[2] }]), Value::Null).as_deref(), Some(ids[0]));
    assert_eq!(asked(json!([]), Value::Null), None);
}

#[test]
fn huge_and_odd_numbers_are_kept_as_they_are_read() {
    for number in [
        "-0.0",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775808",
        "1e300",
        "5e-324",
        "0.1",
        "1.50",
    ] {
        let text = least().to_string().replacen('{', &format!("{{\"x\":{number},"), 1);
        let record = Record::read(&text).unwrap();
        let again = through_the_register(&record);
        let bits = |r: &Record| r.unknown["x"].as_f64().unwrap().to_bits();
        assert_eq!(bits(&again), number.parse::<f64>().unwrap().to_bits(), "{number}");
        assert_eq!(again.unknown["x"].to_string(), record.unknown["x"].to_string());
    }
}

/// Any JSON that a later version might put beside what we know.
fn unknown_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter_map("finite", |f| serde_json::Number::from_f64(f).map(Value::from)),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(".{0,6}", inner, 0..4).prop_map(|m| m.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_read_comes_back_from_the_register(value in unknown_value(), name in "x.{0,6}", at in 0..5_usize) {
        let level = ["", "/place", "/people/0", "/photos/0", "/requests/0/signature"][at];
        let mut record = whole();
        record.pointer_mut(level).unwrap()[name] = value;
        let Ok(record) = Record::read(&record.to_string()) else { return Ok(()) };
        let back = through_the_register(&record);
        prop_assert_eq!(take_apart(&back), take_apart(&record));
        prop_assert_eq!(Record::read(&serde_json::to_string(&back).unwrap()), Ok(back));
    }
}

const SCHEMA: &str = include_str!("golden/record-v1.schema.json");

#[test]
fn the_published_schema_is_frozen() {
    golden::same_as("record-v1.schema.json", SCHEMA, &golden::pretty(&schema()));
}

#[test]
fn what_the_schema_accepts_is_read_and_what_is_refused_it_refuses() {
    let schema = jsonschema::options().should_validate_formats(true).build(&schema()).unwrap();
    let check = |record: Value, good: bool| {
        let said = Record::from_value(record.clone()).map(|_| ());
        assert_eq!(said.is_ok(), good, "the reader of {record}: {said:?}");
        let said = schema.validate(&record);
        assert_eq!(said.is_ok(), good, "the schema of {record}: {said:?}");
    };
    check(whole(), true);
    check(least(), true);
    for (pointer, values) in CLOSED_LISTS {
        values.iter().for_each(|value| check(with(pointer, (*value).into()), true));
        for wrong in [json!("cat"), json!(5), json!({ values[0]: null })] {
            check(with(pointer, wrong), false);
        }
    }
    let good = [
        ("/people", json!(null)),
        ("/photos", json!(null)),
        ("/place", json!(null)),
        ("/damage/items", json!(null)),
        ("/people/0/farmer/kinds", json!(null)),
        ("/place/moo", json!("๕")),
        ("/place/moo", json!(" 05 ")),
        ("/place/moo", json!("")),
        ("/place/moo", json!(5.0)),
        ("/place/moo", json!(999_999_999)),
        ("/people/0/family", json!("1")),
        ("/place/house_no", json!(12)),
        ("/people/0/national_id", json!(1_000_000_000_009_u64)),
        ("/people/0/national_id", json!(["odd"])),
        ("/people/0/birth", json!({ "date": "1954-03-02", "precision": "day" })),
        ("/people/0/birth", json!({ "date": "1954-03", "precision": "month", "calendar": "ใหม่" })),
        ("/people/0/birth", json!({ "date": "1954", "precision": "year" })),
        ("/people/0/birth", json!(null)),
        ("/people/0/given_name", json!("")),
        ("/damage/items/0/quantity", json!(1.5)),
        ("/place/found_at/lat", json!(-90)),
        ("/place/found_at/accuracy_m", json!(0)),
        ("/captured_at", json!("2026-04-12T02:31:05.123456Z")),
        ("/id", json!("0196A3C2-7D1E-7C55-9B0A-3F1D2C4B5A69")),
        ("/refusal", json!({ "reason": "x" })),
        ("/checks", json!(null)),
        ("/reviews", json!(null)),
        ("/checks/0", json!({})),
        ("/checks/0/findings", json!(null)),
        ("/checks/0/photos", json!([HASH])),
        ("/checks/0/place", json!({ "lat": 20.4, "later": 1 })),
        ("/reviews/0/field", json!("whatever a later version names so")),
        ("/reviews/0/answer", json!("")),
        ("/anything", json!([{ "new": [null] }])),
    ];
    good.into_iter().for_each(|(pointer, value)| check(with(pointer, value), true));
    let bad = [
        ("/id", json!("17")),
        ("/id", json!("0196a3c27d1e7c559b0a3f1d2c4b5a69")),
        ("/lao", json!("5090901")),
        ("/round", json!("April")),
        ("/captured_at", json!("2026-04-12")),
        ("/captured_at", json!("2026-02-30T00:00:00Z")),
        ("/surveyor", json!(17)),
        ("/place", json!([])),
        ("/place/moo", json!("five")),
        ("/place/moo", json!(-1)),
        ("/place/moo", json!(5.5)),
        ("/place/moo", json!("+5")),
        ("/place/moo", json!("1234567890")),
        ("/place/moo", json!(1_000_000_000)),
        ("/place/house_no", json!(true)),
        ("/place/found_at/lat", json!(90.1)),
        ("/place/found_at/lon", json!(-180.1)),
        ("/place/found_at/accuracy_m", json!(-0.1)),
        ("/damage/event_on", json!("2026-02-30")),
        ("/damage/event_on", json!("2026-4-2")),
        ("/help_received/0/amount_baht", json!("700")),
        ("/people/0/birth", json!({ "date": "1954", "precision": "day" })),
        ("/people/0/birth", json!({ "date": "1954-03-02", "precision": "year" })),
        ("/people/0/birth", json!({ "date": "1954-02-30", "precision": "day" })),
        ("/people/0/birth", json!({ "date": "1954-13", "precision": "month" })),
        ("/people/0/birth", json!({ "date": "1954" })),
        ("/people/0/birth", json!("1954")),
        ("/people/0/head", json!("yes")),
        ("/people/0/card_address/moo", json!("five")),
        ("/requests/0/signature", json!({ "reason": "x" })),
        ("/requests/0/person", json!("me")),
        ("/photos/0/hash", json!("b3:AA")),
        ("/checks/0/task", json!("t-1")),
        ("/checks/0/at", json!("2026-04-12")),
        ("/checks/0/photos", json!(["b3:AA"])),
        ("/checks/0/findings", json!([{ "fact": "1", "found": "confirmed" }, { "found": "confirmed" }])),
        ("/checks/0/findings", json!([{ "fact": "1" }])),
        ("/reviews/0/at", json!(5)),
        ("/withdraw", json!({ "reason": "  " })),
        ("/withdraw", json!({})),
        ("/status", json!("refused")),
        ("/status", json!(null)),
    ];
    bad.into_iter().for_each(|(pointer, value)| check(with(pointer, value), false));
    for reason in ["", "x"] {
        check(set(with("/status", "refused".into()), "/refusal", json!({ "reason": reason })), reason == "x");
    }
    check(json!([]), false);

    // Slips that are read all the same; who follows the schema does not make them.
    for (pointer, value) in
        [("/captured_at", json!("2026-04-12 09:31:05+07:00")), ("/lao", json!("๐๕๐๙๐๙๐๑"))]
    {
        let record = with(pointer, value);
        assert!(!schema.is_valid(&record) && Record::from_value(record).is_ok());
    }
}
