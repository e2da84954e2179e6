//! Traps: what makes two different people look like one.
//!
//! Owns the kinds and the pointer a row carries to the person it may be taken for, so
//! that a false pair can be explained. Refuses to know how traps are laid; `population`
//! and `damage` lay them, `judge` reads them back from the truth file.

use std::fmt;

/// A kind of trap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trap {
    /// Born on one day to one mother, with names alike.
    Twin,
    /// Brother or sister whose given name is one letter or one syllable away.
    SiblingAlike,
    /// Father and son of one name under one roof.
    FatherAndSon,
    /// The same given and family name in another village.
    Namesake,
    /// A namesake born in the same year too.
    NamesakeOfYear,
    /// A namesake born on the same day too.
    NamesakeOfDay,
    /// A housemate's valid ID was typed on this row.
    RelativesId,
    /// The ID was mistyped into another living person's valid one.
    StrangersId,
    /// An ID that clerks type when there is none.
    PlaceholderId,
}

impl Trap {
    /// The name that stands in the truth file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Twin => "twin",
            Self::SiblingAlike => "sibling-alike",
            Self::FatherAndSon => "father-and-son",
            Self::Namesake => "namesake",
            Self::NamesakeOfYear => "namesake-same-year",
            Self::NamesakeOfDay => "namesake-same-day",
            Self::RelativesId => "relatives-id",
            Self::StrangersId => "strangers-id",
            Self::PlaceholderId => "placeholder-id",
        }
    }
}

/// Who, or what, a row may be taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lure {
    /// The person of this number.
    Person(u32),
    /// Anyone else who carries this placeholder.
    Placeholder(&'static str),
}

/// One trap and its lure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Confusable {
    /// The kind.
    pub trap: Trap,
    /// Whom it points to.
    pub with: Lure,
}

impl fmt::Display for Confusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.with {
            Lure::Person(number) => write!(f, "{}:p{number}", self.trap.name()),
            Lure::Placeholder(text) => write!(f, "{}:{text}", self.trap.name()),
        }
    }
}
