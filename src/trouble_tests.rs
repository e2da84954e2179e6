use std::time::Duration;

use register::record::{RecordFault, RecordId};
use uuid::Uuid;

use super::*;

/// Thai from end to end: no letter that a volunteer cannot read.
fn is_plain(words: &str) -> bool {
    !words.is_empty() && !words.replace("QR", "").chars().any(|c| c.is_ascii_alphabetic())
}

#[track_caller]
fn says_all_three(trouble: &Trouble) {
    let Trouble { happened, safe, next, cause } = trouble;
    assert!(is_plain(happened) && is_plain(safe) && is_plain(next), "{trouble:?}");
    assert!(!cause.is_empty(), "{trouble:?}");
}

#[test]
fn every_trouble_of_the_store_says_what_happened_what_is_safe_and_what_to_do() {
    let id = RecordId::new(Uuid::from_u128(1));
    let troubles = [
        StoreError::Full,
        StoreError::Busy,
        StoreError::Sealed,
        StoreError::NotEnrolled,
        StoreError::EnrolledElsewhere("อบต. อื่น".into()),
        StoreError::Damaged("x".into()),
        StoreError::Newer { found: 9, known: 3 },
        StoreError::Erased(id),
        StoreError::NoDraft(id),
        StoreError::NotAPin,
        StoreError::NoPin,
        StoreError::Record(RecordFault::NotJson { reason: "x".into() }),
        StoreError::Database("x".into()),
        StoreError::Secrets(SecretsError::Device("x".into())),
    ];
    for fault in &troubles {
        says_all_three(&Trouble::from(fault));
    }
}

#[test]
fn a_full_phone_does_not_say_that_the_newest_answer_is_saved() {
    let trouble = Trouble::from(&StoreError::Full);
    assert!(trouble.happened.contains("ยังไม่ได้บันทึก") && trouble.safe == BEFORE_SAFE);
}

#[test]
fn a_photo_that_cannot_be_kept_now_is_said_to_be_there_still_and_where_it_is_taken_in() {
    for fault in [StoreError::Full, StoreError::Busy, StoreError::Database("x".into())] {
        let trouble = Trouble::of_unkept_photo(&fault);
        says_all_three(&trouble);
        assert!(trouble.safe.starts_with("รูปที่ถ่ายไว้ยังอยู่ในเครื่อง"), "{trouble:?}");
        assert!(trouble.next.contains("เปิดหน้าที่ถ่ายรูปนี้อีกครั้ง"), "{trouble:?}");
    }
}

#[test]
fn every_trouble_of_syncing_says_that_the_work_is_safe() {
    let troubles = [
        SyncError::NotEnrolled,
        SyncError::Unreachable { reason: "refused".into(), before_sending: true },
        SyncError::Stranger("x".into()),
        SyncError::ForgedReceipt,
        SyncError::ForgedEnrolment,
        SyncError::Unknown("x".into()),
        SyncError::Outdated("x".into()),
        SyncError::NotABundle,
        SyncError::Busy(Some(Duration::from_secs(3))),
    ];
    for fault in &troubles {
        let trouble = Trouble::from(fault);
        says_all_three(&trouble);
        assert_eq!(trouble.safe, ALL_SAFE);
    }
}

#[test]
fn who_simply_went_back_is_told_nothing() {
    assert_eq!(Trouble::of_camera(&Hindrance::LeftOff), None);
    assert_eq!(Trouble::of_file(&Hindrance::LeftOff), None);
    for hindrance in
        [Hindrance::NotAllowed, Hindrance::Absent, Hindrance::SwitchedOff, Hindrance::Failed("x".into())]
    {
        says_all_three(&Trouble::of_camera(&hindrance).unwrap());
        says_all_three(&Trouble::of_file(&hindrance).unwrap());
        assert!(is_plain(&Trouble::of_position(&hindrance)));
    }
}
