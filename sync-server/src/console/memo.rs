//! The memo that sums one request up for the superiors in line (O-10) \[S003:242\].
//!
//! Owns this page: what was asked, what was done day by day, what the agency reported in its four parts,
//! what was given and what it was worth, and lines to sign on. It names who asked and no number of
//! theirs; whoever opens it is written down. What is left out is what was taken back. It can be drawn at
//! any time, and says how far the request is.

use axum::Extension;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use maud::{Markup, html};
use register::aid::Money;
use register::course::{Act, Given, Grant, Step};
use register::record::{PersonId, Record, RecordId, RequestId};
use register::spoken::Spoken;

use super::course::{course, note};
use super::mishap::Mishap;
use super::page::{self, Page, fact};
use super::words::{self, NOTHING};
use super::{act, paper};
use crate::office::{Asked, Stood, Visitor};
use crate::routes::House;

/// Who signs: who drew it up, and whom it goes to (domain.md 1.3).
const SIGNED_BY: [&str; 3] = ["ผู้จัดทำ", "หัวหน้าศูนย์ช่วยเหลือประชาชน", "ผู้อำนวยการศูนย์ช่วยเหลือประชาชน"];

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path((record, request)): Path<(RecordId, RequestId)>,
) -> Result<Markup, Mishap> {
    let stood = course(&house, &visitor, &Asked { lao: visitor.lao.code, record, request }).await?;
    note(&house, &visitor, &stood).await?;
    let title = "บันทึกข้อความ สรุปผลการช่วยเหลือประชาชน";
    let body = html! {
        p.off-paper {
            a href={ "/office/requests/" (record) "/" (request) } { "กลับไปที่เรื่อง" }
            " · พิมพ์ด้วยคำสั่งพิมพ์ของเบราว์เซอร์ (กระดาษ A4)"
        }
        article.paper {
            (head(&visitor, &stood))
            (asked(&stood))
            (done(&stood))
            (reported(&stood))
            (given(&stood))
            (told(&stood))
            p { "จึงเรียนมาเพื่อโปรดทราบและพิจารณา" }
            (paper::signed(&SIGNED_BY))
        }
    };
    Ok(Page::of(&visitor, "/office/requests", title).on_paper().draw(&body))
}

/// As a memo of an office begins: whose it is, its number, its day, and of what.
fn head(visitor: &Visitor, stood: &Stood) -> Markup {
    let subject = stood.request().and_then(|request| request.subject.as_deref());
    html! {
        div.head { h1 { "บันทึกข้อความ" } }
        dl.facts.memo {
            (fact("ส่วนราชการ", &html! { span.lao { (visitor.lao.name) } }))
            (fact("ที่", &html! { "................................" }))
            @if let Some(today) = words::today() { (fact("วันที่", &html! { span.made { (paper::day(today)) } })) }
            (fact("เรื่อง", &html! {
                "สรุปผลการช่วยเหลือประชาชน"
                @if let Some(number) = stood.course.number() { " เลขรับ " (number) }
                @if let Some(subject) = subject { " " (subject) }
            }))
        }
        p { "เรียน ผู้บังคับบัญชาตามลำดับ" }
    }
}

fn asked(stood: &Stood) -> Markup {
    let matter = stood.course.matter();
    let request = stood.request();
    let who = matter.person.map(|id| named(&stood.record, id));
    html! {
        section {
            h2 { "เรื่องเดิม" }
            dl.facts {
                (fact("ผู้ขอความช่วยเหลือ", &html! { (who.as_deref().unwrap_or(NOTHING)) }))
                (fact("ที่อยู่", &html! { (words::house(stood.record.place.as_ref())) }))
                (fact("วันที่ยื่น", &html! { (words::day(matter.asked_on)) }))
                (fact("ช่องทาง", &html! { (matter.channel.map_or(NOTHING, |channel| channel.in_thai())) }))
                (fact("ด้าน", &html! { (matter.area.map_or(NOTHING, |area| area.in_thai())) }))
                @if let Some(request) = request {
                    (fact("เรื่อง", &html! { (words::or_nothing(request.subject.as_deref())) }))
                    (fact("ข้อเท็จจริง", &html! { (words::or_nothing(request.facts.as_deref())) }))
                    (fact("ความต้องการ", &html! { (words::or_nothing(request.need.as_deref())) }))
                }
                (fact("ขั้นปัจจุบัน", &html! { (stood.course.state().in_thai()) }))
            }
        }
    }
}

/// What was done, day by day; what the agency reported and what was given have tables of their own.
fn done(stood: &Stood) -> Markup {
    let has_its_own = |step: &Step| matches!(step.act, Act::AgencyReported { .. } | Act::Summarised { .. });
    // They stand as they were written down. Whatever is of a day before one that was written earlier, says so.
    let mut newest: Option<NaiveDate> = None;
    let steps: Vec<(&Step, bool)> = stood
        .course
        .counting()
        .map(|step| {
            let is_late = newest.is_some_and(|newest| step.on < newest);
            newest = newest.max(Some(step.on));
            (step, is_late)
        })
        .collect();
    html! {
        section {
            h2 { "การดำเนินการ" }
            (page::table("การดำเนินการ", &["วันที่", "การดำเนินการ", "รายละเอียด", "โดย"], &html! {
                @for (step, is_late) in steps {
                    tr {
                        td { span.word { (words::day(step.on)) } @if is_late { " " span.word { "บันทึกย้อนหลัง" } } }
                        th scope="row" { (step.act.kind().in_thai()) }
                        td.long { @if !has_its_own(step) { (act::told(&step.act)) } }
                        td { (stood.names.get(&step.by).map_or(step.by.as_str(), String::as_str)) }
                    }
                }
            }))
        }
    }
}

/// The newest report of an agency.
fn newest_report(stood: &Stood) -> Option<&Step> {
    stood.course.counting().rev().find(|step| matches!(step.act, Act::AgencyReported { .. }))
}

fn reported(stood: &Stood) -> Markup {
    let report = newest_report(stood);
    let agency = stood.course.passed().map(|passed| passed.agency.as_str());
    html! {
        section {
            h2 { "ผลการดำเนินงานของหน่วยงาน" }
            @match report {
                Some(step) => {
                    p { (agency.unwrap_or_default()) " รายงานเมื่อ " (words::day(step.on)) }
                    (act::told(&step.act))
                }
                None => p { "ยังไม่มีรายงานจากหน่วยงาน" },
            }
        }
    }
}

fn given(stood: &Stood) -> Markup {
    let given = stood.course.given();
    let gave_nothing = newest_report(stood)
        .is_some_and(|step| matches!(step.act, Act::AgencyReported { nothing_given: true, .. }));
    let sum: Money = given.iter().map(|given| worth(given.grant)).sum();
    // What nobody put a price on has none, and neither have all of them together.
    let is_priced = given.iter().any(|given| given.grant.amount_baht.is_some());
    let heads = html! {
        th scope="col" { "วันที่" }
        th scope="col" { "ความช่วยเหลือ" }
        th scope="col" { "ผู้รับ" }
        th scope="col" { "แหล่งงบประมาณ" }
        th.number scope="col" { "มูลค่า (บาท)" }
    };
    html! {
        section {
            h2 { "ความช่วยเหลือที่ให้" }
            @if given.is_empty() { p { @if gave_nothing { "ไม่ได้ให้ความช่วยเหลือ" } @else { "ยังไม่ได้ให้ความช่วยเหลือ" } } } @else {
                (page::headed("ความช่วยเหลือที่ให้", &heads, &html! {
                    @for Given { on, grant, .. } in &given {
                        tr {
                            td { (words::day(*on)) }
                            th scope="row" {
                                (grant.what) " (" (grant.form.in_thai())
                                @if let Some(quantity) = &grant.quantity { " " (quantity) }
                                ")"
                            }
                            td { (grant.person.or(stood.course.matter().person).map_or_else(|| NOTHING.to_owned(), |id| named(&stood.record, id))) }
                            td { (grant.funding.map_or(NOTHING, |funding| funding.in_thai())) }
                            td.number { (grant.amount_baht.as_ref().map_or_else(|| NOTHING.to_owned(), words::baht)) }
                        }
                    }
                    tr.sum { th scope="row" { "รวม" } td {} td {} td {} td.number { @if is_priced { (sum) } @else { (NOTHING) } } }
                }))
            }
        }
    }
}

fn worth(grant: &Grant) -> Money {
    grant.amount_baht.as_ref().and_then(Money::written).unwrap_or_default()
}

/// What the office itself wrote to sum it up, and what the requester was told.
fn told(stood: &Stood) -> Markup {
    let of = |is: fn(&Act) -> bool| stood.course.counting().rev().find(|step| is(&step.act));
    let memo = of(|act| matches!(act, Act::Summarised { .. }));
    let told = of(|act| matches!(act, Act::Told { .. }));
    html! {
        section {
            h2 { "สรุป" }
            @if let Some(step) = memo { (act::told(&step.act)) }
            @match told {
                Some(step) => p { "แจ้งผลให้ผู้ร้องทราบเมื่อ " (words::day(step.on)) },
                None => p { "ยังไม่ได้แจ้งผลให้ผู้ร้องทราบ" },
            }
        }
    }
}

fn named(record: &Record, id: PersonId) -> String {
    let who = record.people.iter().find(|person| person.id == id);
    who.map_or_else(|| NOTHING.to_owned(), words::called)
}
