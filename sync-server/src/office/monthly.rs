//! The month: what a LAO has to enter into INFO by the 5th, for the workbook and for pages.
//!
//! Owns laying before `register::info` all that it needs, of one moment. Refuses to know the rows.
//! Called by the `export` command and by whoever shows the month.

use std::collections::BTreeMap;

use register::calendar::Round;
use register::course::State as Stage;
use register::household::HouseholdKey;
use register::info::{Added, Month};
use register::lao::LaoCode;
use register::record::{RecordId, Status};
use register::visit::Visit;

use super::settings::settings_in;
use super::{Done, Office};
use crate::db::DbFault;
use crate::projection;

/// How far a village was surveyed in a round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Households that the register knows, of whatever round until then.
    pub known: u64,
    /// Those that were visited in this one, whatever came of it.
    pub visited: u64,
    /// Those of them where nobody would take part.
    pub refused: u64,
}

impl Office {
    /// A LAO's month: who is to be entered, who is left out and why, what is different from the
    /// month before, and how far everybody is.
    ///
    /// # Errors
    /// When the LAO is not known, or the database cannot be asked.
    pub async fn info(&self, lao: LaoCode, round: Round) -> Done<Month> {
        let mut tx = self.db.look().await?;
        let whose = self.known(&mut *tx, lao).await?;
        let laos = self.laos(&mut *tx).await?;
        let affiliation = settings_in(&mut *tx, lao).await?.affiliation;
        let receipt_numbers = tx
            .courses_in(lao, Stage::ALL)
            .await?
            .into_iter()
            .filter_map(|row| Some((row.request, row.said.number?.to_string())))
            .collect();
        let gathered = projection::around_lao(&mut *tx, lao).await?;
        drop(tx);
        let added = Added { affiliation, receipt_numbers };
        let drawn = tokio::task::spawn_blocking(move || {
            Month::draw(&whose, round, gathered.visits, &gathered.decisions, &laos, &added)
        });
        Ok(drawn.await.map_err(|e| DbFault::Broken(format!("the month could not be drawn up ({e})")))?)
    }

    /// How far each village of a LAO was surveyed in a round; `None` is where no village was
    /// written down.
    ///
    /// # Errors
    /// When the LAO is not known, or the database cannot be asked.
    pub async fn coverage(&self, lao: LaoCode, round: Round) -> Done<BTreeMap<Option<u32>, Coverage>> {
        let mut tx = self.db.look().await?;
        self.known(&mut *tx, lao).await?;
        // A house without a number is told from no other: each visit there stands alone.
        let mut houses: BTreeMap<Result<HouseholdKey, RecordId>, (Option<u32>, bool, bool)> = BTreeMap::new();
        let mut after = None;
        loop {
            let rows = tx.records_after(lao, after, 1_000).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.id);
            for row in rows.iter().filter(|row| !row.visit.is_empty()) {
                let visit: Visit = serde_json::from_str(&row.visit)
                    .map_err(|e| DbFault::Broken(format!("a visit cannot be read ({e})")))?;
                let record = visit.record;
                if record.round > round || !visit.withdrawn_by.is_empty() {
                    continue;
                }
                let place = record.place.as_ref();
                let key = place.and_then(|place| HouseholdKey::of(lao, place)).ok_or(record.id);
                let moo = place.and_then(|place| place.moo);
                let house = houses.entry(key).or_insert((moo, false, true));
                if record.round == round {
                    house.1 = true;
                    house.2 &= record.status == Status::Refused;
                }
            }
        }
        let mut coverage: BTreeMap<Option<u32>, Coverage> = BTreeMap::new();
        for (moo, visited, refused) in houses.into_values() {
            let of = coverage.entry(moo).or_default();
            of.known += 1;
            of.visited += u64::from(visited);
            of.refused += u64::from(visited && refused);
        }
        Ok(coverage)
    }
}
