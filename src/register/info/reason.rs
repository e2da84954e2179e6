//! Why somebody is not entered, and how far they are.

use std::collections::BTreeSet;

use super::Column;
use crate::case::{Ground, Pair};
use crate::lao::Lao;
use crate::national_id::IdFault;

/// Why an entry is not to be entered, or not yet. One for each status that is not `enter`.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// INFO asks for a number, and there is none (domain.md P-01, X-05).
    NoNumber {
        /// What was said to that.
        said: Option<String>,
    },
    /// The number cannot be one.
    WrongNumber(IdFault),
    /// A number that somebody of another name holds too.
    Waiting {
        /// The case to be decided, where one is open.
        case: Option<(Pair, Ground)>,
    },
    /// Nobody signed, so it may not be considered (domain.md R-09).
    NotSigned {
        /// What was said to that.
        said: Option<String>,
    },
    /// These enter this person, so the PAO need not (domain.md 3.1).
    Excused {
        /// Who.
        by: Vec<Lao>,
    },
}

impl Reason {
    /// The reason as the office reads it.
    pub fn in_thai(&self) -> String {
        match self {
            Self::NoNumber { said } => with("ไม่มีเลขบัตรประจำตัวประชาชน", said.as_deref()),
            Self::WrongNumber(fault) => fault.in_thai(),
            Self::Waiting { case: Some((_, ground)) } => format!("{} รอเจ้าหน้าที่วินิจฉัย", ground.in_thai()),
            Self::Waiting { case: None } => {
                "เลขประจำตัวประชาชนนี้เป็นของผู้อื่นที่บันทึกไว้แล้ว โปรดตรวจเลขกับบัตร".to_owned()
            }
            Self::NotSigned { said } => with("ผู้ขอไม่ยินยอมลงลายมือชื่อ จึงไม่รับเรื่องไว้พิจารณา", said.as_deref()),
            Self::Excused { by } => {
                let names: Vec<&str> = by.iter().map(|lao| lao.name.as_str()).collect();
                let who = if names.is_empty() {
                    "อปท. ในจังหวัด".to_owned()
                } else {
                    names.join(" และ ")
                };
                format!("{who} บันทึกแล้ว อบจ. ไม่ต้องบันทึกซ้ำ")
            }
        }
    }
}

/// A reason, with the words that were given for it.
fn with(reason: &str, said: Option<&str>) -> String {
    match said.map(str::trim).filter(|said| !said.is_empty()) {
        Some(said) => format!("{reason} ({said})"),
        None => reason.to_owned(),
    }
}

/// How far an entry is on its way into INFO.
#[derive(Clone, Debug, PartialEq)]
pub enum State<'m> {
    /// It can be typed.
    Ready,
    /// INFO requires a cell that is empty (domain.md 2.1).
    Missing(BTreeSet<Column>),
    /// It is left out.
    LeftOut(&'m Reason),
}

impl State<'_> {
    /// As the office reads it.
    pub fn in_thai(&self) -> String {
        match self {
            Self::Ready => "พร้อมบันทึก".to_owned(),
            Self::Missing(columns) => {
                let names: Vec<&str> = columns.iter().map(|column| column.header()).collect();
                format!("ยังขาด {}", names.join(" และ "))
            }
            Self::LeftOut(reason) => reason.in_thai(),
        }
    }
}
