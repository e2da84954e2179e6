use super::*;
use crate::national_id::{PLACEHOLDERS, passes};
use std::collections::HashMap;

fn written(seed: u64, people: u32, habits: Habits) -> (String, String, Tally) {
    let (mut list, mut truth) = (Vec::new(), Vec::new());
    let tally = List::new(seed, people, habits).write(&mut list, &mut truth).unwrap();
    (String::from_utf8(list).unwrap(), String::from_utf8(truth).unwrap(), tally)
}

/// FNV-1a: enough to see that bytes changed.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, b| (hash ^ u64::from(b)).wrapping_mul(0x100_0000_01b3))
}

#[test]
fn one_seed_gives_the_same_bytes_today_and_always() {
    let (list, truth, _) = written(1, 3_000, Habits::default());
    // Changing these two numbers is allowed, and means that every measured figure must be measured again.
    assert_eq!(
        (fingerprint(&list), fingerprint(&truth)),
        (10_503_708_554_079_507_253, 15_383_414_699_508_001_858)
    );
    assert_ne!(written(2, 3_000, Habits::default()).0, list);
}

#[test]
fn the_list_has_the_contracts_header_and_the_truth_names_every_row_once() {
    let (list, truth, tally) = written(3, 2_000, Habits::default());
    assert!(list.starts_with("unique_id,cid,title,first,last,dob,sex,village,house\n"));
    assert!(truth.starts_with("unique_id,person,damage,traps,evidence\n"));
    let ids = |text: &str| -> Vec<String> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        reader.records().map(|record| record.unwrap()[0].to_owned()).collect()
    };
    assert_eq!(ids(&list), ids(&truth));
    assert_eq!(ids(&list).len() as u64, tally.rows);
    let expected: Vec<String> = (1..=tally.rows).map(|number| format!("r{number}")).collect();
    assert_eq!(ids(&list), expected);
}

#[test]
fn every_valid_id_of_a_list_is_of_office_0000_or_a_placeholder_or_a_slip() {
    let list = List::new(4, 20_000, Habits::default());
    for row in list {
        let slipped = row.damages.iter().any(|d| matches!(d.name(), "id-digit" | "id-neighbours"));
        if passes(&row.cid) && !slipped && !PLACEHOLDERS.contains(&row.cid.as_str()) {
            assert_eq!(&row.cid[1..5], "0000", "{row:?}");
        }
    }
}

#[test]
fn as_many_people_are_copied_as_the_habits_say() {
    let people = 40_000_u32;
    let (_, truth, tally) = written(5, people, Habits::default());
    let mut rows_of: HashMap<String, u64> = HashMap::new();
    for record in csv::Reader::from_reader(truth.as_bytes()).records() {
        *rows_of.entry(record.unwrap()[1].to_owned()).or_default() += 1;
    }
    assert_eq!(rows_of.len(), people as usize);
    let copied = rows_of.values().filter(|&&rows| rows > 1).count() as f64;
    let thrice = rows_of.values().filter(|&&rows| rows > 2).count() as f64;
    // Four standard deviations of a binomial.
    let near = |seen: f64, of: f64, share: f64| {
        (seen - of * share).abs() < 4.0 * (of * share * (1.0 - share)).sqrt()
    };
    assert!(near(copied, f64::from(people), 0.12), "{copied}");
    assert!(near(thrice, copied, 0.10), "{thrice} of {copied}");
    let pairs: u64 = rows_of.values().map(|rows| rows * (rows - 1) / 2).sum();
    assert_eq!(tally.true_pairs, pairs);
    assert_eq!((tally.copied as f64, tally.thrice as f64), (copied, thrice));
    let copies: u64 = tally.damage_counts.values().sum();
    for (many, share) in Habits::default().damage_counts {
        let seen = tally.damage_counts[&many] as f64;
        // A little slack: now and then a fourth damage finds nothing left to damage.
        let slack = 0.01 * copies as f64;
        assert!(
            (seen - copies as f64 * share).abs() < slack + 4.0 * (copies as f64 * share).sqrt(),
            "{many}"
        );
    }
}

#[test]
fn nobody_is_copied_when_the_habits_say_so() {
    let (_, _, tally) = written(6, 2_000, Habits { copies: 0.0, ..Habits::default() });
    assert_eq!((tally.rows, tally.true_pairs), (2_000, 0));
    let (_, _, tally) = written(6, 2_000, Habits { copies: 1.0, third_rows: 1.0, ..Habits::default() });
    assert_eq!((tally.rows, tally.true_pairs), (6_000, 6_000));
}

#[test]
fn more_damage_leaves_the_same_people() {
    let people = |habits: Habits| -> Vec<(u32, String)> {
        let mut rows: Vec<_> = List::new(7, 3_000, habits)
            .filter(|row| row.damages.is_empty())
            .map(|row| (row.person, row.first))
            .collect();
        rows.sort();
        rows.dedup();
        rows
    };
    let names: HashMap<u32, String> = people(Habits::default()).into_iter().collect();
    let none = Habits { copies: 0.0, flaws: Vec::new(), father_and_son_undated: 0.0, ..Habits::default() };
    for (person, name) in people(none) {
        assert!(names.get(&person).is_none_or(|other| *other == name), "{person} {name}");
    }
}

#[test]
fn truth_beyond_evidence_stays_under_half_a_percent() {
    let (_, _, tally) = written(8, 60_000, Habits::default());
    let share = tally.beyond_evidence as f64 / tally.true_pairs as f64;
    assert!(share <= 0.005, "{share}");
}

#[test]
fn copies_stand_far_from_their_first_rows() {
    let mut last: HashMap<u32, u32> = HashMap::new();
    let mut gaps = Vec::new();
    for row in List::new(9, 60_000, Habits::default()) {
        if let Some(earlier) = last.insert(row.person, row.number) {
            gaps.push(row.number - earlier);
        }
    }
    gaps.sort_unstable();
    assert!(gaps[gaps.len() / 2] > 3_000, "{}", gaps[gaps.len() / 2]);
}

#[test]
fn every_trap_is_laid() {
    let (_, _, tally) = written(10, 60_000, Habits::default());
    for trap in [
        "twin",
        "sibling-alike",
        "father-and-son",
        "namesake",
        "namesake-same-year",
        "namesake-same-day",
        "relatives-id",
        "strangers-id",
        "placeholder-id",
    ] {
        assert!(tally.traps.get(trap).is_some_and(|&rows| rows >= 5), "{trap}");
    }
}
