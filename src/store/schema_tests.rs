use register::record::PhotoHash;
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
    let merged = serde_json::to_string(&household(1)).unwrap();
    connection
        .execute(
            "INSERT INTO record (number, id, merged) VALUES (1, ?1, ?2)",
            (id(1).uuid().as_bytes(), merged),
        )
        .unwrap();
    let person = household(1).people[0].id;
    connection
        .execute(
            "INSERT INTO person (number, record, id, name, house, moo, sought)
             VALUES (1, 1, ?1, 'นาย สมชาย สมปอง', '101/4', 5, ?2)",
            (person.uuid().as_bytes(), crate::search::sought(&household(1).people[0], "101/4")),
        )
        .unwrap();
    connection
        .execute("INSERT INTO person_search (rowid, sought) SELECT number, sought FROM person", [])
        .unwrap();
    connection
        .execute(
            "INSERT INTO change (number, id, record, json) VALUES (1, ?1, 1, ?2)",
            (change.id().as_bytes(), change.to_json()),
        )
        .unwrap();
    connection.execute("INSERT INTO outbox (change, record) VALUES (1, 1)", []).unwrap();
    let draft = serde_json::json!({ "photos": [{ "hash": photographed_by_the_draft() }] }).to_string();
    connection
        .execute(
            "INSERT INTO draft (id, json, saved_ms) VALUES (?1, ?2, 1)",
            (id(2).uuid().as_bytes(), draft),
        )
        .unwrap();
    for hash in [photographed_by_the_draft(), PhotoHash::of(b"taken, and named by nothing")] {
        connection.execute("INSERT INTO photo (hash, length) VALUES (?1, 9)", [hash.as_bytes()]).unwrap();
    }
    connection
        .execute("INSERT INTO carried (id, length) VALUES (?1, 6)", [blake3::hash(b"sealed").as_bytes()])
        .unwrap();
}

fn photographed_by_the_draft() -> PhotoHash {
    PhotoHash::of(b"taken for the draft")
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

/// The form from which on a store knows of lives of the server.
const KNOWS_LIVES: usize = 7;

#[test]
fn what_every_older_form_had_received_is_in_doubt_when_the_server_lives_another_life_and_the_unsent_goes_out()
{
    for number in 1..KNOWS_LIVES {
        let dir = tempfile::tempdir().unwrap();
        of_form(number, dir.path());
        let received = made_by(1, &household(3), MORNING);
        {
            let key = FileSecrets::within(dir.path()).database_key().unwrap();
            let connection = Connection::open(dir.path().join(crate::opening::DATABASE)).unwrap();
            let hex = data_encoding::HEXLOWER.encode(&*key);
            connection.execute_batch(&format!("PRAGMA key = \"x'{hex}'\"")).unwrap();
            let merged = serde_json::to_string(&household(3)).unwrap();
            connection
                .execute(
                    "INSERT INTO record (number, id, merged) VALUES (3, ?1, ?2)",
                    (id(3).uuid().as_bytes(), merged),
                )
                .unwrap();
            connection
                .execute(
                    "INSERT INTO change (number, id, record, json) VALUES (3, ?1, 3, ?2)",
                    (received.id().as_bytes(), received.to_json()),
                )
                .unwrap();
            connection
                .execute("INSERT INTO outbox (change, record, state) VALUES (3, 3, 'received')", [])
                .unwrap();
        }
        let store = Store::open(dir.path(), &FileSecrets::within(dir.path())).unwrap();
        let status = || {
            let status = store.status().unwrap();
            (status.waiting, status.sent, status.received)
        };
        assert_eq!(status(), (1, 0, 1), "form {number}");
        store.lives_in("g0000000000", false).unwrap();
        assert_eq!(status(), (1, 1, 0), "form {number}");
        assert_eq!(store.doubted(9).unwrap().changes, [received.id()].into(), "form {number}");
        let waiting = store.waiting(9, usize::MAX).unwrap();
        assert_eq!(waiting[0].json, made_by(1, &household(1), MORNING).to_json(), "form {number}");
        let (receipt, signed) = samples::receipt(MORNING, &[waiting[0].id, received.id()], &[]);
        store.take_receipt(&receipt, &signed).unwrap();
        assert_eq!(status(), (0, 0, 2), "form {number}");
    }
}

/// The form from which on a store writes down whose draft a photo was taken for.
const KNOWS_WHOSE: usize = 5;

#[test]
fn photos_of_a_draft_of_every_older_form_go_with_it_and_what_it_carried_waits_after_the_update() {
    for number in 1..KNOWS_WHOSE {
        let dir = tempfile::tempdir().unwrap();
        of_form(number, dir.path());
        let store = Store::open(dir.path(), &FileSecrets::within(dir.path())).unwrap();
        assert_eq!((store.bundles_waiting().unwrap(), store.carried().unwrap()[0].refused.as_str()), (1, ""));
        let photos = || -> Vec<PhotoHash> {
            store.read(|c| crate::photos::hashes(c, "SELECT hash FROM photo ORDER BY number")).unwrap()
        };
        assert_eq!(photos().len(), 2, "form {number}");
        store.discard_draft(id(2)).unwrap();
        assert_eq!(photos(), [PhotoHash::of(b"taken, and named by nothing")], "form {number}");
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

#[test]
fn an_older_form_lists_its_households_and_knows_its_people_after_the_update() {
    for number in 1..=MIGRATIONS.len() {
        let dir = tempfile::tempdir().unwrap();
        of_form(number, dir.path());
        let secrets = FileSecrets::within(dir.path());
        // Opened twice: what was drawn once is not drawn again.
        drop(Store::open(dir.path(), &secrets).unwrap());
        let store = Store::open(dir.path(), &secrets).unwrap();
        store.enrol(&samples::identity(1)).unwrap();
        let homes = store.households(&"2569-04".parse().unwrap()).unwrap();
        let lines: Vec<_> = homes.iter().map(|home| (home.house_no.as_str(), home.visited)).collect();
        assert_eq!(lines, [("", false), ("101/4", true)], "form {number}: a draft and a visit");
        assert_eq!(store.search("สมชาย", 10).unwrap().len(), 1, "form {number}");
        let mut someone = household(1).people.remove(0);
        someone.id = "0196a3c2-7d1e-7c55-9b0c-000000000001".parse().unwrap();
        someone.national_id = None;
        let place = household(1).place;
        assert_eq!(store.similar(&someone, place.as_ref(), 5).unwrap().len(), 1, "form {number}");
        let number: i64 = store
            .read(|c| Ok(c.query_row("SELECT count(*) FROM person_alike", [], |row| row.get(0))?))
            .unwrap();
        assert_eq!(number, 1, "one line in the index for one person");
    }
}

#[test]
fn an_edit_that_an_older_form_left_open_does_not_undo_what_comes_after_the_update() {
    let dir = tempfile::tempdir().unwrap();
    of_form(1, dir.path());
    let secrets = FileSecrets::within(dir.path());
    let mut draft = household(1);
    draft.place.as_mut().unwrap().moo = Some(6);
    {
        let key = secrets.database_key().unwrap();
        let connection = Connection::open(dir.path().join(crate::opening::DATABASE)).unwrap();
        let hex = data_encoding::HEXLOWER.encode(&*key);
        connection.execute_batch(&format!("PRAGMA key = \"x'{hex}'\"")).unwrap();
        connection
            .execute(
                "INSERT INTO draft (id, json, saved_ms) VALUES (?1, ?2, 2)",
                (id(1).uuid().as_bytes(), serde_json::to_string(&draft).unwrap()),
            )
            .unwrap();
    }
    let store = Store::open(dir.path(), &secrets).unwrap();
    store.enrol(&samples::identity(1)).unwrap();
    assert_eq!(store.draft(id(1)).unwrap().unwrap().page, "");
    let mut theirs = household(1);
    theirs.people[0].phone = Some("0899999999".into());
    let mut history = register::merge::History::default();
    history.take(made_by(1, &household(1), MORNING)).unwrap();
    let other = samples::identity(2);
    let stamp = register::clock::Stamp::new(MORNING + 5, 0);
    let edit = history.edit(&theirs, other.author(), stamp).unwrap().unwrap().sign(&other.key);
    store.take_page(&samples::page(2, [&edit])).unwrap();
    store.complete(id(1)).unwrap();
    let record = store.record(id(1)).unwrap().unwrap().record;
    assert_eq!(record.people[0].phone.as_deref(), Some("0899999999"));
    assert_eq!(record.place.unwrap().moo, Some(6));
}

#[test]
fn what_an_older_form_took_for_a_visit_and_came_by_a_list_or_the_counter_waits_for_one_after_the_update() {
    for number in 2..MIGRATIONS.len() {
        let dir = tempfile::tempdir().unwrap();
        of_form(number, dir.path());
        let mut merged = serde_json::to_value(household(1)).unwrap();
        let walked_in = serde_json::json!([{ "id": id(90), "channel": "walk-in" }]);
        for (field, value) in
            [("from_list", serde_json::json!({ "list": id(70), "source": "พม." })), ("requests", walked_in)]
        {
            let key = FileSecrets::within(dir.path()).database_key().unwrap();
            let older = tempfile::tempdir().unwrap();
            for file in std::fs::read_dir(dir.path()).unwrap() {
                let file = file.unwrap();
                if file.file_type().unwrap().is_file() {
                    std::fs::copy(file.path(), older.path().join(file.file_name())).unwrap();
                }
            }
            let connection = Connection::open(older.path().join(crate::opening::DATABASE)).unwrap();
            let hex = data_encoding::HEXLOWER.encode(&*key);
            connection.execute_batch(&format!("PRAGMA key = \"x'{hex}'\"")).unwrap();
            merged[field] = value;
            connection.execute("UPDATE record SET merged = ?1", [merged.to_string()]).unwrap();
            merged.as_object_mut().unwrap().remove(field);
            drop(connection);
            let store = Store::open(older.path(), &FileSecrets::within(older.path())).unwrap();
            store.enrol(&samples::identity(1)).unwrap();
            let homes = store.households(&"2569-04".parse().unwrap()).unwrap();
            let home = homes.iter().find(|home| home.house_no == "101/4").unwrap();
            assert!(!home.visited, "form {number}, {field}");
        }
    }
}
