use register::record::Record;

use super::*;
use crate::keeping::Outcome;
use crate::samples::{MORNING, Phone, household, id, kept, made_by, page, photographed, picture};

#[test]
fn what_was_erased_goes_with_its_photos_and_its_search_and_stays_gone() {
    let phone = Phone::new(1);
    let pictures = [picture(1), picture(2)];
    let photos = pictures.each_ref().map(|bytes| kept(bytes));
    let mut two: Record = photographed(1, photos[0].hash);
    two.photos.push(photographed(1, photos[1].hash).photos[0].clone());
    phone.store.keep(&two, &photos).unwrap();
    // The second photo is another record's evidence too.
    phone.store.keep(&photographed(2, photos[1].hash), &[]).unwrap();
    let changes = phone.syncs(&[photos[0].hash, photos[1].hash]);
    phone.store.save_draft(id(1), "{}", "").unwrap();
    let path = phone.store.photo_path(photos[0].hash);
    assert!(path.exists());

    phone.store.erase(&BTreeSet::from([id(1)])).unwrap();
    assert!(phone.store.record(id(1)).unwrap().is_none());
    assert!(phone.store.drafts().unwrap().is_empty());
    assert_eq!(phone.store.search("สมชาย", 10).unwrap().len(), 1);
    assert!(!path.exists() && phone.store.photo(photos[0].hash).is_err());
    assert_eq!(phone.store.photo(photos[1].hash).unwrap(), pictures[1]);
    assert_eq!(phone.store.status().unwrap().received, 1);

    let phone = phone.restart();
    assert!(phone.store.found_at_start().is_empty());
    assert_eq!(phone.store.erased().unwrap(), BTreeSet::from([id(1)]));
    // Neither a page nor a hand brings it back.
    phone.store.take_page(&page(3, &changes)).unwrap();
    assert!(phone.store.record(id(1)).unwrap().is_none());
    let fault = phone.store.keep(&household(1), &[]).unwrap_err();
    assert!(matches!(fault, StoreError::Erased(erased) if erased == id(1)));
    assert!(matches!(phone.store.save_draft(id(1), "{}", ""), Err(StoreError::Erased(_))));
    assert_eq!(phone.store.keep(&household(2), &[]).unwrap(), Outcome::Edited);
}

#[test]
fn what_the_server_does_not_have_yet_is_sent_first_and_then_goes_as_well() {
    let phone = Phone::new(1);
    let bytes = picture(1);
    let photo = kept(&bytes);
    phone.store.keep(&photographed(1, photo.hash), &[photo]).unwrap();
    let made = phone.syncs(&[]);
    let mut edited = photographed(1, photo.hash);
    edited.people[0].phone = None;
    phone.store.keep(&edited, &[]).unwrap();
    let edit = phone.sends()[0].id();
    phone.store.set_aside(edit, "no").unwrap();

    phone.store.erase(&BTreeSet::from([id(1)])).unwrap();
    // Nobody sees it any more, but what is unsent is still here.
    assert!(phone.store.record(id(1)).unwrap().is_none());
    assert!(phone.store.search("สมชาย", 10).unwrap().is_empty());
    assert!(!phone.store.received_changes().unwrap().contains(&made[0].id()));
    let again = phone.sends();
    assert_eq!(again.iter().map(|c| c.id()).collect::<Vec<_>>(), [edit]);
    phone.takes_receipt(&[edit], &[]);
    assert_eq!(phone.store.photos_waiting().unwrap()[0].hash, photo.hash);
    phone.takes_receipt(&[], &[photo.hash]);
    assert_eq!(phone.store.status().unwrap().received, 0);
    assert!(!phone.store.photo_path(photo.hash).exists());
    let left: i64 = phone
        .store
        .read(|c| {
            Ok(c.query_row(
                "SELECT (SELECT count(*) FROM record) + (SELECT count(*) FROM photo)
                      + (SELECT count(*) FROM visit) + (SELECT count(*) FROM person_alike)",
                [],
                |r| r.get(0),
            )?)
        })
        .unwrap();
    assert_eq!(left, 0);
}

/// How many photos the phone knows of, whatever they were taken for.
fn photos_known(phone: &Phone) -> i64 {
    let known = phone.store.read(|c| {
        let known = "SELECT (SELECT count(*) FROM photo) + (SELECT count(*) FROM draft_photo)";
        Ok(c.query_row(known, [], |row| row.get::<_, i64>(0))?)
    });
    known.unwrap()
}

#[test]
fn what_was_photographed_for_a_draft_of_an_erased_record_goes_with_the_draft() {
    let phone = Phone::new(1);
    let pictures = [picture(1), picture(2), picture(3)];
    let photos = pictures.each_ref().map(|bytes| kept(bytes));
    let draft = |photo: &crate::photos::KeptPhoto<'_>| {
        phone.store.keep_photo(photo).unwrap();
        let draft = serde_json::to_string(&photographed(1, photo.hash)).unwrap();
        phone.store.save_draft(id(1), &draft, "").unwrap();
    };
    // Taken for the visit and not used; used, and received; taken for an edit that is not done.
    draft(&photos[0]);
    draft(&photos[1]);
    phone.store.complete(id(1)).unwrap();
    phone.syncs(&[photos[1].hash]);
    draft(&photos[2]);
    phone.store.erase(&BTreeSet::from([id(1)])).unwrap();
    for photo in &photos {
        assert!(phone.store.photo(photo.hash).is_err() && !phone.store.photo_path(photo.hash).exists());
    }
    assert_eq!(photos_known(&phone), 0);
}

#[test]
fn what_was_photographed_for_a_fact_check_of_an_erased_record_goes_with_the_check() {
    let phone = Phone::new(1);
    phone.store.keep(&household(1), &[]).unwrap();
    phone.syncs(&[]);
    let bytes = picture(1);
    let photo = kept(&bytes);
    phone.store.keep_photo(&photo).unwrap();
    let check = serde_json::json!({
        "task": { "record": id(1) }, "photos": [{ "hash": photo.hash.to_string() }],
    });
    let task = register::record::TaskId::new(uuid::Uuid::from_u128(900));
    phone.store.save_check(task, &check.to_string()).unwrap();
    phone.store.erase(&BTreeSet::from([id(1)])).unwrap();
    assert!(phone.store.checks().unwrap().is_empty());
    assert!(phone.store.photo(photo.hash).is_err() && !phone.store.photo_path(photo.hash).exists());
    assert_eq!(photos_known(&phone), 0);
}

#[test]
fn an_erasure_that_was_cut_off_before_the_files_went_is_finished_at_the_next_start() {
    let phone = Phone::new(1);
    let bytes = picture(1);
    let photo = kept(&bytes);
    phone.store.keep(&photographed(1, photo.hash), &[photo]).unwrap();
    phone.syncs(&[photo.hash]);
    phone
        .store
        .write(|t| {
            t.execute("INSERT INTO erased (record) VALUES (?1)", [id(1).uuid().as_bytes()])?;
            drop_what_was_received(t)
        })
        .unwrap();
    let path = phone.store.photo_path(photo.hash);
    assert!(path.exists());
    let phone = phone.restart();
    assert!(!path.exists() && phone.store.found_at_start().is_empty());
}

#[test]
fn a_pulled_record_that_was_erased_goes_too() {
    let phone = Phone::new(1);
    let theirs = made_by(2, &household(1), MORNING);
    phone.store.take_page(&page(1, [&theirs])).unwrap();
    phone.store.erase(&BTreeSet::from([id(1)])).unwrap();
    phone.store.take_page(&page(2, [&theirs])).unwrap();
    assert!(phone.store.search("สมชาย", 10).unwrap().is_empty());
}

#[test]
fn nothing_of_an_erased_name_is_left_in_the_pages_of_the_database() {
    let phone = Phone::new(1);
    let mut record = household(1);
    record.people[0].given_name = Some("ลบแล้วเอ๋ย".into());
    phone.store.keep(&record, &[]).unwrap();
    phone.store.keep(&household(2), &[]).unwrap();
    phone.syncs(&[]);
    phone.store.erase(&BTreeSet::from([id(1)])).unwrap();
    // Everything, as it would be read by whoever holds the key.
    let clear = tempfile::tempdir().unwrap();
    let path = clear.path().join("clear.db");
    phone
        .store
        .writer()
        .execute_batch(&format!(
            "ATTACH DATABASE '{}' AS clear KEY ''; SELECT sqlcipher_export('clear'); DETACH DATABASE clear;",
            path.display()
        ))
        .unwrap();
    let bytes = fs::read(path).unwrap();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("สมชาย"), "the other record is still there");
    assert!(!holds("ลบแล้วเอ๋ย") && !holds("ลบแ"));
}
