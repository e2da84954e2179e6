//! A national ID as a clue: whose it may be, and how two of them went apart.
//!
//! Owns what is left to learn from a number that is wrong, short or shared. Refuses to
//! know names. Called by `sameness` and `roster`.

use crate::national_id::{NationalId, Slip, TypedId, digits_as_typed, slip_between};

/// A number as typed, made small for comparing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdClue {
    value: u64,
    digits: u8,
    valid: bool,
    suspicious: bool,
    disputed: bool,
    holders: u32,
}

/// What two numbers say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// Nothing: one is missing, or too broken to be compared.
    Silent,
    /// Equal, but more people carry it than one person has entries, or it looks made up.
    Placeholder,
    /// Equal and valid.
    Same,
    /// Equal and wrong: copied, or one card misread twice.
    SameWrong,
    /// Equal when the zeros that a spreadsheet ate are put back.
    ZeroLost,
    /// One slip apart, as one person's are: one of them fails its check.
    Slip,
    /// One slip apart, but both are valid.
    ValidSlip,
    /// Both valid and different.
    Different,
    /// Different, and one of them is wrong.
    Unlike,
}

/// More entries than one person has in a list, so that a number is nobody's own.
const CROWD: u32 = 6;

impl IdClue {
    /// The clue in a typed number; none where nothing comparable was typed.
    pub fn read(typed: &TypedId) -> Option<Self> {
        let (value, digits) = match typed {
            TypedId::Missing => return None,
            TypedId::Valid(id) => (id.as_u64(), 13),
            TypedId::Invalid { typed, .. } => digits_as_typed(typed)?,
        };
        // A few digits are a house number, and more than fourteen no slip.
        (10..=14).contains(&digits).then(|| Self {
            value,
            digits,
            valid: typed.valid().is_some(),
            suspicious: value == 0
                || digits == 13
                    && NationalId::completing(value / 10).is_some_and(|id| id.suspicion().is_some()),
            disputed: false,
            holders: 1,
        })
    }

    /// Told how many entries carry this number, and whether one of the others is, by its
    /// names and its birth, somebody else's.
    pub fn held_by(self, holders: usize, disputed: bool) -> Self {
        Self { holders: u32::try_from(holders).unwrap_or(u32::MAX), disputed, ..self }
    }

    /// Whether it is also on the entry of somebody else.
    pub fn is_disputed(self) -> bool {
        self.disputed
    }

    /// The digits as one number, leading zeros lost: for grouping.
    pub fn value(self) -> u64 {
        self.value
    }

    /// The last seven digits: what a slip in the others leaves.
    pub(crate) fn end(self) -> u64 {
        self.value % 10_000_000
    }

    /// The first seven digits: what a slip in the others leaves.
    pub(crate) fn start(self) -> u64 {
        self.value / 10u64.pow(u32::from(self.digits.saturating_sub(7)))
    }

    /// How many entries carry it.
    pub fn holders(self) -> u32 {
        self.holders
    }

    /// Nobody's own number.
    pub(crate) fn is_placeholder(self) -> bool {
        self.suspicious || self.holders > CROWD
    }

    /// Whether the number may carry a verdict of its own.
    pub(crate) fn is_trusted(self) -> bool {
        self.valid && !self.is_placeholder()
    }

    /// What two numbers say.
    pub fn compare(a: Option<Self>, b: Option<Self>) -> Numbers {
        let (Some(a), Some(b)) = (a, b) else { return Numbers::Silent };
        if a.value == b.value {
            return match () {
                () if a.is_placeholder() || b.is_placeholder() => Numbers::Placeholder,
                () if a.digits != b.digits => Numbers::ZeroLost,
                () if a.valid => Numbers::Same,
                () => Numbers::SameWrong,
            };
        }
        if a.is_placeholder() || b.is_placeholder() {
            return Numbers::Silent;
        }
        let one_slip = match (a.digits, b.digits) {
            (13, 13) => slip_between(a.value, b.value).is_some_and(|slip| slip != Slip::Equal),
            _ => one_dropped(a, b),
        };
        match (one_slip, a.valid && b.valid) {
            (true, false) => Numbers::Slip,
            (true, true) => Numbers::ValidSlip,
            (false, true) => Numbers::Different,
            (false, false) if a.digits == 13 && b.digits == 13 => Numbers::Unlike,
            (false, false) => Numbers::Silent,
        }
    }
}

/// One number is the other without one of its digits.
fn one_dropped(a: IdClue, b: IdClue) -> bool {
    let (short, long) = if a.digits < b.digits { (a, b) } else { (b, a) };
    long.digits == short.digits + 1
        && (0..u32::from(long.digits)).any(|at| {
            let right = 10u64.pow(at);
            long.value / right / 10 * right + long.value % right == short.value
        })
}
