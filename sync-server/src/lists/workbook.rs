//! Lists as workbooks: xlsx.
//!
//! Owns looking into a workbook before anything is made of it: what it says that it holds, and what
//! it truly comes to when it is unpacked; and reading one sheet, cell by cell. Which sheet is the
//! list is told by its headings.

use std::io::{Cursor, Read, Write};

use calamine::{DataRef, Reader, Xlsx};
use chrono::NaiveDate;
use register::import::{Cell, Row, recognise};

use super::{ListFault, MOST_CELLS, MOST_UNPACKED, Rows, Sheet};

/// Most files in a workbook: a hundred sheets have a few hundred.
const MOST_FILES: usize = 10_000;
/// Most bytes of a part that is laid out in memory whole.
const MOST_LAID_OUT: u64 = 8 * 1024 * 1024;
/// Most sheets that are looked at.
const MOST_SHEETS: usize = 50;

/// What a file of the old compound form is.
pub(super) fn old(bytes: &[u8]) -> ListFault {
    // The name of the stream that a workbook with a password lies in.
    let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if memchr::memmem::find(bytes, &locked).is_some() { ListFault::Locked } else { ListFault::OldWorkbook }
}

pub(super) fn read(bytes: &[u8]) -> Result<Sheet, ListFault> {
    look_into(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|fault| {
        tracing::info!(%fault, "a workbook could not be opened");
        ListFault::Damaged
    })?;
    let names = book.sheet_names();
    let mut best: Option<(usize, Sheet)> = None;
    for name in names.iter().take(MOST_SHEETS) {
        // A chart has a sheet of its own, and no cells.
        let Some(rows) = rows_of(&mut book, name)? else { continue };
        let known = recognise(&rows).map_or(0, |(_, columns)| columns.iter().flatten().count());
        let is_better = best.as_ref().is_none_or(|(most, sheet)| known > *most || sheet.rows.is_empty());
        if is_better {
            let others = names.iter().filter(|other| *other != name).cloned().collect();
            best = Some((known, Sheet { name: Some(name.clone()), others, rows }));
        }
    }
    Ok(best.map(|(_, sheet)| sheet).unwrap_or_default())
}

/// Looks at a workbook's directory, and then at what its files come to: a directory may lie.
fn look_into(bytes: &[u8]) -> Result<(), ListFault> {
    // Counted before any list is made of them.
    if memchr::memmem::find_iter(bytes, b"PK\x01\x02").take(MOST_FILES + 1).count() > MOST_FILES {
        return Err(ListFault::Bomb);
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| ListFault::Damaged)?;
    let mut claimed = 0u64;
    let mut is_workbook = false;
    for at in 0..archive.len() {
        let file = archive.by_index_raw(at).map_err(|_| ListFault::Damaged)?;
        claimed = claimed.saturating_add(file.size());
        let name = file.name().map_err(|_| ListFault::Damaged)?.to_ascii_lowercase();
        if name.ends_with("vbaproject.bin") || name.starts_with("xl/macrosheets/") {
            return Err(ListFault::Macros);
        }
        if file.encrypted() {
            return Err(ListFault::Locked);
        }
        is_workbook |= name == "xl/workbook.xml";
        if name == "xl/workbook.bin" || name == "content.xml" {
            return Err(ListFault::OtherWorkbook);
        }
    }
    if claimed > MOST_UNPACKED {
        return Err(ListFault::Bomb);
    }
    if !is_workbook {
        return Err(ListFault::NoList);
    }
    let mut left = MOST_UNPACKED;
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|_| ListFault::Damaged)?;
        let name = file.name().map_err(|_| ListFault::Damaged)?.to_ascii_lowercase();
        let most = if is_laid_out(&name) { left.min(MOST_LAID_OUT) } else { left };
        let mut unpacked = Counted::default();
        std::io::copy(&mut file.take(most + 1), &mut unpacked).map_err(|_| ListFault::Damaged)?;
        if unpacked.bytes > most {
            return Err(ListFault::Bomb);
        }
        // Each text that cells share is laid out, however short it is.
        if name == "xl/sharedstrings.xml" && unpacked.texts > MOST_CELLS {
            return Err(ListFault::TooLong);
        }
        left -= unpacked.bytes;
    }
    let mut kinds = String::new();
    if let Ok(file) = archive.by_name("[Content_Types].xml") {
        file.take(1 << 20).read_to_string(&mut kinds).map_err(|_| ListFault::Damaged)?;
    }
    if kinds.contains("macroEnabled") { Err(ListFault::Macros) } else { Ok(()) }
}

/// Parts of a workbook that are laid out in memory whole, beside its texts.
fn is_laid_out(name: &str) -> bool {
    matches!(name, "xl/styles.xml" | "xl/workbook.xml" | "[content_types].xml") || name.ends_with(".rels")
}

/// What is unpacked, counted and not kept.
#[derive(Default)]
struct Counted {
    bytes: u64,
    /// How many texts begin in it, in a file of texts that cells share; one that begins where two
    /// pieces meet may be missed.
    texts: usize,
}

impl Write for Counted {
    fn write(&mut self, piece: &[u8]) -> std::io::Result<usize> {
        self.bytes += piece.len() as u64;
        self.texts += memchr::memmem::find_iter(piece, b"<si").count();
        Ok(piece.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The rows of one sheet.
fn rows_of(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Option<Vec<Row>>, ListFault> {
    let mut cells = match book.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        Err(calamine::XlsxError::NotAWorksheet(_)) => return Ok(None),
        Err(fault) => {
            tracing::info!(%fault, "a sheet could not be read");
            return Err(ListFault::Damaged);
        }
    };
    let mut rows = Rows::default();
    let mut last = 0;
    loop {
        let cell = cells.next_cell().map_err(|fault| {
            tracing::info!(%fault, "a cell could not be read");
            ListFault::Damaged
        })?;
        let Some(cell) = cell else { break };
        let (row, column) = cell.get_position();
        // Rows come in their order in every file that a program wrote.
        if row < last {
            return Err(ListFault::Damaged);
        }
        last = row;
        rows.put(row.saturating_add(1), column as usize, as_cell(cell.get_value()))?;
    }
    Ok(Some(rows.rows))
}

fn as_cell(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) if number.is_finite() => Cell::Number(*number),
        DataRef::String(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        DataRef::Bool(yes) => Cell::Text(if *yes { "ใช่" } else { "ไม่ใช่" }.to_owned()),
        DataRef::DateTime(at) if at.is_datetime() && at.as_f64() >= 1.0 => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            let day = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day));
            day.map_or(Cell::Number(at.as_f64()), |day| Cell::Day { day })
        }
        DataRef::DateTime(at) => Cell::Number(at.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::Text(text.clone()),
        // A formula that came to nothing.
        DataRef::Error(_) | DataRef::Float(_) | DataRef::Empty => Cell::Empty,
    }
}
