//! Affairs of the office: what it says besides what it does to requests, each under a name.
//!
//! Owns these rows: the latest decision that says each, as it was signed. Refuses to know what they
//! say (`register`) and who may say it (`office`). Both stores answer it beside
//! [`super::Transaction`].

use async_trait::async_trait;
use register::lao::LaoCode;

use super::Answer;

/// What can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Affair {
    /// What hangs for people to read, by its id.
    Posting,
    /// Whether the office is closed on a day, by the day.
    Holiday,
    /// A disaster, by its id.
    Event,
    /// A service of information or advice, by its id.
    Advice,
    /// What a central place did about a request, by where that stands.
    Referral,
    /// The figures of a month that were handed in to the central place, by the month.
    Statement,
    /// A list of names that was taken in, by its id.
    List,
    /// A rate that the office set over the criteria, by its id.
    Rate,
    /// What was written into the form of problems, by its time.
    Obstacles,
    /// That a central place published its results, by its id.
    Publication,
    /// What was given in a time to people who were erased since, by the time.
    Outlay,
}

impl Affair {
    /// Every one.
    pub const ALL: [Self; 11] = [
        Self::Posting,
        Self::Holiday,
        Self::Event,
        Self::Advice,
        Self::Referral,
        Self::Statement,
        Self::List,
        Self::Rate,
        Self::Obstacles,
        Self::Publication,
        Self::Outlay,
    ];

    /// As a column has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Posting => "posting",
            Self::Holiday => "holiday",
            Self::Event => "event",
            Self::Advice => "advice",
            Self::Referral => "referral",
            Self::Statement => "statement",
            Self::List => "list",
            Self::Rate => "rate",
            Self::Obstacles => "obstacles",
            Self::Publication => "publication",
            Self::Outlay => "outlay",
        }
    }
}

/// The questions.
#[async_trait]
pub trait Affairs: Send {
    /// Says one anew: the decision that does, as it was signed.
    async fn put_affair(&mut self, lao: LaoCode, affair: Affair, name: &str, json: &str) -> Answer<()>;
    /// Takes one out: nothing is left of it.
    async fn drop_affair(&mut self, lao: LaoCode, affair: Affair, name: &str) -> Answer<()>;
    /// The decision that says this one.
    async fn affair(&mut self, lao: LaoCode, affair: Affair, name: &str) -> Answer<Option<String>>;
    /// Those of a LAO, by their names.
    async fn affairs(&mut self, lao: LaoCode, affair: Affair) -> Answer<Vec<(String, String)>>;
}
