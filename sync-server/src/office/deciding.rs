//! What the office rules: who is one person, who is two, and which records count.
//!
//! Owns who may decide on what, and turning what a user names into appearances, which mean
//! the same after any redraw. Refuses to know what a ruling does (`register::draw`). Called
//! by commands, through `Office`.

use std::collections::BTreeSet;

use async_trait::async_trait;
use register::clock::Stamp;
use register::decision::{Appearance, Decision, Ruling, Verdict};
use register::lao::LaoCode;
use register::record::RecordId;
use register::seal::SealedId;

use super::turn::Turn;
use super::{Done, Office, OfficeFault, now};
use crate::db::{PersonRow, RecordRow, Transaction, UserRow, decision_of};
use crate::intake::{self, Intake, IntakeFault, Outcome};

impl Office {
    /// Joins two entries, or separates them; or restores a record that was withdrawn.
    ///
    /// # Errors
    /// When the user may not, or there is no such entry or record.
    pub async fn decide(&self, user: &str, what: Decide) -> Done<()> {
        let mut tx = self.db.look().await?;
        let user = tx.user(user).await?.ok_or_else(|| {
            OfficeFault::Missing(format!("there is no user {user} here; nothing was decided"))
        })?;
        may_decide(&user)?;
        let verdict = match what {
            Decide::Join(left, right) => {
                let (left, right) =
                    (self.sides(&mut *tx, &user, &left).await?, self.sides(&mut *tx, &user, &right).await?);
                Verdict::Join { left, right }
            }
            Decide::Separate(left, right) => {
                let (left, right) =
                    (self.sides(&mut *tx, &user, &left).await?, self.sides(&mut *tx, &user, &right).await?);
                Verdict::Separate { left, right }
            }
            Decide::Restore(record) => self.restoring(&mut *tx, &user, record).await?,
        };
        drop(tx);
        let stamp = self.stamp().await?;
        let decision = Ruling::new(user.id.clone(), stamp, verdict).sign(&self.keys.signing);
        self.enact(user.lao, &decision).await
    }

    /// Logs a decision on people, and lets it take effect.
    pub(super) async fn enact(&self, lao: LaoCode, decision: &Decision) -> Done<()> {
        self.in_turn(lao, &Filing { lao, decision }).await
    }

    pub(super) async fn stamp(&self) -> Done<Stamp> {
        let mut tx = self.db.begin().await?;
        let count = tx.number("decision").await?;
        tx.commit().await?;
        Ok(Stamp::new(now(), u32::try_from(count).unwrap_or(u32::MAX)))
    }

    /// Every appearance of an entry `lao/person`, or of one person of one record.
    async fn sides(&self, tx: &mut dyn Transaction, user: &UserRow, named: &str) -> Done<Vec<Appearance>> {
        let missing = || {
            OfficeFault::Missing(format!(
                "there is no entry {named:?} in the register; nothing was decided, name it as lao/person as \
                 the export has it"
            ))
        };
        let (lao, person) = named.split_once('/').ok_or_else(missing)?;
        let lao: LaoCode = lao.parse().map_err(|_| missing())?;
        let rows = match person.parse::<Appearance>() {
            Ok(_) => return Err(missing()),
            Err(_) => tx.entry(lao, person.parse().map_err(|_| missing())?).await?,
        };
        if rows.is_empty() {
            return Err(missing());
        }
        self.within_reach(tx, user, lao, &rows).await?;
        Ok(rows.into_iter().map(|row| row.who).collect())
    }

    /// A user decides on their own LAO's entries, on those of LAOs of the same province that they are compared
    /// with, and on whoever has a number that somebody of theirs has too, wherever that is (contract 4, row 5).
    async fn within_reach(
        &self,
        tx: &mut dyn Transaction,
        user: &UserRow,
        lao: LaoCode,
        rows: &[PersonRow],
    ) -> Done<()> {
        if lao == user.lao {
            return Ok(());
        }
        let laos = self.laos(tx).await?;
        let province = |code| laos.get(code).map(|lao| lao.province.clone());
        if province(lao).is_some() && province(lao) == province(user.lao) {
            return Ok(());
        }
        let numbers: Vec<_> = rows.iter().filter_map(PersonRow::held).collect();
        if tx.with_numbers(&numbers).await?.iter().any(|(_, who)| who.lao == user.lao) {
            return Ok(());
        }
        Err(OfficeFault::Refused(format!(
            "{} is of LAO {} and may not decide on entries of LAO {lao}; nothing was decided",
            user.id, user.lao
        )))
    }

    async fn restoring(&self, tx: &mut dyn Transaction, user: &UserRow, record: RecordId) -> Done<Verdict> {
        let key = (user.lao, record);
        let rows = tx.records(&[key]).await?;
        let visit = rows.first().map(RecordRow::read).transpose()?.flatten().ok_or_else(|| {
            OfficeFault::Missing(format!(
                "there is no record {record} in LAO {}; nothing was decided",
                user.lao
            ))
        })?;
        let mut answers: BTreeSet<SealedId> = visit.withdrawn_by;
        for ruling in tx.rulings_on(&[key]).await? {
            let decision = decision_of(&ruling.json)?;
            if let Verdict::Withdraw { .. } = decision.ruling().verdict {
                answers.insert(decision.id());
            }
        }
        if answers.is_empty() {
            return Err(OfficeFault::Conflict(format!(
                "record {record} is not withdrawn; nothing was decided"
            )));
        }
        Ok(Verdict::Restore { lao: user.lao, record, answers })
    }
}

pub(super) fn may_decide(user: &UserRow) -> Done<()> {
    if user.role.acts() && user.left_at.is_none() {
        return Ok(());
    }
    Err(OfficeFault::Refused(format!(
        "{} may not decide; a supervisor, an officer or the committee can. Nothing was decided",
        user.id
    )))
}

/// What a user of the office rules.
#[derive(Clone, Debug)]
pub enum Decide {
    /// These two entries are one person.
    Join(String, String),
    /// They are two.
    Separate(String, String),
    /// This record counts again.
    Restore(RecordId),
}

/// A decision that is logged and takes effect.
struct Filing<'a> {
    lao: LaoCode,
    decision: &'a Decision,
}

#[async_trait]
impl Turn for Filing<'_> {
    type Out = ();

    async fn take(&self, tx: &mut dyn Transaction, with: &Intake<'_>) -> Result<Outcome<()>, IntakeFault> {
        intake::rule(tx, with, self.lao, self.decision).await
    }
}
