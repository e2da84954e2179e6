//! A photo stands in the row that it was taken for, whatever its author does while it is made ready, and
//! whenever the app is killed meanwhile.

use register::record::{PhotoKind, Record};
use samruat::device::{Device, FromDevice, Hindrance, Ticket};

use crate::day::{a_photo, at_home, at_the_photos, comes_to_the_last_page, comes_to_the_people, writes_down};
use crate::hand::{Hand, fix};
use crate::province::{Database, OURS, Province};

fn draft(hand: &Hand) -> Record {
    Record::read(&hand.store().drafts().unwrap()[0].json).unwrap()
}

/// Nothing is waited for any more, and no clear picture is left lying about.
fn is_tidy(hand: &Hand) {
    assert!(hand.store().pending_photos().unwrap().is_empty());
    assert_eq!(hand.device.taken(), 0, "the camera's files stay");
}

#[test]
fn a_photo_stands_in_its_visit_though_its_author_went_on_while_it_was_made_ready() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    at_the_photos(&hand);
    hand.takes_a_photo_and_goes_on(a_photo(1), "ถ่ายรูปบ้าน");
    hand.begins("ต่อไป");
    hand.waits();
    hand.must_see("ความช่วยเหลือที่เคยได้รับ");
    let photos = draft(&hand).photos;
    assert_eq!(photos.iter().map(|photo| photo.kind).collect::<Vec<_>>(), [Some(PhotoKind::House)]);
    is_tidy(&hand);
}

#[test]
fn two_photos_that_were_taken_one_right_after_the_other_both_stand_there() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    at_the_photos(&hand);
    hand.takes_a_photo_and_goes_on(a_photo(1), "ถ่ายรูปบ้าน");
    hand.takes_a_photo_and_goes_on(a_photo(2), "ถ่ายรูปอื่น");
    hand.waits();
    let kinds: Vec<_> = draft(&hand).photos.iter().filter_map(|photo| photo.kind).collect();
    assert_eq!(kinds.len(), 2);
    assert!(kinds.contains(&PhotoKind::House) && kinds.contains(&PhotoKind::Other), "{kinds:?}");
    is_tidy(&hand);
}

#[test]
fn a_power_of_attorney_stands_in_its_request_though_its_page_was_left() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    comes_to_the_people(&hand);
    hand.taps_on("เพิ่มคนแรก");
    writes_down(&hand, "1000000000017", "นาง", "ฟื้น", "น้ำใส");
    hand.taps_on("เสร็จคนนี้");
    hand.taps_on("ต่อไป");
    hand.taps_on("มีคนขอความช่วยเหลือ");
    hand.taps_on("ขอแทนคนอื่น");
    hand.takes_a_photo_and_goes_on(a_photo(2), "ถ่ายรูปใบมอบอำนาจ");
    hand.begins("เสร็จคำขอนี้");
    hand.waits();
    let record = draft(&hand);
    let proxy = record.requests[0].proxy.as_ref().unwrap();
    assert!(hand.store().photo(proxy.authority_photo.unwrap()).is_ok());
    is_tidy(&hand);
}

#[test]
fn a_visit_that_is_left_while_a_photo_is_made_ready_has_it() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    at_the_photos(&hand);
    hand.takes_a_photo_and_goes_on(a_photo(1), "ถ่ายรูปบ้าน");
    // Photos, needs, people, dwelling, place, notice, and out.
    for _ in 0..6 {
        hand.begins("ย้อนกลับ");
    }
    hand.waits();
    hand.must_see("สำรวจบ้านใหม่");
    assert_eq!(draft(&hand).photos.len(), 1);
    is_tidy(&hand);
}

#[test]
fn a_visit_that_is_saved_while_a_photo_is_made_ready_has_it() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    at_the_photos(&hand);
    hand.takes_a_photo_and_goes_on(a_photo(1), "ถ่ายรูปบ้าน");
    hand.begins("ต่อไป");
    hand.begins("ต่อไป");
    hand.begins("บันทึกทั้งที่ยังขาด");
    hand.waits();
    hand.taps_on("บันทึกเลย");
    hand.must_see("บันทึกแล้ว");
    hand.taps_on("ตกลง");
    let record = province.changes(OURS)[0].edit().record;
    assert_eq!(hand.store().record(record).unwrap().unwrap().record.photos.len(), 1);
    is_tidy(&hand);
}

#[test]
fn a_visit_whose_author_went_back_while_it_waited_for_a_photo_is_not_saved_beneath_their_hand() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    at_the_photos(&hand);
    hand.takes_a_photo_and_goes_on(a_photo(1), "ถ่ายรูปบ้าน");
    hand.begins("ต่อไป");
    hand.begins("ต่อไป");
    hand.begins("บันทึกทั้งที่ยังขาด");
    hand.begins("ย้อนกลับ");
    hand.waits();
    hand.must_not_see("บันทึกเลย");
    hand.must_see("ความช่วยเหลือที่เคยได้รับ");
    assert_eq!(draft(&hand).photos.len(), 1);
    is_tidy(&hand);
}

#[test]
fn what_the_camera_gave_stays_until_the_draft_that_names_it_is_on_the_disk() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    at_the_photos(&hand);
    hand.takes_a_photo_and_goes_on(a_photo(5), "ถ่ายรูปบ้าน");
    // Killed before the photo stands anywhere: its file is there for the next start, and is expected.
    let device = std::rc::Rc::clone(&hand.device);
    let hand = hand.kills_in_the_camera(&a_photo(5));
    assert_eq!(device.taken(), 1, "the photo's file was removed too early");
    assert_eq!(hand.store().pending_photos().unwrap().len(), 1, "nobody expects it any more");
    hand.unlocks();
    hand.must_see("สำรวจบ้านใหม่");
    assert_eq!(draft(&hand).photos.len(), 1);
    is_tidy(&hand);
}

/// The store can keep no photo until this is undone: where it keeps them is not there. To open the store beside the
/// app would make that anew.
pub fn keeps_no_photos(hand: &Hand) -> impl FnOnce() {
    let (folder, aside) = (hand.folder().join("photos"), hand.folder().join("photos-aside"));
    std::fs::rename(&folder, &aside).unwrap();
    move || std::fs::rename(&aside, &folder).unwrap()
}

/// A photo is taken that cannot be kept, and its author is told.
fn takes_a_photo_in_vain(hand: &Hand) {
    hand.device.camera.borrow_mut().push_back(Ok(a_photo(1)));
    hand.taps_on("ถ่ายรูปบ้าน");
    hand.must_see("เครื่องยังเก็บรูปไม่ได้");
    hand.must_see("รูปที่ถ่ายไว้ยังอยู่ในเครื่อง");
    hand.must_see("เปิดหน้าที่ถ่ายรูปนี้อีกครั้ง");
    hand.taps_on("เข้าใจแล้ว");
    hand.must_not_see("รูปบ้าน 1");
}

#[test]
fn a_photo_that_could_not_be_kept_is_kept_when_the_page_of_photos_is_opened_again() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    at_the_photos(&hand);
    let mends = keeps_no_photos(&hand);
    takes_a_photo_in_vain(&hand);
    hand.taps_on("ต่อไป");
    // As long as it cannot be kept, whoever comes back is told so again, and it is there still.
    hand.taps_on("ย้อนกลับ");
    hand.must_see("เครื่องยังเก็บรูปไม่ได้");
    hand.taps_on("เข้าใจแล้ว");
    assert_eq!(hand.device.taken(), 1);
    hand.taps_on("ต่อไป");
    mends();
    hand.taps_on("ย้อนกลับ");
    hand.must_see("รูปบ้าน 1");
    hand.must_not_see("รูปที่ถ่ายไว้ยังเก็บไม่ได้");
    assert_eq!(draft(&hand).photos.len(), 1);
    is_tidy(&hand);
}

#[test]
fn a_photo_that_could_not_be_kept_is_kept_when_the_app_is_seen_again() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    at_the_photos(&hand);
    let mends = keeps_no_photos(&hand);
    takes_a_photo_in_vain(&hand);
    mends();
    hand.device.say(FromDevice::Seen);
    hand.waits();
    hand.must_see("รูปบ้าน 1");
    is_tidy(&hand);
}

#[test]
fn a_photo_that_could_not_be_kept_before_its_visit_was_left_stands_in_it_once_when_that_is_opened_again() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    at_the_photos(&hand);
    let mends = keeps_no_photos(&hand);
    takes_a_photo_in_vain(&hand);
    while !hand.sees("สำรวจบ้านใหม่") {
        hand.taps_on("ย้อนกลับ");
    }
    // It could not be kept when the visit was opened once, and can be the next time.
    hand.taps_on("ทำต่อ");
    hand.must_see("เครื่องยังเก็บรูปไม่ได้");
    hand.taps_on("เข้าใจแล้ว");
    hand.must_see("รูปที่ถ่ายไว้ยังเก็บไม่ได้");
    hand.taps_on("ย้อนกลับ");
    mends();
    hand.taps_on("ทำต่อ");
    assert_eq!(draft(&hand).photos.len(), 1);
    is_tidy(&hand);
    while !hand.sees("รูปบ้าน") {
        hand.taps_on(if hand.sees("ยินดีให้ข้อมูล") {
            "ยินดีให้ข้อมูล"
        } else {
            "ต่อไป"
        });
    }
    hand.must_see("รูปบ้าน 1");
    hand.must_not_see("รูปบ้าน 2");
    let hand = hand.kills_and_starts();
    hand.unlocks();
    assert_eq!(draft(&hand).photos.len(), 1);
}

#[test]
fn a_draft_that_is_thrown_away_while_its_photo_is_made_ready_takes_the_photo_along() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    at_the_photos(&hand);
    hand.takes_a_photo_and_goes_on(a_photo(1), "ถ่ายรูปบ้าน");
    // Photos, needs, people, dwelling, place, and the notice.
    for _ in 0..5 {
        hand.begins("ย้อนกลับ");
    }
    hand.begins("ทิ้งร่างนี้");
    hand.begins("ทิ้ง");
    hand.waits();
    hand.must_see("สำรวจบ้านใหม่");
    hand.must_not_see("เข้าใจแล้ว");
    assert!(hand.store().drafts().unwrap().is_empty());
    assert_eq!(std::fs::read_dir(hand.folder().join("photos")).unwrap().count(), 0, "a sealed photo stays");
    is_tidy(&hand);
}

/// A photo of the house is chosen that its owner does not give at once: the chooser is closed, and it is copied.
/// From the page of photos to the last one, where its author is done.
fn chooses_a_photo_and_is_done(hand: &Hand) {
    hand.taps_on("เลือกรูปบ้านจากเครื่อง");
    assert_eq!(hand.device.opened.get(), 1);
    hand.must_see("กำลังรอรูป");
    comes_to_the_last_page(hand);
    hand.taps_on("บันทึกทั้งที่ยังขาด");
    hand.must_not_see("บันทึกเลย");
    assert_eq!(hand.store().pending_photos().unwrap().len(), 1);
}

/// What was asked besides is answered, and the record says how many photos it has.
fn is_saved_with(hand: &Hand, id: register::record::RecordId, photos: usize) {
    hand.taps_on("บันทึกเลย");
    hand.must_see("บันทึกแล้ว");
    hand.taps_on("ตกลง");
    assert!(hand.store().drafts().unwrap().is_empty());
    assert_eq!(hand.store().record(id).unwrap().unwrap().record.photos.len(), photos);
    is_tidy(hand);
}

#[test]
fn a_photo_that_is_still_copied_when_its_visit_is_saved_is_in_the_record() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    at_the_photos(&hand);
    let id = hand.store().drafts().unwrap()[0].id;
    chooses_a_photo_and_is_done(&hand);
    hand.device.camera_gives(Ticket(1), &a_photo(1));
    hand.waits();
    is_saved_with(&hand, id, 1);
}

#[test]
fn a_photo_that_does_not_come_is_given_up_and_keeps_nobody_from_saving() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    at_the_photos(&hand);
    let id = hand.store().drafts().unwrap()[0].id;
    chooses_a_photo_and_is_done(&hand);
    hand.taps_on("ไม่ใช้รูปนี้");
    is_saved_with(&hand, id, 0);
    // It comes all the same: nobody wants it, and its clear picture does not lie about.
    hand.device.camera_gives(Ticket(1), &a_photo(1));
    hand.waits();
    is_tidy(&hand);
}

#[test]
fn a_chooser_that_is_left_without_a_photo_holds_up_nothing() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    at_the_photos(&hand);
    let id = hand.store().drafts().unwrap()[0].id;
    chooses_a_photo_and_is_done(&hand);
    hand.device.say(FromDevice::Photo(Ticket(1), Err(Hindrance::LeftOff)));
    hand.waits();
    is_saved_with(&hand, id, 0);
}

#[test]
fn a_photo_that_is_copied_while_the_app_begins_anew_stands_in_its_visit() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    at_the_photos(&hand);
    hand.taps_on("เลือกรูปบ้านจากเครื่อง");
    // The app was killed in the chooser; the one that began anew is given the photo, and copies it.
    let hand = hand.kills_and_starts();
    hand.device.copies.set(true);
    hand.unlocks();
    hand.must_see("สำรวจบ้านใหม่");
    assert_eq!(hand.store().pending_photos().unwrap().len(), 1, "nobody expects it any more");
    hand.taps_on("ทำต่อ");
    hand.must_see("กำลังรอรูป");
    hand.device.copies.set(false);
    hand.device.camera_gives(Ticket(1), &a_photo(1));
    hand.waits();
    hand.must_see("รูปบ้าน 1");
    hand.must_not_see("กำลังรอรูป");
    assert_eq!(draft(&hand).photos.len(), 1);
    is_tidy(&hand);
}

/// A picture that says neither when nor where it was taken, as a chat hands it on.
fn a_picture_without_exif() -> Vec<u8> {
    let mut png = std::io::Cursor::new(Vec::new());
    let grain = image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([x as u8 * 3, y as u8 * 5, 90]));
    grain.write_to(&mut png, image::ImageFormat::Png).unwrap();
    png.into_inner()
}

#[test]
fn a_picture_that_was_there_already_is_not_said_to_be_taken_now_and_here() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    at_the_photos(&hand);
    hand.device.camera.borrow_mut().push_back(Ok(a_picture_without_exif()));
    hand.taps_on("เลือกรูปบ้านจากเครื่อง");
    let photo = draft(&hand).photos.remove(0);
    assert_eq!((photo.taken_at, photo.at), (None, None));
}

#[test]
fn a_photo_says_when_and_where_the_camera_was_opened_and_not_when_it_was_kept() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    let house = fix(20.4312, 99.8841, 6.5);
    at_the_photos(&hand);
    hand.device.moves_to(house.clone());
    hand.waits();
    let asked = hand.device.now().unix_ms();
    // The camera stays open until its author is home.
    hand.taps_on("ถ่ายรูปบ้าน");
    hand.device.seconds_go_by(3_600);
    hand.device.moves_to(fix(20.5, 99.9, 3.0));
    hand.waits();
    hand.device.camera_gives(Ticket(1), &a_picture_without_exif());
    hand.waits();
    let photo = draft(&hand).photos.remove(0);
    let taken = photo.taken_at.unwrap().unix_ms();
    assert!((taken - asked).abs() < 10 * 60_000, "{} ms later", taken - asked);
    assert_eq!(photo.at, Some(house));
}

#[test]
fn what_the_camera_left_when_the_app_was_killed_says_so_too() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    let house = fix(20.4444, 99.8888, 6.5);
    at_the_photos(&hand);
    hand.device.moves_to(house.clone());
    hand.waits();
    hand.taps_on("ถ่ายรูปบ้าน");
    let hand = hand.kills_in_the_camera(&a_picture_without_exif());
    hand.device.seconds_go_by(3_600);
    let home = hand.device.now().unix_ms();
    hand.unlocks();
    hand.must_see("สำรวจบ้านใหม่");
    let photo = draft(&hand).photos.remove(0);
    assert!(home - photo.taken_at.unwrap().unix_ms() > 50 * 60_000);
    assert_eq!(photo.at, Some(house));
}

#[test]
fn nothing_is_taken_from_a_visit_while_it_becomes_a_record() {
    let province = Province::on(Database::Sqlite);
    let hand = at_home(&province);
    comes_to_the_people(&hand);
    comes_to_the_last_page(&hand);
    let id = hand.store().drafts().unwrap()[0].id;
    hand.begins("บันทึกทั้งที่ยังขาด");
    hand.begins("บันทึกเลย");
    // The worker is busy with it: what is touched now would reach neither draft nor record.
    hand.begins("ย้อนกลับ");
    hand.must_see("ตรวจก่อนบันทึก");
    hand.begins("ทิ้งร่างนี้");
    hand.must_not_see("ไม่ทิ้ง");
    hand.waits();
    hand.must_see("บันทึกแล้ว");
    hand.taps_on("ตกลง");
    hand.must_see("สำรวจบ้านใหม่");
    assert!(hand.store().record(id).unwrap().is_some());
    assert!(hand.store().drafts().unwrap().is_empty());
}
