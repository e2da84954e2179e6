//! Fact checks that the office asks a surveyor for (domain.md 1.3, RQ-12).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::moment::Moment;
use crate::record::{PhotoHash, RecordId, TaskId};

/// Facts of one record that are to be looked at on site. What was found goes into a
/// [`Check`](crate::record::Check) that names the task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Task {
    /// Which.
    pub id: TaskId,
    /// Of which record; its changes come with the surveyor's area, wherever it is.
    pub record: RecordId,
    /// When it was given.
    pub asked_at: Moment,
    /// By when it is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub due: Option<NaiveDate>,
    /// In the office's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Before others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub urgent: bool,
    /// What is to be looked at. None means: look, and say what you find.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Fact>,
    /// Photos that were taken of it; the server has small pictures of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoHash>,
}

/// One fact, and what was claimed of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Fact {
    /// What a finding names it by.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// The record's field that holds it, as a path, where one does: there it is corrected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What was claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed: Option<String>,
}

impl Task {
    /// The names of its facts.
    pub fn facts_by_name(&self) -> impl Iterator<Item = &str> {
        self.facts.iter().map(|fact| fact.id.as_str())
    }
}
