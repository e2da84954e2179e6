//! Names: titles taken off, two spellings compared, a family name that changed.
//!
//! Owns "names agree" of contract section 4. Two spellings of one name agree when they
//! are equal in the form of `thai::fold`, when they sound alike, or when one ordinary
//! slip of the hand lies between them that the birth dates do not contradict. It errs
//! towards "no": two people wrongly taken for one is worse than one case more to look at.
//!
//! Refuses to know numbers, places and frequencies (`sameness` weighs those).
//! Called by `entry` and `sameness`.

use crate::birth::Birth;
use crate::thai::{fold, is_consonant, sound_key};

/// A name ready to be compared: no title, no spaces, one spelling of every mark.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName {
    /// Given name.
    pub given: Word,
    /// Family name; empty for people who have none.
    pub family: Word,
}

/// One part of a name, and how it sounds.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word {
    folded: String,
    sound: String,
    /// Which letters occur in the folded form and in the sound.
    letters: [u64; 2],
}

/// Which letters occur in a text, a bit each. Thai letters have bits of their own, as far
/// as sixty-four go; so one slip changes two bits at the most.
fn letters_of(text: &str) -> u64 {
    text.chars().fold(0, |letters, c| letters | 1 << (c as u32 % 64))
}

/// How near two words are, nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likeness {
    /// The same letters.
    Same,
    /// Other letters, the same sound.
    SoundsAlike,
    /// One letter too few, too many, or two in the wrong order.
    Slip,
    /// One letter in another's place: a slip, or the name of a brother.
    OneLetter,
    /// Anything else, or one of the two is not there.
    Different,
}

impl Word {
    /// A word as typed.
    pub fn new(typed: &str) -> Self {
        let folded = fold(typed);
        let sound = sound_key(&folded);
        let letters = [letters_of(&folded), letters_of(&sound)];
        Self { folded, sound, letters }
    }

    /// Nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.folded.is_empty()
    }

    /// The form that spellings are compared in.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// How it sounds.
    pub fn sound(&self) -> &str {
        &self.sound
    }

    /// How many letters occur in one of two words and not in the other: in their folded
    /// forms, and in their sounds. Twice as many as there are slips is the most there can be.
    pub(crate) fn differing_letters(&self, other: &Self) -> [u32; 2] {
        let ([a, a_sound], [b, b_sound]) = (self.letters, other.letters);
        [(a ^ b).count_ones(), (a_sound ^ b_sound).count_ones()]
    }

    /// How near another word is.
    pub fn likeness(&self, other: &Self) -> Likeness {
        if self.is_empty() || other.is_empty() {
            return Likeness::Different;
        }
        let [_, differing] = self.differing_letters(other);
        if differing > 2 {
            return Likeness::Different;
        }
        if self.folded == other.folded {
            return Likeness::Same;
        }
        if self.sound == other.sound && !self.sound.is_empty() {
            return Likeness::SoundsAlike;
        }
        let (a, b): (Vec<char>, Vec<char>) = (self.sound.chars().collect(), other.sound.chars().collect());
        one_slip(&a, &b)
    }
}

/// What lies between two sounds, when it is one slip. Words of three letters or less
/// are all within one slip of some other name, so none of theirs counts.
fn one_slip(a: &[char], b: &[char]) -> Likeness {
    const SHORTEST: usize = 4;
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < SHORTEST || long.len() - short.len() > 1 {
        return Likeness::Different;
    }
    let same_front = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let same_back = short.iter().rev().zip(long.iter().rev()).take_while(|(x, y)| x == y).count();
    if long.len() > short.len() {
        return if same_front + same_back >= short.len() { Likeness::Slip } else { Likeness::Different };
    }
    match short.len() - (same_front + same_back).min(short.len()) {
        1 => Likeness::OneLetter,
        2 => {
            let swapped = short.get(same_front) == long.get(same_front + 1)
                && short.get(same_front + 1) == long.get(same_front);
            if swapped { Likeness::Slip } else { Likeness::Different }
        }
        _ => Likeness::Different,
    }
}

impl PersonName {
    /// Reads a name as it stands in a record or a list: titles in their own field or
    /// before the given name, both names in one field, the family name in both.
    pub fn read(title: Option<&str>, given: Option<&str>, family: Option<&str>) -> Self {
        let family = family.unwrap_or_default().trim();
        let mut given = without_titles(given.unwrap_or_default().trim());
        // A title field that holds title and name, where the name's own field is empty.
        if given.is_empty() {
            let rest = without_titles(title.unwrap_or_default().trim());
            if rest != title.unwrap_or_default().trim() {
                given = rest;
            }
        }
        let (given, family) = match given.split_once(char::is_whitespace) {
            Some((first, rest)) if family.is_empty() => (first, rest),
            Some((first, rest)) if fold(rest) == fold(family) => (first, family),
            _ => (given, family),
        };
        Self { given: Word::new(given), family: Word::new(family) }
    }

    /// Nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.given.is_empty() && self.family.is_empty()
    }
}

/// The two parts of a name, wherever they are kept: in a [`PersonName`], or once for all who bear them.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// Given name.
    pub given: &'a Word,
    /// Family name; empty for people who have none.
    pub family: &'a Word,
}

impl<'a> From<&'a PersonName> for Parts<'a> {
    fn from(name: &'a PersonName) -> Self {
        Self { given: &name.given, family: &name.family }
    }
}

impl Parts<'_> {
    fn is_empty(&self) -> bool {
        self.given.is_empty() && self.family.is_empty()
    }
}

/// Whether two names are one person's, as far as names can tell (contract section 4).
/// The births only speak where the spelling alone does not.
pub fn names_agree<'a, 'b>(
    a: impl Into<Parts<'a>>,
    a_born: Option<Birth>,
    b: impl Into<Parts<'b>>,
    b_born: Option<Birth>,
) -> bool {
    let (a, b) = (a.into(), b.into());
    let births = Births::of(a_born, b_born);
    let given = a.given.likeness(b.given);
    let family = a.family.likeness(b.family);
    let sounds = |likeness| likeness <= Likeness::SoundsAlike;

    // Neither has a name: nothing agrees.
    if a.is_empty() || b.is_empty() {
        return false;
    }
    // People without a family name, and a family name that was not asked.
    if a.family.is_empty() || b.family.is_empty() {
        let both_alone = a.family.is_empty() && b.family.is_empty();
        return sounds(given) && (both_alone || births != Births::Apart)
            || both_alone && slip_is_ordinary(given, births)
            || run_together(a) == run_together(b);
    }
    if sounds(given) && sounds(family) {
        return true;
    }
    // The two fields were exchanged, or the space stood in the wrong place.
    if sounds(a.given.likeness(b.family)) && sounds(a.family.likeness(b.given))
        || run_together(a) == run_together(b)
    {
        return true;
    }
    // Only the family name changed (contract section 4).
    if sounds(given) && births == Births::SameDay {
        return true;
    }
    match (sounds(given), sounds(family)) {
        // Family names are long and rarely near each other: any one slip is a slip.
        (true, false) => family <= Likeness::OneLetter && births != Births::Apart,
        (false, true) => slip_is_ordinary(given, births),
        _ => given <= Likeness::OneLetter && family <= Likeness::OneLetter && births == Births::SameDay,
    }
}

/// A slip in a given name. One letter in another's place makes บุญมา of บุญมี, a brother
/// of a sister; only an equal birth date makes it a slip.
fn slip_is_ordinary(given: Likeness, births: Births) -> bool {
    match given {
        Likeness::Same | Likeness::SoundsAlike => true,
        Likeness::Slip => births != Births::Apart,
        Likeness::OneLetter => births == Births::SameDay,
        Likeness::Different => false,
    }
}

fn run_together(name: Parts<'_>) -> String {
    [name.given.folded(), name.family.folded()].concat()
}

/// What two birth dates say about a slip in a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Births {
    /// Known to the day, and equal.
    SameDay,
    /// Nothing against it.
    Unknown,
    /// Two years that no slip of the pen makes one.
    Apart,
}

impl Births {
    fn of(a: Option<Birth>, b: Option<Birth>) -> Self {
        let (Some(a), Some(b)) = (a, b) else { return Self::Unknown };
        match (a.full(), b.full()) {
            (Some(a), Some(b)) if a == b => Self::SameDay,
            _ if a.year().abs_diff(b.year()) > 1 => Self::Apart,
            _ => Self::Unknown,
        }
    }
}

/// Titles that are words: what follows may stand right behind them.
const WORDS: &[&str] = &[
    "นางสาว",
    "นาย",
    "นาง",
    "เด็กชาย",
    "เด็กหญิง",
    "สามเณร",
    "พระครู",
    "พระมหา",
    "พระอธิการ",
    "พระใบฎีกา",
    "พระสมุห์",
    "พระปลัด",
    "พระ",
    "แม่ชี",
    "หลวงพ่อ",
    "หลวงปู่",
    "หลวงตา",
    "คุณหญิง",
    "ท่านผู้หญิง",
    "หม่อมราชวงศ์",
    "หม่อมหลวง",
    "หม่อมเจ้า",
    "ว่าที่ร้อยตรี",
    "ว่าที่ร้อยโท",
    "ว่าที่ร้อยเอก",
    "ว่าที่",
    "พลตำรวจเอก",
    "พลตำรวจโท",
    "พลตำรวจตรี",
    "พันตำรวจเอก",
    "พันตำรวจโท",
    "พันตำรวจตรี",
    "ร้อยตำรวจเอก",
    "ร้อยตำรวจโท",
    "ร้อยตำรวจตรี",
    "ดาบตำรวจ",
    "จ่าสิบตำรวจ",
    "สิบตำรวจเอก",
    "สิบตำรวจโท",
    "สิบตำรวจตรี",
    "พลตำรวจ",
    "พลอากาศเอก",
    "พลอากาศโท",
    "พลอากาศตรี",
    "นาวาอากาศเอก",
    "นาวาอากาศโท",
    "นาวาอากาศตรี",
    "เรืออากาศเอก",
    "เรืออากาศโท",
    "เรืออากาศตรี",
    "พันจ่าอากาศเอก",
    "พันจ่าอากาศโท",
    "พันจ่าอากาศตรี",
    "จ่าอากาศเอก",
    "จ่าอากาศโท",
    "จ่าอากาศตรี",
    "พลเรือเอก",
    "พลเรือโท",
    "พลเรือตรี",
    "นาวาเอก",
    "นาวาโท",
    "นาวาตรี",
    "เรือเอก",
    "เรือโท",
    "เรือตรี",
    "พันจ่าเอก",
    "พันจ่าโท",
    "พันจ่าตรี",
    "จ่าเอก",
    "จ่าโท",
    "จ่าตรี",
    "พลเอก",
    "พลโท",
    "พลตรี",
    "พันเอก",
    "พันโท",
    "พันตรี",
    "ร้อยเอก",
    "ร้อยโท",
    "ร้อยตรี",
    "จ่าสิบเอก",
    "จ่าสิบโท",
    "จ่าสิบตรี",
    "สิบเอก",
    "สิบโท",
    "สิบตรี",
    "พลทหาร",
    "นายแพทย์",
    "แพทย์หญิง",
];

/// Titles that are initials: a stop or a space must follow them, so that they do not
/// eat the first letters of a name.
const INITIALS: &[&str] = &[
    "นส",
    "ดช",
    "ดญ",
    "มล",
    "มรว",
    "มจ",
    "ดร",
    "ศดร",
    "รศดร",
    "ผศดร",
    "ศ",
    "รศ",
    "ผศ",
    "นพ",
    "พญ",
    "ทพ",
    "ทพญ",
    "ภก",
    "ภญ",
    "อจ",
    "พลตอ",
    "พลตท",
    "พลตต",
    "พตอ",
    "พตท",
    "พตต",
    "รตอ",
    "รตท",
    "รตต",
    "ดต",
    "จสต",
    "สตอ",
    "สตท",
    "สตต",
    "พลอ",
    "พลท",
    "พลต",
    "พอ",
    "พท",
    "พต",
    "รอ",
    "รท",
    "รต",
    "จสอ",
    "จสท",
    "สอ",
    "สท",
    "สต",
    "พลฯ",
    "นอ",
    "นท",
    "นต",
    "พจอ",
    "พจท",
    "พจต",
    "จอ",
    "จท",
    "จต",
    "พออ",
    "พอท",
    "พอต",
    "mr",
    "mrs",
    "ms",
    "miss",
    "master",
];

/// Title and names as they are written in Thai: the title stands against the given name, with no blank
/// between. A title in other letters keeps its blank.
pub fn written(title: Option<&str>, given: Option<&str>, family: Option<&str>) -> String {
    let [title, given, family] = [title, given, family].map(|word| word.unwrap_or_default().trim());
    let thai = title.chars().next().is_some_and(|letter| ('\u{e01}'..='\u{e5b}').contains(&letter));
    let blank = if thai || title.is_empty() || given.is_empty() { "" } else { " " };
    let first = format!("{title}{blank}{given}");
    let words: Vec<&str> = [first.as_str(), family].into_iter().filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// The titles that stand before a name, where any do, and the name.
pub fn parted(typed: &str) -> (Option<&str>, &str) {
    let typed = typed.trim();
    let rest = without_titles(typed);
    let titles = typed.strip_suffix(rest).map(str::trim).filter(|titles| !titles.is_empty());
    (titles, rest)
}

/// A name without the titles before it. Where taking one off would leave no name, it stays.
fn without_titles(typed: &str) -> &str {
    let mut rest = typed;
    // A person may be acting sub-lieutenant and doctor, hardly more.
    for _ in 0..4 {
        match without_title(rest) {
            Some(shorter) => rest = shorter,
            None => break,
        }
    }
    rest
}

fn without_title(typed: &str) -> Option<&str> {
    let word = WORDS.iter().find_map(|title| Some((typed.strip_prefix(title)?, title)));
    if let Some((rest, _)) = word {
        let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '.');
        // คุณากร, นางกวัก: what is left must be able to stand alone.
        let mut letters = rest.chars();
        let stands = letters
            .next()
            .is_some_and(|c| is_consonant(c) || matches!(c, 'เ'..='ไ' | 'ฤ') || c.is_ascii_alphabetic());
        if stands && letters.next().is_some() {
            return Some(rest);
        }
    }
    // Initials: letters with stops or spaces between them, and one after the last.
    let mut letters = String::new();
    let mut longest = None;
    let mut chars = typed.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c == '.' || c.is_whitespace() {
            continue;
        }
        if !(is_consonant(c) || c.is_ascii_alphabetic() || c == 'ฯ') || letters.chars().count() >= 6 {
            break;
        }
        letters.extend(c.to_lowercase());
        let stopped = chars.peek().is_some_and(|(_, next)| *next == '.' || next.is_whitespace());
        if stopped && INITIALS.contains(&letters.as_str()) {
            longest = Some(at + c.len_utf8());
        }
    }
    let rest = typed.get(longest?..)?.trim_start_matches(|c: char| c.is_whitespace() || c == '.');
    (!rest.is_empty()).then_some(rest)
}

#[cfg(test)]
#[path = "name_tests.rs"]
mod tests;
