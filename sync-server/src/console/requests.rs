//! Requests: what waits, how far each is, and whose report is late.
//!
//! Owns the list. A request in it is named by its number and its subject; whose it is stands on its
//! own page.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::{Query, State};
use chrono::NaiveDate;
use maud::{Markup, html};
use register::calendar::Holidays;
use register::course::State as Stage;
use register::deadline::{AgencyStanding, NextStep};
use register::spoken::Spoken;
use serde::Deserialize;

use super::counter;
use super::door::Right;
use super::mishap::Mishap;
use super::page::{self, Page};
use super::words::{self, NOTHING};
use crate::office::{Queued, Visitor};
use crate::routes::House;

/// Requests of one page; what cannot wait comes first, then what is older.
const MOST: usize = 200;

#[derive(Deserialize)]
pub(super) struct Asked {
    state: Option<String>,
    page: Option<usize>,
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Mishap> {
    let lao = visitor.lao.code;
    let chosen: Option<Stage> = asked.state.and_then(|state| state.parse().ok());
    let mut queue = house.office.queue(lao, chosen.as_slice()).await?;
    queue.sort_by_key(|queued| !queued.said.urgent || queued.state.is_over());
    let pages = queue.len().div_ceil(MOST).max(1);
    let nth = asked.page.unwrap_or(1).clamp(1, pages);
    let tally = house.office.tally(lao).await?;
    let today = words::today();
    let holidays = house.office.holidays(lao).await?;
    let late = match today {
        Some(today) => house.office.late(lao, today, &holidays).await?,
        None => Vec::new(),
    };
    let body = html! {
        h1 id="queue" { "คำขอความช่วยเหลือ" }
        @if Right::TakeIn.is_held_by(visitor.role) { (counter::way()) }
        (states(&tally, chosen))
        @if chosen.is_none() { (late_board(&late)) }
        h2 { (chosen.map_or("ที่ยังไม่เสร็จทั้งหมด", |state| state.in_thai())) " (" (queue.len()) ")" }
        @if queue.is_empty() { p { "ไม่มีคำขอในขั้นนี้" } } @else {
            (turns(chosen, nth, pages))
            (table("ตารางคำขอ", queue.iter().skip((nth - 1) * MOST).take(MOST), today, &holidays))
            (turns(chosen, nth, pages))
        }
    };
    Ok(Page::of(&visitor, "/office/requests", "คำขอ").draw(&body))
}

/// How many are in each state; a state without any is not offered.
fn states(tally: &BTreeMap<Stage, u64>, chosen: Option<Stage>) -> Markup {
    html! {
        nav.states aria-label="ขั้นตอนของคำขอ" {
            ul {
                li { a href="/office/requests" aria-current=[chosen.is_none().then_some("true")] { "ที่ยังไม่เสร็จ" } }
                @for state in Stage::ALL {
                    @if let Some(many) = tally.get(state).filter(|many| **many > 0) {
                        li {
                            a href={ "/office/requests?state=" (state.as_str()) }
                              aria-current=[(chosen == Some(*state)).then_some("true")] {
                                (state.in_thai()) " " (many)
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The ways to the page before and the one after, where there are several.
fn turns(chosen: Option<Stage>, nth: usize, pages: usize) -> Markup {
    let to = |page: usize| match chosen {
        Some(state) => format!("/office/requests?state={state}&page={page}"),
        None => format!("/office/requests?page={page}"),
    };
    html! {
        @if pages > 1 {
            p {
                "หน้า " (nth) " จาก " (pages) " เรื่องเร่งด่วนอยู่ก่อน แล้วเรียงจากเรื่องที่รอนานที่สุด"
                @if nth > 1 { " · " a href=(to(nth - 1)) { "หน้าก่อน" } }
                @if nth < pages { " · " a href=(to(nth + 1)) { "หน้าถัดไป" } }
            }
        }
    }
}

/// Whose report is late (T-01 to T-04): nobody has to look for them.
fn late_board(late: &[(Queued, AgencyStanding)]) -> Markup {
    html! {
        @if !late.is_empty() {
            section.due aria-labelledby="late" {
                h2 id="late" { "หน่วยงานที่ยังไม่รายงานผลตามกำหนด (" (late.len()) ")" }
                ul {
                    @for (queued, standing) in late.iter().take(MOST) {
                        li {
                            @if let Some(number) = queued.said.number { "เลขรับ " (number) " · " }
                            (link(queued)) ": " (words::or_nothing(queued.said.agency.as_deref())) " " (due(*standing))
                        }
                    }
                }
            }
        }
    }
}

/// Requests in a table.
pub(super) fn table<'q>(
    label: &str,
    queue: impl Iterator<Item = &'q Queued>,
    today: Option<NaiveDate>,
    holidays: &Holidays,
) -> Markup {
    html! {
           (page::table(label, &["เลขรับ", "เรื่อง", "ด้าน", "รับเมื่อ", "ขั้นตอน", "กำหนด"], &html! {
    @for queued in queue { (row(queued, today, holidays)) }
           }))
       }
}

fn link(queued: &Queued) -> Markup {
    let at = format!("/office/requests/{}/{}", queued.asked.record, queued.asked.request);
    html! { a href=(at) { (words::or_nothing(queued.said.subject.as_deref())) } }
}

fn row(queued: &Queued, today: Option<NaiveDate>, holidays: &Holidays) -> Markup {
    let standing = today.and_then(|today| queued.standing(today, holidays));
    html! {
        tr {
            td.number { (queued.said.number.map_or_else(|| NOTHING.to_owned(), |number| number.to_string())) }
            th scope="row" {
                (link(queued))
                @if queued.said.urgent { " " span.flag { "เร่งด่วน" } }
                @if queued.said.withdrawn { " " span.flag { "ถอนแล้ว" } }
            }
            td { (queued.said.area.map_or(NOTHING, |area| area.in_thai())) }
            td { (words::day(queued.said.asked_on)) }
            td { (queued.state.in_thai()) }
            td { @match standing { None => { (NOTHING) } Some(standing) => { (due(standing)) } } }
        }
    }
}

/// What is to be done next about a report that an agency owes, in words.
pub(super) fn due(standing: AgencyStanding) -> Markup {
    // What follows a reminder waits for the agency's days; the report itself is due within them.
    let by = if standing.runs && standing.next != NextStep::Wait {
        " เมื่อพ้น "
    } else {
        " ภายใน "
    };
    html! {
        @if standing.days_late > 0 { span.flag { "หน่วยงานเกินกำหนดรายงาน " (standing.days_late) " วัน" } " " }
        (standing.next.in_thai())
        @if let Some(due) = standing.due {
            (by) (words::day(due.on))
            // No seed says how a closed day counts: the next working day stands beside it.
            @if due.on_a_closed_day() { " (ตรงกับวันหยุด วันทำการถัดไป " (words::day(due.working_day)) ")" }
        }
    }
}
