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
