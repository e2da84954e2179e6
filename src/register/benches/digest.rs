//! What the duplicate digest costs at a million people: `cargo bench -p register --bench digest`.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use register::digest::{Answer, Delta, Digest, DigestKey};
use register::national_id::NationalId;

const PEOPLE: u64 = 1_000_000;

fn main() {
    let (key, base) = (key(), base());
    let absent = 4 * PEOPLE;
    let hits =
        people(PEOPLE..PEOPLE + absent).filter(|&id| base.answer(&key, id) == Ok(Answer::Elsewhere)).count();
    let (delta, moved) = changed(&base);
    println!("people                  {PEOPLE}");
    println!("bytes a person          {:.4}", base.to_bytes().len() as f64 / PEOPLE as f64);
    println!("false hits              {:.4} %", hits as f64 / absent as f64 * 100.0);
    println!("changes in the delta    {}", delta.changes());
    println!("bytes a change          {:.2}", delta.to_bytes().len() as f64 / delta.changes() as f64);
    println!("bytes a person after it {:.4}", moved.to_bytes().len() as f64 / (PEOPLE + 4_000) as f64);
    divan::main();
}

fn key() -> DigestKey {
    DigestKey::of_epoch(&[7; 32], "57", 1)
}

/// Synthetic numbers, each once; the stride shares no factor with 10¹².
fn people(which: std::ops::Range<u64>) -> impl Iterator<Item = NationalId> {
    which.filter_map(|n| NationalId::completing((u128::from(n) * 618_033_988_749 % 1_000_000_000_000) as u64))
}

fn base() -> Digest {
    Digest::build(1, &key(), people(0..PEOPLE))
}

/// Three thousand leave, seven thousand come.
fn changed(base: &Digest) -> (Delta, Digest) {
    let new = Digest::build(2, &key(), people(3_000..PEOPLE + 7_000));
    match Delta::between(base, &new) {
        Ok(delta) => (delta, new),
        Err(why) => {
            eprintln!("{why}");
            std::process::exit(1)
        }
    }
}

#[divan::bench(sample_count = 10)]
fn build_a_million(bencher: Bencher) {
    let ids: Vec<_> = people(0..PEOPLE).collect();
    bencher.bench(|| Digest::build(1, &key(), ids.iter().copied()));
}

#[divan::bench(sample_count = 20)]
fn read_a_million(bencher: Bencher) {
    let base = base();
    bencher.bench(|| Digest::read(black_box(base.to_bytes())));
}

/// Asked all over the digest, so that neither the bits nor the bytes are in a near cache.
#[divan::bench(args = ["held", "absent"], sample_count = 20)]
fn answer(bencher: Bencher, which: &str) {
    let (key, base) = (key(), base());
    let first = if which == "held" { 0 } else { PEOPLE };
    let ids: Vec<_> = people(first..first + 100_000).collect();
    bencher.counter(ItemsCount::new(ids.len())).bench(|| {
        ids.iter().filter(|&&id| base.answer(&key, black_box(id)) == Ok(Answer::Elsewhere)).count()
    });
}

#[divan::bench(sample_count = 20)]
fn apply_ten_thousand_changes(bencher: Bencher) {
    let base = base();
    let (delta, _) = changed(&base);
    bencher.with_inputs(|| base.clone()).bench_values(|mut held| held.apply(&delta).map(|()| held));
}

#[divan::bench(sample_count = 20)]
fn delta_of_ten_thousand_changes(bencher: Bencher) {
    let base = base();
    let (_, new) = changed(&base);
    bencher.bench(|| Delta::between(&base, &new));
}
