use register::record::{Person, PersonId, Place, RecordId};
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::db::CardRow;

type Who = (RecordId, PersonId);

fn who(nth: u32, at: u32) -> Who {
    let id = |n: u32| Uuid::from_u128(u128::from(n) + 1);
    (RecordId::new(id(nth)), PersonId::new(id(nth * 16 + at)))
}

fn card_of(given: &str, family: &str, house: &str, moo: u32) -> String {
    let person = json!({ "id": Uuid::from_u128(1), "given_name": given, "family_name": family,
        "national_id": "1 0000 12345 67 8", "other_id": "AB-123456", "phone": "081-000-0000" });
    let place = json!({ "house_no": house, "moo": moo, "community": "ชุมชนวัดใหม่" });
    let person: Person = serde_json::from_value(person).unwrap();
    let place: Place = serde_json::from_value(place).unwrap();
    card(&person, Some(&place))
}

fn drawer(cards: impl IntoIterator<Item = (Who, String)>) -> Drawer {
    let mut drawer = Drawer::default();
    drawer.extend(cards.into_iter().map(|(who, card)| CardRow { who, card }).collect());
    drawer.finish(1);
    drawer
}

#[track_caller]
fn is_found(typed: &str, by: &str, found: bool) {
    let drawer = drawer([(who(1, 0), by.to_owned())]);
    let words = Words::read(typed);
    let hits = words.map_or(0, |words| drawer.find(&words, None, 10).len());
    assert_eq!(hits == 1, found, "{typed:?} in {by:?}");
}

#[test]
fn a_word_is_part_of_a_name_a_number_a_community_or_a_whole_house_or_village() {
    let card = card_of("สมชาย", "ใจดี", "๑๒/๓", 5);
    for typed in [
        "สม",
        "มชา",
        "ยใจ",
        "สมชายใจดี",
        "ใจดี สมชาย",
        "วัดใหม่",
        "ab123",
        "AB-12",
        "456",
        "0812",
        "081-000-0000",
        "081 000 0000",
        "1-0000-12345-67-8",
        "๑๐๐๐๐๑๒๓๔๕๖๗๘",
        "12",
        "12/3",
        "๑๒/๓",
        "เลขที่ 12",
        "บ้านเลขที่ ๑๒/๓",
        "ม.5",
        "ม 5",
        "หมู่๕",
        "หมู่ที่ 05",
        "moo5",
        "สม หมู่ 5 12/3 456",
    ] {
        is_found(typed, &card, typed != "0812");
    }
    for typed in
        ["สมชัย", "1", "2/3", "12/", "12/34", "3", "ม.1", "ม.55", "ม.12", "5", "999", "ดี12", "สม ม.6", "ซ"]
    {
        is_found(typed, &card, false);
    }
    // Three digits are part of a number, or a whole house.
    is_found("345", &card_of("ก", "ข", "345", 1), true);
    is_found("909", &card_of("ก", "ข", "909/1", 1), true);
    is_found("909", &card_of("ก", "ข", "1909", 1), false);
}

#[test]
fn letters_of_any_script_are_found_and_none_is_taken_for_another() {
    let card = card_of("ສົມຊາຍ", "Müller မောင်", "9", 1);
    for typed in ["ສົມ", "müll", "LLER", "မော"] {
        is_found(typed, &card, true);
    }
    for typed in ["สม", "mull", "ມຊາຽ", "ß", "\u{1f600}"] {
        is_found(typed, &card, false);
    }
}

#[test]
fn what_comes_again_takes_the_place_of_what_was() {
    let card = |nth: u32| card_of(&format!("คน{nth:05}"), "เดิม", "9", 1);
    let mut drawer = drawer((0..9_000).map(|nth| (who(nth / 3, nth % 3), card(nth))));
    let find = |drawer: &Drawer, typed: &str| drawer.find(&Words::read(typed).unwrap(), None, 10_000);
    assert_eq!(find(&drawer, "เดิม").len(), 9_000);
    let mut left = 9_000;
    for turn in 0..3_000 {
        // Records in no order, and one that is new after every tenth.
        let nth = turn * 7 % 3_000;
        let people = vec![(who(nth, 1).1, card_of("คนใหม่", "ใหม่", "9", 1))];
        let mut fresh = vec![(who(nth, 0).0, people.clone())];
        if turn % 10 == 0 {
            fresh.push((who(10_000 + turn, 0).0, people));
        }
        drawer.refresh(fresh, u64::from(turn) + 2);
        left -= 3;
        if turn % 500 == 499 {
            assert_eq!(find(&drawer, "เดิม").len(), left);
            let found = find(&drawer, "คนใหม่");
            assert_eq!(found.len() as u32, turn + 1 + turn.div_ceil(10));
            assert!(found.is_sorted());
        }
    }
    assert_eq!(drawer.seq(), Some(3_001));
    assert!(drawer.len() < 4_500, "what was blanked out is given up in time: {}", drawer.len());
    // Page by page, nobody twice and nobody left out.
    let words = Words::read("ใหม่").unwrap();
    let (mut paged, mut after) = (Vec::new(), None);
    loop {
        let page = drawer.find(&words, after, 7);
        paged.extend(page.iter().copied());
        after = page.last().copied();
        if page.len() < 7 {
            break;
        }
    }
    assert_eq!(paged, find(&drawer, "ใหม่"));
}

#[test]
fn people_who_were_taken_off_leave_nothing_in_memory() {
    let secret = card_of("ลับมาก", "ที่สุด", "9", 1);
    let mut drawer = drawer([(who(1, 0), card_of("ก", "ข", "1", 1)), (who(2, 0), secret)]);
    drawer.refresh(vec![(who(2, 0).0, Vec::new())], 2);
    assert!(drawer.find(&Words::read("ลับ").unwrap(), None, 10).is_empty());
    let mut letters = Vec::new();
    card::encode("ลับมาก", &mut letters);
    assert!(!drawer.holds(&letters));
}
