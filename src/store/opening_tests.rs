use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::*;
use crate::samples::{self, MORNING, Phone, household, id, kept, photographed, picture};
use crate::secrets::{FileSecrets, SecretsError};

struct Other;

impl Secrets for Other {
    fn database_key(&self) -> Result<Zeroizing<[u8; 32]>, SecretsError> {
        Ok(Zeroizing::new([7; 32]))
    }
}

fn fault(dir: &Path, secrets: &dyn Secrets) -> StoreError {
    Store::open(dir, secrets).err().unwrap()
}

#[test]
fn a_wrong_key_is_a_sentence_and_changes_nothing() {
    let phone = Phone::new(1);
    phone.store.keep(&household(1), &[]).unwrap();
    let fault = fault(phone.dir.path(), &Other);
    assert!(matches!(fault, StoreError::WrongKey(_)));
    assert!(fault.to_string().contains("put back the key that belongs to it"));
    assert_eq!(phone.restart().store.changes_waiting().unwrap(), 1);
}

#[test]
fn a_database_of_another_program_is_refused_sealed_or_not() {
    let dir = tempfile::tempdir().unwrap();
    let other = Connection::open(dir.path().join(DATABASE)).unwrap();
    other.execute_batch("CREATE TABLE theirs (a);").unwrap();
    drop(other);
    assert!(matches!(fault(dir.path(), &Other), StoreError::NotOurs(_)));

    let dir = tempfile::tempdir().unwrap();
    let other = connect(&dir.path().join(DATABASE), &Zeroizing::new([7; 32])).unwrap();
    other.execute_batch("CREATE TABLE theirs (a);").unwrap();
    drop(other);
    let fault = fault(dir.path(), &Other);
    assert!(matches!(fault, StoreError::NotOurs(_)), "{fault}");
    assert!(fault.to_string().contains("name another data folder"));
}

#[test]
fn a_file_that_another_process_finishes_meanwhile_does_not_keep_the_store_shut() {
    let phone = Phone::new(1);
    let folder = phone.dir.path().join(crate::photos::FOLDER);
    let ended = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut number = 0;
            while !ended.load(std::sync::atomic::Ordering::Relaxed) {
                let unfinished = folder.join(format!("{}{number}", crate::durable_file::UNFINISHED));
                fs::write(&unfinished, "x").unwrap();
                fs::remove_file(&unfinished).unwrap();
                number += 1;
            }
        });
        let opened: Vec<_> = (0..60)
            .map(|_| Store::open(phone.dir.path(), &FileSecrets::within(phone.dir.path())).err())
            .collect();
        ended.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(opened.iter().all(Option::is_none), "{opened:?}");
    });
}

#[test]
fn a_folder_that_is_a_file_is_a_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("file");
    fs::write(&path, "").unwrap();
    let fault = fault(&path, &Other);
    assert!(fault.to_string().contains("nothing in it was changed, see that the folder exists"), "{fault}");
}

#[test]
fn nothing_that_was_saved_is_readable_in_the_folder_without_the_key() {
    let phone = Phone::new(1);
    let bytes = picture(1);
    let photo = kept(&bytes);
    phone.store.keep(&photographed(1, photo.hash), &[photo]).unwrap();
    phone.store.save_draft(id(2), r#"{"given_name":"สมชาย"}"#, "").unwrap();
    fn files(dir: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
        entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
    }
    for path in files(phone.dir.path()) {
        let bytes = fs::read(&path).unwrap();
        for secret in ["สมชาย", "token-1", "SQLite format", "given_name"] {
            let there = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!there, "{secret} in {}", path.display());
        }
    }
}

#[test]
fn the_folder_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("deep/data");
    drop(Store::open(&data, &FileSecrets::within(&data)).unwrap());
    let mode = fs::metadata(&data).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn a_commit_is_synced_to_the_disk_before_it_returns() {
    let phone = Phone::fresh();
    let setting = |name: &str| -> String {
        let writer = phone.store.writer();
        writer
            .pragma_query_value(None, name, |row| {
                row.get::<_, String>(0).or_else(|_| row.get::<_, i64>(0).map(|n| n.to_string()))
            })
            .unwrap()
    };
    assert_eq!((setting("journal_mode").as_str(), setting("synchronous").as_str()), ("wal", "2"));
    assert_eq!((setting("foreign_keys").as_str(), setting("temp_store").as_str()), ("1", "2"));
}

#[test]
fn many_may_open_a_new_folder_at_once_and_all_their_work_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let time = Arc::new(AtomicU64::new(MORNING));
    std::thread::scope(|scope| {
        for number in 0..6 {
            let (dir, time) = (dir.path(), &time);
            scope.spawn(move || {
                let store = samples::open(dir, time);
                store.enrol(&samples::identity(1)).unwrap();
                for at in 0..5 {
                    store.keep(&household(number * 10 + at), &[]).unwrap();
                }
            });
        }
    });
    let store = samples::open(dir.path(), &time);
    assert_eq!(store.status().unwrap().waiting, 30);
    // One clock for all of them: no two changes bear one stamp.
    let stamps: std::collections::BTreeSet<_> = store
        .waiting(100, usize::MAX)
        .unwrap()
        .iter()
        .map(|out| register::change::Change::read(out.json.as_bytes()).unwrap().edit().stamp)
        .collect();
    assert_eq!(stamps.len(), 30);
}

#[test]
fn one_who_holds_the_store_too_long_is_named_in_a_sentence() {
    let phone = Phone::new(1);
    let other = samples::open(phone.dir.path(), &phone.time);
    other.writer().busy_timeout(Duration::from_millis(50)).unwrap();
    phone
        .store
        .write(|_| {
            let fault = other.keep(&household(1), &[]).unwrap_err();
            assert!(matches!(fault, StoreError::Busy), "{fault}");
            assert!(fault.to_string().contains("another program is working in this data folder"));
            // Reading goes on meanwhile.
            assert_eq!(other.status().unwrap().waiting, 0);
            Ok(())
        })
        .unwrap();
    other.keep(&household(1), &[]).unwrap();
}

#[test]
fn a_full_disk_is_a_sentence_and_what_was_saved_before_is_safe() {
    let phone = Phone::new(1);
    phone.store.keep(&household(0), &[]).unwrap();
    let pages: i64 = phone.store.writer().pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    phone.store.writer().execute_batch(&format!("PRAGMA max_page_count = {pages}")).unwrap();
    let fault = (1..1000).find_map(|number| phone.store.keep(&household(number), &[]).err()).unwrap();
    assert!(matches!(fault, StoreError::Full), "{fault}");
    let kept = phone.store.changes_waiting().unwrap();
    let phone = phone.restart();
    assert_eq!(phone.store.changes_waiting().unwrap(), kept);
    phone.store.keep(&household(2000), &[]).unwrap();
}

#[test]
fn an_unfinished_file_is_cleared_away_only_when_no_save_can_still_be_at_it() {
    let phone = Phone::new(1);
    let folder = phone.dir.path().join(crate::photos::FOLDER);
    let (old, new) = (folder.join(".unfinished-old"), folder.join(".unfinished-new"));
    for path in [&old, &new] {
        fs::write(path, "half").unwrap();
    }
    let long_ago = SystemTime::now() - 2 * ABANDONED;
    fs::File::options().write(true).open(&old).unwrap().set_modified(long_ago).unwrap();
    let phone = phone.restart();
    assert!(!old.exists() && new.exists());
    assert!(phone.store.found_at_start().is_empty());
}
