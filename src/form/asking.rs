//! One page, asked: its rows as they are now, or what is said to one of them, taken.
//!
//! Owns the kinds of question. A page names each of its questions once, with the field it is
//! about; showing and taking are two ways through the same words. Called by the pages.

use chrono::NaiveDate;
use register::birth::Birth;
use register::calendar::{BuddhistYear, written};
use register::record::{PhotoHash, PhotoKind, Record};

use super::around::Around;
use super::page::Page;
use super::way::{Filling, NO_PHONE, Number, Way, is_no_phone_number};
use crate::sheet::{Button, Choice, Picture, Row, RowKind, Sheet, Sign, Tone};

/// The row of another way to reach somebody who has no telephone.
const OTHER_WAY: &str = "other-way";

/// Longest word, in letters, of which two stand beside one another.
const SHORT_WORD: usize = 8;

/// How many of these words stand beside one another: two break a word that half the width has no room for.
pub(super) fn columns_for<W: AsRef<str>>(words: &[W]) -> i32 {
    if words.iter().any(|word| word.as_ref().chars().count() > SHORT_WORD) { 1 } else { 2 }
}

/// What was said to a row.
#[derive(Clone, Copy, Debug)]
pub enum Said<'a> {
    /// It was touched, and which of its choices; empty for the row itself.
    Touched(&'a str),
    /// It was written in.
    Wrote(&'a str),
    /// The sheet that it opened came back.
    Filled(&'a Filling),
    /// What it asked about is meant.
    Sure,
}

/// What comes of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Step {
    /// Nothing.
    #[default]
    Nothing,
    /// An answer was given; the page stays.
    Answered,
    /// Another page.
    Page(Page),
    /// A sheet of its own, which will fill the row of this name.
    Way(String, Way),
    /// The visit is whole as it is: it may be saved.
    Save,
}

/// What kind of answer a note has in it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Noted {
    /// A day.
    Day,
    /// A number, and what is counted.
    Number(Number, &'static str),
}

/// A page being asked.
pub(super) struct Asking<'a> {
    pub(super) around: &'a Around,
    /// The record that the page is of. While a page is only shown, this is a copy.
    pub(super) record: Record,
    said: Option<(&'a str, Said<'a>)>,
    writing_in: Option<String>,
    sheet: Sheet,
    step: Step,
}

impl<'a> Asking<'a> {
    pub(super) fn showing(around: &'a Around, record: &Record) -> Self {
        Self {
            around,
            record: record.clone(),
            said: None,
            writing_in: None,
            sheet: Sheet { main: Some(Button::new("ต่อไป")), has_back: true, ..Sheet::default() },
            step: Step::Nothing,
        }
    }

    pub(super) fn taking(around: &'a Around, record: &Record, row: &'a str, said: Said<'a>) -> Self {
        Self { said: Some((row, said)), ..Self::showing(around, record) }
    }

    pub(super) fn sheet(mut self, page: Page) -> Sheet {
        self.sheet.key = page.to_string();
        self.sheet.part = Some(page.part(&self.record));
        self.sheet
    }

    pub(super) fn taken(self) -> (Record, Step) {
        (self.record, self.step)
    }

    /// Which line is being written in while the page is shown.
    pub(super) fn writing_in(&mut self, row: Option<&str>) {
        self.writing_in = row.map(str::to_owned);
    }

    /// Whether this line is being written in: it does not go away beneath the hand that writes.
    pub(super) fn is_written_in(&self, row: &str) -> bool {
        matches!(self.said(row), Some(Said::Wrote(_))) || self.writing_in.as_deref() == Some(row)
    }

    /// What the page is called, and what it is about.
    pub(super) fn titled(&mut self, title: &str, under: impl Into<String>) {
        self.sheet.title = title.to_owned();
        self.sheet.under = under.into();
    }

    /// What the large button says.
    pub(super) fn main(&mut self, button: Option<Button>) {
        self.sheet.main = button;
    }

    /// What the small one says.
    pub(super) fn side(&mut self, button: Button) {
        self.sheet.side = Some(button);
    }

    /// What was said, if to this row.
    pub(super) fn said(&self, row: &str) -> Option<Said<'a>> {
        self.said.filter(|(to, _)| *to == row).map(|(_, said)| said)
    }

    pub(super) fn touched(&self, row: &str) -> bool {
        matches!(self.said(row), Some(Said::Touched(_)))
    }

    pub(super) fn is_sure(&self, row: &str) -> bool {
        matches!(self.said(row), Some(Said::Sure))
    }

    pub(super) fn answered(&mut self) {
        self.step = Step::Answered;
    }

    pub(super) fn go(&mut self, step: Step) {
        self.step = step;
    }

    /// Lays a row on the sheet that is not a question of these kinds.
    pub(super) fn lay(&mut self, row: Row) {
        self.sheet.rows.push(row);
    }

    pub(super) fn heading(&mut self, words: &str) {
        self.lay(Row::heading(words));
    }

    /// The row laid last, to say more about it.
    fn last(&mut self) -> Option<&mut Row> {
        self.sheet.rows.last_mut()
    }

    /// A row that was laid before, to say more about it.
    pub(super) fn row(&mut self, id: &str) -> Option<&mut Row> {
        self.sheet.rows.iter_mut().find(|row| !id.is_empty() && row.id == id)
    }

    /// Brings rows that were laid before to above this one, and above the heading that is its name; whether it is there.
    pub(super) fn brings_above(&mut self, ids: &[&str], row: &str) -> bool {
        let rows = &mut self.sheet.rows;
        if row.is_empty() || !rows.iter().any(|laid| laid.id == row) {
            return false;
        }
        let brought: Vec<Row> = rows.extract_if(.., |laid| ids.contains(&laid.id.as_str())).collect();
        let Some(mut at) = rows.iter().position(|laid| laid.id == row) else { return false };
        let is_named_above = rows.get(at).is_some_and(|laid| laid.label.is_empty())
            && at
                .checked_sub(1)
                .and_then(|before| rows.get(before))
                .is_some_and(|before| before.kind == RowKind::Heading);
        at -= usize::from(is_named_above);
        rows.splice(at..at, brought);
        true
    }

    /// The page begins at this row when it comes to lie there, unless another was named before.
    pub(super) fn begins_at(&mut self, row: &str) {
        if self.sheet.begins_at.is_empty() {
            self.sheet.begins_at = row.to_owned();
        }
    }

    /// More words for the question asked last.
    pub(super) fn with_hint(&mut self, hint: &str) {
        if let Some(row) = self.last() {
            row.hint = hint.to_owned();
        }
    }

    /// One more answer to the question asked last: it is given elsewhere.
    pub(super) fn with_choice(&mut self, choice: Choice) {
        if let Some(row) = self.last() {
            row.choices.push(choice);
        }
    }

    /// What is worth a look about the answer to the question asked last.
    pub(super) fn with_remark(&mut self, tone: Tone, remark: impl Into<String>) {
        if let Some(row) = self.last() {
            row.tone = tone;
            row.remark = remark.into();
        }
    }

    /// One of a few. Touching the answer that is chosen takes it back.
    pub(super) fn one_of<T: Copy + PartialEq>(
        &mut self,
        id: &str,
        label: &str,
        columns: i32,
        answers: &[(T, &str)],
        field: impl Fn(&mut Record) -> Option<&mut Option<T>>,
    ) {
        if let Some(Said::Touched(choice)) = self.said(id)
            && let Some((value, _)) = choice.parse().ok().and_then(|at: usize| answers.get(at))
            && let Some(field) = field(&mut self.record)
        {
            *field = if *field == Some(*value) { None } else { Some(*value) };
            self.answered();
        }
        let now = field(&mut self.record).and_then(|field| *field);
        let choices = answers
            .iter()
            .enumerate()
            .map(|(at, (value, words))| Choice::new(at.to_string(), *words).chosen(now == Some(*value)))
            .collect();
        self.lay(Row { columns, choices, ..Row::new(RowKind::OneOf, id, label) });
    }

    /// Yes or no.
    pub(super) fn yes_or_no(
        &mut self,
        id: &str,
        label: &str,
        field: impl Fn(&mut Record) -> Option<&mut Option<bool>>,
    ) {
        self.one_of(id, label, 2, &[(true, "ใช่"), (false, "ไม่ใช่")], field);
    }

    /// Any of a few.
    pub(super) fn some_of<T: Copy + PartialEq>(
        &mut self,
        id: &str,
        label: &str,
        columns: i32,
        answers: &[(T, &str)],
        field: impl Fn(&mut Record) -> Option<&mut Vec<T>>,
    ) {
        if let Some(Said::Touched(choice)) = self.said(id)
            && let Some((value, _)) = choice.parse().ok().and_then(|at: usize| answers.get(at))
            && let Some(field) = field(&mut self.record)
        {
            match field.iter().position(|held| held == value) {
                Some(at) => drop(field.remove(at)),
                None => field.push(*value),
            }
            self.answered();
        }
        let now: Vec<T> = field(&mut self.record).map(|field| field.clone()).unwrap_or_default();
        let choices = answers
            .iter()
            .enumerate()
            .map(|(at, (value, words))| Choice::new(at.to_string(), *words).chosen(now.contains(value)))
            .collect();
        self.lay(Row { columns, choices, ..Row::new(RowKind::SomeOf, id, label) });
    }

    /// A line, or several, with the system's keyboard; and words that can be touched instead.
    pub(super) fn writing(
        &mut self,
        id: &str,
        label: &str,
        long: bool,
        words: &[&str],
        field: impl Fn(&mut Record) -> Option<&mut Option<String>>,
    ) {
        let wrote = match self.said(id) {
            Some(Said::Wrote(text)) => Some(text),
            Some(Said::Touched(choice)) => choice.parse().ok().and_then(|at: usize| words.get(at)).copied(),
            _ => None,
        };
        if let Some(text) = wrote
            && let Some(field) = field(&mut self.record)
        {
            *field = Some(text.to_owned()).filter(|text| !text.trim().is_empty());
            self.answered();
        }
        let now = field(&mut self.record).and_then(|field| field.clone()).unwrap_or_default();
        let choices = words
            .iter()
            .enumerate()
            .map(|(at, word)| Choice::new(at.to_string(), *word).chosen(now == *word))
            .collect();
        let kind = if long { RowKind::LongWriting } else { RowKind::Writing };
        self.lay(Row { value: now, choices, columns: columns_for(words), ..Row::new(kind, id, label) });
    }

    /// A line, and words of which each is written into it or taken out again by a touch: what was written
    /// besides stays.
    pub(super) fn noting(
        &mut self,
        id: &str,
        label: &str,
        words: &[&str],
        field: impl Fn(&mut Record) -> Option<&mut Option<String>>,
    ) {
        let touched = match self.said(id) {
            Some(Said::Touched(choice)) => choice.parse().ok().and_then(|at: usize| words.get(at)).copied(),
            _ => None,
        };
        if let Some(word) = touched
            && let Some(field) = field(&mut self.record)
        {
            *field = Some(with_or_without(field.as_deref().unwrap_or_default(), word))
                .filter(|text| !text.is_empty());
            self.answered();
        }
        self.writing(id, label, false, &[], &field);
        let now = field(&mut self.record).and_then(|field| field.clone()).unwrap_or_default();
        if let Some(row) = self.last() {
            let choice = |(at, word): (usize, &&str)| {
                Choice::new(at.to_string(), *word).chosen(listed_in(&now).any(|listed| listed == *word))
            };
            row.choices = words.iter().enumerate().map(choice).collect();
            row.columns = columns_for(words);
        }
    }

    /// An answer for which the record has only a note: it is given on a sheet of its own, and stands in the note
    /// behind the words that ask for it. What is written there besides stays.
    pub(super) fn noted(
        &mut self,
        id: &str,
        label: &str,
        kind: Noted,
        field: impl Fn(&mut Record) -> Option<&mut Option<String>>,
    ) {
        let before = |record: &mut Record| {
            let note = field(record).and_then(|note| note.clone()).unwrap_or_default();
            listed_in(&note).find_map(|listed| said_behind(label, listed)).map(str::to_owned)
        };
        let shown = before(&mut self.record).unwrap_or_default();
        let title = label.to_owned();
        let way = match kind {
            Noted::Day => Way::Date { title, value: written::read_date(&shown).ok() },
            Noted::Number(kind, unit) => {
                let value = shown.strip_suffix(unit).unwrap_or_default().trim().to_owned();
                Way::Number { title, kind, value }
            }
        };
        self.given(id, label, "", way, |record, filling| {
            let said = match (filling, kind) {
                (Filling::Date(day), _) => written::write_date(*day, written::Form::Full),
                (Filling::Digits(digits), Noted::Number(_, unit)) if !digits.is_empty() => {
                    format!("{digits} {unit}")
                }
                (Filling::Digits(_) | Filling::Nothing, _) => String::new(),
                _ => return,
            };
            if let Some(note) = field(record) {
                *note = Some(with_said(note.as_deref().unwrap_or_default(), label, &said))
                    .filter(|note| !note.is_empty());
            }
        });
        let now = before(&mut self.record).unwrap_or_default();
        self.show(now);
    }

    /// An answer that is given on a sheet of its own. `take` puts what comes back into the record.
    pub(super) fn given(
        &mut self,
        id: &str,
        label: &str,
        shown: impl Into<String>,
        way: Way,
        take: impl Fn(&mut Record, &Filling),
    ) {
        match self.said(id) {
            Some(Said::Touched(_)) => self.step = Step::Way(id.to_owned(), way),
            Some(Said::Filled(filling)) => {
                take(&mut self.record, filling);
                self.answered();
            }
            _ => {}
        }
        self.lay(Row::new(RowKind::Given, id, label).shown(shown));
    }

    /// Digits that are kept as they are typed.
    pub(super) fn digits(
        &mut self,
        id: &str,
        label: &str,
        kind: Number,
        field: impl Fn(&mut Record) -> Option<&mut Option<String>>,
    ) {
        let now = |record: &mut Record| field(record).and_then(|field| field.clone()).unwrap_or_default();
        let before = now(&mut self.record);
        let way = Way::Number { title: label.to_owned(), kind, value: before };
        self.given(id, label, "", way, |record, filling| {
            let Some(field) = field(record) else { return };
            match filling {
                Filling::Digits(digits) => *field = Some(digits.clone()).filter(|digits| !digits.is_empty()),
                Filling::Nothing => *field = None,
                _ => {}
            }
        });
        let now = now(&mut self.record);
        self.show(kind.in_words(&now));
    }

    /// A telephone number; or another way to reach somebody who has none, in words and in its place (domain.md 2.3,
    ///
    pub(super) fn phone(
        &mut self,
        label: &str,
        hint: &str,
        field: impl Fn(&mut Record) -> Option<&mut Option<String>>,
    ) {
        if matches!(self.said("phone"), Some(Said::Filled(Filling::NoNumber)))
            && let Some(field) = field(&mut self.record)
        {
            *field = Some(field.take().filter(|written| is_no_phone_number(written)).unwrap_or_default());
        }
        let now = |record: &mut Record| field(record).and_then(|field| field.clone());
        let before = now(&mut self.record);
        self.digits("phone", label, Number::Phone, &field);
        self.with_hint(hint);
        // The pad shows no words: whoever leaves it empty has taken none back.
        if let Some(field) = field(&mut self.record)
            && field.is_none()
        {
            *field = before.filter(|before| !before.trim().is_empty() && is_no_phone_number(before));
        }
        let held = now(&mut self.record);
        // What is being written may begin as a number does.
        if !self.is_written_in(OTHER_WAY) && !held.is_some_and(|held| is_no_phone_number(&held)) {
            return;
        }
        self.show(NO_PHONE.to_owned());
        self.writing(OTHER_WAY, "ช่องทางอื่นที่ติดต่อได้", false, &[], &field);
        // What begins with digits reads as the requester's own number.
        self.with_hint("เขียนชื่อคนก่อน แล้วตามด้วยเบอร์ เช่น ผู้ใหญ่บ้าน 08…");
        // That there is no telephone is said still when the last letter is erased.
        if self.is_written_in(OTHER_WAY)
            && let Some(field) = field(&mut self.record)
        {
            field.get_or_insert_with(String::new);
        }
    }

    /// A whole number.
    pub(super) fn count(
        &mut self,
        id: &str,
        label: &str,
        most: u32,
        field: impl Fn(&mut Record) -> Option<&mut Option<u32>>,
    ) {
        let now = |record: &mut Record| {
            field(record).and_then(|field| *field).map(|number| number.to_string()).unwrap_or_default()
        };
        let before = now(&mut self.record);
        let way = Way::Number { title: label.to_owned(), kind: Number::Count(most), value: before };
        self.given(id, label, "", way, |record, filling| {
            let Some(field) = field(record) else { return };
            match filling {
                Filling::Digits(digits) => *field = digits.parse().ok(),
                Filling::Nothing => *field = None,
                _ => {}
            }
        });
        let now = now(&mut self.record);
        self.show(now);
    }

    /// A day.
    pub(super) fn date(
        &mut self,
        id: &str,
        label: &str,
        field: impl Fn(&mut Record) -> Option<&mut Option<NaiveDate>>,
    ) {
        let before = field(&mut self.record).and_then(|field| *field);
        let way = Way::Date { title: label.to_owned(), value: before };
        self.given(id, label, "", way, |record, filling| {
            let Some(field) = field(record) else { return };
            match filling {
                Filling::Date(day) => *field = Some(*day),
                Filling::Nothing => *field = None,
                _ => {}
            }
        });
        let now = field(&mut self.record).and_then(|field| *field);
        self.show(now.map(|day| written::write_date(day, written::Form::Full)).unwrap_or_default());
    }

    /// A word of a list, or one of one's own.
    pub(super) fn word(
        &mut self,
        id: &str,
        label: &str,
        words: Vec<String>,
        field: impl Fn(&mut Record) -> Option<&mut Option<String>>,
    ) {
        let now = |record: &mut Record| field(record).and_then(|field| field.clone()).unwrap_or_default();
        let before = now(&mut self.record);
        let way = Way::Word { title: label.to_owned(), words, closed: false, value: before };
        self.given(id, label, "", way, |record, filling| {
            let Some(field) = field(record) else { return };
            match filling {
                Filling::Word(word) => *field = Some(word.clone()).filter(|word| !word.trim().is_empty()),
                Filling::Nothing => *field = None,
                _ => {}
            }
        });
        let now = now(&mut self.record);
        self.show(now);
    }

    /// One of many, on a sheet of its own.
    pub(super) fn one_of_many<T: Copy + PartialEq>(
        &mut self,
        id: &str,
        label: &str,
        answers: &[(T, &str)],
        field: impl Fn(&mut Record) -> Option<&mut Option<T>>,
    ) {
        let now = |record: &mut Record| {
            let value = field(record).and_then(|field| *field);
            let words = answers.iter().find(|(answer, _)| Some(*answer) == value).map(|(_, words)| *words);
            words.unwrap_or_default().to_owned()
        };
        let words = answers.iter().map(|(_, words)| (*words).to_owned()).collect();
        let before = now(&mut self.record);
        let way = Way::Word { title: label.to_owned(), words, closed: true, value: before };
        self.given(id, label, "", way, |record, filling| {
            let Some(field) = field(record) else { return };
            match filling {
                Filling::Word(word) => {
                    *field = answers.iter().find(|(_, words)| words == word).map(|(answer, _)| *answer);
                }
                Filling::Nothing => *field = None,
                _ => {}
            }
        });
        let now = now(&mut self.record);
        self.show(now);
    }

    /// Everything that an answer of the kind `given` shows.
    pub(super) fn shows(&mut self, hint: &str, shown: String, tone: Tone, remark: String) {
        if let Some(row) = self.last() {
            row.hint = hint.to_owned();
            row.shown = shown;
            row.tone = tone;
            row.remark = remark;
        }
    }

    pub(super) fn has_sign(&mut self, sign: Sign) {
        if let Some(row) = self.last() {
            row.sign = sign;
        }
    }

    fn show(&mut self, shown: String) {
        if let Some(row) = self.last() {
            row.shown = shown;
        }
    }

    /// A way to another page.
    pub(super) fn door(&mut self, id: &str, sign: Sign, label: &str, hint: &str, page: Page) {
        if self.touched(id) {
            self.step = Step::Page(page);
        }
        self.lay(Row::door(id, sign, label).hint(hint));
    }

    /// Photos, and taking another; whatever comes back is told to `take`.
    pub(super) fn pictures(
        &mut self,
        id: &str,
        label: &str,
        kind: PhotoKind,
        shown: &[(PhotoHash, String)],
        take: impl Fn(&mut Record, &register::record::Photo),
    ) {
        match self.said(id) {
            Some(Said::Touched("take")) => self.step = Step::Way(id.to_owned(), Way::Camera(kind)),
            Some(Said::Touched("choose")) => self.step = Step::Way(id.to_owned(), Way::Gallery(kind)),
            Some(Said::Touched(hash)) => {
                if let Ok(hash) = hash.parse() {
                    self.step = Step::Way(id.to_owned(), Way::Photo(hash));
                }
            }
            Some(Said::Filled(Filling::Photo(photo))) => {
                take(&mut self.record, photo);
                self.answered();
            }
            _ => {}
        }
        let pictures =
            shown.iter().map(|(hash, label)| Picture { hash: *hash, label: label.clone() }).collect();
        // Several rows of a page take photos: each button says which.
        let what = label.split(' ').next().unwrap_or("รูป");
        let choices = vec![
            Choice::new("take", format!("ถ่าย{what}")),
            Choice::new("choose", format!("เลือก{what}จากเครื่อง")),
        ];
        self.lay(Row { pictures, choices, ..Row::new(RowKind::Pictures, id, label) });
    }

    /// A button that asks first, and then does.
    pub(super) fn sure(
        &mut self,
        id: &str,
        sign: Sign,
        label: &str,
        words: &str,
        does: impl Fn(&mut Record),
    ) {
        if self.touched(id) {
            let way = Way::Sure { title: label.to_owned(), words: words.to_owned(), yes: label.to_owned() };
            self.step = Step::Way(id.to_owned(), way);
        }
        if self.is_sure(id) {
            does(&mut self.record);
            self.answered();
        }
        self.lay(Row::act(id, sign, label).tone(Tone::Wrong));
    }
}

/// The words of a line that lists some.
fn listed_in(line: &str) -> impl Iterator<Item = &str> {
    line.split(',').map(str::trim).filter(|word| !word.is_empty())
}

/// The line with this word written in behind what stands there, or without it where it is one of those listed.
fn with_or_without(line: &str, word: &str) -> String {
    let listed: Vec<&str> = listed_in(line).collect();
    if listed.contains(&word) {
        let others: Vec<&str> = listed.into_iter().filter(|listed| *listed != word).collect();
        return others.join(", ");
    }
    let line = line.trim_end().trim_end_matches(',');
    if line.is_empty() { word.to_owned() } else { format!("{line}, {word}") }
}

/// What one of the words of a line says behind this label, where it begins with it.
fn said_behind<'l>(label: &str, listed: &'l str) -> Option<&'l str> {
    listed.strip_prefix(label)?.strip_prefix(' ').map(str::trim)
}

/// The line with this said in it behind its label, in the place of what was said there before; with nothing said,
/// without the label.
fn with_said(line: &str, label: &str, said: &str) -> String {
    let was = listed_in(line).find(|listed| said_behind(label, listed).is_some());
    let line = was.map_or_else(|| line.to_owned(), |was| with_or_without(line, was));
    if said.is_empty() { line } else { with_or_without(&line, &format!("{label} {said}")) }
}

/// A birth date as a village says it, with the age it comes to.
pub(crate) fn birth_in_words(birth: Birth, today: NaiveDate) -> String {
    let year = BuddhistYear::from_common_era(birth.year()).number();
    let said = match (birth.full(), birth.month()) {
        (Some(day), _) => written::write_date(day, written::Form::Full),
        (None, Some(month)) => {
            let month = written::month_name(month, written::Form::Full).unwrap_or_default();
            format!("{month} {year}")
        }
        (None, None) => format!("พ.ศ. {year}"),
    };
    match age(birth, today) {
        Some(age) => format!("{said} (อายุ {age} ปี)"),
        None => said,
    }
}

/// Full years of age; `None` for a birth that has not been yet.
pub(super) fn age(birth: Birth, today: NaiveDate) -> Option<u32> {
    match birth.full() {
        Some(day) => today.years_since(day),
        None => u32::try_from(chrono::Datelike::year(&today) - birth.year()).ok(),
    }
}
