//! The PIN that opens the app on a phone that is passed from hand to hand.
//!
//! Owns the PIN's hash, how often it was tried, and the wait after wrong ones. It keeps a
//! finger from the records; the records themselves are sealed by the database's key, which the
//! device keeps. So a forgotten PIN loses nothing, and no number of wrong ones deletes
//! anything: the office enrols the phone anew, and that alone forgets it.
//!
//! Refuses to know screens, and who holds the phone. Called by the app.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{self, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use register::thai;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::fault::StoreError;
use crate::opening::{Store, drop_note, note, set_note};

const PIN: &str = "pin";

/// What a hash costs: 19 MiB and two passes, which a phone of 3,000 baht has done within a
/// second. The hash says itself what it cost, so that these may grow.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

const DIGITS: std::ops::RangeInclusive<usize> = 4..=8;
/// Wrong ones before the first wait.
const FREE: u32 = 5;
const FIRST_WAIT_MS: u64 = 30 * 1000;
const LONGEST_WAIT_MS: u64 = 15 * 60 * 1000;

/// What came of trying a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    /// It is right.
    Open,
    /// It is wrong.
    Wrong {
        /// So many more wrong ones, and there is a wait.
        left_before_wait: u32,
    },
    /// It was wrong and so were those before it, or it was not looked at because the wait for
    /// those is not over.
    Wait {
        /// From when on another may be tried: milliseconds since 1970, by this device's time.
        until: u64,
    },
}

/// The PIN as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// Argon2id, with its salt and its parameters.
    hash: String,
    /// Wrong ones since it was last right.
    #[serde(default)]
    wrong: u32,
    /// When the last of them was tried.
    #[serde(default)]
    since_ms: u64,
}

impl Kept {
    /// How long to wait after the last wrong one: nothing at first, then twice as long each time.
    fn wait_ms(&self) -> u64 {
        let Some(doublings) = self.wrong.checked_sub(FREE) else { return 0 };
        FIRST_WAIT_MS.checked_shl(doublings).map_or(LONGEST_WAIT_MS, |wait| wait.min(LONGEST_WAIT_MS))
    }
}

impl Store {
    /// Sets the PIN, in the place of one that there was: four to eight digits, in either
    /// script. Whoever changes theirs has been let in before.
    ///
    /// # Errors
    /// When it is no PIN, or cannot be kept.
    pub fn set_pin(&self, pin: &str) -> Result<(), StoreError> {
        let pin = digits(pin)?;
        let hash: PasswordHash = argon2()?.hash_password(pin.as_bytes()).map_err(|error| unhashed(&error))?;
        let kept = Kept { hash: hash.to_string(), wrong: 0, since_ms: 0 };
        self.write(|t| keep(t, &kept))
    }

    /// Whether there is a PIN.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn has_pin(&self) -> Result<bool, StoreError> {
        Ok(self.read(kept)?.is_some())
    }

    /// Tries a PIN, at this time of the device: milliseconds since 1970. After five wrong ones
    /// there is a wait, of half a minute and then twice as long each time, up to a quarter of
    /// an hour. It outlasts a restart, and a clock that is set back begins it anew.
    ///
    /// # Errors
    /// When there is no PIN, this is none (it then does not count as wrong), or the trial
    /// cannot be written down.
    pub fn try_pin(&self, pin: &str, now: u64) -> Result<Tried, StoreError> {
        let pin = digits(pin)?;
        // It counts as wrong before it is looked at, on the disk: ending the process in between
        // is no way to try for nothing. Looking takes long, and holds up nobody's writing.
        let begun = self.write(|t| {
            let mut kept = kept(t)?.ok_or(StoreError::NoPin)?;
            let wait = kept.wait_ms();
            if wait > 0 && now < kept.since_ms {
                kept.since_ms = now;
                keep(t, &kept)?;
            }
            let until = kept.since_ms.saturating_add(wait);
            if wait > 0 && now < until {
                return Ok(Begun::Waits(until));
            }
            kept.wrong = kept.wrong.saturating_add(1);
            kept.since_ms = now;
            keep(t, &kept)?;
            Ok(Begun::Counted(kept))
        })?;
        let counted = match begun {
            Begun::Counted(kept) => kept,
            Begun::Waits(until) => return Ok(Tried::Wait { until }),
        };
        if !is_right(&pin, &counted.hash)? {
            return Ok(match counted.wait_ms() {
                0 => Tried::Wrong { left_before_wait: FREE.saturating_sub(counted.wrong) },
                wait => Tried::Wait { until: now.saturating_add(wait) },
            });
        }
        self.write(|t| match kept(t)? {
            // Another process may have set another one meanwhile.
            Some(kept) if kept.hash == counted.hash => keep(t, &Kept { wrong: 0, since_ms: 0, ..kept }),
            _ => Ok(()),
        })?;
        Ok(Tried::Open)
    }
}

/// A trial before it is looked at.
enum Begun {
    /// It counts as wrong, so far.
    Counted(Kept),
    /// It will not be looked at: the wait for those before it lasts until then.
    Waits(u64),
}

/// Forgets the PIN: a fresh enrolment by the same office lets in whoever holds the phone now.
pub(crate) fn forget_pin(connection: &Connection) -> Result<(), StoreError> {
    drop_note(connection, PIN)
}

fn digits(typed: &str) -> Result<Zeroizing<String>, StoreError> {
    let pin = Zeroizing::new(thai::arabic_digits(typed));
    let is_pin = DIGITS.contains(&pin.len()) && pin.bytes().all(|b| b.is_ascii_digit());
    if is_pin { Ok(pin) } else { Err(StoreError::NotAPin) }
}

fn argon2() -> Result<Argon2<'static>, StoreError> {
    let params =
        Params::new(MEMORY_KIB, PASSES, 1, None).map_err(StoreError::unreadable("the PIN's cost"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn is_right(pin: &str, hash: &str) -> Result<bool, StoreError> {
    let hash = PasswordHash::new(hash).map_err(StoreError::unreadable("the PIN"))?;
    match argon2()?.verify_password(pin.as_bytes(), &hash) {
        Ok(()) => Ok(true),
        Err(password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(unhashed(&error)),
    }
}

fn unhashed(error: &password_hash::Error) -> StoreError {
    StoreError::NoHash(error.to_string())
}

fn kept(connection: &Connection) -> Result<Option<Kept>, StoreError> {
    let Some(json) = note(connection, PIN)? else { return Ok(None) };
    serde_json::from_slice(&json).map(Some).map_err(StoreError::unreadable("the PIN"))
}

fn keep(connection: &Connection, kept: &Kept) -> Result<(), StoreError> {
    let json = serde_json::to_vec(kept).map_err(StoreError::unreadable("the PIN"))?;
    set_note(connection, PIN, &json)
}

#[cfg(test)]
#[path = "pin_tests.rs"]
mod tests;
