//! Finding one of many to answer with: a tambon by two letters, a word of a list or one's own, a
//! nationality.

use std::cmp::Reverse;
use std::rc::Rc;

use register::address;
use register::record::Nationality;

use super::Screen;
use crate::desk::Desk;
use crate::face::{Face, Finder, Found, Told};
use crate::form::Filling;
use crate::sheet::Button;

/// As many as a person looks through.
const SHOWN: usize = 40;
/// As many are put in order before that.
const RANKED: usize = 400;

/// A tambon being sought.
pub(crate) struct TambonFinder {
    title: String,
    /// The codes of those that are likely.
    likely: Vec<String>,
    sought: String,
    found: Rc<Vec<Found>>,
}

impl TambonFinder {
    /// Begins with the tambons that are likely: those of the LAO's villages and of earlier visits.
    pub(crate) fn new(desk: &Desk, title: String) -> Self {
        let mut likely: Vec<String> = Vec::new();
        let of_villages = desk.lists().into_iter().flat_map(|lists| lists.form.villages.iter());
        let codes = of_villages.filter_map(|village| village.tambon.clone());
        for code in codes.chain(desk.who.usual_tambons.iter().cloned()) {
            if !likely.contains(&code) {
                likely.push(code);
            }
        }
        let found = likely.iter().filter_map(|code| address::tambon(code)).map(line).collect();
        Self { title, likely, sought: String::new(), found: Rc::new(found) }
    }

    /// Likely ones first; then one that the LAO itself is called by, whose name is whole before one that only
    /// begins so. What is equal stays as it was found.
    fn how_near(&self, desk: &Desk, tambon: address::Tambon<'_>) -> (usize, Reverse<usize>) {
        let code = tambon.code().to_string();
        let likely = self.likely.iter().position(|known| *known == code).unwrap_or(usize::MAX);
        let of_lao = desk
            .identity()
            .filter(|identity| code.starts_with(&identity.lao.province))
            .is_some_and(|identity| identity.lao.name.contains(tambon.name()));
        (likely, Reverse(if of_lao { tambon.name().len() } else { 0 }))
    }
}

fn line(tambon: address::Tambon<'_>) -> Found {
    Found {
        id: tambon.code().to_string(),
        label: tambon.name().to_owned(),
        hint: tambon.line(),
        ..Found::default()
    }
}

impl Screen for TambonFinder {
    fn face(&self, _desk: &Desk) -> Face {
        let nothing = if self.sought.chars().count() < 2 {
            "พิมพ์ชื่อตำบล อำเภอ หรือรหัสไปรษณีย์ สองตัวอักษรขึ้นไป"
        } else {
            "ไม่พบ ลองพิมพ์ชื่ออำเภอ"
        };
        Face::Finder(Finder {
            title: self.title.clone(),
            ask: "พิมพ์ชื่อตำบลหรืออำเภอ".to_owned(),
            sought: self.sought.clone(),
            found: Rc::clone(&self.found),
            nothing: nothing.to_owned(),
            can_write: true,
            ..Finder::default()
        })
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        match told {
            Told::Wrote(_, text) => {
                let province = desk.identity().and_then(|identity| address::province(&identity.lao.province));
                let near = province.map(|province| address::Area::Province(province.code()));
                let mut found = address::find(&text, near, RANKED);
                found.sort_by_cached_key(|tambon| self.how_near(desk, *tambon));
                self.found = Rc::new(found.into_iter().take(SHOWN).map(line).collect());
                self.sought = text;
            }
            Told::Chose(code) => {
                if let Some(tambon) = address::tambon(&code) {
                    let postcode = tambon.postcodes().first().map(ToString::to_string);
                    desk.filled(Filling::Tambon { code, postcode });
                }
            }
            Told::Back => desk.back(),
            _ => {}
        }
    }
}

/// A word being chosen or written.
pub(crate) struct WordFinder {
    title: String,
    words: Vec<String>,
    /// Only what is on the list is an answer.
    closed: bool,
    sought: String,
    found: Rc<Vec<Found>>,
}

impl WordFinder {
    pub(crate) fn new(title: String, words: Vec<String>, closed: bool, value: &str) -> Self {
        let mut screen = Self { title, words, closed, sought: String::new(), found: Rc::default() };
        screen.find(value);
        screen.sought = String::new();
        screen
    }

    /// What of the list has the typed letters in it, and the typed word itself.
    fn find(&mut self, chosen: &str) {
        let folded = register::thai::fold(&self.sought);
        let mut found: Vec<Found> = self
            .words
            .iter()
            .filter(|word| register::thai::fold(word).contains(&folded))
            .map(|word| Found {
                id: word.clone(),
                label: word.clone(),
                state: if word == chosen {
                    "ที่เลือกไว้".to_owned()
                } else {
                    String::new()
                },
                ..Found::default()
            })
            .collect();
        let own = self.sought.trim();
        if !own.is_empty() && !self.words.iter().any(|word| word == own) {
            found.push(Found {
                id: own.to_owned(), label: format!("ใช้คำนี้: {own}"), ..Found::default()
            });
        }
        self.found = Rc::new(found);
    }
}

impl Screen for WordFinder {
    fn face(&self, _desk: &Desk) -> Face {
        Face::Finder(Finder {
            title: self.title.clone(),
            ask: "เลือก หรือพิมพ์เอง".to_owned(),
            found: Rc::clone(&self.found),
            can_write: !self.closed,
            side: Some(Button::new("ไม่ระบุ")),
            ..Finder::default()
        })
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        match told {
            Told::Wrote(_, text) => {
                self.sought = text;
                self.find("");
            }
            Told::Chose(word) => desk.filled(Filling::Word(word)),
            Told::Side => desk.filled(Filling::Nothing),
            Told::Back => desk.back(),
            _ => {}
        }
    }
}

/// A nationality being chosen.
pub(crate) struct NationalityFinder {
    found: Rc<Vec<Found>>,
}

impl NationalityFinder {
    pub(crate) fn new() -> Self {
        let mut screen = Self { found: Rc::default() };
        screen.find("");
        screen
    }

    fn find(&mut self, sought: &str) {
        let folded = register::thai::fold(sought);
        let line = |nationality: Nationality| Found {
            id: nationality.to_string(),
            label: nationality.in_thai(),
            ..Found::default()
        };
        // Those that are often met stand there; every other is found by what it is called.
        let likely = Nationality::often_met().count();
        let among = if folded.is_empty() { likely } else { usize::MAX };
        let mut found: Vec<Found> = Nationality::all()
            .take(among)
            .filter(|nationality| *nationality != Nationality::THAI)
            .map(line)
            .filter(|found| register::thai::fold(&found.label).contains(&folded))
            .collect();
        // And by the two letters of its code, for whoever knows them.
        if let Ok(nationality) = sought.trim().to_uppercase().parse::<Nationality>()
            && !found.iter().any(|found| found.id == nationality.to_string())
        {
            found.push(line(nationality));
        }
        self.found = Rc::new(found);
    }
}

impl Screen for NationalityFinder {
    fn face(&self, _desk: &Desk) -> Face {
        Face::Finder(Finder {
            title: "สัญชาติ".to_owned(),
            ask: "เลือก หรือพิมพ์ชื่อประเทศ".to_owned(),
            found: Rc::clone(&self.found),
            nothing: "ไม่พบ ลองพิมพ์น้อยลง หรือเลือกไม่ทราบสัญชาติ".to_owned(),
            can_write: true,
            ..Finder::default()
        })
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        match told {
            Told::Wrote(_, text) => self.find(&text),
            Told::Chose(code) => {
                if let Ok(nationality) = code.parse() {
                    desk.filled(Filling::Nationality(nationality));
                }
            }
            Told::Back => desk.back(),
            _ => {}
        }
    }
}
