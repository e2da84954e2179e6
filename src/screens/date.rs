//! A day in พ.ศ., typed as eight digits; and a birth date as far as it is known: the day, only the
//! year, or only the age.

use chrono::{Datelike, Days, NaiveDate};
use register::birth::Birth;
use register::calendar::{BuddhistYear, written};

use super::Screen;
use crate::desk::Desk;
use crate::face::{Face, Pad, Told};
use crate::form::Filling;
use crate::sheet::{Button, Choice, Row, RowKind, Tone};

/// Nobody is older.
const OLDEST: i32 = 130;
/// The year before which this app was not there: a clock that says an earlier one is wrong.
const FIRST_YEAR: i32 = 2026;
/// A day that is written down may be to come, and not by more than this.
const FURTHEST: i32 = 10;

/// What is known of a birth date.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Day,
    Year,
    Age,
}

impl Known {
    const ALL: [(Self, &'static str, &'static str); 3] =
        [(Self::Day, "day", "รู้วันเกิด"), (Self::Year, "year", "รู้แต่ปี"), (Self::Age, "age", "รู้แต่อายุ")];

    fn digits(self) -> usize {
        match self {
            Self::Day => 8,
            Self::Year => 4,
            Self::Age => 3,
        }
    }
}

/// A date being typed.
pub(crate) struct DatePad {
    title: String,
    /// `None` for a day that is no birth.
    known: Option<Known>,
    typed: String,
    /// What was answered before, of which the pad has digits for less than is known.
    before: Option<Birth>,
}

impl DatePad {
    /// A day.
    pub(crate) fn day(title: String, value: Option<NaiveDate>) -> Self {
        Self { title, known: None, typed: value.map(eight).unwrap_or_default(), before: None }
    }

    /// A birth.
    pub(crate) fn birth(value: Option<Birth>) -> Self {
        let (known, typed) = match value {
            None => (Known::Day, String::new()),
            Some(birth) => match birth.full() {
                Some(day) => (Known::Day, eight(day)),
                None => (Known::Year, BuddhistYear::from_common_era(birth.year()).number().to_string()),
            },
        };
        Self { title: "วันเกิด".to_owned(), known: Some(known), typed, before: value }
    }

    fn longest(&self) -> usize {
        self.known.map_or(8, Known::digits)
    }

    /// What the digits come to; or, in words, what is wrong with them. Neither while they are too few.
    fn read(&self, today: NaiveDate) -> Option<Result<Filling, &'static str>> {
        match self.known {
            None => self.day_typed(today).map(|day| day.map(Filling::Date)),
            Some(Known::Day) => {
                self.day_typed(today).map(|day| day.map(|day| Filling::Birth(Birth::day(day))))
            }
            Some(Known::Year) if self.typed.len() < 4 => None,
            Some(Known::Year) => Some(match self.typed.parse().map(year_typed) {
                Ok(year) if is_likely(year, today, 0) => Ok(Filling::Birth(self.birth_in(year))),
                _ => Err(NO_BIRTH),
            }),
            Some(Known::Age) => self.typed.parse().ok().map(|age: i32| match age {
                _ if today.year() < FIRST_YEAR => Err("วันที่ของเครื่องผิด ใส่ปีเกิดแทน"),
                age if age <= OLDEST => Ok(Filling::Birth(Birth::year_only(today.year() - age))),
                _ => Err("อายุนี้มากเกินไป"),
            }),
        }
    }

    /// A birth in this year: with the month that was known before, which these digits do not say.
    fn birth_in(&self, year: i32) -> Birth {
        let with_month = self.before.filter(|before| before.year() == year && before.full().is_none());
        with_month.unwrap_or_else(|| Birth::year_only(year))
    }

    /// What a day comes to whose last digit was just typed: it is taken by itself, as a card's number is, and stands
    /// in words where it was asked for. What is odd about one is looked at here first.
    fn whole_day(&self, today: NaiveDate) -> Option<Filling> {
        if !matches!(self.known, None | Some(Known::Day)) {
            return None;
        }
        match self.read(today) {
            Some(Ok(Filling::Date(day))) if day <= today => Some(Filling::Date(day)),
            Some(Ok(Filling::Birth(birth))) if birth.full().is_some_and(|day| day <= today) => {
                Some(Filling::Birth(birth))
            }
            _ => None,
        }
    }

    fn day_typed(&self, today: NaiveDate) -> Option<Result<NaiveDate, &'static str>> {
        if self.typed.len() < 8 {
            return None;
        }
        let part =
            |from: usize, to: usize| self.typed.get(from..to).and_then(|part| part.parse::<u32>().ok());
        let (day, month, year) = (part(0, 2)?, part(2, 4)?, part(4, 8)?);
        let year = year_typed(i32::try_from(year).ok()?);
        let Some(day) = NaiveDate::from_ymd_opt(year, month, day) else {
            return Some(Err("ไม่มีวันนี้ในปฏิทิน"));
        };
        Some(match self.known {
            _ if is_likely(year, today, FURTHEST) => Ok(day),
            Some(_) => Err(NO_BIRTH),
            None => Err("ปี พ.ศ. นี้ไม่น่าใช่"),
        })
    }

    /// The digits in their places: day, month, year.
    fn shown(&self) -> String {
        let mut digits = self.typed.chars();
        let mut next = |length: usize| (0..length).map(|_| digits.next().unwrap_or('_')).collect::<String>();
        match self.known {
            None | Some(Known::Day) => format!("{} / {} / {}", next(2), next(2), next(4)),
            Some(Known::Year) => format!("พ.ศ. {}", next(4)),
            Some(Known::Age) if self.typed.is_empty() => "_ ปี".to_owned(),
            Some(Known::Age) => format!("{} ปี", self.typed),
        }
    }

    fn rows(&self, today: NaiveDate) -> Vec<Row> {
        let mut rows = Vec::new();
        if let Some(known) = self.known {
            let choices = Known::ALL
                .iter()
                .map(|(each, id, words)| Choice::new(*id, *words).chosen(*each == known))
                .collect();
            rows.push(Row { choices, columns: 3, ..Row::new(RowKind::OneOf, "known", "") });
        } else {
            let near = |days: u64| today.checked_sub_days(Days::new(days)).unwrap_or(today);
            let choices = [(0, "วันนี้"), (1, "เมื่อวาน"), (2, "เมื่อวานซืน")].map(|(days, words)| {
                Choice::new(days.to_string(), words).chosen(self.typed == eight(near(days)))
            });
            rows.push(Row { choices: choices.to_vec(), columns: 3, ..Row::new(RowKind::OneOf, "near", "") });
        }
        rows
    }
}

const NO_BIRTH: &str = "ปี พ.ศ. นี้ไม่น่าใช่ปีเกิด";

/// The year that is meant. Who types 1954 means 1954: the eras lie five centuries apart.
fn year_typed(typed: i32) -> i32 {
    if typed >= 2_400 { BuddhistYear::numbered(typed).common_era() } else { typed }
}

/// Whether anybody who lives can have been born in this year, or anything of theirs have been; or will be, in so
/// many years. A clock that is years behind makes nobody unborn.
fn is_likely(year: i32, today: NaiveDate, years_to_come: i32) -> bool {
    let now = today.year().max(FIRST_YEAR);
    (now - OLDEST..=now + years_to_come).contains(&year)
}

/// A day as eight digits with its year in พ.ศ.
fn eight(day: NaiveDate) -> String {
    format!("{:02}{:02}{:04}", day.day(), day.month(), BuddhistYear::of(day).number())
}

impl Screen for DatePad {
    fn face(&self, desk: &Desk) -> Face {
        let today = desk.today();
        let read = self.read(today);
        let (comes_to, tone) = match &read {
            None => match self.known {
                Some(Known::Age) => ("อายุกี่ปี".to_owned(), Tone::Plain),
                Some(Known::Year) => ("ปี พ.ศ. ที่เกิด".to_owned(), Tone::Plain),
                Some(Known::Day) => ("วัน เดือน ปี พ.ศ. เช่น 02/03/2497".to_owned(), Tone::Plain),
                None => {
                    let year = BuddhistYear::of(today).number();
                    let example = format!("{:02}/{:02}/{year:04}", today.day(), today.month());
                    (format!("วัน เดือน ปี พ.ศ. เช่น {example}"), Tone::Plain)
                }
            },
            Some(Err(wrong)) => ((*wrong).to_owned(), Tone::Wrong),
            Some(Ok(Filling::Date(day))) => {
                let words = written::write_date(*day, written::Form::Full);
                if *day > today {
                    (format!("{words} อยู่ในอนาคต"), Tone::Notice)
                } else {
                    (words, Tone::Good)
                }
            }
            Some(Ok(Filling::Birth(birth))) => {
                let words = crate::form::birth_in_words(*birth, today);
                match birth.full().is_some_and(|day| day > today) {
                    true => (format!("{words} อยู่ในอนาคต"), Tone::Notice),
                    false => (words, Tone::Good),
                }
            }
            Some(Ok(_)) => (String::new(), Tone::Plain),
        };
        Face::Pad(Pad {
            title: self.title.clone(),
            has_back: true,
            said: self.typed.clone(),
            shown: self.shown(),
            comes_to,
            tone,
            rows: self.rows(today),
            main: Some(Button::new("ตกลง").enabled(matches!(read, Some(Ok(_))))),
            side: Some(Button::new("ไม่ทราบ")),
            ..Pad::default()
        })
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        match told {
            Told::Key(key) if key == "erase" => drop(self.typed.pop()),
            Told::Key(key) if self.typed.len() < self.longest() => {
                self.typed.push_str(&key);
                if let Some(filling) = self.whole_day(desk.today()) {
                    desk.filled(filling);
                }
            }
            Told::Touched(row, known) if row == "known" => {
                if let Some((known, ..)) = Known::ALL.iter().find(|(_, id, _)| *id == known) {
                    self.known = Some(*known);
                    self.typed.clear();
                }
            }
            Told::Touched(row, days) if row == "near" => {
                let day = days.parse().ok().and_then(|days| desk.today().checked_sub_days(Days::new(days)));
                if let Some(day) = day {
                    desk.filled(Filling::Date(day));
                }
            }
            Told::Main => {
                if let Some(Ok(filling)) = self.read(desk.today()) {
                    desk.filled(filling);
                }
            }
            Told::Side => desk.filled(Filling::Nothing),
            Told::Back => desk.back(),
            _ => {}
        }
    }
}

#[cfg(test)]
#[path = "date_tests.rs"]
mod tests;
