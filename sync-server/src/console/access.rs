//! Who looked at whom, and whether the log of what was written still is as it was: for whoever watches
//! over both.

use axum::Extension;
use axum::extract::{Query, State};
use maud::{Markup, html};
use register::calendar::Round;
use register::record::PersonId;
use register::report::{Kind, Period};
use register::spoken::Spoken;
use serde::Deserialize;
use uuid::Uuid;

use super::form::carried;
use super::mishap::Mishap;
use super::page::{self, Page};
use super::settings;
use super::words::{self, NOTHING};
use crate::db::UserRole;
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
                "พบ " (faults) " แห่งใน " (report.rows()) " แถวที่ไม่ตรงกับที่เคยเขียน การตรวจนี้ไม่ได้แก้ไขข้อมูลใด ให้ผู้ดูแลเครื่องแม่ข่ายดูรายละเอียดในบันทึกของเครื่อง \
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
            td { @if let Some(name) = name { (name) " " } span.hint.word { (row.user) } }
            th scope="row" { (act(row.act)) }
            td {
                @if let Some(person) = row.person { a href={ "/office/access?person=" (person) } { "บุคคล " span.word { "…" (short(&person.to_string())) } } }
                @else if let Some(record) = row.record { "การสำรวจ " span.word { "…" (short(&record.to_string())) } }
                @else { (NOTHING) }
            }
            td { (row.told.as_deref().filter(|told| !told.trim().is_empty()).map_or_else(|| NOTHING.to_owned(), told)) }
            td { (words::or_nothing(row.why.as_deref())) }
        }
    }
}

/// The end of a long name, which tells two apart.
fn short(name: &str) -> &str {
    let last = name.rsplit(['-', ':']).next().unwrap_or(name);
    last.char_indices().rev().nth(ENDING - 1).and_then(|(at, _)| last.get(at..)).unwrap_or(last)
}

/// Letters of such an end.
const ENDING: usize = 8;

/// How much was looked at, in words. The log has it as the programs wrote it, and keeps it so.
fn told(told: &str) -> String {
    told.split_whitespace().map(in_thai).collect::<Vec<_>>().join(" ")
}

fn in_thai(part: &str) -> String {
    let Some((name, of)) = part.split_once('=') else { return word(part) };
    let month = || of.parse::<Round>().map_or_else(|_| of.to_owned(), words::round);
    match name {
        "rows" => format!("{of} แถว"),
        "at-rows" => format!("แถวที่ {}", of.replace(',', ", ")),
        "not-taken" => format!("ไม่ได้เข้าทะเบียน {of} รายการ"),
        "fields" => format!("แก้ {of} ช่อง"),
        "apart" => format!("ข้อมูลที่พักไว้ {of} รายการ"),
        "faults" => format!("ไม่ตรง {of} แห่ง"),
        "words" => format!("คำค้น {of} คำ"),
        "digits" => format!("ตัวเลข {of} ตัว"),
        "found" => match of.strip_suffix('+') {
            Some(of) => format!("พบมากกว่า {of} คน"),
            None => format!("พบ {of} คน"),
        },
        "people" => format!("{of} คน"),
        "records" => format!("การสำรวจ {of} รายการ"),
        "houses" => format!("{of} หลัง"),
        "names" => format!("{of} ชื่อ"),
        "cases" => format!("{of} คู่"),
        "offered" => format!("เลือกได้ {of} เรื่อง"),
        "excused" => format!("อปท. อื่นบันทึกแล้ว {of} คน"),
        "alone" => format!("อบจ. พบเอง {of} คน"),
        "round" => format!("รอบเดือน{}", month()),
        "period" => of.parse::<Period>().map_or_else(|_| of.to_owned(), Period::in_thai),
        "report" => of.parse::<Kind>().map_or_else(|_| of.to_owned(), |kind| kind.in_thai().to_owned()),
        "form" => format!("ไฟล์ {of}"),
        "page" => format!("หน้า {of}"),
        "list" => format!("บัญชี …{}", short(of)),
        "event" => format!("เหตุการณ์ …{}", short(of)),
        "posting" => format!("ประกาศ …{}", short(of)),
        "agenda" | "meeting" => format!("การประชุม …{}", short(of)),
        _ => part.to_owned(),
    }
}

/// What stands alone.
fn word(word: &str) -> String {
    let said = match word {
        "typing" => "พิมพ์เข้า INFO",
        "typed" => "พิมพ์คนนี้แล้ว",
        "not-typed" => "คนนี้ยังไม่ได้พิมพ์",
        "info" => "สมุดงาน INFO",
        "map" => "แผนที่",
        "pictures" => "ภาพความเสียหาย",
        "keeping" => "ข้อมูลที่ครบกำหนดเก็บ",
        "own-data" => "ข้อมูลที่เก็บเกี่ยวกับบุคคลนี้",
        "sent-on" => "เรื่องที่ส่งต่อจาก",
        "called-off" => "เลิกนำเข้า",
        "surveyor" => "เพิ่มผู้สำรวจ",
        "enrolment" => "ออก QR ลงทะเบียนให้",
        "revoke" => "ยกเลิกเครื่อง",
        "order" => "คำสั่งแต่งตั้งของ",
        "add" => "เพิ่มผู้ใช้",
        "leave" => "ปิดบัญชี",
        "return" => "เปิดบัญชี",
        "password" => "ออกรหัสใหม่ให้",
        "accept" => "รับเข้า",
        "refuse" => "ไม่รับ",
        "supervisor" => words::role(UserRole::Supervisor),
        "officer" => words::role(UserRole::Officer),
        "committee" => words::role(UserRole::Committee),
        "auditor" => words::role(UserRole::Auditor),
        "admin" => words::role(UserRole::Admin),
        _ if word.starts_with("b3:") => return format!("รูป …{}", short(word)),
        _ => settings::called(word).unwrap_or(word),
    };
    said.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_log_has_in_a_programs_words_is_read_in_thai() {
        let report = format!("{} เดือนพฤศจิกายน 2569 3 คน", Kind::LeftOut.in_thai());
        for (written, read) in [
            ("rows=2 faults=1", "2 แถว ไม่ตรง 1 แห่ง"),
            ("words=1 digits=13 found=50+", "คำค้น 1 คำ ตัวเลข 13 ตัว พบมากกว่า 50 คน"),
            ("info round=2569-04 people=2", "สมุดงาน INFO รอบเดือนเมษายน 2569 2 คน"),
            ("report=left-out period=2569-11 people=3", report.as_str()),
            ("agenda=0196a3c2-0000-7000-8000-0123456789ab names=4", "การประชุม …456789ab 4 ชื่อ"),
            ("b3:00112233445566778899aabbccddeeff", "รูป …ccddeeff"),
            ("add u-/002 officer", "เพิ่มผู้ใช้ u-/002 เจ้าหน้าที่"),
            ("villages", "หมู่บ้าน"),
            ("list=0196a3c2-0000-7000-8000-0123456789ab rows=20", "บัญชี …456789ab 20 แถว"),
            ("not-taken=2 at-rows=3,17", "ไม่ได้เข้าทะเบียน 2 รายการ แถวที่ 3, 17"),
            ("fields=4", "แก้ 4 ช่อง"),
            ("apart=5", "ข้อมูลที่พักไว้ 5 รายการ"),
            ("sent-on 05570903", "เรื่องที่ส่งต่อจาก 05570903"),
        ] {
            assert_eq!(told(written), read);
        }
    }
}
