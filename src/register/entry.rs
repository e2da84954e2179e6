//! An entry: a person as one LAO holds them.
//!
//! Owns its shape, its INFO status, its flags and the line it makes in the export.
//! Refuses to decide who is in it (`draw` does). Called by `draw`, by the server's
//! pages and exports, and by the phone for the people of its area.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::decision::Appearance;
use crate::lao::LaoCode;
use crate::moment::Moment;
use crate::national_id::TypedId;
use crate::record::{Person, PersonId, Place, RecordId, RequestId, WhyUnsigned};

/// Where an entry stands on its way into INFO: the first that holds, in this order
/// (contract section 4).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum InfoStatus {
    /// No number was given. INFO asks for one (domain.md P-01), so people must look.
    NoId,
    /// The number fails its check.
    InvalidId,
    /// A number that somebody of another name holds too.
    Review,
    /// Nothing was asked for, or every request was refused a signature (domain.md R-09).
    NoRequest,
    /// A municipality or TAO of the province enters this person, so the PAO need not
    /// (domain.md 3.1).
    ExcusedPao,
    /// To be entered.
    Enter,
}

/// What people should know of an entry besides its status.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Flag {
    /// Another LAO, whom no ruling relates to this one, holds the same number (domain.md 3.6 row 5).
    CrossArea,
    /// There is a request that was not refused, and none is signed.
    Unsigned,
}

/// A person as held by one LAO.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Who holds it.
    pub lao: LaoCode,
    /// The smallest id among all entries that are linked to this one, and itself.
    pub person: PersonId,
    /// Every time this person was met, first to last. The first holds the entry.
    pub appearances: Vec<Appearance>,
    /// The number, valid before invalid, newest first.
    pub national_id: TypedId,
    /// Each field from the newest record that has it.
    pub shown: Person,
    /// The newest place.
    pub place: Option<Place>,
    /// Where it stands.
    pub status: InfoStatus,
    /// What else to know.
    pub flags: BTreeSet<Flag>,
    /// Other LAOs whose entries are this person's too.
    pub linked: BTreeSet<LaoCode>,
    /// Every record that counts.
    pub records: BTreeSet<RecordId>,
    /// Every request.
    pub requests: BTreeSet<RequestId>,
    /// Requests that count as unsigned, and why.
    pub unsigned: BTreeMap<RequestId, WhyUnsigned>,
    /// Fields with values that lost to others, and those values.
    pub lost: BTreeMap<String, Vec<Value>>,
    /// When this person was first met.
    pub first_captured_at: Moment,
}

/// One line of `export register` (contract section 5). It holds nothing of stamps,
/// devices, keys or arrival.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExportLine {
    lao: LaoCode,
    person: PersonId,
    national_id: Option<String>,
    title: Option<String>,
    given_name: Option<String>,
    family_name: Option<String>,
    birth: Option<crate::birth::Birth>,
    info_status: InfoStatus,
    flags: Vec<Flag>,
    linked: Vec<LaoCode>,
    records: Vec<RecordId>,
    requests: Vec<RequestId>,
    conflicts: Vec<String>,
    lost_values: BTreeMap<String, Vec<Value>>,
    first_captured_at: Moment,
}

impl Entry {
    /// The line this entry makes in the export.
    pub fn export_line(&self) -> ExportLine {
        ExportLine {
            lao: self.lao,
            person: self.person,
            national_id: match &self.national_id {
                TypedId::Missing => None,
                TypedId::Valid(id) => Some(id.to_string()),
                TypedId::Invalid { typed, .. } => Some(typed.clone()),
            },
            title: self.shown.title.clone(),
            given_name: self.shown.given_name.clone(),
            family_name: self.shown.family_name.clone(),
            birth: self.shown.birth.as_ref().map(|born| born.birth),
            info_status: self.status,
            flags: self.flags.iter().copied().collect(),
            linked: self.linked.iter().copied().collect(),
            records: self.records.iter().copied().collect(),
            requests: self.requests.iter().copied().collect(),
            conflicts: self.lost.keys().cloned().collect(),
            lost_values: self.lost.clone(),
            first_captured_at: self.first_captured_at,
        }
    }

    /// Whoever holds the entry: the first appearance.
    pub fn holder(&self) -> Option<Appearance> {
        self.appearances.first().copied()
    }
}
