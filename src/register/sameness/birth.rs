//! Two birth dates: equal, one slip of the hand apart, an era apart, or another person's.
//!
//! Owns the ways a date goes wrong on its way into a list. Refuses to know today: whether
//! a date is still to come is told to it. Called by `sameness` and `roster`.

use chrono::{Datelike, NaiveDate};

use crate::birth::Birth;

/// A birth date made small for comparing, with how far it can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Born {
    year: i16,
    /// 0: not known.
    month: u8,
    /// 0: not known.
    day: u8,
    future: bool,
}

/// What two dates have in common, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Births {
    /// One of them is not known.
    Unknown,
    /// Known to the day, and equal.
    SameDay,
    /// Day and month exchanged.
    DayAndMonthSwapped,
    /// Day and month are equal and the years are an era, a century, ten years or one apart.
    YearSlipped,
    /// One digit is wrong.
    OneDigit,
    /// Only the year is known of one of them, and it is equal. 1 January is a year.
    SameYear,
    /// The same year and month, another day.
    SameMonth,
    /// The same year, otherwise different.
    YearOnly,
    /// The same day of another year.
    SameAnniversary,
    /// One of them lies in the future, which says nothing of a person.
    Impossible,
    /// Years that no slip makes one, but of one age.
    Different,
    /// Half a generation apart or more.
    GenerationApart,
}

/// Years between two spellings of one year: a slip of a digit, พ.ศ. taken for ค.ศ. once too
/// often or once too seldom, its two last digits put behind 18, and a century.
const SLIPPED_YEARS: [u16; 6] = [1, 10, 543, 57, 43, 100];

/// From here on they may be parent and child.
const GENERATION: u16 = 15;

impl Born {
    /// A birth date, weighed on this day.
    pub fn new(birth: Birth, today: NaiveDate) -> Self {
        let full = birth.certain_day();
        let first_of_january = birth.full().is_some() && full.is_none();
        Self {
            year: i16::try_from(birth.year()).unwrap_or(i16::MAX),
            month: birth.month().filter(|_| !first_of_january).unwrap_or_default() as u8,
            day: full.map_or(0, |date| date.day() as u8),
            future: birth.year() > today.year() || birth.full().is_some_and(|date| date > today),
        }
    }

    /// The year as it stands.
    pub fn year(self) -> i16 {
        self.year
    }

    /// Whether the day is known, and not only typed as 1 January.
    pub fn is_certain(self) -> bool {
        self.day > 0
    }

    /// Day and month in either order: the key of dates that a slip in the year, or an
    /// exchange, has set apart. None where they are not known.
    pub(crate) fn anniversary(self) -> Option<u64> {
        let (low, high) = (self.day.min(self.month), self.day.max(self.month));
        self.is_certain().then_some(u64::from(low) << 8 | u64::from(high))
    }

    /// The whole date as one number.
    pub(crate) fn number(self) -> u64 {
        u64::from(self.year.unsigned_abs()) << 16 | u64::from(self.month) << 8 | u64::from(self.day)
    }

    /// The date as other rules read it.
    pub(crate) fn birth(self) -> Birth {
        let day = NaiveDate::from_ymd_opt(self.year.into(), self.month.into(), self.day.into());
        day.map_or(Birth::year_only(self.year.into()), Birth::day)
    }

    /// What two dates have in common.
    pub fn compare(a: Option<Self>, b: Option<Self>) -> Births {
        let (Some(a), Some(b)) = (a, b) else { return Births::Unknown };
        let years = a.year.abs_diff(b.year);
        let slipped = SLIPPED_YEARS.contains(&years);
        if a.is_certain() && b.is_certain() {
            let common = match (years == 0, a.month == b.month, a.day == b.day) {
                (true, true, true) => Some(Births::SameDay),
                (true, false, false) if a.month == b.day && a.day == b.month => {
                    Some(Births::DayAndMonthSwapped)
                }
                (true, true, false) if one_digit(a.day.into(), b.day.into()) => Some(Births::OneDigit),
                (true, false, true) if one_digit(a.month.into(), b.month.into()) => Some(Births::OneDigit),
                (true, true, false) => Some(Births::SameMonth),
                (true, ..) => Some(Births::YearOnly),
                (false, true, true) if slipped => Some(Births::YearSlipped),
                (false, true, true) if one_digit(a.year.into(), b.year.into()) => Some(Births::OneDigit),
                (false, true, true) => Some(Births::SameAnniversary),
                _ => None,
            };
            if let Some(common) = common {
                return common;
            }
        } else if years == 0 {
            return Births::SameYear;
        }
        match years {
            _ if a.future || b.future => Births::Impossible,
            // A year is off by an era and the day is not known: little is left.
            543 | 57 | 100 if !(a.is_certain() && b.is_certain()) => Births::Impossible,
            0..GENERATION => Births::Different,
            _ => Births::GenerationApart,
        }
    }
}

/// Whether two numbers, written with leading zeros, differ in one digit or in the order of two.
fn one_digit(a: i32, b: i32) -> bool {
    let digits = |n: i32| [n / 1000 % 10, n / 100 % 10, n / 10 % 10, n % 10];
    let (a, b) = (digits(a), digits(b));
    let differing = a.iter().zip(&b).filter(|(a, b)| a != b).count();
    let swapped =
        a.windows(2).zip(b.windows(2)).any(|(a, b)| a != b && a.first() == b.last() && a.last() == b.first());
    differing == 1 || differing == 2 && swapped
}
