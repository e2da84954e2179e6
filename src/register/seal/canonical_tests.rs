use proptest::prelude::*;
use serde::ser::SerializeMap;
use serde_json::{Map, Value, json};

use super::*;

/// The same form, told a second time: from a tree, one value after the other.
fn told_again(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Number(number) if number.is_f64() => {
            out.extend_from_slice(format!("{:e}", number.as_f64().unwrap()).as_bytes());
        }
        Value::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                out.extend((at > 0).then_some(b','));
                told_again(item, out);
            }
            out.push(b']');
        }
        Value::Object(fields) => {
            let mut sorted: Vec<(&String, &Value)> = fields.iter().collect();
            sorted.sort_unstable_by_key(|(name, _)| *name);
            out.push(b'{');
            for (at, (name, value)) in sorted.into_iter().enumerate() {
                out.extend((at > 0).then_some(b','));
                out.extend_from_slice(json!(name).to_string().as_bytes());
                out.push(b':');
                told_again(value, out);
            }
            out.push(b'}');
        }
        plain => out.extend_from_slice(plain.to_string().as_bytes()),
    }
}

/// A value whose objects are written backwards.
struct Backwards<'v>(&'v Value);

impl Serialize for Backwards<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                let mut names: Vec<&String> = fields.keys().collect();
                names.sort_unstable_by(|a, b| b.cmp(a));
                for name in names {
                    map.serialize_entry(name, &Backwards(&fields[name]))?;
                }
                map.end()
            }
            Value::Array(items) => serializer.collect_seq(items.iter().map(Backwards)),
            plain => plain.serialize(serializer),
        }
    }
}

/// JSON with names and numbers of the awkward kinds.
fn any_json() -> impl Strategy<Value = Value> {
    let name = "[a-c!\"/\\\\ \u{0}\u{1f}~ก็]{0,3}";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        name.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_the_order_it_is_written_in_the_form_is_one(value in any_json()) {
        let mut again = Vec::new();
        told_again(&value, &mut again);
        let again = String::from_utf8(again).unwrap();
        prop_assert_eq!(String::from_utf8(bytes(&value).unwrap()).unwrap(), again.clone());
        prop_assert_eq!(String::from_utf8(bytes(&Backwards(&value)).unwrap()).unwrap(), again);
    }
}

#[test]
fn names_sort_by_what_they_say_and_not_by_how_they_are_escaped() {
    let value = json!({ "a": 1, "\"": 2, "\u{1}": 3, "\\": 4, "]": 5, "": 6, " ": { "b": 0.5, "a": [] } });
    let sorted = r#"{"":6,"\u0001":3," ":{"a":[],"b":5e-1},"\"":2,"\\":4,"]":5,"a":1}"#;
    assert_eq!(String::from_utf8(bytes(&Backwards(&value)).unwrap()).unwrap(), sorted);
}
