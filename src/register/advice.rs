//! The register of information and advice (ทะเบียนการให้บริการข้อมูลข่าวสารและคำปรึกษา) that a centre
//! keeps (domain.md 4.8, 2.6) \[S003:211-221\].
//!
//! Owns what one service is. It says what was asked and answered and names nobody, so that an erasure
//! has nothing to look for here: whoever needs more than an answer makes a request. Refuses to know
//! who may write it down. Called by the office's server and the console.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::as_text::{as_text, closed_list};
use crate::record::{Channel, NotAnId, identifier};
use crate::wording::{Unwritten, holds_a_number, is_written};

identifier!(
    /// Which service.
    AdviceId
);

/// Longest text.
const LONGEST: usize = 2_000;

/// One question, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Advice {
    /// Made by the office, never changed.
    pub id: AdviceId,
    /// On which day.
    #[schemars(with = "String")]
    pub on: NaiveDate,
    /// How it came.
    pub channel: Channel,
    /// What it is about.
    pub topic: Topic,
    /// What was asked, in words that name nobody.
    pub asked: String,
    /// What was answered.
    pub answer: String,
    /// The agency that was called and took it over at once, where the centre could not answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_over_by: Option<String>,
    /// Why it does not count: it was written down by mistake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub struck_out: Option<String>,
}

closed_list! {
    /// What people ask about: the areas of aid, and what a centre is asked besides.
    pub enum Topic {
        /// สาธารณภัย
        Disaster = "disaster",
        /// การส่งเสริมและพัฒนาคุณภาพชีวิต
        QualityOfLife = "quality-of-life",
        /// การป้องกันและควบคุมโรคติดต่อ
        Disease = "disease",
        /// การช่วยเหลือเกษตรกรผู้มีรายได้น้อย
        PoorFarmer = "poor-farmer",
        /// Official information, under the Act of 2540.
        OfficialInformation = "official-information",
        /// Anything else.
        Other = "other",
    }
}

/// Why it cannot be written down so. Nothing was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each is the sentence above it")]
pub enum Unsaid {
    #[error(transparent)]
    Unwritten(#[from] Unwritten),
    #[error("วันที่ให้บริการยังมาไม่ถึง")]
    InTheFuture,
    #[error("มีเลขหลายหลักติดกันใน{0} ทะเบียนนี้ไม่เก็บเลขประจำตัวหรือเบอร์โทรของใคร ถ้าต้องช่วยเหลือให้รับเป็นคำขอ")]
    NamesSomebody(&'static str),
}

impl Advice {
    /// Whether it can be written down as it is.
    ///
    /// # Errors
    /// Says what is missing or cannot be.
    pub fn check(&self, today: NaiveDate) -> Result<(), Unsaid> {
        if self.on > today {
            return Err(Unsaid::InTheFuture);
        }
        for (what, text) in [("คำถาม", &self.asked), ("คำตอบ", &self.answer)] {
            says(what, text)?;
        }
        if let Some(agency) = &self.taken_over_by {
            says("หน่วยงานที่มารับเรื่อง", agency)?;
        }
        Ok(())
    }
}

/// How often was asked about each topic, and how often of these another agency took it over; what was
/// struck out does not count.
pub fn tally<'a>(services: impl IntoIterator<Item = &'a Advice>) -> BTreeMap<Topic, (usize, usize)> {
    let mut topics: BTreeMap<Topic, (usize, usize)> = BTreeMap::new();
    for one in services.into_iter().filter(|one| one.struck_out.is_none()) {
        let (asked, taken_over) = topics.entry(one.topic).or_default();
        *asked += 1;
        *taken_over += usize::from(one.taken_over_by.is_some());
    }
    topics
}

fn says(what: &'static str, text: &str) -> Result<(), Unsaid> {
    is_written(what, text, LONGEST)?;
    if holds_a_number(text) { Err(Unsaid::NamesSomebody(what)) } else { Ok(()) }
}

#[cfg(test)]
#[path = "advice_tests.rs"]
mod tests;
