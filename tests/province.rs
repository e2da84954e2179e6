//! A province for tests: a real server on port 0, real phones, and a cable between them that
//! can be cut at any byte. Nothing in it stands for code of ours.
//!
//! The server stands on either database. It may be stopped and started again, restored from a
//! backup, or cast again from a mould; the cable's end at the phones stays where it is, as a
//! public address would.

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
use std::sync::atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use cluster::{Cluster, Disk};
use register::change::Change;
use register::record::{PhotoHash, Record, RecordId, TaskId};
use register::wire::{EnrolmentLink, Role};
use serde_json::{Value, json};
use store::{FileSecrets, KeptPhoto, Outcome, Store};
use sync::{Done, Event, Link, SyncError};
use sync_server::db::postgres::Postgres;
use sync_server::db::sqlite::Sqlite;
use sync_server::db::{Db, SurveyorRow, Tenant};
use sync_server::evidence::Evidence;
use sync_server::office::{NewFact, NewTask, Office, Place};
use sync_server::routes::{self, House};
use tempfile::TempDir;

/// The LAO of these tests.
pub const OURS: &str = "05090901";

/// What the server keeps its things in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgresql,
}

/// Each of these stories, on SQLite and on PostgreSQL.
macro_rules! on_both_databases {
    ($($story:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[test] fn $story() { super::$story($crate::province::Database::Sqlite); })+
        }
        mod on_postgresql {
            $(#[test] fn $story() { super::$story($crate::province::Database::Postgresql); })+
        }
    };
}
pub(crate) use on_both_databases;

/// The cluster that the tests of this moment share. It goes with the last of them.
static CLUSTER: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());
static DATABASES: AtomicU32 = AtomicU32::new(0);

fn cluster() -> Arc<Cluster> {
    let mut shared = CLUSTER.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    shared.upgrade().unwrap_or_else(|| {
        let started = Arc::new(Cluster::start_with(Disk::Trusted, &["max_connections=300"]).unwrap());
        *shared = Arc::downgrade(&started);
        started
    })
}

/// A database of the shared cluster.
struct Shared {
    cluster: Arc<Cluster>,
    name: String,
}

impl Shared {
    fn empty() -> Self {
        let (cluster, name) = (cluster(), Self::new_name());
        cluster.database(&name).unwrap();
        Self { cluster, name }
    }

    fn new_name() -> String {
        format!("province{}", DATABASES.fetch_add(1, Ordering::SeqCst))
    }

    /// A copy of it; nobody may be at work in it.
    fn copy(&self) -> Self {
        let name = Self::new_name();
        let sql = |sql: &str| self.cluster.sql("postgres", sql).unwrap();
        sql(&format!(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{}'",
            self.name
        ));
        sql(&format!("CREATE DATABASE {name} TEMPLATE {}", self.name));
        Self { cluster: Arc::clone(&self.cluster), name }
    }

    fn url(&self) -> String {
        self.cluster.url(&self.name)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let _ = self.cluster.sql("postgres", &format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

/// A server that runs, and its cable.
pub struct Province {
    dir: TempDir,
    /// Where it is not in that folder.
    shared: Option<Shared>,
    /// Off this machine's own addresses the server speaks TLS.
    listen: [u8; 4],
    pub cable: Cable,
    running: Option<Running>,
}

/// A province that stands still, to be cast again and again.
pub struct Mould {
    dir: TempDir,
    shared: Option<Shared>,
}

/// A night's backup, and the code that opens it.
pub struct Backup {
    dir: TempDir,
    code: String,
}

struct Running {
    listening: SocketAddr,
    office: Arc<Office>,
    runtime: Arc<tokio::runtime::Runtime>,
    stop: tokio::sync::oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl Province {
    /// One LAO, serving.
    pub fn on(database: Database) -> Self {
        Self::listening([127, 0, 0, 1], database)
    }

    /// The same, with the server listening at another address.
    pub fn listening(listen: [u8; 4], database: Database) -> Self {
        let shared = (database == Database::Postgresql).then(Shared::empty);
        let dir = tempfile::tempdir().unwrap();
        let mut province = Self { dir, shared, listen, cable: Cable::lay(), running: None };
        province.start();
        province.adds_lao(OURS, "tambon-municipality", "57");
        province
    }

    pub fn adds_lao(&self, code: &str, kind: &str, province: &str) {
        let lao =
            json!({ "code": code, "name": format!("เวียงพางคำ {code}"), "kind": kind, "province": province });
        let lao = serde_json::from_value(lao).unwrap();
        self.does(async |office| office.add_lao(Tenant { lao, serves: Default::default() }).await.unwrap());
    }

    /// Something that the office does by itself.
    pub fn does<T>(&self, what: impl AsyncFnOnce(&Office) -> T) -> T {
        let running = self.running.as_ref().unwrap();
        running.runtime.block_on(what(&running.office))
    }

    /// A new surveyor's link, by way of the cable.
    pub fn link(&self) -> EnrolmentLink {
        self.link_of(OURS)
    }

    /// The same, of this LAO.
    pub fn link_of(&self, lao: &str) -> EnrolmentLink {
        self.link_as(lao, Role::Volunteer, &[])
    }

    /// The same, of somebody who may do something else, in these villages; none named means all.
    pub fn link_as(&self, lao: &str, role: Role, moo: &[u32]) -> EnrolmentLink {
        let row = SurveyorRow {
            id: String::new(),
            lao: lao.parse().unwrap(),
            name: "สมใจ ใจดี".into(),
            roles: [role].into(),
            moo: moo.iter().copied().collect(),
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
        let scheme = if link.certificate.is_some() { "https" } else { "http" };
        link.server = format!("{scheme}://{}", self.cable.near);
        link
    }

    /// The office asks one of its surveyors to look at two facts of a record on site.
    pub fn asks_for_two_facts(&self, record: RecordId, to: String) -> TaskId {
        let fact = |label: &str, claimed: &str| NewFact {
            label: label.to_owned(),
            field: None,
            claimed: Some(claimed.to_owned()),
        };
        let task = NewTask {
            lao: OURS.parse().unwrap(),
            record,
            to,
            facts: vec![fact("หลังคาเสียหาย", "ทั้งหลัง"), fact("ผู้อยู่อาศัย", "๔ คน")],
            note: Some("ขอก่อนวันประชุม".to_owned()),
            due: None,
            urgent: true,
        };
        self.does(async |office| office.give_task(&task).await.unwrap())
    }

    /// The register as it is exported, byte for byte.
    pub fn export_bytes(&self) -> String {
        let register = self.does(async |office| office.register().await.unwrap());
        let mut lines = Vec::new();
        sync_server::export::jsonl(&register, None, &mut lines).unwrap();
        String::from_utf8(lines).unwrap()
    }

    /// The register as it is exported.
    pub fn export(&self) -> Vec<Value> {
        self.export_bytes().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
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

    /// Everything is read again, and the register drawn anew from the log is the one that is kept.
    #[track_caller]
    pub fn verifies(&self) {
        let report = self.does(async |office| office.verify().await.unwrap());
        assert!(report.is_sound(), "{report}");
    }

    /// Every change of a LAO that the server holds, in the order in which they came.
    pub fn changes(&self, lao: &str) -> Vec<Change> {
        let lao = lao.parse().unwrap();
        self.does(async |office| {
            let mut tx = office.db().look().await.unwrap();
            let rows = tx.log_after(lao, 0, u32::from(u16::MAX)).await.unwrap();
            let changes = rows.iter().filter(|row| row.kind == sync_server::db::LogKind::Change);
            changes.filter_map(|row| sync_server::log::change(office.keys(), lao, row).unwrap()).collect()
        })
    }

    pub fn stop(&mut self) {
        if let Some(Running { office, runtime, stop, thread, .. }) = self.running.take() {
            let _ = stop.send(());
            thread.join().unwrap();
            drop((office, runtime));
        }
    }

    /// The server is gone, and whoever is at its address now takes calls and answers none.
    pub fn falls_silent(&mut self) -> TcpListener {
        self.stop();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        self.cable.leads_to(listener.local_addr().unwrap());
        listener
    }

    pub fn start(&mut self) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = Arc::new(runtime.unwrap());
        let (office, bound) = runtime.block_on(async {
            let office = self.opens().await;
            let certificate = &office.keys().certificate;
            let listen = SocketAddr::from((self.listen, 0));
            let bound = sync_server::serve::bind(listen, &sync_server::serve::Wanted::default(), certificate)
                .await
                .unwrap();
            office.note_address(&bound.address, bound.certificate).await.unwrap();
            (Arc::new(office), bound)
        });
        let listening = SocketAddr::from(([127, 0, 0, 1], bound.listening.port()));
        self.cable.leads_to(listening);
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let routes = routes::all(House::of(Arc::clone(&office)));
        let serves = Arc::clone(&runtime);
        let thread = std::thread::spawn(move || {
            let end = async move {
                let _ = stopped.await;
            };
            serves.block_on(bound.serve(routes, end));
        });
        self.running = Some(Running { listening, office, runtime, stop, thread });
    }

    async fn opens(&self) -> Office {
        let data = self.dir.path();
        let db: Arc<dyn Db> = match &self.shared {
            Some(shared) => Arc::new(Postgres::open(&shared.url()).await.unwrap()),
            None => Arc::new(Sqlite::open(&data.join("samruat.db")).unwrap()),
        };
        let photos = Evidence::in_folder(&data.join("photos")).unwrap();
        Office::open(Place { db, photos, keys: data.join("keys.json") }).await.unwrap()
    }

    /// From now on, whoever dials that province reaches this one.
    pub fn stands_in_for(&self, other: &Self) {
        other.cable.leads_to(self.running.as_ref().unwrap().listening);
    }

    /// What there is now, to be cast again: everything else of a story can be told once more
    /// from here, in another order.
    pub fn mould(&mut self) -> Mould {
        self.stop();
        let dir = tempfile::tempdir().unwrap();
        copy_folder(self.dir.path(), dir.path());
        let shared = self.shared.as_ref().map(Shared::copy);
        self.start();
        Mould { dir, shared }
    }

    pub fn recast(&mut self, mould: &Mould) {
        self.stop();
        std::fs::remove_dir_all(self.dir.path()).unwrap();
        copy_folder(mould.dir.path(), self.dir.path());
        self.shared = mould.shared.as_ref().map(Shared::copy);
        self.start();
    }

    /// What an office does at night, while it serves.
    pub fn backs_up(&self) -> Backup {
        let dir = tempfile::tempdir().unwrap();
        let code = self.does(async |office| office.backup(&dir.path().join("backup")).await.unwrap());
        Backup { dir, code }
    }

    /// The machine is lost; another one begins with the backup and nothing else.
    pub fn is_restored_from(&mut self, backup: &Backup) {
        self.stop();
        std::fs::remove_dir_all(self.dir.path()).unwrap();
        let shared = self.shared.is_some().then(Shared::empty);
        let (file, data) = (backup.dir.path().join("backup"), self.dir.path());
        let url = shared.as_ref().map(Shared::url);
        let target = sync_server::backup::Target {
            data,
            keys: &data.join("keys.json"),
            database_url: url.as_deref(),
            photos: None,
        };
        block_on(sync_server::backup::restore_to(&file, &backup.code, &target)).unwrap();
        self.shared = shared;
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

/// What a phone's own clock says: the true time, and how far it is from that.
#[derive(Clone, Debug, Default)]
pub struct Wristwatch {
    ahead_ms: Arc<AtomicI64>,
    /// Where it does not run at all.
    stands_at: Option<u64>,
}

impl Wristwatch {
    /// One that is years ahead, or behind.
    pub fn years_off(years: i64) -> Self {
        let watch = Self::default();
        watch.ahead_ms.store(years * 365 * 24 * 60 * 60 * 1000, Ordering::SeqCst);
        watch
    }

    /// One that stands still.
    pub fn that_stands_at(ms: u64) -> Self {
        Self { stands_at: Some(ms), ..Self::default() }
    }

    /// This much time passes, as far as this phone can see.
    pub fn passes(&self, time: Duration) {
        self.ahead_ms.fetch_add(time.as_millis() as i64, Ordering::SeqCst);
    }

    pub fn says(&self) -> u64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as u64;
        self.stands_at.unwrap_or(now).saturating_add_signed(self.ahead_ms.load(Ordering::SeqCst))
    }
}

/// A phone: a folder with a store in it.
pub struct Phone {
    pub dir: TempDir,
    pub store: Store,
    pub watch: Wristwatch,
    pub events: Vec<Event>,
}

impl Phone {
    pub fn fresh() -> Self {
        Self::with(tempfile::tempdir().unwrap(), Wristwatch::default())
    }

    pub fn enrolled(province: &Province) -> Self {
        Self::fresh().enrols_with(&province.link())
    }

    /// One in the hand of a surveyor of this LAO.
    pub fn enrolled_in(province: &Province, lao: &str) -> Self {
        Self::fresh().enrols_with(&province.link_of(lao))
    }

    /// One in the hand of somebody who may do something else, in these villages.
    pub fn enrolled_as(province: &Province, role: Role, moo: &[u32]) -> Self {
        Self::fresh().enrols_with(&province.link_as(OURS, role, moo))
    }

    /// Who holds it.
    pub fn holder(&self) -> String {
        self.store.identity().unwrap().unwrap().surveyor.id
    }

    /// One whose clock says something of its own.
    pub fn with_watch(province: &Province, watch: Wristwatch) -> Self {
        Self::with(tempfile::tempdir().unwrap(), watch).enrols_with(&province.link())
    }

    fn with(dir: TempDir, watch: Wristwatch) -> Self {
        let looks = watch.clone();
        let now = Box::new(move || looks.says());
        let store = Store::open_at(dir.path(), &FileSecrets::within(dir.path()), now).unwrap();
        Self { dir, store, watch, events: Vec::new() }
    }

    pub fn enrols_with(self, link: &EnrolmentLink) -> Self {
        block_on(sync::enrol(&self.store, link, Some("test phone".into()))).unwrap();
        self
    }

    /// A copy of its data folder, as a phone's own backup makes one.
    pub fn copied(&self) -> TempDir {
        let copy = tempfile::tempdir().unwrap();
        copy_folder(self.dir.path(), copy.path());
        copy
    }

    /// The phone that such a copy becomes.
    pub fn from_copy(copy: &TempDir, watch: Wristwatch) -> Self {
        let dir = tempfile::tempdir().unwrap();
        copy_folder(copy.path(), dir.path());
        Self::with(dir, watch)
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

    /// Keeps a household with this photo.
    pub fn keeps_with(&self, number: u32, photo: &picture::Kept) -> RecordId {
        let mut record = household_json(number);
        record["photos"] = json!([{ "hash": photo.hash, "kind": "house" }]);
        let record = Record::from_value(record).unwrap();
        let kept = KeptPhoto { hash: photo.hash, jpeg: &photo.jpeg, thumbnail: &photo.thumbnail };
        self.store.keep(&record, &[kept]).unwrap();
        record.id
    }

    /// Changes what it holds of a household.
    #[track_caller]
    pub fn edits(&self, id: RecordId, edit: impl FnOnce(&mut Value)) {
        let held = self.store.record(id).unwrap().unwrap();
        let mut record = serde_json::to_value(held.record).unwrap();
        edit(&mut record);
        let outcome = self.store.keep(&Record::from_value(record).unwrap(), &[]).unwrap();
        assert!(matches!(outcome, Outcome::Edited), "{outcome:?}");
    }

    /// What it holds of a household: what its changes come to, and what lost.
    pub fn holds(&self, id: RecordId) -> Value {
        let held = self.store.record(id).unwrap().unwrap();
        let lost = held.lost.iter().map(|(field, lost)| {
            let values = lost.iter().map(|lost| lost.value.clone()).collect();
            (field.to_string(), Value::Array(values))
        });
        json!({ "record": held.record, "lost": Value::Object(lost.collect()) })
    }

    /// Whether a receipt covers this photo.
    pub fn has_receipt_for(&self, photo: PhotoHash) -> bool {
        self.store.received_photos().unwrap().contains(&photo)
    }

    /// (waiting, sent, received, rejected)
    pub fn status(&self) -> (u64, u64, u64, u64) {
        let status = self.store.status().unwrap();
        (status.waiting, status.sent, status.received, status.rejected)
    }

    pub fn set_asides(&self) -> Vec<&str> {
        self.events
            .iter()
            .filter_map(|event| match event {
                Event::Aside(why) | Event::Undelivered(why) => Some(why.as_str()),
                _ => None,
            })
            .collect()
    }
}

/// Each of them syncs, one after the other.
#[track_caller]
pub fn all_sync<'p>(phones: impl IntoIterator<Item = &'p mut Phone>) {
    for phone in phones {
        phone.syncs();
    }
}

/// A photo of about 300 kB: grain, so that nothing makes it small.
pub fn photo(seed: u32) -> picture::Kept {
    picture(seed, 900, 700)
}

/// One of this size.
pub fn picture(seed: u32, width: u32, height: u32) -> picture::Kept {
    let mut state = seed;
    let grain = image::RgbImage::from_fn(width, height, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        image::Rgb([(state >> 24) as u8 / 2, (state >> 16) as u8 / 2, 90])
    });
    let mut png = std::io::Cursor::new(Vec::new());
    grain.write_to(&mut png, image::ImageFormat::Png).unwrap();
    picture::keep(png.get_ref()).unwrap()
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
    shared: Arc<Ends>,
}

struct Ends {
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
        let shared = Arc::new(Ends {
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

impl Ends {
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
