//! A photo as the record names it; its bytes are the store's.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Unknown, place::Fix, reading};
use crate::as_text::{as_text, closed_list, quoted};
use crate::moment::Moment;

/// A photo that belongs to the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Photo {
    /// Hash of the kept bytes: the photo's name and its evidence.
    pub hash: PhotoHash,
    /// What it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<PhotoKind>,
    /// When it was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<Moment>,
    /// Where it was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Fix>,
    /// Hash of what the camera gave, before it was made smaller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_hash: Option<PhotoHash>,
    /// Which phone took it.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// In words.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

closed_list! {
    /// What a photo shows.
    pub enum PhotoKind {
        /// The house.
        House = "house",
        /// Damage.
        Damage = "damage",
        /// A person.
        Person = "person",
        /// A document.
        Document = "document",
        /// The power of attorney.
        Authority = "authority",
        /// A paper that was signed.
        SignedPaper = "signed-paper",
        /// Anything else.
        Other = "other",
    }
}

/// BLAKE3 of a photo's kept bytes, written `b3:` and 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhotoHash([u8; 32]);

/// A text that is not a photo's hash.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{} is not a photo hash; expected b3: and 64 hexadecimal digits", quoted(.0))]
pub struct NotAPhotoHash(String);

impl PhotoHash {
    /// The hash of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// From a hash that was computed while the bytes streamed by.
    pub fn from_bytes(hash: [u8; 32]) -> Self {
        Self(hash)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl FromStr for PhotoHash {
    type Err = NotAPhotoHash;

    fn from_str(text: &str) -> Result<Self, NotAPhotoHash> {
        text.strip_prefix("b3:")
            .and_then(crate::hex::read)
            .map(Self)
            .ok_or_else(|| NotAPhotoHash(text.to_owned()))
    }
}

impl fmt::Display for PhotoHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("b3:")?;
        crate::hex::write(&self.0, f)
    }
}

impl fmt::Debug for PhotoHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

as_text!(PhotoHash, { "type": "string", "pattern": "^b3:[0-9a-f]{64}$" });
