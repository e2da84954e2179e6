use register::wire::Ask;

use super::*;
use crate::samples::{Phone, household, id, kept, photographed, picture};
use crate::status::Status;

#[test]
fn changes_go_out_in_the_order_in_which_they_were_made_and_in_batches_of_the_size_asked_for() {
    let phone = Phone::new(1);
    for number in [3, 1, 2] {
        phone.store.keep(&household(number), &[]).unwrap();
    }
    let all = phone.store.waiting(usize::MAX, usize::MAX).unwrap();
    let records: Vec<RecordId> = all
        .iter()
        .map(|out| register::change::Change::read(out.json.as_bytes()).unwrap().edit().record)
        .collect();
    assert_eq!(records, [id(3), id(1), id(2)]);
    assert_eq!(phone.store.waiting(2, usize::MAX).unwrap(), all[..2]);
    assert_eq!(phone.store.waiting(10, all[0].json.len() + 1).unwrap(), all[..1]);
    // One that is larger than the link likes still goes, alone.
    assert_eq!(phone.store.waiting(10, 1).unwrap(), all[..1]);
}

#[test]
fn what_was_sent_without_an_answer_is_sent_again() {
    let phone = Phone::new(1);
    phone.store.keep(&household(1), &[]).unwrap();
    let first = phone.sends();
    assert_eq!(phone.store.status().unwrap(), Status { sent: 1, ..Status::default() });
    assert_eq!(phone.sends(), first);
    phone.takes_receipt(&[first[0].id()], &[]);
    assert!(phone.sends().is_empty());
}

#[test]
fn one_that_is_set_aside_holds_up_no_other_and_its_reason_is_shown() {
    let phone = Phone::new(1);
    phone.store.keep(&household(1), &[]).unwrap();
    phone.store.keep(&household(2), &[]).unwrap();
    let changes = phone.sends();
    phone.store.set_aside(changes[0].id(), "this record is another surveyor's").unwrap();
    phone.takes_receipt(&[changes[1].id()], &[]);
    let status = phone.store.status().unwrap();
    assert_eq!((status.rejected, status.received), (1, 1));
    assert!(phone.sends().is_empty());
    let phone = phone.restart();
    let held = phone.store.record(id(1)).unwrap().unwrap();
    assert_eq!(held.reasons, ["this record is another surveyor's"]);
}

#[test]
fn a_later_edit_or_a_retry_brings_what_was_set_aside_back() {
    let phone = Phone::new(1);
    phone.store.keep(&household(1), &[]).unwrap();
    let made = phone.sends()[0].id();
    phone.store.set_aside(made, "not now").unwrap();
    phone.store.retry(id(1)).unwrap();
    assert_eq!(phone.sends()[0].id(), made);
    phone.store.set_aside(made, "not now either").unwrap();
    let mut edited = household(1);
    edited.people[0].phone = None;
    phone.store.keep(&edited, &[]).unwrap();
    // The edit stands on the change that was set aside: both go.
    assert_eq!(phone.store.status().unwrap().waiting, 1);
    assert_eq!(phone.sends().len(), 2);
    // So does saying the same again, as a file that is added twice does.
    phone.store.set_aside(made, "still not").unwrap();
    assert_eq!(phone.store.keep(&edited, &[]).unwrap(), crate::keeping::Outcome::Same);
    assert_eq!(phone.sends().len(), 2);
}

#[test]
fn a_set_aside_that_comes_after_the_receipt_changes_nothing() {
    let phone = Phone::new(1);
    phone.store.keep(&household(1), &[]).unwrap();
    let made = phone.syncs(&[])[0].id();
    phone.store.set_aside(made, "late").unwrap();
    phone.store.mark_sent(&[made]).unwrap();
    assert_eq!(phone.store.status().unwrap().received, 1);
}

#[test]
fn what_a_restored_server_no_longer_holds_waits_again() {
    let phone = Phone::new(1);
    let bytes = picture(1);
    let photo = kept(&bytes);
    phone.store.keep(&photographed(1, photo.hash), &[photo]).unwrap();
    phone.store.keep(&household(2), &[]).unwrap();
    phone.syncs(&[photo.hash]);
    phone.store.thumbnail_sent(photo.hash).unwrap();
    let received = phone.store.received_changes().unwrap();
    assert_eq!((received.len(), phone.store.received_photos().unwrap()), (2, vec![photo.hash]));
    assert_eq!(phone.store.status().unwrap().received, 2);

    let missing = Ask { changes: [received[0]].into(), photos: [photo.hash].into() };
    phone.store.unreceive(&missing).unwrap();
    assert_eq!(phone.store.status().unwrap().received, 2, "nothing was in doubt");
    phone.store.lives_in("another", false).unwrap();
    assert!(phone.store.waiting(9, 9_999).unwrap().is_empty(), "it is asked after first");
    phone.store.unreceive(&missing).unwrap();
    phone.takes_receipt(&[received[1]], &[]);
    let status = phone.store.status().unwrap();
    assert_eq!((status.received, status.waiting, status.photos_waiting), (1, 1, 1));
    let again = phone.syncs(&[]);
    assert_eq!(again[0].id(), received[0]);
    let waiting = phone.store.photos_waiting().unwrap();
    assert_eq!((waiting[0].hash, waiting[0].thumbnail_sent), (photo.hash, false));
}

#[test]
fn what_was_not_received_cannot_be_deleted_even_by_sql() {
    let phone = Phone::new(1);
    let bytes = picture(1);
    let photo = kept(&bytes);
    phone.store.keep(&photographed(1, photo.hash), &[photo]).unwrap();
    phone.store.save_draft(id(2), "{}", "").unwrap();
    let refused = |sql: &str| {
        let fault = phone.store.write(|t| Ok(t.execute(sql, [])?)).unwrap_err();
        assert!(matches!(fault, StoreError::Guarded(_)), "{sql}: {fault}");
        assert!(fault.to_string().contains("nothing was deleted"), "{fault}");
    };
    for state in ["sent", "rejected", "waiting"] {
        phone.store.write(|t| Ok(t.execute("UPDATE outbox SET state = ?1", [state])?)).unwrap();
        refused("DELETE FROM outbox");
        refused("DELETE FROM change");
        refused("DELETE FROM record");
        refused("INSERT OR REPLACE INTO outbox (change, record) SELECT change, record FROM outbox");
    }
    refused("UPDATE change SET json = ''");
    refused("DELETE FROM photo");
    refused("UPDATE photo SET going = 1");
    refused("DELETE FROM draft");
    phone.syncs(&[photo.hash]);
    refused("DELETE FROM receipt");
    // What was received may go, in the order that the tables ask for.
    let deleted = phone.store.write(|t| {
        t.execute("DELETE FROM outbox", [])?;
        Ok(t.execute("DELETE FROM change", [])?)
    });
    assert_eq!(deleted.unwrap(), 1);
}
