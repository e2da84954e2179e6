use serde_json::{Value, json};

use super::*;
use crate::golden;
use crate::samples::{Phone, phone};
use crate::seal::{PublicKey, Signed};

const GOLDEN: &str = include_str!("golden/receipt-v1.json");

/// Everything a receipt can say, signed by the server's key.
fn frozen() -> Signed<Receipt> {
    let changes = ["22", "11"].map(|byte| byte.repeat(32).parse().unwrap()).into();
    let photos = [2, 1].map(|byte| PhotoHash::from_bytes([byte; 32])).into();
    Signed::sign(Receipt::new(DeviceId::new("d-01"), 1_775_961_065_000, changes, photos), &server().key)
}

fn server() -> Phone {
    phone(99)
}

fn read(json: &Value) -> Result<Signed<Receipt>, serde_json::Error> {
    serde_json::from_str(&json.to_string())
}

#[test]
fn the_frozen_receipt_is_written_to_the_byte_and_opens_with_the_key_that_was_pinned() {
    golden::same_as("receipt-v1.json", GOLDEN, &serde_json::to_string(&frozen()).unwrap());
    let key: PublicKey = "a7f6dfaf8f38b89ba8ce649b594f91e4d01fdc57f9c9493df43b5e50a9987367".parse().unwrap();
    let read: Signed<Receipt> = serde_json::from_str(GOLDEN).unwrap();
    assert_eq!(key, PublicKey::of(&server().key));
    assert_eq!(read, frozen());
    let said = read.open(&key).unwrap();
    assert_eq!((said.device.as_str(), said.at), ("d-01", 1_775_961_065_000));
    assert_eq!((said.changes.len(), said.photos.len()), (2, 2));
}

#[test]
fn a_receipt_of_nothing_is_a_receipt_still() {
    let receipt = Receipt::new(DeviceId::new("d-01"), 0, BTreeSet::new(), BTreeSet::new());
    let signed = serde_json::to_value(Signed::sign(receipt.clone(), &server().key)).unwrap();
    assert_eq!(signed["said"], json!({ "v": 1, "device": "d-01", "at": 0 }));
    assert_eq!(read(&signed).unwrap().open(&PublicKey::of(&server().key)), Ok(&receipt));
}

/// A receipt that says one thing more, less or otherwise is not the server's word.
#[test]
fn a_frozen_receipt_that_was_altered_anywhere_does_not_open() {
    let frozen: Value = serde_json::from_str(GOLDEN).unwrap();
    let key = PublicKey::of(&server().key);
    let opens = |json: &Value| read(json).is_ok_and(|signed| signed.open(&key).is_ok());
    assert!(opens(&frozen));
    let hash = |byte: &str| byte.repeat(32);
    for (pointer, value) in [
        ("/said/v", json!(2)),
        ("/said/device", json!("d-02")),
        ("/said/at", json!(1_775_961_065_001_u64)),
        ("/said/changes/0", json!(hash("00"))),
        ("/said/photos/0", json!(format!("b3:{}", hash("00")))),
        ("/signature", json!("00".repeat(64))),
    ] {
        let mut altered = frozen.clone();
        *altered.pointer_mut(pointer).unwrap() = value;
        assert!(read(&altered).is_ok() && !opens(&altered), "{pointer}");
        // What is not even of that form is not read.
        *altered.pointer_mut(pointer).unwrap() = json!(["wrong"]);
        assert!(read(&altered).is_err(), "{pointer}");
    }
    for pointer in ["/said/changes", "/said/photos"] {
        let mut fewer = frozen.clone();
        fewer.pointer_mut(pointer).unwrap().as_array_mut().unwrap().pop();
        assert!(read(&fewer).is_ok() && !opens(&fewer), "{pointer}");
    }
    for pointer in ["", "/said"] {
        let mut more = frozen.clone();
        more.pointer_mut(pointer).unwrap()["more"] = json!(1);
        assert!(read(&more).is_err(), "{pointer}");
    }
}
