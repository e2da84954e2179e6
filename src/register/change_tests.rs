use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::golden;
use crate::samples::{Phone, WHOLE, history, household, phone, read};

const GOLDEN: &str = include_str!("golden/change-v1.json");
const SCHEMA: &str = include_str!("golden/change-v1.schema.json");
const PERSON: &str = "people/0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a70";

/// Everything a change can say, with the numbers that JSON writers spell in several ways.
fn frozen(key: &Phone) -> Change {
    let mut record: Value = serde_json::from_str(WHOLE).unwrap();
    record["ใหม่/~"] = json!([
        -0.0, 1e16, 1e-7, 1.5e300, 5e-324, 0.1, 1e15, 123456789.125, u64::MAX, i64::MIN, 1e21, 100.0,
        "\u{0}\u{1f}\u{7f}\u{2028}/\"\\ก็", { "b": null, "a": true, "": [] }
    ]);
    let record = read(record);
    let before = key.makes(&household(), 1).id();
    let replaced = Replaced::from([("place/house_no".parse().unwrap(), BTreeSet::from([before]))]);
    let sets = field::take_apart(&record);
    Edit::setting(&record, key.author(), Stamp::new(1_775_961_065_000, 7), sets, replaced).sign(&key.key)
}

/// A change as its JSON, altered by hand and with its signature left as it was.
fn altered(alter: impl FnOnce(&mut Value)) -> Result<Change, ChangeFault> {
    let mut json: Value = serde_json::from_str(&phone(1).makes(&household(), 1).to_json()).unwrap();
    alter(&mut json);
    Change::read(json.to_string().as_bytes())
}

#[track_caller]
fn fault(alter: impl FnOnce(&mut Value)) -> String {
    altered(alter).unwrap_err().to_string()
}

#[test]
fn the_frozen_change_is_written_to_the_byte_named_and_verified() {
    let change = frozen(&phone(1));
    golden::same_as("change-v1.json", GOLDEN, &change.to_json());
    let read = Change::read(GOLDEN.as_bytes()).unwrap();
    assert_eq!(read, change);
    assert_eq!(read.id().to_string(), "3145500457feffe99c05bb98b729a94e297d074f07f145e3a3994197acc2dac7");
    read.verify(&phone(1).key.verifying_key()).unwrap();
}

#[test]
fn the_published_schema_is_frozen_and_accepts_the_frozen_change() {
    golden::same_as("change-v1.schema.json", SCHEMA, &golden::pretty(&schema()));
    let schema = jsonschema::validator_for(&schema()).unwrap();
    let change: Value = serde_json::from_str(GOLDEN).unwrap();
    assert!(schema.validate(&change).is_ok(), "{:?}", schema.validate(&change));
    for pointer in
        ["/edit/v", "/edit/record", "/edit/lao", "/edit/author", "/edit/stamp", "/edit/sets", "/signature"]
    {
        let mut wrong = change.clone();
        *wrong.pointer_mut(pointer).unwrap() = json!(["wrong"]);
        assert!(!schema.is_valid(&wrong) && Change::read(wrong.to_string().as_bytes()).is_err(), "{pointer}");
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let mut missing = change.clone();
        missing.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
        assert!(
            !schema.is_valid(&missing) && Change::read(missing.to_string().as_bytes()).is_err(),
            "{pointer}"
        );
    }
    let mut more = change.clone();
    more["edit"]["more"] = json!(1);
    assert!(!schema.is_valid(&more) && Change::read(more.to_string().as_bytes()).is_err());
}

#[test]
fn a_number_spelt_in_another_way_is_the_same_number() {
    let change = frozen(&phone(1));
    let spelt =
        change.to_json().replace(",1e+16,", ",10000000000000000.0,").replace(",1e-7,", ",0.00000010,");
    let spelt =
        spelt.replace("123456789.125", "1.23456789125E+8").replace("100.0", "100.00").replace("-0.0", "-0");
    assert_ne!(spelt, change.to_json());
    let read = Change::read(spelt.as_bytes()).unwrap();
    assert_eq!(read.id(), change.id());
    read.verify(&phone(1).key.verifying_key()).unwrap();
}

#[test]
fn order_and_spacing_of_the_json_do_not_matter_and_every_value_does() {
    let change = phone(1).makes(&household(), 1);
    let value: Value = serde_json::from_str(&change.to_json()).unwrap();
    for text in [serde_json::to_string_pretty(&value).unwrap(), backwards(&value), value.to_string()] {
        let read = Change::read(text.as_bytes()).unwrap();
        assert_eq!(read, change);
        read.verify(&phone(1).key.verifying_key()).unwrap();
        assert_eq!(read.to_json(), change.to_json());
    }
}

/// JSON with every object's names in falling order, and space wherever space may be.
fn backwards(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let mut names: Vec<&String> = fields.keys().collect();
            names.sort_unstable_by(|a, b| b.cmp(a));
            let fields: Vec<String> = names
                .iter()
                .map(|name| format!("{} :\t{}", json!(name), backwards(&fields[*name])))
                .collect();
            format!("{{ {}\r\n}}", fields.join(" ,\n"))
        }
        Value::Array(items) => {
            format!("[ {} ]", items.iter().map(backwards).collect::<Vec<_>>().join(" , "))
        }
        value => value.to_string(),
    }
}

#[test]
fn a_forged_signature_an_altered_value_and_another_authors_key_are_refused() {
    let (a, b) = (phone(1), phone(2));
    let verify = |change: &Change, phone: &Phone| change.verify(&phone.key.verifying_key());
    let change = a.makes(&household(), 1);
    assert_eq!(verify(&change, &a), Ok(()));
    assert_eq!(verify(&change, &b), Err(Forged));
    assert!(Forged.to_string().contains("it was not taken, ask the author to send it again"));

    let other = b.makes(&household(), 1);
    let forged = altered(|json| {
        json["signature"] = serde_json::from_str::<Value>(&other.to_json()).unwrap()["signature"].clone()
    });
    assert_eq!(verify(&forged.unwrap(), &a), Err(Forged));
    for (pointer, value) in [
        ("/edit/record", json!("0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5aff")),
        ("/edit/lao", json!("05090902")),
        ("/edit/author", json!("d-02")),
        ("/edit/surveyor", json!("s-018")),
        ("/edit/stamp", json!("1.1")),
        ("/edit/sets/round", json!("2569-05")),
        ("/edit/sets/place~1moo", json!(6)),
        ("/edit/replaced", json!({ "round": ["00".repeat(32)] })),
    ] {
        let forged = altered(|json| match json.pointer_mut(pointer) {
            Some(found) => *found = value,
            None => json["edit"]["replaced"] = value,
        });
        let forged = forged.unwrap_or_else(|fault| panic!("{pointer}: {fault}"));
        assert_ne!(forged.id(), change.id(), "{pointer}");
        assert_eq!(verify(&forged, &a), Err(Forged), "{pointer}");
    }
}

#[test]
fn a_change_of_a_later_form_says_so_whatever_else_is_in_it() {
    for v in [0, 2, 300, 4_000_000_000_u64] {
        assert!(
            fault(|json| json["edit"]["v"] = v.into())
                .starts_with(&format!("v: this change is of form {v} "))
        );
        let other_shape = json!({ "edit": { "v": v, "moves": [] }, "seals": [] }).to_string();
        assert_eq!(Change::read(other_shape.as_bytes()), Err(ChangeFault::Version(v)));
    }
}

#[test]
fn what_no_edit_may_set_is_refused_by_name() {
    let upper = PERSON.to_uppercase().replace("PEOPLE", "people");
    for name in ["id", "lao", "place", "people", "photos", &upper, "", "a~", "a~7", &format!("{PERSON}/id")] {
        let said = fault(|json| json["edit"]["sets"][name] = json!(true));
        assert!(
            said.starts_with("edit.sets") && said.contains(&format!("\"{name}\" names no field")),
            "{said}"
        );
    }
    let said = fault(|json| json["edit"]["sets"][format!("{PERSON}/sex")] = json!("cat"));
    assert!(said.starts_with(&format!("{PERSON}/sex: ")) && said.contains("male, female"), "{said}");
    let said = fault(|json| json["edit"]["sets"]["place/moo"] = json!("five"));
    assert!(said.starts_with("place/moo: "), "{said}");
}

#[test]
fn what_is_no_change_is_refused_and_the_message_says_what_to_do() {
    let deep = format!("{{\"edit\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let trailing = phone(1).makes(&household(), 1).to_json() + "{}";
    let huge = " ".repeat(MAX_BYTES + 1);
    let mut said: Vec<String> = ["", "{}", "null", "[]", &deep, &trailing, &huge, "\u{feff}"]
        .iter()
        .map(|text| Change::read(text.as_bytes()).unwrap_err().to_string())
        .collect();
    said.push(Change::read(b"\xff\xfe").unwrap_err().to_string());
    said.push(fault(|json| json["edit"]["sets"] = json!({})));
    said.push(fault(|json| json["edit"]["replaced"] = json!({ "surveyor~0": ["00".repeat(32)] })));
    said.push(fault(|json| json["edit"]["v"] = json!(2)));
    said.push(fault(|json| json["signature"] = json!("AB")));
    said.push(fault(|json| json["edit"]["stamp"] = json!("01.0")));
    for said in said {
        let safe = ["not taken", "nothing was taken"].iter().any(|word| said.contains(word));
        let next = ["send", "nothing was lost"].iter().any(|word| said.contains(word));
        let names = said.split_once(": ").is_some_and(|(field, _)| field != "." && !field.is_empty());
        assert!(safe && next && (names || said.contains("larger")), "{said}");
        assert!(said.len() < 600 && !said.contains("struct "), "{said}");
    }
}

#[test]
fn an_edit_names_no_change_it_did_not_replace() {
    let known = history([&phone(1).makes(&household(), 1)]);
    let mut wanted = household();
    wanted.surveyor = None;
    wanted.people[0].occupation = Some("ค้าขาย".to_owned());
    let edit = known.edit(&wanted, DeviceId::new("d-02"), Stamp::new(2, 0)).unwrap().unwrap();
    assert_eq!(edit.sets.len(), 2);
    assert_eq!(edit.sets[&"surveyor".parse().unwrap()], Value::Null);
    let replaced: Vec<&str> = edit.replaced.keys().map(FieldPath::as_str).collect();
    assert_eq!(replaced, ["surveyor"], "an empty field held nothing to replace");
    assert!(edit.replaced.keys().all(|path| edit.sets.contains_key(path)));
}

/// Any JSON that may stand where this version knows no field.
fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter_map("finite", |f| serde_json::Number::from_f64(f).map(Value::from)),
        ".{0,12}".prop_map(|text: String| Value::from(crate::thai::nfc(&text))),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(
                ".{0,6}".prop_map(|name: String| crate::thai::nfc(&name)),
                inner,
                0..4
            )
            .prop_map(|map| map.into_iter().collect()),
        ]
    })
}

/// What is left of a change when the fields that begin so were lawfully erased.
fn left_of(change: &Change, gone: &str) -> Change {
    let mut json: Value = serde_json::from_str(&change.to_json()).unwrap();
    json["edit"]["sets"].as_object_mut().unwrap().retain(|path, _| !path.starts_with(gone));
    assert!(Change::read(json.to_string().as_bytes()).map_or(true, |read| read.id() != change.id()));
    Change::redacted(change.id(), json.to_string().as_bytes()).unwrap()
}

#[test]
fn what_an_erasure_leaves_of_a_change_keeps_its_name_so_that_what_replaced_it_still_does() {
    let phone = phone(1);
    let made = phone.makes(&household(), 5);
    let mut known = history([&made]);
    let edit = phone.edits(&mut known, 1, |record| {
        record.people[0].phone = None;
        record.place.as_mut().unwrap().road = Some("ในเมือง".into());
        record.place.as_mut().unwrap().house_no = Some("9".into());
    });
    let (made, edit) = (left_of(&made, "people/"), left_of(&edit, "people/"));
    assert!(edit.edit().replaced.keys().all(|path| !path.as_str().starts_with("people/")));
    made.verify(&phone.key.verifying_key()).unwrap();
    let merged = history([&made, &edit]).merge().unwrap();
    let record = merged.record.unwrap();
    assert!(record.people.is_empty());
    assert_eq!(record.place.unwrap().house_no.as_deref(), Some("9"), "the edit is the later one still");
    assert!(merged.lost.is_empty(), "{:?}", merged.lost);
    // A change of which nothing is left still stands in its place.
    let nothing = left_of(&made, "");
    assert!(nothing.edit().sets.is_empty());
    assert_eq!(history([&nothing]).merge().unwrap().record, None);
    assert!(history([&nothing, &edit]).changes().count() == 2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_change_read_back_from_its_own_json_is_the_same_change(value in json_value(), name in ".{0,6}") {
        let phone = phone(1);
        let mut record = household();
        record.unknown.insert(format!("x{name}"), value.clone());
        record.people[0].unknown.insert(format!("x{name}"), value);
        let change = phone.makes(&record, 1);
        let parsed: Value = serde_json::from_str(&change.to_json()).unwrap();
        for text in [change.to_json(), backwards(&parsed), serde_json::to_string_pretty(&parsed).unwrap()] {
            let read = Change::read(text.as_bytes()).unwrap();
            prop_assert_eq!(read.id(), change.id());
            prop_assert!(read.verify(&phone.key.verifying_key()).is_ok());
            prop_assert_eq!(read.to_json(), change.to_json());
        }
    }
}
