//! The first page: what waits, and until when.

use axum::Extension;
use axum::extract::{Query, State};
use maud::{Markup, html};

use super::door::Right;
use super::mishap::Mishap;
use super::page::{After, Page};
use super::{month, search, words};
use crate::db::TaskState;
use crate::office::Visitor;
use crate::routes::House;

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Query(after): Query<After>,
) -> Result<Markup, Mishap> {
    let lao = visitor.lao.code;
    let reads = Right::Read.is_held_by(visitor.role);
    let waits = if reads {
        let open =
            house.office.tasks(lao).await?.into_iter().filter(|task| task.state == TaskState::Open).count();
        let apart = house.office.apart(lao).await?.into_iter().filter(|apart| !apart.refused).count();
        Some((open, apart))
    } else {
        None
    };
    let phones =
        house.office.phones(lao).await?.into_iter().filter(|phone| phone.revoked_at.is_none()).count();
    let body = html! {
        h1 { "งานวันนี้" }
        @if let Some(today) = words::today() { (words::info_due(month::due_round(today), today)) }
        @if reads { (search::search_box("")) }
        dl.facts {
            @if let Some((open, apart)) = waits {
                dt { "งานตรวจสอบข้อเท็จจริงที่ยังไม่เสร็จ" } dd { (open) " งาน" }
                dt { "ข้อมูลที่พักไว้รอหัวหน้าทีมพิจารณา" } dd { a href="/office/apart" { (apart) " รายการ" } }
            }
            dt { "โทรศัพท์ที่ลงทะเบียนไว้" } dd { (phones) " เครื่อง" }
        }
    };
    let done = match after.done.as_deref() {
        Some("password") => Some("ตั้งรหัสผ่านใหม่แล้ว เครื่องอื่นที่เคยเข้าไว้ต้องเข้าสู่ระบบใหม่"),
        _ => None,
    };
    Ok(Page::of(&visitor, "/office", "หน้าแรก").after(done).draw(&body))
}
