//! `dedupe`: a list of people in one file, its pairs in another.
//!
//! Owns the two files, and that half a file never looks whole. What is in them is `pairs`'. Called by the
//! command line.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;

use anyhow::Context as _;
use chrono::NaiveDate;
use pairs::{NoPairs, Report, streams};

use sync_server::whole::Whole;

/// So much of a file is read or written at once.
const BUFFER: usize = 1 << 20;

/// Reads the list in one file and writes its pairs to another, which appears when it is whole.
pub(super) fn files(people: &Path, into: &Path, today: NaiveDate) -> anyhow::Result<Report> {
    let list = File::open(people).with_context(|| {
        format!("the list {} cannot be opened; check --in and try again", people.display())
    })?;
    let mut whole = Whole::beside(into).map_err(NoPairs::from)?;
    let report = streams(
        BufReader::with_capacity(BUFFER, list),
        BufWriter::with_capacity(BUFFER, whole.file()),
        today,
    )?;
    whole.put_in_place().map_err(NoPairs::from)?;
    Ok(report)
}
