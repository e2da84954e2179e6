//! `samruat status`: how far this phone's records have got, in numbers.

use std::io::{self, Write};
use std::path::Path;

use super::Done;
use crate::data_folder;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// As one line of JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(data: Option<&Path>, arguments: &Arguments) -> Done {
    let status = data_folder::open(data)?.status()?;
    let mut out = io::stdout().lock();
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&status)?)?;
        return Ok(());
    }
    let store::Status { drafts, waiting, sent, received, rejected, photos_waiting, last_receipt, .. } =
        status;
    for (name, count) in [
        ("drafts", drafts),
        ("waiting", waiting),
        ("sent", sent),
        ("received", received),
        ("rejected", rejected),
        ("photos waiting", photos_waiting),
    ] {
        writeln!(out, "{name:>15} {count}")?;
    }
    match last_receipt {
        Some(at) => writeln!(out, "{:>15} {at}", "last receipt")?,
        None => writeln!(out, "{:>15} none yet", "last receipt")?,
    }
    Ok(())
}
