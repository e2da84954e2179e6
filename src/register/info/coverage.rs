//! How far a round's survey has come, village by village.

use std::collections::BTreeMap;

use crate::calendar::Round;
use crate::household::HouseholdKey;
use crate::lao::LaoCode;
use crate::record::{RecordId, Status};
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

/// One house, so far.
struct House {
    moo: Option<u32>,
    visited: bool,
    /// All its visits of the round were refused.
    refused: bool,
}

/// The villages of a LAO, by the visits until a round.
pub(super) fn of(lao: LaoCode, round: Round, visits: &[Visit]) -> BTreeMap<Option<u32>, Coverage> {
    // A house without a number is told from no other: each visit there stands alone.
    let mut houses: BTreeMap<Result<HouseholdKey, RecordId>, House> = BTreeMap::new();
    for visit in visits.iter().filter(|visit| visit.record.lao == lao && visit.withdrawn_by.is_empty()) {
        let record = &visit.record;
        let place = record.place.as_ref();
        let key = place.and_then(|place| HouseholdKey::of(lao, place)).ok_or(record.id);
        let moo = place.and_then(|place| place.moo);
        let house = houses.entry(key).or_insert(House { moo, visited: false, refused: true });
        if record.round == round {
            house.visited = true;
            house.refused &= record.status == Status::Refused;
        }
    }
    let mut coverage: BTreeMap<Option<u32>, Coverage> = BTreeMap::new();
    for House { moo, visited, refused } in houses.into_values() {
        let of = coverage.entry(moo).or_default();
        of.known += 1;
        of.visited += u64::from(visited);
        of.refused += u64::from(visited && refused);
    }
    coverage
}
