//! Own data: what a record says of one person, told to that person (domain.md 8, Annex A.3).
//!
//! Owns which parts of a household's visit are one person's to read, and every field's name in
//! Thai, so that a field which nobody thought of is told all the same, under the name it came with.
//! A house is everybody's who lives in it: its place, its dwelling and its damage are told to each.
//! What may be about somebody else of the house, and nobody can say from the record whether it is,
//! is left out and counted, for whoever hands the paper over to look at.
//!
//! Refuses to know who may ask for it and what else is held of them (the server). The same split
//! as an erasure's (`sync-server/src/erasure.rs`), read the other way round. Called by the console,
//! through its office.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::address;
use crate::birth::Born;
use crate::calendar::written::{Form, write_date, write_moment, write_month};
use crate::field::{FieldPath, Part};
use crate::moment::Moment;
use crate::national_id::TypedId;
use crate::record::{
    Area, Channel, Check, DamageKind, DistressCause, Extent, FarmerKind, FarmerRegister, FixSource, Found,
    Nationality, Person, PersonId, Photo, PhotoHash, PhotoKind, Record, Registered, Request, RequestId,
    Review, ReviewVerdict, Sex, SignatureKind, Status, StudentLevel, Tenure, YesNoUnknown,
};
use crate::spoken::Spoken;

/// What a person is told of one record.
#[derive(Clone, Debug)]
pub struct Own {
    /// The record as far as it is theirs.
    pub record: Record,
    /// How many things of the house were left out: nobody can say that they are about nobody else.
    pub left_out: usize,
    /// Nobody else is on it, so that all of it is theirs.
    pub alone: bool,
}

/// One thing that is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// A field and its value.
    Line(String, String),
    /// A thing of several fields, under its name.
    Thing(String, Vec<Told>),
}

/// What edits took out of a record: it was written all the same, and is whose it was.
#[derive(Clone, Debug, Default)]
pub struct TakenOut {
    /// Requests of theirs.
    pub requests: BTreeSet<RequestId>,
    /// Photos that were theirs alone.
    pub photos: BTreeSet<PhotoHash>,
    /// Somebody else stood on it.
    pub somebody_else: bool,
}

/// What these people, who are one in the register, are told of a record.
pub fn of(record: &Record, who: &BTreeSet<PersonId>, out: &TakenOut) -> Own {
    let alone = !out.somebody_else && record.people.iter().all(|person| who.contains(&person.id));
    let mut own = Own { record: record.clone(), left_out: 0, alone };
    if alone {
        return own;
    }
    let mine: Vec<&Person> = record.people.iter().filter(|person| who.contains(&person.id)).collect();
    let asks = |request: &Request| record.requester(request).is_some_and(|by| who.contains(&by));
    let mut their_requests: BTreeSet<_> = record.requests.iter().filter(|r| asks(r)).map(|r| r.id).collect();
    their_requests.extend(&out.requests);
    let their_check = |check: &Check| {
        check.person.is_some_and(|id| who.contains(&id))
            || check.request.is_some_and(|id| their_requests.contains(&id))
    };
    let named: BTreeSet<PhotoHash> = record
        .requests
        .iter()
        .filter(|request| their_requests.contains(&request.id))
        .flat_map(photos_of)
        .chain(record.checks.iter().filter(|check| their_check(check)).flat_map(|c| c.photos.iter().copied()))
        .chain(out.photos.iter().copied())
        .collect();
    let of_the_house = |photo: &Photo| matches!(photo.kind, Some(PhotoKind::House | PhotoKind::Damage));

    let kept = &mut own.record;
    kept.people.retain(|person| who.contains(&person.id));
    kept.requests.retain(|request| their_requests.contains(&request.id));
    kept.help_received
        .retain(|help| mine.iter().any(|person| record.help_of(person).any(|theirs| theirs == help)));
    if let Some(damage) = &mut kept.damage {
        let families: BTreeSet<u32> = mine.iter().filter_map(|person| person.family).collect();
        damage.items.retain(|item| match (item.person, item.family) {
            (Some(person), _) => who.contains(&person),
            (None, Some(family)) => families.is_empty() || families.contains(&family),
            (None, None) => true,
        });
    }
    kept.photos.retain(|photo| named.contains(&photo.hash) || of_the_house(photo));
    kept.checks.retain(&their_check);
    let parts: BTreeSet<String> = who
        .iter()
        .map(ToString::to_string)
        .chain(their_requests.iter().map(ToString::to_string))
        .chain(kept.checks.iter().map(|check| check.id.to_string()))
        .collect();
    kept.reviews.retain(|review| match lies_in(review) {
        Some(Lies::In(name)) => parts.contains(&name),
        Some(Lies::OnTheHouse) => true,
        None => false,
    });
    // What somebody else's request or check names, or lies in what is theirs, is theirs.
    let others: BTreeSet<PhotoHash> = record
        .requests
        .iter()
        .flat_map(photos_of)
        .chain(record.checks.iter().filter(|c| names_somebody(c)).flat_map(|c| c.photos.iter().copied()))
        .collect();
    let unclear = |photo: &&Photo| {
        !others.contains(&photo.hash) && !out.photos.contains(&photo.hash) && !of_the_house(photo)
    };
    own.left_out = record.photos.iter().filter(unclear).count()
        + record.checks.iter().filter(|check| !names_somebody(check)).count()
        + record.reviews.iter().filter(|review| lies_in(review).is_none()).count()
        + record.unknown.len()
        + usize::from(record.withdraw.is_some());
    kept.unknown.clear();
    // That it was taken back is the register's to say; the words may be about anybody there.
    kept.withdraw = None;
    own
}

/// What a review is of.
enum Lies {
    /// Somebody, or what is somebody's, by its name.
    In(String),
    /// The house.
    OnTheHouse,
}

/// What the field lies in that a review is of; `None` where it is of the whole record.
fn lies_in(review: &Review) -> Option<Lies> {
    let field: FieldPath = review.field.as_deref()?.parse().ok()?;
    match field.part() {
        Part::Member(_, name) | Part::OfMember(_, name, _) => Some(Lies::In(name.to_owned())),
        Part::Of(..) => Some(Lies::OnTheHouse),
        Part::Own(_) => None,
    }
}

/// Whether a check says whom or what it is about.
fn names_somebody(check: &Check) -> bool {
    check.person.is_some() || check.request.is_some()
}

fn photos_of(request: &Request) -> impl Iterator<Item = PhotoHash> {
    let signed = request.signature.as_ref().and_then(|signature| signature.photo);
    signed.into_iter().chain(request.proxy.as_ref().and_then(|proxy| proxy.authority_photo))
}

/// All that a record says, field by field.
pub fn told(record: &Record) -> Vec<Told> {
    match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => {
            fields.iter().filter_map(|(name, value)| of_field(name, name, value)).collect()
        }
        _ => Vec::new(),
    }
}

/// What a change set, where people read it: a field of the record itself, of the house, or of what
/// is theirs. Whether something stands in a list is no field.
pub fn told_set(path: &FieldPath, value: &Value, alone: bool) -> Option<Told> {
    match path.part() {
        Part::Own(field) if alone || is_everybodys(field) => of_field(field, field, value),
        Part::Of(section, field) => of_field(&format!("{section}.{field}"), field, value),
        Part::OfMember(list, _, field) => of_field(&format!("{list}.{field}"), field, value),
        Part::Own(_) | Part::Member(..) => None,
    }
}

/// What a field is called, by its path: `people.phone`.
pub fn name_of(path: &str) -> Option<&'static str> {
    field_at(path).map(|(_, name, _)| *name)
}

fn field_at(path: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|(known, ..)| is_called(path, known))
}

/// Whether a field of the record itself is about the visit and no one person.
fn is_everybodys(field: &str) -> bool {
    matches!(field, "round" | "captured_at" | "surveyor" | "status" | "notice" | "from_list" | "taken_in")
}

/// How one field's value is written, by its path; nothing where it is a name inside the machine.
fn of_field(path: &str, name: &str, value: &Value) -> Option<Told> {
    if INSIDE.contains(&path) || value.is_null() {
        return None;
    }
    let known = field_at(path);
    let label = known.map_or(name, |(_, label, _)| label).to_owned();
    if let Some((.., Some(write))) = known
        && let Some(written) = write(value)
    {
        return Some(Told::Line(label, written));
    }
    match value {
        Value::Object(fields) => {
            let things: Vec<Told> = fields
                .iter()
                .filter_map(|(name, value)| of_field(&format!("{path}.{name}"), name, value))
                .collect();
            (!things.is_empty()).then_some(Told::Thing(label, things))
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            let things: Vec<Told> = items
                .iter()
                .enumerate()
                .filter_map(|(nth, item)| match of_field(path, name, item)? {
                    Told::Thing(_, things) => Some(Told::Thing(format!("{label}ที่ {}", nth + 1), things)),
                    Told::Line(_, value) => Some(Told::Line(format!("{label}ที่ {}", nth + 1), value)),
                })
                .collect();
            match things.len() {
                0 => None,
                1 => things.into_iter().next(),
                _ => Some(Told::Thing(label, things)),
            }
        }
        other => plain(other).map(|written| Told::Line(label, written)),
    }
}

/// Positions have the same fields wherever they stand.
const POSITIONS: [&str; 2] = ["photos.at", "checks.place"];

/// Whether this is the name of a field at this path.
fn is_called(path: &str, name: &str) -> bool {
    let of_a_position = || {
        let place = POSITIONS.iter().find_map(|place| path.strip_prefix(place))?;
        let field = name.strip_prefix("place.found_at")?;
        (!field.is_empty()).then(|| place == field)
    };
    path == name || of_a_position().unwrap_or(false)
}

/// Names that only machines read.
const INSIDE: [&str; 13] = [
    "from_list.list",
    "id",
    "lao",
    "people.id",
    "requests.id",
    "requests.person",
    "help_received.person",
    "damage.items.person",
    "checks.id",
    "checks.task",
    "checks.person",
    "checks.request",
    "reviews.id",
];

type Write = fn(&Value) -> Option<String>;
/// Its path, its name, and how its value is written where that is not as it stands.
type Field = (&'static str, &'static str, Option<Write>);

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(yes) => Some(if *yes { "ใช่" } else { "ไม่ใช่" }.to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().filter_map(plain).collect();
            (!items.is_empty()).then(|| items.join(", "))
        }
        Value::Object(fields) => {
            let fields: Vec<String> =
                fields.iter().filter_map(|(name, value)| Some(format!("{name} {}", plain(value)?))).collect();
            (!fields.is_empty()).then(|| fields.join(", "))
        }
    }
}

/// A value of a closed list, or several.
fn spoken<T: std::str::FromStr + Spoken>(value: &Value) -> Option<String> {
    match value {
        Value::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(spoken::<T>).collect();
            items.filter(|items| !items.is_empty()).map(|items| items.join(", "))
        }
        _ => Some(value.as_str()?.parse::<T>().ok()?.in_thai().to_owned()),
    }
}

/// Which field is meant (`people/<id>/phone`), as it is called: of which of several it is, only machines read.
fn field_named(value: &Value) -> Option<String> {
    let parts: Vec<&str> = value.as_str()?.split('/').collect();
    let but = |left_out: usize| {
        let kept = parts.iter().enumerate().filter(|(nth, _)| *nth != left_out);
        name_of(&kept.map(|(_, part)| *part).collect::<Vec<_>>().join("."))
    };
    let whole = name_of(&parts.join("."));
    whole.or_else(|| but(1)).or_else(|| but(parts.len().checked_sub(1)?)).map(str::to_owned)
}

fn day(value: &Value) -> Option<String> {
    Some(write_date(value.as_str()?.parse().ok()?, Form::Full))
}

fn moment(value: &Value) -> Option<String> {
    Some(write_moment(value.as_str()?.parse::<Moment>().ok()?, Form::Full))
}

fn month(value: &Value) -> Option<String> {
    let round: crate::calendar::Round = value.as_str()?.parse().ok()?;
    Some(write_month(round.first_day(), Form::Full))
}

fn born(value: &Value) -> Option<String> {
    let born: Born = serde_json::from_value(value.clone()).ok()?;
    Some(born.birth.written(Form::Full))
}

fn number(value: &Value) -> Option<String> {
    match TypedId::read(value.as_str()) {
        TypedId::Valid(id) => Some(id.grouped()),
        TypedId::Invalid { typed, .. } => Some(format!("{typed} (ไม่ถูกต้อง)")),
        TypedId::Missing => None,
    }
}

fn nationality(value: &Value) -> Option<String> {
    Some(value.as_str()?.parse::<Nationality>().ok()?.in_thai())
}

fn tambon(value: &Value) -> Option<String> {
    Some(address::tambon(value.as_str()?)?.line())
}

fn degrees(value: &Value) -> Option<String> {
    Some(format!("{:.6}", value.as_f64()?))
}

fn metres(value: &Value) -> Option<String> {
    Some(format!("{:.0} เมตร", value.as_f64()?))
}

const PLAIN: Option<Write> = None;

/// Every field that a record can have. A test holds it to the record's own schema.
const FIELDS: &[Field] = &[
    ("round", "รอบสำรวจ", Some(month)),
    ("captured_at", "บันทึกเมื่อ", Some(moment)),
    ("surveyor", "รหัสผู้สำรวจ", PLAIN),
    ("status", "สถานะการสำรวจ", Some(spoken::<Status>)),
    ("notice", "คำชี้แจงที่แสดงก่อนถาม", PLAIN),
    ("notice.version", "ฉบับ", PLAIN),
    ("notice.shown_at", "แสดงเมื่อ", Some(moment)),
    ("withdraw", "ถอนการสำรวจ", PLAIN),
    ("withdraw.reason", "เหตุผล", PLAIN),
    ("refusal", "ไม่ให้ข้อมูล", PLAIN),
    ("refusal.reason", "เหตุผล", PLAIN),
    ("from_list", "จากบัญชีรายชื่อ", PLAIN),
    ("from_list.agency", "หน่วยงานที่สำรวจ", PLAIN),
    ("from_list.letter", "เลขที่หนังสือ", PLAIN),
    ("from_list.letter_on", "ลงวันที่", Some(day)),
    ("taken_in", "รับเรื่องที่ศูนย์โดยมาทาง", Some(spoken::<Channel>)),
    ("place", "สถานที่", PLAIN),
    ("place.house_no", "บ้านเลขที่", PLAIN),
    ("place.moo", "หมู่ที่", PLAIN),
    ("place.community", "ชุมชน", PLAIN),
    ("place.soi", "ซอย", PLAIN),
    ("place.road", "ถนน", PLAIN),
    ("place.tambon", "ตำบล อำเภอ จังหวัด", Some(tambon)),
    ("place.postcode", "รหัสไปรษณีย์", PLAIN),
    ("place.found_at", "พิกัดที่พบ", PLAIN),
    ("place.found_at.lat", "ละติจูด", Some(degrees)),
    ("place.found_at.lon", "ลองจิจูด", Some(degrees)),
    ("place.found_at.accuracy_m", "คลาดเคลื่อนไม่เกิน", Some(metres)),
    ("place.found_at.fixed_at", "จับพิกัดเมื่อ", Some(moment)),
    ("place.found_at.source", "ที่มาของพิกัด", Some(spoken::<FixSource>)),
    ("dwelling", "ที่อยู่อาศัย", PLAIN),
    ("dwelling.tenure", "สิทธิในบ้าน", Some(spoken::<Tenure>)),
    ("dwelling.regular", "เป็นที่อยู่อาศัยประจำ", PLAIN),
    ("dwelling.families", "จำนวนครอบครัวในบ้าน", PLAIN),
    ("dwelling.main_occupation", "อาชีพหลักของครัวเรือน", PLAIN),
    ("people", "ข้อมูลบุคคล", PLAIN),
    ("people.national_id", "เลขประจำตัวประชาชน", Some(number)),
    ("people.other_id", "เอกสารอื่น", PLAIN),
    ("people.no_id_reason", "เหตุที่ไม่มีเลขประจำตัว", PLAIN),
    ("people.title", "คำนำหน้า", PLAIN),
    ("people.given_name", "ชื่อ", PLAIN),
    ("people.family_name", "นามสกุล", PLAIN),
    ("people.sex", "เพศ", Some(spoken::<Sex>)),
    ("people.birth", "เกิด", Some(born)),
    ("people.nationality", "สัญชาติ", Some(nationality)),
    ("people.registered", "ทะเบียนบ้าน", Some(spoken::<Registered>)),
    ("people.family", "ครอบครัวที่", PLAIN),
    ("people.head", "หัวหน้าครอบครัว", PLAIN),
    ("people.breadwinner", "ผู้หาเลี้ยงครอบครัว", PLAIN),
    ("people.occupation", "อาชีพ", PLAIN),
    ("people.phone", "โทรศัพท์", PLAIN),
    ("people.card_address", "ที่อยู่ตามบัตร", PLAIN),
    ("people.card_address.house_no", "บ้านเลขที่", PLAIN),
    ("people.card_address.moo", "หมู่ที่", PLAIN),
    ("people.card_address.tambon", "ตำบล อำเภอ จังหวัด", Some(tambon)),
    ("people.card_address.postcode", "รหัสไปรษณีย์", PLAIN),
    ("people.in_list", "ในบัญชีรายชื่อ", PLAIN),
    ("people.in_list.row", "แถวที่", PLAIN),
    ("people.in_list.note", "หมายเหตุ", PLAIN),
    ("people.in_list.unread", "ช่องที่อ่านไม่ออก", PLAIN),
    ("people.race", "เชื้อชาติ", PLAIN),
    ("people.religion", "ศาสนา", PLAIN),
    ("people.blood_group", "หมู่โลหิต", PLAIN),
    ("people.low_income", "รายได้น้อย (ความเห็นผู้สำรวจ)", Some(spoken::<YesNoUnknown>)),
    ("people.low_income_note", "ที่มาของความเห็น", PLAIN),
    ("people.welfare_register", "ทะเบียนเพื่อสวัสดิการแห่งรัฐ", Some(spoken::<YesNoUnknown>)),
    ("people.farmer", "เกษตรกร", PLAIN),
    ("people.farmer.kinds", "ประเภท", Some(spoken::<FarmerKind>)),
    ("people.farmer.register", "ทะเบียน", Some(spoken::<FarmerRegister>)),
    ("people.farmer.registered_on", "ขึ้นทะเบียนเมื่อ", Some(day)),
    ("people.student", "นักเรียน นักศึกษา", PLAIN),
    ("people.student.level", "ระดับการศึกษา", Some(spoken::<StudentLevel>)),
    ("people.student.domicile_since", "มีภูมิลำเนาตั้งแต่", Some(day)),
    ("people.destitute", "ผู้ไร้ที่พึ่ง", PLAIN),
    ("requests", "คำขอ", PLAIN),
    ("requests.area", "ด้าน", Some(spoken::<Area>)),
    ("requests.subject", "เรื่อง", PLAIN),
    ("requests.facts", "ข้อเท็จจริง", PLAIN),
    ("requests.need", "ความต้องการ", PLAIN),
    ("requests.distress_cause", "เหตุแห่งความเดือดร้อน", Some(spoken::<DistressCause>)),
    ("requests.urgent", "เร่งด่วน", PLAIN),
    ("requests.channel", "ช่องทาง", Some(spoken::<Channel>)),
    ("requests.signature", "ลายมือชื่อ", PLAIN),
    ("requests.signature.kind", "วิธีลงลายมือชื่อ", Some(spoken::<SignatureKind>)),
    ("requests.signature.photo", "รูป", PLAIN),
    ("requests.signature.reason", "เหตุที่ไม่ลงชื่อ", PLAIN),
    ("requests.signature.of", "รหัสข้อความที่ลงชื่อ", PLAIN),
    ("requests.proxy", "ผู้ยื่นแทน", PLAIN),
    ("requests.proxy.name", "ชื่อ", PLAIN),
    ("requests.proxy.relation", "เกี่ยวข้องเป็น", PLAIN),
    ("requests.proxy.authority_photo", "รูปใบมอบอำนาจ", PLAIN),
    ("help_received", "ความช่วยเหลือที่เคยได้รับ", PLAIN),
    ("help_received.from", "จาก", PLAIN),
    ("help_received.what", "สิ่งที่ได้รับ", PLAIN),
    ("help_received.item", "ข้อของหลักเกณฑ์", PLAIN),
    ("help_received.quantity", "จำนวน", PLAIN),
    ("help_received.amount_baht", "จำนวนเงิน (บาท)", PLAIN),
    ("help_received.on", "วันที่", Some(day)),
    ("help_received.event", "เหตุการณ์", PLAIN),
    ("help_received.family", "ครอบครัวที่", PLAIN),
    ("damage", "ความเสียหาย", PLAIN),
    ("damage.kind", "ประเภทภัย", Some(spoken::<DamageKind>)),
    ("damage.event_on", "วันที่เกิดภัย", Some(day)),
    ("damage.damaged_on", "วันที่เกิดความเสียหาย", Some(day)),
    ("damage.zone", "เขตที่ประกาศ", PLAIN),
    ("damage.items", "สิ่งที่เสียหาย", PLAIN),
    ("damage.items.code", "ข้อของหลักเกณฑ์", PLAIN),
    ("damage.items.extent", "ขนาดความเสียหาย", Some(spoken::<Extent>)),
    ("damage.items.quantity", "จำนวน", PLAIN),
    ("damage.items.family", "ครอบครัวที่", PLAIN),
    ("damage.items.note", "หมายเหตุ", PLAIN),
    ("photos", "รูป", PLAIN),
    ("photos.hash", "รหัสรูป", PLAIN),
    ("photos.kind", "เป็นรูป", Some(spoken::<PhotoKind>)),
    ("photos.taken_at", "ถ่ายเมื่อ", Some(moment)),
    ("photos.at", "พิกัดที่ถ่าย", PLAIN),
    ("photos.source_hash", "รหัสรูปต้นฉบับ", PLAIN),
    ("photos.device", "เครื่องที่ถ่าย", PLAIN),
    ("photos.caption", "คำอธิบาย", PLAIN),
    ("checks", "การตรวจสอบข้อเท็จจริง", PLAIN),
    ("checks.by", "รหัสผู้ตรวจ", PLAIN),
    ("checks.at", "ตรวจเมื่อ", Some(moment)),
    ("checks.place", "พิกัดที่ตรวจ", PLAIN),
    ("checks.findings", "ผลการตรวจ", PLAIN),
    ("checks.findings.fact", "ข้อ", PLAIN),
    ("checks.findings.label", "ข้อเท็จจริง", PLAIN),
    ("checks.findings.claimed", "ที่แจ้งไว้", PLAIN),
    ("checks.findings.found", "ผล", Some(spoken::<Found>)),
    ("checks.findings.value", "ที่พบจริง", PLAIN),
    ("checks.findings.note", "หมายเหตุ", PLAIN),
    ("checks.photos", "รูป", PLAIN),
    ("checks.note", "บันทึก", PLAIN),
    ("reviews", "การตรวจทาน", PLAIN),
    ("reviews.by", "รหัสผู้ตรวจทาน", PLAIN),
    ("reviews.at", "เมื่อ", Some(moment)),
    ("reviews.verdict", "ผล", Some(spoken::<ReviewVerdict>)),
    ("reviews.comment", "ความเห็น", PLAIN),
    ("reviews.of", "รหัสของคำตอบที่ตรวจทาน", PLAIN),
    ("reviews.answer", "คำตอบ", PLAIN),
    ("reviews.answered_at", "ตอบเมื่อ", Some(moment)),
    ("reviews.field", "ช่อง", Some(field_named)),
];

#[cfg(test)]
#[path = "own_tests.rs"]
mod tests;
