//! Photos and bundles on their way in, piece by piece, and photos that are held.
//!
//! Owns what an upload may be, that a photo is held only when its bytes are whole, are what was
//! promised, and are on disk, and which phone may see a small picture of it. Refuses to know tus (`routes::photos`) and what is in
//! a bundle (`bundles`). Called by routes, through `Office`.

use register::bundle::MOST_BUNDLE_BYTES;
use register::lao::LaoCode;
use register::record::{PhotoHash, RecordId};
use register::wire::MOST_PHOTO_BYTES;
use uuid::Uuid;

use super::tasks::checks_facts;
use super::{Done, Office, OfficeFault, Sender, now};
use crate::bundles::SEALING;
use crate::db::{DbFault, PhotoRow, RecordRow, ThumbnailRow, Transaction, UploadRow};
use crate::erasure;
use crate::keys::WRAPPED;

impl Office {
    /// Begins the upload of a record's photo or, where no record is named, of a bundle; or says
    /// that it is held already.
    ///
    /// # Errors
    /// When it is too large.
    pub async fn begin_upload(
        &self,
        sender: &Sender,
        hash: PhotoHash,
        record: Option<RecordId>,
        length: u64,
    ) -> Done<UploadRow> {
        let most = match record {
            Some(_) => MOST_PHOTO_BYTES,
            None => MOST_BUNDLE_BYTES as u64 + SEALING,
        };
        if length == 0 || length > most {
            return Err(OfficeFault::Refused(format!(
                "this has between 1 and {most} bytes, not {length}; nothing was begun, it is safe on the phone"
            )));
        }
        let lao = sender.device.lao;
        let at = now();
        let mut upload = UploadRow {
            id: Uuid::now_v7(),
            device: sender.device.id.clone(),
            hash,
            record,
            length,
            offset: 0,
            at,
        };
        let mut tx = self.db.begin().await?;
        let held = match record {
            Some(record) => {
                !tx.photos(lao, &[hash]).await?.is_empty()
                    || erasure::turns_away(&mut *tx, lao, record, hash).await?
            }
            None => tx.delivered(lao, hash).await?.is_some(),
        };
        if held {
            upload.offset = length;
            tx.commit().await?;
            return Ok(upload);
        }
        tx.put_upload(lao, &upload).await?;
        tx.commit().await?;
        Ok(upload)
    }

    /// How far an upload is.
    ///
    /// # Errors
    /// When there is none.
    pub async fn upload(&self, sender: &Sender, id: Uuid) -> Done<UploadRow> {
        let mut tx = self.db.look().await?;
        let upload = self.own_upload(&mut *tx, sender, id).await?;
        drop(tx);
        if upload.record.is_none() && upload.offset == upload.length {
            // It came whole, and the server ended before it could take it.
            self.finish_bundle(sender, &upload).await?;
        }
        Ok(upload)
    }

    /// Takes a bundle that has come whole.
    async fn finish_bundle(&self, sender: &Sender, upload: &UploadRow) -> Done<()> {
        let lao = sender.device.lao;
        let mut tx = self.db.look().await?;
        let sealed = tx.pieces(lao, upload.id).await?;
        drop(tx);
        let taken = if PhotoHash::of(&sealed) == upload.hash {
            self.deliver(lao, upload.hash, &sealed).await
        } else {
            Err(OfficeFault::Refused(
                "these bytes are not the bundle that was promised; they were dropped, it is safe where it is \
                 carried, begin its upload anew"
                    .to_owned(),
            ))
        };
        // What can never be taken is not kept; what could not be taken now is.
        if matches!(taken, Ok(()) | Err(OfficeFault::Refused(_))) {
            let mut tx = self.db.begin().await?;
            tx.drop_upload(lao, upload.id).await?;
            tx.commit().await?;
        }
        taken
    }

    async fn own_upload(&self, tx: &mut dyn Transaction, sender: &Sender, id: Uuid) -> Done<UploadRow> {
        let upload = tx.upload(sender.device.lao, id).await?;
        upload.filter(|upload| upload.device == sender.device.id).ok_or_else(|| {
            OfficeFault::Missing(
                "there is no such upload; the photo is safe on the phone, begin its upload anew".to_owned(),
            )
        })
    }

    /// Adds a piece to an upload. With the last one the photo is checked, sealed and held.
    ///
    /// # Errors
    /// When the piece is not the next one, or the whole is not what was promised.
    pub async fn grow_upload(&self, sender: &Sender, id: Uuid, offset: u64, piece: &[u8]) -> Done<UploadRow> {
        let lao = sender.device.lao;
        let mut tx = self.db.begin().await?;
        let mut upload = self.own_upload(&mut *tx, sender, id).await?;
        if offset != upload.offset {
            return Err(OfficeFault::Conflict(format!(
                "this piece begins at {offset} and {} bytes are here; nothing was added, go on from there",
                upload.offset
            )));
        }
        if upload.offset + piece.len() as u64 > upload.length {
            return Err(OfficeFault::Refused(format!(
                "this piece runs past the {} bytes that were promised; nothing was added",
                upload.length
            )));
        }
        if !piece.is_empty() {
            tx.grow_upload(lao, id, piece, now()).await?;
            upload.offset += piece.len() as u64;
        }
        if upload.offset < upload.length {
            tx.commit().await?;
            return Ok(upload);
        }
        let Some(record) = upload.record else {
            tx.commit().await?;
            self.finish_bundle(sender, &upload).await?;
            return Ok(upload);
        };
        let bytes = tx.pieces(lao, id).await?;
        if PhotoHash::of(&bytes) != upload.hash {
            tx.drop_upload(lao, id).await?;
            tx.commit().await?;
            return Err(OfficeFault::Refused(format!(
                "these bytes are not photo {}; they were dropped, the photo is safe on the phone, begin its \
                 upload anew",
                upload.hash
            )));
        }
        self.keep_in(&mut *tx, sender, upload.hash, record, &bytes).await?;
        tx.drop_upload(lao, id).await?;
        tx.commit().await?;
        Ok(upload)
    }

    /// Keeps a photo that came whole.
    pub(crate) async fn keep_photo(
        &self,
        sender: &Sender,
        hash: PhotoHash,
        record: RecordId,
        bytes: &[u8],
    ) -> Done<()> {
        let mut tx = self.db.begin().await?;
        self.keep_in(&mut *tx, sender, hash, record, bytes).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn keep_in(
        &self,
        tx: &mut dyn Transaction,
        sender: &Sender,
        hash: PhotoHash,
        record: RecordId,
        bytes: &[u8],
    ) -> Done<()> {
        let lao = sender.device.lao;
        if erasure::turns_away(tx, lao, record, hash).await? {
            return Ok(());
        }
        let (key, sealed) = self.photos.seal(&self.keys, lao, hash, bytes)?;
        let photo = PhotoRow {
            hash,
            length: bytes.len() as u64,
            key,
            device: sender.device.id.clone(),
            record,
            at: now(),
        };
        // Nobody sees the row before the bytes are on disk. Of two phones that send one photo the
        // first keeps it: the bytes of the second would not open with the key of the first.
        if tx.put_photo(lao, &photo).await? {
            self.photos.keep(lao, hash, sealed).await?;
        }
        Ok(())
    }

    /// Ends an upload that is not wanted any more.
    ///
    /// # Errors
    /// When there is none.
    pub async fn end_upload(&self, sender: &Sender, id: Uuid) -> Done<()> {
        let mut tx = self.db.begin().await?;
        self.own_upload(&mut *tx, sender, id).await?;
        tx.drop_upload(sender.device.lao, id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Keeps a thumbnail of a photo that belongs to this record.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub async fn keep_thumbnail(
        &self,
        sender: &Sender,
        record: RecordId,
        photo: PhotoHash,
        jpeg: &[u8],
    ) -> Done<()> {
        let lao = sender.device.lao;
        let name = name_of_thumbnail(lao, photo);
        let (mut kept, sealed) = self.keys.seal(name.as_bytes(), jpeg).ok_or(OfficeFault::NoChance)?;
        kept.extend(sealed);
        let mut tx = self.db.begin().await?;
        if tx.photos(lao, &[photo]).await?.iter().any(PhotoRow::is_erased) {
            return Ok(());
        }
        tx.put_thumbnail(lao, photo, &ThumbnailRow { sealed: kept, record: Some(record) }).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A thumbnail for a phone: of a photo that an open task of its holder names, or of a record
    /// of their villages that names it.
    ///
    /// # Errors
    /// When there is none, or it is not for them: which of the two is not said.
    pub async fn thumbnail(&self, sender: &Sender, photo: PhotoHash) -> Done<Vec<u8>> {
        let lao = sender.device.lao;
        let missing = || {
            OfficeFault::Missing(
                "there is no small picture of that photo for this phone; it may come with its record's phone later"
                    .to_owned(),
            )
        };
        let mut tx = self.db.look().await?;
        let row = tx.thumbnail(lao, photo).await?.ok_or_else(missing)?;
        if !may_see(&mut *tx, sender, photo, row.record).await? {
            return Err(missing());
        }
        drop(tx);
        self.open_thumbnail(lao, photo, &row)
    }

    pub(super) fn open_thumbnail(&self, lao: LaoCode, photo: PhotoHash, row: &ThumbnailRow) -> Done<Vec<u8>> {
        let opened = row
            .sealed
            .split_at_checked(WRAPPED)
            .and_then(|(key, sealed)| self.keys.open(name_of_thumbnail(lao, photo).as_bytes(), key, sealed));
        opened.ok_or_else(|| DbFault::Broken(format!("the thumbnail of {photo} does not open")).into())
    }
}

/// What a thumbnail's seal is bound to.
fn name_of_thumbnail(lao: LaoCode, photo: PhotoHash) -> String {
    format!("samruat thumbnail v1 {lao} {photo}")
}

/// Whether the sender may see this photo, as far as their tasks and villages go.
async fn may_see(
    tx: &mut dyn Transaction,
    sender: &Sender,
    photo: PhotoHash,
    record: Option<RecordId>,
) -> Done<bool> {
    let (lao, holder) = (sender.device.lao, &sender.surveyor);
    let tasks = if checks_facts(holder) { tx.open_tasks(lao, &holder.id).await? } else { Vec::new() };
    if tasks.iter().any(|row| row.task.photos.contains(&photo)) {
        return Ok(true);
    }
    // Of one that was kept before its record was written down, the photo itself knows.
    let record = match record {
        Some(record) => Some(record),
        None => tx.photos(lao, &[photo]).await?.first().map(|row| row.record),
    };
    let Some(record) = record else { return Ok(false) };
    // A phone has a household whole or not at all.
    if erasure::gone(tx, lao, &[record]).await?.contains_key(&record) {
        return Ok(false);
    }
    let asked = tasks.iter().any(|row| row.task.record == record);
    let near =
        |row: &RecordRow| holder.moo.is_empty() || row.moo.is_some_and(|moo| holder.moo.contains(&moo));
    let name = photo.to_string();
    Ok(tx
        .records(&[(lao, record)])
        .await?
        .iter()
        .any(|row| (asked || near(row)) && row.visit.contains(&name)))
}
