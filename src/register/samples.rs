//! Synthetic records for this crate's own tests. Numbers carry office code 0000.

use ed25519_dalek::SigningKey;
use serde_json::{Value, json};

use crate::change::{Author, Change, DeviceId, Edit};
use crate::clock::Stamp;
use crate::merge::History;
use crate::record::Record;

/// The record of contract section 2, whole.
pub(crate) const WHOLE: &str = include_str!("golden/record-v1.json");

/// A small household of one person.
pub(crate) fn household() -> Record {
    read(json!({
        "id": "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69",
        "lao": "05090901",
        "round": "2569-04",
        "captured_at": "2026-04-12T09:31:05+07:00",
        "surveyor": "s-017",
        "status": "complete",
        "place": { "house_no": "123/4", "moo": 5, "tambon": "570903" },
        "people": [{
            "id": "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a70",
            "national_id": "1000000000009",
            "title": "นาย", "given_name": "สมชาย", "family_name": "สมปอง",
            "phone": "0810000000"
        }]
    }))
}

pub(crate) fn read(value: Value) -> Record {
    Record::from_value(value).unwrap()
}

/// A device of the tests, with a key of its own.
pub(crate) struct Phone {
    pub(crate) id: DeviceId,
    pub(crate) key: SigningKey,
}

pub(crate) fn phone(number: u8) -> Phone {
    Phone { id: DeviceId::new(format!("d-{number:02}")), key: SigningKey::from_bytes(&[number; 32]) }
}

impl Phone {
    /// The phone in its surveyor's hand.
    pub(crate) fn author(&self) -> Author {
        Author { device: self.id.clone(), surveyor: Some("s-017".to_owned()) }
    }

    pub(crate) fn makes(&self, record: &Record, ms: u64) -> Change {
        Edit::making(record, self.author(), Stamp::new(ms, 0)).sign(&self.key)
    }

    /// Edits what this phone knows of a record.
    pub(crate) fn edits(&self, known: &mut History, ms: u64, edit: impl FnOnce(&mut Record)) -> Change {
        let mut record = known.merge().unwrap().record.unwrap();
        edit(&mut record);
        let change = known.edit(&record, self.author(), Stamp::new(ms, 0)).unwrap().unwrap().sign(&self.key);
        known.take(change.clone()).unwrap();
        change
    }
}

pub(crate) fn history<'a>(changes: impl IntoIterator<Item = &'a Change>) -> History {
    let mut history = History::default();
    for change in changes {
        history.take(change.clone()).unwrap();
    }
    history
}
