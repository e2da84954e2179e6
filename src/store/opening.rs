//! Opening the store, and its two doors: one for writing, one for reading.
//!
//! Owns the data folder, the settings under which SQLite keeps its word when the battery is
//! pulled, and the check at the start that rows and files fit together. Called first.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use register::clock::Clock;
use register::record::PhotoHash;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};
use zeroize::Zeroizing;

use crate::courier::BundleId;
use crate::fault::StoreError;
use crate::lists::HeldDigest;
use crate::photos::PhotoKeys;
use crate::schema::{self, Form};
use crate::secrets::Secrets;

/// The database's name in the data folder.
pub(crate) const DATABASE: &str = "samruat.db";
/// How long another process may hold the database before we say so.
const PATIENCE: Duration = Duration::from_secs(20);
/// A file this old belongs to no save that still runs.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// The device's own time: milliseconds since 1970.
pub type Now = Box<dyn Fn() -> u64 + Send + Sync>;

/// An open store. Many may be open on one folder, in one process or in several.
pub struct Store {
    pub(crate) dir: PathBuf,
    pub(crate) photo_keys: PhotoKeys,
    pub(crate) now: Now,
    pub(crate) digest: Mutex<Option<HeldDigest>>,
    writer: Mutex<Connection>,
    /// Apart, so that a screen can search while a pulled page is being written.
    reader: Mutex<Connection>,
    found: Findings,
}

/// What the check at the start found. All of it is still where it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Files that no row names: their save was cut off before it returned. Kept, because
    /// they may be all there is of a photo.
    pub files_without_rows: Vec<PathBuf>,
    /// Photos whose file is missing or cut short although the server does not have them.
    pub lost_photos: Vec<PhotoHash>,
    /// Photos whose file is missing or cut short, of which the server has the bytes.
    pub photos_at_the_server_only: Vec<PhotoHash>,
    /// Bundles that are carried here and whose file is missing or cut short. The phones that made
    /// them have everything still.
    pub lost_bundles: Vec<BundleId>,
    /// Files of bundles that no row names: their taking along was cut off before it returned.
    pub bundles_without_rows: Vec<PathBuf>,
}

impl Findings {
    /// Whether rows and files fit together.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            files_without_rows,
            lost_photos,
            photos_at_the_server_only,
            lost_bundles,
            bundles_without_rows,
        } = self;
        if !lost_photos.is_empty() {
            write!(
                f,
                "{} photo(s) that were not received are missing or damaged on this device, the first is {}; \
                 the answers are safe, take the photos again. ",
                lost_photos.len(),
                lost_photos.first().map(ToString::to_string).unwrap_or_default()
            )?;
        }
        if !photos_at_the_server_only.is_empty() {
            write!(
                f,
                "{} photo(s) are missing or damaged here and safe at the server. ",
                photos_at_the_server_only.len()
            )?;
        }
        if !files_without_rows.is_empty() {
            write!(
                f,
                "{} photo file(s) belong to no saved record, because their save was cut off; they are kept. ",
                files_without_rows.len()
            )?;
        }
        if !lost_bundles.is_empty() {
            write!(
                f,
                "{} bundle(s) that are carried here for others are missing or damaged; the phones that made \
                 them have everything still, ask for the files again or let them go. ",
                lost_bundles.len()
            )?;
        }
        if !bundles_without_rows.is_empty() {
            write!(
                f,
                "{} bundle file(s) were not taken along, because that was cut off; they are kept, and the \
                 phones that made them have everything still: ask for the files again. ",
                bundles_without_rows.len()
            )?;
        }
        Ok(())
    }
}

impl Store {
    /// Opens the store in this folder; makes it, or brings it up from an older form.
    ///
    /// # Errors
    /// A folder that cannot be used or is not ours, a key that does not fit, a store of a
    /// later version, a full disk, another process that does not let go.
    pub fn open(dir: &Path, secrets: &dyn Secrets) -> Result<Self, StoreError> {
        Self::open_at(dir, secrets, Box::new(device_time))
    }

    /// As [`Store::open`], with the device's time from somewhere else.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_at(dir: &Path, secrets: &dyn Secrets, now: Now) -> Result<Self, StoreError> {
        for folder in [dir.to_owned(), dir.join(crate::photos::FOLDER), dir.join(crate::courier::FOLDER)] {
            make_folder(&folder)?;
        }
        let key = secrets.database_key()?;
        let path = dir.join(DATABASE);
        refuse_a_plain_database(&path)?;
        let mut writer = connect(&path, &key)?;
        match schema::bring_up(&mut writer)? {
            Form::Ready => {}
            Form::NotOurs => return Err(StoreError::NotOurs(path)),
        }
        crate::durable_file::sync_folder(dir).map_err(|e| StoreError::file(dir, &e))?;
        let reader = connect(&path, &key)?;
        reader.pragma_update(None, "query_only", true)?;
        let mut store = Self {
            dir: dir.to_owned(),
            photo_keys: PhotoKeys::from(&key),
            now,
            digest: Mutex::default(),
            writer: Mutex::new(writer),
            reader: Mutex::new(reader),
            found: Findings::default(),
        };
        store.finish_erasing()?;
        store.draw_rows()?;
        store.read_what_was_unread()?;
        store.found = store.look_round()?;
        Ok(store)
    }

    /// What the check at the start found: files without rows, rows without files.
    pub fn found_at_start(&self) -> &Findings {
        &self.found
    }

    /// Reads in one view of the database, whatever is written meanwhile.
    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut reader = locked(&self.reader);
        let view = reader.transaction()?;
        read(&view)
    }

    /// Writes all of it, durably, or nothing.
    pub(crate) fn write<T>(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = locked(&self.writer);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let written = write(&transaction)?;
        transaction.commit()?;
        Ok(written)
    }

    /// The connection for writing, outside of a transaction.
    pub(crate) fn writer(&self) -> MutexGuard<'_, Connection> {
        locked(&self.writer)
    }

    /// Compares the photos' rows and the carried bundles' with their files, and clears away what
    /// no save can still be working on.
    fn look_round(&self) -> Result<Findings, StoreError> {
        let folder = self.dir.join(crate::photos::FOLDER);
        let mut files = self.files_in(crate::photos::FOLDER)?;
        let mut found = Findings::default();
        for photo in self.photo_rows()? {
            let name = self.photo_keys.file_name(photo.hash);
            // One that was finished after the folder was read stands there by now.
            let length =
                files.remove(&name).or_else(|| fs::metadata(folder.join(&name)).ok().map(|m| m.len()));
            let whole = length == Some(photo.file_length());
            match (whole, photo.received) {
                (true, _) => {}
                (false, true) => found.photos_at_the_server_only.push(photo.hash),
                (false, false) => found.lost_photos.push(photo.hash),
            }
        }
        found.files_without_rows = files.into_keys().map(|name| folder.join(name)).collect();
        self.look_through_the_carried(&mut found)?;
        Ok(found)
    }

    /// The whole files in a folder of the store's, with their lengths; unfinished ones that nobody
    /// works on any more are removed.
    pub(crate) fn files_in(&self, folder: &str) -> Result<BTreeMap<String, u64>, StoreError> {
        let folder = self.dir.join(folder);
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(&folder).map_err(|e| StoreError::file(&folder, &e))? {
            let entry = entry.map_err(|e| StoreError::file(&folder, &e))?;
            let metadata = match entry.metadata() {
                Ok(metadata) => metadata,
                // Another process has just finished it, under its own name: its row is asked for that.
                Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
                Err(e) => return Err(StoreError::file(&entry.path(), &e)),
            };
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with(crate::durable_file::UNFINISHED) {
                // Its save never returned, and so never said that it was kept.
                if is_abandoned(&metadata) {
                    let _ = fs::remove_file(entry.path());
                }
                continue;
            }
            files.insert(name, metadata.len());
        }
        Ok(files)
    }

    /// This device's clock, as it was left.
    pub(crate) fn clock(connection: &Connection) -> Result<Clock, StoreError> {
        match note(connection, "clock")? {
            None => Ok(Clock::default()),
            Some(json) => serde_json::from_slice(&json).map_err(StoreError::unreadable("the clock")),
        }
    }

    pub(crate) fn keep_clock(connection: &Connection, clock: &Clock) -> Result<(), StoreError> {
        let json = serde_json::to_vec(clock).map_err(StoreError::unreadable("the clock"))?;
        set_note(connection, "clock", &json)
    }
}

/// Whether a file is so old that no save which still runs can be working on it.
pub(crate) fn is_abandoned(file: &fs::Metadata) -> bool {
    let age = file.modified().ok().and_then(|then| SystemTime::now().duration_since(then).ok());
    age.is_some_and(|age| age > ABANDONED)
}

/// A mutex's content. Whoever panicked while holding it left no half-done write behind: a
/// transaction that was not committed is rolled back.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One of the small things of which there is one.
pub(crate) fn note(connection: &Connection, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let mut query = connection.prepare_cached("SELECT value FROM note WHERE name = ?1")?;
    Ok(rusqlite::OptionalExtension::optional(query.query_row([name], |row| row.get(0)))?)
}

pub(crate) fn set_note(connection: &Connection, name: &str, value: &[u8]) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO note (name, value) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )?
        .execute((name, value))?;
    Ok(())
}

pub(crate) fn drop_note(connection: &Connection, name: &str) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM note WHERE name = ?1")?.execute([name])?;
    Ok(())
}

fn device_time() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn make_folder(path: &Path) -> Result<(), StoreError> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|e| StoreError::file(path, &e))?;
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        crate::durable_file::sync_folder(parent).map_err(|e| StoreError::file(parent, &e))?;
    }
    Ok(())
}

/// A database that shows its first bytes in clear is not one of ours, which are sealed.
fn refuse_a_plain_database(path: &Path) -> Result<(), StoreError> {
    use std::io::Read;
    let mut first = [0; 16];
    match fs::File::open(path).and_then(|mut file| file.read_exact(&mut first)) {
        Ok(()) if &first == b"SQLite format 3\0" => Err(StoreError::NotOurs(path.to_owned())),
        _ => Ok(()),
    }
}

/// Has SQLCipher set itself up, once, and waits for it. SQLite calls itself ready before SQLCipher's
/// own set-up has run, so that of two threads that open a database first of all, one may find no
/// cipher to give its key to.
fn set_the_cipher_up() {
    static UP: Once = Once::new();
    // That it does not open is said by whoever opens the real one.
    UP.call_once(|| drop(Connection::open_in_memory()));
}

fn connect(path: &Path, key: &Zeroizing<[u8; 32]>) -> Result<Connection, StoreError> {
    set_the_cipher_up();
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        // The 32 bytes as they are: they are a key already and no passphrase to be stretched.
        let mut pragma = Zeroizing::new(String::with_capacity(128));
        // Or SQLCipher writes lines of its own to standard error, beside our sentence.
        pragma.push_str("PRAGMA cipher_log_level = NONE; PRAGMA key = \"x'");
        data_encoding::HEXLOWER.encode_append(&**key, &mut pragma);
        pragma.push_str("'\"");
        connection.execute_batch(&pragma)?;
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        // A commit that returned is on the disk. What SQLite sorts aside stays in memory:
        // its temporary files would be in clear.
        connection.execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA fullfsync = ON;
             PRAGMA checkpoint_fullfsync = ON;
             PRAGMA foreign_keys = ON;
             PRAGMA recursive_triggers = ON;
             PRAGMA temp_store = MEMORY;
             PRAGMA secure_delete = ON;
             PRAGMA cache_size = -16000;",
        )?;
        connection.set_prepared_statement_cache_capacity(128);
        Ok(connection)
    };
    // Turning the log on does not wait for another process by itself.
    let since = Instant::now();
    let mut opened = open();
    while let Err(Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)) =
        opened.as_ref().map_err(rusqlite::Error::sqlite_error_code)
        && since.elapsed() < PATIENCE
    {
        std::thread::sleep(Duration::from_millis(20));
        opened = open();
    }
    opened.map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => StoreError::WrongKey(path.to_owned()),
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            StoreError::File { path: path.to_owned(), reason: error.to_string() }
        }
        _ => error.into(),
    })
}

#[cfg(test)]
#[path = "opening_tests.rs"]
mod tests;
