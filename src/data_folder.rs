//! The data folder of a desktop: where it is when nobody says, and opening the store in it.
//!
//! Called by the commands. A phone has its own private folder and its own key store.

use std::env;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use store::{FileSecrets, Store, StoreError};

/// The folder that was named, or this user's own.
pub(crate) fn place(named: Option<&Path>) -> PathBuf {
    if let Some(named) = named {
        return named.to_owned();
    }
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = set("XDG_DATA_HOME")
        .or_else(|| set("LOCALAPPDATA"))
        .or_else(|| set("HOME").map(|home| home.join(".local/share")));
    home.unwrap_or_default().join("samruat")
}

/// Opens the store there; says on standard error what its check at the start found.
pub(crate) fn open(named: Option<&Path>) -> Result<Store, StoreError> {
    let dir = place(named);
    let store = Store::open(&dir, &FileSecrets::within(&dir))?;
    if !store.found_at_start().is_empty() {
        let _ = writeln!(io::stderr(), "{}", store.found_at_start());
    }
    Ok(store)
}
