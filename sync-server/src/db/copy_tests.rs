use cluster::{Cluster, Disk};

use super::*;
use crate::db::Db;
use crate::db::postgres::Postgres;
use crate::db::sqlite::Sqlite;

/// A copy of this form with a few rows in it.
fn copied(at: &Path, form: u32) {
    let mut out = Writer::begin(at, form).unwrap();
    for table in &TABLES[..3] {
        out.put_piece(table.name.as_bytes()).unwrap();
        out.begin_rows().unwrap();
        let text = |text: &str| Value::Text(text.to_owned());
        let row = match table.name {
            "setting" => vec![text("epoch"), text("สม\0ชาย")],
            "counter" => vec![text("user"), Value::Whole(7)],
            _ => vec![
                Value::Whole(6_570_903),
                text("{}"),
                Value::Whole(i64::MAX),
                Value::Whole(0),
                Value::Bytes(vec![0; 32]),
                Value::Whole(3),
            ],
        };
        out.put_row(table, &row).unwrap();
        out.end_rows().unwrap();
    }
    out.finish().unwrap();
}

async fn is_filled(db: &dyn Db) {
    let mut tx = db.begin().await.unwrap();
    assert_eq!(tx.setting("epoch").await.unwrap().as_deref(), Some("สม\u{fffd}ชาย"));
    assert_eq!(tx.number("user").await.unwrap(), 8);
    let lao = register::lao::LaoCode::from_u32(6_570_903).unwrap();
    assert_eq!(tx.head(lao).await.unwrap().unwrap().seq, i64::MAX as u64);
    // A table that only a later form has.
    assert_eq!(tx.delivered(lao, register::record::PhotoHash::of(b"")).await.unwrap(), None);
}

#[tokio::test]
async fn a_copy_of_any_form_is_filled_and_brought_to_the_present_one_and_a_later_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    let copy = folder.path().join("copy");
    for form in [1, 2] {
        copied(&copy, form);
        let file = folder.path().join(format!("{form}.db"));
        is_filled(&Sqlite::filled_from(&file, &copy).unwrap()).await;
        let url = cluster.database(&format!("form{form}")).unwrap();
        is_filled(&Postgres::filled_from(&url, &copy, None).await.unwrap()).await;
    }
    copied(&copy, 1_000);
    let url = cluster.database("later").unwrap();
    let later = Postgres::filled_from(&url, &copy, None).await.map(drop);
    assert!(matches!(later, Err(DbFault::Newer { found: 1_000, .. })), "{later:?}");
    let later = Sqlite::filled_from(&folder.path().join("later.db"), &copy).map(drop);
    assert!(matches!(later, Err(DbFault::Newer { found: 1_000, .. })), "{later:?}");
    // Prepared by this version, and never used: only a copy of this form goes into it.
    copied(&copy, 2);
    drop(Postgres::open(&url).await.unwrap());
    let prepared = Postgres::filled_from(&url, &copy, None).await.map(drop);
    assert!(prepared.unwrap_err().to_string().contains("never used"));
}

#[test]
fn rows_are_read_wherever_their_pieces_end() {
    let folder = tempfile::tempdir().unwrap();
    let (whole, cut) = (folder.path().join("whole"), folder.path().join("cut"));
    copied(&whole, 2);
    let mut reader = Reader::open(&whole).unwrap();
    let mut out = Writer::begin(&cut, 2).unwrap();
    while let Some(table) = reader.next_table().unwrap() {
        out.put_piece(table.name.as_bytes()).unwrap();
        loop {
            let piece = reader.take_piece().unwrap();
            for three in piece.chunks(3) {
                out.put_piece(three).unwrap();
            }
            if piece.is_empty() {
                break;
            }
        }
        out.put_piece(&[]).unwrap();
    }
    out.finish().unwrap();
    let rows = |file: &Path| {
        let mut reader = Reader::open(file).unwrap();
        let mut all = Vec::new();
        while let Some(table) = reader.next_table().unwrap() {
            let mut rows = reader.rows(table).unwrap();
            while let Some(row) = rows.next_row().unwrap() {
                all.push(row);
            }
        }
        all
    };
    assert_eq!(rows(&whole).len(), 3);
    assert_eq!(rows(&whole), rows(&cut));
}
