//! What becomes of a revoked phone's work.
//!
//! Owns the list of what is held apart, and that it is let in or kept out by a decision that is
//! logged. Kept out is not deleted: it is held as it was, and no later decision lets it in.
//! Refuses to know how work is taken (`intake`). Called by commands, through `Office`.

use std::collections::BTreeSet;

use async_trait::async_trait;
use register::change::{Change, ChangeId, DeviceId};
use register::decision::{Decision, Ruling, Verdict};
use register::field::FieldPath;
use register::lao::LaoCode;
use register::record::RecordId;
use serde_json::Value;

use super::deciding::may_decide;
use super::turn::Turn;
use super::{Done, Office, OfficeFault};
use crate::db::{DbFault, QuarantineRow, Transaction};
use crate::erasure;
use crate::intake::{self, Intake, IntakeFault, Outcome};

/// A change that is held apart: names, and nothing of what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apart {
    /// It.
    pub change: ChangeId,
    /// Which record it is of.
    pub record: RecordId,
    /// Which phone sent it.
    pub device: DeviceId,
    /// When it came, in milliseconds since 1970.
    pub at: u64,
    /// Whether it was refused for good.
    pub refused: bool,
}

/// What is decided on work that is held apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judge {
    /// It is let in, as if its phone had just sent it.
    Accept,
    /// It stays out for good, and stays held.
    Refuse,
}

/// Which work.
#[derive(Clone, Debug)]
pub enum Which {
    /// All of this phone's that was not judged yet.
    Phone(DeviceId),
    /// These changes.
    Changes(BTreeSet<ChangeId>),
}

impl Office {
    /// What is held apart for a LAO, the oldest first.
    ///
    /// # Errors
    /// When the LAO is not known.
    pub async fn apart(&self, lao: LaoCode) -> Done<Vec<Apart>> {
        let mut tx = self.db.look().await?;
        self.known(&mut *tx, lao).await?;
        Ok(tx.quarantined(lao).await?.into_iter().map(apart).collect())
    }

    /// What each change that is held apart would set, for whoever judges it; nothing of one that was erased.
    ///
    /// # Errors
    /// When the LAO is not known, or one does not open.
    pub async fn apart_to_read(&self, lao: LaoCode) -> Done<Vec<(Apart, Vec<(FieldPath, Value)>)>> {
        let mut tx = self.db.look().await?;
        self.known(&mut *tx, lao).await?;
        let mut read = Vec::new();
        for row in tx.quarantined(lao).await? {
            let change = erasure::held_apart(&self.keys, lao, &row)?;
            let sets = change.map(|change| change.edit().sets.clone()).unwrap_or_default();
            read.push((apart(row), sets.into_iter().collect()));
        }
        Ok(read)
    }

    /// Lets work in, or keeps it out for good; returns how many changes that were.
    ///
    /// # Errors
    /// When the user may not, or one of the changes is not there to be judged. Nothing was
    /// decided then.
    pub async fn judge(&self, user: &str, judge: Judge, which: Which) -> Done<usize> {
        let mut tx = self.db.look().await?;
        let user = tx.user(user).await?.ok_or_else(|| {
            OfficeFault::Missing(format!("there is no user {user} here; nothing was decided"))
        })?;
        may_decide(&user)?;
        let rows = chosen(tx.quarantined(user.lao).await?, &which, user.lao)?;
        drop(tx);
        let changes: BTreeSet<ChangeId> = rows.iter().map(|row| row.id).collect();
        let count = changes.len();
        let verdict = match judge {
            Judge::Accept => Verdict::Accept { changes: changes.clone() },
            Judge::Refuse => Verdict::Refuse { changes: changes.clone() },
        };
        let decision = Ruling::new(user.id, self.stamp().await?, verdict).sign(&self.keys.signing);
        let judging = Judging { lao: user.lao, judge, which: Which::Changes(changes), decision: &decision };
        if self.in_turn(user.lao, &judging).await?? {
            self.finish_erasures_in_time().await;
        }
        Ok(count)
    }
}

fn apart(row: QuarantineRow) -> Apart {
    Apart {
        change: row.id,
        record: row.record,
        device: row.device,
        at: row.at,
        refused: row.refused.is_some(),
    }
}

/// Those that were named, every one of them; none may have been judged.
fn chosen(held: Vec<QuarantineRow>, which: &Which, lao: LaoCode) -> Done<Vec<QuarantineRow>> {
    let missing = |what: String| {
        OfficeFault::Missing(format!(
            "{what} is held apart for LAO {lao}; nothing was decided, see `quarantine`"
        ))
    };
    match which {
        Which::Phone(device) => {
            let rows: Vec<QuarantineRow> =
                held.into_iter().filter(|row| row.device == *device && row.refused.is_none()).collect();
            if rows.is_empty() { Err(missing(format!("nothing of phone {device}"))) } else { Ok(rows) }
        }
        Which::Changes(changes) => {
            let rows: Vec<QuarantineRow> = held.into_iter().filter(|row| changes.contains(&row.id)).collect();
            if let Some(refused) = rows.iter().find(|row| row.refused.is_some()) {
                return Err(OfficeFault::Conflict(format!(
                    "change {} was refused for good; nothing was decided, and it is held as it was",
                    refused.id
                )));
            }
            match changes.iter().find(|change| rows.iter().all(|row| row.id != **change)) {
                Some(unknown) => Err(missing(format!("no change {unknown}"))),
                None if rows.is_empty() => Err(missing("nothing that was named".to_owned())),
                None => Ok(rows),
            }
        }
    }
}

/// A decision on work that is held apart.
struct Judging<'a> {
    lao: LaoCode,
    judge: Judge,
    which: Which,
    decision: &'a Decision,
}

#[async_trait]
impl Turn for Judging<'_> {
    type Out = Done<bool>;

    async fn take(
        &self,
        tx: &mut dyn Transaction,
        with: &Intake<'_>,
    ) -> Result<Outcome<Self::Out>, IntakeFault> {
        // Under the lock: somebody else may have judged it meanwhile.
        tx.lock(&with.locks).await?;
        let rows = match chosen(tx.quarantined(self.lao).await?, &self.which, self.lao) {
            Ok(rows) => rows,
            Err(fault) => return Ok(Outcome::Nothing(Err(fault))),
        };
        if self.judge == Judge::Refuse {
            return Ok(intake::rule(tx, with, self.lao, self.decision).await?.map(|()| Ok(false)));
        }
        for row in &rows {
            if let Some(change) = erasure::held_apart(with.keys, self.lao, row)?
                && !self.is_signed(tx, &change).await?
            {
                return Ok(Outcome::Nothing(Err(OfficeFault::Conflict(format!(
                    "change {} is not signed by phone {}; nothing was decided, run `samruat-server verify`",
                    row.id, row.device
                )))));
            }
        }
        let changes = rows.iter().map(|row| row.id).collect();
        Ok(intake::let_in(tx, with, self.lao, self.decision, &changes).await?.map(Ok))
    }
}

impl Judging<'_> {
    async fn is_signed(&self, tx: &mut dyn Transaction, change: &Change) -> Result<bool, DbFault> {
        let devices = tx.devices(self.lao).await?;
        let device = devices.iter().find(|device| device.id == change.edit().author);
        let key = device.and_then(|device| device.key.verifying().ok());
        Ok(key.is_some_and(|key| change.verify(&key).is_ok()))
    }
}
