//! What reading costs: `cargo bench -p register --bench record`.
//! A phone reads every record it shows, and a server every change it is sent.

use divan::{Bencher, black_box};
use ed25519_dalek::SigningKey;
use register::change::{Change, DeviceId, Edit};
use register::clock::Stamp;
use register::merge::History;
use register::record::Record;

fn main() {
    divan::main();
}

/// The record of the contract with a household of four.
fn household() -> String {
    let whole = include_str!("../golden/record-v1.json");
    let mut record: serde_json::Value = serde_json::from_str(whole).unwrap_or_default();
    let person = record["people"][0].clone();
    record["people"] = (0..4)
        .map(|at| {
            let mut person = person.clone();
            person["id"] = format!("0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a7{at}").into();
            person
        })
        .collect();
    record.to_string()
}

fn change() -> Option<Change> {
    let record = Record::read(&household()).ok()?;
    Some(
        Edit::making(&record, DeviceId::new("d-01"), Stamp::new(1, 0))
            .sign(&SigningKey::from_bytes(&[1; 32])),
    )
}

#[divan::bench]
fn reading_a_record_of_four_people(bencher: Bencher<'_, '_>) {
    let json = household();
    bencher.bench_local(|| Record::read(black_box(&json)));
}

#[divan::bench]
fn parsing_its_json_alone(bencher: Bencher<'_, '_>) {
    let json = household();
    bencher.bench_local(|| serde_json::from_str::<serde_json::Value>(black_box(&json)));
}

#[divan::bench]
fn making_and_signing_its_change(bencher: Bencher<'_, '_>) {
    bencher.bench_local(change);
}

#[divan::bench]
fn reading_its_change(bencher: Bencher<'_, '_>) {
    let json = change().map(|change| change.to_json()).unwrap_or_default();
    bencher.bench_local(|| Change::read(black_box(json.as_bytes())));
}

#[divan::bench]
fn merging_its_change(bencher: Bencher<'_, '_>) {
    let mut history = History::default();
    if let Some(change) = change() {
        let _ = history.take(change);
    }
    bencher.bench_local(|| black_box(&history).merge());
}
