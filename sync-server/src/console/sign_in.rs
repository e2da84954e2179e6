//! Signing in and out.
//!
//! Owns the cookie, and handing back what somebody typed when their session ended meanwhile:
//! the fields come along through signing in and are sent again by one button. Passwords are
//! never handed back.

use axum::Extension;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::door::COOKIE;
use super::form::{Filled, WHOSE, carried, is_carried};
use super::mishap::Mishap;
use super::page::{Page, wrong};
use crate::office::{SignIn, Visitor};
use crate::routes::House;

/// What goes before the name of a field that comes along.
const KEPT: &str = "kept-";

#[derive(Deserialize)]
pub(super) struct Wanted {
    to: Option<String>,
}

/// Whoever is not signed in asked for a page: they sign in and get there.
pub(super) fn first(wanted: &str) -> Response {
    let query = serde_urlencoded::to_string([("to", wanted)]).unwrap_or_default();
    Redirect::to(&format!("/office/sign-in?{query}")).into_response()
}

/// Whoever is not signed in any more sent a form: what they typed comes along.
pub(super) fn again(path: &str, filled: &Filled) -> Response {
    let said = "หมดเวลาใช้งานระหว่างที่ท่านพิมพ์ ข้อความที่พิมพ์ไว้ยังอยู่ครบและยังไม่ได้บันทึก เข้าสู่ระบบแล้วกดส่งต่อได้ทันที";
    (StatusCode::UNAUTHORIZED, draw(path, &kept(filled), "", Some(said))).into_response()
}

/// What somebody typed, to come along.
fn kept(filled: &Filled) -> Vec<(String, String)> {
    filled.typed().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

/// Whoever signed in anew meanwhile, in another window, sent a form of before: what they typed comes along.
pub(super) fn anew(visitor: &Visitor, path: &str, mut filled: Filled) -> Response {
    filled.lets_files_go();
    let title = "ท่านเข้าสู่ระบบใหม่ในหน้าต่างอื่น ข้อความที่พิมพ์ไว้ยังอยู่";
    (StatusCode::FORBIDDEN, send_again(visitor, path, &kept(&filled), title)).into_response()
}

pub(super) async fn show(Query(wanted): Query<Wanted>, visitor: Option<Extension<Visitor>>) -> Response {
    let to = wanted.to.unwrap_or_default();
    if visitor.is_some() {
        return Redirect::to(&inside(&to)).into_response();
    }
    draw(&inside(&to), &[], "", None).into_response()
}

/// Only an address of the console is gone to.
fn inside(to: &str) -> String {
    let is_ours = to == "/office" || to.starts_with("/office/") || to.starts_with("/office?");
    if is_ours && !to.contains(['\\', '\r', '\n']) { to.to_owned() } else { "/office".to_owned() }
}

fn draw(to: &str, kept: &[(String, String)], id: &str, said: Option<&str>) -> Markup {
    let body = html! {
        h1 { "เข้าสู่ระบบทะเบียนผู้ขอความช่วยเหลือ" }
        @if let Some(said) = said { (wrong(said)) }
        form.narrow method="post" action="/office/sign-in" {
            input type="hidden" name="to" value=(to);
            @for (name, text) in kept { input type="hidden" name={ (KEPT) (name) } value=(text); }
            label for="user" { "รหัสผู้ใช้ เช่น u-003" }
            input id="user" name="user" value=(id) autocomplete="username" autocapitalize="none" spellcheck="false" required;
            label for="password" { "รหัสผ่าน" }
            input id="password" name="password" type="password" autocomplete="current-password" required;
            button type="submit" { "เข้าสู่ระบบ" }
        }
        p { "ลืมรหัสผ่าน ให้ผู้ดูแลระบบของ อปท. ออกรหัสใหม่ให้" }
    };
    Page::plain("เข้าสู่ระบบ", None).draw(&body)
}

pub(super) async fn enter(
    State(house): State<House>,
    headers: HeaderMap,
    Extension(filled): Extension<Filled>,
) -> Result<Response, Mishap> {
    let to = inside(filled.get("to"));
    let kept: Vec<(String, String)> = filled
        .typed()
        .filter_map(|(name, text)| Some((name.strip_prefix(KEPT)?.to_owned(), text.to_owned())))
        .collect();
    let id = filled.get("user").trim().to_lowercase();
    let answer = house.office.sign_in(&id, filled.get("password").trim()).await?;
    let token = match answer {
        SignIn::In(token) => token,
        SignIn::Wrong { left } => {
            let said =
                format!("รหัสผู้ใช้หรือรหัสผ่านไม่ถูกต้อง ลองได้อีก {left} ครั้งก่อนถูกล็อก ตรวจตัวพิมพ์เล็กใหญ่และภาษาของแป้นพิมพ์");
            return Ok((StatusCode::UNAUTHORIZED, draw(&to, &kept, &id, Some(&said))).into_response());
        }
        SignIn::Locked { minutes } => {
            let said =
                format!("ใส่รหัสผ่านผิดหลายครั้ง บัญชีนี้ถูกล็อกไว้ ลองใหม่ได้ใน {minutes} นาที หรือให้ผู้ดูแลระบบออกรหัสใหม่");
            return Ok((StatusCode::TOO_MANY_REQUESTS, draw(&to, &kept, &id, Some(&said))).into_response());
        }
    };
    let visitor = house.office.visitor(&token).await?;
    // What somebody else typed on this machine is not shown to whoever signs in there.
    let is_theirs = |visitor: &Visitor| kept.iter().any(|(name, text)| name == WHOSE && *text == visitor.id);
    let mut answer = match visitor {
        Some(visitor) if is_theirs(&visitor) && !visitor.one_time => {
            send_again(&visitor, &to, &kept, "เข้าสู่ระบบแล้ว ข้อความที่พิมพ์ไว้ยังอยู่").into_response()
        }
        _ => Redirect::to(if kept.is_empty() { &to } else { "/office" }).into_response(),
    };
    let secure = if is_on_this_machine(&headers) { "" } else { "; Secure" };
    let cookie = format!("{COOKIE}={token}; Path=/office; HttpOnly; SameSite=Lax{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        answer.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(answer)
}

/// Off this machine the server speaks TLS alone, itself or behind whoever does for it.
fn is_on_this_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = if host.starts_with('[') { host.split(']').next() } else { host.split(':').next() };
    matches!(name, Some("127.0.0.1" | "localhost" | "[::1"))
}

/// What was typed before the session ended, to be sent by one button.
fn send_again(visitor: &Visitor, to: &str, kept: &[(String, String)], title: &str) -> Markup {
    let body = html! {
        h1 { (title) }
        p { "ยังไม่ได้บันทึก กดส่งต่อเพื่อทำรายการที่ค้างไว้ให้เสร็จ" }
        form method="post" action=(to) {
            (carried(visitor))
            @for (name, text) in kept.iter().filter(|(name, _)| !is_carried(name)) {
                input type="hidden" name=(name) value=(text);
            }
            ul.kept {
                @for (_, text) in kept.iter().filter(|(name, text)| !is_carried(name) && !text.is_empty()) {
                    li { (text) }
                }
            }
            button type="submit" { "ส่งต่อ" }
            " " a href="/office" { "ไม่ส่ง กลับหน้าแรก" }
        }
    };
    Page::of(visitor, "", "ส่งรายการที่ค้างไว้").draw(&body)
}

pub(super) async fn leave(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Response, Mishap> {
    house.office.sign_out(&visitor).await?;
    let mut answer = Redirect::to("/office/sign-in").into_response();
    let cookie = format!("{COOKIE}=; Path=/office; HttpOnly; SameSite=Lax; Max-Age=0");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        answer.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(answer)
}
