//! Parting with data: who is due after as many years as the office keeps things, erasing somebody by
//! law, and the list of what was erased, which is the report of it (domain.md 8).
//!
//! Owns these two pages. One names people and erases nobody: a supervisor reads it. The other erases
//! and names nobody: an administrator works by codes that the first one shows, of somebody or of a whole
//! list, so that nobody goes whom the supervisor did not read. What an erasure takes is `erasure`'s.

use std::collections::BTreeSet;

use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use register::decision::Appearance;
use register::keeping::Outlived;
use register::record::PersonId;
use register::thai;

use super::door::Right;
use super::form::{Filled, carried, tick};
use super::mishap::Mishap;
use super::page::{self, After, Page, wrong};
use super::{own, paper, words};
use crate::db::ErasureRow;
use crate::db::desk::Act;
use crate::office::{Due, ListKept, Looked, NotErased, OfficeFault, Visitor};
use crate::routes::House;

/// Where the two ways lead.
const DUE: &str = "/office/keeping";
const ERASURES: &str = "/office/erasures";
const LONGEST_REASON: usize = 500;

pub(super) async fn show_due(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Markup, Mishap> {
    let due = due(&house, &visitor).await?;
    let names = due.as_ref().map_or(0, |due| due.people.len());
    house.office.note_access(&visitor, Act::Month, Looked::told(format!("keeping people={names}"))).await?;
    let body = html! {
        p.off-paper { "พิมพ์ด้วยคำสั่งพิมพ์ของเบราว์เซอร์ (กระดาษ A4)" }
        article.paper {
            (paper::head(&visitor.lao.name, "บัญชีข้อมูลที่ครบกำหนดเก็บ", &lines(due.as_ref()), words::today()))
            @match &due {
                None => p { "ยังไม่ได้ตั้งระยะเวลาเก็บข้อมูล ผู้ดูแลระบบหรือหัวหน้าศูนย์ตั้งได้ในหน้าตั้งค่า" },
                Some(due) if due.people.is_empty() => p { "ยังไม่มีใครครบกำหนด" },
                Some(due) => {
                    p { "ตรวจว่าไม่มีผู้ใดยังต้องใช้ข้อมูล แล้วแจ้งผู้ดูแลระบบให้ลบ พร้อมรหัสของบัญชีนี้ ไม่มีการลบเอง" }
                    p { "รหัสของบัญชี " strong.number id="list-code" { (list_code(&visitor, due)) } }
                    (page::table("บัญชีข้อมูลที่ครบกำหนดเก็บ", &["ชื่อ-นามสกุล", "ครั้งล่าสุดที่มีข้อมูลใหม่", "รหัสในทะเบียน"], &html! {
                        @for (one, name) in &due.people {
                            tr {
                                th scope="row" { (called(&visitor, one, name)) }
                                td { (words::day(one.last)) }
                                td.number { (code(&visitor, one)) }
                            }
                        }
                    }))
                }
            }
        }
    };
    Ok(Page::of(&visitor, DUE, "ข้อมูลที่ครบกำหนดเก็บ").on_paper().draw(&body))
}

/// Whoever is due, with the way to what is held of them.
fn called(visitor: &Visitor, one: &Outlived, name: &str) -> Markup {
    let name = if name.is_empty() { "ไม่ทราบชื่อ" } else { name };
    let (record, person) = one.met;
    // Whom no entry is made of may have no page, and still all that was written of them.
    let there = match one.entry {
        Some(_) => Some(format!("/office/people/{record}/{person}")),
        None => Right::Export.is_held_by(visitor.role).then(|| own::address(record, person)),
    };
    html! {
        @match there {
            Some(there) => a href=(there) { (name) },
            None => (name),
        }
        @if one.entry.is_none() { " " span.flag { "ไม่อยู่ในทะเบียนแล้ว" } }
    }
}

/// By what an administrator names them.
fn code(visitor: &Visitor, one: &Outlived) -> String {
    let (record, person) = one.met;
    match one.entry {
        Some(entry) => entry.to_string(),
        None => Appearance { lao: visitor.lao.code, record, person }.to_string(),
    }
}

/// By what an administrator names the list that was read: another list, were it of as many people, has another.
/// Digits alone, for it goes from paper by word of mouth.
fn list_code(visitor: &Visitor, due: &Due) -> String {
    let codes: BTreeSet<String> = due.people.iter().map(|(one, _)| code(visitor, one)).collect();
    let mut hasher = blake3::Hasher::new();
    for code in codes {
        hasher.update(code.as_bytes()).update(b"\n");
    }
    let hash = hasher.finalize();
    let number = hash.as_bytes().iter().take(8).fold(0u64, |number, byte| (number << 8) | u64::from(*byte));
    format!("{:04}-{:04}", number / 10_000 % 10_000, number % 10_000)
}

/// The digits of a code, however they were typed.
fn digits(typed: &str) -> String {
    thai::arabic_digits(typed).chars().filter(char::is_ascii_digit).collect()
}

fn lines(due: Option<&Due>) -> Vec<String> {
    due.map(|due| format!("ไม่มีข้อมูลใหม่มาแล้วเกิน {} ปี จำนวน {} คน", due.years, due.people.len()))
        .into_iter()
        .collect()
}

async fn due(house: &House, visitor: &Visitor) -> Result<Option<Due>, Mishap> {
    match words::today() {
        Some(today) => Ok(house.office.due_to_go(visitor, today).await?),
        None => Ok(None),
    }
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Query(after): Query<After>,
) -> Result<Markup, Mishap> {
    let done = match after.done.as_deref() {
        Some("erased") => Some("ลบแล้ว ดูเลขอ้างอิงด้านล่าง สำเนาสำรองที่ทำไว้ก่อนหน้านี้ยังมีข้อมูลอยู่ ทำลายเมื่อทำได้"),
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
    let erasures = house.office.erasures(visitor).await?;
    let due = due(house, visitor).await?;
    let many = due.as_ref().map_or(0, |due| due.people.len());
    let lists = house.office.unconfirmed_lists(visitor.lao.code).await?;
    let body = html! {
        div.off-paper {
            h1 { "ลบข้อมูลบุคคล" }
            @if let Some(said) = said { (wrong(said)) }
            p {
                "ลบแล้วกู้คืนไม่ได้ ข้อมูล คำขอ และรูปของบุคคลนั้นหายจากทะเบียน จากโทรศัพท์เมื่อซิงก์ครั้งถัดไป และจากรูปประกาศที่มีชื่อ \
                 สิ่งที่เหลือคือเลขอ้างอิง เวลา ผู้ลบ และเหตุผล"
            }
            (go_along(&lists))
            section aria-labelledby="one" {
                h2 id="one" { "ลบหนึ่งคน" }
                form.narrow method="post" action=(ERASURES) {
                    (carried(visitor))
                    (seen(&lists))
                    label for="code" { "รหัสในทะเบียน (อยู่ท้ายหน้าบุคคล)" }
                    input id="code" name="code" required maxlength="100" value=(filled.get("code"));
                    label for="reason" { "เหตุผล ไม่ใส่ชื่อหรือเลขของใคร เช่น เจ้าตัวขอให้ลบ" }
                    input id="reason" name="reason" required maxlength=(LONGEST_REASON) value=(filled.get("reason"));
                    (tick("sure", "sure", &html! { "ตรวจแล้วว่าลบได้ตามกฎหมาย และเข้าใจว่ากู้คืนไม่ได้" }, filled.is_ticked("sure")))
                    button type="submit" { "ลบข้อมูล" }
                }
            }
            section aria-labelledby="all" {
                h2 id="all" { "ครบกำหนดเก็บ" }
                @match &due {
                    None => p { "ยังไม่ได้ตั้งระยะเวลาเก็บใน" a href="/office/settings#keeping" { "หน้าตั้งค่า" } },
                    Some(due) if due.people.is_empty() => p { "ไม่มีใครครบกำหนด " (due.years) " ปี" },
                    Some(due) => {
                        p { (many) " คนไม่มีข้อมูลใหม่มาแล้วเกิน " (due.years) " ปี หัวหน้าศูนย์ตรวจรายชื่อได้ในหน้า “ข้อมูลที่ครบกำหนดเก็บ”" }
                        details open[filled.text("all").is_some()] {
                            summary { "ลบทั้งหมดที่ครบกำหนด" }
                            form.narrow method="post" action=(ERASURES) {
                                (carried(visitor))
                                (seen(&lists))
                                input type="hidden" name="all" value="yes";
                                label for="list" { "รหัสของบัญชีที่หัวหน้าศูนย์ตรวจ (อยู่บนบัญชี)" }
                                input id="list" name="list" required maxlength="20" inputmode="numeric" autocomplete="off";
                                (tick("sure-all", "sure", &html! { "หัวหน้าศูนย์ตรวจรายชื่อ " (many) " คนนี้แล้ว และเข้าใจว่ากู้คืนไม่ได้" }, false))
                                button type="submit" { "ลบ " (many) " คน" }
                            }
                        }
                    }
                }
            }
        }
        article.paper {
            (paper::head(&visitor.lao.name, "บัญชีการลบข้อมูลบุคคล", &[format!("ลบไปแล้ว {} ครั้ง", erasures.len())], words::today()))
            @if erasures.is_empty() { p { "ยังไม่เคยลบ" } } @else { (list(&erasures)) }
        }
    };
    Ok(Page::of(visitor, ERASURES, "ลบข้อมูลบุคคล").after(done).on_paper().draw(&body))
}

/// Which lists go with whoever is erased: of those that nobody confirmed nobody knows yet whom they name.
fn go_along(lists: &[ListKept]) -> Markup {
    html! {
        @if !lists.is_empty() {
            div.due {
                p {
                    "บัญชีรายชื่อที่รอยืนยัน " (lists.len()) " บัญชีจะถูกลบไปพร้อมกันเมื่อลบใครก็ตาม เพราะยังไม่รู้ว่ามีชื่อผู้ที่จะลบหรือไม่ \
                     ถ้ายังต้องใช้ ให้ยืนยันบัญชีให้เสร็จก่อน หรือนำไฟล์เข้าใหม่หลังลบ"
                }
                ul {
                    @for waiting in lists.iter().filter_map(|list| list.waiting.as_ref()) {
                        li { (waiting.file) " · " (waiting.source.agency) }
                    }
                }
            }
        }
    }
}

/// Which of them the page told of, for its form to bring along.
fn seen(lists: &[ListKept]) -> Markup {
    let ids: Vec<String> = lists.iter().map(|list| list.id.to_string()).collect();
    html! { input type="hidden" name="lists" value=(ids.join(" ")); }
}

fn list(erasures: &[ErasureRow]) -> Markup {
    page::table(
        "ลบไปแล้ว",
        &["เลขอ้างอิง", "เมื่อ", "ผู้ลบ", "เหตุผล", "เสร็จสิ้น"],
        &html! {
            @for erasure in erasures {
                tr {
                    th.number scope="row" { (erasure.reference) }
                    td { (words::at(erasure.at)) }
                    td { (erasure.by) }
                    td { (words::or_nothing(Some(&erasure.reason))) }
                    td { @if erasure.finished { "เสร็จ" } @else { "เหลือเก็บกวาดไฟล์ จะทำต่อเมื่อเปิดเครื่องแม่ข่ายครั้งถัดไป" } }
                }
            }
        },
    )
}

pub(super) async fn erase(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
) -> Result<Response, Mishap> {
    let refuse = async |said: &str| {
        let page = draw(&house, &visitor, &filled, Some(said), None).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let done = || Ok(Redirect::to(&format!("{ERASURES}?done=erased")).into_response());
    if !filled.is_ticked("sure") {
        return refuse("ยังไม่ได้ลบ ทำเครื่องหมายว่าตรวจแล้วก่อน").await;
    }
    let told: BTreeSet<&str> = filled.get("lists").split_whitespace().collect();
    let lists = house.office.unconfirmed_lists(visitor.lao.code).await?;
    if lists.iter().any(|list| !told.contains(list.id.to_string().as_str())) {
        return refuse(
            "ยังไม่ได้ลบ ระหว่างที่ท่านเปิดหน้านี้อยู่ มีบัญชีรายชื่อใหม่รอยืนยัน ซึ่งจะถูกลบไปด้วย ข้อมูลทุกอย่างอยู่ครบ อ่านรายการด้านล่างแล้วกดลบอีกครั้ง",
        )
        .await;
    }
    if filled.text("all").is_some() {
        let typed = digits(filled.get("list"));
        if typed.is_empty() {
            return refuse("ยังไม่ได้ลบ พิมพ์รหัสของบัญชีที่หัวหน้าศูนย์ตรวจก่อน อยู่บนบัญชีข้อมูลที่ครบกำหนดเก็บ").await;
        }
        // Whoever is erased is on the list that was read, and on no other: as many people may be other people.
        let due = due(&house, &visitor).await?.filter(|due| digits(&list_code(&visitor, due)) == typed);
        let Some(due) = due else {
            return refuse(
                "รหัสนี้ไม่ใช่รหัสของบัญชีตอนนี้ พิมพ์ผิด หรือมีคนเข้าหรือออกจากบัญชีหลังหัวหน้าศูนย์ตรวจ ยังไม่ได้ลบใคร \
                 ตรวจรหัสกับบัญชี ถ้าไม่ตรงให้หัวหน้าศูนย์ตรวจรายชื่อใหม่",
            )
            .await;
        };
        let many = due.people.len();
        return match house.office.erase_due(&visitor, &due).await {
            (_, None) => done(),
            (0, Some(OfficeFault::Erasure(why))) => refuse(&said(&why)).await,
            (0, Some(fault)) => Err(fault.into()),
            (erased, Some(fault)) => {
                let why = match &fault {
                    OfficeFault::Erasure(why) => said(why),
                    fault => {
                        tracing::warn!(%fault, "not everybody who was due could be erased");
                        "เครื่องแม่ข่ายทำต่อไม่ได้ในขณะนี้ คนที่เหลือยังอยู่ครบ ลองอีกครั้งภายหลัง".to_owned()
                    }
                };
                refuse(&format!("ลบแล้ว {erased} จาก {many} คน แล้วหยุด {why}")).await
            }
        };
    }
    let (code, reason) = (filled.get("code").trim(), filled.get("reason"));
    let unknown = "ไม่มีรหัสนี้ในทะเบียนของท่าน ยังไม่ได้ลบ คัดลอกรหัสจากท้ายหน้าบุคคลหรือจากบัญชีข้อมูลที่ครบกำหนดเก็บ";
    let erased = match code.parse::<Appearance>() {
        Ok(who) if !house.office.is_met_on(&visitor, &who).await? => return refuse(unknown).await,
        Ok(who) => house.office.erase_on_visit(&visitor, &who, reason).await,
        Err(_) => {
            let code = code.rsplit_once('/').map_or(code, |(_, person)| person);
            let Ok(entry) = code.parse::<PersonId>() else {
                return refuse("รหัสนี้อ่านไม่ออก ยังไม่ได้ลบ คัดลอกรหัสจากท้ายหน้าบุคคล").await;
            };
            if house.office.met_as(&visitor, entry).await? == 0 {
                return refuse(unknown).await;
            }
            house.office.erase_entry(&visitor, entry, reason).await
        }
    };
    match erased {
        Ok(_) => done(),
        Err(OfficeFault::Refused(_)) => {
            refuse("ยังไม่ได้ลบ ต้องมีเหตุผล และเหตุผลต้องไม่มีชื่อหรือเลขของผู้ที่จะลบ เพราะเหตุผลจะถูกเก็บไว้").await
        }
        Err(OfficeFault::Erasure(why)) => refuse(&said(&why)).await,
        Err(fault) => Err(fault.into()),
    }
}

/// What happened, what is safe, and what comes next.
fn said(why: &NotErased) -> String {
    match why {
        NotErased::Before => "ข้อมูลนี้ถูกลบไปก่อนแล้ว ไม่มีอะไรเหลือให้ลบ ดูเลขอ้างอิงในบัญชีการลบด้านล่าง".to_owned(),
        NotErased::ListIsTakenIn => "ยังไม่ได้ลบ เพราะกำลังรับบัญชีรายชื่อเข้าทะเบียน และยังไม่รู้ว่ามีชื่อผู้ที่จะลบหรือไม่ \
                                     ข้อมูลเดิมอยู่ครบ รอให้รับเสร็จแล้วกดลบอีกครั้ง"
            .to_owned(),
        NotErased::Unledgered { reference, .. } => format!(
            "ลบออกจากทะเบียนแล้ว เลขอ้างอิง {reference} แต่จดไว้นอกฐานข้อมูลไม่ได้ ถ้ากู้คืนจากสำเนาสำรองเก่าตอนนี้ ข้อมูลที่ลบจะกลับมา \
             แจ้งผู้ดูแลเครื่องแม่ข่ายให้ดูว่าไฟล์บัญชีการลบข้างไฟล์กุญแจเขียนได้ แล้วเปิดเครื่องแม่ข่ายใหม่ ส่วนที่เหลือจะทำต่อเอง"
        ),
    }
}
