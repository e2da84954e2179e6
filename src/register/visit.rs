//! A visit: a record as its changes come to, with what the register needs beside it.
//!
//! Owns nothing but the hand-over from `merge` to `draw`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::change::ChangeId;
use crate::field::FieldPath;
use crate::merge::Merged;
use crate::record::Record;

/// One household visit, merged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// The record.
    pub record: Record,
    /// Values that lost to others, by field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lost: BTreeMap<FieldPath, Vec<Value>>,
    /// The changes that took the record back, where it stands withdrawn.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub withdrawn_by: BTreeSet<ChangeId>,
}

impl Visit {
    /// What a record's changes come to; `None` while the change that made it is missing.
    pub fn of(merged: &Merged) -> Option<Self> {
        let record = merged.record.clone()?;
        let lost = merged
            .lost
            .iter()
            .map(|(path, lost)| (path.clone(), lost.iter().map(|l| l.value.clone()).collect()))
            .collect();
        let withdrawn_by = if record.withdraw.is_some() {
            merged
                .heads
                .iter()
                .filter(|(path, _)| path.as_str() == "withdraw")
                .flat_map(|(_, heads)| heads.iter().copied())
                .collect()
        } else {
            BTreeSet::new()
        };
        Some(Self { record, lost, withdrawn_by })
    }
}
