//! How long the INFO workbook of a LAO takes with five thousand people in it, on both stores: from
//! the visits in the database to the bytes of the file.
//!
//!     cargo bench -p sync-server --bench info
//!
//! All of them asked for help in March; a third was met again in April with another telephone, and
//! as many are new. So `everybody` is March's sheet of all, and `the_difference` April's.

#![expect(clippy::unwrap_used, reason = "a measurement stops where it goes wrong")]

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use cluster::{Cluster, Disk};
use divan::Bencher;
use register::national_id::TypedId;
use register::record::Record;
use sync_server::db::Db;
use sync_server::db::postgres::Postgres;
use sync_server::db::sqlite::Sqlite;
use sync_server::evidence::Evidence;
use sync_server::export;
use sync_server::office::{Office, Place};
use sync_server::projection::people_of;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use uuid::Uuid;

#[path = "people/asking.rs"]
mod asking;
#[path = "../tests/story/populace.rs"]
mod populace;

use asking::asking;
use populace::{Populace, nth_lao, write};

/// People of the LAO in March.
const PEOPLE: usize = 5_000;

#[derive(Clone, Copy, Debug)]
enum Store {
    Sqlite,
    Postgresql,
}

const STORES: [Store; 2] = [Store::Sqlite, Store::Postgresql];

struct Filled {
    office: Office,
    folder: TempDir,
    // Last: the office lets go of it before it stops.
    _cluster: Option<Cluster>,
}

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());
static OFFICES: Mutex<BTreeMap<u8, Filled>> = Mutex::new(BTreeMap::new());

fn main() {
    divan::main();
    // A static is never dropped, and the database must be stopped.
    offices().clear();
}

fn offices() -> MutexGuard<'static, BTreeMap<u8, Filled>> {
    OFFICES.lock().unwrap_or_else(PoisonError::into_inner)
}

#[divan::bench(consts = [0, 1], sample_count = 10, sample_size = 1)]
fn everybody<const STORE: usize>(bencher: Bencher<'_, '_>) {
    measure(bencher, STORES[STORE], "2569-03");
}

#[divan::bench(consts = [0, 1], sample_count = 10, sample_size = 1)]
fn the_difference<const STORE: usize>(bencher: Bencher<'_, '_>) {
    measure(bencher, STORES[STORE], "2569-04");
}

fn measure(bencher: Bencher<'_, '_>, store: Store, month: &str) {
    let mut offices = offices();
    let filled = offices.entry(store as u8).or_insert_with(|| RUNTIME.block_on(fill(store)));
    let (lao, month) = (nth_lao(0).code, month.parse().unwrap());
    bencher.bench_local(|| {
        let drawn = RUNTIME.block_on(filled.office.info(lao, month)).unwrap();
        let mut bytes = Vec::new();
        export::info(&drawn, filled.folder.path(), &mut bytes).unwrap();
        bytes
    });
}

async fn fill(store: Store) -> Filled {
    let folder = tempfile::tempdir().unwrap();
    let (db, cluster): (Arc<dyn Db>, _) = match store {
        Store::Sqlite => (Arc::new(Sqlite::open(&folder.path().join("samruat.db")).unwrap()), None),
        Store::Postgresql => {
            let cluster = Cluster::start(Disk::Synced).unwrap();
            let url = cluster.database("info").unwrap();
            (Arc::new(Postgres::open(&url).await.unwrap()), Some(cluster))
        }
    };
    let lao = nth_lao(0);
    let mut settled = Vec::new();
    let mut populace = Populace::new(31, 20_000);
    populace.settle(&*db, &lao, PEOPLE + PEOPLE / 3, |batch| settled.extend(batch)).await;
    let mut records = Vec::new();
    let mut people = 0;
    for (nth, record) in (0u128..).zip(settled) {
        people += record.people.len();
        let first = people <= PEOPLE;
        let asked = asking(record, if first { "2569-03" } else { "2569-04" });
        if first && nth % 3 == 0 {
            records.push(again(&asked, nth));
        }
        records.push(asked);
    }
    let mut tx = db.begin().await.unwrap();
    let mut head = tx.head(lao.code).await.unwrap().unwrap();
    write(&mut *tx, &mut head, &records).await;
    let numbers: Vec<_> = records
        .iter()
        .flat_map(|record| people_of(record).filter_map(|(who, (number, _))| Some((number?, who))))
        .collect();
    tx.put_numbers(&numbers).await.unwrap();
    tx.move_head(lao.code, &head).await.unwrap();
    tx.commit().await.unwrap();
    let photos = Evidence::in_folder(&folder.path().join("photos")).unwrap();
    let office = Office::open(Place { db, photos, keys: folder.path().join("keys.json") }).await.unwrap();
    for (month, least) in [("2569-03", PEOPLE * 8 / 10), ("2569-04", PEOPLE / 3)] {
        let drawn = office.info(lao.code, month.parse().unwrap()).await.unwrap();
        assert!(drawn.lines.len() > least, "{month}: {} lines are too few to measure", drawn.lines.len());
        eprintln!("{store:?}, {month}: {} to enter, {} left out", drawn.lines.len(), drawn.left_out.len());
    }
    Filled { office, folder, _cluster: cluster }
}

/// The same household in April, under other telephones.
fn again(record: &Record, nth: u128) -> Record {
    let mut again = record.clone();
    again.id = register::record::RecordId::new(Uuid::from_u128(record.id.uuid().as_u128() ^ (1 << 51)));
    again.round = "2569-04".parse().unwrap();
    again.captured_at = "2026-04-20T09:00:00+07:00".parse().unwrap();
    again.requests.clear();
    // Whoever has no number would be another person.
    again.people.retain(|person| TypedId::read(person.national_id.as_deref()).valid().is_some());
    for person in &mut again.people {
        person.id = register::record::PersonId::new(Uuid::from_u128(person.id.uuid().as_u128() ^ (1 << 51)));
        person.phone = Some(format!("08{nth:08}"));
    }
    again
}
