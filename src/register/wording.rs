//! What somebody is to write: that it says something, no more than is kept, and nobody's number where nobody is
//! to be named.
//!
//! Owns the one way of looking at it, and how it is told that a text says nothing or too much; why nobody is to be
//! named is each room's own to tell. Called by the rooms whose texts an office writes.

/// Why a text cannot be kept as it is. Nothing was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unwritten {
    /// It says nothing; what the text is called.
    #[error("ยังไม่ได้กรอก{0}")]
    Missing(&'static str),
    /// It says more than is kept; what it is called, and how many letters are kept.
    #[error("ข้อความ{0}ยาวเกินไป ย่อให้ไม่เกิน {1} ตัวอักษร")]
    TooLong(&'static str, usize),
}

/// Whether a text that is called so is written, and no longer than this.
pub(crate) fn is_written(called: &'static str, text: &str, longest: usize) -> Result<(), Unwritten> {
    if text.trim().is_empty() { Err(Unwritten::Missing(called)) } else { is_short(called, text, longest) }
}

/// Whether a text that may be left out is no longer than this.
pub(crate) fn is_short(called: &'static str, text: &str, longest: usize) -> Result<(), Unwritten> {
    if text.chars().count() > longest { Err(Unwritten::TooLong(called, longest)) } else { Ok(()) }
}

/// So many digits in a row are somebody's: a telephone has nine or ten, a national ID thirteen.
const A_NUMBER: usize = 9;

/// Whether somebody's number stands in a text, with blanks and dashes in it or without, in either digits.
pub(crate) fn holds_a_number(text: &str) -> bool {
    let mut run = 0;
    for c in crate::thai::arabic_digits(text).chars() {
        run = match c {
            '0'..='9' => run + 1,
            '-' | ' ' => run,
            _ => 0,
        };
        if run >= A_NUMBER {
            return true;
        }
    }
    false
}
