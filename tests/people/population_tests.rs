use super::*;
use crate::national_id::passes;
use std::collections::HashSet;

fn people(seed: u64, many: u32) -> Vec<Household> {
    Population::new(seed, many, Arc::new(Habits::default())).collect()
}

#[test]
fn there_are_exactly_as_many_people_as_asked_for_numbered_from_0() {
    for many in [0, 1, 7, 5_000] {
        let numbers: Vec<u32> =
            people(1, many).iter().flat_map(|h| &h.members).map(|person| person.number).collect();
        assert_eq!(numbers, (0..many).collect::<Vec<_>>());
    }
}

#[test]
fn every_id_is_synthetic_valid_and_nobody_elses_and_all_classes_occur() {
    let mut seen = HashSet::new();
    let mut classes = HashSet::new();
    for person in people(3, 50_000).iter().flat_map(|h| &h.members) {
        if let Some(id) = person.id {
            let id = id.to_string();
            assert!(passes(&id), "{id}");
            assert_eq!(&id[1..5], "0000", "{id}");
            assert_ne!(id, "0000000000001");
            classes.insert(id.as_bytes()[0] - b'0');
            assert!(seen.insert(id));
        }
    }
    assert_eq!(classes, HashSet::from([0, 1, 2, 3, 4, 5, 6, 7, 8]));
}

#[test]
fn nobody_is_born_after_the_survey_nor_older_than_a_century_and_no_wife_is_a_child() {
    for person in people(4, 30_000).iter().flat_map(|h| &h.members) {
        let age = 2026 - person.birth.year;
        assert!((1..=100).contains(&age), "{person:?}");
        assert!(person.title != "นาง" || age >= 18, "{person:?}");
    }
}

#[test]
fn twins_share_day_family_and_house_but_neither_name_nor_id() {
    let households = people(5, 30_000);
    let mut twins = 0;
    for household in &households {
        for person in &household.members {
            for confusable in person.confusable.iter().filter(|c| c.trap == Trap::Twin) {
                let Lure::Person(number) = confusable.with else { panic!("{person:?}") };
                let twin = household.members.iter().find(|other| other.number == number).unwrap();
                assert_eq!((twin.birth, twin.family, twin.sex), (person.birth, person.family, person.sex));
                assert_ne!(twin.given, person.given);
                assert!(twin.id.is_none() || twin.id != person.id);
                twins += 1;
            }
        }
    }
    assert!((100..600).contains(&twins), "{twins}");
}

#[test]
fn a_son_named_after_his_father_is_a_generation_younger() {
    let mut sons = 0;
    for household in &people(6, 50_000) {
        for person in &household.members {
            for confusable in person.confusable.iter().filter(|c| c.trap == Trap::FatherAndSon) {
                let Lure::Person(number) = confusable.with else { panic!("{person:?}") };
                let other = household.members.iter().find(|other| other.number == number).unwrap();
                assert_eq!(other.given, person.given);
                assert!((other.birth.year - person.birth.year).abs() >= 12, "{person:?} {other:?}");
                sons += 1;
            }
        }
    }
    assert!(sons > 20, "{sons}");
}

#[test]
fn a_namesake_bears_the_name_of_someone_in_another_village() {
    let households = people(7, 40_000);
    let find = |number: u32| {
        households
            .iter()
            .find_map(|h| h.members.iter().find(|p| p.number == number).map(|p| (h.village.number, p)))
            .unwrap()
    };
    let mut namesakes = 0;
    for household in &households {
        for person in &household.members {
            for confusable in &person.confusable {
                let Lure::Person(number) = confusable.with else { continue };
                let (village, other) = find(number);
                match confusable.trap {
                    Trap::Namesake | Trap::NamesakeOfYear | Trap::NamesakeOfDay => {}
                    _ => continue,
                }
                namesakes += 1;
                assert_ne!(village, household.village.number);
                assert_eq!((other.given, other.family), (person.given, person.family));
                if confusable.trap == Trap::NamesakeOfYear {
                    assert_eq!(other.birth.year, person.birth.year);
                    assert_ne!(other.birth, person.birth);
                }
                if confusable.trap == Trap::NamesakeOfDay {
                    assert_eq!(other.birth, person.birth);
                }
            }
        }
    }
    assert!(namesakes > 40, "{namesakes}");
}

#[test]
fn households_are_as_large_as_in_the_country() {
    let households = people(8, 50_000);
    let mean = 50_000.0 / households.len() as f64;
    assert!((2.6..3.6).contains(&mean), "{mean}");
    let alone = households.iter().filter(|h| h.members.len() == 1).count() as f64;
    assert!((0.12..0.30).contains(&(alone / households.len() as f64)));
}

#[test]
fn no_two_households_of_a_village_share_a_house() {
    let mut seen = HashSet::new();
    for household in people(9, 20_000) {
        assert!(seen.insert((household.village.number, household.house)), "{household:?}");
    }
}
