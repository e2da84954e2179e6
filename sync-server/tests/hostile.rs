//! A hundred hostile requests, each by name, on both databases: every one gets the right problem for an
//! answer, none of them breaks the server, and nothing in the register or on its way into it moves.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it goes wrong")]
#![expect(dead_code, reason = "the village is the story's too, and this needs a part of it")]

#[path = "story/shelf.rs"]
mod shelf;
#[path = "story/village.rs"]
mod village;

use std::collections::BTreeSet;
use std::sync::Arc;

use cluster::{Cluster, Disk};
use data_encoding::BASE64;
use ed25519_dalek::SigningKey;
use register::bundle::{self, Enclosing};
use register::change::{Change, DeviceId, Edit};
use register::clock::Stamp;
use register::receipt::Receipt;
use register::record::PhotoHash;
use register::seal::{PublicKey, Signed};
use register::wire::{Ask, Enrol};
use serde_json::{Value, json};
use shelf::Shelf;
use sync_server::db::DeviceRow;
use sync_server::office::Office;
use sync_server::routes::{self, House};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use uuid::Uuid;
use village::{FAR, PAO, Phone, TAO, asking, found_laos, hire, lao, number, record_id, somebody, visit};

/// One hostile request, and what it is to be answered.
struct Attack {
    name: String,
    method: &'static str,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    status: u16,
    kind: &'static str,
    /// What the problem says, where one kind is answered to several faults.
    says: &'static str,
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

async fn ask(address: &str, attack: &Attack) -> Answer {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut head =
        format!("{} {} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n", attack.method, attack.path);
    for (name, value) in &attack.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", attack.body.len()));
    stream.write_all(head.as_bytes()).await.unwrap();
    // A body that is refused early may not be read to its end.
    let _ = stream.write_all(&attack.body).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let at = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let at = at.unwrap_or_else(|| panic!("{}: no answer", attack.name));
    let head = String::from_utf8(answer[..at].to_vec()).unwrap().to_lowercase();
    let status = head.split_whitespace().nth(1).unwrap().parse().unwrap();
    Answer { status, head, body: answer[at + 4..].to_vec() }
}

/// Everything that a hostile request must not move.
#[derive(PartialEq)]
struct State {
    export: Vec<u8>,
    heads: Vec<(u64, u64, [u8; 32])>,
    phones: usize,
    uploads: Vec<(Uuid, u64)>,
    photos: Vec<PhotoHash>,
}

async fn state(office: &Office) -> State {
    let mut export = Vec::new();
    sync_server::export::jsonl(&office.register().await.unwrap(), None, &mut export).unwrap();
    let mut tx = office.db().look().await.unwrap();
    let (mut heads, mut phones, mut uploads, mut photos) = (Vec::new(), 0, Vec::new(), Vec::new());
    for tenant in tx.tenants().await.unwrap() {
        let lao = tenant.lao.code;
        let head = tx.head(lao).await.unwrap().unwrap();
        heads.push((head.seq, head.length, head.chain));
        for device in tx.devices(lao).await.unwrap() {
            phones += 1;
            let under_way = tx.uploads_by(lao, &device.id).await.unwrap();
            uploads.extend(under_way.iter().map(|upload| (upload.id, upload.offset)));
        }
        photos.extend(tx.all_photos(lao).await.unwrap().iter().map(|photo| photo.hash));
    }
    State { export, heads, phones, uploads, photos }
}

struct Making {
    attacks: Vec<Attack>,
    token: String,
}

impl Making {
    fn add(
        &mut self,
        name: impl Into<String>,
        method: &'static str,
        path: impl Into<String>,
        headers: &[(&str, &str)],
        body: impl Into<Vec<u8>>,
        expected: (u16, &'static str),
    ) {
        self.attacks.push(Attack {
            name: name.into(),
            method,
            path: path.into(),
            headers: headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
            body: body.into(),
            status: expected.0,
            kind: expected.1,
            says: "",
        });
    }

    /// The last one's problem says so.
    fn says(&mut self, words: &'static str) {
        self.attacks.last_mut().unwrap().says = words;
    }

    /// With the phone's token.
    fn signed_in(
        &mut self,
        name: impl Into<String>,
        method: &'static str,
        path: impl Into<String>,
        headers: &[(&str, &str)],
        body: impl Into<Vec<u8>>,
        expected: (u16, &'static str),
    ) {
        let bearer = format!("Bearer {}", self.token);
        let mut all = vec![("authorization", bearer.as_str())];
        all.extend_from_slice(headers);
        self.add(name, method, path, &all, body, expected);
    }

    fn json(
        &mut self,
        name: impl Into<String>,
        path: &str,
        body: impl Into<Vec<u8>>,
        expected: (u16, &'static str),
    ) {
        self.signed_in(name, "POST", path, &[("content-type", "application/json")], body, expected);
    }
}

fn zipped(coding: &str, bytes: &[u8]) -> Vec<u8> {
    match coding {
        "zstd" => zstd::bulk::compress(bytes, 3).unwrap(),
        _ => {
            let mut out = Vec::new();
            let mut gzip = flate2::read::GzEncoder::new(bytes, flate2::Compression::best());
            std::io::Read::read_to_end(&mut gzip, &mut out).unwrap();
            out
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_hostile_requests_get_their_problem_and_move_nothing_on_sqlite() {
    tell(&Shelf::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_hostile_requests_get_their_problem_and_move_nothing_on_postgresql() {
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    tell(&Shelf::postgres(&cluster, "hostile").await).await;
}

/// What is there, and is not the attacker's.
struct Theirs {
    /// Uploads that another LAO's phone, and another surveyor's, began and sent half of.
    uploads: [Uuid; 2],
    /// A photo of another LAO, with its thumbnail, and one of a record of another village.
    photos: [PhotoHash; 2],
    /// The name of a bundle that another LAO's phone carried here.
    bundle: String,
}

/// Photos and a bundle of others, by their own phones.
async fn theirs(office: &Office, stranger: &Phone, neighbour: &Phone) -> Theirs {
    let (far, near) = (stranger.sender.clone(), neighbour.sender.clone());
    let mut uploads = Vec::new();
    let mut photos = Vec::new();
    for (sender, record) in [(&far, record_id(2)), (&near, record_id(3))] {
        let hash = PhotoHash::of(format!("half {record}").as_bytes());
        let upload = office.begin_upload(sender, hash, Some(record), 8).await.unwrap();
        office.grow_upload(sender, upload.id, 0, b"half").await.unwrap();
        uploads.push(upload.id);
        let photo = format!("whole {record}").into_bytes();
        let hash = PhotoHash::of(&photo);
        let upload = office.begin_upload(sender, hash, Some(record), photo.len() as u64).await.unwrap();
        office.grow_upload(sender, upload.id, 0, &photo).await.unwrap();
        office.keep_thumbnail(sender, record, hash, b"\xff\xd8 small").await.unwrap();
        photos.push(hash);
    }
    let sealed = carried(office, &far.device.id, &stranger.key, "identity", b"[]", &[]);
    let name = PhotoHash::of(&sealed);
    let upload = office.begin_upload(&far, name, None, sealed.len() as u64).await.unwrap();
    office.grow_upload(&far, upload.id, 0, &sealed).await.unwrap();
    let bundle = data_encoding::HEXLOWER.encode(name.as_bytes());
    office.delivered(&far, name, false).await.unwrap();
    Theirs { uploads: uploads.try_into().unwrap(), photos: photos.try_into().unwrap(), bundle }
}

/// A bundle as whoever knows the server's recipient can make one.
fn carried(
    office: &Office,
    device: &DeviceId,
    key: &SigningKey,
    coding: &str,
    changes: &[u8],
    photos: &[Enclosing<'_>],
) -> Vec<u8> {
    let clear =
        bundle::write(device.clone(), key, 1_780_000_000_000, coding, changes, photos, &Ask::default());
    age::encrypt(&office.keys().bundles.to_public(), &clear).unwrap()
}

/// A code that was offered the day before yesterday.
async fn aged(office: &Office, surveyor: &str) -> String {
    let code = office.offer_enrolment(surveyor).await.unwrap().code;
    let hash = *blake3::hash(code.as_bytes()).as_bytes();
    let mut tx = office.db().begin().await.unwrap();
    let mut offer = tx.enrolment(lao(TAO), &hash).await.unwrap().unwrap();
    offer.made_at -= 25 * 60 * 60 * 1_000;
    tx.put_enrolment(lao(TAO), &hash, &offer).await.unwrap();
    tx.commit().await.unwrap();
    code
}

/// The token of a phone of this LAO whose row names a surveyor of another.
async fn astray(office: &Office, surveyor: &str) -> String {
    let token = format!("{TAO}.astray");
    let mut tx = office.db().begin().await.unwrap();
    tx.put_device(&DeviceRow {
        id: DeviceId::new("d-90"),
        lao: lao(TAO),
        surveyor: surveyor.to_owned(),
        key: PublicKey::of(&SigningKey::from_bytes(&[90; 32])),
        token: *blake3::hash(token.as_bytes()).as_bytes(),
        label: None,
        enrolled_at: 1,
        revoked_at: None,
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
    token
}

async fn tell(shelf: &Shelf) {
    let office = Arc::new(shelf.again().await);
    found_laos(&office).await;
    let (ours, theirs_) =
        (hire(&office, TAO, "อาสา หนึ่ง", &[5]).await, hire(&office, FAR, "อาสา ไกล", &[]).await);
    let beside = hire(&office, TAO, "อาสา สอง", &[9]).await;
    office.note_address("http://127.0.0.1:1", None).await.unwrap();
    let mut phone = Phone::enrol(&office, &ours, 1).await;
    let mut stranger = Phone::enrol(&office, &theirs_, 2).await;
    let revoked = Phone::enrol(&office, &ours, 3).await;
    office.revoke(revoked.sender.device.id.as_str()).await.unwrap();
    let mut neighbour = Phone::enrol(&office, &beside, 5).await;
    let kept = visit(1, TAO, 5, &[somebody(Some(number(1)), "สมชาย", "สมปอง")]);
    let kept_change = phone.makes(&kept);
    phone.pushes(&office, &[&kept_change]).await;
    let far = visit(2, FAR, 1, &[somebody(Some(number(2)), "มานะ", "ไกลบ้าน")]);
    let far_change = stranger.makes(&far);
    stranger.pushes(&office, &[&far_change]).await;
    let mut next_door = visit(3, TAO, 9, &[somebody(Some(number(3)), "วิชัย", "ข้างบ้าน")]);
    next_door.surveyor = Some(beside);
    let beside_change = neighbour.makes(&next_door);
    neighbour.pushes(&office, &[&beside_change]).await;
    let used = office.offer_enrolment(&ours).await.unwrap().code;
    Phone::enrol_with(&office, &used, 4).await;
    let fresh = office.offer_enrolment(&ours).await.unwrap().code;
    let old = aged(&office, &ours).await;
    let astray = astray(&office, &theirs_).await;
    let theirs = theirs(&office, &stranger, &neighbour).await;

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let house = House::of(Arc::clone(&office));
    tokio::spawn(async move { axum::serve(listener, routes::all(house)).await });

    let mut making = Making { attacks: Vec::new(), token: phone.token.clone() };
    strangers(&mut making, &revoked.token, &astray);
    bodies(&mut making);
    addresses(&mut making);
    enrolments(&mut making, &used, &fresh, &old);
    photos(&mut making, &kept.id.to_string());
    others(&mut making, &theirs, &stranger.token);
    bundles(&mut making, &office, &phone, &stranger);
    assert_eq!(
        making.attacks.len(),
        BTreeSet::from_iter(making.attacks.iter().map(|a| &a.name)).len(),
        "names"
    );

    let before = state(&office).await;
    let mut wrong = Vec::new();
    for attack in &making.attacks {
        let answer = ask(&address, attack).await;
        let text = String::from_utf8_lossy(&answer.body);
        if answer.status != attack.status {
            let text: String = text.chars().take(300).collect();
            wrong.push(format!("{}: {} and not {}: {text}", attack.name, answer.status, attack.status));
            continue;
        }
        if attack.method != "HEAD" {
            let problem: Value = serde_json::from_slice(&answer.body)
                .unwrap_or_else(|e| panic!("{}: {e}: {text}", attack.name));
            assert!(answer.head.contains("application/problem+json"), "{}: {}", attack.name, answer.head);
            assert_eq!(problem["type"], format!("/problems/{}", attack.kind), "{}", attack.name);
            assert_eq!(problem["status"], attack.status, "{}", attack.name);
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.ends_with('.') || detail.contains("; "), "{}: {detail}", attack.name);
            assert!(detail.contains(attack.says), "{}: {detail}", attack.name);
            for secret in ["SELECT", "sqlite", "panicked", "src/", "rusqlite"] {
                assert!(!detail.contains(secret), "{}: it tells {secret}: {detail}", attack.name);
            }
        }
        assert!(state(&office).await == before, "{} moved something", attack.name);
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    // These travel in a push that is answered: each is set aside by name, and moves nothing.
    let mut aside = 0;
    // What is another's is not told of either.
    let both = json!({
        "changes": [kept_change.id(), far_change.id(), beside_change.id()],
        "photos": theirs.photos,
    });
    let asked = Attack {
        name: "what is held of another LAO's".to_owned(),
        method: "POST",
        path: "/api/v1/receipts".to_owned(),
        headers: vec![
            ("authorization".to_owned(), format!("Bearer {}", phone.token)),
            ("content-type".to_owned(), "application/json".to_owned()),
        ],
        body: both.to_string().into_bytes(),
        status: 200,
        kind: "",
        says: "",
    };
    let answer = ask(&address, &asked).await;
    let said: Signed<Receipt> = serde_json::from_slice(&answer.body).unwrap();
    let said = said.open(&office.keys().public()).unwrap();
    assert!(said.changes.contains(&kept_change.id()) && !said.changes.contains(&far_change.id()));
    assert!(!said.photos.contains(&theirs.photos[0]), "another LAO's photo");

    for (name, change, says) in forged(&phone, &stranger, &kept_change, &mut neighbour) {
        let push = json!({ "changes": [change] }).to_string();
        let answer = ask(
            &address,
            &Attack {
                name: name.to_owned(),
                method: "POST",
                path: "/api/v1/push".to_owned(),
                headers: vec![
                    ("authorization".to_owned(), format!("Bearer {}", phone.token)),
                    ("content-type".to_owned(), "application/json".to_owned()),
                ],
                body: push.into_bytes(),
                status: 200,
                kind: "",
                says: "",
            },
        )
        .await;
        let text = String::from_utf8_lossy(&answer.body);
        assert_eq!(answer.status, 200, "{name}: {text}");
        let pushed: Value = serde_json::from_slice(&answer.body).unwrap();
        let reason = pushed["aside"][0]["reason"].as_str().unwrap_or_default();
        if !reason.contains(says) {
            wrong.push(format!("{name}: {reason}: {text}"));
        }
        assert!(pushed["receipt"]["said"]["changes"].as_array().is_none_or(Vec::is_empty), "{name}: {text}");
        assert!(state(&office).await == before, "{name} moved something");
        aside += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(making.attacks.len() + aside >= 100, "{} and {aside}", making.attacks.len());
    assert!(office.verify().await.unwrap().is_sound());
}

/// Whoever has no token, another's, or one that was taken away.
fn strangers(making: &mut Making, revoked: &str, astray: &str) {
    let routes: [(&str, &str); 10] = [
        ("POST", "/push"),
        ("GET", "/pull"),
        ("POST", "/receipts"),
        ("GET", "/lists"),
        ("GET", "/digest"),
        ("GET", "/team"),
        ("GET", "/thumbnails/b3:00"),
        ("PUT", "/thumbnails/b3:00?record=0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69"),
        ("POST", "/photos"),
        ("PATCH", "/photos/0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69"),
    ];
    let unknown = (401, "unauthenticated");
    for (method, path) in routes {
        let path = format!("/api/v1{path}");
        let base: &[(&str, &str)] = &[("content-type", "application/json"), ("tus-resumable", "1.0.0")];
        making.add(format!("{method} {path} without a token"), method, &path, base, "{}", unknown);
    }
    for (what, token) in [
        ("an empty", "Bearer ".to_owned()),
        ("a made-up", format!("Bearer {TAO}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
        ("another scheme's", "Basic dTpw".to_owned()),
        ("SQL", "Bearer ' OR 1=1 --".to_owned()),
        ("another LAO's code", format!("Bearer {PAO}.{}", making.token.split('.').next_back().unwrap())),
        ("that of a phone whose holder is another LAO's", format!("Bearer {astray}")),
        ("a very long", format!("Bearer {}", "9".repeat(7_000))),
    ] {
        let headers = [("authorization", token.as_str())];
        making.add(format!("a pull with {what} token"), "GET", "/api/v1/pull", &headers, "", unknown);
    }
    let revoked = format!("Bearer {revoked}");
    let photo = format!("/thumbnails/{}", PhotoHash::of(b"small"));
    for path in ["/pull", "/lists", "/digest", "/team", &photo] {
        let headers = [("authorization", revoked.as_str())];
        let path = format!("/api/v1{path}");
        making.add(format!("a revoked phone reads {path}"), "GET", &path, &headers, "", (403, "revoked"));
    }
}

/// What cannot be understood, or is too much.
fn bodies(making: &mut Making) {
    let malformed = (400, "not-understood");
    for (what, body) in [
        ("nothing", String::new()),
        ("no JSON", "สวัสดี".to_owned()),
        ("half a JSON", "{\"changes\":[".to_owned()),
        ("a list", "[]".to_owned()),
        ("changes that are no list", "{\"changes\":7}".to_owned()),
        ("a cursor that is none", "{\"changes\":[],\"pulled\":{\"epoch\":1,\"seq\":-1}}".to_owned()),
        ("a huge number", "{\"changes\":[],\"pulled\":{\"epoch\":\"\",\"seq\":1e400}}".to_owned()),
        (
            "deep JSON",
            format!("{{\"changes\":[],\"pulled\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000)),
        ),
        ("a lone surrogate", "{\"changes\":[],\"pulled\":{\"epoch\":\"\\ud800\",\"seq\":1}}".to_owned()),
    ] {
        making.json(format!("a push of {what}"), "/api/v1/push", body, malformed);
    }
    for (what, body) in [
        ("no JSON", "0"),
        ("a hash that is none", "{\"changes\":[\"zz\"]}"),
        ("a photo hash with a path", "{\"photos\":[\"b3:../../etc/passwd\"]}"),
    ] {
        making.json(format!("a question for receipts of {what}"), "/api/v1/receipts", body, malformed);
    }
    let many = |one: &str, count: usize| vec![one; count].join(",");
    making.json(
        "a push of too many changes",
        "/api/v1/push",
        format!("{{\"changes\":[{}]}}", many("0", 2_001)),
        (413, "too-large"),
    );
    let hashes: Vec<String> = (0..2_001).map(|n| format!("\"{n:064x}\"")).collect();
    making.json(
        "a question for too many receipts",
        "/api/v1/receipts",
        format!("{{\"changes\":[{}]}}", hashes.join(",")),
        (413, "too-large"),
    );
    making.json("a body of nine megabytes", "/api/v1/push", vec![b' '; 9 << 20], (413, "too-large"));
    for coding in ["gzip", "zstd"] {
        let bomb = zipped(coding, &vec![b' '; 64 << 20]);
        assert!(bomb.len() < 1 << 20);
        let headers = [("content-type", "application/json"), ("content-encoding", coding)];
        making.signed_in(
            format!("a {coding} bomb"),
            "POST",
            "/api/v1/push",
            &headers,
            bomb,
            (413, "too-large"),
        );
        making.signed_in(
            format!("{coding} that is none"),
            "POST",
            "/api/v1/push",
            &headers,
            "{\"changes\":[]}",
            malformed,
        );
        let cut = zipped(coding, b"{\"changes\":[]}");
        making.signed_in(
            format!("{coding} that was cut"),
            "POST",
            "/api/v1/push",
            &headers,
            cut[..cut.len() / 2].to_vec(),
            malformed,
        );
    }
    let headers = [("content-type", "application/json"), ("content-encoding", "br")];
    making.signed_in("a coding that is not spoken", "POST", "/api/v1/push", &headers, "{}", (415, "coding"));
    for kind in
        ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "multipart/form-data"]
    {
        making.signed_in(
            format!("a push as {kind}"),
            "POST",
            "/api/v1/push",
            &[("content-type", kind)],
            "{\"changes\":[]}",
            (415, "media-type"),
        );
    }
}

/// Addresses, questions and versions that lead nowhere.
fn addresses(making: &mut Making) {
    for path in [
        "/api/v1/../../etc/passwd",
        "/api/v1/%2e%2e/%2e%2e/keys.json",
        "/keys.json",
        "/samruat.db",
        "/api/v1/nothing",
        "/api/v2/push",
        "/api/v1/push/'%20OR%201=1",
        "//",
    ] {
        making.signed_in(format!("GET {path}"), "GET", path, &[], "", (404, "not-found"));
    }
    for (method, path) in
        [("DELETE", "/api/v1/push"), ("PUT", "/api/v1/pull"), ("GET", "/api/v1/push"), ("POST", "/healthz")]
    {
        making.signed_in(format!("{method} {path}"), method, path, &[], "", (405, "method"));
    }
    for query in [
        "seq=-1&epoch=a",
        "seq=99999999999999999999&epoch=a",
        "limit=x",
        "limit=-5",
        "seq=1%27%20OR%201&epoch=a",
    ] {
        making.signed_in(
            format!("a pull with {query}"),
            "GET",
            format!("/api/v1/pull?{query}"),
            &[],
            "",
            (400, "query"),
        );
    }
    making.signed_in("a team without the role", "GET", "/api/v1/team", &[], "", (403, "role"));
    for (photo, expected) in [
        (PhotoHash::of(b"nobody's").to_string(), (404, "not-found")),
        ("..%2f..%2fkeys.json".to_owned(), (400, "path")),
        ("b3:00".to_owned(), (400, "path")),
    ] {
        let path = format!("/api/v1/thumbnails/{photo}");
        making.signed_in(format!("GET {path}"), "GET", &path, &[], "", expected);
    }
    making.signed_in("a digest of no version", "GET", "/api/v1/digest?have=all", &[], "", (400, "query"));
    for version in ["0", "4", "99999999999999999999", "one", "-1"] {
        making.signed_in(
            format!("protocol {version}"),
            "GET",
            "/api/v1/lists",
            &[("samruat-protocol", version)],
            "",
            (426, "protocol"),
        );
    }
}

/// Codes that are not good, or not for this phone.
fn enrolments(making: &mut Making, used: &str, fresh: &str, old: &str) {
    let key = SigningKey::from_bytes(&[99; 32]);
    let body = |signed: &Signed<Enrol>| serde_json::to_vec(signed).unwrap();
    let mut enrol = |name: &str, bytes: Vec<u8>, expected| {
        making.add(name, "POST", "/api/v1/enrol", &[("content-type", "application/json")], bytes, expected);
    };
    enrol("a code replayed by another phone", body(&asking(used, &key)), (410, "gone"));
    enrol(
        "a code that was never given",
        body(&asking(&format!("{TAO}-AAAAAAAAAAAAAAAA"), &key)),
        (404, "not-found"),
    );
    enrol("a code of another LAO", body(&asking(&fresh.replace(TAO, PAO), &key)), (404, "not-found"));
    enrol("a code of SQL", body(&asking("' OR 1=1 --", &key)), (404, "not-found"));
    enrol("a code of nothing", body(&asking("", &key)), (404, "not-found"));
    enrol("a code of a megabyte", body(&asking(&"9".repeat(1 << 20), &key)), (404, "not-found"));
    let other = PublicKey::of(&SigningKey::from_bytes(&[98; 32]));
    let forged = Signed::sign(Enrol { code: fresh.to_owned(), key: other, phone: None, before: None }, &key);
    enrol("an enrolment of a key that its sender does not hold", body(&forged), (422, "refused"));
    let altered = String::from_utf8(body(&asking(used, &key))).unwrap().replace(used, fresh);
    enrol("an enrolment altered on its way", altered.into_bytes(), (422, "refused"));
    enrol(
        "an enrolment without a signature",
        format!("{{\"said\":{{\"code\":\"{fresh}\"}}}}").into_bytes(),
        (400, "not-understood"),
    );
    enrol("a code of the day before yesterday", body(&asking(old, &key)), (410, "gone"));
    let theirs = SigningKey::from_bytes(&[2; 32]);
    let before = Some(serde_json::to_string(&asking(used, &theirs)).unwrap());
    let again =
        Signed::sign(Enrol { code: used.to_owned(), key: PublicKey::of(&key), phone: None, before }, &key);
    enrol("a used code with an enrolment that the server never signed", body(&again), (410, "gone"));
    let weak = json!({ "said": { "code": fresh, "key": "00".repeat(32) }, "signature": "00".repeat(64) });
    enrol("a key that is no key", weak.to_string().into_bytes(), (422, "refused"));
    let old = making.attacks.iter_mut().find(|attack| attack.name.contains("yesterday"));
    old.unwrap().says = "older than 24 hours";
}

/// Photos that are none, are another's, or lead elsewhere.
fn photos(making: &mut Making, record: &str) {
    let hash = PhotoHash::of(b"a photo").to_string();
    let meta = |hash: &str, record: &str| {
        format!("hash {},record {}", BASE64.encode(hash.as_bytes()), BASE64.encode(record.as_bytes()))
    };
    let tus = ("tus-resumable", "1.0.0");
    let good = meta(&hash, record);
    let begin = |making: &mut Making, name: &str, headers: &[(&str, &str)], expected| {
        making.signed_in(name, "POST", "/api/v1/photos", headers, "", expected);
    };
    let malformed = (400, "not-understood");
    begin(
        making,
        "a photo by no version of tus",
        &[("upload-length", "7"), ("upload-metadata", &good)],
        (412, "tus-version"),
    );
    begin(making, "a photo of no length", &[tus, ("upload-metadata", &good)], malformed);
    for length in ["-1", "x", "99999999999999999999999", "1e3", " "] {
        begin(
            making,
            &format!("a photo of length {length:?}"),
            &[tus, ("upload-length", length), ("upload-metadata", &good)],
            malformed,
        );
    }
    begin(
        making,
        "a photo of a petabyte",
        &[tus, ("upload-length", "1125899906842624"), ("upload-metadata", &good)],
        (413, "too-large"),
    );
    begin(
        making,
        "a photo of nothing",
        &[tus, ("upload-length", "0"), ("upload-metadata", &good)],
        (422, "refused"),
    );
    begin(making, "a photo without a name", &[tus, ("upload-length", "7")], malformed);
    for (what, bad) in [
        ("a path for a hash", meta("b3:../../../etc/passwd", record)),
        ("a path for a record", meta(&hash, "../../keys.json")),
        ("no base64", "hash !!!,record !!!".to_owned()),
        (
            "bytes that are no text",
            format!("hash {},record {}", BASE64.encode(&[0xff, 0xfe]), BASE64.encode(&[0xff])),
        ),
        ("SQL for a record", meta(&hash, "'; DROP TABLE photo; --")),
    ] {
        begin(
            making,
            &format!("a photo with {what}"),
            &[tus, ("upload-length", "7"), ("upload-metadata", &bad)],
            malformed,
        );
    }
    let unknown = "/api/v1/photos/0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69";
    let piece = ("content-type", "application/offset+octet-stream");
    for (what, path) in [("unknown", unknown), ("path tricks in an", "/api/v1/photos/..%2f..%2fkeys.json")] {
        making.signed_in(
            format!("a piece for {what} upload"),
            "PATCH",
            path,
            &[tus, piece, ("upload-offset", "0")],
            "x",
            (404, "not-found"),
        );
        making.signed_in(
            format!("the length of {what} upload"),
            "HEAD",
            path,
            &[tus],
            "",
            (404, "not-found"),
        );
        making.signed_in(format!("the end of {what} upload"), "DELETE", path, &[tus], "", (404, "not-found"));
    }
    making.signed_in(
        "a piece as JSON",
        "PATCH",
        unknown,
        &[tus, ("content-type", "application/json"), ("upload-offset", "0")],
        "x",
        (415, "media-type"),
    );
    making.signed_in("a piece at no offset", "PATCH", unknown, &[tus, piece], "x", malformed);
    making.signed_in(
        "a piece of nine megabytes",
        "PATCH",
        unknown,
        &[tus, piece, ("upload-offset", "0")],
        vec![0; 9 << 20],
        (413, "too-large"),
    );
    let promised = meta(&PhotoHash::of(b"promised").to_string(), record);
    making.signed_in(
        "a photo of other bytes than it promised",
        "POST",
        "/api/v1/photos",
        &[tus, piece, ("upload-length", "9"), ("upload-metadata", &promised)],
        "delivered",
        (422, "refused"),
    );
    making.says("these bytes are not photo");
    making.signed_in(
        "a photo of more bytes than it promised",
        "POST",
        "/api/v1/photos",
        &[tus, piece, ("upload-length", "4"), ("upload-metadata", &promised)],
        "delivered",
        (422, "refused"),
    );
    making.says("runs past");
    for (what, path, body, expected) in [
        (
            "a path for a photo",
            format!("/api/v1/thumbnails/..%2f..%2fkeys?record={record}"),
            vec![0xff, 0xd8],
            (400, "path"),
        ),
        ("no record", format!("/api/v1/thumbnails/{hash}"), vec![0xff, 0xd8], (400, "query")),
        (
            "HTML for a picture",
            format!("/api/v1/thumbnails/{hash}?record={record}"),
            b"<script>".to_vec(),
            (422, "not-a-photo"),
        ),
        (
            "a picture of a megabyte",
            format!("/api/v1/thumbnails/{hash}?record={record}"),
            [vec![0xff, 0xd8], vec![0; 1 << 20]].concat(),
            (413, "too-large"),
        ),
    ] {
        making.signed_in(
            format!("a thumbnail with {what}"),
            "PUT",
            path,
            &[("content-type", "image/jpeg")],
            body,
            expected,
        );
    }
}

/// What is there, and is another LAO's or another surveyor's.
fn others(making: &mut Making, theirs: &Theirs, stranger: &str) {
    let tus = ("tus-resumable", "1.0.0");
    let piece = ("content-type", "application/offset+octet-stream");
    let missing = (404, "not-found");
    let far = format!("Bearer {stranger}");
    for (whose, upload) in ["another LAO's", "another surveyor's"].into_iter().zip(theirs.uploads) {
        let path = format!("/api/v1/photos/{upload}");
        making.signed_in(format!("the length of {whose} upload"), "HEAD", &path, &[tus], "", missing);
        let next = [tus, piece, ("upload-offset", "4")];
        making.signed_in(format!("a piece for {whose} upload"), "PATCH", &path, &next, "more", missing);
        making.signed_in(format!("the end of {whose} upload"), "DELETE", &path, &[tus], "", missing);
        let path = format!("/api/v1/bundles/{upload}");
        let name = format!("a piece of a bundle for {whose} photo");
        making.signed_in(name, "PATCH", &path, &next, "more", missing);
    }
    let ours = format!("/api/v1/photos/{}", theirs.uploads[1]);
    let headers = [("authorization", far.as_str()), tus, piece, ("upload-offset", "4")];
    making.add("another LAO's phone sends a piece", "PATCH", ours, &headers, "more", missing);
    for (whose, photo) in ["another LAO's", "another village's"].into_iter().zip(theirs.photos) {
        let path = format!("/api/v1/thumbnails/{photo}");
        making.signed_in(format!("the small picture of {whose} photo"), "GET", path, &[], "", missing);
    }
    let path = format!("/api/v1/bundles/{}", theirs.bundle);
    making.signed_in("the answer to another LAO's bundle", "GET", path, &[], "", missing);
}

/// Bundles that are none, are forged, or are more than they seem.
fn bundles(making: &mut Making, office: &Office, phone: &Phone, stranger: &Phone) {
    let (device, key) = (&phone.sender.device.id, &phone.key);
    let whole = carried(office, device, key, "identity", b"[]", &[]);
    let mut altered = whole.clone();
    *altered.last_mut().unwrap() ^= 1;
    let elsewhere = age::x25519::Identity::generate().to_public();
    let clear = bundle::write(device.clone(), key, 1, "identity", b"[]", &[], &Ask::default());
    let mut lies = bundle::write(device.clone(), key, 1, "identity", b"[]", &[], &Ask::default());
    lies.extend(b"more");
    let bomb = zstd::bulk::compress(&vec![b' '; 64 << 20], 3).unwrap();
    let sealed = |clear: &[u8]| age::encrypt(&office.keys().bundles.to_public(), clear).unwrap();
    for (what, bytes, says) in [
        ("of noise", vec![7; 300], "does not open here"),
        ("that was altered on its way", altered, "does not open here"),
        ("for another server", age::encrypt(&elsewhere, &clear).unwrap(), "does not open here"),
        ("of something else", sealed(b"something else"), "not a bundle"),
        ("with more in it than was signed for", sealed(&lies), "not a bundle"),
        (
            "forged in another phone's name",
            carried(office, &stranger.sender.device.id, key, "identity", b"[]", &[]),
            "not enrolled here",
        ),
        (
            "of a phone that nobody enrolled",
            carried(office, device, &SigningKey::from_bytes(&[77; 32]), "identity", b"[]", &[]),
            "not enrolled here",
        ),
        ("in a coding that is not spoken", carried(office, device, key, "br", b"[]", &[]), "packed as"),
        ("of half a JSON", carried(office, device, key, "identity", b"[", &[]), "cannot be read"),
        ("that opens large", carried(office, device, key, "zstd", &bomb, &[]), "opens to more"),
    ] {
        let name = data_encoding::HEXLOWER.encode(PhotoHash::of(&bytes).as_bytes());
        let length = bytes.len().to_string();
        let metadata = format!("bundle {}", BASE64.encode(name.as_bytes()));
        let headers = [
            ("tus-resumable", "1.0.0"),
            ("content-type", "application/offset+octet-stream"),
            ("upload-length", &length),
            ("upload-metadata", &metadata),
        ];
        making.signed_in(
            format!("a bundle {what}"),
            "POST",
            "/api/v1/bundles",
            &headers,
            bytes,
            (422, "refused"),
        );
        making.says(says);
    }
    let name = "0".repeat(64);
    let metadata = format!("bundle {}", BASE64.encode(name.as_bytes()));
    making.signed_in(
        "a bundle of another name than its bytes",
        "POST",
        "/api/v1/bundles",
        &[("tus-resumable", "1.0.0"), ("upload-length", "5"), ("upload-metadata", &metadata)],
        "bytes",
        (422, "refused"),
    );
    making.says("not the bundle that was promised");
    making.signed_in(
        "a bundle larger than any",
        "POST",
        "/api/v1/bundles",
        &[("tus-resumable", "1.0.0"), ("upload-length", "999999999"), ("upload-metadata", &metadata)],
        "",
        (422, "refused"),
    );
}

/// Changes that their sender did not make, or may not.
fn forged(
    phone: &Phone,
    stranger: &Phone,
    kept: &Change,
    neighbour: &mut Phone,
) -> Vec<(&'static str, Value, &'static str)> {
    let stamp = Stamp::new(1_780_000_000_000, 0);
    let parsed = |change: &Change| -> Value { serde_json::from_str(&change.to_json()).unwrap() };
    let device = || phone.sender.device.id.clone();
    let new = visit(50, TAO, 5, &[somebody(Some(number(50)), "คนใหม่", "ใจดี")]);
    let honest = parsed(&Edit::making(&new, device(), stamp).sign(&phone.key));
    let with = |path: &str, value: Value| {
        let mut change = honest.clone();
        *change.pointer_mut(path).unwrap() = value;
        change
    };
    let far = visit(51, FAR, 1, &[]);
    // As the one who captured it would edit it, signed by the one who sends it.
    let of_theirs = neighbour.edits(record_id(3), |record| record.people.clear());
    let mut of_theirs = of_theirs.edit().clone();
    of_theirs.author = device();
    let of_theirs = parsed(&of_theirs.sign(&phone.key));
    let receipt = Receipt::new(device(), 1_780_000_000_000, [kept.id()].into(), [].into());
    let receipt = serde_json::to_value(Signed::sign(receipt, &phone.key)).unwrap();
    let mut deep = honest.clone();
    deep["edit"]["sets"]["place/soi"] = (0..120).fold(json!("x"), |inner, _| json!([inner]));
    vec![
        (
            "a change signed by another key",
            parsed(&Edit::making(&new, device(), stamp).sign(&stranger.key)),
            "signature",
        ),
        ("a change altered on its way", with("/edit/stamp", json!("1.0")), "signature"),
        ("a value altered on its way", with("/edit/sets/round", json!("2569-05")), "signature"),
        ("a signature of zeros", with("/signature", json!("00".repeat(64))), "signature"),
        ("a signature that is none", with("/signature", json!("x")), "signature"),
        (
            "another phone's change",
            parsed(&Edit::making(&new, stranger.sender.device.id.clone(), stamp).sign(&phone.key)),
            "author",
        ),
        ("another LAO's record", parsed(&Edit::making(&far, device(), stamp).sign(&phone.key)), "lao"),
        ("another surveyor's record of another village", of_theirs, "another village"),
        ("a receipt that the server never signed", receipt, "change"),
        ("a value outside its list", with("/edit/sets/status", json!("approved")), "status"),
        ("a draft", with("/edit/sets/status", json!("draft")), "draft"),
        ("a later form", with("/edit/v", json!(9)), "form 9"),
        ("a record with SQL for an id", with("/edit/record", json!("' OR 1=1 --")), "record"),
        (
            "a path that names no field",
            {
                let mut c = honest.clone();
                c["edit"]["sets"]["../../etc"] = json!(1);
                c
            },
            "field",
        ),
        ("deep JSON in a field", deep, "deep"),
        (
            "a replay with another signature",
            {
                let mut c = parsed(kept);
                c["signature"] = honest["signature"].clone();
                c
            },
            "signature",
        ),
        ("no change at all", json!("change"), "change"),
        ("a number for a change", json!(7), "change"),
    ]
}
