//! How rare a thing is, in points: what an agreement on it is worth.
//!
//! Owns the unit of evidence and the one place where counts become points. A point is a
//! tenth of a doubling of the odds, an integer, so that a phone and a server that see the
//! same counts reach the same verdict: nothing here needs a logarithm of the machine's.
//!
//! Refuses to know what is counted. Called by `sameness` and `roster`.

/// Evidence: ten points double the odds that two entries are one person, minus ten halve them.
pub type Points = i32;

/// Ten times log₂ of 1 + n/16: the part of a logarithm behind the binary point.
const SIXTEENTHS: [Points; 16] = [0, 1, 2, 2, 3, 4, 5, 5, 6, 6, 7, 8, 8, 9, 9, 10];

/// Ten times the binary logarithm, to the nearest point or so; 0 for 0.
pub(crate) fn ten_log2(n: u64) -> Points {
    let Some(whole) = n.checked_ilog2() else { return 0 };
    let sixteenth = if whole >= 4 { n >> (whole - 4) } else { n << (4 - whole) } & 15;
    10 * whole as Points + SIXTEENTHS.get(sixteenth as usize).copied().unwrap_or_default()
}

/// The list, or the register, that two entries are taken from: how many could be confused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frequencies {
    people: u64,
}

impl Frequencies {
    /// Of a list of so many entries.
    pub fn among(people: usize) -> Self {
        Self { people: people.max(2) as u64 }
    }

    /// What it takes to be found by chance among all these people: the first guess is
    /// that one entry in ten has a second one.
    pub(crate) fn one_in_all(self) -> Points {
        ten_log2(self.people)
    }

    /// How rare a value is that `count` entries have. `kinds` is how many values there are
    /// in the country, roughly: a short list teaches little, and then that guess speaks.
    pub fn rarity(self, count: usize, kinds: u64) -> Points {
        ten_log2(self.people + kinds) - ten_log2(count as u64 + 1)
    }
}

/// How rare a value is in one village, by how rare it is in the whole list (`everywhere`):
/// half a village bears three names. The two entries compared do not count for themselves.
pub(crate) fn rarity_at_home(count: usize, villagers: usize, everywhere: Points) -> Points {
    /// So many villagers weigh as much as the whole list.
    const TRUST: u64 = 64;
    let elsewhere = (TRUST << 20) >> (everywhere.clamp(0, 190) / 10);
    let share = ((count.saturating_sub(2) as u64) << 20) + elsewhere;
    let of = ((villagers.saturating_sub(2) as u64) + TRUST) << 20;
    (ten_log2(of) - ten_log2(share.max(1))).min(everywhere).max(0)
}
