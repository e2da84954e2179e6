//! Meetings of the committee (domain.md 1.2).
//!
//! Owns who may call and minute one, and which requests are on its agenda. Refuses to know what
//! makes a meeting (`register::course`) and how it is kept (`intake`). Called by the console.

use std::collections::BTreeSet;

use async_trait::async_trait;
use register::course::{Act, Course, Meeting, MeetingId};
use register::decision::{Decision, Ruling, Verdict};
use register::lao::LaoCode;
use register::record::RecordId;

use super::affairs::Stands;
use super::requests::{Asked, Queued};
use super::turn::Turn;
use super::{Done, Office, OfficeFault};
use crate::db::{Answer, Transaction};
use crate::intake::{self, Intake, IntakeFault, Outcome};

impl Office {
    /// Says a meeting, or says it anew: called, held, minuted, called off.
    ///
    /// # Errors
    /// When the user may not, or it cannot be as it is said ([`OfficeFault::Step`]). Nothing was
    /// written then.
    pub async fn put_meeting(&self, user: &str, lao: LaoCode, meeting: &Meeting) -> Done<()> {
        self.convene(user, lao, meeting, None).await
    }

    /// Says a meeting anew over what a page showed of it.
    ///
    /// # Errors
    /// As [`Office::put_meeting`]; and when it was said otherwise meanwhile ([`OfficeFault::Conflict`]). Nothing was
    /// written then.
    pub async fn put_meeting_over(
        &self,
        user: &str,
        lao: LaoCode,
        meeting: &Meeting,
        seen: &Meeting,
    ) -> Done<()> {
        self.convene(user, lao, meeting, Some(seen)).await
    }

    async fn convene(&self, user: &str, lao: LaoCode, meeting: &Meeting, seen: Option<&Meeting>) -> Done<()> {
        let user = self.user_of(user, lao).await?;
        if !user.role.acts() {
            return Err(OfficeFault::Refused(format!(
                "{} may not call or minute meetings; an officer, a supervisor or the committee can. Nothing \
                 was written",
                user.id
            )));
        }
        let verdict = Verdict::Meeting { lao, meeting: Box::new(meeting.clone()) };
        let decision = Ruling::new(user.id, self.stamp().await?, verdict).sign(&self.keys.signing);
        self.in_turn(lao, &Convening { lao, decision: &decision, meeting, seen }).await?
    }

    /// A LAO's meetings, the earliest first.
    ///
    /// # Errors
    /// When the LAO is not known.
    pub async fn meetings(&self, lao: LaoCode) -> Done<Vec<Meeting>> {
        let mut tx = self.db.look().await?;
        self.known(&mut *tx, lao).await?;
        let rows = tx.meetings(lao).await?;
        let mut meetings: Vec<Meeting> =
            rows.iter().map(|(_, json)| intake::meeting_said(json)).collect::<Answer<_>>()?;
        meetings.sort_by_key(|meeting| (meeting.on, meeting.id));
        Ok(meetings)
    }

    /// What is on a meeting's agenda or was ruled on at it, in the order in which it was put there.
    ///
    /// # Errors
    /// When the LAO is not known.
    pub async fn agenda(&self, lao: LaoCode, meeting: MeetingId) -> Done<Vec<Queued>> {
        let listed = self.laid_before(lao, meeting).await?;
        Ok(listed.into_iter().map(|(queued, _)| queued).collect())
    }

    /// What is on a meeting's agenda or was ruled on at it, each with its course's steps, in the
    /// order in which it was put there.
    pub(super) async fn laid_before(&self, lao: LaoCode, meeting: MeetingId) -> Done<Vec<(Queued, Course)>> {
        let mut tx = self.db.look().await?;
        self.known(&mut *tx, lao).await?;
        let mut courses = intake::courses_about(&mut *tx, lao, meeting).await?;
        let records: BTreeSet<RecordId> = courses.keys().map(|(record, _)| *record).collect();
        let records: Vec<RecordId> = records.into_iter().collect();
        let mut agenda = Vec::new();
        for row in tx.courses_on(lao, &records).await? {
            let Some(course) = courses.remove(&(row.record, row.request)) else { continue };
            let put = course.counting().rev().find_map(|step| match step.act {
                Act::PutOnAgenda { meeting: at } if at == meeting => Some(step.stamp),
                _ => None,
            });
            if let Some(put) = put {
                let asked = Asked { lao, record: row.record, request: row.request };
                agenda.push((put, Queued { asked, state: row.state, said: row.said }, course));
            }
        }
        agenda.sort_by_key(|(put, queued, _)| (*put, queued.asked));
        Ok(agenda.into_iter().map(|(_, queued, course)| (queued, course)).collect())
    }
}

/// A meeting that is said.
struct Convening<'a> {
    lao: LaoCode,
    decision: &'a Decision,
    meeting: &'a Meeting,
    /// What a page showed of it, where it was on one.
    seen: Option<&'a Meeting>,
}

#[async_trait]
impl Turn for Convening<'_> {
    type Out = Done<()>;

    async fn take(
        &self,
        tx: &mut dyn Transaction,
        with: &Intake<'_>,
    ) -> Result<Outcome<Self::Out>, IntakeFault> {
        if let Some(seen) = self.seen {
            // Nobody says it otherwise between this and the writing.
            tx.lock(&with.locks).await?;
            let rows = tx.meetings(self.lao).await?;
            let before = rows.iter().find(|(id, _)| *id == self.meeting.id);
            let before = before.map(|(_, json)| intake::meeting_said(json)).transpose()?;
            let stands = Stands::of_what_was_seen(before.as_ref(), Some(seen), self.meeting);
            if let Err(fault) = stands.or_conflict(format_args!("meeting {}", self.meeting.id)) {
                return Ok(Outcome::Nothing(Err(fault)));
            }
        }
        let convened = intake::convene(tx, with, self.lao, self.decision, self.meeting).await?;
        Ok(convened.map(|said| said.map_err(OfficeFault::Step)))
    }
}
