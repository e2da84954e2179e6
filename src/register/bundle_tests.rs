use super::*;

const GOLDEN: &[u8] = include_bytes!("golden/bundle-v1.bin");

fn record() -> RecordId {
    "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69".parse().unwrap()
}

fn made() -> Vec<u8> {
    let photos = [("small".as_bytes(), "one photo".as_bytes()), (b"", b"another")]
        .map(|(thumbnail, jpeg)| Enclosing { hash: PhotoHash::of(jpeg), record: record(), thumbnail, jpeg });
    let key = SigningKey::from_bytes(&[1; 32]);
    write(DeviceId::new("d-01"), &key, 1_775_961_065_000, "identity", b"[]", &photos)
}

#[test]
fn the_frozen_bundle_is_written_to_the_byte_and_read() {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/bundle-v1.bin");
        std::fs::write(file, made()).unwrap();
        return;
    }
    assert!(made() == GOLDEN, "golden/bundle-v1.bin is frozen, see golden.rs");
    let bundle = read(GOLDEN).unwrap();
    assert_eq!(bundle.head.device, DeviceId::new("d-01"));
    assert_eq!(bundle.head.key, PublicKey::of(&SigningKey::from_bytes(&[1; 32])));
    assert_eq!(bundle.changes, b"[]");
    let photos: Vec<_> = bundle.photos.iter().map(|photo| (photo.thumbnail, photo.jpeg)).collect();
    assert_eq!(photos, [(&b"small"[..], &b"one photo"[..]), (b"", b"another")]);
}

#[test]
fn a_bundle_that_was_cut_or_altered_anywhere_is_refused() {
    let whole = made();
    for length in 0..whole.len() {
        assert!(read(&whole[..length]).is_err(), "cut to {length}");
    }
    for at in 0..whole.len() {
        let mut altered = whole.clone();
        altered[at] ^= 1;
        assert!(read(&altered).is_err(), "altered at {at}");
    }
    assert!(read(&[whole, b"more".to_vec()].concat()).is_err());
}

#[test]
fn nobody_speaks_for_a_phone_by_naming_it() {
    let another = SigningKey::from_bytes(&[2; 32]);
    let bytes = write(DeviceId::new("d-01"), &another, 0, "identity", b"[]", &[]);
    // It reads, and says whose key it is: the server holds that against what it knows.
    assert_eq!(read(&bytes).unwrap().head.key, PublicKey::of(&another));
}

#[test]
fn sizes_that_cannot_be_are_refused() {
    let key = SigningKey::from_bytes(&[1; 32]);
    for (changes, thumbnail, length) in [(u64::MAX, 0, 0), (2, u64::MAX, u64::MAX), (1, 0, 0), (3, 0, 0)] {
        let photo = Enclosed { hash: PhotoHash::of(b""), record: record(), thumbnail, length };
        let head = Head {
            device: DeviceId::new("d-01"),
            key: PublicKey::of(&key),
            at: 0,
            coding: "identity".into(),
            changes,
            photos: vec![photo],
            contents: PhotoHash::of(b"[]"),
        };
        let head = serde_json::to_vec(&Signed::sign(head, &key)).unwrap();
        assert!(read(&[FIRST_LINE, &head, b"\n[]"].concat()).is_err(), "{changes} {thumbnail} {length}");
    }
}
