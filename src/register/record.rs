//! A record: one household visit, as captured on a phone.
//!
//! Owns the shape of contract section 2, reading it with errors that name the field,
//! and what of it may be kept when nobody would take part. Refuses to know how edits
//! combine (that is `change` and `merge`) and who is the same person (`entry`).
//! Called by the app, the phone's store, the command lines and the server.
//!
//! The stored and sent form is frozen by `golden/record-v1.json`. Fields may be
//! added; none may be renamed or given another meaning.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

pub use crate::as_text::NotListed;
use crate::as_text::{as_text, closed_list, quoted};
use crate::calendar::Round;
use crate::lao::LaoCode;
use crate::moment::Moment;
use crate::thai;

pub mod check;
pub mod damage;
pub(crate) mod extent;
pub(crate) mod fault;
pub mod help;
pub mod origin;
pub mod person;
pub mod photo;
pub mod place;
mod reading;
pub mod request;
pub mod review;
mod words;

pub use check::{Check, Finding, Found, captions_of_facts};
pub use damage::{Damage, DamageItem, DamageKind, Extent};
pub use help::Help;
pub use origin::{FromList, InList};
pub use person::{
    CardAddress, Farmer, FarmerKind, FarmerRegister, Nationality, Person, Registered, Sex, Student,
    StudentLevel,
};
pub use photo::{Photo, PhotoHash, PhotoKind};
pub use place::{Dwelling, Fix, FixSource, Place, Tenure};
pub use request::{
    Area, Channel, DistressCause, Proxy, Request, Signature, SignatureKind, Signed, WhyUnsigned,
};
pub use review::{Review, ReviewVerdict};
pub use words::WordsHash;

/// What nobody may keep of a visit that was refused (contract section 2; domain.md RQ-04).
/// Reviews stay: they are about the surveyor's work.
pub(crate) const DROPPED_BY_A_REFUSAL: [&str; 7] =
    ["people", "requests", "help_received", "photos", "damage", "dwelling", "checks"];

const NO_REASON: &str = "the reason that was given must stand here";

/// Fields that this version does not know. They are kept and handed on.
pub type Unknown = BTreeMap<String, Value>;

/// An identifier that a phone or the office made: a UUID, version 7 by custom.
macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// From a UUID that the caller made: nothing here draws one.
            pub fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID.
            pub fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                // The form with hyphens alone: 36 characters; case does not matter.
                let uuid = Uuid::try_parse(text).ok().filter(|_| text.len() == 36);
                uuid.map(Self).ok_or_else(|| NotAnId(text.to_owned()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        as_text!($name, { "type": "string", "format": "uuid" });
    };
}

pub(crate) use identifier;

identifier!(
    /// Which record.
    RecordId
);
identifier!(
    /// Which person of a record.
    PersonId
);
identifier!(
    /// Which request of a record.
    RequestId
);
identifier!(
    /// Which fact check of a record.
    CheckId
);
identifier!(
    /// Which review of a record.
    ReviewId
);
identifier!(
    /// Which list of names that came from elsewhere.
    ListId
);
identifier!(
    /// Which task of the office: it makes these, and a check names the one it answers.
    TaskId
);

/// A text that is not an identifier.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{} is not an identifier; expected a UUID such as 0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69", quoted(.0))]
pub struct NotAnId(pub(crate) String);

closed_list! {
    /// Yes, no, or nobody could say.
    pub enum YesNoUnknown {
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
        /// Nobody could say.
        Unknown = "unknown",
    }
}

closed_list! {
    /// How far a record got.
    pub enum Status {
        /// Being captured; lives on its phone only.
        Draft = "draft",
        /// Captured.
        Complete = "complete",
        /// Nobody there would take part.
        Refused = "refused",
    }
}

/// One household visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Record {
    /// Made on the phone, never changed.
    pub id: RecordId,
    /// The LAO whose round this is.
    pub lao: LaoCode,
    /// The survey month.
    pub round: Round,
    /// When it was captured, by the phone's clock.
    pub captured_at: Moment,
    /// Who captured it.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub surveyor: Option<String>,
    /// How far it got.
    pub status: Status,
    /// Why nobody would take part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// Where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// How they dwell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dwelling: Option<Dwelling>,
    /// Who lives there.
    #[serde(default, deserialize_with = "reading::list", skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Option<Vec<Person>>")]
    pub people: Vec<Person>,
    /// What they ask for.
    #[serde(default, deserialize_with = "reading::list", skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Option<Vec<Request>>")]
    pub requests: Vec<Request>,
    /// What they already had.
    #[serde(default, deserialize_with = "reading::list", skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Option<Vec<Help>>")]
    pub help_received: Vec<Help>,
    /// What a disaster did to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub damage: Option<Damage>,
    /// Photos.
    #[serde(default, deserialize_with = "reading::list", skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Option<Vec<Photo>>")]
    pub photos: Vec<Photo>,
    /// What was checked on site.
    #[serde(default, deserialize_with = "reading::list", skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Option<Vec<Check>>")]
    pub checks: Vec<Check>,
    /// What supervisors said of it, and what was answered.
    #[serde(default, deserialize_with = "reading::list", skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Option<Vec<Review>>")]
    pub reviews: Vec<Review>,
    /// Which notice was shown before anything was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
    /// The list of names it was taken from; no phone captured it then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_list: Option<FromList>,
    /// How it came to the office itself, where it was written down there: nobody was at the door for it, whatever is asked
    /// on it later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_in: Option<Channel>,
    /// Taken back, and why. Nothing is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdraw: Option<Withdrawal>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// Nobody there would take part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Refusal {
    /// Why.
    #[schemars(regex(pattern = r"\S"))]
    pub reason: String,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// A record taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Withdrawal {
    /// Why.
    #[schemars(regex(pattern = r"\S"))]
    pub reason: String,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// The notice that was shown before capture (domain.md RQ-28).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Notice {
    /// Which version.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_at: Option<Moment>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// Why a text is not a record. Nothing of it was kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordFault {
    /// Not JSON at all.
    #[error("this is not JSON ({reason}); nothing of it was kept, correct the line and give it again")]
    NotJson {
        /// What the JSON reader said, with its place.
        reason: String,
    },
    /// A field that cannot be understood.
    #[error("{field}: {reason}; nothing of this record was kept, correct the field and give it again")]
    Field {
        /// Its path: `people[0].birth`.
        field: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl RecordFault {
    fn field(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Field { field: field.into(), reason: reason.into() }
    }
}

impl Record {
    /// Whether a survey team was there. A list of names and what came to the office by itself make a house known,
    /// and nobody was at it for that \[S003:280\].
    pub fn is_of_a_survey(&self) -> bool {
        let by_a_team =
            |request: &Request| request.channel.is_none_or(|channel| channel == Channel::SurveyTeam);
        let came_by_itself = self.from_list.is_some() || self.taken_in.is_some();
        !came_by_itself && (self.requests.is_empty() || self.requests.iter().any(by_a_team))
    }

    /// Reads a record from JSON text.
    ///
    /// # Errors
    /// Names the field that could not be understood.
    pub fn read(json: &str) -> Result<Self, RecordFault> {
        let value: Value =
            serde_json::from_str(json).map_err(|e| RecordFault::NotJson { reason: e.to_string() })?;
        Self::from_value(value)
    }

    /// Reads a record from JSON that is parsed already.
    ///
    /// # Errors
    /// Names the field that could not be understood.
    pub fn from_value(mut value: Value) -> Result<Self, RecordFault> {
        extent::measure(&value)?;
        compose(&mut value);
        let mut record = Self::typed(value)?;
        if record.status == Status::Refused {
            if record.refusal.is_none() {
                return Err(RecordFault::field("refusal.reason", NO_REASON));
            }
            record.keep_only_what_a_refusal_leaves();
        }
        // Whoever has said no has not said why yet: a draft waits for it.
        if record.status != Status::Draft {
            record.refuse_blank_reasons()?;
        }
        record.join_doubled_photos();
        record.refuse_doubles()?;
        Ok(record)
    }

    /// Reads the shape alone: what `merge` puts together was checked when it came in.
    pub(crate) fn typed(value: Value) -> Result<Self, RecordFault> {
        if !value.is_object() {
            return Err(RecordFault::field("record", "expected an object in braces"));
        }
        // Keeping the path costs half as much again, and only a fault needs it.
        if let Ok(record) = Self::deserialize(&value) {
            return Ok(record);
        }
        serde_path_to_error::deserialize(value).map_err(|e| {
            let (field, reason) = fault::in_plain_words(&e, "record");
            RecordFault::field(field, reason)
        })
    }

    /// A visit that was refused and a record that is taken back say why.
    pub(crate) fn refuse_blank_reasons(&self) -> Result<(), RecordFault> {
        let refusal = self.refusal.as_ref().map(|r| ("refusal.reason", &r.reason));
        let withdrawal = self.withdraw.as_ref().map(|w| ("withdraw.reason", &w.reason));
        match refusal.into_iter().chain(withdrawal).find(|(_, reason)| reason.trim().is_empty()) {
            Some((field, _)) => Err(RecordFault::field(field, NO_REASON)),
            None => Ok(()),
        }
    }

    /// Where nobody would take part, only place, time and reason are kept
    /// (contract section 2; domain.md RQ-04). Dropped before anything is stored.
    pub(crate) fn keep_only_what_a_refusal_leaves(&mut self) {
        // `DROPPED_BY_A_REFUSAL` says the same of a record that is taken apart.
        self.people.clear();
        self.requests.clear();
        self.help_received.clear();
        self.photos.clear();
        self.checks.clear();
        self.damage = None;
        self.dwelling = None;
    }

    /// One photo listed twice for one purpose is one photo, under both captions.
    fn join_doubled_photos(&mut self) {
        let mut joined: Vec<Photo> = Vec::with_capacity(self.photos.len());
        for photo in std::mem::take(&mut self.photos) {
            match joined.iter_mut().find(|p| p.hash == photo.hash && p.kind == photo.kind) {
                None => joined.push(photo),
                Some(first) => {
                    first.caption = match (first.caption.take(), photo.caption) {
                        (Some(a), Some(b)) if a != b => Some(format!("{a} / {b}")),
                        (a, b) => a.or(b),
                    };
                    first.taken_at = first.taken_at.or(photo.taken_at);
                    first.at = first.at.take().or(photo.at);
                    first.source_hash = first.source_hash.or(photo.source_hash);
                    first.device = first.device.take().or(photo.device);
                    for (name, value) in photo.unknown {
                        first.unknown.entry(name).or_insert(value);
                    }
                }
            }
        }
        self.photos = joined;
    }

    /// One id names one thing.
    fn refuse_doubles(&self) -> Result<(), RecordFault> {
        fn doubled<T: Ord + Copy + fmt::Display>(
            list: &str,
            ids: impl Iterator<Item = T>,
        ) -> Result<(), RecordFault> {
            let mut seen = std::collections::BTreeSet::new();
            for (at, id) in ids.enumerate() {
                if !seen.insert(id) {
                    return Err(RecordFault::field(
                        format!("{list}[{at}]"),
                        format!("{id} is in this list twice; each needs its own"),
                    ));
                }
            }
            Ok(())
        }
        doubled("people", self.people.iter().map(|p| p.id))?;
        doubled("requests", self.requests.iter().map(|r| r.id))?;
        doubled("checks", self.checks.iter().map(|c| c.id))?;
        doubled("reviews", self.reviews.iter().map(|r| r.id))
    }

    /// The review that waits for the volunteer's answer: the newest that was sent back and has
    /// none, unless the record was accepted since.
    pub fn open_review(&self) -> Option<&Review> {
        self.open_reviews().pop()
    }

    /// The reviews that wait for the volunteer's answer, the oldest first.
    pub fn open_reviews(&self) -> Vec<&Review> {
        review::open(&self.reviews)
    }

    /// Every photo that the record names, signatures, authorities and checks included.
    pub fn photo_hashes(&self) -> impl Iterator<Item = PhotoHash> {
        let listed = self.photos.iter().map(|p| p.hash);
        let asked = self.requests.iter().flat_map(|r| {
            let signature = r.signature.as_ref().and_then(|s| s.photo);
            signature.into_iter().chain(r.proxy.as_ref().and_then(|p| p.authority_photo))
        });
        listed.chain(asked).chain(self.checks.iter().flat_map(|check| check.photos.iter().copied()))
    }

    /// Whose request it is: the person it names, or else the head of the household,
    /// or else whoever is written down first. `None` where nobody is written down.
    pub fn requester(&self, request: &Request) -> Option<PersonId> {
        let named = request.person.filter(|id| self.people.iter().any(|p| p.id == *id));
        named.or_else(|| self.householder())
    }

    /// What somebody on it asks for.
    pub fn requests_of(&self, person: PersonId) -> impl Iterator<Item = &Request> {
        self.requests.iter().filter(move |request| self.requester(request) == Some(person))
    }

    /// Help that is somebody's: given to them, or to their family, or to the whole household.
    pub fn help_of<'r>(&'r self, person: &'r Person) -> impl Iterator<Item = &'r Help> {
        self.help_received.iter().filter(move |help| match (help.person, help.family) {
            (Some(named), _) => named == person.id,
            (None, Some(family)) => person.family.is_none_or(|own| own == family),
            (None, None) => true,
        })
    }

    /// Who asks where a request names nobody: the head of the household, or else whoever is
    /// written down first.
    pub fn householder(&self) -> Option<PersonId> {
        let head = self.people.iter().find(|p| p.head == Some(true));
        head.or_else(|| self.people.first()).map(|p| p.id)
    }
}

/// Texts and field names become NFC, the one form in which they are stored.
pub(crate) fn compose(value: &mut Value) {
    match value {
        Value::String(text) => {
            if !thai::is_composed(text) {
                *text = thai::nfc(text);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(compose),
        Value::Object(fields) => {
            if fields.keys().any(|key| !thai::is_composed(key)) {
                *fields =
                    std::mem::take(fields).into_iter().map(|(key, value)| (thai::nfc(&key), value)).collect();
            }
            fields.values_mut().for_each(compose);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The JSON Schema of a record, as the server serves it and `samruat schema` prints it.
///
/// What it accepts is read. A few slips that it does not ask for are read all the same:
/// a space in a date and time, an LAO code in Thai digits.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(Record).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".into(), "Samruat household visit, version 1".into());
        object.insert(
            "if".into(),
            json!({ "properties": { "status": { "const": "refused" } }, "required": ["status"] }),
        );
        object.insert(
            "then".into(),
            json!({ "properties": { "refusal": { "type": "object" } }, "required": ["refusal"] }),
        );
    }
    schema
}

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;
