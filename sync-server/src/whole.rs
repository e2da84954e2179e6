//! A file that is there whole or not at all.
//!
//! Owns writing it beside its place and putting it there by one rename, and that it takes the place
//! of an ordinary file alone: whoever names a device or a pipe (`/dev/null`, `/dev/stdout`) would
//! have it replaced by a file. Refuses to know what is written. Called by whatever the office writes
//! for somebody outside: exports, backups, pairs of a list.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Such a file, on its way.
pub struct Whole {
    out: PathBuf,
    folder: PathBuf,
    file: NamedTempFile,
}

impl Whole {
    /// Begins a file that is to stand at `out`.
    ///
    /// # Errors
    /// When something else than an ordinary file stands there, or its folder cannot be written.
    pub fn beside(out: &Path) -> io::Result<Self> {
        if fs::metadata(out).is_ok_and(|there| !there.is_file()) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "what stands there is no ordinary file and is left as it is; name another place",
            ));
        }
        let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = NamedTempFile::new_in(folder)?;
        Ok(Self { out: out.to_owned(), folder: folder.to_owned(), file })
    }

    /// The folder that it is to stand in, for what is written on the way.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file.
    pub fn file(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Puts it in its place, durably.
    ///
    /// # Errors
    /// When the disk does not take it; what stood there before stands there still.
    pub fn put_in_place(self) -> io::Result<()> {
        self.file.as_file().sync_all()?;
        self.file.persist(&self.out).map_err(|failed| failed.error)?;
        File::open(&self.folder).and_then(|folder| folder.sync_all())
    }
}
