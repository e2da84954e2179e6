//! The figures of a month on their way to the central place: what the register says now, what was
//! handed in, and the button that hands it in (domain.md 1.3, O-04).
//!
//! Owns this page. It names nobody. A LAO that no central place here serves is told so.

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use register::aid::Money;
use register::calendar::Round;
use register::report::WHO_IS_COUNTED;
use register::spoken::Spoken;
use register::statement::{Helped, Statement};
use serde::Deserialize;

use super::door::Right;
use super::form::{Filled, carried, mark};
use super::mishap::Mishap;
use super::page::{self, Page, wrong};
use super::{month, paper, words};
use crate::office::{HandedIn, OfficeFault, Visitor};
use crate::routes::House;

/// Where they stand.
const HERE: &str = "/office/statements";

#[derive(Deserialize)]
pub(super) struct Asked {
    done: Option<String>,
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(round): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Mishap> {
    let round = month::read(&visitor, &round)?;
    let done =
        asked.done.as_deref().filter(|done| *done == "handed-in").map(|_| "ส่งรายงานแล้ว สถานที่กลางอ่านได้ทันที");
    whole(&house, &visitor, round, done, None).await
}

async fn whole(
    house: &House,
    visitor: &Visitor,
    round: Round,
    done: Option<&'static str>,
    said: Option<&str>,
) -> Result<Markup, Mishap> {
    let handed = house.office.handed_in(visitor.lao.code, round).await?;
    let title = format!("รายงานถึงสถานที่กลาง เดือน{}", words::round(round));
    let body = html! {
        div.off-paper {
            (month::ways(HERE, round))
            @if let Some(said) = said { (wrong(said)) }
        }
        @match &handed {
            None => { h1 { (title) } p { "ในระบบนี้ยังไม่มีสถานที่กลางที่ อปท. นี้อยู่ในพื้นที่บริการ จึงยังส่งรายงานทางนี้ไม่ได้ พิมพ์จากหน้ารายงานแทน" } },
            Some(handed) => (draw(visitor, round, handed)),
        }
    };
    Ok(Page::of(visitor, "/office/month", &title).after(done).on_paper().draw(&body))
}

fn draw(visitor: &Visitor, round: Round, handed: &HandedIn) -> Markup {
    let to = handed.to.iter().map(|lao| lao.name.as_str()).collect::<Vec<_>>().join(" ");
    let last = handed.last.as_ref();
    let is_same = last.is_some_and(|(statement, ..)| *statement == handed.now);
    let standing = match (last.is_some(), is_same) {
        (false, _) => "ร่าง ยังไม่ได้ส่ง",
        (true, true) => "ตามที่ส่งแล้ว",
        (true, false) => "ทะเบียนเปลี่ยนไปหลังส่ง ตัวเลขใหม่ยังไม่ได้ส่ง",
    };
    let may_hand_in = words::today().is_some_and(|today| round.first_day() <= today);
    let is_over = words::today().is_some_and(|today| round.last_day() < today);
    html! {
        div.off-paper {
        p { "ผู้รับ: " (to) " เห็นเฉพาะตัวเลขในหน้านี้ ไม่เห็นชื่อหรือทะเบียนของใคร" }
        @match last {
            None => p { strong { "ยังไม่ได้ส่ง" } },
            Some((_, at, by)) => p {
                "ส่งล่าสุด " (words::at(*at)) " โดย " (by)
                @if handed.was_early() { " " strong { "ส่งก่อนสิ้นเดือน รายงานของสถานที่กลางบอกไว้เช่นนั้น" } @if is_over { " ส่งอีกครั้งเพื่อยืนยันว่าครบทั้งเดือน" } }
                @if is_same { " ตรงกับทะเบียนตอนนี้" }
                @else { strong { " ทะเบียนเปลี่ยนไปแล้วหลังส่ง ส่งอีกครั้งได้ ตัวเลขใหม่แทนตัวเลขเดิม" } }
            },
        }
        @if !is_over { p.hint { "เดือนนี้ยังไม่สิ้นสุด ตัวเลขจะยังเปลี่ยน ถ้าส่งตอนนี้ รายงานของสถานที่กลางจะบอกว่าส่งก่อนสิ้นเดือน จนกว่าจะส่งอีกครั้งเมื่อสิ้นเดือนแล้ว" } }
        p { "พิมพ์ด้วยคำสั่งพิมพ์ของเบราว์เซอร์ (กระดาษ A4)" }
        }
        article.paper {
            (paper::head(&visitor.lao.name, "รายงานผลการสำรวจและผลการช่วยเหลือประชาชน",
                &[format!("เดือน{}", words::round(round)), format!("ถึง {to}"), standing.to_owned()], words::today()))
            (figures(handed))
            (areas(&handed.now))
            p.hint { (WHO_IS_COUNTED) }
        }
        @if Right::Work.is_held_by(visitor.role) && may_hand_in && (!is_same || is_over && handed.was_early()) {
            form.does.off-paper method="post" action={ (HERE) "/" (round) } {
                (carried(visitor))
                input type="hidden" name="seen" value=(mark(&handed.now));
                button type="submit" { @if is_same { "ส่งอีกครั้งเมื่อสิ้นเดือนแล้ว" } @else if last.is_some() { "ส่งตัวเลขใหม่" } @else { "ส่งรายงานถึงสถานที่กลาง" } }
            }
        }
    }
}

/// What a row tells of a month.
type Figure = fn(&Statement) -> String;

/// Each figure of the month now, beside what was handed in.
fn figures(handed: &HandedIn) -> Markup {
    let rows: [(&str, Figure); 9] = [
        ("ครัวเรือนที่สำรวจ", |of| many(of.surveyed)),
        ("เรื่องยกมาจากเดือนก่อน", |of| many(of.carried)),
        ("เรื่องที่ยื่นในเดือน", |of| many(of.came)),
        ("เรื่องที่เสร็จในเดือน", |of| many(of.finished())),
        ("เรื่องคงค้างเมื่อสิ้นเดือน", |of| {
            many(of.left)
        }),
        ("เรื่องที่ช่วยแล้ว", |of| many(of.helped.requests)),
        ("คนที่ได้รับความช่วยเหลือ", |of| {
            many(of.helped.people)
        }),
        ("ครัวเรือนที่ได้รับความช่วยเหลือ", |of| many(of.helped.houses)),
        ("งบประมาณ (บาท)", |of| worth(&of.helped)),
    ];
    let heads = html! {
        th scope="col" { "รายการ" }
        th.number scope="col" { "ทะเบียนตอนนี้" }
        @if handed.last.is_some() { th.number scope="col" { "ที่ส่งไปแล้ว" } }
    };
    page::headed(
        "ตัวเลขของเดือน",
        &heads,
        &html! {
            @for (name, figure) in rows {
                tr {
                    th scope="row" { (name) }
                    td.number { (figure(&handed.now)) }
                    @if let Some((last, ..)) = &handed.last { td.number { (figure(last)) } }
                }
            }
        },
    )
}

fn areas(now: &Statement) -> Markup {
    let heads = html! {
        th scope="col" { "ด้าน" }
        th.number scope="col" { "เรื่องที่ยื่น" }
        th.number scope="col" { "เรื่องที่ช่วยแล้ว" }
        th.number scope="col" { "งบประมาณ (บาท)" }
    };
    html! {
        @if !now.areas.is_empty() {
            h2 { "รายด้าน ตามทะเบียนตอนนี้" }
            (page::headed("รายด้าน ตามทะเบียนตอนนี้", &heads, &html! {
                @for of in &now.areas {
                    tr {
                        th scope="row" { (of.area.map_or("ไม่ระบุ", |area| area.in_thai())) }
                        td.number { (many(of.came)) }
                        td.number { (many(of.helped.requests)) }
                        td.number { (worth(&of.helped)) }
                    }
                }
            }))
        }
    }
}

fn many(of: u64) -> String {
    Money::baht(of).to_string()
}

fn worth(of: &Helped) -> String {
    Money::satangs(of.satang).to_string()
}

pub(super) async fn hand_in(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
    Path(round): Path<String>,
) -> Result<Response, Mishap> {
    let round = month::read(&visitor, &round)?;
    let is_as_seen = |now: &Statement| mark(now) == filled.get("seen");
    match house.office.hand_in(&visitor, round, is_as_seen).await {
        Ok(()) => Ok(Redirect::to(&format!("{HERE}/{round}?done=handed-in")).into_response()),
        Err(OfficeFault::Conflict(_)) => {
            let said =
                "ระหว่างที่ท่านเปิดหน้านี้อยู่ ทะเบียนเปลี่ยนไป ตัวเลขด้านล่างเป็นตัวเลขใหม่ ยังไม่ได้ส่งรายงาน ตรวจตัวเลขแล้วส่งอีกครั้ง";
            let page = whole(&house, &visitor, round, None, Some(said)).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}
