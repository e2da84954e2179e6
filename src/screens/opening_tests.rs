//! What is said at the end of sending from a phone that the office locked.

use super::*;

fn done(left: u64, stays: u64) -> Done {
    let mut done = Done::default();
    (done.left, done.stays, done.sealed) = (left, stays, true);
    done
}

#[test]
fn every_end_of_sending_from_a_locked_phone_says_what_happened_what_is_safe_and_what_is_next() {
    let mut titles = std::collections::BTreeSet::new();
    for (left, stays) in [(0, 0), (0, 2), (3, 0), (3, 2)] {
        let said = sent_from_a_locked_phone(&done(left, stays));
        assert!(!said.words.is_empty() && !said.safe.is_empty() && !said.next.is_empty(), "{said:?}");
        assert_eq!(said.tone == Tone::Good, (left, stays) == (0, 0), "{said:?}");
        assert_eq!(said.words.contains("เหลือ 3 รายการ"), left > 0, "{said:?}");
        titles.insert(said.title);
    }
    assert_eq!(titles.len(), 3);
    // What was not there to go is not said to be looked at by the office.
    let mut sent = done(0, 0);
    assert!(!sent_from_a_locked_phone(&sent).words.contains("ศูนย์จะพิจารณา"));
    sent.changes = 1;
    assert!(sent_from_a_locked_phone(&sent).words.contains("ศูนย์จะพิจารณา"));
}
