//! Typing into INFO: whoever is ready, one at a time, in INFO's own order, each value with a button that
//! copies it; and who was typed already, so that nobody is entered twice and nobody forgotten.
//!
//! Owns these pages. They show numbers in full: whoever opens one is written down. What a cell holds is
//! `register::info`'s to say.

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use data_encoding::HEXLOWER;
use maud::{Markup, html};
use register::calendar::Round;
use register::info::{Column, Line, Month};
use register::record::PersonId;
use serde::Deserialize;

use super::form::{Filled, carried};
use super::mishap::Mishap;
use super::month::{FOR_INFO, read};
use super::page::{Page, wrong};
use super::{assets, words};
use crate::db::desk::Act;
use crate::office::{Looked, Typed, Typing, Visitor};
use crate::routes::House;

/// What a button says.
const TYPED: &str = "typed";
const NOT_TYPED: &str = "not-typed";

/// Whoever begins to type says so; the page that follows is theirs for a while.
pub(super) async fn begin(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(round): Path<String>,
) -> Result<Redirect, Mishap> {
    let round = read(&visitor, &round)?;
    let told = format!("typing round={round}");
    let looked = Looked { why: Some(FOR_INFO.to_owned()), ..Looked::told(told) };
    house.office.note_access(&visitor, Act::Export, looked).await?;
    let month = house.office.month(visitor.lao.code, round).await?;
    let lines: Vec<&Line> = month.ready().collect();
    let done = house.office.typed(visitor.lao.code, round, &lines).await?;
    let first = next_of(&lines, &done, 0).or_else(|| lines.first().map(|line| line.person));
    Ok(Redirect::to(&address(round, first)))
}

/// How far the typing of a month is.
pub(super) async fn progress(house: &House, visitor: &Visitor, month: &Month) -> Result<Markup, Mishap> {
    let lines: Vec<&Line> = month.ready().collect();
    let done = house.office.typed(visitor.lao.code, month.round, &lines).await?;
    Ok(html! { @if done != Typing::default() { p role="status" { (counts(&lines, &done)) } } })
}

#[derive(Deserialize)]
pub(super) struct At {
    who: Option<PersonId>,
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(round): Path<String>,
    Query(At { who }): Query<At>,
) -> Result<Markup, Mishap> {
    let round = read(&visitor, &round)?;
    let month = house.office.month(visitor.lao.code, round).await?;
    let lines: Vec<&Line> = month.ready().collect();
    let done = house.office.typed(visitor.lao.code, round, &lines).await?;
    let title = format!("พิมพ์เข้า INFO รอบเดือน{}", words::round(round));
    let page = |body: &Markup| Page::of(&visitor, "/office/month", &title).draw(body);
    let at = who.map_or(Some(0), |who| place_of(&lines, who));
    let Some((at, line)) = at.and_then(|at| Some((at, *lines.get(at)?))) else {
        return Ok(page(&html! {
            h1 { (title) }
            @if who.is_some() { (wrong("คนนี้ไม่อยู่ในรายการที่พร้อมบันทึกแล้ว ข้อมูลอาจเปลี่ยนไประหว่างพิมพ์")) }
            @else { p { "ไม่มีผู้ที่พร้อมบันทึกในรอบนี้" } }
            p { a href={ "/office/month/" (round) } { "กลับไปหน้ารอบเดือน" } }
        }));
    };
    let looked = Looked {
        record: Some(line.at.record),
        person: Some(line.person),
        why: Some(FOR_INFO.to_owned()),
        ..Looked::default()
    };
    house.office.note_access(&visitor, Act::Number, looked).await?;
    let to = |at: usize| address(round, lines.get(at).map(|line| line.person));
    Ok(page(&html! {
        h1 { (title) }
        p role="status" { "คนที่ " (at + 1) " จาก " (lines.len()) ": " strong { (line.row.name) } }
        p { (counts(&lines, &done)) }
        p {
            @if at > 0 { a href=(to(at - 1)) { "คนก่อนหน้า" } " · " }
            @if at + 1 < lines.len() { a.forward href=(to(at + 1)) { "คนถัดไป" } " · " }
            a href={ "/office/month/" (round) } { "กลับไปหน้ารอบเดือน" }
        }
        (said(&Shown { visitor: &visitor, round, line, mark: house.office.mark_of(line) }, done.of.get(&line.person)))
        dl.typing { @for column in Column::ALL { (cell(column, line)) } }
        h2 { "คำขอ" }
        @for request in &line.requests {
            dl.typing {
                (copied(&format!("lao-{}", request.id), "อปท.", &request.lao))
                (copied(&format!("number-{}", request.id), "เลขรับเรื่องช่วยเหลือ", &request.receipt_number))
                (copied(&format!("subject-{}", request.id), "เรื่องขอความช่วยเหลือ", &request.subject))
            }
        }
        script src=(assets::address(&assets::COPY)) {}
    }))
}

/// Somebody as a page has them.
struct Shown<'a> {
    visitor: &'a Visitor,
    round: Round,
    line: &'a Line,
    mark: [u8; 32],
}

/// Whether somebody was typed, with the button that says so, or takes it back.
fn said(shown: &Shown<'_>, typed: Option<&Typed>) -> Markup {
    let outdated = typed.is_some_and(|typed| typed.is_outdated);
    html! {
        @if let Some(typed) = typed {
            p.wrong[outdated] role="status" {
                @if outdated { "ข้อมูลเปลี่ยนไปหลังจากพิมพ์แล้ว ตรวจแล้วแก้ใน INFO ให้ตรงกัน: " }
                "พิมพ์เข้า INFO แล้วโดย " (typed.by) " เมื่อ " (words::at(typed.at))
            }
        }
        div.does {
            @if typed.is_none() || outdated {
                (button(shown, true, "พิมพ์คนนี้แล้ว ไปคนถัดไป"))
            }
            @if typed.is_some() { (button(shown, false, "คนนี้ยังไม่ได้พิมพ์")) }
        }
    }
}

fn button(shown: &Shown<'_>, is_typed: bool, label: &str) -> Markup {
    let Shown { visitor, round, line, mark } = shown;
    html! {
        form method="post" action={ "/office/month/" (round) "/typing/" (line.person) } {
            (carried(visitor))
            // What was typed is what this page showed, whatever came in since.
            input type="hidden" name="mark" value=(HEXLOWER.encode(mark));
            button.quiet[!is_typed] type="submit" name="says" value=(if is_typed { TYPED } else { NOT_TYPED }) { (label) }
        }
    }
}

pub(super) async fn say(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
    Path((round, who)): Path<(String, PersonId)>,
) -> Result<Response, Mishap> {
    let round = read(&visitor, &round)?;
    let month = house.office.month(visitor.lao.code, round).await?;
    let lines: Vec<&Line> = month.ready().collect();
    // Somebody who is not ready any more is shown as that, and nothing is said of them.
    let Some(at) = place_of(&lines, who) else {
        return Ok(Redirect::to(&address(round, Some(who))).into_response());
    };
    let Some(line) = lines.get(at) else { return Err(Mishap::missing(&visitor)) };
    let stays = match (filled.get("says"), mark_in(filled.get("mark"))) {
        // Somebody else was first: that, and who, is what their page says.
        (TYPED, Some(mark)) => !house.office.say_typed(&visitor, round, line, mark).await?,
        (NOT_TYPED, _) => {
            house.office.say_not_typed(&visitor, round, line).await?;
            true
        }
        // No button of ours: nothing is said of anybody.
        _ => return Ok(Redirect::to(&address(round, Some(who))).into_response()),
    };
    let looked = Looked { record: Some(line.at.record), person: Some(line.person), ..Looked::default() };
    let told = Some(format!("{} round={round}", filled.get("says")));
    house.office.note_access(&visitor, Act::Export, Looked { told, ..looked }).await?;
    if stays {
        return Ok(Redirect::to(&address(round, Some(who))).into_response());
    }
    let done = house.office.typed(visitor.lao.code, round, &lines).await?;
    let next = next_of(&lines, &done, at + 1);
    let there = next.map_or_else(|| format!("/office/month/{round}"), |next| address(round, Some(next)));
    Ok(Redirect::to(&there).into_response())
}

fn mark_in(text: &str) -> Option<[u8; 32]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

fn place_of(lines: &[&Line], who: PersonId) -> Option<usize> {
    lines.iter().position(|line| line.person == who)
}

/// The next who is to be typed, from this place on and then from the first.
fn next_of(lines: &[&Line], done: &Typing, from: usize) -> Option<PersonId> {
    let is_left = |line: &&&Line| done.of.get(&line.person).is_none_or(|typed| typed.is_outdated);
    let (before, after) = lines.split_at_checked(from).unwrap_or((lines, &[]));
    after.iter().chain(before).find(is_left).map(|line| line.person)
}

fn counts(lines: &[&Line], done: &Typing) -> String {
    let outdated = done.of.values().filter(|typed| typed.is_outdated).count();
    let mut said = format!("พิมพ์เข้า INFO แล้ว {} จาก {} คน", done.of.len() - outdated, lines.len());
    if outdated > 0 {
        said += &format!(" ข้อมูลเปลี่ยนหลังพิมพ์ {outdated} คน");
    }
    if done.gone > 0 {
        said += &format!(" พิมพ์แล้วแต่ไม่อยู่ในรายการพร้อมบันทึกอีก {} คน ตรวจใน INFO", done.gone);
    }
    said
}

fn address(round: Round, who: Option<PersonId>) -> String {
    let there = format!("/office/month/{round}/typing");
    who.map_or_else(|| there.clone(), |who| format!("{there}?who={who}"))
}

fn cell(column: Column, line: &Line) -> Markup {
    copied(&format!("cell-{column:?}"), column.header(), &line.row.cell(column))
}

/// A value with a button that copies it.
fn copied(id: &str, label: &str, value: &str) -> Markup {
    html! {
        div {
            dt { (label) }
            dd id=(id) { (value) }
            dd.does {
                @if !value.is_empty() {
                    button.quiet type="button" data-copies=(id) { "คัดลอก" span.unseen { " " (label) } }
                }
            }
        }
    }
}
