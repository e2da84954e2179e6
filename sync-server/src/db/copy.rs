//! A copy of the whole database in one file, in a form that either store writes and either
//! store is filled from.
//!
//! Owns the file's form: a heading, the form of the tables, each table's rows as PostgreSQL's
//! binary COPY has them, and a BLAKE3 over all of it; and which tables and columns there are.
//! The form of the file is frozen; a new one gets another heading.
//!
//! Refuses to know who may read it: `backup` seals it. Called by the stores.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;

use super::{Answer, DbFault};

const HEADING: &[u8; 16] = b"samruat copy v1\n";
/// What a file of SQLite's own begins with.
const SQLITE: &[u8; 16] = b"SQLite format 3\0";
/// Longest piece that is read at once; PostgreSQL sends rows of at most this.
const LONGEST: usize = 1 << 30;
/// What a table's rows begin with, and what they end with.
const BEGINS: &[u8; 19] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const ENDS: i16 = -1;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A database of SQLite.
    Sqlite,
    /// A copy in the form of this module.
    Copy,
    /// Neither.
    Else,
}

impl Holds {
    /// By its first bytes.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(file: &Path) -> std::io::Result<Self> {
        let mut first = Vec::new();
        File::open(file)?.take(16).read_to_end(&mut first)?;
        Ok(match first.as_slice() {
            first if first == SQLITE => Self::Sqlite,
            first if first == HEADING => Self::Copy,
            _ => Self::Else,
        })
    }
}

/// A table that is copied. A migration that makes one, or adds a column, adds it here.
pub(super) struct Table {
    pub(super) name: &'static str,
    /// In the order in which PostgreSQL has them, each with its kind.
    pub(super) columns: &'static [(&'static str, Kind)],
    /// SQLite has no such table: PostgreSQL makes its rows as they are needed.
    pub(super) only_postgres: bool,
}

/// What a column holds, and how wide it is in PostgreSQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// True or not: a whole number in SQLite.
    Truth,
    Small,
    Int,
    Big,
    Text,
    Bytes,
    Uuid,
    /// Not in SQLite: how many receipts the LAO has.
    Receipts,
}

const fn table(name: &'static str, columns: &'static [(&'static str, Kind)]) -> Table {
    Table { name, columns, only_postgres: false }
}

use Kind::{Big, Bytes, Int, Receipts, Small, Text, Truth, Uuid};

/// Every table, in the order in which it is written.
pub(super) const TABLES: [Table; 42] = [
    table("setting", &[("name", Text), ("value", Text)]),
    table("counter", &[("kind", Text), ("last", Big)]),
    table(
        "lao",
        &[
            ("lao", Int),
            ("said", Text),
            ("seq", Big),
            ("length", Big),
            ("chain", Bytes),
            ("receipts", Receipts),
            ("numbers", Big),
        ],
    ),
    table("surveyor", &[("lao", Int), ("surveyor", Text), ("said", Text)]),
    table("office_user", &[("lao", Int), ("office_user", Text), ("said", Text)]),
    table("enrolment", &[("lao", Int), ("code", Bytes), ("said", Text)]),
    table("device", &[("lao", Int), ("device", Text), ("token", Bytes), ("said", Text)]),
    table(
        "log",
        &[
            ("lao", Int),
            ("place", Big),
            ("kind", Small),
            ("id", Bytes),
            ("record", Uuid),
            ("sent_by", Text),
            ("at", Big),
            ("sealed", Bytes),
            ("chain", Bytes),
        ],
    ),
    table("log_keys", &[("lao", Int), ("place", Big), ("keys", Bytes)]),
    table(
        "record",
        &[
            ("lao", Int),
            ("record", Uuid),
            ("seq", Big),
            ("here_since", Big),
            ("moo", Big),
            ("surveyor", Text),
            ("changes", Big),
            ("visit", Text),
            ("door", Text),
        ],
    ),
    table(
        "person",
        &[
            ("lao", Int),
            ("record", Uuid),
            ("person", Uuid),
            ("number", Big),
            ("found_by", Text),
            ("entry", Uuid),
            ("standing", Text),
        ],
    ),
    table("parted", &[("lao", Int), ("record", Uuid), ("person", Uuid)]),
    table("number", &[("number", Big), ("lao", Int), ("record", Uuid), ("person", Uuid)]),
    Table { name: "number_lock", columns: &[("number", Big)], only_postgres: true },
    table("ruling", &[("lao", Int), ("record", Uuid), ("id", Bytes), ("said", Text)]),
    table(
        "quarantine",
        &[
            ("lao", Int),
            ("id", Bytes),
            ("record", Uuid),
            ("device", Text),
            ("at", Big),
            ("sealed", Bytes),
            ("keys", Bytes),
            ("refused", Bytes),
        ],
    ),
    table(
        "upload",
        &[
            ("lao", Int),
            ("upload", Uuid),
            ("device", Text),
            ("hash", Bytes),
            ("record", Uuid),
            ("length", Big),
            ("arrived", Big),
            ("at", Big),
        ],
    ),
    table("piece", &[("lao", Int), ("upload", Uuid), ("starts", Big), ("bytes", Bytes)]),
    table(
        "photo",
        &[
            ("lao", Int),
            ("hash", Bytes),
            ("length", Big),
            ("key", Bytes),
            ("device", Text),
            ("record", Uuid),
            ("at", Big),
        ],
    ),
    table("thumbnail", &[("lao", Int), ("photo", Bytes), ("sealed", Bytes), ("record", Uuid)]),
    table("delivered", &[("lao", Int), ("bundle", Bytes), ("said", Text)]),
    table("receipt", &[("lao", Int), ("place", Big), ("at", Big), ("said", Text)]),
    table(
        "erasure",
        &[
            ("lao", Int),
            ("reference", Text),
            ("at", Big),
            ("made_by", Text),
            ("reason", Text),
            ("finished", Truth),
        ],
    ),
    table(
        "erased",
        &[
            ("lao", Int),
            ("record", Uuid),
            ("part", Uuid),
            ("kind", Text),
            ("photo", Bytes),
            ("reference", Text),
            ("seq", Big),
        ],
    ),
    table("form", &[("lao", Int), ("mark", Text), ("said", Text)]),
    table(
        "task",
        &[
            ("lao", Int),
            ("task", Uuid),
            ("record", Uuid),
            ("surveyor", Text),
            ("seq", Big),
            ("state", Text),
            ("said", Text),
        ],
    ),
    table("standing", &[("lao", Int), ("device", Text), ("at", Big), ("said", Text)]),
    table("session", &[("lao", Int), ("token", Bytes), ("office_user", Text), ("since", Big), ("seen", Big)]),
    table("tries", &[("lao", Int), ("office_user", Text), ("many", Big), ("last", Big)]),
    table(
        "access",
        &[
            ("lao", Int),
            ("id", Uuid),
            ("at", Big),
            ("office_user", Text),
            ("act", Text),
            ("record", Uuid),
            ("person", Uuid),
            ("told", Text),
            ("why", Text),
        ],
    ),
    table("press", &[("lao", Int), ("press", Uuid), ("office_user", Text), ("at", Big), ("led_to", Text)]),
    table(
        "typed",
        &[
            ("lao", Int),
            ("round", Text),
            ("whom", Bytes),
            ("office_user", Text),
            ("at", Big),
            ("mark", Bytes),
        ],
    ),
    table(
        "step",
        &[
            ("lao", Int),
            ("record", Uuid),
            ("request", Uuid),
            ("nth", Big),
            ("id", Bytes),
            ("sheet", Uuid),
            ("meeting", Uuid),
            ("said", Text),
        ],
    ),
    table("course", &[("lao", Int), ("record", Uuid), ("request", Uuid), ("state", Text), ("said", Text)]),
    table("running", &[("lao", Int), ("year", Big), ("last", Big)]),
    table("meeting", &[("lao", Int), ("meeting", Uuid), ("said", Text)]),
    table("affair", &[("lao", Int), ("kind", Text), ("name", Text), ("said", Text)]),
    table("name_list", &[("lao", Int), ("list", Uuid), ("at", Big), ("filed", Big), ("said", Text)]),
    table("name_sheet", &[("lao", Int), ("list", Uuid), ("sealed", Bytes)]),
    table(
        "handed",
        &[("lao", Int), ("whom", Bytes), ("round", Text), ("at", Big), ("mark", Bytes), ("name", Text)],
    ),
    table("digest", &[("province", Text), ("version", Big), ("bytes", Bytes), ("at", Big), ("newest", Big)]),
    table("digest_step", &[("province", Text), ("leads_from", Big), ("bytes", Bytes), ("at", Big)]),
];

impl Table {
    /// Its columns, as SQL lists them.
    pub(super) fn list(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }
}

/// A value of a row, whichever store it comes from.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Whole(i64),
    Text(String),
    Bytes(Vec<u8>),
}

fn unwritable(error: std::io::Error) -> DbFault {
    DbFault::Copy(format!("it cannot be written ({error})"))
}

fn unreadable(error: std::io::Error) -> DbFault {
    DbFault::Copy(format!("it cannot be read ({error})"))
}

fn damaged() -> DbFault {
    DbFault::Copy("it is damaged".to_owned())
}

/// A copy that is being written.
pub(super) struct Writer {
    file: BufWriter<File>,
    hasher: blake3::Hasher,
}

impl Writer {
    /// Begins one of a database of this form.
    pub(super) fn begin(to: &Path, form: u32) -> Answer<Self> {
        let file = BufWriter::new(File::create(to).map_err(unwritable)?);
        let mut this = Self { file, hasher: blake3::Hasher::new() };
        this.put(HEADING)?;
        this.put(&form.to_le_bytes())?;
        Ok(this)
    }

    fn put(&mut self, bytes: &[u8]) -> Answer<()> {
        self.hasher.update(bytes);
        self.file.write_all(bytes).map_err(unwritable)
    }

    /// A piece; an empty one ends a table, or the file.
    pub(super) fn put_piece(&mut self, bytes: &[u8]) -> Answer<()> {
        let length = u32::try_from(bytes.len()).map_err(|_| DbFault::Copy("a row is too long".to_owned()))?;
        self.put(&length.to_le_bytes())?;
        self.put(bytes)
    }

    /// A table of a store that does not speak PostgreSQL's COPY: first its heading.
    pub(super) fn begin_rows(&mut self) -> Answer<()> {
        self.put_piece(BEGINS)
    }

    /// One of its rows.
    pub(super) fn put_row(&mut self, table: &Table, row: &[Value]) -> Answer<()> {
        let mut bytes = Vec::with_capacity(256);
        bytes.extend(i16::try_from(row.len()).map_err(|_| damaged())?.to_be_bytes());
        for ((_, kind), value) in table.columns.iter().zip(row) {
            encode(*kind, value, &mut bytes)?;
        }
        self.put_piece(&bytes)
    }

    /// And its end.
    pub(super) fn end_rows(&mut self) -> Answer<()> {
        self.put_piece(&ENDS.to_be_bytes())?;
        self.put_piece(&[])
    }

    /// On disk when it returns.
    pub(super) fn finish(mut self) -> Answer<()> {
        self.put_piece(&[])?;
        let hash = self.hasher.finalize();
        self.file.write_all(hash.as_bytes()).map_err(unwritable)?;
        let file = self.file.into_inner().map_err(|e| unwritable(e.into_error()))?;
        file.sync_all().map_err(unwritable)
    }
}

/// A value as COPY has it: its length, or -1 for none, and its bytes.
fn encode(kind: Kind, value: &Value, into: &mut Vec<u8>) -> Answer<()> {
    let mut put = |bytes: &[u8]| {
        let length =
            i32::try_from(bytes.len()).map_err(|_| DbFault::Copy("a value is too long".to_owned()))?;
        into.extend(length.to_be_bytes());
        into.extend_from_slice(bytes);
        Ok(())
    };
    let narrow = |_| DbFault::Copy("a number is out of range".to_owned());
    match (kind, value) {
        (_, Value::Null) => {
            into.extend((-1i32).to_be_bytes());
            Ok(())
        }
        (Truth, Value::Whole(n)) => put(&[u8::from(*n != 0)]),
        (Small, Value::Whole(n)) => put(&i16::try_from(*n).map_err(narrow)?.to_be_bytes()),
        (Int, Value::Whole(n)) => put(&i32::try_from(*n).map_err(narrow)?.to_be_bytes()),
        (Big | Receipts, Value::Whole(n)) => put(&n.to_be_bytes()),
        // PostgreSQL keeps every letter but the zero one.
        (Text, Value::Text(text)) => put(text.replace('\0', "\u{fffd}").as_bytes()),
        (Bytes, Value::Bytes(bytes)) => put(bytes),
        (Uuid, Value::Bytes(bytes)) if bytes.len() == 16 => put(bytes),
        (kind, value) => Err(DbFault::Copy(format!("{value:?} stands where {kind:?} should"))),
    }
}

/// A copy that is being read; it was read once before, and is whole.
pub(super) struct Reader {
    file: BufReader<File>,
    hasher: blake3::Hasher,
    /// The form of the tables that it holds.
    pub(super) form: u32,
}

impl Reader {
    /// Opens one, and reads it through: nothing is written anywhere before it is known to be whole.
    pub(super) fn open(from: &Path) -> Answer<Self> {
        let mut all = Self::at_its_tables(from)?;
        while !all.take_piece()?.is_empty() {
            while !all.take_piece()?.is_empty() {}
        }
        let hash = all.hasher.finalize();
        let mut written = Vec::new();
        all.file.read_to_end(&mut written).map_err(unreadable)?;
        if hash.as_bytes() != written.as_slice() {
            return Err(damaged());
        }
        Self::at_its_tables(from)
    }

    fn at_its_tables(from: &Path) -> Answer<Self> {
        let file = BufReader::new(File::open(from).map_err(unreadable)?);
        let mut this = Self { file, hasher: blake3::Hasher::new(), form: 0 };
        if this.take::<16>()? != *HEADING {
            return Err(DbFault::Copy("it is no copy of a database of ours".to_owned()));
        }
        this.form = u32::from_le_bytes(this.take()?);
        Ok(this)
    }

    fn take<const N: usize>(&mut self) -> Answer<[u8; N]> {
        let mut bytes = [0; N];
        self.file.read_exact(&mut bytes).map_err(unreadable)?;
        self.hasher.update(&bytes);
        Ok(bytes)
    }

    /// The next table; `None` where that was the last.
    pub(super) fn next_table(&mut self) -> Answer<Option<&'static Table>> {
        let name = self.take_piece()?;
        if name.is_empty() {
            return Ok(None);
        }
        let known = TABLES.iter().find(|table| table.name.as_bytes() == name);
        known
            .map(Some)
            .ok_or_else(|| DbFault::Copy("it holds a table that this version does not know".to_owned()))
    }

    /// A piece; nothing where the table, or the file, is over.
    pub(super) fn take_piece(&mut self) -> Answer<Vec<u8>> {
        let length = u32::from_le_bytes(self.take()?) as usize;
        if length > LONGEST {
            return Err(damaged());
        }
        let mut bytes = Vec::new();
        let read = (&mut self.file).take(length as u64).read_to_end(&mut bytes).map_err(unreadable)?;
        if read < length {
            return Err(DbFault::Copy("it is cut short".to_owned()));
        }
        self.hasher.update(&bytes);
        Ok(bytes)
    }

    /// A table's rows one after another, for a store that does not speak PostgreSQL's COPY.
    pub(super) fn rows(&mut self, table: &'static Table) -> Answer<Rows<'_>> {
        let mut rows = Rows { table, copy: self, bytes: Vec::new(), at: 0 };
        if rows.take(BEGINS.len())? != BEGINS {
            return Err(damaged());
        }
        Ok(rows)
    }
}

/// The rows of a table; pieces end wherever they like.
pub(super) struct Rows<'a> {
    table: &'static Table,
    copy: &'a mut Reader,
    bytes: Vec<u8>,
    at: usize,
}

impl Rows<'_> {
    fn take(&mut self, many: usize) -> Answer<&[u8]> {
        while self.bytes.len() - self.at < many {
            let piece = self.copy.take_piece()?;
            if piece.is_empty() {
                return Err(damaged());
            }
            self.bytes.drain(..self.at);
            self.at = 0;
            self.bytes.extend(piece);
        }
        let from = self.at;
        self.at += many;
        self.bytes.get(from..self.at).ok_or_else(damaged)
    }

    fn number<const N: usize>(&mut self) -> Answer<[u8; N]> {
        self.take(N)?.try_into().map_err(|_| damaged())
    }

    /// The next row; `None` where the table is over.
    pub(super) fn next_row(&mut self) -> Answer<Option<Vec<Value>>> {
        let columns = i16::from_be_bytes(self.number()?);
        if columns == ENDS {
            return if self.copy.take_piece()?.is_empty() { Ok(None) } else { Err(damaged()) };
        }
        let kinds = self.table.columns;
        // A copy of an older form has fewer; what was added since is not there yet.
        let columns =
            usize::try_from(columns).ok().filter(|many| *many <= kinds.len()).ok_or_else(damaged)?;
        let mut row = Vec::with_capacity(columns);
        for (_, kind) in kinds.iter().take(columns) {
            let length = i32::from_be_bytes(self.number()?);
            row.push(match usize::try_from(length) {
                Err(_) => Value::Null,
                Ok(length) => decode(*kind, self.take(length)?)?,
            });
        }
        Ok(Some(row))
    }
}

fn decode(kind: Kind, bytes: &[u8]) -> Answer<Value> {
    Ok(match kind {
        Truth => match bytes {
            [truth] => Value::Whole(i64::from(*truth != 0)),
            _ => return Err(damaged()),
        },
        Small => Value::Whole(i16::from_be_bytes(bytes.try_into().map_err(|_| damaged())?).into()),
        Int => Value::Whole(i32::from_be_bytes(bytes.try_into().map_err(|_| damaged())?).into()),
        Big | Receipts => Value::Whole(i64::from_be_bytes(bytes.try_into().map_err(|_| damaged())?)),
        Text => Value::Text(String::from_utf8(bytes.to_vec()).map_err(|_| damaged())?),
        Bytes | Uuid => Value::Bytes(bytes.to_vec()),
    })
}

#[cfg(test)]
#[path = "copy_tests.rs"]
mod tests;
