//! `samruat take`: receipts that were brought back to the phone they belong to.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Done;
use crate::data_folder;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The file that `receipts` wrote.
    file: PathBuf,
}

pub(crate) fn run(data: Option<&Path>, arguments: &Arguments) -> Done {
    let file = arguments.file.display();
    let brought = fs::read_to_string(&arguments.file).map_err(|error| {
        format!("{file} cannot be read ({error}); nothing was taken, name the file again")
    })?;
    let taken = sync::courier::take(&data_folder::open(data)?, &brought)?;
    let sync::courier::Brought { receipts, changes, photos, aside, .. } = taken;
    writeln!(
        io::stdout(),
        "{receipts} receipts were for this phone: {changes} changes and {photos} photos are received by them, \
         {aside} changes were set aside."
    )?;
    Ok(())
}
