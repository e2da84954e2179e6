//! Searching: whoever works in the office finds somebody of the register.
//!
//! Owns what a search is, and what is told of whoever is found: each entry once, as the
//! database has it in the moment of asking. Refuses to know how cards are looked through
//! (`cards`), and who may search where: whoever calls this has settled which LAOs these are,
//! and notes who asked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use register::decision::Appearance;
use register::lao::LaoCode;
use register::record::{Person, Place};

use super::parted::Parted;
use super::{Done, Office};
use crate::cards::{Words, card};
use crate::db::{PersonRow, Standing, Transaction};

/// The setting that says of which form the database's cards are.
pub(super) const CARDS: &str = "cards";
/// Entries of one answer at the most.
const MOST: usize = 200;

/// What is searched for, and where.
#[derive(Clone, Debug)]
pub struct Search {
    /// In these LAOs' registers and in no others'.
    pub laos: BTreeSet<LaoCode>,
    /// As it was typed: parts of names, a house, a village, part of a number, in any order.
    pub typed: String,
    /// How many entries are wanted; no more than two hundred are told.
    pub most: usize,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Entries by LAO and then by their earliest visit on which the words are.
    pub hits: Vec<Hit>,
    /// There are more than were wanted.
    pub more: bool,
}

/// An entry that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// On which visit.
    pub who: Appearance,
    /// How they stand in the register; `None` where the visit was withdrawn.
    pub standing: Option<Standing>,
    /// Who they are, as that visit has it.
    pub person: Person,
    /// Where the visit was.
    pub place: Option<Place>,
    /// An edit took them off that visit: they are as it had them last.
    pub taken_off: bool,
}

impl Office {
    /// Finds entries in which all the words are. Nothing typed finds nobody.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn search(&self, search: &Search) -> Done<Found> {
        let mut found = Found { hits: Vec::new(), more: false };
        let Some(words) = Words::read(&search.typed).map(Arc::new) else { return Ok(found) };
        let most = search.most.min(MOST);
        let mut tx = self.db.look().await?;
        let feeds = tx.feeds(&search.laos).await?;
        let open = self.cards.open(&mut *tx, &feeds).await?;
        // Whose entry was told already, by its first appearance.
        let mut told = BTreeSet::new();
        let mut after = None;
        loop {
            // One more than are wanted tells whether there are more.
            let wanted = most + 1 - told.len();
            let whos = open.find(&words, after, wanted).await?;
            after = whos.last().copied();
            let rows = rows(&mut *tx, &whos).await?;
            let mut fresh = Vec::new();
            for who in &whos {
                // Not seen by this transaction: the card is newer, or its person is gone.
                let Some(row) = rows.get(who) else { continue };
                let (record, person) =
                    row.standing.as_ref().map_or((who.record, who.person), |standing| standing.holder);
                if told.insert((who.lao, record, person)) {
                    fresh.push(row);
                }
            }
            found.hits.extend(hits(&mut *tx, &fresh).await?);
            if whos.len() < wanted || told.len() > most {
                break;
            }
        }
        if found.hits.is_empty() {
            // Whoever asks what is held of them must be found, though no visit has them any more.
            for lao in &search.laos {
                found.hits.extend(self.taken_off(&mut *tx, *lao, &words).await?);
            }
        }
        found.more = found.hits.len() > most;
        found.hits.truncate(most);
        Ok(found)
    }

    /// Those whom an edit took off a visit of a LAO, and on whose last card the words are.
    async fn taken_off(&self, tx: &mut dyn Transaction, lao: LaoCode, words: &Words) -> Done<Vec<Hit>> {
        let parted = Parted::read(tx, &self.keys, lao).await?;
        let records: BTreeSet<_> = parted.people().map(|(who, _)| (lao, who.record)).collect();
        let mut places = BTreeMap::new();
        for row in tx.records(&records.into_iter().collect::<Vec<_>>()).await? {
            places.insert(row.id, row.read()?.and_then(|visit| visit.record.place));
        }
        let hits = parted.people().filter_map(|(who, person)| {
            let place = places.get(&who.record).cloned().flatten();
            let is_meant = words.are_in(&card(person, place.as_ref()));
            is_meant.then(|| Hit {
                who: *who,
                standing: None,
                person: person.clone(),
                place,
                taken_off: true,
            })
        });
        Ok(hits.collect())
    }

    /// Reads the LAOs' cards, so that nobody's first search waits for them; called from time to
    /// time it keeps what a search has to catch up with small.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn read_cards(&self) -> Done<()> {
        let mut tx = self.db.look().await?;
        let laos = self.laos(&mut *tx).await?;
        drop(tx);
        for lao in laos.iter().filter(|lao| self.cards.may_open(lao.code)) {
            // A look of its own each: reading a million takes a while, and is of no one moment.
            let mut tx = self.db.look().await?;
            let feeds = tx.feeds(&BTreeSet::from([lao.code])).await?;
            self.cards.open(&mut *tx, &feeds).await?;
        }
        Ok(())
    }
}

/// These people as they are kept.
async fn rows(tx: &mut dyn Transaction, whos: &[Appearance]) -> Done<BTreeMap<Appearance, PersonRow>> {
    let records: BTreeSet<_> = whos.iter().map(|who| (who.lao, who.record)).collect();
    let rows = tx.people(&records.into_iter().collect::<Vec<_>>()).await?;
    Ok(rows.into_iter().map(|row| (row.who, row)).collect())
}

/// These people as their visits have them.
async fn hits(tx: &mut dyn Transaction, rows: &[&PersonRow]) -> Done<Vec<Hit>> {
    let records: BTreeSet<_> = rows.iter().map(|row| (row.who.lao, row.who.record)).collect();
    let mut visits = BTreeMap::new();
    for row in tx.records(&records.into_iter().collect::<Vec<_>>()).await? {
        if let Some(visit) = row.read()? {
            visits.insert((row.lao, row.id), visit.record);
        }
    }
    let hits = rows.iter().filter_map(|row| {
        let record = visits.get(&(row.who.lao, row.who.record))?;
        let person = record.people.iter().find(|person| person.id == row.who.person)?;
        Some(Hit {
            who: row.who,
            standing: row.standing.clone(),
            person: person.clone(),
            place: record.place.clone(),
            taken_off: false,
        })
    });
    Ok(hits.collect())
}
