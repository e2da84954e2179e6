//! Every draft, the one saved last first: the first screen has room for a few.
//!
//! Owns nothing of its own: what a draft is called is `home`'s, and what is done with it `capture`'s.

use std::rc::Rc;

use register::thai;
use store::DraftInBrief;

use super::{
    Screen,
    capture::Capture,
    home::{SENT_BACK, draft_in_words},
};
use crate::desk::Desk;
use crate::face::{Face, Finder, Found, Told};
use crate::sheet::{Sign, Tone};
use crate::worker::{Command, News};

/// The drafts.
#[derive(Default)]
pub(crate) struct Drafts {
    all: Vec<DraftInBrief>,
    loaded: bool,
    sought: String,
    shown: Rc<Vec<Found>>,
}

impl Drafts {
    fn sift(&mut self) {
        let sought = thai::fold(&self.sought);
        let called = self.all.iter().map(|draft| (draft, draft_in_words(draft)));
        let found = called.filter(|(_, words)| thai::fold(words).contains(&sought));
        self.shown = Rc::new(found.map(|(draft, words)| line(draft, words)).collect());
    }
}

fn line(draft: &DraftInBrief, words: String) -> Found {
    Found {
        id: draft.id.to_string(),
        label: words,
        hint: if draft.people > 0 { format!("{} คน", draft.people) } else { String::new() },
        state: match (draft.sent_back, draft.edits) {
            (true, _) => SENT_BACK,
            (_, true) => "กำลังแก้บันทึกเดิม",
            _ => "ร่าง ยังไม่เสร็จ",
        }
        .to_owned(),
        tone: Tone::Notice,
        sign: Sign::Pen,
    }
}

impl Screen for Drafts {
    fn face(&self, _desk: &Desk) -> Face {
        Face::Finder(Finder {
            title: "ร่างทั้งหมด".to_owned(),
            under: if self.loaded {
                format!("ทำค้างไว้ {} บ้าน", self.all.len())
            } else {
                String::new()
            },
            ask: "ค้นหาบ้านเลขที่หรือชื่อ".to_owned(),
            sought: self.sought.clone(),
            found: Rc::clone(&self.shown),
            nothing: match (self.loaded, self.sought.is_empty()) {
                (false, _) => "กำลังเปิด…",
                (true, true) => "ไม่มีร่างค้างอยู่",
                (true, false) => "ไม่พบ ลองพิมพ์น้อยลง",
            }
            .to_owned(),
            can_write: true,
            ..Finder::default()
        })
    }

    fn arrive(&mut self, desk: &mut Desk) {
        let round = desk.round();
        desk.order(Command::Home(round));
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        match told {
            Told::Wrote(_, text) => {
                self.sought = text;
                self.sift();
            }
            Told::Chose(id) => {
                if let Ok(id) = id.parse() {
                    let capture = Capture::resume(desk, id);
                    desk.onto(capture);
                }
            }
            Told::Back => desk.back(),
            _ => {}
        }
    }

    fn news(&mut self, desk: &mut Desk, news: &News) {
        match news {
            News::Home(Ok(home)) => {
                self.all = home.drafts.clone();
                self.loaded = true;
                self.sift();
            }
            News::Home(Err(trouble)) => desk.trouble(trouble),
            _ => {}
        }
    }
}
