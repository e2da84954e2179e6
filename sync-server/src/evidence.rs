//! Evidence: photos that are held, sealed, each under a key of its own.
//!
//! Owns where they lie: a folder, or an S3 service in the large. A photo is named by the
//! hash of its bytes, made once and never altered. When `keep` returns it is on disk.
//!
//! Refuses to know how photos arrive (`routes::photos`) and who may see them. Called by
//! `office`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use object_store::local::LocalFileSystem;
use object_store::path::Path as Name;
use object_store::{ObjectStore, ObjectStoreExt};
use register::lao::LaoCode;
use register::record::PhotoHash;

use crate::keys::Keys;

/// Where erasures are noted, below the photos' place.
const ERASURES: &str = "erasures";

/// Where photos are.
pub struct Evidence {
    store: Arc<dyn ObjectStore>,
    /// The folder, where it is one: what is written there must be synced.
    folder: Option<PathBuf>,
}

/// Why a photo was not kept, or cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceFault {
    /// The folder or the service.
    #[error(
        "the photos' place said: {0}; what was acknowledged before is safe, see that it can be reached and has room"
    )]
    Place(String),
    /// It does not open, or its bytes are not those of its name.
    #[error("photo {0} is damaged where it lies; restore it from a backup and run verify")]
    Damaged(PhotoHash),
    /// No random bytes.
    #[error("nothing could be sealed, for this machine gives no random bytes; nothing was kept")]
    NoChance,
}

impl From<object_store::Error> for EvidenceFault {
    fn from(error: object_store::Error) -> Self {
        Self::Place(error.to_string())
    }
}

/// Where a photo lies, below the photos' place.
pub(crate) fn name(lao: LaoCode, hash: PhotoHash) -> Name {
    let hash = hash.to_string();
    let hash = hash.trim_start_matches("b3:");
    // Two levels, so that no folder holds a million files.
    Name::from(format!("{lao}/{}/{hash}", hash.get(..2).unwrap_or_default()))
}

fn bound(lao: LaoCode, hash: PhotoHash) -> Vec<u8> {
    format!("samruat photo v1 {lao} {hash}").into_bytes()
}

impl Evidence {
    /// Photos in a folder, made where there is none.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn in_folder(folder: &Path) -> Result<Self, EvidenceFault> {
        std::fs::create_dir_all(folder).map_err(|e| EvidenceFault::Place(e.to_string()))?;
        let store = LocalFileSystem::new_with_prefix(folder)?;
        Ok(Self { store: Arc::new(store), folder: Some(folder.to_owned()) })
    }

    /// Seals a photo under a key of its own; returns the key, wrapped, for the row that names
    /// it, and what is to be kept.
    ///
    /// # Errors
    /// When this machine gives no random bytes.
    pub fn seal(
        &self,
        keys: &Keys,
        lao: LaoCode,
        hash: PhotoHash,
        bytes: &[u8],
    ) -> Result<(Vec<u8>, Vec<u8>), EvidenceFault> {
        keys.seal(&bound(lao, hash), bytes).ok_or(EvidenceFault::NoChance)
    }

    /// Keeps a sealed photo. Only the key it was sealed with opens it: whoever keeps one twice
    /// must keep the second key too.
    ///
    /// # Errors
    /// When it was not kept.
    pub async fn keep(&self, lao: LaoCode, hash: PhotoHash, sealed: Vec<u8>) -> Result<(), EvidenceFault> {
        let name = name(lao, hash);
        self.store.put(&name, sealed.into()).await?;
        if let Some(folder) = &self.folder {
            let file = folder.join(name.as_ref());
            let synced = tokio::task::spawn_blocking(move || sync(&file)).await;
            synced
                .map_err(|e| EvidenceFault::Place(e.to_string()))?
                .map_err(|e| EvidenceFault::Place(e.to_string()))?;
        }
        Ok(())
    }

    /// Removes a photo for good. One that is not there is gone already.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub async fn remove(&self, lao: LaoCode, hash: PhotoHash) -> Result<(), EvidenceFault> {
        let name = name(lao, hash);
        match self.store.delete(&name).await {
            Ok(()) => {}
            Err(object_store::Error::NotFound { .. }) => return Ok(()),
            Err(other) => return Err(other.into()),
        }
        if let Some(folder) = &self.folder {
            let file = folder.join(name.as_ref());
            let within = file.parent().unwrap_or(folder).to_owned();
            let synced = tokio::task::spawn_blocking(move || std::fs::File::open(within)?.sync_all()).await;
            synced
                .map_err(|e| EvidenceFault::Place(e.to_string()))?
                .map_err(|e| EvidenceFault::Place(e.to_string()))?;
        }
        Ok(())
    }

    /// Whether something lies where this photo would.
    ///
    /// # Errors
    /// When the place cannot be asked.
    pub async fn lies(&self, lao: LaoCode, hash: PhotoHash) -> Result<bool, EvidenceFault> {
        match self.store.head(&name(lao, hash)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(other) => Err(other.into()),
        }
    }

    /// Notes an erasure beside the photos, sealed: the ledger's second copy.
    ///
    /// # Errors
    /// When it was not kept.
    pub async fn note_erasure(&self, reference: &str, line: String) -> Result<(), EvidenceFault> {
        let name = Name::from(format!("{ERASURES}/{reference}"));
        self.store.put(&name, line.into_bytes().into()).await?;
        if let Some(folder) = &self.folder {
            let file = folder.join(name.as_ref());
            let synced = tokio::task::spawn_blocking(move || sync(&file)).await;
            synced
                .map_err(|e| EvidenceFault::Place(e.to_string()))?
                .map_err(|e| EvidenceFault::Place(e.to_string()))?;
        }
        Ok(())
    }

    /// Every erasure that was noted here.
    ///
    /// # Errors
    /// When the place cannot be asked.
    pub async fn noted_erasures(&self) -> Result<Vec<String>, EvidenceFault> {
        let noted = self.store.list_with_delimiter(Some(&Name::from(ERASURES))).await?;
        let mut lines = Vec::new();
        for object in noted.objects {
            let bytes = self.store.get(&object.location).await?.bytes().await?;
            lines.push(String::from_utf8_lossy(&bytes).into_owned());
        }
        Ok(lines)
    }

    /// A photo as it lies, sealed.
    ///
    /// # Errors
    /// When it cannot be had.
    pub async fn sealed(&self, lao: LaoCode, hash: PhotoHash) -> Result<Vec<u8>, EvidenceFault> {
        Ok(self.store.get(&name(lao, hash)).await?.bytes().await?.to_vec())
    }

    /// A photo's bytes.
    ///
    /// # Errors
    /// When it cannot be had, or is not what its name says.
    pub async fn read(
        &self,
        keys: &Keys,
        lao: LaoCode,
        hash: PhotoHash,
        key: &[u8],
    ) -> Result<Vec<u8>, EvidenceFault> {
        let sealed = self.sealed(lao, hash).await?;
        let bytes = keys.open(&bound(lao, hash), key, &sealed).ok_or(EvidenceFault::Damaged(hash))?;
        if PhotoHash::of(&bytes) != hash {
            return Err(EvidenceFault::Damaged(hash));
        }
        Ok(bytes)
    }
}

/// The file and every folder above it that may be new.
fn sync(file: &Path) -> std::io::Result<()> {
    std::fs::File::open(file)?.sync_all()?;
    for folder in file.ancestors().skip(1).take(3) {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}
