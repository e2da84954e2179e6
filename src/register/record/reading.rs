//! How single values of a record are read: forgiving where a person's meaning is plain.
//!
//! Owns the few fields that people and spreadsheets write in more than one way
//! (a village as `5`, `"5"` or `"๕"`; a house number that a sheet made a number).
//! Refuses to guess: what has no plain meaning is an error that says so.
//! Called by serde, from the sibling modules.

use serde::{Deserialize, Deserializer, de};
use serde_json::Number;

#[derive(Deserialize)]
#[serde(untagged)]
enum Loose {
    Text(String),
    Number(Number),
    Other(de::IgnoredAny),
}

/// Text, or a number that a spreadsheet made of it. Blank is "not asked".
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    match Option::<Loose>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Loose::Text(text)) if text.trim().is_empty() => Ok(None),
        Some(Loose::Text(text)) => Ok(Some(text)),
        Some(Loose::Number(number)) => Ok(Some(number.to_string())),
        Some(Loose::Other(_)) => Err(de::Error::custom("expected text")),
    }
}

/// A small count, in digits of either script.
pub(super) fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let wrong = || de::Error::custom("expected a whole number such as 5");
    match Option::<Loose>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Loose::Text(text)) if text.trim().is_empty() => Ok(None),
        Some(Loose::Text(text)) => {
            crate::thai::arabic_digits(text.trim()).parse().map(Some).map_err(|_| wrong())
        }
        Some(Loose::Number(number)) => {
            number.as_u64().and_then(|n| u32::try_from(n).ok()).map(Some).ok_or_else(wrong)
        }
        Some(Loose::Other(_)) => Err(wrong()),
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
