//! A phone full of households, for whatever is measured on one: four people in each, with names as
//! frequent as they are.
//!
//! Part of the store's bench and of the app's.

use std::collections::BTreeSet;

use ed25519_dalek::SigningKey;
use people::name::{family, given};
use people::{Chance, Sex};
use register::change::{Author, DeviceId, Edit};
use register::clock::Stamp;
use register::national_id::NationalId;
use register::record::{Record, RecordId};
use register::seal::PublicKey;
use register::wire::{Cursor, Page, Pulled, Surveyor};
use serde_json::json;
use serde_json::value::RawValue;
use store::{FileSecrets, Identity, Store};
use tempfile::TempDir;

pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

pub const A_HOUSEHOLD: u32 = 4;

/// That many households, the first of them this phone's own and the rest brought by the office.
pub fn fill(store: &Store, own: u32, households: u32, chance: &mut Chance) -> Outcome<()> {
    for first in (own..households).step_by(250) {
        store.take_page(&page(first, 250.min(households - first), chance)?)?;
    }
    for number in 0..own {
        store.keep(&household(number, chance)?, &[])?;
    }
    Ok(())
}

/// The record of a household.
pub fn id(number: u32) -> Outcome<RecordId> {
    Ok(format!("0196a3c2-7d1e-7c55-9b0a-0000{number:08x}").parse()?)
}

/// In each of the twelve villages, house by house.
pub fn house(number: u32) -> String {
    format!("{}/{}", number / 12 + 1, number % 30)
}

/// A household of four, with the answers that a visit brings.
pub fn household(number: u32, chance: &mut Chance) -> Outcome<Record> {
    let surname = family(chance).to_string();
    let people = (0..A_HOUSEHOLD)
        .map(|at| {
            let sex = if at % 2 == 0 { Sex::Male } else { Sex::Female };
            let digits = 100_000_000_000 + u64::from(number * A_HOUSEHOLD + at);
            let born = (1930 + chance.below(90), 1 + chance.below(12), 1 + chance.below(28));
            json!({
                "id": format!("0196a3c2-7d1e-7c55-9b0b-{at:04x}{number:08x}"),
                "national_id": NationalId::completing(digits).map(|id| id.to_string()),
                "title": if at % 2 == 0 { "นาย" } else { "นาง" },
                "given_name": given(chance, sex).to_string(), "family_name": surname,
                "sex": if at % 2 == 0 { "male" } else { "female" },
                "birth": { "date": format!("{:04}-{:02}-{:02}", born.0, born.1, born.2), "precision": "day" },
                "nationality": "TH",
                "registered": "here", "family": 1, "head": at == 0, "occupation": "ทำนา",
                "phone": format!("08{:08}", number % 100_000_000),
                "low_income": "yes", "welfare_register": "unknown", "destitute": false
            })
        })
        .collect::<Vec<_>>();
    let record = json!({
        "id": id(number)?, "lao": "05090901", "round": "2569-04",
        "captured_at": "2026-04-12T09:31:05+07:00", "surveyor": "s-001", "status": "complete",
        "place": { "house_no": house(number), "moo": number % 12 + 1,
                   "tambon": "570903", "postcode": "57130",
                   "found_at": { "lat": 20.0 + f64::from(number) * 0.000_1, "lon": 99.8841, "accuracy_m": 6.5,
                                 "source": "gps" } },
        "dwelling": { "tenure": "owner", "regular": true, "families": 1, "main_occupation": "ทำนา" },
        "people": people
    });
    Ok(Record::from_value(record)?)
}

/// A page of other phones' households, from this number on.
pub fn page(first: u32, households: u32, chance: &mut Chance) -> Outcome<Page> {
    let author = Author { device: DeviceId::new("d-02"), surveyor: Some("s-002".into()) };
    let key = SigningKey::from_bytes(&[2; 32]);
    let mut records = Vec::new();
    for number in first..first + households {
        let record = household(number, chance)?;
        let change = Edit::making(&record, author.clone(), Stamp::new(u64::from(number), 0)).sign(&key);
        records.push(Pulled {
            record: record.id,
            changes: vec![RawValue::from_string(change.to_json())?],
            people: Default::default(),
        });
    }
    let next = Cursor { epoch: "e".into(), seq: u64::from(first + households), log: None };
    Ok(Page {
        records,
        next,
        more: true,
        lists: String::new(),
        digest: None,
        delta: None,
        erased: Default::default(),
    })
}

/// An enrolled phone in a folder of its own, with nothing on it yet.
pub fn phone() -> Outcome<(TempDir, Store)> {
    let dir = TempDir::new()?;
    let store = Store::open(dir.path(), &FileSecrets::within(dir.path()))?;
    let lao =
        json!({ "code": "05090901", "name": "เทศบาล", "kind": "tambon-municipality", "province": "57" });
    store.enrol(&Identity {
        device: DeviceId::new("d-01"),
        key: SigningKey::from_bytes(&[1; 32]),
        token: "token".into(),
        server: "http://127.0.0.1:1".into(),
        server_key: PublicKey::of(&SigningKey::from_bytes(&[3; 32])),
        certificate: None,
        recipient: "age1synthetic".into(),
        surveyor: Surveyor {
            id: "s-001".into(),
            name: "สมใจ".into(),
            roles: BTreeSet::new(),
            moo: BTreeSet::new(),
        },
        lao: serde_json::from_value(lao)?,
    })?;
    Ok((dir, store))
}
