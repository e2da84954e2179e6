//! The list of households: all of them, those not visited in this round, those to be mended; and
//! people found by name, number or house.

use std::rc::Rc;

use register::thai;
use store::{Hit, Household, Stage};

use super::{Screen, capture::Capture, record::RecordScreen};
use crate::desk::Desk;
use crate::face::{Face, Finder, Found, Told};
use crate::form::house_called;
use crate::lines;
use crate::sheet::{Button, Choice, Sign, Tone};
use crate::worker::{Command, News};

/// Which of the households are shown.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Sieve {
    #[default]
    All,
    NotVisited,
    SentBack,
}

impl Sieve {
    const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::All, "all", "ทั้งหมด"),
        (Self::NotVisited, "not-visited", "ยังไม่ได้ไป"),
        (Self::SentBack, "sent-back", "ต้องแก้"),
    ];

    fn lets(self, household: &Household) -> bool {
        match self {
            Self::All => true,
            Self::NotVisited => !household.visited,
            Self::SentBack => household.to_mend.is_some(),
        }
    }

    /// How a household stands in this list, and where its line leads.
    fn line(self, household: &Household) -> Found {
        match (self, household.to_mend) {
            // There may be a draft of another visit, or a newer one: this list is of what is to be mended.
            (Self::SentBack, Some((record, stage))) => line(household, stage, format!("record {record}")),
            _ => standing(household),
        }
    }
}

/// The list.
#[derive(Default)]
pub(crate) struct Households {
    all: Vec<Household>,
    sieve: Sieve,
    sought: String,
    shown: Rc<Vec<Found>>,
    /// What each line leads to: a draft or a record.
    loaded: bool,
}

impl Households {
    pub(crate) fn sent_back() -> Self {
        Self { sieve: Sieve::SentBack, ..Self::default() }
    }

    fn sift(&mut self) {
        let shown = self.all.iter().filter(|household| self.sieve.lets(household));
        let shown = shown.map(|household| self.sieve.line(household)).collect();
        self.shown = Rc::new(shown);
    }

    /// What is sought is sought among all: nothing narrows it but what is typed.
    fn sieves(&self) -> Vec<Choice> {
        if self.is_seeking() {
            return Vec::new();
        }
        let choice =
            |(sieve, id, words): &(Sieve, &str, &str)| Choice::new(*id, *words).chosen(*sieve == self.sieve);
        Sieve::ALL.iter().map(choice).collect()
    }

    fn is_seeking(&self) -> bool {
        !self.sought.trim().is_empty()
    }

    /// Houses in which no person stands to be found, by their number or whose they are.
    fn houses_without_people(&self) -> impl Iterator<Item = &Household> {
        let sought = thai::fold(&self.sought);
        self.all.iter().filter(move |household| {
            let has_hits = household.newest.is_some() && household.people > 0;
            let called = [household.house_no.as_str(), household.householder.as_str()];
            !has_hits
                && !sought.is_empty()
                && called.iter().any(|called| thai::fold(called).contains(&sought))
        })
    }

    fn load(&mut self, desk: &mut Desk) {
        let round = desk.round();
        desk.order(Command::Households(round));
    }
}

/// How a record stands, in a word; never a tick for what did not arrive.
pub(crate) fn stage_in_words(stage: Stage) -> (&'static str, Tone, Sign) {
    match stage {
        Stage::Draft => ("ร่าง ยังไม่เสร็จ", Tone::Notice, Sign::Pen),
        Stage::Rejected => ("ศูนย์ยังไม่รับ ต้องแก้", Tone::Wrong, Sign::Warning),
        Stage::SentBack => ("ส่งกลับให้แก้", Tone::Notice, Sign::Warning),
        Stage::Waiting => ("รอส่ง", Tone::Notice, Sign::Waiting),
        Stage::Sent => ("ยังไม่ได้ใบรับ จะส่งซ้ำให้เอง", Tone::Notice, Sign::Waiting),
        Stage::Received => ("ศูนย์ได้รับแล้ว", Tone::Good, Sign::Received),
        Stage::Others => ("สำรวจโดยทีมอื่น", Tone::Plain, Sign::People),
    }
}

/// A household as it stands, and the draft or the visit that it stands so by.
fn standing(household: &Household) -> Found {
    let visit = household.stands_at.or(household.newest.as_ref().map(|visit| visit.record));
    let leads_to = match (household.drafts.first(), visit) {
        (Some(draft), _) => format!("draft {draft}"),
        (None, Some(record)) => format!("record {record}"),
        (None, None) => String::new(),
    };
    line(household, household.stage, leads_to)
}

fn line(household: &Household, stage: Stage, leads_to: String) -> Found {
    let place = house_called(&household.house_no, household.moo, &household.community);
    let people =
        if household.people > 0 { format!(" · {} คน", household.people) } else { String::new() };
    let (words, tone, sign) = stage_in_words(stage);
    let (words, tone, sign) = match (household.visited, stage) {
        (false, Stage::Received | Stage::Others) => ("รอบนี้ยังไม่ได้ไป", Tone::Notice, Sign::House),
        (_, Stage::Rejected | Stage::SentBack) => (words, tone, sign),
        _ if household.refused => ("ไม่ประสงค์ให้ข้อมูล", tone, sign),
        _ => (words, tone, sign),
    };
    Found {
        id: leads_to,
        label: place,
        hint: format!("{}{people}", lines::name(&household.householder)),
        state: words.to_owned(),
        tone,
        sign,
    }
}

fn hit(hit: &Hit) -> Found {
    let place = house_called(&hit.house_no, hit.moo, "");
    Found {
        id: format!("record {}", hit.record),
        label: lines::name(&hit.name),
        hint: place,
        state: if hit.withdrawn { "ถอนแล้ว".to_owned() } else { String::new() },
        sign: Sign::Person,
        ..Found::default()
    }
}

impl Screen for Households {
    fn face(&self, _desk: &Desk) -> Face {
        // A draft is no visit yet, here as on the first screen.
        let visited = self.all.iter().filter(|one| one.visited && one.newest.is_some()).count();
        Face::Finder(Finder {
            title: "รายชื่อบ้าน".to_owned(),
            under: if self.loaded { super::home::surveyed(visited, self.all.len()) } else { String::new() },
            ask: "ค้นหาชื่อ บ้านเลขที่ หรือเลขบัตร".to_owned(),
            sought: self.sought.clone(),
            sieves: self.sieves(),
            found: Rc::clone(&self.shown),
            nothing: match (self.loaded, self.sought.is_empty()) {
                (false, _) => "กำลังเปิด…",
                (true, true) => "ยังไม่มีบ้านในรายการนี้",
                (true, false) => "ไม่พบ ลองพิมพ์น้อยลง",
            }
            .to_owned(),
            main: Some(Button::new("สำรวจบ้านใหม่").sign(Sign::Plus)),
            can_write: true,
            ..Finder::default()
        })
    }

    fn arrive(&mut self, desk: &mut Desk) {
        self.load(desk);
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        match told {
            Told::Wrote(_, text) => {
                if text.trim().is_empty() {
                    self.sift();
                } else {
                    desk.order(Command::Search(text.clone()));
                }
                self.sought = text;
            }
            Told::Sieved(id) => {
                if let Some((sieve, ..)) = Sieve::ALL.iter().find(|(_, known, _)| *known == id) {
                    self.sieve = *sieve;
                    self.sift();
                }
            }
            Told::Chose(id) => {
                if let Some(id) = id.strip_prefix("draft ").and_then(|id| id.parse().ok()) {
                    let capture = Capture::resume(desk, id);
                    desk.onto(capture);
                } else if let Some(id) = id.strip_prefix("record ").and_then(|id| id.parse().ok()) {
                    desk.onto(RecordScreen::new(id));
                }
            }
            Told::Main => {
                let capture = Capture::begin(desk);
                desk.onto(capture);
            }
            Told::Back => desk.back(),
            _ => {}
        }
    }

    fn news(&mut self, desk: &mut Desk, news: &News) {
        match news {
            News::Households(Ok(households)) => {
                self.all = households.clone();
                self.loaded = true;
                if !self.is_seeking() {
                    self.sift();
                }
            }
            News::Households(Err(trouble)) => desk.trouble(trouble),
            News::Found(sought, Ok(hits)) if *sought == self.sought => {
                let houses = self.houses_without_people().map(standing);
                self.shown = Rc::new(hits.iter().map(hit).chain(houses).collect());
            }
            News::Found(sought, Err(trouble)) if *sought == self.sought => desk.trouble(trouble),
            _ => {}
        }
    }
}

#[cfg(test)]
#[path = "households_tests.rs"]
mod tests;
