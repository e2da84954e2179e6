//! The battery is pulled: a process that saves in a loop is killed by the kernel at random
//! points, again and again, in one folder. Every save that had returned is there, whole.
//!
//! A kill shows the order of writes and the atomicity of a save. That the disk itself was
//! told to write (`synchronous = FULL`, the syncing of files and folders) it cannot show; the
//! settings are asserted in `opening_tests.rs`.

#![expect(clippy::unwrap_used, reason = "a test stops where it goes wrong")]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use ed25519_dalek::SigningKey;
use register::change::{Change, DeviceId};
use register::record::{PhotoHash, Record, RecordId};
use register::seal::PublicKey;
use register::wire::Surveyor;
use serde_json::json;
use store::{FileSecrets, Identity, KeptPhoto, Store};

const KILLS: u32 = 30;
/// Where the process that is killed finds its folder, and what it counts from.
const FOLDER: &str = "SAMRUAT_KILLED_FOLDER";
const FIRST: &str = "SAMRUAT_KILLED_FIRST";

fn open(dir: &Path) -> Store {
    Store::open(dir, &FileSecrets::within(dir)).unwrap()
}

fn enrol(store: &Store) {
    let lao =
        json!({ "code": "05090901", "name": "เทศบาล", "kind": "tambon-municipality", "province": "57" });
    let surveyor =
        Surveyor {
            id: "s-001".into(), name: "สมใจ".into(), roles: BTreeSet::new(), moo: BTreeSet::new()
        };
    let identity = Identity {
        device: DeviceId::new("d-01"),
        key: SigningKey::from_bytes(&[1; 32]),
        token: "token".into(),
        server: "http://127.0.0.1:1".into(),
        server_key: PublicKey::of(&SigningKey::from_bytes(&[2; 32])),
        certificate: None,
        recipient: "age1synthetic".into(),
        surveyor,
        lao: serde_json::from_value(lao).unwrap(),
    };
    store.enrol(&identity).unwrap();
}

fn id(number: u32) -> RecordId {
    format!("0196a3c2-7d1e-7c55-9b0a-0000{number:08x}").parse().unwrap()
}

/// Bytes that stand for a picture: large enough that writing them takes its time.
fn picture(number: u32) -> Vec<u8> {
    (0..60_000_u32).map(|at| (at.wrapping_mul(number | 1) >> 5) as u8).collect()
}

fn visit(number: u32, house: &str) -> Record {
    Record::from_value(json!({
        "id": id(number), "lao": "05090901", "round": "2569-04",
        "captured_at": "2026-04-12T09:31:05+07:00", "status": "complete",
        "place": { "house_no": house },
        "people": [{ "id": id(number), "given_name": "สมชาย", "family_name": format!("ครัวที่{number}") }],
        "photos": [{ "hash": PhotoHash::of(&picture(number)), "kind": "house" }]
    }))
    .unwrap()
}

/// The process that is killed: saves, and says each time that a save returned.
#[test]
#[ignore = "run by the test below, in a process of its own"]
fn saves_until_it_is_killed() {
    let (Ok(folder), Ok(first)) = (std::env::var(FOLDER), std::env::var(FIRST)) else { return };
    let store = open(Path::new(&folder));
    let mut out = std::io::stdout();
    let mut say = |what: &str, number: u32| {
        writeln!(out, "{what} {number}").unwrap();
        out.flush().unwrap();
    };
    for number in first.parse().unwrap().. {
        let bytes = picture(number);
        let photo = KeptPhoto { hash: PhotoHash::of(&bytes), jpeg: &bytes, thumbnail: b"small" };
        let draft = json!({ "status": "draft", "typed": number }).to_string();
        store.save_draft(id(number), &draft, "people").unwrap();
        say("drafted", number);
        store.keep(&visit(number, "1"), &[photo]).unwrap();
        say("kept", number);
        if number % 3 == 0 {
            store.keep(&visit(number, "2"), &[]).unwrap();
            say("edited", number);
        }
    }
}

/// Random enough to hit every point of a save, and the same at every run of the test.
fn patience(kill: u32) -> Duration {
    let hash = PhotoHash::of(&kill.to_le_bytes());
    let [a, b, ..] = *hash.as_bytes();
    Duration::from_micros(u64::from(u16::from_le_bytes([a, b])) * 3)
}

#[test]
fn every_save_that_had_returned_is_there_and_whole_after_thirty_kills() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    enrol(&store);
    drop(store);
    let (mut drafted, mut kept, mut edited) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut orphans = 0;
    for kill in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "saves_until_it_is_killed", "--ignored", "--nocapture"])
            .env(FOLDER, dir.path())
            .env(FIRST, (kill * 10_000).to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut heard = |line: String| {
            let Some((what, number)) = line.split_once(' ') else { return };
            let Ok(number) = number.parse::<u32>() else { return };
            match what {
                "drafted" => drafted.insert(number),
                "kept" => kept.insert(number),
                "edited" => edited.insert(number),
                _ => false,
            };
        };
        // It is well under way, and then gone in the middle of something.
        for line in lines.by_ref() {
            let line = line.unwrap();
            let under_way = line.starts_with("kept");
            heard(line);
            if under_way {
                break;
            }
        }
        std::thread::sleep(patience(kill));
        child.kill().unwrap();
        // What it said before it died was said after the save had returned.
        lines.map_while(Result::ok).for_each(heard);
        assert!(!child.wait().unwrap().success());

        let store = open(dir.path());
        let found = store.found_at_start();
        assert!(found.lost_photos.is_empty(), "after kill {kill}: {found}");
        orphans = orphans.max(found.files_without_rows.len());
        let drafts: BTreeSet<RecordId> = store.drafts().unwrap().iter().map(|draft| draft.id).collect();
        let waiting = store.waiting(usize::MAX, usize::MAX).unwrap();
        let changes: Vec<Change> =
            waiting.iter().map(|out| Change::read(out.json.as_bytes()).unwrap()).collect();
        for number in &drafted {
            let is_kept = store.record(id(*number)).unwrap().is_some();
            assert_ne!(is_kept, drafts.contains(&id(*number)), "visit {number} is a draft or kept");
            assert!(is_kept || !kept.contains(number), "visit {number} was kept");
        }
        for number in kept.iter().filter(|number| **number >= kill * 10_000) {
            let held = store.record(id(*number)).unwrap().expect("a visit that was kept is there");
            let house = held.record.place.as_ref().unwrap().house_no.as_deref();
            assert!(house == Some("2") || !edited.contains(number), "visit {number} was edited");
            // Whichever it is, it is one of the two, whole.
            assert_eq!(held.record, visit(*number, house.unwrap()), "visit {number}");
            assert_eq!(store.photo(PhotoHash::of(&picture(*number))).unwrap(), picture(*number));
            let of_it = changes.iter().filter(|change| change.edit().record == id(*number)).count();
            assert_eq!(of_it, if house == Some("2") { 2 } else { 1 }, "visit {number} goes out once");
            assert_eq!(store.search(&format!("ครัวที่{number}"), 2).unwrap().len(), 1, "visit {number}");
        }
        let status = store.status().unwrap();
        assert_eq!(status.drafts as usize, drafts.len());
        assert!(status.waiting as usize >= kept.len());
    }
    println!(
        "{KILLS} kills: {} drafts, {} visits and {} edits had returned; {orphans} photo files of saves that had not",
        drafted.len(),
        kept.len(),
        edited.len()
    );
}
