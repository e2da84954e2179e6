//! A PAO and a TAO of its province meet one person (contract section 4, rows 3 and 4), end to
//! end: captured on phones, merged by the server, and what `samruat check` says afterwards.

use std::process::Command;

use register::record::{Record, RecordId};
use serde_json::{Value, json};

use crate::province::{Database, Phone, Province, all_sync, household, household_json, on_both_databases};

const PAO: &str = "02570101";
const TAO: &str = "06570903";

/// A household of this LAO whose person is that of household `person`, and asks for help.
fn visit(lao: &str, number: u32, person: u32) -> Record {
    let mut visit = household_json(number);
    visit["lao"] = json!(lao);
    for field in ["national_id", "given_name", "family_name"] {
        visit["people"][0][field] = household_json(person)["people"][0][field].clone();
    }
    let id = household(number).id.to_string().replacen("9b0a", "9b0c", 1);
    visit["requests"] = json!([{
        "id": id, "person": visit["people"][0]["id"], "area": "disaster", "subject": "ขอวัสดุซ่อมแซมบ้าน",
        "channel": "survey-team", "signature": { "kind": "drawn" },
    }]);
    Record::from_value(visit).unwrap()
}

fn captures(phone: &Phone, lao: &str, number: u32, person: u32) -> RecordId {
    let record = visit(lao, number, person);
    phone.store.keep(&record, &[]).unwrap();
    record.id
}

/// What the command line of this phone says of a person's number.
fn check(phone: &Phone, person: u32) -> Value {
    let number = household(person).people[0].national_id.clone().unwrap();
    let said = Command::new(env!("CARGO_BIN_EXE_samruat"))
        .arg("--data")
        .arg(phone.dir.path())
        .args(["check", &number])
        .output()
        .unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    serde_json::from_slice(&said.stdout).unwrap()
}

/// How the person of a household stands, as a phone was told.
fn stands(phone: &Phone, id: RecordId) -> Value {
    let people = phone.store.record(id).unwrap().unwrap().people;
    json!(people.values().next().unwrap().status)
}

fn told(database: Database, pao_first: bool) -> String {
    let province = Province::on(database);
    province.adds_lao(PAO, "pao", "57");
    province.adds_lao(TAO, "tao", "57");
    province.adds_lao("05500101", "town", "50");
    let mut pao = Phone::enrolled_in(&province, PAO);
    let mut tao = Phone::enrolled_in(&province, TAO);
    let mut tao_colleague = Phone::enrolled_in(&province, TAO);
    let mut far = Phone::enrolled_in(&province, "05500101");
    for phone in [&mut pao, &mut tao] {
        phone.syncs();
    }
    // Offline, both: person 1 is met by both, 2 by the TAO alone, 3 by the PAO alone; person 4
    // lives in another province.
    let by_pao = captures(&pao, PAO, 11, 1);
    captures(&pao, PAO, 13, 3);
    let by_tao = captures(&tao, TAO, 21, 1);
    captures(&tao, TAO, 22, 2);
    captures(&far, "05500101", 34, 4);
    far.syncs();
    assert_eq!(check(&pao, 1)["known"], "own");
    assert_eq!(check(&tao, 2)["known"], "own");
    assert_eq!(check(&pao, 2)["known"], "no", "nobody could know yet");

    let order = if pao_first { [&mut pao, &mut tao] } else { [&mut tao, &mut pao] };
    all_sync(order);
    // The office says it to whoever asks next; a digest rests a moment before it is made anew.
    for phone in [&mut pao, &mut tao, &mut tao_colleague] {
        let elsewhere =
            if phone.store.identity().unwrap().unwrap().lao.code.to_string() == PAO { 2 } else { 3 };
        let mut tries = 0;
        while phone.syncs().left > 0 || check(phone, elsewhere)["known"] == "no" {
            tries += 1;
            assert!(tries < 100, "the digest never came");
        }
    }
    assert_eq!(stands(&pao, by_pao), "excused-pao");
    assert_eq!(stands(&tao, by_tao), "enter");
    assert_eq!(stands(&tao_colleague, by_tao), "enter");

    let known = |phone: &Phone| [1, 2, 3, 4].map(|person| check(phone, person)["known"].clone());
    assert_eq!(known(&pao), ["own", "elsewhere", "own", "no"]);
    assert_eq!(known(&tao), ["own", "own", "elsewhere", "no"]);
    assert_eq!(known(&tao_colleague), ["area", "area", "elsewhere", "no"]);
    // Whose it is elsewhere, the phone is not told.
    let asked = check(&pao, 2);
    assert_eq!(asked["where"], json!([]), "{asked}");
    assert!(!asked.to_string().contains(TAO), "{asked}");
    assert_eq!(check(&tao_colleague, 1)["where"][0]["lao"], TAO);
    province.verifies();

    let entries = province.export();
    let of = |lao: &str, record: RecordId| {
        let has = |entry: &&Value| entry["lao"] == lao && entry["records"] == json!([record.to_string()]);
        entries.iter().find(has).cloned().unwrap()
    };
    let (pao_entry, tao_entry) = (of(PAO, by_pao), of(TAO, by_tao));
    assert_eq!(
        (&pao_entry["info_status"], &tao_entry["info_status"]),
        (&json!("excused-pao"), &json!("enter"))
    );
    assert_eq!(pao_entry["person"], tao_entry["person"], "one person");
    assert_eq!((&pao_entry["linked"], &tao_entry["linked"]), (&json!([TAO]), &json!([PAO])));
    assert_eq!((&pao_entry["flags"], &tao_entry["flags"]), (&json!([]), &json!([])));
    // The PAO stands alone again when the TAO takes its own back, and its phone hears of it.
    let before = province.export_bytes();
    tao.edits(by_tao, |record| record["withdraw"] = json!({ "reason": "ผิดบ้าน" }));
    tao.syncs();
    pao.syncs();
    assert_eq!(stands(&pao, by_pao), "enter");
    assert_ne!(province.export_bytes(), before);
    before
}

fn a_pao_and_a_tao_meet_one_person_in_either_order(database: Database) {
    let tao_first = told(database, false);
    assert_eq!(told(database, true), tao_first);
}

on_both_databases!(a_pao_and_a_tao_meet_one_person_in_either_order);
