//! What still waits on phones: what a phone says of itself, and what a supervisor is told.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::change::DeviceId;
use crate::moment::Moment;

/// The header in which a phone says how much it still holds back.
pub const STANDING_HEADER: &str = "samruat-standing";

/// More than any phone holds; a greater number is a slip of somebody's program.
const MOST: u64 = 1_000_000_000;

/// How much a phone still holds back: `drafts=1;waiting=3;photos=2`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Visits being captured.
    pub drafts: u64,
    /// Records of which the office has not confirmed every change.
    pub waiting: u64,
    /// Photos that are still to be sent.
    pub photos: u64,
}

/// A text that does not say how a phone stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this does not say how a phone stands; expected drafts=1;waiting=3;photos=2")]
pub struct NotAStanding;

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "drafts={};waiting={};photos={}", self.drafts, self.waiting, self.photos)
    }
}

impl FromStr for Standing {
    type Err = NotAStanding;

    /// Numbers that a later version adds are passed over; all three that are known must be there.
    fn from_str(text: &str) -> Result<Self, NotAStanding> {
        let (mut drafts, mut waiting, mut photos) = (None, None, None);
        for part in text.split(';') {
            let (name, number) = part.trim().split_once('=').ok_or(NotAStanding)?;
            let slot = match name {
                "drafts" => &mut drafts,
                "waiting" => &mut waiting,
                "photos" => &mut photos,
                _ => continue,
            };
            let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
            let number = number.parse().ok().filter(|number| is_number && *number <= MOST);
            *slot = Some(number.ok_or(NotAStanding)?);
        }
        match (drafts, waiting, photos) {
            (Some(drafts), Some(waiting), Some(photos)) => Ok(Self { drafts, waiting, photos }),
            _ => Err(NotAStanding),
        }
    }
}

/// A phone of the LAO, as its supervisor sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct TeamPhone {
    /// Which phone.
    #[schemars(with = "String")]
    pub device: DeviceId,
    /// Who holds it.
    pub surveyor: String,
    /// Their name.
    pub name: String,
    /// Their villages; none named means the whole LAO.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub moo: BTreeSet<u32>,
    /// When it last said how it stands; the numbers are of then. Absent where it never did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Moment>,
    /// Visits being captured.
    #[serde(default)]
    pub drafts: u64,
    /// Records of which the office has not confirmed every change.
    #[serde(default)]
    pub waiting: u64,
    /// Photos that are still to be sent.
    #[serde(default)]
    pub photos_waiting: u64,
}

/// The phones of a LAO, for its supervisors. Part of the lists; and asked for alone, for it
/// moves with every phone that syncs, and the lists do not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Team {
    /// Each of them.
    pub phones: Vec<TeamPhone>,
}
