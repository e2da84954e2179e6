//! A birth date as far as it is known: to the day, the month or only the year.
//!
//! Owns its reading and writing, and what two birth dates say of two people being one.
//! Refuses to know today's date: ages are asked for a given day.
//! Called by `record::person` and by everything that compares people.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::as_text::{closed_list, quoted};
use crate::calendar::BuddhistYear;
use crate::calendar::written::{Form, write_date, write_month};
use crate::record::Unknown;

closed_list! {
    /// How much of a birth date is known.
    pub enum Precision {
        /// `1954-03-02`
        Day = "day",
        /// `1954-03`
        Month = "month",
        /// `1954`
        Year = "year",
    }
}

/// A birth date, Christian era, known to a precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Birth {
    year: i32,
    month: Option<u32>,
    day: Option<u32>,
}

/// A birth date that cannot be understood.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BirthFault {
    /// No such date, or not in the form that its precision asks for.
    #[error("{} is not a birth date; write YYYY-MM-DD, YYYY-MM or YYYY in the Christian era", quoted(date))]
    Unreadable {
        /// What was given.
        date: String,
    },
    /// The date says more or less than the precision.
    #[error("{} does not match precision {precision}; a {precision} date is written {form}", quoted(date))]
    Precision {
        /// What was given.
        date: String,
        /// The precision beside it.
        precision: &'static str,
        /// The form that precision asks for.
        form: &'static str,
    },
}

impl Birth {
    /// Known to the day.
    pub fn day(date: NaiveDate) -> Self {
        Self { year: date.year(), month: Some(date.month()), day: Some(date.day()) }
    }

    /// Known to the year only.
    pub fn year_only(year: i32) -> Self {
        Self { year, month: None, day: None }
    }

    /// The Christian-era year, which is always known.
    pub fn year(self) -> i32 {
        self.year
    }

    /// The month, where known.
    pub fn month(self) -> Option<u32> {
        self.month
    }

    /// How much is known.
    pub fn precision(self) -> Precision {
        match (self.month, self.day) {
            (Some(_), Some(_)) => Precision::Day,
            (Some(_), None) => Precision::Month,
            _ => Precision::Year,
        }
    }

    /// The full date, where the day is known.
    pub fn full(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, self.month?, self.day?)
    }

    /// As people write it, as far as it is known, in the Buddhist era: `2/3/2497`, `3/2497` or `2497`.
    pub fn written(self, form: Form) -> String {
        let month = self.month.and_then(|month| NaiveDate::from_ymd_opt(self.year, month, 1));
        match (self.full(), month) {
            (Some(day), _) => write_date(day, form),
            (None, Some(month)) => write_month(month, form),
            (None, None) => BuddhistYear::from_common_era(self.year).to_string(),
        }
    }

    /// The full date, where it can carry weight: 1 January is what offices type
    /// when only the year is known.
    pub fn certain_day(self) -> Option<NaiveDate> {
        self.full().filter(|d| !(d.month() == 1 && d.day() == 1))
    }

    /// Nothing known of one contradicts what is known of the other.
    pub fn may_be(self, other: Self) -> bool {
        fn apart(a: Option<u32>, b: Option<u32>) -> bool {
            matches!((a, b), (Some(a), Some(b)) if a != b)
        }
        self.year == other.year && !apart(self.month, other.month) && !apart(self.day, other.day)
    }
}

impl fmt::Display for Birth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl FromStr for Birth {
    type Err = BirthFault;

    fn from_str(text: &str) -> Result<Self, BirthFault> {
        let unreadable = || BirthFault::Unreadable { date: text.to_owned() };
        let number = |part: &str, width: usize| {
            let digits = part.len() == width && part.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| part.parse::<u32>().ok()).flatten().ok_or_else(unreadable)
        };
        let mut parts = text.splitn(3, '-');
        let year = number(parts.next().unwrap_or_default(), 4)?;
        let year = i32::try_from(year).map_err(|_| unreadable())?;
        let month = parts.next().map(|p| number(p, 2)).transpose()?;
        let day = parts.next().map(|p| number(p, 2)).transpose()?;
        // A month is checked by its first day, a day by itself.
        if let Some(month) = month {
            NaiveDate::from_ymd_opt(year, month, day.unwrap_or(1)).ok_or_else(unreadable)?;
        }
        Ok(Self { year, month, day })
    }
}

/// A birth date as a record holds it, with whatever a later version wrote beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Born {
    /// The date.
    #[serde(flatten)]
    pub birth: Birth,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

impl From<Birth> for Born {
    fn from(birth: Birth) -> Self {
        Self { birth, unknown: Unknown::default() }
    }
}

/// The wire form.
#[derive(Clone, Serialize, Deserialize)]
struct Written {
    /// `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, as `precision` says.
    date: String,
    precision: Precision,
}

impl TryFrom<Written> for Birth {
    type Error = BirthFault;

    fn try_from(written: Written) -> Result<Self, BirthFault> {
        let birth: Self = written.date.trim().parse()?;
        if birth.precision() == written.precision {
            return Ok(birth);
        }
        let (precision, form) = match written.precision {
            Precision::Day => ("day", "YYYY-MM-DD"),
            Precision::Month => ("month", "YYYY-MM"),
            Precision::Year => ("year", "YYYY"),
        };
        Err(BirthFault::Precision { date: written.date, precision, form })
    }
}

impl From<Birth> for Written {
    fn from(birth: Birth) -> Self {
        Self { date: birth.to_string(), precision: birth.precision() }
    }
}

impl schemars::JsonSchema for Birth {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Birth".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let known_to = |precision: Precision, date: serde_json::Value| json!({ "properties": { "date": date, "precision": { "const": precision.as_str() } } });
        schemars::json_schema!({
            "description": "A birth date, Christian era, as far as `precision` says it is known",
            "type": "object",
            "required": ["date", "precision"],
            "oneOf": [
                known_to(Precision::Day, json!({ "type": "string", "format": "date" })),
                known_to(
                    Precision::Month,
                    json!({ "type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$" })
                ),
                known_to(Precision::Year, json!({ "type": "string", "pattern": "^[0-9]{4}$" })),
            ],
        })
    }
}

impl schemars::JsonSchema for Born {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Birth".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Birth::json_schema(generator)
    }
}

#[cfg(test)]
#[path = "birth_tests.rs"]
mod tests;
