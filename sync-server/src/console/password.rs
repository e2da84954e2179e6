//! Choosing a password of one's own.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::form::{Filled, carried};
use super::mishap::Mishap;
use super::page::{Page, wrong};
use crate::office::{LONGEST_PASSWORD, NewPassword, SHORTEST_PASSWORD, Unfit, Visitor};
use crate::routes::House;

pub(super) async fn show(Extension(visitor): Extension<Visitor>) -> Markup {
    draw(&visitor, None)
}

fn draw(visitor: &Visitor, said: Option<&str>) -> Markup {
    let body = html! {
        h1 { "ตั้งรหัสผ่านของท่านเอง" }
        @if visitor.one_time {
            p { "รหัสที่ได้รับมาใช้ได้ครั้งเดียว ตั้งรหัสใหม่ก่อนเริ่มงาน" }
        }
        @if let Some(said) = said { (wrong(said)) }
        form.narrow method="post" action="/office/password" {
            (carried(visitor))
            label for="old" { "รหัสผ่านปัจจุบัน" }
            input id="old" name="old" type="password" autocomplete="current-password" required;
            label for="new" { "รหัสผ่านใหม่ อย่างน้อย " (SHORTEST_PASSWORD) " ตัวอักษร" }
            input id="new" name="new" type="password" autocomplete="new-password" minlength=(SHORTEST_PASSWORD) maxlength=(LONGEST_PASSWORD) required;
            label for="again" { "รหัสผ่านใหม่อีกครั้ง" }
            input id="again" name="again" type="password" autocomplete="new-password" required;
            p.hint { "วลีสั้น ๆ ที่จำง่ายและคนอื่นเดาไม่ได้ ดีกว่ารหัสสั้นที่มีสัญลักษณ์" }
            button type="submit" { "ใช้รหัสใหม่" }
        }
    };
    Page::of(visitor, "/office/password", "ตั้งรหัสผ่าน").draw(&body)
}

pub(super) async fn choose(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
) -> Result<Response, Mishap> {
    let refuse =
        |said: &str| Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(&visitor, Some(said))).into_response());
    if filled.get("new") != filled.get("again") {
        return refuse("รหัสใหม่สองช่องไม่ตรงกัน ยังใช้รหัสเดิมอยู่ พิมพ์ใหม่ทั้งสองช่อง");
    }
    match house.office.choose_password(&visitor, filled.get("old").trim(), filled.get("new")).await? {
        NewPassword::Taken => Ok(Redirect::to("/office?done=password").into_response()),
        NewPassword::Wrong => refuse("รหัสผ่านปัจจุบันไม่ถูกต้อง ยังใช้รหัสเดิมอยู่ ลองอีกครั้ง"),
        NewPassword::Unfit(Unfit::Short) => refuse("รหัสใหม่สั้นเกินไป ยังใช้รหัสเดิมอยู่ ตั้งให้ยาวขึ้น"),
        NewPassword::Unfit(Unfit::Long) => refuse("รหัสใหม่ยาวเกินไป ยังใช้รหัสเดิมอยู่ ตั้งให้สั้นลง"),
        NewPassword::Unfit(Unfit::Known) => {
            refuse("รหัสใหม่ต้องไม่ซ้ำรหัสเดิม และต้องไม่มีชื่อหรือรหัสผู้ใช้ของท่าน ยังใช้รหัสเดิมอยู่")
        }
    }
}
