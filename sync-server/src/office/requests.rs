//! Requests, and what the office does to them (domain.md 4.2).
//!
//! Owns who is at the desk and on which day, the lists of what waits, and gathering what a person,
//! a family and a house already had in any LAO. Refuses to know the rules (`register::course`) and
//! how a step is kept (`intake`). Called by the console.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use async_trait::async_trait;
use chrono::NaiveDate;
use register::calendar::Holidays;
use register::calendar::written::{Form, write_date};
use register::clock::Stamp;
use register::course::ceiling::{self, Granted, Visited, Weighed};
use register::course::{
    Act, ActKind, Course, Desk, Grant, Meeting, MeetingId, Refusal, State, Step, StepKey,
};
use register::deadline::{AgencyReport, AgencyStanding};
use register::event::Event;
use register::household::HouseholdKey;
use register::lao::{Directory, LaoCode, Overlap};
use register::record::{Check, Person, PersonId, Record, RecordId, Request, RequestId};
use register::spoken::Spoken;
use register::visit::Visit;

use super::rates::rules_in;
use super::tasks::in_thailand;
use super::turn::Turn;
use super::{Done, Office, OfficeFault, now};
use crate::db::{CourseRow, CourseSaid, PersonRow, StepRow, Transaction, UserRow, events_of};
use crate::intake::{self, Asking, Intake, IntakeFault, Outcome, Settled, Terms};

/// Visits of one LAO at one door that are weighed, the newest: what has more is no house.
const MOST_AT_A_DOOR: u32 = 10_000;

/// Which request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// Whose.
    pub lao: LaoCode,
    /// On which record.
    pub record: RecordId,
    /// Which of its requests.
    pub request: RequestId,
}

/// What somebody of the office does.
#[derive(Clone, Debug)]
pub struct NewStep {
    /// The sheet: made when the screen was drawn, so that sent twice it is one step.
    pub key: StepKey,
    /// How many steps the screen showed (`course.steps().len()`).
    pub seen: usize,
    /// The day on which it was done.
    pub on: NaiveDate,
    /// What. The number of [`Act::Registered`] and the area of [`Act::HelpedUrgently`] are written by the office.
    pub act: Act,
}

/// Where a request stands.
#[derive(Clone, Debug)]
pub struct Stood {
    /// Which it is.
    pub asked: Asked,
    /// Its record.
    pub record: Record,
    /// Its course, every step in it.
    pub course: Course,
    /// What the users who took the steps are called.
    pub names: BTreeMap<String, String>,
}

impl Stood {
    /// The request, unless an edit took it out of its record.
    pub fn request(&self) -> Option<&Request> {
        self.record.requests.iter().find(|request| request.id == self.asked.request)
    }

    /// Who asks, as their record has them.
    pub fn who(&self) -> Option<&Person> {
        let id = self.course.matter().person?;
        self.record.people.iter().find(|person| person.id == id)
    }

    /// What the field unit found about it, that no step has taken up yet.
    pub fn checks(&self) -> Vec<&Check> {
        self.course.checks_in(&self.record, self.asked.request)
    }
}

/// One request in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queued {
    /// Which it is.
    pub asked: Asked,
    /// How far it is.
    pub state: State,
    /// The rest.
    pub said: CourseSaid,
}

impl Queued {
    /// What an agency's report waits for, while one is owed (T-01 to T-04); none is of what was taken back.
    pub fn standing(&self, today: NaiveDate, holidays: &Holidays) -> Option<AgencyStanding> {
        let CourseSaid { passed, first_reminder, second_reminder, withdrawn, .. } = self.said;
        if withdrawn {
            return None;
        }
        let is_submitted = self.state == State::Escalated;
        let report = AgencyReport { passed: passed?, first_reminder, second_reminder, is_submitted };
        Some(report.standing(today, holidays))
    }

    fn of(row: CourseRow) -> Self {
        let asked = Asked { lao: row.lao, record: row.record, request: row.request };
        Self { asked, state: row.state, said: row.said }
    }
}

/// What others did while a screen was open, as whoever came second reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meanwhile {
    /// What they did; nothing where the screen knew of steps that are not there.
    pub steps: Vec<Step>,
    /// What they are called.
    pub names: BTreeMap<String, String>,
}

impl fmt::Display for Meanwhile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ระหว่างที่ท่านเปิดหน้านี้อยู่ เรื่องนี้เปลี่ยนไปแล้ว")?;
        for step in &self.steps {
            let name = self.names.get(&step.by).unwrap_or(&step.by);
            let on = write_date(step.on, Form::Short);
            write!(f, ": {name} บันทึก “{}” วันที่ {on}", step.act.kind().in_thai())?;
        }
        f.write_str(" ขั้นตอนของท่านยังไม่ได้บันทึก ไม่มีอะไรสูญหายหรือซ้ำ เปิดหน้านี้ใหม่แล้วทำต่อจากนั้น")
    }
}

/// Today, by clocks in Thailand.
pub(crate) fn today() -> Done<NaiveDate> {
    let now = in_thailand(now()).ok_or_else(|| {
        OfficeFault::Refused("this machine's clock shows no date; nothing was done, set it".to_owned())
    })?;
    Ok(now.date_time().date_naive())
}

impl Office {
    /// Takes a step, once however often its sheet is sent, and says where the request stands then.
    ///
    /// # Errors
    /// When the user's LAO has no such request, the step may not be taken ([`OfficeFault::Step`]), or
    /// somebody else was first ([`OfficeFault::Meanwhile`]). Nothing was written then.
    pub async fn step(&self, user: &str, asked: &Asked, new: &NewStep) -> Done<Stood> {
        let user = self.user_of(user, asked.lao).await?;
        let stamp = self.stamp().await?;
        let today = today()?;
        let stepping = Stepping { user: &user, asked, new, stamp, today };
        match self.in_turn(asked.lao, &stepping).await? {
            Settled::Taken => self.course(asked).await,
            Settled::Missing => Err(missing(asked)),
            Settled::Refused(refusal) => Err(OfficeFault::Step(refusal)),
            Settled::Meanwhile(steps) => {
                let mut tx = self.db.look().await?;
                let names = names(&mut *tx, &steps).await?;
                Err(OfficeFault::Meanwhile(Box::new(Meanwhile { steps, names })))
            }
            Settled::SheetUsed => Err(OfficeFault::Conflict(
                "หน้านี้ถูกใช้บันทึกขั้นตอนอื่นไปแล้ว ขั้นตอนนี้ยังไม่ได้บันทึก เปิดหน้าใหม่แล้วทำอีกครั้ง".to_owned(),
            )),
        }
    }

    /// What users are called, by their ids, where they are still known.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn names_of(&self, users: BTreeSet<&str>) -> Done<BTreeMap<String, String>> {
        named(&mut *self.db.look().await?, users).await
    }

    /// Where a request stands.
    ///
    /// # Errors
    /// When there is no such request.
    pub async fn course(&self, asked: &Asked) -> Done<Stood> {
        self.courses(asked.lao, std::slice::from_ref(asked)).await?.pop().ok_or_else(|| missing(asked))
    }

    /// Where requests of a LAO stand, in the order in which they are named; those that are not there are left out.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn courses(&self, lao: LaoCode, asked: &[Asked]) -> Done<Vec<Stood>> {
        let mut tx = self.db.look().await?;
        let laos = self.laos(&mut *tx).await?;
        let with = Intake { keys: &self.keys, laos: &laos, now: now(), locks: BTreeSet::new() };
        let records: BTreeSet<RecordId> = asked.iter().map(|asked| asked.record).collect();
        let keys: Vec<(LaoCode, RecordId)> = records.iter().map(|record| (lao, *record)).collect();
        let mut visits = BTreeMap::new();
        for row in tx.records(&keys).await? {
            visits.extend(row.read()?.map(|visit| (row.id, visit)));
        }
        let rows = tx.steps_on(lao, &records.into_iter().collect::<Vec<_>>()).await?;
        let mut steps = intake::steps_by_request(&rows)?;
        let by = steps.values().flatten().map(|step| step.by.as_str()).collect();
        let called = named(&mut *tx, by).await?;
        let mut terms = Terms::default();
        let mut stood = Vec::with_capacity(asked.len());
        for asked in asked {
            let Some(visit) = visits.get(&asked.record) else { continue };
            let steps = steps.remove(&(asked.record, asked.request)).unwrap_or_default();
            let of = (lao, visit, asked.request);
            let matter = intake::matter_under(&mut *tx, &with, &mut terms, of, !steps.is_empty()).await?;
            let Some(matter) = matter else { continue };
            let name = |by: &String| Some((by.clone(), called.get(by)?.clone()));
            let names = steps.iter().filter_map(|step| name(&step.by)).collect();
            let record = visit.record.clone();
            stood.push(Stood { asked: *asked, record, course: Course::of(matter, steps), names });
        }
        Ok(stood)
    }

    /// A LAO's requests in these states, the oldest first, those that were taken back among them; no state named
    /// means all that wait for something, and what was taken back waits for nothing.
    ///
    /// # Errors
    /// When the LAO is not known.
    pub async fn queue(&self, lao: LaoCode, states: &[State]) -> Done<Vec<Queued>> {
        let (open, of_any) = (open_states(), states.is_empty());
        let states = if of_any { &open } else { states };
        let mut tx = self.db.look().await?;
        self.known(&mut *tx, lao).await?;
        let mut rows = tx.courses_in(lao, states).await?;
        rows.retain(|row| !of_any || !row.said.withdrawn);
        let mut queue: Vec<Queued> = rows.into_iter().map(Queued::of).collect();
        queue.sort_by_key(|queued| (queued.said.asked_on, queued.asked));
        Ok(queue)
    }

    /// Requests that whoever is at this desk may put on the agenda of an open meeting, the oldest first, no more than
    /// so many: what waits for a committee, and what it must hear of.
    ///
    /// # Errors
    /// When the LAO is not known.
    pub async fn may_be_laid_before(&self, lao: LaoCode, desk: &Desk<'_>, most: usize) -> Done<Vec<Stood>> {
        // Whether it may is the course's to say; from other states it never may.
        let states = [
            State::Registered,
            State::ImmediateAid,
            State::ReportedUp,
            State::AgencyReported,
            State::Rejected,
            State::Committee,
        ];
        let meetings = self.meetings(lao).await?;
        let open: BTreeSet<MeetingId> =
            meetings.into_iter().filter(Meeting::is_open).map(|meeting| meeting.id).collect();
        let mut waiting = Vec::new();
        // Most of those that an agency reported on or that were rejected owe the committee nothing and were ruled on by one, and
        // what is on an agenda waits there unless that meeting is over: their rows say so.
        let may = |queued: &Queued| match queued.state {
            State::AgencyReported => queued.said.owes_meeting || !queued.said.ruled_on,
            State::Rejected => queued.said.owes_meeting,
            State::Committee => queued.said.meeting.is_none_or(|meeting| !open.contains(&meeting)),
            _ => true,
        };
        let queue = self.queue(lao, &states).await?;
        let asked: Vec<Asked> =
            queue.iter().filter(|queued| may(queued)).map(|queued| queued.asked).collect();
        for some in asked.chunks(most.max(1)) {
            let stood = self.courses(lao, some).await?;
            let may = |stood: &Stood| stood.course.open(desk).contains(&ActKind::PutOnAgenda);
            waiting.extend(stood.into_iter().filter(may));
            if waiting.len() >= most {
                break;
            }
        }
        waiting.truncate(most);
        Ok(waiting)
    }

    /// Requests whose agency has not reported in its 15 days, the latest first, each with the stage
    /// it has come to and by when the next step is due (O-09, T-01 to T-04).
    ///
    /// # Errors
    /// When the LAO is not known.
    pub async fn late(
        &self,
        lao: LaoCode,
        today: NaiveDate,
        holidays: &Holidays,
    ) -> Done<Vec<(Queued, AgencyStanding)>> {
        let with_agencies = [State::Assigned, State::Reminder1, State::Reminder2, State::Escalated];
        let queue = self.queue(lao, &with_agencies).await?;
        let standing = |queued: Queued| queued.standing(today, holidays).map(|standing| (queued, standing));
        let mut late: Vec<(Queued, AgencyStanding)> =
            queue.into_iter().filter_map(standing).filter(|(_, standing)| standing.days_late > 0).collect();
        late.sort_by_key(|(queued, standing)| (std::cmp::Reverse(standing.days_late), queued.asked));
        Ok(late)
    }

    /// How many of a LAO's requests wait for something: as many as [`Office::queue`] has where it is asked for no
    /// state.
    ///
    /// # Errors
    /// When the LAO is not known.
    pub async fn waiting(&self, lao: LaoCode) -> Done<u64> {
        let mut tx = self.db.look().await?;
        self.known(&mut *tx, lao).await?;
        let all = tx.tally(lao).await?;
        let open: u64 = all.iter().filter(|(state, _)| !state.is_over()).map(|(_, many)| many).sum();
        Ok(open.saturating_sub(tx.withdrawn_in(lao, &open_states()).await?))
    }

    /// How many of a LAO's requests are in each state, those that were taken back among them.
    ///
    /// # Errors
    /// When the LAO is not known.
    pub async fn tally(&self, lao: LaoCode) -> Done<BTreeMap<State, u64>> {
        let mut tx = self.db.look().await?;
        self.known(&mut *tx, lao).await?;
        Ok(tx.tally(lao).await?)
    }

    /// How grants that a step of this kind is to say stand against what the person, the family and the
    /// house already had, in whichever LAO. It warns and refuses nothing.
    ///
    /// # Errors
    /// When there is no such request.
    pub async fn ceilings(
        &self,
        asked: &Asked,
        kind: ActKind,
        grants: &[Grant],
        on: NaiveDate,
    ) -> Done<Vec<Weighed>> {
        let mut tx = self.db.look().await?;
        let laos = self.laos(&mut *tx).await?;
        let with = Intake { keys: &self.keys, laos: &laos, now: now(), locks: BTreeSet::new() };
        let visit = visit_in(&mut *tx, asked.lao, asked.record).await?.ok_or_else(|| missing(asked))?;
        let doors = at_the_same_door(&mut *tx, &laos, &visit.record).await?;
        let met = Met::gather(&mut *tx, &with, asked, kind, doors).await?.ok_or_else(|| missing(asked))?;
        let rules = rules_in(&mut *tx, asked.lao).await?;
        let mut events: BTreeMap<LaoCode, Vec<Event>> = BTreeMap::new();
        for (lao, _) in met.visits.keys() {
            if !events.contains_key(lao) {
                events.insert(*lao, events_of(&mut *tx, *lao).await?);
            }
        }
        let told =
            |lao: LaoCode| laos.get(lao).map_or(("", ""), |lao| (lao.name.as_str(), lao.province.as_str()));
        let visits: Vec<Visited<'_>> = met
            .visits
            .iter()
            .map(|((code, id), record)| {
                let (lao, province) = told(*code);
                let key = (*code, *id);
                let people = met.people.get(&key).cloned().unwrap_or_default();
                let granted = met.granted.get(&key).cloned().unwrap_or_default();
                let events = events.get(code).map(Vec::as_slice).unwrap_or_default();
                Visited { record, lao, province, people, granted, events }
            })
            .collect();
        let at = visits.iter().find(|visit| (visit.record.lao, visit.record.id) == (asked.lao, asked.record));
        let at = at.ok_or_else(|| missing(asked))?;
        let request = at.record.requests.iter().find(|request| request.id == asked.request);
        let request = request.ok_or_else(|| missing(asked))?;
        Ok(ceiling::weigh(&rules, &visits, at, request, grants, on))
    }

    /// A user of this LAO.
    pub(super) async fn user_of(&self, user: &str, lao: LaoCode) -> Done<UserRow> {
        let mut tx = self.db.look().await?;
        let found = tx
            .user(user)
            .await?
            .ok_or_else(|| OfficeFault::Missing(format!("there is no user {user} here; nothing was done")))?;
        if found.lao != lao {
            return Err(OfficeFault::Refused(format!(
                "{user} is of LAO {} and does nothing for LAO {lao}; nothing was done",
                found.lao
            )));
        }
        Ok(found)
    }
}

/// States of which something more is to be done.
pub(super) fn open_states() -> Vec<State> {
    State::ALL.iter().copied().filter(|state| !state.is_over()).collect()
}

/// The setting that says of which form the courses are.
pub(super) const COURSES: &str = "courses";
/// The form of [`CourseSaid`], and of what its parts mean: where it moves, every course is drawn up anew.
pub(super) const FORM: &str = "5";

fn missing(asked: &Asked) -> OfficeFault {
    OfficeFault::Missing(format!(
        "LAO {} has no request {} on a record {}; nothing was done",
        asked.lao, asked.request, asked.record
    ))
}

async fn visit_in(tx: &mut dyn Transaction, lao: LaoCode, record: RecordId) -> Done<Option<Visit>> {
    let row = tx.records(&[(lao, record)]).await?.into_iter().next();
    Ok(row.map(|row| row.read()).transpose()?.flatten())
}

/// What the users who took these steps are called.
async fn names(tx: &mut dyn Transaction, steps: &[Step]) -> Done<BTreeMap<String, String>> {
    named(tx, steps.iter().map(|step| step.by.as_str()).collect()).await
}

/// What these users are called, where they are still known.
async fn named(tx: &mut dyn Transaction, users: BTreeSet<&str>) -> Done<BTreeMap<String, String>> {
    let mut names = BTreeMap::new();
    for user in users {
        if let Some(found) = tx.user(user).await? {
            names.insert(user.to_owned(), found.name);
        }
    }
    Ok(names)
}

/// Everything that is known of the people of one record, in any LAO, and of others at its door.
#[derive(Default)]
struct Met {
    visits: BTreeMap<(LaoCode, RecordId), Record>,
    people: BTreeMap<(LaoCode, RecordId), BTreeMap<PersonId, String>>,
    granted: BTreeMap<(LaoCode, RecordId), Vec<Granted>>,
}

impl Met {
    async fn gather(
        tx: &mut dyn Transaction,
        with: &Intake<'_>,
        asked: &Asked,
        kind: ActKind,
        doors: BTreeSet<(LaoCode, RecordId)>,
    ) -> Done<Option<Self>> {
        let here = (asked.lao, asked.record);
        let mut keys = doors;
        keys.insert(here);
        for row in tx.people(&[here]).await? {
            let Some(standing) = row.standing else { continue };
            for lao in standing.linked.iter().copied().chain([asked.lao]) {
                let entry = tx.entry(lao, standing.state.person).await?;
                keys.extend(entry.into_iter().map(|row| (row.who.lao, row.who.record)));
            }
        }
        let keys: Vec<(LaoCode, RecordId)> = keys.into_iter().collect();
        let mut met = Self::default();
        for row in tx.people(&keys).await? {
            met.people
                .entry((row.who.lao, row.who.record))
                .or_default()
                .insert(row.who.person, name_of(&row));
        }
        let mut steps: Vec<StepRow> = Vec::new();
        for (lao, record) in &keys {
            steps.extend(tx.steps_on(*lao, &[*record]).await?);
        }
        for (lao, record) in keys {
            let Some(visit) = visit_in(tx, lao, record).await? else { continue };
            let rows: Vec<StepRow> =
                steps.iter().filter(|row| (row.lao, row.record) == (lao, record)).cloned().collect();
            let mut granted = Vec::new();
            for request in rows.iter().map(|row| row.request).collect::<BTreeSet<_>>() {
                let taken = intake::steps_of(&rows, request)?;
                let Some(matter) = intake::matter_of(tx, with, lao, &visit, request, true).await? else {
                    continue;
                };
                let course = Course::of(matter, taken);
                let (asked_by, area) = (course.matter().person, course.matter().area);
                let of =
                    |(on, grant): (NaiveDate, &Grant)| Granted { on, asked_by, area, grant: grant.clone() };
                // Of the request itself only what the step does not take the place of.
                if (Asked { lao, record, request }) == *asked {
                    granted.extend(course.grants_beside(kind).map(of));
                } else {
                    granted.extend(course.grants().map(of));
                }
            }
            met.granted.insert((lao, record), granted);
            met.visits.insert((lao, record), visit.record);
        }
        Ok(met.visits.contains_key(&here).then_some(met))
    }
}

/// Visits at the door of this one, by its LAO or one that lies over or under it.
async fn at_the_same_door(
    tx: &mut dyn Transaction,
    laos: &Directory,
    record: &Record,
) -> Done<BTreeSet<(LaoCode, RecordId)>> {
    let mut there = BTreeSet::new();
    let Some(place) = &record.place else { return Ok(there) };
    let Some(house) = ceiling::house_at(record.lao, place) else { return Ok(there) };
    let near = |lao: &LaoCode| *lao == record.lao || laos.overlap(record.lao, *lao) != Overlap::Other;
    for lao in laos.iter().map(|lao| lao.code).filter(near) {
        let door =
            HouseholdKey::of(lao, place).filter(|_| ceiling::house_at(lao, place).as_ref() == Some(&house));
        let Some(door) = door else { continue };
        let records = tx.records_at(lao, door.as_str(), MOST_AT_A_DOOR).await?;
        there.extend(records.into_iter().map(|record| (lao, record)));
    }
    Ok(there)
}

/// The register's name of somebody: that of their entry, which all linked LAOs share.
fn name_of(row: &PersonRow) -> String {
    row.standing.as_ref().map_or(row.who.person, |standing| standing.state.person).to_string()
}

/// A step on its way in.
struct Stepping<'a> {
    user: &'a UserRow,
    asked: &'a Asked,
    new: &'a NewStep,
    stamp: Stamp,
    today: NaiveDate,
}

#[async_trait]
impl Turn for Stepping<'_> {
    type Out = Settled;

    async fn take(
        &self,
        tx: &mut dyn Transaction,
        with: &Intake<'_>,
    ) -> Result<Outcome<Self::Out>, IntakeFault> {
        let asking = Asking {
            user: self.user,
            record: self.asked.record,
            request: self.asked.request,
            key: self.new.key,
            seen: self.new.seen,
            on: self.new.on,
            act: &self.new.act,
            stamp: self.stamp,
            today: self.today,
        };
        intake::take_step(tx, with, self.asked.lao, &asking).await
    }
}

/// Records whose requests' courses are to be drawn up anew.
pub(super) struct Settling {
    pub(super) lao: LaoCode,
    pub(super) records: Vec<RecordId>,
}

#[async_trait]
impl Turn for Settling {
    type Out = ();

    async fn take(&self, tx: &mut dyn Transaction, with: &Intake<'_>) -> Result<Outcome<()>, IntakeFault> {
        tx.lock(&with.locks).await?;
        intake::settle(tx, with, self.lao, &self.records).await?;
        Ok(Outcome::Done(()))
    }
}

impl From<Refusal> for OfficeFault {
    fn from(refusal: Refusal) -> Self {
        Self::Step(refusal)
    }
}
