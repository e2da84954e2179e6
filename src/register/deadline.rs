//! When things fall due: the deadlines of domain.md 4.1 that the product keeps.
//!
//! Owns how each deadline is counted from its event, and what stage a late agency has
//! come to. Refuses to know what today is, and which request, notice or disaster is
//! meant: dates come in, dates go out. Called by the console's task lists, the notices
//! and the INFO cycle.
//!
//! Day 1 is the day after the event (ป.พ.พ. ม.193/3, \[OUTSIDE\] the seeds). Days are calendar
//! days unless the seed says วันทำการ, and no seed says how holidays count (domain.md 4,
//! line 548): a deadline on a closed day is reported as it is, and the next working day is
//! offered beside it. Which of the two holds is for the office to say.

use crate::as_text::closed_list;
use crate::calendar::{BuddhistYear, Holidays, Round, Standing, days_after};
use chrono::NaiveDate;

/// A day on which something falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The day itself, as counted.
    pub on: NaiveDate,
    /// The same day when offices work on it, else the next day on which they do.
    pub working_day: NaiveDate,
    /// How far the list of holidays can be relied on for that day.
    pub holidays: Standing,
}

impl Due {
    fn on(date: NaiveDate, holidays: &Holidays) -> Self {
        Self {
            on: date,
            working_day: holidays.working_day_from(date),
            holidays: holidays.standing(BuddhistYear::of(date)),
        }
    }

    /// Whether offices are closed on the day.
    pub fn on_a_closed_day(&self) -> bool {
        self.on != self.working_day
    }

    /// How many calendar days have passed since the day; 0 on the day and before it.
    pub fn days_late(&self, today: NaiveDate) -> u32 {
        u32::try_from((today - self.on).num_days()).unwrap_or(0)
    }
}

/// Days an agency has to report (T-01), then after the first (T-02) and the second reminder (T-03).
const REPORT: u32 = 15;
const AFTER_FIRST_REMINDER: u32 = 5;
const AFTER_SECOND_REMINDER: u32 = 3;

/// Days for which names (T-05), results (T-06) and, as working days, pupils' names (T-07) hang.
const POSTED: u32 = 15;

/// Days from one disaster report of the province to the next (T-14).
const BETWEEN_DISASTER_REPORTS: u32 = 15;

/// A request that was passed to an agency, which has to report what it did (T-01 to T-04).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgencyReport {
    /// The day the request was passed to the agency.
    pub passed: NaiveDate,
    /// The day the first reminder went out. While none has, it counts as sent when the report fell due.
    pub first_reminder: Option<NaiveDate>,
    /// The day the second reminder went out; as above.
    pub second_reminder: Option<NaiveDate>,
    /// Whether it was submitted to the chief executive.
    pub is_submitted: bool,
}

/// What an agency's report waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// T-01: the report, within 15 days \[S003:199\].
    Report,
    /// T-02: the first reminder, answered within 5 days \[S003:240\].
    FirstReminder,
    /// T-03: the second reminder, answered within 3 days \[S003:240\].
    SecondReminder,
    /// T-04: the chief executive, to whom it is submitted \[S003:240\].
    Executive,
}

/// What is to be done next about a report that an agency owes: what the course offers then, or will once the
/// agency's days are over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
    /// Nothing but wait for it.
    Wait,
    /// The first reminder, which nobody has sent.
    FirstReminder,
    /// The second reminder.
    SecondReminder,
    /// Submitting it to the chief executive.
    Executive,
}

impl NextStep {
    /// As the office reads it.
    pub fn in_thai(self) -> &'static str {
        match self {
            Self::Wait => "รอรายงานผล",
            Self::FirstReminder => "ทวงถามครั้งที่ ๑",
            Self::SecondReminder => "ทวงถามครั้งที่ ๒",
            Self::Executive => "เสนอผู้บริหาร",
        }
    }
}

/// Where an agency's report stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgencyStanding {
    /// The stage reached.
    pub stage: Stage,
    /// What is to be done next.
    pub next: NextStep,
    /// When this stage ends and the next step is to be taken; nothing follows the chief executive.
    pub due: Option<Due>,
    /// Whether the agency's own days still run: the next step may be taken when they are over.
    pub runs: bool,
    /// Calendar days since the 15 days ran out.
    pub days_late: u32,
}

impl AgencyReport {
    /// A request passed on a day, of which no reminder has been sent.
    pub fn passed_on(passed: NaiveDate) -> Self {
        Self { passed, first_reminder: None, second_reminder: None, is_submitted: false }
    }

    /// The last day of a stage. A reminder cannot shorten the time before it: sent early, it
    /// counts from the day that time ran out.
    pub(crate) fn last_day(&self, stage: Stage) -> Option<NaiveDate> {
        let reminded =
            |sent: Option<NaiveDate>, missed: NaiveDate| sent.map_or(missed, |sent| sent.max(missed));
        let report = days_after(self.passed, REPORT);
        let first = days_after(reminded(self.first_reminder, report), AFTER_FIRST_REMINDER);
        let second = days_after(reminded(self.second_reminder, first), AFTER_SECOND_REMINDER);
        match stage {
            Stage::Report => Some(report),
            Stage::FirstReminder => Some(first),
            Stage::SecondReminder => Some(second),
            Stage::Executive => None,
        }
    }

    /// The stage, what ends it, what is to be done, and how late the report is. No stage is passed over because its
    /// days went by: until its reminder was sent, that reminder is what is to be done.
    pub fn standing(&self, today: NaiveDate, holidays: &Holidays) -> AgencyStanding {
        let is_over = |stage: Stage| self.last_day(stage).is_some_and(|last| last < today);
        let (stage, next, runs) = match (self.first_reminder, self.second_reminder) {
            _ if !is_over(Stage::Report) => (Stage::Report, NextStep::Wait, true),
            (None, _) => (Stage::FirstReminder, NextStep::FirstReminder, false),
            _ if !is_over(Stage::FirstReminder) => (Stage::FirstReminder, NextStep::SecondReminder, true),
            (_, None) => (Stage::SecondReminder, NextStep::SecondReminder, false),
            _ if !is_over(Stage::SecondReminder) => (Stage::SecondReminder, NextStep::Executive, true),
            _ => (Stage::Executive, NextStep::Executive, false),
        };
        // Once the chief executive has it, nothing is left to do but to wait for the report.
        let next = if self.is_submitted { NextStep::Wait } else { next };
        AgencyStanding {
            stage,
            next,
            due: self.last_day(stage).map(|last| Due::on(last, holidays)),
            runs,
            days_late: Due::on(days_after(self.passed, REPORT), holidays).days_late(today),
        }
    }
}

closed_list! {
    /// What is posted for people to read.
    pub enum Posting {
        /// T-05: the names of those who will be helped, at least 15 days \[S003:150\] \[S003:1331\].
        Names = "names",
        /// T-06: the results of a project, at least 15 days \[S003:1370\].
        Results = "results",
        /// T-07: the names of students and pupils, at least 15 working days \[S003:2194\].
        Scholarships = "scholarships",
    }
}

impl Posting {
    /// The last day on which a notice posted on `posted` must still hang.
    pub fn last_day(self, posted: NaiveDate, holidays: &Holidays) -> NaiveDate {
        match self {
            Posting::Names | Posting::Results => days_after(posted, POSTED),
            Posting::Scholarships => holidays.working_days_after(posted, POSTED),
        }
    }

    /// The first day on which it may come down: "not less than" 15 days leaves all of the last day.
    pub fn may_come_down(self, posted: NaiveDate, holidays: &Holidays) -> Due {
        Due::on(days_after(self.last_day(posted, holidays), 1), holidays)
    }
}

/// T-08: a survey at least once a month, so by the last day of the round's month \[S003:280\].
pub fn survey_due(round: Round, holidays: &Holidays) -> Due {
    Due::on(round.last_day(), holidays)
}

/// T-09: INFO complete, correct and current by the 5th of the month after the round \[S003:284\].
pub fn info_due(round: Round, holidays: &Holidays) -> Due {
    Due::on(round.info_due(), holidays)
}

/// T-13: the central place publishes results at least once a year \[S003:258\].
///
/// The seed says ปี, not ปีงบประมาณ as it does elsewhere \[S003:2089\]: read as the calendar year \[DERIVED\].
pub fn publication_due(year: BuddhistYear, holidays: &Holidays) -> Due {
    Due::on(NaiveDate::from_ymd_opt(year.common_era(), 12, 31).unwrap_or(NaiveDate::MAX), holidays)
}

/// How reporting on a disaster stands (T-14).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisasterReports {
    /// Deadlines that went by without a report, the first one first.
    pub missed: Vec<Due>,
    /// The next one that waits for its report; none once helping is done.
    pub next: Option<Due>,
}

/// T-14: the province reports disaster aid every 15 days until it is done \[S003:2532\].
///
/// Reports keep to the days counted from the beginning: a late one does not put off the next, and is of the next.
/// One that goes up on the first working day after a deadline on a closed day is in time, for no seed says that
/// it is late.
pub fn disaster_reports(
    begun: NaiveDate,
    done_on: Option<NaiveDate>,
    reported: &[NaiveDate],
    today: NaiveDate,
    holidays: &Holidays,
) -> DisasterReports {
    let mut reports = DisasterReports { missed: Vec::new(), next: None };
    let mut after = begun;
    let mut nth = 0u32;
    loop {
        nth = nth.saturating_add(1);
        let on = days_after(begun, nth.saturating_mul(BETWEEN_DISASTER_REPORTS));
        if on == NaiveDate::MAX || done_on.is_some_and(|done| done <= today && done < on) {
            return reports;
        }
        let due = Due::on(on, holidays);
        // What went up on the first day of all is of the first deadline.
        let is_of_it = |sent: &NaiveDate| *sent <= due.working_day && (*sent > after || nth == 1);
        let was_sent = reported.iter().any(is_of_it);
        if !was_sent && due.working_day >= today {
            reports.next = Some(due);
            return reports;
        }
        if !was_sent {
            reports.missed.push(due);
        }
        after = due.working_day;
    }
}

#[cfg(test)]
#[path = "deadline_tests.rs"]
mod tests;
