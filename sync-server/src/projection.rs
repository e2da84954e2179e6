//! The projection: how everybody stands in the register, kept up to date as work arrives.
//!
//! Owns one question: some visits are new or changed; who stands differently now, in any
//! LAO? It gathers everything that touches the people concerned (whoever shares a number
//! with them, and whoever the office ruled about together with them, and so on until nobody
//! is left out), lays it before `register::draw`, and compares. The answer is the same as
//! drawing up the whole register anew would give; a test holds it to that.
//!
//! Refuses to know the rules: they are `draw`'s. Called by `intake`, in the transaction that
//! takes the work; by exports, for what touches the people that they write.

use std::collections::{BTreeMap, BTreeSet};

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use register::decision::{Appearance, Decision, Verdict};
use register::draw::draw;
use register::lao::{Directory, LaoCode};
use register::national_id::{NationalId, TypedId};
use register::record::{Record, RecordId};
use register::visit::Visit;
use register::wire::State;

use crate::cards;
use crate::db::{Answer, PersonRow, RecordRow, RulingRow, Standing, Transaction, decision_named};

/// One record of one LAO.
pub type Key = (LaoCode, RecordId);

/// What visits that are new or changed come to. Numbers are filed already: whoever comes
/// with one of them next must find these.
pub struct Redrawn {
    /// People to write: on the visits themselves, and wherever somebody stands differently.
    pub people: Vec<PersonRow>,
    /// People whom an edit took off their visit.
    pub dropped: Vec<Appearance>,
    /// Records, the visits themselves aside, of people who stand differently.
    pub rippled: BTreeSet<Key>,
    /// LAOs that hold other national IDs than before: another is filed, or whoever has it counts, or does so no more.
    pub renumbered: BTreeSet<LaoCode>,
    /// The LAOs of everybody whom rulings tie to these people. What is drawn of them holds only
    /// while those LAOs' feeds are locked: numbers are locked by themselves, rulings are not.
    pub tied: BTreeSet<LaoCode>,
    /// Whether nobody on these visits has anything to do with anybody elsewhere: then a phone
    /// knows all there is to know of its own work.
    pub self_contained: bool,
}

/// Redraws the people of these visits, and of everybody who is touched by them. `None`: the
/// record is not whole, or its people are gone.
pub async fn redraw(
    tx: &mut dyn Transaction,
    laos: &Directory,
    fresh: &BTreeMap<Key, Option<Visit>>,
) -> Answer<Redrawn> {
    let keys: Vec<Key> = fresh.keys().copied().collect();
    let before: BTreeMap<Appearance, PersonRow> =
        tx.people(&keys).await?.into_iter().map(|row| (row.who, row)).collect();
    let met: BTreeMap<Appearance, (Option<NationalId>, String)> =
        fresh.values().flatten().flat_map(|visit| people_of(&visit.record)).collect();
    let mut renumbered = file_numbers(tx, &before, &met).await?;

    let mut reach = Reach::default();
    reach.visits.extend(fresh.iter().filter_map(|(key, visit)| Some((*key, visit.clone()?))));
    reach.asked.extend(keys.iter().copied());
    for row in tx.rulings_on(&keys).await? {
        reach.rule(&row)?;
    }
    let numbers = before.values().filter_map(|row| row.number).chain(met.values().filter_map(|(n, _)| *n));
    reach.numbers.extend(numbers);
    reach.people.extend(met.keys().copied());
    reach.people.extend(before.keys().copied());
    reach.everybody(tx).await?;
    let tied = reach.tied();

    let (visits, decisions) = (reach.visits.into_values().collect::<Vec<_>>(), reach.decisions);
    let drawn = draw(&visits, &decisions.into_values().collect::<Vec<_>>(), laos);
    let mut standings: BTreeMap<Appearance, Standing> = BTreeMap::new();
    for entry in drawn.entries {
        let Some(first) = entry.appearances.first() else { continue };
        let standing = Standing {
            state: State { person: entry.person, status: entry.status, flags: entry.flags },
            holder: (first.record, first.person),
            linked: entry.linked,
        };
        for who in entry.appearances.iter().filter(|who| reach.people.contains(who)) {
            standings.insert(*who, standing.clone());
        }
    }

    let mut redrawn = Redrawn {
        people: Vec::new(),
        dropped: before.keys().filter(|who| !met.contains_key(who)).copied().collect(),
        rippled: BTreeSet::new(),
        renumbered: BTreeSet::new(),
        tied,
        self_contained: true,
    };
    for (who, (number, found_by)) in met {
        let standing = standings.remove(&who);
        let alone = |s: &Standing| s.state.person == who.person && s.holder == (who.record, who.person);
        redrawn.self_contained &= standing.as_ref().is_none_or(alone);
        let row = PersonRow { who, number, found_by, standing };
        if before.get(&who).and_then(PersonRow::held) != row.held() {
            renumbered.insert(who.lao);
        }
        if before.get(&who) != Some(&row) {
            redrawn.people.push(row);
        }
    }
    let elsewhere: BTreeSet<Key> =
        reach.people.iter().map(|who| (who.lao, who.record)).filter(|key| !fresh.contains_key(key)).collect();
    redrawn.self_contained &= elsewhere.is_empty();
    for mut row in tx.people(&elsewhere.into_iter().collect::<Vec<_>>()).await? {
        if !reach.people.contains(&row.who) {
            continue;
        }
        let (standing, held) = (standings.remove(&row.who), row.held());
        if row.standing != standing {
            row.standing = standing;
            if row.held() != held {
                renumbered.insert(row.who.lao);
            }
            redrawn.rippled.insert((row.who.lao, row.who.record));
            redrawn.people.push(row);
        }
    }
    redrawn.renumbered = renumbered;
    Ok(redrawn)
}

/// What is to be laid before `draw` for some people to come out as in the whole register. Others
/// come out of it too, and not as they are: whoever draws this keeps to the people they asked for.
pub struct Gathered {
    /// Their visits, and those of everybody who touches them.
    pub visits: Vec<Visit>,
    /// What was ruled on these.
    pub decisions: Vec<Decision>,
}

/// Records read at a time.
const PAGE: u32 = 1_000;
/// Of fewer rows than these no core is asked to help another.
pub(crate) const MANY: usize = 64;

/// Everything that touches somebody of a LAO.
pub async fn around_lao(tx: &mut dyn Transaction, lao: LaoCode) -> Answer<Gathered> {
    let mut reach = Reach::default();
    let mut after = None;
    loop {
        let rows = tx.records_after(lao, after, PAGE).await?;
        let Some(last) = rows.last() else { break };
        after = Some(last.id);
        let keys: Vec<Key> = rows.iter().map(|row| (row.lao, row.id)).collect();
        reach.file(rows)?;
        for row in tx.rulings_on(&keys).await? {
            reach.rule(&row)?;
        }
        reach.asked.extend(keys);
    }
    let all = reach.visits.values().flat_map(|visit| people_of(&visit.record).map(|(who, _)| who));
    reach.people = all.collect();
    reach.gather_numbers();
    reach.everybody(tx).await?;
    Ok(reach.gathered())
}

/// Everything that touches these people.
pub async fn around(tx: &mut dyn Transaction, people: BTreeSet<Appearance>) -> Answer<Gathered> {
    let mut reach = Reach { people, ..Reach::default() };
    reach.everybody(tx).await?;
    Ok(reach.gathered())
}

/// Whoever is on a record, with their number and what a search finds them by.
pub fn people_of(record: &Record) -> impl Iterator<Item = (Appearance, (Option<NationalId>, String))> {
    record.people.iter().map(move |person| {
        let who = Appearance { lao: record.lao, record: record.id, person: person.id };
        let number = TypedId::read(person.national_id.as_deref()).valid();
        (who, (number, cards::card(person, record.place.as_ref())))
    })
}

/// Files everybody under their numbers, and takes them from under those they had. First the
/// numbers are locked: two LAOs that meet one person at one moment must not miss each other.
/// Returns the LAOs that hold other numbers than before.
async fn file_numbers(
    tx: &mut dyn Transaction,
    before: &BTreeMap<Appearance, PersonRow>,
    met: &BTreeMap<Appearance, (Option<NationalId>, String)>,
) -> Answer<BTreeSet<LaoCode>> {
    let had: BTreeSet<(NationalId, Appearance)> =
        before.values().filter_map(|row| Some((row.number?, row.who))).collect();
    let have: BTreeSet<(NationalId, Appearance)> =
        met.iter().filter_map(|(who, (number, _))| Some(((*number)?, *who))).collect();
    let all: BTreeSet<NationalId> = had.iter().chain(&have).map(|(number, _)| *number).collect();
    if all.is_empty() {
        return Ok(BTreeSet::new());
    }
    tx.lock_numbers(&all).await?;
    let (gone, new): (Vec<_>, Vec<_>) =
        (had.difference(&have).copied().collect(), have.difference(&had).copied().collect());
    if !gone.is_empty() {
        tx.drop_numbers(&gone).await?;
    }
    if !new.is_empty() {
        tx.put_numbers(&new).await?;
    }
    Ok(gone.iter().chain(&new).map(|(_, who)| who.lao).collect())
}

/// Everything that touches some people, as far as it has been gathered.
#[derive(Default)]
struct Reach {
    people: BTreeSet<Appearance>,
    numbers: BTreeSet<NationalId>,
    /// Numbers that everybody was gathered for.
    followed: BTreeSet<NationalId>,
    visits: BTreeMap<Key, Visit>,
    /// Records whose visit and rulings were asked for.
    asked: BTreeSet<Key>,
    decisions: BTreeMap<register::decision::DecisionId, Decision>,
}

/// Every visit that a LAO has.
pub async fn visits_of(tx: &mut dyn Transaction, lao: LaoCode) -> Answer<Vec<Visit>> {
    let mut reach = Reach::default();
    let mut after = None;
    loop {
        let rows = tx.records_after(lao, after, PAGE).await?;
        let Some(last) = rows.last() else { return Ok(reach.gathered().visits) };
        after = Some(last.id);
        reach.file(rows)?;
    }
}

impl Reach {
    fn rule(&mut self, row: &RulingRow) -> Answer<()> {
        self.decisions.insert(row.id, decision_named(&row.json, row.id)?);
        Ok(())
    }

    fn file(&mut self, rows: Vec<RecordRow>) -> Answer<()> {
        // Where there are many they are read side by side.
        let read: Vec<_> = rows.par_iter().with_min_len(MANY).map(RecordRow::read).collect::<Answer<_>>()?;
        let named = rows.iter().zip(read).filter_map(|(row, visit)| Some(((row.lao, row.id), visit?)));
        self.visits.extend(named);
        Ok(())
    }

    fn gathered(self) -> Gathered {
        Gathered {
            visits: self.visits.into_values().collect(),
            decisions: self.decisions.into_values().collect(),
        }
    }

    /// Follows numbers and rulings until nobody new turns up.
    async fn everybody(&mut self, tx: &mut dyn Transaction) -> Answer<()> {
        loop {
            let open: Vec<NationalId> = self.numbers.difference(&self.followed).copied().collect();
            if !open.is_empty() {
                for (_, who) in tx.with_numbers(&open).await? {
                    self.people.insert(who);
                }
                self.followed.extend(open);
            }
            self.follow_rulings();
            let unread: BTreeSet<Key> = self
                .people
                .iter()
                .map(|who| (who.lao, who.record))
                .filter(|key| !self.asked.contains(key))
                .collect();
            if !unread.is_empty() {
                let unread: Vec<Key> = unread.into_iter().collect();
                self.file(tx.records(&unread).await?)?;
                for row in tx.rulings_on(&unread).await? {
                    self.rule(&row)?;
                }
                self.asked.extend(unread);
            }
            self.follow_rulings();
            self.gather_numbers();
            let done = self.numbers.len() == self.followed.len()
                && self.people.iter().all(|who| self.asked.contains(&(who.lao, who.record)));
            if done {
                return Ok(());
            }
        }
    }

    /// The LAOs that rulings on these people are about.
    fn tied(&self) -> BTreeSet<LaoCode> {
        let mut laos = BTreeSet::new();
        for decision in self.decisions.values() {
            if let Verdict::Join { left, right } | Verdict::Separate { left, right } =
                &decision.ruling().verdict
                && left.iter().chain(right).any(|who| self.people.contains(who))
            {
                laos.extend(left.iter().chain(right).map(|who| who.lao));
            }
        }
        laos
    }

    /// Whoever is ruled about together with somebody gathered is gathered too.
    fn follow_rulings(&mut self) {
        loop {
            let mut more: Vec<Appearance> = Vec::new();
            for decision in self.decisions.values() {
                if let Verdict::Join { left, right } | Verdict::Separate { left, right } =
                    &decision.ruling().verdict
                {
                    let named = || left.iter().chain(right);
                    if named().any(|who| self.people.contains(who)) {
                        more.extend(named().filter(|who| !self.people.contains(who)));
                    }
                }
            }
            if more.is_empty() {
                return;
            }
            self.people.extend(more);
        }
    }

    fn gather_numbers(&mut self) {
        let visits = &self.visits;
        let numbers = self.people.iter().filter_map(|who| {
            let visit = visits.get(&(who.lao, who.record))?;
            let person = visit.record.people.iter().find(|person| person.id == who.person)?;
            TypedId::read(person.national_id.as_deref()).valid()
        });
        self.numbers.extend(numbers);
    }
}
