//! A turn: work that is done in one transaction while the feeds it moves are locked.
//!
//! Owns beginning again: with more feeds locked where the work reaches further than was
//! known, and after a pause where two turns met; and going through every record so, where something of
//! each is to be drawn up anew. Refuses to know what the work is. Called by
//! the other rooms of the office.

use std::collections::BTreeSet;
use std::time::Duration;

use async_trait::async_trait;
use register::lao::LaoCode;
use register::record::RecordId;

use super::{Done, Office, chance, now};
use crate::db::{DbFault, Transaction};
use crate::intake::{Intake, IntakeFault, Outcome};

/// How often a turn that met another is begun again.
pub(super) const TRIES: u32 = 12;

/// Work for one transaction. It may be begun several times; only the last one remains.
#[async_trait]
pub(super) trait Turn: Sync {
    /// What it comes to.
    type Out: Send;

    /// Does it, short of the commit.
    async fn take(
        &self,
        tx: &mut dyn Transaction,
        with: &Intake<'_>,
    ) -> Result<Outcome<Self::Out>, IntakeFault>;
}

impl Office {
    /// Does this work in one transaction, with this LAO's feed locked and whatever else it asks for.
    pub(super) async fn in_turn<W: Turn>(&self, lao: LaoCode, work: &W) -> Done<W::Out> {
        let mut locks = BTreeSet::from([lao]);
        let mut met = 0;
        while met < TRIES {
            let mut tx = self.db.begin().await?;
            let laos = self.laos(&mut *tx).await?;
            let with = Intake { keys: &self.keys, laos: &laos, now: now(), locks: locks.clone() };
            let outcome = match work.take(&mut *tx, &with).await {
                Ok(Outcome::Done(out)) => tx.commit().await.map(|()| out).map_err(IntakeFault::Db),
                Ok(Outcome::Nothing(out)) => return Ok(out),
                // More each time, and no more than there are: this ends.
                Ok(Outcome::Locks(more)) => {
                    locks = more;
                    continue;
                }
                Err(fault) => Err(fault),
            };
            match outcome {
                Err(IntakeFault::Db(DbFault::Busy)) => pause(met).await,
                other => return Ok(other?),
            }
            met += 1;
        }
        Err(DbFault::Busy.into())
    }
}

/// Records whose turn it is at a time, where every record has one.
const PAGE: u32 = 200;

impl Office {
    /// Goes through every record of these LAOs, a page of them in a turn.
    pub(super) async fn turn_by_turn<W: Turn<Out = ()>>(
        &self,
        laos: &BTreeSet<LaoCode>,
        turn: impl Fn(LaoCode, Vec<RecordId>) -> W,
    ) -> Done<()> {
        for lao in laos {
            let mut after = None;
            loop {
                let rows = self.db.look().await?.records_after(*lao, after, PAGE).await?;
                let Some(last) = rows.last() else { break };
                after = Some(last.id);
                self.in_turn(*lao, &turn(*lao, rows.iter().map(|row| row.id).collect())).await?;
            }
        }
        Ok(())
    }

    /// Draws up anew what a setting says is of another form than this, of every record.
    pub(super) async fn draw_up<W: Turn<Out = ()>>(
        &self,
        setting: &str,
        form: &str,
        turn: impl Fn(LaoCode, Vec<RecordId>) -> W,
    ) -> Done<()> {
        let mut tx = self.db.look().await?;
        let of_form = tx.setting(setting).await?.as_deref() == Some(form);
        let laos: BTreeSet<LaoCode> = self.laos(&mut *tx).await?.iter().map(|lao| lao.code).collect();
        drop(tx);
        if of_form {
            return Ok(());
        }
        self.turn_by_turn(&laos, turn).await?;
        let mut tx = self.db.begin().await?;
        tx.set(setting, form).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Longer each time, and never the same for two who met.
pub(super) async fn pause(met: u32) {
    let jitter = u64::from(chance::<1>().map_or(7, |[byte]| byte));
    tokio::time::sleep(Duration::from_millis((1 << met.min(8)) + jitter / 8)).await;
}
