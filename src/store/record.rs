//! One record as the store holds it: its changes, and what they come to.
//!
//! Owns loading a record's history, and writing down what it merges to: whole, and as rows of
//! its visit and its people, which are drawn from it and may be drawn anew at any time. How
//! changes merge is the register's. Called by `keeping`, `area` and `known`.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use register::change::{Change, ChangeId};
use register::field::{self, FieldPath};
use register::merge::{History, Lost, Merged};
use register::national_id::TypedId;
use register::record::{Person, PersonId, Record, RecordId, review};
use register::wire::State;
use register::{household, name, roster};
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use crate::enrolment::refuse_if_sealed;
use crate::erasure::is_erased;
use crate::fault::StoreError;
use crate::households::write_visit;
use crate::likeness::{self, Signs};
use crate::opening::{Store, note, set_note};
use crate::search;

/// A record as it is held here.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// What its changes come to.
    pub record: Record,
    /// Values that lost to others, by field, until somebody who saw both decides.
    pub lost: BTreeMap<FieldPath, Vec<Lost>>,
    /// Whether this phone made or edited it.
    pub own: bool,
    /// How its people stand in the office's register, as last pulled.
    pub people: BTreeMap<PersonId, State>,
    /// Why the server set changes or photos of it aside, where it did.
    pub reasons: Vec<String>,
    /// Whether a supervisor accepted it and its answers are others than those that they had before them. Where an
    /// acceptance does not say of what it is, this goes by the order in which this phone heard of it and of them.
    pub changed_since_accepted: bool,
}

impl Store {
    /// A record, this phone's or of its area; `None` where it is not here, or the change
    /// that made it has not come yet.
    ///
    /// # Errors
    /// When the database cannot be read, or the phone is locked.
    pub fn record(&self, id: RecordId) -> Result<Option<Held>, StoreError> {
        self.read(|c| {
            refuse_if_sealed(c)?;
            let Some(number) = number_of(c, id)? else { return Ok(None) };
            if is_erased(c, id)? {
                return Ok(None);
            }
            let merged = history(c, number, None)?.merge()?;
            let Some(record) = merged.record else { return Ok(None) };
            Ok(Some(Held {
                changed_since_accepted: is_changed_since_accepted(c, number, &record)?,
                record,
                lost: merged.lost,
                own: is_own(c, number)?,
                people: standing(c, number)?,
                reasons: reasons(c, number)?,
            }))
        })
    }
}

pub(crate) fn number_of(connection: &Connection, id: RecordId) -> Result<Option<i64>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT number FROM record WHERE id = ?1")?
        .query_row([id.uuid().as_bytes()], |row| row.get(0))
        .optional()?)
}

/// The number of a record's row, made where there is none.
pub(crate) fn number_for(connection: &Connection, id: RecordId) -> Result<i64, StoreError> {
    if let Some(number) = number_of(connection, id)? {
        return Ok(number);
    }
    connection.prepare_cached("INSERT INTO record (id) VALUES (?1)")?.execute([id.uuid().as_bytes()])?;
    Ok(connection.last_insert_rowid())
}

/// Every change to a record that is here; or those that were here when `upto` came.
pub(crate) fn history(
    connection: &Connection,
    number: i64,
    upto: Option<i64>,
) -> Result<History, StoreError> {
    let mut query =
        connection.prepare_cached("SELECT json FROM change WHERE record = ?1 AND number <= ?2")?;
    let mut rows = query.query((number, upto.unwrap_or(i64::MAX)))?;
    let mut history = History::default();
    while let Some(row) = rows.next()? {
        let json: String = row.get(0)?;
        let change = Change::read(json.as_bytes()).map_err(StoreError::unreadable("a change"))?;
        history.take(change).map_err(StoreError::unreadable("a change"))?;
    }
    Ok(history)
}

/// Whether the newest word of a supervisor is that it is good, and of other answers than stand there now; or else a
/// change that says more than reviews came after it.
fn is_changed_since_accepted(
    connection: &Connection,
    number: i64,
    record: &Record,
) -> Result<bool, StoreError> {
    let Some(accepted) = review::accepted(&record.reviews) else { return Ok(false) };
    if let Some(of) = accepted.of {
        return Ok(of != field::answers(record));
    }
    let verdict = format!("reviews/{}/verdict", accepted.id);
    let mut query = connection.prepare_cached("SELECT json FROM change WHERE record = ?1 ORDER BY number")?;
    let mut rows = query.query([number])?;
    let mut is_accepted = false;
    while let Some(row) = rows.next()? {
        let json: String = row.get(0)?;
        let change = Change::read(json.as_bytes()).map_err(StoreError::unreadable("a change"))?;
        if is_accepted && !is_of_reviews(&change) {
            return Ok(true);
        }
        is_accepted |= change.edit().sets.keys().any(|path| path.as_str() == verdict);
    }
    Ok(false)
}

/// What whoever has edited a record since `upto` has before them: the changes that were here then, and each word of a
/// supervisor that came since, for that is laid into their draft. No answer of the visit is among those.
pub(crate) fn history_of_a_draft(
    connection: &Connection,
    number: i64,
    upto: i64,
) -> Result<History, StoreError> {
    let mut history = history(connection, number, Some(upto))?;
    let mut query = connection.prepare_cached("SELECT json FROM change WHERE record = ?1 AND number > ?2")?;
    let mut rows = query.query((number, upto))?;
    while let Some(row) = rows.next()? {
        let json: String = row.get(0)?;
        let change = Change::read(json.as_bytes()).map_err(StoreError::unreadable("a change"))?;
        if is_of_reviews(&change) {
            history.take(change).map_err(StoreError::unreadable("a change"))?;
        }
    }
    Ok(history)
}

/// Whether a change says nothing but reviews and their answers.
pub(crate) fn is_of_reviews(change: &Change) -> bool {
    change.edit().sets.keys().all(|path| path.as_str().starts_with("reviews/"))
}

/// Writes a change down as it was signed. Returns its number, or `None` where it is here.
pub(crate) fn insert_change(
    connection: &Connection,
    number: i64,
    id: ChangeId,
    json: &str,
) -> Result<Option<i64>, StoreError> {
    let inserted = connection
        .prepare_cached(
            "INSERT INTO change (id, record, json) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO NOTHING",
        )?
        .execute((id.as_bytes(), number, json))?;
    Ok((inserted > 0).then(|| connection.last_insert_rowid()))
}

/// Writes down what a record's changes come to: whole, and as the rows that lists, search and
/// `check` go by.
pub(crate) fn write_merged(connection: &Connection, number: i64, merged: &Merged) -> Result<(), StoreError> {
    let record = merged.record.as_ref();
    let json = match record {
        Some(record) => serde_json::to_string(record).map_err(StoreError::unreadable("a record"))?,
        None => String::new(),
    };
    let withdrawn = record.is_some_and(|record| record.withdraw.is_some());
    connection
        .prepare_cached("UPDATE record SET merged = ?2, withdrawn = ?3 WHERE number = ?1")?
        .execute((number, json, withdrawn))?;
    write_rows(connection, number, record)
}

/// Draws the rows of a record that are made of it: its visit and its people.
fn write_rows(connection: &Connection, number: i64, record: Option<&Record>) -> Result<(), StoreError> {
    write_visit(connection, number, record.filter(|record| record.withdraw.is_none()))?;
    let mut wanted = record.map(people_of).unwrap_or_default();
    for (person, held) in people_held(connection, number)? {
        let same = wanted.iter().position(|(row, _)| (&row.id, &row.sought) == (&held.id, &held.sought));
        match same.map(|at| wanted.remove(at)) {
            Some((row, _)) if row == held => {}
            // Most edits leave people's names alone; the index of pieces is dear to write.
            Some((row, signs)) => update_person(connection, person, &held, &row, &signs)?,
            None => drop_person(connection, person, &held)?,
        }
    }
    for (row, signs) in &wanted {
        insert_person(connection, number, row, signs)?;
    }
    Ok(())
}

/// The form of the rows that are made of records. A store that holds them in another, or an
/// older store that lacks them, has them drawn anew when it is opened.
const ROWS: u32 = 1;
const DRAWN: &str = "rows drawn";

impl Store {
    /// Draws all rows anew that are made of records, where their form has moved on.
    pub(crate) fn draw_rows(&self) -> Result<(), StoreError> {
        let form = format!("{ROWS} {} {}", household::FORM, roster::SIGNS_FORM);
        let is_drawn = |c: &Connection| Ok(note(c, DRAWN)?.as_deref() == Some(form.as_bytes()));
        if self.read(is_drawn)? {
            return Ok(());
        }
        self.write(|t| {
            // Another process may have been at it.
            if is_drawn(t)? {
                return Ok(());
            }
            let mut query = t.prepare("SELECT number FROM record")?;
            let numbers: Vec<i64> = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
            for number in numbers {
                let json: String = t
                    .prepare_cached("SELECT merged FROM record WHERE number = ?1")?
                    .query_row([number], |row| row.get(0))?;
                // One that could not be read is whole as changes: its rows come with its next change.
                if let Ok(record) = serde_json::from_str::<Record>(&json) {
                    write_rows(t, number, Some(&record))?;
                }
            }
            set_note(t, DRAWN, form.as_bytes())
        })
    }
}

/// What search, `check` and the likeness of people need of one person.
#[derive(PartialEq, Eq)]
struct PersonRow {
    id: Vec<u8>,
    national_id: String,
    name: String,
    house: String,
    moo: u32,
    sought: String,
    /// As they are compared: see `likeness`.
    given: String,
    family: String,
    born: String,
    sex: String,
    /// A mark of the signs in the index; 0 where there are none yet.
    signed: i64,
}

/// Title and names.
pub(crate) fn name_of(person: &Person) -> String {
    name::written(person.title.as_deref(), person.given_name.as_deref(), person.family_name.as_deref())
}

/// Rows of people with their signs, by their ids.
fn people_of(record: &Record) -> Vec<(PersonRow, String)> {
    let place = record.place.as_ref();
    let house = place.and_then(|place| place.house_no.clone()).unwrap_or_default();
    let moo = place.and_then(|place| place.moo).unwrap_or_default();
    let row = |person: &Person| {
        let Signs { names: [given, family], signs, mark } = likeness::signs(person, place);
        let row = PersonRow {
            id: person.id.uuid().as_bytes().to_vec(),
            national_id: TypedId::read(person.national_id.as_deref())
                .valid()
                .map(|id| id.to_string())
                .unwrap_or_default(),
            name: name_of(person),
            house: house.clone(),
            moo,
            sought: search::sought(person, &house),
            given,
            family,
            born: person.born().map(|birth| birth.to_string()).unwrap_or_default(),
            sex: person.sex.map(|sex| sex.to_string()).unwrap_or_default(),
            signed: mark,
        };
        (row, signs)
    };
    let mut rows: Vec<(PersonRow, String)> = record.people.iter().map(row).collect();
    rows.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
    rows
}

fn people_held(connection: &Connection, number: i64) -> Result<Vec<(i64, PersonRow)>, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT number, id, national_id, name, house, moo, sought, given, family, born, sex, signed
         FROM person WHERE record = ?1 ORDER BY id",
    )?;
    let rows = query.query_map([number], |row| {
        let person = PersonRow {
            id: row.get(1)?,
            national_id: row.get(2)?,
            name: row.get(3)?,
            house: row.get(4)?,
            moo: row.get(5)?,
            sought: row.get(6)?,
            given: row.get(7)?,
            family: row.get(8)?,
            born: row.get(9)?,
            sex: row.get(10)?,
            signed: row.get(11)?,
        };
        Ok((row.get(0)?, person))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn drop_person(connection: &Connection, person: i64, held: &PersonRow) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM person_search WHERE rowid = ?1")?.execute([person])?;
    if held.signed != 0 {
        likeness::forget(connection, person)?;
    }
    connection.prepare_cached("DELETE FROM person WHERE number = ?1")?.execute([person])?;
    Ok(())
}

/// Takes a record's people out of search and `check`.
pub(crate) fn drop_people_of(connection: &Connection, number: i64) -> Result<(), StoreError> {
    for (person, held) in people_held(connection, number)? {
        drop_person(connection, person, &held)?;
    }
    Ok(())
}

fn insert_person(
    connection: &Connection,
    number: i64,
    row: &PersonRow,
    signs: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO person (record, id, national_id, name, house, moo, sought, given, family, born, sex,
                                 signed)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?
        .execute((
            number,
            &row.id,
            &row.national_id,
            &row.name,
            &row.house,
            row.moo,
            &row.sought,
            &row.given,
            &row.family,
            &row.born,
            &row.sex,
            row.signed,
        ))?;
    let person = connection.last_insert_rowid();
    connection
        .prepare_cached("INSERT INTO person_search (rowid, sought) VALUES (?1, ?2)")?
        .execute((person, &row.sought))?;
    likeness::remember(connection, person, signs)
}

/// A person of whom nothing that is searched has changed.
fn update_person(
    connection: &Connection,
    person: i64,
    held: &PersonRow,
    row: &PersonRow,
    signs: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE person SET national_id = ?2, name = ?3, house = ?4, moo = ?5, given = ?6, family = ?7,
                               born = ?8, sex = ?9, signed = ?10
             WHERE number = ?1",
        )?
        .execute((
            person,
            &row.national_id,
            &row.name,
            &row.house,
            row.moo,
            &row.given,
            &row.family,
            &row.born,
            &row.sex,
            row.signed,
        ))?;
    if held.signed == row.signed {
        return Ok(());
    }
    if held.signed != 0 {
        likeness::forget(connection, person)?;
    }
    likeness::remember(connection, person, signs)
}

/// Whether this phone made or edited it.
pub(crate) fn is_own(connection: &Connection, number: i64) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM outbox WHERE record = ?1)")?
        .query_row([number], |row| row.get(0))?)
}

fn standing(connection: &Connection, number: i64) -> Result<BTreeMap<PersonId, State>, StoreError> {
    let mut query = connection.prepare_cached("SELECT person, state FROM standing WHERE record = ?1")?;
    let rows = query.query_map([number], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, String>(1)?)))?;
    rows.map(|row| {
        let (person, state) = row?;
        Ok((
            person_id(&person)?,
            serde_json::from_str(&state).map_err(StoreError::unreadable("a person's state"))?,
        ))
    })
    .collect()
}

fn reasons(connection: &Connection, number: i64) -> Result<Vec<String>, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT reason FROM outbox WHERE record = ?1 AND state = 'rejected'
         UNION
         SELECT photo.reason FROM photo JOIN named_photo ON named_photo.photo = photo.number
         WHERE named_photo.record = ?1 AND photo.state = 'rejected'
         ORDER BY 1",
    )?;
    let rows = query.query_map([number], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn record_id(bytes: &[u8]) -> Result<RecordId, StoreError> {
    Uuid::from_slice(bytes).map(RecordId::new).map_err(StoreError::unreadable("a record's id"))
}

pub(crate) fn person_id(bytes: &[u8]) -> Result<PersonId, StoreError> {
    Uuid::from_slice(bytes).map(PersonId::new).map_err(StoreError::unreadable("a person's id"))
}

/// The register gives a name back from its text only.
pub(crate) fn change_id(bytes: &[u8]) -> Result<ChangeId, StoreError> {
    HEXLOWER.encode(bytes).parse().map_err(StoreError::unreadable("a change's name"))
}
