//! Whom an edit took off a visit, and whom the register still knows under the same number and name.
//!
//! Owns reading them back out of the log, as they were last written, and the rule by which they are
//! somebody: what was ruled, and else one number with names that agree, as if the edit were taken
//! back (contract section 4). What was written of them is held, so it is told to them and goes with
//! them. Refuses to know what an erasure takes and what a paper tells. Called by the office's rooms
//! that must miss nothing of a person.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use register::change::Change;
use register::decision::{Appearance, Decision, Verdict};
use register::field::Part;
use register::lao::LaoCode;
use register::merge::History;
use register::name::{PersonName, names_agree};
use register::national_id::{NationalId, TypedId};
use register::record::{Person, PersonId, RecordId};
use serde_json::{Map, Value};

use super::turn::Turn;
use crate::db::{Answer, Transaction, decision_of};
use crate::erasure;
use crate::intake::{self, Intake, IntakeFault, Outcome};
use crate::keys::Keys;

/// The setting that says of which form the database's list of them is.
pub(super) const PARTED: &str = "parted";
pub(super) const FORM: &str = "1";

/// Everybody whom an edit took off a visit of one LAO.
#[derive(Default)]
pub(super) struct Parted {
    /// As each was last written.
    people: BTreeMap<Appearance, Person>,
    /// What was ruled on their visits.
    rulings: Rulings,
}

impl Parted {
    pub(super) async fn read(
        tx: &mut dyn Transaction,
        keys: &Keys,
        lao: LaoCode,
    ) -> Result<Self, IntakeFault> {
        let named = tx.parted(lao).await?;
        let records: BTreeSet<RecordId> = named.iter().map(|(record, _)| *record).collect();
        let records: Vec<RecordId> = records.into_iter().collect();
        if records.is_empty() {
            return Ok(Self::default());
        }
        let histories = erasure::histories(tx, keys, lao, &records).await?;
        let mut people = BTreeMap::new();
        for (record, person) in named {
            if let Some(history) = histories.get(&record) {
                people.insert(Appearance { lao, record, person }, as_last_written(history, person));
            }
        }
        let rulings = Rulings::on(tx, &records.iter().map(|record| (lao, *record)).collect()).await?;
        Ok(Self { people, rulings })
    }

    /// As somebody was last written; `None` where no edit took them off that visit.
    pub(super) fn person(&self, who: &Appearance) -> Option<&Person> {
        self.people.get(who)
    }

    /// The same, to be looked for among others.
    pub(super) fn only(&self, who: &Appearance) -> BTreeMap<Appearance, Person> {
        self.person(who).map(|person| (*who, person.clone())).into_iter().collect()
    }

    /// Each of them, by record and person.
    pub(super) fn people(&self) -> impl Iterator<Item = (&Appearance, &Person)> {
        self.people.iter()
    }

    /// Those whom the register had under this code while they stood in it.
    pub(super) fn under(&self, code: PersonId) -> BTreeMap<Appearance, Person> {
        let under = self.people.iter().filter(|(who, _)| who.person == code);
        under.map(|(who, person)| (*who, person.clone())).collect()
    }

    /// Who of them is one of these, or of those who are.
    pub(super) fn same_as(&self, known: &BTreeMap<Appearance, Person>) -> BTreeSet<Appearance> {
        let mut known: Vec<One<'_>> = known.iter().collect();
        let mut found = BTreeSet::new();
        loop {
            let is_new = |one: &One<'_>| {
                !known.iter().any(|(who, _)| *who == one.0)
                    && known.iter().any(|other| self.rulings.is_one(*one, *other))
            };
            let alike: Vec<One<'_>> = self.people.iter().filter(is_new).collect();
            let more = self.rulings.theirs(&alike, &known);
            if more.is_empty() {
                return found;
            }
            found.extend(more.iter().map(|(who, _)| **who));
            known.extend(more);
        }
    }
}

/// Somebody on a visit, as it has or had them.
type One<'a> = (&'a Appearance, &'a Person);

/// What was ruled on some visits, the latest first.
#[derive(Default)]
struct Rulings(Vec<Decision>);

impl Rulings {
    async fn on(tx: &mut dyn Transaction, records: &BTreeSet<(LaoCode, RecordId)>) -> Answer<Self> {
        let about: Vec<_> = records.iter().copied().collect();
        let mut rulings = BTreeMap::new();
        for row in tx.rulings_on(&about).await? {
            rulings.insert(row.id, decision_of(&row.json)?);
        }
        let mut rulings: Vec<Decision> = rulings.into_values().collect();
        rulings.sort_by_key(|decision| std::cmp::Reverse(decision.ruling().stamp));
        Ok(Self(rulings))
    }

    /// Whether the office said that two are one, or that they are two; the latest word counts.
    fn ruled(&self, one: &Appearance, other: &Appearance) -> Option<bool> {
        self.0.iter().find_map(|decision| match &decision.ruling().verdict {
            Verdict::Join { left, right } => {
                let names = |who| left.contains(who) || right.contains(who);
                (names(one) && names(other)).then_some(true)
            }
            Verdict::Separate { left, right } => {
                let across = |a, b| left.contains(a) && right.contains(b);
                (across(one, other) || across(other, one)).then_some(false)
            }
            _ => None,
        })
    }

    /// Whether two are one person, as far as these two visits tell.
    fn is_one(&self, one: One<'_>, other: One<'_>) -> bool {
        self.ruled(one.0, other.0).unwrap_or_else(|| {
            let number = number_of(one.1);
            number.is_some() && number == number_of(other.1) && agree(one.1, other.1)
        })
    }

    /// Whether the office said of somebody that they are another than any of these. It is said of the
    /// visits that there were then, and is meant of whomever later ones have too.
    fn apart(&self, one: One<'_>, from: &[One<'_>]) -> bool {
        from.iter().any(|other| self.ruled(one.0, other.0) == Some(false))
    }

    /// Whether these visits' somebody and those visits' are one person.
    fn are_one(&self, these: &[One<'_>], those: &[One<'_>]) -> bool {
        !these.iter().any(|one| self.apart(*one, those))
            && these.iter().any(|one| those.iter().any(|other| self.is_one(*one, *other)))
    }

    /// Who of those that are like somebody is them: nobody who is ruled apart from any visit of theirs. Of two
    /// who are ruled apart from each other it is neither, unless it was ruled which: nobody can say.
    fn theirs<'a>(&self, alike: &[One<'a>], known: &[One<'_>]) -> Vec<One<'a>> {
        let left: Vec<One<'a>> = alike.iter().copied().filter(|one| !self.apart(*one, known)).collect();
        let is_joined = |one: One<'_>| known.iter().any(|other| self.ruled(one.0, other.0) == Some(true));
        left.iter().copied().filter(|one| is_joined(*one) || !self.apart(*one, &left)).collect()
    }
}

/// Somebody's number, where it is one.
fn number_of(person: &Person) -> Option<NationalId> {
    TypedId::read(person.national_id.as_deref()).valid()
}

/// Whether two people of one number are one by their names.
fn agree(one: &Person, other: &Person) -> bool {
    let name =
        |p: &Person| PersonName::read(p.title.as_deref(), p.given_name.as_deref(), p.family_name.as_deref());
    let born = |p: &Person| p.birth.as_ref().map(|born| born.birth);
    names_agree(&name(one), born(one), &name(other), born(other))
}

/// Somebody as these changes had them before they were taken out: each field's latest value that says
/// something.
fn as_last_written(history: &History, id: PersonId) -> Person {
    let mut changes: Vec<&Change> = history.changes().collect();
    changes.sort_by_key(|change| (change.edit().stamp, change.id()));
    let name = id.to_string();
    let mut fields = Map::from_iter([("id".to_owned(), Value::String(name.clone()))]);
    for (path, value) in changes.into_iter().flat_map(|change| &change.edit().sets) {
        if let Part::OfMember("people", of, field) = path.part()
            && of == name
            && !value.is_null()
        {
            fields.insert(field.to_owned(), value.clone());
        }
    }
    // Each value was read when it came; without them there is still somebody.
    serde_json::from_value(Value::Object(fields)).unwrap_or_else(|_| Person::new(id))
}

/// These people as their visits have them.
pub(super) async fn as_met(
    tx: &mut dyn Transaction,
    whos: &BTreeSet<Appearance>,
) -> Answer<BTreeMap<Appearance, Person>> {
    let records: BTreeSet<_> = whos.iter().map(|who| (who.lao, who.record)).collect();
    let mut met = BTreeMap::new();
    for row in tx.records(&records.into_iter().collect::<Vec<_>>()).await? {
        let people = row.read()?.into_iter().flat_map(|visit| visit.record.people);
        let named =
            people.map(|person| (Appearance { lao: row.lao, record: row.id, person: person.id }, person));
        met.extend(named.filter(|(who, _)| whos.contains(who)));
    }
    Ok(met)
}

/// Who else is one with these: on visits that count for nothing, and off visits from which edits took them. A ruling
/// may name only a visit that they were taken off, so of these the withdrawn ones are judged too.
pub(super) async fn more_of(
    tx: &mut dyn Transaction,
    lao: LaoCode,
    parted: &Parted,
    known: &BTreeMap<Appearance, Person>,
) -> Answer<(BTreeMap<Appearance, Person>, BTreeSet<Appearance>)> {
    let mut taken_off = parted.same_as(known);
    let off = taken_off.iter().filter_map(|who| Some((*who, parted.person(who)?.clone())));
    let mut all: BTreeMap<Appearance, Person> = known.clone().into_iter().chain(off).collect();
    let withdrawn = withdrawn_like(tx, lao, &all).await?;
    all.extend(withdrawn.clone());
    taken_off.extend(parted.same_as(&all));
    Ok((withdrawn, taken_off))
}

/// Those of one number and name with these on visits that count for nothing: they would be one with
/// them again if these were restored. Nobody of whom the office said that they are another.
async fn withdrawn_like(
    tx: &mut dyn Transaction,
    lao: LaoCode,
    known: &BTreeMap<Appearance, Person>,
) -> Answer<BTreeMap<Appearance, Person>> {
    let mut same = with_numbers(tx, lao, known.values().filter_map(number_of).collect()).await?;
    same.retain(|who| !known.contains_key(who));
    let stand = standing(tx, &same).await?;
    let mut withdrawn = as_met(tx, &same).await?;
    withdrawn
        .retain(|who, person| !stand.contains_key(who) && known.values().any(|known| agree(known, person)));
    let rulings = Rulings::on(tx, &visits_of(withdrawn.keys())).await?;
    let (alike, known): (Vec<One<'_>>, Vec<One<'_>>) = (withdrawn.iter().collect(), known.iter().collect());
    let theirs = rulings.theirs(&alike, &known).into_iter();
    Ok(theirs.map(|(who, person)| (*who, person.clone())).collect())
}

/// The entry as which whoever was taken off a visit stands now; `None` where there is none, or more
/// than one, for then nobody can say which.
pub(super) async fn stands_as(
    tx: &mut dyn Transaction,
    lao: LaoCode,
    parted: &Parted,
    known: &BTreeMap<Appearance, Person>,
) -> Result<Option<PersonId>, IntakeFault> {
    let alike = with_numbers(tx, lao, known.values().filter_map(number_of).collect()).await?;
    let entries: BTreeSet<PersonId> = standing(tx, &alike).await?.into_values().collect();
    let met = as_met(tx, &alike).await?;
    let known: Vec<One<'_>> = known.iter().collect();
    // Of whom the office said that they are another; an entry that is one of these is not them either.
    let others: Vec<One<'_>> =
        met.iter().chain(&parted.people).filter(|one| parted.rulings.apart(*one, &known)).collect();
    let on_others = Rulings::on(tx, &visits_of(others.iter().map(|(who, _)| *who))).await?;
    let mut found = BTreeSet::new();
    for entry in entries {
        let whos: BTreeSet<Appearance> = tx.entry(lao, entry).await?.into_iter().map(|row| row.who).collect();
        let whole = as_met(tx, &whos).await?;
        let whole: Vec<One<'_>> = whole.iter().collect();
        let is_anothers = others.iter().any(|other| on_others.are_one(&whole, &[*other]));
        if parted.rulings.are_one(&whole, &known) && !is_anothers {
            found.insert(entry);
        }
    }
    Ok(found.first().copied().filter(|_| found.len() == 1))
}

/// The visits on which these are.
fn visits_of<'a>(whos: impl Iterator<Item = &'a Appearance>) -> BTreeSet<(LaoCode, RecordId)> {
    whos.map(|who| (who.lao, who.record)).collect()
}

/// Everybody of a LAO with one of these numbers.
async fn with_numbers(
    tx: &mut dyn Transaction,
    lao: LaoCode,
    numbers: BTreeSet<NationalId>,
) -> Answer<BTreeSet<Appearance>> {
    let found = tx.with_numbers(&numbers.into_iter().collect::<Vec<_>>()).await?;
    Ok(found.into_iter().map(|(_, who)| who).filter(|who| who.lao == lao).collect())
}

/// As which entry each of these stands; those whose visit counts for nothing are left out.
async fn standing(
    tx: &mut dyn Transaction,
    whos: &BTreeSet<Appearance>,
) -> Answer<BTreeMap<Appearance, PersonId>> {
    let keys: BTreeSet<_> = whos.iter().map(|who| (who.lao, who.record)).collect();
    let rows = tx.people(&keys.into_iter().collect::<Vec<_>>()).await?;
    let rows = rows.into_iter().filter(|row| whos.contains(&row.who));
    Ok(rows.filter_map(|row| Some((row.who, row.standing?.state.person))).collect())
}

/// Records of which whom edits took off is to be noted anew.
pub(super) struct Noting {
    pub(super) lao: LaoCode,
    pub(super) records: Vec<RecordId>,
}

#[async_trait]
impl Turn for Noting {
    type Out = ();

    async fn take(&self, tx: &mut dyn Transaction, with: &Intake<'_>) -> Result<Outcome<()>, IntakeFault> {
        intake::note_parted(tx, with, self.lao, &self.records).await?;
        Ok(Outcome::Done(()))
    }
}
