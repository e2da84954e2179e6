//! Candidates: entries that may be one person though no number says so.
//!
//! Owns contract section 4, row 6: people without a usable number are never joined by
//! themselves; for them there is a list with a score and the reasons in words, and people
//! decide. A candidate changes nothing of either entry.
//!
//! Refuses to weigh (`sameness`) and to search (`roster`): it lays a drawn register before
//! them, with the phones, places and households that a list on paper does not have.
//! Called by the server after it has drawn up the register; and by the phone's store, which
//! has no register in memory and looks for one person at a time ([`sketch`]).

use chrono::NaiveDate;

use crate::case::{Cases, Ground, Pair};
use crate::draw::Register;
use crate::entry::Entry;
use crate::national_id::TypedId;
use crate::record::{Person, Place, Sex};
use crate::roster::{Roster, Sketch, Typed};
use crate::sameness::{Points, Reason};

/// Two entries that may be one person, at least one of them without a usable number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The two, by their holders.
    pub pair: Pair,
    /// The chance that they are one person, in thousandths.
    pub score: u16,
    /// Why, the heaviest reason first. Ten points double the odds.
    pub reasons: Vec<(Reason, Points)>,
}

/// Every candidate of a register, likeliest first. `today` tells a birth date in the
/// future, which is a slip, from others.
pub fn candidates(register: &Register, today: NaiveDate) -> Vec<Candidate> {
    let mut roster = Roster::new(today);
    for (at, entry) in register.entries.iter().enumerate() {
        // Padded, for the roster orders lines by their labels.
        let label = format!("{at:010}");
        let texts = Texts::of(label, &entry.national_id, &entry.shown, entry.place.as_ref());
        let typed = texts.typed(&entry.shown, entry.place.as_ref());
        roster.add(u32::try_from(at).unwrap_or(u32::MAX), &typed);
    }
    // Labels are places in the register: none is given twice.
    let _ = roster.close();
    let mut candidates = Vec::new();
    let found = roster.pairs(|pair| {
        let entry = |label: &str| label.parse().ok().and_then(|at: usize| register.entries.get(at));
        if let (Some(a), Some(b)) = (entry(pair.left), entry(pair.right))
            && let Some(two) = open_pair(register, a, b)
        {
            let reasons = roster.explain(pair.left, pair.right).map(|why| why.reasons()).unwrap_or_default();
            candidates.push(Candidate { pair: two, score: pair.score, reasons });
        }
        Ok::<(), std::convert::Infallible>(())
    });
    // Infallible: nothing above stops the search.
    let _ = found;
    candidates.sort_by_key(|c| (std::cmp::Reverse(c.score), c.pair));
    candidates
}

/// The open cases of a register, those of its candidates among them: each pair once.
pub fn open_cases(register: &Register, candidates: &[Candidate]) -> Cases {
    let mut cases = register.cases.clone();
    for candidate in candidates {
        cases.entry(candidate.pair).or_default().insert(Ground::Alike);
    }
    cases
}

/// The pair that people could still decide on: not both numbered, not one person already,
/// not kept apart by a ruling.
fn open_pair(register: &Register, a: &Entry, b: &Entry) -> Option<Pair> {
    let numbered = |entry: &Entry| matches!(entry.national_id, TypedId::Valid(_));
    let pair = Pair::of(a.holder()?, b.holder()?)?;
    let open = !(numbered(a) && numbered(b)) && a.person != b.person && !register.apart.contains(&pair);
    open.then_some(pair)
}

/// Somebody as found on a visit, for the index of a phone. `today` as in [`candidates`].
pub fn sketch(person: &Person, place: Option<&Place>, today: NaiveDate) -> Sketch {
    let texts = Texts::of(String::new(), &TypedId::read(person.national_id.as_deref()), person, place);
    Sketch::read(&texts.typed(person, place), today)
}

/// Lays somebody into a roster, under a label of theirs.
pub fn lay(roster: &mut Roster, line: u32, label: String, person: &Person, place: Option<&Place>) {
    let texts = Texts::of(label, &TypedId::read(person.national_id.as_deref()), person, place);
    roster.add(line, &texts.typed(person, place));
}

/// Somebody as a line of a list.
struct Texts {
    label: String,
    cid: String,
    dob: String,
    village: String,
}

impl Texts {
    fn of(label: String, national_id: &TypedId, shown: &Person, place: Option<&Place>) -> Self {
        Self {
            label,
            cid: match national_id {
                TypedId::Missing => String::new(),
                TypedId::Valid(id) => id.to_string(),
                TypedId::Invalid { typed, .. } => typed.clone(),
            },
            dob: shown.born().map(|birth| birth.to_string()).unwrap_or_default(),
            village: place.map(village).unwrap_or_default(),
        }
    }

    fn typed<'a>(&'a self, shown: &'a Person, place: Option<&'a Place>) -> Typed<'a> {
        let text = |field: &'a Option<String>| field.as_deref().unwrap_or_default();
        let fix = place.and_then(|place| place.found_at.as_ref());
        Typed {
            unique_id: &self.label,
            cid: &self.cid,
            title: text(&shown.title),
            first: text(&shown.given_name),
            last: text(&shown.family_name),
            dob: &self.dob,
            sex: match shown.sex {
                Some(Sex::Male) => "1",
                Some(Sex::Female) => "2",
                None => "",
            },
            village: &self.village,
            house: place.map(|place| text(&place.house_no)).unwrap_or_default(),
            phone: text(&shown.phone),
            point: fix.and_then(|fix| Some((fix.lat?, fix.lon?))),
        }
    }
}

/// The village as the ministry codes it, tambon and หมู่; or what of it is known.
fn village(place: &Place) -> String {
    match (&place.tambon, place.moo, &place.community) {
        (Some(tambon), Some(moo), _) => format!("{tambon}{moo:02}"),
        (tambon, None, Some(community)) => format!("{} {community}", tambon.as_deref().unwrap_or_default()),
        (None, Some(moo), _) => format!("หมู่ {moo}"),
        _ => String::new(),
    }
}

#[cfg(test)]
#[path = "candidate_tests.rs"]
mod tests;
