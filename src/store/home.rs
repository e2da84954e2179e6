//! The home screen's numbers, in one view of the database.
//!
//! Owns nothing of its own: `status`, `households` and `drafts` say what they are. Called by
//! the app when the home screen is shown, and after each sync.

use register::calendar::Round;
use register::moment::Moment;
use register::record::TaskId;

use crate::area;
use crate::drafts::checks;
use crate::enrolment::refuse_if_sealed;
use crate::fault::StoreError;
use crate::households::{DraftInBrief, VillageProgress, drafts_in_brief, households, progress, sent_back};
use crate::opening::Store;
use crate::stage::Stages;
use crate::status::{Status, status};

/// What a home screen shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Home {
    /// How this phone's work stands.
    pub status: Status,
    /// Its drafts, the one saved last first.
    pub drafts: Vec<DraftInBrief>,
    /// The tasks whose fact checks are being made, the one saved last first.
    pub checks: Vec<TaskId>,
    /// Households with a record that a supervisor sent back to whoever holds this phone, and that waits for them.
    pub sent_back: u64,
    /// How far the round has come, village by village.
    pub progress: Vec<VillageProgress>,
    /// When the office last said what is new, by this device's clock. A receipt may be newer.
    pub last_sync: Option<Moment>,
}

impl Store {
    /// What a home screen shows of this round.
    ///
    /// # Errors
    /// When the database cannot be read, or the phone is locked.
    pub fn home(&self, round: &Round) -> Result<Home, StoreError> {
        self.read(|c| {
            refuse_if_sealed(c)?;
            let stages = Stages::read(c)?;
            Ok(Home {
                status: status(c)?,
                drafts: drafts_in_brief(c)?,
                checks: checks(c)?.into_iter().map(|check| TaskId::new(check.id.uuid())).collect(),
                sent_back: sent_back(c, &stages)?,
                progress: progress(&households(c, round, &stages)?),
                last_sync: area::last_heard(c)?,
            })
        })
    }
}

#[cfg(test)]
#[path = "home_tests.rs"]
mod tests;
