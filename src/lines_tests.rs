//! A line ends nowhere within a word or a number.

use super::*;

#[test]
fn words_that_the_dictionary_breaks_are_held_together() {
    for (broken, held) in [
        ("อย่างน้อยหนึ่งตัว", "อย่างน้อยห\u{2060}นึ่งตัว"),
        ("กรมส่งเสริมการปกครอง", "กรมส่ง\u{2060}เสริมการปกครอง"),
        ("ความเสียหาย", "ความ\u{2060}เสีย\u{2060}หาย"),
        ("ไม่เสียหาย", "ไม่\u{2060}เสีย\u{2060}หาย"),
        ("บ้านเสียหาย", "บ้านเสีย\u{2060}หาย"),
        ("เครื่องนุ่งห่ม", "เครื่องนุ่ง\u{2060}ห่ม"),
        ("ที่อยู่ตามบัตร", "ที่\u{2060}อยู่ตามบัตร"),
        ("ความช่วยเหลือ", "ความ\u{2060}ช่วย\u{2060}เหลือ"),
        ("ผู้มีรายได้น้อย", "ผู้\u{2060}มี\u{2060}ราย\u{2060}ได้\u{2060}น้อย"),
        ("ยังไม่ได้รับ", "ยังไม่\u{2060}ได้\u{2060}รับ"),
        ("ที่อยู่อาศัย", "ที่\u{2060}อยู่\u{2060}อา\u{2060}ศัย"),
    ] {
        assert_eq!(held_together(broken), held);
    }
}

#[test]
fn a_number_stays_with_what_it_counts() {
    for (apart, together) in [
        ("แม่นยำดี (6 เมตร)", "แม่นยำดี (6\u{202f}เมตร)"),
        ("ล่าสุด 12 เม.ย. 2569 09.31 น.", "ล่าสุด 12\u{202f}เม.ย.\u{202f}2569 09.31\u{202f}น."),
        ("2 มีนาคม 2497 (อายุ 72 ปี)", "2\u{202f}มีนาคม\u{202f}2497 (อายุ\u{202f}72\u{202f}ปี)"),
        ("บ้านเลขที่ 123/4 หมู่ 5", "บ้าน\u{2060}เลข\u{2060}ที่\u{202f}123/4 หมู่\u{202f}5"),
        ("สมปอง 9 บ้านเลขที่ 1", "สมปอง 9 บ้าน\u{2060}เลข\u{2060}ที่\u{202f}1"),
        ("อีก 9 บ้าน", "อีก\u{202f}9\u{202f}บ้าน"),
        ("หมู่ ๕", "หมู่\u{202f}๕"),
        ("ไฟล์ 1 กิโลไบต์", "ไฟล์ 1\u{202f}กิโล\u{2060}ไบต์"),
        ("อีก 23 วัน", "อีก\u{202f}23\u{202f}วัน"),
    ] {
        assert_eq!(held_together(apart), together);
    }
}

#[test]
fn a_name_with_its_title_is_one_word_and_a_sentence_is_not() {
    for (apart, together) in [
        ("นางสมหญิง สมปอง", "นา\u{2060}ง\u{2060}ส\u{2060}ม\u{2060}ห\u{2060}ญิ\u{2060}ง สมปอง"),
        ("ถามนายเปี๊ยะ", "ถามนายเปี๊ยะ"),
        ("(ด.ช.ดำ)", "(ด.\u{2060}ช.\u{2060}ดำ)"),
        ("บัตรของ นายเปี๊ยะ", "บัตรของ นา\u{2060}ย\u{2060}เปี๊\u{2060}ยะ"),
    ] {
        assert_eq!(held_together(apart), together);
    }
    let sentence = "นายอำเภอประกาศเขตให้ความช่วยเหลือแล้ว";
    assert!(!held_together(sentence).starts_with("นา\u{2060}"), "it is longer than any name");
}

#[test]
fn a_name_that_is_known_to_be_one_is_whole_without_a_title_too() {
    assert_eq!(name("สมชาย สมปอง"), "ส\u{2060}ม\u{2060}ชา\u{2060}ย ส\u{2060}ม\u{2060}ป\u{2060}อ\u{2060}ง");
    assert_eq!(name("เปี๊ยะ"), "เปี๊\u{2060}ยะ");
    assert_eq!(name("Kyaw Zin"), "Kyaw Zin");
    // By its title it is known where it is shown.
    assert_eq!(name("นายสมชาย"), "นายสมชาย");
    // What is held stays so, and once.
    assert_eq!(held_together(&name("สมชาย")), name("สมชาย"));
    let sentence = "คนที่ไม่ยอมบอกชื่อของตัวเองกับใครเลย";
    assert_eq!(name(sentence), sentence, "it is longer than any name");
}

#[test]
fn a_dot_stands_before_what_it_sets_apart() {
    assert_eq!(held_together("เป็นเจ้าของ · อยู่ประจำ"), "เป็นเจ้าของ ·\u{202f}อยู่ประจำ");
    assert_eq!(held_together("รอส่ง 1 · รูปรอส่ง 2"), "รอส่ง 1 ·\u{202f}รูปรอส่ง 2");
}

#[test]
fn a_cards_number_is_one_thing_whole_masked_or_being_typed() {
    for (apart, together) in [
        ("เลข 1 0000 00000 00 9 ครับ", "เลข 1\u{a0}0000\u{a0}00000\u{a0}00\u{a0}9 ครับ"),
        ("๑ ๐๐๐๐ ๐๐๐๐๐ ๐๐ ๙", "๑\u{a0}๐๐๐๐\u{a0}๐๐๐๐๐\u{a0}๐๐\u{a0}๙"),
        ("1 0000 xxxxx xx 9", "1\u{a0}0000\u{a0}xxxxx\u{a0}xx\u{a0}9"),
        ("1 0000 0____ __ _", "1\u{a0}0000\u{a0}0____\u{a0}__\u{a0}_"),
    ] {
        assert_eq!(held_together(apart), together);
    }
    // Numbers that are none are several things.
    assert_eq!(held_together("02 / 03 / 2497"), "02 / 03 / 2497");
    assert_eq!(held_together("1 0000 00000 00 99"), "1 0000 00000 00 99");
}

#[test]
fn what_may_be_broken_is_left_as_it_is() {
    for text in ["", "สมชาย สมปอง", "พายุพัดหลังคา ต้องซ่อม", "2569 09:31"]
    {
        assert_eq!(held_together(text), text);
    }
}
