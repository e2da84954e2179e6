//! What one household costs: `cargo bench -p register --bench record`.
//! A phone reads every record it shows, and a server every change it is sent.
//!
//! Each figure is one step alone; what a step needs is made beforehand. Waiting time is what
//! divan gives. For processor time, let one step fill the whole run and divide:
//! `time cargo bench -p register --bench record -- NAME --sample-count 1 --sample-size 20000`.

#![expect(clippy::expect_used, reason = "a benchmark stops when what it measures is not sound")]

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

fn record() -> Record {
    Record::read(&household()).expect("a sound record")
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

fn change() -> Change {
    Edit::making(&record(), DeviceId::new("d-01"), Stamp::new(1, 0)).sign(&key())
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
    let (record, key) = (record(), key());
    bencher
        .bench_local(|| Edit::making(black_box(&record), DeviceId::new("d-01"), Stamp::new(1, 0)).sign(&key));
}

#[divan::bench]
fn writing_its_change(bencher: Bencher<'_, '_>) {
    let change = change();
    bencher.bench_local(|| black_box(&change).to_json());
}

#[divan::bench]
fn reading_its_change(bencher: Bencher<'_, '_>) {
    let json = change().to_json();
    bencher.bench_local(|| Change::read(black_box(json.as_bytes())));
}

#[divan::bench]
fn verifying_its_change(bencher: Bencher<'_, '_>) {
    let (change, public) = (change(), key().verifying_key());
    bencher.bench_local(|| black_box(&change).verify(&public));
}

#[divan::bench]
fn merging_its_change(bencher: Bencher<'_, '_>) {
    let mut history = History::default();
    history.take(change()).expect("its own record");
    bencher.bench_local(|| black_box(&history).merge());
}
