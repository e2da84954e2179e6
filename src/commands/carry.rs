//! `samruat carry`: takes somebody's bundle along; the next sync delivers it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Done;
use crate::data_folder;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The file that `bundle` wrote.
    file: PathBuf,
}

pub(crate) fn run(data: Option<&Path>, arguments: &Arguments) -> Done {
    let file = arguments.file.display();
    let sealed = fs::read(&arguments.file).map_err(|error| {
        format!("{file} cannot be read ({error}); nothing was taken along, name the file again")
    })?;
    let id = sync::courier::carry(&data_folder::open(data)?, &sealed)?;
    writeln!(io::stdout(), "Bundle {id} is carried; sync delivers it.")?;
    Ok(())
}
