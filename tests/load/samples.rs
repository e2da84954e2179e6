//! What phones and the server say to each other, to train the packing's dictionary on.
//!
//! Owns variety: visits of every kind, edits, answers and pages, with people, places and
//! times that no measurement uses again. Called by `load --dictionary`.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use ed25519_dalek::SigningKey;
use people::{Chance, Population};
use register::change::{Change, DeviceId, Edit};
use register::clock::Stamp;
use register::entry::InfoStatus;
use register::receipt::Receipt;
use register::record::{PhotoHash, Record};
use register::seal::Signed;
use register::wire::{Ask, Cursor, Page, Pulled, Pushed, State};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::household;

/// Messages of both sides.
pub fn messages(visits: usize) -> anyhow::Result<Vec<Vec<u8>>> {
    let mut people = Population::new(4242, u32::MAX, std::sync::Arc::default());
    let mut chance = Chance::new(4242, 1);
    let (phone, server) = (SigningKey::from_bytes(&[42; 32]), SigningKey::from_bytes(&[43; 32]));
    let mut messages = Vec::new();
    for nth in 0..visits as u64 {
        let household = people
            .find(|household| household.members.len() >= household::MEMBERS)
            .context("there are no more people")?;
        let lao = format!("0{}", 1_000_000 + chance.below(8_999_999));
        let device = DeviceId::new(format!("d-{:02}", 1 + chance.below(400)));
        let mut visit = household::record(&lao, nth, &household);
        vary(&mut visit, &mut chance);
        let record = Record::from_value(visit.clone())?;
        let at = |more: u64| 1_790_000_000_000 + nth * 977_123 + more;
        let stamp = |more| Stamp::new(at(more), 0);
        let made = Edit::making(&record, device.clone(), stamp(0)).sign(&phone);
        let made = Change::read(made.to_json().as_bytes())?;

        let mut edited = visit;
        edited["dwelling"]["families"] = json!(3);
        if chance.happens(0.5) {
            edited["people"][1]["phone"] = json!(telephone(&mut chance));
        }
        let mut history = register::merge::History::default();
        history.take(made.clone())?;
        let edited = Record::from_value(edited)?;
        let edit =
            history.edit(&edited, device.clone(), stamp(90_000))?.context("nothing differs")?.sign(&phone);

        let epoch = PhotoHash::of(lao.as_bytes()).to_string().split_off(51);
        let cursor = |seq| Cursor { epoch: epoch.clone(), seq, log: None };
        let seq = chance.below(90_000) as u64;
        for change in [&made, &edit] {
            messages.push(
                format!(
                    "{{\"changes\":[{}],\"pulled\":{}}}",
                    change.to_json(),
                    serde_json::to_string(&cursor(seq))?
                )
                .into_bytes(),
            );
            let receipt = Receipt::new(device.clone(), at(95_000), [change.id()].into(), BTreeSet::new());
            messages.push(serde_json::to_vec(&Pushed {
                receipt: Signed::sign(receipt, &server),
                aside: Vec::new(),
                erased: BTreeSet::new(),
                pulled: Some(cursor(seq + 1)),
                lists: Some(epoch.clone()),
                digest: Some(seq * 3),
                delta: None,
                order: None,
            })?);
        }
        let state = |status| State { person: record.people[0].id, status, flags: BTreeSet::new() };
        let status = if chance.happens(0.7) { InfoStatus::Enter } else { InfoStatus::NoId };
        let page = Page {
            erased: BTreeSet::new(),
            records: vec![Pulled {
                record: record.id,
                changes: vec![RawValue::from_string(made.to_json())?],
                people: record
                    .people
                    .iter()
                    .map(|person| (person.id, state(status)))
                    .collect::<BTreeMap<_, _>>(),
            }],
            next: cursor(seq),
            more: chance.happens(0.5),
            lists: epoch.clone(),
            digest: None,
            delta: None,
        };
        messages.push(serde_json::to_vec(&page)?);
        let photos: BTreeSet<PhotoHash> = [PhotoHash::of(&nth.to_le_bytes())].into();
        messages.push(serde_json::to_vec(&Ask { changes: [made.id()].into(), photos: photos.clone() })?);
        let receipt = Receipt::new(device, at(99_000), BTreeSet::new(), photos);
        messages.push(serde_json::to_vec(&Signed::sign(receipt, &server))?);
    }
    Ok(messages)
}

fn telephone(chance: &mut Chance) -> String {
    format!("08{:08}", chance.below(100_000_000))
}

/// A visit's date, village and needs as they come, and now and then a part that few have.
fn vary(visit: &mut Value, chance: &mut Chance) {
    let month = 1 + chance.below(12);
    let day = format!("{}-{month:02}-{:02}", 2026 + chance.below(3), 1 + chance.below(28));
    let hour = |chance: &mut Chance| {
        format!("T{:02}:{:02}:{:02}+07:00", 8 + chance.below(10), chance.below(60), chance.below(60))
    };
    let tambon = format!("{}0{}0{}", 10 + chance.below(80), 1 + chance.below(9), 1 + chance.below(9));
    let postcode = format!("{}{}0", tambon.split_at(2).0, 10 + chance.below(40));
    visit["captured_at"] = json!(format!("{day}{}", hour(chance)));
    visit["round"] = json!(format!("{}-{month:02}", 2569 + chance.below(3)));
    visit["notice"]["shown_at"] = json!(format!("{day}{}", hour(chance)));
    visit["surveyor"] = json!(format!("s-{:03}", chance.below(300)));
    visit["place"]["tambon"] = json!(tambon);
    visit["place"]["postcode"] = json!(postcode);
    visit["place"]["found_at"] = json!({
        "lat": 6.0 + chance.below(1_400_000) as f64 / 1e5, "lon": 98.0 + chance.below(700_000) as f64 / 1e5,
        "accuracy_m": chance.below(400) as f64 / 10.0, "fixed_at": format!("{day}{}", hour(chance)), "source": "gps",
    });
    let pick = |chance: &mut Chance, from: &[&str]| json!(from.get(chance.below(from.len())));
    visit["dwelling"] = json!({
        "tenure": pick(chance, &["owner", "renter", "other"]), "regular": chance.happens(0.9), "families": 1 + chance.below(2),
        "main_occupation": pick(chance, &["ทำนา", "ทำสวน", "ทำไร่", "รับจ้างทั่วไป", "ค้าขาย", "ประมง", "เลี้ยงสัตว์"]),
    });
    let occupations = [
        "ทำนา",
        "ทำสวน",
        "ทำไร่",
        "รับจ้างทั่วไป",
        "ค้าขาย",
        "ประมง",
        "เลี้ยงสัตว์",
        "รับราชการ",
        "นักเรียน",
        "แม่บ้าน",
        "ไม่ได้ประกอบอาชีพ",
    ];
    for person in visit["people"].as_array_mut().into_iter().flatten() {
        person["card_address"]["tambon"] = json!(tambon);
        person["card_address"]["postcode"] = json!(postcode);
        person["occupation"] = pick(chance, &occupations);
        person["low_income"] = pick(chance, &["yes", "no", "unknown"]);
        person["welfare_register"] = pick(chance, &["yes", "no", "unknown"]);
        person["registered"] = pick(chance, &["here", "here", "here", "elsewhere", "none"]);
        person["breadwinner"] = json!(chance.happens(0.3));
        person["destitute"] = json!(chance.happens(0.1));
        if chance.happens(0.6) {
            person["phone"] = json!(telephone(chance));
        }
        if chance.happens(0.2) {
            person["farmer"] = json!({
                "kinds": [pick(chance, &["crop", "livestock", "aquatic", "salt"])],
                "register": pick(chance, &["agriculture", "livestock", "fisheries"]), "registered_on": "2024-05-01",
            });
        }
        if chance.happens(0.1) {
            person["student"] = json!({
                "level": pick(chance, &["primary", "lower-secondary", "upper-secondary", "higher"]),
                "domicile_since": "2020-05-16",
            });
        }
        if chance.happens(0.05) {
            person["no_id_reason"] = json!("ไม่มีเอกสาร");
            person["nationality"] = json!("stateless");
        }
    }
    let request = &mut visit["requests"][0];
    request["area"] = pick(chance, &["disaster", "quality-of-life", "disease", "poor-farmer", "other"]);
    request["subject"] = pick(
        chance,
        &["ขอความช่วยเหลือ", "ขอวัสดุซ่อมแซมบ้าน", "ขอเครื่องอุปโภคบริโภค", "ขอเงินช่วยเหลือค่าครองชีพ", "ขอทุนการศึกษา"],
    );
    request["facts"] =
        pick(chance, &["น้ำท่วมบ้าน", "พายุพัดหลังคาเสียหาย", "รายได้ไม่พอเลี้ยงครอบครัว", "เจ็บป่วยทำงานไม่ได้"]);
    request["need"] = pick(chance, &["ถุงยังชีพ", "สังกะสี", "กระเบื้อง", "ค่ารักษาพยาบาล", "เครื่องนุ่งห่ม"]);
    request["urgent"] = json!(chance.happens(0.2));
    if chance.happens(0.3) {
        let photo = PhotoHash::of(day.as_bytes()).to_string();
        visit["photos"] = json!([{
            "hash": photo, "kind": pick(chance, &["house", "damage", "person", "document"]),
            "taken_at": format!("{day}{}", hour(chance)), "device": "d-04",
            "at": { "lat": 20.43, "lon": 99.88, "accuracy_m": 8.0 }, "source_hash": photo,
        }]);
    }
    if chance.happens(0.2) {
        visit["damage"] = json!({
            "kind": pick(chance, &["storm", "flood", "fire", "hail", "cold"]), "event_on": day, "damaged_on": day,
            "items": [{ "code": "5.1.5", "extent": pick(chance, &["whole", "partial"]), "quantity": 1, "family": 1, "note": "หลังคา" }],
        });
    }
    if chance.happens(0.2) {
        visit["help_received"] = json!([{
            "from": pick(chance, &["อบจ.", "อบต.", "เทศบาล"]), "what": "ถุงยังชีพ", "item": "5.1.2", "quantity": 1, "amount_baht": 700,
            "on": day, "family": 1,
        }]);
    }
}
