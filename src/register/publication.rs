//! That a central place told people what came of the help of the LAOs in its service area, at the place or on
//! its site, at least once a year (domain.md 4.1 T-13, 2.12, O-08) \[S003:258\] \[S000:59-61\].
//!
//! Owns what is written down of one time: of which figures, when and where. What they say is `report`'s, and by
//! when it is due is `deadline`'s. Refuses to know who may write it down. Called by the office's server and the
//! console.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::as_text::as_text;
use crate::calendar::BuddhistYear;
use crate::record::{NotAnId, identifier};
use crate::report::Period;
use crate::wording::{Unwritten, holds_a_number, is_written};

identifier!(
    /// Which time.
    PublicationId
);

/// Longest text.
const LONGEST: usize = 400;

/// One time that results were published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    /// Made by the office, never changed.
    pub id: PublicationId,
    /// The figures of which time.
    pub of: Period,
    /// Since which day people can read it.
    #[schemars(with = "String")]
    pub on: NaiveDate,
    /// Where: the board of the place, its site.
    pub at: String,
    /// Why it does not count: it was written down by mistake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub struck_out: Option<String>,
}

/// Why it cannot be written down so. Nothing was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each is the sentence above it")]
pub enum Unsaid {
    #[error(transparent)]
    Unwritten(#[from] Unwritten),
    #[error("วันที่เผยแพร่ยังมาไม่ถึง")]
    InTheFuture,
    #[error("วันที่เผยแพร่อยู่ก่อนวันแรกของงวดที่รายงาน")]
    BeforeItsTime,
    #[error("มีเลขหลายหลักติดกันใน{0} ที่นี่ไม่เก็บเลขประจำตัวหรือเบอร์โทรของใคร")]
    NamesSomebody(&'static str),
}

impl Publication {
    /// Whether it can be as it is said.
    ///
    /// # Errors
    /// Says what is missing or cannot be.
    pub fn check(&self, today: NaiveDate) -> Result<(), Unsaid> {
        let texts = [("สถานที่หรือเว็บไซต์ที่เผยแพร่", Some(&self.at)), ("เหตุที่ขีดออก", self.struck_out.as_ref())];
        for (called, text) in texts {
            let Some(text) = text else { continue };
            is_written(called, text, LONGEST)?;
            if holds_a_number(text) {
                return Err(Unsaid::NamesSomebody(called));
            }
        }
        if self.on > today {
            return Err(Unsaid::InTheFuture);
        }
        if self.on < self.of.first_day() { Err(Unsaid::BeforeItsTime) } else { Ok(()) }
    }
}

/// The first time in a calendar year that results were published; what was struck out does not count.
pub fn first_of(year: BuddhistYear, all: &[Publication]) -> Option<&Publication> {
    let counts = |one: &&Publication| one.struck_out.is_none() && one.on.year() == year.common_era();
    all.iter().filter(counts).min_by_key(|one| (one.on, one.id))
}

#[cfg(test)]
#[path = "publication_tests.rs"]
mod tests;
