//! Names that come by a list, on both databases: they come to the same register as by a phone, once,
//! whatever is pressed twice or ends in the middle; and of a file that is no list nothing is written.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it goes wrong")]
#![expect(dead_code, reason = "the village is the story's too, and this needs a part of it")]

#[path = "story/clerks.rs"]
mod clerks;
#[path = "story/shelf.rs"]
mod shelf;
#[path = "story/village.rs"]
mod village;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use clerks::employs;
use cluster::{Cluster, Disk};
use register::import::{Asks, Column, Mapping, Source};
use register::record::{ListId, Record};
use serde_json::{Value, json};
use shelf::Shelf;
use sync_server::db::UserRole;
use sync_server::export;
use sync_server::lists::ListFault;
use sync_server::office::{Bring, Likeness, NotErased, Office, OfficeFault, Visitor};
use uuid::Uuid;
use village::{Phone, TAO, TOWN, found_laos, hire, lao, number};

/// Households of the sample.
const HOUSES: u32 = 60;

/// Somebody of the sample, as a list has them and as a phone has them.
#[derive(Clone)]
struct Somebody {
    number: Option<u64>,
    title: &'static str,
    given: String,
    family: String,
    /// Day and month of the year 2497, in its own era.
    born: (u32, u32),
    house: u32,
}

const GIVEN: [&str; 12] =
    ["สมชาย", "บุญมี", "ประเสริฐ", "วิชัย", "อนงค์", "จันทร์เพ็ญ", "มาลี", "ดวงใจ", "ทองดี", "คำปัน", "อุไร", "ศรีนวล"];
const FAMILY: [&str; 10] =
    ["สมปอง", "ใจดี", "แก้วมณี", "วงศ์คำ", "ตาคำ", "ศรีวิชัย", "พรหมมา", "อินต๊ะ", "ขันแก้ว", "สุริยะ"];

/// Two in each house; every seventh comes again, every third of those without a number.
fn people() -> Vec<Somebody> {
    let mut people = Vec::new();
    for house in 0..HOUSES {
        for at in 0..2u32 {
            let nth = house * 2 + at;
            people.push(Somebody {
                number: Some(u64::from(nth) + 1000),
                title: if at == 0 { "นาย" } else { "นาง" },
                given: GIVEN[(nth * 5 % 12) as usize].to_owned(),
                family: format!(
                    "{}{}",
                    FAMILY[(house % 10) as usize],
                    ["", "กุล", "ศรี", "ทอง", "ชัย", "มา"][(house / 10) as usize]
                ),
                born: (1 + nth % 28, 1 + nth % 12),
                house: house + 1,
            });
        }
    }
    let again: Vec<Somebody> = people.iter().step_by(7).cloned().collect();
    for (nth, mut somebody) in again.into_iter().enumerate() {
        somebody.number = somebody.number.filter(|_| nth % 3 > 0);
        // Elsewhere than before, as somebody is who is met twice.
        somebody.house += if nth % 3 > 0 { 500 } else { 0 };
        people.push(somebody);
    }
    people
}

fn digits(somebody: &Somebody) -> Option<String> {
    somebody.number.map(|nth| number(nth).to_string())
}

/// The sample as a file.
fn csv(people: &[Somebody]) -> String {
    let mut csv = "คำนำหน้า,ชื่อ,นามสกุล,เลขประจำตัวประชาชน,วันเกิด,บ้านเลขที่,หมู่ที่,รหัสตำบล\r\n".to_owned();
    for somebody in people {
        let Somebody { title, given, family, born: (day, month), house, .. } = somebody;
        let number = digits(somebody).unwrap_or_default();
        csv.push_str(&format!("{title},{given},{family},{number},{day}/{month}/2497,{house}/4,5,570903\r\n"));
    }
    csv
}

/// What its columns are.
fn mapping() -> Mapping {
    use Column::{Birth, FamilyName, GivenName, House, Moo, NationalId, Tambon, Title};
    Mapping {
        head: Some(1),
        columns: [Title, GivenName, FamilyName, NationalId, Birth, House, Moo, Tambon].map(Some).to_vec(),
        asks: Asks::Everybody,
        subject: Some("ขอความช่วยเหลือตามบัญชีรายชื่อ".to_owned()),
        ..Mapping::default()
    }
}

/// The same people, house by house, as a volunteer meets them.
fn visits(people: &[Somebody]) -> Vec<Record> {
    let mut houses: Vec<(u32, Vec<&Somebody>)> = Vec::new();
    for somebody in people {
        match houses.iter_mut().find(|(house, _)| *house == somebody.house) {
            Some((_, members)) => members.push(somebody),
            None => houses.push((somebody.house, vec![somebody])),
        }
    }
    let mut nth = 0u128;
    let mut name = || {
        nth += 1;
        Uuid::from_u128(0x0196_a3c2_0000_7000_8000_0000_0000_0000 + nth).to_string()
    };
    let record = |(house, members): (u32, Vec<&Somebody>)| {
        let id = name();
        let (mut people, mut requests) = (Vec::new(), Vec::new());
        for somebody in members {
            let (day, month) = somebody.born;
            let person = name();
            people.push(json!({
                "id": person, "national_id": digits(somebody), "title": somebody.title, "given_name": somebody.given,
                "family_name": somebody.family, "sex": if somebody.title == "นาย" { "male" } else { "female" },
                "birth": { "date": format!("1954-{month:02}-{day:02}"), "precision": "day" },
            }));
            requests.push(json!({
                "id": name(), "person": person, "subject": "ขอความช่วยเหลือ", "channel": "survey-team",
                "signature": { "kind": "drawn" },
            }));
        }
        Record::from_value(json!({
            "id": id, "lao": TAO, "round": "2569-04", "captured_at": "2026-04-12T09:00:00+07:00", "status": "complete",
            "place": { "house_no": format!("{house}/4"), "moo": 5, "tambon": "570903" },
            "people": people, "requests": requests,
        }))
        .unwrap()
    };
    houses.into_iter().map(record).collect()
}

fn source() -> Source {
    Source {
        agency: "สำนักงาน ปภ. ตัวอย่าง".to_owned(),
        letter: Some("ชร 0021/123".to_owned()),
        surveyed_on: chrono::NaiveDate::from_ymd_opt(2026, 4, 12),
        ..Source::default()
    }
}

fn list_id(nth: u128) -> ListId {
    ListId::new(Uuid::from_u128(0x0196_a3c2_7d1e_7000_8000_0000_0000_0000 + nth))
}

async fn bring(office: &Office, visitor: &Visitor, id: ListId, bytes: &[u8]) -> Result<(), ListFault> {
    let bring = Bring { id, file: "บัญชี.csv".to_owned(), bytes, source: source() };
    office.bring_list(visitor, bring).await.unwrap()
}

/// Brings the sample and says its columns.
async fn bring_the_sample(office: &Office, visitor: &Visitor, id: ListId) {
    bring(office, visitor, id, csv(&people()).as_bytes()).await.unwrap();
    office.map_list(visitor, id, mapping()).await.unwrap();
}

/// The register as far as names and channels allow: every entry by what it says.
async fn told(office: &Office) -> BTreeMap<String, usize> {
    let mut out = Vec::new();
    export::jsonl(&office.register().await.unwrap(), Some(lao(TAO)), &mut out).unwrap();
    let mut told = BTreeMap::new();
    for line in String::from_utf8(out).unwrap().lines() {
        let mut entry: Value = serde_json::from_str(line).unwrap();
        entry.as_object_mut().unwrap().remove("person");
        for names in ["records", "requests"] {
            entry[names] = json!(entry[names].as_array().unwrap().len());
        }
        entry["first_captured_at"] = json!(entry["first_captured_at"].as_str().unwrap().get(..10));
        *told.entry(entry.to_string()).or_default() += 1;
    }
    told
}

/// The same people by phone, in an office of their own.
async fn by_phone() -> (Shelf, BTreeMap<String, usize>) {
    let shelf = Shelf::sqlite().await;
    found_laos(&shelf.office).await;
    // A phone could not enrol with a server that never said where it is.
    shelf.office.note_address("http://127.0.0.1:8420", None).await.unwrap();
    let surveyor = hire(&shelf.office, TAO, "อาสา ตัวอย่าง", &[]).await;
    let mut phone = Phone::enrol(&shelf.office, &surveyor, 7).await;
    let changes: Vec<_> = visits(&people()).iter().map(|record| phone.makes(record)).collect();
    phone.pushes(&shelf.office, &changes.iter().collect::<Vec<_>>()).await;
    let told = told(&shelf.office).await;
    (shelf, told)
}

async fn is_sound(office: &Office) {
    let report = office.verify().await.unwrap();
    assert!(report.is_sound(), "{report}");
}

/// Brought, looked at, confirmed twice by two processes that both file it, one of which ends in the
/// middle; beside the same people by phone.
async fn tell(shelf: &Shelf) {
    let office = &shelf.office;
    found_laos(office).await;
    let officer = employs(office, TAO, UserRole::Officer).await.2;
    let (phones, by_phone) = by_phone().await;
    let id = list_id(1);
    bring_the_sample(office, &officer, id).await;
    assert!(told(office).await.is_empty(), "nothing is in the register before somebody confirms");

    let preview = office.preview(lao(TAO), id).await.unwrap().unwrap();
    assert_eq!(preview.people(), people().len());
    let again = people().len() - 2 * HOUSES as usize;
    let by_number = preview.many(|likeness| matches!(likeness, Likeness::Row(_)));
    assert_eq!(by_number, again - again.div_ceil(3), "those that come again with their number");
    let alike = preview.many(|likeness| matches!(likeness, Likeness::LikeRow { .. }));
    assert!(alike >= again.div_ceil(3), "{alike} of {} that come again without", again.div_ceil(3));

    let elsewhere = Arc::new(shelf.again().await);
    let seen = mapping();
    let both =
        tokio::join!(office.confirm_list(&officer, id, &seen), elsewhere.confirm_list(&officer, id, &seen));
    both.0.unwrap();
    both.1.unwrap();
    let cut = Arc::clone(&elsewhere);
    let cut = tokio::spawn(async move { cut.file_list(lao(TAO), id).await });
    tokio::time::sleep(Duration::from_millis(60)).await;
    cut.abort();
    let _ = cut.await;
    let (one, other) = tokio::join!(office.file_list(lao(TAO), id), elsewhere.file_list(lao(TAO), id));
    one.unwrap();
    other.unwrap();
    office.confirm_list(&officer, id, &seen).await.unwrap();

    assert_eq!(told(office).await, by_phone);
    let cases = |office: Arc<Vec<sync_server::office::Case>>| office.len();
    let found = cases(office.cases(lao(TAO)).await.unwrap());
    assert_eq!(
        found,
        cases(phones.office.cases(lao(TAO)).await.unwrap()),
        "duplicates are found like those of phones"
    );
    assert!(found >= again.div_ceil(3), "{found}");
    is_sound(office).await;

    // What is told of it: by whom, when, how many, from where; and its rows are gone.
    let kept = office.name_list(lao(TAO), id).await.unwrap().unwrap();
    let (list, by, _) = kept.taken.unwrap();
    assert!(kept.waiting.is_none());
    assert_eq!((list.people as usize, list.source, by), (people().len(), source(), officer.id.clone()));
    assert!(office.sheet(lao(TAO), id).await.unwrap().is_none());
    let came = office.came_of_list(lao(TAO), id, 1..=list.last_row).await.unwrap();
    assert_eq!(came.len(), list.records as usize);
    assert_eq!(came.iter().map(|record| record.people.len()).sum::<usize>(), people().len());
    let first = &came[0];
    assert_eq!(first.from_list.as_ref().unwrap().agency.as_deref(), Some("สำนักงาน ปภ. ตัวอย่าง"));
    assert_eq!(first.people[0].in_list.as_ref().unwrap().row, 2);
    assert_eq!(office.name_lists(lao(TAO)).await.unwrap().len(), 1);
    assert!(office.name_lists(lao(TOWN)).await.unwrap().is_empty(), "another LAO's list is not told of");

    // A second list of the same people finds everybody here.
    bring_the_sample(office, &officer, list_id(2)).await;
    let preview = office.preview(lao(TAO), list_id(2)).await.unwrap().unwrap();
    let here = preview.many(|likeness| matches!(likeness, Likeness::Here { agrees: true, .. }));
    assert_eq!(here, people().iter().filter(|somebody| somebody.number.is_some()).count());
    assert!(preview.many(|likeness| matches!(likeness, Likeness::LikeHere { .. })) >= again.div_ceil(3));
}

/// What waits is carried over by a backup; an erasure forgets it, and waits for what is being filed.
async fn is_kept_and_forgotten(shelf: &Shelf, into: Option<(&Cluster, &str)>) {
    let office = &shelf.office;
    found_laos(office).await;
    let (officer, admin) =
        (employs(office, TAO, UserRole::Officer).await.2, employs(office, TAO, UserRole::Admin).await.2);
    let (first, second) = (list_id(1), list_id(2));
    bring_the_sample(office, &officer, first).await;
    office.confirm_list(&officer, first, &mapping()).await.unwrap();
    let restored = shelf.restored(into).await;
    restored.office.file_list(lao(TAO), first).await.unwrap();
    is_sound(&restored.office).await;

    let record = register::import::record_of(first, 2).to_string();
    let erases = || office.erase(&admin.id, &record, "คำขอใช้สิทธิลบ");
    bring_the_sample(office, &officer, second).await;
    office.file_list(lao(TAO), first).await.unwrap();
    assert_eq!(told(office).await, told(&restored.office).await);
    let third = list_id(3);
    bring_the_sample(office, &officer, third).await;
    office.confirm_list(&officer, third, &mapping()).await.unwrap();
    let while_filing = erases().await;
    assert!(matches!(while_filing, Err(OfficeFault::Erasure(NotErased::ListIsTakenIn))), "{while_filing:?}");
    office.file_list(lao(TAO), third).await.unwrap();
    assert!(office.sheet(lao(TAO), second).await.unwrap().is_some());
    erases().await.unwrap();
    assert!(
        office.sheet(lao(TAO), second).await.unwrap().is_none(),
        "nobody knows whether it names who was erased"
    );
    is_sound(office).await;

    // Called off, and let lie.
    bring_the_sample(office, &officer, list_id(4)).await;
    office.call_off_list(&officer, list_id(4)).await.unwrap();
    assert!(office.name_list(lao(TAO), list_id(4)).await.unwrap().is_none());
    bring_the_sample(office, &officer, list_id(5)).await;
    office.forget_old_lists().await.unwrap();
    assert!(office.sheet(lao(TAO), list_id(5)).await.unwrap().is_some(), "it was only just brought");
}

/// One household of a list is more than a record holds: it is told, and keeps nobody waiting.
async fn what_is_not_taken_is_noted_and_the_others_are_filed(shelf: &Shelf) {
    let office = &shelf.office;
    found_laos(office).await;
    let (officer, admin) =
        (employs(office, TAO, UserRole::Officer).await.2, employs(office, TAO, UserRole::Admin).await.2);
    let long = "ก".repeat(499);
    let mut csv = "ชื่อ,นามสกุล,บ้านเลขที่,หมู่ที่,รหัสตำบล,เรื่อง,ข้อเท็จจริง,ความต้องการ,อาชีพ,หมายเหตุ\n".to_owned();
    csv.push_str("สมชาย,สมปอง,1/4,5,570903,ข้าว,,,,\n");
    for _ in 0..50 {
        csv.push_str(&format!("{long},{long},2/4,5,570903,{long},{long},{long},{long},{long}\n"));
    }
    csv.push_str("มานะ,ใจดี,3/4,5,570903,ข้าว,,,,\n");
    let id = list_id(1);
    bring(office, &officer, id, csv.as_bytes()).await.unwrap();
    use Column::{Facts, FamilyName, GivenName, House, Moo, Need, Note, Occupation, Subject, Tambon};
    let columns = [GivenName, FamilyName, House, Moo, Tambon, Subject, Facts, Need, Occupation, Note];
    let mapping = Mapping { columns: columns.map(Some).to_vec(), ..mapping() };
    office.map_list(&officer, id, mapping.clone()).await.unwrap();
    assert_eq!(office.preview(lao(TAO), id).await.unwrap().unwrap().houses.len(), 3);
    office.confirm_list(&officer, id, &mapping).await.unwrap();
    office.file_list(lao(TAO), id).await.unwrap();

    let kept = office.name_list(lao(TAO), id).await.unwrap().unwrap();
    assert!(kept.waiting.is_none(), "it is filed to its end");
    let came = office.came_of_list(lao(TAO), id, 1..=60).await.unwrap();
    assert_eq!(came.iter().map(|record| record.people.len()).sum::<usize>(), 2);
    let (looked, _) = office.accesses(&officer, None, None).await.unwrap();
    let noted = looked.iter().find(|row| row.told.as_deref().is_some_and(|told| told.contains("not-taken")));
    let noted = noted.unwrap();
    assert_eq!(noted.told.as_deref(), Some(format!("list={id} not-taken=1 at-rows=3").as_str()));
    assert!(noted.why.as_deref().unwrap().contains("more than any household visit"), "{:?}", noted.why);
    assert_eq!(office.not_taken_of_list(lao(TAO), id).await.unwrap(), [3].into());
    // It bars nobody's erasure.
    let record = register::import::record_of(id, 2).to_string();
    office.erase(&admin.id, &record, "คำขอใช้สิทธิลบ").await.unwrap();
    is_sound(office).await;
}

/// Whoever may not, and what is no list.
async fn nothing_is_written(office: &Office) {
    found_laos(office).await;
    let (officer, auditor) =
        (employs(office, TAO, UserRole::Officer).await.2, employs(office, TAO, UserRole::Auditor).await.2);
    let before = office.db().look().await.unwrap().head(lao(TAO)).await.unwrap().unwrap().length;
    let id = list_id(9);
    for (file, fault) in [
        (&b""[..], ListFault::Empty),
        (b"%PDF-1.7", ListFault::NoList),
        (b"PK\x03\x04 cut", ListFault::Damaged),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ListFault::OldWorkbook),
    ] {
        assert_eq!(bring(office, &officer, id, file).await, Err(fault));
    }
    let refused =
        office.bring_list(&auditor, Bring { id, file: String::new(), bytes: b"a,b", source: source() }).await;
    assert!(matches!(refused, Err(OfficeFault::Refused(_))));
    assert!(office.name_lists(lao(TAO)).await.unwrap().is_empty());

    // Wrong columns: nobody is named, and nothing is taken in.
    bring(office, &officer, id, "ก,ข\n1,2\n".as_bytes()).await.unwrap();
    let nobody =
        Mapping { columns: vec![Some(Column::House), Some(Column::FullName)], head: Some(2), ..mapping() };
    office.map_list(&officer, id, nobody.clone()).await.unwrap();
    let refused = office.confirm_list(&officer, id, &nobody).await;
    assert!(matches!(refused, Err(OfficeFault::Refused(_))), "{refused:?}");
    // What was looked at is what is taken in, or nothing is.
    let refused = office.confirm_list(&officer, id, &mapping()).await;
    assert!(matches!(refused, Err(OfficeFault::Conflict(_))), "{refused:?}");
    let after = office.db().look().await.unwrap().head(lao(TAO)).await.unwrap().unwrap().length;
    assert_eq!(after, before);
    is_sound(office).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_people_by_a_list_and_by_phone_come_to_the_same_register_on_sqlite() {
    tell(&Shelf::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_people_by_a_list_and_by_phone_come_to_the_same_register_on_postgresql() {
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    tell(&Shelf::postgres(&cluster, "lists").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_waits_survives_a_move_and_not_an_erasure() {
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    is_kept_and_forgotten(&Shelf::sqlite().await, Some((&cluster, "moved"))).await;
    is_kept_and_forgotten(&Shelf::postgres(&cluster, "waiting").await, None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_of_a_list_that_is_not_taken_keeps_nobody_waiting() {
    what_is_not_taken_is_noted_and_the_others_are_filed(&Shelf::sqlite().await).await;
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    what_is_not_taken_is_noted_and_the_others_are_filed(&Shelf::postgres(&cluster, "aside").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_what_is_no_list_and_by_whoever_may_not_nothing_is_written() {
    nothing_is_written(&Shelf::sqlite().await.office).await;
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    nothing_is_written(&Shelf::postgres(&cluster, "nothing").await.office).await;
}
