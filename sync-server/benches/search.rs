//! How long a search takes in a register of a million people, on both stores: in one TAO, in a
//! city of a quarter of a million, and in the whole province of a hundred LAOs.
//!
//!     cargo bench -p sync-server --bench search
//!
//! Everything of a search is in it: where the feeds are, the cards, how those who are found
//! stand, and their visits. `the_first` is the first search of a process in the whole province,
//! which reads a million cards before.

#![expect(clippy::unwrap_used, reason = "a measurement stops where it goes wrong")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use cluster::{Cluster, Disk};
use divan::Bencher;
use register::lao::LaoCode;
use sync_server::db::Db;
use sync_server::db::postgres::Postgres;
use sync_server::db::sqlite::Sqlite;
use sync_server::evidence::Evidence;
use sync_server::office::{Found, Office, Place, Search};
use tempfile::TempDir;
use tokio::runtime::Runtime;

#[path = "../tests/story/populace.rs"]
mod populace;

use populace::{Populace, nth_lao};

/// People of the province, its LAOs, and people of its city.
const PEOPLE: u32 = 1_000_000;
const LAOS: u32 = 100;
const CITY: usize = 250_000;

/// What people type, from what is on every card to what is on none.
const TYPED: [&str; 16] = [
    "ก",
    "สม",
    "สมชาย",
    "วัฒน์",
    "สมชาย แก้ว",
    "สม ศักดิ์ ม.5 12",
    "ก ญ ณ ฐ",
    "ไม่มีใครชื่อนี้",
    "000",
    "4567",
    "0000500000",
    "1000050000009",
    "0812345678",
    "12/1",
    "ม.5",
    "ม.5 ม.6",
];

#[derive(Clone, Copy, Debug)]
enum Store {
    Sqlite,
    Postgresql,
}

#[derive(Clone, Copy)]
enum Scope {
    Tao,
    City,
    Province,
}

const STORES: [Store; 2] = [Store::Sqlite, Store::Postgresql];

/// An office with a million people, and where it keeps them.
struct Register {
    office: Office,
    db: Arc<dyn Db>,
    folder: TempDir,
    // Last: the office lets go of it before it stops.
    _cluster: Option<Cluster>,
}

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());
static REGISTERS: Mutex<BTreeMap<u8, Register>> = Mutex::new(BTreeMap::new());

fn main() {
    divan::main();
    // A static is never dropped, and the database must be stopped.
    registers().clear();
}

fn registers() -> MutexGuard<'static, BTreeMap<u8, Register>> {
    REGISTERS.lock().unwrap_or_else(PoisonError::into_inner)
}

#[divan::bench(args = TYPED, consts = [0, 1], sample_count = 100, sample_size = 1)]
fn in_a_tao<const STORE: usize>(bencher: Bencher<'_, '_>, typed: &str) {
    measure(bencher, STORES[STORE], Scope::Tao, typed);
}

#[divan::bench(args = TYPED, consts = [0, 1], sample_count = 100, sample_size = 1)]
fn in_a_city<const STORE: usize>(bencher: Bencher<'_, '_>, typed: &str) {
    measure(bencher, STORES[STORE], Scope::City, typed);
}

#[divan::bench(args = TYPED, consts = [0, 1], sample_count = 100, sample_size = 1)]
fn in_a_province<const STORE: usize>(bencher: Bencher<'_, '_>, typed: &str) {
    measure(bencher, STORES[STORE], Scope::Province, typed);
}

#[divan::bench(consts = [0, 1], sample_count = 3, sample_size = 1)]
fn the_first<const STORE: usize>(bencher: Bencher<'_, '_>) {
    with(STORES[STORE], |register| {
        bencher
            .with_inputs(|| RUNTIME.block_on(office(&register.folder, &register.db)))
            .bench_local_values(|office| (search(&office, Scope::Province, "สมชาย"), office));
    });
}

fn measure(bencher: Bencher<'_, '_>, store: Store, scope: Scope, typed: &str) {
    with(store, |register| {
        // What is measured is not the first.
        search(&register.office, scope, typed);
        bencher.bench_local(|| search(&register.office, scope, divan::black_box(typed)));
    });
}

fn with(store: Store, work: impl FnOnce(&Register)) {
    let mut registers = registers();
    work(registers.entry(store as u8).or_insert_with(|| RUNTIME.block_on(settle(store))));
}

async fn settle(store: Store) -> Register {
    let folder = tempfile::tempdir().unwrap();
    let (db, cluster): (Arc<dyn Db>, _) = match store {
        Store::Sqlite => (Arc::new(Sqlite::open(&folder.path().join("samruat.db")).unwrap()), None),
        Store::Postgresql => {
            let cluster = Cluster::start(Disk::Synced).unwrap();
            let url = cluster.database("search").unwrap();
            (Arc::new(Postgres::open(&url).await.unwrap()), Some(cluster))
        }
    };
    let office = office(&folder, &db).await;
    let began = Instant::now();
    let (mut populace, mut people) = (Populace::new(31, PEOPLE + 100_000), 0);
    let each = (PEOPLE as usize - CITY) / (LAOS as usize - 1);
    for nth in 0..LAOS {
        let lao = nth_lao(nth);
        let settled = |batch: Vec<register::record::Record>| {
            people += batch.iter().map(|record| record.people.len()).sum::<usize>();
        };
        populace.settle(&*db, &lao, if nth == 0 { CITY } else { each }, settled).await;
    }
    eprintln!("{store:?}: {people} people in {LAOS} LAOs written in {:.0} s", began.elapsed().as_secs_f64());
    Register { office, db, folder, _cluster: cluster }
}

async fn office(folder: &TempDir, db: &Arc<dyn Db>) -> Office {
    let photos = Evidence::in_folder(&folder.path().join("photos")).unwrap();
    let keys = folder.path().join("keys.json");
    Office::open(Place { db: Arc::clone(db), photos, keys }).await.unwrap()
}

fn search(office: &Office, scope: Scope, typed: &str) -> Found {
    let laos: BTreeSet<LaoCode> = match scope {
        Scope::Tao => BTreeSet::from([nth_lao(50).code]),
        Scope::City => BTreeSet::from([nth_lao(0).code]),
        Scope::Province => (0..LAOS).map(|nth| nth_lao(nth).code).collect(),
    };
    let search = Search { laos, typed: typed.to_owned(), most: 50 };
    RUNTIME.block_on(office.search(&search)).unwrap()
}
