//! A number on our own pad: a house, a telephone, a count, a sum.

use super::Screen;
use crate::desk::Desk;
use crate::face::{Face, Pad, Told};
use crate::form::{Filling, NO_HOUSE_NUMBER, NO_PHONE, Number, is_no_house_number, is_no_phone_number};
use crate::sheet::{Button, Tone};

/// A number being typed.
pub(crate) struct NumberPad {
    title: String,
    kind: Number,
    typed: String,
}

impl NumberPad {
    pub(crate) fn new(title: String, kind: Number, typed: String) -> Self {
        let is_words = match kind {
            Number::House => is_no_house_number(&typed),
            Number::Phone => is_no_phone_number(&typed),
            Number::Count(_) | Number::Baht | Number::Quantity => false,
        };
        let typed = if is_words { String::new() } else { typed };
        Self { title, kind, typed }
    }

    /// Keys above the digits: what a house's number has in it besides them.
    fn letters(&self) -> &'static [&'static str] {
        if self.kind == Number::House { &["-", "ก", "ข", "ค"] } else { &[] }
    }

    /// The key beside 0, where the kind has one.
    fn more(&self) -> &'static str {
        match self.kind {
            Number::House => "/",
            Number::Quantity => ".",
            Number::Phone | Number::Count(_) | Number::Baht => "",
        }
    }

    fn longest(&self) -> usize {
        match self.kind {
            Number::House => 12,
            Number::Phone => 10,
            Number::Count(most) => most.to_string().len(),
            Number::Baht | Number::Quantity => 9,
        }
    }

    /// What is odd about it; it stops nobody.
    fn oddity(&self) -> &'static str {
        match self.kind {
            Number::Phone if !self.typed.is_empty() && !self.typed.starts_with('0') => "เบอร์โทรศัพท์ขึ้นต้นด้วย 0",
            Number::Phone if (1..9).contains(&self.typed.len()) => "เบอร์โทรศัพท์มี 9 หรือ 10 ตัว",
            _ => "",
        }
    }

    fn press(&mut self, key: &str) {
        match key {
            "erase" => drop(self.typed.pop()),
            // A stroke or a point once, and not first.
            "." if self.typed.contains('.') || self.typed.is_empty() => {}
            "/" | "-" if self.typed.is_empty() || self.typed.ends_with(['/', '-']) => {}
            key if self.typed.chars().count() < self.longest() => {
                self.typed.push_str(key);
                if let Number::Count(most) = self.kind
                    && self.typed.parse::<u32>().is_ok_and(|number| number > most)
                {
                    self.typed.pop();
                }
            }
            _ => {}
        }
    }
}

impl Screen for NumberPad {
    fn face(&self, _desk: &Desk) -> Face {
        let shown = self.kind.in_words(&self.typed);
        let oddity = self.oddity();
        Face::Pad(Pad {
            title: self.title.clone(),
            has_back: true,
            said: shown.clone(),
            shown: if shown.is_empty() { "–".to_owned() } else { shown },
            comes_to: oddity.to_owned(),
            tone: if oddity.is_empty() { Tone::Plain } else { Tone::Notice },
            more: self.more().to_owned(),
            letters: self.letters(),
            main: Some(Button::new("ตกลง")),
            side: match self.kind {
                Number::House => Some(Button::new("ไม่มีบ้านเลขที่")),
                Number::Phone => Some(Button::new(NO_PHONE)),
                Number::Count(_) | Number::Baht | Number::Quantity => None,
            },
            ..Pad::default()
        })
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        match told {
            Told::Key(key) => {
                self.press(&key);
                // A whole number is taken by itself, as a card's is, and stands where it was asked for. That of
                // a house's telephone is shorter.
                if self.kind == Number::Phone
                    && key != "erase"
                    && self.typed.starts_with('0')
                    && self.typed.len() == self.longest()
                {
                    desk.filled(Filling::Digits(self.typed.clone()));
                }
            }
            Told::Main => desk.filled(Filling::Digits(self.typed.clone())),
            Told::Side if self.kind == Number::House => {
                desk.filled(Filling::Digits(NO_HOUSE_NUMBER.to_owned()));
            }
            // What is written of another way to reach them stays: it is asked below the row.
            Told::Side if self.kind == Number::Phone => desk.filled(Filling::NoNumber),
            Told::Back => desk.back(),
            _ => {}
        }
    }
}
