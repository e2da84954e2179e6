//! People who may be somebody that stands here without a number.
//!
//! Owns the index of signs by which they are found among a hundred thousand, and counting in
//! it how rare a name is here. What is a sign, what two people have in common and what that
//! weighs is the register's, the same as when the office draws up its candidates: whom this
//! shows, people decide on; nothing is joined.
//!
//! Called by the app while a person is being written down, and by `record`, which keeps the
//! index.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use register::candidate;
use register::moment::Moment;
use register::national_id::TypedId;
use register::record::{Fix, Person, Place, Sex, Unknown};
use register::roster::{Census, Sign, Sketch};
use register::sameness::{Comparison, Reason, Verdict};
use rusqlite::Connection;

use crate::enrolment::refuse_if_sealed;
use crate::fault::StoreError;
use crate::opening::Store;
use crate::record::person_id;
use crate::search::{self, Hit};

/// People that one sign brings: the newest. More bear a sign only where it says little.
const OF_A_SIGN: usize = 100;
/// People that are compared.
const COMPARED: usize = 300;

/// Somebody who may be the person that was asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Similar {
    /// Who, in which visit.
    pub hit: Hit,
    /// The chance that the two are one person, in thousandths.
    pub score: u16,
    /// What speaks for it and against it, the heaviest first.
    pub reasons: Vec<Reason>,
}

impl Store {
    /// People in this phone's records and its area who may be this one: worth a look by the
    /// measure by which the office makes its candidates, likeliest first. Somebody who was met
    /// in several visits stands there once, as last met. Records that were withdrawn do not
    /// count, and of two with valid numbers nobody asks.
    ///
    /// # Errors
    /// When the database cannot be read, or the phone is locked.
    pub fn similar(
        &self,
        person: &Person,
        place: Option<&Place>,
        most: usize,
    ) -> Result<Vec<Similar>, StoreError> {
        let now = i64::try_from((self.now)()).unwrap_or(i64::MAX);
        let today = Moment::in_thailand(now).unwrap_or_default().date_time().date_naive();
        let sought = candidate::sketch(person, place, today);
        let numbered = TypedId::read(person.national_id.as_deref()).valid().is_some();
        self.read(|c| {
            refuse_if_sealed(c)?;
            let index = Index::of(c)?;
            let mut found = Vec::new();
            for number in index.candidates(&sought)? {
                let Some(met) = met(c, number, today)? else { continue };
                if met.person.id == person.id || numbered && !met.national_id.is_empty() {
                    continue;
                }
                let comparison = sought.compare(&met.sketch, &index)?;
                if comparison.verdict() != Verdict::Apart {
                    found.push((met, comparison));
                }
            }
            found.sort_by_key(|(met, comparison)| {
                (std::cmp::Reverse((comparison.score(), met.captured_ms)), met.person.id)
            });
            let mut shown = HashSet::new();
            found.retain(|(met, _)| shown.insert(met.who.clone()));
            found.truncate(most);
            found.into_iter().map(|(met, comparison)| similar(c, &met, &comparison)).collect()
        })
    }
}

fn similar(connection: &Connection, met: &Met, comparison: &Comparison) -> Result<Similar, StoreError> {
    let reasons = comparison.reasons().into_iter();
    Ok(Similar {
        hit: search::hit(connection, met.number)?,
        score: comparison.score(),
        reasons: reasons
            .filter(|(reason, points)| *reason != Reason::AnyTwo && *points != 0)
            .map(|(reason, _)| reason)
            .collect(),
    })
}

/// What the index keeps of a person.
pub(crate) struct Signs {
    /// Given and family name as they are compared.
    pub(crate) names: [String; 2],
    /// Each sign a word.
    pub(crate) signs: String,
    /// A mark of them; never 0.
    pub(crate) mark: i64,
}

pub(crate) fn signs(person: &Person, place: Option<&Place>) -> Signs {
    // No sign depends on today.
    let sketch = candidate::sketch(person, place, NaiveDate::MAX);
    let mut words: Vec<String> = sketch.signs().into_iter().map(word).collect();
    words.sort_unstable();
    words.dedup();
    let signs = words.join(" ");
    let [a, b, c, d, e, f, g, h, ..] = *blake3::hash(signs.as_bytes()).as_bytes();
    let mark = i64::from_le_bytes([a | 1, b, c, d, e, f, g, h]);
    Signs { names: sketch.names().map(str::to_owned), signs, mark }
}

/// A sign as a word of the index: 48 bits are enough to tell those of a province apart.
fn word(sign: Sign) -> String {
    format!("{:012x}", sign.number() & 0xffff_ffff_ffff)
}

pub(crate) fn remember(connection: &Connection, person: i64, signs: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO person_alike (rowid, signs) VALUES (?1, ?2)")?
        .execute((person, signs))?;
    Ok(())
}

pub(crate) fn forget(connection: &Connection, person: i64) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM person_alike WHERE rowid = ?1")?.execute([person])?;
    Ok(())
}

/// The index, and what was counted in it: names come again and again.
struct Index<'c> {
    connection: &'c Connection,
    people: usize,
    counted: RefCell<HashMap<Sign, usize>>,
}

impl<'c> Index<'c> {
    fn of(connection: &'c Connection) -> Result<Self, StoreError> {
        // As many as there are, or a few more: rows are numbered upwards and seldom go.
        let people =
            connection.query_row("SELECT coalesce(max(number), 0) FROM person", [], |row| row.get(0))?;
        Ok(Self { connection, people, counted: RefCell::default() })
    }

    /// Whoever bears a sign of the one who is sought, the surest signs first.
    fn candidates(&self, sought: &Sketch) -> Result<BTreeSet<i64>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT rowid FROM person_alike WHERE person_alike MATCH ?1 ORDER BY rowid DESC LIMIT ?2",
        )?;
        let mut candidates = BTreeSet::new();
        for sign in sought.sought_by() {
            let rows = query.query_map((word(sign), OF_A_SIGN), |row| row.get::<_, i64>(0))?;
            for row in rows {
                if candidates.len() < COMPARED {
                    candidates.insert(row?);
                }
            }
        }
        Ok(candidates)
    }
}

impl Census for Index<'_> {
    type Error = StoreError;

    fn people(&self) -> Result<usize, StoreError> {
        Ok(self.people)
    }

    fn bearers(&self, sign: Sign) -> Result<usize, StoreError> {
        if let Some(counted) = self.counted.borrow().get(&sign) {
            return Ok(*counted);
        }
        let bearers = self
            .connection
            .prepare_cached("SELECT count(*) FROM person_alike WHERE person_alike MATCH ?1")?
            .query_row([word(sign)], |row| row.get(0))?;
        self.counted.borrow_mut().insert(sign, bearers);
        Ok(bearers)
    }
}

/// Somebody who was met, as far as it tells people apart.
struct Met {
    number: i64,
    person: Person,
    national_id: String,
    sketch: Sketch,
    captured_ms: i64,
    /// Equal for visits that met one and the same.
    who: String,
}

/// One person of the index; `None` where their visit does not count.
fn met(connection: &Connection, number: i64, today: NaiveDate) -> Result<Option<Met>, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT person.id, person.national_id, person.sought, person.given, person.family, person.born,
                person.sex, person.house, visit.household, visit.record, visit.captured_ms, visit.tambon,
                visit.moo, visit.community, visit.lat, visit.lon,
                (SELECT json_extract(state, '$.person') FROM standing
                 WHERE standing.record = person.record AND standing.person = person.id)
         FROM person JOIN visit ON visit.record = person.record WHERE person.number = ?1",
    )?;
    let mut rows = query.query([number])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let text = |at| row.get::<_, String>(at);
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let (given, family, household, born, sex) = (text(3)?, text(4)?, text(8)?, text(5)?, text(6)?);
    let standing: Option<String> = row.get(16)?;
    let who = match standing {
        Some(person) => person,
        None if household.is_empty() => format!("{} {given} {family}", row.get::<_, i64>(9)?),
        None => format!("{household} {given} {family}"),
    };
    let (id, phone) = search::numbers_of(&text(2)?);
    let person = Person {
        national_id: some(id),
        given_name: some(given),
        family_name: some(family),
        birth: born.parse::<register::birth::Birth>().ok().map(Into::into),
        sex: sex.parse::<Sex>().ok(),
        phone: some(phone),
        ..Person::new(person_id(&row.get::<_, Vec<u8>>(0)?)?)
    };
    let place = Place {
        house_no: some(text(7)?),
        moo: Some(row.get(12)?).filter(|moo| *moo > 0),
        community: some(text(13)?),
        tambon: some(text(11)?),
        found_at: Some(Fix {
            lat: row.get(14)?,
            lon: row.get(15)?,
            accuracy_m: None,
            fixed_at: None,
            source: None,
            unknown: Unknown::new(),
        }),
        ..Place::default()
    };
    let sketch = candidate::sketch(&person, Some(&place), today);
    Ok(Some(Met { number, person, national_id: text(1)?, sketch, captured_ms: row.get(10)?, who }))
}

#[cfg(test)]
#[path = "likeness_tests.rs"]
mod tests;
