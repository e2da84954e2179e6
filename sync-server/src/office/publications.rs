//! When and where a central place published what came of the help of its LAOs (domain.md 4.1 T-13).
//!
//! Owns who may write it down, and that what was said stays: it can be struck out, once. Refuses to know what is
//! said and by when it is due (`register::publication`, `register::deadline`). Called by the console and by
//! `statements`, through `Office`.

use async_trait::async_trait;
use register::decision::{Decision, Ruling, Verdict};
use register::lao::{LaoCode, LaoKind};
use register::publication::{Publication, Unsaid};

use super::requests::today;
use super::turn::Turn;
use super::{Done, Office, OfficeFault, Visitor};
use crate::db::affairs::Affair;
use crate::db::{Answer, Transaction, said_in};
use crate::intake::{self, Intake, IntakeFault, Outcome};

impl Office {
    /// What a central place published, the newest first, with what was struck out.
    ///
    /// # Errors
    /// When the LAO is not known.
    pub async fn publications(&self, place: LaoCode) -> Done<Vec<Publication>> {
        let mut tx = self.db.look().await?;
        self.known(&mut *tx, place).await?;
        let mut all = publications_in(&mut *tx, place).await?;
        all.sort_by_key(|one| std::cmp::Reverse((one.on, one.id)));
        Ok(all)
    }

    /// Writes one down, or strikes one out.
    ///
    /// # Errors
    /// When the user may not, is of no central place, or it was struck out or said otherwise before. What may not be
    /// said is told beside; nothing was written then.
    pub async fn put_publication(&self, visitor: &Visitor, one: &Publication) -> Done<Result<(), Unsaid>> {
        let lao = visitor.lao.code;
        if visitor.lao.kind != LaoKind::CentralPlace {
            return Err(OfficeFault::Refused(format!("{lao} is no central place; nothing was written")));
        }
        if let Err(unsaid) = one.check(today()?) {
            return Ok(Err(unsaid));
        }
        let user = self.user_at_the_desk(visitor).await?;
        let verdict = Verdict::Publication { lao, publication: Box::new(one.clone()) };
        let decision = Ruling::new(user.id, self.stamp().await?, verdict).sign(&self.keys.signing);
        if self.in_turn(lao, &Publishing { lao, one, decision: &decision }).await? {
            return Ok(Ok(()));
        }
        Err(OfficeFault::Conflict("that publication was struck out or said otherwise before".to_owned()))
    }
}

pub(super) async fn publications_in(tx: &mut dyn Transaction, place: LaoCode) -> Answer<Vec<Publication>> {
    let rows = tx.affairs(place, Affair::Publication).await?;
    rows.iter().map(|(_, json)| publication_in(json)).collect()
}

fn publication_in(json: &str) -> Answer<Publication> {
    said_in(json, "what was published", |verdict| match verdict {
        Verdict::Publication { publication, .. } => Some(&**publication),
        _ => None,
    })
}

/// One that is written down or struck out; whether it could be.
struct Publishing<'a> {
    lao: LaoCode,
    one: &'a Publication,
    decision: &'a Decision,
}

#[async_trait]
impl Turn for Publishing<'_> {
    type Out = bool;

    async fn take(&self, tx: &mut dyn Transaction, with: &Intake<'_>) -> Result<Outcome<bool>, IntakeFault> {
        let mut heads = tx.lock(&with.locks).await?;
        let before = tx.affair(self.lao, Affair::Publication, &self.one.id.to_string()).await?;
        if let Some(before) = before.map(|json| publication_in(&json)).transpose()? {
            if before == *self.one {
                return Ok(Outcome::Nothing(true));
            }
            let struck = Publication { struck_out: self.one.struck_out.clone(), ..before.clone() };
            if before.struck_out.is_some() || struck != *self.one {
                return Ok(Outcome::Nothing(false));
            }
        }
        intake::say(tx, with, self.lao, &mut heads, self.decision).await?;
        Ok(Outcome::Done(true))
    }
}
