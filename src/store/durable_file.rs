//! Files that are whole or not there, and that survive the battery being pulled.
//!
//! Owns the order that makes it so: a new file beside its place, its bytes on the disk, the
//! new name, the folder on the disk. Knows nothing of what is in them.
//! Called by `photos` and `courier`, before the row that names a file is written.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use data_encoding::HEXLOWER;

/// What the name of a file begins with until it is whole.
pub(crate) const UNFINISHED: &str = ".unfinished-";

/// Writes a file whose bytes and name are on the disk when this returns.
pub(crate) fn write(dir: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    let unfinished = dir.join(format!("{UNFINISHED}{}", HEXLOWER.encode(&random)));
    let written = (|| {
        let mut file = File::create_new(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&unfinished, dir.join(name))
    })();
    if written.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    written?;
    sync_folder(dir)
}

/// Brings a folder's names to the disk. Where folders cannot be opened, as on Windows, the
/// file system does that by itself.
pub(crate) fn sync_folder(dir: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
}
