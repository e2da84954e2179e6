//! A receipt: the server's signed word that it holds changes and photos, durably.
//!
//! Owns its form. Nothing is called received on a phone without one that verifies against
//! the key pinned at enrolment. It names each thing it covers: a receipt for a batch would
//! let one lost change hide among forty others.
//!
//! Refuses to know where things are held. Made by the server, checked by the phone's sync.
//!
//! The form is frozen by `golden/receipt-v1.json`; a new form gets a new `v`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::change::{ChangeId, DeviceId};
use crate::record::PhotoHash;
use crate::seal::Said;

/// What the server holds of one device's work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The form of this message. Frozen: 1.
    #[schemars(range(min = 1, max = 1))]
    v: u8,
    /// Whose work it is.
    pub device: DeviceId,
    /// When, by the server's clock, in milliseconds since 1970.
    pub at: u64,
    /// Changes that are held.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub changes: BTreeSet<ChangeId>,
    /// Photos that are held, whole.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub photos: BTreeSet<PhotoHash>,
}

impl Receipt {
    /// A receipt for these.
    pub fn new(device: DeviceId, at: u64, changes: BTreeSet<ChangeId>, photos: BTreeSet<PhotoHash>) -> Self {
        Self { v: 1, device, at, changes, photos }
    }
}

impl Said for Receipt {
    const KIND: &'static str = "samruat receipt v1";
}

#[cfg(test)]
#[path = "receipt_tests.rs"]
mod tests;
