//! A round's survey, house by house: where teams were, where nobody would take part, and which
//! houses wait for their visit still.
//!
//! Owns which visits were at one house, and what its latest ones come to. Refuses to know who lives
//! there. Called by `info` and `report`, which count the houses of a village, and by the server,
//! which draws them on a map.

use std::collections::{BTreeMap, BTreeSet};

use crate::address;
use crate::calendar::Round;
use crate::household::HouseholdKey;
use crate::lao::{LaoCode, LaoKind};
use crate::record::{Place, RecordId, Status};
use crate::visit::Visit;

/// How far a village was surveyed in a round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Households that the register knows, of whatever round until then.
    pub known: u64,
    /// Those that were visited in this one, whatever came of it.
    pub visited: u64,
    /// Those of them where nobody would take part.
    pub refused: u64,
}

/// What came of a house in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Nobody was there yet.
    Waiting,
    /// Somebody was, and was answered.
    Visited,
    /// Somebody was, and nobody would take part.
    Refused,
}

/// One house, as of a round.
#[derive(Clone, Debug, PartialEq)]
pub struct House {
    /// Its latest visit.
    pub record: RecordId,
    /// Its address, as that visit has it.
    pub place: Option<Place>,
    /// Latitude and longitude in degrees, as the latest visit that was sure of both has them.
    pub at: Option<(f64, f64)>,
    /// What came of it in this round.
    pub outcome: Outcome,
    /// Requests of this round.
    pub requests: usize,
}

/// The houses of a LAO, as of a round, by their keys: those of one lane stand together. `visits` are those whose
/// records count.
pub fn houses<'v>(lao: LaoCode, round: Round, visits: impl Iterator<Item = &'v Visit>) -> Vec<House> {
    let of_the_lao = |visit: &&Visit| visit.record.lao == lao && visit.record.round <= round;
    houses_of(visits.filter(of_the_lao), |of| of == round)
}

/// The houses of these visits, whose records count: none that was withdrawn, and any whose withdrawal the office
/// answered. Counted as visited are those of the rounds that are asked for.
pub fn houses_of<'v>(
    visits: impl Iterator<Item = &'v Visit>,
    asked_for: impl Fn(Round) -> bool,
) -> Vec<House> {
    let mut visits: Vec<&Visit> = visits.collect();
    visits.sort_by_key(|visit| (visit.record.captured_at, visit.record.id));
    // A house without a number is told from no other: each visit there stands alone.
    let mut houses: BTreeMap<Result<HouseholdKey, RecordId>, House> = BTreeMap::new();
    for visit in visits {
        let record = &visit.record;
        let place = record.place.as_ref();
        let key = place.and_then(|place| HouseholdKey::of(record.lao, place)).ok_or(record.id);
        let house = houses.entry(key).or_insert_with(|| House {
            record: record.id,
            place: None,
            at: None,
            outcome: Outcome::Waiting,
            requests: 0,
        });
        house.record = record.id;
        house.place = place.cloned();
        let fix = place.and_then(|place| place.found_at.as_ref());
        house.at = fix.and_then(|fix| Some((fix.lat?, fix.lon?))).or(house.at);
        if asked_for(record.round) {
            house.requests += record.requests.len();
        }
        if asked_for(record.round) && record.is_of_a_survey() {
            // One who let the team in outweighs another who would not.
            house.outcome = match (house.outcome, record.status) {
                (Outcome::Waiting | Outcome::Refused, Status::Refused) => Outcome::Refused,
                _ => Outcome::Visited,
            };
        }
    }
    houses.into_values().collect()
}

/// A village: two tambons of one LAO may each have a village 3.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Village {
    /// The six digits of its tambon, as far as houses tell it.
    pub tambon: Option<String>,
    /// Its number; `None` where houses tell none.
    pub moo: Option<u32>,
}

/// How far each village was surveyed.
pub fn coverage(houses: &[House]) -> BTreeMap<Village, Coverage> {
    let tambons = Tambons::of(houses.iter().filter_map(|house| house.place.as_ref()));
    coverage_by(houses, |place| Village {
        tambon: tambons.holding(place).map(str::to_owned),
        moo: place.and_then(|place| place.moo),
    })
}

/// The tambons in which a LAO's villages lie, as far as anybody told: two of them may each have a village 3.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tambons {
    /// What each is called beside its villages, by its six digits.
    called: BTreeMap<String, String>,
    /// Whether it is said even where one alone was told of: there are others.
    is_one_of_many: bool,
}

impl Tambons {
    /// Those that these places tell.
    pub fn of<'p>(places: impl IntoIterator<Item = &'p Place>) -> Self {
        Self::with(places.into_iter().filter_map(told))
    }

    /// Those with these codes.
    pub fn with<'c>(codes: impl IntoIterator<Item = &'c str>) -> Self {
        let codes: BTreeSet<&str> = codes.into_iter().collect();
        let names: Vec<&str> = codes.iter().filter_map(|code| Some(address::tambon(code)?.name())).collect();
        let called = |code: &str| match address::tambon(code) {
            None => format!("ตำบล {code}"),
            // Many an amphoe of a province has a tambon of this name.
            Some(tambon) if names.iter().filter(|name| **name == tambon.name()).count() > 1 => {
                format!("ตำบล{} อำเภอ{}", tambon.name(), tambon.amphoe().name())
            }
            Some(tambon) => format!("ตำบล{}", tambon.name()),
        };
        let called = codes.into_iter().map(|code| (code.to_owned(), called(code))).collect();
        Self { called, is_one_of_many: false }
    }

    /// The same of this LAO: a PAO has every tambon of its province, whichever it has met so far.
    pub fn of_a(self, lao: LaoKind) -> Self {
        Self { is_one_of_many: lao == LaoKind::Pao, ..self }
    }

    /// Their codes.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.called.keys().map(String::as_str)
    }

    /// In which one a place lies: the one that it tells. Where no other was told of, a place that tells none lies
    /// there too.
    pub fn holding<'s>(&'s self, place: Option<&'s Place>) -> Option<&'s str> {
        place.and_then(told).or_else(|| self.codes().next().filter(|_| self.called.len() == 1))
    }

    /// What one is called beside its villages; nothing where there is no other, for nobody need be told which.
    pub fn beside(&self, code: Option<&str>) -> Option<&str> {
        let is_said = self.is_one_of_many || self.called.len() > 1;
        self.called.get(code?).filter(|_| is_said).map(String::as_str)
    }
}

/// The code that a place tells.
fn told(place: &Place) -> Option<&str> {
    place.tambon.as_deref().map(str::trim).filter(|code| !code.is_empty())
}

/// How far the survey went, by what `village` calls a place.
pub fn coverage_by<V: Ord>(houses: &[House], village: impl Fn(Option<&Place>) -> V) -> BTreeMap<V, Coverage> {
    let mut coverage: BTreeMap<V, Coverage> = BTreeMap::new();
    for house in houses {
        let of = coverage.entry(village(house.place.as_ref())).or_default();
        of.known += 1;
        of.visited += u64::from(house.outcome != Outcome::Waiting);
        of.refused += u64::from(house.outcome == Outcome::Refused);
    }
    coverage
}

#[cfg(test)]
#[path = "survey_tests.rs"]
mod tests;
