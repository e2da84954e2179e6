//! Merge: what a record is, given every change to it that has arrived.
//!
//! Owns contract section 4, row 7. The result is a function of the *set* of changes:
//! no order of arrival, batching or repetition can show in it. Field by field, an edit
//! that names another as what it replaced is the later one, whatever the clocks say;
//! between edits that did not know of each other the greater stamp wins, and the value
//! that lost is kept and shown until somebody who saw both decides.
//!
//! Refuses to know who the people in a record are (`entry`). Called by the phone's
//! store and the server, which run this same code.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::change::{Author, Change, ChangeId, DeviceId, Edit, Replaced};
use crate::clock::Stamp;
use crate::field::{self, FieldPath, Fields, Part};
use crate::lao::LaoCode;
use crate::record::{Record, RecordFault, RecordId, Status};

/// Every change to one record that has arrived. Nothing ever leaves it.
#[derive(Clone, Debug, Default)]
pub struct History {
    changes: BTreeMap<ChangeId, Change>,
}

/// A change that belongs to another record than the rest of its history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this change is of record {got} of LAO {got_lao}, not of record {want} of LAO {want_lao}; it was not taken"
)]
pub struct OtherRecord {
    got: RecordId,
    got_lao: LaoCode,
    want: RecordId,
    want_lao: LaoCode,
}

/// A value that lost to another that did not know of it. Kept, and shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Lost {
    /// The value; `null` where an edit emptied the field.
    pub value: Value,
    /// The change that wrote it.
    pub change: ChangeId,
}

/// What a record's changes come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// The record; absent while the change that made it has not arrived.
    pub record: Option<Record>,
    /// For each field where edits collided: the values that lost, oldest change first.
    pub lost: BTreeMap<FieldPath, Vec<Lost>>,
    /// For each field: the changes that its present values come from. A new edit names them.
    pub heads: BTreeMap<FieldPath, BTreeSet<ChangeId>>,
}

impl History {
    /// Takes a change. Taking it again changes nothing. Returns whether it is new.
    ///
    /// # Errors
    /// When it is a change of another record.
    pub fn take(&mut self, change: Change) -> Result<bool, OtherRecord> {
        if let Some(first) = self.changes.values().next() {
            let (got, want) = (change.edit(), first.edit());
            if (got.lao, got.record) != (want.lao, want.record) {
                return Err(OtherRecord {
                    got: got.record,
                    got_lao: got.lao,
                    want: want.record,
                    want_lao: want.lao,
                });
            }
        }
        Ok(self.changes.insert(change.id(), change).is_none())
    }

    /// Every change, by name.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.changes.values()
    }

    /// Puts them together.
    ///
    /// # Errors
    /// Never for changes that came through [`Change::read`], which checks every value;
    /// the error is handed on rather than hidden.
    pub fn merge(&self) -> Result<Merged, RecordFault> {
        let settled = self.settle();
        let fields = settled.iter().map(|(path, outcome)| (*path, outcome.value));
        let record = match self.changes.values().next() {
            Some(change) if is_whole(fields.clone()) => {
                let edit = change.edit();
                let (id, lao) = (edit.record.to_string(), edit.lao.to_string());
                let mut record = field::read_whole([("id", &id), ("lao", &lao)], fields)?;
                if record.status == Status::Refused {
                    record.keep_only_what_a_refusal_leaves();
                }
                Some(record)
            }
            _ => None,
        };
        let mut lost = BTreeMap::new();
        let mut heads = Vec::with_capacity(settled.len());
        for (path, outcome) in settled {
            if !outcome.lost.is_empty() {
                lost.insert(path.clone(), outcome.lost);
            }
            heads.push((path.clone(), outcome.heads));
        }
        Ok(Merged { record, lost, heads: heads.into_iter().collect() })
    }

    /// Settles every field, and then gives back the members that were taken out by
    /// somebody while somebody else, not knowing, wrote into them.
    fn settle(&self) -> BTreeMap<&FieldPath, Outcome<'_>> {
        // Nearly every record is one change. It has nothing to settle, unless it takes out
        // a member that it writes into.
        if let (1, Some(only)) = (self.changes.len(), self.changes.values().next())
            && only.edit().sets.values().all(|value| *value != Value::Bool(false))
        {
            let outcome = |value| Outcome { value, lost: Vec::new(), heads: BTreeSet::from([only.id()]) };
            return only.edit().sets.iter().map(|(path, value)| (path, outcome(value))).collect();
        }
        let mut writes: BTreeMap<&FieldPath, Vec<Write<'_>>> = BTreeMap::new();
        for change in self.changes.values() {
            for (path, value) in &change.edit().sets {
                writes.entry(path).or_default().push(Write { change, value, rank: change.edit().stamp });
            }
        }
        let nothing_yields = BTreeSet::new();
        let mut settled: BTreeMap<&FieldPath, Outcome<'_>> =
            writes.iter().map(|(path, writes)| (*path, outcome(path, writes, &nothing_yields))).collect();

        for member in contested_members(&settled, &writes) {
            let Some(presence) = settled.get(&member) else { continue };
            let removals = standing_removals(&member, presence, &writes);
            let shown_as_lost: Vec<Lost> = presence
                .heads
                .intersection(&removals)
                .map(|id| Lost { value: Value::Bool(false), change: *id })
                .collect();
            for (path, writes) in
                writes.range::<FieldPath, _>(&member..).take_while(|(path, _)| path.is_within(&member))
            {
                if writes.iter().all(|w| removals.contains(&w.change.id())) {
                    continue;
                }
                let without = outcome(path, writes, &removals);
                if let Some(with) = settled.get_mut(*path) {
                    with.value = without.value;
                    with.lost = without.lost;
                    // A later edit still has to name the removal, or it would come back.
                    with.heads.extend(without.heads);
                }
            }
            if let Some(presence) = settled.get_mut(&member) {
                presence.lost.extend(shown_as_lost);
            }
        }
        settled
    }

    /// The edit that turns this record into `wanted`, or `None` where nothing differs.
    /// It names, for each field it sets, all that the field's present values come from.
    ///
    /// # Errors
    /// As [`History::merge`].
    pub fn edit(
        &self,
        wanted: &Record,
        author: impl Into<Author>,
        stamp: Stamp,
    ) -> Result<Option<Edit>, RecordFault> {
        let merged = self.merge()?;
        let before = merged.record.as_ref().map(field::take_apart).unwrap_or_default();
        let after = field::take_apart(wanted);
        let mut sets = Fields::new();
        for (path, value) in &after {
            if before.get(path) != Some(value) {
                sets.insert(path.clone(), value.clone());
            }
        }
        for path in before.keys().filter(|path| !after.contains_key(*path)) {
            let gone = if let Part::Member(..) = path.part() { Value::Bool(false) } else { Value::Null };
            sets.insert(path.clone(), gone);
        }
        if sets.is_empty() {
            return Ok(None);
        }
        let replaced: Replaced =
            sets.keys().filter_map(|path| Some((path.clone(), merged.heads.get(path)?.clone()))).collect();
        Ok(Some(Edit::setting(wanted, author, stamp, sets, replaced)))
    }
}

/// One change's value for one field.
#[derive(Clone, Copy)]
struct Write<'a> {
    change: &'a Change,
    value: &'a Value,
    /// Its stamp, raised above every stamp that it replaced: what came later is greater,
    /// even from a phone whose clock says otherwise.
    rank: Stamp,
}

impl Write<'_> {
    fn replaced(&self, path: &FieldPath) -> impl Iterator<Item = &ChangeId> {
        self.change.edit().replaced.get(path).into_iter().flatten()
    }

    /// By rank; where two were raised to one rank, by their own stamps. Device and name
    /// only make one order of what is otherwise equal.
    fn order(&self, other: &Self) -> Ordering {
        fn key<'w>(w: &'w Write<'_>) -> (Stamp, Stamp, &'w DeviceId, ChangeId) {
            (w.rank, w.change.edit().stamp, &w.change.edit().author, w.change.id())
        }
        key(self).cmp(&key(other))
    }
}

/// How one field came out.
struct Outcome<'a> {
    value: &'a Value,
    lost: Vec<Lost>,
    heads: BTreeSet<ChangeId>,
}

/// How a field comes out, were it not for what `yielding` wrote. What those replaced stays
/// replaced for whoever built upon them.
fn outcome<'a>(path: &FieldPath, writes: &[Write<'a>], yielding: &BTreeSet<ChangeId>) -> Outcome<'a> {
    // Nearly every field was written once.
    if let [only] = writes {
        return Outcome { value: only.value, lost: Vec::new(), heads: BTreeSet::from([only.change.id()]) };
    }
    let ranked = rank(path, writes);
    let superseded = superseded(path, &ranked, yielding);
    let stands = |w: &&Write<'_>| !yielding.contains(&w.change.id()) && !superseded.contains(&w.change.id());
    let mut heads: Vec<&Write<'_>> = ranked.iter().filter(stands).collect();
    heads.sort_by(|a, b| a.order(b));
    let winner = heads.last().map_or(&Value::Null, |w| w.value);
    let lost = heads
        .iter()
        .filter(|w| w.value != winner)
        .map(|w| Lost { value: w.value.clone(), change: w.change.id() })
        .collect();
    Outcome { value: winner, lost, heads: heads.iter().map(|w| w.change.id()).collect() }
}

/// Every change that a write which does not yield replaced, itself or through one that does.
fn superseded(path: &FieldPath, writes: &[Write<'_>], yielding: &BTreeSet<ChangeId>) -> BTreeSet<ChangeId> {
    let yields = |w: &&Write<'_>| yielding.contains(&w.change.id());
    let through: BTreeMap<ChangeId, &Write<'_>> =
        writes.iter().filter(yields).map(|w| (w.change.id(), w)).collect();
    let mut superseded = BTreeSet::new();
    let mut waiting: Vec<ChangeId> =
        writes.iter().filter(|w| !yields(w)).flat_map(|w| w.replaced(path)).copied().collect();
    while let Some(id) = waiting.pop() {
        if superseded.insert(id)
            && let Some(yielded) = through.get(&id)
        {
            waiting.extend(yielded.replaced(path));
        }
    }
    superseded
}

/// The removals that a member's absence rests on: those that stand, and the removals that
/// these replaced in their turn. One that somebody has put the member back after is done with.
fn standing_removals(
    member: &FieldPath,
    presence: &Outcome<'_>,
    writes: &BTreeMap<&FieldPath, Vec<Write<'_>>>,
) -> BTreeSet<ChangeId> {
    let of_member: BTreeMap<ChangeId, &Write<'_>> =
        writes.get(member).into_iter().flatten().map(|w| (w.change.id(), w)).collect();
    let mut removals = BTreeSet::new();
    let mut waiting: Vec<ChangeId> = presence.heads.iter().copied().collect();
    while let Some(id) = waiting.pop() {
        if let Some(write) = of_member.get(&id).filter(|w| *w.value == Value::Bool(false))
            && removals.insert(id)
        {
            waiting.extend(write.replaced(member));
        }
    }
    removals
}

/// Raises each write above what it replaced, from the first writes to the last.
/// Changes are named by their hashes, so "replaced" can have no circle.
fn rank<'a>(path: &FieldPath, writes: &[Write<'a>]) -> Vec<Write<'a>> {
    let place: BTreeMap<ChangeId, usize> =
        writes.iter().enumerate().map(|(at, w)| (w.change.id(), at)).collect();
    let mut ranked: Vec<Option<Write<'a>>> = vec![None; writes.len()];
    let mut waiting: Vec<usize> = (0..writes.len()).collect();
    // A stack and not a recursion: a chain of edits may be longer than the stack is deep.
    while let Some(at) = waiting.pop() {
        let (Some(write), Some(None)) = (writes.get(at), ranked.get(at)) else { continue };
        let before: Vec<usize> = write.replaced(path).filter_map(|id| place.get(id)).copied().collect();
        let unranked: Vec<usize> =
            before.iter().copied().filter(|at| matches!(ranked.get(*at), Some(None))).collect();
        if unranked.is_empty() {
            let above = before.iter().filter_map(|at| ranked.get(*at)?.map(|w| w.rank.next())).max();
            let rank = above.map_or(write.rank, |above| write.rank.max(above));
            if let Some(slot) = ranked.get_mut(at) {
                *slot = Some(Write { rank, ..*write });
            }
        } else {
            waiting.push(at);
            waiting.extend(unranked);
        }
    }
    ranked.into_iter().flatten().collect()
}

/// Members whose removal won, while a field in them still holds a value that the
/// removal did not know of.
fn contested_members(
    settled: &BTreeMap<&FieldPath, Outcome<'_>>,
    writes: &BTreeMap<&FieldPath, Vec<Write<'_>>>,
) -> Vec<FieldPath> {
    settled
        .iter()
        .filter(|(path, outcome)| {
            *outcome.value == Value::Bool(false) && matches!(path.part(), Part::Member(..))
        })
        .filter(|(member, _)| {
            let member: &FieldPath = member;
            settled
                .range::<FieldPath, _>(member..)
                .take_while(|(path, _)| path.is_within(member))
                .skip(1)
                .any(|(path, outcome)| {
                    writes
                        .get(*path)
                        .into_iter()
                        .flatten()
                        .any(|w| !w.value.is_null() && outcome.heads.contains(&w.change.id()))
                })
        })
        .map(|(path, _)| (*path).clone())
        .collect()
}

/// Whether the change that made the record has arrived.
fn is_whole<'f>(fields: impl Iterator<Item = (&'f FieldPath, &'f Value)>) -> bool {
    let needed = |path: &FieldPath| matches!(path.as_str(), "round" | "captured_at" | "status");
    fields.filter(|(path, value)| needed(path) && !value.is_null()).count() == 3
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;
