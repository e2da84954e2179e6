use super::*;

fn keys(folder: &Path) -> Keys {
    Keys::at(&folder.join("keys.json")).unwrap()
}

fn entry() -> Entry {
    let lao = "05090901".parse().unwrap();
    let erasure = ErasureRow {
        lao,
        reference: "E-7QK2M3XA".to_owned(),
        at: 1_775_961_065_000,
        by: "u-001".to_owned(),
        reason: "คำขอใช้สิทธิลบ".to_owned(),
        finished: true,
    };
    let row = |part: u128, kind, photo| ErasedRow {
        lao,
        record: RecordId::new(Uuid::from_u128(7)),
        part: Uuid::from_u128(part),
        kind,
        photo,
        reference: erasure.reference.clone(),
        seq: 9,
    };
    let photo = PhotoHash::of(b"signature");
    Entry::of(&erasure, &[row(2, ErasedKind::Householder, None), row(1, ErasedKind::Photo, Some(photo))])
}

#[test]
fn an_entry_reads_back_for_whoever_has_the_keys_and_says_nothing_to_others() {
    let (ours, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let line = entry().line(&keys(ours.path())).unwrap();
    let read = Entry::read(&keys(ours.path()), &line).unwrap();
    assert_eq!(read, entry());
    assert_eq!(Entry::of(&read.erasure(), &read.rows()), entry());
    assert!(Entry::read(&keys(other.path()), &line).is_none(), "another office's");
    for end in 0..line.len() {
        assert!(Entry::read(&keys(ours.path()), &line[..end]).is_none(), "cut at {end}");
    }
}

#[test]
fn a_line_that_a_crash_cut_short_harms_none_that_come_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys(folder.path());
    let ledger = Ledger::beside(&folder.path().join("keys.json"));
    assert!(ledger.lines().unwrap().is_empty());
    let line = entry().line(&keys).unwrap();
    ledger.add(std::slice::from_ref(&line)).unwrap();
    let whole = std::fs::read(ledger.file()).unwrap();
    for end in 0..whole.len() {
        std::fs::write(ledger.file(), &whole[..end]).unwrap();
        ledger.add_new(&line).unwrap();
        let read: Vec<_> =
            ledger.lines().unwrap().iter().filter_map(|line| Entry::read(&keys, line)).collect();
        assert_eq!(read, [entry()], "cut at {end}");
    }
    ledger.add_new(&format!("{line}\n\n{line}\n")).unwrap();
    assert_eq!(ledger.lines().unwrap().last(), Some(&line), "nothing is added twice");
}
