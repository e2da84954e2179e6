//! The guide, in the app: two pages for whoever holds it for the first time. `ui/guide` has the same words and
//! pictures on two sheets of paper; a test holds the two together.

use super::Screen;
use crate::desk::Desk;
use crate::face::{Face, Told};
use crate::sheet::{Button, Row, Sheet, Shot, Sign, Tone};

/// The guide.
#[derive(Default)]
pub(crate) struct HelpScreen {
    page: usize,
}

/// A drawing, a step, what it means, and the screen to look for.
type Line = (Sign, &'static str, &'static str, Shot);

/// Each page: a title and its lines.
const PAGES: [(&str, &[Line]); 2] = [
    (
        "สำรวจบ้านหนึ่งหลัง",
        &[
            (
                Sign::Plus,
                "1. แตะ สำรวจบ้านใหม่",
                "อ่านข้อความให้ผู้ให้ข้อมูลฟัง ถ้าไม่ยินดี แตะ ไม่ประสงค์ให้ข้อมูล ได้เลย",
                Shot::Home,
            ),
            (
                Sign::Place,
                "2. บอกว่าบ้านอยู่ไหน",
                "แอปหาตำแหน่งเอง ไม่ต้องรอ ถ้าหาไม่ได้ ออกไปกลางแจ้งสัก 20 วินาที",
                Shot::None,
            ),
            (
                Sign::Person,
                "3. ใส่คนในบ้าน",
                "เริ่มจากหัวหน้าครอบครัว ใส่เลขบัตร 13 ตัว ถ้าไม่มี แตะ ไม่มีเลขบัตร",
                Shot::Number,
            ),
            (Sign::Pen, "4. ถามว่าต้องการอะไร", "เขียนว่าเกิดอะไรขึ้น ต้องการอะไร แล้วให้ลงชื่อ", Shot::None),
            (Sign::Camera, "5. ถ่ายรูป", "บ้าน ความเสียหาย เอกสาร ถ่ายไม่ได้ ข้ามไปก่อนได้", Shot::None),
            (Sign::Tick, "6. ตรวจแล้วแตะ บันทึก", "ขาดอะไร แอปจะบอก บันทึกทั้งที่ยังขาดก็ได้", Shot::Review),
        ],
    ),
    (
        "ส่งข้อมูล และเมื่อมีปัญหา",
        &[
            (Sign::Waiting, "รอส่ง", "อยู่ในเครื่องอย่างปลอดภัย มีสัญญาณเมื่อไร แอปส่งเอง", Shot::None),
            (Sign::Received, "ศูนย์ได้รับแล้ว", "เครื่องหมายนี้ขึ้นเมื่อศูนย์ได้รับจริงเท่านั้น", Shot::Syncing),
            (
                Sign::Box,
                "ไม่มีสัญญาณหลายวัน",
                "ไปที่ ส่งข้อมูล แล้ว ฝากส่ง ให้หัวหน้าทีมนำไป คนรับฝากเปิดอ่านไม่ได้",
                Shot::Courier,
            ),
            (Sign::Pen, "ทำค้างไว้", "ปิดแอปหรือเครื่องดับ คำตอบไม่หาย แตะ ทำต่อ ที่หน้าแรก", Shot::None),
            (Sign::Warning, "ส่งกลับให้แก้", "หัวหน้าทีมบอกว่าต้องแก้อะไร แตะ แก้ตอนนี้ แล้วบันทึก", Shot::None),
            (Sign::Lock, "ลืมรหัส หรือเครื่องหาย", "โทรบอกศูนย์ทันที อย่าลบแอป ข้อมูลในเครื่องเข้ารหัสไว้", Shot::None),
        ],
    ),
];

impl Screen for HelpScreen {
    fn face(&self, _desk: &Desk) -> Face {
        let (title, steps) = PAGES.get(self.page).copied().unwrap_or(PAGES[0]);
        let mut sheet = Sheet::titled(format!("help-{}", self.page), "วิธีใช้");
        sheet.under = format!("หน้า {} จาก {}", self.page + 1, PAGES.len());
        sheet.part = Some((self.page + 1) as f32 / PAGES.len() as f32);
        sheet.rows.push(Row::heading(title));
        for (sign, label, hint, shot) in steps {
            sheet.rows.push(Row { sign: *sign, ..Row::note("", Tone::Plain, *label).hint(*hint) });
            if *shot != Shot::None {
                sheet.rows.push(Row::shot(*shot, format!("รูปหน้าจอ {label}")));
            }
        }
        let last = self.page + 1 >= PAGES.len();
        sheet.main = Some(Button::new(if last {
            "เข้าใจแล้ว"
        } else {
            "หน้าถัดไป"
        }));
        Face::Sheet(sheet)
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        match told {
            Told::Main if self.page + 1 < PAGES.len() => self.page += 1,
            Told::Back if self.page > 0 => self.page -= 1,
            Told::Main | Told::Back => desk.back(),
            _ => {}
        }
    }
}
