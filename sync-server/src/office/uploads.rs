//! Photos and bundles on their way in, piece by piece, and photos that are held.
//!
//! Owns what an upload may be and how long it waits, that its pieces lie sealed, that a photo is held
//! only when its bytes are whole, are what was promised, and are on disk, and which phone may see a small
//! picture of it. Refuses to know tus (`routes::photos`) and what is in
//! a bundle (`bundles`). Called by routes, through `Office`.

use std::time::Duration;

use register::bundle::MOST_BUNDLE_BYTES;
use register::change::DeviceId;
use register::lao::LaoCode;
use register::record::{PhotoHash, RecordId};
use register::wire::MOST_PHOTO_BYTES;
use uuid::Uuid;

use super::tasks::checks_facts;
use super::{Done, Office, OfficeFault, Sender, now};
use crate::bundles::SEALING;
use crate::db::{DbFault, PhotoRow, ThumbnailRow, Transaction, UploadRow};
use crate::erasure;
use crate::keys::WRAPPED;

/// So long an upload waits for its next piece.
pub const UPLOAD_WAITS: Duration = Duration::from_secs(72 * 60 * 60);
/// Most uploads that a phone has under way: it sends one photo at a time, and what is cut off is gone on
/// with.
const MOST_UNDER_WAY: usize = 64;
/// Most that they come to: two of the largest bundles, and photos beside.
const MOST_PROMISED: u64 = 2 * (MOST_BUNDLE_BYTES as u64 + SEALING) + 4 * MOST_PHOTO_BYTES;
/// The setting that says how the pieces lie; where it is absent they lie in clear.
const PIECES: &str = "pieces";
const SEALED: &str = "sealed 1";

impl Office {
    /// Drops the pieces that an earlier version left in clear: their phones begin those uploads anew.
    pub(super) async fn drop_clear_pieces(&self) -> Done<()> {
        let mut tx = self.db.begin().await?;
        if tx.setting(PIECES).await?.as_deref() == Some(SEALED) {
            return Ok(());
        }
        let dropped = tx.drop_uploads_before(i64::MAX as u64).await?;
        tx.set(PIECES, SEALED).await?;
        tx.commit().await?;
        if dropped > 0 && !self.db.scrub().await? {
            tracing::warn!(
                "pieces of photos that lay in clear were dropped and may be in the database's log until it is \
                 next written back"
            );
        }
        Ok(())
    }

    /// Forgets uploads that nobody goes on with; returns how many.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_old_uploads(&self) -> Done<u64> {
        let oldest = now().saturating_sub(UPLOAD_WAITS.as_millis() as u64);
        let mut tx = self.db.begin().await?;
        let forgotten = tx.drop_uploads_before(oldest).await?;
        tx.commit().await?;
        Ok(forgotten)
    }

    /// Begins the upload of a record's photo or, where no record is named, of a bundle; or says
    /// that it is held already.
    ///
    /// # Errors
    /// When it is too large, or the phone has too much under way.
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
        let (mut open, mut promised) = (0, length);
        for earlier in tx.uploads_by(lao, &upload.device).await? {
            if earlier.hash == hash && earlier.record.is_some() == record.is_some() {
                // The answer that named it was lost: nobody can go on with it.
                tx.drop_upload(lao, earlier.id).await?;
            } else {
                (open, promised) = (open + 1, promised.saturating_add(earlier.length));
            }
        }
        if open >= MOST_UNDER_WAY || promised > MOST_PROMISED {
            return Err(OfficeFault::TooMuch(format!(
                "this phone has {open} uploads under way, and not more than {MOST_UNDER_WAY} or {MOST_PROMISED} \
                 bytes are taken at once; nothing was begun and all is safe on the phone, go on with those first"
            )));
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

    /// Takes a bundle that has come whole. One at a time: each is in memory whole, and opened.
    async fn finish_bundle(&self, sender: &Sender, upload: &UploadRow) -> Done<()> {
        let lao = sender.device.lao;
        let _alone = self.delivering.lock().await;
        let mut tx = self.db.look().await?;
        if tx.upload(lao, upload.id).await?.is_none() && tx.delivered(lao, upload.hash).await?.is_some() {
            // It was taken while this waited.
            return Ok(());
        }
        let sealed = self.arrived(&mut *tx, lao, upload.id).await?;
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

    /// What has arrived of an upload, in clear.
    async fn arrived(&self, tx: &mut dyn Transaction, lao: LaoCode, id: Uuid) -> Done<Vec<u8>> {
        let mut whole = Vec::new();
        for (starts, piece) in tx.pieces(lao, id).await? {
            let opened = piece
                .split_at_checked(WRAPPED)
                .and_then(|(key, sealed)| self.keys.open(&name_of_piece(lao, id, starts), key, sealed));
            whole.extend(opened.ok_or_else(|| {
                DbFault::Broken(format!("the piece at {starts} of upload {id} of LAO {lao} does not open"))
            })?);
        }
        Ok(whole)
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
        let last = upload.offset + piece.len() as u64 == upload.length;
        let Some(record) = upload.record.filter(|_| last) else {
            if !piece.is_empty() {
                let name = name_of_piece(lao, id, offset);
                let (mut kept, sealed) = self.keys.seal(&name, piece).ok_or(OfficeFault::NoChance)?;
                kept.extend(sealed);
                upload.at = now();
                tx.grow_upload(lao, id, &kept, piece.len() as u64, upload.at).await?;
                upload.offset += piece.len() as u64;
            }
            tx.commit().await?;
            if last {
                self.finish_bundle(sender, &upload).await?;
            }
            return Ok(upload);
        };
        // The last piece is noted with the photo or not at all: an upload that is whole is a photo that is
        // held. Until its bytes are in their place the database is free for others.
        let mut bytes = self.arrived(&mut *tx, lao, id).await?;
        drop(tx);
        bytes.extend_from_slice(piece);
        let kept = self.keep_photo(sender, upload.hash, record, &bytes).await;
        if matches!(kept, Ok(()) | Err(OfficeFault::Refused(_))) {
            let mut tx = self.db.begin().await?;
            tx.drop_upload(lao, id).await?;
            tx.commit().await?;
        }
        kept?;
        upload.offset = upload.length;
        Ok(upload)
    }

    /// Keeps a photo that came whole.
    ///
    /// Its bytes go to their place before its row is written, and the database waits for no service
    /// meanwhile. Who puts them there says so first, with the key that they are sealed with: whoever puts the
    /// same photo there at the same time, or again after an attempt that nothing came of, seals it with that
    /// key too, so that the same bytes lie there whoever was last.
    pub(crate) async fn keep_photo(
        &self,
        sender: &Sender,
        hash: PhotoHash,
        record: RecordId,
        bytes: &[u8],
    ) -> Done<()> {
        if PhotoHash::of(bytes) != hash {
            return Err(OfficeFault::Refused(format!(
                "these bytes are not photo {hash}; they were dropped, the photo is safe on the phone, begin its \
                 upload anew"
            )));
        }
        let lao = sender.device.lao;
        let Some(key) = self.key_of_putting(lao, hash, record).await? else { return Ok(()) };
        let sealed = self.photos.seal(&self.keys, lao, hash, &key, bytes)?;
        self.photos.keep(lao, hash, sealed).await?;

        let id = putting(lao, hash);
        let mut tx = self.db.begin().await?;
        let said = match tx.upload(lao, id).await? {
            Some(_) => tx.pieces(lao, id).await?.pop(),
            None => None,
        };
        let still_said = said.is_some_and(|(_, said)| said == key);
        let turned_away = erasure::turns_away(&mut *tx, lao, record, hash).await?;
        match tx.photos(lao, &[hash]).await?.first() {
            // Erased while its bytes were on their way: they go as they came.
            Some(row) if row.is_erased() => self.photos.remove(lao, hash).await?,
            // Another phone's came first, and it is the same.
            Some(_) => {}
            None if turned_away => self.photos.remove(lao, hash).await?,
            // Whoever ended it may have removed the bytes, and somebody else sealed them anew since.
            None if !still_said => return Err(DbFault::Busy.into()),
            None => {
                let length = bytes.len() as u64;
                let device = sender.device.id.clone();
                tx.put_photo(lao, &PhotoRow { hash, length, key, device, record, at: now() }).await?;
            }
        }
        tx.drop_upload(lao, id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The key that a photo is to be sealed with; `None` where its bytes are not wanted.
    async fn key_of_putting(&self, lao: LaoCode, hash: PhotoHash, record: RecordId) -> Done<Option<Vec<u8>>> {
        let id = putting(lao, hash);
        let mut tx = self.db.begin().await?;
        let said = match tx.upload(lao, id).await? {
            Some(_) => tx.pieces(lao, id).await?.pop().map(|(_, key)| key),
            None => None,
        };
        let key = match said {
            Some(key) => key,
            None => {
                let key = self.keys.new_key().ok_or(OfficeFault::NoChance)?;
                let (length, at) = (key.len() as u64, now());
                let (device, record) = (DeviceId::new(NO_PHONE), Some(record));
                tx.put_upload(lao, &UploadRow { id, device, hash, record, length, offset: 0, at }).await?;
                tx.grow_upload(lao, id, &key, length, at).await?;
                key
            }
        };
        // Asked last: whoever else puts it there lets go of its key in the moment in which it is held.
        let unwanted = !tx.photos(lao, &[hash]).await?.is_empty()
            || erasure::turns_away(&mut *tx, lao, record, hash).await?;
        if unwanted {
            tx.drop_upload(lao, id).await?;
        }
        tx.commit().await?;
        Ok((!unwanted).then_some(key))
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

/// What a piece's seal is bound to.
fn name_of_piece(lao: LaoCode, upload: Uuid, starts: u64) -> Vec<u8> {
    format!("samruat piece v1 {lao} {upload} {starts}").into_bytes()
}

/// Whose uploads the office's own are: no phone is called so.
const NO_PHONE: &str = "";

/// The upload that says that a photo is being put in its place. Its one piece is the key.
fn putting(lao: LaoCode, hash: PhotoHash) -> Uuid {
    let mut name = [0; 16];
    blake3::Hasher::new()
        .update(format!("samruat putting v1 {lao} {hash}").as_bytes())
        .finalize_xof()
        .fill(&mut name);
    uuid::Builder::from_custom_bytes(name).into_uuid()
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
    let name = photo.to_string();
    Ok(tx
        .records(&[(lao, record)])
        .await?
        .iter()
        .any(|row| (asked || holder.is_of_theirs(row)) && row.visit.contains(&name)))
}
