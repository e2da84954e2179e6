//! What the engine remembers between runs: when to try again, and what the link bears.
//!
//! Owns that memory's form in the store, and the rules by which portions grow and shrink.
//! A memory that cannot be read is begun anew: it holds nothing that work depends on.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use store::{Store, StoreError};

use crate::backoff::Backoff;

/// Bytes of changes in one push, before they are packed to a fifth: at first, at least, at most.
const FIRST_PUSH: usize = 256 * 1024;
const LEAST_PUSH: usize = 8 * 1024;
const MOST_PUSH: usize = 4 * 1024 * 1024;
/// Records on one page.
const MOST_RECORDS: u32 = 200;
const LEAST_RECORDS: u32 = 10;
/// A portion that takes less is doubled, one that takes more is halved: what a cut costs is
/// some seconds, and what a round trip costs is a small part of it.
const SHORT: Duration = Duration::from_secs(4);
const LONG: Duration = Duration::from_secs(20);

/// What the engine remembers between runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pace {
    /// When to try again.
    pub(crate) backoff: Backoff,
    pub(crate) push_bytes: usize,
    pub(crate) records: u32,
    /// The life of the server for which it was asked what it still holds of this phone's
    /// received work. Written after the asking: a run that is killed before asks again.
    pub(crate) checked_epoch: Option<String>,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            backoff: Backoff::default(),
            push_bytes: FIRST_PUSH,
            records: MOST_RECORDS,
            checked_epoch: None,
        }
    }
}

impl Pace {
    /// As the store remembers it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn of(store: &Store) -> Result<Self, StoreError> {
        let mut pace: Self = serde_json::from_str(&store.pace()?).unwrap_or_default();
        pace.push_bytes = pace.push_bytes.clamp(LEAST_PUSH, MOST_PUSH);
        pace.records = pace.records.clamp(LEAST_RECORDS, MOST_RECORDS);
        Ok(pace)
    }

    /// From when on a timer should try, as of `now` (milliseconds since 1970). A person who
    /// asks for a sync is not made to wait.
    pub fn next_try(&self, now: u64) -> u64 {
        self.backoff.next_try(now)
    }

    /// How often it failed in a row.
    pub fn failures(&self) -> u32 {
        self.backoff.failures()
    }

    pub(crate) fn keep(&self, store: &Store) -> Result<(), StoreError> {
        store.set_pace(&serde_json::to_string(self).unwrap_or_default())
    }

    /// A push of this many bytes was answered.
    pub(crate) fn pushed(&mut self, bytes: usize, took: Duration) {
        if took > LONG {
            self.push_bytes = (bytes.min(self.push_bytes) / 2).max(LEAST_PUSH);
        } else if took < SHORT && bytes * 2 > self.push_bytes {
            self.push_bytes = (self.push_bytes * 2).min(MOST_PUSH);
        }
    }

    /// A push was cut off, or was too large for the server.
    pub(crate) fn push_failed(&mut self, bytes: usize) {
        self.push_bytes = (bytes.min(self.push_bytes) / 2).max(LEAST_PUSH);
    }

    /// A page came.
    pub(crate) fn pulled(&mut self, took: Duration) {
        if took > LONG {
            self.pull_failed();
        } else if took < SHORT {
            self.records = (self.records * 2).min(MOST_RECORDS);
        }
    }

    /// A page was cut off.
    pub(crate) fn pull_failed(&mut self) {
        self.records = (self.records / 2).max(LEAST_RECORDS);
    }
}

#[cfg(test)]
#[path = "pace_tests.rs"]
mod tests;
