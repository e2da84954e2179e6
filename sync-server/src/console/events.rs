//! Disasters: what happened, where help was declared, which way help goes, what was damaged, and the
//! papers that go up (domain.md 4.5, 2.9, O-12, O-13, O-16).
//!
//! Owns these pages: an event with its map, the pictures of its damage, its papers on paper and as files.
//! What an event may be and which damage is of it is `register::event`'s; the papers are
//! `register::report`'s, and how a map is drawn is `ground`'s. None of them names anybody.

use std::collections::BTreeSet;

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Json};
use chrono::NaiveDate;
use maud::{Markup, html};
use register::calendar::Holidays;
use register::calendar::written::read_date;
use register::deadline::Due;
use register::event::{Event, EventId, Route, Zone};
use register::record::{DamageKind, Extent};
use register::report::{Kind, Report, Struck, days_of};
use register::spoken::Spoken;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::door::Right;
use super::form::{Filled, carried, choice, mark, tick};
use super::ground::{self, OTHER, PARTIAL, Sign, WHOLE};
use super::mishap::Mishap;
use super::page::{self, Page, fact, wrong};
use super::{assets, paper, photo, rates, reports, words};
use crate::db::desk::Act;
use crate::office::{Looked, OfficeFault, Visitor};
use crate::routes::House;

/// Where the way to them leads.
const HERE: &str = "/office/events";
/// The papers of an event.
const PAPERS: [Kind; 3] = [Kind::Damage, Kind::Support, Kind::Progress];
/// Houses on one page of pictures.
const HOUSES: usize = 24;
/// Deadlines without a report that are told one by one.
const MISSED: usize = 6;

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Markup, Mishap> {
    list(&house, &visitor, &Filled::default(), None).await
}

async fn list(
    house: &House,
    visitor: &Visitor,
    filled: &Filled,
    said: Option<&str>,
) -> Result<Markup, Mishap> {
    let events = house.office.events(visitor.lao.code).await?;
    let holidays = house.office.holidays(visitor.lao.code).await?;
    let today = words::today();
    let body = html! {
        h1 { "สาธารณภัย" }
        @if let Some(said) = said { (wrong(said)) }
        @if events.is_empty() { p { "ยังไม่มีเหตุการณ์ เมื่อเกิดภัยให้เพิ่มที่นี่ แล้วความเสียหายที่สำรวจจะรวมเป็นบัญชีของเหตุการณ์นั้น" } } @else {
            (page::table("ตารางเหตุการณ์", &["เหตุการณ์", "ประเภทภัย", "เกิดเมื่อ", "ประกาศเขต", "รายงานความคืบหน้าครั้งถัดไป"], &html! {
                @for event in &events {
                    tr {
                        th scope="row" { a href={ (HERE) "/" (event.id) } { (event.title) } }
                        td { (event.kind.in_thai()) }
                        td { (days_of(event)) }
                        td { @if event.zone.is_some() { "ประกาศแล้ว" } @else { "ไม่ได้ประกาศ" } }
                        td { (next_report(event, today, &holidays)) }
                    }
                }
            }))
        }
        @if Right::Work.is_held_by(visitor.role) {
            section aria-labelledby="new" {
                h2 id="new" { "เพิ่มเหตุการณ์" }
                (form(visitor, HERE, None, filled))
            }
        }
    };
    Ok(Page::of(visitor, HERE, "สาธารณภัย").draw(&body))
}

/// When its progress is to be reported next, and how often nobody wrote down that it was.
fn next_report(event: &Event, today: Option<NaiveDate>, holidays: &Holidays) -> Markup {
    let reports = today.map(|today| event.reports(today, holidays));
    html! {
        @match reports.as_ref().and_then(|reports| reports.next) {
            Some(due) => (due_on(due)),
            None => "ช่วยเหลือแล้วเสร็จ",
        }
        @if let Some(missed) = reports.map(|reports| reports.missed.len()).filter(|missed| *missed > 0) {
            " " span.flag { "เลยกำหนดโดยไม่มีบันทึกว่ารายงาน " (missed) " ครั้ง" }
        }
    }
}

/// A deadline; where offices are closed on it, with the next day on which they work.
fn due_on(due: Due) -> Markup {
    html! {
        (words::day(due.on))
        // No seed says how a closed day counts: the next working day stands beside it.
        @if due.on_a_closed_day() { " (ตรงกับวันหยุด วันทำการถัดไป " (words::day(due.working_day)) ")" }
    }
}

/// Days, one after the other.
fn days(days: &[NaiveDate]) -> String {
    days.iter().map(|on| words::day(*on)).collect::<Vec<_>>().join(", ")
}

/// What of its progress was reported, what was missed, and what is next.
fn reporting(event: &Event, today: Option<NaiveDate>, holidays: &Holidays) -> Markup {
    let missed = today.map(|today| event.reports(today, holidays).missed).unwrap_or_default();
    // An old disaster that nobody closed has missed more than a page should hold.
    let (more, shown) = (missed.len().saturating_sub(MISSED), missed.iter().rev().take(MISSED));
    html! {
        (fact("รายงานความคืบหน้าครั้งถัดไป", &html! { (next_report(event, today, holidays)) " (ทุก ๑๕ วัน)" }))
        (fact("รายงานแล้วเมื่อ", &html! {
            @if event.reported.is_empty() { "ยังไม่มีบันทึก" } @else { (days(&event.reported)) }
        }))
        @if !missed.is_empty() {
            (fact("ครบกำหนดแล้วไม่มีบันทึก", &html! {
                @for (nth, due) in shown.enumerate() { @if nth > 0 { ", " } (due_on(*due)) }
                @if more > 0 { " และก่อนหน้านั้นอีก " (more) " ครั้ง" }
            }))
        }
    }
}

/// An event's form, with what is said of it or what was typed.
fn form(visitor: &Visitor, to: &str, event: Option<&Event>, filled: &Filled) -> Markup {
    let was_sent = filled.press().is_some();
    let or = |name: &str, said: Option<String>| {
        if was_sent { filled.get(name).to_owned() } else { said.unwrap_or_default() }
    };
    let day = |on: Option<NaiveDate>| on.map(words::typed_day);
    let zone = event.and_then(|event| event.zone.as_ref());
    html! {
        form.narrow method="post" action=(to) {
            (carried(visitor))
            @if let Some(event) = event { input type="hidden" name="seen" value=(mark(event)); }
            label for="title" { "ชื่อเหตุการณ์ เช่น พายุฤดูร้อน เมษายน 2569" }
            input id="title" name="title" required maxlength="300" value=(or("title", event.map(|event| event.title.clone())));
            (choice("kind", "kind", "ประเภทภัย", &or("kind", event.map(|event| event.kind.as_str().to_owned())), Some("เลือกประเภทภัย"),
                DamageKind::ALL.iter().map(|kind| (kind.as_str(), kind.in_thai()))))
            label for="from" { "เกิดภัยตั้งแต่วันที่" }
            input id="from" name="from" required inputmode="numeric" placeholder="10/4/2569" value=(or("from", day(event.map(|event| event.from))));
            label for="until" { "ถึงวันที่ (ว่างคือยังไม่สิ้นสุด)" }
            input id="until" name="until" inputmode="numeric" value=(or("until", day(event.and_then(|event| event.until))));
            fieldset {
                legend { "เขตการให้ความช่วยเหลือ" }
                (tick("declared", "declared", &html! { "ประกาศเขตแล้ว" },
                    if was_sent { filled.is_ticked("declared") } else { zone.is_some() }))
                label for="area" { "พื้นที่ที่ประกาศ" }
                input id="area" name="area" maxlength="1000" value=(or("area", zone.map(|zone| zone.area.clone())));
                label for="zone-from" { "ตั้งแต่วันที่" }
                input id="zone-from" name="zone-from" inputmode="numeric" value=(or("zone-from", day(zone.map(|zone| zone.from))));
                label for="zone-until" { "ถึงวันที่" }
                input id="zone-until" name="zone-until" inputmode="numeric" value=(or("zone-until", day(zone.map(|zone| zone.until))));
                label for="by" { "ผู้ประกาศ" }
                input id="by" name="by" maxlength="300" value=(or("by", zone.map(|zone| zone.by.clone())));
                label for="reference" { "เลขที่ประกาศ" }
                input id="reference" name="reference" maxlength="300" value=(or("reference", zone.map(|zone| zone.reference.clone())));
            }
            label for="done" { "ช่วยเหลือแล้วเสร็จเมื่อวันที่ (ว่างคือยังไม่เสร็จ)" }
            input id="done" name="done" inputmode="numeric" value=(or("done", day(event.and_then(|event| event.done_on))));
            @if let Some(event) = event {
                label for="reported" { "ส่งรายงานความคืบหน้าแล้วเมื่อวันที่ (หลายครั้งคั่นด้วยจุลภาค)" }
                input id="reported" name="reported" inputmode="text" maxlength="4000" placeholder="25/4/2569, 10/5/2569"
                    value=(or("reported", Some(event.reported.iter().map(|on| words::typed_day(*on)).collect::<Vec<_>>().join(", "))));
            }
            button type="submit" { @if event.is_some() { "บันทึกเหตุการณ์" } @else { "เพิ่มเหตุการณ์" } }
        }
    }
}

/// What a form says, or why it says nothing.
fn read(filled: &Filled, id: EventId) -> Result<Event, &'static str> {
    let day = |name: &str| match filled.get(name).trim() {
        "" => Ok(None),
        typed => read_date(typed).map(Some).map_err(|_| "วันที่อ่านไม่ออก พิมพ์เป็น 10/4/2569"),
    };
    let kind = filled.get("kind").parse().map_err(|_| "เลือกประเภทภัยก่อน")?;
    let from = day("from")?.ok_or("กรอกวันที่เกิดภัย")?;
    let zone = match filled.is_ticked("declared") {
        false => None,
        true => Some(Zone {
            area: filled.text("area").unwrap_or_default(),
            from: day("zone-from")?.ok_or("ประกาศเขตต้องกำหนดระยะเวลา กรอกวันเริ่มและวันสิ้นสุด")?,
            until: day("zone-until")?.ok_or("ประกาศเขตต้องกำหนดระยะเวลา กรอกวันเริ่มและวันสิ้นสุด")?,
            by: filled.text("by").unwrap_or_default(),
            reference: filled.text("reference").unwrap_or_default(),
        }),
    };
    let title = filled.text("title").unwrap_or_default();
    let (until, done_on) = (day("until")?, day("done")?);
    Ok(Event { id, kind, title, from, until, zone, done_on, reported: reported(filled.get("reported"))? })
}

/// The days on which progress was reported, in their order, each once.
fn reported(typed: &str) -> Result<Vec<NaiveDate>, &'static str> {
    let typed = typed.split([',', '\n', ';']).map(str::trim).filter(|day| !day.is_empty());
    let days = typed.map(read_date).collect::<Result<BTreeSet<NaiveDate>, _>>();
    Ok(days.map_err(|_| "วันที่รายงานความคืบหน้าอ่านไม่ออก พิมพ์เป็น 25/4/2569, 10/5/2569")?.into_iter().collect())
}

pub(super) async fn begin(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
) -> Result<Response, Mishap> {
    let Some(press) = filled.press() else { return Err(Mishap::Elsewhere) };
    // The form's own name: sent twice, it is one event.
    let said = match read(&filled, EventId::new(press)) {
        Err(said) => said.to_owned(),
        Ok(event) => match house.office.put_event(&visitor, &event, None).await? {
            Ok(()) => return Ok(Redirect::to(&format!("{HERE}/{}", event.id)).into_response()),
            Err(unsaid) => unsaid.to_string(),
        },
    };
    let page = list(&house, &visitor, &filled, Some(&format!("{said} ยังไม่ได้บันทึก"))).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn found(house: &House, visitor: &Visitor, id: Uuid) -> Result<Event, Mishap> {
    let found = house.office.event(visitor.lao.code, EventId::new(id)).await?;
    found.ok_or_else(|| Mishap::missing(visitor))
}

pub(super) async fn show_one(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<Uuid>,
) -> Result<Response, Mishap> {
    let event = found(&house, &visitor, id).await?;
    one(&house, &visitor, &event, &Filled::default(), None).await
}

async fn one(
    house: &House,
    visitor: &Visitor,
    event: &Event,
    filled: &Filled,
    said: Option<&str>,
) -> Result<Response, Mishap> {
    let drawn = house.office.struck(visitor.lao.code, event).await?;
    let (struck, progress) = &*drawn;
    let settings = house.office.settings(visitor.lao.code).await?;
    let rules = house.office.rules(visitor.lao.code).await?;
    let holidays = house.office.holidays(visitor.lao.code).await?;
    let (somewhere, pictures) = (
        struck.iter().filter(|house| at(house).is_some()).count(),
        struck.iter().flat_map(|house| &house.photos).map(|(_, photos)| photos.len()).sum::<usize>(),
    );
    let body = html! {
        article.paper {
            (paper::head(&visitor.lao.name, &event.title, &[format!("{} {}", event.kind.in_thai(), days_of(event))], words::today()))
            dl.facts {
                @match &event.zone {
                    Some(zone) => {
                        (fact("ประกาศเขต", &html! { (zone.area) " " (words::day(zone.from)) " ถึง " (words::day(zone.until)) }))
                        (fact("โดย", &html! { (zone.by) " " (zone.reference) }))
                    }
                    None => (fact("ประกาศเขต", &html! { "ไม่ได้ประกาศ" })),
                }
                (reporting(event, words::today(), &holidays))
            }
            @for table in &progress.tables { (paper::table(table)) }
        }
        section.off-paper aria-labelledby="routes" {
            h2 id="routes" { "ช่วยเหลืออย่างไร" }
            ul { @for route in event.routes() { li { (told(route)) " " span.hint { (route.reference()) } } } }
        }
        section.off-paper aria-labelledby="papers" {
            h2 id="papers" { "เอกสาร" }
            ul {
                @for kind in PAPERS {
                    li { a href={ (HERE) "/" (event.id) "/" (kind) } { (kind.in_thai()) } }
                }
                li { a href={ (HERE) "/" (event.id) "/pictures" } { "ภาพความเสียหาย (" (pictures) " ภาพ)" } }
            }
        }
        @if !struck.is_empty() {
            section.off-paper aria-labelledby="where" {
                h2 id="where" { "แผนที่ความเสียหาย" }
                fieldset.shown {
                    legend { "แสดงบนแผนที่" }
                    (ground::shown("all", "ทุกบ้าน", true))
                    (ground::shown(WHOLE.name, WHOLE.means, false))
                    (ground::shown("asked", "มีคำขอ", false))
                }
                (ground::legend(&[WHOLE, PARTIAL, OTHER]))
                (ground::ground(&format!("{HERE}/{}/places", event.id), &settings))
                (by_sign(struck))
                p.hint { "มีพิกัด " (somewhere) " จาก " (struck.len()) " หลัง แตะเครื่องหมายเพื่อเปิดหน้าครัวเรือน" }
            }
        }
        section.off-paper aria-labelledby="ceilings" {
            h2 id="ceilings" { "เพดานของวันที่เกิดภัย" }
            p.hint { "เพดานที่ใช้เตือนเมื่อเสนอให้ความช่วยเหลือเพราะภัยนี้ อัตราที่เริ่มใช้หลังวันที่ " (words::day(event.from)) " ไม่ใช้กับภัยนี้" }
            details {
                summary { "ดูรายการและเพดาน" }
                (rates::against_disaster(&rules, event.from))
            }
        }
        @if Right::Work.is_held_by(visitor.role) {
            section.off-paper aria-labelledby="say" {
                h2 id="say" { "แก้ไขเหตุการณ์" }
                @if let Some(said) = said { (wrong(said)) }
                (form(visitor, &format!("{HERE}/{}", event.id), Some(event), filled))
            }
        }
    };
    let page = Page::of(visitor, HERE, &event.title).styled(&assets::MAPLIBRE_STYLE).on_paper().draw(&body);
    Ok(([(header::CONTENT_SECURITY_POLICY, ground::policy(&settings))], page).into_response())
}

/// What the map shows, for whoever sees none.
fn by_sign(struck: &[Struck]) -> Markup {
    let many = |of: &Sign| struck.iter().filter(|house| sign(house).name == of.name).count();
    let asked =
        |of: &Sign| struck.iter().filter(|house| sign(house).name == of.name && house.requests > 0).count();
    page::table(
        "บ้านที่ประสบภัยตามเครื่องหมายในแผนที่",
        &["เครื่องหมาย", "บ้าน (หลัง)", "มีคำขอ (หลัง)"],
        &html! {
            @for of in [WHOLE, PARTIAL, OTHER] {
                tr { th scope="row" { (of.means) } td.number { (many(&of)) } td.number { (asked(&of)) } }
            }
        },
    )
}

/// Where a house is, where somebody stood there.
fn at(house: &Struck) -> Option<(f64, f64)> {
    let fix = house.place.as_ref()?.found_at.as_ref()?;
    Some((fix.lat?, fix.lon?))
}

fn sign(house: &Struck) -> Sign {
    match house.dwelling {
        Some(Extent::Whole) => WHOLE,
        Some(Extent::Partial) => PARTIAL,
        None => OTHER,
    }
}

/// The houses that it struck, for the map's script.
pub(super) async fn places(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<Uuid>,
) -> Result<Json<Value>, Mishap> {
    let event = found(&house, &visitor, id).await?;
    let drawn = house.office.struck(visitor.lao.code, &event).await?;
    let (struck, _) = &*drawn;
    let settings = house.office.settings(visitor.lao.code).await?;
    let houses: Vec<Value> = struck
        .iter()
        .filter_map(|struck| {
            let sign = sign(struck);
            let first = [words::house(struck.place.as_ref()), sign.means.to_owned()];
            let said: Vec<String> = first.into_iter().chain(struck.items.iter().cloned()).collect();
            Some(ground::house(
                at(struck)?,
                &sign,
                &said,
                struck.requests,
                &format!("/office/households/{}", struck.record),
            ))
        })
        .collect();
    let told = format!("map event={id} houses={}", houses.len());
    house.office.note_access(&visitor, Act::Month, Looked::told(told)).await?;
    Ok(Json(ground::places(&houses, &settings)))
}

#[derive(Deserialize)]
pub(super) struct Asked {
    page: Option<usize>,
}

/// Pictures of the damage, house by house, so many houses on a page.
pub(super) async fn pictures(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Mishap> {
    let event = found(&house, &visitor, id).await?;
    let drawn = house.office.struck(visitor.lao.code, &event).await?;
    let struck: Vec<&Struck> = drawn.0.iter().filter(|house| !house.photos.is_empty()).collect();
    let pages = struck.len().div_ceil(HOUSES).max(1);
    let number = asked.page.unwrap_or(1).clamp(1, pages);
    let shown = struck.iter().skip((number - 1) * HOUSES).take(HOUSES);
    let to = |number: usize| format!("{HERE}/{id}/pictures?page={number}");
    let told = format!("pictures event={id} page={number}");
    house.office.note_access(&visitor, Act::Month, Looked::told(told)).await?;
    let body = html! {
        p.off-paper {
            a href={ (HERE) "/" (event.id) } { (event.title) }
            " · พิมพ์ด้วยคำสั่งพิมพ์ของเบราว์เซอร์ (กระดาษ A4)"
        }
        @if pages > 1 {
            p.off-paper {
                @if number > 1 { a href=(to(number - 1)) { "หน้าก่อน" } " · " }
                "ชุดที่ " (number) " จาก " (pages)
                @if number < pages { " · " a href=(to(number + 1)) { "หน้าถัดไป" } }
            }
        }
        article.paper {
            (paper::head(&visitor.lao.name, "ภาพความเสียหาย", &lines(&event), words::today()))
            @if struck.is_empty() { p { "ยังไม่มีภาพความเสียหายของเหตุการณ์นี้" } }
            @for one in shown {
                section.damaged {
                    h2 { (words::house(one.place.as_ref())) }
                    p {
                        (words::day(one.on)) " · " (sign(one).means)
                        @for item in &one.items { " · " (item) }
                    }
                    @for (record, photos) in &one.photos { (photo::strip_on_paper(*record, photos)) }
                }
            }
        }
    };
    Ok(Page::of(&visitor, HERE, "ภาพความเสียหาย").on_paper().draw(&body))
}

fn told(route: Route) -> &'static str {
    match route {
        Route::Immediate => {
            "ช่วยเหลือเฉพาะหน้าได้ทันที ไม่ว่าจะประกาศเขตหรือไม่ และไม่ต้องเสนอคณะกรรมการ บันทึกที่คำขอเป็น “ช่วยเหลือเบื้องต้นโดยฉับพลัน”"
        }
        Route::Declared => {
            "หลังจากนั้น รายงานอำเภอและจังหวัดเพื่อใช้เงินทดรองราชการ บันทึกที่คำขอเป็น “รายงานอำเภอและจังหวัด” ประกาศเขตต้องกำหนดพื้นที่และระยะเวลา การฟื้นฟูเสนอคณะกรรมการให้ความเห็นชอบก่อน"
        }
        Route::Committee => "หลังจากนั้น เสนอคณะกรรมการพิจารณาภายในหลักเกณฑ์ แล้วปิดประกาศรายชื่อ",
        Route::Screened => "อปท. สำรวจความเสียหาย ก.ช.ภ.อ. ตรวจสอบและกลั่นกรอง แล้วส่งถึง ก.ช.ภ.จ.",
        Route::RebuiltWorks => {
            "สิ่งสาธารณประโยชน์ที่ซ่อมไม่คุ้มและจะสร้างใหม่ เสนอคณะกรรมการเห็นชอบก่อนใช้งบประมาณ โดยคำนึงถึงสถานะทางการคลัง"
        }
        Route::Fire => "อัคคีภัยที่ไม่เข้าข่ายภัยพิบัติ เป็นดุลพินิจของคณะกรรมการ ไม่เกินอัตราของกระทรวงการคลัง",
        Route::BeyondCriteria => "นอกเหนือหลักเกณฑ์ ขอความเห็นชอบจากปลัดกระทรวงมหาดไทยก่อนให้การช่วยเหลือ",
        Route::BeyondFinances => {
            "เมื่อคาดว่าการช่วยเหลือต่อไปจะกระทบสถานะทางการคลัง รายงานส่วนราชการที่เกี่ยวข้องเพื่อช่วยเหลือต่อ (ข้อ ๒๐) บันทึกที่คำขอเป็น “ส่งต่อ”"
        }
        Route::PlannedMoney => "กรณีอื่น จัดทำเป็นโครงการในแผนพัฒนาท้องถิ่น และตั้งจ่ายในข้อบัญญัติหรือเทศบัญญัติงบประมาณ",
        Route::UrgentMoney => {
            "กรณีฉุกเฉินจำเป็นเร่งด่วน เบิกจ่ายจากงบกลาง ประเภทเงินสำรองจ่าย โครงการไม่จำเป็นต้องอยู่ในแผนพัฒนาท้องถิ่น"
        }
        Route::Ahead => {
            "ก่อนเกิดภัย เมื่อคาดว่าจะเกิดในเวลาอันใกล้ ส่วนราชการตามระเบียบใช้เงินป้องกันหรือยับยั้งได้โดยไม่ต้องประกาศเขต ภายในวงเงินไม่เกิน ๑๐,๐๐๐,๐๐๐ บาท"
        }
    }
}

pub(super) async fn say(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
    Path(id): Path<Uuid>,
) -> Result<Response, Mishap> {
    let before = found(&house, &visitor, id).await?;
    if filled.get("seen") != mark(&before) {
        return overtaken(&house, &visitor, &before, &filled).await;
    }
    let said = match read(&filled, before.id) {
        Err(said) => said.to_owned(),
        Ok(event) => match house.office.put_event(&visitor, &event, Some(&before)).await {
            Ok(Ok(())) => return Ok(Redirect::to(&format!("{HERE}/{}", event.id)).into_response()),
            Ok(Err(unsaid)) => unsaid.to_string(),
            // Somebody else was faster by a moment.
            Err(OfficeFault::Conflict(_)) => {
                let now = found(&house, &visitor, id).await?;
                return overtaken(&house, &visitor, &now, &filled).await;
            }
            Err(fault) => return Err(fault.into()),
        },
    };
    let page = one(&house, &visitor, &before, &filled, Some(&format!("{said} ยังไม่ได้บันทึก"))).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The event as it stands now, with what was typed over what it was before.
async fn overtaken(
    house: &House,
    visitor: &Visitor,
    now: &Event,
    filled: &Filled,
) -> Result<Response, Mishap> {
    let said = "ระหว่างที่ท่านเปิดหน้านี้อยู่ มีผู้แก้เหตุการณ์นี้ไปแล้ว ยังไม่ได้บันทึก สิ่งที่พิมพ์ไว้ยังอยู่ เทียบกับข้อมูลด้านบนแล้วบันทึกอีกครั้ง";
    let page = one(house, visitor, now, filled, Some(said)).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

/// What stands under the head of an event's papers.
fn lines(event: &Event) -> Vec<String> {
    let mut lines = vec![event.title.clone(), days_of(event)];
    if let Some(zone) = &event.zone {
        lines.push(format!("ประกาศเขต {} {} โดย {}", zone.area, zone.reference, zone.by));
    }
    lines
}

async fn drawn(house: &House, visitor: &Visitor, id: Uuid, kind: &str) -> Result<(Event, Report), Mishap> {
    let event = found(house, visitor, id).await?;
    let kind = PAPERS.into_iter().find(|known| known.as_str() == kind);
    let kind = kind.ok_or_else(|| Mishap::missing(visitor))?;
    let report = house.office.damage_of(visitor.lao.code, &event, kind).await?;
    Ok((event, report))
}

/// One of the papers of an event.
pub(super) async fn print(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path((id, kind)): Path<(Uuid, String)>,
) -> Result<Markup, Mishap> {
    let (event, report) = drawn(&house, &visitor, id, &kind).await?;
    let body = html! {
        div.does.off-paper {
            p { a href={ (HERE) "/" (event.id) } { (event.title) } " · พิมพ์ด้วยคำสั่งพิมพ์ของเบราว์เซอร์ (กระดาษ A4)" }
            (reports::taken_out(&visitor, &report, &format!("{HERE}/{id}/{kind}")))
        }
        (paper::report(&report, &lines(&event), "ยังไม่มีความเสียหายที่สำรวจไว้ของเหตุการณ์นี้"))
    };
    Ok(Page::of(&visitor, HERE, report.kind.in_thai()).on_paper().draw(&body))
}

/// The same as a file.
pub(super) async fn download(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
    Path((id, kind, form)): Path<(Uuid, String, String)>,
) -> Result<Response, Mishap> {
    let Some(kind_of_file) = reports::kind_of_file(&form) else { return Err(Mishap::missing(&visitor)) };
    let (event, report) = drawn(&house, &visitor, id, &kind).await?;
    let told = format!("report={kind} event={id} form={form}");
    let looked = Looked { why: filled.purpose(), ..Looked::told(told) };
    house.office.note_access(&visitor, Act::Export, looked).await?;
    let name = format!("{kind}-{}-{}-{}.{form}", visitor.lao.code, event.kind, event.from);
    reports::as_file(report, form, kind_of_file, &name).await
}
