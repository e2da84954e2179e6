//! Clusters: things that were found to be one, each knowing its members.
//!
//! The smaller cluster always moves into the larger, so that a chain of any length, united
//! in any order, costs little. Labels depend on that order and must never show: whoever
//! lists clusters sorts them by what is in them.

/// Disjoint sets of the numbers below some bound.
pub(super) struct Clusters {
    of: Vec<usize>,
    members: Vec<Vec<usize>>,
}

impl Clusters {
    /// Each of so many on its own.
    pub(super) fn of_singles(count: usize) -> Self {
        Self { of: (0..count).collect(), members: (0..count).map(|at| vec![at]).collect() }
    }

    /// Which cluster this is in.
    pub(super) fn label(&self, of: usize) -> usize {
        self.of.get(of).copied().unwrap_or(of)
    }

    /// Whether these two are in one cluster.
    pub(super) fn together(&self, a: usize, b: usize) -> bool {
        self.label(a) == self.label(b)
    }

    /// Makes one cluster of two. Returns the label that stays and the one that goes, for
    /// whoever keeps something beside each cluster; `None` where they were one already.
    pub(super) fn unite(&mut self, a: usize, b: usize) -> Option<(usize, usize)> {
        let (a, b) = (self.label(a), self.label(b));
        if a == b {
            return None;
        }
        let size = |label: usize| self.members.get(label).map_or(0, Vec::len);
        let (stays, goes) = if size(a) >= size(b) { (a, b) } else { (b, a) };
        let moved = self.members.get_mut(goes).map(std::mem::take).unwrap_or_default();
        for &member in &moved {
            if let Some(label) = self.of.get_mut(member) {
                *label = stays;
            }
        }
        if let Some(members) = self.members.get_mut(stays) {
            members.extend(moved);
        }
        Some((stays, goes))
    }

    /// Every cluster, its members in order, the clusters by their first member.
    pub(super) fn sorted(&self) -> Vec<Vec<usize>> {
        let mut all: Vec<Vec<usize>> = self.members.iter().filter(|m| !m.is_empty()).cloned().collect();
        for members in &mut all {
            members.sort_unstable();
        }
        all.sort_unstable_by_key(|members| members.first().copied());
        all
    }
}
