//! What somebody is told of themselves: everything that the office holds on them, wherever it stands,
//! and not a word about anybody else. Words that say whose they are are planted wherever the server
//! keeps words, and looked for on the paper.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it goes wrong")]
#![expect(dead_code, reason = "the village is the story's too, and this needs a part of it")]

#[path = "story/clerks.rs"]
mod clerks;
#[path = "story/shelf.rs"]
mod shelf;
#[path = "story/village.rs"]
mod village;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use clerks::{called, employs};
use cluster::{Cluster, Disk};
use picture::Kept;
use register::calendar::Round;
use register::clock::Stamp;
use register::course::{Act, Grant, GrantForm, Outcome, StepKey, Target, Votes, WhyForwarded};
use register::deadline;
use register::decision::{Ruling, Verdict};
use register::lao::{Lao, LaoKind};
use register::posting::{Place, Posting, PostingId, Site};
use register::record::{PhotoHash, Record, RequestId, TaskId};
use register::referral::{Coordinated, SentOn};
use register::wire::Role;
use reqwest::{Client, StatusCode, redirect};
use serde_json::{Value, json};
use sync_server::backup;
use sync_server::db::affairs::Affair;
use sync_server::db::sqlite::Sqlite;
use sync_server::db::{LogKind, LogRow, PhotoRow, Tenant, UserRole, desk};
use sync_server::evidence::Evidence;
use sync_server::log;
use sync_server::office::{self, Asked, Decide, Has, Looked, NewFact, NewStep, NewTask, Office, Visitor};
use sync_server::routes::{self, House};
use uuid::Uuid;
use village::{
    Phone, TAO, TOWN, found_laos, hire_as, lao, number, person_id, raw, record_id, somebody, visit,
};

/// The central place of the town.
const PLACE: &str = "09570001";
/// Stands in whatever is about her, and in whatever is about her neighbour in the same house.
const HERS: &str = "ของเธอ";
const OTHERS: &str = "ของเขา";

/// A mark that names itself: whose, and where it was planted.
fn mark(whose: &str, place: &str) -> String {
    format!("{whose}-{place}-")
}

/// Where marks are planted, of each of the two. Every place is told of her and of nobody else.
const PLANTED: [&str; 29] = [
    "ชื่อ",
    "โทรศัพท์เก่า",
    "โทรศัพท์",
    "อาชีพ",
    "ช่องใหม่",
    "เรื่อง",
    "ข้อเท็จจริง",
    "ความต้องการ",
    "ตัวแทน",
    "ได้รับ",
    "เสียหาย",
    "คำอธิบายรูป",
    "ผลตรวจ",
    "บันทึกตรวจ",
    "ตรวจทาน",
    "ตอบตรวจทาน",
    "พักไว้",
    "ให้ตรวจ",
    "มติ",
    "สรุป",
    "ประกาศ",
    "งาน",
    "ที่แจ้ง",
    "เหตุผลที่ดู",
    "ส่งต่อ",
    "ประสาน",
    "แจ้งผล",
    "ศาสนา",
    "เชื้อชาติ",
];

fn photo(of: &str) -> PhotoHash {
    PhotoHash::of(of.as_bytes())
}

fn request_id(at: u8) -> RequestId {
    RequestId::new(Uuid::from_u128(0x0196_a3c2_0002_7000_8000_0000_0000_0100 + u128::from(at)))
}

/// One house and two people in it who have nothing to do with each other's papers.
fn the_house() -> Record {
    let one = |whose: &str, nth: u64| {
        let mut person = somebody(Some(number(nth)), &mark(whose, "ชื่อ"), "ตัวอย่าง");
        person["phone"] = json!(mark(whose, "โทรศัพท์เก่า"));
        person["occupation"] = json!(mark(whose, "อาชีพ"));
        person["religion"] = json!(mark(whose, "ศาสนา"));
        person["race"] = json!(mark(whose, "เชื้อชาติ"));
        person["in_a_later_version"] = json!(mark(whose, "ช่องใหม่"));
        person
    };
    let house = visit(1, TOWN, 5, &[one(HERS, 1), one(OTHERS, 2)]);
    let mut house = serde_json::to_value(house).unwrap();
    house["place"]["road"] = json!("ถนนของบ้าน");
    for (at, whose) in [HERS, OTHERS].into_iter().enumerate() {
        let request = &mut house["requests"][at];
        request["subject"] = json!(mark(whose, "เรื่อง"));
        request["facts"] = json!(mark(whose, "ข้อเท็จจริง"));
        request["need"] = json!(mark(whose, "ความต้องการ"));
        request["signature"] = json!({ "kind": "paper-photo", "photo": photo(whose) });
        request["proxy"] =
            json!({ "name": mark(whose, "ตัวแทน"), "relation": "ลูก", "authority_photo": photo(whose) });
    }
    let of = |at: u32| person_id(1, at).to_string();
    house["help_received"] = json!([
        { "what": mark(HERS, "ได้รับ"), "person": of(0) }, { "what": mark(OTHERS, "ได้รับ"), "person": of(1) },
    ]);
    house["damage"] = json!({ "kind": "storm", "items": [
        { "note": mark(HERS, "เสียหาย"), "person": of(0) }, { "note": mark(OTHERS, "เสียหาย"), "person": of(1) },
    ] });
    house["photos"] = json!([
        { "hash": photo(HERS), "kind": "signed-paper", "caption": mark(HERS, "คำอธิบายรูป") },
        { "hash": photo(OTHERS), "kind": "signed-paper", "caption": mark(OTHERS, "คำอธิบายรูป") },
        { "hash": photo("ใคร"), "kind": "person", "caption": "ไม่รู้ว่าของใคร" },
    ]);
    let list = |name: &str, one: &dyn Fn(u32, &str) -> Value| {
        (name.to_owned(), json!([one(0, HERS), one(1, OTHERS)]))
    };
    let id = |kind: u128, at: u32| {
        Uuid::from_u128(0x0196_a3c2_0005_7000_8000_0000_0000_0000 + kind + u128::from(at))
    };
    let checks = list("checks", &|at, whose| {
        json!({ "id": id(0, at), "by": "s-002", "person": of(at), "note": mark(whose, "บันทึกตรวจ"), "findings": [
            { "fact": "1", "label": "รายได้", "claimed": "น้อย", "found": "corrected", "value": mark(whose, "ผลตรวจ") },
        ] })
    });
    let reviews = list("reviews", &|at, whose| {
        json!({ "id": id(16, at), "by": "s-003", "verdict": "sent-back", "field": format!("people/{}/phone", of(at)),
                "comment": mark(whose, "ตรวจทาน"), "answer": mark(whose, "ตอบตรวจทาน") })
    });
    for (name, list) in [checks, reviews] {
        house[name] = list;
    }
    Record::from_value(house).unwrap()
}

/// Everything that the office does to a request, with a mark wherever it writes words.
async fn goes_its_way(office: &Office, officer: &str, committee: &str, at: u8, whose: &str, task: TaskId) {
    let on = NaiveDate::from_ymd_opt(2026, 4, 20).unwrap();
    let asked = Asked { lao: lao(TOWN), record: record_id(1), request: request_id(at) };
    let mut meeting = called(on);
    office.put_meeting(officer, lao(TOWN), &meeting).await.unwrap();
    let grant = Grant {
        what: mark(whose, "มติ"),
        item: None,
        kind: None,
        form: GrantForm::Goods,
        quantity: None,
        amount_baht: None,
        person: None,
        funding: None,
        on: None,
    };
    let approved = Outcome::Approved { grants: vec![grant], beyond_criteria: false };
    let votes = Votes { yes: 1, ..Votes::default() };
    let acts = [
        (officer, Act::Registered { number: None }),
        (officer, Act::SentForCheck { what: mark(whose, "ให้ตรวจ"), task: Some(task) }),
        (officer, Act::Checked { found: mark(whose, "สรุป"), check: None }),
        (officer, Act::PutOnAgenda { meeting: meeting.id }),
        (committee, Act::Decided { meeting: meeting.id, outcome: approved, votes }),
    ];
    for (seen, (user, act)) in acts.into_iter().enumerate() {
        if matches!(act, Act::Decided { .. }) {
            meeting.present = BTreeSet::from([0]);
            meeting.chair = Some(0);
            office.put_meeting(officer, lao(TOWN), &meeting).await.unwrap();
        }
        let new = NewStep { key: StepKey::new(Uuid::now_v7()), seen, on, act };
        office.step(user, &asked, &new).await.unwrap();
    }
    let mut posting = Posting {
        id: PostingId::new(Uuid::now_v7()),
        kind: deadline::Posting::Names,
        title: mark(whose, "ประกาศ"),
        meeting: meeting.id,
        listed: office.chosen(lao(TOWN), meeting.id).await.unwrap(),
        of: None,
        result: None,
        from: on,
        until: deadline::Posting::Names.last_day(on, &office.holidays(lao(TOWN)).await.unwrap()),
        places: Site::ALL.iter().map(|site| Place::to_be(*site, "ที่ทำการ")).collect(),
        cancelled: None,
    };
    assert_eq!(posting.listed.len(), 1);
    posting.places.iter_mut().for_each(|place| {
        place.put_up = Some(on);
        place.by = Some("นายช่าง ตัวอย่าง".to_owned());
    });
    office.put_posting(officer, lao(TOWN), &posting).await.unwrap();
}

/// A browser of somebody's that follows nothing by itself.
struct Browser {
    address: String,
    client: Client,
    token: String,
    visitor: Visitor,
}

impl Browser {
    async fn opens(&self, path: &str) -> (StatusCode, String) {
        let asked = self.client.get(format!("{}{path}", self.address));
        let answer = asked.header("cookie", format!("samruat_office={}", self.token)).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    }

    async fn sends(&self, path: &str, fields: &[(&str, &str)]) -> reqwest::Response {
        let press = Uuid::now_v7().to_string();
        let mut all = vec![("form", self.visitor.form_key.as_str()), ("press", press.as_str())];
        all.extend(fields);
        let body = serde_urlencoded::to_string(all).unwrap();
        let asked = self.client.post(format!("{}{path}", self.address));
        asked
            .header("cookie", format!("samruat_office={}", self.token))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body)
            .send()
            .await
            .unwrap()
    }
}

/// All that still opens of the central place's log.
async fn said_at_the_place(office: &Office) -> String {
    let mut tx = office.db().look().await.unwrap();
    let rows = tx.log_after(lao(PLACE), 0, 1_000).await.unwrap();
    let opened = rows.iter().map(|row| log::open(office.keys(), row.id, &row.sealed, &row.keys).unwrap());
    opened.map(|opened| String::from_utf8(opened.json.unwrap_or_default()).unwrap()).collect()
}

/// What the central place said of a request, in a row as an older version sealed it: whole, and under
/// no record's name.
async fn is_said_as_it_was_before(office: &Office, by: &str, asked: &Asked) {
    let place = lao(PLACE);
    let mut referral = office.coordinated(asked).await.unwrap().remove(0).1;
    let mut step = referral.steps[0].clone();
    step.said = mark(HERS, "แบบเก่า");
    referral.steps.push(step);
    let name = referral.of.to_string();
    let verdict = Verdict::Referral { lao: place, referral: Box::new(referral) };
    let decision =
        Ruling::new(by.to_owned(), Stamp::new(4_000_000_000_000, 0), verdict).sign(&office.keys().signing);
    let sealed = log::seal_whole(office.keys(), decision.id(), decision.to_json().into_bytes()).unwrap();
    let mut tx = office.db().begin().await.unwrap();
    let mut head = tx.lock(&BTreeSet::from([place])).await.unwrap().remove(&place).unwrap();
    let mut row = LogRow {
        place: head.length + 1,
        kind: LogKind::Decision,
        id: decision.id(),
        record: None,
        by: by.to_owned(),
        at: 1,
        sealed: sealed.sealed,
        chain: [0; 32],
        keys: sealed.keys,
    };
    row.chain = log::chain(&head.chain, place, &row);
    (head.length, head.chain) = (row.place, row.chain);
    tx.append(place, &[row]).await.unwrap();
    tx.move_head(place, &head).await.unwrap();
    tx.put_affair(place, Affair::Referral, &name, &decision.to_json()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn she_is_told_of_herself(shelf: &shelf::Shelf) {
    let office = Arc::new(shelf.again().await);
    found_laos(&office).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    office.note_address(&address, None).await.unwrap();
    let (officer, token, visitor) = employs(&office, TOWN, UserRole::Officer).await;
    let (committee, ..) = employs(&office, TOWN, UserRole::Committee).await;
    // Reviews and checks come from a supervisor's phone.
    let surveyor = hire_as(&office, TOWN, "หัวหน้า ตัวอย่าง", &[], Role::Supervisor).await;
    let unit = hire_as(&office, TOWN, "หน่วย ตัวอย่าง", &[], Role::MobileUnit).await;

    // What a phone brought, and what it wrote over.
    let mut phone = Phone::enrol(&office, &surveyor, 7).await;
    let made = phone.makes(&the_house());
    phone.pushes(&office, &[&made]).await;
    let edited = phone.edits(record_id(1), |record| {
        for (person, whose) in record.people.iter_mut().zip([HERS, OTHERS]) {
            person.phone = Some(mark(whose, "โทรศัพท์"));
        }
    });
    phone.pushes(&office, &[&edited]).await;
    // Another visit, on which she was met under another spelling, and was joined by hand.
    let alike = phone.makes(&visit(2, TOWN, 5, &[somebody(None, "ของเธอ-ชื่ออื่น-", "ตัวอย่าง")]));
    phone.pushes(&office, &[&alike]).await;
    let entry = |nth: u32| format!("{TOWN}/{}", person_id(nth, 0));
    office.decide(&officer, Decide::Join(entry(1), entry(2))).await.unwrap();
    // Elsewhere they know her number.
    let away = hire_as(&office, TAO, "อาสา อื่น", &[], Role::Volunteer).await;
    let mut other = Phone::enrol(&office, &away, 9).await;
    let met = visit(3, TAO, 1, &[somebody(Some(number(1)), &mark(HERS, "ชื่อ"), "ตัวอย่าง")]);
    let mut met = serde_json::to_value(met).unwrap();
    met["help_received"] = json!([{ "what": "ของเธอ-ที่อื่น-", "person": person_id(3, 0) }]);
    let met = other.makes(&Record::from_value(met).unwrap());
    other.pushes(&office, &[&met]).await;

    // What the office did.
    for (at, whose) in [(0, HERS), (1, OTHERS)] {
        let fact = NewFact {
            label: mark(whose, "งาน"),
            field: Some(format!("people/{}/occupation", person_id(1, u32::from(at)))),
            claimed: Some(mark(whose, "ที่แจ้ง")),
        };
        let task = NewTask {
            lao: lao(TOWN),
            record: record_id(1),
            to: unit.clone(),
            facts: vec![fact],
            note: None,
            due: None,
            urgent: false,
        };
        let task = office.give_task(&task).await.unwrap();
        goes_its_way(&office, &officer, &committee, at, whose, task).await;
        let person = Some(person_id(1, u32::from(at)));
        let why = Some(mark(whose, "เหตุผลที่ดู"));
        let looked = Looked { record: Some(record_id(1)), person, told: None, why };
        office.note_access(&visitor, desk::Act::Number, looked).await.unwrap();
    }
    // Both are beyond what the LAO can do, and its central place said what came of it.
    let place = Lao {
        code: lao(PLACE),
        name: "สถานที่กลางตัวอย่าง".to_owned(),
        kind: LaoKind::CentralPlace,
        province: "57".to_owned(),
    };
    office.add_lao(Tenant { lao: place, serves: BTreeSet::from([lao(TOWN)]) }).await.unwrap();
    let coordinator = employs(&office, PLACE, UserRole::Officer).await.2;
    let mut passed_of_hers = None;
    for (at, whose) in [(0, HERS), (1, OTHERS)] {
        let asked = Asked { lao: lao(TOWN), record: record_id(1), request: request_id(at) };
        let on = NaiveDate::from_ymd_opt(2026, 4, 22).unwrap();
        let seen = office.course(&asked).await.unwrap().course.steps().len();
        let act = Act::Forwarded {
            to: Target::CentralPlace,
            name: "สถานที่กลางตัวอย่าง".to_owned(),
            why: WhyForwarded::BeyondCapacity,
            reason: mark(whose, "ส่งต่อ"),
        };
        let new = NewStep { key: StepKey::new(Uuid::now_v7()), seen, on, act };
        office.step(&officer, &asked, &new).await.unwrap();
        let of = SentOn { from: lao(TOWN), record: record_id(1), request: request_id(at) };
        let passed = office.one_sent_on(&coordinator, of).await.unwrap().unwrap().passed;
        passed_of_hers.get_or_insert_with(|| passed.clone());
        let step =
            Coordinated {
                on, agency: "ชลประทาน".to_owned(), said: mark(whose, "ประสาน"), ends: false
            };
        office.coordinate(&coordinator, &passed, step).await.unwrap().unwrap();
        let seen = office.course(&asked).await.unwrap().course.steps().len();
        let act = Act::AgencyReported {
            cause: mark(whose, "แจ้งผล"),
            method: "ซ่อม".to_owned(),
            explained: "แจ้งแล้ว".to_owned(),
            suggestion: "ไม่มี".to_owned(),
            grants: Vec::new(),
            nothing_given: false,
        };
        let new = NewStep { key: StepKey::new(Uuid::now_v7()), seen, on, act };
        office.step(&officer, &asked, &new).await.unwrap();
    }
    // She was met on another visit and was taken off it; on one more the neighbour was. A request of hers was
    // taken out when the office had answered it already.
    let met = |nth: u32, whose: &[&str]| {
        let met = whose.iter().map(|whose| {
            let mut one =
                somebody(Some(number(if *whose == HERS { 1 } else { 2 })), &mark(whose, "ชื่อ"), "ตัวอย่าง");
            one["phone"] = json!(mark(whose, "เอาออก"));
            one
        });
        let mut met = serde_json::to_value(visit(nth, TOWN, 5, &met.collect::<Vec<_>>())).unwrap();
        met["requests"][0]["need"] = json!(mark(whose[0], "ขอแล้วเอาออก"));
        let last = met["requests"].as_array_mut().unwrap().last_mut().unwrap();
        last["signature"] = json!({ "kind": "drawn", "photo": photo("ลายมือ") });
        Record::from_value(met).unwrap()
    };
    let (with_her, with_both) = (phone.makes(&met(4, &[HERS])), phone.makes(&met(5, &[OTHERS, HERS])));
    let elsewhere = phone.makes(&visit(
        6,
        TOWN,
        5,
        &[{
            let mut one = somebody(Some(number(6)), "ผู้เคยอยู่", "ตัวอย่าง");
            one["phone"] = json!("เบอร์ผู้เคยอยู่");
            one
        }],
    ));
    phone.pushes(&office, &[&with_her, &with_both, &elsewhere]).await;
    let off = |phone: &mut Phone, nth: u32| {
        phone.edits(record_id(nth), |record| {
            record.people.remove(0);
            record.requests.remove(0);
        })
    };
    let offs = [4, 5, 6].map(|nth| off(&mut phone, nth));
    let third = RequestId::new(Uuid::from_u128(0x0196_a3c2_0002_7000_8000_0000_0000_0190));
    let asks = phone.edits(record_id(1), |record| {
        let asks = json!({ "id": third, "person": person_id(1, 0), "area": "other", "need": mark(HERS, "ถอนคำขอ"),
                           "signature": { "kind": "drawn", "photo": photo("วาด") } });
        record.requests.push(serde_json::from_value(asks).unwrap());
    });
    phone.pushes(&office, &[&offs[0], &offs[1], &offs[2], &asks]).await;
    let of_third = Asked { lao: lao(TOWN), record: record_id(1), request: third };
    let answers = Act::Answered { answer: mark(HERS, "ตอบคำขอที่ถอน") };
    for (seen, act) in [Act::Registered { number: None }, answers].into_iter().enumerate() {
        let on = NaiveDate::from_ymd_opt(2026, 4, 23).unwrap();
        let new = NewStep { key: StepKey::new(Uuid::now_v7()), seen, on, act };
        office.step(&officer, &of_third, &new).await.unwrap();
    }
    let out = phone.edits(record_id(1), |record| record.requests.retain(|request| request.id != third));
    phone.pushes(&office, &[&out]).await;

    // What a lost phone still sent.
    office.revoke(phone.sender.device.id.as_str()).await.unwrap();
    phone.sender = office.sender(&phone.token).await.unwrap().unwrap();
    let late = phone.edits(record_id(1), |record| {
        for (person, whose) in record.people.iter_mut().zip([HERS, OTHERS]) {
            person.low_income_note = Some(mark(whose, "พักไว้"));
        }
    });
    office.push(&phone.sender, &raw(&[&late]), Has::default()).await.unwrap();
    assert_eq!(office.apart(lao(TOWN)).await.unwrap().len(), 1);

    // Each of them was typed into INFO.
    let round: Round = "2569-04".parse().unwrap();
    let month = office.info(lao(TOWN), round).await.unwrap();
    for line in &month.lines {
        assert!(office.say_typed(&visitor, round, line, office.mark_of(line)).await.unwrap());
    }
    let typed = async || office.db().look().await.unwrap().typed(lao(TOWN), round).await.unwrap().len();
    assert_eq!(typed().await, month.lines.len());

    let house = House::of(Arc::clone(&office));
    let router = routes::all(house);
    tokio::spawn(async move { axum::serve(listener, router).await });
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
    let browser = Browser { address, client, token, visitor };

    // Nothing is told before somebody says for whom.
    let path = format!("/office/people/{}/{}/own", record_id(1), person_id(1, 0));
    let (status, question) = browser.opens(&path).await;
    assert_eq!(status, StatusCode::OK);
    assert!(!question.contains(&mark(HERS, "โทรศัพท์")), "{question}");
    assert_eq!(browser.sends(&path, &[]).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let guessed = format!("{path}?asked={}", Uuid::now_v7());
    assert!(
        !browser.opens(&guessed).await.1.contains(&mark(HERS, "โทรศัพท์")),
        "a guessed address opens nothing"
    );

    let answer = browser.sends(&path, &[("for", "self"), ("words", "บัตรเลขที่ 1234567890123")]).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let to = answer.headers()["location"].to_str().unwrap().to_owned();
    let (status, paper) = browser.opens(&to).await;
    assert_eq!(status, StatusCode::OK);
    let told: BTreeSet<&str> =
        PLANTED.into_iter().filter(|place| paper.contains(&mark(HERS, place))).collect();
    let missing: Vec<&str> = PLANTED.into_iter().filter(|place| !told.contains(place)).collect();
    assert!(missing.is_empty(), "not told: {missing:?}\n{paper}");
    for place in ["เอาออก", "ขอแล้วเอาออก", "ถอนคำขอ", "ตอบคำขอที่ถอน"]
    {
        assert!(paper.contains(&mark(HERS, place)), "{place} was taken out, and is hers to know\n{paper}");
    }
    assert!(paper.contains("ผู้ใช้ ตัวอย่าง (สถานที่กลางตัวอย่าง)"), "whoever looked from elsewhere has a name");
    for also in ["ของเธอ-ชื่ออื่น-", "ของเธอ-ที่อื่น-", "ถนนของบ้าน", "อบต.ตัวอย่าง", &number(1).grouped()]
    {
        assert!(paper.contains(also), "{also} is not told\n{paper}");
    }
    assert!(paper.contains(&format!("/photos/{}", photo(HERS))), "her signature's picture is on it");
    let drawn = format!("/photos/{}\" alt=\"\" loading=\"eager\"><span>ลายมือชื่อ", photo("ลายมือ"));
    assert!(paper.contains(&drawn), "and the one that she drew on the phone");
    assert!(paper.contains("รวมสองรายการเป็นบุคคลเดียวกัน"));
    assert!(paper.contains("การบันทึกในระบบ INFO (1)"), "{paper}");
    assert!(paper.contains("บัตรเลขที่ xxxxxxxxxxxxx"), "who asked is on it, and no number of theirs");
    for foreign in [OTHERS, "ไม่รู้ว่าของใคร", &photo(OTHERS).to_string(), &photo("ใคร").to_string()]
    {
        let at = paper.find(foreign);
        let around =
            at.map(|at| paper.chars().skip(paper[..at].chars().count().saturating_sub(200)).take(400));
        assert!(at.is_none(), "{foreign} is told: {}", around.unwrap().collect::<String>());
    }
    assert!(paper.contains("อีก 1 รายการเป็นของครัวเรือนร่วมกับคนอื่น"), "what is left out is counted");

    // The same marks of the neighbour stand where they were looked for, so that their absence says something.
    let path = format!("/office/people/{}/{}/own", record_id(1), person_id(1, 1));
    let answer = browser.sends(&path, &[("for", "proxy")]).await;
    let (_, paper) = browser.opens(answer.headers()["location"].to_str().unwrap()).await;
    let missing: Vec<&str> =
        PLANTED.into_iter().filter(|place| !paper.contains(&mark(OTHERS, place))).collect();
    assert!(missing.is_empty(), "not told: {missing:?}");
    assert!(
        paper.contains(&mark(OTHERS, "เอาออก")) && paper.contains(&mark(OTHERS, "ขอแล้วเอาออก")),
        "{paper}"
    );
    assert!(!paper.contains(HERS), "{paper}");

    // Whom no visit has any more is found by their number, and told all that was written.
    let path = format!("/office/people/{}/{}/own", record_id(6), person_id(6, 0));
    let answer = browser.sends("/office/register", &[("q", &number(6).to_string())]).await;
    let (_, found) = browser.opens(answer.headers()["location"].to_str().unwrap()).await;
    assert!(found.contains(&path) && found.contains("ถูกเอาออกจากบันทึกแล้ว"), "{found}");
    let (_, question) = browser.opens(&path).await;
    assert!(question.contains(&format!("{TOWN}/{}", person_id(6, 0))), "the code by which they are erased");
    let answer = browser.sends(&path, &[("for", "self"), ("words", "ผู้เคยอยู่ มาเอง")]).await;
    let (_, paper) = browser.opens(answer.headers()["location"].to_str().unwrap()).await;
    assert!(paper.contains("เบอร์ผู้เคยอยู่") && paper.contains("(ชื่อ) มาเอง"), "{paper}");

    // Erased, she hangs on no picture of a paper any more; the neighbour's keeps its own.
    let mut shown = Vec::new();
    for posting in office.postings(lao(TOWN)).await.unwrap() {
        let photo = format!("\u{0}{}", posting.title);
        let photo = [b"\xff\xd8\xff".as_slice(), photo.as_bytes()].concat();
        let hash = PhotoHash::of(&photo);
        let kept =
            Kept { hash, source_hash: hash, jpeg: photo, thumbnail: Vec::new(), taken_at: None, at: None };
        office.prove(&browser.visitor, posting.id, 0, &kept).await.unwrap();
        shown.push((posting.id, hash, posting.title.contains(HERS)));
    }
    assert_eq!(shown.len(), 2);
    // One picture shows both papers.
    let both = [b"\xff\xd8\xff".as_slice(), "สองใบ".as_bytes()].concat();
    let both_shown = PhotoHash::of(&both);
    let (hash, source_hash) = (both_shown, both_shown);
    let kept = Kept { hash, source_hash, jpeg: both, thumbnail: Vec::new(), taken_at: None, at: None };
    for (posting, ..) in &shown {
        office.prove(&browser.visitor, *posting, 0, &kept).await.unwrap();
    }
    let (admin, ..) = employs(&office, TOWN, UserRole::Admin).await;
    let hers = Asked { lao: lao(TOWN), record: record_id(1), request: request_id(0) };
    is_said_as_it_was_before(&office, &coordinator.id, &hers).await;
    let said = said_at_the_place(&office).await;
    assert!(said.contains(&mark(HERS, "ประสาน")) && said.contains(&mark(HERS, "แบบเก่า")));
    let report = office.verify().await.unwrap();
    assert!(report.is_sound(), "{report}");
    let backup_file = tempfile::tempdir().unwrap();
    let code = office.backup(&backup_file.path().join("backup")).await.unwrap();
    office.erase(&admin, &entry(1), "เจ้าตัวแจ้งความประสงค์").await.unwrap();
    // Nor does the central place's log tell of her, and it still tells of the neighbour.
    let is_gone_there = async |office: &Office| {
        let said = said_at_the_place(office).await;
        assert!(!said.contains(HERS) && said.contains(&mark(OTHERS, "ประสาน")), "{said}");
        assert_eq!(office.coordinated(&hers).await.unwrap().len(), 0);
        let others = Asked { request: request_id(1), ..hers };
        assert_eq!(office.coordinated(&others).await.unwrap().len(), 1);
    };
    is_gone_there(&office).await;
    // What was being written there meanwhile is about nobody any more.
    let late = Coordinated {
        on: round.first_day(),
        agency: "ชลประทาน".to_owned(),
        said: mark(HERS, "ช้าไป"),
        ends: false,
    };
    office.coordinate(&coordinator, &passed_of_hers.unwrap(), late).await.unwrap().unwrap();
    is_gone_there(&office).await;
    assert_eq!(typed().await, month.lines.len() - 1, "hers alone is forgotten");
    for (id, photo, is_hers) in shown {
        let posting = office.posting(lao(TOWN), id).await.unwrap().unwrap();
        let gone = office.proofs_gone(lao(TOWN), &posting).await.unwrap();
        assert_eq!(gone, if is_hers { BTreeSet::from([photo, both_shown]) } else { BTreeSet::new() });
        for photo in [photo, both_shown] {
            assert_eq!(office.proof(lao(TOWN), id, photo).await.unwrap().is_none(), is_hers);
        }
    }
    let report = office.verify().await.unwrap();
    assert!(report.is_sound(), "{report}");

    // A backup from before it does not bring back what either said.
    let (there, keys) = (tempfile::tempdir().unwrap(), shelf.folder().join("keys.json"));
    backup::restore(&backup_file.path().join("backup"), &code, there.path(), &keys).unwrap();
    let db = Arc::new(Sqlite::open(&there.path().join("samruat.db")).unwrap());
    let photos = Evidence::in_folder(&there.path().join("photos")).unwrap();
    let restored = Office::open(office::Place { db, photos, keys }).await.unwrap();
    is_gone_there(&restored).await;
    let report = restored.verify().await.unwrap();
    assert!(report.is_sound(), "{report}");

    // The picture of both goes when nobody is left on it who may be shown.
    let neighbour = format!("{TOWN}/{}", person_id(1, 1));
    office.erase(&admin, &neighbour, "เจ้าตัวแจ้งความประสงค์").await.unwrap();
    let rows = office.db().look().await.unwrap().photos(lao(TOWN), &[both_shown]).await.unwrap();
    assert!(rows.iter().all(PhotoRow::is_erased));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_is_told_everything_of_themselves_and_nothing_of_anybody_else_on_sqlite() {
    let shelf = shelf::Shelf::sqlite().await;
    she_is_told_of_herself(&shelf).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_is_told_everything_of_themselves_and_nothing_of_anybody_else_on_postgresql() {
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    let shelf = shelf::Shelf::postgres(&cluster, "own").await;
    she_is_told_of_herself(&shelf).await;
}
