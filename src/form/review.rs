//! All of it, before it is saved: what was answered, and what the law or INFO still misses.
//!
//! Owns what is missing from a visit. Nothing that is missing stops a save (domain.md RQ-02): it
//! says so, leads there, and is asked once more.

use register::calendar::written::{Form, write_date};
use register::national_id::TypedId;
use register::record::{Damage, Record, SignatureKind, Signed};
use register::spoken::Spoken;

use super::asking::{Asking, Step};
use super::page::Page;
use super::way::is_no_house_number;
use super::{needs, people, signing};
use crate::sheet::{Button, Row, Sign, Tone};

/// Something that the law or INFO needs and that is not there.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    /// Where it is asked.
    pub page: Page,
    /// What it is, in words.
    pub words: String,
}

/// What is missing from a visit, in the order of its pages.
pub fn missing(record: &Record) -> Vec<Missing> {
    let mut missing = Vec::new();
    let mut lacks = |page: Page, words: String| missing.push(Missing { page, words });
    let place = record.place.as_ref();
    let filled = |text: Option<&String>| text.is_some_and(|text| !text.trim().is_empty());
    if !filled(place.and_then(|place| place.house_no.as_ref())) {
        lacks(Page::Place, "บ้านเลขที่".to_owned());
    }
    if place.and_then(|place| place.moo).is_none()
        && !filled(place.and_then(|place| place.community.as_ref()))
    {
        lacks(Page::Place, "หมู่ที่หรือชุมชน".to_owned());
    }
    if record.refusal.is_some() {
        return missing;
    }
    if place.and_then(|place| place.found_at.as_ref()).is_none() {
        lacks(Page::Place, "ตำแหน่งบ้าน".to_owned());
    }
    if record.people.is_empty() {
        lacks(Page::People, "ยังไม่มีคนในบ้าน".to_owned());
    }
    for (at, person) in record.people.iter().enumerate() {
        let page = Page::Person(person.id);
        let named = people::has_name(person);
        let who = if named { people::name_of(person) } else { format!("คนที่ {}", at + 1) };
        if !named {
            lacks(page, format!("{who}: ชื่อ"));
        }
        match TypedId::read(person.national_id.as_deref()) {
            TypedId::Valid(_) => {}
            TypedId::Invalid { .. } => lacks(page, format!("{who}: เลขบัตรไม่ถูกต้อง ยังส่งเข้า INFO ไม่ได้")),
            TypedId::Missing if filled(person.no_id_reason.as_ref()) => {}
            TypedId::Missing => lacks(page, format!("{who}: เลขบัตร หรือเหตุที่ไม่มี")),
        }
        if person.nationality.is_none() {
            lacks(page, format!("{who}: สัญชาติ"));
        }
        if person.registered.is_none() {
            lacks(page, format!("{who}: ทะเบียนบ้าน"));
        }
    }
    for request in &record.requests {
        let page = Page::Request(request.id);
        let what = needs::subject_of(request);
        if !filled(request.subject.as_ref()) {
            lacks(page, "คำขอ: ขออะไร".to_owned());
        }
        if !filled(request.facts.as_ref()) {
            lacks(page, format!("{what}: เกิดอะไรขึ้น"));
        }
        if !filled(request.need.as_ref()) {
            lacks(page, format!("{what}: ต้องการอะไร เท่าไร"));
        }
        let who = record.requester(request);
        let phone = record.people.iter().find(|person| Some(person.id) == who).and_then(|p| p.phone.as_ref());
        if !filled(phone) {
            lacks(page, format!("{what}: โทรศัพท์ผู้ขอ"));
        }
        if let Signed::No(_) = request.signed() {
            lacks(Page::Signing, format!("{what}: {}", signing::in_words(request.signed()).0));
        }
    }
    if let Some(damage) = &record.damage {
        // What a request for support from outside says (domain.md 2.9, D-01, D-02 and D-05).
        let said = [
            (damage.kind.is_some(), "ภัยอะไร"),
            (damage.event_on.is_some(), "วันที่เกิดภัย"),
            (damage.damaged_on.is_some(), "วันที่เสียหาย"),
            (!damage.items.is_empty(), "อะไรเสียหาย"),
        ];
        for (_, what) in said.into_iter().filter(|(is_said, _)| !is_said) {
            lacks(Page::Damage, format!("ความเสียหาย: {what}"));
        }
        for (at, item) in damage.items.iter().enumerate() {
            if !filled(item.code.as_ref()) {
                lacks(Page::DamageItem(at), "ความเสียหาย: รายการที่ยังไม่เลือก".to_owned());
            }
        }
    }
    missing
}

pub(super) fn ask(asking: &mut Asking<'_>) {
    asking.titled("ตรวจก่อนบันทึก", "");
    let missing = missing(&asking.record);
    if missing.is_empty() {
        asking.lay(Row::note("whole", Tone::Good, "ครบแล้ว").hint("บันทึกแล้วจะรอส่งเมื่อมีสัญญาณ"));
    } else {
        asking.heading("ยังขาด");
        for (at, lack) in missing.iter().enumerate() {
            let row = format!("missing-{at}");
            if asking.touched(&row) {
                asking.go(Step::Page(lack.page));
            }
            asking.lay(Row::door(row, Sign::Warning, lack.words.clone()).tone(Tone::Notice));
        }
    }
    asking.heading("ที่ตอบไว้");
    for (id, sign, label, hint, page) in summary(&asking.record) {
        asking.door(id, sign, label, &hint, page);
    }
    let label = if missing.is_empty() {
        "บันทึก"
    } else {
        "บันทึกทั้งที่ยังขาด"
    };
    asking.main(Some(Button::new(label).sign(Sign::Tick)));
    if asking.touched("main") {
        asking.go(Step::Save);
    }
}

/// One line for each part.
fn summary(record: &Record) -> Vec<(&'static str, Sign, &'static str, String, Page)> {
    let house = record.place.as_ref().map(house_in_words).unwrap_or_default();
    let names: Vec<String> = record.people.iter().map(people::name_of).collect();
    let requests: Vec<String> = record
        .requests
        .iter()
        .map(|request| {
            let refused =
                request.signature.as_ref().is_some_and(|signature| signature.kind == SignatureKind::Refused);
            let state = if refused { " (ไม่ลงชื่อ)" } else { "" };
            format!("{}{state}", needs::subject_of(request))
        })
        .collect();
    let mut lines = vec![
        ("sum-place", Sign::Place, "สถานที่", house, Page::Place),
        ("sum-dwelling", Sign::House, "การอยู่อาศัย", listed(&dwelling_in_words(record)), Page::Dwelling),
        ("sum-people", Sign::People, "คนในบ้าน", listed(&names), Page::People),
        ("sum-needs", Sign::Pen, "คำขอ", listed(&requests), Page::Needs),
    ];
    if let Some(damage) = &record.damage {
        let items: Vec<String> = damage.items.iter().map(super::damage::name_of).collect();
        lines.push(("sum-damage", Sign::House, "ความเสียหาย", listed(&items), Page::Damage));
    }
    let photos = match record.photos.len() {
        0 => "ไม่มี".to_owned(),
        many => format!("{many} รูป"),
    };
    lines.push(("sum-photos", Sign::Camera, "รูปถ่าย", photos, Page::Photos));
    let help: Vec<String> = record.help_received.iter().map(super::help::name_of).collect();
    lines.push(("sum-help", Sign::Tick, "ความช่วยเหลือที่เคยได้รับ", listed(&help), Page::Help));
    if !record.requests.is_empty() {
        let signed = record.requests.iter().filter(|request| request.signed() == Signed::Yes).count();
        let said = format!("ลงแล้ว {signed} จาก {} คำขอ", record.requests.len());
        lines.push(("sum-signing", Sign::Pen, "ลงลายมือชื่อ", said, Page::Signing));
    }
    lines
}

/// How they dwell, as far as it was answered.
fn dwelling_in_words(record: &Record) -> Vec<String> {
    let Some(dwelling) = &record.dwelling else { return Vec::new() };
    let mut words = Vec::new();
    words.extend(dwelling.tenure.map(|tenure| tenure.in_thai().to_owned()));
    words.extend(dwelling.regular.map(|regular| {
        if regular {
            "อยู่ประจำ".to_owned()
        } else {
            "ไม่ได้อยู่ประจำ".to_owned()
        }
    }));
    words.extend(dwelling.families.map(|families| format!("{families} ครอบครัว")));
    words.extend(dwelling.main_occupation.clone());
    words
}

/// What a disaster did, as far as it was answered: what kind, when, and each thing with how much of it.
fn damage_in_words(damage: &Damage) -> Vec<String> {
    let day = |on: chrono::NaiveDate| write_date(on, Form::Short);
    let mut words: Vec<String> = damage.kind.iter().map(|kind| kind.in_thai().to_owned()).collect();
    words.extend(damage.event_on.map(|on| format!("เกิดภัย {}", day(on))));
    words.extend(damage.damaged_on.map(|on| format!("เสียหาย {}", day(on))));
    words.extend(damage.items.iter().map(|item| {
        let many = item.quantity.as_ref().map(|many| format!(" จำนวน {many}")).unwrap_or_default();
        format!("{}{many}", super::damage::name_of(item))
    }));
    words
}

fn listed(words: &[String]) -> String {
    if words.is_empty() { "ไม่มี".to_owned() } else { words.join(", ") }
}

/// A house as it is called.
pub(crate) fn house_in_words(place: &register::record::Place) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    house_called(&text(&place.house_no), place.moo.unwrap_or_default(), &text(&place.community))
}

/// A house by its number, its village and its community, whichever of them are known.
pub(crate) fn house_called(house_no: &str, moo: u32, community: &str) -> String {
    let mut words = match house_no {
        "" => "บ้านที่ยังไม่ใส่เลขที่".to_owned(),
        house if is_no_house_number(house) => "บ้านไม่มีเลขที่".to_owned(),
        house => format!("บ้านเลขที่ {house}"),
    };
    if moo > 0 {
        words.push_str(&format!(" หมู่ {moo}"));
    }
    if !community.is_empty() {
        words.push_str(&format!(" ชุมชน{community}"));
    }
    words
}

/// The mending of what a supervisor sent back is its answer.
pub(crate) fn answer(record: &mut Record, now: register::moment::Moment) {
    let Some(open) = record.open_review().map(|review| review.id) else { return };
    if let Some(review) = record.reviews.iter_mut().find(|review| review.id == open) {
        review.answer = Some("แก้แล้ว".to_owned());
        review.answered_at = Some(now);
    }
}

/// A record as it is read: one row a part, nothing to be touched.
pub(crate) fn in_words(record: &Record, today: chrono::NaiveDate) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(refusal) = &record.refusal {
        rows.push(Row::note("", Tone::Notice, "ไม่ประสงค์ให้ข้อมูล").hint(refusal.reason.clone()));
    }
    let mut part = |label: &str, hint: String, sign: Sign| {
        rows.push(Row { sign, ..Row::note("", Tone::Plain, label).hint(hint) });
    };
    if let Some(place) = &record.place {
        let tambon = place.tambon.as_deref().and_then(register::address::tambon).map(|tambon| tambon.line());
        let line = tambon.map(|tambon| format!("\n{tambon}")).unwrap_or_default();
        part("สถานที่", format!("{}{line}", house_in_words(place)), Sign::Place);
    }
    let dwelling = dwelling_in_words(record);
    if !dwelling.is_empty() {
        part("การอยู่อาศัย", dwelling.join(" · "), Sign::House);
    }
    for person in &record.people {
        let mut lines = Vec::new();
        if let Some(id) = TypedId::read(person.national_id.as_deref()).valid() {
            // Who looks over a shoulder needs no number; the page that edits it shows it.
            lines.push(id.masked().replace('-', " "));
        }
        if let Some(birth) = person.born() {
            lines.push(super::birth_in_words(birth, today));
        }
        if person.head == Some(true) {
            lines.push("หัวหน้าครอบครัว".to_owned());
        }
        lines.extend(person.phone.iter().map(|phone| format!("โทร. {phone}")));
        part(&people::name_of(person), lines.join("\n"), Sign::Person);
    }
    for request in &record.requests {
        let mut lines = vec![needs::requester_of(record, request)];
        lines.extend([&request.facts, &request.need].into_iter().flatten().cloned());
        lines.push(signing::in_words(request.signed()).0.to_owned());
        part(&needs::subject_of(request), lines.join("\n"), Sign::Pen);
    }
    if let Some(damage) = &record.damage {
        part("ความเสียหาย", damage_in_words(damage).join("\n"), Sign::House);
    }
    for help in &record.help_received {
        part("เคยได้รับความช่วยเหลือ", super::help::name_of(help), Sign::Tick);
    }
    for check in &record.checks {
        let found = |finding: &register::record::Finding| {
            let label = finding.label.clone().unwrap_or_default();
            let word = match finding.found {
                register::record::Found::Confirmed => "ตรง",
                register::record::Found::Corrected => "ไม่ตรง",
                register::record::Found::NotFound => "ตรวจไม่ได้",
            };
            let value = finding.value.as_deref().map(|value| format!(" ({value})")).unwrap_or_default();
            format!("{label}: {word}{value}")
        };
        let lines: Vec<String> = check.findings.iter().map(found).collect();
        part("หน่วยเคลื่อนที่เร็วตรวจแล้ว", lines.join("\n"), Sign::Task);
    }
    rows
}
