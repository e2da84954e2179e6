//! When to try again after a sync that failed: later each time, never all phones at once,
//! never more than an hour away.
//!
//! Pure: the time and the seed of chance come in. Kept in the store between runs by `pace`;
//! whoever has a timer asks it.

use serde::{Deserialize, Serialize};

/// First wait, in milliseconds.
const FIRST: u64 = 30_000;
/// Longest wait.
const LONGEST: u64 = 60 * 60 * 1000;

/// How often in a row it failed, and from when on it may be tried again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backoff {
    #[serde(default)]
    failures: u32,
    #[serde(default)]
    not_before: u64,
}

impl Backoff {
    /// After a failure at `now` (milliseconds since 1970). `seed` is any random number;
    /// `told` is how long the server asked for, in milliseconds.
    ///
    /// The wait doubles from half a minute to an hour, and lies anywhere between half of
    /// that and all of it: phones that were cut off together do not come back together.
    #[must_use]
    pub fn after_failure(self, now: u64, seed: u64, told: Option<u64>) -> Self {
        let whole = FIRST.saturating_mul(1 << self.failures.min(16)).min(LONGEST);
        let half = whole / 2;
        let wait = (half + spread(seed) % (half + 1)).max(told.unwrap_or(0)).min(LONGEST);
        Self { failures: self.failures.saturating_add(1), not_before: now.saturating_add(wait) }
    }

    /// Failures in a row.
    pub fn failures(self) -> u32 {
        self.failures
    }

    /// From when on it may be tried, as of `now`. A time further off than the longest wait
    /// is the mark of a clock that was set back: then it may be tried now.
    pub fn next_try(self, now: u64) -> u64 {
        if self.not_before > now.saturating_add(LONGEST) { now } else { self.not_before.max(now) }
    }
}

/// Seeds that differ little must not give waits that differ little (`splitmix64`).
fn spread(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
#[path = "backoff_tests.rs"]
mod tests;
