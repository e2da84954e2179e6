use serde_json::json;

use super::*;
use crate::keeping::Outcome;
use crate::samples::{MORNING, Phone, household, id, kept, made_by, page, photographed, picture};
use register::change::{Change, Edit};
use register::clock::Stamp;
use register::merge::History;
use register::record::Record;

fn draft(number: u32) -> Value {
    let mut draft = serde_json::to_value(household(number)).unwrap();
    draft["status"] = "draft".into();
    draft
}

#[test]
fn a_draft_is_there_as_and_where_it_was_left_after_the_battery_was_pulled() {
    let phone = Phone::new(1);
    phone.store.save_draft(id(1), r#"{"half": "typ"}"#, "place").unwrap();
    phone.at(MORNING + 5);
    phone.store.save_draft(id(2), "{}", "notice").unwrap();
    phone.at(MORNING + 9);
    phone.store.save_draft(id(1), r#"{"half": "typed"}"#, "people/2").unwrap();
    let phone = phone.restart();
    let drafts = phone.store.drafts().unwrap();
    assert_eq!(drafts.iter().map(|d| d.id).collect::<Vec<_>>(), [id(1), id(2)]);
    assert_eq!((drafts[0].json.as_str(), drafts[0].saved_ms), (r#"{"half": "typed"}"#, MORNING + 9));
    assert_eq!((drafts[0].page.as_str(), drafts[1].page.as_str()), ("people/2", "notice"));
    assert_eq!(phone.store.draft(id(1)).unwrap().as_ref(), Some(&drafts[0]));
    assert_eq!(phone.store.draft(id(3)).unwrap(), None);
    assert_eq!(phone.store.status().unwrap().drafts, 2);
    assert!(phone.sends().is_empty(), "a draft lives on its phone only");
}

#[test]
fn photos_taken_for_a_draft_that_is_thrown_away_go_with_it_and_no_others() {
    let phone = Phone::new(1);
    let pictures: Vec<Vec<u8>> = (0..5).map(picture).collect();
    let photos: Vec<_> = pictures.iter().map(|bytes| kept(bytes)).collect();
    let [shown, replaced, of_a_record, of_another_draft, unclaimed] = photos[..] else { panic!() };
    phone.store.keep(&photographed(9, of_a_record.hash), &[of_a_record]).unwrap();
    for photo in &photos {
        phone.store.keep_photo(photo).unwrap();
    }
    let names = |photos: &[&crate::photos::KeptPhoto<'_>]| {
        let named: Vec<_> = photos.iter().map(|photo| json!({ "hash": photo.hash })).collect();
        json!({ "photos": named, "note": "b3:zz" }).to_string()
    };
    phone.store.save_draft(id(1), &names(&[&replaced]), "").unwrap();
    phone.store.save_draft(id(1), &names(&[&shown, &of_a_record, &of_another_draft]), "").unwrap();
    phone.store.save_draft(id(2), &names(&[&of_another_draft]), "").unwrap();

    phone.store.discard_draft(id(1)).unwrap();
    for gone in [&shown, &replaced] {
        assert!(phone.store.photo(gone.hash).is_err() && !phone.store.photo_path(gone.hash).exists());
    }
    let phone = phone.restart();
    assert!(phone.store.found_at_start().is_empty());
    for stays in [&of_a_record, &of_another_draft, &unclaimed] {
        assert_eq!(phone.store.photo(stays.hash).unwrap(), stays.jpeg);
    }
    // One that came for a draft and that the draft does not name yet.
    let asked = phone.store.expect_photo(id(2), "house").unwrap();
    phone.store.photo_came(asked, &shown).unwrap();
    phone.store.discard_draft(id(2)).unwrap();
    assert!(phone.store.photo(shown.hash).is_err() && phone.store.photo(of_another_draft.hash).is_err());
    let of_a_record = of_a_record.hash;
    let fault = phone
        .store
        .write(|t| Ok(t.execute("UPDATE photo SET dropped = 1 WHERE hash = ?1", [of_a_record.as_bytes()])?));
    assert!(matches!(fault, Err(StoreError::Guarded(_))), "{fault:?}");
}

#[test]
fn completing_a_draft_keeps_its_record_and_closes_it() {
    let phone = Phone::new(1);
    phone.store.save_draft(id(1), &draft(1).to_string(), "").unwrap();
    assert_eq!(phone.store.complete(id(1)).unwrap(), Outcome::Made);
    let phone = phone.restart();
    assert!(phone.store.drafts().unwrap().is_empty());
    assert_eq!(phone.store.record(id(1)).unwrap().unwrap().record, household(1));
    assert!(matches!(phone.store.complete(id(1)), Err(StoreError::NoDraft(_))));
}

#[test]
fn a_draft_that_cannot_be_completed_stays_and_names_the_field() {
    let phone = Phone::new(1);
    let mut wrong = draft(1);
    wrong["people"][0]["sex"] = "m".into();
    phone.store.save_draft(id(1), &wrong.to_string(), "").unwrap();
    let fault = phone.store.complete(id(1)).unwrap_err().to_string();
    assert!(fault.starts_with("people[0].sex: "), "{fault}");
    assert_eq!(phone.store.drafts().unwrap().len(), 1);
    assert!(phone.store.record(id(1)).unwrap().is_none());
}

#[test]
fn a_visit_that_was_refused_is_completed_as_refused() {
    let phone = Phone::new(1);
    let mut refused = draft(1);
    refused["status"] = "refused".into();
    refused["refusal"] = json!({ "reason": "ไม่สะดวก" });
    phone.store.save_draft(id(1), &refused.to_string(), "").unwrap();
    phone.store.complete(id(1)).unwrap();
    let record = phone.store.record(id(1)).unwrap().unwrap().record;
    assert!(record.people.is_empty() && record.refusal.is_some());
}

#[test]
fn a_draft_goes_when_its_record_is_kept_or_when_its_author_says_so() {
    let phone = Phone::new(1);
    for number in [1, 2] {
        phone.store.save_draft(id(number), &draft(number).to_string(), "").unwrap();
    }
    phone.store.keep(&household(1), &[]).unwrap();
    phone.store.discard_draft(id(2)).unwrap();
    assert!(phone.store.drafts().unwrap().is_empty());
    assert_eq!(phone.store.status().unwrap().waiting, 1);
}

#[test]
fn what_is_not_json_is_not_saved_over_a_draft() {
    let phone = Phone::new(1);
    phone.store.save_draft(id(1), "{}", "place").unwrap();
    assert!(phone.store.save_draft(id(1), "{", "people").unwrap_err().to_string().contains("not JSON"));
    let kept = phone.store.draft(id(1)).unwrap().unwrap();
    assert_eq!((kept.json.as_str(), kept.page.as_str()), ("{}", "place"));
}

/// A received record of this phone's that is being edited: the house has another number.
fn edited() -> (Phone, Change, Record) {
    let phone = Phone::new(1);
    phone.store.keep(&household(1), &[]).unwrap();
    let made = phone.syncs(&[]).remove(0);
    let draft = phone.store.edit_as_draft(id(1)).unwrap();
    assert_eq!(draft.page, "");
    let mut wanted = Record::read(&draft.json).unwrap();
    assert_eq!(wanted, household(1), "an edit begins with the record as it stands");
    wanted.place.as_mut().unwrap().house_no = Some("99".into());
    phone.store.save_draft(id(1), &serde_json::to_string(&wanted).unwrap(), "place").unwrap();
    (phone, made, wanted)
}

/// What another phone made of the record that it had pulled.
fn edit_of_another(made: &Change, wanted: &Record) -> Change {
    let mut history = History::default();
    history.take(made.clone()).unwrap();
    let other = crate::samples::identity(2);
    let edit: Edit = history.edit(wanted, other.author(), Stamp::new(MORNING + 5, 0)).unwrap().unwrap();
    edit.sign(&other.key)
}

#[test]
fn a_kept_record_that_is_edited_counts_once_and_completes_into_one_edit() {
    let (phone, made, wanted) = edited();
    let status = phone.store.status().unwrap();
    assert_eq!((status.drafts, status.received, status.waiting), (1, 0, 0), "{status:?}");
    assert_eq!(phone.store.record(id(1)).unwrap().unwrap().record, household(1), "as it was until then");
    let phone = phone.restart();
    assert_eq!(phone.store.edit_as_draft(id(1)).unwrap().page, "place", "it is gone on with, not begun anew");
    assert_eq!(phone.store.complete(id(1)).unwrap(), Outcome::Edited);
    assert_eq!(phone.store.record(id(1)).unwrap().unwrap().record, wanted);
    let status = phone.store.status().unwrap();
    assert_eq!((status.drafts, status.received, status.waiting), (0, 0, 1), "{status:?}");
    let sent = phone.sends();
    assert_eq!(sent.len(), 1);
    let sets: Vec<String> = sent[0].edit().sets.keys().map(ToString::to_string).collect();
    assert_eq!(sets, ["place/house_no"]);
    assert!(sent[0].edit().replaced.values().all(|replaced| replaced.iter().eq([&made.id()])));
}

#[test]
fn an_edit_that_is_thrown_away_leaves_the_record_and_its_state_as_they_were() {
    let (phone, ..) = edited();
    phone.store.discard_draft(id(1)).unwrap();
    let phone = phone.restart();
    assert_eq!(phone.store.record(id(1)).unwrap().unwrap().record, household(1));
    let status = phone.store.status().unwrap();
    assert_eq!((status.drafts, status.received, status.waiting), (0, 1, 0), "{status:?}");
    assert!(phone.sends().is_empty());
}

#[test]
fn an_edit_that_changed_nothing_writes_nothing() {
    let phone = Phone::new(1);
    phone.store.keep(&household(1), &[]).unwrap();
    phone.syncs(&[]);
    phone.store.edit_as_draft(id(1)).unwrap();
    assert_eq!(phone.store.complete(id(1)).unwrap(), Outcome::Same);
    assert!(phone.store.drafts().unwrap().is_empty() && phone.sends().is_empty());
}

#[test]
fn an_edit_that_is_left_with_nothing_changed_leaves_no_draft_and_one_that_changed_something_stays() {
    let (phone, made, _) = edited();
    assert!(!phone.store.leave_draft(id(1)).unwrap());
    assert_eq!(phone.store.drafts().unwrap().len(), 1, "its house has another number");
    // The same answer again, while another phone gave a new one.
    let mut theirs = household(1);
    theirs.people[0].phone = Some("0899999999".into());
    phone.store.take_page(&page(2, [&edit_of_another(&made, &theirs)])).unwrap();
    let as_it_was = Record { status: register::record::Status::Draft, ..household(1) };
    phone.store.save_draft(id(1), &serde_json::to_string(&as_it_was).unwrap(), "place").unwrap();
    assert!(phone.store.leave_draft(id(1)).unwrap());
    assert!(phone.store.drafts().unwrap().is_empty());
    assert!(phone.sends().is_empty());
    // One that a photo is expected for, a new visit, and one that is no record yet are somebody's work.
    phone.store.edit_as_draft(id(1)).unwrap();
    phone.store.expect_photo(id(1), "photos house").unwrap();
    phone.store.save_draft(id(2), &draft(2).to_string(), "").unwrap();
    for number in [1, 2, 3] {
        assert!(!phone.store.leave_draft(id(number)).unwrap(), "{number}");
    }
    assert_eq!(phone.store.drafts().unwrap().len(), 2);
}

#[test]
fn what_a_draft_was_begun_with_is_the_record_as_it_was_then() {
    let (phone, made, _) = edited();
    let mut theirs = household(1);
    theirs.people[0].phone = Some("0899999999".into());
    phone.store.take_page(&page(2, [&edit_of_another(&made, &theirs)])).unwrap();
    let before = phone.store.edited_from(id(1)).unwrap().unwrap();
    let now = phone.store.record(id(1)).unwrap().unwrap().record;
    assert_eq!(before.people[0].phone, household(1).people[0].phone);
    assert_eq!(now.people[0].phone.as_deref(), Some("0899999999"));
    phone.store.save_draft(id(2), &draft(2).to_string(), "").unwrap();
    assert!(phone.store.edited_from(id(2)).unwrap().is_none(), "a new visit edits nothing");
}

/// Contract section 4, row 7: an edit replaces what it names, and it can name only what was seen.
#[test]
fn what_another_phone_changed_while_a_draft_was_open_is_not_undone_by_completing_it() {
    let (phone, made, _) = edited();
    let mut theirs = household(1);
    theirs.people[0].phone = Some("0899999999".into());
    phone.store.take_page(&page(2, [&edit_of_another(&made, &theirs)])).unwrap();
    phone.store.complete(id(1)).unwrap();
    let held = phone.store.record(id(1)).unwrap().unwrap();
    assert_eq!(held.record.people[0].phone.as_deref(), Some("0899999999"), "theirs");
    assert_eq!(held.record.place.unwrap().house_no.as_deref(), Some("99"), "ours");
    assert!(held.lost.is_empty());
}

#[test]
fn two_edits_of_one_field_that_did_not_know_of_each_other_both_show() {
    let (phone, made, _) = edited();
    let mut theirs = household(1);
    theirs.place.as_mut().unwrap().house_no = Some("77".into());
    phone.store.take_page(&page(2, [&edit_of_another(&made, &theirs)])).unwrap();
    phone.at(MORNING + 9);
    phone.store.complete(id(1)).unwrap();
    let held = phone.store.record(id(1)).unwrap().unwrap();
    assert_eq!(held.record.place.unwrap().house_no.as_deref(), Some("99"), "the later of the two");
    let lost: Vec<_> = held.lost.values().flatten().map(|lost| lost.value.clone()).collect();
    assert_eq!(lost, [json!("77")], "and the other is kept and shown");
}

#[test]
fn only_a_record_that_is_here_is_edited_and_a_draft_keeps_its_id() {
    let phone = Phone::new(1);
    let fault = phone.store.edit_as_draft(id(1)).unwrap_err();
    assert!(fault.to_string().contains("is not on this phone"), "{fault}");
    phone.store.take_page(&page(1, [&made_by(2, &household(1), MORNING)])).unwrap();
    phone.store.edit_as_draft(id(1)).unwrap();
    phone.store.save_draft(id(1), &draft(2).to_string(), "").unwrap();
    let fault = phone.store.complete(id(1)).unwrap_err().to_string();
    assert!(fault.starts_with("id: "), "{fault}");
    assert_eq!(phone.store.drafts().unwrap().len(), 1);
}

#[test]
fn a_fact_check_is_a_draft_that_is_no_visit_and_ends_with_its_amendment_or_its_record() {
    let phone = Phone::new(1);
    phone.store.keep(&household(1), &[]).unwrap();
    let task = |number: u128| TaskId::new(uuid::Uuid::from_u128(number));
    let json = |number: u32| json!({ "task": { "record": id(number) }, "note": "ก" }).to_string();
    for number in [1, 2] {
        phone.store.save_check(task(number), &json(1)).unwrap();
    }
    phone.store.expect_photo(in_draft_of(task(1)), "photos other").unwrap();
    let phone = phone.restart();
    assert!(phone.store.drafts().unwrap().is_empty());
    let status = phone.store.status().unwrap();
    assert_eq!((status.drafts, status.waiting), (0, 1));
    assert_eq!(phone.store.checks_begun().unwrap(), 2);
    let checks = phone.store.checks().unwrap();
    assert!(checks.iter().all(|check| check.is_check && !check.edits));
    assert_eq!(checks.len(), 2);
    assert_eq!(phone.store.pending_photos().unwrap()[0].draft, in_draft_of(task(1)));

    phone.store.amend(id(1), Some(task(1)), |_| {}).unwrap();
    assert_eq!(phone.store.checks().unwrap().len(), 1);
    assert!(phone.store.pending_photos().unwrap().is_empty());
    phone.store.erase(&[id(1)].into()).unwrap();
    assert!(phone.store.checks().unwrap().is_empty(), "nothing of an erased record stays");
    let fault = phone.store.save_check(task(2), &json(1)).unwrap_err();
    assert!(matches!(fault, StoreError::Erased(erased) if erased == id(1)), "{fault}");
    assert!(phone.store.checks().unwrap().is_empty(), "it came back");
}

#[test]
fn a_draft_says_whether_it_edits_a_record_that_is_here() {
    let phone = Phone::new(1);
    phone.store.keep(&household(1), &[]).unwrap();
    assert!(phone.store.edit_as_draft(id(1)).unwrap().edits);
    phone.store.save_draft(id(2), &draft(2).to_string(), "").unwrap();
    let edits = |number| phone.store.draft(id(number)).unwrap().unwrap().edits;
    assert!(edits(1) && !edits(2));
}

/// What a supervisor's phone made of the record that it had pulled.
fn sends_back(made: &Change) -> Change {
    let mut theirs = serde_json::to_value(household(1)).unwrap();
    theirs["reviews"] = json!([{ "id": "0196a3c2-7d1e-7c55-9b0f-000000000001", "verdict": "sent-back",
        "field": "place/house_no", "comment": "ดูเลขที่อีกครั้ง", "at": "2026-04-12T10:00:00+07:00" }]);
    edit_of_another(made, &Record::from_value(theirs).unwrap())
}

#[test]
fn what_is_sent_back_while_an_edit_is_unfinished_stands_in_it_and_the_answer_to_it_counts() {
    let (phone, made, _) = edited();
    phone.store.take_page(&page(2, [&sends_back(&made)])).unwrap();
    let brief = |phone: &Phone| {
        let round = &household(1).round;
        phone.store.home(round).unwrap().drafts.iter().map(|draft| draft.sent_back).collect::<Vec<_>>()
    };
    assert_eq!(brief(&phone), [true]);
    let phone = phone.restart();
    let draft = phone.store.edit_as_draft(id(1)).unwrap();
    assert_eq!(phone.store.draft(id(1)).unwrap().as_ref(), Some(&draft));
    let mut wanted = Record::read(&draft.json).unwrap();
    assert_eq!(wanted.open_reviews().len(), 1);
    assert_eq!(wanted.place.as_ref().unwrap().house_no.as_deref(), Some("99"), "what was edited stays");
    let before = phone.store.edited_from(id(1)).unwrap().unwrap();
    assert_eq!((&before.reviews, before.place), (&wanted.reviews, household(1).place));
    wanted.reviews[0].answer = Some("แก้แล้ว".into());
    phone.store.save_draft(id(1), &serde_json::to_string(&wanted).unwrap(), "place").unwrap();
    let again = phone.store.edit_as_draft(id(1)).unwrap();
    assert_eq!(Record::read(&again.json).unwrap(), wanted, "an answer that is being written stays");
    phone.store.complete(id(1)).unwrap();
    let held = phone.store.record(id(1)).unwrap().unwrap();
    assert!(held.record.open_reviews().is_empty() && held.lost.is_empty());
    let sent = phone.sends();
    let sets: Vec<String> = sent[0].edit().sets.keys().map(ToString::to_string).collect();
    assert_eq!(sets, ["place/house_no", "reviews/0196a3c2-7d1e-7c55-9b0f-000000000001/answer"]);
}

#[test]
fn what_is_sent_back_and_never_stood_in_the_edit_stays_open_when_that_ends() {
    for leaves in [false, true] {
        let (phone, made, wanted) = edited();
        if leaves {
            let same = Record { place: household(1).place, ..wanted };
            phone.store.save_draft(id(1), &serde_json::to_string(&same).unwrap(), "place").unwrap();
        }
        phone.store.take_page(&page(2, [&sends_back(&made)])).unwrap();
        if leaves {
            assert!(phone.store.leave_draft(id(1)).unwrap(), "nothing of it is its author's");
        } else {
            phone.store.complete(id(1)).unwrap();
        }
        let held = phone.store.record(id(1)).unwrap().unwrap().record;
        assert_eq!(held.open_reviews().len(), 1);
    }
}
