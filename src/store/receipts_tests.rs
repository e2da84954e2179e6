use crate::samples::{MORNING, Phone, household, kept, photographed, picture, receipt};
use crate::status::Status;

#[test]
fn a_record_is_received_only_when_receipts_name_all_its_changes_and_all_its_photos() {
    let phone = Phone::new(1);
    let bytes = picture(1);
    let photo = kept(&bytes);
    phone.store.keep(&photographed(1, photo.hash), &[photo]).unwrap();
    let mut edited = photographed(1, photo.hash);
    edited.people[0].phone = None;
    phone.store.keep(&edited, &[]).unwrap();
    let changes = phone.sends();
    let state = || {
        let Status { waiting, sent, received, photos_waiting, .. } = phone.store.status().unwrap();
        (waiting, sent, received, photos_waiting)
    };
    assert_eq!(state(), (0, 1, 0, 1));
    phone.takes_receipt(&[changes[0].id()], &[]);
    assert_eq!(state(), (0, 1, 0, 1));
    phone.takes_receipt(&[changes[1].id()], &[]);
    assert_eq!(state(), (0, 1, 0, 1), "its photo is not named yet");
    phone.takes_receipt(&[], &[photo.hash]);
    assert_eq!(state(), (0, 0, 1, 0));
}

#[test]
fn receipts_that_come_late_twice_or_for_things_unknown_do_no_harm() {
    let phone = Phone::new(1);
    phone.store.keep(&household(1), &[]).unwrap();
    // Never marked as sent: a courier carried it, and the receipt came back by another.
    let ours = phone.store.waiting(1, 1).unwrap()[0].id;
    let other = Phone::new(2);
    other.store.keep(&household(2), &[]).unwrap();
    let unknown = other.store.waiting(1, 1).unwrap()[0].id;
    let (given, signed) = receipt(MORNING, &[ours, unknown], &[register::record::PhotoHash::of(b"?")]);
    for _ in 0..2 {
        phone.store.take_brought_receipt(&given, &signed, None).unwrap();
    }
    let status = phone.store.status().unwrap();
    assert_eq!((status.received, status.waiting), (1, 0));
    let kept: (i64, String) = phone
        .store
        .read(|c| {
            Ok(c.query_row("SELECT count(*), max(json) FROM receipt", [], |r| Ok((r.get(0)?, r.get(1)?)))?)
        })
        .unwrap();
    assert_eq!(kept, (1, signed));
}

#[test]
fn the_clock_learns_from_a_receipt_given_just_now_and_not_from_one_that_was_carried() {
    const DECADE: u64 = 10 * 365 * 24 * 60 * 60 * 1000;
    let stamp = |brought: bool| {
        let phone = Phone::new(1);
        phone.at(MORNING + DECADE);
        let (given, signed) = receipt(MORNING, &[], &[]);
        if brought {
            phone.store.take_brought_receipt(&given, &signed, None).unwrap();
        } else {
            phone.store.take_receipt(&given, &signed).unwrap();
        }
        let phone = phone.restart();
        phone.store.keep(&household(1), &[]).unwrap();
        phone.sends()[0].edit().stamp.ms()
    };
    assert_eq!(stamp(false), MORNING);
    assert_eq!(stamp(true), MORNING + DECADE);
}

#[test]
fn a_receipt_with_another_order_of_the_same_names_is_kept_beside_the_first() {
    let phone = Phone::new(1);
    let (given, signed) = receipt(MORNING, &[], &[]);
    let (later, signed_later) = receipt(MORNING + 5, &[], &[]);
    phone.store.take_receipt(&later, &signed_later).unwrap();
    phone.store.take_receipt(&given, &signed).unwrap();
    let newest = phone.store.status().unwrap().last_receipt.unwrap();
    assert_eq!(newest.unix_ms(), i64::try_from(MORNING + 5).unwrap());
}
