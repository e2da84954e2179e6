//! What is laid before the committee (O-05): chosen, many at once, and on paper, with who asks, what for and
//! why, who else holds them, and how it was ruled on where it was \[S003:229\].
//!
//! Owns these pages. They name people and no number of theirs; whoever opens one is written down. Of a
//! PAO's people some are entered by a TAO or a municipality: its list is drawn from both (domain.md 3.1), and says of each who
//! else holds them and what they had there. What may be on an agenda is the register's to say.

use std::collections::{BTreeMap, BTreeSet};

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use register::course::{Act, Desk, Duty, Meeting, MeetingId, Outcome, StepKey};
use register::decision::Appearance;
use register::record::{Help, RecordId, RequestId};
use register::spoken::Spoken;
use register::survey::Tambons;
use uuid::Uuid;

use super::form::{Filled, carried};
use super::mishap::Mishap;
use super::page::{self, Page, wrong};
use super::{meetings, paper, villages, words};
use crate::db::desk;
use crate::office::{Asked, Elsewhere, Looked, NewStep, OfficeFault, Stood, Visitor};
use crate::routes::House;

/// Requests that are offered at once.
const MOST: usize = 100;

/// Who holds the people of some requests besides.
type Holders = BTreeMap<Appearance, Vec<Elsewhere>>;

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<Uuid>,
) -> Result<Markup, Mishap> {
    let (lao, id) = (visitor.lao.code, MeetingId::new(id));
    let meeting = meetings::found(&house, &visitor, id).await?;
    let asked: Vec<Asked> = house.office.agenda(lao, id).await?.iter().map(|queued| queued.asked).collect();
    let agenda = house.office.courses(lao, &asked).await?;
    let holders = holders(&house, &visitor, &agenda).await?;
    let tambons = tambons(&house, &visitor, &agenda).await?;
    let told = format!("agenda={id} names={}", agenda.len());
    house.office.note_access(&visitor, desk::Act::Posting, Looked::told(told)).await?;
    let heads =
        ["ลำดับ", "เลขรับ", "ผู้ขอความช่วยเหลือ", "หมู่บ้าน/ชุมชน", "ด้าน", "เรื่องและข้อเท็จจริง", "ความต้องการ", "มติ"];
    let on = format!("ประชุมวันที่ {}", paper::day(meeting.on));
    let body = html! {
        p.off-paper { a href={ "/office/meetings/" (id) } { (words::meeting(&meeting)) } " · พิมพ์ด้วยคำสั่งพิมพ์ของเบราว์เซอร์ (กระดาษ A4 แนวนอน)" }
        article.paper.wide {
            (paper::head(&visitor.lao.name, "บัญชีเรื่องเสนอคณะกรรมการช่วยเหลือประชาชน", &[on], words::today()))
            @if agenda.is_empty() { p { "ยังไม่มีเรื่องในวาระ" } } @else {
                (page::table("บัญชีเรื่องเสนอคณะกรรมการ", &heads, &html! {
                    @for (nth, stood) in (1..).zip(&agenda) { (row(nth, stood, &holders, &tambons, id)) }
                }))
            }
        }
    };
    Ok(Page::of(&visitor, "/office/meetings", "บัญชีเรื่องเสนอคณะกรรมการ").on_paper().draw(&body))
}

async fn holders(house: &House, visitor: &Visitor, of: &[Stood]) -> Result<Holders, Mishap> {
    let met: BTreeSet<Appearance> = of.iter().filter_map(who).collect();
    Ok(house.office.held_elsewhere(visitor.lao.code, &met).await?)
}

async fn tambons(house: &House, visitor: &Visitor, of: &[Stood]) -> Result<Tambons, Mishap> {
    villages::tambons(house, visitor, of.iter().map(|stood| stood.record.place.as_ref())).await
}

/// Who asks, as the register knows them.
fn who(stood: &Stood) -> Option<Appearance> {
    let Asked { lao, record, .. } = stood.asked;
    stood.course.matter().person.map(|person| Appearance { lao, record, person })
}

fn name(stood: &Stood) -> String {
    stood.who().map_or_else(|| words::NOTHING.to_owned(), words::called)
}

fn row(nth: usize, stood: &Stood, holders: &Holders, tambons: &Tambons, meeting: MeetingId) -> Markup {
    let request = stood.request();
    html! {
        tr {
            td.number { (nth) }
            td.number { (stood.course.number().map_or_else(|| words::NOTHING.to_owned(), |number| number.to_string())) }
            th scope="row" { (name(stood)) (besides(stood, holders)) }
            td { (villages::written(stood.record.place.as_ref(), tambons)) }
            td { (stood.course.matter().area.map_or(words::NOTHING, |area| area.in_thai())) }
            td { (what(stood)) }
            td { (words::or_nothing(request.and_then(|of| of.need.as_deref()))) }
            td.word { (ruled(stood, meeting)) }
        }
    }
}

/// What for and why, in one line.
fn what(stood: &Stood) -> String {
    let text = |of: Option<&String>| of.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let request = stood.request();
    let what =
        [request.and_then(|of| text(of.subject.as_ref())), request.and_then(|of| text(of.facts.as_ref()))];
    what.into_iter().flatten().collect::<Vec<_>>().join(": ")
}

/// Who else holds whoever asks, and what they had there.
fn besides(stood: &Stood, holders: &Holders) -> Markup {
    let by = who(stood).and_then(|who| holders.get(&who)).map(Vec::as_slice).unwrap_or_default();
    html! {
        @for other in by {
            br;
            span.hint {
                @if other.is_linked { "อยู่ในทะเบียนของ" (other.lao.name) "ด้วย" } @else { "เลขประจำตัวเดียวกันอยู่ที่" (other.lao.name) }
                @for help in &other.help { " · " (had(help)) }
            }
        }
    }
}

fn had(help: &Help) -> String {
    let baht = help.amount_baht.as_ref().map(|sum| format!("{} บาท", words::baht(sum)));
    let on = help.on.map(|on| format!("({})", words::day(on)));
    let what = words::or_nothing(help.what.as_deref()).to_owned();
    std::iter::once(format!("เคยได้ {what}")).chain(baht).chain(on).collect::<Vec<_>>().join(" ")
}

/// Chooses what is put on the agenda.
pub(super) async fn choose(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<Uuid>,
) -> Result<Markup, Mishap> {
    let meeting = meetings::found(&house, &visitor, MeetingId::new(id)).await?;
    offer(&house, &visitor, &meeting, None).await
}

async fn offer(
    house: &House,
    visitor: &Visitor,
    meeting: &Meeting,
    said: Option<&str>,
) -> Result<Markup, Mishap> {
    let Some(today) = words::today() else { return Err(Mishap::missing(visitor)) };
    let desk = Desk { user: &visitor.id, duty: Duty::from(visitor.role), today, meeting: Some(meeting) };
    let waiting = house.office.may_be_laid_before(visitor.lao.code, &desk, MOST).await?;
    let holders = holders(house, visitor, &waiting).await?;
    let tambons = tambons(house, visitor, &waiting).await?;
    let told = format!("agenda={} offered={}", meeting.id, waiting.len());
    house.office.note_access(visitor, desk::Act::Posting, Looked::told(told)).await?;
    let heads = ["เสนอ", "เลขรับ", "ผู้ขอความช่วยเหลือ", "หมู่บ้าน/ชุมชน", "ด้าน", "เรื่องและข้อเท็จจริง", "รับเมื่อ", "ขั้นตอน"];
    let title = "เลือกเรื่องเสนอคณะกรรมการ";
    let body = html! {
        h1 { (title) }
        @if let Some(said) = said { (wrong(said)) }
        p { a href={ "/office/meetings/" (meeting.id) } { (words::meeting(meeting)) } }
        @if !meeting.is_open() { p { "การประชุมนี้ปิดวาระแล้ว เลือกเรื่องเพิ่มไม่ได้" } }
        @else if waiting.is_empty() { p { "ไม่มีเรื่องที่รอเสนอ เรื่องที่ยังไม่ลงทะเบียนรับ ลงทะเบียนจากหน้าคำขอก่อน" } }
        @else {
            form method="post" action={ "/office/meetings/" (meeting.id) "/choose" } {
                (carried(visitor))
                (page::table("เรื่องที่เสนอได้", &heads, &html! {
                    @for (nth, stood) in waiting.iter().enumerate() { (offered(nth, stood, &holders, &tambons)) }
                }))
                button type="submit" { "เสนอเรื่องที่เลือกเข้าวาระ" }
            }
            @if waiting.len() == MOST { p { "แสดง " (MOST) " เรื่องที่รอนานที่สุด เมื่อเสนอแล้วเรื่องถัดไปจะขึ้นมา" } }
        }
    };
    Ok(Page::of(visitor, "/office/meetings", title).draw(&body))
}

fn offered(nth: usize, stood: &Stood, holders: &Holders, tambons: &Tambons) -> Markup {
    let Asked { record, request, .. } = stood.asked;
    let tick = format!("request-{nth}");
    let value = format!("{record} {request} {}", stood.course.steps().len());
    html! {
        tr {
            td {
                div.tick {
                    input id=(tick) name=(tick) type="checkbox" value=(value);
                    label for=(tick) { span.unseen { "เสนอเรื่องของ " (name(stood)) } }
                }
            }
            td.number { (stood.course.number().map_or_else(|| words::NOTHING.to_owned(), |number| number.to_string())) }
            th scope="row" {
                a href={ "/office/requests/" (record) "/" (request) } { (name(stood)) }
                (besides(stood, holders))
            }
            td { (villages::written(stood.record.place.as_ref(), tambons)) }
            td { (stood.course.matter().area.map_or(words::NOTHING, |area| area.in_thai())) }
            td {
                (what(stood))
                @if stood.course.matter().urgent { " " span.flag { "เร่งด่วน" } }
                @if stood.course.owes_a_report_to_the_committee() { " " span.flag { "ต้องรายงานคณะกรรมการ" } }
            }
            td { (words::day(stood.course.matter().asked_on)) }
            td { (stood.course.state().in_thai()) }
        }
    }
}

/// Puts what was ticked on the agenda, each a step of its own: what somebody else did meanwhile to one
/// of them does not keep the others off.
pub(super) async fn put(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
    Path(id): Path<Uuid>,
) -> Result<Response, Mishap> {
    let id = MeetingId::new(id);
    let meeting = meetings::found(&house, &visitor, id).await?;
    let (Some(press), Some(today)) = (filled.press(), words::today()) else { return Err(Mishap::Elsewhere) };
    // What a meeting of yesterday had before it is written down today, and was laid before it by then.
    let on = today.min(meeting.on);
    let ticked = (0..MOST).filter_map(|nth| {
        let tick = filled.get(&format!("request-{nth}")).to_owned();
        let mut parts = tick.split(' ');
        let record = parts.next()?.parse::<RecordId>().ok()?;
        let request = parts.next()?.parse::<RequestId>().ok()?;
        Some((record, request, parts.next()?.parse::<usize>().ok()?))
    });
    let (mut put, mut left) = (0, Vec::new());
    for (record, request, seen) in ticked {
        let asked = Asked { lao: visitor.lao.code, record, request };
        // One sheet for each request: pressed twice, it is on the agenda once.
        let key = StepKey::new(Uuid::from_u128(press.as_u128() ^ request.uuid().as_u128()));
        let step = NewStep { key, seen, on, act: Act::PutOnAgenda { meeting: id } };
        match house.office.step(&visitor.id, &asked, &step).await {
            Ok(_) => put += 1,
            Err(
                fault @ (OfficeFault::Step(_)
                | OfficeFault::Meanwhile(_)
                | OfficeFault::Conflict(_)
                | OfficeFault::Missing(_)),
            ) => left.push(match fault {
                OfficeFault::Missing(_) => "เรื่องหนึ่งไม่มีในทะเบียนแล้ว".to_owned(),
                fault => fault.to_string(),
            }),
            Err(fault) => return Err(fault.into()),
        }
    }
    let said = match (put, left.as_slice()) {
        (0, []) => "ยังไม่ได้เลือกเรื่อง ไม่มีอะไรเปลี่ยน เลือกเรื่องแล้วกดอีกครั้ง".to_owned(),
        (_, []) => return Ok(Redirect::to(&format!("/office/meetings/{id}")).into_response()),
        (put, left) => format!("เข้าวาระแล้ว {put} เรื่อง ไม่ได้เข้า {} เรื่อง: {}", left.len(), left.join(" ")),
    };
    let status = if put == 0 { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
    Ok((status, offer(&house, &visitor, &meeting, Some(&said)).await?).into_response())
}

/// How a meeting ruled, in short; nothing where it did not yet.
fn ruled(stood: &Stood, meeting: MeetingId) -> &'static str {
    let mut outcomes = stood.course.counting().filter_map(|step| match &step.act {
        Act::Decided { meeting: at, outcome, .. } if *at == meeting => Some(outcome),
        _ => None,
    });
    match outcomes.next_back() {
        None => "",
        Some(Outcome::Approved { .. }) => "เห็นชอบ",
        Some(Outcome::Rejected { .. }) => "ไม่เห็นชอบ",
        Some(Outcome::BeyondCapacity { .. }) => "เกินขีดความสามารถ",
        Some(Outcome::Noted {}) => "รับทราบ",
    }
}
