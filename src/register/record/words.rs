//! What somebody stood for when they said yes: a requester who signed, a supervisor who accepted.
//!
//! Owns the name of such words: whoever has them can tell whether they are still the same, and nobody reads them out
//! of it. Called by `request` for a signature, and by `field` for all answers of a record.

use std::fmt;
use std::str::FromStr;

use crate::as_text::{as_text, quoted};

/// BLAKE3 of words, written `words:` and 64 hexadecimal digits. It is no photo's hash and is not written as one:
/// whoever looks for photos in a record finds none here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordsHash([u8; 32]);

/// A text that is not the hash of words.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{} is not the hash of words; expected words: and 64 hexadecimal digits", quoted(.0))]
pub struct NotAWordsHash(String);

impl WordsHash {
    /// Of these, for one purpose: each is told from the next by its length, and what is not there from what is empty.
    pub(crate) fn of<'p>(purpose: &str, parts: impl IntoIterator<Item = Option<&'p [u8]>>) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key(purpose);
        for part in parts {
            let length = part.map_or(u64::MAX, |part| part.len() as u64);
            hasher.update(&length.to_le_bytes());
            hasher.update(part.unwrap_or_default());
        }
        Self(*hasher.finalize().as_bytes())
    }
}

impl FromStr for WordsHash {
    type Err = NotAWordsHash;

    fn from_str(text: &str) -> Result<Self, NotAWordsHash> {
        text.strip_prefix("words:")
            .and_then(crate::hex::read)
            .map(Self)
            .ok_or_else(|| NotAWordsHash(text.to_owned()))
    }
}

impl fmt::Display for WordsHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("words:")?;
        crate::hex::write(&self.0, f)
    }
}

impl fmt::Debug for WordsHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

as_text!(WordsHash, { "type": "string", "pattern": "^words:[0-9a-f]{64}$" });
