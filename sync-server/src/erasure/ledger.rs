//! The ledger of erasures: what must stay gone, whatever backup the database comes back from.
//!
//! Owns its two copies, both outside the database: a file beside the server's keys, which is
//! only added to, and an object for each erasure beside the photos. Either is enough. An entry
//! holds what the database keeps of an erasure: names of records, parts and photos, when, by
//! whom and why; sealed under the server's master key, so that nobody else can write one.
//!
//! Refuses to know what is done with an entry that the database does not know (`office`).
//!
//! # Form
//!
//! One entry a line, in Base64: a key wrapped by the master key, and what it seals. Empty lines
//! and one that was cut short say nothing: what it was to say is said again at the next start.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use data_encoding::BASE64;
use register::lao::LaoCode;
use register::record::{PhotoHash, RecordId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::db::{ErasedKind, ErasedRow, ErasureRow};
use crate::keys::{Keys, WRAPPED};

/// What a line's seal is bound to.
const NAME: &[u8] = b"samruat erasure v1";

/// One erasure, as the ledger has it. Frozen: fields may be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    v: u8,
    lao: LaoCode,
    reference: String,
    at: u64,
    by: String,
    reason: String,
    parts: BTreeSet<Went>,
}

/// One part that went. Parts of one entry are in the order of their names, whoever writes them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Went {
    record: RecordId,
    part: Uuid,
    kind: ErasedKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    photo: Option<PhotoHash>,
}

impl Entry {
    /// Of what the database keeps.
    pub fn of(erasure: &ErasureRow, rows: &[ErasedRow]) -> Self {
        let went =
            |row: &ErasedRow| Went { record: row.record, part: row.part, kind: row.kind, photo: row.photo };
        Self {
            v: 1,
            lao: erasure.lao,
            reference: erasure.reference.clone(),
            at: erasure.at,
            by: erasure.by.clone(),
            reason: erasure.reason.clone(),
            parts: rows.iter().map(went).collect(),
        }
    }

    /// Whose.
    pub fn lao(&self) -> LaoCode {
        self.lao
    }

    /// Its reference number.
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// The erasure, not finished yet.
    pub fn erasure(&self) -> ErasureRow {
        ErasureRow {
            lao: self.lao,
            reference: self.reference.clone(),
            at: self.at,
            by: self.by.clone(),
            reason: self.reason.clone(),
            finished: false,
        }
    }

    /// What went with it.
    pub fn rows(&self) -> Vec<ErasedRow> {
        let row = |went: &Went| ErasedRow {
            lao: self.lao,
            record: went.record,
            part: went.part,
            kind: went.kind,
            photo: went.photo,
            reference: self.reference.clone(),
            seq: 0,
        };
        self.parts.iter().map(row).collect()
    }

    /// The line that it is written as; `None` where this machine gives no random bytes.
    pub fn line(&self, keys: &Keys) -> Option<String> {
        // Plain data always has a JSON form.
        let (mut line, sealed) = keys.seal(NAME, &serde_json::to_vec(self).unwrap_or_default())?;
        line.extend(sealed);
        Some(BASE64.encode(&line))
    }

    /// The entry in a line; `None` where it is none that these keys sealed.
    pub fn read(keys: &Keys, line: &str) -> Option<Self> {
        let bytes = BASE64.decode(line.trim().as_bytes()).ok()?;
        let (wrapped, sealed) = bytes.split_at_checked(WRAPPED)?;
        let entry: Self = serde_json::from_slice(&keys.open(NAME, wrapped, sealed)?).ok()?;
        (entry.v == 1).then_some(entry)
    }
}

/// The ledger's file.
pub struct Ledger {
    file: PathBuf,
}

impl Ledger {
    /// The one that belongs to these keys: `keys.json.erasures`.
    pub fn beside(keys: &Path) -> Self {
        let mut file = keys.as_os_str().to_owned();
        file.push(".erasures");
        Self { file: file.into() }
    }

    /// Where it is.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Every line; none where there is no file.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn lines(&self) -> io::Result<Vec<String>> {
        let text = match std::fs::read(&self.file) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
    }

    /// Adds what of these lines is not there yet.
    ///
    /// # Errors
    /// When they cannot be read or written.
    pub fn add_new(&self, lines: &str) -> io::Result<()> {
        let there: BTreeSet<String> = self.lines()?.into_iter().collect();
        let new = lines.lines().map(str::trim).filter(|line| !line.is_empty() && !there.contains(*line));
        let new: Vec<String> = new.map(str::to_owned).collect();
        if new.is_empty() { Ok(()) } else { self.add(&new) }
    }

    /// Adds lines; they are on disk when this returns.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn add(&self, lines: &[String]) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.file)?;
        // Each begins a line of its own, whatever a cut has left before it.
        let text: String = lines.iter().map(|line| format!("\n{line}\n")).collect();
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        match self.file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            Some(folder) => File::open(folder)?.sync_all(),
            None => File::open(".")?.sync_all(),
        }
    }
}

#[cfg(test)]
#[path = "ledger_tests.rs"]
mod tests;
