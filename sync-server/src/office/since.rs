//! How far a phone has pulled, as its cursor says it.
//!
//! Owns the words of a cursor that phones hand back unread: how much of the LAO's log they have, and of
//! which villages. By them a record that changes again costs only its new changes. Where they are of other
//! villages than the phone's holder has now, the cursor says nothing: older records of a village that is
//! new to the phone lie behind it.
//!
//! Refuses to know what is on a page (`pulling`). Called by `pulling` and `taking`.

use std::collections::BTreeSet;

use register::wire::Cursor;

use super::Sender;
use crate::db::{Head, RecordRow};

/// What a phone has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Since {
    seq: u64,
    /// Not known of a phone whose app, or whose server when it pulled, was older than this.
    log: Option<Covered>,
}

/// How much of the log a cursor covers, of which villages: what the phone had when it last had all there was.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Covered {
    /// Where the feed was then.
    seq: u64,
    /// Of every record that was of these villages then, each change in the first so many rows.
    rows: u64,
    /// None named: the whole LAO.
    villages: BTreeSet<u32>,
}

impl Since {
    /// A phone that has nothing.
    pub(super) fn start(sender: &Sender) -> Self {
        Self { seq: 0, log: Some(Covered { seq: 0, rows: 0, villages: sender.surveyor.moo.clone() }) }
    }

    /// What this cursor says; `None` where it says nothing, and the phone begins at the start.
    pub(super) fn going_on(cursor: &Cursor, epoch: &str, sender: &Sender) -> Option<Self> {
        if cursor.epoch != epoch {
            return None;
        }
        let Some(words) = &cursor.log else { return Some(Self { seq: cursor.seq, log: None }) };
        let log = Covered::read(words, cursor.seq)?;
        (log.villages == sender.surveyor.moo).then_some(Self { seq: cursor.seq, log: Some(log) })
    }

    /// Whether the office never got that far: it was made from an older copy of itself, and says so by no new
    /// life. What such a phone has of the log says nothing of this one.
    pub(super) fn is_beyond(&self, head: &Head) -> bool {
        self.log.as_ref().is_some_and(|log| self.seq > head.seq || log.rows > head.length)
    }

    /// Up to where in the feed.
    pub(super) fn seq(&self) -> u64 {
        self.seq
    }

    /// How many rows of the log it has as far as they are of this record. A record that came to its
    /// village later is sent whole, as is one of another village, which only a task brings: the phone
    /// may never have seen how it began.
    pub(super) fn has(&self, row: &RecordRow, sender: &Sender) -> u64 {
        match &self.log {
            Some(log) if sender.surveyor.is_of_theirs(row) && row.here_since <= log.seq => log.rows,
            _ => 0,
        }
    }

    /// The cursor after a page that others follow: what is further on is had only as far as before.
    pub(super) fn at(self, seq: u64, epoch: &str) -> Cursor {
        Cursor { epoch: epoch.to_owned(), seq, log: self.log.map(|log| log.words(seq)) }
    }

    /// The cursor when all was sent.
    pub(super) fn at_the_end(self, head: &Head, epoch: &str) -> Cursor {
        let log = self.log.map(|log| Covered { seq: head.seq, rows: head.length, ..log });
        Self { log, ..self }.at(head.seq, epoch)
    }
}

impl Covered {
    /// As a cursor that is this far in the feed says it, in few bytes: the rows, the place in the feed
    /// where it is another, and the villages, as `120-87.5.6`.
    fn words(&self, seq: u64) -> String {
        let mut words = self.rows.to_string();
        if self.seq != seq {
            words.push_str(&format!("-{}", self.seq));
        }
        self.villages.iter().for_each(|moo| words.push_str(&format!(".{moo}")));
        words
    }

    fn read(words: &str, seq: u64) -> Option<Self> {
        let mut parts = words.split('.');
        let rows = parts.next()?;
        let (rows, seq) = match rows.split_once('-') {
            None => (rows, seq),
            Some((rows, seq)) => (rows, seq.parse().ok()?),
        };
        let villages = parts.map(str::parse).collect::<Result<_, _>>().ok()?;
        Some(Self { seq, rows: rows.parse().ok()?, villages })
    }
}

#[cfg(test)]
#[path = "since_tests.rs"]
mod tests;
