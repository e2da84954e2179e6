//! The database's form, and bringing an older one up to it.
//!
//! Owns the numbered migrations. Each runs once, in one transaction with its number, so that
//! a battery pulled in between leaves the older form whole. Called when the store is opened.

use rusqlite::{Connection, TransactionBehavior};

use crate::fault::StoreError;

/// Marks a database as this app's: "Samr".
const APPLICATION: i32 = 0x5361_6d72;

/// In order; the number of the last one is the form. None is ever edited or taken out.
pub(crate) const MIGRATIONS: [&str; 8] = [
    include_str!("migrations/001.sql"),
    include_str!("migrations/002.sql"),
    include_str!("migrations/003.sql"),
    include_str!("migrations/004.sql"),
    include_str!("migrations/005.sql"),
    include_str!("migrations/006.sql"),
    include_str!("migrations/007.sql"),
    include_str!("migrations/008.sql"),
];

/// What an open database turned out to be.
pub(crate) enum Form {
    /// Ours, and of this version now.
    Ready,
    /// Some other program's.
    NotOurs,
}

/// Brings it to this version's form.
pub(crate) fn bring_up(connection: &mut Connection) -> Result<Form, StoreError> {
    bring_up_to(connection, &MIGRATIONS)
}

fn bring_up_to(connection: &mut Connection, migrations: &[&str]) -> Result<Form, StoreError> {
    if form(connection)? as usize == migrations.len() && is_ours(connection)? {
        return Ok(Form::Ready);
    }
    // Two programs may open a new folder at once: the second waits here, and finds it done.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = form(&transaction)?;
    let tables: i64 = transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables > 0 && !is_ours(&transaction)? {
        return Ok(Form::NotOurs);
    }
    if found as usize > migrations.len() {
        return Err(StoreError::Newer { found, known: migrations.len() as u32 });
    }
    for migration in migrations.iter().skip(found as usize) {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", migrations.len() as u32)?;
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.commit()?;
    Ok(Form::Ready)
}

fn form(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn is_ours(connection: &Connection) -> rusqlite::Result<bool> {
    connection
        .pragma_query_value(None, "application_id", |row| row.get::<_, i32>(0))
        .map(|id| id == APPLICATION)
}

#[cfg(test)]
#[path = "schema_tests.rs"]
mod tests;
