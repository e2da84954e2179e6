//! Somebody's page: all that the office holds of them, and where it comes from.
//!
//! Owns how a file is shown. The national ID is masked until the visitor says what they need
//! it for; that, and every opening of this page, is written down first.

use std::time::Duration;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use register::address;
use register::entry::Entry;
use register::field::Part;
use register::import::{self, Column};
use register::national_id::TypedId;
use register::record::{
    Area, CardAddress, Check, FromList, Help, InList, Person, PersonId, Proxy, Record, RecordId, Signature,
};
use register::spoken::Spoken;
use register::thai;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::door::Right;
use super::form::{Filled, carried};
use super::mishap::Mishap;
use super::page::{self, Page, fact};
use super::words::{self, NOTHING};
use super::{checks, course, own, photo};
use crate::db::desk::Act;
use crate::office::{Elsewhere, Hand, Joined, Looked, PersonFile, Source, Visitor, Writing};
use crate::routes::House;

/// What a number may be needed for; "other" asks for words.
const REASONS: [(&str, &str); 5] = [
    ("info", "บันทึกในระบบ INFO"),
    ("duplicate", "ตรวจข้อมูลซ้ำซ้อน"),
    ("aid", "พิจารณาหรือจ่ายความช่วยเหลือ"),
    ("mistake", "แก้ข้อมูลที่ผิด"),
    ("other", "อื่น ๆ (พิมพ์เหตุผล)"),
];
/// Longest reason.
const MOST_LETTERS: usize = 300;

/// A field of a person: its name in the record, and how its value is written here.
type Field = (&'static str, fn(&Person) -> Option<String>);

/// What a field of a person is called.
fn called(field: &'static str) -> &'static str {
    register::own::name_of(&format!("people.{field}")).unwrap_or(field)
}

fn text(text: &Option<String>) -> Option<String> {
    text.clone().filter(|text| !text.trim().is_empty())
}

fn yes(value: Option<bool>) -> Option<String> {
    value.map(|yes| if yes { "ใช่" } else { "ไม่ใช่" }.to_owned())
}

const FIELDS: [Field; 22] = [
    ("title", |p| text(&p.title)),
    ("given_name", |p| text(&p.given_name)),
    ("family_name", |p| text(&p.family_name)),
    ("no_id_reason", |p| text(&p.no_id_reason)),
    ("other_id", |p| text(&p.other_id)),
    ("sex", |p| Some(p.sex?.in_thai().to_owned())),
    ("birth", |p| Some(words::born(Some(p.born()?)))),
    ("nationality", |p| Some(p.nationality?.in_thai())),
    ("registered", |p| Some(p.registered?.in_thai().to_owned())),
    ("card_address", |p| p.card_address.as_ref().and_then(card_address)),
    ("phone", |p| text(&p.phone)),
    ("occupation", |p| text(&p.occupation)),
    ("head", |p| yes(p.head)),
    ("breadwinner", |p| yes(p.breadwinner)),
    ("low_income", |p| Some(p.low_income?.in_thai().to_owned())),
    ("low_income_note", |p| text(&p.low_income_note)),
    ("welfare_register", |p| Some(p.welfare_register?.in_thai().to_owned())),
    ("destitute", |p| yes(p.destitute)),
    ("farmer", farmer),
    ("student", |p| Some(p.student.as_ref()?.level?.in_thai().to_owned())),
    ("religion", |p| text(&p.religion)),
    ("blood_group", |p| text(&p.blood_group)),
];

fn farmer(person: &Person) -> Option<String> {
    let farmer = person.farmer.as_ref()?;
    let kinds = farmer.kinds.iter().map(|kind| kind.in_thai()).collect::<Vec<_>>().join(" ");
    let register = farmer.register.map(|register| format!(" ขึ้นทะเบียน{}", register.in_thai()));
    let since = farmer.registered_on.map(|on| format!(" ตั้งแต่ {}", words::day(on)));
    Some(kinds + &register.unwrap_or_default() + &since.unwrap_or_default()).filter(|said| !said.is_empty())
}

fn card_address(card: &CardAddress) -> Option<String> {
    let mut parts = Vec::new();
    parts.extend(card.house_no.clone());
    parts.extend(card.moo.map(|moo| format!("หมู่ {moo}")));
    parts.extend(card.tambon.as_deref().and_then(address::tambon).map(|tambon| tambon.line()));
    parts.extend(card.postcode.clone());
    (!parts.is_empty()).then(|| parts.join(" "))
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path((record, person)): Path<(RecordId, PersonId)>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Mishap> {
    let file = file(&house, &visitor, record, person).await?;
    let there = |press| with_number(record, person, press);
    let number = house.office.led_to(&visitor, asked.number, there, NUMBER_STAYS).await?;
    house.office.note_access(&visitor, Act::Person, looked(&file)).await?;
    let done = asked.done.filter(|done| done == "mended").map(|_| "บันทึกการแก้ไขแล้ว ค่าเดิมอยู่ในประวัติด้านล่าง");
    Ok(draw(&visitor, &file, number.then_some(Shown::Number), done))
}

#[derive(Deserialize)]
pub(super) struct Asked {
    /// The button by which the visitor said what they need the number for.
    number: Option<Uuid>,
    done: Option<String>,
}

/// So long the page shows the number to whoever said why; after that they say it again.
const NUMBER_STAYS: Duration = Duration::from_secs(5 * 60);

/// Where the button leads that shows the number.
fn with_number(record: RecordId, person: PersonId, press: Uuid) -> String {
    format!("/office/people/{record}/{person}?number={press}")
}

pub(super) async fn show_number(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
    Path((record, person)): Path<(RecordId, PersonId)>,
) -> Result<Response, Mishap> {
    let file = file(&house, &visitor, record, person).await?;
    let words = kept_for_good(filled.get("words").trim(), &file);
    let chosen = REASONS.iter().find(|(name, _)| *name == filled.get("reason"));
    let why = match chosen {
        Some(("other", _)) if words.is_empty() => None,
        Some(("other", _)) => Some(words),
        Some((_, reason)) if words.is_empty() => Some((*reason).to_owned()),
        Some((_, reason)) => Some(format!("{reason}: {words}")),
        None => None,
    };
    let (Some(why), Some(press)) = (why, filled.press()) else {
        house.office.note_access(&visitor, Act::Person, looked(&file)).await?;
        let page = draw(&visitor, &file, Some(Shown::AskedWithoutReason), None);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    house.office.note_access(&visitor, Act::Number, Looked { why: Some(why), ..looked(&file) }).await?;
    Ok(Redirect::to(&with_number(record, person, press)).into_response())
}

/// A reason as it is kept for good, after whom it is about was erased too: neither a number of somebody's nor a
/// name of theirs has a place in it.
pub(super) fn kept_for_good(words: &str, file: &PersonFile) -> String {
    let words: String = thai::nfc(words).chars().take(MOST_LETTERS).collect();
    let theirs = file.visits.iter().flat_map(|visit| themselves(file, &visit.record));
    let names = theirs.flat_map(|person| [&person.given_name, &person.family_name]).flatten();
    let mut names: Vec<String> = names.map(|name| thai::nfc(name.trim())).collect();
    names.retain(|name| name.chars().count() > 1);
    // A name that another begins with would leave the rest of it.
    names.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
    words::without_numbers(&names.iter().fold(words, |words, name| words.replace(name.as_str(), "(ชื่อ)")), 6)
}

async fn file(
    house: &House,
    visitor: &Visitor,
    record: RecordId,
    person: PersonId,
) -> Result<PersonFile, Mishap> {
    let file = house.office.person_file(visitor, record, person).await?;
    file.ok_or_else(|| Mishap::missing(visitor))
}

pub(super) fn looked(file: &PersonFile) -> Looked {
    let person = file.entry.as_ref().map_or(file.who.person, |entry| entry.person);
    Looked { record: Some(file.who.record), person: Some(person), ..Looked::default() }
}

/// How the number is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Number,
    AskedWithoutReason,
}

fn draw(visitor: &Visitor, file: &PersonFile, shown: Option<Shown>, done: Option<&'static str>) -> Markup {
    // Whoever is on a visit that was taken back is shown as that visit had them.
    let as_met = file.visits.iter().flat_map(|visit| &visit.record.people);
    let person = match &file.entry {
        Some(entry) => Some(&entry.shown),
        None => as_met.into_iter().find(|person| person.id == file.who.person),
    };
    let name = person.map_or_else(|| "ไม่ทราบชื่อ".to_owned(), words::called);
    let number = match (&file.entry, person) {
        (Some(entry), _) => entry.national_id.clone(),
        (None, Some(person)) => TypedId::read(person.national_id.as_deref()),
        (None, None) => TypedId::Missing,
    };
    let body = html! {
        h1 { (name) }
        (standing(visitor, file))
        (national_id(visitor, file, &number, shown))
        @if let Some(person) = person { (facts(file, person)) }
        @if Right::TakeIn.is_held_by(visitor.role) && file.entry.is_some() {
            p { a.button href={ "/office/people/" (file.who.record) "/" (file.who.person) "/mend" } { "แก้ไขข้อมูล" } }
        }
        (requests(file))
        (help(file))
        (visits(file))
        (history(file))
        @if Right::Export.is_held_by(visitor.role) {
            p { a href=(own::address(file.who.record, file.who.person)) { "ข้อมูลทั้งหมดของเจ้าตัว สำหรับมอบให้เจ้าตัว" } }
            @if let Some(entry) = &file.entry { p.hint { "รหัสในทะเบียน " span.code { (entry.lao) "/" (entry.person) } } }
        }
    };
    Page::of(visitor, "/office/register", &name).after(done).draw(&body)
}

fn standing(visitor: &Visitor, file: &PersonFile) -> Markup {
    let Some(entry) = &file.entry else {
        return html! { p.wrong { "การสำรวจครั้งนี้ถูกถอนแล้ว จึงไม่นับในทะเบียน ข้อมูลยังเก็บไว้" } };
    };
    html! {
        p.standing {
            span.status { (words::status(entry.status)) }
            @for flag in &entry.flags { " " span.flag { (words::flag(*flag)) } }
        }
        @for join in &file.joins { (joined(visitor, file, join)) }
        @for other in &file.elsewhere {
            p.elsewhere {
                @if other.is_linked { "อยู่ในทะเบียนของ" (other.lao.name) "ด้วย" }
                @else { "เลขประจำตัวเดียวกันอยู่ในทะเบียนของ" (other.lao.name) " ต้องให้คนตรวจว่าเป็นคนเดียวกันหรือไม่" }
            }
        }
    }
}

/// What was joined can be taken apart again, from here.
fn joined(visitor: &Visitor, file: &PersonFile, join: &Joined) -> Markup {
    html! {
        div.elsewhere {
            p { "รวมจากสองรายการเมื่อ " (words::at(join.at)) " โดย " (join.by) }
            @if Right::Work.is_held_by(visitor.role) {
                form method="post" action={ "/office/people/" (file.who.record) "/" (file.who.person) "/apart" } {
                    (carried(visitor))
                    input type="hidden" name="decision" value=(join.decision);
                    button.quiet type="submit" { "แยกกลับเป็นสองรายการ" }
                }
            }
        }
    }
}

/// What is compared of two people, row by row.
pub(super) fn compared(
    one: Option<&Person>,
    other: Option<&Person>,
) -> impl Iterator<Item = (&'static str, String, String)> {
    let number = |person: Option<&Person>| {
        person.map(|person| words::number(&TypedId::read(person.national_id.as_deref()))).unwrap_or_default()
    };
    let numbers = ("เลขประจำตัวประชาชน", number(one), number(other));
    let fields = FIELDS.iter().map(move |(field, written)| {
        let of = |person: Option<&Person>| person.and_then(written).unwrap_or_default();
        (called(field), of(one), of(other))
    });
    fields.chain([numbers]).filter(|(_, one, other)| !(one.is_empty() && other.is_empty()))
}

fn national_id(visitor: &Visitor, file: &PersonFile, number: &TypedId, shown: Option<Shown>) -> Markup {
    let at = format!("/office/people/{}/{}/number", file.who.record, file.who.person);
    html! {
        section aria-labelledby="number" {
            h2 id="number" { "เลขประจำตัวประชาชน" }
            @if shown == Some(Shown::Number) {
                p.number.full { (words::full_number(number)) }
            } @else {
                p.number { (words::number(number)) }
                @if !matches!(number, TypedId::Missing) {
                    details open[shown.is_some()] {
                        summary { "แสดงเลขเต็ม" }
                        @if shown.is_some() { p.wrong role="alert" { "เลือกเหตุผลก่อน ถ้าเลือก “อื่น ๆ” ให้พิมพ์เหตุผลด้วย" } }
                        form.narrow method="post" action=(at) {
                            (carried(visitor))
                            label for="reason" { "ใช้เพื่อ" }
                            select id="reason" name="reason" required {
                                option value="" { "เลือกเหตุผล" }
                                @for (name, reason) in REASONS { option value=(name) { (reason) } }
                            }
                            label for="words" { "รายละเอียด (ถ้ามี)" }
                            input id="words" name="words" maxlength=(MOST_LETTERS);
                            button type="submit" { "แสดงเลขเต็ม" }
                            p.hint { "ชื่อท่าน เวลา และเหตุผลจะถูกบันทึกไว้" }
                        }
                    }
                }
            }
        }
    }
}

fn facts(file: &PersonFile, person: &Person) -> Markup {
    html! {
        section aria-labelledby="facts" {
            h2 id="facts" { "ข้อมูลบุคคล และที่มาของแต่ละค่า" }
            (page::table("ตารางข้อมูลบุคคล", &["ช่อง", "ค่าที่ใช้", "ที่มา", "ค่าอื่นที่เก็บไว้"], &html! {
                @for (field, written) in FIELDS {
                    @if let Some(value) = written(person) {
                        tr {
                            th scope="row" { (called(field)) } td { (value) }
                            td { (source(file, file.sources.get(field))) }
                            td { (lost(file.entry.as_ref(), field)) }
                        }
                    }
                }
            }))
        }
    }
}

fn source(file: &PersonFile, source: Option<&Source>) -> Markup {
    let Some(source) = source else { return html! { (NOTHING) } };
    let visit = file.visits.iter().find(|visit| visit.record.id == source.record);
    let is_listed = visit.is_some_and(|visit| visit.record.from_list.is_some());
    html! {
        a href={ "#visit-" (source.record) } {
            @if is_listed { "บัญชีรายชื่อ " } @else { "สำรวจ " }
            (words::day(source.captured_at.date_time().date_naive()))
        }
        @if let Some(hand) = source.hand.as_ref().filter(|_| !is_listed) { " โดย " (by(hand)) }
    }
}

/// Which list a visit was taken from, where it was, and where on it this person stands.
fn from_list(file: &PersonFile, record: &Record) -> Markup {
    let Some(from) = &record.from_list else { return html! {} };
    let listed = themselves(file, record).next().and_then(|person| person.in_list.as_ref());
    html! {
        p {
            "จากบัญชีรายชื่อของ "
            a href={ "/office/import/" (from.list) } {
                (import::in_thai(from.agency.as_deref(), from.letter.as_deref(), from.letter_on))
            }
            @if let Some(listed) = listed { " แถว " (listed.row) }
        }
        @if let Some(listed) = listed {
            @if let Some(note) = &listed.note { p { "หมายเหตุในบัญชี: " (note) } }
            @for (column, written) in &listed.unread {
                @let column = column.parse::<Column>().map_or_else(|_| column.clone(), |column| column.in_thai().to_owned());
                p.hint { "ช่อง “" (column) "” ในบัญชีเขียนว่า “" (words::without_long_numbers(written)) "”" }
            }
        }
    }
}

/// Who wrote something, as far as that is known.
pub(super) fn by(hand: &Hand) -> String {
    let name = hand.name.clone().or_else(|| hand.surveyor.clone());
    name.unwrap_or_else(|| format!("เครื่อง {}", hand.device.as_str()))
}

/// Values of a field that lost to the one that is shown; the keys name the field last.
fn lost(entry: Option<&Entry>, field: &str) -> Markup {
    let lost = entry.into_iter().flat_map(|entry| &entry.lost);
    let values: Vec<String> = lost
        .filter(|(key, _)| key.rsplit('/').next() == Some(field))
        .flat_map(|(_, values)| values.iter().map(|value| as_written(field, value)))
        .collect();
    html! { @if values.is_empty() { (NOTHING) } @else { (values.join(", ")) } }
}

/// One value of somebody's, as the table writes it; where it is nothing that the table knows, as it
/// came.
fn as_written(field: &str, value: &Value) -> String {
    let alone = serde_json::json!({ "id": Uuid::nil(), field: value });
    let person: Option<Person> = serde_json::from_value(alone).ok();
    let written = FIELDS.iter().find(|(name, _)| *name == field).map(|(_, written)| written);
    match (value, person, written) {
        (Value::Null, ..) => said(value),
        (_, Some(person), Some(written)) => written(&person).unwrap_or_else(|| said(value)),
        _ => said(value),
    }
}

/// A value of a field as it came.
fn said(value: &Value) -> String {
    match value {
        Value::Null => "ว่าง".to_owned(),
        Value::String(text) => text.clone(),
        Value::Bool(yes) => if *yes { "ใช่" } else { "ไม่ใช่" }.to_owned(),
        Value::Object(map) => {
            map.values().map(said).filter(|said| !said.is_empty()).collect::<Vec<_>>().join(" ")
        }
        Value::Array(items) => items.iter().map(said).collect::<Vec<_>>().join(", "),
        Value::Number(number) => number.to_string(),
    }
}

fn requests(file: &PersonFile) -> Markup {
    let asked = file.requests();
    html! {
        section aria-labelledby="requests" {
            h2 id="requests" { "คำขอ" }
            @if asked.is_empty() { p { "ไม่มีคำขอ" } }
            @for (visit, request) in asked {
                article.request {
                    h3 {
                        a href={ "/office/requests/" (visit.record.id) "/" (request.id) } {
                            (words::or_nothing(request.subject.as_deref()))
                        }
                    }
                    dl.facts { (course::asked(&visit.record, request)) }
                }
            }
        }
    }
}

fn help(file: &PersonFile) -> Markup {
    let here: Vec<Help> = file.help().into_iter().chain(file.given.iter().cloned()).collect();
    let elsewhere = file.elsewhere.iter().filter(|other| !other.help.is_empty());
    html! {
        section aria-labelledby="help" {
            h2 id="help" { "ความช่วยเหลือที่เคยได้รับ" }
            @if here.is_empty() && file.elsewhere.iter().all(|other| other.help.is_empty()) {
                p { "ไม่มีข้อมูลว่าเคยได้รับ" }
            }
            @if !here.is_empty() { (helped("ในทะเบียนนี้", &here)) }
            @for Elsewhere { lao, help, .. } in elsewhere {
                h3 { "จากทะเบียนของ" (lao.name) }
                (helped(&lao.name, help))
            }
        }
    }
}

fn helped(from: &str, help: &[Help]) -> Markup {
    html! {
        (page::table(&format!("ตารางความช่วยเหลือ {from}"), &["วันที่", "จาก", "สิ่งที่ได้รับ", "จำนวนเงิน (บาท)"], &html! {
            @for help in help {
                tr {
                    td { (help.on.map_or_else(|| NOTHING.to_owned(), words::day)) }
                    td { (words::or_nothing(help.from.as_deref())) }
                    td { (words::or_nothing(help.what.as_deref())) }
                    td.number { (help.amount_baht.as_ref().map_or_else(|| NOTHING.to_owned(), words::baht)) }
                }
            }
        }))
    }
}

fn visits(file: &PersonFile) -> Markup {
    html! {
        section aria-labelledby="visits" {
            h2 id="visits" { "การสำรวจที่พบบุคคลนี้ (" (file.visits.len()) ")" }
            @for visit in &file.visits {
                @let record = &visit.record;
                article.visit id={ "visit-" (record.id) } {
                    h3 { (words::moment(record.captured_at)) " รอบ " (words::round(record.round)) }
                    p {
                        a href={ "/office/households/" (record.id) } { (words::house(record.place.as_ref())) }
                        " มี " (record.people.len()) " คน ผู้สำรวจ " (surveyor(file, record))
                        @if record.withdraw.is_some() { " " strong { "ถอนแล้ว" } }
                    }
                    (from_list(file, record))
                    (photo::strip(record.id, &record.photos))
                    (checks::found(record, |check| is_about(file, record, check), |id| named(file, Some(id)).map(str::to_owned)))
                }
            }
        }
    }
}

/// Whether a check is about whom this page is about: about themselves, about a request of theirs, or about
/// nobody of the house more than another.
fn is_about(file: &PersonFile, record: &Record, check: &Check) -> bool {
    let of_request = check.request.and_then(|id| record.requests.iter().find(|request| request.id == id));
    let asked_by = of_request.and_then(|request| record.requester(request));
    let is_of_the_house = check.person.is_none() && check.request.is_none();
    is_of_the_house
        || [check.person, asked_by].into_iter().flatten().any(|person| file.is_met(record, person))
}

/// Whom this page is about, as they stand on a visit.
fn themselves<'f>(file: &'f PersonFile, record: &'f Record) -> impl Iterator<Item = &'f Person> {
    record.people.iter().filter(|person| file.is_met(record, person.id))
}

/// What somebody of the team is called, where their hand is known; without an id, who wrote with none.
fn named<'f>(file: &'f PersonFile, id: Option<&str>) -> Option<&'f str> {
    let hand = file.writings.iter().map(|writing| &writing.hand).find(|hand| hand.surveyor.as_deref() == id);
    hand.and_then(|hand| hand.name.as_deref())
}

/// Who captured a visit, by name where their hand is known.
pub(super) fn surveyor(file: &PersonFile, record: &Record) -> String {
    let id = record.surveyor.as_deref();
    words::or_nothing(named(file, id).or(id)).to_owned()
}

fn history(file: &PersonFile) -> Markup {
    html! {
        section aria-labelledby="history" {
            h2 id="history" { "ประวัติการบันทึกและแก้ไข (" (file.writings.len()) ")" }
            ol.history {
                @for step in &file.writings { li { (one(step)) } }
            }
        }
    }
}

fn one(step: &Writing) -> Markup {
    html! {
        details {
            summary {
                (step.hand.at.map_or_else(|| NOTHING.to_owned(), words::moment)) " "
                (by(&step.hand)) " "
                @if step.makes { "บันทึกการสำรวจ" } @else { "แก้ไข " (step.sets.len()) " ช่อง" }
            }
            dl.facts {
                @for (path, value) in &step.sets {
                    @if let Some(label) = label(&path.part()) {
                        (fact(label, &html! { (written(&path.part(), value)) }))
                    }
                }
            }
            p.hint {
                "ถึงสำนักงาน " (step.taken_at.map_or_else(|| NOTHING.to_owned(), words::moment))
                " จากเครื่อง " (step.hand.device.as_str())
            }
        }
    }
}

/// What a field of the history is called; those that people do not read are left out.
fn label(part: &Part<'_>) -> Option<&'static str> {
    match *part {
        Part::OfMember("people", _, "national_id") => Some("เลขประจำตัวประชาชน"),
        Part::OfMember("people", _, "in_list") => Some("แถวในบัญชีรายชื่อ"),
        Part::OfMember("people", _, field) => {
            FIELDS.iter().find(|(name, _)| *name == field).map(|(name, _)| called(name))
        }
        Part::OfMember("requests", _, field) => match field {
            "subject" => Some("คำขอ: เรื่อง"),
            "facts" => Some("คำขอ: ข้อเท็จจริง"),
            "need" => Some("คำขอ: ความต้องการ"),
            "area" => Some("คำขอ: ด้าน"),
            "signature" => Some("คำขอ: ลายมือชื่อ"),
            "proxy" => Some("คำขอ: ผู้ขอแทน"),
            _ => None,
        },
        Part::Of("place", "house_no") => Some("บ้านเลขที่"),
        Part::Of("place", "moo") => Some("หมู่"),
        Part::Own("round") => Some("รอบสำรวจ"),
        Part::Own("from_list") => Some("จากบัญชีรายชื่อ"),
        Part::Own("withdraw") => Some("ถอนการสำรวจ"),
        Part::Own(_) | Part::Of(..) | Part::Member(..) | Part::OfMember(..) => None,
    }
}

/// A value of the history. A national ID stays masked here too.
fn written(part: &Part<'_>, value: &Value) -> String {
    match (part, value) {
        (Part::OfMember("people", _, "national_id"), Value::String(typed)) => {
            words::number(&TypedId::read(Some(typed)))
        }
        (Part::OfMember("people", _, "in_list"), value) => {
            InList::deserialize(value).map_or_else(|_| NOTHING.to_owned(), |listed| listed.row.to_string())
        }
        (Part::OfMember("people", _, field), value) => as_written(field, value),
        (Part::Own("from_list"), value) => FromList::deserialize(value).map_or_else(
            |_| NOTHING.to_owned(),
            |from| import::in_thai(from.agency.as_deref(), from.letter.as_deref(), from.letter_on),
        ),
        (Part::Own("round"), Value::String(round)) => {
            round.parse().map_or_else(|_| round.clone(), words::round)
        }
        (Part::OfMember("requests", _, "area"), Value::String(area)) => {
            area.parse::<Area>().map_or_else(|_| area.clone(), |area| area.in_thai().to_owned())
        }
        (Part::OfMember("requests", _, "signature"), value @ Value::Object(_)) => {
            Signature::deserialize(value)
                .map_or_else(|_| NOTHING.to_owned(), |of| told(of.kind.in_thai(), of.reason.as_deref()))
        }
        (Part::OfMember("requests", _, "proxy"), value @ Value::Object(_)) => Proxy::deserialize(value)
            .map_or_else(
                |_| NOTHING.to_owned(),
                |by| {
                    let name = words::or_nothing(by.name.as_deref());
                    let paper = if by.authority_photo.is_some() {
                        "มีรูปใบมอบอำนาจ"
                    } else {
                        "ไม่มีรูปใบมอบอำนาจ"
                    };
                    told(&told(name, by.relation.as_deref()), Some(paper))
                },
            ),
        (_, other) => said(other),
    }
}

/// A word, with what was said to it.
fn told(word: &str, with: Option<&str>) -> String {
    with.map_or_else(|| word.to_owned(), |with| format!("{word} ({with})"))
}
