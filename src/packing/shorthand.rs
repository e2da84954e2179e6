//! Shorthand: names that chance gave, written once and then referred to.
//!
//! Owns a text form of any bytes in which UUIDs and long runs of hexadecimal digits stand
//! aside, as the bytes that they are. A UUID that was met before is written as how many
//! others were met since: in households of one size that is the same number at the same
//! place, and the packer behind it sees one text again and again.
//!
//! ```text
//! 0x00 b     the byte b itself, which is below 0x08
//! 0x01       the UUID before the last other one: the one met last
//! 0x02 n     the UUID met n others ago, n from 1
//! 0x03       a new UUID: the next 16 bytes of the names
//! 0x04 n     n pairs of hexadecimal digits: the next n bytes of the names
//! ```
//!
//! Called by the packing only.

use crate::PackingFault;

const ITSELF: u8 = 0;
const SAME: u8 = 1;
const EARLIER: u8 = 2;
const NEW: u8 = 3;
const DIGITS: u8 = 4;
/// Bytes below this are marks.
const MARKS: u8 = 8;

/// Where a UUID has its dashes.
const DASHES: [usize; 4] = [8, 13, 18, 23];
const UUID_TEXT: usize = 36;
/// Fewer digits stand as they are.
const FEWEST_DIGITS: usize = 32;
/// Most pairs of digits that one mark stands for.
const MOST_PAIRS: usize = 255;
/// How many UUIDs are remembered.
const REMEMBERED: usize = 64;

/// The UUIDs met last, the last one first.
#[derive(Default)]
struct Met(Vec<[u8; 16]>);

impl Met {
    /// How many others were met since this one, if it is remembered; it is the last one now.
    fn again(&mut self, uuid: &[u8; 16]) -> Option<usize> {
        let at = self.0.iter().position(|met| met == uuid)?;
        self.0.get_mut(..=at)?.rotate_right(1);
        Some(at)
    }

    /// The one that so many others were met since; it is the last one now.
    fn back(&mut self, others: usize) -> Option<[u8; 16]> {
        self.0.get_mut(..=others)?.rotate_right(1);
        self.0.first().copied()
    }

    fn new_one(&mut self, uuid: [u8; 16]) {
        self.0.truncate(REMEMBERED - 1);
        self.0.insert(0, uuid);
    }
}

/// The text with its names aside.
pub(crate) fn shorten(plain: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (mut text, mut names) = (Vec::with_capacity(plain.len() / 2), Vec::new());
    let mut met = Met::default();
    let mut rest = plain;
    while let Some((&byte, after)) = rest.split_first() {
        if is_digit(byte) {
            if let Some((uuid, after)) = uuid(rest) {
                match met.again(&uuid) {
                    Some(0) => text.push(SAME),
                    // Not more than are remembered.
                    Some(others) => text.extend([EARLIER, others as u8]),
                    None => {
                        text.push(NEW);
                        names.extend(uuid);
                        met.new_one(uuid);
                    }
                }
                rest = after;
                continue;
            }
            let run = rest.iter().take_while(|byte| is_digit(**byte)).count();
            let pairs = if run < FEWEST_DIGITS { 0 } else { (run / 2).min(MOST_PAIRS) };
            let (digits, after) = rest.split_at(pairs * 2);
            if pairs > 0 {
                text.extend([DIGITS, pairs as u8]);
                names.extend(digits.chunks_exact(2).filter_map(pair));
                rest = after;
                continue;
            }
            // No name begins within a run that is none.
            let (run, after) = rest.split_at(run);
            // A UUID may begin at the last eight of it.
            let keep =
                if after.first() == Some(&b'-') { run.len().saturating_sub(8).max(1) } else { run.len() };
            let (stays, _) = rest.split_at(keep);
            text.extend(stays);
            rest = rest.get(keep..).unwrap_or_default();
            continue;
        }
        if byte < MARKS {
            text.push(ITSELF);
        }
        text.push(byte);
        rest = after;
    }
    (text, names)
}

/// The bytes that shorthand stands for, at most so many.
pub(crate) fn write_out(text: &[u8], names: &[u8], most: usize) -> Result<Vec<u8>, PackingFault> {
    let mut plain = Vec::with_capacity(text.len().saturating_mul(2).min(most));
    let mut met = Met::default();
    let (mut text, mut names) = (text.iter(), names);
    while let Some(&byte) = text.next() {
        match byte {
            ITSELF => plain.push(*text.next().filter(|byte| **byte < MARKS).ok_or(PackingFault::Damaged)?),
            SAME => write_uuid(&mut plain, &met.back(0).ok_or(PackingFault::Damaged)?),
            EARLIER => {
                let others = usize::from(*text.next().ok_or(PackingFault::Damaged)?);
                write_uuid(&mut plain, &met.back(others).ok_or(PackingFault::Damaged)?);
            }
            NEW => {
                let (uuid, rest) = names.split_first_chunk().ok_or(PackingFault::Damaged)?;
                names = rest;
                write_uuid(&mut plain, uuid);
                met.new_one(*uuid);
            }
            DIGITS => {
                let pairs = usize::from(*text.next().ok_or(PackingFault::Damaged)?);
                let (bytes, rest) = names.split_at_checked(pairs).ok_or(PackingFault::Damaged)?;
                names = rest;
                write_digits(&mut plain, bytes);
            }
            5..MARKS => return Err(PackingFault::Damaged),
            byte => plain.push(byte),
        }
        if plain.len() > most {
            return Err(PackingFault::TooLarge);
        }
    }
    if names.is_empty() { Ok(plain) } else { Err(PackingFault::Damaged) }
}

fn is_digit(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

fn value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

fn pair(digits: &[u8]) -> Option<u8> {
    match digits {
        [high, low] => Some((value(*high)? << 4) | value(*low)?),
        _ => None,
    }
}

/// The UUID that these bytes begin with, and what follows.
fn uuid(bytes: &[u8]) -> Option<([u8; 16], &[u8])> {
    let (text, rest) = bytes.split_at_checked(UUID_TEXT)?;
    if DASHES.iter().any(|at| text.get(*at) != Some(&b'-')) {
        return None;
    }
    let mut uuid = [0; 16];
    let mut digits = text.iter().enumerate().filter(|(at, _)| !DASHES.contains(at)).map(|(_, digit)| *digit);
    for byte in &mut uuid {
        *byte = (value(digits.next()?)? << 4) | value(digits.next()?)?;
    }
    Some((uuid, rest))
}

fn write_uuid(plain: &mut Vec<u8>, uuid: &[u8; 16]) {
    let mut from = 0;
    for length in [4, 2, 2, 2, 6] {
        if from > 0 {
            plain.push(b'-');
        }
        write_digits(plain, uuid.get(from..from + length).unwrap_or_default());
        from += length;
    }
}

fn write_digits(plain: &mut Vec<u8>, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or(b'0');
        plain.extend([digit(byte >> 4), digit(byte & 15)]);
    }
}
