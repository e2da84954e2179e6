//! One LAO's cards, in the order of their records and people.
//!
//! Owns one long text of cards, read from end to end, and beside it the few that came since
//! it was written; where those are many, all are written anew. A card that is replaced is
//! blanked out at once: what the office no longer holds is not held here either.

use std::collections::BTreeMap;

use memchr::{memchr, memrchr};
use register::record::{PersonId, RecordId};

use super::card::{END, encode_card};
use super::words::Words;
use crate::db::CardRow;

/// Somebody on a record of this LAO.
type Who = (RecordId, PersonId);

/// Cards that lie beside the long text at any rate before it is written anew.
const BESIDE: usize = 1_024;

/// The cards of one LAO.
#[derive(Default)]
pub(super) struct Drawer {
    /// Where the feed was; `None` before the drawer was filled.
    seq: Option<u64>,
    whos: Vec<Who>,
    /// Where each of their cards begins.
    starts: Vec<usize>,
    text: Vec<u8>,
    /// The people of records that came, or came again, since.
    beside: BTreeMap<RecordId, Vec<(PersonId, Vec<u8>)>>,
}

impl Drawer {
    pub(super) fn seq(&self) -> Option<u64> {
        self.seq
    }

    /// How many cards are in memory.
    pub(super) fn len(&self) -> usize {
        self.whos.len() + self.beside.values().map(Vec::len).sum::<usize>()
    }

    /// Adds cards that come after all that are there.
    pub(super) fn extend(&mut self, rows: Vec<CardRow>) {
        for row in rows {
            self.put(row.who, |text| encode_card(&row.card, text));
        }
    }

    fn put(&mut self, who: Who, write: impl FnOnce(&mut Vec<u8>)) {
        self.whos.push(who);
        self.starts.push(self.text.len());
        write(&mut self.text);
    }

    /// The drawer shows the feed up to here.
    pub(super) fn finish(&mut self, seq: u64) {
        self.seq = Some(seq);
        self.whos.shrink_to_fit();
        self.starts.shrink_to_fit();
        self.text.shrink_to_fit();
    }

    /// Takes in records that came, or came again, each with everybody who is on it now.
    pub(super) fn refresh(&mut self, fresh: Vec<(RecordId, Vec<(PersonId, String)>)>, seq: u64) {
        for (record, people) in fresh {
            let from = self.whos.partition_point(|(of, _)| *of < record);
            let to = self.whos.partition_point(|(of, _)| *of <= record);
            let (starts, ends) = (self.start(from), self.start(to));
            if let Some(cards) = self.text.get_mut(starts..ends) {
                cards.fill(END);
            }
            let cards = people.into_iter().map(|(person, card)| {
                let mut bytes = Vec::new();
                encode_card(&card, &mut bytes);
                (person, bytes)
            });
            self.beside.insert(record, cards.collect());
        }
        self.seq = Some(seq);
        if self.beside.len() > BESIDE + self.whos.len() / 16 {
            self.write_anew();
        }
    }

    fn start(&self, at: usize) -> usize {
        self.starts.get(at).copied().unwrap_or(self.text.len())
    }

    fn write_anew(&mut self) {
        let old = std::mem::take(self);
        let mut beside = old.beside.iter().peekable();
        for (at, who) in old.whos.iter().enumerate() {
            while let Some((record, people)) = beside.next_if(|(record, _)| **record <= who.0) {
                self.put_all(*record, people);
            }
            if !old.beside.contains_key(&who.0) {
                self.put(*who, |text| {
                    text.extend_from_slice(
                        old.text.get(old.start(at)..old.start(at + 1)).unwrap_or_default(),
                    );
                });
            }
        }
        for (record, people) in beside {
            self.put_all(*record, people);
        }
        self.seq = old.seq;
    }

    fn put_all(&mut self, record: RecordId, people: &[(PersonId, Vec<u8>)]) {
        for (person, card) in people {
            self.put((record, *person), |text| text.extend_from_slice(card));
        }
    }

    /// Those on whose cards all words are, after one, at most so many, in order.
    pub(super) fn find(&self, words: &Words, after: Option<Who>, most: usize) -> Vec<Who> {
        let mut found = self.find_in_text(words, after, most);
        for (record, people) in &self.beside {
            for (person, card) in people {
                let who = (*record, *person);
                if after.is_none_or(|after| who > after) && words.are_on(card) {
                    found.push(who);
                }
            }
        }
        found.sort_unstable();
        found.truncate(most);
        found
    }

    fn find_in_text(&self, words: &Words, after: Option<Who>, most: usize) -> Vec<Who> {
        let mut found = Vec::new();
        let Some(needle) = words.needle() else { return found };
        let first = after.map_or(0, |after| self.whos.partition_point(|who| *who <= after));
        let mut at = self.start(first);
        while found.len() < most
            && let Some(rest) = self.text.get(at..)
            && let Some(hit) = needle.find(rest).map(|hit| at + hit)
        {
            let (before, behind) = self.text.split_at(hit);
            let starts = memrchr(END, before).map_or(0, |end| end + 1);
            let ends = memchr(END, behind).map_or(self.text.len(), |end| hit + end + 1);
            if self.text.get(starts..ends).is_some_and(|card| words.are_on(card)) {
                let nth = self.starts.partition_point(|start| *start <= starts).saturating_sub(1);
                found.extend(self.whos.get(nth));
            }
            at = ends;
        }
        found
    }
}

#[cfg(test)]
impl Drawer {
    /// Whether these bytes are anywhere in it.
    pub(super) fn holds(&self, bytes: &[u8]) -> bool {
        let beside = self.beside.values().flatten().map(|(_, card)| card.as_slice());
        beside.chain([self.text.as_slice()]).any(|text| memchr::memmem::find(text, bytes).is_some())
    }
}
