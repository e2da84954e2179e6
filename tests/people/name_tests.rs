use super::*;
use std::collections::{HashMap, HashSet};

#[test]
fn there_are_at_least_three_thousand_given_and_fifty_thousand_family_names() {
    let mut chance = Chance::new(1, 0);
    let mut givens = HashSet::new();
    for i in 0..200_000 {
        let sex = if i % 2 == 0 { Sex::Male } else { Sex::Female };
        givens.insert(given(&mut chance, sex).to_string());
    }
    assert!(givens.len() >= 3_000, "{}", givens.len());
    let families: HashSet<String> = (0..200_000).map(|_| family(&mut chance).to_string()).collect();
    assert!(families.len() >= 50_000, "{}", families.len());
}

#[test]
fn common_names_are_common_and_most_names_are_rare() {
    let mut chance = Chance::new(2, 0);
    let mut counts: HashMap<String, u32> = HashMap::new();
    for _ in 0..50_000 {
        *counts.entry(given(&mut chance, Sex::Male).to_string()).or_default() += 1;
    }
    let mut counts: Vec<u32> = counts.into_values().collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let (first, hundredth) = (counts[0], counts[99]);
    assert!((250..1_500).contains(&first), "{first}");
    assert!(hundredth * 4 < first, "{first} {hundredth}");
}

#[test]
fn a_name_alike_shares_its_first_part_and_is_another_name() {
    let mut chance = Chance::new(3, 0);
    for _ in 0..500 {
        let one = Given(["สม", "ชาย", ""]);
        let other = akin(&mut chance, one, Sex::Male);
        assert_ne!(one, other);
        assert!(other.to_string().starts_with("สม"), "{other}");
    }
    let hill = Given(["จะ", "แฮ", ""]);
    assert!(akin(&mut chance, hill, Sex::Male).to_string().starts_with("จะ"));
}

#[test]
fn a_near_name_is_one_letter_away_where_the_lists_have_one() {
    let mut chance = Chance::new(4, 0);
    for _ in 0..50 {
        let near = nearly(&mut chance, Given(["สม", "ชาย", ""]), Sex::Male);
        assert_eq!(near.to_string(), "สมชัย");
        let near = nearly(&mut chance, Given(["มาลี", "", ""]), Sex::Female);
        assert_eq!(near.to_string(), "มาลา");
    }
}

#[test]
fn one_letter_apart_means_exactly_one() {
    assert!(one_letter_apart("ชาย", "ชัย"));
    assert!(one_letter_apart("พร", "พรม"));
    assert!(!one_letter_apart("ชาย", "ชาย"));
    assert!(!one_letter_apart("ชาย", "ชาติ"));
    assert!(!one_letter_apart("นน", "นนนน"));
}
