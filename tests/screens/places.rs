//! Where a house is: as its author says, where they stand, and never by itself somewhere else.

use register::record::{Fix, Record};
use samruat::device::Hindrance;
use serde_json::json;

use crate::day::{at_home, comes_to_the_last_page, comes_to_the_people};
use crate::hand::{Hand, fix};
use crate::province::{Database, OURS, Province, household_json};

fn found_at(hand: &Hand) -> Option<Fix> {
    let record = Record::read(&hand.store().drafts().unwrap()[0].json).unwrap();
    record.place.and_then(|place| place.found_at)
}

#[test]
fn a_position_that_is_taken_by_hand_is_the_one_of_that_moment() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    hand.taps_on("สำรวจบ้านใหม่");
    hand.taps_on("ยินดีให้ข้อมูล");
    assert_eq!(found_at(&hand), Some(fix(20.4312, 99.8841, 6.5)));
    // Minutes later, at the gate of the house that is meant.
    hand.waits_seconds(120);
    let gate = fix(20.4400, 99.8900, 14.0);
    hand.device.moves_to(gate.clone());
    hand.waits();
    hand.taps_on("ใช้ตำแหน่งตรงนี้แทน");
    assert_eq!(found_at(&hand), Some(gate.clone()));
    // What was taken by hand is not taken back by a better one.
    hand.device.moves_to(fix(20.5, 99.9, 3.0));
    hand.waits();
    assert_eq!(found_at(&hand), Some(gate));
}

#[test]
fn a_position_grows_old_by_the_clock_and_not_by_what_the_window_was_told() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    hand.taps_on("สำรวจบ้านใหม่");
    hand.taps_on("ยินดีให้ข้อมูล");
    // The window stands still for two minutes, while its author walks on.
    let gate = fix(20.4400, 99.8900, 14.0);
    *hand.device.place.borrow_mut() = Ok(gate.clone());
    hand.device.seconds_go_by(120);
    hand.taps_on("ใช้ตำแหน่งตรงนี้แทน");
    assert_eq!(found_at(&hand), Some(gate));
}

#[test]
fn a_position_that_was_asked_for_by_hand_stands_there_though_it_comes_on_another_page() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    *hand.device.place.borrow_mut() = Err(Hindrance::NotAllowed);
    hand.taps_on("สำรวจบ้านใหม่");
    hand.taps_on("ยินดีให้ข้อมูล");
    hand.taps_on("ใช้ตำแหน่งตรงนี้");
    hand.taps_on("ต่อไป");
    assert_eq!(found_at(&hand), None);
    let house = fix(20.4400, 99.8900, 14.0);
    hand.device.moves_to(house.clone());
    hand.waits();
    assert_eq!(found_at(&hand), Some(house));
}

#[test]
fn the_first_position_that_is_heard_where_the_visit_is_read_through_is_not_its_house() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    *hand.device.place.borrow_mut() = Err(Hindrance::NotAllowed);
    comes_to_the_people(&hand);
    comes_to_the_last_page(&hand);
    let id = hand.store().drafts().unwrap()[0].id;
    hand.device.moves_to(fix(20.5, 99.9, 3.0));
    hand.waits();
    hand.taps_on("บันทึกทั้งที่ยังขาด");
    hand.taps_on("บันทึกเลย");
    hand.must_see("บันทึกแล้ว");
    let record = hand.store().record(id).unwrap().unwrap().record;
    assert_eq!(record.place.and_then(|place| place.found_at), None);
}

#[test]
fn a_draft_that_is_gone_on_with_at_home_keeps_the_place_of_its_house() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    hand.taps_on("สำรวจบ้านใหม่");
    hand.taps_on("ยินดีให้ข้อมูล");
    let there = found_at(&hand);
    let hand = hand.kills_and_starts();
    hand.unlocks();
    *hand.device.place.borrow_mut() = Ok(fix(20.5, 99.9, 3.0));
    hand.taps_on("ทำต่อ");
    hand.must_see("บ้านหลังนี้อยู่ที่ไหน");
    hand.device.moves_to(fix(20.5, 99.9, 2.0));
    hand.waits();
    assert_eq!(found_at(&hand), there);
}

/// A record that came on paper: without a notice, and without a position.
fn holds_one_from_paper(hand: &Hand) -> register::record::RecordId {
    let record = Record::from_value(household_json(900)).unwrap();
    hand.store().keep(&record, &[]).unwrap();
    hand.taps_on("รายชื่อบ้าน");
    hand.taps_on("บ้านเลขที่ 1000/4 หมู่ 5");
    hand.must_see("แก้ไข");
    record.id
}

#[test]
fn an_edit_at_the_office_puts_no_house_there() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    let id = holds_one_from_paper(&hand);
    hand.taps_on("แก้ไข");
    hand.must_see("ตรวจก่อนบันทึก");
    while !hand.sees("เป็นเจ้าของ") || hand.sees("ตรวจก่อนบันทึก")
    {
        hand.taps_on("ย้อนกลับ");
    }
    hand.taps_on("เป็นเจ้าของ");
    comes_to_the_last_page(&hand);
    hand.taps_on("บันทึก");
    if hand.sees("บันทึกเลย") {
        hand.taps_on("บันทึกเลย");
    }
    hand.must_see("บันทึกแล้ว");
    let record = hand.store().record(id).unwrap().unwrap().record;
    assert!(record.dwelling.is_some());
    assert_eq!(record.place.unwrap().found_at, None);
}

#[test]
fn an_edit_of_a_record_from_paper_that_is_gone_on_with_is_saved_at_every_letter() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    let id = holds_one_from_paper(&hand);
    hand.taps_on("แก้ไข");
    hand.must_see("ตรวจก่อนบันทึก");
    let hand = hand.kills_and_starts();
    hand.unlocks();
    hand.taps_on("ทำต่อ");
    while !hand.sees("ซอย (ถ้ามี)") {
        hand.taps_on("ย้อนกลับ");
    }
    hand.writes("ซอย (ถ้ามี)", "ใจดี");
    let hand = hand.kills_and_starts();
    let draft = hand.store().draft(id).unwrap().unwrap();
    let record = Record::read(&draft.json).unwrap();
    assert_eq!(record.place.unwrap().soi.as_deref(), Some("ใจดี"));
}

#[test]
fn a_house_far_from_its_village_is_asked_about_once_more() {
    let province = Province::on(Database::Sqlite);
    let settings = json!({ "villages": [{ "moo": 5, "name": "ป่ายาง", "lat": 20.6312, "lon": 99.8841 }] });
    province.does(async |office| {
        office.set_settings(OURS.parse().unwrap(), &settings.to_string()).await.unwrap();
    });
    let hand = at_home(&province);
    hand.taps_on("สำรวจบ้านใหม่");
    hand.taps_on("ยินดีให้ข้อมูล");
    hand.writes("ซอย (ถ้ามี)", "1");
    hand.must_see("ห่างจากกลางหมู่บ้านที่เลือก 22 กิโลเมตร");
}

#[test]
fn a_household_of_a_round_before_is_visited_anew_with_its_place_and_its_people() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    let mut json = household_json(900);
    json["round"] = "2569-03".into();
    json["captured_at"] = "2026-03-12T09:31:05+07:00".into();
    json["requests"] = json!([{ "id": "0196a3c2-7d1e-7c55-9b0d-000000000900", "needs": "ข้าวสาร" }]);
    let before = Record::from_value(json).unwrap();
    hand.store().keep(&before, &[]).unwrap();
    hand.taps_on("รายชื่อบ้าน");
    hand.taps_on("บ้านเลขที่ 1000/4 หมู่ 5");
    hand.taps_on("สำรวจรอบนี้");
    hand.taps_on("ยินดีให้ข้อมูล");
    hand.must_see("1000/4");
    hand.taps_on("ต่อไป");
    hand.taps_on("เป็นเจ้าของ");
    hand.taps_on("ต่อไป");
    hand.must_see("นายสมชาย สมปอง900");
    for _ in 0..4 {
        hand.taps_on("ต่อไป");
    }
    hand.taps_on("บันทึกทั้งที่ยังขาด");
    hand.taps_on("บันทึกเลย");
    hand.must_see("บันทึกแล้ว");
    let round = register::calendar::Round::of(chrono::Utc::now().date_naive());
    let homes = hand.store().households(&round).unwrap();
    assert_eq!(homes.len(), 1, "one household, two visits");
    assert!(homes[0].visited);
    let newest = homes[0].newest.as_ref().unwrap().record;
    assert_ne!(newest, before.id);
    let record = hand.store().record(newest).unwrap().unwrap().record;
    assert!(record.requests.is_empty() && record.photos.is_empty());
    assert_ne!(record.people[0].id, before.people[0].id);
    assert_eq!(record.people[0].national_id, before.people[0].national_id);
}

#[test]
fn the_systems_way_back_answers_an_open_question_with_no() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    comes_to_the_people(&hand);
    for _ in 0..3 {
        hand.taps_on("ย้อนกลับ");
    }
    hand.taps_on("ทิ้งร่างนี้");
    hand.must_see("ไม่ทิ้ง");
    hand.goes_back();
    hand.must_not_see("ไม่ทิ้ง");
    hand.must_see("ก่อนเริ่มสำรวจ");
    assert_eq!(hand.store().drafts().unwrap().len(), 1);
}

#[test]
fn a_rough_first_position_takes_the_place_of_no_better_one_of_a_round_before() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    let house = fix(20.4312, 99.8841, 6.0);
    let mut json = household_json(900);
    json["round"] = "2569-03".into();
    json["captured_at"] = "2026-03-12T09:31:05+07:00".into();
    json["place"]["found_at"] = serde_json::to_value(&house).unwrap();
    hand.store().keep(&Record::from_value(json).unwrap(), &[]).unwrap();
    *hand.device.place.borrow_mut() = Ok(fix(20.4400, 99.8900, 1_500.0));
    hand.taps_on("รายชื่อบ้าน");
    hand.taps_on("บ้านเลขที่ 1000/4 หมู่ 5");
    hand.taps_on("สำรวจรอบนี้");
    hand.taps_on("ยินดีให้ข้อมูล");
    hand.device.moves_to(fix(20.4350, 99.8850, 60.0));
    hand.waits();
    assert_eq!(found_at(&hand), Some(house));
    let better = fix(20.4313, 99.8842, 4.0);
    hand.device.moves_to(better.clone());
    hand.waits();
    assert_eq!(found_at(&hand), Some(better));
}

#[test]
fn a_position_that_was_asked_for_and_never_came_is_not_the_first_one_of_the_road_home() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    *hand.device.place.borrow_mut() = Err(Hindrance::NotAllowed);
    hand.taps_on("สำรวจบ้านใหม่");
    hand.taps_on("ยินดีให้ข้อมูล");
    hand.taps_on("ใช้ตำแหน่งตรงนี้");
    comes_to_the_last_page(&hand);
    hand.device.moves_to(fix(20.5, 99.9, 3.0));
    hand.waits();
    assert_eq!(found_at(&hand), None);
}
