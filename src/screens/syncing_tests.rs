//! When a sync is called whole.

use super::*;

#[test]
fn all_is_not_sent_while_a_carried_file_was_refused_or_something_was_set_aside() {
    let done = |left: u64, aside: u64, undelivered: u64| {
        let mut done = Done::default();
        (done.left, done.aside, done.undelivered) = (left, aside, undelivered);
        is_all_done(&done)
    };
    assert!(done(0, 0, 0));
    assert!(!done(1, 0, 0) && !done(0, 1, 0) && !done(0, 0, 1));
}
