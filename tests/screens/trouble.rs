//! What goes wrong is said in Thai and loses nothing: no camera, a photo that is none, a clock in another
//! century, a wrong PIN, a link that was used.

use samruat::device::Hindrance;

use crate::day::{at_home, comes_to_the_people};
use crate::hand::Hand;
use crate::province::{Database, Province};

fn at_the_photos(hand: &Hand) {
    comes_to_the_people(hand);
    hand.taps_on("ต่อไป");
    hand.taps_on("ต่อไป");
    hand.must_see("รูปบ้าน");
}

#[test]
fn a_camera_that_is_not_allowed_is_said_and_the_visit_goes_on() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    at_the_photos(&hand);
    hand.device.camera.borrow_mut().push_back(Err(Hindrance::NotAllowed));
    hand.taps_on("ถ่ายรูปบ้าน");
    hand.must_see("แอปยังไม่ได้รับอนุญาตให้ใช้กล้อง");
    hand.must_see("คำตอบที่ใส่ไว้ยังอยู่ครบ");
    hand.taps_on("เข้าใจแล้ว");
    assert!(hand.store().pending_photos().unwrap().is_empty());
    hand.taps_on("ต่อไป");
    hand.must_see("ความช่วยเหลือที่เคยได้รับ");
}

#[test]
fn who_goes_back_from_the_camera_is_told_nothing() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    at_the_photos(&hand);
    hand.device.camera.borrow_mut().push_back(Err(Hindrance::LeftOff));
    hand.taps_on("ถ่ายรูปบ้าน");
    hand.must_see("รูปบ้าน");
    hand.must_not_see("เข้าใจแล้ว");
}

#[test]
fn a_photo_that_is_none_is_said_and_the_next_one_is_taken() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    at_the_photos(&hand);
    hand.device.camera.borrow_mut().push_back(Ok(b"this is no photo".to_vec()));
    hand.taps_on("ถ่ายรูปบ้าน");
    hand.must_see("ไฟล์นี้ใช้เป็นรูปไม่ได้");
    hand.taps_on("เข้าใจแล้ว");
    hand.device.camera.borrow_mut().push_back(Ok(crate::day::a_photo(9)));
    hand.taps_on("ถ่ายรูปบ้าน");
    hand.must_see("รูปบ้าน 1");
}

#[test]
fn a_position_that_is_not_allowed_stops_nobody() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    *hand.device.place.borrow_mut() = Err(Hindrance::NotAllowed);
    hand.taps_on("สำรวจบ้านใหม่");
    hand.taps_on("ยินดีให้ข้อมูล");
    hand.must_see("ยังไม่ได้อนุญาตให้ใช้ตำแหน่ง");
    hand.taps_on("ต่อไป");
    hand.must_see("การอยู่อาศัย");
}

#[test]
fn a_made_up_position_is_said_to_be_one() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    hand.device.mock.set(true);
    hand.taps_on("สำรวจบ้านใหม่");
    hand.taps_on("ยินดีให้ข้อมูล");
    hand.must_see("โปรแกรมจำลองตำแหน่ง");
}

#[test]
fn a_phone_that_thinks_it_is_another_century_captures_all_the_same() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    hand.device.stands_at("2513-01-01T00:00:00+07:00");
    comes_to_the_people(&hand);
    for _ in 0..4 {
        hand.taps_on("ต่อไป");
    }
    hand.taps_on("บันทึกทั้งที่ยังขาด");
    hand.taps_on("บันทึกเลย");
    hand.must_see("บันทึกแล้ว");
    assert_eq!(hand.store().status().unwrap().received, 1);
}

#[test]
fn a_wrong_pin_waits_after_five_and_loses_nothing() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province).kills_and_starts();
    for left in (1..5).rev() {
        hand.presses("000000");
        hand.must_see(&format!("ลองได้อีก {left} ครั้ง"));
    }
    hand.presses("000000");
    hand.must_see("ผิดหลายครั้ง รออีก");
    // The right one is not looked at before the wait is over.
    hand.presses("135790");
    hand.must_see("ผิดหลายครั้ง");
}

#[test]
fn two_pins_that_differ_are_no_pin() {
    let province = Province::on(Database::Sqlite);
    let hand = Hand::with_a_new_phone();
    hand.writes("ลิงก์ลงทะเบียน", &province.link().to_string());
    hand.taps_on("ลงทะเบียน");
    hand.presses("111111");
    hand.presses("222222");
    hand.must_see("สองครั้งไม่ตรงกัน");
    hand.presses("333333");
    hand.presses("333333");
    hand.must_see("สำรวจบ้านใหม่");
}

#[test]
fn a_text_that_is_no_link_and_a_link_that_was_used_are_said() {
    let province = Province::on(Database::Sqlite);
    let hand = Hand::with_a_new_phone();
    *hand.device.code.borrow_mut() = Ok("http://example.org/".into());
    hand.taps_on("สแกน QR");
    hand.must_see("ข้อความนี้ไม่ใช่ลิงก์ลงทะเบียน");
    hand.taps_on("เข้าใจแล้ว");

    let link = province.link().to_string();
    let first = Hand::with_a_new_phone();
    first.enrols(&link);
    *hand.device.code.borrow_mut() = Ok(link);
    hand.taps_on("สแกน QR");
    hand.must_see("ลิงก์นี้ใช้ไม่ได้แล้ว");
}

#[test]
fn a_draft_is_thrown_away_only_when_that_is_meant() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    comes_to_the_people(&hand);
    for _ in 0..3 {
        hand.taps_on("ย้อนกลับ");
    }
    hand.taps_on("ทิ้งร่างนี้");
    hand.taps_on("ไม่ทิ้ง");
    assert_eq!(hand.store().drafts().unwrap().len(), 1);
    hand.taps_on("ทิ้งร่างนี้");
    hand.taps_on("ทิ้ง");
    hand.must_see("สำรวจบ้านใหม่");
    assert!(hand.store().drafts().unwrap().is_empty());
}
