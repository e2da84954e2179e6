//! Typed words, and which cards they are on.
//!
//! Owns what a word may mean: letters are part of a name, of a community or of another
//! document's number; three digits and more are part of a number or of a telephone number,
//! or a whole house; fewer are a house; `ม.5`, `หมู่ 5` is a village. All words must be on a
//! card. It finds what was typed, not what sounds like it.

use memchr::memmem::Finder;
use register::thai;

use super::card::{COMMUNITY, END, HOUSE, MOO, NUMBERS, encode, encode_card, house};

/// Fewest digits that are looked for within a number.
const PART: usize = 3;
/// Words that are read; nobody types more.
const MOST_WORDS: usize = 16;

/// Words that are looked for together.
#[derive(Debug)]
pub struct Words {
    /// The rarest first: cards are found by it, and then looked through for the others.
    words: Vec<Word>,
}

#[derive(Debug)]
struct Word {
    kind: Kind,
    /// The word itself.
    plain: Vec<u8>,
    /// Bytes that are on each card the word is on.
    needle: Finder<'static>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Anywhere.
    Text,
    /// Within a number, or a whole house.
    Number,
    /// A house: all of its number, or all before a stroke.
    House,
    /// A village's number.
    Moo,
}

impl Words {
    /// Reads what was typed; `None` where there is no word in it.
    pub fn read(typed: &str) -> Option<Self> {
        let mut words: Vec<Word> = Vec::new();
        // `หมู่`, while its number may come as the next word.
        let mut label: Option<(Kind, String)> = None;
        for typed in one_number(typed).split_whitespace().take(MOST_WORDS) {
            let folded = if typed.contains('/') { house(typed) } else { thai::fold(typed) };
            if folded.is_empty() {
                continue;
            }
            if let Some((kind, before)) = label.take() {
                if folded.starts_with(|c: char| c.is_ascii_digit()) {
                    words.push(Word::new(kind, &folded));
                    continue;
                }
                words.push(Word::of(&before));
            }
            match labelled(&folded) {
                Some((kind, "")) => label = Some((kind, folded)),
                Some((kind, number)) => words.push(Word::new(kind, number)),
                None => words.push(Word::of(&folded)),
            }
        }
        words.extend(label.map(|(_, alone)| Word::of(&alone)));
        words.sort_by_key(|word| std::cmp::Reverse(word.rarity()));
        (!words.is_empty()).then_some(Self { words })
    }

    /// What finds the cards that may be meant.
    pub(super) fn needle(&self) -> Option<&Finder<'static>> {
        self.words.first().map(|word| &word.needle)
    }

    /// Whether all words are on a card, as it is kept.
    pub fn are_in(&self, card: &str) -> bool {
        let mut searched = Vec::new();
        encode_card(card, &mut searched);
        self.are_on(&searched)
    }

    /// Whether all words are on a card, as it is searched.
    pub(super) fn are_on(&self, card: &[u8]) -> bool {
        self.words.iter().all(|word| word.is_on(card))
    }
}

/// Digits, spaces and dashes that come to a national ID or a telephone number are one word.
fn one_number(typed: &str) -> String {
    let bare = thai::arabic_digits(typed);
    let digits: String = bare.chars().filter(char::is_ascii_digit).collect();
    let only = bare.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || c == '-');
    let telephone = digits.starts_with('0') && matches!(digits.len(), 9 | 10);
    if only && (digits.len() == 13 || telephone) { digits } else { bare }
}

/// A word that says what the digits behind it are, and those digits, if any.
fn labelled(folded: &str) -> Option<(Kind, &str)> {
    const LABELS: [(&str, Kind); 7] = [
        ("หมู่ที่", Kind::Moo),
        ("หมู่", Kind::Moo),
        ("ม", Kind::Moo),
        ("moo", Kind::Moo),
        ("บ้านเลขที่", Kind::House),
        ("เลขที่", Kind::House),
        ("house", Kind::House),
    ];
    for (label, kind) in LABELS {
        if let Some(rest) = folded.strip_prefix(label)
            && (rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit()))
        {
            return Some((kind, rest));
        }
    }
    None
}

impl Word {
    /// A word that says nothing of what it is.
    fn of(folded: &str) -> Self {
        let digits = folded.bytes().all(|b| b.is_ascii_digit());
        let kind = match (folded.contains('/'), digits) {
            (true, _) => Kind::House,
            (_, true) if folded.len() >= PART => Kind::Number,
            (_, true) => Kind::House,
            _ => Kind::Text,
        };
        Self::new(kind, folded)
    }

    fn new(kind: Kind, folded: &str) -> Self {
        let folded = if kind == Kind::Moo { folded.trim_start_matches('0') } else { folded };
        let mut plain = Vec::new();
        encode(folded, &mut plain);
        let needle = match kind {
            Kind::Text | Kind::Number => plain.clone(),
            Kind::House => [&[HOUSE], plain.as_slice()].concat(),
            Kind::Moo => [&[MOO], plain.as_slice(), &[COMMUNITY]].concat(),
        };
        Self { kind, plain, needle: Finder::new(&needle).into_owned() }
    }

    /// Greater for a word that is on fewer cards, as far as its looks tell.
    fn rarity(&self) -> (bool, usize) {
        (self.kind != Kind::Moo, self.needle.needle().len())
    }

    fn is_on(&self, card: &[u8]) -> bool {
        match self.kind {
            Kind::Text | Kind::Moo => self.needle.find(card).is_some(),
            Kind::House => self.is_house(card),
            Kind::Number => {
                let numbers = card.iter().position(|b| *b == NUMBERS).and_then(|at| card.get(at..));
                numbers.is_some_and(|numbers| self.needle.find(numbers).is_some()) || self.is_house(card)
            }
        }
    }

    fn is_house(&self, card: &[u8]) -> bool {
        let house = card.iter().position(|b| *b == HOUSE).and_then(|at| card.get(at + 1..));
        let rest = house.and_then(|house| house.strip_prefix(self.plain.as_slice()));
        rest.and_then(|rest| rest.first()).is_some_and(|next| matches!(*next, MOO | b'/' | END))
    }
}
