//! How far a round's survey has come, village by village.

use std::collections::BTreeMap;

use crate::calendar::Round;
use crate::household::HouseholdKey;
use crate::lao::LaoCode;
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

/// One house, so far.
struct House<V> {
    village: V,
    visited: bool,
    /// All its visits of the round were refused.
    refused: bool,
}

/// The villages of a LAO, by the visits until a round.
pub(super) fn of(lao: LaoCode, round: Round, visits: &[Visit]) -> BTreeMap<Option<u32>, Coverage> {
    let own = visits.iter().filter(|visit| visit.record.lao == lao && visit.withdrawn_by.is_empty());
    by(own, |of| of == round, |place| place.and_then(|place| place.moo))
}

/// How far these visits went in the rounds that are asked for, by what `village` calls a place.
pub(crate) fn by<'v, V: Ord>(
    visits: impl Iterator<Item = &'v Visit>,
    asked_for: impl Fn(Round) -> bool,
    village: impl Fn(Option<&Place>) -> V,
) -> BTreeMap<V, Coverage> {
    // A house without a number is told from no other: each visit there stands alone.
    let mut houses: BTreeMap<Result<HouseholdKey, RecordId>, House<V>> = BTreeMap::new();
    for visit in visits {
        let record = &visit.record;
        let place = record.place.as_ref();
        let key = place.and_then(|place| HouseholdKey::of(record.lao, place)).ok_or(record.id);
        let house = houses.entry(key).or_insert_with(|| House {
            village: village(place),
            visited: false,
            refused: true,
        });
        if asked_for(record.round) {
            house.visited = true;
            house.refused &= record.status == Status::Refused;
        }
    }
    let mut coverage: BTreeMap<V, Coverage> = BTreeMap::new();
    for House { village, visited, refused } in houses.into_values() {
        let of = coverage.entry(village).or_default();
        of.known += 1;
        of.visited += u64::from(visited);
        of.refused += u64::from(visited && refused);
    }
    coverage
}
