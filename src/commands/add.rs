//! `samruat add`: records from a file, one a line, into the store.
//!
//! Owns what a line may leave out (ids, the surveyor), photos given as files, and naming
//! what is wrong by line and field. A bad line harms no other. What a record is, is the
//! register's; keeping it, and making an edit of one that is here, is the store's.
//!
//! Called by offices that load paper surveys, and by tests that drive a phone.

mod line;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use store::{Outcome, Store, StoreError};

use super::Done;
use crate::data_folder;
use line::{Kept, Line};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Records, one JSON object a line.
    file: PathBuf,
}

/// How the lines came out.
#[derive(Default)]
struct Count {
    made: u64,
    edited: u64,
    same: u64,
    drafts: u64,
    bad: u64,
}

pub(crate) fn run(data: Option<&Path>, arguments: &Arguments) -> Done {
    let path = &arguments.file;
    let unreadable = |e: io::Error| {
        format!(
            "{} cannot be read ({e}); lines before it are kept, see that the file is there and may be read, \
             then add it again",
            path.display()
        )
    };
    let mut lines = BufReader::new(File::open(path).map_err(unreadable)?);
    let store = data_folder::open(data)?;
    let identity = store.identity()?.ok_or(StoreError::NotEnrolled)?;
    let folder = path.parent().unwrap_or(Path::new(""));

    let (mut count, mut bytes) = (Count::default(), Vec::new());
    for number in 1_u64.. {
        bytes.clear();
        if lines.read_until(b'\n', &mut bytes).map_err(unreadable)? == 0 {
            break;
        }
        // Some editors begin a file with a mark that is not part of it.
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes).trim_ascii();
        if bytes.is_empty() {
            continue;
        }
        match add(&store, &Line { bytes, folder, identity: &identity }) {
            Ok(kept) => count.add(number, &kept),
            Err(fault) if is_the_lines_own(&fault) => {
                count.bad += 1;
                let _ = writeln!(io::stderr(), "line {number}: {fault}");
            }
            Err(fault) => {
                return Err(format!("line {number}: {fault}. The lines before it are dealt with.").into());
            }
        }
    }
    count.finish()
}

/// A line's fault harms that line alone; any other would meet the next line too.
fn is_the_lines_own(fault: &StoreError) -> bool {
    matches!(
        fault,
        StoreError::Record(_)
            | StoreError::Erased(_)
            | StoreError::OtherPhoto(_)
            | StoreError::Unreadable { .. }
    )
}

fn add(store: &Store, line: &Line<'_>) -> Result<Kept, StoreError> {
    line.read(store)?.keep(store)
}

impl Count {
    fn add(&mut self, line: u64, kept: &Kept) {
        match kept.outcome {
            None => self.drafts += 1,
            Some(Outcome::Made) => self.made += 1,
            Some(Outcome::Edited) => self.edited += 1,
            Some(Outcome::Same) => self.same += 1,
        }
        // Whoever is to edit it later needs to know what it is called. Should nobody listen
        // any more, the lines that follow are kept all the same.
        if kept.named_here {
            let _ = writeln!(io::stdout(), "line {line}: kept as {}", kept.id);
        }
    }

    fn finish(&self) -> Done {
        let Self { made, edited, same, drafts, bad } = self;
        let _ = writeln!(
            io::stdout(),
            "{} kept: {made} new, {edited} edited, {same} unchanged, {drafts} drafts",
            made + edited + same + drafts
        );
        match bad {
            0 => Ok(()),
            1 => Err("1 line was not kept; it is named above, all others are kept".into()),
            _ => Err(format!("{bad} lines were not kept; they are named above, all others are kept").into()),
        }
    }
}
