//! Lists as text: csv, in whatever it was written.
//!
//! Owns finding the encoding (UTF-8, UTF-16, and else TIS-620, which Thai spreadsheets still write)
//! and what parts the cells.

use std::borrow::Cow;

use register::import::Cell;

use super::{ListFault, Rows, Sheet};

/// What parts cells, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How far into a file it is looked for.
const LOOKED_AT: usize = 64 * 1024;

pub(super) fn read(bytes: &[u8]) -> Result<Sheet, ListFault> {
    let mut text = decoded(bytes)?;
    if text.contains('\r') {
        // The reader counts a line of two ends where its first end is, and the next row then stands on it.
        text = Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"));
    }
    let mut rows = Rows::default();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|_| ListFault::Damaged)? {
        // As a text editor counts: a quoted cell may run over lines, and empty ones before a row are
        // not yet counted where it begins.
        let (line, at) = record.position().map_or((0, 0), |begins| (begins.line(), begins.byte()));
        let rest = usize::try_from(at).ok().and_then(|at| text.as_bytes().get(at..)).unwrap_or_default();
        let row = line + rest.iter().take_while(|byte| **byte == b'\n').count() as u64;
        let row = u32::try_from(row).map_err(|_| ListFault::TooLong)?;
        for (column, cell) in record.iter().enumerate() {
            let cell = cell.trim();
            if !cell.is_empty() {
                rows.put(row, column, Cell::Text(cell.to_owned()))?;
            }
        }
    }
    Ok(Sheet { rows: rows.rows, ..Sheet::default() })
}

/// The text of a file.
fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, ListFault> {
    let text = if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        if broken {
            return Err(ListFault::Damaged);
        }
        text
    } else if let Some(encoding) = unmarked(bytes) {
        encoding.decode_without_bom_handling(bytes).0
    } else {
        match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            // A byte of TIS-620 that is no letter makes it another thing.
            Err(_) => {
                let (text, broken) = encoding_rs::WINDOWS_874.decode_without_bom_handling(bytes);
                if broken {
                    return Err(ListFault::NoList);
                }
                text
            }
        }
    };
    // A paper, a picture: what no table has.
    let is_binary = text
        .chars()
        .take(LOOKED_AT)
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}'));
    let is_a_paper = ["%PDF", "{\\rtf", "<html", "<!DOCTYPE", "<?xml"]
        .iter()
        .any(|mark| text.trim_start().starts_with(mark));
    if is_binary || is_a_paper { Err(ListFault::NoList) } else { Ok(text) }
}

/// UTF-16 that does not say so: every second byte of plain letters is nothing, and in Thai 0E.
fn unmarked(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let looked_at = bytes.get(..bytes.len().min(LOOKED_AT) & !1)?;
    if looked_at.len() < 8 {
        return None;
    }
    let many = |at: usize| looked_at.chunks(2).filter(|pair| matches!(pair.get(at), Some(0 | 0x0e))).count();
    let most = looked_at.len() / 2 * 9 / 10;
    match (many(1) > most, many(0) > most) {
        (true, false) => Some(encoding_rs::UTF_16LE),
        (false, true) => Some(encoding_rs::UTF_16BE),
        _ => None,
    }
}

/// What parts the cells: what stands equally often in the lines that have it, outside quotes.
fn delimiter(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(50).collect();
    let score = |delimiter: u8| {
        let mut counted: Vec<usize> = lines.iter().map(|line| outside_quotes(line, delimiter)).collect();
        counted.sort_unstable();
        counted.get(counted.len() / 2).copied().unwrap_or_default()
    };
    // Of two that part as often, the likelier.
    let best = DELIMITERS.iter().rev().max_by_key(|delimiter| score(**delimiter));
    best.copied().unwrap_or(b',')
}

fn outside_quotes(line: &str, delimiter: u8) -> usize {
    let (mut many, mut quoted) = (0, false);
    for byte in line.bytes() {
        quoted ^= byte == b'"';
        many += usize::from(byte == delimiter && !quoted);
    }
    many
}
