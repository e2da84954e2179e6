use std::collections::VecDeque;

use register::record::RecordId;
use uuid::Uuid;

use super::*;

fn save(id: u128, json: &str) -> Command {
    Command::SaveDraft(RecordId::new(Uuid::from_u128(id)), json.into(), String::new())
}

#[test]
fn of_several_saves_of_one_draft_only_the_newest_is_written() {
    let waiting = VecDeque::from([save(2, "a"), save(1, "b")]);
    assert!(is_outdated(&save(1, "a"), &waiting));
    assert!(!is_outdated(&save(3, "a"), &waiting));
}

#[test]
fn a_save_before_a_completion_is_written_before_it() {
    let id = RecordId::new(Uuid::from_u128(1));
    let waiting = VecDeque::from([Command::Complete(id), save(1, "b")]);
    assert!(!is_outdated(&save(1, "a"), &waiting));
}

#[test]
fn a_search_gives_way_to_the_words_that_were_typed_on() {
    let waiting = VecDeque::from([Command::Search("สมช".into())]);
    assert!(is_outdated(&Command::Search("สม".into()), &waiting));
    assert!(!is_outdated(&Command::Search("สม".into()), &VecDeque::new()));
}
