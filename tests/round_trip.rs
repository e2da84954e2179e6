//! Real phones, a real server, and what becomes of a household between them.

#![expect(clippy::unwrap_used, reason = "a test stops where it goes wrong")]

mod province;

use std::collections::BTreeSet;
use std::process::Command;

use ed25519_dalek::SigningKey;
use province::{Database, Phone, Province, block_on, household, household_json, on_both_databases, photo};
use register::national_id::NationalId;
use register::record::Record;
use register::seal::PublicKey;
use serde_json::{Value, json};
use store::Outcome;
use sync::{Event, Link, Pace, Phase, SyncError};

fn a_household_goes_to_the_office_and_on_to_the_colleagues(database: Database) {
    let province = Province::on(database);
    let (mut first, mut second) = (Phone::enrolled(&province), Phone::enrolled(&province));
    let id = first.keeps(1);
    assert_eq!(first.status(), (1, 0, 0, 0));
    let done = first.syncs();
    assert_eq!((done.changes, done.aside, done.left), (1, 0, 0));
    assert_eq!(first.status(), (0, 0, 1, 0));
    assert_eq!(province.records(), [id.to_string()]);

    assert_eq!(second.syncs().pulled, 1);
    let known = second.store.search("สมปอง1", 5).unwrap();
    assert_eq!(known.len(), 1);
    // A second time there is nothing to send and nothing to fetch.
    for phone in [&mut first, &mut second] {
        let done = phone.syncs();
        assert_eq!((done.changes, done.pulled), (0, 0));
    }
}

fn an_edit_of_a_colleagues_household_comes_back_to_them(database: Database) {
    let province = Province::on(database);
    let (mut first, mut second) = (Phone::enrolled(&province), Phone::enrolled(&province));
    first.keeps(1);
    first.syncs();
    second.syncs();
    let mut edited = household_json(1);
    edited["dwelling"] = json!({ "tenure": "renter" });
    let outcome = second.store.keep(&Record::from_value(edited).unwrap(), &[]).unwrap();
    assert!(matches!(outcome, Outcome::Edited), "{outcome:?}");
    second.syncs();
    first.syncs();
    let held = first.store.record(household(1).id).unwrap().unwrap();
    let merged = serde_json::to_value(held.record).unwrap();
    assert_eq!(merged["dwelling"]["tenure"], "renter");
    assert_eq!(first.status(), (0, 0, 1, 0));
    assert_eq!(second.status(), (0, 0, 1, 0));
}

fn a_photo_is_received_only_with_its_receipt(database: Database) {
    let province = Province::on(database);
    let mut phone = Phone::enrolled(&province);
    let photo = photo(1);
    assert!(photo.jpeg.len() > 3 * 64 * 1024, "{}", photo.jpeg.len());
    phone.keeps_with(1, &photo);
    let done = phone.syncs();
    assert_eq!((done.changes, done.photos), (1, 1));
    assert_eq!(phone.status(), (0, 0, 1, 0));
    // Facts first, then the small picture, then the large one.
    let mut phases: Vec<Phase> = phone
        .events
        .iter()
        .filter_map(|event| if let Event::Progress { phase, .. } = event { Some(*phase) } else { None })
        .collect();
    phases.dedup();
    let place = |phase| phases.iter().position(|is| *is == phase).unwrap();
    assert!(place(Phase::Push) < place(Phase::Thumbnails) && place(Phase::Thumbnails) < place(Phase::Photos));
    let report = province.does(async |office| office.verify().await.unwrap());
    assert!(report.is_sound(), "{report}");
}

fn a_cut_sends_at_most_one_piece_of_a_photo_again(database: Database) {
    let province = Province::on(database);
    let mut phone = Phone::enrolled(&province);
    phone.syncs();
    let photo = photo(2);
    phone.keeps_with(1, &photo);
    province.cable.carried();
    // Each connection dies somewhere: while it asks, while it sends, while it is answered.
    let cuts: Vec<(u64, u64)> = [(u64::MAX, 150), (u64::MAX, 700)]
        .into_iter()
        .chain([2_500, 40_000, 200, 70_000, 30_000, 66_500, 20_000].map(|up| (up, u64::MAX)))
        .collect();
    let planned = cuts.len();
    province.cable.will_be_cut(cuts);
    let mut runs = 0;
    while !phone.tries().is_ok_and(|done| done.is_complete()) {
        runs += 1;
        assert!(runs < 20, "{:?}", phone.events.last());
    }
    assert_eq!(phone.status(), (0, 0, 1, 0));
    let (up, _) = province.cable.carried();
    let count = (planned - province.cable.cuts_to_come()) as u64;
    assert!(count >= 8, "{count} cuts were met");
    let most = photo.jpeg.len() as u64 + count * 64 * 1024 + 30_000;
    assert!(up <= most, "{up} bytes for a photo of {}, cut {count} times", photo.jpeg.len());
    province.verifies();

    // Where each connection gets far, what it brought stays: beginning anew would never end.
    let photo = self::photo(9);
    phone.keeps_with(2, &photo);
    let planned = 10;
    province.cable.will_be_cut([(150_000, u64::MAX); 10]);
    while !phone.tries().is_ok_and(|done| done.is_complete()) {
        runs += 1;
        assert!(runs < 20, "{:?}", phone.events.last());
    }
    let (up, _) = province.cable.carried();
    let count = (planned - province.cable.cuts_to_come()) as u64;
    assert!((2..=4).contains(&count), "{count} cuts were met");
    let most = photo.jpeg.len() as u64 + count * 64 * 1024 + 30_000;
    assert!(up <= most, "{up} bytes for a photo of {}, cut {count} times", photo.jpeg.len());
    province.cable.will_be_cut([]);
    province.verifies();
}

fn a_cut_anywhere_in_a_push_or_pull_loses_nothing_and_doubles_nothing(database: Database) {
    let province = Province::on(database);
    let (mut phone, mut colleague) = (Phone::enrolled(&province), Phone::enrolled(&province));
    phone.syncs();
    let mut expected = Vec::new();
    for number in 0..60 {
        expected.push(phone.keeps(number).to_string());
    }
    let cuts =
        (0..12).map(|cut| if cut % 2 == 0 { (150 + cut * 800, u64::MAX) } else { (u64::MAX, cut * 300) });
    province.cable.will_be_cut(cuts);
    let mut runs = 0;
    while !phone.tries().is_ok_and(|done| done.is_complete()) || province.cable.cuts_to_come() > 0 {
        runs += 1;
        assert!(runs < 40);
    }
    assert_eq!(phone.status(), (0, 0, 60, 0));
    assert_eq!(province.records(), expected);
    province.cable.will_be_cut((0..8).map(|cut| (u64::MAX, 100 + cut * 2_000)));
    while !colleague.tries().is_ok_and(|done| done.is_complete()) {}
    assert_eq!(colleague.store.search("สมปอง", 100).unwrap().len(), 60);
}

fn a_change_that_is_refused_is_set_aside_with_its_reason_and_the_rest_go_on(database: Database) {
    let province = Province::on(database);
    let mut phone = Phone::enrolled(&province);
    let identity = phone.store.identity().unwrap().unwrap();
    phone.keeps(1);
    // Somebody else's key: the server must refuse what it signs.
    let forger = store::Identity { key: SigningKey::from_bytes(&[66; 32]), ..identity.clone() };
    phone.store.enrol(&forger).unwrap();
    phone.keeps(2);
    phone.store.enrol(&identity).unwrap();
    phone.keeps(3);
    let done = phone.syncs();
    assert_eq!((done.changes, done.aside), (2, 1));
    assert_eq!(phone.status(), (0, 0, 2, 1));
    assert!(phone.set_asides()[0].contains("sign"), "{:?}", phone.set_asides());
    assert_eq!(province.records().len(), 2);
}

fn an_edit_costs_whoever_hears_of_it_less_than_a_kilobyte(database: Database) {
    let province = Province::on(database);
    let (mut phone, mut colleague) = (Phone::enrolled(&province), Phone::enrolled(&province));
    for number in 0..20 {
        phone.keeps(number);
    }
    for _ in 0..2 {
        phone.syncs();
        colleague.syncs();
    }
    let costs = |phone: &mut Phone| {
        province.cable.carried();
        phone.events.clear();
        let pulled = phone.syncs().pulled;
        let (up, down) = province.cable.carried();
        assert!(up + down < 1_000, "{up} + {down}, headers and all");
        let asked: BTreeSet<_> = phone
            .events
            .iter()
            .filter_map(|event| match event {
                Event::Progress { phase, .. } => Some(format!("{phase:?}")),
                _ => None,
            })
            .collect();
        (pulled, asked.into_iter().collect::<Vec<_>>().join(" "))
    };
    let mut edited = household_json(7);
    edited["dwelling"] = json!({ "tenure": "renter" });
    phone.store.keep(&Record::from_value(edited.clone()).unwrap(), &[]).unwrap();
    // One push, and nothing after it: its answer says that there is nothing to pull.
    assert_eq!(costs(&mut phone), (0, "Push".to_owned()));
    assert_eq!(costs(&mut colleague), (1, "Pull".to_owned()), "of twenty households one change");
    // What leads on from the duplicate digest comes with the answers too.
    let before = [&phone, &colleague].map(|phone| phone.store.digest_version().unwrap().unwrap());
    edited["people"][0]["national_id"] = json!(NationalId::completing(899_999_999_999).unwrap().to_string());
    phone.store.keep(&Record::from_value(edited).unwrap(), &[]).unwrap();
    assert_eq!(costs(&mut phone), (0, "Push".to_owned()));
    assert_eq!(costs(&mut colleague), (1, "Pull".to_owned()));
    // A digest that was just made rests for a moment.
    let mut syncs = 0;
    while [&phone, &colleague].map(|phone| phone.store.digest_version().unwrap().unwrap()) == before {
        assert_eq!(costs(&mut phone).1, "Pull");
        assert_eq!(costs(&mut colleague).1, "Pull");
        syncs += 1;
        assert!(syncs < 500, "no newer digest came");
    }
    while phone.store.digest_version().unwrap() != colleague.store.digest_version().unwrap() {
        assert_eq!(costs(&mut phone).1, "Pull");
        assert_eq!(costs(&mut colleague).1, "Pull");
    }
}

fn nothing_is_received_by_a_receipt_of_another_key(database: Database) {
    let province = Province::on(database);
    let real = Phone::enrolled(&province);
    let identity = real.store.identity().unwrap().unwrap();
    let mut phone = Phone::fresh();
    let server_key = PublicKey::of(&SigningKey::from_bytes(&[66; 32]));
    phone.store.enrol(&store::Identity { server_key, ..identity }).unwrap();
    phone.keeps(1);
    let fault = phone.tries().unwrap_err();
    assert!(matches!(fault, SyncError::ForgedReceipt), "{fault:?}");
    assert_eq!(phone.status(), (0, 1, 0, 0));
    // And a timer is told to wait.
    let pace = Pace::of(&phone.store).unwrap();
    assert_eq!(pace.failures(), 1);
    assert!(pace.next_try(0) == 0, "a clock far in the past may try at once");
}

fn an_enrolment_answered_by_another_key_is_none(database: Database) {
    let province = Province::on(database);
    let mut link = province.link();
    link.key = PublicKey::of(&SigningKey::from_bytes(&[66; 32]));
    let phone = Phone::fresh();
    let fault = block_on(sync::enrol(&phone.store, &link, None)).unwrap_err();
    assert!(matches!(fault, SyncError::ForgedEnrolment), "{fault:?}");
    assert!(phone.store.identity().unwrap().is_none());
}

fn an_enrolment_whose_answer_was_lost_is_asked_for_again(database: Database) {
    let province = Province::on(database);
    let link = province.link();
    let phone = Phone::fresh();
    province.cable.will_be_cut([(u64::MAX, 30), (u64::MAX, 200), (100, u64::MAX)]);
    let first = block_on(sync::enrol(&phone.store, &link, None));
    assert!(matches!(first, Err(SyncError::Unreachable { .. })), "{first:?}");
    let identity = block_on(sync::enrol(&phone.store, &link, None)).unwrap();
    assert_eq!(phone.store.identity().unwrap().unwrap(), identity);
    // The link is used up: another phone cannot take it.
    let other = Phone::fresh();
    assert!(matches!(block_on(sync::enrol(&other.store, &link, None)), Err(SyncError::Refused(_))));
}

fn a_phone_of_another_server_is_told_so(database: Database) {
    let province = Province::on(database);
    let phone = Phone::enrolled(&province);
    let mut identity = phone.store.identity().unwrap().unwrap();
    identity.token = "0".repeat(40);
    let link = Link::to(&identity).unwrap();
    phone.keeps(1);
    let fault = block_on(sync::sync(&phone.store, &link, |_| ())).unwrap_err();
    assert!(matches!(fault, SyncError::Unknown(_)), "{fault:?}");
    assert_eq!(phone.status().2, 0);
}

fn a_server_that_is_away_costs_nothing_and_a_timer_waits(database: Database) {
    let mut province = Province::on(database);
    let mut phone = Phone::enrolled(&province);
    phone.syncs();
    phone.keeps(1);
    province.stop();
    let fault = phone.tries().unwrap_err();
    assert!(matches!(fault, SyncError::Unreachable { .. }), "{fault:?}");
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_millis() as u64;
    let next = Pace::of(&phone.store).unwrap().next_try(now);
    assert!((now + 5_000..=now + 30_000).contains(&next), "{}", next as i64 - now as i64);
    province.start();
    phone.syncs();
    assert_eq!(Pace::of(&phone.store).unwrap().failures(), 0);
    assert_eq!(phone.status(), (0, 0, 1, 0));
}

fn the_command_line_enrols_adds_and_syncs(database: Database) {
    let province = Province::on(database);
    let dir = tempfile::tempdir().unwrap();
    let samruat = |arguments: &[&str]| {
        let out = Command::new(env!("CARGO_BIN_EXE_samruat"))
            .arg("--data")
            .arg(dir.path().join("data"))
            .args(arguments)
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (out.status.code().unwrap(), text(&out.stdout), text(&out.stderr))
    };
    let (code, _, err) = samruat(&["sync"]);
    assert_eq!(code, 1);
    assert!(err.contains("not enrolled"), "{err}");
    assert_eq!(samruat(&["enrol", "https://lao.example/other"]).0, 1);
    let (code, out, err) = samruat(&["enrol", &province.link().to_string()]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("เวียงพางคำ"), "{out}");
    let file = dir.path().join("records.jsonl");
    let lines: String = (0..5).map(|number| format!("{}\n", household_json(number))).collect();
    std::fs::write(&file, lines).unwrap();
    assert_eq!(samruat(&["add", file.to_str().unwrap()]).0, 0);
    let (code, out, err) = samruat(&["sync"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("5 changes"), "{out}");
    let status: Value = serde_json::from_str(&samruat(&["status", "--json"]).1).unwrap();
    assert_eq!((status["waiting"].as_u64(), status["received"].as_u64()), (Some(0), Some(5)));
    assert_eq!(province.records().len(), 5);
    province.cable.will_be_cut([(0, 0); 20]);
    std::fs::write(&file, format!("{}\n", household_json(9))).unwrap();
    assert_eq!(samruat(&["add", file.to_str().unwrap()]).0, 0);
    let (code, _, err) = samruat(&["sync"]);
    assert_eq!(code, 1);
    assert!(err.contains("did not answer"), "{err}");
}

on_both_databases!(
    a_household_goes_to_the_office_and_on_to_the_colleagues,
    an_edit_of_a_colleagues_household_comes_back_to_them,
    a_photo_is_received_only_with_its_receipt,
    a_cut_sends_at_most_one_piece_of_a_photo_again,
    a_cut_anywhere_in_a_push_or_pull_loses_nothing_and_doubles_nothing,
    a_change_that_is_refused_is_set_aside_with_its_reason_and_the_rest_go_on,
    an_edit_costs_whoever_hears_of_it_less_than_a_kilobyte,
    nothing_is_received_by_a_receipt_of_another_key,
    an_enrolment_answered_by_another_key_is_none,
    an_enrolment_whose_answer_was_lost_is_asked_for_again,
    a_phone_of_another_server_is_told_so,
    a_server_that_is_away_costs_nothing_and_a_timer_waits,
    the_command_line_enrols_adds_and_syncs,
);
