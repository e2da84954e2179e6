//! Exports: the register as files that others read.
//!
//! Owns their forms. The register is drawn up anew from the visits for each: what is exported
//! depends on the records and decisions alone, and on nothing that was remembered of them.
//!
//! Called by the `export` command.

use std::collections::BTreeMap;
use std::io::{self, Write};

use register::decision::{Decision, DecisionId};
use register::draw::{Register, draw};
use register::lao::LaoCode;
use register::visit::Visit;
use serde_json::{Value, json};

use crate::db::DbFault;
use crate::office::{Done, Office};

/// Records read at a time.
const PAGE: u32 = 1_000;

impl Office {
    /// Every visit and decision, and the register they come to.
    ///
    /// # Errors
    /// When something cannot be read.
    pub async fn register(&self) -> Done<Register> {
        let broken = |e: String| DbFault::Broken(e);
        let mut tx = self.db().look().await?;
        let laos = self.laos(&mut *tx).await?;
        let mut visits: Vec<Visit> = Vec::new();
        let mut decisions: BTreeMap<DecisionId, Decision> = BTreeMap::new();
        for lao in laos.iter() {
            let mut after = None;
            loop {
                let rows = tx.records_after(lao.code, after, PAGE).await?;
                let Some(last) = rows.last() else { break };
                after = Some(last.id);
                let keys: Vec<_> = rows.iter().map(|row| (row.lao, row.id)).collect();
                for row in rows.iter().filter(|row| !row.visit.is_empty()) {
                    visits.push(serde_json::from_str(&row.visit).map_err(|e| broken(e.to_string()))?);
                }
                for row in tx.rulings_on(&keys).await? {
                    let decision = Decision::read(row.json.as_bytes()).map_err(|e| broken(e.to_string()))?;
                    decisions.insert(decision.id(), decision);
                }
            }
        }
        Ok(draw(&visits, &decisions.into_values().collect::<Vec<_>>(), &laos))
    }
}

/// The register in JSON Lines (contract section 5): one entry a line, sorted.
///
/// # Errors
/// When `out` cannot be written.
pub fn jsonl(register: &Register, lao: Option<LaoCode>, out: &mut impl Write) -> io::Result<()> {
    for entry in register.entries.iter().filter(|entry| lao.is_none_or(|lao| entry.lao == lao)) {
        serde_json::to_writer(&mut *out, &entry.export_line())?;
        out.write_all(b"\n")?;
    }
    Ok(())
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

/// A value as one cell holds it. What a spreadsheet would take for a formula is set in quotes.
fn cell(value: Option<&Value>) -> String {
    let text = match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => items.iter().map(|item| cell(Some(item))).collect::<Vec<_>>().join(" "),
        Some(Value::Object(birth)) if birth.contains_key("date") => cell(birth.get("date")),
        Some(other) => other.to_string(),
    };
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

fn rows(register: &Register, lao: Option<LaoCode>) -> impl Iterator<Item = Vec<String>> {
    register.entries.iter().filter(move |entry| lao.is_none_or(|lao| entry.lao == lao)).map(|entry| {
        let line = entry.export_line();
        let line = serde_json::to_value(&line).unwrap_or_default();
        COLUMNS.iter().map(|column| cell(line.get(*column))).collect()
    })
}

/// The register as CSV, with the mark by which spreadsheets know that it is UTF-8.
///
/// # Errors
/// When `out` cannot be written.
pub fn csv(register: &Register, lao: Option<LaoCode>, out: &mut impl Write) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut table = csv::Writer::from_writer(out);
    table.write_record(COLUMNS)?;
    for row in rows(register, lao) {
        table.write_record(row)?;
    }
    table.flush()
}

/// The register as a workbook; every cell is text, so that no number loses its zeros.
///
/// # Errors
/// When it cannot be made or written.
pub fn xlsx(register: &Register, lao: Option<LaoCode>, out: &mut impl Write) -> io::Result<()> {
    use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};
    let made = |e: rust_xlsxwriter::XlsxError| io::Error::other(e.to_string());
    let mut book = Workbook::new();
    // The same register gives the same bytes: the time of making is not part of it.
    let made_at = ExcelDateTime::from_ymd(2026, 1, 1).map_err(made)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made_at));
    let sheet = book.add_worksheet();
    sheet.set_name("register").map_err(made)?;
    for (column, name) in (0u16..).zip(COLUMNS) {
        sheet.write_string(0, column, name).map_err(made)?;
    }
    for (row, cells) in (1u32..).zip(rows(register, lao)) {
        for (column, text) in (0u16..).zip(cells) {
            sheet.write_string(row, column, text).map_err(made)?;
        }
    }
    out.write_all(&book.save_to_buffer().map_err(made)?)
}

/// Entries whose place was found, as points.
///
/// # Errors
/// When `out` cannot be written.
pub fn geojson(register: &Register, lao: Option<LaoCode>, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
    let mut first = true;
    for entry in register.entries.iter().filter(|entry| lao.is_none_or(|lao| entry.lao == lao)) {
        let fix = entry.place.as_ref().and_then(|place| place.found_at.as_ref());
        let Some((lat, lon)) = fix.and_then(|fix| Some((fix.lat?, fix.lon?))) else { continue };
        let feature = json!({
            "type": "Feature",
            "geometry": { "type": "Point", "coordinates": [lon, lat] },
            "properties": entry.export_line(),
        });
        out.write_all(if first { b"\n" } else { b",\n" })?;
        first = false;
        serde_json::to_writer(&mut *out, &feature)?;
    }
    out.write_all(b"\n]}\n")
}
