//! The outbox: this phone's changes, and the truth about how far each has got.
//!
//! Owns the states: `waiting`, `sent` (handed over, no word yet), `received` (a receipt
//! names it), `rejected` (set aside by the server, with its reason). What is `sent` and in doubt was
//! received in a life of the server that is over (`life`). Called by `sync`.

use register::change::ChangeId;
use register::record::{PhotoHash, RecordId};
use rusqlite::Connection;

use crate::fault::StoreError;
use crate::opening::Store;
use crate::photos::hashes;
use crate::record::{change_id, number_of};

/// A change on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Its name.
    pub id: ChangeId,
    /// It, as it was signed.
    pub json: String,
}

impl Store {
    /// The oldest changes that no receipt covers and that were not set aside, in the order
    /// in which they were made: at most so many, and so many bytes of JSON, but always one
    /// where there is one. What was sent before without an answer is among them: sending it
    /// again changes nothing at the server. What is in doubt is not: it is asked after first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn waiting(&self, max_changes: usize, max_bytes: usize) -> Result<Vec<Outgoing>, StoreError> {
        self.read(|c| {
            let mut query = c.prepare_cached(
                "SELECT change.id, change.json FROM outbox JOIN change ON change.number = outbox.change
                 WHERE outbox.state IN ('waiting', 'sent') AND outbox.doubted = 0
                 ORDER BY outbox.change LIMIT ?1",
            )?;
            let mut rows = query.query([i64::try_from(max_changes).unwrap_or(i64::MAX)])?;
            let (mut batch, mut bytes) = (Vec::new(), 0);
            while let Some(row) = rows.next()? {
                let json: String = row.get(1)?;
                bytes += json.len();
                if bytes > max_bytes && !batch.is_empty() {
                    break;
                }
                batch.push(Outgoing { id: change_id(&row.get::<_, Vec<u8>>(0)?)?, json });
            }
            Ok(batch)
        })
    }

    /// How many changes are to be sent: neither received, nor set aside, nor in doubt.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn changes_waiting(&self) -> Result<u64, StoreError> {
        self.read(|c| {
            let waiting = "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sent') AND doubted = 0";
            Ok(c.query_row(waiting, [], |r| r.get(0))?)
        })
    }

    /// These were handed over. That is no word that they arrived.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn mark_sent(&self, changes: &[ChangeId]) -> Result<(), StoreError> {
        self.write(|t| {
            let mut update = t.prepare_cached(
                "UPDATE outbox SET state = 'sent' WHERE state = 'waiting'
                     AND change = (SELECT number FROM change WHERE id = ?1)",
            )?;
            for change in changes {
                update.execute([change.as_bytes()])?;
            }
            Ok(())
        })
    }

    /// The server did not take this change, and why. It is safe here; a later edit of its
    /// record or [`Store::retry`] sends it again. Says whether it is: one that is received stays so.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn set_aside(&self, change: ChangeId, reason: &str) -> Result<bool, StoreError> {
        self.write(|t| {
            let aside = t.execute(
                "UPDATE outbox SET state = 'rejected', reason = ?2, doubted = 0 WHERE state <> 'received'
                     AND change = (SELECT number FROM change WHERE id = ?1)",
                (change.as_bytes(), reason),
            )?;
            Ok(aside > 0)
        })
    }

    /// Sends a record's set-aside changes and photos again at the next sync.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn retry(&self, record: RecordId) -> Result<(), StoreError> {
        self.write(|t| match number_of(t, record)? {
            Some(number) => retry_record(t, number),
            None => Ok(()),
        })
    }

    /// Every change of this phone's that a receipt covers, in whichever life of the server.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn received_changes(&self) -> Result<Vec<ChangeId>, StoreError> {
        self.read(|c| {
            let mut query = c.prepare_cached(
                "SELECT change.id FROM outbox JOIN change ON change.number = outbox.change
                 WHERE outbox.state = 'received' OR outbox.doubted = 1 ORDER BY outbox.change",
            )?;
            let rows = query.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
            rows.map(|row| change_id(&row?)).collect()
        })
    }

    /// Every photo of this phone's records that a receipt covers, and that is not in doubt.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn received_photos(&self) -> Result<Vec<PhotoHash>, StoreError> {
        self.read(|c| hashes(c, "SELECT hash FROM photo WHERE state = 'received' ORDER BY number"))
    }
}

/// A change of this phone's begins to wait.
pub(crate) fn insert(connection: &Connection, change: i64, record: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO outbox (change, record) VALUES (?1, ?2)")?
        .execute((change, record))?;
    Ok(())
}

/// What the server set aside of a record is tried again.
pub(crate) fn retry_record(connection: &Connection, number: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE outbox SET state = 'waiting', reason = '' WHERE record = ?1 AND state = 'rejected'",
        )?
        .execute([number])?;
    connection
        .prepare_cached(
            "UPDATE photo SET state = 'waiting', reason = '' WHERE state = 'rejected'
                 AND number IN (SELECT photo FROM named_photo WHERE record = ?1)",
        )?
        .execute([number])?;
    Ok(())
}

#[cfg(test)]
#[path = "outbox_tests.rs"]
mod tests;
