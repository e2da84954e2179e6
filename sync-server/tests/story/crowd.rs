//! Many at once: phones of a PAO and of a TAO push the same people through two server
//! processes, edit and correct them, while phones of both pull all the while.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use cluster::Cluster;
use register::record::{PersonId, RecordId};
use register::wire::State;
use sync_server::db::UserRole;
use sync_server::db::postgres::Postgres;
use sync_server::evidence::Evidence;
use sync_server::office::{Decide, Office, Place};

use crate::shelf::Shelf;
use crate::village::{PAO, Phone, TAO, found_laos, hire, lao, number, person_id, record_id, somebody, visit};

/// Phones of each LAO.
const PHONES: u32 = 4;
/// Pushes of each.
const PUSHES: u32 = 6;
/// Households in a push.
const HOUSEHOLDS: u32 = 4;

type Seen = BTreeMap<RecordId, BTreeMap<PersonId, State>>;

/// The crowd, on an office that nobody has used.
pub async fn presses(shelf: &Shelf) {
    let offices = [Arc::new(shelf.again().await), Arc::new(shelf.again().await)];
    found_laos(&shelf.office).await;
    shelf.office.note_address("http://127.0.0.1:8420", None).await.unwrap();
    let (supervisor, _) = shelf.office.add_user(lao(TAO), "หัวหน้า", UserRole::Supervisor).await.unwrap();
    let over = Arc::new(AtomicBool::new(false));
    let mut pullers = Vec::new();
    let mut phones = Vec::new();
    for (at, code) in (0u8..).zip([PAO, TAO]) {
        let surveyor = hire(&shelf.office, code, "สมศรี", &[]).await;
        for nth in 0..PHONES as u8 {
            let phone = Phone::enrol(&shelf.office, &surveyor, 20 + at * 32 + nth).await;
            phones.push((code, u32::from(at) * PHONES + u32::from(nth), phone));
        }
        let phone = Phone::enrol(&shelf.office, &surveyor, 120 + at).await;
        let (office, over) = (Arc::clone(&offices[usize::from(at)]), Arc::clone(&over));
        pullers.push(tokio::spawn(async move { pulls_all_the_while(&office, phone, &over).await }));
    }
    let mut at_work = Vec::new();
    for (code, nth, phone) in phones {
        let office = Arc::clone(&offices[nth as usize % 2]);
        at_work.push(tokio::spawn(async move { works(&office, phone, code, nth).await }));
    }
    // Meanwhile the office rules on people as they come in.
    let office = Arc::clone(&offices[0]);
    let ruling = tokio::spawn(async move { rules(&office, &supervisor).await });
    for work in at_work {
        work.await.unwrap();
    }
    assert!(ruling.await.unwrap() > 0, "somebody was ruled on");
    over.store(true, Ordering::Release);
    for puller in pullers {
        let (phone, seen) = puller.await.unwrap();
        let (all, _) = phone.pulls(&shelf.office, None, 1_000).await;
        let all: Seen = all.into_iter().map(|pulled| (pulled.record, pulled.people)).collect();
        assert_eq!(all.len() as u32, PHONES * PUSHES * HOUSEHOLDS);
        assert_eq!(seen, all, "whoever pulls all the while has what whoever pulls at the end has");
    }
    let report = shelf.office.verify().await.unwrap();
    assert!(report.is_sound(), "{report}");
    for code in [PAO, TAO] {
        let head = shelf.office.db().look().await.unwrap().head(lao(code)).await.unwrap().unwrap();
        // Each household and its one edit; and the decisions, in the TAO's log.
        assert!(head.length >= u64::from(PHONES * PUSHES * (HOUSEHOLDS + 1)));
    }
}

/// The same people for the PAO's phones and the TAO's, in different batches and orders.
async fn works(office: &Office, mut phone: Phone, code: &str, nth: u32) {
    let total = PHONES * PUSHES * HOUSEHOLDS;
    for push in 0..PUSHES {
        let mut changes = Vec::new();
        let mut first = None;
        for household in 0..HOUSEHOLDS {
            let at = ((nth % PHONES) * PUSHES + push) * HOUSEHOLDS + household;
            // Another step through the same people for each LAO.
            let whose = u64::from(if code == PAO { at * 5 % total } else { at * 7 % total });
            let record = 1_000 + at + if code == PAO { 0 } else { 10_000 };
            let people = [
                somebody(Some(number(whose)), "สมชาย", "สมปอง"),
                somebody(Some(number(whose + 1)), "สมหญิง", "สมปอง"),
                somebody(None, "สมบูรณ์", "สมปอง"),
            ];
            changes.push(phone.makes(&visit(record, code, 5, &people)));
            first.get_or_insert(record_id(record));
        }
        phone.pushes(office, &changes.iter().collect::<Vec<_>>()).await;
        let edit = phone.edits(first.unwrap(), |record| {
            if push % 2 == 0 {
                record.people[1].national_id = Some(number(u64::from(nth + push)).to_string());
            } else {
                record.requests.clear();
            }
        });
        // Twice, as after an answer that got lost.
        phone.pushes(office, &[&edit]).await;
        phone.pushes(office, &[&edit]).await;
    }
}

/// Joins people without numbers of the two LAOs, and separates some again.
async fn rules(office: &Office, user: &str) -> u32 {
    let mut ruled = 0;
    for at in 0..PHONES * PUSHES {
        let at = at * HOUSEHOLDS + 1;
        let one = format!("{PAO}/{}", person_id(1_000 + at, 2));
        let two = format!("{TAO}/{}", person_id(11_000 + at, 2));
        for _ in 0..20 {
            // Not there yet, or joined before: people look again.
            if office.decide(user, Decide::Join(one.clone(), two.clone())).await.is_ok() {
                ruled += 1;
                if at.is_multiple_of(3) {
                    let two = format!("{TAO}/{}", person_id(1_000 + at, 2));
                    office.decide(user, Decide::Separate(one.clone(), two)).await.unwrap();
                }
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    ruled
}

async fn pulls_all_the_while(office: &Office, phone: Phone, over: &AtomicBool) -> (Phone, Seen) {
    let (mut seen, mut cursor) = (Seen::new(), None);
    loop {
        let last = over.load(Ordering::Acquire);
        let before = cursor.as_ref().map_or(0, |cursor: &register::wire::Cursor| cursor.seq);
        let (pulled, next) = phone.pulls(office, cursor, 3).await;
        assert!(next.seq >= before);
        let once: BTreeSet<RecordId> = pulled.iter().map(|pulled| pulled.record).collect();
        assert!(once.len() <= pulled.len());
        seen.extend(pulled.into_iter().map(|pulled| (pulled.record, pulled.people)));
        cursor = Some(next);
        if last {
            return (phone, seen);
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Several processes, one empty database, one moment.
pub async fn founds(cluster: &Cluster) {
    let url = cluster.database("founding").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut opening = Vec::new();
    for _ in 0..6 {
        let (url, folder) = (url.clone(), folder.path().to_owned());
        opening.push(tokio::spawn(async move {
            let db = Arc::new(Postgres::open(&url).await.unwrap());
            let photos = Evidence::in_folder(&folder.join("photos")).unwrap();
            Office::open(Place { db, photos, keys: folder.join("keys.json") }).await.unwrap()
        }));
    }
    let mut offices = Vec::new();
    for office in opening {
        offices.push(office.await.unwrap());
    }
    found_laos(&offices[0]).await;
    offices[0].note_address("http://127.0.0.1:8420", None).await.unwrap();
    let surveyor = hire(&offices[1], TAO, "สมศรี", &[]).await;
    let phone = Phone::enrol(&offices[2], &surveyor, 1).await;
    let mut lives = BTreeSet::new();
    for office in &offices {
        lives.insert(phone.pulls(office, None, 10).await.1.epoch);
    }
    assert_eq!(lives.len(), 1, "one life of the server");
}
