//! The counter: somebody comes in, writes or calls, and asks for help; at a LAO's centre, or at a central place,
//! which asks the same and sends it on to the LAO whose it is (domain.md 4.7) \[S003:320-322\] \[S003:335-336\].
//!
//! Owns the form and the rules of signing that each way of asking has (contract section 2,
//! domain.md X-06): who comes in person signs on paper, which the office keeps; of a letter, a call
//! or a message no signature is asked; who will not sign says why; who asks for somebody else brings
//! their power of attorney, of which a picture is kept \[S003:197\], as of whatever else they bring
//! \[S003:300\]: without it their request is taken and counts as unsigned.

use std::collections::BTreeSet;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::Datelike;
use maud::{Markup, html};
use picture::Kept;
use register::calendar::Round;
use register::calendar::written::{read_date, read_year};
use register::lao::{Lao, LaoCode, LaoKind};
use register::record::{Area, Channel, PhotoKind, Record, RequestId, Sex};
use register::referral::TakenIn;
use register::spoken::Spoken;
use register::thai;
use serde_json::{Value, json};
use uuid::Uuid;

use super::door::LargeFiles;
use super::form::{Filled, carried, choice, tick};
use super::mishap::Mishap;
use super::page::{Page, wrong};
use super::{photo, signed, tambons, words};
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

/// Ways by which a request reaches a central place: whoever comes in person comes to it.
const CHANNELS_OF_A_PLACE: [Channel; 6] = [
    Channel::CentralPlace,
    Channel::Post,
    Channel::Hotline,
    Channel::Phone,
    Channel::Online,
    Channel::InformationSystem,
];

/// How a request may be signed for at the counter.
const SIGNING: [(&str, &str); 3] = [
    ("paper-photo", "ลงลายมือชื่อในแบบคำร้องแล้ว (เก็บต้นฉบับไว้ที่ศูนย์)"),
    ("not-required", "ช่องทางนี้ไม่ต้องลงชื่อ"),
    ("refused", "ไม่ยินยอมลงชื่อ (ระบุเหตุ)"),
];

/// Pictures of one request, besides the power of attorney.
const MOST_PICTURES: usize = 6;
/// The files that come with one: as large, with the form around them.
pub(super) const FILES: LargeFiles = LargeFiles {
    most: 64 * 1024 * 1024,
    keeps_words: true,
    too_large: |house, visitor| Box::pin(async move { too_large(&house, &visitor).await.into_response() }),
};

async fn too_large(house: &House, visitor: &Visitor) -> Result<Response, Mishap> {
    let said = "ไฟล์ที่แนบรวมกันเกิน 64 MB ยังไม่ได้รับคำขอ กดย้อนกลับ เลือกรูปให้น้อยลงแล้วส่งอีกครั้ง";
    let page = draw(visitor, &desk(house, visitor).await?, Some((said, &Filled::default())));
    Ok((StatusCode::PAYLOAD_TOO_LARGE, page).into_response())
}

/// At whose counter it is.
enum Desk {
    /// A LAO's own.
    OfLao,
    /// A central place's, which serves these.
    OfPlace(Vec<Lao>),
}

async fn desk(house: &House, visitor: &Visitor) -> Result<Desk, Mishap> {
    Ok(match visitor.lao.kind {
        LaoKind::CentralPlace => Desk::OfPlace(house.office.serves(visitor).await?),
        _ => Desk::OfLao,
    })
}

impl Desk {
    fn channels(&self) -> &'static [Channel] {
        match self {
            Self::OfLao => &CHANNELS,
            Self::OfPlace(_) => &CHANNELS_OF_A_PLACE,
        }
    }
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Markup, Mishap> {
    Ok(draw(&visitor, &desk(&house, &visitor).await?, None))
}

fn draw(visitor: &Visitor, desk: &Desk, again: Option<(&str, &Filled)>) -> Markup {
    let typed = |name: &str| again.map_or("", |(_, filled)| filled.get(name));
    let line = |name: &str, label: &str, needed: bool| {
        html! {
            label for=(name) { (label) }
            input id=(name) name=(name) value=(typed(name)) maxlength="300" required[needed];
        }
    };
    let (here, title) = match desk {
        Desk::OfLao => ("/office/requests", "รับคำขอที่ศูนย์"),
        Desk::OfPlace(_) => ("/office/sent-on", "รับคำขอที่สถานที่กลาง"),
    };
    let body = html! {
        h1 { (title) }
        @if let Desk::OfPlace(_) = desk {
            p.hint { "เรื่องที่รับที่นี่ส่งเข้าทะเบียนของ อปท. ที่เลือกทันที สถานที่กลางไม่มีเลขรับและไม่นับกำหนดวันเอง" }
        }
        @if let Some((said, _)) = again { (wrong(said)) }
        form.narrow method="post" enctype="multipart/form-data" action="/office/counter" {
            (carried(visitor))
            @if let Desk::OfPlace(laos) = desk {
                (choice("to", "to", "ส่งเรื่องให้ อปท.", typed("to"), Some("เลือก อปท. ที่ผู้ขออยู่"),
                    laos.iter().map(|lao| (lao.code.to_string(), lao.name.as_str()))))
            }
            (choice("channel", "channel", "มาทาง", typed("channel"), None, desk.channels().iter().map(|c| (c.to_string(), c.in_thai()))))
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
                (tambons::field(typed("tambon")))
            }
            fieldset {
                legend { "เรื่องที่ขอ" }
                (choice("area", "area", "ด้าน", typed("area"), None, Area::ALL.iter().map(|a| (a.to_string(), a.in_thai()))))
                (line("subject", "เรื่อง", true))
                label for="facts" { "ข้อเท็จจริง" }
                textarea id="facts" name="facts" rows="3" maxlength="4000" { (typed("facts")) }
                label for="need" { "ความต้องการ" }
                textarea id="need" name="need" rows="2" maxlength="4000" { (typed("need")) }
                @if let Desk::OfPlace(_) = desk {
                    label for="to-check" { "ข้อเท็จจริงที่ขอให้หน่วยเคลื่อนที่ของ อปท. ตรวจสอบ ถ้าข้อมูลยังไม่พอ (ไม่ใส่ชื่อหรือเลขของใคร)" }
                    textarea id="to-check" name="to-check" rows="2" maxlength="2000" { (typed("to-check")) }
                }
                (tick("urgent", "urgent", &html! { "เร่งด่วน รอไม่ได้" }, again.is_some_and(|(_, filled)| filled.is_ticked("urgent"))))
            }
            fieldset {
                legend { "ลายมือชื่อ" }
                (choice("signature", "signature", "ลงชื่ออย่างไร", typed("signature"), None, SIGNING))
                (line("reason", "เหตุที่ไม่ยินยอมลงชื่อ", false))
            }
            fieldset {
                legend { "ขอแทนผู้อื่น และหลักฐาน" }
                (tick("proxy", "proxy", &html! { "ขอแทนผู้อื่น มีใบมอบอำนาจ" }, again.is_some_and(|(_, filled)| filled.is_ticked("proxy"))))
                (line("proxy-name", "ชื่อผู้ขอแทน", false))
                (line("proxy-relation", "เกี่ยวข้องเป็น", false))
                label for="authority" { "รูปใบมอบอำนาจ (JPEG หรือ PNG) ถ้าไม่มี คำขอยังนับว่าไม่ได้ลงชื่อ" }
                input id="authority" name="authority" type="file" accept="image/jpeg,image/png";
                label for="pictures" { "รูปหลักฐานอื่น (ถ้ามี ไม่เกิน " (MOST_PICTURES) " รูป)" }
                input id="pictures" name="pictures" type="file" accept="image/jpeg,image/png" multiple;
            }
            button type="submit" { "รับคำขอ" }
        }
    };
    Page::of(visitor, here, title).asking().draw(&body)
}

pub(super) async fn take_in(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
) -> Result<Response, Mishap> {
    let desk = desk(&house, &visitor).await?;
    let refused = |said: &str| {
        Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(&visitor, &desk, Some((said, &filled)))).into_response())
    };
    let Some(press) = filled.press() else { return Err(Mishap::Elsewhere) };
    if filled.lost_files() {
        return refused("หมดเวลาใช้งานก่อนส่ง รูปที่เลือกไว้ไม่ได้มาด้วย ข้อความที่กรอกยังอยู่ ยังไม่ได้รับคำขอ เลือกรูปอีกครั้งแล้วส่ง");
    }
    let pictures = match Pictures::of(&filled).await {
        Ok(pictures) => pictures,
        Err(said) => return refused(&said),
    };
    // Named by the button, so that a request that is sent again is the same one.
    let press = match &desk {
        Desk::OfLao => press,
        Desk::OfPlace(_) => named_by_place(&visitor, press),
    };
    let request = RequestId::new(named_by(press, 1));
    let to = match &desk {
        Desk::OfLao => visitor.lao.code,
        Desk::OfPlace(laos) => match laos.iter().find(|lao| lao.code.to_string() == filled.get("to")) {
            Some(lao) => lao.code,
            None => return refused(&kept("เลือก อปท. ที่จะส่งเรื่องให้ก่อน", &filled)),
        },
    };
    let record = match written(to, desk.channels(), &filled, press, request, &pictures) {
        Ok(record) => record,
        Err(said) => return refused(&said),
    };
    let record = match Record::from_value(record) {
        Ok(record) => record,
        Err(fault) => {
            tracing::info!(%fault, "a request at the counter could not be read");
            return refused(&kept("บางช่องอ่านไม่ออก", &filled));
        }
    };
    if let Desk::OfPlace(_) = desk {
        return take_in_for_lao(&house, &visitor, &filled, (record, request), &pictures, &desk).await;
    }
    let record = house.office.take_in(&visitor, record, &pictures.all()).await?;
    Ok(Redirect::to(&format!("/office/requests/{record}/{request}")).into_response())
}

/// The same at a central place, which sends it on.
async fn take_in_for_lao(
    house: &House,
    visitor: &Visitor,
    filled: &Filled,
    (record, request): (Record, RequestId),
    pictures: &Pictures,
    desk: &Desk,
) -> Result<Response, Mishap> {
    let channel = record.requests.iter().find(|asked| asked.id == request).and_then(|asked| asked.channel);
    let (Some(on), Some(channel)) = (words::today(), channel) else { return Err(Mishap::Elsewhere) };
    let taken_in = TakenIn { on, channel, to_check: filled.text("to-check") };
    let (office, pictures) = (&house.office, pictures.all());
    match office.take_in_for_lao(visitor, (record, request), &pictures, taken_in).await? {
        Ok(of) => Ok(Redirect::to(&format!("/office/sent-on/{of}?done=taken-in")).into_response()),
        Err(unsaid) => {
            let said = kept(&unsaid.to_string(), filled);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(visitor, desk, Some((&said, filled)))).into_response())
        }
    }
}

/// An identifier that the button's own name makes, and that another of its parts has not.
fn named_by(press: Uuid, nth: u128) -> Uuid {
    Uuid::from_u128(press.as_u128() ^ nth)
}

/// An identifier that a central place's button makes, and that nobody can choose: it is to be that of no record which
/// stands in the LAO's register already.
fn named_by_place(visitor: &Visitor, press: Uuid) -> Uuid {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"samruat brought to a central place v1");
    hasher.update(visitor.lao.code.to_string().as_bytes());
    hasher.update(press.as_bytes());
    let mut id = [0; 16];
    hasher.finalize_xof().fill(&mut id);
    Uuid::from_bytes(id)
}

/// What is wrong, and what is safe: no browser hands a chosen file back.
fn kept(said: &str, filled: &Filled) -> String {
    let files = ["authority", "pictures"].into_iter().any(|field| filled.files(field).next().is_some());
    let again = if files { " รูปต้องเลือกใหม่" } else { "" };
    format!("{said} ยังไม่ได้รับคำขอ สิ่งที่กรอกไว้ยังอยู่{again}")
}

/// The pictures that came with a request, as they are kept.
struct Pictures {
    authority: Option<Kept>,
    others: Vec<Kept>,
}

impl Pictures {
    async fn of(filled: &Filled) -> Result<Self, String> {
        let (authority, others) = (filled.chosen("authority"), filled.chosen("pictures"));
        if others.len() > MOST_PICTURES {
            return Err(kept(&format!("เลือกรูปหลักฐานได้ไม่เกิน {MOST_PICTURES} รูป"), filled));
        }
        let read = async |files| photo::made_small(files).await.map_err(|said| kept(&said, filled));
        let (authority, mut others) = (read(authority).await?.pop(), read(others).await?);
        // One picture that was chosen twice is one.
        let mut told = BTreeSet::new();
        others.retain(|picture| told.insert(picture.hash));
        Ok(Self { authority, others })
    }

    fn all(&self) -> Vec<&Kept> {
        self.authority.iter().chain(&self.others).collect()
    }
}

/// What was filled in, as a record; or what is wrong with it, in words.
fn written(
    lao: LaoCode,
    channels: &[Channel],
    filled: &Filled,
    press: Uuid,
    request: RequestId,
    pictures: &Pictures,
) -> Result<Value, String> {
    let text = |name: &str| filled.text(name);
    let kept = |said: &str| kept(said, filled);
    let at = in_thailand(now()).ok_or_else(|| kept("นาฬิกาของเครื่องแม่ข่ายไม่ถูกต้อง"))?;
    let today = at.date_time().date_naive();
    let channel = filled.get("channel").parse::<Channel>().ok().filter(|channel| channels.contains(channel));
    let channel = channel.ok_or_else(|| kept("เลือกช่องทางก่อน"))?;
    let signature = match (filled.get("signature"), text("reason")) {
        ("refused", None) => return Err(kept("ผู้ขอไม่ยินยอมลงชื่อ ต้องบันทึกเหตุด้วย")),
        ("refused", Some(reason)) => json!({ "kind": "refused", "reason": reason }),
        ("not-required", _) if !channel.needs_no_signature() => {
            return Err(kept("ผู้ที่มาทางนี้ต้องลงลายมือชื่อ หรือบันทึกเหตุที่ไม่ยินยอม"));
        }
        ("not-required", _) => json!({ "kind": "not-required" }),
        _ => json!({ "kind": "paper-photo" }),
    };
    let authority = pictures.authority.as_ref().map(|picture| picture.hash);
    let proxy = match (filled.is_ticked("proxy"), text("proxy-name"), text("proxy-relation")) {
        (true, None, _) => return Err(kept("ขอแทนผู้อื่น ต้องบันทึกชื่อผู้ขอแทน")),
        // Without the picture it is taken all the same, and counts as unsigned until there is one (contract 2).
        (true, Some(name), relation) => {
            json!({ "name": name, "relation": relation, "authority_photo": authority })
        }
        (false, None, None) if authority.is_none() => Value::Null,
        (false, ..) => return Err(kept("กรอกผู้ขอแทนหรือแนบใบมอบอำนาจไว้ แต่ไม่ได้ทำเครื่องหมายว่าขอแทนผู้อื่น")),
    };
    let birth = match text("born") {
        None => Value::Null,
        Some(typed) => match (read_date(&typed), read_year(&typed)) {
            (Ok(date), _) if date <= today => json!({ "date": date.to_string(), "precision": "day" }),
            (_, Ok(year)) if year <= today.year() => json!({ "date": year.to_string(), "precision": "year" }),
            _ => return Err(kept("วันเกิดอ่านไม่ออก พิมพ์เป็น 2/3/2497 หรือปี 2497")),
        },
    };
    let moo = match text("moo") {
        None => None,
        Some(typed) => Some(thai::arabic_digits(&typed).parse::<u32>().map_err(|_| kept("หมู่ที่ต้องเป็นตัวเลข"))?),
    };
    let tambon = text("tambon").map(|typed| tambons::read(&typed)).transpose().map_err(|said| kept(&said))?;
    let person = named_by(press, 2).to_string();
    let asked = signed::for_its_words(json!({
        "id": request.to_string(), "person": person, "area": filled.get("area"),
        "subject": text("subject"), "facts": text("facts"), "need": text("need"),
        "urgent": filled.is_ticked("urgent"), "channel": channel, "signature": signature,
        "proxy": proxy
    }));
    Ok(json!({
        "id": press.to_string(), "lao": lao, "round": Round::of(today).to_string(),
        "captured_at": at, "status": "complete", "taken_in": channel,
        "place": { "house_no": text("house"), "moo": moo, "tambon": tambon.map(|code| code.to_string()) },
        "people": [{
            "id": person, "national_id": text("number"), "no_id_reason": text("no-number"),
            "title": text("title"), "given_name": text("given"), "family_name": text("family"),
            "sex": text("sex"), "birth": birth,
            "phone": text("phone"), "head": true
        }],
        "requests": [asked],
        "photos": pictures.others.iter().map(|picture| photo::as_listed(picture, PhotoKind::Document)).collect::<Vec<_>>()
    }))
}

/// The way to the counter, for whoever may take requests in.
pub(super) fn way() -> Markup {
    html! { p { a.button href="/office/counter" { "รับคำขอที่ศูนย์" } " " span.hint { "มาด้วยตนเอง ไปรษณีย์ โทรศัพท์ ออนไลน์" } } }
}
