//! Whom an edit took off a visit.
//!
//! Owns these rows: on which record, and under which name. They say what the log alone could tell
//! otherwise, and only by being read from end to end. Refuses to know who they are
//! (`office::parted`). Both stores answer it beside [`super::Transaction`].

use async_trait::async_trait;
use register::lao::LaoCode;
use register::record::{PersonId, RecordId};

use super::Answer;

/// The questions.
#[async_trait]
pub trait Parted: Send {
    /// Says anew whom edits took off these records; no others of them are left.
    async fn put_parted(
        &mut self,
        lao: LaoCode,
        records: &[RecordId],
        rows: &[(RecordId, PersonId)],
    ) -> Answer<()>;
    /// Everybody whom an edit took off a visit of a LAO, by record and person.
    async fn parted(&mut self, lao: LaoCode) -> Answer<Vec<(RecordId, PersonId)>>;
}
