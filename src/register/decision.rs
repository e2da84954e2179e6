//! Decisions: what the office rules about who is who and what counts, what it does to requests, and
//! what it says of its meetings, postings, closed days and rates, of disasters and of advice that it gave.
//!
//! Owns their form, name and signature. A decision is logged like a change, never
//! altered and never deleted; taking one back is another decision. It names people by
//! their appearances in records, so that it means the same however the register was
//! drawn up when it was made.
//!
//! Refuses to know who may decide (the server). Its effects are `draw`'s and, where it is a step of
//! a request or a meeting, `course`'s; what hangs for people to read is `posting`'s, and closed days
//! are `calendar`'s; rates are `aid`'s.
//!
//! The form is frozen by `golden/decision-v1.json`, `golden/step-v1.json` and
//! `golden/posting-v1.json`; a new form gets a new `v`.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use ed25519_dalek::{SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::advice::Advice;
use crate::aid::Rate;
use crate::as_text::as_text;
use crate::change::ChangeId;
use crate::clock::Stamp;
use crate::course::{Act, Meeting, StepKey};
use crate::event::Event;
use crate::import::NameList;
use crate::lao::LaoCode;
use crate::obstacle::Obstacles;
use crate::outlay::Outlay;
use crate::posting::Posting;
use crate::publication::Publication;
use crate::record::{PersonId, RecordId, RequestId};
use crate::referral::Referral;
use crate::seal::{Forged, Seal, SealedId};
use crate::statement::Statement;

/// The name of a decision: the hash of all it says.
pub type DecisionId = SealedId;

/// One person in one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Appearance {
    /// Whose record.
    pub lao: LaoCode,
    /// Which record.
    pub record: RecordId,
    /// Which person in it.
    pub person: PersonId,
}

/// A text that is not an appearance.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0:?} names nobody in a record; expected LAO/record/person")]
pub struct NotAnAppearance(String);

impl FromStr for Appearance {
    type Err = NotAnAppearance;

    fn from_str(text: &str) -> Result<Self, NotAnAppearance> {
        let mut parts = text.split('/');
        let mut next = || parts.next().ok_or_else(|| NotAnAppearance(text.to_owned()));
        let (lao, record, person) = (next()?, next()?, next()?);
        match (lao.parse(), record.parse(), person.parse(), parts.next()) {
            (Ok(lao), Ok(record), Ok(person), None) => Ok(Self { lao, record, person }),
            _ => Err(NotAnAppearance(text.to_owned())),
        }
    }
}

impl fmt::Display for Appearance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.lao, self.record, self.person)
    }
}

as_text!(Appearance, { "type": "string" });

/// What is ruled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Verdict {
    /// These are one person.
    Join {
        /// The one side, whoever held the entry first.
        left: Vec<Appearance>,
        /// The other.
        right: Vec<Appearance>,
    },
    /// These are two people, whatever was thought or ruled before.
    Separate {
        /// The one side.
        left: Vec<Appearance>,
        /// The other.
        right: Vec<Appearance>,
    },
    /// This record does not count.
    Withdraw {
        /// Whose record.
        lao: LaoCode,
        /// Which record.
        record: RecordId,
        /// Why.
        reason: String,
    },
    /// This record counts again.
    Restore {
        /// Whose record.
        lao: LaoCode,
        /// Which record.
        record: RecordId,
        /// The withdrawals that it answers, changes and decisions; one it did not
        /// know of still stands.
        answers: BTreeSet<SealedId>,
    },
    /// Work of a revoked phone that a supervisor has judged sound.
    Accept {
        /// The changes that are let in.
        changes: BTreeSet<ChangeId>,
    },
    /// Work of a revoked phone that stays out for good. It is held all the same.
    Refuse {
        /// The changes that stay out.
        changes: BTreeSet<ChangeId>,
    },
    /// Something was done to a request (`course`).
    Step {
        /// Whose record.
        lao: LaoCode,
        /// Which record.
        record: RecordId,
        /// Which request on it.
        request: RequestId,
        /// The sheet it was made on: sent twice, it is one step.
        key: StepKey,
        /// The day on which it was done.
        #[schemars(with = "String")]
        on: NaiveDate,
        /// What was done.
        act: Box<Act>,
    },
    /// A meeting of the committee, as it is said now: the latest counts.
    Meeting {
        /// Whose committee.
        lao: LaoCode,
        /// The meeting.
        meeting: Box<Meeting>,
    },
    /// What hangs for people to read, as it is said now: the latest counts.
    Posting {
        /// Whose.
        lao: LaoCode,
        /// It.
        posting: Box<Posting>,
    },
    /// A disaster, as it is said now: the latest counts.
    Event {
        /// Whose.
        lao: LaoCode,
        /// It.
        event: Box<Event>,
    },
    /// What a central place did about a request that was sent on to it, as it is said now: the latest
    /// counts.
    Referral {
        /// Whose log it stands in: the central place's.
        lao: LaoCode,
        /// It.
        referral: Box<Referral>,
    },
    /// A service of information or advice, as it is said now: the latest counts.
    Advice {
        /// Whose.
        lao: LaoCode,
        /// It.
        advice: Box<Advice>,
    },
    /// The figures of a month that a LAO hands in to its central place: the latest count.
    Statement {
        /// Whose.
        lao: LaoCode,
        /// They.
        statement: Box<Statement>,
    },
    /// Whether offices are closed on a day, as it is said now: the latest counts.
    Holiday {
        /// Whose offices.
        lao: LaoCode,
        /// The day.
        #[schemars(with = "String")]
        on: NaiveDate,
        /// What day it is, where they are closed; where it is absent they work.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
    /// A rate that the office set over the criteria, as it is said now: the latest counts.
    Rate {
        /// Whose.
        lao: LaoCode,
        /// It.
        rate: Box<Rate>,
    },
    /// What was written into the form of problems of a time: the latest counts.
    Obstacles {
        /// Whose.
        lao: LaoCode,
        /// They.
        obstacles: Box<Obstacles>,
    },
    /// That a central place published what came of the help of its LAOs, as it is said now: the latest counts.
    Publication {
        /// Which place's.
        lao: LaoCode,
        /// It.
        publication: Box<Publication>,
    },
    /// What was given in a time to people who were erased since, as it is summed up now: the latest counts.
    Outlay {
        /// By whose office.
        lao: LaoCode,
        /// It.
        outlay: Box<Outlay>,
    },
    /// A list of names from elsewhere is taken into the register. Its records are changes like any
    /// others; this says whose word it was, where the list comes from and how much of it was taken.
    List {
        /// Into whose.
        lao: LaoCode,
        /// It.
        list: Box<NameList>,
    },
}

/// A ruling before it is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ruling {
    /// The form of this message. Frozen: 1.
    #[schemars(range(min = 1, max = 1))]
    v: u8,
    /// Which user of the office.
    pub by: String,
    /// When, by the server's clock. Of two rulings on the same people the later counts.
    pub stamp: Stamp,
    /// What is ruled.
    pub verdict: Verdict,
}

/// One signed ruling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    id: DecisionId,
    ruling: Ruling,
    seal: Seal,
}

/// The wire form.
#[derive(Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Samruat decision, version 1")]
struct Wire {
    ruling: Ruling,
    signature: Seal,
}

/// Why some bytes are not a decision.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecisionFault {
    /// Not the JSON of a decision.
    #[error("{field}: {reason}; this decision was not taken, nothing has changed")]
    Form {
        /// Where in the message.
        field: String,
        /// What is wrong there.
        reason: String,
    },
    /// A form that this version does not read.
    #[error("v: this decision is of form {0} and this version reads form 1; update it and try again")]
    Version(u8),
    /// It names nobody on one of its sides.
    #[error("a join or a separation needs somebody on both sides; nothing has changed")]
    OneSided,
}

impl Ruling {
    /// A ruling by a user of the office.
    pub fn new(by: impl Into<String>, stamp: Stamp, verdict: Verdict) -> Self {
        Self { v: 1, by: by.into(), stamp, verdict }
    }

    /// Signs it. From then on it is never altered.
    pub fn sign(self, key: &SigningKey) -> Decision {
        let id = SealedId::of("samruat decision v1", &self);
        let seal = id.sign(key);
        Decision { id, ruling: self, seal }
    }
}

impl Decision {
    /// Reads a decision. The signature is not checked here: that needs the server's key.
    ///
    /// # Errors
    /// Names the field and the reason.
    pub fn read(json: &[u8]) -> Result<Self, DecisionFault> {
        let mut reader = serde_json::Deserializer::from_slice(json);
        let form = |field: String, reason: String| DecisionFault::Form { field, reason };
        let wire: Wire = serde_path_to_error::deserialize(&mut reader)
            .map_err(|e| form(e.path().to_string(), e.into_inner().to_string()))?;
        reader.end().map_err(|e| form(".".to_owned(), e.to_string()))?;
        if wire.ruling.v != 1 {
            return Err(DecisionFault::Version(wire.ruling.v));
        }
        if let Verdict::Join { left, right } | Verdict::Separate { left, right } = &wire.ruling.verdict
            && (left.is_empty() || right.is_empty())
        {
            return Err(DecisionFault::OneSided);
        }
        let id = SealedId::of("samruat decision v1", &wire.ruling);
        Ok(Self { id, ruling: wire.ruling, seal: wire.signature })
    }

    /// Reads a decision that whoever asks has read before, and keeps with its name: what it says is not written
    /// out and named anew, which takes most of the time where a report reads ten thousands of them.
    ///
    /// # Errors
    /// Names the field and the reason.
    pub fn kept(json: &str, id: DecisionId) -> Result<Self, DecisionFault> {
        match serde_json::from_str::<Wire>(json) {
            Ok(Wire { ruling, signature }) if ruling.v == 1 => Ok(Self { id, ruling, seal: signature }),
            _ => Self::read(json.as_bytes()),
        }
    }

    /// Whether the server's key signed exactly this.
    ///
    /// # Errors
    /// When it did not.
    pub fn verify(&self, key: &VerifyingKey) -> Result<(), Forged> {
        self.id.verify(&self.seal, key)
    }

    /// Its name.
    pub fn id(&self) -> DecisionId {
        self.id
    }

    /// What it says.
    pub fn ruling(&self) -> &Ruling {
        &self.ruling
    }

    /// The bytes that are stored and sent.
    pub fn to_json(&self) -> String {
        let wire = Wire { ruling: self.ruling.clone(), signature: self.seal };
        // A decision is plain data and always has a JSON form.
        serde_json::to_string(&wire).unwrap_or_default()
    }
}

#[cfg(test)]
#[path = "decision_tests.rs"]
mod tests;
