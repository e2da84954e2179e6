//! `samruat bundle`: everything that waits here, in a file that only the server can read.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Done;
use crate::data_folder;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The file to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(crate) fn run(data: Option<&Path>, arguments: &Arguments) -> Done {
    let store = data_folder::open(data)?;
    let made = sync::courier::bundle(&store)?;
    fs::write(&arguments.out, &made.sealed).map_err(|error| {
        format!(
            "{} could not be written ({error}); everything is safe here, name another file",
            arguments.out.display()
        )
    })?;
    let (changes, photos) = (made.changes, made.photos);
    writeln!(io::stdout(), "{changes} changes and {photos} photos are in {}.", arguments.out.display())?;
    if made.asked > 0 {
        let asked = made.asked;
        writeln!(
            io::stdout(),
            "It asks after {asked} changes and photos: the server was restored from a backup since it received them."
        )?;
    }
    if made.photos_left > 0 {
        let left = made.photos_left;
        writeln!(io::stderr(), "{left} photos did not fit; they go with the next bundle after its receipt.")?;
    }
    if made.photos_damaged > 0 {
        let damaged = made.photos_damaged;
        writeln!(
            io::stderr(),
            "{damaged} photos are missing or damaged on this device and were left out; the answers are in the \
             bundle, take these photos again."
        )?;
    }
    Ok(())
}
