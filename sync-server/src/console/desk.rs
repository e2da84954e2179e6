//! The first page: what waits, until when, and where everything is.

use axum::Extension;
use axum::extract::{Query, State};
use maud::{Markup, html};
use register::lao::LaoCode;

use super::door::Right;
use super::mishap::Mishap;
use super::page::{After, Page};
use super::{month, search, ways, words};
use crate::db::TaskState;
use crate::office::Visitor;
use crate::routes::House;

/// What waits for somebody of the desk.
struct Waits {
    requests: u64,
    late: usize,
    tasks: usize,
    apart: usize,
}

impl Waits {
    async fn of(house: &House, lao: LaoCode) -> Result<Self, Mishap> {
        let office = &house.office;
        let tally = office.tally(lao).await?;
        let late = match words::today() {
            Some(today) => office.late(lao, today, &office.holidays(lao).await?).await?.len(),
            None => 0,
        };
        Ok(Self {
            requests: tally.iter().filter(|(state, _)| !state.is_over()).map(|(_, many)| many).sum(),
            late,
            tasks: office.tasks(lao).await?.iter().filter(|task| task.state == TaskState::Open).count(),
            apart: office.apart(lao).await?.iter().filter(|apart| !apart.refused).count(),
        })
    }
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Query(after): Query<After>,
) -> Result<Markup, Mishap> {
    let lao = visitor.lao.code;
    let reads = Right::Read.is_held_by(visitor.role);
    let waits = if reads { Some(Waits::of(&house, lao).await?) } else { None };
    let phones =
        house.office.phones(lao).await?.into_iter().filter(|phone| phone.revoked_at.is_none()).count();
    let body = html! {
        h1 { "งานวันนี้" }
        @if let Some(today) = words::today() { (words::info_due(month::due_round(today), today, reads)) }
        @if reads { (search::search_box(&visitor, "")) }
        dl.facts {
            @if let Some(Waits { requests, late, tasks, apart }) = waits {
                dt { "คำขอที่ยังไม่เสร็จ" } dd { a href="/office/requests" { (requests) " เรื่อง" } }
                dt { "หน่วยงานที่ยังไม่รายงานผลตามกำหนด" } dd { a href="/office/requests" { (late) " เรื่อง" } }
                dt { "งานตรวจสอบข้อเท็จจริงที่ยังไม่เสร็จ" } dd { (tasks) " งาน" }
                dt { "ข้อมูลที่พักไว้รอหัวหน้าศูนย์พิจารณา" } dd { a href="/office/apart" { (apart) " รายการ" } }
            }
            dt { "โทรศัพท์ที่ลงทะเบียนไว้" } dd { (phones) " เครื่อง" }
        }
        (ways::all(&visitor))
    };
    let done = match after.done.as_deref() {
        Some("password") => Some("ตั้งรหัสผ่านใหม่แล้ว เครื่องอื่นที่เคยเข้าไว้ต้องเข้าสู่ระบบใหม่"),
        _ => None,
    };
    Ok(Page::of(&visitor, "/office", "หน้าแรก").after(done).draw(&body))
}
