//! Lists of names that came as files and are not wholly taken in yet.
//!
//! Owns these rows: what the office said of each, how far it is filed, and its rows, sealed. Refuses
//! to know what they say (`office::lists`). What was taken in is told by `affairs`. Both stores
//! answer it beside [`super::Transaction`].

use async_trait::async_trait;
use register::lao::LaoCode;
use register::record::ListId;

use super::Answer;

/// One list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRow {
    /// Whose.
    pub lao: LaoCode,
    /// Which.
    pub id: ListId,
    /// When somebody was last at it, in milliseconds since 1970.
    pub at: u64,
    /// How many of its records are filed; `None` while nobody has asked for that.
    pub filed: Option<u64>,
    /// What the office said of it, as JSON.
    pub said: String,
}

/// The questions.
#[async_trait]
pub trait Lists: Send {
    /// Says one anew.
    async fn put_list(&mut self, row: &ListRow) -> Answer<()>;
    /// Says how many of its records are filed; nothing where there is no such list any more.
    async fn file_list(&mut self, lao: LaoCode, id: ListId, filed: u64) -> Answer<()>;
    /// One of them.
    async fn list(&mut self, lao: LaoCode, id: ListId) -> Answer<Option<ListRow>>;
    /// Those of every LAO, or of one.
    async fn lists(&mut self, lao: Option<LaoCode>) -> Answer<Vec<ListRow>>;
    /// Keeps a list's rows, sealed.
    async fn put_sheet(&mut self, lao: LaoCode, id: ListId, sealed: &[u8]) -> Answer<()>;
    /// A list's rows, sealed.
    async fn sheet(&mut self, lao: LaoCode, id: ListId) -> Answer<Option<Vec<u8>>>;
    /// Forgets a list and its rows.
    async fn drop_list(&mut self, lao: LaoCode, id: ListId) -> Answer<()>;
}
