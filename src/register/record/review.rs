//! A supervisor's word on a record, and the volunteer's answer to it.

use serde::{Deserialize, Serialize};

use super::{ReviewId, Unknown, WordsHash, reading};
use crate::as_text::closed_list;
use crate::moment::Moment;

/// One review. The supervisor makes it; the volunteer only adds the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Review {
    /// Made on the phone, never changed.
    pub id: ReviewId,
    /// The surveyor who reviewed.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// What it comes to. Without one it decides nothing: an edit sets fields one by one, and an
    /// answer may be here before the review that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<ReviewVerdict>,
    /// Which field it is about, as a path (`people/<id>/phone`); none means the whole record.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What is to be done.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Of what it was said: an acceptance, of the answers that its supervisor had before them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<WordsHash>,
    /// What the volunteer says to it.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// When they said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Moment>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

closed_list! {
    /// What a review comes to.
    pub enum ReviewVerdict {
        /// The record is good as it is.
        Accepted = "accepted",
        /// Something of it is to be mended or answered.
        SentBack = "sent-back",
    }
}

impl Review {
    /// The order of reviews in time. Two of one moment are told apart by their names; one without
    /// a moment is older than any with one.
    fn order(&self) -> (Option<Moment>, ReviewId) {
        (self.at, self.id)
    }
}

/// The newest word, where it is that the record is good. Two of one moment, of two phones, are told apart by their
/// names, as where it is asked what is open.
pub fn accepted(reviews: &[Review]) -> Option<&Review> {
    let newest = reviews.iter().max_by_key(|review| review.order())?;
    (newest.verdict == Some(ReviewVerdict::Accepted)).then_some(newest)
}

/// Takes into the reviews of somebody's unfinished edit what has come to the record since: every review as it stands
/// there. An answer that is being written stays their own.
pub fn take_up(held: &mut Vec<Review>, now: &[Review]) {
    for review in now {
        let Some(known) = held.iter_mut().find(|known| known.id == review.id) else {
            held.push(review.clone());
            continue;
        };
        let (answer, answered_at) = match known.answer.take() {
            Some(own) => (Some(own), known.answered_at),
            None => (review.answer.clone(), review.answered_at),
        };
        *known = Review { answer, answered_at, ..review.clone() };
    }
}

/// Those that were sent back and have no answer, unless an acceptance came after them; the oldest first.
pub fn open(reviews: &[Review]) -> Vec<&Review> {
    let of = |verdict| reviews.iter().filter(move |review| review.verdict == Some(verdict));
    let accepted = of(ReviewVerdict::Accepted).map(Review::order).max();
    let waits = |review: &&Review| {
        review.answer.is_none() && accepted.is_none_or(|accepted| accepted <= review.order())
    };
    let mut open: Vec<&Review> = of(ReviewVerdict::SentBack).filter(waits).collect();
    open.sort_by_key(|review| review.order());
    open
}
