//! How long a clerk waits for the first byte of each page, in a country of a million people and
//! 7,850 LAOs on PostgreSQL; and how much memory an export of all of it takes.
//!
//!     cargo bench -p sync-server --bench pages
//!
//! The clerk's LAO has five thousand people, who all asked for help this month; the others have 127
//! each. Every door of the console that is opened by looking is opened twenty times, by somebody
//! who may, over HTTP on this machine. The first time is told apart: it is the first of its kind
//! after the start.

#![expect(clippy::unwrap_used, reason = "a measurement stops where it goes wrong")]

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::Method;
use cluster::{Cluster, Disk};
use register::record::Record;
use reqwest::{Client, redirect};
use sync_server::console::{self, Door};
use sync_server::db::Db;
use sync_server::db::UserRole;
use sync_server::db::postgres::Postgres;
use sync_server::evidence::Evidence;
use sync_server::office::{Office, Place, SignIn};
use sync_server::projection::people_of;
use sync_server::routes::{self, House};

#[path = "people/asking.rs"]
mod asking;
#[path = "../tests/story/populace.rs"]
mod populace;

use asking::asking;
use populace::{Populace, nth_lao, write};

const PEOPLE: usize = 1_000_000;
const LAOS: u32 = 7_850;
/// People of the clerk's LAO.
const TOWN: usize = 5_000;
const ROUND: &str = "2569-04";
const TIMES: usize = 20;
/// Roles that between them may open every door, by their password.
const ROLES: [UserRole; 3] = [UserRole::Supervisor, UserRole::Admin, UserRole::Auditor];
const PASSWORD: &str = "ข้าวเหนียวมะม่วงหวาน";

fn main() {
    // `cargo bench` passes words that are for other benches.
    tokio::runtime::Runtime::new().unwrap().block_on(measure());
}

async fn measure() {
    let cluster = Cluster::start(Disk::Synced).unwrap();
    let url = cluster.database("pages").unwrap();
    let db: Arc<dyn Db> = Arc::new(Postgres::open(&url).await.unwrap());
    let began = Instant::now();
    let of_the_town = settle(&*db).await;
    eprintln!("written in {:.0} s", began.elapsed().as_secs_f64());
    cluster.sql("pages", "VACUUM ANALYZE").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let photos = Evidence::in_folder(&folder.path().join("photos")).unwrap();
    let keys = folder.path().join("keys.json");
    let began = Instant::now();
    let office = Office::open(Place { db, photos, keys: keys.clone() }).await.unwrap();
    println!("opening the office: {:.1} s", began.elapsed().as_secs_f64());

    pages(Arc::new(office), &of_the_town).await;
    for (what, lao) in [("one LAO of 5,000", Some(nth_lao(0).code.to_string())), ("everybody", None)] {
        let mut export = Command::new(env!("CARGO_BIN_EXE_samruat-server"));
        export.args(["--data", folder.path().to_str().unwrap(), "--database-url", &url]);
        let out = folder.path().join("register.jsonl");
        export.args(["export", "register", "--format", "jsonl", "--out"]).arg(&out);
        export.args(lao.iter().flat_map(|code| ["--lao", code.as_str()]));
        let began = Instant::now();
        let mut running = export.spawn().unwrap();
        let mut most = 0;
        while running.try_wait().unwrap().is_none() {
            most = most.max(memory_of(running.id()).unwrap_or(0));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        println!("exporting {what}: {:.1} s, {} MB at most", began.elapsed().as_secs_f64(), most / 1024);
    }
}

/// The most memory that a process had, in kB.
fn memory_of(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Fills the country; what the clerk's own LAO was written.
async fn settle(db: &dyn Db) -> Vec<Record> {
    let mut populace = Populace::new(31, u32::try_from(PEOPLE).unwrap() + 200_000);
    let mut settled = Vec::new();
    let town = nth_lao(0);
    populace.settle(db, &town, TOWN, |batch| settled.extend(batch)).await;
    let asked: Vec<Record> = settled.into_iter().map(|record| asking(record, ROUND)).collect();
    let mut tx = db.begin().await.unwrap();
    let mut head = tx.head(town.code).await.unwrap().unwrap();
    write(&mut *tx, &mut head, &asked).await;
    let numbers: Vec<_> = asked
        .iter()
        .flat_map(|record| people_of(record).filter_map(|(who, (number, _))| Some((number?, who))))
        .collect();
    tx.put_numbers(&numbers).await.unwrap();
    tx.move_head(town.code, &head).await.unwrap();
    tx.commit().await.unwrap();
    let each = (PEOPLE - TOWN) / (LAOS as usize - 1);
    for nth in 1..LAOS {
        populace.settle(db, &nth_lao(nth), each, |_| {}).await;
    }
    asked
}

async fn pages(office: Arc<Office>, of_the_town: &[Record]) {
    let town = nth_lao(0).code;
    let mut tokens = BTreeMap::new();
    for role in ROLES {
        let (id, given) = office.add_user(town, "ผู้ใช้ ตัวอย่าง", role).await.unwrap();
        let SignIn::In(token) = office.sign_in(&id, &given).await.unwrap() else { continue };
        let visitor = office.visitor(&token).await.unwrap().unwrap();
        office.choose_password(&visitor, &given, PASSWORD).await.unwrap();
        if let SignIn::In(token) = office.sign_in(&id, PASSWORD).await.unwrap() {
            let visitor = office.visitor(&token).await.unwrap().unwrap();
            let sought = office.seal_for(&visitor, "สมชาย").unwrap();
            tokens.insert(role, (token, sought));
        }
    }
    let house = House::of(office);
    let (_, doors) = console::open(&house);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = routes::all(house);
    tokio::spawn(async move { axum::serve(listener, router).await });
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();

    let record = of_the_town.first().unwrap();
    let named = BTreeMap::from([
        ("{record}", record.id.to_string()),
        ("{person}", record.people.first().unwrap().id.to_string()),
        ("{request}", record.requests.first().unwrap().id.to_string()),
        ("{round}", ROUND.to_owned()),
    ]);
    println!("| page | first | median ms | worst ms | kB |\n|---|---|---|---|---|");
    for door in doors.iter().filter(|door| door.method == Method::GET) {
        let Some(path) = path_of(door, &named) else { continue };
        let Some((_, (token, sought))) = tokens.iter().find(|(role, _)| door.right.is_held_by(**role)) else {
            continue;
        };
        // A search is what the page is for.
        let path = if path == "/office/register" { format!("{path}?for={sought}") } else { path };
        let (mut times, mut bytes) = (Vec::new(), 0);
        for _ in 0..=TIMES {
            let asked = client.get(format!("{address}{path}"));
            let asked = asked.header("cookie", format!("samruat_office={token}"));
            let began = Instant::now();
            let answer = asked.send().await.unwrap();
            times.push(began.elapsed());
            assert!(answer.status().as_u16() < 400, "{path}: {}", answer.status());
            bytes = answer.bytes().await.unwrap().len();
        }
        let first = times.remove(0);
        times.sort_unstable();
        let ms = |time: Option<&Duration>| time.map_or(0.0, |time| time.as_secs_f64() * 1e3);
        println!(
            "| {path} | {:.0} | {:.0} | {:.0} | {} |",
            first.as_secs_f64() * 1e3,
            ms(times.get(TIMES / 2)),
            ms(times.last()),
            bytes / 1024
        );
    }
}

/// An address behind a door; `None` where it names something that nobody has here.
fn path_of(door: &Door, named: &BTreeMap<&'static str, String>) -> Option<String> {
    let parts = door.path.split('/').map(|part| match part.starts_with('{') {
        true => named.get(part).cloned(),
        false => Some(part.to_owned()),
    });
    Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
}
