//! All of it, before it is saved: what was answered, and what the law or INFO still misses.
//!
//! Owns what is missing from a visit. Nothing that is missing stops a save (domain.md RQ-02): it
//! says so, leads there, and is asked once more.

use register::calendar::written::{Form, write_date, write_month};
use register::national_id::TypedId;
use register::record::{
    CardAddress, Damage, Help, Nationality, Person, Record, Request, SignatureKind, Signed, YesNoUnknown,
};
use register::spoken::Spoken;

use super::asking::{Asking, Step};
use super::page::Page;
use super::way::{Number, is_no_house_number, is_no_phone_number};
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

/// A record belongs to the month that it was begun in, whenever it is finished: houses are surveyed at least
/// monthly, and INFO is whole by the 5th of the month after (domain.md 4.1, T-08 and T-09; 4.3).
pub(super) fn warn_of_another_round(asking: &mut Asking<'_>) {
    let (round, now) = (asking.record.round, asking.around.round());
    if round == now {
        return;
    }
    let today = asking.around.now.date_time().date_naive();
    let of = write_month(round.first_day(), Form::Full);
    let due = write_date(round.info_due(), Form::Short);
    let due = if today <= round.info_due() {
        format!("กำหนดส่งของรอบนั้นคือ {due}")
    } else {
        format!("เลยกำหนดส่งของรอบนั้นแล้ว ({due})")
    };
    let hint = format!("{due}\nบันทึกได้ตามปกติ และนับในรอบนั้น ถ้าสำรวจบ้านนี้ใหม่ในรอบนี้ ให้เริ่มสำรวจบ้านใหม่");
    asking.lay(Row::note("another-round", Tone::Notice, format!("บันทึกนี้เป็นของรอบ {of} ไม่ใช่รอบนี้")).hint(hint));
}

pub(super) fn ask(asking: &mut Asking<'_>) {
    asking.titled("ตรวจก่อนบันทึก", "");
    warn_of_another_round(asking);
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
        ("sum-dwelling", Sign::House, "การอยู่อาศัย", answered(&dwelling_in_words(record)), Page::Dwelling),
        ("sum-people", Sign::People, "คนในบ้าน", listed(&names), Page::People),
        ("sum-needs", Sign::Pen, "คำขอ", listed(&requests), Page::Needs),
    ];
    if let Some(damage) = &record.damage {
        let items: Vec<String> = damage.items.iter().map(super::damage::name_of).collect();
        lines.push(("sum-damage", Sign::House, "ความเสียหาย", answered(&items), Page::Damage));
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
        let extent = item.extent.map(|extent| format!(" {}", extent.in_thai())).unwrap_or_default();
        let many = item.quantity.as_ref().map(|many| format!(" จำนวน {many}")).unwrap_or_default();
        let note = item.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
        format!("{}{extent}{many}{note}", super::damage::name_of(item))
    }));
    words
}

/// Of a question, for whose answer "none" would be taken.
fn answered(words: &[String]) -> String {
    if words.is_empty() { "ยังไม่ตอบ".to_owned() } else { words.join(", ") }
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

/// Somebody, as far as they were asked: what the criteria and INFO go by.
fn person_in_words(record: &Record, person: &Person, today: chrono::NaiveDate) -> Vec<String> {
    let mut lines = Vec::new();
    match TypedId::read(person.national_id.as_deref()) {
        // Who looks over a shoulder needs no number; the page that edits it shows it.
        TypedId::Valid(id) => lines.push(id.masked().replace('-', " ")),
        TypedId::Invalid { .. } => lines.push("เลขบัตรไม่ถูกต้อง".to_owned()),
        TypedId::Missing => lines.extend(person.no_id_reason.as_ref().map(|why| format!("ไม่มีเลขบัตร: {why}"))),
    }
    let sex = person.sex.map(|sex| sex.in_thai().to_owned());
    let born = person.born().map(|birth| super::birth_in_words(birth, today));
    lines.extend(in_one_line(sex.into_iter().chain(born)));
    let nationality = person.nationality.map(|nationality| match nationality {
        Nationality::Country(_) => format!("สัญชาติ{}", nationality.in_thai()),
        Nationality::Stateless | Nationality::Unknown => nationality.in_thai(),
    });
    let registered = person.registered.map(|registered| registered.in_thai().to_owned());
    lines.extend(in_one_line(nationality.into_iter().chain(registered)));
    let head = (person.head == Some(true)).then(|| "หัวหน้าครอบครัว".to_owned());
    let breadwinner = (person.breadwinner == Some(true)).then(|| "ผู้หาเลี้ยงครอบครัว".to_owned());
    let family = person.family.map(|family| format!("ครอบครัวที่ {family}"));
    lines.extend(in_one_line(head.into_iter().chain(breadwinner).chain(family)));
    lines.extend(person.occupation.as_ref().map(|occupation| format!("อาชีพ {occupation}")));
    if let Some(low) = person.low_income {
        let found = person.low_income_note.as_ref().map(|found| format!(" ({found})")).unwrap_or_default();
        lines.push(format!("ผู้มีรายได้น้อย: {}{found}", low.in_thai()));
    }
    lines.extend(person.welfare_register.map(|on_it| {
        let on_it = match on_it {
            YesNoUnknown::Yes => "อยู่",
            YesNoUnknown::No => "ไม่อยู่",
            YesNoUnknown::Unknown => "ไม่ทราบ",
        };
        format!("ทะเบียนเพื่อสวัสดิการแห่งรัฐ: {on_it}")
    }));
    if person.destitute == Some(true) {
        lines.push("ผู้ไร้ที่พึ่ง".to_owned());
    }
    if let Some(farmer) = &person.farmer {
        let kinds = farmer.kinds.iter().map(|kind| kind.in_thai().to_owned());
        let register = farmer.register.map(|register| register.in_thai().to_owned());
        let on = farmer.registered_on.map(|on| format!("ขึ้นทะเบียน {}", write_date(on, Form::Short)));
        lines.extend(in_one_line(kinds.chain(register).chain(on)));
    }
    if let Some(level) = person.student.as_ref().and_then(|student| student.level) {
        lines.push(format!("เรียนระดับ{}", level.in_thai()));
    }
    if let Some(card) = &person.card_address {
        let words = if people::card_of_house(record).as_ref() == Some(card) {
            "ที่เดียวกับบ้านที่สำรวจ".to_owned()
        } else {
            card_in_words(card)
        };
        lines.push(format!("ที่อยู่ตามบัตร: {words}"));
    }
    lines.extend(person.phone.iter().filter(|phone| !phone.trim().is_empty()).map(|phone| {
        let how =
            if is_no_phone_number(phone) { "ติดต่อได้ทาง:" } else { "โทร." };
        format!("{how} {}", Number::Phone.in_words(phone))
    }));
    lines
}

fn card_in_words(card: &CardAddress) -> String {
    let house = house_called(card.house_no.as_deref().unwrap_or_default(), card.moo.unwrap_or_default(), "");
    let tambon = card.tambon.as_deref().and_then(register::address::tambon);
    tambon.map(|tambon| format!("{house} {}", tambon.line())).unwrap_or(house)
}

/// Several short answers side by side; nothing where there is none.
fn in_one_line(words: impl Iterator<Item = String>) -> Option<String> {
    Some(words.collect::<Vec<_>>().join(" · ")).filter(|line| !line.is_empty())
}

/// A request as it was asked.
fn request_in_words(record: &Record, request: &Request) -> Vec<String> {
    let mut lines = vec![needs::requester_of(record, request)];
    if request.urgent == Some(true) {
        lines.push("เร่งด่วน".to_owned());
    }
    // Where the subject has words of its own, they do not say which area it is.
    if request.subject.is_some() {
        lines.extend(request.area.map(|area| area.in_thai().to_owned()));
    }
    lines.extend([&request.facts, &request.need].into_iter().flatten().cloned());
    lines.extend(request.distress_cause.map(|cause| cause.in_thai().to_owned()));
    if let Some(proxy) = &request.proxy {
        let name = proxy.name.as_deref().unwrap_or("(ยังไม่ใส่ชื่อ)");
        let relation = proxy.relation.as_ref().map(|relation| format!(" ({relation})")).unwrap_or_default();
        let authority = if proxy.authority_photo.is_some() {
            "มีรูปใบมอบอำนาจ"
        } else {
            "ยังไม่มีรูปใบมอบอำนาจ"
        };
        lines.push(format!("ขอแทนโดย {name}{relation} {authority}"));
    }
    lines.push(signing::in_words(request.signed()).0.to_owned());
    lines
}

/// A time of help: what, from whom, how much, when and to whom.
fn help_in_words(record: &Record, help: &Help) -> Vec<String> {
    let mut lines = vec![super::help::name_of(help)];
    let amount =
        help.amount_baht.as_ref().map(|baht| format!("{} บาท", Number::Baht.in_words(&baht.to_string())));
    let many = help.quantity.as_ref().map(|many| format!("จำนวน {many}"));
    let on = help.on.map(|on| write_date(on, Form::Short));
    lines.extend(in_one_line(many.into_iter().chain(amount).chain(on)));
    lines.extend(help.event.clone());
    let to = help.person.and_then(|id| record.people.iter().find(|person| person.id == id));
    lines.extend(to.map(|to| format!("ให้ {}", people::name_of(to))));
    lines
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
        part(&people::name_of(person), person_in_words(record, person, today).join("\n"), Sign::Person);
    }
    for request in &record.requests {
        part(&needs::subject_of(request), request_in_words(record, request).join("\n"), Sign::Pen);
    }
    if let Some(damage) = &record.damage {
        part("ความเสียหาย", damage_in_words(damage).join("\n"), Sign::House);
    }
    for help in &record.help_received {
        part("เคยได้รับความช่วยเหลือ", help_in_words(record, help).join("\n"), Sign::Tick);
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
