//! The courier: work that travels in somebody else's phone.
//!
//! Owns making a bundle of everything unsent, delivering those of others, and taking back
//! what the server answered. The form is the register's (`register::bundle`); here it is
//! sealed by age to the server, so that whoever carries it cannot read it. Making one changes
//! nothing: until a receipt comes, by whatever way, everything waits as before.
//!
//! # At the server
//!
//! - tus at `/bundles`, as at `/photos`, with `Upload-Metadata` `bundle <base64 of the name>`;
//!   the name is the BLAKE3 of the sealed file in hexadecimal digits. One that is held
//!   already answers its creation with `Upload-Offset` = length.
//! - `GET /bundles/{name}?form=2` answers an `Answer`, for whoever carries it; without a form, that of
//!   form 1.
//!
//! # Receipts on their way back
//!
//! A file of JSON lines, one answer each. A phone takes those of its own work that its pinned key
//! signed, and passes over those of other phones. Each names the life of the server in which it was
//! given, unless the server or the carrier is of an older form. By it a phone that never has a signal
//! hears that the server was restored; what is in doubt then is asked after in its next bundle.

use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

use register::bundle::{self, Answer, Enclosing, MOST_BUNDLE_BYTES};
use register::change::DeviceId;
use register::wire::Order;
use reqwest::Method;
use store::{BundleId, CarriedBundle, Store, StoreError};

use crate::coding;
use crate::event::{Event, Phase};
use crate::fault::SyncError;
use crate::run::Run;
use crate::upload::{Upload, Uploaded};

/// The first bytes of every age file.
const AGE: &[u8] = b"age-encryption.org/v1\n";
/// Longest file that can be a sealed bundle: sealing adds a header, and a tag for every 64 KiB.
/// What comes back for bundles is shorter by far.
pub const MOST_SEALED_BYTES: u64 = MOST_BUNDLE_BYTES as u64 + 64 * 1024;
/// What the head may take of a bundle's room.
const HEAD: usize = 8 * 1024 * 1024;
/// Most names that one bundle asks after, some 70 bytes each; the rest is asked after in the next one.
const MOST_ASKED: usize = 10_000;

/// A bundle that was made.
#[derive(Debug)]
#[non_exhaustive]
pub struct Made {
    /// The sealed file.
    pub sealed: Vec<u8>,
    /// Changes in it.
    pub changes: usize,
    /// Photos in it.
    pub photos: usize,
    /// Changes and photos that were received in a life of the server that is over, after which it asks.
    pub asked: usize,
    /// Photos that did not fit: they go in a later one, or by a link of this phone's own.
    pub photos_left: usize,
    /// Photos whose file is missing or damaged: they were set aside, as a sync does, and the rest
    /// goes without them.
    pub photos_damaged: usize,
}

/// Seals everything that waits here so that only the server can read it, and asks after what is in doubt.
///
/// # Errors
/// When this phone is not enrolled, or something of it cannot be read. A photo that cannot be is
/// left out and set aside: one of them keeps nothing else here.
pub fn bundle(store: &Store) -> Result<Made, SyncError> {
    let identity = store.identity()?.ok_or(SyncError::NotEnrolled)?;
    let recipient: age::x25519::Recipient =
        identity.recipient.parse().map_err(|error| SyncError::answer("an enrolment", error))?;
    let waiting = store.waiting(usize::MAX, usize::MAX)?;
    let changes: Vec<&str> = waiting.iter().map(|out| out.json.as_str()).collect();
    let packed = coding::pack(format!("[{}]", changes.join(",")).into_bytes());
    let mut room = MOST_BUNDLE_BYTES.saturating_sub(packed.bytes.len() + HEAD);
    let (mut photos, mut photos_left, mut photos_damaged) = (Vec::new(), 0, 0);
    for (hash, record) in store.photos_unreceived()? {
        let jpeg = match store.photo(hash) {
            Err(fault @ (StoreError::NoPhoto(_) | StoreError::DamagedPhoto(_))) => {
                store.set_photo_aside(hash, &fault.to_string())?;
                photos_damaged += 1;
                continue;
            }
            jpeg => jpeg?,
        };
        let thumbnail = store.thumbnail(hash)?;
        match room.checked_sub(jpeg.len() + thumbnail.len()) {
            Some(rest) => {
                room = rest;
                photos.push((hash, record, thumbnail, jpeg));
            }
            None => photos_left += 1,
        }
    }
    let enclosed: Vec<Enclosing<'_>> = photos
        .iter()
        .map(|(hash, record, thumbnail, jpeg)| Enclosing { hash: *hash, record: *record, thumbnail, jpeg })
        .collect();
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let at = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
    let coding = packed.coding.unwrap_or("identity");
    let ask = store.doubted(MOST_ASKED)?;
    let asked = ask.changes.len() + ask.photos.len();
    let clear = bundle::write(identity.device, &identity.key, at, coding, &packed.bytes, &enclosed, &ask);
    let sealed =
        age::encrypt(&recipient, &clear).map_err(|error| SyncError::answer("an enrolment", error))?;
    Ok(Made { sealed, changes: changes.len(), photos: photos.len(), asked, photos_left, photos_damaged })
}

/// Whether this is a sealed bundle by its first bytes; receipts are plain text.
pub fn is_bundle(bytes: &[u8]) -> bool {
    bytes.starts_with(AGE)
}

/// Takes somebody's bundle along; the next sync delivers it.
///
/// # Errors
/// When it is none, or cannot be kept.
pub fn carry(store: &Store, sealed: &[u8]) -> Result<BundleId, SyncError> {
    if !is_bundle(sealed) {
        return Err(SyncError::NotABundle);
    }
    Ok(store.carry(sealed)?)
}

/// What came back for bundles that were carried here: a file for the phones they are from.
///
/// # Errors
/// When the store cannot be read.
pub fn receipts(store: &Store) -> Result<String, SyncError> {
    let answers = store.carried()?.into_iter().filter(|carried| !carried.answer.is_empty());
    Ok(answers.map(|carried| carried.answer + "\n").collect())
}

/// The phones whose work the delivered ones of these bundles were: until then nobody but the server can read
/// whose it is.
///
/// # Errors
/// When the store cannot be read.
pub fn owners(store: &Store, carried: &[CarriedBundle]) -> Result<BTreeSet<DeviceId>, SyncError> {
    let Some(identity) = store.identity()? else { return Ok(BTreeSet::new()) };
    let owner = |bundle: &CarriedBundle| {
        let answer: Answer = serde_json::from_str(&bundle.answer).ok()?;
        Some(answer.open(&identity.server_key).ok()?.0.device.clone())
    };
    Ok(carried.iter().filter_map(owner).collect())
}

/// What receipts that were brought back came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Brought {
    /// Receipts for this phone.
    pub receipts: u64,
    /// Changes that became received by them.
    pub changes: u64,
    /// Photos that did.
    pub photos: u64,
    /// Changes that the server set aside by their word. They are safe here.
    pub aside: u64,
}

impl Brought {
    /// What both came to.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            receipts: self.receipts + other.receipts,
            changes: self.changes + other.changes,
            photos: self.photos + other.photos,
            aside: self.aside + other.aside,
        }
    }
}

/// Takes receipts that were brought back, and says what those for this phone came to.
///
/// # Errors
/// When a line is none, or the pinned key did not sign it. What stands before it was taken.
pub fn take(store: &Store, brought: &str) -> Result<Brought, SyncError> {
    let identity = store.identity()?.ok_or(SyncError::NotEnrolled)?;
    let unreadable = |error| SyncError::answer("a bundle", error);
    let mut taken = Brought::default();
    for line in brought.lines().filter(|line| !line.trim().is_empty()) {
        let answer: Answer = serde_json::from_str(line).map_err(unreadable)?;
        let (said, life) = answer.open(&identity.server_key).map_err(|_| SyncError::ForgedReceipt)?;
        if said.device != identity.device {
            continue;
        }
        let receipt = said.receipt.open(&identity.server_key).map_err(|_| SyncError::ForgedReceipt)?;
        if receipt.device != identity.device {
            return Err(SyncError::ForgedReceipt);
        }
        let json = serde_json::to_string(&said.receipt).map_err(unreadable)?;
        let confirmed = store.take_brought_receipt(receipt, &json, life)?;
        taken.changes += confirmed.changes;
        taken.photos += confirmed.photos;
        // What a server set aside whose life is over goes to the one that lives now.
        for aside in said.aside.iter().filter(|_| confirmed.counts) {
            if let Some(change) = aside.change.filter(|change| !receipt.changes.contains(change)) {
                taken.aside += u64::from(store.set_aside(change, &aside.reason)?);
            }
        }
        if !said.erased.is_empty() {
            store.erase(&said.erased)?;
        }
        if said.order == Some(Order::Seal) {
            store.seal()?;
        }
        taken.receipts += 1;
    }
    Ok(taken)
}

impl<E: FnMut(Event)> Run<'_, E> {
    /// Delivers what is carried for others. One that the server will not have, or that cannot be
    /// read here any more, stays with the reason and is not sent again by itself; one that does
    /// not get through keeps neither the next one back nor the rest of the run, and its fault is
    /// told at the end of it.
    pub(crate) async fn deliver(&mut self) -> Result<(), SyncError> {
        let mut first_fault = None;
        for carried in self.store.carried()?.into_iter().filter(|carried| !carried.delivered) {
            let id = carried.id;
            if !carried.refused.is_empty() {
                self.done.undelivered += 1;
                continue;
            }
            match self.deliver_one(carried).await {
                Ok(Ok(())) => self.done.delivered += 1,
                Ok(Err(reason)) => {
                    self.store.bundle_refused(id, &reason)?;
                    self.done.undelivered += 1;
                    self.tell(Event::Undelivered(format!(
                        "The server did not take the bundle {id} that is carried here: {reason}"
                    )));
                }
                Err(fault) if fault.is_revoked() => {
                    self.seal()?;
                    break;
                }
                Err(fault) => {
                    // Where nobody answers, the next one would be tried for nothing.
                    let is_cut = matches!(fault, SyncError::Unreachable { .. } | SyncError::Busy(_));
                    first_fault.get_or_insert(fault);
                    if is_cut {
                        break;
                    }
                }
            }
        }
        first_fault.map_or(Ok(()), Err)
    }

    /// Delivers a bundle, and keeps what came back for it; or why it is not to be had.
    async fn deliver_one(&mut self, carried: CarriedBundle) -> Result<Result<(), String>, SyncError> {
        let (store, id) = (self.store, carried.id);
        let bytes = match store.bundle(id) {
            Ok(bytes) if BundleId::of(&bytes) == id => bytes,
            Ok(_) => {
                let reason = "its file is damaged here; the phone that made it has everything still, ask for \
                              the file again or let it go";
                return Ok(Err(reason.to_owned()));
            }
            Err(fault) => return Ok(Err(fault.to_string())),
        };
        let upload = Upload {
            path: "bundles",
            metadata: vec![("bundle", id.to_string())],
            bytes: &bytes,
            url: carried.upload_url,
            begun: &|url, offset| store.set_bundle_upload(id, url, offset),
        };
        match self.upload(upload, |at| (Phase::Courier, at, carried.length)).await? {
            Uploaded::Whole => {}
            Uploaded::Refused(reason) => return Ok(Err(reason)),
        }
        let request = self.link.ask(Method::GET, &format!("bundles/{id}"))?.query("form", "2");
        let answer: Answer = self.link.send_again(&request).await?.read("a bundle")?;
        let (said, _) = answer.open(&self.identity.server_key).map_err(|_| SyncError::ForgedReceipt)?;
        if said.bundle != id.to_string() {
            return Err(SyncError::answer("a bundle", "it is about another one"));
        }
        let json = serde_json::to_string(&answer).map_err(|error| SyncError::answer("a bundle", error))?;
        store.bundle_done(id, &json)?;
        Ok(Ok(()))
    }
}

#[cfg(test)]
#[path = "courier_tests.rs"]
mod tests;
