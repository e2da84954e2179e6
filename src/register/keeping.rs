//! Keeping: of whom there has been nothing new for as long as the office keeps things.
//!
//! Owns the one question, asked of a register as it is drawn: the newest day on which somebody was
//! met, came here by a list, was helped, or on which anything was done to a request of theirs; and that
//! whoever still waits for something is never over. Whom nobody stands for any more is asked after too: what a
//! withdrawn visit says, or said of somebody before an edit took them off it, is held like the rest.
//! The law gives no number of years; the office sets one.
//! Refuses to erase: it names people, and people decide. Called by the office.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};

use crate::entry::Entry;
use crate::lao::LaoCode;
use crate::record::{PersonId, Record, RecordId, RequestId};
use crate::visit::Visit;

/// Somebody of whom there is nothing new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlived {
    /// Their entry; `None` where only this one visit knows of them, and no entry is made of it.
    pub entry: Option<PersonId>,
    /// A visit on which they were met, and as whom: where their page is.
    pub met: (RecordId, PersonId),
    /// The newest day of theirs.
    pub last: NaiveDate,
}

/// What was done to requests: the newest day, and whether it still waits for something.
pub type Courses = BTreeMap<(RecordId, RequestId), (Option<NaiveDate>, bool)>;

/// Who of a LAO has had nothing new for so many years, the oldest first; `taken_off` are those whom edits took off
/// their visits.
pub fn outlived(
    lao: LaoCode,
    entries: &[Entry],
    visits: &[Visit],
    taken_off: &BTreeSet<(RecordId, PersonId)>,
    courses: &Courses,
    years: u32,
    today: NaiveDate,
) -> Vec<Outlived> {
    let Some(since) = today.checked_sub_months(Months::new(years.saturating_mul(12))) else {
        return Vec::new();
    };
    let records: BTreeMap<RecordId, &Record> = visits
        .iter()
        .filter(|visit| visit.record.lao == lao)
        .map(|visit| (visit.record.id, &visit.record))
        .collect();
    let entries = || entries.iter().filter(|entry| entry.lao == lao);
    let stand: BTreeSet<(RecordId, PersonId)> = entries()
        .flat_map(|entry| entry.appearances.iter().filter(|who| who.lao == lao))
        .map(|who| (who.record, who.person))
        .collect();
    let on_visits =
        records.values().flat_map(|record| record.people.iter().map(|person| (record.id, person.id)));
    let beside: BTreeSet<_> =
        on_visits.chain(taken_off.iter().copied()).filter(|who| !stand.contains(who)).collect();
    let alone = beside.into_iter().filter_map(|met| {
        let (last, waits) = newest(records.get(&met.0)?, met.1, courses);
        (!waits && last < since).then_some(Outlived { entry: None, met, last })
    });
    let mut outlived: Vec<Outlived> = entries()
        .filter_map(|entry| {
            let mut last = None;
            for who in entry.appearances.iter().filter(|who| who.lao == lao) {
                let record = records.get(&who.record)?;
                let (newest, waits) = newest(record, who.person, courses);
                if waits {
                    return None;
                }
                last = last.max(Some(newest));
            }
            let first = entry.appearances.iter().find(|who| who.lao == lao)?;
            let last = last.filter(|last| *last < since)?;
            Some(Outlived { entry: Some(entry.person), met: (first.record, first.person), last })
        })
        .chain(alone)
        .collect();
    outlived.sort_by_key(|one| (one.last, one.met));
    outlived
}

/// The newest day of somebody on a record, and whether a request of theirs waits.
fn newest(record: &Record, person: PersonId, courses: &Courses) -> (NaiveDate, bool) {
    let mut newest = record.came_on();
    let helped: BTreeSet<NaiveDate> = record
        .people
        .iter()
        .filter(|on| on.id == person)
        .flat_map(|on| record.help_of(on))
        .filter_map(|help| help.on)
        .collect();
    let checked = record.checks.iter().filter_map(|check| check.at).map(|at| at.date_time().date_naive());
    newest = helped.into_iter().chain(checked).fold(newest, NaiveDate::max);
    let mut waits = false;
    for request in record.requests_of(person) {
        if let Some((last, open)) = courses.get(&(record.id, request.id)) {
            newest = last.map_or(newest, |last| newest.max(last));
            waits |= open;
        }
    }
    (newest, waits)
}

#[cfg(test)]
#[path = "keeping_tests.rs"]
mod tests;
