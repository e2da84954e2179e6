//! Receipts: the only thing that makes work count as received.
//!
//! Owns keeping them whole and what they say of changes and photos. Refuses to verify:
//! its callers opened the signature with the key pinned at enrolment, and say so by calling.

use register::receipt::Receipt;
use rusqlite::Transaction;

use crate::erasure;
use crate::fault::StoreError;
use crate::opening::Store;

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
            take(t, receipt, signed)
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

    /// Takes a receipt that was on its way for an unknown time: a courier brought it. The
    /// same, except that the clock has nothing to learn from it.
    ///
    /// # Errors
    /// As [`Store::take_receipt`].
    pub fn take_brought_receipt(&self, receipt: &Receipt, signed: &str) -> Result<(), StoreError> {
        self.write(|t| take(t, receipt, signed))?;
        self.finish_erasing()
    }
}

fn learn_the_time(t: &Transaction<'_>, server_ms: u64, device_ms: u64) -> Result<(), StoreError> {
    let mut clock = Store::clock(t)?;
    clock.learn(server_ms, device_ms);
    Store::keep_clock(t, &clock)
}

fn take(t: &Transaction<'_>, receipt: &Receipt, signed: &str) -> Result<(), StoreError> {
    let at = i64::try_from(receipt.at).unwrap_or(i64::MAX);
    t.execute(
        "INSERT INTO receipt (hash, at_ms, json) VALUES (?1, ?2, ?3) ON CONFLICT (hash) DO NOTHING",
        (blake3::hash(signed.as_bytes()).as_bytes(), at, signed),
    )?;
    let mut update = t.prepare_cached(
        "UPDATE outbox SET state = 'received', reason = ''
         WHERE change = (SELECT number FROM change WHERE id = ?1) AND state <> 'received'",
    )?;
    for change in &receipt.changes {
        update.execute([change.as_bytes()])?;
    }
    let mut update = t.prepare_cached(
        "UPDATE photo SET state = 'received', reason = '', thumbnail_sent = 1, upload_url = '', upload_offset = 0
         WHERE hash = ?1 AND state <> 'received'",
    )?;
    for photo in &receipt.photos {
        update.execute([photo.as_bytes()])?;
    }
    erasure::drop_what_was_received(t)
}

#[cfg(test)]
#[path = "receipts_tests.rs"]
mod tests;
