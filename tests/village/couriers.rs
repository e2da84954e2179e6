//! Couriers: a phone without signal hands its work to others, who may come twice, late, out of
//! order, from another LAO, or after the phone itself. The register is the same.

use serde_json::json;
use tempfile::TempDir;

use crate::province::{Database, Phone, Province, Wristwatch, household, on_both_databases, picture};

const NEIGHBOUR: &str = "06570903";

/// Every order of so many things.
pub fn orders(of: usize) -> Vec<Vec<usize>> {
    if of == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for shorter in orders(of - 1) {
        for at in 0..of {
            let mut order = shorter.clone();
            order.insert(at, of - 1);
            all.push(order);
        }
    }
    all
}

/// The phone that stays in the hills, and what it hands out on two evenings.
struct Hills {
    phone: TempDir,
    first: Vec<u8>,
    second: Vec<u8>,
}

fn work_in_the_hills(phone: &Phone) -> Hills {
    let id = phone.keeps_with(1, &picture(1, 300, 200));
    let first = sync::courier::bundle(&phone.store).unwrap();
    assert_eq!((first.changes, first.photos), (1, 1));
    phone.keeps_with(2, &picture(2, 300, 200));
    phone.edits(id, |record| record["dwelling"] = json!({ "tenure": "renter" }));
    let withdrawn = phone.keeps(3);
    phone.edits(withdrawn, |record| record["withdraw"] = json!({ "reason": "ซ้ำ" }));
    let second = sync::courier::bundle(&phone.store).unwrap();
    assert_eq!((second.changes, second.photos), (5, 2));
    assert_eq!(phone.status(), (3, 0, 0, 0), "a bundle changes nothing here");
    Hills { phone: phone.copied(), first: first.sealed, second: second.sealed }
}

fn bundles_by_any_courier_in_any_order_come_to_the_same_register(database: Database) {
    let mut province = Province::on(database);
    province.adds_lao(NEIGHBOUR, "tao", "57");
    let phone = Phone::enrolled(&province);
    let hills = work_in_the_hills(&phone);
    let carriers = [
        (Phone::enrolled(&province).copied(), &hills.first),
        (Phone::enrolled(&province).copied(), &hills.second),
        (Phone::enrolled_in(&province, NEIGHBOUR).copied(), &hills.second),
    ];
    let mould = province.mould();

    // As it would have been with signal.
    Phone::from_copy(&hills.phone, Wristwatch::default()).syncs();
    let alone = province.export_bytes();
    assert_eq!(province.records().len(), 2);
    for order in orders(4) {
        province.recast(&mould);
        let mut phone = Phone::from_copy(&hills.phone, Wristwatch::default());
        let mut brought = String::new();
        for who in &order {
            let Some((carrier, bundle)) = carriers.get(*who) else {
                phone.syncs();
                continue;
            };
            let mut carrier = Phone::from_copy(carrier, Wristwatch::default());
            sync::courier::carry(&carrier.store, bundle).unwrap();
            let done = carrier.syncs();
            assert_eq!((done.delivered, done.undelivered), (1, 0), "{order:?}: {:?}", carrier.events);
            brought += &sync::courier::receipts(&carrier.store).unwrap();
        }
        assert_eq!(province.export_bytes(), alone, "{order:?}");
        assert_eq!(sync::courier::take(&phone.store, &brought).unwrap(), 3, "{order:?}");
        assert_eq!(phone.status(), (0, 0, 3, 0), "{order:?}");
        let done = phone.syncs();
        assert_eq!((done.changes, done.photos), (0, 0), "{order:?}");
        assert_eq!(province.export_bytes(), alone, "{order:?}");
        province.verifies();
    }
}

fn receipts_come_back_the_way_the_bundle_went(database: Database) {
    let province = Province::on(database);
    province.adds_lao(NEIGHBOUR, "tao", "57");
    let phone = Phone::enrolled(&province);
    let hills = work_in_the_hills(&phone);
    let mut other = Phone::enrolled(&province);
    other.keeps(9);
    let mut carrier = Phone::enrolled_in(&province, NEIGHBOUR);
    for bundle in [&hills.first, &sync::courier::bundle(&other.store).unwrap().sealed] {
        sync::courier::carry(&carrier.store, bundle).unwrap();
    }
    assert_eq!(sync::courier::receipts(&carrier.store).unwrap(), "", "nothing has come back yet");
    // Cut on the way, again and again: it goes on where it was.
    province.cable.will_be_cut((0..6).map(|cut| (3_000 + cut * 9_000, u64::MAX)));
    while !carrier.tries().is_ok_and(|done| done.delivered == 2) {}
    let brought = sync::courier::receipts(&carrier.store).unwrap();
    assert_eq!(brought.lines().count(), 2);

    assert_eq!(sync::courier::take(&phone.store, &brought).unwrap(), 1, "one of them is for another phone");
    assert_eq!(phone.status(), (3, 0, 0, 0), "what is younger than the bundle waits on");
    assert_eq!(phone.store.changes_waiting().unwrap(), 4);
    assert!(phone.has_receipt_for(picture(1, 300, 200).hash));
    assert!(!phone.has_receipt_for(picture(2, 300, 200).hash));
    assert_eq!(sync::courier::take(&other.store, &brought).unwrap(), 1);
    assert_eq!(other.status(), (0, 0, 1, 0));
    assert_eq!(other.syncs().changes, 0);

    // A receipt that was altered on the way says nothing.
    let mut altered: serde_json::Value = serde_json::from_str(brought.lines().next().unwrap()).unwrap();
    altered["said"]["device"] = json!("d-99");
    assert!(sync::courier::take(&phone.store, &altered.to_string()).is_err());
    province.verifies();
}

fn a_carrier_can_neither_read_nor_alter_what_it_carries(database: Database) {
    let province = Province::on(database);
    let phone = Phone::enrolled(&province);
    let hills = work_in_the_hills(&phone);
    let mut carrier = Phone::enrolled(&province);
    let before = province.export_bytes();

    // One box, to the server's key: the carrier's own keys do not open it.
    let sealed = &hills.second;
    let opened = |with: &dyn age::Identity| {
        age::Decryptor::new(&sealed[..]).unwrap().decrypt(std::iter::once(with)).map(drop)
    };
    province.does(async |office| assert!(opened(&office.keys().bundles).is_ok()));
    assert!(opened(&age::x25519::Identity::generate()).is_err());
    let contains = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    let digits = household(1).people[0].national_id.clone().unwrap();
    for secret in ["สมปอง1", digits.as_str(), "samruat bundle"] {
        assert!(!contains(sealed, secret), "{secret} can be read in the bundle");
    }
    sync::courier::carry(&carrier.store, sealed).unwrap();
    assert!(carrier.store.search("สมปอง", 5).unwrap().is_empty(), "it knows nobody of the hills");

    // A bundle that was altered is none, and says so; the sound one goes through beside it.
    let mut altered = hills.first.clone();
    let last = altered.len() - 40;
    altered[last] ^= 1;
    sync::courier::carry(&carrier.store, &altered).unwrap();
    let done = carrier.syncs();
    assert_eq!((done.delivered, done.undelivered), (1, 1));
    assert!(carrier.set_asides()[0].contains("does not open"), "{:?}", carrier.set_asides());
    assert!(carrier.store.lists().unwrap().is_some(), "and what comes after it in a sync");
    // It stays, with the reason; what the server dropped is not sent to it again at every sync.
    province.cable.carried();
    let done = carrier.syncs();
    assert_eq!((done.delivered, done.undelivered, done.left), (0, 1, 0));
    assert!(province.cable.carried().0 < altered.len() as u64 / 2, "it was sent again");
    let refused = carrier.store.carried().unwrap().remove(1);
    assert!(refused.refused.contains("does not open") && !refused.delivered, "{refused:?}");
    // Unless somebody says so.
    carrier.store.try_bundle_again(refused.id).unwrap();
    carrier.events.clear();
    assert_eq!(carrier.syncs().undelivered, 1);
    assert!(carrier.set_asides()[0].contains("does not open"), "{:?}", carrier.set_asides());
    assert_ne!(province.export_bytes(), before);
    assert_eq!(province.records().len(), 2);
    province.verifies();
}

fn a_carried_file_that_is_lost_keeps_neither_the_next_one_nor_the_lists_back(database: Database) {
    let province = Province::on(database);
    let phone = Phone::enrolled(&province);
    let hills = work_in_the_hills(&phone);
    let mut carrier = Phone::enrolled(&province);
    let lost = sync::courier::carry(&carrier.store, &hills.first).unwrap();
    sync::courier::carry(&carrier.store, &hills.second).unwrap();
    std::fs::remove_file(carrier.dir.path().join("carried").join(lost.to_string())).unwrap();
    let done = carrier.syncs();
    assert_eq!((done.delivered, done.undelivered), (1, 1));
    assert!(carrier.store.lists().unwrap().is_some());
    // Handed over once more, it goes.
    sync::courier::carry(&carrier.store, &hills.first).unwrap();
    assert_eq!(carrier.syncs().delivered, 1);
}

on_both_databases!(
    bundles_by_any_courier_in_any_order_come_to_the_same_register,
    receipts_come_back_the_way_the_bundle_went,
    a_carrier_can_neither_read_nor_alter_what_it_carries,
    a_carried_file_that_is_lost_keeps_neither_the_next_one_nor_the_lists_back,
);
