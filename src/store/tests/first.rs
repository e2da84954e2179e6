//! The first stores that a process opens, several at once: what SQLite and its cipher set up then,
//! they set up once. A program of its own, because that happens once in a process.

use std::sync::Barrier;

use store::{FileSecrets, Store};

#[test]
fn several_threads_may_be_the_first_to_open_a_store() {
    let dirs: Vec<_> = (0..8).map(|_| tempfile::tempdir().unwrap()).collect();
    let together = Barrier::new(dirs.len());
    std::thread::scope(|scope| {
        for dir in &dirs {
            scope.spawn(|| {
                together.wait();
                let store = Store::open(dir.path(), &FileSecrets::within(dir.path())).unwrap();
                assert_eq!(store.status().unwrap().waiting, 0);
            });
        }
    });
}
