//! The server's keys: one file that makes this office this office.
//!
//! Owns the key that signs receipts and decisions (phones pin its public half at enrolment),
//! the master key that wraps the key of every sealed part and photo, the secret of the
//! duplicate digest, the key that opens carriers' bundles, and the certificate that the
//! server made for itself.
//!
//! Refuses to know what is sealed with them (`log`, `evidence`). Called by `office`.
//!
//! Whoever has this file and the database can read everything; whoever has the database
//! alone can read no log, no photo and no piece of a photo on its way in. So it may lie elsewhere: `--keys` or `SAMRUAT_KEYS`.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use age::secrecy::ExposeSecret;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::HEXLOWER;
use ed25519_dalek::SigningKey;
use register::seal::PublicKey;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::private;

/// A key under its wrapping: nonce, key, tag.
pub const WRAPPED: usize = 24 + 32 + 16;

/// The server's keys.
pub struct Keys {
    /// Signs receipts and decisions.
    pub signing: SigningKey,
    master: Zeroizing<[u8; 32]>,
    /// The secret that the duplicate digests' keys come from.
    pub digest: Zeroizing<[u8; 32]>,
    /// Opens the sealed bundles that carriers bring.
    pub bundles: age::x25519::Identity,
    /// The certificate and its key in DER, made by this server for itself.
    pub certificate: Certificate,
}

/// A certificate of the server's own making.
#[derive(Clone)]
pub struct Certificate {
    /// What is shown, in DER.
    pub shown: Vec<u8>,
    /// Its private key, in PKCS#8.
    pub key: Zeroizing<Vec<u8>>,
}

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum KeysFault {
    /// The file is there and cannot be read.
    #[error(
        "the key file {0} cannot be read ({1}); nothing was touched, see that it may be read and start again"
    )]
    Unreadable(PathBuf, String),
    /// Others on this machine may read it.
    #[error(
        "the key file {0} may be read by others on this machine; nothing was touched, run `chmod 600 {0}` and start again"
    )]
    Exposed(PathBuf),
    /// It cannot be made.
    #[error(
        "no key file could be made at {0} ({1}); nothing else was touched, choose another place with --keys"
    )]
    Unmakeable(PathBuf, String),
}

/// The file's form. Frozen: fields may be added.
#[derive(Serialize, Deserialize)]
struct File {
    v: u32,
    signing: String,
    master: String,
    digest: String,
    bundles: String,
    certificate: String,
    certificate_key: String,
}

impl Keys {
    /// The keys of this file; made anew where there is none.
    ///
    /// # Errors
    /// When the file cannot be read or made, or others may read it.
    pub fn at(file: &Path) -> Result<Self, KeysFault> {
        match fs::read_to_string(file) {
            Ok(text) => {
                refuse_exposed(file)?;
                Self::read(&Zeroizing::new(text)).map_err(|why| KeysFault::Unreadable(file.to_owned(), why))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let unmakeable = |why: String| KeysFault::Unmakeable(file.to_owned(), why);
                let keys = Self::make().map_err(unmakeable)?;
                match keys.write_new(file) {
                    Ok(()) => Ok(keys),
                    // Another process made it in the same moment: those are the keys.
                    Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Self::at(file),
                    Err(error) => Err(unmakeable(error.to_string())),
                }
            }
            Err(error) => Err(KeysFault::Unreadable(file.to_owned(), error.to_string())),
        }
    }

    fn make() -> Result<Self, String> {
        let mut secrets = Zeroizing::new([0u8; 96]);
        getrandom::fill(secrets.as_mut()).map_err(|e| e.to_string())?;
        let third = |nth: usize| -> Zeroizing<[u8; 32]> {
            let mut bytes = Zeroizing::new([0; 32]);
            bytes.copy_from_slice(&secrets[nth * 32..nth * 32 + 32]);
            bytes
        };
        // Phones pin the certificate itself, so the names in it bind nobody.
        let made =
            rcgen::generate_simple_self_signed(["samruat.local".to_owned()]).map_err(|e| e.to_string())?;
        Ok(Self {
            signing: SigningKey::from_bytes(&third(0)),
            master: third(1),
            digest: third(2),
            bundles: age::x25519::Identity::generate(),
            certificate: Certificate {
                shown: made.cert.der().to_vec(),
                key: Zeroizing::new(made.signing_key.serialize_der()),
            },
        })
    }

    /// The text of the key file, as `backup` seals it too.
    pub fn to_text(&self) -> Zeroizing<String> {
        let file = File {
            v: 1,
            signing: HEXLOWER.encode(self.signing.as_bytes()),
            master: HEXLOWER.encode(self.master.as_slice()),
            digest: HEXLOWER.encode(self.digest.as_slice()),
            bundles: self.bundles.to_string().expose_secret().to_owned(),
            certificate: HEXLOWER.encode(&self.certificate.shown),
            certificate_key: HEXLOWER.encode(&self.certificate.key),
        };
        // Plain data always has a JSON form.
        Zeroizing::new(serde_json::to_string_pretty(&file).unwrap_or_default())
    }

    /// The keys that a key file's text holds.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(text).map_err(|e| e.to_string())?;
        let bytes = |text: &str| HEXLOWER.decode(text.as_bytes()).map_err(|e| e.to_string());
        let key = |text: &str| -> Result<Zeroizing<[u8; 32]>, String> {
            let bytes = Zeroizing::new(bytes(text)?);
            let key: [u8; 32] =
                bytes.as_slice().try_into().map_err(|_| "a key is not of 32 bytes".to_owned())?;
            Ok(Zeroizing::new(key))
        };
        if file.v != 1 {
            return Err(format!("it is of form {} and this version reads form 1", file.v));
        }
        Ok(Self {
            signing: SigningKey::from_bytes(&*key(&file.signing)?),
            master: key(&file.master)?,
            digest: key(&file.digest)?,
            bundles: file.bundles.parse().map_err(str::to_owned)?,
            certificate: Certificate {
                shown: bytes(&file.certificate)?,
                key: Zeroizing::new(bytes(&file.certificate_key)?),
            },
        })
    }

    /// Writes a key file where there is none, on disk when it returns.
    ///
    /// # Errors
    /// When one is there, or it cannot be written.
    pub fn write_new(&self, file: &Path) -> std::io::Result<()> {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        private::folder(folder)?;
        // Whole or not at all: a half key file would look like a lost one.
        let mut whole = tempfile::Builder::new().prefix(".keys").tempfile_in(folder)?;
        whole.write_all(self.to_text().as_bytes())?;
        whole.as_file().sync_all()?;
        whole.persist_noclobber(file).map_err(|e| e.error)?;
        OpenOptions::new().read(true).open(folder)?.sync_all()
    }

    /// The public half of the signing key.
    pub fn public(&self) -> PublicKey {
        PublicKey::of(&self.signing)
    }

    /// A mark of some words: whether two are the same, and nothing else. Without these keys nobody finds the
    /// words that belong to one.
    pub fn mark<W: AsRef<str>>(&self, words: impl IntoIterator<Item = W>) -> [u8; 32] {
        let key = blake3::derive_key("samruat 2026-11-27 marks of words", self.digest.as_slice());
        let mut hasher = blake3::Hasher::new_keyed(&key);
        for word in words {
            let word = word.as_ref();
            // Its length first: two words never read as one.
            hasher.update(&(word.len() as u64).to_le_bytes()).update(word.as_bytes());
        }
        *hasher.finalize().as_bytes()
    }

    /// Wraps a part's key; `nonce` is used once.
    pub fn wrap(&self, nonce: &[u8; 24], key: &[u8; 32]) -> Option<[u8; WRAPPED]> {
        let cipher = XChaCha20Poly1305::new(self.master.as_slice().try_into().ok()?);
        let wrapped = cipher.encrypt(&XNonce::from(*nonce), key.as_slice()).ok()?;
        let mut out = [0; WRAPPED];
        let (head, tail) = out.split_at_mut(24);
        head.copy_from_slice(nonce);
        tail.copy_from_slice(&wrapped);
        Some(out)
    }

    /// Takes the wrapping off; `None` where the key was destroyed, or is not ours.
    pub fn unwrap_key(&self, wrapped: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
        let (nonce, sealed) = wrapped.split_first_chunk::<24>()?;
        let cipher = XChaCha20Poly1305::new(self.master.as_slice().try_into().ok()?);
        let key = Zeroizing::new(cipher.decrypt(&XNonce::from(*nonce), sealed).ok()?);
        Some(Zeroizing::new(key.as_slice().try_into().ok()?))
    }

    /// Seals bytes that are found by a name, under a key of their own: key wrapped, box.
    pub fn seal(&self, name: &[u8], bytes: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
        let wrapped = self.new_key()?;
        let sealed = self.seal_with(&wrapped, name, bytes)?;
        Some((wrapped, sealed))
    }

    /// A key that nothing was sealed with yet, wrapped.
    pub fn new_key(&self) -> Option<Vec<u8>> {
        let mut chance = Zeroizing::new([0u8; 56]);
        getrandom::fill(chance.as_mut()).ok()?;
        let (nonce, key) = chance.split_first_chunk::<24>()?;
        Some(self.wrap(nonce, key.try_into().ok()?)?.to_vec())
    }

    /// Seals bytes with a key that seals these bytes under this name and nothing else, ever: then the
    /// box comes out the same however often it is made.
    pub fn seal_with(&self, wrapped: &[u8], name: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
        let key = self.unwrap_key(wrapped)?;
        // One key, one text: so the nonce may be nothing.
        let cipher = XChaCha20Poly1305::new(key.as_slice().try_into().ok()?);
        cipher.encrypt(&XNonce::default(), Payload { msg: bytes, aad: name }).ok()
    }

    /// Opens what [`Keys::seal`] sealed under this name.
    pub fn open(&self, name: &[u8], wrapped: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let key = self.unwrap_key(wrapped)?;
        let cipher = XChaCha20Poly1305::new(key.as_slice().try_into().ok()?);
        cipher.decrypt(&XNonce::default(), Payload { msg: sealed, aad: name }).ok()
    }
}

#[cfg(unix)]
fn refuse_exposed(file: &Path) -> Result<(), KeysFault> {
    use std::os::unix::fs::PermissionsExt;
    match fs::metadata(file) {
        Ok(meta) if meta.permissions().mode() & 0o077 != 0 => Err(KeysFault::Exposed(file.to_owned())),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn refuse_exposed(_: &Path) -> Result<(), KeysFault> {
    Ok(())
}

#[cfg(test)]
#[path = "keys_tests.rs"]
mod tests;
