//! The passes over a list: which entries are laid side by side at all.
//!
//! A million entries have half a billion thousand pairs. A pass gives every entry a key and
//! compares only those of one key; each pass is blind to some damage, and together they see
//! what can be seen. Owns the keys, and that no block of one key grows without end.
//!
//! Refuses to weigh: `sameness` does. Called by `roster`.

use std::num::NonZeroU64;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;

use super::words::KnownWord;
use super::{Entry, Roster};
use crate::sameness::{Born, House, IdClue, Village, mixed};

/// Entries of one key that are all compared with each other. Larger blocks are divided.
const BLOCK: usize = 256;

/// What a pass goes by. The damage it survives stands beside it; the order is the order in
/// which pairs come out, likeliest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pass {
    /// The number as typed: anything but a slip in it.
    Id,
    /// Both names by sound, in either order: a move, a lost number, a wrong birth date.
    Names,
    /// The birth day and the first letter of the given name: anything that can happen to the
    /// rest of the names.
    BirthDayGiven,
    /// The birth day and the first letter of the family name: another given name.
    BirthDayFamily,
    /// The birth day and the village: anything that can happen to a name.
    BirthDayInVillage,
    /// The house: anything that can happen to names and dates.
    House,
    /// Given name and village: a wedding, a house written otherwise, a wrong birth date.
    GivenInVillage,
    /// Family name, village and the first letter of the given name: a slip in it.
    FamilyInVillage,
    /// Family name and birthday of whatever year, day and month in either order: a slip in
    /// the given name and in the date.
    FamilyBirthday,
    /// Given name and birthday of whatever year: a wedding, and a slip in the date.
    GivenBirthday,
    /// Family name, birth year and the first letter of the given name: a slip in it, a lost day.
    FamilyYear,
    /// Given name, birth year and the first letter of the family name: a slip in that.
    GivenYear,
    /// Given name and house number: a village that cannot be read, a wedding.
    GivenInHouse,
    /// The last seven digits of the number: a slip in the others.
    IdEnd,
    /// The first seven digits of the number and the given name: a slip in the others.
    IdStart,
    /// The telephone and the first letter of the given name: anything that can happen to the rest.
    Phone,
}

impl Pass {
    pub const ALL: [Self; 16] = [
        Self::Id,
        Self::Names,
        Self::BirthDayGiven,
        Self::BirthDayFamily,
        Self::BirthDayInVillage,
        Self::House,
        Self::GivenInVillage,
        Self::FamilyInVillage,
        Self::FamilyBirthday,
        Self::GivenBirthday,
        Self::FamilyYear,
        Self::GivenYear,
        Self::GivenInHouse,
        Self::IdEnd,
        Self::IdStart,
        Self::Phone,
    ];

    /// The key of somebody in this pass; none where they lack what the pass goes by.
    pub fn key(self, of: &impl Clues) -> Option<u64> {
        let given = || of.given().filter(|known| !known.word.is_empty());
        let family = || of.family().filter(|known| !known.word.is_empty());
        let village = || of.village().map(|village| village.key());
        let house = || of.house().map(|house| house.key());
        let born = || of.born();
        let day = || born().filter(|born| born.is_certain()).map(|born| born.number());
        let (what, with) = match self {
            Self::Id => (of.id()?.value(), 0),
            Self::Names => {
                let (given, family) = (given()?.key, family()?.key);
                (given.min(family), given.max(family))
            }
            Self::BirthDayGiven => (day()?, given()?.heads[0]),
            Self::BirthDayFamily => (day()?, family()?.heads[0]),
            Self::BirthDayInVillage => (day()?, village()?),
            Self::House => (village()?, house()?),
            Self::GivenInVillage => (given()?.key, village()?),
            Self::FamilyInVillage => (mixed(family()?.key, given()?.heads[0]), village()?),
            Self::FamilyBirthday => (family()?.key, born()?.anniversary()?),
            Self::GivenBirthday => (given()?.key, born()?.anniversary()?),
            Self::FamilyYear => {
                (mixed(family()?.key, given()?.heads[0]), born()?.year().unsigned_abs().into())
            }
            Self::GivenYear => {
                let head = family().map_or(0, |family| family.heads[0]);
                (mixed(given()?.key, head), born()?.year().unsigned_abs().into())
            }
            Self::GivenInHouse => {
                (mixed(given()?.key, family().map_or(0, |family| family.heads[0])), house()?)
            }
            Self::IdEnd => (of.id()?.end(), 0),
            Self::IdStart => (of.id()?.start(), given()?.key),
            Self::Phone => (of.phone()?.get(), given()?.heads[0]),
        };
        // 0 stands for no key.
        Some(mixed(mixed(what, with), self as u64).max(1))
    }

    /// What a block is divided by when it has grown too large, in this order.
    fn divided_by(roster: &Roster, entry: &Entry, time: usize) -> Option<u64> {
        let head = |word: u32, many: usize| {
            roster.words.get(word).and_then(|known| known.heads.get(many).copied()).unwrap_or_default()
        };
        Some(match time {
            0 => head(entry.given, 0),
            1 => head(entry.family, 0),
            2 => mixed(head(entry.given, 1), head(entry.family, 1)),
            3 => entry.born.map_or(0, |born| born.year().unsigned_abs().into()),
            4 => u64::from(entry.village.unwrap_or_default()),
            5 => mixed(u64::from(entry.given), u64::from(entry.family)),
            _ => return None,
        })
    }
}

/// What passes go by, each part asked for only by those that need it.
pub(super) trait Clues {
    fn id(&self) -> Option<IdClue>;
    fn given(&self) -> Option<&KnownWord>;
    fn family(&self) -> Option<&KnownWord>;
    fn village(&self) -> Option<Village>;
    fn house(&self) -> Option<House>;
    fn born(&self) -> Option<Born>;
    fn phone(&self) -> Option<NonZeroU64>;
}

/// An entry in its list.
struct Listed<'a> {
    roster: &'a Roster,
    entry: &'a Entry,
}

impl Clues for Listed<'_> {
    fn id(&self) -> Option<IdClue> {
        self.entry.id
    }

    fn given(&self) -> Option<&KnownWord> {
        self.roster.words.get(self.entry.given)
    }

    fn family(&self) -> Option<&KnownWord> {
        self.roster.words.get(self.entry.family)
    }

    fn village(&self) -> Option<Village> {
        self.roster.village(self.entry)
    }

    fn house(&self) -> Option<House> {
        self.roster.house(self.entry)
    }

    fn born(&self) -> Option<Born> {
        self.entry.born
    }

    fn phone(&self) -> Option<NonZeroU64> {
        self.entry.phone
    }
}

/// The blocks of one pass: entries of one key stand together.
pub(super) struct Blocks {
    members: Vec<(u64, u32)>,
    /// Where each block of two entries or more begins and ends.
    pub bounds: Vec<(u32, u32)>,
    /// Entries that are so alike that only their nearest were compared.
    pub too_alike: usize,
}

impl Blocks {
    pub fn of(pass: Pass, roster: &Roster) -> Self {
        let keyed = roster.entries.par_iter().enumerate();
        let mut members: Vec<(u64, u32)> =
            keyed.filter_map(|(at, entry)| Some((pass.key(&Listed { roster, entry })?, at as u32))).collect();
        members.par_sort_unstable();
        let mut blocks = Self { members, bounds: Vec::new(), too_alike: 0 };
        blocks.divide(roster, 0, blocks.members.len(), 0);
        blocks
    }

    /// Finds the blocks between two places, and divides those that are too large.
    fn divide(&mut self, roster: &Roster, from: usize, to: usize, times: usize) {
        let mut start = from;
        while start < to {
            let key = self.key_at(start);
            let many = self.members.get(start..to).unwrap_or_default().partition_point(|&(k, _)| k == key);
            let end = start + many;
            if many > BLOCK {
                self.divide_block(roster, start, end, times);
            } else if many > 1 {
                self.bounds.push((start as u32, end as u32));
            }
            start = end;
        }
    }

    fn divide_block(&mut self, roster: &Roster, start: usize, end: usize, times: usize) {
        let Some(block) = self.members.get_mut(start..end) else { return };
        let mut divided = false;
        for (key, at) in block.iter_mut() {
            let by =
                roster.entries.get(*at as usize).and_then(|entry| Pass::divided_by(roster, entry, times));
            divided |= by.is_some();
            *key = mixed(*key, by.unwrap_or_default() + 1);
        }
        if divided {
            block.sort_unstable();
            return self.divide(roster, start, end, times + 1);
        }
        // Nothing tells them apart: neighbours in the list's own order are compared.
        self.too_alike += block.len();
        for (chunk, many) in block.chunks_mut(BLOCK).zip(0u64..) {
            for (key, _) in chunk.iter_mut() {
                *key = mixed(*key, many).max(1);
            }
        }
        for at in (start..end).step_by(BLOCK) {
            self.bounds.push((at as u32, (at + BLOCK).min(end) as u32));
        }
    }

    fn key_at(&self, at: usize) -> u64 {
        self.members.get(at).map_or(0, |&(key, _)| key)
    }

    pub fn block(&self, (start, end): (u32, u32)) -> &[(u64, u32)] {
        self.members.get(start as usize..end as usize).unwrap_or_default()
    }

    pub fn members(&self) -> &[(u64, u32)] {
        &self.members
    }
}
