//! Who this phone is.
//!
//! Owns the key pair that the phone makes for itself, what the office's answer gave it, and
//! the lock that a revoked phone is under. Refuses to talk to the office: `sync` does that,
//! and hands in what it verified.

use std::fmt;

use ed25519_dalek::SigningKey;
use register::change::{Author, DeviceId};
use register::lao::Lao;
use register::seal::PublicKey;
use register::wire::Surveyor;
use rusqlite::{Connection, OptionalExtension};
use zeroize::Zeroizing;

use crate::area::CURSOR;
use crate::fault::StoreError;
use crate::lists::LISTS;
use crate::opening::{Store, drop_note, note, set_note};
use crate::photos::{keep_thumbnails_of, photos_waiting};
use crate::pin::forget_pin;

/// The key that the next enrolment will be asked for with.
const OFFERED: &str = "offered key";
const SEALED: &str = "sealed";
/// What the server answered to the enrolment, as it signed it.
const ANSWER: &str = "enrolment";

/// What an enrolment gave this phone.
#[derive(Clone, PartialEq)]
pub struct Identity {
    /// The name that its changes carry.
    pub device: DeviceId,
    /// The key that signs them.
    pub key: SigningKey,
    /// What authenticates its requests.
    pub token: String,
    /// Where the server is, without a slash at its end.
    pub server: String,
    /// The server's key. Receipts by any other are worth nothing.
    pub server_key: PublicKey,
    /// SHA-256 of the certificate that the server shows, where it made its own.
    pub certificate: Option<[u8; 32]>,
    /// The age recipient that a sealed bundle is for.
    pub recipient: String,
    /// Who holds the phone.
    pub surveyor: Surveyor,
    /// The LAO they survey for.
    pub lao: Lao,
}

impl Identity {
    /// The phone in its surveyor's hand: who its changes are by.
    pub fn author(&self) -> Author {
        Author { device: self.device.clone(), surveyor: Some(self.surveyor.id.clone()) }
    }
}

/// Without the key and the token: neither belongs in a log.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { device, server, surveyor, lao, .. } = self;
        write!(f, "Identity({device} of {} at {}, {server})", surveyor.id, lao.code)
    }
}

impl Store {
    /// The key to ask for an enrolment with. It is on the disk before it is handed out, and
    /// the same until an enrolment made it this phone's: asking again is safe.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub fn key_for_enrolment(&self) -> Result<SigningKey, StoreError> {
        self.write(|t| {
            if let Some(kept) = note(t, OFFERED)?.map(Zeroizing::new) {
                return key(&kept);
            }
            let mut secret = Zeroizing::new([0; 32]);
            getrandom::fill(&mut *secret).map_err(|e| StoreError::NoChance(e.to_string()))?;
            set_note(t, OFFERED, &*secret)?;
            Ok(SigningKey::from_bytes(&secret))
        })
    }

    /// Whether an enrolment with this key, by the server of that key, could be taken here: to be
    /// asked before the office's link is spent, which is good once.
    ///
    /// # Errors
    /// As [`Store::enrol`] would answer, as far as that can be known before.
    pub fn may_enrol(&self, server: &PublicKey, key: &SigningKey) -> Result<(), StoreError> {
        self.read(|c| match identity(c)? {
            // Its own key is known there by its own name.
            Some(held) if held.server_key == *server && (held.key == *key || nothing_to_send(c)?) => Ok(()),
            Some(held) => Err(StoreError::EnrolledElsewhere(held.lao.name)),
            None => Ok(()),
        })
    }

    /// Takes an enrolment, in one transaction; it also lifts the lock of a revoked phone, and
    /// one by the same office forgets a PIN that there was.
    ///
    /// # Errors
    /// When the phone is enrolled elsewhere, or under another name with work that can still go:
    /// only that enrolment can send it. Drafts go on under the new one, and what the server set
    /// aside stays here as it is: neither could ever leave a locked phone.
    pub fn enrol(&self, identity: &Identity) -> Result<(), StoreError> {
        let json = |what, value: serde_json::Result<String>| value.map_err(StoreError::unreadable(what));
        let surveyor = json("the surveyor", serde_json::to_string(&identity.surveyor))?;
        let lao = json("the LAO", serde_json::to_string(&identity.lao))?;
        self.write(|t| {
            if let Some(held) = self::identity(t)? {
                let same_office =
                    held.server_key == identity.server_key && held.lao.code == identity.lao.code;
                let same_phone = held.device == identity.device;
                if !(same_office && (same_phone || nothing_to_send(t)?)) {
                    return Err(StoreError::EnrolledElsewhere(held.lao.name));
                }
                // Whoever holds it now has never had what was in their villages before.
                if held.surveyor.id != identity.surveyor.id || held.surveyor.moo != identity.surveyor.moo {
                    drop_note(t, CURSOR)?;
                }
                // They say whose visits these are, and what is theirs to do.
                if held.surveyor.id != identity.surveyor.id {
                    keep_thumbnails_of(t, &[])?;
                    drop_note(t, LISTS)?;
                }
                // The office gave this phone into somebody's hand; the same answer come twice
                // gives it to nobody.
                if held.token != identity.token {
                    forget_pin(t)?;
                }
            }
            t.execute("DELETE FROM identity", [])?;
            t.execute(
                "INSERT INTO identity (one, device, signing_key, token, server, server_key, certificate,
                                       recipient, surveyor, lao)
                 VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                (
                    identity.device.as_str(),
                    identity.key.as_bytes(),
                    &identity.token,
                    &identity.server,
                    identity.server_key.as_bytes(),
                    identity.certificate.as_ref().map_or(&[][..], |c| c),
                    &identity.recipient,
                    surveyor,
                    lao,
                ),
            )?;
            drop_note(t, OFFERED)?;
            drop_note(t, SEALED)
        })
    }

    /// Keeps the server's answer to the enrolment whole: its own word, should it forget this phone.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub fn keep_enrolment(&self, signed: &str) -> Result<(), StoreError> {
        self.write(|t| set_note(t, ANSWER, signed.as_bytes()))
    }

    /// The server's answer to the enrolment, as it was kept.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn enrolment(&self) -> Result<Option<String>, StoreError> {
        let kept = self.read(|c| note(c, ANSWER))?;
        kept.map(String::from_utf8).transpose().map_err(StoreError::unreadable("the enrolment"))
    }

    /// Who this phone is; `None` before it is enrolled.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn identity(&self) -> Result<Option<Identity>, StoreError> {
        self.read(identity)
    }

    /// Locks the data away, at the office's order: from now on only what is unsent may
    /// leave, and nothing can be read or saved until the office enrols the phone anew.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn seal(&self) -> Result<(), StoreError> {
        self.write(|t| set_note(t, SEALED, b"by the office"))
    }

    /// Whether the data is locked away.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn is_sealed(&self) -> Result<bool, StoreError> {
        self.read(is_sealed)
    }

    /// What the sync engine remembers between runs, in its own form; empty at first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn pace(&self) -> Result<String, StoreError> {
        self.read(|c| {
            let pace = note(c, "pace")?.unwrap_or_default();
            String::from_utf8(pace).map_err(StoreError::unreadable("the pace of syncing"))
        })
    }

    /// Keeps what the sync engine is to remember: how often it tried, how large a batch went.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn set_pace(&self, pace: &str) -> Result<(), StoreError> {
        self.write(|t| set_note(t, "pace", pace.as_bytes()))
    }
}

pub(crate) fn is_sealed(connection: &Connection) -> Result<bool, StoreError> {
    Ok(note(connection, SEALED)?.is_some())
}

/// Refuses whatever a locked phone may not do.
pub(crate) fn refuse_if_sealed(connection: &Connection) -> Result<(), StoreError> {
    if is_sealed(connection)? { Err(StoreError::Sealed) } else { Ok(()) }
}

pub(crate) fn identity(connection: &Connection) -> Result<Option<Identity>, StoreError> {
    type Row = (String, Zeroizing<Vec<u8>>, String, String, Vec<u8>, Vec<u8>, String, String, String);
    let mut query = connection.prepare_cached(
        "SELECT device, signing_key, token, server, server_key, certificate, recipient, surveyor, lao
         FROM identity",
    )?;
    let row: Option<Row> = query
        .query_row([], |row| {
            Ok((
                row.get(0)?,
                Zeroizing::new(row.get(1)?),
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
                row.get(6)?,
                row.get(7)?,
                row.get(8)?,
            ))
        })
        .optional()?;
    let Some((device, secret, token, server, server_key, certificate, recipient, surveyor, lao)) = row else {
        return Ok(None);
    };
    let unreadable = || StoreError::unreadable("this phone's identity");
    Ok(Some(Identity {
        device: DeviceId::new(device),
        key: key(&secret)?,
        token,
        server,
        server_key: PublicKey::from_bytes(thirty_two(&server_key)?),
        certificate: if certificate.is_empty() { None } else { Some(thirty_two(&certificate)?) },
        recipient,
        surveyor: serde_json::from_str(&surveyor).map_err(unreadable())?,
        lao: serde_json::from_str(&lao).map_err(unreadable())?,
    }))
}

fn key(secret: &[u8]) -> Result<SigningKey, StoreError> {
    Ok(SigningKey::from_bytes(&Zeroizing::new(thirty_two(secret)?)))
}

/// Thirty-two bytes, as the table's own checks promise.
pub(crate) fn thirty_two(bytes: &[u8]) -> Result<[u8; 32], StoreError> {
    bytes.try_into().map_err(StoreError::unreadable("a key or a hash"))
}

/// Whether nothing waits here that this phone could send under the name it has.
fn nothing_to_send(connection: &Connection) -> Result<bool, StoreError> {
    let changes: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM outbox WHERE state IN ('waiting', 'sent'))",
        [],
        |row| row.get(0),
    )?;
    Ok(!changes && photos_waiting(connection)?.is_empty())
}

#[cfg(test)]
#[path = "enrolment_tests.rs"]
mod tests;
