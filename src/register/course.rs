//! The course of a request, from a signature to "closed" (domain.md 4.2, 4.4 and 4.5).
//!
//! Owns the whole state machine: what may be done to a request next, by whom, and what the law
//! wants written with it. A [`Course`] is a fold over [`Step`]s in their order, begun by the
//! request itself ([`Matter`]); the same steps give the same course wherever they are read.
//! Both routes of the contradiction X-01 are open and the one taken is told: an agency may be
//! given the request at once \[S003:199\] or after the committee \[S003:229-231\].
//!
//! A guard is asked before a step is taken ([`Course::may`]) and refuses with a sentence for the
//! clerk and the line of the law ([`Refusal`]). What was taken is never weighed again: a step that
//! is in the log counts, even where its record was edited since. A mistake is taken back by another
//! step, and stays to be read.
//!
//! Refuses to know who a user is, where steps are kept, and what today is. Ceilings of aid warn and
//! never refuse ([`ceiling`]). Called by the office's server and the console.

use chrono::NaiveDate;

use crate::as_text::closed_list;
use crate::calendar::{FiscalYear, Holidays};
use crate::deadline::{AgencyReport, AgencyStanding, Stage};
use crate::record::{Area, Check, Record, RequestId, Signed, WhyUnsigned};
use crate::wording::is_written;

mod act;
pub mod ceiling;
mod matter;
mod meeting;
mod refusal;

pub use act::{
    Act, ActKind, Funding, Grant, GrantForm, NotAReceiptNumber, Outcome, ReceiptNumber, Step, StepKey,
    Target, WhyForwarded,
};
pub use matter::Matter;
pub use meeting::{Meeting, MeetingId, Member, Seat, Votes};
use refusal::MOST_STEPS;
pub use refusal::Refusal;

/// Longest text of a step.
const LONGEST: usize = 4_000;

closed_list! {
    /// In what duty somebody of the office acts (domain.md 1.6).
    pub enum Duty {
        /// Takes requests in and follows them up \[S003:183\] \[S003:185\].
        Officer = "officer",
        /// The centre's head, or whom the head put over a team \[S003:162\].
        Supervisor = "supervisor",
        /// Of the committee \[S003:1305\].
        Committee = "committee",
        /// Looks on.
        Auditor = "auditor",
        /// Sets things up.
        Admin = "admin",
    }
}

closed_list! {
    /// How far a request is (domain.md 4.2, lines 583-594).
    pub enum State {
        /// DRAFT: nobody signed, or would.
        Draft = "draft",
        /// RECEIVED: signed as its channel wants it.
        Received = "received",
        /// NOT_ACCEPTED.
        NotAccepted = "not-accepted",
        /// REGISTERED.
        Registered = "registered",
        /// ANSWERED.
        Answered = "answered",
        /// FACT_CHECK.
        FactCheck = "fact-check",
        /// IMMEDIATE_AID: registered, and helped already.
        ImmediateAid = "immediate-aid",
        /// COMMITTEE: on an agenda.
        Committee = "committee",
        /// The committee approved; the agency is not told yet (SELECTED in 4.4).
        Approved = "approved",
        /// Approved beyond the criteria: the Permanent Secretary is to consent first.
        AwaitsConsent = "awaits-consent",
        /// The committee, or the Permanent Secretary, said no (REJECTED in 4.4).
        Rejected = "rejected",
        /// The committee found that the LAO cannot do it.
        BeyondCapacity = "beyond-capacity",
        /// FORWARDED_CENTRAL.
        Forwarded = "forwarded",
        /// Reported to district and province for advance money (REPORT in 4.5).
        ReportedUp = "reported-up",
        /// ASSIGNED: the 15 days run.
        Assigned = "assigned",
        /// REMINDER_1: the 5 days run.
        Reminder1 = "reminder-1",
        /// REMINDER_2: the 3 days run.
        Reminder2 = "reminder-2",
        /// ESCALATED_EXECUTIVE.
        Escalated = "escalated",
        /// AGENCY_REPORTED.
        AgencyReported = "agency-reported",
        /// SUMMARISED.
        Summarised = "summarised",
        /// RECORDED.
        Recorded = "recorded",
        /// NOTIFIED.
        Notified = "notified",
        /// CLOSED.
        Closed = "closed",
    }
}

impl State {
    /// Whether nothing more is to be done.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::NotAccepted)
    }

    /// Registered, and nothing chosen yet.
    fn is_on_the_desk(self) -> bool {
        matches!(self, Self::Registered | Self::ImmediateAid)
    }

    /// An agency has it and owes a report.
    fn is_with_an_agency(self) -> bool {
        matches!(self, Self::Assigned | Self::Reminder1 | Self::Reminder2 | Self::Escalated)
    }
}

closed_list! {
    /// By which of the two routes an agency was given the request (domain.md X-01).
    pub enum Route {
        /// Right after registering \[S003:199\].
        Direct = "direct",
        /// After the committee \[S003:229-231\].
        Committee = "committee",
    }
}

/// At whose desk, on which day.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// The user.
    pub user: &'a str,
    /// What they are there.
    pub duty: Duty,
    /// Today, in Thailand.
    pub today: NaiveDate,
    /// The meeting that the step names, as it stands.
    pub meeting: Option<&'a Meeting>,
}

/// To whom the request was passed, and when: the clock of T-01 to T-04.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// The agency.
    pub agency: String,
    /// The day, and the days of the reminders.
    pub report: AgencyReport,
    /// The route.
    pub route: Route,
}

/// What the steps that count have come to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Standing {
    state: State,
    number: Option<ReceiptNumber>,
    passed: Option<Passed>,
    meeting: Option<MeetingId>,
    /// Where a request on an agenda came from: there it returns when a report was noted.
    before_committee: State,
    helped: bool,
    approved: bool,
    /// A committee ruled on what was asked; that it took note of urgent help is no such ruling.
    ruled_on: bool,
    reported_up: bool,
    consent_sought: bool,
    /// The newest day of urgent help outside a disaster of which no meeting has heard (T-23).
    unheard: Option<NaiveDate>,
    central_place_knows: bool,
}

/// Help that was given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Given<'c> {
    /// The day on which it was: the grant's own, and the step's where it has none.
    pub on: NaiveDate,
    /// The step that says so.
    pub step: &'c Step,
    /// What.
    pub grant: &'c Grant,
}

impl<'c> Given<'c> {
    fn by(step: &'c Step, grant: &'c Grant) -> Self {
        Self { on: grant.on.unwrap_or(step.on), step, grant }
    }
}

/// A ruling that approved help, and what agencies reported of it: it is the same help.
struct Approval<'c> {
    ruling: &'c Step,
    reports: Vec<&'c Step>,
}

impl Approval<'_> {
    /// Whether this report says that all of it was given: the first that names nothing, where none names anything.
    fn is_given_by(&self, step: &Step) -> bool {
        let gave = |report: &&&Step| !matches!(report.act, Act::AgencyReported { nothing_given: true, .. });
        self.reports.iter().all(|report| report.act.grants().is_empty())
            && self.reports.iter().find(gave).is_some_and(|report| std::ptr::eq(*report, step))
    }
}

/// Where a request stands, and how it came there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    matter: Matter,
    steps: Vec<Step>,
    /// Places in `steps` of those that count.
    counting: Vec<usize>,
    standing: Standing,
}

impl Course {
    /// The course of a request that nothing was done about.
    pub fn begun(matter: Matter) -> Self {
        let standing = Standing::of(&matter);
        Self { matter, steps: Vec::new(), counting: Vec::new(), standing }
    }

    /// The course that these steps come to. They were taken; no guard is asked again.
    pub fn of(matter: Matter, steps: impl IntoIterator<Item = Step>) -> Self {
        let mut course = Self::begun(matter);
        steps.into_iter().for_each(|step| course.add(step));
        course
    }

    /// How far it is.
    pub fn state(&self) -> State {
        self.standing.state
    }

    /// What it began with.
    pub fn matter(&self) -> &Matter {
        &self.matter
    }

    /// Every step, those that were taken back included.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The steps that count.
    pub fn counting(&self) -> impl DoubleEndedIterator<Item = &Step> {
        self.counting.iter().filter_map(|at| self.steps.get(*at))
    }

    /// Whether the step at this place counts, or was taken back.
    pub fn counts(&self, at: usize) -> bool {
        self.counting.contains(&at)
    }

    /// Its number in the request register.
    pub fn number(&self) -> Option<ReceiptNumber> {
        self.standing.number
    }

    /// The agency that has it or had it last, with its clock.
    pub fn passed(&self) -> Option<&Passed> {
        self.standing.passed.as_ref()
    }

    /// The meeting on whose agenda it was put last.
    pub fn meeting(&self) -> Option<MeetingId> {
        self.standing.meeting
    }

    /// Whether urgent help was given.
    pub fn was_helped_urgently(&self) -> bool {
        self.standing.helped
    }

    /// Whether a meeting of the committee is still to hear of urgent help (T-23 \[S003:1982\]).
    pub fn owes_a_report_to_the_committee(&self) -> bool {
        self.standing.owes_meeting()
    }

    /// Whether a committee ruled on what was asked.
    pub fn was_ruled_on(&self) -> bool {
        self.standing.ruled_on
    }

    /// Whether the committee chose it at this meeting, and nothing that came since stands against it:
    /// a consent that is still awaited, or was refused, does.
    pub fn was_chosen_at(&self, meeting: MeetingId) -> bool {
        let chose = |step: &Step| matches!(&step.act, Act::Decided { meeting: at, outcome: Outcome::Approved { .. }, .. } if *at == meeting);
        let ruled = self.counting().rev().find(|step| step.act.kind() == ActKind::Decided);
        self.standing.approved && self.state() != State::AwaitsConsent && ruled.is_some_and(chose)
    }

    /// What was given or approved so far, with the day. What an agency reports that it gave takes the
    /// place of what was approved: it is the same help.
    pub fn grants(&self) -> impl Iterator<Item = (NaiveDate, &Grant)> {
        self.grants_with(self.approved())
    }

    /// What stands beside the help that a step of this kind says: an agency's report is of what was approved, and is
    /// not weighed against it.
    pub fn grants_beside(&self, kind: ActKind) -> impl Iterator<Item = (NaiveDate, &Grant)> {
        self.grants_with(self.approved().filter(|_| kind != ActKind::AgencyReported))
    }

    /// What was given, and what a ruling approved that nobody reported on.
    fn grants_with<'c>(&'c self, approved: Option<&'c Step>) -> impl Iterator<Item = (NaiveDate, &'c Grant)> {
        let of = |ruling: &'c Step| ruling.act.grants().iter().map(|grant| Given::by(ruling, grant));
        let all = self.given().into_iter().chain(approved.into_iter().flat_map(of));
        all.map(|given| (given.on, given.grant))
    }

    /// The ruling that approved help of which no agency has reported yet.
    pub fn approved(&self) -> Option<&Step> {
        self.approvals().pop().filter(|approval| approval.reports.is_empty()).map(|approval| approval.ruling)
    }

    /// Every approval that stands, each with the reports that came of it: those before the next one.
    fn approvals(&self) -> Vec<Approval<'_>> {
        let mut all: Vec<Approval<'_>> = Vec::new();
        for step in self.counting() {
            match &step.act {
                Act::Decided { outcome: Outcome::Approved { .. }, .. } => {
                    all.push(Approval { ruling: step, reports: Vec::new() });
                }
                Act::ConsentAnswered { given: false, .. } => {
                    all.pop();
                }
                Act::AgencyReported { .. } => {
                    if let Some(approval) = all.last_mut() {
                        approval.reports.push(step);
                    }
                }
                _ => {}
            }
        }
        all
    }

    /// What was given so far, each with the step that says so: at once, or as an agency reported. An
    /// agency that reports without naming anything gave what was approved, unless it says that it gave nothing.
    pub fn given(&self) -> Vec<Given<'_>> {
        let approvals = self.approvals();
        let mut given = Vec::new();
        for step in self.counting() {
            if matches!(step.act.kind(), ActKind::HelpedUrgently | ActKind::AgencyReported) {
                given.extend(step.act.grants().iter().map(|grant| Given::by(step, grant)));
                let approved = approvals.iter().filter(|approval| approval.is_given_by(step));
                given.extend(
                    approved.flat_map(|of| of.ruling.act.grants()).map(|grant| Given::by(step, grant)),
                );
            }
        }
        given
    }

    /// Checks on its record that say what the field unit was to find out, of this request or by the
    /// task that was given, and that no step has taken up yet \[S003:187\].
    pub fn checks_in<'r>(&self, record: &'r Record, request: RequestId) -> Vec<&'r Check> {
        let given = |id| {
            self.counting()
                .any(|step| matches!(step.act, Act::SentForCheck { task: Some(task), .. } if task == id))
        };
        let taken_up = |id| {
            self.counting()
                .any(|step| matches!(step.act, Act::Checked { check: Some(check), .. } if check == id))
        };
        let answers = |check: &&Check| check.request == Some(request) || check.task.is_some_and(given);
        record.checks.iter().filter(answers).filter(|check| !taken_up(check.id)).collect()
    }

    /// What the agency's report waits for, while one is owed: T-01 to T-04 (domain.md 4.1). Of what was taken back
    /// none is: nothing can be done about it.
    pub fn due(&self, today: NaiveDate, holidays: &Holidays) -> Option<AgencyStanding> {
        let is_owed = self.state().is_with_an_agency() && !self.matter.withdrawn;
        let passed = self.standing.passed.as_ref().filter(|_| is_owed)?;
        Some(passed.report.standing(today, holidays))
    }

    /// What may be done next at this desk, in the order of [`ActKind::ALL`]. What is to be written
    /// with it, and which day and meeting, is for [`Course::may`].
    pub fn open(&self, desk: &Desk<'_>) -> Vec<ActKind> {
        let open = |kind: &ActKind| self.may_now(*kind, desk, desk.today).is_ok();
        ActKind::ALL.iter().copied().filter(open).collect()
    }

    /// Whether this step may be taken at this desk.
    ///
    /// # Errors
    /// Says why it may not.
    pub fn may(&self, step: &Step, desk: &Desk<'_>) -> Result<(), Refusal> {
        self.may_now(step.act.kind(), desk, step.on)?;
        self.on_a_day_that_fits(step, desk)?;
        is_complete(&step.act)?;
        self.may_do(step, desk)
    }

    /// Takes a step. A refused one changes nothing.
    ///
    /// # Errors
    /// Says why it may not be taken.
    pub fn take(&mut self, step: Step, desk: &Desk<'_>) -> Result<(), Refusal> {
        self.may(&step, desk)?;
        self.add(step);
        Ok(())
    }

    fn add(&mut self, step: Step) {
        let (at, act) = (self.steps.len(), step.act.clone());
        let on = step.on;
        self.steps.push(step);
        if let Act::TakenBack { .. } = act {
            self.counting.pop();
            let mut standing = Standing::of(&self.matter);
            for step in self.counting.iter().filter_map(|at| self.steps.get(*at)) {
                standing.add(&step.act, step.on, &self.matter);
            }
            self.standing = standing;
        } else {
            self.counting.push(at);
            self.standing.add(&act, on, &self.matter);
        }
    }

    /// Whether this kind of act can follow at all, on that day.
    fn may_now(&self, kind: ActKind, desk: &Desk<'_>, on: NaiveDate) -> Result<(), Refusal> {
        let (state, standing) = (self.state(), &self.standing);
        if !is_duty_of(kind, desk.duty) {
            return Err(Refusal::NotTheirDuty { duty: desk.duty, act: kind });
        }
        if self.steps.len() >= MOST_STEPS {
            return Err(Refusal::TooManySteps);
        }
        if kind == ActKind::TakenBack {
            return self.may_take_back(desk);
        }
        if self.matter.withdrawn {
            return Err(Refusal::Withdrawn);
        }
        if state == State::Draft {
            return self.may_of_a_draft(kind);
        }
        self.may_go_on(kind, state)?;
        let not_here = Err(Refusal::NotFromHere { state, act: kind });
        let in_any = |states: &[State]| if states.contains(&state) { Ok(()) } else { not_here.clone() };
        match kind {
            ActKind::Registered => in_any(&[State::Received]),
            ActKind::NotAccepted if state == State::Received => Err(Refusal::SignatureNotRefused),
            ActKind::NotAccepted => not_here,
            // What was helped is told to the meeting and recorded; an answer alone would end it before.
            ActKind::Answered if standing.helped => not_here,
            ActKind::Answered => in_any(&[State::Registered]),
            ActKind::SentForCheck => in_any(&[State::Registered, State::ImmediateAid]),
            ActKind::Checked => in_any(&[State::FactCheck]),
            ActKind::HelpedUrgently => match state {
                State::NotAccepted | State::Answered | State::Summarised | State::Recorded => not_here,
                State::Notified | State::Closed | State::AgencyReported | State::Rejected => not_here,
                _ => Ok(()),
            },
            ActKind::PutOnAgenda => match state {
                State::AgencyReported | State::Rejected if standing.owes_meeting() => Ok(()),
                // An agency that was asked at once gives nothing without the committee [S003:1305]: it may be heard yet.
                State::AgencyReported if self.went_to_an_agency_at_once() && !standing.ruled_on => Ok(()),
                // Advance money is sought first [S003:1313]; what it did not meet is the committee's yet.
                State::AgencyReported if standing.reported_up && !standing.ruled_on => Ok(()),
                State::Committee | State::ReportedUp => Ok(()),
                state if state.is_on_the_desk() => Ok(()),
                _ => not_here,
            },
            ActKind::Decided => in_any(&[State::Committee]),
            ActKind::ConsentSought | ActKind::ConsentAnswered if state != State::AwaitsConsent => not_here,
            ActKind::ConsentSought if standing.consent_sought => Err(Refusal::ConsentSoughtAlready),
            ActKind::ConsentAnswered if !standing.consent_sought => Err(Refusal::ConsentNotSought),
            ActKind::ConsentSought | ActKind::ConsentAnswered => Ok(()),
            ActKind::ReportedUp if !state.is_on_the_desk() && state != State::Committee => not_here,
            ActKind::ReportedUp if self.is_in_a_zone() || self.may_be_in_a_zone() => Ok(()),
            ActKind::ReportedUp => Err(Refusal::NoZone),
            ActKind::Assigned => match state {
                State::AwaitsConsent => Err(Refusal::PermanentSecretaryFirst),
                State::Escalated if desk.duty != Duty::Supervisor => Err(Refusal::SupervisorDecides),
                State::Approved | State::Escalated => Ok(()),
                state if state.is_on_the_desk() => Ok(()),
                _ => not_here,
            },
            ActKind::Forwarded => match state {
                State::AwaitsConsent => Err(Refusal::PermanentSecretaryFirst),
                State::BeyondCapacity | State::Approved => Ok(()),
                state if state.is_on_the_desk() => Ok(()),
                _ => not_here,
            },
            ActKind::Reminded => match state {
                State::Assigned => self.has_run_out(Stage::Report, on),
                State::Reminder1 => self.has_run_out(Stage::FirstReminder, on),
                _ => not_here,
            },
            ActKind::Escalated if state == State::Reminder2 => self.has_run_out(Stage::SecondReminder, on),
            ActKind::Escalated => not_here,
            ActKind::AgencyReported => match state {
                State::Forwarded | State::ReportedUp => Ok(()),
                state if state.is_with_an_agency() => Ok(()),
                _ => not_here,
            },
            ActKind::Summarised => {
                in_any(&[State::AgencyReported, State::Rejected, State::ImmediateAid])?;
                self.has_reported_to_the_meeting()
            }
            ActKind::Recorded => {
                in_any(&[State::Summarised, State::ImmediateAid])?;
                self.has_reported_to_the_meeting()
            }
            ActKind::ReportedToCentralPlace => {
                in_any(&[State::Recorded, State::Notified])?;
                if standing.central_place_knows {
                    Err(Refusal::ReportedToCentralPlaceAlready)
                } else {
                    Ok(())
                }
            }
            ActKind::Told => in_any(&[State::Recorded]),
            ActKind::Closed => {
                in_any(&[State::Notified, State::Answered])?;
                let owes_report = self.matter.reports_to_central_place && !standing.central_place_knows;
                if state == State::Notified && owes_report { Err(Refusal::CentralPlaceFirst) } else { Ok(()) }
            }
            ActKind::TakenBack => Ok(()),
        }
    }

    /// Nobody rules on words, and no agency is asked to meet them, that were changed since somebody signed \[S003:196\].
    /// What was begun for those that were is gone on with.
    fn may_go_on(&self, kind: ActKind, state: State) -> Result<(), Refusal> {
        let begins = matches!(
            kind,
            ActKind::PutOnAgenda | ActKind::ReportedUp | ActKind::Assigned | ActKind::Forwarded
        );
        match self.matter.signed {
            Signed::No(why @ WhyUnsigned::WordsChanged) if begins && state == State::Registered => {
                Err(Refusal::Unsigned(why))
            }
            _ => Ok(()),
        }
    }

    /// Of what nobody signed, only the refusal to sign can be written down \[S003:196-197\].
    fn may_of_a_draft(&self, kind: ActKind) -> Result<(), Refusal> {
        match (self.matter.signed, kind) {
            (Signed::Refused | Signed::No(WhyUnsigned::RefusalWithoutReason), ActKind::NotAccepted) => Ok(()),
            (Signed::No(_), ActKind::NotAccepted) => Err(Refusal::SignatureNotRefused),
            (Signed::No(why), _) => Err(Refusal::Unsigned(why)),
            (Signed::Refused | Signed::Yes, _) => Err(Refusal::SignatureRefused),
        }
    }

    /// Whoever may take a step may take it back: an officer their own, a supervisor any officer's,
    /// and the committee's only the committee \[DERIVED\].
    fn may_take_back(&self, desk: &Desk<'_>) -> Result<(), Refusal> {
        let last = self.counting().next_back().ok_or(Refusal::NothingToTakeBack)?;
        let kind = last.act.kind();
        if !is_duty_of(kind, desk.duty) {
            return Err(Refusal::NotTheirDuty { duty: desk.duty, act: ActKind::TakenBack });
        }
        if desk.duty == Duty::Officer && last.by != desk.user {
            return Err(Refusal::AnothersStep);
        }
        Ok(())
    }

    fn went_to_an_agency_at_once(&self) -> bool {
        self.standing.passed.as_ref().is_some_and(|passed| passed.route == Route::Direct)
    }

    fn is_in_a_zone(&self) -> bool {
        self.matter.zone.is_some() && matches!(self.matter.area, Some(Area::Disaster) | None)
    }

    /// Whether a zone was declared for its disaster, of which its own record does not say whether it is in it: then
    /// it may be reported up, and whoever knows the place says whether it is to be.
    pub fn may_be_in_a_zone(&self) -> bool {
        let is_said = self.matter.declared.is_some() && self.matter.zone.is_none();
        is_said && self.matter.area == Some(Area::Disaster)
    }

    fn has_run_out(&self, stage: Stage, on: NaiveDate) -> Result<(), Refusal> {
        let last = self.standing.passed.as_ref().and_then(|passed| passed.report.last_day(stage));
        match last {
            Some(last) if on <= last => Err(Refusal::NotDueYet(last)),
            _ => Ok(()),
        }
    }

    fn has_reported_to_the_meeting(&self) -> Result<(), Refusal> {
        if self.standing.owes_meeting() { Err(Refusal::ReportToMeetingFirst) } else { Ok(()) }
    }

    /// Not after today, and not before the step it follows. Help in an emergency comes first and
    /// is written down later (domain.md RQ-13): its day may lie before any.
    fn on_a_day_that_fits(&self, step: &Step, desk: &Desk<'_>) -> Result<(), Refusal> {
        if step.on > desk.today {
            return Err(Refusal::InTheFuture(step.on));
        }
        let given_on = step.act.grants().iter().filter_map(|grant| grant.on).max();
        if let Some(given) = given_on.filter(|given| *given > step.on) {
            return Err(Refusal::GivenAfterTheStep { given, step: step.on });
        }
        let is_first_aid = |kind| kind == ActKind::HelpedUrgently;
        if is_first_aid(step.act.kind()) {
            return Ok(());
        }
        self.after_what_it_tells_of(step)?;
        let before = self.counting().filter(|step| !is_first_aid(step.act.kind())).map(|step| step.on);
        match before.max().or(Some(self.matter.asked_on)) {
            Some(last) if step.on < last => Err(Refusal::BeforeTheLast(last)),
            _ => Ok(()),
        }
    }

    /// What tells of help is not of a day before it: a report of what was approved \[S003:1305\] \[S003:1307\], a
    /// meeting that took note of urgent help \[S003:1982\], a result \[S003:242\].
    fn after_what_it_tells_of(&self, step: &Step) -> Result<(), Refusal> {
        let helped = || {
            let at_once =
                self.given().into_iter().filter(|given| given.step.act.kind() == ActKind::HelpedUrgently);
            at_once.map(|given| given.on).max().filter(|helped| *helped > step.on)
        };
        match &step.act {
            Act::AgencyReported { grants, .. } if self.state().is_with_an_agency() => {
                let first = grants.iter().filter_map(|grant| grant.on).min();
                match (first, self.given_the_way()) {
                    (Some(given), Some(way)) if given < way.on => Err(match way.act.kind() {
                        ActKind::ConsentAnswered => Refusal::GivenBeforeTheConsent { given, consent: way.on },
                        _ => Refusal::GivenBeforeTheRuling { given, ruling: way.on },
                    }),
                    _ => Ok(()),
                }
            }
            Act::Decided { outcome: Outcome::Noted {}, .. } => match self.standing.unheard {
                Some(given) if given > step.on => {
                    Err(Refusal::NotedBeforeTheHelp { given, meeting: step.on })
                }
                _ => Ok(()),
            },
            Act::Summarised { .. }
            | Act::Recorded { .. }
            | Act::ReportedToCentralPlace { .. }
            | Act::Told { .. } => helped().map_or(Ok(()), |given| Err(Refusal::BeforeTheHelp(given))),
            _ => Ok(()),
        }
    }

    /// What opened the way to help that is approved: the ruling, or the consent where it goes beyond the criteria.
    fn given_the_way(&self) -> Option<&Step> {
        let opens = |step: &&Step| {
            matches!(
                step.act,
                Act::Decided { outcome: Outcome::Approved { .. }, .. }
                    | Act::ConsentAnswered { given: true, .. }
            )
        };
        self.standing.approved.then(|| self.counting().rev().find(opens))?
    }

    /// Guards that turn on what the step says.
    fn may_do(&self, step: &Step, desk: &Desk<'_>) -> Result<(), Refusal> {
        match &step.act {
            Act::Registered { number: Some(number) } if number.year() != FiscalYear::of(step.on) => {
                Err(Refusal::NumberOfAnotherYear(FiscalYear::of(step.on)))
            }
            Act::HelpedUrgently { consent, .. } => match self.matter.area {
                Some(Area::Disaster) => Ok(()),
                Some(Area::QualityOfLife) if said(consent.as_deref()) => Ok(()),
                Some(Area::QualityOfLife) => Err(Refusal::ConsentMissing),
                Some(Area::Disease | Area::PoorFarmer | Area::Other) => Err(Refusal::CommitteeFirst),
                None => Err(Refusal::AreaUnknown),
            },
            Act::PutOnAgenda { meeting } => {
                let found = meeting_of(*meeting, desk)?;
                if !found.is_open() {
                    return Err(Refusal::MeetingClosed);
                }
                if found.on < step.on {
                    return Err(Refusal::AfterTheMeeting(found.on));
                }
                let is_on_it = self.state() == State::Committee && self.standing.meeting == Some(*meeting);
                if is_on_it { Err(Refusal::OnThisAgenda) } else { Ok(()) }
            }
            Act::Decided { meeting, outcome, votes } => {
                if self.standing.meeting != Some(*meeting) {
                    return Err(Refusal::NotOnThisAgenda);
                }
                let found = meeting_of(*meeting, desk)?;
                found.may_rule(step.on, *votes)?;
                match outcome {
                    Outcome::Noted {} if !self.standing.owes_meeting() => Err(Refusal::NothingToNote),
                    Outcome::Approved { .. } if self.is_in_a_zone() && !self.standing.reported_up => {
                        Err(Refusal::ReportUpFirst)
                    }
                    _ => Ok(()),
                }
            }
            // Outside a disaster help waits for the committee; in one, only what is given at once does not.
            Act::AgencyReported { grants, .. }
                if !grants.is_empty() && !self.standing.approved && self.state().is_with_an_agency() =>
            {
                Err(Refusal::GivenWithoutCommittee)
            }
            _ => Ok(()),
        }
    }
}

fn meeting_of<'a>(named: MeetingId, desk: &Desk<'a>) -> Result<&'a Meeting, Refusal> {
    desk.meeting.filter(|meeting| meeting.id == named).ok_or(Refusal::NoSuchMeeting)
}

fn said(text: Option<&str>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty())
}

/// Whether what the law wants written is there.
fn is_complete(act: &Act) -> Result<(), Refusal> {
    for (field, text) in act.words() {
        is_written(field, text, LONGEST)?;
    }
    let must_give = match act {
        Act::HelpedUrgently { .. } => true,
        Act::Decided { outcome, .. } => matches!(outcome, Outcome::Approved { .. }),
        _ => false,
    };
    let grants = act.grants();
    if must_give && grants.is_empty() {
        return Err(Refusal::NothingGiven);
    }
    if matches!(act, Act::AgencyReported { nothing_given: true, .. }) && !grants.is_empty() {
        return Err(Refusal::NothingAndSomething);
    }
    let is_ruling = act.kind() == ActKind::Decided;
    for grant in grants {
        if is_ruling && grant.on.is_some() {
            return Err(Refusal::NotGivenYet);
        }
        is_written("ความช่วยเหลือที่ให้", &grant.what, LONGEST)?;
        let numbers = [&grant.quantity, &grant.amount_baht].into_iter().flatten();
        for number in numbers {
            if !number.as_f64().is_some_and(|number| number.is_finite() && number >= 0.0) {
                return Err(Refusal::NotAnAmount);
            }
        }
    }
    Ok(())
}

/// Who does what (domain.md 1.6, lines 180-190). How an LAO shares out its four divisions is its
/// own choice \[S003:187\], so an officer may do what any of them does.
fn is_duty_of(kind: ActKind, duty: Duty) -> bool {
    match kind {
        // "Approve aid … the committee, before paying" [S003:1305]; the clerk executes.
        ActKind::Decided => duty == Duty::Committee,
        // The clerk "requests it" [S003:1307].
        ActKind::ConsentSought | ActKind::ConsentAnswered => duty == Duty::Supervisor,
        ActKind::TakenBack => matches!(duty, Duty::Officer | Duty::Supervisor | Duty::Committee),
        _ => matches!(duty, Duty::Officer | Duty::Supervisor),
    }
}

impl Standing {
    /// How a request stands before anything was done: signed as its channel wants it, or not.
    fn of(matter: &Matter) -> Self {
        let state = if matter.signed == Signed::Yes { State::Received } else { State::Draft };
        Self {
            state,
            number: None,
            passed: None,
            meeting: None,
            before_committee: state,
            helped: false,
            approved: false,
            ruled_on: false,
            reported_up: false,
            consent_sought: false,
            unheard: None,
            central_place_knows: false,
        }
    }

    fn on_the_desk(&self) -> State {
        if self.helped { State::ImmediateAid } else { State::Registered }
    }

    fn owes_meeting(&self) -> bool {
        self.unheard.is_some()
    }

    /// What an act comes to. It was taken, so it counts whatever the request says by now.
    fn add(&mut self, act: &Act, on: NaiveDate, matter: &Matter) {
        self.state = match act {
            Act::Registered { number } => {
                self.number = *number;
                self.on_the_desk()
            }
            Act::NotAccepted { .. } => State::NotAccepted,
            Act::Answered { .. } => State::Answered,
            Act::SentForCheck { .. } => State::FactCheck,
            Act::Checked { .. } => self.on_the_desk(),
            Act::HelpedUrgently { area, grants, .. } => {
                self.helped = true;
                if area.or(matter.area) == Some(Area::QualityOfLife) {
                    let given = grants.iter().map(|grant| grant.on.unwrap_or(on)).max();
                    self.unheard = self.unheard.max(given.or(Some(on)));
                }
                if self.state == State::Registered { State::ImmediateAid } else { self.state }
            }
            Act::PutOnAgenda { meeting } => {
                if self.state != State::Committee {
                    self.before_committee = self.state;
                }
                self.meeting = Some(*meeting);
                State::Committee
            }
            Act::Decided { outcome, .. } => {
                // Whatever a meeting rules on the request, it heard of what was given until then.
                self.unheard = self.unheard.filter(|given| *given > on);
                self.ruled_on |= !matches!(outcome, Outcome::Noted {});
                match outcome {
                    Outcome::Approved { beyond_criteria, .. } => {
                        self.approved = true;
                        self.consent_sought = false;
                        if *beyond_criteria { State::AwaitsConsent } else { State::Approved }
                    }
                    Outcome::Rejected { .. } => State::Rejected,
                    Outcome::BeyondCapacity { .. } => State::BeyondCapacity,
                    // It may have been helped while it was on the agenda.
                    Outcome::Noted {} if self.before_committee.is_on_the_desk() => self.on_the_desk(),
                    Outcome::Noted {} => self.before_committee,
                }
            }
            Act::ConsentSought { .. } => {
                self.consent_sought = true;
                State::AwaitsConsent
            }
            Act::ConsentAnswered { given: true, .. } => State::Approved,
            Act::ConsentAnswered { given: false, .. } => {
                self.approved = false;
                State::Rejected
            }
            Act::ReportedUp { .. } => {
                self.reported_up = true;
                State::ReportedUp
            }
            Act::Assigned { agency, .. } => {
                let route = if self.approved { Route::Committee } else { Route::Direct };
                let (agency, report) = (agency.clone(), AgencyReport::passed_on(on));
                self.passed = Some(Passed { agency, report, route });
                State::Assigned
            }
            Act::Forwarded { .. } => State::Forwarded,
            Act::Reminded { .. } => {
                let second = self.state == State::Reminder1;
                if let Some(passed) = &mut self.passed {
                    let reminder = if second {
                        &mut passed.report.second_reminder
                    } else {
                        &mut passed.report.first_reminder
                    };
                    *reminder = Some(on);
                }
                if second { State::Reminder2 } else { State::Reminder1 }
            }
            Act::Escalated { .. } => {
                if let Some(passed) = &mut self.passed {
                    passed.report.is_submitted = true;
                }
                State::Escalated
            }
            Act::AgencyReported { .. } => State::AgencyReported,
            Act::Summarised { .. } => State::Summarised,
            Act::Recorded { .. } => State::Recorded,
            Act::ReportedToCentralPlace { .. } => {
                self.central_place_knows = true;
                self.state
            }
            Act::Told { .. } => State::Notified,
            Act::Closed {} => State::Closed,
            // Handled where the steps are counted.
            Act::TakenBack { .. } => self.state,
        };
    }
}

#[cfg(test)]
#[path = "course_tests.rs"]
mod tests;
