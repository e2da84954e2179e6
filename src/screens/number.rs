//! A number on our own pad: a house, a telephone, a count, a sum.

use super::Screen;
use crate::desk::Desk;
use crate::face::{Face, Pad, Told};
use crate::form::{Filling, Number};
use crate::sheet::{Button, Tone};

/// A number being typed.
pub(crate) struct NumberPad {
    title: String,
    kind: Number,
    typed: String,
}

impl NumberPad {
    pub(crate) fn new(title: String, kind: Number, typed: String) -> Self {
        Self { title, kind, typed }
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

    /// The digits as people read them.
    fn shown(&self) -> String {
        match self.kind {
            Number::Phone => {
                let digits: Vec<char> = self.typed.chars().collect();
                let part = |from: usize, to: usize| {
                    digits.get(from..to.min(digits.len())).map(|part| part.iter().collect::<String>())
                };
                let parts = [part(0, 3), part(3, 6), part(6, 10)];
                parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
            }
            Number::Baht => grouped(&self.typed),
            _ => self.typed.clone(),
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
            "/" if self.typed.is_empty() || self.typed.ends_with('/') => {}
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

/// A sum with its thousands apart.
fn grouped(digits: &str) -> String {
    let mut grouped = String::new();
    let count = digits.chars().count();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (count - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

impl Screen for NumberPad {
    fn face(&self, _desk: &Desk) -> Face {
        let shown = self.shown();
        let oddity = self.oddity();
        Face::Pad(Pad {
            title: self.title.clone(),
            has_back: true,
            said: shown.clone(),
            shown: if shown.is_empty() { "–".to_owned() } else { shown },
            comes_to: oddity.to_owned(),
            tone: if oddity.is_empty() { Tone::Plain } else { Tone::Notice },
            more: self.more().to_owned(),
            main: Some(Button::new("ตกลง")),
            ..Pad::default()
        })
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        match told {
            Told::Key(key) => self.press(&key),
            Told::Main => desk.filled(Filling::Digits(self.typed.clone())),
            Told::Back => desk.back(),
            _ => {}
        }
    }
}
