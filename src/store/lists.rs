//! Lists and rules from the office, and the province's duplicate digest.
//!
//! Owns keeping them, what of an erased record they say, which of their tasks are done here already, and the
//! digest ready to be asked in memory. What they mean is the
//! register's. Called by `sync`, and by `known`.

use std::collections::BTreeSet;

use register::digest::{Answer, Delta, Digest, DigestError, DigestKey};
use register::national_id::NationalId;
use register::record::{Record, RecordId};
use register::wire::{Lists, Task, Team};
use rusqlite::Connection;

use crate::area::{CURSOR, cursor};
use crate::drafts;
use crate::enrolment::{identity, refuse_if_sealed, thirty_two};
use crate::fault::StoreError;
use crate::opening::{Store, drop_note, locked, note, set_note};
use crate::photos::keep_thumbnails_of;
use crate::record::number_of;

pub(crate) const LISTS: &str = "lists";
const DIGEST: &str = "digest";
/// The mark of the digest's bytes: whether the one in memory is still the one on the disk.
const DIGEST_MARK: &str = "digest mark";

/// A digest that is ready to be asked.
pub(crate) struct HeldDigest {
    mark: Vec<u8>,
    digest: Digest,
}

impl Store {
    /// The lists, as they were last fetched, without the tasks that a check of a record here answers already: the
    /// office goes by the same, and may be told of it days later.
    ///
    /// # Errors
    /// When the database cannot be read, or the phone is locked.
    pub fn lists(&self) -> Result<Option<Lists>, StoreError> {
        self.read(|c| {
            refuse_if_sealed(c)?;
            let Some(mut lists) = lists(c)? else { return Ok(None) };
            let mut open = Vec::with_capacity(lists.tasks.len());
            for task in std::mem::take(&mut lists.tasks) {
                if !is_done(c, &task)? {
                    open.push(task);
                }
            }
            lists.tasks = open;
            Ok(Some(lists))
        })
    }

    /// Takes the lists; who holds this phone and what its LAO is called follow them. Where the
    /// holder's villages are others now, the next pull begins at the start: by itself with a cursor that
    /// says of which villages it is, for the server sees that; else the cursor is forgotten here. Returns whether
    /// they are others.
    ///
    /// # Errors
    /// When they cannot be written, or the phone is locked.
    pub fn take_lists(&self, lists: &Lists) -> Result<bool, StoreError> {
        let json = serde_json::to_vec(lists).map_err(StoreError::unreadable("the lists"))?;
        let surveyor =
            serde_json::to_string(&lists.surveyor).map_err(StoreError::unreadable("the surveyor"))?;
        self.write(|t| {
            refuse_if_sealed(t)?;
            // Older records of a village that is new to this phone lie behind its cursor.
            let says_its_villages = cursor(t)?.is_some_and(|cursor| cursor.log.is_some());
            let others = identity(t)?.is_some_and(|held| held.surveyor.moo != lists.surveyor.moo);
            if others && !says_its_villages {
                drop_note(t, CURSOR)?;
            }
            set_note(t, LISTS, &json)?;
            keep_thumbnails_of(t, &lists.tasks)?;
            t.execute("UPDATE identity SET surveyor = ?1", [surveyor])?;
            for lao in &lists.laos {
                let json = serde_json::to_string(lao).map_err(StoreError::unreadable("an LAO"))?;
                t.execute(
                    "UPDATE identity SET lao = ?1 WHERE json_extract(lao, '$.code') = ?2",
                    (json, lao.code.to_string()),
                )?;
            }
            Ok(others)
        })
    }

    /// Takes how the LAO's phones stand: a supervisor is told that without the rest.
    ///
    /// # Errors
    /// When it cannot be written, or the phone is locked.
    pub fn take_team(&self, team: &Team) -> Result<(), StoreError> {
        self.write(|t| {
            refuse_if_sealed(t)?;
            let Some(mut lists) = lists(t)? else { return Ok(()) };
            lists.team.clone_from(&team.phones);
            keep(t, &lists)
        })
    }

    /// Takes a whole duplicate digest.
    ///
    /// # Errors
    /// When it cannot be read or written. The one that was held stays.
    pub fn take_digest(&self, base: &[u8]) -> Result<(), StoreError> {
        let digest = Digest::read(base)?;
        self.write(|t| {
            refuse_if_sealed(t)?;
            keep_digest(t, &digest)
        })
    }

    /// Moves the digest on by a delta.
    ///
    /// # Errors
    /// When the delta does not fit: the base is then to be fetched. What was held stays.
    pub fn take_digest_delta(&self, delta: &[u8]) -> Result<(), StoreError> {
        let delta = Delta::read(delta)?;
        self.write(|t| {
            refuse_if_sealed(t)?;
            let held = note(t, DIGEST)?.ok_or(DigestError::OtherDigest)?;
            let mut digest = Digest::read(&held)?;
            digest.apply(&delta)?;
            keep_digest(t, &digest)
        })
    }

    /// Forgets the digest: the base is fetched next.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn forget_digest(&self) -> Result<(), StoreError> {
        self.write(|t| {
            drop_note(t, DIGEST)?;
            drop_note(t, DIGEST_MARK)
        })
    }

    /// Which digest is held; `None` where there is none that can be asked with the key of
    /// the lists, or what is held is damaged or of a form that is not read here: then the base is to be fetched.
    ///
    /// # Errors
    /// When the database cannot be read, or the phone is locked.
    pub fn digest_version(&self) -> Result<Option<u64>, StoreError> {
        self.read(|c| {
            refuse_if_sealed(c)?;
            // Any number will do: it is the key that is asked about.
            match NationalId::completing(0) {
                Some(any) => Ok(self.ask_digest(c, any)?.map(|(version, _)| version)),
                None => Ok(None),
            }
        })
    }

    /// What the digest says of a number, and its version; `None` where it cannot be asked.
    pub(crate) fn ask_digest(
        &self,
        connection: &Connection,
        id: NationalId,
    ) -> Result<Option<(u64, Answer)>, StoreError> {
        let Some(mark) = note(connection, DIGEST_MARK)? else { return Ok(None) };
        let Some(lists) = lists(connection)? else { return Ok(None) };
        let secret = data_encoding::HEXLOWER
            .decode(lists.digest_key.as_bytes())
            .map_err(StoreError::unreadable("the digest's key"))?;
        let key = DigestKey::new(thirty_two(&secret)?);
        let mut held = locked(&self.digest);
        if held.as_ref().is_none_or(|held| held.mark != mark) {
            let bytes = note(connection, DIGEST)?.unwrap_or_default();
            // Damaged, or of a form that is not read here: the base is fetched with the next sync, and until then
            // a number is looked up without it.
            let Ok(digest) = Digest::read(&bytes) else { return Ok(None) };
            *held = Some(HeldDigest { mark, digest });
        }
        let Some(HeldDigest { digest, .. }) = &*held else { return Ok(None) };
        match digest.answer(&key, id) {
            Ok(answer) => Ok(Some((digest.version(), answer))),
            // The lists have moved on to a new key: the digest of the old one says nothing.
            Err(DigestError::WrongKey) => Ok(None),
            Err(fault) => Err(fault.into()),
        }
    }
}

fn keep(connection: &Connection, lists: &Lists) -> Result<(), StoreError> {
    let json = serde_json::to_vec(lists).map_err(StoreError::unreadable("the lists"))?;
    set_note(connection, LISTS, &json)
}

/// Drops the tasks about these records, which were lawfully erased, and small pictures that no
/// other task names. The office has dropped them too: the next lists say the same.
pub(crate) fn drop_tasks_about(
    connection: &Connection,
    records: &BTreeSet<RecordId>,
) -> Result<(), StoreError> {
    drafts::end_checks_of(connection, records)?;
    let Ok(held) = lists(connection) else {
        // Whatever they say, they are fetched anew.
        keep_thumbnails_of(connection, &[])?;
        return drop_note(connection, LISTS);
    };
    let Some(mut lists) = held else { return Ok(()) };
    let before = lists.tasks.len();
    lists.tasks.retain(|task| !records.contains(&task.record));
    if lists.tasks.len() < before {
        keep(connection, &lists)?;
        keep_thumbnails_of(connection, &lists.tasks)?;
    }
    Ok(())
}

pub(crate) fn lists(connection: &Connection) -> Result<Option<Lists>, StoreError> {
    match note(connection, LISTS)? {
        None => Ok(None),
        Some(json) => serde_json::from_slice(&json).map(Some).map_err(StoreError::unreadable("the lists")),
    }
}

/// Whether a check of its record answers this task. It is asked of the record and not written down: a check that is
/// taken out again opens its task again, and one that the office gives anew has a name of its own.
fn is_done(connection: &Connection, task: &Task) -> Result<bool, StoreError> {
    let Some(number) = number_of(connection, task.record)? else { return Ok(false) };
    let merged: String = connection
        .prepare_cached("SELECT merged FROM record WHERE number = ?1")?
        .query_row([number], |row| row.get(0))?;
    // Most carry no check; one that cannot be read answers nothing.
    if !merged.contains("\"checks\":[") {
        return Ok(false);
    }
    let Ok(record) = serde_json::from_str::<Record>(&merged) else { return Ok(false) };
    Ok(record.checks.iter().any(|check| check.answers(task.id, task.facts_by_name())))
}

fn keep_digest(connection: &Connection, digest: &Digest) -> Result<(), StoreError> {
    set_note(connection, DIGEST, digest.to_bytes())?;
    set_note(connection, DIGEST_MARK, blake3::hash(digest.to_bytes()).as_bytes())
}

#[cfg(test)]
#[path = "lists_tests.rs"]
mod tests;
