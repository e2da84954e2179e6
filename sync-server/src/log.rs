//! The sealed log: what arrived, in the order in which it was taken, never altered.
//!
//! Owns the bytes of a row. A change is sealed in parts: one for each person it names, one
//! for each request, photo, check and review, and one for the rest, each with a key of its own
//! under the server's master key. What the office did to a request, and what a central place said of
//! one, is one part under the request's name; any other decision is one part under none. A lawful erasure destroys the keys of what is one
//! person's and nothing else: the rest still opens, and the chain of hashes, which runs over sealed
//! bytes, still verifies.
//!
//! Refuses to know where rows are kept (`db`), what they come to (`intake`) and what is
//! whose (`erasure`).

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use register::change::{Change, ChangeFault};
use register::lao::LaoCode;
use register::record::RequestId;
use register::seal::SealedId;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::db::LogRow;
use crate::keys::{Keys, WRAPPED};

mod parts;

pub use parts::{about, part_of_photo};

/// The form of a sealed row.
const FORM: u8 = 1;
/// Whose part: a UUID. And how long it is, sealed.
const PART_HEAD: usize = 16 + 4;

/// A row's two halves: bytes that stay, keys that can be destroyed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sealed {
    /// The parts.
    pub sealed: Vec<u8>,
    /// Their keys, wrapped, in the same order.
    pub keys: Vec<u8>,
}

/// Why a row does not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogFault {
    /// Chance or a cipher failed.
    #[error(
        "nothing could be sealed, for this machine gives no random bytes; nothing was kept, start it again"
    )]
    NoChance,
    /// The bytes are not what was written.
    #[error("row {place} of LAO {lao}'s log does not open: {what}; restore the newest backup and run verify")]
    Damaged {
        /// Whose log.
        lao: LaoCode,
        /// Which row.
        place: u64,
        /// What is wrong.
        what: String,
    },
    /// What is held apart is not what was written.
    #[error(
        "change {change}, held apart for LAO {lao}, does not open: {what}; restore the newest backup and run verify"
    )]
    Apart {
        /// For whom.
        lao: LaoCode,
        /// Which change.
        change: SealedId,
        /// What is wrong.
        what: String,
    },
}

/// Seals a change for its LAO's log. Parts that were `erased` before it came are never
/// written down: their place is kept, under a key that was destroyed at once.
pub fn seal(keys: &Keys, change: &Change, erased: impl Fn(Uuid) -> bool) -> Result<Sealed, LogFault> {
    let mut parts = parts::take_apart(change);
    for (part, clear) in &mut parts {
        if erased(*part) {
            clear.clear();
        }
    }
    let mut sealed = seal_parts(keys, change.id(), parts)?;
    if let Some(left) = destroy(&sealed.sealed, &sealed.keys, erased) {
        sealed.keys = left;
    }
    Ok(sealed)
}

/// Seals what is about one request, under its name: it goes when the request does.
pub fn seal_about(keys: &Keys, id: SealedId, request: RequestId, bytes: Vec<u8>) -> Result<Sealed, LogFault> {
    seal_parts(keys, id, vec![(request.uuid(), bytes)])
}

/// Seals what concerns no person: a decision.
pub fn seal_whole(keys: &Keys, id: SealedId, bytes: Vec<u8>) -> Result<Sealed, LogFault> {
    seal_parts(keys, id, vec![(Uuid::nil(), bytes)])
}

/// The keys of a row when those of some of its parts are destroyed; `None` where there is
/// nothing to destroy.
pub fn destroy(sealed: &[u8], keys: &[u8], goes: impl Fn(Uuid) -> bool) -> Option<Vec<u8>> {
    let mut left = keys.to_vec();
    for ((part, _), key) in parts_in(sealed).ok()?.into_iter().zip(left.chunks_exact_mut(WRAPPED)) {
        if goes(part) {
            key.fill(0);
        }
    }
    (left != keys).then_some(left)
}

/// A row's parts: what each is about, and its sealed bytes.
fn parts_in(sealed: &[u8]) -> Result<Vec<(Uuid, &[u8])>, String> {
    let Some((&FORM, mut rest)) = sealed.split_first() else {
        return Err("it is of a form that this version does not read".to_owned());
    };
    let mut parts = Vec::new();
    while let Some((head, after)) = rest.split_first_chunk::<PART_HEAD>() {
        let (about, length) = head.split_first_chunk::<16>().ok_or("cut short")?;
        let length = u32::from_le_bytes(length.try_into().map_err(|_| "cut short")?) as usize;
        let (part, after) = after.split_at_checked(length).ok_or("cut short")?;
        rest = after;
        parts.push((Uuid::from_bytes(*about), part));
    }
    if rest.is_empty() { Ok(parts) } else { Err("cut short".to_owned()) }
}

fn seal_parts(keys: &Keys, id: SealedId, parts: Vec<(Uuid, Vec<u8>)>) -> Result<Sealed, LogFault> {
    let mut chance = Zeroizing::new(vec![0u8; parts.len() * 56]);
    getrandom::fill(&mut chance).map_err(|_| LogFault::NoChance)?;
    let mut sealed = vec![FORM];
    let mut wrapped = Vec::with_capacity(parts.len() * WRAPPED);
    for ((whose, clear), chance) in parts.into_iter().zip(chance.chunks_exact(56)) {
        let (nonce, key) = chance.split_first_chunk::<24>().ok_or(LogFault::NoChance)?;
        let key: &[u8; 32] = key.try_into().map_err(|_| LogFault::NoChance)?;
        let part = ChaCha20Poly1305::new(key.into())
            .encrypt(&Nonce::default(), Payload { msg: &clear, aad: &bound(id, whose) })
            .map_err(|_| LogFault::NoChance)?;
        sealed.extend(whose.as_bytes());
        sealed.extend((part.len() as u32).to_le_bytes());
        sealed.extend(part);
        wrapped.extend(keys.wrap(nonce, key).ok_or(LogFault::NoChance)?);
    }
    Ok(Sealed { sealed, keys: wrapped })
}

/// A part belongs to one row and one person: it opens nowhere else.
fn bound(id: SealedId, whose: Uuid) -> [u8; 48] {
    let mut name = [0; 48];
    let (head, tail) = name.split_at_mut(32);
    head.copy_from_slice(id.as_bytes());
    tail.copy_from_slice(whose.as_bytes());
    name
}

/// What a row opens to.
pub struct Opened {
    /// Its parts, put together again: the JSON that was sealed, less what was erased. `None`
    /// where all of it was.
    pub json: Option<Vec<u8>>,
    /// The parts whose keys were destroyed; the rest of a change is the nil one.
    pub erased: Vec<Uuid>,
    /// The parts that still open.
    pub open: Vec<Uuid>,
}

/// Opens sealed bytes of a row.
pub fn open(keys: &Keys, id: SealedId, sealed: &[u8], wrapped: &[u8]) -> Result<Opened, String> {
    let mut clear = Vec::new();
    let (mut erased, mut open) = (Vec::new(), Vec::new());
    let mut wrapped = wrapped.chunks_exact(WRAPPED);
    let parts = parts_in(sealed)?;
    let is_in_one = parts.len() == 1;
    for (about, part) in parts {
        let wrapped = wrapped.next().ok_or("a part has no key")?;
        if wrapped.iter().all(|byte| *byte == 0) {
            erased.push(about);
            continue;
        }
        open.push(about);
        let key = keys.unwrap_key(wrapped).ok_or("its key is not under this server's master key")?;
        let part = ChaCha20Poly1305::new(key.as_slice().try_into().map_err(|_| "no key")?)
            .decrypt(&Nonce::default(), Payload { msg: part, aad: &bound(id, about) })
            .map_err(|_| "a part was altered")?;
        clear.push((about, part));
    }
    // What was sealed in one part, whatever it is about, is there or is gone.
    let json = if is_in_one { clear.pop().map(|(_, all)| all) } else { parts::put_together(clear)? };
    Ok(Opened { json, erased, open })
}

impl Opened {
    /// The change that was sealed, or what is left of it.
    ///
    /// # Errors
    /// When it does not read.
    pub fn change(&self, id: SealedId) -> Result<Option<Change>, ChangeFault> {
        match &self.json {
            None => Ok(None),
            Some(json) if self.erased.is_empty() => Change::read(json).map(Some),
            Some(json) => Change::redacted(id, json).map(Some),
        }
    }
}

/// The change in a row, or what is left of it; `None` where all of it was erased.
pub fn change(keys: &Keys, lao: LaoCode, row: &LogRow) -> Result<Option<Change>, LogFault> {
    let damaged = |what: String| LogFault::Damaged { lao, place: row.place, what };
    let opened = open(keys, row.id, &row.sealed, &row.keys).map_err(damaged)?;
    opened.change(row.id).map_err(|fault| damaged(fault.to_string()))
}

/// What is left of a change that was just sealed.
pub fn left(keys: &Keys, lao: LaoCode, id: SealedId, sealed: &Sealed) -> Result<Option<Change>, LogFault> {
    let damaged = |what: String| LogFault::Apart { lao, change: id, what };
    let opened = open(keys, id, &sealed.sealed, &sealed.keys).map_err(damaged)?;
    opened.change(id).map_err(|fault| damaged(fault.to_string()))
}

/// The chain's hash after a row: over the one before, and over all of the row that stays.
pub fn chain(before: &[u8; 32], lao: LaoCode, row: &LogRow) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"samruat log v1").update(before);
    hasher.update(&lao.as_u32().to_le_bytes()).update(&row.place.to_le_bytes());
    hasher.update(&[match row.kind {
        crate::db::LogKind::Change => 0,
        crate::db::LogKind::Decision => 1,
    }]);
    hasher.update(row.id.as_bytes());
    hasher.update(row.record.map(|record| record.uuid().into_bytes()).unwrap_or_default().as_slice());
    hasher.update(&row.at.to_le_bytes());
    hasher.update(&(row.by.len() as u64).to_le_bytes()).update(row.by.as_bytes());
    hasher.update(&row.sealed);
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
#[path = "log_tests.rs"]
mod tests;
