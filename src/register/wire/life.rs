//! Lives of a server: each restore from a backup begins another.
//!
//! Owns the names of lives and their order. A phone that stays without signal hears of lives by
//! answers that were carried, late and in any order: of two names it must know which life was
//! first. So a name begins with the moment at which its life began, written so that the greater
//! text is the later life. Lives that began before that was so have sixteen hexadecimal digits
//! that chance made: each of those is over where a later form is known.
//!
//! Refuses to know clocks and chance. Called by the server when it is founded or restored, and by
//! the phone's `store`.

use data_encoding::BASE32_DNSSEC;

/// Set in every moment: the first letter is then one that no hexadecimal digit reaches.
const LATER_FORM: u64 = 1 << 47;

/// The name of the life that begins at `ms`, milliseconds since 1970; chance tells two apart that
/// began together.
pub fn named(ms: u64, chance: [u8; 4]) -> String {
    let moment = (ms.min(LATER_FORM - 1) | LATER_FORM).to_be_bytes();
    let mut name = moment.get(2..).unwrap_or_default().to_vec();
    name.extend_from_slice(&chance);
    // Its letters stand in the order of what they write.
    BASE32_DNSSEC.encode(&name)
}

/// When a life began, in milliseconds since 1970, where its name says it.
///
/// A restore by a clock that is behind adds its name to the last one's: it counts as a second later.
pub fn began(name: &str) -> Option<u64> {
    let mut parts = name.split('-');
    let bytes = BASE32_DNSSEC.decode(parts.next()?.as_bytes()).ok()?;
    let later = parts.count() as u64 * 1_000;
    let moment = bytes.get(..6)?.iter().fold(0, |moment, byte| moment << 8 | u64::from(*byte));
    (bytes.len() == 10 && moment & LATER_FORM != 0).then_some((moment & !LATER_FORM) + later)
}

/// Whether `life` was over before `known` began; `known` is empty where none is known.
pub fn is_before(life: &str, known: &str) -> bool {
    // Of two names that chance made nobody can say it: what is heard last counts.
    let is_ordered = known.as_bytes().first().is_some_and(|letter| *letter > b'f');
    is_ordered && life < known
}

#[cfg(test)]
#[path = "life_tests.rs"]
mod tests;
