//! A list is compared or refused with a sentence; every pair names two of its lines, once.

#![no_main]

use std::collections::BTreeSet;

use chrono::NaiveDate;
use libfuzzer_sys::fuzz_target;
use pairs::streams;

fuzz_target!(|list: &[u8]| {
    let today = NaiveDate::from_ymd_opt(2026, 4, 30).expect("a day");
    let mut pairs = Vec::new();
    let report = match streams(list, &mut pairs, today) {
        Ok(report) => report,
        Err(fault) => {
            assert!(!fault.to_string().is_empty());
            return;
        }
    };
    let mut told = BTreeSet::new();
    let mut rows = csv::Reader::from_reader(pairs.as_slice());
    assert_eq!(rows.headers().expect("a header"), vec!["unique_id_l", "unique_id_r", "score", "verdict"]);
    for row in rows.records() {
        let row = row.expect("a row that reads back");
        let (left, right) = (row[0].to_owned(), row[1].to_owned());
        assert!(left < right, "each unordered pair the same way round");
        assert!(matches!(&row[3], "same" | "review"));
        assert!((0.0..=1.0).contains(&row[2].parse::<f64>().expect("a score")));
        assert!(told.insert((left, right)), "each unordered pair once");
    }
    assert_eq!(told.len() as u64, report.tally.pairs);
});
