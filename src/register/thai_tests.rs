use super::*;

#[test]
fn marks_typed_in_any_order_compare_equal() {
    assert_eq!(fold("ที้"), fold("ท้ี"));
    assert_eq!(fold("ปู่"), fold("ปู่"));
}

#[test]
fn a_sara_am_in_two_pieces_is_one_with_its_tone_on_either_side() {
    for spelt in ["นํ้า", "น้ํา", "นำ้", "นํา้"] {
        assert_eq!(fold(spelt), "น้ำ", "{spelt:?}");
    }
}

#[test]
fn two_sara_e_are_a_sara_ae_and_invisible_marks_are_nothing() {
    assert_eq!(fold("เเม่\u{200b}สาย"), fold("แม่สาย"));
    assert_eq!(fold("\u{feff}ส ม ช า ย"), "สมชาย");
    assert_eq!(fold("ป\u{f70a}า"), "ป่า");
}

#[test]
fn doubled_marks_are_one() {
    assert_eq!(fold("น้้ำ"), "น้ำ");
    assert_eq!(fold("ปี่้"), "ปี่");
}

#[test]
fn digits_go_both_ways() {
    assert_eq!(arabic_digits("๑๒๓/๔ ม.5"), "123/4 ม.5");
    assert_eq!(thai_digits("2569"), "๒๕๖๙");
}

#[test]
fn same_sounding_spellings_share_a_key() {
    for (a, b) in [
        ("ศิริพร", "สิริพร"),
        ("ณัฐพล", "นัธพล"),
        ("วิชัย", "วิไช"),
        ("วิชัย", "วิไชย"),
        ("วรรณา", "วันนา"),
        ("ทองคำ", "ทองคัม"),
        ("บุญเลิศ", "บุณเลิศ"),
        ("ประเสริฐ", "ประเสริด"),
        ("อำนาจ", "อำนาด"),
        ("สุรพล", "สุลพล"),
        ("กัญญา", "กันยา"),
        ("บุญมี", "บุญมี่"),
        ("พรทิพย์", "พรทิพ"),
        ("สุรศักดิ์", "สุรศัก"),
    ] {
        assert_eq!(sound_key(&fold(a)), sound_key(&fold(b)), "{a} {b}");
    }
}

#[test]
fn different_names_do_not_share_a_key() {
    for (a, b) in [
        ("สมชาย", "สมชัย"),
        ("สมชาย", "สมหญิง"),
        ("มาลี", "มาลัย"),
        ("กมล", "กมลา"),
        ("วิชัย", "วิชา"),
        ("สมพร", "สมพล"),
    ] {
        assert_ne!(sound_key(&fold(a)), sound_key(&fold(b)), "{a} {b}");
    }
}

/// Found by fuzzing; the key of a name must be the key of itself.
#[test]
fn what_is_folded_stays_folded() {
    for text in ["น้ํา", "ํา้ํา", "ก้ำำ", "ก๙้$ำ\t\u{a5d}+ํ้าสง", "กึํิ", "เเเสง", "ก\u{f73}\0ู", "ซุ\0ฺ", "İ"]
    {
        let folded = fold(text);
        assert_eq!(fold(&folded), folded, "{text:?}");
    }
}

/// Marks change a text's form only with what stands right before them: threes show all there is.
#[test]
fn what_is_composed_is_what_unicode_says_is_composed() {
    let mut letters: Vec<char> = ('ก'..='๛').filter(|c| c.len_utf8() == 3).collect();
    letters.extend(['a', 'é', '\u{2ff}', '\u{300}', '\u{301}', '\u{323}', '\u{1e69}', '\u{212b}', '\u{ec8}']);
    for a in &letters {
        for b in &letters {
            for c in ['a', 'า', 'ุ', 'ฺ', '่', '๋', 'ํ', '\u{301}', '\u{ec8}'] {
                let text = String::from_iter([*a, *b, c]);
                assert_eq!(is_composed(&text), is_nfc(&text), "{text:?}");
                assert_eq!(nfc(&text), text.nfc().collect::<String>(), "{text:?}");
            }
        }
    }
    let few = (0..=0x2ff).filter_map(char::from_u32);
    assert!(few.into_iter().all(|c| is_nfc(&String::from_iter(['a', c, c]))));
}
