//! Mending a request: its area, and that it is signed for.
//!
//! Who was written down without a signature, or asks for somebody else without their power of attorney, brings it to
//! the office later, where a picture of it is kept as every photo is; who will not sign says why (domain.md R-07 to
//! R-09) \[S003:196-197\]. The edit is of the record that holds the request, however old the visit is. Owns this form.
//! Of what is signed nothing is offered but the area, and where that is what was signed it is said: another hand than the
//! requester's takes no signature away unseen.
//! Refuses to know what counts as signed (`register::record`) and how an edit is kept (`office::mending`). Reached from
//! the request's page, from the person's, and from the month.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use picture::Kept;
use register::record::{
    Area, Channel, PhotoKind, Record, RecordId, Request, RequestId, SignatureKind, Signed,
};
use register::spoken::Spoken;
use register::wire::MOST_PHOTO_BYTES;
use serde_json::{Value, json};

use super::{is_typed, member_of, set, was};
use crate::console::door::LargeFiles;
use crate::console::form::{Filled, carried, choice, mark};
use crate::console::mishap::Mishap;
use crate::console::page::{Page, wrong};
use crate::console::{course, photo, signed, words};
use crate::office::{Asked, Done, OfficeFault, Stood, Visitor};
use crate::routes::House;

/// Two pictures may come at once, and the form around them.
pub(in crate::console) const FILES: LargeFiles = LargeFiles {
    most: 2 * MOST_PHOTO_BYTES as usize + 256 * 1024,
    keeps_words: true,
    too_large: |_, visitor| Box::pin(async move { too_large(&visitor).into_response() }),
};

fn too_large(visitor: &Visitor) -> (StatusCode, Markup) {
    let title = "รูปใหญ่เกินไป";
    let body = html! {
        h1 { (title) }
        (wrong("รูปที่แนบใหญ่เกินไป ยังไม่ได้บันทึก กดย้อนกลับ เลือกรูปที่เล็กลงแล้วบันทึกอีกครั้ง"))
    };
    (StatusCode::PAYLOAD_TOO_LARGE, Page::of(visitor, "/office/requests", title).draw(&body))
}

/// Of what moved while its form was open, or while its pictures were made small.
const MOVED: &str = "ระหว่างที่ท่านเปิดหน้านี้อยู่ คำขอนี้เปลี่ยนไปแล้ว ตรวจแล้วบันทึกอีกครั้ง";

/// What is to be said of the signature.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    /// The paper is signed, and here is its picture.
    Paper,
    /// The channel asks for none.
    NotRequired,
    /// They will not.
    Refused,
}

impl Says {
    const ALL: [Self; 3] = [Self::Paper, Self::NotRequired, Self::Refused];

    fn kind(self) -> SignatureKind {
        match self {
            Self::Paper => SignatureKind::PaperPhoto,
            Self::NotRequired => SignatureKind::NotRequired,
            Self::Refused => SignatureKind::Refused,
        }
    }

    fn in_thai(self) -> &'static str {
        match self {
            Self::Paper => "ลงลายมือชื่อในแบบคำร้องแล้ว (แนบรูปด้านล่าง)",
            Self::NotRequired => "ช่องทางนี้ไม่ต้องลงชื่อ",
            Self::Refused => "ไม่ยินยอมลงชื่อ (ระบุเหตุด้านล่าง)",
        }
    }

    /// What may be said of a request that is not signed.
    fn of(request: &Request) -> impl Iterator<Item = Self> {
        let needs_none = request.channel.is_some_and(Channel::needs_no_signature);
        Self::ALL.into_iter().filter(move |says| needs_none || *says != Self::NotRequired)
    }
}

/// The address of the form.
pub(in crate::console) fn address(record: RecordId, request: RequestId) -> String {
    format!("{}/mend", of_request(record, request))
}

fn of_request(record: RecordId, request: RequestId) -> String {
    format!("/office/requests/{record}/{request}")
}

pub(in crate::console) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path((record, request)): Path<(RecordId, RequestId)>,
) -> Result<Markup, Mishap> {
    let stood = found(&house, &visitor, record, request).await?;
    let asked = stood.request().ok_or_else(|| Mishap::missing(&visitor))?;
    Ok(draw(&visitor, &stood, asked, None))
}

async fn found(
    house: &House,
    visitor: &Visitor,
    record: RecordId,
    request: RequestId,
) -> Result<Stood, Mishap> {
    let stood = course::course(house, visitor, &Asked { lao: visitor.lao.code, record, request }).await?;
    course::note(house, visitor, &stood).await?;
    Ok(stood)
}

/// Whether nobody signed, or would.
fn is_unsigned(request: &Request) -> bool {
    request.signed() != Signed::Yes
}

/// Whether the area is all that was said of what they ask for when they signed.
fn is_signed_for_its_area(request: &Request) -> bool {
    let another = Area::ALL.iter().copied().find(|area| Some(*area) != request.area);
    !is_unsigned(request) && is_unsigned(&Request { area: another, ..request.clone() })
}

fn lacks_authority(request: &Request) -> bool {
    request.proxy.as_ref().is_some_and(|proxy| proxy.authority_photo.is_none())
}

fn draw(visitor: &Visitor, stood: &Stood, asked: &Request, again: Option<(&str, &Filled)>) -> Markup {
    let typed = |name: &str, otherwise: &str| {
        again.map_or_else(|| otherwise.to_owned(), |(_, filled)| filled.get(name).to_owned())
    };
    let area = asked.area.map(|area| area.to_string()).unwrap_or_default();
    let back = of_request(stood.asked.record, stood.asked.request);
    let file = |name: &str, label: &str| {
        html! {
            label for=(name) { (label) }
            input id=(name) name=(name) type="file" accept="image/jpeg,image/png";
        }
    };
    let body = html! {
        h1 { "แก้ไขคำขอ “" (words::or_nothing(asked.subject.as_deref())) "”" }
        @if let Some((said, _)) = again { (wrong(said)) }
        p.hint {
            "แก้ที่การสำรวจ " (words::moment(stood.record.captured_at))
            @if let Some(who) = stood.who() { " ผู้ขอ " (words::called(who)) }
            " ช่องที่ไม่แก้คงเดิม ค่าเดิมและผู้บันทึกยังอ่านได้ในหน้าบุคคล โทรศัพท์ของทีมจะได้รับด้วย"
        }
        @if stood.course.matter().withdrawn {
            p.wrong { "แบบสำรวจของเรื่องนี้ถูกถอน จึงแก้ไม่ได้ หากถอนผิดให้กู้คืนก่อน" }
        } @else {
            form.narrow method="post" enctype="multipart/form-data" action=(address(stood.asked.record, stood.asked.request)) {
                (carried(visitor))
                input type="hidden" name="seen" value=(mark(asked));
                (choice("area", "area", "ด้าน", &typed("area", &area), Some("ไม่ทราบ"),
                    Area::ALL.iter().map(|area| (area.to_string(), area.in_thai()))))
                input type="hidden" name=(was("area")) value=(typed(&was("area"), &area));
                @if is_signed_for_its_area(asked) { p.hint { "ผู้ขอลงชื่อไว้กับด้านนี้ ถ้าแก้ด้าน ต้องให้ผู้ขอลงชื่อใหม่" } }
                @if is_unsigned(asked) {
                    fieldset {
                        legend { "ลายมือชื่อ" }
                        p { "ตอนนี้: " (course::signed(asked)) }
                        (choice("signature", "signature", "ลงชื่ออย่างไร", &typed("signature", ""), Some("ยังไม่แก้"),
                            Says::of(asked).map(|says| (says.kind().to_string(), says.in_thai()))))
                        (file("paper", "รูปแบบคำร้องที่ลงชื่อแล้ว (JPEG หรือ PNG)"))
                        label for="reason" { "เหตุที่ไม่ยินยอมลงชื่อ" }
                        input id="reason" name="reason" maxlength="300" value=(typed("reason", ""));
                    }
                }
                @if lacks_authority(asked) {
                    fieldset {
                        legend { "ใบมอบอำนาจ" }
                        @let name = asked.proxy.as_ref().and_then(|proxy| proxy.name.as_deref());
                        p { "ผู้ขอแทน: " (words::or_nothing(name)) }
                        (file("authority", "รูปใบมอบอำนาจ (JPEG หรือ PNG)"))
                    }
                }
                button type="submit" { "บันทึกการแก้ไข" }
            }
        }
        p { a href=(back) { "กลับหน้าคำขอโดยไม่แก้" } }
    };
    Page::of(visitor, "/office/requests", "แก้ไขคำขอ").draw(&body)
}

/// What is wrong, and what is safe: no browser hands a chosen file back.
fn kept(said: &str, filled: &Filled) -> String {
    let files = ["paper", "authority"].into_iter().any(|field| filled.files(field).next().is_some());
    let again = if files { " รูปต้องเลือกใหม่" } else { "" };
    format!("{said} ยังไม่ได้บันทึก สิ่งที่กรอกไว้ยังอยู่{again}")
}

pub(in crate::console) async fn mend(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
    Path((record, request)): Path<(RecordId, RequestId)>,
) -> Result<Response, Mishap> {
    let stood = found(&house, &visitor, record, request).await?;
    let asked = stood.request().ok_or_else(|| Mishap::missing(&visitor))?;
    let again = |status: StatusCode, said: &str| {
        let said = kept(said, &filled);
        Ok((status, draw(&visitor, &stood, asked, Some((&said, &filled)))).into_response())
    };
    let refused = |said: &str| again(StatusCode::UNPROCESSABLE_ENTITY, said);
    if stood.course.matter().withdrawn {
        return refused("แบบสำรวจของเรื่องนี้ถูกถอนแล้ว");
    }
    if filled.get("seen") != mark(asked) {
        return again(StatusCode::CONFLICT, MOVED);
    }
    if filled.lost_files() {
        return refused("หมดเวลาใช้งานก่อนส่ง รูปที่เลือกไว้ไม่ได้มาด้วย เลือกรูปอีกครั้งแล้วบันทึก");
    }
    let wanted = match Wanted::of(&filled, asked).await {
        Ok(wanted) => wanted,
        Err(said) => return refused(&said),
    };
    let pictures: Vec<&Kept> = wanted.paper.iter().chain(&wanted.authority).collect();
    let (why, seen) = (wanted.why(), mark(asked));
    let mends = |record: &mut Value| wanted.lay(record, request, &seen);
    match house.office.mend(&visitor, record, &pictures, why, mends).await {
        Ok(false) => refused("ไม่มีช่องใดเปลี่ยน แก้ช่องที่ต้องการแล้วบันทึก หรือกลับหน้าคำขอ"),
        Ok(true) => Ok(Redirect::to(&format!("{}?done=mended", of_request(record, request))).into_response()),
        Err(OfficeFault::Conflict(_)) => again(StatusCode::CONFLICT, MOVED),
        Err(OfficeFault::Refused(why)) => {
            tracing::info!(why, "what was mended of a request at the desk was refused");
            refused("บางช่องอ่านไม่ออก")
        }
        Err(fault) => Err(fault.into()),
    }
}

/// What is to stand in the request.
struct Wanted {
    area: Option<Value>,
    signature: Option<(Says, Option<String>)>,
    paper: Option<Kept>,
    authority: Option<Kept>,
}

impl Wanted {
    /// What was filled in; or what is wrong with it.
    async fn of(filled: &Filled, asked: &Request) -> Result<Self, String> {
        let chosen = async |name| Ok::<_, String>(photo::made_small(filled.chosen(name)).await?.pop());
        let (paper, reason) = (chosen("paper").await?, filled.text("reason"));
        let says = Says::of(asked)
            .find(|says| is_unsigned(asked) && says.kind().to_string() == filled.get("signature"));
        match says {
            Some(Says::Paper) if paper.is_none() => {
                return Err("เลือกรูปแบบคำร้องที่ลงชื่อแล้วก่อน".to_owned());
            }
            Some(Says::Refused) if reason.is_none() => {
                return Err("ผู้ขอไม่ยินยอมลงชื่อ ต้องบันทึกเหตุด้วย".to_owned());
            }
            _ if paper.is_some() && says != Some(Says::Paper) => {
                return Err("แนบรูปแบบคำร้องไว้ แต่ไม่ได้เลือกว่าลงลายมือชื่อแล้ว".to_owned());
            }
            _ if reason.is_some() && says != Some(Says::Refused) => {
                return Err("กรอกเหตุที่ไม่ยินยอมลงชื่อไว้ แต่ไม่ได้เลือกว่าไม่ยินยอม".to_owned());
            }
            _ => {}
        }
        let authority = chosen("authority").await?.filter(|_| lacks_authority(asked));
        let area = is_typed(filled, "area").then(|| json!(filled.text("area")));
        Ok(Self { area, signature: says.map(|says| (says, reason)), paper, authority })
    }

    /// What it is for, as it is written down for whoever watches.
    fn why(&self) -> Option<String> {
        let signature = self.signature.as_ref().map(|(says, _)| match says {
            Says::Paper => "แนบแบบคำร้องที่ลงชื่อแล้ว",
            Says::NotRequired => "บันทึกว่าช่องทางนี้ไม่ต้องลงชื่อ",
            Says::Refused => "บันทึกเหตุที่ไม่ยินยอมลงชื่อ",
        });
        let area = self.area.as_ref().map(|_| "แก้ด้านของคำขอ");
        let authority = self.authority.as_ref().map(|_| "แนบใบมอบอำนาจ");
        let all: Vec<&str> = [area, signature, authority].into_iter().flatten().collect();
        (!all.is_empty()).then(|| all.join(", "))
    }

    /// Lays it over the record, where the request still is what the form showed: a paper is signed for that.
    fn lay(&self, record: &mut Value, request: RequestId, seen: &str) -> Done<()> {
        let read = Record::from_value(record.clone()).ok();
        let now = read.as_ref().and_then(|read| read.requests.iter().find(|asked| asked.id == request));
        let whose = now.and_then(|now| read.as_ref()?.requester(now));
        let asked = member_of(record, "requests", &request.to_string());
        let Some(asked) = asked.filter(|_| now.is_some_and(|now| mark(now) == seen)) else {
            return Err(OfficeFault::Conflict(
                "the request is another than it was; nothing was changed".to_owned(),
            ));
        };
        if let Some(area) = &self.area {
            set(asked, "area", area.clone());
        }
        if let Some((says, reason)) = &self.signature {
            let mut signature = json!({ "kind": says.kind() });
            set(&mut signature, "photo", json!(self.paper.as_ref().map(|paper| paper.hash)));
            set(&mut signature, "reason", json!(reason));
            set(asked, "signature", signature);
            // Who stood for whoever is the head of the household would be somebody else when another is.
            if let (Says::Paper, Some(whose)) = (says, whose) {
                set(asked, "person", json!(whose));
            }
            *asked = signed::for_its_words(asked.take());
        }
        if let (Some(authority), Some(proxy)) = (&self.authority, asked.get_mut("proxy")) {
            set(proxy, "authority_photo", json!(authority.hash));
        }
        let kinds = [(&self.paper, PhotoKind::SignedPaper), (&self.authority, PhotoKind::Authority)];
        for (picture, kind) in kinds {
            if let Some(picture) = picture {
                list(record, &photo::as_listed(picture, kind));
            }
        }
        Ok(())
    }
}

/// Puts a photo on the record's list, where it is not there as such already.
fn list(record: &mut Value, photo: &Value) {
    let Some(fields) = record.as_object_mut() else { return };
    let Some(photos) = fields.entry("photos").or_insert_with(|| json!([])).as_array_mut() else { return };
    let is_it = |known: &Value| ["hash", "kind"].iter().all(|part| known.get(part) == photo.get(part));
    if !photos.iter().any(is_it) {
        photos.push(photo.clone());
    }
}
