//! The pages of a visit and their order, which is the order of the visit itself.
//!
//! Owns which pages there are and which come next, and naming the page where its author was so
//! that a killed app comes back to it. What is asked on each is the page's own module's.

use std::fmt;
use std::str::FromStr;

use register::record::{PersonId, Record, RequestId};

/// A page of the visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Page {
    /// What this is for, before anything is asked.
    #[default]
    Notice,
    /// Nobody there would take part.
    Refusal,
    /// Where.
    Place,
    /// How they dwell.
    Dwelling,
    /// Who lives there.
    People,
    /// One of them.
    Person(PersonId),
    /// More about one of them.
    PersonMore(PersonId),
    /// What they ask for.
    Needs,
    /// One request.
    Request(RequestId),
    /// What a disaster did.
    Damage,
    /// One thing that it damaged.
    DamageItem(usize),
    /// Photos.
    Photos,
    /// What help they had.
    Help,
    /// One time that they were helped.
    HelpItem(usize),
    /// Signing.
    Signing,
    /// All of it, before it is saved.
    Review,
}

impl Page {
    /// The page that this one belongs to, where it is a page of one member of a list.
    pub fn parent(self) -> Option<Self> {
        match self {
            Self::Person(_) => Some(Self::People),
            Self::PersonMore(person) => Some(Self::Person(person)),
            Self::Request(_) => Some(Self::Needs),
            Self::DamageItem(_) => Some(Self::Damage),
            Self::HelpItem(_) => Some(Self::Help),
            _ => None,
        }
    }

    /// The pages one after the other, for this record as it is answered now.
    pub fn order(record: &Record) -> Vec<Self> {
        if record.refusal.is_some() {
            return vec![Self::Notice, Self::Refusal];
        }
        let mut pages = vec![Self::Notice, Self::Place, Self::Dwelling, Self::People, Self::Needs];
        if record.damage.is_some() {
            pages.push(Self::Damage);
        }
        pages.extend([Self::Photos, Self::Help]);
        if !record.requests.is_empty() {
            pages.push(Self::Signing);
        }
        pages.push(Self::Review);
        pages
    }

    /// The page after this one; itself where it is the last.
    #[must_use]
    pub fn next(self, record: &Record) -> Self {
        if let Some(parent) = self.parent() {
            return parent;
        }
        let order = Self::order(record);
        let at = order.iter().position(|page| *page == self);
        at.and_then(|at| order.get(at + 1)).copied().unwrap_or(self)
    }

    /// The page before this one; `None` at the first.
    pub fn before(self, record: &Record) -> Option<Self> {
        if let Some(parent) = self.parent() {
            return Some(parent);
        }
        let order = Self::order(record);
        let at = order.iter().position(|page| *page == self)?;
        at.checked_sub(1).and_then(|at| order.get(at)).copied()
    }

    /// How far along this page is, of 1.
    pub fn part(self, record: &Record) -> f32 {
        let mut top = self;
        while let Some(parent) = top.parent() {
            top = parent;
        }
        let order = Self::order(record);
        let at = order.iter().position(|page| *page == top).unwrap_or_default();
        (at + 1) as f32 / order.len().max(1) as f32
    }

    /// The page that a record of which nobody was on any page opens at.
    pub fn first(record: &Record) -> Self {
        if record.refusal.is_some() { Self::Refusal } else { Self::Notice }
    }

    /// This page, or the nearest one that there is in this record.
    #[must_use]
    pub fn nearest_in(self, record: &Record) -> Self {
        let mut page = self;
        while !page.is_in(record) {
            page = page.parent().unwrap_or_else(|| Self::first(record));
        }
        page
    }

    /// Whether there is such a page in this record: a member may be gone since.
    pub fn is_in(self, record: &Record) -> bool {
        match self {
            Self::Notice => true,
            // Of a refusal nothing else is asked: from any other page there would be no way on and none to its end.
            _ if record.refusal.is_some() => self == Self::Refusal,
            Self::Person(id) | Self::PersonMore(id) => record.people.iter().any(|person| person.id == id),
            Self::Request(id) => record.requests.iter().any(|request| request.id == id),
            Self::DamageItem(at) => record.damage.as_ref().is_some_and(|damage| at < damage.items.len()),
            Self::HelpItem(at) => at < record.help_received.len(),
            Self::Damage => record.damage.is_some(),
            Self::Signing => !record.requests.is_empty(),
            Self::Refusal => record.refusal.is_some(),
            _ => true,
        }
    }
}

/// As it is kept beside a draft.
impl fmt::Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Notice => f.write_str("notice"),
            Self::Refusal => f.write_str("refusal"),
            Self::Place => f.write_str("place"),
            Self::Dwelling => f.write_str("dwelling"),
            Self::People => f.write_str("people"),
            Self::Person(id) => write!(f, "person {id}"),
            Self::PersonMore(id) => write!(f, "person-more {id}"),
            Self::Needs => f.write_str("needs"),
            Self::Request(id) => write!(f, "request {id}"),
            Self::Damage => f.write_str("damage"),
            Self::DamageItem(at) => write!(f, "damage-item {at}"),
            Self::Photos => f.write_str("photos"),
            Self::Help => f.write_str("help"),
            Self::HelpItem(at) => write!(f, "help-item {at}"),
            Self::Signing => f.write_str("signing"),
            Self::Review => f.write_str("review"),
        }
    }
}

/// A text that names no page of this version.
#[derive(Debug, PartialEq, Eq)]
pub struct NoPage;

impl FromStr for Page {
    type Err = NoPage;

    fn from_str(text: &str) -> Result<Self, NoPage> {
        let (name, which) = text.split_once(' ').unwrap_or((text, ""));
        let person = || which.parse().map_err(|_| NoPage);
        let at = || which.parse().map_err(|_| NoPage);
        Ok(match name {
            "notice" => Self::Notice,
            "refusal" => Self::Refusal,
            "place" => Self::Place,
            "dwelling" => Self::Dwelling,
            "people" => Self::People,
            "person" => Self::Person(person()?),
            "person-more" => Self::PersonMore(person()?),
            "needs" => Self::Needs,
            "request" => Self::Request(which.parse().map_err(|_| NoPage)?),
            "damage" => Self::Damage,
            "damage-item" => Self::DamageItem(at()?),
            "photos" => Self::Photos,
            "help" => Self::Help,
            "help-item" => Self::HelpItem(at()?),
            "signing" => Self::Signing,
            "review" => Self::Review,
            _ => return Err(NoPage),
        })
    }
}
