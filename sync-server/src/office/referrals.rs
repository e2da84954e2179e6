//! Requests that LAOs sent on to their central place (domain.md 4.7): what it sees of them, what it
//! says it did, and what the LAO reads of that.
//!
//! Owns the one way on which a tenant sees something of another's: a central place, of a LAO that it
//! serves, a request that the LAO itself sent on, while it stands so. Each such look is written down
//! in both LAOs. Refuses to know what may be said (`register::referral`). Called by the console,
//! through `Office`.

use std::collections::{BTreeMap, BTreeSet};

use register::course::{Act, State, Target};
use register::decision::{Ruling, Verdict};
use register::lao::{Lao, LaoCode, LaoKind};
use register::referral::{Coordinated, Referral, SentOn, Unsaid};

use super::events::Saying;
use super::looking::{Looked, note_in};
use super::requests::{Asked, Stood, today};
use super::{Done, Office, OfficeFault, Visitor};
use crate::db::affairs::Affair;
use crate::db::{Answer, CourseSaid, DbFault, Transaction, decision_of, desk};
use crate::intake;

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

impl Passed {
    fn asked(of: SentOn) -> Asked {
        Asked { lao: of.from, record: of.record, request: of.request }
    }
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
            let rows = tx.courses_in(from, &[State::Forwarded]).await?;
            let records: BTreeSet<_> = rows.iter().map(|row| row.record).collect();
            let steps = tx.steps_on(from, &records.into_iter().collect::<Vec<_>>()).await?;
            for row in rows.into_iter().filter(|row| !row.said.withdrawn) {
                let steps = intake::steps_of(
                    &steps.iter().filter(|step| step.record == row.record).cloned().collect::<Vec<_>>(),
                    row.request,
                )?;
                let here = steps.iter().rev().find_map(|step| match &step.act {
                    Act::Forwarded { to, .. } => Some(*to == Target::CentralPlace),
                    _ => None,
                });
                if here == Some(true) {
                    let of = SentOn { from, record: row.record, request: row.request };
                    let referral = referrals.remove(&of);
                    passed.push(Passed { of, lao: lao.clone(), said: row.said, referral });
                }
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
        let found = self.sent_on(visitor).await?.into_iter().find(|passed| passed.of == of);
        let Some(passed) = found else { return Ok(None) };
        let stood = self.course(&Passed::asked(of)).await?;
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

    /// Says what the visitor's central place did about one.
    ///
    /// # Errors
    /// When it was not sent on to them or the user may not. What may not be said is told beside;
    /// nothing was written then.
    pub async fn coordinate(
        &self,
        visitor: &Visitor,
        of: SentOn,
        step: Coordinated,
    ) -> Done<Result<(), Unsaid>> {
        if let Err(unsaid) = step.check(today()?) {
            return Ok(Err(unsaid));
        }
        let passed = self.sent_on(visitor).await?.into_iter().find(|passed| passed.of == of);
        let passed = passed.ok_or_else(|| {
            OfficeFault::Missing("no such request was sent on to this place; nothing was written".to_owned())
        })?;
        let mut referral = passed.referral.unwrap_or(Referral { of, steps: Vec::new() });
        referral.steps.push(step);
        let lao = visitor.lao.code;
        let user = self.user_of(&visitor.id, lao).await?;
        if !user.role.acts() {
            return Err(OfficeFault::Refused(format!("{} may not say that; nothing was written", user.id)));
        }
        let verdict = Verdict::Referral { lao, referral: Box::new(referral) };
        let decision = Ruling::new(user.id, self.stamp().await?, verdict).sign(&self.keys.signing);
        self.in_turn(lao, &Saying::of(lao, &decision)).await.map(Ok)
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
            let json = tx.affair(tenant.lao.code, Affair::Referral, &of.to_string()).await?;
            if let Some(json) = json {
                all.push((tenant.lao, referral_in(&json)?));
            }
        }
        Ok(all)
    }
}

/// The LAOs that the visitor's central place serves; none where they are of none.
async fn served(tx: &mut dyn Transaction, visitor: &Visitor) -> Answer<BTreeSet<LaoCode>> {
    if visitor.lao.kind != LaoKind::CentralPlace {
        return Ok(BTreeSet::new());
    }
    let tenants = tx.tenants().await?;
    let own = tenants.into_iter().find(|tenant| tenant.lao.code == visitor.lao.code);
    Ok(own.map(|tenant| tenant.serves).unwrap_or_default())
}

async fn referrals_of(tx: &mut dyn Transaction, lao: LaoCode) -> Answer<BTreeMap<SentOn, Referral>> {
    let rows = tx.affairs(lao, Affair::Referral).await?;
    rows.iter().map(|(_, json)| referral_in(json).map(|referral| (referral.of, referral))).collect()
}

fn referral_in(json: &str) -> Answer<Referral> {
    match &decision_of(json)?.ruling().verdict {
        Verdict::Referral { referral, .. } => Ok((**referral).clone()),
        _ => Err(DbFault::Broken("a referral's row holds something else".to_owned())),
    }
}
