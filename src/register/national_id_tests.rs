use proptest::prelude::*;

use super::*;

/// The synthetic numbers of domain.md, Annex A.1.
const SYNTHETIC: [&str; 10] = [
    "1000000000009",
    "1000000000017",
    "1000000000025",
    "2000000123451",
    "3000000543211",
    "5000000999998",
    "6000000500011",
    "7000000007771",
    "8000000888881",
    "0000000000892",
];

fn read(typed: &str) -> TypedId {
    TypedId::read(Some(typed))
}

fn id(typed: &str) -> NationalId {
    read(typed).valid().unwrap()
}

fn fault(typed: &str) -> IdFault {
    match read(typed) {
        TypedId::Invalid { typed: kept, fault } => {
            assert_eq!(kept, typed, "kept exactly as typed");
            fault
        }
        other => panic!("{typed:?} read as {other:?}"),
    }
}

#[test]
fn every_synthetic_number_is_valid_and_none_looks_made_up() {
    for typed in SYNTHETIC {
        assert_eq!(id(typed).to_string(), typed);
        assert_eq!(id(typed).suspicion(), None, "{typed}");
    }
}

#[test]
fn every_first_digit_is_accepted() {
    for first in 0..=9 {
        let id = NationalId::completing(first * 100_000_000_000 + 10_892).unwrap();
        assert_eq!(read(&id.to_string()), TypedId::Valid(id));
        assert_eq!(u64::from(id.digits()[0]), first);
    }
}

#[test]
fn a_number_is_read_however_it_is_typed() {
    for typed in [
        "๑๐๐๐๐๐๐๐๐๐๐๐๙",
        "1 0000 00000 00 9",
        "1-0000-00000-00-9",
        "๑–๐๐๐๐—๐๐๐๐๐−๐๐‑๙",
        " \u{a0}1000\u{2009}0000\u{3000}00\t009\n",
        "\u{feff}1\u{200b}000000\u{200d}000009\u{2060}",
        "1\u{ad}00000000000\u{202c}9",
    ] {
        assert_eq!(read(typed), TypedId::Valid(id("1000000000009")), "{typed:?}");
    }
}

#[test]
fn blank_is_missing_and_not_wrong() {
    assert_eq!(TypedId::read(None), TypedId::Missing);
    for blank in ["", "  ", "\u{a0}\u{200b}", "-", "– –"] {
        assert_eq!(read(blank), TypedId::Missing, "{blank:?}");
    }
}

#[test]
fn a_wrong_number_is_kept_as_typed_with_what_is_wrong() {
    assert_eq!(fault(" 1-0000 00000001 "), IdFault::CheckDigit);
    assert_eq!(fault("100000000000"), IdFault::Length(12));
    assert_eq!(fault("๑ ๒"), IdFault::Length(2));
    assert_eq!(fault("10000000000090"), IdFault::Length(14));
    assert_eq!(fault("1OOOOOOOOOOO9"), IdFault::NotDigits);
    assert_eq!(fault("ไม่มีบัตร"), IdFault::NotDigits);
    assert_eq!(fault("1.000.000"), IdFault::NotDigits);
}

#[test]
fn a_fault_is_a_sentence_in_both_languages() {
    assert_eq!(
        IdFault::Length(12).to_string(),
        "a national ID has 13 digits and this has 12; compare it with the card"
    );
    assert!(IdFault::Length(12).in_thai().contains("มี 12 หลัก"));
    assert!(IdFault::NotDigits.in_thai().contains("ตัวเลข"));
    assert!(IdFault::CheckDigit.in_thai().contains("หลักสุดท้าย"));
}

#[test]
fn the_card_groups_it_and_lists_hide_the_persons_own_part() {
    assert_eq!(id("2000000123451").grouped(), "2 0000 00123 45 1");
    assert_eq!(id("1000000000009").masked(), "1-0000-xxxxx-xx-9");
    assert_eq!(id("0000000000892").grouped(), "0 0000 00000 89 2");
}

#[test]
fn the_first_digit_tells_the_class() {
    assert_eq!(id("0000000000892").class(), PersonClass::NoStatus);
    assert_eq!(id("1000000000009").class(), PersonClass::MostlyThai(1));
    assert_eq!(id("5000000999998").class(), PersonClass::MostlyThai(5));
    assert_eq!(id("6000000500011").class(), PersonClass::TemporaryEntry);
    assert_eq!(id("7000000007771").class(), PersonClass::BornToTemporaryEntry);
    assert_eq!(id("8000000888881").class(), PersonClass::LawfulAlien);
    assert_eq!(NationalId::completing(900_000_000_000).unwrap().class(), PersonClass::Reserved);
}

#[test]
fn made_up_numbers_look_made_up() {
    let suspicion = |first_twelve| NationalId::completing(first_twelve).unwrap().suspicion();
    assert_eq!(id("0000000000001").suspicion(), Some(Suspicion::OneDigit));
    assert_eq!(suspicion(111_111_111_111), Some(Suspicion::OneDigit));
    assert_eq!(suspicion(121_212_121_212), Some(Suspicion::Repeating));
    assert_eq!(suspicion(123_123_123_123), Some(Suspicion::Repeating));
    assert_eq!(id("1234567890121").suspicion(), Some(Suspicion::Run));
    assert_eq!(suspicion(987_654_321_098), Some(Suspicion::Run));
    assert_eq!(suspicion(500_123_456_789), Some(Suspicion::Run));
    assert_eq!(suspicion(112_345_678_135), None, "eight in a row are chance");
}

#[test]
fn json_holds_thirteen_digits_and_takes_nothing_else() {
    let zeros = id("0000000000892");
    assert_eq!(serde_json::to_string(&zeros).unwrap(), "\"0000000000892\"");
    assert_eq!(serde_json::from_str::<NationalId>("\"0000000000892\"").unwrap(), zeros);
    for bad in [
        "\"892\"",
        "892",
        "\"+000000000892\"",
        "\"0000000000893\"",
        "\"๐๐๐๐๐๐๐๐๐๐๘๙๒\"",
        "\"0 0000 00000 89 2\"",
    ] {
        assert!(serde_json::from_str::<NationalId>(bad).is_err(), "{bad}");
    }
}

#[test]
fn only_a_valid_value_makes_a_number() {
    assert_eq!(NationalId::from_u64(1_000_000_000_009), Some(id("1000000000009")));
    assert_eq!(NationalId::from_u64(1_000_000_000_001), None);
    assert_eq!(NationalId::from_u64(u64::MAX), None);
    assert_eq!(NationalId::from_u64(10_000_000_000_001), None, "fourteen digits");
    assert_eq!(NationalId::completing(1_000_000_000_000), None, "thirteen before the check digit");
}

#[test]
fn a_swap_is_corrected_before_a_wrong_digit() {
    // 2000000123478 with its 2 and 3 swapped.
    let typed = "2000000132478";
    let found = corrections(typed);
    let slips: Vec<_> = found.iter().filter_map(|c| slip(&c.to_string(), typed)).collect();
    let swaps = slips.iter().filter(|&&slip| slip == Slip::Swap).count();
    assert!(swaps > 0 && swaps < found.len() && slips.len() == found.len());
    assert!(slips[..swaps].iter().all(|&slip| slip == Slip::Swap), "{slips:?}");
    assert!(found[..swaps].contains(&id("2000000123478")));
    // 3000000543211 with the 5 typed as its neighbour 8, in Thai digits.
    assert!(corrections("๓๐๐๐๐๐๐๘๔๓๒๑๑").contains(&id("3000000543211")));
}

#[test]
fn nothing_is_corrected_where_nothing_is_wrong_or_too_much_is() {
    assert!(corrections("1000000000009").is_empty());
    assert!(corrections("100000000000").is_empty());
    assert!(corrections("ไม่มี").is_empty());
    assert!(corrections("").is_empty());
}

#[test]
fn slips_between_two_numbers_are_told_apart() {
    let right = "2000000123451";
    assert_eq!(slip(right, "๒ 0000 00123 45 1"), Some(Slip::Equal));
    assert_eq!(slip(right, "2000000123457"), Some(Slip::OneDigit));
    assert_eq!(slip(right, "2000000132451"), Some(Slip::Swap));
    assert_eq!(slip(right, "2000000321451"), Some(Slip::JumpSwap));
    assert_eq!(slip(right, "2000000423151"), None, "swapped over two others");
    assert_eq!(slip(right, "2000000124551"), None, "two wrong digits");
    assert_eq!(slip(right, "200000012345"), None);
    assert_eq!(slip("", ""), None);
}

/// The whole truth about the check digit follows from the sum modulo 11: a slip adds `moved`
/// to it, and goes unnoticed when both sums have one check digit.
fn unnoticed(moved: i64) -> usize {
    let check = |sum: i64| (11 - sum.rem_euclid(11)) % 10;
    (0..11).filter(|&sum| check(sum) == check(sum + moved)).count()
}

#[test]
fn a_wrong_third_digit_is_never_noticed_and_any_other_nearly_always() {
    for weight in 2..=13 {
        for moved in (-9..=9).filter(|&d| d != 0) {
            let missed = unnoticed(weight * moved);
            if weight == 11 {
                assert_eq!(missed, 11);
            } else {
                assert!(missed <= 1, "weight {weight}, moved by {moved}");
            }
        }
    }
    assert!((0..10).all(|third| NationalId::from_u64(1_000_000_000_009 + third * 10_000_000_000).is_some()));
}

/// How many of the slips that change anything pass the check, in parts of a million.
fn passing(slips: impl Fn(NationalId) -> Vec<[u8; 13]>) -> u64 {
    let (mut all, mut passed) = (0u64, 0u64);
    for n in 0..5_000u64 {
        // A stride that shares no factor with 10^12 walks every digit.
        let from = NationalId::completing(n.wrapping_mul(618_033_988_749) % 1_000_000_000_000).unwrap();
        for slipped in slips(from) {
            if slipped != from.digits() {
                all += 1;
                passed += u64::from(valid(slipped).is_ok());
            }
        }
    }
    passed * 1_000_000 / all
}

#[test]
fn the_share_of_slips_that_pass_is_what_the_module_says() {
    let retyped = |skip: Option<usize>| {
        move |from: NationalId| {
            (0..13)
                .filter(|&at| Some(at) != skip)
                .flat_map(|at| {
                    (0..10).map(move |digit| {
                        let mut other = from.digits();
                        other[at] = digit;
                        other
                    })
                })
                .collect()
        }
    };
    let swapped = |apart: usize| {
        move |from: NationalId| {
            (0..13 - apart)
                .map(|at| {
                    let mut other = from.digits();
                    other.swap(at, at + apart);
                    other
                })
                .collect()
        }
    };
    let (any, but_third) = (passing(retyped(None)), passing(retyped(Some(2))));
    let (neighbours, jumps) = (passing(swapped(1)), passing(swapped(2)));
    assert!((90_000..95_000).contains(&any), "{any}");
    assert!((15_000..18_500).contains(&but_third), "{but_third}");
    assert!((17_000..23_000).contains(&neighbours), "{neighbours}");
    assert!((17_000..23_000).contains(&jumps), "{jumps}");
}

proptest! {
    #[test]
    fn every_twelve_digits_have_exactly_one_check_digit(first_twelve in 0..1_000_000_000_000u64) {
        let fitting: Vec<_> = (0..10).filter_map(|last| NationalId::from_u64(first_twelve * 10 + last)).collect();
        prop_assert_eq!(&fitting, &[NationalId::completing(first_twelve).unwrap()]);
    }

    #[test]
    fn what_is_shown_reads_back(first_twelve in 0..1_000_000_000_000u64) {
        let id = NationalId::completing(first_twelve).unwrap();
        for shown in [id.to_string(), id.grouped(), crate::thai::thai_digits(&id.grouped())] {
            prop_assert_eq!(read(&shown), TypedId::Valid(id));
        }
    }

    #[test]
    fn a_noticed_slip_is_always_among_its_corrections(
        first_twelve in 0..1_000_000_000_000u64, at in 0..12usize, digit in 0..10u8, swap: bool,
    ) {
        let right = NationalId::completing(first_twelve).unwrap();
        let mut wrong = right.digits();
        if swap { wrong.swap(at, at + 1) } else { wrong[at] = digit }
        let typed: String = wrong.iter().map(|d| char::from(b'0' + d)).collect();
        prop_assume!(read(&typed).valid().is_none());
        let found = corrections(&typed);
        prop_assert!(found.contains(&right));
        prop_assert!(found.len() <= 35);
        let mut unlike = found.clone();
        unlike.sort();
        unlike.dedup();
        prop_assert_eq!(unlike.len(), found.len(), "each is named once");
    }

    #[test]
    fn slips_are_the_same_both_ways(a in "[0-3]{13}", b in "[0-3]{13}") {
        prop_assert_eq!(slip(&a, &b), slip(&b, &a));
    }

    #[test]
    fn nothing_typed_panics(typed in "\\PC*") {
        let _ = (read(&typed), corrections(&typed), slip(&typed, &typed));
    }
}
