//! Where an office of the story keeps its things.

use std::path::Path;
use std::sync::Arc;

use bucket::Bucket;
use cluster::Cluster;
use object_store::aws::AmazonS3Builder;
use sync_server::backup::{self, Target};
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
    /// Where the bucket is that holds the photos; else they lie in the folder.
    endpoint: Option<String>,
    pub office: Office,
}

impl Shelf {
    /// In one file.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Arc::new(Sqlite::open(&folder.path().join("samruat.db")).unwrap());
        let office = office(&folder, None, db).await;
        Self { folder, office, url: None, endpoint: None }
    }

    /// In one file, with the photos in this bucket.
    pub async fn sqlite_and(bucket: &Bucket) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Arc::new(Sqlite::open(&folder.path().join("samruat.db")).unwrap());
        let endpoint = Some(bucket.endpoint());
        let office = office(&folder, endpoint.as_deref(), db).await;
        Self { folder, office, url: None, endpoint }
    }

    /// In a database of this cluster.
    pub async fn postgres(cluster: &Cluster, name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = cluster.database(name).unwrap();
        let office = office(&folder, None, Arc::new(Postgres::open(&url).await.unwrap())).await;
        Self { folder, office, url: Some(url), endpoint: None }
    }

    /// This office as its backup makes it again: in a database of this cluster, where one is named,
    /// or else in a file.
    pub async fn restored(&self, into: Option<(&Cluster, &str)>) -> Self {
        let (folder, away) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let file = away.path().join("backup");
        let code = self.office.backup(&file).await.unwrap();
        let url = into.map(|(cluster, name)| cluster.database(name).unwrap());
        let keys = folder.path().join("keys.json");
        let target = Target { data: folder.path(), keys: &keys, database_url: url.as_deref(), photos: None };
        backup::restore_to(&file, &code, &target).await.unwrap();
        let db = open(&folder, url.as_deref()).await;
        let office = office(&folder, None, db).await;
        Self { folder, office, url, endpoint: None }
    }

    /// The same office as a second process would open it.
    pub async fn again(&self) -> Office {
        self.on(open(&self.folder, self.url.as_deref()).await).await
    }

    /// Its keys, its photos and, where it is a file, its database.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// This office's keys and photos, on another database.
    pub async fn on(&self, db: Arc<dyn Db>) -> Office {
        office(&self.folder, self.endpoint.as_deref(), db).await
    }
}

/// Photos in a bucket at this endpoint, below this prefix.
pub fn in_bucket(endpoint: &str, prefix: &str) -> Evidence {
    let settings = AmazonS3Builder::new()
        .with_endpoint(endpoint)
        .with_allow_http(true)
        .with_region("us-east-1")
        .with_access_key_id(bucket::ACCESS_KEY)
        .with_secret_access_key(bucket::SECRET_KEY)
        .with_bucket_name(bucket::NAME);
    Evidence::in_bucket(settings, prefix).unwrap()
}

async fn open(folder: &TempDir, url: Option<&str>) -> Arc<dyn Db> {
    match url {
        Some(url) => Arc::new(Postgres::open(url).await.unwrap()),
        None => Arc::new(Sqlite::open(&folder.path().join("samruat.db")).unwrap()),
    }
}

async fn office(folder: &TempDir, endpoint: Option<&str>, db: Arc<dyn Db>) -> Office {
    let photos = match endpoint {
        Some(endpoint) => in_bucket(endpoint, "of/the/story"),
        None => Evidence::in_folder(&folder.path().join("photos")).unwrap(),
    };
    let keys = folder.path().join("keys.json");
    Office::open(Place { db, photos, keys }).await.unwrap()
}
