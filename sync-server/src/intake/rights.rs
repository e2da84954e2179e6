//! What a surveyor may write into which record.
//!
//! Owns the rule: in their own villages everybody may mend what another wrote (contract section 4,
//! row 7), but a review is a supervisor's word and a check is the mobile unit's (domain.md 1.6). Of
//! a review others write the answer only. Refuses to know what becomes of a change that may not
//! be made. Called by `intake`, under the lock of the feed.

use register::change::Change;
use register::field::Part;
use register::lao::LaoCode;
use register::record::RecordId;
use register::wire::Role;

use crate::db::{Answer, RecordRow, SurveyorRow, TaskState, Transaction};

/// What anybody may write of a review: the answer to it.
const ANSWER: [&str; 2] = ["answer", "answered_at"];

/// Why a change may not be made by its sender.
pub(super) enum Barred {
    /// It is of another village: it stays on the phone.
    Elsewhere(String),
    /// It says what others are to say: it is held here until somebody of the office judges it.
    NotTheirs(String),
}

/// One surveyor's rights.
pub(super) struct Rights<'a> {
    surveyor: &'a SurveyorRow,
    /// Records of which they hold a task.
    tasks: Vec<RecordId>,
}

impl<'a> Rights<'a> {
    /// The rights of a surveyor over what these changes are about.
    pub(super) async fn read(
        tx: &mut dyn Transaction,
        lao: LaoCode,
        surveyor: &'a SurveyorRow,
        changes: impl Iterator<Item = &Change>,
    ) -> Answer<Self> {
        let mut rights = Self { surveyor, tasks: Vec::new() };
        if !rights.checks() {
            let checked: Vec<RecordId> =
                changes.filter(|change| writes_check(change)).map(|change| change.edit().record).collect();
            let theirs = tx.tasks_on(lao, &checked).await?;
            let theirs = theirs
                .into_iter()
                .filter(|row| row.surveyor == surveyor.id && row.state != TaskState::Closed);
            rights.tasks = theirs.map(|row| row.task.record).collect();
        }
        Ok(rights)
    }

    fn is(&self, role: Role) -> bool {
        self.surveyor.roles.contains(&role)
    }

    fn checks(&self) -> bool {
        self.is(Role::MobileUnit) || self.is(Role::Supervisor)
    }

    /// Whether they may make this change of this record, as it stands.
    pub(super) fn allow(&self, row: Option<&RecordRow>, change: &Change) -> Result<(), Barred> {
        let (record, who) = (change.edit().record, &self.surveyor.id);
        let wide = self.is(Role::Supervisor) || self.is(Role::MobileUnit);
        let moo = &self.surveyor.moo;
        let near = row.is_none_or(|row| {
            row.surveyor.as_deref() == Some(who)
                || moo.is_empty()
                || row.moo.is_none_or(|at| moo.contains(&at))
        });
        if !wide && !near {
            return Err(Barred::Elsewhere(format!(
                "record {record} is of another village and was captured by another surveyor; the edit was not \
                 taken and is safe on the phone, ask the supervisor to make it"
            )));
        }
        if !self.is(Role::Supervisor) && writes_review(change) {
            return Err(Barred::NotTheirs(format!(
                "reviews: {who} is no supervisor and may only answer the review of record {record}; the change \
                 was not taken, it is held at the office until a supervisor judges it"
            )));
        }
        if !self.checks() && writes_check(change) && !self.tasks.contains(&record) {
            return Err(Barred::NotTheirs(format!(
                "checks: {who} is not of the mobile unit and has no task about record {record}; the change was \
                 not taken, it is held at the office until a supervisor judges it"
            )));
        }
        Ok(())
    }
}

/// Whether it writes, or takes out, more of a review than the answer.
fn writes_review(change: &Change) -> bool {
    change.edit().sets.keys().any(|path| match path.part() {
        Part::Member("reviews", _) => true,
        Part::OfMember("reviews", _, field) => !ANSWER.contains(&field),
        _ => false,
    })
}

/// Whether it writes, or takes out, anything of a check.
fn writes_check(change: &Change) -> bool {
    let is_check = |part| matches!(part, Part::Member("checks", _) | Part::OfMember("checks", ..));
    change.edit().sets.keys().any(|path| is_check(path.part()))
}
