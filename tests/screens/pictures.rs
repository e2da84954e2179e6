//! Every screen as it is drawn: in three text sizes and in the sun. The pictures were looked at once, by
//! people; from then on a test says when one of them moves.
//!
//! `PICTURES=1 cargo test --test screens pictures` draws them anew, into `ui/pictures` and, for the guide, into
//! `ui/guide`. The sheets there are what is compared with and what people look at. The app's guide has pictures of
//! other screens in it: where one of those moved, it is drawn twice.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ImageEncoder, Rgb, RgbImage};
use register::wire::Role;
use samruat::device::{FromDevice, Hindrance, Network};

use crate::day::{a_photo, comes_to_the_last_page, comes_to_the_people, writes_down};
use crate::duplicates::another_phone_holds;
use crate::hand::{Hand, Look, SCREEN, fix};
use crate::phone::are_handed;
use crate::province::{Database, OURS, Province};
use crate::team::{captures_a_household, leaves_an_edit_half_way};

/// The looks that are kept.
const LOOKS: [(&str, Look); 4] = [
    ("1-normal", Look { size: 0, light: ui::Look::Day }),
    ("2-large", Look { size: 1, light: ui::Look::Day }),
    ("3-largest", Look { size: 2, light: ui::Look::Day }),
    ("4-sun", Look { size: 0, light: ui::Look::Sun }),
];
/// The colours of the night, for screens that have all of them.
const NIGHT: (&str, Look) = ("5-night", Look { size: 0, light: ui::Look::Night });
/// All of the marks that Thai letters can carry, above and below (they are clipped first).
const TORTURE: &str = "ผู้ใหญ่บ้าน ที่อยู่ น้ำ กตัญญู ปู่ ป้า ฟื้น เปี๊ยะ ฎีกา";
const COLUMNS: u32 = 6;
const MARGIN: u32 = 8;
/// By so much a byte may differ before a pixel counts: processors round curves differently.
const SHADE: u8 = 24;
/// So many pixels of a screen may differ.
const MOST_DIFFERING: usize = 150;
const TIME: &str = "2026-04-12T09:31:05+07:00";

/// The screens that the guide shows, and the README: the file and the screen.
const GUIDE: [(&str, &str); 5] = [
    ("home", "home"),
    ("number", "number, wrong"),
    ("review", "review"),
    ("syncing", "syncing"),
    ("courier", "courier"),
];

/// What was drawn: by look, each screen with its name and how much of it counts.
#[derive(Default)]
struct Album {
    pages: BTreeMap<&'static str, Vec<(String, RgbImage, u32)>>,
}

impl Album {
    fn takes(&mut self, hand: &Hand, name: &str) {
        self.takes_in(hand, name, SCREEN.1, |_| {});
    }

    /// As far down as the page goes: larger letters make it longer.
    fn takes_the_end(&mut self, hand: &Hand, name: &str) {
        self.takes_in(hand, name, SCREEN.1, Hand::goes_to_the_end);
        hand.goes_to_the_top();
    }

    /// Only what lies above this line counts: what is below tells the true time.
    fn takes_down_to(&mut self, hand: &Hand, name: &str, below: u32) {
        self.takes_in(hand, name, below, |_| {});
    }

    fn takes_in(&mut self, hand: &Hand, name: &str, below: u32, first: impl Fn(&Hand)) {
        self.takes_as(&LOOKS, hand, name, below, first);
    }

    /// At night, where what is looked at is the colours.
    fn takes_at_night(&mut self, hand: &Hand, name: &str) {
        self.takes_as(&[NIGHT], hand, name, SCREEN.1, |_| {});
    }

    fn takes_as(
        &mut self,
        looks: &[(&'static str, Look)],
        hand: &Hand,
        name: &str,
        below: u32,
        first: impl Fn(&Hand),
    ) {
        for (look_name, look) in looks {
            hand.looks(*look);
            first(hand);
            let mut picture = RgbImage::from_fn(SCREEN.0, SCREEN.1, |_, _| Rgb([0, 0, 0]));
            let drawn = hand.picture();
            for (x, y, pixel) in picture.enumerate_pixels_mut() {
                let [r, g, b, _] = drawn.get_pixel(x, y).0;
                *pixel = if y < below { Rgb([r, g, b]) } else { Rgb([128, 128, 128]) };
            }
            self.pages.entry(look_name).or_default().push((name.to_owned(), picture, below));
        }
        hand.looks(LOOKS[0].1);
    }

    /// A screen as most people see it.
    fn usual(&self, name: &str) -> &RgbImage {
        let at = self.pages[LOOKS[0].0].iter().position(|(known, ..)| known == name);
        assert!(at.is_some(), "no screen is called {name}");
        &self.pages[LOOKS[0].0][at.unwrap()].1
    }

    /// All screens of a look on one sheet.
    fn sheet(pages: &[(String, RgbImage, u32)]) -> RgbImage {
        let count = u32::try_from(pages.len()).unwrap();
        let size = (COLUMNS * (SCREEN.0 + MARGIN), count.div_ceil(COLUMNS) * (SCREEN.1 + MARGIN));
        let mut sheet = RgbImage::from_pixel(size.0, size.1, Rgb([90, 90, 90]));
        for (at, (_, picture, _)) in pages.iter().enumerate() {
            let (x, y) = place(at);
            image::imageops::replace(&mut sheet, picture, i64::from(x), i64::from(y));
        }
        sheet
    }
}

/// Where the so-many-th screen stands on its sheet.
fn place(at: usize) -> (u32, u32) {
    let at = u32::try_from(at).unwrap();
    ((at % COLUMNS) * (SCREEN.0 + MARGIN), (at / COLUMNS) * (SCREEN.1 + MARGIN))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/pictures")
}

fn guide() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/guide")
}

fn writes(picture: &RgbImage, path: &Path) {
    let file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    PngEncoder::new_with_quality(file, CompressionType::Default, FilterType::Adaptive)
        .write_image(picture, picture.width(), picture.height(), image::ExtendedColorType::Rgb8)
        .unwrap();
}

fn differing(a: &RgbImage, b: &image::SubImage<&RgbImage>) -> usize {
    let b = b.to_image();
    let differs = |(a, b): &(&Rgb<u8>, &Rgb<u8>)| a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > SHADE);
    a.pixels().zip(b.pixels()).filter(differs).count()
}

fn phone(province: &Province, role: Role, moo: &[u32]) -> Hand {
    let hand = Hand::with_a_new_phone();
    hand.device.stands_at(TIME);
    hand.enrols(&province.link_as(OURS, role, moo).to_string());
    hand
}

/// The volunteer's screens, from the first to home with something on it.
fn volunteer(album: &mut Album, province: &Province) {
    let hand = Hand::with_a_new_phone();
    hand.device.stands_at(TIME);
    album.takes(&hand, "join");
    hand.writes("ลิงก์ลงทะเบียน", &province.link_as(OURS, Role::Volunteer, &[5]).to_string());
    hand.taps_on("ลงทะเบียน");
    hand.presses("13");
    album.takes(&hand, "pin");
    hand.presses("5790");
    hand.presses("135790");
    album.takes(&hand, "home, new");
    hand.taps_on("สำรวจบ้านใหม่");
    album.takes(&hand, "notice");
    hand.taps_on("ไม่ประสงค์ให้ข้อมูล");
    hand.taps_on("ไม่สะดวกให้ข้อมูล");
    album.takes(&hand, "refusal");
    hand.taps_on("ย้อนกลับ");
    hand.taps_on("ยินดีให้ข้อมูล");
    hand.taps_on("บ้านเลขที่");
    hand.presses("123/4");
    album.takes(&hand, "house number");
    hand.taps_on("ตกลง");
    hand.taps_on("ตำบล");
    hand.writes("พิมพ์ชื่อตำบลหรืออำเภอ", "เวี");
    album.takes(&hand, "tambon");
    hand.taps_on("เวียงพางคำ");
    album.takes(&hand, "place");
    hand.taps_on("ต่อไป");
    hand.taps_on("เป็นเจ้าของ");
    album.takes(&hand, "dwelling");
    hand.taps_on("ต่อไป");
    hand.taps_on("เพิ่มคนแรก");
    hand.presses("100000");
    album.takes(&hand, "number, begun");
    hand.presses("0000001");
    album.takes(&hand, "number, wrong");
    album.takes_at_night(&hand, "number, wrong");
    for _ in 0..13 {
        hand.taps_on("ลบตัวเลข");
    }
    hand.presses("1000000000009");
    hand.taps_on("นาย");
    hand.writes("ชื่อ", TORTURE);
    hand.writes("นามสกุล", "สมปอง");
    hand.taps_on("วันเกิด");
    hand.presses("02032497");
    hand.taps_on("วันเกิด");
    album.takes(&hand, "birth");
    hand.taps_on("ตกลง");
    hand.taps_on("ไทย");
    hand.taps_on("อยู่ในพื้นที่นี้");
    hand.goes_to_the_top();
    album.takes(&hand, "person");
    album.takes_the_end(&hand, "person, below");
    hand.taps_on("รายละเอียดเพิ่ม");
    album.takes(&hand, "details");
    hand.taps_on("เสร็จ");
    hand.taps_on("เสร็จคนนี้");
    album.takes(&hand, "people");
    hand.taps_on("ต่อไป");
    hand.taps_on("เสียหาย");
    hand.taps_on("มีคนขอความช่วยเหลือ");
    hand.taps_on("สาธารณภัย");
    hand.taps_on("ขอวัสดุซ่อมแซมบ้าน");
    hand.writes("เกิดอะไรขึ้น (ข้อเท็จจริง)", "พายุพัดหลังคาเสียหาย");
    hand.writes("ต้องการอะไร เท่าไร", "สังกะสี ๒๐ แผ่น");
    hand.taps_on("โทรศัพท์ผู้ขอ");
    hand.presses("0810000000");
    hand.goes_to_the_top();
    album.takes(&hand, "request");
    album.takes_at_night(&hand, "request");
    hand.taps_on("เสร็จคำขอนี้");
    album.takes(&hand, "needs");
    hand.taps_on("ต่อไป");
    hand.taps_on("ภัยอะไร");
    album.takes(&hand, "hazards");
    hand.taps_on("วาตภัย (พายุ)");
    hand.taps_on("เกิดภัยเมื่อ");
    album.takes(&hand, "day");
    hand.taps_on("เมื่อวานซืน");
    hand.taps_on("เพิ่มสิ่งที่เสียหาย");
    hand.taps_on("บ้านเสียหาย ต้องซ่อม");
    hand.taps_on("บางส่วน");
    album.takes_the_end(&hand, "damaged thing");
    hand.taps_on("เสร็จรายการนี้");
    hand.goes_to_the_top();
    album.takes(&hand, "damage");
    hand.taps_on("ต่อไป");
    hand.device.camera.borrow_mut().push_back(Ok(b"this is no photo".to_vec()));
    hand.taps_on("ถ่ายรูปบ้าน");
    album.takes(&hand, "trouble");
    album.takes_at_night(&hand, "trouble");
    hand.taps_on("เข้าใจแล้ว");
    hand.device.camera.borrow_mut().push_back(Ok(a_photo(1)));
    hand.taps_on("ถ่ายรูปบ้าน");
    hand.goes_to_the_top();
    album.takes(&hand, "photos");
    hand.taps_on("รูปบ้าน 1");
    album.takes(&hand, "photo");
    hand.taps_on("ย้อนกลับ");
    hand.taps_on("ต่อไป");
    hand.taps_on("เคยได้รับ");
    hand.taps_on("ถุงยังชีพ");
    album.takes(&hand, "help item");
    hand.taps_on("จากใคร");
    album.takes(&hand, "words");
    hand.taps_on("อบจ.");
    hand.taps_on("เสร็จรายการนี้");
    album.takes(&hand, "help");
    hand.taps_on("ต่อไป");
    hand.taps_on("ลงชื่อในเครื่อง");
    hand.signs();
    album.takes(&hand, "ink");
    hand.taps_on("ใช้ลายมือชื่อนี้");
    album.takes(&hand, "signing");
    hand.taps_on("ต่อไป");
    hand.goes_to_the_top();
    album.takes(&hand, "review");
    album.takes_the_end(&hand, "review, below");
    album.takes_at_night(&hand, "review");
    hand.taps_on("บันทึก");
    album.takes(&hand, "word");
    hand.taps_on(if hand.sees("บันทึกเลย") {
        "บันทึกเลย"
    } else {
        "ตกลง"
    });
    if hand.sees("บันทึกแล้ว") {
        hand.taps_on("ตกลง");
    }
    album.takes(&hand, "home");
    hand.taps_on("รายชื่อบ้าน");
    album.takes(&hand, "households");
    hand.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    album.takes(&hand, "record");
    hand.taps_on("ย้อนกลับ");
    hand.taps_on("ย้อนกลับ");
    hand.taps_on("ส่งข้อมูล");
    album.takes(&hand, "syncing");
    hand.taps_on("ฝากส่ง");
    album.takes(&hand, "courier");
    hand.taps_on("ย้อนกลับ");
    hand.taps_on("ย้อนกลับ");
    hand.taps_on("ตั้งค่าและวิธีใช้");
    album.takes(&hand, "settings");
    hand.taps_on("วิธีใช้");
    album.takes(&hand, "guide 1");
    hand.taps_on("หน้าถัดไป");
    album.takes(&hand, "guide 2");
    hand.taps_on("เข้าใจแล้ว");
    hand.taps_on("เกี่ยวกับแอป");
    album.takes(&hand, "about");
    hand.taps_on("ย้อนกลับ");
    album.takes_the_end(&hand, "settings, below");
    hand.taps_on("๑ ๒ ๓");
    hand.taps_on("ย้อนกลับ");
    album.takes(&hand, "home, in Thai digits");
}

/// A day on which little goes as it should.
fn awkward(album: &mut Album, province: &mut Province) {
    another_phone_holds(province, OURS, "1000000000017", "สมหญิง");
    let hand = phone(province, Role::Volunteer, &[5]);
    captures_a_household(&hand);
    let supervisor = phone(province, Role::Supervisor, &[]);
    supervisor.taps_on("รายชื่อบ้าน");
    supervisor.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    supervisor.taps_on("ส่งกลับให้แก้");
    supervisor.taps_on("คนในบ้าน");
    supervisor.writes("ต้องแก้อะไร", "ขาดคนในบ้านหนึ่งคน");
    supervisor.taps_on("ส่งกลับ");
    supervisor.taps_on("ตกลง");
    hand.taps_on("ส่งข้อมูล");
    hand.taps_on("ส่งตอนนี้");
    let hand = hand.kills_and_starts();
    hand.device.stands_at(TIME);
    hand.presses("000000");
    album.takes(&hand, "unlocking");
    hand.unlocks();

    *hand.device.place.borrow_mut() = Err(Hindrance::NotAllowed);
    hand.taps_on("สำรวจบ้านใหม่");
    hand.taps_on("ยินดีให้ข้อมูล");
    hand.taps_on("บ้านเลขที่");
    hand.taps_on("ไม่มีบ้านเลขที่");
    hand.goes_to_the_top();
    album.takes(&hand, "place, no position");
    hand.taps_on("ตำบล");
    hand.writes("พิมพ์ชื่อตำบลหรืออำเภอ", "สีลม");
    hand.taps_on("สีลม");
    album.takes_the_end(&hand, "place, elsewhere");
    hand.taps_on("ต่อไป");
    hand.taps_on("ต่อไป");
    hand.taps_on("เพิ่มคนแรก");
    hand.presses("1000000000017");
    album.takes(&hand, "number, known");
    hand.taps_on("ใช้เลขนี้");
    hand.goes_to_the_top();
    album.takes(&hand, "person, known");
    hand.taps_on("เสร็จคนนี้");
    hand.taps_on("เพิ่มอีกคน");
    hand.taps_on("ไม่มีเลขบัตร");
    hand.taps_on("ไม่มีสัญชาติไทย");
    hand.goes_to_the_top();
    album.takes(&hand, "person, no number");
    hand.taps_on("เสร็จคนนี้");
    hand.taps_on("ต่อไป");
    hand.taps_on("มีคนขอความช่วยเหลือ");
    hand.taps_on("ขอแทนคนอื่น");
    album.takes_the_end(&hand, "proxy");
    hand.taps_on("เสร็จคำขอนี้");
    for _ in 0..3 {
        hand.taps_on("ต่อไป");
    }
    hand.taps_on("ไม่ยินยอมลงชื่อ");
    album.takes_the_end(&hand, "signing, refused");
    hand.taps_on("ต่อไป");
    hand.goes_to_the_top();
    album.takes(&hand, "review, missing");
    hand.taps_on("บันทึกทั้งที่ยังขาด");
    album.takes(&hand, "saving all the same");
    let hand = hand.kills_and_starts();
    hand.device.stands_at(TIME);
    hand.unlocks();

    province.stop();
    hand.taps_on("สำรวจบ้านใหม่");
    hand.taps_on("ไม่ประสงค์ให้ข้อมูล");
    hand.taps_on("ไม่ต้องการความช่วยเหลือ");
    hand.taps_on("บันทึกว่าไม่ประสงค์ให้ข้อมูล");
    hand.taps_on("บันทึกเลย");
    hand.taps_on("ตกลง");
    hand.goes_to_the_top();
    album.takes(&hand, "home, with work");
    album.takes_the_end(&hand, "home, with work, below");
    album.takes_at_night(&hand, "home, with work");
    hand.taps_on("ส่งข้อมูล");
    album.takes(&hand, "syncing, no signal");
    hand.taps_on("ฝากส่ง");
    hand.taps_on("ส่งไฟล์ให้คนรับฝาก");
    hand.taps_on("เข้าใจแล้ว");
    *supervisor.device.file.borrow_mut() = Ok(hand.device.handed.borrow()[0].clone());
    for _ in 0..2 {
        hand.taps_on("ย้อนกลับ");
    }
    hand.taps_on("ดูบ้านที่ต้องแก้");
    album.takes(&hand, "households, to be mended");
    hand.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    album.takes(&hand, "record, sent back");
    hand.taps_on("ถอนบันทึกนี้");
    album.takes(&hand, "withdrawing");

    supervisor.taps_on("ย้อนกลับ");
    supervisor.taps_on("ย้อนกลับ");
    supervisor.taps_on("ส่งข้อมูล");
    supervisor.taps_on("ฝากส่ง");
    supervisor.taps_on("รับไฟล์ฝากส่ง");
    album.takes_the_end(&supervisor, "carrying");

    supervisor.taps_on("ย้อนกลับ");
    let silent = province.falls_silent();
    supervisor.begins("ส่งตอนนี้");
    album.takes(&supervisor, "syncing, under way");
    drop(silent);
    album.takes(&hand.loses_its_key_and_starts(), "a lost key");
}

/// More houses that were left half-way than the first screen has room for.
fn drafts(album: &mut Album, province: &Province) {
    let hand = phone(province, Role::Volunteer, &[5]);
    captures_a_household(&hand);
    hand.taps_on("รายชื่อบ้าน");
    hand.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    hand.taps_on("แก้ไข");
    // One in which nothing was changed would be gone when it is left.
    while hand.sees("ตรวจก่อนบันทึก") || !hand.sees("เช่า") {
        hand.taps_on("ย้อนกลับ");
    }
    hand.taps_on("เช่า");
    while !hand.sees("ตั้งค่าและวิธีใช้") {
        hand.taps_on("ย้อนกลับ");
    }
    for (house, name) in [("12", TORTURE), ("123/45", "สมหญิง"), ("7", ""), ("", "ฟื้น")]
    {
        hand.taps_on("สำรวจบ้านใหม่");
        hand.taps_on("ยินดีให้ข้อมูล");
        hand.taps_on("บ้านเลขที่");
        if house.is_empty() {
            hand.taps_on("ไม่มีบ้านเลขที่");
        } else {
            hand.presses(house);
            hand.taps_on("ตกลง");
        }
        if !name.is_empty() {
            hand.taps_on("ต่อไป");
            hand.taps_on("ต่อไป");
            hand.taps_on("เพิ่มคนแรก");
            hand.taps_on("ไม่มีเลขบัตร");
            hand.writes("ชื่อ", name);
        }
        while !hand.sees("ตั้งค่าและวิธีใช้") {
            hand.taps_on("ย้อนกลับ");
        }
    }
    hand.taps_on("ร่างทั้งหมด");
    album.takes(&hand, "drafts");
    album.takes_the_end(&hand, "drafts, below");
    hand.writes("ค้นหาบ้านเลขที่หรือชื่อ", "ไม่มีชื่อนี้");
    album.takes(&hand, "drafts, none found");
}

/// What stands only for a while, or only where something is not as it should be.
fn in_between(album: &mut Album, province: &Province, sent_back: &Hand) {
    let hand = phone(province, Role::Volunteer, &[5]);
    comes_to_the_people(&hand);
    hand.taps_on("เพิ่มคนแรก");
    writes_down(&hand, "1000000000009", "นาย", "สมชาย", "สมปอง");
    hand.taps_on("เพิ่มอีกคน");
    hand.presses("1000000000009");
    album.takes(&hand, "number, another's of this house");
    hand.taps_on("ใช้เลขนี้");
    hand.goes_to_the_top();
    album.takes(&hand, "person, of another's number");
    hand.taps_on("เสร็จคนนี้");
    hand.taps_on("ต่อไป");
    hand.taps_on("ต่อไป");
    hand.taps_on("เลือกรูปบ้านจากเครื่อง");
    hand.goes_to_the_top();
    album.takes(&hand, "photos, one is coming");
    comes_to_the_last_page(&hand);
    hand.taps_on("บันทึกทั้งที่ยังขาด");
    hand.goes_to_the_top();
    album.takes(&hand, "review, a photo is coming");
    // The one thing that was sent back, and neither mended nor answered.
    sent_back.taps_on("เสร็จคนนี้");
    comes_to_the_last_page(sent_back);
    sent_back.goes_to_the_top();
    album.takes(sent_back, "review, sent back");
}

/// What a supervisor and a mobile unit see besides. Leaves the volunteer at the answer that was sent back.
fn team(album: &mut Album, province: &Province) -> Hand {
    let volunteer = phone(province, Role::Volunteer, &[5]);
    comes_to_the_people(&volunteer);
    volunteer.taps_on("เพิ่มคนแรก");
    writes_down(&volunteer, "1000000000017", "นาง", "สมหญิง", "สมปอง");
    volunteer.taps_on("เสร็จคนนี้");
    for _ in 0..4 {
        volunteer.taps_on("ต่อไป");
    }
    volunteer.taps_on("บันทึกทั้งที่ยังขาด");
    volunteer.taps_on("บันทึกเลย");
    volunteer.taps_on("ตกลง");

    let supervisor = phone(province, Role::Supervisor, &[]);
    album.takes_the_end(&supervisor, "home, a supervisor's");
    supervisor.taps_on("ทีมของฉัน");
    album.takes_down_to(&supervisor, "team", 380);
    supervisor.taps_on("ตรวจบันทึกของทีม");
    supervisor.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    album.takes_the_end(&supervisor, "record, to be reviewed");
    supervisor.taps_on("ส่งกลับให้แก้");
    album.takes(&supervisor, "sending back");
    supervisor.taps_on("นางสมหญิง สมปอง");
    album.takes(&supervisor, "sending back, an answer");
    supervisor.taps_on("ชื่อ");
    supervisor.writes("ต้องแก้อะไร", "ดูจากบัตรอีกครั้ง");
    album.takes(&supervisor, "sending back, a comment");
    supervisor.taps_on("ส่งกลับ");
    supervisor.taps_on("ตกลง");
    volunteer.taps_on("ส่งข้อมูล");
    volunteer.taps_on("ส่งตอนนี้");
    volunteer.taps_on("ย้อนกลับ");
    volunteer.taps_on("ดูบ้านที่ต้องแก้");
    volunteer.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    album.takes(&volunteer, "record, sent back");
    volunteer.taps_on("แก้ตอนนี้");
    let said = "หัวหน้าทีมส่งกลับให้แก้";
    album.takes_in(&volunteer, "an answer, sent back", SCREEN.1, |hand| hand.goes_down_to(said));

    let unit = phone(province, Role::MobileUnit, &[]);
    let record = province.records()[0].parse().unwrap();
    let to = unit.store().identity().unwrap().unwrap().surveyor.id;
    province.asks_for_two_facts(record, to);
    unit.taps_on("ส่งข้อมูล");
    unit.taps_on("ส่งตอนนี้");
    unit.taps_on("ย้อนกลับ");
    album.takes(&unit, "home, a unit's");
    unit.taps_on("ดูงาน");
    album.takes(&unit, "tasks");
    unit.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    unit.taps_below("หลังคาเสียหาย", "ไม่ตรง");
    unit.goes_to_the_top();
    album.takes(&unit, "task");
    album.takes_the_end(&unit, "task, below");
    volunteer
}

/// Receipts by what they confirm, and several files that are handed over at once.
fn carried(album: &mut Album, province: &mut Province) {
    let (far, carrier) = (phone(province, Role::Volunteer, &[5]), phone(province, Role::Volunteer, &[6]));
    province.stop();
    captures_a_household(&far);
    far.taps_on("ส่งข้อมูล");
    far.taps_on("ฝากส่ง");
    far.taps_on("ส่งไฟล์ให้คนรับฝาก");
    far.taps_on("เข้าใจแล้ว");
    let bundle = far.device.handed.borrow()[0].clone();
    let picture = carrier.folder().join("picture");
    std::fs::write(&picture, [0xff, 0xd8, 0xff]).unwrap();
    are_handed(&carrier, &[&picture, &bundle, &picture]);
    album.takes(&carrier, "several files");
    carrier.taps_on("ตกลง");
    are_handed(&carrier, &[&picture, &picture]);
    album.takes(&carrier, "several files, none taken");
    carrier.taps_on("ตกลง");
    province.start();
    carrier.taps_on("ย้อนกลับ");
    carrier.taps_on("ส่งข้อมูล");
    carrier.taps_on("ส่งตอนนี้");
    carrier.taps_on("ฝากส่ง");
    carrier.taps_on("ส่งใบรับคืนเจ้าของเครื่อง");
    carrier.taps_on("เข้าใจแล้ว");
    let receipts = carrier.device.handed.borrow()[0].clone();
    are_handed(&carrier, &[&receipts]);
    album.takes(&carrier, "receipts, of another phone");
    are_handed(&far, &[&receipts]);
    album.takes(&far, "receipts");
    far.taps_on("ตกลง");
    are_handed(&far, &[&receipts]);
    album.takes(&far, "receipts, nothing new");
}

/// What became of a record while nobody of this phone looked.
fn meanwhile(album: &mut Album, province: &Province) {
    let syncs = |hand: &Hand| {
        hand.device.say(FromDevice::Network(Network::Free));
        hand.waits();
    };
    let volunteer = phone(province, Role::Volunteer, &[5]);
    leaves_an_edit_half_way(&volunteer);
    let supervisor = phone(province, Role::Supervisor, &[]);
    supervisor.taps_on("รายชื่อบ้าน");
    supervisor.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    let record = province.records()[0].parse().unwrap();
    supervisor.taps_on("รับบันทึกนี้");
    supervisor.taps_on("ตกลง");
    album.takes_the_end(&supervisor, "record, accepted");
    let mut other = crate::province::Phone::enrolled_as(province, Role::Supervisor, &[]);
    other.syncs();
    other.edits(record, |record| record["place"]["soi"] = "ใจดี".into());
    other.syncs();
    syncs(&supervisor);
    album.takes_the_end(&supervisor, "record, changed since it was accepted");
    other.edits(record, |record| record["withdraw"] = serde_json::json!({ "reason": "ซ้ำกับบ้านอื่น" }));
    other.syncs();
    syncs(&volunteer);
    volunteer.taps_on("ทำต่อ");
    volunteer.taps_on("ยินดีให้ข้อมูล");
    comes_to_the_last_page(&volunteer);
    volunteer.taps_on("บันทึก");
    album.takes(&volunteer, "word, withdrawn meanwhile");
    volunteer.taps_on("เข้าใจแล้ว");

    // Somebody without a telephone; a signature whose words were changed; a position that is known only roughly.
    let hand = phone(province, Role::Volunteer, &[5]);
    *hand.device.place.borrow_mut() = Ok(fix(20.4312, 99.8841, 1_800.0));
    hand.taps_on("สำรวจบ้านใหม่");
    hand.taps_on("ยินดีให้ข้อมูล");
    hand.device.say(FromDevice::NoPosition(Hindrance::Roughly));
    hand.waits();
    hand.goes_to_the_top();
    album.takes(&hand, "place, roughly");
    hand.taps_on("บ้านเลขที่");
    hand.presses("7");
    hand.taps_on("ตกลง");
    hand.taps_on("ต่อไป");
    hand.taps_on("ต่อไป");
    hand.taps_on("เพิ่มคนแรก");
    hand.taps_on("ไม่มีเลขบัตร");
    hand.writes("ชื่อ", "เปี๊ยะ");
    hand.writes("นามสกุล", "สมปอง");
    hand.taps_on("รายละเอียดเพิ่ม");
    hand.taps_on("โทรศัพท์");
    hand.taps_on("ไม่มีโทรศัพท์");
    hand.writes("ช่องทางอื่นที่ติดต่อได้", "ผู้ใหญ่บ้าน 0810000000");
    hand.goes_to_the_top();
    album.takes(&hand, "details, another way to be reached");
    hand.taps_on("เสร็จ");
    hand.taps_on("เสร็จคนนี้");
    hand.taps_on("ต่อไป");
    hand.taps_on("มีคนขอความช่วยเหลือ");
    hand.taps_on("สาธารณภัย");
    hand.taps_on("ขอวัสดุซ่อมแซมบ้าน");
    hand.writes("เกิดอะไรขึ้น (ข้อเท็จจริง)", "พายุพัดหลังคาเสียหาย");
    hand.writes("ต้องการอะไร เท่าไร", "สังกะสี ๒๐ แผ่น");
    hand.taps_on("เสร็จคำขอนี้");
    for _ in 0..3 {
        hand.taps_on("ต่อไป");
    }
    hand.taps_on("ลงชื่อในเครื่อง");
    hand.signs();
    hand.taps_on("ใช้ลายมือชื่อนี้");
    for _ in 0..3 {
        hand.taps_on("ย้อนกลับ");
    }
    hand.taps_on("ขอวัสดุซ่อมแซมบ้าน");
    hand.writes("ต้องการอะไร เท่าไร", " และตะปู");
    hand.goes_to_the_top();
    album.takes(&hand, "request, changed since it was signed");
    hand.taps_on("เสร็จคำขอนี้");
    for _ in 0..3 {
        hand.taps_on("ต่อไป");
    }
    album.takes(&hand, "signing, changed since");
    comes_to_the_last_page(&hand);
    hand.goes_to_the_top();
    hand.taps_on("บันทึกทั้งที่ยังขาด");
    hand.taps_on("บันทึกเลย");
    hand.taps_on("ตกลง");
    hand.taps_on("รายชื่อบ้าน");
    hand.taps_on("บ้านเลขที่ 7");
    album.takes(&hand, "record, to be signed anew");
    hand.taps_on("ย้อนกลับ");
    hand.taps_on("ย้อนกลับ");

    // The office locks it while a visit stands open.
    hand.taps_on("สำรวจบ้านใหม่");
    hand.taps_on("ยินดีให้ข้อมูล");
    let device = hand.store().identity().unwrap().unwrap().device.to_string();
    province.does(async |office| office.revoke(&device).await.unwrap());
    syncs(&hand);
    album.takes(&hand, "locked");
    hand.taps_on("ส่งข้อมูลที่ค้างอยู่");
    album.takes(&hand, "locked, sent");
}

#[test]
fn every_screen_looks_as_it_was_looked_at() {
    let mut album = Album::default();
    volunteer(&mut album, &Province::on(Database::Sqlite));
    let province = Province::on(Database::Sqlite);
    let sent_back = team(&mut album, &province);
    awkward(&mut album, &mut Province::on(Database::Sqlite));
    drafts(&mut album, &Province::on(Database::Sqlite));
    in_between(&mut album, &Province::on(Database::Sqlite), &sent_back);
    carried(&mut album, &mut Province::on(Database::Sqlite));
    meanwhile(&mut album, &Province::on(Database::Sqlite));
    if std::env::var_os("PICTURES").is_some() {
        std::fs::create_dir_all(folder()).unwrap();
        for (file, name) in GUIDE {
            writes(album.usual(name), &guide().join(format!("{file}.png")));
        }
        for (look, pages) in &album.pages {
            writes(&Album::sheet(pages), &folder().join(format!("{look}.png")));
        }
        return;
    }
    let mut moved = Vec::new();
    for (look, pages) in &album.pages {
        let sheet = image::open(folder().join(format!("{look}.png"))).unwrap().into_rgb8();
        for (at, (name, picture, _)) in pages.iter().enumerate() {
            let (x, y) = place(at);
            assert!(x + SCREEN.0 <= sheet.width() && y + SCREEN.1 <= sheet.height(), "{name} is new");
            let was = image::imageops::crop_imm(&sheet, x, y, SCREEN.0, SCREEN.1);
            let pixels = differing(picture, &was);
            if pixels > MOST_DIFFERING {
                let seen = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{look} {name}.png"));
                picture.save(&seen).unwrap();
                moved.push(format!("{name} ({look}): {pixels} pixels, as drawn now in {}", seen.display()));
            }
        }
    }
    for (file, name) in GUIDE {
        let was = image::open(guide().join(format!("{file}.png"))).unwrap().into_rgb8();
        let was = image::imageops::crop_imm(&was, 0, 0, SCREEN.0, SCREEN.1);
        if differing(album.usual(name), &was) > MOST_DIFFERING {
            moved.push(format!("{name}, in the guide"));
        }
    }
    assert!(moved.is_empty(), "{}", moved.join("\n"));
}

#[test]
fn no_two_things_that_can_be_touched_overlap_and_none_is_smaller_than_a_finger() {
    let province = Province::on(Database::Sqlite);
    let hand = phone(&province, Role::Volunteer, &[5]);
    for look in LOOKS.map(|(_, look)| look) {
        hand.looks(look);
        hand.must_be_touchable();
        hand.taps_on("สำรวจบ้านใหม่");
        hand.must_be_touchable();
        hand.taps_on("ยินดีให้ข้อมูล");
        hand.must_be_touchable();
        hand.taps_on("บ้านเลขที่");
        hand.must_be_touchable();
        hand.taps_on("ย้อนกลับ");
        hand.taps_on("ต่อไป");
        hand.must_be_touchable();
        hand.taps_on("ต่อไป");
        hand.taps_on("เพิ่มคนแรก");
        hand.must_be_touchable();
        // A wrong number: all that it may be meant for is in view, below it and above the keys.
        hand.presses("1000000000001");
        assert_eq!(hand.reads().iter().filter(|said| said.contains(" ไม่ใช่ ")).count(), 3);
        assert!(!hand.can_go_further(), "what is meant is not in view");
        hand.must_be_touchable();
        hand.taps_on("ไม่มีเลขบัตร");
        hand.must_be_touchable();
        hand.taps_on("รายละเอียดเพิ่ม");
        hand.must_be_touchable();
        while !hand.sees("ก่อนเริ่มสำรวจ") {
            hand.taps_on("ย้อนกลับ");
        }
        hand.taps_on("ทิ้งร่างนี้");
        hand.taps_on("ทิ้ง");
        hand.taps_on("รายชื่อบ้าน");
        hand.must_be_touchable();
        hand.taps_on("ย้อนกลับ");
    }
}

/// How much lighter one colour is than another, as accessibility has it: 4.5 can be read.
fn contrast(a: slint::Color, b: slint::Color) -> f64 {
    let part = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let light = |colour: slint::Color| {
        0.2126 * part(colour.red()) + 0.7152 * part(colour.green()) + 0.0722 * part(colour.blue())
    };
    let (a, b) = (light(a) + 0.05, light(b) + 0.05);
    (a / b).max(b / a)
}

#[test]
fn a_button_that_waits_for_something_says_so_in_letters_that_can_be_read() {
    let window = Hand::with_a_new_phone();
    for light in [ui::Look::Day, ui::Look::Sun, ui::Look::Night] {
        window.looks(Look { size: 0, light });
        let (ink, ground) = window.sleeping();
        assert!(contrast(ink, ground) >= 4.5, "{light:?}: {}", contrast(ink, ground));
    }
}

#[test]
fn the_guide_on_paper_says_what_the_guide_in_the_app_says() {
    let province = Province::on(Database::Sqlite);
    let hand = phone(&province, Role::Volunteer, &[5]);
    let paper = std::fs::read_to_string(guide().join("guide.html")).unwrap();
    let words = |text: &str| text.split_whitespace().collect::<String>();
    // What is written between the tags, and what stands for a picture.
    let mut on_paper = String::new();
    let mut rest = paper.as_str();
    while let Some((text, tag)) = rest.split_once('<') {
        on_paper += text;
        let (tag, after) = tag.split_once('>').unwrap();
        on_paper += tag.split_once("alt=\"").map_or("", |(_, alt)| alt);
        rest = after;
    }
    let on_paper = words(&on_paper);
    hand.taps_on("ตั้งค่าและวิธีใช้");
    hand.taps_on("วิธีใช้");
    for page in ["สำรวจบ้านหนึ่งหลัง", "ส่งข้อมูล และเมื่อมีปัญหา"]
    {
        hand.must_see(page);
        let said = hand.reads_all();
        let lines: Vec<&String> = said
            .iter()
            .filter(|line| !["ย้อนกลับ", "วิธีใช้", "หน้าถัดไป", "เข้าใจแล้ว", "ดูต่อด้านล่าง"].contains(&line.as_str()))
            .filter(|line| !line.starts_with("หน้า "))
            .collect();
        assert!(lines.len() >= 7, "{lines:?}");
        for line in lines {
            assert!(on_paper.contains(&words(line)), "the paper does not say: {line}");
        }
        if hand.sees("หน้าถัดไป") {
            hand.taps_on("หน้าถัดไป");
        }
    }
}
