//! How this phone's work stands, in numbers (contract section 5).
//!
//! Owns the counting, and what a supervisor is told of it; which state a record is in is `stage`'s. It
//! says nothing of anybody, so a locked phone may be asked too.

use std::collections::BTreeSet;

use register::change::ChangeId;
use register::moment::Moment;
use register::record::PhotoHash;
use register::wire::Standing;
use rusqlite::Connection;
use serde::Serialize;

use crate::fault::StoreError;
use crate::opening::Store;
use crate::photos::hashes;
use crate::record::change_id;
use crate::stage::OWN_STATES;

/// This phone's own records, each counted once; and its photos.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Being captured.
    pub drafts: u64,
    /// With a change that was not sent yet.
    pub waiting: u64,
    /// Sent, while a receipt is missing for a change or a photo.
    pub sent: u64,
    /// Every change and every photo is named by receipts.
    pub received: u64,
    /// With a change or a photo that the server set aside.
    pub rejected: u64,
    /// Photos of this phone's records that are still to be sent.
    pub photos_waiting: u64,
    /// When the server gave the newest receipt.
    pub last_receipt: Option<Moment>,
    /// Of the drafts, those that edit a record that is kept here: how far the record itself has got. What is
    /// written out counts each record once, as a draft; whoever says that all has arrived must know these too.
    #[serde(skip)]
    pub edited: Saved,
}

/// Records as they were last saved, each in exactly one state, whether or not a draft edits them since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// With a change that was not sent yet.
    pub waiting: u64,
    /// Sent, while a receipt is missing for a change or a photo.
    pub sent: u64,
    /// Every change and every photo is named by receipts.
    pub received: u64,
    /// With a change or a photo that the server set aside.
    pub rejected: u64,
}

impl Saved {
    /// How many there are.
    pub fn all(&self) -> u64 {
        self.waiting + self.sent + self.received + self.rejected
    }
}

impl Status {
    /// Every record that was saved here. Opening one to edit it sends nothing and takes nothing back.
    pub fn saved(&self) -> Saved {
        Saved {
            waiting: self.waiting + self.edited.waiting,
            sent: self.sent + self.edited.sent,
            received: self.received + self.edited.received,
            rejected: self.rejected + self.edited.rejected,
        }
    }
}

impl Store {
    /// How this phone's work stands.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn status(&self) -> Result<Status, StoreError> {
        self.read(status)
    }

    /// How many fact checks are being made: no visits, and as much at stake on a locked phone.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn checks_begun(&self) -> Result<u64, StoreError> {
        self.read(|c| Ok(c.query_row("SELECT count(*) FROM draft WHERE is_check = 1", [], |row| row.get(0))?))
    }
}

pub(crate) fn status(c: &Connection) -> Result<Status, StoreError> {
    let (mut saved, mut edited) = (Saved::default(), Saved::default());
    let mut query = c.prepare_cached(&format!(
        "{OWN_STATES} SELECT own_state.state, record.id IN (SELECT id FROM draft) AS is_edited, count(*)
         FROM own_state JOIN record ON record.number = own_state.record
         GROUP BY own_state.state, is_edited"
    ))?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        // A record that is being edited as a draft is a draft.
        let of = if row.get(1)? { &mut edited } else { &mut saved };
        let counted = match row.get::<_, String>(0)?.as_str() {
            "rejected" => &mut of.rejected,
            "waiting" => &mut of.waiting,
            "received" => &mut of.received,
            _ => &mut of.sent,
        };
        *counted = row.get(2)?;
    }
    let Saved { waiting, sent, received, rejected } = saved;
    let drafts = c.query_row("SELECT count(*) FROM draft WHERE is_check = 0", [], |row| row.get(0))?;
    let mut status = Status { drafts, waiting, sent, received, rejected, edited, ..Status::default() };
    status.photos_waiting = c.query_row(
        "SELECT count(*) FROM photo WHERE state = 'waiting' AND doubted = 0 AND length > 0
             AND EXISTS (SELECT 1 FROM named_photo WHERE named_photo.photo = photo.number)",
        [],
        |row| row.get(0),
    )?;
    let last: Option<i64> = c.query_row("SELECT max(at_ms) FROM receipt", [], |row| row.get(0))?;
    status.last_receipt = last.and_then(Moment::in_thailand);
    Ok(status)
}

impl Store {
    /// How much this phone will still hold back once receipts name these: what a supervisor is
    /// told. What was set aside is held back too, for nobody but this phone has it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn standing(
        &self,
        changes: &BTreeSet<ChangeId>,
        photos: &BTreeSet<PhotoHash>,
    ) -> Result<Standing, StoreError> {
        self.read(|c| {
            let drafts =
                c.query_row("SELECT count(*) FROM draft WHERE is_check = 0", [], |row| row.get(0))?;
            let mut query = c.prepare_cached(
                "SELECT outbox.record, change.id FROM outbox JOIN change ON change.number = outbox.change
                 WHERE outbox.state <> 'received'",
            )?;
            let mut rows = query.query([])?;
            let mut waiting = BTreeSet::new();
            while let Some(row) = rows.next()? {
                if !changes.contains(&change_id(&row.get::<_, Vec<u8>>(1)?)?) {
                    waiting.insert(row.get::<_, i64>(0)?);
                }
            }
            let left = hashes(
                c,
                "SELECT hash FROM photo WHERE state IN ('waiting', 'rejected') AND length > 0
                     AND EXISTS (SELECT 1 FROM named_photo WHERE named_photo.photo = photo.number)",
            )?;
            let left = left.iter().filter(|hash| !photos.contains(hash)).count();
            Ok(Standing { drafts, waiting: waiting.len() as u64, photos: left as u64 })
        })
    }
}

#[cfg(test)]
#[path = "status_tests.rs"]
mod tests;
