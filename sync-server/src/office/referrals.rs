//! Requests that LAOs sent on to their central place (domain.md 4.7): what it sees of them, what it
//! says it did, and what the LAO reads of that.
//!
//! Owns the one way on which a tenant sees something of another's: a central place, of a LAO that it
//! serves, a request that the LAO itself sent on, while it stands so. Each such look is written down
//! in both LAOs. Refuses to know what may be said (`register::referral`). Called by the console,
//! through `Office`.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use register::clock::Stamp;
use register::course::{Act, Course, State, Step, Target};
use register::decision::{Ruling, Verdict};
use register::lao::{Lao, LaoCode, LaoKind};
use register::referral::{Coordinated, Referral, SentOn, Unsaid};
use register::report::Taken;

use super::looking::{Looked, note_in};
use super::reporting::steps_of_courses;
use super::requests::{Asked, Stood, today};
use super::turn::Turn;
use super::{Done, Office, Visitor};
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
    /// What lists say of it.
    pub said: CourseSaid,
    /// What the central place did about it so far.
    pub referral: Option<Referral>,
}

impl Office {
    /// What was sent on to the visitor's central place and waits there, the oldest first; nothing for
    /// whoever is of no central place.
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
            for (of, said) in waiting(&mut *tx, from, |_| true).await? {
                passed.push(Passed { of, lao: lao.clone(), said, referral: referrals.remove(&of) });
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
    pub async fn one_sent_on(&self, visitor: &Visitor, of: SentOn) -> Done<Option<(Passed, Stood)>> {
        let mut tx = self.db.look().await?;
        let laos = self.laos(&mut *tx).await?;
        if !served(&mut *tx, visitor).await?.contains(&of.from) {
            return Ok(None);
        }
        let Some(lao) = laos.get(of.from) else { return Ok(None) };
        let found = waiting(&mut *tx, of.from, |row| *row == of).await?.pop();
        let Some((of, said)) = found else { return Ok(None) };
        let referral = referral(&mut *tx, visitor.lao.code, of).await?;
        drop(tx);
        let passed = Passed { of, lao: lao.clone(), said, referral };
        let asked = Asked { lao: of.from, record: of.record, request: of.request };
        let stood = self.course(&asked).await?;
        let looked = || Looked {
            record: Some(of.record),
            person: stood.course.matter().person,
            told: Some(format!("sent-on {}", of.from)),
            why: None,
        };
        let mut tx = self.db.begin().await?;
        for lao in [visitor.lao.code, of.from] {
            note_in(&mut *tx, lao, &visitor.id, desk::Act::Request, looked()).await?;
        }
        tx.commit().await?;
        Ok(Some((passed, stood)))
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
        let coordinating = Coordinating { lao, by: &user.id, stamp, of: passed.of, step: &step };
        self.in_turn(lao, &coordinating).await.map(Ok)
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

/// The requests of a LAO that were sent on to its central place and stand so, as far as is asked.
async fn waiting(
    tx: &mut dyn Transaction,
    from: LaoCode,
    is_asked: impl Fn(&SentOn) -> bool,
) -> Done<Vec<(SentOn, CourseSaid)>> {
    let mut asked = courses_standing(tx, from, &[State::Forwarded]).await?;
    asked.retain(|row| is_asked(&sent_on_as(from, row)));
    let mut steps = steps_of_courses(tx, from, &asked).await?;
    let mut waiting = Vec::new();
    for row in asked {
        let steps = steps.remove(&(row.record, row.request)).unwrap_or_default();
        let course = Course::of(intake::nobodys(), steps);
        if course.counting().rev().find_map(sent_to) == Some(Target::CentralPlace) {
            waiting.push((sent_on_as(from, &row), row.said));
        }
    }
    Ok(waiting)
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

/// Where a step sends a request on to, where it does.
fn sent_to(step: &Step) -> Option<Target> {
    match step.act {
        Act::Forwarded { to, .. } => Some(to),
        _ => None,
    }
}

/// The requests of a LAO that were ever sent on to its central place and were not taken back, whatever
/// came of them, with what the place did about each.
pub(super) async fn ever_sent_on(
    tx: &mut dyn Transaction,
    from: LaoCode,
    referrals: &BTreeMap<SentOn, Referral>,
) -> Done<Vec<Taken>> {
    let standing = courses_standing(tx, from, State::ALL).await?;
    let mut steps = steps_of_courses(tx, from, &standing).await?;
    let mut taken = Vec::new();
    for row in standing {
        let steps = steps.remove(&(row.record, row.request)).unwrap_or_default();
        let course = Course::of(intake::nobodys(), steps);
        let sent = course.counting().rev().find(|step| sent_to(step) == Some(Target::CentralPlace));
        let Some(step) = sent else { continue };
        let did = referrals.get(&sent_on_as(from, &row));
        let steps = did.map(|referral| referral.steps.clone()).unwrap_or_default();
        taken.push(Taken { from, on: step.on, steps });
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

/// Something that a central place did, on its way behind what it did before.
struct Coordinating<'a> {
    lao: LaoCode,
    by: &'a str,
    stamp: Stamp,
    of: SentOn,
    step: &'a Coordinated,
}

#[async_trait]
impl Turn for Coordinating<'_> {
    type Out = ();

    async fn take(&self, tx: &mut dyn Transaction, with: &Intake<'_>) -> Result<Outcome<()>, IntakeFault> {
        let mut heads = tx.lock(&with.locks).await?;
        let before = referral(tx, self.lao, self.of).await?;
        let mut referral = before.unwrap_or(Referral { of: self.of, steps: Vec::new() });
        referral.steps.push(self.step.clone());
        let verdict = Verdict::Referral { lao: self.lao, referral: Box::new(referral) };
        let decision = Ruling::new(self.by, self.stamp, verdict).sign(&with.keys.signing);
        intake::say(tx, with, self.lao, &mut heads, &decision).await?;
        Ok(Outcome::Done(()))
    }
}
