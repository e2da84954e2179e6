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

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

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
    let decisions: BTreeMap<_, _> = decisions.iter().map(|d| ((d.ruling().stamp, d.id()), d)).collect();
    let met = live_appearances(visits, decisions.values().copied(), laos);
    let rulings = Rulings::weigh(decisions.values().copied(), &met);
    let units = group_by_number(&met, &rulings);
    let holdings = hold(&met, &units, &rulings);
    let links = Links::between(&met, &holdings, &rulings, laos);
    settle(&met, &holdings, &links, &rulings, laos)
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

/// Everybody in every record that is complete and not withdrawn, in the order in which
/// records are taken.
fn live_appearances<'a>(
    visits: &'a [Visit],
    decisions: impl Iterator<Item = &'a Decision> + Clone,
    laos: &Directory,
) -> Vec<Met<'a>> {
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
            Verdict::Join { .. } | Verdict::Separate { .. } | Verdict::Accept { .. } => {}
        }
    }
    let stands = |visit: &Visit| {
        let key = (visit.record.lao, visit.record.id);
        let answered = answered.get(&key);
        let open = |id: &SealedId| answered.is_none_or(|answered| !answered.contains(id));
        !visit.withdrawn_by.iter().any(open) && !withdrawn.get(&key).into_iter().flatten().any(open)
    };
    let holds_entries =
        |visit: &Visit| laos.get(visit.record.lao).is_none_or(|lao| lao.kind != LaoKind::CentralPlace);

    let mut met: Vec<Met<'_>> = visits
        .iter()
        .filter(|visit| visit.record.status == Status::Complete && holds_entries(visit) && stands(visit))
        .flat_map(|visit| {
            let record = &visit.record;
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
                requests: record
                    .requests
                    .iter()
                    .filter(|request| record.requester(request) == Some(person.id))
                    .collect(),
            })
        })
        .collect();
    met.sort_by_key(Met::order);
    met
}

/// Disjoint sets of appearances, told apart by their smallest index, so that no order
/// of uniting shows. Each knows its members: they are few.
struct Clusters {
    up: Vec<usize>,
    members: Vec<Vec<usize>>,
}

impl Clusters {
    fn of(members: Vec<Vec<usize>>) -> Self {
        Self { up: (0..members.len()).collect(), members }
    }

    fn root(&self, mut of: usize) -> usize {
        while let Some(&up) = self.up.get(of).filter(|&&up| up != of) {
            of = up;
        }
        of
    }

    fn together(&self, a: usize, b: usize) -> bool {
        self.root(a) == self.root(b)
    }

    fn members(&self, of: usize) -> &[usize] {
        self.members.get(self.root(of)).map_or(&[], Vec::as_slice)
    }

    fn unite(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = (a.min(b), a.max(b));
        if low == high {
            return;
        }
        let moved = self.members.get_mut(high).map(std::mem::take).unwrap_or_default();
        if let (Some(up), Some(members)) = (self.up.get_mut(high), self.members.get_mut(low)) {
            *up = low;
            members.extend(moved);
        }
    }
}

/// What people ruled, as far as it still stands: the later ruling over the earlier.
struct Rulings {
    /// Who was joined with whom, over appearances.
    joined: Clusters,
    /// For each cluster of joined people: the clusters it was kept apart from.
    apart: BTreeMap<usize, BTreeSet<usize>>,
}

impl Rulings {
    /// Newest first: a ruling stands unless a newer one contradicts it.
    fn weigh<'a>(decisions: impl DoubleEndedIterator<Item = &'a Decision>, met: &[Met<'_>]) -> Self {
        let place: BTreeMap<Appearance, usize> = met.iter().enumerate().map(|(at, m)| (m.who, at)).collect();
        // A side is whoever of it still counts; a withdrawn record does not undo a ruling.
        let side = |side: &[Appearance]| side.iter().filter_map(|who| place.get(who).copied()).min();
        let mut joined = Clusters::of((0..met.len()).map(|at| vec![at]).collect());
        let mut apart: Vec<(usize, usize)> = Vec::new();
        for decision in decisions.rev() {
            let (Verdict::Join { left, right } | Verdict::Separate { left, right }) =
                &decision.ruling().verdict
            else {
                continue;
            };
            let (Some(a), Some(b)) = (side(left), side(right)) else { continue };
            if matches!(decision.ruling().verdict, Verdict::Separate { .. }) {
                if !joined.together(a, b) {
                    apart.push((a, b));
                }
            } else {
                let (ra, rb) = (joined.root(a), joined.root(b));
                let newer_forbids = apart.iter().any(|&(x, y)| {
                    let (x, y) = (joined.root(x), joined.root(y));
                    (x, y) == (ra, rb) || (x, y) == (rb, ra)
                });
                if !newer_forbids {
                    joined.unite(a, b);
                }
            }
        }
        let mut standing: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (a, b) in apart {
            let (a, b) = (joined.root(a), joined.root(b));
            standing.entry(a).or_default().insert(b);
            standing.entry(b).or_default().insert(a);
        }
        Self { joined, apart: standing }
    }

    /// Whether people ruled that somebody of `a` is not somebody of `b`.
    fn keep_apart(&self, a: &[usize], b: &[usize]) -> bool {
        if self.apart.is_empty() {
            return false;
        }
        let theirs: BTreeSet<usize> = b.iter().map(|&at| self.joined.root(at)).collect();
        a.iter()
            .filter_map(|&at| self.apart.get(&self.joined.root(at)))
            .any(|apart| apart.iter().any(|root| theirs.contains(root)))
    }

    /// Whether people ruled that somebody of `a` is somebody of `b`.
    fn join(&self, a: &[usize], b: &[usize]) -> bool {
        a.iter().any(|&x| b.iter().any(|&y| self.joined.together(x, y)))
    }

    /// Everybody who was joined with somebody, cluster by cluster.
    fn joined(&self) -> impl Iterator<Item = &[usize]> {
        self.joined.members.iter().map(Vec::as_slice).filter(|members| members.len() > 1)
    }
}

/// Appearances in one LAO that one number and one name make one.
struct Unit {
    members: Vec<usize>,
    /// Nobody in this LAO held this number before under another name.
    first_of_number: bool,
}

/// Rows 1, 2 and 6: one number and names that agree with the holder's; the rest form a
/// further group by the same rule; whoever has no usable number stands alone.
fn group_by_number(met: &[Met<'_>], rulings: &Rulings) -> Vec<Unit> {
    let mut numbered: BTreeMap<(LaoCode, NationalId), Vec<usize>> = BTreeMap::new();
    let mut units = Vec::new();
    for (at, m) in met.iter().enumerate() {
        match m.id.valid() {
            Some(id) => numbered.entry((m.who.lao, id)).or_default().push(at),
            None => units.push(Unit { members: vec![at], first_of_number: false }),
        }
    }
    for mut rest in numbered.into_values() {
        let mut first_of_number = true;
        while let Some((&holder, others)) = rest.split_first() {
            let mut members = vec![holder];
            let mut left = Vec::new();
            for &other in others {
                let agrees = match (met.get(holder), met.get(other)) {
                    (Some(holder), Some(other)) => holder.agrees_with(other),
                    _ => false,
                };
                if agrees && !rulings.keep_apart(&members, &[other]) {
                    members.push(other);
                } else {
                    left.push(other);
                }
            }
            units.push(Unit { members, first_of_number });
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
}

/// Row 9: units of one LAO that people joined become one entry.
fn hold(met: &[Met<'_>], units: &[Unit], rulings: &Rulings) -> Vec<Holding> {
    let mut clusters = Clusters::of(units.iter().map(|unit| unit.members.clone()).collect());
    let mut unit_of = vec![0; met.len()];
    for (at, unit) in units.iter().enumerate() {
        for &member in &unit.members {
            if let Some(slot) = unit_of.get_mut(member) {
                *slot = at;
            }
        }
    }
    let lao_of = |member: usize| met.get(member).map(|m| m.who.lao);
    for joined in rulings.joined() {
        for (nth, &a) in joined.iter().enumerate() {
            for &b in joined.iter().skip(nth + 1).filter(|&&b| lao_of(a) == lao_of(b)) {
                let (Some(&a), Some(&b)) = (unit_of.get(a), unit_of.get(b)) else { continue };
                if !rulings.keep_apart(clusters.members(a), clusters.members(b)) {
                    clusters.unite(a, b);
                }
            }
        }
    }
    let mut entries: BTreeMap<usize, Vec<&Unit>> = BTreeMap::new();
    for (at, unit) in units.iter().enumerate() {
        entries.entry(clusters.root(at)).or_default().push(unit);
    }
    entries.into_values().filter_map(|units| holding(met, &units)).collect()
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
    let number = id.valid();
    let of_number: Vec<(usize, bool)> = units
        .iter()
        .filter_map(|unit| Some((*unit.members.first()?, unit.first_of_number)))
        .filter(|(holder, _)| number.is_some() && met.get(*holder).is_some_and(|m| m.id.valid() == number))
        .collect();
    let second_of_number = number.is_some() && !of_number.iter().any(|(_, first)| *first);
    let holders = of_number.into_iter().map(|(holder, _)| holder).collect();
    Some(Holding { lao, members, holders, id, second_of_number })
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
    /// Which person each entry is; indices of holdings.
    entries: BTreeMap<usize, Vec<usize>>,
    same_number: Vec<SameNumber>,
}

impl Links {
    fn between(met: &[Met<'_>], holdings: &[Holding], rulings: &Rulings, laos: &Directory) -> Self {
        let mut persons = Clusters::of(holdings.iter().map(|h| h.members.clone()).collect());
        // Two entries of one LAO stay two people, and so do those whom people kept apart.
        let unite = |persons: &mut Clusters, a: usize, b: usize| {
            let (ours, theirs) = (persons.members(a), persons.members(b));
            let lao = |at: &usize| met.get(*at).map(|m| m.who.lao);
            let shared = ours.iter().any(|x| theirs.iter().any(|y| lao(x) == lao(y)));
            if !persons.together(a, b) && !shared && !rulings.keep_apart(ours, theirs) {
                persons.unite(a, b);
            }
        };

        // Rulings first: people see more than numbers do.
        let mut entry_of = vec![0; met.len()];
        for (at, holding) in holdings.iter().enumerate() {
            for &member in &holding.members {
                if let Some(slot) = entry_of.get_mut(member) {
                    *slot = at;
                }
            }
        }
        for joined in rulings.joined() {
            let entries: BTreeSet<usize> =
                joined.iter().filter_map(|&member| entry_of.get(member).copied()).collect();
            for (nth, &a) in entries.iter().enumerate() {
                for &b in entries.iter().skip(nth + 1) {
                    unite(&mut persons, a, b);
                }
            }
        }

        let mut by_number: BTreeMap<NationalId, Vec<usize>> = BTreeMap::new();
        for (at, holding) in holdings.iter().enumerate() {
            if let Some(number) = holding.id.valid() {
                by_number.entry(number).or_default().push(at);
            }
        }
        let mut same_number = Vec::new();
        for entries in by_number.values() {
            for (nth, &a) in entries.iter().enumerate() {
                for &b in entries.iter().skip(nth + 1) {
                    let (Some(one), Some(two)) = (holdings.get(a), holdings.get(b)) else { continue };
                    if one.lao == two.lao {
                        continue;
                    }
                    let overlap = laos.overlap(one.lao, two.lao);
                    let (a, b) = if overlap == Overlap::PaoUnder { (b, a) } else { (a, b) };
                    let agree = !rulings.keep_apart(&one.members, &two.members)
                        && (rulings.join(&one.members, &two.members) || holders_agree(met, one, two));
                    same_number.push(SameNumber { a, b, ruled: overlap != Overlap::Other, agree });
                }
            }
        }
        for pair in same_number.iter().filter(|pair| pair.agree) {
            unite(&mut persons, pair.a, pair.b);
        }
        let mut entries: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in 0..holdings.len() {
            entries.entry(persons.root(at)).or_default().push(at);
        }
        Self { persons, entries, same_number }
    }

    /// Every entry of the person whom this entry is.
    fn same_person(&self, entry: usize) -> &[usize] {
        self.entries.get(&self.persons.root(entry)).map_or(&[], Vec::as_slice)
    }
}

fn holders_agree(met: &[Met<'_>], one: &Holding, two: &Holding) -> bool {
    one.holders.iter().any(|&a| {
        two.holders.iter().any(|&b| match (met.get(a), met.get(b)) {
            (Some(a), Some(b)) => a.agrees_with(b),
            _ => false,
        })
    })
}

/// Status, flags and cases, and the entries as they are shown.
fn settle(
    met: &[Met<'_>],
    holdings: &[Holding],
    links: &Links,
    rulings: &Rulings,
    laos: &Directory,
) -> Register {
    let mut entries: Vec<Entry> = holdings.iter().map(|holding| show(met, holding)).collect();
    let mut cases = Cases::new();
    let mut open = |a: usize, b: usize, ground: Ground| {
        let (Some(one), Some(two)) = (holdings.get(a), holdings.get(b)) else { return };
        let decided =
            rulings.keep_apart(&one.members, &two.members) || rulings.join(&one.members, &two.members);
        let who = |holding: &Holding| holding.members.first().and_then(|&at| met.get(at)).map(|m| m.who);
        if let (false, Some(one), Some(two)) = (decided, who(one), who(two))
            && let Some(pair) = Pair::of(one, two)
        {
            cases.entry(pair).or_default().insert(ground);
        }
    };

    // Row 3, second half: one number in a PAO and below it, and no name that agrees.
    let mut agreeing: BTreeSet<usize> = BTreeSet::new();
    let mut differing: BTreeSet<usize> = BTreeSet::new();
    for pair in links.same_number.iter().filter(|pair| pair.ruled) {
        if pair.agree {
            agreeing.insert(pair.a)
        } else {
            differing.insert(pair.a)
        };
        if !pair.agree {
            open(pair.a, pair.b, Ground::PaoOtherName);
        }
    }
    for (at, entry) in entries.iter_mut().enumerate() {
        let Some(holding) = holdings.get(at) else { continue };
        let pao_review = differing.contains(&at) && !agreeing.contains(&at);
        entry.status = status(met, holding, pao_review);
    }

    // Row 3, first half, and row 4: excused while somebody below is to be entered.
    let enters: BTreeSet<usize> = (0..entries.len())
        .filter(|&at| entries.get(at).is_some_and(|e| e.status == InfoStatus::Enter))
        .collect();
    let excused: Vec<usize> = enters
        .iter()
        .copied()
        .filter(|&pao| {
            // A link through others is not enough: this very entry's name must agree, or
            // people must have joined the two.
            let linked = links.same_person(pao).iter().copied().filter(|&other| {
                match (holdings.get(pao), holdings.get(other)) {
                    (Some(pao), Some(other)) => rulings.join(&pao.members, &other.members),
                    _ => false,
                }
            });
            let agrees = links.same_number.iter().filter(|p| p.ruled && p.agree && p.a == pao).map(|p| p.b);
            linked.chain(agrees).any(|other| {
                let (Some(pao), Some(below)) = (holdings.get(pao), holdings.get(other)) else { return false };
                enters.contains(&other) && laos.overlap(pao.lao, below.lao) == Overlap::PaoOver
            })
        })
        .collect();
    for at in excused {
        if let Some(entry) = entries.get_mut(at) {
            entry.status = InfoStatus::ExcusedPao;
        }
    }

    // Row 5.
    for pair in links.same_number.iter().filter(|pair| !pair.ruled) {
        open(pair.a, pair.b, Ground::CrossArea);
        for at in [pair.a, pair.b] {
            if let Some(entry) = entries.get_mut(at).filter(|e| e.status != InfoStatus::ExcusedPao) {
                entry.flags.insert(Flag::CrossArea);
            }
        }
    }

    // Row 2: each further holder of a number against the first.
    let mut first: BTreeMap<(LaoCode, NationalId), usize> = BTreeMap::new();
    for (at, holding) in holdings.iter().enumerate() {
        if let Some(number) = holding.id.valid()
            && !holding.second_of_number
        {
            first.insert((holding.lao, number), at);
        }
    }
    for (at, holding) in holdings.iter().enumerate().filter(|(_, h)| h.second_of_number) {
        if let Some(&first) = holding.id.valid().and_then(|number| first.get(&(holding.lao, number))) {
            open(first, at, Ground::SameIdOtherName);
        }
    }

    // Row 11.
    let mut alike: BTreeMap<(String, String, Birth), Vec<usize>> = BTreeMap::new();
    for (at, holding) in holdings.iter().enumerate().filter(|(_, h)| h.id.valid().is_some()) {
        let holder = holding.members.first().and_then(|&at| met.get(at));
        if let Some((m, born)) =
            holder.and_then(|m| Some((m, m.born().filter(|b| b.certain_day().is_some())?)))
        {
            let name = (m.name.given.sound().to_owned(), m.name.family.sound().to_owned());
            alike.entry((name.0, name.1, born)).or_default().push(at);
        }
    }
    for entries in alike.into_values() {
        // Each with the next and not each with every other: a name and birthday that many
        // share must not make a case for every two of them.
        for pair in entries.windows(2) {
            let &[a, b] = pair else { continue };
            let number = |at: usize| holdings.get(at).and_then(|h| h.id.valid());
            if number(a) != number(b) {
                open(a, b, Ground::TwoIdsOneName);
            }
        }
    }

    // Who they are together.
    for at in 0..entries.len() {
        let same = links.same_person(at);
        let person = same.iter().filter_map(|&e| entries.get(e)).map(smallest_person).min();
        let lao = entries.get(at).map(|e| e.lao);
        let linked: BTreeSet<LaoCode> =
            same.iter().filter_map(|&e| holdings.get(e)).map(|h| h.lao).filter(|l| Some(*l) != lao).collect();
        if let (Some(entry), Some(person)) = (entries.get_mut(at), person) {
            entry.person = person;
            entry.linked = linked;
        }
    }
    entries.sort_by_key(|entry| (entry.lao, entry.person, entry.holder()));
    Register { entries, cases, apart: kept_apart(met, holdings, rulings) }
}

/// The pairs of entries that a ruling keeps apart, by their holders.
fn kept_apart(met: &[Met<'_>], holdings: &[Holding], rulings: &Rulings) -> BTreeSet<Pair> {
    let holder = |holding: &Holding| holding.members.first().and_then(|&at| met.get(at)).map(|m| m.who);
    let mut ruled: BTreeMap<usize, BTreeSet<Appearance>> = BTreeMap::new();
    for holding in holdings {
        for root in holding.members.iter().map(|&at| rulings.joined.root(at)) {
            if rulings.apart.contains_key(&root) {
                ruled.entry(root).or_default().extend(holder(holding));
            }
        }
    }
    let mut pairs = BTreeSet::new();
    for (root, ours) in &ruled {
        for theirs in rulings.apart.get(root).into_iter().flatten().filter_map(|other| ruled.get(other)) {
            pairs.extend(ours.iter().flat_map(|a| theirs.iter().filter_map(|b| Pair::of(*a, *b))));
        }
    }
    pairs
}

fn smallest_person(entry: &Entry) -> PersonId {
    entry.appearances.iter().map(|who| who.person).min().unwrap_or(entry.person)
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

/// What an entry shows before anything is known of others.
fn show(met: &[Met<'_>], holding: &Holding) -> Entry {
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
        person: members.first().map_or_else(|| PersonId::new(uuid::Uuid::nil()), |m| m.who.person),
        appearances: members.iter().map(|m| m.who).collect(),
        national_id: holding.id.clone(),
        shown: shown_person(&members),
        place: members.iter().rev().find_map(|m| m.visit.record.place.clone()),
        status: InfoStatus::Enter,
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
    for m in members {
        for (path, values) in &m.visit.lost {
            if let Some(name) = field_of(path, m) {
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

fn field_of(path: &FieldPath, m: &Met<'_>) -> Option<String> {
    let own_request = |id: &str| m.requests.iter().any(|r| r.id.to_string() == id);
    match path.part() {
        Part::Own(field) => Some(field.to_owned()),
        Part::Of(section, field) => Some(format!("{section}.{field}")),
        Part::Member("people", id) if id == m.who.person.to_string() => Some("people".to_owned()),
        Part::OfMember("people", id, field) if id == m.who.person.to_string() => Some(field.to_owned()),
        Part::OfMember("requests", id, field) if own_request(id) => Some(format!("requests.{field}")),
        Part::Member("requests", id) if own_request(id) => Some("requests".to_owned()),
        Part::Member("photos", _) => Some("photos".to_owned()),
        Part::OfMember("photos", _, field) => Some(format!("photos.{field}")),
        Part::Member(..) | Part::OfMember(..) => None,
    }
}

#[cfg(test)]
#[path = "draw_tests.rs"]
mod tests;
