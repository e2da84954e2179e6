//! Saying an affair: whatever the office says besides what it does to requests.
//!
//! Owns its way: signed, and filed under its name in one turn of the LAO's feed, where the latest
//! counts. Rooms that look at what was said before first take a turn of their own (`postings`,
//! `lists`). Refuses to know what is said. Called by the rooms that say something.

use async_trait::async_trait;
use register::decision::{Decision, Ruling, Verdict};
use register::lao::LaoCode;

use super::turn::Turn;
use super::{Done, Office, OfficeFault, Visitor};
use crate::db::{Transaction, UserRole, UserRow};
use crate::intake::{self, Intake, IntakeFault, Outcome};

impl Office {
    /// Says something by whoever does something at the desk.
    ///
    /// # Errors
    /// When the user may not. Nothing was written then.
    pub(super) async fn say_at_the_desk(&self, visitor: &Visitor, verdict: Verdict) -> Done<()> {
        let user = self.user_at_the_desk(visitor).await?;
        self.say(user, visitor.lao.code, verdict).await
    }

    /// The visitor, who may do something at the desk.
    pub(super) async fn user_at_the_desk(&self, visitor: &Visitor) -> Done<UserRow> {
        let user = self.user_of(&visitor.id, visitor.lao.code).await?;
        if user.role.acts() {
            return Ok(user);
        }
        Err(OfficeFault::Refused(format!(
            "{} may not say that; an officer, a supervisor or the committee can. Nothing was written",
            user.id
        )))
    }

    /// A user who may set something for the whole office; `what` is what others may not.
    ///
    /// # Errors
    /// When they may not.
    pub(super) async fn user_who_arranges(&self, user: &str, lao: LaoCode, what: &str) -> Done<UserRow> {
        let user = self.user_of(user, lao).await?;
        if matches!(user.role, UserRole::Supervisor | UserRole::Admin) {
            return Ok(user);
        }
        Err(OfficeFault::Refused(format!(
            "{} may not {what}; a supervisor or an admin can. Nothing was written",
            user.id
        )))
    }

    /// Says something by a user of whom it is known that they may.
    pub(super) async fn say(&self, user: UserRow, lao: LaoCode, verdict: Verdict) -> Done<()> {
        let decision = Ruling::new(user.id, self.stamp().await?, verdict).sign(&self.keys.signing);
        self.in_turn(lao, &Saying { lao, decision: &decision }).await
    }
}

/// An affair that is said.
struct Saying<'a> {
    lao: LaoCode,
    decision: &'a Decision,
}

#[async_trait]
impl Turn for Saying<'_> {
    type Out = ();

    async fn take(&self, tx: &mut dyn Transaction, with: &Intake<'_>) -> Result<Outcome<()>, IntakeFault> {
        let mut heads = tx.lock(&with.locks).await?;
        intake::say(tx, with, self.lao, &mut heads, self.decision).await?;
        Ok(Outcome::Done(()))
    }
}
