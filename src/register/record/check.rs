//! A fact check on site: what a mobile unit found of what was claimed (domain.md 1.3, RQ-12).

use serde::{Deserialize, Serialize};

use super::place::Fix;
use super::{CheckId, PersonId, PhotoHash, RequestId, TaskId, Unknown, reading};
use crate::as_text::closed_list;
use crate::moment::Moment;

/// One visit of the mobile unit (หน่วยเคลื่อนที่เร็ว) to see whether what was claimed is so.
///
/// What it corrects is corrected in the record's own fields, and help that it gave on the spot is
/// among `help_received`: a check says only what was looked at and what was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Check {
    /// Made on the phone, never changed.
    pub id: CheckId,
    /// The task of the office that asked for it; absent where nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskId>,
    /// The surveyor who checked.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// Where the phone stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Fix>,
    /// Whom it is about, where it is about one person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// Which request it is about, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestId>,
    /// What was found, fact by fact; edited as a whole.
    #[serde(default, deserialize_with = "reading::list", skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Option<Vec<Finding>>")]
    pub findings: Vec<Finding>,
    /// Photos that show it; each stands among the record's photos too.
    #[serde(default, deserialize_with = "reading::list", skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Option<Vec<PhotoHash>>")]
    pub photos: Vec<PhotoHash>,
    /// In words.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// What was found of one fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Finding {
    /// The fact's id in the task.
    pub fact: String,
    /// What the fact is called, as it was shown.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What was claimed.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub claimed: Option<String>,
    /// Whether it is so.
    pub found: Found,
    /// What is so instead.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// In words.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

closed_list! {
    /// What became of a claim.
    pub enum Found {
        /// It is so.
        Confirmed = "confirmed",
        /// It is otherwise.
        Corrected = "corrected",
        /// Nobody could tell.
        NotFound = "not-found",
    }
}

impl Check {
    /// Whether a task is answered by this: it is of that task, and says something of each of
    /// these facts.
    pub fn answers<'f>(&self, task: TaskId, facts: impl IntoIterator<Item = &'f str>) -> bool {
        self.task == Some(task)
            && facts.into_iter().all(|fact| self.findings.iter().any(|finding| finding.fact == fact))
    }
}

/// What the photos of each of these facts are captioned: a caption is all that ties a photo to its fact. It is what
/// the fact is called; of several that are called the same, each after the first has a running number behind that.
pub fn captions_of_facts(labels: &[&str]) -> Vec<String> {
    let mut captions: Vec<String> = Vec::with_capacity(labels.len());
    for label in labels {
        let mut caption = (*label).to_owned();
        let mut number = 1;
        // Neither one that is given nor what another fact is called by itself.
        while captions.contains(&caption) || (number > 1 && labels.contains(&caption.as_str())) {
            number += 1;
            caption = format!("{label} ({number})");
        }
        captions.push(caption);
    }
    captions
}
