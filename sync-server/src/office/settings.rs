//! What a LAO sets for its phones: notice, sensitive questions, villages, boundary, words to
//! choose from.
//!
//! Owns keeping them, with a mark that moves when they do. Refuses to know what they mean
//! (`register::wire::FormSettings`, which also reads an office's file). Called by commands,
//! through `Office`; phones get them with their lists (`pulling`).

use data_encoding::HEXLOWER;
use register::lao::LaoCode;
use register::wire::FormSettings;

use super::{Done, Office, OfficeFault};
use crate::db::{DbFault, settings_of};

impl Office {
    /// What a LAO set for its phones.
    ///
    /// # Errors
    /// When the LAO is not known.
    pub async fn settings(&self, lao: LaoCode) -> Done<FormSettings> {
        let mut tx = self.db.look().await?;
        self.known(&mut *tx, lao).await?;
        Ok(settings_of(&mut *tx, lao).await?)
    }

    /// Sets what a file says, all of it anew: what the file leaves out is set no longer.
    ///
    /// # Errors
    /// When the LAO is not known, or the file says what cannot be. Nothing was set then.
    pub async fn set_settings(&self, lao: LaoCode, json: &str) -> Done<()> {
        let settings = FormSettings::read(json).map_err(|fault| OfficeFault::Refused(fault.to_string()))?;
        let said = serde_json::to_string(&settings).map_err(|e| DbFault::Broken(e.to_string()))?;
        let hash = blake3::hash(said.as_bytes());
        let mark = HEXLOWER.encode(hash.as_bytes().get(..8).unwrap_or_default());
        let mut tx = self.db.begin().await?;
        self.known(&mut *tx, lao).await?;
        tx.put_form(lao, &mark, &said).await?;
        tx.commit().await?;
        Ok(())
    }
}
