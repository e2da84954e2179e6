//! The month: what a LAO has to enter into INFO by the 5th, for the workbook and for pages; and how
//! far its survey has come, for the map.
//!
//! Owns laying before `register::info` and `register::survey` all that they need, of one moment, and
//! keeping what they draw until the register moves. Refuses to know the rows. Called by the
//! `export` command and by whoever shows the month.

use std::collections::BTreeSet;
use std::sync::Arc;

use register::calendar::Round;
use register::course::State as Stage;
use register::decision::Verdict;
use register::info::{self, Added, Month, Unsigned};
use register::lao::{Lao, LaoCode};
use register::record::RecordId;
use register::seal::SealedId;
use register::survey::{House, houses};
use register::visit::Visit;
use register::wire::FormSettings;

use super::drawings::{AsOf, Drawings};
use super::{Done, Office};
use crate::db::{Answer, DbFault, Transaction, decision_named, settings_of};
use crate::projection;

/// Records whose rulings are read at a time.
const PAGE: usize = 1_000;
/// Months, and surveys, that are kept.
pub(super) const KEPT: usize = 32;
/// Months of LAOs.
pub(super) type Months = Drawings<(LaoCode, Round), Month>;
/// Surveys of LAOs.
pub(super) type Surveys = Drawings<(LaoCode, Round), Survey>;

/// A LAO's survey in a round.
#[derive(Debug)]
pub struct Survey {
    /// Every house that is known until then.
    pub houses: Vec<House>,
    /// What the LAO set: its villages and its boundary among it.
    pub settings: FormSettings,
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
        let affiliation = settings_of(&mut *tx, lao).await?.affiliation;
        self.draw_month(tx, whose, round, affiliation).await
    }

    /// The same, as it was drawn up for another page, where nothing has moved since.
    ///
    /// # Errors
    /// As [`Office::info`].
    pub async fn month(&self, lao: LaoCode, round: Round) -> Done<Arc<Month>> {
        let (tx, whose, affiliation, as_of) = self.month_as_of(lao).await?;
        self.months.of((lao, round), as_of, self.draw_month(tx, whose, round, affiliation)).await
    }

    /// A month and so many before it, all as of one moment, the newest first: what is not known yet is drawn up in one
    /// go, each sheet once.
    pub(super) async fn months_back(&self, lao: LaoCode, due: Round, back: usize) -> Done<Vec<Arc<Month>>> {
        let (tx, whose, affiliation, as_of) = self.month_as_of(lao).await?;
        let rounds = std::iter::successors(Some(due), |round| Some(round.previous())).take(back + 1);
        let known: Option<Vec<_>> = rounds.map(|round| self.months.known(&(lao, round), &as_of)).collect();
        if let Some(known) = known {
            return Ok(known);
        }
        let drawn = self.draw_months(tx, whose, due, affiliation, back).await?;
        let drawn: Vec<Arc<Month>> = drawn.into_iter().map(Arc::new).collect();
        for month in &drawn {
            self.months.keep((lao, month.round), as_of.clone(), month);
        }
        Ok(drawn)
    }

    /// Those of a month's unsigned requests that wait for their signature still: with what was registered or refused
    /// before, the office goes on, whatever was changed on it since.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn unsigned(&self, lao: LaoCode, month: &Month) -> Done<Vec<Unsigned>> {
        if month.unsigned.is_empty() {
            return Ok(Vec::new());
        }
        let drafts = self.db.look().await?.courses_in(lao, &[Stage::Draft]).await?;
        let waits: BTreeSet<_> = drafts.into_iter().map(|row| (row.record, row.request)).collect();
        let of_it = month.unsigned.iter().filter(|one| waits.contains(&(one.at.record, one.request)));
        Ok(of_it.cloned().collect())
    }

    /// What a month is drawn up of, and as of when.
    async fn month_as_of(&self, lao: LaoCode) -> Done<(Box<dyn Transaction>, Lao, Option<String>, AsOf)> {
        let mut tx = self.db.look().await?;
        let whose = self.known(&mut *tx, lao).await?;
        let affiliation = settings_of(&mut *tx, lao).await?.affiliation;
        let told = format!("{} {affiliation:?}", whose.name);
        let as_of = AsOf::now(&mut *tx, lao, told).await?;
        Ok((tx, whose, affiliation, as_of))
    }

    async fn draw_month(
        &self,
        tx: Box<dyn Transaction>,
        whose: Lao,
        round: Round,
        affiliation: Option<String>,
    ) -> Done<Month> {
        let drawn = self.draw_months(tx, whose, round, affiliation, 0).await?.pop();
        Ok(drawn.ok_or_else(|| DbFault::Broken("a month without end has none".to_owned()))?)
    }

    async fn draw_months(
        &self,
        mut tx: Box<dyn Transaction>,
        whose: Lao,
        round: Round,
        affiliation: Option<String>,
        back: usize,
    ) -> Done<Vec<Month>> {
        let laos = self.laos(&mut *tx).await?;
        let receipt_numbers = tx
            .courses_in(whose.code, Stage::ALL)
            .await?
            .into_iter()
            .filter_map(|row| Some((row.request, row.said.number?.to_string())))
            .collect();
        let gathered = projection::around_lao(&mut *tx, whose.code).await?;
        drop(tx);
        let added = Added { affiliation, receipt_numbers };
        let drawn = tokio::task::spawn_blocking(move || {
            let months =
                info::Months::back(&whose, round, gathered.visits, &gathered.decisions, &laos, &added);
            months.take(back + 1).collect()
        });
        Ok(drawn.await.map_err(|e| DbFault::Broken(format!("the month could not be drawn up ({e})")))?)
    }

    /// A LAO's survey as of a round.
    ///
    /// # Errors
    /// When the LAO is not known, or the database cannot be asked.
    pub async fn survey(&self, lao: LaoCode, round: Round) -> Done<Arc<Survey>> {
        let mut tx = self.db.look().await?;
        self.known(&mut *tx, lao).await?;
        let settings = settings_of(&mut *tx, lao).await?;
        let told = serde_json::to_string(&settings).map_err(|e| DbFault::Broken(e.to_string()))?;
        let as_of = AsOf::now(&mut *tx, lao, told).await?;
        let drawing = async {
            let visits = projection::visits_of(&mut *tx, lao).await?;
            let withdrawn = withdrawn(&mut *tx, lao, &visits).await?;
            drop(tx);
            let drawn = tokio::task::spawn_blocking(move || {
                houses(lao, round, visits.iter().filter(|visit| !withdrawn.contains(&visit.record.id)))
            });
            let houses =
                drawn.await.map_err(|e| DbFault::Broken(format!("houses could not be drawn up ({e})")))?;
            Ok(Survey { houses, settings })
        };
        self.surveys.of((lao, round), as_of, drawing).await
    }
}

/// Records that do not count: somebody withdrew them, on a phone or at the office, and no decision answers
/// that (contract section 4, as `register::draw` has it).
async fn withdrawn(tx: &mut dyn Transaction, lao: LaoCode, visits: &[Visit]) -> Answer<BTreeSet<RecordId>> {
    let by_phones = |visit: &Visit| {
        let record = visit.record.id;
        visit.withdrawn_by.iter().map(move |id| (record, *id)).collect::<Vec<_>>()
    };
    let mut withdrawals: BTreeSet<(RecordId, SealedId)> = visits.iter().flat_map(by_phones).collect();
    let mut answered = BTreeSet::new();
    let records: Vec<_> = visits.iter().map(|visit| (lao, visit.record.id)).collect();
    for page in records.chunks(PAGE) {
        for row in tx.rulings_on(page).await? {
            let decision = decision_named(&row.json, row.id)?;
            match &decision.ruling().verdict {
                Verdict::Withdraw { .. } => {
                    withdrawals.insert((row.record, decision.id()));
                }
                Verdict::Restore { answers, .. } => {
                    answered.extend(answers.iter().map(|id| (row.record, *id)));
                }
                _ => {}
            }
        }
    }
    Ok(withdrawals.difference(&answered).map(|(record, _)| *record).collect())
}
