//! Where an office of the story keeps its things.

use std::path::Path;
use std::sync::Arc;

use cluster::Cluster;
use sync_server::db::Db;
use sync_server::db::postgres::Postgres;
use sync_server::db::sqlite::Sqlite;
use sync_server::evidence::Evidence;
use sync_server::office::{Office, Place};
use tempfile::TempDir;

/// An office and its place; both are gone when this is dropped.
pub struct Shelf {
    folder: TempDir,
    url: Option<String>,
    pub office: Office,
}

impl Shelf {
    /// In one file.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Arc::new(Sqlite::open(&folder.path().join("samruat.db")).unwrap());
        let office = office(&folder, db).await;
        Self { folder, office, url: None }
    }

    /// In a database of this cluster.
    pub async fn postgres(cluster: &Cluster, name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = cluster.database(name).unwrap();
        let office = office(&folder, Arc::new(Postgres::open(&url).await.unwrap())).await;
        Self { folder, office, url: Some(url) }
    }

    /// The same office as a second process would open it.
    pub async fn again(&self) -> Office {
        let db: Arc<dyn Db> = match &self.url {
            Some(url) => Arc::new(Postgres::open(url).await.unwrap()),
            None => Arc::new(Sqlite::open(&self.folder.path().join("samruat.db")).unwrap()),
        };
        self.on(db).await
    }

    /// Its keys, its photos and, where it is a file, its database.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// This office's keys and photos, on another database.
    pub async fn on(&self, db: Arc<dyn Db>) -> Office {
        office(&self.folder, db).await
    }
}

async fn office(folder: &TempDir, db: Arc<dyn Db>) -> Office {
    let photos = Evidence::in_folder(&folder.path().join("photos")).unwrap();
    let keys = folder.path().join("keys.json");
    Office::open(Place { db, photos, keys }).await.unwrap()
}
