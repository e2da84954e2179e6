//! Who looked at whom, and whether the log of what was written still is as it was: for whoever watches
//! over both.

use axum::Extension;
use axum::extract::{Query, State};
use maud::{Markup, html};
use register::record::PersonId;
use serde::Deserialize;
use uuid::Uuid;

use super::form::carried;
use super::mishap::Mishap;
use super::page::{self, Page};
use super::words::{self, NOTHING};
use crate::db::desk::{AccessRow, Act};
use crate::office::{Looked, Visitor};
use crate::routes::House;
use crate::verify::Report;

#[derive(Deserialize)]
pub(super) struct Asked {
    person: Option<PersonId>,
    before: Option<Uuid>,
}

pub(super) fn act(act: Act) -> &'static str {
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
        Act::Mend => "แก้ไขข้อมูลบุคคล",
        Act::Household => "เปิดหน้าครัวเรือน",
        Act::Photo => "ดูรูป",
        Act::Month => "เปิดหน้ารอบเดือน",
        Act::Export => "ส่งออกข้อมูล",
        Act::Staff => "จัดการผู้ใช้",
        Act::Posting => "เปิดบัญชีรายชื่อ",
        Act::Settings => "ตั้งค่า",
        Act::Erase => "ลบข้อมูลบุคคล",
        Act::Check => "ตรวจสมุดบันทึก",
        Act::List => "นำเข้าบัญชีรายชื่อ",
    }
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Mishap> {
    draw(&house, &visitor, &asked, None).await
}

/// Has this LAO's log read again, from its first row.
pub(super) async fn check(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Markup, Mishap> {
    let report = house.office.verify_log(visitor.lao.code).await?;
    for fault in report.faults() {
        tracing::error!(fault, "the log is not as it was written");
    }
    let told = format!("rows={} faults={}", report.rows(), report.faults().len());
    house.office.note_access(&visitor, Act::Check, Looked::told(told)).await?;
    draw(&house, &visitor, &Asked { person: None, before: None }, Some(&report)).await
}

/// What came of reading the log again.
fn checked(report: &Report) -> Markup {
    let faults = report.faults().len();
    html! {
        @if faults == 0 {
            p.done role="status" { "อ่านสมุดบันทึก " (report.rows()) " แถวแล้ว ทุกแถวต่อกันครบ ลายเซ็นถูกต้อง ไม่มีแถวใดถูกแก้หรือหายไป" }
        } @else {
            p.wrong role="alert" {
                "พบ " (faults) " แห่งใน " (report.rows()) " แถวที่ไม่ตรงกับที่เคยเขียน ไม่มีอะไรถูกแก้ ให้ผู้ดูแลเครื่องแม่ข่ายดูรายละเอียดในบันทึกของเครื่อง \
                 แล้วกู้คืนจากสำเนาสำรองล่าสุดที่ตรวจผ่าน"
            }
        }
    }
}

async fn draw(
    house: &House,
    visitor: &Visitor,
    asked: &Asked,
    report: Option<&Report>,
) -> Result<Markup, Mishap> {
    let (rows, more) = house.office.accesses(visitor, asked.person, asked.before).await?;
    let names = house.office.names_of(rows.iter().map(|row| row.user.as_str()).collect()).await?;
    let older = rows.last().filter(|_| more).map(|last| {
        let mut query = vec![("before", last.id.to_string())];
        query.extend(asked.person.map(|person| ("person", person.to_string())));
        format!("/office/access?{}", serde_urlencoded::to_string(query).unwrap_or_default())
    });
    let body = html! {
        h1 id="access" { "บันทึกการเข้าดูข้อมูล" }
        @if let Some(report) = report { (checked(report)) }
        @if asked.person.is_some() { p { "เฉพาะบุคคลเดียว " a href="/office/access" { "ดูทั้งหมด" } } }
        @if rows.is_empty() { p { "ยังไม่มีรายการ" } } @else {
            (page::table("บันทึกการเข้าดูข้อมูล", &["เมื่อ", "ผู้ใช้", "ทำอะไร", "ของใคร", "เท่าใด", "เพื่ออะไร"], &html! {
                @for row in &rows { (line(row, names.get(&row.user))) }
            }))
        }
        @if let Some(older) = older { p { a href=(older) { "เก่ากว่านี้" } } }
        section aria-labelledby="log" {
            h2 id="log" { "สมุดบันทึกการเขียน" }
            p { "ทุกการสำรวจ การแก้ไข และคำวินิจฉัยเขียนต่อกันเป็นสายที่แก้ย้อนหลังไม่ได้ กดเพื่ออ่านใหม่ทั้งหมดตั้งแต่แถวแรก" }
            form method="post" action="/office/access" {
                (carried(visitor))
                button type="submit" { "ตรวจสมุดบันทึก" }
            }
        }
    };
    Ok(Page::of(visitor, "/office/access", "บันทึกการเข้าดูข้อมูล").draw(&body))
}

fn line(row: &AccessRow, name: Option<&String>) -> Markup {
    html! {
        tr {
            td { (words::at(row.at)) }
            td { @if let Some(name) = name { (name) " " } span.hint { (row.user) } }
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
