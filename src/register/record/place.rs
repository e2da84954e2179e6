//! Where the visit was, and how the people there dwell.

use serde::{Deserialize, Serialize};

use super::{Unknown, reading};
use crate::as_text::closed_list;
use crate::moment::Moment;

/// The house that was visited.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Place {
    /// House number as on the door: `123/4`.
    #[serde(default, deserialize_with = "reading::text", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<reading::TextOrNumber>")]
    pub house_no: Option<String>,
    /// Village number (หมู่ที่).
    #[serde(default, deserialize_with = "reading::count", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<reading::Count>")]
    pub moo: Option<u32>,
    /// Community (ชุมชน), where a municipality has those instead of villages.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub community: Option<String>,
    /// Lane (ซอย).
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub soi: Option<String>,
    /// Road (ถนน).
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub road: Option<String>,
    /// The official six-digit tambon code.
    #[serde(default, deserialize_with = "reading::text", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<reading::TextOrNumber>")]
    pub tambon: Option<String>,
    /// Postcode.
    #[serde(default, deserialize_with = "reading::text", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<reading::TextOrNumber>")]
    pub postcode: Option<String>,
    /// Where the phone stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found_at: Option<Fix>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// A position, and how far it can be trusted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Fix {
    /// Latitude in degrees.
    #[serde(default, deserialize_with = "reading::latitude", skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = -90, max = 90))]
    pub lat: Option<f64>,
    /// Longitude in degrees.
    #[serde(default, deserialize_with = "reading::longitude", skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = -180, max = 180))]
    pub lon: Option<f64>,
    /// Radius in metres that the true place lies in.
    #[serde(default, deserialize_with = "reading::metres", skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0))]
    pub accuracy_m: Option<f64>,
    /// When it was fixed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed_at: Option<Moment>,
    /// Where it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<FixSource>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

closed_list! {
    /// Where a position came from.
    pub enum FixSource {
        /// The phone's receiver.
        Gps = "gps",
        /// A point on a map that somebody chose.
        Map = "map",
        /// There was none.
        None = "none",
    }
}

/// How the household dwells.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Dwelling {
    /// Whose house it is; repair money asks for it (domain.md H-09).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenure: Option<Tenure>,
    /// Their regular dwelling (ที่อยู่อาศัยประจำ).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regular: Option<bool>,
    /// Families under this roof.
    #[serde(default, deserialize_with = "reading::count", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<reading::Count>")]
    pub families: Option<u32>,
    /// What the household mainly lives from.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub main_occupation: Option<String>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

closed_list! {
    /// Whose house it is.
    pub enum Tenure {
        /// Theirs.
        Owner = "owner",
        /// They rent it.
        Renter = "renter",
        /// Neither.
        Other = "other",
    }
}
