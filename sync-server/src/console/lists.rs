//! Lists of names from elsewhere: brought with their source, their columns said, looked at row by
//! row, and taken in.
//!
//! Owns these pages. What a column means and why a row is not taken is `register::import`'s; the way
//! of a list is `office::lists`'s. Nothing is in the register before somebody confirms, and numbers
//! are masked as everywhere; whoever opens a list is written down.

use std::collections::{BTreeMap, BTreeSet};

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use maud::{Markup, html};
use register::calendar::written::read_date;
use register::import::{AddressIs, Asks, Cell, Column, Line, Mapping, Row, Said, Source, recognise};
use register::national_id::TypedId;
use register::record::{Area, ListId};
use register::spoken::Spoken;
use register::{address, thai};
use serde::Deserialize;
use uuid::Uuid;

use super::door::{LargeFiles, Right};
use super::form::{Filled, carried, choice, mark};
use super::mishap::Mishap;
use super::page::{self, Page, fact, wrong};
use super::words::{self, NOTHING};
use crate::db::desk::Act;
use crate::lists::{self, ListFault, Sheet};
use crate::office::{Bring, Likeness, ListKept, Looked, OfficeFault, Preview, Visitor, Waiting};
use crate::routes::House;

/// Where the way to them leads.
const HERE: &str = "/office/import";
/// The files that bring one: so large, with the form around them, and what is said of larger ones.
pub(super) const FILES: LargeFiles = LargeFiles {
    most: lists::MOST_BYTES + 64 * 1024,
    keeps_words: false,
    too_large: |house, visitor| Box::pin(async move { too_large(&house, &visitor).await }),
};
/// Rows of a list on one page.
const PAGE: usize = 100;
/// Rows of which the first page shows what stands in them.
const SAMPLES: usize = 3;
/// Most rows that are named of records that the register did not take.
const MOST_NAMED: usize = 50;
/// Longest text of the source.
const LONGEST: usize = 300;

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Markup, Mishap> {
    draw(&house, &visitor, None).await
}

async fn draw(house: &House, visitor: &Visitor, again: Option<(&str, &Filled)>) -> Result<Markup, Mishap> {
    let kept = house.office.name_lists(visitor.lao.code).await?;
    let body = html! {
        h1 { "นำเข้าบัญชีรายชื่อ" }
        @if let Some((said, _)) = again { (wrong(said)) }
        p { "บัญชีรายชื่อผู้เดือดร้อนที่หน่วยงานของรัฐ หรือ อปท. อื่นสำรวจไว้แล้ว นำเข้าทะเบียนพร้อมที่มาของบัญชี" }
        @if Right::TakeIn.is_held_by(visitor.role) { (bring(visitor, again.map(|(_, filled)| filled))) }
        section aria-labelledby="lists" {
            h2 id="lists" { "บัญชีที่เคยนำเข้า (" (kept.len()) ")" }
            @if kept.is_empty() { p { "ยังไม่มี" } } @else {
                (page::table("ตารางบัญชีที่นำเข้า", &["ที่มา", "ไฟล์", "คน", "ความคืบหน้า", "ยืนยันเมื่อ", "โดย"], &html! {
                    @for list in &kept { (line(list)) }
                }))
            }
        }
    };
    Ok(Page::of(visitor, HERE, "นำเข้าบัญชีรายชื่อ").draw(&body))
}

/// One list among all.
fn line(list: &ListKept) -> Markup {
    let taken = list.taken.as_ref();
    let file = taken
        .map(|(list, ..)| list.file.as_str())
        .or(list.waiting.as_ref().map(|waiting| waiting.file.as_str()));
    html! {
        tr {
            th scope="row" { a href={ (HERE) "/" (list.id) } { (list.source().map(Source::in_thai).unwrap_or_default()) } }
            td { (words::or_nothing(file)) }
            td.number { @if let Some((list, ..)) = taken { (list.people) } @else { (NOTHING) } }
            td { (standing(list)) }
            td { @if let Some((_, _, at)) = taken { (words::at(*at)) } @else { (NOTHING) } }
            td { (words::or_nothing(taken.map(|(_, by, _)| by.as_str()))) }
        }
    }
}

fn standing(list: &ListKept) -> &'static str {
    match (&list.waiting, list.filed, &list.taken) {
        (Some(_), Some(_), _) => "กำลังนำเข้า",
        (Some(_), None, _) => "รอตรวจและยืนยัน ยังไม่เข้าทะเบียน",
        (None, _, Some(_)) => "นำเข้าแล้ว",
        (None, ..) => NOTHING,
    }
}

/// The form that brings a list.
fn bring(visitor: &Visitor, filled: Option<&Filled>) -> Markup {
    let typed = |name: &str| filled.map_or("", |filled| filled.get(name));
    html! {
        form.narrow method="post" enctype="multipart/form-data" action=(HERE) {
            (carried(visitor))
            label for="list" { "ไฟล์บัญชีรายชื่อ (.xlsx หรือ .csv ไม่เกิน 50 MB)" }
            input id="list" name="list" type="file" required accept=".xlsx,.csv,.txt,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            label for="agency" { "หน่วยงานที่สำรวจ" }
            input id="agency" name="agency" required maxlength=(LONGEST) value=(typed("agency"));
            label for="letter" { "หนังสือที่ (ถ้ามี)" }
            input id="letter" name="letter" maxlength=(LONGEST) value=(typed("letter"));
            label for="letter-on" { "ลงวันที่ (ถ้ามี)" }
            input id="letter-on" name="letter-on" inputmode="numeric" placeholder="20/4/2569" value=(typed("letter-on"));
            label for="surveyed-on" { "สำรวจเมื่อวันที่ (ถ้าทราบ)" }
            input id="surveyed-on" name="surveyed-on" inputmode="numeric" placeholder="12/4/2569" value=(typed("surveyed-on"));
            p.hint { "ข้อมูลที่ทีมสำรวจพบหลังวันนี้ใหม่กว่าบัญชี จึงใช้ก่อน" }
            label for="note" { "หมายเหตุ (ถ้ามี)" }
            textarea id="note" name="note" rows="2" maxlength="1000" { (typed("note")) }
            button type="submit" { "อ่านไฟล์" }
            p.hint { "ขั้นนี้อ่านเพื่อดูก่อนเท่านั้น ยังไม่มีอะไรเข้าทะเบียนจนกว่าจะยืนยัน" }
        }
    }
}

/// What is answered to a file that is too large to be read at all. What was typed stands behind the file in the form,
/// so it went with it.
async fn too_large(house: &House, visitor: &Visitor) -> Response {
    let said = format!("{} ช่องอื่นในแบบฟอร์มนี้ไม่ได้มาด้วย ต้องกรอกใหม่", ListFault::TooLarge);
    match draw(house, visitor, Some((&said, &Filled::default()))).await {
        Ok(page) => (StatusCode::PAYLOAD_TOO_LARGE, page).into_response(),
        Err(mishap) => mishap.into_response(),
    }
}

pub(super) async fn take(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
) -> Result<Response, Mishap> {
    let Some(press) = filled.press() else { return Err(Mishap::Elsewhere) };
    // The form's own name: sent twice, it is one list.
    let id = ListId::new(press);
    let said = match (source(&filled), filled.file("list")) {
        (Err(said), _) => said,
        (Ok(_), None) => ListFault::Empty.to_string(),
        (Ok(source), Some(bytes)) => {
            let file =
                filled.file_name("list").and_then(|name| name.rsplit(['/', '\\']).next()).unwrap_or_default();
            let file = thai::nfc(&file.chars().filter(|c| !c.is_control()).take(LONGEST).collect::<String>());
            match house.office.bring_list(&visitor, Bring { id, file, bytes, source }).await? {
                Ok(()) => return Ok(Redirect::to(&format!("{HERE}/{id}")).into_response()),
                Err(fault) => fault.to_string(),
            }
        }
    };
    let page = draw(&house, &visitor, Some((&said, &filled))).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Where a list comes from, as the form says it.
fn source(filled: &Filled) -> Result<Source, String> {
    let kept = |said: &str| format!("{said} ยังไม่ได้นำเข้าอะไร สิ่งที่กรอกไว้ยังอยู่ เลือกไฟล์แล้วส่งอีกครั้ง");
    let today = words::today();
    let day = |name: &str, what: &str| -> Result<Option<NaiveDate>, String> {
        let Some(typed) = filled.text(name) else { return Ok(None) };
        let read =
            read_date(&typed).map_err(|_| kept(&format!("{what} “{typed}” อ่านไม่ออก พิมพ์เป็น 20/4/2569")))?;
        if today.is_some_and(|today| read > today) {
            return Err(kept(&format!("{what} ({}) ยังมาไม่ถึง", words::day(read))));
        }
        Ok(Some(read))
    };
    let agency = filled.text("agency").ok_or_else(|| kept("ยังไม่ได้กรอกหน่วยงานที่สำรวจ"))?;
    let long = [filled.text("letter"), Some(agency.clone())]
        .into_iter()
        .flatten()
        .any(|text| text.chars().count() > LONGEST);
    if long || filled.get("note").chars().count() > 1000 {
        return Err(kept("ข้อความยาวเกินไป"));
    }
    Ok(Source {
        agency,
        letter: filled.text("letter"),
        letter_on: day("letter-on", "วันที่ของหนังสือ")?,
        surveyed_on: day("surveyed-on", "วันที่สำรวจ")?,
        note: filled.text("note"),
    })
}

async fn found(house: &House, visitor: &Visitor, id: Uuid) -> Result<ListKept, Mishap> {
    let found = house.office.name_list(visitor.lao.code, ListId::new(id)).await?;
    found.ok_or_else(|| Mishap::missing(visitor))
}

pub(super) async fn show_one(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<Uuid>,
) -> Result<Markup, Mishap> {
    let list = found(&house, &visitor, id).await?;
    one(&house, &visitor, &list, None).await
}

async fn one(
    house: &House,
    visitor: &Visitor,
    list: &ListKept,
    again: Option<(&str, &Filled)>,
) -> Result<Markup, Mishap> {
    let takes = Right::TakeIn.is_held_by(visitor.role);
    let told = Looked::told(format!("list={}", list.id));
    house.office.note_access(visitor, Act::List, told).await?;
    let inside = match (&list.waiting, list.filed) {
        (Some(waiting), Some(filed)) => filing(house, visitor, list, waiting, filed),
        (Some(waiting), None) if takes => mapping(house, visitor, list, waiting, again).await?,
        (Some(_), None) => html! { p { "รอเจ้าหน้าที่ตรวจและยืนยัน ยังไม่มีอะไรเข้าทะเบียน" } },
        (None, _) => html! {},
    };
    let by = list.taken.iter().map(|(_, by, _)| by.as_str()).collect();
    let names = house.office.names_of(by).await?;
    let not_taken = house.office.not_taken_of_list(visitor.lao.code, list.id).await?;
    let body = html! {
        h1 { "บัญชีรายชื่อ" }
        @if let Some((said, _)) = again { (wrong(said)) }
        p { a href=(HERE) { "บัญชีทั้งหมด" } }
        (facts(list, &names))
        (inside)
        @if let Some((taken, ..)) = &list.taken {
            p { a.button href={ (HERE) "/" (list.id) "/rows" } { "ดูรายการที่เข้าทะเบียน" } }
            @if taken.left_out_in_all > 0 { (left_out(taken)) }
            @if !not_taken.is_empty() { (refused(&not_taken)) }
        }
    };
    Ok(Page::of(visitor, HERE, "บัญชีรายชื่อ").draw(&body))
}

/// Where a list comes from, and what came of it.
fn facts(list: &ListKept, names: &BTreeMap<String, String>) -> Markup {
    let Some(source) = list.source() else { return html! {} };
    html! {
        dl.facts {
            (fact("หน่วยงานที่สำรวจ", &html! { (source.agency) }))
            (fact("หนังสือที่", &html! { (words::or_nothing(source.letter.as_deref())) }))
            (fact("ลงวันที่", &html! { (source.letter_on.map_or_else(|| NOTHING.to_owned(), words::day)) }))
            (fact("สำรวจเมื่อ", &html! { (source.surveyed_on.map_or_else(|| NOTHING.to_owned(), words::day)) }))
            @if let Some(note) = &source.note { (fact("หมายเหตุ", &html! { (note) })) }
            @if let Some(waiting) = &list.waiting {
                (fact("ไฟล์", &html! {
                    (waiting.file) " " (waiting.rows) " แถว"
                    @if let Some(sheet) = &waiting.sheet { " แผ่นงาน “" (sheet) "”" }
                }))
            }
            @if let Some((taken, by, at)) = &list.taken {
                @if list.waiting.is_none() { (fact("ไฟล์", &html! { (taken.file) })) }
                (fact("ยืนยันโดย", &html! { (names.get(by).unwrap_or(by)) " เมื่อ " (words::at(*at)) }))
                (fact("นำเข้า", &html! { (taken.people) " คน ใน " (taken.records) " รายการ" }))
            }
            (fact("ความคืบหน้า", &html! { (standing(list)) }))
        }
    }
}

fn left_out(taken: &register::import::NameList) -> Markup {
    html! {
        section aria-labelledby="left-out" {
            h2 id="left-out" { "แถวที่ไม่ได้นำเข้า (" (taken.left_out_in_all) ")" }
            (page::table("ตารางแถวที่ไม่ได้นำเข้า", &["แถว", "เพราะ"], &html! {
                @for left in &taken.left_out { tr { th scope="row" { (left.row) } td { (left.why) } } }
            }))
            @if taken.left_out_in_all as usize > taken.left_out.len() { p.hint { "แสดง " (taken.left_out.len()) " แถวแรก" } }
        }
    }
}

/// Records that were confirmed and that the register did not take.
fn refused(rows: &BTreeSet<u32>) -> Markup {
    let named = rows.iter().take(MOST_NAMED).map(u32::to_string).collect::<Vec<_>>().join(", ");
    html! {
        section.due aria-labelledby="not-taken" {
            h2 id="not-taken" { "ไม่ได้เข้าทะเบียน " (rows.len()) " รายการ" }
            p { "รายการที่เริ่มในแถว " (named) @if rows.len() > MOST_NAMED { " …" } " ไม่ได้เข้าทะเบียน รายการอื่นเข้าครบ ตรวจกับต้นฉบับ" }
        }
    }
}

/// How far a list is that is being filed.
fn filing(house: &House, visitor: &Visitor, list: &ListKept, waiting: &Waiting, filed: u64) -> Markup {
    let all = waiting.confirmed.as_ref().map_or(filed, |confirmed| confirmed.records);
    let is_at_it = house.office.is_filing(visitor.lao.code, list.id);
    html! {
        section.due aria-labelledby="filing" {
            h2 id="filing" { "กำลังนำเข้า " (filed) " จาก " (all) " รายการ" }
            progress max=(all) value=(filed) aria-label="ความคืบหน้า" { (filed) }
            p { "ปิดหน้านี้ได้ ระบบทำต่อเองจนครบ แม้เครื่องแม่ข่ายเริ่มใหม่ และไม่นำเข้าซ้ำ" }
            p { a href={ (HERE) "/" (list.id) } { "ดูความคืบหน้าล่าสุด" } }
            @if !is_at_it && Right::TakeIn.is_held_by(visitor.role) {
                form method="post" action={ (HERE) "/" (list.id) "/confirm" } {
                    (carried(visitor))
                    p { "ขณะนี้หยุดอยู่ รายการที่เข้าทะเบียนแล้วปลอดภัย" }
                    button type="submit" { "ทำต่อ" }
                }
            }
        }
    }
}

/// A text of a list as its first page shows it: a number of somebody's is masked.
fn sample(cell: &Cell) -> String {
    let written = cell.written();
    let digits = written.chars().filter(|c| c.is_numeric()).count();
    if digits == 13
        && let typed @ (TypedId::Valid(_) | TypedId::Invalid { .. }) = TypedId::read(Some(&written))
    {
        return words::number(&typed);
    }
    words::without_long_numbers(&written).chars().take(60).collect()
}

const NOT_TAKEN: &str = "ไม่นำเข้า";

const ADDRESSES: [(AddressIs, &str, &str); 3] = [
    (AddressIs::Both, "both", "ที่อยู่ตามบัตร และพักอาศัยอยู่ที่นั่น"),
    (AddressIs::Home, "home", "ที่พักอาศัยจริง"),
    (AddressIs::Card, "card", "ที่อยู่ตามบัตรเท่านั้น ไม่ทราบที่พักอาศัย"),
];

const ASKS: [(Asks, &str, &str); 3] = [
    (Asks::Everybody, "everybody", "ทุกคนในบัญชีขอความช่วยเหลือ"),
    (Asks::WhoSays, "who-says", "เฉพาะแถวที่กรอกเรื่อง ข้อเท็จจริง หรือความต้องการ"),
    (Asks::Nobody, "nobody", "ไม่มีคำขอ เก็บเป็นข้อมูลบุคคลเท่านั้น"),
];

/// How a form says one of these.
fn value_of<T: PartialEq>(choices: &[(T, &'static str, &'static str)], is: T) -> &'static str {
    choices.iter().find(|(choice, ..)| *choice == is).map_or("", |(_, value, _)| value)
}

/// Which of these a form says.
fn said_as<T: Copy + Default>(choices: &[(T, &'static str, &'static str)], value: &str) -> T {
    choices.iter().find(|(_, said, _)| *said == value).map(|(choice, ..)| *choice).unwrap_or_default()
}

/// What a list's columns seem to be.
fn proposed(sheet: &Sheet, sensitive: bool) -> Mapping {
    let (head, mut columns) = match recognise(&sheet.rows) {
        Some((head, columns)) => (Some(head), columns),
        None => (None, Vec::new()),
    };
    columns.resize(sheet.columns(), None);
    for column in &mut columns {
        *column = column.filter(|column| sensitive || !column.is_sensitive());
    }
    let says =
        [Column::Subject, Column::Facts, Column::Need].iter().any(|column| columns.contains(&Some(*column)));
    Mapping {
        head,
        columns,
        asks: if says { Asks::WhoSays } else { Asks::Everybody },
        subject: Some("ขอความช่วยเหลือตามบัญชีรายชื่อ".to_owned()),
        ..Mapping::default()
    }
}

/// Where the office says what the columns are.
async fn mapping(
    house: &House,
    visitor: &Visitor,
    list: &ListKept,
    waiting: &Waiting,
    again: Option<(&str, &Filled)>,
) -> Result<Markup, Mishap> {
    let lao = visitor.lao.code;
    let sheet = house.office.sheet(lao, list.id).await?.ok_or_else(|| Mishap::missing(visitor))?;
    let sensitive = house.office.settings(lao).await?.sensitive;
    let proposed = proposed(&sheet, sensitive);
    let is_known = proposed.head.is_some();
    let said = waiting.mapping.clone().unwrap_or(proposed);
    let before = house.office.name_lists(lao).await?.into_iter().find(|other| {
        other.id != list.id && other.taken.is_some() && other.hash() == Some(waiting.hash.as_str())
    });
    let typed =
        |name: &str, otherwise: String| again.map_or(otherwise, |(_, filled)| filled.get(name).to_owned());
    let head = said.head;
    let heading = |column: usize| {
        let row = sheet.rows.iter().find(|row| Some(row.row) == head);
        row.and_then(|row| row.cells.get(column)).map(sample).filter(|text| !text.is_empty())
    };
    let begins = head.map_or(0, |head| head + 1);
    let first: Vec<&Row> = sheet.rows.iter().filter(|row| row.row >= begins).take(SAMPLES).collect();
    let options = || Column::ALL.iter().filter(|column| sensitive || !column.is_sensitive());
    let address = typed("address", value_of(&ADDRESSES, said.address).to_owned());
    let asks = typed("asks", value_of(&ASKS, said.asks).to_owned());
    let area = typed("area", said.area.map(|area| area.to_string()).unwrap_or_default());
    let at = format!("{HERE}/{}", list.id);
    Ok(html! {
        @if let Some(before) = before {
            p.due role="status" {
                "ไฟล์นี้เคยนำเข้าแล้ว: " a href={ (HERE) "/" (before.id) } { (before.source().map(Source::in_thai).unwrap_or_default()) }
                " ถ้านำเข้าอีก ทุกคนจะมีรายการเพิ่มอีกหนึ่งรายการ"
            }
        }
        @if !waiting.others.is_empty() { p.due { "ไฟล์มีหลายแผ่นงาน อ่านเฉพาะแผ่นที่เป็นบัญชี แผ่นที่ไม่ได้อ่าน: " (waiting.others.join(", ")) } }
        @if !is_known { p.due { "ไม่พบหัวตารางที่รู้จัก เลือกเองว่าช่องไหนคืออะไร หรือตรวจว่าเลือกไฟล์ถูกหรือไม่" } }
        form method="post" action=(at) {
            (carried(visitor))
            h2 { "ช่องไหนคืออะไร" }
            div.narrow {
                label for="head" { "หัวตารางอยู่แถวที่ (เว้นว่างถ้าไม่มี)" }
                input id="head" name="head" inputmode="numeric" value=(typed("head", head.map(|head| head.to_string()).unwrap_or_default()));
            }
            (page::table("ตารางช่องของบัญชี", &["หัวตาราง", "คือ", "ตัวอย่าง"], &html! {
                @for column in 0..sheet.columns() {
                    @let name = format!("column-{column}");
                    @let title = heading(column).unwrap_or_else(|| format!("ช่องที่ {}", column + 1));
                    @let is = typed(&name, said.columns.get(column).copied().flatten().map(|column| column.to_string()).unwrap_or_default());
                    tr {
                        th scope="row" { label for=(name) { (title) } }
                        td {
                            select id=(name) name=(name) {
                                option value="" { (NOT_TAKEN) }
                                @for column in options() {
                                    option value=(column) selected[column.as_str() == is] { (column.in_thai()) }
                                }
                            }
                        }
                        td {
                            @for row in &first {
                                @if let Some(text) = row.cells.get(column).map(sample).filter(|text| !text.is_empty()) { (text) br; }
                            }
                        }
                    }
                }
            }))
            h2 { "ทั้งบัญชี" }
            div.narrow {
                (choice("address", "address", "ที่อยู่ในบัญชีคือ", &address, None, ADDRESSES.iter().map(|(_, value, text)| (*value, *text))))
                label for="tambon" { "ตำบล ถ้าบัญชีไม่ได้บอก (ชื่อ หรือรหัสหกหลัก)" }
                input id="tambon" name="tambon" maxlength="100" value=(typed("tambon", said.tambon.clone().unwrap_or_default()));
                (choice("asks", "asks", "ใครขอความช่วยเหลือ", &asks, None, ASKS.iter().map(|(_, value, text)| (*value, *text))))
                (choice("area", "area", "ด้าน ถ้าแถวไม่ได้บอก", &area, Some("ไม่ระบุ"), Area::ALL.iter().map(|a| (a.to_string(), a.in_thai()))))
                label for="subject" { "เรื่อง ถ้าแถวไม่ได้บอก" }
                input id="subject" name="subject" maxlength=(LONGEST) value=(typed("subject", said.subject.clone().unwrap_or_default()));
                label for="left-out" { "แถวที่ไม่นำเข้า เช่น 4, 9-12 (ถ้ามี)" }
                input id="left-out" name="left-out" maxlength="1000" value=(typed("left-out", written(&said.left_out)));
            }
            p { button type="submit" { "ดูตัวอย่างทั้งบัญชี" } }
        }
        form method="post" action={ (at) "/call-off" } {
            (carried(visitor))
            button.quiet type="submit" { "เลิก ไม่นำเข้าบัญชีนี้" }
            span.hint { " ลบไฟล์ที่อ่านไว้ทันที ถ้าไม่ทำอะไรจะลบเองใน ๗ วัน หรือเมื่อมีการลบข้อมูลบุคคลตามกฎหมายก่อนยืนยัน" }
        }
    })
}

/// Rows as people write them: 4, 9-12.
fn written(rows: &[(u32, u32)]) -> String {
    let each =
        rows.iter().map(|(from, to)| if from == to { from.to_string() } else { format!("{from}-{to}") });
    each.collect::<Vec<_>>().join(", ")
}

fn rows(typed: &str) -> Option<Vec<(u32, u32)>> {
    let arabic = thai::arabic_digits(typed);
    let each = arabic.split([',', ' ', ';']).map(str::trim).filter(|part| !part.is_empty());
    each.map(|part| {
        let (from, to) = part.split_once(['-', '–']).unwrap_or((part, part));
        let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
        (from <= to).then_some((from, to))
    })
    .collect()
}

/// What a form says of the columns, or what is wrong with it.
fn mapped(filled: &Filled, columns: usize, sensitive: bool) -> Result<Mapping, String> {
    let kept = |said: String| format!("{said} ยังไม่ได้นำเข้าอะไร สิ่งที่เลือกไว้ยังอยู่");
    let head = match filled.text("head") {
        None => None,
        Some(typed) => {
            let row = thai::arabic_digits(&typed)
                .parse()
                .map_err(|_| kept("แถวของหัวตารางต้องเป็นตัวเลข".to_owned()))?;
            Some(row)
        }
    };
    let tambon = match filled.text("tambon") {
        None => None,
        Some(typed) => {
            let known = address::tambon(&typed).or_else(|| address::find(&typed, None, 1).into_iter().next());
            Some(known.ok_or_else(|| kept("ไม่พบตำบลนี้ ลองพิมพ์ชื่อตำบลและอำเภอ".to_owned()))?.code().to_string())
        }
    };
    let column = |at: usize| filled.get(&format!("column-{at}")).parse::<Column>().ok();
    let may = |column: &Column| sensitive || !column.is_sensitive();
    let mapping = Mapping {
        head,
        columns: (0..columns).map(|at| column(at).filter(may)).collect(),
        address: said_as(&ADDRESSES, filled.get("address")),
        tambon,
        asks: said_as(&ASKS, filled.get("asks")),
        area: filled.get("area").parse().ok(),
        subject: filled.text("subject"),
        left_out: rows(filled.get("left-out"))
            .ok_or_else(|| kept("แถวที่ไม่นำเข้าอ่านไม่ออก พิมพ์เป็น 4, 9-12".to_owned()))?,
    };
    match mapping.fault() {
        Some(fault) => Err(kept(fault.to_string())),
        None => Ok(mapping),
    }
}

pub(super) async fn map(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
    Path(id): Path<Uuid>,
) -> Result<Response, Mishap> {
    let list = found(&house, &visitor, id).await?;
    let lao = visitor.lao.code;
    if list.filed.is_some() || list.waiting.is_none() {
        return begun(&house, &visitor, &list).await;
    }
    let sheet = house.office.sheet(lao, list.id).await?.ok_or_else(|| Mishap::missing(&visitor))?;
    let sensitive = house.office.settings(lao).await?.sensitive;
    let mapping = match mapped(&filled, sheet.columns(), sensitive) {
        Ok(mapping) => mapping,
        Err(said) => {
            let page = one(&house, &visitor, &list, Some((&said, &filled))).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    house.office.map_list(&visitor, list.id, mapping).await?;
    Ok(Redirect::to(&format!("{HERE}/{id}/preview")).into_response())
}

/// A list about which nothing more can be said: it is being taken in, or is.
async fn begun(house: &House, visitor: &Visitor, list: &ListKept) -> Result<Response, Mishap> {
    let said = "บัญชีนี้ยืนยันนำเข้าไปแล้ว จึงแก้ไม่ได้อีก ไม่มีอะไรเปลี่ยน หากมีรายการผิด ให้แก้หรือถอนเป็นรายการในทะเบียน";
    let page = one(house, visitor, list, Some((said, &Filled::default()))).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    show: String,
    page: Option<usize>,
}

/// Which rows of a preview are shown.
const SHOWN: [(&str, &str); 6] = [
    ("", "ทุกแถว"),
    ("fault", "ไม่นำเข้า"),
    ("remark", "ควรตรวจ"),
    ("here", "เลขตรงกับในทะเบียน"),
    ("row", "เลขซ้ำในบัญชี"),
    ("like", "คล้ายกับคนอื่น"),
];

fn is_shown(preview: &Preview, at: usize, line: &Line, show: &str) -> bool {
    let alike = |is: fn(&Likeness) -> bool| preview.alike.get(&at).is_some_and(|alike| alike.iter().any(is));
    match show {
        "fault" => line.said.is_err(),
        "remark" => !line.remarks.is_empty(),
        "here" => alike(|likeness| matches!(likeness, Likeness::Here { .. })),
        "row" => alike(|likeness| matches!(likeness, Likeness::Row(_))),
        "like" => alike(|likeness| matches!(likeness, Likeness::LikeHere { .. } | Likeness::LikeRow { .. })),
        _ => true,
    }
}

pub(super) async fn preview(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Response, Mishap> {
    let list = found(&house, &visitor, id).await?;
    looked_over(&house, &visitor, &list, &asked, None).await
}

async fn looked_over(
    house: &House,
    visitor: &Visitor,
    list: &ListKept,
    asked: &Asked,
    again: Option<(StatusCode, &str)>,
) -> Result<Response, Mishap> {
    let to_list = || Redirect::to(&format!("{HERE}/{}", list.id)).into_response();
    let Some(waiting) = list.waiting.as_ref().filter(|_| list.filed.is_none()) else { return Ok(to_list()) };
    let Some(mapping) = &waiting.mapping else { return Ok(to_list()) };
    let Some(preview) = house.office.preview(visitor.lao.code, list.id).await? else { return Ok(to_list()) };
    let shown: Vec<(usize, &Line)> = preview
        .lines
        .iter()
        .enumerate()
        .filter(|(at, line)| is_shown(&preview, *at, line, &asked.show))
        .collect();
    let pages = shown.len().div_ceil(PAGE).max(1);
    let page = asked.page.unwrap_or(1).clamp(1, pages);
    let on_page: Vec<_> = shown.iter().skip((page - 1) * PAGE).take(PAGE).collect();
    let told = Looked::told(format!("list={} rows={}", list.id, on_page.len()));
    house.office.note_access(visitor, Act::List, told).await?;
    let (people, faults) = (preview.people(), preview.lines.iter().filter(|line| line.said.is_err()).count());
    let at = format!("{HERE}/{}", list.id);
    let to = |show: &str, page: usize| format!("{at}/preview?show={show}&page={page}");
    let body = html! {
        h1 { "ตัวอย่างก่อนนำเข้า" }
        @if let Some((_, said)) = again { (wrong(said)) }
        p { (waiting.source.in_thai()) " · " (waiting.file) }
        dl.counts {
            div { dt { "คน" } dd { (people) } }
            div { dt { "รายการที่จะเข้าทะเบียน" } dd { (preview.houses.len()) } }
            div { dt { "แถวที่ไม่นำเข้า" } dd { (faults) } }
            div { dt { "เลขตรงกับในทะเบียน" } dd { (preview.many(|l| matches!(l, Likeness::Here { .. }))) } }
            div { dt { "เลขซ้ำในบัญชี" } dd { (preview.many(|l| matches!(l, Likeness::Row(_)))) } }
            div { dt { "คล้ายกับคนอื่น" } dd { (preview.many(|l| matches!(l, Likeness::LikeHere { .. } | Likeness::LikeRow { .. }))) } }
        }
        p.hint { "คนที่เลขตรงและชื่อตรงจะเป็นคนเดียวกันในทะเบียน คนที่คล้ายกันแต่ไม่มีเลขจะไม่ถูกรวม ไปรอให้ตรวจที่ “ใครเป็นคนเดียวกัน”" }
        form method="post" action={ (at) "/confirm" } {
            (carried(visitor))
            input type="hidden" name="seen" value=(mark(mapping));
            button type="submit" { "ยืนยันนำเข้า " (people) " คน" }
            " " a href=(at) { "แก้ช่องของบัญชี หรือเลือกแถวที่ไม่นำเข้า" }
        }
        nav.states aria-label="แถวที่แสดง" {
            ul {
                @for (show, name) in SHOWN {
                    li { a href=(to(show, 1)) aria-current=[(show == asked.show).then_some("true")] { (name) } }
                }
            }
        }
        @if on_page.is_empty() { p { "ไม่มีแถวแบบนี้" } } @else {
            (page::table("ตารางตัวอย่างก่อนนำเข้า", &["แถว", "ชื่อ-นามสกุล", "เลขประจำตัว", "เกิด", "ที่อยู่", "ผลการตรวจ"], &html! {
                @for (nth, line) in on_page { (checked(&preview, *nth, line)) }
            }))
        }
        @if pages > 1 {
            p {
                @if page > 1 { a href=(to(&asked.show, page - 1)) { "หน้าก่อน" } " · " }
                "หน้า " (page) " จาก " (pages)
                @if page < pages { " · " a href=(to(&asked.show, page + 1)) { "หน้าถัดไป" } }
            }
        }
    };
    let page = Page::of(visitor, HERE, "ตัวอย่างก่อนนำเข้า").draw(&body);
    Ok((again.map_or(StatusCode::OK, |(status, _)| status), page).into_response())
}

/// One row of a preview.
fn checked(preview: &Preview, nth: usize, line: &Line) -> Markup {
    let said = line.said.as_deref();
    let person = said.ok().map(|said| &said.person);
    html! {
        tr.unlike[said.is_err()] {
            th scope="row" { (line.row) }
            td { (person.map_or_else(|| NOTHING.to_owned(), words::called)) }
            td.number { @if let Some(person) = person { (words::number(&TypedId::read(person.national_id.as_deref()))) } @else { (NOTHING) } }
            td { (words::born(person.and_then(register::record::Person::born))) }
            td { (said.map_or_else(|_| NOTHING.to_owned(), lives)) }
            td {
                @if let Err(fault) = said { strong { "ไม่นำเข้า: " } (fault) }
                @for remark in &line.remarks { p { (words::without_long_numbers(&remark.to_string())) } }
                @for likeness in preview.alike.get(&nth).into_iter().flatten() { p { (alike(likeness)) } }
            }
        }
    }
}

/// Where somebody of a list lives; or, where only that is told, is registered.
fn lives(said: &Said) -> String {
    let at_home = words::house(Some(&said.place));
    match &said.person.card_address {
        Some(card) if at_home == NOTHING => words::house(Some(&register::record::Place {
            house_no: card.house_no.clone(),
            moo: card.moo,
            tambon: card.tambon.clone(),
            ..register::record::Place::default()
        })),
        _ => at_home,
    }
}

fn alike(likeness: &Likeness) -> Markup {
    html! {
        @match likeness {
            Likeness::Here { record, person, name, agrees } => {
                "เลขตรงกับ " a href={ "/office/people/" (record) "/" (person) } { (name) } " ในทะเบียน "
                @if *agrees { "ชื่อตรงกัน เป็นคนเดียวกัน" } @else { strong { "ชื่อไม่ตรงกัน" } " จะรอให้คนตรวจ" }
            }
            Likeness::Row(row) => { "เลขตรงกับแถว " (row) " ในบัญชีนี้" }
            Likeness::LikeHere { record, person, name, score } => {
                "คล้าย " a href={ "/office/people/" (record) "/" (person) } { (name) } " ในทะเบียน (โอกาส " (score / 10) "%)"
            }
            Likeness::LikeRow { row, score } => { "คล้ายแถว " (row) " ในบัญชีนี้ (โอกาส " (score / 10) "%)" }
        }
    }
}

pub(super) async fn confirm(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
    Path(id): Path<Uuid>,
) -> Result<Response, Mishap> {
    let list = found(&house, &visitor, id).await?;
    let lao = visitor.lao.code;
    let to_list = || Redirect::to(&format!("{HERE}/{id}")).into_response();
    match (&list.waiting, list.filed) {
        (None, _) => return begun(&house, &visitor, &list).await,
        (Some(_), Some(_)) => {
            house.office.go_on_filing(lao, list.id);
            return Ok(to_list());
        }
        (Some(_), None) => {}
    }
    let first = Asked { show: String::new(), page: None };
    let mapping = list.waiting.as_ref().and_then(|waiting| waiting.mapping.as_ref());
    let Some(mapping) = mapping.filter(|mapping| filled.get("seen") == mark(mapping)) else {
        let said = "ระหว่างที่ท่านดูตัวอย่างอยู่ มีผู้แก้ช่องของบัญชี ยังไม่ได้นำเข้าอะไร ดูตัวอย่างใหม่แล้วยืนยันอีกครั้ง";
        return looked_over(&house, &visitor, &list, &first, Some((StatusCode::CONFLICT, said))).await;
    };
    match house.office.confirm_list(&visitor, list.id, mapping).await {
        Ok(()) => {}
        Err(OfficeFault::Refused(_)) => {
            let said = "ไม่มีแถวไหนที่นำเข้าได้ ยังไม่ได้นำเข้าอะไร ตรวจว่าบอกช่องของบัญชีถูกหรือไม่";
            return looked_over(
                &house,
                &visitor,
                &list,
                &first,
                Some((StatusCode::UNPROCESSABLE_ENTITY, said)),
            )
            .await;
        }
        Err(fault) => return Err(fault.into()),
    }
    house.office.go_on_filing(lao, list.id);
    Ok(to_list())
}

pub(super) async fn call_off(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<Uuid>,
) -> Result<Response, Mishap> {
    let list = found(&house, &visitor, id).await?;
    if list.filed.is_some() || list.waiting.is_none() {
        return begun(&house, &visitor, &list).await;
    }
    house.office.call_off_list(&visitor, list.id).await?;
    Ok(Redirect::to(HERE).into_response())
}

#[derive(Deserialize)]
pub(super) struct From {
    from: Option<u32>,
}

/// What came of a list, by its rows.
pub(super) async fn came_of(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<Uuid>,
    Query(asked): Query<From>,
) -> Result<Markup, Mishap> {
    let list = found(&house, &visitor, id).await?;
    let Some((taken, ..)) = &list.taken else { return Err(Mishap::missing(&visitor)) };
    let many = PAGE as u32;
    let from = asked.from.unwrap_or(1).max(1);
    let until = from.saturating_add(many - 1);
    let records = house.office.came_of_list(visitor.lao.code, list.id, from..=until).await?;
    let people: usize = records.iter().map(|record| record.people.len()).sum();
    let told = Looked::told(format!("list={} people={people}", list.id));
    house.office.note_access(&visitor, Act::List, told).await?;
    let at = format!("{HERE}/{}", list.id);
    let body = html! {
        h1 { "รายการจากบัญชีรายชื่อ" }
        p { a href=(at) { (taken.source.in_thai()) } " · " (taken.people) " คน ใน " (taken.records) " รายการ" }
        h2 { "รายการที่เริ่มในแถว " (from) " ถึง " (until.min(taken.last_row.max(from))) }
        @if records.is_empty() { p { "ไม่มีรายการในช่วงนี้ หรือยังไม่ได้นำเข้าถึง" } } @else {
            (page::table("ตารางรายการจากบัญชี", &["แถว", "ชื่อ-นามสกุล", "เลขประจำตัว", "เกิด", "ที่อยู่"], &html! {
                @for record in &records {
                    @for person in &record.people {
                        tr {
                            td.number { @if let Some(listed) = &person.in_list { (listed.row) } @else { (NOTHING) } }
                            th scope="row" { a href={ "/office/people/" (record.id) "/" (person.id) } { (words::called(person)) } }
                            td.number { (words::number(&TypedId::read(person.national_id.as_deref()))) }
                            td { (words::born(person.born())) }
                            td { a href={ "/office/households/" (record.id) } { (words::house(record.place.as_ref())) } }
                        }
                    }
                }
            }))
        }
        p {
            @if from > 1 { a href={ (at) "/rows?from=" (from.saturating_sub(many).max(1)) } { "แถวก่อนหน้า" } }
            @if from > 1 && until < taken.last_row { " · " }
            @if until < taken.last_row { a href={ (at) "/rows?from=" (until + 1) } { "แถวถัดไป" } }
        }
    };
    Ok(Page::of(&visitor, HERE, "รายการจากบัญชีรายชื่อ").draw(&body))
}
