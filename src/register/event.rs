//! A disaster (domain.md 4.5): what happened, when, where help was declared, and which way help goes
//! from there.
//!
//! Owns what an event is, which of an office's events holds what happened on a day, the routes that
//! the law opens, and when the next progress report is due. It names a kind, days and places, and
//! nobody. What was damaged stands in visits, and is drawn by `report`; ceilings are counted by the
//! same events (`course::ceiling`), so a paper and a ceiling never tell two stories of one house.
//! Refuses to know what today is and who declared anything without being told. Called by `report`,
//! `course`, the office's server and the console.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::as_text::as_text;
use crate::calendar::Holidays;
use crate::deadline::{DisasterReports, disaster_reports};
use crate::record::{Damage, DamageKind, NotAnId, identifier};
use crate::wording::{Unwritten, is_written};

identifier!(
    /// Which event.
    EventId
);

/// Longest text of an event.
const LONGEST: usize = 1_000;
/// Most days on which progress was reported: ten years of it.
const MOST_REPORTS: usize = 250;

/// One disaster, as the office knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Made by the office, never changed.
    pub id: EventId,
    /// What kind of disaster.
    pub kind: DamageKind,
    /// What it is called: `พายุฤดูร้อน เมษายน ๒๕๖๙`.
    pub title: String,
    /// The day on which it began.
    #[schemars(with = "String")]
    pub from: NaiveDate,
    /// The day on which it was over, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub until: Option<NaiveDate>,
    /// The declared zone, where one was declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
    /// When helping was done with: then no progress is owed any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub done_on: Option<NaiveDate>,
    /// The days on which a report of its progress went up. Where none did it is not written, so that what was signed
    /// before there was such a thing reads as it did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<String>")]
    pub reported: Vec<NaiveDate>,
}

/// A declared zone; it must say its area and how long it holds \[S003:1739-1741\].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// Where.
    pub area: String,
    /// From this day on.
    #[schemars(with = "String")]
    pub from: NaiveDate,
    /// Until the end of this day.
    #[schemars(with = "String")]
    pub until: NaiveDate,
    /// Who declared it.
    pub by: String,
    /// By which paper.
    pub reference: String,
}

/// When something happened, as far as anybody said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// On this day.
    On(NaiveDate),
    /// Nobody said. It was written down on this day.
    WrittenOn(NaiveDate),
}

impl When {
    /// When damage happened that was written down on a day: the disaster's day, or else its own.
    pub fn of(damage: &Damage, written: NaiveDate) -> Self {
        damage.event_on.or(damage.damaged_on).map_or(Self::WrittenOn(written), Self::On)
    }
}

/// A way that help goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Route {
    /// At once, without the committee, whether a zone is declared or not.
    Immediate,
    /// Afterwards, where a zone is declared: reported to the district and the province, for advance
    /// money.
    Declared,
    /// Afterwards, where none is: by the LAO's committee, within the criteria.
    Committee,
    /// What the LAO surveyed is screened by the district and then by the province.
    Screened,
    /// Public works that are built anew, for it would cost more to mend them: by the committee first.
    RebuiltWorks,
    /// A fire that is no disaster: at the committee's discretion, within the ministry's rates.
    Fire,
    /// Beyond the criteria: with the Permanent Secretary's approval, before help is given.
    BeyondCriteria,
    /// Beyond what the LAO can spend: reported to the agencies concerned, for them to go on.
    BeyondFinances,
    /// What is urgent is paid from the central budget, planned or not.
    UrgentMoney,
    /// All else is paid from a project in the plan and the budget.
    PlannedMoney,
    /// Before it strikes: agencies may prevent it without a declared zone, up to ten million baht.
    Ahead,
}

impl Route {
    /// Where the law says so.
    pub fn reference(self) -> &'static str {
        match self {
            Self::Immediate => "[S003:1303]",
            Self::Declared => "[S003:1305] [S003:1313] [S003:1739]",
            Self::Committee => "[S003:1305] [S003:1315]",
            Self::Screened => "[S003:1669] [S003:1685]",
            Self::RebuiltWorks => "[S003:1203]",
            Self::Fire => "[S003:1337]",
            Self::BeyondCriteria => "[S003:1307]",
            Self::BeyondFinances => "[S003:1366]",
            Self::UrgentMoney => "[S003:446]",
            Self::PlannedMoney => "[S003:444]",
            Self::Ahead => "[S003:1719]",
        }
    }
}

/// Why an event cannot be as it is said. Nothing changes then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each is the sentence above it")]
pub enum Unsaid {
    #[error(transparent)]
    Unwritten(#[from] Unwritten),
    #[error("{0}ยังมาไม่ถึง")]
    InTheFuture(&'static str),
    #[error("วันที่รายงานความคืบหน้าเกิน {MOST_REPORTS} ครั้ง")]
    TooManyReports,
    #[error("วันที่รายงานความคืบหน้าอยู่ก่อนวันเกิดภัย")]
    ReportedBefore,
    #[error("วันสิ้นสุดอยู่ก่อนวันเริ่ม ({0})")]
    Backwards(&'static str),
}

impl Event {
    /// Whether it can be as it is said.
    ///
    /// # Errors
    /// Says what is missing or cannot be.
    pub fn check(&self, today: NaiveDate) -> Result<(), Unsaid> {
        says("ชื่อเหตุการณ์", &self.title)?;
        if self.from > today {
            return Err(Unsaid::InTheFuture("วันที่เกิดภัย"));
        }
        if self.until.is_some_and(|until| until < self.from) {
            return Err(Unsaid::Backwards("วันเกิดภัย"));
        }
        if self.done_on.is_some_and(|done| done < self.from) {
            return Err(Unsaid::Backwards("วันที่ช่วยเหลือแล้วเสร็จ"));
        }
        if self.reported.len() > MOST_REPORTS {
            return Err(Unsaid::TooManyReports);
        }
        if self.reported.iter().any(|sent| *sent < self.from) {
            return Err(Unsaid::ReportedBefore);
        }
        if self.reported.iter().any(|sent| *sent > today) {
            return Err(Unsaid::InTheFuture("วันที่รายงานความคืบหน้า"));
        }
        let Some(zone) = &self.zone else { return Ok(()) };
        says("พื้นที่ที่ประกาศ", &zone.area)?;
        says("ผู้ประกาศ", &zone.by)?;
        says("เลขที่ประกาศ", &zone.reference)?;
        if zone.until < zone.from {
            return Err(Unsaid::Backwards("ระยะเวลาของประกาศ"));
        }
        Ok(())
    }

    /// Which of an office's disasters holds what happened. Of several that could, the one that began last: what
    /// an office tells apart is apart. What nobody dated is of the newest that had begun when it was written
    /// down, for whoever dated nothing may have been asked weeks after it was over; what nobody gave a kind is
    /// of any.
    pub fn holding(events: &[Event], kind: Option<DamageKind>, when: When) -> Option<&Event> {
        let holds = |event: &&Event| match when {
            When::On(day) => event.from <= day && event.last_day(events).is_none_or(|last| day <= last),
            When::WrittenOn(day) => event.from <= day,
        };
        let of_kind = events.iter().filter(|event| kind.is_none_or(|kind| kind == event.kind));
        of_kind.filter(holds).max_by_key(|event| (event.from, event.id))
    }

    /// The last day that can be of it, beside the office's other events: the day that the office said. Where it
    /// said none, the day on which helping was done with, or the eve of its next disaster of the kind: a flood
    /// that nobody closed is not next year's flood.
    pub fn last_day(&self, among: &[Event]) -> Option<NaiveDate> {
        let next = among.iter().filter(|other| other.kind == self.kind && other.from > self.from);
        let eve = next.map(|other| other.from).min().and_then(|next| next.pred_opt());
        self.until.or_else(|| self.done_on.into_iter().chain(eve).min())
    }

    /// The day on which the office said that it was over, where it did.
    pub fn over(&self) -> Option<NaiveDate> {
        self.until.or(self.done_on)
    }

    /// The declared zone, where help that is given on a day is given in it: a zone says how long it holds
    /// \[S003:1741\]. Its area is words, which nobody here holds against an address.
    pub fn zone_on(&self, day: NaiveDate) -> Option<&Zone> {
        self.zone.as_ref().filter(|zone| (zone.from..=zone.until).contains(&day))
    }

    /// The ways that help may go, those of every event before those of some.
    pub fn routes(&self) -> Vec<Route> {
        let afterwards = match self.zone {
            Some(_) => vec![Route::Declared, Route::Screened],
            None => vec![Route::Committee],
        };
        let fire = (self.kind == DamageKind::Fire).then_some(Route::Fire);
        let beside = [
            Route::RebuiltWorks,
            Route::BeyondCriteria,
            Route::BeyondFinances,
            Route::UrgentMoney,
            Route::PlannedMoney,
            Route::Ahead,
        ];
        [Route::Immediate].into_iter().chain(afterwards).chain(fire).chain(beside).collect()
    }

    /// How reporting its progress stands: from the zone's first day, or else from its own, until helping is done
    /// with.
    pub fn reports(&self, today: NaiveDate, holidays: &Holidays) -> DisasterReports {
        let begun = self.zone.as_ref().map_or(self.from, |zone| zone.from);
        disaster_reports(begun, self.done_on, &self.reported, today, holidays)
    }
}

fn says(what: &'static str, text: &str) -> Result<(), Unwritten> {
    is_written(what, text, LONGEST)
}

#[cfg(test)]
#[path = "event_tests.rs"]
mod tests;
