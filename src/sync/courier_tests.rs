use std::collections::BTreeSet;
use std::io::Read;

use ed25519_dalek::SigningKey;
use register::bundle::Delivered;
use register::change::{Change, DeviceId};
use register::receipt::Receipt;
use register::record::{PhotoHash, Record, RecordId};
use register::seal::{PublicKey, Signed};
use register::wire::{Aside, Surveyor};
use serde_json::json;
use store::{FileSecrets, Identity, KeptPhoto};
use tempfile::TempDir;

use super::*;

/// What the server alone knows.
struct Office {
    key: SigningKey,
    opens: age::x25519::Identity,
}

impl Office {
    fn new() -> Self {
        Self { key: SigningKey::from_bytes(&[99; 32]), opens: age::x25519::Identity::generate() }
    }

    fn phone(&self, number: u8) -> (TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &FileSecrets::within(dir.path())).unwrap();
        let surveyor = Surveyor {
            id: format!("s-{number:03}"),
            name: "สมใจ ใจดี".into(),
            roles: BTreeSet::new(),
            moo: BTreeSet::new(),
        };
        let lao = json!({ "code": "05090901", "name": "เทศบาลตำบลเวียงพางคำ",
                          "kind": "tambon-municipality", "province": "57" });
        let identity = Identity {
            device: DeviceId::new(format!("d-{number:02}")),
            key: SigningKey::from_bytes(&[number; 32]),
            token: "token".into(),
            server: "http://127.0.0.1:1".into(),
            server_key: PublicKey::of(&self.key),
            certificate: None,
            recipient: self.opens.to_public().to_string(),
            surveyor,
            lao: serde_json::from_value(lao).unwrap(),
        };
        store.enrol(&identity).unwrap();
        (dir, store)
    }

    fn opened(&self, sealed: &[u8]) -> Vec<u8> {
        let mut clear = Vec::new();
        age::Decryptor::new(sealed)
            .unwrap()
            .decrypt(std::iter::once(&self.opens as &dyn age::Identity))
            .unwrap()
            .read_to_end(&mut clear)
            .unwrap();
        clear
    }

    /// The answer to a bundle of this phone's, which takes all but what is set aside.
    fn answers(&self, device: &str, sealed: &[u8], aside: Vec<Aside>) -> String {
        let clear = self.opened(sealed);
        let read = bundle::read(&clear).unwrap();
        let set_aside: BTreeSet<_> = aside.iter().filter_map(|aside| aside.change).collect();
        let changes = changes_of(&read).iter().map(Change::id).filter(|id| !set_aside.contains(id)).collect();
        let photos = read.photos.iter().map(|photo| photo.hash).collect();
        let device = DeviceId::new(device);
        let receipt = Receipt::new(device.clone(), 1_775_961_065_000, changes, photos);
        let said = Delivered {
            bundle: BundleId::of(sealed).to_string(),
            device,
            receipt: Signed::sign(receipt, &self.key),
            aside,
            erased: BTreeSet::new(),
            order: None,
        };
        serde_json::to_string(&Signed::sign(said, &self.key)).unwrap()
    }
}

fn changes_of(read: &bundle::Bundle<'_>) -> Vec<Change> {
    let coding = Some(read.head.coding.as_str());
    let plain = coding::unpack(read.changes.to_vec(), coding, 10_000_000).unwrap();
    let changes: Vec<Box<serde_json::value::RawValue>> = serde_json::from_slice(&plain).unwrap();
    changes.iter().map(|change| Change::read(change.get().as_bytes()).unwrap()).collect()
}

fn keep(store: &Store, number: u32, jpeg: Option<&[u8]>) -> RecordId {
    let mut record = json!({
        "id": format!("0196a3c2-7d1e-7c55-9b0a-0000{number:08x}"),
        "lao": "05090901", "round": "2569-04", "captured_at": "2026-04-12T09:31:05+07:00",
        "status": "complete",
        "people": [{ "id": format!("0196a3c2-7d1e-7c55-9b0b-0000{number:08x}"),
                     "given_name": "สมชาย", "family_name": "สมปอง" }]
    });
    let photos: Vec<KeptPhoto<'_>> =
        jpeg.iter().map(|jpeg| KeptPhoto { hash: PhotoHash::of(jpeg), jpeg, thumbnail: b"small" }).collect();
    if let Some(photo) = photos.first() {
        record["photos"] = json!([{ "hash": photo.hash, "kind": "house" }]);
    }
    let record = Record::from_value(record).unwrap();
    store.keep(&record, &photos).unwrap();
    record.id
}

fn status(store: &Store) -> (u64, u64, u64, u64) {
    let status = store.status().unwrap();
    (status.waiting, status.sent, status.received, status.rejected)
}

#[test]
fn a_bundle_holds_everything_unsent_and_only_the_server_reads_it() {
    let office = Office::new();
    let (_dir, store) = office.phone(1);
    keep(&store, 1, None);
    keep(&store, 2, Some(b"the photo's bytes"));
    let made = bundle(&store).unwrap();
    assert_eq!((made.changes, made.photos, made.photos_left), (2, 1, 0));
    assert_eq!(status(&store), (2, 0, 0, 0), "making one changes nothing");

    let clear = office.opened(&made.sealed);
    let read = bundle::read(&clear).unwrap();
    let identity = store.identity().unwrap().unwrap();
    assert_eq!((&read.head.device, read.head.key), (&identity.device, PublicKey::of(&identity.key)));
    let changes = changes_of(&read);
    assert_eq!(changes.len(), 2);
    changes.iter().for_each(|change| change.verify(&identity.key.verifying_key()).unwrap());
    assert_eq!((read.photos[0].jpeg, read.photos[0].thumbnail), (&b"the photo's bytes"[..], &b"small"[..]));

    let word = b"the photo's bytes";
    assert!(!made.sealed.windows(word.len()).any(|part| part == word));
    let other = age::x25519::Identity::generate();
    let opened = age::Decryptor::new(made.sealed.as_slice())
        .unwrap()
        .decrypt(std::iter::once(&other as &dyn age::Identity));
    assert!(opened.is_err());
}

#[test]
fn a_photo_that_is_damaged_or_gone_is_left_out_and_set_aside_and_the_rest_goes() {
    let office = Office::new();
    let (dir, store) = office.phone(1);
    let file_of = |number: u32, jpeg: &[u8]| {
        let before: Vec<_> = files(&dir);
        let record = keep(&store, number, Some(jpeg));
        (record, files(&dir).into_iter().find(|file| !before.contains(file)).unwrap())
    };
    let (_, damaged) = file_of(1, b"this one is damaged");
    let (_, gone) = file_of(2, b"this one is gone");
    let (sound, _) = file_of(3, b"this one is sound");
    let mut bytes = std::fs::read(&damaged).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&damaged, bytes).unwrap();
    std::fs::remove_file(&gone).unwrap();

    let made = bundle(&store).unwrap();
    assert_eq!((made.changes, made.photos, made.photos_left, made.photos_damaged), (3, 1, 0, 2));
    let clear = office.opened(&made.sealed);
    let read = bundle::read(&clear).unwrap();
    assert_eq!((read.photos[0].jpeg, read.photos[0].record), (&b"this one is sound"[..], sound));
    assert_eq!(status(&store), (1, 0, 0, 2), "their records say so until the photos are taken again");
    assert_eq!(bundle(&store).unwrap().photos_damaged, 0, "it is said once");
}

fn files(dir: &TempDir) -> Vec<std::path::PathBuf> {
    let folder = std::fs::read_dir(dir.path().join("photos")).unwrap();
    folder.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn receipts_brought_back_are_taken_in_any_order_and_any_number_of_times() {
    let office = Office::new();
    let (_dir, store) = office.phone(1);
    keep(&store, 1, Some(b"one"));
    let first = bundle(&store).unwrap().sealed;
    keep(&store, 2, None);
    let second = bundle(&store).unwrap().sealed;
    let [first, second] = [first, second].map(|sealed| office.answers("d-01", &sealed, Vec::new()));
    assert_eq!(take(&store, &format!("{second}\n{first}\n\n{second}\n")).unwrap().receipts, 3);
    assert_eq!(status(&store), (0, 0, 2, 0));
    assert_eq!(bundle(&store).unwrap().changes, 0);
}

#[test]
fn what_the_server_set_aside_is_set_aside_by_the_receipt_that_comes_back() {
    let office = Office::new();
    let (_dir, store) = office.phone(1);
    keep(&store, 1, None);
    keep(&store, 2, None);
    let refused = store.waiting(1, usize::MAX).unwrap()[0].id;
    let made = bundle(&store).unwrap();
    let aside = vec![Aside { at: 0, change: Some(refused), reason: "of another LAO".into() }];
    let answer = office.answers("d-01", &made.sealed, aside);
    let said = Brought { receipts: 1, changes: 1, aside: 1, ..Brought::default() };
    assert_eq!(take(&store, &answer).unwrap(), said);
    assert_eq!(status(&store), (0, 0, 1, 1));
    // The same file again confirms nothing that was not confirmed before.
    assert_eq!(take(&store, &answer).unwrap(), Brought { changes: 0, ..said });
}

#[test]
fn receipts_of_others_and_of_forgers_receive_nothing() {
    let office = Office::new();
    let (_dir, store) = office.phone(1);
    keep(&store, 1, None);
    let sealed = bundle(&store).unwrap().sealed;
    // Another phone's, of the same office.
    assert_eq!(take(&store, &office.answers("d-02", &sealed, Vec::new())).unwrap(), Brought::default());
    // Somebody who can open it, and has another key to sign with.
    let forger = Office { key: SigningKey::from_bytes(&[66; 32]), opens: office.opens.clone() };
    let forged = forger.answers("d-01", &sealed, Vec::new());
    assert!(matches!(take(&store, &forged), Err(SyncError::ForgedReceipt)));
    assert!(matches!(take(&store, "not a receipt"), Err(SyncError::Answer { .. })));
    assert_eq!(status(&store), (1, 0, 0, 0));
}

#[test]
fn a_bundle_is_carried_and_anything_else_is_not() {
    let office = Office::new();
    let (_dir, store) = office.phone(1);
    let (_other_dir, carrier) = office.phone(2);
    keep(&store, 1, None);
    let made = bundle(&store).unwrap();
    let id = carry(&carrier, &made.sealed).unwrap();
    assert_eq!(carry(&carrier, &made.sealed).unwrap(), id, "twice is once");
    assert_eq!(carrier.carried().unwrap().len(), 1);
    assert_eq!(receipts(&carrier).unwrap(), "");
    carrier.bundle_done(id, &office.answers("d-01", &made.sealed, Vec::new())).unwrap();
    assert_eq!(take(&store, &receipts(&carrier).unwrap()).unwrap().receipts, 1);
    assert_eq!(status(&store), (0, 0, 1, 0));
    assert!(matches!(carry(&carrier, b"a photo"), Err(SyncError::NotABundle)));
}
