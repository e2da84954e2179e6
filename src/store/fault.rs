//! What can go wrong in the store, each as a sentence: what happened, what is safe, what to
//! do next.
//!
//! Called by every other module here; shown as it is by the command line and the app.

use std::io;
use std::path::{Path, PathBuf};

use register::record::{PhotoHash, RecordFault, RecordId};
use rusqlite::ErrorCode;

use crate::expected::PendingId;
use crate::secrets::SecretsError;

/// Why the store could not do what it was asked. Unless it says otherwise, nothing changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The data folder or a file in it cannot be used.
    #[error(
        "{} cannot be used ({reason}); nothing in it was changed, see that the folder exists and \
         that you may write to it, then try again", path.display()
    )]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A database that some other program made.
    #[error(
        "{} is not a store of this app; nothing in it was changed, name another data folder", .0.display()
    )]
    NotOurs(PathBuf),
    /// The key does not fit, or the file is damaged from its first page on.
    #[error(
        "{} does not open with this key; nothing in it was changed, put back the key that belongs to it \
         (or, if the file itself was damaged, the whole folder from a backup)", .0.display()
    )]
    WrongKey(PathBuf),
    /// Written by a later version of the app.
    #[error(
        "this store was written by a later version of the app (its form is {found}, this version reads up \
         to {known}); nothing in it was changed, update the app and open it again"
    )]
    Newer {
        /// The form found.
        found: u32,
        /// The newest form this version reads.
        known: u32,
    },
    /// No room left.
    #[error(
        "there is no room left on this device; what was saved before is safe, this was not saved: free \
         some space and save again"
    )]
    Full,
    /// Another process holds the database for long.
    #[error(
        "another program is working in this data folder and did not finish in time; nothing was changed, \
         wait for it or close it, then try again"
    )]
    Busy,
    /// The database is damaged.
    #[error(
        "the store is damaged ({0}); stop using it, copy the whole data folder to a safe place and ask for \
         help before anything else"
    )]
    Damaged(String),
    /// Deleting what the server has not confirmed.
    #[error("{0}; nothing was deleted, sync first")]
    Guarded(String),
    /// Any other fault of the database.
    #[error("the store could not do this ({0}); nothing was changed, try again")]
    Database(String),
    /// The key could not be had.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// Chance itself failed.
    #[error("the system gave no random bytes ({0}); nothing was changed, try again")]
    NoChance(String),
    /// Nothing can be kept before the phone has a name and a key.
    #[error(
        "this phone is not enrolled yet; nothing was saved, ask the office for an enrolment link and \
         enrol it first"
    )]
    NotEnrolled,
    /// Enrolled already, with work on it that only that enrolment can send.
    #[error(
        "this phone is enrolled with {0} already and holds work that was not received there; nothing was \
         changed, sync it first or use another data folder"
    )]
    EnrolledElsewhere(String),
    /// The office revoked this phone.
    #[error(
        "the office has locked this phone; what was captured on it is safe and is still sent, but \
         nothing can be read or saved here until the office enrols it anew"
    )]
    Sealed,
    /// Not a PIN.
    #[error("a PIN is four to eight digits; nothing was changed, type it again")]
    NotAPin,
    /// There is nothing to compare with.
    #[error("no PIN has been set on this phone; nothing was changed, set one first")]
    NoPin,
    /// The PIN's hash could not be made: no memory, or no chance.
    #[error("the PIN could not be looked at ({0}); nothing is lost, close other apps and try again")]
    NoHash(String),
    /// A record that cannot be kept.
    #[error(transparent)]
    Record(#[from] RecordFault),
    /// A record that was lawfully erased.
    #[error("record {0} was erased by law; nothing was saved of it, and nothing may be")]
    Erased(RecordId),
    /// No such draft.
    #[error("there is no draft {0} here; nothing was changed")]
    NoDraft(RecordId),
    /// No such record.
    #[error("record {0} is not on this phone; nothing was changed, sync and open it again")]
    NoRecord(RecordId),
    /// No such expected photo.
    #[error(
        "no draft waits for photo request {0} any more; nothing was kept of the picture, open the visit and \
         take it again if it is still needed"
    )]
    NotExpected(PendingId),
    /// A photo that is not here.
    #[error(
        "photo {0} is not on this device; what else was captured is safe, take the photo again if it is \
         still needed"
    )]
    NoPhoto(PhotoHash),
    /// A photo whose file no longer holds what was kept.
    #[error(
        "the file of photo {0} is damaged; what else was captured is safe, take the photo again if it is \
         still needed"
    )]
    DamagedPhoto(PhotoHash),
    /// Bytes that are not the photo that they are said to be.
    #[error("these bytes are not photo {0}; nothing was saved, take or choose the photo again")]
    OtherPhoto(PhotoHash),
    /// What the server sent cannot be used.
    #[error("{0}")]
    Digest(#[from] register::digest::DigestError),
    /// A stored piece that should be readable and is not.
    #[error(
        "{what} in the store cannot be read ({reason}); nothing was changed, update the app or ask for help"
    )]
    Unreadable {
        /// Which.
        what: &'static str,
        /// Why.
        reason: String,
    },
}

impl StoreError {
    /// A fault of a file.
    pub(crate) fn file(path: &Path, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::File { path: path.to_owned(), reason: error.to_string() },
        }
    }

    /// A fault of a field of a record.
    pub(crate) fn field(field: &str, reason: impl Into<String>) -> Self {
        Self::Record(RecordFault::Field { field: field.to_owned(), reason: reason.into() })
    }

    /// For turning a parser's error into [`StoreError::Unreadable`].
    pub(crate) fn unreadable<E: ToString>(what: &'static str) -> impl FnOnce(E) -> Self {
        move |error| Self::Unreadable { what, reason: error.to_string() }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, message) = &error else {
            return Self::Database(error.to_string());
        };
        match failure.code {
            ErrorCode::DiskFull => Self::Full,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Damaged(error.to_string()),
            ErrorCode::ConstraintViolation
                if failure.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_TRIGGER =>
            {
                Self::Guarded(message.clone().unwrap_or_default())
            }
            _ => Self::Database(error.to_string()),
        }
    }
}
