//! Is this national ID known here? (contract section 5, `check`)
//!
//! Owns the order of the answer: this phone's own records, then the area it pulled, then
//! the province's digest, which says that a number is held and not whose it is.

use register::digest::Answer;
use register::lao::LaoCode;
use register::moment::Moment;
use register::national_id::NationalId;
use register::record::{PersonId, RecordId};
use serde::Serialize;

use crate::enrolment::refuse_if_sealed;
use crate::fault::StoreError;
use crate::opening::Store;
use crate::record::{person_id, record_id};

/// Where a number is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Where {
    /// In a record that this phone made or edited.
    Own,
    /// In a record of the area that was pulled.
    Area,
    /// Somewhere in the province, says the digest; in about one of two hundred cases wrongly.
    Elsewhere,
    /// Nowhere that this phone knows of.
    No,
}

/// What this phone knows of a number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Known {
    /// Where.
    pub known: Where,
    /// The visits that hold it, this phone's own first, then the newest.
    #[serde(rename = "where")]
    pub visits: Vec<Sighting>,
    /// Which duplicate digest was asked; `None` where there is none yet, so that the rest
    /// of the province is not known.
    pub digest: Option<u64>,
}

/// A visit that holds the number: who was met, and who met them when.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sighting {
    /// Which record.
    pub record: RecordId,
    /// Which person of it.
    pub person: PersonId,
    /// Whether this phone made or edited it.
    pub own: bool,
    /// Whose record it is.
    pub lao: LaoCode,
    /// Title and names.
    pub name: String,
    /// House number; empty where none was written down.
    pub house_no: String,
    /// Village; 0 where none was written down.
    pub moo: u32,
    /// Who captured it.
    pub surveyor: Option<String>,
    /// When.
    pub captured_at: Moment,
}

impl Store {
    /// What this phone knows of a number. Records that were withdrawn do not count.
    ///
    /// # Errors
    /// When the database cannot be read, or the phone is locked.
    pub fn known(&self, id: NationalId) -> Result<Known, StoreError> {
        self.read(|c| {
            refuse_if_sealed(c)?;
            let mut query = c.prepare_cached(
                "SELECT record.id, person.id, person.name, person.house, person.moo,
                        EXISTS (SELECT 1 FROM outbox WHERE outbox.record = record.number),
                        json_extract(record.merged, '$.lao'), json_extract(record.merged, '$.surveyor'),
                        json_extract(record.merged, '$.captured_at')
                 FROM person JOIN record ON record.number = person.record
                 WHERE person.national_id = ?1 AND person.national_id <> '' AND record.withdrawn = 0",
            )?;
            let mut rows = query.query([id.to_string()])?;
            let mut visits = Vec::new();
            while let Some(row) = rows.next()? {
                let text = |at| row.get::<_, String>(at);
                visits.push(Sighting {
                    record: record_id(&row.get::<_, Vec<u8>>(0)?)?,
                    person: person_id(&row.get::<_, Vec<u8>>(1)?)?,
                    name: text(2)?,
                    house_no: text(3)?,
                    moo: row.get(4)?,
                    own: row.get(5)?,
                    lao: text(6)?.parse().map_err(StoreError::unreadable("a record's LAO"))?,
                    surveyor: row.get(7)?,
                    captured_at: text(8)?.parse().map_err(StoreError::unreadable("a record's time"))?,
                });
            }
            visits.sort_by_key(|v| (!v.own, std::cmp::Reverse(v.captured_at), v.record, v.person));
            let asked = self.ask_digest(c, id)?;
            let known = match (visits.first(), asked) {
                (Some(visit), _) if visit.own => Where::Own,
                (Some(_), _) => Where::Area,
                (None, Some((_, Answer::Elsewhere))) => Where::Elsewhere,
                (None, _) => Where::No,
            };
            Ok(Known { known, visits, digest: asked.map(|(version, _)| version) })
        })
    }
}

#[cfg(test)]
#[path = "known_tests.rs"]
mod tests;
