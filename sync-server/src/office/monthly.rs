//! The month: what a LAO has to enter into INFO by the 5th, for the workbook and for pages.
//!
//! Owns laying before `register::info` all that it needs, of one moment. Refuses to know the rows.
//! Called by the `export` command and by whoever shows the month.

use register::calendar::Round;
use register::course::State as Stage;
use register::info::{Added, Month};
use register::lao::LaoCode;

use super::settings::settings_in;
use super::{Done, Office};
use crate::db::DbFault;
use crate::projection;

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
}
