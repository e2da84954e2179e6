use super::*;
use crate::samples::{MORNING, Phone, household, id, kept, picture};

fn waits(phone: &Phone) -> Vec<(RecordId, String)> {
    phone.store.pending_photos().unwrap().into_iter().map(|p| (p.draft, p.answer)).collect()
}

#[test]
fn a_photo_that_was_asked_for_is_known_after_the_process_died_in_the_camera() {
    let phone = Phone::new(1);
    phone.store.save_draft(id(1), "{}", "damage").unwrap();
    let asked = phone.store.expect_photo(id(1), "damage.items[0]").unwrap();
    let phone = phone.restart();
    let pending = phone.store.pending_photos().unwrap();
    let expected =
        PendingPhoto { id: asked, draft: id(1), answer: "damage.items[0]".into(), asked_ms: MORNING };
    assert_eq!(pending, [expected]);

    let bytes = picture(1);
    let photo = kept(&bytes);
    phone.store.photo_came(asked, &photo).unwrap();
    let phone = phone.restart();
    assert!(waits(&phone).is_empty());
    assert_eq!(phone.store.photo(photo.hash).unwrap(), bytes);
    assert!(phone.store.found_at_start().is_empty());
}

#[test]
fn a_picture_that_is_not_the_photo_leaves_it_expected() {
    let phone = Phone::new(1);
    phone.store.save_draft(id(1), "{}", "").unwrap();
    let asked = phone.store.expect_photo(id(1), "house").unwrap();
    let (bytes, others) = (picture(1), picture(2));
    let mut photo = kept(&bytes);
    photo.jpeg = &others;
    assert!(matches!(phone.store.photo_came(asked, &photo), Err(StoreError::OtherPhoto(_))));
    assert_eq!(waits(&phone), [(id(1), "house".into())]);
}

#[test]
fn a_camera_closed_without_a_picture_is_expected_no_more_and_its_number_is_not_given_again() {
    let phone = Phone::new(1);
    phone.store.save_draft(id(1), "{}", "").unwrap();
    let first = phone.store.expect_photo(id(1), "house").unwrap();
    phone.store.drop_pending(first).unwrap();
    let second = phone.restart().store.expect_photo(id(1), "house").unwrap();
    assert_ne!(first.to_string(), second.to_string());
}

#[test]
fn a_draft_that_ends_takes_along_what_it_expected() {
    let phone = Phone::new(1);
    for number in [1, 2, 3] {
        let draft = serde_json::to_string(&household(number)).unwrap();
        phone.store.save_draft(id(number), &draft, "").unwrap();
        phone.store.expect_photo(id(number), "house").unwrap();
    }
    phone.store.complete(id(1)).unwrap();
    phone.store.discard_draft(id(2)).unwrap();
    assert_eq!(waits(&phone), [(id(3), "house".into())]);
    phone.store.erase(&[id(3)].into()).unwrap();
    assert!(waits(&phone).is_empty());
}

#[test]
fn a_picture_that_nobody_expects_is_not_kept_and_says_what_to_do() {
    let phone = Phone::new(1);
    assert!(matches!(phone.store.expect_photo(id(1), "house"), Err(StoreError::NoDraft(_))));
    phone.store.save_draft(id(1), "{}", "").unwrap();
    let asked = phone.store.expect_photo(id(1), "house").unwrap();
    phone.store.discard_draft(id(1)).unwrap();
    let bytes = picture(1);
    let fault = phone.store.photo_came(asked, &kept(&bytes)).unwrap_err();
    assert!(fault.to_string().contains("take it again if it is still needed"), "{fault}");
    // Not a byte of it.
    assert!(phone.restart().store.found_at_start().is_empty());
}

#[test]
fn a_photo_that_is_kept_and_not_named_yet_goes_with_the_draft_that_is_thrown_away() {
    let phone = Phone::new(1);
    phone.store.save_draft(id(1), "{}", "").unwrap();
    let asked = phone.store.expect_photo(id(1), "house").unwrap();
    let bytes = picture(1);
    let photo = kept(&bytes);
    phone.store.keep_expected(asked, &photo).unwrap();
    assert_eq!(phone.store.photo(photo.hash).unwrap(), bytes);
    // It is expected until the draft that names it is saved.
    assert_eq!(waits(&phone), [(id(1), "house".into())]);
    phone.store.discard_draft(id(1)).unwrap();
    assert_eq!(phone.photo_files(), 0);
    assert!(phone.restart().store.found_at_start().is_empty());
}

#[test]
fn a_photo_whose_draft_is_thrown_away_while_it_is_written_leaves_nothing_behind() {
    let phone = Phone::new(1);
    phone.store.save_draft(id(1), "{}", "").unwrap();
    let asked = phone.store.expect_photo(id(1), "house").unwrap();
    let bytes = picture(1);
    let photo = kept(&bytes);
    phone.store.write_photo_file(&photo).unwrap();
    phone.store.discard_draft(id(1)).unwrap();
    assert_eq!(phone.photo_files(), 1);
    assert!(matches!(phone.store.enter_expected(asked, &photo), Err(StoreError::NotExpected(_))));
    assert_eq!(phone.photo_files(), 0);
    assert!(phone.store.photo_rows().unwrap().is_empty());
    // One that comes later still is not written at all.
    assert!(matches!(phone.store.keep_expected(asked, &photo), Err(StoreError::NotExpected(_))));
    assert_eq!(phone.photo_files(), 0);
}

#[test]
fn a_photo_that_another_draft_has_stays_though_it_came_too_late_for_this_one() {
    let phone = Phone::new(1);
    let bytes = picture(1);
    let photo = kept(&bytes);
    for number in [1, 2] {
        phone.store.save_draft(id(number), "{}", "").unwrap();
    }
    let thrown_away = phone.store.expect_photo(id(1), "house").unwrap();
    let other = phone.store.expect_photo(id(2), "house").unwrap();
    phone.store.keep_expected(other, &photo).unwrap();
    phone.store.discard_draft(id(1)).unwrap();
    assert!(matches!(phone.store.enter_expected(thrown_away, &photo), Err(StoreError::NotExpected(_))));
    assert_eq!(phone.restart().store.photo(photo.hash).unwrap(), bytes);
}
