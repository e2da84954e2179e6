//! Where somebody lives, as lists write it: a village and a house, many spellings each.
//!
//! Owns the reading of both and what two of them say. Refuses to know real places: a
//! village is what its writing says, never looked up. Called by `sameness` and `roster`.

use crate::thai::{arabic_digits, fold};

/// A number that stands for a text: equal texts, equal numbers, on every machine. Two
/// texts of one number are possible and only cost a comparison more.
pub(crate) fn key_of(text: &str) -> u64 {
    let fnv =
        text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
    mixed(fnv, 0)
}

/// Two keys made one; the order matters.
pub(crate) fn mixed(a: u64, b: u64) -> u64 {
    let mut z = a.rotate_left(25).wrapping_add(b).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A village as written: a code, a หมู่, a name, or หมู่ and name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Village {
    key: u64,
    moo: Option<u8>,
    name: Option<u64>,
    is_code: bool,
}

/// What two villages, as written, have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Villages {
    /// One of them is not known, or their writings cannot be compared.
    Unknown,
    /// The same.
    Same,
    /// Written in two ways that fit each other: the หมู่ is the same.
    Fitting,
    /// Two villages.
    Apart,
}

impl Village {
    /// A village as typed; none where nothing was.
    pub fn read(typed: &str) -> Option<Self> {
        let folded = fold(typed);
        if folded.is_empty() {
            return None;
        }
        let digits: String =
            folded.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        let is_code = digits.len() == folded.len() && digits.len() > 4;
        let moo = if is_code { digits.get(digits.len() - 2..) } else { Some(digits.as_str()) };
        let mut letters = folded.replace(&digits, "");
        for word in ["หมู่บ้าน", "บ้าน", "หมู่ที่", "หมู่", "village", "moo"]
        {
            letters = letters.replace(word, "");
        }
        let letters = letters
            .strip_prefix('ม')
            .filter(|rest| !digits.is_empty() && !starts_a_name(rest))
            .unwrap_or(&letters);
        Some(Self {
            key: key_of(&folded),
            moo: moo.and_then(|digits| digits.parse().ok()),
            name: (!letters.is_empty()).then(|| key_of(letters)),
            is_code,
        })
    }

    pub(crate) fn key(self) -> u64 {
        self.key
    }

    /// What two villages have in common.
    pub fn compare(a: Option<Self>, b: Option<Self>) -> Villages {
        let (Some(a), Some(b)) = (a, b) else { return Villages::Unknown };
        if a.key == b.key {
            return Villages::Same;
        }
        if a.is_code && b.is_code {
            return Villages::Apart;
        }
        let moo = a.moo.zip(b.moo).map(|(a, b)| a == b);
        match a.name.zip(b.name).map(|(a, b)| a == b) {
            Some(true) if moo != Some(false) => Villages::Same,
            Some(_) => Villages::Apart,
            None => match moo {
                Some(true) => Villages::Fitting,
                Some(false) => Villages::Apart,
                None => Villages::Unknown,
            },
        }
    }
}

/// Whether the ม before this is the first letter of a name and not the short form of หมู่:
/// a vowel or a mark that belongs to it follows.
fn starts_a_name(rest: &str) -> bool {
    rest.chars().next().is_some_and(|c| matches!(c, 'ะ'..='ู' | '็'..='์'))
}

/// A house number as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct House {
    key: u64,
    plot: u64,
}

/// What two houses have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Houses {
    /// One of them is not known.
    Unknown,
    /// The same number.
    Same,
    /// The same plot: 123 and 123/4.
    OnePlot,
    /// Two numbers.
    Apart,
}

/// Months as spreadsheets put them where 12/4 stood.
const MONTHS: [[&str; 2]; 12] = [
    ["มค", "jan"],
    ["กพ", "feb"],
    ["มีค", "mar"],
    ["เมย", "apr"],
    ["พค", "may"],
    ["มิย", "jun"],
    ["กค", "jul"],
    ["สค", "aug"],
    ["กย", "sep"],
    ["ตค", "oct"],
    ["พย", "nov"],
    ["ธค", "dec"],
];

impl House {
    /// A house number as typed; none where nothing was.
    pub fn read(typed: &str) -> Option<Self> {
        let arabic = arabic_digits(typed);
        let text = door(&arabic);
        let mut parts: Vec<String> =
            text.split(['/', '-', '–']).map(part).filter(|p| !p.is_empty()).collect();
        // The month that a spreadsheet put first was the second number.
        if let [first, second] = parts.as_mut_slice()
            && MONTHS
                .iter()
                .flatten()
                .any(|month| fold(text.split(['/', '-']).next().unwrap_or_default()) == *month)
        {
            std::mem::swap(first, second);
        }
        let plot = key_of(parts.first()?);
        Some(Self { key: key_of(&parts.join("/")), plot })
    }

    pub(crate) fn key(self) -> u64 {
        self.key
    }

    /// What two houses have in common.
    pub fn compare(a: Option<Self>, b: Option<Self>) -> Houses {
        match (a, b) {
            (Some(a), Some(b)) if a.key == b.key => Houses::Same,
            (Some(a), Some(b)) if a.plot == b.plot => Houses::OnePlot,
            (Some(_), Some(_)) => Houses::Apart,
            _ => Houses::Unknown,
        }
    }
}

/// A house number without the words before it and the หมู่ behind it. Digits are Arabic.
pub(crate) fn door(arabic: &str) -> &str {
    let mut text = arabic.trim();
    for before in ["บ้านเลขที่", "เลขที่", "บ้าน", "No.", "no."] {
        text = text.strip_prefix(before).unwrap_or(text).trim_start();
    }
    // What follows the number is the หมู่, which is the village's business.
    for after in ["หมู่ที่", "หมู่", "ม.", "Moo", "moo"] {
        text = match text.split_once(after) {
            // The ม. of a month that a spreadsheet made has no number behind it.
            Some((number, moo)) if moo.trim_start().starts_with(|c: char| c.is_ascii_digit()) => {
                number.trim_end()
            }
            _ => text,
        };
    }
    text
}

/// One part of a house number: no leading zeros, a month as its number.
pub(crate) fn part(typed: &str) -> String {
    let folded = fold(typed);
    if let Some(month) = MONTHS.iter().position(|names| names.contains(&folded.as_str())) {
        return (month + 1).to_string();
    }
    let stripped = folded.trim_start_matches('0');
    if stripped.starts_with(|c: char| c.is_ascii_digit()) { stripped.to_owned() } else { folded }
}
