//! Thirteen-digit numbers that belong to nobody.
//!
//! Owns the check digit and the making of synthetic numbers: digits 2 to 5, the
//! registration office, are 0000, which is believed unassigned, so that no number made
//! here is a living person's. Also owns the numbers clerks type when they have none.
//!
//! Refuses to know how a number is written down or mistyped. Called by `population`,
//! `damage` and the demo.

use std::fmt;

/// How many people can have a number of their own: the seven digits of the sequence, without 0.
pub const MOST_PEOPLE: u32 = 9_999_999;

/// Numbers typed where there is none. The first two pass the check digit; 1234567890121 is
/// the one number here whose office is not 0000, since that run is what clerks really type.
pub const PLACEHOLDERS: [&str; 7] = [
    "0000000000001",
    "1234567890121",
    "0000000000000",
    "1111111111111",
    "9999999999999",
    "1234567890123",
    "-",
];

/// A synthetic national ID: its check digit is right and its office is 0000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NationalId(u64);

impl NationalId {
    /// The number of this class (first digit, 0 to 8; more is taken as 8) and sequence
    /// (its last seven digits are used).
    pub fn synthetic(class: u8, sequence: u32) -> Self {
        let body = u64::from(class.min(8)) * 100_000_000_000 + u64::from(sequence % 10_000_000);
        Self(body * 10 + check_digit(body))
    }

    /// A sequence for the `number`th person of a list. No two numbers below
    /// [`MOST_PEOPLE`] share one, and neighbours are far apart.
    pub fn sequence_of(number: u32, seed: u64) -> u32 {
        // The multiplier has no factor in common with 9,999,999 = 3²·239·4649, so this is a
        // permutation; sequence 0 is left out because 0000000000001 is a placeholder.
        let most = u64::from(MOST_PEOPLE);
        let spread = (u64::from(number) % most) * 7_368_787 + seed % most;
        (spread % most) as u32 + 1
    }
}

impl fmt::Display for NationalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:013}", self.0)
    }
}

/// The thirteenth digit for the twelve of `body`.
fn check_digit(body: u64) -> u64 {
    let mut rest = body;
    let mut sum = 0;
    for weight in 2..=13 {
        sum += (rest % 10) * weight;
        rest /= 10;
    }
    (11 - sum % 11) % 10
}

/// Whether `text` is thirteen Arabic digits whose check digit is right.
pub fn passes(text: &str) -> bool {
    text.len() == 13
        && text.bytes().all(|b| b.is_ascii_digit())
        && text.parse::<u64>().is_ok_and(|number| check_digit(number / 10) == number % 10)
}

#[cfg(test)]
#[path = "national_id_tests.rs"]
mod tests;
