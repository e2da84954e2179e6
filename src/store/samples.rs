//! Synthetic phones, servers and households for this crate's own tests. Numbers carry
//! office code 0000.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ed25519_dalek::SigningKey;
use register::change::{Change, ChangeId, DeviceId, Edit};
use register::clock::Stamp;
use register::lao::Lao;
use register::receipt::Receipt;
use register::record::{PhotoHash, Record, RecordId};
use register::seal::{PublicKey, Signed};
use register::wire::{Cursor, Page, Pulled, Role, Surveyor};
use serde_json::json;
use tempfile::TempDir;

use crate::enrolment::Identity;
use crate::opening::Store;
use crate::photos::KeptPhoto;
use crate::secrets::FileSecrets;

/// 12 April 2026, in the morning in Thailand.
pub(crate) const MORNING: u64 = 1_775_961_065_000;
pub(crate) const OURS: &str = "05090901";

/// A phone: a folder of its own, and a time that the test sets.
pub(crate) struct Phone {
    pub(crate) store: Store,
    pub(crate) dir: TempDir,
    pub(crate) time: Arc<AtomicU64>,
}

impl Phone {
    /// Enrolled, with nothing on it.
    pub(crate) fn new(number: u8) -> Self {
        let phone = Self::fresh();
        phone.store.enrol(&identity(number)).unwrap();
        phone
    }

    /// As it comes from the shop.
    pub(crate) fn fresh() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let time = Arc::new(AtomicU64::new(MORNING));
        Self { store: open(dir.path(), &time), dir, time }
    }

    /// The battery is pulled and put back.
    pub(crate) fn restart(self) -> Self {
        let Self { store, dir, time } = self;
        drop(store);
        Self { store: open(dir.path(), &time), dir, time }
    }

    /// How many sealed photos lie on the disk.
    pub(crate) fn photo_files(&self) -> usize {
        std::fs::read_dir(self.dir.path().join(crate::photos::FOLDER)).unwrap().count()
    }

    pub(crate) fn at(&self, ms: u64) {
        self.time.store(ms, Ordering::Relaxed);
    }

    /// What a server would do with everything that waits.
    pub(crate) fn sends(&self) -> Vec<Change> {
        let batch = self.store.waiting(usize::MAX, usize::MAX).unwrap();
        let ids: Vec<ChangeId> = batch.iter().map(|out| out.id).collect();
        self.store.mark_sent(&ids).unwrap();
        batch.iter().map(|out| Change::read(out.json.as_bytes()).unwrap()).collect()
    }

    pub(crate) fn takes_receipt(&self, changes: &[ChangeId], photos: &[PhotoHash]) {
        let (receipt, signed) = receipt(MORNING, changes, photos);
        self.store.take_receipt(&receipt, &signed).unwrap();
    }

    /// Sends what waits, and gets a receipt for all of it and for these photos.
    pub(crate) fn syncs(&self, photos: &[PhotoHash]) -> Vec<Change> {
        let changes = self.sends();
        self.takes_receipt(&changes.iter().map(Change::id).collect::<Vec<_>>(), photos);
        changes
    }
}

pub(crate) fn open(dir: &Path, time: &Arc<AtomicU64>) -> Store {
    let time = Arc::clone(time);
    let now = Box::new(move || time.load(Ordering::Relaxed));
    Store::open_at(dir, &FileSecrets::within(dir), now).unwrap()
}

pub(crate) fn server_key() -> SigningKey {
    SigningKey::from_bytes(&[99; 32])
}

pub(crate) fn lao() -> Lao {
    serde_json::from_value(json!({
        "code": OURS, "name": "เทศบาลตำบลเวียงพางคำ", "kind": "tambon-municipality", "province": "57"
    }))
    .unwrap()
}

pub(crate) fn surveyor(number: u8) -> Surveyor {
    Surveyor {
        id: format!("s-{number:03}"),
        name: "สมใจ ใจดี".into(),
        roles: BTreeSet::from([Role::Volunteer]),
        moo: BTreeSet::from([5]),
    }
}

pub(crate) fn identity(number: u8) -> Identity {
    Identity {
        device: DeviceId::new(format!("d-{number:02}")),
        key: SigningKey::from_bytes(&[number; 32]),
        token: format!("token-{number}"),
        server: "https://192.0.2.7:8420".into(),
        server_key: PublicKey::of(&server_key()),
        certificate: Some([9; 32]),
        recipient: "age1synthetic".into(),
        surveyor: surveyor(number),
        lao: lao(),
    }
}

pub(crate) fn receipt(at: u64, changes: &[ChangeId], photos: &[PhotoHash]) -> (Receipt, String) {
    let (changes, photos) = (changes.iter().copied().collect(), photos.iter().copied().collect());
    let receipt = Receipt::new(DeviceId::new("d-01"), at, changes, photos);
    let signed = serde_json::to_string(&Signed::sign(receipt.clone(), &server_key())).unwrap();
    (receipt, signed)
}

pub(crate) fn id(number: u32) -> RecordId {
    format!("0196a3c2-7d1e-7c55-9b0a-0000{number:08x}").parse().unwrap()
}

/// A household of one person.
pub(crate) fn household(number: u32) -> Record {
    Record::from_value(json!({
        "id": id(number),
        "lao": OURS,
        "round": "2569-04",
        "captured_at": "2026-04-12T09:31:05+07:00",
        "surveyor": "s-001",
        "status": "complete",
        "place": { "house_no": format!("{}/4", 100 + number), "moo": 5, "tambon": "570903" },
        "people": [{
            "id": format!("0196a3c2-7d1e-7c55-9b0b-0000{number:08x}"),
            "national_id": national_id(number),
            "title": "นาย", "given_name": "สมชาย", "family_name": "สมปอง",
            "phone": "0810000000"
        }]
    }))
    .unwrap()
}

pub(crate) fn national_id(number: u32) -> String {
    register::national_id::NationalId::completing(100_000_000_000 + u64::from(number)).unwrap().to_string()
}

/// A household with a photo of the house.
pub(crate) fn photographed(number: u32, hash: PhotoHash) -> Record {
    let mut record = serde_json::to_value(household(number)).unwrap();
    record["photos"] = json!([{ "hash": hash, "kind": "house" }]);
    Record::from_value(record).unwrap()
}

/// Bytes that stand for a picture; the store does not look into them.
pub(crate) fn picture(number: u8) -> Vec<u8> {
    (0..5000u32).map(|at| (at.wrapping_mul(31) >> 3) as u8 ^ number).collect()
}

pub(crate) fn kept(bytes: &[u8]) -> KeptPhoto<'_> {
    KeptPhoto { hash: PhotoHash::of(bytes), jpeg: bytes, thumbnail: b"small" }
}

/// A change that another phone made.
pub(crate) fn made_by(number: u8, record: &Record, ms: u64) -> Change {
    let identity = identity(number);
    Edit::making(record, identity.author(), Stamp::new(ms, 0)).sign(&identity.key)
}

/// A page of the feed with these changes, one record each.
pub(crate) fn page<'a>(seq: u64, changes: impl IntoIterator<Item = &'a Change>) -> Page {
    let records = changes
        .into_iter()
        .map(|change| Pulled {
            record: change.edit().record,
            changes: vec![serde_json::value::RawValue::from_string(change.to_json()).unwrap()],
            people: Default::default(),
        })
        .collect();
    Page {
        records,
        next: cursor("e1", seq),
        more: false,
        lists: String::new(),
        digest: None,
        delta: None,
        erased: Default::default(),
    }
}

pub(crate) fn cursor(epoch: &str, seq: u64) -> Cursor {
    Cursor { epoch: epoch.into(), seq, log: None }
}
