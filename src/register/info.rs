//! The month in INFO: who is to be entered, who is left out and why, and what is different from
//! the month before (contract section 6; domain.md 2.1, 2.2, 3.1, 4.9).
//!
//! Owns which entries a month covers. Last month's sheet is drawn up beside this month's, from the
//! records of earlier rounds alone, and what differs is the month's work. So a month depends on
//! the records and decisions, and never on what was exported when: the same inputs give the same
//! rows. A record that comes late, or is edited late, belongs to the round that it names; that
//! round's sheet, drawn up again, holds it.
//!
//! A request is part of what INFO asks of a person (domain.md P-18): a new request of somebody who
//! is in INFO already makes their row a changed one.
//!
//! Refuses to know spreadsheets, pages and today's date. Called by the server, for its workbook
//! and its pages.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Round;
use crate::case::{Ground, Pair};
use crate::decision::{Appearance, Decision};
use crate::draw::{Register, counting, draw};
use crate::entry::{Entry, Flag, InfoStatus};
use crate::lao::{Directory, Lao, LaoCode, LaoKind, Overlap};
use crate::national_id::{NationalId, TypedId};
use crate::record::{PersonId, RecordId, Request, RequestId, Signed};
use crate::survey::{Coverage, Village, coverage, houses};
use crate::visit::Visit;

mod reason;
mod row;

pub use reason::{Reason, State};
use row::Lane;
pub use row::{Asked, AskedColumn, Column, Found, LeftOutColumn, RequestRow, Row};

/// What the office adds to what was captured.
#[derive(Clone, Debug, Default)]
pub struct Added {
    /// สังกัดหน่วยงาน, where it is not the LAO's name.
    pub affiliation: Option<String>,
    /// เลขรับเรื่องช่วยเหลือ, of requests that have one.
    pub receipt_numbers: BTreeMap<RequestId, String>,
}

/// One LAO's month.
#[derive(Clone, Debug, PartialEq)]
pub struct Month {
    /// Whose.
    pub lao: LaoCode,
    /// Which.
    pub round: Round,
    /// Who is to be entered, in the order of the sheet: everybody whose row is new or changed.
    pub lines: Vec<Line>,
    /// Whoever asked for help and stands in no sheet, as of this month.
    pub left_out: Vec<LeftOut>,
    /// Who stood in a sheet before, and stands in none now.
    pub gone: Vec<Gone>,
    /// How many stand as they stood.
    pub unchanged: usize,
    /// The numbers of everybody who is to stand in INFO as of this month, as they stood or otherwise.
    pub entered: BTreeSet<String>,
    /// The numbers of everybody else who is known, with why they are not.
    pub others: BTreeMap<String, Reason>,
    /// Every request as of this month that counts as unsigned, in INFO or not. What the office did about it before is not
    /// known here.
    pub unsigned: Vec<Unsigned>,
    /// How far each village was surveyed.
    pub coverage: BTreeMap<Village, Coverage>,
}

/// Somebody to be entered.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Who, as the export names them.
    pub person: PersonId,
    /// Where they were met last.
    pub at: Appearance,
    /// What is typed.
    pub row: Row,
    /// What they ask for, and signed or may leave unsigned; the first first.
    pub requests: Vec<RequestRow>,
    /// What else to know.
    pub flags: BTreeSet<Flag>,
    /// What is different from last month's.
    pub news: News,
}

/// What is different from last month's sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// They were in none.
    New,
    /// Something reads otherwise.
    Changed {
        /// Which cells, and what stood there.
        cells: BTreeMap<Column, String>,
        /// Which requests are new, are gone or read otherwise.
        requests: BTreeSet<RequestId>,
    },
}

/// Somebody who asked for help and is not to be entered, or not yet.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOut {
    /// Who, as the export names them.
    pub person: PersonId,
    /// Where they were met last.
    pub at: Appearance,
    /// The newest round in which they were met.
    pub round: Round,
    /// What would be typed.
    pub row: Row,
    /// Where to find them.
    pub found: Found,
    /// Why they are left out.
    pub reason: Reason,
}

/// A request that nobody signed, or would, as its channel wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsigned {
    /// On which visit, and whose.
    pub at: Appearance,
    /// Which.
    pub request: RequestId,
    /// The name of whoever asks.
    pub name: String,
    /// What is asked for.
    pub subject: Option<String>,
}

/// Somebody who stood in a sheet before, and stands in none now.
#[derive(Clone, Debug, PartialEq)]
pub struct Gone {
    /// Who they are now, as the export names them.
    pub person: PersonId,
    /// Where they were met last.
    pub at: Appearance,
    /// As they stood.
    pub row: Row,
    /// Why.
    pub why: WhyGone,
}

/// Why somebody stands in no sheet any more.
#[derive(Clone, Debug, PartialEq)]
pub enum WhyGone {
    /// They are left out now.
    LeftOut(Reason),
    /// They are somebody who stands in the sheet.
    Joined(PersonId),
}

/// One entry of the month, and what it needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Readiness<'m> {
    /// Who, as the export names them.
    pub person: PersonId,
    /// The record that leads to them, and who they are on it.
    pub at: Appearance,
    /// Their name.
    pub name: &'m str,
    /// How far they are.
    pub state: State<'m>,
}

impl Month {
    /// Those who miss nothing that INFO asks for.
    pub fn ready(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.row.missing().is_empty())
    }

    /// Draws up a LAO's month. `visits` are all of the LAO's, and all that touch the people on
    /// them, of whatever rounds; `decisions` are all that touch these.
    pub fn draw(
        lao: &Lao,
        round: Round,
        visits: Vec<Visit>,
        decisions: &[Decision],
        laos: &Directory,
        added: &Added,
    ) -> Self {
        let mut months = Months::back(lao, round, visits, decisions, laos, added);
        months.draw_one()
    }

    /// Every entry of the month, ready or not: first who is to be entered, then who is left out.
    pub fn readiness(&self) -> impl Iterator<Item = Readiness<'_>> {
        let lines = self.lines.iter().map(|line| {
            let missing = line.row.missing();
            let state = if missing.is_empty() { State::Ready } else { State::Missing(missing) };
            Readiness { person: line.person, at: line.at, name: &line.row.name, state }
        });
        let left_out = self.left_out.iter().map(|left| Readiness {
            person: left.person,
            at: left.at,
            name: &left.row.name,
            state: State::LeftOut(&left.reason),
        });
        lines.chain(left_out)
    }

    /// The second sheet: each request with the running number that it has among its person's
    /// requests (domain.md Q-01), and its person's line.
    pub fn requests(&self) -> impl Iterator<Item = Asked<'_>> {
        self.lines.iter().flat_map(|line| {
            (1u32..).zip(&line.requests).map(move |(number, request)| Asked { number, request, line })
        })
    }
}

/// A LAO's months one before the other, the newest first and without an end: of two months that follow each other the
/// sheet between them is drawn up once, and none anew for a round of which nobody came.
pub struct Months<'a> {
    lao: &'a Lao,
    /// The month that is drawn next.
    round: Round,
    /// By their rounds.
    visits: Vec<Visit>,
    decisions: &'a [Decision],
    laos: &'a Directory,
    added: &'a Added,
    /// The sheet of that month, where the month after it was laid beside it.
    sheet: Option<Sheet>,
}

impl<'a> Months<'a> {
    /// From this month back; the rest as [`Month::draw`] has it.
    pub fn back(
        lao: &'a Lao,
        round: Round,
        mut visits: Vec<Visit>,
        decisions: &'a [Decision],
        laos: &'a Directory,
        added: &'a Added,
    ) -> Self {
        visits.sort_by_key(|visit| visit.record.round);
        Self { lao, round, visits, decisions, laos, added, sheet: None }
    }

    fn until(&self, round: Round) -> &[Visit] {
        let end = self.visits.partition_point(|visit| visit.record.round <= round);
        self.visits.get(..end).unwrap_or_default()
    }

    fn sheet_of(&self, round: Round) -> Sheet {
        Sheet::draw(self.lao, self.until(round), self.decisions, self.laos, self.added)
    }

    fn draw_one(&mut self) -> Month {
        let (round, earlier) = (self.round, self.round.previous());
        let now = self.sheet.take().unwrap_or_else(|| self.sheet_of(round));
        let is_same = self.until(round).len() == self.until(earlier).len();
        let before = if is_same { now.clone() } else { self.sheet_of(earlier) };
        let coverage = coverage(&houses(self.lao.code, round, counting(self.until(round), self.decisions)));
        let month = Month { coverage, ..now.since(&before, self.lao.code, round) };
        (self.round, self.sheet) = (earlier, Some(before));
        month
    }
}

impl Iterator for Months<'_> {
    type Item = Month;

    fn next(&mut self) -> Option<Month> {
        Some(self.draw_one())
    }
}

/// Everybody as they stand at the end of a round.
#[derive(Clone)]
struct Sheet {
    entered: Vec<Entered>,
    /// Everybody else.
    others: Vec<Other>,
    unsigned: Vec<Unsigned>,
}

#[derive(Clone)]
struct Entered {
    line: Line,
    lane: Lane,
    holder: Appearance,
    met: BTreeSet<Appearance>,
}

#[derive(Clone)]
struct Other {
    left: LeftOut,
    lane: Lane,
    met: BTreeSet<Appearance>,
    /// Whether there is a request of theirs.
    asked: bool,
}

impl Sheet {
    fn draw(lao: &Lao, visits: &[Visit], decisions: &[Decision], laos: &Directory, added: &Added) -> Self {
        let register = draw(visits, decisions, laos);
        let own: BTreeMap<RecordId, &Visit> = visits
            .iter()
            .filter(|visit| visit.record.lao == lao.code)
            .map(|visit| (visit.record.id, visit))
            .collect();
        let around = Around::of(&register, lao, laos);
        let affiliation = added.affiliation.as_deref().unwrap_or(&lao.name);
        let mut sheet = Self { entered: Vec::new(), others: Vec::new(), unsigned: Vec::new() };
        for entry in register.entries.iter().filter(|entry| entry.lao == lao.code) {
            let (Some(holder), Some(&at)) = (entry.holder(), entry.appearances.last()) else { continue };
            let row = Row::of(entry, affiliation);
            sheet.unsigned.extend(unsigned(entry, &own, &row.name));
            let met = entry.appearances.iter().copied().collect();
            if entry.status == InfoStatus::Enter {
                let line = Line {
                    person: entry.person,
                    at,
                    row,
                    requests: requests(entry, &own, lao, added),
                    flags: entry.flags.clone(),
                    news: News::New,
                };
                let lane = Lane::of_card(entry);
                sheet.entered.push(Entered { line, lane, holder, met });
            } else {
                let rounds =
                    entry.appearances.iter().filter_map(|at| Some(own.get(&at.record)?.record.round));
                let Some(round) = rounds.max() else { continue };
                let reason = around.reason(entry, &own);
                let found = Found::of(entry);
                let left = LeftOut { person: entry.person, at, round, row, found, reason };
                let asked = !entry.requests.is_empty();
                sheet.others.push(Other { left, lane: Lane::of_place(entry), met, asked });
            }
        }
        sheet.entered.sort_by(|a, b| (&a.lane, a.holder).cmp(&(&b.lane, b.holder)));
        sheet.others.sort_by(|a, b| (&a.lane, a.left.at).cmp(&(&b.lane, b.left.at)));
        sheet.unsigned.sort_by_key(|unsigned| (unsigned.at, unsigned.request));
        sheet
    }

    /// What is different from an earlier sheet. An entry of then is the entry of now that its
    /// holder is in: with more records nobody is lost, but two may turn out to be one, or one two.
    fn since(self, before: &Self, lao: LaoCode, round: Round) -> Month {
        let mut then: BTreeMap<Appearance, &Line> =
            before.entered.iter().map(|entered| (entered.holder, &entered.line)).collect();
        let mut month = Month {
            lao,
            round,
            lines: Vec::new(),
            left_out: Vec::new(),
            gone: Vec::new(),
            unchanged: 0,
            entered: BTreeSet::new(),
            others: BTreeMap::new(),
            unsigned: self.unsigned,
            coverage: BTreeMap::new(),
        };
        for Entered { line, met, .. } in self.entered {
            month.entered.insert(line.row.national_id.clone());
            let mut was: Vec<(News, &Line)> = met
                .iter()
                .filter_map(|who| then.remove(who))
                .map(|old| (News::between(old, &line), old))
                .collect();
            was.sort_by_key(|(news, _)| news.size());
            let (person, at) = (line.person, line.at);
            let mut was = was.into_iter();
            match was.next() {
                Some((news, _)) if news.size() == 0 => month.unchanged += 1,
                Some((news, _)) => month.lines.push(Line { news, ..line }),
                None => month.lines.push(line),
            }
            let why = WhyGone::Joined(person);
            let joined = was.map(|(_, old)| Gone { person, at, row: old.row.clone(), why: why.clone() });
            month.gone.extend(joined);
        }
        for Other { left, met, asked, .. } in self.others {
            month.others.insert(left.row.national_id.clone(), left.reason.clone());
            let gone = met.iter().filter_map(|who| then.remove(who)).map(|old| Gone {
                person: left.person,
                at: left.at,
                row: old.row.clone(),
                why: WhyGone::LeftOut(left.reason.clone()),
            });
            month.gone.extend(gone);
            if asked {
                month.left_out.push(left);
            }
        }
        month
    }
}

impl News {
    fn between(old: &Line, new: &Line) -> Self {
        let cells = Column::ALL.into_iter().filter_map(|column| {
            let before = old.row.cell(column);
            (before != new.row.cell(column)).then(|| (column, before.into_owned()))
        });
        fn only<'r>(of: &'r [RequestRow], other: &'r [RequestRow]) -> impl Iterator<Item = RequestId> {
            of.iter().filter(|request| !other.contains(request)).map(|request| request.id)
        }
        let requests = only(&old.requests, &new.requests).chain(only(&new.requests, &old.requests));
        Self::Changed { cells: cells.collect(), requests: requests.collect() }
    }

    /// How much is different.
    fn size(&self) -> usize {
        match self {
            Self::New => usize::MAX,
            Self::Changed { cells, requests } => cells.len() + requests.len(),
        }
    }
}

/// What somebody asked for and did not refuse to sign, in the order in which they were met.
fn requests(entry: &Entry, own: &BTreeMap<RecordId, &Visit>, lao: &Lao, added: &Added) -> Vec<RequestRow> {
    let mut rows = Vec::new();
    for at in &entry.appearances {
        let Some(visit) = own.get(&at.record) else { continue };
        let mut asked: Vec<&Request> =
            visit.record.requests_of(at.person).filter(|r| r.signed() != Signed::Refused).collect();
        asked.sort_by_key(|request| request.id);
        rows.extend(asked.into_iter().map(|request| RequestRow::of(request, &visit.record, lao, added)));
    }
    rows
}

/// What somebody asked for that counts as unsigned.
fn unsigned(entry: &Entry, own: &BTreeMap<RecordId, &Visit>, name: &str) -> Vec<Unsigned> {
    let mut all = Vec::new();
    for at in entry.appearances.iter().filter(|_| !entry.unsigned.is_empty()) {
        let Some(visit) = own.get(&at.record) else { continue };
        let asked = visit.record.requests_of(at.person);
        all.extend(asked.filter(|asked| entry.unsigned.contains_key(&asked.id)).map(|asked| Unsigned {
            at: *at,
            request: asked.id,
            name: name.to_owned(),
            subject: asked.subject.clone(),
        }));
    }
    all
}

/// What others' entries say of a LAO's own.
struct Around<'r> {
    /// Whom LAOs below this PAO enter, by number and by person.
    by_number: BTreeMap<NationalId, BTreeSet<LaoCode>>,
    by_person: BTreeMap<PersonId, BTreeSet<LaoCode>>,
    /// The open case that an entry waits for, by its holder.
    cases: BTreeMap<Appearance, (Pair, Ground)>,
    laos: &'r Directory,
}

impl<'r> Around<'r> {
    fn of(register: &Register, lao: &Lao, laos: &'r Directory) -> Self {
        let mut around =
            Self { by_number: BTreeMap::new(), by_person: BTreeMap::new(), cases: BTreeMap::new(), laos };
        let is_below = |entry: &&Entry| {
            entry.status == InfoStatus::Enter && laos.overlap(lao.code, entry.lao) == Overlap::PaoOver
        };
        if lao.kind == LaoKind::Pao {
            for entry in register.entries.iter().filter(is_below) {
                if let Some(number) = entry.national_id.valid() {
                    around.by_number.entry(number).or_default().insert(entry.lao);
                }
                around.by_person.entry(entry.person).or_default().insert(entry.lao);
            }
        }
        for (pair, grounds) in &register.cases {
            let name = |ground: &&Ground| matches!(ground, Ground::SameIdOtherName | Ground::PaoOtherName);
            if let Some(ground) = grounds.iter().find(name) {
                for side in [pair.left(), pair.right()] {
                    around.cases.entry(side).or_insert((*pair, *ground));
                }
            }
        }
        around
    }

    /// Why an entry is left out.
    fn reason(&self, entry: &Entry, own: &BTreeMap<RecordId, &Visit>) -> Reason {
        match (entry.status, &entry.national_id) {
            (InfoStatus::NoId, _) => Reason::NoNumber { said: entry.shown.no_id_reason.clone() },
            (InfoStatus::InvalidId, TypedId::Invalid { fault, .. }) => Reason::WrongNumber(*fault),
            (InfoStatus::ExcusedPao, number) => {
                let by_number = number.valid().and_then(|number| self.by_number.get(&number));
                let by_person = self.by_person.get(&entry.person);
                let by: BTreeSet<&LaoCode> = by_number.into_iter().chain(by_person).flatten().collect();
                Reason::Excused {
                    by: by.into_iter().filter_map(|lao| self.laos.get(*lao).cloned()).collect(),
                }
            }
            (InfoStatus::NoRequest, _) => {
                let refused = entry.appearances.iter().rev().find_map(|at| {
                    let visit = own.get(&at.record)?;
                    visit
                        .record
                        .requests_of(at.person)
                        .find_map(|request| request.signature.as_ref()?.reason.clone())
                });
                Reason::NotSigned { said: refused }
            }
            (InfoStatus::Review | InfoStatus::InvalidId | InfoStatus::Enter, _) => {
                Reason::Waiting { case: entry.holder().and_then(|holder| self.cases.get(&holder)).copied() }
            }
        }
    }
}

#[cfg(test)]
#[path = "info_tests.rs"]
mod tests;
