//! Beginning anew beside a store whose key is lost.
//!
//! Owns putting the old store aside, whole and untouched: nobody can open it, and it is not ours to remove
//! what a volunteer wrote. Refuses to know when a key is lost (`secrets`) and whether to begin anew: the
//! person says so. Called by the app, with no store open on the folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::fault::StoreError;
use crate::opening::DATABASE;

/// What the folders of old stores are called, before a number.
const ASIDE: &str = "aside-";

/// Puts the store in this folder aside, with its photos, what it carries, and the key that does not open any
/// more. Cut off in the middle it is done to its end when it is called again: the key goes last, so that
/// until then the store is one without its key.
///
/// # Errors
/// When something cannot be moved. Whatever was moved lies where the others go the next time.
pub fn begin_anew(dir: &Path, key: &Path) -> Result<PathBuf, StoreError> {
    let fault = |place: &Path| {
        let place = place.to_owned();
        move |error: io::Error| StoreError::file(&place, &error)
    };
    let aside = place_for_it(dir, key).map_err(fault(dir))?;
    fs::create_dir_all(&aside).map_err(fault(&aside))?;
    let database = ["", "-wal", "-shm"].map(|end| dir.join(format!("{DATABASE}{end}")));
    let folders = [crate::photos::FOLDER, crate::courier::FOLDER].map(|folder| dir.join(folder));
    for old in database.into_iter().chain(folders).chain([key.to_owned()]) {
        let Some(name) = old.file_name() else { continue };
        let there = aside.join(name);
        let moved = if there.is_dir() {
            // It was moved before the phone died, and an empty one was made at the next start: an empty
            // folder alone is removed so.
            fs::remove_dir(&old)
        } else {
            fs::rename(&old, &there)
        };
        match moved {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            moved => moved.map_err(fault(&old))?,
        }
        // What is moved first is aside before anything after it is: the key, last.
        crate::durable_file::sync_folder(&aside).map_err(fault(&aside))?;
        crate::durable_file::sync_folder(dir).map_err(fault(dir))?;
    }
    Ok(aside)
}

/// The first folder that holds no key: a store that was not wholly put aside goes on there.
fn place_for_it(dir: &Path, key: &Path) -> io::Result<PathBuf> {
    for nth in 1_u32.. {
        let aside = dir.join(format!("{ASIDE}{nth}"));
        let holds_its_key = key.file_name().is_some_and(|name| aside.join(name).exists());
        if !holds_its_key {
            return Ok(aside);
        }
    }
    Err(io::Error::other("no folder is free"))
}

#[cfg(test)]
#[path = "anew_tests.rs"]
mod tests;
