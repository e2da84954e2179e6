//! PostgreSQL's copy of itself, and how an empty database is filled from a copy.
//!
//! Rows are of one moment, whatever others write meanwhile; a database is filled in one
//! transaction, tables and all. The form of the file is `db::copy`'s.

use std::path::Path;

use deadpool_postgres::{ClientWrapper, Object};
use futures_util::{SinkExt, TryStreamExt};
use tokio_postgres::CopyInSink;

use super::{MIGRATIONS, Postgres, bring_to_form, fault};
use crate::db::copy::{Reader, TABLES, Writer};
use crate::db::{Answer, DbFault};

impl Postgres {
    pub(super) async fn write_copy(&self, to: &Path) -> Answer<()> {
        let mut out = Writer::begin(to, MIGRATIONS.len() as u32)?;
        // Whatever happens to it: this connection goes back to nobody.
        let connection = Object::take(self.connection().await?);
        connection
            .batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .await
            .map_err(|e| fault(&e))?;
        for table in &TABLES {
            out.put_piece(table.name.as_bytes())?;
            let sql = format!("COPY {} ({}) TO STDOUT (FORMAT binary)", table.name, table.list());
            let rows = connection.copy_out(&sql).await;
            let mut rows = std::pin::pin!(rows.map_err(|e| fault(&e))?);
            while let Some(piece) = rows.try_next().await.map_err(|e| fault(&e))? {
                if !piece.is_empty() {
                    out.put_piece(&piece)?;
                }
            }
            out.put_piece(&[])?;
        }
        out.finish()
    }

    /// Whether a copy may go into the database at this address.
    ///
    /// # Errors
    /// When it cannot be reached, or something is in it.
    pub async fn is_unused(url: &str) -> Answer<()> {
        let this = Self::reach(url)?;
        this.sees_utf8().await?;
        refuse_if_used(&*this.connection().await?).await
    }

    /// Makes the empty database at this address one that a copy was taken of, in a new life of
    /// its own (`epoch`) where that is said, and opens it.
    ///
    /// # Errors
    /// When something is in the database, or the copy is damaged or of a later form of the
    /// tables. The database then stays as it was.
    pub async fn filled_from(url: &str, from: &Path, epoch: Option<&str>) -> Answer<Self> {
        let mut copy = Reader::open(from)?;
        let known = MIGRATIONS.len() as u32;
        if copy.form > known {
            return Err(DbFault::Newer { found: copy.form, known });
        }
        let this = Self::reach(url)?;
        let connection = Object::take(this.connection().await?);
        let said = |e: tokio_postgres::Error| fault(&e);
        // First the tables as they were when the copy was taken; what came since is done to them,
        // and to what is in them, when the database is opened below.
        let form = bring_to_form(&connection, copy.form).await.map_err(said)?;
        refuse_if_used(&connection).await?;
        if form != copy.form {
            return Err(DbFault::Copy(format!(
                "it is of form {} and this empty database of form {form}; name a database that was never used",
                copy.form
            )));
        }
        while let Some(table) = copy.next_table()? {
            let sql = format!("COPY {} FROM STDIN (FORMAT binary)", table.name);
            let rows: CopyInSink<std::io::Cursor<Vec<u8>>> = connection.copy_in(&sql).await.map_err(said)?;
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
        if let Some(epoch) = epoch {
            // Later than the last one, whatever this machine's clock says: see `backup`.
            let sql = "UPDATE setting SET value = CASE WHEN value < $1 COLLATE \"C\" THEN $1 \
                                                       ELSE value || '-' || $1 END \
                       WHERE name = 'epoch'";
            if connection.execute(sql, &[&epoch]).await.map_err(said)? != 1 {
                return Err(DbFault::Copy("it is not an office's".to_owned()));
            }
        }
        connection.batch_execute("COMMIT").await.map_err(said)?;
        drop(connection);
        this.migrate().await?;
        Ok(this)
    }
}

async fn refuse_if_used(connection: &ClientWrapper) -> Answer<()> {
    for table in &TABLES {
        let there = connection.query_one("SELECT to_regclass($1) IS NOT NULL", &[&table.name]).await;
        if !there.and_then(|row| row.try_get::<_, bool>(0)).map_err(|e| fault(&e))? {
            continue;
        }
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {})", table.name);
        let used = connection.query_one(&sql, &[]).await.and_then(|row| row.try_get::<_, bool>(0));
        if used.map_err(|e| fault(&e))? {
            return Err(DbFault::Copy(format!(
                "it goes into an empty database only, and there are rows in {}; name another database",
                table.name
            )));
        }
    }
    Ok(())
}
