use super::*;
use std::collections::HashSet;

#[test]
fn the_check_digit_is_the_laws_own() {
    // The synthetic numbers that the domain notes worked out by hand.
    for (class, sequence, number) in [
        (1, 0, "1000000000009"),
        (1, 1, "1000000000017"),
        (2, 12_345, "2000000123451"),
        (5, 99_999, "5000000999998"),
        (7, 777, "7000000007771"),
        (0, 89, "0000000000892"),
    ] {
        assert_eq!(NationalId::synthetic(class, sequence).to_string(), number);
        assert!(passes(number));
    }
    assert!(!passes("1000000000001"));
    assert!(!passes("100000000000"));
    assert!(!passes("1 0000 00000 00 9"));
}

#[test]
fn no_two_people_share_a_sequence() {
    let mut seen = HashSet::new();
    for number in 0..200_000 {
        let sequence = NationalId::sequence_of(number, 42);
        assert!((1..=MOST_PEOPLE).contains(&sequence));
        assert!(seen.insert(sequence), "{number}");
    }
    let (mut a, mut b) = (7_368_787_u32, MOST_PEOPLE);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    assert_eq!(a, 1, "the multiplier must share no factor with the number of people");
}

#[test]
fn the_first_two_placeholders_pass_the_check_and_the_rest_do_not() {
    let passing: Vec<_> = PLACEHOLDERS.iter().filter(|p| passes(p)).collect();
    assert_eq!(passing, [&"0000000000001", &"1234567890121"]);
}
