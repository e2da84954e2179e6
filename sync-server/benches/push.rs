//! What taking a household costs: processor time of this process and of the database's, for
//! households of four with realistic names and a signature each, in pushes of 1 and of 50.
//!
//!     cargo bench -p sync-server --bench push
//!
//! Changes are signed beforehand. Every commit is on disk when it returns, on both stores.

#![expect(clippy::unwrap_used, reason = "a measurement stops where it goes wrong")]

use std::sync::Arc;
use std::time::Instant;

use cluster::{Cluster, Disk};
use register::change::Change;
use sync_server::db::Db;
use sync_server::db::postgres::Postgres;
use sync_server::db::sqlite::Sqlite;
use sync_server::evidence::Evidence;
use sync_server::office::{Has, Office, Place};

#[path = "../tests/story/village.rs"]
#[expect(dead_code, reason = "the story's people; a measurement needs a few of them")]
mod village;

use village::{Phone, TAO, found_laos, hire, number, raw, somebody, visit};

/// Households of each measurement.
const HOUSEHOLDS: u32 = 2_000;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite: Arc<dyn Db> = Arc::new(Sqlite::open(&folder.path().join("samruat.db")).unwrap());
    measure("SQLite", sqlite, None).await;
    let cluster = Cluster::start(Disk::Synced).unwrap();
    let url = cluster.database("load").unwrap();
    measure("PostgreSQL", Arc::new(Postgres::open(&url).await.unwrap()), Some(&cluster)).await;
}

async fn measure(name: &str, db: Arc<dyn Db>, cluster: Option<&Cluster>) {
    let folder = tempfile::tempdir().unwrap();
    let photos = Evidence::in_folder(&folder.path().join("photos")).unwrap();
    let office = Office::open(Place { db, photos, keys: folder.path().join("keys.json") }).await.unwrap();
    found_laos(&office).await;
    office.note_address("http://127.0.0.1:8420", None).await.unwrap();
    let surveyor = hire(&office, TAO, "สมศรี", &[]).await;
    let mut phone = Phone::enrol(&office, &surveyor, 1).await;
    let mut nth = 0;
    for batch in [50, 50, 1] {
        let changes: Vec<Change> = (0..HOUSEHOLDS)
            .map(|_| {
                nth += 1;
                phone.makes(&household(nth))
            })
            .collect();
        let bytes: usize = changes.iter().map(|change| change.to_json().len()).sum();
        let pushes: Vec<_> =
            changes.chunks(batch).map(|chunk| raw(&chunk.iter().collect::<Vec<_>>())).collect();
        let (own, theirs) = (own_cpu_ms(), cluster.map_or(0, Cluster::cpu_ms));
        let began = Instant::now();
        for push in &pushes {
            let sender = office.sender(&phone.token).await.unwrap().unwrap();
            let pushed = office.push(&sender, push, Has::default()).await.unwrap();
            assert!(pushed.aside.is_empty());
        }
        let took = began.elapsed();
        let (own, theirs) = (own_cpu_ms() - own, cluster.map_or(0, Cluster::cpu_ms) - theirs);
        let each = |ms: u64| ms as f64 / f64::from(HOUSEHOLDS);
        println!(
            "{name}, pushes of {batch}: {:.2} CPU-ms a household (server {:.2}, database {:.2}), {:.0} households/s \
             one after another, {} B a change",
            each(own + theirs),
            each(own),
            each(theirs),
            f64::from(HOUSEHOLDS) / took.as_secs_f64(),
            bytes / HOUSEHOLDS as usize,
        );
    }
}

/// Sixty answers, four people, one request.
fn household(nth: u32) -> register::record::Record {
    let mut four = Vec::new();
    for (at, (given, family)) in
        (0u32..).zip([("สมชาย", "สมปอง"), ("สมหญิง", "สมปอง"), ("ประเสริฐ", "สมปอง"), ("วันเพ็ญ", "สมปอง")])
    {
        let mut person = somebody(Some(number(u64::from(nth * 4 + at))), given, family);
        let more = person.as_object_mut().unwrap();
        for (field, answer) in [
            ("sex", "male"),
            ("nationality", "TH"),
            ("registered", "here"),
            ("occupation", "ทำนา"),
            ("phone", "0810000000"),
            ("low_income", "yes"),
            ("welfare_register", "unknown"),
        ] {
            more.insert(field.to_owned(), answer.into());
        }
        if at > 0 {
            more.insert("asks".to_owned(), false.into());
        }
        four.push(person);
    }
    visit(nth, TAO, 5, &four)
}

/// Milliseconds of processor time of this process.
fn own_cpu_ms() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let (_, rest) = stat.rsplit_once(") ").unwrap();
    rest.split(' ').skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap() * 10).sum()
}
