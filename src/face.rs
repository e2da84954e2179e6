//! The faces that the window can show, as plain data: a sheet, a pad, a list to find in, a paper to
//! sign on, a photo.
//!
//! Owns what each consists of. Refuses to know how they look (`ui`) and what they are for
//! (`screens`). `view` lays them before the person.

use std::rc::Rc;

use register::record::PhotoHash;

use crate::sheet::{Button, Choice, Row, Sheet, Sign, Tone};

/// What the window shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Face {
    /// Rows on a sheet.
    Sheet(Sheet),
    /// Digits, on our own pad.
    Pad(Pad),
    /// One of many.
    Finder(Finder),
    /// A paper to sign on.
    Ink(Ink),
    /// One photo.
    Photo(PhotoFace),
    /// What this is and whose work is in it.
    About {
        /// Which version.
        version: String,
        /// Which phone.
        device: String,
        /// What it is for.
        purpose: String,
        /// Whose work is in it, and how it may be used.
        licences: String,
    },
}

/// Digits, on our own pad.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pad {
    /// What is asked.
    pub title: String,
    /// More about that.
    pub under: String,
    /// Whether there is a way back.
    pub has_back: bool,
    /// The digits, grouped as people read them.
    pub shown: String,
    /// The same, to be read out.
    pub said: String,
    /// What they come to.
    pub comes_to: String,
    /// How that is.
    pub tone: Tone,
    /// Warnings, suggestions, other ways to answer.
    pub rows: Vec<Row>,
    /// One more key; empty for none.
    pub more: String,
    /// More keys, above the digits.
    pub letters: &'static [&'static str],
    /// Whether no digit fits any more: the pad then leaves its room to the rows.
    pub is_full: bool,
    /// What comes next.
    pub main: Option<Button>,
    /// The other way on.
    pub side: Option<Button>,
}

/// One line of a list to find in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// What the screen is told when it is chosen.
    pub id: String,
    /// Its words.
    pub label: String,
    /// More words.
    pub hint: String,
    /// How it stands.
    pub state: String,
    /// How that is.
    pub tone: Tone,
    /// Its drawing.
    pub sign: Sign,
}

/// One of many.
#[derive(Clone, Debug, Default)]
pub struct Finder {
    /// What is to be found.
    pub title: String,
    /// More about that.
    pub under: String,
    /// What to type.
    pub ask: String,
    /// What was typed.
    pub sought: String,
    /// Ways to narrow the list.
    pub sieves: Vec<Choice>,
    /// What was found. Shared: a list of ten thousand is not copied to be compared.
    pub found: Rc<Vec<Found>>,
    /// What stands there when nothing is.
    pub nothing: String,
    /// What else can be done.
    pub main: Option<Button>,
    /// What gives no answer.
    pub side: Option<Button>,
    /// Whether there is anything to type.
    pub can_write: bool,
}

impl PartialEq for Finder {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.found, &other.found)
            && self.title == other.title
            && self.under == other.under
            && self.ask == other.ask
            && self.sought == other.sought
            && self.sieves == other.sieves
            && self.nothing == other.nothing
            && self.main == other.main
            && self.side == other.side
            && self.can_write == other.can_write
    }
}

/// A paper to sign on.
#[derive(Clone, Debug, PartialEq)]
pub struct Ink {
    /// What it is.
    pub title: String,
    /// More about that.
    pub under: String,
    /// What is signed, and by whom.
    pub words: String,
    /// What was drawn; counts up with every stroke, so that only a new one is drawn anew.
    pub drawn: Drawn,
}

/// Pixels that were drawn, white paper under black ink.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// As wide and high as this.
    pub size: (u32, u32),
    /// Three bytes a pixel.
    pub pixels: Rc<Vec<u8>>,
    /// Counts strokes and their pieces.
    pub number: u64,
}

impl PartialEq for Drawn {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number && self.size == other.size
    }
}

/// One photo.
#[derive(Clone, Debug, PartialEq)]
pub struct PhotoFace {
    /// What it shows.
    pub title: String,
    /// More about that.
    pub under: String,
    /// Which.
    pub hash: PhotoHash,
    /// What can be done with it.
    pub rows: Vec<Row>,
}

/// A question over everything, or word of something that went wrong.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    /// What is asked, or what happened.
    pub title: String,
    /// More about that.
    pub words: String,
    /// What is safe.
    pub safe: String,
    /// What to do next.
    pub next: String,
    /// How grave it is.
    pub tone: Tone,
    /// The answer that does it.
    pub yes: String,
    /// The one that does not; empty for none.
    pub no: String,
    /// Whether doing it takes something away.
    pub is_grave: bool,
}

impl From<&crate::trouble::Trouble> for Question {
    fn from(trouble: &crate::trouble::Trouble) -> Self {
        Self {
            title: trouble.happened.clone(),
            safe: trouble.safe.clone(),
            next: trouble.next.clone(),
            tone: Tone::Notice,
            yes: "เข้าใจแล้ว".to_owned(),
            ..Self::default()
        }
    }
}

/// What the person did.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// A row was touched, and which of its choices; empty for the row itself.
    Touched(String, String),
    /// A row was written in; in a finder, the line above it.
    Wrote(String, String),
    /// The large button below.
    Main,
    /// The small one.
    Side,
    /// The way back.
    Back,
    /// A key of the pad.
    Key(String),
    /// A way to narrow a list.
    Sieved(String),
    /// A line of a list.
    Chose(String),
    /// The finger went down on the paper, at this place of a paper of this size.
    InkDown(f32, f32, f32, f32),
    /// The finger moved to this place.
    InkMoved(f32, f32),
    /// The finger went up.
    InkUp,
    /// The paper is to be empty.
    InkCleared,
    /// What is drawn is the signature.
    InkDone,
    /// The question over everything was answered.
    Answered(bool),
}
