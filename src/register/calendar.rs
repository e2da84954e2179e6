//! Thai time as the law counts it: years of the Buddhist era, fiscal years, survey rounds, days.
//!
//! Owns the change of era, the year and the month that a rule speaks of, how days are
//! counted ([`days_after`], [`Holidays`]), and how people write and type dates ([`written`]).
//!
//! Refuses to know what falls due on a date (`deadline`), what today is, and how sure a
//! birth date is. Called by `deadline`, `aid`, `birth` and whatever shows a date to people.
//!
//! Dates inside are `chrono::NaiveDate` of the Christian era. พ.ศ. = ค.ศ. + 543 (domain.md 11.3),
//! plainly: the years before พ.ศ. 2484, which began on 1 April \[OUTSIDE\], are not told apart.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::as_text::as_text;

mod holidays;
pub mod written;

pub use holidays::{Holiday, Holidays, Standing};

/// Years from the Christian era to the Buddhist one.
const ERA: i32 = 543;

/// The least number read as a year of the Buddhist era; a smaller one is of the Christian era (contract, section 5).
const FIRST_BUDDHIST: i32 = 2400;

/// The day that is `count` days after the event, the day after it being day 1.
///
/// That the day of the event is not counted is the general Thai rule, ป.พ.พ. ม.193/3
/// \[OUTSIDE\]: no seed says how days are counted.
pub fn days_after(event: NaiveDate, count: u32) -> NaiveDate {
    event.checked_add_days(Days::new(count.into())).unwrap_or(NaiveDate::MAX)
}

/// The year of the Christian era that was written in either.
pub(crate) fn of_either_era(year: i32) -> i32 {
    if year >= FIRST_BUDDHIST { BuddhistYear::numbered(year).common_era() } else { year }
}

/// A year of the Buddhist era, พ.ศ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BuddhistYear(i32);

impl BuddhistYear {
    /// The year written with this number, such as 2569.
    pub fn numbered(number: i32) -> Self {
        Self(number)
    }

    /// The year of a year of the Christian era.
    pub fn from_common_era(year: i32) -> Self {
        Self(year.saturating_add(ERA))
    }

    /// The year in which a date lies.
    pub fn of(date: NaiveDate) -> Self {
        Self::from_common_era(date.year())
    }

    /// Its number, such as 2569.
    pub fn number(self) -> i32 {
        self.0
    }

    /// The same year of the Christian era.
    pub fn common_era(self) -> i32 {
        self.0.saturating_sub(ERA)
    }
}

impl fmt::Display for BuddhistYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

/// A fiscal year (ปีงบประมาณ): 1 October to 30 September, named by the year it ends in
/// \[OUTSIDE\] (domain.md 5.2 and A.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FiscalYear(BuddhistYear);

impl FiscalYear {
    /// The fiscal year in which a date lies.
    pub fn of(date: NaiveDate) -> Self {
        let begun = i32::from(date.month() >= 10);
        Self(BuddhistYear::from_common_era(date.year().saturating_add(begun)))
    }

    /// The fiscal year of this name.
    pub fn named(year: BuddhistYear) -> Self {
        Self(year)
    }

    /// The year that names it.
    pub fn year(self) -> BuddhistYear {
        self.0
    }

    /// 1 October of the year before its name.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0.common_era().saturating_sub(1), 10, 1).unwrap_or(NaiveDate::MIN)
    }

    /// 30 September of the year of its name.
    pub fn last_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0.common_era(), 9, 30).unwrap_or(NaiveDate::MAX)
    }

    /// Whether a date lies in it.
    pub fn contains(self, date: NaiveDate) -> bool {
        Self::of(date) == self
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A survey round: one calendar month, written in the Buddhist era as `2569-04`.
///
/// Rounds are ordered as the months are. In data a round is its text.
// The first day of the month stands for the round, so that every round has a month in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Round(NaiveDate);

impl Round {
    /// The round whose month a date lies in (domain.md 11.1, X-23).
    pub fn of(date: NaiveDate) -> Self {
        Self(date.with_day(1).unwrap_or(date))
    }

    /// The round of a month, 1 to 12, of a year.
    pub fn new(year: BuddhistYear, month: u32) -> Result<Self, RoundError> {
        if !(FIRST_BUDDHIST..=9999).contains(&year.number()) {
            return Err(RoundError::Era(year.number()));
        }
        NaiveDate::from_ymd_opt(year.common_era(), month, 1).map(Self).ok_or(RoundError::Month(month))
    }

    /// The year of the round.
    pub fn year(self) -> BuddhistYear {
        BuddhistYear::of(self.0)
    }

    /// The month of the round, 1 to 12.
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// The first day of its month.
    pub fn first_day(self) -> NaiveDate {
        self.0
    }

    /// The last day of its month.
    pub fn last_day(self) -> NaiveDate {
        self.next().0.pred_opt().unwrap_or(self.0)
    }

    /// Whether a date lies in its month.
    pub fn contains(self, date: NaiveDate) -> bool {
        Self::of(date) == self
    }

    /// The round of the following month.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.checked_add_months(Months::new(1)).unwrap_or(self.0))
    }

    /// The round of the month before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self(self.0.checked_sub_months(Months::new(1)).unwrap_or(self.0))
    }

    /// The day by which its data stand in INFO: the 5th of the following month.
    ///
    /// The seeds say "by the 5th of every month" and name no data month; the
    /// following month is our reading \[DERIVED\] (domain.md 4.9).
    pub fn info_due(self) -> NaiveDate {
        days_after(self.next().0, 4)
    }
}

impl fmt::Display for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.year(), self.month())
    }
}

impl FromStr for Round {
    type Err = RoundError;

    fn from_str(text: &str) -> Result<Self, RoundError> {
        let form = || RoundError::Form(text.to_owned());
        let (year, month) = text.split_once('-').ok_or_else(form)?;
        let digits = |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(form());
        }
        let year = year.parse().map_err(|_| form())?;
        Self::new(BuddhistYear::numbered(year), month.parse().map_err(|_| form())?)
    }
}

as_text!(Round, { "type": "string", "pattern": "^(2[4-9]|[3-9][0-9])[0-9]{2}-(0[1-9]|1[0-2])$" });

/// Why a text is not a survey round.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RoundError {
    /// Not four digits, a dash and two digits.
    #[error("“{0}” is not a survey round; write the Buddhist year and the month as in 2569-04")]
    Form(String),
    /// A year of another era.
    #[error("{0} is not a year of the Buddhist era; write the round as in 2569-04, which is April 2026")]
    Era(i32),
    /// A month that no year has.
    #[error("a year has no month {0}; write a month from 01 to 12, as in 2569-04")]
    Month(u32),
}

#[cfg(test)]
#[path = "calendar_tests.rs"]
mod tests;
