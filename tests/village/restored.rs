//! Old backups: of a phone, and of the server. Nothing that either side had is lost, nothing
//! is doubled, and nothing is said that is not so.

use std::collections::BTreeMap;

use register::record::PhotoHash;
use register::seal::Signed;
use register::wire::Enrol;
use serde_json::{Value, json};
use sync::{Event, Phase, SyncError};

use crate::province::{
    Database, OURS, Phone, Province, Wristwatch, household, on_both_databases, photo, picture,
};

/// The server's changes by name, as text.
fn changes(province: &Province) -> BTreeMap<String, String> {
    let all = province.changes(OURS);
    let by_name: BTreeMap<_, _> =
        all.iter().map(|change| (change.id().to_string(), change.to_json())).collect();
    assert_eq!(by_name.len(), all.len(), "a change stands in the log twice");
    by_name
}

fn entry_of(province: &Province, number: u32) -> Value {
    let id = household(number).id.to_string();
    let mut entries = province.export();
    entries.retain(|entry| entry["records"].as_array().unwrap().contains(&json!(id)));
    assert_eq!(entries.len(), 1, "{entries:?}");
    entries.remove(0)
}

/// A phone works on after its backup, is lost, and comes back as the backup was: the same
/// device, with less behind it. `watch` is what its clock says in both lives.
fn comes_back(database: Database, watch: &Wristwatch) {
    let province = Province::on(database);
    let mut phone = Phone::with_watch(&province, watch.clone());
    let mut colleague = Phone::enrolled(&province);
    let first = phone.keeps(1);
    phone.syncs();
    let unsent = picture(7, 300, 200);
    phone.keeps_with(2, &unsent);
    let backup = phone.copied();

    phone.edits(first, |record| record["dwelling"] = json!({ "tenure": "renter" }));
    phone.keeps(3);
    let later = picture(8, 300, 200);
    phone.keeps_with(4, &later);
    phone.syncs();
    colleague.syncs();
    colleague.edits(first, |record| record["people"][0]["phone"] = json!("0810000009"));
    colleague.syncs();
    let before = changes(&province);
    drop(phone);

    let mut phone = Phone::from_copy(&backup, watch.clone());
    assert_eq!(phone.status(), (1, 0, 1, 0), "it knows no more than it did");
    phone.edits(first, |record| record["dwelling"] = json!({ "tenure": "other" }));
    phone.keeps(5);
    assert_eq!(phone.status(), (3, 0, 0, 0));
    phone.syncs();

    // What the office had, and what the phone made since: all of it, each under its own name.
    let ids: Vec<_> = (1..=5).map(|number| household(number).id).collect();
    assert_eq!(province.records(), ids.iter().map(ToString::to_string).collect::<Vec<_>>());
    let after = changes(&province);
    for (name, json) in &before {
        assert_eq!(after.get(name), Some(json), "change {name} is not what it was");
    }
    assert_eq!(after.len(), before.len() + 2, "the edit and the new household");
    // Neither of the two lives overwrote the other: one value stands, the other is kept and shown.
    let entry = entry_of(&province, 1);
    assert_eq!(entry["conflicts"].as_array().unwrap().len(), 1, "{entry}");
    let held = phone.holds(first);
    let stands = held["record"]["dwelling"]["tenure"].clone();
    let lost = held["lost"].as_object().unwrap().values().next().unwrap().clone();
    let mut both = [stands, lost[0].clone()].map(|value| value.as_str().unwrap().to_owned());
    both.sort();
    assert_eq!(both, ["other", "renter"]);
    assert_eq!(held["record"]["people"][0]["phone"], "0810000009", "the colleague's edit");

    // All five are this phone's own work, and receipts say so of each, photos too.
    assert_eq!(phone.status(), (0, 0, 5, 0));
    assert_eq!(phone.store.status().unwrap().photos_waiting, 0);
    assert!(phone.has_receipt_for(unsent.hash) && phone.has_receipt_for(later.hash));
    colleague.syncs();
    phone.syncs();
    for id in &ids {
        assert_eq!(phone.holds(*id), colleague.holds(*id));
    }
    let done = phone.syncs();
    assert_eq!((done.changes, done.pulled, done.photos), (0, 0, 0));
    province.verifies();

    // Whoever has seen both decides, and that is the end of it.
    phone.watch.passes(std::time::Duration::from_secs(60));
    phone.edits(first, |record| record["dwelling"] = json!({ "tenure": "owner" }));
    phone.syncs();
    assert_eq!(entry_of(&province, 1)["conflicts"], json!([]));
    assert_eq!(changes(&province).len(), after.len() + 1);
}

fn a_phone_restored_from_an_old_backup_neither_forks_nor_overwrites(database: Database) {
    comes_back(database, &Wristwatch::default());
}

/// The worst that a restored phone can do: give the same stamps to other edits.
fn a_restored_phone_whose_clock_stands_still_uses_no_name_twice(database: Database) {
    comes_back(database, &Wristwatch::that_stands_at(1_775_961_065_000));
}

fn a_server_restored_from_last_nights_backup_is_sent_what_it_lost(database: Database) {
    let mut province = Province::on(database);
    let (mut phone, mut colleague) = (Phone::enrolled(&province), Phone::enrolled(&province));
    let photos = [photo(3), picture(4, 300, 200), photo(5)];
    let first = phone.keeps_with(1, &photos[0]);
    phone.syncs();
    colleague.syncs();
    let backup = province.backs_up();
    let key = province.does(async |office| office.keys().public());

    phone.keeps(2);
    let third = phone.keeps_with(3, &photos[1]);
    phone.edits(first, |record| record["dwelling"] = json!({ "tenure": "renter" }));
    phone.syncs();
    colleague.syncs();
    colleague.edits(third, |record| record["people"][0]["phone"] = json!("0810000003"));
    colleague.keeps(4);
    colleague.syncs();
    // A photo is half there when the machine is lost.
    phone.keeps_with(5, &photos[2]);
    province.cable.will_be_cut([(100_000, u64::MAX)].into_iter().chain([(0, 0); 30]));
    assert!(phone.tries().is_err());
    province.cable.will_be_cut([]);
    assert_eq!(phone.status().1, 1, "its facts are received, its photo is not");
    let before = province.export_bytes();

    province.is_restored_from(&backup);
    assert_eq!(province.records(), [first.to_string()], "last night's");
    assert_eq!(province.does(async |office| office.keys().public()), key, "the pinned key is the same");
    // The edit of a household comes back before the household does.
    let done = colleague.syncs();
    assert_eq!((done.changes, done.aside), (2, 0));
    let done = phone.syncs();
    assert_eq!((done.changes, done.photos, done.aside), (4, 2, 0));
    assert_eq!(province.export_bytes(), before);
    colleague.syncs();
    assert_eq!((phone.status(), colleague.status()), ((0, 0, 4, 0), (0, 0, 2, 0)));
    let held = |hash: PhotoHash| phone.has_receipt_for(hash);
    assert!(photos.iter().all(|photo| held(photo.hash)));
    for number in 1..=5 {
        let id = household(number).id;
        assert_eq!(phone.holds(id), colleague.holds(id));
    }
    province.verifies();
    // It is asked once for each life of the server.
    phone.events.clear();
    phone.syncs();
    let asked = |event: &Event| matches!(event, Event::Progress { phase: Phase::Recheck, .. });
    assert!(!phone.events.iter().any(asked));
}

/// A phone that was enrolled after the backup: the restored server has never heard of it, and of
/// its surveyor neither.
fn a_phone_that_a_restored_server_forgot_comes_back_by_a_new_link_with_all_its_work(database: Database) {
    let mut province = Province::on(database);
    let mut old = Phone::enrolled(&province);
    old.keeps(1);
    old.syncs();
    let backup = province.backs_up();
    let mut forgotten = Phone::enrolled(&province);
    let name = |phone: &Phone| phone.store.identity().unwrap().unwrap().device;
    let before = name(&forgotten);
    let taken = picture(2, 300, 200);
    let second = forgotten.keeps_with(2, &taken);
    forgotten.syncs();
    old.syncs();
    old.edits(second, |record| record["dwelling"] = json!({ "tenure": "renter" }));
    old.syncs();
    forgotten.syncs();
    let export = province.export_bytes();
    forgotten.keeps(3);

    province.is_restored_from(&backup);
    let fault = forgotten.tries().unwrap_err();
    assert!(matches!(fault, SyncError::Unknown(_)), "{fault:?}");
    assert_eq!(forgotten.status(), (0, 1, 1, 0), "handed over, and no word for it");
    // Whoever enrols now is given no name that went out in the life that is over.
    let new = Phone::enrolled(&province);
    assert!(![name(&old), before.clone()].contains(&name(&new)));

    let forgotten = forgotten.enrols_with(&province.link());
    assert_eq!(name(&forgotten), before, "the name that its changes carry");
    let mut forgotten = forgotten;
    let done = forgotten.syncs();
    assert_eq!((done.changes, done.photos, done.aside), (2, 1, 0));
    old.syncs();
    assert_eq!((forgotten.status(), old.status()), ((0, 0, 2, 0), (0, 0, 2, 0)));
    assert!(forgotten.has_receipt_for(taken.hash));
    assert_eq!(province.records().len(), 3);
    let restored = province.export_bytes();
    for line in export.lines() {
        assert!(restored.contains(line), "{line}");
    }
    province.verifies();

    // Its answer in another's hand is worth nothing: the key is what counts.
    let link = province.link();
    let key = ed25519_dalek::SigningKey::from_bytes(&[66; 32]);
    let answer = forgotten.store.enrolment().unwrap();
    let theirs = register::seal::PublicKey::of(&key);
    let asked = Enrol { code: link.code, key: theirs, phone: None, before: answer };
    let said = province.does(async |office| office.enrol(&Signed::sign(asked, &key)).await.unwrap());
    assert_ne!(said.open(&link.key).unwrap().device, before);
}

on_both_databases!(
    a_phone_restored_from_an_old_backup_neither_forks_nor_overwrites,
    a_restored_phone_whose_clock_stands_still_uses_no_name_twice,
    a_server_restored_from_last_nights_backup_is_sent_what_it_lost,
    a_phone_that_a_restored_server_forgot_comes_back_by_a_new_link_with_all_its_work,
);
