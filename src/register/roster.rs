//! A whole list of people, and the pairs in it that may be one person.
//!
//! Owns what it takes to do that for a million entries on two cores: every name kept once,
//! how often everything occurs, which entries are laid side by side at all, and that every
//! pair comes out once, in an order that neither threads nor the order of the list change.
//! Memory grows with the entries, never with the pairs.
//!
//! A phone looks for one person among all of its own, and has no list in memory: for it,
//! [`Sketch`] says by which signs an index finds those whom the passes would lay beside
//! somebody, and weighs two of them by what the index counted.
//!
//! Refuses to know files and to weigh evidence: `sameness` does, with the frequencies
//! counted here. Called by the server's `dedupe` and by `candidate`.

mod pass;
mod sketch;
mod typed;
mod words;

pub use sketch::{Census, SIGNS_FORM, Sign, Sketch};
pub use typed::Typed;
pub(crate) use typed::sex as sex_of;

use std::collections::HashMap;
use std::num::{NonZeroU32, NonZeroU64};

use chrono::NaiveDate;
use geo::Point;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;

use crate::national_id::TypedId;
use crate::record::Sex;
use crate::sameness::{
    Born, Comparison, Frequencies, House, IdClue, NameClue, Points, Profile, Verdict, Village, compare,
    mixed, rarity_at_home,
};
use pass::{Blocks, Pass};
use words::Words;

/// One entry, small: its texts are numbers of words, villages and houses.
#[derive(Clone, Debug)]
struct Entry {
    id: Option<IdClue>,
    /// Where its `unique_id` stands among all of them.
    label: (usize, u32),
    given: u32,
    family: u32,
    village: Option<u32>,
    house: Option<u32>,
    line: u32,
    born: Option<Born>,
    sex: Option<Sex>,
    /// How rare given and family name are in its village.
    at_home: [u8; 2],
    /// How rare the birth day is, and the birth year.
    born_rarity: [u8; 2],
    /// Where its household stands among all of them.
    household: (u32, u16),
    phone: Option<NonZeroU64>,
    /// Which of the points; lists have none, so they are kept aside.
    point: Option<NonZeroU32>,
}

/// How many different names, days, years and villages there are in a country, roughly.
const GIVEN_NAMES: u64 = 1_000;
const FAMILY_NAMES: u64 = 4_000;
const BIRTH_DAYS: u64 = 25_000;
const BIRTH_YEARS: u64 = 75;
const VILLAGES: u64 = 300;

/// A list while it is read.
#[derive(Debug)]
pub struct Roster {
    today: NaiveDate,
    entries: Vec<Entry>,
    labels: String,
    words: Words,
    villages: Places<Village>,
    houses: Places<House>,
    /// The keys of people by household.
    households: Vec<u64>,
    points: Vec<Point>,
    rarities: Rarities,
}

/// Places as typed, each read once.
#[derive(Debug)]
struct Places<T> {
    known: Vec<Option<T>>,
    by_text: HashMap<String, u32>,
}

impl<T: Copy> Places<T> {
    fn new() -> Self {
        Self { known: Vec::new(), by_text: HashMap::new() }
    }

    fn number(&mut self, typed: &str, read: fn(&str) -> Option<T>) -> Option<u32> {
        if typed.is_empty() {
            return None;
        }
        let number = match self.by_text.get(typed) {
            Some(&number) => number,
            None => {
                let number = self.known.len() as u32;
                self.known.push(read(typed));
                self.by_text.insert(typed.to_owned(), number);
                number
            }
        };
        self.get(Some(number)).map(|_| number)
    }

    fn get(&self, number: Option<u32>) -> Option<T> {
        self.known.get(number? as usize).copied().flatten()
    }
}

/// How rare everything is that is counted over the whole list.
#[derive(Debug, Default)]
struct Rarities {
    /// By word: as a given name's spelling and sound, and as a family name's.
    given: Vec<(i16, i16)>,
    family: Vec<(i16, i16)>,
    villages: Vec<Points>,
}

/// A line that calls itself what an earlier one is called. It is not compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeated {
    /// What both are called.
    pub unique_id: String,
    /// The line that is kept.
    pub kept: u32,
    /// The line that is not.
    pub line: u32,
}

/// Two entries that may be one person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair<'a> {
    /// The smaller of the two `unique_id`s, byte by byte.
    pub left: &'a str,
    /// The greater.
    pub right: &'a str,
    /// The chance that they are one person, in thousandths.
    pub score: u16,
    /// What is to be done.
    pub verdict: Verdict,
}

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Pairs that were compared.
    pub compared: u64,
    /// Pairs that came out.
    pub pairs: u64,
    /// Entries so alike, in some pass, that they were only compared with their nearest:
    /// hundreds of lines that say the same.
    pub too_alike: usize,
}

impl Roster {
    /// An empty list, read on this day: a birth after it is a mistake.
    pub fn new(today: NaiveDate) -> Self {
        Self {
            today,
            entries: Vec::new(),
            labels: String::new(),
            words: Words::default(),
            villages: Places::new(),
            houses: Places::new(),
            households: Vec::new(),
            points: Vec::new(),
            rarities: Rarities::default(),
        }
    }

    /// Takes in one line of the list.
    pub fn add(&mut self, line: u32, typed: &Typed<'_>) {
        let label = (self.labels.len(), typed.unique_id.len() as u32);
        self.labels.push_str(typed.unique_id);
        let [given, family] = self.words.read(typed.title, typed.first, typed.last);
        self.points.extend(typed.point.map(|(lat, lon)| Point::new(lon, lat)));
        let point = typed.point.and_then(|_| NonZeroU32::new(self.points.len() as u32));
        self.entries.push(Entry {
            id: IdClue::read(&TypedId::read(Some(typed.cid))),
            label,
            given,
            family,
            village: self.villages.number(typed.village, Village::read),
            house: self.houses.number(typed.house, House::read),
            line,
            born: typed::birth(typed.dob).map(|birth| Born::new(birth, self.today)),
            sex: typed::sex(typed.sex, typed.title, typed.first),
            at_home: [0; 2],
            born_rarity: [0; 2],
            household: (0, 0),
            phone: typed::phone(typed.phone).and_then(NonZeroU64::new),
            point,
        });
    }

    /// How many lines were taken in.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The list is whole: puts it in order and counts. Lines whose `unique_id` an earlier
    /// one has are taken out and named.
    pub fn close(&mut self) -> Vec<Repeated> {
        let labels = std::mem::take(&mut self.labels);
        let text = |entry: &Entry| label_in(&labels, entry.label);
        self.entries.par_sort_unstable_by(|a, b| text(a).cmp(text(b)).then(a.line.cmp(&b.line)));
        let mut repeated = Vec::new();
        self.entries.dedup_by(|later, kept| {
            let same = text(later) == text(kept);
            if same {
                let unique_id = text(kept).to_owned();
                repeated.push(Repeated { unique_id, kept: kept.line, line: later.line });
            }
            same
        });
        repeated.sort_unstable_by_key(|repeated| repeated.line);
        self.labels = labels;
        self.words.close();
        self.count_holders();
        self.count_everywhere();
        self.count_at_home();
        self.gather_households();
        repeated
    }

    fn frequencies(&self) -> Frequencies {
        Frequencies::among(self.entries.len())
    }

    /// Entries in groups of one key, each as its places in the list.
    fn grouped(&self, key: impl Fn(&Entry) -> Option<u64>) -> Vec<(u64, u32)> {
        let mut keyed: Vec<(u64, u32)> =
            self.entries.iter().zip(0..).filter_map(|(entry, at)| Some((key(entry)?, at))).collect();
        keyed.par_sort_unstable();
        keyed
    }

    fn count_holders(&mut self) {
        let keyed = self.grouped(|entry| entry.id.map(IdClue::value));
        for group in keyed.chunk_by(|a, b| a.0 == b.0) {
            // A crowd is nobody's own number, whoever disputes it.
            let near = group.get(..group.len().min(8)).unwrap_or_default();
            for &(_, at) in group {
                let disputed = near.iter().any(|&(_, other)| self.are_two_people(at, other));
                if let Some(entry) = self.entries.get_mut(at as usize) {
                    entry.id = entry.id.map(|id| id.held_by(group.len(), disputed));
                }
            }
        }
    }

    /// Plainly two people: another given name, and another family name or birth year.
    fn are_two_people(&self, a: u32, b: u32) -> bool {
        let (Some(a), Some(b)) = (self.entries.get(a as usize), self.entries.get(b as usize)) else {
            return false;
        };
        let sound = |word| self.words.get(word).map(|known| known.sound);
        let years = a.born.zip(b.born).is_some_and(|(a, b)| a.year() != b.year());
        sound(a.given) != sound(b.given) && (years || sound(a.family) != sound(b.family))
    }

    fn count_everywhere(&mut self) {
        let among = self.frequencies();
        let count = |of: fn(&Entry) -> u32| {
            let (mut spelt, mut heard) = (vec![0u32; self.words.len()], vec![0u32; self.words.sounds()]);
            for entry in &self.entries {
                let word = of(entry);
                let sound = self.words.get(word).map_or(0, |known| known.sound);
                for (counts, at) in [(&mut spelt, word), (&mut heard, sound)] {
                    if let Some(count) = counts.get_mut(at as usize) {
                        *count += 1;
                    }
                }
            }
            (spelt, heard)
        };
        let rarities = |(spelt, heard): (Vec<u32>, Vec<u32>), kinds: u64| -> Vec<(i16, i16)> {
            let rarity = |count: u32| among.rarity(count as usize, kinds) as i16;
            let heard = |at: usize| {
                let sound = self.words.get(at as u32).map_or(0, |known| known.sound);
                heard.get(sound as usize).copied().unwrap_or_default()
            };
            spelt.iter().enumerate().map(|(at, &count)| (rarity(count), rarity(heard(at)))).collect()
        };
        let given = rarities(count(|entry| entry.given), GIVEN_NAMES);
        let family = rarities(count(|entry| entry.family), FAMILY_NAMES);
        let (mut days, mut years) = (HashMap::new(), HashMap::new());
        let mut villages = vec![0usize; self.villages.known.len()];
        for entry in &self.entries {
            if let Some(born) = entry.born {
                *days.entry(born.number()).or_insert(0usize) += 1;
                *years.entry(born.year()).or_insert(0usize) += 1;
            }
            if let Some(count) = entry.village.and_then(|at| villages.get_mut(at as usize)) {
                *count += 1;
            }
        }
        for entry in &mut self.entries {
            if let Some(born) = entry.born {
                let day = days.get(&born.number()).copied().unwrap_or_default();
                let year = years.get(&born.year()).copied().unwrap_or_default();
                entry.born_rarity =
                    [small(among.rarity(day, BIRTH_DAYS)), small(among.rarity(year, BIRTH_YEARS))];
            }
        }
        self.rarities = Rarities {
            given,
            family,
            villages: villages.into_iter().map(|count| among.rarity(count, VILLAGES)).collect(),
        };
    }

    fn count_at_home(&mut self) {
        let mut villagers = vec![0usize; self.villages.known.len()];
        for entry in &self.entries {
            if let Some(count) = entry.village.and_then(|at| villagers.get_mut(at as usize)) {
                *count += 1;
            }
        }
        for (which, word) in
            [(|entry: &Entry| entry.given) as fn(&Entry) -> u32, |entry| entry.family].into_iter().enumerate()
        {
            let keyed = self.grouped(|entry| {
                let sound = self.words.get(word(entry)).map_or(0, |known| known.sound);
                Some(u64::from(entry.village?) << 32 | u64::from(sound))
            });
            for group in keyed.chunk_by(|a, b| a.0 == b.0) {
                for &(key, at) in group {
                    let villagers = villagers.get((key >> 32) as usize).copied().unwrap_or_default();
                    let Some(entry) = self.entries.get_mut(at as usize) else { continue };
                    let everywhere = if which == 0 { &self.rarities.given } else { &self.rarities.family };
                    let everywhere =
                        everywhere.get(word(entry) as usize).map_or(0, |&(_, sound)| sound.into());
                    let rarity = rarity_at_home(group.len(), villagers, everywhere);
                    if let Some(home) = entry.at_home.get_mut(which) {
                        *home = small(rarity);
                    }
                }
            }
        }
    }

    fn gather_households(&mut self) {
        let keyed = self.grouped(|entry| Some(mixed(self.village(entry)?.key(), self.house(entry)?.key())));
        self.households = Vec::with_capacity(keyed.len());
        for group in keyed.chunk_by(|a, b| a.0 == b.0) {
            let start = self.households.len();
            for &(_, at) in group {
                self.households.extend(self.entries.get(at as usize).and_then(|entry| self.housemate(entry)));
            }
            let many = self.households.len() - start;
            if let Some(household) = self.households.get_mut(start..) {
                household.sort_unstable();
            }
            let place = (start as u32, u16::try_from(many).unwrap_or(u16::MAX));
            for &(_, at) in group {
                if let Some(entry) = self.entries.get_mut(at as usize) {
                    entry.household = place;
                }
            }
        }
    }

    /// The key of somebody who is known well enough to be known again in another house.
    fn housemate(&self, entry: &Entry) -> Option<u64> {
        let (given, family) = (self.words.get(entry.given)?, self.words.get(entry.family)?);
        let born = entry.born.filter(|born| born.is_certain())?;
        (!given.word.is_empty()).then(|| mixed(mixed(given.key, family.key), born.number()))
    }

    fn village(&self, entry: &Entry) -> Option<Village> {
        self.villages.get(entry.village)
    }

    fn house(&self, entry: &Entry) -> Option<House> {
        self.houses.get(entry.house)
    }

    fn profile(&self, entry: &Entry) -> Option<Profile<'_>> {
        let name = |word: u32, rarities: &[(i16, i16)], at_home: u8| {
            let &(spelling, sound) = rarities.get(word as usize)?;
            Some(NameClue {
                word: &self.words.get(word)?.word,
                spelling: spelling.into(),
                sound: sound.into(),
                at_home: at_home.into(),
            })
        };
        let [given_at_home, family_at_home] = entry.at_home;
        let (start, many) = entry.household;
        Some(Profile {
            id: entry.id,
            given: name(entry.given, &self.rarities.given, given_at_home)?,
            family: name(entry.family, &self.rarities.family, family_at_home)?,
            born: entry.born,
            born_rarity: (entry.born_rarity[0].into(), entry.born_rarity[1].into()),
            sex: entry.sex,
            village: self.village(entry),
            village_rarity: entry
                .village
                .and_then(|at| self.rarities.villages.get(at as usize).copied())
                .unwrap_or_default(),
            house: self.house(entry),
            phone: entry.phone.map(NonZeroU64::get),
            point: entry.point.and_then(|nth| self.points.get(nth.get() as usize - 1).copied()),
            household: self
                .households
                .get(start as usize..start as usize + usize::from(many))
                .unwrap_or_default(),
        })
    }

    /// Every pair worth telling, each once; `take` gets them one after the other and may stop it.
    pub fn pairs<E>(&self, mut take: impl FnMut(Pair<'_>) -> Result<(), E>) -> Result<Tally, E> {
        /// Blocks that are compared before their pairs are handed out.
        const BATCH: usize = 1 << 16;
        let among = self.frequencies();
        let mut met = Met::new(self.entries.len());
        let mut tally = Tally::default();
        for (nth, pass) in Pass::ALL.into_iter().enumerate() {
            let blocks = Blocks::of(pass, self);
            met.note(nth, blocks.members());
            tally.too_alike += blocks.too_alike;
            for batch in blocks.bounds.chunks(BATCH) {
                let found: Vec<(u64, Vec<Found>)> = batch
                    .par_iter()
                    .with_min_len(64)
                    .map(|&bounds| self.compare_block(blocks.block(bounds), &met, nth, &among))
                    .collect();
                for (compared, found) in found {
                    tally.compared += compared;
                    for found in found {
                        tally.pairs += 1;
                        take(self.pair(found))?;
                    }
                }
            }
        }
        Ok(tally)
    }

    fn compare_block(
        &self,
        block: &[(u64, u32)],
        met: &Met,
        nth: usize,
        among: &Frequencies,
    ) -> (u64, Vec<Found>) {
        let mut unmet = Vec::new();
        for (left, &(_, at)) in block.iter().enumerate() {
            let others = block.iter().enumerate().skip(left + 1);
            unmet.extend(
                others
                    .filter(|&(_, &(_, other))| !met.before(nth, at, other))
                    .map(|(right, _)| (left, right)),
            );
        }
        let mut found = Vec::new();
        // Later passes meet hardly anybody new: gathering what is known of them costs more than asking.
        if unmet.is_empty() {
            return (0, found);
        }
        let profiles: Vec<_> =
            block.iter().map(|&(_, at)| Some((at, self.profile(self.entries.get(at as usize)?)?))).collect();
        let profile = |at: usize| profiles.get(at).and_then(Option::as_ref);
        let compared = unmet.len() as u64;
        for (left, right) in unmet {
            let (Some((left, a)), Some((right, b))) = (profile(left), profile(right)) else { continue };
            let comparison = compare(a, b, among);
            if comparison.verdict() != Verdict::Apart {
                let (left, right) = (*left.min(right), *left.max(right));
                found.push(Found { left, right, score: comparison.score(), verdict: comparison.verdict() });
            }
        }
        (compared, found)
    }

    fn pair(&self, found: Found) -> Pair<'_> {
        // Entries stand in the order of their labels.
        let label =
            |at: u32| self.entries.get(at as usize).map_or("", |entry| label_in(&self.labels, entry.label));
        Pair {
            left: label(found.left),
            right: label(found.right),
            score: found.score,
            verdict: found.verdict,
        }
    }

    /// Two lines of the list laid side by side, for whoever asks why; none where there is no such line.
    pub fn explain(&self, left: &str, right: &str) -> Option<Comparison> {
        let find = |label: &str| {
            let at =
                self.entries.binary_search_by(|entry| label_in(&self.labels, entry.label).cmp(label)).ok()?;
            self.profile(self.entries.get(at)?)
        };
        Some(compare(&find(left)?, &find(right)?, &self.frequencies()))
    }
}

/// A rarity kept in one byte: more than 255 points is as rare as can be.
fn small(rarity: Points) -> u8 {
    u8::try_from(rarity.max(0)).unwrap_or(u8::MAX)
}

fn label_in(labels: &str, (start, many): (usize, u32)) -> &str {
    labels.get(start..start + many as usize).unwrap_or_default()
}

/// A pair by the places of its entries.
#[derive(Clone, Copy)]
struct Found {
    left: u32,
    right: u32,
    score: u16,
    verdict: Verdict,
}

/// Who stood in one block in which pass: that is how a pair is known to have been compared,
/// without remembering pairs.
struct Met {
    /// By entry, then pass; 0 where it stood in none.
    keys: Vec<u64>,
}

impl Met {
    fn new(entries: usize) -> Self {
        Self { keys: vec![0; entries * Pass::ALL.len()] }
    }

    fn note(&mut self, nth: usize, members: &[(u64, u32)]) {
        for &(key, at) in members {
            if let Some(place) = self.keys.get_mut(at as usize * Pass::ALL.len() + nth) {
                *place = key;
            }
        }
    }

    /// Whether an earlier pass has laid the two side by side.
    fn before(&self, nth: usize, left: u32, right: u32) -> bool {
        let keys = |at: u32| {
            let start = at as usize * Pass::ALL.len();
            self.keys.get(start..start + nth).unwrap_or_default()
        };
        keys(left).iter().zip(keys(right)).any(|(left, right)| left == right && *left != 0)
    }
}

#[cfg(test)]
#[path = "roster_tests.rs"]
mod tests;
