//! Fact checks that the office asks a surveyor for (domain.md 1.3, RQ-12).
//!
//! Owns who may be asked, what a task takes along, and taking one back. A task moves the LAO's
//! feed by one: at that number its record comes to the surveyor who was asked, however long ago
//! the phone went past the record's own number (`pulling`).
//!
//! Refuses to know when a task is done: `intake` sees that in the transaction that takes the
//! answer. Called by commands, through `Office`.

use async_trait::async_trait;
use chrono::NaiveDate;
use register::lao::LaoCode;
use register::moment::Moment;
use register::record::{PhotoHash, PhotoKind, Record, RecordId, Status, TaskId};
use register::thai;
use register::visit::Visit;
use register::wire::{Fact, Role, Task};
use uuid::Uuid;

use super::turn::Turn;
use super::{Done, Office, OfficeFault, Visitor, now};
use crate::db::{SurveyorRow, TaskRow, TaskState, Transaction};
use crate::erasure;
use crate::intake::{Intake, IntakeFault, Outcome};

/// Most facts of one task.
const MOST_FACTS: usize = 50;
/// Longest note, label or claim.
const MOST_LETTERS: usize = 1_000;

/// What is asked of whom.
#[derive(Clone, Debug)]
pub struct NewTask {
    /// Whose.
    pub lao: LaoCode,
    /// About which record.
    pub record: RecordId,
    /// Which surveyor is to go.
    pub to: String,
    /// What is to be looked at; their ids are given here.
    pub facts: Vec<NewFact>,
    /// In words.
    pub note: Option<String>,
    /// By when.
    pub due: Option<NaiveDate>,
    /// Before others.
    pub urgent: bool,
}

/// One fact that is to be looked at.
#[derive(Clone, Debug)]
pub struct NewFact {
    /// What it is called.
    pub label: String,
    /// The record's field that holds it, where one does.
    pub field: Option<String>,
    /// What was claimed.
    pub claimed: Option<String>,
}

/// Whether somebody may be asked to check facts.
pub(super) fn checks_facts(surveyor: &SurveyorRow) -> bool {
    surveyor.roles.iter().any(|role| matches!(role, Role::MobileUnit | Role::Supervisor))
}

impl Office {
    /// Gives a task to a surveyor; returns its name.
    ///
    /// # Errors
    /// When the record or the surveyor is not this LAO's, the surveyor may not check facts, or
    /// the record is none that anybody can visit. Nothing was given then.
    pub async fn give_task(&self, asked: &NewTask) -> Done<TaskId> {
        let facts = facts(asked)?;
        let note = asked.note.as_deref().map(|note| words("the note", note)).transpose()?;
        let id = TaskId::new(Uuid::now_v7());
        let asked_at = in_thailand(now()).ok_or_else(|| {
            OfficeFault::Refused("this machine's clock shows no date; nothing was given, set it".to_owned())
        })?;
        let task = Task {
            id,
            record: asked.record,
            asked_at,
            due: asked.due,
            note,
            urgent: asked.urgent,
            facts,
            photos: Vec::new(),
        };
        self.in_turn(asked.lao, &Giving { lao: asked.lao, to: &asked.to, task }).await??;
        Ok(id)
    }

    /// Who of the visitor's LAO may be asked to check facts.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn checkers(&self, visitor: &Visitor) -> Done<Vec<SurveyorRow>> {
        let mut tx = self.db.look().await?;
        Ok(tx.surveyors(visitor.lao.code).await?.into_iter().filter(checks_facts).collect())
    }

    /// Every task of a LAO, in the order in which they were given.
    ///
    /// # Errors
    /// When the LAO is not known.
    pub async fn tasks(&self, lao: LaoCode) -> Done<Vec<TaskRow>> {
        let mut tx = self.db.look().await?;
        self.known(&mut *tx, lao).await?;
        Ok(tx.tasks(lao).await?)
    }

    /// Takes a task back: the surveyor's phone hears of it at its next sync.
    ///
    /// # Errors
    /// When there is no such open task.
    pub async fn close_task(&self, lao: LaoCode, task: TaskId) -> Done<()> {
        self.in_turn(lao, &Closing { lao, task }).await?
    }
}

/// A moment as clocks in Thailand show it.
pub(crate) fn in_thailand(ms: u64) -> Option<Moment> {
    Moment::in_thailand(i64::try_from(ms).ok()?)
}

fn words(what: &str, text: &str) -> Done<String> {
    let text = thai::nfc(text.trim());
    if text.is_empty() || text.chars().count() > MOST_LETTERS {
        return Err(OfficeFault::Refused(format!(
            "{what} must say something, in at most {MOST_LETTERS} letters; no task was given"
        )));
    }
    Ok(text)
}

fn facts(asked: &NewTask) -> Done<Vec<Fact>> {
    if asked.facts.len() > MOST_FACTS {
        return Err(OfficeFault::Refused(format!(
            "a task has at most {MOST_FACTS} facts, not {}; no task was given, give two",
            asked.facts.len()
        )));
    }
    let fact = |(at, fact): (usize, &NewFact)| {
        Ok(Fact {
            id: (at + 1).to_string(),
            label: words("a fact", &fact.label)?,
            field: fact.field.clone(),
            claimed: fact.claimed.as_deref().map(|claimed| words("what was claimed", claimed)).transpose()?,
        })
    };
    asked.facts.iter().enumerate().map(fact).collect()
}

/// The photos that show what was claimed. Signatures and papers of proxies are for the office.
fn photos(record: &Record) -> Vec<PhotoHash> {
    let shows =
        |kind: Option<PhotoKind>| !matches!(kind, Some(PhotoKind::SignedPaper | PhotoKind::Authority));
    let mut photos: Vec<PhotoHash> = Vec::new();
    for photo in record.photos.iter().filter(|photo| shows(photo.kind)) {
        if !photos.contains(&photo.hash) {
            photos.push(photo.hash);
        }
    }
    photos
}

/// A task on its way into the feed.
struct Giving<'a> {
    lao: LaoCode,
    to: &'a str,
    task: Task,
}

impl Giving<'_> {
    /// The record as it can be visited; `Err` says why it cannot.
    async fn record(&self, tx: &mut dyn Transaction) -> Result<Done<Record>, IntakeFault> {
        let (lao, id) = (self.lao, self.task.record);
        let refused =
            |why: &str| Ok(Err(OfficeFault::Refused(format!("record {id} {why}; no task was given"))));
        let Some(row) = tx.records(&[(lao, id)]).await?.into_iter().find(|row| !row.visit.is_empty()) else {
            return Ok(Err(OfficeFault::Missing(format!(
                "there is no record {id} of LAO {lao} here; no task was given, name it as the export does"
            ))));
        };
        if erasure::gone(tx, lao, &[id]).await?.contains_key(&id) {
            return refused("is on no phone any more, for somebody on it was erased");
        }
        let visit: Visit =
            serde_json::from_str(&row.visit).map_err(|e| IntakeFault::Record(id, e.to_string()))?;
        match visit.record.status {
            _ if visit.record.withdraw.is_some() => refused("was taken back"),
            Status::Refused => refused("is of people who would not take part"),
            Status::Complete | Status::Draft => Ok(Ok(visit.record)),
        }
    }
}

#[async_trait]
impl Turn for Giving<'_> {
    type Out = Done<()>;

    async fn take(
        &self,
        tx: &mut dyn Transaction,
        with: &Intake<'_>,
    ) -> Result<Outcome<Self::Out>, IntakeFault> {
        let lao = self.lao;
        let mut heads = tx.lock(&with.locks).await?;
        let head = heads.get_mut(&lao).ok_or(IntakeFault::UnknownLao(lao))?;
        let surveyor = tx.surveyor(self.to).await?.filter(|surveyor| surveyor.lao == lao);
        let Some(surveyor) = surveyor else {
            return Ok(Outcome::Nothing(Err(OfficeFault::Missing(format!(
                "LAO {lao} has no surveyor {}; no task was given, see `samruat-server surveyor add`",
                self.to
            )))));
        };
        if !checks_facts(&surveyor) {
            return Ok(Outcome::Nothing(Err(OfficeFault::Refused(format!(
                "{} is neither of the mobile unit nor a supervisor and is sent no task; none was given",
                surveyor.id
            )))));
        }
        let record = match self.record(tx).await? {
            Ok(record) => record,
            Err(fault) => return Ok(Outcome::Nothing(Err(fault))),
        };
        head.seq += 1;
        let task = Task { photos: photos(&record), ..self.task.clone() };
        tx.put_task(&TaskRow { lao, surveyor: surveyor.id, seq: head.seq, state: TaskState::Open, task })
            .await?;
        tx.move_head(lao, head).await?;
        Ok(Outcome::Done(Ok(())))
    }
}

/// A task on its way out.
struct Closing {
    lao: LaoCode,
    task: TaskId,
}

#[async_trait]
impl Turn for Closing {
    type Out = Done<()>;

    async fn take(
        &self,
        tx: &mut dyn Transaction,
        with: &Intake<'_>,
    ) -> Result<Outcome<Self::Out>, IntakeFault> {
        // Under the lock of the feed: an answer that comes at this moment is before or after.
        if !tx.lock(&with.locks).await?.contains_key(&self.lao) {
            return Err(IntakeFault::UnknownLao(self.lao));
        }
        let found = tx.tasks(self.lao).await?.into_iter().find(|row| row.task.id == self.task);
        match found {
            Some(mut row) if row.state == TaskState::Open => {
                row.state = TaskState::Closed;
                tx.put_task(&row).await?;
                Ok(Outcome::Done(Ok(())))
            }
            Some(row) => Ok(Outcome::Nothing(Err(OfficeFault::Conflict(format!(
                "task {} is {} already; nothing was changed",
                self.task,
                row.state.as_str()
            ))))),
            None => Ok(Outcome::Nothing(Err(OfficeFault::Missing(format!(
                "LAO {} has no task {}; nothing was changed, see `samruat-server task list`",
                self.lao, self.task
            ))))),
        }
    }
}
