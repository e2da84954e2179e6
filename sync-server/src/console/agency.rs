//! The report of an agency that a request was passed to (O-11) \[S003:237-238\].
//!
//! Owns this paper, which has two uses: empty, to be sent along to whoever is to fill it in, and with what the agency
//! reported last. It says what was asked and until when it is to be answered, and nothing of who asked: no name, no
//! number, no phone; what somebody typed into a text is masked where it may be one. Whoever opens it is written down.
//! There is none while no agency has the request, nor had it.

use axum::Extension;
use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use register::course::{Act, Given, Passed, Route, Step};
use register::deadline::AgencyReport;
use register::record::{RecordId, RequestId};
use register::spoken::Spoken;
use serde::Deserialize;

use super::course::{course, note};
use super::mishap::Mishap;
use super::page::{self, Page, fact};
use super::words::{self, NOTHING};
use super::{act, paper};
use crate::office::{Asked, Stood, Visitor};
use crate::routes::House;

/// What an agency reports, in the order of domain.md 2.5.
const BOXES: [&str; 4] =
    ["มูลเหตุของปัญหา", "แนวทางและวิธีการแก้ไขปัญหา", "ผลการชี้แจงให้ผู้ร้องทราบ", "ข้อเสนอแนะ/ความเห็นของหน่วยงาน"];
/// From so many digits on, a text may hold a phone or a national ID.
const LONG: usize = 9;
/// Rows that are left empty for help to be written into.
const EMPTY_ROWS: usize = 3;

#[derive(Deserialize)]
pub(super) struct Wanted {
    /// Said where the paper is to be empty though there is a report.
    blank: Option<String>,
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path((record, request)): Path<(RecordId, RequestId)>,
    Query(wanted): Query<Wanted>,
) -> Result<Markup, Mishap> {
    let stood = course(&house, &visitor, &Asked { lao: visitor.lao.code, record, request }).await?;
    let Some(passed) = stood.course.passed() else { return Err(Mishap::missing(&visitor)) };
    note(&house, &visitor, &stood).await?;
    let holidays = house.office.holidays(visitor.lao.code).await?;
    let report = stood.course.counting().rev().find(|step| matches!(step.act, Act::AgencyReported { .. }));
    let shown = report.filter(|_| wanted.blank.is_none());
    // The fifteen days are those of the report itself: reminders do not move them.
    let day = passed.report.passed;
    let due = AgencyReport::passed_on(day).standing(day, &holidays).due;
    let number = stood.course.number().map(|number| format!("เลขรับ {number}"));
    let title = "รายงานผลการดำเนินงานของหน่วยงาน";
    let here = format!("/office/requests/{record}/{request}");
    let body = html! {
        p.off-paper {
            a href=(here) { "กลับไปที่เรื่อง" }
            @if report.is_some() {
                " · "
                @if shown.is_some() { a href={ (here) "/agency-report?blank=yes" } { "แบบเปล่า" } }
                @else { a href={ (here) "/agency-report" } { "ที่หน่วยงานรายงานแล้ว" } }
            }
            " · พิมพ์ด้วยคำสั่งพิมพ์ของเบราว์เซอร์ (กระดาษ A4)"
        }
        article.paper {
            (paper::head(&visitor.lao.name, title, &number.into_iter().collect::<Vec<_>>(), words::today()))
            (matter(&stood, passed))
            @if let Some(due) = due {
                p { strong { "โปรดรายงานผลภายใน 15 วัน คือภายในวันที่ " (paper::day(due.on)) } }
            }
            @if let Some(step) = shown { p { "หน่วยงานรายงานเมื่อวันที่ " (paper::day(step.on)) } }
            (boxes(shown))
            (help(&stood, shown))
            (paper::signed(&["ผู้รายงาน", "หัวหน้าหน่วยงาน"]))
        }
    };
    Ok(Page::of(&visitor, "/office/requests", title).on_paper().draw(&body))
}

/// A text that leaves the office.
fn said(text: Option<&str>) -> String {
    words::without_numbers(words::or_nothing(text), LONG)
}

fn matter(stood: &Stood, passed: &Passed) -> Markup {
    let request = stood.request();
    html! {
        dl.facts {
            (fact("หน่วยงานที่รับเรื่อง", &html! { (passed.agency) }))
            (fact("วันที่ส่งเรื่อง", &html! { (paper::day(passed.report.passed)) }))
            (fact("เรื่อง", &html! { (said(request.and_then(|request| request.subject.as_deref()))) }))
            (fact("ข้อเท็จจริง", &html! { (said(request.and_then(|request| request.facts.as_deref()))) }))
        }
    }
}

/// What the agency says in its four parts, or room to write it.
fn boxes(report: Option<&Step>) -> Markup {
    let texts = match report.map(|step| &step.act) {
        Some(Act::AgencyReported { cause, method, explained, suggestion, .. }) => {
            [cause, method, explained, suggestion].map(|text| said(Some(text)))
        }
        _ => Default::default(),
    };
    html! {
        @for (nth, (name, text)) in (1..).zip(BOXES.iter().zip(&texts)) {
            section {
                h2 { (nth) ". " (name) }
                p.room.empty[text.is_empty()] { (text) }
            }
        }
    }
}

/// What was given, or what is to be said of it and rows to write it in.
fn help(stood: &Stood, report: Option<&Step>) -> Markup {
    let given = stood.course.given();
    let by_it =
        |report: &Step| given.iter().filter(|given| std::ptr::eq(given.step, report)).copied().collect();
    let grants: Vec<Given<'_>> = report.map(by_it).unwrap_or_default();
    let was_approved = stood.course.passed().is_some_and(|passed| passed.route == Route::Committee);
    let gave_nothing = |step: &Step| matches!(step.act, Act::AgencyReported { nothing_given: true, .. });
    let heads = html! {
        th scope="col" { "ความช่วยเหลือที่ให้" }
        th scope="col" { "วันที่ให้" }
        th scope="col" { "เป็น" }
        th.number scope="col" { "จำนวน" }
        th scope="col" { "แหล่งงบประมาณ" }
        th.number scope="col" { "มูลค่า (บาท)" }
    };
    html! {
        section {
            h2 { "ความช่วยเหลือ" }
            @match report {
                None => { @for (_, answer) in act::may_have_given(was_approved) { p { "(    ) " (answer) } } }
                Some(step) if gave_nothing(step) => p { "ไม่ได้ให้ความช่วยเหลือ" },
                Some(_) if grants.is_empty() => p { "หน่วยงานไม่ได้ระบุความช่วยเหลือ" },
                Some(step) if step.act.grants().is_empty() => p { "ให้ตามที่คณะกรรมการเห็นชอบ" },
                Some(_) => {}
            }
            @if report.is_none() || !grants.is_empty() {
                (page::headed("ความช่วยเหลือที่ให้", &heads, &html! {
                    @for Given { on, grant, .. } in &grants {
                        tr {
                            th scope="row" { (said(Some(&grant.what))) }
                            td { (words::day(*on)) }
                            td { (grant.form.in_thai()) }
                            td.number { (grant.quantity.as_ref().map_or_else(|| NOTHING.to_owned(), ToString::to_string)) }
                            td { (grant.funding.map_or(NOTHING, |funding| funding.in_thai())) }
                            td.number { (grant.amount_baht.as_ref().map_or_else(|| NOTHING.to_owned(), words::baht)) }
                        }
                    }
                    @if report.is_none() {
                        @for _ in 0..EMPTY_ROWS { tr.to-fill { td {} td {} td {} td {} td {} td {} } }
                    }
                }))
            }
        }
    }
}
