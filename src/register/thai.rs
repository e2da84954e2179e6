//! Thai writing: digits, the form two spellings are compared in, and how a word sounds.
//!
//! Owns everything that depends on how Thai is encoded and typed: marks in a wrong
//! order, a sara am in two pieces, two sara e for one sara ae, zero-width joints,
//! fonts' private glyphs, consonants that share a sound.
//!
//! Refuses to know what a text means: names, dates and addresses are other modules'.
//! Called by `name`, `national_id`, `date`, `address` and `sameness`.

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Whether text is in the form in which it is stored: composed, Unicode's NFC.
///
/// Everything that is read is asked this, and nearly all of it is ASCII and Thai: those are
/// answered from the few Thai marks that stand in an order, and the rest from Unicode's tables.
pub fn is_composed(text: &str) -> bool {
    if text.is_ascii() {
        return true;
    }
    let mut before = 0;
    for c in text.chars() {
        // Unicode's combining class; in one place, marks stand in rising order of it.
        let class = match c {
            '\0'..='\u{2ff}' => 0,
            'ุ' | 'ู' => 103,
            'ฺ' => 9,
            '่'..='๋' => 107,
            'ก'..='๛' => 0,
            _ => return is_nfc(text),
        };
        if class != 0 && class < before {
            return false;
        }
        before = class;
    }
    true
}

/// The form in which text is stored: NFC, nothing else changed. What was written stays written.
pub fn nfc(text: &str) -> String {
    if is_composed(text) { text.to_owned() } else { text.nfc().collect() }
}

/// Thai digits become Arabic ones; everything else stays.
pub fn arabic_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '๐'..='๙' => char::from_digit(c as u32 - '๐' as u32, 10).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// Arabic digits become Thai ones; everything else stays.
pub fn thai_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '0'..='9' => char::from_u32('๐' as u32 + (c as u32 - '0' as u32)).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// The form two spellings are compared in.
///
/// Compatibility forms are folded, Latin is lower-cased, digits are Arabic, spaces,
/// punctuation and invisible marks are gone, and Thai marks stand in one order
/// whatever order they were typed in. Tone marks stay: see [`sound_key`] for the
/// form without them.
pub fn fold(text: &str) -> String {
    /// More than any text has needed; the bound is there so that none can hold us.
    const ROUNDS: usize = 8;
    let mut folded = fold_once(text);
    // Marks may meet and compose only when what stood between them is gone.
    for _ in 0..ROUNDS {
        if folded.is_ascii() {
            break;
        }
        let again = fold_once(&folded);
        if again == folded {
            break;
        }
        folded = again;
    }
    folded
}

fn fold_once(text: &str) -> String {
    let mut units: Vec<char> = Vec::with_capacity(text.len() / 2);
    for c in text.nfkc() {
        let c = private_glyph(c);
        match c {
            // Invisible joints and direction marks, soft hyphen, byte order mark.
            '\u{00ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{feff}' => {}
            '๐'..='๙' => units.push(char::from_digit(c as u32 - '๐' as u32, 10).unwrap_or(c)),
            // Obsolete consonants and the long tail that is typed for sara aa.
            'ฃ' => units.push('ข'),
            'ฅ' => units.push('ค'),
            'ๅ' if units.last().is_none_or(|&p| p != 'ฤ' && p != 'ฦ') => units.push('า'),
            // Repetition and abbreviation signs carry no name of their own.
            'ฯ' => {}
            _ if is_thai(c) || c.is_alphanumeric() => units.extend(c.to_lowercase()),
            _ => {}
        }
    }
    order_marks(&units)
}

fn is_thai(c: char) -> bool {
    matches!(c, 'ก'..='ฺ' | 'เ'..='๎')
}

/// Glyphs that old Thai fonts kept in the private use area, as text copied from
/// their documents still carries them.
fn private_glyph(c: char) -> char {
    match c {
        '\u{f700}' => 'ฐ',
        '\u{f701}' => 'ิ',
        '\u{f702}' => 'ี',
        '\u{f703}' => 'ึ',
        '\u{f704}' => 'ื',
        '\u{f705}' | '\u{f70a}' | '\u{f713}' => '่',
        '\u{f706}' | '\u{f70b}' | '\u{f714}' => '้',
        '\u{f707}' | '\u{f70c}' | '\u{f715}' => '๊',
        '\u{f708}' | '\u{f70d}' | '\u{f716}' => '๋',
        '\u{f709}' | '\u{f70e}' | '\u{f717}' => '์',
        '\u{f70f}' => 'ญ',
        '\u{f710}' => 'ั',
        '\u{f711}' => 'ํ',
        '\u{f712}' => '็',
        '\u{f718}' => 'ุ',
        '\u{f719}' => 'ู',
        '\u{f71a}' => 'ฺ',
        _ => c,
    }
}

fn is_tone(c: char) -> bool {
    matches!(c, '่' | '้' | '๊' | '๋')
}

/// Where a mark stands among the marks of one consonant.
fn mark_rank(c: char) -> Option<u8> {
    match c {
        // Before the vowels, where Unicode's own order puts it: otherwise the two take turns.
        'ฺ' => Some(0),
        'ั' | 'ิ' | 'ี' | 'ึ' | 'ื' | 'ุ' | 'ู' => Some(1),
        '็' | 'ํ' => Some(2),
        _ if is_tone(c) => Some(3),
        '์' | '๎' => Some(4),
        _ => None,
    }
}

fn order_marks(units: &[char]) -> String {
    let mut out = String::with_capacity(units.len() * 3);
    let mut marks: Vec<char> = Vec::with_capacity(4);
    let mut i = 0;
    while let Some(&c) = units.get(i) {
        if c == 'เ' && units.get(i + 1) == Some(&'เ') {
            out.push('แ');
            i += 2;
            continue;
        }
        if mark_rank(c).is_none() && c != 'ำ' {
            out.push(c);
            i += 1;
            continue;
        }
        // One run of marks, sara am among them: a tone may have been typed on either side of it.
        marks.clear();
        let mut am = false;
        while let Some(&m) = units.get(i) {
            if m == 'ำ' {
                am = true;
            } else if mark_rank(m).is_some() {
                if !marks.contains(&m) {
                    marks.push(m);
                }
            } else if m == 'า' && marks.contains(&'ํ') {
                // A sara am in two pieces: nikhahit, then sara aa. Marks typed after the
                // second piece belong to the same consonant.
                marks.retain(|&m| m != 'ํ');
                am = true;
            } else {
                break;
            }
            i += 1;
        }
        // Sara i with a nikhahit looks like sara ue.
        if marks.contains(&'ํ') && marks.contains(&'ิ') {
            marks.retain(|&m| !matches!(m, 'ํ' | 'ิ' | 'ึ'));
            marks.push('ึ');
        }
        marks.sort_by_key(|&m| mark_rank(m));
        // Only one tone can be heard; the first typed is kept.
        let mut toned = false;
        for &m in &marks {
            if is_tone(m) {
                if toned {
                    continue;
                }
                toned = true;
            }
            out.push(m);
        }
        if am {
            out.push('ำ');
        }
    }
    out
}

/// How a folded text sounds, roughly: equal keys are one name spelt two ways.
///
/// Tone marks, the silenced letter and its thanthakhat go; consonants of one sound
/// become one letter; short and long i, ue and u fall together, and so do the
/// spellings of ai. The short and the long a stay apart: สมชัย is not สมชาย.
pub fn sound_key(folded: &str) -> String {
    let units = spoken_units(folded);
    let mut out: Vec<char> = Vec::with_capacity(units.len());
    let mut i = 0;
    while let Some(&c) = units.get(i) {
        let next = units.get(i + 1).copied();
        match c {
            // รร: กรรณ sounds กัน, ธรรม sounds ทัม.
            'ร' if next == Some('ร') => {
                out.push('ั');
                if !units.get(i + 2).is_some_and(|&n| is_consonant(n)) {
                    out.push('น');
                }
                i += 2;
                continue;
            }
            // ชัย, ไช, ใช and ไชย are one sound.
            'ั' if next == Some('ย') => {
                let onset = out.pop();
                out.push('ไ');
                out.extend(onset);
                i += 2;
                continue;
            }
            'ไ' | 'ใ' => {
                out.push('ไ');
                if let Some(onset) = next {
                    out.push(one_sound(onset));
                }
                i += 2;
                if units.get(i) == Some(&'ย') {
                    i += 1;
                }
                continue;
            }
            'ำ' => out.extend(['ั', 'ม']),
            'ฤ' => out.extend(['ล', 'ี']),
            'ะ' => out.push('ั'),
            // ญ before a vowel is heard as ย, at the end of a syllable as น: กัญญา is กันยา.
            'ญ' if !next.is_some_and(follows_onset) => out.push('น'),
            _ => {
                // ร and ล are confused before a vowel, not at the end of a name.
                let c = if next.is_none() && matches!(c, 'ร' | 'ล' | 'ฬ') {
                    last_liquid(c)
                } else {
                    one_sound(c)
                };
                // A doubled letter is heard once.
                if out.last() != Some(&c) || !is_consonant(c) {
                    out.push(c);
                }
            }
        }
        i += 1;
    }
    if let Some(last) = out.last_mut() {
        *last = final_sound(*last);
    }
    out.into_iter().collect()
}

/// The sound that a consonant has at the end of a word: ประเสริฐ ends as ประเสริด does.
/// The stops fall together; ร and ล stay what they are, for สมพร is not สมพล.
fn final_sound(sound: char) -> char {
    match sound {
        'จ' | 'ช' | 'ส' | 'ต' | 'ท' => 'ด',
        'ป' | 'พ' | 'ฟ' => 'บ',
        'ค' => 'ก',
        _ => sound,
    }
}

/// A vowel that is written behind or around its consonant.
fn follows_onset(c: char) -> bool {
    matches!(c, 'ะ' | 'ั' | 'า' | 'ำ' | 'ิ' | 'ี' | 'ึ' | 'ื' | 'ุ' | 'ู')
}

/// The letters that are heard: no tones, no silenced letters, vowels in pairs of one.
fn spoken_units(folded: &str) -> Vec<char> {
    let mut units: Vec<char> = Vec::with_capacity(folded.len() / 3);
    for c in folded.chars() {
        match c {
            '์' => {
                // The silenced letter goes, with the vowel mark under or over it.
                if matches!(units.last(), Some('ี' | 'ื' | 'ู')) {
                    units.pop();
                }
                if units.len() > 1 && units.last().is_some_and(|&c| is_consonant(c)) {
                    units.pop();
                }
            }
            '่' | '้' | '๊' | '๋' | '็' | 'ฺ' | '๎' | 'ๆ' => {}
            'ิ' | 'ี' => units.push('ี'),
            'ึ' | 'ื' => units.push('ื'),
            'ุ' | 'ู' => units.push('ู'),
            _ => units.push(c),
        }
    }
    units
}

/// A Thai consonant letter.
pub fn is_consonant(c: char) -> bool {
    matches!(c, 'ก'..='ฮ') && !matches!(c, 'ฤ' | 'ฦ')
}

fn last_liquid(c: char) -> char {
    if c == 'ฬ' { 'ล' } else { c }
}

fn one_sound(c: char) -> char {
    match c {
        'ข' | 'ฃ' | 'ค' | 'ฅ' | 'ฆ' => 'ค',
        'ฉ' | 'ช' | 'ฌ' => 'ช',
        'ซ' | 'ศ' | 'ษ' | 'ส' => 'ส',
        'ญ' | 'ย' => 'ย',
        'ฎ' | 'ด' => 'ด',
        'ฏ' | 'ต' => 'ต',
        'ฐ' | 'ฑ' | 'ฒ' | 'ถ' | 'ท' | 'ธ' => 'ท',
        'ณ' | 'น' => 'น',
        'ผ' | 'พ' | 'ภ' => 'พ',
        'ฝ' | 'ฟ' => 'ฟ',
        'ร' | 'ล' | 'ฬ' => 'ล',
        'ห' | 'ฮ' => 'ฮ',
        _ => c,
    }
}

#[cfg(test)]
#[path = "thai_tests.rs"]
mod tests;
