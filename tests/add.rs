//! `samruat add`, `status` and `check`, as an office calls them on a computer without a
//! network. The folder is enrolled by hand: what an enrolment gives is all these need.

#![expect(clippy::unwrap_used, reason = "a test stops where it goes wrong")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ed25519_dalek::SigningKey;
use register::change::{Change, DeviceId};
use register::record::{Record, RecordId, Request, Signed, WhyUnsigned};
use register::seal::PublicKey;
use register::wire::{Role, Surveyor};
use serde_json::{Value, json};
use store::{FileSecrets, Identity, Store};
use tempfile::TempDir;

/// A computer in an office: a data folder, and a folder with files to be added.
struct Office {
    dir: TempDir,
}

struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Office {
    fn enrolled() -> Self {
        let office = Self { dir: tempfile::tempdir().unwrap() };
        let surveyor = Surveyor {
            id: "s-017".into(),
            name: "สมใจ ใจดี".into(),
            roles: BTreeSet::from([Role::Supervisor]),
            moo: BTreeSet::new(),
        };
        let lao = json!({ "code": "05090901", "name": "เทศบาลตำบลเวียงพางคำ",
                          "kind": "tambon-municipality", "province": "57" });
        let identity = Identity {
            device: DeviceId::new("d-04"),
            key: SigningKey::from_bytes(&[1; 32]),
            token: "token".into(),
            server: "http://127.0.0.1:1".into(),
            server_key: PublicKey::of(&SigningKey::from_bytes(&[2; 32])),
            certificate: None,
            recipient: "age1synthetic".into(),
            surveyor,
            lao: serde_json::from_value(lao).unwrap(),
        };
        office.store().enrol(&identity).unwrap();
        office
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn store(&self) -> Store {
        Store::open(&self.data(), &FileSecrets::within(&self.data())).unwrap()
    }

    fn samruat(&self, arguments: &[&str]) -> Said {
        samruat(&self.data(), arguments)
    }

    fn add_text(&self, text: &str) -> Said {
        let path = self.dir.path().join("records.jsonl");
        fs::write(&path, text).unwrap();
        self.samruat(&["add", path.to_str().unwrap()])
    }

    fn add(&self, records: &[Value]) -> Said {
        self.add_text(&records.iter().map(|record| format!("{record}\n")).collect::<String>())
    }

    #[track_caller]
    fn adds(&self, records: &[Value]) -> String {
        let said = self.add(records);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
        said.out
    }

    fn status(&self) -> Value {
        let said = self.samruat(&["status", "--json"]);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
        serde_json::from_str(&said.out).unwrap()
    }

    fn changes(&self) -> Vec<Change> {
        let waiting = self.store().waiting(usize::MAX, usize::MAX).unwrap();
        waiting.iter().map(|out| Change::read(out.json.as_bytes()).unwrap()).collect()
    }

    fn held(&self, id: &str) -> Value {
        let id: RecordId = id.parse().unwrap();
        serde_json::to_value(self.store().record(id).unwrap().unwrap().record).unwrap()
    }

    /// A picture of that many pixels across, of one colour.
    fn picture(&self, name: &str, grey: u8) -> Vec<u8> {
        let mut png = Vec::new();
        image::GrayImage::from_pixel(40, 30, image::Luma([grey]))
            .write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png)
            .unwrap();
        let path = self.dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &png).unwrap();
        png
    }
}

fn samruat(data: &Path, arguments: &[&str]) -> Said {
    let Output { status, stdout, stderr } =
        Command::new(env!("CARGO_BIN_EXE_samruat")).arg("--data").arg(data).args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said { code: status.code(), out: text(stdout), err: text(stderr) }
}

const ONE: &str = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69";

fn record(id: &str) -> Value {
    json!({
        "id": id, "lao": "05090901", "round": "2569-04", "captured_at": "2026-04-12T09:31:05+07:00",
        "surveyor": "s-017", "status": "complete",
        "place": { "house_no": "123/4", "moo": 5, "tambon": "570903" },
        "people": [{ "id": "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a70", "national_id": "1000000000009",
                     "given_name": "สมชาย", "family_name": "สมปอง", "phone": "0810000000" }]
    })
}

/// Without what `add` makes by itself.
fn bare() -> Value {
    let mut record = record(ONE);
    for field in ["id", "surveyor"] {
        record.as_object_mut().unwrap().remove(field);
    }
    record["people"][0].as_object_mut().unwrap().remove("id");
    record["requests"] = json!([{ "area": "disaster", "subject": "สังกะสี" }]);
    record
}

#[test]
fn what_was_added_waits_and_is_known() {
    let office = Office::enrolled();
    let out = office.adds(&[record(ONE)]);
    assert_eq!(out, "1 kept: 1 new, 0 edited, 0 unchanged, 0 drafts\n");
    assert_eq!(
        office.status(),
        json!({ "drafts": 0, "waiting": 1, "sent": 0, "received": 0, "rejected": 0, "photos_waiting": 0,
                "last_receipt": null })
    );
    let said = office.samruat(&["check", "๑-0000-00000-00-9"]);
    let known: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(
        (said.code, &known["known"], &known["where"][0]["record"]),
        (Some(0), &json!("own"), &json!(ONE))
    );
    let said = office.samruat(&["check", "1000000000017"]);
    assert!(said.code == Some(0) && said.out.contains(r#""known":"no""#), "{}", said.out);
}

#[test]
fn check_of_what_is_no_number_says_so_and_exits_with_1() {
    let office = Office::enrolled();
    for wrong in ["1000000000001", "12", "x", " "] {
        let said = office.samruat(&["check", wrong]);
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{wrong}");
        assert!(said.err.contains("nothing was asked") && said.err.lines().count() == 1, "{}", said.err);
    }
}

#[test]
fn good_lines_are_kept_and_bad_ones_named_by_line_and_field() {
    let office = Office::enrolled();
    let mut lines = vec![record(ONE).to_string(), String::new(), "not json".into(), "[1]".into()];
    let mut add = |change: &dyn Fn(&mut Value)| {
        let mut other = bare();
        change(&mut other);
        lines.push(other.to_string());
    };
    add(&|r| r["people"][0]["sex"] = json!("m"));
    add(&|r| r["lao"] = json!("05090902"));
    add(&|r| r["people"][0]["birth"] = json!({ "date": "1954-13-01", "precision": "day" }));
    add(&|r| drop(r.as_object_mut().unwrap().remove("round")));
    add(&|r| r["withdraw"] = json!({ "reason": "" }));
    add(&|r| r["photos"] = json!([{ "hash": "b3:12" }]));
    add(&|r| r["id"] = json!("17"));
    add(&|_| {});
    let said = office.add_text(&format!("\u{feff}{}", lines.join("\r\n")));
    assert_eq!(said.code, Some(1));
    let named: Vec<&str> = said.err.lines().map(|line| line.split(' ').take(3).last().unwrap()).collect();
    assert_eq!(named[0], "this");
    assert_eq!(
        named[1..9],
        [
            "record:",
            "people[0].sex:",
            "lao:",
            "people[0].birth:",
            "round:",
            "withdraw.reason:",
            "photos[0].hash:",
            "id:"
        ],
        "{}",
        said.err
    );
    let numbers: Vec<&str> =
        said.err.lines().filter_map(|line| line.strip_prefix("line ")?.split(':').next()).collect();
    assert_eq!(numbers, ["3", "4", "5", "6", "7", "8", "9", "10", "11"]);
    assert!(said.err.ends_with("9 lines were not kept; they are named above, all others are kept\n"));
    assert_eq!(office.status()["waiting"], 2);
}

#[test]
fn ids_and_the_surveyor_are_filled_in_where_absent() {
    let office = Office::enrolled();
    let out = office.adds(&[bare()]);
    let id = out.strip_prefix("line 1: kept as ").unwrap().lines().next().unwrap();
    let held = office.held(id);
    assert_eq!(held["surveyor"], "s-017");
    for name in [&held["id"], &held["people"][0]["id"], &held["requests"][0]["id"]] {
        let uuid = uuid::Uuid::parse_str(name.as_str().unwrap()).unwrap();
        assert_eq!(uuid.get_version_num(), 7);
    }
    let change = &office.changes()[0];
    assert_eq!((change.edit().author.as_str(), change.edit().surveyor.as_deref()), ("d-04", Some("s-017")));
}

#[test]
fn an_id_that_is_here_already_is_an_edit_of_the_fields_that_differ() {
    let office = Office::enrolled();
    office.adds(&[record(ONE)]);
    let mut edited = record(ONE);
    edited["people"][0]["phone"] = json!("0820000000");
    edited["place"].as_object_mut().unwrap().remove("moo");
    let out = office.adds(&[edited.clone(), edited.clone()]);
    assert_eq!(out, "2 kept: 0 new, 1 edited, 1 unchanged, 0 drafts\n");
    assert_eq!(office.held(ONE), edited);
    let changes = office.changes();
    assert_eq!((changes.len(), changes[1].edit().sets.len()), (2, 2));
}

#[test]
fn a_line_that_does_not_know_what_a_signature_was_given_for_does_not_have_it_stand_for_other_words() {
    let office = Office::enrolled();
    let mut asked = record(ONE);
    let request = json!({ "id": "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a71", "need": "สังกะสี 20 แผ่น" });
    asked["requests"] = json!([request]);
    let read: Request = serde_json::from_value(asked["requests"][0].clone()).unwrap();
    asked["requests"][0]["signature"] = json!({ "kind": "drawn", "of": read.words() });
    office.adds(&[asked.clone()]);
    let signed = |record: Value| Record::from_value(record).unwrap().requests[0].signed();
    assert_eq!(signed(office.held(ONE)), Signed::Yes);
    asked["requests"][0]["need"] = json!("สังกะสี 200 แผ่น");
    asked["requests"][0]["signature"] = json!({ "kind": "drawn" });
    office.adds(&[asked.clone()]);
    assert_eq!(signed(office.held(ONE)), Signed::No(WhyUnsigned::WordsChanged));
    // Another one, on paper, is of what is written now.
    asked["requests"][0]["signature"] = json!({ "kind": "paper-photo" });
    office.adds(&[asked]);
    assert_eq!(signed(office.held(ONE)), Signed::Yes);
}

#[test]
fn the_same_file_twice_is_no_edit_even_without_ids_of_people_and_requests() {
    let office = Office::enrolled();
    let mut without = bare();
    without["id"] = json!(ONE);
    office.adds(std::slice::from_ref(&without));
    assert_eq!(
        office.adds(std::slice::from_ref(&without)),
        "1 kept: 0 new, 0 edited, 1 unchanged, 0 drafts\n"
    );
    // A person whose name was corrected is known by the number.
    without["people"][0]["given_name"] = json!("สมศักดิ์");
    office.adds(&[without]);
    let changes = office.changes();
    let sets: Vec<String> = changes[1].edit().sets.keys().map(ToString::to_string).collect();
    assert!(sets.len() == 1 && sets[0].ends_with("/given_name"), "{sets:?}");
}

#[test]
fn a_record_is_withdrawn_by_its_id_and_reason_and_comes_back_only_when_somebody_says_so() {
    let office = Office::enrolled();
    office.adds(&[record(ONE)]);
    office.adds(&[json!({ "id": ONE, "withdraw": { "reason": "บันทึกซ้ำ" } })]);
    let mut withdrawn = record(ONE);
    withdrawn["withdraw"] = json!({ "reason": "บันทึกซ้ำ" });
    assert_eq!(office.held(ONE), withdrawn);
    let said = office.samruat(&["check", "1000000000009"]);
    assert!(said.out.contains(r#""known":"no""#), "{}", said.out);
    // The old file once more does not bring it back by silence; the whole record with the
    // withdrawal is what is held.
    assert!(office.adds(&[record(ONE), withdrawn.clone()]).contains("2 unchanged"));
    let mut restored = record(ONE);
    restored["withdraw"] = Value::Null;
    office.adds(&[restored]);
    assert_eq!(office.held(ONE), record(ONE));
}

#[test]
fn a_visit_that_was_refused_keeps_place_and_reason_and_no_photo() {
    let office = Office::enrolled();
    office.picture("house.png", 9);
    let mut refused = record(ONE);
    refused["status"] = json!("refused");
    refused["refusal"] = json!({ "reason": "ไม่สะดวก" });
    refused["photos"] = json!([{ "file": "house.png" }]);
    office.adds(&[refused]);
    let held = office.held(ONE);
    assert!(held.get("people").is_none() && held.get("photos").is_none());
    assert_eq!(office.status()["photos_waiting"], 0);
    assert_eq!(fs::read_dir(office.data().join("photos")).unwrap().count(), 0);
}

#[test]
fn a_draft_line_is_a_draft_until_its_complete_record_is_added() {
    let office = Office::enrolled();
    let mut draft = record(ONE);
    draft["status"] = json!("draft");
    assert!(office.adds(&[draft]).contains("1 drafts"));
    assert_eq!((&office.status()["drafts"], &office.status()["waiting"]), (&json!(1), &json!(0)));
    office.adds(&[record(ONE)]);
    assert_eq!((&office.status()["drafts"], &office.status()["waiting"]), (&json!(0), &json!(1)));
}

#[test]
fn photos_are_given_as_files_beside_the_list_and_go_through_the_cameras_pipeline() {
    let office = Office::enrolled();
    let house = office.picture("photos/house.png", 50);
    office.picture("signed.png", 100);
    office.picture("authority.png", 150);
    let mut with = record(ONE);
    with["photos"] = json!([{ "file": "photos/house.png", "kind": "house" }]);
    with["requests"] = json!([{
        "id": "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a71", "channel": "survey-team",
        "signature": { "kind": "paper-photo", "file": "signed.png" },
        "proxy": { "name": "สมหญิง", "authority_file": "authority.png" }
    }]);
    office.adds(std::slice::from_ref(&with));
    let held = office.held(ONE);
    let photo = &held["photos"][0];
    assert_eq!(photo["source_hash"], register::record::PhotoHash::of(&house).to_string());
    assert_eq!((&photo["device"], &photo["kind"]), (&json!("d-04"), &json!("house")));
    let store = office.store();
    for hash in [
        &photo["hash"],
        &held["requests"][0]["signature"]["photo"],
        &held["requests"][0]["proxy"]["authority_photo"],
    ] {
        let hash = hash.as_str().unwrap().parse().unwrap();
        assert!(store.photo(hash).unwrap().starts_with(b"\xff\xd8"), "{hash}");
        assert!(!store.thumbnail(hash).unwrap().is_empty());
    }
    assert_eq!(office.status()["photos_waiting"], 3);
    assert!(held.to_string().find("file").is_none(), "{held}");
    // Added again, the same files are the same photos.
    assert!(office.adds(&[with]).contains("1 unchanged"));
}

#[test]
fn a_file_that_is_missing_no_picture_or_not_its_hash_is_named_and_nothing_of_its_line_is_kept() {
    let office = Office::enrolled();
    office.picture("a.png", 1);
    fs::write(office.dir.path().join("words.jpg"), "no picture").unwrap();
    let with = |photo: Value| {
        let mut record = bare();
        record["photos"] = json!([photo]);
        record
    };
    let wrong = format!("b3:{}", "0".repeat(64));
    let said = office.add(&[
        with(json!({ "file": "gone.png" })),
        with(json!({ "file": "words.jpg" })),
        with(json!({ "file": "." })),
        with(json!({ "file": "a.png", "hash": wrong })),
        with(json!({ "file": "a.png", "source_hash": wrong })),
        with(json!({ "file": 7 })),
    ]);
    let fields = ["file", "file", "file", "hash", "source_hash", "file"];
    for (at, (line, field)) in said.err.lines().zip(fields).enumerate() {
        assert!(line.starts_with(&format!("line {}: photos[0].{field}: ", at + 1)), "{line}");
    }
    assert_eq!((said.code, said.err.lines().count()), (Some(1), 7), "{}", said.err);
    assert_eq!(office.status()["waiting"], 0);
    assert_eq!(fs::read_dir(office.data().join("photos")).unwrap().count(), 0);
}

#[test]
fn a_folder_that_is_not_enrolled_keeps_nothing_and_says_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("records.jsonl");
    fs::write(&file, record(ONE).to_string()).unwrap();
    let said = samruat(&dir.path().join("new"), &["add", file.to_str().unwrap()]);
    assert_eq!((said.code, said.err.lines().count()), (Some(1), 1));
    assert!(said.err.contains("not enrolled yet"), "{}", said.err);
    // Asking is allowed all the same.
    let said = samruat(&dir.path().join("new"), &["status", "--json"]);
    assert_eq!(said.code, Some(0));
    let said = samruat(&dir.path().join("new"), &["check", "1000000000009"]);
    assert!(said.out.contains(r#""known":"no""#), "{}", said.out);
}

#[test]
fn a_file_that_is_not_there_and_a_key_that_others_can_read_are_one_sentence_each() {
    use std::os::unix::fs::PermissionsExt;
    let office = Office::enrolled();
    let said = office.samruat(&["add", "nowhere.jsonl"]);
    assert_eq!((said.code, said.err.lines().count()), (Some(1), 1));
    let key = office.data().join("key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let said = office.samruat(&["status"]);
    assert!(said.code == Some(1) && said.err.contains("chmod 600"), "{}", said.err);
    // A key of another store: SQLCipher's own words do not come in between.
    fs::write(&key, [7; 32]).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    let said = office.samruat(&["status"]);
    assert_eq!((said.code, said.err.lines().count()), (Some(1), 1), "{}", said.err);
    assert!(said.err.contains("does not open with this key"), "{}", said.err);
}

#[test]
fn two_who_add_to_one_folder_at_once_lose_nothing() {
    let office = Office::enrolled();
    std::thread::scope(|scope| {
        for half in 0..2 {
            let office = &office;
            scope.spawn(move || {
                let file = office.dir.path().join(format!("{half}.jsonl"));
                let lines: String = (0..20).map(|_| format!("{}\n", bare())).collect();
                fs::write(&file, lines).unwrap();
                let said = office.samruat(&["add", file.to_str().unwrap()]);
                assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
            });
        }
    });
    assert_eq!(office.status()["waiting"], 40);
}
