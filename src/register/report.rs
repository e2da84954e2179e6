//! Reports: what a LAO tells of its work, of a month or a fiscal year (domain.md 7).
//!
//! Owns which figures each report has and how they are counted: from visits that count, from the
//! courses of requests, and from the help that these gave. A report is drawn from the register as
//! it stands, about a time: a step that was taken back was never taken, and a late record belongs
//! to the month that it names. So a month that is drawn up again may read otherwise, and is right.
//!
//! A report is [`Table`]s of text and figures, with which column of each is better seen as a
//! picture. It knows no page, no spreadsheet and no day of today. It holds no national ID, and
//! names people only where [`Kind::names_people`] says so. Called by the server, which lays it out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::as_text::{as_text, closed_list};
use crate::calendar::written::{Form, write_date, write_month};
use crate::calendar::{FiscalYear, Holidays, Round};
use crate::course::{Course, Matter, Step};
use crate::decision::{Decision, Verdict};
use crate::draw::{counting, draw};
use crate::entry::Entry;
use crate::event::Event;
use crate::household::HouseholdKey;
use crate::info::Month;
use crate::lao::{Directory, Lao, LaoKind};
use crate::national_id::{NationalId, TypedId};
use crate::obstacle::Obstacles;
use crate::outlay::{Outlay, Slice};
use crate::record::{PersonId, Place, Record, RecordId, RequestId};
use crate::spoken::Spoken;
use crate::survey::Tambons;
use crate::visit::Visit;

mod central;
mod damage;
mod given;
mod lists;
mod operations;
mod outlay;
mod statement;
mod table;
mod year;

pub use central::{Reported, Served, Taken, central};
use damage::Disaster;
pub use damage::Struck;
pub use statement::WHO_IS_COUNTED;
pub use table::{Bar, Cell, Column, Table};

closed_list! {
    /// The reports of domain.md 7 whose data a LAO's register holds.
    pub enum Kind {
        /// O-03 and O-04: statistics of requests, surveys and results \[S003:183\].
        Operations = "operations",
        /// O-14: the table of help that was given \[S003:854-907\].
        Given = "given",
        /// O-13: damage and needs, listed by type \[S003:1667\].
        Damage = "damage",
        /// O-12: the seven items of a request for support \[S003:1783-1789\].
        Support = "support",
        /// O-16: how far helping after one disaster has come \[S003:2532\].
        Progress = "progress",
        /// O-02: who is not entered into INFO, and why \[S003:679\].
        LeftOut = "left-out",
        /// O-09: agencies that have not reported \[S003:240\].
        Late = "late",
        /// O-08: a year, month by month \[S003:258\].
        Year = "year",
        /// O-17, O-18 and O-08 of a central place: what its LAOs reported, what they sent on to it and
        /// what it answered \[S000:61-65\] \[S003:258\] \[S003:687\].
        Central = "central",
        /// O-15: the form of problems and obstacles \[S001:82-87\].
        Problems = "problems",
    }
}

impl Kind {
    /// Whether it names people.
    pub fn names_people(self) -> bool {
        self == Self::LeftOut
    }

    /// Of which times it can be drawn: of a month, of a fiscal year. Progress is of an event alone.
    pub fn is_of(self, period: Period) -> bool {
        match (self, period) {
            (Self::Progress, _) | (Self::LeftOut, Period::Year(_)) | (Self::Year, Period::Month(_)) => false,
            (Self::Problems | Self::Late, _) | (_, Period::Month(_) | Period::Year(_)) => true,
        }
    }

    /// Whether offices of a kind have it: a central place holds no register to report of.
    pub fn is_for(self, whose: LaoKind) -> bool {
        match self {
            Self::Problems => true,
            Self::Central => whose == LaoKind::CentralPlace,
            _ => whose != LaoKind::CentralPlace,
        }
    }
}

/// The time that a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// A month.
    Month(Round),
    /// A fiscal year.
    Year(FiscalYear),
}

impl Period {
    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        match self {
            Self::Month(round) => round.first_day(),
            Self::Year(year) => year.first_day(),
        }
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        match self {
            Self::Month(round) => round.last_day(),
            Self::Year(year) => year.last_day(),
        }
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        (self.first_day()..=self.last_day()).contains(&day)
    }

    /// Its months, in order.
    pub fn months(self) -> impl Iterator<Item = Round> {
        let mut next = Some(Round::of(self.first_day()));
        std::iter::from_fn(move || {
            let month = next.filter(|month| month.first_day() <= self.last_day())?;
            next = Some(month.next()).filter(|after| *after > month);
            Some(month)
        })
    }

    /// As people call it.
    pub fn in_thai(self) -> String {
        match self {
            Self::Month(round) => format!("เดือน{}", write_month(round.first_day(), Form::Full)),
            Self::Year(year) => format!("ปีงบประมาณ พ.ศ. {year}"),
        }
    }
}

/// `2569-04` or `2569`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(round) => round.fmt(f),
            Self::Year(year) => year.fmt(f),
        }
    }
}

as_text!(Period, { "type": "string" });

/// A text that is neither a month nor a fiscal year.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0:?} is neither a month such as 2569-04 nor a fiscal year such as 2569")]
pub struct NotAPeriod(String);

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let year = || {
            let digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
            // A round reads the year's bounds: any month of it will do.
            let first = digits.then(|| format!("{text}-01").parse::<Round>().ok()).flatten()?;
            Some(Self::Year(FiscalYear::named(first.year())))
        };
        text.parse().map(Self::Month).ok().or_else(year).ok_or_else(|| NotAPeriod(text.to_owned()))
    }
}

/// A report, drawn up.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Which.
    pub kind: Kind,
    /// Whose.
    pub lao: Lao,
    /// Of which time.
    pub period: Period,
    /// Of which disaster, where it is of one, as the office calls it.
    pub event: Option<String>,
    /// What it says.
    pub tables: Vec<Table>,
    /// How it was counted, where a reader would ask.
    pub notes: Vec<String>,
    /// What of it has a place. No names, and no number of a house.
    pub points: Vec<Point>,
}

impl Report {
    fn blank(lao: Lao, kind: Kind, period: Period) -> Self {
        Self { kind, lao, period, event: None, tables: Vec::new(), notes: Vec::new(), points: Vec::new() }
    }
}

/// Something at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// What is there.
    pub said: Vec<(&'static str, String)>,
}

/// What reports of one LAO are drawn from, all of one moment.
pub struct Held {
    lao: Lao,
    /// Its visits that count, complete or refused.
    visits: Vec<Visit>,
    /// The tambons in which they were.
    tambons: Tambons,
    /// Who each person on them is in the register.
    people: WhoIsWho,
    /// Its requests.
    cases: Vec<Case>,
    /// The disasters that its office goes through.
    events: Vec<Event>,
    /// The day on which each request came that was taken back with its record, or out of it: they are counted nowhere.
    withdrawn: Vec<NaiveDate>,
    /// Those of them on which help had been given by then: it was, and is told of still.
    gone: Vec<Gone>,
    /// What was given to people who were erased since.
    outlays: BTreeMap<Period, Outlay>,
}

/// A house, by its door; one whose door nobody numbered, by the visit to it.
type House = Result<HouseholdKey, RecordId>;

/// One request, with all that was done about it.
struct Case {
    record: RecordId,
    request: RequestId,
    village: Village,
    house: House,
    subject: Option<String>,
    course: Course,
}

/// A request that was taken back when help had been given on it, and its record.
struct Gone {
    case: Case,
    record: Record,
}

/// A village: two tambons of one LAO may each have a village 3.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Village {
    /// The six digits of its tambon, as far as it is told.
    tambon: Option<String>,
    within: Within,
    /// Its tambon, where the LAO has several.
    beside: Option<String>,
}

impl Village {
    fn of(tambons: &Tambons, place: Option<&Place>) -> Self {
        let tambon = tambons.holding(place);
        let beside = tambons.beside(tambon).map(str::to_owned);
        Self { tambon: tambon.map(str::to_owned), within: Within::of(place), beside }
    }
}

impl fmt::Display for Village {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.within.fmt(f)?;
        self.beside.as_ref().map_or(Ok(()), |tambon| write!(f, " {tambon}"))
    }
}

/// A village within its tambon or, where a municipality has those instead, a community.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Within {
    Moo(u32),
    Community(String),
    Unsaid,
}

impl Within {
    fn of(place: Option<&Place>) -> Self {
        let community = || place?.community.as_deref().map(str::trim).filter(|name| !name.is_empty());
        match place.and_then(|place| place.moo).filter(|moo| *moo > 0) {
            Some(moo) => Self::Moo(moo),
            None => community().map_or(Self::Unsaid, |name| Self::Community(name.to_owned())),
        }
    }
}

impl fmt::Display for Within {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Moo(moo) => write!(f, "หมู่ {moo}"),
            Self::Community(name) if name.starts_with("ชุมชน") => f.write_str(name),
            Self::Community(name) => write!(f, "ชุมชน{name}"),
            Self::Unsaid => f.write_str("ไม่ระบุ"),
        }
    }
}

/// Who each person on a LAO's records is in the register: the same person on every record.
type WhoIsWho = BTreeMap<(RecordId, PersonId), PersonId>;

fn who_is_who(lao: &Lao, entries: Vec<Entry>) -> WhoIsWho {
    let own = entries.into_iter().filter(|entry| entry.lao == lao.code);
    let named =
        |entry: Entry| entry.appearances.into_iter().map(move |who| ((who.record, who.person), entry.person));
    own.flat_map(named).collect()
}

/// Who people on withdrawn visits are: whom the register would have them be, were these restored. Help that was
/// written down on a duplicate was given to somebody who stands on its other.
fn were_they_restored(
    lao: &Lao,
    mut withdrawn: Vec<Visit>,
    beside: &[&Visit],
    decisions: &[Decision],
    laos: &Directory,
    people: &WhoIsWho,
) -> WhoIsWho {
    if withdrawn.is_empty() {
        return WhoIsWho::new();
    }
    for visit in &mut withdrawn {
        visit.record.withdraw = None;
        visit.withdrawn_by.clear();
    }
    let again: BTreeSet<RecordId> = withdrawn.iter().map(|visit| visit.record.id).collect();
    let is_lifted =
        |verdict: &Verdict| matches!(verdict, Verdict::Withdraw { record, .. } if again.contains(record));
    let decisions: Vec<Decision> =
        decisions.iter().filter(|decision| !is_lifted(&decision.ruling().verdict)).cloned().collect();
    let ruled_on: BTreeSet<RecordId> = decisions
        .iter()
        .flat_map(|decision| match &decision.ruling().verdict {
            Verdict::Join { left, right } | Verdict::Separate { left, right } => {
                left.iter().chain(right).map(|who| who.record).collect()
            }
            _ => Vec::new(),
        })
        .collect();
    let numbers = |visit: &Visit| -> Vec<NationalId> {
        let typed = visit.record.people.iter().map(|person| person.national_id.as_deref());
        typed.filter_map(|typed| TypedId::read(typed).valid()).collect()
    };
    let theirs: BTreeSet<NationalId> = withdrawn.iter().flat_map(numbers).collect();
    // Nobody else can be one of them.
    let alike = beside.iter().filter(|visit| {
        ruled_on.contains(&visit.record.id) || numbers(visit).iter().any(|number| theirs.contains(number))
    });
    let all: Vec<Visit> = alike.map(|visit| Visit::clone(visit)).chain(withdrawn).collect();
    let mut who = WhoIsWho::new();
    for entry in draw(&all, &decisions, laos).entries.into_iter().filter(|entry| entry.lao == lao.code) {
        let stands: BTreeSet<PersonId> = entry
            .appearances
            .iter()
            .filter_map(|who| people.get(&(who.record, who.person)).copied())
            .collect();
        // Where they would be one of several, nobody can say which.
        let one = match stands.len() {
            0 => entry.person,
            1 => stands.first().copied().unwrap_or(entry.person),
            _ => continue,
        };
        let met = entry.appearances.iter().map(|who| (who.record, who.person));
        who.extend(met.filter(|met| !people.contains_key(met)).map(|met| (met, one)));
    }
    who
}

fn house_of(lao: &Lao, record: &Record) -> House {
    record.place.as_ref().and_then(|place| HouseholdKey::of(lao.code, place)).ok_or(record.id)
}

impl Held {
    /// Gathers what a LAO holds. `visits` are all of the LAO's, and all that touch the people on
    /// them; `decisions` are all that touch these; `steps` are those of its requests; `events` are all its
    /// disasters, for which of them holds a day is told by the others too.
    pub fn gather(
        lao: &Lao,
        visits: Vec<Visit>,
        decisions: &[Decision],
        laos: &Directory,
        mut steps: BTreeMap<(RecordId, RequestId), Vec<Step>>,
        events: Vec<Event>,
    ) -> Self {
        let own = |of: crate::lao::LaoCode| of == lao.code;
        let mut people: WhoIsWho = who_is_who(lao, draw(&visits, decisions, laos).entries);
        let counts: BTreeSet<RecordId> = counting(&visits, decisions)
            .filter(|visit| own(visit.record.lao))
            .map(|visit| visit.record.id)
            .collect();
        let (visits, elsewhere): (Vec<Visit>, Vec<Visit>) =
            visits.into_iter().partition(|visit| own(visit.record.lao));
        let (visits, withdrawn): (Vec<Visit>, Vec<Visit>) =
            visits.into_iter().partition(|visit| counts.contains(&visit.record.id));
        let tambons =
            Tambons::of(visits.iter().filter_map(|visit| visit.record.place.as_ref())).of_a(lao.kind);
        let mut cases = Vec::new();
        for visit in &visits {
            let record = &visit.record;
            for request in &record.requests {
                let taken = steps.remove(&(record.id, request.id)).unwrap_or_default();
                // It counts: a withdrawal that was answered is none.
                let matter = Matter {
                    withdrawn: false,
                    ..Matter::of(record, request, lao.kind.reports_to_central_place())
                };
                cases.push(Case {
                    record: record.id,
                    request: request.id,
                    village: Village::of(&tambons, record.place.as_ref()),
                    house: house_of(lao, record),
                    subject: request.subject.clone(),
                    course: Course::of(matter, taken),
                });
            }
        }
        cases.sort_by_key(|case| (case.course.matter().asked_on, case.record, case.request));
        let asked = withdrawn
            .iter()
            .flat_map(|visit| visit.record.requests.iter().map(|request| (visit.record.id, request.id)));
        // What is left of the steps is about requests that an edit took out of their record.
        let taken_back: BTreeSet<_> = asked.chain(steps.keys().copied()).collect();
        let came_on: BTreeMap<RecordId, NaiveDate> =
            visits.iter().chain(&withdrawn).map(|visit| (visit.record.id, visit.record.came_on())).collect();
        let mut gone = Vec::new();
        for (&(record, request), taken) in &steps {
            // Of what was erased nothing is known any more, not even where it was: its sums are said by themselves.
            let of = visits.iter().chain(&withdrawn).find(|visit| visit.record.id == record);
            let Some(record) = of.map(|visit| &visit.record) else { continue };
            let asked = record.requests.iter().find(|asked| asked.id == request);
            let reports = lao.kind.reports_to_central_place();
            let matter = match asked {
                Some(asked) => Matter::of(record, asked, reports),
                None => Matter::taken_out(record, reports),
            };
            let case = Case {
                record: record.id,
                request,
                village: Village::of(&tambons, record.place.as_ref()),
                house: house_of(lao, record),
                subject: asked.and_then(|asked| asked.subject.clone()),
                course: Course::of(matter, taken.iter().cloned()),
            };
            if !case.course.given().is_empty() {
                gone.push(Gone { case, record: record.clone() });
            }
        }
        let told_of: BTreeSet<RecordId> = gone.iter().map(|gone| gone.case.record).collect();
        let told_of = withdrawn.into_iter().filter(|visit| told_of.contains(&visit.record.id)).collect();
        let beside: Vec<&Visit> = visits.iter().chain(&elsewhere).collect();
        let again = were_they_restored(lao, told_of, &beside, decisions, laos, &people);
        people.extend(again);
        let withdrawn = taken_back.iter().filter_map(|(record, _)| came_on.get(record).copied()).collect();
        let outlays = BTreeMap::new();
        Self { lao: lao.clone(), visits, tambons, people, cases, events, withdrawn, gone, outlays }
    }

    /// The same, with what was given to people who were erased since.
    #[must_use]
    pub fn with_outlays(mut self, outlays: impl IntoIterator<Item = Outlay>) -> Self {
        self.outlays.extend(outlays.into_iter().map(|outlay| (outlay.of, outlay)));
        self
    }

    /// Who somebody on a record is in the register: the same person on every record.
    fn who(&self, record: RecordId, person: PersonId) -> PersonId {
        self.people.get(&(record, person)).copied().unwrap_or(person)
    }

    /// In which village a place is.
    fn village(&self, place: Option<&Place>) -> Village {
        Village::of(&self.tambons, place)
    }

    /// So many houses were visited in a time.
    fn visited(&self, period: Period) -> usize {
        let visits = self.visits.iter().filter(|visit| visit.record.is_of_a_survey());
        let visits = visits.filter(|visit| period.contains(visit.record.round.first_day()));
        visits.map(|visit| house_of(&self.lao, &visit.record)).collect::<BTreeSet<House>>().len()
    }

    /// A report on which nothing stands yet.
    fn blank(&self, kind: Kind, period: Period) -> Report {
        Report::blank(self.lao.clone(), kind, period)
    }

    /// Draws up a report of one of its disasters, until today: what was damaged, what is asked for against it,
    /// or how far helping has come. Other kinds are of a time and say nothing here.
    pub fn report_of(&self, event: &Event, kind: Kind, today: NaiveDate) -> Report {
        let mut report = self.blank(kind, Period::Month(Round::of(event.from)));
        report.event = Some(format!("{} ({}) {}", event.title, event.kind.in_thai(), days_of(event)));
        let hits = damage::of_event(self, event);
        match kind {
            Kind::Damage => damage::draw(self, &hits, &mut report),
            Kind::Support => damage::support(self, Disaster::each(self, &hits), today, &mut report),
            Kind::Progress => damage::progress(self, event, &hits, &mut report),
            _ => {}
        }
        report
    }

    /// The houses that a disaster struck, as one walks from one to the next.
    pub fn struck(&self, event: &Event) -> Vec<Struck> {
        damage::struck(self, event)
    }

    /// Draws up a report of a time. Who is left out of INFO is the month's to say: see
    /// [`left_out`]; the form of problems is whoever's who fills it in: see [`problems`]. `today` is for
    /// what runs out by itself.
    pub fn report(&self, kind: Kind, period: Period, today: NaiveDate, holidays: &Holidays) -> Report {
        let mut report = self.blank(kind, period);
        match kind {
            Kind::Operations => operations::draw(self, &mut report),
            Kind::Given => given::draw(self, &mut report),
            Kind::Damage => damage::draw(self, &damage::of_time(self, period), &mut report),
            Kind::Support => {
                let hits = damage::of_time(self, period);
                damage::support(self, Disaster::each(self, &hits), period.last_day(), &mut report);
            }
            Kind::Late => lists::late(self, &mut report, today, holidays),
            Kind::Year => year::draw(self, &mut report, today),
            Kind::LeftOut | Kind::Progress | Kind::Central | Kind::Problems => {}
        }
        if matches!(kind, Kind::Given | Kind::Year) {
            let given = |gone: &&Gone| gone.case.course.given().iter().any(|given| period.contains(given.on));
            report.notes.extend(still_told_of(self.gone.iter().filter(given).count()));
            report.notes.extend(outlay::told(self.erased(period, Slice::All {})));
        }
        let withdrawn = self.withdrawn.iter().filter(|came_on| period.contains(**came_on)).count();
        if withdrawn > 0 && matches!(kind, Kind::Operations | Kind::Year) {
            report.notes.push(format!("เรื่องที่ยื่นในงวดและถอนแล้ว {withdrawn} เรื่องไม่นับรวม"));
        }
        report
    }
}

/// How much of the help that a report tells of was given on what was taken back since.
fn still_told_of(requests: usize) -> Option<String> {
    let told = || format!("รวมความช่วยเหลือที่ให้ไปแล้วก่อนถอนหรือแก้ไขเรื่องออกจากทะเบียน {requests} เรื่อง");
    (requests > 0).then(told)
}

/// The days of a disaster, as papers and pages tell them.
pub fn days_of(event: &Event) -> String {
    match event.until {
        Some(until) if until != event.from => format!("{} ถึง {}", day(event.from), day(until)),
        Some(_) => day(event.from),
        None => format!("{} ยังไม่สิ้นสุด", day(event.from)),
    }
}

/// O-02: who is not entered into INFO in a month, and why.
pub fn left_out(lao: &Lao, month: &Month) -> Report {
    lists::left_out(lao, month)
}

/// O-15: the form of problems, with what was written into it.
pub fn problems(lao: &Lao, period: Period, written: Option<&Obstacles>) -> Report {
    let mut report = Report::blank(lao.clone(), Kind::Problems, period);
    lists::problems(&mut report, written);
    report
}

/// A day as reports write it.
fn day(on: NaiveDate) -> String {
    write_date(on, Form::Short)
}

/// What something is called, or that nobody said.
fn or_unsaid<T: Spoken>(said: Option<T>) -> &'static str {
    said.map_or("ไม่ระบุ", |said| said.in_thai())
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
