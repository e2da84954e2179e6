//! Whatever is read as changes merges, in either order alike, into a record that reads back.
//! One change a line.

#![no_main]

use libfuzzer_sys::fuzz_target;
use register::change::Change;
use register::merge::History;
use register::record::{Record, Status};

fuzz_target!(|lines: &[u8]| {
    let changes: Vec<Change> =
        lines.split(|byte| *byte == b'\n').take(4).filter_map(|line| Change::read(line).ok()).collect();
    let (mut forward, mut backward) = (History::default(), History::default());
    let Some(first) = changes.first() else { return };
    let of_one_record = || {
        let first = first.edit();
        changes.iter().filter(move |c| (c.edit().record, c.edit().lao) == (first.record, first.lao))
    };
    for change in of_one_record() {
        let again = Change::read(change.to_json().as_bytes()).expect("written and read again");
        assert_eq!(again.id(), change.id());
        assert_eq!(again.to_json(), change.to_json());
        forward.take(again).expect("of one record");
    }
    let count = of_one_record().count();
    for change in of_one_record().collect::<Vec<_>>().into_iter().rev() {
        backward.take(change.clone()).expect("of one record");
    }
    let merged = forward.merge().expect("every value was checked when it was read");
    assert_eq!(Ok(&merged), backward.merge().as_ref(), "in any order");
    assert!(forward.changes().count() <= count);
    // A refusal and its reason may come from two edits, and one of them may lose.
    if let Some(record) = merged.record.filter(|r| r.status != Status::Refused) {
        let written = serde_json::to_string(&record).expect("a record has a JSON form");
        assert_eq!(Record::read(&written).as_ref(), Ok(&record));
    }
});
