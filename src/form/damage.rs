//! What a disaster did: its kind and day, and each thing that it damaged with what the criteria
//! ask about it (domain.md 6.3).
//!
//! A damaged thing has a code, an extent, a number, a person and a note in the record, whatever it is. What a
//! ceiling goes by besides (a rent, days in a hospital, the lowest temperature) is asked by its own words, and
//! stands behind them in the note.

use register::aid::RuleBook;
use register::record::{DamageItem, DamageKind, Extent, Person, PersonId, Record};
use register::spoken::Spoken;

use super::asking::{Asking, Noted, Step};
use super::page::Page;
use super::people;
use super::way::{Filling, Number, Way};
use crate::sheet::{Button, Choice, Row, RowKind, Sign, Tone};

/// A line of the checklist.
pub(super) struct Line {
    /// The item of the criteria.
    pub(super) code: &'static str,
    /// What a village calls it.
    pub(super) name: &'static str,
    /// What to look at and photograph.
    look: &'static str,
    /// What is counted; empty where it is one person's and nothing is.
    counts: &'static str,
    /// Whether it can be damaged wholly or in part.
    has_extent: bool,
    /// Whose it is.
    whose: &'static str,
    /// What the ceiling goes by besides, for which the record has only the note.
    asks: &'static [(&'static str, Noted)],
    /// What is to be written in the note.
    note: &'static str,
    /// Words for it.
    words: &'static [&'static str],
}

const BAHT: Noted = Noted::Number(Number::Baht, "บาท");
const FAMILIES: &str = "จำนวนครอบครัว";
const PEOPLE: &str = "จำนวนคน";

/// A thing that is not on the checklist, and what the others have of it.
const ANY: Line = Line {
    code: "",
    name: "",
    look: "",
    counts: "จำนวน",
    has_extent: true,
    whose: "ของใคร (ถ้าเป็นของคนเดียว)",
    asks: &[],
    note: "หมายเหตุ",
    words: &[],
};

/// Of somebody who was hurt.
const HURT: Line = Line {
    counts: "",
    has_extent: false,
    whose: "ใครบาดเจ็บ",
    asks: &[("เข้าโรงพยาบาล", Noted::Day), ("ออกโรงพยาบาล", Noted::Day)],
    ..ANY
};

/// Under this lie the items that are only for farmers who were registered, and had the register put right, before
/// the disaster \[S003:2426\]. The record has that with the farmer.
const FARMING: &str = "5.4.";

/// The lines of domain.md 6.3 that are asked at a door: public works (5.5.3) are no household's.
pub(super) const CHECKLIST: [Line; 20] = [
    Line {
        code: "5.1.4",
        name: "บ้านพังทั้งหลัง",
        look: "นับจำนวนครอบครัว ถ่ายรูปบ้านทั้งหลัง 2 ด้าน",
        counts: FAMILIES,
        ..ANY
    },
    Line {
        code: "5.1.5",
        name: "บ้านเสียหาย ต้องซ่อม",
        look: "เป็นบ้านอยู่ประจำและเป็นเจ้าของ ถ่ายรูปส่วนที่เสียหายและป้ายเลขที่บ้าน",
        counts: "จำนวนหลัง",
        asks: &[("ค่าวัสดุซ่อมแซม", BAHT)],
        note: "ส่วนที่เสียหาย และวัสดุที่ต้องใช้",
        words: &["หลังคา", "ฝาบ้าน", "พื้น", "ห้องน้ำ"],
        ..ANY
    },
    Line {
        code: "5.1.6",
        name: "ยุ้งข้าว โรงเก็บพืชผล หรือคอกสัตว์",
        look: "ถ่ายรูปสิ่งก่อสร้าง",
        counts: FAMILIES,
        words: &["ยุ้งข้าว", "โรงเก็บพืชผล", "คอกสัตว์"],
        ..ANY
    },
    Line {
        code: "5.1.7",
        name: "บ้านเช่าอยู่ไม่ได้",
        look: "ดูสัญญาเช่า ถ่ายรูปข้างในข้างนอก",
        counts: FAMILIES,
        asks: &[("ค่าเช่าต่อเดือน", BAHT), ("ต้องเช่าเป็นเวลา", Noted::Number(Number::Count(99), "เดือน"))],
        ..ANY
    },
    Line {
        code: "5.1.8",
        name: "ต้องทำที่พักชั่วคราว",
        look: "เลือกที่พักชั่วคราวหรือผ้าใบอย่างเดียว ถ่ายรูปสถานที่",
        counts: FAMILIES,
        has_extent: false,
        ..ANY
    },
    Line {
        code: "5.1.8/tarpaulin",
        name: "ต้องใช้ผ้าใบหรือผ้าพลาสติกกันแดดกันฝน",
        look: "เลือกที่พักชั่วคราวหรือผ้าใบอย่างเดียว ถ่ายรูปสถานที่",
        counts: FAMILIES,
        has_extent: false,
        ..ANY
    },
    Line {
        code: "5.1.10",
        name: "เครื่องนุ่งห่ม",
        look: "นับจำนวนคนที่ต้องการ ถ่ายรูปของที่เสียหาย",
        counts: PEOPLE,
        ..ANY
    },
    Line {
        code: "5.1.11",
        name: "เครื่องมือประกอบอาชีพ",
        look: "อาชีพหลักของครอบครัว ถ่ายรูปเครื่องมือหรือซาก",
        counts: FAMILIES,
        note: "อาชีพหลัก และเครื่องมือที่เสียหาย",
        ..ANY
    },
    Line {
        code: "5.1.12(1)", name: "มีคนบาดเจ็บ", look: "ใบรับรองแพทย์ วันเข้าและออกโรงพยาบาล", ..HURT
    },
    Line {
        code: "5.1.12(2)",
        name: "มีคนบาดเจ็บจนถึงขั้นพิการ",
        look: "ใบรับรองแพทย์ วันเข้าและออกโรงพยาบาล ประกอบอาชีพตามปกติไม่ได้",
        ..HURT
    },
    Line {
        code: "5.1.13",
        name: "มีคนเสียชีวิต",
        look: "ใบมรณบัตร เป็นหัวหน้าครอบครัวหรือผู้หาเลี้ยงหรือไม่",
        counts: PEOPLE,
        has_extent: false,
        whose: "ใครเสียชีวิต (ถ้าอยู่ในรายชื่อคนในบ้าน)",
        note: "ชื่อผู้เสียชีวิต และผู้รับความช่วยเหลือ",
        words: &["หัวหน้าครอบครัว", "ผู้หาเลี้ยงครอบครัว"],
        ..ANY
    },
    Line {
        code: "5.1.14",
        name: "ภัยหนาว ขาดเครื่องกันหนาว",
        look: "อุณหภูมิต่ำสุดและจำนวนวัน",
        counts: PEOPLE,
        has_extent: false,
        asks: &[
            ("อุณหภูมิต่ำสุด", Noted::Number(Number::Quantity, "องศาเซลเซียส")),
            ("หนาวติดต่อกัน", Noted::Number(Number::Count(99), "วัน")),
        ],
        ..ANY
    },
    Line {
        code: "5.1.15", name: "เครื่องครัว", look: "ถ่ายรูปซากหรือของที่ใช้ไม่ได้", counts: FAMILIES, ..ANY
    },
    Line {
        code: "5.1.16",
        name: "เครื่องนอน",
        look: "นับจำนวนคนที่ต้องการ ถ่ายรูปของที่เสียหาย",
        counts: PEOPLE,
        ..ANY
    },
    Line {
        code: "5.3.1(1)", name: "บ่อน้ำตื้น", look: "ถ่ายรูปบ่อ", counts: "จำนวนบ่อ", ..ANY
    },
    Line {
        code: "5.3.1(2)",
        name: "ขาดแคลนน้ำสะอาดบริโภค",
        look: "นับจำนวนครอบครัวที่ขาดแคลนน้ำสะอาดบริโภค",
        counts: FAMILIES,
        has_extent: false,
        ..ANY
    },
    Line {
        code: "5.4.1.1",
        name: "พืชเสียหาย (ไร่)",
        look: "ไม่เกินครัวเรือนละ 30 ไร่ ทะเบียนเกษตรกรก่อนเกิดภัย ถ่ายรูปแปลง 2 มุม",
        counts: "พื้นที่ที่เสียหาย (ไร่)",
        note: "ชนิดพืช",
        words: &["พืชอายุสั้น", "ไม้ผล ไม้ยืนต้น"],
        ..ANY
    },
    Line {
        code: "5.4.1.2",
        name: "หิน ดิน ทราย ไม้ โคลน ทับถมแปลง (ไร่)",
        look: "ไม่เกิน 5 ไร่ ทะเบียนเกษตรกรก่อนเกิดภัย ถ่ายรูปแปลง 2 มุม",
        counts: "พื้นที่ที่ถูกทับถม (ไร่)",
        ..ANY
    },
    Line {
        code: "5.4.2",
        name: "ประมง สัตว์น้ำเสียหาย",
        look: "ทะเบียนก่อนเกิดภัย ถ่ายรูปบ่อ",
        counts: "จำนวนที่ตายหรือสูญหาย",
        note: "ชนิดสัตว์น้ำ",
        ..ANY
    },
    Line {
        code: "5.4.3.2",
        name: "ปศุสัตว์ตายหรือสูญหาย",
        look: "ทะเบียนก่อนเกิดภัย ชนิดและจำนวน ถ่ายรูปซาก",
        counts: "จำนวนที่ตายหรือสูญหาย",
        asks: &[("แปลงหญ้าอาหารสัตว์", Noted::Number(Number::Quantity, "ไร่"))],
        note: "ชนิดสัตว์",
        ..ANY
    },
];

/// The line of the checklist that a code stands for.
fn line(code: &str) -> Option<&'static Line> {
    CHECKLIST.iter().find(|line| line.code == code)
}

/// What a damaged thing is called: as in the checklist, or as in the criteria.
pub(super) fn name_of(item: &DamageItem) -> String {
    let code = item.code.as_deref().unwrap_or_default();
    let in_criteria =
        || RuleBook::thailand().items().iter().find(|item| item.code == code).map(|item| item.name.clone());
    let listed = line(code).map(|line| line.name.to_owned());
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
    // The field holds the item's code; the tiles, its place in the checklist.
    if let Some(super::Said::Touched(choice)) = asking.said("what")
        && let Some(line) = choice.parse().ok().and_then(|at: usize| CHECKLIST.get(at))
        && let Some(item) = find(&mut asking.record, at)
    {
        item.code = Some(line.code.to_owned());
        asking.answered();
    }
    let code = find(&mut asking.record, at).and_then(|item| item.code.clone()).unwrap_or_default();
    let choices = CHECKLIST
        .iter()
        .enumerate()
        .map(|(place, line)| Choice::new(place.to_string(), line.name).chosen(line.code == code))
        .collect();
    asking.lay(Row { choices, ..Row::new(RowKind::OneOf, "what", "อะไรเสียหาย") });
    let line = line(&code).unwrap_or(&ANY);
    if !line.look.is_empty() {
        asking.lay(Row::note("look", Tone::Plain, "สิ่งที่ต้องดู").hint(line.look));
    }
    if code.starts_with(FARMING) && !asking.record.people.iter().any(is_registered_farmer) {
        asking.lay(
            Row::note("register", Tone::Notice, "ยังไม่มีทะเบียนเกษตรกรของคนในบ้าน")
                .hint("ใส่ที่รายละเอียดเพิ่มของคนในบ้าน: ขึ้นทะเบียนไว้ที่ และวันที่"),
        );
    }
    // What was answered before another thing was chosen stays in view.
    if line.has_extent || item.extent.is_some() {
        asking.one_of(
            "extent",
            "เสียหายแค่ไหน",
            2,
            &[(Extent::Whole, "ทั้งหมด"), (Extent::Partial, "บางส่วน")],
            |record| find(record, at).map(|item| &mut item.extent),
        );
    }
    if !line.counts.is_empty() || item.quantity.is_some() {
        ask_how_many(asking, at, if line.counts.is_empty() { ANY.counts } else { line.counts });
    }
    for (number, (label, kind)) in line.asks.iter().enumerate() {
        asking.noted(&format!("asked-{number}"), label, *kind, |record| {
            find(record, at).map(|item| &mut item.note)
        });
    }
    let people: Vec<(PersonId, String)> =
        asking.record.people.iter().map(|person| (person.id, people::name_of(person))).collect();
    if !people.is_empty() {
        let answers: Vec<(PersonId, &str)> = people.iter().map(|(id, name)| (*id, name.as_str())).collect();
        asking.one_of("person", line.whose, 1, &answers, |record| {
            find(record, at).map(|item| &mut item.person)
        });
    }
    asking.noting("note", line.note, line.words, |record| find(record, at).map(|item| &mut item.note));
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

fn ask_how_many(asking: &mut Asking<'_>, at: usize, label: &str) {
    let shown = |record: &mut Record| {
        find(record, at).and_then(|item| item.quantity.as_ref().map(ToString::to_string)).unwrap_or_default()
    };
    let before = shown(&mut asking.record);
    let way = Way::Number { title: label.to_owned(), kind: Number::Quantity, value: before.clone() };
    asking.given("quantity", label, before, way, |record, filling| {
        let Some(item) = find(record, at) else { return };
        match filling {
            Filling::Digits(digits) => item.quantity = super::help::number(digits),
            Filling::Nothing => item.quantity = None,
            _ => {}
        }
    });
    asking.with_hint("แตะเพื่อใส่จำนวน");
}

fn is_registered_farmer(person: &Person) -> bool {
    person.farmer.as_ref().is_some_and(|farmer| farmer.register.is_some() && farmer.registered_on.is_some())
}
