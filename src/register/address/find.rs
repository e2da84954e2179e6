//! From letters typed to places meant.
//!
//! Owns the index (every folded spelling and every postcode in sorted order), how what is
//! typed is read, and what is likelier than what. Refuses to know how the table is stored.
//! Called by the table above it.

use std::ops::Range;

use super::Area;
use super::places::{Places, Span, Spelling, Spellings};
use crate::thai;

/// Fewer letters than this fit half the country.
const FEWEST_LETTERS: usize = 2;

/// What a word fits, the likelier the cheaper. One step of it weighs more than all letters
/// still to be typed; see [`Index::weigh`].
mod cost {
    pub(super) const STEP: u16 = 64;
    pub(super) const TAMBON: u16 = 0;
    pub(super) const TAMBON_BEGINS: u16 = STEP;
    pub(super) const POSTCODE_BEGINS: u16 = STEP;
    pub(super) const AMPHOE: u16 = 2 * STEP;
    pub(super) const AMPHOE_BEGINS: u16 = 4 * STEP;
    pub(super) const PROVINCE: u16 = 5 * STEP;
    pub(super) const PROVINCE_BEGINS: u16 = 6 * STEP;
    /// Outside the phone's own amphoe: what begins so in the own province still comes before the rest
    /// of an own amphoe whose name begins so.
    pub(super) const OTHER_AMPHOE: u16 = 2 * STEP;
    /// Outside its own province: what begins so elsewhere never comes before a tambon or amphoe at home
    /// that begins so, but before all of a home province whose name does: at home that name says nothing.
    pub(super) const OTHER_PROVINCE: u16 = 7 * STEP;
    /// The word fits nothing here.
    pub(super) const NEVER: u16 = u16::MAX;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Tambon,
    Amphoe,
    Province,
}

/// What stands before a name, as folded letters. No name of the table begins with one of these.
pub(super) const MARKERS: [(&str, Level); 6] = [
    ("ตำบล", Level::Tambon),
    ("แขวง", Level::Tambon),
    ("กิ่งอำเภอ", Level::Amphoe),
    ("อำเภอ", Level::Amphoe),
    ("เขต", Level::Amphoe),
    ("จังหวัด", Level::Province),
];

/// The same, shortened. Only with its full stop, or alone before a name, is one a marker.
const SHORT_MARKERS: [(char, Level); 3] =
    [('ต', Level::Tambon), ('อ', Level::Amphoe), ('จ', Level::Province)];

/// One way to understand a word.
#[derive(Debug, PartialEq, Eq)]
struct Reading {
    /// The folded beginning of a name, or digits.
    key: String,
    /// Where it must fit; anywhere, if nothing was said.
    level: Option<Level>,
}

/// The words typed. A word has several readings when a full stop may be a name's own: จ.ป.ร.
fn read(typed: &str) -> Vec<Vec<Reading>> {
    let mut words = Vec::new();
    let mut said: Option<Level> = None;
    for word in typed.split(|c: char| c.is_whitespace() || c == ',') {
        let folded = thai::fold(word);
        if folded.is_empty() {
            continue;
        }
        let long = MARKERS.iter().find_map(|&(marker, level)| Some((folded.strip_prefix(marker)?, level)));
        let short = SHORT_MARKERS.iter().find_map(|&(marker, level)| {
            let name = folded.strip_prefix(marker)?;
            (name.is_empty() || word.trim_start().strip_prefix(marker)?.starts_with('.'))
                .then_some((name, level))
        });
        let mut readings = Vec::with_capacity(2);
        match long.or(short) {
            Some(("", level)) => {
                said = Some(level);
                continue;
            }
            Some((name, level)) => readings.push(Reading { key: name.to_owned(), level: Some(level) }),
            None => {}
        }
        if long.is_none() {
            readings.push(Reading { key: folded, level: said });
        }
        said = None;
        words.push(readings);
    }
    words
}

/// Every key in order, so that the places a beginning fits are one run of it.
#[derive(Debug)]
pub(super) struct Index {
    tambons: Vec<Spelling>,
    amphoes: Vec<Spelling>,
    provinces: Vec<Spelling>,
    postcodes: Vec<(u32, u16)>,
}

impl Index {
    pub(super) fn of(places: &Places, spellings: Spellings) -> Self {
        let sorted = |mut spellings: Vec<Spelling>| {
            spellings.sort_by_key(|spelling| (places.text(spelling.folded), spelling.at));
            spellings.shrink_to_fit();
            spellings
        };
        let mut postcodes: Vec<(u32, u16)> = (places.tambons.iter().enumerate())
            .flat_map(|(at, row)| {
                places.postcodes_of(row).iter().map(move |postcode| (postcode.0, at as u16))
            })
            .collect();
        postcodes.sort_unstable();
        Self {
            tambons: sorted(spellings.tambons),
            amphoes: sorted(spellings.amphoes),
            provinces: sorted(spellings.provinces),
            postcodes,
        }
    }

    /// The places of tambons in the table, the likeliest first.
    pub(super) fn find(
        &self,
        places: &Places,
        typed: &str,
        near: Option<Area>,
        at_most: usize,
    ) -> Vec<usize> {
        let words = read(typed);
        let letters: usize =
            words.iter().filter_map(|readings| readings.first()).map(|r| r.key.chars().count()).sum();
        if letters < FEWEST_LETTERS {
            return Vec::new();
        }
        let found = self.rank(places, &words, near, at_most);
        if !found.is_empty() || words.len() < 2 {
            return found;
        }
        // A name typed in pieces: เวียง พางคำ.
        let level = words.first().and_then(|readings| readings.first()).and_then(|reading| reading.level);
        let key = words
            .iter()
            .filter_map(|readings| readings.first())
            .map(|reading| reading.key.as_str())
            .collect();
        self.rank(places, &[vec![Reading { key, level }]], near, at_most)
    }

    fn rank(
        &self,
        places: &Places,
        words: &[Vec<Reading>],
        near: Option<Area>,
        at_most: usize,
    ) -> Vec<usize> {
        let mut costs = vec![0u16; places.tambons.len()];
        let mut of_word = vec![cost::NEVER; places.tambons.len()];
        for readings in words {
            of_word.fill(cost::NEVER);
            for reading in readings {
                self.weigh(places, reading, &mut of_word);
            }
            for (cost, &word) in costs.iter_mut().zip(&of_word) {
                *cost = cost.saturating_add(word);
            }
        }
        // Cost, then code order, in one number that sorts.
        let mut found: Vec<u64> = (costs.iter().zip(&places.tambons).enumerate())
            .filter(|&(_, (&cost, _))| cost != cost::NEVER)
            .map(|(at, (&cost, row))| {
                u64::from(cost.saturating_add(distance(row.code, near))) << 32 | at as u64
            })
            .collect();
        if at_most < found.len() {
            found.select_nth_unstable(at_most);
            found.truncate(at_most);
        }
        found.sort_unstable();
        found.into_iter().map(|packed| (packed & u64::from(u32::MAX)) as usize).collect()
    }

    /// Lowers the cost of every tambon the word fits to what that fit costs.
    ///
    /// Among tambon names that begin alike, the one with the fewest letters still to type comes first.
    fn weigh(&self, places: &Places, reading: &Reading, costs: &mut [u16]) {
        let Reading { key, level } = reading;
        if key.bytes().all(|b| b.is_ascii_digit()) {
            let Some(range) = postcodes_beginning(key) else { return };
            let start = self.postcodes.partition_point(|&(postcode, _)| postcode < range.start);
            let run = self.postcodes.get(start..).unwrap_or_default();
            for &(_, at) in run.iter().take_while(|&&(postcode, _)| postcode < range.end) {
                lower(costs, usize::from(at)..usize::from(at) + 1, cost::POSTCODE_BEGINS);
            }
            return;
        }
        let left = |folded: Span| ((places.text(folded).len() - key.len()) / 'ก'.len_utf8()) as u16;
        if level.is_none_or(|level| level == Level::Tambon) {
            for spelling in beginning(places, &self.tambons, key) {
                let cost = match left(spelling.folded) {
                    0 => cost::TAMBON,
                    letters => cost::TAMBON_BEGINS + letters.min(cost::STEP - 1),
                };
                lower(costs, usize::from(spelling.at)..usize::from(spelling.at) + 1, cost);
            }
        }
        let wider = [
            (Level::Amphoe, &self.amphoes, &places.amphoes, cost::AMPHOE, cost::AMPHOE_BEGINS),
            (Level::Province, &self.provinces, &places.provinces, cost::PROVINCE, cost::PROVINCE_BEGINS),
        ];
        for (of, spellings, rows, whole, begins) in wider {
            if level.is_some_and(|level| level != of) {
                continue;
            }
            for spelling in beginning(places, spellings, key) {
                let cost = if left(spelling.folded) == 0 { whole } else { begins };
                if let Some(row) = rows.get(usize::from(spelling.at)) {
                    lower(costs, row.tambons.clone(), cost);
                }
            }
        }
    }
}

fn lower(costs: &mut [u16], at: Range<usize>, to: u16) {
    for cost in costs.get_mut(at).unwrap_or_default() {
        *cost = (*cost).min(to);
    }
}

/// The run of sorted spellings that begin with these letters.
fn beginning<'s>(places: &Places, sorted: &'s [Spelling], key: &str) -> &'s [Spelling] {
    let start = sorted.partition_point(|spelling| places.text(spelling.folded) < key);
    let rest = sorted.get(start..).unwrap_or_default();
    let count = rest.partition_point(|spelling| places.text(spelling.folded).starts_with(key));
    rest.get(..count).unwrap_or_default()
}

/// `571` is 57100 to 57199.
fn postcodes_beginning(digits: &str) -> Option<Range<u32>> {
    let open = 5u32.checked_sub(digits.len() as u32)?;
    let width = 10u32.pow(open);
    let start = digits.parse::<u32>().ok()? * width;
    Some(start..start + width)
}

/// What it costs a tambon to lie away from where the phone is at work.
fn distance(tambon: u32, near: Option<Area>) -> u16 {
    let (amphoe, province) = match near {
        None => return 0,
        Some(Area::Province(province)) => (None, province.0),
        Some(Area::Amphoe(amphoe)) => (Some(amphoe.0), amphoe.0 / 100),
    };
    if tambon / 10_000 != province {
        cost::OTHER_PROVINCE
    } else if amphoe.is_some_and(|amphoe| amphoe != tambon / 100) {
        cost::OTHER_AMPHOE
    } else {
        0
    }
}
