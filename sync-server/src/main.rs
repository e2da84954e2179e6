//! The command line of the office's server.
//!
//! Owns arguments and exit codes: 0 done, 1 the data says no, 2 the command line is wrong.
//! Refuses to know how anything is done. Called by the office.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};
use sync_server::dedupe;

/// The local office's server.
#[derive(Debug, Parser)]
#[command(name = "samruat-server", version)]
struct Line {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Finds the entries of a list that may be one person. No server is needed.
    ///
    /// The list is CSV with a header: unique_id, cid, title, first, last, dob, sex, village
    /// and house, in any order; other columns are ignored.
    Dedupe {
        /// The list of people.
        #[arg(long = "in", value_name = "PEOPLE.csv")]
        people: PathBuf,
        /// Where the pairs go: unique_id_l, unique_id_r, score, verdict.
        #[arg(long = "out", value_name = "PAIRS.csv")]
        pairs: PathBuf,
    },
}

fn main() -> ExitCode {
    match run(Line::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(line: Line) -> anyhow::Result<ExitCode> {
    match line.task {
        Task::Dedupe { people, pairs } => {
            let today = chrono::Local::now().date_naive();
            let report = dedupe::files(&people, &pairs, today)
                .with_context(|| format!("no pairs were written to {}", pairs.display()))?;
            eprint!("{report}");
            Ok(if report.is_whole() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
    }
}
