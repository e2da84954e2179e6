//! What a central place does with a request (domain.md 4.7) \[S003:320-322\] \[S003:335-336\]: one that a LAO
//! sent on, for it is beyond what the LAO can do, or one that was brought to the place and that it sent
//! on to the LAO.
//!
//! Owns what it says of one: how it came to the place, which agency it asked, and what came of that. It
//! names nobody: who asks stands in the LAO's record, and goes when that goes. Refuses to know who may see the record.
//! Called by the office's server and the console.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::as_text::quoted;
use crate::lao::LaoCode;
use crate::record::{Channel, RecordId, RequestId};
use crate::wording::{Unwritten, holds_a_number, is_short, is_written};

/// Longest text.
const LONGEST: usize = 2_000;
/// What a form calls what is to be looked at.
const TO_CHECK: &str = "ข้อเท็จจริงที่ขอให้ตรวจสอบ";

/// A request that was sent on, by the LAO or to it, by the names of where it stands: `LAO~record~request`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct SentOn {
    /// Whose.
    pub from: LaoCode,
    /// On which record.
    pub record: RecordId,
    /// Which of its requests.
    pub request: RequestId,
}

impl fmt::Display for SentOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}~{}", self.from, self.record, self.request)
    }
}

/// A text that names no request that was sent on.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{} names no request; expected LAO~record~request", quoted(.0))]
pub struct NotSentOn(String);

impl FromStr for SentOn {
    type Err = NotSentOn;

    fn from_str(text: &str) -> Result<Self, NotSentOn> {
        let unread = || NotSentOn(text.to_owned());
        let mut parts = text.split('~');
        let mut next = || parts.next().ok_or_else(unread);
        let (from, record, request) = (next()?, next()?, next()?);
        let read = || {
            Some(Self {
                from: from.parse().ok()?,
                record: record.parse().ok()?,
                request: request.parse().ok()?,
            })
        };
        match (read(), parts.next()) {
            (Some(sent), None) => Ok(sent),
            _ => Err(unread()),
        }
    }
}

/// What a central place did about one, as it is said now: the latest counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Referral {
    /// Which.
    pub of: SentOn,
    /// How it came, where whoever asks brought it to the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_in: Option<TakenIn>,
    /// Each thing that it did, in order.
    pub steps: Vec<Coordinated>,
}

/// How a request came to a central place, which sent it on to the LAO whose it is: the place keeps no register
/// and counts no days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakenIn {
    /// On which day.
    #[schemars(with = "String")]
    pub on: NaiveDate,
    /// By which way.
    pub channel: Channel,
    /// What the LAO's field unit is asked to look at, where what was told is not enough, in words that name
    /// nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_check: Option<String>,
}

/// One thing that a central place did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Coordinated {
    /// On which day.
    #[schemars(with = "String")]
    pub on: NaiveDate,
    /// With which agency.
    pub agency: String,
    /// What was asked of it, or what it answered, in words that name nobody.
    pub said: String,
    /// Whether this is the answer that ends it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ends: bool,
}

/// Why it cannot be said so. Nothing changes then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each is the sentence above it")]
pub enum Unsaid {
    #[error(transparent)]
    Unwritten(#[from] Unwritten),
    #[error("วันที่ประสานยังมาไม่ถึง")]
    InTheFuture,
    #[error("มีเลขหลายหลักติดกันใน{0} ที่นี่ไม่เก็บเลขประจำตัวหรือเบอร์โทรของใคร ผู้ขออยู่ในทะเบียนของ อปท. แล้ว")]
    NamesSomebody(&'static str),
}

impl TakenIn {
    /// Whether it can be as it is said.
    ///
    /// # Errors
    /// Says what cannot be.
    pub fn check(&self) -> Result<(), Unsaid> {
        let to_check = self.to_check.as_deref().unwrap_or_default();
        is_short(TO_CHECK, to_check, LONGEST)?;
        if holds_a_number(to_check) { Err(Unsaid::NamesSomebody(TO_CHECK)) } else { Ok(()) }
    }
}

impl Coordinated {
    /// Whether it can be as it is said.
    ///
    /// # Errors
    /// Says what is missing or cannot be.
    pub fn check(&self, today: NaiveDate) -> Result<(), Unsaid> {
        if self.on > today {
            return Err(Unsaid::InTheFuture);
        }
        for (what, text) in [("หน่วยงานที่ประสาน", &self.agency), ("เรื่องที่ประสานหรือคำตอบ", &self.said)]
        {
            is_written(what, text, LONGEST)?;
            if holds_a_number(text) {
                return Err(Unsaid::NamesSomebody(what));
            }
        }
        Ok(())
    }
}

impl Referral {
    /// Whether its answer is given.
    pub fn is_answered(&self) -> bool {
        self.steps.last().is_some_and(|step| step.ends)
    }
}

#[cfg(test)]
#[path = "referral_tests.rs"]
mod tests;
