//! O-03 and O-04: what came in, how far it is, what was done, and how far the survey went.
//!
//! The law asks for statistics of requests and results each month and gives no columns
//! \[S003:183\]: these are ours. What was carried over and what came in is what was finished and
//! what is left, so that a reader can add it up.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::table::{Cell, Table};
use super::{Case, Held, Period, Report, day, or_unsaid};
use crate::course::{Act, ActKind, Course, Outcome, State, Step};
use crate::record::{Area, Channel, Signed, WhyUnsigned};
use crate::spoken::Spoken;
use crate::survey;

pub(super) fn draw(held: &Held, report: &mut Report) {
    let period = report.period;
    let came: Vec<&Case> = held.cases.iter().filter(|case| case.came_in(period)).collect();
    report.tables = vec![
        balance(held, period),
        by_area("เรื่องที่ยื่นในงวด รายหมู่บ้านและด้าน", "หมู่บ้าน/ชุมชน", &came, |case| case.village.clone()),
        by_area(
            format!("เรื่องที่ยื่นในงวด อยู่ในขั้นใด ณ วันที่ {}", day(period.last_day())),
            "ขั้น",
            &came,
            |case| Stage(case.state_on(period.last_day())),
        ),
        done(held, period),
        by_channel(&came),
        surveyed(held, period),
    ];
    report.notes.push(
        "งวดหนึ่งนับเรื่องจากวันที่ยื่น และนับผลจากวันที่ดำเนินการ เมื่อแก้ไขข้อมูลย้อนหลัง ตัวเลขของงวดนั้นเปลี่ยนตาม".to_owned(),
    );
}

impl Case {
    pub(super) fn asked_on(&self) -> NaiveDate {
        self.course.matter().asked_on
    }

    /// Its area of aid. What is left of a request that an edit took out has none: it is of that in which it was helped.
    pub(super) fn area(&self) -> Option<Area> {
        let when_helped = |step: &Step| match step.act {
            Act::HelpedUrgently { area, .. } => area,
            _ => None,
        };
        self.course.matter().area.or_else(|| self.course.counting().find_map(when_helped))
    }

    pub(super) fn came_in(&self, period: Period) -> bool {
        period.contains(self.asked_on())
    }

    /// Whether its requester would not sign, and at the end of a day nobody had written down that it was not taken.
    fn waits_to_be_refused(&self, day: NaiveDate) -> bool {
        let signed = self.course.matter().signed;
        matches!(signed, Signed::Refused | Signed::No(WhyUnsigned::RefusalWithoutReason))
            && self.state_on(day) == State::Draft
    }

    /// Whether it was open when a time began.
    pub(super) fn is_carried_into(&self, period: Period) -> bool {
        self.is_open_on(period.first_day().pred_opt().unwrap_or(NaiveDate::MIN))
    }

    /// How far it was at the end of a day, by what is known now.
    pub(super) fn state_on(&self, day: NaiveDate) -> State {
        let until = self.course.counting().filter(|step| step.on <= day).cloned();
        Course::of(self.course.matter().clone(), until).state()
    }

    /// Whether it had come and was not over at the end of a day.
    pub(super) fn is_open_on(&self, day: NaiveDate) -> bool {
        self.asked_on() <= day && !self.state_on(day).is_over()
    }
}

/// A state, as a row is named by it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Stage(State);

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.in_thai())
    }
}

/// What was carried over, came in, was finished and is left.
fn balance(held: &Held, period: Period) -> Table {
    let many = |of: &dyn Fn(&Case) -> bool| Cell::count(held.cases.iter().filter(|case| of(case)).count());
    let is_left = |case: &Case| case.is_open_on(period.last_day());
    let carried = |case: &Case| case.is_carried_into(period);
    let came = |case: &Case| case.came_in(period);
    let mut table = Table::new("ภาพรวม", [("รายการ", 36), ("จำนวนเรื่อง", 14)]);
    table.rows = vec![
        vec![Cell::text("ยกมาจากงวดก่อน"), many(&carried)],
        vec![Cell::text("ยื่นในงวดนี้"), many(&came)],
        vec![Cell::text("เสร็จในงวดนี้"), many(&|case| (carried(case) || came(case)) && !is_left(case))],
        vec![Cell::text("คงค้างเมื่อสิ้นงวด"), many(&is_left)],
    ];
    table
}

/// Requests by something and by area of aid.
fn by_area<K: Ord + ToString>(
    name: impl Into<String>,
    head: &'static str,
    cases: &[&Case],
    key: impl Fn(&Case) -> K,
) -> Table {
    let areas: Vec<Option<Area>> = Area::ALL.iter().copied().map(Some).chain([None]).collect();
    let mut rows: BTreeMap<K, BTreeMap<Option<Area>, usize>> = BTreeMap::new();
    for case in cases {
        *rows.entry(key(case)).or_default().entry(case.area()).or_default() += 1;
    }
    let heads = [(head, 26)].into_iter().chain(areas.iter().map(|area| (or_unsaid(*area), 14)));
    let mut table = Table::new(name, heads.chain([("รวม", 10)]));
    table.rows = rows
        .into_iter()
        .map(|(key, many)| {
            let of = |area: &Option<Area>| Cell::count(many.get(area).copied().unwrap_or(0));
            let first = [Cell::text(key.to_string())].into_iter();
            first.chain(areas.iter().map(of)).chain([Cell::count(many.values().sum())]).collect()
        })
        .collect();
    table.drawn = Some(areas.len() + 1);
    table.summed()
}

/// What was done about requests, by the days on which it was done.
fn done(held: &Held, period: Period) -> Table {
    let mut many: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (at, case) in held.cases.iter().enumerate() {
        for step in case.course.counting().filter(|step| period.contains(step.on)) {
            let told = DONE.iter().position(|(_, is_it)| is_it(&step.act));
            if let Some(told) = told {
                many.entry(told).or_default().insert(at);
            }
        }
    }
    let mut table = Table::new("การดำเนินการในงวด", [("การดำเนินการ", 44), ("จำนวนเรื่อง", 14)]);
    table.rows = DONE
        .iter()
        .enumerate()
        .map(|(told, (name, _))| {
            vec![Cell::text(*name), Cell::count(many.get(&told).map_or(0, BTreeSet::len))]
        })
        .collect();
    // Whom the list of those left out names as not taken, and nobody has written down so yet.
    let waits = |case: &&Case| case.came_in(period) && case.waits_to_be_refused(period.last_day());
    let waiting = held.cases.iter().filter(waits).count();
    table.rows.insert(
        REFUSED + 1,
        vec![Cell::text("ผู้ร้องไม่ยินยอมลงชื่อ รอบันทึกไม่รับเรื่อง (ยื่นในงวด)"), Cell::count(waiting)],
    );
    table.drawn = Some(1);
    table
}

/// Whether an act is what a row counts.
type IsIt = fn(&Act) -> bool;

/// The row of what was not taken for consideration.
const REFUSED: usize = 1;

/// What is told of what was done, in the order of the course.
const DONE: [(&str, IsIt); 16] = [
    ("ลงทะเบียนรับเรื่อง", |act| act.kind() == ActKind::Registered),
    ("ไม่รับเรื่องไว้พิจารณา (ผู้ร้องไม่ยินยอมลงชื่อ)", |act| act.kind() == ActKind::NotAccepted),
    ("ตอบข้อซักถาม", |act| act.kind() == ActKind::Answered),
    ("ตรวจสอบข้อเท็จจริงแล้ว", |act| {
        act.kind() == ActKind::Checked
    }),
    ("ช่วยเหลือเบื้องต้นโดยฉับพลัน", |act| {
        act.kind() == ActKind::HelpedUrgently
    }),
    ("คณะกรรมการเห็นชอบ", |act| {
        matches!(act, Act::Decided { outcome: Outcome::Approved { .. }, .. })
    }),
    ("คณะกรรมการไม่เห็นชอบ", |act| {
        matches!(act, Act::Decided { outcome: Outcome::Rejected { .. }, .. })
    }),
    (
        "คณะกรรมการเห็นว่าเกินขีดความสามารถ",
        |act| matches!(act, Act::Decided { outcome: Outcome::BeyondCapacity { .. }, .. }),
    ),
    ("ขอความเห็นชอบจากปลัดกระทรวงมหาดไทย", |act| act.kind() == ActKind::ConsentSought),
    ("ปลัดกระทรวงมหาดไทยตอบแล้ว", |act| {
        act.kind() == ActKind::ConsentAnswered
    }),
    ("รายงานอำเภอและจังหวัด", |act| {
        act.kind() == ActKind::ReportedUp
    }),
    ("ส่งหน่วยงานดำเนินการ", |act| act.kind() == ActKind::Assigned),
    ("ส่งต่อสถานที่กลางหรือหน่วยงานอื่น", |act| act.kind() == ActKind::Forwarded),
    ("หน่วยงานรายงานผลแล้ว", |act| {
        act.kind() == ActKind::AgencyReported
    }),
    ("แจ้งผลให้ผู้ร้องทราบ", |act| act.kind() == ActKind::Told),
    ("ปิดเรื่อง", |act| act.kind() == ActKind::Closed),
];

/// By which ways requests came.
fn by_channel(cases: &[&Case]) -> Table {
    let mut many: BTreeMap<Option<Channel>, usize> = BTreeMap::new();
    for case in cases {
        *many.entry(case.course.matter().channel).or_default() += 1;
    }
    let mut table = Table::new("ช่องทางที่ยื่น", [("ช่องทาง", 36), ("จำนวนเรื่อง", 14)]);
    table.rows = many
        .into_iter()
        .map(|(channel, many)| vec![Cell::text(or_unsaid(channel)), Cell::count(many)])
        .collect();
    table.drawn = Some(1);
    table.summed()
}

/// How far the survey went, village by village.
fn surveyed(held: &Held, period: Period) -> Table {
    let until = held.visits.iter().filter(|visit| visit.record.round.first_day() <= period.last_day());
    let houses = survey::houses_of(until, |round| period.contains(round.first_day()));
    let of = survey::coverage_by(&houses, |place| held.village(place));
    let heads = [("หมู่บ้าน/ชุมชน", 26), ("ครัวเรือนที่รู้จัก", 16), ("สำรวจในงวด", 14), ("ไม่ประสงค์ให้ข้อมูล", 18)];
    let mut table = Table::new("การสำรวจ", heads);
    let many = |many: u64| Cell::Count(many);
    table.rows = of
        .into_iter()
        .map(|(village, of)| {
            vec![Cell::text(village.to_string()), many(of.known), many(of.visited), many(of.refused)]
        })
        .collect();
    table.drawn = Some(2);
    table.summed()
}
