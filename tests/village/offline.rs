//! Phones that are away: for an evening, for a week, and with clocks that are years off.

use std::time::Duration;

use register::record::{Record, RecordId};
use serde_json::{Value, json};

use crate::couriers::orders;
use crate::province::{
    Database, Phone, Province, Wristwatch, all_sync, household, household_json, on_both_databases, picture,
};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn tenure(how: &'static str) -> impl FnOnce(&mut Value) {
    move |record| record["dwelling"] = json!({ "tenure": how })
}

fn telephone(number: &'static str) -> impl FnOnce(&mut Value) {
    move |record| record["people"][0]["phone"] = json!(number)
}

/// Contract section 4, row 7: two phones, one household, no signal, and whatever order they
/// find it again in.
fn two_phones_and_one_household_come_to_the_same_in_every_order(database: Database) {
    let mut province = Province::on(database);
    let (mut a, mut b) = (Phone::enrolled(&province), Phone::enrolled(&province));
    let known = a.keeps(1);
    a.syncs();
    b.syncs();
    // Offline. One field of the known household each for itself, and one that both set.
    a.edits(known, tenure("renter"));
    a.edits(known, telephone("0810000001"));
    b.watch.passes(HOUR);
    b.edits(known, |record| record["place"]["road"] = json!("หน้าวัด"));
    b.edits(known, telephone("0810000002"));
    // One paper form, typed into both phones under its own id.
    let made = household(2).id;
    for (phone, house) in [(&a, "7"), (&b, "7/1")] {
        let mut record = household_json(2);
        record["place"]["house_no"] = json!(house);
        phone.store.keep(&Record::from_value(record).unwrap(), &[]).unwrap();
    }
    // And one family that both met, each under a record of its own.
    a.keeps(3);
    let mut again = household_json(4);
    again["people"][0]["national_id"] = household_json(3)["people"][0]["national_id"].clone();
    again["people"][0]["family_name"] = household_json(3)["people"][0]["family_name"].clone();
    b.store.keep(&Record::from_value(again).unwrap(), &[]).unwrap();

    let (watches, copies) = ([a.watch.clone(), b.watch.clone()], [a.copied(), b.copied()]);
    let mould = province.mould();
    let mut told: Option<(String, Vec<Value>)> = None;
    // Each of them syncs; and one syncs once more, and the first answer is lost on the way.
    for order in orders(3) {
        province.recast(&mould);
        let mut phones = [0, 1].map(|who| Phone::from_copy(&copies[who], watches[who].clone()));
        for turn in &order {
            if *turn == 2 {
                province.cable.will_be_cut([(u64::MAX, 300)]);
            }
            phones[turn % 2].syncs();
        }
        // Whoever came first hears of the other.
        for phone in &mut phones {
            phone.syncs();
            phone.syncs();
        }
        phones[0].syncs();
        let records: Vec<RecordId> = (1..=4).map(|number| household(number).id).collect();
        let views =
            phones.each_ref().map(|phone| records.iter().map(|id| phone.holds(*id)).collect::<Vec<_>>());
        assert_eq!(views[0], views[1], "{order:?}");
        assert_eq!((phones[0].status(), phones[1].status()), ((0, 0, 3, 0), (0, 0, 3, 0)), "{order:?}");
        province.verifies();
        let now = (province.export_bytes(), views[0].clone());
        let first = told.get_or_insert_with(|| now.clone());
        assert_eq!(*first, now, "{order:?}");
    }
    let (export, views) = told.unwrap();
    assert_eq!(export.lines().count(), 3, "three persons in four records");
    assert_eq!(views[0]["record"]["people"][0]["phone"], "0810000002", "the later one");
    assert_eq!(views[0]["record"]["dwelling"]["tenure"], "renter", "field by field");
    assert_eq!(views[0]["record"]["place"]["road"], "หน้าวัด");
    let lost: Vec<&Value> = views[0]["lost"].as_object().unwrap().values().collect();
    assert_eq!(lost, [&json!(["0810000001"])], "what lost is kept");
    assert_eq!(views[1]["record"]["place"]["house_no"], "7/1");
    assert_eq!(views[1]["record"]["id"], made.to_string());
    assert_eq!(views[1]["lost"].as_object().unwrap().len(), 1, "{}", views[1]["lost"]);
}

const DAYS: u32 = 7;
const A_DAY: u32 = 8;

/// What a surveyor does in a week; `evening` is what they do when a day is over.
fn week(phone: &mut Phone, mut evening: impl FnMut(&mut Phone)) {
    for day in 0..DAYS {
        for nth in 0..A_DAY {
            let number = day * A_DAY + nth;
            if nth == 0 {
                phone.keeps_with(number, &picture(number, 200, 150));
            } else {
                phone.keeps(number);
            }
            phone.watch.passes(HOUR);
        }
        // What was learnt next door, about yesterday's houses and today's.
        phone.edits(household(day * A_DAY + 1).id, telephone("0810000077"));
        if day > 0 {
            phone.edits(household((day - 1) * A_DAY + 2).id, tenure("renter"));
            phone.edits(household((day - 1) * A_DAY + 1).id, telephone("0810000088"));
        }
        if day % 3 == 2 {
            let same_house_twice = household(day * A_DAY + 5).id;
            phone.edits(same_house_twice, |record| record["withdraw"] = json!({ "reason": "บ้านเดียวกัน" }));
        }
        evening(phone);
        phone.watch.passes(DAY - HOUR * A_DAY);
    }
}

fn a_week_offline_arrives_at_once_as_if_every_evening_had_had_signal(database: Database) {
    let mut province = Province::on(database);
    let (phone, mut colleague) = (Phone::enrolled(&province), Phone::enrolled(&province));
    let mould = province.mould();
    let copy = phone.copied();

    let mut daily = Phone::from_copy(&copy, Wristwatch::default());
    week(&mut daily, |phone| all_sync([phone]));
    let every_evening = province.export_bytes();

    province.recast(&mould);
    let mut weekly = Phone::from_copy(&copy, Wristwatch::default());
    week(&mut weekly, |_| ());
    let made = u64::from(DAYS * A_DAY);
    assert_eq!(weekly.status(), (made, 0, 0, 0));
    let edits = u64::from(DAYS + 2 * (DAYS - 1) + 2);
    let done = weekly.syncs();
    assert_eq!((done.changes, done.photos, done.aside), (made + edits, u64::from(DAYS), 0));
    assert_eq!(weekly.status(), (0, 0, made, 0));
    assert_eq!(province.export_bytes(), every_evening);
    province.verifies();

    assert_eq!(colleague.syncs().pulled, made + edits);
    for number in 0..DAYS * A_DAY {
        let id = household(number).id;
        let (own, pulled) = (weekly.store.record(id).unwrap().unwrap(), colleague.holds(id));
        assert_eq!(serde_json::to_value(&own.record).unwrap(), pulled["record"], "{number}");
        assert_eq!(pulled["lost"], json!({}), "nobody else was there");
    }
    let twice = household(2 * A_DAY + 5).id;
    assert!(colleague.store.record(twice).unwrap().unwrap().record.withdraw.is_some());
    assert!(!province.records().contains(&twice.to_string()));
    assert_eq!(province.records().len(), (DAYS * A_DAY - 2) as usize);
}

/// One story in which edits follow each other and meet each other, told by clocks that are so
/// many years off.
fn told_by_clocks(database: Database, off: [i64; 3]) -> (String, Vec<Value>) {
    let province = Province::on(database);
    let mut phones = off.map(|years| Phone::with_watch(&province, Wristwatch::years_off(years)));
    let later = |phones: &[Phone; 3]| phones.iter().for_each(|phone| phone.watch.passes(HOUR));
    let ids: Vec<RecordId> = (1..=4).map(|number| phones[(number % 2) as usize].keeps(number)).collect();
    for _ in 0..2 {
        // The third phone only listens: all that it knows of the time is what its enrolment said.
        all_sync(&mut phones);
    }
    // One after the other, each having seen what was there.
    for (turn, value) in ["owner", "renter", "other"].into_iter().enumerate() {
        phones[turn % 2].edits(ids[0], tenure(value));
        all_sync(&mut phones);
        all_sync(&mut phones);
    }
    // At one time, none knowing of the others; whoever wrote last wins.
    for (record, order) in [(1, [0, 1, 2]), (2, [2, 1, 0]), (3, [1, 2, 0])] {
        for who in order {
            later(&phones);
            phones[who].edits(ids[record], telephone(["0810000010", "0810000011", "0810000012"][who]));
        }
    }
    for _ in 0..2 {
        all_sync(&mut phones);
    }
    let views = phones.each_ref().map(|phone| ids.iter().map(|id| phone.holds(*id)).collect::<Vec<_>>());
    assert_eq!(views[0], views[1], "{off:?}");
    assert_eq!(views[0], views[2], "{off:?}");
    province.verifies();
    let [view, ..] = views;
    (province.export_bytes(), view)
}

fn clocks_that_are_years_off_change_nothing(database: Database) {
    let right = told_by_clocks(database, [0, 0, 0]);
    let telephones: Vec<&Value> = right.1.iter().map(|held| &held["record"]["people"][0]["phone"]).collect();
    assert_eq!(telephones, ["0810000000", "0810000012", "0810000010", "0810000010"]);
    assert_eq!(right.1[0]["record"]["dwelling"]["tenure"], "other");
    for off in [[-10, 10, 0], [10, -10, 0], [10, 0, -10], [0, -10, 10]] {
        assert_eq!(told_by_clocks(database, off), right, "{off:?}");
    }
}

on_both_databases!(
    two_phones_and_one_household_come_to_the_same_in_every_order,
    a_week_offline_arrives_at_once_as_if_every_evening_had_had_signal,
    clocks_that_are_years_off_change_nothing,
);
