//! Where the store's key comes from.
//!
//! Owns the one question a device must answer, and the answer of a desktop: a file that
//! nobody else may read. A phone answers with its own key store.
//!
//! Called when the store is opened.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::opening::DATABASE;

/// Keeps the key of the store.
pub trait Secrets {
    /// The key, the same every time; made on first use.
    ///
    /// # Errors
    /// When it cannot be had. The store then stays closed.
    fn database_key(&self) -> Result<Zeroizing<[u8; 32]>, SecretsError>;
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// The key file cannot be read or made.
    #[error(
        "the key file {} cannot be used ({reason}); nothing was opened or changed, see that you may read \
         and write it, then try again", path.display()
    )]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// Others may read the key.
    #[error(
        "the key file {path} can be read by others on this computer; nothing was opened, close it to them \
         with: chmod 600 {path}", path = .0.display()
    )]
    Open(PathBuf),
    /// A store without its key.
    #[error(
        "the key file {} is missing while the store beside it is there; nothing was opened or changed, put \
         back the key file from where it was moved or backed up", .0.display()
    )]
    Missing(PathBuf),
    /// Not 32 bytes.
    #[error(
        "the key file {} is not a key of this app; nothing was opened or changed, put back the right file",
        .0.display()
    )]
    NotAKey(PathBuf),
    /// Chance itself failed.
    #[error("the system gave no random bytes for a key ({0}); nothing was made, try again")]
    NoChance(String),
    /// A key store of the device that no longer has what sealed the key.
    #[error(
        "the device's key store no longer has the key that opens {}; nothing was opened, changed or removed, \
         take the device to the office: what the office has received is safe there", .0.display()
    )]
    Lost(PathBuf),
    /// A key store of the device that will not answer.
    #[error(
        "the device's key store did not give the key ({0}); nothing was opened, unlock the device and try again"
    )]
    Device(String),
}

/// A key in a file that only its owner may read: for desktops, which have no key store that
/// every program can rely on.
pub struct FileSecrets {
    path: PathBuf,
}

impl FileSecrets {
    /// The key file in this folder, beside the store.
    pub fn within(dir: &Path) -> Self {
        Self { path: dir.join("key") }
    }

    fn fault(&self, error: &io::Error) -> SecretsError {
        SecretsError::File { path: self.path.clone(), reason: error.to_string() }
    }

    fn read(&self, mut file: File) -> Result<Zeroizing<[u8; 32]>, SecretsError> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = file.metadata().map_err(|e| self.fault(&e))?.permissions().mode();
            if mode & 0o077 != 0 {
                return Err(SecretsError::Open(self.path.clone()));
            }
        }
        let mut key = Zeroizing::new([0; 32]);
        let whole = file.read_exact(&mut *key).is_ok() && matches!(file.read(&mut [0]), Ok(0));
        if whole { Ok(key) } else { Err(SecretsError::NotAKey(self.path.clone())) }
    }

    /// Makes the key beside its place and links it there: whoever comes second, in another
    /// process, finds the first one's key whole.
    fn make(&self) -> Result<(), SecretsError> {
        let dir = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(dir).map_err(|e| self.fault(&e))?;
        if dir.join(DATABASE).exists() {
            return Err(SecretsError::Missing(self.path.clone()));
        }
        let mut random = Zeroizing::new([0; 40]);
        getrandom::fill(&mut *random).map_err(|e| SecretsError::NoChance(e.to_string()))?;
        let (key, name) = random.split_at(32);
        let draft = self.path.with_extension(data_encoding::HEXLOWER.encode(name));
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let made = (|| {
            let mut file = options.open(&draft)?;
            file.write_all(key)?;
            file.sync_all()?;
            match fs::hard_link(&draft, &self.path) {
                // Somebody was first: theirs is the key.
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Ok(()),
                // No links on this file system: then no two processes can race safely, but
                // nobody starts two on the very first day of a memory card.
                Err(_) if !self.path.exists() => fs::rename(&draft, &self.path),
                linked => linked,
            }
        })();
        let _ = fs::remove_file(&draft);
        made.map_err(|e| self.fault(&e))?;
        crate::durable_file::sync_folder(dir).map_err(|e| self.fault(&e))
    }
}

impl Secrets for FileSecrets {
    fn database_key(&self) -> Result<Zeroizing<[u8; 32]>, SecretsError> {
        loop {
            match File::open(&self.path) {
                Ok(file) => return self.read(file),
                Err(e) if e.kind() == io::ErrorKind::NotFound => self.make()?,
                Err(e) => return Err(self.fault(&e)),
            }
        }
    }
}

#[cfg(test)]
#[path = "secrets_tests.rs"]
mod tests;
