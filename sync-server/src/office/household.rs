//! A house, and all that visits found there.
//!
//! Owns finding the visits of one door, those where nobody could be asked among them, and drawing the doors
//! up where the database was made before there were any. Refuses to know which places are one door
//! (`register::household`) and who may look. Called by the console, through `Office`.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use register::decision::Appearance;
use register::household::{self, HouseholdKey};
use register::lao::LaoCode;
use register::record::{Person, RecordId};
use register::visit::Visit;

use super::file::visits_of;
use super::turn::Turn;
use super::{Done, Office, Visitor};
use crate::db::{Transaction, door_of};
use crate::intake::{Intake, IntakeFault, Outcome};

/// Visits on one page: years of months.
const MOST_VISITS: u32 = 200;
/// The setting that says of which form the database's doors are.
pub(super) const DOORS: &str = "doors";

/// The form of a door: where it moves, every door is drawn up anew.
pub(super) fn form() -> String {
    household::FORM.to_string()
}

/// One household.
#[derive(Debug)]
pub struct HouseholdFile {
    /// Its name, where the place that was visited gives one.
    pub key: Option<HouseholdKey>,
    /// Its visits, the newest first.
    pub visits: Vec<Visit>,
    /// There are more, which came in before these.
    pub more: bool,
    /// Everybody who was met there, each once, with the newest visit on which they were.
    pub people: Vec<(Appearance, Person)>,
    /// Who surveyed, by id, where they are still known.
    pub surveyors: BTreeMap<String, String>,
}

impl Office {
    /// The household where this visit of the visitor's LAO was; `None` where there is no such visit.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn household_file(&self, visitor: &Visitor, record: RecordId) -> Done<Option<HouseholdFile>> {
        let lao = visitor.lao.code;
        let mut tx = self.db.look().await?;
        let Some(asked) = visits_of(&mut *tx, lao, &[record]).await?.pop() else { return Ok(None) };
        let key = asked.record.place.as_ref().and_then(|place| HouseholdKey::of(lao, place));
        let mut records = match &key {
            Some(key) => tx.records_at(lao, key.as_str(), MOST_VISITS + 1).await?,
            None => Vec::new(),
        };
        let more = records.len() > MOST_VISITS as usize;
        records.truncate(MOST_VISITS as usize);
        if !records.contains(&record) {
            records.push(record);
        }
        let mut visits = visits_of(&mut *tx, lao, &records).await?;
        visits.sort_by_key(|visit| std::cmp::Reverse((visit.record.captured_at, visit.record.id)));
        let keys: Vec<_> = visits.iter().map(|visit| (lao, visit.record.id)).collect();
        let holders: BTreeMap<Appearance, Appearance> = tx
            .people(&keys)
            .await?
            .into_iter()
            .map(|row| {
                let holder = row.standing.map_or(row.who, |standing| Appearance {
                    lao,
                    record: standing.holder.0,
                    person: standing.holder.1,
                });
                (row.who, holder)
            })
            .collect();
        let (mut told, mut people) = (BTreeSet::new(), Vec::new());
        for visit in &visits {
            for person in &visit.record.people {
                let who = Appearance { lao, record: visit.record.id, person: person.id };
                if told.insert(holders.get(&who).copied().unwrap_or(who)) {
                    people.push((who, person.clone()));
                }
            }
        }
        let surveyors =
            tx.surveyors(lao).await?.into_iter().map(|surveyor| (surveyor.id, surveyor.name)).collect();
        Ok(Some(HouseholdFile { key, visits, more, people, surveyors }))
    }
}

/// Records whose doors are to be drawn up anew.
pub(super) struct DrawingUp {
    pub(super) lao: LaoCode,
    pub(super) records: Vec<RecordId>,
}

#[async_trait]
impl Turn for DrawingUp {
    type Out = ();

    async fn take(&self, tx: &mut dyn Transaction, with: &Intake<'_>) -> Result<Outcome<()>, IntakeFault> {
        tx.lock(&with.locks).await?;
        let keys: Vec<_> = self.records.iter().map(|record| (self.lao, *record)).collect();
        let mut rows = tx.records(&keys).await?;
        for row in &mut rows {
            row.door = row.read()?.and_then(|visit| door_of(&visit.record));
        }
        tx.put_records(&rows).await?;
        Ok(Outcome::Done(()))
    }
}
