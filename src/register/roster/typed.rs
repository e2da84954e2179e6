//! One line of a list as people typed it, and what can be read from it.
//!
//! Owns the spellings of sex, of birth dates in either era, and what a title says of sex.
//! What cannot be read is not known: a list is never refused for one strange field.
//! Called by `roster`.

use chrono::NaiveDate;

use crate::birth::Birth;
use crate::calendar::of_either_era;
use crate::record::Sex;
use crate::thai::arabic_digits;

/// One line, field by field, as typed. An empty field was not asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Typed<'a> {
    /// What the list calls the line; its own in the whole list.
    pub unique_id: &'a str,
    /// National ID.
    pub cid: &'a str,
    /// Title.
    pub title: &'a str,
    /// Given name.
    pub first: &'a str,
    /// Family name.
    pub last: &'a str,
    /// Birth date.
    pub dob: &'a str,
    /// Sex.
    pub sex: &'a str,
    /// Village.
    pub village: &'a str,
    /// House number.
    pub house: &'a str,
    /// Telephone number; a list may have none.
    pub phone: &'a str,
    /// Where the house was found, latitude and longitude; a list has none.
    pub point: Option<(f64, f64)>,
}

/// Reads a birth date of either era: `2497-03-02`, `1954-03-02`, `1954-03`, `1954`, and as
/// people write it, `2/3/2497`.
pub(super) fn birth(typed: &str) -> Option<Birth> {
    let arabic = arabic_digits(typed.trim());
    let date = arabic.split(['T', ' ']).next().unwrap_or_default();
    let mut parts = [0u32; 3];
    let mut many = 0;
    for part in date.split(['-', '/', '.']) {
        *parts.get_mut(many)? = part.parse().ok()?;
        many += 1;
    }
    let (year, month, day) = match (many, parts) {
        (1, [year, ..]) => (year, 0, 0),
        (2, [year, month, _]) => (year, month, 0),
        (3, [first, month, last]) if first <= 31 => (last, month, first),
        (3, [year, month, day]) => (year, month, day),
        _ => return None,
    };
    let year = of_either_era(i32::try_from(year).ok().filter(|year| (1000..=9999).contains(year))?);
    // A day that its month does not have still leaves the year.
    Some(NaiveDate::from_ymd_opt(year, month, day).map_or(Birth::year_only(year), Birth::day))
}

/// Reads a telephone number down to its digits, the country's own written as at home.
/// Fewer than eight are an extension or a slip, and say nothing.
pub(super) fn phone(typed: &str) -> Option<u64> {
    let number = typed.split("ต่อ").next().unwrap_or_default();
    let digits: String = arabic_digits(number).chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix("66").filter(|rest| rest.len() >= 8).unwrap_or(&digits);
    let national = national.trim_start_matches('0');
    (8..=10).contains(&national.len()).then(|| national.parse().ok()).flatten()
}

/// Reads a sex, typed or said by the title. Where the two contradict each other it is not known.
pub(crate) fn sex(typed: &str, title: &str, first: &str) -> Option<Sex> {
    let typed = match typed.trim() {
        "1" | "๑" | "ชาย" | "ช" | "male" | "Male" | "MALE" | "m" | "M" => Some(Sex::Male),
        "2" | "๒" | "หญิง" | "ญ" | "female" | "Female" | "FEMALE" | "f" | "F" => {
            Some(Sex::Female)
        }
        _ => None,
    };
    let said = [title, first].into_iter().find_map(sex_of_title);
    match (typed, said) {
        (Some(typed), Some(said)) if typed != said => None,
        (typed, said) => typed.or(said),
    }
}

/// The titles nearly everybody has. Ranks say nothing: both sexes hold them.
const TITLES: [(&str, Sex); 9] = [
    ("นางสาว", Sex::Female),
    ("น.ส.", Sex::Female),
    ("นาง", Sex::Female),
    ("เด็กหญิง", Sex::Female),
    ("ด.ญ.", Sex::Female),
    ("นาย", Sex::Male),
    ("เด็กชาย", Sex::Male),
    ("ด.ช.", Sex::Male),
    ("พระ", Sex::Male),
];

fn sex_of_title(text: &str) -> Option<Sex> {
    let text = text.trim();
    TITLES.iter().find(|(title, _)| text == *title).map(|&(_, sex)| sex)
}
