use super::*;
use crate::samples::{self, MORNING, Phone, household, kept, made_by, page, photographed, picture};

#[test]
fn an_identity_reads_back_as_it_was_given_and_shows_no_secret_in_a_log() {
    let phone = Phone::new(1).restart();
    let mut identity = samples::identity(1);
    assert_eq!(phone.store.identity().unwrap().unwrap(), identity);
    identity.certificate = None;
    phone.store.enrol(&identity).unwrap();
    assert_eq!(phone.store.identity().unwrap().unwrap(), identity);
    let shown = format!("{identity:?}");
    assert!(!shown.contains("token-1") && shown.contains("d-01"), "{shown}");
}

#[test]
fn the_key_to_enrol_with_is_the_same_until_it_is_this_phones_and_then_a_new_one() {
    let phone = Phone::fresh();
    let offered = phone.store.key_for_enrolment().unwrap();
    let phone = phone.restart();
    assert_eq!(phone.store.key_for_enrolment().unwrap(), offered);
    phone.store.enrol(&Identity { key: offered.clone(), ..samples::identity(1) }).unwrap();
    assert_eq!(phone.store.identity().unwrap().unwrap().key, offered);
    assert_ne!(phone.store.key_for_enrolment().unwrap(), offered);
}

#[test]
fn a_phone_with_unsent_work_is_not_enrolled_anew_under_another_name_or_office() {
    let phone = Phone::new(1);
    let refused = |identity: Identity| {
        let fault = phone.store.enrol(&identity).unwrap_err().to_string();
        assert!(fault.contains("sync it first or use another data folder"), "{fault}");
    };
    let mut elsewhere = samples::identity(2);
    elsewhere.lao.code = "05090902".parse().unwrap();
    refused(elsewhere.clone());
    phone.store.keep(&household(1), &[]).unwrap();
    refused(samples::identity(2));
    // The answer to the same enrolment, come twice.
    phone.store.enrol(&samples::identity(1)).unwrap();
    phone.syncs(&[]);
    phone.store.enrol(&samples::identity(2)).unwrap();
    assert_eq!(phone.store.identity().unwrap().unwrap().device, samples::identity(2).device);
    refused(elsewhere);
}

#[test]
fn a_locked_phone_reads_and_saves_nothing_and_still_sends_what_is_unsent() {
    let phone = Phone::new(1);
    let pictures = [picture(1), picture(2)];
    let photos = pictures.each_ref().map(|bytes| kept(bytes));
    phone.store.keep(&photographed(1, photos[0].hash), &photos[..1]).unwrap();
    phone.syncs(&[photos[0].hash]);
    phone.store.keep(&photographed(2, photos[1].hash), &photos[1..]).unwrap();
    phone.store.save_draft(samples::id(3), "{}", "").unwrap();
    phone.store.seal().unwrap();
    let phone = phone.restart();
    let store = &phone.store;
    assert!(store.is_sealed().unwrap());
    let number = samples::national_id(1).parse().unwrap();
    let number = register::national_id::NationalId::from_u64(number).unwrap();
    let locked = [
        store.keep(&household(4), &[]).map(drop),
        store.keep_photo(&photos[0]).map(drop),
        store.save_draft(samples::id(3), "{}", ""),
        store.discard_draft(samples::id(3)),
        store.complete(samples::id(3)).map(drop),
        store.drafts().map(drop),
        store.draft(samples::id(3)).map(drop),
        store.edit_as_draft(samples::id(1)).map(drop),
        store.expect_photo(samples::id(3), "house").map(drop),
        store.pending_photos().map(drop),
        store.record(samples::id(1)).map(drop),
        store.search("สมชาย", 1).map(drop),
        store.known(number).map(drop),
        store.lists().map(drop),
        store.take_page(&page(1, [&made_by(2, &household(5), MORNING)])).map(drop),
        store.photo(photos[0].hash).map(drop),
        store.thumbnail(photos[0].hash).map(drop),
        store.carry(b"bundle").map(drop),
    ];
    for (at, result) in locked.into_iter().enumerate() {
        assert!(matches!(result, Err(StoreError::Sealed)), "{at}: {result:?}");
    }
    // What is unsent goes out, facts first, and its receipts come in.
    phone.syncs(&[]);
    let waiting = store.photos_waiting().unwrap();
    assert_eq!(store.photo(waiting[0].hash).unwrap(), pictures[1]);
    assert_eq!(store.thumbnail(waiting[0].hash).unwrap(), b"small");
    phone.takes_receipt(&[], &[waiting[0].hash]);
    let status = store.status().unwrap();
    assert_eq!((status.received, status.drafts), (2, 1));
    // Only the office opens it again: under a new key and a new name, as it always does.
    let anew = samples::identity(2);
    store.may_enrol(&anew.server_key, &anew.key).unwrap();
    store.enrol(&anew).unwrap();
    assert_eq!(store.drafts().unwrap().len(), 1);
}

#[test]
fn a_locked_phone_comes_back_with_its_drafts_and_what_was_set_aside_once_all_else_has_left() {
    let phone = Phone::new(1);
    let store = &phone.store;
    let pictures = [picture(1), picture(2), picture(3)];
    let photos = pictures.each_ref().map(|bytes| kept(bytes));
    // A visit whose change the server set aside takes its photo with it: neither can leave.
    store.keep(&photographed(1, photos[0].hash), &photos[..1]).unwrap();
    let refused = phone.sends()[0].id();
    store.set_aside(refused, "no").unwrap();
    // A photo that no record names: of a draft that is open, or of one that was thrown away.
    store.keep_photo(&photos[1]).unwrap();
    store.save_draft(samples::id(3), r#"{"half":"typed"}"#, "people").unwrap();
    store.keep(&photographed(2, photos[2].hash), &photos[2..]).unwrap();
    store.seal().unwrap();
    let anew = samples::identity(2);
    let refused_link = || store.may_enrol(&anew.server_key, &anew.key).unwrap_err().to_string();
    let says = "sync it first";
    assert!(refused_link().contains(says) && store.enrol(&anew).is_err(), "a visit can still be sent");
    let id = phone.sends()[0].id();
    phone.takes_receipt(&[id], &[]);
    assert!(refused_link().contains(says) && store.enrol(&anew).is_err(), "and its photo after it");
    phone.takes_receipt(&[], &[photos[2].hash]);

    store.may_enrol(&anew.server_key, &anew.key).unwrap();
    let other_server = PublicKey::of(&SigningKey::from_bytes(&[66; 32]));
    assert!(store.may_enrol(&other_server, &anew.key).is_err());
    store.enrol(&anew).unwrap();
    let phone = phone.restart();
    let drafts = phone.store.drafts().unwrap();
    assert_eq!((drafts[0].json.as_str(), drafts[0].page.as_str()), (r#"{"half":"typed"}"#, "people"));
    assert_eq!(phone.store.photo(photos[1].hash).unwrap(), pictures[1]);
    assert_eq!(phone.store.photo(photos[0].hash).unwrap(), pictures[0]);
    assert!(phone.store.record(samples::id(1)).unwrap().is_some());
    assert_eq!(phone.store.status().unwrap().rejected, 1);
}

#[test]
fn a_phone_in_another_hand_or_with_other_villages_begins_the_feed_anew() {
    let phone = Phone::new(1);
    let pulled = || {
        phone.store.set_cursor(&samples::cursor("e1", 7)).unwrap();
        phone.store.cursor().unwrap()
    };
    let enrolled = |surveyor: Surveyor| {
        phone.store.enrol(&Identity { surveyor, ..samples::identity(1) }).unwrap();
        phone.store.cursor().unwrap()
    };
    assert_eq!(pulled(), enrolled(samples::surveyor(1)), "the same hand, the same villages");
    let mut renamed = samples::surveyor(1);
    renamed.name = "สมใจ ใจงาม".into();
    assert_eq!(pulled(), enrolled(renamed));
    pulled();
    assert_eq!(enrolled(samples::surveyor(2)), None);
    pulled();
    let mut moved = samples::surveyor(2);
    moved.moo.insert(6);
    assert_eq!(enrolled(moved), None);
}

#[test]
fn the_pace_of_syncing_is_kept_between_runs() {
    let phone = Phone::fresh();
    assert_eq!(phone.store.pace().unwrap(), "");
    phone.store.set_pace(r#"{"tries":3}"#).unwrap();
    assert_eq!(phone.restart().store.pace().unwrap(), r#"{"tries":3}"#);
}
