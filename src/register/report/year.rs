//! O-08: a fiscal year, month by month and area by area, for the yearly publicity \[S003:258\].

use chrono::NaiveDate;

use super::given::{Gift, Sum};
use super::statement::{HELP, of_help};
use super::table::{Cell, NOTHING, Table};
use super::{Case, Held, Period, Report, WHO_IS_COUNTED, or_unsaid};
use crate::calendar::Round;
use crate::calendar::written::{Form, write_month};
use crate::outlay::Slice;
use crate::record::Area;

pub(super) fn draw(held: &Held, report: &mut Report, today: NaiveDate) {
    let year = report.period;
    let gifts = held.gifts(year);
    report.tables = vec![by_month(held, year, &gifts, today), by_area(held, year, &gifts)];
    report.notes.push("ครัวเรือนที่สำรวจหลายเดือนนับครั้งเดียวในยอดรวม".to_owned());
    report
        .notes
        .push("เรื่อง คน หรือครัวเรือนที่ได้รับหลายครั้งนับครั้งเดียวในยอดรวม ยอดรวมจึงอาจน้อยกว่าผลบวกของแต่ละเดือน".to_owned());
    report.notes.push(WHO_IS_COUNTED.to_owned());
    if year.last_day() > today {
        report.notes.push("เดือนที่ยังมาไม่ถึงแสดงเป็น –".to_owned());
    }
}

/// What came of a month, or of the whole year.
fn row(held: &Held, name: String, period: Period, gifts: &[Gift<'_>]) -> Vec<Cell> {
    let came = held.cases.iter().filter(|case| case.came_in(period)).count();
    let first = [Cell::text(name), Cell::count(held.visited(period)), Cell::count(came)];
    let sum = Sum::of(gifts).and(held.erased(period, Slice::All {}));
    first.into_iter().chain(of_help(sum.helped())).collect()
}

fn by_month(held: &Held, year: Period, gifts: &[Gift<'_>], today: NaiveDate) -> Table {
    let heads = [("เดือน", 18), ("ครัวเรือนที่สำรวจ", 18), ("เรื่องที่ยื่น", 14)].into_iter().chain(HELP);
    let mut table = Table::new("รายเดือน", heads);
    let month = |round: Round| {
        let name = write_month(round.first_day(), Form::Short);
        if round.first_day() > today {
            // Nothing was counted yet: a nought would say that nobody came.
            let blank = std::iter::repeat_n(NOTHING, 2 + HELP.len()).map(Cell::text);
            return std::iter::once(Cell::text(name)).chain(blank).collect();
        }
        row(held, name, Period::Month(round), &held.gifts(Period::Month(round)))
    };
    table.rows = year.months().map(month).collect();
    table.total = Some(row(held, "รวม".to_owned(), year, gifts));
    table.drawn = Some(2);
    table
}

fn by_area(held: &Held, year: Period, gifts: &[Gift<'_>]) -> Table {
    let heads = [("ด้าน", 34), ("เรื่องที่ยื่น", 14)].into_iter().chain(HELP);
    let mut table = Table::new("รายด้าน", heads);
    let row = |name: &str, of: Slice, is_of: &dyn Fn(&Case) -> bool| {
        let came = |case: &&Case| case.came_in(year) && is_of(case);
        let first = [Cell::text(name), Cell::count(held.cases.iter().filter(came).count())];
        let own = gifts.iter().filter(|gift| is_of(gift.case));
        let sum = Sum::of(own).and(held.erased(year, of));
        first.into_iter().chain(of_help(sum.helped())).collect()
    };
    let areas = Area::ALL.iter().copied().map(Some).chain([None]);
    let of_area =
        |area: Option<Area>| row(or_unsaid(area), Slice::Area { area }, &|case| case.area() == area);
    table.rows = areas.map(of_area).collect();
    table.total = Some(row("รวม", Slice::All {}, &|_| true));
    table.drawn = Some(1);
    table
}
