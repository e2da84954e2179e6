//! A meeting of the LAO's committee (domain.md 1.2).

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::refusal::Refusal;
use crate::as_text::{as_text, closed_list};
use crate::record::{NotAnId, identifier};

identifier!(
    /// Which meeting of the committee.
    MeetingId
);

/// One meeting: called, then held, then minuted. Its agenda is the requests that were put on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    /// Made by the office, never changed.
    pub id: MeetingId,
    /// The day.
    #[schemars(with = "String")]
    pub on: NaiveDate,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The order that appointed the committee. It holds until the executive's order changes it,
    /// even after that executive leaves \[S003:144\].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// The whole committee, as it was on the day.
    pub committee: Vec<Member>,
    /// Who was there, by their places in `committee`; nobody yet while it is only called.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub present: BTreeSet<u32>,
    /// Who presided, by the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chair: Option<u32>,
    /// The minutes. They name requests by their numbers and no requester.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<String>,
    /// Why it was called off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<String>,
}

/// One of the committee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Their seat.
    pub seat: Seat,
    /// Their name.
    pub name: String,
    /// What they are besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
}

closed_list! {
    /// The seats of a committee \[S003:96-140\].
    pub enum Seat {
        /// The chief executive, or a deputy whom they delegated.
        Chair = "chair",
        /// ท้องถิ่นจังหวัด, or an official of that office.
        LocalAdministration = "local-administration",
        /// Assigned by the governor or the district chief; at most two.
        Government = "government",
        /// ผู้แทนประชาคม; at most three.
        Community = "community",
        /// ปลัด.
        Secretary = "secretary",
        /// Heads of units; at most two.
        AssistantSecretary = "assistant-secretary",
    }
}

impl Seat {
    /// How many may hold it \[S003:96-140\].
    pub fn most(self) -> usize {
        match self {
            Self::Chair | Self::LocalAdministration | Self::Secretary => 1,
            Self::Government | Self::AssistantSecretary => 2,
            Self::Community => 3,
        }
    }
}

/// How a ruling was voted on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Votes {
    /// For it.
    pub yes: u32,
    /// Against it.
    pub no: u32,
    /// Neither.
    #[serde(default)]
    pub abstained: u32,
    /// The chair's casting vote, where the others were even \[S003:1193-1195\].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub casting: Option<bool>,
}

impl Votes {
    /// Whether more are for it than against; where they are even, as the chair says.
    pub fn carries(self) -> bool {
        self.yes > self.no || (self.yes == self.no && self.casting == Some(true))
    }
}

impl Meeting {
    /// One that is called for a day, with this committee.
    pub fn called<'n>(
        id: MeetingId,
        on: NaiveDate,
        committee: impl IntoIterator<Item = (Seat, &'n str)>,
    ) -> Self {
        let member = |(seat, name): (Seat, &str)| Member { seat, name: name.to_owned(), position: None };
        Self {
            id,
            on,
            place: None,
            order: None,
            committee: committee.into_iter().map(member).collect(),
            present: BTreeSet::new(),
            chair: None,
            minutes: None,
            cancelled: None,
        }
    }

    /// The same once it was held: whoever came, and that its chair presided.
    #[must_use]
    pub fn held_by(self, present: impl IntoIterator<Item = u32>) -> Self {
        let chair = self.committee.iter().position(|member| member.seat == Seat::Chair);
        let chair = chair.and_then(|at| u32::try_from(at).ok());
        Self { present: present.into_iter().collect(), chair, ..self }
    }

    /// Whether at least half of all members were there \[S003:1189\].
    pub fn has_quorum(&self) -> bool {
        self.is_held() && self.present.len() * 2 >= self.committee.len()
    }

    /// Whether it was said who came.
    pub fn is_held(&self) -> bool {
        self.cancelled.is_none() && !self.present.is_empty()
    }

    /// Whether requests may still be put on its agenda.
    pub fn is_open(&self) -> bool {
        self.cancelled.is_none() && self.minutes.is_none()
    }

    /// Whether it can be as it says: seats by the regulation \[S003:96-140\], present and presiding
    /// only who belongs to it, and the chair presides where present \[S003:1193-1195\].
    ///
    /// # Errors
    /// Says what cannot be.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.committee.is_empty() || self.committee.iter().any(|member| member.name.trim().is_empty()) {
            return Err(Refusal::NoCommittee);
        }
        for seat in Seat::ALL {
            if self.committee.iter().filter(|member| member.seat == *seat).count() > seat.most() {
                return Err(Refusal::TooManyOf(*seat));
            }
        }
        let place =
            |seat| self.committee.iter().position(|m| m.seat == seat).and_then(|at| u32::try_from(at).ok());
        let Some(chair) = place(Seat::Chair) else { return Err(Refusal::NoChairAppointed) };
        let known = |at: &u32| usize::try_from(*at).is_ok_and(|at| at < self.committee.len());
        if !self.present.iter().chain(&self.chair).all(known) {
            return Err(Refusal::NotOfTheCommittee);
        }
        if self.present.is_empty() {
            return if self.chair.is_none() { Ok(()) } else { Err(Refusal::NobodyPresides) };
        }
        match self.chair {
            Some(presides) if !self.present.contains(&presides) => Err(Refusal::NobodyPresides),
            Some(presides) if presides != chair && self.present.contains(&chair) => {
                Err(Refusal::ChairPresides)
            }
            Some(_) => Ok(()),
            None => Err(Refusal::NobodyPresides),
        }
    }

    /// Whether it may be said anew like this. Where something was ruled at it, only its minutes
    /// may still change: who was there decides whether the ruling holds.
    ///
    /// # Errors
    /// Says what cannot be.
    pub fn may_become(&self, new: &Self, something_was_ruled: bool) -> Result<(), Refusal> {
        new.check()?;
        if !something_was_ruled {
            return Ok(());
        }
        let minutes_apart = Self { minutes: self.minutes.clone(), place: self.place.clone(), ..new.clone() };
        if *self == minutes_apart { Ok(()) } else { Err(Refusal::MeetingHasRuled) }
    }

    /// Whether the committee can rule so on that day \[S003:1189\] \[S003:1193-1195\].
    pub(super) fn may_rule(&self, on: NaiveDate, votes: Votes) -> Result<(), Refusal> {
        self.check()?;
        if !self.is_held() {
            return Err(Refusal::MeetingNotHeld);
        }
        if !self.has_quorum() {
            return Err(Refusal::NoQuorum { present: self.present.len(), members: self.committee.len() });
        }
        if on != self.on {
            return Err(Refusal::NotTheMeetingsDay(self.on));
        }
        let cast = [votes.yes, votes.no, votes.abstained].into_iter().map(u64::from).sum::<u64>();
        if cast > self.present.len() as u64 {
            return Err(Refusal::MoreVotesThanMembers { votes: cast, present: self.present.len() });
        }
        if votes.yes == 0 && votes.no == 0 {
            return Err(Refusal::NobodyVoted);
        }
        if votes.casting.is_some() && votes.yes != votes.no {
            return Err(Refusal::NoTieToBreak);
        }
        if !votes.carries() {
            return Err(Refusal::NotCarried { yes: votes.yes, no: votes.no });
        }
        Ok(())
    }
}
