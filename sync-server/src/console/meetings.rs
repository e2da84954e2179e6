//! Meetings of the committee: called with their members, then held, then minuted.
//!
//! Owns these pages. The members of the last meeting are offered for the next one, for they are
//! one committee until an order changes it. What makes a meeting is `register::course`'s.

use std::collections::BTreeSet;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use register::calendar::written::read_date;
use register::course::{Meeting, MeetingId, Member, Seat};
use register::spoken::Spoken;
use uuid::Uuid;

use super::door::Right;
use super::form::{Filled, carried, mark, tick};
use super::mishap::Mishap;
use super::page::{Page, fact, wrong};
use super::requests;
use super::words;
use crate::office::{OfficeFault, Visitor};
use crate::routes::House;

/// Seats that a form offers: as many of each as there may be.
fn seats() -> impl Iterator<Item = (Seat, usize)> {
    Seat::ALL.iter().flat_map(|seat| (0..seat.most()).map(move |nth| (*seat, nth)))
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Markup, Mishap> {
    let meetings = house.office.meetings(visitor.lao.code).await?;
    Ok(Page::of(&visitor, "/office/meetings", "การประชุม").draw(&list(&visitor, &meetings, None)))
}

fn list(visitor: &Visitor, meetings: &[Meeting], again: Option<(&str, &Filled)>) -> Markup {
    let last = meetings.last();
    let typed = |name: &str| again.map(|(_, filled)| filled.get(name).to_owned());
    html! {
        h1 { "การประชุมคณะกรรมการ" }
        @if let Some((said, _)) = again { (wrong(said)) }
        @if meetings.is_empty() { p { "ยังไม่มีการประชุม" } } @else {
            ul.meetings {
                @for meeting in meetings.iter().rev() {
                    li {
                        a href={ "/office/meetings/" (meeting.id) } { (words::meeting(meeting)) }
                        " " (stage(meeting))
                    }
                }
            }
        }
        @if Right::Work.is_held_by(visitor.role) {
            section aria-labelledby="call" {
                h2 id="call" { "นัดประชุม" }
                form.narrow method="post" action="/office/meetings" {
                    (carried(visitor))
                    label for="on" { "วันที่ประชุม" }
                    input id="on" name="on" required placeholder="20/4/2569" inputmode="numeric" value=(typed("on").unwrap_or_default());
                    label for="place" { "สถานที่" }
                    input id="place" name="place" maxlength="300" value=(typed("place").or_else(|| last?.place.clone()).unwrap_or_default());
                    label for="order" { "คำสั่งแต่งตั้งคณะกรรมการ" }
                    input id="order" name="order" maxlength="300" value=(typed("order").or_else(|| last?.order.clone()).unwrap_or_default());
                    fieldset {
                        legend { "คณะกรรมการ" }
                        @for (seat, nth) in seats() {
                            @let name = format!("{}-{nth}", seat.as_str());
                            @let before = last.and_then(|last| last.committee.iter().filter(|m| m.seat == seat).nth(nth));
                            label for=(name) { (seat.in_thai()) }
                            input id=(name) name=(name) maxlength="200"
                                value=(typed(&name).or_else(|| before.map(|member| member.name.clone())).unwrap_or_default());
                        }
                    }
                    button type="submit" { "นัดประชุม" }
                }
            }
        }
    }
}

fn stage(meeting: &Meeting) -> &'static str {
    if meeting.cancelled.is_some() {
        "ยกเลิก"
    } else if meeting.minutes.is_some() {
        "มีรายงานการประชุมแล้ว"
    } else if !meeting.is_held() {
        "นัดไว้"
    } else if meeting.has_quorum() {
        "ประชุมแล้ว ครบองค์ประชุม"
    } else {
        "ประชุมแล้ว ไม่ครบองค์ประชุม"
    }
}

pub(super) async fn call(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
) -> Result<Response, Mishap> {
    let lao = visitor.lao.code;
    let text = |name: &str| filled.text(name);
    let said = match (read_date(filled.get("on")), filled.press()) {
        (Ok(on), Some(press)) => {
            let member = |(seat, nth): (Seat, usize)| {
                let name = text(&format!("{}-{nth}", seat.as_str()))?;
                Some(Member { seat, name, position: None })
            };
            let meeting = Meeting {
                // The form's own name: sent twice, it is one meeting.
                id: MeetingId::new(press),
                on,
                place: text("place"),
                order: text("order"),
                committee: seats().filter_map(member).collect(),
                present: BTreeSet::new(),
                chair: None,
                minutes: None,
                cancelled: None,
            };
            match house.office.put_meeting(&visitor.id, lao, &meeting).await {
                Ok(()) => {
                    return Ok(Redirect::to(&format!("/office/meetings/{}", meeting.id)).into_response());
                }
                Err(OfficeFault::Step(refusal)) => refusal.to_string(),
                Err(fault) => return Err(fault.into()),
            }
        }
        _ => "วันที่ประชุมอ่านไม่ออก ยังไม่ได้นัด พิมพ์เป็น วัน/เดือน/ปี พ.ศ. เช่น 20/4/2569".to_owned(),
    };
    let meetings = house.office.meetings(lao).await?;
    let body = list(&visitor, &meetings, Some((&said, &filled)));
    let page = Page::of(&visitor, "/office/meetings", "การประชุม").draw(&body);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

pub(super) async fn found(house: &House, visitor: &Visitor, id: MeetingId) -> Result<Meeting, Mishap> {
    let meetings = house.office.meetings(visitor.lao.code).await?;
    let found = meetings.into_iter().find(|meeting| meeting.id == id);
    found.ok_or_else(|| Mishap::missing(visitor))
}

pub(super) async fn show_one(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<Uuid>,
) -> Result<Markup, Mishap> {
    let meeting = found(&house, &visitor, MeetingId::new(id)).await?;
    one(&house, &visitor, &meeting, None).await
}

async fn one(
    house: &House,
    visitor: &Visitor,
    meeting: &Meeting,
    again: Option<(&str, &Filled)>,
) -> Result<Markup, Mishap> {
    let lao = visitor.lao.code;
    let agenda = house.office.agenda(lao, meeting.id).await?;
    let holidays = house.office.holidays(lao).await?;
    let chosen = house.office.chosen(lao, meeting.id).await?;
    let title = words::meeting(meeting);
    let body = html! {
        h1 { (title) }
        @if let Some((said, _)) = again { (wrong(said)) }
        p.standing { span.status { (stage(meeting)) } }
        dl.facts {
            (fact("สถานที่", &html! { (words::or_nothing(meeting.place.as_deref())) }))
            (fact("คำสั่งแต่งตั้ง", &html! { (words::or_nothing(meeting.order.as_deref())) }))
            @if let Some(why) = &meeting.cancelled { (fact("ยกเลิกเพราะ", &html! { (why) })) }
        }
        h2 { "วาระ (" (agenda.len()) ")" }
        @if meeting.is_open() && Right::Lay.is_held_by(visitor.role) {
            p { a href={ "/office/meetings/" (meeting.id) "/choose" } { "เลือกเรื่องเสนอเข้าวาระ" } }
        }
        @if agenda.is_empty() { p { "ยังไม่มีเรื่องในวาระ" } }
        @else { (requests::table("ตารางวาระ", agenda.iter(), words::today(), &holidays)) }
        @if !agenda.is_empty() { p { a href={ "/office/meetings/" (meeting.id) "/agenda" } { "บัญชีเรื่องเสนอคณะกรรมการ (พิมพ์)" } } }
        @if !chosen.is_empty() && Right::Work.is_held_by(visitor.role) {
            p { a href={ "/office/postings/new?meeting=" (meeting.id) } { "ทำประกาศรายชื่อที่คณะกรรมการเห็นชอบ (" (chosen.len()) " เรื่อง)" } }
        }
        (attendance(visitor, meeting, again.map(|(_, filled)| filled)))
    };
    Ok(Page::of(visitor, "/office/meetings", &title).draw(&body))
}

fn attendance(visitor: &Visitor, meeting: &Meeting, filled: Option<&Filled>) -> Markup {
    let works = Right::Work.is_held_by(visitor.role) && meeting.cancelled.is_none();
    let minutes =
        filled.map_or_else(|| meeting.minutes.clone().unwrap_or_default(), |f| f.get("minutes").to_owned());
    html! {
        section aria-labelledby="present" {
            h2 id="present" { "ผู้เข้าประชุม" }
            form.narrow method="post" action={ "/office/meetings/" (meeting.id) } {
                (carried(visitor))
                input type="hidden" name="seen" value=(mark(meeting));
                fieldset disabled[!works] {
                    legend { "ใครมาประชุม (ต้องมาไม่น้อยกว่ากึ่งหนึ่ง)" }
                    @for (at, member) in (0u32..).zip(&meeting.committee) {
                        @let name = format!("present-{at}");
                        @let came = filled.map_or(meeting.present.contains(&at), |filled| filled.is_ticked(&name));
                        @let label = html! { (member.name) " " span.hint { (member.seat.in_thai()) } };
                        (tick(&name, &name, &label, came))
                    }
                }
                label for="chair" { "ประธานในที่ประชุม" }
                select id="chair" name="chair" disabled[!works] {
                    option value="" { "เลือกจากผู้ที่มา" }
                    @for (at, member) in (0u32..).zip(&meeting.committee) {
                        @let presides = filled.map_or(meeting.chair == Some(at), |f| f.get("chair") == at.to_string());
                        option value=(at) selected[presides] { (member.name) }
                    }
                }
                label for="minutes" { "รายงานการประชุม (เมื่อบันทึกแล้ววาระจะปิด)" }
                textarea id="minutes" name="minutes" rows="6" maxlength="20000" disabled[!works] { (minutes) }
                label for="cancelled" { "ยกเลิกการประชุม เพราะ" }
                input id="cancelled" name="cancelled" maxlength="300" disabled[!works] value=(meeting.cancelled.as_deref().unwrap_or_default());
                @if works { button type="submit" { "บันทึกการประชุม" } }
            }
        }
    }
}

pub(super) async fn hold(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
    Path(id): Path<Uuid>,
) -> Result<Response, Mishap> {
    let meeting = found(&house, &visitor, MeetingId::new(id)).await?;
    if filled.get("seen") != mark(&meeting) {
        return overtaken(&house, &visitor, &meeting, &filled).await;
    }
    let text = |name: &str| filled.text(name);
    let present = (0u32..)
        .zip(&meeting.committee)
        .filter(|(at, _)| filled.is_ticked(&format!("present-{at}")))
        .map(|(at, _)| at)
        .collect();
    let held = Meeting {
        present,
        chair: filled.get("chair").parse().ok(),
        minutes: text("minutes"),
        cancelled: text("cancelled"),
        ..meeting.clone()
    };
    match house.office.put_meeting_over(&visitor.id, visitor.lao.code, &held, &meeting).await {
        Ok(()) => Ok(Redirect::to(&format!("/office/meetings/{id}")).into_response()),
        Err(OfficeFault::Step(refusal)) => {
            let page = one(&house, &visitor, &meeting, Some((&refusal.to_string(), &filled))).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        // Somebody was first, since it was looked at above.
        Err(OfficeFault::Conflict(_)) => {
            let now = found(&house, &visitor, meeting.id).await?;
            overtaken(&house, &visitor, &now, &filled).await
        }
        Err(fault) => Err(fault.into()),
    }
}

/// Somebody changed it since the page was drawn: it says so, and keeps what was typed.
async fn overtaken(
    house: &House,
    visitor: &Visitor,
    now: &Meeting,
    filled: &Filled,
) -> Result<Response, Mishap> {
    let said = "ระหว่างที่ท่านเปิดหน้านี้อยู่ มีผู้แก้ไขการประชุมนี้ไปแล้ว ยังไม่ได้บันทึกของท่าน สิ่งที่กรอกไว้ยังอยู่ ตรวจแล้วบันทึกอีกครั้ง";
    let page = one(house, visitor, now, Some((said, filled))).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}
