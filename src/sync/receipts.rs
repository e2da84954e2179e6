//! Receipts: verified before they are believed.
//!
//! Owns opening them with the key pinned at enrolment, asking for them, and asking anew what
//! a server still holds that was restored from a backup.

use std::collections::BTreeSet;

use register::receipt::Receipt;
use register::record::PhotoHash;
use register::seal::Signed;
use register::wire::{Ask, STANDING_HEADER};

use crate::event::{Event, Phase};
use crate::fault::SyncError;
use crate::run::Run;

/// Most changes and photos in one question.
const PORTION: usize = 500;

impl<E: FnMut(Event)> Run<'_, E> {
    /// What a receipt says, when the pinned key said it, of this phone's work.
    pub(crate) fn verified<'r>(&self, receipt: &'r Signed<Receipt>) -> Result<&'r Receipt, SyncError> {
        let said = receipt.open(&self.identity.server_key).map_err(|_| SyncError::ForgedReceipt)?;
        if said.device == self.identity.device { Ok(said) } else { Err(SyncError::ForgedReceipt) }
    }

    /// Keeps a verified receipt whole: what it names is received from now on.
    pub(crate) fn keep_receipt(&self, signed: &Signed<Receipt>, said: &Receipt) -> Result<(), SyncError> {
        if said.changes.is_empty() && said.photos.is_empty() {
            return Ok(());
        }
        let json = serde_json::to_string(signed).map_err(|error| SyncError::answer("a push", error))?;
        Ok(self.store.take_receipt(said, &json)?)
    }

    /// Which of these the server holds.
    pub(crate) async fn ask_for_receipt(&self, ask: &Ask) -> Result<Signed<Receipt>, SyncError> {
        self.link.send_again(&self.link.json("receipts", ask)?).await?.read("a question after receipts")
    }

    /// Asks for the receipt of photos, and says how many the server holds.
    pub(crate) async fn confirm_photos(
        &mut self,
        photos: &BTreeSet<PhotoHash>,
    ) -> Result<BTreeSet<PhotoHash>, SyncError> {
        if photos.is_empty() {
            return Ok(BTreeSet::new());
        }
        let ask = Ask { photos: photos.clone(), ..Ask::default() };
        let standing = self.standing(&BTreeSet::new(), photos)?;
        let request = self.link.json("receipts", &ask)?.header(STANDING_HEADER, standing);
        let signed = self.link.send_again(&request).await?.read("a question after receipts")?;
        let said = self.verified(&signed)?;
        self.keep_receipt(&signed, said)?;
        let held: BTreeSet<_> = said.photos.intersection(photos).copied().collect();
        self.done.photos += held.len() as u64;
        Ok(held)
    }

    /// When the server lives a new life, what it held in the last one may be gone: asks after
    /// all that is in doubt, and lets wait again what it does not name. Says whether there is anything.
    pub(crate) async fn recheck(&mut self, is_new: bool) -> Result<bool, SyncError> {
        let Some(cursor) = self.store.cursor()? else { return Ok(false) };
        let was_checked = self.pace.checked_epoch.as_ref() == Some(&cursor.epoch);
        self.store.lives_in(&cursor.epoch, was_checked || is_new)?;
        // An answer that a courier brought may have left something in doubt, in this life too.
        let Ask { changes, photos } = self.store.doubted(usize::MAX)?;
        let (changes, photos) = (Vec::from_iter(changes), Vec::from_iter(photos));
        let total = (changes.len() + photos.len()) as u64;
        let (mut asked, mut lost) = (0, 0);
        let portions = changes
            .chunks(PORTION)
            .map(|part| Ask { changes: part.iter().copied().collect(), ..Ask::default() })
            .chain(
                photos
                    .chunks(PORTION)
                    .map(|part| Ask { photos: part.iter().copied().collect(), ..Ask::default() }),
            );
        for ask in portions {
            self.progress(Phase::Recheck, asked, total);
            let signed = self.ask_for_receipt(&ask).await?;
            let said = self.verified(&signed)?;
            self.keep_receipt(&signed, said)?;
            let missing = Ask {
                changes: ask.changes.difference(&said.changes).copied().collect(),
                photos: ask.photos.difference(&said.photos).copied().collect(),
            };
            self.store.unreceive(&missing)?;
            lost += missing.changes.len() + missing.photos.len();
            asked += (ask.changes.len() + ask.photos.len()) as u64;
            self.progress(Phase::Recheck, asked, total);
        }
        if !was_checked {
            self.pace.checked_epoch = Some(cursor.epoch);
            self.pace.keep(self.store)?;
        }
        Ok(lost > 0)
    }
}
