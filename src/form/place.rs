//! Where the visit is: the position, the house, the village and the tambon.
//!
//! Owns the words for how good a position is, and the warnings that never stop anybody: outside
//! of the LAO's area (domain.md RQ-26), a house that was visited already, another one near by.

use register::address;
use register::record::{FixSource, Place, Record};

use super::asking::{Asking, Said, Step, columns_for};
use super::way::{Filling, Number, Way};
use crate::sheet::{Button, Choice, Row, RowKind, Sign, Tone};

/// As good as a phone gets under the open sky.
const GOOD_M: f64 = 15.0;
/// A house of a village lies nearer to its middle than this, also where the fields are wide.
const FAR_FROM_VILLAGE_M: f64 = 5_000.0;
/// As many villages are touched; of more the number is typed.
const MOST_TOUCHED: usize = 8;
/// A village that is none of those.
const ANOTHER: &str = "another";
/// The highest number that a village may have.
const MOST_MOO: u32 = 99;
/// Enough to find the house again.
const FAIR_M: f64 = 40.0;

pub(super) fn place(record: &mut Record) -> &mut Place {
    record.place.get_or_insert_default()
}

pub(super) fn ask(asking: &mut Asking<'_>) {
    asking.titled("บ้านหลังนี้อยู่ที่ไหน", asking.around.lao.name.clone());
    ask_where(asking);
    if let Some(same) = &asking.around.same_house {
        let row = Row::note("same-house", Tone::Notice, format!("{} สำรวจแล้วในรอบนี้", same.house))
            .hint("เปิดดูบันทึกเดิมก่อน ถ้าเป็นคนละครอบครัวในบ้านเดียวกัน สำรวจต่อได้")
            .choice("open", "เปิดบันทึกเดิม");
        let record = same.record;
        asking.lay(row);
        if matches!(asking.said("same-house"), Some(Said::Touched("open"))) {
            asking.go(Step::Way("same-house".to_owned(), Way::Record(record)));
        }
    }
    asking.main(Some(Button::new("ต่อไป")));
}

/// The questions that a refusal needs as well.
pub(super) fn ask_where(asking: &mut Asking<'_>) {
    begin_in_their_village(asking);
    ask_position(asking);
    asking.digits("house", "บ้านเลขที่", Number::House, |record| {
        Some(&mut place(record).house_no)
    });
    asking.with_hint("แตะเพื่อใส่บ้านเลขที่");
    let likely_before = likely_tambon(asking, None);
    ask_village(asking);
    ask_tambon(asking, likely_before.as_deref());
    asking.writing("soi", "ซอย (ถ้ามี)", false, &[], |record| Some(&mut place(record).soi));
    asking.writing("road", "ถนน (ถ้ามี)", false, &[], |record| Some(&mut place(record).road));
}

/// The villages that the surveyor is in, or all that the office knows.
fn villages_of(around: &super::Around) -> Vec<u32> {
    if around.surveyor.moo.is_empty() {
        around.settings.villages.iter().map(|village| village.moo).collect()
    } else {
        around.surveyor.moo.iter().copied().collect()
    }
}

/// Whoever has one village is in it, as long as nothing was said of the place: after that it is theirs to say.
fn begin_in_their_village(asking: &mut Asking<'_>) {
    let villages = villages_of(asking.around);
    let is_said = asking.record.place.as_ref().is_some_and(|place| {
        let said = [&place.house_no, &place.community, &place.tambon, &place.soi, &place.road];
        place.moo.is_some() || said.into_iter().any(Option::is_some)
    });
    if let ([only], false) = (villages.as_slice(), is_said) {
        place(&mut asking.record).moo = Some(*only);
    }
}

fn ask_village(asking: &mut Asking<'_>) {
    let around = asking.around;
    let mut villages = villages_of(around);
    if around.has_communities() {
        asking
            .writing("community", "ชุมชน", false, &[], |record| Some(&mut place(record).community));
    }
    // A few are touched; of many the number is typed.
    if (1..=MOST_TOUCHED).contains(&villages.len()) {
        if let Some(Said::Filled(Filling::Digits(digits))) = asking.said("moo") {
            let typed = digits.parse::<u32>().ok().filter(|moo| *moo > 0);
            let moo = &mut place(&mut asking.record).moo;
            // Whoever types nothing takes back what was typed, and no other answer.
            *moo = typed.or(moo.filter(|moo| villages.contains(moo)));
            asking.answered();
        }
        let held = asking.record.place.as_ref().and_then(|place| place.moo);
        // One that was typed stands beside them.
        let typed = held.filter(|moo| !villages.contains(moo));
        villages.extend(typed);
        let names: Vec<String> = villages.iter().map(|moo| around.village(*moo)).collect();
        let answers: Vec<(u32, &str)> =
            villages.iter().copied().zip(names.iter().map(String::as_str)).collect();
        let columns = columns_for(&names);
        asking
            .one_of("moo", "หมู่ที่", columns, &answers, |record| Some(&mut place(record).moo));
        asking.with_choice(Choice::new(ANOTHER, "หมู่อื่น"));
        if matches!(asking.said("moo"), Some(Said::Touched(ANOTHER))) {
            let value = typed.map(|moo| moo.to_string()).unwrap_or_default();
            let way = Way::Number {
                title: "หมู่ที่".to_owned(), kind: Number::Count(MOST_MOO), value
            };
            asking.go(Step::Way("moo".to_owned(), way));
        }
    } else {
        asking.count("moo", "หมู่ที่", MOST_MOO, |record| Some(&mut place(record).moo));
        asking.with_hint("แตะเพื่อใส่หมู่ที่");
    }
    let moo = asking.record.place.as_ref().and_then(|place| place.moo);
    if let Some(moo) = moo
        && !around.surveyor.moo.is_empty()
        && !around.surveyor.moo.contains(&moo)
    {
        asking.with_remark(Tone::Notice, "ไม่ใช่หมู่บ้านที่คุณรับผิดชอบ บันทึกต่อได้");
    }
}

/// The tambon that the house most likely lies in: its village's, or the one that this phone's visits were in.
/// Where several tambons have a village of that number and it is not known which is meant, the one that is held
/// is as likely as any.
fn likely_tambon(asking: &Asking<'_>, held: Option<&str>) -> Option<String> {
    let around = asking.around;
    let usual = || around.usual_tambons.first().cloned();
    let Some(moo) = asking.record.place.as_ref().and_then(|place| place.moo) else { return usual() };
    match around.village_in(moo, held) {
        Some(village) => village.tambon.clone().or_else(usual),
        None if around.settings.villages.iter().any(|village| village.moo == moo) => {
            held.map(str::to_owned).or_else(usual)
        }
        None => usual(),
    }
}

/// `likely_before` is the tambon that was likely before the village was answered: where that stands, nobody has
/// said another, and it follows the village.
fn ask_tambon(asking: &mut Asking<'_>, likely_before: Option<&str>) {
    let around = asking.around;
    let held = asking.record.place.as_ref().and_then(|place| place.tambon.as_deref());
    let likely = likely_tambon(asking, held);
    if held.is_none_or(|held| Some(held) == likely_before)
        && held != likely.as_deref()
        && let Some(tambon) = likely.and_then(|code| address::tambon(&code))
    {
        let place = place(&mut asking.record);
        place.tambon = Some(tambon.code().to_string());
        place.postcode = tambon.postcodes().first().map(ToString::to_string);
    }
    let code = asking.record.place.as_ref().and_then(|place| place.tambon.clone());
    let shown = code.as_deref().and_then(address::tambon).map(|tambon| tambon.line()).unwrap_or_default();
    let way = Way::Tambon { title: "ตำบล".to_owned() };
    asking.given("tambon", "ตำบล", shown, way, |record, filling| {
        if let Filling::Tambon { code, postcode } = filling {
            let place = place(record);
            place.tambon = Some(code.clone());
            place.postcode = postcode.clone();
        }
    });
    asking.with_hint("แตะเพื่อหาตำบล");
    let province = code.as_deref().and_then(|code| code.get(..2));
    if province.is_some_and(|province| province != around.lao.province) {
        asking.with_remark(Tone::Notice, "อยู่นอกจังหวัดของหน่วยงาน บันทึกต่อได้");
    }
}

/// How good the position is, in words and metres; and the one button that takes it.
fn ask_position(asking: &mut Asking<'_>) {
    let around = asking.around;
    if let Some(Said::Filled(Filling::Fix(fix))) = asking.said("position") {
        place(&mut asking.record).found_at = Some(fix.clone());
        asking.answered();
    }
    if let Some(Said::Touched(_)) = asking.said("position") {
        asking.go(Step::Way("position".to_owned(), Way::Whereabouts));
    }
    let held = asking.record.place.as_ref().and_then(|place| place.found_at.as_ref());
    let held = held.filter(|fix| fix.source != Some(FixSource::None));
    let here = &around.whereabouts;
    let (mut tone, label, mut hint) = match held.and_then(|fix| fix.accuracy_m) {
        Some(metres) if metres <= GOOD_M => {
            (Tone::Good, format!("ได้ตำแหน่งบ้านแล้ว แม่นยำดี ({metres:.0} เมตร)"), String::new())
        }
        Some(metres) if metres <= FAIR_M => {
            (Tone::Good, format!("ได้ตำแหน่งบ้านแล้ว พอใช้ ({metres:.0} เมตร)"), String::new())
        }
        Some(metres) => (
            Tone::Notice,
            format!("ตำแหน่งยังไม่แม่นยำ ({metres:.0} เมตร)"),
            "ถ้าอยู่ใต้หลังคาสังกะสี ออกไปกลางแจ้งสัก 20 วินาที หรือแตะอีกครั้งที่หน้าบ้านตอนกลับ".to_owned(),
        ),
        None if held.is_some() => (Tone::Good, "ปักหมุดตำแหน่งบ้านแล้ว".to_owned(), String::new()),
        None => match (&here.hindrance, here.looking) {
            (Some(why), _) => (Tone::Notice, "ยังไม่มีตำแหน่ง".to_owned(), why.clone()),
            (None, true) if here.since_s > 20 => (
                Tone::Notice,
                "ยังหาตำแหน่งไม่ได้".to_owned(),
                "ออกไปกลางแจ้งสัก 20 วินาที หรือสำรวจต่อก่อน แล้วค่อยแตะที่หน้าบ้านตอนกลับ".to_owned(),
            ),
            (None, true) => (Tone::Plain, "กำลังหาตำแหน่ง…".to_owned(), "สำรวจต่อได้เลย ไม่ต้องรอ".to_owned()),
            (None, false) => (Tone::Notice, "ยังไม่มีตำแหน่ง".to_owned(), "สำรวจต่อได้".to_owned()),
        },
    };
    if let (Some(why), None) = (&here.roughly, &here.hindrance)
        && held.is_none_or(|fix| fix.accuracy_m.is_some_and(|metres| metres > FAIR_M))
    {
        // To go out under the sky would not help.
        (tone, hint) = (Tone::Notice, why.clone());
    }
    let mut add = |words: &str| {
        if !hint.is_empty() {
            hint.push('\n');
        }
        hint.push_str(words);
    };
    if here.mock {
        add("เครื่องนี้ใช้โปรแกรมจำลองตำแหน่ง ตำแหน่งนี้อาจไม่จริง ปิดโปรแกรมนั้นก่อนใช้ตำแหน่ง บันทึกต่อได้");
    }
    if here.outside == Some(true) {
        add("ตำแหน่งนี้อยู่นอกเขตของหน่วยงาน บันทึกต่อได้ ศูนย์จะตรวจให้");
    }
    if let Some(metres) = here.from_village_m.filter(|metres| *metres > FAR_FROM_VILLAGE_M) {
        add(&format!("ห่างจากกลางหมู่บ้านที่เลือก {:.0} กิโลเมตร ตรวจหมู่ที่อีกครั้ง บันทึกต่อได้", metres / 1e3));
    }
    if let Some(near) = &around.nearby
        && let Some(metres) = near.metres
    {
        add(&format!("ใกล้{} ที่สำรวจแล้ว ({metres:.0} เมตร)", near.house));
    }
    if here.mock || here.outside == Some(true) {
        tone = Tone::Notice;
    }
    let button = if held.is_some() {
        "ใช้ตำแหน่งตรงนี้แทน"
    } else {
        "ใช้ตำแหน่งตรงนี้"
    };
    asking.lay(Row {
        sign: Sign::Place,
        hint,
        tone,
        ..Row::new(RowKind::Note, "position", label).choice("here", button)
    });
}
