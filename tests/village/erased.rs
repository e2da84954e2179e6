//! Somebody of a household is erased by law at the office, while real phones hold it: it goes from
//! each of them as it hears of it, and what they had not sent yet of the others is not lost.

use register::record::{Record, RecordId};
use serde_json::json;
use store::StoreError;
use sync::courier;
use sync_server::db::UserRole;

use crate::province::{Database, OURS, Phone, Province, household_json, on_both_databases};

const GONE: &str = "สมลบ";
const STAYS: &str = "มาลี";

/// Household 1, with a second person on it.
fn family() -> Record {
    let mut record = household_json(1);
    record["people"][0]["given_name"] = json!(GONE);
    record["people"].as_array_mut().unwrap().push(json!({
        "id": "0196a3c2-7d1e-7c55-9b0c-000000000001", "title": "นาง", "given_name": STAYS, "family_name": "สมปอง1",
        "national_id": register::national_id::NationalId::completing(100_000_009_001).unwrap().to_string(),
    }));
    Record::from_value(record).unwrap()
}

fn erases(province: &Province, named: &str) {
    province.does(async |office| {
        let (admin, _) = office.add_user(OURS.parse().unwrap(), "ผู้ดูแล", UserRole::Admin).await.unwrap();
        assert!(office.erase(&admin, named, "คำขอใช้สิทธิลบ").await.unwrap().finished);
    });
}

#[track_caller]
fn holds_nothing(phone: &Phone, record: RecordId) {
    assert!(phone.store.record(record).unwrap().is_none());
    for name in [GONE, STAYS] {
        assert!(phone.store.search(name, 5).unwrap().is_empty(), "{name}");
    }
    assert!(phone.store.erased().unwrap().contains(&record));
}

fn one_member_is_erased_and_two_phones_drop_the_household_and_lose_nothing_of_the_others(database: Database) {
    let province = Province::on(database);
    let (mut first, mut second) = (Phone::enrolled(&province), Phone::enrolled(&province));
    let record = family();
    first.store.keep(&record, &[]).unwrap();
    first.keeps(2);
    first.syncs();
    second.syncs();
    assert_eq!(second.store.search(GONE, 5).unwrap().len(), 1);
    // The second has an edit of both of them that it has not sent, and a household of its own.
    let mut edited = serde_json::to_value(&record).unwrap();
    edited["people"][0]["phone"] = json!("0899990001");
    edited["people"][1]["phone"] = json!("0810000009");
    second.store.keep(&Record::from_value(edited).unwrap(), &[]).unwrap();
    second.keeps(3);

    let entries = province.export();
    let person = entries.iter().find(|entry| entry["given_name"] == GONE).unwrap()["person"]
        .as_str()
        .unwrap()
        .to_owned();
    erases(&province, &format!("{OURS}/{person}"));
    first.syncs();
    holds_nothing(&first, record.id);
    second.syncs();
    holds_nothing(&second, record.id);
    for phone in [&first, &second] {
        assert_eq!(phone.set_asides(), [""; 0]);
        assert!(phone.store.waiting(10, 1_000_000).unwrap().is_empty());
    }
    assert_eq!(second.status(), (0, 0, 1, 0), "its other household");

    // The other one is in the register still, with what the edit said of her.
    let entries = province.export();
    let names: Vec<&str> = entries.iter().map(|entry| entry["given_name"].as_str().unwrap()).collect();
    assert_eq!(names.iter().filter(|name| **name == STAYS).count(), 1, "{names:?}");
    assert!(!names.contains(&GONE));
    assert_eq!(entries.len(), 3);
    let kept = province.does(async |office| {
        let mut tx = office.db().look().await.unwrap();
        tx.records(&[(OURS.parse().unwrap(), record.id)]).await.unwrap().remove(0).visit
    });
    assert!(kept.contains("0810000009") && !kept.contains("0899990001"), "{kept}");
    province.verifies();

    // Nobody brings it back, and whoever comes new never sees it; a new visit is another record.
    assert!(matches!(first.store.keep(&record, &[]), Err(StoreError::Erased(_))));
    let mut third = Phone::enrolled(&province);
    third.syncs();
    holds_nothing(&third, record.id);
    let mut anew = serde_json::to_value(&record).unwrap();
    anew["id"] = json!("0196a3c2-7d1e-7c55-9b0d-000000000001");
    anew["people"].as_array_mut().unwrap().remove(0);
    third.store.keep(&Record::from_value(anew).unwrap(), &[]).unwrap();
    third.syncs();
    first.syncs();
    assert_eq!(first.store.search(STAYS, 5).unwrap().len(), 1);
    assert_eq!(province.export().len(), 3, "she is one entry with both visits");
}

fn a_bundle_that_was_made_before_the_erasure_is_receipted_and_its_phone_is_told_to_drop(database: Database) {
    let province = Province::on(database);
    let (mut maker, mut carrier) = (Phone::enrolled(&province), Phone::enrolled(&province));
    let record = family();
    maker.store.keep(&record, &[]).unwrap();
    maker.syncs();
    let mut edited = serde_json::to_value(&record).unwrap();
    edited["people"][0]["phone"] = json!("0899990001");
    edited["people"][1]["phone"] = json!("0810000009");
    maker.store.keep(&Record::from_value(edited).unwrap(), &[]).unwrap();
    let made = courier::bundle(&maker.store).unwrap();
    courier::carry(&carrier.store, &made.sealed).unwrap();

    erases(&province, &record.id.to_string());
    carrier.syncs();
    courier::take(&maker.store, &courier::receipts(&carrier.store).unwrap()).unwrap();
    holds_nothing(&maker, record.id);
    assert!(maker.store.waiting(10, 1_000_000).unwrap().is_empty());
    assert!(province.export().is_empty(), "all of the record went");
    province.verifies();
}

on_both_databases!(
    one_member_is_erased_and_two_phones_drop_the_household_and_lose_nothing_of_the_others,
    a_bundle_that_was_made_before_the_erasure_is_receipted_and_its_phone_is_told_to_drop,
);
