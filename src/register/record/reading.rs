//! How single values of a record are read: forgiving where a person's meaning is plain.
//!
//! Owns the few fields that people and spreadsheets write in more than one way
//! (a village as `5`, `"5"`, `"๕"` or `5.0`; a house number that a sheet made a number),
//! and what the published schema says of them. Refuses to guess: what has no plain
//! meaning is an error that says so. Called by serde, from the sibling modules.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, de};
use serde_json::{Number, Value};

use crate::as_text::quoted;
use crate::birth::Birth;

/// The largest count of anything in a household visit: nine digits.
const LARGEST_COUNT: u32 = 999_999_999;

/// What was typed; a blank is "not asked", so that it never hides an earlier answer.
pub(super) fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.filter(|text| !text.trim().is_empty()))
}

/// Text, or a number that a spreadsheet made of it. Blank is "not asked".
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    match Option::<Value>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text).filter(|text| !text.trim().is_empty())),
        Some(Value::Number(number)) => Ok(Some(digits(&number))),
        Some(_) => Err(de::Error::custom("expected text")),
    }
}

/// Whatever stands there, as text: an odd national ID never refuses a record.
pub(super) fn as_typed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    match Option::<Value>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text).filter(|text| !text.trim().is_empty())),
        Some(Value::Number(number)) => Ok(Some(digits(&number))),
        Some(value) => Ok(Some(value.to_string())),
    }
}

/// A number as people write it: a sheet with a gap in its column makes `123.0` of `123`.
fn digits(number: &Number) -> String {
    let text = number.to_string();
    match text.strip_suffix(".0") {
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// A small count, in digits of either script.
pub(super) fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let written = match Option::<Value>::deserialize(deserializer)? {
        None => return Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => return Ok(None),
        Some(Value::String(text)) => crate::thai::arabic_digits(text.trim()),
        Some(Value::Number(number)) => digits(&number),
        Some(_) => String::new(),
    };
    let only_digits = written.bytes().all(|b| b.is_ascii_digit());
    match written.parse() {
        Ok(count) if only_digits && count <= LARGEST_COUNT => Ok(Some(count)),
        _ => Err(de::Error::custom("expected a whole number such as 5, of at most nine digits")),
    }
}

/// A day of the calendar. Read strictly: `2026-4-2` may be April or a slip of the hand.
pub(super) fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    match text.trim().parse().map(Birth::full) {
        Ok(Some(day)) => Ok(Some(day)),
        _ => Err(de::Error::custom(format!(
            "{} is not a date; write it as 2026-04-12, in the Christian era",
            quoted(&text)
        ))),
    }
}

/// A list, where `null` is an empty one.
pub(super) fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A degree of latitude.
pub(super) fn latitude<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    within(deserializer, 90.0)
}

/// A degree of longitude.
pub(super) fn longitude<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    within(deserializer, 180.0)
}

fn within<'de, D: Deserializer<'de>>(deserializer: D, most: f64) -> Result<Option<f64>, D::Error> {
    match Option::<f64>::deserialize(deserializer)? {
        Some(degrees) if !(-most..=most).contains(&degrees) => {
            Err(de::Error::custom(format!("expected degrees from -{most} to {most}, not {degrees}")))
        }
        degrees => Ok(degrees),
    }
}

/// A distance in metres.
pub(super) fn metres<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    match Option::<f64>::deserialize(deserializer)? {
        Some(metres) if !(0.0..).contains(&metres) => {
            Err(de::Error::custom(format!("expected metres from 0 up, not {metres}")))
        }
        metres => Ok(metres),
    }
}

/// Gives a type that only the published schema has: what one of the readings above takes.
macro_rules! published {
    ($(#[$doc:meta])* $type:ident, $schema:tt) => {
        $(#[$doc])*
        pub(super) struct $type;

        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!($schema)
            }
        }
    };
}

published!(
    /// What [`text`] reads.
    TextOrNumber,
    { "type": ["string", "number"] }
);
published!(
    /// What [`as_typed`] reads.
    Anything,
    { "description": "thirteen digits as text; anything else is kept as it is and marked" }
);
published!(
    /// What [`count`] reads.
    Count,
    {
        "type": ["string", "integer"],
        "minimum": 0,
        "maximum": 999_999_999,
        "pattern": r"^\s*(0*[0-9๐-๙]{1,9}\s*)?$"
    }
);
published!(
    /// What [`day`] reads.
    Day,
    { "type": "string", "format": "date" }
);
