//! Who lives there, one by one: the fields of the INFO form in its order (domain.md 2.1) and what
//! the criteria need (2.13).
//!
//! Owns the warnings about a number: it does not pass its check, it is here already, it is held
//! elsewhere in the province; and about people like somebody without one. None of them stops
//! anybody (domain.md RQ-02).

use register::birth::Born;
use register::name::PersonName;
use register::national_id::{NationalId, TypedId, in_groups};
use register::record::{
    CardAddress, Farmer, FarmerKind, FarmerRegister, Nationality, Person, PersonId, Record, Registered, Sex,
    Student, StudentLevel, YesNoUnknown,
};
use register::spoken::Spoken;
use register::{address, calendar::written};
use store::Where;

use super::around::{surveyor_named, words_of};
use super::asking::{Asking, Said, Step, birth_in_words};
use super::dwelling::occupations;
use super::page::Page;
use super::review::house_called;
use super::way::{Filling, Number, Way};
use crate::lines;
use crate::sheet::{Button, Row, RowKind, Sign, Tone};

const TITLES: [(&str, Option<Sex>); 5] = [
    ("นาย", Some(Sex::Male)),
    ("นาง", Some(Sex::Female)),
    ("นางสาว", Some(Sex::Female)),
    ("ด.ช.", Some(Sex::Male)),
    ("ด.ญ.", Some(Sex::Female)),
];
const WHY_NO_NUMBER: [&str; 5] =
    ["ไม่เคยมีบัตร", "บัตรหาย จำเลขไม่ได้", "ไม่มีสัญชาติไทย", "เด็กยังไม่แจ้งเกิด", "ไม่ประสงค์บอก"];
/// A house that an office wrote down may be of more families than have room to be touched.
const MOST_FAMILIES: u32 = 12;
const BLOOD_GROUPS: [&str; 5] = ["A", "B", "AB", "O", "ไม่ทราบ"];

pub(super) fn find(record: &mut Record, id: PersonId) -> Option<&mut Person> {
    record.people.iter_mut().find(|person| person.id == id)
}

/// Title and names as they are read; or that there is none yet.
pub(super) fn name_of(person: &Person) -> String {
    let [title, given, family] =
        [&person.title, &person.given_name, &person.family_name].map(Option::as_deref);
    let name = register::name::written(title, given, family);
    if name.is_empty() { "(ยังไม่ใส่ชื่อ)".to_owned() } else { lines::name(&name) }
}

/// How somebody's number stands, in a few words.
fn number_in_words(person: &Person) -> (String, Tone) {
    match TypedId::read(person.national_id.as_deref()) {
        TypedId::Valid(id) => (id.grouped(), Tone::Plain),
        TypedId::Invalid { .. } => ("เลขบัตรไม่ถูกต้อง".to_owned(), Tone::Notice),
        TypedId::Missing => match &person.no_id_reason {
            Some(reason) => (format!("ไม่มีเลขบัตร: {reason}"), Tone::Plain),
            None => ("ยังไม่มีเลขบัตร".to_owned(), Tone::Notice),
        },
    }
}

pub(super) fn ask(asking: &mut Asking<'_>) {
    asking.titled("คนในบ้าน", "เริ่มจากหัวหน้าครอบครัว");
    let people: Vec<(PersonId, String, String, Tone)> = asking
        .record
        .people
        .iter()
        .map(|person| {
            let (number, tone) = number_in_words(person);
            let head = if person.head == Some(true) {
                "หัวหน้าครอบครัว\n"
            } else {
                ""
            };
            (person.id, name_of(person), format!("{head}{number}"), tone)
        })
        .collect();
    for (id, name, hint, tone) in &people {
        let row = id.to_string();
        if asking.touched(&row) {
            asking.go(Step::Page(Page::Person(*id)));
        }
        asking.lay(Row::door(row, Sign::Person, name.clone()).hint(hint.clone()).tone(*tone));
    }
    let words =
        if people.is_empty() { "เพิ่มคนแรก" } else { "เพิ่มอีกคน" };
    if asking.touched("add") {
        let id = add(asking);
        asking.go(Step::Page(Page::Person(id)));
    }
    asking.lay(Row::act("add", Sign::Plus, words).tone(if people.is_empty() {
        Tone::Good
    } else {
        Tone::Plain
    }));
    asking.main(Some(Button::new("ต่อไป")));
}

/// Somebody more. Where the first of a family lives and is registered, the others mostly do too:
/// it stands there for them to be looked at, and one touch makes it another. What the card of somebody
/// registered elsewhere says is nobody else's.
fn add(asking: &mut Asking<'_>) -> PersonId {
    let id = PersonId::new(asking.around.fresh[0]);
    let mut person = Person::new(id);
    match asking.record.people.first() {
        None => person.head = Some(true),
        Some(first) => {
            person.nationality = first.nationality;
            person.registered = first.registered;
            if first.registered == Some(Registered::Here) {
                person.card_address = first.card_address.clone();
            }
            person.family = first.family;
            person.head = Some(false);
        }
    }
    asking.record.people.push(person);
    id
}

pub(super) fn ask_one(asking: &mut Asking<'_>, id: PersonId) {
    let Some(person) = asking.record.people.iter().find(|person| person.id == id).cloned() else { return };
    let at = asking.record.people.iter().position(|other| other.id == id).unwrap_or_default();
    asking.titled(&name_of(&person), format!("คนที่ {}", at + 1));
    ask_number(asking, id);
    ask_names(asking, id);
    asking.one_of(
        "sex",
        "เพศ",
        2,
        &[(Sex::Male, "ชาย"), (Sex::Female, "หญิง")],
        |record| find(record, id).map(|person| &mut person.sex),
    );
    ask_birth(asking, id);
    ask_nationality(asking, id);
    asking.one_of(
        "registered",
        "ทะเบียนบ้าน",
        1,
        &[
            (Registered::Here, "อยู่ในพื้นที่นี้"),
            (Registered::Elsewhere, "อยู่ต่างพื้นที่"),
            (Registered::None, "ไม่มีทะเบียนบ้าน"),
        ],
        |record| find(record, id).map(|person| &mut person.registered),
    );
    let house = card_of_house(&asking.record);
    // The house's address stood on their card only because they were registered in it.
    if asking.touched("registered")
        && let Some(person) = find(&mut asking.record, id)
        && person.registered.is_some_and(|registered| registered != Registered::Here)
        && person.card_address == house
    {
        person.card_address = None;
    }
    asking.yes_or_no(
        "head",
        "เป็นหัวหน้าครอบครัวหรือไม่",
        |record| find(record, id).map(|person| &mut person.head),
    );
    let families = asking.record.dwelling.as_ref().and_then(|dwelling| dwelling.families);
    if let Some(families) = families.filter(|many| *many > 1) {
        let numbers: Vec<String> =
            (1..=families.min(MOST_FAMILIES)).map(|number| number.to_string()).collect();
        let answers: Vec<(u32, &str)> = (1..).zip(numbers.iter().map(String::as_str)).collect();
        asking.one_of(
            "family",
            "อยู่ครอบครัวที่เท่าไร",
            3,
            &answers,
            |record| find(record, id).map(|person| &mut person.family),
        );
    }
    asking.door(
        "more",
        Sign::Pen,
        "รายละเอียดเพิ่ม",
        "โทรศัพท์ อาชีพ รายได้ เกษตรกร นักเรียน ที่อยู่ตามบัตร",
        Page::PersonMore(id),
    );
    asking.sure(
        "remove",
        Sign::Bin,
        "เอาคนนี้ออก",
        "คำตอบของคนนี้และคำขอของคนนี้จะออกจากบันทึกนี้",
        |record| {
            record.people.retain(|person| person.id != id);
            record.requests.retain(|request| request.person != Some(id));
            // Help that was given and what was damaged stay the house's; they name nobody who is not in it.
            for help in record.help_received.iter_mut().filter(|help| help.person == Some(id)) {
                help.person = None;
            }
            let damaged = record.damage.iter_mut().flat_map(|damage| &mut damage.items);
            for item in damaged.filter(|item| item.person == Some(id)) {
                item.person = None;
            }
        },
    );
    if asking.is_sure("remove") {
        asking.go(Step::Page(Page::People));
    }
    // A family is written down one after the other, without the way over the list of all.
    if asking.touched("side") {
        let id = add(asking);
        asking.go(Step::Page(Page::Person(id)));
    }
    asking.side(Button::new("เพิ่มอีกคน"));
    asking.main(Some(Button::new("เสร็จคนนี้")));
}

fn ask_number(asking: &mut Asking<'_>, id: PersonId) {
    let Some(person) = find(&mut asking.record, id) else { return };
    let value = person.national_id.clone().unwrap_or_default();
    asking.given(
        "national-id",
        "เลขประจำตัวประชาชน",
        "",
        Way::NationalId { person: id, value },
        |record, filling| {
            let Some(person) = find(record, id) else { return };
            match filling {
                Filling::Digits(digits) => {
                    person.national_id = Some(digits.clone()).filter(|digits| !digits.is_empty());
                    if person.national_id.is_some() {
                        person.no_id_reason = None;
                    }
                }
                // Typed digits stay until somebody types others: that there is no number is
                // said by its reason.
                Filling::NoNumber => {
                    person.national_id = None;
                    person.no_id_reason.get_or_insert_with(String::new);
                }
                _ => {}
            }
        },
    );
    let Some(person) = find(&mut asking.record, id).cloned() else { return };
    let typed = TypedId::read(person.national_id.as_deref());
    let (shown, tone, remark) = match &typed {
        TypedId::Valid(number) => (number.grouped(), Tone::Plain, String::new()),
        TypedId::Invalid { fault, .. } => {
            let typed = person.national_id.clone().unwrap_or_default();
            let digits = register::thai::arabic_digits(&typed);
            let is_whole = digits.len() == 13 && digits.chars().all(|digit| digit.is_ascii_digit());
            (if is_whole { in_groups(&digits) } else { typed }, Tone::Notice, fault.in_thai())
        }
        TypedId::Missing if person.no_id_reason.is_some() => {
            ("ไม่มีเลขบัตร".to_owned(), Tone::Plain, String::new())
        }
        TypedId::Missing => (String::new(), Tone::Plain, String::new()),
    };
    asking.shows("แตะเพื่อใส่เลข 13 หลัก", shown, tone, remark);
    if let TypedId::Valid(number) = &typed {
        warn_of_twice(asking, id, *number);
    }
    warn_of_known(asking, id);
    if typed == TypedId::Missing && person.no_id_reason.is_some() {
        asking.writing(
            "no-id-reason",
            "เหตุที่ไม่มีเลขบัตร",
            false,
            &WHY_NO_NUMBER,
            |record| find(record, id).map(|person| &mut person.no_id_reason),
        );
        // That there is no number is said still when the last letter of its reason is erased.
        if asking.is_written_in("no-id-reason")
            && let Some(person) = find(&mut asking.record, id)
        {
            person.no_id_reason.get_or_insert_with(String::new);
        }
        asking.writing(
            "other-id",
            "เอกสารอื่นและเลขที่ (ถ้ามี)",
            false,
            &[],
            |record| find(record, id).map(|person| &mut person.other_id),
        );
        warn_of_similar(asking, id);
    }
}

/// Whoever else of this visit has a number, and what they are called.
pub(crate) fn others_with_numbers(record: &Record, id: PersonId) -> Vec<(NationalId, String)> {
    let others = record.people.iter().filter(|other| other.id != id);
    others
        .filter_map(|other| {
            let number = TypedId::read(other.national_id.as_deref()).valid()?;
            Some((number, name_of(other)))
        })
        .collect()
}

/// The warning that a number stands with somebody else of this visit, for the page and for the pad on which it is
/// typed.
pub(crate) fn twice_in_words(name: &str) -> Row {
    Row::note("twice", Tone::Notice, "เลขนี้ใส่ให้คนอื่นในบ้านนี้แล้ว")
        .hint(format!("{name}\nตรวจเลขให้ตรงบัตรของแต่ละคน บันทึกต่อได้"))
}

/// That the number is another's of this visit.
fn warn_of_twice(asking: &mut Asking<'_>, id: PersonId, number: NationalId) {
    let others = others_with_numbers(&asking.record, id);
    if let Some((_, name)) = others.iter().find(|(other, _)| *other == number) {
        asking.lay(twice_in_words(name));
    }
}

/// Where the number is held already: who, when, and what to do.
fn warn_of_known(asking: &mut Asking<'_>, id: PersonId) {
    let around = asking.around;
    let Some((_, known)) = around.standing.get(&id).and_then(|standing| standing.known.as_ref()) else {
        return;
    };
    let own = asking.record.id;
    let visit = known.visits.iter().find(|visit| visit.record != own);
    if let Some(row) = known_in_words(around, known, visit) {
        if let (Some(visit), Some(Said::Touched("open"))) = (visit, asking.said(&row.id)) {
            let way = Way::Record(visit.record);
            asking.go(Step::Way(row.id.clone(), way));
        }
        asking.lay(row);
    }
}

/// The warning about a number that is held already, for the page and for the pad on which it is typed.
pub(crate) fn known_in_words(
    around: &super::Around,
    known: &store::Known,
    visit: Option<&store::Sighting>,
) -> Option<Row> {
    let seen = visit.map(|visit| {
        let day = written::write_date(visit.captured_at.date_time().date_naive(), written::Form::Short);
        let by = match (&visit.surveyor, visit.own) {
            (_, true) => "คุณ".to_owned(),
            (Some(surveyor), false) => surveyor_named(&around.names, surveyor),
            (None, false) => "ทีมอื่น".to_owned(),
        };
        let house = house_called(&visit.house_no, visit.moo, "");
        format!("{} {house} สำรวจโดย{by} เมื่อ {day}", lines::name(&visit.name))
    });
    let row = |tone, label: &str, hint: String| Some(Row::note("known", tone, label).hint(hint));
    // What this phone holds of them may be the very record that is edited: the other visit is whoever's it is.
    let is_own = visit.is_some_and(|visit| visit.own);
    match (known.known, seen) {
        (Where::No, _) | (Where::Own | Where::Area, None) => None,
        (Where::Own | Where::Area, Some(seen)) if is_own => row(
            Tone::Notice,
            "คุณบันทึกคนนี้ไว้แล้ว",
            format!("{seen}\nถ้าเป็นคนเดียวกัน เปิดบันทึกเดิมแล้วแก้ หรือบันทึกต่อ ระบบจะรวมให้เอง"),
        )
        .map(|row| row.choice("open", "เปิดบันทึกเดิม")),
        (Where::Own | Where::Area, Some(seen)) => row(
            Tone::Notice,
            "มีชื่อคนนี้ในทะเบียนแล้ว",
            format!("{seen}\nบันทึกต่อได้ ระบบจะรวมเป็นคนเดียวกัน ตรวจชื่อให้ตรงบัตร"),
        )
        .map(|row| row.choice("open", "ดูบันทึกเดิม")),
        (Where::Elsewhere, _) => {
            let pao = around.lao.kind == register::lao::LaoKind::Pao;
            let what = if pao {
                "หน่วยงานอื่นในจังหวัดอาจมีคนนี้แล้ว บันทึกต่อได้ อบจ. ไม่ต้องบันทึกซ้ำใน INFO"
            } else {
                "หน่วยงานอื่นในจังหวัดอาจมีคนนี้แล้ว บันทึกต่อได้ ศูนย์จะตรวจให้ว่าซ้ำหรือไม่"
            };
            row(Tone::Notice, "อาจมีคนนี้ในพื้นที่อื่นของจังหวัด", what.to_owned())
        }
    }
}

fn warn_of_similar(asking: &mut Asking<'_>, id: PersonId) {
    let around = asking.around;
    let own = asking.record.id;
    let Some(standing) = around.standing.get(&id) else { return };
    for (at, similar) in
        standing.similar.iter().filter(|similar| similar.hit.record != own).take(3).enumerate()
    {
        let row = format!("similar-{at}");
        let why: Vec<&str> = similar.reasons.iter().map(|reason| reason.in_thai()).collect();
        let hit = &similar.hit;
        let house = house_called(&hit.house_no, hit.moo, "");
        if matches!(asking.said(&row), Some(Said::Touched("open"))) {
            asking.go(Step::Way(row.clone(), Way::Record(hit.record)));
        }
        asking.lay(
            Row::note(row, Tone::Notice, format!("คล้ายกับ {} {house}", lines::name(&hit.name)))
                .hint(format!("{}\nถ้าเป็นคนเดียวกัน ศูนย์จะรวมให้ บันทึกต่อได้", why.join(" · ")))
                .choice("open", "ดูบันทึกนั้น"),
        );
    }
}

fn ask_names(asking: &mut Asking<'_>, id: PersonId) {
    // A title says a sex; whoever has said another keeps it.
    if let Some(Said::Touched(choice)) = asking.said("title")
        && let Some((title, sex)) = choice.parse().ok().and_then(|at: usize| TITLES.get(at))
        && let Some(person) = find(&mut asking.record, id)
    {
        let old = TITLES.iter().find(|(known, _)| Some(*known) == person.title.as_deref());
        if person.sex.is_none() || old.is_some_and(|(_, of_old)| *of_old == person.sex) {
            person.sex = *sex;
        }
        person.title = Some((*title).to_owned());
        asking.answered();
    }
    let title = find(&mut asking.record, id).and_then(|person| person.title.clone());
    let choices = TITLES
        .iter()
        .enumerate()
        .map(|(at, (words, _))| {
            crate::sheet::Choice::new(at.to_string(), *words).chosen(title.as_deref() == Some(*words))
        })
        .collect();
    asking.lay(Row { choices, columns: 3, ..Row::new(RowKind::OneOf, "title", "คำนำหน้า") });
    let is_other = title.as_deref().is_none_or(|title| TITLES.iter().all(|(known, _)| *known != title));
    // นายแพทย์ begins as นาย does.
    if is_other || asking.is_written_in("other-title") {
        asking.writing(
            "other-title",
            "คำนำหน้าอื่น เช่น ยศ พระ สามเณร",
            false,
            &[],
            |record| find(record, id).map(|person| &mut person.title),
        );
    }
    asking.writing("given-name", "ชื่อ", false, &[], |record| {
        find(record, id).map(|person| &mut person.given_name)
    });
    // A family has few names: those that stand in this house already can be touched.
    let mut families: Vec<String> = Vec::new();
    for other in asking.record.people.iter().filter(|other| other.id != id) {
        if let Some(name) = other.family_name.clone().filter(|name| !families.contains(name)) {
            families.push(name);
        }
    }
    let families: Vec<&str> = families.iter().map(String::as_str).take(4).collect();
    asking.writing("family-name", "นามสกุล", false, &families, |record| {
        find(record, id).map(|person| &mut person.family_name)
    });
}

fn ask_birth(asking: &mut Asking<'_>, id: PersonId) {
    let today = asking.around.now.date_time().date_naive();
    let before = find(&mut asking.record, id).and_then(|person| person.born());
    asking.given("birth", "วันเกิด", "", Way::Birth { value: before }, |record, filling| {
        let Some(person) = find(record, id) else { return };
        match filling {
            Filling::Birth(birth) => person.birth = Some(Born::from(*birth)),
            Filling::Nothing => person.birth = None,
            _ => {}
        }
    });
    let now = find(&mut asking.record, id).and_then(|person| person.born());
    let shown = now.map(|birth| birth_in_words(birth, today)).unwrap_or_default();
    let future = now.is_some_and(|birth| super::asking::age(birth, today).is_none());
    let remark = if future {
        "วันเกิดอยู่ในอนาคต ตรวจอีกครั้ง"
    } else {
        ""
    };
    asking.shows("แตะเพื่อใส่ ถ้ารู้แค่ปีหรืออายุก็ได้", shown, Tone::Notice, remark.to_owned());
    asking.has_sign(Sign::Calendar);
}

fn ask_nationality(asking: &mut Asking<'_>, id: PersonId) {
    let held = find(&mut asking.record, id).and_then(|person| person.nationality);
    match asking.said("nationality") {
        Some(Said::Touched("thai")) => {
            if let Some(person) = find(&mut asking.record, id) {
                person.nationality =
                    if held == Some(Nationality::THAI) { None } else { Some(Nationality::THAI) };
            }
            asking.answered();
        }
        Some(Said::Touched(_)) => asking.go(Step::Way("nationality".to_owned(), Way::Nationality)),
        Some(Said::Filled(Filling::Nationality(nationality))) => {
            if let Some(person) = find(&mut asking.record, id) {
                person.nationality = Some(*nationality);
            }
            asking.answered();
        }
        _ => {}
    }
    let held = find(&mut asking.record, id).and_then(|person| person.nationality);
    let other = held.filter(|held| *held != Nationality::THAI);
    let words = match other {
        Some(other) => format!("ไม่ใช่ไทย ({})", other.in_thai()),
        None => "ไม่ใช่ไทย".to_owned(),
    };
    asking.lay(Row {
        columns: if other.is_some() { 1 } else { 2 },
        choices: vec![
            crate::sheet::Choice::new("thai", "ไทย").chosen(held == Some(Nationality::THAI)),
            crate::sheet::Choice::new("other", words).chosen(other.is_some()),
        ],
        ..Row::new(RowKind::OneOf, "nationality", "สัญชาติ")
    });
}

pub(super) fn ask_more(asking: &mut Asking<'_>, id: PersonId) {
    let Some(person) = asking.record.people.iter().find(|person| person.id == id).cloned() else { return };
    asking.titled(&name_of(&person), "รายละเอียดเพิ่ม");
    asking.phone("โทรศัพท์", "แตะเพื่อใส่เบอร์", |record| {
        find(record, id).map(|person| &mut person.phone)
    });
    let occupations = occupations(asking);
    asking.word("occupation", "อาชีพ", occupations, |record| {
        find(record, id).map(|person| &mut person.occupation)
    });
    asking.with_hint("แตะเพื่อเลือก");
    asking.yes_or_no(
        "breadwinner",
        "เป็นผู้หาเลี้ยงครอบครัวหรือไม่",
        |record| find(record, id).map(|person| &mut person.breadwinner),
    );
    let answers = [(YesNoUnknown::Yes, "ใช่"), (YesNoUnknown::No, "ไม่ใช่"), (YesNoUnknown::Unknown, "ไม่ทราบ")];
    asking.one_of(
        "low-income",
        "เป็นผู้มีรายได้น้อยหรือไม่",
        3,
        &answers,
        |record| find(record, id).map(|person| &mut person.low_income),
    );
    if person.low_income == Some(YesNoUnknown::Yes) {
        asking.writing(
            "low-income-note",
            "สิ่งที่พบ (คณะกรรมการเป็นผู้พิจารณา)",
            true,
            &[],
            |record| find(record, id).map(|person| &mut person.low_income_note),
        );
    }
    asking.one_of(
        "welfare",
        "อยู่ในทะเบียนเพื่อสวัสดิการแห่งรัฐหรือไม่",
        3,
        &[(YesNoUnknown::Yes, "อยู่"), (YesNoUnknown::No, "ไม่อยู่"), (YesNoUnknown::Unknown, "ไม่ทราบ")],
        |record| find(record, id).map(|person| &mut person.welfare_register),
    );
    asking.yes_or_no(
        "destitute",
        "เป็นผู้ไร้ที่พึ่งหรือไม่ (ไม่มีทรัพย์สิน รายได้ หรือผู้อุปการะ)",
        |record| find(record, id).map(|person| &mut person.destitute),
    );
    ask_farming(asking, id);
    ask_studies(asking, id);
    ask_card_address(asking, id);
    if asking.around.settings.sensitive {
        ask_sensitive(asking, id);
    }
    asking.main(Some(Button::new("เสร็จ")));
}

fn ask_farming(asking: &mut Asking<'_>, id: PersonId) {
    let kinds: Vec<(FarmerKind, &str)> = FarmerKind::ALL.iter().map(|kind| (*kind, kind.in_thai())).collect();
    asking.some_of(
        "farmer",
        "ทำการเกษตรอะไร (ไม่ทำ ไม่ต้องแตะ)",
        1,
        &kinds,
        |record| find(record, id).map(|person| &mut person.farmer.get_or_insert_default().kinds),
    );
    // Nobody became a farmer by being shown the question.
    if let Some(person) = find(&mut asking.record, id)
        && person.farmer == Some(Farmer::default())
    {
        person.farmer = None;
    }
    let farms = find(&mut asking.record, id).is_some_and(|person| person.farmer.is_some());
    if farms {
        let registers: Vec<(FarmerRegister, &str)> =
            FarmerRegister::ALL.iter().map(|register| (*register, register.in_thai())).collect();
        asking.one_of(
            "farmer-register",
            "ขึ้นทะเบียนไว้ที่",
            1,
            &registers,
            |record| {
                find(record, id).and_then(|person| person.farmer.as_mut()).map(|farmer| &mut farmer.register)
            },
        );
        asking.date(
            "farmer-registered-on",
            "ขึ้นทะเบียนหรือปรับปรุงเมื่อ",
            |record| {
                find(record, id)
                    .and_then(|person| person.farmer.as_mut())
                    .map(|farmer| &mut farmer.registered_on)
            },
        );
    }
}

fn ask_studies(asking: &mut Asking<'_>, id: PersonId) {
    let levels: Vec<(StudentLevel, &str)> =
        StudentLevel::ALL.iter().map(|level| (*level, level.in_thai())).collect();
    let none = || Student { level: None, domicile_since: None, unknown: Default::default() };
    asking.one_of(
        "student",
        "กำลังเรียนระดับใด (ไม่เรียน ไม่ต้องแตะ)",
        1,
        &levels,
        |record| find(record, id).map(|person| &mut person.student.get_or_insert_with(none).level),
    );
    if let Some(person) = find(&mut asking.record, id)
        && person.student == Some(none())
    {
        person.student = None;
    }
    if find(&mut asking.record, id).is_some_and(|person| person.student.is_some()) {
        asking.date(
            "domicile-since",
            "มีชื่อในทะเบียนบ้านที่นี่ตั้งแต่",
            |record| {
                find(record, id)
                    .and_then(|person| person.student.as_mut())
                    .map(|student| &mut student.domicile_since)
            },
        );
    }
}

/// The address on the card of whoever is registered in the house that is visited.
pub(super) fn card_of_house(record: &Record) -> Option<CardAddress> {
    record.place.as_ref().map(|place| CardAddress {
        house_no: place.house_no.clone(),
        moo: place.moo,
        tambon: place.tambon.clone(),
        postcode: place.postcode.clone(),
        unknown: Default::default(),
    })
}

/// A house that was written down wrongly is mended on the cards that say the same as it.
pub(super) fn cards_follow_the_house(record: &mut Record, before: Option<&CardAddress>) {
    let now = card_of_house(record);
    if now.as_ref() == before || before.is_none() {
        return;
    }
    for person in record.people.iter_mut().filter(|person| person.card_address.as_ref() == before) {
        person.card_address = now.clone();
    }
}

fn ask_card_address(asking: &mut Asking<'_>, id: PersonId) {
    asking.heading("ที่อยู่ตามบัตรประชาชน");
    let here = card_of_house(&asking.record);
    let is_here = |person: &Person| person.card_address.is_some() && person.card_address == here;
    if asking.touched("same-as-here") {
        if let Some(person) = find(&mut asking.record, id) {
            person.card_address = if is_here(person) { None } else { here.clone() };
        }
        asking.answered();
    }
    let Some(person) = find(&mut asking.record, id).cloned() else { return };
    let (held, same) = (person.card_address.clone(), is_here(&person));
    asking.lay(Row {
        choices: vec![crate::sheet::Choice::new("same", "ที่เดียวกับบ้านที่สำรวจ").chosen(same)],
        ..Row::new(RowKind::OneOf, "same-as-here", "")
    });
    if same {
        return;
    }
    fn card(record: &mut Record, id: PersonId) -> Option<&mut CardAddress> {
        find(record, id).map(|person| person.card_address.get_or_insert_default())
    }
    asking.digits(
        "card-house",
        "บ้านเลขที่ตามบัตร",
        Number::House,
        |record| card(record, id).map(|card| &mut card.house_no),
    );
    asking.count("card-moo", "หมู่ที่ตามบัตร", 99, |record| {
        card(record, id).map(|card| &mut card.moo)
    });
    let code = held.and_then(|card| card.tambon);
    let shown = code.as_deref().and_then(address::tambon).map(|tambon| tambon.line()).unwrap_or_default();
    asking.given(
        "card-tambon",
        "ตำบลตามบัตร",
        shown,
        Way::Tambon { title: "ตำบลตามบัตร".to_owned() },
        |record, filling| {
            if let (Filling::Tambon { code, postcode }, Some(card)) = (filling, card(record, id)) {
                card.tambon = Some(code.clone());
                card.postcode = postcode.clone();
            }
        },
    );
    if let Some(person) = find(&mut asking.record, id)
        && person.card_address == Some(CardAddress::default())
    {
        person.card_address = None;
    }
}

/// Only where the LAO has turned it on (domain.md RQ-22, A.3).
fn ask_sensitive(asking: &mut Asking<'_>, id: PersonId) {
    asking.heading("ข้อมูลอ่อนไหว ไม่ตอบก็ได้");
    let races = words_of(&asking.around.settings.races, &["ไทย"]);
    let races: Vec<&str> = races.iter().map(String::as_str).collect();
    asking.writing("race", "เชื้อชาติ", false, &races, |record| {
        find(record, id).map(|person| &mut person.race)
    });
    let religions = words_of(&asking.around.settings.religions, &["พุทธ", "อิสลาม", "คริสต์", "ไม่นับถือ"]);
    asking.word("religion", "ศาสนา", religions, |record| {
        find(record, id).map(|person| &mut person.religion)
    });
    asking.writing("blood-group", "หมู่โลหิต", false, &BLOOD_GROUPS, |record| {
        find(record, id).map(|person| &mut person.blood_group)
    });
}

/// Whether anything of a name was written down.
pub(super) fn has_name(person: &Person) -> bool {
    !PersonName::read(person.title.as_deref(), person.given_name.as_deref(), person.family_name.as_deref())
        .is_empty()
}
