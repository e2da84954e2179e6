//! `samruat`: the app on a desktop, and its command line.
//!
//! Owns reading arguments and exit codes: 0 done, 1 the data says no, 2 the command line
//! is wrong. With no command it opens the window, sized as a phone. Each command is a module of
//! `commands`; what a record is, is the register's, and what is kept of it, the store's.

mod commands;
mod data_folder;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// สำรวจ: survey people in need, offline. With no command it opens the window.
#[derive(Parser)]
#[command(name = "samruat", version)]
struct Arguments {
    /// The folder that holds what is captured; made on first use.
    #[arg(long, value_name = "DIR", global = true)]
    data: Option<PathBuf>,
    #[command(flatten)]
    window: commands::window::Window,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Keep records from a file, one JSON object a line.
    Add(commands::add::Arguments),
    /// Seal everything that waits, for somebody else to carry.
    Bundle(commands::bundle::Arguments),
    /// Take somebody's bundle along; the next sync delivers it.
    Carry(commands::carry::Arguments),
    /// Say whether a national ID is known here.
    Check(commands::check::Arguments),
    /// Make this the phone that the office's link is for.
    Enrol(commands::enrol::Arguments),
    /// Write down what came back for bundles that were carried here.
    Receipts(commands::receipts::Arguments),
    /// Print the JSON Schema of a record.
    Schema,
    /// Say how far this phone's records have got.
    Status(commands::status::Arguments),
    /// Send everything that waits, and fetch what is new.
    Sync(commands::sync::Arguments),
    /// Take receipts that were brought back to this phone.
    Take(commands::take::Arguments),
}

fn main() -> ExitCode {
    let Arguments { data, window, command } = Arguments::parse();
    let Some(command) = command else { return ended(commands::window::run(data.as_deref(), window)) };
    let done = match command {
        Command::Add(arguments) => commands::add::run(data.as_deref(), &arguments),
        Command::Bundle(arguments) => commands::bundle::run(data.as_deref(), &arguments),
        Command::Carry(arguments) => commands::carry::run(data.as_deref(), &arguments),
        Command::Check(arguments) => commands::check::run(data.as_deref(), &arguments),
        Command::Enrol(arguments) => commands::enrol::run(data.as_deref(), &arguments),
        Command::Receipts(arguments) => commands::receipts::run(data.as_deref(), &arguments),
        Command::Schema => commands::schema::run(),
        Command::Status(arguments) => commands::status::run(data.as_deref(), &arguments),
        Command::Sync(arguments) => commands::sync::run(data.as_deref(), &arguments),
        Command::Take(arguments) => commands::take::run(data.as_deref(), &arguments),
    };
    ended(done)
}

fn ended(done: commands::Done) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            // Whoever read the first lines and went away has what they wanted.
            let gone = fault.downcast_ref().map(io::Error::kind) == Some(io::ErrorKind::BrokenPipe);
            if gone {
                return ExitCode::SUCCESS;
            }
            let _ = writeln!(io::stderr(), "{fault}");
            ExitCode::FAILURE
        }
    }
}
