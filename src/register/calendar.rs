//! Temporary.
use crate::as_text::as_text;
use std::{fmt, str::FromStr};
/// A survey month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Round(u32, u32);
/// Not a round.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is not a round; expected 2569-04")]
pub struct NotARound(String);
impl FromStr for Round {
    type Err = NotARound;
    fn from_str(t: &str) -> Result<Self, NotARound> {
        t.split_once('-')
            .and_then(|(y, m)| Some(Round(y.parse().ok()?, m.parse().ok()?)))
            .ok_or_else(|| NotARound(t.into()))
    }
}
impl fmt::Display for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0, self.1)
    }
}
as_text!(Round, { "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$" });
