use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::change::{ChangeId, DeviceId};
use crate::clock::{Clock, Stamp};
use crate::decision::{Appearance, Ruling, Verdict};
use crate::lao::{Lao, LaoKind};
use crate::record::Record;
use crate::samples::{phone, read};

const DEVICES: usize = 4;
const LAOS: [(&str, LaoKind); 3] =
    [("57000001", LaoKind::Pao), ("57000002", LaoKind::Town), ("57000003", LaoKind::Tao)];

fn laos() -> Directory {
    Directory::new(LAOS.map(|(code, kind)| Lao {
        code: code.parse().unwrap(),
        name: code.to_owned(),
        kind,
        province: "57".to_owned(),
    }))
}

/// Household `n`: each LAO surveys the same few people, as they do.
fn household(n: usize) -> Record {
    let (lao, _) = LAOS[n % LAOS.len()];
    read(json!({
        "id": format!("0196a3c2-7d1e-7c55-9b01-{n:012}"), "lao": lao, "round": "2569-04",
        "captured_at": format!("2026-04-{:02}T09:00:00+07:00", 1 + n % 5), "status": "complete",
        "place": { "house_no": "1", "moo": n % 3 },
        "people": [{
            "id": format!("0196a3c2-7d1e-7c55-9b02-{n:012}"),
            "national_id": if n % 4 == 3 { Value::Null } else { "1000000000009".into() },
            "given_name": "สมชาย", "family_name": "สมปอง",
            "birth": { "date": "1954-03-02", "precision": "day" },
        }],
        "requests": [{
            "id": format!("0196a3c2-7d1e-7c55-9b03-{n:012}"), "channel": "survey-team",
            "person": format!("0196a3c2-7d1e-7c55-9b02-{n:012}"), "signature": { "kind": "drawn" },
        }],
    }))
}

#[derive(Clone, Debug)]
struct Step {
    device: usize,
    record: usize,
    hears: usize,
    act: u8,
    value: u8,
}

/// Several phones, each with a clock up to ten years wrong, several households.
fn histories() -> impl Strategy<Value = (Vec<i64>, Vec<Step>)> {
    let ten_years = 10 * 365 * 24 * 3_600_000i64;
    let skews = prop::collection::vec(-ten_years..ten_years, DEVICES);
    let step = (0..DEVICES, 0usize..6, 0..=DEVICES, 0u8..9, 0u8..3)
        .prop_map(|(device, record, hears, act, value)| Step { device, record, hears, act, value });
    (skews, prop::collection::vec(step, 1..12))
}

enum Arrival {
    Change(Change),
    Decision(Decision),
}

fn take(ledger: &mut Ledger, arrival: &Arrival) -> bool {
    match arrival {
        Arrival::Change(change) => ledger.take_change(change.clone()).unwrap(),
        Arrival::Decision(decision) => ledger.take_decision(decision.clone()),
    }
}

/// Lives the steps through: phones make and edit households, hear of each other's work
/// now and then, and the office rules on people. Real time passes; clocks are wrong.
fn live(skews: &[i64], steps: &[Step]) -> Vec<Arrival> {
    let mut arrivals = Vec::new();
    let mut known: Vec<Ledger> = vec![Ledger::default(); DEVICES];
    let mut clocks = [Clock::default(); DEVICES];
    let (mut now, office) = (1_775_961_065_000u64, phone(99));
    for step in steps {
        now += 60_000;
        let device_ms = now.saturating_add_signed(skews[step.device]);
        if step.hears < DEVICES {
            for change in known[step.hears].clone().changes() {
                clocks[step.device].saw(change.edit().stamp, device_ms);
                known[step.device].take_change(change.clone()).unwrap();
            }
        }
        let stamp = clocks[step.device].tick(device_ms);
        let wanted = household(step.record);
        let author = phone(u8::try_from(step.device).unwrap() + 1);
        let ledger = &mut known[step.device];
        let change = match ledger.history(wanted.lao, wanted.id) {
            None => Some(author.makes(&wanted, stamp.ms())),
            Some(history) => {
                let mut record = history.merge().unwrap().record.unwrap();
                edit(&mut record, step);
                let edit = history.edit(&record, DeviceId::new(author.id.as_str()), stamp).unwrap();
                edit.map(|edit| edit.sign(&author.key))
            }
        };
        if let Some(change) = change {
            ledger.take_change(change.clone()).unwrap();
            arrivals.push(Arrival::Change(change));
        }
        if let Some(verdict) = verdict(step) {
            let ruling = Ruling::new("u-1", Stamp::new(now, 0), verdict);
            arrivals.push(Arrival::Decision(ruling.sign(&office.key)));
        }
    }
    arrivals
}

fn edit(record: &mut Record, step: &Step) {
    let ids = [None, Some("1000000000009"), Some("1000000000017")];
    let names = ["สมชาย", "สมหญิง", "สมชายย์"];
    let value = usize::from(step.value);
    match step.act {
        0 => record.people.clear(),
        1 => record.requests.clear(),
        2 | 3 => {
            for person in &mut record.people {
                person.national_id = ids[value].map(str::to_owned);
            }
        }
        4 | 5 => {
            for person in &mut record.people {
                person.given_name = Some(names[value].to_owned());
            }
        }
        6 => {
            let reason = format!("{value}");
            record.withdraw = Some(crate::record::Withdrawal { reason, unknown: Default::default() });
        }
        _ => record.place.get_or_insert_default().house_no = Some(format!("{value}")),
    }
}

fn verdict(step: &Step) -> Option<Verdict> {
    let who = |n: usize| {
        let record = household(n);
        vec![Appearance { lao: record.lao, record: record.id, person: record.people[0].id }]
    };
    let (left, right) = (who(step.record), who((step.record + 1 + usize::from(step.value)) % 6));
    match step.act {
        7 => Some(Verdict::Join { left, right }),
        8 => Some(Verdict::Separate { left, right }),
        _ => None,
    }
}

fn export(ledger: &Ledger) -> String {
    let mut out = Vec::new();
    write_export(&ledger.register(&laos()).unwrap(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Contract section 4, in its own words: the same changes and decisions give the same
    /// register, byte for byte in its export, in any order, any batching and any number
    /// of repeats; and no change is ever lost from the history.
    #[test]
    fn any_order_any_batching_and_any_repetition_exports_the_same_bytes(
        (skews, steps) in histories(), order in any::<u64>(), batch in 1usize..5, repeats in 0usize..5,
    ) {
        let mut arrivals = live(&skews, &steps);
        let mut straight = Ledger::default();
        for arrival in &arrivals {
            take(&mut straight, arrival);
        }
        let expected = export(&straight);

        let mut state = order | 1;
        for at in (1..arrivals.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            arrivals.swap(at, usize::try_from(state >> 33).unwrap() % (at + 1));
        }
        let mut shuffled = Ledger::default();
        for batch in arrivals.chunks(batch) {
            for arrival in batch {
                take(&mut shuffled, arrival);
            }
            // A register is drawn after every batch, as a server does; it must leave no trace.
            let _ = shuffled.register(&laos()).unwrap();
        }
        for arrival in arrivals.iter().take(repeats) {
            prop_assert!(!take(&mut shuffled, arrival), "what is known already is not new");
        }
        prop_assert_eq!(export(&shuffled), expected);

        let kept: BTreeSet<ChangeId> = shuffled.changes().map(Change::id).collect();
        let made: BTreeSet<ChangeId> = arrivals.iter().filter_map(|a| match a {
            Arrival::Change(change) => Some(change.id()),
            Arrival::Decision(_) => None,
        }).collect();
        prop_assert_eq!(kept, made);
    }
}

/// Contract section 4: "where no record was edited, it depends on the records alone".
#[test]
fn an_export_of_unedited_records_tells_nothing_of_stamps_devices_or_arrival() {
    let mut exports = BTreeSet::new();
    for (device, ms) in [(1, 5), (2, 900_000_000_000), (7, 1)] {
        let mut ledger = Ledger::default();
        for n in [0, 1, 2, 3, 4, 5] {
            ledger.take_change(phone(device).makes(&household(n), ms)).unwrap();
        }
        exports.insert(export(&ledger));
    }
    assert_eq!(exports.len(), 1);
}

/// What is checked and reviewed, and how edits of that collide, is between the office and its
/// surveyors: entries and the export are as they were.
#[test]
fn checks_and_reviews_change_nothing_of_the_export() {
    let made: Vec<Change> = (0..6).map(|n| phone(1).makes(&household(n), 1)).collect();
    let mut plain = Ledger::default();
    for change in &made {
        assert!(plain.take_change(change.clone()).unwrap());
    }
    let mut checked = plain.clone();
    for change in &made {
        let mut here = History::default();
        here.take(change.clone()).unwrap();
        let mut there = here.clone();
        let (id, person) = (change.edit().record, household(0).people[0].id);
        let word = |text: &str| {
            let (check, review) = (
                json!([{ "id": id, "person": person, "note": text,
                         "findings": [{ "fact": "1", "found": "corrected", "value": text }] }]),
                json!([{ "id": id, "verdict": "sent-back", "field": "round", "comment": text }]),
            );
            move |record: &mut Record| {
                record.checks = serde_json::from_value(check).unwrap();
                record.reviews = serde_json::from_value(review).unwrap();
            }
        };
        for edit in [phone(2).edits(&mut here, 2, word("หนึ่ง")), phone(3).edits(&mut there, 3, word("สอง"))]
        {
            assert!(checked.take_change(edit).unwrap());
        }
    }
    assert_eq!(export(&checked), export(&plain));
}

#[test]
fn the_export_has_the_contract_s_fields_and_is_sorted() {
    let mut ledger = Ledger::default();
    for n in [5, 3, 1, 0] {
        ledger.take_change(phone(1).makes(&household(n), 1)).unwrap();
    }
    let lines: Vec<Value> = export(&ledger).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for line in &lines {
        for field in [
            "lao",
            "person",
            "national_id",
            "title",
            "given_name",
            "family_name",
            "birth",
            "info_status",
            "flags",
            "linked",
            "records",
            "requests",
            "conflicts",
            "first_captured_at",
        ] {
            assert!(line.get(field).is_some(), "{field} is in every line, null where nothing is known");
        }
    }
    let keys: Vec<(&str, &str)> =
        lines.iter().map(|l| (l["lao"].as_str().unwrap(), l["person"].as_str().unwrap())).collect();
    assert!(keys.is_sorted(), "{keys:?}");
}
