use serde_json::json;

use super::*;
use crate::samples::{MORNING, Phone, household, id, kept, made_by, page, photographed, picture, receipt};

#[test]
fn the_status_is_written_as_the_contract_says() {
    let phone = Phone::new(1);
    let none = json!({ "drafts": 0, "waiting": 0, "sent": 0, "received": 0, "rejected": 0,
                       "photos_waiting": 0, "last_receipt": null });
    assert_eq!(serde_json::to_value(phone.store.status().unwrap()).unwrap(), none);
    let (given, signed) = receipt(MORNING, &[], &[]);
    phone.store.take_receipt(&given, &signed).unwrap();
    let status = serde_json::to_value(phone.store.status().unwrap()).unwrap();
    assert_eq!(status["last_receipt"], "2026-04-12T09:31:05+07:00");
}

#[test]
fn each_own_record_counts_once_and_those_of_others_do_not_count() {
    let phone = Phone::new(1);
    let pictures: Vec<Vec<u8>> = (0..3).map(picture).collect();
    let photos: Vec<_> = pictures.iter().map(|bytes| kept(bytes)).collect();
    // 1 received; 2 sent, for its photo; 3 rejected with a photo; 4 sent; 5 waiting; 6 a draft;
    // 7 received once and being edited again as a draft; 8 another phone's.
    phone.store.keep(&household(1), &[]).unwrap();
    phone.store.keep(&photographed(2, photos[0].hash), &photos[..1]).unwrap();
    phone.store.keep(&photographed(3, photos[1].hash), &photos[1..2]).unwrap();
    phone.store.keep(&household(4), &[]).unwrap();
    phone.store.keep(&household(7), &[]).unwrap();
    let sent = phone.sends();
    phone.takes_receipt(&[sent[0].id(), sent[1].id(), sent[4].id()], &[]);
    phone.store.set_aside(sent[2].id(), "no").unwrap();
    phone.store.keep(&household(5), &[]).unwrap();
    phone.store.save_draft(id(6), "{}", "").unwrap();
    phone.store.save_draft(id(7), "{}", "").unwrap();
    phone.store.take_page(&page(1, [&made_by(2, &household(8), MORNING)])).unwrap();
    let Status { drafts, waiting, sent, received, rejected, photos_waiting, .. } =
        phone.store.status().unwrap();
    assert_eq!((drafts, waiting, sent, received, rejected, photos_waiting), (2, 1, 2, 1, 1, 2));
}

#[test]
fn a_record_that_is_opened_to_be_edited_is_told_as_a_draft_and_known_to_be_where_it_was() {
    let phone = Phone::new(1);
    // 1 received, 2 set aside, 3 sent, 4 waiting.
    for number in 1..=3 {
        phone.store.keep(&household(number), &[]).unwrap();
    }
    let sent = phone.sends();
    phone.takes_receipt(&[sent[0].id()], &[]);
    phone.store.set_aside(sent[1].id(), "no").unwrap();
    phone.store.keep(&household(4), &[]).unwrap();
    let before = phone.store.status().unwrap();
    let each = Saved { waiting: 1, sent: 1, received: 1, rejected: 1 };
    assert_eq!((before.saved(), before.edited), (each, Saved::default()));
    for number in 1..=4 {
        phone.store.edit_as_draft(id(number)).unwrap();
    }
    let status = phone.store.status().unwrap();
    assert_eq!((status.saved(), status.edited), (each, each));
    let told = serde_json::to_value(status).unwrap();
    let none = json!({ "drafts": 4, "waiting": 0, "sent": 0, "received": 0, "rejected": 0,
                       "photos_waiting": 0, "last_receipt": told["last_receipt"] });
    assert_eq!(told, none, "contract section 5: each in exactly one, and no other field");
}

#[test]
fn a_record_with_a_change_aside_is_rejected_even_while_another_of_its_changes_waits() {
    let phone = Phone::new(1);
    phone.store.keep(&household(1), &[]).unwrap();
    let mut edited = household(1);
    edited.people[0].phone = None;
    phone.store.keep(&edited, &[]).unwrap();
    let first = phone.store.waiting(1, usize::MAX).unwrap()[0].id;
    phone.store.set_aside(first, "no").unwrap();
    let status = phone.store.status().unwrap();
    assert_eq!((status.rejected, status.waiting), (1, 0));
}

#[test]
fn what_a_phone_says_of_itself_is_what_it_will_hold_back_when_the_request_is_answered() {
    let phone = Phone::new(1);
    let bytes = picture(1);
    let photo = kept(&bytes);
    phone.store.keep(&photographed(1, photo.hash), &[photo]).unwrap();
    phone.store.keep(&household(2), &[]).unwrap();
    let mut edited = household(2);
    edited.people[0].phone = None;
    phone.store.keep(&edited, &[]).unwrap();
    phone.store.keep(&household(3), &[]).unwrap();
    phone.store.save_draft(id(9), "{}", "").unwrap();
    let ids: Vec<_> = phone.store.waiting(10, usize::MAX).unwrap().into_iter().map(|out| out.id).collect();
    let standing = |changes: &[ChangeId], photos: &[PhotoHash]| {
        let (changes, photos) = (changes.iter().copied().collect(), photos.iter().copied().collect());
        phone.store.standing(&changes, &photos).unwrap().to_string()
    };
    assert_eq!(standing(&[], &[]), "drafts=1;waiting=3;photos=1");
    assert_eq!(standing(&ids[..2], &[]), "drafts=1;waiting=2;photos=1", "the second has another change");
    assert_eq!(standing(&ids[..3], &[photo.hash]), "drafts=1;waiting=1;photos=0");
    phone.takes_receipt(&ids[..3], &[]);
    phone.store.set_aside(ids[3], "no").unwrap();
    assert_eq!(
        standing(&[], &[]),
        "drafts=1;waiting=1;photos=1",
        "nobody but this phone has what was set aside"
    );
}
