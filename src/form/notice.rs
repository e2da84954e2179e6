//! What this is for, before anything is asked (domain.md RQ-28); and what is kept where nobody
//! would take part: place, time and reason (contract section 2).

use register::record::{Notice, Refusal};

use super::around::Around;
use super::asking::{Asking, Said, Step};
use super::page::Page;
use super::place;
use crate::sheet::{Button, Row, Sign};

/// Where the office has set no text of its own. What it says is what the record does: who asks,
/// for what, that the LAO decides, that nobody has to answer.
const NOTICE: &str = "เรามาจากศูนย์ช่วยเหลือประชาชนของท้องถิ่น มาสำรวจว่าบ้านใดต้องการความช่วยเหลือ\n\n\
    ข้อมูลและรูปถ่ายที่ให้จะใช้พิจารณาช่วยเหลือตามกฎหมายเท่านั้น เก็บไว้ที่องค์กรปกครองส่วนท้องถิ่น \
    และบันทึกในระบบ INFO ของกรมส่งเสริมการปกครองท้องถิ่น\n\n\
    รายชื่อผู้ได้รับความช่วยเหลือต้องปิดประกาศตามระเบียบ โดยไม่มีเลขประจำตัวประชาชน\n\n\
    ไม่ประสงค์ให้ข้อมูลก็ได้ และขอดู ขอแก้ หรือขอลบข้อมูลของตนได้ที่ศูนย์";
/// The version of that text.
const VERSION: &str = "มาตรฐาน-1";

const WHY_NOT: [&str; 4] =
    ["ไม่สะดวกให้ข้อมูล", "ไม่สบายใจเรื่องข้อมูลส่วนตัว", "ไม่ต้องการความช่วยเหลือ", "ให้ข้อมูลหน่วยงานอื่นไปแล้ว"];

/// The text that the office set, or ours; and its version.
pub(super) fn text(around: &Around) -> (String, String) {
    match &around.settings.notice {
        Some(notice) => (notice.version.clone(), notice.text.clone()),
        None => (VERSION.to_owned(), NOTICE.to_owned()),
    }
}

pub(super) fn ask(asking: &mut Asking<'_>) {
    asking.titled("ก่อนเริ่มสำรวจ", "อ่านให้ผู้ให้ข้อมูลฟัง หรือให้อ่านเอง");
    let (version, text) = text(asking.around);
    for paragraph in text.split("\n\n") {
        asking.lay(Row::words(paragraph));
    }
    // Both stand below, and both are seen, however large the letters are.
    asking.main(Some(Button::new("ยินดีให้ข้อมูล").sign(Sign::Tick)));
    if asking.touched("main") {
        if asking.record.notice.is_none() {
            asking.record.notice = Some(Notice {
                version: Some(version),
                shown_at: Some(asking.around.now),
                unknown: Default::default(),
            });
        }
        asking.record.refusal = None;
        asking.go(Step::Page(Page::Place));
    }
    asking.side(Button::new("ไม่ประสงค์ให้ข้อมูล"));
    if asking.touched("side") {
        // A reason that was given before is there to be looked at.
        let none_yet = || Refusal { reason: String::new(), unknown: Default::default() };
        asking.record.refusal.get_or_insert_with(none_yet);
        asking.go(Step::Page(Page::Refusal));
    }
}

pub(super) fn ask_why_not(asking: &mut Asking<'_>) {
    asking.titled("ไม่ประสงค์ให้ข้อมูล", "เก็บเฉพาะสถานที่ เวลา และเหตุผล");
    super::review::warn_of_another_round(asking);
    let said = match asking.said("why") {
        Some(Said::Wrote(text)) => Some(text.to_owned()),
        Some(Said::Touched(at)) => {
            at.parse().ok().and_then(|at: usize| WHY_NOT.get(at)).map(|why| (*why).to_owned())
        }
        _ => None,
    };
    if let Some(reason) = said
        && let Some(refusal) = &mut asking.record.refusal
    {
        refusal.reason = reason;
        asking.answered();
    }
    let reason = asking.record.refusal.as_ref().map(|refusal| refusal.reason.clone()).unwrap_or_default();
    let choices = WHY_NOT
        .iter()
        .enumerate()
        .map(|(at, why)| crate::sheet::Choice::new(at.to_string(), *why).chosen(reason == *why))
        .collect();
    asking.lay(Row {
        value: reason.clone(),
        choices,
        ..Row::new(crate::sheet::RowKind::Writing, "why", "เหตุผล")
    });
    place::ask_where(asking);
    let whole = !reason.trim().is_empty();
    asking.main(Some(Button::new("บันทึกว่าไม่ประสงค์ให้ข้อมูล").enabled(whole)));
    if asking.touched("main") && whole {
        asking.go(Step::Save);
    }
}
