//! What a new phone's first sync costs: a whole area, into its encrypted store.
//!
//! Owns one measurement, with the app's own program. Called by `load`.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use crate::process::{Server, ticks_of_children};

/// What it took: by the clock, and of the phone's processor.
pub struct FirstPull {
    /// From the start of the program to its end.
    pub waited: Duration,
    /// The phone's processor time.
    pub cpu: Duration,
}

/// Enrols the app in the nth LAO and syncs once.
pub fn first_pull(app: &Path, server: &Server, nth: usize) -> anyhow::Result<FirstPull> {
    let folder = tempfile::tempdir()?;
    let run = |line: &[&str]| -> anyhow::Result<()> {
        let output = Command::new(app).arg("--data").arg(folder.path()).args(line).output();
        let output = output.with_context(|| format!("{} cannot be started", app.display()))?;
        ensure!(output.status.success(), "{line:?}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    };
    run(&["enrol", &server.link(nth)?])?;
    let (before, began) = (ticks_of_children()?, Instant::now());
    run(&["sync"])?;
    Ok(FirstPull { waited: began.elapsed(), cpu: ticks_of_children()?.saturating_sub(before) })
}
