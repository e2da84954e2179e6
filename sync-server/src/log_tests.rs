use ed25519_dalek::SigningKey;
use register::change::{DeviceId, Edit};
use register::clock::Stamp;
use register::record::{PhotoHash, Record};
use serde_json::json;
use std::collections::BTreeMap;

use super::*;

const SOMCHAI: &str = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a70";
const MALEE: &str = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a72";
const MALEES_REQUEST: &str = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a71";

const CHECK: &str = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a80";
const REVIEW: &str = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5aa0";

fn photo() -> PhotoHash {
    PhotoHash::of(b"signed")
}

fn keys() -> Keys {
    Keys::at(&tempfile::tempdir().unwrap().path().join("keys.json")).unwrap()
}

fn change() -> Change {
    let record = Record::from_value(json!({
        "id": "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69", "lao": "05090901", "round": "2569-04",
        "captured_at": "2026-04-12T09:31:05+07:00", "status": "complete",
        "place": { "house_no": "123/4", "moo": 5 },
        "people": [{ "id": SOMCHAI, "given_name": "สมชาย" }, { "id": MALEE, "given_name": "มาลี" }],
        "requests": [
            { "id": MALEES_REQUEST, "person": MALEE, "area": "other", "need": "นม" },
            { "id": "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a73", "area": "other", "need": "ข้าว" },
        ],
        "help_received": [
            { "from": "อบจ.", "what": "ผ้าห่ม", "person": MALEE },
            { "from": "วัด", "what": "ข้าวสาร" },
            { "from": "อบต.", "what": "ถุงยังชีพ", "person": SOMCHAI },
            { "from": "โรงเรียน", "what": "ทุน", "person": MALEE },
        ],
        "photos": [
            { "hash": photo(), "kind": "signed-paper", "caption": "ลายมือชื่อ" },
            { "hash": PhotoHash::of(b"house"), "kind": "house", "caption": "หน้าบ้าน" },
        ],
        "checks": [{ "id": CHECK, "person": MALEE, "note": "พบตัวแล้ว" }],
        "reviews": [{ "id": REVIEW, "verdict": "sent-back", "comment": "ขอเบอร์ใหม่" }],
    }))
    .unwrap();
    Edit::making(&record, DeviceId::new("d-01"), Stamp::new(1, 0)).sign(&SigningKey::from_bytes(&[3; 32]))
}

/// The row, with the keys of those parts destroyed that are about `erased`.
fn erase(sealed: &Sealed, erased: &[&str]) -> Sealed {
    let erased: Vec<Uuid> = erased.iter().map(|id| id.parse().unwrap()).collect();
    let keys = destroy(&sealed.sealed, &sealed.keys, |part| erased.contains(&part));
    Sealed { sealed: sealed.sealed.clone(), keys: keys.expect("nobody was erased") }
}

fn json(keys: &Keys, sealed: &Sealed) -> String {
    let opened = open(keys, change().id(), &sealed.sealed, &sealed.keys).unwrap();
    String::from_utf8(opened.json.unwrap()).unwrap()
}

#[test]
fn a_change_opens_as_the_very_change_that_was_sealed() {
    let (keys, change) = (keys(), change());
    let sealed = seal(&keys, &change, |_| false).unwrap();
    let opened = open(&keys, change.id(), &sealed.sealed, &sealed.keys).unwrap();
    assert!(opened.erased.is_empty());
    let read = opened.change(change.id()).unwrap().unwrap();
    assert_eq!(read, change);
    assert_eq!(read.to_json(), change.to_json());
    let text = String::from_utf8_lossy(&sealed.sealed);
    assert!(!text.contains("สมชาย") && !text.contains("house_no"), "sealed bytes say nothing");
}

#[test]
fn destroying_one_persons_keys_leaves_the_rest_of_the_family() {
    let (keys, change) = (keys(), change());
    let erased = erase(&seal(&keys, &change, |_| false).unwrap(), &[MALEE, MALEES_REQUEST]);
    let text = json(&keys, &erased);
    for gone in ["มาลี", "นม", "ผ้าห่ม", "ทุน"] {
        assert!(!text.contains(gone), "{gone} is still there: {text}");
    }
    for left in ["สมชาย", "123/4", "ข้าวสาร", "ถุงยังชีพ"] {
        assert!(text.contains(left), "{left} is gone: {text}");
    }
    let opened = open(&keys, change.id(), &erased.sealed, &erased.keys).unwrap();
    assert_eq!(opened.erased, [MALEES_REQUEST, MALEE].map(|id| id.parse::<Uuid>().unwrap()));
    let left = opened.change(change.id()).unwrap().unwrap();
    assert_eq!(left.id(), change.id(), "what is left keeps its name");
}

#[test]
fn members_of_lists_have_parts_of_their_own_whoever_they_are_of() {
    let (keys, change) = (keys(), change());
    let sealed = seal(&keys, &change, |_| false).unwrap();
    let text = json(&keys, &erase(&sealed, &["0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a73"]));
    assert!(!text.contains("\"ข้าว\"") && text.contains("นม") && text.contains("สมชาย"), "{text}");
    let photo = part_of_photo(photo()).to_string();
    let text = json(&keys, &erase(&sealed, &[&photo]));
    assert!(!text.contains("ลายมือชื่อ") && text.contains("หน้าบ้าน"), "{text}");
    let text = json(&keys, &erase(&sealed, &[CHECK]));
    assert!(!text.contains("พบตัวแล้ว") && text.contains("ขอเบอร์ใหม่") && text.contains("มาลี"), "{text}");
    let text = json(&keys, &erase(&sealed, &[REVIEW]));
    assert!(!text.contains("ขอเบอร์ใหม่") && text.contains("พบตัวแล้ว"), "{text}");
}

#[test]
fn a_row_of_which_all_was_erased_says_so_and_a_row_without_keys_is_damaged() {
    let (keys, change) = (keys(), change());
    let sealed = seal(&keys, &change, |_| true).unwrap();
    let opened = open(&keys, change.id(), &sealed.sealed, &sealed.keys).unwrap();
    assert!(opened.open.is_empty() && opened.json.is_none());
    assert_eq!(opened.change(change.id()).unwrap(), None);
    assert!(open(&keys, change.id(), &sealed.sealed, &[]).is_err());
}

#[test]
fn what_was_erased_before_it_came_is_never_written_down() {
    let (keys, change) = (keys(), change());
    let malee: Uuid = MALEE.parse().unwrap();
    let whole = seal(&keys, &change, |_| false).unwrap();
    let less = seal(&keys, &change, |part| part == malee).unwrap();
    let sizes = |sealed: &Sealed| -> BTreeMap<Uuid, usize> {
        parts_in(&sealed.sealed).unwrap().into_iter().map(|(part, bytes)| (part, bytes.len())).collect()
    };
    assert_eq!(sizes(&less)[&malee], 16, "a tag and nothing under it");
    assert!(sizes(&whole)[&malee] > 100);
    assert!(!json(&keys, &less).contains("มาลี") && json(&keys, &less).contains("สมชาย"));
}

#[test]
fn an_altered_byte_anywhere_in_a_row_is_seen() {
    let (keys, change) = (keys(), change());
    let sealed = seal(&keys, &change, |_| false).unwrap();
    for at in (0..sealed.sealed.len()).step_by(7) {
        let mut altered = sealed.sealed.clone();
        altered[at] ^= 1;
        let opened = open(&keys, change.id(), &altered, &sealed.keys);
        assert!(opened.is_err(), "byte {at}");
    }
    for end in 0..sealed.sealed.len() {
        let cut = open(&keys, change.id(), &sealed.sealed[..end], &sealed.keys);
        let read = cut.ok().and_then(|opened| opened.change(change.id()).ok().flatten());
        assert_ne!(read.as_ref(), Some(&change), "cut at {end}");
    }
}

#[test]
fn the_chain_runs_over_what_stays_and_not_over_keys() {
    let lao: LaoCode = "05090901".parse().unwrap();
    let row = LogRow {
        place: 1,
        kind: crate::db::LogKind::Change,
        id: change().id(),
        record: None,
        by: "d-01".into(),
        at: 1,
        sealed: vec![1, 2, 3],
        chain: [0; 32],
        keys: vec![1; 72],
    };
    let hash = chain(&[0; 32], lao, &row);
    assert_eq!(hash, chain(&[0; 32], lao, &LogRow { keys: vec![0; 72], ..row.clone() }));
    assert_ne!(hash, chain(&[0; 32], lao, &LogRow { sealed: vec![1, 2, 4], ..row.clone() }));
    assert_ne!(hash, chain(&[0; 32], lao, &LogRow { at: 2, ..row.clone() }));
    assert_ne!(hash, chain(&[1; 32], lao, &row));
}
