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
use sync_server::office::{NewFact, NewTask};

use crate::day::{a_photo, comes_to_the_people, writes_down};
use crate::hand::{Hand, Look, SCREEN};
use crate::province::{Database, OURS, Province};

/// The looks that are kept.
const LOOKS: [(&str, Look); 4] = [
    ("1-normal", Look { size: 0, light: ui::Look::Day }),
    ("2-large", Look { size: 1, light: ui::Look::Day }),
    ("3-largest", Look { size: 2, light: ui::Look::Day }),
    ("4-sun", Look { size: 0, light: ui::Look::Sun }),
];
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
        self.takes_down_to(hand, name, SCREEN.1);
    }

    /// Only what lies above this line counts: what is below tells the true time.
    fn takes_down_to(&mut self, hand: &Hand, name: &str, below: u32) {
        for (look_name, look) in LOOKS {
            hand.looks(look);
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
    PngEncoder::new_with_quality(file, CompressionType::Best, FilterType::Adaptive)
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
    for _ in 0..13 {
        hand.taps_on("ลบตัวเลข");
    }
    hand.presses("1000000000009");
    hand.taps_on("นาย");
    hand.writes("ชื่อ", TORTURE);
    hand.writes("นามสกุล", "สมปอง");
    hand.taps_on("วันเกิด");
    hand.presses("02032497");
    album.takes(&hand, "birth");
    hand.taps_on("ตกลง");
    hand.taps_on("ไทย");
    hand.taps_on("อยู่ในพื้นที่นี้");
    hand.goes_to_the_top();
    album.takes(&hand, "person");
    hand.goes_to_the_end();
    album.takes(&hand, "person, below");
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
    hand.taps_on("ตกลง");
    hand.goes_to_the_top();
    album.takes(&hand, "request");
    hand.taps_on("เสร็จคำขอนี้");
    album.takes(&hand, "needs");
    hand.taps_on("ต่อไป");
    hand.taps_on("วาตภัย (พายุ)");
    hand.taps_on("เพิ่มสิ่งที่เสียหาย");
    hand.taps_on("บ้านเสียหาย ต้องซ่อม");
    hand.taps_on("เสร็จรายการนี้");
    hand.goes_to_the_end();
    album.takes(&hand, "damage");
    hand.taps_on("ต่อไป");
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
}

/// What a supervisor and a mobile unit see besides.
fn team(album: &mut Album, province: &Province) {
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
    supervisor.taps_on("ทีมของฉัน");
    album.takes_down_to(&supervisor, "team", 380);
    supervisor.taps_on("ตรวจบันทึกของทีม");
    supervisor.taps_on("บ้านเลขที่ 123/4 หมู่ 5");
    supervisor.goes_to_the_end();
    album.takes(&supervisor, "record, to be reviewed");
    supervisor.taps_on("ส่งกลับให้แก้");
    album.takes(&supervisor, "sending back");

    let unit = phone(province, Role::MobileUnit, &[]);
    let record = province.records()[0].parse().unwrap();
    let to = unit.store().identity().unwrap().unwrap().surveyor.id;
    let fact = |label: &str, claimed: &str| NewFact {
        label: label.to_owned(),
        field: None,
        claimed: Some(claimed.to_owned()),
    };
    let task = NewTask {
        lao: OURS.parse().unwrap(),
        record,
        to,
        facts: vec![fact("หลังคาเสียหาย", "ทั้งหลัง"), fact("ผู้อยู่อาศัย", "๔ คน")],
        note: Some("ขอก่อนวันประชุม".to_owned()),
        due: None,
        urgent: true,
    };
    province.does(async |office| office.give_task(&task).await.unwrap());
    unit.taps_on("ส่งข้อมูล");
    unit.taps_on("ส่งตอนนี้");
    unit.taps_on("ย้อนกลับ");
    unit.taps_on("ดูงาน");
    album.takes(&unit, "tasks");
    unit.taps_on("เร่งด่วน: ขอก่อนวันประชุม");
    unit.taps_below("หลังคาเสียหาย", "ไม่ตรง");
    unit.goes_to_the_top();
    album.takes(&unit, "task");
}

#[test]
fn every_screen_looks_as_it_was_looked_at() {
    let mut album = Album::default();
    volunteer(&mut album, &Province::on(Database::Sqlite));
    team(&mut album, &Province::on(Database::Sqlite));
    if std::env::var_os("PICTURES").is_some() {
        std::fs::create_dir_all(folder()).unwrap();
        for (look, pages) in &album.pages {
            writes(&Album::sheet(pages), &folder().join(format!("{look}.png")));
        }
        for (file, name) in GUIDE {
            writes(album.usual(name), &guide().join(format!("{file}.png")));
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
