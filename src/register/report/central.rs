//! O-17, O-18 and O-08 of a central place: what the LAOs in its service area reported, what they sent
//! on to it and what it answered, and what it was asked \[S000:61-65\] \[S003:258\] \[S003:687\].
//!
//! It holds no register. What LAOs did is what they handed in themselves, month by month: a month that
//! one of them did not report is said, and counted as nothing. Of requests that were sent on it is told
//! where and when, not whose.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::statement::{HELP, of_help};
use super::table::{Cell, Table};
use super::{Kind, Period, Report, WHO_IS_COUNTED, or_unsaid};
use crate::advice::{Advice, tally};
use crate::lao::{Lao, LaoCode};
use crate::record::{Area, Channel};
use crate::referral::{Coordinated, TakenIn};
use crate::spoken::Spoken;
use crate::statement::{Helped, Statement};

/// A LAO that a central place serves, and what it reported.
#[derive(Clone, Debug)]
pub struct Served {
    /// It.
    pub lao: Lao,
    /// Of each month that it reported, the latest.
    pub statements: Vec<Reported>,
}

/// The figures of a month, and when they were handed in.
#[derive(Clone, Debug)]
pub struct Reported {
    /// They.
    pub statement: Statement,
    /// The day, where the clock that wrote it down shows one.
    pub on: Option<NaiveDate>,
}

impl Reported {
    /// Whether the month was not over yet: more may have come of it since.
    pub fn is_early(&self) -> bool {
        self.on.is_some_and(|on| on <= self.statement.month.last_day())
    }
}

/// A request that came to a central place, at one time or another.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Of which LAO.
    pub of: LaoCode,
    /// How it came, where it was brought to the place itself.
    pub taken_in: Option<TakenIn>,
    /// The day on which the LAO sent it on last, where it did.
    pub sent_on: Option<NaiveDate>,
    /// What the place did about it, in order.
    pub steps: Vec<Coordinated>,
}

/// Draws up what a central place tells of a month or a fiscal year. What it misses, it misses of months that
/// were over before `today`.
pub fn central(
    lao: &Lao,
    period: Period,
    served: &[Served],
    taken: &[Taken],
    advice: &[Advice],
    today: NaiveDate,
) -> Report {
    let mut report = Report::blank(lao.clone(), Kind::Central, period);
    report.tables = vec![
        by_lao(served, period),
        by_area(served, period),
        taken_in(served, taken, period),
        sent_on(served, taken, period),
        by_agency(taken, period),
        asked(advice, period),
    ];
    let missing: Vec<String> = served.iter().filter_map(|served| missing(served, period, today)).collect();
    if !missing.is_empty() {
        report.notes.push(format!("ยังไม่ได้รับรายงานและไม่มีในยอด: {}", missing.join(" ")));
    }
    let early: Vec<String> = served.iter().filter_map(|served| early(served, period)).collect();
    if !early.is_empty() {
        report.notes.push(format!("ส่งก่อนสิ้นเดือน ตัวเลขอาจยังไม่ครบ: {}", early.join(" ")));
    }
    report.notes.push(
        "ตัวเลขของ อปท. เป็นตามที่ อปท. รายงานมา เรื่อง คน หรือครัวเรือนที่ได้รับหลายเดือนหรือจากหลาย อปท. นับทุกครั้ง"
            .to_owned(),
    );
    report.notes.push(WHO_IS_COUNTED.to_owned());
    report
}

impl Served {
    fn of(&self, period: Period) -> impl Iterator<Item = &Statement> {
        self.reported(period).map(|one| &one.statement)
    }

    fn reported(&self, period: Period) -> impl Iterator<Item = &Reported> {
        self.statements.iter().filter(move |one| period.contains(one.statement.month.first_day()))
    }
}

/// Who did not report, and of a year how many months of it.
fn missing(served: &Served, period: Period, today: NaiveDate) -> Option<String> {
    let told: BTreeSet<_> = served.of(period).map(|one| one.month).collect();
    let owed = period.months().filter(|month| month.last_day() < today && !told.contains(month));
    named(served, period, owed.count())
}

/// Who handed a month in before it was over, and of a year how many months of it.
fn early(served: &Served, period: Period) -> Option<String> {
    named(served, period, served.reported(period).filter(|one| one.is_early()).count())
}

/// Who it is, where it is of a month, and of a year of how many.
fn named(served: &Served, period: Period, months: usize) -> Option<String> {
    match (period, months) {
        (_, 0) => None,
        (Period::Month(_), _) => Some(served.lao.name.clone()),
        (Period::Year(_), many) => Some(format!("{} ({many} เดือน)", served.lao.name)),
    }
}

/// The figures of some statements, as a row has them.
fn row<'s>(name: &str, all: impl Iterator<Item = &'s Statement>) -> Vec<Cell> {
    let (mut surveyed, mut came, mut helped) = (0, 0, Helped::default());
    for one in all {
        surveyed += one.surveyed;
        came += one.came;
        helped = helped + one.helped;
    }
    [Cell::text(name), Cell::Count(surveyed), Cell::Count(came)].into_iter().chain(of_help(helped)).collect()
}

fn by_lao(served: &[Served], period: Period) -> Table {
    let heads = [("อปท.", 34), ("ครัวเรือนที่สำรวจ", 18), ("เรื่องที่ยื่น", 12)].into_iter().chain(HELP);
    let mut table = Table::new("ผลการดำเนินงานของ อปท. ในพื้นที่บริการ", heads);
    table.rows = served
        .iter()
        .filter(|served| served.of(period).next().is_some())
        .map(|served| row(&served.lao.name, served.of(period)))
        .collect();
    table.drawn = Some(3);
    table.summed()
}

fn by_area(served: &[Served], period: Period) -> Table {
    let mut sums: BTreeMap<Option<Area>, (u64, Helped)> = BTreeMap::new();
    for of in served.iter().flat_map(|served| served.of(period)).flat_map(|one| &one.areas) {
        let (came, helped) = sums.entry(of.area).or_default();
        *came += of.came;
        *helped = *helped + of.helped;
    }
    let heads = [("ด้าน", 34), ("เรื่องที่ยื่น", 12)].into_iter().chain(HELP);
    let mut table = Table::new("รายด้าน", heads);
    let areas = Area::ALL.iter().copied().map(Some).chain([None]);
    table.rows = areas
        .filter_map(|area| {
            let (came, helped) = *sums.get(&area)?;
            let first = [Cell::text(or_unsaid(area)), Cell::Count(came)];
            Some(first.into_iter().chain(of_help(helped)).collect())
        })
        .collect();
    table.drawn = Some(1);
    table.summed()
}

/// What was brought to the place itself in a time, and sent on to each LAO.
fn taken_in(served: &[Served], taken: &[Taken], period: Period) -> Table {
    let heads = [("ส่งให้ อปท.", 34), ("มาด้วยตนเอง", 14), ("ทางอื่น", 12), ("ขอให้ตรวจข้อเท็จจริง", 20)];
    let mut table = Table::new("เรื่องที่ประชาชนยื่นที่สถานที่กลาง", heads);
    table.rows = served
        .iter()
        .map(|served| {
            let own = taken.iter().filter(|one| one.of == served.lao.code);
            let came: Vec<&TakenIn> = own
                .filter_map(|one| one.taken_in.as_ref())
                .filter(|taken_in| period.contains(taken_in.on))
                .collect();
            let (in_person, otherwise): (Vec<&TakenIn>, Vec<_>) =
                came.iter().partition(|taken_in| taken_in.channel == Channel::CentralPlace);
            let to_check = came.iter().filter(|taken_in| taken_in.to_check.is_some());
            vec![
                Cell::text(&served.lao.name),
                Cell::count(in_person.len()),
                Cell::count(otherwise.len()),
                Cell::count(to_check.count()),
            ]
        })
        .collect();
    table.summed()
}

/// What the place did in a time about what it was sent, LAO by LAO.
fn sent_on(served: &[Served], taken: &[Taken], period: Period) -> Table {
    let heads = [("อปท.", 34), ("ส่งต่อมาในงวด", 16), ("ประสานหน่วยงานในงวด", 22), ("ตอบ อปท. ในงวด", 18)];
    let mut table = Table::new("เรื่องเกินขีดความสามารถที่ อปท. ส่งต่อมา", heads);
    table.rows = served
        .iter()
        .map(|served| {
            let own = || taken.iter().filter(|one| one.of == served.lao.code && one.sent_on.is_some());
            let did = |is: &dyn Fn(&Coordinated) -> bool| {
                let has = |one: &&Taken| one.steps.iter().any(|step| period.contains(step.on) && is(step));
                Cell::count(own().filter(has).count())
            };
            vec![
                Cell::text(&served.lao.name),
                Cell::count(own().filter(|one| one.sent_on.is_some_and(|on| period.contains(on))).count()),
                did(&|_| true),
                did(&|step| step.ends),
            ]
        })
        .collect();
    table.drawn = Some(1);
    table.summed()
}

fn by_agency(taken: &[Taken], period: Period) -> Table {
    let mut agencies: BTreeMap<&str, usize> = BTreeMap::new();
    for step in taken.iter().flat_map(|one| &one.steps).filter(|step| period.contains(step.on)) {
        *agencies.entry(step.agency.trim()).or_default() += 1;
    }
    let mut table = Table::new("หน่วยงานที่ประสาน", [("หน่วยงาน", 44), ("จำนวนครั้ง", 14)]);
    table.rows =
        agencies.into_iter().map(|(agency, many)| vec![Cell::text(agency), Cell::count(many)]).collect();
    table.drawn = Some(1);
    table
}

fn asked(advice: &[Advice], period: Period) -> Table {
    let heads = [("เรื่อง", 44), ("จำนวนครั้ง", 14), ("ประสานหน่วยงานอื่น", 20)];
    let mut table = Table::new("การให้ข้อมูลข่าวสารและคำปรึกษา", heads);
    table.rows = tally(advice.iter().filter(|one| period.contains(one.on)))
        .into_iter()
        .map(|(topic, (all, passed))| {
            vec![Cell::text(topic.in_thai()), Cell::count(all), Cell::count(passed)]
        })
        .collect();
    table.drawn = Some(1);
    table.summed()
}
