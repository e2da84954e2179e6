//! How long a million changes take to merge, and one change to read and verify.
//!
//! `cargo bench -p register --bench ledger`. Histories are synthetic: a quarter of a
//! million households, each made on one phone and edited three times on three others,
//! one of them without having seen the rest; they arrive shuffled.

#![expect(clippy::expect_used, reason = "a benchmark stops when what it measures is not sound")]

use std::hint::black_box;
use std::sync::LazyLock;

use divan::Bencher;
use ed25519_dalek::SigningKey;
use register::change::{Change, DeviceId, Edit};
use register::clock::Stamp;
use register::lao::{Directory, Lao, LaoKind};
use register::ledger::Ledger;
use register::merge::History;
use register::national_id::NationalId;
use register::record::Record;
use serde_json::json;

const HOUSEHOLDS: u64 = 250_000;
const CHANGES_EACH: u64 = 4;

fn main() {
    divan::main();
}

/// Parts of Thai names, to make people who are not all namesakes.
const PARTS: [&str; 16] =
    ["สม", "ชัย", "พร", "บุญ", "ทอง", "แก้ว", "ศรี", "วง", "มา", "คำ", "จัน", "ใจ", "ดี", "สุข", "เพ็ญ", "วัน"];

fn household(n: u64) -> Record {
    let part = |place: u64| (n / place % 16) as usize;
    let id = NationalId::completing(100_000_000_000 + n).expect("twelve digits").to_string();
    Record::from_value(json!({
        "id": format!("0196a3c2-7d1e-7c55-9b01-{n:012}"), "lao": "57000003", "round": "2569-04",
        "captured_at": "2026-04-12T09:31:05+07:00", "surveyor": "s-017", "status": "complete",
        "place": { "house_no": format!("{}/{}", n / 10, n % 10), "moo": n % 12, "tambon": "570906" },
        "people": [{
            "id": format!("0196a3c2-7d1e-7c55-9b02-{n:012}"), "national_id": id,
            "title": "นาย", "given_name": format!("{}{}", PARTS[part(1)], PARTS[part(16)]),
            "family_name": format!("{}{}{}", PARTS[part(256)], PARTS[part(4096)], PARTS[part(65536)]), "sex": "male",
            "birth": { "date": format!("{}-{:02}-02", 1940 + n % 70, 1 + n % 12), "precision": "day" }, "nationality": "TH",
            "registered": "here", "family": 1, "head": true, "phone": "0810000000",
        }],
        "requests": [{
            "id": format!("0196a3c2-7d1e-7c55-9b03-{n:012}"), "channel": "survey-team",
            "person": format!("0196a3c2-7d1e-7c55-9b02-{n:012}"), "area": "disaster",
            "need": "สังกะสี ๒๐ แผ่น", "signature": { "kind": "drawn" },
        }],
    }))
    .expect("a sound record")
}

/// One household's changes: made, edited, edited again by who saw that, and by who did not.
fn history(n: u64, key: &SigningKey) -> [Change; CHANGES_EACH as usize] {
    let device = |d: u8| DeviceId::new(format!("d-{d:02}"));
    let record = household(n);
    let made = Edit::making(&record, device(1), Stamp::new(1_000, 0)).sign(key);
    let mut known = History::default();
    known.take(made.clone()).expect("its own record");
    let edit = |known: &mut History, d: u8, phone: &str, house: &str| {
        let mut wanted = known.merge().expect("sound").record.expect("whole");
        wanted.people[0].phone = Some(phone.to_owned());
        wanted.place.as_mut().expect("a place").house_no = Some(house.to_owned());
        let edit = known.edit(&wanted, device(d), Stamp::new(1_000 + u64::from(d), 0));
        edit.expect("sound").expect("a difference").sign(key)
    };
    let apart = edit(&mut known, 4, "0840000000", "4");
    let second = edit(&mut known, 2, "0820000000", "2");
    known.take(second.clone()).expect("its own record");
    let third = edit(&mut known, 3, "0830000000", "3");
    [made, second, third, apart]
}

static MILLION: LazyLock<Vec<Change>> = LazyLock::new(|| {
    let key = SigningKey::from_bytes(&[7; 32]);
    let mut changes: Vec<Change> = (0..HOUSEHOLDS).flat_map(|n| history(n, &key)).collect();
    let mut state = 1u64;
    for at in (1..changes.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        changes.swap(at, (state >> 33) as usize % (at + 1));
    }
    changes
});

/// A million changes in shuffled order, filed and merged into a quarter of a million records.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn merge_1_000_000_changes(bencher: Bencher) {
    let changes = &*MILLION;
    bencher.with_inputs(|| changes.clone()).bench_local_values(|changes| {
        let mut ledger = Ledger::default();
        for change in changes {
            ledger.take_change(change).expect("filed under its own record");
        }
        let visits = ledger.visits().expect("sound");
        assert_eq!(visits.len() as u64, HOUSEHOLDS);
        visits
    });
}

/// The register of a quarter of a million people, drawn up from their visits.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn draw_250_000_people(bencher: Bencher) {
    let mut ledger = Ledger::default();
    for change in MILLION.iter() {
        ledger.take_change(change.clone()).expect("filed under its own record");
    }
    let visits = ledger.visits().expect("sound");
    let laos = Directory::new([Lao {
        code: "57000003".parse().expect("a code"),
        name: "อบต. ตัวอย่าง".to_owned(),
        kind: LaoKind::Tao,
        province: "57".to_owned(),
    }]);
    bencher.bench_local(|| {
        let register = register::draw::draw(black_box(&visits), &[], &laos);
        assert_eq!(register.entries.len() as u64, HOUSEHOLDS);
        register
    });
}

/// The bytes of one new household: parsed, every value checked, the signature verified.
#[divan::bench]
fn read_and_verify_one_change(bencher: Bencher) {
    let key = SigningKey::from_bytes(&[7; 32]);
    let [made, ..] = history(1, &key);
    let (json, public) = (made.to_json(), key.verifying_key());
    bencher.bench_local(|| {
        let change = Change::read(black_box(json.as_bytes())).expect("sound");
        change.verify(&public).expect("signed");
        change
    });
}
