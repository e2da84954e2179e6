//! What a disaster did: its kind and day, and each thing that it damaged with what the criteria
//! ask about it (domain.md 6.3).

use register::aid::RuleBook;
use register::record::{DamageItem, DamageKind, Extent, PersonId, Record};
use register::spoken::Spoken;

use super::asking::{Asking, Step};
use super::page::Page;
use super::people;
use super::way::{Filling, Number, Way};
use crate::sheet::{Button, Row, Sign};

/// The lines of domain.md 6.3: the item of the criteria, what a village calls it, and what to look at and
/// photograph. Those that are counted by person ask whom.
pub(super) const CHECKLIST: [(&str, &str, &str); 15] = [
    ("5.1.4", "บ้านพังทั้งหลัง", "นับจำนวนครอบครัว ถ่ายรูปบ้านทั้งหลัง 2 ด้าน"),
    ("5.1.5", "บ้านเสียหาย ต้องซ่อม", "เป็นบ้านอยู่ประจำและเป็นเจ้าของ ถ่ายรูปส่วนที่เสียหายและป้ายเลขที่บ้าน"),
    ("5.1.6", "ยุ้งข้าว โรงเก็บพืชผล หรือคอกสัตว์", "ถ่ายรูปสิ่งก่อสร้าง"),
    ("5.1.7", "บ้านเช่าอยู่ไม่ได้", "ดูสัญญาเช่า ถ่ายรูปข้างในข้างนอก"),
    ("5.1.8", "ต้องทำที่พักชั่วคราวหรือใช้ผ้าใบ", "ถ่ายรูปสถานที่"),
    ("5.1.10", "เครื่องนุ่งห่ม", "นับจำนวนคนที่ต้องการ ถ่ายรูปของที่เสียหาย"),
    ("5.1.11", "เครื่องมือประกอบอาชีพ", "อาชีพหลักของครอบครัว ถ่ายรูปเครื่องมือหรือซาก"),
    ("5.1.12(1)", "มีคนบาดเจ็บ", "ใบรับรองแพทย์ วันเข้าและออกโรงพยาบาล"),
    ("5.1.13", "มีคนเสียชีวิต", "ใบมรณบัตร เป็นหัวหน้าครอบครัวหรือผู้หาเลี้ยงหรือไม่"),
    ("5.1.14", "ภัยหนาว ขาดเครื่องกันหนาว", "อุณหภูมิต่ำสุดและจำนวนวัน"),
    ("5.1.15", "เครื่องครัว", "ถ่ายรูปซากหรือของที่ใช้ไม่ได้"),
    ("5.1.16", "เครื่องนอน", "นับจำนวนคนที่ต้องการ ถ่ายรูปของที่เสียหาย"),
    ("5.4.1.1", "พืชเสียหาย (ไร่)", "ทะเบียนเกษตรกรก่อนเกิดภัย ถ่ายรูปแปลง 2 มุม"),
    ("5.4.2", "ประมง สัตว์น้ำเสียหาย", "ทะเบียนก่อนเกิดภัย ถ่ายรูปบ่อ"),
    ("5.4.3.2", "ปศุสัตว์ตายหรือสูญหาย", "ทะเบียนก่อนเกิดภัย ชนิดและจำนวน ถ่ายรูปซาก"),
];

/// What a damaged thing is called: as in the checklist, or as in the criteria.
pub(super) fn name_of(item: &DamageItem) -> String {
    let code = item.code.as_deref().unwrap_or_default();
    let listed = CHECKLIST.iter().find(|(known, _, _)| *known == code).map(|(_, name, _)| (*name).to_owned());
    let in_criteria =
        || RuleBook::thailand().items().iter().find(|item| item.code == code).map(|item| item.name.clone());
    listed.or_else(in_criteria).unwrap_or_else(|| "(ยังไม่เลือก)".to_owned())
}

fn find(record: &mut Record, at: usize) -> Option<&mut DamageItem> {
    record.damage.as_mut().and_then(|damage| damage.items.get_mut(at))
}

pub(super) fn ask(asking: &mut Asking<'_>) {
    asking.titled("ความเสียหายจากภัยพิบัติ", "");
    let kinds: Vec<(DamageKind, &str)> = DamageKind::ALL.iter().map(|kind| (*kind, kind.in_thai())).collect();
    asking.one_of_many("kind", "ภัยอะไร", &kinds, |record| {
        record.damage.as_mut().map(|damage| &mut damage.kind)
    });
    asking.with_hint("แตะเพื่อเลือก");
    asking.date("event-on", "เกิดภัยเมื่อ", |record| {
        record.damage.as_mut().map(|damage| &mut damage.event_on)
    });
    // The damage is mostly of the same day: it stands there to be looked at.
    if let Some(damage) = &mut asking.record.damage
        && damage.damaged_on.is_none()
    {
        damage.damaged_on = damage.event_on;
    }
    asking.date("damaged-on", "เสียหายเมื่อ", |record| {
        record.damage.as_mut().map(|damage| &mut damage.damaged_on)
    });
    asking.heading("อะไรเสียหาย");
    let items: Vec<String> =
        asking.record.damage.iter().flat_map(|damage| damage.items.iter().map(name_of)).collect();
    for (at, name) in items.iter().enumerate() {
        asking.door(&format!("item-{at}"), Sign::House, name, "", Page::DamageItem(at));
    }
    if asking.touched("add")
        && let Some(damage) = &mut asking.record.damage
    {
        damage.items.push(DamageItem::default());
        let at = damage.items.len() - 1;
        asking.go(Step::Page(Page::DamageItem(at)));
    }
    asking.lay(Row::act("add", Sign::Plus, "เพิ่มสิ่งที่เสียหาย"));
    asking.main(Some(Button::new("ต่อไป")));
}

pub(super) fn ask_one(asking: &mut Asking<'_>, at: usize) {
    let Some(item) = find(&mut asking.record, at).cloned() else { return };
    asking.titled(&name_of(&item), "ความเสียหาย");
    let names: Vec<(usize, &str)> = CHECKLIST.iter().map(|(_, name, _)| *name).enumerate().collect();
    // The field holds the item's code; the tiles, its place in the checklist.
    if let Some(super::Said::Touched(choice)) = asking.said("what")
        && let Some((code, _, _)) = choice.parse().ok().and_then(|at: usize| CHECKLIST.get(at))
        && let Some(item) = find(&mut asking.record, at)
    {
        item.code = Some((*code).to_owned());
        asking.answered();
    }
    let code = find(&mut asking.record, at).and_then(|item| item.code.clone());
    let choices = names
        .iter()
        .map(|(place, name)| {
            let chosen = CHECKLIST.get(*place).map(|(known, _, _)| *known) == code.as_deref();
            crate::sheet::Choice::new(place.to_string(), *name).chosen(chosen)
        })
        .collect();
    asking.lay(Row {
        choices, ..Row::new(crate::sheet::RowKind::OneOf, "what", "อะไรเสียหาย")
    });
    if let Some((_, _, look)) = CHECKLIST.iter().find(|(known, _, _)| Some(*known) == code.as_deref()) {
        asking.lay(Row::note("look", crate::sheet::Tone::Plain, "สิ่งที่ต้องดู").hint(*look));
    }
    asking.one_of(
        "extent",
        "เสียหายแค่ไหน",
        2,
        &[(Extent::Whole, "ทั้งหมด"), (Extent::Partial, "บางส่วน")],
        |record| find(record, at).map(|item| &mut item.extent),
    );
    let shown = find(&mut asking.record, at)
        .and_then(|item| item.quantity.as_ref().map(ToString::to_string))
        .unwrap_or_default();
    let way =
        Way::Number { title: "จำนวน".to_owned(), kind: Number::Quantity, value: shown.clone() };
    asking.given("quantity", "จำนวน", shown, way, |record, filling| {
        let Some(item) = find(record, at) else { return };
        match filling {
            Filling::Digits(digits) => item.quantity = super::help::number(digits),
            Filling::Nothing => item.quantity = None,
            _ => {}
        }
    });
    asking.with_hint("แตะเพื่อใส่จำนวน");
    let people: Vec<(PersonId, String)> =
        asking.record.people.iter().map(|person| (person.id, people::name_of(person))).collect();
    if !people.is_empty() {
        let answers: Vec<(PersonId, &str)> = people.iter().map(|(id, name)| (*id, name.as_str())).collect();
        asking.one_of(
            "person",
            "ของใคร (ถ้าเป็นของคนเดียว)",
            1,
            &answers,
            |record| find(record, at).map(|item| &mut item.person),
        );
    }
    asking.noting(
        "note",
        "หมายเหตุ",
        &["หลังคา", "ฝาบ้าน", "พื้น", "ห้องน้ำ"],
        |record| find(record, at).map(|item| &mut item.note),
    );
    asking.sure(
        "remove",
        Sign::Bin,
        "เอารายการนี้ออก",
        "รายการนี้จะออกจากบันทึก",
        |record| {
            if let Some(damage) = &mut record.damage
                && at < damage.items.len()
            {
                damage.items.remove(at);
            }
        },
    );
    if asking.is_sure("remove") {
        asking.go(Step::Page(Page::Damage));
    }
    asking.main(Some(Button::new("เสร็จรายการนี้")));
}
