//! The register of information and advice: what was asked at the centre and answered, a year at a
//! time (domain.md 4.8, 2.6).
//!
//! Owns this page. What a service may say is `register::advice`'s; it names nobody. The page prints
//! as the register on paper, with how often was asked about what.

use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use register::advice::{Advice, AdviceId, Topic, tally};
use register::calendar::FiscalYear;
use register::calendar::written::{read_date, read_year};
use register::record::Channel;
use register::spoken::Spoken;
use serde::Deserialize;

use super::door::Right;
use super::form::{Filled, carried, choice};
use super::mishap::Mishap;
use super::page::{self, Page, wrong};
use super::{paper, words};
use crate::office::Visitor;
use crate::routes::House;

/// Where the way to it leads.
const HERE: &str = "/office/advice";
/// How people ask a centre; a survey team and a list of another agency ask nothing.
const CHANNELS: [Channel; 6] = [
    Channel::WalkIn,
    Channel::Phone,
    Channel::Hotline,
    Channel::Online,
    Channel::InformationSystem,
    Channel::Post,
];

#[derive(Deserialize)]
pub(super) struct Asked {
    year: Option<String>,
    done: Option<String>,
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Mishap> {
    let year = asked.year.as_deref().and_then(|year| read_year(year).ok());
    let year = year.map(|year| FiscalYear::named(register::calendar::BuddhistYear::from_common_era(year)));
    let done = match asked.done.as_deref() {
        Some("written") => Some("บันทึกในทะเบียนแล้ว"),
        Some("struck") => Some("ขีดออกแล้ว ยังอ่านได้ในทะเบียนแต่ไม่นับ"),
        _ => None,
    };
    draw(&house, &visitor, year, &Filled::default(), None, done).await
}

async fn draw(
    house: &House,
    visitor: &Visitor,
    year: Option<FiscalYear>,
    filled: &Filled,
    said: Option<&str>,
    done: Option<&'static str>,
) -> Result<Markup, Mishap> {
    let all = house.office.advice(visitor.lao.code).await?;
    let Some(year) = year.or(words::today().map(FiscalYear::of)) else {
        return Err(Mishap::missing(visitor));
    };
    let of_year: Vec<&Advice> =
        all.iter().filter(|one| (year.first_day()..=year.last_day()).contains(&one.on)).collect();
    let number = year.year().number();
    let to = |year: i32| format!("{HERE}?year={year}");
    let works = Right::TakeIn.is_held_by(visitor.role);
    let body = html! {
        div.off-paper {
            h1 { "ข้อมูลข่าวสารและคำปรึกษา" }
            @if let Some(said) = said { (wrong(said)) }
            @if works {
                details open[said.is_some() || of_year.is_empty()] {
                    summary { "บันทึกการให้บริการ" }
                    (form(visitor, filled))
                }
            }
            p {
                a href=(to(number - 1)) { "ปีงบประมาณ " (number - 1) } " · "
                strong { "ปีงบประมาณ " (number) } " · "
                a href=(to(number + 1)) { "ปีงบประมาณ " (number + 1) }
                " · พิมพ์ด้วยคำสั่งพิมพ์ของเบราว์เซอร์ (กระดาษ A4 แนวนอน)"
            }
        }
        article.paper.wide {
            (paper::head(&visitor.lao.name, "ทะเบียนการให้บริการข้อมูลข่าวสารและคำปรึกษา",
                &[format!("ปีงบประมาณ พ.ศ. {year}")], words::today()))
            (sums(&of_year))
            @if of_year.is_empty() { p { "ยังไม่มีบันทึกในปีนี้" } } @else { (list(visitor, &of_year, works)) }
        }
    };
    Ok(Page::of(visitor, HERE, "ข้อมูลข่าวสารและคำปรึกษา").after(done).on_paper().draw(&body))
}

fn form(visitor: &Visitor, filled: &Filled) -> Markup {
    let today = words::today().map(words::typed_day).unwrap_or_default();
    let or = |name: &str, otherwise: &str| {
        let typed = filled.get(name);
        if typed.is_empty() { otherwise.to_owned() } else { typed.to_owned() }
    };
    html! {
        form.narrow method="post" action=(HERE) {
            (carried(visitor))
            label for="on" { "วันที่" }
            input id="on" name="on" required inputmode="numeric" value=(or("on", &today));
            (choice("channel", "channel", "ช่องทาง", &or("channel", Channel::WalkIn.as_str()), None,
                CHANNELS.iter().map(|channel| (channel.as_str(), channel.in_thai()))))
            (choice("topic", "topic", "เรื่อง", filled.get("topic"), Some("เลือกเรื่อง"),
                Topic::ALL.iter().map(|topic| (topic.as_str(), topic.in_thai()))))
            p.hint { "ไม่ใส่ชื่อ เลขประจำตัว หรือเบอร์โทรของใคร ถ้าต้องช่วยเหลือให้" a href="/office/counter" { "รับเป็นคำขอ" } }
            label for="asked" { "คำถาม" }
            textarea id="asked" name="asked" rows="3" required maxlength="2000" { (filled.get("asked")) }
            label for="answer" { "คำตอบ หรือสิ่งที่ชี้แจง" }
            textarea id="answer" name="answer" rows="3" required maxlength="2000" { (filled.get("answer")) }
            label for="agency" { "หน่วยงานที่โทรประสานให้มารับเรื่อง (เมื่อศูนย์ตอบเองไม่ได้)" }
            input id="agency" name="agency" maxlength="200" value=(filled.get("agency"));
            button type="submit" { "บันทึกในทะเบียน" }
        }
    }
}

/// How often was asked about what, and how often the centre could not answer by itself.
fn sums(of_year: &[&Advice]) -> Markup {
    let sums = tally(of_year.iter().copied());
    let (all, passed) = sums.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    html! {
        @if !sums.is_empty() {
            @let heads = html! { th scope="col" { "เรื่อง" } th.number scope="col" { "ครั้ง" } th.number scope="col" { "ประสานหน่วยงานอื่น" } };
            (page::headed("จำนวนครั้งตามเรื่อง", &heads, &html! {
                @for (topic, (all, passed)) in &sums {
                    tr { th scope="row" { (topic.in_thai()) } td.number { (all) } td.number { (passed) } }
                }
                tr.sum { th scope="row" { "รวม" } td.number { (all) } td.number { (passed) } }
            }))
        }
    }
}

fn list(visitor: &Visitor, of_year: &[&Advice], works: bool) -> Markup {
    page::table(
        "ทะเบียนการให้บริการข้อมูลข่าวสารและคำปรึกษา",
        &["ลำดับ", "วันที่", "ช่องทาง", "เรื่อง", "คำถาม", "คำตอบ", "หมายเหตุ"],
        &html! {
            @for (nth, one) in (1..).zip(of_year.iter().rev()) {
                tr.taken-back[one.struck_out.is_some()] {
                    td.number { (nth) }
                    td { (words::day(one.on)) }
                    td { (one.channel.in_thai()) }
                    td { (one.topic.in_thai()) }
                    th scope="row" { (one.asked) }
                    td { (one.answer) }
                    td {
                        @if let Some(agency) = &one.taken_over_by { "ประสาน " (agency) }
                        @if let Some(why) = &one.struck_out { " ขีดออก: " (why) }
                        @else if works {
                            details.off-paper {
                                summary { "ขีดออก" span.unseen { " รายการที่ " (nth) } }
                                form method="post" action=(HERE) {
                                    (carried(visitor))
                                    input type="hidden" name="strike" value=(one.id);
                                    label for={ "why-" (nth) } { "เพราะ" }
                                    input id={ "why-" (nth) } name="why" required maxlength="200";
                                    button.quiet type="submit" { "ขีดออก" span.unseen { " รายการที่ " (nth) } }
                                }
                            }
                        }
                    }
                }
            }
        },
    )
}

pub(super) async fn write(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
) -> Result<Response, Mishap> {
    let refuse = async |said: &str| {
        let page = draw(&house, &visitor, None, &filled, Some(said), None).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    if let Ok(id) = filled.get("strike").parse::<AdviceId>() {
        let all = house.office.advice(visitor.lao.code).await?;
        let mut one = all.into_iter().find(|one| one.id == id).ok_or_else(|| Mishap::missing(&visitor))?;
        let Some(why) = filled.text("why") else {
            return refuse("พิมพ์ก่อนว่าขีดออกเพราะอะไร ยังไม่ได้ขีดออก").await;
        };
        one.struck_out = Some(why);
        return match house.office.put_advice(&visitor, &one).await? {
            Ok(()) => Ok(Redirect::to(&format!("{HERE}?done=struck")).into_response()),
            Err(unsaid) => refuse(&format!("{unsaid} ยังไม่ได้ขีดออก")).await,
        };
    }
    let Ok(on) = read_date(filled.get("on")) else {
        return refuse("วันที่อ่านไม่ออก พิมพ์เป็น 20/4/2569 ยังไม่ได้บันทึก").await;
    };
    let (Ok(channel), Ok(topic)) = (filled.get("channel").parse(), filled.get("topic").parse()) else {
        return refuse("เลือกช่องทางและเรื่องก่อน ยังไม่ได้บันทึก").await;
    };
    let Some(press) = filled.press() else { return Err(Mishap::Elsewhere) };
    let advice = Advice {
        // The form's own name: sent twice, it is one service.
        id: AdviceId::new(press),
        on,
        channel,
        topic,
        asked: filled.text("asked").unwrap_or_default(),
        answer: filled.text("answer").unwrap_or_default(),
        taken_over_by: filled.text("agency"),
        struck_out: None,
    };
    match house.office.put_advice(&visitor, &advice).await? {
        Ok(()) => Ok(Redirect::to(&format!("{HERE}?done=written")).into_response()),
        Err(unsaid) => refuse(&format!("{unsaid} ยังไม่ได้บันทึก")).await,
    }
}
