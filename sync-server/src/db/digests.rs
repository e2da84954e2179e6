//! The duplicate digests that were published.
//!
//! Owns these rows: of each province one digest whole, the version of the newest, and the steps that
//! lead from one to the next. Only who leads on from the newest publishes another, so that of
//! several processes on one database none goes a way of its own. Refuses to know what is in a digest and
//! when one is made (`digests`). Both stores answer it beside [`super::Transaction`].

use async_trait::async_trait;

use super::Answer;

/// A digest with its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholeDigest {
    /// Which it is.
    pub version: u64,
    /// All of it.
    pub bytes: Vec<u8>,
    /// When it was put there, in milliseconds since 1970.
    pub at: u64,
}

/// What leads from one digest to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestStep {
    /// The version it leads from.
    pub from: u64,
    /// The version it leads to.
    pub to: u64,
    /// The step.
    pub bytes: Vec<u8>,
    /// When it was put there, in milliseconds since 1970.
    pub at: u64,
}

/// The questions.
#[async_trait]
pub trait Digests: Send {
    /// Which digest of a province is the newest that was published.
    async fn newest_digest(&mut self, province: &str) -> Answer<Option<u64>>;
    /// The one that is kept whole: the newest, or one from which steps lead there.
    async fn whole_digest(&mut self, province: &str) -> Answer<Option<WholeDigest>>;
    /// The steps from this version on, in their order.
    async fn digest_steps(&mut self, province: &str, from: u64) -> Answer<Vec<Vec<u8>>>;
    /// Publishes one to which no step leads, in the place of all before. Returns whether `newest` was the
    /// newest still; where it was not, nothing is written.
    async fn publish_whole(
        &mut self,
        province: &str,
        newest: Option<u64>,
        digest: &WholeDigest,
    ) -> Answer<bool>;
    /// Publishes the step from the newest to the next. Returns whether it leads from what was the newest still;
    /// where it was not, nothing is written.
    async fn publish_step(&mut self, province: &str, step: &DigestStep) -> Answer<bool>;
    /// Keeps this one whole, in the place of an older one.
    async fn keep_whole(&mut self, province: &str, digest: &WholeDigest) -> Answer<()>;
    /// Forgets the steps that begin before this version. One is kept whole that is not before it.
    async fn forget_steps(&mut self, province: &str, before: u64) -> Answer<()>;
    /// Forgets, of every province, what was put there before this time; returns how many.
    async fn forget_digests(&mut self, before: u64) -> Answer<u64>;
}
