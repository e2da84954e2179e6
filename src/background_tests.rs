//! What of a sync that nobody saw is told, and what is tried again.

use super::*;

fn failed(fault: &SyncError) -> Outcome {
    Outcome::Failed(Trouble::from(fault), may_pass(fault))
}

#[test]
fn no_signal_is_tried_again_and_disturbs_nobody() {
    let outcome = failed(&SyncError::Unreachable { reason: "timed out".to_owned(), before_sending: true });
    assert!(!outcome.is_over());
    assert_eq!(outcome.word(), None);
}

#[test]
fn what_time_does_not_mend_is_said_and_not_tried_again() {
    for fault in [SyncError::Unknown(String::new()), SyncError::Outdated(String::new())] {
        let outcome = failed(&fault);
        assert!(outcome.is_over(), "{outcome:?}");
        let (title, words) = outcome.word().unwrap();
        assert!(!title.is_empty() && words.contains("ปลอดภัย"), "{title} {words}");
    }
}

#[test]
fn a_locked_phone_is_said() {
    let mut done = Done::default();
    done.sealed = true;
    let outcome = Outcome::Done(done);
    assert!(outcome.is_over());
    assert!(outcome.word().unwrap().0.contains("ล็อก"));
}

#[test]
fn a_phone_that_is_not_enrolled_has_nothing_to_do() {
    let dir = tempfile::TempDir::new().unwrap();
    let secrets = store::FileSecrets::within(dir.path());
    let outcome = send(dir.path(), &secrets, std::sync::Arc::new(|| 1), &Stop::default());
    assert!(matches!(outcome, Outcome::NotEnrolled), "{outcome:?}");
    assert!(outcome.is_over() && outcome.word().is_none());
}

#[test]
fn a_stop_ends_it_and_it_is_tried_again() {
    let dir = tempfile::TempDir::new().unwrap();
    let secrets = store::FileSecrets::within(dir.path());
    let stop = Stop::default();
    stop.now();
    let outcome = send(dir.path(), &secrets, std::sync::Arc::new(|| 1), &stop);
    assert!(matches!(outcome, Outcome::Stopped), "{outcome:?}");
    assert!(!outcome.is_over());
}
