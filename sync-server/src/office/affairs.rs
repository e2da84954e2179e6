//! Saying an affair: whatever the office says besides what it does to requests.
//!
//! Owns its way: signed, and filed under its name in one turn of the LAO's feed, where the latest
//! counts. Whoever goes by what was said before has it looked at in that turn, so that of two at one
//! moment only one passes; rooms that look at more take a turn of their own (`postings`, `lists`).
//! Refuses to know what is said. Called by the rooms that say something.

use std::fmt;

use async_trait::async_trait;
use register::decision::{Decision, Ruling, Verdict};
use register::lao::LaoCode;

use super::turn::Turn;
use super::{Done, Office, OfficeFault, Visitor};
use crate::db::affairs::Affair;
use crate::db::{Answer, Transaction, UserRole, UserRow};
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

    /// Says something where what stands under its name lets it: that is read, and judged by `stands`, while nobody
    /// else can say anything. What is said already is not said twice.
    ///
    /// # Errors
    /// When something else stands there, which it may not replace. Nothing was written then.
    pub(super) async fn say_over<T>(
        &self,
        user: UserRow,
        lao: LaoCode,
        (affair, name): (Affair, &str),
        verdict: Verdict,
        read: fn(&str) -> Answer<T>,
        stands: impl Fn(Option<&T>) -> Stands + Sync,
    ) -> Done<()> {
        let decision = Ruling::new(user.id, self.stamp().await?, verdict).sign(&self.keys.signing);
        let how = |json: Option<&str>| Ok(stands(json.map(read).transpose()?.as_ref()));
        let stands = self.in_turn(lao, &SayingOver { lao, affair, name, decision: &decision, how }).await?;
        stands.or_conflict(format_args!("that {}", affair.as_str()))
    }
}

/// How what is to be said stands to what was said under its name before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    /// It may be said.
    Free,
    /// It is said already.
    Said,
    /// Something else was said, which it may not replace.
    Otherwise,
}

impl Stands {
    /// Of what stays as it was said and can be struck out, once: `why` is where it keeps the reason.
    pub(super) fn of_what_stays<T: Clone + PartialEq>(
        before: Option<&T>,
        now: &T,
        why: fn(&mut T) -> &mut Option<String>,
    ) -> Self {
        let Some(before) = before else { return Self::Free };
        let (mut now, mut standing) = (now.clone(), before.clone());
        if *before == now {
            return Self::Said;
        }
        let was = why(&mut standing).take();
        why(&mut now).take();
        if was.is_none() && standing == now { Self::Free } else { Self::Otherwise }
    }

    /// Of what is said anew over what its page showed: `seen` is that, `before` what stands.
    pub(super) fn of_what_was_seen<T: PartialEq>(before: Option<&T>, seen: Option<&T>, now: &T) -> Self {
        match before {
            before if before == Some(now) => Self::Said,
            before if before == seen => Self::Free,
            _ => Self::Otherwise,
        }
    }
}

impl Stands {
    /// Nothing was written where something else was said of `what`.
    pub(super) fn or_conflict(self, what: impl fmt::Display) -> Done<()> {
        match self {
            Self::Free | Self::Said => Ok(()),
            Self::Otherwise => Err(OfficeFault::Conflict(format!(
                "{what} was struck out or said otherwise meanwhile; nothing was written"
            ))),
        }
    }
}

/// An affair that is said where what stands lets it.
struct SayingOver<'a, H> {
    lao: LaoCode,
    affair: Affair,
    name: &'a str,
    decision: &'a Decision,
    how: H,
}

#[async_trait]
impl<H: Fn(Option<&str>) -> Answer<Stands> + Sync> Turn for SayingOver<'_, H> {
    type Out = Stands;

    async fn take(
        &self,
        tx: &mut dyn Transaction,
        with: &Intake<'_>,
    ) -> Result<Outcome<Stands>, IntakeFault> {
        let mut heads = tx.lock(&with.locks).await?;
        let before = tx.affair(self.lao, self.affair, self.name).await?;
        match (self.how)(before.as_deref())? {
            Stands::Free => {}
            stands => return Ok(Outcome::Nothing(stands)),
        }
        intake::say(tx, with, self.lao, &mut heads, self.decision).await?;
        Ok(Outcome::Done(Stands::Free))
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
