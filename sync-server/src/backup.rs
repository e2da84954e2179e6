//! Backup and restore: one sealed file that holds all of an office.
//!
//! Owns the form of that file: a tar of the database's copy, the photos as they lie, sealed,
//! the ledger of erasures and the keys, all in one age file under a recovery code. Whoever finds the file can read
//! nothing of it; whoever has the code as well can be the office again, with nothing but
//! `age` and `tar` at worst.
//!
//! A backup is taken while the server works: first the database, then the photos that it
//! names; a photo is there before the row that names it. After a restore the server's keys
//! are the same, so phones need not be enrolled anew; and its epoch is another, so phones
//! ask what it still holds, and send again what it lost. A phone that was enrolled after the
//! backup is forgotten; a new link brings it back under its old name, with all that it has.
//!
//! A backup of either database is restored into either: a folder, or an empty PostgreSQL
//! database. Whatever a cut-off restore left behind is no office yet: the database comes last.
//!
//! A backup holds what was erased after it was taken until it is destroyed itself. What the
//! ledger of erasures knows is erased again when the restored office is first opened.
//!
//! Called by the `backup` and `restore` commands.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use age::secrecy::SecretString;
use data_encoding::BASE32_NOPAD;
use tempfile::TempDir;

use crate::db::DbFault;
use crate::db::copy::Holds;
use crate::db::postgres::Postgres;
use crate::db::sqlite::Sqlite;
use crate::erasure::ledger::Ledger;
use crate::evidence::Evidence;
use crate::keys::Keys;
use crate::office::{Done, Office, OfficeFault, chance, grouped, new_epoch};
use crate::private;
use crate::whole::Whole;

/// The file that tells which form a backup is of.
const FORM: &str = "samruat-backup";
/// What it says where the database was SQLite's; and PostgreSQL's.
const OF_SQLITE: &str = "1 sqlite";
const OF_POSTGRESQL: &str = "1 postgresql";
/// The database, as SQLite keeps it.
const DATABASE: &str = "samruat.db";
/// Its copy in the form that either store is filled from.
const COPY: &str = "samruat.copy";
/// The keys.
const KEYS: &str = "keys.json";
/// The ledger of erasures.
const ERASURES: &str = "erasures";
/// The folder of photos.
const PHOTOS: &str = "photos";

/// Why there is no backup, or nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupFault {
    /// The office.
    #[error(transparent)]
    Office(#[from] OfficeFault),
    /// The file, or the disk.
    #[error("{0} ({1}); {2}")]
    Disk(String, io::Error, &'static str),
    /// Sealing or opening.
    #[error(
        "the backup does not open with this code ({0}); nothing was restored, type the code as it was printed"
    )]
    Code(String),
    /// It is no backup, or a damaged one.
    #[error("this backup cannot be read ({0}); nothing was restored, take another one")]
    Form(String),
    /// Something is there already.
    #[error(
        "{0} holds an office already; nothing was restored and nothing touched, name an empty folder with --data"
    )]
    Occupied(PathBuf),
    /// The database it was to go into does not take it.
    #[error("the backup does not go into that database: {0}; nothing was restored into it")]
    Filling(DbFault),
    /// Other keys are there already.
    #[error(
        "{0} holds other keys than the backup; nothing was restored and nothing touched, name another file with \
         --keys or move that one away"
    )]
    OtherKeys(PathBuf),
}

fn disk(what: &str, then: &'static str) -> impl Fn(io::Error) -> BackupFault {
    move |error| BackupFault::Disk(what.to_owned(), error, then)
}

const NO_BACKUP: &str =
    "no backup was made and nothing else is touched, see that the disk has room and try again";
const NOT_RESTORED: &str = "nothing was restored, see that the disk has room and try again";

/// A recovery code: a hundred bits, in groups that people can read to each other.
fn recovery_code() -> Done<String> {
    Ok(grouped(&BASE32_NOPAD.encode(&chance::<15>()?)))
}

impl Office {
    /// Writes a backup, whole or not at all, and returns the code that opens it. The code is
    /// kept nowhere.
    ///
    /// # Errors
    /// When no backup could be made.
    pub async fn backup(&self, out: &Path) -> Result<String, BackupFault> {
        let code = recovery_code()?;
        let writes = disk("the backup could not be written", NO_BACKUP);
        let mut whole = Whole::beside(out).map_err(&writes)?;
        let copy = tempfile::NamedTempFile::new_in(whole.folder()).map_err(&writes)?;
        self.db().copy_to(copy.path()).await.map_err(OfficeFault::Db)?;

        let (form, name) = match Holds::of(copy.path()).map_err(&writes)? {
            Holds::Copy => (OF_POSTGRESQL, COPY),
            Holds::Sqlite | Holds::Else => (OF_SQLITE, DATABASE),
        };

        let sealed = age::Encryptor::with_user_passphrase(SecretString::from(code.clone()))
            .wrap_output(whole.file())
            .map_err(&writes)?;
        let mut tar = tar::Builder::new(sealed);
        add(&mut tar, FORM, form.as_bytes()).map_err(&writes)?;
        add(&mut tar, KEYS, self.keys().to_text().as_bytes()).map_err(&writes)?;
        add(&mut tar, ERASURES, self.ledger_text().await?.as_bytes()).map_err(&writes)?;
        let mut database = File::open(copy.path()).map_err(&writes)?;
        tar.append_file(name, &mut database).map_err(&writes)?;
        let mut tx = self.db().look().await.map_err(OfficeFault::Db)?;
        let laos = self.laos(&mut *tx).await?;
        for lao in laos.iter() {
            for photo in tx.all_photos(lao.code).await.map_err(OfficeFault::Db)? {
                if photo.is_erased() {
                    continue;
                }
                let sealed =
                    self.photos().sealed(lao.code, photo.hash).await.map_err(OfficeFault::Evidence)?;
                let name = crate::evidence::name(lao.code, photo.hash);
                add(&mut tar, &format!("{PHOTOS}/{name}"), &sealed).map_err(&writes)?;
            }
        }
        drop(tx);
        let sealed = tar.into_inner().map_err(&writes)?;
        sealed.finish().map_err(&writes)?;
        whole.put_in_place().map_err(&writes)?;
        Ok(code)
    }
}

fn add(tar: &mut tar::Builder<impl Write>, name: &str, bytes: &[u8]) -> io::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    header.set_mode(0o600);
    tar.append_data(&mut header, name, bytes)
}

/// Where a backup is restored to.
pub struct Target<'a> {
    /// The folder that everything goes into which has no other place; it is made where it is not.
    pub data: &'a Path,
    /// The file of keys.
    pub keys: &'a Path,
    /// The address of an empty PostgreSQL database, where it is not to be a file in the folder.
    pub database_url: Option<&'a str>,
    /// Where photos go, where that is not the folder's own.
    pub photos: Option<&'a Evidence>,
}

/// Makes an empty folder the office that a backup was taken of.
///
/// # Errors
/// When nothing was restored: the folder is as it was.
pub fn restore(from: &Path, code: &str, data: &Path, keys: &Path) -> Result<(), BackupFault> {
    let unpacked = Unpacked::of(from, code, data, keys)?;
    let database = unpacked.as_sqlite()?;
    unpacked.put_photos_in(data)?;
    unpacked.put_in_place(&database, data, keys)
}

/// Makes an empty place the office that a backup was taken of, wherever its parts go.
///
/// # Errors
/// When nothing was restored. Photos that were put in their place lie there, sealed, and are
/// taken for what they are when the same backup is restored again.
pub async fn restore_to(from: &Path, code: &str, target: &Target<'_>) -> Result<(), BackupFault> {
    let unpacked = Unpacked::of(from, code, target.data, target.keys)?;
    let database = match target.database_url {
        // Prepared before anything is put anywhere.
        None => Some(unpacked.as_sqlite()?),
        Some(url) => {
            Postgres::is_unused(url).await.map_err(BackupFault::Filling)?;
            None
        }
    };
    match target.photos {
        None => unpacked.put_photos_in(target.data)?,
        Some(photos) => unpacked.hand_photos_to(photos).await?,
    }
    match (database, target.database_url) {
        (Some(database), _) => unpacked.put_in_place(&database, target.data, target.keys),
        (None, url) => {
            // The keys first: with the database the office is there.
            unpacked.put_keys(target.keys)?;
            unpacked.fill(url.unwrap_or_default()).await
        }
    }
}

/// A backup that was opened, in a folder beside its place.
struct Unpacked {
    beside: TempDir,
    restored: Keys,
    /// What its ledger of erasures says.
    erasures: String,
}

impl Unpacked {
    fn of(from: &Path, code: &str, data: &Path, keys: &Path) -> Result<Self, BackupFault> {
        let reads = disk("the backup could not be read", NOT_RESTORED);
        let writes = disk("the office could not be written", NOT_RESTORED);
        if data.join(DATABASE).exists() {
            return Err(BackupFault::Occupied(data.to_owned()));
        }
        // As it was printed, however it was typed.
        let code: String =
            code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
        let mut opened = age::scrypt::Identity::new(SecretString::from(grouped(&code)));
        // Ours cost about a second to try; a stranger's file must not cost an hour.
        opened.set_max_work_factor(22);
        let file = File::open(from).map_err(&reads)?;
        let sealed = age::Decryptor::new_buffered(io::BufReader::new(file))
            .map_err(|e| BackupFault::Form(e.to_string()))?
            .decrypt(std::iter::once(&opened as &dyn age::Identity))
            .map_err(|e| BackupFault::Code(e.to_string()))?;

        private::folder(data).map_err(&writes)?;
        // Beside its place, so that it can be put there in one step.
        let beside = tempfile::Builder::new().prefix(".restoring").tempdir_in(data).map_err(&writes)?;
        let mut tar = tar::Archive::new(sealed);
        let mut form = None;
        let mut text = None;
        let mut erasures = String::new();
        for entry in tar.entries().map_err(|e| BackupFault::Form(e.to_string()))? {
            let mut entry = entry.map_err(|e| BackupFault::Form(e.to_string()))?;
            let name =
                entry.path().map_err(|e| BackupFault::Form(e.to_string()))?.to_string_lossy().into_owned();
            match name.as_str() {
                FORM => form = Some(read_text(&mut entry)?),
                KEYS => text = Some(read_text(&mut entry)?),
                ERASURES => {
                    let read = entry.read_to_string(&mut erasures);
                    read.map_err(|e| BackupFault::Form(e.to_string()))?;
                }
                _ => {
                    // `unpack_in` refuses names that lead out of the folder.
                    let placed =
                        entry.unpack_in(beside.path()).map_err(|e| BackupFault::Form(e.to_string()))?;
                    if !placed {
                        return Err(BackupFault::Form(format!("it names {name:?}, which leads elsewhere")));
                    }
                }
            }
        }
        if !matches!(form.as_deref(), Some(OF_SQLITE | OF_POSTGRESQL)) {
            return Err(BackupFault::Form(format!("it is of form {:?}", form.unwrap_or_default())));
        }
        let text = text.ok_or_else(|| BackupFault::Form("it holds no keys".to_owned()))?;
        let restored = Keys::read(&text).map_err(BackupFault::Form)?;
        if keys.exists() {
            let there = Keys::at(keys).map_err(OfficeFault::Keys)?;
            if there.public() != restored.public() {
                return Err(BackupFault::OtherKeys(keys.to_owned()));
            }
        }
        Ok(Self { beside, restored, erasures })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.beside.path().join(name)
    }

    /// The database as a file of SQLite, in a new life of its own.
    fn as_sqlite(&self) -> Result<PathBuf, BackupFault> {
        let database = self.path(DATABASE);
        if !database.exists() {
            let filled = Sqlite::filled_from(&database, &self.path(COPY)).map_err(OfficeFault::Db)?;
            drop(filled);
        }
        renew_epoch(&database)?;
        Ok(database)
    }

    /// Fills an empty PostgreSQL database, in a new life of its own.
    async fn fill(&self, url: &str) -> Result<(), BackupFault> {
        let copy = self.path(COPY);
        if !copy.exists() {
            let whole = Sqlite::open(&self.path(DATABASE)).map_err(OfficeFault::Db)?;
            whole.write_copy(&copy).map_err(OfficeFault::Db)?;
        }
        let filled = Postgres::filled_from(url, &copy, Some(&new_epoch()?)).await;
        filled.map(drop).map_err(BackupFault::Filling)
    }

    fn put_photos_in(&self, data: &Path) -> Result<(), BackupFault> {
        let writes = disk("the office could not be written", NOT_RESTORED);
        sync_all(self.beside.path()).map_err(&writes)?;
        let photos = self.path(PHOTOS);
        if photos.exists() {
            put_in_place(&photos, &data.join(PHOTOS)).map_err(&writes)?;
        }
        Ok(())
    }

    async fn hand_photos_to(&self, place: &Evidence) -> Result<(), BackupFault> {
        let reads = disk("the backup could not be read", NOT_RESTORED);
        let top = self.path(PHOTOS);
        let mut folders = vec![top.clone()];
        while let Some(folder) = folders.pop() {
            if !folder.exists() {
                continue;
            }
            for entry in fs::read_dir(&folder).map_err(&reads)? {
                let entry = entry.map_err(&reads)?;
                if entry.file_type().map_err(&reads)?.is_dir() {
                    folders.push(entry.path());
                    continue;
                }
                let sealed = fs::read(entry.path()).map_err(&reads)?;
                let name = entry.path();
                let name = name.strip_prefix(&top).unwrap_or(&name).to_string_lossy().into_owned();
                place.put_back(&name, sealed).await.map_err(OfficeFault::Evidence)?;
            }
        }
        Ok(())
    }

    /// The keys, and beside them what was erased.
    fn put_keys(&self, keys: &Path) -> Result<(), BackupFault> {
        let writes = disk("the office could not be written", NOT_RESTORED);
        if !keys.exists() {
            self.restored.write_new(keys).map_err(&writes)?;
        }
        // Before there is a database that they could be missing from.
        Ledger::beside(keys).add_new(&self.erasures).map_err(&writes)
    }

    /// The database last: with it the office is there.
    fn put_in_place(&self, database: &Path, data: &Path, keys: &Path) -> Result<(), BackupFault> {
        let writes = disk("the office could not be written", NOT_RESTORED);
        File::open(database).and_then(|file| file.sync_all()).map_err(&writes)?;
        self.put_keys(keys)?;
        fs::rename(database, data.join(DATABASE)).map_err(&writes)?;
        File::open(data).and_then(|folder| folder.sync_all()).map_err(&writes)
    }
}

fn read_text(entry: &mut impl Read) -> Result<String, BackupFault> {
    let mut text = String::new();
    entry.take(1 << 20).read_to_string(&mut text).map_err(|e| BackupFault::Form(e.to_string()))?;
    Ok(text)
}

/// Photos that lie there from a restore that was cut short are those of the same backup.
fn put_in_place(from: &Path, to: &Path) -> io::Result<()> {
    private::folder(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            put_in_place(&entry.path(), &target)?;
        } else {
            fs::rename(entry.path(), target)?;
        }
    }
    File::open(to)?.sync_all()
}

fn sync_all(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_all(&entry.path())?;
        } else {
            File::open(entry.path())?.sync_all()?;
        }
    }
    File::open(folder)?.sync_all()
}

/// A cursor of the life before says nothing of this one. Where this machine's clock is behind that of the one
/// before, the name is added to the last one: phones tell by the names which life is the later.
fn renew_epoch(database: &Path) -> Result<(), BackupFault> {
    let epoch = new_epoch()?;
    let renewed =
        rusqlite::Connection::open_with_flags(database, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE)
            .and_then(|db| {
                db.execute(
                    "UPDATE setting SET value = CASE WHEN value < ?1 THEN ?1 ELSE value || '-' || ?1 END
                     WHERE name = 'epoch'",
                    [epoch],
                )
            });
    match renewed {
        Ok(1) => Ok(()),
        Ok(_) => Err(BackupFault::Form("its database is not an office's".to_owned())),
        Err(error) => Err(BackupFault::Form(error.to_string())),
    }
}
