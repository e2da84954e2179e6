//! The days on which offices are closed: weekends, and a dated list that an office may change.
//!
//! The list that comes with the register is `holidays.json`, made by `make_holidays.py`
//! from a public package; what it cannot know (moved holidays, days a cabinet
//! grants) the office adds or removes. Called by `deadline`.

use super::BuddhistYear;
use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One day of the list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Holiday {
    /// Its name in Thai.
    pub name: String,
    /// A holiday of banks and private employers on which state offices work, as Labour Day is.
    #[serde(default)]
    pub offices_open: bool,
}

/// How far the list can be relied on for one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The year's holidays have been announced.
    Announced,
    /// Computed ahead: lunar dates may move, and a cabinet may still add days.
    Estimated,
    /// The list says nothing about the year; only weekends are known.
    Unlisted,
}

/// A dated list of holidays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays {
    days: BTreeMap<NaiveDate, Holiday>,
    years: BTreeMap<BuddhistYear, Standing>,
}

#[derive(Deserialize)]
struct Listed {
    first_year: i32,
    announced_through: i32,
    last_year: i32,
    days: Vec<ListedDay>,
}

#[derive(Deserialize)]
struct ListedDay {
    date: NaiveDate,
    #[serde(flatten)]
    holiday: Holiday,
}

// An unreadable list would leave only weekends; a test reads the embedded file, so it never ships.
static THAILAND: LazyLock<Holidays> =
    LazyLock::new(|| Holidays::read(include_str!("holidays.json")).unwrap_or_default());

impl Holidays {
    /// The embedded list: พ.ศ. 2560 to 2575, of which 2569 and later are estimated.
    pub fn thailand() -> Self {
        THAILAND.clone()
    }

    /// No holidays but the weekends, for an office that writes its own list.
    pub fn weekends_only() -> Self {
        Self::default()
    }

    fn read(json: &str) -> Result<Self, serde_json::Error> {
        let listed: Listed = serde_json::from_str(json)?;
        let standing = |year| match year <= listed.announced_through {
            true => Standing::Announced,
            false => Standing::Estimated,
        };
        Ok(Self {
            days: listed.days.into_iter().map(|day| (day.date, day.holiday)).collect(),
            years: (listed.first_year..=listed.last_year)
                .map(|year| (BuddhistYear::numbered(year), standing(year)))
                .collect(),
        })
    }

    /// Closes offices on a day; a name already there is replaced.
    pub fn add(&mut self, date: NaiveDate, name: impl Into<String>) {
        self.days.insert(date, Holiday { name: name.into(), offices_open: false });
    }

    /// Takes a day off the list and gives back what it was.
    pub fn remove(&mut self, date: NaiveDate) -> Option<Holiday> {
        self.days.remove(&date)
    }

    /// Records that the list of a year is now the announced one.
    pub fn announce(&mut self, year: BuddhistYear) {
        self.years.insert(year, Standing::Announced);
    }

    /// How far the list can be relied on in a year.
    pub fn standing(&self, year: BuddhistYear) -> Standing {
        self.years.get(&year).copied().unwrap_or(Standing::Unlisted)
    }

    /// The holiday on a day, if the list has one.
    pub fn on(&self, date: NaiveDate) -> Option<&Holiday> {
        self.days.get(&date)
    }

    /// Every day of the list, in order.
    pub fn iter(&self) -> impl Iterator<Item = (NaiveDate, &Holiday)> {
        self.days.iter().map(|(&date, holiday)| (date, holiday))
    }

    /// Whether state offices work on a day.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
            && self.on(date).is_none_or(|holiday| holiday.offices_open)
    }

    /// The day itself when offices work on it, else the next day on which they do.
    pub fn working_day_from(&self, date: NaiveDate) -> NaiveDate {
        date.iter_days().find(|&day| self.is_working_day(day)).unwrap_or(NaiveDate::MAX)
    }

    /// The day that is `count` working days (วันทำการ) after the event, the first working
    /// day after it being day 1.
    pub fn working_days_after(&self, event: NaiveDate, count: u32) -> NaiveDate {
        let Some(before_last) = count.checked_sub(1) else { return event };
        let mut working = event.iter_days().skip(1).filter(|&day| self.is_working_day(day));
        working.nth(before_last as usize).unwrap_or(NaiveDate::MAX)
    }
}
