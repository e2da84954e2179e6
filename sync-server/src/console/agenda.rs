//! The agenda on paper (O-05): what is laid before the committee, with who asks, what for and why, and
//! how it was ruled on where it was \[S003:229\].
//!
//! Owns this page. It names people and no number of theirs; whoever opens it is written down. What is
//! on an agenda is the office's to say.

use axum::Extension;
use axum::extract::{Path, State};
use maud::{Markup, html};
use register::course::{Act, MeetingId, Outcome};
use register::spoken::Spoken;
use uuid::Uuid;

use super::mishap::Mishap;
use super::page::{self, Page};
use super::{meetings, paper, words};
use crate::db::desk;
use crate::office::{Looked, Stood, Visitor};
use crate::routes::House;

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<Uuid>,
) -> Result<Markup, Mishap> {
    let (lao, id) = (visitor.lao.code, MeetingId::new(id));
    let meeting = meetings::found(&house, &visitor, id).await?;
    let mut agenda = Vec::new();
    for queued in house.office.agenda(lao, id).await? {
        agenda.push(house.office.course(&queued.asked).await?);
    }
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
                    @for (nth, stood) in (1..).zip(&agenda) { (row(nth, stood, id)) }
                }))
            }
        }
    };
    Ok(Page::of(&visitor, "/office/meetings", "บัญชีเรื่องเสนอคณะกรรมการ").on_paper().draw(&body))
}

fn row(nth: usize, stood: &Stood, meeting: MeetingId) -> Markup {
    let request = stood.request();
    let person = stood.course.matter().person;
    let person = person.and_then(|id| stood.record.people.iter().find(|person| person.id == id));
    let text = |of: Option<&String>| of.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let what =
        [request.and_then(|of| text(of.subject.as_ref())), request.and_then(|of| text(of.facts.as_ref()))];
    html! {
        tr {
            td.number { (nth) }
            td.number { (stood.course.number().map_or_else(|| words::NOTHING.to_owned(), |number| number.to_string())) }
            th scope="row" { (person.map_or_else(|| words::NOTHING.to_owned(), words::called)) }
            td { (words::village(stood.record.place.as_ref())) }
            td { (stood.course.matter().area.map_or(words::NOTHING, |area| area.in_thai())) }
            td { (what.into_iter().flatten().collect::<Vec<_>>().join(": ")) }
            td { (words::or_nothing(request.and_then(|of| of.need.as_deref()))) }
            td.word { (ruled(stood, meeting)) }
        }
    }
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
