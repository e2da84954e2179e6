//! Drawing up the register: from visits and decisions to entries and cases.
//!
//! Owns contract section 4, rows 1 to 6 and 8 to 11. The result is a function of the
//! set of visits, the set of decisions and the directory of LAOs: order shows nowhere.
//! Whoever calls it with part of the register must hand in everything that touches the
//! people concerned: all visits with one of their numbers, and all decisions on them.
//!
//! The way through: live appearances → what people ruled → groups of one number and one
//! name in one LAO → entries → links between LAOs → status and flags → cases.
//! A number decides only where names agree; a ruling decides over any number.
//!
//! Refuses to know how visits came to be (`merge`) and who is merely alike (`sameness`).
//! Called by the server's projection and by the phone for its own area.

mod clusters;
mod rulings;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use self::clusters::Clusters;
use self::rulings::{Rulings, Stance, Standing};

use crate::birth::Birth;
use crate::case::{Cases, Ground, Pair};
use crate::decision::{Appearance, Decision, Verdict};
use crate::entry::{Entry, Flag, InfoStatus};
use crate::field::{FieldPath, Part};
use crate::lao::{Directory, LaoCode, LaoKind, Overlap};
use crate::moment::Moment;
use crate::name::{PersonName, names_agree};
use crate::national_id::{NationalId, TypedId};
use crate::record::{Person, PersonId, RecordId, Request, Signed, Status};
use crate::seal::SealedId;
use crate::visit::Visit;

/// The register as drawn up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Register {
    /// Every entry, by LAO and person.
    pub entries: Vec<Entry>,
    /// Every open case that numbers and rulings give rise to.
    pub cases: Cases,
    /// Entries that people ruled to be two, whatever else speaks for one.
    pub apart: BTreeSet<Pair>,
}

/// Draws up the register.
pub fn draw(visits: &[Visit], decisions: &[Decision], laos: &Directory) -> Register {
    let by_age: BTreeMap<_, _> = decisions.iter().map(|d| ((d.ruling().stamp, d.id()), d)).collect();
    let decisions: Vec<&Decision> = by_age.into_values().collect();
    let met = live_appearances(visits, &decisions, laos);
    let rulings = Rulings::weigh(&decisions, met.iter().map(|m| m.who));
    let units = group_by_number(&met, &rulings);
    let holdings = hold(&met, &units, &rulings);
    let links = Links::between(&met, &holdings, &rulings, laos);
    settle(&met, &holdings, &links, laos)
}

/// One person on one visit that counts, with what is compared read once.
struct Met<'a> {
    who: Appearance,
    at: Moment,
    visit: &'a Visit,
    person: &'a Person,
    id: TypedId,
    name: PersonName,
    requests: Vec<&'a Request>,
}

impl Met<'_> {
    /// Contract section 4: records are taken by their instant, then by their id.
    fn order(&self) -> (Moment, RecordId, Appearance) {
        (self.at, self.who.record, self.who)
    }

    fn born(&self) -> Option<Birth> {
        self.person.birth.as_ref().map(|born| born.birth)
    }

    fn agrees_with(&self, other: &Self) -> bool {
        names_agree(&self.name, self.born(), &other.name, other.born())
    }
}

/// The visits whose records are not withdrawn, or no longer are.
pub(crate) fn counting<'a, 'd>(
    visits: &'a [Visit],
    decisions: impl IntoIterator<Item = &'d Decision>,
) -> impl Iterator<Item = &'a Visit> {
    type Standing = BTreeMap<(LaoCode, RecordId), BTreeSet<SealedId>>;
    let (mut withdrawn, mut answered) = (Standing::new(), Standing::new());
    for decision in decisions {
        match &decision.ruling().verdict {
            Verdict::Withdraw { lao, record, .. } => {
                withdrawn.entry((*lao, *record)).or_default().insert(decision.id());
            }
            Verdict::Restore { lao, record, answers } => {
                answered.entry((*lao, *record)).or_default().extend(answers);
            }
            Verdict::Join { .. }
            | Verdict::Separate { .. }
            | Verdict::Accept { .. }
            | Verdict::Refuse { .. }
            | Verdict::Step { .. }
            | Verdict::Meeting { .. }
            | Verdict::Posting { .. }
            | Verdict::Holiday { .. }
            | Verdict::Event { .. }
            | Verdict::Advice { .. }
            | Verdict::Rate { .. }
            | Verdict::Obstacles { .. }
            | Verdict::Outlay { .. }
            | Verdict::Publication { .. }
            | Verdict::Referral { .. }
            | Verdict::Statement { .. }
            | Verdict::List { .. } => {}
        }
    }
    visits.iter().filter(move |visit| {
        let key = (visit.record.lao, visit.record.id);
        let answered = answered.get(&key);
        let open = |id: &SealedId| answered.is_none_or(|answered| !answered.contains(id));
        !visit.withdrawn_by.iter().any(open) && !withdrawn.get(&key).into_iter().flatten().any(open)
    })
}

/// Everybody in every record that is complete and not withdrawn, in the order in which
/// records are taken.
fn live_appearances<'a>(visits: &'a [Visit], decisions: &[&Decision], laos: &Directory) -> Vec<Met<'a>> {
    let holds_entries =
        |visit: &Visit| laos.get(visit.record.lao).is_none_or(|lao| lao.kind != LaoKind::CentralPlace);

    let mut met: Vec<Met<'_>> = counting(visits, decisions.iter().copied())
        .filter(|visit| visit.record.status == Status::Complete && holds_entries(visit))
        .flat_map(|visit| {
            let record = &visit.record;
            let mut asked: BTreeMap<PersonId, Vec<&Request>> = BTreeMap::new();
            for request in &record.requests {
                if let Some(person) = record.requester(request) {
                    asked.entry(person).or_default().push(request);
                }
            }
            record.people.iter().map(move |person| Met {
                who: Appearance { lao: record.lao, record: record.id, person: person.id },
                at: record.captured_at,
                visit,
                person,
                id: TypedId::read(person.national_id.as_deref()),
                name: PersonName::read(
                    person.title.as_deref(),
                    person.given_name.as_deref(),
                    person.family_name.as_deref(),
                ),
                requests: asked.remove(&person.id).unwrap_or_default(),
            })
        })
        .collect();
    met.sort_by_key(Met::order);
    met
}

/// Appearances in one LAO that one number and one name make one.
struct Unit {
    members: Vec<usize>,
    /// Nobody in this LAO held this number before under another name.
    first_of_number: bool,
    /// What was ruled on its members.
    standing: Standing,
}

/// Rows 1, 2 and 6: one number and names that agree with the holder's; the rest form a
/// further group by the same rule; whoever has no usable number stands alone.
fn group_by_number(met: &[Met<'_>], rulings: &Rulings) -> Vec<Unit> {
    let mut numbered: BTreeMap<(LaoCode, NationalId), Vec<usize>> = BTreeMap::new();
    let mut units = Vec::new();
    for (at, m) in met.iter().enumerate() {
        match m.id.valid() {
            Some(id) => numbered.entry((m.who.lao, id)).or_default().push(at),
            None => {
                let standing = rulings.on(at);
                units.push(Unit { members: vec![at], first_of_number: false, standing });
            }
        }
    }
    for mut rest in numbered.into_values() {
        let mut first_of_number = true;
        while let Some((&holder, others)) = rest.split_first() {
            let mut members = vec![holder];
            let mut standing = rulings.on(holder);
            let mut left = Vec::new();
            for &other in others {
                let agrees = match (met.get(holder), met.get(other)) {
                    (Some(holder), Some(other)) => holder.agrees_with(other),
                    _ => false,
                };
                let ruled = rulings.on(other);
                if agrees && !standing.apart(&ruled) {
                    members.push(other);
                    standing.absorb(ruled);
                } else {
                    left.push(other);
                }
            }
            units.push(Unit { members, first_of_number, standing });
            first_of_number = false;
            rest = left;
        }
    }
    units.sort_by_key(|unit| unit.members.first().copied());
    units
}

/// An entry in the making.
struct Holding {
    lao: LaoCode,
    /// Indices of appearances, in the order in which records are taken.
    members: Vec<usize>,
    /// The members that hold a unit of this entry's number: theirs are the names that count.
    holders: Vec<usize>,
    id: TypedId,
    /// Row 2: this number was another's first.
    second_of_number: bool,
    /// The numbers that this LAO met here first. More than one where people joined two.
    first_of: Vec<NationalId>,
    /// What was ruled on its members.
    standing: Standing,
}

/// Row 9: units of one LAO that people joined become one entry.
fn hold(met: &[Met<'_>], units: &[Unit], rulings: &Rulings) -> Vec<Holding> {
    let mut entries = Clusters::of_singles(units.len());
    let mut standing: Vec<Standing> = units.iter().map(|unit| unit.standing.clone()).collect();
    let unit_of = places(met.len(), units.iter().map(|unit| unit.members.as_slice()));
    for joined in rulings.joined() {
        let mut by_lao: BTreeMap<LaoCode, Vec<usize>> = BTreeMap::new();
        for member in joined {
            if let (Some(m), Some(&unit)) = (met.get(member), unit_of.get(member)) {
                by_lao.entry(m.who.lao).or_default().push(unit);
            }
        }
        for units in by_lao.into_values() {
            each_with_the_first_that_takes_it(units, |a, b| {
                let (of_a, of_b) = (entries.label(a), entries.label(b));
                let apart = match (standing.get(of_a), standing.get(of_b)) {
                    (Some(a), Some(b)) => of_a != of_b && a.apart(b),
                    _ => true,
                };
                if !apart && let Some((stays, goes)) = entries.unite(a, b) {
                    let moved = standing.get_mut(goes).map(std::mem::take).unwrap_or_default();
                    if let Some(standing) = standing.get_mut(stays) {
                        standing.absorb(moved);
                    }
                }
                !apart
            });
        }
    }
    let entries = entries.sorted().into_iter();
    entries
        .filter_map(|of| holding(met, &of.iter().filter_map(|at| units.get(*at)).collect::<Vec<_>>()))
        .collect()
}

/// For each member of some groups, which group it is in.
fn places<'a>(count: usize, groups: impl Iterator<Item = &'a [usize]>) -> Vec<usize> {
    let mut place = vec![0; count];
    for (at, members) in groups.enumerate() {
        for &member in members {
            if let Some(slot) = place.get_mut(member) {
                *slot = at;
            }
        }
    }
    place
}

/// Offers each to those before it, one after another, until one takes it. Only whoever was
/// kept apart from all before them is offered others in their turn, and those are few.
fn each_with_the_first_that_takes_it(all: Vec<usize>, mut takes: impl FnMut(usize, usize) -> bool) {
    let mut heads: Vec<usize> = Vec::new();
    for one in all {
        if !heads.iter().any(|&head| takes(head, one)) {
            heads.push(one);
        }
    }
}

fn holding(met: &[Met<'_>], units: &[&Unit]) -> Option<Holding> {
    let mut members: Vec<usize> = units.iter().flat_map(|u| u.members.iter().copied()).collect();
    members.sort_unstable();
    let lao = met.get(*members.first()?)?.who.lao;
    let newest = |wanted: fn(&TypedId) -> bool| {
        members.iter().rev().filter_map(|&at| met.get(at)).map(|m| &m.id).find(|id| wanted(id))
    };
    let id = newest(|id| matches!(id, TypedId::Valid(_)))
        .or_else(|| newest(|id| matches!(id, TypedId::Invalid { .. })))
        .cloned()
        .unwrap_or(TypedId::Missing);
    let number_of = |unit: &Unit| met.get(*unit.members.first()?)?.id.valid();
    let first_of: Vec<NationalId> =
        units.iter().filter(|unit| unit.first_of_number).filter_map(|unit| number_of(unit)).collect();
    let second_of_number = id.valid().is_some_and(|number| !first_of.contains(&number));
    let holders = units
        .iter()
        .filter(|unit| id.valid().is_some() && number_of(unit) == id.valid())
        .filter_map(|unit| unit.members.first().copied())
        .collect();
    let mut standing = Standing::default();
    for unit in units {
        standing.absorb(unit.standing.clone());
    }
    Some(Holding { lao, members, holders, id, second_of_number, first_of, standing })
}

/// Two entries in two LAOs with one number.
struct SameNumber {
    /// The PAO's, where the ruling relates the two.
    a: usize,
    b: usize,
    ruled: bool,
    agree: bool,
}

/// Which entries of different LAOs are one person, and which share a number.
struct Links {
    persons: Clusters,
    same_number: Vec<SameNumber>,
}

impl Links {
    fn between(met: &[Met<'_>], holdings: &[Holding], rulings: &Rulings, laos: &Directory) -> Self {
        let mut persons = Clusters::of_singles(holdings.len());
        let mut parties: Vec<(BTreeSet<LaoCode>, Standing)> =
            holdings.iter().map(|h| (BTreeSet::from([h.lao]), h.standing.clone())).collect();
        // Two entries of one LAO stay two people, and so do those whom people kept apart.
        let mut unite = |a: usize, b: usize| {
            let (of_a, of_b) = (persons.label(a), persons.label(b));
            let may_be_one = match (parties.get(of_a), parties.get(of_b)) {
                (Some((laos_a, on_a)), Some((laos_b, on_b))) => {
                    of_a == of_b || laos_a.is_disjoint(laos_b) && !on_a.apart(on_b)
                }
                _ => false,
            };
            if may_be_one && let Some((stays, goes)) = persons.unite(a, b) {
                let (laos, standing) = parties.get_mut(goes).map(std::mem::take).unwrap_or_default();
                if let Some(party) = parties.get_mut(stays) {
                    party.0.extend(laos);
                    party.1.absorb(standing);
                }
            }
            may_be_one
        };

        // Rulings first: people see more than numbers do.
        let entry_of = places(met.len(), holdings.iter().map(|holding| holding.members.as_slice()));
        for joined in rulings.joined() {
            let entries: BTreeSet<usize> =
                joined.iter().filter_map(|&member| entry_of.get(member).copied()).collect();
            each_with_the_first_that_takes_it(entries.into_iter().collect(), &mut unite);
        }
        let same_number = same_number(met, holdings, laos);
        for pair in same_number.iter().filter(|pair| pair.agree) {
            unite(pair.a, pair.b);
        }
        Self { persons, same_number }
    }
}

/// Every two entries of two LAOs that hold one number, in the order of the numbers and then
/// in that of the entries.
fn same_number(met: &[Met<'_>], holdings: &[Holding], laos: &Directory) -> Vec<SameNumber> {
    let mut by_number: BTreeMap<NationalId, BTreeMap<LaoCode, Vec<usize>>> = BTreeMap::new();
    for (at, holding) in holdings.iter().enumerate() {
        if let Some(number) = holding.id.valid() {
            by_number.entry(number).or_default().entry(holding.lao).or_default().push(at);
        }
    }
    let mut pairs = Vec::new();
    for by_lao in by_number.into_values() {
        let mut of_number = Vec::new();
        for (one_lao, ones) in &by_lao {
            for (two_lao, twos) in by_lao.range(one_lao..).skip(1) {
                let overlap = laos.overlap(*one_lao, *two_lao);
                for &one in ones {
                    for &two in twos {
                        let (a, b) = if overlap == Overlap::PaoUnder { (two, one) } else { (one, two) };
                        let agree = match (holdings.get(a), holdings.get(b)) {
                            (Some(a), Some(b)) => agree(met, a, b),
                            _ => false,
                        };
                        of_number.push(SameNumber { a, b, ruled: overlap != Overlap::Other, agree });
                    }
                }
            }
        }
        of_number.sort_unstable_by_key(|pair| (pair.a.min(pair.b), pair.a.max(pair.b)));
        pairs.extend(of_number);
    }
    pairs
}

/// Whether two entries of one number are one person's: as people ruled, or else by the names
/// of those who hold the number.
fn agree(met: &[Met<'_>], one: &Holding, two: &Holding) -> bool {
    if one.standing.decided(&two.standing) {
        return !one.standing.apart(&two.standing);
    }
    one.holders.iter().any(|&a| {
        two.holders.iter().any(|&b| match (met.get(a), met.get(b)) {
            (Some(a), Some(b)) => a.agrees_with(b),
            _ => false,
        })
    })
}

/// Status, flags and cases, and the entries as they are shown.
fn settle(met: &[Met<'_>], holdings: &[Holding], links: &Links, laos: &Directory) -> Register {
    let statuses = statuses(met, holdings, links, laos);
    let mut entries: Vec<Entry> =
        holdings.iter().zip(&statuses).map(|(holding, status)| show(met, holding, *status)).collect();

    // Row 5.
    for pair in links.same_number.iter().filter(|pair| !pair.ruled) {
        for at in [pair.a, pair.b] {
            if let Some(entry) = entries.get_mut(at).filter(|e| e.status != InfoStatus::ExcusedPao) {
                entry.flags.insert(Flag::CrossArea);
            }
        }
    }

    // Who they are together.
    for same in links.persons.sorted().iter().filter(|same| same.len() > 1) {
        let linked = || same.iter().filter_map(|&at| entries.get(at));
        let laos: BTreeSet<LaoCode> = linked().map(|entry| entry.lao).collect();
        let Some(person) = linked().map(|entry| entry.person).min() else { continue };
        for &at in same {
            if let Some(entry) = entries.get_mut(at) {
                entry.person = person;
                entry.linked = laos.iter().copied().filter(|lao| *lao != entry.lao).collect();
            }
        }
    }
    entries.sort_by_key(|entry| (entry.lao, entry.person, entry.holder()));
    Register { entries, cases: cases(met, holdings, links), apart: kept_apart(met, holdings) }
}

/// Whoever holds an entry: its first appearance.
fn holder(met: &[Met<'_>], holding: &Holding) -> Option<Appearance> {
    Some(met.get(*holding.members.first()?)?.who)
}

/// The pairs of entries that a ruling keeps apart, by their holders.
fn kept_apart(met: &[Met<'_>], holdings: &[Holding]) -> BTreeSet<Pair> {
    let mut by_stance: BTreeMap<Stance, Vec<&Holding>> = BTreeMap::new();
    for holding in holdings {
        for stance in holding.standing.stances() {
            by_stance.entry(stance).or_default().push(holding);
        }
    }
    let mut pairs = BTreeSet::new();
    for (stance, ours) in &by_stance {
        for theirs in by_stance.get(&stance.opposite()).into_iter().flatten() {
            for one in ours.iter().filter(|one| one.standing.apart(&theirs.standing)) {
                if let (Some(one), Some(other)) = (holder(met, one), holder(met, theirs)) {
                    pairs.extend(Pair::of(one, other));
                }
            }
        }
    }
    pairs
}

/// Where every entry stands.
fn statuses(met: &[Met<'_>], holdings: &[Holding], links: &Links, laos: &Directory) -> Vec<InfoStatus> {
    // Row 3, second half: one number in a PAO and below it, and no name that agrees.
    let ruled = || links.same_number.iter().filter(|pair| pair.ruled);
    let agreeing: BTreeSet<usize> = ruled().filter(|pair| pair.agree).map(|pair| pair.a).collect();
    let differing: BTreeSet<usize> = ruled().filter(|pair| !pair.agree).map(|pair| pair.a).collect();
    let mut statuses: Vec<InfoStatus> = holdings
        .iter()
        .enumerate()
        .map(|(at, holding)| status(met, holding, differing.contains(&at) && !agreeing.contains(&at)))
        .collect();

    // Row 3, first half, and row 4: excused while somebody below, whose name agrees or whom
    // people joined with this entry, is to be entered. A link through others is not enough.
    let enters = |at: usize| statuses.get(at) == Some(&InfoStatus::Enter);
    let mut excused: BTreeSet<usize> =
        ruled().filter(|pair| pair.agree && enters(pair.a) && enters(pair.b)).map(|pair| pair.a).collect();
    for same in links.persons.sorted().iter().filter(|same| same.len() > 1) {
        for &pao in same.iter().filter(|&&at| enters(at)) {
            let is_below = |&below: &usize| match (holdings.get(pao), holdings.get(below)) {
                (Some(pao), Some(below)) => {
                    laos.overlap(pao.lao, below.lao) == Overlap::PaoOver
                        && pao.standing.joined(&below.standing)
                }
                _ => false,
            };
            if same.iter().any(|below| is_below(below) && enters(*below)) {
                excused.insert(pao);
            }
        }
    }
    for at in excused {
        if let Some(status) = statuses.get_mut(at) {
            *status = InfoStatus::ExcusedPao;
        }
    }
    statuses
}

/// What people should look at, but for what they have ruled on already.
fn cases(met: &[Met<'_>], holdings: &[Holding], links: &Links) -> Cases {
    let mut cases = Cases::new();
    let mut open = |a: usize, b: usize, ground: Ground| {
        let (Some(one), Some(two)) = (holdings.get(a), holdings.get(b)) else { return };
        let decided = one.standing.decided(&two.standing);
        if let (false, Some(one), Some(two)) = (decided, holder(met, one), holder(met, two))
            && let Some(pair) = Pair::of(one, two)
        {
            cases.entry(pair).or_default().insert(ground);
        }
    };

    // Rows 3 and 5.
    for pair in &links.same_number {
        match (pair.ruled, pair.agree) {
            (false, _) => open(pair.a, pair.b, Ground::CrossArea),
            (true, false) => open(pair.a, pair.b, Ground::PaoOtherName),
            (true, true) => {}
        }
    }

    // Row 2: each further holder of a number against the first.
    let first: BTreeMap<(LaoCode, NationalId), usize> = holdings
        .iter()
        .enumerate()
        .flat_map(|(at, holding)| holding.first_of.iter().map(move |number| ((holding.lao, *number), at)))
        .collect();
    for (at, holding) in holdings.iter().enumerate().filter(|(_, holding)| holding.second_of_number) {
        if let Some(&first) = holding.id.valid().and_then(|number| first.get(&(holding.lao, number))) {
            open(first, at, Ground::SameIdOtherName);
        }
    }

    // Row 11: the first entry of each number, by name and birthday.
    type Namesakes = BTreeMap<NationalId, usize>;
    let mut alike: BTreeMap<(&str, &str, Birth), Namesakes> = BTreeMap::new();
    for (at, holding) in holdings.iter().enumerate() {
        let Some(m) = holding.members.first().and_then(|&at| met.get(at)) else { continue };
        let Some(born) = m.born().filter(|born| born.certain_day().is_some()) else { continue };
        if let Some(number) = holding.id.valid()
            && !m.name.is_empty()
        {
            let name = (m.name.given.sound(), m.name.family.sound(), born);
            alike.entry(name).or_default().entry(number).or_insert(at);
        }
    }
    for namesakes in alike.into_values() {
        let mut people: Vec<usize> = namesakes.into_values().collect();
        people.sort_unstable();
        // Each with the next and not each with every other: a name and birthday that many
        // share must not make a case for every two of them.
        for pair in people.windows(2) {
            let &[a, b] = pair else { continue };
            if !links.persons.together(a, b) {
                open(a, b, Ground::TwoIdsOneName);
            }
        }
    }
    cases
}

/// The status but for `excused-pao`, which depends on others' statuses.
fn status(met: &[Met<'_>], holding: &Holding, pao_review: bool) -> InfoStatus {
    let mut requests = holding.members.iter().filter_map(|&at| met.get(at)).flat_map(|m| m.requests.iter());
    match &holding.id {
        TypedId::Missing => InfoStatus::NoId,
        TypedId::Invalid { .. } => InfoStatus::InvalidId,
        TypedId::Valid(_) if holding.second_of_number || pao_review => InfoStatus::Review,
        TypedId::Valid(_) if requests.all(|request| request.signed() == Signed::Refused) => {
            InfoStatus::NoRequest
        }
        TypedId::Valid(_) => InfoStatus::Enter,
    }
}

/// What an entry shows before it is linked with others.
fn show(met: &[Met<'_>], holding: &Holding, status: InfoStatus) -> Entry {
    let members: Vec<&Met<'_>> = holding.members.iter().filter_map(|&at| met.get(at)).collect();
    let requests: Vec<&Request> = members.iter().flat_map(|m| m.requests.iter().copied()).collect();
    let signed: Vec<Signed> = requests.iter().map(|r| r.signed()).collect();
    let unsigned_requests = requests
        .iter()
        .zip(&signed)
        .filter_map(|(request, signed)| match signed {
            Signed::No(why) => Some((request.id, *why)),
            Signed::Yes | Signed::Refused => None,
        })
        .collect();
    let mut flags = BTreeSet::new();
    if signed.iter().any(|s| matches!(s, Signed::No(_))) && !signed.contains(&Signed::Yes) {
        flags.insert(Flag::Unsigned);
    }
    Entry {
        lao: holding.lao,
        person: members
            .iter()
            .map(|m| m.who.person)
            .min()
            .unwrap_or_else(|| PersonId::new(uuid::Uuid::nil())),
        appearances: members.iter().map(|m| m.who).collect(),
        national_id: holding.id.clone(),
        shown: shown_person(&members),
        place: members.iter().rev().find_map(|m| m.visit.record.place.clone()),
        status,
        flags,
        linked: BTreeSet::new(),
        records: members.iter().map(|m| m.who.record).collect(),
        requests: requests.iter().map(|r| r.id).collect(),
        unsigned: unsigned_requests,
        lost: lost_values(&members),
        first_captured_at: members.iter().map(|m| m.at).min().unwrap_or_default(),
    }
}

/// Each field from the newest record that has it.
fn shown_person(members: &[&Met<'_>]) -> Person {
    if let [only] = members {
        return only.person.clone();
    }
    let mut shown = Map::new();
    for m in members.iter().rev() {
        // A person is plain data and always has a JSON form.
        let Ok(Value::Object(fields)) = serde_json::to_value(m.person) else { continue };
        for (field, value) in fields {
            shown.entry(field).or_insert(value);
        }
    }
    let newest =
        members.last().map_or_else(|| Person::new(PersonId::new(uuid::Uuid::nil())), |m| m.person.clone());
    serde_json::from_value(Value::Object(shown)).unwrap_or(newest)
}

/// The fields of this person's records where edits collided, named as in the contract:
/// a person's own by their name, the others with their section before it.
fn lost_values(members: &[&Met<'_>]) -> BTreeMap<String, Vec<Value>> {
    let mut lost: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for m in members.iter().filter(|m| !m.visit.lost.is_empty()) {
        let person = m.who.person.to_string();
        let requests: BTreeSet<String> = m.requests.iter().map(|r| r.id.to_string()).collect();
        for (path, values) in &m.visit.lost {
            if let Some(name) = field_of(path, &person, &requests) {
                lost.entry(name).or_default().extend(values.iter().cloned());
            }
        }
    }
    for values in lost.values_mut() {
        values.sort_by_cached_key(Value::to_string);
        values.dedup();
    }
    lost
}

fn field_of(path: &FieldPath, person: &str, requests: &BTreeSet<String>) -> Option<String> {
    match path.part() {
        Part::Own(field) => Some(field.to_owned()),
        Part::Of(section, field) => Some(format!("{section}.{field}")),
        Part::Member("people", id) if id == person => Some("people".to_owned()),
        Part::OfMember("people", id, field) if id == person => Some(field.to_owned()),
        Part::OfMember("requests", id, field) if requests.contains(id) => Some(format!("requests.{field}")),
        Part::Member("requests", id) if requests.contains(id) => Some("requests".to_owned()),
        Part::Member("photos", _) => Some("photos".to_owned()),
        Part::OfMember("photos", _, field) => Some(format!("photos.{field}")),
        Part::Member(..) | Part::OfMember(..) => None,
    }
}

#[cfg(test)]
#[path = "draw_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "draw_reference_tests.rs"]
mod reference_tests;
