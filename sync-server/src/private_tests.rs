use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::db::sqlite::Sqlite;
use crate::evidence::Evidence;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_new_register_is_read_by_nobody_but_whoever_runs_its_server() {
    let somewhere = tempfile::tempdir().unwrap();
    let data = somewhere.path().join("office").join("data");
    super::folder(&data).unwrap();
    let database = data.join("samruat.db");
    let _open = Sqlite::open(&database).unwrap();
    Evidence::in_folder(&data.join("photos")).unwrap();
    assert_eq!([mode(data.parent().unwrap()), mode(&data), mode(&data.join("photos"))], [0o700; 3]);
    assert_eq!(mode(&database), 0o600);
    assert_eq!(mode(&data.join("samruat.db-wal")), 0o600);
}

#[test]
fn what_was_opened_to_a_group_on_purpose_stays_so() {
    let data = tempfile::tempdir().unwrap();
    fs::set_permissions(data.path(), fs::Permissions::from_mode(0o750)).unwrap();
    let database = data.path().join("samruat.db");
    drop(Sqlite::open(&database).unwrap());
    fs::set_permissions(&database, fs::Permissions::from_mode(0o640)).unwrap();
    super::folder(data.path()).unwrap();
    drop(Sqlite::open(&database).unwrap());
    assert_eq!((mode(data.path()), mode(&database)), (0o750, 0o640));
}
