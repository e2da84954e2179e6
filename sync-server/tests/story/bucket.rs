//! Photos on a real S3 server: what lies there, what a backup makes of it, and what happens when
//! an answer is late or the service is gone.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use bucket::Bucket;
use cluster::{Cluster, Disk};
use register::record::PhotoHash;
use sync_server::backup::{self, BackupFault, Target};
use sync_server::db::sqlite::Sqlite;
use sync_server::evidence::EvidenceFault;
use sync_server::export;
use sync_server::office::{Office, OfficeFault, Place};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::shelf::{Shelf, in_bucket};
use crate::village::{Phone, TAO, lao, record_id};

/// Every file under a folder that is an object, and not the server's own notes.
fn objects(under: &Path) -> Vec<PathBuf> {
    let (mut all, mut folders) = (Vec::new(), vec![under.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.file_name().unwrap().to_string_lossy().starts_with('.') {
                all.push(path);
            }
        }
    }
    all
}

pub async fn holds_every_photo_sealed(bucket: &Bucket, shelf: &Shelf) {
    let photos = shelf.office.db().look().await.unwrap().all_photos(lao(TAO)).await.unwrap();
    assert_eq!(photos.len(), 2);
    for photo in &photos {
        let hash = photo.hash.to_string();
        let hash = hash.trim_start_matches("b3:");
        let name = format!("of/the/story/{TAO}/{}/{hash}", &hash[..2]);
        let lies = std::fs::read(bucket.objects().join(name)).unwrap();
        let office = &shelf.office;
        let clear = office.photos().read(office.keys(), lao(TAO), photo.hash, &photo.key).await.unwrap();
        assert!(!lies.windows(64).any(|window| window == &clear[..64]), "only sealed bytes leave the server");
        assert!(lies.len() > clear.len());
    }
    assert_eq!(objects(&bucket.objects()).len(), 2, "and nothing else");
}

pub async fn is_backed_up_and_restored(bucket: &Bucket, shelf: &Shelf, told: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup");
    let code = shelf.office.backup(&file).await.unwrap();
    let data = folder.path().join("data");
    let keys = data.join("keys.json");
    let elsewhere = in_bucket(&bucket.endpoint(), "another/place");
    let target = Target { data: &data, keys: &keys, database_url: None, photos: Some(&elsewhere) };
    // Something else lies where a photo goes: it stays, and no office comes of it.
    let photo = shelf.office.db().look().await.unwrap().all_photos(lao(TAO)).await.unwrap().remove(0).hash;
    elsewhere.keep(lao(TAO), photo, b"another office's".to_vec()).await.unwrap();
    let occupied = backup::restore_to(&file, &code, &target).await;
    let Err(BackupFault::Office(OfficeFault::Evidence(EvidenceFault::Occupied(_)))) = occupied else {
        panic!("{occupied:?}")
    };
    assert_eq!(elsewhere.sealed(lao(TAO), photo).await.unwrap(), b"another office's");
    assert!(!data.join("samruat.db").exists() && !keys.exists());

    let empty = || in_bucket(&bucket.endpoint(), "a/third/place");
    for _ in 0..2 {
        // The second time as after a restore that was cut short: all photos are there already.
        let photos = empty();
        let target = Target { photos: Some(&photos), ..target };
        backup::restore_to(&file, &code, &target).await.unwrap();
        let db = Arc::new(Sqlite::open(&data.join("samruat.db")).unwrap());
        let office = Office::open(Place { db, photos, keys: keys.clone() }).await.unwrap();
        let mut out = Vec::new();
        export::jsonl(&office.register().await.unwrap(), None, &mut out).unwrap();
        assert_eq!(out, told);
        let report = office.verify().await.unwrap();
        assert!(report.is_sound(), "{report}");
        drop(office);
        std::fs::remove_file(data.join("samruat.db")).unwrap();
    }
}

/// The server ends while it hands a photo over; the phone sends it again and that is acknowledged;
/// and only then do the bytes of the first attempt reach the service.
pub async fn what_was_acknowledged_is_never_overwritten(bucket: &Bucket, shelf: &Shelf) {
    let (office, photo) = (&shelf.office, vec![9; 5_000]);
    let (lao, hash) = (lao(TAO), PhotoHash::of(&photo));
    let seal = || {
        let key = office.keys().new_key().unwrap();
        let sealed = office.photos().seal(office.keys(), lao, hash, &key, &photo).unwrap();
        (key, sealed)
    };
    let (late, acknowledged) = (seal().1, seal());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let slow = in_bucket(&format!("http://{}", listener.local_addr().unwrap()), "of/the/story");
    let handing_over = tokio::spawn(async move { slow.keep(lao, hash, late).await });
    let on_the_wire = one_request(&listener).await;
    handing_over.abort();

    let (key, sealed) = acknowledged;
    office.photos().keep(lao, hash, sealed.clone()).await.unwrap();
    let endpoint = bucket.endpoint();
    let mut service = TcpStream::connect(endpoint.trim_start_matches("http://")).await.unwrap();
    service.write_all(&on_the_wire).await.unwrap();
    let mut answer = [0; 12];
    service.read_exact(&mut answer).await.unwrap();
    assert_eq!(String::from_utf8_lossy(&answer), "HTTP/1.1 412");
    assert_eq!(office.photos().sealed(lao, hash).await.unwrap(), sealed);
    assert_eq!(office.photos().read(office.keys(), lao, hash, &key).await.unwrap(), photo);

    // What an attempt left behind that nothing was acknowledged for is no hindrance.
    let (key, sealed) = seal();
    office.photos().keep(lao, hash, sealed).await.unwrap();
    assert_eq!(office.photos().read(office.keys(), lao, hash, &key).await.unwrap(), photo);
}

/// All bytes of one request, which nobody answers.
async fn one_request(listener: &TcpListener) -> Vec<u8> {
    let (mut from, _) = listener.accept().await.unwrap();
    let mut bytes = Vec::new();
    loop {
        from.read_buf(&mut bytes).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        let Some((head, _)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        if bytes.len() == head.len() + 4 + length.unwrap().parse::<usize>().unwrap() {
            return bytes;
        }
    }
}

pub async fn nothing_is_acknowledged_that_is_not_stored(bucket: Bucket, shelf: &Shelf) {
    let office = &shelf.office;
    let surveyor = crate::village::hire(office, TAO, "สมบูรณ์", &[]).await;
    let phone = Phone::enrol(office, &surveyor, 90).await;
    let photo = vec![8; 4_000];
    let hash = PhotoHash::of(&photo);
    let upload = office.begin_upload(&phone.sender, hash, Some(record_id(1)), 4_000).await.unwrap();
    drop(bucket);
    let lost = office.grow_upload(&phone.sender, upload.id, 0, &photo).await;
    let Err(OfficeFault::Evidence(why)) = lost else { panic!("{lost:?}") };
    assert!(why.to_string().contains("what was acknowledged before is safe"), "{why}");
    let mut tx = office.db().look().await.unwrap();
    assert!(tx.photos(lao(TAO), &[hash]).await.unwrap().is_empty());
    drop(tx);
    assert_eq!(office.upload(&phone.sender, upload.id).await.unwrap().offset, 0, "the piece is sent again");
}

pub async fn is_driven_by_commands() {
    let bucket = Bucket::start().await.unwrap();
    let cluster = tokio::task::spawn_blocking(|| Cluster::start(Disk::Trusted).unwrap()).await.unwrap();
    let url = cluster.database("restored").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let run = |data: &str, prefix: &str, more: &[&str]| {
        let mut line = Command::new(env!("CARGO_BIN_EXE_samruat-server"));
        line.env("AWS_ENDPOINT", bucket.endpoint()).env("AWS_ALLOW_HTTP", "true");
        line.env("AWS_REGION", "us-east-1").env("AWS_ACCESS_KEY_ID", bucket::ACCESS_KEY);
        line.env("AWS_SECRET_ACCESS_KEY", bucket::SECRET_KEY);
        line.args(["--data", &at(data), "--photos", &format!("s3://{}/{prefix}", bucket::NAME)]).args(more);
        async { tokio::task::spawn_blocking(move || line.output().unwrap()).await.unwrap() }
    };
    let lao_add = ["lao", "add", "--code", TAO, "--name", "อบต. ตัวอย่าง", "--type", "tao", "--province", "57"];
    done(&run("first", "one", &lao_add).await);
    {
        let db = Arc::new(Sqlite::open(&folder.path().join("first/samruat.db")).unwrap());
        let photos = in_bucket(&bucket.endpoint(), "one");
        let office = Office::open(Place { db, photos, keys: at("first/keys.json").into() }).await.unwrap();
        office.note_address("http://127.0.0.1:8420", None).await.unwrap();
        let surveyor = crate::village::hire(&office, TAO, "สมศรี", &[]).await;
        let mut phone = Phone::enrol(&office, &surveyor, 1).await;
        let home = [crate::village::somebody(None, "สมชาย", "สมปอง")];
        let change = phone.makes(&crate::village::visit(1, TAO, 5, &home));
        phone.pushes(&office, &[&change]).await;
        let photo = vec![7; 3_000];
        let hash = PhotoHash::of(&photo);
        let upload = office.begin_upload(&phone.sender, hash, Some(record_id(1)), 3_000).await.unwrap();
        office.grow_upload(&phone.sender, upload.id, 0, &photo).await.unwrap();
    }
    assert_eq!(objects(&bucket.objects().join("one")).len(), 1);
    assert!(done(&run("first", "one", &["verify"]).await).contains("1 photos"));
    let missing = run("first", "another", &["verify"]).await;
    assert_eq!(missing.status.code(), Some(1), "the photos are not in that place");

    let code = done(&run("first", "one", &["backup", "--out", &at("backup")]).await);
    let restore = ["--database-url", &url, "restore", "--in", &at("backup"), "--code", code.trim()];
    done(&run("second", "two", &restore).await);
    assert_eq!(objects(&bucket.objects().join("two")).len(), 1);
    assert!(done(&run("second", "two", &["--database-url", &url, "verify"]).await).contains("1 photos"));
    let export =
        |out: &'static str| ["export", "register", "--out"].map(str::to_owned).into_iter().chain([at(out)]);
    let line: Vec<String> = export("first.jsonl").collect();
    done(&run("first", "one", &line.iter().map(String::as_str).collect::<Vec<_>>()).await);
    let line: Vec<String> =
        ["--database-url".to_owned(), url.clone()].into_iter().chain(export("second.jsonl")).collect();
    done(&run("second", "two", &line.iter().map(String::as_str).collect::<Vec<_>>()).await);
    let (first, second) =
        (std::fs::read(at("first.jsonl")).unwrap(), std::fs::read(at("second.jsonl")).unwrap());
    assert!(!first.is_empty());
    assert_eq!(first, second);

    let used = run("third", "three", &restore).await;
    let said = String::from_utf8_lossy(&used.stderr).into_owned();
    assert_eq!(used.status.code(), Some(1), "{said}");
    assert!(said.contains("empty database only"), "{said}");
    assert!(objects(&bucket.objects().join("three")).is_empty(), "nothing was put anywhere");
    assert!(!Path::new(&at("third/keys.json")).exists());
    for (place, why) in [("s3://no-such-bucket/x", "no-such-bucket"), ("gs://elsewhere", "gs://elsewhere")] {
        let mut line = Command::new(env!("CARGO_BIN_EXE_samruat-server"));
        line.env("AWS_ENDPOINT", bucket.endpoint()).env("AWS_ALLOW_HTTP", "true");
        line.env("AWS_ACCESS_KEY_ID", bucket::ACCESS_KEY).env("AWS_SECRET_ACCESS_KEY", bucket::SECRET_KEY);
        line.args(["--data", &at("fourth"), "--photos", place, "verify"]);
        let refused = tokio::task::spawn_blocking(move || line.output().unwrap()).await.unwrap();
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(1), "{said}");
        assert!(said.contains(why), "{said}");
    }
}

/// What a command printed, which must have done what it was told.
fn done(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    String::from_utf8(output.stdout.clone()).unwrap()
}
