//! Lists of names in files: workbooks (xlsx) and text (csv), as other offices send them.
//!
//! Owns telling what a file is by its bytes, how large it may be, packed and unpacked, and the
//! sentence for each that cannot be read: what it is, what is safe, what to do next. A file is read
//! once, into rows of cells, and never run: macros are refused, formulas count by their last value.
//!
//! Refuses to know what a column means (`register::import`) and where a list is kept
//! (`office::lists`). Called by `office`.

use register::import::{Cell, Row};
use serde::{Deserialize, Serialize};

mod text;
mod workbook;

/// Most bytes of a file.
pub const MOST_BYTES: usize = 50 * 1024 * 1024;
/// Most bytes that a workbook may come to when it is unpacked.
pub const MOST_UNPACKED: u64 = 256 * 1024 * 1024;
/// Most rows of a list.
pub const MOST_ROWS: usize = 200_000;
/// Most columns of one.
pub const MOST_COLUMNS: usize = 100;
/// Most cells of one: whatever it says, it is laid out in memory.
pub const MOST_CELLS: usize = 5_000_000;

/// A list as it was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// What the sheet is called, in a workbook.
    pub name: Option<String>,
    /// The other sheets of the workbook, of which nothing is read.
    #[serde(default)]
    pub others: Vec<String>,
    /// Its rows that are not empty.
    pub rows: Vec<Row>,
}

impl Sheet {
    /// How many columns its widest row has.
    pub fn columns(&self) -> usize {
        self.rows.iter().map(|row| row.cells.len()).max().unwrap_or_default()
    }
}

/// Why a file is no list that can be read: a sentence in Thai. Nothing of it was kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListFault {
    /// Nothing is in it.
    #[error("ไฟล์นี้ไม่มีข้อมูล ยังไม่ได้นำเข้าอะไร ตรวจว่าบันทึกไฟล์แล้วและเลือกไฟล์ถูก แล้วเลือกใหม่")]
    Empty,
    /// More than [`MOST_BYTES`].
    #[error("ไฟล์นี้ใหญ่เกิน 50 MB ยังไม่ได้นำเข้าอะไร แยกบัญชีเป็นหลายไฟล์ หรือเอารูปภาพและแผ่นงานที่ไม่ใช้ออก แล้วเลือกใหม่")]
    TooLarge,
    /// A workbook that comes to more than [`MOST_UNPACKED`].
    #[error(
        "ไฟล์นี้เมื่อคลายแล้วใหญ่ผิดปกติ (เกิน 256 MB) จึงไม่ได้เปิดอ่าน ยังไม่ได้นำเข้าอะไร และระบบไม่ได้รับความเสียหาย บันทึกเฉพาะแผ่นงานบัญชีรายชื่อเป็นไฟล์ใหม่ แล้วเลือกใหม่"
    )]
    Bomb,
    /// More rows or columns than a list has.
    #[error("บัญชีนี้มีเกิน 200,000 แถวหรือ 100 ช่อง ยังไม่ได้นำเข้าอะไร แยกเป็นหลายไฟล์ แล้วนำเข้าทีละไฟล์")]
    TooLong,
    /// A workbook with macros.
    #[error(
        "ไฟล์นี้มีมาโคร (โปรแกรมที่ฝังในไฟล์) จึงไม่รับ ยังไม่ได้นำเข้าอะไรและไม่ได้รันมาโคร บันทึกใหม่เป็น .xlsx ที่ไม่มีมาโคร แล้วเลือกใหม่"
    )]
    Macros,
    /// A workbook that asks for a password.
    #[error("ไฟล์นี้ตั้งรหัสผ่านไว้ จึงเปิดอ่านไม่ได้ ยังไม่ได้นำเข้าอะไร เปิดไฟล์ เอารหัสผ่านออก บันทึก แล้วเลือกใหม่")]
    Locked,
    /// A workbook of the form before 2007.
    #[error("ไฟล์นี้เป็น Excel รุ่นเก่า (.xls) ซึ่งไม่รับ ยังไม่ได้นำเข้าอะไร เปิดแล้วบันทึกเป็น .xlsx หรือ .csv แล้วเลือกใหม่")]
    OldWorkbook,
    /// A workbook of another form: xlsb, ods.
    #[error("ไฟล์นี้เป็นสมุดงานชนิดอื่น ไม่ใช่ .xlsx ยังไม่ได้นำเข้าอะไร เปิดแล้วบันทึกเป็น .xlsx หรือ .csv แล้วเลือกใหม่")]
    OtherWorkbook,
    /// A workbook that is damaged.
    #[error("ไฟล์นี้เสียหรือส่งมาไม่ครบ จึงอ่านไม่ได้ ยังไม่ได้นำเข้าอะไร ขอไฟล์ใหม่จากผู้ส่ง หรือเปิดแล้วบันทึกใหม่ แล้วเลือกอีกครั้ง")]
    Damaged,
    /// Something else: a picture, a paper.
    #[error("ไฟล์นี้ไม่ใช่บัญชีรายชื่อแบบ .xlsx หรือ .csv ยังไม่ได้นำเข้าอะไร เลือกไฟล์ใหม่")]
    NoList,
}

/// Reads a file, whatever it is called.
///
/// # Errors
/// Says what it is instead.
pub fn read(bytes: &[u8]) -> Result<Sheet, ListFault> {
    if bytes.len() > MOST_BYTES {
        return Err(ListFault::TooLarge);
    }
    if bytes.is_empty() {
        return Err(ListFault::Empty);
    }
    let sheet = if bytes.starts_with(b"PK\x03\x04") {
        workbook::read(bytes)?
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Err(workbook::old(bytes));
    } else if bytes.starts_with(b"PK") {
        return Err(ListFault::Damaged);
    } else {
        text::read(bytes)?
    };
    if sheet.rows.is_empty() { Err(ListFault::Empty) } else { Ok(sheet) }
}

/// Rows while they are read.
#[derive(Default)]
struct Rows {
    rows: Vec<Row>,
    /// How many cells they have, the empty ones between others among them.
    cells: usize,
}

impl Rows {
    /// Adds a cell; of a row only what is said is kept.
    fn put(&mut self, row: u32, column: usize, cell: Cell) -> Result<(), ListFault> {
        if cell.is_empty() {
            return Ok(());
        }
        if column >= MOST_COLUMNS {
            return Err(ListFault::TooLong);
        }
        if self.rows.last().is_none_or(|last| last.row != row) {
            if self.rows.len() >= MOST_ROWS {
                return Err(ListFault::TooLong);
            }
            self.rows.push(Row { row, cells: Vec::new() });
        }
        let Some(last) = self.rows.last_mut() else { return Ok(()) };
        if last.cells.len() <= column {
            self.cells += column + 1 - last.cells.len();
            if self.cells > MOST_CELLS {
                return Err(ListFault::TooLong);
            }
            last.cells.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = last.cells.get_mut(column) {
            *place = cell;
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "lists_tests.rs"]
mod tests;
