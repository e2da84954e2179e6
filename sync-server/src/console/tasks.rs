//! What was sent to phones to be looked at on site (domain.md 1.3, RQ-12): to whom, by when, and what came of it.
//!
//! Owns this page. What was found stands where it is about: with the request, the person and the house. A task that
//! waits can be taken back; its phone hears of it at its next sync. Refuses to give one: that is a step of a request
//! or a case.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use register::record::TaskId;

use super::door::Right;
use super::form::carried;
use super::mishap::Mishap;
use super::page::{self, After, Page};
use super::words::{self, NOTHING};
use crate::db::{TaskRow, TaskState};
use crate::office::{OfficeFault, Visitor};
use crate::routes::House;

/// Where the way to them leads.
const HERE: &str = "/office/tasks";
/// Of those that are over, so many are shown, the newest.
const MOST_OVER: usize = 200;

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Query(after): Query<After>,
) -> Result<Markup, Mishap> {
    let tasks = house.office.tasks(visitor.lao.code).await?;
    let checkers = house.office.checkers(&visitor).await?;
    let names: BTreeMap<&str, &str> =
        checkers.iter().map(|one| (one.id.as_str(), one.name.as_str())).collect();
    let (mut open, over): (Vec<&TaskRow>, Vec<&TaskRow>) =
        tasks.iter().rev().partition(|row| row.state == TaskState::Open);
    // What cannot wait first, then what is due first.
    open.sort_by_key(|row| (!row.task.urgent, row.task.due.is_none(), row.task.due, row.seq));
    let works = Right::Work.is_held_by(visitor.role);
    let done = match after.done.as_deref() {
        Some("closed") => Some("เรียกงานกลับแล้ว โทรศัพท์จะทราบเมื่อเชื่อมต่อครั้งถัดไป"),
        Some("over") => Some("งานนี้เสร็จหรือถูกเรียกกลับไปก่อนแล้ว ไม่มีอะไรเปลี่ยน"),
        _ => None,
    };
    let body = html! {
        h1 { "งานตรวจสอบข้อเท็จจริง" }
        section aria-labelledby="open" {
            h2 id="open" { "ยังไม่เสร็จ (" (open.len()) ")" }
            @if open.is_empty() { p { "ไม่มีงานค้าง ส่งงานได้จากหน้าคำขอ หรือหน้าเทียบคน" } }
            @else { (table(&visitor, "งานที่ยังไม่เสร็จ", &open, &names, works)) }
        }
        @if !over.is_empty() {
            section aria-labelledby="over" {
                h2 id="over" { "เสร็จแล้วหรือเรียกกลับ (" (over.len()) ")" }
                @if over.len() > MOST_OVER { p { "แสดง " (MOST_OVER) " งานล่าสุด" } }
                (table(&visitor, "งานที่เสร็จแล้วหรือเรียกกลับ", &over[..over.len().min(MOST_OVER)], &names, false))
            }
        }
    };
    Ok(Page::of(&visitor, HERE, "งานตรวจสอบข้อเท็จจริง").after(done).draw(&body))
}

fn table(
    visitor: &Visitor,
    label: &str,
    rows: &[&TaskRow],
    names: &BTreeMap<&str, &str>,
    works: bool,
) -> Markup {
    let today = words::today();
    page::table(
        label,
        &["สิ่งที่ให้ตรวจ", "ผู้รับงาน", "ส่งเมื่อ", "ภายใน", "สถานะ"],
        &html! {
            @for row in rows {
                tr {
                    th scope="row" {
                        a href={ "/office/households/" (row.task.record) } {
                            @if row.task.facts.is_empty() { (words::or_nothing(row.task.note.as_deref())) }
                            @for (nth, fact) in row.task.facts.iter().enumerate() {
                                @if nth > 0 { " · " }
                                (words::without_long_numbers(&fact.label))
                            }
                        }
                        @if row.task.urgent { " " span.flag { "เร่งด่วน" } }
                    }
                    td { (names.get(row.surveyor.as_str()).copied().unwrap_or(&row.surveyor)) }
                    td { (words::moment(row.task.asked_at)) }
                    td {
                        @match row.task.due {
                            None => (NOTHING),
                            Some(due) => {
                                (words::day(due))
                                @if row.state == TaskState::Open && today.is_some_and(|today| due < today) { " " span.flag { "เกินกำหนด" } }
                            }
                        }
                    }
                    td {
                        @match row.state {
                            TaskState::Open if works => form method="post" action={ (HERE) "/" (row.task.id) "/close" } {
                                (carried(visitor))
                                button.quiet type="submit" { "เรียกงานกลับ" }
                            },
                            TaskState::Open => "รอโทรศัพท์ตอบ",
                            TaskState::Done => "ตรวจแล้ว",
                            TaskState::Closed => "เรียกกลับ",
                        }
                    }
                }
            }
        },
    )
}

pub(super) async fn close(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(task): Path<TaskId>,
) -> Result<Response, Mishap> {
    let done = match house.office.close_task(visitor.lao.code, task).await {
        Ok(()) => "closed",
        // Its phone answered meanwhile, or somebody else took it back.
        Err(OfficeFault::Conflict(_)) => "over",
        Err(OfficeFault::Missing(_)) => return Err(Mishap::missing(&visitor)),
        Err(fault) => return Err(fault.into()),
    };
    Ok(Redirect::to(&format!("{HERE}?done={done}")).into_response())
}
