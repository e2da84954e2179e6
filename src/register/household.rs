//! Which household a visit was at.
//!
//! Owns the rule that makes two visits those of one household (contract section 1: LAO,
//! tambon, หมู่ or community, house number normalised) and the order of houses along a lane.
//! Where it is in doubt, two visits are two households: one listed twice is seen by whoever
//! stands there, one that hides behind another is never visited.
//!
//! Refuses to know who lives there (two visits' families are one by their people, not by
//! their door) and to correct an address. Called by the phone's store.

use std::fmt;

use crate::lao::LaoCode;
use crate::record::Place;
use crate::sameness::{door, part_of_door};
use crate::thai::{arabic_digits, fold};

/// The form of [`HouseholdKey`]. Whoever keeps keys makes them anew when it moves.
pub const FORM: u32 = 1;

/// One household, as a key: equal for all its visits. What it says is nobody's business; keys
/// of one place stand together when they are sorted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HouseholdKey(String);

impl HouseholdKey {
    /// The household at this place; `None` where no house number tells it from another, so
    /// that a visit there is one with no other visit.
    pub fn of(lao: LaoCode, place: &Place) -> Option<Self> {
        let house = house_number(place.house_no.as_deref()?)?;
        let tambon = fold(place.tambon.as_deref().unwrap_or_default());
        // หมู่ first: a municipality's community lies within one, and not every surveyor names it.
        let village = match (place.moo.filter(|moo| *moo > 0), &place.community) {
            (Some(moo), _) => format!("m{moo}"),
            (None, Some(community)) => format!("c{}", community_name(community)),
            (None, None) => String::new(),
        };
        // What is folded holds no bar.
        Some(Self(format!("{lao}|{tambon}|{village}|{house}")))
    }

    /// A key as it was kept.
    pub fn kept(text: String) -> Self {
        Self(text)
    }

    /// The house number in it, as [`house_number`] gives it.
    pub fn house(&self) -> &str {
        self.0.rsplit('|').next().unwrap_or_default()
    }

    /// The key, for keeping.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HouseholdKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A house number in the form in which two are compared: `๑๒๓ / ๔`, `123/4` and
/// `บ้านเลขที่ 123/4 ม.5` are `123/4`. `None` where it is no number: empty, a word such as
/// ไม่มี, or the 0 that stands for one.
///
/// 12-14 is the shop that has all of these numbers, and not the fourteenth part of plot 12.
pub fn house_number(typed: &str) -> Option<String> {
    let numbers = arabic_digits(typed);
    let pieces: Vec<String> = door(&numbers)
        .split(['/', '／', '∕', '⁄'])
        .map(|piece| {
            let parts: Vec<String> =
                piece.split(['-', '–']).map(part_of_door).filter(|part| !part.is_empty()).collect();
            parts.join("-")
        })
        .collect();
    let number = pieces.join("/");
    let number = number.trim_end_matches('/');
    number.contains(|c: char| matches!(c, '1'..='9')).then(|| number.to_owned())
}

/// A community's name in the form in which two are compared.
fn community_name(typed: &str) -> String {
    let folded = fold(typed);
    match folded.strip_prefix("ชุมชน") {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => folded,
    }
}

/// Where a house stands along a lane, by its number as [`house_number`] gives it: 9 before 10,
/// and 10 before 10/2.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HouseOrder(Vec<Run>);

/// A run of digits, or of anything else. Numbers stand before words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Run {
    Number(u64),
    Words(String),
}

impl HouseOrder {
    /// The place of this number.
    pub fn of(number: &str) -> Self {
        let mut runs = Vec::new();
        let mut rest = number;
        while let Some(first) = rest.chars().next() {
            let is_number = first.is_ascii_digit();
            let end = rest.find(|c: char| c.is_ascii_digit() != is_number).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            runs.push(match run.parse() {
                Ok(number) => Run::Number(number),
                Err(_) if is_number => Run::Number(u64::MAX),
                Err(_) => Run::Words(run.to_owned()),
            });
            rest = after;
        }
        Self(runs)
    }
}

#[cfg(test)]
#[path = "household_tests.rs"]
mod tests;
