//! The PIN: choosing one, and opening the app with it.
//!
//! Owns the digits while they are typed. It stands before everything at the start, and over everything when whoever
//! comes back was away for long: what they were at is beneath it, as it was. Whether they are right, how often one may be wrong and how
//! long to wait then is the store's.

use store::Tried;

use super::{Screen, home::Home};
use crate::desk::Desk;
use crate::face::{Face, Pad, Told};
use crate::sheet::{Button, Row, Tone};
use crate::worker::{Command, News};

/// As many digits as a PIN of ours has.
const DIGITS: usize = 6;

enum Mode {
    Unlocking,
    /// The same, over the screens that are there; the app takes it away when it is open.
    Over,
    Choosing,
    /// The digits that were chosen, to be typed once more.
    Repeating(String),
}

/// The PIN.
pub(crate) struct Pin {
    mode: Mode,
    typed: String,
    word: String,
    /// Until when no PIN is looked at, in milliseconds since 1970.
    until: Option<u64>,
    /// Whether whoever chooses one comes back to where they were.
    returns: bool,
}

impl Pin {
    pub(crate) fn unlocking() -> Self {
        Self { mode: Mode::Unlocking, typed: String::new(), word: String::new(), until: None, returns: false }
    }

    /// Over everything, until its PIN is said.
    pub(crate) fn over() -> Self {
        Self { mode: Mode::Over, ..Self::unlocking() }
    }

    pub(crate) fn choosing() -> Self {
        Self { mode: Mode::Choosing, ..Self::unlocking() }
    }

    pub(crate) fn changing() -> Self {
        Self { returns: true, ..Self::choosing() }
    }

    fn unlocks(&self) -> bool {
        matches!(self.mode, Mode::Unlocking | Mode::Over)
    }

    fn whole(&mut self, desk: &mut Desk) {
        let typed = std::mem::take(&mut self.typed);
        match &self.mode {
            Mode::Unlocking | Mode::Over => desk.order(Command::TryPin(typed)),
            Mode::Choosing => {
                self.word = String::new();
                self.mode = Mode::Repeating(typed);
            }
            Mode::Repeating(first) if *first == typed => desk.order(Command::SetPin(typed)),
            Mode::Repeating(_) => {
                self.word = "สองครั้งไม่ตรงกัน เลือกรหัสใหม่อีกครั้ง".to_owned();
                self.mode = Mode::Choosing;
            }
        }
    }

    fn seconds_left(&self, desk: &Desk) -> Option<u64> {
        let now = u64::try_from(desk.now().unix_ms()).ok()?;
        self.until
            .and_then(|until| until.checked_sub(now))
            .filter(|left| *left > 0)
            .map(|ms| ms.div_ceil(1000))
    }
}

impl Screen for Pin {
    fn face(&self, desk: &Desk) -> Face {
        let title = match self.mode {
            Mode::Unlocking | Mode::Over => "ใส่รหัสเปิดแอป",
            Mode::Choosing => "เลือกรหัส 6 ตัว",
            Mode::Repeating(_) => "ใส่รหัสเดิมอีกครั้ง",
        };
        let mut pad = Pad {
            title: title.to_owned(),
            under: match self.mode {
                Mode::Unlocking | Mode::Over => String::new(),
                _ => "ใช้เปิดแอปทุกครั้ง อย่าบอกใคร".to_owned(),
            },
            has_back: self.returns,
            // How many, and never which.
            shown: (0..DIGITS)
                .map(|at| if at < self.typed.len() { "●" } else { "○" })
                .collect::<Vec<_>>()
                .join(" "),
            said: format!("ใส่แล้ว {} ตัว", self.typed.len()),
            comes_to: self.word.clone(),
            tone: if self.word.is_empty() { Tone::Plain } else { Tone::Notice },
            ..Pad::default()
        };
        if let Some(left) = self.seconds_left(desk) {
            pad.comes_to = format!("ผิดหลายครั้ง รออีก {left} วินาที ข้อมูลในเครื่องปลอดภัย");
        }
        if self.unlocks() {
            pad.rows = vec![Row::words("ลืมรหัส? ขอลิงก์ลงทะเบียนใหม่จากศูนย์ ข้อมูลในเครื่องไม่หาย")];
            pad.side = Some(Button::new("ลืมรหัส"));
        }
        Face::Pad(pad)
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        match told {
            Told::Key(key) if key == "erase" => drop(self.typed.pop()),
            Told::Key(key) if self.seconds_left(desk).is_none() && self.typed.len() < DIGITS => {
                self.typed.push_str(&key);
                if self.typed.len() == DIGITS {
                    self.whole(desk);
                }
            }
            Told::Side if matches!(self.mode, Mode::Over) => {
                // Every draft is on the disk: it was saved when the app was hidden.
                desk.only(Self::unlocking());
                desk.onto(super::join::Join::again());
            }
            Told::Side if self.unlocks() => desk.onto(super::join::Join::again()),
            Told::Back if self.returns => desk.back(),
            _ => {}
        }
    }

    fn news(&mut self, desk: &mut Desk, news: &News) {
        match news {
            News::Pin(Ok(Tried::Open)) if matches!(self.mode, Mode::Unlocking) => desk.only(Home::default()),
            News::Pin(Ok(Tried::Wrong { left_before_wait })) if self.unlocks() => {
                self.word = format!("รหัสไม่ถูกต้อง ลองได้อีก {left_before_wait} ครั้ง");
            }
            News::Pin(Ok(Tried::Wait { until })) if self.unlocks() => {
                self.word = "ผิดหลายครั้ง".to_owned();
                self.until = Some(*until);
            }
            News::PinSet(Ok(())) if self.returns => desk.back(),
            News::PinSet(Ok(())) if !self.unlocks() => {
                desk.order(Command::Who);
                desk.only(Home::default());
            }
            News::Pin(Err(trouble)) if self.unlocks() => desk.trouble(trouble),
            News::PinSet(Err(trouble)) if !self.unlocks() => desk.trouble(trouble),
            _ => {}
        }
    }
}
