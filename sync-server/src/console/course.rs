//! One request: what was asked for, everything that was done about it, and what may be done next.
//!
//! Owns the page and its one form for each step. What the register refuses is said above the form,
//! with the line of the law, and what was typed stays in it. Help that a person, a family or a
//! house already had is weighed before it is given: it warns, and a second press gives all the same.

use std::collections::BTreeSet;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use maud::{Markup, html};
use register::calendar::written::read_date;
use register::course::ceiling::Weighed;
use register::course::{Act, ActKind, Desk, Duty, Meeting, State as Stage, Step, StepKey};
use register::name;
use register::record::{
    Check, Person, PersonId, PhotoHash, Record, RecordId, Request, RequestId, Signed, TaskId, WhyUnsigned,
};
use register::spoken::Spoken;

use super::act::{self, Around};
use super::door::Right;
use super::form::{Filled, carried, mark};
use super::mishap::Mishap;
use super::page::{After, Page, fact};
use super::words::{self, NOTHING};
use super::{checks, mending, referrals, requests};
use crate::db::desk;
use crate::office::{Asked, Decide, Looked, NewFact, NewStep, NewTask, OfficeFault, Stood, Visitor};
use crate::routes::House;

/// What was wrong with a form, and the form itself: nothing of it is lost.
struct Again<'f> {
    filled: &'f Filled,
    said: String,
    reference: Option<&'static str>,
    weighed: Vec<Weighed>,
    /// Names what was weighed: what is changed afterwards is weighed again.
    mark: String,
}

impl<'f> Again<'f> {
    fn because(filled: &'f Filled, said: impl Into<String>) -> Self {
        Self { filled, said: said.into(), reference: None, weighed: Vec::new(), mark: String::new() }
    }
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path((record, request)): Path<(RecordId, RequestId)>,
    Query(After { done }): Query<After>,
) -> Result<Markup, Mishap> {
    let asked = Asked { lao: visitor.lao.code, record, request };
    let stood = course(&house, &visitor, &asked).await?;
    note(&house, &visitor, &stood).await?;
    let around = around(&house, &visitor, &stood).await?;
    let done = done.filter(|done| done == "mended").map(|_| "บันทึกการแก้ไขคำขอแล้ว ค่าเดิมอยู่ในประวัติของหน้าบุคคล");
    Ok(draw_after(done, &visitor, &stood, &around, None))
}

/// Whoever opened it is written down.
pub(super) async fn note(house: &House, visitor: &Visitor, stood: &Stood) -> Result<(), Mishap> {
    let (record, person) = (Some(stood.asked.record), stood.course.matter().person);
    let looked = Looked { record, person, ..Looked::default() };
    Ok(house.office.note_access(visitor, desk::Act::Request, looked).await?)
}

pub(super) async fn course(house: &House, visitor: &Visitor, asked: &Asked) -> Result<Stood, Mishap> {
    match house.office.course(asked).await {
        Err(OfficeFault::Missing(_)) => Err(Mishap::missing(visitor)),
        answer => Ok(answer?),
    }
}

/// What forms offer to choose from.
async fn around(house: &House, visitor: &Visitor, stood: &Stood) -> Result<Around, Mishap> {
    let lao = visitor.lao.code;
    let meetings = house.office.meetings(lao).await?;
    let named = stood.course.meeting();
    Ok(Around {
        today: words::today(),
        holidays: house.office.holidays(lao).await?,
        rules: house.office.rules(lao).await?,
        aids: house.office.settings(lao).await?.aids,
        answers: house.office.coordinated(&stood.asked).await?,
        checkers: house.office.checkers(visitor).await?,
        at: meetings.iter().find(|meeting| Some(meeting.id) == named).cloned(),
        open: meetings.into_iter().filter(Meeting::is_open).collect(),
        approved: stood.course.approved().map(|step| step.act.grants().to_vec()).unwrap_or_default(),
        others: others(stood),
        newest_check: stood.checks().last().map(|check| check.id),
    })
}

/// Who lives with whoever asks, each as their record has them.
fn others(stood: &Stood) -> Vec<(PersonId, String)> {
    let asks = stood.course.matter().person;
    let people = stood.record.people.iter().filter(|person| Some(person.id) != asks);
    let called =
        |of: &Person| name::written(of.title.as_deref(), of.given_name.as_deref(), of.family_name.as_deref());
    people.map(|person| (person.id, called(person))).collect()
}

pub(super) async fn take(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
    Path((record, request)): Path<(RecordId, RequestId)>,
) -> Result<Response, Mishap> {
    let asked = Asked { lao: visitor.lao.code, record, request };
    let stood = course(&house, &visitor, &asked).await?;
    note(&house, &visitor, &stood).await?;
    let around = around(&house, &visitor, &stood).await?;
    let again = |status: StatusCode, again: Again<'_>| {
        (status, draw(&visitor, &stood, &around, Some(&again))).into_response()
    };
    let refused = |said: &str| Ok(again(StatusCode::UNPROCESSABLE_ENTITY, Again::because(&filled, said)));

    let Ok(kind) = filled.get("kind").parse::<ActKind>() else {
        return refused("ไม่ทราบว่าจะบันทึกขั้นตอนใด ยังไม่มีอะไรเปลี่ยน เลือกขั้นตอนใหม่");
    };
    let Ok(on) = read_date(filled.get("on")) else {
        return refused("วันที่อ่านไม่ออก ยังไม่ได้บันทึก พิมพ์เป็น วัน/เดือน/ปี พ.ศ. เช่น 12/4/2569");
    };
    let act = match act::read(kind, &filled, &around) {
        Ok(act) => act,
        Err(said) => return refused(&said),
    };
    if !filled.get("due").trim().is_empty() && read_date(filled.get("due")).is_err() {
        return refused("วันกำหนดอ่านไม่ออก ยังไม่ได้บันทึก พิมพ์เป็น วัน/เดือน/ปี พ.ศ. เช่น 12/4/2569");
    }
    let Some(press) = filled.press() else { return Err(Mishap::Elsewhere) };
    let mark = mark(&(on, act.grants()));
    if !act.grants().is_empty() && filled.get("weighed") != mark {
        let weighed = house.office.ceilings(&asked, kind, act.grants(), on).await?;
        if weighed.iter().any(|weighed| !weighed.assessment.warnings.is_empty()) {
            let said = "โปรดอ่านข้อควรพิจารณาด้านล่างก่อน ยังไม่ได้บันทึก หากยืนยันให้กดบันทึกอีกครั้ง";
            return Ok(again(StatusCode::OK, Again { weighed, mark, ..Again::because(&filled, said) }));
        }
    }
    let seen = filled.get("seen").parse().unwrap_or(stood.course.steps().len());
    let step = NewStep { key: StepKey::new(press), seen, on, act };
    match step_with_task(&house, &visitor, &stood, step, &filled).await {
        Ok(()) => Ok(Redirect::to(&format!("/office/requests/{record}/{request}#steps")).into_response()),
        Err(OfficeFault::Step(refusal)) => {
            let because = Again::because(&filled, refusal.to_string());
            Ok(again(StatusCode::UNPROCESSABLE_ENTITY, Again { reference: refusal.reference(), ..because }))
        }
        // Somebody was first: what they did is shown, and what was typed stays.
        Err(fault @ (OfficeFault::Meanwhile(_) | OfficeFault::Conflict(_))) => {
            let stood = course(&house, &visitor, &asked).await?;
            let because = Again::because(&filled, fault.to_string());
            Ok((StatusCode::CONFLICT, draw(&visitor, &stood, &around, Some(&because))).into_response())
        }
        // What a phone is asked has its own bounds.
        Err(OfficeFault::Refused(why)) => {
            tracing::info!(why, "a step at the desk was refused");
            refused("บันทึกหรือส่งงานถึงโทรศัพท์ไม่ได้ ยังไม่มีอะไรเปลี่ยน ย่อข้อความให้สั้นลงหรือเลือกผู้รับงานใหม่")
        }
        Err(fault) => Err(fault.into()),
    }
}

/// Takes a step; where it sends somebody to look, their phone is given the task first and loses it
/// again where the step is refused.
async fn step_with_task(
    house: &House,
    visitor: &Visitor,
    stood: &Stood,
    mut step: NewStep,
    filled: &Filled,
) -> Result<(), OfficeFault> {
    let (asked, to) = (&stood.asked, filled.get("surveyor"));
    let mut given = None;
    if let Act::SentForCheck { what, task } = &mut step.act
        && !to.is_empty()
    {
        let new = NewTask {
            lao: asked.lao,
            record: asked.record,
            to: to.to_owned(),
            facts: vec![NewFact {
                label: what.clone(),
                field: None,
                claimed: stood
                    .request()
                    .and_then(|request| request.facts.as_deref())
                    .map(|facts| facts.trim().chars().take(1_000).collect())
                    .filter(|facts: &String| !facts.is_empty()),
            }],
            note: stood.request().and_then(|request| request.subject.clone()),
            due: read_date(filled.get("due")).ok(),
            urgent: stood.course.matter().urgent,
        };
        given = Some(house.office.give_task(&new).await?);
        *task = given;
    }
    let answer = house.office.step(&visitor.id, asked, &step).await;
    // Whatever kept the step from being taken, pressed again it gives another task.
    if let (true, Some(task)) = (answer.is_err(), given)
        && let Err(fault) = house.office.close_task(asked.lao, task).await
    {
        tracing::warn!(%fault, "a task whose step was refused was not taken back");
    }
    answer.map(|_| ())
}

fn draw(visitor: &Visitor, stood: &Stood, around: &Around, again: Option<&Again<'_>>) -> Markup {
    draw_after(None, visitor, stood, around, again)
}

fn draw_after(
    done: Option<&'static str>,
    visitor: &Visitor,
    stood: &Stood,
    around: &Around,
    again: Option<&Again<'_>>,
) -> Markup {
    let title =
        stood.request().and_then(|request| request.subject.clone()).unwrap_or_else(|| "คำขอ".to_owned());
    let course = &stood.course;
    let standing = around.today.and_then(|today| course.due(today, &around.holidays));
    let body = html! {
        h1 { (title) }
        p.standing {
            @if let Some(number) = course.number() { "เลขรับ " (number) " " }
            span.status { (course.state().in_thai()) }
            @if course.matter().urgent { " " span.flag { "เร่งด่วน" } }
            @if course.matter().withdrawn { " " span.flag { "ถอนแล้ว" } }
            @if course.owes_a_report_to_the_committee() { " " span.flag { "ต้องรายงานคณะกรรมการในการประชุมครั้งถัดไป" } }
        }
        @if let Some(standing) = standing {
            p.due {
                @if let Some(passed) = course.passed() { (passed.agency) " (" (passed.route.in_thai()) ") " }
                (requests::due(standing))
            }
        }
        @if let Some(withdrawal) = stood.record.withdraw.as_ref().filter(|_| course.matter().withdrawn) {
            (withdrawn(visitor, stood, &withdrawal.reason))
        }
        @if course.may_be_in_a_zone() && !course.state().is_over() {
            (zone(stood))
        }
        @if !course.steps().is_empty() {
            p { a href={ "/office/requests/" (stood.asked.record) "/" (stood.asked.request) "/memo" } { "บันทึกข้อความสรุปผล (พิมพ์)" } }
            @if course.passed().is_some() { p { a href={ "/office/requests/" (stood.asked.record) "/" (stood.asked.request) "/agency-report" } { "แบบรายงานผลของหน่วยงาน (พิมพ์)" } } }
        }
        (what_was_asked(visitor, stood))
        (what_was_found(stood, around))
        (steps(stood))
        (referrals::answers(&around.answers))
        (next(visitor, stood, around, again))
    };
    Page::of(visitor, "/office/requests", &title).after(done).draw(&body)
}

/// A zone was declared, and its area is words: what is known of the house stands beside them, for whoever knows the
/// place to say \[S003:1313\] \[S003:1315\].
fn zone(stood: &Stood) -> Markup {
    let place = stood.record.place.as_ref();
    html! {
        p.due {
            "มีประกาศเขตการให้ความช่วยเหลือ"
            @if stood.record.damage.is_some() { "ของเหตุนี้" }
            ": " (words::or_nothing(stood.course.matter().declared.as_deref())) " "
            @if stood.record.damage.is_none() { "แบบสำรวจไม่ได้บันทึกความเสียหาย จึงยังไม่ทราบว่าเป็นของเหตุใด " }
            @match words::house(place) {
                house if house != NOTHING => { "บ้านนี้อยู่ที่ " (house) }
                _ if place.and_then(|place| place.found_at.as_ref()).is_some_and(|at| at.lat.is_some()) => {
                    "บ้านนี้มีเพียงพิกัด ยังไม่ทราบหมู่และตำบล"
                }
                _ => { "ยังไม่ทราบว่าบ้านนี้อยู่ที่ใด ให้ตรวจสอบก่อน" }
            }
            " ถ้าบ้านนี้อยู่ในเขต ให้รายงานอำเภอและจังหวัดก่อนเสนอคณะกรรมการ"
        }
    }
}

/// Nothing is done about what was taken back; whoever judges may give it back.
fn withdrawn(visitor: &Visitor, stood: &Stood, reason: &str) -> Markup {
    let Asked { record, request, .. } = stood.asked;
    html! {
        div.due {
            p { "แบบสำรวจของเรื่องนี้ถูกถอน เหตุผล: " (words::or_nothing(Some(reason))) " ระหว่างนี้ทำขั้นตอนต่อไม่ได้" }
            @if Right::Judge.is_held_by(visitor.role) {
                form method="post" action={ "/office/requests/" (record) "/" (request) "/restore" } {
                    (carried(visitor))
                    button type="submit" { "กู้คืนแบบสำรวจที่ถอนไป" }
                }
            } @else { p { "ถ้าถอนผิด ให้หัวหน้าศูนย์กู้คืน" } }
        }
    }
}

/// Gives back what was withdrawn; where somebody did already, that stands.
pub(super) async fn restore(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path((record, request)): Path<(RecordId, RequestId)>,
) -> Result<Redirect, Mishap> {
    let stood = course(&house, &visitor, &Asked { lao: visitor.lao.code, record, request }).await?;
    note(&house, &visitor, &stood).await?;
    match house.office.decide(&visitor.id, Decide::Restore(record)).await {
        Ok(()) | Err(OfficeFault::Conflict(_)) => {}
        Err(fault) => return Err(fault.into()),
    }
    Ok(Redirect::to(&format!("/office/requests/{record}/{request}")))
}

fn what_was_asked(visitor: &Visitor, stood: &Stood) -> Markup {
    let request: Option<&Request> = stood.request();
    html! {
        section aria-labelledby="asked" {
            h2 id="asked" { "เรื่องที่ขอ" }
            dl.facts {
                @if let Some(who) = stood.who() {
                    (fact("ผู้ขอ", &html! {
                        a href={ "/office/people/" (stood.record.id) "/" (who.id) } { (words::called(who)) }
                    }))
                }
                (fact("ที่อยู่", &html! {
                    a href={ "/office/households/" (stood.record.id) } { (words::house(stood.record.place.as_ref())) }
                }))
                @if let Some(zone) = &stood.course.matter().zone { (fact("เขตการให้ความช่วยเหลือ ตามแบบสำรวจ", &html! { (zone) })) }
                @if let Some(request) = request { (asked(&stood.record, request)) } @else {
                    (fact("คำขอ", &html! { "ถูกถอนออกจากแบบสำรวจแล้ว" }))
                    (fact("รับเมื่อ", &came(&stood.record)))
                }
            }
            @if let Some(request) = request.filter(|_| !stood.course.matter().withdrawn) { (mended(visitor, stood, request)) }
            (super::photo::strip(stood.record.id, &stood.record.photos))
        }
    }
}

/// Where the request is mended, for whoever may; and what is to be done once somebody signed who would not before.
fn mended(visitor: &Visitor, stood: &Stood, request: &Request) -> Markup {
    let is_signed = request.signed() == Signed::Yes;
    html! {
        @if Right::TakeIn.is_held_by(visitor.role) {
            p {
                a.button[!is_signed] href=(mending::request::address(stood.asked.record, stood.asked.request)) {
                    @if is_signed { "แก้ด้านของคำขอ" } @else { "แนบแบบคำร้องที่ลงชื่อหรือใบมอบอำนาจ หรือบันทึกเหตุที่ไม่ลงชื่อ" }
                }
            }
        }
        @if is_signed && stood.course.state() == Stage::NotAccepted {
            p.due { "ผู้ร้องลงชื่อแล้วหลังจากไม่รับเรื่องไว้ ให้แก้ไขขั้นตอนล่าสุดด้านล่างก่อน แล้วจึงลงทะเบียนรับเรื่อง" }
        }
    }
}

/// What a phone found of it in the field: the officer who writes the result down has it before them.
fn what_was_found(stood: &Stood, around: &Around) -> Markup {
    let sent: BTreeSet<TaskId> = stood
        .course
        .counting()
        .filter_map(|step| match step.act {
            Act::SentForCheck { task, .. } => task,
            _ => None,
        })
        .collect();
    // What is of another request in the house is nobody's to read here.
    let is_about = |check: &Check| {
        check.request == Some(stood.asked.request) || check.task.is_some_and(|task| sent.contains(&task))
    };
    let called = |id: &str| {
        let surveyor = around.checkers.iter().find(|surveyor| surveyor.id == id);
        surveyor.map(|surveyor| surveyor.name.clone())
    };
    html! {
        @if stood.record.checks.iter().any(&is_about) {
            section aria-labelledby="found" {
                h2 id="found" { "ผลจากพื้นที่" }
                (checks::found(&stood.record, is_about, called))
            }
        }
    }
}

/// What a request says, how it was signed for, and by whom.
pub(super) fn asked(record: &Record, request: &Request) -> Markup {
    let picture = |hash: Option<PhotoHash>, called: &str| {
        html! {
            @if let Some(hash) = hash {
                " " a href={ "/office/records/" (record.id) "/photos/" (hash) } { (called) }
            }
        }
    };
    html! {
        (fact("ด้าน", &html! { (request.area.map_or(NOTHING, |area| area.in_thai())) }))
        (fact("ข้อเท็จจริง", &html! { (words::or_nothing(request.facts.as_deref())) }))
        (fact("ความต้องการ", &html! { (words::or_nothing(request.need.as_deref())) }))
        (fact("ช่องทาง", &html! { (request.channel.map_or(NOTHING, |channel| channel.in_thai())) }))
        @if let Some(proxy) = &request.proxy {
            (fact("ผู้ขอแทน", &html! {
                (words::or_nothing(proxy.name.as_deref()))
                @if let Some(relation) = &proxy.relation { " (" (relation) ")" }
                (picture(proxy.authority_photo, "ดูใบมอบอำนาจ"))
            }))
        }
        (fact("ลายมือชื่อ", &html! {
            (signed(request))
            (picture(request.signature.as_ref().and_then(|signature| signature.photo), "ดูลายมือชื่อ"))
        }))
        (fact("รับเมื่อ", &came(record)))
        @if request.urgent == Some(true) { (fact("เร่งด่วน", &html! { strong { "ใช่" } })) }
    }
}

/// When it came to the office; of a list no hour is known, and its survey may be years older.
fn came(record: &Record) -> Markup {
    html! {
        @if record.from_list.is_some() { (words::day(record.came_on())) " (จากบัญชีรายชื่อ)" }
        @else { (words::moment(record.captured_at)) }
    }
}

/// How it is signed for, or why it is not.
pub(super) fn signed(request: &Request) -> String {
    let signature = request.signature.as_ref();
    match request.signed() {
        Signed::Yes => signature.map_or(NOTHING, |signature| signature.kind.in_thai()).to_owned(),
        Signed::Refused => {
            let why = signature.and_then(|signature| signature.reason.as_deref()).unwrap_or_default();
            format!("ไม่ยินยอมลงชื่อ จึงไม่รับไว้พิจารณา เหตุผล: {why}")
        }
        Signed::No(WhyUnsigned::NotAsked) => "ยังไม่ได้ขอให้ลงชื่อ".to_owned(),
        Signed::No(WhyUnsigned::ChannelNeedsOne) => "ช่องทางนี้ต้องลงชื่อ แต่ยังไม่มี".to_owned(),
        Signed::No(WhyUnsigned::ProxyWithoutAuthority) => "ผู้ขอแทนยังไม่มีรูปใบมอบอำนาจ".to_owned(),
        Signed::No(WhyUnsigned::RefusalWithoutReason) => "ไม่ยินยอมลงชื่อ แต่ยังไม่ได้บันทึกเหตุผล".to_owned(),
        Signed::No(WhyUnsigned::WordsChanged) => "แก้คำขอหลังลงชื่อแล้ว ต้องลงชื่อใหม่".to_owned(),
    }
}

fn steps(stood: &Stood) -> Markup {
    let steps = stood.course.steps();
    html! {
        section aria-labelledby="steps" {
            h2 id="steps" { "สิ่งที่ทำไปแล้ว (" (steps.len()) ")" }
            @if steps.is_empty() { p { "ยังไม่มีขั้นตอนใด" } }
            ol.history { @for (at, step) in steps.iter().enumerate() { (one(stood, at, step)) } }
        }
    }
}

fn one(stood: &Stood, at: usize, step: &Step) -> Markup {
    let name = stood.names.get(&step.by).map_or(step.by.as_str(), String::as_str);
    html! {
        li.taken-back[!stood.course.counts(at)] {
            strong { (step.act.kind().in_thai()) } " " (words::day(step.on)) " โดย " (name)
            @if !stood.course.counts(at) { " " span.flag { "แก้ไขแล้ว ไม่นับ" } }
            (act::told(&step.act))
        }
    }
}

fn next(visitor: &Visitor, stood: &Stood, around: &Around, again: Option<&Again<'_>>) -> Markup {
    let Some(today) = around.today else { return html! {} };
    let desk = Desk { user: &visitor.id, duty: Duty::from(visitor.role), today, meeting: around.at.as_ref() };
    let mut open = stood.course.open(&desk);
    let typed: Option<ActKind> = again.and_then(|again| again.filled.get("kind").parse().ok());
    // A form that was filled stays, even where somebody else was first meanwhile.
    open.extend(typed.filter(|typed| !open.contains(typed)));
    html! {
        section aria-labelledby="next" {
            h2 id="next" { "ทำต่อ" }
            @if let Some(again) = again {
                p.wrong role="alert" {
                    (again.said)
                    @if let Some(reference) = again.reference { " " span.hint { (reference) } }
                }
                (weighed(&again.weighed))
            }
            @if open.is_empty() { p { "บัญชีของท่านไม่มีขั้นตอนที่ทำได้ในตอนนี้" } }
            @for kind in open {
                details.next open[typed == Some(kind)] {
                    summary { (kind.in_thai()) }
                    (form(visitor, stood, around, kind, today, again.filter(|_| typed == Some(kind))))
                }
            }
        }
    }
}

fn form(
    visitor: &Visitor,
    stood: &Stood,
    around: &Around,
    kind: ActKind,
    today: NaiveDate,
    again: Option<&Again<'_>>,
) -> Markup {
    let at = format!("/office/requests/{}/{}", stood.asked.record, stood.asked.request);
    let filled = again.map(|again| again.filled);
    let on = filled.map_or_else(|| words::typed_day(today), |filled| filled.get("on").to_owned());
    let id = |name: &str| format!("{}-{name}", kind.as_str());
    html! {
        form.narrow method="post" action=(at) {
            (carried(visitor))
            input type="hidden" name="kind" value=(kind.as_str());
            input type="hidden" name="seen" value=(stood.course.steps().len());
            @if again.is_some_and(|again| !again.weighed.is_empty()) {
                input type="hidden" name="weighed" value=(again.map(|again| again.mark.as_str()).unwrap_or_default());
            }
            label for=(id("on")) { "วันที่ทำ" }
            input id=(id("on")) name="on" value=(on) required inputmode="numeric";
            (act::fields(kind, around, filled))
            button type="submit" { "บันทึก: " (kind.in_thai()) }
        }
    }
}

/// What is to be weighed before help is given; each with the line of the law.
fn weighed(weighed: &[Weighed]) -> Markup {
    html! {
        @for Weighed { grant, assessment } in weighed {
            @if !assessment.warnings.is_empty() {
                section.due aria-label={ "ข้อควรพิจารณา " (grant.what) } {
                    h3 { (grant.what) }
                    ul {
                        @for warning in &assessment.warnings {
                            li { (warning.reason) " " span.hint { (warning.references.join(" ")) } }
                        }
                    }
                }
            }
        }
    }
}
