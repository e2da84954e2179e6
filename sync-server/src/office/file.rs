//! Somebody's file: all that the office holds of one person.
//!
//! Owns gathering it: every visit on which they were met, where each value comes from, who
//! wrote what when, what the office gave them, and what other LAOs' registers say of help that they had. Of another LAO
//! nothing else is told than its name and that help (contract section 4, rows 3 and 5).
//!
//! Refuses to know how it is shown and who may see it (`console`). Called by the console,
//! through `Office`.

use std::collections::{BTreeMap, BTreeSet};

use register::change::{ChangeId, DeviceId};
use register::course::Course;
use register::decision::{Appearance, Decision, DecisionId, Verdict};
use register::draw::draw;
use register::entry::{Entry, Flag};
use register::field::{FieldPath, Part};
use register::lao::{Lao, LaoCode};
use register::merge::History;
use register::moment::Moment;
use register::national_id::{NationalId, TypedId};
use register::record::{Help, Person, PersonId, PhotoHash, Record, RecordId, Request};
use register::visit::Visit;
use serde_json::Value;

use super::tasks::in_thailand;
use super::{Done, Office, Visitor};
use crate::db::{DbFault, Transaction};
use crate::{erasure, intake, log, projection};

/// One person as their LAO holds them.
#[derive(Debug)]
pub struct PersonFile {
    /// Where they were asked for.
    pub who: Appearance,
    /// How the register has them; `None` where the visit was taken back.
    pub entry: Option<Entry>,
    /// The visits of this LAO on which they were met, the newest first; the one that was asked
    /// for among them, even where it counts for nothing.
    pub visits: Vec<Visit>,
    /// Where each shown value comes from, by the name of its field.
    pub sources: BTreeMap<String, Source>,
    /// Who wrote what of them, the newest first.
    pub writings: Vec<Writing>,
    /// The help that this office gave them, by what it did about their requests.
    pub given: Vec<Help>,
    /// Other LAOs that hold the same person, or the same number.
    pub elsewhere: Vec<Elsewhere>,
    /// Decisions that joined what stood apart before.
    pub joins: Vec<Joined>,
    /// Every ruling about whoever touches them.
    pub(super) rulings: Vec<Decision>,
}

/// A decision that made one person of two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// It.
    pub decision: DecisionId,
    /// Whose.
    pub by: String,
    /// When, in milliseconds since 1970.
    pub at: u64,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Which visit.
    pub record: RecordId,
    /// When that was.
    pub captured_at: Moment,
    /// Who wrote the value that stands.
    pub hand: Option<Hand>,
}

/// Whose hand wrote something.
#[derive(Clone, Debug, PartialEq)]
pub struct Hand {
    /// Which surveyor, where the phone was somebody's.
    pub surveyor: Option<String>,
    /// Their name, where they are still known.
    pub name: Option<String>,
    /// On which phone.
    pub device: DeviceId,
    /// When, by that phone's clock.
    pub at: Option<Moment>,
}

/// One change, as far as it is about the person.
#[derive(Clone, Debug, PartialEq)]
pub struct Writing {
    /// Its name.
    pub change: ChangeId,
    /// Of which visit.
    pub record: RecordId,
    /// Who made it.
    pub hand: Hand,
    /// When it came to the office.
    pub taken_at: Option<Moment>,
    /// The record was made by it.
    pub makes: bool,
    /// What it set.
    pub sets: Vec<(FieldPath, Value)>,
}

/// Another LAO that holds them.
#[derive(Debug)]
pub struct Elsewhere {
    /// Which.
    pub lao: Lao,
    /// The ruling on PAOs links them; otherwise it is one number in two areas, for people to look at.
    pub is_linked: bool,
    /// The help that its visits tell of, and that it gave itself.
    pub help: Vec<Help>,
}

/// A photo as it is shown.
pub struct Shown {
    /// The picture.
    pub bytes: Vec<u8>,
    /// It is the photo itself: of some no small picture has come.
    pub in_full: bool,
}

impl PersonFile {
    /// That of somebody whom no visit has any more; the visits are those that an edit took them off.
    pub(super) fn of_nobody(who: Appearance, visits: Vec<Visit>) -> Self {
        let (entry, sources) = (None, BTreeMap::new());
        let (writings, given, elsewhere) = (Vec::new(), Vec::new(), Vec::new());
        let (joins, rulings) = (Vec::new(), Vec::new());
        Self { who, entry, visits, sources, writings, given, elsewhere, joins, rulings }
    }

    /// What they asked for, with the visit on which they did.
    pub fn requests(&self) -> Vec<(&Visit, &Request)> {
        let met = self.met();
        let asked = on(&self.visits, &met);
        asked
            .flat_map(|(visit, person)| visit.record.requests_of(person.id).map(move |r| (visit, r)))
            .collect()
    }

    /// The help that their own LAO's visits tell of.
    pub fn help(&self) -> Vec<Help> {
        help_on(&self.visits, &self.met())
    }

    /// Every time that they were met.
    pub fn met(&self) -> BTreeSet<Appearance> {
        let met = self.entry.iter().flat_map(|entry| entry.appearances.iter().copied());
        met.chain([self.who]).collect()
    }

    /// Whether somebody on a visit is whom this is about.
    pub fn is_met(&self, record: &Record, person: PersonId) -> bool {
        let who = Appearance { lao: record.lao, record: record.id, person };
        self.who == who || self.entry.as_ref().is_some_and(|entry| entry.appearances.contains(&who))
    }
}

impl Office {
    /// The file of whoever was met on this visit of the visitor's LAO; `None` where there is
    /// nobody.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn person_file(
        &self,
        visitor: &Visitor,
        record: RecordId,
        person: PersonId,
    ) -> Done<Option<PersonFile>> {
        let lao = visitor.lao.code;
        let who = Appearance { lao, record, person };
        let mut tx = self.db.look().await?;
        let Some(row) = tx.people(&[(lao, record)]).await?.into_iter().find(|row| row.who == who) else {
            return Ok(None);
        };
        let mut reached = BTreeSet::from([who]);
        if let Some(standing) = &row.standing {
            let rows = tx.entry(lao, standing.state.person).await?;
            reached.extend(rows.into_iter().map(|row| row.who));
        }
        let laos = self.laos(&mut *tx).await?;
        let projection::Gathered { visits, decisions } = projection::around(&mut *tx, reached).await?;
        let register = draw(&visits, &decisions, &laos);
        let entry = register.entries.iter().find(|entry| entry.appearances.contains(&who)).cloned();
        let met: BTreeSet<Appearance> =
            entry.iter().flat_map(|entry| entry.appearances.iter().copied()).chain([who]).collect();
        let given = Given::on(&mut *tx, &visits, &laos).await?;
        let elsewhere =
            entry.as_ref().map(|entry| elsewhere(entry, &register.entries, (&visits, &given), &laos));
        let elsewhere = elsewhere.unwrap_or_default();
        let number = entry.as_ref().and_then(|entry| entry.national_id.valid());
        let given = given.to(lao, &met, number);
        let mut here: Vec<Visit> = visits
            .into_iter()
            .filter(|visit| {
                met.iter().any(|who| (who.lao, who.record) == (visit.record.lao, visit.record.id))
            })
            .collect();
        here.sort_by_key(|visit| std::cmp::Reverse((visit.record.captured_at, visit.record.id)));
        let written = self.written(&mut *tx, lao, here.iter().map(|visit| visit.record.id).collect()).await?;
        let sources = entry.as_ref().map(|entry| written.sources(entry, &here, &met)).unwrap_or_default();
        let writings = written.writings(of_whoever_was_met(&here, &met));
        let joins = joins(&decisions, &met);
        let rulings = decisions;
        Ok(Some(PersonFile { who, entry, visits: here, sources, writings, given, elsewhere, joins, rulings }))
    }

    /// Which other LAOs hold whoever was met so, and what help each tells of; nobody is named of whom no
    /// other knows.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn held_elsewhere(
        &self,
        lao: LaoCode,
        met: &BTreeSet<Appearance>,
    ) -> Done<BTreeMap<Appearance, Vec<Elsewhere>>> {
        let mut tx = self.db.look().await?;
        let records: BTreeSet<RecordId> = met.iter().map(|who| who.record).collect();
        let keys: Vec<_> = records.into_iter().map(|record| (lao, record)).collect();
        let mut reached = met.clone();
        for row in tx.people(&keys).await?.into_iter().filter(|row| met.contains(&row.who)) {
            let Some(standing) = &row.standing else { continue };
            reached.extend(tx.entry(lao, standing.state.person).await?.into_iter().map(|row| row.who));
        }
        let laos = self.laos(&mut *tx).await?;
        let projection::Gathered { visits, decisions } = projection::around(&mut *tx, reached).await?;
        let register = draw(&visits, &decisions, &laos);
        let given = Given::on(&mut *tx, &visits, &laos).await?;
        let mut held = BTreeMap::new();
        for entry in register.entries.iter().filter(|entry| entry.lao == lao) {
            for who in entry.appearances.iter().filter(|who| met.contains(who)) {
                let by = elsewhere(entry, &register.entries, (&visits, &given), &laos);
                if !by.is_empty() {
                    held.insert(*who, by);
                }
            }
        }
        Ok(held)
    }

    /// A photo of one of the visitor's LAO's records, in full or small; `None` where it has not
    /// come yet, was erased, or is none of theirs.
    ///
    /// # Errors
    /// When the database or the photos' place cannot be asked.
    pub async fn photo_for(
        &self,
        visitor: &Visitor,
        record: RecordId,
        photo: PhotoHash,
        small: bool,
    ) -> Done<Option<Shown>> {
        let lao = visitor.lao.code;
        let mut tx = self.db.look().await?;
        let visits = visits_of(&mut *tx, lao, &[record]).await?;
        let names = |record: &Record| record.photo_hashes().any(|hash| hash == photo);
        if !visits.iter().any(|visit| names(&visit.record)) {
            return Ok(None);
        }
        if small && let Some(row) = tx.thumbnail(lao, photo).await? {
            return Ok(Some(Shown { bytes: self.open_thumbnail(lao, photo, &row)?, in_full: false }));
        }
        let row = tx.photos(lao, &[photo]).await?.into_iter().next().filter(|row| !row.is_erased());
        drop(tx);
        let Some(row) = row else { return Ok(None) };
        let bytes = self.photos.read(&self.keys, lao, photo, &row.key).await?;
        Ok(Some(Shown { bytes, in_full: true }))
    }

    /// Everything that was written of these records, opened.
    pub(super) async fn written(
        &self,
        tx: &mut dyn Transaction,
        lao: LaoCode,
        records: Vec<RecordId>,
    ) -> Done<Written> {
        let names: BTreeMap<String, String> =
            tx.surveyors(lao).await?.into_iter().map(|surveyor| (surveyor.id, surveyor.name)).collect();
        let mut written = Written::default();
        for row in tx.history(lao, &records).await? {
            if row.kind != crate::db::LogKind::Change {
                continue;
            }
            let Some(change) = log::change(&self.keys, lao, &row)? else { continue };
            let edit = change.edit();
            let hand = Hand {
                name: edit.surveyor.as_ref().and_then(|id| names.get(id)).cloned(),
                surveyor: edit.surveyor.clone(),
                device: edit.author.clone(),
                at: in_thailand(edit.stamp.ms()),
            };
            written.changes.insert(change.id(), (row.at, hand));
            let history = written.histories.entry(edit.record).or_default();
            history.take(change).map_err(|e| DbFault::Broken(e.to_string()))?;
        }
        Ok(written)
    }
}

/// What the log holds of some records.
#[derive(Default)]
pub(super) struct Written {
    histories: BTreeMap<RecordId, History>,
    changes: BTreeMap<ChangeId, (u64, Hand)>,
}

impl Written {
    /// All that was ever written of one record.
    pub(super) fn history(&self, record: RecordId) -> Option<&History> {
        self.histories.get(&record)
    }

    /// Where each value that an entry shows comes from: the newest visit that has it.
    fn sources(
        &self,
        entry: &Entry,
        visits: &[Visit],
        met: &BTreeSet<Appearance>,
    ) -> BTreeMap<String, Source> {
        let mut sources = BTreeMap::new();
        let Ok(Value::Object(shown)) = serde_json::to_value(&entry.shown) else { return sources };
        let merged: BTreeMap<RecordId, _> = self
            .histories
            .iter()
            .filter_map(|(record, history)| Some((*record, history.merge().ok()?.heads)))
            .collect();
        for (visit, person) in on(visits, met) {
            let Ok(Value::Object(said)) = serde_json::to_value(person) else { continue };
            for (field, value) in said {
                if field == "id" || shown.get(&field) != Some(&value) || sources.contains_key(&field) {
                    continue;
                }
                let path = format!("people/{}/{field}", person.id);
                let heads = merged.get(&visit.record.id).and_then(|heads| heads.get(&path.parse().ok()?));
                let hands = heads.into_iter().flatten().filter_map(|id| self.changes.get(id));
                let hand = hands.max_by_key(|(taken, _)| *taken).map(|(_, hand)| hand.clone());
                let (record, captured_at) = (visit.record.id, visit.record.captured_at);
                sources.insert(field, Source { record, captured_at, hand });
            }
        }
        sources
    }

    /// Who wrote what, of the fields that are asked for, the newest first.
    pub(super) fn writings(&self, is_asked: impl Fn(&RecordId, &FieldPath) -> bool) -> Vec<Writing> {
        let mut steps: Vec<(u64, Writing)> = Vec::new();
        for (record, history) in &self.histories {
            for change in history.changes() {
                let Some((taken, hand)) = self.changes.get(&change.id()) else { continue };
                let edit = change.edit();
                let sets: Vec<_> = edit
                    .sets
                    .iter()
                    .filter(|(path, _)| is_asked(record, path))
                    .map(|(path, value)| (path.clone(), value.clone()))
                    .collect();
                if sets.is_empty() {
                    continue;
                }
                let step = Writing {
                    change: change.id(),
                    record: *record,
                    hand: hand.clone(),
                    taken_at: in_thailand(*taken),
                    makes: edit.sets.keys().any(|path| path.as_str() == "status"),
                    sets,
                };
                steps.push((edit.stamp.ms(), step));
            }
        }
        steps.sort_by_key(|(at, step)| std::cmp::Reverse((*at, step.change)));
        steps.into_iter().map(|(_, step)| step).collect()
    }
}

/// What the office reads of whoever was met: what was written of them and of what they ask for, and of
/// the visit itself.
fn of_whoever_was_met(
    visits: &[Visit],
    met: &BTreeSet<Appearance>,
) -> impl Fn(&RecordId, &FieldPath) -> bool + use<> {
    let theirs: BTreeSet<String> = met.iter().map(|who| who.person.to_string()).collect();
    let asked: BTreeSet<String> = on(visits, met)
        .flat_map(|(visit, person)| visit.record.requests_of(person.id))
        .map(|request| request.id.to_string())
        .collect();
    move |_: &RecordId, path: &FieldPath| match path.part() {
        Part::Member("people", name) | Part::OfMember("people", name, _) => theirs.contains(name),
        Part::Member("requests", name) | Part::OfMember("requests", name, _) => asked.contains(name),
        Part::Member(..) | Part::OfMember(..) => false,
        Part::Own(_) | Part::Of(..) => true,
    }
}

/// Whoever was met on these visits, on each.
fn on<'v, 'm>(
    visits: &'v [Visit],
    met: &'m BTreeSet<Appearance>,
) -> impl Iterator<Item = (&'v Visit, &'v Person)> + use<'v, 'm> {
    visits.iter().flat_map(move |visit| {
        let (lao, record) = (visit.record.lao, visit.record.id);
        let people = visit.record.people.iter();
        people
            .filter(move |person| met.contains(&Appearance { lao, record, person: person.id }))
            .map(move |person| (visit, person))
    })
}

/// The help that visits tell of, for whoever was met on them.
fn help_on(visits: &[Visit], met: &BTreeSet<Appearance>) -> Vec<Help> {
    on(visits, met).flat_map(|(visit, person)| visit.record.help_of(person)).cloned().collect()
}

/// Help that offices gave, by what they did about requests on some visits.
struct Given(Vec<Gift>);

/// One of them.
struct Gift {
    who: Appearance,
    /// Their number, where their visit was withdrawn: what was given before is theirs all the same.
    withdrawn: Option<NationalId>,
    help: Help,
}

impl Given {
    async fn on(tx: &mut dyn Transaction, visits: &[Visit], laos: &register::lao::Directory) -> Done<Self> {
        let mut given = Vec::new();
        let of: BTreeSet<LaoCode> = visits.iter().map(|visit| visit.record.lao).collect();
        for lao in of {
            let here: Vec<&Record> =
                visits.iter().map(|visit| &visit.record).filter(|record| record.lao == lao).collect();
            let rows = tx.steps_on(lao, &here.iter().map(|record| record.id).collect::<Vec<_>>()).await?;
            let mut steps = intake::steps_by_request(&rows)?;
            let from = laos.get(lao).map(|lao| lao.name.clone());
            for record in here {
                // Of a request that an edit took out of its record, too: it was given to the house.
                let asked: Vec<_> = steps.keys().filter(|(of, _)| *of == record.id).copied().collect();
                for key in asked {
                    let request = record.requests.iter().find(|request| request.id == key.1);
                    let requester = request.and_then(|request| record.requester(request));
                    let course = Course::of(intake::nobodys(), steps.remove(&key).unwrap_or_default());
                    for register::course::Given { on, grant, .. } in course.given() {
                        let person = grant.person.or(requester).or_else(|| record.householder());
                        let Some(person) = person else { continue };
                        let help = Help {
                            from: from.clone(),
                            what: Some(grant.what.clone()),
                            item: grant.item.clone(),
                            quantity: grant.quantity.clone(),
                            amount_baht: grant.amount_baht.clone(),
                            on: Some(on),
                            person: Some(person),
                            ..Help::default()
                        };
                        let is = |one: &&Person| record.withdraw.is_some() && one.id == person;
                        let withdrawn = record
                            .people
                            .iter()
                            .find(is)
                            .and_then(|one| TypedId::read(one.national_id.as_deref()).valid());
                        given.push(Gift {
                            who: Appearance { lao, record: record.id, person },
                            withdrawn,
                            help,
                        });
                    }
                }
            }
        }
        Ok(Self(given))
    }

    /// What whoever was met so, and has this number in this LAO, was given.
    fn to(&self, lao: LaoCode, met: &BTreeSet<Appearance>, number: Option<NationalId>) -> Vec<Help> {
        let is_of_before = |gift: &Gift| gift.who.lao == lao && number.is_some() && gift.withdrawn == number;
        let is_theirs = |gift: &&Gift| met.contains(&gift.who) || is_of_before(gift);
        self.0.iter().filter(is_theirs).map(|gift| gift.help.clone()).collect()
    }
}

/// Other LAOs that hold this person.
fn elsewhere(
    entry: &Entry,
    all: &[Entry],
    (visits, given): (&[Visit], &Given),
    laos: &register::lao::Directory,
) -> Vec<Elsewhere> {
    let number = entry.national_id.valid();
    let mut found = Vec::new();
    for other in all.iter().filter(|other| other.lao != entry.lao) {
        let is_linked = entry.linked.contains(&other.lao) && other.person == entry.person;
        let meets = entry.flags.contains(&Flag::CrossArea)
            && matches!(&other.national_id, TypedId::Valid(id) if Some(*id) == number);
        let Some(lao) = laos.get(other.lao).filter(|_| is_linked || meets) else { continue };
        let met: BTreeSet<Appearance> = other.appearances.iter().copied().collect();
        let help = help_on(visits, &met)
            .into_iter()
            .chain(given.to(other.lao, &met, other.national_id.valid()))
            .collect();
        found.push(Elsewhere { lao: lao.clone(), is_linked, help });
    }
    found
}

/// Decisions by which these appearances are one person: of each, somebody of both sides is among them.
fn joins(decisions: &[Decision], met: &BTreeSet<Appearance>) -> Vec<Joined> {
    let holds = |side: &[Appearance]| side.iter().any(|who| met.contains(who));
    let joins = decisions.iter().filter(|decision| {
        matches!(&decision.ruling().verdict, Verdict::Join { left, right } if holds(left) && holds(right))
    });
    joins
        .map(|decision| {
            let ruling = decision.ruling();
            Joined { decision: decision.id(), by: ruling.by.clone(), at: ruling.stamp.ms() }
        })
        .collect()
}

/// These records' visits, as far as they are whole and nobody on them was erased wholly.
pub(super) async fn visits_of(
    tx: &mut dyn Transaction,
    lao: LaoCode,
    records: &[RecordId],
) -> Done<Vec<Visit>> {
    let keys: Vec<_> = records.iter().map(|record| (lao, *record)).collect();
    let gone = erasure::gone(tx, lao, records).await?;
    let mut visits = Vec::new();
    for row in tx.records(&keys).await? {
        if !gone.get(&row.id).is_some_and(erasure::Gone::is_whole) {
            visits.extend(row.read()?);
        }
    }
    Ok(visits)
}
