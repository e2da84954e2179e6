//! How far two words are from each other, beyond one slip.
//!
//! Owns the distance that counts letters dropped, added, replaced and exchanged. Refuses
//! to decide what a distance means. Called by `sameness`, for words that are not the same.

/// The longest word that is measured letter by letter; of longer ones the first so many.
const LONGEST: usize = 32;

/// The letters of a word, on the stack.
struct Letters {
    letters: [char; LONGEST],
    many: usize,
}

impl Letters {
    fn of(word: &str) -> Self {
        let mut letters = ['\0'; LONGEST];
        let mut many = 0;
        for (place, letter) in letters.iter_mut().zip(word.chars()) {
            *place = letter;
            many += 1;
        }
        Self { letters, many }
    }

    fn as_slice(&self) -> &[char] {
        self.letters.get(..self.many).unwrap_or_default()
    }
}

/// Slips between two words, no more than two; none where they are farther apart, or too
/// short for two slips to leave anything of them. `differing_letters` is what
/// `Word::differing_letters` says, which settles most pairs of words at once.
pub(crate) fn slips(a: &str, b: &str, differing_letters: u32) -> Option<u8> {
    if differing_letters > 4 {
        return None;
    }
    let (a, b) = (Letters::of(a), Letters::of(b));
    let (a, b) = (a.as_slice(), b.as_slice());
    let shorter = a.len().min(b.len());
    let most = if shorter >= 6 { 2 } else { 1 };
    (1..=most).find(|&most| shorter >= 3 && within(a, b, most))
}

/// Whether so many slips are enough: both are read up to the first difference, and one
/// slip is tried there.
fn within(a: &[char], b: &[char], slips: u8) -> bool {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(same..).unwrap_or_default(), b.get(same..).unwrap_or_default());
    if a.is_empty() && b.is_empty() {
        return true;
    }
    let Some(left) = slips.checked_sub(1) else { return false };
    if a.len().abs_diff(b.len()) > slips.into() {
        return false;
    }
    let swapped = match (a, b) {
        ([a1, a2, a @ ..], [b1, b2, b @ ..]) if a1 == b2 && a2 == b1 => within(a, b, left),
        _ => false,
    };
    let (after_a, after_b) = (a.get(1..), b.get(1..));
    swapped
        || after_a.zip(after_b).is_some_and(|(a, b)| within(a, b, left))
        || after_a.is_some_and(|a| within(a, b, left))
        || after_b.is_some_and(|b| within(a, b, left))
}
