//! Mending at the desk what a visit says of somebody: a number that was mistyped, a name that is missing, the area of
//! a request or its signature, with the picture that shows it. The office writes it as a phone would, an edit of the record by the counter, so that what stood there
//! before is kept, the volunteers' phones hear of it, and the log and `verify` know nothing special of it.
//!
//! Owns laying an edit over whatever the record holds by now. Refuses to know which fields those are (the console)
//! and how edits combine (`register::merge`). Called by the console, through `Office`.

use picture::Kept;
use register::change::Author;
use register::clock::Stamp;
use register::record::{Record, RecordId};
use serde_json::Value;
use serde_json::value::RawValue;

use super::looking::Looked;
use super::{Done, Has, Office, OfficeFault, Visitor, now};
use crate::db::DbFault;
use crate::db::desk::Act;

impl Office {
    /// Mends a record of the visitor's LAO as `mend` says, told as the record's JSON is, with the pictures that it names
    /// then: they are kept first. What comes of it reads, or nothing is written. Returns whether anything was changed.
    ///
    /// # Errors
    /// When there is no such record, `mend` would not have it so, what it would come to does not read, or the edit was
    /// not taken.
    pub async fn mend(
        &self,
        visitor: &Visitor,
        record: RecordId,
        pictures: &[&Kept],
        why: Option<String>,
        mend: impl FnOnce(&mut Value) -> Done<()> + Send,
    ) -> Done<bool> {
        let lao = visitor.lao.code;
        let sender = self.counter(lao).await?;
        let broken = |why: String| OfficeFault::Db(DbFault::Broken(why));
        let mut tx = self.db.look().await?;
        let written = self.written(&mut *tx, lao, vec![record]).await?;
        drop(tx);
        let missing = || OfficeFault::Missing(format!("there is no record {record}; nothing was changed"));
        let history = written.history(record).ok_or_else(missing)?;
        let merged = history.merge().map_err(|e| broken(e.to_string()))?;
        let before = merged.record.ok_or_else(missing)?;
        let mut wanted = serde_json::to_value(&before).map_err(|e| broken(e.to_string()))?;
        mend(&mut wanted)?;
        let wanted = Record::from_value(wanted).map_err(|fault| {
            OfficeFault::Refused(format!("the record would not read ({fault}); nothing was changed"))
        })?;
        let author = Author { device: sender.device.id.clone(), surveyor: Some(sender.surveyor.id.clone()) };
        let edit = history.edit(&wanted, author, Stamp::new(now(), 0)).map_err(|e| broken(e.to_string()))?;
        let Some(edit) = edit else { return Ok(false) };
        let fields = edit.sets.len();
        let raw = RawValue::from_string(edit.sign(&self.keys.signing).to_json());
        let raw = raw.map_err(|e| broken(e.to_string()))?;
        self.keep_pictures(&sender, record, pictures).await?;
        let pushed = self.push(&sender, &[raw], Has::default()).await?;
        if let Some(aside) = pushed.aside.first() {
            return Err(OfficeFault::Refused(format!(
                "the edit was not taken ({aside:?}); nothing was changed"
            )));
        }
        let told = Some(format!("fields={fields}"));
        let looked = Looked { record: Some(record), told, why, ..Looked::default() };
        self.note_access(visitor, Act::Mend, looked).await?;
        Ok(true)
    }
}
