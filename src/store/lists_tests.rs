use std::collections::BTreeSet;

use register::wire::Cursor;

use super::*;
use crate::known::Where;
use crate::samples::{self, Phone};

fn number(n: u64) -> NationalId {
    NationalId::completing(100_000_000_000 + n).unwrap()
}

fn lists_with(key: u8) -> Lists {
    let mut surveyor = samples::surveyor(1);
    surveyor.moo = BTreeSet::from([5, 6]);
    let mut lao = samples::lao();
    lao.name = "เทศบาลเมืองเวียงพางคำ".into();
    let digest_key = data_encoding::HEXLOWER.encode(&[key; 32]);
    Lists {
        version: format!("v{key}"),
        surveyor,
        laos: vec![lao],
        digest_key,
        form: Default::default(),
        tasks: Vec::new(),
        team: Vec::new(),
    }
}

fn digest(key: u8, version: u64, held: std::ops::Range<u64>) -> Digest {
    Digest::build(version, &DigestKey::new([key; 32]), held.map(number))
}

#[test]
fn lists_are_kept_and_the_phones_holder_follows_them() {
    let phone = Phone::new(1);
    assert_eq!(phone.store.lists().unwrap(), None);
    phone.store.take_lists(&lists_with(1)).unwrap();
    let phone = phone.restart();
    assert_eq!(phone.store.lists().unwrap().unwrap(), lists_with(1));
    let identity = phone.store.identity().unwrap().unwrap();
    assert_eq!(identity.surveyor.moo, BTreeSet::from([5, 6]));
    assert_eq!(identity.lao.name, "เทศบาลเมืองเวียงพางคำ");
}

#[test]
fn villages_that_are_new_to_the_holder_are_pulled_from_the_start() {
    let phone = Phone::new(1);
    let pulled = Some(samples::cursor("e1", 7));
    let takes = |lists: &Lists| {
        phone.store.set_cursor(&samples::cursor("e1", 7)).unwrap();
        phone.store.take_lists(lists).unwrap();
        phone.store.cursor().unwrap()
    };
    assert_eq!(takes(&lists_with(1)), None, "village 6 is new");
    assert_eq!(takes(&lists_with(2)), pulled, "other lists, the same villages");
}

#[test]
fn a_digest_that_does_not_read_is_none_and_is_fetched_anew() {
    let phone = Phone::new(1);
    phone.store.take_lists(&lists_with(1)).unwrap();
    phone.store.take_digest(digest(1, 7, 0..50).to_bytes()).unwrap();
    assert_eq!(phone.store.digest_version().unwrap(), Some(7));
    phone.store.write(|t| set_note(t, DIGEST, b"samdigs\x02 of a later version of this program")).unwrap();
    let phone = phone.restart();
    assert_eq!(phone.store.digest_version().unwrap(), None);
    phone.store.take_digest(digest(1, 8, 0..50).to_bytes()).unwrap();
    assert_eq!(phone.store.digest_version().unwrap(), Some(8));
}

#[test]
fn a_cursor_that_says_its_villages_is_the_servers_to_judge() {
    let phone = Phone::new(1);
    let cursor = Cursor { log: Some("12.5".to_owned()), ..samples::cursor("e1", 7) };
    phone.store.set_cursor(&cursor).unwrap();
    phone.store.take_lists(&lists_with(1)).unwrap();
    assert_eq!(phone.restart().store.cursor().unwrap(), Some(cursor));
}

#[test]
fn lists_go_with_the_hand_that_they_were_for() {
    let phone = Phone::new(1);
    phone.store.take_lists(&lists_with(1)).unwrap();
    phone.store.enrol(&samples::identity(1)).unwrap();
    assert!(phone.store.lists().unwrap().is_some(), "the same hand");
    let surveyor = samples::surveyor(2);
    phone.store.enrol(&crate::enrolment::Identity { surveyor, ..samples::identity(1) }).unwrap();
    assert_eq!(phone.store.lists().unwrap(), None, "a visit would carry the former holder's code");
}

#[test]
fn how_the_team_stands_is_kept_beside_the_lists_and_moves_nothing_else() {
    let phone = Phone::new(1);
    let team: Team = serde_json::from_value(serde_json::json!({ "phones": [
        { "device": "d-04", "surveyor": "s-017", "name": "สมใจ", "moo": [5], "waiting": 3 },
    ] }))
    .unwrap();
    // Before there are lists there is nobody to say it to.
    phone.store.take_team(&team).unwrap();
    assert_eq!(phone.store.lists().unwrap(), None);
    phone.store.take_lists(&lists_with(1)).unwrap();
    phone.store.take_team(&team).unwrap();
    let expected = Lists { team: team.phones, ..lists_with(1) };
    assert_eq!(phone.restart().store.lists().unwrap(), Some(expected));
}

#[test]
fn lists_that_were_kept_before_there_were_tasks_still_read() {
    let phone = Phone::new(1);
    let mut older = serde_json::to_value(lists_with(1)).unwrap();
    for later in ["form", "tasks", "team"] {
        assert!(
            older.as_object_mut().unwrap().remove(later).is_none(),
            "{later} takes no room where there is none"
        );
    }
    phone.store.write(|t| set_note(t, LISTS, &serde_json::to_vec(&older).unwrap())).unwrap();
    assert_eq!(phone.store.lists().unwrap(), Some(lists_with(1)));
}

#[test]
fn a_digest_moves_on_by_deltas_and_answers_after_a_restart() {
    let phone = Phone::new(1);
    phone.store.take_lists(&lists_with(1)).unwrap();
    assert_eq!(phone.store.digest_version().unwrap(), None);
    let (old, new) = (digest(1, 1, 0..1000), digest(1, 2, 0..1001));
    phone.store.take_digest(old.to_bytes()).unwrap();
    assert_eq!(phone.store.known(number(7)).unwrap().known, Where::Elsewhere);
    let delta = Delta::between(&old, &new).unwrap().to_bytes();
    phone.store.take_digest_delta(&delta).unwrap();
    phone.store.take_digest_delta(&delta).unwrap();
    let phone = phone.restart();
    assert_eq!(phone.store.digest_version().unwrap(), Some(2));
    let known = phone.store.known(number(1000)).unwrap();
    assert_eq!((known.known, known.digest), (Where::Elsewhere, Some(2)));
}

#[test]
fn another_process_that_brought_a_newer_digest_is_noticed() {
    let phone = Phone::new(1);
    phone.store.take_lists(&lists_with(1)).unwrap();
    phone.store.take_digest(digest(1, 1, 0..100).to_bytes()).unwrap();
    assert_eq!(phone.store.digest_version().unwrap(), Some(1));
    let other = samples::open(phone.dir.path(), &phone.time);
    other.take_digest(digest(1, 2, 0..100).to_bytes()).unwrap();
    assert_eq!(phone.store.digest_version().unwrap(), Some(2));
}

#[test]
fn a_digest_of_another_key_is_none_and_a_damaged_one_leaves_what_was_held() {
    let phone = Phone::new(1);
    phone.store.take_lists(&lists_with(1)).unwrap();
    phone.store.take_digest(digest(1, 5, 0..100).to_bytes()).unwrap();
    let mut damaged = digest(1, 6, 0..100).to_bytes().to_vec();
    damaged[60] ^= 1;
    assert!(phone.store.take_digest(&damaged).unwrap_err().to_string().contains("fetch the base again"));
    assert!(phone.store.take_digest_delta(b"not a delta").is_err());
    assert_eq!(phone.store.digest_version().unwrap(), Some(5));
    phone.store.take_lists(&lists_with(2)).unwrap();
    assert_eq!(phone.store.digest_version().unwrap(), None);
    let known = phone.store.known(number(7)).unwrap();
    assert_eq!((known.known, known.digest), (Where::No, None));
    phone.store.forget_digest().unwrap();
    assert!(phone.store.take_digest_delta(&[]).is_err());
}

#[test]
fn a_task_that_a_check_here_answers_is_open_no_more_before_the_office_has_heard_of_it() {
    let phone = Phone::new(1);
    let record = samples::household(1);
    phone.store.keep(&record, &[]).unwrap();
    let task = |number: u8, facts: &[&str]| -> Task {
        serde_json::from_value(serde_json::json!({
            "id": format!("0196a3c2-7d1e-7c55-9b0d-0000000000{number:02}"), "record": record.id,
            "asked_at": "2026-04-12T09:31:05+07:00",
            "facts": facts.iter().map(|id| serde_json::json!({ "id": id, "label": id })).collect::<Vec<_>>(),
        }))
        .unwrap()
    };
    let tasks = vec![task(1, &["1"]), task(2, &["1", "2"]), task(3, &["1"])];
    phone.store.take_lists(&Lists { tasks: tasks.clone(), ..lists_with(1) }).unwrap();
    let open = |phone: &Phone| phone.store.lists().unwrap().unwrap().tasks;
    assert_eq!(open(&phone), tasks);
    let check = |task: &Task| -> register::record::Check {
        serde_json::from_value(serde_json::json!({
            "id": task.id, "task": task.id, "findings": [{ "fact": "1", "found": "confirmed" }],
        }))
        .unwrap()
    };
    let checks = vec![check(&tasks[0]), check(&tasks[1])];
    phone.store.amend(record.id, Some(tasks[0].id), |record| record.checks = checks).unwrap();
    let phone = phone.restart();
    // The second was answered in part, and the third is the same question given anew.
    assert_eq!(open(&phone), tasks[1..]);
    // The same lists come again before the office has the check.
    phone.store.take_lists(&Lists { tasks: tasks.clone(), ..lists_with(1) }).unwrap();
    assert_eq!(open(&phone), tasks[1..]);
    phone.store.amend(record.id, None, |record| record.checks.clear()).unwrap();
    assert_eq!(open(&phone), tasks, "an answer that is taken out opens its task again");
}
