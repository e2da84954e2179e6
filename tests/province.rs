//! A province for tests: a real server on port 0, real phones, and a cable between them that
//! can be cut at any byte. Nothing in it stands for code of ours.
//!
//! The server may be stopped and started again, from an old copy of its folder too; the
//! cable's end at the phones stays where it is, as a public address would.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::allow_attributes,
    dead_code,
    reason = "a test stops where it goes wrong, and uses what it needs"
)]

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use register::record::{Record, RecordId};
use register::wire::{EnrolmentLink, Role};
use serde_json::{Value, json};
use store::{FileSecrets, Store};
use sync::{Done, Event, Link, SyncError};
use sync_server::db::sqlite::Sqlite;
use sync_server::db::{Db, SurveyorRow, Tenant};
use sync_server::evidence::Evidence;
use sync_server::office::{Office, Place};
use sync_server::routes::{self, House};
use tempfile::TempDir;

/// The LAO of these tests.
pub const OURS: &str = "05090901";

/// A server that runs, and its cable.
pub struct Province {
    dir: TempDir,
    pub cable: Cable,
    running: Option<Running>,
}

struct Running {
    office: Arc<Office>,
    runtime: Arc<tokio::runtime::Runtime>,
    stop: tokio::sync::oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl Province {
    /// One LAO with one surveyor, serving.
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut province = Self { dir, cable: Cable::lay(), running: None };
        province.start();
        let lao = json!({ "code": OURS, "name": "เทศบาลตำบลเวียงพางคำ", "kind": "tambon-municipality",
                          "province": "57" });
        let lao = serde_json::from_value(lao).unwrap();
        province
            .does(async |office| office.add_lao(Tenant { lao, serves: Default::default() }).await.unwrap());
        province
    }

    /// Something that the office does by itself.
    pub fn does<T>(&self, what: impl AsyncFnOnce(&Office) -> T) -> T {
        let running = self.running.as_ref().unwrap();
        running.runtime.block_on(what(&running.office))
    }

    /// A new surveyor's link, by way of the cable.
    pub fn link(&self) -> EnrolmentLink {
        let row = SurveyorRow {
            id: String::new(),
            lao: OURS.parse().unwrap(),
            name: "สมใจ ใจดี".into(),
            roles: [Role::Volunteer].into(),
            moo: Default::default(),
            kind: None,
            order: None,
            order_date: None,
            from: None,
            to: None,
        };
        let mut link = self.does(async |office| {
            let id = office.add_surveyor(row).await.unwrap();
            office.offer_enrolment(&id).await.unwrap()
        });
        link.server = self.cable.address();
        link
    }

    /// The register as it is exported.
    pub fn export(&self) -> Vec<Value> {
        let register = self.does(async |office| office.register().await.unwrap());
        let mut lines = Vec::new();
        sync_server::export::jsonl(&register, None, &mut lines).unwrap();
        lines.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect()
    }

    /// The records that the register's entries come from.
    pub fn records(&self) -> Vec<String> {
        let mut records: Vec<String> = self
            .export()
            .iter()
            .flat_map(|entry| entry["records"].as_array().unwrap().clone())
            .map(|id| id.as_str().unwrap().to_owned())
            .collect();
        records.sort();
        records.dedup();
        records
    }

    pub fn stop(&mut self) {
        if let Some(Running { office, runtime, stop, thread }) = self.running.take() {
            let _ = stop.send(());
            thread.join().unwrap();
            drop((office, runtime));
        }
    }

    pub fn start(&mut self) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = Arc::new(runtime.unwrap());
        let data = self.dir.path();
        let (office, bound) = runtime.block_on(async {
            let db = Arc::new(Sqlite::open(&data.join("samruat.db")).unwrap());
            let photos = Evidence::in_folder(&data.join("photos")).unwrap();
            let office = Office::open(Place { db, photos, keys: data.join("keys.json") }).await.unwrap();
            let certificate = &office.keys().certificate;
            let listen = SocketAddr::from(([127, 0, 0, 1], 0));
            let bound = sync_server::serve::bind(listen, None, certificate).await.unwrap();
            office.note_address(&bound.address, bound.certificate).await.unwrap();
            (Arc::new(office), bound)
        });
        self.cable.leads_to(bound.address.strip_prefix("http://").unwrap().parse().unwrap());
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let routes = routes::all(House::of(Arc::clone(&office)));
        let serves = Arc::clone(&runtime);
        let thread = std::thread::spawn(move || {
            let end = async move {
                let _ = stopped.await;
            };
            serves.block_on(bound.serve(routes, end)).unwrap();
        });
        self.running = Some(Running { office, runtime, stop, thread });
    }

    /// Copies the stopped server's folder.
    pub fn back_up(&mut self) -> TempDir {
        self.stop();
        let copy = tempfile::tempdir().unwrap();
        copy_folder(self.dir.path(), copy.path());
        self.start();
        copy
    }

    /// Puts an old copy in the place of what there is, which begins a new life of the server.
    pub fn restore(&mut self, copy: &TempDir) {
        self.stop();
        std::fs::remove_dir_all(self.dir.path()).unwrap();
        copy_folder(copy.path(), self.dir.path());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let db = Sqlite::open(&self.dir.path().join("samruat.db")).unwrap();
            let mut tx = db.begin().await.unwrap();
            tx.set("epoch", "restored").await.unwrap();
            tx.commit().await.unwrap();
        });
        self.start();
    }
}

impl Drop for Province {
    fn drop(&mut self) {
        self.stop();
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A phone: a folder with a store in it.
pub struct Phone {
    pub dir: TempDir,
    pub store: Store,
    pub events: Vec<Event>,
}

impl Phone {
    pub fn fresh() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &FileSecrets::within(dir.path())).unwrap();
        Self { dir, store, events: Vec::new() }
    }

    pub fn enrolled(province: &Province) -> Self {
        let phone = Self::fresh();
        block_on(sync::enrol(&phone.store, &province.link(), Some("test phone".into()))).unwrap();
        phone
    }

    pub fn tries(&mut self) -> Result<Done, SyncError> {
        let link = Link::to(&self.store.identity().unwrap().unwrap()).unwrap();
        let events = &mut self.events;
        block_on(sync::sync(&self.store, &link, |event| events.push(event)))
    }

    #[track_caller]
    pub fn syncs(&mut self) -> Done {
        let done = self.tries().unwrap_or_else(|fault| panic!("{fault}"));
        assert!(done.is_complete(), "{done:?}");
        done
    }

    pub fn keeps(&self, number: u32) -> RecordId {
        let record = household(number);
        self.store.keep(&record, &[]).unwrap();
        record.id
    }

    /// (waiting, sent, received, rejected)
    pub fn status(&self) -> (u64, u64, u64, u64) {
        let status = self.store.status().unwrap();
        (status.waiting, status.sent, status.received, status.rejected)
    }

    pub fn set_asides(&self) -> Vec<&str> {
        self.events
            .iter()
            .filter_map(|event| if let Event::Aside(why) = event { Some(why.as_str()) } else { None })
            .collect()
    }
}

pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// A household of one person; the number makes it and them.
pub fn household(number: u32) -> Record {
    Record::from_value(household_json(number)).unwrap()
}

pub fn household_json(number: u32) -> Value {
    let national_id = register::national_id::NationalId::completing(100_000_000_000 + u64::from(number))
        .unwrap()
        .to_string();
    json!({
        "id": format!("0196a3c2-7d1e-7c55-9b0a-0000{number:08x}"),
        "lao": OURS,
        "round": "2569-04",
        "captured_at": "2026-04-12T09:31:05+07:00",
        "status": "complete",
        "place": { "house_no": format!("{}/4", 100 + number), "moo": 5, "tambon": "570903" },
        "people": [{
            "id": format!("0196a3c2-7d1e-7c55-9b0b-0000{number:08x}"),
            "national_id": national_id,
            "title": "นาย", "given_name": "สมชาย", "family_name": format!("สมปอง{number}"),
            "phone": "0810000000"
        }]
    })
}

/// A cable of which each connection may carry a number of bytes before it is cut.
pub struct Cable {
    near: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    far: Mutex<SocketAddr>,
    /// For the next connections, in order: bytes to the server, bytes back.
    cuts: Mutex<VecDeque<(u64, u64)>>,
    up: AtomicU64,
    down: AtomicU64,
    connections: AtomicU64,
}

impl Cable {
    fn lay() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let near = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            far: Mutex::new(near),
            cuts: Mutex::default(),
            up: AtomicU64::new(0),
            down: AtomicU64::new(0),
            connections: AtomicU64::new(0),
        });
        let lays = Arc::clone(&shared);
        std::thread::spawn(move || {
            for near in listener.incoming() {
                let (Ok(near), shared) = (near, Arc::clone(&lays)) else { continue };
                std::thread::spawn(move || shared.carry(near));
            }
        });
        Self { near, shared }
    }

    pub fn address(&self) -> String {
        format!("http://{}", self.near)
    }

    pub fn leads_to(&self, far: SocketAddr) {
        *self.shared.far.lock().unwrap() = far;
    }

    /// Cuts the next connections after so many bytes to the server, and back.
    pub fn will_be_cut(&self, cuts: impl IntoIterator<Item = (u64, u64)>) {
        *self.shared.cuts.lock().unwrap() = cuts.into_iter().collect();
    }

    pub fn cuts_to_come(&self) -> usize {
        self.shared.cuts.lock().unwrap().len()
    }

    /// Bytes that went up and came down since the last time this was asked: all of them,
    /// headers too.
    pub fn carried(&self) -> (u64, u64) {
        (self.shared.up.swap(0, Ordering::SeqCst), self.shared.down.swap(0, Ordering::SeqCst))
    }
}

impl Shared {
    fn carry(self: Arc<Self>, near: TcpStream) {
        self.connections.fetch_add(1, Ordering::SeqCst);
        let (up, down) = self.cuts.lock().unwrap().pop_front().unwrap_or((u64::MAX, u64::MAX));
        let far = *self.far.lock().unwrap();
        let Ok(far) = TcpStream::connect(far) else { return };
        let (near_too, far_too) = (near.try_clone().unwrap(), far.try_clone().unwrap());
        let shared = Arc::clone(&self);
        let back = std::thread::spawn(move || pump(far_too, near_too, down, &shared.down));
        pump(near, far, up, &self.up);
        let _ = back.join();
    }
}

/// Carries bytes until there are none, or too many: then both ways are cut.
fn pump(mut from: TcpStream, mut to: TcpStream, mut most: u64, count: &AtomicU64) {
    let mut piece = [0; 4096];
    loop {
        let read = match from.read(&mut piece) {
            Ok(read) if read > 0 => read,
            _ => break,
        };
        let carried = (read as u64).min(most);
        most -= carried;
        if to.write_all(&piece[..carried as usize]).is_err() {
            break;
        }
        count.fetch_add(carried, Ordering::SeqCst);
        if most == 0 {
            break;
        }
    }
    for end in [&from, &to] {
        let _ = end.shutdown(Shutdown::Both);
    }
}
