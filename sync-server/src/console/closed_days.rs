//! Closed days: the dated list of public holidays by which working days are counted here.
//!
//! Owns this page: a year of the list, closing a day and opening it again. What comes with the
//! program and what the office said stand in one list. How days are counted is the register's.

use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::Datelike;
use maud::{Markup, html};
use register::calendar::written::{read_date, read_year};
use register::calendar::{BuddhistYear, Holidays, Standing};
use serde::Deserialize;

use super::form::{Filled, carried};
use super::mishap::Mishap;
use super::page::{self, Page, wrong};
use super::words;
use crate::office::{OfficeFault, Visitor};
use crate::routes::House;

/// Where the way to it leads.
const HERE: &str = "/office/holidays";

#[derive(Deserialize)]
pub(super) struct Asked {
    year: Option<String>,
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Mishap> {
    let year = asked.year.as_deref().and_then(|year| read_year(year).ok()).map(BuddhistYear::from_common_era);
    draw(&house, &visitor, year, None).await
}

async fn draw(
    house: &House,
    visitor: &Visitor,
    year: Option<BuddhistYear>,
    again: Option<(&str, &Filled)>,
) -> Result<Markup, Mishap> {
    let holidays = house.office.holidays(visitor.lao.code).await?;
    let year = year.or(words::today().map(BuddhistYear::of)).unwrap_or(BuddhistYear::numbered(2569));
    let typed = |name: &str| again.map_or("", |(_, filled)| filled.get(name));
    let to = |year: i32| format!("{HERE}?year={year}");
    let body = html! {
        h1 { "วันหยุดราชการ" }
        @if let Some((said, _)) = again { (wrong(said)) }
        p { "ใช้นับวันทำการของการปิดประกาศ และบอกวันทำการถัดไปเมื่อกำหนดตรงกับวันหยุด เสาร์และอาทิตย์เป็นวันหยุดอยู่แล้ว" }
        p {
            a href=(to(year.number() - 1)) { "พ.ศ. " (year.number() - 1) } " · "
            strong { "พ.ศ. " (year) } " · "
            a href=(to(year.number() + 1)) { "พ.ศ. " (year.number() + 1) }
        }
        (reliance(&holidays, year))
        (list(visitor, &holidays, year))
        section aria-labelledby="close" {
            h2 id="close" { "เพิ่มหรือแก้วันหยุด" }
            form.narrow method="post" action=(HERE) {
                (carried(visitor))
                label for="on" { "วันที่" }
                input id="on" name="on" required inputmode="numeric" placeholder="16/4/2569" value=(typed("on"));
                label for="name" { "เป็นวันอะไร" }
                input id="name" name="name" required maxlength="200" value=(typed("name"));
                button type="submit" { "บันทึกวันหยุด" }
            }
        }
    };
    Ok(Page::of(visitor, HERE, "วันหยุดราชการ").draw(&body))
}

/// How far the list of a year can be relied on.
fn reliance(holidays: &Holidays, year: BuddhistYear) -> Markup {
    html! {
        @match holidays.standing(year) {
            Standing::Announced => {}
            Standing::Estimated => p.due { "วันหยุดของปีนี้คำนวณไว้ล่วงหน้า วันตามจันทรคติอาจเลื่อน และคณะรัฐมนตรีอาจเพิ่มวันหยุด ตรวจกับประกาศแล้วแก้ที่นี่" }
            Standing::Unlisted => p.due { "ยังไม่มีรายการวันหยุดของปีนี้ รู้เพียงเสาร์และอาทิตย์ เพิ่มวันหยุดตามประกาศที่นี่" }
        }
    }
}

const WEEKDAYS: [&str; 7] = ["จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์"];

fn list(visitor: &Visitor, holidays: &Holidays, year: BuddhistYear) -> Markup {
    let days: Vec<_> = holidays.iter().filter(|(on, _)| BuddhistYear::of(*on) == year).collect();
    html! {
        @if days.is_empty() { p { "ไม่มีวันหยุดในรายการ" } } @else {
            (page::table("ตารางวันหยุด", &["วันที่", "วัน", "ชื่อ", "แก้ไข"], &html! {
                @for (on, holiday) in days {
                    tr {
                        th.number scope="row" { (words::day(on)) }
                        td { (WEEKDAYS.get(on.weekday().num_days_from_monday() as usize).copied().unwrap_or_default()) }
                        td { (holiday.name) @if holiday.offices_open { " " span.hint { "(ราชการเปิดทำการ)" } } }
                        td.does.number {
                            @if !holiday.offices_open {
                                form method="post" action=(HERE) {
                                    (carried(visitor))
                                    input type="hidden" name="on" value=(words::typed_day(on));
                                    input type="hidden" name="open" value="yes";
                                    button.quiet type="submit" { "เอาออก" span.unseen { " " (words::day(on)) } }
                                }
                            }
                        }
                    }
                }
            }))
        }
    }
}

pub(super) async fn say(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
) -> Result<Response, Mishap> {
    let opens = filled.is_ticked("open");
    let name = filled.text("name");
    let (on, said) = match read_date(filled.get("on")) {
        Err(_) => (None, Some("วันที่อ่านไม่ออก พิมพ์เป็น 16/4/2569 ยังไม่ได้บันทึก")),
        Ok(on) if !opens && name.is_none() => (Some(on), Some("พิมพ์ก่อนว่าเป็นวันอะไร ยังไม่ได้บันทึก")),
        Ok(on) => (Some(on), None),
    };
    if let (Some(on), None) = (on, said) {
        let name = if opens { None } else { name.as_deref() };
        return match house.office.say_holiday(&visitor.id, visitor.lao.code, on, name).await {
            Ok(()) => {
                let to = format!("{HERE}?year={}", BuddhistYear::of(on));
                Ok(Redirect::to(&to).into_response())
            }
            Err(OfficeFault::Refused(_)) => {
                let said = "ชื่อวันยาวเกินไป หรือบัญชีของท่านแก้วันหยุดไม่ได้ ยังไม่ได้บันทึก";
                let page = draw(&house, &visitor, Some(BuddhistYear::of(on)), Some((said, &filled))).await?;
                Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
            }
            Err(fault) => Err(fault.into()),
        };
    }
    let page = draw(&house, &visitor, on.map(BuddhistYear::of), said.map(|said| (said, &filled))).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
