//! Whatever is read as a record is kept whole: written and read, taken apart, signed,
//! sent, merged and put together again, it says what it said.

#![no_main]

use ed25519_dalek::SigningKey;
use libfuzzer_sys::fuzz_target;
use register::change::{Change, DeviceId, Edit};
use register::clock::Stamp;
use register::field::take_apart;
use register::merge::History;
use register::record::{Record, Status};

fuzz_target!(|json: &str| {
    let Ok(record) = Record::read(json) else { return };
    let written = serde_json::to_string(&record).expect("a record has a JSON form");
    assert_eq!(Record::read(&written).as_ref(), Ok(&record), "written and read again");
    if record.status == Status::Draft {
        return;
    }
    let key = SigningKey::from_bytes(&[1; 32]);
    let (author, stamp) = (DeviceId::new("d-01"), Stamp::new(1, 0));
    let change = Edit::making(&record, author.clone(), stamp).sign(&key);
    let sent = Change::read(change.to_json().as_bytes()).expect("what a phone signs, a server reads");
    assert_eq!(sent.id(), change.id());
    sent.verify(&key.verifying_key()).expect("the signature travels");

    let mut history = History::default();
    history.take(sent).expect("the first change");
    let merged = history.merge().expect("checked when read").record.expect("whole");
    assert_eq!(take_apart(&merged), take_apart(&record), "every word is there");
    assert_eq!(history.edit(&record, author, stamp), Ok(None), "the same again is no edit");
});
