use ed25519_dalek::SigningKey;
use register::change::{DeviceId, Edit};
use register::clock::Stamp;
use register::record::Record;
use serde_json::json;

use super::*;

const SOMCHAI: &str = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a70";
const MALEE: &str = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a72";

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
            { "id": "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a71", "person": MALEE, "area": "other", "need": "นม" },
            { "id": "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a73", "area": "other", "need": "ข้าว" },
        ],
        "help_received": [
            { "from": "อบจ.", "what": "ผ้าห่ม", "person": MALEE },
            { "from": "วัด", "what": "ข้าวสาร" },
            { "from": "อบต.", "what": "ถุงยังชีพ", "person": SOMCHAI },
            { "from": "โรงเรียน", "what": "ทุน", "person": MALEE },
        ],
    }))
    .unwrap();
    Edit::making(&record, DeviceId::new("d-01"), Stamp::new(1, 0)).sign(&SigningKey::from_bytes(&[3; 32]))
}

/// The row, with the keys of those parts destroyed that are about `erased`.
fn erase(sealed: &Sealed, erased: &str) -> Sealed {
    let mut out = sealed.clone();
    let mut rest = &sealed.sealed[1..];
    let mut at = 0;
    while let Some((head, after)) = rest.split_first_chunk::<PART_HEAD>() {
        if head[..16] == *uuid::Uuid::parse_str(erased).unwrap().as_bytes() {
            out.keys[at * WRAPPED..][..WRAPPED].fill(0);
        }
        let length = u32::from_le_bytes(head[16..].try_into().unwrap()) as usize;
        rest = &after[length..];
        at += 1;
    }
    assert_ne!(&out, sealed, "nobody was erased");
    out
}

#[test]
fn a_change_opens_as_the_very_change_that_was_sealed() {
    let (keys, change) = (keys(), change());
    let sealed = seal(&keys, &change, &|_| None).unwrap();
    let opened = open(&keys, change.id(), &sealed.sealed, &sealed.keys).unwrap();
    assert!(!opened.erased);
    let read = Change::read(&opened.json).unwrap();
    assert_eq!(read, change);
    assert_eq!(read.to_json(), change.to_json());
    let text = String::from_utf8_lossy(&sealed.sealed);
    assert!(!text.contains("สมชาย") && !text.contains("house_no"), "sealed bytes say nothing");
}

#[test]
fn destroying_one_persons_keys_leaves_the_rest_of_the_family() {
    let (keys, change) = (keys(), change());
    let erased = erase(&seal(&keys, &change, &|_| None).unwrap(), MALEE);
    let opened = open(&keys, change.id(), &erased.sealed, &erased.keys).unwrap();
    assert!(opened.erased);
    let json = String::from_utf8(opened.json).unwrap();
    for gone in ["มาลี", "นม", "ผ้าห่ม", "ทุน"] {
        assert!(!json.contains(gone), "{gone} is still there: {json}");
    }
    for left in ["สมชาย", "123/4", "ข้าวสาร", "ถุงยังชีพ"] {
        assert!(json.contains(left), "{left} is gone: {json}");
    }
    assert!(Change::read(json.as_bytes()).is_ok());
}

#[test]
fn a_request_that_names_nobody_is_whoevers_the_record_says() {
    let (keys, change) = (keys(), change());
    let sealed = seal(&keys, &change, &|_| SOMCHAI.parse().ok()).unwrap();
    let erased = erase(&sealed, SOMCHAI);
    let json = open(&keys, change.id(), &erased.sealed, &erased.keys).unwrap().json;
    let json = String::from_utf8(json).unwrap();
    assert!(!json.contains("\"ข้าว\"") && json.contains("นม"), "{json}");
}

#[test]
fn an_altered_byte_anywhere_in_a_row_is_seen() {
    let (keys, change) = (keys(), change());
    let sealed = seal(&keys, &change, &|_| None).unwrap();
    for at in (0..sealed.sealed.len()).step_by(7) {
        let mut altered = sealed.sealed.clone();
        altered[at] ^= 1;
        let opened = open(&keys, change.id(), &altered, &sealed.keys);
        assert!(opened.is_err(), "byte {at}");
    }
    for end in 0..sealed.sealed.len() {
        let cut = open(&keys, change.id(), &sealed.sealed[..end], &sealed.keys);
        let read = cut.ok().and_then(|opened| Change::read(&opened.json).ok());
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
