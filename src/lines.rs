//! Where a line of Thai may not end.
//!
//! Thai has no blanks between words, and whoever breaks lines looks words up in a dictionary that does not
//! know all of ours: อย่างน้อยห|นึ่ง. Owns the words that it breaks apart, and what is read as one thing although a
//! blank stands in it: 12 เม.ย., หมู่ 5, a card's number, a dot and what it sets apart. Called by `view` for everything that is shown, and
//! by whoever puts somebody's name into words, for what is a name nobody sees by looking at it; what is written in, kept
//! and sent has none of these signs.

use register::calendar::written::{Form, month_name};
use register::national_id::GROUPS;

/// A blank at which no line ends, within a card's number.
const BLANK: char = '\u{a0}';
/// A narrow one. The usual one lets a line end all the same where it is itself the first that finds no room.
const NARROW: char = '\u{202f}';

/// Stands between two things on one line, and begins the next where they find no room on it.
const BETWEEN: char = '·';

/// Words that are broken, and the same with a sign in them that holds two letters together and is not seen.
const BROKEN: [(&str, &str); 35] = [
    // Those that have another in them stand before it.
    ("ผู้มีรายได้น้อย", "ผู้\u{2060}มี\u{2060}ราย\u{2060}ได้\u{2060}น้อย"),
    ("ผู้อยู่อาศัย", "ผู้\u{2060}อยู่\u{2060}อา\u{2060}ศัย"),
    ("ความช่วยเหลือ", "ความ\u{2060}ช่วย\u{2060}เหลือ"),
    ("ความเสียหาย", "ความ\u{2060}เสีย\u{2060}หาย"),
    ("ความเป็นอยู่", "ความ\u{2060}เป็น\u{2060}อยู่"),
    ("ทะเบียนบ้าน", "ทะ\u{2060}เบียน\u{2060}บ้าน"),
    ("ลายมือชื่อ", "ลาย\u{2060}มือ\u{2060}ชื่อ"),
    ("ไม่เสียหาย", "ไม่\u{2060}เสีย\u{2060}หาย"),
    ("สัญญาอนุญาต", "สัญ\u{2060}ญา\u{2060}อ\u{2060}นุ\u{2060}ญาต"),
    ("โรคติดต่อ", "โรค\u{2060}ติด\u{2060}ต่อ"),
    ("เลขบัตร", "เลข\u{2060}บัตร"),
    ("คนในบ้าน", "คน\u{2060}ใน\u{2060}บ้าน"),
    ("นำกลับมา", "นำ\u{2060}กลับ\u{2060}มา"),
    ("อยู่อาศัย", "อยู่\u{2060}อา\u{2060}ศัย"),
    ("หน่วยงาน", "หน่วย\u{2060}งาน"),
    ("ตัวอักษร", "ตัว\u{2060}อัก\u{2060}ษร"),
    ("เข้ารหัส", "เข้า\u{2060}รหัส"),
    ("ภายหลัง", "ภาย\u{2060}หลัง"),
    ("ไม่ได้", "ไม่\u{2060}ได้"),
    ("หนึ่ง", "ห\u{2060}นึ่ง"),
    ("ส่งเสริม", "ส่ง\u{2060}เสริม"),
    ("เสียหาย", "เสีย\u{2060}หาย"),
    ("นุ่งห่ม", "นุ่ง\u{2060}ห่ม"),
    ("ที่อยู่", "ที่\u{2060}อยู่"),
    ("รายได้", "ราย\u{2060}ได้"),
    ("ช่วยเหลือ", "ช่วย\u{2060}เหลือ"),
    ("ได้รับ", "ได้\u{2060}รับ"),
    ("กิโลไบต์", "กิโล\u{2060}ไบต์"),
    ("เมกะไบต์", "เมกะ\u{2060}ไบต์"),
    ("บ้านเลขที่", "บ้าน\u{2060}เลข\u{2060}ที่"),
    ("เลขที่", "เลข\u{2060}ที่"),
    ("ถ้ามี", "ถ้า\u{2060}มี"),
    ("ฝากส่ง", "ฝาก\u{2060}ส่ง"),
    ("อีกครั้ง", "อีก\u{2060}ครั้ง"),
    ("ลงทะเบียน", "ลง\u{2060}ทะ\u{2060}เบียน"),
];
/// What is counted, after its number.
const COUNTED: [&str; 22] = [
    "น.",
    "กิโลไบต์",
    "กิโลเมตร",
    "ครั้ง",
    "คน",
    "งาน",
    "ตัว",
    "บาท",
    "บ้าน",
    "ปี",
    "รายการ",
    "รูป",
    "วัน",
    "วินาที",
    "หน้า",
    "หลัก",
    "อย่าง",
    "เมกะไบต์",
    "เมตร",
    "เรื่อง",
    "ใบ",
    "ไฟล์",
];
/// What stands before its number.
const NUMBERED: [&str; 6] = ["หมู่", "หมู่ที่", HOUSE, "อายุ", "พ.ศ.", "อีก"];
const HOUSE: &str = "บ้านเลขที่";
/// What begins as something that is counted, and is not.
const NOT_COUNTED: [&str; 2] = [HOUSE, "ตัวอักษร"];

/// What stands before somebody's name, without a blank.
const TITLES: [&str; 8] = ["นางสาว", "นาง", "นาย", "เด็กชาย", "เด็กหญิง", "น.ส.", "ด.ช.", "ด.ญ."];
/// Letters that a title and a name have at most; what is longer is a sentence, and has to end its lines somewhere.
const LONGEST_NAME: usize = 26;
/// Holds two letters together and is not seen.
const HOLD: char = '\u{2060}';

/// The text with what belongs together held together.
pub(crate) fn held_together(text: &str) -> String {
    let mut held = with_names_held(&with_blanks_held(text));
    for (word, whole) in BROKEN {
        if held.contains(word) {
            held = held.replace(word, whole);
        }
    }
    held
}

/// Somebody's name as it is put into words: a line ends between its parts and not within one. One that has a title is
/// known by that wherever it stands.
pub(crate) fn name(name: &str) -> String {
    if TITLES.iter().any(|title| name.starts_with(title)) {
        return name.to_owned();
    }
    let mut held = String::with_capacity(name.len() * 2);
    for part in name.split_inclusive(|letter: char| !is_thai(letter) && letter != '.') {
        if part.chars().count() <= LONGEST_NAME {
            hold(part, &mut held);
        } else {
            held.push_str(part);
        }
    }
    held
}

/// Writes a word down so that no line ends within it.
fn hold(word: &str, held: &mut String) {
    let mut before = None;
    for letter in word.chars() {
        if before.is_some_and(|before| !is_leading(before)) && begins_a_syllable(letter) {
            held.push(HOLD);
        }
        held.push(letter);
        before = Some(letter);
    }
}

/// The text with the names in it held together that have a title: no dictionary knows names, so whoever
/// breaks lines guesses at them.
fn with_names_held(text: &str) -> String {
    if !TITLES.iter().any(|title| text.contains(title)) {
        return text.to_owned();
    }
    let mut held = String::with_capacity(text.len() * 2);
    for run in text.split_inclusive(|letter: char| !is_thai(letter) && letter != '.') {
        let is_name =
            TITLES.iter().any(|title| run.starts_with(title)) && run.chars().count() <= LONGEST_NAME;
        if is_name {
            hold(run, &mut held);
        } else {
            held.push_str(run);
        }
    }
    held
}

fn is_thai(letter: char) -> bool {
    ('\u{e01}'..='\u{e4e}').contains(&letter)
}

/// A vowel that is written before its consonant.
fn is_leading(letter: char) -> bool {
    ('เ'..='ไ').contains(&letter)
}

/// Whether a line could begin with it: a consonant, or a vowel that is written before one.
fn begins_a_syllable(letter: char) -> bool {
    ('ก'..='ฮ').contains(&letter) || is_leading(letter)
}

/// The text with the blanks in it at which no line ends.
fn with_blanks_held(text: &str) -> String {
    if !text.contains(' ') {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let mut together = String::with_capacity(text.len());
    let mut card_until = 0;
    let mut rest = text;
    for (at, letter) in letters.iter().enumerate() {
        if is_card(&letters, at) {
            card_until = at + GROUPS.iter().sum::<usize>() + GROUPS.len() - 1;
        }
        let after = rest.get(letter.len_utf8()..).unwrap_or_default();
        together.push(match letter {
            ' ' if at < card_until => BLANK,
            ' ' if belongs(&together, after) || together.ends_with(BETWEEN) => NARROW,
            other => *other,
        });
        rest = after;
    }
    together
}

/// Whether a blank between these two stands within one thing.
fn belongs(before: &str, after: &str) -> bool {
    let number_before = before.chars().next_back().is_some_and(char::is_numeric);
    let number_after = after.chars().next().is_some_and(char::is_numeric);
    let month = |form| (1..=12).filter_map(move |month| month_name(month, form));
    let months = || month(Form::Short).chain(month(Form::Full));
    let numbered = || NUMBERED.iter().copied().chain(months());
    let counted = || COUNTED.iter().copied().chain(months());
    // A house has a number; it is not counted by the one before.
    let is_counted = !NOT_COUNTED.iter().any(|word| after.starts_with(word))
        && counted().any(|word| after.starts_with(word));
    (number_before && is_counted) || (number_after && numbered().any(|word| before.ends_with(word)))
}

/// Whether a card's number in its groups begins here, whole, masked or being typed.
fn is_card(letters: &[char], at: usize) -> bool {
    let digit = |letter: &char| letter.is_numeric() || matches!(letter, 'x' | '_');
    let free = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_none_or(|letter| !digit(letter));
    let mut next = at;
    for (group, length) in GROUPS.into_iter().enumerate() {
        if group > 0 {
            if letters.get(next) != Some(&' ') {
                return false;
            }
            next += 1;
        }
        if !letters.get(next..next + length).is_some_and(|group| group.iter().all(digit)) {
            return false;
        }
        next += length;
    }
    free(at.checked_sub(1)) && free(Some(next))
}

#[cfg(test)]
#[path = "lines_tests.rs"]
mod tests;
