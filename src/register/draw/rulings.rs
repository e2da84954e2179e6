//! What people ruled about who is who, as far as it still stands.
//!
//! Owns which ruling outweighs which: read from the newest to the oldest, a ruling stands
//! unless a newer one contradicts it. Refuses to know numbers and names.
//! Called by `draw` alone, which speaks of appearances by their places in its list.

use std::collections::{BTreeMap, BTreeSet};

use super::clusters::Clusters;
use crate::decision::{Appearance, Decision, Verdict};

/// A side of a separation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Left,
    Right,
}

/// Which separation, and on which side of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stance {
    separation: usize,
    side: Side,
}

impl Stance {
    /// Where those stand whom this one is kept apart from.
    pub(super) fn opposite(self) -> Self {
        let side = match self.side {
            Side::Left => Side::Right,
            Side::Right => Side::Left,
        };
        Self { side, ..self }
    }
}

/// The rulings that stand. Only people who were ruled on are in it, and they are few.
pub(super) struct Rulings {
    /// The places of those people, in order; clusters speak of places in this list.
    places: Vec<usize>,
    /// Who was joined with whom.
    joined: Clusters,
    /// For each cluster: the sides that somebody of it was put on.
    stances: Vec<BTreeSet<Stance>>,
}

/// What was ruled on a set of people: the clusters they are in, and where those stand.
#[derive(Clone, Default)]
pub(super) struct Standing {
    clusters: BTreeSet<usize>,
    stances: BTreeMap<Stance, BTreeSet<usize>>,
}

impl Standing {
    /// What was ruled on these people and on those.
    pub(super) fn absorb(&mut self, other: Self) {
        self.clusters.extend(other.clusters);
        for (stance, clusters) in other.stances {
            self.stances.entry(stance).or_default().extend(clusters);
        }
    }

    /// Every side of a separation that somebody here was put on.
    pub(super) fn stances(&self) -> impl Iterator<Item = Stance> {
        self.stances.keys().copied()
    }

    /// Whether people ruled that somebody here is somebody there.
    pub(super) fn joined(&self, other: &Self) -> bool {
        let (few, many) = smaller_first(self, other, |standing| standing.clusters.len());
        few.clusters.iter().any(|cluster| many.clusters.contains(cluster))
    }

    /// Whether people ruled that somebody here is not somebody there.
    pub(super) fn apart(&self, other: &Self) -> bool {
        let (few, many) = smaller_first(self, other, |standing| standing.stances.len());
        few.stances.iter().any(|(stance, ours)| {
            // A cluster on both sides of an outweighed separation is not apart from itself.
            many.stances.get(&stance.opposite()).is_some_and(|theirs| ours.len() > 1 || ours != theirs)
        })
    }

    /// Whether people ruled on the two at all.
    pub(super) fn decided(&self, other: &Self) -> bool {
        self.joined(other) || self.apart(other)
    }
}

fn smaller_first<'s>(
    a: &'s Standing,
    b: &'s Standing,
    size: fn(&Standing) -> usize,
) -> (&'s Standing, &'s Standing) {
    if size(a) <= size(b) { (a, b) } else { (b, a) }
}

impl Rulings {
    /// Weighs decisions that come from the oldest to the newest. `people` are the
    /// appearances that count, in the order in which records are taken.
    pub(super) fn weigh(decisions: &[&Decision], people: impl Iterator<Item = Appearance>) -> Self {
        let mut named: BTreeSet<Appearance> = BTreeSet::new();
        for decision in decisions {
            if let Verdict::Join { left, right } | Verdict::Separate { left, right } =
                &decision.ruling().verdict
            {
                named.extend(left.iter().chain(right));
            }
        }
        let (places, ruled): (Vec<usize>, Vec<Appearance>) =
            people.enumerate().filter(|(_, who)| named.contains(who)).unzip();
        let index: BTreeMap<Appearance, usize> =
            ruled.iter().enumerate().map(|(at, who)| (*who, at)).collect();
        let mut joined = Clusters::of_singles(places.len());
        let mut stances: Vec<BTreeSet<Stance>> = vec![BTreeSet::new(); places.len()];
        // A side is whoever of it still counts; a withdrawn record does not undo a ruling.
        let still = |side: &[Appearance]| -> Vec<usize> {
            side.iter().filter_map(|who| index.get(who).copied()).collect()
        };
        for (separation, decision) in decisions.iter().rev().enumerate() {
            match &decision.ruling().verdict {
                Verdict::Separate { left, right } => {
                    for (side, people) in [(Side::Left, still(left)), (Side::Right, still(right))] {
                        for at in people {
                            if let Some(stances) = stances.get_mut(joined.label(at)) {
                                stances.insert(Stance { separation, side });
                            }
                        }
                    }
                }
                Verdict::Join { left, right } => {
                    // Whoever came first stands for their side.
                    let first = |side| still(side).into_iter().min();
                    let (Some(a), Some(b)) = (first(left), first(right)) else { continue };
                    if !contradict(stances.get(joined.label(a)), stances.get(joined.label(b)))
                        && let Some((stays, goes)) = joined.unite(a, b)
                    {
                        let moved = stances.get_mut(goes).map(std::mem::take).unwrap_or_default();
                        if let Some(stances) = stances.get_mut(stays) {
                            stances.extend(moved);
                        }
                    }
                }
                Verdict::Withdraw { .. }
                | Verdict::Restore { .. }
                | Verdict::Accept { .. }
                | Verdict::Refuse { .. }
                | Verdict::Step { .. }
                | Verdict::Meeting { .. }
                | Verdict::Posting { .. }
                | Verdict::Holiday { .. }
                | Verdict::Event { .. }
                | Verdict::Advice { .. }
                | Verdict::Rate { .. }
                | Verdict::Obstacles { .. }
                | Verdict::Outlay { .. }
                | Verdict::Publication { .. }
                | Verdict::Referral { .. }
                | Verdict::Statement { .. }
                | Verdict::List { .. } => {}
            }
        }
        Self { places, joined, stances }
    }

    /// What was ruled on one appearance.
    pub(super) fn on(&self, place: usize) -> Standing {
        let Ok(at) = self.places.binary_search(&place) else { return Standing::default() };
        let cluster = self.joined.label(at);
        let stances = self.stances.get(cluster).into_iter().flatten();
        Standing {
            clusters: BTreeSet::from([cluster]),
            stances: stances.map(|stance| (*stance, BTreeSet::from([cluster]))).collect(),
        }
    }

    /// Everybody who was joined with somebody: their places, cluster by cluster, in order.
    pub(super) fn joined(&self) -> Vec<Vec<usize>> {
        let place = |at: &usize| self.places.get(*at).copied();
        let all = self.joined.sorted().into_iter().filter(|members| members.len() > 1);
        all.map(|members| members.iter().filter_map(place).collect()).collect()
    }
}

/// Whether somebody of one cluster was put on the other side from somebody of another.
/// Called of two clusters or of one and itself, which uniting leaves as it is.
fn contradict(a: Option<&BTreeSet<Stance>>, b: Option<&BTreeSet<Stance>>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return false };
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    few.iter().any(|stance| many.contains(&stance.opposite()))
}
