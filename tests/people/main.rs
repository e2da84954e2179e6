//! The command line: makes a list whose truth is known, or judges pairs found in one.
//!
//! Owns arguments and files, nothing else. Called by people and by CI.

use clap::{Args, Parser, Subcommand, ValueEnum};
use people::judge::{JudgeError, Truth};
use people::list::ListError;
use people::national_id::MOST_PEOPLE;
use people::village::VillageStyle;
use people::{Habits, List};
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Synthetic Thai people whose truth is known.
#[derive(Debug, Parser)]
#[command(name = "people", args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
struct Line {
    #[command(subcommand)]
    task: Option<Task>,
    #[command(flatten)]
    make: Option<Make>,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Judges a finder's pairs against the truth.
    Judge(Judge),
}

#[derive(Debug, Args)]
struct Make {
    /// How many people.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_PEOPLE)))]
    people: u32,
    /// The share of them who appear again, from 0 to 1.
    #[arg(long, default_value_t = 0.12, value_parser = share)]
    copies: f64,
    /// One seed gives one list.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Which era birth dates are written in.
    #[arg(long, value_enum, default_value_t = Era::Mixed)]
    era: Era,
    /// How most rows write the village.
    #[arg(long, value_enum, default_value_t = Writing::Code)]
    village: Writing,
    /// Where the list goes.
    #[arg(long)]
    out: PathBuf,
    /// Where the truth goes.
    #[arg(long)]
    truth: PathBuf,
}

#[derive(Debug, Args)]
struct Judge {
    /// The truth file.
    #[arg(long)]
    truth: PathBuf,
    /// The pairs a finder wrote.
    #[arg(long)]
    pairs: PathBuf,
    /// The list itself, to show the rows of typical misses.
    #[arg(long)]
    people: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Era {
    /// ค.ศ.
    Ce,
    /// พ.ศ.
    Be,
    /// Both, row by row.
    Mixed,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Writing {
    /// 57090305
    Code,
    /// 5
    Number,
    /// หมู่ 5
    Moo,
    /// ม.5 บ้านสันทราย
    MooAndName,
    /// บ้านสันทราย
    Name,
}

/// What kept a task from being done.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{path} could not be opened: {source}; check the path and your rights there")]
    Open { path: String, source: std::io::Error },
    #[error(transparent)]
    List(#[from] ListError),
    #[error(transparent)]
    Judge(#[from] JudgeError),
    #[error("the report could not be printed: {0}; send it to a file or a terminal that stays open")]
    Print(#[from] std::io::Error),
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err(format!("`{text}` is no share; give a number from 0 to 1, such as 0.12")),
    }
}

fn open(path: &Path) -> Result<BufReader<File>, Failure> {
    let failed = |source| Failure::Open { path: path.display().to_string(), source };
    File::open(path).map(|file| BufReader::with_capacity(1 << 20, file)).map_err(failed)
}

fn create(path: &Path) -> Result<BufWriter<File>, Failure> {
    let failed = |source| Failure::Open { path: path.display().to_string(), source };
    File::create(path).map(|file| BufWriter::with_capacity(1 << 20, file)).map_err(failed)
}

fn make(order: &Make) -> Result<(), Failure> {
    let mut habits = Habits { copies: order.copies, ..Habits::default() };
    habits.buddhist_era = match order.era {
        Era::Ce => 0.0,
        Era::Be => 1.0,
        Era::Mixed => habits.buddhist_era,
    };
    habits.village_style = match order.village {
        Writing::Code => VillageStyle::Code,
        Writing::Number => VillageStyle::Number,
        Writing::Moo => VillageStyle::Moo,
        Writing::MooAndName => VillageStyle::MooAndName,
        Writing::Name => VillageStyle::Name,
    };
    let list = List::new(order.seed, order.people, habits);
    let tally = list.write(create(&order.out)?, create(&order.truth)?)?;
    Ok(write!(std::io::stdout(), "{tally}")?)
}

fn judge(order: &Judge) -> Result<(), Failure> {
    let truth = Truth::read(open(&order.truth)?)?;
    let mut judgement = truth.judge(open(&order.pairs)?)?;
    if let Some(people) = &order.people {
        judgement.show_rows(open(people)?)?;
    }
    Ok(write!(std::io::stdout(), "{judgement}")?)
}

fn main() -> ExitCode {
    let line = Line::parse();
    let done = match (&line.task, &line.make) {
        (Some(Task::Judge(order)), _) => judge(order),
        (None, Some(order)) => make(order),
        // Without a task the arguments of `make` are required, so this is not reached by a user.
        (None, None) => Ok(()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Standard error may be closed; then there is nobody left to tell.
            let _ = writeln!(std::io::stderr(), "{failure}");
            ExitCode::FAILURE
        }
    }
}
