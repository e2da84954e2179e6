//! What a LAO sets for its phones: which words they show, which questions they ask, and where
//! its villages are.
//!
//! Owns the form and the strict reading of a file that an office wrote by hand: what is not
//! known there is a slip, and is named. A phone reads the same more kindly, for a later server
//! may say more. Refuses to know where settings are kept.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::calendar::Round;
use crate::record::{compose, fault};

/// Most bytes of settings as JSON: phones fetch them over the slowest links.
pub const MOST_FORM_BYTES: usize = 256 * 1024;

/// What a LAO sets for the phones that survey for it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FormSettings {
    /// The notice that is shown before anything is asked (domain.md RQ-28).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<NoticeText>,
    /// Whether phones ask race, religion and blood group; off where nobody said so
    /// (domain.md RQ-22).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sensitive: bool,
    /// The LAO's villages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub villages: Vec<Village>,
    /// The LAO's boundary: a GeoJSON Polygon or MultiPolygon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Value>,
    /// Occupations to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub occupations: Vec<String>,
    /// Religions to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub religions: Vec<String>,
    /// Who gives help: names to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub helpers: Vec<String>,
    /// What help is called: names to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aids: Vec<String>,
    /// Races to choose from, where phones ask.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub races: Vec<String>,
    /// The last day of a month on which teams survey and hand in, where the office wants it before INFO's
    /// fifth; in a shorter month its last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survey_until: Option<u32>,
    /// What INFO is told for สังกัดหน่วยงาน, where that is not the LAO's name. Phones show it nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affiliation: Option<String>,
    /// Where the office's map finds pictures of the ground, with `{z}`, `{x}` and `{y}` in it; without
    /// it the map shows what the register holds, and asks nobody. Phones show it nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub map_tiles: Option<String>,
    /// Whether results are reported to the central place, where that is not what the LAO's kind
    /// says (domain.md X-02). Phones show it nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reports_to_central_place: Option<bool>,
    /// After how many years without anything new of somebody the office is shown that it may part
    /// with what it holds on them; without it, it is shown nothing. Phones show it nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention_years: Option<u32>,
}

/// A notice, and which version of it this is: a record says which one was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct NoticeText {
    /// `2569-1`.
    pub version: String,
    /// What is shown.
    pub text: String,
}

/// A village.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Village {
    /// Its number (หมู่ที่).
    pub moo: u32,
    /// Its name.
    pub name: String,
    /// The six digits of its tambon, where the LAO has villages of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tambon: Option<String>,
    /// Its middle: latitude in degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Its middle: longitude in degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
}

/// Why a file does not hold settings. Nothing of it was taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}; nothing was set, correct it and give the file again")]
pub struct NotSettings {
    field: String,
    reason: String,
}

impl NotSettings {
    /// The field that is not known or cannot be: `villages[2].moo`.
    pub fn field(&self) -> &str {
        &self.field
    }
}

fn wrong<T>(field: impl Into<String>, reason: impl Into<String>) -> Result<T, NotSettings> {
    Err(NotSettings { field: field.into(), reason: reason.into() })
}

const FIELDS: [&str; 14] = [
    "notice",
    "sensitive",
    "villages",
    "boundary",
    "occupations",
    "religions",
    "helpers",
    "aids",
    "races",
    "survey_until",
    "affiliation",
    "map_tiles",
    "reports_to_central_place",
    "retention_years",
];
const OF_A_NOTICE: [&str; 2] = ["version", "text"];
const OF_A_VILLAGE: [&str; 5] = ["moo", "name", "tambon", "lat", "lon"];

impl FormSettings {
    /// Whether nobody set anything.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The last day on which a round is surveyed, where the office set one.
    pub fn survey_ends(&self, round: Round) -> Option<NaiveDate> {
        let day = self.survey_until?;
        Some(round.first_day().with_day(day).unwrap_or(round.last_day()))
    }

    /// Reads what an office wrote into a file.
    ///
    /// # Errors
    /// Names the field that is not known or cannot be.
    pub fn read(json: &str) -> Result<Self, NotSettings> {
        if json.len() > MOST_FORM_BYTES {
            return wrong(
                "settings",
                format!("{} bytes are more than phones can be sent (at most {MOST_FORM_BYTES})", json.len()),
            );
        }
        let mut value: Value = match serde_json::from_str(json) {
            Ok(value) => value,
            Err(error) => return wrong("settings", format!("this is not JSON ({error})")),
        };
        compose(&mut value);
        knows(&value, "", &FIELDS)?;
        if let Some(notice) = value.get("notice").filter(|notice| !notice.is_null()) {
            knows(notice, "notice", &OF_A_NOTICE)?;
        }
        for (at, village) in value.get("villages").and_then(Value::as_array).into_iter().flatten().enumerate()
        {
            knows(village, &format!("villages[{at}]"), &OF_A_VILLAGE)?;
        }
        let settings: Self = match serde_path_to_error::deserialize(value) {
            Ok(settings) => settings,
            Err(error) => {
                let (field, reason) = fault::in_plain_words(&error, "settings");
                return wrong(field, reason);
            }
        };
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), NotSettings> {
        if let Some(notice) = &self.notice {
            says_something("notice.version", &notice.version)?;
            says_something("notice.text", &notice.text)?;
        }
        if let Some(affiliation) = &self.affiliation {
            says_something("affiliation", affiliation)?;
        }
        if let Some(tiles) = &self.map_tiles {
            is_a_way_to_tiles(tiles)?;
        }
        if !self.retention_years.is_none_or(|years| (1..=100).contains(&years)) {
            return wrong("retention_years", "expected a number of years from 1 to 100");
        }
        if !self.survey_until.is_none_or(|day| (1..=31).contains(&day)) {
            return wrong("survey_until", "expected a day of the month from 1 to 31");
        }
        let mut seen = BTreeSet::new();
        for (at, village) in self.villages.iter().enumerate() {
            let field = |name: &str| format!("villages[{at}].{name}");
            says_something(&field("name"), &village.name)?;
            if !(1..=999).contains(&village.moo) {
                return wrong(field("moo"), "expected a village number from 1 to 999");
            }
            let six_digits = |code: &String| code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
            if !village.tambon.as_ref().is_none_or(six_digits) {
                return wrong(field("tambon"), "expected the six digits of a tambon, such as 570903");
            }
            if !seen.insert((&village.tambon, village.moo)) {
                return wrong(field("moo"), format!("village {} is in this list twice", village.moo));
            }
            match (village.lat, village.lon) {
                (None, None) => {}
                (Some(lat), Some(lon)) => on_earth(&field("lat"), lon, lat)?,
                (None, Some(_)) => return wrong(field("lat"), "it is required where lon is given"),
                (Some(_), None) => return wrong(field("lon"), "it is required where lat is given"),
            }
        }
        for (list, words) in [
            ("occupations", &self.occupations),
            ("religions", &self.religions),
            ("helpers", &self.helpers),
            ("aids", &self.aids),
            ("races", &self.races),
        ] {
            let mut seen = BTreeSet::new();
            for (at, word) in words.iter().enumerate() {
                let field = format!("{list}[{at}]");
                says_something(&field, word)?;
                if !seen.insert(word.trim()) {
                    return wrong(field, "it is in this list twice");
                }
            }
        }
        self.boundary.as_ref().map_or(Ok(()), boundary)
    }
}

/// That this is an object and has no other names than these. A list would be read without any.
fn knows(value: &Value, place: &str, names: &[&str]) -> Result<(), NotSettings> {
    let Value::Object(fields) = value else {
        let whole = if place.is_empty() { "settings" } else { place };
        return wrong(whole, "expected an object in braces");
    };
    let unknown = fields.keys().find(|name| !names.contains(&name.as_str()));
    let Some(unknown) = unknown else { return Ok(()) };
    let field = if place.is_empty() { unknown.clone() } else { format!("{place}.{unknown}") };
    wrong(field, format!("there is no such setting; there are {}", names.join(", ")))
}

fn says_something(field: &str, text: &str) -> Result<(), NotSettings> {
    if text.trim().is_empty() { wrong(field, "it must say something") } else { Ok(()) }
}

/// That this is where a browser may look for pictures of the ground: it goes into what the console
/// allows a browser, so there is nothing in it but one address.
fn is_a_way_to_tiles(address: &str) -> Result<(), NotSettings> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?&=%{}".contains(c);
    let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let has_host = host.is_some_and(|rest| !rest.starts_with('/') && rest.contains('/'));
    let has_all = ["{z}", "{x}", "{y}"].iter().all(|part| address.matches(part).count() == 1);
    if has_host && has_all && address.chars().all(plain) {
        return Ok(());
    }
    wrong("map_tiles", "expected an address such as https://tiles.example/{z}/{x}/{y}.png")
}

fn on_earth(field: &str, lon: f64, lat: f64) -> Result<(), NotSettings> {
    if !(-180.0..=180.0).contains(&lon) || !(-90.0..=90.0).contains(&lat) {
        return wrong(field, format!("longitude {lon}, latitude {lat} is no place on earth"));
    }
    Ok(())
}

/// A GeoJSON Polygon or MultiPolygon (RFC 7946) whose rings are closed.
fn boundary(value: &Value) -> Result<(), NotSettings> {
    let Value::Object(shape) = value else {
        return wrong("boundary", "expected a GeoJSON Polygon or MultiPolygon");
    };
    let coordinates = "boundary.coordinates";
    match shape.get("type").and_then(Value::as_str) {
        Some("Polygon") => polygon(coordinates, shape.get("coordinates")),
        Some("MultiPolygon") => {
            let Some(polygons) = list(shape.get("coordinates")) else {
                return wrong(coordinates, "expected a list of polygons");
            };
            for (at, each) in polygons.iter().enumerate() {
                polygon(&format!("{coordinates}[{at}]"), Some(each))?;
            }
            Ok(())
        }
        _ => wrong("boundary.type", "it must be one of Polygon, MultiPolygon"),
    }
    .and_then(|()| no_more_than_a_shape(shape))
}

fn no_more_than_a_shape(shape: &Map<String, Value>) -> Result<(), NotSettings> {
    match shape.keys().find(|name| !["type", "coordinates", "bbox"].contains(&name.as_str())) {
        Some(name) => wrong(
            format!("boundary.{name}"),
            "a shape has no such member; take the geometry alone out of a feature",
        ),
        None => Ok(()),
    }
}

fn list(value: Option<&Value>) -> Option<&Vec<Value>> {
    value.and_then(Value::as_array).filter(|items| !items.is_empty())
}

fn polygon(place: &str, value: Option<&Value>) -> Result<(), NotSettings> {
    let Some(rings) = list(value) else { return wrong(place, "expected a list of rings") };
    for (at, each) in rings.iter().enumerate() {
        ring(&format!("{place}[{at}]"), each)?;
    }
    Ok(())
}

fn ring(place: &str, value: &Value) -> Result<(), NotSettings> {
    let Some(points) = list(Some(value)) else { return wrong(place, "expected a list of positions") };
    for (at, point) in points.iter().enumerate() {
        let place = format!("{place}[{at}]");
        let numbers: Option<Vec<f64>> =
            point.as_array().and_then(|numbers| numbers.iter().map(Value::as_f64).collect());
        match numbers.as_deref() {
            Some([lon, lat] | [lon, lat, _]) => on_earth(&place, *lon, *lat)?,
            _ => return wrong(place, "expected a position: longitude, latitude"),
        }
    }
    if points.len() < 4 {
        return wrong(place, "a ring has four positions or more");
    }
    if points.first() != points.last() {
        return wrong(place, "this ring is not closed: its last position must be its first");
    }
    Ok(())
}

#[cfg(test)]
#[path = "form_tests.rs"]
mod tests;
