use std::collections::BTreeSet;

use super::*;
use crate::samples::{Phone, household, id, kept, made_by, page, photographed, picture};

#[test]
fn a_photo_reads_back_to_the_byte_and_its_file_shows_nothing_of_it() {
    let phone = Phone::new(1);
    let bytes = picture(1);
    let photo = kept(&bytes);
    phone.store.keep(&photographed(1, photo.hash), &[photo]).unwrap();
    let phone = phone.restart();
    assert!(phone.store.found_at_start().is_empty());
    assert_eq!(phone.store.photo(photo.hash).unwrap(), bytes);
    assert_eq!(phone.store.thumbnail(photo.hash).unwrap(), b"small");
    let path = phone.store.photo_path(photo.hash);
    let file = fs::read(&path).unwrap();
    assert!(!file.windows(16).any(|window| window == &bytes[100..116]));
    let name = path.file_name().unwrap().to_str().unwrap();
    assert!(!photo.hash.to_string().contains(name));
}

#[test]
fn a_damaged_file_is_a_sentence_and_never_other_bytes() {
    let phone = Phone::new(1);
    let bytes = picture(1);
    let photo = kept(&bytes);
    phone.store.keep(&photographed(1, photo.hash), &[photo]).unwrap();
    let path = phone.store.photo_path(photo.hash);
    let file = fs::read(&path).unwrap();
    for at in [0, 10, 40, file.len() - 1] {
        let mut damaged = file.clone();
        damaged[at] ^= 1;
        fs::write(&path, damaged).unwrap();
        assert!(matches!(phone.store.photo(photo.hash), Err(StoreError::DamagedPhoto(_))), "{at}");
    }
    fs::write(&path, &file[..20]).unwrap();
    assert!(matches!(phone.store.photo(photo.hash), Err(StoreError::DamagedPhoto(_))));
}

#[test]
fn the_start_finds_files_without_rows_and_rows_without_files_and_removes_neither() {
    let phone = Phone::new(1);
    let pictures: Vec<Vec<u8>> = (0..4).map(picture).collect();
    let photos: Vec<_> = pictures.iter().map(|bytes| kept(bytes)).collect();
    for (number, photo) in photos[..3].iter().enumerate() {
        phone.store.keep(&photographed(number as u32, photo.hash), &[*photo]).unwrap();
    }
    phone.syncs(&[photos[0].hash]);
    // Saved, and then cut off before the row.
    phone.store.write_photo_file(&photos[3]).unwrap();
    fs::remove_file(phone.store.photo_path(photos[0].hash)).unwrap();
    fs::remove_file(phone.store.photo_path(photos[1].hash)).unwrap();
    let phone = phone.restart();
    let found = phone.store.found_at_start();
    assert_eq!(found.photos_at_the_server_only, [photos[0].hash]);
    assert_eq!(found.lost_photos, [photos[1].hash]);
    assert_eq!(found.files_without_rows, [phone.store.photo_path(photos[3].hash)]);
    let said = found.to_string();
    assert!(said.contains("take the photos again") && said.contains("they are kept"), "{said}");

    // Taken again, both are whole; nothing is left to find.
    phone.store.keep(&photographed(1, photos[1].hash), &photos[1..2]).unwrap();
    phone.store.keep(&photographed(3, photos[3].hash), &photos[3..]).unwrap();
    phone.store.keep(&photographed(0, photos[0].hash), &photos[..1]).unwrap();
    assert!(phone.restart().store.found_at_start().is_empty());
}

#[test]
fn a_file_cut_short_is_found_and_written_anew() {
    let phone = Phone::new(1);
    let bytes = picture(1);
    let photo = kept(&bytes);
    phone.store.keep(&photographed(1, photo.hash), &[photo]).unwrap();
    let path = phone.store.photo_path(photo.hash);
    fs::write(&path, &fs::read(&path).unwrap()[..1000]).unwrap();
    let phone = phone.restart();
    assert_eq!(phone.store.found_at_start().lost_photos, [photo.hash]);
    phone.store.keep(&photographed(1, photo.hash), &[photo]).unwrap();
    assert_eq!(phone.store.photo(photo.hash).unwrap(), bytes);
}

#[test]
fn photos_wait_until_all_changes_of_their_record_are_received() {
    let phone = Phone::new(1);
    let bytes = picture(1);
    let photo = kept(&bytes);
    phone.store.keep(&photographed(1, photo.hash), &[photo]).unwrap();
    assert!(phone.store.photos_waiting().unwrap().is_empty());
    phone.syncs(&[]);
    let waiting = phone.store.photos_waiting().unwrap();
    let expected = WaitingPhoto {
        hash: photo.hash,
        record: id(1),
        length: 5000,
        thumbnail_sent: false,
        upload_url: String::new(),
        upload_offset: 0,
    };
    assert_eq!(waiting, [expected]);
    let mut edited = photographed(1, photo.hash);
    edited.people[0].phone = None;
    phone.store.keep(&edited, &[]).unwrap();
    assert!(phone.store.photos_waiting().unwrap().is_empty());
}

#[test]
fn a_change_that_was_set_aside_keeps_no_photo_back_of_a_record_that_the_server_has() {
    let phone = Phone::new(1);
    let bytes = picture(1);
    let photo = kept(&bytes);
    phone.store.keep(&photographed(1, photo.hash), &[photo]).unwrap();
    let made = phone.sends()[0].id();
    phone.store.set_aside(made, "no").unwrap();
    assert!(phone.store.photos_waiting().unwrap().is_empty(), "the server does not have the record");
    phone.store.retry(id(1)).unwrap();
    phone.syncs(&[]);
    let mut edited = photographed(1, photo.hash);
    edited.people[0].phone = None;
    phone.store.keep(&edited, &[]).unwrap();
    assert!(phone.store.photos_waiting().unwrap().is_empty(), "facts go first");
    let edit = phone.sends()[0].id();
    phone.store.set_aside(edit, "no").unwrap();
    assert_eq!(phone.store.photos_waiting().unwrap().len(), 1);

    // And of a colleague's household, which the server has, whatever it says to an edit of it.
    let theirs = made_by(2, &photographed(2, PhotoHash::of(b"theirs")), crate::samples::MORNING);
    phone.store.take_page(&page(1, [&theirs])).unwrap();
    let mut edited = photographed(2, PhotoHash::of(b"theirs"));
    edited.people[0].phone = None;
    phone.store.keep(&edited, &[]).unwrap();
    let edit = phone.sends()[0].id();
    phone.store.set_aside(edit, "no").unwrap();
    assert_eq!(phone.store.photos_to_ask_for().unwrap(), [PhotoHash::of(b"theirs")]);
}

#[test]
fn an_upload_goes_on_where_it_stopped_when_the_process_died() {
    let phone = Phone::new(1);
    let bytes = picture(1);
    let photo = kept(&bytes);
    phone.store.keep(&photographed(1, photo.hash), &[photo]).unwrap();
    phone.syncs(&[]);
    phone.store.thumbnail_sent(photo.hash).unwrap();
    phone.store.set_upload(photo.hash, "/api/v1/photos/7", 4096).unwrap();
    let phone = phone.restart();
    let waiting = &phone.store.photos_waiting().unwrap()[0];
    assert_eq!((waiting.upload_url.as_str(), waiting.upload_offset), ("/api/v1/photos/7", 4096));
    assert!(waiting.thumbnail_sent);
    // However far the bytes got, only a receipt ends the waiting.
    phone.store.set_upload(photo.hash, "/api/v1/photos/7", 5000).unwrap();
    assert_eq!(phone.store.status().unwrap().photos_waiting, 1);
    phone.takes_receipt(&[], &[photo.hash]);
    assert_eq!(phone.store.status().unwrap().photos_waiting, 0);
}

#[test]
fn a_photo_that_the_server_would_not_have_makes_its_record_rejected_until_it_is_tried_again() {
    let phone = Phone::new(1);
    let bytes = picture(1);
    let photo = kept(&bytes);
    phone.store.keep(&photographed(1, photo.hash), &[photo]).unwrap();
    phone.syncs(&[]);
    phone.store.set_photo_aside(photo.hash, "its bytes are not its hash").unwrap();
    assert_eq!(phone.store.status().unwrap().rejected, 1);
    assert!(phone.store.photos_waiting().unwrap().is_empty());
    assert_eq!(phone.store.record(id(1)).unwrap().unwrap().reasons, ["its bytes are not its hash"]);
    phone.store.retry(id(1)).unwrap();
    assert_eq!(phone.store.photos_waiting().unwrap().len(), 1);
}

#[test]
fn a_photo_that_another_phone_took_is_asked_for_and_not_uploaded() {
    let phone = Phone::new(1);
    let theirs = PhotoHash::of(&picture(9));
    phone.store.take_page(&page(1, [&made_by(2, &photographed(1, theirs), 1)])).unwrap();
    let mut edited = photographed(1, theirs);
    edited.people[0].phone = None;
    phone.store.keep(&edited, &[]).unwrap();
    assert!(phone.store.photos_to_ask_for().unwrap().is_empty(), "facts go first");
    phone.syncs(&[]);
    assert_eq!(phone.store.status().unwrap().sent, 1);
    assert!(phone.store.photos_waiting().unwrap().is_empty());
    assert_eq!(phone.store.photos_to_ask_for().unwrap(), [theirs]);
    assert!(matches!(phone.store.photo(theirs), Err(StoreError::NoPhoto(_))));
    phone.takes_receipt(&[], &[theirs]);
    assert_eq!(phone.store.status().unwrap().received, 1);
}

#[test]
fn a_photo_of_a_draft_is_kept_when_it_is_taken_and_goes_with_its_record() {
    let phone = Phone::new(1);
    let bytes = picture(1);
    let photo = kept(&bytes);
    phone.store.keep_photo(&photo).unwrap();
    let mut draft = serde_json::to_value(photographed(1, photo.hash)).unwrap();
    draft["status"] = "draft".into();
    phone.store.save_draft(id(1), &draft.to_string(), "").unwrap();
    let phone = phone.restart();
    assert!(phone.store.found_at_start().is_empty());
    assert_eq!(phone.store.status().unwrap().photos_waiting, 0, "a draft sends nothing");
    phone.store.complete(id(1)).unwrap();
    phone.syncs(&[]);
    assert_eq!(phone.store.photos_waiting().unwrap()[0].hash, photo.hash);
}

#[test]
fn a_receipt_for_one_of_two_photos_names_that_one_alone() {
    let phone = Phone::new(1);
    let pictures = [picture(1), picture(2)];
    let photos = pictures.each_ref().map(|bytes| kept(bytes));
    let mut record = serde_json::to_value(household(1)).unwrap();
    record["photos"] = serde_json::json!([{ "hash": photos[0].hash }, { "hash": photos[1].hash }]);
    let record = register::record::Record::from_value(record).unwrap();
    phone.store.keep(&record, &photos).unwrap();
    phone.syncs(&[photos[1].hash]);
    let waiting: BTreeSet<_> = phone.store.photos_waiting().unwrap().into_iter().map(|w| w.hash).collect();
    assert_eq!(waiting, BTreeSet::from([photos[0].hash]));
}

/// Lists with one open task about a record, which names these photos.
fn with_a_task(record: u32, photos: &[PhotoHash]) -> register::wire::Lists {
    serde_json::from_value(serde_json::json!({
        "version": "v1", "surveyor": crate::samples::surveyor(1), "laos": [crate::samples::lao()],
        "digest_key": "00".repeat(32),
        "tasks": [{ "id": id(90).to_string(), "record": id(record).to_string(),
                    "asked_at": "2026-04-14T08:00:00+07:00", "photos": photos }],
    }))
    .unwrap()
}

#[test]
fn anothers_small_picture_is_here_for_as_long_as_an_open_task_names_it() {
    let phone = Phone::new(1);
    let bytes = picture(1);
    let mine = kept(&bytes);
    phone.store.keep(&photographed(1, mine.hash), &[mine]).unwrap();
    let (theirs, more) = (PhotoHash::of(b"theirs"), PhotoHash::of(b"more"));
    phone.store.take_lists(&with_a_task(7, &[theirs, mine.hash, theirs, more])).unwrap();
    assert_eq!(phone.store.thumbnails_lacking().unwrap(), [theirs, more], "each once, and not what is here");
    phone.store.keep_others_thumbnail(theirs, b"\xff\xd8theirs").unwrap();
    phone.store.keep_others_thumbnail(theirs, b"\xff\xd8other bytes").unwrap();
    let phone = phone.restart();
    assert!(phone.store.found_at_start().is_empty());
    assert_eq!(phone.store.thumbnail(theirs).unwrap(), b"\xff\xd8theirs");
    assert_eq!(phone.store.thumbnails_lacking().unwrap(), [more]);
    assert!(matches!(phone.store.photo(theirs), Err(StoreError::NoPhoto(_))));
    assert_eq!(phone.store.status().unwrap().photos_waiting, 1, "it is no evidence of this phone's");
    phone.store.take_lists(&with_a_task(7, &[more])).unwrap();
    assert!(matches!(phone.store.thumbnail(theirs), Err(StoreError::NoPhoto(_))));
    phone.store.keep_others_thumbnail(more, b"\xff\xd8more").unwrap();
    phone.store.seal().unwrap();
    assert!(matches!(phone.store.thumbnail(more), Err(StoreError::Sealed)));
    assert!(matches!(phone.store.keep_others_thumbnail(theirs, b"x"), Err(StoreError::Sealed)));
    assert!(phone.store.thumbnails_lacking().is_err());
}

#[test]
fn an_erased_record_takes_its_tasks_and_their_pictures_along_at_once() {
    let phone = Phone::new(1);
    let theirs = PhotoHash::of(b"theirs");
    phone.store.take_lists(&with_a_task(7, &[theirs])).unwrap();
    phone.store.keep_others_thumbnail(theirs, b"\xff\xd8theirs").unwrap();
    phone.store.erase(&BTreeSet::from([id(8)])).unwrap();
    assert_eq!(phone.store.lists().unwrap().unwrap().tasks.len(), 1);
    phone.store.erase(&BTreeSet::from([id(7)])).unwrap();
    assert!(phone.store.lists().unwrap().unwrap().tasks.is_empty());
    assert!(matches!(phone.store.thumbnail(theirs), Err(StoreError::NoPhoto(_))));
}
