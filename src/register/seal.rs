//! Names and signatures for things that are never altered: changes and decisions.
//!
//! Owns the one byte form that is hashed and signed (`canonical`), whatever order or spacing
//! the JSON came in. Refuses to know keys' owners: who may sign is the server's business.
//! Called by `change` and `decision`, and by `receipt` and `wire` for what the server says.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::as_text::{as_text, quoted};

mod canonical;

/// The hash that names a sealed thing: BLAKE3 of its canonical bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SealedId([u8; 32]);

/// A signature by the author's Ed25519 key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Seal([u8; 64]);

/// A text that is not an identifier or a signature of ours.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{} is not {wanted} hexadecimal digits in lower case", quoted(given))]
pub struct NotHex {
    given: String,
    wanted: usize,
}

/// A signature that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the signature is not this author's over this content; it was not taken, ask the author to send it again"
)]
pub struct Forged;

impl SealedId {
    /// Names content of one kind. The kind is hashed with it, so that a decision can
    /// never pass for a change.
    pub(crate) fn of(kind: &str, content: &impl Serialize) -> Self {
        let mut said = format!("{kind}\n").into_bytes();
        // Content is plain data and always has a JSON form.
        if let Some(content) = canonical::bytes(content) {
            said.extend_from_slice(&content);
        }
        Self(*blake3::hash(&said).as_bytes())
    }

    /// Signs what this names. The name binds the content, so signing it signs all.
    pub(crate) fn sign(&self, key: &SigningKey) -> Seal {
        Seal(key.sign(&self.0).to_bytes())
    }

    /// Whether `seal` is `key`'s signature over what this names; strictly, so that
    /// every implementation agrees on which signatures are good.
    pub(crate) fn verify(&self, seal: &Seal, key: &VerifyingKey) -> Result<(), Forged> {
        key.verify_strict(&self.0, &ed25519_dalek::Signature::from_bytes(&seal.0)).map_err(|_| Forged)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// From its 32 bytes, for whoever keeps names in a table.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// Something the server says and signs: a receipt, the answer to an enrolment.
pub trait Said: Serialize {
    /// What kind of saying this is; hashed with it, so that none can pass for another.
    const KIND: &'static str;
}

/// A saying with its signature. What is in it is not to be believed before [`Signed::open`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signed<T> {
    said: T,
    signature: Seal,
}

impl<T: Said> Signed<T> {
    /// Signs it.
    pub fn sign(said: T, key: &SigningKey) -> Self {
        let signature = SealedId::of(T::KIND, &said).sign(key);
        Self { said, signature }
    }

    /// What was said, if the key that it names signed exactly that: whoever says so holds it.
    ///
    /// # Errors
    /// When it did not.
    pub fn open_by(&self, key: impl FnOnce(&T) -> PublicKey) -> Result<&T, Forged> {
        self.open(&key(&self.said))
    }

    /// What was said, if `key` signed exactly that.
    ///
    /// # Errors
    /// When it did not.
    pub fn open(&self, key: &PublicKey) -> Result<&T, Forged> {
        SealedId::of(T::KIND, &self.said).verify(&self.signature, &key.verifying()?)?;
        Ok(&self.said)
    }
}

/// The public half of an Ed25519 key, as it is sent and pinned.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// Of this secret key.
    pub fn of(key: &SigningKey) -> Self {
        Self(key.verifying_key().to_bytes())
    }

    /// From its 32 bytes; whether they are a key shows when something is verified with it.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key, ready to verify with.
    ///
    /// # Errors
    /// When these bytes are no key; whatever it was to verify is then not genuine.
    pub fn verifying(&self) -> Result<VerifyingKey, Forged> {
        VerifyingKey::from_bytes(&self.0).map_err(|_| Forged)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

macro_rules! hexadecimal {
    ($type:ident, $digits:literal) => {
        impl FromStr for $type {
            type Err = NotHex;

            fn from_str(text: &str) -> Result<Self, NotHex> {
                crate::hex::read(text)
                    .map(Self)
                    .ok_or_else(|| NotHex { given: text.to_owned(), wanted: $digits })
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                crate::hex::write(&self.0, f)
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                crate::hex::write(&self.0, f)
            }
        }
    };
}

hexadecimal!(SealedId, 64);
hexadecimal!(Seal, 128);
hexadecimal!(PublicKey, 64);
as_text!(SealedId, { "type": "string", "pattern": "^[0-9a-f]{64}$" });
as_text!(PublicKey, { "type": "string", "pattern": "^[0-9a-f]{64}$" });
as_text!(Seal, { "type": "string", "pattern": "^[0-9a-f]{128}$" });
