//! The command line of the office's server.
//!
//! Owns arguments and exit codes: 0 done, 1 the data says no, 2 the command line is wrong.
//! Refuses to know how anything is done. Called by the office.

use std::process::ExitCode;

use clap::Parser;

mod commands;

fn main() -> ExitCode {
    match commands::run(commands::Line::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
