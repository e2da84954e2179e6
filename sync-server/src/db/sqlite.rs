//! One file on one machine: what a single office runs on, with nothing to install.
//!
//! Owns one writing connection, which transactions take in turn, and a few reading ones
//! that see the state of when they began. Every commit is on disk when it returns
//! (WAL, `synchronous = FULL`).
//!
//! Called through [`Db`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use register::change::{ChangeId, DeviceId};
use register::course::{MeetingId, State as CourseState, StepKey};
use register::decision::Appearance;
use register::lao::LaoCode;
use register::national_id::NationalId;
use register::record::{PersonId, PhotoHash, RecordId, RequestId};
use register::seal::SealedId;
use rusqlite::{Connection, OpenFlags, Params, Row, TransactionBehavior, params};
use serde::de::DeserializeOwned;
use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;

use crate::keys::WRAPPED;
use crate::private;

use super::{
    Answer, CardRow, CourseRow, Db, DbFault, DeviceRow, EnrolmentRow, ErasedKind, ErasedRow, ErasureRow,
    Head, LogKind, LogRow, PersonRow, PhotoRow, QuarantineRow, RecordRow, RulingRow, StandingRow, StepRow,
    SurveyorRow, TaskRow, TaskState, Tenant, ThumbnailRow, Transaction, UploadRow, UserRow, WITHDRAWN,
    by_record, course_state, from_json, json,
};

mod affairs;
mod copy;
mod desk;
mod digests;
mod lists;
mod parted;

/// In order, never edited: how a database comes to its present form.
const MIGRATIONS: [&str; 14] = [
    include_str!("../../migrations/sqlite/001.sql"),
    include_str!("../../migrations/sqlite/002.sql"),
    include_str!("../../migrations/sqlite/003.sql"),
    include_str!("../../migrations/sqlite/004.sql"),
    include_str!("../../migrations/sqlite/005.sql"),
    include_str!("../../migrations/sqlite/006.sql"),
    include_str!("../../migrations/sqlite/007.sql"),
    include_str!("../../migrations/sqlite/008.sql"),
    include_str!("../../migrations/sqlite/009.sql"),
    include_str!("../../migrations/sqlite/010.sql"),
    include_str!("../../migrations/sqlite/011.sql"),
    include_str!("../../migrations/sqlite/012.sql"),
    include_str!("../../migrations/sqlite/013.sql"),
    include_str!("../../migrations/sqlite/014.sql"),
];

/// Commands work on the same file while `serve` does; so long each waits for the other.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long the log's emptying waits for readers, while nobody can write.
const A_MOMENT: Duration = Duration::from_secs(2);
/// Reading connections that are kept.
const READERS: usize = 4;

/// The whole database in one file.
pub struct Sqlite {
    file: PathBuf,
    writer: Arc<tokio::sync::Mutex<Connection>>,
    readers: Arc<Mutex<Vec<Connection>>>,
}

impl Sqlite {
    /// Opens the file, makes it where there is none, and brings it to the present form.
    ///
    /// # Errors
    /// When it cannot be read or written, or was written by a later version.
    pub fn open(file: &Path) -> Answer<Self> {
        private::file(file).map_err(|e| DbFault::Address(format!("{}: {e}", file.display())))?;
        let mut writer = connect(file, OpenFlags::default())?;
        migrate(&mut writer)?;
        Ok(Self {
            file: file.to_owned(),
            writer: Arc::new(tokio::sync::Mutex::new(writer)),
            readers: Arc::default(),
        })
    }
}

fn connect(file: &Path, flags: OpenFlags) -> Answer<Connection> {
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(128);
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What an erasure takes away is overwritten and not only forgotten.
    connection.pragma_update(None, "secure_delete", true)?;
    Ok(connection)
}

fn migrate(connection: &mut Connection) -> Answer<()> {
    let known = MIGRATIONS.len() as u32;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > known {
        return Err(DbFault::Newer { found, known });
    }
    bring_to_form(&transaction, known)?;
    transaction.commit()?;
    Ok(())
}

/// Does what leads from the form that the tables have to this one.
fn bring_to_form(connection: &Connection, wanted: u32) -> Answer<()> {
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for migration in MIGRATIONS.iter().take(wanted as usize).skip(found as usize) {
        connection.execute_batch(migration)?;
    }
    connection.pragma_update(None, "user_version", wanted)?;
    Ok(())
}

#[async_trait]
impl Db for Sqlite {
    async fn begin(&self) -> Answer<Box<dyn Transaction>> {
        let writer = Arc::clone(&self.writer).lock_owned().await;
        writer.execute_batch("BEGIN IMMEDIATE")?;
        Ok(Box::new(Work { held: Held::Writer(writer), open: true }))
    }

    async fn look(&self) -> Answer<Box<dyn Transaction>> {
        let kept = self.readers.lock().ok().and_then(|mut readers| readers.pop());
        let reader = match kept {
            Some(reader) => reader,
            None => connect(&self.file, OpenFlags::default())?,
        };
        reader.execute_batch("BEGIN")?;
        let home = Arc::clone(&self.readers);
        Ok(Box::new(Work { held: Held::Reader { connection: Some(reader), home }, open: true }))
    }

    async fn copy_to(&self, file: &Path) -> Answer<()> {
        let from = connect(&self.file, OpenFlags::default())?;
        let mut to = Connection::open(file)?;
        let backup = rusqlite::backup::Backup::new(&from, &mut to)?;
        backup.run_to_completion(1_024, Duration::from_millis(1), None)?;
        Ok(())
    }

    async fn scrub(&self) -> Answer<bool> {
        // Free pages are overwritten as they get free (`secure_delete`); the write-ahead log holds
        // them as they were until it is written back and emptied. That waits for readers.
        let writer = Arc::clone(&self.writer).lock_owned().await;
        writer.busy_timeout(A_MOMENT)?;
        let busy = writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
        writer.busy_timeout(PATIENCE)?;
        match busy.map_err(DbFault::from) {
            Ok(busy) => Ok(!busy),
            Err(DbFault::Busy) => Ok(false),
            Err(other) => Err(other),
        }
    }
}

/// The connection that a transaction runs on.
enum Held {
    Writer(OwnedMutexGuard<Connection>),
    /// Goes back home when the transaction is over.
    Reader {
        connection: Option<Connection>,
        home: Arc<Mutex<Vec<Connection>>>,
    },
}

struct Work {
    held: Held,
    open: bool,
}

impl Drop for Work {
    fn drop(&mut self) {
        if self.open
            && let Ok(connection) = self.on()
        {
            // Where even this fails the next BEGIN says so.
            let _ = connection.execute_batch("ROLLBACK");
        }
        if let Held::Reader { connection, home } = &mut self.held
            && let (Some(connection), Ok(mut home)) = (connection.take(), home.lock())
            && home.len() < READERS
        {
            home.push(connection);
        }
    }
}

impl Work {
    fn on(&self) -> Answer<&Connection> {
        match &self.held {
            Held::Writer(connection) => Ok(connection),
            Held::Reader { connection: Some(connection), .. } => Ok(connection),
            Held::Reader { connection: None, .. } => Err(DbFault::Broken("no connection".to_owned())),
        }
    }

    fn run(&self, sql: &str, with: impl Params) -> Answer<usize> {
        Ok(self.on()?.prepare_cached(sql)?.execute(with)?)
    }

    fn one<T>(&self, sql: &str, with: impl Params, read: fn(&Row<'_>) -> Answer<T>) -> Answer<Option<T>> {
        let mut statement = self.on()?.prepare_cached(sql)?;
        let mut rows = statement.query(with)?;
        rows.next()?.map(read).transpose()
    }

    fn all<T>(&self, sql: &str, with: impl Params, read: fn(&Row<'_>) -> Answer<T>) -> Answer<Vec<T>> {
        let mut statement = self.on()?.prepare_cached(sql)?;
        let mut rows = statement.query(with)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(read(row)?);
        }
        Ok(all)
    }

    fn said<T: DeserializeOwned>(&self, sql: &str, with: impl Params) -> Answer<Option<T>> {
        self.one(sql, with, |row| from_json(row.get_ref(0)?.as_str()?))
    }
}

impl From<rusqlite::Error> for DbFault {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Broken(error.to_string()),
        }
    }
}

impl From<rusqlite::types::FromSqlError> for DbFault {
    fn from(error: rusqlite::types::FromSqlError) -> Self {
        Self::Broken(error.to_string())
    }
}

fn blob<const N: usize>(row: &Row<'_>, column: usize) -> Answer<[u8; N]> {
    let bytes = row.get_ref(column)?.as_blob()?;
    bytes.try_into().map_err(|_| DbFault::Broken(format!("column {column} is not of {N} bytes")))
}

fn lao(row: &Row<'_>, column: usize) -> Answer<LaoCode> {
    LaoCode::from_u32(row.get(column)?).ok_or_else(|| DbFault::Broken("no LAO code".to_owned()))
}

fn record_id(row: &Row<'_>, column: usize) -> Answer<RecordId> {
    Ok(RecordId::new(Uuid::from_bytes(blob(row, column)?)))
}

fn person_id(row: &Row<'_>, column: usize) -> Answer<PersonId> {
    Ok(PersonId::new(Uuid::from_bytes(blob(row, column)?)))
}

fn appearance(row: &Row<'_>, from: usize) -> Answer<Appearance> {
    Ok(Appearance {
        lao: lao(row, from)?,
        record: record_id(row, from + 1)?,
        person: person_id(row, from + 2)?,
    })
}

fn national_id(row: &Row<'_>, column: usize) -> Answer<NationalId> {
    NationalId::from_u64(row.get(column)?).ok_or_else(|| DbFault::Broken("no national ID".to_owned()))
}

fn log_row(row: &Row<'_>) -> Answer<LogRow> {
    let kind = match row.get_ref(1)?.as_i64()? {
        0 => LogKind::Change,
        _ => LogKind::Decision,
    };
    let record: Option<[u8; 16]> = match row.get_ref(3)?.as_blob_or_null()? {
        Some(bytes) => bytes.try_into().ok(),
        None => None,
    };
    Ok(LogRow {
        place: row.get(0)?,
        kind,
        id: SealedId::from_bytes(blob(row, 2)?),
        record: record.map(|bytes| RecordId::new(Uuid::from_bytes(bytes))),
        by: row.get(4)?,
        at: row.get(5)?,
        sealed: row.get(6)?,
        chain: blob(row, 7)?,
        keys: row.get::<_, Option<Vec<u8>>>(8)?.unwrap_or_default(),
    })
}

const LOG: &str = "SELECT l.place, l.kind, l.id, l.record, l.sent_by, l.at, l.sealed, l.chain, k.keys \
                   FROM log l LEFT JOIN log_keys k ON k.lao = l.lao AND k.place = l.place";
/// By one record. Left to itself SQLite walks the LAO's whole log, in the order that is asked
/// for, rather than sort the two rows it wants; the same holds where an index is named below.
const LOG_OF_A_RECORD: &str = "SELECT l.place, l.kind, l.id, l.record, l.sent_by, l.at, l.sealed, l.chain, \
                               k.keys FROM log l INDEXED BY log_by_record LEFT JOIN log_keys k \
                               ON k.lao = l.lao AND k.place = l.place \
                               WHERE l.lao = ?1 AND l.record = ?2 ORDER BY l.place";

fn record_row(row: &Row<'_>) -> Answer<RecordRow> {
    Ok(RecordRow {
        lao: lao(row, 0)?,
        id: record_id(row, 1)?,
        seq: row.get(2)?,
        here_since: row.get(3)?,
        moo: row.get(4)?,
        surveyor: row.get(5)?,
        changes: row.get(6)?,
        visit: row.get(7)?,
        door: row.get(8)?,
    })
}

const RECORD: &str = "SELECT lao, record, seq, here_since, moo, surveyor, changes, visit, door FROM record";

fn person_row(row: &Row<'_>) -> Answer<PersonRow> {
    let standing: Option<String> = row.get(5)?;
    Ok(PersonRow {
        who: appearance(row, 0)?,
        number: if row.get_ref(3)?.as_i64_or_null()?.is_some() { Some(national_id(row, 3)?) } else { None },
        found_by: row.get(4)?,
        standing: standing.as_deref().map(from_json).transpose()?,
    })
}

const PERSON: &str = "SELECT lao, record, person, number, found_by, standing FROM person";

fn upload_row(row: &Row<'_>) -> Answer<UploadRow> {
    Ok(UploadRow {
        id: Uuid::from_bytes(blob(row, 0)?),
        device: DeviceId::new(row.get::<_, String>(1)?),
        hash: PhotoHash::from_bytes(blob(row, 2)?),
        // Nobody's record: the nil UUID.
        record: Some(record_id(row, 3)?).filter(|record| !record.uuid().is_nil()),
        length: row.get(4)?,
        offset: row.get(5)?,
        at: row.get(6)?,
    })
}

fn photo_row(row: &Row<'_>) -> Answer<PhotoRow> {
    Ok(PhotoRow {
        hash: PhotoHash::from_bytes(blob(row, 0)?),
        length: row.get(1)?,
        key: row.get(2)?,
        device: DeviceId::new(row.get::<_, String>(3)?),
        record: record_id(row, 4)?,
        at: row.get(5)?,
    })
}

fn erasure_row(row: &Row<'_>) -> Answer<ErasureRow> {
    Ok(ErasureRow {
        lao: lao(row, 0)?,
        reference: row.get(1)?,
        at: row.get(2)?,
        by: row.get(3)?,
        reason: row.get(4)?,
        finished: row.get(5)?,
    })
}

const ERASURE: &str = "SELECT lao, reference, at, made_by, reason, finished FROM erasure";

fn erased_row(row: &Row<'_>) -> Answer<ErasedRow> {
    let photo = match row.get_ref(4)?.as_blob_or_null()? {
        Some(_) => Some(PhotoHash::from_bytes(blob(row, 4)?)),
        None => None,
    };
    Ok(ErasedRow {
        lao: lao(row, 0)?,
        record: record_id(row, 1)?,
        part: Uuid::from_bytes(blob(row, 2)?),
        kind: ErasedKind::read(row.get_ref(3)?.as_str()?)?,
        photo,
        reference: row.get(5)?,
        seq: row.get(6)?,
    })
}

const ERASED: &str = "SELECT lao, record, part, kind, photo, reference, seq FROM erased";

fn step_row(row: &Row<'_>) -> Answer<StepRow> {
    let meeting: Option<[u8; 16]> = match row.get_ref(6)?.as_blob_or_null()? {
        Some(bytes) => bytes.try_into().ok(),
        None => None,
    };
    Ok(StepRow {
        lao: lao(row, 0)?,
        record: record_id(row, 1)?,
        request: RequestId::new(Uuid::from_bytes(blob(row, 2)?)),
        nth: row.get(3)?,
        id: SealedId::from_bytes(blob(row, 4)?),
        sheet: StepKey::new(Uuid::from_bytes(blob(row, 5)?)),
        meeting: meeting.map(|bytes| MeetingId::new(Uuid::from_bytes(bytes))),
        json: row.get(7)?,
    })
}

const STEP: &str = "SELECT lao, record, request, nth, id, sheet, meeting, said FROM step";

fn course_row(row: &Row<'_>) -> Answer<CourseRow> {
    Ok(CourseRow {
        lao: lao(row, 0)?,
        record: record_id(row, 1)?,
        request: RequestId::new(Uuid::from_bytes(blob(row, 2)?)),
        state: course_state(row.get_ref(3)?.as_str()?)?,
        said: from_json(row.get_ref(4)?.as_str()?)?,
    })
}

const COURSE: &str = "SELECT lao, record, request, state, said FROM course";

fn task_row(row: &Row<'_>) -> Answer<TaskRow> {
    Ok(TaskRow {
        lao: lao(row, 0)?,
        surveyor: row.get(1)?,
        seq: row.get(2)?,
        state: TaskState::read(row.get_ref(3)?.as_str()?)?,
        task: from_json(row.get_ref(4)?.as_str()?)?,
    })
}

const TASK: &str = "SELECT lao, surveyor, seq, state, said FROM task";

fn standing_row(row: &Row<'_>) -> Answer<StandingRow> {
    Ok(StandingRow {
        device: DeviceId::new(row.get::<_, String>(0)?),
        at: row.get(1)?,
        standing: from_json(row.get_ref(2)?.as_str()?)?,
    })
}

fn sealed_id(row: &Row<'_>) -> Answer<SealedId> {
    Ok(SealedId::from_bytes(blob(row, 0)?))
}

fn bytes(record: &RecordId) -> [u8; 16] {
    record.uuid().into_bytes()
}

fn three(who: &Appearance) -> (u32, [u8; 16], [u8; 16]) {
    (who.lao.as_u32(), who.record.uuid().into_bytes(), who.person.uuid().into_bytes())
}

#[async_trait]
impl Transaction for Work {
    async fn commit(mut self: Box<Self>) -> Answer<()> {
        self.on()?.execute_batch("COMMIT")?;
        self.open = false;
        Ok(())
    }

    async fn setting(&mut self, name: &str) -> Answer<Option<String>> {
        self.one("SELECT value FROM setting WHERE name = ?1", [name], |row| Ok(row.get(0)?))
    }

    async fn set(&mut self, name: &str, value: &str) -> Answer<()> {
        self.run(
            "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
            [name, value],
        )?;
        Ok(())
    }

    async fn number(&mut self, kind: &str) -> Answer<u64> {
        let next = self.one(
            "INSERT INTO counter (kind, last) VALUES (?1, 1) \
             ON CONFLICT (kind) DO UPDATE SET last = last + 1 RETURNING last",
            [kind],
            |row| Ok(row.get(0)?),
        )?;
        next.ok_or_else(|| DbFault::Broken("a counter gave no number".to_owned()))
    }

    async fn tenants(&mut self) -> Answer<Vec<Tenant>> {
        self.all("SELECT said FROM lao ORDER BY lao", [], |row| from_json(row.get_ref(0)?.as_str()?))
    }

    async fn put_tenant(&mut self, tenant: &Tenant) -> Answer<()> {
        self.run(
            "INSERT INTO lao (lao, said, chain) VALUES (?1, ?2, ?3) ON CONFLICT (lao) DO UPDATE SET said = ?2",
            params![tenant.lao.code.as_u32(), json(tenant)?, [0u8; 32]],
        )?;
        Ok(())
    }

    async fn lock(&mut self, laos: &BTreeSet<LaoCode>) -> Answer<BTreeMap<LaoCode, Head>> {
        // There is one writer, and it is this one.
        let mut heads = BTreeMap::new();
        for code in laos {
            if let Some(head) = self.head(*code).await? {
                heads.insert(*code, head);
            }
        }
        Ok(heads)
    }

    async fn head(&mut self, lao: LaoCode) -> Answer<Option<Head>> {
        self.one("SELECT seq, length, chain, numbers FROM lao WHERE lao = ?1", [lao.as_u32()], |row| {
            Ok(Head { seq: row.get(0)?, length: row.get(1)?, chain: blob(row, 2)?, numbers: row.get(3)? })
        })
    }

    async fn feeds(&mut self, laos: &BTreeSet<LaoCode>) -> Answer<BTreeMap<LaoCode, u64>> {
        let mut feeds = BTreeMap::new();
        for lao in laos {
            let seq =
                self.one("SELECT seq FROM lao WHERE lao = ?1", [lao.as_u32()], |row| Ok(row.get(0)?))?;
            feeds.extend(seq.map(|seq| (*lao, seq)));
        }
        Ok(feeds)
    }

    async fn move_head(&mut self, lao: LaoCode, head: &Head) -> Answer<()> {
        self.run(
            "UPDATE lao SET seq = ?2, length = ?3, chain = ?4, numbers = ?5 WHERE lao = ?1",
            params![lao.as_u32(), head.seq, head.length, head.chain, head.numbers],
        )?;
        Ok(())
    }

    async fn surveyor(&mut self, id: &str) -> Answer<Option<SurveyorRow>> {
        self.said("SELECT said FROM surveyor WHERE surveyor = ?1", [id])
    }

    async fn surveyor_of(&mut self, lao: LaoCode, id: &str) -> Answer<Option<SurveyorRow>> {
        self.said("SELECT said FROM surveyor WHERE lao = ?1 AND surveyor = ?2", params![lao.as_u32(), id])
    }

    async fn surveyors(&mut self, lao: LaoCode) -> Answer<Vec<SurveyorRow>> {
        self.all("SELECT said FROM surveyor WHERE lao = ?1 ORDER BY surveyor", [lao.as_u32()], |row| {
            from_json(row.get_ref(0)?.as_str()?)
        })
    }

    async fn put_surveyor(&mut self, surveyor: &SurveyorRow) -> Answer<()> {
        self.run(
            "INSERT INTO surveyor (lao, surveyor, said) VALUES (?1, ?2, ?3) \
             ON CONFLICT (lao, surveyor) DO UPDATE SET said = ?3",
            params![surveyor.lao.as_u32(), surveyor.id, json(surveyor)?],
        )?;
        Ok(())
    }

    async fn user(&mut self, id: &str) -> Answer<Option<UserRow>> {
        self.said("SELECT said FROM office_user WHERE office_user = ?1", [id])
    }

    async fn put_user(&mut self, user: &UserRow) -> Answer<()> {
        self.run(
            "INSERT INTO office_user (lao, office_user, said) VALUES (?1, ?2, ?3) \
             ON CONFLICT (lao, office_user) DO UPDATE SET said = ?3",
            params![user.lao.as_u32(), user.id, json(user)?],
        )?;
        Ok(())
    }

    async fn enrolment(&mut self, lao: LaoCode, code: &[u8; 32]) -> Answer<Option<EnrolmentRow>> {
        self.said("SELECT said FROM enrolment WHERE lao = ?1 AND code = ?2", params![lao.as_u32(), code])
    }

    async fn put_enrolment(&mut self, lao: LaoCode, code: &[u8; 32], row: &EnrolmentRow) -> Answer<()> {
        self.run(
            "INSERT INTO enrolment (lao, code, said) VALUES (?1, ?2, ?3) \
             ON CONFLICT (lao, code) DO UPDATE SET said = ?3",
            params![lao.as_u32(), code, json(row)?],
        )?;
        Ok(())
    }

    async fn device_with(&mut self, lao: LaoCode, token: &[u8; 32]) -> Answer<Option<DeviceRow>> {
        self.said("SELECT said FROM device WHERE lao = ?1 AND token = ?2", params![lao.as_u32(), token])
    }

    async fn devices(&mut self, lao: LaoCode) -> Answer<Vec<DeviceRow>> {
        self.all("SELECT said FROM device WHERE lao = ?1 ORDER BY device", [lao.as_u32()], |row| {
            from_json(row.get_ref(0)?.as_str()?)
        })
    }

    async fn put_device(&mut self, device: &DeviceRow) -> Answer<()> {
        self.run(
            "INSERT INTO device (lao, device, token, said) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (lao, device) DO UPDATE SET token = ?3, said = ?4",
            params![device.lao.as_u32(), device.id.as_str(), device.token, json(device)?],
        )?;
        Ok(())
    }

    async fn logged(&mut self, lao: LaoCode, ids: &[ChangeId]) -> Answer<BTreeSet<ChangeId>> {
        let mut found = BTreeSet::new();
        for id in ids {
            found.extend(self.one(
                "SELECT id FROM log WHERE lao = ?1 AND id = ?2",
                params![lao.as_u32(), id.as_bytes()],
                sealed_id,
            )?);
        }
        Ok(found)
    }

    async fn append(&mut self, lao: LaoCode, rows: &[LogRow]) -> Answer<()> {
        for row in rows {
            let kind = match row.kind {
                LogKind::Change => 0,
                LogKind::Decision => 1,
            };
            self.run(
                "INSERT INTO log (lao, place, kind, id, record, sent_by, at, sealed, chain) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                params![
                    lao.as_u32(),
                    row.place,
                    kind,
                    row.id.as_bytes(),
                    row.record.as_ref().map(bytes),
                    row.by,
                    row.at,
                    row.sealed,
                    row.chain
                ],
            )?;
            self.run(
                "INSERT INTO log_keys (lao, place, keys) VALUES (?1, ?2, ?3)",
                params![lao.as_u32(), row.place, row.keys],
            )?;
        }
        Ok(())
    }

    async fn history(&mut self, lao: LaoCode, records: &[RecordId]) -> Answer<Vec<LogRow>> {
        let mut rows = Vec::new();
        for record in records {
            rows.extend(self.all(LOG_OF_A_RECORD, params![lao.as_u32(), bytes(record)], log_row)?);
        }
        Ok(rows)
    }

    async fn log_after(&mut self, lao: LaoCode, place: u64, most: u32) -> Answer<Vec<LogRow>> {
        self.all(
            &format!("{LOG} WHERE l.lao = ?1 AND l.place > ?2 ORDER BY l.place LIMIT ?3"),
            params![lao.as_u32(), place, most],
            log_row,
        )
    }

    async fn put_keys(&mut self, lao: LaoCode, keys: &[(u64, Vec<u8>)]) -> Answer<()> {
        for (place, keys) in keys {
            self.run(
                "UPDATE log_keys SET keys = ?3 WHERE lao = ?1 AND place = ?2",
                params![lao.as_u32(), place, keys],
            )?;
        }
        Ok(())
    }

    async fn records(&mut self, which: &[(LaoCode, RecordId)]) -> Answer<Vec<RecordRow>> {
        let mut rows = Vec::with_capacity(which.len());
        for (lao, record) in which {
            rows.extend(self.one(
                &format!("{RECORD} WHERE lao = ?1 AND record = ?2"),
                params![lao.as_u32(), bytes(record)],
                record_row,
            )?);
        }
        Ok(rows)
    }

    async fn records_after(
        &mut self,
        lao: LaoCode,
        after: Option<RecordId>,
        most: u32,
    ) -> Answer<Vec<RecordRow>> {
        self.all(
            &format!("{RECORD} WHERE lao = ?1 AND record > ?2 ORDER BY record LIMIT ?3"),
            params![lao.as_u32(), after.as_ref().map(bytes).as_ref().map_or(&[][..], |b| b), most],
            record_row,
        )
    }

    async fn records_at(&mut self, lao: LaoCode, door: &str, most: u32) -> Answer<Vec<RecordId>> {
        self.all(
            "SELECT record FROM record WHERE lao = ?1 AND door = ?2 ORDER BY seq DESC LIMIT ?3",
            params![lao.as_u32(), door, most],
            |row| record_id(row, 0),
        )
    }

    async fn put_records(&mut self, rows: &[RecordRow]) -> Answer<()> {
        for row in rows {
            self.run(
                "INSERT INTO record (lao, record, seq, here_since, moo, surveyor, changes, visit, door) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) \
                 ON CONFLICT (lao, record) DO UPDATE SET seq = ?3, here_since = ?4, moo = ?5, \
                 surveyor = ?6, changes = ?7, visit = ?8, door = ?9",
                params![
                    row.lao.as_u32(),
                    bytes(&row.id),
                    row.seq,
                    row.here_since,
                    row.moo,
                    row.surveyor,
                    row.changes,
                    row.visit,
                    row.door
                ],
            )?;
        }
        Ok(())
    }

    async fn drop_records(&mut self, which: &[(LaoCode, RecordId)]) -> Answer<()> {
        for (lao, record) in which {
            self.run(
                "DELETE FROM record WHERE lao = ?1 AND record = ?2",
                params![lao.as_u32(), bytes(record)],
            )?;
        }
        Ok(())
    }

    async fn naming(&mut self, lao: LaoCode, photo: PhotoHash) -> Answer<Vec<RecordId>> {
        self.all(
            "SELECT record FROM record WHERE lao = ?1 AND instr(visit, ?2) > 0 ORDER BY record",
            params![lao.as_u32(), photo.to_string()],
            |row| record_id(row, 0),
        )
    }

    async fn feed(
        &mut self,
        lao: LaoCode,
        after: u64,
        moo: &BTreeSet<u32>,
        most: u32,
    ) -> Answer<Vec<RecordRow>> {
        self.all(
            &format!(
                "{RECORD} WHERE lao = ?1 AND seq > ?2 \
                 AND (?3 = '[]' OR moo IN (SELECT value FROM json_each(?3))) ORDER BY seq LIMIT ?4"
            ),
            // A phone may say any number; no feed gets that far.
            params![lao.as_u32(), after.min(i64::MAX as u64), json(moo)?, most],
            record_row,
        )
    }

    async fn people(&mut self, which: &[(LaoCode, RecordId)]) -> Answer<Vec<PersonRow>> {
        let mut rows = Vec::new();
        for (lao, record) in which {
            rows.extend(self.all(
                &format!("{PERSON} WHERE lao = ?1 AND record = ?2 ORDER BY person"),
                params![lao.as_u32(), bytes(record)],
                person_row,
            )?);
        }
        Ok(rows)
    }

    async fn entry(&mut self, lao: LaoCode, person: PersonId) -> Answer<Vec<PersonRow>> {
        self.all(
            &format!(
                "{PERSON} INDEXED BY person_by_entry WHERE lao = ?1 AND entry = ?2 ORDER BY record, person"
            ),
            params![lao.as_u32(), person.uuid().into_bytes()],
            person_row,
        )
    }

    async fn entries_after(
        &mut self,
        lao: LaoCode,
        after: Option<PersonId>,
        most: u32,
    ) -> Answer<Vec<(PersonId, Appearance)>> {
        let after = after.map(|after| after.uuid().into_bytes());
        self.all(
            "SELECT p.entry, p.lao, p.record, p.person FROM (SELECT DISTINCT entry FROM person \
             INDEXED BY person_by_entry WHERE lao = ?1 AND entry > ?2 ORDER BY entry LIMIT ?3) e \
             CROSS JOIN person p INDEXED BY person_by_entry ON p.lao = ?1 AND p.entry = e.entry \
             ORDER BY p.entry, p.record, p.person",
            params![lao.as_u32(), after.as_ref().map_or(&[][..], |after| after), most],
            |row| Ok((PersonId::new(Uuid::from_bytes(blob(row, 0)?)), appearance(row, 1)?)),
        )
    }

    async fn put_people(&mut self, rows: &[PersonRow]) -> Answer<()> {
        for row in rows {
            let (lao, record, person) = three(&row.who);
            self.run(
                "INSERT INTO person (lao, record, person, number, found_by, entry, standing) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (lao, record, person) \
                 DO UPDATE SET number = ?4, found_by = ?5, entry = ?6, standing = ?7",
                params![
                    lao,
                    record,
                    person,
                    row.number.map(NationalId::as_u64),
                    row.found_by,
                    row.standing.as_ref().map(|s| s.state.person.uuid().into_bytes()),
                    row.standing.as_ref().map(json).transpose()?
                ],
            )?;
        }
        Ok(())
    }

    async fn drop_people(&mut self, who: &[Appearance]) -> Answer<()> {
        for who in who {
            self.run("DELETE FROM person WHERE lao = ?1 AND record = ?2 AND person = ?3", three(who))?;
        }
        Ok(())
    }

    async fn cards(
        &mut self,
        lao: LaoCode,
        after: Option<(RecordId, PersonId)>,
        most: u32,
    ) -> Answer<Vec<CardRow>> {
        // No record has the nil UUID.
        let (record, person) = after.unwrap_or((RecordId::new(Uuid::nil()), PersonId::new(Uuid::nil())));
        self.all(
            "SELECT record, person, found_by FROM person \
             WHERE lao = ?1 AND (record, person) > (?2, ?3) ORDER BY record, person LIMIT ?4",
            params![lao.as_u32(), bytes(&record), person.uuid().into_bytes(), most],
            |row| Ok(CardRow { who: (record_id(row, 0)?, person_id(row, 1)?), card: row.get(2)? }),
        )
    }

    async fn cards_since(
        &mut self,
        lao: LaoCode,
        after: u64,
    ) -> Answer<Vec<(RecordId, Vec<(PersonId, String)>)>> {
        let rows = self.all(
            "SELECT f.record, p.person, p.found_by FROM ( \
             SELECT record FROM record WHERE lao = ?1 AND seq > ?2 \
             UNION SELECT record FROM erased WHERE lao = ?1 AND seq > ?2) f \
             LEFT JOIN person p ON p.lao = ?1 AND p.record = f.record ORDER BY f.record, p.person",
            params![lao.as_u32(), after],
            |row| {
                let card: Option<String> = row.get(2)?;
                let on = card.map(|card| Ok::<_, DbFault>((person_id(row, 1)?, card))).transpose()?;
                Ok((record_id(row, 0)?, on))
            },
        )?;
        Ok(by_record(rows))
    }

    async fn lock_numbers(&mut self, _: &BTreeSet<NationalId>) -> Answer<()> {
        // There is one writer, and it is this one.
        Ok(())
    }

    async fn with_numbers(&mut self, numbers: &[NationalId]) -> Answer<Vec<(NationalId, Appearance)>> {
        let mut found = Vec::new();
        for number in numbers {
            found.extend(self.all(
                "SELECT number, lao, record, person FROM number WHERE number = ?1 ORDER BY lao, record, person",
                [number.as_u64()],
                |row| Ok((national_id(row, 0)?, appearance(row, 1)?)),
            )?);
        }
        Ok(found)
    }

    async fn put_numbers(&mut self, rows: &[(NationalId, Appearance)]) -> Answer<()> {
        for (number, who) in rows {
            let (lao, record, person) = three(who);
            self.run(
                "INSERT INTO number (number, lao, record, person) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                params![number.as_u64(), lao, record, person],
            )?;
        }
        Ok(())
    }

    async fn drop_numbers(&mut self, rows: &[(NationalId, Appearance)]) -> Answer<()> {
        for (number, who) in rows {
            let (lao, record, person) = three(who);
            self.run(
                "DELETE FROM number WHERE number = ?1 AND lao = ?2 AND record = ?3 AND person = ?4",
                params![number.as_u64(), lao, record, person],
            )?;
        }
        Ok(())
    }

    async fn forget_numbers(&mut self, _: &[NationalId]) -> Answer<()> {
        // A number is nowhere but where somebody is filed under it.
        Ok(())
    }

    async fn numbers_of(&mut self, laos: &BTreeSet<LaoCode>) -> Answer<Vec<NationalId>> {
        let codes: Vec<u32> = laos.iter().map(|lao| lao.as_u32()).collect();
        self.all(
            "SELECT DISTINCT number FROM person WHERE number IS NOT NULL AND standing IS NOT NULL \
             AND lao IN (SELECT value FROM json_each(?1)) ORDER BY number",
            [json(&codes)?],
            |row| national_id(row, 0),
        )
    }

    async fn rulings_on(&mut self, which: &[(LaoCode, RecordId)]) -> Answer<Vec<RulingRow>> {
        let mut rows = Vec::new();
        for (lao, record) in which {
            rows.extend(self.all(
                "SELECT lao, record, id, said FROM ruling WHERE lao = ?1 AND record = ?2 ORDER BY id",
                params![lao.as_u32(), bytes(record)],
                |row| {
                    Ok(RulingRow {
                        lao: self::lao(row, 0)?,
                        record: record_id(row, 1)?,
                        id: SealedId::from_bytes(blob(row, 2)?),
                        json: row.get(3)?,
                    })
                },
            )?);
        }
        Ok(rows)
    }

    async fn put_rulings(&mut self, rows: &[RulingRow]) -> Answer<()> {
        for row in rows {
            self.run(
                "INSERT INTO ruling (lao, record, id, said) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                params![row.lao.as_u32(), bytes(&row.record), row.id.as_bytes(), row.json],
            )?;
        }
        Ok(())
    }

    async fn quarantine(&mut self, lao: LaoCode, rows: &[QuarantineRow]) -> Answer<()> {
        for row in rows {
            self.run(
                "INSERT INTO quarantine (lao, id, record, device, at, sealed, keys) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
                params![
                    lao.as_u32(),
                    row.id.as_bytes(),
                    bytes(&row.record),
                    row.device.as_str(),
                    row.at,
                    row.sealed,
                    row.keys
                ],
            )?;
        }
        Ok(())
    }

    async fn release(&mut self, lao: LaoCode, ids: &[ChangeId]) -> Answer<()> {
        for id in ids {
            self.run(
                "DELETE FROM quarantine WHERE lao = ?1 AND id = ?2",
                params![lao.as_u32(), id.as_bytes()],
            )?;
        }
        Ok(())
    }

    async fn quarantined(&mut self, lao: LaoCode) -> Answer<Vec<QuarantineRow>> {
        self.all(
            "SELECT id, record, device, at, sealed, keys, refused FROM quarantine WHERE lao = ?1 ORDER BY at, id",
            [lao.as_u32()],
            |row| {
                Ok(QuarantineRow {
                    id: SealedId::from_bytes(blob(row, 0)?),
                    record: record_id(row, 1)?,
                    device: DeviceId::new(row.get::<_, String>(2)?),
                    at: row.get(3)?,
                    sealed: row.get(4)?,
                    keys: row.get(5)?,
                    refused: match row.get_ref(6)?.as_blob_or_null()? {
                        Some(_) => Some(SealedId::from_bytes(blob(row, 6)?)),
                        None => None,
                    },
                })
            },
        )
    }

    async fn held_apart(&mut self, lao: LaoCode, ids: &[ChangeId]) -> Answer<BTreeSet<ChangeId>> {
        let mut found = BTreeSet::new();
        for id in ids {
            found.extend(self.one(
                "SELECT id FROM quarantine WHERE lao = ?1 AND id = ?2",
                params![lao.as_u32(), id.as_bytes()],
                sealed_id,
            )?);
        }
        Ok(found)
    }

    async fn put_keys_apart(&mut self, lao: LaoCode, keys: &[(ChangeId, Vec<u8>)]) -> Answer<()> {
        for (id, keys) in keys {
            self.run(
                "UPDATE quarantine SET keys = ?3 WHERE lao = ?1 AND id = ?2",
                params![lao.as_u32(), id.as_bytes(), keys],
            )?;
        }
        Ok(())
    }

    async fn refuse(&mut self, lao: LaoCode, ids: &[ChangeId], by: SealedId) -> Answer<()> {
        for id in ids {
            self.run(
                "UPDATE quarantine SET refused = ?3 WHERE lao = ?1 AND id = ?2",
                params![lao.as_u32(), id.as_bytes(), by.as_bytes()],
            )?;
        }
        Ok(())
    }

    async fn put_erasure(&mut self, erasure: &ErasureRow) -> Answer<()> {
        self.run(
            "INSERT INTO erasure (lao, reference, at, made_by, reason, finished) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
             ON CONFLICT (lao, reference) DO UPDATE SET finished = ?6",
            params![
                erasure.lao.as_u32(),
                erasure.reference,
                erasure.at,
                erasure.by,
                erasure.reason,
                erasure.finished
            ],
        )?;
        Ok(())
    }

    async fn erasures(&mut self, lao: LaoCode) -> Answer<Vec<ErasureRow>> {
        self.all(&format!("{ERASURE} WHERE lao = ?1 ORDER BY reference"), [lao.as_u32()], erasure_row)
    }

    async fn unfinished_erasures(&mut self) -> Answer<Vec<ErasureRow>> {
        self.all(&format!("{ERASURE} WHERE finished = 0 ORDER BY lao, reference"), [], erasure_row)
    }

    async fn put_erased(&mut self, rows: &[ErasedRow]) -> Answer<()> {
        for row in rows {
            self.run(
                "INSERT INTO erased (lao, record, part, kind, photo, reference, seq) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (lao, record, part) \
                 DO UPDATE SET photo = ?5, reference = ?6, seq = ?7 WHERE photo IS NULL AND ?5 IS NOT NULL",
                params![
                    row.lao.as_u32(),
                    bytes(&row.record),
                    row.part.into_bytes(),
                    row.kind.as_str(),
                    row.photo.as_ref().map(PhotoHash::as_bytes),
                    row.reference,
                    row.seq
                ],
            )?;
        }
        Ok(())
    }

    async fn erased(&mut self, lao: LaoCode, records: &[RecordId]) -> Answer<Vec<ErasedRow>> {
        let mut rows = Vec::new();
        for record in records {
            rows.extend(self.all(
                &format!("{ERASED} WHERE lao = ?1 AND record = ?2 ORDER BY part"),
                params![lao.as_u32(), bytes(record)],
                erased_row,
            )?);
        }
        Ok(rows)
    }

    async fn erased_by(&mut self, lao: LaoCode, reference: &str) -> Answer<Vec<ErasedRow>> {
        self.all(
            &format!("{ERASED} INDEXED BY erased_by_reference WHERE lao = ?1 AND reference = ?2 ORDER BY record, part"),
            params![lao.as_u32(), reference],
            erased_row,
        )
    }

    async fn erased_between(&mut self, lao: LaoCode, after: u64, until: u64) -> Answer<BTreeSet<RecordId>> {
        let found = self.all(
            "SELECT DISTINCT record FROM erased WHERE lao = ?1 AND seq > ?2 AND seq <= ?3",
            params![lao.as_u32(), after.min(i64::MAX as u64), until.min(i64::MAX as u64)],
            |row| record_id(row, 0),
        )?;
        Ok(found.into_iter().collect())
    }

    async fn erase_photos(&mut self, lao: LaoCode, record: RecordId, hashes: &[PhotoHash]) -> Answer<()> {
        for hash in hashes {
            self.run(
                "INSERT INTO photo (lao, hash, length, key, device, record, at) \
                 VALUES (?1, ?2, 0, ?3, '', ?4, 0) ON CONFLICT (lao, hash) DO UPDATE SET key = ?3",
                params![lao.as_u32(), hash.as_bytes(), [0u8; WRAPPED], bytes(&record)],
            )?;
            self.run(
                "DELETE FROM thumbnail WHERE lao = ?1 AND photo = ?2",
                params![lao.as_u32(), hash.as_bytes()],
            )?;
        }
        Ok(())
    }

    async fn uploads_of(
        &mut self,
        lao: LaoCode,
        records: &[RecordId],
        hashes: &[PhotoHash],
    ) -> Answer<Vec<Uuid>> {
        let under_way = self.all(
            "SELECT upload, device, hash, record, length, arrived, at FROM upload WHERE lao = ?1",
            [lao.as_u32()],
            upload_row,
        )?;
        let goes = |row: &UploadRow| {
            row.record.is_some_and(|record| records.contains(&record) || hashes.contains(&row.hash))
        };
        Ok(under_way.into_iter().filter(goes).map(|row| row.id).collect())
    }

    async fn uploads_by(&mut self, lao: LaoCode, device: &DeviceId) -> Answer<Vec<UploadRow>> {
        self.all(
            "SELECT upload, device, hash, record, length, arrived, at FROM upload WHERE lao = ?1 AND device = ?2",
            params![lao.as_u32(), device.as_str()],
            upload_row,
        )
    }

    async fn put_upload(&mut self, lao: LaoCode, upload: &UploadRow) -> Answer<()> {
        self.run(
            "INSERT INTO upload (lao, upload, device, hash, record, length, arrived, at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                lao.as_u32(),
                upload.id.into_bytes(),
                upload.device.as_str(),
                upload.hash.as_bytes(),
                upload.record.as_ref().map(bytes).unwrap_or_default(),
                upload.length,
                upload.offset,
                upload.at
            ],
        )?;
        Ok(())
    }

    async fn upload(&mut self, lao: LaoCode, id: Uuid) -> Answer<Option<UploadRow>> {
        self.one(
            "SELECT upload, device, hash, record, length, arrived, at FROM upload WHERE lao = ?1 AND upload = ?2",
            params![lao.as_u32(), id.into_bytes()],
            upload_row,
        )
    }

    async fn grow_upload(
        &mut self,
        lao: LaoCode,
        id: Uuid,
        sealed: &[u8],
        length: u64,
        at: u64,
    ) -> Answer<()> {
        self.run(
            "INSERT INTO piece (lao, upload, starts, bytes) \
             SELECT lao, upload, arrived, ?3 FROM upload WHERE lao = ?1 AND upload = ?2",
            params![lao.as_u32(), id.into_bytes(), sealed],
        )?;
        self.run(
            "UPDATE upload SET arrived = arrived + ?3, at = ?4 WHERE lao = ?1 AND upload = ?2",
            params![lao.as_u32(), id.into_bytes(), length, at],
        )?;
        Ok(())
    }

    async fn pieces(&mut self, lao: LaoCode, id: Uuid) -> Answer<Vec<(u64, Vec<u8>)>> {
        self.all(
            "SELECT starts, bytes FROM piece WHERE lao = ?1 AND upload = ?2 ORDER BY starts",
            params![lao.as_u32(), id.into_bytes()],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }

    async fn drop_upload(&mut self, lao: LaoCode, id: Uuid) -> Answer<()> {
        let which = params![lao.as_u32(), id.into_bytes()];
        self.run("DELETE FROM piece WHERE lao = ?1 AND upload = ?2", which)?;
        self.run("DELETE FROM upload WHERE lao = ?1 AND upload = ?2", which)?;
        Ok(())
    }

    async fn drop_uploads_before(&mut self, at: u64) -> Answer<u64> {
        self.run(
            "DELETE FROM piece WHERE (lao, upload) IN (SELECT lao, upload FROM upload WHERE at < ?1)",
            [at],
        )?;
        Ok(self.run("DELETE FROM upload WHERE at < ?1", [at])? as u64)
    }

    async fn put_photo(&mut self, lao: LaoCode, photo: &PhotoRow) -> Answer<bool> {
        let new = self.run(
            "INSERT INTO photo (lao, hash, length, key, device, record, at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
            params![
                lao.as_u32(),
                photo.hash.as_bytes(),
                photo.length,
                photo.key,
                photo.device.as_str(),
                bytes(&photo.record),
                photo.at
            ],
        )?;
        Ok(new > 0)
    }

    async fn photos(&mut self, lao: LaoCode, hashes: &[PhotoHash]) -> Answer<Vec<PhotoRow>> {
        let mut found = Vec::new();
        for hash in hashes {
            found.extend(self.one(
                "SELECT hash, length, key, device, record, at FROM photo WHERE lao = ?1 AND hash = ?2",
                params![lao.as_u32(), hash.as_bytes()],
                photo_row,
            )?);
        }
        Ok(found)
    }

    async fn all_photos(&mut self, lao: LaoCode) -> Answer<Vec<PhotoRow>> {
        self.all(
            "SELECT hash, length, key, device, record, at FROM photo WHERE lao = ?1 ORDER BY hash",
            [lao.as_u32()],
            photo_row,
        )
    }

    async fn put_thumbnail(&mut self, lao: LaoCode, photo: PhotoHash, row: &ThumbnailRow) -> Answer<()> {
        self.run(
            "INSERT INTO thumbnail (lao, photo, sealed, record) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            params![lao.as_u32(), photo.as_bytes(), row.sealed, row.record.as_ref().map(bytes)],
        )?;
        Ok(())
    }

    async fn thumbnail(&mut self, lao: LaoCode, photo: PhotoHash) -> Answer<Option<ThumbnailRow>> {
        self.one(
            "SELECT sealed, record FROM thumbnail WHERE lao = ?1 AND photo = ?2",
            params![lao.as_u32(), photo.as_bytes()],
            |row| {
                let record = match row.get_ref(1)?.as_blob_or_null()? {
                    Some(_) => Some(record_id(row, 1)?),
                    None => None,
                };
                Ok(ThumbnailRow { sealed: row.get(0)?, record })
            },
        )
    }

    async fn form_mark(&mut self, lao: LaoCode) -> Answer<Option<String>> {
        self.one("SELECT mark FROM form WHERE lao = ?1", [lao.as_u32()], |row| Ok(row.get(0)?))
    }

    async fn form(&mut self, lao: LaoCode) -> Answer<Option<String>> {
        self.one("SELECT said FROM form WHERE lao = ?1", [lao.as_u32()], |row| Ok(row.get(0)?))
    }

    async fn put_form(&mut self, lao: LaoCode, mark: &str, said: &str) -> Answer<()> {
        self.run(
            "INSERT INTO form (lao, mark, said) VALUES (?1, ?2, ?3) \
             ON CONFLICT (lao) DO UPDATE SET mark = ?2, said = ?3",
            params![lao.as_u32(), mark, said],
        )?;
        Ok(())
    }

    async fn put_task(&mut self, task: &TaskRow) -> Answer<()> {
        self.run(
            "INSERT INTO task (lao, task, record, surveyor, seq, state, said) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
             ON CONFLICT (lao, task) DO UPDATE SET state = ?6",
            params![
                task.lao.as_u32(),
                task.task.id.uuid().into_bytes(),
                bytes(&task.task.record),
                task.surveyor,
                task.seq,
                task.state.as_str(),
                json(&task.task)?
            ],
        )?;
        Ok(())
    }

    async fn tasks(&mut self, lao: LaoCode) -> Answer<Vec<TaskRow>> {
        self.all(&format!("{TASK} WHERE lao = ?1 ORDER BY seq"), [lao.as_u32()], task_row)
    }

    async fn open_tasks(&mut self, lao: LaoCode, surveyor: &str) -> Answer<Vec<TaskRow>> {
        self.all(
            &format!("{TASK} WHERE lao = ?1 AND surveyor = ?2 AND state = 'open' ORDER BY seq"),
            params![lao.as_u32(), surveyor],
            task_row,
        )
    }

    async fn tasks_on(&mut self, lao: LaoCode, records: &[RecordId]) -> Answer<Vec<TaskRow>> {
        let mut rows = Vec::new();
        for record in records {
            rows.extend(self.all(
                &format!("{TASK} WHERE lao = ?1 AND record = ?2 ORDER BY seq"),
                params![lao.as_u32(), bytes(record)],
                task_row,
            )?);
        }
        Ok(rows)
    }

    async fn drop_tasks(&mut self, lao: LaoCode, records: &[RecordId]) -> Answer<u64> {
        let mut dropped = 0;
        for record in records {
            dropped += self.run(
                "DELETE FROM task WHERE lao = ?1 AND record = ?2",
                params![lao.as_u32(), bytes(record)],
            )?;
        }
        Ok(dropped as u64)
    }

    async fn put_steps(&mut self, rows: &[StepRow]) -> Answer<()> {
        for row in rows {
            self.run(
                "INSERT INTO step (lao, record, request, nth, id, sheet, meeting, said) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    row.lao.as_u32(),
                    bytes(&row.record),
                    row.request.uuid().into_bytes(),
                    row.nth,
                    row.id.as_bytes(),
                    row.sheet.uuid().into_bytes(),
                    row.meeting.map(|meeting| meeting.uuid().into_bytes()),
                    row.json
                ],
            )?;
        }
        Ok(())
    }

    async fn steps_on(&mut self, lao: LaoCode, records: &[RecordId]) -> Answer<Vec<StepRow>> {
        let mut rows = Vec::new();
        for record in records {
            rows.extend(self.all(
                &format!("{STEP} WHERE lao = ?1 AND record = ?2 ORDER BY request, nth"),
                params![lao.as_u32(), bytes(record)],
                step_row,
            )?);
        }
        Ok(rows)
    }

    async fn step_with(&mut self, lao: LaoCode, sheet: StepKey) -> Answer<Option<StepRow>> {
        let with = params![lao.as_u32(), sheet.uuid().into_bytes()];
        self.one(&format!("{STEP} WHERE lao = ?1 AND sheet = ?2"), with, step_row)
    }

    async fn steps_at(&mut self, lao: LaoCode, meeting: MeetingId) -> Answer<Vec<StepRow>> {
        self.all(
            &format!("{STEP} WHERE lao = ?1 AND meeting = ?2 ORDER BY record, request, nth"),
            params![lao.as_u32(), meeting.uuid().into_bytes()],
            step_row,
        )
    }

    async fn drop_steps(&mut self, lao: LaoCode, record: RecordId, request: RequestId) -> Answer<()> {
        self.run(
            "DELETE FROM step WHERE lao = ?1 AND record = ?2 AND request = ?3",
            params![lao.as_u32(), bytes(&record), request.uuid().into_bytes()],
        )?;
        Ok(())
    }

    async fn put_courses(&mut self, lao: LaoCode, records: &[RecordId], rows: &[CourseRow]) -> Answer<()> {
        for record in records {
            self.run(
                "DELETE FROM course WHERE lao = ?1 AND record = ?2",
                params![lao.as_u32(), bytes(record)],
            )?;
        }
        for row in rows {
            self.run(
                "INSERT INTO course (lao, record, request, state, said) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    row.lao.as_u32(),
                    bytes(&row.record),
                    row.request.uuid().into_bytes(),
                    row.state.as_str(),
                    json(&row.said)?
                ],
            )?;
        }
        Ok(())
    }

    async fn courses_on(&mut self, lao: LaoCode, records: &[RecordId]) -> Answer<Vec<CourseRow>> {
        let mut rows = Vec::new();
        for record in records {
            rows.extend(self.all(
                &format!("{COURSE} WHERE lao = ?1 AND record = ?2 ORDER BY request"),
                params![lao.as_u32(), bytes(record)],
                course_row,
            )?);
        }
        Ok(rows)
    }

    async fn courses_in(&mut self, lao: LaoCode, states: &[CourseState]) -> Answer<Vec<CourseRow>> {
        let mut rows: Vec<CourseRow> = Vec::new();
        for state in states.iter().collect::<BTreeSet<_>>() {
            rows.extend(self.all(
                &format!("{COURSE} WHERE lao = ?1 AND state = ?2"),
                params![lao.as_u32(), state.as_str()],
                course_row,
            )?);
        }
        rows.sort_by_key(|row| (row.record, row.request));
        Ok(rows)
    }

    async fn withdrawn_in(&mut self, lao: LaoCode, states: &[CourseState]) -> Answer<u64> {
        let rows = self.all(
            "SELECT state FROM course WHERE lao = ?1 AND instr(said, ?2) > 0",
            params![lao.as_u32(), WITHDRAWN],
            |row| course_state(row.get_ref(0)?.as_str()?),
        )?;
        Ok(rows.iter().filter(|state| states.contains(state)).count() as u64)
    }

    async fn tally(&mut self, lao: LaoCode) -> Answer<BTreeMap<CourseState, u64>> {
        let rows = self.all(
            "SELECT state, count(*) FROM course WHERE lao = ?1 GROUP BY state",
            [lao.as_u32()],
            |row| Ok((course_state(row.get_ref(0)?.as_str()?)?, row.get(1)?)),
        )?;
        Ok(rows.into_iter().collect())
    }

    async fn next_running(&mut self, lao: LaoCode, year: i32) -> Answer<u64> {
        let next = self.one(
            "INSERT INTO running (lao, year, last) VALUES (?1, ?2, 1) \
             ON CONFLICT (lao, year) DO UPDATE SET last = last + 1 RETURNING last",
            params![lao.as_u32(), year],
            |row| Ok(row.get(0)?),
        )?;
        next.ok_or_else(|| DbFault::Broken("no number was given".to_owned()))
    }

    async fn last_running(&mut self, lao: LaoCode, year: i32) -> Answer<u64> {
        let last = self.one(
            "SELECT last FROM running WHERE lao = ?1 AND year = ?2",
            params![lao.as_u32(), year],
            |row| Ok(row.get(0)?),
        )?;
        Ok(last.unwrap_or(0))
    }

    async fn put_meeting(&mut self, lao: LaoCode, meeting: MeetingId, json: &str) -> Answer<()> {
        self.run(
            "INSERT INTO meeting (lao, meeting, said) VALUES (?1, ?2, ?3) \
             ON CONFLICT (lao, meeting) DO UPDATE SET said = ?3",
            params![lao.as_u32(), meeting.uuid().into_bytes(), json],
        )?;
        Ok(())
    }

    async fn meetings(&mut self, lao: LaoCode) -> Answer<Vec<(MeetingId, String)>> {
        self.all("SELECT meeting, said FROM meeting WHERE lao = ?1 ORDER BY meeting", [lao.as_u32()], |row| {
            Ok((MeetingId::new(Uuid::from_bytes(blob(row, 0)?)), row.get(1)?))
        })
    }

    async fn put_standing(&mut self, lao: LaoCode, row: &StandingRow) -> Answer<()> {
        self.run(
            "INSERT INTO standing (lao, device, at, said) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (lao, device) DO UPDATE SET at = ?3, said = ?4",
            params![lao.as_u32(), row.device.as_str(), row.at, json(&row.standing)?],
        )?;
        Ok(())
    }

    async fn standing(&mut self, lao: LaoCode, device: &DeviceId) -> Answer<Option<StandingRow>> {
        self.one(
            "SELECT device, at, said FROM standing WHERE lao = ?1 AND device = ?2",
            params![lao.as_u32(), device.as_str()],
            standing_row,
        )
    }

    async fn standings(&mut self, lao: LaoCode) -> Answer<Vec<StandingRow>> {
        self.all(
            "SELECT device, at, said FROM standing WHERE lao = ?1 ORDER BY device",
            [lao.as_u32()],
            standing_row,
        )
    }

    async fn put_delivered(&mut self, lao: LaoCode, bundle: PhotoHash, said: &str) -> Answer<()> {
        self.run(
            "INSERT INTO delivered (lao, bundle, said) VALUES (?1, ?2, ?3) \
             ON CONFLICT (lao, bundle) DO UPDATE SET said = ?3",
            params![lao.as_u32(), bundle.as_bytes(), said],
        )?;
        Ok(())
    }

    async fn delivered(&mut self, lao: LaoCode, bundle: PhotoHash) -> Answer<Option<String>> {
        self.one(
            "SELECT said FROM delivered WHERE lao = ?1 AND bundle = ?2",
            params![lao.as_u32(), bundle.as_bytes()],
            |row| Ok(row.get(0)?),
        )
    }

    async fn put_receipt(&mut self, lao: LaoCode, at: u64, json: &str) -> Answer<()> {
        self.run(
            "INSERT INTO receipt (lao, place, at, said) \
             SELECT ?1, 1 + coalesce(max(place), 0), ?2, ?3 FROM receipt WHERE lao = ?1",
            params![lao.as_u32(), at, json],
        )?;
        Ok(())
    }

    async fn receipts_after(&mut self, lao: LaoCode, place: u64, most: u32) -> Answer<Vec<(u64, String)>> {
        self.all(
            "SELECT place, said FROM receipt WHERE lao = ?1 AND place > ?2 ORDER BY place LIMIT ?3",
            params![lao.as_u32(), place, most],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }
}
