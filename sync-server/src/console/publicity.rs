//! What a central place tells people of a year, and that it did (domain.md 4.1 T-13, O-08).
//!
//! Owns the part of the place's report in which it is written down when and where its figures were published, and
//! the line on the first page that says whether this year's were. The paper that hangs is the report itself, with
//! that line on it. Called by `reports` and by the first page.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use register::calendar::BuddhistYear;
use register::calendar::written::read_date;
use register::deadline::publication_due;
use register::publication::{Publication, PublicationId, first_of};
use register::report::{Kind, Period};

use super::door::Right;
use super::form::{Filled, carried};
use super::mishap::Mishap;
use super::page::wrong;
use super::{reports, words};
use crate::office::Visitor;
use crate::routes::House;

/// Whether the results of this year were published, and by when they are to be.
pub(super) async fn due(house: &House, visitor: &Visitor) -> Result<Markup, Mishap> {
    let Some(today) = words::today() else { return Ok(html! {}) };
    let all = house.office.publications(visitor.lao.code).await?;
    let holidays = house.office.holidays(visitor.lao.code).await?;
    let year = BuddhistYear::of(today);
    let last = publication_due(year, &holidays).on;
    let this = register::calendar::FiscalYear::of(today);
    Ok(html! {
        dt { "เผยแพร่ผลประจำปี พ.ศ. " (year.number()) " (อย่างน้อยปีละ 1 ครั้ง)" }
        dd {
            @match first_of(year, &all) {
                Some(one) => { "เผยแพร่แล้วเมื่อ " (words::day(one.on)) " ที่" (one.at) }
                None => a href={ "/office/reports/" (Kind::Central) "/" (this.year().number() - 1) } {
                    "ยังไม่ได้เผยแพร่ ภายใน " (words::day(last))
                },
            }
        }
    })
}

/// When and where the figures of this time were published, and where it is written down.
pub(super) fn section(
    visitor: &Visitor,
    period: Period,
    all: &[Publication],
    again: Option<(&str, &Filled)>,
) -> Markup {
    let works = Right::Work.is_held_by(visitor.role);
    let here = format!("/office/publicity/{period}");
    let typed = |name: &str| again.map_or("", |(_, filled)| filled.get(name)).to_owned();
    let today = words::today().map(words::typed_day).unwrap_or_default();
    let on = if typed("on").is_empty() { today } else { typed("on") };
    html! {
        section.off-paper aria-labelledby="published" {
            h2 id="published" { "การเผยแพร่" }
            p.hint { "ประชาสัมพันธ์ผลที่สถานที่กลางหรือเว็บไซต์อย่างน้อยปีละ 1 ครั้ง พิมพ์หน้านี้ไปปิด แล้วบันทึกว่าปิดเมื่อใด ที่ใด" }
            @if let Some((said, _)) = again { (wrong(said)) }
            @if !all.iter().any(|one| one.of == period) { p { "ยังไม่มีบันทึกว่าเผยแพร่งวดนี้แล้ว" } }
            ul {
                @for one in all.iter().filter(|one| one.of == period) {
                    li.taken-back[one.struck_out.is_some()] {
                        (words::day(one.on)) " ที่" (one.at)
                        @if let Some(why) = &one.struck_out { " ขีดออก: " (why) }
                        @else if works {
                            form method="post" action=(here) {
                                (carried(visitor))
                                input type="hidden" name="strike" value=(one.id);
                                label for={ "why-" (one.id) } { "ขีดออกรายการวันที่ " (words::day(one.on)) " เพราะ" }
                                input id={ "why-" (one.id) } name="why" required maxlength="200";
                                button.quiet type="submit" { "ขีดออก" }
                            }
                        }
                    }
                }
            }
            @if works {
                form.narrow method="post" action=(here) {
                    (carried(visitor))
                    label for="on" { "เผยแพร่ตั้งแต่วันที่" }
                    input id="on" name="on" required inputmode="numeric" value=(on);
                    label for="at" { "ที่ใด (ป้ายประกาศของสถานที่กลาง หรือเว็บไซต์)" }
                    input id="at" name="at" required maxlength="300" value=(typed("at"));
                    button type="submit" { "บันทึกการเผยแพร่" }
                }
            }
        }
    }
}

pub(super) async fn write(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
    Path(period): Path<String>,
) -> Result<Response, Mishap> {
    let period: Period = period.parse().map_err(|_| Mishap::missing(&visitor))?;
    let said = match said(&house, &visitor, &filled, period).await? {
        Ok(one) => match house.office.put_publication(&visitor, &one).await? {
            Ok(()) => {
                let to = format!("/office/reports/{}/{period}?done=published", Kind::Central);
                return Ok(Redirect::to(&to).into_response());
            }
            Err(unsaid) => unsaid.to_string(),
        },
        Err(said) => said.to_owned(),
    };
    let said = format!("{said} ยังไม่ได้บันทึก");
    let page = reports::of_place(&house, &visitor, period, Some((&said, &filled))).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// What the form says: one that was published, or one that is struck out.
async fn said(
    house: &House,
    visitor: &Visitor,
    filled: &Filled,
    of: Period,
) -> Result<Result<Publication, &'static str>, Mishap> {
    if let Ok(id) = filled.get("strike").parse::<PublicationId>() {
        let all = house.office.publications(visitor.lao.code).await?;
        let one = all.into_iter().find(|one| one.id == id).ok_or_else(|| Mishap::missing(visitor))?;
        return Ok(Ok(Publication { struck_out: Some(filled.text("why").unwrap_or_default()), ..one }));
    }
    let Some(press) = filled.press() else { return Err(Mishap::Elsewhere) };
    let Ok(on) = read_date(filled.get("on")) else {
        return Ok(Err("วันที่อ่านไม่ออก พิมพ์เป็น 20/4/2569"));
    };
    // The form's own name: sent twice, it is one.
    let id = PublicationId::new(press);
    Ok(Ok(Publication { id, of, on, at: filled.text("at").unwrap_or_default(), struck_out: None }))
}
