//! A duplicate that is warned of while it is typed, offline, in each of its three kinds; and people alike.

use register::record::Record;
use serde_json::json;

use crate::day::{at_home, comes_to_the_people, writes_down};
use crate::hand::Hand;
use crate::province::{Database, OURS, Phone, Province, household_json};

/// A household of somebody with this number, by somebody else's phone of an LAO.
pub fn another_phone_holds(province: &Province, lao: &str, number: &str, given: &str) {
    let mut phone = Phone::enrolled_in(province, lao);
    let mut household = household_json(900);
    household["lao"] = json!(lao);
    household["people"][0]["national_id"] = json!(number);
    household["people"][0]["given_name"] = json!(given);
    phone.store.keep(&Record::from_value(household).unwrap(), &[]).unwrap();
    phone.syncs();
}

fn types_a_number(hand: &Hand, number: &str) {
    comes_to_the_people(hand);
    hand.taps_on("เพิ่มคนแรก");
    hand.presses(number);
}

#[test]
fn a_number_that_this_phone_holds_is_warned_of_at_its_last_digit() {
    let mut province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    comes_to_the_people(&hand);
    hand.taps_on("เพิ่มคนแรก");
    writes_down(&hand, "1000000000009", "นาย", "สมชาย", "สมปอง");
    hand.taps_on("เสร็จคนนี้");
    for _ in 0..4 {
        hand.taps_on("ต่อไป");
    }
    hand.taps_on("บันทึกทั้งที่ยังขาด");
    hand.taps_on("บันทึกเลย");
    hand.taps_on("ตกลง");
    province.stop();

    types_a_number(&hand, "100000000000");
    hand.must_see("อีก 1 ตัว");
    hand.must_not_see("คุณบันทึกคนนี้ไว้แล้ว");
    hand.presses("9");
    hand.must_see("คุณบันทึกคนนี้ไว้แล้ว นายสมชาย สมปอง บ้านเลขที่ 123/4");
    // The page behind the pad leads to the visit that holds it.
    hand.taps_on("ใช้เลขนี้");
    hand.taps_on("เปิดบันทึกเดิม");
    hand.must_see("บ้านเลขที่ 123/4 หมู่ 5");
    hand.must_see("โดย สมใจ ใจดี");
}

#[test]
fn a_number_of_the_area_is_warned_of_with_who_met_them() {
    let mut province = Province::on(Database::Sqlite);
    another_phone_holds(&province, OURS, "1000000000017", "สมหญิง");
    let hand = at_home(&province);
    province.stop();
    types_a_number(&hand, "1000000000017");
    hand.must_see("มีชื่อคนนี้ในทะเบียนแล้ว");
    hand.must_see("สมหญิง");
}

#[test]
fn a_number_held_elsewhere_in_the_province_is_warned_of_without_saying_whose_it_is() {
    let mut province = Province::on(Database::Sqlite);
    province.adds_lao("05700002", "tao", "57");
    another_phone_holds(&province, "05700002", "1000000000025", "สมศักดิ์");
    let hand = at_home(&province);
    province.stop();
    types_a_number(&hand, "1000000000025");
    hand.must_see("อาจมีคนนี้ในพื้นที่อื่นของจังหวัด");
    hand.must_not_see("สมศักดิ์");
    // And one that nobody holds is said to be so.
    for _ in 0..13 {
        hand.taps_on("ลบตัวเลข");
    }
    hand.presses("3000000543211");
    // One that nobody holds needs no look: it is taken.
    hand.must_see("เลขประจำตัวประชาชน 3 0000 00543 21 1");
}

#[test]
fn a_swapped_digit_is_asked_about_and_whoever_is_known_stands_first() {
    let mut province = Province::on(Database::Sqlite);
    another_phone_holds(&province, OURS, "5000000999998", "สมหญิง");
    let hand = at_home(&province);
    province.stop();
    // The last two digits the wrong way round.
    types_a_number(&hand, "5000000999989");
    hand.must_see("หมายถึงเลขนี้หรือไม่");
    let suggested: Vec<String> = hand.reads().into_iter().filter(|said| said.contains("0000")).collect();
    assert!(suggested.iter().any(|said| said.contains("สมหญิง")), "{suggested:?}");
    let known = suggested.iter().find(|said| said.contains("สมหญิง")).unwrap().clone();
    // Which digits it has otherwise is said, and where.
    assert!(known.contains("สลับตัวที่ 12 กับ 13"), "{known}");
    assert_eq!(suggested[0], known);
    hand.taps_on(&known);
    hand.must_see("มีชื่อคนนี้ในทะเบียนแล้ว");
}

#[test]
fn somebody_without_a_number_is_shown_who_is_like_them() {
    let mut province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    comes_to_the_people(&hand);
    hand.taps_on("เพิ่มคนแรก");
    writes_down(&hand, "1000000000009", "นาย", "ธนพลวัฒน์", "เกียรติไพศาลสุข");
    hand.taps_on("วันเกิด");
    hand.presses("02032497");
    hand.taps_on("เสร็จคนนี้");
    for _ in 0..4 {
        hand.taps_on("ต่อไป");
    }
    hand.taps_on("บันทึกทั้งที่ยังขาด");
    hand.taps_on("บันทึกเลย");
    hand.taps_on("ตกลง");
    province.stop();

    comes_to_the_people(&hand);
    hand.taps_on("เพิ่มคนแรก");
    hand.taps_on("ไม่มีเลขบัตร");
    hand.taps_on("นาย");
    hand.writes("ชื่อ", "ธนพลวัฒน์");
    hand.writes("นามสกุล", "เกียรติไพศาลสุข");
    hand.taps_on("วันเกิด");
    hand.presses("02032497");
    hand.must_see("คล้ายกับ นายธนพลวัฒน์ เกียรติไพศาลสุข");
}

#[test]
fn one_card_that_is_typed_for_two_people_of_a_visit_is_warned_of() {
    let mut province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    province.stop();
    comes_to_the_people(&hand);
    hand.taps_on("เพิ่มคนแรก");
    writes_down(&hand, "1000000000009", "นาย", "สมชาย", "สมปอง");
    hand.taps_on("เพิ่มอีกคน");
    hand.presses("1000000000009");
    let warning = "เลขนี้ใส่ให้คนอื่นในบ้านนี้แล้ว นายสมชาย สมปอง";
    hand.must_see(warning);
    hand.must_not_see("ยังไม่มีในทะเบียน");
    hand.taps_on("ใช้เลขนี้");
    hand.must_see(warning);
    // Nobody is kept from going on.
    hand.taps_on("เสร็จคนนี้");
    hand.must_see("คนในบ้าน");
}

#[test]
fn a_number_that_was_shortened_and_typed_again_is_warned_of_again() {
    let mut province = Province::on(Database::Sqlite);
    another_phone_holds(&province, OURS, "1000000000017", "สมหญิง");
    let hand = at_home(&province);
    province.stop();
    types_a_number(&hand, "1000000000017");
    hand.taps_on("ใช้เลขนี้");
    hand.must_see("มีชื่อคนนี้ในทะเบียนแล้ว");
    hand.taps_on("เลขประจำตัวประชาชน");
    hand.taps_on("ลบตัวเลข");
    hand.taps_on("เก็บไว้เท่านี้ก่อน");
    hand.must_not_see("มีชื่อคนนี้ในทะเบียนแล้ว");
    hand.taps_on("เลขประจำตัวประชาชน");
    hand.presses("7");
    hand.taps_on("ใช้เลขนี้");
    hand.must_see("มีชื่อคนนี้ในทะเบียนแล้ว");
}
