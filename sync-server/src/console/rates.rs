//! The criteria of aid, as they are weighed by here, and the rates that the office set over them.
//!
//! Owns this page: what the ceilings are today and where each stands, setting one by a paper from a day
//! on, and striking out what was typed by mistake. What a rate may be, and what it does to a proposal, is
//! `register::aid`'s.

use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use maud::{Markup, html};
use register::aid::{Amount, Item, Limit, Measure, Period, Rate, RateId, RuleBook, RuleSet, Unit};
use register::calendar::written::read_date;
use register::record::Area;
use register::thai;

use super::door::Right;
use super::form::{Filled, carried, choice};
use super::mishap::Mishap;
use super::page::{self, After, Page, wrong};
use super::words;
use crate::office::Visitor;
use crate::routes::House;

/// Where the way to it leads.
const HERE: &str = "/office/rates";
/// What a ceiling in money is counted in, in the form's field.
const BAHT: &str = "baht";

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Query(after): Query<After>,
) -> Result<Markup, Mishap> {
    let done = match after.done.as_deref() {
        Some("set") => Some("ตั้งอัตราแล้ว ใช้ตรวจเพดานตั้งแต่วันที่เริ่มใช้"),
        Some("struck") => Some("ขีดออกแล้ว ยังอ่านได้แต่ไม่ใช้ตรวจเพดาน"),
        _ => None,
    };
    draw(&house, &visitor, &Filled::default(), None, done).await
}

async fn draw(
    house: &House,
    visitor: &Visitor,
    filled: &Filled,
    said: Option<&str>,
    done: Option<&'static str>,
) -> Result<Markup, Mishap> {
    let lao = visitor.lao.code;
    let rates = house.office.rates(lao).await?;
    let rules = RuleBook::thailand().with(rates.clone());
    let Some(today) = words::today() else { return Err(Mishap::missing(visitor)) };
    let sets = Right::Arrange.is_held_by(visitor.role);
    let body = html! {
        h1 { "หลักเกณฑ์และอัตรา" }
        @if let Some(said) = said { (wrong(said)) }
        p { "เพดานที่ใช้เตือนเมื่อเสนอให้ความช่วยเหลือ เพดานไม่ใช่สิทธิ คณะกรรมการอนุมัติได้น้อยกว่านี้" }
        section aria-labelledby="set" {
            h2 id="set" { "อัตราที่ตั้งไว้ที่นี่" }
            p.hint { (rules.rates_note()) }
            @if rates.is_empty() { p { "ยังไม่ได้ตั้งอัตรา" } } @else { (list(visitor, &rules, &rates, today, sets)) }
            @if sets {
                details open[said.is_some()] {
                    summary { "ตั้งอัตรา" }
                    (form(visitor, &rules, filled, today))
                }
            }
        }
        section aria-labelledby="ceilings" {
            h2 id="ceilings" { "เพดานวันนี้" }
            (ceilings(&rules, today))
        }
    };
    Ok(Page::of(visitor, HERE, "หลักเกณฑ์และอัตรา").after(done).draw(&body))
}

fn item_of<'a>(rules: &'a RuleBook, rate: &'a Rate, today: NaiveDate) -> Option<&'a Item> {
    rules.item(&rate.item, rate.from.max(today)).or_else(|| rules.item_versions(&rate.item).next())
}

fn list(visitor: &Visitor, rules: &RuleBook, rates: &[Rate], today: NaiveDate, sets: bool) -> Markup {
    page::table(
        "อัตราที่ตั้งไว้",
        &["ข้อ", "รายการ", "อัตรา", "ใช้ตั้งแต่", "ถึง", "ที่มา", "หมายเหตุ"],
        &html! {
            @for (nth, rate) in (1..).zip(rates) {
                @let item = item_of(rules, rate, today);
                tr.taken-back[rate.struck_out.is_some()] {
                    th.number scope="row" { (words::clause(&rate.item)) }
                    td { (item.map_or("", |item| item.name.as_str())) @if let Some(kind) = &rate.kind { ": " (kind) } }
                    td { @if let Some(item) = item { (rate.limit.written(item.unit)) } }
                    td { (words::day(rate.from)) }
                    td { (rate.to.map_or_else(|| words::NOTHING.to_owned(), words::day)) }
                    td { (rate.source) }
                    td {
                        @if let Some(why) = &rate.struck_out { "ขีดออก: " (why) }
                        @else {
                            @if rate.from > today { "ยังไม่ถึงวันเริ่มใช้" }
                            @else if !rate.holds(today) { "พ้นวันใช้แล้ว" }
                            @if sets {
                                details {
                                    summary { "ขีดออก" span.unseen { " อัตราที่ " (nth) } }
                                    form method="post" action=(HERE) {
                                        (carried(visitor))
                                        input type="hidden" name="strike" value=(rate.id);
                                        label for={ "why-" (nth) } { "เพราะ" }
                                        input id={ "why-" (nth) } name="why" required maxlength="400";
                                        button.quiet type="submit" { "ขีดออก" span.unseen { " อัตราที่ " (nth) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        },
    )
}

fn form(visitor: &Visitor, rules: &RuleBook, filled: &Filled, today: NaiveDate) -> Markup {
    let counted = Measure::ALL.iter().map(|measure| (measure.as_str(), measure.thai()));
    // So much a day and so often in a day are told apart by what is counted.
    let periods = Period::ALL.iter().filter(|period| period.as_str().parse::<Measure>().is_err());
    let per = counted.clone().chain(periods.map(|period| (period.as_str(), period.thai())));
    html! {
        form.narrow method="post" action=(HERE) {
            (carried(visitor))
            (choice("item", "item", "รายการ", filled.get("item"), Some("เลือกรายการ"),
                rules.items_on(today).map(|item| (&item.code, format!("{} {}", words::clause(&item.code), item.name)))))
            label for="kind" { "เฉพาะชนิด (ถ้ามี) เช่น ชื่อพืชหรือสัตว์" }
            input id="kind" name="kind" maxlength="400" value=(filled.get("kind")) aria-describedby="kind-hint";
            p.hint id="kind-hint" { "ว่างคือทั้งรายการ และใช้แทนเพดานเดิมที่คิดแบบเดียวกัน" }
            label for="ceiling" { "ไม่เกิน" }
            input id="ceiling" name="ceiling" required inputmode="numeric" maxlength="15" value=(filled.get("ceiling"));
            (choice("of", "of", "หน่วย", filled.get("of"), None, [(BAHT, "บาท")].into_iter().chain(counted)))
            (choice("per", "per", "ต่อ", filled.get("per"), Some("เลือก"), per))
            label for="from" { "ใช้ตั้งแต่วันที่" }
            input id="from" name="from" required inputmode="numeric" placeholder=(words::typed_day(today)) value=(filled.get("from"));
            label for="to" { "ถึงวันที่ (ถ้ามี)" }
            input id="to" name="to" inputmode="numeric" value=(filled.get("to"));
            label for="source" { "ที่มา: หนังสือหรือประกาศที่กำหนด เลขที่ และวันที่" }
            input id="source" name="source" required maxlength="400" value=(filled.get("source"));
            button type="submit" { "ตั้งอัตรา" }
        }
    }
}

/// Every item that is in force on a day, with its ceilings and those of each kind under it.
fn ceilings(rules: &RuleBook, today: NaiveDate) -> Markup {
    ceilings_of(rules, today, |_| true)
}

/// The ceilings of help against a disaster that began on a day.
pub(super) fn against_disaster(rules: &RuleBook, began: NaiveDate) -> Markup {
    ceilings_of(rules, began, |set| set.areas.contains(&Area::Disaster))
}

fn ceilings_of(rules: &RuleBook, today: NaiveDate, is_asked: impl Fn(&RuleSet) -> bool) -> Markup {
    html! {
        @for set in rules.rule_sets().iter().filter(|set| set.in_force(today) && is_asked(set)) {
            @let items: Vec<&Item> = rules.items_on(today).filter(|item| item.rule_set == set.id).collect();
            h3 { (set.name) }
            @if !items.is_empty() {
                (page::table(&set.name, &["ข้อ", "รายการ", "เพดาน"], &html! {
                    @for item in items {
                        tr {
                            // Where it was read is for whoever checks the list against the rules.
                            th.number scope="row" title=(item.references.join(" ")) { (words::clause(&item.code)) }
                            td { (item.name) @if let Some(condition) = &item.condition { " " span.hint { (condition) } } }
                            td {
                                @let own = rules.limits(item, None, today);
                                @let kinds = rules.kinds(&item.code, today);
                                (one(&own, item))
                                @for kind in &kinds {
                                    @let of_kind: Vec<_> = rules.limits(item, Some(*kind), today).into_iter()
                                        .filter(|(_, rate)| rate.is_some_and(|rate| rate.kind.is_some())).collect();
                                    p { (kind) ": " (one(&of_kind, item)) }
                                }
                                @if own.iter().all(|(limit, _)| limit.money().is_none()) && kinds.is_empty() {
                                    @if !own.is_empty() { " · " }
                                    (without(item))
                                }
                            }
                        }
                    }
                }))
            }
        }
    }
}

fn one(limits: &[(Limit, Option<&Rate>)], item: &Item) -> Markup {
    html! {
        @for (nth, (limit, rate)) in limits.iter().enumerate() {
            @if nth > 0 { " · " }
            (limit.written(item.unit))
            @if let Some(rate) = rate { " " span.hint { "(" (rate.source) ")" } }
        }
    }
}

/// What stands where an item has no ceiling in money.
fn without(item: &Item) -> Markup {
    html! {
        @match item.amount {
            Amount::Limited => {}
            Amount::AsNeeded => { "เท่าที่จำเป็น" }
            Amount::Percent(share) => { "ร้อยละ " (share) " ของค่าใช้จ่าย" }
            Amount::NotInSeeds => { p { strong { "ยังไม่ได้ตั้งอัตรา" } } }
            Amount::NoMoney => { "เป็นบริการ ไม่ใช่เงิน" }
        }
    }
}

pub(super) async fn set(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
) -> Result<Response, Mishap> {
    let (rate, done) = match read(&house, &visitor, &filled).await? {
        Ok(read) => read,
        Err(said) => return refused(&house, &visitor, &filled, &said).await,
    };
    match house.office.put_rate(&visitor, &rate).await? {
        Ok(()) => Ok(Redirect::to(&format!("{HERE}?done={done}")).into_response()),
        Err(unsaid) => refused(&house, &visitor, &filled, &format!("{unsaid} ยังไม่ได้บันทึก")).await,
    }
}

async fn refused(house: &House, visitor: &Visitor, filled: &Filled, said: &str) -> Result<Response, Mishap> {
    let page = draw(house, visitor, filled, Some(said), None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The rate that a form says, and what is told once it stands; or what is wrong with it in words.
async fn read(
    house: &House,
    visitor: &Visitor,
    filled: &Filled,
) -> Result<Result<(Rate, &'static str), String>, Mishap> {
    if let Ok(id) = filled.get("strike").parse::<RateId>() {
        let rates = house.office.rates(visitor.lao.code).await?;
        let mut rate =
            rates.into_iter().find(|rate| rate.id == id).ok_or_else(|| Mishap::missing(visitor))?;
        rate.struck_out = filled.text("why");
        return Ok(match rate.struck_out {
            Some(_) => Ok((rate, "struck")),
            None => Err("พิมพ์ก่อนว่าขีดออกเพราะอะไร ยังไม่ได้ขีดออก".to_owned()),
        });
    }
    let Some(press) = filled.press() else { return Err(Mishap::Elsewhere) };
    // The form's own name: sent twice, it is one rate.
    Ok(typed(filled, RateId::new(press)).map(|rate| (rate, "set")))
}

/// For whom the item's own ceiling within a period is counted, where that is not the item's unit.
fn unit_of(item: &str, within: Period) -> Option<Unit> {
    let items = RuleBook::thailand().item_versions(item);
    items.flat_map(|item| &item.limits).find_map(|limit| match limit {
        Limit::Sum { within: of, unit, .. } if *of == within => *unit,
        _ => None,
    })
}

fn typed(filled: &Filled, id: RateId) -> Result<Rate, String> {
    let day = |name: &str, called: &str| {
        read_date(filled.get(name)).map_err(|_| format!("{called}อ่านไม่ออก พิมพ์เป็น 1/10/2569 ยังไม่ได้บันทึก"))
    };
    let ceiling = thai::arabic_digits(filled.get("ceiling").trim()).replace(',', "");
    let no_number = |_| "อัตราต้องเป็นจำนวนเต็ม เช่น 1340 ยังไม่ได้บันทึก".to_owned();
    let (of, per) = (filled.get("of"), filled.get("per"));
    let (each, within) = (per.parse::<Measure>(), per.parse::<Period>());
    let limit = match (of, of.parse::<Measure>(), each, within) {
        (BAHT, _, Ok(each), _) => Limit::Price { baht: ceiling.parse().map_err(no_number)?, each },
        (BAHT, _, _, Ok(within)) => {
            let unit = unit_of(filled.get("item"), within);
            Limit::Sum { baht: ceiling.parse().map_err(no_number)?, within, unit }
        }
        (_, Ok(of), _, Ok(within)) => Limit::Count { count: ceiling.parse().map_err(no_number)?, of, within },
        (_, Ok(of), Ok(_), Err(_)) => {
            return Err(format!("จำนวน{}ต้องคิดต่อช่วงเวลา เช่น ต่อเหตุการณ์หรือต่อปีงบประมาณ ยังไม่ได้บันทึก", of.thai()));
        }
        _ => return Err("เลือกก่อนว่าอัตราคิดต่ออะไร ยังไม่ได้บันทึก".to_owned()),
    };
    if filled.get("item").is_empty() {
        return Err("เลือกรายการก่อน ยังไม่ได้บันทึก".to_owned());
    }
    Ok(Rate {
        id,
        item: filled.get("item").to_owned(),
        kind: filled.text("kind"),
        limit,
        from: day("from", "วันเริ่มใช้")?,
        to: filled.text("to").map(|_| day("to", "วันสิ้นสุด")).transpose()?,
        source: filled.text("source").unwrap_or_default(),
        struck_out: None,
    })
}
