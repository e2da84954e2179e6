//! Frozen files, for this crate's own tests.
//!
//! A phone that has not been updated, a backup and a colleague's script hold these
//! forms. A test that fails on one says that today's code would not understand them.
//! Where a form is to grow on purpose, `UPDATE_GOLDEN=1 cargo test -p register` writes
//! the files anew; read the difference before it is committed. A field may be added;
//! none may go, be renamed or mean something else: that is a new version and a new file.

use std::path::Path;

/// Asserts that `now` is what the file holds, or writes it there where asked to.
#[track_caller]
pub(crate) fn same_as(file: &str, frozen: &str, now: &str) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(file);
        std::fs::write(path, now).unwrap();
        return;
    }
    // The whole of two files would hide the one line that moved.
    let moved = now.lines().zip(frozen.lines()).enumerate().find(|(_, (now, frozen))| now != frozen);
    if let Some((line, (now, frozen))) = moved {
        panic!("golden/{file} is frozen, see golden.rs; line {} was {frozen:?} and is now {now:?}", line + 1);
    }
    assert_eq!(now.len(), frozen.len(), "golden/{file} is frozen, see golden.rs; it got longer or shorter");
}

/// A value as it stands in a golden file.
pub(crate) fn pretty(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).unwrap() + "\n"
}
