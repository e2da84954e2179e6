//! Receipts: the only thing that makes work count as received.
//!
//! Owns keeping them whole and what they say of changes and photos, by the life of the server
//! in which it was said. Refuses to verify:
//! its callers opened the signature with the key pinned at enrolment, and say so by calling.

use register::bundle::Life;
use register::receipt::Receipt;
use register::wire::life::is_before;
use rusqlite::Transaction;

use crate::erasure;
use crate::fault::StoreError;
use crate::life;
use crate::opening::Store;

/// What a brought receipt came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Confirmed {
    /// Whether it counts: the life of the server in which it was given is not known to be over.
    pub counts: bool,
    /// Changes of this phone's that became received by it.
    pub changes: u64,
    /// Photos that did.
    pub photos: u64,
}

impl Store {
    /// Takes a receipt that the server gave just now, and that its caller verified; `signed`
    /// is its JSON, which is kept whole. Taking it again changes nothing, and what it names
    /// and is not here does no harm. The device's clock learns from its time.
    ///
    /// # Errors
    /// When it cannot be written down. Nothing then counts as received by it.
    pub fn take_receipt(&self, receipt: &Receipt, signed: &str) -> Result<(), StoreError> {
        let now = (self.now)();
        self.write(|t| {
            learn_the_time(t, receipt.at, now)?;
            take(t, receipt, signed, Word::OfNow).map(drop)
        })?;
        self.finish_erasing()
    }

    /// The server said just now, signed, what time it is: the device's clock learns from it how
    /// wrong it is. An enrolment does so, before there is any receipt.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn learn_the_time(&self, server_ms: u64) -> Result<(), StoreError> {
        let now = (self.now)();
        self.write(|t| learn_the_time(t, server_ms, now))
    }

    /// Takes a receipt that was on its way for an unknown time: a courier brought it, and with it
    /// which life of the server gave it, where it says so. The clock has nothing to learn from it.
    /// Answers may come in any order:
    ///
    /// - of a later life than any that was known: whatever was received before, and is not named
    ///   here, is in doubt from now on;
    /// - of the life that is known: what it names is received, and what it misses waits again;
    /// - of a life that is over: nothing is received by it. The server that gave it is gone, and what
    ///   it held with it, and it counts for nothing;
    /// - of a life that it does not name: it may be over. What it names is in doubt where any life is known.
    ///
    /// # Errors
    /// As [`Store::take_receipt`].
    pub fn take_brought_receipt(
        &self,
        receipt: &Receipt,
        signed: &str,
        life: Option<&Life>,
    ) -> Result<Confirmed, StoreError> {
        let confirmed = self.write(|t| {
            let known = life::known(t)?;
            let Some(life) = life else {
                let word = if known.is_empty() { Word::OfNow } else { Word::OfWhoKnowsWhen };
                return take(t, receipt, signed, word);
            };
            if is_before(&life.epoch, &known) {
                return Ok(Confirmed::default());
            }
            if life.epoch != known {
                life::begin(t, &life.epoch)?;
            }
            let confirmed = take(t, receipt, signed, Word::OfNow)?;
            life::unreceive(t, &life.missing)?;
            Ok(confirmed)
        })?;
        self.finish_erasing()?;
        Ok(confirmed)
    }
}

/// What a receipt is worth.
#[derive(Clone, Copy)]
enum Word {
    /// The server that lives now gave it.
    OfNow,
    /// Perhaps one did whose life is over.
    OfWhoKnowsWhen,
}

fn learn_the_time(t: &Transaction<'_>, server_ms: u64, device_ms: u64) -> Result<(), StoreError> {
    let mut clock = Store::clock(t)?;
    clock.learn(server_ms, device_ms);
    Store::keep_clock(t, &clock)
}

fn take(t: &Transaction<'_>, receipt: &Receipt, signed: &str, word: Word) -> Result<Confirmed, StoreError> {
    let at = i64::try_from(receipt.at).unwrap_or(i64::MAX);
    t.execute(
        "INSERT INTO receipt (hash, at_ms, json) VALUES (?1, ?2, ?3) ON CONFLICT (hash) DO NOTHING",
        (blake3::hash(signed.as_bytes()).as_bytes(), at, signed),
    )?;
    let (change_is, photo_is, doubted) = match word {
        Word::OfNow => ("received", "received", 0),
        Word::OfWhoKnowsWhen => ("sent", "waiting", 1),
    };
    let mut update = t.prepare_cached(
        "UPDATE outbox SET state = ?2, doubted = ?3, reason = ''
         WHERE change = (SELECT number FROM change WHERE id = ?1) AND state <> 'received'",
    )?;
    let mut confirmed = Confirmed { counts: true, ..Confirmed::default() };
    for change in &receipt.changes {
        confirmed.changes += update.execute((change.as_bytes(), change_is, doubted))? as u64;
    }
    let mut update = t.prepare_cached(
        "UPDATE photo SET state = ?2, doubted = ?3, reason = '', thumbnail_sent = 1, upload_url = '',
                          upload_offset = 0
         WHERE hash = ?1 AND state <> 'received'",
    )?;
    for photo in &receipt.photos {
        confirmed.photos += update.execute((photo.as_bytes(), photo_is, doubted))? as u64;
    }
    erasure::drop_what_was_received(t)?;
    Ok(match word {
        Word::OfNow => confirmed,
        Word::OfWhoKnowsWhen => Confirmed { changes: 0, photos: 0, ..confirmed },
    })
}

#[cfg(test)]
#[path = "receipts_tests.rs"]
mod tests;
