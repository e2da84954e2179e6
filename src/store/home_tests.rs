use serde_json::json;

use super::*;
use crate::samples::{MORNING, Phone, cursor, household, id};

#[test]
fn the_home_screen_says_what_each_of_its_parts_says() {
    let phone = Phone::new(1);
    let round = "2569-04".parse().unwrap();
    assert_eq!(phone.store.home(&round).unwrap(), Home::default());
    phone.store.keep(&household(1), &[]).unwrap();
    phone
        .store
        .save_draft(id(2), &json!({ "place": { "house_no": "9", "moo": 5 } }).to_string(), "people")
        .unwrap();
    phone.at(MORNING + 5);
    phone.store.edit_as_draft(id(1)).unwrap();
    phone.store.set_cursor(&cursor("e1", 1)).unwrap();
    let task = TaskId::new(uuid::Uuid::from_u128(900));
    phone.store.save_check(task, "{}").unwrap();
    let home = phone.restart().store.home(&round).unwrap();
    assert_eq!((home.status.drafts, home.status.waiting), (2, 0));
    assert_eq!(home.checks, [task]);
    let drafts: Vec<_> = home
        .drafts
        .iter()
        .map(|draft| (draft.id, draft.edits, draft.page.as_str(), draft.house_no.as_str(), draft.people))
        .collect();
    assert_eq!(drafts, [(id(1), true, "", "101/4", 1), (id(2), false, "people", "9", 0)]);
    assert_eq!(home.drafts[0].householder, "นายสมชาย สมปอง");
    let [village] = home.progress.as_slice() else { panic!("one village: {home:?}") };
    assert_eq!((village.moo, village.known, village.visited, village.mine), (5, 1, 1, 1));
    assert_eq!(home.last_sync.unwrap().unix_ms() as u64, MORNING + 5);
}
