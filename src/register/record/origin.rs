//! Where a record comes from that nobody captured at a door: a list of names that a state agency,
//! or another LAO, had surveyed (domain.md RQ-24, \[S003:148\]).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{ListId, Record, Unknown, reading};
use crate::moment::Moment;

/// The list that a whole record was taken from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FromList {
    /// Which list.
    pub list: ListId,
    /// Who surveyed it.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// The number of the letter that it came with.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub letter: Option<String>,
    /// That letter's date.
    #[serde(default, deserialize_with = "reading::day", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<reading::Day>")]
    pub letter_on: Option<NaiveDate>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// Where somebody stands on that list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct InList {
    /// The row, as the file counts it.
    #[schemars(range(min = 1))]
    pub row: u32,
    /// What the list remarks on them.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What stands in columns that could not be read, by column: nothing that was written is lost.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unread: BTreeMap<String, String>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

impl Record {
    /// The day on which it came to the office. What was captured at a door or a desk came that day; a list is dated
    /// by its survey or its letter, which may be years old, and came when it was brought.
    pub fn came_on(&self) -> NaiveDate {
        let captured = self.captured_at.date_time().date_naive();
        let Some(from) = &self.from_list else { return captured };
        // It counts to the month in which it was taken in, so no other day of it can be the one.
        let (first, last) = (self.round.first_day(), self.round.last_day());
        let brought = brought_on(from.list).unwrap_or(first).max(first).min(last);
        captured.max(brought)
    }
}

/// The day, in Thailand, of the form by which a list was brought: a list is named by it, with its time.
fn brought_on(list: ListId) -> Option<NaiveDate> {
    let (seconds, _) = list.uuid().get_timestamp()?.to_unix();
    let ms = i64::try_from(seconds).ok()?.checked_mul(1_000)?;
    Some(Moment::in_thailand(ms)?.date_time().date_naive())
}
