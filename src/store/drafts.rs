//! Drafts: visits that are being captured. They live on this phone only.
//!
//! Owns saving them at every change, on which page they were left, and closing them by
//! completion or by a plain choice. A kept record is edited as a draft of its own id; the
//! record stays as it is until the draft is completed, and counts as what it is meanwhile (`status`).
//! A draft in which nothing of the record was changed goes when it is left. What supervisors say of a
//! record while it is edited is laid into its draft whenever that is opened or ends.
//! A fact check that is being made is a draft as well, of its task's id: it is no visit, and
//! stands in no list of visits.
//! What is in one is the screen's business until it is completed (`keeping`).

use std::collections::BTreeSet;

use register::clock::Stamp;
use register::merge::History;
use register::record::{PhotoHash, Record, RecordId, Review, TaskId, review};
use rusqlite::{Connection, OptionalExtension};
use serde::Deserialize;
use serde_json::Value;

use crate::enrolment::{identity, refuse_if_sealed};
use crate::erasure::is_erased;
use crate::fault::StoreError;
use crate::opening::Store;
use crate::record::{history_of_a_draft, record_id};

/// A visit that is being captured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The record that it will be.
    pub id: RecordId,
    /// As it was last saved.
    pub json: String,
    /// Where it was left: the screen's own word for the page; empty at first.
    pub page: String,
    /// When, in milliseconds since 1970, by this device's time.
    pub saved_ms: u64,
    /// Whether it edits a record that is here, and is no new visit.
    pub edits: bool,
    /// Whether it is a fact check, of the task of this id.
    pub is_check: bool,
}

impl Store {
    /// Saves a draft as it stands now, and the page on which it stands. Durable when it
    /// returns.
    ///
    /// # Errors
    /// When it is not JSON, the phone is locked, or nothing more can be written.
    pub fn save_draft(&self, id: RecordId, json: &str, page: &str) -> Result<(), StoreError> {
        serde_json::from_str::<serde::de::IgnoredAny>(json)
            .map_err(|e| register::record::RecordFault::NotJson { reason: e.to_string() })?;
        let now = i64::try_from((self.now)()).unwrap_or(i64::MAX);
        self.write(|t| {
            refuse_if_sealed(t)?;
            save(t, id, json, page, now)
        })
    }

    /// Saves a fact check as far as it is made. Durable when it returns. Photos are expected for it by
    /// the same id ([`in_draft_of`]).
    ///
    /// # Errors
    /// As [`Store::save_draft`]; and when the record that the task is about was erased.
    pub fn save_check(&self, task: TaskId, json: &str) -> Result<(), StoreError> {
        serde_json::from_str::<serde::de::IgnoredAny>(json)
            .map_err(|e| register::record::RecordFault::NotJson { reason: e.to_string() })?;
        let now = i64::try_from((self.now)()).unwrap_or(i64::MAX);
        self.write(|t| {
            refuse_if_sealed(t)?;
            // A page that is still open when the record is erased may not bring its facts back.
            if let Some(record) = checked_record(json)
                && is_erased(t, record)?
            {
                return Err(StoreError::Erased(record));
            }
            save(t, in_draft_of(task), json, "", now)?;
            t.prepare_cached("UPDATE draft SET is_check = 1 WHERE id = ?1")?
                .execute([task.uuid().as_bytes()])?;
            Ok(())
        })
    }

    /// Every fact check that is being made, the one saved last first.
    ///
    /// # Errors
    /// When the database cannot be read, or the phone is locked.
    pub fn checks(&self) -> Result<Vec<Draft>, StoreError> {
        self.read(|c| {
            refuse_if_sealed(c)?;
            checks(c)
        })
    }

    /// A draft in which a record that is here is edited: the one that there is, or else one
    /// that is begun with the record as it stands.
    ///
    /// # Errors
    /// When the record is not here or was erased, the phone is locked, or nothing more can
    /// be written.
    pub fn edit_as_draft(&self, id: RecordId) -> Result<Draft, StoreError> {
        let now = i64::try_from((self.now)()).unwrap_or(i64::MAX);
        self.write(|t| {
            refuse_if_sealed(t)?;
            if let Some(draft) = draft(t, id)? {
                return Ok(draft);
            }
            let merged: Option<String> = t
                .prepare_cached("SELECT merged FROM record WHERE id = ?1 AND merged <> ''")?
                .query_row([id.uuid().as_bytes()], |row| row.get(0))
                .optional()?;
            save(t, id, &merged.ok_or(StoreError::NoRecord(id))?, "", now)?;
            draft(t, id)?.ok_or(StoreError::NoDraft(id))
        })
    }

    /// One draft; `None` where there is none of this record.
    ///
    /// # Errors
    /// When the database cannot be read, or the phone is locked.
    pub fn draft(&self, id: RecordId) -> Result<Option<Draft>, StoreError> {
        self.read(|c| {
            refuse_if_sealed(c)?;
            draft(c, id)
        })
    }

    /// The record as it was when this draft of it was begun, whatever answers came to it since, with what its
    /// supervisors have said until now; `None` where the draft is no edit of one.
    ///
    /// # Errors
    /// When the database cannot be read, or the phone is locked.
    pub fn edited_from(&self, id: RecordId) -> Result<Option<Record>, StoreError> {
        self.read(|c| {
            refuse_if_sealed(c)?;
            let Some(begun_with) = begun_with(c, id)? else { return Ok(None) };
            Ok(begun_with.merge()?.record)
        })
    }

    /// Every draft of a visit, the one saved last first.
    ///
    /// # Errors
    /// When the database cannot be read, or the phone is locked.
    pub fn drafts(&self) -> Result<Vec<Draft>, StoreError> {
        self.read(|c| {
            refuse_if_sealed(c)?;
            drafts(c)
        })
    }

    /// Whoever edited a record leaves it. A draft in which nothing was changed is done with, so that
    /// looking at a record leaves nothing that seems unfinished; any other stays as it is. Says whether it went.
    ///
    /// # Errors
    /// When it cannot be done, or the phone is locked.
    pub fn leave_draft(&self, id: RecordId) -> Result<bool, StoreError> {
        let went = self.write(|t| {
            refuse_if_sealed(t)?;
            let went = changes_nothing(t, id)?;
            if went {
                discard(t, id)?;
            }
            Ok(went)
        })?;
        if went {
            self.finish_erasing()?;
        }
        Ok(went)
    }

    /// Throws a draft away, because whoever made it says so; and with it the photos that were
    /// taken for it and that nothing else names.
    ///
    /// # Errors
    /// When it cannot be done, or the phone is locked.
    pub fn discard_draft(&self, id: RecordId) -> Result<(), StoreError> {
        self.write(|t| {
            refuse_if_sealed(t)?;
            discard(t, id)
        })?;
        self.finish_erasing()
    }
}

/// The id by which a fact check's draft is known: its task's own.
pub fn in_draft_of(task: TaskId) -> RecordId {
    RecordId::new(task.uuid())
}

fn save(connection: &Connection, id: RecordId, json: &str, page: &str, now: i64) -> Result<(), StoreError> {
    if is_erased(connection, id)? {
        return Err(StoreError::Erased(id));
    }
    connection
        .prepare_cached(
            "INSERT INTO draft (id, json, page, saved_ms, seen)
             VALUES (?1, ?2, ?3, ?4, coalesce(
                 (SELECT max(change.number) FROM change JOIN record ON record.number = change.record
                  WHERE record.id = ?1), 0))
             ON CONFLICT (id) DO UPDATE
                 SET json = excluded.json, page = excluded.page, saved_ms = excluded.saved_ms",
        )?
        .execute((id.uuid().as_bytes(), json, page, now))?;
    // A photo was kept before its draft names it.
    connection
        .prepare_cached(
            "INSERT INTO draft_photo (draft, photo)
             SELECT ?1, photo.number
             FROM json_tree(?2) AS leaf JOIN photo ON photo.hash = unhex(substr(leaf.value, 4))
             WHERE leaf.type = 'text' AND leaf.value LIKE 'b3:%'
             ON CONFLICT (draft, photo) DO NOTHING",
        )?
        .execute((id.uuid().as_bytes(), json))?;
    Ok(())
}

/// What is read of every draft.
const COLUMNS: &str = "id, json, page, saved_ms, is_check,
    EXISTS (SELECT 1 FROM record WHERE record.id = draft.id)";

/// Every draft of a visit, the one saved last first.
pub(crate) fn drafts(connection: &Connection) -> Result<Vec<Draft>, StoreError> {
    drafts_that_are(connection, false)
}

/// Every fact check that is being made, the one saved last first.
pub(crate) fn checks(connection: &Connection) -> Result<Vec<Draft>, StoreError> {
    drafts_that_are(connection, true)
}

fn drafts_that_are(connection: &Connection, checks: bool) -> Result<Vec<Draft>, StoreError> {
    let mut query = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM draft WHERE is_check = ?1 ORDER BY saved_ms DESC, id"
    ))?;
    let rows = query.query_map([checks], read)?;
    rows.map(|row| whole(row?)).collect()
}

fn draft(connection: &Connection, id: RecordId) -> Result<Option<Draft>, StoreError> {
    let draft = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM draft WHERE id = ?1"))?
        .query_row([id.uuid().as_bytes()], read)
        .optional()?;
    draft.map(whole).transpose()?.map(|draft| with_its_reviews(connection, draft)).transpose()
}

/// An edit with what supervisors have said of its record since it was begun: whoever goes on with it is to see what
/// was sent back, and to answer it.
fn with_its_reviews(connection: &Connection, draft: Draft) -> Result<Draft, StoreError> {
    if !draft.edits || draft.is_check {
        return Ok(draft);
    }
    let Some(now) = begun_with(connection, draft.id)? else { return Ok(draft) };
    let Some(now) = now.merge()?.record.filter(|now| !now.reviews.is_empty()) else { return Ok(draft) };
    let mut json: Value = serde_json::from_str(&draft.json).map_err(StoreError::unreadable("the draft"))?;
    // What cannot be read as reviews is somebody's work: it stays as it is.
    let held = json.get("reviews").filter(|held| !held.is_null());
    let Ok(held) = held.map_or_else(|| Ok(Vec::new()), Vec::<Review>::deserialize) else { return Ok(draft) };
    let mut reviews = held.clone();
    review::take_up(&mut reviews, &now.reviews);
    if let (true, Some(record)) = (reviews != held, json.as_object_mut()) {
        let reviews = serde_json::to_value(reviews).map_err(StoreError::unreadable("the draft"))?;
        record.insert("reviews".to_owned(), reviews);
        return Ok(Draft { json: json.to_string(), ..draft });
    }
    Ok(draft)
}

/// The same of what a draft has become.
pub(crate) fn take_up_reviews(record: &mut Record, before: &History) -> Result<(), StoreError> {
    if let Some(before) = before.merge()?.record {
        review::take_up(&mut record.reviews, &before.reviews);
    }
    Ok(())
}

type Columns = (Vec<u8>, String, String, u64, bool, bool);

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Columns> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
}

fn whole((id, json, page, saved_ms, is_check, edits): Columns) -> Result<Draft, StoreError> {
    Ok(Draft { id: record_id(&id)?, json, page, saved_ms, edits, is_check })
}

/// What a draft has become, and the newest change of its record that was here when it was
/// begun: 0 where there was none.
pub(crate) fn to_complete(connection: &Connection, id: RecordId) -> Result<(String, i64), StoreError> {
    let draft = connection
        .prepare_cached("SELECT json, seen FROM draft WHERE id = ?1")?
        .query_row([id.uuid().as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    draft.ok_or(StoreError::NoDraft(id))
}

/// What there was of a record when its draft was begun, with what was said of it since; `None` where the draft is no
/// edit of one.
pub(crate) fn begun_with(connection: &Connection, id: RecordId) -> Result<Option<History>, StoreError> {
    let begun: Option<(i64, i64)> = connection
        .prepare_cached(
            "SELECT record.number, draft.seen FROM draft JOIN record ON record.id = draft.id
             WHERE draft.id = ?1",
        )?
        .query_row([id.uuid().as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    begun.map(|(number, seen)| history_of_a_draft(connection, number, seen)).transpose()
}

/// Whether a draft edits a record and says just what that said when it was begun. One that a photo is
/// expected for is not as it will be.
fn changes_nothing(connection: &Connection, id: RecordId) -> Result<bool, StoreError> {
    let json: Option<String> = connection
        .prepare_cached(
            "SELECT json FROM draft WHERE id = ?1 AND is_check = 0
                 AND NOT EXISTS (SELECT 1 FROM pending_photo WHERE pending_photo.draft = draft.id)",
        )?
        .query_row([id.uuid().as_bytes()], |row| row.get(0))
        .optional()?;
    let (Some(json), Some(begun_with)) = (json, begun_with(connection, id)?) else { return Ok(false) };
    let Some(before) = begun_with.merge()?.record else { return Ok(false) };
    let Some(identity) = identity(connection)? else { return Ok(false) };
    // What cannot be read as a record yet is somebody's work.
    let Ok(mut draft) = Record::read(&json) else { return Ok(false) };
    take_up_reviews(&mut draft, &begun_with)?;
    // As completing it would find; nothing comes of this edit, and no clock needs to move for it.
    let now = Record { status: before.status, ..draft };
    Ok(begun_with.edit(&now, identity.author(), Stamp::new(0, 0))?.is_none())
}

/// A draft is done with: its record is kept.
pub(crate) fn close(connection: &Connection, id: RecordId) -> Result<(), StoreError> {
    end(connection, id, "completed")
}

/// A draft is thrown away, by whoever made it or by law. Photos that were taken for it go too,
/// where no record and no other draft names them: nobody else ever saw them. Their files go
/// afterwards (`Store::finish_erasing`).
pub(crate) fn discard(connection: &Connection, id: RecordId) -> Result<(), StoreError> {
    end(connection, id, "discarded")?;
    let mut query = connection.prepare_cached(
        "SELECT draft_photo.photo FROM draft_photo JOIN photo ON photo.number = draft_photo.photo
         WHERE draft_photo.draft = ?1 AND photo.length > 0
             AND NOT EXISTS (SELECT 1 FROM named_photo WHERE named_photo.photo = photo.number)
             AND NOT EXISTS (SELECT 1 FROM draft_photo AS other JOIN draft ON draft.id = other.draft
                             WHERE other.photo = photo.number)",
    )?;
    let photos = query.query_map([id.uuid().as_bytes()], |row| row.get(0))?;
    for photo in photos.collect::<Result<Vec<i64>, _>>()? {
        drop_photo(connection, photo)?;
    }
    Ok(())
}

/// A photo that came when its draft had been thrown away goes as what came before did.
pub(crate) fn drop_unless_named(connection: &Connection, hash: PhotoHash) -> Result<(), StoreError> {
    let photo: Option<i64> = connection
        .prepare_cached(
            "SELECT number FROM photo WHERE hash = ?1
                 AND NOT EXISTS (SELECT 1 FROM named_photo WHERE named_photo.photo = photo.number)
                 AND NOT EXISTS (SELECT 1 FROM draft_photo JOIN draft ON draft.id = draft_photo.draft
                                 WHERE draft_photo.photo = photo.number)",
        )?
        .query_row([hash.as_bytes()], |row| row.get(0))
        .optional()?;
    photo.map_or(Ok(()), |photo| drop_photo(connection, photo))
}

fn drop_photo(connection: &Connection, photo: i64) -> Result<(), StoreError> {
    connection.execute("UPDATE photo SET dropped = 1 WHERE number = ?1", [photo])?;
    connection.execute("UPDATE photo SET going = 1, thumbnail = x'' WHERE number = ?1", [photo])?;
    Ok(())
}

/// A photo that came for a draft, before the draft names it.
pub(crate) fn note_photo(connection: &Connection, id: RecordId, hash: PhotoHash) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO draft_photo (draft, photo) SELECT ?1, number FROM photo WHERE hash = ?2
             ON CONFLICT (draft, photo) DO NOTHING",
        )?
        .execute((id.uuid().as_bytes(), hash.as_bytes()))?;
    Ok(())
}

/// Says how a draft ended, and removes it: it goes for no other reason.
fn end(connection: &Connection, id: RecordId, how: &str) -> Result<(), StoreError> {
    let bytes = *id.uuid().as_bytes();
    connection.prepare_cached("UPDATE draft SET closed = ?2 WHERE id = ?1")?.execute((bytes, how))?;
    connection.prepare_cached("DELETE FROM draft WHERE id = ?1")?.execute([bytes])?;
    Ok(())
}

/// The record whose facts a check's draft is about, as far as it says.
fn checked_record(json: &str) -> Option<RecordId> {
    let said: Value = serde_json::from_str(json).ok()?;
    said.pointer("/task/record")?.as_str()?.parse().ok()
}

/// Fact checks of records that were erased: they could never be completed; and what was photographed for them
/// goes.
pub(crate) fn end_checks_of(connection: &Connection, records: &BTreeSet<RecordId>) -> Result<(), StoreError> {
    for draft in checks(connection)? {
        if checked_record(&draft.json).is_some_and(|of| records.contains(&of)) {
            discard(connection, draft.id)?;
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "drafts_tests.rs"]
mod tests;
