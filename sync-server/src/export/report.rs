//! A report as a file: a workbook, CSV, GeoJSON.
//!
//! Owns their forms; figures are figures in a workbook, written as the page writes them. What a
//! report says is `register::report`'s. The same report gives the same bytes. Called by the console.

use std::io::{self, Write};
use std::path::Path;

use register::report::{Cell as Said, Kind, Report, Table};
use register::spoken::Spoken;
use serde_json::{Map, Value, json};

use super::unlike_a_formula;
use crate::workbook::{Book, Cell};

/// Most letters of a sheet's name.
const NAME: usize = 31;
/// What stands in no sheet's name.
const NOT_IN_A_NAME: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];

/// What stands at the head of a report: whose it is, what, and of when. What runs out by itself is of
/// the day on which it is drawn, as its notes say.
pub fn title(report: &Report) -> Vec<String> {
    let of_time = || (report.kind != Kind::Late).then(|| report.period.in_thai());
    let when = report.event.clone().or_else(of_time);
    [report.lao.name.clone(), report.kind.in_thai().to_owned()].into_iter().chain(when).collect()
}

/// A workbook: a sheet that says what it is, and one for each table.
///
/// # Errors
/// When it cannot be written. What comes of it lies in this folder meanwhile.
pub fn workbook(report: &Report, folder: &Path, out: impl Write + Send) -> io::Result<()> {
    let mut book = Book::new(folder)?;
    book.sheet("รายงาน", [(report.lao.name.clone(), 90)])?;
    for line in title(report).into_iter().skip(1).chain(report.notes.iter().cloned()) {
        book.row([Cell::from(line)])?;
    }
    for (nth, table) in (1..).zip(&report.tables) {
        let columns = table.columns.iter().map(|column| (column.name.as_ref(), column.width));
        book.sheet(&sheet_name(nth, table), columns)?;
        for row in table.rows.iter().chain(&table.total) {
            book.row(row.iter().map(|cell| match cell {
                Said::Text(words) => Cell::from(words.as_str()),
                Said::Count(many) => Cell::Amount(*many as f64),
                Said::Baht(sum) => Cell::Amount(sum.satang() as f64 / 100.0),
            }))?;
        }
    }
    book.write_to(out)
}

/// A name that a sheet can have, and no other sheet of the book has.
fn sheet_name(nth: usize, table: &Table) -> String {
    let named = format!("{nth} {}", table.name);
    let mut room = NAME;
    let fits = |c: &char| {
        let left = room.checked_sub(c.len_utf16());
        room = left.unwrap_or(0);
        left.is_some()
    };
    named.chars().map(|c| if NOT_IN_A_NAME.contains(&c) { ' ' } else { c }).take_while(fits).collect()
}

/// CSV, with the mark by which spreadsheets know that it is UTF-8: the tables one below the other,
/// each under its name.
///
/// # Errors
/// When it cannot be written.
pub fn csv(report: &Report, mut out: impl Write) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut lines = csv::WriterBuilder::new().flexible(true).from_writer(out);
    for line in title(report) {
        lines.write_record([unlike_a_formula(line)])?;
    }
    for table in &report.tables {
        lines.write_record([""])?;
        lines.write_record([unlike_a_formula(table.name.clone())])?;
        lines.write_record(table.columns.iter().map(|column| column.name.as_ref()))?;
        for row in table.rows.iter().chain(&table.total) {
            lines.write_record(row.iter().map(|cell| unlike_a_formula(cell.written())))?;
        }
    }
    lines.write_record([""])?;
    for note in &report.notes {
        lines.write_record([unlike_a_formula(note.clone())])?;
    }
    lines.flush()
}

/// GeoJSON: what of it has a place, as points.
///
/// # Errors
/// When it cannot be written.
pub fn geojson(report: &Report, out: impl Write) -> io::Result<()> {
    let features: Vec<Value> = report
        .points
        .iter()
        .map(|point| {
            let said: Map<String, Value> =
                point.said.iter().map(|(name, said)| ((*name).to_owned(), json!(said))).collect();
            json!({
                "type": "Feature",
                "geometry": { "type": "Point", "coordinates": [point.lon, point.lat] },
                "properties": said,
            })
        })
        .collect();
    serde_json::to_writer(out, &json!({ "type": "FeatureCollection", "features": features }))?;
    Ok(())
}
