//! Exports: the register, the month and reports as files that others read.
//!
//! Owns their forms. The register is drawn up anew from the visits for each: what is exported
//! depends on the records and decisions alone. It is drawn up page by page, each page with all
//! that touches its people, so that a province is written in the memory of a village.
//!
//! Called by the `export` command and the console.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use register::decision::Decision;
use register::draw::{Register, draw};
use register::entry::Entry;
use register::info::{AskedColumn, Column, LeftOutColumn, Month};
use register::lao::{Directory, LaoCode};
use register::record::PersonId;
use register::visit::Visit;
use serde_json::{Value, json};

pub mod report;

use crate::db::Transaction;
use crate::office::{Done, Office};
use crate::projection;
use crate::workbook::{Book, Cell};

/// Entries that are drawn up at a time, where nothing speaks for another number.
pub const PAGE: u32 = 500;

impl Office {
    /// Every visit and decision, and the register they come to, all at once.
    ///
    /// # Errors
    /// When something cannot be read.
    pub async fn register(&self) -> Done<Register> {
        let mut tx = self.db().look().await?;
        let laos = self.laos(&mut *tx).await?;
        let (mut visits, mut decisions) = (Vec::<Visit>::new(), std::collections::BTreeMap::new());
        let keyed = |decision: Decision| (decision.id(), decision);
        for lao in laos.iter() {
            let gathered = projection::around_lao(&mut *tx, lao.code).await?;
            visits.extend(gathered.visits.into_iter().filter(|visit| visit.record.lao == lao.code));
            decisions.extend(gathered.decisions.into_iter().map(keyed));
        }
        Ok(draw(&visits, &decisions.into_values().collect::<Vec<_>>(), &laos))
    }

    /// The register's entries, in the order of the export, by pages of so many: all as they were
    /// when this was called. One LAO's only, where one is named.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn entries(&self, lao: Option<LaoCode>, most: u32) -> Done<Entries> {
        let mut tx = self.db().look().await?;
        let laos = self.laos(&mut *tx).await?;
        let wanted: Vec<LaoCode> =
            laos.iter().map(|each| each.code).filter(|code| lao.is_none_or(|lao| lao == *code)).collect();
        Ok(Entries { tx, laos, left: wanted.into_iter(), at: None, most })
    }
}

/// The register's entries, page by page.
pub struct Entries {
    tx: Box<dyn Transaction>,
    laos: Arc<Directory>,
    left: std::vec::IntoIter<LaoCode>,
    /// Within which LAO, and after which entry.
    at: Option<(LaoCode, Option<PersonId>)>,
    most: u32,
}

impl Entries {
    /// The next page; an empty one is the end.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn next(&mut self) -> Done<Vec<Entry>> {
        loop {
            let Some((lao, after)) = self.at.or_else(|| Some((self.left.next()?, None))) else {
                return Ok(Vec::new());
            };
            let page = self.tx.entries_after(lao, after, self.most).await?;
            let Some((last, _)) = page.last() else {
                self.at = None;
                continue;
            };
            self.at = Some((lao, Some(*last)));
            let people: BTreeSet<_> = page.into_iter().map(|(_, who)| who).collect();
            let gathered = projection::around(&mut *self.tx, people.clone()).await?;
            let drawn = draw(&gathered.visits, &gathered.decisions, &self.laos);
            let of_page = |entry: &Entry| entry.appearances.iter().any(|who| people.contains(who));
            let entries: Vec<Entry> = drawn.entries.into_iter().filter(of_page).collect();
            if !entries.is_empty() {
                return Ok(entries);
            }
        }
    }
}

/// Takes the register's entries, one after another, and makes a file of them.
pub trait Form {
    /// Takes one.
    ///
    /// # Errors
    /// When it cannot be written.
    fn entry(&mut self, entry: &Entry) -> io::Result<()>;

    /// There are no more.
    ///
    /// # Errors
    /// When the rest cannot be written.
    fn end(self: Box<Self>) -> io::Result<()>;
}

/// JSON Lines (contract section 5): one entry a line, sorted.
pub struct JsonLines<W>(pub W);

impl<W: Write> Form for JsonLines<W> {
    fn entry(&mut self, entry: &Entry) -> io::Result<()> {
        serde_json::to_writer(&mut self.0, &entry.export_line())?;
        self.0.write_all(b"\n")
    }

    fn end(mut self: Box<Self>) -> io::Result<()> {
        self.0.flush()
    }
}

/// The whole register in JSON Lines.
///
/// # Errors
/// When `out` cannot be written.
pub fn jsonl(register: &Register, lao: Option<LaoCode>, out: &mut impl Write) -> io::Result<()> {
    let mut lines = JsonLines(out);
    register
        .entries
        .iter()
        .filter(|entry| lao.is_none_or(|lao| entry.lao == lao))
        .try_for_each(|e| lines.entry(e))
}

/// The columns of the table forms, in order.
const COLUMNS: [&str; 14] = [
    "lao",
    "person",
    "national_id",
    "title",
    "given_name",
    "family_name",
    "birth",
    "info_status",
    "flags",
    "linked",
    "records",
    "requests",
    "conflicts",
    "first_captured_at",
];

/// A value as one cell holds it.
fn cell(value: Option<&Value>) -> String {
    let text = match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => items.iter().map(|item| cell(Some(item))).collect::<Vec<_>>().join(" "),
        Some(Value::Object(birth)) if birth.contains_key("date") => cell(birth.get("date")),
        Some(other) => other.to_string(),
    };
    unlike_a_formula(text)
}

/// A text that no spreadsheet takes for a formula.
fn unlike_a_formula(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

fn row(entry: &Entry) -> Vec<String> {
    let line = serde_json::to_value(entry.export_line()).unwrap_or_default();
    COLUMNS.iter().map(|column| cell(line.get(*column))).collect()
}

/// CSV, with the mark by which spreadsheets know that it is UTF-8.
pub struct Csv<W: Write>(csv::Writer<W>);

impl<W: Write> Csv<W> {
    /// Begins it.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn begin(mut out: W) -> io::Result<Self> {
        out.write_all("\u{feff}".as_bytes())?;
        let mut table = csv::Writer::from_writer(out);
        table.write_record(COLUMNS)?;
        Ok(Self(table))
    }
}

impl<W: Write> Form for Csv<W> {
    fn entry(&mut self, entry: &Entry) -> io::Result<()> {
        Ok(self.0.write_record(row(entry))?)
    }

    fn end(mut self: Box<Self>) -> io::Result<()> {
        self.0.flush()
    }
}

/// A workbook; every cell is text.
pub struct Sheets<W> {
    book: Book,
    out: W,
}

impl<W: Write + Send> Sheets<W> {
    /// Begins it; what comes of it lies in this folder meanwhile.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn begin(folder: &Path, out: W) -> io::Result<Self> {
        let mut book = Book::new(folder)?;
        book.sheet("register", COLUMNS.map(|column| (column, 18)))?;
        Ok(Self { book, out })
    }
}

impl<W: Write + Send> Form for Sheets<W> {
    fn entry(&mut self, entry: &Entry) -> io::Result<()> {
        self.book.row(row(entry).into_iter().map(Cell::from))
    }

    fn end(self: Box<Self>) -> io::Result<()> {
        self.book.write_to(self.out)
    }
}

/// GeoJSON: entries whose place was found, as points.
pub struct GeoJson<W> {
    out: W,
    first: bool,
}

impl<W: Write> GeoJson<W> {
    /// Begins it.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn begin(mut out: W) -> io::Result<Self> {
        out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
        Ok(Self { out, first: true })
    }
}

impl<W: Write> Form for GeoJson<W> {
    fn entry(&mut self, entry: &Entry) -> io::Result<()> {
        let fix = entry.place.as_ref().and_then(|place| place.found_at.as_ref());
        let Some((lat, lon)) = fix.and_then(|fix| Some((fix.lat?, fix.lon?))) else { return Ok(()) };
        let feature = json!({
            "type": "Feature",
            "geometry": { "type": "Point", "coordinates": [lon, lat] },
            "properties": entry.export_line(),
        });
        self.out.write_all(if self.first { b"\n" } else { b",\n" })?;
        self.first = false;
        Ok(serde_json::to_writer(&mut self.out, &feature)?)
    }

    fn end(mut self: Box<Self>) -> io::Result<()> {
        self.out.write_all(b"\n]}\n")?;
        self.out.flush()
    }
}

/// The month as a workbook of three sheets (contract section 6); what comes of it lies in this
/// folder meanwhile.
///
/// # Errors
/// When it cannot be written.
pub fn info(month: &Month, folder: &Path, out: impl Write + Send) -> io::Result<()> {
    let mut book = Book::new(folder)?;
    book.sheet("INFO", Column::ALL.map(|column| (column.header(), width(column.header()))))?;
    for line in &month.lines {
        book.row(Column::ALL.map(|column| Cell::from(line.row.cell(column))))?;
    }
    book.sheet("คำขอ", AskedColumn::ALL.map(|column| (column.header(), width(column.header()))))?;
    for asked in month.requests() {
        book.row(AskedColumn::ALL.map(|column| match column {
            AskedColumn::Number => Cell::Number(asked.number),
            _ => Cell::from(AskedColumn::cell(&asked, column)),
        }))?;
    }
    book.sheet("ยังไม่บันทึก", LeftOutColumn::ALL.map(|column| (column.header(), width(column.header()))))?;
    for left in &month.left_out {
        book.row(LeftOutColumn::ALL.map(|column| Cell::from(LeftOutColumn::cell(left, column))))?;
    }
    book.write_to(out)
}

/// How wide a column stands open, in characters: names, subjects and reasons need more.
fn width(header: &str) -> u16 {
    match header {
        "เหตุผล" | "เรื่องขอความช่วยเหลือ" => 50,
        "ชื่อ-นามสกุล" | "สังกัดหน่วยงาน" | "เลขบัตรประจำตัวประชาชน" => {
            24
        }
        _ => 16,
    }
}
