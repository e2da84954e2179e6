//! Who is the same: two people side by side, and what is ruled on them.
//!
//! Owns the list and the page of a case. Nobody is joined but by a hand that was moved for just
//! these two; those that are very much alike can be ticked together, one by one. Of another
//! LAO's person nothing is shown but whose they are and the help they had.

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use register::decision::{Appearance, DecisionId};
use register::entry::Entry;
use register::record::{PersonId, RecordId};
use serde::Deserialize;

use super::door::Right;
use super::form::{Filled, carried, choice};
use super::mishap::Mishap;
use super::page::{self, Page, wrong};
use super::{person, photo, words};
use crate::db::desk::Act;
use crate::db::{SurveyorRow, TaskRow, TaskState};
use crate::office::{Case, Looked, NewFact, NewTask, OfficeFault, PersonFile, Same, Visitor};
use crate::routes::House;

/// Cases of one page.
const MOST: usize = 100;
/// From this chance on, in thousandths, a case may be ticked in the list.
const CERTAIN: u16 = 980;
/// Boxes that may be ticked at once.
const BOXES: usize = 50;

/// Where the page of two people is.
fn address(own: Appearance, other: Appearance) -> String {
    format!("/office/cases/{}/{}/{}~{}~{}", own.record, own.person, other.lao, other.record, other.person)
}

fn address_of(case: &Case) -> Option<String> {
    Some(address(case.own.holder()?, case.other.holder()?))
}

/// How many pairs were joined at once, and how many somebody else had ruled on.
#[derive(Deserialize)]
pub(super) struct Joined {
    joined: Option<usize>,
    ruled: Option<usize>,
}

impl Joined {
    fn said(&self) -> Option<String> {
        let joined = self.joined?;
        let ruled = self.ruled.unwrap_or_default();
        let mut said = format!("รวมแล้ว {joined} คู่");
        if ruled > 0 {
            said += &format!(" อีก {ruled} คู่มีผู้วินิจฉัยไปก่อนแล้ว จึงไม่ได้เปลี่ยน ดูผลได้จากหน้าบุคคล");
        }
        Some(said)
    }
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Query(joined): Query<Joined>,
) -> Result<Markup, Mishap> {
    let cases = house.office.cases(visitor.lao.code).await?;
    let looked = Looked::told(format!("cases={}", cases.len()));
    house.office.note_access(&visitor, Act::Search, looked).await?;
    let works = Right::Work.is_held_by(visitor.role);
    let certain: Vec<&Case> =
        cases.iter().filter(|case| case.is_within() && case.score >= Some(CERTAIN)).take(BOXES).collect();
    let body = html! {
        @if let Some(said) = joined.said() { p.done role="status" { (said) } }
        h1 { "ใครเป็นคนเดียวกัน (" (cases.len()) ")" }
        @if cases.is_empty() { p { "ไม่มีรายการที่ต้องตรวจ" } }
        @if works && !certain.is_empty() {
            section aria-labelledby="certain" {
                h2 id="certain" { "คล้ายกันมาก (" (certain.len()) ")" }
                p.hint { "บางช่องอาจยังต่างกัน เช่น คำนำหน้าหรือบ้าน กดดูเทียบกันก่อนเลือก" }
                form method="post" action="/office/cases" {
                    (carried(&visitor))
                    @for (nth, case) in certain.iter().enumerate() {
                        @if let (Some(own), Some(other)) = (case.own.holder(), case.other.holder()) {
                            div.tick {
                                input id={ "pair-" (nth) } name={ "pair-" (nth) } type="checkbox" value={ (own) " " (other) };
                                label for={ "pair-" (nth) } {
                                    (words::called(&case.own.shown)) " " span.hint { (words::house(case.own.place.as_ref())) }
                                    " กับ "
                                    (words::called(&case.other.shown)) " " span.hint { (words::house(case.other.place.as_ref())) }
                                }
                                @if let Some(at) = address_of(case) { a href=(at) { "ดูเทียบกัน" span.unseen { " " (words::called(&case.own.shown)) } } }
                            }
                        }
                    }
                    button type="submit" { "ที่เลือกไว้เป็นคนเดียวกัน" }
                    p.hint { "เลือกเฉพาะที่ดูแล้ว รวมแล้วแยกกลับได้จากหน้าบุคคล" }
                }
            }
        }
        @if !cases.is_empty() { (table(cases.iter().take(MOST))) }
        @if cases.len() > MOST { p { "แสดง " (MOST) " รายการแรก เมื่อวินิจฉัยแล้วรายการถัดไปจะขึ้นมา" } }
    };
    Ok(Page::of(&visitor, "/office/cases", "ใครเป็นคนเดียวกัน").draw(&body))
}

fn table<'c>(cases: impl Iterator<Item = &'c Case>) -> Markup {
    html! {
        (page::table("ตารางรายการที่ต้องตรวจ", &["คนในทะเบียนนี้", "อีกคน", "เพราะ", "ความเหมือน", "ตรวจ"], &html! {
            @for case in cases {
                tr {
                    th scope="row" { (words::called(&case.own.shown)) br; span.hint { (words::house(case.own.place.as_ref())) } }
                    td {
                        @if case.is_within() { (words::called(&case.other.shown)) br; span.hint { (words::house(case.other.place.as_ref())) } }
                        @else { "ในทะเบียนของ " (case.whose.name) }
                    }
                    td { @for ground in &case.grounds { (ground.in_thai()) br; } }
                    td.number { (case.score.map_or_else(|| words::NOTHING.to_owned(), percent)) }
                    td { @if let Some(at) = address_of(case) { a href=(at) { "เทียบกัน" span.unseen { " " (words::called(&case.own.shown)) } } } }
                }
            }
        }))
    }
}

/// A chance in thousandths, as people read it. Nothing is certain.
fn percent(score: u16) -> String {
    format!("{}%", score / 10)
}

/// Those that were ticked, each a decision of its own.
pub(super) async fn join_ticked(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
) -> Result<Response, Mishap> {
    let ticked = (0..BOXES).filter_map(|nth| {
        let (own, other) = filled.get(&format!("pair-{nth}")).split_once(' ')?;
        Some((own.parse::<Appearance>().ok()?, other.parse::<Appearance>().ok()?))
    });
    let lao = visitor.lao.code;
    // What was ruled on while the list was open is not overruled by whoever had ticked it before.
    let cases = house.office.cases(lao).await?;
    let (mut joined, mut ruled) = (0, 0);
    for (own, other) in ticked.filter(|(own, other)| own.lao == lao && other.lao == lao) {
        if case_of(&cases, &own, &other).is_none() {
            ruled += 1;
            continue;
        }
        match house.office.rule_on(&visitor, own, other, Same::Yes).await {
            Ok(()) => joined += 1,
            // Somebody else was first, or one join made the next one true. Whichever, it is said.
            Err(OfficeFault::Gone(_) | OfficeFault::Conflict(_)) => ruled += 1,
            Err(fault) => return Err(fault.into()),
        }
    }
    Ok(Redirect::to(&format!("/office/cases?joined={joined}&ruled={ruled}")).into_response())
}

/// The case that these two are, whichever of the visits on which they were met each is named by.
fn case_of<'c>(cases: &'c [Case], one: &Appearance, other: &Appearance) -> Option<&'c Case> {
    let holds = |entry: &Entry, who: &Appearance| entry.appearances.contains(who);
    cases.iter().find(|case| {
        (holds(&case.own, one) && holds(&case.other, other))
            || (holds(&case.own, other) && holds(&case.other, one))
    })
}

/// Both sides of a page.
struct Sides {
    own: PersonFile,
    /// The other's file, where they are of the visitor's LAO too.
    other: Option<PersonFile>,
    at: (Appearance, Appearance),
    case: Option<Case>,
    /// Whether somebody was sent to look and has not answered.
    is_asked: bool,
}

async fn sides(
    house: &House,
    visitor: &Visitor,
    (record, person): (RecordId, PersonId),
    other: &str,
) -> Result<Sides, Mishap> {
    let missing = || Mishap::missing(visitor);
    let other: Appearance = other.replace('~', "/").parse().map_err(|_| missing())?;
    let own = Appearance { lao: visitor.lao.code, record, person };
    let file = house.office.person_file(visitor, record, person).await?.ok_or_else(missing)?;
    let cases = house.office.cases(visitor.lao.code).await?;
    let case = case_of(&cases, &own, &other).cloned();
    let other_file = if other.lao == visitor.lao.code {
        Some(house.office.person_file(visitor, other.record, other.person).await?.ok_or_else(missing)?)
    } else if case.is_none() {
        // Whoever asks about another LAO's people without a case is told nothing.
        return Err(missing());
    } else {
        None
    };
    let of_these =
        |row: &TaskRow| row.state == TaskState::Open && [own.record, other.record].contains(&row.task.record);
    let is_asked = house.office.tasks(visitor.lao.code).await?.iter().any(of_these);
    Ok(Sides { own: file, other: other_file, at: (own, other), case, is_asked })
}

async fn note(house: &House, visitor: &Visitor, sides: &Sides) -> Result<(), Mishap> {
    for file in [Some(&sides.own), sides.other.as_ref()].into_iter().flatten() {
        house.office.note_access(visitor, Act::Person, person::looked(file)).await?;
    }
    Ok(())
}

pub(super) async fn show_one(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path((record, person, other)): Path<(RecordId, PersonId, String)>,
) -> Result<Markup, Mishap> {
    let sides = sides(&house, &visitor, (record, person), &other).await?;
    note(&house, &visitor, &sides).await?;
    let checkers = house.office.checkers(&visitor).await?;
    Ok(draw(&visitor, &sides, &checkers, None))
}

fn draw(visitor: &Visitor, sides: &Sides, checkers: &[SurveyorRow], said: Option<&str>) -> Markup {
    let body = html! {
        h1 { "เป็นคนเดียวกันหรือไม่" }
        @if let Some(said) = said { (wrong(said)) }
        @if sides.is_asked {
            p.due { "ส่งคนไปดูแล้ว รอโทรศัพท์ตอบ " a href="/office/tasks" { "ดูงานตรวจสอบ" } }
        }
        (why(sides))
        (side_by_side(visitor, sides))
        @if Right::Work.is_held_by(visitor.role) { (rule(visitor, sides, checkers)) }
    };
    Page::of(visitor, "/office/cases", "เป็นคนเดียวกันหรือไม่").draw(&body)
}

fn why(sides: &Sides) -> Markup {
    html! {
        @match &sides.case {
            None => { p { "สองรายการนี้ไม่อยู่ในรายการที่ต้องตรวจ อาจวินิจฉัยไปแล้ว" } }
            Some(case) => {
                ul {
                    @for ground in &case.grounds { li { (ground.in_thai()) } }
                    @if let Some(score) = case.score { li { "ความเหมือน " (percent(score)) } }
                }
                @if !case.reasons.is_empty() {
                    details {
                        summary { "เหตุผลทีละข้อ" }
                        ul {
                            @for (reason, points) in &case.reasons {
                                li { (reason.in_thai()) " " span.hint { (if *points >= 0 { "สนับสนุน" } else { "คัดค้าน" }) " " (points.abs()) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn side_by_side(visitor: &Visitor, sides: &Sides) -> Markup {
    let own = sides.own.entry.as_ref().map(|entry| &entry.shown);
    let other = sides.other.as_ref().and_then(|file| file.entry.as_ref()).map(|entry| &entry.shown);
    let theirs = sides.case.as_ref().map_or(visitor.lao.name.as_str(), |case| case.whose.name.as_str());
    // Within one register their houses tell the two apart, the names often do not.
    let named = |file: &PersonFile, whose: &str| {
        let place = file.entry.as_ref().and_then(|entry| entry.place.as_ref());
        let name = file.entry.as_ref().map(|entry| words::called(&entry.shown)).unwrap_or_default();
        format!("{name} {} ({whose})", words::house(place))
    };
    let ours = named(&sides.own, &visitor.lao.name);
    let theirs = sides.other.as_ref().map_or_else(|| theirs.to_owned(), |other| named(other, theirs));
    html! {
        (page::beside("ตารางเทียบสองคน", &["ช่อง", &ours, &theirs], &html! {
            @for (label, ours, others) in person::compared(own, other) {
                tr.unlike[sides.other.is_some() && ours != others] {
                    th scope="row" { (label) } td { (ours) } td { @if sides.other.is_some() { (others) } }
                }
            }
            tr {
                th scope="row" { "พบที่" }
                td { (found(&sides.own)) }
                td { @match &sides.other { Some(other) => { (found(other)) } None => { (elsewhere(sides)) } } }
            }
            tr {
                th scope="row" { "รูป" }
                td { (pictures(&sides.own)) } td { @if let Some(other) = &sides.other { (pictures(other)) } }
            }
        }))
    }
}

fn found(file: &PersonFile) -> Markup {
    html! {
        @for visit in &file.visits {
            a href={ "/office/people/" (file.who.record) "/" (file.who.person) } { (words::house(visit.record.place.as_ref())) }
            " " (words::moment(visit.record.captured_at)) br;
        }
    }
}

fn pictures(file: &PersonFile) -> Markup {
    html! { @for visit in &file.visits { (photo::strip(visit.record.id, &visit.record.photos)) } }
}

/// All that is told of another LAO's person.
fn elsewhere(sides: &Sides) -> Markup {
    html! {
        @for other in sides.own.elsewhere.iter().filter(|other| other.lao.code == sides.at.1.lao) {
            @for help in &other.help {
                (help.on.map_or_else(|| words::NOTHING.to_owned(), words::day)) " "
                (words::or_nothing(help.what.as_deref())) br;
            }
        }
    }
}

fn rule(visitor: &Visitor, sides: &Sides, checkers: &[SurveyorRow]) -> Markup {
    let at = address(sides.at.0, sides.at.1);
    let button = |rules: &str, text: &str| {
        html! {
            form method="post" action=(at) {
                (carried(visitor))
                input type="hidden" name="rules" value=(rules);
                button type="submit" { (text) }
            }
        }
    };
    html! {
        section aria-labelledby="rule" {
            h2 id="rule" { "วินิจฉัย" }
            div.does {
                (button("same", "เป็นคนเดียวกัน รวมเป็นรายการเดียว"))
                (button("apart", "คนละคน เก็บแยกกัน"))
            }
            p.hint { "ไม่มีข้อมูลใดถูกลบ รวมแล้วแยกกลับได้ และวินิจฉัยใหม่ได้เสมอ" }
            @if !checkers.is_empty() {
                details.next {
                    summary { "ยังไม่แน่ใจ ให้หน่วยเคลื่อนที่ไปถาม" }
                    form.narrow method="post" action=(at) {
                        (carried(visitor))
                        input type="hidden" name="rules" value="ask";
                        (choice("surveyor", "surveyor", "ให้ใครไป", "", None, checkers.iter().map(|who| (&who.id, &who.name))))
                        label for="note" { "ฝากถาม" }
                        input id="note" name="note" maxlength="500";
                        button type="submit" { "ส่งงานถึงโทรศัพท์" }
                    }
                }
            }
        }
    }
}

pub(super) async fn rule_on(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
    Path((record, person, other)): Path<(RecordId, PersonId, String)>,
) -> Result<Response, Mishap> {
    let sides = sides(&house, &visitor, (record, person), &other).await?;
    let (own, other) = sides.at;
    if sides.case.is_none() {
        // Somebody else ruled on it while the page was open: theirs is not overruled without being read.
        let fault = "the case does not wait any more; nothing was decided".to_owned();
        return Err(OfficeFault::Conflict(fault).into());
    }
    let same = match filled.get("rules") {
        "same" => Same::Yes,
        "apart" => Same::No,
        "ask" => return ask(&house, &visitor, &sides, &filled).await,
        _ => {
            note(&house, &visitor, &sides).await?;
            let page = draw(&visitor, &sides, &[], Some("เลือกว่าจะวินิจฉัยอย่างไร ยังไม่มีอะไรเปลี่ยน"));
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    house.office.rule_on(&visitor, own, other, same).await?;
    Ok(Redirect::to("/office/cases").into_response())
}

/// Sends somebody to the house to ask.
async fn ask(house: &House, visitor: &Visitor, sides: &Sides, filled: &Filled) -> Result<Response, Mishap> {
    let other = sides.other.as_ref().and_then(|file| file.entry.as_ref());
    let claimed =
        other.map(|entry| format!("{} {}", words::called(&entry.shown), words::house(entry.place.as_ref())));
    let task = NewTask {
        lao: visitor.lao.code,
        record: sides.at.0.record,
        to: filled.get("surveyor").to_owned(),
        facts: vec![NewFact {
            label: "เป็นคนเดียวกันกับอีกรายการหรือไม่".to_owned(), field: None, claimed
        }],
        note: filled.text("note"),
        due: None,
        urgent: false,
    };
    house.office.give_task(&task).await?;
    Ok(Redirect::to("/office/cases").into_response())
}

/// Takes apart what was joined.
pub(super) async fn take_apart(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
    Path((record, person)): Path<(RecordId, PersonId)>,
) -> Result<Redirect, Mishap> {
    let missing = || Mishap::missing(&visitor);
    let file = house.office.person_file(&visitor, record, person).await?.ok_or_else(missing)?;
    let joined = filled.get("decision").parse::<DecisionId>().ok();
    let Some(join) = file.joins.iter().find(|join| Some(join.decision) == joined) else {
        return Err(
            OfficeFault::Refused("no such decision joins them; nothing was decided".to_owned()).into()
        );
    };
    let records: Vec<RecordId> = file.met().iter().map(|who| who.record).collect();
    house.office.take_apart(&visitor, &records, join.decision).await?;
    Ok(Redirect::to(&format!("/office/people/{record}/{person}")))
}
