//! Reports: chosen by kind and time, read on the screen, printed, taken out as files.
//!
//! Owns these pages. What a report says is `register::report`'s, how it looks on paper `paper`'s,
//! and as a file `export`'s. Whoever opens one that names people, or takes one out, is written down.

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use register::calendar::{FiscalYear, Round};
use register::lao::LaoKind;
use register::obstacle::{self, Issue, Obstacles};
use register::report::{Kind, Period, Report};
use register::spoken::Spoken;
use serde::Deserialize;

use super::door::Right;
use super::form::{Filled, carried, choice, mark, purpose};
use super::mishap::Mishap;
use super::page::{self, After, Page, wrong};
use super::{paper, publicity, words};
use crate::db::DbFault;
use crate::db::desk::Act;
use crate::export;
use crate::office::{Looked, OfficeFault, Visitor};
use crate::routes::House;

/// Months and years that are offered; any other is reached by its address.
const MONTHS: usize = 18;
const YEARS: i32 = 3;

/// Where the way to them leads.
const HERE: &str = "/office/reports";

#[derive(Deserialize)]
pub(super) struct Asked {
    report: Option<String>,
    period: Option<String>,
}

/// The chooser; whoever chose is led on.
pub(super) async fn choose(
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<Response, Mishap> {
    let kind = asked.report.as_deref().and_then(|kind| kind.parse::<Kind>().ok());
    let period = asked.period.as_deref().and_then(|period| period.parse::<Period>().ok());
    let said = match (kind, period) {
        (Some(kind), Some(period)) if kind.is_of(period) && kind.is_for(visitor.lao.kind) => {
            return Ok(Redirect::to(&format!("{HERE}/{kind}/{period}")).into_response());
        }
        (Some(Kind::Year), Some(_)) => {
            Some("สรุปประจำปีทำได้เฉพาะปีงบประมาณ ยังไม่ได้ทำรายงาน เลือกปีงบประมาณแล้วเปิดอีกครั้ง")
        }
        (Some(_), Some(_)) => Some("รายงานนี้ทำได้เฉพาะรายเดือน ยังไม่ได้ทำรายงาน เลือกเดือนแล้วเปิดอีกครั้ง"),
        _ => None,
    };
    let body = html! {
        h1 { "รายงาน" }
        @if let Some(said) = said { (wrong(said)) }
        (chooser(&visitor, kind, period))
        h2 { "มีรายงานอะไรบ้าง" }
        dl.facts {
            @for kind in of_a_time(visitor.lao.kind) {
                dt { (kind.in_thai()) }
                dd { (told(kind)) }
            }
        }
    };
    Ok(Page::of(&visitor, HERE, "รายงาน").draw(&body).into_response())
}

/// Reports of a month or a year; that of one disaster is with its event.
fn of_a_time(whose: LaoKind) -> impl Iterator<Item = Kind> {
    Kind::ALL.iter().copied().filter(move |kind| *kind != Kind::Progress && kind.is_for(whose))
}

/// To whom a report goes, and when (domain.md 7).
fn told(kind: Kind) -> &'static str {
    match kind {
        Kind::Operations => {
            "ทุกเดือน อบจ. เทศบาลนคร และเทศบาลเมืองเสนอคณะกรรมการ เทศบาลตำบลและ อบต. รายงานสถานที่กลาง"
        }
        Kind::Given => {
            "วัน ประเภท แหล่งงบประมาณ จำนวนคนและครัวเรือน ตามตารางของระบบรายงานการให้ความช่วยเหลือประชาชน"
        }
        Kind::Damage => "สำหรับ ก.ช.ภ.อ. ไม่มีชื่อผู้ประสบภัย",
        Kind::Support => "๗ รายการที่หนังสือขอรับการสนับสนุนต้องมี แยกตามภัยแต่ละครั้ง",
        Kind::Progress => "ทุก ๑๕ วัน จนกว่าจะช่วยเหลือแล้วเสร็จ ของภัยแต่ละครั้ง",
        Kind::LeftOut => "ประกอบการบันทึกระบบ INFO ภายในวันที่ ๕ ของทุกเดือน มีชื่อบุคคล",
        Kind::Central => {
            "ทุกเดือนเสนออำเภอและจังหวัด และเผยแพร่อย่างน้อยปีละหนึ่งครั้ง จากที่ อปท. ในพื้นที่บริการรายงานและส่งต่อมา ไม่มีชื่อบุคคล"
        }
        Kind::Late => "เกิน ๑๕ วัน ทวงถาม ๕ วัน และ ๓ วัน ถึงเสนอผู้บริหาร นับถึงวันนี้",
        Kind::Year => "เผยแพร่ผลอย่างน้อยปีละหนึ่งครั้ง เฉพาะปีงบประมาณ",
        Kind::Problems => "๕ ช่องตามแบบที่จังหวัดให้ส่ง พิมพ์ประเด็นได้ในหน้ารายงาน",
    }
}

fn chooser(visitor: &Visitor, kind: Option<Kind>, period: Option<Period>) -> Markup {
    let whose = visitor.lao.kind;
    let first = of_a_time(whose).next().unwrap_or(Kind::Operations);
    let kind = kind.unwrap_or(first).to_string();
    let period = period.map(|period| period.to_string()).unwrap_or_default();
    html! {
        form.narrow method="get" action=(HERE) {
            (choice("report", "report", "รายงาน", &kind, None,
                of_a_time(whose).map(|kind| (kind.to_string(), kind.in_thai()))))
            (choice("period", "period", "เดือนหรือปีงบประมาณ", &period, None,
                offered().into_iter().map(|period| (period.to_string(), period.in_thai()))))
            button type="submit" { "เปิดรายงาน" }
        }
    }
}

/// Times that are offered: last month first, for that is what is due.
fn offered() -> Vec<Period> {
    let Some(today) = words::today() else { return Vec::new() };
    let last = Round::of(today).previous();
    let months = std::iter::successors(Some(last), |round| Some(round.previous())).take(MONTHS);
    let this = FiscalYear::of(today).year().number();
    let named = |year| FiscalYear::named(register::calendar::BuddhistYear::numbered(year));
    let years = (0..YEARS).map(|ago| Period::Year(named(this.saturating_sub(ago))));
    std::iter::once(Period::Month(Round::of(today))).chain(months.map(Period::Month)).chain(years).collect()
}

async fn drawn(house: &House, visitor: &Visitor, kind: &str, period: &str) -> Result<Report, Mishap> {
    let (Ok(kind), Ok(period)) = (kind.parse::<Kind>(), period.parse::<Period>()) else {
        return Err(Mishap::missing(visitor));
    };
    if !kind.is_of(period) || !kind.is_for(visitor.lao.kind) {
        return Err(Mishap::missing(visitor));
    }
    Ok(house.office.report(visitor.lao.code, kind, period).await?)
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path((kind, period)): Path<(String, String)>,
    Query(after): Query<After>,
) -> Result<Markup, Mishap> {
    let done = match after.done.as_deref() {
        Some("written") => Some("บันทึกประเด็นปัญหาแล้ว อยู่ในแบบด้านล่าง"),
        Some("published") => Some("บันทึกการเผยแพร่แล้ว อยู่ท้ายรายงาน"),
        _ => None,
    };
    one(&house, &visitor, (&kind, &period), done, None).await
}

/// A central place's report of a time, with what is wrong in the form below it.
pub(super) async fn of_place(
    house: &House,
    visitor: &Visitor,
    period: Period,
    said_wrong: Option<(&str, &Filled)>,
) -> Result<Markup, Mishap> {
    one(house, visitor, (Kind::Central.as_str(), &period.to_string()), None, said_wrong).await
}

async fn one(
    house: &House,
    visitor: &Visitor,
    (kind, period): (&str, &str),
    done: Option<&'static str>,
    said_wrong: Option<(&str, &Filled)>,
) -> Result<Markup, Mishap> {
    let (report, written) = match (kind.parse::<Kind>(), period.parse::<Period>()) {
        (Ok(Kind::Problems), Ok(period)) => house.office.problems(visitor.lao.code, period).await?,
        _ => (drawn(house, visitor, kind, period).await?, None),
    };
    let published = match report.kind {
        Kind::Central => house.office.publications(visitor.lao.code).await?,
        _ => Vec::new(),
    };
    if report.kind.names_people() {
        let people: usize = report.tables.iter().map(|table| table.rows.len()).sum();
        let told = format!("report={kind} period={period} people={people}");
        house.office.note_access(visitor, Act::Month, Looked::told(told)).await?;
    }
    let said = export::report::title(&report);
    let title = said.iter().skip(1).map(String::as_str).collect::<Vec<_>>().join(" ");
    let body = html! {
        (files(visitor, &report))
        @if let (Kind::Operations, Period::Month(round)) = (report.kind, report.period) {
            p.off-paper { a href={ "/office/statements/" (round) } { "รายงานเดือนนี้ถึงสถานที่กลาง" } }
        }
        (paper::report(&report, said.get(2..).unwrap_or_default(), "ไม่มีข้อมูลในงวดนี้"))
        @if report.kind == Kind::Problems && Right::Work.is_held_by(visitor.role) { (obstacles(visitor, report.period, written.as_ref(), said_wrong)) }
        @if report.kind == Kind::Central { (publicity::section(visitor, report.period, &published, said_wrong)) }
    };
    Ok(Page::of(visitor, HERE, &title).after(done).on_paper().draw(&body))
}

/// The form in which the issues of O-15 are written.
fn obstacles(
    visitor: &Visitor,
    period: Period,
    written: Option<&Obstacles>,
    again: Option<(&str, &Filled)>,
) -> Markup {
    let written_issues = written.map(|written| written.issues.as_slice()).unwrap_or_default();
    let issues = again.map_or_else(|| written_issues.to_vec(), |(_, filled)| typed(filled));
    let filled_in = issues.iter().rposition(|issue| *issue != Issue::default()).map_or(0, |last| last + 1);
    let rows = (written_issues.len().max(filled_in) + 1).clamp(3, obstacle::MOST);
    html! {
        section.off-paper aria-labelledby="write" {
            h2 id="write" { "พิมพ์ประเด็นปัญหา" }
            @if let Some((said, _)) = again { (wrong(said)) }
            p.hint { "ไม่ใส่ชื่อหรือเลขประจำตัวของใคร แบบนี้ส่งออกนอกศูนย์" }
            form method="post" action={ "/office/problems/" (period) } {
                (carried(visitor))
                input type="hidden" name="seen" value=(mark(&written));
                @for nth in 0..rows {
                    @let issue = issues.get(nth).cloned().unwrap_or_default();
                    fieldset {
                        legend { "ประเด็นที่ " (nth + 1) }
                        @for (name, label, said) in [
                            ("problem", "ประเด็นปัญหา อุปสรรค", issue.problem),
                            ("mending", "การแก้ไข หรือความเห็น", issue.mending),
                            ("law", "กฎหมาย ระเบียบ หนังสือสั่งการที่เกี่ยวข้อง", issue.law),
                            ("remark", "หมายเหตุ", issue.remark),
                        ] {
                            @let field = format!("{name}-{nth}");
                            label for=(field) { (label) }
                            textarea id=(field) name=(field) rows="2" maxlength="2000" {
                                (said)
                            }
                        }
                    }
                }
                button type="submit" { "บันทึกประเด็นปัญหา" }
            }
        }
    }
}

/// What is typed into the form, row by row.
fn typed(filled: &Filled) -> Vec<Issue> {
    let row = |nth: usize| {
        let text = |name: &str| filled.text(&format!("{name}-{nth}")).unwrap_or_default();
        Issue { problem: text("problem"), mending: text("mending"), law: text("law"), remark: text("remark") }
    };
    (0..obstacle::MOST).map(row).collect()
}

/// Writes what the form of problems says; an empty row is none.
pub(super) async fn write(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
    Path(period): Path<String>,
) -> Result<Response, Mishap> {
    let period = period.parse::<Period>().map_err(|_| Mishap::missing(&visitor))?;
    let kind = Kind::Problems.as_str();
    let mut issues = typed(&filled);
    issues.retain(|issue| *issue != Issue::default());
    let before = house.office.obstacles(visitor.lao.code, period).await?;
    let written = match filled.get("seen") == mark(&before.as_ref()) {
        true => house.office.put_obstacles(&visitor, &Obstacles { period, issues }, before.as_ref()).await,
        false => Err(OfficeFault::Conflict("another form of problems was seen".to_owned())),
    };
    match written {
        Ok(Ok(())) => Ok(Redirect::to(&format!("{HERE}/{kind}/{period}?done=written")).into_response()),
        Err(OfficeFault::Conflict(_)) => {
            let said = "ระหว่างที่ท่านพิมพ์ มีผู้แก้แบบนี้ไปแล้ว ยังไม่ได้บันทึก สิ่งที่พิมพ์ไว้ยังอยู่ เทียบกับแบบด้านบนแล้วบันทึกอีกครั้ง";
            let page =
                one(&house, &visitor, (kind, &period.to_string()), None, Some((said, &filled))).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(fault) => Err(fault.into()),
        Ok(Err(unsaid)) => {
            let said = format!("{unsaid} ยังไม่ได้บันทึก");
            let page =
                one(&house, &visitor, (kind, &period.to_string()), None, Some((&said, &filled))).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The forms of file that a report comes in.
fn forms(report: &Report) -> impl Iterator<Item = (&'static str, &'static str)> {
    let has_places = !report.points.is_empty();
    let all =
        [("xlsx", "ดาวน์โหลดสมุดงาน (.xlsx)"), ("csv", "ดาวน์โหลด CSV"), ("geojson", "ดาวน์โหลดพิกัด (GeoJSON)")];
    all.into_iter().filter(move |(form, _)| *form != "geojson" || has_places)
}

fn files(visitor: &Visitor, report: &Report) -> Markup {
    html! {
        div.does.off-paper {
            p { a href={ (HERE) "?report=" (report.kind) "&period=" (report.period) } { "รายงาน" } " · พิมพ์ด้วยคำสั่งพิมพ์ของเบราว์เซอร์ (" (paper::sheet(report)) ")" }
            (taken_out(visitor, report, &format!("{HERE}/{}/{}", report.kind, report.period)))
        }
    }
}

/// The buttons that take a report out as files, for whoever may; `at` is the address under which they are.
pub(super) fn taken_out(visitor: &Visitor, report: &Report, at: &str) -> Markup {
    html! {
        @if Right::Export.is_held_by(visitor.role) {
            form.does method="post" {
                (carried(visitor))
                (purpose("why", 3))
                @for (form, name) in forms(report) {
                    button.quiet type="submit" formaction={ (at) "/" (form) } { (name) }
                }
            }
        }
    }
}

pub(super) async fn download(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
    Path((kind, period, form)): Path<(String, String, String)>,
) -> Result<Response, Mishap> {
    let Some(kind_of_file) = kind_of_file(&form) else { return Err(Mishap::missing(&visitor)) };
    let report = drawn(&house, &visitor, &kind, &period).await?;
    let told = format!("report={kind} period={period} form={form}");
    let looked = Looked { why: filled.purpose(), ..Looked::told(told) };
    house.office.note_access(&visitor, Act::Export, looked).await?;
    let name = format!("{kind}-{}-{period}.{form}", visitor.lao.code);
    as_file(report, form, kind_of_file, &name).await
}

/// What a browser is told that a file of this form is; nothing where there is no such form.
pub(super) fn kind_of_file(form: &str) -> Option<&'static str> {
    match form {
        "xlsx" => Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        "csv" => Some("text/csv; charset=utf-8"),
        "geojson" => Some("application/geo+json"),
        _ => None,
    }
}

/// A report as a file of this form, under a name.
pub(super) async fn as_file(
    report: Report,
    form: String,
    kind_of_file: &'static str,
    name: &str,
) -> Result<Response, Mishap> {
    let written = tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::new();
        match form.as_str() {
            "xlsx" => export::report::workbook(&report, tempfile::tempdir()?.path(), &mut bytes)?,
            "csv" => export::report::csv(&report, &mut bytes)?,
            _ => export::report::geojson(&report, &mut bytes)?,
        }
        Ok::<_, std::io::Error>(bytes)
    });
    let broken = |why: String| {
        Mishap::from(OfficeFault::Db(DbFault::Broken(format!("a report could not be written ({why})"))))
    };
    let bytes = written.await.map_err(|e| broken(e.to_string()))?.map_err(|e| broken(e.to_string()))?;
    Ok(page::file(bytes, kind_of_file, name))
}
