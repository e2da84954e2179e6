//! The surveyor's area: what was pulled from the office.
//!
//! Owns taking a page of the feed, with the cursor that says how far it went, in one
//! transaction; taking one again changes nothing. Merging is the register's, the same as
//! for this phone's own edits. Called by `sync`.

use register::change::{Change, DeviceId};
use register::clock::Clock;
use register::merge::History;
use register::moment::Moment;
use register::record::{Record, RecordId};
use register::wire::{Cursor, Page, Pulled};
use rusqlite::{Connection, Transaction};

use crate::enrolment::{identity, refuse_if_sealed};
use crate::erasure::is_erased;
use crate::fault::StoreError;
use crate::opening::{Store, drop_note, note, set_note};
use crate::outbox;
use crate::photos::name_photo;
use crate::record::{history, insert_change, number_for, number_of, record_id, write_merged};

/// How far the feed was pulled.
pub(crate) const CURSOR: &str = "cursor";
/// When the cursor was last kept.
const HEARD: &str = "heard";

/// What a page brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Changes that were not here.
    pub changes: usize,
    /// Changes that this version of the app cannot read. They are kept for one that can.
    pub unread: usize,
}

/// A change as it came: as it was signed, and as it reads.
struct Arrived<'a> {
    json: &'a str,
    read: Result<Change, String>,
}

impl<'a> Arrived<'a> {
    fn new(json: &'a str) -> Self {
        Self { json, read: Change::read(json.as_bytes()).map_err(|fault| fault.to_string()) }
    }
}

/// Records that one thread reads: fewer are not worth a thread.
const A_SHARE: usize = 25;
/// Threads that read at once: a phone's fast cores.
const READERS: usize = 4;

/// Reads every change of a page. It is the long part of taking one, and needs no lock: each
/// core of the phone reads its share.
fn read_all(records: &[Pulled]) -> Vec<Vec<Arrived<'_>>> {
    fn read(records: &[Pulled]) -> Vec<Vec<Arrived<'_>>> {
        records.iter().map(|record| record.changes.iter().map(|c| Arrived::new(c.get())).collect()).collect()
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(READERS);
    let share = records.len().div_ceil(cores).max(A_SHARE);
    std::thread::scope(|scope| {
        let others: Vec<_> =
            records.chunks(share).skip(1).map(|share| (share, scope.spawn(move || read(share)))).collect();
        let mut arrived = read(records.get(..share.min(records.len())).unwrap_or_default());
        for (share, reader) in others {
            arrived.extend(reader.join().unwrap_or_else(|_| read(share)));
        }
        arrived
    })
}

/// What every page's transaction needs.
struct Taking<'t> {
    t: &'t Transaction<'t>,
    device: Option<DeviceId>,
    clock: Clock,
    now: u64,
    taken: Taken,
}

impl Store {
    /// Takes a page and moves the cursor, in one transaction.
    ///
    /// # Errors
    /// When it cannot be written, or the phone is locked. Nothing of the page is then taken.
    pub fn take_page(&self, page: &Page) -> Result<Taken, StoreError> {
        let arrived = read_all(&page.records);
        self.write(|t| {
            refuse_if_sealed(t)?;
            let mut taking = self.taking(t)?;
            for (record, changes) in page.records.iter().zip(arrived) {
                if is_erased(t, record.record)? {
                    continue;
                }
                taking.take(record.record, changes)?;
                let number = match number_of(t, record.record)? {
                    Some(number) => number,
                    None if record.people.is_empty() => continue,
                    None => number_for(t, record.record)?,
                };
                t.prepare_cached("DELETE FROM standing WHERE record = ?1")?.execute([number])?;
                for (person, state) in &record.people {
                    let state =
                        serde_json::to_string(state).map_err(StoreError::unreadable("a person's state"))?;
                    t.prepare_cached("INSERT INTO standing (record, person, state) VALUES (?1, ?2, ?3)")?
                        .execute((number, person.uuid().as_bytes(), state))?;
                }
            }
            Self::keep_clock(t, &taking.clock)?;
            keep_cursor(t, &page.next, taking.now)?;
            Ok(taking.taken)
        })
    }

    /// How far the feed has been pulled; `None` before the first page.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn cursor(&self) -> Result<Option<Cursor>, StoreError> {
        self.read(cursor)
    }

    /// Moves the cursor on past what this phone sent itself.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn set_cursor(&self, cursor: &Cursor) -> Result<(), StoreError> {
        let now = (self.now)();
        self.write(|t| keep_cursor(t, cursor, now))
    }

    /// Forgets how far the feed was pulled: the next pull begins at the start. What was
    /// pulled stays.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn forget_cursor(&self) -> Result<(), StoreError> {
        self.write(|t| drop_note(t, CURSOR))
    }

    fn taking<'t>(&self, t: &'t Transaction<'t>) -> Result<Taking<'t>, StoreError> {
        Ok(Taking {
            t,
            device: identity(t)?.map(|identity| identity.device),
            clock: Self::clock(t)?,
            now: (self.now)(),
            taken: Taken::default(),
        })
    }

    /// Tries again what an earlier version of the app could not read.
    pub(crate) fn read_what_was_unread(&self) -> Result<(), StoreError> {
        type Row = (Vec<u8>, Vec<u8>, String);
        let unread: Vec<Row> = self.read(|c| {
            let mut query = c.prepare("SELECT hash, record, json FROM unread")?;
            let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })?;
        let readable: Vec<(&Vec<u8>, &Vec<u8>, Arrived<'_>)> = unread
            .iter()
            .map(|(hash, record, json)| (hash, record, Arrived::new(json)))
            .filter(|(_, _, arrived)| arrived.read.is_ok())
            .collect();
        if readable.is_empty() {
            return Ok(());
        }
        self.write(|t| {
            let mut taking = self.taking(t)?;
            for (hash, record, arrived) in readable {
                t.execute("DELETE FROM unread WHERE hash = ?1", [hash])?;
                taking.take(record_id(record)?, vec![arrived])?;
            }
            Self::keep_clock(t, &taking.clock)
        })
    }
}

impl Taking<'_> {
    /// Takes the changes of one record that are not here yet, and merges.
    fn take(&mut self, record: RecordId, changes: Vec<Arrived<'_>>) -> Result<(), StoreError> {
        if changes.is_empty() {
            return Ok(());
        }
        let mut number = number_of(self.t, record)?;
        let mut history = match number {
            Some(number) => history(self.t, number, None)?,
            None => History::default(),
        };
        let before = self.taken.changes;
        let mut came_back = false;
        for Arrived { json, read } in changes {
            let change = match read {
                Ok(change) if change.edit().record != record => {
                    self.put_by(record, json, "it is of another record than it came with")?;
                    continue;
                }
                Ok(change) => change,
                Err(reason) => {
                    self.put_by(record, json, &reason)?;
                    continue;
                }
            };
            let (id, stamp) = (change.id(), change.edit().stamp);
            let own = self.device.as_ref() == Some(&change.edit().author);
            match history.take(change) {
                Ok(true) => {}
                // It is here: the echo of this phone's own work, or a page that came twice.
                Ok(false) => continue,
                Err(reason) => {
                    self.put_by(record, json, &reason.to_string())?;
                    continue;
                }
            }
            let number = match number {
                Some(number) => number,
                None => *number.insert(number_for(self.t, record)?),
            };
            if let Some(change) = insert_change(self.t, number, id, json)? {
                self.taken.changes += 1;
                // This phone's own, from before it was restored from a backup. The server
                // has it, but there is no receipt for it here: it goes out to get one.
                if own {
                    outbox::insert(self.t, change, number)?;
                    came_back = true;
                }
            }
            self.clock.saw(stamp, self.now);
        }
        let Some(number) = number.filter(|_| self.taken.changes > before) else { return Ok(()) };
        let merged = history.merge()?;
        write_merged(self.t, number, &merged)?;
        for hash in merged.record.iter().filter(|_| came_back).flat_map(Record::photo_hashes) {
            name_photo(self.t, number, hash)?;
        }
        Ok(())
    }

    /// Keeps what cannot be read for a version of the app that can.
    fn put_by(&mut self, record: RecordId, json: &str, reason: &str) -> Result<(), StoreError> {
        self.taken.unread += 1;
        self.t
            .prepare_cached(
                "INSERT INTO unread (hash, record, json, reason) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (hash) DO NOTHING",
            )?
            .execute((blake3::hash(json.as_bytes()).as_bytes(), record.uuid().as_bytes(), json, reason))?;
        Ok(())
    }
}

pub(crate) fn cursor(connection: &Connection) -> Result<Option<Cursor>, StoreError> {
    let json = note(connection, CURSOR)?;
    json.map(|json| serde_json::from_slice(&json).map_err(StoreError::unreadable("the cursor"))).transpose()
}

fn keep_cursor(t: &Transaction<'_>, cursor: &Cursor, now: u64) -> Result<(), StoreError> {
    let json = serde_json::to_vec(cursor).map_err(StoreError::unreadable("the cursor"))?;
    set_note(t, CURSOR, &json)?;
    set_note(t, HEARD, now.to_string().as_bytes())
}

/// When the office last said what is new, by this device's time.
pub(crate) fn last_heard(connection: &Connection) -> Result<Option<Moment>, StoreError> {
    let Some(ms) = note(connection, HEARD)? else { return Ok(None) };
    let ms =
        String::from_utf8_lossy(&ms).parse().map_err(StoreError::unreadable("the time of the last sync"))?;
    Ok(Moment::in_thailand(ms))
}

#[cfg(test)]
#[path = "area_tests.rs"]
mod tests;
