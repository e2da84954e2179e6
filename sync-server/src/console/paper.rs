//! Paper: pages that are printed, on A4, with the LAO's name, the day in พ.ศ. and their numbers.
//!
//! Owns how a heading, a table and a picture of it look on paper, and a whole report. A picture is drawn from the
//! table that stands under it, in greys that a printer has, and says in words what it is of.
//! Refuses to know what is printed. Called by whatever page has something to hang up or hand in.

use chrono::{Datelike, NaiveDate};
use maud::{Markup, html};
use register::calendar::BuddhistYear;
use register::calendar::written::{Form, month_name};
use register::report::{Bar, Cell, Report, Table};
use register::spoken::Spoken;

use super::{page, words};

/// Where the tables of one paper are wider than this many letters, it lies on its side.
const PORTRAIT: u32 = 125;

/// Height of one bar and its gap, and where bars begin and how long the longest is.
const LINE: usize = 26;
const BAR: usize = 16;
const FROM: usize = 230;
const LONGEST: f64 = 380.0;
/// Letters of a name beside its bar.
const NAME: usize = 30;

/// A day as papers have it: `20 เมษายน พ.ศ. 2569`.
pub(super) fn day(on: NaiveDate) -> String {
    let month = month_name(on.month(), Form::Full).unwrap_or_default();
    format!("{} {month} พ.ศ. {}", on.day(), BuddhistYear::of(on))
}

/// Whether these tables are for a paper that lies on its side.
fn is_wide(tables: &[Table]) -> bool {
    let width = |table: &Table| table.columns.iter().map(|column| u32::from(column.width)).sum();
    tables.iter().map(width).max().unwrap_or(0) > PORTRAIT
}

/// What stands at the head of a paper: whose it is, what, of when, and when it was made.
pub(super) fn head(lao: &str, title: &str, lines: &[String], made: Option<NaiveDate>) -> Markup {
    html! {
        div.head {
            p.lao { (lao) }
            h1 { (title) }
            @for line in lines { p { (line) } }
            @if let Some(made) = made { p.made { "จัดทำเมื่อวันที่ " (day(made)) } }
        }
    }
}

/// A report under its heading: its tables and how they were counted, or that there is nothing.
pub(super) fn report(report: &Report, lines: &[String], nothing: &str) -> Markup {
    html! {
        article.paper.wide[is_wide(&report.tables)] {
            (head(&report.lao.name, report.kind.in_thai(), lines, words::today()))
            @if report.tables.is_empty() { p { (nothing) } }
            @for drawn in &report.tables { (table(drawn)) }
            @if !report.notes.is_empty() {
                section aria-labelledby="notes" {
                    h2 id="notes" { "หมายเหตุ" }
                    ul { @for note in &report.notes { li { (note) } } }
                }
            }
        }
    }
}

/// A table under its name, with a picture above it where one says more.
pub(super) fn table(table: &Table) -> Markup {
    // A head stands over its figures.
    let figures =
        |column: usize| table.rows.first().and_then(|row| row.get(column)).is_some_and(Cell::is_figure);
    let heads = html! {
        @for (nth, column) in table.columns.iter().enumerate() {
            th.number[figures(nth)] scope="col" { (column.name) }
        }
    };
    html! {
        // No landmark of its own: the table is one, under the same name.
        section {
            h2 { (table.name) }
            @if table.rows.is_empty() { p { "ไม่มีข้อมูลในงวดนี้" } } @else {
                (picture(table))
                (page::headed(&table.name, &heads, &html! {
                    @for row in &table.rows { tr { (cells(row)) } }
                    @if let Some(total) = &table.total { tr.sum { (cells(total)) } }
                }))
            }
        }
    }
}

fn cells(row: &[Cell]) -> Markup {
    html! {
        @for (column, cell) in row.iter().enumerate() {
            @if cell.is_figure() { td.number { (cell.written()) } }
            @else if column == 0 && !cell.written().is_empty() { th scope="row" { (cell.written()) } }
            @else { td { (cell.written()) } }
        }
    }
}

/// Bars, one below the other: the names are long and must be read.
fn picture(table: &Table) -> Markup {
    let bars = table.bars();
    let of = table.drawn.and_then(|column| table.columns.get(column)).map_or("", |column| &column.name);
    let said = format!("แผนภูมิแท่ง {}: {of} ตัวเลขอยู่ในตารางถัดไป", table.name);
    html! {
        // One bar says nothing that its figure does not.
        @if bars.len() > 1 {
            figure.picture {
                svg viewBox={ "0 0 720 " (bars.len() * LINE) } role="img" aria-label=(said) {
                    @for (nth, bar) in bars.iter().enumerate() { (one(nth, bar)) }
                }
                figcaption { "แผนภูมิ: " (of) }
            }
        }
    }
}

fn one(nth: usize, bar: &Bar<'_>) -> Markup {
    let top = nth * LINE;
    let long = (bar.share * LONGEST).round();
    let name: String = if bar.name.chars().count() > NAME {
        bar.name.chars().take(NAME - 1).chain(['…']).collect()
    } else {
        bar.name.clone()
    };
    html! {
        text.name x=(FROM - 8) y=(top + 17) text-anchor="end" { (name) }
        rect x=(FROM) y=(top + 4) width=(long) height=(BAR) {}
        text x=(FROM as f64 + long + 8.0) y=(top + 17) { (bar.figure.written()) }
    }
}
