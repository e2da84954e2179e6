//! A household of sixty answers and four members, as a volunteer would capture it.

use anyhow::Context;
use ed25519_dalek::SigningKey;
use people::{Household, Population, Sex};
use register::change::{DeviceId, Edit};
use register::clock::Stamp;
use register::record::Record;
use serde_json::{Value, json};

/// How many members each has.
pub const MEMBERS: usize = 4;

fn id(kind: u8, nth: u64) -> String {
    // A phone's UUIDv7: a time, then what chance gave; here, what the numbers give.
    // Spread over all bits, as chance would be: what is alike between names packs too well.
    let mut mixed = (nth ^ (u64::from(kind) << 56)).wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 31;
    let milliseconds = 1_775_961_065_000 + nth * 180_000 + u64::from(kind) * 7_000;
    let bytes = (u128::from(milliseconds) << 80)
        | (0x7 << 76)
        | (u128::from(mixed.wrapping_mul(0xd6e8_feb8_6659_fd93) >> 52) << 64)
        | (0x2 << 62)
        | u128::from(mixed >> 2);
    uuid::Uuid::from_u128(bytes).to_string()
}

/// The change that makes the record of the next household that has so many members, as JSON.
pub fn change(
    lao: &str,
    device: &DeviceId,
    key: &SigningKey,
    people: &mut Population,
    sender: usize,
) -> anyhow::Result<String> {
    let household =
        people.find(|household| household.members.len() >= MEMBERS).context("there are no more people")?;
    let nth = u64::from(household.number) + ((sender as u64) << 40);
    let record = Record::from_value(record(lao, nth, &household))?;
    let stamp = Stamp::new(1_775_961_065_000 + nth * 180_000 % 86_400_000, 0);
    Ok(Edit::making(&record, device.clone(), stamp).sign(key).to_json())
}

/// The record; `people` are four of one village.
pub fn record(lao: &str, nth: u64, household: &Household) -> Value {
    let occupations = ["ทำนา", "ทำสวน", "รับจ้างทั่วไป", "ค้าขาย", "เลี้ยงสัตว์", "นักเรียน", "ไม่ได้ประกอบอาชีพ"];
    let head = id(1, nth * 8);
    let house = household.house.to_string();
    let moo = household.village.moo();
    let members: Vec<Value> = household
        .members
        .iter()
        .take(MEMBERS)
        .enumerate()
        .map(|(at, person)| {
            let pick = (nth as usize + at * 3) % occupations.len();
            json!({
                "id": id(1, nth * 8 + at as u64),
                "national_id": person.id.map(|id| id.to_string()),
                "title": person.title,
                "given_name": person.given.to_string(),
                "family_name": person.family.as_ref().map(ToString::to_string),
                "sex": match person.sex { Sex::Male => "male", Sex::Female => "female" },
                "birth": { "date": person.birth.iso(false), "precision": "day" },
                "nationality": "TH", "registered": "here",
                "family": 1, "head": at == 0, "occupation": occupations.get(pick),
                "low_income": if nth.is_multiple_of(3) { "yes" } else { "no" },
                "card_address": { "house_no": house, "moo": moo, "tambon": "570903", "postcode": "57130" },
            })
        })
        .collect();
    json!({
        "id": id(0, nth), "lao": lao, "round": "2569-04",
        "captured_at": format!("2026-04-{:02}T{:02}:{:02}:05+07:00", 1 + nth % 28, 8 + nth % 9, nth % 60),
        "status": "complete",
        "place": {
            "house_no": house, "moo": moo, "tambon": "570903", "postcode": "57130",
            "found_at": {
                "lat": 20.4 + (nth % 9973) as f64 / 1e5, "lon": 99.8 + (nth % 7919) as f64 / 1e5,
                "accuracy_m": 4.5 + (nth % 7) as f64, "fixed_at": "2026-04-12T09:30:58+07:00", "source": "gps",
            },
        },
        "dwelling": { "tenure": "owner", "regular": true, "families": 1, "main_occupation": "ทำนา" },
        "people": members,
        "requests": [{
            "id": id(2, nth), "person": head, "area": "disaster",
            "subject": "ขอวัสดุซ่อมแซมบ้าน", "facts": "พายุพัดหลังคาเสียหาย", "need": "สังกะสี ๒๐ แผ่น",
            "urgent": false, "channel": "survey-team", "signature": { "kind": "drawn" },
        }],
        "notice": { "version": "2569-1", "shown_at": "2026-04-12T09:29:40+07:00" },
    })
}
