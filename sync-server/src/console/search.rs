//! The register: whoever is looked for is found here.
//!
//! Owns the search page. Numbers are masked; that somebody searched, and how many they found,
//! is written down before they see it.

use std::collections::BTreeSet;

use axum::Extension;
use axum::extract::{Query, State};
use maud::{Markup, html};
use register::national_id::TypedId;
use serde::Deserialize;

use super::mishap::Mishap;
use super::page::{self, Page};
use super::words;
use crate::db::desk::Act;
use crate::office::{Found, Hit, Looked, Search, Visitor};
use crate::routes::House;

/// Entries of one answer.
const MOST: usize = 50;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
}

/// The box in which one types.
pub(super) fn search_box(typed: &str) -> Markup {
    html! {
        form.search role="search" method="get" action="/office/register" {
            label for="q" { "ค้นหาในทะเบียน: ชื่อ เลขบัตร บ้านเลขที่ หมู่ หรือโทรศัพท์" }
            div {
                input id="q" name="q" type="search" value=(typed) autocomplete="off" placeholder="เช่น สมชาย หมู่ 5";
                button type="submit" { "ค้นหา" }
            }
        }
    }
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Mishap> {
    let typed = asked.q.trim();
    let found = if typed.is_empty() { None } else { Some(find(&house, &visitor, typed).await?) };
    let body = html! {
        h1 { "ทะเบียน" }
        (search_box(typed))
        @if let Some(found) = &found { (list(found)) }
    };
    Ok(Page::of(&visitor, "/office/register", "ทะเบียน").draw(&body))
}

async fn find(house: &House, visitor: &Visitor, typed: &str) -> Result<Found, Mishap> {
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
    house.office.note_access(visitor, Act::Search, Looked::told(told)).await?;
    Ok(found)
}

fn list(found: &Found) -> Markup {
    html! {
           @if found.hits.is_empty() {
               p { "ไม่พบผู้ใด ลองพิมพ์ชื่อเพียงบางส่วน หรือค้นด้วยบ้านเลขที่และหมู่" }
           } @else {
               p role="status" {
                   "พบ " (found.hits.len()) " คน"
                   @if found.more { " และยังมีอีก พิมพ์เพิ่มเพื่อจำกัดผล" }
               }
               (page::table("ผลการค้นหา", &["ชื่อ", "เลขประจำตัวประชาชน", "เกิด", "ที่อยู่ที่พบ", "สถานะ INFO"], &html! {
    @for hit in &found.hits { (row(hit)) }
               }))
           }
       }
}

fn row(hit: &Hit) -> Markup {
    let number = TypedId::read(hit.person.national_id.as_deref());
    html! {
        tr {
            th scope="row" {
                a href={ "/office/people/" (hit.who.record) "/" (hit.who.person) } { (words::called(&hit.person)) }
            }
            td.number { (words::number(&number)) }
            td { (words::born(hit.person.born())) }
            td { a href={ "/office/households/" (hit.who.record) } { (words::house(hit.place.as_ref())) } }
            td {
                @match &hit.standing {
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
