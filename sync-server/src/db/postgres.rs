//! PostgreSQL: what a province runs on, one database and several server processes.
//!
//! Owns a pool of connections, the form of the tables, and what a transaction is here.
//! Writers run in READ COMMITTED and lock what they count on (a LAO's row, a number's row):
//! whoever waited for a lock then sees what the other wrote. Readers see one state of
//! everything. Each question is one statement for any number of rows; the statements are
//! prepared once a connection. A commit is on disk when it returns.
//!
//! Everything is shaped so that Citus may spread it (`migrations/citus.sql`).
//!
//! Called through [`Db`].

use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use deadpool_postgres::{
    ClientWrapper, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime, Timeouts,
};
use futures_util::future::{join, try_join_all};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Config, Error, NoTls, Row};

use super::{Answer, Db, DbFault, Transaction};

mod affairs;
mod copy;
mod desk;
mod digests;
mod lists;
mod parted;
mod questions;
mod rows;
mod way;

/// In order, never edited: how a database comes to its present form.
const MIGRATIONS: [&str; 14] = [
    include_str!("../../migrations/postgres/001.sql"),
    include_str!("../../migrations/postgres/002.sql"),
    include_str!("../../migrations/postgres/003.sql"),
    include_str!("../../migrations/postgres/004.sql"),
    include_str!("../../migrations/postgres/005.sql"),
    include_str!("../../migrations/postgres/006.sql"),
    include_str!("../../migrations/postgres/007.sql"),
    include_str!("../../migrations/postgres/008.sql"),
    include_str!("../../migrations/postgres/009.sql"),
    include_str!("../../migrations/postgres/010.sql"),
    include_str!("../../migrations/postgres/011.sql"),
    include_str!("../../migrations/postgres/012.sql"),
    include_str!("../../migrations/postgres/013.sql"),
    include_str!("../../migrations/postgres/014.sql"),
];

/// Connections that one process keeps. A transaction holds one for as long as it waits for
/// rows that others hold, so there are more than cores.
const CONNECTIONS: usize = 16;
/// How long a transaction waits for a connection; then the database is busy.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a process that starts tries to bring the tables to their form while others do.
const TRIES: u32 = 20;

/// What every session is told.
///
/// Every question here has its index, and a plan that was made while a table was still empty
/// must not read all of it once it is full: so reading a whole table is the last resort, and
/// plans are made once. A machine that went away lets go of its locks after a minute and a half.
const SESSION: &str = "-c synchronous_commit=on -c jit=off -c plan_cache_mode=force_generic_plan \
                       -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off \
                       -c lock_timeout=20s -c tcp_keepalives_idle=60 -c tcp_keepalives_interval=10 \
                       -c tcp_keepalives_count=3";

/// Tables that an erasure takes rows or old versions of rows out of.
const SCRUBBED: &str = "log_keys, record, person, number, number_lock, quarantine, upload, piece, photo, thumbnail, task, \
     step, course, handed, digest, digest_step";

/// A value for a statement.
type Value<'a> = &'a (dyn ToSql + Sync);

/// A database that several server processes share.
pub struct Postgres {
    pool: Pool,
}

impl Postgres {
    /// Opens the database at this address (`postgres://user@host/name`) and brings it to the
    /// present form; several processes may do so at once.
    ///
    /// # Errors
    /// When the address is none, the database cannot be reached or does not keep UTF-8, or it
    /// was written by a later version.
    pub async fn open(url: &str) -> Answer<Self> {
        let this = Self::reach(url)?;
        this.sees_utf8().await?;
        this.migrate().await?;
        Ok(this)
    }

    /// A pool of connections to the database at this address, as it is.
    fn reach(url: &str) -> Answer<Self> {
        let mut config: Config = url.parse().map_err(|_| {
            DbFault::Address(
                "it is not of the form postgres://user@host/name, or names a setting that is not known"
                    .to_owned(),
            )
        })?;
        let options =
            config.get_options().map_or_else(|| SESSION.to_owned(), |own| format!("{own} {SESSION}"));
        config.options(options);
        if config.get_application_name().is_none() {
            config.application_name("samruat-server");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(10));
        }
        // Fast: whether a connection still stands is known without asking.
        let kept = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = if way::is_guarded(&mut config) {
            Manager::from_config(config, way::tls()?, kept)
        } else {
            Manager::from_config(config, NoTls, kept)
        };
        let timeouts = Timeouts { wait: Some(PATIENCE), create: Some(PATIENCE), recycle: Some(PATIENCE) };
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .timeouts(timeouts)
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|e| DbFault::Broken(e.to_string()))?;
        Ok(Self { pool })
    }

    async fn connection(&self) -> Answer<Object> {
        self.pool.get().await.map_err(|error| match error {
            PoolError::Timeout(_) => DbFault::Busy,
            PoolError::Backend(error) => fault(&error),
            other => DbFault::Broken(other.to_string()),
        })
    }

    /// Whether the database can keep what we give it, and says so when it keeps it badly.
    async fn sees_utf8(&self) -> Answer<()> {
        let connection = self.connection().await?;
        let setting = async |name: &str| -> Answer<String> {
            let row = connection.query_one("SELECT current_setting($1)", &[&name]).await;
            row.and_then(|row| row.try_get(0)).map_err(|e| fault(&e))
        };
        if setting("server_encoding").await? != "UTF8" {
            return Err(DbFault::Address(
                "it does not keep UTF-8; create it with ENCODING 'UTF8' TEMPLATE template0".to_owned(),
            ));
        }
        if setting("fsync").await? == "off" {
            tracing::warn!(
                "This PostgreSQL runs with fsync off: a power cut can take acknowledged work with it. \
                 Turn it on before real work is kept here."
            );
        }
        Ok(())
    }

    /// Brings the tables to their present form, or waits until another process has done so.
    async fn migrate(&self) -> Answer<()> {
        let connection = self.connection().await?;
        let known = MIGRATIONS.len() as u32;
        for tried in 0..TRIES {
            if let Ok(row) = connection.query_one("SELECT form FROM samruat_form", &[]).await {
                match row.try_get::<_, i32>(0).map(|form| form.unsigned_abs()) {
                    Ok(form) if form == known => return Ok(()),
                    Ok(form) if form > known => return Err(DbFault::Newer { found: form, known }),
                    _ => {}
                }
            }
            let done = match bring_to_form(&connection, known).await {
                Ok(_) => connection.batch_execute("COMMIT").await,
                Err(error) => Err(error),
            };
            match done {
                Ok(()) => return Ok(()),
                Err(error) => {
                    // Nothing of it remains; where even this fails the connection is gone.
                    let _ = connection.batch_execute("ROLLBACK").await;
                    if !made_meanwhile(&error) || tried + 1 == TRIES {
                        return Err(fault(&error));
                    }
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(DbFault::Busy)
    }
}

/// Takes the lock, sees how far the tables are, and does what leads to the form that is wanted;
/// returns the form they have then. Whoever calls this commits.
async fn bring_to_form(connection: &ClientWrapper, wanted: u32) -> Result<u32, Error> {
    connection
        .batch_execute(
            "BEGIN; \
             CREATE TABLE IF NOT EXISTS samruat_form \
             (this BOOLEAN NOT NULL PRIMARY KEY DEFAULT true CHECK (this), form INTEGER NOT NULL); \
             LOCK TABLE samruat_form IN ACCESS EXCLUSIVE MODE; \
             INSERT INTO samruat_form (form) VALUES (0) ON CONFLICT DO NOTHING",
        )
        .await?;
    let row = connection.query_one("SELECT form FROM samruat_form", &[]).await?;
    let form = row.try_get::<_, i32>(0)?.unsigned_abs();
    if form >= wanted {
        return Ok(form);
    }
    for migration in MIGRATIONS.iter().take(wanted as usize).skip(form as usize) {
        connection.batch_execute(migration).await?;
    }
    connection
        .execute("UPDATE samruat_form SET form = $1", &[&i32::try_from(wanted).unwrap_or(i32::MAX)])
        .await?;
    Ok(wanted)
}

/// Two processes that create one table at one moment get in each other's way even with
/// IF NOT EXISTS; the second sees it when it looks again.
fn made_meanwhile(error: &Error) -> bool {
    const ALSO: [SqlState; 3] =
        [SqlState::DUPLICATE_TABLE, SqlState::DUPLICATE_OBJECT, SqlState::INTERNAL_ERROR];
    is_in_the_way(error) || error.code().is_some_and(|code| ALSO.contains(code))
}

fn is_in_the_way(error: &Error) -> bool {
    const BUSY: [SqlState; 4] = [
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::LOCK_NOT_AVAILABLE,
        SqlState::UNIQUE_VIOLATION,
    ];
    error.code().is_some_and(|code| BUSY.contains(code))
}

/// What PostgreSQL said, without the details, for those quote rows.
fn fault(error: &Error) -> DbFault {
    if is_in_the_way(error) {
        return DbFault::Busy;
    }
    let said = match (error.as_db_error(), std::error::Error::source(error)) {
        (Some(said), _) => format!("{} ({})", said.message(), said.code().code()),
        (None, Some(why)) => format!("{error}: {why}"),
        (None, None) => error.to_string(),
    };
    DbFault::Broken(said)
}

#[async_trait]
impl Db for Postgres {
    async fn begin(&self) -> Answer<Box<dyn Transaction>> {
        Ok(Box::new(Work::on(self.connection().await?, true)))
    }

    async fn look(&self) -> Answer<Box<dyn Transaction>> {
        Ok(Box::new(Work::on(self.connection().await?, false)))
    }

    async fn copy_to(&self, file: &Path) -> Answer<()> {
        self.write_copy(file).await
    }

    /// Rows that were deleted or replaced stay in their pages until a VACUUM frees them, and in
    /// the write-ahead log and its archive until those are recycled. The VACUUM is run here; it
    /// must leave what a transaction still sees that began before, which the next one takes.
    /// Freed space is used again, not overwritten: whoever must be rid of the bytes themselves
    /// runs `VACUUM FULL` on these tables in a quiet hour, and lets old archives of the
    /// write-ahead log expire. What is sealed is past reading as soon as its key is.
    async fn scrub(&self) -> Answer<bool> {
        let connection = self.connection().await?;
        match connection.batch_execute(&format!("VACUUM {SCRUBBED}")).await.map_err(|e| fault(&e)) {
            Ok(()) => Ok(true),
            Err(DbFault::Busy) => Ok(false),
            Err(other) => Err(other),
        }
    }
}

/// A transaction. It begins with its first question: the two make one journey.
struct Work {
    /// There until the transaction is over.
    connection: Option<Object>,
    course: Course,
}

/// How far a transaction is.
struct Course {
    writes: bool,
    begun: bool,
    /// A question failed, so PostgreSQL would answer a COMMIT with a rollback and no error.
    failed: bool,
}

impl Work {
    fn on(connection: Object, writes: bool) -> Self {
        Self { connection: Some(connection), course: Course { writes, begun: false, failed: false } }
    }

    fn both(&mut self) -> Answer<(&Object, &mut Course)> {
        let gone = || DbFault::Broken("this transaction is over".to_owned());
        Ok((self.connection.as_ref().ok_or_else(gone)?, &mut self.course))
    }

    /// Asks one question.
    async fn rows(&mut self, sql: &str, with: &[Value<'_>]) -> Answer<Vec<Row>> {
        let (connection, course) = self.both()?;
        let statement = course.note(connection.prepare_cached(sql).await)?;
        course.through(connection, connection.query(&statement, with)).await
    }

    /// Asks one question of several LAOs, all in one journey.
    async fn rows_each(&mut self, sql: &str, with: &[Vec<Value<'_>>]) -> Answer<Vec<Row>> {
        if with.is_empty() {
            return Ok(Vec::new());
        }
        let (connection, course) = self.both()?;
        let statement = course.note(connection.prepare_cached(sql).await)?;
        let asked = try_join_all(with.iter().map(|with| connection.query(&statement, with)));
        Ok(course.through(connection, asked).await?.into_iter().flatten().collect())
    }

    /// Does one thing; returns how many rows it was done to.
    async fn run(&mut self, sql: &str, with: &[Value<'_>]) -> Answer<u64> {
        let (connection, course) = self.both()?;
        let statement = course.note(connection.prepare_cached(sql).await)?;
        course.through(connection, connection.execute(&statement, with)).await
    }

    /// Does several things in order, all in one journey.
    async fn run_all(&mut self, what: &[(&str, Vec<Value<'_>>)]) -> Answer<()> {
        if what.is_empty() {
            return Ok(());
        }
        let (connection, course) = self.both()?;
        let mut asked = Vec::with_capacity(what.len());
        for (sql, with) in what {
            let statement = course.note(connection.prepare_cached(sql).await)?;
            asked.push(async move { connection.execute(&statement, with).await });
        }
        course.through(connection, try_join_all(asked)).await?;
        Ok(())
    }
}

impl Course {
    fn note<T>(&mut self, answer: Result<T, Error>) -> Answer<T> {
        answer.map_err(|error| {
            self.failed = true;
            fault(&error)
        })
    }

    /// Asks within the transaction, and begins it before where that was not done yet.
    async fn through<T>(
        &mut self,
        connection: &Object,
        asked: impl Future<Output = Result<T, Error>>,
    ) -> Answer<T> {
        if self.begun {
            let answer = asked.await;
            return self.note(answer);
        }
        self.begun = true;
        let opening = if self.writes {
            "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
        } else {
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        };
        // Both are sent in this order when they are first looked at.
        let (begun, answer) = join(connection.batch_execute(opening), asked).await;
        self.note(begun)?;
        self.note(answer)
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        if !self.course.begun {
            return;
        }
        // Nobody waits for this; whoever gets the connection next finds it rolled back. Where
        // there is no runtime any more the connection is closed, which comes to the same.
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => {
                runtime.spawn(async move {
                    if connection.batch_execute("ROLLBACK").await.is_err() {
                        drop(Object::take(connection));
                    }
                });
            }
            Err(_) => drop(Object::take(connection)),
        }
    }
}
