use super::*;
use crate::change::ChangeId;

const GOLDEN: &[u8] = include_bytes!("golden/bundle-v2.bin");
const GOLDEN_1: &[u8] = include_bytes!("golden/bundle-v1.bin");
const ANSWERS: &str = include_str!("golden/delivered.json");

fn record() -> RecordId {
    "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69".parse().unwrap()
}

fn made() -> Vec<u8> {
    let photos = [("small".as_bytes(), "one photo".as_bytes()), (b"", b"another")]
        .map(|(thumbnail, jpeg)| Enclosing { hash: PhotoHash::of(jpeg), record: record(), thumbnail, jpeg });
    let key = SigningKey::from_bytes(&[1; 32]);
    write(DeviceId::new("d-01"), &key, 1_775_961_065_000, "identity", b"[]", &photos, &ask())
}

fn ask() -> Ask {
    Ask { changes: [ChangeId::from_bytes([7; 32])].into(), photos: [PhotoHash::of(b"long ago")].into() }
}

#[test]
fn the_frozen_bundle_is_written_to_the_byte_and_read() {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/bundle-v2.bin");
        std::fs::write(file, made()).unwrap();
        return;
    }
    assert!(made() == GOLDEN, "golden/bundle-v2.bin is frozen, see golden.rs");
    // Phones that made one of form 1 are out there.
    for (golden, asks) in [(GOLDEN, Some(ask())), (GOLDEN_1, None)] {
        let bundle = read(golden).unwrap();
        assert_eq!(bundle.ask, asks);
        assert_eq!(bundle.head.device, DeviceId::new("d-01"));
        assert_eq!(bundle.head.key, PublicKey::of(&SigningKey::from_bytes(&[1; 32])));
        assert_eq!(bundle.changes, b"[]");
        let photos: Vec<_> = bundle.photos.iter().map(|photo| (photo.thumbnail, photo.jpeg)).collect();
        assert_eq!(photos, [(&b"small"[..], &b"one photo"[..]), (b"", b"another")]);
    }
}

fn answers() -> [Answer; 2] {
    let key = SigningKey::from_bytes(&[2; 32]);
    let device = DeviceId::new("d-01");
    let receipt = Receipt::new(device.clone(), 1_775_961_065_000, ask().changes, BTreeSet::new());
    let delivered = Delivered {
        bundle: "0".repeat(64),
        device,
        receipt: Signed::sign(receipt, &key),
        aside: vec![Aside { at: 1, change: None, reason: "it cannot be read".into() }],
        erased: [record()].into(),
        order: Some(Order::Seal),
    };
    let delivered = Signed::sign(delivered, &key);
    let life =
        Life { epoch: "g6env1q6500g40o4".into(), missing: Ask { photos: ask().photos, ..Ask::default() } };
    let answered = Signed::sign(Answered { delivered: delivered.clone(), life }, &key);
    [Answer::Delivered(Box::new(delivered)), Answer::Answered(Box::new(answered))]
}

#[test]
fn the_frozen_answers_of_both_forms_are_written_to_the_byte_and_read() {
    let lines: String =
        answers().iter().map(|answer| serde_json::to_string(answer).unwrap() + "\n").collect();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/golden/delivered.json"), lines).unwrap();
        return;
    }
    assert!(lines == ANSWERS, "golden/delivered.json is frozen, see golden.rs");
    let server = PublicKey::of(&SigningKey::from_bytes(&[2; 32]));
    let [first, second] = answers();
    for (line, answer) in ANSWERS.lines().zip([&first, &second]) {
        let read: Answer = serde_json::from_str(line).unwrap();
        assert_eq!(&read, answer);
        assert_eq!(read.open(&server).unwrap().0.device, DeviceId::new("d-01"));
        // A carrier of the older form is given what it reads.
        assert_eq!(Answer::Delivered(Box::new(read.in_form_1(&server).unwrap().clone())), first);
    }
    assert_eq!(first.open(&server).unwrap().1, None);
    assert_eq!(second.open(&server).unwrap().1.unwrap().epoch, "g6env1q6500g40o4");
}

#[test]
fn nobody_says_by_an_altered_answer_that_the_server_lives_another_life() {
    let [_, second] = answers();
    let server = PublicKey::of(&SigningKey::from_bytes(&[2; 32]));
    let sound = serde_json::to_value(&second).unwrap();
    let alterations: [fn(&mut serde_json::Value); 3] = [
        |said| said["said"]["life"]["epoch"] = "g6env1q6500g40o5".into(),
        |said| said["said"]["life"]["missing"] = serde_json::json!({}),
        |said| said["said"]["delivered"]["said"]["device"] = "d-02".into(),
    ];
    for alter in alterations {
        let mut altered = sound.clone();
        alter(&mut altered);
        let answer: Answer = serde_json::from_value(altered).unwrap();
        assert!(answer.open(&server).is_err() && answer.in_form_1(&server).is_err());
    }
    assert!(second.open(&PublicKey::of(&SigningKey::from_bytes(&[3; 32]))).is_err());
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
    let bytes = write(DeviceId::new("d-01"), &another, 0, "identity", b"[]", &[], &Ask::default());
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
        let first = serde_json::to_vec(&Signed::sign(head.clone(), &key)).unwrap();
        let asking = Asking { head, ask: Ask::default() };
        let second = serde_json::to_vec(&Signed::sign(asking, &key)).unwrap();
        for (line, head) in [(FIRST_LINE_1, &first), (FIRST_LINE, &second)] {
            assert!(read(&[line, head, b"\n[]"].concat()).is_err(), "{changes} {thumbnail} {length}");
        }
        // Neither passes for the other.
        assert_eq!(read(&[FIRST_LINE, &first, b"\n[]"].concat()).unwrap_err(), UNREAD);
        assert_eq!(read(&[FIRST_LINE_1, &second, b"\n[]"].concat()).unwrap_err(), UNREAD);
    }
}
