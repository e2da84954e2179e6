use register::record::PhotoHash;
use register::wire::State;
use serde_json::json;
use serde_json::value::RawValue;

use super::*;
use crate::samples::{MORNING, Phone, cursor, household, id, made_by, page, photographed, picture};

#[test]
fn a_page_is_there_with_its_cursor_after_the_battery_was_pulled() {
    let phone = Phone::new(1);
    assert_eq!(phone.store.cursor().unwrap(), None);
    let changes: Vec<Change> = (1..4).map(|n| made_by(2, &household(n), MORNING)).collect();
    let taken = phone.store.take_page(&page(17, &changes)).unwrap();
    assert_eq!(taken, Taken { changes: 3, unread: 0 });
    let phone = phone.restart();
    assert_eq!(phone.store.cursor().unwrap(), Some(cursor("e1", 17)));
    let held = phone.store.record(id(2)).unwrap().unwrap();
    assert_eq!((held.record, held.own), (household(2), false));
    // Others' work is not this phone's to send or to count.
    assert_eq!(phone.store.status().unwrap(), Default::default());
    assert!(phone.sends().is_empty());
}

#[test]
fn a_page_that_comes_again_and_the_echo_of_own_work_change_nothing() {
    let phone = Phone::new(1);
    phone.store.keep(&household(1), &[]).unwrap();
    let own = phone.sends();
    let theirs = made_by(2, &household(2), MORNING);
    let both = page(5, own.iter().chain([&theirs]));
    assert_eq!(phone.store.take_page(&both).unwrap().changes, 1);
    assert_eq!(phone.store.take_page(&both).unwrap().changes, 0);
    assert_eq!(phone.store.status().unwrap().sent, 1, "an echo is no receipt");
    assert_eq!(phone.store.search("สมชาย", 10).unwrap().len(), 2);
}

#[test]
fn two_phones_edit_one_household_and_both_see_the_same_whatever_came_first() {
    let phones = [Phone::new(1), Phone::new(2)];
    let made = made_by(3, &household(1), MORNING);
    let mut edits = Vec::new();
    for (at, phone) in phones.iter().enumerate() {
        phone.at(MORNING + 1000 + at as u64);
        phone.store.take_page(&page(1, [&made])).unwrap();
        let mut edited = household(1);
        edited.people[0].phone = Some(format!("08200000{at:02}"));
        phone.store.keep(&edited, &[]).unwrap();
        edits.extend(phone.syncs(&[]));
    }
    phones[0].store.take_page(&page(2, &edits)).unwrap();
    phones[1].store.take_page(&page(2, edits.iter().rev())).unwrap();
    let [a, b] = phones.each_ref().map(|phone| phone.store.record(id(1)).unwrap().unwrap());
    assert_eq!((&a.record, &a.lost), (&b.record, &b.lost));
    assert_eq!(a.record.people[0].phone.as_deref(), Some("0820000001"));
    assert_eq!(a.lost.values().flatten().count(), 1);
}

#[test]
fn an_edit_that_comes_before_the_change_that_made_its_record_waits_for_it() {
    let phone = Phone::new(1);
    let other = Phone::new(2);
    other.store.keep(&household(1), &[]).unwrap();
    let mut edited = household(1);
    edited.people[0].phone = None;
    other.store.keep(&edited, &[]).unwrap();
    let changes = other.sends();
    phone.store.take_page(&page(1, &changes[1..])).unwrap();
    assert!(phone.store.record(id(1)).unwrap().is_none());
    phone.store.take_page(&page(2, &changes[..1])).unwrap();
    assert_eq!(phone.store.record(id(1)).unwrap().unwrap().record, edited);
}

#[test]
fn how_people_stand_is_taken_with_the_page_and_goes_when_their_record_counts_for_nothing() {
    let phone = Phone::new(1);
    let person = household(1).people[0].id;
    let state: State =
        serde_json::from_value(json!({ "person": person, "status": "review", "flags": ["cross-area"] }))
            .unwrap();
    let mut first = page(1, [&made_by(2, &household(1), MORNING)]);
    first.records[0].people.insert(person, state.clone());
    phone.store.take_page(&first).unwrap();
    assert_eq!(phone.store.record(id(1)).unwrap().unwrap().people[&person], state);
    assert_eq!(phone.store.search("สมชาย", 1).unwrap()[0].state, Some(state));
    let mut second = page(2, []);
    second.records.push(Pulled { record: id(1), changes: vec![], people: Default::default() });
    phone.store.take_page(&second).unwrap();
    assert!(phone.store.record(id(1)).unwrap().unwrap().people.is_empty());
}

#[test]
fn a_change_of_a_later_version_harms_no_other_and_is_kept_for_an_app_that_reads_it() {
    let phone = Phone::new(1);
    let later = made_by(2, &household(1), MORNING).to_json().replace("\"v\":1", "\"v\":2");
    let mut mixed = page(1, [&made_by(2, &household(2), MORNING)]);
    mixed.records.push(Pulled {
        record: id(1),
        changes: vec![RawValue::from_string(later.clone()).unwrap()],
        people: Default::default(),
    });
    for _ in 0..2 {
        assert_eq!(phone.store.take_page(&mixed).unwrap().unread, 1);
    }
    assert!(phone.store.record(id(2)).unwrap().is_some());
    let phone = phone.restart();
    let unread = |phone: &Phone| -> Vec<String> {
        phone
            .store
            .read(|c| {
                let mut query = c.prepare("SELECT json FROM unread")?;
                Ok(query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
            })
            .unwrap()
    };
    assert_eq!(unread(&phone), [later]);
    // The later app: as if this one had learnt to read it.
    let readable = made_by(2, &household(1), MORNING).to_json();
    phone.store.write(|t| Ok(t.execute("UPDATE unread SET json = ?1", [&readable])?)).unwrap();
    let phone = phone.restart();
    assert!(unread(&phone).is_empty());
    assert_eq!(phone.store.record(id(1)).unwrap().unwrap().record, household(1));
}

#[test]
fn a_change_that_came_under_another_records_name_is_not_taken_into_it() {
    let phone = Phone::new(1);
    let mut wrong = page(1, [&made_by(2, &household(1), MORNING)]);
    wrong.records[0].record = id(2);
    assert_eq!(phone.store.take_page(&wrong).unwrap(), Taken { changes: 0, unread: 1 });
    assert!(phone.store.record(id(1)).unwrap().is_none() && phone.store.record(id(2)).unwrap().is_none());
}

#[test]
fn others_stamps_push_the_clock_on_unless_theirs_is_days_ahead() {
    let phone = Phone::new(1);
    let hour = 60 * 60 * 1000;
    phone.store.take_page(&page(1, [&made_by(2, &household(1), MORNING + hour)])).unwrap();
    phone.store.take_page(&page(2, [&made_by(2, &household(2), MORNING + 100 * 24 * hour)])).unwrap();
    let phone = phone.restart();
    phone.store.keep(&household(3), &[]).unwrap();
    let stamp = phone.sends()[0].edit().stamp;
    assert_eq!((stamp.ms(), stamp > register::clock::Stamp::new(MORNING + hour, 0)), (MORNING + hour, true));
}

#[test]
fn own_work_that_comes_back_after_a_restore_asks_for_the_receipt_of_its_photos_too() {
    let phone = Phone::new(1);
    let hash = PhotoHash::of(&picture(1));
    let lost = made_by(1, &photographed(1, hash), MORNING);
    phone.store.take_page(&page(1, [&lost])).unwrap();
    assert_eq!(phone.store.status().unwrap().waiting, 1);
    assert_eq!(phone.syncs(&[])[0].id(), lost.id());
    assert_eq!(phone.store.photos_to_ask_for().unwrap(), [hash]);
    phone.takes_receipt(&[], &[hash]);
    assert_eq!(phone.store.status().unwrap().received, 1);
}

#[test]
fn the_cursor_moves_and_is_forgotten_by_itself() {
    let phone = Phone::new(1);
    phone.store.set_cursor(&cursor("e1", 9)).unwrap();
    assert_eq!(phone.store.cursor().unwrap(), Some(cursor("e1", 9)));
    phone.store.forget_cursor().unwrap();
    assert_eq!(phone.store.cursor().unwrap(), None);
}
