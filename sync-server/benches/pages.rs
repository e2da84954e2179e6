//! How long a clerk waits for the first byte of each page, in a country of a million people and
//! 7,850 LAOs on PostgreSQL; and how much memory an export of all of it takes.
//!
//!     cargo bench -p sync-server --bench pages
//!
//! The clerk's LAO has five thousand people, who all asked for help this month; the others have 127
//! each, of whom a few asked. Offices did what offices do: their requests stand at every step, some
//! agencies are late, a committee met each month, names hang, and a flood was declared. Every door of
//! the console that is opened by looking is opened twenty times, by somebody who may, over HTTP on
//! this machine. The first time is told apart: it is the first of its kind after the start.
//!
//! `PEOPLE` and `LAOS` in the environment make the country smaller, to see that it runs.

#![expect(clippy::unwrap_used, reason = "a measurement stops where it goes wrong")]

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::Method;
use chrono::{NaiveDate, Utc};
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
#[path = "people/working.rs"]
mod working;

use asking::asking;
use populace::{Populace, nth_lao, write};
use working::{WITH_AN_AGENCY, Worked, flooded, work};

const PEOPLE: usize = 1_000_000;
const LAOS: usize = 7_850;
/// People of the clerk's LAO.
const TOWN: usize = 5_000;
/// Households of every other LAO that asked for help.
const ASKED: usize = 5;
/// Of so many houses of the clerk's LAO one was flooded.
const FLOODED: usize = 3;
const ROUND: &str = "2569-04";
const TIMES: usize = 20;
/// Roles that between them may open every door, by their password.
const ROLES: [UserRole; 3] = [UserRole::Supervisor, UserRole::Admin, UserRole::Auditor];
const PASSWORD: &str = "ข้าวเหนียวมะม่วงหวาน";

fn main() {
    // `cargo bench` passes words that are for other benches.
    tokio::runtime::Runtime::new().unwrap().block_on(measure());
}

/// How large the country is: as it is said in the environment, where it is.
fn size(name: &str, otherwise: usize) -> usize {
    std::env::var(name).map_or(otherwise, |said| said.parse().unwrap())
}

/// Today in Thailand: agencies are late by it.
fn today() -> NaiveDate {
    (Utc::now() + chrono::Duration::hours(7)).date_naive()
}

async fn measure() {
    let cluster = Cluster::start(Disk::Synced).unwrap();
    let url = cluster.database("pages").unwrap();
    let db: Arc<dyn Db> = Arc::new(Postgres::open(&url).await.unwrap());
    let began = Instant::now();
    let (of_the_town, worked) = settle(&*db).await;
    eprintln!("written in {:.0} s", began.elapsed().as_secs_f64());
    cluster.sql("pages", "VACUUM ANALYZE").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys.json");
    let open = async || {
        let photos = Evidence::in_folder(&folder.path().join("photos")).unwrap();
        Office::open(Place { db: Arc::clone(&db), photos, keys: keys.clone() }).await.unwrap()
    };
    // An office that opens a database for the first time takes it for empty. Where requests stand is drawn up as
    // after an update.
    drop(open().await);
    let mut tx = db.begin().await.unwrap();
    tx.set("courses", "none").await.unwrap();
    tx.commit().await.unwrap();
    drop(open().await);
    let began = Instant::now();
    let office = open().await;
    println!("opening the office: {:.1} s", began.elapsed().as_secs_f64());

    pages(Arc::new(office), &of_the_town, worked).await;
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

/// Fills the country; what the clerk's own LAO was written, and what it did.
async fn settle(db: &dyn Db) -> (Vec<Record>, Worked) {
    let (people, laos) = (size("PEOPLE", PEOPLE), size("LAOS", LAOS));
    let in_town = TOWN.min(people / 2);
    let mut populace = Populace::new(31, u32::try_from(people).unwrap() + 200_000);
    let mut settled = Vec::new();
    let town = nth_lao(0);
    populace.settle(db, &town, in_town, |batch| settled.extend(batch)).await;
    let asked: Vec<Record> = settled
        .into_iter()
        .enumerate()
        .map(|(nth, record)| if nth % FLOODED == 0 { flooded(record) } else { record })
        .map(|record| asking(record, ROUND))
        .collect();
    let worked = ask(db, &asked).await;
    let each = (people - in_town) / (laos - 1);
    for nth in 1..laos {
        let mut first = Vec::new();
        let some = |batch: Vec<Record>| first.extend(batch.into_iter().take(ASKED));
        populace.settle(db, &nth_lao(u32::try_from(nth).unwrap()), each, some).await;
        let asked: Vec<Record> = first.into_iter().map(|record| asking(record, ROUND)).collect();
        ask(db, &asked).await;
    }
    (asked, worked)
}

/// Writes records of one LAO anew, with what is asked for in them, and what its office did about that.
async fn ask(db: &dyn Db, asked: &[Record]) -> Worked {
    let lao = asked.first().unwrap().lao;
    let mut tx = db.begin().await.unwrap();
    let mut head = tx.head(lao).await.unwrap().unwrap();
    write(&mut *tx, &mut head, asked).await;
    let numbers: Vec<_> = asked
        .iter()
        .flat_map(|record| people_of(record).filter_map(|(who, (number, _))| Some((number?, who))))
        .collect();
    tx.put_numbers(&numbers).await.unwrap();
    let worked = work(&mut *tx, lao, asked, today()).await;
    tx.move_head(lao, &head).await.unwrap();
    tx.commit().await.unwrap();
    worked
}

async fn pages(office: Arc<Office>, of_the_town: &[Record], worked: Worked) {
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

    // One that an agency has: all that can be said of a request is there to be said.
    let mut requests =
        of_the_town.iter().flat_map(|record| record.requests.iter().map(move |asked| (record, asked)));
    let (record, asked) = requests.nth(WITH_AN_AGENCY).unwrap();
    let named = BTreeMap::from([
        ("{record}", record.id.to_string()),
        ("{person}", record.people.first().unwrap().id.to_string()),
        ("{request}", asked.id.to_string()),
        ("{round}", ROUND.to_owned()),
        ("{meeting}", worked.meeting.to_string()),
        ("{posting}", worked.posting.to_string()),
        ("{event}", worked.event.to_string()),
        ("{paper}", "damage".to_owned()),
        ("{report}", "operations".to_owned()),
        ("{period}", ROUND.to_owned()),
    ]);
    println!("| page | first | median ms | worst ms | kB |\n|---|---|---|---|---|");
    let looked_at = doors.iter().filter(|door| door.method == Method::GET);
    let paths = looked_at.flat_map(|door| paths_of(door, &named).into_iter().map(move |path| (door, path)));
    for (door, path) in paths {
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

/// The addresses behind a door: none where it names something that nobody has here, and of the list of requests what
/// lies behind it too.
fn paths_of(door: &Door, named: &BTreeMap<&'static str, String>) -> Vec<String> {
    let parts = door.path.split('/').map(|part| match part.starts_with('{') {
        true => named.get(part).cloned(),
        false => Some(part.to_owned()),
    });
    let Some(path) = parts.collect::<Option<Vec<_>>>().map(|parts| parts.join("/")) else {
        return Vec::new();
    };
    let behind = match path.as_str() {
        "/office/requests" => &["", "?page=2", "?state=assigned", "?state=committee", "?state=closed"][..],
        _ => &[""],
    };
    behind.iter().map(|more| format!("{path}{more}")).collect()
}
