//! The people of the desk, as their administrator keeps them.

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::door::LedTo;
use super::form::{Filled, carried, choice};
use super::mishap::Mishap;
use super::page::{self, After, Page, wrong};
use super::words;
use crate::db::{UserRole, UserRow};
use crate::office::Visitor;
use crate::routes::House;

/// Every role, as a form names it.
const ROLES: [(UserRole, &str, &str); 5] = [
    (UserRole::Officer, "officer", "ดูทะเบียน รับคำขอ ปิดรอบเดือน"),
    (UserRole::Supervisor, "supervisor", "ดูแลทีมสำรวจ ตรวจข้อมูลซ้ำ"),
    (UserRole::Committee, "committee", "พิจารณาคำขอ"),
    (UserRole::Auditor, "auditor", "ดูได้ทุกอย่าง แก้ไม่ได้"),
    (UserRole::Admin, "admin", "จัดการผู้ใช้และโทรศัพท์ ไม่เห็นข้อมูลบุคคล"),
];

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Query(after): Query<After>,
) -> Result<Markup, Mishap> {
    let done = match after.done.as_deref() {
        Some("left") => Some("ปิดบัญชีแล้ว ผู้ใช้นี้เข้าสู่ระบบไม่ได้อีก สิ่งที่เคยทำไว้ยังอยู่ในชื่อเดิม"),
        Some("given") => Some("รหัสแสดงไปแล้วหนึ่งครั้งและไม่แสดงอีก หากไม่ได้จดไว้ ให้กดออกรหัสใหม่"),
        Some("returned") => Some("เปิดบัญชีให้ใช้ได้อีกครั้งแล้ว"),
        _ => None,
    };
    let staff = house.office.staff(&visitor).await?;
    Ok(Page::of(&visitor, "/office/staff", "ผู้ใช้ระบบ").after(done).draw(&list(
        &visitor,
        &staff,
        "",
        &Filled::default(),
    )))
}

/// Everybody of the desk, and the form for one more: with what was typed, and what is wrong with it.
fn list(visitor: &Visitor, staff: &[UserRow], said: &str, typed: &Filled) -> Markup {
    html! {
        h1 id="staff" { "ผู้ใช้ระบบ" }
        (page::table("ผู้ใช้ระบบ", &["รหัสผู้ใช้", "ชื่อ", "หน้าที่", "บัญชี", "จัดการ"], &html! {
            @for user in staff { (row(visitor, user)) }
        }))
        section aria-labelledby="new" {
            h2 id="new" { "เพิ่มผู้ใช้" }
            @if !said.is_empty() { (wrong(said)) }
            form.narrow method="post" action="/office/staff" {
                (carried(visitor))
                label for="name" { "ชื่อและนามสกุล" }
                input id="name" name="name" value=(typed.get("name")) required maxlength="200";
                (choice("role", "role", "หน้าที่", typed.get("role"), None,
                    ROLES.map(|(role, name, does)| (name, format!("{}: {does}", words::role(role))))))
                button type="submit" { "เพิ่มผู้ใช้" }
            }
        }
    }
}

fn row(visitor: &Visitor, user: &UserRow) -> Markup {
    let at = |what: &str| format!("/office/staff/{}/{what}", user.id);
    html! {
        tr {
            td { (user.id) }
            th scope="row" { (user.name) }
            td { (words::role(user.role)) }
            td {
                @if let Some(left) = user.left_at { "ปิดเมื่อ " (words::at(left)) }
                @else if user.one_time { "ยังไม่ได้ตั้งรหัสของตนเอง" }
                @else { "ใช้งาน" }
            }
            td.does {
                @if user.left_at.is_some() {
                    form method="post" action=(at("return")) { (carried(visitor)) button.quiet type="submit" { "เปิดบัญชี" span.unseen { " " (user.name) } } }
                } @else {
                    form method="post" action=(at("password")) { (carried(visitor)) button.quiet type="submit" { "ออกรหัสใหม่" span.unseen { " ให้ " (user.name) } } }
                    @if user.id != visitor.id {
                        form method="post" action=(at("leave")) { (carried(visitor)) button.quiet type="submit" { "ปิดบัญชี" span.unseen { " " (user.name) } } }
                    }
                }
            }
        }
    }
}

pub(super) async fn hire(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
) -> Result<Response, Mishap> {
    let role = ROLES.iter().find(|(_, name, _)| *name == filled.get("role")).map(|(role, ..)| *role);
    let (Some(name), Some(role)) = (filled.text("name"), role) else {
        let staff = house.office.staff(&visitor).await?;
        let said = "พิมพ์ชื่อและเลือกหน้าที่ของผู้ใช้ใหม่ก่อน ยังไม่ได้เพิ่มใคร";
        let body = list(&visitor, &staff, said, &filled);
        let page = Page::of(&visitor, "/office/staff", "ผู้ใช้ระบบ").draw(&body);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let (id, password) = house.office.hire(&visitor, &name, role).await?;
    Ok(GIVEN_OUT.once(given_out(&visitor, &name, &id, &password)))
}

/// Where a second press leads: what was shown once is not shown again.
const GIVEN_OUT: LedTo = LedTo("/office/staff?done=given");

/// A password that is shown once, and kept nowhere as it is.
fn given_out(visitor: &Visitor, name: &str, id: &str, password: &str) -> Markup {
    let body = html! {
        h1 { "รหัสสำหรับเข้าสู่ระบบครั้งแรก" }
        p { "จดหรือพิมพ์ส่งให้เจ้าตัว หน้านี้แสดงครั้งเดียว เมื่อเข้าครั้งแรกระบบจะให้ตั้งรหัสของตนเอง" }
        dl.facts.slip {
            dt { "ชื่อ" } dd { (name) }
            dt { "รหัสผู้ใช้" } dd.password { (id) }
            dt { "รหัสผ่าน" } dd.password { (password) }
        }
        p { a href="/office/staff" { "จดแล้ว กลับไปหน้าผู้ใช้ระบบ" } }
    };
    Page::of(visitor, "/office/staff", "รหัสเข้าสู่ระบบ").draw(&body)
}

pub(super) async fn renew_password(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(user): Path<String>,
) -> Result<Response, Mishap> {
    let password = house.office.renew_password(&visitor, &user).await?;
    let staff = house.office.staff(&visitor).await?;
    let name = staff.into_iter().find(|row| row.id == user).map(|row| row.name).unwrap_or_default();
    Ok(GIVEN_OUT.once(given_out(&visitor, &name, &user, &password)))
}

pub(super) async fn dismiss(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(user): Path<String>,
) -> Result<Redirect, Mishap> {
    house.office.dismiss(&visitor, &user, true).await?;
    Ok(Redirect::to("/office/staff?done=left"))
}

pub(super) async fn take_back(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(user): Path<String>,
) -> Result<Redirect, Mishap> {
    house.office.dismiss(&visitor, &user, false).await?;
    Ok(Redirect::to("/office/staff?done=returned"))
}
