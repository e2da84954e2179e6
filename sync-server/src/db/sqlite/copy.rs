//! SQLite's copy in the form that either store is filled from, and how a new file is filled
//! from one. The form of the copy is `db::copy`'s.

use std::path::Path;

use rusqlite::types::{ToSqlOutput, Value as Cell, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql, params_from_iter};

use super::{MIGRATIONS, Sqlite, bring_to_form, connect};
use crate::db::copy::{Kind, Reader, TABLES, Table, Value, Writer};
use crate::db::{Answer, DbFault};
use crate::private;

impl Sqlite {
    /// Writes a copy in the form that the other store can be filled from.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_copy(&self, to: &Path) -> Answer<()> {
        let mut from = connect(&self.file, OpenFlags::default())?;
        let moment = from.transaction()?;
        let mut out = Writer::begin(to, MIGRATIONS.len() as u32)?;
        for table in TABLES.iter().filter(|table| !table.only_postgres) {
            out.put_piece(table.name.as_bytes())?;
            out.begin_rows()?;
            let mut rows = moment.prepare(&selecting(table))?;
            let mut rows = rows.query([])?;
            while let Some(row) = rows.next()? {
                let mut values = Vec::with_capacity(table.columns.len());
                for at in 0..table.columns.len() {
                    values.push(match row.get_ref(at)? {
                        ValueRef::Null => Value::Null,
                        ValueRef::Integer(whole) => Value::Whole(whole),
                        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
                        text => Value::Text(text.as_str()?.to_owned()),
                    });
                }
                out.put_row(table, &values)?;
            }
            out.end_rows()?;
        }
        out.finish()
    }

    /// Makes a new file the database that a copy was taken of, and opens it.
    ///
    /// # Errors
    /// When the copy is damaged or of a later form of the tables, or the file is there already.
    pub fn filled_from(file: &Path, from: &Path) -> Answer<Self> {
        let mut copy = Reader::open(from)?;
        let known = MIGRATIONS.len() as u32;
        if copy.form > known {
            return Err(DbFault::Newer { found: copy.form, known });
        }
        if file.exists() {
            return Err(DbFault::Copy("it goes into a new file only; name another folder".to_owned()));
        }
        private::file(file).map_err(|e| DbFault::Copy(format!("{}: {e}", file.display())))?;
        let mut connection = connect(file, OpenFlags::default())?;
        let filling = connection.transaction()?;
        // The tables as they were then; what came since is done to them when the file is opened.
        bring_to_form(&filling, copy.form)?;
        while let Some(table) = copy.next_table()? {
            fill(&filling, table, &mut copy)?;
        }
        filling.commit()?;
        drop(connection);
        Self::open(file)
    }
}

/// Whether SQLite has this column too.
fn is_here(kind: Kind) -> bool {
    kind != Kind::Receipts
}

fn selecting(table: &Table) -> String {
    let columns: Vec<&str> = table
        .columns
        .iter()
        .map(|(name, kind)| match kind {
            Kind::Receipts => "(SELECT coalesce(max(place), 0) FROM receipt WHERE receipt.lao = lao.lao)",
            _ => *name,
        })
        .collect();
    format!("SELECT {} FROM {}", columns.join(", "), table.name)
}

fn fill(filling: &Connection, table: &'static Table, copy: &mut Reader) -> Answer<()> {
    let mut rows = copy.rows(table)?;
    while let Some(row) = rows.next_row()? {
        if table.only_postgres {
            continue;
        }
        let here = || table.columns.iter().zip(&row).filter(|((_, kind), _)| is_here(*kind));
        let names: Vec<&str> = here().map(|((name, _), _)| *name).collect();
        let marks = vec!["?"; names.len()].join(", ");
        let sql = format!("INSERT INTO {} ({}) VALUES ({marks})", table.name, names.join(", "));
        filling.prepare_cached(&sql)?.execute(params_from_iter(here().map(|(_, value)| value)))?;
    }
    Ok(())
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(Cell::Null),
            Self::Whole(whole) => ToSqlOutput::Owned(Cell::Integer(*whole)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}
