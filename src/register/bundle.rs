//! A bundle: a phone's unsent work in one file, for somebody else to carry.
//!
//! Owns the form of what is inside, and of the server's answer to it. The file itself is one
//! age box to the server's recipient (`Enrolled::recipient`), so that whoever carries it can
//! neither read nor alter it; what is inside is signed by the phone, so that nobody who
//! knows the recipient can speak for it.
//!
//! Refuses to know age, files and packing. Made and carried by the phone's `sync`, opened by
//! the server.
//!
//! # Form
//!
//! ```text
//! samruat bundle v2\n
//! {"said":{"head":{…},"ask":{…}},"signature":"…"}\n   one line of JSON, signed by the phone
//! changes                                    head.changes bytes, packed as head.coding says
//! for each of head.photos: thumbnail, photo  as many bytes as it says
//! ```
//!
//! The changes are a JSON array, each as it was signed. The head names the BLAKE3 of all that
//! follows its line. Frozen by `golden/bundle-v2.bin`; a new form gets a new first line. Form 1 had the
//! head alone in its line, and is read (`golden/bundle-v1.bin`).
//!
//! # A server that was restored
//!
//! A phone that never syncs hears of it by an answer that names another life ([`wire::life`]). What was
//! received in the life before is then in doubt on the phone; its next bundle asks after that by name, not
//! with the work again, and the answer says what is held and what is not. A bundle of form 1 is answered
//! in form 1, which names no life: the phone that made it could not read the other.
//!
//! [`wire::life`]: crate::wire::life
//!
//! Nothing in a bundle needs an order or a moment to arrive at: the server takes its changes
//! as it takes a push, and its photos as uploads that came whole. Twice, late, by two
//! carriers, or after the phone itself has synced: the register is the same.

use std::collections::BTreeSet;

use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

use crate::change::DeviceId;
use crate::receipt::Receipt;
use crate::record::{PhotoHash, RecordId};
use crate::seal::{Forged, PublicKey, Said, Signed};
use crate::wire::{Aside, Ask, Order};

const FIRST_LINE: &[u8] = b"samruat bundle v2\n";
/// That of the form before.
const FIRST_LINE_1: &[u8] = b"samruat bundle v1\n";
/// Longest head: some ten thousand photos, and as many names that are asked after.
const MOST_HEAD: usize = 4 * 1024 * 1024;
/// Largest bundle, before it is sealed. Facts always fit; photos that do not, wait.
pub const MOST_BUNDLE_BYTES: usize = 128 * 1024 * 1024;

/// What a phone says of its bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Whose work it is.
    pub device: DeviceId,
    /// That phone's key, with which this is signed. The server knows which key it is to be.
    pub key: PublicKey,
    /// When it was made, by the phone's clock, in milliseconds since 1970.
    pub at: u64,
    /// How the changes are packed: `samruat1`, `zstd`, or `identity`.
    pub coding: String,
    /// How many bytes of changes follow.
    pub changes: u64,
    /// The photos that follow them, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<Enclosed>,
    /// BLAKE3 of everything behind the head's line.
    pub contents: PhotoHash,
}

impl Said for Head {
    const KIND: &'static str = "samruat bundle v1";
}

/// A head, and what its phone asks.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asking {
    head: Head,
    #[serde(default, skip_serializing_if = "Ask::is_empty")]
    ask: Ask,
}

impl Said for Asking {
    const KIND: &'static str = "samruat bundle v2";
}

/// A photo in a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Enclosed {
    /// Its name.
    pub hash: PhotoHash,
    /// A record that names it.
    pub record: RecordId,
    /// Bytes of its thumbnail, which come first; 0 where there is none.
    pub thumbnail: u64,
    /// Its bytes.
    pub length: u64,
}

/// A photo that goes into a bundle.
#[derive(Clone, Copy, Debug)]
pub struct Enclosing<'a> {
    /// Its name.
    pub hash: PhotoHash,
    /// A record that names it.
    pub record: RecordId,
    /// A small picture of it.
    pub thumbnail: &'a [u8],
    /// Its bytes.
    pub jpeg: &'a [u8],
}

/// A bundle that was read, whose signature and contents fit together.
#[derive(Debug)]
pub struct Bundle<'a> {
    /// What the phone says of it. Whether `key` is the key of `device` is for the server to
    /// look up before anything in it is believed.
    pub head: Head,
    /// Of what was received before it asks whether it is held still. `None` in form 1: that phone takes
    /// no answer but a [`Delivered`].
    pub ask: Option<Ask>,
    /// The changes, packed.
    pub changes: &'a [u8],
    /// The photos.
    pub photos: Vec<Enclosing<'a>>,
}

/// The server's answer to a bundle, signed, for the phone that made it. Since form 2 it stands in
/// an [`Answered`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Delivered {
    /// Which: BLAKE3 of the sealed file, in hexadecimal digits.
    pub bundle: String,
    /// Whose work it is.
    pub device: DeviceId,
    /// What of it is held now, changes and photos.
    pub receipt: Signed<Receipt>,
    /// What of it was not taken, and why. Each names its change, or it says nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aside: Vec<Aside>,
    /// Records whose people were lawfully erased.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub erased: BTreeSet<RecordId>,
    /// What that phone is to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
}

impl Said for Delivered {
    const KIND: &'static str = "samruat delivered v1";
}

/// The server's answer to a bundle of form 2. It holds the answer of form 1 whole, for a carrier whose
/// app is older than the phone that made the bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    /// What became of the bundle. Its receipt names, beside what the bundle held, what is held of all
    /// that it asked after.
    pub delivered: Signed<Delivered>,
    /// Which life of the server says so.
    pub life: Life,
}

impl Said for Answered {
    const KIND: &'static str = "samruat delivered v2";
}

/// A life of the server, and what is not held in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Life {
    /// Its name, as a [`Cursor`](crate::wire::Cursor) has it.
    pub epoch: String,
    /// What the bundle asked after and is not held: the phone is to send it again.
    #[serde(default, skip_serializing_if = "Ask::is_empty")]
    pub missing: Ask,
}

/// An answer to a bundle, of either form, as it travels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum Answer {
    /// Form 2.
    Answered(Box<Signed<Answered>>),
    /// Form 1.
    Delivered(Box<Signed<Delivered>>),
}

impl Answer {
    /// What was said, and in which life, if `key` signed exactly that.
    ///
    /// # Errors
    /// When it did not.
    pub fn open(&self, key: &PublicKey) -> Result<(&Delivered, Option<&Life>), Forged> {
        match self {
            Self::Answered(answer) => {
                let said = answer.open(key)?;
                Ok((said.delivered.open(key)?, Some(&said.life)))
            }
            Self::Delivered(answer) => Ok((answer.open(key)?, None)),
        }
    }

    /// The same for whoever reads form 1 only, if `key` signed it.
    ///
    /// # Errors
    /// When it did not.
    pub fn in_form_1(&self, key: &PublicKey) -> Result<&Signed<Delivered>, Forged> {
        match self {
            Self::Answered(answer) => Ok(&answer.open(key)?.delivered),
            Self::Delivered(answer) => Ok(answer),
        }
    }
}

/// Why bytes are no bundle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is not a bundle that can be taken ({0}); nothing of it was taken, it is safe on the phone that made it"
)]
pub struct BundleFault(&'static str);

/// Puts a bundle together and signs it.
pub fn write(
    device: DeviceId,
    key: &SigningKey,
    at: u64,
    coding: &str,
    changes: &[u8],
    photos: &[Enclosing<'_>],
    ask: &Ask,
) -> Vec<u8> {
    let contents: usize = photos.iter().map(|photo| photo.thumbnail.len() + photo.jpeg.len()).sum();
    let mut hasher = blake3::Hasher::new();
    hasher.update(changes);
    for photo in photos {
        hasher.update(photo.thumbnail).update(photo.jpeg);
    }
    let enclosed = photos.iter().map(|photo| Enclosed {
        hash: photo.hash,
        record: photo.record,
        thumbnail: photo.thumbnail.len() as u64,
        length: photo.jpeg.len() as u64,
    });
    let head = Head {
        device,
        key: PublicKey::of(key),
        at,
        coding: coding.to_owned(),
        changes: changes.len() as u64,
        photos: enclosed.collect(),
        contents: PhotoHash::from_bytes(*hasher.finalize().as_bytes()),
    };
    // Plain data always has a JSON form.
    let asking = Asking { head, ask: ask.clone() };
    let head = serde_json::to_vec(&Signed::sign(asking, key)).unwrap_or_default();
    let mut bytes = Vec::with_capacity(FIRST_LINE.len() + head.len() + 1 + changes.len() + contents);
    bytes.extend_from_slice(FIRST_LINE);
    bytes.extend_from_slice(&head);
    bytes.push(b'\n');
    bytes.extend_from_slice(changes);
    for photo in photos {
        bytes.extend_from_slice(photo.thumbnail);
        bytes.extend_from_slice(photo.jpeg);
    }
    bytes
}

/// Reads a bundle, and checks that the key it names signed exactly this.
///
/// # Errors
/// [`BundleFault`], when it is none or was altered.
pub fn read(bytes: &[u8]) -> Result<Bundle<'_>, BundleFault> {
    if bytes.len() > MOST_BUNDLE_BYTES {
        return Err(BundleFault("it is too large"));
    }
    let (is_form_1, rest) = match (bytes.strip_prefix(FIRST_LINE), bytes.strip_prefix(FIRST_LINE_1)) {
        (Some(rest), _) => (false, rest),
        (None, Some(rest)) => (true, rest),
        (None, None) => return Err(BundleFault("its first line is of another form")),
    };
    let end = rest.iter().take(MOST_HEAD).position(|byte| *byte == b'\n');
    let (head, rest) = rest.split_at(end.ok_or(BundleFault("its head has no end"))?);
    let contents = rest.get(1..).unwrap_or_default();
    let (head, ask) = if is_form_1 {
        let head: Signed<Head> = serde_json::from_slice(head).map_err(|_| UNREAD)?;
        (head.open_by(|head| head.key).map_err(|_| UNSIGNED)?.clone(), None)
    } else {
        let asking: Signed<Asking> = serde_json::from_slice(head).map_err(|_| UNREAD)?;
        let Asking { head, ask } = asking.open_by(|asking| asking.head.key).map_err(|_| UNSIGNED)?.clone();
        (head, Some(ask))
    };
    if PhotoHash::of(contents) != head.contents {
        return Err(BundleFault("its contents were altered or cut"));
    }
    let mut rest = contents;
    let mut next = |length: u64| {
        let length = usize::try_from(length).map_err(|_| SHORT)?;
        let (part, after) = rest.split_at_checked(length).ok_or(SHORT)?;
        rest = after;
        Ok::<_, BundleFault>(part)
    };
    let changes = next(head.changes)?;
    let mut photos = Vec::new();
    for photo in &head.photos {
        let (thumbnail, jpeg) = (next(photo.thumbnail)?, next(photo.length)?);
        if PhotoHash::of(jpeg) != photo.hash {
            return Err(BundleFault("a photo in it is not the one that it names"));
        }
        photos.push(Enclosing { hash: photo.hash, record: photo.record, thumbnail, jpeg });
    }
    if rest.is_empty() {
        Ok(Bundle { head, ask, changes, photos })
    } else {
        Err(BundleFault("it has something after its end"))
    }
}

const UNREAD: BundleFault = BundleFault("its head cannot be read");
const UNSIGNED: BundleFault = BundleFault("its signature does not fit");
const SHORT: BundleFault = BundleFault("it is shorter than it says");

#[cfg(test)]
#[path = "bundle_tests.rs"]
mod tests;
