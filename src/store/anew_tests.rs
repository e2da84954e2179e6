use std::fs;
use std::path::Path;

use super::*;
use crate::samples::{self, Phone, id};
use crate::secrets::{FileSecrets, SecretsError};
use crate::{Secrets, Store};

fn key(dir: &Path) -> PathBuf {
    dir.join("key")
}

/// All files under a folder, with their bytes.
fn all(dir: &Path) -> std::collections::BTreeMap<PathBuf, Vec<u8>> {
    let mut found = std::collections::BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(all(&path).into_iter().map(|(name, bytes)| (path.join(name), bytes)));
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found.into_iter().map(|(path, bytes)| (path.strip_prefix(dir).unwrap().to_owned(), bytes)).collect()
}

/// A phone's folder with unsent work in it, and nobody who has it open.
fn left_behind() -> tempfile::TempDir {
    let phone = Phone::new(1);
    phone.store.save_draft(id(7), "{}", "people").unwrap();
    phone.store.carry(b"sealed").unwrap();
    fs::write(phone.dir.path().join(crate::photos::FOLDER).join("of-a-save-that-was-cut-off"), b"half")
        .unwrap();
    let Phone { dir, store, .. } = phone;
    drop(store);
    dir
}

#[test]
fn a_new_store_is_made_beside_the_old_one_of_which_every_byte_stays() {
    let dir = left_behind();
    let before = all(dir.path());
    assert!(before.contains_key(Path::new(DATABASE)) && before.contains_key(Path::new("key")));
    let aside = begin_anew(dir.path(), &key(dir.path())).unwrap();
    let after = all(&aside);
    for (name, bytes) in &before {
        assert_eq!(after.get(name), Some(bytes), "{}", name.display());
    }
    let fresh = Store::open(dir.path(), &FileSecrets::within(dir.path())).unwrap();
    assert!(fresh.drafts().unwrap().is_empty() && fresh.identity().unwrap().is_none());
    fresh.enrol(&samples::identity(2)).unwrap();
    drop(fresh);
    // With its key, should it ever come back, the old one opens where it lies.
    let old = Store::open(&aside, &FileSecrets::within(&aside)).unwrap();
    assert_eq!(old.drafts().unwrap()[0].id, id(7));
    drop(old);

    let again = begin_anew(dir.path(), &key(dir.path())).unwrap();
    assert_ne!(again, aside, "a second one lies beside the first");
    assert!(aside.join(DATABASE).exists() && again.join(DATABASE).exists());
}

#[test]
fn cut_off_in_the_middle_it_goes_on_and_the_store_stays_one_without_its_key_until_the_end() {
    let dir = left_behind();
    let before = all(dir.path());
    // As if the phone had died after the database and the photos were moved.
    let aside = dir.path().join("aside-1");
    fs::create_dir(&aside).unwrap();
    for name in [DATABASE, crate::photos::FOLDER] {
        fs::rename(dir.path().join(name), aside.join(name)).unwrap();
    }
    // The next start makes its folders before it asks for the key.
    assert!(Store::open(dir.path(), &LostKey(key(dir.path()))).is_err());
    assert!(dir.path().join(crate::photos::FOLDER).is_dir() && key(dir.path()).exists());
    assert_eq!(begin_anew(dir.path(), &key(dir.path())).unwrap(), aside);
    let after = all(&aside);
    for (name, bytes) in &before {
        assert_eq!(after.get(name), Some(bytes), "{}", name.display());
    }
}

/// A key store that lost its key.
struct LostKey(PathBuf);

impl Secrets for LostKey {
    fn database_key(&self) -> Result<zeroize::Zeroizing<[u8; 32]>, SecretsError> {
        Err(SecretsError::Lost(self.0.clone()))
    }
}

#[test]
fn a_store_whose_key_is_lost_is_neither_opened_nor_changed() {
    let dir = left_behind();
    let before = all(dir.path());
    let fault = Store::open(dir.path(), &LostKey(key(dir.path()))).err().unwrap();
    assert!(matches!(fault, StoreError::Secrets(SecretsError::Lost(_))));
    assert_eq!(all(dir.path()), before);
}
