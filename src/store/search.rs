//! Finding a person among a hundred thousand by part of a name, a house or part of an ID.
//!
//! Owns what is searched and how typed words are matched to it. Spelling is folded by the
//! register (Thai marks in any order, digits of either script). It finds what was typed, not
//! what sounds like it.

use register::record::{Person, PersonId, RecordId};
use register::thai;
use register::wire::State;
use rusqlite::{Connection, Row};

use crate::enrolment::refuse_if_sealed;
use crate::fault::StoreError;
use crate::opening::Store;
use crate::record::{person_id, record_id};

/// The index knows pieces of three letters; what is shorter is looked for letter by letter.
const INDEXED: usize = 3;

/// Somebody who was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// In which record.
    pub record: RecordId,
    /// Who.
    pub person: PersonId,
    /// Title and names.
    pub name: String,
    /// Thirteen digits that pass the check, or empty.
    pub national_id: String,
    /// House number; empty where none was written down.
    pub house_no: String,
    /// Village; 0 where none was written down.
    pub moo: u32,
    /// Whether this phone made or edited the record.
    pub own: bool,
    /// Whether the record was taken back.
    pub withdrawn: bool,
    /// How the person stands in the office's register, as last pulled.
    pub state: Option<State>,
}

impl Store {
    /// People in whom every typed word is found: in their names, the house number, the
    /// national ID or another document's number, or the telephone number.
    ///
    /// # Errors
    /// When the database cannot be read, or the phone is locked.
    pub fn search(&self, typed: &str, most: usize) -> Result<Vec<Hit>, StoreError> {
        let words: Vec<String> =
            typed.split_whitespace().map(folded).filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let (long, short): (Vec<&String>, Vec<&String>) =
            words.iter().partition(|word| word.chars().count() >= INDEXED);
        self.read(|c| {
            refuse_if_sealed(c)?;
            find(c, &long, &short, most)
        })
    }
}

fn find(
    connection: &Connection,
    long: &[&String],
    short: &[&String],
    most: usize,
) -> Result<Vec<Hit>, StoreError> {
    let mut from = "person".to_owned();
    let mut holds: Vec<String> = Vec::new();
    let mut values: Vec<String> = Vec::new();
    if !long.is_empty() {
        from = "person_search JOIN person ON person.number = person_search.rowid".to_owned();
        holds.push("person_search MATCH ?".to_owned());
        // Folded words hold letters, digits and a stroke: nothing that could end the quotes.
        values.push(long.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" "));
    }
    for word in short {
        holds.push("instr(person.sought, ?) > 0".to_owned());
        values.push((*word).clone());
    }
    let sql = format!(
        "SELECT {HIT} FROM {from} JOIN record ON record.number = person.record WHERE {} LIMIT {most}",
        holds.join(" AND ")
    );
    let mut query = connection.prepare_cached(&sql)?;
    let mut rows = query.query(rusqlite::params_from_iter(values))?;
    let mut hits = Vec::new();
    while let Some(row) = rows.next()? {
        hits.push(read_hit(row)?);
    }
    Ok(hits)
}

/// The columns of a hit, of a person and their record.
const HIT: &str = "record.id, person.id, person.name, person.national_id, person.house, person.moo,
    EXISTS (SELECT 1 FROM outbox WHERE outbox.record = record.number), record.withdrawn,
    (SELECT state FROM standing WHERE standing.record = record.number AND standing.person = person.id)";

fn read_hit(row: &Row<'_>) -> Result<Hit, StoreError> {
    let state: Option<String> = row.get(8)?;
    Ok(Hit {
        record: record_id(&row.get::<_, Vec<u8>>(0)?)?,
        person: person_id(&row.get::<_, Vec<u8>>(1)?)?,
        name: row.get(2)?,
        national_id: row.get(3)?,
        house_no: row.get(4)?,
        moo: row.get(5)?,
        own: row.get(6)?,
        withdrawn: row.get(7)?,
        state: match state {
            None => None,
            Some(json) => {
                Some(serde_json::from_str(&json).map_err(StoreError::unreadable("a person's state"))?)
            }
        },
    })
}

/// One person by their number.
pub(crate) fn hit(connection: &Connection, person: i64) -> Result<Hit, StoreError> {
    let mut query = connection.prepare_cached(&format!(
        "SELECT {HIT} FROM person JOIN record ON record.number = person.record WHERE person.number = ?1"
    ))?;
    let mut rows = query.query([person])?;
    let row = rows.next()?.ok_or_else(|| StoreError::Damaged("a person that was found is gone".into()))?;
    read_hit(row)
}

/// What is searched of a person: each kind on a line, so that no word is found across two.
/// The names are one line without a gap, for they are often typed without one.
pub(crate) fn sought(person: &Person, house: &str) -> String {
    let text = |text: &Option<String>| text.as_deref().map(thai::fold).unwrap_or_default();
    let name = text(&person.given_name) + &text(&person.family_name);
    [name, folded_house(house), text(&person.national_id), text(&person.other_id), text(&person.phone)]
        .join("\n")
}

/// The national ID as it was typed, and the telephone number, out of what is searched.
pub(crate) fn numbers_of(sought: &str) -> (String, String) {
    let mut lines = sought.split('\n').skip(2).map(str::to_owned);
    (lines.next().unwrap_or_default(), lines.nth(1).unwrap_or_default())
}

fn folded(word: &str) -> String {
    // A stroke is what tells house 12/3 from house 123.
    if word.contains('/') { folded_house(word) } else { thai::fold(word) }
}

fn folded_house(house: &str) -> String {
    house.split('/').map(thai::fold).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
