//! Copies and backups of a whole office, and what comes of them in another database.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use cluster::Cluster;
use sync_server::backup::{self, BackupFault, Target};
use sync_server::db::postgres::Postgres;
use sync_server::db::sqlite::Sqlite;
use sync_server::db::{Db, DbFault, UserRole};
use sync_server::evidence::Evidence;
use sync_server::export;
use sync_server::office::{Office, Place};

use crate::shelf::Shelf;
use crate::village::{Phone, TAO, lao, number, somebody, visit};

/// Copies an office that has a story behind it, and fills an empty database with the copy.
pub async fn is_the_same_office(cluster: &Cluster, shelf: &Shelf, told: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy");
    shelf.office.db().copy_to(&file).await.unwrap();

    let url = cluster.database("copied").unwrap();
    let whole = std::fs::read(&file).unwrap();
    let broken = folder.path().join("broken");
    let mut altered = whole.clone();
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    for bytes in [&whole[..whole.len() - 1], &whole[..middle], &altered, b"something else", b""] {
        std::fs::write(&broken, bytes).unwrap();
        let filled = Postgres::filled_from(&url, &broken, None).await.map(drop);
        assert!(matches!(filled, Err(DbFault::Copy(_))), "{filled:?}");
        let filled = Sqlite::filled_from(&folder.path().join("never.db"), &broken).map(drop);
        assert!(matches!(filled, Err(DbFault::Copy(_))), "{filled:?}");
    }
    assert!(!folder.path().join("never.db").exists());
    // A database that a later version has prepared already, and nobody has used.
    drop(Postgres::open(&url).await.unwrap());
    let db = Arc::new(Postgres::filled_from(&url, &file, None).await.unwrap());
    let twice = Postgres::filled_from(&url, &file, None).await.map(drop);
    assert!(matches!(twice, Err(DbFault::Copy(_))), "only into an empty database: {twice:?}");

    let tables = |name: &str| {
        let sql =
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'samruat_form'";
        cluster.sql(name, sql).unwrap()
    };
    assert_eq!(tables("copied"), "42", "every table is in the copy; see TABLES");
    let copied = shelf.on(Arc::clone(&db) as Arc<dyn Db>).await;
    is_as_told(&copied, told).await;
    let again = folder.path().join("again");
    db.copy_to(&again).await.unwrap();
    assert_eq!(std::fs::read(&again).unwrap().len(), whole.len());

    // There and back again: the same copy, byte for byte, but for what SQLite has no need of.
    let sqlite = Sqlite::filled_from(&folder.path().join("samruat.db"), &file).unwrap();
    let (there, back) = (folder.path().join("there"), folder.path().join("back"));
    sqlite.write_copy(&there).unwrap();
    let second = Sqlite::filled_from(&folder.path().join("second.db"), &there).unwrap();
    second.write_copy(&back).unwrap();
    assert_eq!(std::fs::read(&there).unwrap(), std::fs::read(&back).unwrap());
    is_as_told(&shelf.on(Arc::new(sqlite)).await, told).await;
}

async fn is_as_told(office: &Office, told: &[u8]) {
    let mut out = Vec::new();
    export::jsonl(&office.register().await.unwrap(), None, &mut out).unwrap();
    assert_eq!(out, told);
    let report = office.verify().await.unwrap();
    assert!(report.is_sound(), "{report}");
}

/// Backs an office up that has a story behind it, and restores it into a folder and into an
/// empty PostgreSQL database; each is the same office, in another life.
pub async fn is_restored_into_either_database(cluster: &Cluster, shelf: &Shelf, told: &[u8], name: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup");
    let code = shelf.office.backup(&file).await.unwrap();
    let life = epoch(&shelf.office).await;

    let (data, photos) = (folder.path().join("here"), folder.path().join("elsewhere"));
    let keys = folder.path().join("here.keys.json");
    let elsewhere = Evidence::in_folder(&photos).unwrap();
    let target = Target { data: &data, keys: &keys, database_url: None, photos: Some(&elsewhere) };
    backup::restore_to(&file, &code, &target).await.unwrap();
    assert!(!data.join("photos").exists(), "photos lie where they were told to");
    let db = Arc::new(Sqlite::open(&data.join("samruat.db")).unwrap());
    let here = restored(shelf, db, &keys, &photos).await;
    is_as_told(&here, told).await;
    let twice = backup::restore_to(&file, &code, &target).await;
    assert!(matches!(twice, Err(BackupFault::Occupied(_))), "{twice:?}");

    let url = cluster.database(name).unwrap();
    let data = folder.path().join("there");
    let keys = data.join("keys.json");
    let target = Target { data: &data, keys: &keys, database_url: Some(&url), photos: None };
    backup::restore_to(&file, &code, &target).await.unwrap();
    assert!(!data.join("samruat.db").exists());
    let db = Arc::new(Postgres::open(&url).await.unwrap());
    let there = restored(shelf, db, &keys, &data.join("photos")).await;
    is_as_told(&there, told).await;
    let lives = [life, epoch(&here).await, epoch(&there).await];
    assert!(lives[0] != lives[1] && lives[0] != lives[2] && lives[1] != lives[2], "{lives:?}");

    // Work goes on in both: numbers, receipts and the log continue where they were.
    let mut names = BTreeSet::from(["u-001".to_owned()]);
    for office in [&here, &there] {
        let (user, _) = office.add_user(lao(TAO), "คนใหม่", UserRole::Admin).await.unwrap();
        assert!(
            names.insert(user.clone()),
            "{user} is not given out again, not by another life from the same backup"
        );
        let mut phone = Phone::enrol(office, "s-001", 77).await;
        let change = phone.makes(&visit(300, TAO, 5, &[somebody(Some(number(1)), "สมชาย", "สมปอง")]));
        phone.pushes(office, &[&change]).await;
        let report = office.verify().await.unwrap();
        assert!(report.is_sound(), "{report}");
    }

    let used = backup::restore_to(&file, &code, &target).await;
    let Err(BackupFault::Filling(why)) = used else { panic!("{used:?}") };
    assert!(why.to_string().contains("empty database only"), "{why}");
    let wrong = backup::restore_to(&file, "AAAA-AAAA", &target).await;
    assert!(matches!(wrong, Err(BackupFault::Code(_))), "{wrong:?}");
}

async fn restored(shelf: &Shelf, db: Arc<dyn Db>, keys: &Path, photos: &Path) -> Office {
    let place = Place { db, photos: Evidence::in_folder(photos).unwrap(), keys: keys.to_owned() };
    let office = Office::open(place).await.unwrap();
    assert_eq!(office.keys().public(), shelf.office.keys().public());
    office
}

async fn epoch(office: &Office) -> String {
    office.db().look().await.unwrap().setting("epoch").await.unwrap().unwrap()
}
