//! Postings: lists of names made from what a meeting chose, printed, put up at the places that the
//! law names, proven by photos, taken down; and results after them.
//!
//! Owns these pages. What a posting may be is `register::posting`'s. A list holds names and villages
//! and no number of anybody; whoever opens one is written down.

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use maud::{Markup, html};
use register::calendar::Holidays;
use register::calendar::written::read_date;
use register::course::{Meeting, MeetingId};
use register::deadline::Posting as Kind;
use register::posting::{Listed, Place, Posting, PostingId, Refusal, Site, Standing, sites};
use register::record::PhotoHash;
use register::spoken::Spoken;
use register::survey::Tambons;
use register::thai;
use serde::Deserialize;
use std::collections::BTreeSet;
use uuid::Uuid;

use super::door::Right;
use super::form::{Filled, carried, choice, mark, tick};
use super::mishap::Mishap;
use super::page::{self, Page, wrong};
use super::{meetings, paper, photo, villages, words};
use crate::db::desk::Act;
use crate::office::{Looked, Named, OfficeFault, Visitor};
use crate::routes::House;

/// Where the way to them leads.
const HERE: &str = "/office/postings";

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Markup, Mishap> {
    let lao = visitor.lao.code;
    let postings = house.office.postings(lao).await?;
    let holidays = house.office.holidays(lao).await?;
    let today = words::today();
    let works = Right::Work.is_held_by(visitor.role);
    let mut ready = Vec::new();
    if works {
        for (meeting, chosen) in house.office.chosen_at_each(lao).await?.iter().rev() {
            let posted = posted(&postings, meeting.id);
            let waiting = chosen.iter().filter(|listed| !posted.contains(listed)).count();
            if waiting > 0 {
                ready.push((meeting.clone(), waiting));
            }
        }
    }
    let body = html! {
        h1 { "ปิดประกาศ" }
        @if !ready.is_empty() {
            section.due aria-labelledby="ready" {
                h2 id="ready" { "คณะกรรมการเห็นชอบแล้ว ยังไม่ได้ปิดประกาศรายชื่อ" }
                ul {
                    @for (meeting, many) in &ready {
                        li {
                            a href={ (HERE) "/new?meeting=" (meeting.id) } { "ทำประกาศจาก" (words::meeting(meeting)) }
                            " (" (many) " เรื่อง)"
                        }
                    }
                }
            }
        }
        @if postings.is_empty() { p { "ยังไม่มีประกาศ เมื่อคณะกรรมการเห็นชอบเรื่องแล้ว รายชื่อจะมารอที่นี่" } } @else {
            (page::table("ตารางประกาศ", &["ประกาศ", "เรื่อง", "ตั้งแต่", "ถึง", "สถานะ"], &html! {
                @for posting in &postings {
                    tr {
                        th scope="row" { a href={ (HERE) "/" (posting.id) } { (posting.kind.in_thai()) } }
                        td { (posting.title) }
                        td { (words::day(posting.from)) }
                        td { (words::day(posting.until)) }
                        td { @if let Some(today) = today { (standing(posting, today, &holidays)) } }
                    }
                }
            }))
        }
    };
    Ok(Page::of(&visitor, HERE, "ปิดประกาศ").draw(&body))
}

/// What of a meeting was posted, and not called off.
fn posted(postings: &[Posting], meeting: MeetingId) -> BTreeSet<Listed> {
    let standing =
        postings.iter().filter(|posting| posting.cancelled.is_none() && posting.meeting == meeting);
    standing.flat_map(|posting| posting.listed.iter().copied()).collect()
}

/// How far a posting is, in words.
fn standing(posting: &Posting, today: NaiveDate, holidays: &Holidays) -> String {
    match posting.standing(today, holidays) {
        Standing::Prepared => "ยังไม่ได้ปิด".to_owned(),
        Standing::PartlyUp => "ปิดแล้วบางแห่ง".to_owned(),
        Standing::Up(last) => format!("ปิดอยู่ ต้องปิดถึงสิ้นวันที่ {}", words::day(last)),
        Standing::MayComeDown => "ครบกำหนดแล้ว ปลดได้".to_owned(),
        Standing::Over => "ปลดแล้ว ครบกำหนด".to_owned(),
        Standing::Cancelled => "ยกเลิก".to_owned(),
    }
}

#[derive(Deserialize)]
pub(super) struct Asked {
    meeting: Option<Uuid>,
    of: Option<Uuid>,
}

/// What a new posting is made from: a meeting, or the posting of names whose results it tells.
struct From {
    meeting: Meeting,
    names: Option<Posting>,
    listed: Vec<Listed>,
    /// Of these, what another posting lists already: aid and scholarships of one meeting hang on two papers.
    posted: BTreeSet<Listed>,
}

async fn from(house: &House, visitor: &Visitor, asked: &Asked) -> Result<From, Mishap> {
    let lao = visitor.lao.code;
    let missing = || Mishap::missing(visitor);
    let names = match asked.of {
        Some(of) => Some(house.office.posting(lao, PostingId::new(of)).await?.ok_or_else(missing)?),
        None => None,
    };
    let meeting = names.as_ref().map(|names| names.meeting).or(asked.meeting.map(MeetingId::new));
    let meeting = meeting.ok_or_else(missing)?;
    let found = meetings::found(house, visitor, meeting).await?;
    let listed = match &names {
        Some(names) => names.listed.clone(),
        None => house.office.chosen(lao, meeting).await?,
    };
    let posted = match &names {
        Some(_) => BTreeSet::new(),
        None => posted(&house.office.postings(lao).await?, meeting),
    };
    Ok(From { meeting: found, names, listed, posted })
}

pub(super) async fn begin(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<Response, Mishap> {
    // Whoever came without saying from what chooses on the list.
    if asked.meeting.is_none() && asked.of.is_none() {
        return Ok(Redirect::to(HERE).into_response());
    }
    let from = from(&house, &visitor, &asked).await?;
    Ok(form(&house, &visitor, &from, None).await?.into_response())
}

async fn form(
    house: &House,
    visitor: &Visitor,
    from: &From,
    again: Option<(&str, &Filled)>,
) -> Result<Markup, Mishap> {
    let lao = visitor.lao.code;
    let names = house.office.name_of_each(lao, &from.listed).await?;
    let tambons = tambons(house, visitor, &names).await?;
    let told = format!("names={} meeting={}", names.len(), from.meeting.id);
    house.office.note_access(visitor, Act::Posting, Looked::told(told)).await?;
    let came = house.office.came_of(lao, &from.listed).await?;
    let is_of_results = from.names.is_some();
    let result =
        format!("ให้ความช่วยเหลือแล้ว {} เรื่อง จาก {} เรื่อง รวมเป็นเงิน {} บาท", came.helped, came.listed, came.baht);
    let typed = |name: &str, otherwise: &str| {
        again.map_or_else(|| otherwise.to_owned(), |(_, filled)| filled.get(name).to_owned())
    };
    let today = words::today().map(words::typed_day).unwrap_or_default();
    let before = |site: Site| {
        let of = from.names.as_ref().into_iter().flat_map(|names| &names.places);
        of.filter(|place| place.site == site).map(|place| place.name.clone()).collect::<Vec<_>>().join("\n")
    };
    let or = |said: String, otherwise: String| if said.is_empty() { otherwise } else { said };
    let title = if is_of_results {
        "ประกาศผลการดำเนินการ"
    } else {
        "ประกาศรายชื่อ"
    };
    let body = html! {
        h1 { (title) }
        @if let Some((said, _)) = again { (wrong(said)) }
        @else if is_of_results && came.helped == 0 { p.due { (Refusal::NothingGiven) } }
        p { "จาก" a href={ "/office/meetings/" (from.meeting.id) } { (words::meeting(&from.meeting)) } " " (from.listed.len()) " เรื่อง" }
        form.narrow method="post" action=(HERE) {
            (carried(visitor))
            input type="hidden" name="meeting" value=(from.meeting.id);
            @if let Some(names) = &from.names {
                input type="hidden" name="of" value=(names.id);
                input type="hidden" name="kind" value=(Kind::Results);
            } @else {
                (choice("kind", "kind", "ประกาศอะไร", &typed("kind", Kind::Names.as_str()), None,
                    [Kind::Names, Kind::Scholarships].iter().map(|kind| (kind.as_str(), kind.in_thai()))))
                p.hint { "รายชื่อปิดไม่น้อยกว่า ๑๕ วัน ทุนการศึกษาไม่น้อยกว่า ๑๕ วันทำการ" }
            }
            label for="title" { "เรื่อง (โครงการหรือภัย ไม่ใส่ชื่อบุคคล)" }
            input id="title" name="title" required maxlength="300"
                value=(typed("title", from.names.as_ref().map_or("", |names| &names.title)));
            @if is_of_results {
                label for="result" { "ผลการดำเนินการ" }
                textarea id="result" name="result" rows="4" maxlength="4000" required { (typed("result", &result)) }
            }
            label for="from" { "ปิดตั้งแต่วันที่" }
            input id="from" name="from" required placeholder="20/4/2569" inputmode="numeric" value=(typed("from", &today));
            label for="until" { "ถึงวันที่ (เว้นว่างเพื่อให้ครบกำหนดพอดี)" }
            input id="until" name="until" placeholder="5/5/2569" inputmode="numeric" value=(typed("until", ""));
            fieldset {
                legend { "ปิดที่ไหน (บรรทัดละแห่ง)" }
                label for="office" { (Site::Office.in_thai()) }
                textarea id="office" name="office" rows="2" { (typed("office", &or(before(Site::Office), visitor.lao.name.clone()))) }
                label for="central-place" { (Site::CentralPlace.in_thai()) " (ทุนการศึกษาไม่ต้องปิดที่นี่)" }
                textarea id="central-place" name="central-place" rows="2" { (typed("central-place", &or(before(Site::CentralPlace), "สถานที่กลาง".to_owned()))) }
                label for="village" { (Site::Village.in_thai()) }
                textarea id="village" name="village" rows="4" { (typed("village", &or(before(Site::Village), villages::offices(lived_in(&names), &tambons)))) }
            }
            @if !is_of_results { (which(from, &names, &tambons, again.map(|(_, filled)| filled))) }
            button type="submit" { "ทำประกาศ" }
        }
    };
    Ok(Page::of(visitor, HERE, title).draw(&body))
}

/// Where those on a list live.
fn lived_in(names: &[Named]) -> impl Iterator<Item = &register::record::Place> {
    names.iter().filter_map(|named| named.place.as_ref())
}

async fn tambons(house: &House, visitor: &Visitor, names: &[Named]) -> Result<Tambons, Mishap> {
    villages::tambons(house, visitor, names.iter().map(|named| named.place.as_ref())).await
}

/// Which requests a paper is to list: what no other paper lists, unless whoever makes it says otherwise.
fn which(from: &From, names: &[Named], tambons: &Tambons, filled: Option<&Filled>) -> Markup {
    html! {
        fieldset {
            legend { "รายชื่อที่จะปิด" }
            @for (listed, named) in from.listed.iter().zip(names) {
                @let name = listing(listed);
                @let ticked = filled.map_or(!from.posted.contains(listed), |filled| filled.is_ticked(&name));
                (tick(&name, &name, &html! {
                    (called(named)) " " (villages::written(named.place.as_ref(), tambons))
                    @if from.posted.contains(listed) { " " span.hint { "(อยู่ในประกาศอื่นแล้ว)" } }
                }, ticked))
            }
        }
    }
}

/// The box of a request in the form.
fn listing(listed: &Listed) -> String {
    format!("list-{}-{}", listed.record, listed.request)
}

/// What somebody on a list is called.
fn called(named: &Named) -> &str {
    if named.person.is_none() {
        "ไม่อยู่ในทะเบียนแล้ว (ถอนหรือลบตามกฎหมาย)"
    } else {
        &named.name
    }
}

/// Names in a table, with the village that tells namesakes apart.
fn listed(names: &[Named], tambons: &Tambons) -> Markup {
    page::table(
        "รายชื่อ",
        &["ลำดับ", "ชื่อ-นามสกุล", "หมู่บ้าน/ชุมชน"],
        &html! {
            @for (nth, named) in (1..).zip(names) {
                tr {
                    td { (nth) }
                    th scope="row" { (called(named)) }
                    td { (villages::written(named.place.as_ref(), tambons)) }
                }
            }
        },
    )
}

fn lines(filled: &Filled, site: Site) -> Vec<Place> {
    let typed = filled.get(site.as_str());
    typed
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|name| Place::to_be(site, thai::nfc(name)))
        .collect()
}

pub(super) async fn prepare(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
) -> Result<Response, Mishap> {
    let lao = visitor.lao.code;
    let asked = Asked { meeting: filled.get("meeting").parse().ok(), of: filled.get("of").parse().ok() };
    if asked.meeting.is_none() && asked.of.is_none() {
        let said = "a posting was asked for without a meeting; nothing was written".to_owned();
        return Err(OfficeFault::Refused(said).into());
    }
    let from = from(&house, &visitor, &asked).await?;
    let said = match written(&house, &visitor, &filled, &from).await? {
        Ok(posting) => match house.office.put_posting(&visitor.id, lao, &posting).await {
            Ok(()) => return Ok(Redirect::to(&format!("{HERE}/{}", posting.id)).into_response()),
            Err(OfficeFault::Posting(refusal)) => format!("{refusal} ยังไม่ได้ทำประกาศ"),
            Err(fault) => return Err(fault.into()),
        },
        Err(said) => said.to_owned(),
    };
    let page = form(&house, &visitor, &from, Some((&said, &filled))).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The posting that a form says, or what is wrong with it.
async fn written(
    house: &House,
    visitor: &Visitor,
    filled: &Filled,
    from: &From,
) -> Result<Result<Posting, &'static str>, Mishap> {
    let Some(press) = filled.press() else { return Err(Mishap::Elsewhere) };
    let Ok(kind) = filled.get("kind").parse::<Kind>() else {
        return Ok(Err("เลือกก่อนว่าประกาศอะไร ยังไม่ได้ทำประกาศ"));
    };
    let Ok(first) = read_date(filled.get("from")) else {
        return Ok(Err("วันที่เริ่มปิดอ่านไม่ออก พิมพ์เป็น 20/4/2569 ยังไม่ได้ทำประกาศ"));
    };
    let holidays = house.office.holidays(visitor.lao.code).await?;
    let last = match filled.text("until") {
        None => Posting::least(kind, first, &holidays),
        Some(typed) => match read_date(&typed) {
            Ok(last) => last,
            Err(_) => return Ok(Err("วันสุดท้ายอ่านไม่ออก พิมพ์เป็น 5/5/2569 ยังไม่ได้ทำประกาศ")),
        },
    };
    Ok(Ok(Posting {
        // The form's own name: sent twice, it is one posting.
        id: PostingId::new(press),
        kind,
        title: filled.text("title").unwrap_or_default(),
        meeting: from.meeting.id,
        listed: match &from.names {
            Some(_) => from.listed.clone(),
            None => from.listed.iter().filter(|listed| filled.is_ticked(&listing(listed))).copied().collect(),
        },
        of: from.names.as_ref().map(|names| names.id),
        result: filled.text("result"),
        from: first,
        until: last,
        places: sites(kind).iter().flat_map(|site| lines(filled, *site)).collect(),
        cancelled: None,
    }))
}

async fn found(house: &House, visitor: &Visitor, id: Uuid) -> Result<Posting, Mishap> {
    let found = house.office.posting(visitor.lao.code, PostingId::new(id)).await?;
    found.ok_or_else(|| Mishap::missing(visitor))
}

pub(super) async fn show_one(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<Uuid>,
) -> Result<Markup, Mishap> {
    let posting = found(&house, &visitor, id).await?;
    one(&house, &visitor, &posting, None, None).await
}

/// A posting with all that can be done about it; `filled` is what was typed about its places, where that is to stand
/// there still.
async fn one(
    house: &House,
    visitor: &Visitor,
    posting: &Posting,
    said: Option<&str>,
    filled: Option<&Filled>,
) -> Result<Markup, Mishap> {
    let lao = visitor.lao.code;
    let names = match posting.kind {
        // Results name nobody.
        Kind::Results => Vec::new(),
        Kind::Names | Kind::Scholarships => house.office.names(lao, &posting.listed).await?,
    };
    let tambons = tambons(house, visitor, &names).await?;
    let told = format!("posting={} names={}", posting.id, names.len());
    house.office.note_access(visitor, Act::Posting, Looked::told(told)).await?;
    let holidays = house.office.holidays(lao).await?;
    let meeting = house.office.meetings(lao).await?.into_iter().find(|known| known.id == posting.meeting);
    let works = Right::Work.is_held_by(visitor.role);
    let gone = house.office.proofs_gone(lao, posting).await?;
    let today = words::today();
    let body = html! {
        div.off-paper {
            p { a href=(HERE) { "ปิดประกาศ" } " · พิมพ์ด้วยคำสั่งพิมพ์ของเบราว์เซอร์ (กระดาษ A4) " }
            @if let Some(said) = said { (wrong(said)) }
            @if let Some(today) = today { p.standing { span.status { (standing(posting, today, &holidays)) } } }
            @if let Some(why) = &posting.cancelled { p { "ยกเลิกเพราะ " (why) } }
            @if let Some(today) = today { (beyond_the_paper(posting, today, &holidays, (&names, &tambons))) }
            @if works && posting.cancelled.is_none() && posting.kind != Kind::Results && posting.was_put_up() {
                p { a.button href={ (HERE) "/new?of=" (posting.id) } { "ประกาศผลการดำเนินการ" } }
            }
        }
        (sheet(visitor, posting, meeting.as_ref(), (&names, &tambons), &holidays))
        div.off-paper {
            (places(visitor, posting, &holidays, works, filled))
            (proofs(visitor, posting, works, &gone))
        }
    };
    let title = format!("{} {}", posting.kind.in_thai(), posting.title);
    Ok(Page::of(visitor, HERE, &title).on_paper().draw(&body))
}

/// What whoever posts it should see to: a copy that hangs with an earlier last day, and villages of the list in
/// which it hangs nowhere.
fn beyond_the_paper(
    posting: &Posting,
    today: NaiveDate,
    holidays: &Holidays,
    (names, tambons): (&[Named], &Tambons),
) -> Markup {
    let without = match posting.is_yet_to_hang(today, holidays) {
        true => villages::without_a_board(posting, lived_in(names), tambons),
        false => Vec::new(),
    };
    html! {
        @if let Some(last) = posting.outhangs_its_paper(today, holidays) {
            p.due {
                "บางแห่งปิดช้ากว่าวันเริ่มในประกาศ หรือมีวันหยุดเพิ่ม ต้องปิดถึงวันที่ " (words::day(last))
                " ใบที่พิมพ์ไว้ก่อนบอกวันที่ " (words::day(posting.until)) " พิมพ์ใหม่แล้วปิดแทนใบเดิม"
            }
        }
        @if !without.is_empty() {
            p.due { "มีชื่อผู้อยู่" (without.join(", ")) " แต่ยังไม่มีที่ปิดประกาศของหมู่บ้านหรือชุมชนนั้น หากต้องปิดให้ยกเลิกแล้วทำประกาศใหม่" }
        }
    }
}

/// The paper that hangs.
fn sheet(
    visitor: &Visitor,
    posting: &Posting,
    meeting: Option<&Meeting>,
    (names, tambons): (&[Named], &Tambons),
    holidays: &Holidays,
) -> Markup {
    let sites: Vec<&str> = sites(posting.kind).iter().map(|site| site.in_thai()).collect();
    let days = match posting.kind {
        Kind::Names | Kind::Results => "ไม่น้อยกว่าสิบห้าวัน",
        Kind::Scholarships => "ไม่น้อยกว่าสิบห้าวันทำการ",
    };
    html! {
        article.paper {
            (paper::head(&format!("ประกาศ{}", visitor.lao.name), &format!("เรื่อง {}", posting.kind.in_thai()), std::slice::from_ref(&posting.title), None))
            p {
                @if let Some(meeting) = meeting { "ตามที่คณะกรรมการช่วยเหลือประชาชนได้ประชุมเมื่อวันที่ " (paper::day(meeting.on)) " " }
                @match posting.kind {
                    Kind::Results => { "และเห็นชอบให้ช่วยเหลือประชาชนนั้น บัดนี้ดำเนินการแล้ว "  "จึงประชาสัมพันธ์ผลการดำเนินการให้ประชาชนทราบโดยทั่วกัน " }
                    Kind::Names | Kind::Scholarships => { "และเห็นชอบให้ช่วยเหลือประชาชนแล้ว จึงปิดประกาศรายชื่อให้ทราบ " }
                }
                "ณ " (sites.join(" และ")) " เป็นเวลา" (days)
            }
            p.span { strong { "ตั้งแต่วันที่ " (paper::day(posting.from)) " ถึงวันที่ " (paper::day(posting.hangs_until(holidays))) } }
            @if let Some(result) = &posting.result { p.result { (result) } }
            @if posting.kind != Kind::Results { (listed(names, tambons)) p { "รวม " (names.len()) " คน" } }
            // Room for whoever posts it; the law gives the paper no form.
            p.sign { "ประกาศ ณ วันที่ " (paper::day(posting.from)) }
            p.sign { "ลงชื่อ ........................................ ผู้ปิดประกาศ" }
            p.sign { "ตำแหน่ง ........................................" }
        }
    }
}

/// Where it hangs, since when, by whom, until when.
fn places(
    visitor: &Visitor,
    posting: &Posting,
    holidays: &Holidays,
    works: bool,
    filled: Option<&Filled>,
) -> Markup {
    let typed =
        |name: String, otherwise: String| filled.map_or(otherwise, |filled| filled.get(&name).to_owned());
    let written = |on: Option<NaiveDate>| on.map(words::typed_day).unwrap_or_default();
    // Of what was called off, only that it came down is written on.
    let is_off = posting.cancelled.is_some();
    html! {
        section aria-labelledby="places" {
            h2 id="places" { "ที่ปิดประกาศ" }
            form method="post" action={ (HERE) "/" (posting.id) } {
                (carried(visitor))
                input type="hidden" name="seen" value=(mark(posting));
                @for (nth, place) in posting.places.iter().enumerate() {
                    fieldset disabled[!works] {
                        legend { (place.site.in_thai()) ": " (place.name) }
                        @if let Some(last) = place.must_hang_until(posting, holidays) { p.hint { "ต้องปิดถึงสิ้นวันที่ " (words::day(last)) } }
                        @let name = format!("up-{nth}");
                        label for=(name) { "ปิดเมื่อวันที่" }
                        input id=(name) name=(name) inputmode="numeric" placeholder="20/4/2569" readonly[is_off] value=(typed(name.clone(), written(place.put_up)));
                        @let name = format!("by-{nth}");
                        label for=(name) { "ผู้ปิดประกาศ" }
                        input id=(name) name=(name) maxlength="200" readonly[is_off] value=(typed(name.clone(), place.by.clone().unwrap_or_default()));
                        @let name = format!("down-{nth}");
                        label for=(name) { "ปลดเมื่อวันที่" }
                        input id=(name) name=(name) inputmode="numeric" placeholder="6/5/2569" value=(typed(name.clone(), written(place.taken_down)));
                    }
                }
                @if works {
                    @if !is_off {
                        label for="cancelled" { "ยกเลิกประกาศ เพราะ" }
                        input id="cancelled" name="cancelled" maxlength="300" value=(typed("cancelled".to_owned(), String::new()));
                    }
                    button type="submit" { "บันทึกการปิดประกาศ" }
                }
            }
        }
    }
}

/// Photos of it hanging; one that went with somebody whose name it showed leaves its place.
fn proofs(visitor: &Visitor, posting: &Posting, works: bool, gone: &BTreeSet<PhotoHash>) -> Markup {
    html! {
        section aria-labelledby="proofs" {
            h2 id="proofs" { "หลักฐานการปิดประกาศ" }
            @for place in posting.places.iter().filter(|place| !place.photos.is_empty()) {
                h3 { (place.name) }
                ul.photos {
                    @for photo in &place.photos {
                        @let at = format!("{HERE}/{}/photos/{photo}", posting.id);
                        @if gone.contains(photo) { li { "รูปถูกลบพร้อมข้อมูลของผู้ที่มีชื่อในประกาศ" } }
                        @else { li { a href=(at) { img src=(at) alt={ "ประกาศที่" (place.name) } width="160" height="120" loading="lazy"; } } }
                    }
                }
            }
            @if works && posting.cancelled.is_none() && posting.was_put_up() {
                form.narrow method="post" enctype="multipart/form-data" action={ (HERE) "/" (posting.id) "/proof" } {
                    (carried(visitor))
                    (choice("place", "place", "ที่ไหน", "", None,
                        posting.places.iter().enumerate().filter(|(_, place)| place.put_up.is_some()).map(|(nth, place)| (nth.to_string(), place.name.as_str()))))
                    label for="photo" { "รูปถ่าย (JPEG หรือ PNG ไม่เกิน 16 MB)" }
                    input id="photo" name="photo" type="file" accept="image/jpeg,image/png" required;
                    p.hint { "ถ่ายให้เห็นป้ายประกาศและสถานที่ ไม่ต้องให้อ่านชื่อคนได้" }
                    button type="submit" { "เก็บรูปหลักฐาน" }
                }
            }
        }
    }
}

pub(super) async fn write_on(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
    Path(id): Path<Uuid>,
) -> Result<Response, Mishap> {
    let posting = found(&house, &visitor, id).await?;
    if filled.get("seen") != mark(&posting) {
        return overtaken(&house, &visitor, &posting, &filled).await;
    }
    let cancelled = posting.cancelled.clone().or_else(|| filled.text("cancelled"));
    let mut new = Posting { cancelled, ..posting.clone() };
    let mut unread = None;
    for (nth, place) in new.places.iter_mut().enumerate() {
        let mut day = |part: &str| match filled.text(&format!("{part}-{nth}")) {
            None => None,
            Some(typed) => {
                let read = read_date(&typed).ok();
                if read.is_none() {
                    unread = Some(typed);
                }
                read
            }
        };
        (place.put_up, place.taken_down) = (day("up"), day("down"));
        place.by = filled.text(&format!("by-{nth}"));
    }
    let said = match unread {
        Some(typed) => format!("วันที่ “{typed}” อ่านไม่ออก พิมพ์เป็น 20/4/2569 ยังไม่ได้บันทึก"),
        None => match house.office.put_posting_over(&visitor.id, visitor.lao.code, &new, &posting).await {
            Ok(()) => return Ok(Redirect::to(&format!("{HERE}/{id}")).into_response()),
            Err(OfficeFault::Posting(refusal)) => format!("{refusal} ยังไม่ได้บันทึก"),
            // Somebody was first, since it was looked at above.
            Err(OfficeFault::Conflict(_)) => {
                let now = found(&house, &visitor, id).await?;
                return overtaken(&house, &visitor, &now, &filled).await;
            }
            Err(fault) => return Err(fault.into()),
        },
    };
    let page = one(&house, &visitor, &posting, Some(&said), Some(&filled)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Somebody wrote on it since the page was drawn: it says so, and keeps what was typed.
async fn overtaken(
    house: &House,
    visitor: &Visitor,
    now: &Posting,
    filled: &Filled,
) -> Result<Response, Mishap> {
    let said = "ระหว่างที่ท่านเปิดหน้านี้อยู่ มีผู้บันทึกประกาศนี้ไปแล้ว ยังไม่ได้บันทึกของท่าน สิ่งที่กรอกไว้ยังอยู่ ตรวจแล้วบันทึกอีกครั้ง";
    let page = one(house, visitor, now, Some(said), Some(filled)).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

pub(super) async fn prove(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
    Path(id): Path<Uuid>,
) -> Result<Response, Mishap> {
    let posting = found(&house, &visitor, id).await?;
    let photos = photo::made_small(filled.chosen("photo")).await;
    let said = match (photos.as_deref(), filled.get("place").parse::<usize>()) {
        (Err(said), _) => format!("{said} ยังไม่ได้เก็บ เลือกรูปใหม่"),
        (Ok([photo]), Ok(place)) => match house.office.prove(&visitor, posting.id, place, photo).await {
            Ok(()) => return Ok(Redirect::to(&format!("{HERE}/{id}")).into_response()),
            Err(OfficeFault::Posting(refusal)) => format!("{refusal} ยังไม่ได้เก็บรูป"),
            Err(fault) => return Err(fault.into()),
        },
        _ => "ยังไม่ได้เลือกรูปหรือสถานที่ ยังไม่ได้เก็บอะไร เลือกแล้วส่งอีกครั้ง".to_owned(),
    };
    // What was typed about the places is another form's, and did not come along: they show what stands.
    let page = one(&house, &visitor, &posting, Some(&said), None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Whoever signed in again while a photo was on its way chooses it again there.
pub(super) async fn back(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<Uuid>,
) -> Result<Redirect, Mishap> {
    let posting = found(&house, &visitor, id).await?;
    Ok(Redirect::to(&format!("{HERE}/{}", posting.id)))
}

pub(super) async fn picture(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path((id, of)): Path<(Uuid, PhotoHash)>,
) -> Result<Response, Mishap> {
    let bytes = house.office.proof(visitor.lao.code, PostingId::new(id), of).await?;
    Ok(photo::picture(bytes.ok_or_else(|| Mishap::missing(&visitor))?))
}
