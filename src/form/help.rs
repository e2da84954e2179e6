//! What help they had already, from whomever: what the ceilings and the other LAOs need to know
//! (domain.md 2.13, H-18).

use register::record::{Help, PersonId, Record};

use super::around::words_of;
use super::asking::{Asking, Step};
use super::page::Page;
use super::people;
use super::way::{Filling, Number, Way};
use crate::sheet::{Button, Row, Sign};

/// Where the office has set no lists of its own.
const HELPERS: [&str; 8] = ["อบต.", "เทศบาล", "อบจ.", "อำเภอ", "จังหวัด", "พม.", "มูลนิธิหรือวัด", "เพื่อนบ้าน"];
const AIDS: [&str; 4] = ["ถุงยังชีพ", "เงิน", "วัสดุซ่อมบ้าน", "เครื่องนุ่งห่ม"];

fn find(record: &mut Record, at: usize) -> Option<&mut Help> {
    record.help_received.get_mut(at)
}

/// A number as it was typed on the pad.
pub(super) fn number(digits: &str) -> Option<serde_json::Number> {
    match digits.parse::<u64>() {
        Ok(whole) => Some(whole.into()),
        Err(_) => digits.parse().ok().and_then(serde_json::Number::from_f64),
    }
}

/// What a time of help is called in a list.
pub(super) fn name_of(help: &Help) -> String {
    let written = |text: &Option<String>| {
        text.clone().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    match (written(&help.what), written(&help.from)) {
        (Some(what), Some(from)) => format!("{what} จาก {from}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => "(ยังไม่ใส่)".to_owned(),
    }
}

pub(super) fn ask(asking: &mut Asking<'_>) {
    asking.titled("ความช่วยเหลือที่เคยได้รับ", "ในปีงบประมาณนี้ หรือจากภัยครั้งนี้");
    let helped: Vec<String> = asking.record.help_received.iter().map(name_of).collect();
    for (at, name) in helped.iter().enumerate() {
        asking.door(&format!("help-{at}"), Sign::Tick, name, "", Page::HelpItem(at));
    }
    if asking.touched("add") {
        asking.record.help_received.push(Help::default());
        let at = asking.record.help_received.len() - 1;
        asking.go(Step::Page(Page::HelpItem(at)));
    }
    let words = if helped.is_empty() {
        "เคยได้รับ"
    } else {
        "เพิ่มอีกครั้ง"
    };
    asking.lay(Row::act("add", Sign::Plus, words));
    if helped.is_empty() {
        asking.lay(Row::words("ถ้าไม่เคยได้รับ แตะต่อไปได้เลย"));
    }
    asking.main(Some(Button::new("ต่อไป")));
}

pub(super) fn ask_one(asking: &mut Asking<'_>, at: usize) {
    let Some(help) = find(&mut asking.record, at).cloned() else { return };
    asking.titled(&name_of(&help), "ความช่วยเหลือที่เคยได้รับ");
    let aids = words_of(&asking.around.settings.aids, &AIDS);
    let aids: Vec<&str> = aids.iter().map(String::as_str).collect();
    asking.writing("what", "ได้อะไร", false, &aids, |record| {
        find(record, at).map(|help| &mut help.what)
    });
    let helpers = words_of(&asking.around.settings.helpers, &HELPERS);
    asking.word("from", "จากใคร", helpers, |record| find(record, at).map(|help| &mut help.from));
    asking.with_hint("แตะเพื่อเลือก");
    let shown = |record: &mut Record| {
        find(record, at)
            .and_then(|help| help.amount_baht.as_ref().map(ToString::to_string))
            .unwrap_or_default()
    };
    let before = shown(&mut asking.record);
    let way = Way::Number {
        title: "มูลค่า (บาท)".to_owned(), kind: Number::Baht, value: before.clone()
    };
    asking.given("amount", "มูลค่า (บาท)", before, way, |record, filling| {
        let Some(help) = find(record, at) else { return };
        match filling {
            Filling::Digits(digits) => help.amount_baht = number(digits),
            Filling::Nothing => help.amount_baht = None,
            _ => {}
        }
    });
    asking.with_hint("แตะเพื่อใส่ ถ้าทราบ");
    asking.date("on", "เมื่อ", |record| find(record, at).map(|help| &mut help.on));
    asking.with_hint("แตะเพื่อใส่วันที่ ถ้าทราบ");
    asking.writing("event", "จากเหตุการณ์ใด", false, &[], |record| {
        find(record, at).map(|help| &mut help.event)
    });
    let people: Vec<(PersonId, String)> =
        asking.record.people.iter().map(|person| (person.id, people::name_of(person))).collect();
    if !people.is_empty() {
        let answers: Vec<(PersonId, &str)> = people.iter().map(|(id, name)| (*id, name.as_str())).collect();
        asking.one_of(
            "person",
            "ให้ใคร (ถ้าให้คนเดียว)",
            1,
            &answers,
            |record| find(record, at).map(|help| &mut help.person),
        );
    }
    asking.sure(
        "remove",
        Sign::Bin,
        "เอารายการนี้ออก",
        "รายการนี้จะออกจากบันทึก",
        |record| {
            if at < record.help_received.len() {
                record.help_received.remove(at);
            }
        },
    );
    if asking.is_sure("remove") {
        asking.go(Step::Page(Page::Help));
    }
    asking.main(Some(Button::new("เสร็จรายการนี้")));
}
