//! Problems and obstacles that a centre met, as the form of them goes up to the province (domain.md 2.8,
//! O-15) \[S001:82-87\].
//!
//! Owns what whoever fills the form in may write, issue by issue. The register knows none of it by itself.
//! It names nobody: whoever writes is told so. Refuses to know who may write it. How the form looks is
//! `report`'s. Called by the office's server and the console.

use serde::{Deserialize, Serialize};

use crate::report::Period;
use crate::wording::{Unwritten, holds_a_number, is_short, is_written};

/// Longest text.
const LONGEST: usize = 2_000;
/// Most issues of one time; the form has three.
pub const MOST: usize = 20;

/// What is written into the form of a month or a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Obstacles {
    /// Of which time.
    pub period: Period,
    /// Issue by issue.
    pub issues: Vec<Issue>,
}

/// One issue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// The problem.
    pub problem: String,
    /// How it is mended, or what the province thinks of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mending: String,
    /// Law, regulations and letters that it concerns.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub law: String,
    /// A remark.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
}

/// Why it cannot be written so. Nothing was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each is the sentence above it")]
pub enum Unsaid {
    #[error(transparent)]
    Unwritten(#[from] Unwritten),
    #[error("มีเลขหลายหลักติดกันใน{0} แบบนี้ส่งออกนอกศูนย์ ไม่ใส่เลขประจำตัวหรือเบอร์โทรของใคร")]
    NamesSomebody(&'static str),
    #[error("กรอกได้ไม่เกิน {MOST} ประเด็น")]
    TooMany,
}

impl Obstacles {
    /// Whether it can be as it is said.
    ///
    /// # Errors
    /// Says what is missing or cannot be.
    pub fn check(&self) -> Result<(), Unsaid> {
        if self.issues.len() > MOST {
            return Err(Unsaid::TooMany);
        }
        for issue in &self.issues {
            is_written("ประเด็นปัญหา", &issue.problem, LONGEST)?;
            for (what, text) in
                [("การแก้ไข", &issue.mending), ("กฎหมาย", &issue.law), ("หมายเหตุ", &issue.remark)]
            {
                is_short(what, text, LONGEST)?;
            }
            let texts =
                [("ประเด็นปัญหา", &issue.problem), ("การแก้ไข", &issue.mending), ("หมายเหตุ", &issue.remark)];
            for (what, text) in texts {
                if holds_a_number(text) {
                    return Err(Unsaid::NamesSomebody(what));
                }
            }
            // The years of laws stand in a row, with blanks between them.
            if issue.law.split_whitespace().any(holds_a_number) {
                return Err(Unsaid::NamesSomebody("กฎหมาย"));
            }
        }
        Ok(())
    }
}
