//! While the store opens; and what is said when it does not, or when the office locked the phone.

use store::StoreError;
use sync::Done;

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
    /// The person asked to send what waits on a locked phone, and was not told yet what came of it.
    sends: bool,
}

impl Opening {
    /// Of a phone that the office locked while the app was open.
    pub(crate) fn sealed() -> Self {
        Self { sealed: true, ..Self::default() }
    }
}

/// What came of sending what waited on a locked phone. What cannot be sent from one is not called sent.
fn sent_from_a_locked_phone(done: &Done) -> Question {
    let went = if done.changes + done.photos + done.aside > 0 {
        "ศูนย์จะพิจารณารับข้อมูลเหล่านี้"
    } else {
        "ไม่มีรายการที่ต้องส่งเพิ่ม"
    };
    let (title, words, safe, next, tone) = match (done.left, done.stays) {
        (0, 0) => (
            "ส่งข้อมูลที่ค้างหมดแล้ว",
            went.to_owned(),
            "ไม่มีข้อมูลค้างส่งในเครื่องนี้",
            "นำเครื่องไปที่ศูนย์เพื่อลงทะเบียนใหม่",
            Tone::Good,
        ),
        (0, _) => (
            "ส่งข้อมูลที่ส่งได้หมดแล้ว",
            went.to_owned(),
            "ร่าง งานที่ทำค้างไว้ และส่วนที่ศูนย์ยังไม่รับ ยังอยู่ในเครื่องนี้ครบ",
            "นำเครื่องไปที่ศูนย์เพื่อลงทะเบียนใหม่ แล้วทำต่อได้",
            Tone::Notice,
        ),
        (left, _) => (
            "ยังส่งไม่หมด",
            format!("เหลือ {left} รายการที่ยังไม่ถึงศูนย์"),
            "ข้อมูลที่เหลือยังอยู่ในเครื่องนี้ครบ",
            "ไปที่มีสัญญาณแล้วแตะส่งอีกครั้ง ถ้ายังไม่หมด นำเครื่องไปที่ศูนย์",
            Tone::Notice,
        ),
    };
    Question {
        title: title.to_owned(),
        words,
        safe: safe.to_owned(),
        next: next.to_owned(),
        tone,
        yes: "เข้าใจแล้ว".to_owned(),
        ..Question::default()
    }
}

impl Screen for Opening {
    fn face(&self, _desk: &Desk) -> Face {
        let mut sheet = Sheet { has_back: false, ..Sheet::titled("opening", "สำรวจ") };
        match &self.trouble {
            None if self.sealed => {
                let Trouble { happened, safe, next, .. } = Trouble::from(&StoreError::Sealed);
                sheet.rows =
                    vec![Row::note("sealed", Tone::Notice, happened).hint(format!("{safe}\n{next}"))];
                let label = if self.sends {
                    "กำลังส่ง…"
                } else {
                    "ส่งข้อมูลที่ค้างอยู่"
                };
                sheet.main = Some(Button::new(label).enabled(!self.sends));
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
            Told::Main if self.sealed && !self.sends => {
                self.sends = true;
                desk.send_now();
            }
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
            News::Synced(done) if self.sealed && self.sends && !desk.is_sending() => {
                self.sends = false;
                match done {
                    Ok(done) => desk.say(sent_from_a_locked_phone(done)),
                    Err(trouble) => desk.trouble(trouble),
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
#[path = "opening_tests.rs"]
mod tests;
