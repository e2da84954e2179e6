//! Keeping a record: the heart of the store.
//!
//! Owns the order in which a visit becomes durable: photo bytes first, each synced to the
//! disk; then, in one transaction, the signed change, its row in the outbox, the merged
//! record and its people for search. When it returns, the visit survives the battery.
//!
//! Called by `add`, and by the app when a visit is completed or edited.

use register::change::Change;
use register::record::{Record, RecordId, Status, TaskId};
use rusqlite::Connection;

use crate::drafts;
use crate::enrolment::{Identity, identity, refuse_if_sealed};
use crate::erasure::is_erased;
use crate::fault::StoreError;
use crate::opening::Store;
use crate::outbox;
use crate::photos::{KeptPhoto, insert_photo, name_photo};
use crate::record::{history, history_of_a_draft, insert_change, number_for, number_of, write_merged};

/// What keeping a record came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was not here: one change makes it.
    Made,
    /// It was here: its differing fields are one change.
    Edited,
    /// It was here just so: no change was made.
    Same,
}

impl Store {
    /// Keeps a record that was read, with photos of it. A record that is here becomes what
    /// is given: the fields that differ are one change. A draft of it is done with.
    ///
    /// Durable when it returns.
    ///
    /// # Errors
    /// When the phone is not enrolled or is locked, the record is another LAO's, a draft or
    /// was erased, a photo's bytes are not its own, or nothing more can be written. Nothing
    /// of the record is then kept.
    pub fn keep(&self, record: &Record, photos: &[KeptPhoto<'_>]) -> Result<Outcome, StoreError> {
        // Before bytes are written for nothing; and again where nobody can come between.
        self.read(|c| may_keep(c, record).map(drop))?;
        for photo in photos {
            self.write_photo_file(photo)?;
        }
        self.write(|t| {
            for photo in photos {
                insert_photo(t, photo)?;
            }
            let outcome = keep(t, record, None, (self.now)())?;
            drafts::close(t, record.id)?;
            Ok(outcome)
        })
    }

    /// Changes a record that is here as it stands at this moment, whatever came meanwhile: only what
    /// `change` changes is set. A draft in which the record is edited stays; the fact check that this
    /// closes is done with.
    ///
    /// Durable when it returns.
    ///
    /// # Errors
    /// As [`Store::keep`]; also when the record is not here.
    pub fn amend(
        &self,
        id: RecordId,
        closes: Option<TaskId>,
        change: impl FnOnce(&mut Record),
    ) -> Result<Outcome, StoreError> {
        self.write(|t| {
            refuse_if_sealed(t)?;
            let number = number_of(t, id)?.ok_or(StoreError::NoRecord(id))?;
            let held = history(t, number, None)?.merge()?.record;
            let mut record = held.ok_or(StoreError::NoRecord(id))?;
            change(&mut record);
            let outcome = keep(t, &record, None, (self.now)())?;
            if let Some(task) = closes {
                drafts::close(t, drafts::in_draft_of(task))?;
            }
            Ok(outcome)
        })
    }

    /// Keeps the record that a draft has become, and closes the draft, in one transaction.
    /// Its photos were kept when they were taken. Of a record that was edited, what others
    /// changed since the draft was begun stays theirs: only what the draft changed is set.
    ///
    /// # Errors
    /// As [`Store::keep`]; also when there is no such draft. The draft then stays.
    pub fn complete(&self, id: RecordId) -> Result<Outcome, StoreError> {
        self.write(|t| {
            refuse_if_sealed(t)?;
            let (json, seen) = drafts::to_complete(t, id)?;
            let mut draft: serde_json::Value =
                serde_json::from_str(&json).map_err(StoreError::unreadable("the draft"))?;
            if draft["status"] == "draft" {
                draft["status"] = "complete".into();
            }
            let mut record = Record::from_value(draft)?;
            // What came after it was saved last is nothing that this edit takes away.
            if let Some(before) = drafts::begun_with(t, id)? {
                drafts::take_up_reviews(&mut record, &before)?;
            }
            if record.id != id {
                return Err(StoreError::field("id", "a draft keeps the id that it was begun with"));
            }
            let outcome = keep(t, &record, Some(seen), (self.now)())?;
            drafts::close(t, id)?;
            Ok(outcome)
        })
    }
}

/// Whether a record may be kept here, and as whom.
fn may_keep(connection: &Connection, record: &Record) -> Result<Identity, StoreError> {
    refuse_if_sealed(connection)?;
    let identity = identity(connection)?.ok_or(StoreError::NotEnrolled)?;
    if record.lao != identity.lao.code {
        let reason = format!(
            "this phone surveys for {} ({}), and this record is of {}",
            identity.lao.name, identity.lao.code, record.lao
        );
        return Err(StoreError::field("lao", reason));
    }
    if record.status == Status::Draft {
        return Err(StoreError::field("status", "a draft is saved as a draft; complete it first"));
    }
    if is_erased(connection, record.id)? {
        return Err(StoreError::Erased(record.id));
    }
    Ok(identity)
}

/// `seen` is the newest change that whoever edited had before them, where that is not all.
fn keep(
    connection: &Connection,
    record: &Record,
    seen: Option<i64>,
    device_ms: u64,
) -> Result<Outcome, StoreError> {
    let identity = may_keep(connection, record)?;
    let number = number_for(connection, record.id)?;
    let mut history = history(connection, number, None)?;
    let is_new = history.changes().next().is_none();
    let mut clock = Store::clock(connection)?;
    let stamp = clock.tick(device_ms);
    let mut edit = history.edit(record, identity.author(), stamp)?;
    // What came since is no field that this edit replaces: nobody here had seen it.
    if edit.is_some()
        && let Some(seen) = seen
    {
        let seen = history_of_a_draft(connection, number, seen)?;
        edit = seen.edit(record, identity.author(), stamp)?;
    }
    // An edit may mend what the server set aside, and what it set aside is built upon; and
    // saying the same again is how somebody tries again.
    outbox::retry_record(connection, number)?;
    let Some(edit) = edit else { return Ok(Outcome::Same) };
    let change = edit.sign(&identity.key);
    let json = change.to_json();
    // What the server would not be able to read must not be called saved.
    let change = Change::read(json.as_bytes()).map_err(in_the_words_of_the_record)?;
    Store::keep_clock(connection, &clock)?;
    if let Some(change) = insert_change(connection, number, change.id(), &json)? {
        outbox::insert(connection, change, number)?;
    }
    history.take(change).map_err(StoreError::unreadable("a change"))?;
    write_merged(connection, number, &history.merge()?)?;
    for hash in record.photo_hashes() {
        name_photo(connection, number, hash)?;
    }
    Ok(if is_new { Outcome::Made } else { Outcome::Edited })
}

fn in_the_words_of_the_record(fault: register::change::ChangeFault) -> StoreError {
    match fault {
        register::change::ChangeFault::Form { field, reason } => StoreError::field(&field, reason),
        other => StoreError::field("record", other.to_string()),
    }
}

#[cfg(test)]
#[path = "keeping_tests.rs"]
mod tests;
