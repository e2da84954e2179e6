//! `samruat`: the app's command line.
//!
//! Owns reading arguments and exit codes: 0 done, 1 the data says no, 2 the command line
//! is wrong. What a record is, is the register's; this only prints what it publishes.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// สำรวจ: survey people in need, offline.
#[derive(Parser)]
#[command(name = "samruat", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the JSON Schema of a record.
    Schema,
}

fn main() -> ExitCode {
    let Arguments { command: Command::Schema } = Arguments::parse();
    let printed = serde_json::to_string_pretty(&register::record::schema())
        .map_err(io::Error::from)
        .and_then(|schema| writeln!(io::stdout().lock(), "{schema}"));
    match printed {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read the first lines and went away has what they wanted.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(
                io::stderr(),
                "The schema could not be written ({error}). Nothing else is touched; try again."
            );
            ExitCode::FAILURE
        }
    }
}
