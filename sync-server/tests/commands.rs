//! `settings` and `task` as an operator calls them: what is printed, what is refused, and with
//! which exit code.

#![expect(clippy::unwrap_used, reason = "a test stops where it goes wrong")]
#![expect(dead_code, reason = "the village is the story's too, and this needs a part of it")]

#[path = "story/village.rs"]
mod village;

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use register::wire::Role;
use serde_json::{Value, json};
use sync_server::db::sqlite::Sqlite;
use sync_server::evidence::Evidence;
use sync_server::office::{Office, Place};
use village::{Phone, TAO, found_laos, hire, hire_as, number, record_id, somebody, visit};

/// An office with record 1 in it, that nobody has open; a volunteer s-001 and a mobile unit s-002.
async fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let db = Arc::new(Sqlite::open(&home.path().join("samruat.db")).unwrap());
    let photos = Evidence::in_folder(&home.path().join("photos")).unwrap();
    let office = Office::open(Place { db, photos, keys: home.path().join("keys.json") }).await.unwrap();
    found_laos(&office).await;
    office.note_address("http://127.0.0.1:8420", None).await.unwrap();
    let volunteer = hire(&office, TAO, "สมศรี", &[5]).await;
    hire_as(&office, TAO, "สมนึก", &[9], Role::MobileUnit).await;
    let mut phone = Phone::enrol(&office, &volunteer, 1).await;
    let made = phone.makes(&visit(1, TAO, 5, &[somebody(Some(number(1)), "สมชาย", "สมปอง")]));
    phone.pushes(&office, &[&made]).await;
    home
}

fn run(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_samruat-server"));
    command.arg("--data").arg(data).args(arguments);
    for name in ["SAMRUAT_DATA", "SAMRUAT_DATABASE_URL", "SAMRUAT_PHOTOS", "SAMRUAT_KEYS"] {
        command.env_remove(name);
    }
    command.output().unwrap()
}

#[track_caller]
fn does(data: &Path, arguments: &[&str]) -> String {
    let done = run(data, arguments);
    assert_eq!(done.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

#[track_caller]
fn fails(data: &Path, arguments: &[&str], status: i32, says: &str) {
    let done = run(data, arguments);
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(status), "{arguments:?}: {said}");
    assert!(said.contains(says), "{arguments:?}: {said}");
}

#[tokio::test]
async fn settings_are_set_from_a_file_and_shown_and_a_wrong_file_changes_nothing() {
    let home = home().await;
    let data = home.path();
    let file = data.join("form.json");
    let (named, show) = (file.to_str().unwrap(), ["settings", "show", "--lao", TAO]);
    let set = ["settings", "set", "--lao", TAO, "--file", named];
    assert_eq!(serde_json::from_str::<Value>(&does(data, &show)).unwrap(), json!({}));
    fails(data, &set, 1, "cannot be read; nothing was set");
    let settings = json!({ "sensitive": true, "villages": [{ "moo": 5, "name": "บ้านป่ายาง" }] });
    std::fs::write(&file, settings.to_string()).unwrap();
    assert_eq!(does(data, &set), "");
    assert_eq!(serde_json::from_str::<Value>(&does(data, &show)).unwrap(), settings);
    std::fs::write(&file, r#"{ "villages": [{ "moo": 5, "name": "ก" }, { "moo": 5, "name": "ข" }] }"#)
        .unwrap();
    fails(data, &set, 1, "villages[1].moo: village 5 is in this list twice");
    fails(data, &["settings", "show", "--lao", "09999999"], 1, "is not known here");
    assert_eq!(serde_json::from_str::<Value>(&does(data, &show)).unwrap(), settings);
}

#[tokio::test]
async fn a_task_is_given_listed_and_taken_back() {
    let home = home().await;
    let (data, record) = (home.path(), record_id(1).to_string());
    let field = "place/house_no:เลขที่บ้าน=1/4";
    let add = ["task", "add", "--lao", TAO, "--record", &record, "--to"];
    let with =
        |more: &[&'static str]| -> Vec<&str> { add.iter().copied().chain(more.iter().copied()).collect() };
    let id = does(
        data,
        &with(&["s-002", "--fact", "เวลา=10:30", "--fact", field, "--due", "2026-04-30", "--urgent"]),
    );
    let id = id.trim();
    let listed = does(data, &["task", "list", "--lao", TAO]);
    let row: Vec<&str> = listed.trim_end_matches('\n').split('\t').collect();
    assert_eq!(
        [row[0], row[1], row[2], row[3], row[5], row[6]],
        [id, &record, "s-002", "open", "2026-04-30", "urgent"]
    );

    fails(data, &with(&["s-001"]), 1, "neither of the mobile unit nor a supervisor");
    fails(data, &with(&["s-404"]), 1, "has no surveyor s-404");
    fails(data, &with(&["s-002", "--fact", "=ใช่"]), 2, "a fact is LABEL=CLAIMED");
    fails(data, &with(&["s-002", "--due", "30/4/2569"]), 2, "--due");
    fails(data, &["task", "add", "--lao", TAO, "--record", "17", "--to", "s-002"], 2, "is not an identifier");
    does(data, &["task", "close", "--lao", TAO, id]);
    fails(data, &["task", "close", "--lao", TAO, id], 1, "is closed already");
    assert!(does(data, &["task", "list", "--lao", TAO]).contains("\tclosed\t"));
    does(data, &["verify"]);
}
