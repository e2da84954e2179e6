//! Whoever comes back after long says the PIN, and is where they were; a camera of the app's own is no absence.

use register::record::Record;
use samruat::device::{FromDevice, Ticket};

use crate::day::{a_photo, at_home, comes_to_the_last_page, comes_to_the_people};
use crate::hand::Hand;
use crate::province::{Database, Province};

const LONG_S: u32 = 60 * 60;

/// The phone is put away, and taken out again so many seconds later.
fn is_away_for(hand: &Hand, seconds: u32) {
    hand.device.say(FromDevice::Hidden);
    hand.waits();
    hand.device.seconds_go_by(seconds);
    hand.device.say(FromDevice::Seen);
    hand.waits();
}

#[test]
fn whoever_comes_back_after_an_hour_says_the_pin_and_is_where_they_were() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    comes_to_the_people(&hand);
    hand.taps_on("ย้อนกลับ");
    hand.taps_on("ย้อนกลับ");
    hand.writes("ซอย (ถ้ามี)", "ใจดี");
    is_away_for(&hand, LONG_S);
    hand.must_see("ใส่รหัสเปิดแอป");
    hand.must_not_see("ซอย (ถ้ามี)");
    // The way back leaves the app, and leads to nothing beneath.
    hand.goes_back();
    hand.must_see("ใส่รหัสเปิดแอป");
    assert!(hand.device.asked.borrow().contains(&"leave".to_owned()));
    hand.presses("000000");
    hand.must_see("รหัสไม่ถูกต้อง");
    hand.unlocks();
    assert_eq!(hand.reads_line("ซอย (ถ้ามี)"), "ใจดี");
    let draft = Record::read(&hand.store().drafts().unwrap()[0].json).unwrap();
    assert_eq!(draft.place.unwrap().soi.as_deref(), Some("ใจดี"));
    // It is asked once for each absence.
    hand.device.say(FromDevice::Seen);
    hand.waits();
    hand.must_see("ซอย (ถ้ามี)");
}

#[test]
fn a_short_absence_asks_for_nothing() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    is_away_for(&hand, 4 * 60);
    hand.must_see("สำรวจบ้านใหม่");
    // Several short ones are no long one.
    is_away_for(&hand, 4 * 60);
    hand.must_see("สำรวจบ้านใหม่");
}

#[test]
fn a_camera_that_stands_open_for_an_hour_locks_nothing() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    comes_to_the_people(&hand);
    hand.taps_on("ต่อไป");
    hand.taps_on("ต่อไป");
    hand.taps_on("ถ่ายรูปบ้าน");
    hand.device.say(FromDevice::Hidden);
    hand.waits();
    hand.device.seconds_go_by(LONG_S);
    hand.device.camera_gives(Ticket(1), &a_photo(1));
    hand.device.say(FromDevice::Seen);
    hand.waits();
    hand.must_see("รูปบ้าน 1");
}

#[test]
fn a_question_that_stood_open_is_asked_still_when_the_app_is_open_again() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    comes_to_the_people(&hand);
    for _ in 0..3 {
        hand.taps_on("ย้อนกลับ");
    }
    hand.taps_on("ทิ้งร่างนี้");
    is_away_for(&hand, LONG_S);
    hand.must_see("ใส่รหัสเปิดแอป");
    hand.must_not_see("ไม่ทิ้ง");
    hand.unlocks();
    hand.taps_on("ไม่ทิ้ง");
    hand.must_see("ก่อนเริ่มสำรวจ");
    assert_eq!(hand.store().drafts().unwrap().len(), 1);
}

#[test]
fn what_is_asked_beneath_the_pin_waits_until_the_app_is_open_and_a_photo_that_is_copied_keeps_no_pin_away() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    comes_to_the_people(&hand);
    hand.taps_on("ต่อไป");
    hand.taps_on("ต่อไป");
    hand.taps_on("เลือกรูปบ้านจากเครื่อง");
    // The chooser is gone; what was chosen is still being copied.
    hand.device.say(FromDevice::Seen);
    hand.waits();
    comes_to_the_last_page(&hand);
    hand.taps_on("บันทึกทั้งที่ยังขาด");
    is_away_for(&hand, LONG_S);
    hand.must_see("ใส่รหัสเปิดแอป");
    hand.device.camera_gives(Ticket(1), &a_photo(1));
    hand.waits();
    hand.must_see("ใส่รหัสเปิดแอป");
    hand.must_not_see("บันทึกเลย");
    hand.unlocks();
    hand.taps_on("บันทึกเลย");
    hand.must_see("บันทึกแล้ว");
}

#[test]
fn what_ends_while_the_app_is_locked_does_not_take_the_pin_away() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    comes_to_the_people(&hand);
    comes_to_the_last_page(&hand);
    hand.device.say(FromDevice::Hidden);
    hand.waits();
    hand.begins("บันทึกทั้งที่ยังขาด");
    hand.begins("บันทึกเลย");
    // That it is kept is told after the PIN lies over everything: its page goes away beneath.
    hand.device.seconds_go_by(LONG_S);
    hand.device.say(FromDevice::Seen);
    hand.waits();
    hand.must_see("บันทึกแล้ว");
    hand.taps_on("ตกลง");
    hand.must_see("ใส่รหัสเปิดแอป");
    hand.must_not_see("สำรวจบ้านใหม่");
    hand.unlocks();
    hand.must_see("สำรวจบ้านใหม่");
}
