//! The thirteen digits: reading them as people type them, checking them, and how they go wrong.
//!
//! Owns the check digit, the ways a number is written and shown, what its first
//! digit says, and the slips of the hand between two numbers.
//!
//! Refuses to know who a number belongs to, and never decides anything about a
//! person: a number that passes is not proved real, one that fails is kept as it
//! was typed, and **no first digit is refused**: people without registration
//! status carry 0, 6 and 7, and the survey must include them.
//!
//! Called by `record`, `merge`, `sameness`, `digest` and the screens that type a number.
//!
//! What the check digit catches, as the tests count it: the weight of the third digit is 11, so
//! **a wrong third digit is never noticed**. Any other wrong digit is noticed but for 1.7 %, and
//! a swap of unlike neighbours but for 2.0 %: there the sum moves between the two remainders,
//! 0 and 10, that share the check digit 1. Of all wrong digits together 9.2 % pass.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

const DIGITS: usize = 13;

/// A national ID whose check digit is right. Thirteen digits, any first digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NationalId(u64);

/// The groups in which a card prints its number.
pub const GROUPS: [usize; 5] = [1, 4, 5, 2, 1];

/// Digits in a card's groups, with a dash for each that is still to come.
pub fn in_groups(digits: &str) -> String {
    let mut digits = digits.chars();
    GROUPS.map(|length| (0..length).map(|_| digits.next().unwrap_or('_')).collect::<String>()).join(" ")
}

impl NationalId {
    /// The number with this value, if its check digit is right; leading zeros count as digits.
    pub fn from_u64(value: u64) -> Option<Self> {
        (value / 10 < 10u64.pow(12) && check_digit(value / 10) == value % 10).then_some(Self(value))
    }

    /// The number that begins with these twelve digits: each beginning has exactly one check digit.
    pub fn completing(first_twelve: u64) -> Option<Self> {
        (first_twelve < 10u64.pow(12)).then(|| Self(first_twelve * 10 + check_digit(first_twelve)))
    }

    /// The value, in which leading zeros are lost: for hashing and storing, not for showing.
    pub fn as_u64(self) -> u64 {
        self.0
    }

    /// The thirteen digits, each 0 to 9, first digit first.
    pub fn digits(self) -> [u8; DIGITS] {
        let mut digits = [0; DIGITS];
        let mut rest = self.0;
        for digit in digits.iter_mut().rev() {
            *digit = (rest % 10) as u8;
            rest /= 10;
        }
        digits
    }

    /// As the card prints it: `1 0000 00000 00 9`.
    pub fn grouped(self) -> String {
        in_groups(&self.to_string())
    }

    /// For lists other people see: class, office and check digit stay, the person's own part is hidden.
    pub fn masked(self) -> String {
        let d = self.to_string();
        format!("{}-{}-xxxxx-xx-{}", &d[..1], &d[1..5], &d[12..])
    }

    /// What the first digit says of its holder.
    pub fn class(self) -> PersonClass {
        match self.digits()[0] {
            0 => PersonClass::NoStatus,
            group @ 1..=5 => PersonClass::MostlyThai(group),
            6 => PersonClass::TemporaryEntry,
            7 => PersonClass::BornToTemporaryEntry,
            8 => PersonClass::LawfulAlien,
            _ => PersonClass::Reserved,
        }
    }

    /// Whether the number looks made up. It lowers confidence and never decides:
    /// somebody does hold the number next to every strange one.
    ///
    /// Only the first twelve digits are looked at, since whoever makes a number up does not
    /// choose the thirteenth. Zeros are strange only when all twelve are: `1000000000009` has a
    /// class and then the first numbers of an office, which is how our synthetic numbers begin.
    pub fn suspicion(self) -> Option<Suspicion> {
        let digits = self.digits();
        let body = &digits[..12];
        let repeats_every = |n: usize| body.iter().zip(&body[n..]).all(|(a, b)| a == b);
        let counts_by = |step: u8| {
            body.windows(RUN).any(|run| run.windows(2).all(|pair| (pair[0] + step) % 10 == pair[1]))
        };
        if repeats_every(1) {
            Some(Suspicion::OneDigit)
        } else if (2..=4).any(repeats_every) {
            Some(Suspicion::Repeating)
        } else if counts_by(1) || counts_by(9) {
            Some(Suspicion::Run)
        } else {
            None
        }
    }
}

/// Digits in counting order before it looks like a run: nine in a row come by chance to a handful
/// of people in the whole country.
const RUN: usize = 9;

impl fmt::Display for NationalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:013}", self.0)
    }
}

impl Serialize for NationalId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for NationalId {
    /// Takes only the thirteen digits themselves: what is stored or signed has one spelling.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.len() != DIGITS || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(de::Error::custom("a national ID is thirteen digits and nothing else"));
        }
        text.parse().ok().and_then(Self::from_u64).ok_or_else(|| de::Error::custom(IdFault::CheckDigit))
    }
}

/// The check digit of twelve digits: Σ dᵢ·(14−i), then (11 − Σ mod 11) mod 10.
fn check_digit(first_twelve: u64) -> u64 {
    let (mut sum, mut rest) = (0, first_twelve);
    for weight in 2..=13 {
        sum += rest % 10 * weight;
        rest /= 10;
    }
    (11 - sum % 11) % 10
}

/// What was typed where a national ID belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypedId {
    /// Nothing, or only spaces and dashes.
    Missing,
    /// A number whose check digit is right.
    Valid(NationalId),
    /// Anything else. It is kept, and it never joins people together.
    Invalid {
        /// Exactly what was typed.
        typed: String,
        /// Why it is not a national ID.
        fault: IdFault,
    },
}

impl TypedId {
    /// Reads a number as typed: Thai digits count as digits; spaces, dashes and invisible marks do not count.
    pub fn read(typed: Option<&str>) -> Self {
        let Some(typed) = typed else { return Self::Missing };
        match read_digits(typed) {
            Ok(digits) if digits.is_empty() => Self::Missing,
            Ok(digits) => match exactly_thirteen(&digits).and_then(valid) {
                Ok(id) => Self::Valid(id),
                Err(fault) => Self::Invalid { typed: typed.to_owned(), fault },
            },
            Err(fault) => Self::Invalid { typed: typed.to_owned(), fault },
        }
    }

    /// The number, if it is valid.
    pub fn valid(&self) -> Option<NationalId> {
        match self {
            Self::Valid(id) => Some(*id),
            _ => None,
        }
    }
}

/// Why what was typed is not a national ID. Shown to people; it blocks nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdFault {
    /// Digits only, but too few or too many; how many there are.
    #[error("a national ID has 13 digits and this has {0}; compare it with the card")]
    Length(usize),
    /// Something in it is neither a digit nor a space nor a dash.
    #[error("a national ID has only digits and this has other characters; type the 13 digits of the card")]
    NotDigits,
    /// Thirteen digits of which at least one is wrong.
    #[error("the last digit does not fit the other twelve, so a digit is wrong; compare it with the card")]
    CheckDigit,
}

impl IdFault {
    /// The same sentence in Thai.
    pub fn in_thai(&self) -> String {
        match self {
            Self::Length(n) => format!("เลขประจำตัวประชาชนมี 13 หลัก แต่ที่พิมพ์มี {n} หลัก โปรดเทียบกับบัตร"),
            Self::NotDigits => {
                "เลขประจำตัวประชาชนมีแต่ตัวเลข แต่ที่พิมพ์มีอักขระอื่นปนอยู่ โปรดพิมพ์ตัวเลข 13 หลักตามบัตร".to_owned()
            }
            Self::CheckDigit => "เลขหลักสุดท้ายไม่เข้ากับ 12 หลักแรก มีตัวเลขผิดอย่างน้อยหนึ่งตัว โปรดเทียบกับบัตร".to_owned(),
        }
    }
}

/// The group a first digit belongs to. Public knowledge, not law: it never decides nationality or help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonClass {
    /// 0: no civil-registration status.
    NoStatus,
    /// 1 to 5: mostly Thai; which of the five.
    MostlyThai(u8),
    /// 6: entered temporarily or unlawfully.
    TemporaryEntry,
    /// 7: children of those of class 6.
    BornToTemporaryEntry,
    /// 8: lawful aliens, and naturalised.
    LawfulAlien,
    /// 9: reserved.
    Reserved,
}

/// Why a valid number looks made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suspicion {
    /// One digit twelve times, such as `0000000000001`.
    OneDigit,
    /// Two to four digits over and over, such as `1212121212127`.
    Repeating,
    /// Nine digits or more counting up or down, such as `1234567890121`.
    Run,
}

impl fmt::Display for Suspicion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OneDigit => "the number is one digit repeated; compare it with the card",
            Self::Repeating => "the number repeats a few digits over and over; compare it with the card",
            Self::Run => "the digits of the number count up or down; compare it with the card",
        })
    }
}

impl Suspicion {
    /// The same sentence in Thai.
    pub fn in_thai(&self) -> &'static str {
        match self {
            Self::OneDigit => "เลขนี้เป็นตัวเลขเดียวซ้ำกัน โปรดเทียบกับบัตร",
            Self::Repeating => "เลขนี้เป็นชุดตัวเลขซ้ำไปมา โปรดเทียบกับบัตร",
            Self::Run => "เลขนี้เรียงตามลำดับ โปรดเทียบกับบัตร",
        }
    }
}

/// The valid numbers one slip away from thirteen digits that fail the check, likeliest first.
///
/// Swapped neighbours come first, then one wrong digit that lies beside the right one on a number
/// pad, then any other wrong digit. There are never more than 35, and none for a number that is
/// valid or is not thirteen digits.
pub fn corrections(typed: &str) -> Vec<NationalId> {
    let Ok(digits) = read_digits(typed).and_then(|d| exactly_thirteen(&d)) else { return Vec::new() };
    if valid(digits).is_ok() {
        return Vec::new();
    }
    let swapped = (0..DIGITS - 1).filter_map(|at| {
        let mut other = digits;
        other.swap(at, at + 1);
        valid(other).ok()
    });
    let retyped = |beside: bool| {
        (0..DIGITS).flat_map(move |at| {
            (0..10).filter(move |&digit| beside_on_pad(digits[at], digit) == beside).filter_map(
                move |digit| {
                    let mut other = digits;
                    other[at] = digit;
                    valid(other).ok()
                },
            )
        })
    };
    swapped.chain(retyped(true)).chain(retyped(false)).collect()
}

/// Whether two keys touch, side by side or one above the other, on a phone's number pad.
fn beside_on_pad(a: u8, b: u8) -> bool {
    let place = |digit: u8| match digit {
        0 => (3u8, 1u8),
        _ => ((digit - 1) / 3, (digit - 1) % 3),
    };
    let ((row_a, column_a), (row_b, column_b)) = (place(a), place(b));
    row_a.abs_diff(row_b) + column_a.abs_diff(column_b) == 1
}

/// One slip of the hand that makes one number of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// No slip: the numbers are equal.
    Equal,
    /// One digit differs.
    OneDigit,
    /// Two neighbours are swapped.
    Swap,
    /// Two digits are swapped across the one between them.
    JumpSwap,
}

/// The one slip between two numbers as typed; none if they are farther apart or are not thirteen digits.
///
/// Neither needs to be valid: mistyped numbers seldom are.
pub fn slip(a: &str, b: &str) -> Option<Slip> {
    slip_of(exactly_thirteen(&read_digits(a).ok()?).ok()?, exactly_thirteen(&read_digits(b).ok()?).ok()?)
}

/// The one slip between two numbers of thirteen digits by their values.
pub(crate) fn slip_between(a: u64, b: u64) -> Option<Slip> {
    // A wrong digit changes the value by 1 to 9, a swap by 9 times that and a jump swap by 99
    // times, each with zeros behind: nearly all numbers are farther apart than that.
    let mut apart = a.abs_diff(b);
    while apart > 0 && apart.is_multiple_of(10) {
        apart /= 10;
    }
    if apart > 99 * 9 {
        return None;
    }
    slip_of(NationalId(a).digits(), NationalId(b).digits())
}

fn slip_of(a: [u8; DIGITS], b: [u8; DIGITS]) -> Option<Slip> {
    let mut differing = (0..DIGITS).filter(|&at| a[at] != b[at]);
    match (differing.next(), differing.next(), differing.next()) {
        (None, ..) => Some(Slip::Equal),
        (Some(_), None, _) => Some(Slip::OneDigit),
        (Some(left), Some(right), None) if a[left] == b[right] && a[right] == b[left] => match right - left {
            1 => Some(Slip::Swap),
            2 => Some(Slip::JumpSwap),
            _ => None,
        },
        _ => None,
    }
}

/// The value and the number of digits of what was typed, valid or not; none where there
/// are other characters, no digits, or more than a number can hold.
pub(crate) fn digits_as_typed(typed: &str) -> Option<(u64, u8)> {
    let digits = read_digits(typed).ok().filter(|digits| (1..=18).contains(&digits.len()))?;
    Some((digits.iter().fold(0, |value, &digit| value * 10 + u64::from(digit)), digits.len() as u8))
}

/// The digits of what was typed, without what people put between them.
fn read_digits(typed: &str) -> Result<Vec<u8>, IdFault> {
    typed
        .chars()
        .filter(|&c| !c.is_whitespace() && !is_dash(c) && !is_invisible(c))
        .map(|c| match c {
            '0'..='9' => Ok((c as u32 - '0' as u32) as u8),
            '๐'..='๙' => Ok((c as u32 - '๐' as u32) as u8),
            _ => Err(IdFault::NotDigits),
        })
        .collect()
}

fn exactly_thirteen(digits: &[u8]) -> Result<[u8; DIGITS], IdFault> {
    digits.try_into().map_err(|_| IdFault::Length(digits.len()))
}

fn valid(digits: [u8; DIGITS]) -> Result<NationalId, IdFault> {
    let value = digits.iter().fold(0, |value, &digit| value * 10 + u64::from(digit));
    NationalId::from_u64(value).ok_or(IdFault::CheckDigit)
}

/// Unicode's dash punctuation, and the minus and bullet that are typed for it.
fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{058a}' | '\u{05be}' | '\u{1400}' | '\u{1806}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{2212}'
                | '\u{2e17}'
                | '\u{2e1a}'
                | '\u{2e3a}'
                | '\u{2e3b}'
                | '\u{2e40}'
                | '\u{2e5d}'
                | '\u{301c}'
                | '\u{3030}'
                | '\u{30a0}'
                | '\u{fe31}'
                | '\u{fe32}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff0d}'
                | '\u{10d6e}'
                | '\u{10ead}'
    )
}

/// Joints, direction marks, the soft hyphen and the byte order mark: copied along, never seen.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00ad}'
            | '\u{034f}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
    )
}

#[cfg(test)]
#[path = "national_id_tests.rs"]
mod tests;
