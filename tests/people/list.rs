//! A list: every person's first row, the damaged copies of some, all mixed.
//!
//! Owns who is copied, how badly, and in what order rows come out: each row waits in a
//! small crowd from which the next one is drawn, so that copies stand thousands of rows
//! from each other and neither order nor `unique_id` tells anything. Refuses to know who
//! lives where (`population`) and what damage does (`damage`). Called by the binary.

use crate::damage::{Aspect, Damage, Scene};
use crate::row::{COLUMNS, Row};
use crate::trap::Trap;
use crate::{Chance, Habits, Household, Person, Population};
use std::collections::BTreeMap;
use std::fmt;
use std::io::Write;
use std::sync::Arc;

/// How many rows wait to be drawn.
const CROWD: usize = 16_384;

/// The columns of a truth file. Only the first two are needed to judge.
pub const TRUTH_COLUMNS: [&str; 5] = ["unique_id", "person", "damage", "traps", "evidence"];

/// A list that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The disk said no.
    #[error("the list could not be written: {0}; free some space or choose another --out and --truth")]
    Write(#[from] csv::Error),
    /// The disk said no at the very end.
    #[error("the list could not be finished: {0}; free some space or choose another --out and --truth")]
    Finish(#[from] std::io::Error),
}

/// What a list was made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// People.
    pub people: u64,
    /// Rows.
    pub rows: u64,
    /// People with a second row.
    pub copied: u64,
    /// People with a third row.
    pub thrice: u64,
    /// Pairs of rows of one person.
    pub true_pairs: u64,
    /// Of those, the ones no honest clerk could decide: see [`crate::row::Evidence::decides`].
    pub beyond_evidence: u64,
    /// Copies by their number of damages.
    pub damage_counts: BTreeMap<usize, u64>,
    /// First rows by what befell them.
    pub flaws: BTreeMap<&'static str, u64>,
    /// Copies by what befell them.
    pub damages: BTreeMap<&'static str, u64>,
    /// Rows by the traps they take part in.
    pub traps: BTreeMap<&'static str, u64>,
}

/// Rows, one after another.
#[derive(Debug)]
pub struct List {
    habits: Arc<Habits>,
    population: Population,
    /// Damage has draws of its own: other damages leave the same people.
    chance: Chance,
    order: Chance,
    waiting: Vec<Row>,
    written: u32,
    tally: Tally,
}

impl List {
    /// The list of `people` people under this seed.
    pub fn new(seed: u64, people: u32, habits: Habits) -> Self {
        let habits = Arc::new(habits);
        Self {
            population: Population::new(seed, people, Arc::clone(&habits)),
            habits,
            chance: Chance::new(seed, 1),
            order: Chance::new(seed, 2),
            waiting: Vec::with_capacity(CROWD + 64),
            written: 0,
            tally: Tally::default(),
        }
    }

    /// What the rows drawn so far, and those still waiting, were made of.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Writes every row and its truth.
    pub fn write(mut self, people: impl Write, truth: impl Write) -> Result<Tally, ListError> {
        let mut people = csv::Writer::from_writer(people);
        let mut truths = csv::Writer::from_writer(truth);
        people.write_record(COLUMNS)?;
        truths.write_record(TRUTH_COLUMNS)?;
        for row in self.by_ref() {
            people.write_record(row.fields())?;
            truths.write_record([
                row.unique_id(),
                format!("p{}", row.person),
                row.damage(),
                row.traps(),
                row.evidence.to_string(),
            ])?;
        }
        people.flush()?;
        truths.flush()?;
        Ok(self.tally)
    }

    fn take_in(&mut self, household: &Household) {
        for person in &household.members {
            let first = self.first_row(person, household);
            let mut rows = vec![first];
            if self.chance.happens(self.habits.copies) {
                rows.push(self.copy(person, household, &rows));
                if self.chance.happens(self.habits.third_rows) {
                    rows.push(self.copy(person, household, &rows));
                }
            }
            self.count(&rows);
            self.waiting.append(&mut rows);
        }
    }

    fn first_row(&mut self, person: &Person, household: &Household) -> Row {
        let chance = &mut self.chance;
        let mut row = Row::of(person, household, &self.habits, chance);
        let stranger = self.population.stranger(chance, &household.village);
        let scene = Scene { person, household, stranger, year: self.habits.year };
        for &(damage, share) in &self.habits.flaws {
            let free = row.damages.iter().all(|earlier| earlier.aspect() != damage.aspect());
            if chance.happens(share) && free {
                damage.befall(&mut row, scene, chance);
            }
        }
        let alike = |trap| person.confusable.iter().any(|confusable| confusable.trap == trap);
        if alike(Trap::FatherAndSon)
            && row.birth.is_some()
            && chance.happens(self.habits.father_and_son_undated)
        {
            Damage::BirthMissing.befall(&mut row, scene, chance);
        }
        let any_alike = [Trap::Twin, Trap::SiblingAlike, Trap::FatherAndSon].into_iter().any(alike);
        let id_whole = row.damages.iter().all(|damage| damage.aspect() != Aspect::Id);
        if any_alike && id_whole && chance.happens(self.habits.alike_share_id) {
            Damage::RelativesId.befall(&mut row, scene, chance);
        }
        row
    }

    /// Another row of a person who has these already.
    fn copy(&mut self, person: &Person, household: &Household, earlier: &[Row]) -> Row {
        let chance = &mut self.chance;
        let many = chance.weighted(&self.habits.damage_counts).unwrap_or(0);
        let hopeless = chance.happens(self.habits.beyond_evidence_kept);
        let mut copy = Row::of(person, household, &self.habits, chance);
        // A few rounds suffice; a person whose first row tells nothing keeps the last attempt.
        for _ in 0..32 {
            let stranger = self.population.stranger(chance, &household.village);
            let scene = Scene { person, household, stranger, year: self.habits.year };
            copy = damaged(many, scene, &self.habits, chance);
            let decides = earlier.iter().all(|row| row.evidence.decides(copy.evidence));
            if copy.damages.len() == many && (decides || hopeless) {
                break;
            }
        }
        copy
    }

    fn count(&mut self, rows: &[Row]) {
        let tally = &mut self.tally;
        tally.people += 1;
        tally.rows += rows.len() as u64;
        tally.copied += u64::from(rows.len() > 1);
        tally.thrice += u64::from(rows.len() > 2);
        for (at, row) in rows.iter().enumerate() {
            for earlier in rows.iter().take(at) {
                tally.true_pairs += 1;
                tally.beyond_evidence += u64::from(!earlier.evidence.decides(row.evidence));
            }
            let damages = if at == 0 { &mut tally.flaws } else { &mut tally.damages };
            for damage in &row.damages {
                *damages.entry(damage.name()).or_default() += 1;
            }
            if at > 0 {
                *tally.damage_counts.entry(row.damages.len()).or_default() += 1;
            }
            for confusable in &row.confusable {
                *tally.traps.entry(confusable.trap.name()).or_default() += 1;
            }
        }
    }
}

/// A row with `many` damages of different aspects, where that many can be found.
fn damaged(many: usize, scene: Scene<'_>, habits: &Habits, chance: &mut Chance) -> Row {
    let clean = Row::of(scene.person, scene.household, habits, chance);
    let mut chosen = Vec::with_capacity(many);
    for _ in 0..40 {
        if chosen.len() == many {
            break;
        }
        let Some(damage) = chance.weighted(&habits.damages) else { break };
        let free = chosen.iter().all(|earlier: &Damage| earlier.aspect() != damage.aspect());
        // Tried on a clean row first: รร cannot be mistyped in a name that has none.
        if free && damage.befall(&mut clean.clone(), scene, chance) {
            chosen.push(damage);
        }
    }
    chosen.sort_unstable();
    let mut row = clean;
    for damage in chosen {
        damage.befall(&mut row, scene, chance);
    }
    row
}

impl Iterator for List {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        while self.waiting.len() < CROWD {
            let Some(household) = self.population.next() else { break };
            self.take_in(&household);
        }
        if self.waiting.is_empty() {
            return None;
        }
        let at = self.order.below(self.waiting.len());
        let mut row = self.waiting.swap_remove(at);
        self.written += 1;
        row.number = self.written;
        Some(row)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |part: u64, of: u64| part as f64 * 100.0 / of.max(1) as f64;
        writeln!(f, "people            {:>9}", self.people)?;
        writeln!(f, "rows              {:>9}", self.rows)?;
        writeln!(f, "people copied     {:>9}  {:.2} %", self.copied, share(self.copied, self.people))?;
        writeln!(f, "people thrice     {:>9}", self.thrice)?;
        writeln!(f, "true pairs        {:>9}", self.true_pairs)?;
        let beyond = share(self.beyond_evidence, self.true_pairs);
        writeln!(f, "beyond evidence   {:>9}  {beyond:.2} %", self.beyond_evidence)?;
        let copies: u64 = self.damage_counts.values().sum();
        writeln!(f, "copies by number of damages")?;
        for (many, count) in &self.damage_counts {
            writeln!(f, "  {many:<22}{count:>9}  {:.2} %", share(*count, copies))?;
        }
        for (title, map) in [
            ("first rows by damage", &self.flaws),
            ("copies by damage", &self.damages),
            ("rows by trap", &self.traps),
        ] {
            writeln!(f, "{title}")?;
            for (name, count) in map {
                writeln!(f, "  {name:<22}{count:>9}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "list_tests.rs"]
mod tests;
