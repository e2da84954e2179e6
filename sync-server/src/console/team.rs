//! The survey team and its phones: who surveys where and by which order, how much waits on each phone,
//! new enrolments, and a phone that was lost.

use std::collections::BTreeSet;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, PreEscaped, html};
use qrcode::QrCode;
use qrcode::render::svg;
use register::calendar::written::read_date;
use register::change::DeviceId;
use register::spoken::Spoken;
use register::wire::{EnrolmentLink, Role};

use super::door::LedTo;
use super::form::{Filled, carried, choice};
use super::mishap::Mishap;
use super::page::{self, After, Page, wrong};
use super::words::{self, NOTHING};
use crate::db::SurveyorRow;
use crate::db::desk::Act;
use crate::office::{Appointed, Looked, TeamRow, Visitor};
use crate::routes::House;

/// Roles of a surveyor, as a form names them.
const ROLES: [(Role, &str); 4] = [
    (Role::Volunteer, "volunteer"),
    (Role::VillageHead, "village-head"),
    (Role::MobileUnit, "mobile-unit"),
    (Role::Supervisor, "supervisor"),
];

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Query(after): Query<After>,
) -> Result<Markup, Mishap> {
    let done = match after.done.as_deref() {
        Some("appointed") => Some("เพิ่มผู้สำรวจแล้ว กดออก QR เพื่อลงทะเบียนโทรศัพท์"),
        Some("ordered") => Some("บันทึกคำสั่งแต่งตั้งแล้ว"),
        Some("shown") => Some("QR แสดงไปแล้วหนึ่งครั้งและไม่แสดงอีก หากยังไม่ได้สแกน ให้กดออก QR ใหม่"),
        Some("revoked") => Some("ยกเลิกเครื่องแล้ว เครื่องนี้อ่านข้อมูลไม่ได้อีก งานที่ยังไม่ส่งส่งได้และจะพักไว้ให้หัวหน้าศูนย์ตรวจ"),
        _ => None,
    };
    let team = house.office.whole_team(&visitor).await?;
    let list = list(&visitor, &team, &Again::Nothing);
    Ok(Page::of(&visitor, "/office/team", "ทีมสำรวจ").after(done).draw(&list))
}

/// What was sent and could not be: what is wrong with it, and what was typed.
enum Again<'f> {
    Nothing,
    /// Of somebody new.
    New(&'f str, &'f Filled),
    /// Of the order of somebody who is in the team.
    Order(&'f str, &'f str, &'f Filled),
}

/// Everybody of the team, and the form for one more.
fn list(visitor: &Visitor, team: &[TeamRow], again: &Again<'_>) -> Markup {
    let nothing = Filled::default();
    let (said, typed) = match again {
        Again::New(said, typed) => (*said, *typed),
        _ => ("", &nothing),
    };
    html! {
        h1 id="team" { "ทีมสำรวจและโทรศัพท์" }
        @if team.is_empty() { p { "ยังไม่มีผู้สำรวจ เพิ่มคนแรกด้านล่าง" } } @else {
            (page::table("ทีมสำรวจและโทรศัพท์", &["ผู้สำรวจ", "หน้าที่", "หมู่", "คำสั่งแต่งตั้ง", "โทรศัพท์", "จัดการ"], &html! {
                @for row in team { (member(visitor, row, again)) }
            }))
        }
        section aria-labelledby="new" {
            h2 id="new" { "เพิ่มผู้สำรวจ" }
            @if !said.is_empty() { (wrong(said)) }
            form.narrow method="post" action="/office/team" {
                (carried(visitor))
                label for="name" { "ชื่อและนามสกุล" }
                input id="name" name="name" value=(typed.get("name")) required maxlength="200";
                label for="kind" { "ประเภท เช่น อสม. อปพร. ผู้ใหญ่บ้าน" }
                input id="kind" name="kind" value=(typed.get("kind")) maxlength="100";
                (choice("role", "role", "หน้าที่", typed.get("role"), None, ROLES.map(|(role, name)| (name, role.in_thai()))))
                (order_fields("new", &Appointed::default(), Some(typed)))
                label for="moo" { "หมู่ที่ดูแล คั่นด้วยช่องว่าง เว้นว่างคือทุกหมู่" }
                input id="moo" name="moo" value=(typed.get("moo")) inputmode="numeric" maxlength="100" placeholder="5 6";
                button type="submit" { "เพิ่มผู้สำรวจ" }
            }
        }
    }
}

fn member(visitor: &Visitor, row: &TeamRow, again: &Again<'_>) -> Markup {
    let who = &row.surveyor;
    let moo: Vec<String> = who.moo.iter().map(ToString::to_string).collect();
    let roles: Vec<&str> = who.roles.iter().map(|role| role.in_thai()).collect();
    html! {
        tr {
            th scope="row" { (who.name) br; span.hint { (who.id) @if let Some(kind) = &who.kind { " " (kind) } } }
            td { (roles.join(", ")) }
            td { @if moo.is_empty() { "ทุกหมู่" } @else { (moo.join(", ")) } }
            td { (appointed(visitor, who, again)) }
            td {
                @if row.phones.is_empty() { (NOTHING) }
                @for phone in &row.phones {
                    div.phone {
                        (phone.device.id.as_str()) " " (words::or_nothing(phone.device.label.as_deref()))
                        @if let Some(at) = phone.device.revoked_at { br; "ยกเลิกเมื่อ " (words::at(at)) }
                        @else {
                            br;
                            @match &phone.stood {
                                None => { "ยังไม่เคยส่งข้อมูล" }
                                Some((at, standing)) => {
                                    "ติดต่อล่าสุด " (words::at(*at)) br;
                                    "ค้างในเครื่อง " (standing.waiting) " รายการ ร่าง " (standing.drafts) " รูป " (standing.photos)
                                }
                            }
                            @if !phone.is_counter { (lost(visitor, phone.device.id.as_str())) }
                        }
                    }
                }
            }
            td.does {
                @if !row.phones.iter().any(|phone| phone.is_counter) {
                    form method="post" action={ "/office/team/" (who.id) "/enrolment" } {
                        (carried(visitor))
                        button.quiet type="submit" { "ออก QR ลงทะเบียน" span.unseen { " ให้ " (who.name) } }
                    }
                }
            }
        }
    }
}

/// The order by which somebody surveys, and the form that says it anew.
fn appointed(visitor: &Visitor, who: &SurveyorRow, again: &Again<'_>) -> Markup {
    let order = Appointed { order: who.order.clone(), dated: who.order_date, from: who.from, to: who.to };
    let again = match again {
        Again::Order(of, said, typed) if *of == who.id => Some((*said, *typed)),
        _ => None,
    };
    let is_over = order.to.zip(words::today()).is_some_and(|(to, today)| to < today);
    html! {
        @if order == Appointed::default() { "ยังไม่ได้บันทึก" } @else {
            (words::or_nothing(order.order.as_deref()))
            @if let Some(dated) = order.dated { " ลงวันที่ " (words::day(dated)) }
            @if order.from.is_some() || order.to.is_some() {
                br;
                (order.from.map_or_else(|| NOTHING.to_owned(), words::day)) " ถึง " (order.to.map_or_else(|| NOTHING.to_owned(), words::day))
                @if is_over { " " span.flag { "หมดอายุแล้ว" } }
            }
        }
        details open[again.is_some()] {
            summary { "แก้คำสั่ง" span.unseen { "ของ " (who.name) } }
            form method="post" action={ "/office/team/" (who.id) "/order" } {
                (carried(visitor))
                @if let Some((said, _)) = again { (wrong(said)) }
                (order_fields(&who.id, &order, again.map(|(_, typed)| typed)))
                button.quiet type="submit" { "บันทึกคำสั่ง" span.unseen { "ของ " (who.name) } }
            }
        }
    }
}

fn order_fields(id: &str, order: &Appointed, typed: Option<&Filled>) -> Markup {
    let day = |on: Option<chrono::NaiveDate>| on.map(words::typed_day);
    let fields = [
        ("order", "คำสั่งแต่งตั้งเลขที่ (ถ้ามี)", order.order.clone()),
        ("dated", "ลงวันที่", day(order.dated)),
        ("from", "มีผลตั้งแต่", day(order.from)),
        ("to", "ถึงวันที่", day(order.to)),
    ];
    html! {
        @for (name, label, said) in fields {
            @let field = format!("{name}-{id}");
            label for=(field) { (label) }
            input id=(field) name=(name) maxlength="100"
                value=(typed.map_or_else(|| said.unwrap_or_default(), |typed| typed.get(name).to_owned()));
        }
    }
}

/// The order of a form, or why it is none.
fn order_of(filled: &Filled) -> Result<Appointed, &'static str> {
    let day = |name: &str| match filled.get(name).trim() {
        "" => Ok(None),
        typed => read_date(typed).map(Some).map_err(|_| "วันที่ของคำสั่งอ่านไม่ออก พิมพ์เป็น 1/10/2568"),
    };
    let order =
        Appointed { order: filled.text("order"), dated: day("dated")?, from: day("from")?, to: day("to")? };
    if order.is_in_order() {
        Ok(order)
    } else {
        Err("วันสิ้นสุดของคำสั่งอยู่ก่อนวันเริ่ม")
    }
}

pub(super) async fn order(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(surveyor): Path<String>,
    Extension(filled): Extension<Filled>,
) -> Result<Response, Mishap> {
    match order_of(&filled) {
        Ok(order) => {
            house.office.appoint_by(&visitor, &surveyor, &order).await?;
            Ok(Redirect::to("/office/team?done=ordered").into_response())
        }
        Err(said) => {
            let team = house.office.whole_team(&visitor).await?;
            let said = format!("{said} ยังไม่ได้บันทึกคำสั่ง");
            let body = list(&visitor, &team, &Again::Order(&surveyor, &said, &filled));
            let page = Page::of(&visitor, "/office/team", "ทีมสำรวจ").draw(&body);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// A phone that was lost. What its button does cannot be taken back, so it is not pressed in passing.
fn lost(visitor: &Visitor, device: &str) -> Markup {
    html! {
        details {
            summary { "เครื่องหาย" span.unseen { " " (device) } }
            p.hint { "เครื่องนี้จะอ่านข้อมูลไม่ได้อีก งานที่ยังค้างในเครื่องยังส่งได้และจะพักไว้ให้ตรวจ ยกเลิกแล้วคืนไม่ได้ ต้องลงทะเบียนใหม่" }
            form method="post" action={ "/office/team/phones/" (device) "/revoke" } {
                (carried(visitor))
                button.quiet type="submit" { "ยกเลิกเครื่องนี้" span.unseen { " " (device) } }
            }
        }
    }
}

pub(super) async fn appoint(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
) -> Result<Response, Mishap> {
    let role = ROLES.iter().find(|(_, known)| *known == filled.get("role")).map(|(role, _)| *role);
    let typed = register::thai::arabic_digits(filled.get("moo"));
    let moo: Result<BTreeSet<u32>, _> = typed
        .split(|c: char| c == ',' || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .map(str::parse)
        .collect();
    let refuse = async |said: &str| {
        let team = house.office.whole_team(&visitor).await?;
        let body = list(&visitor, &team, &Again::New(said, &filled));
        let page = Page::of(&visitor, "/office/team", "ทีมสำรวจ").draw(&body);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let (Some(role), Ok(moo)) = (role, moo) else {
        return refuse("หมู่ต้องเป็นตัวเลขคั่นด้วยช่องว่าง เช่น 5 6 ยังไม่ได้เพิ่มใคร").await;
    };
    let Some(name) = filled.text("name") else {
        return refuse("พิมพ์ชื่อผู้สำรวจก่อน ยังไม่ได้เพิ่มใคร").await;
    };
    let order = match order_of(&filled) {
        Ok(order) => order,
        Err(said) => return refuse(&format!("{said} ยังไม่ได้เพิ่มใคร")).await,
    };
    let surveyor = SurveyorRow {
        roles: BTreeSet::from([role]),
        moo,
        kind: filled.text("kind"),
        order: order.order,
        order_date: order.dated,
        from: order.from,
        to: order.to,
        ..SurveyorRow::new(visitor.lao.code, name)
    };
    let id = house.office.add_surveyor(surveyor).await?;
    let told = format!("surveyor {id}");
    house.office.note_access(&visitor, Act::Staff, Looked::told(told)).await?;
    Ok(Redirect::to("/office/team?done=appointed").into_response())
}

pub(super) async fn enrol(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(surveyor): Path<String>,
) -> Result<Response, Mishap> {
    let team = house.office.whole_team(&visitor).await?;
    let row = team.iter().find(|row| row.surveyor.id == surveyor).ok_or_else(|| Mishap::missing(&visitor))?;
    let link = house.office.offer_enrolment(&surveyor).await?;
    let told = format!("enrolment {surveyor}");
    house.office.note_access(&visitor, Act::Staff, Looked::told(told)).await?;
    let body = html! {
        h1 { "ลงทะเบียนโทรศัพท์ของ " (row.surveyor.name) }
        p { "เปิดแอปสำรวจในโทรศัพท์ของเจ้าตัว กดสแกน QR ใช้ได้ครั้งเดียวภายใน 24 ชั่วโมง หน้านี้แสดงครั้งเดียว" }
        (code(&link))
        p.link { (link) }
        p { a href="/office/team" { "เสร็จแล้ว กลับไปหน้าทีม" } }
    };
    let page = Page::of(&visitor, "/office/team", "ลงทะเบียนโทรศัพท์").draw(&body);
    Ok(LedTo("/office/team?done=shown").once(page))
}

/// The link as a phone's camera reads it.
fn code(link: &EnrolmentLink) -> Markup {
    let Ok(code) = QrCode::new(link.to_string()) else { return html! {} };
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(280, 280).build();
    let drawn = drawn.split_once("?>").map_or(drawn.as_str(), |(_, svg)| svg);
    html! { div.qr role="img" aria-label="QR สำหรับลงทะเบียน" { (PreEscaped(drawn)) } }
}

pub(super) async fn revoke(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(device): Path<String>,
) -> Result<Redirect, Mishap> {
    let phones = house.office.phones(visitor.lao.code).await?;
    let device = DeviceId::new(device);
    // The counter is no phone that could be lost.
    if !phones.iter().any(|phone| phone.id == device && !house.office.is_counter(phone)) {
        return Err(Mishap::missing(&visitor));
    }
    house.office.revoke(device.as_str()).await?;
    let told = format!("revoke {}", device.as_str());
    house.office.note_access(&visitor, Act::Staff, Looked::told(told)).await?;
    Ok(Redirect::to("/office/team?done=revoked"))
}
