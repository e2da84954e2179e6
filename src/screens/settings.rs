//! Settings: how the app looks, its PIN, the notice that is read out, help, what is handed to whoever helps,
//! and what this is.

use super::{Screen, help::HelpScreen, pin::Pin};
use crate::desk::Desk;
use crate::face::{Face, Question, Told};
use crate::looks::{Light, Looks};
use crate::sheet::{Choice, Row, RowKind, Sheet, Sign, Tone};
use crate::trouble::Trouble;
use crate::worker::{Command, News};

/// Settings.
#[derive(Default)]
pub(crate) struct Settings {}

/// The version of the app, as it is shown.
pub(crate) fn version() -> String {
    format!("รุ่น {}", env!("CARGO_PKG_VERSION"))
}

impl Screen for Settings {
    fn face(&self, desk: &Desk) -> Face {
        let Looks { size, light, thai_digits, in_pictures } = desk.looks();
        let mut sheet = Sheet::titled("settings", "ตั้งค่าและวิธีใช้");
        let sizes = [("0", "ปกติ"), ("1", "ใหญ่"), ("2", "ใหญ่มาก")];
        let lights =
            [("day", "ปกติ", Light::Day), ("sun", "กลางแดด", Light::Sun), ("night", "กลางคืน", Light::Night)];
        sheet.rows = vec![
            Row::door("help", Sign::Help, "วิธีใช้").hint("สองหน้า อ่านได้แม้ไม่มีสัญญาณ"),
            Row {
                choices: sizes
                    .iter()
                    .map(|(id, words)| Choice::new(*id, *words).chosen(*id == size.to_string()))
                    .collect(),
                columns: 3,
                ..Row::new(RowKind::OneOf, "size", "ขนาดตัวหนังสือ")
            },
            Row {
                choices: lights
                    .iter()
                    .map(|(id, words, of)| Choice::new(*id, *words).chosen(*of == light))
                    .collect(),
                columns: 3,
                ..Row::new(RowKind::OneOf, "light", "สีหน้าจอ")
            },
            Row {
                choices: vec![
                    Choice::new("arabic", "1 2 3").chosen(!thai_digits),
                    Choice::new("thai", "๑ ๒ ๓").chosen(thai_digits),
                ],
                columns: 2,
                ..Row::new(RowKind::OneOf, "digits", "ตัวเลข")
            },
            Row::door("notice", Sign::Info, "ข้อความแจ้งก่อนสำรวจ"),
            Row::door("pin", Sign::Lock, "เปลี่ยนรหัสเปิดแอป"),
            Row::door("diagnose", Sign::Share, "ส่งรายงานปัญหาของแอป").hint("ให้ศูนย์ช่วยดู ไม่มีชื่อหรือข้อมูลของใคร"),
            Row::door("about", Sign::Info, "เกี่ยวกับแอป"),
        ];
        if desk.device.can_hide() {
            let pictures = Row {
                hint: "รูปหน้าจออาจมีชื่อและเลขบัตรของผู้อื่น".to_owned(),
                choices: vec![
                    Choice::new("hidden", "ไม่ให้จับภาพ").chosen(!in_pictures),
                    Choice::new("shown", "ให้จับภาพ").chosen(in_pictures),
                ],
                columns: 2,
                ..Row::new(RowKind::OneOf, "pictures", "การจับภาพหน้าจอ")
            };
            sheet.rows.insert(4, pictures);
        }
        Face::Sheet(sheet)
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        let looks = desk.looks();
        match told {
            Told::Touched(row, what) => match (row.as_str(), what.as_str()) {
                ("size", size) => desk.look(Looks { size: size.parse().unwrap_or_default(), ..looks }),
                ("light", "sun") => desk.look(Looks { light: Light::Sun, ..looks }),
                ("light", "night") => desk.look(Looks { light: Light::Night, ..looks }),
                ("light", _) => desk.look(Looks { light: Light::Day, ..looks }),
                ("digits", digits) => desk.look(Looks { thai_digits: digits == "thai", ..looks }),
                ("pictures", pictures) => desk.look(Looks { in_pictures: pictures == "shown", ..looks }),
                ("help", _) => desk.onto(HelpScreen::default()),
                ("notice", _) => desk.onto(NoticeScreen {}),
                ("pin", _) => desk.onto(Pin::changing()),
                ("about", _) => desk.onto(AboutScreen {}),
                ("diagnose", _) => {
                    let device =
                        desk.identity().map(|identity| identity.device.to_string()).unwrap_or_default();
                    let words = format!(
                        "samruat {} on {device}\nnetwork: {:?}\nroom: {:?}\nbattery: {:?}\nbackground: {:?}\nlast sync: {:?}",
                        env!("CARGO_PKG_VERSION"),
                        desk.device.network(),
                        desk.device.room(),
                        desk.device.battery(),
                        desk.device.background(),
                        desk.syncing
                            .last
                            .as_ref()
                            .map(|last| last.as_ref().map_err(|trouble| trouble.cause.clone()))
                    );
                    let file = desk.file("diagnostics.txt");
                    desk.order(Command::Diagnose(file, words));
                }
                _ => {}
            },
            Told::Back => desk.back(),
            _ => {}
        }
    }

    fn news(&mut self, desk: &mut Desk, news: &News) {
        match news {
            News::Diagnosed(Ok(file)) => match desk.device.hand_over(file) {
                Ok(_) => desk.say(Question {
                    title: "ทำไฟล์รายงานปัญหาแล้ว".to_owned(),
                    words: "ในไฟล์ไม่มีชื่อ เลขบัตร หรือคำตอบของใคร".to_owned(),
                    tone: Tone::Good,
                    yes: "ตกลง".to_owned(),
                    ..Question::default()
                }),
                Err(hindrance) => {
                    if let Some(trouble) = Trouble::of_file(&hindrance) {
                        desk.trouble(&trouble);
                    }
                }
            },
            News::Diagnosed(Err(trouble)) => desk.trouble(trouble),
            _ => {}
        }
    }
}

/// The text of the notice, to be read at any time.
struct NoticeScreen {}

impl Screen for NoticeScreen {
    fn face(&self, desk: &Desk) -> Face {
        let mut sheet = Sheet::titled("notice-text", "ข้อความแจ้งก่อนสำรวจ");
        let text =
            super::capture::around(desk).map(|around| crate::form::notice_text(&around)).unwrap_or_default();
        sheet.rows = text.split("\n\n").map(Row::words).collect();
        Face::Sheet(sheet)
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        if told == Told::Back {
            desk.back();
        }
    }
}

const PURPOSE: &str = "แอปนี้ใช้สำรวจผู้ที่ต้องการความช่วยเหลือ ให้ศูนย์ช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น \
    ใช้งานได้แม้ไม่มีสัญญาณ ข้อมูลในเครื่องเข้ารหัสไว้";
const LICENCES: &str = "ซอฟต์แวร์เสรี สัญญาอนุญาต MIT หรือ Apache-2.0 \
    ตัวอักษร Noto Sans Thai Looped สัญญาอนุญาต SIL Open Font License 1.1 \
    ภาพถ่ายบันทึกด้วยผลงานส่วนหนึ่งของ Independent JPEG Group";

/// What this is and whose work is in it.
struct AboutScreen {}

impl Screen for AboutScreen {
    fn face(&self, desk: &Desk) -> Face {
        let identity = desk.identity();
        let device = identity.map(|identity| format!("เครื่อง {} ของ{}", identity.device, identity.lao.name));
        Face::About {
            version: version(),
            device: device.unwrap_or_default(),
            purpose: PURPOSE.to_owned(),
            licences: LICENCES.to_owned(),
        }
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        if told == Told::Back {
            desk.back();
        }
    }
}
