//! Erasures against backups and against cuts: a restore from before one erases again, a command
//! that is killed leaves all or nothing of it, and the command line says what it did.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it goes wrong")]
#![expect(dead_code, reason = "the village is the story's too, and this needs a part of it")]

#[path = "story/clerks.rs"]
mod clerks;
#[path = "story/shelf.rs"]
mod shelf;
#[path = "story/village.rs"]
mod village;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::Instant;

use clerks::employs;
use register::change::Change;
use register::course::{Act, StepKey};
use register::import::{Column, Mapping, Source};
use register::record::{ListId, PhotoHash, Record, RequestId};
use register::report::{Cell, Kind};
use register::wire::Role;
use serde_json::json;
use shelf::Shelf;
use sync_server::db::lists::ListRow;
use sync_server::db::sqlite::Sqlite;
use sync_server::db::{LogKind, UserRole};
use sync_server::erasure::ledger::Ledger;
use sync_server::evidence::Evidence;
use sync_server::office::{Asked, Bring, NewFact, NewStep, NewTask, Office, Place};
use sync_server::routes::{self, House};
use sync_server::{backup, export, log};
use uuid::Uuid;
use village::{
    PAO, Phone, TAO, found_laos, hire, hire_as, lao, number, person_id, record_id, somebody, visit,
};

/// What is said of who is erased, and of nobody else.
const SAID: [&str; 4] = ["สมลบ", "ไม่เหลือรอย", "0899990001", "ความลับของเขา"];
/// Their number.
const NUMBER: u64 = 500;

fn photo() -> Vec<u8> {
    vec![7; 3_000]
}

/// A family of two and many others, so that the database has pages to spare; the head is to go.
/// Returns the phone and the admin.
async fn founds(office: &Office) -> (Phone, String) {
    found_laos(office).await;
    office.note_address("http://127.0.0.1:8420", None).await.unwrap();
    let surveyor = hire(office, TAO, "สมศรี", &[]).await;
    let (admin, _) = office.add_user(lao(TAO), "ผู้ดูแล", UserRole::Admin).await.unwrap();
    let mut phone = Phone::enrol(office, &surveyor, 1).await;
    let mut them = somebody(Some(number(NUMBER)), SAID[0], SAID[1]);
    them["phone"] = json!(SAID[2]);
    let mut family =
        serde_json::to_value(visit(1, TAO, 5, &[them, somebody(Some(number(501)), "มาลี", "สมปอง")])).unwrap();
    family["requests"][0]["facts"] = json!(SAID[3]);
    family["requests"][0]["signature"]["photo"] = json!(PhotoHash::of(&photo()));
    let mut changes: Vec<Change> = vec![phone.makes(&Record::from_value(family).unwrap())];
    for nth in 2..60 {
        changes.push(phone.makes(&visit(nth, TAO, 5, &[somebody(Some(number(nth.into())), "ชูใจ", "เลิศล้ำ")])));
    }
    phone.pushes(office, &changes.iter().collect::<Vec<_>>()).await;
    let edit = phone.edits(record_id(1), |record| record.people[0].occupation = Some(SAID[3].to_owned()));
    phone.pushes(office, &[&edit]).await;
    let upload =
        office.begin_upload(&phone.sender, PhotoHash::of(&photo()), Some(record_id(1)), 3_000).await.unwrap();
    office.grow_upload(&phone.sender, upload.id, 0, &photo()).await.unwrap();
    (phone, admin)
}

fn entry() -> String {
    format!("{TAO}/{}", person_id(1, 0))
}

async fn open(data: &Path, photos: &Path, keys: &Path) -> Office {
    let db = Arc::new(Sqlite::open(&data.join("samruat.db")).unwrap());
    Office::open(Place { db, photos: Evidence::in_folder(photos).unwrap(), keys: keys.to_owned() })
        .await
        .unwrap()
}

async fn exported(office: &Office) -> String {
    let mut out = Vec::new();
    export::jsonl(&office.register().await.unwrap(), None, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Everything that the log still opens to, and the export.
async fn told(office: &Office) -> String {
    let mut tx = office.db().look().await.unwrap();
    let mut all = exported(office).await;
    for row in tx.log_after(lao(TAO), 0, 10_000).await.unwrap() {
        if row.kind == LogKind::Change {
            let opened = log::open(office.keys(), row.id, &row.sealed, &row.keys).unwrap();
            all.push_str(&String::from_utf8(opened.json.unwrap_or_default()).unwrap());
        }
    }
    all
}

async fn are_there(office: &Office) -> bool {
    let told = told(office).await;
    let said = SAID.iter().filter(|said| told.contains(**said)).count();
    assert!(said == 0 || said == SAID.len(), "all or nothing");
    assert!(told.contains("มาลี"), "the other one of the family");
    said > 0
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(files(&path)) } else { all.push(path) }
    }
    all
}

/// Neither the office tells of them nor does any byte of any file, whoever reads it.
async fn are_nowhere(office: &Office, data: &Path) {
    assert!(!are_there(office).await);
    assert!(!office.photos().lies(lao(TAO), PhotoHash::of(&photo())).await.unwrap());
    are_in_no_file(data);
    let report = office.verify().await.unwrap();
    assert!(report.is_sound(), "{report}");
}

fn are_in_no_file(data: &Path) {
    // A number is kept as SQLite keeps numbers: its last six bytes.
    let number = number(NUMBER).as_u64().to_be_bytes()[2..].to_vec();
    let sought: Vec<Vec<u8>> = SAID
        .iter()
        .map(|said| said.as_bytes().to_vec())
        .chain([number, village::number(NUMBER).to_string().into_bytes()])
        .collect();
    for file in files(data) {
        let bytes = std::fs::read(&file).unwrap();
        for sought in &sought {
            let found = bytes.windows(sought.len()).position(|window| window == sought);
            let around = found.map(|at| {
                let around = &bytes[at.saturating_sub(60)..(at + 90).min(bytes.len())];
                String::from_utf8_lossy(around).into_owned()
            });
            assert!(
                found.is_none(),
                "{} is in {}: {around:?}",
                String::from_utf8_lossy(sought),
                file.display()
            );
        }
    }
}

/// What an office writes besides of who is to go, wherever it writes words of somebody. Why somebody looked at them
/// stays: see below.
async fn the_desk_writes_of_them(office: &Office) {
    let (_, _, officer) = employs(office, TAO, UserRole::Officer).await;
    let request = RequestId::new(visit(1, TAO, 5, &[somebody(None, "ก", "ข")]).requests[0].id.uuid());
    let asked = Asked { lao: lao(TAO), record: record_id(1), request };
    let on = chrono::NaiveDate::from_ymd_opt(2026, 4, 20).unwrap();
    // Each says where it was planted.
    let planted = |place: &str| format!("{} {place}", SAID[3]);
    let acts = [Act::Registered { number: None }, Act::Answered { answer: planted("ที่ตอบ") }];
    for (seen, act) in acts.into_iter().enumerate() {
        let step = NewStep { key: StepKey::new(Uuid::now_v7()), seen, on, act };
        office.step(&officer.id, &asked, &step).await.unwrap();
    }
    let unit = hire_as(office, TAO, "หน่วย", &[], Role::MobileUnit).await;
    let fact = NewFact {
        label: "ตามที่ขอ".to_owned(), field: None, claimed: Some(planted("ที่แจ้ง"))
    };
    let task = NewTask {
        lao: lao(TAO),
        record: record_id(1),
        to: unit,
        facts: vec![fact],
        note: Some(planted("ที่สั่ง")),
        due: None,
        urgent: false,
    };
    office.give_task(&task).await.unwrap();
    // A list from elsewhere names them, and what was typed into INFO is noted.
    let id = ListId::new(Uuid::now_v7());
    let bytes = format!("{},{} {}", number(NUMBER), SAID[0], SAID[1]);
    let source = Source {
        agency: "หน่วยงาน ตัวอย่าง".to_owned(), ..Source::default()
    };
    let bring = Bring { id, file: "names.csv".to_owned(), bytes: bytes.as_bytes(), source };
    office.bring_list(&officer, bring).await.unwrap().unwrap();
    let columns = vec![Some(Column::NationalId), Some(Column::FullName)];
    let mapping = Mapping { columns, ..Mapping::default() };
    office.map_list(&officer, id, mapping.clone()).await.unwrap();
    office.confirm_list(&officer, id, &mapping).await.unwrap();
    office.file_list(lao(TAO), id).await.unwrap();
    let round = "2569-04".parse().unwrap();
    let month = office.info(lao(TAO), round).await.unwrap();
    for line in month.lines.iter().take(3) {
        office.say_typed(&officer, round, line, office.mark_of(line)).await.unwrap();
    }
}

#[tokio::test]
async fn what_the_desk_wrote_of_them_goes_with_them_out_of_every_file() {
    let shelf = Shelf::sqlite().await;
    let (office, home) = (&shelf.office, shelf.folder());
    let (_, admin) = founds(office).await;
    the_desk_writes_of_them(office).await;
    assert!(are_there(office).await);
    office.erase(&admin, &entry(), "คำขอใช้สิทธิลบ").await.unwrap();
    are_nowhere(office, home).await;
}

/// The log of a server that is asked for somebody, in every way that an address and a form have.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_writes_nothing_of_anybody_into_its_log() {
    let (home, _) = home().await;
    let office = open(home.path(), &home.path().join("photos"), &home.path().join("keys.json")).await;
    let (_, token, visitor) = employs(&office, TAO, UserRole::Officer).await;
    drop(office);
    let log = home.path().with_extension("log");
    let said = std::fs::File::create(&log).unwrap();
    let mut server = command(home.path(), &["serve", "--listen", "127.0.0.1:0"])
        .env("SAMRUAT_LOG", "trace")
        .stdout(Stdio::piped())
        .stderr(said)
        .spawn()
        .unwrap();
    let mut address = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(server.stdout.take().unwrap()), &mut address)
        .unwrap();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let cookie = format!("samruat_office={token}");
    let gets = async |path: &str| {
        let asked = client.get(format!("{}{path}", address.trim())).header("cookie", &cookie);
        asked.send().await.unwrap().text().await.unwrap()
    };
    let sends = async |path: &str, fields: &[(&str, &str)]| {
        let press = Uuid::now_v7().to_string();
        let mut all = vec![("form", visitor.form_key.as_str()), ("press", press.as_str())];
        all.extend(fields);
        let asked = client.post(format!("{}{path}", address.trim())).header("cookie", &cookie);
        let asked = asked.header("content-type", "application/x-www-form-urlencoded");
        asked.body(serde_urlencoded::to_string(all).unwrap()).send().await.unwrap().status().as_u16()
    };
    let person = format!("/office/people/{}/{}", record_id(1), person_id(1, 0));
    assert!(gets(&person).await.contains(SAID[0]), "the page is there");
    let typed = format!("{} {}", SAID[0], number(NUMBER));
    assert_eq!(sends("/office/register", &[("q", &typed)]).await, 303);
    assert_eq!(sends(&format!("{person}/number"), &[("reason", "other"), ("words", &typed)]).await, 303);
    // What is refused and what breaks is told without what was typed.
    let encoded = serde_urlencoded::to_string([("q", typed.as_str())]).unwrap();
    gets(&format!("/office/register?{encoded}")).await;
    gets(&format!("/office/nowhere/{}", &encoded[2..])).await;
    let sign_in = [("user", SAID[0]), ("password", SAID[3])];
    sends("/office/sign-in", &sign_in).await;
    sends("/office/counter", &[("given", SAID[0]), ("number", &number(NUMBER).to_string())]).await;
    sends("/office/holidays", &[("on", SAID[3]), ("name", SAID[3])]).await;
    server.kill().unwrap();
    server.wait().unwrap();
    // Who looked and why is kept, after they are erased too: so their name is not kept with it.
    let office = open(home.path(), &home.path().join("photos"), &home.path().join("keys.json")).await;
    let looks =
        office.db().look().await.unwrap().accesses(lao(TAO), Some(person_id(1, 0)), None, 100).await.unwrap();
    let whys: Vec<&str> = looks.iter().filter_map(|look| look.why.as_deref()).collect();
    assert_eq!(whys, ["(ชื่อ) xxxxxxxxxxxxx"]);
    let log_said = std::fs::read(&log).unwrap();
    std::fs::remove_file(&log).unwrap();
    let sought =
        SAID.iter().map(|said| said.as_bytes().to_vec()).chain([number(NUMBER).to_string().into_bytes()]);
    let escaped = SAID
        .iter()
        .map(|said| serde_urlencoded::to_string([("q", said)]).unwrap().into_bytes()[2..].to_vec());
    for sought in sought.chain(escaped) {
        let found = log_said.windows(sought.len()).any(|window| window == sought);
        assert!(
            !found,
            "{} is in the log: {}",
            String::from_utf8_lossy(&sought),
            String::from_utf8_lossy(&log_said)
        );
    }
}

/// The page on which an admin erases, by what is posted to it.
struct Erasures {
    address: String,
    client: reqwest::Client,
    token: String,
    key: String,
    /// A supervisor, who reads whom they erase.
    reader: String,
}

impl Erasures {
    /// Erases everybody who is due, by the code of the list that the supervisor reads now.
    async fn says_all(&self) -> (u16, String) {
        let asked = self.client.get(format!("{}/office/keeping", self.address));
        let answer = asked.header("cookie", format!("samruat_office={}", self.reader)).send().await.unwrap();
        let page = answer.text().await.unwrap();
        let code = page.split("id=\"list-code\">").nth(1).unwrap_or_else(|| panic!("no code: {page}"));
        self.says(&[("all", "yes"), ("list", code.split('<').next().unwrap())]).await
    }

    async fn says(&self, fields: &[(&str, &str)]) -> (u16, String) {
        let press = Uuid::now_v7().to_string();
        let mut all = vec![("form", self.key.as_str()), ("press", press.as_str()), ("sure", "yes")];
        all.extend(fields);
        let asked = self.client.post(format!("{}/office/erasures", self.address));
        let asked = asked.header("cookie", format!("samruat_office={}", self.token));
        let asked = asked.header("content-type", "application/x-www-form-urlencoded");
        let answer = asked.body(serde_urlencoded::to_string(all).unwrap()).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_says_of_whoever_is_not_erased_why_and_of_whoever_is_that_they_are() {
    let shelf = Shelf::sqlite().await;
    let office = Arc::new(shelf.again().await);
    let (mut phone, _) = founds(&office).await;
    // Two of whom there has been nothing new for years.
    for nth in [70, 71] {
        let long_ago = visit(nth, TAO, 5, &[somebody(Some(number(nth.into())), "มานี", "นานมา")]);
        let mut long_ago = serde_json::to_value(long_ago).unwrap();
        long_ago["captured_at"] = json!("2019-04-12T09:00:00+07:00");
        let made = phone.makes(&Record::from_value(long_ago).unwrap());
        phone.pushes(&office, &[&made]).await;
    }
    office.set_settings(lao(TAO), r#"{"retention_years":5}"#).await.unwrap();
    let (_, token, visitor) = employs(&office, TAO, UserRole::Admin).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = routes::all(House::of(Arc::clone(&office)));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let (_, reader, _) = employs(&office, TAO, UserRole::Supervisor).await;
    let page = Erasures { address, client, token, key: visitor.form_key.clone(), reader };
    let erases = [("code", &*entry()), ("reason", "คำขอใช้สิทธิลบ")];
    const BEFORE: &str = "ถูกลบไปก่อนแล้ว";

    // A list is being taken in.
    let id = ListId::new(Uuid::now_v7());
    let filing = ListRow { lao: lao(TAO), id, at: 0, filed: Some(0), said: "{}".to_owned() };
    let mut tx = office.db().begin().await.unwrap();
    tx.put_list(&filing).await.unwrap();
    tx.commit().await.unwrap();
    let (status, said) = page.says(&erases).await;
    assert_eq!(status, 422);
    assert!(said.contains("ยังไม่ได้ลบ เพราะกำลังรับบัญชีรายชื่อ") && !said.contains(BEFORE), "{said}");
    assert!(are_there(&office).await);
    let mut tx = office.db().begin().await.unwrap();
    tx.drop_list(lao(TAO), id).await.unwrap();
    tx.commit().await.unwrap();

    // The ledger cannot be written: they are erased, and whoever is due after them is not.
    let ledger = Ledger::beside(&shelf.folder().join("keys.json"));
    std::fs::create_dir(ledger.file()).unwrap();
    let (status, said) = page.says_all().await;
    assert_eq!(status, 422);
    assert!(said.contains("ลบแล้ว 1 จาก 2 คน แล้วหยุด ลบออกจากทะเบียนแล้ว เลขอ้างอิง E-"), "{said}");
    let (status, said) = page.says(&erases).await;
    assert_eq!(status, 422);
    assert!(said.contains("แต่จดไว้นอกฐานข้อมูลไม่ได้") && !said.contains(BEFORE), "{said}");
    assert!(!are_there(&office).await);
    std::fs::remove_dir(ledger.file()).unwrap();

    let (status, said) = page.says_all().await;
    assert_eq!(status, 303, "{said}");
    let exported = exported(&office).await;
    assert!(!exported.contains("มานี"));
    let report = office.verify().await.unwrap();
    assert!(report.is_sound(), "{report}");

    // Whom an edit took off a visit, and whom only a visit has that was withdrawn, are due like everybody: each is
    // told by their own code, and goes with the rest.
    let mut long_ago = |nth: u32, name: &str| {
        let mut made = serde_json::to_value(visit(nth, TAO, 5, &[somebody(None, name, "นานมา")])).unwrap();
        made["captured_at"] = json!("2019-04-12T09:00:00+07:00");
        phone.makes(&Record::from_value(made).unwrap())
    };
    let made = [long_ago(72, "กล้า"), long_ago(73, "จันทร์"), long_ago(74, "ขวัญ")];
    let off = phone.edits(record_id(72), |record| {
        record.people.clear();
        record.requests.clear();
    });
    let reason = |record: &mut Record| {
        record.withdraw =
            serde_json::from_value(json!({ "at": "2019-05-01T09:00:00+07:00", "reason": "ผิดบ้าน" })).unwrap();
    };
    let back = [phone.edits(record_id(73), reason), phone.edits(record_id(74), reason)];
    phone.pushes(&office, &[&made[0], &made[1], &made[2], &off, &back[0], &back[1]]).await;
    let today = chrono::Utc::now().date_naive();
    let due = office.due_to_go(&visitor, today).await.unwrap().unwrap();
    let mut names: Vec<&str> = due.people.iter().map(|(_, name)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["นายกล้า นานมา", "นายขวัญ นานมา", "นายจันทร์ นานมา"]);
    let (one, _) = due.people.iter().find(|(_, name)| name == "นายขวัญ นานมา").unwrap();
    let code = format!("{TAO}/{}/{}", one.met.0, one.met.1);
    let elsewhere = code.replace(TAO, PAO);
    let (status, said) = page.says(&[("code", &elsewhere), ("reason", "ครบกำหนดเก็บ")]).await;
    assert!(status == 422 && said.contains("ไม่มีรหัสนี้ในทะเบียนของท่าน"), "{said}");
    let (status, said) = page.says(&[("code", &code), ("reason", "ครบกำหนดเก็บ")]).await;
    assert_eq!(status, 303, "{said}");
    assert!(!told(&office).await.contains("ขวัญ") && told(&office).await.contains("กล้า"));
    let (status, said) = page.says_all().await;
    assert_eq!(status, 303, "{said}");
    let left = told(&office).await;
    assert!(!left.contains("กล้า") && !left.contains("จันทร์"));
    assert_eq!(office.due_to_go(&visitor, today).await.unwrap().unwrap().people, []);
    let report = office.verify().await.unwrap();
    assert!(report.is_sound(), "{report}");
}

#[tokio::test]
async fn whoever_an_edit_took_off_a_visit_goes_out_of_every_file_and_out_of_an_older_backup_too() {
    let shelf = Shelf::sqlite().await;
    let (office, home) = (&shelf.office, shelf.folder());
    let (mut phone, admin) = founds(office).await;
    let off = phone.edits(record_id(1), |record| {
        record.people.remove(0);
        record.requests.remove(0);
    });
    phone.pushes(office, &[&off]).await;
    assert!(!exported(office).await.contains(SAID[0]) && told(office).await.contains(SAID[0]));
    let file = home.join("backup");
    let code = office.backup(&file).await.unwrap();
    let kept = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    office.erase(&admin, &entry(), "คำขอใช้สิทธิลบ").await.unwrap();
    are_nowhere(office, home).await;

    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), kept).unwrap();
    let there = tempfile::tempdir().unwrap();
    backup::restore(file.path(), &code, there.path(), &home.join("keys.json")).unwrap();
    let restored = open(there.path(), &there.path().join("photos"), &home.join("keys.json")).await;
    are_nowhere(&restored, there.path()).await;
}

/// Who was handed out to be entered into INFO is written down by name under their number; another person may have that.
#[tokio::test]
async fn the_name_under_which_they_were_handed_out_goes_though_another_has_their_number_and_theirs_stays() {
    let shelf = Shelf::sqlite().await;
    let office = &shelf.office;
    let (mut phone, admin) = founds(office).await;
    let other = phone.makes(&visit(80, TAO, 5, &[somebody(Some(number(NUMBER)), "ทองดี", "คนอื่น")]));
    phone.pushes(office, &[&other]).await;
    let round = "2569-04".parse().unwrap();
    let month = office.info(lao(TAO), round).await.unwrap();
    office.hand_out(&month).await.unwrap();
    let handed = async || {
        let rows = office.db().look().await.unwrap().handed(lao(TAO)).await.unwrap();
        rows.into_iter().map(|row| row.name).collect::<Vec<_>>()
    };
    let theirs = format!("{} {}", SAID[0], SAID[1]);
    assert!(handed().await.contains(&theirs), "the first of a number is who is entered");
    let many = handed().await.len();
    office.erase(&admin, &entry(), "คำขอใช้สิทธิลบ").await.unwrap();
    assert!(!handed().await.contains(&theirs));
    assert_eq!(handed().await.len(), many - 1);
    // The other is entered under it now, and stays when somebody else of that number goes.
    let month = office.info(lao(TAO), round).await.unwrap();
    office.hand_out(&month).await.unwrap();
    assert!(handed().await.contains(&"ทองดี คนอื่น".to_owned()));
    let third = phone.makes(&visit(81, TAO, 5, &[somebody(Some(number(NUMBER)), "บุญมา", "คนใหม่")]));
    phone.pushes(office, &[&third]).await;
    office.erase(&admin, &format!("{TAO}/{}", person_id(81, 0)), "คำขอใช้สิทธิลบ").await.unwrap();
    assert!(handed().await.contains(&"ทองดี คนอื่น".to_owned()));
}

/// What was given in a time, as its report sums it up; and area by area, as the fiscal year's does.
async fn sums(office: &Office, of: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let given = office.report(lao(TAO), Kind::Given, of.parse().unwrap()).await.unwrap();
    let year = office.report(lao(TAO), Kind::Year, "2569".parse().unwrap()).await.unwrap();
    let written = |row: &Vec<Cell>| row.iter().map(Cell::written).collect::<Vec<_>>();
    let of_help = |row: &Vec<Cell>| written(row).split_off(2);
    (written(given.tables[0].total.as_ref().unwrap()), year.tables[1].rows.iter().map(of_help).collect())
}

/// Public money stays accounted for when whoever had it is erased: every report adds up to what it did, nothing in any
/// file says whose it was, and neither a second erasure nor a restore adds anything twice.
#[tokio::test]
async fn what_was_given_to_whoever_is_erased_stays_in_the_reports_and_says_of_nobody_whose_it_was() {
    let shelf = Shelf::sqlite().await;
    let (office, home) = (&shelf.office, shelf.folder());
    let (mut phone, admin) = founds(office).await;
    let (_, _, officer) = employs(office, TAO, UserRole::Officer).await;
    let on = chrono::NaiveDate::from_ymd_opt(2026, 4, 20).unwrap();
    let family = visit(1, TAO, 5, &[somebody(None, "ก", "ข"), somebody(None, "ค", "ง")]);
    for (nth, baht) in [(0, 700), (1, 300)] {
        let request = family.requests[nth].id;
        let asked = Asked { lao: lao(TAO), record: record_id(1), request };
        let grant = json!({ "what": format!("ถุงยังชีพ {}", SAID[3]), "form": "goods", "amount_baht": baht,
                            "funding": "central-reserve" });
        let acts = [
            Act::Registered { number: None },
            Act::HelpedUrgently {
                grants: vec![serde_json::from_value(grant).unwrap()],
                consent: None,
                area: None,
            },
        ];
        for (seen, act) in acts.into_iter().enumerate() {
            let step = NewStep { key: StepKey::new(Uuid::now_v7()), seen, on, act };
            office.step(&officer.id, &asked, &step).await.unwrap();
        }
    }
    let file = home.join("backup");
    let code = office.backup(&file).await.unwrap();
    let kept = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    let (month, year) = (sums(office, "2569-04").await, sums(office, "2569").await);
    assert_eq!(month.0[4..7], ["1,000", "2", "1"]);
    assert_eq!(month.1[0], ["2", "2", "1", "1,000"]);

    office.erase(&admin, &entry(), "คำขอใช้สิทธิลบ").await.unwrap();
    assert_eq!((sums(office, "2569-04").await, sums(office, "2569").await), (month.clone(), year.clone()));
    office.erase(&admin, &entry(), "คำขอใช้สิทธิลบ").await.unwrap_err();
    assert_eq!(sums(office, "2569").await, year);
    // What arrives says that the other request was theirs too: it goes, and its sum stays.
    let theirs = phone.edits(record_id(1), |record| record.requests[1].person = Some(person_id(1, 0)));
    phone.pushes(office, &[&theirs]).await;
    let mut tx = office.db().look().await.unwrap();
    assert!(tx.steps_on(lao(TAO), &[record_id(1)]).await.unwrap().is_empty());
    drop(tx);
    assert_eq!((sums(office, "2569-04").await, sums(office, "2569").await), (month.clone(), year.clone()));
    office.erase(&admin, &record_id(1).to_string(), "คำขอใช้สิทธิลบ").await.unwrap();
    assert_eq!(sums(office, "2569").await, year);
    are_in_no_file(home);
    let report = office.verify().await.unwrap();
    assert!(report.is_sound(), "{report}");

    // A restore from before erases again, and keeps the same once more; a backup of that has it too.
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), kept).unwrap();
    let there = tempfile::tempdir().unwrap();
    backup::restore(file.path(), &code, there.path(), &home.join("keys.json")).unwrap();
    let restored = open(there.path(), &there.path().join("photos"), &home.join("keys.json")).await;
    assert_eq!((sums(&restored, "2569-04").await, sums(&restored, "2569").await), (month, year.clone()));
    are_in_no_file(there.path());
    let report = restored.verify().await.unwrap();
    assert!(report.is_sound(), "{report}");
    let next = tempfile::NamedTempFile::new().unwrap();
    let code = restored.backup(next.path()).await.unwrap();
    drop(restored);
    let there = tempfile::tempdir().unwrap();
    let keys = there.path().join("keys.json");
    backup::restore(next.path(), &code, there.path(), &keys).unwrap();
    let restored = open(there.path(), &there.path().join("photos"), &keys).await;
    assert_eq!(sums(&restored, "2569").await, year);
}

#[tokio::test]
async fn a_restore_from_before_an_erasure_erases_again_by_either_ledger() {
    let shelf = Shelf::sqlite().await;
    let (office, home) = (&shelf.office, shelf.folder());
    let (_, admin) = founds(office).await;
    let file = home.join("backup");
    let code = office.backup(&file).await.unwrap();
    let kept = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    let before = are_there(office).await;
    assert!(before);
    office.erase(&admin, &entry(), "คำขอใช้สิทธิลบ").await.unwrap();
    are_nowhere(office, home).await;
    let expected = exported(office).await;
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), kept).unwrap();

    // With neither copy of the ledger they are back: nobody could know.
    let (there, keys) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let other_keys = keys.path().join("keys.json");
    backup::restore(file.path(), &code, there.path(), &other_keys).unwrap();
    let restored = open(there.path(), &there.path().join("photos"), &other_keys).await;
    assert!(are_there(&restored).await);
    drop(restored);

    // The one beside the keys, which stayed where they were.
    let there = tempfile::tempdir().unwrap();
    backup::restore(file.path(), &code, there.path(), &home.join("keys.json")).unwrap();
    let restored = open(there.path(), &there.path().join("photos"), &home.join("keys.json")).await;
    are_nowhere(&restored, there.path()).await;
    assert_eq!(exported(&restored).await, expected);

    // The next backup holds nothing of them either, and the ledger too.
    let next = tempfile::NamedTempFile::new().unwrap();
    let next_code = restored.backup(next.path()).await.unwrap();
    drop(restored);
    let (there, keys) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let new_keys = keys.path().join("keys.json");
    backup::restore(next.path(), &next_code, there.path(), &new_keys).unwrap();
    assert_eq!(Ledger::beside(&new_keys).lines().unwrap().len(), 1);
    let restored = open(there.path(), &there.path().join("photos"), &new_keys).await;
    are_nowhere(&restored, there.path()).await;
    drop(restored);

    // The one beside the photos, which lie on another disk.
    let (there, keys) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let new_keys = keys.path().join("keys.json");
    backup::restore(file.path(), &code, there.path(), &new_keys).unwrap();
    let restored = open(there.path(), &home.join("photos"), &new_keys).await;
    std::fs::remove_dir_all(there.path().join("photos")).unwrap();
    are_nowhere(&restored, there.path()).await;
    assert_eq!(exported(&restored).await, expected);
}

fn command(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_samruat-server"));
    command.arg("--data").arg(data).args(arguments);
    for name in ["SAMRUAT_DATA", "SAMRUAT_DATABASE_URL", "SAMRUAT_PHOTOS", "SAMRUAT_KEYS"] {
        command.env_remove(name);
    }
    command
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target)
        } else {
            std::fs::copy(entry.path(), target).map(|_| ()).unwrap()
        }
    }
}

/// An office with a family in it, that nobody has open.
async fn home() -> (tempfile::TempDir, String) {
    let home = tempfile::tempdir().unwrap();
    let office = open(home.path(), &home.path().join("photos"), &home.path().join("keys.json")).await;
    let (_, admin) = founds(&office).await;
    (home, admin)
}

#[tokio::test]
async fn an_erasure_that_is_killed_anywhere_leaves_all_or_nothing_and_is_finished_at_the_next_start() {
    const CUTS: u32 = 16;
    let (home, admin) = home().await;
    let entry = entry();
    let erase = ["erase", "--user", &admin, &entry, "--reason", "คำขอใช้สิทธิลบ"];
    let whole = tempfile::tempdir().unwrap();
    copy(home.path(), whole.path());
    let began = Instant::now();
    assert!(
        command(whole.path(), &erase).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
    );
    let took = began.elapsed();
    let (mut before, mut after) = (0, 0);
    for cut in 0..=CUTS {
        let data = tempfile::tempdir().unwrap();
        copy(home.path(), data.path());
        let mut child =
            command(data.path(), &erase).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Somewhere in it: what is asserted holds wherever that is.
        if cut < CUTS {
            std::thread::sleep(took * cut / CUTS);
            child.kill().unwrap();
        }
        child.wait().unwrap();
        let office = open(data.path(), &data.path().join("photos"), &data.path().join("keys.json")).await;
        if are_there(&office).await {
            before += 1;
            let report = office.verify().await.unwrap();
            assert!(report.is_sound(), "{report}");
            office.erase(&admin, &entry, "คำขอใช้สิทธิลบ").await.unwrap();
        } else {
            after += 1;
        }
        are_nowhere(&office, data.path()).await;
    }
    eprintln!("killed before the erasure was durable: {before}; after: {after}");
    assert!(before > 0 && after > 0, "cuts on both sides of the transaction");
}

#[tokio::test]
async fn the_command_line_erases_and_restores_without_whom_it_erased() {
    let (home, admin) = home().await;
    let run = |data: &Path, arguments: &[&str]| -> Output { command(data, arguments).output().unwrap() };
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let file = tempfile::tempdir().unwrap();
    let (backup, register) = (file.path().join("backup"), file.path().join("register.jsonl"));
    let (backup, register) = (backup.to_str().unwrap(), register.to_str().unwrap());
    let code = text(&run(home.path(), &["backup", "--out", backup]).stdout);

    let wrong = run(home.path(), &["erase", "--user", &admin, &entry()]);
    assert_eq!(wrong.status.code(), Some(2), "a reason is needed");
    let wrong = run(home.path(), &["erase", "--user", "u-404", &entry(), "--reason", "คำขอ"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(text(&wrong.stderr).contains("nothing was erased"), "{}", text(&wrong.stderr));
    // A list that nobody has confirmed may name them.
    let office = open(home.path(), &home.path().join("photos"), &home.path().join("keys.json")).await;
    let (_, _, officer) = employs(&office, TAO, UserRole::Officer).await;
    let source = Source {
        agency: "หน่วยงาน ตัวอย่าง".to_owned(), ..Source::default()
    };
    let id = ListId::new(Uuid::now_v7());
    let bring = Bring { id, file: "names.csv".to_owned(), bytes: b"1,a", source };
    office.bring_list(&officer, bring).await.unwrap().unwrap();
    drop(office);
    let done = run(home.path(), &["erase", "--user", &admin, &entry(), "--reason", "คำขอใช้สิทธิลบ"]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert!(
        text(&done.stderr).contains("1 lists of names")
            && text(&done.stderr).contains("names.csv (หน่วยงาน ตัวอย่าง)")
    );
    assert!(text(&done.stdout).starts_with("E-") && text(&done.stderr).contains("1 people"), "{done:?}");
    assert_eq!(run(home.path(), &["verify"]).status.code(), Some(0));

    let there = tempfile::tempdir().unwrap();
    let ledger = home.path().join("keys.json.erasures");
    let restored =
        command(there.path(), &["restore", "--in", backup, "--erasures", ledger.to_str().unwrap()])
            .env("SAMRUAT_RECOVERY_CODE", code.trim())
            .output()
            .unwrap();
    assert_eq!(restored.status.code(), Some(0), "{}", text(&restored.stderr));
    are_in_no_file(there.path());
    let office = open(there.path(), &there.path().join("photos"), &there.path().join("keys.json")).await;
    are_nowhere(&office, there.path()).await;
    drop(office);
    assert_eq!(run(there.path(), &["export", "register", "--out", register]).status.code(), Some(0));
    assert!(!std::fs::read_to_string(register).unwrap().contains(SAID[0]));

    let listed = run(there.path(), &["quarantine", "--lao", TAO]);
    assert_eq!((listed.status.code(), listed.stdout.as_slice()), (Some(0), b"".as_slice()));
    for (arguments, status) in [
        (vec!["decide", "accept", "--user", &admin], 2),
        (vec!["decide", "join", "--user", &admin, "--phone", "d-01"], 2),
        (vec!["decide", "join", "--user", &admin, "one"], 2),
        (vec!["decide", "accept", "--user", &admin, "--phone", "d-01"], 1),
        (vec!["decide", "refuse", "--user", &admin, "no-change"], 1),
    ] {
        let said = run(there.path(), &arguments);
        assert_eq!(said.status.code(), Some(status), "{arguments:?}: {}", text(&said.stderr));
        assert!(!said.stderr.is_empty());
    }
}
