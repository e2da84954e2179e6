//! Where requests stand: steps of the office filed, and the list of courses kept up to date.
//!
//! Owns that a step is weighed, numbered, signed and logged under the lock of the LAO's feed, that
//! the same sheet sent twice is one step, and that whoever comes second hears what happened
//! meanwhile; and that a task which a step gave goes with it where the step is taken back. A step is sealed under the name of its request, so that an erasure of the request
//! destroys it and nothing else.
//!
//! Refuses to know the rules (`register::course`) and who a user is (`office`). Called by `intake`
//! for what arrives, and by `office`.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use register::course::{
    Act, Course, Desk, Duty, Matter, Meeting, MeetingId, ReceiptNumber, Refusal, State, Step, StepKey,
};
use register::decision::{Decision, Ruling, Verdict};
use register::event::{Event, When};
use register::lao::LaoCode;
use register::record::{Area, Record, RecordId, Request, RequestId, TaskId};
use register::visit::Visit;

use super::{Arrived, Files, Intake, IntakeFault, Key, Outcome, append, decided, move_heads, visit_of};
use crate::db::{
    Answer, CourseRow, CourseSaid, DbFault, LogKind, RecordRow, StepRow, TaskState, Transaction, UserRole,
    UserRow, decision_named, decision_of, events_of, said_in, settings_of,
};
use crate::log;
use crate::projection::MANY;

/// A step that somebody of the office asks for.
pub(crate) struct Asking<'a> {
    /// Who.
    pub user: &'a UserRow,
    /// On which record of their LAO.
    pub record: RecordId,
    /// About which request.
    pub request: RequestId,
    /// The sheet.
    pub key: StepKey,
    /// How many steps the sheet knew of.
    pub seen: usize,
    /// The day on which it was done.
    pub on: chrono::NaiveDate,
    /// What was done.
    pub act: &'a Act,
    /// When it is written down.
    pub stamp: register::clock::Stamp,
    /// Today, in Thailand.
    pub today: chrono::NaiveDate,
}

/// What became of it.
pub(crate) enum Settled {
    /// It was taken, or had been before: where the request stands now.
    Taken,
    /// There is no such request.
    Missing,
    /// It may not be taken.
    Refused(Refusal),
    /// Others were first: what they did.
    Meanwhile(Vec<Step>),
    /// The sheet was used for something else.
    SheetUsed,
}

impl From<UserRole> for Duty {
    fn from(role: UserRole) -> Self {
        match role {
            UserRole::Supervisor => Self::Supervisor,
            UserRole::Officer => Self::Officer,
            UserRole::Committee => Self::Committee,
            UserRole::Auditor => Self::Auditor,
            UserRole::Admin => Self::Admin,
        }
    }
}

/// Takes a step, or says why not.
pub(crate) async fn take_step(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    lao: LaoCode,
    asking: &Asking<'_>,
) -> Result<Outcome<Settled>, IntakeFault> {
    let mut heads = tx.lock(&with.locks).await?;
    let (record, request) = (asking.record, asking.request);
    if let Some(before) = tx.step_with(lao, asking.key).await? {
        let decision = decision_of(&before.json)?;
        let is_same = match &decision.ruling().verdict {
            Verdict::Step { record: of, request: about, on, act, .. } => {
                decision.ruling().by == asking.user.id
                    && (*of, *about, *on) == (record, request, asking.on)
                    && is_same_act(act, asking.act)
            }
            _ => false,
        };
        return Ok(Outcome::Nothing(if is_same { Settled::Taken } else { Settled::SheetUsed }));
    }
    let Some(row) = tx.records(&[(lao, record)]).await?.into_iter().next() else {
        return Ok(Outcome::Nothing(Settled::Missing));
    };
    let Some(visit) = visit_of(&row)? else { return Ok(Outcome::Nothing(Settled::Missing)) };
    let rows = tx.steps_on(lao, &[record]).await?;
    let steps = steps_of(&rows, request)?;
    let Some(matter) = matter_of(tx, with, lao, &visit, request, !steps.is_empty()).await? else {
        return Ok(Outcome::Nothing(Settled::Missing));
    };
    let mut course = Course::of(matter, steps.clone());
    if steps.len() != asking.seen {
        let since = steps.into_iter().skip(asking.seen).collect();
        return Ok(Outcome::Nothing(Settled::Meanwhile(since)));
    }
    let meeting = match asking.act.meeting() {
        Some(meeting) => meeting_in(tx, lao, meeting).await?,
        None => None,
    };
    let desk = Desk {
        user: &asking.user.id,
        duty: asking.user.role.into(),
        today: asking.today,
        meeting: meeting.as_ref(),
    };
    let mut act = asking.act.clone();
    match &mut act {
        // Nobody but this register gives a number.
        Act::Registered { number } => *number = None,
        // What the meeting is owed does not turn on what becomes of the record.
        Act::HelpedUrgently { area, .. } => *area = course.matter().area,
        _ => {}
    }
    // Nobody is to go and look any more where that was a mistake.
    let called_back = match (&act, course.counting().next_back().map(|step| &step.act)) {
        (Act::TakenBack { .. }, Some(Act::SentForCheck { task, .. })) => *task,
        _ => None,
    };
    let step = |act: Act| Step { by: asking.user.id.clone(), stamp: asking.stamp, on: asking.on, act };
    if let Err(refusal) = course.may(&step(act.clone()), &desk) {
        return Ok(Outcome::Nothing(Settled::Refused(refusal)));
    }
    if let Act::Registered { number } = &mut act {
        let year = register::calendar::FiscalYear::of(asking.on);
        let next = tx.next_running(lao, year.year().number()).await?;
        let next = u32::try_from(next)
            .map_err(|_| DbFault::Broken("the year's register has no number left".to_owned()))?;
        *number = Some(ReceiptNumber::new(year, next));
    }
    if let Err(refusal) = course.take(step(act.clone()), &desk) {
        return Ok(Outcome::Nothing(Settled::Refused(refusal)));
    }
    let (key, on) = (asking.key, asking.on);
    let named = act.meeting();
    let verdict = Verdict::Step { lao, record, request, key, on, act: Box::new(act) };
    let decision = Ruling::new(asking.user.id.clone(), asking.stamp, verdict).sign(&with.keys.signing);
    let json = decision.to_json();
    let sealed = log::seal_about(with.keys, decision.id(), request, json.clone().into_bytes())?;
    let (id, by) = (decision.id(), asking.user.id.clone());
    let arrived = Arrived { kind: LogKind::Decision, id, record: Some(record), by, sealed };
    append(tx, with, lao, &mut heads, vec![arrived]).await?;
    let nth = u32::try_from(asking.seen + 1).unwrap_or(u32::MAX);
    tx.put_steps(&[StepRow { lao, record, request, nth, id, sheet: key, meeting: named, json }]).await?;
    if let Some(task) = called_back {
        call_back(tx, lao, record, task).await?;
    }
    settle(tx, with, lao, &[record]).await?;
    move_heads(tx, &heads).await?;
    Ok(Outcome::Done(Settled::Taken))
}

/// Closes a task that a phone has not answered: it hears of it at its next sync.
async fn call_back(tx: &mut dyn Transaction, lao: LaoCode, record: RecordId, task: TaskId) -> Answer<()> {
    let rows = tx.tasks_on(lao, &[record]).await?;
    for mut row in rows.into_iter().filter(|row| row.task.id == task && row.state == TaskState::Open) {
        row.state = TaskState::Closed;
        tx.put_task(&row).await?;
    }
    Ok(())
}

/// The same act, apart from what the register itself wrote in it.
fn is_same_act(taken: &Act, asked: &Act) -> bool {
    match (taken, asked) {
        (Act::Registered { .. }, Act::Registered { .. }) => true,
        (
            Act::HelpedUrgently { grants, consent, .. },
            Act::HelpedUrgently { grants: asked, consent: asked_consent, .. },
        ) => (grants, consent) == (asked, asked_consent),
        (taken, asked) => taken == asked,
    }
}

/// Says a meeting anew, or says why not.
pub(crate) async fn convene(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    lao: LaoCode,
    decision: &Decision,
    meeting: &Meeting,
) -> Result<Outcome<Result<(), Refusal>>, IntakeFault> {
    let mut heads = tx.lock(&with.locks).await?;
    let before = meeting_in(tx, lao, meeting.id).await?;
    if before.as_ref() == Some(meeting) {
        return Ok(Outcome::Nothing(Ok(())));
    }
    let allowed = match before {
        Some(before) => before.may_become(meeting, has_ruled(tx, lao, meeting.id).await?),
        None => meeting.check(),
    };
    if let Err(refusal) = allowed {
        return Ok(Outcome::Nothing(Err(refusal)));
    }
    append(tx, with, lao, &mut heads, vec![decided(with, decision)?]).await?;
    tx.put_meeting(lao, meeting.id, &decision.to_json()).await?;
    move_heads(tx, &heads).await?;
    Ok(Outcome::Done(Ok(())))
}

/// Whether a ruling of this meeting counts.
async fn has_ruled(tx: &mut dyn Transaction, lao: LaoCode, meeting: MeetingId) -> Result<bool, IntakeFault> {
    let rules = |step: &Step| matches!(&step.act, Act::Decided { meeting: at, .. } if *at == meeting);
    Ok(courses_about(tx, lao, meeting).await?.values().any(|course| course.counting().any(rules)))
}

/// Every request that some step names this meeting about, with what its steps come to: which of them
/// count does not turn on what was asked.
pub(crate) async fn courses_about(
    tx: &mut dyn Transaction,
    lao: LaoCode,
    meeting: MeetingId,
) -> Answer<BTreeMap<(RecordId, RequestId), Course>> {
    let named: BTreeSet<(RecordId, RequestId)> =
        tx.steps_at(lao, meeting).await?.into_iter().map(|row| (row.record, row.request)).collect();
    let records: BTreeSet<RecordId> = named.iter().map(|(record, _)| *record).collect();
    let rows = tx.steps_on(lao, &records.into_iter().collect::<Vec<_>>()).await?;
    let mut steps = steps_by_request(&rows)?;
    let course = |key| (key, Course::of(nobodys(), steps.remove(&key).unwrap_or_default()));
    Ok(named.into_iter().map(course).collect())
}

/// What a course begins with where it does not matter: which steps count.
pub(crate) fn nobodys() -> Matter {
    Matter {
        person: None,
        area: None,
        channel: None,
        signed: register::record::Signed::Yes,
        urgent: false,
        zone: None,
        declared: None,
        asked_on: chrono::NaiveDate::default(),
        reports_to_central_place: false,
        withdrawn: false,
    }
}

/// A meeting as it stands.
async fn meeting_in(
    tx: &mut dyn Transaction,
    lao: LaoCode,
    id: MeetingId,
) -> Result<Option<Meeting>, IntakeFault> {
    let found = tx.meetings(lao).await?.into_iter().find(|(known, _)| *known == id);
    Ok(found.map(|(_, json)| meeting_said(&json)).transpose()?)
}

/// The meeting that a row says.
pub(crate) fn meeting_said(json: &str) -> Answer<Meeting> {
    said_in(json, "a meeting", |verdict| match verdict {
        Verdict::Meeting { meeting, .. } => Some(&**meeting),
        _ => None,
    })
}

/// The step that a row holds.
fn step_of(row: &StepRow) -> Answer<Step> {
    Step::of(&decision_named(&row.json, row.id)?)
        .ok_or_else(|| DbFault::Broken("a step's row holds something else".to_owned()))
}

/// The steps that rows hold, each request's in their order. Where there are many they are read side by side.
pub(crate) fn steps_by_request(rows: &[StepRow]) -> Answer<BTreeMap<(RecordId, RequestId), Vec<Step>>> {
    let read: Vec<Step> = rows.par_iter().with_min_len(MANY).map(step_of).collect::<Answer<_>>()?;
    let mut steps: BTreeMap<_, Vec<Step>> = BTreeMap::new();
    for (row, step) in rows.iter().zip(read) {
        steps.entry((row.record, row.request)).or_default().push(step);
    }
    Ok(steps)
}

pub(crate) fn steps_of(rows: &[StepRow], request: RequestId) -> Answer<Vec<Step>> {
    rows.iter().filter(|row| row.request == request).map(step_of).collect()
}

/// What a request's course begins with: the request as its record has it, or what is left of one
/// that was taken out of it after the office did something.
pub(crate) async fn matter_of(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    lao: LaoCode,
    visit: &Visit,
    request: RequestId,
    has_steps: bool,
) -> Answer<Option<Matter>> {
    matter_under(tx, with, &mut Terms::default(), (lao, visit, request), has_steps).await
}

/// What LAOs set and declared, as far as it was asked for: where many requests are asked about it is read once.
#[derive(Default)]
pub(crate) struct Terms {
    reports: BTreeMap<LaoCode, bool>,
    events: BTreeMap<LaoCode, Vec<Event>>,
}

impl Terms {
    /// Whether a LAO reports to the central place: as it set itself, or as its kind says.
    async fn reports(&mut self, tx: &mut dyn Transaction, with: &Intake<'_>, lao: LaoCode) -> Answer<bool> {
        if let Some(known) = self.reports.get(&lao) {
            return Ok(*known);
        }
        let set = settings_of(tx, lao).await?.reports_to_central_place;
        let reports =
            set.unwrap_or_else(|| with.laos.get(lao).is_some_and(|lao| lao.kind.reports_to_central_place()));
        self.reports.insert(lao, reports);
        Ok(reports)
    }

    async fn events(&mut self, tx: &mut dyn Transaction, lao: LaoCode) -> Answer<&[Event]> {
        Ok(match self.events.entry(lao) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(events_of(tx, lao).await?),
        })
    }
}

/// The same, of one of many requests.
pub(crate) async fn matter_under(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    terms: &mut Terms,
    (lao, visit, request): (LaoCode, &Visit, RequestId),
    has_steps: bool,
) -> Answer<Option<Matter>> {
    // It is asked for at the end alone, so that arriving work need not read what is set.
    let reports = has_steps && terms.reports(tx, with, lao).await?;
    let record = &visit.record;
    let matter = match record.requests.iter().find(|asked| asked.id == request) {
        Some(request) => Matter::of(record, request, reports),
        None if has_steps => return Ok(Some(Matter::taken_out(record, reports))),
        None => return Ok(None),
    };
    let withdrawn = matter.withdrawn && !is_restored(tx, lao, visit).await?;
    // What may be done before anything was is asked of no zone.
    let declared = if has_steps { declared_zone(tx, terms, lao, record, &matter).await? } else { None };
    Ok(Some(Matter { withdrawn, declared, ..matter }))
}

/// The zone that the office says was declared for the disaster that a request is of, if that holds when it was made
/// (domain.md 4.5); its area is said in words, so whether the house lies in it is for people to say \[S003:1313\] \[S003:1315\].
/// Of what disaster a request is whose record says nothing of damage nobody knows either: every zone may be its own.
async fn declared_zone(
    tx: &mut dyn Transaction,
    terms: &mut Terms,
    lao: LaoCode,
    record: &Record,
    matter: &Matter,
) -> Answer<Option<String>> {
    if matter.area != Some(Area::Disaster) {
        return Ok(None);
    }
    let events = terms.events(tx, lao).await?;
    let said = record.damage.as_ref().map(|damage| (damage.kind, When::of(damage, matter.asked_on)));
    let of: Vec<&Event> = match said {
        Some((kind, when)) if kind.is_some() || matches!(when, When::On(_)) => {
            Event::holding(events, kind, when).into_iter().collect()
        }
        _ => events.iter().filter(|event| event.from <= matter.asked_on).collect(),
    };
    // Whoever asked before the zone was declared is helped in it.
    let zones =
        of.into_iter().filter_map(|event| event.zone.as_ref()).filter(|zone| matter.asked_on <= zone.until);
    let zones: Vec<String> = zones.map(|zone| format!("{} {}", zone.area, zone.reference)).collect();
    Ok((!zones.is_empty()).then(|| zones.join(" หรือ ")))
}

/// Whether the office's decisions answer every withdrawal of a record.
async fn is_restored(tx: &mut dyn Transaction, lao: LaoCode, visit: &Visit) -> Answer<bool> {
    let mut answered = BTreeSet::new();
    for row in tx.rulings_on(&[(lao, visit.record.id)]).await? {
        if let Verdict::Restore { answers, .. } = &decision_of(&row.json)?.ruling().verdict {
            answered.extend(answers.iter().copied());
        }
    }
    Ok(visit.withdrawn_by.is_subset(&answered))
}

/// How the requests of one visit stand, as its record and these steps say.
pub(crate) async fn settled(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    lao: LaoCode,
    visit: &Visit,
    rows: &[StepRow],
) -> Answer<Vec<CourseRow>> {
    let record = &visit.record;
    let asked = record.requests.iter().map(|request| request.id);
    let stepped = rows.iter().filter(|row| row.record == record.id).map(|row| row.request);
    let requests: BTreeSet<RequestId> = asked.chain(stepped).collect();
    let mut courses = Vec::with_capacity(requests.len());
    for request in requests {
        let of_record: Vec<StepRow> =
            rows.iter().filter(|row| row.record == record.id && row.request == request).cloned().collect();
        let steps = steps_of(&of_record, request)?;
        let Some(matter) = matter_of(tx, with, lao, visit, request, !steps.is_empty()).await? else {
            continue;
        };
        courses.push(row_of(lao, record, request, &Course::of(matter, steps)));
    }
    Ok(courses)
}

fn row_of(lao: LaoCode, record: &Record, request: RequestId, course: &Course) -> CourseRow {
    let asked: Option<&Request> = record.requests.iter().find(|asked| asked.id == request);
    let matter = course.matter();
    // A clock that has stopped is no list's business.
    let is_owed =
        matches!(course.state(), State::Assigned | State::Reminder1 | State::Reminder2 | State::Escalated);
    let passed = course.passed().filter(|_| is_owed);
    let said = CourseSaid {
        steps: course.steps().len(),
        asked_on: matter.asked_on,
        person: matter.person,
        area: matter.area,
        channel: matter.channel,
        subject: asked.and_then(|asked| asked.subject.clone()),
        urgent: matter.urgent,
        withdrawn: matter.withdrawn,
        is_checked: course.state() == State::FactCheck && !course.checks_in(record, request).is_empty(),
        number: course.number(),
        agency: passed.map(|passed| passed.agency.clone()),
        passed: passed.map(|passed| passed.report.passed),
        first_reminder: passed.and_then(|passed| passed.report.first_reminder),
        second_reminder: passed.and_then(|passed| passed.report.second_reminder),
        meeting: course.meeting(),
        owes_meeting: course.owes_a_report_to_the_committee(),
        ruled_on: course.was_ruled_on(),
    };
    CourseRow { lao, record: record.id, request, state: course.state(), said }
}

/// Says anew how the requests of these records stand.
pub(crate) async fn settle(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    lao: LaoCode,
    records: &[RecordId],
) -> Result<(), IntakeFault> {
    let keys: Vec<Key> = records.iter().map(|record| (lao, *record)).collect();
    let found: Vec<RecordRow> = tx.records(&keys).await?;
    let steps = tx.steps_on(lao, records).await?;
    let mut rows = Vec::new();
    for row in &found {
        if let Some(visit) = visit_of(row)? {
            rows.extend(settled(tx, with, lao, &visit, &steps).await?);
        }
    }
    tx.put_courses(lao, records, &rows).await?;
    Ok(())
}

/// Follows records that are new or changed. Most are new, and nobody did anything to them yet.
pub(super) async fn follow(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    lao: LaoCode,
    files: &Files,
    fresh: &BTreeMap<Key, Option<Visit>>,
) -> Result<(), IntakeFault> {
    let known: Vec<RecordId> =
        fresh.keys().map(|(_, record)| *record).filter(|record| files.rows.contains_key(record)).collect();
    let steps = if known.is_empty() { Vec::new() } else { tx.steps_on(lao, &known).await? };
    let mut rows = Vec::new();
    for visit in fresh.values().flatten() {
        rows.extend(settled(tx, with, lao, visit, &steps).await?);
    }
    if !known.is_empty() || !rows.is_empty() {
        tx.put_courses(lao, &known, &rows).await?;
    }
    Ok(())
}
