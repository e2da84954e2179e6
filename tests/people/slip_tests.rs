use super::*;
use std::collections::BTreeSet;

/// Everything the slip makes of a word in many tries.
fn all(slip: Slip, word: &str) -> BTreeSet<String> {
    let mut chance = Chance::new(1, 0);
    (0..400).filter_map(|_| slip.mistype(word, &mut chance)).collect()
}

fn sorted<const N: usize>(words: [&str; N]) -> BTreeSet<String> {
    words.into_iter().map(str::to_owned).collect()
}

#[test]
fn a_tone_mark_goes_missing_is_put_in_or_exchanged() {
    let typed = all(Slip::ToneMark, "ปี่");
    assert!(typed.contains("ปี"), "{typed:?}");
    assert!(typed.contains("ปี้"), "{typed:?}");
    let typed = all(Slip::ToneMark, "คำดี");
    assert!(typed.contains("คำดี่"), "{typed:?}");
    assert!(!typed.contains("คำด่ี"), "the tone is typed behind the vowel mark: {typed:?}");
}

#[test]
fn a_silent_letter_goes_missing_is_exchanged_or_put_in() {
    let typed = all(Slip::SilentLetter, "ทิพย์");
    assert!(typed.is_superset(&sorted(["ทิพย", "ทิพ", "ทิพณ์"])), "{typed:?}");
    assert!(all(Slip::SilentLetter, "พร").contains("พรณ์"));
    assert_eq!(all(Slip::SilentLetter, "มาลี"), sorted([]));
}

#[test]
fn a_consonant_becomes_another_of_its_sound() {
    assert_eq!(all(Slip::SameSound, "ศา"), sorted(["ษา", "สา"]));
    assert_eq!(all(Slip::SameSound, "ณ"), sorted(["น"]));
    assert_eq!(all(Slip::SameSound, "ลา"), sorted(["รา"]));
    assert_eq!(all(Slip::SameSound, "ภูธ"), sorted(["พูธ", "ภูท", "ภูฑ"]));
    assert_eq!(all(Slip::SameSound, "กา"), sorted([]));
}

#[test]
fn a_vowel_becomes_the_long_or_short_one() {
    assert_eq!(all(Slip::VowelLength, "ศิริ"), sorted(["ศีริ", "ศิรี"]));
    assert_eq!(all(Slip::VowelLength, "บูญ"), sorted(["บุญ"]));
}

#[test]
fn the_spellings_of_ai_stand_for_each_other() {
    assert_eq!(all(Slip::SaraAi, "วิชัย"), sorted(["วิไช", "วิใช"]));
    assert_eq!(all(Slip::SaraAi, "ไชย"), sorted(["ใชย", "ชัย", "ไช"]));
    assert_eq!(all(Slip::SaraAi, "ใจ"), sorted(["ไจ", "จัย", "ใจย"]));
}

#[test]
fn ro_han_and_mai_han_akat_stand_for_each_other() {
    assert_eq!(all(Slip::RoHan, "ธรรม"), sorted(["ธัม"]));
    assert_eq!(all(Slip::RoHan, "สรร"), sorted(["สัน"]));
    assert_eq!(all(Slip::RoHan, "วัน"), sorted(["วรรณ"]));
    assert_eq!(all(Slip::RoHan, "พันธ์"), sorted(["พรรธ์"]));
}

#[test]
fn a_sara_am_falls_in_two_and_its_tone_anywhere() {
    assert_eq!(all(Slip::SaraAmInTwo, "คำ"), sorted(["คํา"]));
    assert_eq!(all(Slip::SaraAmInTwo, "น้ำ"), sorted(["นํ้า", "นำ้", "น้ํา"]));
}

#[test]
fn a_sara_ae_becomes_two_sara_e() {
    assert_eq!(all(Slip::SaraEForAe, "แก้ว"), sorted(["เเก้ว"]));
}

#[test]
fn a_tone_is_typed_before_its_vowel_mark() {
    assert_eq!(all(Slip::MarkOrder, "ติ๊บ"), sorted(["ต๊ิบ"]));
    assert_eq!(all(Slip::MarkOrder, "แก้ว"), sorted([]));
}

#[test]
fn an_invisible_joint_changes_nothing_that_is_seen() {
    for typed in all(Slip::Invisible, "สมชาย") {
        let seen: String =
            typed.chars().filter(|c| !matches!(c, '\u{200b}' | '\u{200c}' | '\u{feff}' | '\u{ad}')).collect();
        assert_eq!(seen, "สมชาย");
        assert_ne!(typed, "สมชาย");
    }
}

#[test]
fn a_space_goes_anywhere_but_in_a_clan_name_behind_sae() {
    assert!(all(Slip::Space, "แซ่ลี").contains("แซ่ ลี"));
    for typed in all(Slip::Space, "สมชาย") {
        assert_eq!(typed.replace([' ', '\u{a0}'], ""), "สมชาย");
    }
}

#[test]
fn a_neighbour_key_is_beside_the_right_one_or_the_same_with_shift() {
    assert_eq!(all(Slip::NeighbourKey, "ก"), sorted(["ห", "ด", "ฏ"]));
    assert_eq!(all(Slip::NeighbourKey, "ุ"), sorted(["ถ", "ึ", "ู"]));
    assert_eq!(all(Slip::NeighbourKey, "ศ"), sorted(["ษ", "ซ", "ส"]));
    assert_eq!(all(Slip::NeighbourKey, "ล"), sorted(["บ"]));
}

#[test]
fn letters_are_dropped_doubled_and_transposed_one_at_a_time() {
    assert_eq!(all(Slip::Dropped, "กขค"), sorted(["กข", "กค"]));
    assert_eq!(all(Slip::Dropped, "กข"), sorted([]));
    assert_eq!(all(Slip::Doubled, "กข"), sorted(["กกข", "กขข"]));
    assert_eq!(all(Slip::Transposed, "กขค"), sorted(["ขกค", "กคข"]));
    assert_eq!(all(Slip::Transposed, "กก"), sorted([]));
}

#[test]
fn every_slip_changes_the_word_or_owns_that_it_cannot() {
    let mut chance = Chance::new(9, 0);
    for slip in Slip::ALL {
        for word in ["", "ก", "แซ่น้ำ", "วรรณไชยพันธ์", "ไ", "์", "Smith 9"]
        {
            for _ in 0..50 {
                assert_ne!(slip.mistype(word, &mut chance).as_deref(), Some(word), "{slip:?}");
            }
        }
    }
}
