//! Who may pass which door of the console: every door there is, every role, of the LAO whose
//! things lie behind it and of another one. The doors come from the router itself, so a new one is
//! tried without anybody remembering it; and one whose address names something that nothing here
//! stands for stops the test until somebody says what it is.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it goes wrong")]
#![expect(dead_code, reason = "the village is the story's too, and this needs a part of it")]

#[path = "story/clerks.rs"]
mod clerks;
#[path = "story/shelf.rs"]
mod shelf;
#[path = "story/village.rs"]
mod village;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::http::Method;
use clerks::{PASSWORD, called, employs};
use cluster::{Cluster, Disk};
use picture::Kept;
use register::course::{Act, Grant, GrantForm, Meeting, Outcome, StepKey, Votes};
use register::deadline;
use register::event::{Event, EventId};
use register::import::{Column, Mapping, Source};
use register::posting::{Place, Posting, PostingId, Site};
use register::record::{DamageKind, ListId, PhotoHash, RequestId};
use register::wire::Role;
use reqwest::{Client, RequestBuilder, Response, StatusCode, redirect};
use sync_server::console::{self, Door, Right};
use sync_server::db::UserRole;
use sync_server::office::{Asked, Bring, NewStep, NewTask, Office, SignIn, Visitor};
use sync_server::routes::{self, House};
use uuid::Uuid;
use village::{Phone, TAO, TOWN, found_laos, hire_as, lao, number, person_id, record_id, somebody, visit};

const ROLES: [UserRole; 5] =
    [UserRole::Supervisor, UserRole::Officer, UserRole::Committee, UserRole::Auditor, UserRole::Admin];
/// What a door answers whom it lets in: an empty form may be refused, or be of an older page.
const PASSES: [StatusCode; 4] =
    [StatusCode::OK, StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY, StatusCode::CONFLICT];
/// Stands on pages about them, and must stand on no others.
const NAME: &str = "จันทร์เพ็ญ";

/// A console that is served, and somebody of each role in two LAOs.
struct Desk {
    office: Arc<Office>,
    address: String,
    doors: Vec<Door>,
    client: Client,
    users: BTreeMap<(&'static str, UserRole), String>,
    /// What the parts of addresses stand for, all of one LAO.
    named: BTreeMap<&'static str, String>,
}

impl Desk {
    async fn set_up(office: Office) -> Self {
        let office = Arc::new(office);
        found_laos(&office).await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        // A phone could not enrol with a server that never said where it is.
        office.note_address(&address, None).await.unwrap();
        let mut users = BTreeMap::new();
        for code in [TOWN, TAO] {
            for role in ROLES {
                users.insert((code, role), employs(&office, code, role).await.0);
            }
        }
        let surveyor = hire_as(&office, TOWN, "อาสา ตัวอย่าง", &[], Role::Volunteer).await;
        let mut phone = Phone::enrol(&office, &surveyor, 7).await;
        let photo = PhotoHash::of(b"\xff\xd8 a house");
        let made = phone.makes(&with_photo(photo));
        let alike = phone.makes(&visit(2, TOWN, 5, &[somebody(None, NAME, "ตัวอย่าง")]));
        phone.pushes(&office, &[&made, &alike]).await;
        let upload = office.begin_upload(&phone.sender, photo, Some(record_id(1)), 10).await.unwrap();
        office.grow_upload(&phone.sender, upload.id, 0, b"\xff\xd8 a house").await.unwrap();

        let officer = &users[&(TOWN, UserRole::Officer)];
        let (meeting, posting, proof) = posting(&office, officer, &users[&(TOWN, UserRole::Committee)]).await;
        let event = storm(&office, officer).await;
        let list = name_list(&office, officer).await;
        let unit = hire_as(&office, TOWN, "หน่วย ตัวอย่าง", &[], Role::MobileUnit).await;
        let task = NewTask {
            lao: lao(TOWN),
            record: record_id(1),
            to: unit,
            facts: Vec::new(),
            note: None,
            due: None,
            urgent: false,
        };
        let task = office.give_task(&task).await.unwrap();
        let named = BTreeMap::from([
            ("record", record_id(1).to_string()),
            ("person", person_id(1, 0).to_string()),
            ("photo", photo.to_string()),
            ("user", employs(&office, TOWN, UserRole::Officer).await.0),
            ("surveyor", surveyor),
            ("device", phone.sender.device.id.as_str().to_owned()),
            ("request", Uuid::from_u128(0x0196_a3c2_0002_7000_8000_0000_0000_0100).to_string()),
            ("meeting", meeting),
            ("round", "2569-04".to_owned()),
            ("report", "operations".to_owned()),
            ("period", "2569-04".to_owned()),
            ("posting", posting.id.to_string()),
            ("proof", proof.to_string()),
            ("form", "xlsx".to_owned()),
            ("list", list),
            ("task", task.to_string()),
            ("other", format!("{TOWN}~{}~{}", record_id(2), person_id(2, 0))),
            ("sent_on", format!("{TOWN}~{}~0196a3c2-0002-7000-8000-000000000100", record_id(1))),
            ("event", event),
            ("paper", "damage".to_owned()),
            ("part", "questions".to_owned()),
            ("whom", "00".repeat(32)),
            ("name", "console.css".to_owned()),
        ]);
        let house = House::of(Arc::clone(&office));
        let (_, doors) = console::open(&house);
        let router = routes::all(house);
        tokio::spawn(async move { axum::serve(listener, router).await });
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
        Self { office, address, doors, client, users, named }
    }

    /// An address that this door leads to.
    fn address_of(&self, door: &Door) -> String {
        let parts = door.path.split('/').map(|part| match part.strip_prefix('{') {
            None => part.to_owned(),
            Some(name) => {
                let name = name.trim_end_matches('}');
                let stands = self.named.get(name);
                stands.unwrap_or_else(|| panic!("what does {{{name}}} of {} stand for?", door.path)).clone()
            }
        });
        parts.collect::<Vec<_>>().join("/")
    }

    /// Whether this door's address names something of one LAO.
    fn is_of_one_lao(door: &Door) -> bool {
        door.path.contains('{')
            && !["{name}", "{round}", "{period}", "{part}"].iter().any(|every| door.path.contains(every))
    }

    /// Somebody signs in.
    async fn enter(&self, user: &str) -> (String, Visitor) {
        let SignIn::In(token) = self.office.sign_in(user, PASSWORD).await.unwrap() else {
            panic!("{user} is not let in")
        };
        let visitor = self.office.visitor(&token).await.unwrap().unwrap();
        (token, visitor)
    }

    async fn knock(&self, door: &Door, as_whom: Option<&(String, Visitor)>, form: Option<&str>) -> Response {
        let address = format!("{}{}", self.address, self.address_of(door));
        let mut asked = self.client.request(door.method.clone(), address);
        if let Some((token, visitor)) = as_whom {
            asked = asked.header("cookie", format!("samruat_office={token}"));
            if door.method == Method::POST {
                let press = Uuid::now_v7().to_string();
                let fields = [
                    ("form", form.unwrap_or(&visitor.form_key)),
                    ("press", press.as_str()),
                    ("reason", "info"),
                ];
                asked = filled(asked, &fields);
            }
        }
        asked.send().await.unwrap()
    }
}

/// A meeting with a chair and nobody else chooses the request; its names hang, as a photo shows.
async fn posting(office: &Office, officer: &str, committee: &str) -> (String, Posting, PhotoHash) {
    let on = chrono::NaiveDate::from_ymd_opt(2026, 4, 20).unwrap();
    let request: RequestId = "0196a3c2-0002-7000-8000-000000000100".parse().unwrap();
    let asked = Asked { lao: lao(TOWN), record: record_id(1), request };
    let mut meeting = meeting(office, officer).await;
    let grant = Grant {
        what: "ถุงยังชีพ".to_owned(),
        item: None,
        kind: None,
        form: GrantForm::Goods,
        quantity: None,
        amount_baht: None,
        person: None,
        funding: None,
        on: None,
    };
    let outcome = Outcome::Approved { grants: vec![grant], beyond_criteria: false };
    let decided = Act::Decided { meeting: meeting.id, outcome, votes: Votes { yes: 1, ..Votes::default() } };
    let put = Act::PutOnAgenda { meeting: meeting.id };
    let assigned = Act::Assigned { agency: "กองช่าง".to_owned(), letter: None };
    let registered = Act::Registered { number: None };
    let steps = [(officer, registered), (officer, put), (committee, decided), (officer, assigned)];
    for (seen, (user, act)) in steps.into_iter().enumerate() {
        if seen == 2 {
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
        title: "ช่วยเหลือผู้ประสบวาตภัย".to_owned(),
        meeting: meeting.id,
        listed: office.chosen(lao(TOWN), meeting.id).await.unwrap(),
        of: None,
        result: None,
        from: on,
        until: deadline::Posting::Names.last_day(on, &office.holidays(lao(TOWN)).await.unwrap()),
        places: Site::ALL.iter().map(|site| Place::to_be(*site, "ที่ทำการ")).collect(),
        cancelled: None,
    };
    posting.places.iter_mut().for_each(|place| {
        place.put_up = Some(on);
        place.by = Some("นายช่าง ตัวอย่าง".to_owned());
    });
    office.put_posting(officer, lao(TOWN), &posting).await.unwrap();
    let SignIn::In(token) = office.sign_in(officer, PASSWORD).await.unwrap() else { panic!("not let in") };
    let visitor = office.visitor(&token).await.unwrap().unwrap();
    let jpeg = b"\xff\xd8\xff a board".to_vec();
    let hash = PhotoHash::of(&jpeg);
    let kept = Kept { hash, source_hash: hash, jpeg, thumbnail: Vec::new(), taken_at: None, at: None };
    office.prove(&visitor, posting.id, 0, &kept).await.unwrap();
    (meeting.id.to_string(), posting, hash)
}

/// A disaster.
async fn storm(office: &Office, officer: &str) -> String {
    let SignIn::In(token) = office.sign_in(officer, PASSWORD).await.unwrap() else { panic!("not let in") };
    let visitor = office.visitor(&token).await.unwrap().unwrap();
    let event = Event {
        id: EventId::new(Uuid::now_v7()),
        kind: DamageKind::Storm,
        title: "พายุฤดูร้อน".to_owned(),
        from: chrono::NaiveDate::from_ymd_opt(2026, 4, 10).unwrap(),
        until: None,
        zone: None,
        done_on: None,
        reported: Vec::new(),
    };
    office.put_event(&visitor, &event, None).await.unwrap().unwrap();
    event.id.to_string()
}

/// A list of one name from elsewhere is taken in.
async fn name_list(office: &Office, officer: &str) -> String {
    let SignIn::In(token) = office.sign_in(officer, PASSWORD).await.unwrap() else { panic!("not let in") };
    let visitor = office.visitor(&token).await.unwrap().unwrap();
    let id = ListId::new(Uuid::now_v7());
    let bytes = format!("{NAME} ตัวอย่าง");
    let source = Source {
        agency: "หน่วยงาน ตัวอย่าง".to_owned(), ..Source::default()
    };
    let bring = Bring { id, file: "names.csv".to_owned(), bytes: bytes.as_bytes(), source };
    office.bring_list(&visitor, bring).await.unwrap().unwrap();
    let mapping = Mapping { columns: vec![Some(Column::FullName)], ..Mapping::default() };
    office.map_list(&visitor, id, mapping.clone()).await.unwrap();
    office.confirm_list(&visitor, id, &mapping).await.unwrap();
    office.file_list(lao(TOWN), id).await.unwrap();
    id.to_string()
}

/// A meeting that is called, with a chair and nobody else.
async fn meeting(office: &Office, user: &str) -> Meeting {
    let meeting = called(chrono::NaiveDate::from_ymd_opt(2026, 4, 20).unwrap());
    office.put_meeting(user, lao(TOWN), &meeting).await.unwrap();
    meeting
}

fn with_photo(photo: PhotoHash) -> register::record::Record {
    let record = visit(1, TOWN, 5, &[somebody(Some(number(1)), NAME, "ตัวอย่าง")]);
    let mut record = serde_json::to_value(record).unwrap();
    record["photos"] = serde_json::json!([{ "hash": photo.to_string(), "kind": "house" }]);
    register::record::Record::from_value(record).unwrap()
}

/// A request with these fields, as a browser sends them.
fn filled(asked: RequestBuilder, fields: &[(&str, &str)]) -> RequestBuilder {
    let body = serde_urlencoded::to_string(fields).unwrap();
    asked.header("content-type", "application/x-www-form-urlencoded").body(body)
}

/// Every door, for everybody.
async fn tries_every_door(office: Office) {
    let desk = Desk::set_up(office).await;
    assert!(desk.doors.len() > 20, "{}", desk.doors.len());
    let report = desk.office.verify().await.unwrap();
    assert!(report.is_sound(), "what stands behind the doors is what the log says: {report}");
    for door in &desk.doors {
        let name = format!("{} {}", door.method, door.path);
        let outside = desk.knock(door, None, None).await;
        match (door.right, &door.method) {
            (Right::Open, _) => assert!(outside.status().as_u16() < 500, "{name}: {}", outside.status()),
            (_, &Method::GET) => {
                assert_eq!(outside.status(), StatusCode::SEE_OTHER, "{name}");
                let to = outside.headers()["location"].to_str().unwrap();
                assert!(to.starts_with("/office/sign-in"), "{name}: {to}");
            }
            _ => assert_eq!(outside.status(), StatusCode::UNAUTHORIZED, "{name}"),
        }
        assert!(!outside.text().await.unwrap().contains(NAME), "{name} tells whoever is not signed in");
        if door.right == Right::Open {
            continue;
        }
        for ((code, role), user) in &desk.users {
            let who = format!("{name} for {role:?} of {code}");
            let inside = desk.enter(user).await;
            let may = door.right.is_held_by(*role);
            if door.method == Method::POST {
                let forged = desk.knock(door, Some(&inside), Some("another session's")).await;
                assert_eq!(forged.status(), StatusCode::FORBIDDEN, "{who}, by a form that is not theirs");
            }
            let answer = desk.knock(door, Some(&inside), None).await;
            let status = answer.status();
            let said = answer.bytes().await.unwrap();
            let named = String::from_utf8_lossy(&said).contains(NAME);
            match (may, *code) {
                (false, _) => assert_eq!(status, StatusCode::FORBIDDEN, "{who}"),
                (true, TAO) if Desk::is_of_one_lao(door) => {
                    assert_eq!(status, StatusCode::NOT_FOUND, "{who}")
                }
                // Neither is a central place.
                (true, _)
                    if ["{sent_on}", "/publicity/"].iter().any(|of_place| door.path.contains(of_place)) =>
                {
                    assert_eq!(status, StatusCode::NOT_FOUND, "{who}");
                }
                (true, _) => assert!(PASSES.contains(&status), "{who}: {status}"),
            }
            assert!(!named || (may && *code == TOWN), "{who} names somebody of {TOWN}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_door_lets_in_whom_it_should_and_nobody_else_on_sqlite() {
    let shelf = shelf::Shelf::sqlite().await;
    tries_every_door(shelf.again().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_door_lets_in_whom_it_should_and_nobody_else_on_postgresql() {
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    let shelf = shelf::Shelf::postgres(&cluster, "doors").await;
    tries_every_door(shelf.again().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_from_another_site_is_not_taken_and_a_session_ends_with_its_users_place() {
    let shelf = shelf::Shelf::sqlite().await;
    let desk = Desk::set_up(shelf.again().await).await;
    let admin = desk.enter(&desk.users[&(TOWN, UserRole::Admin)]).await;
    let cookie = format!("samruat_office={}", admin.0);
    let press = Uuid::now_v7().to_string();
    let fields = [("form", admin.1.form_key.as_str()), ("press", &press), ("name", "ใคร"), ("role", "admin")];
    let staff = format!("{}/office/staff", desk.address);
    for (header, value) in [("origin", "http://elsewhere.example"), ("sec-fetch-site", "cross-site")] {
        let asked = desk.client.post(&staff).header("cookie", &cookie).header(header, value);
        assert_eq!(filled(asked, &fields).send().await.unwrap().status(), StatusCode::FORBIDDEN, "{header}");
    }
    assert_eq!(desk.office.staff(&admin.1).await.unwrap().len(), ROLES.len() + 1, "nobody was added");

    let officer = &desk.users[&(TOWN, UserRole::Officer)];
    let (token, _) = desk.enter(officer).await;
    desk.office.dismiss(&admin.1, officer, true).await.unwrap();
    assert!(desk.office.visitor(&token).await.unwrap().is_none(), "their session is over");
    assert!(matches!(desk.office.sign_in(officer, PASSWORD).await.unwrap(), SignIn::Wrong { .. }));
    assert!(desk.office.dismiss(&admin.1, &admin.1.id, true).await.is_err(), "nobody locks themselves out");
    desk.office.dismiss(&admin.1, officer, false).await.unwrap();
    desk.enter(officer).await;

    // A database that was copied back signs nobody in: its epoch is another.
    let mut tx = desk.office.db().begin().await.unwrap();
    tx.set("epoch", "another").await.unwrap();
    tx.commit().await.unwrap();
    assert!(shelf.again().await.visitor(&admin.0).await.unwrap().is_none());
}

#[tokio::test]
async fn a_name_that_nobody_has_is_answered_as_one_that_somebody_has() {
    let shelf = shelf::Shelf::sqlite().await;
    let office = shelf.again().await;
    found_laos(&office).await;
    let user = employs(&office, TOWN, UserRole::Officer).await.0;
    let mut told: Vec<Vec<String>> = Vec::new();
    for name in [user.as_str(), "u-999"] {
        let mut answers = Vec::new();
        for _ in 0..7 {
            answers.push(match office.sign_in(name, "a guess").await.unwrap() {
                SignIn::Wrong { left } => format!("{left} left"),
                SignIn::Locked { minutes } => format!("locked for {minutes}"),
                SignIn::In(_) => panic!("a guess lets {name} in"),
            });
        }
        told.push(answers);
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0][..5], ["4 left", "3 left", "2 left", "1 left", "locked for 15"]);
    assert!(matches!(office.sign_in("u-998", "a guess").await.unwrap(), SignIn::Wrong { left: 4 }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_is_no_page_is_answered_in_thai() {
    let shelf = shelf::Shelf::sqlite().await;
    let desk = Desk::set_up(shelf.again().await).await;
    let officer = desk.enter(&desk.users[&(TOWN, UserRole::Officer)]).await;
    let cookie = format!("samruat_office={}", officer.0);
    for (path, said) in [
        ("/office/nowhere", "ไม่มีหน้านี้"),
        ("/office/people/nobody/nothing", "ไม่พบในทะเบียน"),
        ("/office/meetings/no-meeting", "ไม่พบในทะเบียน"),
        ("/office/access", "หน้านี้เป็นของหน้าที่อื่น"),
    ] {
        let asked = desk.client.get(format!("{}{path}", desk.address)).header("cookie", &cookie);
        let answer = asked.send().await.unwrap();
        assert!(answer.status().is_client_error(), "{path}: {}", answer.status());
        let page = answer.text().await.unwrap();
        assert!(page.contains(said) && page.contains("lang=\"th\""), "{path}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn guesses_at_one_moment_are_all_counted() {
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    let there = shelf::Shelf::postgres(&cluster, "guesses").await;
    for shelf in [shelf::Shelf::sqlite().await, there] {
        let office = Arc::new(shelf.again().await);
        found_laos(&office).await;
        let user = employs(&office, TOWN, UserRole::Officer).await.0;
        let guesses: Vec<_> = (0..12)
            .map(|guess| {
                let (office, user) = (Arc::clone(&office), user.clone());
                tokio::spawn(async move { office.sign_in(&user, &format!("guess {guess}")).await.unwrap() })
            })
            .collect();
        let mut locked = 0;
        for guess in guesses {
            locked += u32::from(matches!(guess.await.unwrap(), SignIn::Locked { .. }));
        }
        assert_eq!(locked, 8, "the fifth wrong one locks, and all after it");
        assert!(matches!(office.sign_in(&user, PASSWORD).await.unwrap(), SignIn::Locked { .. }));
    }
}
