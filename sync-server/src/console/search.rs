//! The register: whoever is looked for is found here.
//!
//! Owns the search page. Numbers are masked; that somebody searched, and how many they found,
//! is written down before they see it. What they typed names somebody, so no address says it.

use std::collections::BTreeSet;

use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use register::national_id::TypedId;
use serde::Deserialize;

use super::door::{Question, Right};
use super::form::{self, Filled, carried};
use super::mishap::Mishap;
use super::page::{self, Page, wrong};
use super::{own, words};
use crate::db::desk::Act;
use crate::office::{Found, Hit, Looked, Search, Visitor};
use crate::routes::House;

/// Entries of one answer.
const MOST: usize = 50;

/// Most letters of what is looked for: an address holds them, sealed.
const LONGEST: usize = 200;

#[derive(Deserialize)]
pub(super) struct Asked {
    /// What is looked for, sealed for whoever typed it.
    #[serde(rename = "for")]
    sealed: Option<String>,
    /// What it is looked for for.
    why: Option<usize>,
}

/// The box in which one types.
pub(super) fn search_box(visitor: &Visitor, typed: &str) -> Markup {
    html! {
        form.search role="search" method="post" action="/office/register" {
            (carried(visitor))
            label for="q" { "ค้นหาในทะเบียน: ชื่อ เลขบัตร บ้านเลขที่ หมู่ หรือโทรศัพท์" }
            div {
                input id="q" name="q" type="search" value=(typed) maxlength=(LONGEST) autocomplete="off" placeholder="เช่น สมชาย หมู่ 5";
                button type="submit" { "ค้นหา" }
            }
            (form::purpose("why", 0))
        }
    }
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Mishap> {
    let typed = asked.sealed.as_deref().map(|sealed| house.office.opened_for(&visitor, sealed));
    let said = matches!(typed, Some(None)).then_some("การค้นหานี้เปิดได้เฉพาะผู้ที่ค้น และก่อนออกจากระบบ พิมพ์ค้นอีกครั้ง");
    let typed = typed.flatten().unwrap_or_default();
    let why = form::purpose_named(asked.why);
    let found = if typed.is_empty() { None } else { Some(find(&house, &visitor, &typed, why).await?) };
    Ok(draw(&visitor, &typed, said, found.as_ref()))
}

fn draw(visitor: &Visitor, typed: &str, said: Option<&str>, found: Option<&Found>) -> Markup {
    let body = html! {
        h1 { "ทะเบียน" }
        @if let Some(said) = said { (wrong(said)) }
        (search_box(visitor, typed))
        @if let Some(found) = found { (list(visitor, found)) }
    };
    Page::of(visitor, "/office/register", "ทะเบียน").draw(&body)
}

pub(super) async fn ask(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
) -> Result<Response, Mishap> {
    let typed = filled.get("q").trim();
    if typed.is_empty() {
        return Ok(Question::answered_at("/office/register"));
    }
    if typed.chars().count() > LONGEST {
        let said = format!("พิมพ์คำค้นได้ไม่เกิน {LONGEST} ตัวอักษร ยังไม่ได้ค้น");
        return Ok(
            (StatusCode::UNPROCESSABLE_ENTITY, draw(&visitor, typed, Some(&said), None)).into_response()
        );
    }
    if !house.rates.may_search(&visitor.id) {
        let said = "ค้นหาถี่กว่าที่คนพิมพ์ทัน จึงพักไว้ครู่หนึ่ง สิ่งที่พิมพ์ยังอยู่ รอสักครู่แล้วกดค้นหาอีกครั้ง";
        return Ok((StatusCode::TOO_MANY_REQUESTS, draw(&visitor, typed, Some(said), None)).into_response());
    }
    let sealed = house.office.seal_for(&visitor, typed)?;
    let why = form::purpose_chosen(&filled).map(|nth| format!("&why={nth}")).unwrap_or_default();
    Ok(Question::answered_at(&format!("/office/register?for={sealed}{why}")))
}

async fn find(house: &House, visitor: &Visitor, typed: &str, why: Option<String>) -> Result<Found, Mishap> {
    let laos = BTreeSet::from([visitor.lao.code]);
    let found = house.office.search(&Search { laos, typed: typed.to_owned(), most: MOST }).await?;
    // What was typed may be a name: how much of what kind it was is all that is kept.
    let digits = typed.chars().filter(|c| c.is_numeric()).count();
    let more = if found.more { "+" } else { "" };
    let told = format!(
        "words={} digits={digits} found={}{more}",
        typed.split_whitespace().count(),
        found.hits.len()
    );
    house.office.note_access(visitor, Act::Search, Looked { why, ..Looked::told(told) }).await?;
    Ok(found)
}

fn list(visitor: &Visitor, found: &Found) -> Markup {
    html! {
           @if found.hits.is_empty() {
               p { "ไม่พบผู้ใด ลองพิมพ์ชื่อเพียงบางส่วน หรือค้นด้วยบ้านเลขที่และหมู่" }
           } @else {
               p role="status" {
                   "พบ " (found.hits.len()) " คน"
                   @if found.more { " และยังมีอีก พิมพ์เพิ่มเพื่อจำกัดผล" }
               }
               (page::table("ผลการค้นหา", &["ชื่อ", "เลขประจำตัวประชาชน", "เกิด", "ที่อยู่ที่พบ", "สถานะ INFO"], &html! {
    @for hit in &found.hits { (row(visitor, hit)) }
               }))
           }
       }
}

fn row(visitor: &Visitor, hit: &Hit) -> Markup {
    let number = TypedId::read(hit.person.national_id.as_deref());
    // Whom no visit has any more has no page, and still all that was written of them.
    let there = match hit.taken_off {
        false => Some(format!("/office/people/{}/{}", hit.who.record, hit.who.person)),
        true => Right::Export.is_held_by(visitor.role).then(|| own::address(hit.who.record, hit.who.person)),
    };
    html! {
        tr {
            th scope="row" {
                @match there {
                    Some(there) => a href=(there) { (words::called(&hit.person)) },
                    None => (words::called(&hit.person)),
                }
            }
            td.number { (words::number(&number)) }
            td { (words::born(hit.person.born())) }
            td { a href={ "/office/households/" (hit.who.record) } { (words::house(hit.place.as_ref())) } }
            td {
                @match &hit.standing {
                    None if hit.taken_off => { "ถูกเอาออกจากบันทึกแล้ว" }
                    None => { "ถอนแล้ว" }
                    Some(standing) => {
                        (words::status(standing.state.status))
                        @for flag in &standing.state.flags { br; span.flag { (words::flag(*flag)) } }
                    }
                }
            }
        }
    }
}
