//! The names of a list, each kept once, and how often each is borne.
//!
//! Owns the reading of a name into two numbers: folding and sounding are dear, and a
//! million people share a few ten thousand names. Refuses to know people.
//! Called by `roster`.

use std::collections::HashMap;

use crate::name::{PersonName, Word};
use crate::sameness::{key_of, mixed};

/// A word, and what is asked of it over and over.
#[derive(Debug, Default)]
pub(super) struct KnownWord {
    pub word: Word,
    /// Which words sound like it: their common number.
    pub sound: u32,
    /// The sound as a key.
    pub key: u64,
    /// The first letters of the sound as a key: one, and two.
    pub heads: [u64; 2],
}

impl KnownWord {
    /// A word of no list.
    pub fn alone(word: Word) -> Self {
        let head = |many: usize| {
            let end = word.sound().char_indices().nth(many).map_or(word.sound().len(), |(at, _)| at);
            word.sound().get(..end).map_or(0, |head| mixed(key_of(head), many as u64))
        };
        Self { sound: 0, key: key_of(word.sound()), heads: [head(1), head(2)], word }
    }
}

/// Every word of a list once.
#[derive(Debug, Default)]
pub(super) struct Words {
    words: Vec<KnownWord>,
    by_spelling: HashMap<String, u32>,
    by_sound: HashMap<String, u32>,
    /// Given names as typed, where the field holds one name and nothing to divide.
    givens: HashMap<String, u32>,
    /// Family names as typed.
    families: HashMap<String, u32>,
}

impl Words {
    /// The numbers of given and family name.
    pub fn read(&mut self, title: &str, first: &str, last: &str) -> [u32; 2] {
        if let Some(&given) = self.givens.get(first) {
            return [given, self.family(last)];
        }
        let name = PersonName::read(Some(title), Some(first), Some(last));
        let alone = PersonName::read(None, Some(first), None);
        let given = self.number(name.given);
        if !alone.given.is_empty() && alone.family.is_empty() {
            self.givens.insert(first.to_owned(), given);
        }
        [given, self.number(name.family)]
    }

    fn family(&mut self, last: &str) -> u32 {
        if let Some(&family) = self.families.get(last) {
            return family;
        }
        let family = self.number(Word::new(last.trim()));
        self.families.insert(last.to_owned(), family);
        family
    }

    fn number(&mut self, word: Word) -> u32 {
        if let Some(&number) = self.by_spelling.get(word.folded()) {
            return number;
        }
        let number = self.words.len() as u32;
        let sounds = self.by_sound.len() as u32;
        let sound = *self.by_sound.entry(word.sound().to_owned()).or_insert(sounds);
        self.by_spelling.insert(word.folded().to_owned(), number);
        self.words.push(KnownWord { sound, ..KnownWord::alone(word) });
        number
    }

    /// All that is left to do is to compare: the texts that were typed are forgotten.
    pub fn close(&mut self) {
        self.by_spelling = HashMap::new();
        self.givens = HashMap::new();
        self.families = HashMap::new();
    }

    pub fn get(&self, number: u32) -> Option<&KnownWord> {
        self.words.get(number as usize)
    }

    pub fn len(&self) -> usize {
        self.words.len()
    }

    pub fn sounds(&self) -> usize {
        self.by_sound.len()
    }
}
