//! What somebody is to write: that it says something, no more than is kept, and nobody's number where nobody is
//! to be named.
//!
//! Owns the one way of looking at it; how that is told is each room's own. Called by the rooms whose
//! texts an office writes.

/// Whether a text is written: `missing` where it says nothing, `too_long` where it says too much. Both
/// are told what the text is called.
pub(crate) fn is_written<E>(
    called: &'static str,
    text: &str,
    longest: usize,
    missing: fn(&'static str) -> E,
    too_long: fn(&'static str) -> E,
) -> Result<(), E> {
    if text.trim().is_empty() {
        return Err(missing(called));
    }
    if text.chars().count() > longest {
        return Err(too_long(called));
    }
    Ok(())
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
