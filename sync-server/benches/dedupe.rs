//! How long a list takes, from its CSV to its pairs.

use chrono::NaiveDate;
use divan::Bencher;
use divan::counter::ItemsCount;
use pairs::streams;
use people::{Habits, List};

fn main() {
    divan::main();
}

#[divan::bench(args = [100_000, 1_000_000], sample_count = 3, sample_size = 1)]
fn a_list_of(bencher: Bencher<'_, '_>, people: u32) {
    let mut list = Vec::new();
    if List::new(1, people, Habits::default()).write(&mut list, std::io::sink()).is_err() {
        return;
    }
    let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap_or_default();
    bencher
        .counter(ItemsCount::new(people))
        .bench(|| streams(divan::black_box(list.as_slice()), std::io::sink(), today));
}
