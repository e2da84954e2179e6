//! What earlier months still owe INFO: whoever became ready or was mended after their month was entered, and whoever
//! is to be taken out of it.
//!
//! Owns this page, which the page of the month that is due shows within itself. What is owed is `office::arrears`'s.

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Redirect;
use data_encoding::HEXLOWER;
use maud::{Markup, html};
use register::calendar::Round;

use super::door::Right;
use super::form::carried;
use super::mishap::Mishap;
use super::month::{MOST, link, read};
use super::page::Page;
use super::words;
use crate::db::desk::Act;
use crate::office::{Arrears, Gone, Looked, Owed, Visitor};
use crate::routes::House;

/// Shows it where the page of a month has its place for it, and leads there where a browser runs no programs.
pub(super) fn place(round: Round) -> Markup {
    let there = format!("/office/month/{round}/arrears");
    html! {
        div hx-get=(there) hx-trigger="load" hx-select="#arrears" hx-swap="outerHTML" {
            p { a href=(there) { "ดูว่าเดือนก่อนๆ ยังมีใครต้องบันทึกหรือแก้ใน INFO" } }
        }
    }
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(round): Path<String>,
) -> Result<Markup, Mishap> {
    let round = read(&visitor, &round)?;
    let arrears = house.office.arrears(visitor.lao.code, round).await?;
    let people = arrears.waiting.iter().map(|(_, waiting)| waiting.len()).sum::<usize>() + arrears.gone.len();
    let told = format!("arrears round={round} people={people}");
    house.office.note_access(&visitor, Act::Month, Looked::told(told)).await?;
    let title = "เดือนก่อนๆ ที่ยังต้องบันทึกใน INFO";
    let body = html! {
        h1 { "ค้างบันทึกใน INFO ถึงรอบเดือน" (words::round(round)) }
        p { a href={ "/office/month/" (round) } { "รอบเดือน" (words::round(round)) } }
        (drawn(&visitor, round, &arrears))
    };
    Ok(Page::of(&visitor, "/office/month", title).draw(&body))
}

fn drawn(visitor: &Visitor, due: Round, arrears: &Arrears) -> Markup {
    html! {
        section id="arrears" aria-labelledby="owed" {
            h2 id="owed" { "เดือนก่อนๆ ที่ยังต้องบันทึกใน INFO" }
            @if !arrears.is_known {
                p.hint { "ยังไม่เคยดาวน์โหลดสมุดงานหรือพิมพ์เข้า INFO จากระบบนี้ จึงยังไม่ทราบว่าใครบันทึกแล้ว" }
            }
            @if arrears.waiting.is_empty() && arrears.gone.is_empty() {
                p { "ไม่มี ทุกคนที่พร้อมนำออกไปบันทึกแล้วตามที่เป็นอยู่" }
            }
            @for (round, waiting) in &arrears.waiting { (owed(due, *round, waiting)) }
            @if !arrears.gone.is_empty() { (gone(visitor, due, &arrears.gone)) }
        }
    }
}

fn owed(due: Round, round: Round, waiting: &[Owed]) -> Markup {
    let changed = waiting.iter().filter(|one| one.is_changed).count();
    html! {
        details open[waiting.len() <= 20] {
            summary {
                "รอบเดือน" (words::round(round)) ": "
                @if waiting.len() > changed { "ยังไม่เคยนำออกไปบันทึก " (waiting.len() - changed) " คน " }
                @if changed > 0 { "เปลี่ยนหลังนำออกไปแล้ว " (changed) " คน" }
            }
            ul.people {
                @for one in waiting.iter().take(MOST) {
                    li { (link(one.at, &one.name)) @if one.is_changed { " " span.flag { "แก้ใน INFO" } } }
                }
            }
            @if waiting.len() > MOST { p { "และอีก " (waiting.len() - MOST) " คน" } }
            @if round != due {
                p { a href={ "/office/month/" (round) } { "ไปรอบเดือน" (words::round(round)) " แล้วดาวน์โหลดสมุดงานหรือพิมพ์อีกครั้ง" } }
            }
        }
    }
}

/// They stand in INFO as far as anybody knows here, and in no sheet. Whoever is not in the register any more is taken
/// out there, and whoever does so says it; of whoever is left out for a reason nothing is taken out (domain.md 3.1).
fn gone(visitor: &Visitor, due: Round, gone: &[Gone]) -> Markup {
    html! {
        details open[gone.len() <= 20] {
            summary { "นำออกไปบันทึกแล้ว แต่ไม่อยู่ในรายการที่ต้องบันทึกอีก " (gone.len()) " คน" }
            ul.people {
                @for Gone { row, reason } in gone.iter().take(MOST) {
                    li {
                        (row.name) " (รอบเดือน" (words::round(row.round)) "): "
                        @if let Some(reason) = reason { (reason.in_thai()) " ยังไม่ต้องลบใน INFO" }
                        @else { "ไม่อยู่ในทะเบียนแล้ว ตรวจและลบใน INFO" }
                        @if reason.is_none() && Right::Export.is_held_by(visitor.role) {
                            div.does {
                                form method="post" action={ "/office/month/" (due) "/arrears/" (HEXLOWER.encode(&row.whom)) } {
                                    (carried(visitor))
                                    button.quiet type="submit" { "ลบใน INFO แล้ว" span.unseen { " " (row.name) } }
                                }
                            }
                        }
                    }
                }
            }
            @if gone.len() > MOST { p { "และอีก " (gone.len() - MOST) " คน" } }
        }
    }
}

/// Somebody was taken out of INFO.
pub(super) async fn taken_out(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path((round, whom)): Path<(String, String)>,
) -> Result<Redirect, Mishap> {
    let round = read(&visitor, &round)?;
    let whom = HEXLOWER.decode(whom.as_bytes()).ok().and_then(|whom| whom.try_into().ok());
    let whom = whom.ok_or_else(|| Mishap::missing(&visitor))?;
    house
        .office
        .note_access(&visitor, Act::Export, Looked::told(format!("taken out of INFO round={round}")))
        .await?;
    house.office.say_taken_out(&visitor, whom).await?;
    Ok(Redirect::to(&format!("/office/month/{round}/arrears")))
}
