//! What each step asks for, and how it is told afterwards.
//!
//! Owns one form for each kind of act and reading it back. Which acts are open, and whether what
//! was written is enough, is `register::course`'s.

use std::str::FromStr;

use chrono::NaiveDate;
use maud::{Markup, html};
use register::aid::{Item, RuleBook};
use register::calendar::Holidays;
use register::calendar::written::read_date;
use register::course::{
    Act, ActKind, Funding, Grant, GrantForm, Meeting, MeetingId, Outcome, Target, Votes, WhyForwarded,
};
use register::lao::Lao;
use register::record::{CheckId, PersonId};
use register::referral::Referral;
use register::spoken::Spoken;
use register::thai;
use serde_json::Number;

use super::form::{self, Filled};
use super::page::fact;
use super::words;
use crate::db::SurveyorRow;

/// Rows of help in one form.
const GRANTS: usize = 3;

/// What an agency's report says of help: it is asked, for silence would count as all that was approved.
const GAVE: [(&str, &str); 3] = [
    (AS_APPROVED, "ให้ตามที่คณะกรรมการเห็นชอบ"),
    (AS_LISTED, "ให้ตามรายการด้านล่าง"),
    (NOTHING, "ไม่ได้ให้ความช่วยเหลือ"),
];
const AS_APPROVED: &str = "approved";
const AS_LISTED: &str = "listed";
const NOTHING: &str = "nothing";
/// The day on which all that was approved was given.
const DAY_APPROVED: &str = "day-approved";

/// What forms offer to choose from.
pub(super) struct Around {
    pub(super) today: Option<NaiveDate>,
    /// The days on which the office is closed.
    pub(super) holidays: Holidays,
    /// What the office calls help, to choose from.
    pub(super) aids: Vec<String>,
    /// The criteria that help is weighed by here.
    pub(super) rules: RuleBook,
    /// Who may be sent to look.
    pub(super) checkers: Vec<SurveyorRow>,
    /// Meetings whose agenda is open.
    pub(super) open: Vec<Meeting>,
    /// The meeting on whose agenda the request is.
    pub(super) at: Option<Meeting>,
    /// What the committee approved, where no agency has reported of it yet.
    pub(super) approved: Vec<Grant>,
    /// Who else lives there, by name: help may be for one of them.
    pub(super) others: Vec<(PersonId, String)>,
    /// The newest check that a phone brought about it.
    pub(super) newest_check: Option<CheckId>,
    /// What central places did about it, where it was sent on to one.
    pub(super) answers: Vec<(Lao, Referral)>,
}

/// A line or a box of words.
struct Words {
    name: &'static str,
    label: &'static str,
    needed: bool,
    long: bool,
}

const fn line(name: &'static str, label: &'static str) -> Words {
    Words { name, label, needed: true, long: false }
}

const fn maybe(name: &'static str, label: &'static str) -> Words {
    Words { name, label, needed: false, long: false }
}

const fn long(name: &'static str, label: &'static str) -> Words {
    Words { name, label, needed: true, long: true }
}

/// The texts of an act, in the order in which they are written down.
fn texts(kind: ActKind) -> Vec<Words> {
    match kind {
        ActKind::NotAccepted => vec![line("reason", "เหตุที่ไม่ยินยอมลงชื่อ"), line("told", "วิธีแจ้งผู้ร้อง")],
        ActKind::Answered => vec![long("answer", "คำตอบ")],
        ActKind::SentForCheck => vec![long("what", "ข้อเท็จจริงที่ให้ตรวจสอบ")],
        ActKind::Checked => vec![long("found", "ผลการตรวจสอบ")],
        ActKind::HelpedUrgently => vec![maybe("consent", "ผู้ให้ความเห็นชอบ (กรณีไม่ใช่สาธารณภัย)")],
        ActKind::ConsentSought | ActKind::ConsentAnswered => vec![line("letter", "เลขที่หนังสือ")],
        ActKind::ReportedUp => vec![line("to", "หน่วยงานที่รายงานถึง"), line("letter", "เลขที่หนังสือ")],
        ActKind::Assigned => vec![line("agency", "หน่วยงานที่รับเรื่อง"), maybe("letter", "เลขที่หนังสือ (ถ้ามี)")],
        ActKind::Forwarded => vec![line("name", "หน่วยงานที่ส่งต่อ"), long("reason", "เหตุผลที่ส่งต่อ")],
        ActKind::Reminded | ActKind::ReportedToCentralPlace => vec![maybe("letter", "เลขที่หนังสือ (ถ้ามี)")],
        ActKind::Escalated => vec![long("memo", "ข้อความที่เสนอผู้บริหาร")],
        ActKind::AgencyReported => vec![
            long("cause", "มูลเหตุของปัญหา"),
            long("method", "แนวทางและวิธีการแก้ไขปัญหา"),
            long("explained", "ผลการชี้แจงให้ผู้ร้องทราบ"),
            long("suggestion", "ข้อเสนอแนะ/ความเห็นของหน่วยงาน"),
        ],
        ActKind::Summarised => vec![long("memo", "บันทึกสรุปผล")],
        ActKind::Recorded => vec![long("result", "ผลการช่วยเหลือ")],
        ActKind::Told => vec![line("how", "วิธีแจ้งผู้ร้อง"), long("what", "ผลที่แจ้ง")],
        ActKind::TakenBack => vec![line("reason", "เหตุผลที่แก้ไข")],
        ActKind::Registered | ActKind::PutOnAgenda | ActKind::Decided | ActKind::Closed => Vec::new(),
    }
}

/// What the form of an act asks for, as it was filled before where it was.
pub(super) fn fields(kind: ActKind, around: &Around, filled: Option<&Filled>) -> Markup {
    let typed = |name: &str| filled.map_or("", |filled| filled.get(name));
    html! {
        @match kind {
            ActKind::Registered => { p.hint { "เลขรับเรื่องออกให้ตามลำดับของปีงบประมาณ" } }
            ActKind::SentForCheck => {
                (choice(kind, "surveyor", "ให้ใครไปดู", typed("surveyor"), Some("ไม่ส่งถึงโทรศัพท์"),
                    around.checkers.iter().map(|who| (&who.id, &who.name))))
                (input(kind, &maybe("due", "ภายในวันที่ (ถ้ามี)"), typed("due")))
            }
            ActKind::PutOnAgenda => {
                @if around.open.is_empty() { p { "ยังไม่มีการประชุมที่เปิดวาระ " a href="/office/meetings" { "นัดประชุมก่อน" } } }
                @else {
                    (choice(kind, "meeting", "การประชุม", typed("meeting"), None,
                        around.open.iter().map(|meeting| (meeting.id.to_string(), words::meeting(meeting)))))
                }
            }
            ActKind::Decided => { (decision(kind, around, filled)) }
            ActKind::ConsentAnswered => {
                (choice(kind, "given", "คำตอบ", typed("given"), None,
                    [("yes", "เห็นชอบ"), ("no", "ไม่เห็นชอบ")]))
            }
            ActKind::Forwarded => {
                (listed::<Target>(kind, "to", "ส่งต่อไปที่", typed("to"), Target::ALL))
                (listed::<WhyForwarded>(kind, "why", "เพราะ", typed("why"), WhyForwarded::ALL))
            }
            _ => {}
        }
        @for words in texts(kind) { (input(kind, &words, typed(words.name))) }
        @if kind == ActKind::AgencyReported { (gave(kind, around, filled)) }
        @if matches!(kind, ActKind::HelpedUrgently | ActKind::AgencyReported) { (grants(kind, around, filled)) }
    }
}

fn decision(kind: ActKind, around: &Around, filled: Option<&Filled>) -> Markup {
    let typed = |name: &str| filled.map_or("", |filled| filled.get(name));
    let Some(meeting) = &around.at else {
        return html! { p { "เรื่องนี้ยังไม่อยู่ในวาระการประชุมใด" } };
    };
    let outcomes = [
        ("approved", "เห็นชอบให้ช่วยเหลือ"),
        ("rejected", "ไม่เห็นชอบ"),
        ("beyond-capacity", "เกินขีดความสามารถ"),
        ("noted", "รับทราบการช่วยเหลือเร่งด่วนที่ให้ไปแล้ว"),
    ];
    html! {
        input type="hidden" name="meeting" value=(meeting.id);
        p {
            a href={ "/office/meetings/" (meeting.id) } { (words::meeting(meeting)) }
            " มาประชุม " (meeting.present.len()) " จาก " (meeting.committee.len()) " คน"
        }
        (choice(kind, "outcome", "มติ", typed("outcome"), Some("เลือกมติ"),
            outcomes))
        (input(kind, &Words { needed: false, ..long("reason", "เหตุผลของมติ (กรณีไม่เห็นชอบ หรือเกินขีดความสามารถ)") }, typed("reason")))
        (input(kind, &line("yes", "เสียงเห็นด้วยกับมตินี้"), typed("yes")))
        (input(kind, &line("no", "เสียงไม่เห็นด้วย"), typed("no")))
        (input(kind, &maybe("abstained", "งดออกเสียง"), typed("abstained")))
        (tick(kind, "casting", "คะแนนเท่ากัน ประธานออกเสียงชี้ขาดให้มตินี้", filled))
        (grants(kind, around, filled))
        (tick(kind, "beyond", "นอกเหนือหลักเกณฑ์ ต้องขอความเห็นชอบจากปลัดกระทรวงมหาดไทย", filled))
    }
}

/// The answers to it, where something was approved and where nothing was.
pub(super) fn may_have_given(is_approved: bool) -> impl Iterator<Item = (&'static str, &'static str)> {
    GAVE.into_iter().filter(move |(answer, _)| is_approved || *answer != AS_APPROVED)
}

/// Which it was: as approved, as listed, or nothing.
fn gave(kind: ActKind, around: &Around, filled: Option<&Filled>) -> Markup {
    let typed = filled.map_or("", |filled| filled.get("gave"));
    let answers = may_have_given(!around.approved.is_empty());
    html! {
        (choice(kind, "gave", "ความช่วยเหลือที่หน่วยงานให้", typed, Some("เลือกคำตอบ"), answers))
        @if !around.approved.is_empty() {
            (day_given(kind, DAY_APPROVED, "วันที่ให้ตามที่คณะกรรมการเห็นชอบ (ถ้าไม่ใช่วันที่ทำ)", filled))
            p.hint { "คณะกรรมการเห็นชอบ: " (around.approved.iter().map(granted).collect::<Vec<_>>().join("; ")) }
        }
    }
}

/// The day on which help was given, where it is another than the step's (C-02).
fn day_given(kind: ActKind, name: &str, label: &str, filled: Option<&Filled>) -> Markup {
    let (id, typed) = (id(kind, name), filled.map_or("", |filled| filled.get(name)));
    html! {
        label for=(id) { (label) }
        input id=(id) name=(name) value=(typed) inputmode="numeric" maxlength="40";
    }
}

fn id(kind: ActKind, name: &str) -> String {
    format!("{}-{name}", kind.as_str())
}

fn input(kind: ActKind, words: &Words, typed: &str) -> Markup {
    let id = id(kind, words.name);
    html! {
        label for=(id) { (words.label) }
        @if words.long { textarea id=(id) name=(words.name) rows="3" maxlength="4000" required[words.needed] { (typed) } }
        @else { input id=(id) name=(words.name) value=(typed) maxlength="4000" required[words.needed]; }
    }
}

fn tick(kind: ActKind, name: &str, label: &str, filled: Option<&Filled>) -> Markup {
    form::tick(&id(kind, name), name, &html! { (label) }, filled.is_some_and(|filled| filled.is_ticked(name)))
}

fn choice(
    kind: ActKind,
    name: &str,
    label: &str,
    typed: &str,
    nothing: Option<&str>,
    options: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<str>)>,
) -> Markup {
    form::choice(&id(kind, name), name, label, typed, nothing, options)
}

fn listed<T: Spoken + ToString>(kind: ActKind, name: &str, label: &str, typed: &str, all: &[T]) -> Markup {
    choice(kind, name, label, typed, None, all.iter().map(|one| (one.to_string(), one.in_thai())))
}

/// Rows for help that is given or approved.
fn grants(kind: ActKind, around: &Around, filled: Option<&Filled>) -> Markup {
    let typed = |name: &str| filled.map_or("", |filled| filled.get(name));
    let items = items(around);
    html! {
        @if !around.aids.is_empty() {
            datalist id=(id(kind, "aids")) { @for aid in &around.aids { option value=(aid) {} } }
        }
        @for nth in 1..=GRANTS {
            @let name = |part: &str| format!("{part}-{nth}");
            fieldset {
                legend { "ความช่วยเหลือที่ " (nth) }
                @let what = name("grant");
                label for=(id(kind, &what)) { "สิ่งที่ให้" }
                input id=(id(kind, &what)) name=(what) value=(typed(&what)) maxlength="4000" list=[(!around.aids.is_empty()).then(|| id(kind, "aids"))];
                (choice(kind, &name("form"), "เป็น", typed(&name("form")), None,
                    GrantForm::ALL.iter().map(|one| (one.to_string(), one.in_thai()))))
                (choice(kind, &name("item"), "ตามหลักเกณฑ์ข้อ", typed(&name("item")), Some("ไม่ระบุ"),
                    items.iter().map(|(value, said)| (value, said))))
                @for (part, label) in [("quantity", "จำนวน"), ("baht", "เป็นเงิน (บาท)")] {
                    @let part = name(part);
                    label for=(id(kind, &part)) { (label) }
                    input id=(id(kind, &part)) name=(part) value=(typed(&part)) inputmode="decimal" maxlength="20";
                }
                (choice(kind, &name("funding"), "แหล่งเงิน", typed(&name("funding")), Some("ไม่ระบุ"),
                    Funding::ALL.iter().map(|funding| (funding.to_string(), funding.in_thai()))))
                @if !around.others.is_empty() {
                    (choice(kind, &name("to"), "ให้แก่", typed(&name("to")), Some("ผู้ขอความช่วยเหลือ"),
                        around.others.iter().map(|(id, name)| (id.to_string(), name.as_str()))))
                }
                // What is only approved has no day yet.
                @if kind != ActKind::Decided { (day_given(kind, &name("day"), "วันที่ให้ (ถ้าไม่ใช่วันที่ทำ)", filled)) }
            }
        }
    }
}

/// What stands between an item and the kind of thing under it, in a form's field.
const OF_KIND: char = '|';

/// The items of the criteria of today to choose from, and under each the kinds that have a rate.
fn items(around: &Around) -> Vec<(String, String)> {
    let Some(today) = around.today else { return Vec::new() };
    let with_kinds = |item: &Item| {
        let kinds = around.rules.kinds(&item.code, today);
        let of_kind = kinds.into_iter().map(|kind| {
            (
                format!("{}{OF_KIND}{kind}", item.code),
                format!("{} {}: {kind}", words::clause(&item.code), item.name),
            )
        });
        let itself = (item.code.clone(), format!("{} {}", words::clause(&item.code), item.name));
        [itself].into_iter().chain(of_kind).collect::<Vec<_>>()
    };
    around.rules.items_on(today).flat_map(with_kinds).collect()
}

/// The act that a form was filled with, or what is wrong with it in words.
pub(super) fn read(kind: ActKind, filled: &Filled, around: &Around) -> Result<Act, String> {
    let some = |name: &str| filled.text(name);
    let text = |name: &str| some(name).unwrap_or_default();
    Ok(match kind {
        ActKind::Registered => Act::Registered { number: None },
        ActKind::NotAccepted => Act::NotAccepted { reason: text("reason"), told: text("told") },
        ActKind::Answered => Act::Answered { answer: text("answer") },
        ActKind::SentForCheck => Act::SentForCheck { what: text("what"), task: None },
        ActKind::Checked => Act::Checked { found: text("found"), check: around.newest_check },
        ActKind::HelpedUrgently => {
            Act::HelpedUrgently { grants: given(filled, around)?, consent: some("consent"), area: None }
        }
        ActKind::PutOnAgenda => Act::PutOnAgenda { meeting: meeting(filled)? },
        ActKind::Decided => {
            let outcome = match filled.get("outcome") {
                "approved" => Outcome::Approved {
                    grants: given(filled, around)?,
                    beyond_criteria: filled.is_ticked("beyond"),
                },
                "rejected" => Outcome::Rejected { reason: text("reason") },
                "beyond-capacity" => Outcome::BeyondCapacity { reason: text("reason") },
                "noted" => Outcome::Noted {},
                _ => return Err("เลือกมติก่อน ยังไม่ได้บันทึก".to_owned()),
            };
            let votes = Votes {
                yes: count(filled, "yes")?,
                no: count(filled, "no")?,
                abstained: count(filled, "abstained")?,
                casting: filled.is_ticked("casting").then_some(true),
            };
            Act::Decided { meeting: meeting(filled)?, outcome, votes }
        }
        ActKind::ConsentSought => Act::ConsentSought { letter: text("letter") },
        ActKind::ConsentAnswered => {
            Act::ConsentAnswered { given: filled.get("given") == "yes", letter: text("letter") }
        }
        ActKind::ReportedUp => Act::ReportedUp { to: text("to"), letter: text("letter") },
        ActKind::Assigned => Act::Assigned { agency: text("agency"), letter: some("letter") },
        ActKind::Forwarded => Act::Forwarded {
            to: one_of(filled, "to")?,
            name: text("name"),
            why: one_of(filled, "why")?,
            reason: text("reason"),
        },
        ActKind::Reminded => Act::Reminded { letter: some("letter") },
        ActKind::Escalated => Act::Escalated { memo: text("memo") },
        ActKind::AgencyReported => {
            let (grants, nothing_given) = reported(filled, around)?;
            Act::AgencyReported {
                cause: text("cause"),
                method: text("method"),
                explained: text("explained"),
                suggestion: text("suggestion"),
                grants,
                nothing_given,
            }
        }
        ActKind::Summarised => Act::Summarised { memo: text("memo") },
        ActKind::Recorded => Act::Recorded { result: text("result") },
        ActKind::ReportedToCentralPlace => Act::ReportedToCentralPlace { letter: some("letter") },
        ActKind::Told => Act::Told { how: text("how"), what: text("what") },
        ActKind::Closed => Act::Closed {},
        ActKind::TakenBack => Act::TakenBack { reason: text("reason") },
    })
}

fn meeting(filled: &Filled) -> Result<MeetingId, String> {
    filled.get("meeting").parse().map_err(|_| "เลือกการประชุมก่อน ยังไม่ได้บันทึก".to_owned())
}

fn one_of<T: FromStr>(filled: &Filled, name: &str) -> Result<T, String> {
    filled.get(name).parse().map_err(|_| "เลือกให้ครบทุกช่องก่อน ยังไม่ได้บันทึก".to_owned())
}

/// A number of votes, in either digits; nothing typed is none.
fn count(filled: &Filled, name: &str) -> Result<u32, String> {
    let typed = thai::arabic_digits(filled.get(name).trim());
    if typed.is_empty() {
        return Ok(0);
    }
    typed.parse().map_err(|_| "จำนวนเสียงต้องเป็นตัวเลข ยังไม่ได้บันทึก".to_owned())
}

/// Help as it was filled in; a row of which nothing was said is no help.
fn given(filled: &Filled, around: &Around) -> Result<Vec<Grant>, String> {
    let mut grants = Vec::new();
    for nth in 1..=GRANTS {
        let some = |part: &str| filled.text(&format!("{part}-{nth}"));
        let text = |part: &str| some(part).unwrap_or_default();
        let what = text("grant");
        let amount = |part: &str| -> Result<Option<Number>, String> {
            let typed = thai::arabic_digits(&text(part)).replace(',', "");
            if typed.is_empty() {
                return Ok(None);
            }
            typed.parse().map(Some).map_err(|_| format!("ความช่วยเหลือที่ {nth}: จำนวนต้องเป็นตัวเลข ยังไม่ได้บันทึก"))
        };
        let (quantity, amount_baht) = (amount("quantity")?, amount("baht")?);
        let on = given_on(filled, &format!("day-{nth}"), &format!("ความช่วยเหลือที่ {nth}: "))?;
        if what.is_empty() {
            let is_chosen = ["item", "funding", "to"].into_iter().any(|part| some(part).is_some());
            if quantity.is_some() || amount_baht.is_some() || on.is_some() || is_chosen {
                return Err(format!("ความช่วยเหลือที่ {nth}: พิมพ์สิ่งที่ให้ก่อน ยังไม่ได้บันทึก"));
            }
            continue;
        }
        let (item, kind) = match some("item") {
            Some(item) => match item.split_once(OF_KIND) {
                Some((item, kind)) => (Some(item.to_owned()), Some(kind.to_owned())),
                None => (Some(item), None),
            },
            None => (None, None),
        };
        let to = some("to").map(|to| {
            let lives_there = around.others.iter().map(|(id, _)| *id).find(|id| id.to_string() == to);
            lives_there
                .ok_or_else(|| format!("ความช่วยเหลือที่ {nth}: ผู้ที่เลือกไม่อยู่ในบันทึกแล้ว ยังไม่ได้บันทึก เลือกผู้รับใหม่"))
        });
        let person = to.transpose()?;
        grants.push(Grant {
            what,
            item,
            kind,
            form: text("form").parse().unwrap_or(GrantForm::Goods),
            quantity,
            amount_baht,
            person,
            funding: text("funding").parse().ok(),
            on,
        });
    }
    Ok(grants)
}

/// The day that was typed for when something was given; none where none was.
fn given_on(filled: &Filled, name: &str, of: &str) -> Result<Option<NaiveDate>, String> {
    let unread = |_| format!("{of}วันที่ให้อ่านไม่ออก ยังไม่ได้บันทึก พิมพ์เป็น วัน/เดือน/ปี พ.ศ. เช่น 12/4/2569");
    filled.text(name).map(|typed| read_date(&typed)).transpose().map_err(unread)
}

/// What an agency gave, and whether it says that it gave nothing.
fn reported(filled: &Filled, around: &Around) -> Result<(Vec<Grant>, bool), String> {
    let grants = given(filled, around)?;
    let on = given_on(filled, DAY_APPROVED, "")?;
    let said = match (filled.get("gave"), grants.is_empty()) {
        (AS_LISTED, false) if on.is_none() => return Ok((grants, false)),
        // Of what was given on a day before it was reported each thing is named, with that day.
        (AS_APPROVED, true) if !around.approved.is_empty() => {
            let dated = |grant: &Grant| Grant { on, ..grant.clone() };
            return Ok((on.map(|_| around.approved.iter().map(dated).collect()).unwrap_or_default(), false));
        }
        (NOTHING, true) if on.is_none() => return Ok((Vec::new(), true)),
        (AS_LISTED, true) => {
            "เลือกว่าให้ตามรายการด้านล่าง แต่ยังไม่มีรายการ ยังไม่ได้บันทึก กรอกสิ่งที่ให้ หรือเลือกคำตอบอื่น แล้วบันทึกอีกครั้ง"
        }
        (AS_APPROVED, true) => "ไม่มีความช่วยเหลือที่คณะกรรมการเห็นชอบและรอผลอยู่ ยังไม่ได้บันทึก เลือกคำตอบอื่นแล้วบันทึกอีกครั้ง",
        (AS_APPROVED | AS_LISTED | NOTHING, _) => {
            "คำตอบเรื่องความช่วยเหลือขัดกับรายการหรือวันที่ที่กรอกไว้ ยังไม่ได้บันทึก ลบสิ่งที่กรอก หรือเลือกคำตอบอื่น แล้วบันทึกอีกครั้ง"
        }
        _ => "ยังไม่ได้เลือกว่าหน่วยงานให้ความช่วยเหลืออย่างไร ยังไม่ได้บันทึก เลือกคำตอบแล้วบันทึกอีกครั้ง",
    };
    Err(said.to_owned())
}

/// What a step that was taken says.
pub(super) fn told(act: &Act) -> Markup {
    let mut lines: Vec<(&'static str, String)> = Vec::new();
    match act {
        Act::Registered { number } => lines.extend(number.map(|number| ("เลขรับ", number.to_string()))),
        Act::NotAccepted { reason, told } => {
            lines.extend([("เหตุที่ไม่ยินยอมลงชื่อ", reason.clone()), ("วิธีแจ้งผู้ร้อง", told.clone())]);
        }
        Act::Answered { answer } => lines.push(("คำตอบ", answer.clone())),
        Act::SentForCheck { what, task } => {
            lines.push(("ข้อเท็จจริงที่ให้ตรวจสอบ", what.clone()));
            lines.extend(task.map(|_| ("ส่งถึงโทรศัพท์", "แล้ว".to_owned())));
        }
        Act::Checked { found, .. } => lines.push(("ผลการตรวจสอบ", found.clone())),
        Act::HelpedUrgently { consent, .. } => {
            lines.extend(consent.clone().map(|who| ("ผู้ให้ความเห็นชอบ", who)))
        }
        Act::PutOnAgenda { .. } | Act::Closed {} => {}
        Act::Decided { outcome, votes, .. } => {
            lines.push((
                "มติ",
                match outcome {
                    Outcome::Approved { beyond_criteria: false, .. } => "เห็นชอบให้ช่วยเหลือ".to_owned(),
                    Outcome::Approved { beyond_criteria: true, .. } => {
                        "เห็นชอบให้ช่วยเหลือนอกเหนือหลักเกณฑ์".to_owned()
                    }
                    Outcome::Rejected { reason } => format!("ไม่เห็นชอบ: {reason}"),
                    Outcome::BeyondCapacity { reason } => format!("เกินขีดความสามารถ: {reason}"),
                    Outcome::Noted {} => "รับทราบ".to_owned(),
                },
            ));
            let casting = if votes.casting.is_some() {
                " ประธานออกเสียงชี้ขาด"
            } else {
                ""
            };
            let Votes { yes, no, abstained, .. } = votes;
            lines.push(("คะแนนเสียง", format!("เห็นด้วย {yes} ไม่เห็นด้วย {no} งด {abstained}{casting}")));
        }
        Act::ConsentSought { letter } => lines.push(("เลขที่หนังสือ", letter.clone())),
        Act::ConsentAnswered { given, letter } => lines.extend([
            // The committee approved: whose answer it is, is told.
            (
                "คำตอบ",
                if *given {
                    "ปลัดกระทรวงมหาดไทยเห็นชอบ"
                } else {
                    "ปลัดกระทรวงมหาดไทยไม่เห็นชอบ"
                }
                .to_owned(),
            ),
            ("เลขที่หนังสือ", letter.clone()),
        ]),
        Act::ReportedUp { to, letter } => {
            lines.extend([("รายงานถึง", to.clone()), ("เลขที่หนังสือ", letter.clone())]);
        }
        Act::Assigned { agency, letter } => {
            lines.push(("หน่วยงานที่รับเรื่อง", agency.clone()));
            lines.extend(letter.clone().map(|letter| ("เลขที่หนังสือ", letter)));
        }
        Act::Forwarded { to, name, why, reason } => lines.extend([
            ("ส่งต่อไปที่", format!("{} {name}", to.in_thai())),
            ("เพราะ", format!("{}: {reason}", why.in_thai())),
        ]),
        Act::Reminded { letter } | Act::ReportedToCentralPlace { letter } => {
            lines.extend(letter.clone().map(|letter| ("เลขที่หนังสือ", letter)));
        }
        Act::Escalated { memo } | Act::Summarised { memo } => lines.push(("ข้อความ", memo.clone())),
        Act::AgencyReported { cause, method, explained, suggestion, nothing_given, .. } => {
            lines.extend([
                ("มูลเหตุของปัญหา", cause.clone()),
                ("แนวทางและวิธีการแก้ไขปัญหา", method.clone()),
                ("ผลการชี้แจงให้ผู้ร้องทราบ", explained.clone()),
                ("ข้อเสนอแนะ/ความเห็นของหน่วยงาน", suggestion.clone()),
            ]);
            lines.extend(nothing_given.then(|| ("ความช่วยเหลือ", "ไม่ได้ให้ความช่วยเหลือ".to_owned())));
        }
        Act::Recorded { result } => lines.push(("ผลการช่วยเหลือ", result.clone())),
        Act::Told { how, what } => lines.extend([("วิธีแจ้งผู้ร้อง", how.clone()), ("ผลที่แจ้ง", what.clone())]),
        Act::TakenBack { reason } => lines.push(("เหตุผลที่แก้ไข", reason.clone())),
    }
    html! {
        @if !lines.is_empty() || !act.grants().is_empty() {
            dl.facts {
                @for (label, text) in lines { (fact(label, &html! { (text) })) }
                @for grant in act.grants() { (fact("ความช่วยเหลือ", &html! { (granted(grant)) })) }
            }
        }
    }
}

fn granted(grant: &Grant) -> String {
    let mut parts = vec![format!("{} ({})", grant.what, grant.form.in_thai())];
    parts.extend(grant.item.as_ref().map(|item| format!("ข้อ {}", words::clause(item))));
    parts.extend(grant.kind.clone());
    parts.extend(grant.quantity.as_ref().map(|quantity| format!("จำนวน {quantity}")));
    parts.extend(grant.amount_baht.as_ref().map(|sum| format!("เป็นเงิน {} บาท", words::baht(sum))));
    parts.extend(grant.funding.map(|funding| funding.in_thai().to_owned()));
    // Who it is stands on the person's page: a step's words are read by whoever reads the request.
    parts.extend(grant.person.map(|_| "ให้แก่สมาชิกอื่นในครัวเรือน".to_owned()));
    parts.extend(grant.on.map(|on| format!("ให้เมื่อ {}", words::day(on))));
    parts.join(" ")
}
