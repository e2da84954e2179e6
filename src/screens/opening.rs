//! While the store opens; and what is said when it does not, or when the office locked the phone.

use super::{Screen, join::Join, pin::Pin};
use crate::desk::Desk;
use crate::face::{Face, Question, Told};
use crate::sheet::{Button, Row, Sheet, Tone};
use crate::trouble::Trouble;
use crate::worker::{Command, News};

/// The first screen.
#[derive(Default)]
pub(crate) struct Opening {
    trouble: Option<Trouble>,
    /// What stands here opens with no key any more; a new store can be begun beside it.
    lost_key: bool,
    sealed: bool,
}

impl Screen for Opening {
    fn face(&self, _desk: &Desk) -> Face {
        let mut sheet = Sheet { has_back: false, ..Sheet::titled("opening", "สำรวจ") };
        match &self.trouble {
            None if self.sealed => {
                sheet.rows = vec![
                    Row::note("sealed", Tone::Notice, "ศูนย์ล็อกเครื่องนี้ไว้")
                        .hint("ข้อมูลที่สำรวจไว้ยังอยู่ และจะส่งให้ศูนย์เมื่อมีสัญญาณ นำเครื่องไปที่ศูนย์เพื่อลงทะเบียนใหม่"),
                ];
                sheet.main = Some(Button::new("ส่งข้อมูลที่ค้างอยู่"));
                sheet.side = Some(Button::new("ลงทะเบียนใหม่"));
            }
            None => sheet.rows = vec![Row::words("กำลังเปิด…")],
            Some(trouble) => {
                sheet.rows = vec![
                    Row::note("closed", Tone::Wrong, trouble.happened.clone())
                        .hint(format!("{}\n{}", trouble.safe, trouble.next)),
                ];
                if self.lost_key {
                    sheet.rows.push(Row::words("เมื่อแจ้งศูนย์แล้ว เริ่มใช้เครื่องนี้ใหม่ได้ ข้อมูลเดิมถูกแยกเก็บไว้ในเครื่อง"));
                    sheet.side = Some(Button::new("เริ่มใช้เครื่องนี้ใหม่"));
                }
            }
        }
        Face::Sheet(sheet)
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        match told {
            Told::Main if self.sealed => desk.order(Command::Sync),
            Told::Side if self.sealed => desk.onto(Join::again()),
            Told::Side if self.lost_key => desk.ask(Question {
                title: "เริ่มใช้เครื่องนี้ใหม่".to_owned(),
                words: "ข้อมูลที่ยังไม่ถึงศูนย์ต้องสำรวจใหม่".to_owned(),
                safe: "ไม่มีอะไรถูกลบ ของเดิมถูกแยกเก็บไว้ในเครื่องนี้".to_owned(),
                next: "ขอ QR ลงทะเบียนใหม่จากศูนย์".to_owned(),
                yes: "เริ่มใหม่".to_owned(),
                no: "ยังไม่เริ่ม".to_owned(),
                tone: Tone::Wrong,
                is_grave: true,
            }),
            Told::Answered(true) if self.lost_key => {
                *self = Self::default();
                desk.order(Command::BeginAnew);
            }
            _ => {}
        }
    }

    fn news(&mut self, desk: &mut Desk, news: &News) {
        match news {
            News::Opened { .. } => desk.order(Command::Who),
            News::Closed { trouble, lost_key } => {
                self.trouble = Some(trouble.clone());
                self.lost_key = *lost_key;
            }
            News::Who(who) => {
                self.sealed = who.is_sealed;
                match (&who.identity, who.is_sealed, who.has_pin) {
                    (_, true, _) => {}
                    (None, ..) => desk.only(Join::default()),
                    (Some(_), _, false) => desk.only(Pin::choosing()),
                    (Some(_), _, true) => desk.only(Pin::unlocking()),
                }
            }
            News::Synced(Ok(done)) if self.sealed && done.left == 0 => {
                // What cannot be sent from a locked phone is not called sent.
                let (title, words, tone) = if done.stays == 0 {
                    ("ส่งข้อมูลที่ค้างหมดแล้ว", "ศูนย์จะพิจารณารับข้อมูลเหล่านี้", Tone::Good)
                } else {
                    (
                        "ส่งข้อมูลที่ส่งได้หมดแล้ว",
                        "ศูนย์จะพิจารณารับข้อมูลเหล่านี้ แบบร่างและส่วนที่ศูนย์ยังไม่รับยังอยู่ในเครื่องนี้ ใช้ต่อได้เมื่อลงทะเบียนเครื่องใหม่",
                        Tone::Notice,
                    )
                };
                desk.say(Question {
                    title: title.to_owned(),
                    words: words.to_owned(),
                    tone,
                    yes: "เข้าใจแล้ว".to_owned(),
                    ..Question::default()
                });
            }
            News::Synced(Err(trouble)) if self.sealed => desk.trouble(trouble),
            _ => {}
        }
    }
}
