use std::collections::BTreeSet;

use register::bundle::Life;
use register::change::{Change, ChangeId};

use super::*;
use crate::samples::{MORNING, Phone, household, id, kept, photographed, picture, receipt};
use crate::stage::Stage;

const FIRST: &str = "g0000000000";
const SECOND: &str = "g1111111111";
const THIRD: &str = "g2222222222";

/// A phone without signal that made two households, one of them with a photo.
fn in_the_hills() -> (Phone, Vec<ChangeId>, register::record::PhotoHash) {
    let phone = Phone::new(1);
    let bytes = picture(1);
    let photo = kept(&bytes);
    phone.store.keep(&photographed(1, photo.hash), &[photo]).unwrap();
    phone.store.keep(&household(2), &[]).unwrap();
    let changes = phone.store.waiting(9, usize::MAX).unwrap().into_iter().map(|out| out.id).collect();
    (phone, changes, photo.hash)
}

/// An answer of this life comes, or one of form 1.
fn comes(
    phone: &Phone,
    life: Option<&str>,
    held: (&[ChangeId], &[register::record::PhotoHash]),
    missing: Ask,
) -> bool {
    let (given, signed) = receipt(MORNING, held.0, held.1);
    let life = life.map(|epoch| Life { epoch: epoch.into(), missing });
    phone.store.take_brought_receipt(&given, &signed, life.as_ref()).unwrap().counts
}

fn stages(phone: &Phone) -> Vec<Stage> {
    phone.store.stages(&[id(1), id(2)]).unwrap().into_values().collect()
}

fn asked(changes: &[ChangeId], photos: &[register::record::PhotoHash]) -> Ask {
    Ask { changes: changes.iter().copied().collect(), photos: photos.iter().copied().collect() }
}

fn sends(phone: &Phone) -> (BTreeSet<ChangeId>, usize) {
    let waiting = phone.store.waiting(9, usize::MAX).unwrap();
    (waiting.into_iter().map(|out| out.id).collect(), phone.store.photos_unreceived().unwrap().len())
}

#[test]
fn what_an_answer_of_a_later_life_does_not_name_is_not_received_and_is_asked_after_before_it_is_sent_again() {
    let (phone, changes, photo) = in_the_hills();
    assert!(comes(&phone, Some(FIRST), (&changes, &[photo]), Ask::default()));
    assert_eq!(stages(&phone), [Stage::Received, Stage::Received]);
    assert!(phone.store.doubted(9).unwrap().is_empty());

    // The server was restored; the answer to a bundle that was on its way names one of them.
    assert!(comes(&phone, Some(SECOND), (&changes[1..], &[]), Ask::default()));
    let phone = phone.restart();
    assert_eq!(stages(&phone), [Stage::Sent, Stage::Received]);
    assert_eq!(phone.store.doubted(9).unwrap(), asked(&changes[..1], &[photo]));
    assert_eq!(
        phone.store.doubted(1).unwrap(),
        asked(&changes[..1], &[]),
        "as many as one bundle asks after"
    );
    assert_eq!(sends(&phone), (BTreeSet::new(), 0));
    assert_eq!(phone.store.status().unwrap().photos_waiting, 0);
    assert_eq!(
        phone.store.standing(&BTreeSet::new(), &BTreeSet::new()).unwrap().waiting,
        1,
        "it is held back"
    );

    // Asked, the server names the photo, and not the change.
    comes(&phone, Some(SECOND), (&[], &[photo]), asked(&changes[..1], &[]));
    assert_eq!(sends(&phone), (BTreeSet::from([changes[0]]), 0));
    assert_eq!(stages(&phone), [Stage::Waiting, Stage::Received]);
    comes(&phone, Some(SECOND), (&changes[..1], &[]), Ask::default());
    assert_eq!(stages(&phone), [Stage::Received, Stage::Received]);
    // The same answer come twice, after what it misses was sent and received again.
    comes(&phone, Some(SECOND), (&[], &[photo]), asked(&changes[..1], &[]));
    assert_eq!(stages(&phone), [Stage::Received, Stage::Received]);
}

#[test]
fn an_answer_of_a_life_that_is_over_makes_nothing_received_and_nothing_doubted() {
    let (phone, changes, photo) = in_the_hills();
    comes(&phone, Some(SECOND), (&changes[1..], &[]), Ask::default());
    assert!(!comes(&phone, Some(FIRST), (&changes, &[photo]), asked(&changes[1..], &[])));
    assert_eq!(stages(&phone), [Stage::Waiting, Stage::Received]);
    assert_eq!(sends(&phone), (BTreeSet::from([changes[0]]), 1));
    // Nor one after the phone has itself spoken with the server.
    phone.store.lives_in(THIRD, false).unwrap();
    assert!(!comes(&phone, Some(SECOND), (&changes, &[photo]), Ask::default()));
    assert_eq!(phone.store.doubted(9).unwrap(), asked(&changes[1..], &[]));
}

#[test]
fn an_answer_of_form_1_is_taken_and_is_in_doubt_where_a_life_is_known() {
    let (phone, changes, photo) = in_the_hills();
    comes(&phone, None, (&changes[1..], &[]), Ask::default());
    assert_eq!(stages(&phone), [Stage::Waiting, Stage::Received], "as ever, where nothing else is known");
    comes(&phone, Some(FIRST), (&changes[1..], &[]), Ask::default());
    comes(&phone, None, (&changes, &[photo]), Ask::default());
    assert_eq!(stages(&phone), [Stage::Sent, Stage::Received]);
    assert_eq!(phone.store.doubted(9).unwrap(), asked(&changes[..1], &[photo]));
    comes(&phone, Some(FIRST), (&changes[..1], &[photo]), Ask::default());
    assert_eq!(stages(&phone), [Stage::Received, Stage::Received]);
}

#[test]
fn what_is_in_doubt_cannot_be_deleted_even_by_sql_and_of_an_erased_record_it_goes_once_it_is_received() {
    let (phone, changes, photo) = in_the_hills();
    comes(&phone, Some(FIRST), (&changes, &[photo]), Ask::default());
    comes(&phone, Some(SECOND), (&[], &[]), Ask::default());
    for sql in ["DELETE FROM outbox", "DELETE FROM photo", "DELETE FROM change"] {
        assert!(phone.store.write(|t| Ok(t.execute(sql, [])?)).is_err(), "{sql}");
    }
    phone.store.erase(&[id(1)].into()).unwrap();
    assert_eq!(phone.store.doubted(9).unwrap(), asked(&changes, &[photo]), "the server may have lost it");
    comes(&phone, Some(SECOND), (&[], &[]), asked(&changes[..1], &[photo]));
    let again = phone.store.waiting(9, usize::MAX).unwrap();
    assert_eq!(Change::read(again[0].json.as_bytes()).unwrap().edit().record, id(1));
    comes(&phone, Some(SECOND), (&changes, &[photo]), Ask::default());
    assert!(phone.store.photo(photo).is_err() && phone.store.waiting(9, usize::MAX).unwrap().is_empty());
    assert_eq!(phone.store.received_changes().unwrap(), changes[1..]);
}

#[test]
fn a_life_that_was_asked_already_or_is_known_leaves_nothing_in_doubt() {
    let (phone, changes, photo) = in_the_hills();
    comes(&phone, Some(FIRST), (&changes, &[photo]), Ask::default());
    phone.store.lives_in(FIRST, false).unwrap();
    phone.store.lives_in(SECOND, true).unwrap();
    assert!(phone.store.doubted(9).unwrap().is_empty());
    phone.store.lives_in(THIRD, false).unwrap();
    assert_eq!(phone.store.doubted(9).unwrap(), asked(&changes, &[photo]));
}
