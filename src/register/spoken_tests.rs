use std::collections::BTreeSet;

use super::*;

/// Every name of a list, each a readable Thai text.
fn names<T: Spoken>(list: &[T]) -> BTreeSet<&'static str> {
    list.iter()
        .map(Spoken::in_thai)
        .inspect(|name| assert!(!name.is_empty() && crate::thai::is_composed(name)))
        .collect()
}

#[test]
fn no_two_values_of_a_list_have_one_name() {
    assert_eq!(names(Area::ALL).len(), Area::ALL.len());
    assert_eq!(names(Channel::ALL).len(), Channel::ALL.len());
    assert_eq!(names(DamageKind::ALL).len(), 14);
    assert_eq!(names(DistressCause::ALL).len(), 5);
    assert_eq!(names(Registered::ALL).len(), 3);
    assert_eq!(names(StudentLevel::ALL).len(), StudentLevel::ALL.len());
    assert_eq!(names(PhotoKind::ALL).len(), PhotoKind::ALL.len());
    assert_eq!(names(LaoKind::ALL).len(), LaoKind::ALL.len());
    assert_eq!(names(Role::ALL).len(), Role::ALL.len());
}

#[test]
fn every_nationality_that_is_offered_is_one_that_a_record_may_hold() {
    for nationality in Nationality::often_met() {
        assert_eq!(nationality.to_string().parse(), Ok(nationality));
        assert!(!nationality.in_thai().is_empty());
    }
    assert_eq!(Nationality::THAI.in_thai(), "ไทย");
    // One that no village often meets has its name too.
    assert_eq!("LK".parse::<Nationality>().unwrap().in_thai(), "ศรีลังกา");
    let all: Vec<Nationality> = Nationality::all().collect();
    // Every code of ISO 3166-1 and the two that are none, each once and each by a name of its own.
    assert_eq!(all.len(), 249 + 2);
    assert!(all.iter().all(|nationality| nationality.to_string().parse() == Ok(*nationality)));
    let names: BTreeSet<String> = all.iter().map(|nationality| nationality.in_thai()).collect();
    assert_eq!(names.len(), all.len());
    assert!(names.iter().all(|name| crate::thai::is_composed(name) && !name.is_ascii()));
}
