//! Mending what the newest visit says of somebody: what INFO misses, what was mistyped. What is wrong with a request is
//! mended by itself, on whichever visit it was asked ([`request`]).
//!
//! Owns the form. It says nobody's number: one that is to be another is typed whole, and a field that is left as it
//! was changes nothing. Who typed it before and what stood there stays to be read on the person's page. Refuses to
//! know how an edit combines with others (`office::mending`). Reached from the person's page and from the month.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{Datelike, NaiveDate};
use maud::{Markup, html};
use register::calendar::written::{read_date, read_year};
use register::national_id::TypedId;
use register::record::{Person, PersonId, Record, RecordId, Sex};
use register::spoken::Spoken;
use register::thai;
use serde_json::{Value, json};

use super::form::{Filled, carried, choice, mark};
use super::mishap::Mishap;
use super::page::{Page, wrong};
use super::{person, tambons, words};
use crate::db::desk::Act;
use crate::office::{OfficeFault, PersonFile, Visitor};
use crate::routes::House;

pub(super) mod request;

/// Fields that are words and nothing else, by their names in the record.
const WORDS: [(&str, &str); 6] = [
    ("title", "คำนำหน้า"),
    ("given_name", "ชื่อ"),
    ("family_name", "นามสกุล"),
    ("no_id_reason", "ถ้าไม่มีเลข เพราะ"),
    ("occupation", "อาชีพ"),
    ("phone", "โทรศัพท์"),
];

/// Who is mended, as their newest visit has them.
struct Met<'f> {
    record: &'f Record,
    person: &'f Person,
}

impl<'f> Met<'f> {
    fn of(file: &'f PersonFile) -> Option<Self> {
        file.visits.iter().find_map(|visit| {
            let person = visit.record.people.iter().find(|one| file.is_met(&visit.record, one.id))?;
            Some(Self { record: &visit.record, person })
        })
    }

    fn word(&self, field: &str) -> &'f str {
        let person = self.person;
        let said = match field {
            "title" => &person.title,
            "given_name" => &person.given_name,
            "family_name" => &person.family_name,
            "no_id_reason" => &person.no_id_reason,
            "occupation" => &person.occupation,
            _ => &person.phone,
        };
        said.as_deref().unwrap_or_default()
    }
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path((record, person)): Path<(RecordId, PersonId)>,
) -> Result<Markup, Mishap> {
    let file = found(&house, &visitor, record, person).await?;
    let met = Met::of(&file).ok_or_else(|| Mishap::missing(&visitor))?;
    Ok(draw(&visitor, &file, &met, None))
}

async fn found(
    house: &House,
    visitor: &Visitor,
    record: RecordId,
    person: PersonId,
) -> Result<PersonFile, Mishap> {
    let file = house.office.person_file(visitor, record, person).await?;
    let file = file.ok_or_else(|| Mishap::missing(visitor))?;
    house.office.note_access(visitor, Act::Person, person::looked(&file)).await?;
    Ok(file)
}

fn here(file: &PersonFile) -> String {
    format!("/office/people/{}/{}", file.who.record, file.who.person)
}

fn draw(visitor: &Visitor, file: &PersonFile, met: &Met<'_>, again: Option<(&str, &Filled)>) -> Markup {
    let typed = |name: &str, otherwise: &str| {
        again.map_or_else(|| otherwise.to_owned(), |(_, filled)| filled.get(name).to_owned())
    };
    // What the field showed when it was first drawn goes with it: what nobody typed changes nothing, whatever a
    // colleague or a phone wrote there meanwhile.
    let was = |name: &str, otherwise: &str| {
        let name = was(name);
        html! { input type="hidden" name=(name) value=(typed(&name, otherwise)); }
    };
    let line = |name: &str, label: &str, otherwise: &str| {
        html! {
            label for=(name) { (label) }
            input id=(name) name=(name) maxlength="300" value=(typed(name, otherwise));
            (was(name, otherwise))
        }
    };
    let card = met.person.card_address.as_ref();
    let sex = met.person.sex.map(|sex| sex.to_string()).unwrap_or_default();
    let body = html! {
        h1 { "แก้ไขข้อมูลของ " (words::called(met.person)) }
        @if let Some((said, _)) = again { (wrong(said)) }
        p.hint {
            "แก้ที่การสำรวจล่าสุด " (words::moment(met.record.captured_at)) " ช่องที่ไม่แก้คงเดิม ค่าเดิมและผู้บันทึกยังอ่านได้ในหน้าบุคคล โทรศัพท์ของทีมจะได้รับด้วย"
        }
        form.narrow method="post" action={ (here(file)) "/mend" } {
            (carried(visitor))
            input type="hidden" name="seen" value=(mark(&(met.record.id, met.person)));
            @for (field, label) in WORDS { (line(field, label, met.word(field))) }
            (line("number", "เลขประจำตัวประชาชน (พิมพ์เฉพาะเมื่อแก้)", ""))
            (line("born", "วันเกิด พ.ศ. เช่น 2/3/2497 หรือปี 2497 (พิมพ์เฉพาะเมื่อแก้)", ""))
            p.hint { "ตอนนี้: เกิด " (words::born(met.person.born())) }
            (choice("sex", "sex", "เพศ", &typed("sex", &sex), Some("ไม่ระบุ"), Sex::ALL.iter().map(|sex| (sex.to_string(), sex.in_thai()))))
            (was("sex", &sex))
            fieldset {
                legend { "ที่อยู่ตามบัตร (ใช้ใน INFO)" }
                (line("card-house", "บ้านเลขที่", card.and_then(|card| card.house_no.as_deref()).unwrap_or_default()))
                (line("card-moo", "หมู่ที่", &card.and_then(|card| card.moo).map(|moo| moo.to_string()).unwrap_or_default()))
                @let tambon = card.and_then(|card| card.tambon.as_deref()).unwrap_or_default();
                (tambons::field(&typed("tambon", tambon)))
                (was("tambon", tambon))
            }
            button type="submit" { "บันทึกการแก้ไข" }
        }
        @let asked = file.requests();
        @if !asked.is_empty() {
            h2 { "คำขอ: แก้ด้าน ลายมือชื่อ หรือใบมอบอำนาจ" }
            ul {
                @for (visit, asked) in asked {
                    li {
                        a href=(request::address(visit.record.id, asked.id)) { (words::or_nothing(asked.subject.as_deref())) }
                        " " (words::day(visit.record.came_on()))
                    }
                }
            }
        }
        p { a href=(here(file)) { "กลับหน้าบุคคลโดยไม่แก้" } }
    };
    Page::of(visitor, "/office/register", "แก้ไขข้อมูลบุคคล").asking().draw(&body)
}

pub(super) async fn mend(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
    Path((record, person)): Path<(RecordId, PersonId)>,
) -> Result<Response, Mishap> {
    let file = found(&house, &visitor, record, person).await?;
    let met = Met::of(&file).ok_or_else(|| Mishap::missing(&visitor))?;
    let again = |status: StatusCode, said: &str| {
        Ok((status, draw(&visitor, &file, &met, Some((said, &filled)))).into_response())
    };
    if filled.get("seen") != mark(&(met.record.id, met.person)) {
        let said =
            "ระหว่างที่ท่านเปิดหน้านี้อยู่ ข้อมูลของผู้นี้เปลี่ยนไปแล้ว ยังไม่ได้บันทึก สิ่งที่พิมพ์ไว้ยังอยู่ เทียบกับหน้าบุคคลแล้วบันทึกอีกครั้ง";
        return again(StatusCode::CONFLICT, said);
    }
    let today = words::today().unwrap_or_default();
    let wanted = match wanted(&filled, &met, today) {
        Ok(wanted) => wanted,
        Err(said) => {
            return again(StatusCode::UNPROCESSABLE_ENTITY, &format!("{said} ยังไม่ได้บันทึก สิ่งที่พิมพ์ไว้ยังอยู่"));
        }
    };
    let (id, theirs) = (met.record.id, met.person.id.to_string());
    let mends = move |record: &mut Value| {
        lay(record, &theirs, wanted);
        Ok(())
    };
    match house.office.mend(&visitor, id, &[], None, mends).await {
        Ok(false) => again(
            StatusCode::UNPROCESSABLE_ENTITY,
            "ไม่มีช่องใดเปลี่ยน ไม่มีอะไรถูกบันทึก แก้ช่องที่ต้องการแล้วบันทึก หรือกลับหน้าบุคคล",
        ),
        Ok(true) => Ok(Redirect::to(&format!("{}?done=mended", here(&file))).into_response()),
        Err(OfficeFault::Refused(why)) => {
            tracing::info!(why, "what was mended at the desk was refused");
            again(StatusCode::UNPROCESSABLE_ENTITY, "บางช่องอ่านไม่ออก ยังไม่ได้บันทึก สิ่งที่พิมพ์ไว้ยังอยู่")
        }
        Err(fault) => Err(fault.into()),
    }
}

/// What is to stand in which field of the person.
type Wanted = Vec<(&'static str, Value)>;

/// The field that says what another one showed when it was first drawn.
fn was(name: &str) -> String {
    format!("was-{name}")
}

/// Whether somebody typed something else into a field than it showed.
fn is_typed(filled: &Filled, name: &str) -> bool {
    filled.get(name).trim() != filled.get(&was(name)).trim()
}

/// What was typed; or what is wrong with it.
fn wanted(filled: &Filled, met: &Met<'_>, today: NaiveDate) -> Result<Wanted, String> {
    let mut person = Wanted::new();
    for (field, _) in WORDS.into_iter().filter(|(field, _)| is_typed(filled, field)) {
        person.push((field, json!(filled.text(field))));
    }
    if let Some(typed) = filled.text("number") {
        let number = TypedId::read(Some(&typed)).valid();
        let number = number.ok_or("เลขประจำตัวประชาชนไม่ถูกต้อง ต้องมี 13 หลักและหลักสุดท้ายตรงกับที่คำนวณได้")?;
        person.push(("national_id", json!(number.to_string())));
    }
    if let Some(typed) = filled.text("born") {
        let born = match (read_date(&typed), read_year(&typed)) {
            (Ok(date), _) if date <= today => json!({ "date": date.to_string(), "precision": "day" }),
            (_, Ok(year)) if year <= today.year() => json!({ "date": year.to_string(), "precision": "year" }),
            _ => return Err("วันเกิดอ่านไม่ออก หรือยังมาไม่ถึง พิมพ์เป็น 2/3/2497 หรือปี 2497".to_owned()),
        };
        person.push(("birth", born));
    }
    if is_typed(filled, "sex") {
        person.push(("sex", json!(filled.text("sex"))));
    }
    if let Some(card) = card(filled, met)? {
        person.push(("card_address", card));
    }
    Ok(person)
}

/// The address on the card, where any of it was typed otherwise; the rest of it is as it stands.
fn card(filled: &Filled, met: &Met<'_>) -> Result<Option<Value>, String> {
    let mut card = serde_json::to_value(met.person.card_address.as_ref()).unwrap_or_default();
    if !card.is_object() {
        card = json!({});
    }
    let mut is_other = false;
    if is_typed(filled, "card-house") {
        set(&mut card, "house_no", json!(filled.text("card-house")));
        is_other = true;
    }
    if is_typed(filled, "card-moo") {
        let moo = match filled.text("card-moo") {
            None => None,
            Some(typed) => {
                Some(thai::arabic_digits(&typed).parse::<u32>().map_err(|_| "หมู่ที่ต้องเป็นตัวเลข".to_owned())?)
            }
        };
        set(&mut card, "moo", json!(moo));
        is_other = true;
    }
    if is_typed(filled, "tambon") {
        let tambon = filled.text("tambon").map(|typed| tambons::read(&typed)).transpose()?;
        let tambon = tambon.map(|code| code.to_string());
        // The postcode goes with the tambon.
        let post = tambon.as_deref().and_then(register::address::tambon);
        let post = post.and_then(|tambon| tambon.postcodes().first().map(ToString::to_string));
        set(&mut card, "tambon", json!(tambon));
        set(&mut card, "postcode", json!(post));
        is_other = true;
    }
    Ok(is_other.then_some(card))
}

/// Lays it over a record.
fn lay(record: &mut Value, person: &str, wanted: Wanted) {
    let Some(theirs) = member_of(record, "people", person) else { return };
    for (field, value) in wanted {
        set(theirs, field, value);
    }
}

fn member_of<'r>(record: &'r mut Value, list: &str, id: &str) -> Option<&'r mut Value> {
    let members = record.get_mut(list)?.as_array_mut()?;
    members.iter_mut().find(|member| member.get("id").and_then(Value::as_str) == Some(id))
}

/// Says a field, or takes it out where there is nothing to say.
fn set(of: &mut Value, field: &str, value: Value) {
    let Some(fields) = of.as_object_mut() else { return };
    if value.is_null() {
        fields.remove(field);
    } else {
        fields.insert(field.to_owned(), value);
    }
}
