//! What the server keeps, and the one trait behind which two real databases keep it.
//!
//! Owns the rows and the questions that are asked of them. Every row of a LAO is keyed by
//! that LAO first, so that PostgreSQL may be spread over machines by LAO (Citus) and no
//! query can forget whose rows it reads. The one exception is the index of national IDs:
//! it is keyed by their hashes and spread by them, for two LAOs that hold one person must
//! meet somewhere.
//!
//! Refuses to know what a row means: sealing is `log`'s, merging is `intake`'s. Questions
//! come in batches, because a question costs a journey.
//!
//! Called by `office`. `sqlite` is for one office on one laptop, `postgres` for a province.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use register::change::{ChangeId, DeviceId};
use register::course::{MeetingId, ReceiptNumber, State as CourseState, StepKey};
use register::decision::{Appearance, Decision, DecisionId, Verdict};
use register::event::Event;
use register::household::HouseholdKey;
use register::lao::{Lao, LaoCode};
use register::national_id::NationalId;
use register::posting::Posting;
use register::record::{Area, Channel, PersonId, PhotoHash, Record, RecordId, RequestId};
use register::seal::PublicKey;
use register::visit::Visit;
use register::wire::{FormSettings, Role, Standing as PhoneStanding, Task};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub mod affairs;
pub mod copy;
pub mod desk;
pub mod digests;
pub mod lists;
pub mod parted;
pub mod postgres;
pub mod sqlite;

/// Why the database did not do what it was asked. Nothing of the transaction remains.
#[derive(Debug, thiserror::Error)]
pub enum DbFault {
    /// Two transactions were in each other's way; the same again will do.
    #[error("the database was busy with the same rows; nothing was changed, try again")]
    Busy,
    /// The database was written by a later version.
    #[error(
        "this database is of form {found} and this version knows forms up to {known}; nothing was \
         touched, start the version that wrote it or a later one"
    )]
    Newer {
        /// What it is.
        found: u32,
        /// What we know.
        known: u32,
    },
    /// It cannot be opened as it was named.
    #[error("the database's address cannot be used: {0}; nothing was touched")]
    Address(String),
    /// A copy of it could not be made or used.
    #[error("the copy of the database cannot be made or used: {0}; the database is as it was")]
    Copy(String),
    /// Anything else that it said.
    #[error("the database said: {0}; what was acknowledged before is safe, nothing of this was kept")]
    Broken(String),
}

/// What a question comes to.
pub type Answer<T> = Result<T, DbFault>;

/// A row's JSON, as both stores keep it.
fn json(of: &impl Serialize) -> Answer<String> {
    serde_json::to_string(of).map_err(|e| DbFault::Broken(e.to_string()))
}

fn from_json<T: DeserializeOwned>(text: &str) -> Answer<T> {
    serde_json::from_str(text).map_err(|e| DbFault::Broken(format!("a row cannot be read ({e})")))
}

fn course_state(text: &str) -> Answer<CourseState> {
    text.parse().map_err(|_| DbFault::Broken(format!("{text:?} is no state of a request")))
}

/// Rows of one record each, that follow each other, put together.
fn by_record<T>(rows: Vec<(RecordId, Option<T>)>) -> Vec<(RecordId, Vec<T>)> {
    let mut records: Vec<(RecordId, Vec<T>)> = Vec::new();
    for (record, row) in rows {
        match records.last_mut() {
            Some((last, on)) if *last == record => on.extend(row),
            _ => records.push((record, row.into_iter().collect())),
        }
    }
    records
}

/// Where transactions begin.
#[async_trait]
pub trait Db: Send + Sync {
    /// Begins a transaction that may write.
    async fn begin(&self) -> Answer<Box<dyn Transaction>>;
    /// Begins one that only reads, and sees one state of everything.
    async fn look(&self) -> Answer<Box<dyn Transaction>>;
    /// A copy of the whole database as one file, made while others write.
    async fn copy_to(&self, file: &std::path::Path) -> Answer<()>;
    /// Clears away what was erased and is still in free pages, as far as that can be done while
    /// others work; returns whether it was.
    async fn scrub(&self) -> Answer<bool>;
}

/// One LAO's feed and the end of its log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last number given to a record that is new or changed.
    pub seq: u64,
    /// How many rows its log has.
    pub length: u64,
    /// The hash that the last of them ends the chain with.
    pub chain: [u8; 32],
    /// How often the national IDs that it holds have changed.
    pub numbers: u64,
}

/// A LAO as the office was told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenant {
    /// It.
    #[serde(flatten)]
    pub lao: Lao,
    /// Whom a central place serves.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub serves: BTreeSet<LaoCode>,
}

/// A surveyor, with the papers of their appointment (domain.md 1.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyorRow {
    /// `s-017`; one name in the whole database.
    pub id: String,
    /// Whose.
    pub lao: LaoCode,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub roles: BTreeSet<Role>,
    /// Their villages; none means all.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub moo: BTreeSet<u32>,
    /// อสม., อปพร. …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The appointing order's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// Its date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_date: Option<chrono::NaiveDate>,
    /// From when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<chrono::NaiveDate>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<chrono::NaiveDate>,
}

impl SurveyorRow {
    /// Somebody of a LAO, of all its villages, who is given an id and nothing else yet.
    pub fn new(lao: LaoCode, name: impl Into<String>) -> Self {
        Self {
            id: String::new(),
            lao,
            name: name.into(),
            roles: BTreeSet::new(),
            moo: BTreeSet::new(),
            kind: None,
            order: None,
            order_date: None,
            from: None,
            to: None,
        }
    }

    /// Whether a record is of their villages, as it stands: a phone of theirs has all of those.
    pub fn is_of_theirs(&self, row: &RecordRow) -> bool {
        self.moo.is_empty() || row.moo.is_some_and(|moo| self.moo.contains(&moo))
    }
}

/// Somebody of the office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    /// `u-003`; one name in the whole database.
    pub id: String,
    /// Whose.
    pub lao: LaoCode,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: UserRole,
    /// Argon2id of the password.
    pub password: String,
    /// The password was given out by the office and must be changed at the first log-in.
    pub one_time: bool,
    /// When their place was taken away, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_at: Option<u64>,
}

/// What somebody of the office may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum UserRole {
    /// Answers for a team.
    Supervisor,
    /// Works with requests.
    Officer,
    /// Decides on them.
    Committee,
    /// Looks on.
    Auditor,
    /// Sets things up.
    Admin,
}

impl UserRole {
    /// Whether it acts for the office: takes steps, decides, calls meetings, posts lists. It is the
    /// committee's \[S003:150\] and the secretariat's \[S003:181\]; who looks on, and who sets things
    /// up, does not.
    pub fn acts(self) -> bool {
        matches!(self, Self::Supervisor | Self::Officer | Self::Committee)
    }
}

/// An enrolment that was offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentRow {
    /// Whom it is for.
    pub surveyor: String,
    /// When it was made, in milliseconds since 1970.
    pub made_at: u64,
    /// Which phone took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_by: Option<PublicKey>,
}

/// An enrolled phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRow {
    /// `d-04`; one name in the whole database.
    pub id: DeviceId,
    /// Whose.
    pub lao: LaoCode,
    /// Who holds it.
    pub surveyor: String,
    /// What its changes are signed with.
    pub key: PublicKey,
    /// BLAKE3 of its bearer token.
    pub token: [u8; 32],
    /// What it is called in the list of phones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// When it was enrolled, in milliseconds since 1970.
    pub enrolled_at: u64,
    /// When it was revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<u64>,
}

/// What a row of the log holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogKind {
    /// A change of a record.
    Change,
    /// A decision of the office.
    Decision,
}

/// One row of a LAO's log. Its sealed bytes are never altered and never deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// Its place in the log, from 1.
    pub place: u64,
    /// What it holds.
    pub kind: LogKind,
    /// Its name.
    pub id: ChangeId,
    /// Which record it is about, where it is about one.
    pub record: Option<RecordId>,
    /// Who sent it.
    pub by: String,
    /// When it was taken, in milliseconds since 1970.
    pub at: u64,
    /// The parts, each sealed with a key of its own.
    pub sealed: Vec<u8>,
    /// The chain's hash, this row included.
    pub chain: [u8; 32],
    /// The parts' keys, each wrapped by the master key; destroyed one by one at an erasure.
    pub keys: Vec<u8>,
}

/// One record as its changes come to, ready to be drawn up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow {
    /// Whose.
    pub lao: LaoCode,
    /// Which.
    pub id: RecordId,
    /// When it last came into the feed.
    pub seq: u64,
    /// When it came into its village's feed: the record was there before, elsewhere.
    pub here_since: u64,
    /// Which village; `None` where nobody was asked.
    pub moo: Option<u32>,
    /// Who captured it.
    pub surveyor: Option<String>,
    /// How many changes it has.
    pub changes: u32,
    /// The visit as JSON; empty while the change that made the record has not arrived.
    pub visit: String,
    /// Its household's [`HouseholdKey`]; `None` where no house number tells one.
    pub door: Option<String>,
}

/// [`RecordRow::door`] of a record.
pub fn door_of(record: &Record) -> Option<String> {
    let key = HouseholdKey::of(record.lao, record.place.as_ref()?)?;
    Some(key.as_str().to_owned())
}

impl RecordRow {
    /// The visit; `None` while the change that made the record has not arrived.
    pub(crate) fn read(&self) -> Answer<Option<Visit>> {
        if self.visit.is_empty() {
            return Ok(None);
        }
        let visit = serde_json::from_str(&self.visit);
        visit.map(Some).map_err(|e| DbFault::Broken(format!("a visit cannot be read ({e})")))
    }
}

/// The decision that a row holds.
pub(crate) fn decision_of(json: &str) -> Answer<Decision> {
    Decision::read(json.as_bytes()).map_err(|fault| DbFault::Broken(fault.to_string()))
}

/// The decision that a row holds beside its name.
pub(crate) fn decision_named(json: &str, id: DecisionId) -> Answer<Decision> {
    Decision::kept(json, id).map_err(|fault| DbFault::Broken(fault.to_string()))
}

/// What a row of the office's word says, where that is what such rows say.
pub(crate) fn said_in<T: Clone>(
    json: &str,
    such: &str,
    what: impl FnOnce(&Verdict) -> Option<&T>,
) -> Answer<T> {
    what(&decision_of(json)?.ruling().verdict)
        .cloned()
        .ok_or_else(|| DbFault::Broken(format!("a row that should say {such} says something else")))
}

/// What a LAO set for its phones and its office.
pub(crate) async fn settings_of(tx: &mut dyn Transaction, lao: LaoCode) -> Answer<FormSettings> {
    let Some(said) = tx.form(lao).await? else { return Ok(FormSettings::default()) };
    serde_json::from_str(&said)
        .map_err(|e| DbFault::Broken(format!("the settings of LAO {lao} do not read ({e})")))
}

/// What a LAO says of its disasters.
pub(crate) async fn events_of(tx: &mut dyn Transaction, lao: LaoCode) -> Answer<Vec<Event>> {
    let rows = tx.affairs(lao, affairs::Affair::Event).await?;
    rows.iter().map(|(_, json)| event_said(json)).collect()
}

/// A disaster, as it was said.
pub(crate) fn event_said(json: &str) -> Answer<Event> {
    said_in(json, "an event", |verdict| match verdict {
        Verdict::Event { event, .. } => Some(&**event),
        _ => None,
    })
}

/// A LAO's postings, as each is said now.
pub(crate) async fn postings_of(tx: &mut dyn Transaction, lao: LaoCode) -> Answer<Vec<Posting>> {
    tx.affairs(lao, affairs::Affair::Posting).await?.iter().map(|(_, json)| posting_said(json)).collect()
}

/// The posting that a row says.
pub(crate) fn posting_said(json: &str) -> Answer<Posting> {
    said_in(json, "a posting", |verdict| match verdict {
        Verdict::Posting { posting, .. } => Some(&**posting),
        _ => None,
    })
}

/// Somebody on a visit, and how they stand in the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// Where they were met.
    pub who: Appearance,
    /// Their national ID, where it is valid.
    pub number: Option<NationalId>,
    /// What a search finds them by, as [`crate::cards::card`] writes it.
    pub found_by: String,
    /// How they stand; `None` where the visit counts for nothing.
    pub standing: Option<Standing>,
}

impl PersonRow {
    /// The number that their LAO holds because of them.
    pub(crate) fn held(&self) -> Option<NationalId> {
        self.number.filter(|_| self.standing.is_some())
    }
}

/// What somebody is found by (`cards`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardRow {
    /// On which record of the LAO, and who.
    pub who: (RecordId, PersonId),
    /// [`PersonRow::found_by`].
    pub card: String,
}

/// How somebody stands in the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The status, the flags and the person as the export has them.
    #[serde(flatten)]
    pub state: register::wire::State,
    /// The first appearance of the same entry: the entry's own row.
    pub holder: (RecordId, PersonId),
    /// The other LAOs that hold this person.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub linked: BTreeSet<LaoCode>,
}

/// A decision, filed under everybody it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulingRow {
    /// Whose record it touches.
    pub lao: LaoCode,
    /// Which record.
    pub record: RecordId,
    /// Its name.
    pub id: DecisionId,
    /// The decision, as it was signed.
    pub json: String,
}

/// One lawful erasure: the minimum that stays of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErasureRow {
    /// Whose.
    pub lao: LaoCode,
    /// Its reference number; one name in the whole database, and in every life of it.
    pub reference: String,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// Which user of the office.
    pub by: String,
    /// Why, in words that name nobody.
    pub reason: String,
    /// Whether it is in the ledger, and photos and free pages are gone too.
    pub finished: bool,
}

/// What went with an erasure: one part of one record, and never what stood in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErasedRow {
    /// Whose.
    pub lao: LaoCode,
    /// Which record.
    pub record: RecordId,
    /// Which part of its changes; nil where all of it went.
    pub part: uuid::Uuid,
    /// What that was.
    pub kind: ErasedKind,
    /// The photo's hash, where it was one.
    pub photo: Option<PhotoHash>,
    /// By which erasure.
    pub reference: String,
    /// When it came into the feed, for phones to drop what they have of the record.
    pub seq: u64,
}

/// What was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErasedKind {
    /// A whole record.
    Record,
    /// Somebody on it.
    Person,
    /// Somebody on it, who asks where a request names nobody.
    Householder,
    /// A request of theirs.
    Request,
    /// A photo that was theirs alone.
    Photo,
    /// A fact check of them, or of a request of theirs.
    Check,
    /// A review of a field that went.
    Review,
    /// A photo of a paper with their name on it; the posting's name stands in the record's place.
    Proof,
}

impl ErasedKind {
    /// As a column has it.
    fn as_str(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Person => "person",
            Self::Householder => "householder",
            Self::Request => "request",
            Self::Photo => "photo",
            Self::Check => "check",
            Self::Review => "review",
            Self::Proof => "proof",
        }
    }

    fn read(text: &str) -> Answer<Self> {
        let all = [
            Self::Record,
            Self::Person,
            Self::Householder,
            Self::Request,
            Self::Photo,
            Self::Check,
            Self::Review,
            Self::Proof,
        ];
        let found = all.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| DbFault::Broken(format!("{text:?} is nothing that is erased")))
    }
}

/// A change that a revoked phone sent, held until a supervisor judges it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuarantineRow {
    /// Its name.
    pub id: ChangeId,
    /// Which record.
    pub record: RecordId,
    /// Who sent it.
    pub device: DeviceId,
    /// When it was taken.
    pub at: u64,
    /// As the log would hold it.
    pub sealed: Vec<u8>,
    /// Its parts' keys.
    pub keys: Vec<u8>,
    /// The decision that keeps it out for good.
    pub refused: Option<DecisionId>,
}

/// A photo, or a carried bundle, on its way in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadRow {
    /// What its address ends in.
    pub id: uuid::Uuid,
    /// Who sends it.
    pub device: DeviceId,
    /// What it will be.
    pub hash: PhotoHash,
    /// The record that the photo belongs to; `None` for a bundle.
    pub record: Option<RecordId>,
    /// How long it is.
    pub length: u64,
    /// How much has arrived.
    pub offset: u64,
    /// When it last grew.
    pub at: u64,
}

/// A photo, or a thumbnail, that is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhotoRow {
    /// Its name.
    pub hash: PhotoHash,
    /// How long it is in clear.
    pub length: u64,
    /// Its key, wrapped by the master key; zeros where it was destroyed.
    pub key: Vec<u8>,
    /// Who sent it.
    pub device: DeviceId,
    /// Which record named it.
    pub record: RecordId,
    /// When it was whole.
    pub at: u64,
}

impl PhotoRow {
    /// Whether it was lawfully erased: its name stays, so that nobody sends it again.
    pub fn is_erased(&self) -> bool {
        self.key.iter().all(|byte| *byte == 0)
    }
}

/// A thumbnail that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThumbnailRow {
    /// The picture, sealed.
    pub sealed: Vec<u8>,
    /// Which record it belongs to, as its sender said; `None` for one that was kept before that
    /// was written down.
    pub record: Option<RecordId>,
}

/// A task of the office for a surveyor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRow {
    /// Whose.
    pub lao: LaoCode,
    /// Who is to do it.
    pub surveyor: String,
    /// Where in the LAO's feed it was given.
    pub seq: u64,
    /// How far it is.
    pub state: TaskState,
    /// As the phone is told.
    pub task: Task,
}

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// To be done.
    Open,
    /// Its record carries the answer.
    Done,
    /// The office took it back.
    Closed,
}

impl TaskState {
    /// As a column has it, and as a person reads it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Closed => "closed",
        }
    }

    fn read(text: &str) -> Answer<Self> {
        let found = [Self::Open, Self::Done, Self::Closed].into_iter().find(|state| state.as_str() == text);
        found.ok_or_else(|| DbFault::Broken(format!("{text:?} is no state of a task")))
    }
}

/// One step of a request's course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepRow {
    /// Whose.
    pub lao: LaoCode,
    /// On which record.
    pub record: RecordId,
    /// Of which request.
    pub request: RequestId,
    /// Its place among the request's steps, from 1.
    pub nth: u32,
    /// The decision's name.
    pub id: DecisionId,
    /// The sheet it was made on.
    pub sheet: StepKey,
    /// The meeting it is about.
    pub meeting: Option<MeetingId>,
    /// The decision, as it was signed.
    pub json: String,
}

/// Where a request stands, for lists: what its record and its steps come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseRow {
    /// Whose.
    pub lao: LaoCode,
    /// On which record.
    pub record: RecordId,
    /// Which request.
    pub request: RequestId,
    /// How far it is.
    pub state: CourseState,
    /// The rest.
    pub said: CourseSaid,
}

/// What a list of requests shows of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourseSaid {
    /// How many steps it has, those that were taken back included.
    pub steps: usize,
    /// The day on which it came.
    pub asked_on: chrono::NaiveDate,
    /// Who asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// The area of aid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
    /// How it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// It cannot wait.
    #[serde(default)]
    pub urgent: bool,
    /// Its record, or it, was taken back.
    #[serde(default)]
    pub withdrawn: bool,
    /// It is with the field unit, which has looked.
    #[serde(default)]
    pub is_checked: bool,
    /// Its number in the request register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<ReceiptNumber>,
    /// Which agency has it, while it owes a report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// The day on which the agency was given it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed: Option<chrono::NaiveDate>,
    /// The day of the first reminder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_reminder: Option<chrono::NaiveDate>,
    /// The day of the second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_reminder: Option<chrono::NaiveDate>,
    /// The meeting on whose agenda it was put last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<MeetingId>,
    /// A meeting of the committee is still to hear of urgent help.
    #[serde(default)]
    pub owes_meeting: bool,
    /// A committee ruled on it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ruled_on: bool,
}

/// What of a [`CourseSaid`] as a row has it says that it was taken back. No word of anybody's can look like it: a
/// quote in one is written with a backslash before it.
pub(crate) const WITHDRAWN: &str = r#""withdrawn":true"#;

/// How a phone stood when it last said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingRow {
    /// Which phone.
    pub device: DeviceId,
    /// When it said so, in milliseconds since 1970.
    pub at: u64,
    /// How much it held back.
    pub standing: PhoneStanding,
}

/// A transaction. What it wrote is there for others, durably, when `commit` returns, and
/// not at all if it is dropped before.
#[async_trait]
pub trait Transaction:
    desk::Desk + affairs::Affairs + lists::Lists + parted::Parted + digests::Digests + Send
{
    /// Makes it so.
    async fn commit(self: Box<Self>) -> Answer<()>;

    /// A setting of this installation.
    async fn setting(&mut self, name: &str) -> Answer<Option<String>>;
    /// Sets it.
    async fn set(&mut self, name: &str, value: &str) -> Answer<()>;
    /// The next number of a kind, from 1; no two callers get the same.
    async fn number(&mut self, kind: &str) -> Answer<u64>;

    /// Every LAO.
    async fn tenants(&mut self) -> Answer<Vec<Tenant>>;
    /// Adds a LAO, or says anew what it is.
    async fn put_tenant(&mut self, tenant: &Tenant) -> Answer<()>;
    /// Locks these LAOs' feeds, in the order of their codes, until the transaction ends.
    /// All writing into a LAO's records happens under this lock: so its numbers are given
    /// out in the order in which they are seen, and no cursor can skip one.
    async fn lock(&mut self, laos: &BTreeSet<LaoCode>) -> Answer<BTreeMap<LaoCode, Head>>;
    /// A LAO's feed as it stands.
    async fn head(&mut self, lao: LaoCode) -> Answer<Option<Head>>;
    /// How far these LAOs' feeds are; an LAO that is not there is left out.
    async fn feeds(&mut self, laos: &BTreeSet<LaoCode>) -> Answer<BTreeMap<LaoCode, u64>>;
    /// Moves a locked feed on.
    async fn move_head(&mut self, lao: LaoCode, head: &Head) -> Answer<()>;

    /// A surveyor.
    async fn surveyor(&mut self, id: &str) -> Answer<Option<SurveyorRow>>;
    /// A LAO's surveyor: one LAO's rows are asked, and no other's.
    async fn surveyor_of(&mut self, lao: LaoCode, id: &str) -> Answer<Option<SurveyorRow>>;
    /// A LAO's surveyors, by id.
    async fn surveyors(&mut self, lao: LaoCode) -> Answer<Vec<SurveyorRow>>;
    /// Adds one, or says anew who they are.
    async fn put_surveyor(&mut self, surveyor: &SurveyorRow) -> Answer<()>;
    /// Somebody of the office.
    async fn user(&mut self, id: &str) -> Answer<Option<UserRow>>;
    /// Adds one, or says anew who they are.
    async fn put_user(&mut self, user: &UserRow) -> Answer<()>;
    /// An enrolment by the hash of its code; locked until the transaction ends.
    async fn enrolment(&mut self, lao: LaoCode, code: &[u8; 32]) -> Answer<Option<EnrolmentRow>>;
    /// Offers one, or notes who took it.
    async fn put_enrolment(&mut self, lao: LaoCode, code: &[u8; 32], row: &EnrolmentRow) -> Answer<()>;
    /// The phone with this token.
    async fn device_with(&mut self, lao: LaoCode, token: &[u8; 32]) -> Answer<Option<DeviceRow>>;
    /// A LAO's phones.
    async fn devices(&mut self, lao: LaoCode) -> Answer<Vec<DeviceRow>>;
    /// Adds a phone, or says anew what it is.
    async fn put_device(&mut self, device: &DeviceRow) -> Answer<()>;

    /// Which of these are in the log.
    async fn logged(&mut self, lao: LaoCode, ids: &[ChangeId]) -> Answer<BTreeSet<ChangeId>>;
    /// Adds to the end of the log.
    async fn append(&mut self, lao: LaoCode, rows: &[LogRow]) -> Answer<()>;
    /// Every row about these records.
    async fn history(&mut self, lao: LaoCode, records: &[RecordId]) -> Answer<Vec<LogRow>>;
    /// The log after a place, at most so many rows.
    async fn log_after(&mut self, lao: LaoCode, place: u64, most: u32) -> Answer<Vec<LogRow>>;

    /// Says anew which keys a row's parts have: some were destroyed.
    async fn put_keys(&mut self, lao: LaoCode, keys: &[(u64, Vec<u8>)]) -> Answer<()>;

    /// Records by name; those that are not there are left out.
    async fn records(&mut self, which: &[(LaoCode, RecordId)]) -> Answer<Vec<RecordRow>>;
    /// Which records are of one door, those that came into the feed last before the others, at most so many.
    async fn records_at(&mut self, lao: LaoCode, door: &str, most: u32) -> Answer<Vec<RecordId>>;
    /// Records after one, in the order of their names, at most so many.
    async fn records_after(
        &mut self,
        lao: LaoCode,
        after: Option<RecordId>,
        most: u32,
    ) -> Answer<Vec<RecordRow>>;
    /// Writes records, new or changed.
    async fn put_records(&mut self, rows: &[RecordRow]) -> Answer<()>;
    /// Takes records out of the register: nothing is left of them.
    async fn drop_records(&mut self, which: &[(LaoCode, RecordId)]) -> Answer<()>;
    /// Records of a LAO that name this photo.
    async fn naming(&mut self, lao: LaoCode, photo: PhotoHash) -> Answer<Vec<RecordId>>;
    /// A village's records that came into the feed after a number, the earliest first. No
    /// village named: those of the whole LAO.
    async fn feed(
        &mut self,
        lao: LaoCode,
        after: u64,
        moo: &BTreeSet<u32>,
        most: u32,
    ) -> Answer<Vec<RecordRow>>;

    /// Who was met on these visits.
    async fn people(&mut self, which: &[(LaoCode, RecordId)]) -> Answer<Vec<PersonRow>>;
    /// Every appearance of one entry.
    async fn entry(&mut self, lao: LaoCode, person: PersonId) -> Answer<Vec<PersonRow>>;
    /// Who is on a LAO's next entries after one, in the order of the entries' names: at most so
    /// many entries, each of them whole.
    async fn entries_after(
        &mut self,
        lao: LaoCode,
        after: Option<PersonId>,
        most: u32,
    ) -> Answer<Vec<(PersonId, Appearance)>>;
    /// Writes them, new or changed.
    async fn put_people(&mut self, rows: &[PersonRow]) -> Answer<()>;
    /// Takes them off their visits: an edit took them out.
    async fn drop_people(&mut self, who: &[Appearance]) -> Answer<()>;
    /// A LAO's cards after one, by record and person, at most so many.
    async fn cards(
        &mut self,
        lao: LaoCode,
        after: Option<(RecordId, PersonId)>,
        most: u32,
    ) -> Answer<Vec<CardRow>>;
    /// Records that came into a LAO's feed after a number, or were erased, each with the cards of
    /// everybody on it.
    async fn cards_since(
        &mut self,
        lao: LaoCode,
        after: u64,
    ) -> Answer<Vec<(RecordId, Vec<(PersonId, String)>)>>;

    /// Locks these numbers, in order, until the transaction ends: whoever comes with one of
    /// them meanwhile waits, and then sees what was written here.
    async fn lock_numbers(&mut self, numbers: &BTreeSet<NationalId>) -> Answer<()>;
    /// Everybody with one of these numbers, in any LAO.
    async fn with_numbers(&mut self, numbers: &[NationalId]) -> Answer<Vec<(NationalId, Appearance)>>;
    /// Files somebody under a number.
    async fn put_numbers(&mut self, rows: &[(NationalId, Appearance)]) -> Answer<()>;
    /// Takes somebody from under a number that is theirs no longer.
    async fn drop_numbers(&mut self, rows: &[(NationalId, Appearance)]) -> Answer<()>;
    /// Forgets numbers that nobody is filed under any more. They must be locked.
    async fn forget_numbers(&mut self, numbers: &[NationalId]) -> Answer<()>;
    /// Every number that somebody counts under in one of these LAOs.
    async fn numbers_of(&mut self, laos: &BTreeSet<LaoCode>) -> Answer<Vec<NationalId>>;

    /// Decisions about these records.
    async fn rulings_on(&mut self, which: &[(LaoCode, RecordId)]) -> Answer<Vec<RulingRow>>;
    /// Files a decision.
    async fn put_rulings(&mut self, rows: &[RulingRow]) -> Answer<()>;

    /// Holds a revoked phone's work apart.
    async fn quarantine(&mut self, lao: LaoCode, rows: &[QuarantineRow]) -> Answer<()>;
    /// Takes out what has been let in.
    async fn release(&mut self, lao: LaoCode, ids: &[ChangeId]) -> Answer<()>;
    /// What is held apart.
    async fn quarantined(&mut self, lao: LaoCode) -> Answer<Vec<QuarantineRow>>;
    /// Which of these are held apart.
    async fn held_apart(&mut self, lao: LaoCode, ids: &[ChangeId]) -> Answer<BTreeSet<ChangeId>>;
    /// Says anew which keys the parts of something held apart have.
    async fn put_keys_apart(&mut self, lao: LaoCode, keys: &[(ChangeId, Vec<u8>)]) -> Answer<()>;
    /// Keeps these out for good, by this decision.
    async fn refuse(&mut self, lao: LaoCode, ids: &[ChangeId], by: DecisionId) -> Answer<()>;

    /// Files an erasure, or says anew how far it is.
    async fn put_erasure(&mut self, erasure: &ErasureRow) -> Answer<()>;
    /// Every erasure of a LAO, by reference number.
    async fn erasures(&mut self, lao: LaoCode) -> Answer<Vec<ErasureRow>>;
    /// Erasures, of any LAO, of which something is still to be done.
    async fn unfinished_erasures(&mut self) -> Answer<Vec<ErasureRow>>;
    /// Files what went. What is filed already stays as it is, except that a photo's own bytes may
    /// go after its place in a record did.
    async fn put_erased(&mut self, rows: &[ErasedRow]) -> Answer<()>;
    /// What went of these records.
    async fn erased(&mut self, lao: LaoCode, records: &[RecordId]) -> Answer<Vec<ErasedRow>>;
    /// What went with an erasure.
    async fn erased_by(&mut self, lao: LaoCode, reference: &str) -> Answer<Vec<ErasedRow>>;
    /// Records of which something went between two places in the feed, the second included.
    async fn erased_between(&mut self, lao: LaoCode, after: u64, until: u64) -> Answer<BTreeSet<RecordId>>;
    /// Destroys photos' keys and their thumbnails. Their names stay, and are noted where they
    /// have not come yet: whoever sends one is told that it is held.
    async fn erase_photos(&mut self, lao: LaoCode, record: RecordId, hashes: &[PhotoHash]) -> Answer<()>;
    /// Uploads under way of these photos, or of any photo of these records.
    async fn uploads_of(
        &mut self,
        lao: LaoCode,
        records: &[RecordId],
        hashes: &[PhotoHash],
    ) -> Answer<Vec<uuid::Uuid>>;

    /// A phone's uploads that are under way.
    async fn uploads_by(&mut self, lao: LaoCode, device: &DeviceId) -> Answer<Vec<UploadRow>>;
    /// Begins an upload.
    async fn put_upload(&mut self, lao: LaoCode, upload: &UploadRow) -> Answer<()>;
    /// An upload, locked until the transaction ends.
    async fn upload(&mut self, lao: LaoCode, id: uuid::Uuid) -> Answer<Option<UploadRow>>;
    /// Adds a piece at the upload's end: as it lies, sealed, and how long it is in clear.
    async fn grow_upload(
        &mut self,
        lao: LaoCode,
        id: uuid::Uuid,
        sealed: &[u8],
        length: u64,
        at: u64,
    ) -> Answer<()>;
    /// All pieces as they lie, each with its place in the upload, in order.
    async fn pieces(&mut self, lao: LaoCode, id: uuid::Uuid) -> Answer<Vec<(u64, Vec<u8>)>>;
    /// Ends an upload.
    async fn drop_upload(&mut self, lao: LaoCode, id: uuid::Uuid) -> Answer<()>;
    /// Ends uploads that have not grown since then; returns how many.
    async fn drop_uploads_before(&mut self, at: u64) -> Answer<u64>;
    /// Notes a photo that is held; returns whether it was not yet. Whoever notes the same one
    /// meanwhile waits, and then learns that it is held.
    async fn put_photo(&mut self, lao: LaoCode, photo: &PhotoRow) -> Answer<bool>;
    /// Those of these that are held.
    async fn photos(&mut self, lao: LaoCode, hashes: &[PhotoHash]) -> Answer<Vec<PhotoRow>>;
    /// Every photo of a LAO.
    async fn all_photos(&mut self, lao: LaoCode) -> Answer<Vec<PhotoRow>>;
    /// Keeps a thumbnail. The first that came of a photo stays.
    async fn put_thumbnail(&mut self, lao: LaoCode, photo: PhotoHash, row: &ThumbnailRow) -> Answer<()>;
    /// A thumbnail.
    async fn thumbnail(&mut self, lao: LaoCode, photo: PhotoHash) -> Answer<Option<ThumbnailRow>>;

    /// The mark of what a LAO set for its phones; `None` where it set nothing.
    async fn form_mark(&mut self, lao: LaoCode) -> Answer<Option<String>>;
    /// What a LAO set for its phones, as JSON.
    async fn form(&mut self, lao: LaoCode) -> Answer<Option<String>>;
    /// Sets it.
    async fn put_form(&mut self, lao: LaoCode, mark: &str, said: &str) -> Answer<()>;

    /// Gives a task, or says anew how far it is.
    async fn put_task(&mut self, task: &TaskRow) -> Answer<()>;
    /// Every task of a LAO, in the order in which they were given.
    async fn tasks(&mut self, lao: LaoCode) -> Answer<Vec<TaskRow>>;
    /// A surveyor's open tasks, in the order in which they were given.
    async fn open_tasks(&mut self, lao: LaoCode, surveyor: &str) -> Answer<Vec<TaskRow>>;
    /// Tasks about these records.
    async fn tasks_on(&mut self, lao: LaoCode, records: &[RecordId]) -> Answer<Vec<TaskRow>>;
    /// Takes tasks about these records out: nothing is left of them.
    async fn drop_tasks(&mut self, lao: LaoCode, records: &[RecordId]) -> Answer<u64>;

    /// Adds steps to courses.
    async fn put_steps(&mut self, rows: &[StepRow]) -> Answer<()>;
    /// Every step of these records' requests, each request's in their order.
    async fn steps_on(&mut self, lao: LaoCode, records: &[RecordId]) -> Answer<Vec<StepRow>>;
    /// The step that was made on a sheet.
    async fn step_with(&mut self, lao: LaoCode, sheet: StepKey) -> Answer<Option<StepRow>>;
    /// Every step that names a meeting.
    async fn steps_at(&mut self, lao: LaoCode, meeting: MeetingId) -> Answer<Vec<StepRow>>;
    /// Takes the steps of a request out: nothing is left of them.
    async fn drop_steps(&mut self, lao: LaoCode, record: RecordId, request: RequestId) -> Answer<()>;
    /// Says anew how the requests of these records stand; no others of them are left.
    async fn put_courses(&mut self, lao: LaoCode, records: &[RecordId], rows: &[CourseRow]) -> Answer<()>;
    /// How the requests of these records stand.
    async fn courses_on(&mut self, lao: LaoCode, records: &[RecordId]) -> Answer<Vec<CourseRow>>;
    /// A LAO's requests in these states, by record and request.
    async fn courses_in(&mut self, lao: LaoCode, states: &[CourseState]) -> Answer<Vec<CourseRow>>;
    /// How many of a LAO's requests in these states were taken back ([`CourseSaid::withdrawn`]).
    async fn withdrawn_in(&mut self, lao: LaoCode, states: &[CourseState]) -> Answer<u64>;
    /// How many requests of a LAO are in each state.
    async fn tally(&mut self, lao: LaoCode) -> Answer<BTreeMap<CourseState, u64>>;
    /// The next number of a fiscal year's request register, from 1. The LAO's feed is locked.
    async fn next_running(&mut self, lao: LaoCode, year: i32) -> Answer<u64>;
    /// The last number that was given.
    async fn last_running(&mut self, lao: LaoCode, year: i32) -> Answer<u64>;
    /// Says a meeting anew: the decision that does, as it was signed.
    async fn put_meeting(&mut self, lao: LaoCode, meeting: MeetingId, json: &str) -> Answer<()>;
    /// The decisions that say a LAO's meetings.
    async fn meetings(&mut self, lao: LaoCode) -> Answer<Vec<(MeetingId, String)>>;

    /// Notes how a phone stands.
    async fn put_standing(&mut self, lao: LaoCode, row: &StandingRow) -> Answer<()>;
    /// How a phone stood when it last said so.
    async fn standing(&mut self, lao: LaoCode, device: &DeviceId) -> Answer<Option<StandingRow>>;
    /// How a LAO's phones stood.
    async fn standings(&mut self, lao: LaoCode) -> Answer<Vec<StandingRow>>;

    /// Keeps what was answered to a bundle.
    async fn put_delivered(&mut self, lao: LaoCode, bundle: PhotoHash, said: &str) -> Answer<()>;
    /// What was answered to a bundle.
    async fn delivered(&mut self, lao: LaoCode, bundle: PhotoHash) -> Answer<Option<String>>;

    /// Files a receipt that goes out.
    async fn put_receipt(&mut self, lao: LaoCode, at: u64, json: &str) -> Answer<()>;
    /// Receipts after a place, with their places, at most so many.
    async fn receipts_after(&mut self, lao: LaoCode, place: u64, most: u32) -> Answer<Vec<(u64, String)>>;
}
