//! The 13 digits of a card, grouped as the card groups them, checked as they are typed.
//!
//! Owns the digits while they are typed, the suggestions for a slip of the hand, and asking, at the
//! thirteenth digit, where the number is held. What a valid number is and which slips there are is the
//! register's.

use register::national_id::{NationalId, TypedId, corrections, in_groups};
use register::record::{PersonId, RecordId};
use store::{Known, Where};

use super::Screen;
use crate::desk::Desk;
use crate::face::{Face, Pad, Told};
use crate::form::Filling;
use crate::sheet::{Button, Choice, Row, RowKind, Tone};
use crate::worker::{Command, News};

const DIGITS: usize = 13;
/// More would only be guessed at.
const SUGGESTED: usize = 3;

/// A card's number being typed.
pub(crate) struct CardNumber {
    person: PersonId,
    /// The visit that is being captured: its own people are no duplicates of themselves.
    visit: RecordId,
    /// The numbers of its other people, and what they are called: one card is one person's.
    others: Vec<(NationalId, String)>,
    typed: String,
    /// What is known of a number, for the one typed and for suggestions.
    known: Vec<(NationalId, Known)>,
    /// Whether a digit was typed since the pad was opened.
    typed_here: bool,
}

impl CardNumber {
    pub(crate) fn new(
        desk: &mut Desk,
        person: PersonId,
        visit: RecordId,
        others: Vec<(NationalId, String)>,
        typed: &str,
    ) -> Self {
        let typed = register::thai::arabic_digits(typed).chars().filter(char::is_ascii_digit).collect();
        let mut screen = Self { person, visit, others, typed, known: Vec::new(), typed_here: false };
        screen.look_up(desk);
        screen
    }

    /// Asks where the number is held, or those that it may be meant for.
    fn look_up(&mut self, desk: &mut Desk) {
        self.known.clear();
        if self.typed.len() < DIGITS {
            return;
        }
        match TypedId::read(Some(&self.typed)) {
            TypedId::Valid(id) => desk.order(Command::Known(self.person, id)),
            _ => {
                for id in corrections(&self.typed) {
                    desk.order(Command::Known(self.person, id));
                }
            }
        }
    }

    /// Who else of this visit has this number.
    fn other(&self, id: NationalId) -> Option<&str> {
        self.others.iter().find(|(other, _)| *other == id).map(|(_, name)| name.as_str())
    }

    /// What the typed number may be meant for: first those that somebody here holds, for a wrong digit
    /// that makes a neighbour's number is seldom chance.
    fn suggestions(&self) -> Vec<(NationalId, Option<String>)> {
        let holder = |id: &NationalId| {
            let known = self.known.iter().find(|(known, _)| known == id).map(|(_, known)| known)?;
            known.visits.first().map(|visit| visit.name.clone())
        };
        let mut suggested: Vec<(NationalId, Option<String>)> =
            corrections(&self.typed).into_iter().map(|id| (id, holder(&id))).collect();
        suggested.sort_by_key(|(_, holder)| holder.is_none());
        suggested.truncate(SUGGESTED);
        suggested
    }

    fn rows(&self, desk: &Desk) -> Vec<Row> {
        if self.typed.len() < DIGITS {
            return Vec::new();
        }
        match TypedId::read(Some(&self.typed)) {
            TypedId::Valid(id) => {
                let mut rows: Vec<Row> =
                    self.other(id).map(crate::form::twice_in_words).into_iter().collect();
                let known = self.known.iter().find(|(known, _)| *known == id);
                let Some((_, known)) = known else { return rows };
                let visit = known.visits.iter().find(|visit| visit.record != self.visit);
                let around = super::capture::around(desk);
                // The pad says it; the page behind it leads there.
                let row = around.and_then(|around| crate::form::known_in_words(&around, known, visit));
                rows.extend(row.map(|row| Row { choices: Vec::new(), ..row }));
                rows
            }
            TypedId::Invalid { .. } => {
                let suggested = self.suggestions();
                if suggested.is_empty() {
                    return Vec::new();
                }
                let choice = |(id, holder): (NationalId, Option<String>)| {
                    let mut hint = changed(&self.typed, id);
                    if let Some(name) = holder {
                        hint = format!("{name}\n{hint}");
                    }
                    Choice { hint, ..Choice::new(id.to_string(), id.grouped()) }
                };
                let choices = suggested.into_iter().map(choice).collect();
                let label = "หมายถึงเลขนี้หรือไม่ แตะเลขที่ตรงกับบัตร";
                vec![Row { choices, ..Row::new(RowKind::OneOf, "meant", label) }]
            }
            TypedId::Missing => Vec::new(),
        }
    }
}

/// Which digits a suggestion has otherwise than they were typed.
fn changed(typed: &str, meant: NationalId) -> String {
    let meant = meant.to_string();
    let differ: Vec<(usize, (char, char))> =
        (1..).zip(typed.chars().zip(meant.chars())).filter(|(_, (typed, meant))| typed != meant).collect();
    match differ[..] {
        [(at, (typed, meant))] => format!("ตัวที่ {at} เป็น {meant} ไม่ใช่ {typed}"),
        [(first, _), (second, _)] => format!("สลับตัวที่ {first} กับ {second}"),
        _ => String::new(),
    }
}

impl Screen for CardNumber {
    fn face(&self, desk: &Desk) -> Face {
        let whole = self.typed.len() == DIGITS;
        let rows = self.rows(desk);
        let (comes_to, tone) = match TypedId::read(Some(&self.typed)) {
            TypedId::Valid(id) => {
                let clear = self.other(id).is_none()
                    && self.known.iter().any(|(known, found)| *known == id && found.known == Where::No);
                match id.suspicion() {
                    _ if self.other(id).is_some() => ("เลขถูกต้อง แต่ซ้ำในบ้านนี้".to_owned(), Tone::Notice),
                    Some(suspicion) => (suspicion.in_thai().to_owned(), Tone::Notice),
                    None if clear => ("เลขถูกต้อง ยังไม่มีในทะเบียน".to_owned(), Tone::Good),
                    None => ("เลขถูกต้อง".to_owned(), Tone::Good),
                }
            }
            // What may be meant stands below, and wants the room.
            TypedId::Invalid { .. } if whole && !rows.is_empty() => {
                ("มีตัวเลขผิดอย่างน้อยหนึ่งตัว".to_owned(), Tone::Notice)
            }
            TypedId::Invalid { fault, .. } if whole => (fault.in_thai(), Tone::Notice),
            _ => (format!("อีก {} ตัว", DIGITS.saturating_sub(self.typed.len())), Tone::Plain),
        };
        Face::Pad(Pad {
            title: "เลขประจำตัวประชาชน".to_owned(),
            has_back: true,
            shown: in_groups(&self.typed),
            said: self.typed.chars().map(String::from).collect::<Vec<_>>().join(" "),
            comes_to,
            tone,
            rows,
            is_full: whole,
            main: Some(
                Button::new(match TypedId::read(Some(&self.typed)) {
                    TypedId::Valid(_) => "ใช้เลขนี้",
                    // "This number" is what may be meant, above.
                    _ if whole => "ใช้เลขที่กดไว้",
                    _ => "เก็บไว้เท่านี้ก่อน",
                })
                .enabled(!self.typed.is_empty()),
            ),
            side: Some(Button::new("ไม่มีเลขบัตร")),
            ..Pad::default()
        })
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        match told {
            Told::Key(key) if key == "erase" => {
                self.typed.pop();
                self.look_up(desk);
            }
            Told::Key(key) if self.typed.len() < DIGITS => {
                self.typed.push_str(&key);
                self.typed_here = true;
                self.look_up(desk);
            }
            Told::Touched(row, number) if row == "meant" => {
                self.typed = number;
                self.look_up(desk);
            }
            Told::Main if !self.typed.is_empty() => desk.filled(Filling::Digits(self.typed.clone())),
            Told::Side => desk.filled(Filling::NoNumber),
            Told::Back => desk.back(),
            _ => {}
        }
    }

    fn news(&mut self, desk: &mut Desk, news: &News) {
        if let News::Known(person, id, Ok(known)) = news
            && *person == self.person
            && self.typed.len() == DIGITS
        {
            self.known.retain(|(held, _)| held != id);
            self.known.push((*id, known.clone()));
            // Thirteen digits that pass their check, are typed just now and held by nobody, here or in this visit:
            // there is nothing to look at, and the page behind shows them.
            let plain = known.known == Where::No
                && known.digest.is_some()
                && id.suspicion().is_none()
                && self.other(*id).is_none();
            let is_it = TypedId::read(Some(&self.typed)).valid() == Some(*id);
            if plain && is_it && self.typed_here {
                desk.filled(Filling::Digits(self.typed.clone()));
            }
        }
    }
}
