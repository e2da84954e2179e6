//! The card index: whom the office finds by part of a name, a number, a house, a village or a
//! telephone number, among a million people.
//!
//! Owns a copy of everybody's card in memory, one drawer for each LAO, and how it is kept true:
//! a card is a line of some sixty bytes, so a million of them are read from end to end in a
//! few milliseconds, whatever is asked. No word is too short for that and no pair of
//! words too common, and nothing has to be kept up to date when work arrives: a search first
//! reads what the feed of each LAO has brought since its drawer was last looked into.
//!
//! Refuses to know who may look into which drawer, and how a person stands: what is found is
//! read from the database. Called by `office` and, for the cards that are kept, by
//! `projection`.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use register::decision::Appearance;
use register::lao::LaoCode;

use crate::db::{Answer, DbFault, Transaction};

mod card;
mod drawer;
mod words;

pub use card::{FORM, card};
use drawer::Drawer;
pub use words::Words;

/// Cards that are kept in memory altogether, some eighty bytes each; beyond them the drawers
/// that were not looked into for the longest time are given up.
const MOST: usize = 5_000_000;
/// Cards that are read at a time.
const PAGE: u32 = 20_000;

/// The drawers that were opened.
#[derive(Default)]
pub struct Cards {
    drawers: Mutex<BTreeMap<LaoCode, Arc<Slot>>>,
    /// How many searches there were.
    looks: AtomicU64,
}

/// Where a drawer is, or will be.
#[derive(Default)]
struct Slot {
    /// Held by whoever brings the drawer up to date.
    filling: tokio::sync::Mutex<()>,
    drawer: RwLock<Drawer>,
    /// The search that last looked into it.
    looked: AtomicU64,
}

impl Slot {
    fn read<T>(&self, look: impl FnOnce(&Drawer) -> T) -> T {
        look(&self.drawer.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write<T>(&self, change: impl FnOnce(&mut Drawer) -> T) -> T {
        change(&mut self.drawer.write().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Drawers that show everything the feeds had brought when they were opened.
pub struct Open(Vec<(LaoCode, Arc<Slot>)>);

impl Cards {
    /// Opens these LAOs' drawers, each up to where its feed is.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn open(&self, tx: &mut dyn Transaction, feeds: &BTreeMap<LaoCode, u64>) -> Answer<Open> {
        let look = self.looks.fetch_add(1, Ordering::Relaxed) + 1;
        let mut open = Vec::with_capacity(feeds.len());
        for (lao, seq) in feeds {
            let slot = {
                let mut drawers = self.drawers.lock().unwrap_or_else(PoisonError::into_inner);
                Arc::clone(drawers.entry(*lao).or_default())
            };
            slot.looked.store(look, Ordering::Relaxed);
            if slot.read(Drawer::seq) != Some(*seq) {
                let _filling = slot.filling.lock().await;
                fill(&slot, tx, *lao, *seq).await?;
            }
            open.push((*lao, slot));
        }
        self.give_up_the_oldest(look);
        Ok(Open(open))
    }

    /// Whether this LAO's drawer may be opened before anybody asks for it: it is open already,
    /// or there is plenty of room.
    pub fn may_open(&self, lao: LaoCode) -> bool {
        let drawers = self.drawers.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = drawers.values().map(|slot| slot.read(Drawer::len)).sum();
        drawers.contains_key(&lao) || all < MOST / 2
    }

    /// Keeps memory within bounds; what was opened just now stays.
    fn give_up_the_oldest(&self, look: u64) {
        let mut drawers = self.drawers.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: usize = drawers.values().map(|slot| slot.read(Drawer::len)).sum();
        while all > MOST {
            let oldest = drawers
                .iter()
                .map(|(lao, slot)| (slot.looked.load(Ordering::Relaxed), *lao))
                .filter(|(looked, _)| *looked < look)
                .min();
            let Some((_, lao)) = oldest else { return };
            all -= drawers.remove(&lao).map_or(0, |slot| slot.read(Drawer::len));
        }
    }
}

/// Brings a drawer to where its feed is. One that is further already stays: whoever searches
/// then finds what is newer, and reads of it what their transaction sees.
async fn fill(slot: &Slot, tx: &mut dyn Transaction, lao: LaoCode, seq: u64) -> Answer<()> {
    if let Some((has, cards)) = slot.read(|drawer| drawer.seq().map(|has| (has, drawer.len()))) {
        if has >= seq {
            return Ok(());
        }
        // Where much has changed, reading all of it anew is less work.
        if seq - has <= 1_000 + cards as u64 / 8 {
            let fresh = tx.cards_since(lao, has).await?;
            slot.write(|drawer| drawer.refresh(fresh, seq));
            return Ok(());
        }
    }
    let mut filled = Drawer::default();
    let mut after = None;
    loop {
        let page = tx.cards(lao, after, PAGE).await?;
        let full = page.len() == PAGE as usize;
        after = page.last().map(|row| row.who);
        filled.extend(page);
        if !full {
            break;
        }
    }
    filled.finish(seq);
    slot.write(|drawer| *drawer = filled);
    Ok(())
}

impl Open {
    /// People on whose cards all these words are, by LAO, record and person, after one and at
    /// most so many.
    ///
    /// # Errors
    /// When this process is ending.
    pub async fn find(
        &self,
        words: &Arc<Words>,
        after: Option<Appearance>,
        most: usize,
    ) -> Answer<Vec<Appearance>> {
        let from = after.map_or(0, |after| self.0.partition_point(|(lao, _)| *lao < after.lao));
        let drawers = self.0.get(from..).unwrap_or_default().to_vec();
        let words = Arc::clone(words);
        // Some milliseconds of reading: not on a thread that others wait for.
        let found = tokio::task::spawn_blocking(move || {
            let mut found = Vec::new();
            for (lao, slot) in drawers {
                let after = after.filter(|after| after.lao == lao).map(|after| (after.record, after.person));
                let hits = slot.read(|drawer| drawer.find(&words, after, most - found.len()));
                found.extend(hits.into_iter().map(|(record, person)| Appearance { lao, record, person }));
                if found.len() == most {
                    break;
                }
            }
            found
        });
        found.await.map_err(|e| DbFault::Broken(e.to_string()))
    }
}

#[cfg(test)]
#[path = "cards_tests.rs"]
mod tests;
