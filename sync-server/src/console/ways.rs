//! The ways between pages: a menu of five groups on every page, with the pages of the one that is open, and
//! all of them on the first page.
//!
//! Owns which pages are reached from everywhere, in which group and order, and what is offered to whom:
//! what a role may not open, or an LAO of its kind has not, is not. Refuses to know what the pages show.
//! Called by `page` and by the first page.

use maud::{Markup, html};
use register::lao::LaoKind;

use super::door::{Right, Whose};
use crate::office::Visitor;

/// A page that is reached from everywhere.
struct Way {
    to: &'static str,
    name: &'static str,
    right: Right,
    whose: Whose,
    /// The only kind of LAO that has it.
    only: Option<LaoKind>,
}

const fn way(to: &'static str, name: &'static str, right: Right) -> Way {
    Way { to, name, right, whose: Whose::Everybody, only: None }
}

/// Where a register is.
const fn kept(to: &'static str, name: &'static str, right: Right) -> Way {
    Way { whose: Whose::WithRegister, ..way(to, name, right) }
}

const fn only(kind: LaoKind, to: &'static str, name: &'static str, right: Right) -> Way {
    Way { only: Some(kind), ..way(to, name, right) }
}

/// Pages that one piece of work goes through.
struct Group {
    name: &'static str,
    ways: &'static [Way],
}

/// The first page.
const HOME: &str = "/office";

/// All of them.
const GROUPS: [Group; 5] = [
    Group {
        name: "ทะเบียนคน",
        ways: &[
            kept("/office/register", "ทะเบียน", Right::Read),
            kept("/office/cases", "ใครเป็นคนเดียวกัน", Right::Read),
            only(LaoKind::Pao, "/office/shared", "อปท. อื่นบันทึกแล้ว", Right::Read),
            kept("/office/map", "แผนที่", Right::Read),
            kept("/office/import", "นำเข้าบัญชีรายชื่อ", Right::Read),
        ],
    },
    Group {
        name: "การช่วยเหลือ",
        ways: &[
            only(LaoKind::CentralPlace, "/office/sent-on", "เรื่องผ่านสถานที่กลาง", Right::Read),
            kept("/office/requests", "คำขอ", Right::Read),
            kept("/office/tasks", "งานตรวจสอบข้อเท็จจริง", Right::Read),
            kept("/office/meetings", "การประชุม", Right::Read),
            kept("/office/postings", "ปิดประกาศ", Right::Read),
            kept("/office/events", "สาธารณภัย", Right::Read),
            way("/office/rates", "หลักเกณฑ์และอัตรา", Right::Anyone),
            way("/office/advice", "ข้อมูลข่าวสารและคำปรึกษา", Right::Read),
        ],
    },
    Group {
        name: "INFO และรายงาน",
        ways: &[kept("/office/month", "รอบเดือน", Right::Read), way("/office/reports", "รายงาน", Right::Read)],
    },
    Group {
        name: "ทีมและการตั้งค่า",
        ways: &[
            kept("/office/team", "ทีมสำรวจและโทรศัพท์", Right::Team),
            way("/office/staff", "ผู้ใช้ระบบ", Right::SetUp),
            way("/office/settings", "ตั้งค่า", Right::Arrange),
            way("/office/holidays", "วันหยุดราชการ", Right::Arrange),
        ],
    },
    Group {
        name: "ข้อมูลส่วนบุคคล",
        ways: &[
            way("/office/access", "บันทึกการเข้าดูข้อมูล", Right::Watch),
            kept("/office/keeping", "ข้อมูลที่ครบกำหนดเก็บ", Right::Read),
            kept("/office/erasures", "ลบข้อมูลบุคคล", Right::SetUp),
        ],
    },
];

impl Way {
    fn is_offered(&self, visitor: &Visitor) -> bool {
        let kind = visitor.lao.kind;
        self.right.is_held_by(visitor.role)
            && self.whose.has(kind)
            && self.only.is_none_or(|only| only == kind)
    }
}

impl Group {
    fn offered<'v>(&'static self, visitor: &'v Visitor) -> impl Iterator<Item = &'static Way> + use<'v> {
        self.ways.iter().filter(move |way| way.is_offered(visitor))
    }
}

/// The menu of a page that is reached by this way.
pub(super) fn menu(visitor: &Visitor, here: &str) -> Markup {
    let open = GROUPS.iter().find(|group| group.ways.iter().any(|way| way.to == here));
    html! {
        nav aria-label="เมนูหลัก" {
            ul {
                li { a href=(HOME) aria-current=[(here == HOME).then_some("page")] { "หน้าแรก" } }
                @for group in &GROUPS {
                    @if let Some(first) = group.offered(visitor).next() {
                        @let is_open = open.is_some_and(|open| std::ptr::eq(open, group));
                        li { a href=(first.to) aria-current=[is_open.then_some("true")] { (group.name) } }
                    }
                }
            }
            @if let Some(open) = open.filter(|open| open.offered(visitor).count() > 1) {
                ul.within aria-label=(open.name) {
                    @for way in open.offered(visitor) {
                        li { a href=(way.to) aria-current=[(way.to == here).then_some("page")] { (way.name) } }
                    }
                }
            }
        }
    }
}

/// All that is offered, for the first page.
pub(super) fn all(visitor: &Visitor) -> Markup {
    html! {
        section.ways aria-labelledby="ways" {
            h2 id="ways" { "ไปที่" }
            @for group in &GROUPS {
                @if group.offered(visitor).next().is_some() {
                    div {
                        h3 { (group.name) }
                        ul { @for way in group.offered(visitor) { li { a href=(way.to) { (way.name) } } } }
                    }
                }
            }
        }
    }
}
