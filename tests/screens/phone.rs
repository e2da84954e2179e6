//! What the phone itself brings to the app: files and links from other apps, its battery and room, a system that
//! stops apps, the way back out of the first screen.

use std::path::{Path, PathBuf};

use register::wire::Role;
use samruat::device::{Background, Battery, Device, FromDevice, Ticket};

use crate::day::at_home;
use crate::hand::Hand;
use crate::province::{Database, OURS, Province};
use crate::team::captures_a_household;

fn asked(hand: &Hand) -> Vec<String> {
    std::mem::take(&mut *hand.device.asked.borrow_mut())
}

/// Another app hands over a copy of this file.
fn is_handed(hand: &Hand, file: &Path) -> PathBuf {
    are_handed(hand, &[file]).remove(0)
}

/// Another app hands over copies of these files, at once.
pub fn are_handed(hand: &Hand, files: &[&Path]) -> Vec<PathBuf> {
    let mut copies = Vec::new();
    for file in files {
        let copy = hand.folder().join(format!("handed-{}", hand.device.fresh()));
        std::fs::copy(file, &copy).unwrap();
        hand.device.say(FromDevice::Handed(Ok(copy.clone())));
        copies.push(copy);
    }
    hand.waits();
    hand.waits_seconds(1);
    copies
}

#[test]
fn a_bundle_and_receipts_that_another_app_hands_over_are_taken_in_without_looking_for_them() {
    let mut province = Province::on(Database::Sqlite);
    let far = at_home(&province);
    let carrier = at_home(&province);
    province.stop();
    captures_a_household(&far);
    far.taps_on("ส่งข้อมูล");
    far.taps_on("ฝากส่ง");
    far.taps_on("ส่งไฟล์ให้คนรับฝาก");
    far.taps_on("เข้าใจแล้ว");
    let bundle = far.device.handed.borrow()[0].clone();

    let copy = is_handed(&carrier, &bundle);
    carrier.must_see("รับฝากไว้ 1 ไฟล์ ยังไม่ถึงศูนย์");
    assert!(!copy.exists(), "the copy stays");
    province.start();
    carrier.taps_on("ย้อนกลับ");
    carrier.taps_on("ส่งข้อมูล");
    carrier.taps_on("ส่งตอนนี้");
    carrier.taps_on("ฝากส่ง");
    carrier.taps_on("ส่งใบรับคืนเจ้าของเครื่อง");
    let receipts = carrier.device.handed.borrow()[0].clone();

    far.taps_on("ย้อนกลับ");
    far.taps_on("ย้อนกลับ");
    is_handed(&far, &receipts);
    far.must_see("ได้ใบรับ 1 ใบ");
    assert_eq!(far.store().status().unwrap().received, 1);
}

#[test]
fn a_file_that_is_neither_is_said_and_one_that_comes_in_the_middle_of_a_visit_waits() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    hand.taps_on("สำรวจบ้านใหม่");
    let file = hand.folder().join("picture");
    std::fs::write(&file, [0xff, 0xd8, 0xff]).unwrap();
    is_handed(&hand, &file);
    hand.must_see("ยินดีให้ข้อมูล");
    hand.taps_on("ย้อนกลับ");
    hand.waits_seconds(1);
    hand.must_see("ไฟล์นี้ไม่ใช่ข้อมูลฝากส่ง");
}

#[test]
fn a_link_that_is_opened_stands_in_the_field_and_enrols_by_a_tap() {
    let province = Province::on(Database::Sqlite);
    let hand = Hand::with_a_new_phone();
    let link = province.link_as(OURS, Role::Volunteer, &[5]).to_string();
    hand.device.say(FromDevice::Linked(link));
    hand.waits();
    hand.waits_seconds(1);
    hand.must_see("ลงทะเบียนเครื่อง");
    hand.taps_on("ลงทะเบียน");
    hand.must_see("เลือกรหัส 6 ตัว");
}

#[test]
fn a_code_whose_scanner_outlived_the_app_stands_in_the_field_of_the_app_that_began_anew() {
    let province = Province::on(Database::Sqlite);
    let hand = Hand::with_a_new_phone();
    let link = province.link_as(OURS, Role::Volunteer, &[5]).to_string();
    // Nothing was asked in this life of the app.
    hand.device.say(FromDevice::Link(Ticket(1), Ok(link)));
    hand.waits();
    hand.waits_seconds(1);
    hand.taps_on("ลงทะเบียน");
    hand.must_see("เลือกรหัส 6 ตัว");
}

#[test]
fn a_file_whose_chooser_outlived_the_app_is_looked_at_by_the_app_that_began_anew() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    let file = hand.folder().join("chosen");
    std::fs::write(&file, [0xff, 0xd8, 0xff]).unwrap();
    hand.device.say(FromDevice::File(Ticket(77), Ok(file)));
    hand.waits();
    hand.waits_seconds(1);
    hand.must_see("ไฟล์นี้ไม่ใช่ข้อมูลฝากส่ง");
}

#[test]
fn a_link_that_is_opened_on_an_enrolled_phone_changes_nothing() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    let link = province.link_as(OURS, Role::Volunteer, &[5]).to_string();
    hand.device.say(FromDevice::Linked(link));
    hand.waits();
    hand.waits_seconds(2);
    hand.must_see("สำรวจบ้านใหม่");
}

#[test]
fn the_way_back_out_of_the_first_screen_leaves_the_app_and_from_any_other_does_not() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    asked(&hand);
    hand.taps_on("ตั้งค่าและวิธีใช้");
    hand.goes_back();
    hand.must_see("สำรวจบ้านใหม่");
    // Also out of a screen whose field was written in.
    hand.taps_on("รายชื่อบ้าน");
    hand.writes("ค้นหาชื่อ บ้านเลขที่ หรือเลขบัตร", "สม");
    hand.goes_back();
    hand.must_see("สำรวจบ้านใหม่");
    assert!(!asked(&hand).contains(&"leave".to_owned()));
    hand.goes_back();
    assert!(asked(&hand).contains(&"leave".to_owned()));
}

#[test]
fn what_was_saved_is_announced_as_work_and_sending_now_ends_when_it_is_sent() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    asked(&hand);
    captures_a_household(&hand);
    assert!(asked(&hand).contains(&"has work".to_owned()));
    hand.taps_on("ส่งข้อมูล");
    hand.taps_on("ส่งตอนนี้");
    let sending: Vec<String> = asked(&hand).into_iter().filter(|it| it.starts_with("sending")).collect();
    assert_eq!(sending, ["sending true", "sending false"]);
}

#[test]
fn a_record_that_is_opened_to_be_edited_is_no_more_received_than_it_was() {
    let mut province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    province.stop();
    captures_a_household(&hand);
    hand.must_see("รอศูนย์รับ 1 จาก 1");
    let opens_it = || {
        hand.taps_on("รายชื่อบ้าน");
        hand.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
        hand.taps_on("แก้ไข");
        while hand.sees("ตรวจก่อนบันทึก") || !hand.sees("เช่า") {
            hand.taps_on("ย้อนกลับ");
        }
    };
    let goes_home = || {
        while !hand.sees("ตั้งค่าและวิธีใช้") {
            hand.taps_on("ย้อนกลับ");
        }
    };
    // Whoever only looked leaves nothing that seems unfinished.
    opens_it();
    assert_eq!(hand.store().drafts().unwrap().len(), 1);
    goes_home();
    assert!(hand.store().drafts().unwrap().is_empty());
    hand.must_see("รอศูนย์รับ 1 จาก 1");

    opens_it();
    hand.taps_on("เช่า");
    goes_home();
    assert_eq!(hand.store().drafts().unwrap().len(), 1);
    hand.must_see("ทำต่อ");
    hand.must_see("รอศูนย์รับ 1 จาก 1");
    hand.must_not_see("เครื่องนี้ยังไม่ได้บันทึกบ้านใด");
    // It waits for a network as before, and is counted where the system does not let the app send.
    hand.device.background.set(Background::Forbidden);
    hand.device.say(FromDevice::Seen);
    hand.waits();
    hand.must_see("เครื่องนี้ห้ามแอปส่งข้อมูลเอง");
}

#[test]
fn a_locked_phone_plans_no_work_that_could_not_be_done() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    let device = hand.store().identity().unwrap().unwrap().device.to_string();
    province.does(async |office| office.revoke(&device).await.unwrap());
    hand.taps_on("ส่งข้อมูล");
    asked(&hand);
    hand.taps_on("ส่งตอนนี้");
    hand.must_see("ศูนย์ล็อกเครื่องนี้ไว้");
    assert!(!asked(&hand).contains(&"has work".to_owned()));
}

#[test]
fn a_phone_that_is_locked_while_a_visit_is_open_shows_nothing_of_it_any_more() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    hand.taps_on("สำรวจบ้านใหม่");
    hand.taps_on("ยินดีให้ข้อมูล");
    hand.must_see("บ้านหลังนี้อยู่ที่ไหน");
    let device = hand.store().identity().unwrap().unwrap().device.to_string();
    province.does(async |office| office.revoke(&device).await.unwrap());
    hand.device.say(FromDevice::Network(samruat::device::Network::Free));
    hand.waits();
    hand.must_not_see("บ้านหลังนี้อยู่ที่ไหน");
    hand.must_see("ศูนย์ล็อกเครื่องนี้ไว้");
    // A draft is not said to go to the office.
    hand.must_see("ยังอยู่ในเครื่องนี้ และจะยังไม่ส่งจนกว่าจะลงทะเบียนเครื่องใหม่");
    hand.taps_on("ส่งข้อมูลที่ค้างอยู่");
    hand.must_see("ส่งข้อมูลที่ส่งได้หมดแล้ว");
    hand.must_see("ยังอยู่ในเครื่องนี้ครบ");
    hand.taps_on("เข้าใจแล้ว");
    assert!(hand.can_tap("ส่งข้อมูลที่ค้างอยู่"));
}

#[test]
fn little_room_an_empty_battery_and_a_system_that_stops_the_app_are_said_at_home() {
    let mut province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    province.stop();
    captures_a_household(&hand);
    hand.must_not_see("เครื่องนี้ห้ามแอปส่งข้อมูลเอง");
    hand.device.background.set(Background::Forbidden);
    hand.device.battery.set(Some(Battery { percent: 7, charging: false }));
    hand.device.room.set(Some(10_000_000));
    hand.device.say(FromDevice::Seen);
    hand.waits();
    hand.must_see("เครื่องนี้ห้ามแอปส่งข้อมูลเอง");
    hand.must_see("แบตเตอรี่เหลือ 7%");
    hand.must_see("พื้นที่ในเครื่องเหลือน้อย");
}

#[test]
fn pictures_of_the_screen_are_forbidden_until_the_person_allows_them() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    assert!(asked(&hand).contains(&"hide true".to_owned()));
    hand.taps_on("ตั้งค่าและวิธีใช้");
    hand.must_not_see("การจับภาพหน้าจอ");
    hand.taps_on("ย้อนกลับ");
    hand.device.can_hide.set(true);
    hand.taps_on("ตั้งค่าและวิธีใช้");
    assert!(hand.is_chosen("ไม่ให้จับภาพ"));
    hand.taps_on("ให้จับภาพ");
    assert_eq!(asked(&hand).last().map(String::as_str), Some("hide false"));
    let hand = hand.kills_and_starts();
    assert!(asked(&hand).contains(&"hide false".to_owned()), "it was forgotten");
}
