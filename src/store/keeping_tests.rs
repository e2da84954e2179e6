use serde_json::json;

use super::*;
use crate::samples::{MORNING, Phone, household, id, kept, made_by, page, photographed, picture};

#[test]
fn what_was_kept_is_there_and_waits_after_the_battery_was_pulled() {
    let phone = Phone::new(1);
    assert_eq!(phone.store.keep(&household(1), &[]).unwrap(), Outcome::Made);
    let phone = phone.restart();
    assert_eq!(phone.store.record(id(1)).unwrap().unwrap().record, household(1));
    let waiting = phone.store.waiting(10, 1_000_000).unwrap();
    let change = Change::read(waiting[0].json.as_bytes()).unwrap();
    assert_eq!((waiting.len(), change.id()), (1, waiting[0].id));
    let identity = crate::samples::identity(1);
    change.verify(&identity.key.verifying_key()).unwrap();
    assert_eq!(change.edit().author, identity.device);
    assert_eq!(change.edit().surveyor.as_deref(), Some("s-001"));
}

#[test]
fn a_record_that_is_here_becomes_an_edit_of_the_fields_that_differ_in_one_change() {
    let phone = Phone::new(1);
    phone.store.keep(&household(1), &[]).unwrap();
    let mut edited = household(1);
    edited.people[0].phone = Some("0820000000".into());
    edited.place.as_mut().unwrap().moo = None;
    assert_eq!(phone.store.keep(&edited, &[]).unwrap(), Outcome::Edited);
    assert_eq!(phone.store.record(id(1)).unwrap().unwrap().record, edited);

    let waiting = phone.store.waiting(10, 1_000_000).unwrap();
    let made = Change::read(waiting[0].json.as_bytes()).unwrap();
    let edit = Change::read(waiting[1].json.as_bytes()).unwrap();
    let person = edited.people[0].id;
    let sets: Vec<String> = edit.edit().sets.keys().map(ToString::to_string).collect();
    assert_eq!(sets, [format!("people/{person}/phone"), "place/moo".into()]);
    assert!(edit.edit().replaced.values().all(|replaced| replaced.iter().eq([&made.id()])));
    assert!(edit.edit().stamp > made.edit().stamp);
}

#[test]
fn a_record_that_is_here_just_so_writes_nothing() {
    let phone = Phone::new(1);
    phone.store.keep(&household(1), &[]).unwrap();
    assert_eq!(phone.store.keep(&household(1), &[]).unwrap(), Outcome::Same);
    assert_eq!(phone.store.changes_waiting().unwrap(), 1);
}

#[test]
fn a_record_of_another_lao_is_refused_by_the_name_of_the_field() {
    let phone = Phone::new(1);
    let mut other = household(1);
    other.lao = "05090902".parse().unwrap();
    let fault = phone.store.keep(&other, &[]).unwrap_err().to_string();
    assert!(fault.starts_with("lao: this phone surveys for เทศบาลตำบลเวียงพางคำ (05090901)"), "{fault}");
    assert_eq!(phone.store.changes_waiting().unwrap(), 0);
}

#[test]
fn nothing_is_kept_before_the_phone_is_enrolled_and_it_says_what_to_do() {
    let phone = Phone::fresh();
    let picture = picture(1);
    let photo = kept(&picture);
    let fault = phone.store.keep(&photographed(1, photo.hash), &[photo]).unwrap_err();
    assert!(matches!(fault, StoreError::NotEnrolled));
    assert!(fault.to_string().contains("ask the office for an enrolment link"));
    // Not a byte of the photo either.
    assert!(phone.restart().store.found_at_start().is_empty());
}

#[test]
fn a_draft_is_not_kept_as_a_record() {
    let phone = Phone::new(1);
    let mut draft = household(1);
    draft.status = Status::Draft;
    let fault = phone.store.keep(&draft, &[]).unwrap_err().to_string();
    assert!(fault.starts_with("status: "), "{fault}");
}

#[test]
fn a_value_that_the_server_could_not_read_is_refused_before_it_is_called_saved() {
    let phone = Phone::new(1);
    let mut record = household(1);
    record.withdraw = Some(serde_json::from_value(json!({ "reason": " " })).unwrap());
    let fault = phone.store.keep(&record, &[]).unwrap_err().to_string();
    assert!(fault.starts_with("withdraw.reason: "), "{fault}");
    assert_eq!(phone.store.status().unwrap(), Default::default());
    assert!(phone.store.record(id(1)).unwrap().is_none());
}

#[test]
fn photo_bytes_that_are_not_the_photo_are_refused_and_the_record_with_them() {
    let phone = Phone::new(1);
    let (bytes, others) = (picture(1), picture(2));
    let mut photo = kept(&bytes);
    photo.jpeg = &others;
    let fault = phone.store.keep(&photographed(1, photo.hash), &[photo]).unwrap_err();
    assert!(matches!(fault, StoreError::OtherPhoto(hash) if hash == photo.hash));
    assert!(phone.store.record(id(1)).unwrap().is_none());
}

#[test]
fn an_edit_of_a_pulled_record_names_what_it_replaced_and_makes_the_record_this_phones_too() {
    let phone = Phone::new(1);
    let theirs = made_by(2, &household(1), MORNING);
    phone.store.take_page(&page(1, [&theirs])).unwrap();
    assert!(!phone.store.record(id(1)).unwrap().unwrap().own);
    let mut edited = household(1);
    edited.people[0].given_name = Some("สมศักดิ์".into());
    assert_eq!(phone.store.keep(&edited, &[]).unwrap(), Outcome::Edited);
    let held = phone.store.record(id(1)).unwrap().unwrap();
    assert!(held.own && held.record == edited && held.lost.is_empty());
    assert_eq!(phone.store.status().unwrap().waiting, 1);
}

#[test]
fn stamps_rise_across_restarts_and_when_the_clock_was_set_back() {
    let phone = Phone::new(1);
    phone.store.keep(&household(1), &[]).unwrap();
    phone.at(MORNING - 60 * 60 * 1000);
    let phone = phone.restart();
    phone.store.keep(&household(2), &[]).unwrap();
    let stamps: Vec<_> = phone.sends().iter().map(|change| change.edit().stamp).collect();
    assert!(stamps[0] < stamps[1], "{stamps:?}");
}

/// A copy of a folder, as a backup makes it.
fn backup(phone: &Phone) -> tempfile::TempDir {
    fn copy(from: &std::path::Path, to: &std::path::Path) {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let to = to.join(entry.file_name());
            if entry.path().is_dir() {
                copy(&entry.path(), &to)
            } else {
                std::fs::copy(entry.path(), to).map(|_| ()).unwrap();
            }
        }
    }
    let to = tempfile::tempdir().unwrap();
    copy(phone.dir.path(), to.path());
    to
}

#[test]
fn a_phone_restored_from_an_old_backup_neither_forks_nor_overwrites_what_it_had_sent_since() {
    let phone = Phone::new(1);
    phone.store.keep(&household(1), &[]).unwrap();
    phone.syncs(&[]);
    let folder = backup(&phone);
    // After the backup: an edit and a new record, both received; then the phone is lost.
    let mut later = household(1);
    later.people[0].phone = Some("0820000000".into());
    phone.at(MORNING + 1000);
    phone.store.keep(&later, &[]).unwrap();
    phone.store.keep(&household(2), &[]).unwrap();
    let since = phone.syncs(&[]);

    // The restored phone is used before it syncs, in the very millisecond of the lost edit.
    let time = std::sync::Arc::clone(&phone.time);
    let restored = Phone { store: crate::samples::open(folder.path(), &time), dir: folder, time };
    let mut other = household(1);
    other.people[0].phone = Some("0830000000".into());
    restored.store.keep(&other, &[]).unwrap();
    // Two edits of one millisecond from one device are two changes; each has its own name.
    let now = restored.sends();
    assert!(since.iter().all(|change| change.id() != now[0].id()));
    assert_eq!(since[0].edit().stamp, now[0].edit().stamp);

    restored.store.take_page(&page(7, &since)).unwrap();
    let held = restored.store.record(id(1)).unwrap().unwrap();
    let phones: std::collections::BTreeSet<_> =
        held.lost.values().flatten().map(|lost| lost.change).collect();
    assert_eq!(phones.len(), 1, "the value that lost is kept and shown");
    // The new record came back, and nothing is called received before a receipt says so.
    assert_eq!(restored.store.record(id(2)).unwrap().unwrap().record, household(2));
    assert_eq!(restored.store.status().unwrap().received, 0);
    assert_eq!(restored.store.status().unwrap().sent + restored.store.status().unwrap().waiting, 2);
    restored.syncs(&[]);
    assert_eq!(restored.store.status().unwrap().received, 2);
    // And the next stamp is greater than all that came back.
    restored.store.keep(&household(3), &[]).unwrap();
    let next = restored.sends()[0].edit().stamp;
    assert!(since.iter().chain(&now).all(|change| change.edit().stamp < next));
}

#[test]
fn an_amendment_takes_the_record_as_it_stands_then_and_undoes_nothing_of_others() {
    let phone = Phone::new(1);
    phone.store.keep(&household(1), &[]).unwrap();
    let made = phone.syncs(&[]).remove(0);
    // Somebody looks at the record; meanwhile another phone mends it.
    let mut history = register::merge::History::default();
    history.take(made).unwrap();
    let mut theirs = household(1);
    theirs.place.as_mut().unwrap().house_no = Some("99".into());
    let other = crate::samples::identity(2);
    let stamp = register::clock::Stamp::new(MORNING + 5, 0);
    let edit = history.edit(&theirs, other.author(), stamp).unwrap().unwrap().sign(&other.key);
    phone.store.take_page(&page(2, [&edit])).unwrap();
    phone.store.edit_as_draft(id(1)).unwrap();

    let withdraw = |record: &mut Record| {
        record.withdraw = serde_json::from_value(serde_json::json!({ "reason": "ซ้ำ" })).unwrap();
    };
    assert_eq!(phone.store.amend(id(1), None, withdraw).unwrap(), Outcome::Edited);
    let sent = phone.sends();
    let sets: Vec<String> = sent[0].edit().sets.keys().map(ToString::to_string).collect();
    assert!(sets.iter().all(|set| set.starts_with("withdraw")), "{sets:?}");
    let record = phone.store.record(id(1)).unwrap().unwrap().record;
    assert_eq!(record.place.unwrap().house_no.as_deref(), Some("99"));
    assert_eq!(phone.store.drafts().unwrap().len(), 1, "an edit that is open stays open");
    assert!(matches!(phone.store.amend(id(2), None, |_| {}), Err(StoreError::NoRecord(_))));
}

#[test]
fn what_came_to_a_record_after_it_was_accepted_is_told_until_it_is_accepted_again() {
    let phone = Phone::new(1);
    let made = made_by(2, &household(1), MORNING);
    phone.store.take_page(&page(1, [&made])).unwrap();
    let accept = |number: u32, minute: u32| {
        let review = json!({ "id": format!("0196a3c2-7d1e-7c55-9b0f-0000{number:08x}"), "verdict": "accepted",
            "at": format!("2026-04-12T10:{minute:02}:00+07:00") });
        let review = serde_json::from_value(review).unwrap();
        phone.store.amend(id(1), None, |record| record.reviews.push(review)).unwrap();
    };
    let is_changed = || phone.store.record(id(1)).unwrap().unwrap().changed_since_accepted;
    let comes = |seq: u64, phone_number: &str, reviews: serde_json::Value| {
        let mut history = register::merge::History::default();
        history.take(made.clone()).unwrap();
        let mut theirs = serde_json::to_value(household(1)).unwrap();
        theirs["people"][0]["phone"] = phone_number.into();
        theirs["reviews"] = reviews;
        let theirs = Record::from_value(theirs).unwrap();
        let other = crate::samples::identity(2);
        let stamp = register::clock::Stamp::new(MORNING + seq, 0);
        let edit = history.edit(&theirs, other.author(), stamp).unwrap().unwrap();
        phone.store.take_page(&page(seq, [&edit.sign(&other.key)])).unwrap();
    };
    assert!(!is_changed(), "nobody has accepted it");
    comes(2, "0820000000", json!([]));
    accept(1, 1);
    assert!(!is_changed(), "it was accepted as it is");
    // What another supervisor says is no answer of the house.
    let word = json!([{ "id": "0196a3c2-7d1e-7c55-9b0f-000000000009", "verdict": "sent-back", "at": "2026-04-12T09:59:00+07:00" }]);
    comes(3, "0810000000", word);
    assert!(!is_changed());
    comes(4, "0830000000", json!([]));
    assert!(is_changed(), "made before or after, nobody here had seen it");
    accept(2, 5);
    assert!(!is_changed());
}

#[test]
fn an_acceptance_of_other_answers_than_stand_here_is_of_others_in_whatever_order_they_came() {
    let phone = Phone::new(1);
    let made = made_by(2, &household(1), MORNING);
    phone.store.take_page(&page(1, [&made])).unwrap();
    let mut mended = household(1);
    mended.people[0].phone = Some("0820000000".into());
    let is_changed = || phone.store.record(id(1)).unwrap().unwrap().changed_since_accepted;
    // A supervisor accepts what they have before them, and sends it.
    let supervisor = crate::samples::identity(3);
    let accepts = |nth: u64, of: &Record| {
        let mut history = register::merge::History::default();
        history.take(made.clone()).unwrap();
        let mut accepted = household(1);
        let review = json!({ "id": format!("0196a3c2-7d1e-7c55-9b0f-0000{nth:08x}"), "verdict": "accepted",
            "at": format!("2026-04-12T10:{nth:02}:00+07:00"), "of": register::field::answers(of) });
        accepted.reviews.push(serde_json::from_value(review).unwrap());
        let stamp = register::clock::Stamp::new(MORNING + nth, 0);
        let edit = history.edit(&accepted, supervisor.author(), stamp).unwrap().unwrap();
        phone.store.take_page(&page(1 + nth, [&edit.sign(&supervisor.key)])).unwrap();
    };
    // Its own edit was here long before; whoever accepted it had not seen it.
    let edits = |number: &str| {
        let number = Some(number.to_owned());
        phone.store.amend(id(1), None, |record| record.people[0].phone = number).unwrap();
    };
    edits("0820000000");
    accepts(1, &household(1));
    assert!(is_changed(), "they accepted what it was");
    accepts(2, &mended);
    assert!(!is_changed(), "they accepted what it is");
    // What is put back to what was accepted is what was accepted.
    edits("0810000000");
    assert!(is_changed());
    edits("0820000000");
    assert!(!is_changed());
}
