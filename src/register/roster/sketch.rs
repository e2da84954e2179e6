//! Somebody read alone: for an index that finds who may be the same person, without the list.
//!
//! Owns by which signs such an index goes, so that it meets those whom the passes would lay
//! side by side, and which of them it is asked to count, so that what is rare in the list
//! counts for more. It does without what only a whole list tells: how rare a spelling is
//! beside its sound, who else carries a number, and who lives with both.
//!
//! Refuses to keep anything and to weigh: `sameness` does. Called by `candidate` and by
//! whoever keeps the index.

use std::num::NonZeroU64;

use chrono::NaiveDate;
use geo::Point;

use super::pass::{Clues, Pass};
use super::words::KnownWord;
use super::{FAMILY_NAMES, GIVEN_NAMES, Typed, VILLAGES, typed};
use crate::name::{Likeness, PersonName};
use crate::national_id::TypedId;
use crate::record::Sex;
use crate::sameness::{
    Born, Comparison, Frequencies, House, IdClue, NameClue, Points, Profile, TYPICAL_BIRTH, TYPICAL_FAMILY,
    TYPICAL_GIVEN, TYPICAL_VILLAGE, Village, compare, mixed, rarity_at_home,
};

/// The form of signs. An index keeps them, and is made anew when it moves.
pub const SIGNS_FORM: u32 = 1;

/// The passes that pay for one person: between them they meet whoever has enough in common to
/// be worth a look. The others need a slip in two or three things at once.
const PASSES: [Pass; 10] = [
    Pass::IdEnd,
    Pass::IdStart,
    Pass::Names,
    Pass::House,
    Pass::BirthDayGiven,
    Pass::BirthDayFamily,
    Pass::FamilyYear,
    Pass::GivenYear,
    Pass::FamilyInVillage,
    Pass::Phone,
];

/// Something by which somebody is found, or counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sign(u64);

impl Sign {
    /// Equal signs, equal numbers, on every machine. The lower bits tell them apart as well as
    /// the whole.
    pub fn number(self) -> u64 {
        self.0
    }
}

/// How often a sign occurs among everybody in the index.
pub trait Census {
    /// What can go wrong while counting.
    type Error;

    /// How many people there are.
    ///
    /// # Errors
    /// When it cannot be counted.
    fn people(&self) -> Result<usize, Self::Error>;

    /// How many of them bear a sign.
    ///
    /// # Errors
    /// When it cannot be counted.
    fn bearers(&self, sign: Sign) -> Result<usize, Self::Error>;
}

/// Somebody, read for comparing.
#[derive(Debug)]
pub struct Sketch {
    id: Option<IdClue>,
    given: KnownWord,
    family: KnownWord,
    born: Option<Born>,
    sex: Option<Sex>,
    village: Option<Village>,
    house: Option<House>,
    phone: Option<NonZeroU64>,
    point: Option<Point>,
}

impl Clues for Sketch {
    fn id(&self) -> Option<IdClue> {
        self.id
    }

    fn given(&self) -> Option<&KnownWord> {
        Some(&self.given)
    }

    fn family(&self) -> Option<&KnownWord> {
        Some(&self.family)
    }

    fn village(&self) -> Option<Village> {
        self.village
    }

    fn house(&self) -> Option<House> {
        self.house
    }

    fn born(&self) -> Option<Born> {
        self.born
    }

    fn phone(&self) -> Option<NonZeroU64> {
        self.phone
    }
}

/// Which of two names.
#[derive(Clone, Copy)]
enum Part {
    Given,
    Family,
}

impl Sketch {
    /// Reads one line. A birth after `today` is a slip.
    pub fn read(typed: &Typed<'_>, today: NaiveDate) -> Self {
        let name = PersonName::read(Some(typed.title), Some(typed.first), Some(typed.last));
        let some = |text: &str| !text.is_empty();
        Self {
            id: IdClue::read(&TypedId::read(Some(typed.cid))),
            given: KnownWord::alone(name.given),
            family: KnownWord::alone(name.family),
            born: typed::birth(typed.dob).map(|birth| Born::new(birth, today)),
            sex: typed::sex(typed.sex, typed.title, typed.first),
            village: Some(typed.village).filter(|text| some(text)).and_then(Village::read),
            house: Some(typed.house).filter(|text| some(text)).and_then(House::read),
            phone: typed::phone(typed.phone).and_then(NonZeroU64::new),
            point: typed.point.map(|(lat, lon)| Point::new(lon, lat)),
        }
    }

    /// Given and family name in the form that they are compared in, for keeping: read again,
    /// as the names of a line, they are the same.
    pub fn names(&self) -> [&str; 2] {
        [self.given.word.folded(), self.family.word.folded()]
    }

    /// By these somebody is looked for, the surest first.
    pub fn sought_by(&self) -> impl Iterator<Item = Sign> {
        PASSES.into_iter().filter_map(|pass| pass.key(self)).map(Sign)
    }

    /// All that an index keeps of somebody: what they are looked for by, and what is counted.
    pub fn signs(&self) -> Vec<Sign> {
        let counted = [
            self.bears(Part::Given),
            self.bears(Part::Family),
            self.bears_at_home(Part::Given),
            self.bears_at_home(Part::Family),
            self.lives(),
        ];
        self.sought_by().chain(counted.into_iter().flatten()).collect()
    }

    /// Weighs two people, one of whom is not in the index yet.
    ///
    /// # Errors
    /// When something could not be counted.
    pub fn compare<C: Census>(&self, other: &Self, census: &C) -> Result<Comparison, C::Error> {
        // The one who is looked for is one more.
        let among = Frequencies::among(census.people()? + 1);
        let (a, b) = (self.profile(other, among, census)?, other.profile(self, among, census)?);
        Ok(compare(&a, &b, &among))
    }

    fn word(&self, part: Part) -> &KnownWord {
        match part {
            Part::Given => &self.given,
            Part::Family => &self.family,
        }
    }

    /// What is known of somebody who is laid beside another: only names that are near the
    /// other's are counted, for what others are worth does not depend on how rare they are.
    fn profile<C: Census>(
        &self,
        beside: &Self,
        among: Frequencies,
        census: &C,
    ) -> Result<Profile<'_>, C::Error> {
        let village_rarity = match self.lives().filter(|lives| beside.lives() == Some(*lives)) {
            Some(lives) => among.rarity(census.bearers(lives)? + 1, VILLAGES),
            None => TYPICAL_VILLAGE,
        };
        Ok(Profile {
            id: self.id,
            given: self.name(Part::Given, beside, among, census)?,
            family: self.name(Part::Family, beside, among, census)?,
            born: self.born,
            born_rarity: TYPICAL_BIRTH,
            sex: self.sex,
            village: self.village,
            village_rarity,
            house: self.house,
            phone: self.phone.map(NonZeroU64::get),
            point: self.point,
            household: &[],
        })
    }

    fn name<C: Census>(
        &self,
        part: Part,
        beside: &Self,
        among: Frequencies,
        census: &C,
    ) -> Result<NameClue<'_>, C::Error> {
        let (kinds, typical) = match part {
            Part::Given => (GIVEN_NAMES, TYPICAL_GIVEN),
            Part::Family => (FAMILY_NAMES, TYPICAL_FAMILY),
        };
        let known = self.word(part);
        let clue = |sound: Points, at_home| NameClue { word: &known.word, spelling: sound, sound, at_home };
        let Some(borne) = self.bears(part) else { return Ok(clue(0, 0)) };
        if !self.is_near(part, beside) {
            return Ok(clue(typical, typical));
        }
        let everywhere = among.rarity(census.bearers(borne)? + 1, kinds);
        let at_home = match (self.bears_at_home(part), self.lives()) {
            (Some(borne), Some(lives)) if beside.lives() == Some(lives) => {
                rarity_at_home(census.bearers(borne)? + 1, census.bearers(lives)? + 1, everywhere)
            }
            _ => everywhere,
        };
        Ok(clue(everywhere, at_home))
    }

    /// Whether a name could be one slip from the other's, or stand in the other's place.
    fn is_near(&self, part: Part, beside: &Self) -> bool {
        let (word, other) = (&self.word(part).word, &beside.word(part).word);
        let exchanged = match part {
            Part::Given => &beside.family,
            Part::Family => &beside.given,
        };
        let [letters, _] = word.differing_letters(other);
        letters <= 2 || word.likeness(other) < Likeness::Different || self.word(part).key == exchanged.key
    }

    fn bears(&self, part: Part) -> Option<Sign> {
        let known = self.word(part);
        (!known.word.is_empty()).then(|| counted(known.key, 0, part as u64))
    }

    fn bears_at_home(&self, part: Part) -> Option<Sign> {
        let known = self.word(part);
        let village = self.village?;
        (!known.word.is_empty()).then(|| counted(known.key, village.key(), 2 + part as u64))
    }

    fn lives(&self) -> Option<Sign> {
        Some(counted(self.village?.key(), 0, 4))
    }
}

/// A sign that is only counted; the passes have the numbers below.
fn counted(what: u64, with: u64, which: u64) -> Sign {
    Sign(mixed(mixed(what, with), 0x100 + which).max(1))
}

#[cfg(test)]
#[path = "sketch_tests.rs"]
mod tests;
