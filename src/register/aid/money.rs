//! Sums of baht, exact to the satang, and how people read them.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

/// An amount of Thai money. Adding stops at the greatest amount instead of overflowing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money {
    satang: u64,
}

impl Money {
    /// Whole baht.
    pub const fn baht(baht: u64) -> Self {
        Self { satang: baht.saturating_mul(100) }
    }

    /// So many satang.
    pub const fn satangs(satang: u64) -> Self {
        Self { satang }
    }

    /// The `amount_baht` of a record, to the nearest satang; nothing for what is no amount of money.
    pub fn written(baht: &serde_json::Number) -> Option<Self> {
        Self::from_number(baht.as_f64()?)
    }

    /// So many baht, to the nearest satang; nothing for what is no amount of money.
    pub(super) fn from_number(baht: f64) -> Option<Self> {
        let satang = (baht * 100.0).round();
        // Beyond this a number no longer holds every satang, and no aid comes near it.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        (0.0..EXACT).contains(&satang).then_some(Self { satang: satang as u64 })
    }

    /// The amount in satang.
    pub fn satang(self) -> u64 {
        self.satang
    }

    /// What is left after taking `other` away; nothing below zero.
    pub fn less(self, other: Self) -> Self {
        Self { satang: self.satang.saturating_sub(other.satang) }
    }

    /// This amount for each of so many things, which may be a fraction of one (rai).
    pub fn times(self, count: f64) -> Self {
        Self { satang: (self.satang as f64 * count).round() as u64 }
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { satang: self.satang.saturating_add(other.satang) }
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Add::add)
    }
}

/// `49,500` or `700.50`, without the word for baht.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = (self.satang / 100).to_string();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        match self.satang % 100 {
            0 => Ok(()),
            satang => write!(f, ".{satang:02}"),
        }
    }
}
