//! A copy of the whole database, and what comes of it in another one.

use std::sync::Arc;

use cluster::Cluster;
use sync_server::db::postgres::Postgres;
use sync_server::db::{Db, DbFault};
use sync_server::export;

use crate::shelf::Shelf;

/// Copies an office that has a story behind it, and fills an empty database with the copy.
pub async fn is_the_same_office(cluster: &Cluster, shelf: &Shelf, told: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy");
    shelf.office.db().copy_to(&file).await.unwrap();

    let url = cluster.database("copied").unwrap();
    let db = Arc::new(Postgres::open(&url).await.unwrap());
    let whole = std::fs::read(&file).unwrap();
    let broken = folder.path().join("broken");
    let mut altered = whole.clone();
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    for bytes in [&whole[..whole.len() - 1], &whole[..middle], &altered, b"something else", b""] {
        std::fs::write(&broken, bytes).unwrap();
        let filled = db.fill_from(&broken).await;
        assert!(matches!(filled, Err(DbFault::Copy(_))), "{filled:?}");
    }
    db.fill_from(&file).await.unwrap();
    let twice = db.fill_from(&file).await;
    assert!(matches!(twice, Err(DbFault::Copy(_))), "only into an empty database: {twice:?}");

    let tables = |name: &str| {
        let sql =
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'samruat_form'";
        cluster.sql(name, sql).unwrap()
    };
    assert_eq!(tables("copied"), "23", "every table is in the copy; see TABLES");
    let copied = shelf.on(Arc::clone(&db) as Arc<dyn Db>).await;
    let mut out = Vec::new();
    export::jsonl(&copied.register().await.unwrap(), None, &mut out).unwrap();
    assert_eq!(out, told);
    let report = copied.verify().await.unwrap();
    assert!(report.is_sound(), "{report}");
    let again = folder.path().join("again");
    db.copy_to(&again).await.unwrap();
    assert_eq!(std::fs::read(&again).unwrap().len(), whole.len());
}
