use super::*;
use std::collections::{HashMap, HashSet};

#[test]
fn every_village_has_a_code_of_its_own_and_is_written_in_each_style() {
    let mut chance = Chance::new(1, 0);
    let habits = Habits::default();
    let codes: HashSet<String> = (0..3_000).map(|n| Village::found(&mut chance, &habits, n).code()).collect();
    assert_eq!(codes.len(), 3_000);
    let village =
        Village {
            number: 4, kind: VillageKind::Farming, name: "บ้านสันทราย".to_owned(), families: Vec::new()
        };
    assert_eq!(
        STYLES.map(|(style, _)| village.written(style)),
        ["57010105", "5", "หมู่ 5", "ม.5 บ้านสันทราย", "บ้านสันทราย"]
    );
}

#[test]
fn in_a_village_of_one_name_most_households_bear_it() {
    let mut chance = Chance::new(2, 0);
    let habits = Habits::default();
    let village = std::iter::from_fn(|| Some(Village::found(&mut chance, &habits, 0)))
        .find(|v| v.kind == VillageKind::OneName)
        .unwrap();
    let mut counts: HashMap<Family, u32> = HashMap::new();
    for _ in 0..1_000 {
        *counts.entry(village.family(&mut chance, &habits)).or_default() += 1;
    }
    let most = counts.values().max().unwrap();
    assert!((600..950).contains(most), "{most}");
}
