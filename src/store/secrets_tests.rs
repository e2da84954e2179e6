use std::os::unix::fs::PermissionsExt;

use super::*;

#[test]
fn the_key_is_made_once_for_its_owner_alone_and_is_the_same_every_time() {
    let dir = tempfile::tempdir().unwrap();
    let secrets = FileSecrets::within(&dir.path().join("new"));
    let key = secrets.database_key().unwrap();
    assert_eq!(secrets.database_key().unwrap(), key);
    assert_ne!(*key, [0; 32]);
    let mode = fs::metadata(&secrets.path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(fs::read_dir(dir.path().join("new")).unwrap().count(), 1, "nothing else is left beside it");
}

#[test]
fn two_who_make_the_first_key_at_once_get_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let keys: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..8).map(|_| scope.spawn(|| FileSecrets::within(dir.path()).database_key().unwrap())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(keys.iter().all(|key| *key == keys[0]));
}

#[test]
fn a_key_that_others_can_read_is_refused_with_the_words_that_mend_it() {
    let dir = tempfile::tempdir().unwrap();
    let secrets = FileSecrets::within(dir.path());
    secrets.database_key().unwrap();
    for mode in [0o644, 0o640, 0o604, 0o666] {
        fs::set_permissions(&secrets.path, fs::Permissions::from_mode(mode)).unwrap();
        let fault = secrets.database_key().unwrap_err().to_string();
        assert!(fault.contains(&format!("chmod 600 {}", secrets.path.display())), "{fault}");
    }
    fs::set_permissions(&secrets.path, fs::Permissions::from_mode(0o600)).unwrap();
    secrets.database_key().unwrap();
}

#[test]
fn a_store_without_its_key_is_not_given_a_new_one() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join(DATABASE), b"sealed").unwrap();
    let fault = FileSecrets::within(dir.path()).database_key().unwrap_err().to_string();
    assert!(fault.contains("put back the key file"), "{fault}");
    assert!(!dir.path().join("key").exists());
}

#[test]
fn a_file_of_another_length_is_no_key() {
    let dir = tempfile::tempdir().unwrap();
    let secrets = FileSecrets::within(dir.path());
    secrets.database_key().unwrap();
    for bytes in [&[1; 31][..], &[1; 33], &[]] {
        fs::write(&secrets.path, bytes).unwrap();
        assert!(matches!(secrets.database_key(), Err(SecretsError::NotAKey(_))), "{}", bytes.len());
    }
}
