//! The counter: somebody comes in, writes or calls, and asks for help.
//!
//! Owns the form and the rules of signing that each way of asking has (contract section 2,
//! domain.md X-06): who comes in person signs on paper, which the office keeps; of a letter, a call
//! or a message no signature is asked; who will not sign says why.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use register::calendar::Round;
use register::calendar::written::{read_date, read_year};
use register::record::{Area, Channel, Record, RequestId, Sex};
use register::spoken::Spoken;
use register::{address, thai};
use serde_json::{Value, json};
use uuid::Uuid;

use super::form::{Filled, carried, choice, tick};
use super::mishap::Mishap;
use super::page::{Page, wrong};
use crate::office::{Visitor, in_thailand, now};
use crate::routes::House;

/// Ways by which a request reaches the counter.
const CHANNELS: [Channel; 7] = [
    Channel::WalkIn,
    Channel::Post,
    Channel::Hotline,
    Channel::Phone,
    Channel::Online,
    Channel::InformationSystem,
    Channel::CentralPlace,
];

/// How a request may be signed for at the counter.
const SIGNING: [(&str, &str); 3] = [
    ("paper-photo", "ลงลายมือชื่อในแบบคำร้องแล้ว (เก็บต้นฉบับไว้ที่ศูนย์)"),
    ("not-required", "ช่องทางนี้ไม่ต้องลงชื่อ"),
    ("refused", "ไม่ยินยอมลงชื่อ (ระบุเหตุ)"),
];

pub(super) async fn show(Extension(visitor): Extension<Visitor>) -> Markup {
    draw(&visitor, None)
}

fn draw(visitor: &Visitor, again: Option<(&str, &Filled)>) -> Markup {
    let typed = |name: &str| again.map_or("", |(_, filled)| filled.get(name));
    let line = |name: &str, label: &str, needed: bool| {
        html! {
            label for=(name) { (label) }
            input id=(name) name=(name) value=(typed(name)) maxlength="300" required[needed];
        }
    };
    let body = html! {
        h1 { "รับคำขอที่ศูนย์" }
        @if let Some((said, _)) = again { (wrong(said)) }
        form.narrow method="post" action="/office/counter" {
            (carried(visitor))
            (choice("channel", "channel", "มาทาง", typed("channel"), None, CHANNELS.iter().map(|c| (c.to_string(), c.in_thai()))))
            fieldset {
                legend { "ผู้ขอความช่วยเหลือ" }
                (line("title", "คำนำหน้า", false))
                (line("given", "ชื่อ", true))
                (line("family", "นามสกุล", false))
                (line("number", "เลขประจำตัวประชาชน (ถ้าไม่มีเว้นว่าง)", false))
                (line("no-number", "ถ้าไม่มีเลข เพราะ", false))
                (line("born", "วันเกิด พ.ศ. เช่น 2/3/2497 หรือปี 2497", false))
                (choice("sex", "sex", "เพศ", typed("sex"), Some("ไม่ระบุ"), Sex::ALL.iter().map(|sex| (sex.to_string(), sex.in_thai()))))
                (line("phone", "โทรศัพท์", false))
            }
            fieldset {
                legend { "ที่อยู่ที่พักอาศัย" }
                (line("house", "บ้านเลขที่", false))
                (line("moo", "หมู่ที่", false))
                (line("tambon", "ตำบล (ชื่อ หรือรหัสหกหลัก)", false))
            }
            fieldset {
                legend { "เรื่องที่ขอ" }
                (choice("area", "area", "ด้าน", typed("area"), None, Area::ALL.iter().map(|a| (a.to_string(), a.in_thai()))))
                (line("subject", "เรื่อง", true))
                label for="facts" { "ข้อเท็จจริง" }
                textarea id="facts" name="facts" rows="3" maxlength="4000" { (typed("facts")) }
                label for="need" { "ความต้องการ" }
                textarea id="need" name="need" rows="2" maxlength="4000" { (typed("need")) }
                (tick("urgent", "urgent", &html! { "เร่งด่วน รอไม่ได้" }, again.is_some_and(|(_, filled)| filled.is_ticked("urgent"))))
            }
            fieldset {
                legend { "ลายมือชื่อ" }
                (choice("signature", "signature", "ลงชื่ออย่างไร", typed("signature"), None, SIGNING))
                (line("reason", "เหตุที่ไม่ยินยอมลงชื่อ", false))
            }
            button type="submit" { "รับคำขอ" }
        }
    };
    Page::of(visitor, "/office/requests", "รับคำขอที่ศูนย์").draw(&body)
}

pub(super) async fn take_in(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
) -> Result<Response, Mishap> {
    let refused = |said: &str| {
        Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(&visitor, Some((said, &filled)))).into_response())
    };
    let Some(press) = filled.press() else { return Err(Mishap::Elsewhere) };
    let request = RequestId::new(Uuid::now_v7());
    let record = match written(&visitor, &filled, press, request) {
        Ok(record) => record,
        Err(said) => return refused(&said),
    };
    let record = match Record::from_value(record) {
        Ok(record) => record,
        Err(fault) => {
            tracing::info!(%fault, "a request at the counter could not be read");
            return refused("บางช่องอ่านไม่ออก ยังไม่ได้รับคำขอ ตรวจแล้วส่งอีกครั้ง");
        }
    };
    let record = house.office.take_in(&visitor, record).await?;
    Ok(Redirect::to(&format!("/office/requests/{record}/{request}")).into_response())
}

/// What was filled in, as a record; or what is wrong with it, in words.
fn written(visitor: &Visitor, filled: &Filled, press: Uuid, request: RequestId) -> Result<Value, String> {
    let text = |name: &str| filled.text(name);
    let kept = |said: &str| format!("{said} ยังไม่ได้รับคำขอ สิ่งที่กรอกไว้ยังอยู่");
    let at = in_thailand(now()).ok_or_else(|| kept("นาฬิกาของเครื่องแม่ข่ายไม่ถูกต้อง"))?;
    let today = at.date_time().date_naive();
    let channel: Channel = filled.get("channel").parse().map_err(|_| kept("เลือกช่องทางก่อน"))?;
    let signature = match (filled.get("signature"), text("reason")) {
        ("refused", None) => return Err(kept("ผู้ขอไม่ยินยอมลงชื่อ ต้องบันทึกเหตุด้วย")),
        ("refused", Some(reason)) => json!({ "kind": "refused", "reason": reason }),
        ("not-required", _) if !channel.needs_no_signature() => {
            return Err(kept("ผู้ที่มาทางนี้ต้องลงลายมือชื่อ หรือบันทึกเหตุที่ไม่ยินยอม"));
        }
        ("not-required", _) => json!({ "kind": "not-required" }),
        _ => json!({ "kind": "paper-photo" }),
    };
    let birth = match text("born") {
        None => Value::Null,
        Some(typed) => match (read_date(&typed), read_year(&typed)) {
            (Ok(date), _) if date <= today => json!({ "date": date.to_string(), "precision": "day" }),
            (_, Ok(year)) => json!({ "date": year.to_string(), "precision": "year" }),
            _ => return Err(kept("วันเกิดอ่านไม่ออก พิมพ์เป็น 2/3/2497 หรือปี 2497")),
        },
    };
    let moo = match text("moo") {
        None => None,
        Some(typed) => Some(thai::arabic_digits(&typed).parse::<u32>().map_err(|_| kept("หมู่ที่ต้องเป็นตัวเลข"))?),
    };
    let tambon = match text("tambon") {
        None => None,
        Some(typed) => {
            let known = address::tambon(&typed).or_else(|| address::find(&typed, None, 1).into_iter().next());
            Some(known.ok_or_else(|| kept("ไม่พบตำบลนี้ ลองพิมพ์ชื่อตำบลและอำเภอ"))?.code().to_string())
        }
    };
    let person = Uuid::now_v7().to_string();
    Ok(json!({
        "id": press.to_string(), "lao": visitor.lao.code, "round": Round::of(today).to_string(),
        "captured_at": at, "status": "complete",
        "place": { "house_no": text("house"), "moo": moo, "tambon": tambon },
        "people": [{
            "id": person, "national_id": text("number"), "no_id_reason": text("no-number"),
            "title": text("title"), "given_name": text("given"), "family_name": text("family"),
            "sex": text("sex"), "birth": birth,
            "phone": text("phone"), "head": true
        }],
        "requests": [{
            "id": request.to_string(), "person": person, "area": filled.get("area"),
            "subject": text("subject"), "facts": text("facts"), "need": text("need"),
            "urgent": filled.is_ticked("urgent"), "channel": channel, "signature": signature
        }]
    }))
}

/// The way to the counter, for whoever may take requests in.
pub(super) fn way() -> Markup {
    html! { p { a.button href="/office/counter" { "รับคำขอที่ศูนย์" } " " span.hint { "มาด้วยตนเอง ไปรษณีย์ โทรศัพท์ ออนไลน์" } } }
}
