//! The month: who is ready for INFO, who is not and what each lacks, and until when.
//!
//! Owns these pages, the workbook as a download, and the view from which one person after the
//! other is typed into INFO, which has no import. What a month is, is `register::info`'s.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{Redirect, Response};
use maud::{Markup, html};
use register::calendar::{Holidays, Round};
use register::deadline;
use register::decision::Appearance;
use register::info::{Line, Month, News, State as Ready, Unsigned, WhyGone};
use register::national_id::TypedId;
use register::survey::{Coverage, Tambons, Village};
use register::wire::Village as NamedVillage;

use super::door::Right;
use super::form::carried;
use super::mishap::Mishap;
use super::page::{self, Page};
use super::{arrears, mending, typing, words};
use crate::db::desk::Act;
use crate::export;
use crate::office::{Looked, OfficeFault, Visitor};
use crate::routes::House;

/// What whoever takes the month's numbers out does with them.
pub(super) const FOR_INFO: &str = "บันทึกในระบบ INFO";
/// People of one list on the page; the workbook has all.
pub(super) const MOST: usize = 200;

/// Whoever asks for the month without saying which: the one that is due next.
pub(super) async fn show_due() -> Redirect {
    let round = words::today().map(due_round);
    Redirect::to(&round.map_or_else(|| "/office".to_owned(), |round| format!("/office/month/{round}")))
}

/// The round that is due in INFO next (domain.md 4.9).
pub(super) fn due_round(today: chrono::NaiveDate) -> Round {
    let last = Round::of(today).previous();
    if deadline::info_due(last, &Holidays::thailand()).on >= today { last } else { Round::of(today) }
}

pub(super) fn read(visitor: &Visitor, round: &str) -> Result<Round, Mishap> {
    round.parse().map_err(|_| Mishap::missing(visitor))
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(round): Path<String>,
) -> Result<Markup, Mishap> {
    let round = read(&visitor, &round)?;
    let month = house.office.month(visitor.lao.code, round).await?;
    let waiting = house.office.unsigned(visitor.lao.code, &month).await?;
    let settings = house.office.settings(visitor.lao.code).await?;
    let told = format!("round={round} people={}", month.lines.len() + month.left_out.len());
    house.office.note_access(&visitor, Act::Month, Looked::told(told)).await?;
    let title = format!("รอบเดือน{}", words::round(round));
    let typed = match Right::Export.is_held_by(visitor.role) {
        true => typing::progress(&house, &visitor, &month).await?,
        false => html! {},
    };
    let is_due = words::today().is_some_and(|today| due_round(today) == round);
    let body = html! {
        h1 { (title) }
        (ways("/office/month", round))
        @if let Some(today) = words::today() { (words::info_due(round, today, false)) }
        @if let Some(ends) = settings.survey_ends(round) { p { "ทีมสำรวจและส่งข้อมูลถึงวันที่ " (words::day(ends)) } }
        (counts(&month))
        (take_out(&visitor, &month))
        (typed)
        (covered(&month.coverage, &settings.villages))
        p {
            a href={ "/office/map/" (round) } { "ดูบนแผนที่" } " · "
            a href={ "/office/statements/" (round) } { "รายงานเดือนนี้ถึงสถานที่กลาง" } " · "
            a href={ "/office/month/" (round) "/arrears" } { "เดือนก่อนๆ ที่ยังต้องบันทึก" }
        }
        (unready(&visitor, &month, &waiting))
        @if is_due { (arrears::place(round)) }
        (differences(&month))
        (ready(&month))
    };
    Ok(Page::of(&visitor, "/office/month", &title).asking().draw(&body))
}

/// To the months before and after.
pub(super) fn ways(to: &str, round: Round) -> Markup {
    html! {
        p {
            a href={ (to) "/" (round.previous()) } { "เดือนก่อน" } " · "
            a href={ (to) "/" (round.next()) } { "เดือนถัดไป" }
        }
    }
}

fn counts(month: &Month) -> Markup {
    let ready = month.ready().count();
    // Whoever lacks what the law asks for is left out, and counted there.
    let with_gaps = month.lines.len() - ready;
    html! {
        dl.counts {
            div { dt { "พร้อมบันทึก" } dd { (ready) } }
            @if with_gaps > 0 { div { dt { "พร้อมแต่บางช่องว่าง" } dd { (with_gaps) } } }
            div { dt { "ยังไม่บันทึก" } dd { (month.left_out.len()) } }
            div { dt { "เหมือนเดือนก่อน" } dd { (month.unchanged) } }
            div { dt { "ไม่อยู่แล้ว" } dd { (month.gone.len()) } }
        }
    }
}

fn take_out(visitor: &Visitor, month: &Month) -> Markup {
    html! {
        @if Right::Export.is_held_by(visitor.role) && !month.lines.is_empty() {
            div.does {
                form method="post" action={ "/office/month/" (month.round) "/workbook" } {
                    (carried(visitor))
                    button type="submit" { "ดาวน์โหลดสมุดงาน INFO (.xlsx)" }
                }
                form method="post" action={ "/office/month/" (month.round) "/typing" } {
                    (carried(visitor))
                    button.quiet type="submit" { "พิมพ์เข้า INFO ทีละคน" }
                }
            }
            p.hint { "ทั้งสองอย่างมีเลขประจำตัวเต็ม การเปิดจะถูกบันทึกไว้" }
        }
    }
}

/// How many households of each village were visited.
pub(super) fn covered(coverage: &BTreeMap<Village, Coverage>, named: &[NamedVillage]) -> Markup {
    let tambons = Tambons::with(coverage.keys().filter_map(|village| village.tambon.as_deref()));
    html! {
        section aria-labelledby="covered" {
            h2 id="covered" { "การสำรวจรอบนี้" }
            @if coverage.is_empty() { p { "ยังไม่มีครัวเรือนในทะเบียน" } } @else {
                (page::table("ตารางการสำรวจรายหมู่บ้าน", &["หมู่", "ครัวเรือนในทะเบียน", "สำรวจแล้วรอบนี้", "ไม่ประสงค์ให้ข้อมูล", "ความคืบหน้า"], &html! {
                    @for (village, of) in coverage {
                        tr {
                            th scope="row" { (called(village, named, &tambons)) }
                            td.number { (of.known) } td.number { (of.visited) } td.number { (of.refused) }
                            td {
                                progress max=(of.known.max(1)) value=(of.visited)
                                    aria-label={ "สำรวจแล้ว " (of.visited) " จาก " (of.known) } {}
                            }
                        }
                    }
                }))
            }
        }
    }
}

/// A village by its number, with the name that the office gave it, and its tambon where the LAO has several.
fn called(village: &Village, named: &[NamedVillage], tambons: &Tambons) -> String {
    let Village { tambon, moo } = village;
    // A name without a tambon is that of its number wherever it lies.
    let is_it = |of: &&NamedVillage| Some(of.moo) == *moo && (of.tambon.is_none() || of.tambon == *tambon);
    let name = named.iter().find(is_it).map(|of| of.name.trim().to_owned());
    let moo = moo.map_or_else(|| "ไม่ระบุ".to_owned(), |moo| format!("หมู่ {moo}"));
    let tambon = tambons.beside(tambon.as_deref()).map(str::to_owned);
    [Some(moo), name, tambon].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

pub(super) fn link(at: Appearance, name: &str) -> Markup {
    let name = if name.trim().is_empty() { "ไม่ทราบชื่อ" } else { name };
    html! { a href={ "/office/people/" (at.record) "/" (at.person) } { (name) } }
}

/// Whoever is not ready, under what they lack; each leads to where it is mended.
fn unready(visitor: &Visitor, month: &Month, waiting: &[Unsigned]) -> Markup {
    let mut by_state: BTreeMap<(u8, String), Vec<(Appearance, &str)>> = BTreeMap::new();
    for ready in month.readiness() {
        let order = match ready.state {
            Ready::Ready => continue,
            Ready::Missing(_) => 0,
            Ready::LeftOut(_) => 1,
        };
        by_state.entry((order, ready.state.in_thai())).or_default().push((ready.at, ready.name));
    }
    html! {
        section aria-labelledby="unready" {
            h2 id="unready" { "ต้องแก้ก่อนบันทึก" }
            @if by_state.is_empty() && waiting.is_empty() { p { "ไม่มี ทุกคนพร้อมบันทึก" } }
            (unsigned(visitor, waiting))
            @for ((_, state), people) in &by_state {
                details open[people.len() <= 20] {
                    summary { (state) " (" (people.len()) ")" }
                    ul.people { @for (at, name) in people.iter().take(MOST) { li { (link(*at, name)) } } }
                    @if people.len() > MOST { p { "และอีก " (people.len() - MOST) " คน" } }
                }
            }
        }
    }
}

/// Requests that nothing can be done about; each leads to where its signature is brought in, whoever may not do that to
/// its page.
fn unsigned(visitor: &Visitor, unsigned: &[Unsigned]) -> Markup {
    let to = |one: &Unsigned| match Right::TakeIn.is_held_by(visitor.role) {
        true => mending::request::address(one.at.record, one.request),
        false => format!("/office/requests/{}/{}", one.at.record, one.request),
    };
    html! {
        @if !unsigned.is_empty() {
            details open[unsigned.len() <= 20] {
                summary { "คำขอที่ยังไม่ได้ลงชื่อ จึงยังรับไว้พิจารณาไม่ได้ (" (unsigned.len()) ")" }
                ul.people {
                    @for one in unsigned.iter().take(MOST) {
                        li { a href=(to(one)) { (words::or_nothing(one.subject.as_deref())) } " ของ " (link(one.at, &one.name)) }
                    }
                }
                @if unsigned.len() > MOST { p { "และอีก " (unsigned.len() - MOST) " เรื่อง" } }
            }
        }
    }
}

fn differences(month: &Month) -> Markup {
    let changed: Vec<_> = month
        .lines
        .iter()
        .filter_map(|line| match &line.news {
            News::New => None,
            News::Changed { cells, requests } => Some((line, cells, requests)),
        })
        .collect();
    let new = month.lines.len() - changed.len();
    html! {
        section aria-labelledby="news" {
            h2 id="news" { "ต่างจากเดือนก่อน" }
            p { "ใหม่ " (new) " คน เปลี่ยน " (changed.len()) " คน ไม่อยู่แล้ว " (month.gone.len()) " คน" }
            @if !changed.is_empty() {
                h3 { "เปลี่ยน " (changed.len()) " คน" }
                ul.people {
                    @for (line, cells, requests) in changed.iter().take(MOST) {
                        li {
                            (link(line.at, &line.row.name)) ": "
                            @for column in cells.keys() { span.flag { (column.header()) } " " }
                            @if !requests.is_empty() { span.flag { "คำขอเปลี่ยน " (requests.len()) " ตอนนี้มี " (line.requests.len()) } }
                        }
                    }
                }
            }
            @if !month.gone.is_empty() {
                h3 { "ไม่อยู่แล้ว " (month.gone.len()) " คน" }
                ul.people {
                    @for gone in month.gone.iter().take(MOST) {
                        li {
                            (link(gone.at, &gone.row.name)) ": "
                            @match &gone.why {
                                WhyGone::LeftOut(reason) => { (reason.in_thai()) }
                                WhyGone::Joined(_) => { "รวมกับรายการของคนเดียวกันแล้ว" }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn ready(month: &Month) -> Markup {
    let lines: Vec<&Line> = month.ready().collect();
    html! {
        section aria-labelledby="ready" {
            h2 id="ready" { "พร้อมบันทึก (" (lines.len()) ")" }
            @if !lines.is_empty() {
                (page::table("ตารางผู้ที่พร้อมบันทึก", &["ชื่อ", "เลขประจำตัวประชาชน", "คำขอ"], &html! {
                    @for line in lines.iter().take(MOST) {
                        tr {
                            th scope="row" { (link(line.at, &line.row.name)) }
                            td.number { (words::number(&TypedId::read(Some(&line.row.national_id)))) }
                            td { (line.requests.len()) }
                        }
                    }
                }))
                @if lines.len() > MOST { p { "แสดง " (MOST) " คนแรก ที่เหลืออยู่ในสมุดงาน" } }
            }
        }
    }
}

pub(super) async fn workbook(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(round): Path<String>,
) -> Result<Response, Mishap> {
    let round = read(&visitor, &round)?;
    let month = house.office.month(visitor.lao.code, round).await?;
    let told = format!("info round={round} people={}", month.lines.len());
    house
        .office
        .note_access(&visitor, Act::Export, Looked { why: Some(FOR_INFO.to_owned()), ..Looked::told(told) })
        .await?;
    let handed = Arc::clone(&month);
    let written = tokio::task::spawn_blocking(move || {
        let folder = tempfile::tempdir()?;
        let mut bytes = Vec::new();
        export::info(&month, folder.path(), &mut bytes)?;
        Ok::<_, std::io::Error>(bytes)
    });
    let broken = |why: String| {
        Mishap::from(OfficeFault::Db(crate::db::DbFault::Broken(format!(
            "a workbook could not be made ({why})"
        ))))
    };
    let bytes = written.await.map_err(|e| broken(e.to_string()))?.map_err(|e| broken(e.to_string()))?;
    house.office.hand_out(&handed).await?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(page::file(bytes, kind, &format!("INFO-{}-{round}.xlsx", visitor.lao.code)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(moo: u32, name: &str, tambon: Option<&str>) -> NamedVillage {
        NamedVillage { moo, name: name.to_owned(), tambon: tambon.map(str::to_owned), lat: None, lon: None }
    }

    #[test]
    fn a_village_is_called_by_its_number_its_name_and_where_there_are_several_its_tambon() {
        let village = |tambon: Option<&str>, moo| Village { tambon: tambon.map(str::to_owned), moo };
        let (here, there) = (village(Some("570903"), Some(3)), village(Some("570908"), Some(3)));
        let names = [named(3, "บ้านริมน้ำ", Some("570903")), named(3, "บ้านดอน", Some("570908"))];
        let (alone, beside) = (Tambons::with(["570903"]), Tambons::with(["570903", "570908"]));
        assert_eq!(called(&here, &[], &alone), "หมู่ 3");
        assert_eq!(called(&here, &names, &alone), "หมู่ 3 บ้านริมน้ำ");
        let [one, other] = [&here, &there].map(|village| called(village, &names, &beside));
        assert!(
            one.starts_with("หมู่ 3 บ้านริมน้ำ ตำบล") && other.starts_with("หมู่ 3 บ้านดอน ตำบล"),
            "{one} {other}"
        );
        assert_ne!(one, other);
        assert_eq!(called(&village(None, None), &names, &beside), "ไม่ระบุ");
        assert_eq!(called(&there, &[named(3, "บ้านเรา", None)], &Tambons::with(["570908"])), "หมู่ 3 บ้านเรา");
    }
}
