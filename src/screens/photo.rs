//! One photo of a visit, as large as the screen; and taking it out of the visit.

use register::record::PhotoHash;

use super::Screen;
use crate::desk::Desk;
use crate::face::{Face, PhotoFace, Question, Told};
use crate::form::Filling;
use crate::sheet::{Row, Sign, Tone};

/// A photo being looked at.
pub(crate) struct PhotoScreen {
    hash: PhotoHash,
    title: String,
    /// Whether it may be taken out of what it belongs to.
    can_go: bool,
    asked: bool,
}

impl PhotoScreen {
    pub(crate) fn new(hash: PhotoHash, title: String, can_go: bool) -> Self {
        Self { hash, title, can_go, asked: false }
    }
}

impl Screen for PhotoScreen {
    fn face(&self, _desk: &Desk) -> Face {
        let rows = if self.can_go {
            vec![Row::act("remove", Sign::Bin, "เอารูปนี้ออก").tone(Tone::Wrong)]
        } else {
            Vec::new()
        };
        Face::Photo(PhotoFace { title: self.title.clone(), under: String::new(), hash: self.hash, rows })
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        match told {
            Told::Touched(row, _) if row == "remove" => {
                self.asked = true;
                desk.ask(Question {
                    title: "เอารูปนี้ออก".to_owned(),
                    words: "รูปจะออกจากบันทึกนี้ ถ่ายใหม่ได้".to_owned(),
                    yes: "เอารูปนี้ออก".to_owned(),
                    no: "ไม่เอาออก".to_owned(),
                    is_grave: true,
                    ..Question::default()
                });
            }
            Told::Answered(true) if std::mem::take(&mut self.asked) => desk.filled(Filling::Nothing),
            Told::Answered(false) => self.asked = false,
            Told::Back => desk.back(),
            _ => {}
        }
    }
}
