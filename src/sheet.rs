//! What a screen wants seen: a sheet of paper with rows on it, as plain data.
//!
//! Owns the words for it. Refuses to know Slint's windows and models: `view` lays a sheet before
//! the person. Made by `form` and `screens`, which can so be tested without a window.

pub use ui::{RowKind, Shot, Sign, Tone};

use register::record::PhotoHash;

/// One of the answers to choose from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// What the row is told when it is touched.
    pub id: String,
    /// Its words.
    pub label: String,
    /// More words, smaller.
    pub hint: String,
    /// Whether it is the answer, or one of them.
    pub chosen: bool,
}

impl Choice {
    /// A choice that is not chosen.
    pub fn new(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self { id: id.into(), label: label.into(), ..Self::default() }
    }

    /// The same, chosen or not.
    #[must_use]
    pub fn chosen(self, chosen: bool) -> Self {
        Self { chosen, ..self }
    }
}

/// A photo on a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Which.
    pub hash: PhotoHash,
    /// What it shows, in words.
    pub label: String,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What the screen is told when it is touched or written in.
    pub id: String,
    /// How it looks and what can be done with it.
    pub kind: RowKind,
    /// What it asks or says.
    pub label: String,
    /// More about that.
    pub hint: String,
    /// What is written in it; of a button, what is said besides its words to whoever does not see where it stands.
    pub value: String,
    /// The answer as people read it.
    pub shown: String,
    /// What is wrong or worth a look with the answer.
    pub remark: String,
    /// How grave it is.
    pub tone: Tone,
    /// Its drawing.
    pub sign: Sign,
    /// Answers to choose from, or what can be done.
    pub choices: Vec<Choice>,
    /// Photos.
    pub pictures: Vec<Picture>,
    /// Choices side by side.
    pub columns: i32,
    /// How much is done, of 1.
    pub share: f32,
    /// Which of our own screens is pictured.
    pub shot: Shot,
    /// Whether it can be touched.
    pub enabled: bool,
}

impl Row {
    /// A row of a kind.
    pub fn new(kind: RowKind, id: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            kind,
            label: label.into(),
            hint: String::new(),
            value: String::new(),
            shown: String::new(),
            remark: String::new(),
            tone: Tone::Plain,
            sign: Sign::None,
            choices: Vec::new(),
            pictures: Vec::new(),
            columns: 1,
            share: 0.0,
            shot: Shot::None,
            enabled: true,
        }
    }

    /// Begins a part of the sheet.
    pub fn heading(label: impl Into<String>) -> Self {
        Self::new(RowKind::Heading, "", label)
    }

    /// A paragraph.
    pub fn words(label: impl Into<String>) -> Self {
        Self::new(RowKind::Words, "", label)
    }

    /// Something to know.
    pub fn note(id: impl Into<String>, tone: Tone, label: impl Into<String>) -> Self {
        Self { tone, ..Self::new(RowKind::Note, id, label) }
    }

    /// A picture of one of our own screens, and what it shows.
    pub fn shot(shot: Shot, label: impl Into<String>) -> Self {
        Self { shot, ..Self::new(RowKind::Shot, "", label) }
    }

    /// A way to another sheet.
    pub fn door(id: impl Into<String>, sign: Sign, label: impl Into<String>) -> Self {
        Self { sign, ..Self::new(RowKind::Door, id, label) }
    }

    /// A button on the sheet.
    pub fn act(id: impl Into<String>, sign: Sign, label: impl Into<String>) -> Self {
        Self { sign, ..Self::new(RowKind::Act, id, label) }
    }

    /// With more words.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    /// With an answer to be read.
    #[must_use]
    pub fn shown(self, shown: impl Into<String>) -> Self {
        Self { shown: shown.into(), ..self }
    }

    /// In a tone.
    #[must_use]
    pub fn tone(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }

    /// With something that can be done about it.
    #[must_use]
    pub fn choice(mut self, id: impl Into<String>, label: impl Into<String>) -> Self {
        self.choices.push(Choice::new(id, label));
        self
    }
}

/// A button below a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Button {
    /// Its words.
    pub label: String,
    /// Its drawing.
    pub sign: Sign,
    /// Whether it can be touched.
    pub enabled: bool,
}

impl Button {
    /// A button that can be touched.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), sign: Sign::None, enabled: true }
    }

    /// With a drawing.
    #[must_use]
    pub fn sign(self, sign: Sign) -> Self {
        Self { sign, ..self }
    }

    /// Whether it can be touched.
    #[must_use]
    pub fn enabled(self, enabled: bool) -> Self {
        Self { enabled, ..self }
    }
}

/// What lies before the person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Which sheet this is: another one begins at its top, with nothing of this one left.
    pub key: String,
    /// Where one is.
    pub title: String,
    /// More about that.
    pub under: String,
    /// Whether there is a way back.
    pub has_back: bool,
    /// How far along, of 1.
    pub part: Option<f32>,
    /// What is on it.
    pub rows: Vec<Row>,
    /// The row at which it begins when it comes to lie there; empty for its top.
    pub begins_at: String,
    /// What comes next.
    pub main: Option<Button>,
    /// The other way on.
    pub side: Option<Button>,
}

impl Sheet {
    /// An empty sheet with a way back.
    pub fn titled(key: impl Into<String>, title: impl Into<String>) -> Self {
        Self { key: key.into(), title: title.into(), has_back: true, ..Self::default() }
    }
}
