use serde_json::{Value, json};

use super::*;
use crate::golden;
use crate::samples::phone;

const AFFAIRS: &str = include_str!("golden/affairs-v1.json");
const GOLDEN: &str = include_str!("golden/decision-v1.json");

fn who(n: u8) -> Appearance {
    format!("57000003/0196a3c2-7d1e-7c55-9b01-00000000000{n}/0196a3c2-7d1e-7c55-9b02-00000000000{n}")
        .parse()
        .unwrap()
}

fn join() -> Decision {
    let verdict = Verdict::Join { left: vec![who(1)], right: vec![who(2), who(3)] };
    Ruling::new("u-7", Stamp::new(1_775_961_065_000, 2), verdict).sign(&phone(99).key)
}

/// Decisions are kept for years: these bytes never move. A new form gets a new file.
#[test]
fn the_form_of_version_1_is_frozen() {
    assert_eq!(format!("{}\n", join().to_json()), GOLDEN);
    let read = Decision::read(GOLDEN.as_bytes()).unwrap();
    assert_eq!(read, join());
    read.verify(&phone(99).key.verifying_key()).unwrap();
}

#[test]
fn every_verdict_reads_back_as_it_was_signed() {
    let (lao, record) = (who(1).lao, who(1).record);
    for verdict in [
        Verdict::Separate { left: vec![who(1)], right: vec![who(2)] },
        Verdict::Withdraw { lao, record, reason: "บันทึกผิดบ้าน".into() },
        Verdict::Restore { lao, record, answers: [join().id()].into() },
        Verdict::Accept { changes: [join().id()].into() },
        Verdict::Refuse { changes: [join().id()].into() },
    ] {
        let signed = Ruling::new("u-7", Stamp::new(5, 0), verdict).sign(&phone(99).key);
        let read = Decision::read(signed.to_json().as_bytes()).unwrap();
        assert_eq!(read, signed);
        read.verify(&phone(99).key.verifying_key()).unwrap();
    }
}

/// What an office says besides, one of each kind. Holidays and postings have files of their own.
#[test]
fn what_is_kept_with_its_name_reads_as_it_was_read_first_and_what_is_none_says_so() {
    let decision = join();
    assert_eq!(Decision::kept(&decision.to_json(), decision.id()), Ok(decision.clone()));
    let later = decision.to_json().replace("\"v\":1", "\"v\":2");
    assert_eq!(Decision::kept(&later, decision.id()), Err(DecisionFault::Version(2)));
    assert!(matches!(Decision::kept("{}", decision.id()), Err(DecisionFault::Form { .. })));
}

fn affairs() -> Vec<Verdict> {
    let (lao, id) = (who(1).lao, |nth: u8| format!("0196a3c2-7d1e-7c55-9b0a-00000000000{nth}"));
    let said = [
        json!({ "kind": "event", "lao": lao, "event": {
            "id": id(1), "kind": "storm", "title": "พายุฤดูร้อน", "from": "2026-04-10", "until": "2026-04-12",
            "zone": { "area": "หมู่ 5", "from": "2026-04-11", "until": "2026-07-10", "by": "ผู้ว่าราชการจังหวัด",
                      "reference": "ประกาศ 1/2569" },
            "done_on": "2026-06-01" } }),
        json!({ "kind": "advice", "lao": lao, "advice": {
            "id": id(2), "on": "2026-04-20", "channel": "phone", "topic": "official-information",
            "asked": "ขอดูแผนพัฒนา", "answer": "อยู่ที่เว็บไซต์", "taken_over_by": "อำเภอ", "struck_out": "บันทึกซ้ำ" } }),
        json!({ "kind": "referral", "lao": lao, "referral": {
            "of": { "from": lao, "record": id(3), "request": id(4) },
            "steps": [{ "on": "2026-04-20", "agency": "ชลประทาน", "said": "ขอเครื่องจักร" },
                      { "on": "2026-04-21", "agency": "ชลประทาน", "said": "ส่งให้แล้ว", "ends": true }] } }),
        json!({ "kind": "statement", "lao": lao, "statement": {
            "month": "2569-04", "surveyed": 4, "carried": 1, "came": 5, "left": 2,
            "helped": { "requests": 3, "people": 2, "houses": 2, "satang": 260_050 },
            "areas": [{ "area": "disaster", "came": 4,
                        "helped": { "requests": 3, "people": 2, "houses": 2, "satang": 260_050 } },
                      { "came": 1, "helped": { "requests": 0, "people": 0, "houses": 0, "satang": 0 } }] } }),
        json!({ "kind": "list", "lao": lao, "list": {
            "id": id(5), "source": { "agency": "ปภ. ตัวอย่าง", "letter": "ปภ 1/2569", "letter_on": "2026-04-01" },
            "file": "รายชื่อ.xlsx", "hash": "a".repeat(64), "people": 3, "records": 2, "last_row": 5,
            "left_out": [{ "row": 4, "why": "ไม่มีชื่อ" }], "left_out_in_all": 1 } }),
        json!({ "kind": "rate", "lao": lao, "rate": {
            "id": id(6), "item": "5.4.1.1", "kind": "พืช ก", "limit": { "baht": 300, "each": "rai" },
            "from": "2026-04-01", "to": "2026-09-30", "source": "ประกาศ 1/2569", "struck_out": "พิมพ์ผิด" } }),
        json!({ "kind": "obstacles", "lao": lao, "obstacles": { "period": "2569-04", "issues": [
            { "problem": "ทีมสำรวจไม่พอ", "mending": "แต่งตั้งเพิ่ม", "law": "ข้อ ๗", "remark": "รอคำสั่ง" },
            { "problem": "ไม่มีรถ" }] } }),
        json!({ "kind": "referral", "lao": lao, "referral": {
            "of": { "from": lao, "record": id(7), "request": id(8) },
            "taken_in": { "on": "2026-04-20", "channel": "central-place", "to_check": "ยังไม่ทราบเลขที่บ้าน" },
            "steps": [] } }),
        json!({ "kind": "publication", "lao": lao, "publication": {
            "id": id(9), "of": "2569", "on": "2026-11-02", "at": "ป้ายประกาศสถานที่กลาง", "struck_out": "พิมพ์ผิด" } }),
        json!({ "kind": "outlay", "lao": lao, "outlay": { "of": "2569-04", "shares": [
            { "of": { "by": "all" }, "helped": { "requests": 1, "people": 1, "houses": 0, "satang": 70_000 } },
            { "of": { "by": "form", "form": "goods", "funding": "central-reserve" },
              "helped": { "requests": 1, "people": 1, "houses": 0, "satang": 70_000 } },
            { "of": { "by": "funding" }, "helped": { "requests": 1, "people": 1, "houses": 0, "satang": 70_000 } },
            { "of": { "by": "area", "area": "disaster" },
              "helped": { "requests": 1, "people": 1, "houses": 0, "satang": 70_000 } },
            { "of": { "by": "disaster", "disaster": id(1), "form": "goods", "at_once": true },
              "helped": { "requests": 1, "people": 1, "houses": 0, "satang": 70_000 } }] } }),
    ];
    said.into_iter().map(|said| serde_json::from_value(said).unwrap()).collect()
}

/// An office's log holds them for years, as decisions are: a field may be added, none may move.
#[test]
fn what_an_office_says_besides_is_frozen_kind_by_kind() {
    let signed = affairs().into_iter().zip(1..).map(|(verdict, nth)| {
        Ruling::new("u-7", Stamp::new(1_775_961_065_000, nth), verdict).sign(&phone(99).key)
    });
    let signed: Vec<Decision> = signed.collect();
    for decision in &signed {
        assert_eq!(&Decision::read(decision.to_json().as_bytes()).unwrap(), decision);
    }
    let all: Vec<Value> =
        signed.iter().map(|decision| serde_json::from_str(&decision.to_json()).unwrap()).collect();
    golden::same_as("affairs-v1.json", AFFAIRS, &golden::pretty(&json!(all)));
}

#[test]
fn a_decision_that_was_altered_or_signed_by_another_is_not_the_server_s() {
    let altered = join().to_json().replace("u-7", "u-8");
    let altered = Decision::read(altered.as_bytes()).unwrap();
    assert!(altered.verify(&phone(99).key.verifying_key()).is_err());
    assert!(join().verify(&phone(1).key.verifying_key()).is_err());
}

fn fault(alter: impl FnOnce(&mut Value)) -> String {
    let mut json: Value = serde_json::from_str(GOLDEN).unwrap();
    alter(&mut json);
    Decision::read(json.to_string().as_bytes()).unwrap_err().to_string()
}

#[test]
fn what_is_not_a_decision_is_refused_with_the_field_and_the_reason() {
    for (message, wanted) in [
        (fault(|j| j["ruling"]["verdict"]["kind"] = "merge".into()), "ruling.verdict"),
        (fault(|j| j["ruling"]["stamp"] = "soon".into()), "ruling.stamp"),
        (fault(|j| j["ruling"]["verdict"]["left"] = json!(["nobody"])), "nobody"),
        (fault(|j| j["ruling"]["verdict"]["left"] = json!([])), "both sides"),
        (fault(|j| j["ruling"]["v"] = 2.into()), "form 2"),
        (fault(|j| j["signature"] = "00".into()), "signature"),
        (fault(|j| j["ruling"]["note"] = "x".into()), "note"),
    ] {
        assert!(message.contains(wanted), "{message}");
        assert!(message.contains("nothing has changed") || message.contains("try again"), "{message}");
    }
    assert!(Decision::read(b"{").is_err());
}
