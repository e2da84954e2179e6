use rusqlite::Connection;

use super::*;
use crate::opening::Store;
use crate::samples::{self, MORNING, household, id, made_by};
use crate::secrets::{FileSecrets, Secrets};

/// A database of an older form, with a change that waits and a draft in it, written by the
/// SQL of that time.
fn of_form(number: usize, dir: &std::path::Path) {
    let key = FileSecrets::within(dir).database_key().unwrap();
    let mut connection = Connection::open(dir.join(crate::opening::DATABASE)).unwrap();
    let hex = data_encoding::HEXLOWER.encode(&*key);
    connection.execute_batch(&format!("PRAGMA key = \"x'{hex}'\"")).unwrap();
    assert!(matches!(bring_up_to(&mut connection, &MIGRATIONS[..number]).unwrap(), Form::Ready));
    let change = made_by(1, &household(1), MORNING);
    // Form 1. A later form that writes these otherwise gets an arm of its own here.
    connection.execute("INSERT INTO record (number, id) VALUES (1, ?1)", [id(1).uuid().as_bytes()]).unwrap();
    connection
        .execute(
            "INSERT INTO change (number, id, record, json) VALUES (1, ?1, 1, ?2)",
            (change.id().as_bytes(), change.to_json()),
        )
        .unwrap();
    connection.execute("INSERT INTO outbox (change, record) VALUES (1, 1)", []).unwrap();
    connection
        .execute("INSERT INTO draft (id, json, saved_ms) VALUES (?1, '{}', 1)", [id(2).uuid().as_bytes()])
        .unwrap();
}

#[test]
fn unsent_work_of_every_older_form_is_there_and_goes_out_after_the_update() {
    for number in 1..=MIGRATIONS.len() {
        let dir = tempfile::tempdir().unwrap();
        of_form(number, dir.path());
        let store = Store::open(dir.path(), &FileSecrets::within(dir.path())).unwrap();
        let waiting = store.waiting(10, 1_000_000).unwrap();
        assert_eq!(waiting[0].json, made_by(1, &household(1), MORNING).to_json(), "form {number}");
        assert_eq!(store.drafts().unwrap()[0].id, id(2), "form {number}");
        let (receipt, signed) = samples::receipt(MORNING, &[waiting[0].id], &[]);
        store.take_receipt(&receipt, &signed).unwrap();
        assert_eq!(store.status().unwrap().received, 1, "form {number}");
    }
}

#[test]
fn a_step_that_fails_half_way_leaves_the_older_form_whole() {
    let mut connection = Connection::open_in_memory().unwrap();
    let steps = [MIGRATIONS[0], "CREATE TABLE half (a INTEGER) STRICT; INSERT INTO nowhere (a) VALUES (1);"];
    bring_up_to(&mut connection, &steps[..1]).unwrap();
    connection.execute("INSERT INTO draft (id, json, saved_ms) VALUES (?1, '{}', 1)", [[1u8; 16]]).unwrap();
    assert!(bring_up_to(&mut connection, &steps).is_err());
    let halves: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'half'", [], |row| row.get(0))
        .unwrap();
    assert_eq!((halves, form(&connection).unwrap()), (0, 1));
    assert!(matches!(bring_up_to(&mut connection, &steps[..1]).unwrap(), Form::Ready));
}

#[test]
fn a_later_versions_store_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    of_form(MIGRATIONS.len(), dir.path());
    let secrets = FileSecrets::within(dir.path());
    let store = Store::open(dir.path(), &secrets).unwrap();
    store.writer().pragma_update(None, "user_version", 99).unwrap();
    drop(store);
    let fault = Store::open(dir.path(), &secrets).err().unwrap().to_string();
    assert!(fault.contains("its form is 99") && fault.contains("update the app"), "{fault}");
}
