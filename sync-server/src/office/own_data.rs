//! What somebody may be told of themselves: all that the office holds on them, in one file.
//!
//! Owns gathering it from every place where something of a person stands: their visits, what was
//! written and by whom, what was done to their requests, what is held apart, tasks, papers that
//! hang, rulings, and who looked at them. Nothing that may be about somebody else comes along
//! (`register::own` draws that line within a record, and it is drawn by the same parts here).
//!
//! Refuses to know how it is shown and who may hand it over (`console`). Called by the console,
//! through `Office`.

use std::collections::{BTreeMap, BTreeSet};

use register::calendar::Round;
use register::course::Act;
use register::decision::{Appearance, Decision, Verdict};
use register::field::{FieldPath, Part};
use register::lao::Lao;
use register::own::{self, Own, TakenOut};
use register::posting::Posting;
use register::record::{Person, PersonId, RecordId, RequestId, TaskId};
use register::referral::Referral;
use register::thai;
use serde_json::Value;

use super::file::{PersonFile, Writing, visits_of};
use super::parted::{Parted, as_met, more_of, stands_as};
use super::requests::{Asked, Stood};
use super::{Done, Office, OfficeFault, Visitor};
use crate::db::desk::{AccessRow, HandedRow, TypedRow};
use crate::db::{TaskRow, postings_of};
use crate::erasure;

/// No person was looked at more often; the newest are told.
const MOST_LOOKS: u32 = 100_000;

/// All that the office holds on one person.
#[derive(Debug)]
pub struct OwnFile {
    /// Their file as the office sees it. Its visits are whole: what is told of them is in `records`.
    pub file: PersonFile,
    /// What they are told of each visit, the newest first.
    pub records: Vec<Own>,
    /// On which of these visits an edit took them off.
    pub taken_off: BTreeSet<Appearance>,
    /// What was done to their requests.
    pub courses: Vec<Stood>,
    /// What central places did about those that were sent on, by the request.
    pub answers: BTreeMap<Asked, Vec<(Lao, Referral)>>,
    /// Everything that was ever written of them, the newest first.
    pub writings: Vec<Writing>,
    /// What was sent of them and counts for nothing, for its phone was revoked: since when it is
    /// held, and what it sets.
    pub apart: Vec<(u64, Vec<(FieldPath, Value)>)>,
    /// What surveyors were asked to look at.
    pub tasks: Vec<TaskRow>,
    /// Papers that name them.
    pub posted: Vec<Posting>,
    /// Rulings about them and about their visits, the newest first.
    pub rulings: Vec<Decision>,
    /// Who looked at them, the newest first.
    pub looks: Vec<AccessRow>,
    /// When they were handed out last to be entered into INFO.
    pub handed: Vec<HandedRow>,
    /// Months for which they were typed into INFO, by whom and when, the newest first.
    pub typed: Vec<(Round, TypedRow)>,
    /// What users of the office are called.
    pub names: BTreeMap<String, String>,
    /// How many things of their houses are left out, for nobody can say that they are about them.
    pub left_out: usize,
}

impl OwnFile {
    /// Whether a visit still has them, so that there is a page of theirs.
    pub fn has_page(&self) -> bool {
        !self.taken_off.contains(&self.file.who)
    }

    /// Whether an edit took them off a record, so that what it says of them is what it last said.
    pub fn is_taken_off(&self, record: RecordId) -> bool {
        self.taken_off.iter().any(|who| who.record == record)
    }

    /// Whether nobody else is on a record.
    pub fn is_alone_on(&self, record: RecordId) -> bool {
        self.records.iter().any(|own| own.record.id == record && own.alone)
    }
}

impl Office {
    /// All that the visitor's LAO holds on whoever was met on this visit; `None` where there is
    /// nobody.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn own_file(
        &self,
        visitor: &Visitor,
        record: RecordId,
        person: PersonId,
    ) -> Done<Option<OwnFile>> {
        let lao = visitor.lao.code;
        let asked_for = Appearance { lao, record, person };
        let mut tx = self.db.look().await?;
        let parted = Parted::read(&mut *tx, &self.keys, lao).await?;
        // Whoever was taken off this visit may stand on another.
        let there = match parted.person(&asked_for) {
            None => Some(asked_for),
            Some(_) => {
                let entry = stands_as(&mut *tx, lao, &parted, &parted.only(&asked_for)).await?;
                match entry {
                    None => None,
                    Some(entry) => tx.entry(lao, entry).await?.first().map(|row| row.who),
                }
            }
        };
        drop(tx);
        let file = match there {
            Some(who) => self.person_file(visitor, who.record, who.person).await?,
            None => Some(PersonFile::of_nobody(asked_for, Vec::new())),
        };
        let Some(mut file) = file else { return Ok(None) };

        let mut tx = self.db.look().await?;
        let mut known = as_met(&mut *tx, &file.met()).await?;
        known.extend(parted.only(&asked_for));
        let (withdrawn, mut taken_off) = more_of(&mut *tx, lao, &parted, &known).await?;
        known.extend(withdrawn.clone());
        taken_off.extend(parted.person(&asked_for).map(|_| asked_for));
        let others: BTreeSet<RecordId> = taken_off
            .iter()
            .chain(withdrawn.keys())
            .map(|who| who.record)
            .filter(|record| file.visits.iter().all(|visit| visit.record.id != *record))
            .collect();
        let others = visits_of(&mut *tx, lao, &others.into_iter().collect::<Vec<_>>()).await?;
        file.visits.extend(others);
        for visit in &mut file.visits {
            let gone = taken_off.iter().filter(|who| who.record == visit.record.id);
            let gone = gone.filter_map(|who| parted.person(who));
            // Whoever is gone is no head any more, who asks for whoever is not named.
            visit.record.people.extend(gone.map(|person| Person { head: None, ..person.clone() }));
        }
        file.visits.sort_by_key(|visit| std::cmp::Reverse((visit.record.captured_at, visit.record.id)));
        let met = file.met();
        let who = met.iter().chain(&taken_off).chain(withdrawn.keys());
        let who: BTreeSet<PersonId> = who.map(|who| who.person).collect();
        let ids: Vec<RecordId> = file.visits.iter().map(|visit| visit.record.id).collect();
        let written = self.written(&mut *tx, lao, ids.clone()).await?;
        let (mut records, mut theirs, mut asked) = (Vec::new(), BTreeMap::new(), BTreeSet::new());
        for visit in &file.visits {
            let id = visit.record.id;
            // What would go with them is theirs to know.
            let ever = match written.history(id) {
                Some(history) => erasure::theirs_of(id, history, &who)?,
                None => erasure::Theirs::default(),
            };
            let requests: BTreeSet<RequestId> = ever.requests.iter().copied().map(RequestId::new).collect();
            let out = TakenOut {
                requests: requests.clone(),
                photos: ever.photos.clone(),
                somebody_else: !ever.alone,
            };
            let own = own::of(&visit.record, &who, &out);
            asked.extend(
                own.record.requests.iter().map(|request| request.id).chain(requests).map(|of| (id, of)),
            );
            theirs.insert(id, Theirs::on(&own, &ever));
            records.push(own);
        }
        let is_theirs =
            |record: &RecordId, path: &FieldPath| theirs.get(record).is_some_and(|theirs| theirs.has(path));
        let writings = written.writings(is_theirs);
        let alone: BTreeSet<RecordId> =
            records.iter().filter(|own: &&Own| own.alone).map(|own| own.record.id).collect();
        let steps = tx.steps_on(lao, &ids).await?;
        let steps = steps.iter().filter(|row| alone.contains(&row.record));
        asked.extend(steps.map(|row| (row.record, row.request)));
        let tasks = tx.tasks_on(lao, &ids).await?;
        let mut posted = Vec::new();
        for posting in postings_of(&mut *tx, lao).await? {
            let names_them =
                posting.listed.iter().any(|listed| asked.contains(&(listed.record, listed.request)));
            posted.extend(names_them.then_some(posting));
        }
        let mut apart = Vec::new();
        for row in tx.quarantined(lao).await?.into_iter().filter(|row| ids.contains(&row.record)) {
            let held = erasure::held_apart(&self.keys, lao, &row)
                .map_err(|fault| OfficeFault::Intake(fault.into()))?;
            let sets: Vec<_> = held
                .iter()
                .flat_map(|change| &change.edit().sets)
                .filter(|(path, _)| is_theirs(&row.record, path))
                .map(|(path, value)| (path.clone(), value.clone()))
                .collect();
            if !sets.is_empty() {
                apart.push((row.at, sets));
            }
        }
        let laos = self.laos(&mut *tx).await?;
        let entry = file.entry.as_ref().map(|entry| entry.person);
        let mut looks = Vec::new();
        for person in who.iter().copied().chain(entry).collect::<BTreeSet<_>>() {
            looks.extend(tx.accesses(lao, Some(person), None, MOST_LOOKS).await?);
        }
        looks.sort_by_key(|look| std::cmp::Reverse(look.id));
        let numbers: BTreeSet<&str> = records
            .iter()
            .flat_map(|own| &own.record.people)
            .filter_map(|person| person.national_id.as_deref())
            .collect();
        let numbers =
            numbers.into_iter().map(|number| TypedRow::whom(&self.keys, &thai::arabic_digits(number)));
        let numbers: Vec<_> = numbers.collect();
        let typed = tx.typed_of(lao, &numbers).await?;
        let handed = tx.handed_of(lao, &numbers).await?;
        let mut names: BTreeMap<String, String> =
            tx.users(lao).await?.into_iter().map(|user| (user.id, user.name)).collect();
        let strangers: BTreeSet<&String> =
            looks.iter().map(|look| &look.user).filter(|user| !names.contains_key(*user)).collect();
        // Of a central place that serves the LAO.
        let mut elsewhere = Vec::new();
        for id in strangers {
            let Some(user) = tx.user(id).await? else { continue };
            let of = laos.get(user.lao).map_or_else(|| user.lao.to_string(), |lao| lao.name.clone());
            elsewhere.push((user.id, format!("{} ({of})", user.name)));
        }
        names.extend(elsewhere);
        let mut rulings = file.rulings.clone();
        rulings.retain(|decision| is_about(decision, &file, &ids));
        rulings.sort_by_key(|decision| std::cmp::Reverse(decision.ruling().stamp));
        drop(tx);

        let mut courses = Vec::new();
        for (record, request) in asked {
            match self.course(&Asked { lao, record, request }).await {
                Ok(stood) => courses.push(stood),
                // It was taken out of its record and nothing was ever done to it.
                Err(OfficeFault::Missing(_)) => {}
                Err(fault) => return Err(fault),
            }
        }
        let mut answers = BTreeMap::new();
        for stood in &courses {
            let said = self.coordinated(&stood.asked).await?;
            if !said.is_empty() {
                answers.insert(stood.asked, said);
            }
        }
        let sent: BTreeSet<TaskId> = courses.iter().flat_map(sent_for).collect();
        let tasks = tasks.into_iter().filter_map(|row| task_of(row, &sent, &theirs)).collect();
        let left_out = records.iter().map(|own| own.left_out).sum();
        Ok(Some(OwnFile {
            file,
            records,
            courses,
            answers,
            writings,
            apart,
            tasks,
            posted,
            rulings,
            taken_off,
            looks,
            handed,
            typed,
            names,
            left_out,
        }))
    }
}

/// What of a record is theirs, by the names of the parts.
struct Theirs {
    parts: BTreeSet<String>,
    alone: bool,
}

impl Theirs {
    /// What stands on it, and what an edit took out of it.
    fn on(own: &Own, ever: &erasure::Theirs) -> Self {
        let record = &own.record;
        let mut parts: BTreeSet<String> = record.people.iter().map(|person| person.id.to_string()).collect();
        parts.extend(record.requests.iter().map(|request| request.id.to_string()));
        parts.extend(record.checks.iter().map(|check| check.id.to_string()));
        parts.extend(record.reviews.iter().map(|review| review.id.to_string()));
        parts.extend(record.photos.iter().map(|photo| photo.hash.to_string()));
        let ever_theirs = ever.requests.iter().chain(&ever.checks).chain(&ever.reviews);
        parts.extend(ever_theirs.map(ToString::to_string));
        parts.extend(ever.photos.iter().map(ToString::to_string));
        Self { parts, alone: own.alone }
    }

    /// Whether a field is of the visit, of the house, or of what is theirs.
    fn has(&self, path: &FieldPath) -> bool {
        match path.part() {
            _ if self.alone => true,
            // A photo is named by its hash and by what it shows.
            Part::Member("photos", name) | Part::OfMember("photos", name, _) => {
                self.parts.contains(name.rsplit_once(':').map_or(name, |(hash, _)| hash))
            }
            Part::Member(_, name) | Part::OfMember(_, name, _) => self.parts.contains(name),
            // Of damage, everybody's things stand in one list.
            Part::Of(section, field) => (section, field) != ("damage", "items"),
            Part::Own(field) => !matches!(field, "help_received" | "withdraw" | "refusal"),
        }
    }
}

/// The tasks by which somebody was sent to look at a request.
fn sent_for(stood: &Stood) -> impl Iterator<Item = TaskId> {
    stood.course.steps().iter().filter_map(|step| match &step.act {
        Act::SentForCheck { task, .. } => *task,
        _ => None,
    })
}

/// A task as far as it is about them: of one about the whole house, only the facts in what is theirs.
fn task_of(
    mut row: TaskRow,
    sent: &BTreeSet<TaskId>,
    theirs: &BTreeMap<RecordId, Theirs>,
) -> Option<TaskRow> {
    let of_record = theirs.get(&row.task.record)?;
    if sent.contains(&row.task.id) || of_record.alone {
        return Some(row);
    }
    let in_theirs = |field: &Option<String>| {
        let path = field.as_deref().and_then(|field| field.parse::<FieldPath>().ok());
        path.is_some_and(|path| path.member().is_some() && of_record.has(&path))
    };
    row.task.facts.retain(|fact| in_theirs(&fact.field));
    row.task.note = None;
    (!row.task.facts.is_empty()).then_some(row)
}

/// Whether a ruling names them, or counts a visit of theirs in or out.
fn is_about(decision: &Decision, file: &PersonFile, records: &[RecordId]) -> bool {
    let met = file.met();
    match &decision.ruling().verdict {
        Verdict::Join { left, right } | Verdict::Separate { left, right } => {
            left.iter().chain(right).any(|who| met.contains(who))
        }
        Verdict::Withdraw { lao, record, .. } | Verdict::Restore { lao, record, .. } => {
            *lao == file.who.lao && records.contains(record)
        }
        _ => false,
    }
}
