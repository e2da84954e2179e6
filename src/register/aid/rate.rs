//! A rate that an office sets: a ceiling that the embedded criteria do not have, or have no longer.
//!
//! The seeds hold no rate for a crop, a fish or an animal (domain.md X-22), and ministries change
//! theirs; so an office types what its paper says, from which day on, and by which paper. Owns what a
//! rate is and what it may not be. Refuses to know who may set one (the server), and what it does to a
//! proposal (`assessment`). Nothing is written over: a rate that was wrong is struck out, and a new one
//! is set beside it.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Limit, RuleBook};
use crate::as_text::as_text;
use crate::record::{NotAnId, identifier};
use crate::wording::{Unwritten, is_written};

identifier!(
    /// Which rate.
    RateId
);

/// Longest text.
const LONGEST: usize = 400;
/// More than any ceiling; what is more was mistyped.
const MOST: u64 = 100_000_000;

/// One ceiling, as an office set it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Made by the office, never changed.
    pub id: RateId,
    /// The code of the item whose ceiling it is: `5.4.1.1`.
    pub item: String,
    /// The kind of thing under the item, such as a crop; where absent, the item itself. Then it stands in the
    /// place of the item's own ceiling of that sort.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The ceiling.
    pub limit: Limit,
    /// From this day on.
    #[schemars(with = "String")]
    pub from: NaiveDate,
    /// Until the end of this day, where it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub to: Option<NaiveDate>,
    /// The paper that sets it.
    pub source: String,
    /// Why it does not count: it was typed by mistake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub struck_out: Option<String>,
}

/// Why a rate cannot be as it is said. Nothing changes then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each is the sentence above it")]
pub enum Unsaid {
    #[error(transparent)]
    Unwritten(#[from] Unwritten),
    #[error("ไม่พบรายการ {0} ในหลักเกณฑ์ เลือกรายการจากที่มี")]
    NoItem(String),
    #[error("อัตราต้องมากกว่า 0 และไม่เกิน 100,000,000")]
    NoCeiling,
    #[error("วันสิ้นสุดอยู่ก่อนวันเริ่มใช้")]
    Backwards,
}

impl Rate {
    /// Whether it counts on a day.
    pub fn holds(&self, on: NaiveDate) -> bool {
        self.struck_out.is_none() && self.from <= on && self.to.is_none_or(|to| on <= to)
    }

    /// Whether it can be as it is said.
    ///
    /// # Errors
    /// Says what is missing or cannot be.
    pub fn check(&self, book: &RuleBook) -> Result<(), Unsaid> {
        if book.item_versions(&self.item).next().is_none() {
            return Err(Unsaid::NoItem(self.item.clone()));
        }
        if let Some(kind) = &self.kind {
            says("ชนิด", kind)?;
        }
        says("ที่มาของอัตรา", &self.source)?;
        if let Some(reason) = &self.struck_out {
            says("เหตุผลที่ยกเลิก", reason)?;
        }
        let ceiling = match self.limit {
            Limit::Price { baht, .. } | Limit::Sum { baht, .. } => baht,
            Limit::Count { count, .. } => u64::from(count),
        };
        if !(1..=MOST).contains(&ceiling) {
            return Err(Unsaid::NoCeiling);
        }
        if self.to.is_some_and(|to| to < self.from) {
            return Err(Unsaid::Backwards);
        }
        Ok(())
    }
}

fn says(what: &'static str, text: &str) -> Result<(), Unwritten> {
    is_written(what, text, LONGEST)
}
