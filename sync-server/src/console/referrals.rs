//! What goes through a central place: the list of what LAOs sent on to it and of what was brought to it, one
//! request with whom it is about, and what the place did (domain.md 4.7).
//!
//! Owns these pages. A LAO that is no central place has none, and is told so. Who asks is shown with
//! their house and telephone, for the place calls agencies for them; no national ID is.

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use register::calendar::written::read_date;
use register::course::Act;
use register::lao::{Lao, LaoKind};
use register::referral::{Coordinated, Referral, SentOn};
use register::spoken::Spoken;

use super::door::Right;
use super::form::{Filled, carried, tick};
use super::mishap::Mishap;
use super::page::{self, After, Page, fact, wrong};
use super::words::{self, NOTHING};
use crate::office::{Before, Passed, Visitor};
use crate::routes::House;

/// Where the way to them leads.
const HERE: &str = "/office/sent-on";

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Markup, Mishap> {
    let title = "เรื่องผ่านสถานที่กลาง";
    if visitor.lao.kind != LaoKind::CentralPlace {
        let body = html! {
            h1 { (title) }
            p { "หน้านี้มีเฉพาะสถานที่กลาง ซึ่งรับเรื่องที่เกินขีดความสามารถของ อปท. ในพื้นที่บริการ และเรื่องที่ประชาชนนำมายื่น" }
        };
        return Ok(Page::of(&visitor, HERE, title).draw(&body));
    }
    let passed = house.office.sent_on(&visitor).await?;
    let answered = |one: &&Passed| one.referral.as_ref().is_some_and(Referral::is_answered);
    // What was brought here is the LAO's to do, until the LAO sends it back.
    let (sent_on, brought): (Vec<&Passed>, Vec<&Passed>) = passed.iter().partition(|one| one.waits);
    let (done, waiting): (Vec<&Passed>, Vec<&Passed>) = sent_on.into_iter().partition(answered);
    let body = html! {
        h1 { (title) }
        p.hint { "สถานที่กลางประสานหน่วยงานอื่นให้ แล้วตอบกลับ อปท. เพื่อแจ้งผู้ร้อง ไม่ได้ให้ความช่วยเหลือเอง" }
        @if Right::TakeIn.is_held_by(visitor.role) { p { a.button href="/office/counter" { "รับคำขอที่สถานที่กลาง" } } }
        section aria-labelledby="waiting" {
            h2 id="waiting" { "รอประสานหรือรอคำตอบ (" (waiting.len()) ")" }
            (list("รอประสานหรือรอคำตอบ", &waiting))
        }
        section aria-labelledby="done" {
            h2 id="done" { "ตอบ อปท. แล้ว (" (done.len()) ")" }
            (list("ตอบ อปท. แล้ว", &done))
        }
        section aria-labelledby="brought" {
            h2 id="brought" { "รับที่นี่และส่งให้ อปท. แล้ว (" (brought.len()) ")" }
            (brought_here(&brought))
        }
    };
    Ok(Page::of(&visitor, HERE, title).draw(&body))
}

/// What was brought to the place, with how far the LAO is; what is over is the LAO's alone.
fn brought_here(brought: &[&Passed]) -> Markup {
    html! {
        @if brought.is_empty() { p { "ไม่มี" } } @else {
            (page::table("รับที่นี่และส่งให้ อปท. แล้ว", &["เรื่อง", "ส่งให้", "ด้าน", "รับเมื่อ", "ขั้นที่ อปท."], &html! {
                @for one in brought {
                    tr {
                        th scope="row" {
                            @if one.state.is_over() { (words::or_nothing(one.said.subject.as_deref())) }
                            @else { a href={ (HERE) "/" (one.of) } { (words::or_nothing(one.said.subject.as_deref())) } }
                            @if one.said.urgent { " " span.flag { "เร่งด่วน" } }
                        }
                        td { (one.lao.name) }
                        td { (one.said.area.map_or(NOTHING, |area| area.in_thai())) }
                        td { @if let Some(taken_in) = one.taken_in() { (words::day(taken_in.on)) } }
                        td { (one.state.in_thai()) }
                    }
                }
            }))
        }
    }
}

fn list(name: &str, passed: &[&Passed]) -> Markup {
    html! {
        @if passed.is_empty() { p { "ไม่มี" } } @else {
            (page::table(name, &["เรื่อง", "จาก", "ด้าน", "รับเมื่อ", "ประสานล่าสุด"], &html! {
                @for one in passed {
                    tr {
                        th scope="row" {
                            a href={ (HERE) "/" (one.of) } { (words::or_nothing(one.said.subject.as_deref())) }
                            @if one.said.urgent { " " span.flag { "เร่งด่วน" } }
                        }
                        td { (one.lao.name) }
                        td { (one.said.area.map_or(NOTHING, |area| area.in_thai())) }
                        td { (words::day(one.said.asked_on)) }
                        td {
                            @match one.referral.as_ref().and_then(|referral| referral.steps.last()) {
                                Some(step) => { (step.agency) " " (words::day(step.on)) }
                                None => (NOTHING),
                            }
                        }
                    }
                }
            }))
        }
    }
}

pub(super) async fn show_one(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(of): Path<String>,
    Query(after): Query<After>,
) -> Result<Markup, Mishap> {
    let before = found(&house, &visitor, &of).await?;
    let done = after.done.filter(|done| done == "taken-in").map(|_| "รับคำขอแล้ว อยู่ในทะเบียนของ อปท. แล้ว");
    Ok(draw(&visitor, &before, (&Filled::default(), None), done))
}

async fn found(house: &House, visitor: &Visitor, of: &str) -> Result<Before, Mishap> {
    let of: SentOn = of.parse().map_err(|_| Mishap::missing(visitor))?;
    house.office.one_sent_on(visitor, of).await?.ok_or_else(|| Mishap::missing(visitor))
}

fn draw(
    visitor: &Visitor,
    Before { passed, stood, sent }: &Before,
    (filled, said): (&Filled, Option<&str>),
    done: Option<&'static str>,
) -> Markup {
    let request = stood.request();
    let who = stood.who();
    let why = sent.as_ref().and_then(|step| match &step.act {
        Act::Forwarded { why, reason, .. } => Some((step.on, why.in_thai(), reason.as_str())),
        _ => None,
    });
    let title = request.and_then(|request| request.subject.as_deref()).unwrap_or("เรื่องที่ส่งต่อมา");
    let steps = passed.referral.as_ref().map(|referral| referral.steps.as_slice()).unwrap_or_default();
    let today = words::today().map(words::typed_day).unwrap_or_default();
    let on = if filled.get("on").is_empty() { today } else { filled.get("on").to_owned() };
    let body = html! {
        h1 { (title) }
        dl.facts {
            @if let Some(taken_in) = passed.taken_in() {
                (fact("รับที่นี่", &html! { (words::day(taken_in.on)) " ทาง" (taken_in.channel.in_thai()) }))
                @if let Some(to_check) = &taken_in.to_check { (fact("ขอให้ อปท. ตรวจข้อเท็จจริง", &html! { (to_check) })) }
                (fact("ขั้นที่ อปท.", &html! { (passed.state.in_thai()) }))
            }
            (fact(if passed.taken_in().is_some() { "ส่งให้" } else { "จาก" }, &html! { (passed.lao.name) @if let Some(number) = stood.course.number() { " เลขรับ " (number) } }))
            @if let Some((on, why, reason)) = why { (fact("ส่งต่อเพราะ", &html! { (why) ": " (reason) " (" (words::day(on)) ")" })) }
            (fact("ผู้ขอ", &html! { (who.map_or_else(|| NOTHING.to_owned(), words::called)) }))
            (fact("ที่อยู่", &html! { (words::house(stood.record.place.as_ref())) }))
            (fact("โทรศัพท์", &html! { (words::or_nothing(who.and_then(|who| who.phone.as_deref()))) }))
            @if let Some(request) = request {
                (fact("ข้อเท็จจริง", &html! { (words::or_nothing(request.facts.as_deref())) }))
                (fact("ความต้องการ", &html! { (words::or_nothing(request.need.as_deref())) }))
            }
        }
        section aria-labelledby="steps" {
            h2 id="steps" { "สิ่งที่ประสานไปแล้ว (" (steps.len()) ")" }
            (history(steps))
        }
        @if Right::Work.is_held_by(visitor.role) {
            section aria-labelledby="next" {
                h2 id="next" { "บันทึกการประสาน" }
                @if let Some(said) = said { (wrong(said)) }
                form.narrow method="post" action={ (HERE) "/" (passed.of) } {
                    (carried(visitor))
                    label for="on" { "วันที่" }
                    input id="on" name="on" required inputmode="numeric" value=(on);
                    label for="agency" { "หน่วยงานที่ประสาน" }
                    input id="agency" name="agency" required maxlength="300" value=(filled.get("agency"));
                    label for="said" { "เรื่องที่ประสาน หรือคำตอบของหน่วยงาน (ไม่ใส่ชื่อหรือเลขของใคร)" }
                    textarea id="said" name="said" rows="4" required maxlength="2000" { (filled.get("said")) }
                    (tick("ends", "ends", &html! { "เป็นคำตอบสุดท้าย ให้ อปท. แจ้งผู้ร้อง" }, filled.is_ticked("ends")))
                    button type="submit" { "บันทึกการประสาน" }
                }
            }
        }
    };
    Page::of(visitor, HERE, title).after(done).draw(&body)
}

fn history(steps: &[Coordinated]) -> Markup {
    html! {
        @if steps.is_empty() { p { "ยังไม่ได้ประสาน" } } @else {
            ol.history {
                @for step in steps {
                    li {
                        strong { (step.agency) } " " (words::day(step.on))
                        @if step.ends { " " span.flag { "คำตอบสุดท้าย" } }
                        p { (step.said) }
                    }
                }
            }
        }
    }
}

/// What central places answered, on the page of the request in its own LAO.
pub(super) fn answers(all: &[(Lao, Referral)]) -> Markup {
    html! {
        @for (place, referral) in all {
            section aria-label={ "จาก" (place.name) } {
                @if let Some(taken_in) = &referral.taken_in {
                    p { "ประชาชนยื่นที่" (place.name) " วันที่ " (words::day(taken_in.on)) " ทาง" (taken_in.channel.in_thai()) }
                    @if let Some(to_check) = &taken_in.to_check { p.due { "ขอให้หน่วยเคลื่อนที่เร็วตรวจข้อเท็จจริง: " (to_check) } }
                }
                h2 { "สิ่งที่" (place.name) "ประสานให้ (" (referral.steps.len()) ")" }
                (history(&referral.steps))
                @if referral.is_answered() { p.due { "มีคำตอบแล้ว บันทึกผลจากหน่วยงาน แล้วแจ้งผู้ร้องได้" } }
            }
        }
    }
}

pub(super) async fn coordinate(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
    Path(of): Path<String>,
) -> Result<Response, Mishap> {
    let before = found(&house, &visitor, &of).await?;
    let said = match read_date(filled.get("on")) {
        Err(_) => "วันที่อ่านไม่ออก พิมพ์เป็น 20/4/2569".to_owned(),
        Ok(on) => {
            let step = Coordinated {
                on,
                agency: filled.text("agency").unwrap_or_default(),
                said: filled.text("said").unwrap_or_default(),
                ends: filled.is_ticked("ends"),
            };
            match house.office.coordinate(&visitor, &before.passed, step).await? {
                Ok(()) => return Ok(Redirect::to(&format!("{HERE}/{}", before.passed.of)).into_response()),
                Err(unsaid) => unsaid.to_string(),
            }
        }
    };
    let said = format!("{said} ยังไม่ได้บันทึก");
    let page = draw(&visitor, &before, (&filled, Some(&said)), None);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
