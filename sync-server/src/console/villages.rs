//! Villages as lists and boards tell them apart: by number and, where the LAO has several, by tambon.
//!
//! Owns what a village is called beside a name, which offices of villages a list proposes to hang at, and which
//! villages of a list hang nowhere (domain.md 4.4 [S003:1331]). Refuses to know who is on a list. Called by
//! postings and agendas.

use std::collections::BTreeSet;

use register::address;
use register::posting::{Posting, Site};
use register::record::Place;
use register::survey::Tambons;
use register::thai;

use super::mishap::Mishap;
use super::words::NOTHING;
use crate::office::Visitor;
use crate::routes::House;

/// The tambons of the visitor's LAO: those of these places, and those in which it said that it has villages.
pub(super) async fn tambons<'p>(
    house: &House,
    visitor: &Visitor,
    places: impl Iterator<Item = Option<&'p Place>>,
) -> Result<Tambons, Mishap> {
    let settings = house.office.settings(visitor.lao.code).await?;
    let met = Tambons::of(places.flatten());
    let named = settings.villages.iter().filter_map(|village| village.tambon.as_deref());
    Ok(Tambons::with(met.codes().chain(named)).of_a(visitor.lao.kind))
}

/// A village of a list, or the community that a municipality has instead.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Village<'p> {
    tambon: Option<&'p str>,
    within: Within<'p>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Within<'p> {
    Community(&'p str),
    Moo(u32),
}

impl<'p> Village<'p> {
    fn of(tambons: &'p Tambons, place: &'p Place) -> Option<Self> {
        let community = || place.community.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let within = match place.moo.filter(|moo| *moo > 0) {
            Some(moo) => Within::Moo(moo),
            None => Within::Community(community()?),
        };
        Some(Self { tambon: tambons.holding(Some(place)), within })
    }

    /// Those of these places, each once.
    fn each(tambons: &'p Tambons, places: impl Iterator<Item = &'p Place>) -> BTreeSet<Self> {
        places.filter_map(|place| Self::of(tambons, place)).collect()
    }

    /// Its words, and its tambon where the LAO has several.
    fn called(self, words: &str, tambons: &Tambons) -> String {
        tambons.beside(self.tambon).map_or_else(|| words.to_owned(), |tambon| format!("{words} {tambon}"))
    }

    /// Whether a board at a village is this one's. A board that names no tambon is of the one village that bears its
    /// number on the list; where two do, nobody knows of which.
    fn hangs_at(self, board: &str, all: &BTreeSet<Self>, tambons: &Tambons) -> bool {
        let is_named = match self.within {
            Within::Community(name) => board.contains(name),
            Within::Moo(moo) => {
                let name = thai::arabic_digits(board);
                name.split(|c: char| !c.is_ascii_digit()).any(|number| number.parse() == Ok(moo))
            }
        };
        let is_alone = || all.iter().filter(|other| other.within == self.within).count() == 1;
        is_named
            && match (said(board, tambons), self.tambon) {
                (Some(said), Some(own)) => said == own,
                _ => is_alone(),
            }
    }
}

/// The tambon that the name of a board says, of these; its amphoe tells apart two of one name.
fn said<'t>(board: &str, tambons: &'t Tambons) -> Option<&'t str> {
    let words = board.replace("ตำบล", " ").replace("ต.", " ");
    words.split_whitespace().find_map(|word| {
        let named = |code: &&str| address::tambon(code).is_some_and(|tambon| tambon.name() == word);
        let amphoe =
            |code: &&&str| address::tambon(code).is_some_and(|of| board.contains(of.amphoe().name()));
        let found: Vec<&str> = tambons.codes().filter(named).collect();
        match found.as_slice() {
            [one] => Some(*one),
            several => several.iter().find(amphoe).copied(),
        }
    })
}

/// The village at a place, as a list has it beside a name.
pub(super) fn written(place: Option<&Place>, tambons: &Tambons) -> String {
    match place.and_then(|place| Village::of(tambons, place)) {
        Some(village @ Village { within: Within::Moo(moo), .. }) => {
            village.called(&format!("หมู่ {moo}"), tambons)
        }
        Some(village @ Village { within: Within::Community(name), .. }) => village.called(name, tambons),
        None => NOTHING.to_owned(),
    }
}

/// What the offices of the villages at these places are called where nobody said another name, a line each.
pub(super) fn offices<'p>(places: impl Iterator<Item = &'p Place>, tambons: &'p Tambons) -> String {
    let office = |village: Village<'_>| match village.within {
        Within::Moo(moo) => village.called(&format!("ที่ทำการหมู่บ้าน หมู่ {moo}"), tambons),
        Within::Community(name) => village.called(&format!("ที่ทำการชุมชน{}", bare(name)), tambons),
    };
    Village::each(tambons, places).into_iter().map(office).collect::<Vec<_>>().join("\n")
}

/// The villages and communities at these places that none of a posting's boards at villages names.
pub(super) fn without_a_board<'p>(
    posting: &Posting,
    places: impl Iterator<Item = &'p Place>,
    tambons: &'p Tambons,
) -> Vec<String> {
    let all = Village::each(tambons, places);
    let boards = || posting.places.iter().filter(|place| place.site == Site::Village);
    let hangs = |village: &Village<'_>| boards().any(|board| village.hangs_at(&board.name, &all, tambons));
    let called = |village: &Village<'_>| match village.within {
        Within::Moo(moo) => village.called(&format!("หมู่ {moo}"), tambons),
        Within::Community(name) => village.called(&format!("ชุมชน{}", bare(name)), tambons),
    };
    all.iter().filter(|village| !hangs(village)).map(called).collect()
}

/// A community's name without the word that is put before it.
fn bare(name: &str) -> &str {
    name.strip_prefix("ชุมชน").filter(|name| !name.is_empty()).unwrap_or(name)
}

#[cfg(test)]
#[path = "villages_tests.rs"]
mod tests;
