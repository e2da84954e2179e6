//! What goes wrong is said in Thai and loses nothing: no camera, a photo that is none, a full phone, a clock in
//! another century, a wrong PIN, a link that was used.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use chrono::NaiveDate;
use register::calendar::Round;
use register::record::Tenure;
use register::wire::Role;
use samruat::device::{Hindrance, Ticket};
use store::{FileSecrets, Store};

use crate::day::{at_home, at_the_photos, comes_to_the_people};
use crate::hand::Hand;
use crate::province::{Database, OURS, Province};

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
    hand.must_not_see("ไม่น่าจะถูก");
    hand.device.stands_at("2513-01-01T00:00:00+07:00");
    hand.device.say(samruat::device::FromDevice::Seen);
    hand.waits();
    hand.must_see("วันที่ของเครื่องนี้คือ 1 มกราคม 3056 ไม่น่าจะถูก");
    hand.must_see("แล้วตั้งวันที่และเวลาเป็นอัตโนมัติ");
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

/// Names the small room to the process that runs in it.
const ROOM: &str = "SAMRUAT_TEST_ROOM";

/// Runs this test once more, where a folder is a storage of a few megabytes: a namespace of its own, for which
/// nobody has to be root.
fn once_more_in_a_small_room(test: &str) {
    let room = tempfile::tempdir().unwrap();
    let mounts = format!("mount -t tmpfs -o size=24m tmpfs \"${ROOM}\" && exec \"$0\" \"$@\"");
    let ran = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", &mounts])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(ROOM, room.path())
        .output();
    // `unshare` is of Debian's util-linux.
    let ran = ran.unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(
        ran.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&ran.stderr)
    );
}

/// Takes what room there is, down to the last byte.
fn fills(room: &Path) -> std::path::PathBuf {
    let rest = room.join("music-and-films");
    let mut file = File::create(&rest).unwrap();
    for size in [1 << 20, 1 << 12, 1] {
        let some = vec![7; size];
        while file.write_all(&some).is_ok() {}
    }
    rest
}

#[test]
fn a_full_phone_says_what_is_safe_and_goes_on_when_there_is_room() {
    let Some(room) = std::env::var_os(ROOM) else {
        return once_more_in_a_small_room(
            "trouble::a_full_phone_says_what_is_safe_and_goes_on_when_there_is_room",
        );
    };
    let room = Path::new(&room);
    let province = Province::on(Database::Sqlite);
    let hand = Hand::with_a_new_phone_in(room);
    hand.enrols(&province.link_as(OURS, Role::Volunteer, &[5]).to_string());
    at_the_photos(&hand);

    // The camera stands open, and the films come meanwhile.
    hand.taps_on("ถ่ายรูปบ้าน");
    let films = fills(room);
    hand.device.camera_gives(Ticket(1), &crate::day::a_photo(9));
    hand.waits();
    hand.must_see("พื้นที่ในเครื่องเต็ม ยังเก็บรูปไม่ได้");
    hand.must_see("รูปที่ถ่ายไว้ยังอยู่ในเครื่อง");
    hand.taps_on("เข้าใจแล้ว");
    // What the camera gave is there still, and waits for room.
    hand.must_see("รูปที่ถ่ายไว้ยังเก็บไม่ได้");
    while !hand.sees("การอยู่อาศัย") {
        hand.taps_on("ย้อนกลับ");
    }
    // There is a little room left inside the store's own files: some answers still find a place there.
    let full = (0..400).any(|at| {
        hand.taps_on(if at % 2 == 0 { "เช่า" } else { "เป็นเจ้าของ" });
        hand.sees("ลองบันทึกอีกครั้ง")
    });
    assert!(full, "400 answers found room on a full phone");
    hand.must_see("พื้นที่ในเครื่องเต็ม คำตอบล่าสุดยังไม่ได้บันทึก");
    hand.must_see("ข้อมูลที่บันทึกก่อนหน้านี้ปลอดภัย");
    hand.taps_on("ลองบันทึกอีกครั้ง");
    hand.must_see("พื้นที่ในเครื่องเต็ม");

    // Whoever would leave is asked, and stays where the answers are.
    for _ in 0..3 {
        hand.taps_on("ย้อนกลับ");
    }
    hand.must_see("ถ้าออกจากหน้านี้ คำตอบล่าสุดจะหายไป");
    hand.taps_on("อยู่หน้านี้ต่อ");
    hand.taps_on("ยินดีให้ข้อมูล");
    hand.taps_on("ต่อไป");

    // What was answered meanwhile is kept as soon as there is room.
    hand.taps_on("อื่น ๆ");
    std::fs::remove_file(films).unwrap();
    hand.taps_on("ลองบันทึกอีกครั้ง");
    hand.must_not_see("พื้นที่ในเครื่องเต็ม");
    // So is the photo, by itself: there is room.
    hand.must_not_see("รูปที่ถ่ายไว้ยังเก็บไม่ได้");
    let hand = hand.kills_and_starts();
    hand.unlocks();
    hand.taps_on("ทำต่อ");
    hand.must_see("การอยู่อาศัย");
    for _ in 0..5 {
        hand.taps_on("ต่อไป");
    }
    hand.taps_on("บันทึกทั้งที่ยังขาด");
    hand.taps_on("บันทึกเลย");
    hand.must_see("บันทึกแล้ว");
    assert_eq!(hand.store().status().unwrap().received, 1);
    let day = NaiveDate::from_ymd_opt(2026, 4, 12).unwrap();
    let households = hand.store().households(&Round::of(day)).unwrap();
    let id = households[0].newest.as_ref().unwrap().record;
    let record = hand.store().record(id).unwrap().unwrap().record;
    assert_eq!(record.photos.len(), 1);
    assert_eq!(record.dwelling.unwrap().tenure, Some(Tenure::Other));
}

#[test]
fn a_phone_whose_key_is_lost_keeps_everything_and_begins_anew_by_a_plain_choice() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    comes_to_the_people(&hand);
    let hand = hand.loses_its_key_and_starts();
    hand.must_see("เครื่องนี้ไม่มีกุญแจของข้อมูลแล้ว");
    hand.must_see("ไม่มีอะไรถูกลบ");
    let aside = hand.folder().join("aside-1");
    hand.taps_on("เริ่มใช้เครื่องนี้ใหม่");
    hand.must_see("ข้อมูลที่ยังไม่ถึงศูนย์ต้องสำรวจใหม่");
    hand.taps_on("ยังไม่เริ่ม");
    assert!(!aside.exists(), "nothing was moved");
    hand.must_see("เครื่องนี้ไม่มีกุญแจของข้อมูลแล้ว");

    hand.taps_on("เริ่มใช้เครื่องนี้ใหม่");
    hand.taps_on("เริ่มใหม่");
    hand.enrols(&province.link_as(OURS, Role::Volunteer, &[5]).to_string());
    hand.must_see("สำรวจบ้านใหม่");
    assert!(hand.store().drafts().unwrap().is_empty());
    // What was begun before lies where it was put, whole.
    let old = Store::open(&aside, &FileSecrets::within(&aside)).unwrap();
    assert_eq!(old.drafts().unwrap().len(), 1);
    drop(old);
    let hand = hand.kills_and_starts();
    hand.must_not_see("เครื่องนี้ไม่มีกุญแจของข้อมูลแล้ว");
}
