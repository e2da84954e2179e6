//! Which life of the server this phone's receipts are of.
//!
//! Owns what is in doubt. A server that is restored from a backup begins another life, and may have
//! lost what it gave receipts for: whatever was received before is then in doubt, until the server says
//! in this life whether it holds it. In doubt is `sent` and not `received`, so that whatever
//! keeps work safe until it is received keeps it safe here too; and it is not sent again, for photos are
//! heavy, before the server was asked.
//!
//! Refuses to know how a phone hears of a life: from the server itself (`sync::receipts`), or from an
//! answer that a courier brought (`receipts`).

use register::wire::Ask;
use rusqlite::{Connection, Transaction};

use crate::fault::StoreError;
use crate::opening::{Store, note, set_note};
use crate::photos::hashes;
use crate::record::change_id;

/// The latest life that this phone has heard of.
const LIFE: &str = "life";

impl Store {
    /// The server itself says that it lives this life. Unless `was_asked` in it already what it holds,
    /// everything that was received in another one is in doubt.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn lives_in(&self, epoch: &str, was_asked: bool) -> Result<(), StoreError> {
        if self.read(known)? == epoch {
            return Ok(());
        }
        self.write(|t| if was_asked { set_note(t, LIFE, epoch.as_bytes()) } else { begin(t, epoch) })
    }

    /// What is in doubt: at most so many, changes first, the oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn doubted(&self, most: usize) -> Result<Ask, StoreError> {
        self.read(|c| {
            let mut query = c.prepare_cached(
                "SELECT change.id FROM outbox JOIN change ON change.number = outbox.change
                 WHERE outbox.doubted = 1 ORDER BY outbox.change LIMIT ?1",
            )?;
            let rows =
                query.query_map([i64::try_from(most).unwrap_or(i64::MAX)], |row| row.get::<_, Vec<u8>>(0))?;
            let mut ask = Ask::default();
            for row in rows {
                ask.changes.insert(change_id(&row?)?);
            }
            let photos = hashes(c, "SELECT hash FROM photo WHERE doubted = 1 ORDER BY number")?;
            ask.photos = photos.into_iter().take(most.saturating_sub(ask.changes.len())).collect();
            Ok(ask)
        })
    }

    /// The server says that it does not hold these, which were in doubt: they wait again. What meanwhile
    /// was received in this life is not touched: the word was older.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn unreceive(&self, missing: &Ask) -> Result<(), StoreError> {
        self.write(|t| unreceive(t, missing))
    }
}

/// The latest life that this phone has heard of; empty where it has heard of none.
pub(crate) fn known(connection: &Connection) -> Result<String, StoreError> {
    let life = note(connection, LIFE)?.unwrap_or_default();
    String::from_utf8(life).map_err(StoreError::unreadable("the server's life"))
}

/// Another life of the server: whatever was received until now is in doubt.
pub(crate) fn begin(t: &Transaction<'_>, epoch: &str) -> Result<(), StoreError> {
    set_note(t, LIFE, epoch.as_bytes())?;
    t.execute("UPDATE outbox SET state = 'sent', doubted = 1 WHERE state = 'received'", [])?;
    // One that is going was erased by law: nobody asks after it.
    t.execute("UPDATE photo SET state = 'waiting', doubted = 1 WHERE state = 'received' AND going = 0", [])?;
    Ok(())
}

pub(crate) fn unreceive(t: &Transaction<'_>, missing: &Ask) -> Result<(), StoreError> {
    let mut update = t.prepare_cached(
        "UPDATE outbox SET state = 'waiting', doubted = 0 WHERE doubted = 1
             AND change = (SELECT number FROM change WHERE id = ?1)",
    )?;
    for change in &missing.changes {
        update.execute([change.as_bytes()])?;
    }
    let mut update = t.prepare_cached(
        "UPDATE photo SET doubted = 0, thumbnail_sent = 0, upload_url = '', upload_offset = 0
         WHERE doubted = 1 AND hash = ?1",
    )?;
    for photo in &missing.photos {
        update.execute([photo.as_bytes()])?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "life_tests.rs"]
mod tests;
