//! Photos on their way in: nothing of them lies in clear, nobody's wait for ever or fill the server, and
//! nobody waits for the place where they are put.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it goes wrong")]
#![expect(dead_code, reason = "the village and the shelf are the story's too, and this needs a part of them")]

#[path = "story/shelf.rs"]
mod shelf;
#[path = "story/village.rs"]
mod village;

use std::sync::Arc;
use std::time::Duration;

use bucket::Bucket;
use cluster::{Cluster, Disk};
use register::bundle::MOST_BUNDLE_BYTES;
use register::record::PhotoHash;
use shelf::{Shelf, in_bucket};
use sync_server::db::UploadRow;
use sync_server::db::sqlite::Sqlite;
use sync_server::office::{Office, OfficeFault, Place, UPLOAD_WAITS, now};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use uuid::Uuid;
use village::{Phone, TAO, found_laos, hire, lao, record_id};

/// What can be read on the picture of a card.
const CARD: &[u8] = b"3 5701 00000 00 1 identity card of somebody ";

async fn two_phones(office: &Office) -> [Phone; 2] {
    found_laos(office).await;
    office.note_address("http://127.0.0.1:1", None).await.unwrap();
    let (one, other) = (hire(office, TAO, "อาสา หนึ่ง", &[]).await, hire(office, TAO, "อาสา สอง", &[]).await);
    [Phone::enrol(office, &one, 1).await, Phone::enrol(office, &other, 2).await]
}

async fn half_a_photo_lies_sealed_and_is_forgotten(shelf: &Shelf) {
    let office = &shelf.office;
    let [phone, _] = two_phones(office).await;
    let photo = CARD.repeat(4_000);
    let (hash, length) = (PhotoHash::of(&photo), photo.len() as u64);
    let upload = office.begin_upload(&phone.sender, hash, Some(record_id(1)), length).await.unwrap();
    let (first, rest) = photo.split_at(90_000);
    office.grow_upload(&phone.sender, upload.id, 0, first).await.unwrap();
    let mut tx = office.db().look().await.unwrap();
    let pieces = tx.pieces(lao(TAO), upload.id).await.unwrap();
    drop(tx);
    assert!(!pieces.is_empty());
    let is_clear = |bytes: &[u8]| bytes.windows(16).any(|window| window == &CARD[..16]);
    assert!(pieces.iter().all(|(_, piece)| !is_clear(piece)), "a piece lies in clear");
    for entry in std::fs::read_dir(shelf.folder()).unwrap() {
        let path = entry.unwrap().path();
        assert!(path.is_dir() || !is_clear(&std::fs::read(&path).unwrap()), "{} tells it", path.display());
    }

    // Nobody went on with this one for long; with the other somebody did just now.
    let left = UploadRow {
        id: Uuid::now_v7(),
        at: now() - UPLOAD_WAITS.as_millis() as u64 - 1_000,
        hash: PhotoHash::of(b"left"),
        ..upload.clone()
    };
    let mut tx = office.db().begin().await.unwrap();
    tx.put_upload(lao(TAO), &left).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(office.forget_old_uploads().await.unwrap(), 1);
    let gone = office.upload(&phone.sender, left.id).await;
    assert!(matches!(gone, Err(OfficeFault::Missing(_))), "{gone:?}");
    let whole = office.grow_upload(&phone.sender, upload.id, 90_000, rest).await.unwrap();
    assert_eq!(whole.offset, length);
    let key = {
        let mut tx = office.db().look().await.unwrap();
        assert!(tx.uploads_by(lao(TAO), &phone.sender.device.id).await.unwrap().is_empty());
        tx.photos(lao(TAO), &[hash]).await.unwrap().remove(0).key
    };
    assert_eq!(office.photos().read(office.keys(), lao(TAO), hash, &key).await.unwrap(), photo);
}

/// A version before this one left its pieces in clear.
async fn what_an_earlier_version_left_in_clear_is_dropped_at_the_start(shelf: &Shelf) {
    let office = &shelf.office;
    let [phone, _] = two_phones(office).await;
    let hash = PhotoHash::of(b"of before");
    let upload = office.begin_upload(&phone.sender, hash, Some(record_id(1)), 90_000).await.unwrap();
    let mut tx = office.db().begin().await.unwrap();
    tx.grow_upload(lao(TAO), upload.id, CARD, CARD.len() as u64, now()).await.unwrap();
    tx.set("pieces", "").await.unwrap();
    tx.commit().await.unwrap();
    let started = shelf.again().await;
    let gone = started.upload(&phone.sender, upload.id).await;
    assert!(matches!(gone, Err(OfficeFault::Missing(_))), "{gone:?}");
    let mut tx = started.db().look().await.unwrap();
    assert!(tx.pieces(lao(TAO), upload.id).await.unwrap().is_empty());
    drop(tx);
    // Once: what came since is sealed, and stays.
    let upload = started.begin_upload(&phone.sender, hash, Some(record_id(1)), 90_000).await.unwrap();
    started.grow_upload(&phone.sender, upload.id, 0, CARD).await.unwrap();
    assert_eq!(shelf.again().await.upload(&phone.sender, upload.id).await.unwrap().offset, CARD.len() as u64);
}

async fn no_phone_has_more_under_way_than_it_can_be_sending(shelf: &Shelf) {
    let office = &shelf.office;
    let [phone, other] = two_phones(office).await;
    let begin = async |phone: &Phone, nth: u64| {
        let hash = PhotoHash::of(&nth.to_be_bytes());
        office.begin_upload(&phone.sender, hash, Some(record_id(1)), 300_000).await
    };
    let mut last = None;
    for nth in 0..64 {
        last = Some(begin(&phone, nth).await.unwrap());
    }
    let refused = begin(&phone, 64).await;
    let Err(OfficeFault::TooMuch(why)) = refused else { panic!("{refused:?}") };
    assert!(why.contains("all is safe on the phone"), "{why}");
    // An answer that was lost is asked for again, and counts once; another phone has room of its own.
    let again = begin(&phone, 63).await.unwrap();
    let lost = office.upload(&phone.sender, last.unwrap().id).await;
    assert!(matches!(lost, Err(OfficeFault::Missing(_))), "{lost:?}");
    begin(&other, 64).await.unwrap();
    office.end_upload(&phone.sender, again.id).await.unwrap();
    begin(&phone, 64).await.unwrap();

    let bundle = async |nth: u64| {
        let name = PhotoHash::of(&nth.to_be_bytes());
        office.begin_upload(&other.sender, name, None, MOST_BUNDLE_BYTES as u64).await
    };
    bundle(100).await.unwrap();
    bundle(101).await.unwrap();
    let refused = bundle(102).await;
    assert!(matches!(refused, Err(OfficeFault::TooMuch(_))), "{refused:?}");
}

async fn tell(shelves: [Shelf; 3]) {
    let [one, two, three] = shelves;
    half_a_photo_lies_sealed_and_is_forgotten(&one).await;
    what_an_earlier_version_left_in_clear_is_dropped_at_the_start(&two).await;
    no_phone_has_more_under_way_than_it_can_be_sending(&three).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn uploads_lie_sealed_and_bounded_on_sqlite() {
    tell([Shelf::sqlite().await, Shelf::sqlite().await, Shelf::sqlite().await]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn uploads_lie_sealed_and_bounded_on_postgresql() {
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    let shelf = async |name| Shelf::postgres(&cluster, name).await;
    tell([shelf("sealed").await, shelf("before").await, shelf("bounded").await]).await;
}

/// A way to a service on which its answers are held up until the gate is opened.
async fn gated(service: String) -> (String, watch::Sender<bool>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (gate, open) = watch::channel(true);
    tokio::spawn(async move {
        loop {
            let (phone, _) = listener.accept().await.unwrap();
            let there = TcpStream::connect(service.trim_start_matches("http://")).await.unwrap();
            let ((mut asks, mut hears), (mut answers, mut takes)) = (phone.into_split(), there.into_split());
            let mut open = open.clone();
            tokio::spawn(async move { tokio::io::copy(&mut asks, &mut takes).await });
            tokio::spawn(async move {
                let mut buffer = vec![0; 64 * 1024];
                loop {
                    let Ok(length) = tokio::io::AsyncReadExt::read(&mut answers, &mut buffer).await else {
                        return;
                    };
                    if length == 0 || open.wait_for(|open| *open).await.is_err() {
                        return;
                    }
                    if hears.write_all(&buffer[..length]).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    (address, gate)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_waits_for_a_slow_place_and_what_was_cut_off_there_is_sent_again() {
    let bucket = Bucket::start().await.unwrap();
    let (endpoint, gate) = gated(bucket.endpoint()).await;
    let folder = tempfile::tempdir().unwrap();
    let open = async || {
        let db = Arc::new(Sqlite::open(&folder.path().join("samruat.db")).unwrap());
        let (photos, keys) = (in_bucket(&endpoint, "slow"), folder.path().join("keys.json"));
        Arc::new(Office::open(Place { db, photos, keys }).await.unwrap())
    };
    let office = open().await;
    let [phone, other] = two_phones(&office).await;
    let photo = CARD.repeat(500);
    let (hash, length) = (PhotoHash::of(&photo), photo.len() as u64);
    let begun = office.begin_upload(&phone.sender, hash, Some(record_id(1)), length).await.unwrap();

    gate.send(false).unwrap();
    let putting = {
        let (office, photo, sender) = (Arc::clone(&office), photo.clone(), phone.sender.clone());
        tokio::spawn(async move { office.grow_upload(&sender, begun.id, 0, &photo).await })
    };
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(!putting.is_finished());
    // The only writer is free meanwhile.
    let small = office.begin_upload(&other.sender, PhotoHash::of(b"small"), Some(record_id(1)), 5);
    tokio::time::timeout(Duration::from_secs(3), small).await.expect("somebody waits for the place").unwrap();
    let mut tx = office.db().look().await.unwrap();
    assert!(tx.photos(lao(TAO), &[hash]).await.unwrap().is_empty(), "no row without its bytes");
    drop(tx);

    // The process ends when the service has the bytes and before it could say so.
    putting.abort();
    let _ = putting.await;
    drop(office);
    gate.send(true).unwrap();
    let office = open().await;
    assert_eq!(office.upload(&phone.sender, begun.id).await.unwrap().offset, 0, "it is sent again");
    let theirs = office.begin_upload(&other.sender, hash, Some(record_id(1)), length).await.unwrap();
    let (one, two) = tokio::join!(
        office.grow_upload(&phone.sender, begun.id, 0, &photo),
        office.grow_upload(&other.sender, theirs.id, 0, &photo),
    );
    assert_eq!((one.unwrap().offset, two.unwrap().offset), (length, length));
    let mut tx = office.db().look().await.unwrap();
    let key = tx.photos(lao(TAO), &[hash]).await.unwrap().remove(0).key;
    drop(tx);
    assert_eq!(office.photos().read(office.keys(), lao(TAO), hash, &key).await.unwrap(), photo);
}
