//! What a LAO reports of a month to its central place (domain.md 1.3 duty 7, O-04) \[S000:29-32\].
//!
//! Owns which figures go up: how far the survey went, what came in, what was finished, and the help
//! that was given, by area. They are what was counted when they were handed in, and stay so whatever
//! is put right later; handed in anew, the latest counts. It names nobody. How they are counted is
//! `report`'s; who may read them is the office's. Called by the office's server and the console.

use serde::{Deserialize, Serialize};

use crate::calendar::Round;
use crate::record::Area;

/// The figures of a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Of which month.
    pub month: Round,
    /// Houses that were visited.
    pub surveyed: u64,
    /// Requests that were open when it began.
    pub carried: u64,
    /// Requests that came in it.
    pub came: u64,
    /// Of both, those that were open when it ended.
    pub left: u64,
    /// All help that was given in it: a person or a house that was helped twice is counted once.
    pub helped: Helped,
    /// The same by area of aid, those in which nothing came and nothing was given left out.
    pub areas: Vec<OfArea>,
}

/// What came of an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfArea {
    /// Which; absent where the requests do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
    /// Requests that came in the month.
    pub came: u64,
    /// Help that was given in it.
    pub helped: Helped,
}

/// How much help was given, and to how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Helped {
    /// Requests.
    pub requests: u64,
    /// People.
    pub people: u64,
    /// Houses.
    pub houses: u64,
    /// Its worth, in satang.
    pub satang: u64,
}

impl Statement {
    /// Requests that were finished in the month.
    pub fn finished(&self) -> u64 {
        (self.carried + self.came).saturating_sub(self.left)
    }
}

impl std::ops::Add for Helped {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            requests: self.requests.saturating_add(other.requests),
            people: self.people.saturating_add(other.people),
            houses: self.houses.saturating_add(other.houses),
            satang: self.satang.saturating_add(other.satang),
        }
    }
}

impl std::iter::Sum for Helped {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), std::ops::Add::add)
    }
}
