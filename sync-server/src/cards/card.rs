//! What a person is found by, as it is kept, and as it is searched.
//!
//! Owns both forms of a card. Kept, it is a text of lines, one for each kind, so that no word
//! is found across two. In memory each Thai letter is one byte instead of three, and each
//! line begins with a byte of its own, so that a house can be told from a village.

use register::record::{Person, Place};
use register::thai;

/// The form of the text that is kept. A database whose cards are of another is drawn up anew.
pub const FORM: &str = "1";

/// Begins the house, and so on; a name begins a card.
pub(super) const HOUSE: u8 = 1;
pub(super) const MOO: u8 = 2;
pub(super) const COMMUNITY: u8 = 3;
pub(super) const NUMBERS: u8 = 4;
const OTHER_ID: u8 = 5;
const PHONE: u8 = 6;
/// Ends a card.
pub(super) const END: u8 = 0;
const STARTS: [u8; 6] = [HOUSE, MOO, COMMUNITY, NUMBERS, OTHER_ID, PHONE];

/// The card of somebody on a visit to this place: each line in the form in which two spellings
/// are compared. Given and family name are one line, for they are often typed without a gap.
pub fn card(person: &Person, place: Option<&Place>) -> String {
    let fold = |text: &Option<String>| text.as_deref().map(thai::fold).unwrap_or_default();
    let house = place.and_then(|place| place.house_no.as_deref()).map(house).unwrap_or_default();
    let moo = place.and_then(|place| place.moo).map(|moo| moo.to_string()).unwrap_or_default();
    let community = place.map(|place| fold(&place.community)).unwrap_or_default();
    let name = fold(&person.given_name) + &fold(&person.family_name);
    [name, house, moo, community, fold(&person.national_id), fold(&person.other_id), fold(&person.phone)]
        .join("\n")
}

/// A house number in the form in which two are compared. The stroke is what tells house 12/3
/// from house 123.
pub(super) fn house(house: &str) -> String {
    house.split('/').map(thai::fold).collect::<Vec<_>>().join("/")
}

/// A kept card as it is searched, with its end.
pub(super) fn encode_card(card: &str, into: &mut Vec<u8>) {
    let mut starts = STARTS.into_iter();
    for (at, line) in card.split('\n').enumerate() {
        if at > 0 {
            into.extend(starts.next());
        }
        encode(line, into);
    }
    // A card of an older form has fewer lines; each kind has its place all the same.
    into.extend(starts);
    into.push(END);
}

/// Folded text as it is searched: one text is part of another exactly when their bytes are.
pub(super) fn encode(text: &str, into: &mut Vec<u8>) {
    for c in text.chars() {
        let code = c as u32;
        match c {
            ' '..='~' => into.push(code as u8),
            // As TIS-620 has them.
            '\u{0e01}'..='\u{0e5b}' => into.push((code - 0x0e00 + 0xa0) as u8),
            // Anything else: a byte that begins it and five that are used for nothing else.
            _ => {
                into.push(0x7f);
                into.extend((0..5).map(|at| 0x80 + (code >> (5 * at) & 0x1f) as u8));
            }
        }
    }
}
