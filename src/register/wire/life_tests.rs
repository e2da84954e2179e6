use super::*;

const MORNING: u64 = 1_775_961_065_000;

#[test]
fn the_later_life_has_the_greater_name_whatever_chance_made_of_it() {
    let names = [(0, 255), (1, 0), (MORNING, 255), (MORNING + 1, 0), (MORNING * 10, 7), (u64::MAX, 0)]
        .map(|(ms, chance)| named(ms, [chance; 4]));
    for pair in names.windows(2) {
        assert!(is_before(&pair[0], &pair[1]) && !is_before(&pair[1], &pair[0]), "{pair:?}");
    }
    assert_eq!(named(MORNING, [1, 2, 3, 4]), "g6env1q6500g40o4", "frozen: phones know lives by it");
    assert_ne!(named(MORNING, [0; 4]), named(MORNING, [1; 4]));
}

#[test]
fn a_life_is_over_only_where_a_later_one_is_known() {
    let life = named(MORNING, [0; 4]);
    assert!(is_before("ffffffffffffffff", &life), "those that chance named were before");
    assert!(!is_before(&life, "ffffffffffffffff"));
    assert!(!is_before("00", "ffffffffffffffff"), "which of two that chance named was first, nobody knows");
    assert!(!is_before(&life, "") && !is_before(&life, &life));
    // A server whose clock was set back adds to the name that it had.
    assert!(is_before(&life, &format!("{life}-{}", named(MORNING - 5, [9; 4]))));
}

#[test]
fn a_life_says_when_it_began_and_one_that_chance_named_does_not() {
    for ms in [0, 1_795_000_000_123, (1 << 47) - 1] {
        let name = named(ms, [1, 2, 3, 4]);
        assert_eq!(began(&name), Some(ms));
        assert_eq!(began(&format!("{name}-{name}-{name}")), Some(ms + 2_000), "a clock was behind, twice");
    }
    for other in ["0123456789abcdef", "", "g", "ไทย"] {
        assert_eq!(began(other), None, "{other}");
    }
}
