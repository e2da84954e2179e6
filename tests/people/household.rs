//! A household and the people under its roof, as they truly are.
//!
//! Owns what is true of a person and of a house. Refuses to know how they come about
//! (`population`) and how lists garble them (`row`, `damage`).

use crate::birth::Birth;
use crate::name::{Family, Given, Origin};
use crate::trap::Confusable;
use crate::{NationalId, Sex, Village};
use std::fmt;
use std::sync::Arc;

/// Who lives together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HouseholdKind {
    /// One person, mostly old.
    Alone,
    /// A couple.
    Couple,
    /// A couple and their children.
    Nuclear,
    /// Grandparents, a couple, their children.
    ThreeGenerations,
    /// Grandparents and grandchildren.
    SkippedGeneration,
    /// A father or mother and children.
    LoneParent,
    /// Monks and novices of a temple.
    Temple,
    /// Unrelated workers in one house.
    Workers,
}

/// A house number: `123`, or `123/4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct House {
    /// The plot.
    pub plot: u16,
    /// The part of the plot, from 1; 0 when it was never divided.
    pub part: u16,
}

impl fmt::Display for House {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            0 => write!(f, "{}", self.plot),
            part => write!(f, "{}/{part}", self.plot),
        }
    }
}

/// A person, as they truly are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their place in the list, from 0.
    pub number: u32,
    /// Their number; people without registration may have none.
    pub id: Option<NationalId>,
    /// Where their name comes from.
    pub origin: Origin,
    /// Their sex.
    pub sex: Sex,
    /// Their title as it is printed on the card, or their rank.
    pub title: &'static str,
    /// Their given name.
    pub given: Given,
    /// Their family name.
    pub family: Option<Family>,
    /// Their birth date on the card.
    pub birth: Birth,
    /// Only the year is known; the card says 1 January.
    pub year_only: bool,
    /// Whom they may be taken for.
    pub confusable: Vec<Confusable>,
}

/// A household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    /// Its place in the list, from 0.
    pub number: u32,
    /// Where it stands.
    pub village: Arc<Village>,
    /// Its house.
    pub house: House,
    /// Who lives there.
    pub members: Vec<Person>,
}
