//! Photos that a draft waits for while the camera is open.
//!
//! Owns writing down, before the camera opens, which answer of which draft its picture is
//! for: a phone with little memory ends this process meanwhile, and the picture then comes
//! to one that knows nothing of it. Refuses to know the camera. Called by the app.
//!
//! Who takes a picture in first saves the draft that names it and then says that it came
//! ([`Store::photo_came`]): one picture always comes to one name, so that doing both again
//! after a cut changes nothing. A picture that is kept while it is expected still
//! ([`Store::keep_expected`]) is its draft's from then on, and goes with it.

use std::fmt;

use register::record::RecordId;
use rusqlite::{Connection, OptionalExtension};

use crate::drafts;
use crate::enrolment::refuse_if_sealed;
use crate::fault::StoreError;
use crate::opening::Store;
use crate::photos::{KeptPhoto, insert_photo};
use crate::record::record_id;

/// Which expected photo. Shown as a number that is never given twice: fit for a file's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PendingId(i64);

impl PendingId {
    /// The number, for whoever names a file by it.
    pub fn number(self) -> u64 {
        self.0.unsigned_abs()
    }

    /// The one of this number.
    pub fn of(number: u64) -> Self {
        Self(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl fmt::Display for PendingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A photo that is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingPhoto {
    /// Which.
    pub id: PendingId,
    /// The draft that waits for it.
    pub draft: RecordId,
    /// For which answer; the screen's own word.
    pub answer: String,
    /// Since when, in milliseconds since 1970, by this device's time.
    pub asked_ms: u64,
}

impl Store {
    /// The camera is about to open for this answer of a draft. Durable when it returns.
    ///
    /// # Errors
    /// When there is no such draft, the phone is locked, or nothing more can be written:
    /// save the draft first.
    pub fn expect_photo(&self, draft: RecordId, answer: &str) -> Result<PendingId, StoreError> {
        let now = i64::try_from((self.now)()).unwrap_or(i64::MAX);
        self.write(|t| {
            refuse_if_sealed(t)?;
            drafts::to_complete(t, draft)?;
            t.prepare_cached("INSERT INTO pending_photo (draft, answer, asked_ms) VALUES (?1, ?2, ?3)")?
                .execute((draft.uuid().as_bytes(), answer, now))?;
            Ok(PendingId(t.last_insert_rowid()))
        })
    }

    /// Every photo that is expected, the oldest first. A draft that ends takes its own along.
    ///
    /// # Errors
    /// When the database cannot be read, or the phone is locked.
    pub fn pending_photos(&self) -> Result<Vec<PendingPhoto>, StoreError> {
        self.read(|c| {
            refuse_if_sealed(c)?;
            let mut query = c.prepare_cached(
                "SELECT number, draft, answer, asked_ms FROM pending_photo ORDER BY number",
            )?;
            let rows = query.query_map([], |row| {
                Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?, row.get(2)?, row.get(3)?))
            })?;
            rows.map(|row| {
                let (number, draft, answer, asked_ms) = row?;
                Ok(PendingPhoto { id: PendingId(number), draft: record_id(&draft)?, answer, asked_ms })
            })
            .collect()
        })
    }

    /// The picture came: keeps it, and expects it no more, in one transaction.
    ///
    /// # Errors
    /// When nobody expects it, the bytes are not this photo, the phone is locked, or nothing
    /// more can be written. It is then expected as before.
    pub fn photo_came(&self, id: PendingId, photo: &KeptPhoto<'_>) -> Result<(), StoreError> {
        let draft = self.read(|c| {
            refuse_if_sealed(c)?;
            waiting_for(c, id)
        })?;
        self.write_photo_file(photo)?;
        self.write(|t| {
            refuse_if_sealed(t)?;
            if t.execute("DELETE FROM pending_photo WHERE number = ?1", [id.0])? == 0 {
                return Err(StoreError::NotExpected(id));
            }
            insert_photo(t, photo)?;
            drafts::note_photo(t, draft, photo.hash)
        })
    }

    /// Keeps a picture and expects it still, until the draft that names it is saved
    /// ([`Store::drop_pending`]). It is the draft's own from now on: who throws the draft away throws
    /// it away too, and who did so while it was made ready leaves nothing of it here.
    ///
    /// # Errors
    /// As [`Store::photo_came`].
    pub fn keep_expected(&self, id: PendingId, photo: &KeptPhoto<'_>) -> Result<(), StoreError> {
        self.read(|c| {
            refuse_if_sealed(c)?;
            waiting_for(c, id)
        })?;
        self.write_photo_file(photo)?;
        self.enter_expected(id, photo)
    }

    /// Writes the row of a picture whose file is on the disk. Where its draft was thrown away while the
    /// file was written, the file goes: nobody would ever name it.
    fn enter_expected(&self, id: PendingId, photo: &KeptPhoto<'_>) -> Result<(), StoreError> {
        let is_expected = self.write(|t| {
            refuse_if_sealed(t)?;
            insert_photo(t, photo)?;
            match waiting_for(t, id) {
                Ok(draft) => drafts::note_photo(t, draft, photo.hash).map(|()| true),
                // The row says that the file is to go: a start in between removes it.
                Err(StoreError::NotExpected(_)) => drafts::drop_unless_named(t, photo.hash).map(|()| false),
                Err(fault) => Err(fault),
            }
        })?;
        if is_expected {
            return Ok(());
        }
        self.finish_erasing()?;
        Err(StoreError::NotExpected(id))
    }

    /// No picture will come: the camera was closed without one.
    ///
    /// # Errors
    /// When it cannot be written down, or the phone is locked.
    pub fn drop_pending(&self, id: PendingId) -> Result<(), StoreError> {
        self.write(|t| {
            refuse_if_sealed(t)?;
            t.execute("DELETE FROM pending_photo WHERE number = ?1", [id.0])?;
            Ok(())
        })
    }
}

/// The draft that waits for a picture.
fn waiting_for(connection: &Connection, id: PendingId) -> Result<RecordId, StoreError> {
    let draft: Option<Vec<u8>> = connection
        .prepare_cached("SELECT draft FROM pending_photo WHERE number = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()?;
    record_id(&draft.ok_or(StoreError::NotExpected(id))?)
}

#[cfg(test)]
#[path = "expected_tests.rs"]
mod tests;
