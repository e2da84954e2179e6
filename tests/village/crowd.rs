//! Many at once: thirty phones on one server, and five thousand households on one phone.

use std::sync::Barrier;

use register::change::Edit;
use register::clock::Stamp;
use serde_json::json;
use serde_json::value::RawValue;
use sync::{Event, Phase};
use sync_server::office::Has;

use crate::province::{
    Database, Phone, Province, Wristwatch, all_sync, household, on_both_databases, picture,
};

const PHONES: u32 = 30;
const EACH: u32 = 3;

fn thirty_phones_at_once_come_to_what_they_would_have_one_by_one(database: Database) {
    let mut province = Province::on(database);
    let mut phones: Vec<Phone> = (0..PHONES).map(|_| Phone::enrolled(&province)).collect();
    // A few households that everybody knows of and edits.
    let shared: Vec<_> = (900..903).map(|number| phones[0].keeps(number)).collect();
    phones[0].syncs();
    for (nth, phone) in (0u32..).zip(&mut phones) {
        phone.syncs();
        for at in 0..EACH {
            let number = nth * EACH + at;
            match at {
                0 => phone.keeps_with(number, &picture(number, 120, 90)),
                _ => phone.keeps(number),
            };
        }
        // The same visit as the next phone's first.
        phone.keeps((nth + 1) % PHONES * EACH + 1);
        let telephone = format!("08200000{nth:02}");
        phone.edits(shared[nth as usize % 3], |record| record["people"][0]["phone"] = json!(telephone));
    }
    let copies: Vec<_> = phones.iter().map(|phone| (phone.copied(), phone.watch.clone())).collect();
    let mould = province.mould();

    let gate = Barrier::new(phones.len());
    std::thread::scope(|crowd| {
        for phone in &mut phones {
            let gate = &gate;
            crowd.spawn(move || {
                gate.wait();
                let done = phone.syncs();
                assert_eq!((done.aside, done.left), (0, 0));
            });
        }
    });
    for phone in &mut phones {
        let (waiting, sent, received, rejected) = phone.status();
        assert_eq!((waiting, sent, rejected), (0, 0, 0));
        assert!(received > u64::from(EACH), "{received}");
    }
    // Whoever was early hears of the rest.
    all_sync(&mut phones);
    province.verifies();
    let at_once = province.export_bytes();
    assert_eq!(province.records().len(), (PHONES * EACH) as usize + shared.len());
    for id in shared.iter().copied().chain([household(0).id, household(PHONES * EACH - 1).id]) {
        let first = phones[0].holds(id);
        assert!(phones.iter().all(|phone| phone.holds(id) == first));
    }
    drop(phones);

    province.recast(&mould);
    for (copy, watch) in &copies {
        Phone::from_copy(copy, watch.clone()).syncs();
    }
    assert_eq!(province.export_bytes(), at_once);
}

const HOUSEHOLDS: u32 = 5_000;
const PAGE: u32 = 200;

/// Fills the area as other phones would have, without their stores.
fn fill(province: &Province) {
    let other = Phone::enrolled(province);
    let identity = other.store.identity().unwrap().unwrap();
    for portion in (0..HOUSEHOLDS).collect::<Vec<_>>().chunks(500) {
        let changes: Vec<Box<RawValue>> = portion
            .iter()
            .map(|number| {
                let stamp = Stamp::new(1_775_961_065_000 + u64::from(*number), 0);
                let change = Edit::making(&household(*number), identity.author(), stamp).sign(&identity.key);
                RawValue::from_string(change.to_json()).unwrap()
            })
            .collect();
        let pushed = province.does(async |office| {
            let sender = office.sender(&identity.token).await.unwrap().unwrap();
            office.push(&sender, &changes, Has::default()).await.unwrap()
        });
        assert!(pushed.aside.is_empty());
    }
}

fn pages(phone: &Phone) -> u64 {
    let page = |event: &Event| match event {
        Event::Progress { phase: Phase::Pull, done, .. } => Some(*done),
        _ => None,
    };
    phone.events.iter().filter_map(page).max().unwrap_or(0)
}

fn a_large_area_is_of_use_after_its_first_page_and_goes_on_after_a_cut(database: Database) {
    let province = Province::on(database);
    fill(&province);
    let mut whole = Phone::enrolled(&province);
    province.cable.carried();
    assert_eq!(whole.syncs().pulled, u64::from(HOUSEHOLDS));
    let (_, all) = province.cable.carried();

    // Early in the second page the signal is gone, and stays away. How large that page is depends
    // on how long the first one took.
    let mut phone = Phone::enrolled(&province);
    let page = all / u64::from(HOUSEHOLDS / PAGE);
    province.cable.carried();
    province.cable.will_be_cut([(u64::MAX, page * 5 / 4)].into_iter().chain([(0, 0); 30]));
    assert!(phone.tries().is_err());
    province.cable.will_be_cut([]);
    assert_eq!(pages(&phone), 1);
    let (_, before) = province.cable.carried();
    let known = phone.store.search("สมปอง", 10_000).unwrap().len();
    assert_eq!(known, PAGE as usize, "the first page is there, whole");
    assert_eq!(phone.store.search("สมปอง7", 5).unwrap().len(), 5);
    let cursor = phone.store.cursor().unwrap().unwrap();
    assert_eq!(cursor.seq, u64::from(PAGE));
    // Its own work goes on meanwhile, on what has come.
    phone.edits(household(7).id, |record| record["dwelling"] = json!({ "tenure": "renter" }));

    let mut phone = Phone::from_copy(&phone.copied(), Wristwatch::default());
    let done = phone.syncs();
    assert_eq!((done.changes, done.pulled), (1, u64::from(HOUSEHOLDS - PAGE)), "nothing of it twice");
    let (_, after) = province.cable.carried();
    assert!(before + after < all + 2 * page, "{before} and {after} bytes, {all} in one go");
    assert_eq!(phone.store.search("สมปอง", 10_000).unwrap().len(), HOUSEHOLDS as usize);
}

on_both_databases!(
    thirty_phones_at_once_come_to_what_they_would_have_one_by_one,
    a_large_area_is_of_use_after_its_first_page_and_goes_on_after_a_cut,
);
