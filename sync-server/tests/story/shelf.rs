//! Where an office of the story keeps its things.

use std::sync::Arc;

use sync_server::db::Db;
use sync_server::db::sqlite::Sqlite;
use sync_server::evidence::Evidence;
use sync_server::office::{Office, Place};
use tempfile::TempDir;

/// An office and its place; both are gone when this is dropped.
pub struct Shelf {
    folder: TempDir,
    pub office: Office,
}

impl Shelf {
    /// In one file.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Arc::new(Sqlite::open(&folder.path().join("samruat.db")).unwrap());
        let office = office(&folder, db).await;
        Self { folder, office }
    }

    /// The same office as a second process would open it.
    pub async fn again(&self) -> Office {
        office(&self.folder, Arc::clone(self.office.db())).await
    }
}

async fn office(folder: &TempDir, db: Arc<dyn Db>) -> Office {
    let photos = Evidence::in_folder(&folder.path().join("photos")).unwrap();
    let keys = folder.path().join("keys.json");
    Office::open(Place { db, photos, keys }).await.unwrap()
}
