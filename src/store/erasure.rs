//! Lawful erasure: what the office erased goes from this phone too, and stays gone.
//!
//! Owns dropping what is held of a record while the fact stays. What the server does not
//! have yet is sent first: it answers with a receipt, and then that goes as well. Called by
//! `sync` with what a push's answer or a page names, by `receipts`, and when the store is opened.
//! A phone holds a household whole or not at all: one erased member takes the record off it,
//! and the office keeps the others.

use std::collections::BTreeSet;
use std::fs;

use register::record::RecordId;
use rusqlite::{Connection, Transaction};

use crate::drafts;
use crate::fault::StoreError;
use crate::households::drop_visit;
use crate::lists;
use crate::opening::Store;
use crate::outbox;
use crate::photos::hashes;
use crate::record::{drop_people_of, number_of, record_id};

impl Store {
    /// These records were lawfully erased: drops what is held of them and keeps the fact.
    ///
    /// # Errors
    /// When it cannot be done. It is then done at the next start.
    pub fn erase(&self, records: &BTreeSet<RecordId>) -> Result<(), StoreError> {
        self.write(|t| {
            for record in records {
                let inserted = t
                    .prepare_cached(
                        "INSERT INTO erased (record) VALUES (?1) ON CONFLICT (record) DO NOTHING",
                    )?
                    .execute([record.uuid().as_bytes()])?;
                // What was set aside goes once more: for an erased record there is a receipt.
                if let Some(number) = number_of(t, *record)?.filter(|_| inserted > 0) {
                    outbox::retry_record(t, number)?;
                }
                // It could never be completed; and what was photographed for it goes.
                drafts::discard(t, *record)?;
                t.execute("DELETE FROM unread WHERE record = ?1", [record.uuid().as_bytes()])?;
            }
            lists::drop_tasks_about(t, records)?;
            drop_what_was_received(t)
        })?;
        self.finish_erasing()?;
        self.writer().execute_batch(
            "INSERT INTO person_search (person_search) VALUES ('optimize');
             INSERT INTO person_alike (person_alike) VALUES ('optimize');
             PRAGMA wal_checkpoint (TRUNCATE);",
        )?;
        Ok(())
    }

    /// Which records were erased.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn erased(&self) -> Result<BTreeSet<RecordId>, StoreError> {
        self.read(|c| {
            let mut query = c.prepare_cached("SELECT record FROM erased")?;
            let rows = query.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
            rows.map(|row| record_id(&row?)).collect()
        })
    }

    /// Removes the files of photos that were erased or thrown away, and then their rows: a start
    /// in between removes them again.
    pub(crate) fn finish_erasing(&self) -> Result<(), StoreError> {
        let going = self.read(|c| hashes(c, "SELECT hash FROM photo WHERE going = 1"))?;
        if going.is_empty() {
            return Ok(());
        }
        for hash in &going {
            let path = self.photo_path(*hash);
            match fs::remove_file(&path) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                    return Err(StoreError::file(&path, &e));
                }
                _ => {}
            }
        }
        let folder = self.dir.join(crate::photos::FOLDER);
        crate::durable_file::sync_folder(&folder).map_err(|e| StoreError::file(&folder, &e))?;
        self.write(|t| {
            for hash in &going {
                t.execute("DELETE FROM photo WHERE going = 1 AND hash = ?1", [hash.as_bytes()])?;
            }
            Ok(())
        })
    }
}

pub(crate) fn is_erased(connection: &Connection, record: RecordId) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM erased WHERE record = ?1)")?
        .query_row([record.uuid().as_bytes()], |row| row.get(0))?)
}

/// Of erased records: everything but what the server does not have yet.
pub(crate) fn drop_what_was_received(t: &Transaction<'_>) -> Result<(), StoreError> {
    let mut query =
        t.prepare_cached("SELECT record.number FROM erased JOIN record ON record.id = erased.record")?;
    let numbers: Vec<i64> = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for number in numbers {
        drop_people_of(t, number)?;
        drop_visit(t, number)?;
        t.execute("UPDATE record SET merged = '' WHERE number = ?1", [number])?;
        t.execute("DELETE FROM standing WHERE record = ?1", [number])?;
        t.execute("DELETE FROM outbox WHERE record = ?1 AND state = 'received'", [number])?;
        t.execute(
            "DELETE FROM change WHERE record = ?1 AND number NOT IN (SELECT change FROM outbox WHERE record = ?1)",
            [number],
        )?;
        let mut query = t.prepare_cached(
            "SELECT photo FROM named_photo JOIN photo ON photo.number = named_photo.photo
             WHERE record = ?1 AND (photo.state = 'received' OR photo.length = 0)",
        )?;
        let photos: Vec<i64> = query.query_map([number], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for photo in photos {
            t.execute("DELETE FROM named_photo WHERE record = ?1 AND photo = ?2", (number, photo))?;
            // The same bytes may be another record's evidence.
            t.execute(
                "UPDATE photo SET going = 1, thumbnail = x'' WHERE number = ?1 AND length > 0
                     AND NOT EXISTS (SELECT 1 FROM named_photo WHERE named_photo.photo = photo.number)",
                [photo],
            )?;
            t.execute(
                "DELETE FROM photo WHERE number = ?1 AND length = 0
                     AND NOT EXISTS (SELECT 1 FROM named_photo WHERE named_photo.photo = photo.number)",
                [photo],
            )?;
        }
        t.execute(
            "DELETE FROM record WHERE number = ?1
                 AND NOT EXISTS (SELECT 1 FROM change WHERE record = ?1)
                 AND NOT EXISTS (SELECT 1 FROM named_photo WHERE record = ?1)",
            [number],
        )?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "erasure_tests.rs"]
mod tests;
