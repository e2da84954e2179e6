//! Requests that go through a central place (domain.md 4.7): that LAOs sent on to it, or that were brought to
//! the place and that it sent on to the LAO; what it sees of them, what it says it did, and what the LAO
//! reads of that.
//!
//! Owns the one way on which a tenant sees something of another's: a central place, of a LAO that it
//! serves, a request that the LAO itself sent on, while it stands so, and one that the place took in itself,
//! until it is over. And the one way on which a tenant puts something into another's register: a request
//! that the place took in. Each is written down in both LAOs. Refuses to know what may be said (`register::referral`). Called by the console,
//! through `Office`.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use picture::Kept;
use register::clock::Stamp;
use register::course::{Act, Course, State, Step, Target};
use register::decision::{Ruling, Verdict};
use register::lao::{Lao, LaoCode, LaoKind};
use register::record::{Record, RecordId, RequestId};
use register::referral::{Coordinated, Referral, SentOn, TakenIn, Unsaid};
use register::report::Taken;

use super::looking::{Looked, note_in};
use super::reporting::steps_of_courses;
use super::requests::{Asked, Stood, today};
use super::turn::Turn;
use super::{Done, Office, OfficeFault, Visitor, counter};
use crate::db::affairs::Affair;
use crate::db::{Answer, CourseRow, CourseSaid, Transaction, desk, said_in};
use crate::intake::{self, Intake, IntakeFault, Outcome};

/// A request that was sent on.
#[derive(Clone, Debug)]
pub struct Passed {
    /// Which.
    pub of: SentOn,
    /// Whose, by name.
    pub lao: Lao,
    /// How far it is there.
    pub state: State,
    /// What lists say of it.
    pub said: CourseSaid,
    /// What the central place did about it so far.
    pub referral: Option<Referral>,
    /// Whether the LAO sent it on to this place, and it stands so.
    pub waits: bool,
}

impl Passed {
    fn of(row: CourseRow, lao: &Lao, referral: Option<Referral>, waits: bool) -> Self {
        let of = sent_on_as(lao.code, &row);
        Self { of, lao: lao.clone(), state: row.state, said: row.said, referral, waits }
    }

    /// How it came, where it was brought to the place itself.
    pub fn taken_in(&self) -> Option<&TakenIn> {
        self.referral.as_ref()?.taken_in.as_ref()
    }
}

/// One of them as it lies before the place.
#[derive(Clone, Debug)]
pub struct Before {
    /// Which, and what the place did.
    pub passed: Passed,
    /// Its record, and where it stands.
    pub stood: Stood,
    /// The newest step that sent it to this place, of those that count.
    pub sent: Option<Step>,
}

impl Office {
    /// The LAOs that the visitor's central place serves; none where they are of none.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn serves(&self, visitor: &Visitor) -> Done<Vec<Lao>> {
        let mut tx = self.db.look().await?;
        let laos = self.laos(&mut *tx).await?;
        let served = served(&mut *tx, visitor).await?;
        Ok(served.into_iter().filter_map(|lao| laos.get(lao).cloned()).collect())
    }

    /// What goes through the visitor's central place, the oldest first: what LAOs sent on and waits there, and
    /// all that was brought to the place itself; nothing for whoever is of no central place.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn sent_on(&self, visitor: &Visitor) -> Done<Vec<Passed>> {
        let mut tx = self.db.look().await?;
        let laos = self.laos(&mut *tx).await?;
        let mut referrals = referrals_of(&mut *tx, visitor.lao.code).await?;
        let mut passed = Vec::new();
        for from in served(&mut *tx, visitor).await? {
            let Some(lao) = laos.get(from) else { continue };
            let waiting = waiting(&mut *tx, visitor.lao.code, from, |_| true).await?;
            let mut rows: Vec<(CourseRow, bool)> = waiting.into_iter().map(|row| (row, true)).collect();
            let brought = brought(&mut *tx, from, referrals.values()).await?;
            rows.extend(brought.into_iter().map(|row| (row, false)));
            for (row, waits) in rows {
                let of = sent_on_as(from, &row);
                // What was brought to the place and came back to it is one.
                if passed.iter().any(|known: &Passed| known.of == of) {
                    continue;
                }
                passed.push(Passed::of(row, lao, referrals.remove(&of), waits));
            }
        }
        passed.sort_by_key(|one| (one.said.asked_on, one.of));
        Ok(passed)
    }

    /// One of them, with its record; `None` where it was not sent on to the visitor, or does not stand
    /// so any more. That they looked is written down, in the LAO that sent it too.
    ///
    /// # Errors
    /// When the database cannot be asked or written.
    pub async fn one_sent_on(&self, visitor: &Visitor, of: SentOn) -> Done<Option<Before>> {
        let mut tx = self.db.look().await?;
        let laos = self.laos(&mut *tx).await?;
        if !served(&mut *tx, visitor).await?.contains(&of.from) {
            return Ok(None);
        }
        let Some(lao) = laos.get(of.from) else { return Ok(None) };
        let referral = referral(&mut *tx, visitor.lao.code, of).await?;
        let waiting = waiting(&mut *tx, visitor.lao.code, of.from, |row| *row == of).await?;
        let waits = !waiting.is_empty();
        let rows = if waits { waiting } else { brought(&mut *tx, of.from, &referral).await? };
        let Some(row) = rows.into_iter().find(|row| !row.state.is_over()) else { return Ok(None) };
        let serving = serving(&mut *tx, of.from).await?;
        drop(tx);
        let passed = Passed::of(row, lao, referral, waits);
        let asked = Asked { lao: of.from, record: of.record, request: of.request };
        let stood = self.course(&asked).await?;
        // What the LAO took back, or sent to somebody else, is not for this place to read.
        let is_sent_here = |step: &&Step| is_sent_to(step, visitor.lao.code, &serving);
        let sent = stood.course.counting().rev().find(is_sent_here).cloned();
        let looked = Looked {
            record: Some(of.record),
            person: stood.course.matter().person,
            told: Some(format!("sent-on {}", of.from)),
            why: None,
        };
        self.note_in_both(visitor, of.from, desk::Act::Request, looked).await?;
        Ok(Some(Before { passed, stood, sent }))
    }

    /// Takes in a request that was brought to the visitor's central place, with its pictures, and sends it on to
    /// the LAO whose record it is: it stands in that LAO's register from then on. Done again, it is one.
    ///
    /// # Errors
    /// When the place does not serve that LAO, the user may not, or the record was not taken. What may not be said
    /// is told beside; nothing was written then.
    pub async fn take_in_for_lao(
        &self,
        visitor: &Visitor,
        (record, request): (Record, RequestId),
        pictures: &[&Kept],
        taken_in: TakenIn,
    ) -> Done<Result<SentOn, Unsaid>> {
        if let Err(unsaid) = taken_in.check() {
            return Ok(Err(unsaid));
        }
        let to = record.lao;
        let user = self.user_at_the_desk(visitor).await?;
        let serves = served(&mut *self.db.look().await?, visitor).await?.contains(&to);
        if !serves || !record.requests.iter().any(|asked| asked.id == request) {
            return Err(OfficeFault::Refused(format!(
                "{} takes no request in for LAO {to}; nothing was kept",
                visitor.id
            )));
        }
        let of = SentOn { from: to, record: record.id, request };
        let looked = counter::taken_in(&record);
        self.put_in_register(record, pictures).await?;
        self.note_in_both(visitor, to, desk::Act::TakeIn, looked).await?;
        let stamp = self.stamp().await?;
        let did = Did::TookIn(taken_in);
        let doing = Doing { lao: visitor.lao.code, by: &user.id, stamp, of, did: &did };
        self.in_turn(visitor.lao.code, &doing).await?;
        Ok(Ok(of))
    }

    /// Says what the visitor's central place did about one that stands before it; of two who say
    /// something at one moment, both are kept.
    ///
    /// # Errors
    /// When the user may not. What may not be said is told beside; nothing was written then.
    pub async fn coordinate(
        &self,
        visitor: &Visitor,
        passed: &Passed,
        step: Coordinated,
    ) -> Done<Result<(), Unsaid>> {
        if let Err(unsaid) = step.check(today()?) {
            return Ok(Err(unsaid));
        }
        let lao = visitor.lao.code;
        let user = self.user_at_the_desk(visitor).await?;
        let stamp = self.stamp().await?;
        let did = Did::Coordinated(step);
        let doing = Doing { lao, by: &user.id, stamp, of: passed.of, did: &did };
        self.in_turn(lao, &doing).await.map(Ok)
    }

    /// Writes down what the visitor did, in their own LAO and in another.
    async fn note_in_both(
        &self,
        visitor: &Visitor,
        other: LaoCode,
        act: desk::Act,
        looked: Looked,
    ) -> Done<()> {
        let mut tx = self.db.begin().await?;
        for lao in [visitor.lao.code, other] {
            note_in(&mut *tx, lao, &visitor.id, act, looked.clone()).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// What central places say that they did about a request of this LAO, with their names.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn coordinated(&self, asked: &Asked) -> Done<Vec<(Lao, Referral)>> {
        let of = SentOn { from: asked.lao, record: asked.record, request: asked.request };
        let mut tx = self.db.look().await?;
        let mut all = Vec::new();
        for tenant in tx.tenants().await? {
            if !tenant.serves.contains(&asked.lao) {
                continue;
            }
            let referral = referral(&mut *tx, tenant.lao.code, of).await?;
            all.extend(referral.map(|referral| (tenant.lao, referral)));
        }
        Ok(all)
    }
}

/// The LAOs that the visitor's central place serves; none where they are of none.
async fn served(tx: &mut dyn Transaction, visitor: &Visitor) -> Answer<BTreeSet<LaoCode>> {
    if visitor.lao.kind != LaoKind::CentralPlace {
        return Ok(BTreeSet::new());
    }
    served_by(tx, visitor.lao.code).await
}

/// The LAOs that a central place serves.
pub(super) async fn served_by(tx: &mut dyn Transaction, place: LaoCode) -> Answer<BTreeSet<LaoCode>> {
    let tenants = tx.tenants().await?;
    let own = tenants.into_iter().find(|tenant| tenant.lao.code == place);
    Ok(own.map(|tenant| tenant.serves).unwrap_or_default())
}

/// The requests of a LAO that were sent on to its central place and stand so, as far as is asked. Where several
/// places serve it, one that was sent on to another by name is not this one's.
async fn waiting(
    tx: &mut dyn Transaction,
    place: LaoCode,
    from: LaoCode,
    is_asked: impl Fn(&SentOn) -> bool,
) -> Done<Vec<CourseRow>> {
    let serving = serving(tx, from).await?;
    let mut asked = courses_standing(tx, from, &[State::Forwarded]).await?;
    asked.retain(|row| is_asked(&sent_on_as(from, row)));
    let mut steps = steps_of_courses(tx, from, &asked).await?;
    asked.retain(|row| {
        let steps = steps.remove(&(row.record, row.request)).unwrap_or_default();
        let course = Course::of(intake::nobodys(), steps);
        let last = course.counting().rev().find(|step| matches!(step.act, Act::Forwarded { .. }));
        last.is_some_and(|step| is_sent_to(step, place, &serving))
    });
    Ok(asked)
}

/// The central places that serve a LAO.
async fn serving(tx: &mut dyn Transaction, lao: LaoCode) -> Answer<Vec<Lao>> {
    let tenants = tx.tenants().await?.into_iter().filter(|tenant| tenant.serves.contains(&lao));
    Ok(tenants.map(|tenant| tenant.lao).collect())
}

/// Whether a step sends a request on to this central place: to one, and to no other that serves the LAO by name.
fn is_sent_to(step: &Step, place: LaoCode, serving: &[Lao]) -> bool {
    let Act::Forwarded { to: Target::CentralPlace, name, .. } = &step.act else { return false };
    let named = serving.iter().find(|lao| lao.name.trim() == name.trim());
    named.is_none_or(|lao| lao.code == place)
}

/// The requests of a LAO that were brought to its central place, as far as they are in its register.
async fn brought<'r>(
    tx: &mut dyn Transaction,
    from: LaoCode,
    referrals: impl IntoIterator<Item = &'r Referral>,
) -> Answer<Vec<CourseRow>> {
    let brought: BTreeSet<SentOn> = referrals
        .into_iter()
        .filter(|referral| referral.of.from == from && referral.taken_in.is_some())
        .map(|referral| referral.of)
        .collect();
    let records: BTreeSet<RecordId> = brought.iter().map(|of| of.record).collect();
    let mut rows = tx.courses_on(from, &records.into_iter().collect::<Vec<_>>()).await?;
    rows.retain(|row| !row.said.withdrawn && brought.contains(&sent_on_as(from, row)));
    Ok(rows)
}

/// The requests of a LAO in these states that whoever asked did not take back.
async fn courses_standing(
    tx: &mut dyn Transaction,
    from: LaoCode,
    states: &[State],
) -> Answer<Vec<CourseRow>> {
    let mut rows = tx.courses_in(from, states).await?;
    rows.retain(|row| !row.said.withdrawn);
    Ok(rows)
}

fn sent_on_as(from: LaoCode, row: &CourseRow) -> SentOn {
    SentOn { from, record: row.record, request: row.request }
}

/// The requests of a LAO that ever went through its central place and were not taken back, whatever
/// came of them, with what the place did about each.
pub(super) async fn ever_passed(
    tx: &mut dyn Transaction,
    (place, from): (LaoCode, LaoCode),
    referrals: &BTreeMap<SentOn, Referral>,
) -> Done<Vec<Taken>> {
    let serving = serving(tx, from).await?;
    let standing = courses_standing(tx, from, State::ALL).await?;
    let mut steps = steps_of_courses(tx, from, &standing).await?;
    let mut taken = Vec::new();
    for row in standing {
        let steps = steps.remove(&(row.record, row.request)).unwrap_or_default();
        let course = Course::of(intake::nobodys(), steps);
        let sent = course.counting().rev().find(|step| is_sent_to(step, place, &serving));
        let sent_on = sent.map(|step| step.on);
        let did = referrals.get(&sent_on_as(from, &row));
        let taken_in = did.and_then(|referral| referral.taken_in.clone());
        if sent_on.is_none() && taken_in.is_none() {
            continue;
        }
        let steps = did.map(|referral| referral.steps.clone()).unwrap_or_default();
        taken.push(Taken { of: from, taken_in, sent_on, steps });
    }
    Ok(taken)
}

async fn referral(tx: &mut dyn Transaction, place: LaoCode, of: SentOn) -> Answer<Option<Referral>> {
    let json = tx.affair(place, Affair::Referral, &of.to_string()).await?;
    json.map(|json| referral_in(&json)).transpose()
}

pub(super) async fn referrals_of(
    tx: &mut dyn Transaction,
    lao: LaoCode,
) -> Answer<BTreeMap<SentOn, Referral>> {
    let rows = tx.affairs(lao, Affair::Referral).await?;
    rows.iter().map(|(_, json)| referral_in(json).map(|referral| (referral.of, referral))).collect()
}

fn referral_in(json: &str) -> Answer<Referral> {
    said_in(json, "what was done about one sent on", |verdict| match verdict {
        Verdict::Referral { referral, .. } => Some(&**referral),
        _ => None,
    })
}

/// What a central place did about a request.
enum Did {
    /// It took it in.
    TookIn(TakenIn),
    /// It asked an agency, or has an answer.
    Coordinated(Coordinated),
}

/// Something that a central place did, on its way behind what it did before.
struct Doing<'a> {
    lao: LaoCode,
    by: &'a str,
    stamp: Stamp,
    of: SentOn,
    did: &'a Did,
}

#[async_trait]
impl Turn for Doing<'_> {
    type Out = ();

    async fn take(&self, tx: &mut dyn Transaction, with: &Intake<'_>) -> Result<Outcome<()>, IntakeFault> {
        let mut heads = tx.lock(&with.locks).await?;
        let before = referral(tx, self.lao, self.of).await?;
        let mut referral = before.unwrap_or(Referral { of: self.of, taken_in: None, steps: Vec::new() });
        match self.did {
            Did::TookIn(_) if referral.taken_in.is_some() => return Ok(Outcome::Nothing(())),
            Did::TookIn(taken_in) => referral.taken_in = Some(taken_in.clone()),
            Did::Coordinated(step) => referral.steps.push(step.clone()),
        }
        let verdict = Verdict::Referral { lao: self.lao, referral: Box::new(referral) };
        let decision = Ruling::new(self.by, self.stamp, verdict).sign(&with.keys.signing);
        intake::say(tx, with, self.lao, &mut heads, &decision).await?;
        Ok(Outcome::Done(()))
    }
}
