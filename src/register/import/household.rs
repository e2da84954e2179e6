//! Who of a list is one household, and the records that it comes to.
//!
//! Owns that people are put under one roof by an address that tells one house from another, and
//! else stand alone; and the names of records, people and requests, which are the list's and the
//! row's. Called by the server.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{Asked, Line, Said, Source};
use crate::calendar::Round;
use crate::household::HouseholdKey;
use crate::lao::LaoCode;
use crate::moment::Moment;
use crate::national_id::{NationalId, TypedId};
use crate::record::{
    Channel, FromList, ListId, PersonId, Record, RecordId, Request, RequestId, Signature, SignatureKind,
    Status, Unknown,
};
use crate::thai::fold;

/// Most people of one record: a camp or a dormitory with one number is no family.
const MOST: usize = 50;

/// People of a list by household, as places in it; each in the order of the list.
///
/// An address tells a household where it has a house number and says of which village, community,
/// lane or road. A number that stands in the household already is another row about the same
/// person: it stands alone, and the register finds that the two are one.
pub fn households(lines: &[Line], lao: LaoCode) -> Vec<Vec<usize>> {
    type Open = (usize, BTreeSet<NationalId>);
    let mut all: Vec<Vec<usize>> = Vec::new();
    let mut open: BTreeMap<(HouseholdKey, String), Open> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        let Ok(said) = &line.said else { continue };
        let number = TypedId::read(said.person.national_id.as_deref()).valid();
        let Some(key) = key_of(said, lao) else {
            all.push(vec![at]);
            continue;
        };
        let found = open.get_mut(&key).and_then(|(house, numbers)| Some((all.get_mut(*house)?, numbers)));
        match found {
            Some((_, numbers)) if number.is_some_and(|number| numbers.contains(&number)) => {
                all.push(vec![at])
            }
            Some((house, numbers)) if house.len() < MOST => {
                house.push(at);
                numbers.extend(number);
            }
            _ => {
                open.insert(key, (all.len(), number.into_iter().collect()));
                all.push(vec![at]);
            }
        }
    }
    all
}

/// The household of somebody, where their address tells one.
fn key_of(said: &Said, lao: LaoCode) -> Option<(HouseholdKey, String)> {
    let place = &said.place;
    let lane: String = [&place.soi, &place.road].into_iter().flatten().map(|name| fold(name) + "|").collect();
    let is_told = place.moo.is_some_and(|moo| moo > 0) || place.community.is_some() || !lane.is_empty();
    is_told.then(|| HouseholdKey::of(lao, place)).flatten().map(|key| (key, lane))
}

/// What all records of a list have in common.
#[derive(Clone, Debug)]
pub struct Captured<'a> {
    /// Which list.
    pub list: ListId,
    /// Where it comes from.
    pub source: &'a Source,
    /// Whose register it is taken into.
    pub lao: LaoCode,
    /// By whom.
    pub surveyor: &'a str,
    /// The month to which it counts.
    pub round: Round,
    /// When it was surveyed, as far as that is known.
    pub at: Moment,
}

/// The record of a household.
pub fn record(captured: &Captured<'_>, members: &[&Line]) -> Option<Record> {
    let Captured { list, source, lao, surveyor, round, at } = captured;
    let said: Vec<(u32, &Said)> =
        members.iter().filter_map(|line| Some((line.row, &**line.said.as_ref().ok()?))).collect();
    let (first, head) = said.first()?;
    let mut people = Vec::with_capacity(said.len());
    let mut requests = Vec::new();
    for (row, said) in &said {
        let id = PersonId::new(name_of(*list, *row, "person"));
        let mut person = said.person.clone();
        person.id = id;
        people.push(person);
        if let Some(asked) = &said.asked {
            requests.push(request(RequestId::new(name_of(*list, *row, "request")), id, asked));
        }
    }
    Some(Record {
        id: RecordId::new(name_of(*list, *first, "record")),
        lao: *lao,
        round: *round,
        captured_at: *at,
        surveyor: Some((*surveyor).to_owned()),
        status: Status::Complete,
        refusal: None,
        place: Some(head.place.clone()).filter(|place| *place != crate::record::Place::default()),
        dwelling: None,
        people,
        requests,
        help_received: Vec::new(),
        damage: None,
        photos: Vec::new(),
        checks: Vec::new(),
        reviews: Vec::new(),
        notice: None,
        from_list: Some(FromList {
            list: *list,
            agency: Some(source.agency.clone()),
            letter: source.letter.clone(),
            letter_on: source.letter_on,
            unknown: Unknown::new(),
        }),
        taken_in: None,
        withdraw: None,
        unknown: Unknown::new(),
    })
}

fn request(id: RequestId, person: PersonId, asked: &Asked) -> Request {
    Request {
        id,
        person: Some(person),
        area: asked.area,
        subject: asked.subject.clone(),
        facts: asked.facts.clone(),
        need: asked.need.clone(),
        distress_cause: None,
        urgent: None,
        channel: Some(Channel::StateSurvey),
        signature: Some(Signature {
            kind: SignatureKind::NotRequired,
            photo: None,
            reason: None,
            of: None,
            unknown: Unknown::new(),
        }),
        proxy: None,
        unknown: Unknown::new(),
    }
}

/// The record that begins with a row, as it is named: so that the register can be asked for it.
pub fn record_of(list: ListId, row: u32) -> RecordId {
    RecordId::new(name_of(list, row, "record"))
}

/// What something of a row is called: a UUID of version 7 that has the list's own time, then the row,
/// so that what stands first in a list comes first in the register, and else is of both.
fn name_of(list: ListId, row: u32, what: &str) -> Uuid {
    /// The row goes into the twelve bits after the time and the fourteen after those.
    const ROWS: u32 = 14;
    let list = list.uuid().into_bytes();
    let mut hasher = blake3::Hasher::new_derive_key("samruat names of a list v1");
    hasher.update(&list).update(&row.to_le_bytes()).update(what.as_bytes());
    let hash = hasher.finalize();
    let (high, low) = (row >> ROWS, row & ((1 << ROWS) - 1));
    let placed = [0x70 | (high >> 8) as u8 & 0x0f, high as u8, 0x80 | (low >> 8) as u8, low as u8];
    let mut name = [0; 16];
    let parts = list.iter().take(6).chain(&placed).chain(hash.as_bytes());
    for (byte, from) in name.iter_mut().zip(parts) {
        *byte = *from;
    }
    Uuid::from_bytes(name)
}
