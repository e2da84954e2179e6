//! What stays of help that was given to people who were erased since (domain.md 2.7, 7): public money is accounted for,
//! whoever had it (\[S003:1412\], \[S003:1574\]), and nobody is told of by it.
//!
//! Owns the sums that reports would miss without them: of a month and of a fiscal year, by what the reports tell them
//! by. They name no request, no house, no village, no day and no words of anybody. How they are counted is `report`'s,
//! and when something is erased is the office's. Called by these.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::course::{Funding, GrantForm};
use crate::event::EventId;
use crate::record::Area;
use crate::report::Period;
use crate::statement::Helped;

/// What was given in a time to people who were erased since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outlay {
    /// In which month, or in which fiscal year: whoever was helped in two months of it is one in it.
    pub of: Period,
    /// How much, in the order of what it is of.
    pub shares: Vec<Share>,
}

/// So much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Of what.
    pub of: Slice,
    /// How much.
    pub helped: Helped,
}

/// By what a sum is told. Each is counted by itself: a person who had money and goods is one in the whole and one in
/// either form.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(tag = "by", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Slice {
    /// All of it.
    All {},
    /// What came in one form, out of one money.
    Form {
        /// Which form.
        form: GrantForm,
        /// Which money, where it was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        funding: Option<Funding>,
    },
    /// What came out of one money.
    Funding {
        /// Which, where it was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        funding: Option<Funding>,
    },
    /// What was given in one area of aid.
    Area {
        /// Which, where it was said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        area: Option<Area>,
    },
    /// What was given against one of the office's disasters.
    Disaster {
        /// Which.
        disaster: EventId,
        /// In which form.
        form: GrantForm,
        /// Whether at once, before any committee.
        at_once: bool,
    },
}

impl Outlay {
    /// Of these sums, those that come to nothing left out; `None` where none does.
    pub fn of(of: Period, sums: BTreeMap<Slice, Helped>) -> Option<Self> {
        let sums = sums.into_iter().filter(|(_, helped)| *helped != Helped::default());
        let shares: Vec<Share> = sums.map(|(of, helped)| Share { of, helped }).collect();
        (!shares.is_empty()).then_some(Self { of, shares })
    }

    /// How much of it is of one thing.
    pub fn helped(&self, of: Slice) -> Helped {
        self.shares.iter().filter(|share| share.of == of).map(|share| share.helped).sum()
    }

    /// Both together: they are of different people.
    #[must_use]
    pub fn and(&self, more: &Self) -> Self {
        let mut sums: BTreeMap<Slice, Helped> = BTreeMap::new();
        for Share { of, helped } in self.shares.iter().chain(&more.shares) {
            let sum = sums.entry(*of).or_default();
            *sum = *sum + *helped;
        }
        Self { of: self.of, shares: sums.into_iter().map(|(of, helped)| Share { of, helped }).collect() }
    }
}
