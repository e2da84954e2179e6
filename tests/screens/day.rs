//! A household from unlock to received; a refusal; a proxy; somebody without a number.

use register::record::{Signed, Status};
use register::wire::Role;

use crate::hand::Hand;
use crate::province::{Database, OURS, Province, on_both_databases, picture};

/// A phone that is enrolled, at home: a volunteer's of village 5.
pub fn at_home(province: &Province) -> Hand {
    let hand = Hand::with_a_new_phone();
    hand.enrols(&province.link_as(OURS, Role::Volunteer, &[5]).to_string());
    hand
}

/// Whatever a camera gives: a picture of its own for each number.
pub fn a_photo(number: u32) -> Vec<u8> {
    picture(number, 640, 480).jpeg
}

/// From home to the page of people, at house 123/4 of village 5.
pub fn comes_to_the_people(hand: &Hand) {
    hand.taps_on("สำรวจบ้านใหม่");
    hand.taps_on("ยินดีให้ข้อมูล");
    hand.taps_on("บ้านเลขที่");
    hand.presses("123/4");
    hand.taps_on("ตกลง");
    if hand.sees("แตะเพื่อใส่หมู่ที่") {
        hand.taps_on("หมู่ที่");
        hand.presses("5");
        hand.taps_on("ตกลง");
    }
    hand.taps_on("ต่อไป");
    hand.must_see("การอยู่อาศัย");
    hand.taps_on("เป็นเจ้าของ");
    hand.taps_on("ต่อไป");
    hand.must_see("คนในบ้าน");
}

/// From home to the page of photos, past people and needs.
pub fn at_the_photos(hand: &Hand) {
    comes_to_the_people(hand);
    hand.taps_on("ต่อไป");
    hand.taps_on("ต่อไป");
    hand.must_see("รูปบ้าน");
}

/// On to the page before the visit is kept, whatever is missing.
pub fn comes_to_the_last_page(hand: &Hand) {
    while !hand.sees("ตรวจก่อนบันทึก") {
        hand.taps_on("ต่อไป");
    }
}

/// Somebody with a number and two names, written down from the page of people on.
pub fn writes_down(hand: &Hand, number: &str, title: &str, given: &str, family: &str) {
    hand.must_see("เลขประจำตัวประชาชน");
    hand.presses(number);
    // A number that nobody holds is taken by itself.
    if hand.sees("ใช้เลขนี้") {
        hand.taps_on("ใช้เลขนี้");
    }
    hand.taps_on(title);
    hand.writes("ชื่อ", given);
    hand.writes("นามสกุล", family);
}

fn a_household_goes_from_unlock_to_received(database: Database) {
    let province = Province::on(database);
    let hand = at_home(&province);
    hand.must_see("เครื่องนี้ยังไม่ได้บันทึกบ้านใด");
    comes_to_the_people(&hand);

    hand.taps_on("เพิ่มคนแรก");
    writes_down(&hand, "1000000000009", "นาย", "สมชาย", "สมปอง");
    hand.taps_on("วันเกิด");
    // A day that is whole is taken by itself.
    hand.presses("02032497");
    hand.must_see("2 มีนาคม 2497");
    hand.taps_on("ไทย");
    hand.taps_on("อยู่ในพื้นที่นี้");
    hand.taps_on("เสร็จคนนี้");
    hand.must_see("นายสมชาย สมปอง");
    hand.taps_on("ต่อไป");

    hand.taps_on("มีคนขอความช่วยเหลือ");
    hand.taps_on("สาธารณภัย");
    hand.taps_on("ขอวัสดุซ่อมแซมบ้าน");
    hand.writes("เกิดอะไรขึ้น (ข้อเท็จจริง)", "พายุพัดหลังคา");
    hand.writes("ต้องการอะไร เท่าไร", "สังกะสี ๒๐ แผ่น");
    hand.taps_on("โทรศัพท์ผู้ขอ");
    hand.presses("0810000000");
    hand.taps_on("เสร็จคำขอนี้");
    hand.taps_on("ต่อไป");

    hand.device.camera.borrow_mut().push_back(Ok(a_photo(1)));
    hand.taps_on("ถ่ายรูปบ้าน");
    hand.must_see("รูปบ้าน 1");
    hand.taps_on("ต่อไป");
    hand.must_see("ความช่วยเหลือที่เคยได้รับ");
    hand.taps_on("ต่อไป");
    hand.must_see("ยังไม่ได้ลงชื่อ");
    hand.taps_on("ลงชื่อในเครื่อง");
    hand.must_see("ข้าพเจ้า นายสมชาย สมปอง");
    hand.signs();
    hand.taps_on("ใช้ลายมือชื่อนี้");
    hand.must_see("ลงชื่อแล้ว");
    hand.taps_on("ต่อไป");
    hand.must_see("ตรวจก่อนบันทึก");
    // Whoever checks sees each page's answers, the dwelling and the signing too.
    hand.must_see("เป็นเจ้าของ");
    hand.must_see("ลงแล้ว 1 จาก 1 คำขอ");
    hand.must_see("ครบแล้ว");
    hand.taps_on("บันทึก");
    hand.must_see("บันทึกแล้ว");
    hand.taps_on("ตกลง");

    // It was sent as soon as it was saved, and the office says that it holds all of it.
    hand.must_see("ศูนย์ได้รับแล้ว 1/1");
    let status = hand.store().status().unwrap();
    assert_eq!((status.received, status.waiting, status.photos_waiting), (1, 0, 0));
    let export = province.export();
    assert_eq!(export.len(), 1);
    assert_eq!(export[0]["national_id"], "1000000000009");
    assert_eq!(export[0]["info_status"], "enter");
    assert_eq!(export[0]["flags"], serde_json::json!([]));
    province.verifies();
}

#[test]
fn a_refusal_reaches_the_office_with_place_time_and_reason_and_nothing_else() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    hand.taps_on("สำรวจบ้านใหม่");
    hand.taps_on("ไม่ประสงค์ให้ข้อมูล");
    hand.must_see("เก็บเฉพาะสถานที่ เวลา และเหตุผล");
    assert!(!hand.can_tap("บันทึกว่าไม่ประสงค์ให้ข้อมูล"));
    hand.taps_on("ไม่สะดวกให้ข้อมูล");
    hand.taps_on("บ้านเลขที่");
    hand.presses("77");
    hand.taps_on("ตกลง");
    hand.taps_on("บันทึกว่าไม่ประสงค์ให้ข้อมูล");
    hand.must_see("บันทึกแล้ว");
    hand.taps_on("ตกลง");
    hand.must_see("ศูนย์ได้รับแล้ว 1/1");

    let changes = province.changes(OURS);
    let id = changes[0].edit().record;
    let record = hand.store().record(id).unwrap().unwrap().record;
    assert_eq!(record.status, Status::Refused);
    assert_eq!(record.refusal.unwrap().reason, "ไม่สะดวกให้ข้อมูล");
    assert_eq!(record.place.unwrap().house_no.as_deref(), Some("77"));
    assert!(record.people.is_empty() && record.requests.is_empty() && record.photos.is_empty());
    assert!(province.export().is_empty());
}

#[test]
fn who_asks_for_another_photographs_the_power_of_attorney_and_only_then_is_it_signed() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    comes_to_the_people(&hand);
    hand.taps_on("เพิ่มคนแรก");
    writes_down(&hand, "1000000000017", "นาง", "ฟื้น", "น้ำใส");
    hand.taps_on("เสร็จคนนี้");
    hand.taps_on("ต่อไป");
    hand.taps_on("มีคนขอความช่วยเหลือ");
    hand.taps_on("ขอแทนคนอื่น");
    hand.writes("ชื่อผู้ขอแทน", "สมหญิง ใจดี");
    hand.taps_on("บุตร");
    hand.must_see("ต้องมีรูปใบมอบอำนาจ");
    hand.taps_on("เสร็จคำขอนี้");
    hand.taps_on("ต่อไป");
    hand.taps_on("ต่อไป");
    hand.taps_on("ต่อไป");
    hand.taps_on("ลงชื่อในเครื่อง");
    hand.signs();
    hand.taps_on("ใช้ลายมือชื่อนี้");
    hand.must_see("ยังไม่มีรูปใบมอบอำนาจ");

    // Back to the request, to take it.
    hand.taps_on("ย้อนกลับ");
    hand.taps_on("ย้อนกลับ");
    hand.taps_on("ย้อนกลับ");
    hand.must_see("บ้านนี้ขอความช่วยเหลืออะไร");
    hand.taps_on("(ยังไม่ใส่คำขอ)");
    hand.device.camera.borrow_mut().push_back(Ok(a_photo(2)));
    hand.taps_on("ถ่ายรูปใบมอบอำนาจ");
    hand.must_not_see("ต้องมีรูปใบมอบอำนาจ");
    hand.taps_on("เสร็จคำขอนี้");
    hand.taps_on("ต่อไป");
    hand.taps_on("ต่อไป");
    hand.taps_on("ต่อไป");
    hand.must_see("ลงชื่อแล้ว");

    let store = hand.store();
    let draft = &store.drafts().unwrap()[0];
    let record = register::record::Record::read(&draft.json).unwrap();
    assert_eq!(record.requests[0].signed(), Signed::Yes);
    assert!(store.photo(record.requests[0].proxy.as_ref().unwrap().authority_photo.unwrap()).is_ok());
}

#[test]
fn somebody_without_a_number_is_written_down_with_the_reason_and_held_out_of_info() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    comes_to_the_people(&hand);
    hand.taps_on("เพิ่มคนแรก");
    hand.taps_on("ไม่มีเลขบัตร");
    hand.taps_on("ไม่มีสัญชาติไทย");
    hand.writes("เอกสารอื่นและเลขที่ (ถ้ามี)", "หนังสือเดินทาง");
    hand.writes("ชื่อ", "อองซาน");
    hand.taps_on("วันเกิด");
    hand.taps_on("รู้แต่อายุ");
    hand.presses("45");
    hand.taps_on("ตกลง");
    hand.taps_on("ไม่ใช่ไทย");
    hand.taps_on("เมียนมา");
    hand.taps_on("ไม่มีทะเบียนบ้าน");
    hand.taps_on("เสร็จคนนี้");
    hand.taps_on("ต่อไป");
    hand.taps_on("มีคนขอความช่วยเหลือ");
    hand.taps_on("การส่งเสริมและพัฒนาคุณภาพชีวิต");
    hand.taps_on("ขอเครื่องอุปโภคบริโภค");
    hand.taps_on("เสร็จคำขอนี้");
    for _ in 0..4 {
        hand.taps_on("ต่อไป");
    }
    hand.must_see("ตรวจก่อนบันทึก");
    hand.must_see("โทรศัพท์ผู้ขอ");
    hand.taps_on("บันทึกทั้งที่ยังขาด");
    hand.must_see("ยังขาด");
    hand.taps_on("บันทึกเลย");
    hand.must_see("บันทึกแล้ว");
    hand.taps_on("ตกลง");
    let export = province.export();
    assert_eq!(export[0]["info_status"], "no-id");
    assert_eq!(export[0]["flags"], serde_json::json!(["unsigned"]));
}

#[test]
fn what_was_captured_with_no_signal_is_waiting_and_says_so_until_the_office_has_it() {
    let mut province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    province.stop();
    hand.taps_on("สำรวจบ้านใหม่");
    hand.taps_on("ไม่ประสงค์ให้ข้อมูล");
    hand.taps_on("ไม่ต้องการความช่วยเหลือ");
    hand.taps_on("บันทึกว่าไม่ประสงค์ให้ข้อมูล");
    hand.taps_on("บันทึกเลย");
    hand.taps_on("ตกลง");
    hand.must_see("รอศูนย์รับ 1 จาก 1");
    hand.must_not_see("ศูนย์ได้รับแล้ว");
    hand.taps_on("ส่งข้อมูล");
    hand.must_see("ยังไม่มีสัญญาณถึงศูนย์");
    province.start();
    hand.taps_on("ส่งตอนนี้");
    hand.must_see("ศูนย์ได้รับแล้ว 1/1");
    hand.must_see("ส่งและรับครบแล้ว");
}

/// Four people of one family, from the page of people on to what they ask for.
fn writes_down_four(hand: &Hand) {
    let people = [
        ("1000000000009", "นาย", "สมชาย", "02032497"),
        ("1000000000017", "นาง", "สมหญิง", "05062500"),
        ("1000000000025", "นาย", "สมศักดิ์", "07082525"),
        ("2000000123451", "นางสาว", "สมใจ", "09102530"),
    ];
    hand.taps_on("เพิ่มคนแรก");
    for (at, (number, title, given, born)) in people.iter().enumerate() {
        if at > 0 {
            hand.taps_on("เพิ่มอีกคน");
        }
        hand.presses(number);
        hand.taps_on(title);
        hand.writes("ชื่อ", given);
        match at {
            0 => hand.writes("นามสกุล", "สมปอง"),
            _ => hand.taps_on("สมปอง"),
        }
        hand.taps_on("วันเกิด");
        hand.presses(born);
        if at == 0 {
            hand.taps_on("ไทย");
            hand.taps_on("อยู่ในพื้นที่นี้");
        }
    }
    hand.taps_on("เสร็จคนนี้");
    for (_, title, given, _) in people {
        hand.must_see(&format!("{title}{given} สมปอง"));
    }
    hand.taps_on("ต่อไป");
    hand.must_see("บ้านนี้ขอความช่วยเหลืออะไร");
}

#[test]
fn a_visit_of_four_people_takes_fewer_than_forty_taps_besides_names_and_numbers() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    let before = hand.taps();
    comes_to_the_people(&hand);
    writes_down_four(&hand);
    for _ in 0..3 {
        hand.taps_on("ต่อไป");
    }
    hand.must_see("ครบแล้ว");
    hand.taps_on("บันทึก");
    hand.must_see("บันทึกแล้ว");
    let taps = hand.taps() - before;
    assert!(taps < 40, "{taps} taps");
}

#[test]
fn so_does_one_of_four_people_with_a_request_a_photo_and_a_drawn_signature() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    let before = hand.taps();
    comes_to_the_people(&hand);
    writes_down_four(&hand);

    hand.taps_on("มีคนขอความช่วยเหลือ");
    hand.taps_on("สาธารณภัย");
    hand.taps_on("ขอวัสดุซ่อมแซมบ้าน");
    hand.writes("เกิดอะไรขึ้น (ข้อเท็จจริง)", "พายุพัดหลังคา");
    hand.writes("ต้องการอะไร เท่าไร", "สังกะสี ๒๐ แผ่น");
    hand.taps_on("โทรศัพท์ผู้ขอ");
    hand.presses("0810000000");
    hand.taps_on("เสร็จคำขอนี้");
    hand.taps_on("ต่อไป");
    // What is touched in the camera is the camera's, and a name is drawn as it is written.
    hand.device.camera.borrow_mut().push_back(Ok(a_photo(1)));
    hand.taps_on("ถ่ายรูปบ้าน");
    hand.must_see("รูปบ้าน 1");
    hand.taps_on("ต่อไป");
    hand.taps_on("ต่อไป");
    hand.taps_on("ลงชื่อในเครื่อง");
    hand.signs();
    hand.taps_on("ใช้ลายมือชื่อนี้");
    hand.taps_on("ต่อไป");
    hand.must_see("ครบแล้ว");
    hand.taps_on("บันทึก");
    hand.must_see("บันทึกแล้ว");
    let taps = hand.taps() - before;
    assert!(taps < 40, "{taps} taps");
}

#[test]
fn ones_own_tambon_is_found_before_all_that_are_called_alike() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    hand.taps_on("สำรวจบ้านใหม่");
    hand.taps_on("ยินดีให้ข้อมูล");
    hand.taps_on("ตำบล");
    hand.writes("พิมพ์ชื่อตำบลหรืออำเภอ", "เวี");
    let found: Vec<String> = hand.reads().into_iter().filter(|said| said.contains(" ต.")).collect();
    assert!(found.len() > 3 && found[0].starts_with("เวียงพางคำ ต.เวียงพางคำ"), "{found:?}");
}

#[test]
fn a_house_has_a_letter_in_its_number_or_none_at_all() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    hand.taps_on("สำรวจบ้านใหม่");
    hand.taps_on("ยินดีให้ข้อมูล");
    hand.taps_on("บ้านเลขที่");
    hand.presses("12-14ก");
    hand.must_see("บ้านเลขที่ 12-14ก");
    hand.taps_on("ตกลง");
    hand.must_see("บ้านเลขที่ 12-14ก");
    hand.taps_on("บ้านเลขที่");
    hand.taps_on("ไม่มีบ้านเลขที่");
    hand.must_see("บ้านเลขที่ ไม่มีบ้านเลขที่");
    for _ in 0..2 {
        hand.taps_on("ย้อนกลับ");
    }
    hand.must_see("ทำต่อ บ้านไม่มีเลขที่ หมู่ 5");
}

on_both_databases!(a_household_goes_from_unlock_to_received);
