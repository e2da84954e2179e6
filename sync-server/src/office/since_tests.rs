use std::collections::BTreeSet;

use super::*;

#[test]
fn what_a_cursor_covers_reads_back_and_says_its_place_only_where_that_is_another() {
    let of =
        |seq, rows, villages: &[u32]| Covered { seq, rows, villages: villages.iter().copied().collect() };
    for (covered, seq, words) in [
        (of(87, 120, &[5, 6]), 87, "120.5.6"),
        (of(87, 120, &[5]), 90, "120-87.5"),
        (of(0, 0, &[]), 90, "0-0"),
        (of(90, 120, &[]), 90, "120"),
    ] {
        assert_eq!(covered.words(seq), words);
        assert_eq!(Covered::read(words, seq), Some(covered));
    }
}

#[test]
fn words_that_no_server_said_say_nothing() {
    for words in ["", ".", "x", "120.", "120.x", "120-", "-87", "120-87-1", "18446744073709551616", "1.-5"] {
        assert_eq!(Covered::read(words, 7), None, "{words}");
    }
}

#[test]
fn villages_are_read_in_whatever_order() {
    let villages = Covered::read("1.9.5.5", 1).map(|covered| covered.villages);
    assert_eq!(villages, Some(BTreeSet::from([5, 9])));
}
