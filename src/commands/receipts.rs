//! `samruat receipts`: what came back for bundles carried here, for the phones they are from.

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
    let receipts = sync::courier::receipts(&data_folder::open(data)?)?;
    fs::write(&arguments.out, &receipts).map_err(|error| {
        format!(
            "{} could not be written ({error}); the receipts are safe here, name another file",
            arguments.out.display()
        )
    })?;
    let count = receipts.lines().count();
    writeln!(io::stdout(), "{count} bundles have come back; what came is in {}.", arguments.out.display())?;
    Ok(())
}
