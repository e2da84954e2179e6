//! The first run: the office's link makes this the phone of whoever holds it.

use register::wire::EnrolmentLink;

use super::{Screen, pin::Pin};
use crate::desk::Desk;
use crate::device::{FromDevice, Ticket};
use crate::face::{Face, Told};
use crate::sheet::{Button, Row, RowKind, Sheet, Sign, Tone};
use crate::trouble::Trouble;
use crate::worker::{Command, News};

/// Enrolment.
#[derive(Default)]
pub(crate) struct Join {
    typed: String,
    asked: Option<Ticket>,
    joining: bool,
    /// Whether the phone was enrolled before: its PIN was forgotten, or the office asked for it.
    again: bool,
}

impl Join {
    pub(crate) fn again() -> Self {
        Self { again: true, ..Self::default() }
    }

    /// A link that was opened stands in the field: whose phone this becomes, the person says by a tap.
    fn take_linked(&mut self, desk: &mut Desk) {
        if let Some(link) = desk.take_linked().filter(|_| !self.joining) {
            self.typed = link;
        }
    }

    fn join(&mut self, desk: &mut Desk, link: &str) {
        match link.parse::<EnrolmentLink>() {
            Ok(link) => {
                self.joining = true;
                desk.order(Command::Enrol(link));
            }
            Err(fault) => desk.trouble(&Trouble::from(&fault)),
        }
    }
}

impl Screen for Join {
    fn face(&self, _desk: &Desk) -> Face {
        let mut sheet = Sheet {
            has_back: self.again,
            under: "ลงทะเบียนเครื่อง".to_owned(),
            ..Sheet::titled("join", "สำรวจ")
        };
        sheet.rows = vec![
            Row::words(if self.again {
                "ขอลิงก์หรือ QR ลงทะเบียนใหม่จากศูนย์ ข้อมูลที่สำรวจไว้ในเครื่องไม่หาย"
            } else {
                "ขอ QR หรือลิงก์ลงทะเบียนจากศูนย์ช่วยเหลือประชาชน ใช้ได้ครั้งเดียว ภายใน 24 ชั่วโมง"
            }),
            Row::act("scan", Sign::Camera, "สแกน QR").tone(Tone::Good),
            Row {
                value: self.typed.clone(),
                hint: "หรือวางลิงก์ที่ศูนย์ส่งให้".to_owned(),
                ..Row::new(RowKind::Writing, "link", "ลิงก์ลงทะเบียน")
            },
        ];
        if self.joining {
            sheet.rows.push(Row::note("joining", Tone::Plain, "กำลังติดต่อศูนย์…"));
        }
        let ready = !self.typed.trim().is_empty() && !self.joining;
        sheet.main = Some(Button::new("ลงทะเบียน").enabled(ready));
        Face::Sheet(sheet)
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        match told {
            Told::Touched(row, _) if row == "scan" && !self.joining => {
                let ticket = desk.ticket();
                self.asked = Some(ticket);
                desk.device.read_code(ticket);
            }
            Told::Wrote(row, text) if row == "link" => self.typed = text,
            Told::Main if !self.joining => {
                let link = self.typed.clone();
                self.join(desk, &link);
            }
            Told::Back if self.again => desk.back(),
            _ => {}
        }
    }

    fn arrive(&mut self, desk: &mut Desk) {
        self.take_linked(desk);
    }

    fn tick(&mut self, desk: &mut Desk) {
        self.take_linked(desk);
    }

    fn device_tells(&mut self, desk: &mut Desk, news: &FromDevice) {
        let FromDevice::Link(ticket, link) = news else { return };
        if self.asked != Some(*ticket) {
            return;
        }
        self.asked = None;
        match link {
            Ok(link) => self.join(desk, link),
            Err(hindrance) => {
                if let Some(trouble) = Trouble::of_code(hindrance) {
                    desk.trouble(&trouble);
                }
            }
        }
    }

    fn news(&mut self, desk: &mut Desk, news: &News) {
        match news {
            News::Enrolled(Err(trouble)) => {
                self.joining = false;
                desk.trouble(trouble);
            }
            News::Enrolled(Ok(())) => self.joining = false,
            // What the enrolment gave is read before anything is asked of it.
            News::Who(who) if who.identity.is_some() && !who.is_sealed && !who.has_pin => {
                desk.order(Command::Sync);
                desk.only(Pin::choosing());
            }
            _ => {}
        }
    }
}
