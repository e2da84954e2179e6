use super::*;

fn name(text: &str) -> PersonName {
    PersonName::read(None, Some(text), None)
}

fn agree(a: &str, b: &str) -> bool {
    let straight = names_agree(&name(a), None, &name(b), None);
    assert_eq!(
        straight,
        names_agree(&name(b), None, &name(a), None),
        "{a} {b} must agree both ways or not at all"
    );
    straight
}

fn agree_born(a: &str, a_born: &str, b: &str, b_born: &str) -> bool {
    names_agree(&name(a), a_born.parse().ok(), &name(b), b_born.parse().ok())
}

#[test]
fn titles_ranks_and_orders_are_not_part_of_a_name() {
    for typed in [
        "นายสมชาย สมปอง",
        "นาย สมชาย สมปอง",
        "ด.ช.สมชาย สมปอง",
        "ด.ช. สมชาย สมปอง",
        "เด็กชายสมชาย สมปอง",
        "สามเณรสมชาย สมปอง",
        "พระสมชาย สมปอง",
        "จ.ส.อ.สมชาย สมปอง",
        "ร.ต.อ. สมชาย สมปอง",
        "พล.ต.ต.สมชาย สมปอง",
        "ว่าที่ ร.ต. สมชาย สมปอง",
        "ว่าที่ร้อยตรีสมชาย สมปอง",
        "ดร.สมชาย สมปอง",
        "ม.ร.ว.สมชาย สมปอง",
    ] {
        assert_eq!(name(typed), name("สมชาย สมปอง"), "{typed}");
    }
    assert_eq!(name("น.ส.สมหญิง ใจดี"), name("นางสาวสมหญิง ใจดี"));
    assert_eq!(name("Mr. John Smith"), name("john smith"));
}

#[test]
fn letters_that_only_look_like_a_title_stay() {
    for (typed, given) in
        [("คุณากร", "คุณากร"), ("นางกวัก", "กวัก"), ("นายิกา", "นายิกา"), ("พระ", "พระ"), ("ดรุณี", "ดรุณี")]
    {
        assert_eq!(name(typed).given.folded(), given, "{typed}");
    }
}

#[test]
fn both_names_in_one_field_are_two_names() {
    let apart = PersonName::read(Some("นาย"), Some("สมชาย"), Some("สมปอง"));
    assert_eq!(name("นายสมชาย  สมปอง"), apart);
    assert_eq!(PersonName::read(None, Some("สมชาย สมปอง"), Some("สมปอง")), apart);
    assert_eq!(PersonName::read(Some("นายสมชาย"), None, Some("สมปอง")), apart);
    assert_eq!(name("สมชาย ณ อยุธยา").family.folded(), "ณอยุธยา");
}

/// Contract section 4: within ordinary spelling difference.
#[test]
fn ordinary_spellings_of_one_name_agree() {
    for (a, b) in [
        ("สมชาย สมปอง", "สมชาย  สม ปอง"),
        ("ศิริพร แก้วมณี", "สิริพร แก้วมณี"),
        ("ณัฐพล ศรีสุข", "นัฐพล ศรีสุข"),
        ("วิชัย สุวรรณ", "วิไชย สุวรรณ"),
        ("พรทิพย์ ทองดี", "พรทิพ ทองดี"),
        ("น้ำทิพย์ ใจดี", "นํ้าทิพย์ ใจดี"),
        ("แสงเดือน คำมูล", "เเสงเดือน คำมูล"),
        ("บุญเลิศ แก้วใส", "บุณเลิศ แกวใส"),
        ("ประเสริฐ จันทร์แก้ว", "ประเสริด จันทร์แก้ว"),
        ("สุภาพร วงศ์ใหญ่", "สุพาพร วงค์ใหญ่"),
        ("สมชาย สมปอง", "สมชาบ์ย สมปอง"),
        ("สมปอง สมชาย", "สมชาย สมปอง"),
    ] {
        assert!(agree(a, b), "{a} / {b}");
    }
}

#[test]
fn names_of_two_people_do_not_agree() {
    for (a, b) in [
        ("สมชาย สมปอง", "สมหญิง สมปอง"),
        ("สมชาย สมปอง", "สมชัย สมปอง"),
        ("สมชาย สมปอง", "สมชาติ สมปอง"),
        ("บุญมี ใจดี", "บุญมา ใจดี"),
        ("สมพร ใจดี", "สมพงษ์ ใจดี"),
        ("สมพร ใจดี", "สมพล ใจดี"),
        ("มาลี ใจดี", "มาลัย ใจดี"),
        ("มานพ ใจดี", "มานิต ใจดี"),
        ("กมล ใจดี", "กมลา ใจดี"),
        ("สมชาย สมปอง", "สมชาย แก้วมณี"),
        ("คำ ใจดี", "ดำ ใจดี"),
    ] {
        assert!(!agree(a, b), "{a} / {b}");
    }
}

#[test]
fn one_wrong_letter_in_a_given_name_needs_the_same_birth_date() {
    assert!(agree_born("บุญมี ใจดี", "1954-03-02", "บุญมา ใจดี", "1954-03-02"));
    assert!(!agree_born("บุญมี ใจดี", "1954-03-02", "บุญมา ใจดี", "1956-03-02"));
    assert!(!agree_born("บุญมี ใจดี", "1954", "บุญมา ใจดี", "1954"));
}

#[test]
fn a_dropped_letter_agrees_unless_the_births_are_years_apart() {
    assert!(agree_born("ประสงค์ ใจดี", "1954", "ประสง ใจดี", "1954-03-02"));
    assert!(agree_born("วิมล ใจดี", "1954", "วิมลา ใจดี", "1954"));
    assert!(!agree_born("วิมล ใจดี", "1954", "วิมลา ใจดี", "1980"));
}

/// Contract section 4: or the given name and full birth date agree and only the family name changed.
#[test]
fn a_changed_family_name_agrees_when_given_name_and_full_birth_date_do() {
    assert!(agree_born("สมหญิง สมปอง", "1960-05-06", "สมหญิง แก้วมณี", "1960-05-06"));
    assert!(!agree_born("สมหญิง สมปอง", "1960-05-06", "สมหญิง แก้วมณี", "1960-05-07"));
    assert!(!agree_born("สมหญิง สมปอง", "1960", "สมหญิง แก้วมณี", "1960"));
    assert!(!agree_born("สมหญิง สมปอง", "1960-05-06", "สมใจ แก้วมณี", "1960-05-06"));
}

#[test]
fn people_without_a_family_name_agree_by_their_given_name() {
    assert!(agree("จายแสง", "จายแสง"));
    assert!(!agree("จายแสง", "จายหลง"));
    assert!(!agree_born("จายแสง", "1950", "จายแสง คำหลวง", "1990"));
}

#[test]
fn nobody_agrees_with_a_name_that_was_not_asked() {
    assert!(!names_agree(&PersonName::default(), None, &PersonName::default(), None));
    assert!(!names_agree(&PersonName::default(), None, &name("สมชาย สมปอง"), None));
}

#[test]
fn a_thai_title_stands_against_its_name_and_another_one_before_a_blank() {
    let written = |title, given, family| written(Some(title), Some(given), Some(family));
    assert_eq!(written("นาย", "สมชาย", "สมปอง"), "นายสมชาย สมปอง");
    assert_eq!(written("ด.ญ.", "ดาว", ""), "ด.ญ.ดาว");
    assert_eq!(written("", "สมชาย", " สมปอง "), "สมชาย สมปอง");
    assert_eq!(written("Mr.", "John", "Smith"), "Mr. John Smith");
    assert_eq!(written("นาง", "", "สมปอง"), "นาง สมปอง");
    assert_eq!(super::written(None, None, None), "");
}
