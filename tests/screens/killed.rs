//! The app is killed on every page of a visit, and in the camera, and nothing is lost.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use register::record::Record;
use register::wire::Role;

use crate::day::{a_photo, at_home, comes_to_the_people, writes_down};
use crate::hand::Hand;
use crate::province::{Database, OURS, Province};

fn draft(hand: &Hand) -> Record {
    Record::read(&hand.store().drafts().unwrap()[0].json).unwrap()
}

/// Killed here and opened again: the page is the one that was left, and every answer is there.
fn killed_and_resumed(hand: Hand, page: &str) -> Hand {
    hand.must_see(page);
    let before = draft(&hand);
    let hand = hand.kills_and_starts();
    hand.unlocks();
    hand.taps_on("ทำต่อ");
    hand.must_see(page);
    assert_eq!(draft(&hand), before, "killed on {page}");
    hand
}

#[test]
fn a_visit_is_resumed_on_every_page_that_it_was_killed_on() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    comes_to_the_people(&hand);
    let hand = killed_and_resumed(hand, "คนในบ้าน");
    hand.taps_on("ย้อนกลับ");
    let hand = killed_and_resumed(hand, "การอยู่อาศัย");
    hand.taps_on("ย้อนกลับ");
    let hand = killed_and_resumed(hand, "บ้านหลังนี้อยู่ที่ไหน");
    hand.taps_on("ต่อไป");
    hand.taps_on("ต่อไป");
    hand.taps_on("เพิ่มคนแรก");
    writes_down(&hand, "1000000000009", "นาย", "สมชาย", "สมปอง");
    let hand = killed_and_resumed(hand, "นายสมชาย สมปอง");
    hand.taps_on("รายละเอียดเพิ่ม");
    hand.taps_on("ปลูกพืช");
    let hand = killed_and_resumed(hand, "รายละเอียดเพิ่ม");
    assert!(hand.is_chosen("ปลูกพืช"));
    hand.taps_on("เสร็จ");
    hand.taps_on("เสร็จคนนี้");
    hand.taps_on("ต่อไป");
    let hand = killed_and_resumed(hand, "บ้านนี้ขอความช่วยเหลืออะไร");
    hand.taps_on("มีคนขอความช่วยเหลือ");
    hand.writes("ต้องการอะไร เท่าไร", "ข้าวสาร");
    let hand = killed_and_resumed(hand, "คำขอ");
    assert_eq!(hand.reads_line("ต้องการอะไร เท่าไร"), "ข้าวสาร");
    hand.taps_on("เสร็จคำขอนี้");
    hand.taps_on("เสียหาย");
    hand.taps_on("ต่อไป");
    let hand = killed_and_resumed(hand, "ความเสียหายจากภัยพิบัติ");
    hand.taps_on("เพิ่มสิ่งที่เสียหาย");
    hand.taps_on("เครื่องครัว");
    let hand = killed_and_resumed(hand, "สิ่งที่ต้องดู");
    hand.taps_on("เสร็จรายการนี้");
    hand.taps_on("ต่อไป");
    let hand = killed_and_resumed(hand, "รูปความเสียหาย");
    hand.taps_on("ต่อไป");
    hand.taps_on("เคยได้รับ");
    hand.taps_on("ถุงยังชีพ");
    let hand = killed_and_resumed(hand, "ได้อะไร");
    hand.taps_on("เสร็จรายการนี้");
    let hand = killed_and_resumed(hand, "ความช่วยเหลือที่เคยได้รับ");
    hand.taps_on("ต่อไป");
    let hand = killed_and_resumed(hand, "ลงลายมือชื่อ");
    hand.taps_on("ต่อไป");
    let hand = killed_and_resumed(hand, "ตรวจก่อนบันทึก");
    hand.taps_on("บันทึกทั้งที่ยังขาด");
    hand.taps_on("บันทึกเลย");
    hand.must_see("บันทึกแล้ว");
    assert!(hand.store().drafts().unwrap().is_empty());
}

#[test]
fn a_photo_that_the_camera_took_while_the_app_was_killed_stands_in_its_visit() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    comes_to_the_people(&hand);
    for _ in 0..2 {
        hand.taps_on("ต่อไป");
    }
    hand.must_see("รูปบ้าน");
    // The camera opens, and the phone has no memory left for the app.
    hand.taps_on("ถ่ายรูปบ้าน");
    assert_eq!(hand.device.opened.get(), 1);
    let hand = hand.kills_in_the_camera(&a_photo(5));
    hand.unlocks();
    hand.must_see("สำรวจบ้านใหม่");
    let record = draft(&hand);
    assert_eq!(record.photos.len(), 1);
    assert!(hand.store().photo(record.photos[0].hash).is_ok());
    assert!(hand.store().pending_photos().unwrap().is_empty());
    hand.taps_on("ทำต่อ");
    hand.must_see("รูปบ้าน 1");
}

#[test]
fn a_refusal_is_resumed_too() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    hand.taps_on("สำรวจบ้านใหม่");
    hand.taps_on("ไม่ประสงค์ให้ข้อมูล");
    // Before anybody has said why; and after.
    let hand = killed_and_resumed(hand, "เก็บเฉพาะสถานที่ เวลา และเหตุผล");
    hand.taps_on("ไม่สะดวกให้ข้อมูล");
    let hand = killed_and_resumed(hand, "เก็บเฉพาะสถานที่ เวลา และเหตุผล");
    hand.taps_on("ย้อนกลับ");
    hand.must_see("ก่อนเริ่มสำรวจ");
}

/// Gives the process that is killed the link that it enrols with.
const LINK: &str = "SAMRUAT_KILLED_LINK";

/// The process that is killed: it captures up to a photo that is being made ready, says where it stands, and
/// goes on until it is ended.
fn captures_until_it_is_killed(link: &str) -> ! {
    let hand = Hand::with_a_new_phone();
    hand.enrols(link);
    comes_to_the_people(&hand);
    hand.taps_on("ต่อไป");
    hand.taps_on("ต่อไป");
    hand.must_see("รูปบ้าน");
    hand.takes_a_photo_and_goes_on(a_photo(5), "ถ่ายรูปบ้าน");
    println!("\nat {}\t{}", hand.folder().display(), hand.device.newest_taken().display());
    hand.waits();
    loop {
        std::thread::park();
    }
}

#[test]
fn a_process_that_the_system_ends_in_the_middle_of_a_photo_loses_neither_visit_nor_photo() {
    if let Ok(link) = std::env::var(LINK) {
        captures_until_it_is_killed(&link);
    }
    let province = Province::on(Database::Sqlite);
    // What the process leaves behind goes with this.
    let room = tempfile::tempdir().unwrap();
    let test =
        "killed::a_process_that_the_system_ends_in_the_middle_of_a_photo_loses_neither_visit_nor_photo";
    let mut killed = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(LINK, province.link_as(OURS, Role::Volunteer, &[5]).to_string())
        .env("TMPDIR", room.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(killed.stdout.take().unwrap());
    let at = said.lines().map(Result::unwrap).find(|line| line.starts_with("at ")).unwrap();
    // Nothing is tidied up by the process itself: this is SIGKILL.
    killed.kill().unwrap();
    killed.wait().unwrap();

    let (phone, camera) = at.strip_prefix("at ").unwrap().split_once('\t').unwrap();
    let hand = Hand::starts_on(Path::new(phone), Path::new(camera));
    hand.unlocks();
    hand.must_see("สำรวจบ้านใหม่");
    let record = draft(&hand);
    assert_eq!(record.place.unwrap().house_no.as_deref(), Some("123/4"));
    assert_eq!(record.photos.len(), 1);
    assert!(hand.store().photo(record.photos[0].hash).is_ok());
    hand.taps_on("ทำต่อ");
    hand.must_see("รูปบ้าน 1");
}
