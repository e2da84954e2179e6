//! A fact check is as safe as a visit: it is a draft of its task, its photos are expected on the disk, and it
//! says where it was made and what it lacks.

use register::record::{Found, RecordId};
use register::wire::Role;
use samruat::device::{FromDevice, Hindrance, Ticket};

use crate::day::{a_photo, at_home};
use crate::hand::{Hand, fix};
use crate::photos::keeps_no_photos;
use crate::province::{Database, OURS, Province};
use crate::team::captures_a_household;

/// The mobile unit's phone with one task on it, at home; and the record that the task is about.
fn with_a_task(province: &Province) -> (Hand, RecordId) {
    captures_a_household(&at_home(province));
    let unit = Hand::with_a_new_phone();
    unit.enrols(&province.link_as(OURS, Role::MobileUnit, &[9]).to_string());
    let record = province.records()[0].parse().unwrap();
    let to = unit.store().identity().unwrap().unwrap().surveyor.id;
    province.asks_for_two_facts(record, to);
    unit.taps_on("ส่งข้อมูล");
    unit.taps_on("ส่งตอนนี้");
    unit.taps_on("ย้อนกลับ");
    (unit, record)
}

fn opens_the_task(unit: &Hand) {
    unit.taps_on("ดูงาน");
    unit.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
}

fn is_half_made(unit: &Hand) {
    assert_eq!(unit.reads_line("หลังคาเสียหาย: ที่พบจริงคือ"), "บางส่วน");
    unit.must_see("ตรวจแล้ว 1 จาก 2 เรื่อง");
}

#[test]
fn a_check_that_was_left_or_killed_is_gone_on_with_where_it_was() {
    let province = Province::on(Database::Sqlite);
    let (unit, record) = with_a_task(&province);
    opens_the_task(&unit);
    unit.taps_below("หลังคาเสียหาย", "ไม่ตรง");
    // What is missing is said where it is missing.
    unit.must_see("ยังไม่ได้เขียนสิ่งที่พบจริง");
    unit.must_see("ตรวจแล้ว 0 จาก 2 เรื่อง");
    unit.writes("หลังคาเสียหาย: ที่พบจริงคือ", "บางส่วน");
    unit.must_not_see("ยังไม่ได้เขียนสิ่งที่พบจริง");
    unit.taps_on("ย้อนกลับ");
    unit.must_see("ทำค้างไว้");
    unit.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    is_half_made(&unit);

    let unit = unit.kills_and_starts();
    unit.unlocks();
    // It is no visit.
    unit.must_not_see("ทำต่อ");
    opens_the_task(&unit);
    is_half_made(&unit);

    // The camera opens, and the phone has no memory left for the app.
    unit.taps_on("ถ่ายรูป: ผู้อยู่อาศัย");
    let unit = unit.kills_in_the_camera(&a_photo(6));
    unit.unlocks();
    unit.must_see("สำรวจบ้านใหม่");
    assert!(unit.store().pending_photos().unwrap().is_empty());
    opens_the_task(&unit);
    is_half_made(&unit);
    unit.taps_below("ผู้อยู่อาศัย", "ตรง");
    unit.taps_on("เสร็จงานนี้");
    unit.must_see("บันทึกผลการตรวจแล้ว");
    unit.taps_on("ตกลง");
    unit.must_see("ยังไม่มีงาน");
    assert!(unit.store().checks().unwrap().is_empty());
    let held = unit.store().record(record).unwrap().unwrap().record;
    let found: Vec<Found> = held.checks[0].findings.iter().map(|finding| finding.found).collect();
    assert_eq!(found, [Found::Corrected, Found::Confirmed]);
    let photo = held.checks[0].photos[0];
    assert!(unit.store().photo(photo).is_ok());
    // It is still known which fact it was taken of.
    let photo = held.photos.iter().find(|held| held.hash == photo).unwrap();
    assert_eq!(photo.caption.as_deref(), Some("ผู้อยู่อาศัย"));
    province.verifies();
}

#[test]
fn a_check_s_photo_that_could_not_be_kept_stands_in_it_once_when_its_task_is_opened_again() {
    let province = Province::on(Database::Sqlite);
    let (unit, _) = with_a_task(&province);
    opens_the_task(&unit);
    unit.taps_below("ผู้อยู่อาศัย", "ตรง");
    let mends = keeps_no_photos(&unit);
    unit.device.camera.borrow_mut().push_back(Ok(a_photo(6)));
    unit.taps_on("ถ่ายรูป: ผู้อยู่อาศัย");
    unit.must_see("เครื่องยังเก็บรูปไม่ได้");
    unit.taps_on("เข้าใจแล้ว");
    unit.taps_on("ย้อนกลับ");
    // As long as it cannot be kept, whoever comes back is told so again.
    unit.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    unit.must_see("เครื่องยังเก็บรูปไม่ได้");
    unit.taps_on("เข้าใจแล้ว");
    unit.taps_on("ย้อนกลับ");
    mends();
    unit.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    unit.must_see("รูป: ผู้อยู่อาศัย");
    let drafts = unit.store().checks().unwrap();
    assert_eq!((drafts.len(), drafts[0].json.matches("\"hash\"").count()), (1, 1), "{}", drafts[0].json);
    assert!(unit.store().pending_photos().unwrap().is_empty());
    assert_eq!(unit.device.taken(), 0);
}

#[test]
fn a_check_is_thrown_away_only_when_that_is_meant_and_its_task_stays() {
    let province = Province::on(Database::Sqlite);
    let (unit, _) = with_a_task(&province);
    opens_the_task(&unit);
    unit.taps_below("ผู้อยู่อาศัย", "ตรง");
    unit.taps_on("ทิ้งผลการตรวจนี้");
    unit.taps_on("ไม่ทิ้ง");
    assert_eq!(unit.store().checks().unwrap().len(), 1);
    unit.taps_on("ทิ้งผลการตรวจนี้");
    unit.taps_on("ทิ้ง");
    unit.must_see("บ้านเลขที่ 123/4 หมู่ 5");
    unit.must_not_see("ทำค้างไว้");
    assert!(unit.store().checks().unwrap().is_empty());
}

#[test]
fn a_check_in_which_nothing_was_found_leaves_nothing_behind_though_the_camera_was_opened() {
    let province = Province::on(Database::Sqlite);
    let (unit, _) = with_a_task(&province);
    opens_the_task(&unit);
    unit.device.camera.borrow_mut().push_back(Err(Hindrance::LeftOff));
    unit.taps_on("ถ่ายรูปที่ตรวจ");
    assert_eq!(unit.store().checks().unwrap().len(), 1);
    unit.taps_on("ย้อนกลับ");
    unit.must_see("บ้านเลขที่ 123/4 หมู่ 5");
    unit.must_not_see("ทำค้างไว้");
    assert!(unit.store().checks().unwrap().is_empty());
}

#[test]
fn a_check_says_where_it_was_made_and_not_where_the_list_was_opened() {
    let province = Province::on(Database::Sqlite);
    let (unit, record) = with_a_task(&province);
    // At the office the position is the best of the day.
    *unit.device.place.borrow_mut() = Ok(fix(20.5, 99.9, 3.0));
    opens_the_task(&unit);
    // A look at the record's own pages on the way must not switch the receiver off.
    unit.taps_on("แก้คำตอบในบันทึก");
    while !unit.sees("ถ่ายรูปที่ตรวจ") {
        unit.taps_on("ย้อนกลับ");
    }
    unit.waits_seconds(600);
    let there = fix(20.4312, 99.8841, 12.0);
    unit.device.moves_to(there.clone());
    unit.waits();
    unit.taps_below("หลังคาเสียหาย", "ตรง");
    unit.taps_below("ผู้อยู่อาศัย", "ตรง");
    unit.taps_on("เสร็จงานนี้");
    let held = unit.store().record(record).unwrap().unwrap().record;
    assert_eq!(held.checks[0].place, Some(there));
}

#[test]
fn what_others_mended_while_a_check_was_made_stays_mended() {
    let province = Province::on(Database::Sqlite);
    let (unit, record) = with_a_task(&province);
    opens_the_task(&unit);
    unit.taps_below("หลังคาเสียหาย", "ตรง");
    unit.taps_below("ผู้อยู่อาศัย", "ตรง");
    let mut other = crate::province::Phone::enrolled_as(&province, Role::Supervisor, &[]);
    other.syncs();
    other.edits(record, |record| record["place"]["house_no"] = "99".into());
    other.syncs();
    // The unit's phone hears of it, and its page is not opened anew.
    unit.device.say(FromDevice::Network(samruat::device::Network::Free));
    unit.waits();
    unit.taps_on("เสร็จงานนี้");
    unit.must_see("บันทึกผลการตรวจแล้ว");
    let held = unit.store().record(record).unwrap().unwrap().record;
    assert_eq!(held.place.unwrap().house_no.as_deref(), Some("99"));
    assert_eq!(held.checks.len(), 1);
}

#[test]
fn a_finished_check_is_no_open_task_while_there_is_no_signal() {
    let mut province = Province::on(Database::Sqlite);
    let (unit, record) = with_a_task(&province);
    province.stop();
    opens_the_task(&unit);
    unit.taps_below("หลังคาเสียหาย", "ตรง");
    unit.taps_below("ผู้อยู่อาศัย", "ตรง");
    unit.taps_below("ความช่วยเหลือที่ให้ทันที (ถ้ามี)", "ถุงยังชีพ");
    unit.taps_on("เสร็จงานนี้");
    unit.must_see("บันทึกผลการตรวจแล้ว");
    unit.taps_on("ตกลง");
    // It tries to send, and fails.
    unit.device.say(FromDevice::Network(samruat::device::Network::Free));
    unit.waits();
    unit.must_see("ยังไม่มีงาน");
    let unit = unit.kills_and_starts();
    unit.unlocks();
    unit.must_not_see("ดูงาน");
    let held = unit.store().record(record).unwrap().unwrap().record;
    assert_eq!((held.checks.len(), held.help_received.len()), (1, 1));
}

#[test]
fn a_check_that_is_ended_at_the_office_says_where_it_was_made() {
    let province = Province::on(Database::Sqlite);
    let (unit, record) = with_a_task(&province);
    let there = fix(20.4444, 99.8888, 12.0);
    *unit.device.place.borrow_mut() = Ok(there.clone());
    opens_the_task(&unit);
    unit.taps_below("หลังคาเสียหาย", "ตรง");
    // The rest is answered elsewhere, and hours later.
    let unit = unit.kills_and_starts();
    unit.unlocks();
    *unit.device.place.borrow_mut() = Ok(fix(20.5, 99.9, 3.0));
    opens_the_task(&unit);
    unit.taps_below("ผู้อยู่อาศัย", "ตรง");
    unit.taps_on("เสร็จงานนี้");
    unit.must_see("บันทึกผลการตรวจแล้ว");
    let held = unit.store().record(record).unwrap().unwrap().record;
    assert_eq!(held.checks[0].place, Some(there));
}

#[test]
fn a_check_that_was_begun_without_a_position_has_the_first_that_is_heard_there() {
    let province = Province::on(Database::Sqlite);
    let (unit, record) = with_a_task(&province);
    *unit.device.place.borrow_mut() = Err(Hindrance::NotAllowed);
    opens_the_task(&unit);
    unit.taps_below("ผู้อยู่อาศัย", "ตรง");
    let there = fix(20.4444, 99.8888, 12.0);
    unit.device.moves_to(there.clone());
    unit.waits();
    unit.device.moves_to(fix(20.5, 99.9, 3.0));
    unit.waits();
    unit.taps_below("หลังคาเสียหาย", "ตรง");
    unit.taps_on("เสร็จงานนี้");
    unit.must_see("บันทึกผลการตรวจแล้ว");
    let held = unit.store().record(record).unwrap().unwrap().record;
    assert_eq!(held.checks[0].place, Some(there));
}

#[test]
fn a_check_whose_task_was_opened_at_the_office_is_of_where_it_was_made() {
    let province = Province::on(Database::Sqlite);
    let (unit, record) = with_a_task(&province);
    *unit.device.place.borrow_mut() = Ok(fix(20.5, 99.9, 3.0));
    opens_the_task(&unit);
    // The way there, with the phone in a pocket.
    unit.device.seconds_go_by(1_800);
    unit.taps_below("ผู้อยู่อาศัย", "ตรง");
    let there = fix(20.4444, 99.8888, 12.0);
    unit.device.moves_to(there.clone());
    unit.waits();
    unit.taps_below("หลังคาเสียหาย", "ตรง");
    unit.taps_on("เสร็จงานนี้");
    unit.must_see("บันทึกผลการตรวจแล้ว");
    let held = unit.store().record(record).unwrap().unwrap().record;
    assert_eq!(held.checks[0].place, Some(there));
}

#[test]
fn a_check_waits_for_its_photo_until_that_is_given_up() {
    let province = Province::on(Database::Sqlite);
    let (unit, _) = with_a_task(&province);
    opens_the_task(&unit);
    unit.taps_below("หลังคาเสียหาย", "ตรง");
    unit.taps_below("ผู้อยู่อาศัย", "ตรง");
    unit.taps_on("ถ่ายรูปที่ตรวจ");
    assert!(!unit.can_tap("เสร็จงานนี้"));
    unit.taps_on("ไม่ใช้รูปนี้");
    unit.taps_on("เสร็จงานนี้");
    unit.must_see("บันทึกผลการตรวจแล้ว");
    unit.taps_on("ตกลง");
    unit.device.camera_gives(Ticket(1), &a_photo(6));
    unit.waits();
    assert_eq!(unit.device.taken(), 0, "the camera's files stay");
}

#[test]
fn nothing_is_taken_from_a_check_while_it_becomes_a_part_of_the_record() {
    let province = Province::on(Database::Sqlite);
    let (unit, record) = with_a_task(&province);
    opens_the_task(&unit);
    unit.taps_below("หลังคาเสียหาย", "ตรง");
    unit.taps_below("ผู้อยู่อาศัย", "ตรง");
    unit.begins("เสร็จงานนี้");
    unit.begins("ทิ้งผลการตรวจนี้");
    unit.must_not_see("ไม่ทิ้ง");
    unit.waits();
    unit.must_see("บันทึกผลการตรวจแล้ว");
    let held = unit.store().record(record).unwrap().unwrap().record;
    assert_eq!(held.checks.len(), 1);
}
