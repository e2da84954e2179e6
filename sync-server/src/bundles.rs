//! Bundles: work of phones that have no signal, carried here by somebody who has.
//!
//! Owns opening one, taking what is in it as if its own phone had sent it, and the signed
//! answer that the carrier brings back: it names the life of this server, and what it holds of all that
//! the bundle asks after. Twice, late, by two carriers or after the phone
//! itself: changes are held by their names and photos by their hashes, so it is all one.
//!
//! Refuses to know how bundles travel (`routes::photos`, by tus) and what is in a change.
//! Called by `office` when the last piece of one has come.

use std::collections::BTreeSet;
use std::io::Read;

use age::Decryptor;
use packing::{PackingFault, SAMRUAT, ZSTD};
use register::bundle::{self, Answer, Answered, Bundle, Delivered, Life, MOST_BUNDLE_BYTES};
use register::lao::LaoCode;
use register::record::PhotoHash;
use register::seal::Signed;
use register::wire::{Ask, MOST_CHANGES, MOST_PHOTO_BYTES, MOST_PUSH_BYTES, MOST_THUMBNAIL_BYTES};
use serde_json::value::RawValue;

use crate::db::DbFault;
use crate::office::{Done, Has, Office, OfficeFault, Sender};

/// What sealing adds to a bundle, at most: a header, and a tag for every 64 KiB.
pub const SEALING: u64 = 64 * 1024;

impl Office {
    /// Takes a bundle, and keeps the answer for whoever carried it.
    ///
    /// # Errors
    /// When it is none that can be taken; the phone that made it has all of it still.
    pub(crate) async fn deliver(&self, carrier: LaoCode, name: PhotoHash, sealed: &[u8]) -> Done<()> {
        let opened = self.unseal(sealed)?;
        let bundle = bundle::read(&opened).map_err(|fault| OfficeFault::Refused(fault.to_string()))?;
        let sender = self.maker(&bundle).await?;
        let changes = changes(&bundle)?;
        let mut aside = Vec::new();
        let mut named = BTreeSet::new();
        let mut erased = BTreeSet::new();
        let mut order = None;
        for part in changes.chunks(MOST_CHANGES) {
            let pushed = self.push(&sender, part, Has::default()).await?;
            aside.extend(pushed.aside);
            erased.extend(pushed.erased);
            order = order.or(pushed.order);
            if let Ok(receipt) = pushed.receipt.open(&self.keys().public()) {
                named.extend(receipt.changes.iter().copied());
            }
        }
        let mut photos = BTreeSet::new();
        for photo in &bundle.photos {
            if photo.jpeg.len() as u64 > MOST_PHOTO_BYTES || photo.jpeg.is_empty() {
                continue;
            }
            if !photo.thumbnail.is_empty() && photo.thumbnail.len() <= MOST_THUMBNAIL_BYTES {
                self.keep_thumbnail(&sender, photo.record, photo.hash, photo.thumbnail).await?;
            }
            self.keep_photo(&sender, photo.hash, photo.record, photo.jpeg).await?;
            photos.insert(photo.hash);
        }
        // Asked last: what came in the bundle is held by now.
        let mut missing = Ask::default();
        if let Some(ask) = &bundle.ask {
            let held = self.held_of(sender.device.lao, ask).await?;
            missing.changes = ask.changes.difference(&held.changes).copied().collect();
            missing.photos = ask.photos.difference(&held.photos).copied().collect();
            named.extend(held.changes);
            photos.extend(held.photos);
        }
        let receipt = self.file(&sender, named, photos).await?;
        let delivered = Delivered {
            bundle: in_digits(name),
            device: sender.device.id.clone(),
            receipt,
            aside,
            erased,
            order,
        };
        let delivered = Signed::sign(delivered, &self.keys().signing);
        let answer = match bundle.ask {
            None => Answer::Delivered(Box::new(delivered)),
            Some(_) => {
                let life = Life { epoch: self.epoch().to_owned(), missing };
                let answered = Answered { delivered, life };
                Answer::Answered(Box::new(Signed::sign(answered, &self.keys().signing)))
            }
        };
        let json = serde_json::to_string(&answer).map_err(|e| OfficeFault::Refused(e.to_string()))?;
        let mut tx = self.db().begin().await?;
        tx.put_delivered(carrier, name, &json).await?;
        tx.commit().await?;
        Ok(())
    }

    /// What was answered to a bundle, for a carrier of this LAO; in form 1 for one whose app reads no
    /// other.
    ///
    /// # Errors
    /// When it has not come.
    pub async fn delivered(&self, carrier: &Sender, name: PhotoHash, in_form_1: bool) -> Done<String> {
        let mut tx = self.db().look().await?;
        let said = tx.delivered(carrier.device.lao, name).await?.ok_or_else(|| {
            OfficeFault::Missing(
                "this bundle has not come here whole; it is safe where it is carried, send it again"
                    .to_owned(),
            )
        })?;
        if !in_form_1 {
            return Ok(said);
        }
        let broken = |why: String| OfficeFault::Db(DbFault::Broken(why));
        let answer: Answer = serde_json::from_str(&said).map_err(|e| broken(e.to_string()))?;
        let first = answer.in_form_1(&self.keys().public()).map_err(|e| broken(e.to_string()))?;
        serde_json::to_string(first).map_err(|e| broken(e.to_string()))
    }

    fn unseal(&self, sealed: &[u8]) -> Done<Vec<u8>> {
        let not_ours = |why: String| {
            OfficeFault::Refused(format!(
                "this bundle does not open here ({why}); nothing of it was taken, it is safe on the phone that \
                 made it: was that phone enrolled with this office?"
            ))
        };
        let mut opened = Vec::new();
        Decryptor::new(sealed)
            .map_err(|e| not_ours(e.to_string()))?
            .decrypt(std::iter::once(&self.keys().bundles as &dyn age::Identity))
            .map_err(|e| not_ours(e.to_string()))?
            .take(MOST_BUNDLE_BYTES as u64 + 1)
            .read_to_end(&mut opened)
            .map_err(|e| not_ours(e.to_string()))?;
        Ok(opened)
    }

    /// The phone that made it: the one of that name, if it has that key.
    async fn maker(&self, bundle: &Bundle<'_>) -> Done<Sender> {
        let mut tx = self.db().look().await?;
        for tenant in tx.tenants().await? {
            for device in tx.devices(tenant.lao.code).await? {
                if device.id == bundle.head.device
                    && device.key == bundle.head.key
                    && let Some(surveyor) = tx.surveyor_of(device.lao, &device.surveyor).await?
                {
                    return Ok(Sender { device, surveyor, standing: None });
                }
            }
        }
        Err(OfficeFault::Refused(
            "this bundle was made by a phone that is not enrolled here; nothing of it was taken, it is safe on \
             that phone"
                .to_owned(),
        ))
    }
}

/// A bundle's changes, unpacked, each as it was signed.
fn changes(bundle: &Bundle<'_>) -> Done<Vec<Box<RawValue>>> {
    let unclear = |why: String| {
        OfficeFault::Refused(format!(
            "the changes in this bundle cannot be read ({why}); nothing of it was taken, it is safe on the phone \
             that made it"
        ))
    };
    let most = most_in_clear(bundle.changes.len());
    let clear = match bundle.head.coding.as_str() {
        "identity" if bundle.changes.len() > most => Err(PackingFault::TooLarge),
        "identity" => Ok(bundle.changes.to_vec()),
        SAMRUAT => packing::open_samruat(bundle.changes, most),
        ZSTD => packing::open_zstd(bundle.changes, most),
        other => return Err(unclear(format!("they are packed as {other:?}"))),
    };
    let clear = clear.map_err(|fault| unclear(fault.to_string()))?;
    serde_json::from_slice(&clear).map_err(|e| unclear(e.to_string()))
}

/// How long so many packed bytes of changes may be in clear. No phone's changes are more than a bundle holds,
/// nor made smaller than this by packing: each has a signature and names of its own, which chance made.
fn most_in_clear(packed: usize) -> usize {
    MOST_PUSH_BYTES / 16 + packed.saturating_mul(48).min(MOST_BUNDLE_BYTES - MOST_PUSH_BYTES / 16)
}

/// A bundle's name as it travels.
pub(crate) fn in_digits(name: PhotoHash) -> String {
    data_encoding::HEXLOWER.encode(name.as_bytes())
}

/// From such a name.
pub(crate) fn from_digits(text: &str) -> Option<PhotoHash> {
    let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).ok()?;
    Some(PhotoHash::from_bytes(bytes.try_into().ok()?))
}
