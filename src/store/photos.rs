//! Photos: bytes in a sealed file each, and how far each has got.
//!
//! Owns the files' form and names, and the upload's state, so that an upload goes on where
//! it stopped when the process died; and small pictures of others' photos, for as long as an
//! open task names them. Refuses to know what is on a picture, and how it was
//! made small (`picture`).
//!
//! A file is `samphot1`, 24 random bytes, and one XChaCha20-Poly1305 box over the bytes,
//! bound to the photo's hash. Its name is a keyed hash: a copied folder tells nobody which
//! known picture is in it.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use data_encoding::HEXLOWER;
use register::record::{PhotoHash, RecordId};
use register::wire::Task;
use rusqlite::{Connection, OptionalExtension};
use zeroize::Zeroizing;

use crate::durable_file;
use crate::enrolment::{is_sealed, refuse_if_sealed, thirty_two};
use crate::fault::StoreError;
use crate::lists;
use crate::opening::Store;
use crate::record::record_id;
use picture::Kept;

/// Where photos lie in the data folder.
pub(crate) const FOLDER: &str = "photos";
/// The first bytes of a photo's file; the last one is the number of the form.
const MARK: &[u8; 8] = b"samphot1";
/// What the form adds to a photo's length: mark, nonce, tag.
const ADDED: u64 = 8 + 24 + 16;

/// A photo to be kept, as the camera's pipeline made it.
#[derive(Clone, Copy, Debug)]
pub struct KeptPhoto<'a> {
    /// Its name: the hash of `jpeg`.
    pub hash: PhotoHash,
    /// The kept bytes, which are the evidence.
    pub jpeg: &'a [u8],
    /// A small picture of it.
    pub thumbnail: &'a [u8],
}

impl<'a> From<&'a Kept> for KeptPhoto<'a> {
    fn from(kept: &'a Kept) -> Self {
        Self { hash: kept.hash, jpeg: &kept.jpeg, thumbnail: &kept.thumbnail }
    }
}

/// A photo that is to be uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingPhoto {
    /// Its name.
    pub hash: PhotoHash,
    /// A record that names it.
    pub record: RecordId,
    /// How many bytes it has.
    pub length: u64,
    /// Whether the server has its thumbnail.
    pub thumbnail_sent: bool,
    /// Where its upload was begun; empty where it was not.
    pub upload_url: String,
    /// How far that upload got, as far as this phone knows.
    pub upload_offset: u64,
}

/// A photo's row, for the check at the start.
pub(crate) struct PhotoRow {
    pub(crate) hash: PhotoHash,
    pub(crate) received: bool,
    length: u64,
}

impl PhotoRow {
    pub(crate) fn file_length(&self) -> u64 {
        self.length + ADDED
    }
}

/// What seals photos and names their files, both made from the database's key.
pub(crate) struct PhotoKeys {
    sealing: Zeroizing<[u8; 32]>,
    naming: Zeroizing<[u8; 32]>,
}

impl PhotoKeys {
    pub(crate) fn from(key: &[u8; 32]) -> Self {
        Self {
            sealing: Zeroizing::new(blake3::derive_key("samruat 2026-11 store: photo files v1", key)),
            naming: Zeroizing::new(blake3::derive_key("samruat 2026-11 store: names of photo files v1", key)),
        }
    }

    pub(crate) fn file_name(&self, hash: PhotoHash) -> String {
        HEXLOWER.encode(blake3::keyed_hash(&self.naming, hash.as_bytes()).as_bytes())
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.sealing).into())
    }

    fn seal(&self, hash: PhotoHash, bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut nonce = [0; 24];
        getrandom::fill(&mut nonce).map_err(|e| StoreError::NoChance(e.to_string()))?;
        let payload = Payload { msg: bytes, aad: hash.as_bytes() };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| StoreError::OtherPhoto(hash))?;
        Ok([MARK.as_slice(), &nonce, &sealed].concat())
    }

    fn open(&self, hash: PhotoHash, file: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = file.strip_prefix(MARK)?.split_first_chunk::<24>()?;
        let payload = Payload { msg: sealed, aad: hash.as_bytes() };
        let bytes = self.cipher().decrypt(&XNonce::from(*nonce), payload).ok()?;
        (PhotoHash::of(&bytes) == hash).then_some(bytes)
    }
}

impl Store {
    /// Keeps a photo whose record is not complete yet: a draft names it.
    ///
    /// # Errors
    /// When the bytes are not this photo, or cannot be written.
    pub fn keep_photo(&self, photo: &KeptPhoto<'_>) -> Result<(), StoreError> {
        self.read(refuse_if_sealed)?;
        self.write_photo_file(photo)?;
        self.write(|t| {
            refuse_if_sealed(t)?;
            insert_photo(t, photo)
        })
    }

    /// Writes the bytes, durably, before any row names them.
    pub(crate) fn write_photo_file(&self, photo: &KeptPhoto<'_>) -> Result<(), StoreError> {
        if PhotoHash::of(photo.jpeg) != photo.hash {
            return Err(StoreError::OtherPhoto(photo.hash));
        }
        let path = self.photo_path(photo.hash);
        let here = fs::metadata(&path).is_ok_and(|file| file.len() == photo.jpeg.len() as u64 + ADDED);
        // A row says that the file was on the disk when it was written; else nobody says so.
        if here && self.read(|c| has_bytes(c, photo.hash))? {
            return Ok(());
        }
        let sealed = self.photo_keys.seal(photo.hash, photo.jpeg)?;
        let folder = self.dir.join(FOLDER);
        durable_file::write(&folder, &self.photo_keys.file_name(photo.hash), &sealed)
            .map_err(|e| StoreError::file(&folder, &e))
    }

    pub(crate) fn photo_path(&self, hash: PhotoHash) -> PathBuf {
        self.dir.join(FOLDER).join(self.photo_keys.file_name(hash))
    }

    /// The kept bytes. A locked phone gives only what the server does not have yet.
    ///
    /// # Errors
    /// When the photo is not here, or its file is damaged.
    pub fn photo(&self, hash: PhotoHash) -> Result<Vec<u8>, StoreError> {
        self.read(|c| may_be_read(c, hash))?;
        let path = self.photo_path(hash);
        let file = fs::read(&path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => StoreError::NoPhoto(hash),
            _ => StoreError::file(&path, &e),
        })?;
        self.photo_keys.open(hash, &file).ok_or(StoreError::DamagedPhoto(hash))
    }

    /// Its thumbnail: of a photo that is here, or of another phone's that an open task names.
    ///
    /// # Errors
    /// When neither is here.
    pub fn thumbnail(&self, hash: PhotoHash) -> Result<Vec<u8>, StoreError> {
        self.read(|c| match may_be_read(c, hash) {
            Err(StoreError::NoPhoto(_)) => others_thumbnail(c, hash)?.ok_or(StoreError::NoPhoto(hash)),
            Err(fault) => Err(fault),
            Ok(()) => {
                Ok(c.query_row("SELECT thumbnail FROM photo WHERE hash = ?1", [hash.as_bytes()], |row| {
                    row.get(0)
                })?)
            }
        })
    }

    /// Keeps a small picture of a photo that another phone took. It stays for as long as an open
    /// task names the photo.
    ///
    /// # Errors
    /// When it cannot be written, or the phone is locked.
    pub fn keep_others_thumbnail(&self, hash: PhotoHash, jpeg: &[u8]) -> Result<(), StoreError> {
        self.write(|t| {
            refuse_if_sealed(t)?;
            t.execute(
                "INSERT INTO others_thumbnail (photo, jpeg) VALUES (?1, ?2) ON CONFLICT (photo) DO NOTHING",
                (hash.as_bytes(), jpeg),
            )?;
            Ok(())
        })
    }

    /// Photos that open tasks name and of which nothing is here, in the order of the tasks.
    ///
    /// # Errors
    /// When the database cannot be read, or the phone is locked.
    pub fn thumbnails_lacking(&self) -> Result<Vec<PhotoHash>, StoreError> {
        self.read(|c| {
            refuse_if_sealed(c)?;
            let mut lacking = Vec::new();
            for hash in lists::lists(c)?.iter().flat_map(|lists| &lists.tasks).flat_map(|task| &task.photos) {
                if !lacking.contains(hash) && !has_bytes(c, *hash)? && others_thumbnail(c, *hash)?.is_none() {
                    lacking.push(*hash);
                }
            }
            Ok(lacking)
        })
    }

    /// The photos to be uploaded, oldest first: those whose record the server has, as far as it
    /// will. Facts go first; a change that the server set aside keeps no photo back.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn photos_waiting(&self) -> Result<Vec<WaitingPhoto>, StoreError> {
        self.read(photos_waiting)
    }

    /// Every photo that is here, that no receipt covers and that is not in doubt, with a record that names it,
    /// oldest first, whether the server has that record or not: for a bundle, which carries
    /// both.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn photos_unreceived(&self) -> Result<Vec<(PhotoHash, RecordId)>, StoreError> {
        self.read(|c| {
            let mut query = c.prepare_cached(
                "SELECT photo.hash, record.id FROM photo
                 JOIN named_photo ON named_photo.photo = photo.number
                 JOIN record ON record.number = named_photo.record
                 WHERE photo.state = 'waiting' AND photo.doubted = 0 AND photo.length > 0
                 GROUP BY photo.number ORDER BY photo.number",
            )?;
            let rows =
                query.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
            rows.map(|row| {
                let (hash, record) = row?;
                Ok((photo_hash(&hash)?, record_id(&record)?))
            })
            .collect()
        })
    }

    /// Photos that this phone's records name, that it does not have the bytes of, and that no
    /// receipt covers yet: another phone took them. The server can say whether it has them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn photos_to_ask_for(&self) -> Result<Vec<PhotoHash>, StoreError> {
        self.read(|c| {
            hashes(
                c,
                &format!(
                    "SELECT DISTINCT photo.hash FROM photo
                 JOIN named_photo ON named_photo.photo = photo.number
                 WHERE photo.state = 'waiting' AND photo.doubted = 0 AND photo.length = 0
                     AND {FACTS_ARE_THERE}
                 ORDER BY photo.number"
                ),
            )
        })
    }

    /// The server has this thumbnail.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn thumbnail_sent(&self, hash: PhotoHash) -> Result<(), StoreError> {
        self.write(|t| {
            t.execute("UPDATE photo SET thumbnail_sent = 1 WHERE hash = ?1", [hash.as_bytes()])?;
            Ok(())
        })
    }

    /// Where a photo's upload stands; an empty address begins it anew. It is no receipt,
    /// however far it got.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn set_upload(&self, hash: PhotoHash, url: &str, offset: u64) -> Result<(), StoreError> {
        self.write(|t| {
            t.execute(
                "UPDATE photo SET upload_url = ?2, upload_offset = ?3 WHERE hash = ?1",
                (hash.as_bytes(), url, offset),
            )?;
            Ok(())
        })
    }

    /// The server would not have this photo; it stays here with the reason, and its record
    /// counts as rejected until the photo is tried again.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn set_photo_aside(&self, hash: PhotoHash, reason: &str) -> Result<(), StoreError> {
        self.write(|t| {
            t.execute(
                "UPDATE photo
                 SET state = 'rejected', reason = ?2, doubted = 0, upload_url = '', upload_offset = 0
                 WHERE hash = ?1 AND state <> 'received'",
                (hash.as_bytes(), reason),
            )?;
            Ok(())
        })
    }

    pub(crate) fn photo_rows(&self) -> Result<Vec<PhotoRow>, StoreError> {
        self.read(|c| {
            let mut query =
                c.prepare("SELECT hash, state = 'received', length FROM photo WHERE length > 0")?;
            let rows =
                query.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?, row.get(2)?)))?;
            rows.map(|row| {
                let (hash, received, length) = row?;
                Ok(PhotoRow { hash: photo_hash(&hash)?, received, length })
            })
            .collect()
        })
    }
}

/// Of a row of `named_photo`: no change of its record is on its way, and the server has some of
/// them. One that it set aside whole is not there; of one that was erased, nothing is here.
const FACTS_ARE_THERE: &str = "
    NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.record = named_photo.record
                                       AND outbox.state IN ('waiting', 'sent'))
    AND NOT coalesce((SELECT min(outbox.state IS 'rejected')
                      FROM change LEFT JOIN outbox ON outbox.change = change.number
                      WHERE change.record = named_photo.record), 0)";

/// The photos to be uploaded, oldest first.
pub(crate) fn photos_waiting(connection: &Connection) -> Result<Vec<WaitingPhoto>, StoreError> {
    let mut query = connection.prepare_cached(&format!(
        "SELECT photo.hash, record.id, photo.length, photo.thumbnail_sent, photo.upload_url, photo.upload_offset
         FROM photo
         JOIN named_photo ON named_photo.photo = photo.number
         JOIN record ON record.number = named_photo.record
         WHERE photo.state = 'waiting' AND photo.doubted = 0 AND photo.length > 0 AND {FACTS_ARE_THERE}
         GROUP BY photo.number
         ORDER BY photo.number"
    ))?;
    let rows = query.query_map([], |row| {
        Ok((
            row.get::<_, Vec<u8>>(0)?,
            row.get::<_, Vec<u8>>(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
            row.get(5)?,
        ))
    })?;
    rows.map(|row| {
        let (hash, record, length, thumbnail_sent, upload_url, upload_offset) = row?;
        Ok(WaitingPhoto {
            hash: photo_hash(&hash)?,
            record: record_id(&record)?,
            length,
            thumbnail_sent,
            upload_url,
            upload_offset,
        })
    })
    .collect()
}

/// Writes the row of a photo whose file is on the disk. One that was only named is here now.
pub(crate) fn insert_photo(connection: &Connection, photo: &KeptPhoto<'_>) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO photo (hash, length, thumbnail) VALUES (?1, ?2, ?3)
             ON CONFLICT (hash) DO UPDATE SET length = excluded.length, thumbnail = excluded.thumbnail
             WHERE photo.length = 0",
        )?
        .execute((photo.hash.as_bytes(), photo.jpeg.len(), photo.thumbnail))?;
    Ok(())
}

/// Writes down that a record of this phone's names a photo, whoever has the bytes.
pub(crate) fn name_photo(connection: &Connection, record: i64, hash: PhotoHash) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO photo (hash) VALUES (?1) ON CONFLICT (hash) DO NOTHING")?
        .execute([hash.as_bytes()])?;
    connection
        .prepare_cached(
            "INSERT INTO named_photo (record, photo)
             SELECT ?1, number FROM photo WHERE hash = ?2
             ON CONFLICT (record, photo) DO NOTHING",
        )?
        .execute((record, hash.as_bytes()))?;
    Ok(())
}

fn others_thumbnail(connection: &Connection, hash: PhotoHash) -> Result<Option<Vec<u8>>, StoreError> {
    let found: Option<Vec<u8>> = connection
        .prepare_cached("SELECT jpeg FROM others_thumbnail WHERE photo = ?1")?
        .query_row([hash.as_bytes()], |row| row.get(0))
        .optional()?;
    if found.is_some() {
        refuse_if_sealed(connection)?;
    }
    Ok(found)
}

/// Lets go of others' small pictures that none of these tasks names.
pub(crate) fn keep_thumbnails_of(connection: &Connection, tasks: &[Task]) -> Result<(), StoreError> {
    let named: BTreeSet<PhotoHash> = tasks.iter().flat_map(|task| task.photos.iter().copied()).collect();
    for hash in hashes(connection, "SELECT photo FROM others_thumbnail")? {
        if !named.contains(&hash) {
            connection.execute("DELETE FROM others_thumbnail WHERE photo = ?1", [hash.as_bytes()])?;
        }
    }
    Ok(())
}

fn has_bytes(connection: &Connection, hash: PhotoHash) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM photo WHERE hash = ?1 AND length > 0)")?
        .query_row([hash.as_bytes()], |row| row.get(0))?)
}

fn may_be_read(connection: &Connection, hash: PhotoHash) -> Result<(), StoreError> {
    let received: Option<bool> = connection
        .prepare_cached("SELECT state = 'received' FROM photo WHERE hash = ?1 AND length > 0 AND going = 0")?
        .query_row([hash.as_bytes()], |row| row.get(0))
        .optional()?;
    match received {
        None => Err(StoreError::NoPhoto(hash)),
        Some(true) if is_sealed(connection)? => Err(StoreError::Sealed),
        Some(_) => Ok(()),
    }
}

pub(crate) fn photo_hash(bytes: &[u8]) -> Result<PhotoHash, StoreError> {
    thirty_two(bytes).map(PhotoHash::from_bytes)
}

pub(crate) fn hashes(connection: &Connection, query: &str) -> Result<Vec<PhotoHash>, StoreError> {
    let mut query = connection.prepare_cached(query)?;
    let rows = query.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    rows.map(|row| photo_hash(&row?)).collect()
}

#[cfg(test)]
#[path = "photos_tests.rs"]
mod tests;
