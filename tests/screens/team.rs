//! The mobile unit checks facts on site; a supervisor sends a record back and it is mended; a sealed bundle
//! goes by another hand.

use register::record::{Found, ReviewVerdict};
use register::wire::Role;
use samruat::device::{FromDevice, Network};
use sync_server::db::TaskState;

use crate::day::{a_photo, comes_to_the_last_page, comes_to_the_people, writes_down};
use crate::hand::Hand;
use crate::province::{Database, OURS, Province};

fn enrolled_as(province: &Province, role: Role, moo: &[u32]) -> Hand {
    let hand = Hand::with_a_new_phone();
    hand.enrols(&province.link_as(OURS, role, moo).to_string());
    hand
}

/// One household with somebody in it and a photo, saved and sent.
pub fn captures_a_household(hand: &Hand) {
    comes_to_the_people(hand);
    hand.taps_on("เพิ่มคนแรก");
    writes_down(hand, "1000000000009", "นาย", "สมชาย", "สมปอง");
    hand.taps_on("ไทย");
    hand.taps_on("อยู่ในพื้นที่นี้");
    hand.taps_on("เสร็จคนนี้");
    hand.taps_on("ต่อไป");
    hand.taps_on("ต่อไป");
    hand.device.camera.borrow_mut().push_back(Ok(a_photo(1)));
    hand.taps_on("ถ่ายรูปบ้าน");
    hand.taps_on("ต่อไป");
    hand.taps_on("ต่อไป");
    hand.taps_on("บันทึก");
    hand.taps_on("ตกลง");
}

#[test]
fn a_fact_check_goes_from_the_office_to_the_site_and_back() {
    let province = Province::on(Database::Sqlite);
    let volunteer = enrolled_as(&province, Role::Volunteer, &[5]);
    captures_a_household(&volunteer);
    let unit = enrolled_as(&province, Role::MobileUnit, &[9]);
    let record = province.records()[0].parse().unwrap();
    let to = unit.store().identity().unwrap().unwrap().surveyor.id;
    let task = province.asks_for_two_facts(record, to);

    unit.taps_on("ส่งข้อมูล");
    unit.taps_on("ส่งตอนนี้");
    unit.taps_on("ย้อนกลับ");
    unit.must_see("งานตรวจข้อเท็จจริง 1 งาน");
    unit.taps_on("ดูงาน");
    // Which house it is of stands first.
    unit.must_see("เร่งด่วน: ขอก่อนวันประชุม");
    unit.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    // What was claimed, where, and the photo of it.
    unit.must_see("บ้านเลขที่ 123/4 หมู่ 5");
    unit.must_see("แจ้งว่า: ทั้งหลัง");
    unit.must_see("รูปที่แจ้งไว้");
    unit.must_see("ตรวจแล้ว 0 จาก 2 เรื่อง");
    // Each fact: corrected, with what is right; and not to be found out.
    unit.taps_below("หลังคาเสียหาย", "ไม่ตรง");
    unit.writes("หลังคาเสียหาย: ที่พบจริงคือ", "บางส่วน");
    unit.taps_below("ผู้อยู่อาศัย", "ตรวจไม่ได้");
    unit.device.camera.borrow_mut().push_back(Ok(a_photo(3)));
    unit.taps_on("ถ่ายรูปที่ตรวจ");
    unit.must_see("รูปที่ตรวจ");
    // A photo of one fact stands with it.
    unit.device.camera.borrow_mut().push_back(Ok(a_photo(4)));
    unit.taps_on("ถ่ายรูป: หลังคาเสียหาย");
    unit.taps_on("ถุงยังชีพ");
    unit.taps_on("เสร็จงานนี้");
    unit.must_see("บันทึกผลการตรวจแล้ว");
    unit.taps_on("ตกลง");
    unit.must_see("ยังไม่มีงาน");
    unit.taps_on("ย้อนกลับ");

    let rows = province.does(async |office| office.tasks(OURS.parse().unwrap()).await.unwrap());
    assert_eq!(rows.iter().find(|row| row.task.id == task).unwrap().state, TaskState::Done);
    let held = unit.store().record(record).unwrap().unwrap().record;
    let findings: Vec<(Found, Option<String>)> =
        held.checks[0].findings.iter().map(|finding| (finding.found, finding.value.clone())).collect();
    assert_eq!(findings, [(Found::Corrected, Some("บางส่วน".to_owned())), (Found::NotFound, None)]);
    assert_eq!(held.help_received[0].what.as_deref(), Some("ถุงยังชีพ"));
    assert_eq!(held.checks[0].photos.len(), 2);
    let taken =
        |nth: usize| held.photos.iter().find(|photo| photo.hash == held.checks[0].photos[nth]).unwrap();
    assert_eq!(taken(0).caption, None);
    assert_eq!(taken(1).caption.as_deref(), Some("หลังคาเสียหาย"));
    // Where it was taken stands with each.
    assert!(taken(0).at.is_some() && taken(1).at.is_some() && held.checks[0].place.is_some());
    province.verifies();
}

#[test]
fn a_supervisor_sends_a_record_back_and_sees_it_mended() {
    let province = Province::on(Database::Sqlite);
    let volunteer = enrolled_as(&province, Role::Volunteer, &[5]);
    captures_a_household(&volunteer);
    let supervisor = enrolled_as(&province, Role::Supervisor, &[]);
    supervisor.taps_on("ทีมของฉัน");
    supervisor.must_see("ทั้งทีม สำรวจแล้ว 1 บ้าน");
    // The volunteer's phone, with nothing left on it.
    supervisor.must_see("ไม่มีอะไรค้างในเครื่อง");
    supervisor.taps_on("ตรวจบันทึกของทีม");
    supervisor.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    supervisor.must_see("โดย สมใจ ใจดี");
    assert!(supervisor.can_tap("รับบันทึกนี้"));
    supervisor.taps_on("ส่งกลับให้แก้");
    supervisor.taps_on("คนในบ้าน");
    supervisor.writes("ต้องแก้อะไร", "ขาดคนในบ้านหนึ่งคน");
    supervisor.taps_on("ส่งกลับ");
    supervisor.must_see("บันทึกแล้ว");
    supervisor.taps_on("ตกลง");
    supervisor.taps_on("ย้อนกลับ");
    supervisor.taps_on("ย้อนกลับ");
    supervisor.taps_on("ย้อนกลับ");

    volunteer.taps_on("ส่งข้อมูล");
    volunteer.taps_on("ส่งตอนนี้");
    volunteer.taps_on("ย้อนกลับ");
    volunteer.must_see("หัวหน้าทีมส่งกลับให้แก้ 1 บ้าน");
    volunteer.taps_on("ดูบ้านที่ต้องแก้");
    volunteer.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    volunteer.must_see("หัวหน้าทีมส่งกลับให้แก้: คนในบ้าน ขาดคนในบ้านหนึ่งคน");
    volunteer.taps_on("แก้ตอนนี้");
    volunteer.must_see("คนในบ้าน");
    volunteer.taps_on("เพิ่มอีกคน");
    writes_down(&volunteer, "1000000000017", "นาง", "สมหญิง", "สมปอง");
    volunteer.taps_on("เสร็จคนนี้");
    for _ in 0..4 {
        volunteer.taps_on("ต่อไป");
    }
    volunteer.taps_on("บันทึก");
    volunteer.taps_on("ตกลง");

    supervisor.taps_on("ส่งข้อมูล");
    supervisor.taps_on("ส่งตอนนี้");
    let record = province.records()[0].parse().unwrap();
    let held = supervisor.store().record(record).unwrap().unwrap().record;
    assert_eq!(held.people.len(), 2);
    assert_eq!(held.reviews[0].verdict, Some(ReviewVerdict::SentBack));
    assert_eq!(held.reviews[0].answer.as_deref(), Some("แก้แล้ว"));
    assert!(held.open_review().is_none());

    supervisor.taps_on("ย้อนกลับ");
    supervisor.taps_on("รายชื่อบ้าน");
    supervisor.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    supervisor.taps_on("รับบันทึกนี้");
    supervisor.taps_on("ตกลง");
    supervisor.must_see("หัวหน้าทีมรับแล้ว");
}

#[test]
fn an_answer_that_is_sent_back_is_mended_where_it_is_asked_and_what_is_not_answered_stays_open() {
    let province = Province::on(Database::Sqlite);
    let volunteer = enrolled_as(&province, Role::Volunteer, &[5]);
    captures_a_household(&volunteer);
    let supervisor = enrolled_as(&province, Role::Supervisor, &[]);
    supervisor.taps_on("รายชื่อบ้าน");
    supervisor.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    supervisor.taps_on("ส่งกลับให้แก้");
    supervisor.taps_on("สถานที่");
    supervisor.taps_on("บ้านเลขที่");
    supervisor.must_see("ตรงไหน บ้านเลขที่");
    // A step back is to the choice, and what was written stays.
    supervisor.writes("ต้องแก้อะไร", "ดูป้ายหน้าบ้าน");
    supervisor.taps_on("ย้อนกลับ");
    supervisor.taps_on("บ้านเลขที่");
    assert_eq!(supervisor.reads_line("ต้องแก้อะไร"), "ดูป้ายหน้าบ้าน");
    supervisor.taps_on("ส่งกลับ");
    supervisor.taps_on("ตกลง");
    supervisor.taps_on("ส่งกลับให้แก้");
    supervisor.taps_on("นายสมชาย สมปอง");
    supervisor.must_see("เลขประจำตัวประชาชน");
    supervisor.must_not_see("1 0000 00000 00 9");
    supervisor.must_see("โทรศัพท์ ยังไม่ตอบ");
    supervisor.taps_on("โทรศัพท์");
    supervisor.writes("ต้องแก้อะไร", "ขอเบอร์ที่ติดต่อได้");
    supervisor.taps_on("ส่งกลับ");
    supervisor.taps_on("ตกลง");

    volunteer.taps_on("ส่งข้อมูล");
    volunteer.taps_on("ส่งตอนนี้");
    volunteer.taps_on("ย้อนกลับ");
    volunteer.taps_on("ดูบ้านที่ต้องแก้");
    volunteer.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    volunteer.must_see("หัวหน้าทีมส่งกลับให้แก้: นายสมชาย สมปอง: โทรศัพท์ ขอเบอร์ที่ติดต่อได้");
    volunteer.must_see("หัวหน้าทีมส่งกลับให้แก้: บ้านเลขที่ ดูป้ายหน้าบ้าน");
    // The first of them is the house's number: its page, with the line marked.
    volunteer.goes_to_the_top();
    volunteer.taps_on("แก้ตอนนี้");
    volunteer.must_see("บ้านหลังนี้อยู่ที่ไหน");
    volunteer.must_see("หัวหน้าทีมส่งกลับให้แก้: บ้านเลขที่ ดูป้ายหน้าบ้าน");
    volunteer.must_not_see("ขอเบอร์ที่ติดต่อได้");
    // Whoever looked at one and left is led to the other all the same.
    volunteer.taps_on("ย้อนกลับ");
    volunteer.taps_on("ย้อนกลับ");
    let phone = "หัวหน้าทีมส่งกลับให้แก้: นายสมชาย สมปอง: โทรศัพท์ ขอเบอร์ที่ติดต่อได้";
    volunteer.taps_below(phone, "แก้ตอนนี้");
    // The page lies open where the telephone is asked, with what was said of it above.
    assert!(volunteer.is_in_view(phone) && volunteer.is_in_view("โทรศัพท์"));
    volunteer.must_see("รายละเอียดเพิ่ม");
    volunteer.must_see(phone);
    while !volunteer.sees("บ้านหลังนี้อยู่ที่ไหน") {
        volunteer.taps_on("ย้อนกลับ");
    }
    volunteer.writes("ตอบหัวหน้าทีม", "ป้ายถูกแล้ว");
    for _ in 0..6 {
        volunteer.taps_on("ต่อไป");
    }
    volunteer.must_see("หัวหน้าทีมส่งกลับให้แก้: บ้านเลขที่ ป้ายถูกแล้ว");
    volunteer.must_see("หัวหน้าทีมส่งกลับให้แก้: นายสมชาย สมปอง: โทรศัพท์ ยังไม่ได้ตอบ");
    volunteer.taps_on("บันทึก");
    volunteer.taps_on("ตกลง");
    volunteer.must_see("หัวหน้าทีมส่งกลับให้แก้: นายสมชาย สมปอง: โทรศัพท์ ขอเบอร์ที่ติดต่อได้");

    let record = province.records()[0].parse().unwrap();
    let held = volunteer.store().record(record).unwrap().unwrap().record;
    let somchai = held.people[0].id;
    let open: Vec<Option<String>> =
        held.open_reviews().into_iter().map(|review| review.field.clone()).collect();
    assert_eq!(open, [Some(format!("people/{somchai}/phone"))]);
    // The telephone's page is one tap from here too, and its supervisor reads the answer.
    volunteer.taps_on("แก้ตอนนี้");
    volunteer.must_see("ส่งกลับให้แก้");
    volunteer.must_see("ขอเบอร์ที่ติดต่อได้");
    supervisor.taps_on("ย้อนกลับ");
    supervisor.taps_on("ย้อนกลับ");
    supervisor.taps_on("ส่งข้อมูล");
    supervisor.taps_on("ส่งตอนนี้");
    supervisor.taps_on("ย้อนกลับ");
    supervisor.taps_on("รายชื่อบ้าน");
    supervisor.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    supervisor.must_see("ตอบว่า: ป้ายถูกแล้ว");
}

#[test]
fn a_phone_without_a_signal_sends_by_another_hand_and_gets_its_receipts_back() {
    let mut province = Province::on(Database::Sqlite);
    let far = enrolled_as(&province, Role::Volunteer, &[5]);
    let carrier = enrolled_as(&province, Role::Supervisor, &[]);
    province.stop();
    captures_a_household(&far);
    far.must_see("รอศูนย์รับ 1 จาก 1");
    far.taps_on("ส่งข้อมูล");
    far.taps_on("ฝากส่ง");
    far.taps_on("ส่งไฟล์ให้คนรับฝาก");
    far.must_see("ทำไฟล์ฝากส่งแล้ว");
    far.taps_on("เข้าใจแล้ว");
    let bundle = far.device.handed.borrow()[0].clone();

    carrier.taps_on("ส่งข้อมูล");
    carrier.taps_on("ฝากส่ง");
    *carrier.device.file.borrow_mut() = Ok(bundle);
    carrier.taps_on("รับไฟล์ฝากส่ง");
    carrier.must_see("รับฝากไว้ 1 ไฟล์ ยังไม่ถึงศูนย์");
    // Nobody can read whose it is; two that wait are told apart by when they came.
    carrier.must_see("ที่รับไว้");
    province.start();
    carrier.taps_on("ย้อนกลับ");
    carrier.taps_on("ส่งตอนนี้");
    carrier.taps_on("ฝากส่ง");
    carrier.must_see("ถึงศูนย์แล้ว 1 ไฟล์");
    let owner = far.store().identity().unwrap().unwrap().surveyor.name;
    carrier.must_see(&format!("ของ {owner}"));
    carrier.taps_on("ส่งใบรับคืนเจ้าของเครื่อง");
    carrier.taps_on("เข้าใจแล้ว");
    let receipts = carrier.device.handed.borrow()[0].clone();

    // Nothing is received here before the receipt is.
    assert_eq!(far.store().status().unwrap().received, 0);
    *far.device.file.borrow_mut() = Ok(receipts);
    far.taps_on("เปิดใบรับที่นำกลับมา");
    far.must_see("ได้ใบรับ 1 ใบ");
    far.taps_on("ตกลง");
    assert_eq!(far.store().status().unwrap().received, 1);
}

/// Edits the dwelling of the record on the screen, and nothing else.
fn edits_the_dwelling(hand: &Hand, tenure: &str) {
    hand.taps_on("แก้ไข");
    hand.must_see("บันทึกได้ แต่ข้อนี้ยังค้างจนกว่าจะแก้หรือตอบ");
    while hand.sees("ตรวจก่อนบันทึก") || !hand.sees("เช่า") {
        hand.taps_on("ย้อนกลับ");
    }
    hand.taps_on(tenure);
    comes_to_the_last_page(hand);
    hand.taps_on("บันทึก");
    hand.taps_on("ตกลง");
}

#[test]
fn an_edit_of_something_else_or_by_somebody_else_answers_nothing_that_was_sent_back() {
    let province = Province::on(Database::Sqlite);
    let volunteer = enrolled_as(&province, Role::Volunteer, &[5]);
    captures_a_household(&volunteer);
    let supervisor = enrolled_as(&province, Role::Supervisor, &[]);
    supervisor.taps_on("รายชื่อบ้าน");
    supervisor.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    supervisor.taps_on("ส่งกลับให้แก้");
    supervisor.taps_on("การอยู่อาศัย");
    supervisor.taps_on("ทั้งส่วนนี้");
    supervisor.writes("ต้องแก้อะไร", "ถามอีกครั้ง");
    supervisor.taps_on("ส่งกลับ");
    supervisor.taps_on("ตกลง");
    let record = province.records()[0].parse().unwrap();
    let is_open = |hand: &Hand| hand.store().record(record).unwrap().unwrap().record.open_review().is_some();
    // Whoever mends it for its surveyor has not asked at the house.
    edits_the_dwelling(&supervisor, "เช่า");
    assert!(is_open(&supervisor));

    volunteer.taps_on("ส่งข้อมูล");
    volunteer.taps_on("ส่งตอนนี้");
    volunteer.taps_on("ย้อนกลับ");
    volunteer.taps_on("ดูบ้านที่ต้องแก้");
    volunteer.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    volunteer.taps_on("แก้ไข");
    // Saved as it is, it is still to be mended.
    volunteer.must_see("บันทึกได้ แต่ข้อนี้ยังค้างจนกว่าจะแก้หรือตอบ");
    volunteer.taps_on("บันทึก");
    volunteer.taps_on("ตกลง");
    assert!(is_open(&volunteer));
    volunteer.must_see("แก้ตอนนี้");
    edits_the_dwelling(&volunteer, "เป็นเจ้าของ");
    assert!(!is_open(&volunteer));
}

#[test]
fn what_a_supervisor_wrote_stands_until_it_is_kept() {
    let province = Province::on(Database::Sqlite);
    let volunteer = enrolled_as(&province, Role::Volunteer, &[5]);
    captures_a_household(&volunteer);
    let supervisor = enrolled_as(&province, Role::Supervisor, &[]);
    supervisor.taps_on("รายชื่อบ้าน");
    supervisor.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    supervisor.taps_on("ส่งกลับให้แก้");
    supervisor.taps_on("ทั้งบันทึก");
    supervisor.writes("ต้องแก้อะไร", "เลขที่บ้าน");
    // Nothing can be written down, as on a phone that is full.
    let identity = supervisor.store().identity().unwrap().unwrap();
    supervisor.store().seal().unwrap();
    supervisor.taps_on("ส่งกลับ");
    supervisor.must_see("ศูนย์ล็อกเครื่องนี้ไว้");
    supervisor.taps_on("เข้าใจแล้ว");
    assert_eq!(supervisor.reads_line("ต้องแก้อะไร"), "เลขที่บ้าน");
    supervisor.store().enrol(&identity).unwrap();
    supervisor.taps_on("ลองบันทึกอีกครั้ง");
    supervisor.must_see("บันทึกแล้ว");
    supervisor.taps_on("ตกลง");
    supervisor.must_see("หัวหน้าทีมส่งกลับให้แก้ เลขที่บ้าน");
    let record = province.records()[0].parse().unwrap();
    let reviews = supervisor.store().record(record).unwrap().unwrap().record.reviews;
    let comments: Vec<Option<&str>> = reviews.iter().map(|review| review.comment.as_deref()).collect();
    assert_eq!(comments, [Some("เลขที่บ้าน")], "once");

    // So does the reason of whoever takes a record back.
    volunteer.taps_on("รายชื่อบ้าน");
    volunteer.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    volunteer.taps_on("ถอนบันทึกนี้");
    volunteer.writes("เหตุผลที่ถอน", "ซ้ำกับบ้านอื่น");
    let identity = volunteer.store().identity().unwrap().unwrap();
    volunteer.store().seal().unwrap();
    volunteer.taps_on("ถอน");
    volunteer.taps_on("เข้าใจแล้ว");
    assert_eq!(volunteer.reads_line("เหตุผลที่ถอน"), "ซ้ำกับบ้านอื่น");
    volunteer.store().enrol(&identity).unwrap();
    volunteer.taps_on("ถอน");
    volunteer.must_see("บันทึกแล้ว");
    volunteer.taps_on("ตกลง");
    volunteer.must_see("บันทึกนี้ถูกถอนแล้ว");
}

#[test]
fn what_is_sent_back_after_an_acceptance_of_a_clock_that_was_ahead_is_sent_back() {
    let province = Province::on(Database::Sqlite);
    let volunteer = enrolled_as(&province, Role::Volunteer, &[5]);
    captures_a_household(&volunteer);
    let supervisor = enrolled_as(&province, Role::Supervisor, &[]);
    supervisor.taps_on("รายชื่อบ้าน");
    supervisor.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    let now = chrono::Utc::now();
    supervisor.device.stands_at(&(now + chrono::TimeDelta::days(30)).to_rfc3339());
    supervisor.taps_on("รับบันทึกนี้");
    supervisor.taps_on("ตกลง");
    supervisor.must_see("หัวหน้าทีมรับแล้ว");
    supervisor.device.stands_at(&now.to_rfc3339());
    supervisor.taps_on("ส่งกลับให้แก้");
    supervisor.taps_on("ทั้งบันทึก");
    supervisor.writes("ต้องแก้อะไร", "เลขที่บ้าน");
    supervisor.taps_on("ส่งกลับ");
    supervisor.taps_on("ตกลง");
    supervisor.must_not_see("หัวหน้าทีมรับแล้ว");
    supervisor.must_see("หัวหน้าทีมส่งกลับให้แก้");
    let record = province.records()[0].parse().unwrap();
    let held = supervisor.store().record(record).unwrap().unwrap().record;
    assert!(held.open_review().is_some());
}

#[test]
fn what_a_volunteer_mended_while_a_supervisor_wrote_stays_mended() {
    let province = Province::on(Database::Sqlite);
    let volunteer = enrolled_as(&province, Role::Volunteer, &[5]);
    captures_a_household(&volunteer);
    let supervisor = enrolled_as(&province, Role::Supervisor, &[]);
    supervisor.taps_on("รายชื่อบ้าน");
    supervisor.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    supervisor.taps_on("ส่งกลับให้แก้");
    supervisor.taps_on("ทั้งบันทึก");
    supervisor.writes("ต้องแก้อะไร", "เลขที่บ้าน");
    let record = province.records()[0].parse().unwrap();
    let mut other = crate::province::Phone::enrolled_as(&province, Role::Volunteer, &[5]);
    other.syncs();
    other.edits(record, |record| record["place"]["house_no"] = "99".into());
    other.syncs();
    supervisor.device.say(FromDevice::Network(Network::Free));
    supervisor.waits();
    supervisor.taps_on("ส่งกลับ");
    supervisor.must_see("บันทึกแล้ว");
    let held = supervisor.store().record(record).unwrap().unwrap().record;
    assert_eq!(held.place.unwrap().house_no.as_deref(), Some("99"));
    assert_eq!(held.reviews.len(), 1);
}

/// A record of this volunteer's that they have begun to edit, and left half-way.
pub fn leaves_an_edit_half_way(volunteer: &Hand) {
    captures_a_household(volunteer);
    volunteer.taps_on("รายชื่อบ้าน");
    volunteer.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    volunteer.taps_on("แก้ไข");
    while volunteer.sees("ตรวจก่อนบันทึก") || !volunteer.sees("เช่า") {
        volunteer.taps_on("ย้อนกลับ");
    }
    volunteer.taps_on("เช่า");
    while !volunteer.sees("ตั้งค่าและวิธีใช้") {
        volunteer.taps_on("ย้อนกลับ");
    }
}

#[test]
fn what_is_sent_back_while_an_edit_is_unfinished_is_marked_in_it_and_answered_by_it() {
    let province = Province::on(Database::Sqlite);
    let volunteer = enrolled_as(&province, Role::Volunteer, &[5]);
    leaves_an_edit_half_way(&volunteer);
    let supervisor = enrolled_as(&province, Role::Supervisor, &[]);
    supervisor.taps_on("รายชื่อบ้าน");
    supervisor.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    supervisor.taps_on("ส่งกลับให้แก้");
    supervisor.taps_on("สถานที่");
    supervisor.taps_on("บ้านเลขที่");
    supervisor.writes("ต้องแก้อะไร", "ดูป้ายหน้าบ้าน");
    supervisor.taps_on("ส่งกลับ");
    supervisor.taps_on("ตกลง");

    volunteer.device.say(FromDevice::Network(Network::Free));
    volunteer.waits();
    volunteer.must_see("หัวหน้าทีมส่งกลับให้แก้");
    volunteer.taps_on("ทำต่อ");
    volunteer.taps_on("ยินดีให้ข้อมูล");
    volunteer.must_see("หัวหน้าทีมส่งกลับให้แก้: บ้านเลขที่ ดูป้ายหน้าบ้าน");
    volunteer.taps_on("บ้านเลขที่");
    volunteer.presses("5");
    volunteer.taps_on("ตกลง");
    comes_to_the_last_page(&volunteer);
    volunteer.must_see("แก้แล้ว");
    volunteer.taps_on("บันทึก");
    volunteer.must_see("บันทึกแล้ว");
    let record = province.records()[0].parse().unwrap();
    let held = volunteer.store().record(record).unwrap().unwrap();
    assert!(held.record.open_reviews().is_empty() && held.lost.is_empty());
    assert_eq!(held.record.reviews[0].answer.as_deref(), Some("แก้แล้ว"));
}

#[test]
fn an_edit_of_a_record_that_was_withdrawn_meanwhile_is_said_to_count_for_nothing() {
    let province = Province::on(Database::Sqlite);
    let volunteer = enrolled_as(&province, Role::Volunteer, &[5]);
    leaves_an_edit_half_way(&volunteer);
    let record = province.records()[0].parse().unwrap();
    let mut other = crate::province::Phone::enrolled_as(&province, Role::Supervisor, &[]);
    other.syncs();
    other.edits(record, |record| record["withdraw"] = serde_json::json!({ "reason": "ซ้ำกับบ้านอื่น" }));
    other.syncs();
    volunteer.device.say(FromDevice::Network(Network::Free));
    volunteer.waits();
    volunteer.taps_on("ทำต่อ");
    volunteer.taps_on("ยินดีให้ข้อมูล");
    comes_to_the_last_page(&volunteer);
    volunteer.taps_on("บันทึก");
    volunteer.must_see("บันทึกนี้ถูกถอนไปก่อน");
    volunteer.must_see("ซ้ำกับบ้านอื่น");
}

#[test]
fn an_acceptance_is_of_what_was_seen_and_says_so_when_answers_changed_after_it() {
    let province = Province::on(Database::Sqlite);
    let volunteer = enrolled_as(&province, Role::Volunteer, &[5]);
    captures_a_household(&volunteer);
    let supervisor = enrolled_as(&province, Role::Supervisor, &[]);
    supervisor.taps_on("รายชื่อบ้าน");
    supervisor.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    let record = province.records()[0].parse().unwrap();
    let mut other = crate::province::Phone::enrolled_as(&province, Role::Volunteer, &[5]);
    let mut becomes = |house: &str| {
        other.syncs();
        other.edits(record, |record| record["place"]["house_no"] = house.into());
        other.syncs();
        supervisor.device.say(FromDevice::Network(Network::Free));
        supervisor.waits();
    };
    becomes("99");
    supervisor.must_see("บันทึกนี้เพิ่งถูกแก้ไข");
    supervisor.must_see("บ้านเลขที่ 99 หมู่ 5");
    supervisor.taps_on("รับบันทึกนี้");
    supervisor.taps_on("ตกลง");
    supervisor.must_see("หัวหน้าทีมรับแล้ว");
    supervisor.must_not_see("แต่มีการแก้ไขหลังจากนั้น");
    becomes("98");
    supervisor.must_see("หัวหน้าทีมรับแล้ว แต่มีการแก้ไขหลังจากนั้น");
    supervisor.taps_on("รับบันทึกนี้");
    supervisor.taps_on("ตกลง");
    supervisor.must_not_see("แต่มีการแก้ไขหลังจากนั้น");
}

#[test]
fn a_phone_that_had_an_edit_before_it_heard_of_an_acceptance_without_it_says_so() {
    let province = Province::on(Database::Sqlite);
    let volunteer = enrolled_as(&province, Role::Volunteer, &[5]);
    captures_a_household(&volunteer);
    let supervisor = enrolled_as(&province, Role::Supervisor, &[]);
    supervisor.taps_on("รายชื่อบ้าน");
    supervisor.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    let record = province.records()[0].parse().unwrap();
    let mut other = crate::province::Phone::enrolled_as(&province, Role::Volunteer, &[5]);
    other.syncs();
    other.edits(record, |record| record["place"]["house_no"] = "99".into());
    other.syncs();
    let syncs = |hand: &Hand| {
        hand.device.say(FromDevice::Network(Network::Free));
        hand.waits();
    };
    syncs(&volunteer);
    // What the supervisor has before them is what it was.
    supervisor.taps_on("รับบันทึกนี้");
    supervisor.taps_on("ตกลง");
    syncs(&supervisor);
    syncs(&volunteer);
    volunteer.taps_on("รายชื่อบ้าน");
    volunteer.taps_on("บ้านเลขที่ 99 หมู่ 5");
    volunteer.must_see("หัวหน้าทีมรับแล้ว แต่มีการแก้ไขหลังจากนั้น");
    volunteer.must_see("รอหัวหน้าทีมตรวจอีกครั้ง");
}

#[test]
fn whoever_is_led_to_an_answer_far_down_a_page_finds_it_before_them_and_another_page_begins_at_its_top() {
    let province = Province::on(Database::Sqlite);
    let volunteer = enrolled_as(&province, Role::Volunteer, &[5]);
    captures_a_household(&volunteer);
    let supervisor = enrolled_as(&province, Role::Supervisor, &[]);
    supervisor.taps_on("รายชื่อบ้าน");
    supervisor.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    supervisor.taps_on("ส่งกลับให้แก้");
    supervisor.taps_on("นายสมชาย สมปอง");
    supervisor.taps_on("ทะเบียนบ้าน");
    supervisor.writes("ต้องแก้อะไร", "ดูทะเบียนบ้านอีกครั้ง");
    supervisor.taps_on("ส่งกลับ");
    supervisor.taps_on("ตกลง");
    volunteer.device.say(FromDevice::Network(Network::Free));
    volunteer.waits();
    volunteer.taps_on("ดูบ้านที่ต้องแก้");
    volunteer.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    volunteer.taps_on("แก้ตอนนี้");
    for seen in ["หัวหน้าทีมส่งกลับให้แก้: นายสมชาย สมปอง: ทะเบียนบ้าน", "ตอบหัวหน้าทีม", "อยู่ในพื้นที่นี้"]
    {
        assert!(volunteer.is_in_view(seen), "no {seen} in view");
    }
    assert!(!volunteer.is_in_view("นาย"), "the page lies at its top");
    // A touch there does not move the page away beneath the finger.
    volunteer.taps_on("อยู่ต่างพื้นที่");
    assert!(volunteer.is_in_view("ตอบหัวหน้าทีม"));
    volunteer.taps_on("เสร็จคนนี้");
    assert!(volunteer.is_in_view("นายสมชาย สมปอง"));
}
