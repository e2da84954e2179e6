//! Answers that are given on a sheet of their own, and what comes back from one.
//!
//! Owns naming them. How each is given is its screen's (`screens::pad`, `screens::finder` …).

use chrono::NaiveDate;
use register::birth::Birth;
use register::record::{Nationality, PersonId, Photo, PhotoHash, PhotoKind, RequestId};

/// What kind of number the pad is for: how it is grouped, how long it may be, which more keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// A house number: digits and strokes.
    House,
    /// A telephone number.
    Phone,
    /// A whole number up to so much.
    Count(u32),
    /// A sum of money.
    Baht,
    /// A quantity with a point in it.
    Quantity,
}

/// What stands for the number of a house that has none; the register knows that it is no number.
pub(crate) const NO_HOUSE_NUMBER: &str = "ไม่มี";

/// What is said where somebody has no telephone.
pub(crate) const NO_PHONE: &str = "ไม่มีโทรศัพท์";

/// Whether this stands where a telephone number would, and is none: another way to reach somebody, or nothing yet.
pub(crate) fn is_no_phone_number(written: &str) -> bool {
    written.trim().is_empty() || written.chars().any(char::is_alphabetic)
}

impl Number {
    /// What was typed, as people read it.
    pub(crate) fn in_words(self, typed: &str) -> String {
        match self {
            Self::House if is_no_house_number(typed) => "ไม่มีบ้านเลขที่".to_owned(),
            Self::Phone if is_no_phone_number(typed) => typed.trim().to_owned(),
            Self::Phone => {
                let digits: Vec<char> = typed.chars().collect();
                let groups = [(0, 3), (3, 6), (6, digits.len().max(6))];
                let group = |(from, to): (usize, usize)| {
                    digits.get(from..to.min(digits.len())).map(|group| group.iter().collect::<String>())
                };
                let groups = groups.into_iter().filter_map(group).filter(|group| !group.is_empty());
                groups.collect::<Vec<_>>().join("-")
            }
            Self::Baht => in_thousands(typed),
            Self::House | Self::Count(_) | Self::Quantity => typed.to_owned(),
        }
    }
}

/// Whether this was written for a house that has no number.
pub(crate) fn is_no_house_number(typed: &str) -> bool {
    !typed.trim().is_empty() && register::household::house_number(typed).is_none()
}

/// A sum with its thousands apart.
fn in_thousands(digits: &str) -> String {
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

/// Where an answer is given.
#[derive(Clone, Debug, PartialEq)]
pub enum Way {
    /// A number on our own pad.
    Number {
        /// What is asked.
        title: String,
        /// Which kind.
        kind: Number,
        /// What was answered before.
        value: String,
    },
    /// The 13 digits of a card.
    NationalId {
        /// Whose.
        person: PersonId,
        /// What was typed before.
        value: String,
    },
    /// A birth date, as far as it is known.
    Birth {
        /// What was answered before.
        value: Option<Birth>,
    },
    /// A day.
    Date {
        /// What is asked.
        title: String,
        /// What was answered before.
        value: Option<NaiveDate>,
    },
    /// A tambon.
    Tambon {
        /// What is asked.
        title: String,
    },
    /// A word of a list, or one of one's own.
    Word {
        /// What is asked.
        title: String,
        /// The list.
        words: Vec<String>,
        /// Whether only what is on the list is an answer.
        closed: bool,
        /// What was answered before.
        value: String,
    },
    /// A nationality.
    Nationality,
    /// A signature.
    Ink(RequestId),
    /// A photo from the camera.
    Camera(PhotoKind),
    /// A photo that is there already.
    Gallery(PhotoKind),
    /// A look at a photo of the record.
    Photo(PhotoHash),
    /// Something that cannot be taken for granted: the row is told [`super::Said::Sure`] if it is.
    Sure {
        /// What is asked.
        title: String,
        /// What happens then, and what is safe.
        words: String,
        /// The answer that does it.
        yes: String,
    },
    /// Another record, to look at.
    Record(register::record::RecordId),
    /// The best position that there is now.
    Whereabouts,
}

/// What came back from such a sheet.
#[derive(Clone, Debug, PartialEq)]
pub enum Filling {
    /// Digits, as they were typed; empty for none.
    Digits(String),
    /// There is no national ID, or no telephone.
    NoNumber,
    /// A birth date.
    Birth(Birth),
    /// A day.
    Date(NaiveDate),
    /// A tambon's six digits, and its postcode.
    Tambon {
        /// Six digits.
        code: String,
        /// Five.
        postcode: Option<String>,
    },
    /// A word.
    Word(String),
    /// A nationality.
    Nationality(Nationality),
    /// A photo that is kept.
    Photo(Photo),
    /// A position that was taken.
    Fix(register::record::Fix),
    /// Nothing: the answer is taken back.
    Nothing,
}
