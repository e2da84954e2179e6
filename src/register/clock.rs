//! Stamps: a hybrid logical clock that a phone set to the wrong decade cannot break.
//!
//! Owns the order of concurrent edits. What came after what is not decided here but
//! by what an edit says it replaced (`merge`); a stamp only picks the winner between
//! edits that did not know of each other. So a clock years off can lose or win such
//! a pick, and can do no other harm: it never drags another device's clock along.
//!
//! Refuses to read the time: the caller hands it in. Called by whoever makes a change.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::as_text::{as_text, quoted};

/// When a change was made, as its device knew: milliseconds since 1970, then a
/// counter for changes in one millisecond.
///
/// Do not reorder: comparison goes by the order of the fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    ms: u64,
    count: u32,
}

/// A text that is not a stamp.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{} is not a stamp; expected milliseconds and a count, such as 1775961065000.0", quoted(.0))]
pub struct NotAStamp(String);

impl Stamp {
    /// A stamp of these parts.
    pub const fn new(ms: u64, count: u32) -> Self {
        Self { ms, count }
    }

    /// Milliseconds since 1970.
    pub const fn ms(self) -> u64 {
        self.ms
    }

    /// The smallest stamp after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        match self.count.checked_add(1) {
            Some(count) => Self { ms: self.ms, count },
            // The very last stamp has none after it, and must not fall back.
            None if self.ms == u64::MAX => self,
            None => Self { ms: self.ms + 1, count: 0 },
        }
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.ms, self.count)
    }
}

impl FromStr for Stamp {
    type Err = NotAStamp;

    fn from_str(text: &str) -> Result<Self, NotAStamp> {
        // One stamp has one text, so that what was signed reads back as what was signed.
        let plain = |part: &str| part == "0" || !part.starts_with(['0', '+']);
        text.split_once('.')
            .filter(|(ms, count)| plain(ms) && plain(count))
            .and_then(|(ms, count)| Some(Self { ms: ms.parse().ok()?, count: count.parse().ok()? }))
            .ok_or_else(|| NotAStamp(text.to_owned()))
    }
}

as_text!(Stamp, { "type": "string", "pattern": r"^[0-9]+\.[0-9]+$" });

/// How far another device's stamp may lie ahead of our own time before we refuse to
/// follow it: a day, more than any time zone mistake, less than any wrong year.
pub const FOLLOWED_MS: u64 = 24 * 60 * 60 * 1000;

/// A device's clock: what it last stamped, and how wrong its time is known to be.
///
/// The store keeps it between runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    last: Stamp,
    /// What to add to the device's time, as last learnt from the server.
    offset_ms: i64,
}

impl Clock {
    /// The next stamp, given the device's own time.
    ///
    /// Stamps rise, with one exception: where the last one lies more than a day ahead
    /// of the present, the clock was wrong then, and following it for ever would be worse.
    pub fn tick(&mut self, device_ms: u64) -> Stamp {
        let now = self.corrected(device_ms);
        let wrong_before = self.last.ms > now.saturating_add(FOLLOWED_MS);
        self.last =
            if now > self.last.ms || wrong_before { Stamp { ms: now, count: 0 } } else { self.last.next() };
        self.last
    }

    /// Takes note of another device's stamp, so that our next one is greater; unless
    /// it lies more than a day ahead of our time, for then that clock is wrong.
    pub fn saw(&mut self, stamp: Stamp, device_ms: u64) {
        if stamp.ms <= self.corrected(device_ms).saturating_add(FOLLOWED_MS) {
            self.last = self.last.max(stamp);
        }
    }

    /// Learns from the server's signed time how wrong this device's time is.
    pub fn learn(&mut self, server_ms: u64, device_ms: u64) {
        let apart = i128::from(server_ms) - i128::from(device_ms);
        self.offset_ms = i64::try_from(apart).unwrap_or(0);
    }

    fn corrected(&self, device_ms: u64) -> u64 {
        device_ms.saturating_add_signed(self.offset_ms)
    }
}

#[cfg(test)]
#[path = "clock_tests.rs"]
mod tests;
