//! Drafts: visits that are being captured. They live on this phone only.
//!
//! Owns saving them at every change and closing them by completion or by a plain choice.
//! What is in one is the screen's business until it is completed (`keeping`).

use register::record::RecordId;
use rusqlite::{Connection, OptionalExtension};

use crate::enrolment::refuse_if_sealed;
use crate::erasure::is_erased;
use crate::fault::StoreError;
use crate::opening::Store;
use crate::record::record_id;

/// A visit that is being captured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The record that it will be.
    pub id: RecordId,
    /// As it was last saved.
    pub json: String,
    /// When, in milliseconds since 1970, by this device's time.
    pub saved_ms: u64,
}

impl Store {
    /// Saves a draft as it stands now. Durable when it returns.
    ///
    /// # Errors
    /// When it is not JSON, the phone is locked, or nothing more can be written.
    pub fn save_draft(&self, id: RecordId, json: &str) -> Result<(), StoreError> {
        serde_json::from_str::<serde::de::IgnoredAny>(json)
            .map_err(|e| register::record::RecordFault::NotJson { reason: e.to_string() })?;
        let now = i64::try_from((self.now)()).unwrap_or(i64::MAX);
        self.write(|t| {
            refuse_if_sealed(t)?;
            if is_erased(t, id)? {
                return Err(StoreError::Erased(id));
            }
            t.prepare_cached(
                "INSERT INTO draft (id, json, saved_ms) VALUES (?1, ?2, ?3)
                 ON CONFLICT (id) DO UPDATE SET json = excluded.json, saved_ms = excluded.saved_ms",
            )?
            .execute((id.uuid().as_bytes(), json, now))?;
            Ok(())
        })
    }

    /// Every draft, the one saved last first.
    ///
    /// # Errors
    /// When the database cannot be read, or the phone is locked.
    pub fn drafts(&self) -> Result<Vec<Draft>, StoreError> {
        self.read(|c| {
            refuse_if_sealed(c)?;
            let mut query =
                c.prepare_cached("SELECT id, json, saved_ms FROM draft ORDER BY saved_ms DESC, id")?;
            let rows =
                query.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?, row.get(2)?)))?;
            rows.map(|row| {
                let (id, json, saved_ms) = row?;
                Ok(Draft { id: record_id(&id)?, json, saved_ms })
            })
            .collect()
        })
    }

    /// Throws a draft away, because whoever made it says so.
    ///
    /// # Errors
    /// When it cannot be done, or the phone is locked.
    pub fn discard_draft(&self, id: RecordId) -> Result<(), StoreError> {
        self.write(|t| {
            refuse_if_sealed(t)?;
            end(t, id, "discarded")
        })
    }
}

pub(crate) fn json_of(connection: &Connection, id: RecordId) -> Result<String, StoreError> {
    let json = connection
        .prepare_cached("SELECT json FROM draft WHERE id = ?1")?
        .query_row([id.uuid().as_bytes()], |row| row.get(0))
        .optional()?;
    json.ok_or(StoreError::NoDraft(id))
}

/// A draft is done with: its record is kept.
pub(crate) fn close(connection: &Connection, id: RecordId) -> Result<(), StoreError> {
    end(connection, id, "completed")
}

/// Says how a draft ended, and removes it: it goes for no other reason.
pub(crate) fn end(connection: &Connection, id: RecordId, how: &str) -> Result<(), StoreError> {
    let bytes = *id.uuid().as_bytes();
    connection.prepare_cached("UPDATE draft SET closed = ?2 WHERE id = ?1")?.execute((bytes, how))?;
    connection.prepare_cached("DELETE FROM draft WHERE id = ?1")?.execute([bytes])?;
    Ok(())
}

#[cfg(test)]
#[path = "drafts_tests.rs"]
mod tests;
