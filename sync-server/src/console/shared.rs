//! A PAO's people beside what the TAOs and municipalities of its province hold (domain.md 3.1): whom
//! it need not enter, because one of them does, and whom nobody but itself has met.
//!
//! Owns the page. Of the others' people nothing is shown but who holds them. An LAO that is no PAO
//! has no such page, and is told so.

use axum::Extension;
use axum::extract::State;
use maud::{Markup, html};
use register::entry::Entry;
use register::lao::{Lao, LaoKind};

use super::mishap::Mishap;
use super::page::{Page, table};
use super::words;
use crate::db::desk::Act;
use crate::office::{Looked, Visitor};
use crate::routes::House;

/// People of one list.
const MOST: usize = 500;

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Markup, Mishap> {
    if visitor.lao.kind != LaoKind::Pao {
        let body = html! {
            h1 { "คนที่ อปท. อื่นบันทึกแล้ว" }
            p { "หน้านี้มีเฉพาะ อบจ. ซึ่งพื้นที่ซ้อนกับเทศบาลและ อบต. ในจังหวัด" }
        };
        return Ok(Page::of(&visitor, "/office/shared", "คนที่ อปท. อื่นบันทึกแล้ว").draw(&body));
    }
    let shared = house.office.shared(visitor.lao.code).await?;
    let (excused, alone) = (&shared.excused, &shared.alone);
    let told = format!("excused={} alone={}", excused.len(), alone.len());
    house.office.note_access(&visitor, Act::Search, Looked::told(told)).await?;
    let body = html! {
        h1 { "คนที่ อปท. อื่นบันทึกแล้ว" }
        p.hint {
            "อบจ. ไม่ต้องบันทึกคนที่เทศบาลหรือ อบต. ในจังหวัดบันทึกใน INFO แล้ว แต่ใช้รายชื่อมาพิจารณาช่วยเหลือได้ "
            "ความช่วยเหลือที่ อปท. อื่นให้แล้วดูได้ในหน้าของแต่ละคน"
        }
        section aria-labelledby="excused" {
            h2 id="excused" { "ไม่ต้องบันทึกซ้ำ (" (excused.len()) ")" }
            @if excused.is_empty() { p { "ยังไม่พบคนที่ อปท. อื่นบันทึกแล้ว" } } @else {
                (limit(excused.len()))
                (table("ตารางคนที่ อปท. อื่นบันทึกแล้ว", &["ชื่อ", "ที่อยู่ที่ อบจ. พบ", "ผู้บันทึก", "คำขอที่ อบจ."], &html! {
                    @for (own, by) in excused.iter().take(MOST) {
                        tr { (who(own)) td { (names(by)) } td.number { (own.requests.len()) } }
                    }
                }))
            }
        }
        section aria-labelledby="alone" {
            h2 id="alone" { "พบโดย อบจ. เท่านั้น (" (alone.len()) ")" }
            @if alone.is_empty() { p { "ไม่มี" } } @else {
                (limit(alone.len()))
                (table("ตารางคนที่พบโดย อบจ. เท่านั้น", &["ชื่อ", "ที่อยู่ที่ อบจ. พบ", "สถานะใน INFO", "คำขอที่ อบจ."], &html! {
                    @for own in alone.iter().take(MOST) {
                        tr { (who(own)) td { (words::status(own.status)) } td.number { (own.requests.len()) } }
                    }
                }))
            }
        }
    };
    Ok(Page::of(&visitor, "/office/shared", "คนที่ อปท. อื่นบันทึกแล้ว").draw(&body))
}

fn limit(many: usize) -> Markup {
    html! { @if many > MOST { p { "แสดง " (MOST) " คนแรก ที่เหลือค้นได้จากหน้าทะเบียน" } } }
}

fn who(own: &Entry) -> Markup {
    html! {
        th scope="row" {
            @match own.holder() {
                Some(at) => a href={ "/office/people/" (at.record) "/" (at.person) } { (words::called(&own.shown)) },
                None => (words::called(&own.shown)),
            }
        }
        td { (words::house(own.place.as_ref())) }
    }
}

fn names(laos: &[Lao]) -> String {
    laos.iter().map(|lao| lao.name.as_str()).collect::<Vec<_>>().join(", ")
}
