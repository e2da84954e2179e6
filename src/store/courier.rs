//! Sealed bundles that this phone carries for phones without a connection.
//!
//! Owns their bytes, how far each has got, and what came back for it. Refuses to know what
//! is in one: it is sealed to the server. Called by `sync` and its commands.

use std::fmt;
use std::fs;
use std::path::PathBuf;

use data_encoding::HEXLOWER;
use rusqlite::OptionalExtension;

use crate::durable_file;
use crate::enrolment::{refuse_if_sealed, thirty_two};
use crate::fault::StoreError;
use crate::opening::{Findings, Store, is_abandoned};

/// Where bundles lie in the data folder.
pub(crate) const FOLDER: &str = "carried";
/// States of a bundle, as the table has them.
const DELIVERED: &str = "delivered";
const LET_GO: &str = "let-go";

/// The name of a bundle: the hash of its bytes. Carried twice, it is one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BundleId([u8; 32]);

impl BundleId {
    /// The name of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for BundleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for BundleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A bundle that is carried here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarriedBundle {
    /// Its name.
    pub id: BundleId,
    /// How many bytes it has.
    pub length: u64,
    /// When it was taken along last, in milliseconds since 1970; 0 where an older form of the store did
    /// not write that down.
    pub taken_ms: u64,
    /// Whether the server has it.
    pub delivered: bool,
    /// Why the server would not have it, or why it cannot be sent; empty where neither was so. It
    /// stays until it is tried again, handed over again, or let go.
    pub refused: String,
    /// Where its upload was begun; empty where it was not.
    pub upload_url: String,
    /// How far that upload got, as far as this phone knows.
    pub upload_offset: u64,
    /// What came back for the phone that made it; empty until something did.
    pub answer: String,
}

impl Store {
    /// Takes a bundle along. Durable when it returns.
    ///
    /// # Errors
    /// When it cannot be written, or the phone is locked.
    pub fn carry(&self, bytes: &[u8]) -> Result<BundleId, StoreError> {
        self.read(refuse_if_sealed)?;
        let id = BundleId::of(bytes);
        // One that the server has needs no bytes here.
        if self.state_of(id)?.as_deref() == Some(DELIVERED) {
            return Ok(id);
        }
        let folder = self.dir.join(FOLDER);
        durable_file::write(&folder, &id.to_string(), bytes).map_err(|e| StoreError::file(&folder, &e))?;
        self.write(|t| {
            // One that was let go, or refused, and is handed over again is carried again.
            t.execute(
                "INSERT INTO carried (id, length, taken_ms) VALUES (?1, ?2, ?3)
                 ON CONFLICT (id) DO UPDATE
                     SET state = 'carried', refused = '', taken_ms = excluded.taken_ms
                 WHERE carried.state = 'let-go' OR (carried.state = 'carried' AND carried.refused <> '')",
                (id.as_bytes(), bytes.len(), (self.now)()),
            )?;
            Ok(())
        })?;
        Ok(id)
    }

    /// Every bundle that is carried here or was delivered from here.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn carried(&self) -> Result<Vec<CarriedBundle>, StoreError> {
        self.read(|c| {
            let mut query = c.prepare_cached(
                "SELECT id, length, taken_ms, state = 'delivered', refused, upload_url,
                        upload_offset, answer
                 FROM carried WHERE state <> 'let-go' ORDER BY rowid",
            )?;
            let mut rows = query.query([])?;
            let mut carried = Vec::new();
            while let Some(row) = rows.next()? {
                carried.push(CarriedBundle {
                    id: BundleId(thirty_two(&row.get::<_, Vec<u8>>(0)?)?),
                    length: row.get(1)?,
                    taken_ms: row.get(2)?,
                    delivered: row.get(3)?,
                    refused: row.get(4)?,
                    upload_url: row.get(5)?,
                    upload_offset: row.get(6)?,
                    answer: row.get(7)?,
                });
            }
            Ok(carried)
        })
    }

    /// A bundle's bytes.
    ///
    /// # Errors
    /// When its file cannot be read.
    pub fn bundle(&self, id: BundleId) -> Result<Vec<u8>, StoreError> {
        let path = self.bundle_path(id);
        fs::read(&path).map_err(|e| StoreError::file(&path, &e))
    }

    /// Where a bundle's upload stands; an empty address begins it anew.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn set_bundle_upload(&self, id: BundleId, url: &str, offset: u64) -> Result<(), StoreError> {
        self.write(|t| {
            t.execute(
                "UPDATE carried SET upload_url = ?2, upload_offset = ?3 WHERE id = ?1",
                (id.as_bytes(), url, offset),
            )?;
            Ok(())
        })
    }

    /// How many bundles are carried here that are still to be delivered: not those that were
    /// refused.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn bundles_waiting(&self) -> Result<u64, StoreError> {
        self.read(|c| {
            let waiting = "SELECT count(*) FROM carried WHERE state = 'carried' AND refused = ''";
            Ok(c.query_row(waiting, [], |row| row.get(0))?)
        })
    }

    /// The server would not have this bundle, or it cannot be sent: it stays here with the reason
    /// and is not sent again by itself, for each time it would go whole.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn bundle_refused(&self, id: BundleId, reason: &str) -> Result<(), StoreError> {
        self.write(|t| {
            t.execute(
                "UPDATE carried SET refused = ?2, upload_url = '', upload_offset = 0
                 WHERE id = ?1 AND state = 'carried'",
                (id.as_bytes(), reason),
            )?;
            Ok(())
        })
    }

    /// Sends a bundle that was refused again at the next sync, because whoever carries it says so.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn try_bundle_again(&self, id: BundleId) -> Result<(), StoreError> {
        self.write(|t| {
            t.execute("UPDATE carried SET refused = '' WHERE id = ?1", [id.as_bytes()])?;
            Ok(())
        })
    }

    /// The server has this bundle, and answers the phone that made it with `answer`, which
    /// is kept for it. Its bytes are no longer needed here.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn bundle_done(&self, id: BundleId, answer: &str) -> Result<(), StoreError> {
        self.write(|t| {
            t.execute(
                "UPDATE carried SET state = 'delivered', answer = ?2, refused = '', upload_url = '', upload_offset = 0
                 WHERE id = ?1",
                (id.as_bytes(), answer),
            )?;
            Ok(())
        })?;
        self.remove_bundle_file(id)
    }

    /// Lets a bundle go that was not delivered, because whoever carries it says so. The
    /// phone that made it still has everything.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn let_bundle_go(&self, id: BundleId) -> Result<(), StoreError> {
        self.write(|t| {
            t.execute(
                "UPDATE carried SET state = 'let-go' WHERE id = ?1 AND state = 'carried'",
                [id.as_bytes()],
            )?;
            Ok(())
        })?;
        if self.state_of(id)?.as_deref() == Some(LET_GO) { self.remove_bundle_file(id) } else { Ok(()) }
    }

    /// Compares what is carried with the files, for the check at the start: removes those of
    /// bundles that were delivered or let go, where the phone died before that, and nobody is
    /// just taking them along again; what else does not fit stays where it is and is told.
    pub(crate) fn look_through_the_carried(&self, found: &mut Findings) -> Result<(), StoreError> {
        let mut files = self.files_in(FOLDER)?;
        let rows: Vec<(Vec<u8>, u64, bool)> = self.read(|c| {
            let mut query = c.prepare("SELECT id, length, state = 'carried' FROM carried")?;
            let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })?;
        for (id, length, is_carried) in rows {
            let id = BundleId(thirty_two(&id)?);
            let there = files
                .remove(&id.to_string())
                .or_else(|| fs::metadata(self.bundle_path(id)).ok().map(|file| file.len()));
            if is_carried && there != Some(length) {
                found.lost_bundles.push(id);
            } else if !is_carried && fs::metadata(self.bundle_path(id)).is_ok_and(|file| is_abandoned(&file))
            {
                self.remove_bundle_file(id)?;
            }
        }
        let folder = self.dir.join(FOLDER);
        found.bundles_without_rows = files.into_keys().map(|name| folder.join(name)).collect();
        Ok(())
    }

    fn state_of(&self, id: BundleId) -> Result<Option<String>, StoreError> {
        self.read(|c| {
            Ok(c.query_row("SELECT state FROM carried WHERE id = ?1", [id.as_bytes()], |row| row.get(0))
                .optional()?)
        })
    }

    fn bundle_path(&self, id: BundleId) -> PathBuf {
        self.dir.join(FOLDER).join(id.to_string())
    }

    fn remove_bundle_file(&self, id: BundleId) -> Result<(), StoreError> {
        let path = self.bundle_path(id);
        match fs::remove_file(&path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(StoreError::file(&path, &e)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
#[path = "courier_tests.rs"]
mod tests;
