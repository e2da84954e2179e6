//! Slips of a hand that types Thai.
//!
//! Owns each ordinary way in which a Thai word is typed or spelt otherwise than meant.
//! Refuses to know whose name it is and how often hands slip. Called by `damage`.

use crate::Chance;

/// A way to type a word wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slip {
    /// A tone mark missing, put in or exchanged.
    ToneMark,
    /// The thanthakhat or its letter missing, another silent letter, or one put in: พร, พรณ์.
    SilentLetter,
    /// A consonant of the same sound: ศ ษ ส, ณ น, ธ ท, ภ พ, and ร ล.
    SameSound,
    /// A short vowel for a long one, or the other way round.
    VowelLength,
    /// ไ, ใ and ัย for each other.
    SaraAi,
    /// รร and ัน for each other.
    RoHan,
    /// Sara am as nikhahit and sara aa.
    SaraAmInTwo,
    /// Two sara e for one sara ae.
    SaraEForAe,
    /// The tone typed before the vowel mark.
    MarkOrder,
    /// A joint that cannot be seen.
    Invisible,
    /// A space inside, before or behind.
    Space,
    /// The key beside the right one on the Kedmanee keyboard, or the same key with shift.
    NeighbourKey,
    /// A letter left out.
    Dropped,
    /// A letter typed twice.
    Doubled,
    /// Two neighbouring letters in the wrong order.
    Transposed,
}

/// Letters that sound alike, as people exchange them.
const SOUNDS: [&[char]; 11] = [
    &['ศ', 'ษ', 'ส'],
    &['ณ', 'น'],
    &['ฏ', 'ต'],
    &['ฎ', 'ด'],
    &['ธ', 'ท', 'ฑ'],
    &['ฐ', 'ถ'],
    &['ภ', 'พ'],
    &['ญ', 'ย'],
    &['ร', 'ล'],
    &['ฌ', 'ช'],
    &['ฆ', 'ค'],
];

/// Vowel marks that differ in length only.
const LENGTHS: [(char, char); 3] = [('ิ', 'ี'), ('ึ', 'ื'), ('ุ', 'ู')];

/// Letters that stand silent under a thanthakhat.
const SILENT: [char; 10] = ['ณ', 'น', 'ธ', 'ท', 'ษ', 'ศ', 'ต', 'ร', 'ย', 'ช'];

/// The Kedmanee keyboard, row by row, without and with shift. `_` stands for keys that
/// carry no letter of a name.
const KEYBOARD: [(&str, &str); 4] = [
    ("_ภถุึคตจขช", "___ู______"),
    ("ๆไำพะัีรนยบล", "__ฎฑธํ๊ณ_ญฐ_"),
    ("ฟหกดเ้่าสวง", "ฤฆฏโฌ็๋ษศซ_"),
    ("ผปแอิืทมใฝ", "__ฉฮ_์_ฒฬฦ"),
];

const TONES: [char; 4] = ['่', '้', '๊', '๋'];

fn is_tone(c: char) -> bool {
    TONES.contains(&c)
}

fn is_vowel_mark(c: char) -> bool {
    matches!(c, 'ั' | 'ิ' | 'ี' | 'ึ' | 'ื' | 'ุ' | 'ู')
}

fn is_consonant(c: char) -> bool {
    matches!(c, 'ก'..='ฮ') && !matches!(c, 'ฤ' | 'ฦ')
}

/// A word while it is being mistyped.
struct Word<'c> {
    letters: Vec<char>,
    chance: &'c mut Chance,
}

impl Word<'_> {
    fn at(&self, i: usize) -> char {
        self.letters.get(i).copied().unwrap_or('\0')
    }

    /// A place, drawn among those that fit.
    fn place(&mut self, fits: impl Fn(&Self, usize) -> bool) -> Option<usize> {
        let places: Vec<usize> = (0..self.letters.len()).filter(|&i| fits(self, i)).collect();
        (!places.is_empty()).then(|| self.chance.pick(&places))
    }

    /// Puts `with` where the `many` letters from `from` stood.
    fn put(&mut self, from: usize, many: usize, with: &[char]) {
        self.letters.splice(from..from + many, with.iter().copied());
    }

    /// Where two letters stand one behind the other.
    fn pair(&mut self, first: impl Fn(char) -> bool, second: impl Fn(char) -> bool) -> Option<usize> {
        self.place(|w, i| first(w.at(i)) && second(w.at(i + 1)))
    }
}

impl Slip {
    /// Every slip there is.
    pub const ALL: [Self; 15] = [
        Self::ToneMark,
        Self::SilentLetter,
        Self::SameSound,
        Self::VowelLength,
        Self::SaraAi,
        Self::RoHan,
        Self::SaraAmInTwo,
        Self::SaraEForAe,
        Self::MarkOrder,
        Self::Invisible,
        Self::Space,
        Self::NeighbourKey,
        Self::Dropped,
        Self::Doubled,
        Self::Transposed,
    ];

    /// The name that stands in the truth file.
    pub fn name(self) -> &'static str {
        match self {
            Self::ToneMark => "typing-tone",
            Self::SilentLetter => "typing-silent-letter",
            Self::SameSound => "typing-same-sound",
            Self::VowelLength => "typing-vowel-length",
            Self::SaraAi => "typing-sara-ai",
            Self::RoHan => "typing-ro-han",
            Self::SaraAmInTwo => "typing-sara-am",
            Self::SaraEForAe => "typing-sara-ae",
            Self::MarkOrder => "typing-mark-order",
            Self::Invisible => "typing-invisible",
            Self::Space => "typing-space",
            Self::NeighbourKey => "typing-neighbour-key",
            Self::Dropped => "typing-dropped",
            Self::Doubled => "typing-doubled",
            Self::Transposed => "typing-transposed",
        }
    }

    /// `text` with this slip, or `None` where the slip cannot be made in it.
    pub fn mistype(self, text: &str, chance: &mut Chance) -> Option<String> {
        let mut word = Word { letters: text.chars().collect(), chance };
        self.make(&mut word)?;
        let typed: String = word.letters.into_iter().collect();
        (typed != text && !typed.trim().is_empty()).then_some(typed)
    }

    fn make(self, word: &mut Word<'_>) -> Option<()> {
        match self {
            Self::ToneMark => {
                let toned = word.place(|w, i| is_tone(w.at(i)));
                match toned {
                    Some(i) if word.chance.happens(0.6) => {
                        let with = word.chance.pick(&TONES);
                        let missing = word.chance.happens(0.6);
                        word.put(i, 1, if missing { &[] } else { std::slice::from_ref(&with) });
                    }
                    _ => {
                        // On a consonant, or on the mark above or below it; never on a silent letter.
                        let i = word.place(|w, i| {
                            (is_consonant(w.at(i)) || is_vowel_mark(w.at(i)))
                                && !is_tone(w.at(i + 1))
                                && !is_vowel_mark(w.at(i + 1))
                                && !matches!(w.at(i + 1), '์' | '็' | 'ํ')
                        })?;
                        // Mai ek and mai tho are nearly all the tones people type.
                        let tone = word.chance.pick(&['่', '้', '่', '้', '๊']);
                        word.put(i + 1, 0, &[tone]);
                    }
                }
            }
            Self::SilentLetter => match word.pair(is_consonant, |c| c == '์') {
                Some(i) => match word.chance.below(3) {
                    0 => word.put(i + 1, 1, &[]),
                    1 => word.put(i, 2, &[]),
                    _ => {
                        let other = word.chance.pick(&SILENT);
                        word.put(i, 1, &[other]);
                    }
                },
                None => {
                    let last = word.letters.len().checked_sub(1)?;
                    if !is_consonant(word.at(last)) {
                        return None;
                    }
                    let silent = word.chance.pick(&SILENT);
                    word.put(last + 1, 0, &[silent, '์']);
                }
            },
            Self::SameSound => {
                let class = |c: char| SOUNDS.iter().find(|class| class.contains(&c));
                let i = word.place(|w, i| class(w.at(i)).is_some())?;
                let own = word.at(i);
                let others: Vec<char> = class(own)?.iter().copied().filter(|&c| c != own).collect();
                let other = word.chance.pick(&others);
                word.put(i, 1, &[other]);
            }
            Self::VowelLength => {
                let other = |c: char| {
                    LENGTHS.iter().find_map(|&(a, b)| if c == a { Some(b) } else { (c == b).then_some(a) })
                };
                let i = word.place(|w, i| other(w.at(i)).is_some())?;
                let with = other(word.at(i))?;
                word.put(i, 1, &[with]);
            }
            Self::SaraAi => {
                if let Some(i) = word.pair(|c| matches!(c, 'ไ' | 'ใ'), is_consonant) {
                    let (sara, onset) = (word.at(i), word.at(i + 1));
                    match word.chance.below(3) {
                        0 => word.put(i, 1, &[if sara == 'ไ' { 'ใ' } else { 'ไ' }]),
                        1 if word.at(i + 2) != 'ย' => word.put(i, 2, &[onset, 'ั', 'ย']),
                        1 => word.put(i, 3, &[onset, 'ั', 'ย']),
                        _ if word.at(i + 2) == 'ย' => word.put(i + 2, 1, &[]),
                        _ => word.put(i + 2, 0, &['ย']),
                    }
                } else {
                    let i =
                        word.place(|w, i| is_consonant(w.at(i)) && w.at(i + 1) == 'ั' && w.at(i + 2) == 'ย')?;
                    let (sara, onset) = (word.chance.pick(&['ไ', 'ใ']), word.at(i));
                    word.put(i, 3, &[sara, onset]);
                }
            }
            Self::RoHan => {
                if let Some(i) = word.pair(|c| c == 'ร', |c| c == 'ร') {
                    let ends = !is_consonant(word.at(i + 2));
                    word.put(i, 2, if ends { &['ั', 'น'] } else { &['ั'] });
                } else {
                    let i = word.pair(|c| c == 'ั', |c| c == 'น')?;
                    let ends = !is_consonant(word.at(i + 2));
                    word.put(i, 2, if ends { &['ร', 'ร', 'ณ'] } else { &['ร', 'ร'] });
                }
            }
            Self::SaraAmInTwo => {
                let i = word.place(|w, i| w.at(i) == 'ำ')?;
                match i.checked_sub(1).map(|before| word.at(before)) {
                    Some(tone) if is_tone(tone) => match word.chance.below(3) {
                        0 => word.put(i - 1, 2, &['ํ', tone, 'า']),
                        1 => word.put(i - 1, 2, &['ำ', tone]),
                        _ => word.put(i, 1, &['ํ', 'า']),
                    },
                    _ => word.put(i, 1, &['ํ', 'า']),
                }
            }
            Self::SaraEForAe => {
                let i = word.place(|w, i| w.at(i) == 'แ')?;
                word.put(i, 1, &['เ', 'เ']);
            }
            Self::MarkOrder => {
                let i = word.pair(is_vowel_mark, is_tone)?;
                word.letters.swap(i, i + 1);
            }
            Self::Invisible => {
                let i = word.chance.below(word.letters.len() + 1);
                let joint = word.chance.pick(&['\u{200b}', '\u{200b}', '\u{200c}', '\u{feff}', '\u{00ad}']);
                word.put(i, 0, &[joint]);
            }
            Self::Space => {
                // แซ่ลี is written with a space as often as without.
                let clan = word.letters.starts_with(&['แ', 'ซ', '่']);
                let many = word.letters.len();
                let inside = word.place(|w, i| i > 0 && is_consonant(w.at(i)) && is_consonant(w.at(i - 1)));
                let i = match (clan, inside, word.chance.below(3)) {
                    (true, ..) => 3,
                    (_, Some(i), 0) => i,
                    (_, _, 1) => 0,
                    _ => many,
                };
                let space = word.chance.pick(&[' ', ' ', ' ', '\u{00a0}']);
                word.put(i, 0, &[space]);
            }
            Self::NeighbourKey => {
                let i = word.place(|w, i| !neighbours(w.at(i)).is_empty())?;
                let near = neighbours(word.at(i));
                let with = word.chance.pick(&near);
                word.put(i, 1, &[with]);
            }
            Self::Dropped => {
                // The first letter is looked at while it is typed; of two letters none can go.
                if word.letters.len() < 3 {
                    return None;
                }
                let i = word.place(|_, i| i > 0)?;
                word.put(i, 1, &[]);
            }
            Self::Doubled => {
                let i = word.place(|w, i| w.at(i) != ' ')?;
                let letter = word.at(i);
                word.put(i, 0, &[letter]);
            }
            Self::Transposed => {
                let i = word.place(|w, i| w.at(i + 1) != '\0' && w.at(i) != w.at(i + 1))?;
                word.letters.swap(i, i + 1);
            }
        }
        Some(())
    }
}

/// The keys a finger may hit instead: left, right, or the same one with shift.
fn neighbours(c: char) -> Vec<char> {
    let mut near = Vec::new();
    for (plain, shifted) in KEYBOARD {
        let (plain, shifted): (Vec<char>, Vec<char>) = (plain.chars().collect(), shifted.chars().collect());
        for (row, other) in [(&plain, &shifted), (&shifted, &plain)] {
            if let Some(at) = row.iter().position(|&key| key == c && key != '_') {
                let left = at.checked_sub(1).and_then(|left| row.get(left));
                near.extend(
                    [left, row.get(at + 1), other.get(at)].into_iter().flatten().filter(|&&k| k != '_'),
                );
            }
        }
    }
    near
}

#[cfg(test)]
#[path = "slip_tests.rs"]
mod tests;
