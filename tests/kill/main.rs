//! `kill`: what is left when phones and the server are killed at random points.
//!
//! Owns one proof. Phones of a PAO and a TAO capture and edit households, with photos, and
//! sync them through a line that cuts, delays, repeats and truncates at any byte; phones are
//! killed in `add` and in `sync`, the server whenever it pleases chance. Afterwards
//! everything that was acknowledged is there, nothing is there twice, and the export equals,
//! byte for byte, that of the same work done by nobody disturbed. The phones and the server
//! are the real programs, each in a process of its own, ended by SIGKILL.
//!
//! Refuses to know how either keeps its promises. Called by `tests/run` and by hand; a seed
//! gives the same work and the same intents to kill again, though never the same instants.

mod line;
mod programs;
mod work;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use clap::Parser;
use cluster::{Cluster, Disk};
use people::Chance;

use line::Line;
use programs::{Office, Phone, Programs, Run};
use work::Work;

/// How many phones work; the odd ones are the PAO's.
const PHONES: usize = 4;
/// How often a phone tries to get its work through when nobody disturbs any more.
const LAST_TRIES: usize = 12;

/// Kills phones and the server, and compares.
#[derive(Parser)]
struct Arguments {
    /// How many kills.
    #[arg(long, default_value_t = 100)]
    kills: u32,
    /// What chance begins with.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// So many runs at once share the kills, each with a seed, phones and a server of its own: most of
    /// a run is waiting.
    #[arg(long, default_value_t = 1, value_name = "RUNS")]
    side_by_side: u32,
    /// How many households a phone captures in a round.
    #[arg(long, default_value_t = 3, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(3..=60))]
    households: usize,
    /// At least so many rounds, whoever was killed by then.
    #[arg(long, default_value_t = 1)]
    rounds: usize,
    /// What the phones run that are killed, if not `samruat`: the same program for another processor. Those that
    /// nobody disturbs run `samruat`.
    #[arg(long, value_name = "PROGRAM")]
    phone: Option<PathBuf>,
    /// The folder with `samruat` and `samruat-server`; this program's own, if not given.
    #[arg(long)]
    programs: Option<PathBuf>,
    /// Disturb a server on PostgreSQL, in a cluster made for this; on SQLite if not given.
    #[arg(long)]
    postgres: bool,
    /// Keep what the run left behind.
    #[arg(long)]
    keep: bool,
}

/// How often what was killed.
#[derive(Clone, Copy, Default)]
struct Kills {
    adding: u32,
    syncing: u32,
    serving: u32,
}

impl Kills {
    fn all(&self) -> u32 {
        self.adding + self.syncing + self.serving
    }
}

/// What came of a run, or of several.
#[derive(Default)]
struct Report {
    kills: Kills,
    spoilt: u64,
    rounds: usize,
    households: usize,
    entries: usize,
}

impl Report {
    fn add(&mut self, other: &Self) {
        self.kills.adding += other.kills.adding;
        self.kills.syncing += other.kills.syncing;
        self.kills.serving += other.kills.serving;
        self.spoilt += other.spoilt;
        self.rounds += other.rounds;
        self.households += other.households;
        self.entries += other.entries;
    }

    fn say(&self, what: &str, began: Instant) {
        let Self { kills, spoilt, rounds, households, entries } = self;
        println!(
            "{what}: {} kills ({} in add, {} in sync, {} of the server), {spoilt} connections spoilt; {households} \
             households with {} photos in {rounds} rounds: {entries} entries, the same bytes as undisturbed; \
             verify clean; {:.0} s",
            kills.all(),
            kills.adding,
            kills.syncing,
            kills.serving,
            rounds * PHONES,
            began.elapsed().as_secs_f64(),
        );
    }
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let programs = Programs::found(arguments.programs.as_deref(), arguments.phone.as_deref())?;
    let began = Instant::now();
    // Only the server is killed, never PostgreSQL: what it commits it may keep in memory.
    let cluster = arguments.postgres.then(|| Cluster::start(Disk::Trusted)).transpose()?;
    let name = if arguments.postgres { "PostgreSQL" } else { "SQLite" };
    let runs = arguments.side_by_side.max(1);
    let reports: Vec<anyhow::Result<Report>> = std::thread::scope(|scope| {
        let started: Vec<_> = (0..runs)
            .map(|nth| {
                let (programs, cluster, arguments) = (&programs, cluster.as_ref(), &arguments);
                scope.spawn(move || {
                    let seed = arguments.seed + u64::from(nth);
                    let kills = arguments.kills.div_ceil(runs);
                    let report = run(programs, cluster, seed, kills, arguments)
                        .with_context(|| format!("{name}, seed {seed}"))?;
                    report.say(&format!("{name}, seed {seed}"), began);
                    Ok(report)
                })
            })
            .collect();
        let ended = started.into_iter().map(|run| run.join());
        ended.map(|report| report.unwrap_or_else(|_| bail!("a run ended by itself"))).collect()
    });
    let mut all = Report::default();
    for report in reports {
        all.add(&report?);
    }
    if runs > 1 {
        all.say(&format!("{name}, {runs} runs side by side"), began);
    }
    Ok(())
}

/// One run: disturbed, then undisturbed, then compared.
fn run(
    programs: &Programs,
    cluster: Option<&Cluster>,
    seed: u64,
    wanted: u32,
    arguments: &Arguments,
) -> anyhow::Result<Report> {
    let mut folder = tempfile::tempdir()?;
    folder.disable_cleanup(arguments.keep);
    let work = Work::in_folder(&folder.path().join("work"), seed, PHONES, arguments.households)?;
    let mut chance = Chance::new(seed, 77);
    let database = cluster.map(|cluster| cluster.database(&format!("disturbed{seed}"))).transpose()?;
    let mut disturbed = Stage::set(programs, true, &folder.path().join("disturbed"), database.as_deref())?;
    let mut kills = Kills::default();
    let mut rounds = 0;
    while kills.all() < wanted || rounds < arguments.rounds {
        disturbed.round_of_kills(&work, rounds, &mut chance, &mut kills)?;
        rounds += 1;
    }
    disturbed.line.behave();
    disturbed.finish().context("after the last kill")?;
    let left = disturbed.export()?;

    let mut calm = Stage::set(programs, false, &folder.path().join("calm"), None)?;
    calm.line.behave();
    for round in 0..rounds {
        for phone in 0..PHONES {
            let file = work.file(round, phone)?;
            calm.phone(phone)?.run(&["add", &file])?.wait()?.whole()?;
        }
        for phone in 0..PHONES {
            calm.phone(phone)?.run(&["sync"])?.wait()?.whole()?;
        }
    }
    calm.finish().context("undisturbed")?;
    let should = calm.export()?;
    if left != should {
        let keep = folder.keep();
        bail!(
            "the export after {} kills is not that of an undisturbed run ({} and {} bytes); all of it is in {}",
            kills.all(),
            left.len(),
            should.len(),
            keep.display()
        );
    }
    let entries = left.iter().filter(|byte| **byte == b'\n').count();
    let households = rounds * PHONES * arguments.households;
    Ok(Report { kills, spoilt: disturbed.line.spoilt(), rounds, households, entries })
}

/// How long something takes of late. A machine that was busy once is not waited for ever after: kills would come when
/// everything is over.
fn of_late(before: usize, took: Duration) -> usize {
    (before + took.as_millis() as usize).div_ceil(2)
}

/// A server, its phones, and the line between them.
struct Stage {
    office: Office,
    phones: Vec<Phone>,
    line: Line,
    /// How long `add` and `sync` took of late that nobody killed, in milliseconds: within so long they are killed.
    adding: usize,
    syncing: usize,
}

impl Stage {
    fn set(
        programs: &Programs,
        is_disturbed: bool,
        folder: &std::path::Path,
        database_url: Option<&str>,
    ) -> anyhow::Result<Self> {
        let line = Line::open()?;
        let mut office = Office::found(programs, &folder.join("office"), database_url, &line.address)?;
        line.lead_to(office.start()?);
        line.behave();
        let mut phones = Vec::new();
        for nth in 0..PHONES {
            let link = office.link(nth % 2)?;
            let phone = Phone::new(programs, is_disturbed, &folder.join(format!("phone-{nth}")))?;
            phone.run(&["enrol", &link])?.wait()?.whole()?;
            phones.push(phone);
        }
        line.misbehave();
        Ok(Self { office, phones, line, adding: 60, syncing: 250 })
    }

    fn phone(&self, nth: usize) -> anyhow::Result<&Phone> {
        self.phones.get(nth).context("no such phone")
    }

    /// Every phone adds its next households and syncs, and chance kills.
    fn round_of_kills(
        &mut self,
        work: &Work,
        round: usize,
        chance: &mut Chance,
        kills: &mut Kills,
    ) -> anyhow::Result<()> {
        for nth in 0..PHONES {
            let file = work.file(round, nth)?;
            loop {
                if chance.happens(0.4) {
                    let run = self.phone(nth)?.run(&["add", &file])?;
                    if self.killed(run, chance, self.adding)? {
                        kills.adding += 1;
                        continue;
                    }
                }
                // Now and then two of them work on one store at once; whichever comes second may be told to wait.
                let beside = match chance.happens(0.3) {
                    true => Some(self.phone(nth)?.run(&["add", &file])?),
                    false => None,
                };
                // Killed or not before: what `add` says is kept is kept.
                let began = Instant::now();
                self.phone(nth)?.run(&["add", &file])?.wait()?.whole()?;
                beside.map(Run::wait).transpose()?;
                self.adding = of_late(self.adding, began.elapsed());
                break;
            }
        }
        for nth in 0..PHONES {
            let run = self.phone(nth)?.run(&["sync"])?;
            match chance.below(10) {
                0..4 => {
                    if self.killed(run, chance, self.syncing)? {
                        kills.syncing += 1;
                    }
                }
                4..7 => {
                    std::thread::sleep(Duration::from_millis(chance.below(self.syncing) as u64));
                    self.office.kill()?;
                    kills.serving += 1;
                    self.line.lead_to(self.office.start()?);
                    // Whether it got through is its own affair; it must only not hang.
                    run.wait()?;
                }
                _ => {
                    let began = Instant::now();
                    run.wait()?;
                    self.syncing = of_late(self.syncing, began.elapsed());
                }
            }
        }
        Ok(())
    }

    /// Kills a run at some point; whether it was still running.
    fn killed(&self, run: Run, chance: &mut Chance, most_ms: usize) -> anyhow::Result<bool> {
        std::thread::sleep(Duration::from_millis(chance.below(most_ms) as u64));
        run.kill()
    }

    /// Undisturbed, everything gets through; and then the server finds nothing wrong.
    fn finish(&mut self) -> anyhow::Result<()> {
        for phone in &self.phones {
            let mut last = None;
            for _ in 0..LAST_TRIES {
                let run = phone.run(&["sync"])?.wait()?;
                if run.is_whole() {
                    last = None;
                    break;
                }
                last = Some(run);
            }
            if let Some(run) = last {
                run.whole().context("a phone cannot get its work through")?;
            }
            let status = phone.run(&["status", "--json"])?.wait()?.whole()?;
            let status: serde_json::Value = serde_json::from_slice(&status)?;
            for none in ["drafts", "waiting", "sent", "rejected", "photos_waiting"] {
                ensure!(status[none] == 0, "{none} is not 0: {status}");
            }
        }
        self.office.say(&["verify"]).context("verify")?;
        Ok(())
    }

    fn export(&self) -> anyhow::Result<Vec<u8>> {
        self.office.export()
    }
}
