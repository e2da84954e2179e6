//! The first page: what waits, until when, and where everything is.

use axum::Extension;
use axum::extract::{self, Query};
use maud::{Markup, html};
use register::lao::{LaoCode, LaoKind};
use register::referral::Referral;

use super::door::Right;
use super::mishap::Mishap;
use super::page::{After, Page};
use super::{month, publicity, search, ways, words};
use crate::db::TaskState;
use crate::office::{Passed, Visitor};
use crate::routes::House;

/// What waits for somebody of the desk.
struct Waits {
    requests: u64,
    late: usize,
    tasks: usize,
    apart: usize,
}

/// What waits at a central place: what LAOs sent on and it has not answered.
async fn waits_at_a_place(house: &House, visitor: &Visitor) -> Result<usize, Mishap> {
    let sent_on = house.office.sent_on(visitor).await?;
    let waits = |one: &&Passed| one.waits && !one.referral.as_ref().is_some_and(Referral::is_answered);
    Ok(sent_on.iter().filter(waits).count())
}

impl Waits {
    async fn of(house: &House, lao: LaoCode) -> Result<Self, Mishap> {
        let office = &house.office;
        let late = match words::today() {
            Some(today) => office.late(lao, today, &office.holidays(lao).await?).await?.len(),
            None => 0,
        };
        Ok(Self {
            requests: office.waiting(lao).await?,
            late,
            tasks: office.tasks(lao).await?.iter().filter(|task| task.state == TaskState::Open).count(),
            apart: office.apart(lao).await?.iter().filter(|apart| !apart.refused).count(),
        })
    }
}

pub(super) async fn show(
    extract::State(house): extract::State<House>,
    Extension(visitor): Extension<Visitor>,
    Query(after): Query<After>,
) -> Result<Markup, Mishap> {
    let lao = visitor.lao.code;
    let reads = Right::Read.is_held_by(visitor.role);
    let is_of_a_place = visitor.lao.kind == LaoKind::CentralPlace;
    let waits = if reads && !is_of_a_place { Some(Waits::of(&house, lao).await?) } else { None };
    let sent_on = if reads && is_of_a_place { Some(waits_at_a_place(&house, &visitor).await?) } else { None };
    let published = if sent_on.is_some() {
        publicity::due(&house, &visitor).await?
    } else {
        html! {}
    };
    let phones =
        house.office.phones(lao).await?.into_iter().filter(|phone| phone.revoked_at.is_none()).count();
    let body = html! {
        h1 { "งานวันนี้" }
        @if !is_of_a_place {
            @if let Some(today) = words::today() { (words::info_due(month::due_round(today), today, reads)) }
            @if reads { (search::search_box(&visitor, "")) }
        }
        dl.facts {
            @if let Some(Waits { requests, late, tasks, apart }) = waits {
                dt { "คำขอที่ยังไม่เสร็จ" } dd { a href="/office/requests" { (requests) " เรื่อง" } }
                dt { "หน่วยงานที่ยังไม่รายงานผลตามกำหนด" } dd { a href="/office/requests" { (late) " เรื่อง" } }
                dt { "งานตรวจสอบที่ส่งถึงโทรศัพท์และยังไม่เสร็จ" } dd { a href="/office/tasks" { (tasks) " งาน" } }
                dt { "ข้อมูลที่พักไว้รอหัวหน้าศูนย์พิจารณา" } dd { a href="/office/apart" { (apart) " รายการ" } }
            }
            @if let Some(sent_on) = sent_on {
                dt { "เรื่องที่ อปท. ส่งต่อมา รอประสานหรือรอคำตอบ" } dd { a href="/office/sent-on" { (sent_on) " เรื่อง" } }
                (published)
            } @else {
                dt { "โทรศัพท์ที่ลงทะเบียนไว้" } dd { (phones) " เครื่อง" }
            }
        }
        (ways::all(&visitor))
    };
    let done = match after.done.as_deref() {
        Some("password") => Some("ตั้งรหัสผ่านใหม่แล้ว เครื่องอื่นที่เคยเข้าไว้ต้องเข้าสู่ระบบใหม่"),
        _ => None,
    };
    Ok(Page::of(&visitor, "/office", "หน้าแรก").after(done).draw(&body))
}
