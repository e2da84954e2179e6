use super::*;
use crate::samples::{MORNING, Phone};

#[test]
fn a_bundle_is_carried_once_however_often_it_is_handed_over_and_survives_a_restart() {
    let phone = Phone::new(1);
    let id = phone.store.carry(b"sealed").unwrap();
    assert_eq!(phone.store.carry(b"sealed").unwrap(), id);
    phone.store.set_bundle_upload(id, "/bundles/3", 4).unwrap();
    let phone = phone.restart();
    let carried = phone.store.carried().unwrap();
    let expected = CarriedBundle {
        id,
        length: 6,
        taken_ms: MORNING,
        delivered: false,
        refused: String::new(),
        upload_url: "/bundles/3".into(),
        upload_offset: 4,
        answer: String::new(),
    };
    assert_eq!(carried, [expected]);
    assert_eq!(phone.store.bundle(id).unwrap(), b"sealed");
}

#[test]
fn a_delivered_bundle_leaves_its_answer_and_not_its_bytes() {
    let phone = Phone::new(1);
    let id = phone.store.carry(b"sealed").unwrap();
    phone.store.bundle_done(id, "the answer").unwrap();
    let carried = phone.store.carried().unwrap();
    assert!(carried[0].delivered && carried[0].answer == "the answer");
    assert!(phone.store.bundle(id).is_err());
    // Handed over once more, it is nothing to carry.
    assert_eq!(phone.store.carry(b"sealed").unwrap(), id);
    assert!(phone.store.bundle(id).is_err() && phone.store.carried().unwrap()[0].delivered);
    // Letting go what was delivered is no choice any more.
    phone.store.let_bundle_go(id).unwrap();
    assert_eq!(phone.store.carried().unwrap().len(), 1);
}

#[test]
fn a_bundle_that_was_not_delivered_goes_only_by_a_plain_choice() {
    let phone = Phone::new(1);
    let id = phone.store.carry(b"sealed").unwrap();
    let fault = phone.store.write(|t| Ok(t.execute("DELETE FROM carried", [])?)).unwrap_err();
    assert!(matches!(fault, StoreError::Guarded(_)));
    phone.store.let_bundle_go(id).unwrap();
    assert!(phone.store.carried().unwrap().is_empty() && phone.store.bundle(id).is_err());
    phone.store.carry(b"sealed").unwrap();
    assert_eq!(phone.store.carried().unwrap().len(), 1);
    assert_eq!(phone.store.bundle(id).unwrap(), b"sealed");
}

#[test]
fn a_bundle_that_was_refused_waits_no_more_until_it_is_tried_again_or_handed_over_again() {
    let phone = Phone::new(1);
    let id = phone.store.carry(b"sealed").unwrap();
    phone.store.set_bundle_upload(id, "/bundles/3", 4).unwrap();
    phone.store.bundle_refused(id, "it does not open here").unwrap();
    let phone = phone.restart();
    let carried = phone.store.carried().unwrap().remove(0);
    assert_eq!((carried.refused.as_str(), carried.upload_url.as_str()), ("it does not open here", ""));
    assert_eq!(phone.store.bundles_waiting().unwrap(), 0);
    assert_eq!(phone.store.bundle(id).unwrap(), b"sealed", "it is still here");
    phone.store.try_bundle_again(id).unwrap();
    assert_eq!(phone.store.bundles_waiting().unwrap(), 1);
    phone.store.bundle_refused(id, "it does not open here").unwrap();
    phone.store.carry(b"sealed").unwrap();
    assert_eq!((phone.store.bundles_waiting().unwrap(), phone.store.carried().unwrap().len()), (1, 1));
}

#[test]
fn the_start_finds_bundles_without_files_and_files_without_bundles_and_clears_what_is_done_with() {
    let phone = Phone::new(1);
    let [whole, lost, cut, delivered] =
        [b"whole", b"lost!", b"cut!!", b"done!"].map(|bytes| phone.store.carry(bytes).unwrap());
    fs::remove_file(phone.store.bundle_path(lost)).unwrap();
    fs::write(phone.store.bundle_path(cut), b"c").unwrap();
    phone.store.bundle_done(delivered, "the answer").unwrap();
    // The phone died before its bytes went; before another's row was written; and while one was.
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(2 * 60 * 60);
    let unfinished = phone.store.dir.join(FOLDER).join(".unfinished-1");
    for path in [phone.store.bundle_path(delivered), unfinished.clone()] {
        fs::write(&path, b"done!").unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(old).unwrap();
    }
    let stray = phone.store.bundle_path(BundleId::of(b"stray"));
    fs::write(&stray, b"stray").unwrap();
    let phone = phone.restart();
    let found = phone.store.found_at_start();
    assert_eq!(found.lost_bundles, [lost, cut]);
    assert_eq!(found.bundles_without_rows, [stray]);
    assert!(!phone.store.bundle_path(delivered).exists() && !unfinished.exists());
    let said = found.to_string();
    assert!(said.contains("2 bundle(s)") && said.contains("have everything still"), "{said}");
    // Handed over again, all of them are whole.
    for bytes in [b"lost!", b"cut!!", b"stray"] {
        phone.store.carry(bytes).unwrap();
    }
    let phone = phone.restart();
    assert!(phone.store.found_at_start().is_empty());
    assert_eq!(phone.store.bundle(whole).unwrap(), b"whole");
}
