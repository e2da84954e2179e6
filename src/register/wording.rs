//! What somebody is to write: that it says something, and no more than is kept.
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
