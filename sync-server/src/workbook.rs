//! Workbooks: rows of cells as a file that offices open in a spreadsheet.
//!
//! Owns the file's form: what is text stays text, so that no number loses its zeros and nothing is
//! taken for a formula; the same rows give the same bytes, whoever writes them and when; rows go
//! to the disk as they come, so that a workbook takes no more memory than a row.
//!
//! Refuses to know what stands in the cells. Called by `export`.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, IgnoreError, Workbook, Worksheet, XlsxError};

/// Most rows of a sheet, its header among them.
const MOST_ROWS: u32 = 1_048_576;
/// Most characters of a cell: more is refused by spreadsheets, with the whole file.
const MOST_CHARACTERS: usize = 32_767;

/// A cell.
#[derive(Clone, Debug)]
pub enum Cell<'c> {
    /// Text, whatever it looks like.
    Text(Cow<'c, str>),
    /// A number.
    Number(u32),
    /// A figure, written as people write sums: 49,500 or 700.50.
    Amount(f64),
}

impl<'c, T: Into<Cow<'c, str>>> From<T> for Cell<'c> {
    fn from(text: T) -> Self {
        Self::Text(text.into())
    }
}

/// A workbook in the making.
pub struct Book {
    book: Workbook,
    text: Format,
    head: Format,
    /// Of a figure, and of one with a part.
    whole: Format,
    parted: Format,
    /// Sheets that were begun.
    sheets: usize,
    /// The present one's name, headers and width in characters, and how many sheets have them.
    name: String,
    columns: Vec<(String, u16)>,
    parts: u32,
    /// Its next row, and the first that it has no room for.
    row: u32,
    most: u32,
}

impl Book {
    /// An empty one. What was written of it lies in unnamed files of this folder until it is whole.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn new(folder: &Path) -> io::Result<Self> {
        let mut book = Workbook::new();
        // The same rows give the same bytes: the time of making is not part of it.
        let made_at = ExcelDateTime::from_ymd(2026, 1, 1).map_err(made)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&made_at));
        book.set_tempdir(folder).map_err(made)?;
        Ok(Self {
            book,
            // What is edited in a text cell stays text.
            text: Format::new().set_num_format("@"),
            head: Format::new().set_num_format("@").set_bold(),
            whole: Format::new().set_num_format("#,##0"),
            parted: Format::new().set_num_format("#,##0.00"),
            sheets: 0,
            name: String::new(),
            columns: Vec::new(),
            parts: 0,
            row: 0,
            most: MOST_ROWS,
        })
    }

    /// Begins a sheet with these headers in its first row, each with the width of its column.
    ///
    /// # Errors
    /// When the name is none that a sheet can have, or is another sheet's.
    pub fn sheet<H: Into<String>>(
        &mut self,
        name: &str,
        columns: impl IntoIterator<Item = (H, u16)>,
    ) -> io::Result<()> {
        name.clone_into(&mut self.name);
        self.columns = columns.into_iter().map(|(header, width)| (header.into(), width)).collect();
        self.parts = 0;
        self.begin()
    }

    /// Begins a sheet like the present one, under its name and a number where it is not the first.
    fn begin(&mut self) -> io::Result<()> {
        self.parts += 1;
        let name = if self.parts == 1 { self.name.clone() } else { format!("{} {}", self.name, self.parts) };
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(made)?;
        self.sheets += 1;
        begin(sheet, &name, &self.columns, &self.head).map_err(made)?;
        self.row = 1;
        Ok(())
    }

    /// Writes a row. Where the sheet is full a further one takes it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn row<'c>(&mut self, cells: impl IntoIterator<Item = Cell<'c>>) -> io::Result<()> {
        if self.row >= self.most {
            self.begin()?;
        }
        let sheet = self.book.worksheet_from_index(self.sheets.saturating_sub(1)).map_err(made)?;
        for (column, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Text(text) => {
                    sheet
                        .write_string_with_format(self.row, column, fitting(&text), &self.text)
                        .map_err(made)?;
                }
                Cell::Number(number) => {
                    sheet.write_number(self.row, column, number).map_err(made)?;
                }
                Cell::Amount(amount) => {
                    let form = if amount.fract() == 0.0 { &self.whole } else { &self.parted };
                    sheet.write_number_with_format(self.row, column, amount, form).map_err(made)?;
                }
            }
        }
        self.row += 1;
        Ok(())
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_to(mut self, mut out: impl Write + Send) -> io::Result<()> {
        self.book.save_to_writer(&mut out).map_err(made)?;
        out.flush()
    }
}

fn begin(
    sheet: &mut Worksheet,
    name: &str,
    columns: &[(String, u16)],
    head: &Format,
) -> Result<(), XlsxError> {
    sheet.set_name(name)?.set_freeze_panes(1, 0)?;
    for (column, (header, width)) in (0u16..).zip(columns) {
        sheet.set_column_width(column, *width)?;
        sheet.write_string_with_format(0, column, header, head)?;
    }
    // It is meant: no mark at every ID.
    if let Some(last) = u16::try_from(columns.len()).ok().and_then(|count| count.checked_sub(1)) {
        sheet.ignore_error_range(0, 0, MOST_ROWS - 1, last, IgnoreError::NumberStoredAsText)?;
    }
    Ok(())
}

/// As much of a text as a cell holds, and a mark where that is not all.
fn fitting(text: &str) -> Cow<'_, str> {
    // Spreadsheets count in UTF-16.
    if text.encode_utf16().count() <= MOST_CHARACTERS {
        return Cow::Borrowed(text);
    }
    let mut room = MOST_CHARACTERS - 1;
    let fits = |c: &char| {
        let left = room.checked_sub(c.len_utf16());
        room = left.unwrap_or(0);
        left.is_some()
    };
    Cow::Owned(text.chars().take_while(fits).chain(['…']).collect())
}

fn made(fault: XlsxError) -> io::Error {
    io::Error::other(fault.to_string())
}

#[cfg(test)]
#[path = "workbook_tests.rs"]
mod tests;
