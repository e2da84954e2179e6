//! Somebody is erased by law: a member of a family, who stands on several records, was surveyed
//! by the PAO too, was edited, withdrawn, photographed, and sent once more by phones that had
//! not heard. What they said is nowhere afterwards; what the others said is where it was.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use register::change::Change;
use register::course::{Act, StepKey};
use register::entry::InfoStatus;
use register::merge::History;
use register::record::{PersonId, PhotoHash, Record, RecordId, RequestId};
use register::wire::{Ask, Role};
use serde_json::{Value, json};
use sync_server::db::{LogKind, Transaction, UserRole};
use sync_server::erasure::ledger::Ledger;
use sync_server::office::{
    Asked, Decide, Has, Judge, NewFact, NewStep, NewTask, NotErased, Office, OfficeFault, Search, Which,
};
use sync_server::{export, log};
use uuid::Uuid;

use crate::chapters::{entry_of, head};
use crate::shelf::Shelf;
use crate::village::{
    PAO, Phone, TAO, found_laos, from, hire, hire_as, lao, number, person_id, raw, receipted, record_id,
    somebody, visit,
};

/// All that is ever said of who is erased, and of nobody else.
const SAID: [&str; 9] = [
    "สมลบ",
    "ไม่เหลือรอย",
    "0899990001",
    "0899990002",
    "ความลับของเขา",
    "ตัวแทนของเขา",
    "ผ้าห่มของเขา",
    "เตียงของเขา",
    "ลายมือของเขา",
];
/// Their number.
const NUMBER: u64 = 500;

/// Who works in it.
struct Cast {
    phone: Phone,
    other: Phone,
    lost: Phone,
    pao: Phone,
    admin: String,
    supervisor: String,
    /// A surveyor of the mobile unit.
    unit: String,
}

/// A task about record 1 that says what was claimed.
fn looks_after(unit: &str) -> NewTask {
    let claimed = Some(SAID[4].to_owned());
    let fact = NewFact { label: "ตามที่ขอ".to_owned(), field: None, claimed };
    NewTask {
        lao: lao(TAO),
        record: record_id(1),
        to: unit.to_owned(),
        facts: vec![fact],
        note: Some(SAID[4].to_owned()),
        due: None,
        urgent: false,
    }
}

/// Photos: theirs, another's on the same record, the house, and one of theirs that comes late.
fn photo(nth: u8) -> Vec<u8> {
    vec![nth; 3_000]
}

fn hash(nth: u8) -> PhotoHash {
    PhotoHash::of(&photo(nth))
}

/// The one to go: the head of the household of record 1.
fn them() -> Value {
    let mut them = somebody(Some(number(NUMBER)), SAID[0], SAID[1]);
    them["phone"] = json!(SAID[2]);
    them
}

fn family() -> Record {
    let others = [somebody(Some(number(501)), "มาลี", "สมปอง"), somebody(None, "ปิติ", "สมปอง")];
    let people = [them(), others[0].clone(), others[1].clone()];
    let mut record = serde_json::to_value(visit(1, TAO, 5, &people)).unwrap();
    record["requests"][0]["facts"] = json!(SAID[4]);
    record["requests"][0]["proxy"] =
        json!({ "name": SAID[5], "relation": "เพื่อนบ้าน", "authority_photo": hash(4) });
    record["requests"][0]["signature"] = json!({ "kind": "drawn", "photo": hash(1) });
    record["requests"][1]["signature"] = json!({ "kind": "drawn", "photo": hash(2) });
    // It names nobody: the head asks.
    let unnamed = json!({ "id": Uuid::from_u128(77), "area": "other", "need": SAID[4],
                          "signature": { "kind": "paper-photo", "photo": hash(3) } });
    record["requests"].as_array_mut().unwrap().push(unnamed);
    let [them, other] = [person_id(1, 0), person_id(1, 1)];
    record["help_received"] = json!([
        { "from": "อบจ.", "what": SAID[6], "person": them }, { "from": "วัด", "what": "ข้าวสาร" },
        { "from": "อบต.", "what": "ถุงยังชีพ", "person": other },
    ]);
    record["damage"] = json!({ "kind": "storm", "items": [
        { "code": "5.1.5", "note": SAID[7], "person": them }, { "code": "5.1.5", "note": "หลังคา" },
    ] });
    record["photos"] = json!([
        { "hash": hash(1), "kind": "signed-paper", "caption": SAID[8] },
        { "hash": hash(2), "kind": "signed-paper" },
        { "hash": hash(5), "kind": "house", "caption": "หน้าบ้าน" },
    ]);
    let asked = record["requests"][0]["id"].clone();
    record["checks"] = json!([
        // Of them, of their request, of another, and of the house.
        { "id": Uuid::from_u128(90), "person": them, "note": SAID[4] },
        { "id": Uuid::from_u128(91), "request": asked, "photos": [hash(1)],
          "findings": [{ "fact": "1", "claimed": SAID[4], "found": "not-found" }] },
        { "id": Uuid::from_u128(92), "person": other, "note": "พบมาลีที่บ้าน", "photos": [hash(2)] },
        { "id": Uuid::from_u128(93), "note": "หลังคารั่วจริง" },
    ]);
    record["reviews"] = json!([
        // Of a field of theirs, of their request, of the check of them, of another, and of all.
        { "id": Uuid::from_u128(94), "verdict": "sent-back", "field": format!("people/{them}/phone"), "comment": SAID[4] },
        { "id": Uuid::from_u128(95), "field": format!("requests/{}/need", asked.as_str().unwrap()), "answer": SAID[4] },
        { "id": Uuid::from_u128(96), "field": format!("checks/{}/note", Uuid::from_u128(90)), "comment": SAID[4] },
        { "id": Uuid::from_u128(97), "field": format!("people/{other}/phone"), "comment": "ขอเบอร์มาลี" },
        { "id": Uuid::from_u128(98), "verdict": "accepted", "comment": "ครบถ้วน" },
    ]);
    Record::from_value(record).unwrap()
}

/// What was checked and reviewed on a record, by the last two digits of the names.
fn checked(record: &Value) -> Vec<u128> {
    let of = |list: &str| record[list].as_array().cloned().unwrap_or_default();
    let ids = of("checks").into_iter().chain(of("reviews"));
    ids.map(|member| member["id"].as_str().unwrap().parse::<Uuid>().unwrap().as_u128()).collect()
}

/// Tells all of it; returns the export.
pub async fn tell(shelf: &Shelf) -> Vec<u8> {
    let office = &shelf.office;
    let mut cast = founding(office).await;
    let made = they_are_met(office, &mut cast).await;
    only_an_admin_of_the_lao_erases_and_says_why(office, &cast).await;
    let before = (head(office, TAO).await, head(office, PAO).await);
    // The drawers are open when somebody goes, and must not go on showing them.
    for part in [SAID[0], SAID[2]] {
        assert_ne!(found(office, part).await, 0, "{part}");
    }

    let entry = entry_of(office, TAO, 1, 0).await;
    assert_eq!(entry.records.len(), 2);
    let erased = office.erase(&cast.admin, &format!("{TAO}/{}", entry.person), "คำขอใช้สิทธิลบ").await.unwrap();
    // On records 1 and 2 with others; record 3, which was withdrawn, was theirs alone.
    assert_eq!((erased.people, erased.records, erased.photos), (2, 1, 3), "{erased:?}");
    assert!(erased.finished);
    // A task repeats in words what was claimed. It goes, and can be given again only while phones
    // may have the record.
    assert_eq!((erased.tasks, office.tasks(lao(TAO)).await.unwrap().len()), (1, 0));
    let again = office.give_task(&looks_after(&cast.unit)).await.unwrap_err().to_string();
    assert!(again.contains("somebody on it was erased") && again.contains("no task was given"), "{again}");

    they_are_nowhere(shelf).await;
    the_family_stays(office, &cast).await;
    phones_are_told_wherever_they_are(office, &cast, before.0.seq).await;
    assert!(head(office, PAO).await.seq > before.1.seq, "whoever was compared with them hears of it");
    let again = office.erase(&cast.admin, &record_id(3).to_string(), "คำขอใช้สิทธิลบ").await;
    assert!(matches!(again, Err(OfficeFault::Erasure(NotErased::Before))), "{again:?}");

    what_is_sent_again_is_receipted_and_dropped(office, &cast, &made).await;
    an_edit_made_before_they_heard_keeps_what_it_says_of_others(office, &mut cast).await;
    they_are_nowhere(shelf).await;
    work_of_a_lost_phone_is_let_in_without_them(office, &cast).await;
    they_are_nowhere(shelf).await;
    a_whole_record_goes(office, &mut cast).await;
    what_is_not_theirs_alone_stays(office, &mut cast).await;
    verify_tells_damage_from_erasure(office).await;

    is_sound(office).await;
    is_sound(&shelf.again().await).await;
    let export = export(office).await;
    verify_names_what_still_opens(office).await;
    export
}

async fn founding(office: &Office) -> Cast {
    found_laos(office).await;
    office.note_address("http://127.0.0.1:8420", None).await.unwrap();
    let surveyor = hire_as(office, TAO, "สมศรี", &[], Role::Supervisor).await;
    let pao = hire(office, PAO, "สมปอง", &[]).await;
    Cast {
        phone: Phone::enrol(office, &surveyor, 1).await,
        other: Phone::enrol(office, &surveyor, 2).await,
        lost: Phone::enrol(office, &surveyor, 3).await,
        pao: Phone::enrol(office, &pao, 4).await,
        admin: office.add_user(lao(TAO), "ผู้ดูแล", UserRole::Admin).await.unwrap().0,
        supervisor: office.add_user(lao(TAO), "หัวหน้า", UserRole::Supervisor).await.unwrap().0,
        unit: hire_as(office, TAO, "สมนึก", &[9], Role::MobileUnit).await,
    }
}

async fn sends(office: &Office, phone: &Phone, record: RecordId, nth: u8) {
    let bytes = photo(nth);
    let length = bytes.len() as u64;
    let upload = office.begin_upload(&phone.sender, hash(nth), Some(record), length).await.unwrap();
    if upload.offset < length {
        office.grow_upload(&phone.sender, upload.id, 0, &bytes).await.unwrap();
    }
}

async fn held(office: &Office, phone: &Phone, nth: u8) -> bool {
    let ask = Ask { changes: BTreeSet::new(), photos: BTreeSet::from([hash(nth)]) };
    let held = office.held(&phone.sender, &ask).await.unwrap();
    !held.open(&office.keys().public()).unwrap().photos.is_empty()
}

async fn they_are_met(office: &Office, cast: &mut Cast) -> Vec<Change> {
    let made = cast.phone.makes(&family());
    cast.other.learn(&made);
    cast.lost.learn(&made);
    let alike = cast.phone.makes(&visit(2, TAO, 5, &[them(), somebody(Some(number(502)), "ชูใจ", "เลิศล้ำ")]));
    let alone = cast.phone.makes(&visit(3, TAO, 5, &[them()]));
    cast.phone.pushes(office, &[&made, &alike, &alone]).await;
    let edit = cast.phone.edits(record_id(1), |record| record.people[0].phone = Some(SAID[3].to_owned()));
    let back = cast.phone.withdraws(record_id(3), "บันทึกซ้ำ");
    cast.phone.pushes(office, &[&edit, &back]).await;
    let there = cast.pao.makes(&visit(4, PAO, 5, &[somebody(Some(number(NUMBER)), SAID[0], SAID[1])]));
    cast.pao.pushes(office, &[&there]).await;
    assert_eq!(entry_of(office, PAO, 4, 0).await.status, InfoStatus::ExcusedPao);

    office.give_task(&looks_after(&cast.unit)).await.unwrap();
    // What the office did to their request says what they asked; what it did to another's stays.
    for (at, answer) in [(0, SAID[4]), (1, "ยื่นที่อำเภอ")] {
        let answers = Act::Answered { answer: answer.to_owned() };
        for (seen, act) in [(0, Act::Registered { number: None }), (1, answers)] {
            let (key, on) = (StepKey::new(Uuid::now_v7()), NaiveDate::from_ymd_opt(2026, 4, 12).unwrap());
            let step = NewStep { key, seen, on, act };
            office.step(&cast.supervisor, &asked(at), &step).await.unwrap();
        }
    }
    for nth in [1, 2, 5] {
        sends(office, &cast.phone, record_id(1), nth).await;
    }
    office.keep_thumbnail(&cast.phone.sender, record_id(1), hash(1), b"\xff\xd8small").await.unwrap();
    // One of theirs is half here, and one is still to come.
    let half = office.begin_upload(&cast.phone.sender, hash(3), Some(record_id(1)), 3_000).await.unwrap();
    office.grow_upload(&cast.phone.sender, half.id, 0, &photo(3)[..1_000]).await.unwrap();

    office.revoke(cast.lost.sender.device.id.as_str()).await.unwrap();
    cast.lost.sender = office.sender(&cast.lost.token).await.unwrap().unwrap();
    let apart = cast.lost.edits(record_id(1), |record| {
        record.people[0].occupation = Some(SAID[4].to_owned());
        record.people[2].occupation = Some("ทำนา".to_owned());
    });
    cast.lost.pushes(office, &[&apart]).await;
    vec![made, alike, alone, edit, back]
}

/// A request of record 1.
fn asked(at: u128) -> Asked {
    let request = RequestId::new(Uuid::from_u128(0x0196_a3c2_0002_7000_8000_0000_0000_0100 + at));
    Asked { lao: lao(TAO), record: record_id(1), request }
}

async fn only_an_admin_of_the_lao_erases_and_says_why(office: &Office, cast: &Cast) {
    let entry = format!("{TAO}/{}", entry_of(office, TAO, 1, 0).await.person);
    let (elsewhere, _) = office.add_user(lao(PAO), "ผู้ดูแล", UserRole::Admin).await.unwrap();
    let before = export(office).await;
    for (user, named, reason, wanted) in [
        (cast.supervisor.as_str(), entry.as_str(), "คำขอ", "an admin can"),
        (elsewhere.as_str(), entry.as_str(), "คำขอ", "may not erase what LAO"),
        ("u-404", entry.as_str(), "คำขอ", "no user"),
        (cast.admin.as_str(), entry.as_str(), "  ", "needs its reason"),
        (cast.admin.as_str(), entry.as_str(), "คำขอของนายสมลบ", "names whom it is about"),
        (cast.admin.as_str(), entry.as_str(), &number(NUMBER).to_string(), "names whom it is about"),
        (cast.admin.as_str(), "somebody", "คำขอ", "no entry and no record"),
        (cast.admin.as_str(), &format!("{TAO}/{}", Uuid::nil()), "คำขอ", "no such entry"),
        (cast.admin.as_str(), &record_id(99).to_string(), "คำขอ", "no such record"),
        (cast.admin.as_str(), &record_id(4).to_string(), "คำขอ", "no such record"),
    ] {
        let fault = office.erase(user, named, reason).await.unwrap_err().to_string();
        assert!(
            fault.contains(wanted) && fault.contains("nothing was erased") | fault.contains("Nothing"),
            "{fault}"
        );
    }
    assert_eq!(export(office).await, before);
}

/// Not in the export, not under any key of the log, in no row, in no page and in no file.
async fn they_are_nowhere(shelf: &Shelf) {
    let office = &shelf.office;
    let export = String::from_utf8(export(office).await).unwrap();
    let mut tx = office.db().look().await.unwrap();
    let said: Vec<String> = logged(&mut *tx, office, TAO).await;
    for text in &said {
        says_nothing(text.as_bytes(), "the log", &SAID);
    }
    // The PAO holds their name by its own right; the rest nobody but the TAO was told.
    says_nothing(export.as_bytes(), "the export", &SAID[2..]);
    assert!(export.lines().all(|line| !line.contains(TAO) || !line.contains(SAID[0])));
    for part in SAID {
        assert_eq!(found(office, part).await, 0, "{part}");
    }
    for nth in [1, 3, 4] {
        assert!(!office.photos().lies(lao(TAO), hash(nth)).await.unwrap(), "photo {nth}");
        assert!(tx.thumbnail(lao(TAO), hash(nth)).await.unwrap().is_none());
    }
    assert!(tx.uploads_of(lao(TAO), &[], &[hash(3)]).await.unwrap().is_empty());
    for nth in [2, 5] {
        assert!(office.photos().lies(lao(TAO), hash(nth)).await.unwrap(), "photo {nth} is not theirs");
    }
    drop(tx);
    let copies = tempfile::tempdir().unwrap();
    let copy = copies.path().join("copy");
    office.db().copy_to(&copy).await.unwrap();
    for file in files(shelf.folder()).chain([copy]) {
        says_nothing(&std::fs::read(&file).unwrap(), &file.display().to_string(), &SAID[2..]);
    }
}

/// How many of the TAO's people a search finds.
async fn found(office: &Office, typed: &str) -> usize {
    let search = Search { laos: BTreeSet::from([lao(TAO)]), typed: typed.to_owned(), most: 10 };
    office.search(&search).await.unwrap().hits.len()
}

fn says_nothing(bytes: &[u8], place: &str, sought: &[&str]) {
    for text in sought {
        let found = bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(!found, "{text} is in {place}");
    }
}

fn files(folder: &Path) -> Box<dyn Iterator<Item = std::path::PathBuf>> {
    let entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()).collect();
    Box::new(entries.into_iter().flat_map(|entry| {
        if entry.file_type().unwrap().is_dir() {
            files(&entry.path())
        } else {
            Box::new([entry.path()].into_iter())
        }
    }))
}

/// Everything that still opens of a LAO's log and quarantine.
async fn logged(tx: &mut dyn Transaction, office: &Office, code: &str) -> Vec<String> {
    let mut said = Vec::new();
    let mut rows: Vec<_> = Vec::new();
    for row in tx.log_after(lao(code), 0, 10_000).await.unwrap() {
        rows.push((row.id, row.sealed, row.keys));
    }
    for row in tx.quarantined(lao(code)).await.unwrap() {
        rows.push((row.id, row.sealed, row.keys));
    }
    for (id, sealed, keys) in rows {
        let opened = log::open(office.keys(), id, &sealed, &keys).unwrap();
        said.push(String::from_utf8(opened.json.unwrap_or_default()).unwrap());
    }
    assert!(said.len() > 5);
    said
}

async fn the_family_stays(office: &Office, cast: &Cast) {
    assert!(matches!(office.course(&asked(0)).await, Err(OfficeFault::Missing(_))));
    assert_eq!(office.course(&asked(1)).await.unwrap().course.steps().len(), 2);
    let (malee, piti) = (entry_of(office, TAO, 1, 1).await, entry_of(office, TAO, 1, 2).await);
    assert_eq!((malee.status, piti.status), (InfoStatus::Enter, InfoStatus::NoId));
    assert_eq!(entry_of(office, TAO, 2, 1).await.status, InfoStatus::Enter);
    assert_eq!(entry_of(office, PAO, 4, 0).await.status, InfoStatus::Enter, "it stands alone now");
    let record = kept(office, record_id(1)).await;
    assert_eq!(record["people"].as_array().unwrap().len(), 2);
    assert_eq!(record["requests"].as_array().unwrap().len(), 2);
    let help: Vec<&str> =
        record["help_received"].as_array().unwrap().iter().map(|h| h["what"].as_str().unwrap()).collect();
    assert_eq!(help, ["ข้าวสาร", "ถุงยังชีพ"]);
    assert_eq!(record["damage"]["items"][0]["note"], "หลังคา");
    assert_eq!(checked(&record), [92, 93, 97, 98]);
    for left in ["พบมาลีที่บ้าน", "หลังคารั่วจริง", "ขอเบอร์มาลี", "ครบถ้วน"]
    {
        assert!(record.to_string().contains(left), "{left} is gone");
    }
    let photos: BTreeSet<String> =
        record["photos"].as_array().unwrap().iter().map(|p| p["hash"].as_str().unwrap().to_owned()).collect();
    assert_eq!(photos, BTreeSet::from([hash(2).to_string(), hash(5).to_string()]));
    assert!(!held(office, &cast.phone, 9).await);
    is_sound(office).await;
}

async fn kept(office: &Office, record: RecordId) -> Value {
    let mut tx = office.db().look().await.unwrap();
    let row = tx.records(&[(lao(TAO), record)]).await.unwrap().remove(0);
    serde_json::from_str::<Value>(&row.visit).unwrap()["record"].clone()
}

async fn phones_are_told_wherever_they_are(office: &Office, cast: &Cast, before: u64) {
    let gone = BTreeSet::from([1, 2, 3].map(record_id));
    // Whoever had pulled all there was, whoever had nothing, and whoever surveys another village.
    let village = hire(office, TAO, "สมหมาย", &[9]).await;
    let far = Phone::enrol(office, &village, 40).await;
    let (_, end) = cast.phone.pulls(office, None, 1_000).await;
    for (phone, seq) in [(&cast.phone, before), (&cast.phone, 0), (&far, 0)] {
        for most in [1, 100] {
            let mut cursor = register::wire::Cursor { seq, log: None, ..end.clone() };
            let mut told = BTreeSet::new();
            loop {
                let page = office.pull(&phone.sender, from(&cursor), most).await.unwrap();
                assert!(page.records.iter().all(|pulled| !gone.contains(&pulled.record)));
                told.extend(page.erased);
                cursor = page.next;
                if !page.more {
                    break;
                }
            }
            assert_eq!(told, gone, "from {seq} by {most}");
            assert_eq!((cursor.epoch, cursor.seq), (end.epoch.clone(), end.seq));
        }
    }
    assert!(
        office.pull(&cast.phone.sender, from(&end), 10).await.unwrap().erased.is_empty(),
        "it is said once"
    );
}

async fn what_is_sent_again_is_receipted_and_dropped(office: &Office, cast: &Cast, made: &[Change]) {
    let before = head(office, TAO).await;
    let pushed = office
        .push(&cast.phone.sender, &raw(&made.iter().collect::<Vec<_>>()), Has::default())
        .await
        .unwrap();
    assert_eq!(receipted(office, &pushed), made.iter().map(Change::id).collect());
    assert_eq!(pushed.erased, BTreeSet::from([1, 2, 3].map(record_id)));
    assert_eq!(head(office, TAO).await, before, "nothing was taken");
    // Their photos are held by their names, and are kept nowhere.
    for nth in [1, 3, 4] {
        assert!(held(office, &cast.phone, nth).await, "photo {nth}");
        sends(office, &cast.phone, record_id(1), nth).await;
        assert!(!office.photos().lies(lao(TAO), hash(nth)).await.unwrap(), "photo {nth}");
    }
    office.keep_thumbnail(&cast.phone.sender, record_id(1), hash(1), b"\xff\xd8small").await.unwrap();
    // Of a record that went whole nothing is kept at all.
    assert!(!held(office, &cast.phone, 6).await);
    sends(office, &cast.phone, record_id(3), 6).await;
    assert!(held(office, &cast.phone, 6).await && !office.photos().lies(lao(TAO), hash(6)).await.unwrap());
    is_sound(office).await;
}

async fn an_edit_made_before_they_heard_keeps_what_it_says_of_others(office: &Office, cast: &mut Cast) {
    let late = cast.other.edits(record_id(1), |record| {
        record.people[0].phone = Some(SAID[2].to_owned());
        record.people[1].phone = Some("0810000009".to_owned());
        record.place.as_mut().unwrap().road = Some("หน้าวัด".to_owned());
        let of = |at| record.requests.iter().find(|r| r.person == Some(person_id(1, at))).unwrap();
        let [mut more, mut malees] = [0, 1].map(|at| serde_json::to_value(of(at)).unwrap());
        more["id"] = json!(Uuid::from_u128(78));
        more["signature"] = json!({ "kind": "drawn", "photo": hash(7) });
        let mut unnamed = more.clone();
        unnamed["id"] = json!(Uuid::from_u128(79));
        unnamed.as_object_mut().unwrap().remove("person");
        malees["id"] = json!(Uuid::from_u128(80));
        // Checks and reviews that were made before anybody here heard.
        let gone = of(0).id;
        let checks = json!([
            { "id": Uuid::from_u128(99), "request": gone, "note": SAID[4] },
            { "id": Uuid::from_u128(81), "request": Uuid::from_u128(78), "note": SAID[4] },
            { "id": Uuid::from_u128(82), "person": person_id(1, 1), "note": "พบมาลีอีกครั้ง" },
        ]);
        let reviews = json!([
            { "id": Uuid::from_u128(83), "field": format!("checks/{}", Uuid::from_u128(91)), "comment": SAID[4] },
            { "id": Uuid::from_u128(84), "field": format!("photos/{}:signed-paper", hash(1)), "comment": SAID[4] },
            { "id": Uuid::from_u128(85), "field": "place/road", "comment": "ขอถนน" },
        ]);
        record.checks.extend(serde_json::from_value::<Vec<_>>(checks).unwrap());
        record.reviews.extend(serde_json::from_value::<Vec<_>>(reviews).unwrap());
        for request in [more, unnamed, malees] {
            record.requests.push(serde_json::from_value(request).unwrap());
        }
    });
    let pushed = cast.other.pushes(office, &[&late]).await;
    assert_eq!(pushed.erased, BTreeSet::from([record_id(1)]));
    let record = kept(office, record_id(1)).await;
    assert_eq!(record["people"].as_array().unwrap().len(), 2);
    assert!(record["people"].as_array().unwrap().iter().any(|p| p["phone"] == "0810000009"));
    assert_eq!(record["place"]["road"], "หน้าวัด");
    let requests: Vec<&str> =
        record["requests"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap()).collect();
    assert_eq!(checked(&record), [82, 92, 93, 85, 97, 98]);
    assert_eq!(requests.len(), 3, "one more, of the other: {requests:?}");
    assert!(requests.contains(&Uuid::from_u128(80).to_string().as_str()));
    sends(office, &cast.other, record_id(1), 7).await;
    assert!(held(office, &cast.other, 7).await && !office.photos().lies(lao(TAO), hash(7)).await.unwrap());
    // An edit of a record that went whole.
    let alone =
        cast.phone.edits(record_id(3), |record| record.people[0].occupation = Some(SAID[4].to_owned()));
    let before = export(office).await;
    let pushed = cast.phone.pushes(office, &[&alone]).await;
    assert_eq!(pushed.erased, BTreeSet::from([record_id(3)]));
    assert_eq!(export(office).await, before);
    // And one that its sender may not make: it waits for a judge, and nothing stays on the phone.
    let surveyor = hire(office, TAO, "สมนึก", &[7]).await;
    let mut stranger = Phone::enrol(office, &surveyor, 41).await;
    for change in pulled_by_hand(office, record_id(1)).await {
        stranger.learn(&change);
    }
    let theirs = stranger.edits(record_id(1), |record| {
        record.people[0].occupation = Some("ค้าขาย".to_owned());
        // By it others' requests would be those of whoever was erased: that too is for a judge to say.
        record.requests.iter_mut().for_each(|request| request.person = Some(person_id(1, 0)));
    });
    let pushed = stranger.pushes(office, &[&theirs]).await;
    assert_eq!(pushed.erased, BTreeSet::from([record_id(1)]));
    assert_eq!(export(office).await, before);
    assert_eq!(kept(office, record_id(1)).await["requests"].as_array().unwrap().len(), 3, "nobody's went");
    is_sound(office).await;
}

/// What is left of a record's changes, as the office has it.
async fn pulled_by_hand(office: &Office, record: RecordId) -> Vec<Change> {
    let mut tx = office.db().look().await.unwrap();
    let rows = tx.history(lao(TAO), &[record]).await.unwrap();
    let changes = rows.iter().filter(|row| row.kind == LogKind::Change);
    changes.filter_map(|row| log::change(office.keys(), lao(TAO), row).unwrap()).collect()
}

async fn work_of_a_lost_phone_is_let_in_without_them(office: &Office, cast: &Cast) {
    assert_eq!(office.apart(lao(TAO)).await.unwrap().len(), 2);
    let count = office
        .judge(&cast.supervisor, Judge::Accept, Which::Phone(cast.lost.sender.device.id.clone()))
        .await
        .unwrap();
    assert_eq!(count, 1);
    let record = kept(office, record_id(1)).await;
    let occupations: Vec<&Value> =
        record["people"].as_array().unwrap().iter().map(|p| &p["occupation"]).collect();
    assert_eq!(occupations, [&Value::Null, &json!("ทำนา")]);
    let mut history = History::default();
    for change in pulled_by_hand(office, record_id(1)).await {
        history.take(change).unwrap();
    }
    assert_eq!(history.changes().count(), 4);
}

async fn a_whole_record_goes(office: &Office, cast: &mut Cast) {
    let before = head(office, TAO).await.seq;
    let erased = office.erase(&cast.admin, &record_id(1).to_string(), "คำขอทั้งครัวเรือน").await.unwrap();
    assert_eq!((erased.people, erased.records, erased.photos), (0, 1, 2), "{erased:?}");
    for nth in 1..8 {
        assert!(!office.photos().lies(lao(TAO), hash(nth)).await.unwrap(), "photo {nth}");
    }
    let mut tx = office.db().look().await.unwrap();
    assert!(tx.records(&[(lao(TAO), record_id(1))]).await.unwrap().is_empty());
    assert!(tx.people(&[(lao(TAO), record_id(1))]).await.unwrap().is_empty());
    let cards = tx.cards_since(lao(TAO), before).await.unwrap();
    assert_eq!(cards, [(record_id(1), Vec::new())], "whoever has cards of it in memory drops them");
    let said = logged(&mut *tx, office, TAO).await;
    assert!(said.iter().all(|text| !text.contains("มาลี") && !text.contains("หน้าวัด")));
    assert!(said.iter().any(|text| text.contains("ชูใจ")), "the other record's");
    drop(tx);
    // One person of one record, by hand; the only one left there, so all of it.
    let appearance = format!("{TAO}/{}/{}", record_id(2), person_id(2, 1));
    let erased = office.erase(&cast.admin, &appearance, "คำขอใช้สิทธิลบ").await.unwrap();
    assert_eq!((erased.people, erased.records), (0, 1));
    assert_eq!(office.register().await.unwrap().entries.len(), 1, "the PAO's");
}

async fn is_sound(office: &Office) {
    let report = office.verify().await.unwrap();
    assert!(report.is_sound(), "{report}");
}

async fn export(office: &Office) -> Vec<u8> {
    let mut out = Vec::new();
    export::jsonl(&office.register().await.unwrap(), None, &mut out).unwrap();
    out
}

/// An erasure that was cut off after its transaction is finished when the office is next opened.
pub async fn is_finished_at_the_next_start(shelf: &Shelf) {
    let office = &shelf.office;
    let mut cast = founding(office).await;
    they_are_met(office, &mut cast).await;
    // The ledger cannot be written: what comes after the transaction does not happen.
    let ledger = Ledger::beside(&shelf.folder().join("keys.json"));
    std::fs::create_dir(ledger.file()).unwrap();
    let named = format!("{TAO}/{}", entry_of(office, TAO, 1, 0).await.person);
    let fault = office.erase(&cast.admin, &named, "คำขอใช้สิทธิลบ").await.unwrap_err();
    assert!(fault.to_string().contains("ledger"), "{fault}");
    assert!(office.photos().lies(lao(TAO), hash(1)).await.unwrap(), "its file is still there");
    let mut tx = office.db().look().await.unwrap();
    assert!(
        logged(&mut *tx, office, TAO).await.iter().all(|text| SAID.iter().all(|said| !text.contains(said)))
    );
    drop(tx);
    assert!(!office.verify().await.unwrap().is_sound(), "verify says that it is not finished");
    std::fs::remove_dir(ledger.file()).unwrap();

    let again = shelf.again().await;
    is_sound(&again).await;
    they_are_nowhere(shelf).await;
    assert_eq!(ledger.lines().unwrap().len(), 1);
}

/// A request that changed hands is whose it is now; a photo that another record names is kept.
async fn what_is_not_theirs_alone_stays(office: &Office, cast: &mut Cast) {
    let two = [somebody(Some(number(600)), "กล้า", "ชูเกียรติ"), somebody(Some(number(601)), "แก้ว", "ชูเกียรติ")];
    let mut record = serde_json::to_value(visit(5, TAO, 5, &two)).unwrap();
    record["requests"][0]["facts"] = json!("หลังคาของแก้ว");
    record["requests"][0]["signature"]["photo"] = json!(hash(8));
    record["requests"][1]["facts"] = json!("ของกล้าเท่านั้น");
    record["photos"] = json!([{ "hash": hash(8), "kind": "person", "caption": "กล้ายืนอยู่" }]);
    let made = cast.phone.makes(&Record::from_value(record).unwrap());
    let mut other =
        serde_json::to_value(visit(6, TAO, 5, &[somebody(Some(number(602)), "ดวงใจ", "แก้วงาม")])).unwrap();
    other["photos"] = json!([{ "hash": hash(8), "kind": "person", "caption": "คนเดียวกัน" }]);
    let other = cast.phone.makes(&Record::from_value(other).unwrap());
    // The two requests change hands.
    let edit = cast.phone.edits(record_id(5), |record| {
        record.requests[0].person = Some(person_id(5, 1));
        record.requests[1].person = Some(person_id(5, 0));
    });
    cast.phone.pushes(office, &[&made, &other, &edit]).await;
    sends(office, &cast.phone, record_id(5), 8).await;

    let named = format!("{TAO}/{}", entry_of(office, TAO, 5, 0).await.person);
    let erased = office.erase(&cast.admin, &named, "คำขอใช้สิทธิลบ").await.unwrap();
    assert_eq!((erased.people, erased.records, erased.photos), (1, 0, 0), "{erased:?}");
    let left = kept(office, record_id(5)).await.to_string();
    assert!(left.contains("หลังคาของแก้ว") && !left.contains("ของกล้าเท่านั้น"), "{left}");
    let mut tx = office.db().look().await.unwrap();
    let said = logged(&mut *tx, office, TAO).await.concat();
    drop(tx);
    assert!(said.contains("หลังคาของแก้ว") && !said.contains("ของกล้าเท่านั้น"));
    // It is the other's signature now; and where the other record shows it, it is there too.
    assert!(office.photos().lies(lao(TAO), hash(8)).await.unwrap());
    assert!(kept(office, record_id(6)).await.to_string().contains("คนเดียวกัน"));
    is_sound(office).await;
}

/// Keys that no erasure destroyed are damage, and so is what was erased and still opens.
async fn verify_tells_damage_from_erasure(office: &Office) {
    let rows = {
        let mut tx = office.db().look().await.unwrap();
        tx.log_after(lao(TAO), 0, 10_000).await.unwrap()
    };
    let of = |record| rows.iter().find(|row| row.record == Some(record_id(record))).unwrap();
    let spoils = async |row: &sync_server::db::LogRow, keys: Vec<u8>, wanted: &str| {
        let with = |keys: Vec<u8>| async move {
            let mut tx = office.db().begin().await.unwrap();
            tx.put_keys(lao(TAO), &[(row.place, keys)]).await.unwrap();
            tx.commit().await.unwrap();
        };
        with(keys).await;
        let report = office.verify().await.unwrap().to_string();
        assert!(report.contains(wanted), "{wanted}: {report}");
        with(row.keys.clone()).await;
        is_sound(office).await;
    };
    // A record of which nothing was erased, and the other one of one of which somebody was.
    let whole = of(6);
    let nothing_left = log::destroy(&whole.sealed, &whole.keys, |_| true).unwrap();
    spoils(whole, nothing_left, "no erasure destroyed them").await;
    let part = of(5);
    let other = log::destroy(&part.sealed, &part.keys, |part| part == person_id(5, 1).uuid()).unwrap();
    spoils(part, other, "no erasure destroyed them").await;
    // A key that came back: any will do to see that there is one.
    let mut back = part.keys.clone();
    let zeros = back.chunks_exact(72).position(|key| key.iter().all(|byte| *byte == 0)).unwrap();
    back[zeros * 72] = 1;
    spoils(part, back, "does not open").await;
}

/// The last of all, for it is not mended again.
async fn verify_names_what_still_opens(office: &Office) {
    let mut tx = office.db().begin().await.unwrap();
    let mut rows = tx.erased(lao(TAO), &[record_id(5)]).await.unwrap();
    rows[0].part = person_id(5, 1).uuid();
    tx.put_erased(&rows[..1]).await.unwrap();
    tx.commit().await.unwrap();
    let report = office.verify().await.unwrap().to_string();
    assert!(report.contains("still opens where it was erased"), "{report}");
}

/// Families while a crowd is at work.
const FAMILIES: u32 = 8;

/// Phones edit families, a PAO's phone meets the same people, and two processes erase one of each
/// family meanwhile.
pub async fn presses(shelf: &Shelf) {
    let offices = [Arc::new(shelf.again().await), Arc::new(shelf.again().await)];
    let office = Arc::clone(&offices[0]);
    let mut cast = founding(&office).await;
    let mut made = Vec::new();
    for nth in 0..FAMILIES {
        let mut gone = somebody(Some(number(u64::from(nth))), SAID[0], SAID[1]);
        gone["phone"] = json!(SAID[2]);
        let stays = somebody(Some(number(u64::from(nth + 100))), "มาลี", "สมปอง");
        made.push(cast.phone.makes(&visit(nth, TAO, 5, &[gone, stays])));
    }
    cast.phone.pushes(&office, &made.iter().collect::<Vec<_>>()).await;
    for phone in [&mut cast.other, &mut cast.lost] {
        made.iter().for_each(|change| phone.learn(change));
    }
    let mut at_work = Vec::new();
    for (at, mut phone) in [cast.phone, cast.other, cast.lost].into_iter().enumerate() {
        let office = Arc::clone(&offices[at % 2]);
        at_work.push(tokio::spawn(async move {
            for round in 0..4 {
                for nth in 0..FAMILIES {
                    let edit = phone.edits(record_id(nth), |record| {
                        record.people[0].phone = Some(SAID[round % 2 + 2].to_owned());
                        record.people[0].occupation = Some(SAID[4].to_owned());
                        record.people[1].phone = Some(format!("08100000{at}{round}"));
                    });
                    phone.pushes(&office, &[&edit]).await;
                }
            }
        }));
    }
    let (office, mut pao) = (Arc::clone(&offices[1]), cast.pao);
    at_work.push(tokio::spawn(async move {
        for nth in 0..FAMILIES {
            let met = [somebody(Some(number(u64::from(nth))), "สมชาย", "พบพาน")];
            let met = pao.makes(&visit(200 + nth, PAO, 5, &met));
            pao.pushes(&office, &[&met]).await;
        }
    }));
    for at in 0..2 {
        let (office, admin) = (Arc::clone(&offices[at as usize]), cast.admin.clone());
        at_work.push(tokio::spawn(async move {
            for nth in (0..FAMILIES).filter(|nth| nth % 2 == at) {
                let named = format!("{TAO}/{}/{}", record_id(nth), person_id(nth, 0));
                let erased = office.erase(&admin, &named, "คำขอใช้สิทธิลบ").await.unwrap();
                assert_eq!(erased.people, 1);
            }
        }));
    }
    for work in at_work {
        work.await.unwrap();
    }
    let office = shelf.again().await;
    is_sound(&office).await;
    let mut tx = office.db().look().await.unwrap();
    let said = logged(&mut *tx, &office, TAO).await;
    said.iter().for_each(|text| says_nothing(text.as_bytes(), "the log", &SAID));
    drop(tx);
    let register = office.register().await.unwrap();
    let held = |code: &str| register.entries.iter().filter(|entry| entry.lao == lao(code)).count() as u32;
    assert_eq!((held(TAO), held(PAO)), (FAMILIES, FAMILIES));
}

/// Takes somebody off a record as the phone does: with what they ask for, and with nothing else.
fn takes_off(phone: &mut Phone, record: RecordId, person: PersonId) -> Change {
    phone.edits(record, |record| {
        record.people.retain(|on| on.id != person);
        record.requests.retain(|request| request.person != Some(person));
    })
}

/// An edit took them off one visit, and they are erased where another visit still has them; and where
/// none has them any more, by the code that they had.
pub async fn whoever_an_edit_took_off_goes_too(shelf: &Shelf) {
    let office = &shelf.office;
    let mut cast = founding(office).await;
    let mut family = serde_json::to_value(family()).unwrap();
    // What names nobody is the next head's once this one is gone.
    family["requests"].as_array_mut().unwrap().retain(|request| request["person"].is_string());
    let made = cast.phone.makes(&Record::from_value(family).unwrap());
    let alike = cast.phone.makes(&visit(2, TAO, 5, &[them(), somebody(Some(number(502)), "ชูใจ", "เลิศล้ำ")]));
    // Nobody else of theirs stands on a visit; nor do those who had their number and another name.
    let mut alone = them();
    alone["national_id"] = json!(number(503).to_string());
    alone["occupation"] = json!(SAID[4]);
    let alone = cast.phone.makes(&visit(3, TAO, 5, &[alone]));
    let namesake = cast.phone.makes(&visit(5, TAO, 5, &[somebody(Some(number(NUMBER)), "คนละคน", "กันเลย")]));
    // They came and went before anything was sent.
    let brief = cast.phone.makes(&visit(6, TAO, 5, &[them(), somebody(None, "วีระ", "อดทน")]));
    let briefly = takes_off(&mut cast.phone, record_id(6), person_id(6, 0));
    cast.phone.pushes(office, &[&made, &alike, &alone, &namesake, &brief, &briefly]).await;
    for nth in [1, 2, 5] {
        sends(office, &cast.phone, record_id(1), nth).await;
    }
    let edit = takes_off(&mut cast.phone, record_id(1), person_id(1, 0));
    let another = takes_off(&mut cast.phone, record_id(5), person_id(5, 0));
    let put: register::record::Person = serde_json::from_value({
        let mut person = somebody(Some(number(504)), "สมาน", "อยู่ดี");
        person["id"] = json!(person_id(3, 1));
        person
    })
    .unwrap();
    let instead = takes_off(&mut cast.phone, record_id(3), person_id(3, 0));
    let filled = cast.phone.edits(record_id(3), |record| record.people.push(put.clone()));
    cast.phone.pushes(office, &[&edit, &another, &instead, &filled]).await;
    is_sound(office).await;

    // By their number they are found, though no visit has them.
    assert_eq!(found(office, &number(503).to_string()).await, 1);

    // A database from before anybody noted them comes to know them from its log.
    let taken_off = [(1, 0), (3, 0), (5, 0), (6, 0)].map(|(nth, at)| (record_id(nth), person_id(nth, at)));
    let mut tx = office.db().begin().await.unwrap();
    assert_eq!(tx.parted(lao(TAO)).await.unwrap(), taken_off);
    tx.put_parted(lao(TAO), &taken_off.map(|(record, _)| record), &[]).await.unwrap();
    tx.set("parted", "").await.unwrap();
    tx.commit().await.unwrap();
    let report = office.verify().await.unwrap().to_string();
    assert!(report.contains("whom edits took off"), "{report}");
    is_sound(&shelf.again().await).await;

    let entry = entry_of(office, TAO, 2, 0).await;
    assert_eq!(entry.records.len(), 1, "the register has them on one visit alone");
    let named = format!("{TAO}/{}", entry.person);
    let fault = office.erase(&cast.admin, &named, "คำขอของสมลบ").await.unwrap_err().to_string();
    assert!(fault.contains("names whom it is about"), "{fault}");
    let erased = office.erase(&cast.admin, &named, "คำขอใช้สิทธิลบ").await.unwrap();
    assert_eq!((erased.people, erased.records), (3, 0), "{erased:?}");
    // By the code that they had, and no other has now.
    let gone = format!("{TAO}/{}", person_id(3, 0));
    let erased = office.erase(&cast.admin, &gone, "คำขอใช้สิทธิลบ").await.unwrap();
    assert_eq!((erased.people, erased.records), (1, 0), "{erased:?}");
    let again = office.erase(&cast.admin, &gone, "คำขอใช้สิทธิลบ").await;
    assert!(matches!(again, Err(OfficeFault::Missing(_))), "{again:?}");

    they_are_nowhere(shelf).await;
    let mut tx = office.db().look().await.unwrap();
    let said = logged(&mut *tx, office, TAO).await.concat();
    for stays in ["มาลี", "ชูใจ", "สมาน", "วีระ", "คนละคน"] {
        assert!(said.contains(stays), "{stays} is another");
    }
    assert!(!said.contains(&number(503).to_string()));
    assert_eq!(tx.parted(lao(TAO)).await.unwrap(), [(record_id(5), person_id(5, 0))]);
    drop(tx);
    whoever_is_ruled_another_stays(office, &mut cast).await;
    is_sound(office).await;
    is_sound(&shelf.again().await).await;
}

/// The office said that two are two, and they came to have one number and one name. The one was met again, of
/// which visit nothing is ruled; the other's visit has them no more, or counts no more. Whoever of the two
/// is erased, the other stays.
async fn whoever_is_ruled_another_stays(office: &Office, cast: &mut Cast) {
    // In the last the ruling names only a visit that they were taken off.
    let cases =
        [(20_u32, 0_usize, false, false), (30, 1, false, false), (40, 0, true, false), (50, 0, true, true)];
    for (nth, goes, is_withdrawn, is_off) in cases {
        let works = ["ค้าผ้าไหม", "จักสานไผ่"].map(|work| format!("{work} {nth}"));
        let shared = number(u64::from(510 + nth));
        let met = |nth: u32, at: usize, number| {
            let mut them = somebody(number, "บุญมี", "ใจงาม");
            them["occupation"] = json!(works[at]);
            visit(nth, TAO, 5, &[them, somebody(None, "วีระ", "อดทน")])
        };
        let one = cast.phone.makes(&met(nth, 0, Some(shared)));
        let other = cast.phone.makes(&met(nth + 1, 1, None));
        cast.phone.pushes(office, &[&one, &other]).await;
        let [one, other] = [entry_of(office, TAO, nth, 0).await, entry_of(office, TAO, nth + 1, 0).await]
            .map(|entry| format!("{TAO}/{}", entry.person));
        let apart = Decide::Separate(one.clone(), other.clone());
        office.decide(&cast.supervisor, apart).await.unwrap();
        let numbered = cast.phone.edits(record_id(nth + 1), |record| {
            record.people[0].national_id = Some(shared.to_string());
        });
        let again = cast.phone.makes(&met(nth + 2, 0, Some(shared)));
        cast.phone.pushes(office, &[&numbered, &again]).await;
        let theirs = entry_of(office, TAO, nth + 2, 0).await;
        assert_eq!(theirs.records, BTreeSet::from([record_id(nth), record_id(nth + 2)]), "{nth}");
        let gone = if is_withdrawn {
            cast.phone.withdraws(record_id(nth + 1), "บันทึกซ้ำ")
        } else {
            takes_off(&mut cast.phone, record_id(nth + 1), person_id(nth + 1, 0))
        };
        cast.phone.pushes(office, &[&gone]).await;

        let mut named = [one, other][goes].clone();
        if is_off {
            let off = takes_off(&mut cast.phone, record_id(nth), person_id(nth, 0));
            cast.phone.pushes(office, &[&off]).await;
            named = format!("{TAO}/{}", entry_of(office, TAO, nth + 2, 0).await.person);
            assert_eq!(named, format!("{TAO}/{}", person_id(nth + 2, 0)));
        }
        let erased = office.erase(&cast.admin, &named, "คำขอใช้สิทธิลบ").await.unwrap();
        assert_eq!((erased.people, erased.records), ([2, 1][goes], 0), "{nth}: {erased:?}");
        let mut tx = office.db().look().await.unwrap();
        let said = logged(&mut *tx, office, TAO).await.concat();
        assert!(!said.contains(&works[goes]), "{nth}");
        assert!(said.contains(&works[1 - goes]), "{nth}: the other is another");
    }
}
