//! A copy of the whole database in one file, and the way back.
//!
//! Owns the file's form: a heading, the form of the tables, each table's rows as PostgreSQL's
//! own binary COPY has them, and a BLAKE3 over all of it. Rows are of one moment, whatever
//! others write meanwhile. The form of the file is frozen; a new one gets another heading.
//!
//! Refuses to know who may read it: `backup` seals it.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;

use deadpool_postgres::Object;
use futures_util::{SinkExt, TryStreamExt};
use tokio_postgres::CopyInSink;

use super::{MIGRATIONS, Postgres, fault};
use crate::db::{Answer, DbFault};

const HEADING: &[u8] = b"samruat copy v1\n";
/// Longest piece that is read at once; PostgreSQL sends rows of at most this.
const LONGEST: usize = 1 << 30;

/// Every table, in the order in which it is written. A migration that makes one adds it here.
const TABLES: [&str; 23] = [
    "setting",
    "counter",
    "lao",
    "surveyor",
    "office_user",
    "enrolment",
    "device",
    "log",
    "log_keys",
    "record",
    "person",
    "number",
    "number_lock",
    "ruling",
    "quarantine",
    "upload",
    "piece",
    "photo",
    "thumbnail",
    "delivered",
    "receipt",
    "erasure",
    "erased",
];

/// A file, and the hash of what went through it.
struct Hashed<T> {
    file: T,
    hasher: blake3::Hasher,
}

fn unwritable(error: std::io::Error) -> DbFault {
    DbFault::Copy(format!("it cannot be written ({error})"))
}

fn unreadable(error: std::io::Error) -> DbFault {
    DbFault::Copy(format!("it cannot be read ({error})"))
}

impl Hashed<BufWriter<File>> {
    fn put(&mut self, bytes: &[u8]) -> Answer<()> {
        self.hasher.update(bytes);
        self.file.write_all(bytes).map_err(unwritable)
    }

    fn put_piece(&mut self, bytes: &[u8]) -> Answer<()> {
        let length = u32::try_from(bytes.len()).map_err(|_| DbFault::Copy("a row is too long".to_owned()))?;
        self.put(&length.to_le_bytes())?;
        self.put(bytes)
    }
}

impl Hashed<BufReader<File>> {
    fn take<const N: usize>(&mut self) -> Answer<[u8; N]> {
        let mut bytes = [0; N];
        self.file.read_exact(&mut bytes).map_err(unreadable)?;
        self.hasher.update(&bytes);
        Ok(bytes)
    }

    /// A piece; nothing where the table, or the file, is over.
    fn take_piece(&mut self) -> Answer<Vec<u8>> {
        let length = u32::from_le_bytes(self.take()?) as usize;
        if length > LONGEST {
            return Err(DbFault::Copy("it is damaged".to_owned()));
        }
        let mut bytes = Vec::new();
        let read = (&mut self.file).take(length as u64).read_to_end(&mut bytes).map_err(unreadable)?;
        if read < length {
            return Err(DbFault::Copy("it is cut short".to_owned()));
        }
        self.hasher.update(&bytes);
        Ok(bytes)
    }
}

impl Postgres {
    pub(super) async fn write_copy(&self, to: &Path) -> Answer<()> {
        let file = BufWriter::new(File::create(to).map_err(unwritable)?);
        let mut out = Hashed { file, hasher: blake3::Hasher::new() };
        out.put(HEADING)?;
        out.put(&(MIGRATIONS.len() as u32).to_le_bytes())?;
        // Whatever happens to it: this connection goes back to nobody.
        let connection = Object::take(self.connection().await?);
        connection
            .batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .await
            .map_err(|e| fault(&e))?;
        for table in TABLES {
            out.put_piece(table.as_bytes())?;
            let rows = connection.copy_out(&format!("COPY {table} TO STDOUT (FORMAT binary)")).await;
            let mut rows = std::pin::pin!(rows.map_err(|e| fault(&e))?);
            while let Some(piece) = rows.try_next().await.map_err(|e| fault(&e))? {
                if !piece.is_empty() {
                    out.put_piece(&piece)?;
                }
            }
            out.put_piece(&[])?;
        }
        out.put_piece(&[])?;
        let hash = out.hasher.finalize();
        out.file.write_all(hash.as_bytes()).map_err(unwritable)?;
        let file = out.file.into_inner().map_err(|e| unwritable(e.into_error()))?;
        file.sync_all().map_err(unwritable)
    }

    /// Fills this database, which must be empty, from a copy that [`Db::copy_to`] made.
    ///
    /// [`Db::copy_to`]: crate::db::Db::copy_to
    ///
    /// # Errors
    /// When something is in the database, or the copy is damaged or of another form of the
    /// tables. The database then stays as it was.
    pub async fn fill_from(&self, from: &Path) -> Answer<()> {
        // Read once for its hash alone: nothing is written before it is known to be whole.
        read_through(from)?;
        let mut copy = open(from)?;
        let connection = Object::take(self.connection().await?);
        let said = |e: tokio_postgres::Error| fault(&e);
        connection.batch_execute("BEGIN").await.map_err(said)?;
        for table in TABLES {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM {table})");
            if connection.query_one(&sql, &[]).await.and_then(|row| row.try_get(0)).map_err(said)? {
                return Err(DbFault::Copy(format!(
                    "it goes into an empty database only, and there are rows in {table}; name another database"
                )));
            }
        }
        loop {
            let name = copy.take_piece()?;
            let Some(table) = TABLES.iter().find(|table| table.as_bytes() == name) else {
                if name.is_empty() {
                    break;
                }
                return Err(DbFault::Copy("it holds a table that this version does not know".to_owned()));
            };
            let rows = connection.copy_in(&format!("COPY {table} FROM STDIN (FORMAT binary)")).await;
            let rows: CopyInSink<std::io::Cursor<Vec<u8>>> = rows.map_err(said)?;
            let mut rows = std::pin::pin!(rows);
            loop {
                let piece = copy.take_piece()?;
                if piece.is_empty() {
                    break;
                }
                rows.send(std::io::Cursor::new(piece)).await.map_err(said)?;
            }
            rows.as_mut().finish().await.map_err(said)?;
        }
        connection.batch_execute("COMMIT").await.map_err(said)
    }
}

fn open(from: &Path) -> Answer<Hashed<BufReader<File>>> {
    let file = BufReader::new(File::open(from).map_err(unreadable)?);
    let mut copy = Hashed { file, hasher: blake3::Hasher::new() };
    if copy.take::<16>()? != HEADING {
        return Err(DbFault::Copy("it is no copy of a PostgreSQL database of ours".to_owned()));
    }
    let (form, known) = (u32::from_le_bytes(copy.take()?), MIGRATIONS.len() as u32);
    if form != known {
        return Err(DbFault::Copy(format!(
            "it is of form {form} and this version fills form {known}; use the version that made it and let \
             this one migrate the database"
        )));
    }
    Ok(copy)
}

fn read_through(from: &Path) -> Answer<()> {
    let mut copy = open(from)?;
    while !copy.take_piece()?.is_empty() {
        while !copy.take_piece()?.is_empty() {}
    }
    let hash = copy.hasher.finalize();
    let mut written = Vec::new();
    copy.file.read_to_end(&mut written).map_err(unreadable)?;
    if hash.as_bytes() != written.as_slice() {
        return Err(DbFault::Copy("it is damaged".to_owned()));
    }
    Ok(())
}
