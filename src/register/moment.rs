//! A moment: when something happened, with the offset the phone's clock showed.
//!
//! Owns reading and writing RFC 3339; compares by instant, writes back with the
//! offset it was given. Refuses to know what time it is now.
//! Called by every part of a record that carries a time.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, Offset, SecondsFormat, TimeDelta, Utc};

use crate::as_text::{as_text, quoted};

/// An instant with the local offset it was read with. Two moments are equal when
/// they are one instant, whatever their offsets.
#[derive(Clone, Copy, Debug, Default)]
pub struct Moment(DateTime<FixedOffset>);

/// A text that is not a moment.
#[derive(Debug, thiserror::Error)]
#[error("{} is not a date and time with an offset; write it as 2026-04-12T09:31:05+07:00", quoted(.0))]
pub struct NotAMoment(String);

/// The time of Thailand.
pub fn thailand() -> FixedOffset {
    // Every offset within a day of UTC is one.
    FixedOffset::east_opt(7 * 60 * 60).unwrap_or_else(|| Utc.fix())
}

impl Moment {
    /// So many milliseconds since 1970, as clocks in Thailand show them; `None` where no calendar reaches.
    pub fn in_thailand(ms: i64) -> Option<Self> {
        Some(DateTime::from_timestamp_millis(ms)?.with_timezone(&thailand()).into())
    }

    /// Milliseconds since 1970 in UTC; negative before.
    pub fn unix_ms(self) -> i64 {
        self.0.timestamp_millis()
    }

    /// The next moment that a record tells from this one, a millisecond later; `None` at the end of time.
    pub fn just_after(self) -> Option<Self> {
        self.0.checked_add_signed(TimeDelta::milliseconds(1)).map(Self)
    }

    /// The moment itself, for calendar arithmetic.
    pub fn date_time(self) -> DateTime<FixedOffset> {
        self.0
    }
}

impl From<DateTime<FixedOffset>> for Moment {
    fn from(value: DateTime<FixedOffset>) -> Self {
        Self(value)
    }
}

impl FromStr for Moment {
    type Err = NotAMoment;

    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        DateTime::parse_from_rfc3339(text.trim()).map(Self).map_err(|_| NotAMoment(text.to_owned()))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, false))
    }
}

impl PartialEq for Moment {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Moment {}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Moment {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl Hash for Moment {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

as_text!(Moment, { "type": "string", "format": "date-time" });

#[cfg(test)]
#[path = "moment_tests.rs"]
mod tests;
