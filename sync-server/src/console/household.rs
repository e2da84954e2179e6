//! A household's page: who lives there, and what every visit found.

use axum::Extension;
use axum::extract::{Path, State};
use maud::{Markup, html};
use register::national_id::TypedId;
use register::record::RecordId;
use register::spoken::Spoken;
use register::visit::Visit;

use super::mishap::Mishap;
use super::page::{self, Page, fact};
use super::words::{self, NOTHING};
use super::{checks, photo};
use crate::db::desk::Act;
use crate::office::{HouseholdFile, Looked, Visitor};
use crate::routes::House;

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(record): Path<RecordId>,
) -> Result<Markup, Mishap> {
    let file = house.office.household_file(&visitor, record).await?;
    let file = file.ok_or_else(|| Mishap::missing(&visitor))?;
    let looked = Looked {
        record: Some(record),
        told: Some(format!("people={}", file.people.len())),
        ..Looked::default()
    };
    house.office.note_access(&visitor, Act::Household, looked).await?;
    let newest = file.visits.first().and_then(|visit| visit.record.place.as_ref());
    let title = words::house(newest);
    let body = html! {
        h1 { (title) }
        (people(&file))
        @for visit in &file.visits { (one(&file, visit)) }
        @if file.more { p { "แสดงการสำรวจที่เข้ามาล่าสุดเท่านั้น ครั้งก่อนหน้านี้ดูได้จากหน้าของแต่ละคน" } }
    };
    Ok(Page::of(&visitor, "/office/register", &title).draw(&body))
}

fn people(file: &HouseholdFile) -> Markup {
    html! {
        section aria-labelledby="people" {
            h2 id="people" { "คนที่พบในบ้านนี้ (" (file.people.len()) ")" }
            (page::table("ตารางคนในบ้าน", &["ชื่อ", "เลขประจำตัวประชาชน", "เกิด", "ครอบครัวที่", "ในครอบครัว"], &html! {
                @for (who, person) in &file.people {
                    tr {
                        th scope="row" {
                            a href={ "/office/people/" (who.record) "/" (who.person) } { (words::called(person)) }
                        }
                        td.number { (words::number(&TypedId::read(person.national_id.as_deref()))) }
                        td { (words::born(person.born())) }
                        td { (person.family.map_or_else(|| NOTHING.to_owned(), |family| family.to_string())) }
                        td { @if person.head == Some(true) { "หัวหน้าครอบครัว" } @else { (NOTHING) } }
                    }
                }
            }))
        }
    }
}

fn one(file: &HouseholdFile, visit: &Visit) -> Markup {
    let record = &visit.record;
    let surveyor = record.surveyor.as_ref().map(|id| file.surveyors.get(id).unwrap_or(id).as_str());
    let dwelling = record.dwelling.as_ref();
    let fix = record.place.as_ref().and_then(|place| place.found_at.as_ref());
    html! {
        article.visit id={ "visit-" (record.id) } {
            h2 { "สำรวจเมื่อ " (words::moment(record.captured_at)) }
            @if record.withdraw.is_some() { p.wrong { "การสำรวจครั้งนี้ถูกถอนแล้ว" } }
            @if let Some(refusal) = &record.refusal { p { "ไม่ประสงค์ให้ข้อมูล: " (refusal.reason) } }
            dl.facts {
                (fact("ผู้สำรวจ", &html! { (words::or_nothing(surveyor)) }))
                (fact("จำนวนคน", &html! { (record.people.len()) }))
                (fact("คำขอ", &html! { (record.requests.len()) }))
                @if let Some(tenure) = dwelling.and_then(|dwelling| dwelling.tenure) {
                    (fact("การอยู่อาศัย", &html! { (tenure.in_thai()) }))
                }
                @if let Some((lat, lon)) = fix.and_then(|fix| Some((fix.lat?, fix.lon?))) {
                    (fact("พิกัด", &html! { (format!("{lat:.5}, {lon:.5}")) }))
                }
                @if let Some(damage) = record.damage.as_ref() {
                    (fact("ความเสียหาย", &html! {
                        (damage.kind.map_or(NOTHING, |kind| kind.in_thai())) " " (damage.items.len()) " รายการ"
                    }))
                }
            }
            (photo::strip(record.id, &record.photos))
            (checks::found(record, |_| true, |id| file.surveyors.get(id).cloned()))
        }
    }
}
