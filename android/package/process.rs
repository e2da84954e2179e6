//! Running a tool: its output where it fails, and which tool that was.
//!
//! Called by whatever uses a tool.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Runs it, and gives what it printed.
pub(crate) fn run(what: &str, command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .with_context(|| format!("{what} cannot be started: {}", command.get_program().to_string_lossy()))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let complained = String::from_utf8_lossy(&output.stderr);
        bail!("{what} says no:\n{}\n{}", said.trim(), complained.trim());
    }
    Ok(said)
}

/// Writes a program of the shell.
pub(crate) fn program(file: &Path, script: &str) -> Result<()> {
    fs::write(file, script).with_context(|| format!("{} cannot be written", file.display()))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(file, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}
