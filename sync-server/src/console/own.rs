//! Somebody's own data: all that the office holds on them, on paper, for them to take along
//! (domain.md 8, Annex A.3).
//!
//! Owns this paper, the same as one file with its pictures in it, and the question before it: for whom it is made and how they showed who they are.
//! Both are written down first. What belongs on it is the office's to say (`own_data`), and each
//! field's name the register's (`own`). It has their national ID in full, and nobody else's.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use register::decision::{Decision, Verdict};
use register::own::{self, Own, Told};
use register::record::{PersonId, PhotoHash, Record, RecordId, Request};
use register::spoken::Spoken;
use serde::Deserialize;
use uuid::Uuid;

use super::assets::{self, PAPER, STYLE};
use super::form::{Filled, carried, choice};
use super::mishap::Mishap;
use super::page::{self, Page, fact, wrong};
use super::words::{self, NOTHING};
use super::{access, act, paper, person, photo, referrals};
use crate::db::desk::Act;
use crate::office::{Looked, OwnFile, Stood, Visitor, Writing};
use crate::routes::House;

/// So long the paper can be opened and printed after it was asked for.
const PAPER_STAYS: Duration = Duration::from_secs(15 * 60);
const LONGEST_WORDS: usize = 300;

/// For whom it is made.
const FOR: [(&str, &str); 3] = [
    ("self", "เจ้าตัว แสดงบัตรประจำตัวแล้ว"),
    ("proxy", "ผู้รับมอบอำนาจ แสดงใบมอบอำนาจและบัตรแล้ว"),
    ("guardian", "ผู้แทนโดยชอบธรรมหรือผู้อนุบาล แสดงเอกสารแล้ว"),
];

#[derive(Deserialize)]
pub(super) struct Asked {
    /// The button by which it was asked for.
    asked: Option<Uuid>,
}

/// Where the way to it leads.
pub(super) fn address(record: RecordId, person: PersonId) -> String {
    format!("/office/people/{record}/{person}/own")
}

fn opened(record: RecordId, person: PersonId, press: Uuid) -> String {
    format!("{}?asked={press}", address(record, person))
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path((record, person)): Path<(RecordId, PersonId)>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Mishap> {
    let file = file(&house, &visitor, record, person).await?;
    let there = |press| opened(record, person, press);
    if house.office.led_to(&visitor, asked.asked, there, PAPER_STAYS).await? {
        house.office.note_access(&visitor, Act::Export, looked(&file, None)).await?;
        return Ok(draw(&visitor, &file, asked.asked));
    }
    house.office.note_access(&visitor, Act::Person, person::looked(&file.file)).await?;
    Ok(question(&visitor, &file, &Filled::default(), None))
}

pub(super) async fn ask(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
    Path((record, person)): Path<(RecordId, PersonId)>,
) -> Result<Response, Mishap> {
    let file = file(&house, &visitor, record, person).await?;
    let chosen = FOR.iter().find(|(name, _)| *name == filled.get("for"));
    let (Some((_, whom)), Some(press)) = (chosen, filled.press()) else {
        house.office.note_access(&visitor, Act::Person, person::looked(&file.file)).await?;
        let said = "เลือกก่อนว่ามอบให้ใคร และดูเอกสารของผู้นั้นแล้ว ยังไม่ได้เปิดข้อมูล";
        let page = question(&visitor, &file, &filled, Some(said));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let words = person::kept_for_good(filled.get("words").trim(), &file.file);
    let why = if words.is_empty() {
        format!("มอบให้{whom}")
    } else {
        format!("มอบให้{whom}: {words}")
    };
    house.office.note_access(&visitor, Act::Export, looked(&file, Some(why))).await?;
    Ok(Redirect::to(&opened(record, person, press)).into_response())
}

/// The paper as one file, which can be read anywhere and asks no server for anything.
pub(super) async fn download(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
    Path((record, person)): Path<(RecordId, PersonId)>,
) -> Result<Response, Mishap> {
    let file = file(&house, &visitor, record, person).await?;
    let there = |press| opened(record, person, press);
    if !house.office.led_to(&visitor, filled.get("asked").parse().ok(), there, PAPER_STAYS).await? {
        house.office.note_access(&visitor, Act::Person, person::looked(&file.file)).await?;
        let said = "หน้าเอกสารเปิดไว้เกิน 15 นาที ยังไม่ได้ดาวน์โหลด เลือกผู้รับแล้วเปิดเอกสารอีกครั้ง";
        let page = question(&visitor, &file, &Filled::default(), Some(said));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let mut inside = BTreeMap::new();
    for own in &file.records {
        for hash in own.record.photo_hashes().collect::<BTreeSet<_>>() {
            let shown = house.office.photo_for(&visitor, own.record.id, hash, false).await?;
            let bytes = shown.map(|shown| shown.bytes).unwrap_or_default();
            inside.insert((own.record.id, hash), photo::inside(&bytes));
        }
    }
    house.office.note_access(&visitor, Act::Export, looked(&file, Some("ไฟล์เดียว".to_owned()))).await?;
    let name = name_of(&file);
    let sheet =
        paper_of(&visitor, &file, &|record, hash| inside.get(&(record, hash)).cloned().unwrap_or_default());
    let whole = html! {
        (DOCTYPE)
        html lang="th" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "ข้อมูลส่วนบุคคลของ " (name) }
                style { (PreEscaped(assets::without_type(&STYLE))) (PreEscaped(assets::without_type(&PAPER))) }
            }
            body { main { (sheet) } }
        }
    };
    let called = format!("own-data-{}.html", file.file.who.person);
    Ok(page::file(whole.into_string().into_bytes(), "text/html; charset=utf-8", &called))
}

async fn file(
    house: &House,
    visitor: &Visitor,
    record: RecordId,
    person: PersonId,
) -> Result<OwnFile, Mishap> {
    let file = house.office.own_file(visitor, record, person).await?;
    file.ok_or_else(|| Mishap::missing(visitor))
}

fn looked(file: &OwnFile, why: Option<String>) -> Looked {
    Looked { why, told: Some("own-data".to_owned()), ..person::looked(&file.file) }
}

fn name_of(file: &OwnFile) -> String {
    let shown = file.file.entry.as_ref().map(|entry| &entry.shown);
    let met = file.records.iter().flat_map(|own| own.record.people.first()).next();
    shown.or(met).map_or_else(|| "ไม่ทราบชื่อ".to_owned(), words::called)
}

fn question(visitor: &Visitor, file: &OwnFile, filled: &Filled, said: Option<&str>) -> Markup {
    let name = name_of(file);
    let (record, person) = (file.file.who.record, file.file.who.person);
    let body = html! {
        h1 { "ข้อมูลทั้งหมดของ " (name) }
        @if let Some(said) = said { (wrong(said)) }
        p { "เอกสารนี้มีทุกอย่างที่ศูนย์เก็บรวบรวมไว้เกี่ยวกับบุคคลนี้ รวมเลขประจำตัวเต็มและรูป ไม่มีข้อมูลของคนอื่นในบ้าน มอบได้เฉพาะเจ้าตัวหรือผู้แทนที่แสดงเอกสารแล้ว" }
        form.narrow method="post" action=(address(record, person)) {
            (carried(visitor))
            (choice("for", "for", "มอบให้", filled.get("for"), Some("เลือกผู้รับ"), FOR))
            label for="words" { "รายละเอียด (ถ้ามี)" }
            input id="words" name="words" maxlength=(LONGEST_WORDS) value=(filled.get("words"));
            button type="submit" { "เปิดเอกสาร" }
            p.hint { "ชื่อท่าน เวลา และผู้รับจะถูกบันทึกไว้" }
        }
        @if file.has_page() {
            p { a href={ "/office/people/" (record) "/" (person) } { "กลับไปหน้าบุคคล" } }
        } @else {
            p.hint {
                "บุคคลนี้ถูกเอาออกจากบันทึกการสำรวจแล้ว รหัสในทะเบียน "
                span.code { (visitor.lao.code) "/" (person) }
            }
        }
    };
    Page::of(visitor, "/office/register", "ข้อมูลของเจ้าตัว").draw(&body)
}

fn draw(visitor: &Visitor, file: &OwnFile, asked: Option<Uuid>) -> Markup {
    let (record, person) = (file.file.who.record, file.file.who.person);
    let body = html! {
        p.off-paper {
            @if file.has_page() { a href={ "/office/people/" (record) "/" (person) } { (name_of(file)) } }
            @else { (name_of(file)) }
            " · พิมพ์ด้วยคำสั่งพิมพ์ของเบราว์เซอร์ (กระดาษ A4) หน้านี้เปิดได้ 15 นาที"
        }
        @if let Some(asked) = asked {
            form.off-paper method="post" action={ (address(record, person)) "/file" } {
                (carried(visitor))
                input type="hidden" name="asked" value=(asked);
                button.quiet type="submit" { "ดาวน์โหลดเป็นไฟล์เดียว มีรูปอยู่ในไฟล์ (.html)" }
            }
        }
        (paper_of(visitor, file, &|record, hash| format!("/office/records/{record}/photos/{hash}")))
    };
    Page::of(visitor, "/office/register", "ข้อมูลของเจ้าตัว").on_paper().draw(&body)
}

/// Where a picture is that the paper shows.
type Picture<'p> = &'p dyn Fn(RecordId, PhotoHash) -> String;

fn paper_of(visitor: &Visitor, file: &OwnFile, picture: Picture<'_>) -> Markup {
    let name = name_of(file);
    let entry = file.file.entry.as_ref();
    html! {
        article.paper.own {
            (paper::head(&visitor.lao.name, "ข้อมูลส่วนบุคคลที่ศูนย์ช่วยเหลือประชาชนเก็บรวบรวมไว้",
                std::slice::from_ref(&name), words::today()))
            section {
                h2 { "สถานะในทะเบียน" }
                dl.facts {
                    @match entry {
                        Some(entry) => {
                            (fact("เลขประจำตัวประชาชน", &html! { (words::full_number(&entry.national_id)) }))
                            (fact("การบันทึกในระบบ INFO", &html! { (words::status(entry.status)) }))
                            @for flag in &entry.flags { (fact("ข้อสังเกต", &html! { (words::flag(*flag)) })) }
                        }
                        None if !file.has_page() => {
                            (fact("ในทะเบียน", &html! { "ถูกเอาออกจากบันทึกการสำรวจแล้ว จึงไม่นับในทะเบียน ข้อมูลยังเก็บไว้" }))
                        }
                        None => (fact("ในทะเบียน", &html! { "การสำรวจถูกถอนแล้ว จึงไม่นับในทะเบียน ข้อมูลยังเก็บไว้" })),
                    }
                    @for other in &file.file.elsewhere {
                        (fact("อยู่ในทะเบียนของ", &html! {
                            (other.lao.name)
                            @if !other.is_linked { " (เลขเดียวกัน ยังไม่มีผู้ตรวจว่าเป็นคนเดียวกัน)" }
                            @for help in &other.help {
                                br;
                                "เคยได้รับ " (words::or_nothing(help.what.as_deref()))
                                @if let Some(on) = help.on { " เมื่อ " (words::day(on)) }
                            }
                        }))
                    }
                }
            }
            @for own in &file.records { (visit(file, own, picture)) }
            (courses(file))
            (rulings(file))
            (papers_and_tasks(file))
            (writings(file))
            (apart(file))
            (looks(file))
            (typed(file))
            (left_out(file))
        }
    }
}

fn visit(file: &OwnFile, own: &Own, picture: Picture<'_>) -> Markup {
    let record = &own.record;
    html! {
        section {
            h2 { "การสำรวจ " (words::moment(record.captured_at)) " ผู้สำรวจ " (person::surveyor(&file.file, record)) }
            @if file.is_taken_off(record.id) { p { "บุคคลนี้ถูกเอาออกจากบันทึกนี้แล้ว ค่าที่แสดงเป็นค่าล่าสุดก่อนเอาออก" } }
            (told(&own::told(record)))
            (pictures(record, picture))
        }
    }
}

/// Things in things: each under its name.
fn told(things: &[Told]) -> Markup {
    html! {
        dl.facts.told {
            @for thing in things {
                @match thing {
                    Told::Line(name, value) => (fact(name, &html! { (value) })),
                    Told::Thing(name, things) => (fact(name, &told(things))),
                }
            }
        }
    }
}

fn pictures(record: &Record, picture: Picture<'_>) -> Markup {
    let mut seen = BTreeSet::new();
    let photos: Vec<_> = record.photo_hashes().filter(|hash| seen.insert(*hash)).collect();
    html! {
        @if !photos.is_empty() {
            ul.photos.whole {
                @for hash in photos {
                    li { img src=(picture(record.id, hash)) alt="" loading="eager"; span { (shown_by(record, hash)) } }
                }
            }
        }
    }
}

/// What a picture is of: a signature that was drawn on the phone stands in no list of photos.
fn shown_by(record: &Record, hash: PhotoHash) -> &'static str {
    let listed = record.photos.iter().find(|photo| photo.hash == hash).and_then(|photo| photo.kind);
    let signs = |request: &Request| request.signature.as_ref().and_then(|by| by.photo) == Some(hash);
    let empowers = |request: &Request| request.proxy.as_ref().and_then(|by| by.authority_photo) == Some(hash);
    match listed {
        Some(kind) => kind.in_thai(),
        None if record.requests.iter().any(signs) => "ลายมือชื่อ",
        None if record.requests.iter().any(empowers) => "ใบมอบอำนาจ",
        None => "รูป",
    }
}

fn courses(file: &OwnFile) -> Markup {
    html! {
        @for stood in file.courses.iter().filter(|stood| !stood.course.steps().is_empty()) {
            (course(stood))
            @if let Some(answers) = file.answers.get(&stood.asked) { (referrals::answers(answers)) }
        }
    }
}

fn course(stood: &Stood) -> Markup {
    let subject = stood.request().and_then(|request| request.subject.clone());
    html! {
        section {
            h2 {
                "สิ่งที่ศูนย์ทำกับคำขอ" @if let Some(subject) = subject { " “" (subject) "”" }
                @if let Some(number) = stood.course.number() { " เลขรับ " (number) }
            }
            p { (stood.course.state().in_thai()) }
            ol.history {
                @for (at, step) in stood.course.steps().iter().enumerate() {
                    li {
                        strong { (step.act.kind().in_thai()) } " " (words::day(step.on))
                        " โดย " (stood.names.get(&step.by).map_or(step.by.as_str(), String::as_str))
                        @if !stood.course.counts(at) { " (แก้ไขแล้ว ไม่นับ)" }
                        (act::told(&step.act))
                    }
                }
            }
        }
    }
}

fn rulings(file: &OwnFile) -> Markup {
    let said = |decision: &Decision| match &decision.ruling().verdict {
        Verdict::Join { .. } => "รวมสองรายการเป็นบุคคลเดียวกัน".to_owned(),
        Verdict::Separate { .. } => "แยกเป็นคนละคน".to_owned(),
        Verdict::Withdraw { record, reason, .. } if file.is_alone_on(*record) => {
            format!("ถอนการสำรวจ: {reason}")
        }
        Verdict::Withdraw { .. } => "ถอนการสำรวจ".to_owned(),
        Verdict::Restore { .. } => "คืนการสำรวจที่ถอน".to_owned(),
        _ => String::new(),
    };
    html! {
        @if !file.rulings.is_empty() {
            section {
                h2 { "สิ่งที่เจ้าหน้าที่วินิจฉัย" }
                (page::table("สิ่งที่เจ้าหน้าที่วินิจฉัย", &["เมื่อ", "เรื่อง", "โดย"], &html! {
                    @for decision in &file.rulings {
                        tr {
                            td { (words::at(decision.ruling().stamp.ms())) }
                            th scope="row" { (said(decision)) }
                            td { (user(file, &decision.ruling().by)) }
                        }
                    }
                }))
            }
        }
    }
}

fn user<'f>(file: &'f OwnFile, id: &'f str) -> &'f str {
    file.names.get(id).map_or(id, String::as_str)
}

fn papers_and_tasks(file: &OwnFile) -> Markup {
    html! {
        @if !file.posted.is_empty() {
            section {
                h2 { "ประกาศที่มีชื่อ" }
                (page::table("ประกาศที่มีชื่อ", &["ประกาศ", "เรื่อง", "ตั้งแต่", "ถึง"], &html! {
                    @for posting in &file.posted {
                        tr {
                            th scope="row" { (posting.kind.in_thai()) }
                            td { (posting.title) @if posting.cancelled.is_some() { " (ยกเลิก)" } }
                            td { (words::day(posting.from)) }
                            td { (words::day(posting.until)) }
                        }
                    }
                }))
            }
        }
        @if !file.tasks.is_empty() {
            section {
                h2 { "งานตรวจสอบข้อเท็จจริงที่ให้ผู้สำรวจไปดู" }
                @for row in &file.tasks {
                    dl.facts {
                        (fact("ให้ไปดูเมื่อ", &html! { (words::moment(row.task.asked_at)) }))
                        @if let Some(note) = &row.task.note { (fact("บันทึก", &html! { (note) })) }
                        @for asked in &row.task.facts {
                            (fact(&asked.label, &html! { (words::or_nothing(asked.claimed.as_deref())) }))
                        }
                    }
                }
            }
        }
    }
}

fn writings(file: &OwnFile) -> Markup {
    html! {
        section {
            h2 { "ทุกค่าที่เคยบันทึก และผู้บันทึก (" (file.writings.len()) ")" }
            @for step in &file.writings { (writing(file, step)) }
        }
    }
}

fn writing(file: &OwnFile, step: &Writing) -> Markup {
    let alone = file.is_alone_on(step.record);
    let set: Vec<Told> =
        step.sets.iter().filter_map(|(path, value)| own::told_set(path, value, alone)).collect();
    html! {
        @if !set.is_empty() {
            div.writing {
                h3 {
                    (step.hand.at.map_or_else(|| NOTHING.to_owned(), words::moment)) " " (person::by(&step.hand))
                    @if !step.makes { " (แก้ไข)" }
                }
                (told(&set))
                p.hint {
                    "ถึงสำนักงาน " (step.taken_at.map_or_else(|| NOTHING.to_owned(), words::moment))
                    " จากเครื่อง " (step.hand.device.as_str())
                }
            }
        }
    }
}

fn apart(file: &OwnFile) -> Markup {
    html! {
        @if !file.apart.is_empty() {
            section {
                h2 { "ข้อมูลจากเครื่องที่ถูกยกเลิก พักไว้และยังไม่นับ" }
                @for (at, sets) in &file.apart {
                    div.writing {
                        h3 { "พักไว้เมื่อ " (words::at(*at)) }
                        (told(&sets.iter().filter_map(|(path, value)| own::told_set(path, value, false)).collect::<Vec<_>>()))
                    }
                }
            }
        }
    }
}

fn looks(file: &OwnFile) -> Markup {
    html! {
        section {
            h2 { "ใครเปิดดูข้อมูลนี้ (" (file.looks.len()) ")" }
            @if file.looks.is_empty() { p { "ยังไม่มีผู้เปิดดู" } } @else {
                (page::table("ใครเปิดดูข้อมูลนี้", &["เมื่อ", "ใคร", "ทำอะไร", "เพื่ออะไร"], &html! {
                    @for look in &file.looks {
                        tr {
                            td { (words::at(look.at)) }
                            th scope="row" { (user(file, &look.user)) }
                            td { (access::act(look.act)) }
                            td { (words::or_nothing(look.why.as_deref())) }
                        }
                    }
                }))
            }
        }
    }
}

fn typed(file: &OwnFile) -> Markup {
    html! {
        @if !file.handed.is_empty() {
            section {
                h2 { "การนำออกไปบันทึกในระบบ INFO" }
                (page::table("การนำออกไปบันทึกในระบบ INFO", &["รอบเดือน", "ชื่อที่นำออก", "เมื่อ"], &html! {
                    @for row in &file.handed {
                        tr {
                            th scope="row" { (words::round(row.round)) }
                            td { (row.name) }
                            td { (words::at(row.at)) }
                        }
                    }
                }))
            }
        }
        @if !file.typed.is_empty() {
            section {
                h2 { "การบันทึกในระบบ INFO (" (file.typed.len()) ")" }
                (page::table("การบันทึกในระบบ INFO", &["รอบเดือน", "โดย", "เมื่อ"], &html! {
                    @for (round, row) in &file.typed {
                        tr {
                            th scope="row" { (words::round(*round)) }
                            td { (user(file, &row.user)) }
                            td { (words::at(row.at)) }
                        }
                    }
                }))
            }
        }
    }
}

fn left_out(file: &OwnFile) -> Markup {
    html! {
        section {
            h2 { "สิ่งที่ไม่อยู่ในเอกสารนี้" }
            @if file.left_out == 0 { p { "ไม่มี ทุกอย่างที่เก็บรวบรวมไว้อยู่ในเอกสารนี้แล้ว" } } @else {
                p {
                    "อีก " (file.left_out) " รายการเป็นของครัวเรือนร่วมกับคนอื่น เช่น รูปที่ไม่ได้ระบุว่าเป็นของใคร \
                     จึงไม่ได้ใส่ไว้ หากต้องการ เจ้าหน้าที่ต้องดูก่อนว่าไม่มีข้อมูลของคนอื่น"
                }
            }
        }
    }
}
