//! O-14: help that was given: day, kind, budget, people, households and the day it was written
//! down, as the covidhelp table has them \[S003:854-857\] \[S003:906\].
//!
//! Help is given at once, or as an agency reports it; what a committee approved and nobody reported
//! yet is not given. Of what kind, the seeds list no values but «มอบเงิน» \[S003:907\]: here it is the
//! form of help \[S003:385\]. What households tell of help that they had stands apart.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::NaiveDate;

use super::outlay::WHOSE;
use super::statement::of_help;
use super::table::{Cell, NOTHING, Table};
use super::{Case, Held, House, Period, Report, Village, WHO_IS_COUNTED, day, house_of, or_unsaid};
use crate::aid::Money;
use crate::calendar::written::{Form, write_month};
use crate::course::{Funding, Given, Grant, GrantForm, Step};
use crate::moment::Moment;
use crate::outlay::Slice;
use crate::record::{PersonId, Record, RequestId, Status};
use crate::spoken::Spoken;
use crate::statement::Helped;

/// One thing that was given.
pub(super) struct Gift<'h> {
    pub(super) case: &'h Case,
    /// The day on which it was.
    pub(super) on: NaiveDate,
    pub(super) step: &'h Step,
    pub(super) grant: &'h Grant,
    /// To whom, as the register names them; `None` where nobody said who asks.
    pub(super) person: Option<PersonId>,
}

impl Gift<'_> {
    fn baht(&self) -> Money {
        baht(self.grant.amount_baht.as_ref())
    }
}

/// The worth that was written down; nothing where none was.
pub(super) fn baht(number: Option<&serde_json::Number>) -> Money {
    number.and_then(Money::written).unwrap_or_default()
}

/// What some gifts come to. One person or one house is counted once, however often it was helped.
#[derive(Default)]
pub(super) struct Sum<'h> {
    pub(super) requests: BTreeSet<RequestId>,
    pub(super) people: BTreeSet<PersonId>,
    pub(super) houses: BTreeSet<&'h House>,
    pub(super) baht: Money,
    /// What was given to people who were erased since.
    pub(super) erased: Helped,
}

impl<'h> Sum<'h> {
    pub(super) fn add(&mut self, gift: &Gift<'h>) {
        self.requests.insert(gift.case.request);
        self.people.extend(gift.person);
        self.houses.insert(&gift.case.house);
        self.baht = self.baht + gift.baht();
    }

    /// Everything of it.
    pub(super) fn of<'g>(gifts: impl IntoIterator<Item = &'g Gift<'h>>) -> Self
    where
        'h: 'g,
    {
        let mut sum = Self::default();
        gifts.into_iter().for_each(|gift| sum.add(gift));
        sum
    }

    /// The same, with what was given to people who were erased since.
    pub(super) fn and(mut self, erased: Helped) -> Self {
        self.erased = self.erased + erased;
        self
    }
}

impl Held {
    /// What was given in a time, in the order of the days. What was given stays so, whatever became of the request.
    pub(super) fn gifts(&self, period: Period) -> Vec<Gift<'_>> {
        let mut gifts = self.every_gift();
        gifts.retain(|gift| period.contains(gift.on));
        gifts.sort_by_key(|gift| gift.on);
        gifts
    }

    /// What was ever given.
    pub(super) fn every_gift(&self) -> Vec<Gift<'_>> {
        let of = |case: &'_ Case, grant: &Grant| {
            let person = grant.person.or(case.course.matter().person)?;
            Some(self.who(case.record, person))
        };
        self.cases
            .iter()
            .chain(self.gone.iter().map(|gone| &gone.case))
            .flat_map(|case| case.course.given().into_iter().map(move |given| (case, given)))
            .map(|(case, Given { on, step, grant })| Gift { case, on, step, grant, person: of(case, grant) })
            .collect()
    }
}

/// The day on which something was written down, as calendars in Thailand show it.
fn written_on(step: &Step) -> Option<NaiveDate> {
    Some(Moment::in_thailand(i64::try_from(step.stamp.ms()).ok()?)?.date_time().date_naive())
}

pub(super) fn draw(held: &Held, report: &mut Report) {
    let gifts = held.gifts(report.period);
    let erased = |of: Slice| held.erased(report.period, of);
    let all = || Sum::of(&gifts).and(erased(Slice::All {}));
    let by_funding = held.erased_by(report.period, |of| match of {
        Slice::Funding { funding } => Some(funding),
        _ => None,
    });
    let by_area = held.erased_by(report.period, |of| match of {
        Slice::Area { area } => Some(area),
        _ => None,
    });
    // In which village they were is not kept.
    let nowhere = held.erased_by(report.period, |of| (of == Slice::All {}).then_some(Where::Erased));
    let village = |gift: &Gift<'_>| Where::In(gift.case.village.clone());
    report.tables = vec![
        day_by_day(held, report.period, &gifts, &all()),
        by(
            ("ตามแหล่งงบประมาณ", "แหล่งงบประมาณ"),
            &gifts,
            |gift| gift.grant.funding,
            by_funding,
            or_unsaid_of,
            &all(),
        ),
        by(("ตามด้านของการช่วยเหลือ", "ด้าน"), &gifts, |gift| gift.case.area(), by_area, or_unsaid_of, &all()),
        by(("รายหมู่บ้าน", "หมู่บ้าน/ชุมชน"), &gifts, village, nowhere, ToString::to_string, &all()),
    ];
    report.tables.extend(elsewhere(held, report.period));
    report.notes.push(
        "นับความช่วยเหลือที่ให้แล้ว คือที่ช่วยเบื้องต้นโดยฉับพลัน และที่หน่วยงานรายงานผลแล้ว ยังไม่นับที่คณะกรรมการเห็นชอบแต่ยังไม่มีผู้รายงาน"
            .to_owned(),
    );
    report.notes.push(
        "เรื่อง คน หรือครัวเรือนที่อยู่ในหลายแถวนับครั้งเดียวในยอดรวม ยอดรวมจึงอาจน้อยกว่าผลบวกของแต่ละแถว เว้นแต่เงิน"
            .to_owned(),
    );
    report.notes.push(WHO_IS_COUNTED.to_owned());
}

/// Where help went.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Where {
    In(Village),
    Erased,
}

impl fmt::Display for Where {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::In(village) => village.fmt(f),
            Self::Erased => f.write_str(WHOSE),
        }
    }
}

fn or_unsaid_of<T: Spoken + Copy>(said: &Option<T>) -> String {
    or_unsaid(*said).to_owned()
}

fn day_by_day(held: &Held, period: Period, gifts: &[Gift<'_>], all: &Sum<'_>) -> Table {
    type Key = (NaiveDate, GrantForm, Option<Funding>);
    let mut rows: BTreeMap<Key, (Sum<'_>, Option<NaiveDate>)> = BTreeMap::new();
    for gift in gifts {
        let (sum, written) = rows.entry((gift.on, gift.grant.form, gift.grant.funding)).or_default();
        sum.add(gift);
        *written = (*written).max(written_on(gift.step));
    }
    let heads = [
        ("ลำดับ", 8),
        ("วันที่ให้ความช่วยเหลือ", 20),
        ("ประเภทความช่วยเหลือ", 22),
        ("แหล่งงบประมาณ", 26),
        ("งบประมาณ (บาท)", 16),
        ("จำนวนคน", 12),
        ("จำนวนครัวเรือน", 16),
        ("วันที่บันทึกข้อมูล", 18),
    ];
    let mut table = Table::new("การให้ความช่วยเหลือ", heads);
    let mut row =
        |when: String, form: GrantForm, funding: Option<Funding>, helped: Helped, written: String| {
            let [_, people, houses, baht] = of_help(helped);
            let nth = Cell::count(table.rows.len() + 1);
            let (form, funding) = (Cell::text(form.in_thai()), Cell::text(or_unsaid(funding)));
            table.rows.push(vec![
                nth,
                Cell::text(when),
                form,
                funding,
                baht,
                people,
                houses,
                Cell::text(written),
            ]);
        };
    for ((on, form, funding), (sum, written)) in rows {
        row(day(on), form, funding, sum.helped(), written.map(day).unwrap_or_default());
    }
    // On which day they were helped is not kept.
    for month in period.months() {
        let of_form = held.erased_by(Period::Month(month), |of| match of {
            Slice::Form { form, funding } => Some((form, funding)),
            _ => None,
        });
        let when = write_month(month.first_day(), Form::Short);
        for ((form, funding), helped) in of_form {
            row(format!("{when} ({WHOSE})"), form, funding, helped, NOTHING.to_owned());
        }
    }
    let blank = || Cell::text("");
    let [_, people, houses, baht] = of_help(all.helped());
    table.total = Some(vec![Cell::text("รวม"), blank(), blank(), blank(), baht, people, houses, blank()]);
    table
}

/// The same by something else.
fn by<'h, K: Ord>(
    (name, head): (&str, &'static str),
    gifts: &[Gift<'h>],
    key: impl Fn(&Gift<'h>) -> K,
    erased: impl Iterator<Item = (K, Helped)>,
    called: impl Fn(&K) -> String,
    all: &Sum<'_>,
) -> Table {
    let mut rows: BTreeMap<K, Sum<'h>> = BTreeMap::new();
    for gift in gifts {
        rows.entry(key(gift)).or_default().add(gift);
    }
    for (key, erased) in erased {
        let sum = rows.entry(key).or_default();
        sum.erased = sum.erased + erased;
    }
    let heads =
        [(head, 34), ("จำนวนเรื่อง", 14), ("จำนวนคน", 12), ("จำนวนครัวเรือน", 16), ("งบประมาณ (บาท)", 16)];
    let mut table = Table::new(name, heads);
    let row = |name: String, sum: &Sum<'_>| {
        std::iter::once(Cell::text(name)).chain(of_help(sum.helped())).collect::<Vec<_>>()
    };
    table.rows = rows.iter().map(|(key, sum)| row(called(key), sum)).collect();
    table.total = Some(row("รวม".to_owned(), all));
    table.drawn = Some(4);
    table
}

/// What households say that they had from others; no table where none says so.
fn elsewhere(held: &Held, period: Period) -> Option<Table> {
    #[derive(Default)]
    struct Told {
        times: usize,
        houses: BTreeSet<House>,
        baht: Money,
    }
    // A household tells of the same help at every visit: the newest telling counts. Who would take no part told
    // of nothing, and takes back nothing; nor does what came by a list or to the counter, where nobody was asked.
    let mut newest: BTreeMap<House, &Record> = BTreeMap::new();
    let was_asked = |record: &&Record| record.is_of_a_survey() || !record.help_received.is_empty();
    let told = held.visits.iter().map(|visit| &visit.record).filter(|r| r.status == Status::Complete);
    let told = told.filter(was_asked);
    for record in told {
        let last = newest.entry(house_of(&held.lao, record)).or_insert(record);
        if (last.captured_at, last.id) < (record.captured_at, record.id) {
            *last = record;
        }
    }
    let mut by: BTreeMap<String, Told> = BTreeMap::new();
    for (house, record) in newest {
        for help in &record.help_received {
            if !help.on.is_some_and(|on| period.contains(on)) {
                continue;
            }
            let from = help.from.as_deref().map(str::trim).filter(|from| !from.is_empty());
            let told = by.entry(from.unwrap_or("ไม่ระบุ").to_owned()).or_default();
            told.times += 1;
            told.houses.insert(house.clone());
            told.baht = told.baht + baht(help.amount_baht.as_ref());
        }
    }
    if by.is_empty() {
        return None;
    }
    let heads = [("ผู้ให้", 34), ("จำนวนครั้ง", 14), ("จำนวนครัวเรือน", 16), ("มูลค่า (บาท)", 16)];
    let mut table = Table::new("ความช่วยเหลือที่ครัวเรือนแจ้งว่าได้รับแล้ว", heads);
    table.rows = by
        .into_iter()
        .map(|(from, told)| {
            vec![
                Cell::text(from),
                Cell::count(told.times),
                Cell::count(told.houses.len()),
                Cell::Baht(told.baht),
            ]
        })
        .collect();
    Some(table)
}
