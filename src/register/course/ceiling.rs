//! What a person, a family and a house already had, against the ceilings of aid (domain.md 3.5, 5).
//!
//! Owns who shares a family, a house and a disaster across the visits of several LAOs, and turning help
//! on records and grants of courses into what [`crate::aid`] weighs. It warns and never refuses
//! (domain.md X-17): the committee decides.
//!
//! Refuses to know which visits those are: the caller gathers them, and says how the register names
//! the people on them. Called by the office's server.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Number;

use super::Grant;
use crate::aid::{
    self, Applicant, Assessment, Cause, ColdSpell, Damage, Facts, Farmer, Given, Money, Proposal, Recipient,
    RuleBook,
};
use crate::event::{Event, EventId, When};
use crate::household::HouseholdKey;
use crate::lao::LaoCode;
use crate::record::{
    Area, DamageKind, Extent, Help, PersonId, Place, Record, Registered, Request, YesNoUnknown,
};

/// One visit, with the names that the register gives to the people on it.
#[derive(Clone, Debug)]
pub struct Visited<'a> {
    /// The record.
    pub record: &'a Record,
    /// What its LAO is called.
    pub lao: &'a str,
    /// The two digits of its province.
    pub province: &'a str,
    /// The register's name of each person: equal for one human being in whichever LAO.
    pub people: BTreeMap<PersonId, String>,
    /// What was granted on requests of this record already.
    pub granted: Vec<Granted>,
    /// The disasters that its LAO went through, as the office says them.
    pub events: &'a [Event],
}

/// A grant that was given or approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// The day.
    pub on: NaiveDate,
    /// Who asked for it.
    pub asked_by: Option<PersonId>,
    /// Of which area it was asked for.
    pub area: Option<Area>,
    /// What.
    pub grant: Grant,
}

/// A grant that is thought of, and how it stands against its ceilings.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    /// The grant.
    pub grant: Grant,
    /// What was given before, what is left, and what to know first: each with its legal reference.
    pub assessment: Assessment,
}

/// Weighs grants that an office thinks of giving on a request of `at`, against all that is known
/// of these visits, its own among them, and each against those before it: they are given together.
/// A grant without an item of the criteria has no ceiling and is left out. Each is of its own day where it has one,
/// and else of this.
pub fn weigh(
    rules: &RuleBook,
    visits: &[Visited<'_>],
    at: &Visited<'_>,
    request: &Request,
    grants: &[Grant],
    on: NaiveDate,
) -> Vec<Weighed> {
    let (families, disasters) = (Families::of(visits), Disasters::of(visits));
    let mut given: Vec<Given> =
        visits.iter().flat_map(|visit| given_on(visit, &families, &disasters)).collect();
    let asked_by = at.record.requester(request);
    let mut weighed = Vec::with_capacity(grants.len());
    for grant in grants {
        let Some(item) = grant.item.clone() else { continue };
        let on = grant.on.unwrap_or(on);
        let proposal = Proposal {
            item,
            kind: grant.kind.clone(),
            amount: money(grant.amount_baht.as_ref()),
            quantity: number(grant.quantity.as_ref()).unwrap_or(1.0),
            on,
            to: recipient(at, &families, grant.person.or(asked_by), None),
            from: at.lao.to_owned(),
            event: disasters.asked_against(at, request.area),
            term: None,
            facts: facts(at.record, grant.person.or(asked_by), request, grant.item.as_deref()),
        };
        let assessment = rules.assess(&proposal, &given);
        weighed.push(Weighed { grant: grant.clone(), assessment });
        let granted = Granted { on, asked_by, area: request.area, grant: grant.clone() };
        given.push(given_by(at, &families, &disasters, &granted));
    }
    weighed
}

fn number(number: Option<&Number>) -> Option<f64> {
    number.and_then(Number::as_f64)
}

fn money(baht: Option<&Number>) -> Option<Money> {
    baht.and_then(Money::written)
}

/// Help that the household tells of, and grants on its requests.
fn given_on(visit: &Visited<'_>, families: &Families, disasters: &Disasters) -> Vec<Given> {
    let told = visit.record.help_received.iter().map(|help: &Help| Given {
        item: help.item.clone(),
        kind: None,
        what: help.what.clone().unwrap_or_default(),
        amount: money(help.amount_baht.as_ref()),
        quantity: number(help.quantity.as_ref()),
        on: help.on,
        to: recipient(visit, families, help.person, help.family),
        from: help.from.clone().unwrap_or_default(),
        // People name a disaster in their own words: what cannot be told apart is counted, and said so.
        event: None,
        term: None,
    });
    let granted = visit.granted.iter().map(|granted| given_by(visit, families, disasters, granted));
    told.chain(granted).collect()
}

/// A grant on a request of this visit, as help that counts.
fn given_by(visit: &Visited<'_>, families: &Families, disasters: &Disasters, granted: &Granted) -> Given {
    let Granted { on, asked_by, area, grant } = granted;
    Given {
        item: grant.item.clone(),
        kind: grant.kind.clone(),
        what: grant.what.clone(),
        amount: money(grant.amount_baht.as_ref()),
        quantity: number(grant.quantity.as_ref()),
        on: Some(*on),
        to: recipient(visit, families, grant.person.or(*asked_by), None),
        from: visit.lao.to_owned(),
        event: disasters.asked_against(visit, *area),
        term: None,
    }
}

/// Who is helped: the person, and the family and the house they are in.
fn recipient(
    visit: &Visited<'_>,
    families: &Families,
    person: Option<PersonId>,
    family: Option<u32>,
) -> Recipient {
    let of_person = person.and_then(|id| visit.record.people.iter().find(|person| person.id == id));
    let family = family.or_else(|| of_person.map(|person| person.family.unwrap_or(1)));
    let family =
        family.or_else(|| (visit.record.people.iter().all(|p| p.family.unwrap_or(1) == 1)).then_some(1));
    let house = house_of(visit.record);
    Recipient {
        person: person.and_then(|id| visit.people.get(&id).cloned()),
        family: family.and_then(|family| families.name(visit.record, family)),
        household: Some(house.clone()),
        house: Some(house),
        province: Some(visit.province.to_owned()),
    }
}

/// The house of a visit by its address, the same whichever LAO stood at its door; a visit without
/// an address stands alone.
fn house_of(record: &Record) -> String {
    let house = record.place.as_ref().and_then(|place| house_at(record.lao, place));
    house.unwrap_or_else(|| record.id.to_string())
}

/// The house at a place, as a LAO's visit has it: the same from whichever LAO, where the place says its tambon.
pub fn house_at(lao: LaoCode, place: &Place) -> Option<String> {
    let key = HouseholdKey::of(lao, place)?;
    let is_national = place.tambon.as_ref().is_some_and(|tambon| !tambon.trim().is_empty());
    let door = key.as_str().split_once('|').map(|(_, door)| door).filter(|_| is_national);
    Some(door.unwrap_or(key.as_str()).to_owned())
}

/// Families across visits: two visits' families are one when they share a person (contract section 1).
struct Families(BTreeMap<(String, u32), String>);

impl Families {
    fn of(visits: &[Visited<'_>]) -> Self {
        // Every family begins as itself; whoever stands in two makes them one.
        let mut names: BTreeMap<(String, u32), String> = BTreeMap::new();
        let mut of_person: BTreeMap<&str, String> = BTreeMap::new();
        for visit in visits {
            let record = visit.record.id.to_string();
            for person in &visit.record.people {
                let family = (record.clone(), person.family.unwrap_or(1));
                let name = names
                    .entry(family.clone())
                    .or_insert_with(|| format!("{}/{}", family.0, family.1))
                    .clone();
                let Some(who) = visit.people.get(&person.id) else { continue };
                match of_person.get(who.as_str()).cloned() {
                    None => {
                        of_person.insert(who, name);
                    }
                    Some(other) if other != name => {
                        let (keeps, goes) = if other < name { (other, name) } else { (name, other) };
                        names
                            .values_mut()
                            .filter(|name| **name == goes)
                            .for_each(|name| name.clone_from(&keeps));
                        of_person
                            .values_mut()
                            .filter(|name| **name == goes)
                            .for_each(|name| name.clone_from(&keeps));
                    }
                    Some(_) => {}
                }
            }
        }
        Self(names)
    }

    fn name(&self, record: &Record, family: u32) -> Option<String> {
        self.0.get(&(record.id.to_string(), family)).cloned()
    }
}

/// Disasters across LAOs. What offices of a province call by two names is one where it is of one kind and a day
/// of the one is a day of the other; what one office tells apart is apart. Where no office named it, the same
/// kind on the same day is one \[DERIVED\].
struct Disasters {
    known: Vec<Disaster>,
    /// Those that each house tells of, at whichever visit.
    told: BTreeMap<String, Vec<aid::Event>>,
}

/// One of them, as each of the offices that name it has it.
struct Disaster {
    province: String,
    kind: DamageKind,
    named: Vec<Named>,
}

/// What one office says of it.
#[derive(Clone, Copy)]
struct Named {
    by: LaoCode,
    id: EventId,
    from: NaiveDate,
    /// Its last day, where the office said that it is over.
    over: Option<NaiveDate>,
    /// The last day that can be of it.
    reach: Option<NaiveDate>,
}

impl Named {
    fn has(&self, on: NaiveDate) -> bool {
        self.from <= on && self.reach.is_none_or(|reach| on <= reach)
    }

    fn meets(&self, other: &Self) -> bool {
        self.has(other.from) || other.has(self.from)
    }
}

impl Disaster {
    fn from(&self) -> Option<NaiveDate> {
        self.named.iter().map(|named| named.from).min()
    }

    /// The last day on which an office had it, once none of them has it any more.
    fn over(&self) -> Option<NaiveDate> {
        let all: Option<Vec<NaiveDate>> = self.named.iter().map(|named| named.over).collect();
        all?.into_iter().max()
    }
}

impl Disasters {
    fn of(visits: &[Visited<'_>]) -> Self {
        let offices: BTreeMap<LaoCode, &Visited<'_>> =
            visits.iter().map(|visit| (visit.record.lao, visit)).collect();
        let mut all: Vec<(&str, DamageKind, Named)> = Vec::new();
        for (by, office) in offices {
            for event in office.events {
                let named = Named {
                    by,
                    id: event.id,
                    from: event.from,
                    over: event.over(),
                    reach: event.last_day(office.events),
                };
                all.push((office.province, event.kind, named));
            }
        }
        all.sort_by_key(|(province, kind, named)| (*province, *kind, named.from, named.by));
        let mut disasters: Vec<Disaster> = Vec::new();
        for (province, kind, named) in all {
            let before = disasters.iter_mut().rev().find(|known| {
                (known.province.as_str(), known.kind) == (province, kind)
                    && known.named.iter().all(|other| other.by != named.by)
                    && known.named.iter().any(|other| other.meets(&named))
            });
            match before {
                Some(known) => known.named.push(named),
                None => disasters.push(Disaster { province: province.to_owned(), kind, named: vec![named] }),
            }
        }
        let mut all = Self { known: disasters, told: BTreeMap::new() };
        for visit in visits {
            if let Some(event) = all.that_struck(visit) {
                all.told.entry(house_of(visit.record)).or_default().push(event);
            }
        }
        all
    }

    /// The one against which something is asked for on a visit: the one that it tells of. Help against a disaster is
    /// asked for at a counter too, or on a visit that tells of no damage: then it is the last that had struck the
    /// house by that day, as reports have it.
    fn asked_against(&self, visit: &Visited<'_>, area: Option<Area>) -> Option<aid::Event> {
        if visit.record.damage.is_some() || area != Some(Area::Disaster) {
            return self.that_struck(visit);
        }
        let on = visit.record.came_on();
        let begun = self.told.get(&house_of(visit.record))?.iter();
        begun
            .filter(|event| event.began_on.is_some_and(|day| day <= on))
            .max_by_key(|event| event.began_on)
            .cloned()
    }

    /// The one that struck this household: as its own office's events have it, and where none of these has it, as
    /// those of the others in the province do. Damage that nobody dated is of the newest that had begun when it
    /// was written down.
    fn that_struck(&self, visit: &Visited<'_>) -> Option<aid::Event> {
        let damage = visit.record.damage.as_ref()?;
        let when = When::of(damage, visit.record.captured_at.date_time().date_naive());
        let own = Event::holding(visit.events, damage.kind, when);
        let kind = own.map(|event| event.kind).or(damage.kind)?;
        let named_here =
            |named: &Named| own.is_some_and(|own| (own.id, visit.record.lao) == (named.id, named.by));
        let has = |named: &Named| match (own, when) {
            (Some(_), _) => named_here(named),
            (None, When::On(on)) => named.has(on),
            (None, When::WrittenOn(on)) => named.from <= on,
        };
        let here = self.known.iter().filter(|known| known.kind == kind && known.province == visit.province);
        let known = here.filter(|known| known.named.iter().any(has)).max_by_key(|known| known.from());
        let (from, over) = match (known.and_then(|known| Some((known.from()?, known.over()))), when) {
            (Some(known), _) => known,
            (None, When::On(on)) => (on, None),
            (None, When::WrittenOn(_)) => return None,
        };
        let id = format!("{}/{kind}/{from}", visit.province);
        // The ceilings are those of the day that its own office says.
        let began_on = Some(own.map_or(from, |own| own.from));
        Some(aid::Event { id, began_on, ended_on: over })
    }
}

/// What the record says of a case; what it does not say is for the office to find out.
fn facts(record: &Record, person: Option<PersonId>, request: &Request, item: Option<&str>) -> Facts {
    let dwelling = record.dwelling.as_ref();
    let damage = record.damage.as_ref();
    let person = person.and_then(|id| record.people.iter().find(|person| person.id == id));
    let damaged =
        |code: &str| damage.and_then(|d| d.items.iter().find(|item| item.code.as_deref() == Some(code)));
    // The dwelling itself is what these items are for.
    let dwelling_item = ["5.1.4", "5.1.5", "5.1.7"].into_iter().find_map(damaged);
    let truth = |answer: Option<YesNoUnknown>| match answer {
        Some(YesNoUnknown::Yes) => Some(true),
        Some(YesNoUnknown::No) => Some(false),
        Some(YesNoUnknown::Unknown) | None => None,
    };
    let farmer = person.and_then(|person| person.farmer.as_ref());
    Facts {
        applicant: Some(Applicant::Person),
        cause: match (request.area, damage) {
            (Some(Area::Disaster), _) => Some(Cause::Disaster),
            (Some(_), Some(damage)) if damage.kind == Some(DamageKind::Fire) => Some(Cause::FireNotDisaster),
            _ => None,
        },
        tenure: dwelling.and_then(|dwelling| dwelling.tenure),
        regular_dwelling: dwelling.and_then(|dwelling| dwelling.regular),
        damage: dwelling_item.and_then(|item| item.extent).map(|extent| match extent {
            Extent::Whole => Damage::Whole,
            Extent::Partial => Damage::Partial,
        }),
        lost_or_damaged: item.and_then(damaged).map(|_| true),
        head_or_breadwinner: person.and_then(|person| match (person.head, person.breadwinner) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        }),
        cold: None::<ColdSpell>,
        farmer: farmer.map(|farmer| match (farmer.register, farmer.registered_on) {
            (Some(_), Some(on)) => Farmer::RegisteredOn(on),
            (Some(_), None) => Farmer::Registered,
            (None, _) => Farmer::Unregistered,
        }),
        low_income: person.and_then(|person| truth(person.low_income)),
        head_in_distress: request.distress_cause.map(|_| true),
        domicile_since: person
            .filter(|person| person.registered == Some(Registered::Here))
            .and_then(|person| person.student.as_ref()?.domicile_since),
        level: person.and_then(|person| person.student.as_ref()?.level),
        ..Facts::default()
    }
}

#[cfg(test)]
#[path = "ceiling_tests.rs"]
mod tests;
