//! Dates as people write and type them: `12 เม.ย. 2569`, `๑๒ เมษายน ๒๕๖๙`, `12/4/2569`.
//!
//! Owns the names of the months and which typed texts are a date. A year of 2400 or more
//! is พ.ศ., a smaller one ค.ศ.; a year of two digits is refused, because 69 is two years.
//! Refuses to know what the date is for. Called by `birth`, screens, exports and reports;
//! Thai digits on the way out are `thai::thai_digits` over the written date.

use super::{BuddhistYear, FIRST_BUDDHIST};
use crate::moment::Moment;
use crate::thai;
use chrono::{Datelike, NaiveDate};

/// How a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `12 เมษายน 2569`
    Full,
    /// `12 เม.ย. 2569`
    Short,
    /// `12/4/2569`
    Numeric,
}

/// The full and the abbreviated name of each month.
const MONTHS: [(&str, &str); 12] = [
    ("มกราคม", "ม.ค."),
    ("กุมภาพันธ์", "ก.พ."),
    ("มีนาคม", "มี.ค."),
    ("เมษายน", "เม.ย."),
    ("พฤษภาคม", "พ.ค."),
    ("มิถุนายน", "มิ.ย."),
    ("กรกฎาคม", "ก.ค."),
    ("สิงหาคม", "ส.ค."),
    ("กันยายน", "ก.ย."),
    ("ตุลาคม", "ต.ค."),
    ("พฤศจิกายน", "พ.ย."),
    ("ธันวาคม", "ธ.ค."),
];

/// The endings that are left off in speech: เมษา, ตุลา, กุมภา.
const MONTH_ENDINGS: [&str; 3] = ["คม", "ยน", "พันธ์"];

/// A date with its year in the Buddhist era and Arabic digits.
pub fn write_date(date: NaiveDate, form: Form) -> String {
    let day = date.day();
    match form {
        Form::Numeric => format!("{day}/{}", write_month(date, form)),
        Form::Full | Form::Short => format!("{day} {}", write_month(date, form)),
    }
}

/// A moment as clocks where it was written down showed it: `12 เม.ย. 2569 09.31 น.`
pub fn write_moment(moment: Moment, form: Form) -> String {
    let at = moment.date_time();
    format!("{} {} น.", write_date(at.date_naive(), form), at.format("%H.%M"))
}

/// The month of a date with its year in the Buddhist era: `เมษายน 2569`, `เม.ย. 2569`, `4/2569`.
pub fn write_month(date: NaiveDate, form: Form) -> String {
    let year = BuddhistYear::of(date);
    match month_name(date.month(), form) {
        Some(name) => format!("{name} {year}"),
        None => format!("{}/{year}", date.month()),
    }
}

/// The name of a month, 1 to 12; nothing for another number or the numeric form.
pub fn month_name(month: u32, form: Form) -> Option<&'static str> {
    let (full, short) = MONTHS.get(usize::try_from(month).ok()?.checked_sub(1)?)?;
    match form {
        Form::Full => Some(full),
        Form::Short => Some(short),
        Form::Numeric => None,
    }
}

/// The month, 1 to 12, that a text names in full, abbreviated, or without its ending.
pub fn month_named(text: &str) -> Option<u32> {
    let name = thai::fold(text);
    let spoken = |full: &str| MONTH_ENDINGS.iter().any(|end| full.strip_suffix(end) == Some(name.as_str()));
    (1u32..).zip(MONTHS).find_map(|(month, (full, short))| {
        (name == thai::fold(full) || name == thai::fold(short) || spoken(full)).then_some(month)
    })
}

/// Why a typed text is not a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TypedDateError {
    /// Not a day, a month and a year in an order that people use.
    #[error(
        "“{0}” is not a date that can be read; write day, month and year, as in 12 เม.ย. 2569 or 12/4/2569"
    )]
    Unreadable(String),
    /// A year of one or two digits.
    #[error("the year “{0}” has too few digits to say which year is meant; write all four, as in 2569")]
    ShortYear(String),
    /// A year that is neither a likely พ.ศ. nor a likely ค.ศ.
    #[error("the year “{0}” is neither พ.ศ. 2400 to 2999 nor ค.ศ. 1800 to 2399; correct the year")]
    UnlikelyYear(String),
    /// A year whose number belongs to the other era than the one written before it.
    #[error("the year {year} cannot be {era}; correct the year, or leave {era} out")]
    WrongEra {
        /// The number that was typed.
        year: i32,
        /// The era written before it, พ.ศ. or ค.ศ.
        era: &'static str,
    },
    /// A month's name that is not known.
    #[error("“{0}” is not a month; write its name, as in เมษายน or เม.ย., or its number")]
    UnknownMonth(String),
    /// A month number that no year has.
    #[error("a year has no month {0}; write a month from 1 to 12")]
    NoSuchMonth(u32),
    /// A day that this month of this year does not have.
    #[error("{month} has no day {day}; correct the day, the month or the year")]
    NoSuchDay {
        /// The day that was typed.
        day: u32,
        /// The month and year that were typed.
        month: String,
    },
}

#[derive(Clone, Copy)]
enum Era {
    Buddhist,
    Common,
}

impl Era {
    fn name(self) -> &'static str {
        match self {
            Era::Buddhist => "พ.ศ.",
            Era::Common => "ค.ศ.",
        }
    }
}

/// The date that a person typed: day, month and year, or ISO 8601, with Thai or Arabic digits.
///
/// Words that officials put around a date (วันที่, วันอาทิตย์ที่, เดือน, พ.ศ., ค.ศ.) are understood.
pub fn read_date(text: &str) -> Result<NaiveDate, TypedDateError> {
    let unreadable = || TypedDateError::Unreadable(text.trim().to_owned());
    let Pieces { words, numbers } = Pieces::of(text).ok_or_else(unreadable)?;
    let (lead, between) = words.split_first().ok_or_else(unreadable)?;
    if !leads_a_date(lead) {
        return Err(unreadable());
    }
    match (numbers.as_slice(), between) {
        ([year, month, day], [first, second, last])
            if year.len() >= 4 && first.is_empty() && second.is_empty() && last.is_empty() =>
        {
            date(day, month_number(month)?, read_numbered_year(year, None)?)
        }
        ([day, month, year], [first, second, last])
            if last.is_empty() && (first.is_empty() || first == "เดือน") =>
        {
            let era = era_word(second).ok_or_else(unreadable)?;
            date(day, month_number(month)?, read_numbered_year(year, era)?)
        }
        ([day, year], [month, last]) if last.is_empty() => {
            let month = month.strip_prefix("เดือน").unwrap_or(month);
            if month.is_empty() {
                return Err(unreadable());
            }
            let (month, era) = split_era(month);
            let month = month_named(month).ok_or_else(|| TypedDateError::UnknownMonth(month.to_owned()))?;
            date(day, month, read_numbered_year(year, era)?)
        }
        _ => Err(unreadable()),
    }
}

/// The year, of the Christian era, that a person typed: `2569`, `พ.ศ. ๒๕๖๙`, `ปี 2026`.
pub fn read_year(text: &str) -> Result<i32, TypedDateError> {
    let unreadable = || TypedDateError::Unreadable(text.trim().to_owned());
    let Pieces { words, numbers } = Pieces::of(text).ok_or_else(unreadable)?;
    match (numbers.as_slice(), words.as_slice()) {
        ([year], [before, after]) if after.is_empty() => {
            read_numbered_year(year, era_word(before).ok_or_else(unreadable)?)
        }
        _ => Err(unreadable()),
    }
}

/// A typed text as its numbers and the folded words before, between and after them.
struct Pieces {
    words: Vec<String>,
    numbers: Vec<String>,
}

impl Pieces {
    /// Nothing when the text holds signs that no date has.
    fn of(text: &str) -> Option<Self> {
        let mut words = vec![String::new()];
        let mut numbers: Vec<String> = Vec::new();
        let mut in_number = false;
        for c in thai::arabic_digits(text).chars() {
            if c.is_ascii_digit() {
                if !in_number {
                    numbers.push(String::new());
                    words.push(String::new());
                }
                numbers.last_mut()?.push(c);
            } else if c.is_alphabetic() || is_mark(c) || c.is_whitespace() || "/-–.,".contains(c) {
                words.last_mut()?.push(c);
            } else {
                return None;
            }
            in_number = c.is_ascii_digit();
        }
        Some(Self { words: words.iter().map(|word| thai::fold(word)).collect(), numbers })
    }
}

/// Thai marks that are not letters by themselves, the joints that keyboards leave behind,
/// and the glyphs of old fonts, all of which `thai::fold` puts in order.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0e31}' | '\u{0e34}'..='\u{0e3a}' | '\u{0e47}'..='\u{0e4e}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{f700}'..='\u{f71a}')
}

fn leads_a_date(word: &str) -> bool {
    const WEEKDAYS: [&str; 8] = ["จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "พฤหัส", "ศุกร์", "เสาร์", "อาทิตย์"];
    let word = word.strip_prefix("เมื่อ").unwrap_or(word);
    if word.is_empty() {
        return true;
    }
    let word = word.strip_suffix("ที่").unwrap_or(word);
    let word = word.strip_prefix("วัน").unwrap_or(word);
    word.is_empty() || WEEKDAYS.iter().any(|&day| thai::fold(day) == word)
}

/// The era that a word before a year says: `Some(None)` when it says none.
fn era_word(word: &str) -> Option<Option<Era>> {
    match word.strip_prefix("ปี").unwrap_or(word) {
        "" => Some(None),
        "พศ" => Some(Some(Era::Buddhist)),
        "คศ" => Some(Some(Era::Common)),
        _ => None,
    }
}

/// A month's name apart from the era written after it.
fn split_era(word: &str) -> (&str, Option<Era>) {
    let (word, era) = match (word.strip_suffix("พศ"), word.strip_suffix("คศ")) {
        (Some(month), _) => (month, Some(Era::Buddhist)),
        (_, Some(month)) => (month, Some(Era::Common)),
        _ => (word, None),
    };
    (word.strip_suffix("ปี").unwrap_or(word), era)
}

fn read_numbered_year(digits: &str, era: Option<Era>) -> Result<i32, TypedDateError> {
    if digits.len() < 4 {
        return Err(TypedDateError::ShortYear(digits.to_owned()));
    }
    let unlikely = || TypedDateError::UnlikelyYear(digits.to_owned());
    let year: i32 = digits.parse().map_err(|_| unlikely())?;
    let meant = match year {
        FIRST_BUDDHIST..=2999 => Era::Buddhist,
        1800..FIRST_BUDDHIST => Era::Common,
        _ => return Err(unlikely()),
    };
    match (meant, era) {
        (Era::Buddhist, Some(era @ Era::Common)) | (Era::Common, Some(era @ Era::Buddhist)) => {
            Err(TypedDateError::WrongEra { year, era: era.name() })
        }
        (Era::Buddhist, _) => Ok(BuddhistYear::numbered(year).common_era()),
        (Era::Common, _) => Ok(year),
    }
}

fn month_number(digits: &str) -> Result<u32, TypedDateError> {
    match digits.parse() {
        Ok(month @ 1..=12) => Ok(month),
        Ok(month) => Err(TypedDateError::NoSuchMonth(month)),
        Err(_) => Err(TypedDateError::UnknownMonth(digits.to_owned())),
    }
}

fn date(day: &str, month: u32, year: i32) -> Result<NaiveDate, TypedDateError> {
    let day: u32 = day.parse().map_err(|_| TypedDateError::Unreadable(day.to_owned()))?;
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| {
        let name = month_name(month, Form::Full).unwrap_or_default();
        TypedDateError::NoSuchDay { day, month: format!("{name} {}", BuddhistYear::from_common_era(year)) }
    })
}
