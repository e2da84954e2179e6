//! A list of people in, the pairs of it that may be one person out.
//!
//! Owns the form of both: the columns, and the lines that cannot be read. Refuses to know who is whom
//! (`register::roster` does), files and databases: streams come in as arguments. Called by
//! `samruat-server dedupe`.

use std::fmt;
use std::io::{self, Read, Write};

use chrono::NaiveDate;
use csv::{ByteRecord, ReaderBuilder};
use register::roster::{Repeated, Roster, Tally, Typed};

/// The columns that a list needs, by the names in its header.
pub const COLUMNS: [&str; 9] =
    ["unique_id", "cid", "title", "first", "last", "dob", "sex", "village", "house"];

/// The columns of the pairs.
pub const PAIR_COLUMNS: [&str; 4] = ["unique_id_l", "unique_id_r", "score", "verdict"];

/// Why no pairs came of a list. What was written of them until then is not whole.
#[derive(Debug, thiserror::Error)]
pub enum NoPairs {
    /// The list stopped in the middle.
    #[error("the list could not be read to its end: {0}; copy the file anew and try again")]
    Read(String),
    /// A column is missing.
    #[error(
        "the list has no column `{0}`; its first line must name unique_id, cid, title, first, last, dob, sex, village and house"
    )]
    Column(&'static str),
    /// A column is there twice.
    #[error("the list has two columns `{0}`; rename the one that is not meant")]
    ColumnTwice(&'static str),
    /// The pairs cannot be written.
    #[error(
        "the pairs cannot be written: {0}; make room, or choose another --out; an earlier file there is untouched"
    )]
    Write(String),
}

impl From<io::Error> for NoPairs {
    fn from(why: io::Error) -> Self {
        Self::Write(why.to_string())
    }
}

/// A line that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Where in the file, the header being line 1.
    pub line: u64,
    /// Why, and what to do.
    pub fault: LineFault,
}

/// Why a line was left out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// Too few or too many fields.
    #[error("it has {found} fields and the header {wanted}; look for a missing quote or comma")]
    Fields {
        /// The header's.
        wanted: usize,
        /// The line's.
        found: usize,
    },
    /// Not UTF-8.
    #[error("its column `{column}` is not UTF-8; save the list as CSV UTF-8")]
    NotUtf8 {
        /// Which.
        column: &'static str,
    },
    /// No `unique_id`.
    #[error("its unique_id is empty; give it one of its own")]
    Unnamed,
    /// An earlier line has the same `unique_id`.
    #[error("its unique_id {unique_id:?} is that of line {kept}; give it one of its own")]
    Repeated {
        /// Which.
        unique_id: String,
        /// The line that was kept.
        kept: u64,
    },
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Lines that were compared.
    pub lines: usize,
    /// What came of them.
    pub tally: Tally,
    /// Lines that were not, in the order of the file.
    pub left_out: Vec<LeftOut>,
}

impl Report {
    /// Nothing was left out.
    pub fn is_whole(&self) -> bool {
        self.left_out.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// So many are named one by one; a file in a wrong encoding has a million.
        const NAMED: usize = 100;
        for LeftOut { line, fault } in self.left_out.iter().take(NAMED) {
            writeln!(f, "line {line} was left out: {fault}")?;
        }
        match self.left_out.len() {
            0 => {}
            many => writeln!(
                f,
                "{many} lines were left out{}; the pairs of the other {} are complete",
                if many > NAMED { format!(", the first {NAMED} are named above") } else { String::new() },
                self.lines
            )?,
        }
        if self.tally.too_alike > 0 {
            writeln!(
                f,
                "{} times a line stood among more than 256 that say the same, and was not compared with every one of them; look for lines copied by mistake",
                self.tally.too_alike
            )?;
        }
        writeln!(
            f,
            "{} lines, {} pairs compared, {} written",
            self.lines, self.tally.compared, self.tally.pairs
        )
    }
}

/// Reads the list from one stream and writes its pairs to another.
///
/// # Errors
/// When the list has not the columns that it needs, cannot be read to its end, or the pairs cannot be written.
pub fn streams(people: impl Read, mut pairs: impl Write, today: NaiveDate) -> Result<Report, NoPairs> {
    let (mut roster, mut left_out) = read(people, today)?;
    let repeated = roster.close().into_iter().map(|Repeated { unique_id, kept, line }| LeftOut {
        line: line.into(),
        fault: LineFault::Repeated { unique_id, kept: kept.into() },
    });
    left_out.extend(repeated);
    left_out.sort_by_key(|left_out| left_out.line);
    writeln!(pairs, "{}", PAIR_COLUMNS.join(","))?;
    let mut written = csv::WriterBuilder::new().has_headers(false).from_writer(pairs);
    let tally = roster.pairs(|pair| {
        let score = format!("{}.{:03}", pair.score / 1000, pair.score % 1000);
        written.write_record([pair.left, pair.right, &score, pair.verdict.as_str()]).map_err(io::Error::from)
    })?;
    written.flush()?;
    Ok(Report { lines: roster.len(), tally, left_out })
}

fn read(people: impl Read, today: NaiveDate) -> Result<(Roster, Vec<LeftOut>), NoPairs> {
    let mut lines = ReaderBuilder::new().flexible(true).from_reader(people);
    let header = lines.byte_headers().map_err(|why| NoPairs::Read(why.to_string()))?.clone();
    let columns = columns(&header)?;
    let (mut roster, mut left_out) = (Roster::new(today), Vec::new());
    let mut record = ByteRecord::new();
    while lines.read_byte_record(&mut record).map_err(|why| NoPairs::Read(why.to_string()))? {
        let line = record.position().map_or(0, csv::Position::line);
        match typed(&record, &columns, header.len()) {
            Ok(typed) => roster.add(u32::try_from(line).unwrap_or(u32::MAX), &typed),
            Err(fault) => left_out.push(LeftOut { line, fault }),
        }
    }
    Ok((roster, left_out))
}

/// Where each of [`COLUMNS`] stands.
fn columns(header: &ByteRecord) -> Result<[usize; 9], NoPairs> {
    let mut places = [0; 9];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        let is_named = |name: &[u8]| {
            let name = name.strip_prefix("\u{feff}".as_bytes()).unwrap_or(name);
            name.trim_ascii().eq_ignore_ascii_case(column.as_bytes())
        };
        let mut found = header.iter().enumerate().filter(|(_, name)| is_named(name));
        *place = found.next().ok_or(NoPairs::Column(column))?.0;
        if found.next().is_some() {
            return Err(NoPairs::ColumnTwice(column));
        }
    }
    Ok(places)
}

fn typed<'a>(record: &'a ByteRecord, columns: &[usize; 9], wanted: usize) -> Result<Typed<'a>, LineFault> {
    if record.len() != wanted {
        return Err(LineFault::Fields { wanted, found: record.len() });
    }
    let mut fields = [""; 9];
    for ((field, &at), column) in fields.iter_mut().zip(columns).zip(COLUMNS) {
        *field = std::str::from_utf8(record.get(at).unwrap_or_default())
            .map_err(|_| LineFault::NotUtf8 { column })?;
    }
    let [unique_id, cid, title, first, last, dob, sex, village, house] = fields;
    if unique_id.trim().is_empty() {
        return Err(LineFault::Unnamed);
    }
    Ok(Typed { unique_id, cid, title, first, last, dob, sex, village, house, ..Typed::default() })
}
