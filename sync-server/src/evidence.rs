//! Evidence: photos that are held, sealed, each under a key of its own.
//!
//! Owns where they lie: a folder, or an S3 service in the large. A photo is named by the
//! hash of its bytes, made once and never altered. When `keep` returns it is on disk, or the
//! service has said that it holds it; what was acknowledged is never overwritten.
//!
//! Refuses to know how photos arrive (`routes::photos`) and who may see them. Called by
//! `office`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Name;
use object_store::prefix::PrefixStore;
use object_store::{
    ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, RetryConfig, UpdateVersion,
};
use register::lao::LaoCode;
use register::record::PhotoHash;

use crate::keys::Keys;
use crate::private;

/// Where erasures are noted, below the photos' place.
const ERASURES: &str = "erasures";
/// How often a service is asked again that did not answer, and for how long: a phone waits
/// meanwhile, and sends the photo again by itself.
const TRIES: usize = 3;
const PATIENCE: Duration = Duration::from_secs(20);

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
    /// A place that is neither a folder nor a bucket.
    #[error("photos cannot be kept at {0}; nothing was done, name a folder or s3://bucket/prefix")]
    NoPlace(String),
    /// It does not open, or its bytes are not those of its name.
    #[error("photo {0} is damaged where it lies; restore it from a backup and run verify")]
    Damaged(PhotoHash),
    /// Another photo lies where one was to be put back.
    #[error(
        "the photos' place holds another photo at {0}; nothing there was touched, name an empty place with --photos"
    )]
    Occupied(String),
    /// Bytes that are not the photo that they are said to be.
    #[error("these bytes are not photo {0}; nothing of them was kept")]
    Another(PhotoHash),
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
        private::folder(folder).map_err(|e| EvidenceFault::Place(e.to_string()))?;
        let store = LocalFileSystem::new_with_prefix(folder)?;
        Ok(Self { store: Arc::new(store), folder: Some(folder.to_owned()) })
    }

    /// Photos at a place as an operator names it: a folder, or `s3://bucket/prefix`, which is
    /// reached as the environment says (`AWS_ENDPOINT`, `AWS_REGION`, `AWS_ACCESS_KEY_ID`,
    /// `AWS_SECRET_ACCESS_KEY`, and `AWS_ALLOW_HTTP=true` for a service without TLS).
    ///
    /// # Errors
    /// When it is neither, or what is said of it cannot be.
    pub fn at(place: &str) -> Result<Self, EvidenceFault> {
        let Some(named) = place.strip_prefix("s3://") else {
            if place.contains("://") {
                return Err(EvidenceFault::NoPlace(place.to_owned()));
            }
            return Self::in_folder(Path::new(place));
        };
        let (bucket, prefix) = named.split_once('/').unwrap_or((named, ""));
        if bucket.is_empty() {
            return Err(EvidenceFault::NoPlace(place.to_owned()));
        }
        Self::in_bucket(AmazonS3Builder::from_env().with_bucket_name(bucket), prefix)
    }

    /// Photos in a bucket of an S3 service, below a prefix.
    ///
    /// # Errors
    /// When the settings do not come to a service.
    pub fn in_bucket(settings: AmazonS3Builder, prefix: &str) -> Result<Self, EvidenceFault> {
        // Whoever set one before us has set the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let retry = RetryConfig { max_retries: TRIES, retry_timeout: PATIENCE, ..RetryConfig::default() };
        let bucket = settings.with_retry(retry).build()?;
        let prefix =
            Name::parse(prefix.trim_matches('/')).map_err(|e| EvidenceFault::Place(e.to_string()))?;
        let store: Arc<dyn ObjectStore> = if prefix.as_ref().is_empty() {
            Arc::new(bucket)
        } else {
            Arc::new(PrefixStore::new(bucket, prefix))
        };
        Ok(Self { store, folder: None })
    }

    /// Whether the place can be read.
    ///
    /// # Errors
    /// What it says instead.
    pub async fn answers(&self) -> Result<(), EvidenceFault> {
        self.store.list_with_delimiter(None).await?;
        Ok(())
    }

    /// Seals a photo with the key that it alone has; returns what is to be kept. Sealed again with the
    /// same key it comes out the same.
    ///
    /// # Errors
    /// When the bytes are not the photo's: no key seals two things.
    pub fn seal(
        &self,
        keys: &Keys,
        lao: LaoCode,
        hash: PhotoHash,
        key: &[u8],
        bytes: &[u8],
    ) -> Result<Vec<u8>, EvidenceFault> {
        if PhotoHash::of(bytes) != hash {
            return Err(EvidenceFault::Another(hash));
        }
        keys.seal_with(key, &bound(lao, hash), bytes).ok_or(EvidenceFault::Damaged(hash))
    }

    /// Keeps a sealed photo. Only the key it was sealed with opens it: whoever keeps one twice must
    /// seal it with the same key, or keep the second key too.
    ///
    /// # Errors
    /// When it was not kept.
    pub async fn keep(&self, lao: LaoCode, hash: PhotoHash, sealed: Vec<u8>) -> Result<(), EvidenceFault> {
        self.put(&name(lao, hash), sealed).await
    }

    /// Puts back what a backup holds of a photo, under its name below the photos' place.
    ///
    /// # Errors
    /// When it was not kept, or something else lies there under this name.
    pub async fn put_back(&self, name: &str, sealed: Vec<u8>) -> Result<(), EvidenceFault> {
        let name = Name::parse(name).map_err(|e| EvidenceFault::Place(e.to_string()))?;
        let there = match self.store.get(&name).await {
            Ok(there) => there.bytes().await?,
            Err(object_store::Error::NotFound { .. }) => return self.put(&name, sealed).await,
            Err(other) => return Err(other.into()),
        };
        if there.as_ref() == sealed.as_slice() {
            Ok(())
        } else {
            Err(EvidenceFault::Occupied(name.to_string()))
        }
    }

    async fn put(&self, name: &Name, sealed: Vec<u8>) -> Result<(), EvidenceFault> {
        let Some(folder) = &self.folder else { return self.put_in_bucket(name, sealed.into()).await };
        self.store.put(name, sealed.into()).await?;
        let file = folder.join(name.as_ref());
        let synced = tokio::task::spawn_blocking(move || sync(&file)).await;
        synced
            .map_err(|e| EvidenceFault::Place(e.to_string()))?
            .map_err(|e| EvidenceFault::Place(e.to_string()))
    }

    /// Asks for a new name first, so that an attempt that nothing came of, and whose bytes are on
    /// the wire still, cannot come to lie over those that were acknowledged since. What such an
    /// attempt left there is replaced, and only that.
    async fn put_in_bucket(&self, name: &Name, sealed: PutPayload) -> Result<(), EvidenceFault> {
        let new = self.store.put_opts(name, sealed.clone(), PutOptions::from(PutMode::Create)).await;
        match new {
            Ok(_) => return Ok(()),
            Err(object_store::Error::AlreadyExists { .. }) => {}
            Err(object_store::Error::NotImplemented { .. }) => {
                // A service that was said (AWS_CONDITIONAL_PUT) not to know such questions.
                self.store.put(name, sealed).await?;
                return Ok(());
            }
            Err(other) => return Err(other.into()),
        }
        let there = self.store.head(name).await?;
        let left = UpdateVersion { e_tag: there.e_tag, version: there.version };
        self.store.put_opts(name, sealed, PutOptions::from(PutMode::Update(left))).await?;
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
