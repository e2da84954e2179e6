//! `load`: how much of a server a household costs.
//!
//! Owns one measurement: households of sixty answers and four members, with realistic Thai
//! names, made and signed beforehand by enrolled phones of eight LAOs, are pushed to a real
//! server by 1, 8 and 32 senders at once; every push is durable before it is answered. It
//! prints processor time of the server's (and the database's) processes, answering times,
//! bytes on the wire with their headers, and what one fsync costs on this disk.
//!
//! Refuses to know how the server works. Called by hand; see README.md, "Measured".

mod area;
mod edit;
mod household;
mod phone;
mod process;
mod samples;

use std::collections::VecDeque;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Parser;
use cluster::{Cluster, Disk};

use phone::{Connection, Phone};
use process::Server;

/// How many LAOs the phones survey for.
const LAOS: usize = 8;

/// Households in one push, where nobody measures it.
const FILLING: usize = 500;

/// How large a dictionary may be: more makes phones' first packet no smaller.
const DICTIONARY_BYTES: usize = 32 * 1024;

/// How much of a server a household costs.
#[derive(Parser)]
struct Arguments {
    /// The server to measure.
    #[arg(long, default_value = "target/release/samruat-server")]
    server: PathBuf,
    /// On PostgreSQL, in a cluster made for this, every commit synced; on SQLite if not given.
    #[arg(long)]
    postgres: bool,
    /// Households for each number of senders.
    #[arg(long, default_value_t = 4_000)]
    households: usize,
    /// Households in one push.
    #[arg(long, default_value_t = 50)]
    batch: usize,
    /// Senders at once, one run each.
    #[arg(long, value_delimiter = ',', default_value = "1,8,32")]
    senders: Vec<usize>,
    /// Households of the area that a new phone pulls at its first sync; 0 leaves that out.
    #[arg(long, default_value_t = 5_000)]
    area: usize,
    /// Measure nothing else: what one edit costs a phone, beside so many people of its province. The households
    /// of its own area are among them.
    #[arg(long, value_name = "PEOPLE")]
    edit: Option<usize>,
    /// Measure nothing: make the packing's dictionary, and write it to this file.
    #[arg(long, value_name = "FILE")]
    dictionary: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    if let Some(file) = arguments.dictionary {
        let messages = samples::messages(3_000)?;
        return Ok(std::fs::write(file, packing::dictionary_of(&messages, DICTIONARY_BYTES)?)?);
    }
    let folder = tempfile::tempdir().context("no folder for the server's data")?;
    if let Some(people) = arguments.edit {
        return edits(&arguments, folder.path(), people);
    }
    println!("fsync of 4 kB on this disk: median {:.2} ms", fsync(folder.path())?.as_secs_f64() * 1e3);
    println!(
        "| senders | households | CPU ms a household | households/s | p50 ms | p95 ms | p99 ms | bytes a household, both ways |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let cluster = arguments.postgres.then(|| Cluster::start(Disk::Synced)).transpose()?;
    let server = Server::start(&arguments.server, folder.path(), cluster)?;
    let mut people = people::Population::new(7, u32::MAX, std::sync::Arc::default());
    for senders in &arguments.senders {
        let phones: Vec<Phone> =
            (0..LAOS.max(*senders)).map(|nth| server.enrol(nth % LAOS)).collect::<anyhow::Result<_>>()?;
        let mut work = Vec::new();
        for (nth, phone) in phones.iter().enumerate().take(*senders) {
            let share = arguments.households / senders;
            let pushes = phone.sign(&mut people, share, arguments.batch, nth)?;
            work.push(pushes);
        }
        let row = run(&server, &phones, work, arguments.batch)?;
        println!("| {senders} | {row}");
        std::io::stdout().flush()?;
    }
    if arguments.area > 0 {
        let app = arguments.server.with_file_name("samruat");
        // A LAO that the senders did not survey for.
        let phone = server.enrol(LAOS)?;
        let work = phone.sign(&mut people, arguments.area, arguments.batch, 0)?;
        run(&server, &[phone], vec![work], arguments.batch)?;
        let mut times = Vec::new();
        for _ in 0..3 {
            times.push(area::first_pull(&app, &server, LAOS)?);
        }
        times.sort_by_key(|time| time.waited);
        let middle = times.get(1).context("three were measured")?;
        println!(
            "first sync of a new phone, an area of {} households: {:.2} s, {:.2} s of its processor (median \
             of three)",
            arguments.area,
            middle.waited.as_secs_f64(),
            middle.cpu.as_secs_f64()
        );
    }
    drop(server);
    Ok(())
}

/// What one edit costs a phone: fills a province, and measures.
fn edits(arguments: &Arguments, folder: &std::path::Path, people: usize) -> anyhow::Result<()> {
    let cluster = arguments.postgres.then(|| Cluster::start(Disk::Synced)).transpose()?;
    let server = Server::start(&arguments.server, folder, cluster)?;
    let mut population = people::Population::new(7, u32::MAX, std::sync::Arc::default());
    let households = people / household::MEMBERS;
    let area = arguments.area.min(households);
    let filled = |nth| if nth == LAOS { area } else { (households - area) / LAOS };
    for nth in 0..=LAOS {
        let phone = server.enrol(nth)?;
        let batch = FILLING.min(filled(nth).max(1));
        let work = phone.sign(&mut population, filled(nth), batch, nth)?;
        run(&server, &[phone], vec![work], batch)?;
    }
    println!(
        "one edit among {people} people of a province, {area} households of them in the phones' own area"
    );
    println!("| edited | by | bytes up | bytes down | both |");
    println!("|---|---|---|---|---|");
    let app = arguments.server.with_file_name("samruat");
    for edit::Cost { what, own, others } in edit::costs(&app, &server, LAOS, &mut population)? {
        for (by, edit::Carried { up, down }) in [("this phone", own), ("another one", others)] {
            println!("| {what} | {by} | {up} | {down} | {} |", up + down);
        }
    }
    Ok(())
}

/// One run: each sender pushes its own phone's work, one push after another.
fn run(
    server: &Server,
    phones: &[Phone],
    work: Vec<VecDeque<Vec<u8>>>,
    batch: usize,
) -> anyhow::Result<String> {
    let pushes: usize = work.iter().map(VecDeque::len).sum();
    let times: Mutex<Vec<Duration>> = Mutex::default();
    let bytes: Mutex<u64> = Mutex::default();
    let before = server.cpu()?;
    let began = Instant::now();
    std::thread::scope(|scope| {
        let senders: Vec<_> = work
            .into_iter()
            .zip(phones)
            .map(|(pushes, phone)| {
                let (times, bytes) = (&times, &bytes);
                scope.spawn(move || -> anyhow::Result<()> {
                    let mut connection = Connection::to(&server.address)?;
                    for body in pushes {
                        let began = Instant::now();
                        let answer = connection.push(&phone.token, &body)?;
                        let took = began.elapsed();
                        phone.check(&answer, batch)?;
                        if let Ok(mut times) = times.lock() {
                            times.push(took);
                        }
                    }
                    if let Ok(mut bytes) = bytes.lock() {
                        *bytes += connection.bytes;
                    }
                    Ok(())
                })
            })
            .collect();
        for sender in senders {
            sender.join().map_err(|_| anyhow::anyhow!("a sender stopped"))??;
        }
        anyhow::Ok(())
    })?;
    let took = began.elapsed();
    let cpu = server.cpu()? - before;
    let mut times = times.into_inner().unwrap_or_default();
    times.sort_unstable();
    let at =
        |share: f64| times.get((times.len() as f64 * share) as usize).map_or(0.0, |t| t.as_secs_f64() * 1e3);
    let households = (pushes * batch) as f64;
    Ok(format!(
        "{households} | {:.2} | {:.0} | {:.1} | {:.1} | {:.1} | {:.0} |",
        cpu.as_secs_f64() * 1e3 / households,
        households / took.as_secs_f64(),
        at(0.50),
        at(0.95),
        at(0.99),
        bytes.into_inner().unwrap_or_default() as f64 / households,
    ))
}

/// What a durable write costs here, whoever makes it.
fn fsync(folder: &std::path::Path) -> anyhow::Result<Duration> {
    let mut file = std::fs::File::create(folder.join("fsync"))?;
    let mut times = Vec::new();
    for _ in 0..101 {
        let began = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_all()?;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    Ok(times.get(times.len() / 2).copied().unwrap_or_default())
}
