//! The ledger: every change and every decision, and the register they come to.
//!
//! Owns the one promise of contract section 4: the same changes and decisions give the
//! same register, byte for byte in its export, in any order, any batching and any number
//! of repeats. Nothing ever leaves a ledger.
//!
//! Refuses to know where the entries are kept. The server keeps its ledger in a database
//! and draws up only the people a change touches; this one is whole and in memory, for
//! rebuilding, for checking, and for a phone's few records.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::change::Change;
use crate::decision::{Decision, DecisionId};
use crate::draw::{Register, draw};
use crate::lao::{Directory, LaoCode};
use crate::merge::{History, OtherRecord};
use crate::record::{RecordFault, RecordId};
use crate::visit::Visit;

/// Every change and decision that has arrived.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    records: BTreeMap<(LaoCode, RecordId), History>,
    decisions: BTreeMap<DecisionId, Decision>,
}

impl Ledger {
    /// Takes a change. Returns whether it is new.
    ///
    /// # Errors
    /// Never: a change is filed under the record it names. The error is handed on from
    /// [`History::take`], which guards histories that are used on their own.
    pub fn take_change(&mut self, change: Change) -> Result<bool, OtherRecord> {
        let edit = change.edit();
        self.records.entry((edit.lao, edit.record)).or_default().take(change)
    }

    /// Takes a decision. Returns whether it is new.
    pub fn take_decision(&mut self, decision: Decision) -> bool {
        self.decisions.insert(decision.id(), decision).is_none()
    }

    /// One record's history.
    pub fn history(&self, lao: LaoCode, record: RecordId) -> Option<&History> {
        self.records.get(&(lao, record))
    }

    /// Every change, record by record.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.records.values().flat_map(History::changes)
    }

    /// Every record that is whole, merged.
    ///
    /// # Errors
    /// As [`History::merge`].
    pub fn visits(&self) -> Result<Vec<Visit>, RecordFault> {
        let mut visits = Vec::with_capacity(self.records.len());
        for history in self.records.values() {
            visits.extend(Visit::of(&history.merge()?));
        }
        Ok(visits)
    }

    /// The register.
    ///
    /// # Errors
    /// As [`History::merge`].
    pub fn register(&self, laos: &Directory) -> Result<Register, RecordFault> {
        let decisions: Vec<Decision> = self.decisions.values().cloned().collect();
        Ok(draw(&self.visits()?, &decisions, laos))
    }
}

/// Writes the export of contract section 5: JSON Lines, one entry a line, sorted.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_export(register: &Register, out: &mut impl Write) -> io::Result<()> {
    for entry in &register.entries {
        serde_json::to_writer(&mut *out, &entry.export_line())?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "ledger_tests.rs"]
mod tests;
