//! What a request brings along when its course begins.

use chrono::NaiveDate;

use crate::record::{Area, Channel, PersonId, Record, Request, Signed};

/// A request (เรื่อง), as far as its course depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    /// Who asks; `None` where the household's head does.
    pub person: Option<PersonId>,
    /// The area of aid.
    pub area: Option<Area>,
    /// How it came.
    pub channel: Option<Channel>,
    /// Whether it is signed, as its channel wants it (contract section 2).
    pub signed: Signed,
    /// It cannot wait.
    pub urgent: bool,
    /// The declared zone in which it is, where the record says so.
    pub zone: Option<String>,
    /// A zone that the office says was declared for its disaster, or the zones of those that it may be of; whether the
    /// house lies in one only people know.
    pub declared: Option<String>,
    /// The day on which it came ([`Record::came_on`]).
    pub asked_on: NaiveDate,
    /// The LAO reports results to the central place ([`crate::lao::LaoKind::reports_to_central_place`]).
    pub reports_to_central_place: bool,
    /// The record, or the request in it, was taken back.
    pub withdrawn: bool,
}

impl Matter {
    /// A request of a record, of an LAO that reports to the central place or does not.
    pub fn of(record: &Record, request: &Request, reports_to_central_place: bool) -> Self {
        Self {
            person: record.requester(request),
            area: request.area,
            channel: request.channel,
            signed: request.signed(),
            urgent: request.urgent.unwrap_or(false),
            zone: record
                .damage
                .as_ref()
                .and_then(|damage| damage.zone.clone())
                .filter(|zone| !zone.trim().is_empty()),
            declared: None,
            asked_on: record.came_on(),
            reports_to_central_place,
            withdrawn: record.withdraw.is_some(),
        }
    }

    /// What is left of a request that an edit took out of its record.
    pub fn taken_out(record: &Record, reports_to_central_place: bool) -> Self {
        Self {
            person: None,
            area: None,
            channel: None,
            signed: Signed::Yes,
            urgent: false,
            zone: None,
            declared: None,
            asked_on: record.came_on(),
            reports_to_central_place,
            withdrawn: true,
        }
    }
}
