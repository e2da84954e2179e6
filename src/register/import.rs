//! Import: names of people that a state agency, or another LAO, had surveyed (domain.md RQ-24,
//! \[S003:148\]), as they come in a table.
//!
//! Owns which columns such a list can have and how they are headed, what each row says of
//! somebody, why a row is not taken, and who of the list is one household; and drawing up the
//! records that the list comes to. Names that the same row is given are the same each time, so
//! that taking a list in twice takes it in once.
//!
//! Refuses to know files and their kinds, to guess (what cannot be read is kept as it stands,
//! beside the row's number), and to judge who is the same person as who: `draw` and `candidate`
//! do, of what comes by a list as of what comes by a phone. Called by the server.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::calendar::written::{Form, write_date};
use crate::national_id::IdFault;
use crate::record::{Area, ListId, Person, Place};

mod column;
mod household;
mod reading;

pub use column::{Column, recognise};
pub use household::{Captured, households, record, record_of};
pub use reading::Reader;

/// Longest text of a cell that is read: a longer one is no answer to any column's question.
pub const LONGEST: usize = 500;

/// One cell of a table, as its file has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A number, as a spreadsheet keeps one.
    Number(f64),
    /// Text.
    Text(String),
    /// A day, as a spreadsheet keeps one: in the Christian era, whatever was meant.
    Day {
        /// It.
        day: NaiveDate,
    },
}

impl Cell {
    /// As a person reads it.
    pub fn written(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.trim().to_owned(),
            Self::Day { day } => write_date(*day, Form::Numeric),
        }
    }

    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            Self::Number(_) | Self::Day { .. } => false,
        }
    }
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Its number, as the file counts it.
    pub row: u32,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// Where a list comes from, as the office was told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Who surveyed it.
    pub agency: String,
    /// The number of the letter that it came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<String>,
    /// That letter's date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub letter_on: Option<NaiveDate>,
    /// The day on which it was surveyed, as far as that is known: newer visits say more than it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub surveyed_on: Option<NaiveDate>,
    /// What else is to be known of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Source {
    /// Agency, letter and its date, as a page names a list.
    pub fn in_thai(&self) -> String {
        in_thai(Some(&self.agency), self.letter.as_deref(), self.letter_on)
    }
}

/// Agency, letter and its date in one line.
pub fn in_thai(agency: Option<&str>, letter: Option<&str>, on: Option<NaiveDate>) -> String {
    let mut parts = vec![agency.unwrap_or("ไม่ทราบหน่วยงาน").to_owned()];
    parts.extend(letter.map(|letter| format!("หนังสือที่ {letter}")));
    parts.extend(on.map(|on| format!("ลงวันที่ {}", write_date(on, Form::Short))));
    parts.join(" ")
}

/// Which address a list tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AddressIs {
    /// Where they are registered, and live.
    #[default]
    Both,
    /// Where they live.
    Home,
    /// Where they are registered; where they live is not told.
    Card,
}

/// Who of a list asks for help.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asks {
    /// Everybody.
    #[default]
    Everybody,
    /// Whoever's row says what about, or what is needed.
    WhoSays,
    /// Nobody: people are kept, and no requests.
    Nobody,
}

/// What the columns of a list are, and what is true of all of its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The row with the headings, where there is one: the list begins after it.
    pub head: Option<u32>,
    /// What each column is; `None` is left out.
    pub columns: Vec<Option<Column>>,
    /// Which address it tells.
    pub address: AddressIs,
    /// The tambon of every row that names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tambon: Option<String>,
    /// Who asks for help.
    pub asks: Asks,
    /// In which area, where the row does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
    /// What about, where the row does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Rows that the office leaves out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<(u32, u32)>,
}

impl Mapping {
    /// Whether a column is mapped.
    pub fn has(&self, column: Column) -> bool {
        self.columns.contains(&Some(column))
    }

    /// Why nothing can be read by it.
    pub fn fault(&self) -> Option<MappingFault> {
        let mut seen = std::collections::BTreeSet::new();
        if let Some(twice) = self.columns.iter().flatten().find(|column| !seen.insert(**column)) {
            return Some(MappingFault::Twice(*twice));
        }
        let names = [Column::FullName, Column::GivenName, Column::NationalId];
        (!names.iter().any(|column| self.has(*column))).then_some(MappingFault::NobodyNamed)
    }

    fn leaves_out(&self, row: u32) -> bool {
        self.left_out.iter().any(|(from, to)| (*from..=*to).contains(&row))
    }
}

/// Why a mapping names nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingFault {
    /// Neither names nor numbers.
    #[error("ยังไม่ได้บอกว่าช่องไหนเป็นชื่อหรือเลขประจำตัวประชาชน จึงอ่านไม่ได้ว่าใครเป็นใคร")]
    NobodyNamed,
    /// Two columns are the same thing.
    #[error("มีสองช่องที่บอกว่าเป็น “{}” เลือกให้เหลือช่องเดียว", .0.in_thai())]
    Twice(Column),
}

/// One row as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its number, as the file counts it.
    pub row: u32,
    /// Who it names; or why it is not taken.
    pub said: Result<Box<Said>, Fault>,
    /// What people should look at, of a row that is taken all the same.
    pub remarks: Vec<Remark>,
}

/// Whom a row names, and what it says of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Who; without a name of their own in the register yet.
    pub person: Person,
    /// Where they live, as far as it is told.
    pub place: Place,
    /// What they ask for.
    pub asked: Option<Asked>,
}

/// What somebody asks for, as a row says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// In which area.
    pub area: Option<Area>,
    /// What about.
    pub subject: Option<String>,
    /// What happened.
    pub facts: Option<String>,
    /// What is needed.
    pub need: Option<String>,
}

/// Why a row is not taken: a sentence in Thai.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Fault {
    /// Neither a name nor a number.
    #[error("แถวนี้ไม่มีทั้งชื่อและเลขประจำตัว จึงไม่รู้ว่าเป็นใคร")]
    Nobody,
    /// Too much text for what the column asks.
    #[error("ช่อง “{}” ยาวเกิน {LONGEST} ตัวอักษร ข้อมูลอาจเลื่อนช่อง ตรวจกับต้นฉบับ", .0.in_thai())]
    TooLong(Column),
    /// The office leaves it out.
    #[error("สำนักงานเลือกไม่นำเข้าแถวนี้")]
    LeftOut,
}

/// What people should look at in a row that is taken: a sentence in Thai.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Remark {
    /// The number is none.
    #[error("{} เก็บไว้ตามที่เขียน", .0.in_thai())]
    Number(IdFault),
    /// A spreadsheet wrote the number in another form, and its last digits are lost.
    #[error("เลขประจำตัวถูกโปรแกรมตารางปัดเป็น “{0}” เลขท้ายหายไปแล้ว เก็บไว้ตามที่เขียน ขอไฟล์ที่ตั้งช่องนี้เป็นข้อความ")]
    Rounded(String),
    /// There is a number and no name.
    #[error("ไม่มีชื่อ มีแต่เลขประจำตัว")]
    Nameless,
    /// What stands there is nothing that the column asks for.
    #[error("ช่อง “{}” อ่านไม่ออก: “{written}” เก็บคำเดิมไว้ให้ตรวจ", .column.in_thai())]
    Unread {
        /// Which column.
        column: Column,
        /// What stands there.
        written: String,
    },
}

/// A list that was taken in, as the office signed for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NameList {
    /// Its name here.
    pub id: ListId,
    /// Where it comes from.
    pub source: Source,
    /// What its file was called.
    pub file: String,
    /// BLAKE3 of the file, in hexadecimal: whether one comes a second time.
    pub hash: String,
    /// How many people were taken in.
    pub people: u32,
    /// In how many records.
    pub records: u32,
    /// The last row of the file of which something was taken.
    pub last_row: u32,
    /// Rows that were not taken, with the reason in Thai; the first of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// How many were not taken in all.
    #[serde(default)]
    pub left_out_in_all: u32,
}

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Its number, as the file counts it.
    pub row: u32,
    /// Why.
    pub why: String,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written())
    }
}

#[cfg(test)]
#[path = "import_tests.rs"]
mod tests;
