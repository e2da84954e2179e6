//! The store's key, sealed by one that the phone's hardware keeps and never gives out.
//!
//! Owns the sealed key's file, and telling three things apart: a phone that has no key yet, one whose key
//! store does not answer now, and one whose key is lost, or there and of no use any more. Only the first makes a key; the others open nothing,
//! change nothing and remove nothing. Refuses to know the cipher: that is Java's and the hardware's.
//!
//! Called by the store when it opens, through `Secrets`.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jni::objects::JByteArray;
use jni::{JValue, jni_sig, jni_str};
use store::{Secrets, SecretsError};
use zeroize::Zeroizing;

use crate::line::{self, Cut, Far};

const FILE: &str = "key.sealed";
/// The store's own name of its database.
const DATABASE: &str = "samruat.db";

/// The key of this phone.
pub struct HardwareKey {
    folder: PathBuf,
    far: Option<Far>,
}

impl HardwareKey {
    /// The key of the store in this folder, by the key store that this phone speaks for.
    pub fn of(folder: &Path, far: Option<Far>) -> Self {
        Self { folder: folder.to_owned(), far }
    }

    fn place(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    fn far(&self) -> Result<&Far, SecretsError> {
        self.far.as_ref().ok_or_else(|| SecretsError::Device("there is no way to it".to_owned()))
    }

    fn seal(&self, key: &[u8]) -> Result<Vec<u8>, SecretsError> {
        let far = self.far()?;
        let sealed = line::speak(|env| {
            let plain = env.byte_array_from_slice(key)?;
            let sealed = {
                let with = [JValue::Object(&plain)];
                line::call(env, far, jni_str!("seal"), &jni_sig!(([jbyte]) -> [jbyte]), &with)
            };
            // Java's copy is overwritten whatever came of it.
            let blank = vec![0_i8; key.len()];
            plain.set_region(env, 0, &blank)?;
            let sealed = sealed?.into_object()?;
            let sealed = env.cast_local::<JByteArray>(sealed)?;
            env.convert_byte_array(&sealed)
        });
        sealed.map_err(device)
    }

    fn open(&self, sealed: &[u8]) -> Result<Zeroizing<[u8; 32]>, SecretsError> {
        let far = self.far()?;
        let opened = line::speak(|env| {
            let sealed = env.byte_array_from_slice(sealed)?;
            let with = [JValue::Object(&sealed)];
            let opened = line::call(env, far, jni_str!("open"), &jni_sig!(([jbyte]) -> [jbyte]), &with)?;
            let opened = opened.into_object()?;
            if opened.is_null() {
                return Ok(None);
            }
            let opened = env.cast_local::<JByteArray>(opened)?;
            let plain = Zeroizing::new(env.convert_byte_array(&opened)?);
            let blank = vec![0_i8; plain.len()];
            opened.set_region(env, 0, &blank)?;
            Ok(Some(plain))
        });
        let plain = opened.map_err(device)?.ok_or_else(|| SecretsError::Lost(self.place()))?;
        let mut key = Zeroizing::new([0; 32]);
        if plain.len() != key.len() {
            return Err(SecretsError::NotAKey(self.place()));
        }
        key.copy_from_slice(&plain);
        Ok(key)
    }

    fn make(&self) -> Result<(), SecretsError> {
        if self.folder.join(DATABASE).exists() {
            return Err(SecretsError::Missing(self.place()));
        }
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *key).map_err(|fault| SecretsError::NoChance(fault.to_string()))?;
        let sealed = self.seal(&*key)?;
        // A key that cannot be opened again would lose everything that is written under it.
        if *self.open(&sealed)? != *key {
            return Err(SecretsError::Device("it did not give back what it sealed".to_owned()));
        }
        keep(&self.folder, &sealed).map_err(|fault| self.fault(&fault))
    }

    fn fault(&self, fault: &io::Error) -> SecretsError {
        SecretsError::File { path: self.place(), reason: fault.to_string() }
    }
}

fn device(Cut(words): Cut) -> SecretsError {
    SecretsError::Device(words)
}

/// Keeps the sealed key whole or not at all, and on the disk before anything is written under it.
fn keep(folder: &Path, sealed: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let draft = folder.join("key.draft");
    let mut file = File::create(&draft)?;
    file.write_all(sealed)?;
    file.sync_all()?;
    fs::rename(&draft, folder.join(FILE))?;
    File::open(folder)?.sync_all()
}

impl Secrets for HardwareKey {
    fn database_key(&self) -> Result<Zeroizing<[u8; 32]>, SecretsError> {
        // The window and the job may both come first.
        static MAKING: std::sync::Mutex<()> = std::sync::Mutex::new(());
        let making = MAKING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let sealed = match fs::read(self.place()) {
            Ok(sealed) => sealed,
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => {
                self.make()?;
                fs::read(self.place()).map_err(|fault| self.fault(&fault))?
            }
            Err(fault) => return Err(self.fault(&fault)),
        };
        drop(making);
        self.open(&sealed)
    }
}
