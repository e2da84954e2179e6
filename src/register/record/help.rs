//! Help that a household already had.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::{PersonId, Unknown, reading};

/// One time that help was given, as the household tells it (domain.md H-18).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Help {
    /// Who gave it.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What was given.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// The code of the aid criteria it falls under.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// How many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<f64>")]
    pub quantity: Option<Number>,
    /// Worth in baht.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<f64>")]
    pub amount_baht: Option<Number>,
    /// When.
    #[serde(default, deserialize_with = "reading::day", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<reading::Day>")]
    pub on: Option<NaiveDate>,
    /// For which event.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// To which person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// To which family under this roof.
    #[serde(default, deserialize_with = "reading::count", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<reading::Count>")]
    pub family: Option<u32>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}
