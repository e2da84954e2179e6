use super::*;

#[test]
fn keys_once_made_are_the_keys_ever_after() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("new/keys.json");
    let made = Keys::at(&file).unwrap();
    let read = Keys::at(&file).unwrap();
    assert_eq!(made.public(), read.public());
    let (wrapped, sealed) = made.seal(b"photo", b"bytes").unwrap();
    assert_eq!(read.open(b"photo", &wrapped, &sealed).as_deref(), Some(&b"bytes"[..]));
}

#[test]
fn what_is_sealed_opens_under_its_name_and_with_its_key_only() {
    let keys = Keys::make().unwrap();
    let (wrapped, sealed) = keys.seal(b"one", b"bytes").unwrap();
    assert_eq!(keys.open(b"two", &wrapped, &sealed), None);
    assert_eq!(keys.open(b"one", &[0; WRAPPED], &sealed), None);
    assert_eq!(Keys::make().unwrap().open(b"one", &wrapped, &sealed), None);
}

#[test]
#[cfg(unix)]
fn a_key_file_that_others_may_read_is_refused_with_the_command_that_mends_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    Keys::at(&file).unwrap();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let error = Keys::at(&file).map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("chmod 600"), "{error}");
}
