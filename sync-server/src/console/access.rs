//! Who looked at whom: for whoever watches over that.

use axum::Extension;
use axum::extract::{Query, State};
use maud::{Markup, html};
use register::record::PersonId;
use serde::Deserialize;
use uuid::Uuid;

use super::mishap::Mishap;
use super::page::{self, Page};
use super::words::{self, NOTHING};
use crate::db::desk::{AccessRow, Act};
use crate::office::Visitor;
use crate::routes::House;

#[derive(Deserialize)]
pub(super) struct Asked {
    person: Option<PersonId>,
    before: Option<Uuid>,
}

fn act(act: Act) -> &'static str {
    match act {
        Act::SignIn => "เข้าสู่ระบบ",
        Act::WrongPassword => "ใส่รหัสผ่านผิด",
        Act::SignOut => "ออกจากระบบ",
        Act::NewPassword => "ตั้งรหัสผ่านใหม่",
        Act::Search => "ค้นหา",
        Act::Person => "เปิดหน้าบุคคล",
        Act::Number => "ดูเลขประจำตัวเต็ม",
        Act::Request => "เปิดหน้าคำขอ",
        Act::TakeIn => "รับคำขอที่ศูนย์",
        Act::Household => "เปิดหน้าครัวเรือน",
        Act::Photo => "ดูรูป",
        Act::Month => "เปิดหน้ารอบเดือน",
        Act::Export => "ส่งออกข้อมูล",
        Act::Staff => "จัดการผู้ใช้",
        Act::Posting => "เปิดบัญชีรายชื่อ",
        Act::List => "นำเข้าบัญชีรายชื่อ",
    }
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Mishap> {
    let (rows, more) = house.office.accesses(&visitor, asked.person, asked.before).await?;
    let older = rows.last().filter(|_| more).map(|last| {
        let mut query = vec![("before", last.id.to_string())];
        query.extend(asked.person.map(|person| ("person", person.to_string())));
        format!("/office/access?{}", serde_urlencoded::to_string(query).unwrap_or_default())
    });
    let body = html! {
           h1 id="access" { "บันทึกการเข้าดูข้อมูล" }
           @if asked.person.is_some() { p { "เฉพาะบุคคลเดียว " a href="/office/access" { "ดูทั้งหมด" } } }
           @if rows.is_empty() { p { "ยังไม่มีรายการ" } } @else {
               (page::table("บันทึกการเข้าดูข้อมูล", &["เมื่อ", "ผู้ใช้", "ทำอะไร", "ของใคร", "เท่าใด", "เพื่ออะไร"], &html! {
    @for row in &rows { (line(row)) }
               }))
           }
           @if let Some(older) = older { p { a href=(older) { "เก่ากว่านี้" } } }
       };
    Ok(Page::of(&visitor, "/office/access", "บันทึกการเข้าดูข้อมูล").draw(&body))
}

fn line(row: &AccessRow) -> Markup {
    html! {
        tr {
            td { (words::at(row.at)) }
            td { (row.user) }
            th scope="row" { (act(row.act)) }
            td {
                @if let Some(person) = row.person { a href={ "/office/access?person=" (person) } { "บุคคล " (short(&person.to_string())) } }
                @else if let Some(record) = row.record { "การสำรวจ " (short(&record.to_string())) }
                @else { (NOTHING) }
            }
            td { (words::or_nothing(row.told.as_deref())) }
            td { (words::or_nothing(row.why.as_deref())) }
        }
    }
}

/// The end of a long name, which tells two apart.
fn short(name: &str) -> &str {
    name.rsplit('-').next().unwrap_or(name)
}
