//! A lost phone's work is judged: let in, it is as if the phone had never been lost; kept out, it
//! is held as it was.

use std::collections::BTreeSet;

use register::change::Change;
use register::record::{Record, TaskId};
use register::wire::Role;
use serde_json::{Value, json};
use sync_server::db::UserRole;
use sync_server::export;
use sync_server::office::{Has, Judge, NewTask, Office, OfficeFault, Which};
use uuid::Uuid;

use crate::chapters::head;
use crate::shelf::Shelf;
use crate::village::{
    PAO, Phone, TAO, found_laos, hire, hire_as, lao, number, raw, receipted, record_id, somebody, visit,
};

/// The same work at two offices; at the second the phone was revoked before it could send it.
pub async fn tell(kept: &Shelf, lost: &Shelf) {
    let (phone, mut colleague, _) = founding(&kept.office).await;
    let work = works(&kept.office, phone, &mut colleague, false).await;
    let expected = export(&kept.office).await;

    let (phone, mut colleague, user) = founding(&lost.office).await;
    let office = &lost.office;
    let mut sender = phone.sender.clone();
    let token = phone.token.clone();
    let again = works(office, phone, &mut colleague, true).await;
    sender.device = office.sender(&token).await.unwrap().unwrap().device;
    assert_eq!(again, work, "the very same changes");
    assert_ne!(export(office).await, expected);
    let apart = office.apart(lao(TAO)).await.unwrap();
    let named: BTreeSet<_> = apart.iter().map(|apart| apart.change).collect();
    assert_eq!(named, work.iter().map(Change::id).collect());
    assert!(apart.iter().all(|apart| apart.device == sender.device.id && !apart.refused && apart.at > 0));

    let (elsewhere, _) = office.add_user(lao(PAO), "หัวหน้า", UserRole::Supervisor).await.unwrap();
    let (auditor, _) = office.add_user(lao(TAO), "ผู้ตรวจ", UserRole::Auditor).await.unwrap();
    let all = || Which::Phone(sender.device.id.clone());
    for (user, which, wanted) in [
        (elsewhere.as_str(), all(), "nothing of phone"),
        (auditor.as_str(), all(), "may not decide"),
        ("u-404", all(), "no user"),
        (user.as_str(), Which::Changes(BTreeSet::new()), "nothing that was named"),
        (user.as_str(), Which::Changes(BTreeSet::from([work[0].id(), made_up()])), "no change"),
    ] {
        let fault = office.judge(user, Judge::Accept, which).await.unwrap_err().to_string();
        assert!(fault.contains(wanted), "{fault}");
    }
    assert_eq!(office.apart(lao(TAO)).await.unwrap(), apart, "nothing was decided");

    // One is kept out for good, and stays held.
    let spoilt = work.last().unwrap().id();
    let one = || Which::Changes(BTreeSet::from([spoilt]));
    assert_eq!(office.judge(&user, Judge::Refuse, one()).await.unwrap(), 1);
    let before = head(office, TAO).await;
    for judge in [Judge::Accept, Judge::Refuse] {
        let again = office.judge(&user, judge, one()).await;
        assert!(matches!(again, Err(OfficeFault::Conflict(_))), "{again:?}");
    }
    assert_eq!(head(office, TAO).await, before);

    assert_eq!(office.judge(&user, Judge::Accept, all()).await.unwrap(), work.len() - 1);
    assert_eq!(export(office).await, expected, "as if it had never been revoked");
    let left = office.apart(lao(TAO)).await.unwrap();
    assert_eq!(left.iter().map(|apart| (apart.change, apart.refused)).collect::<Vec<_>>(), [(spoilt, true)]);
    let decisions = head(office, TAO).await.length - before.length - (work.len() as u64 - 1);
    assert_eq!(decisions, 1, "the decision is in the log");
    // Whoever sends it again has its receipt, and nothing moves.
    let pushed = office.push(&sender, &raw(&work.iter().collect::<Vec<_>>()), Has::default()).await.unwrap();
    assert_eq!(receipted(office, &pushed), work.iter().map(Change::id).collect());
    assert_eq!(export(office).await, expected);
    assert_eq!(office.apart(lao(TAO)).await.unwrap(), left);
    for office in [office, &lost.again().await] {
        let report = office.verify().await.unwrap();
        assert!(report.is_sound(), "{report}");
    }
}

async fn founding(office: &Office) -> (Phone, Phone, String) {
    found_laos(office).await;
    office.note_address("http://127.0.0.1:8420", None).await.unwrap();
    let surveyor = hire(office, TAO, "สมศรี", &[]).await;
    let (user, _) = office.add_user(lao(TAO), "หัวหน้า", UserRole::Supervisor).await.unwrap();
    (Phone::enrol(office, &surveyor, 1).await, Phone::enrol(office, &surveyor, 2).await, user)
}

/// A household is met, its phone may be lost, and then more comes from it; what the last change
/// says no export shows. Returns what came after.
async fn works(office: &Office, mut phone: Phone, colleague: &mut Phone, is_lost: bool) -> Vec<Change> {
    let first = phone.makes(&visit(1, TAO, 5, &[somebody(Some(number(1)), "สมชาย", "สมปอง")]));
    phone.pushes(office, &[&first]).await;
    colleague.learn(&first);
    let theirs =
        colleague.edits(record_id(1), |record| record.people[0].phone = Some("0810000001".to_owned()));
    colleague.pushes(office, &[&theirs]).await;
    if is_lost {
        office.revoke(phone.sender.device.id.as_str()).await.unwrap();
        phone.sender = office.sender(&phone.token).await.unwrap().unwrap();
    }
    let edit = phone.edits(record_id(1), |record| {
        record.people[0].phone = Some("0810000002".to_owned());
        record.people[0].national_id = Some(number(2).to_string());
    });
    let mut more =
        serde_json::to_value(visit(2, TAO, 5, &[somebody(Some(number(2)), "สมชาย", "สมปอง")])).unwrap();
    more["place"]["road"] = json!("ในเมือง");
    let more = phone.makes(&Record::from_value(more).unwrap());
    let spoilt =
        phone.edits(record_id(2), |record| record.place.as_mut().unwrap().soi = Some("ซอย ๑".to_owned()));
    phone.pushes(office, &[&edit, &more, &spoilt]).await;
    vec![edit, more, spoilt]
}

/// A review is a supervisor's word and a check the mobile unit's (domain.md 1.6 lines 183-184):
/// whoever else writes one is told why, and what they wrote is held until somebody judges it.
pub async fn words_of_others(shelf: &Shelf) {
    let office = &shelf.office;
    let (mut volunteer, _, user) = founding(office).await;
    let unit = hire_as(office, TAO, "สมนึก", &[9], Role::MobileUnit).await;
    let unit_id = unit.clone();
    let mut unit = Phone::enrol(office, &unit, 3).await;
    let supervisor = hire_as(office, TAO, "สมพร", &[], Role::Supervisor).await;
    let mut supervisor = Phone::enrol(office, &supervisor, 4).await;
    let made: Vec<Change> = (1..=2)
        .map(|nth| {
            volunteer.makes(&visit(nth, TAO, 5, &[somebody(Some(number(nth.into())), "สมชาย", "สมปอง")]))
        })
        .collect();
    volunteer.pushes(office, &made.iter().collect::<Vec<_>>()).await;
    for change in &made {
        unit.learn(change);
        supervisor.learn(change);
    }
    // A record that comes with its own acceptance is no way round.
    let mut with_one = serde_json::to_value(visit(3, TAO, 5, &[somebody(None, "ปิติ", "สมปอง")])).unwrap();
    with_one["reviews"] = json!([review(10, json!({ "verdict": "accepted" }))]);
    let with_one = volunteer.makes(&Record::from_value(with_one).unwrap());

    let accepts = volunteer.edits(record_id(1), |record| {
        record.reviews.push(said(review(11, json!({ "verdict": "accepted", "by": "s-003" }))));
    });
    let accepts_too = unit.edits(record_id(2), |record| {
        record.reviews.push(said(review(12, json!({ "verdict": "accepted" }))));
    });
    let checks = volunteer.edits(record_id(2), |record| record.checks.push(said(check(13, None))));
    for (phone, changes, why) in [
        (&volunteer, vec![&with_one, &accepts], "is no supervisor"),
        (&unit, vec![&accepts_too], "is no supervisor"),
        (&volunteer, vec![&checks], "has no task"),
    ] {
        for _ in 0..2 {
            let pushed = office.push(&phone.sender, &raw(&changes), Has::default()).await.unwrap();
            assert!(receipted(office, &pushed).is_empty());
            let told: Vec<_> = pushed.aside.iter().map(|aside| aside.change.unwrap()).collect();
            assert_eq!(told, changes.iter().map(|change| change.id()).collect::<Vec<_>>());
            for aside in &pushed.aside {
                assert!(
                    aside.reason.contains(why) && aside.reason.contains("held at the office"),
                    "{aside:?}"
                );
            }
        }
    }
    assert_eq!(stands(office, 1).await["reviews"], Value::Null);
    assert_eq!(stands(office, 2).await["checks"], Value::Null);
    let apart: BTreeSet<_> = office.apart(lao(TAO)).await.unwrap().iter().map(|apart| apart.change).collect();
    let all = [&with_one, &accepts, &accepts_too, &checks];
    assert_eq!(apart, all.iter().map(|change| change.id()).collect(), "held, each once");

    // Who may, does: a supervisor sends a record back, its volunteer answers, the unit checks.
    let back = supervisor.edits(record_id(1), |record| {
        record.reviews.push(said(review(14, json!({ "verdict": "sent-back", "comment": "ขอเบอร์" }))));
    });
    supervisor.pushes(office, &[&back]).await;
    volunteer.learn(&back);
    let answer = volunteer.edits(record_id(1), |record| {
        for review in record.reviews.iter_mut().filter(|review| review.comment.is_some()) {
            review.answer = Some("ไม่มีเบอร์".to_owned());
            review.answered_at = Some("2026-04-13T09:00:00+07:00".parse().unwrap());
        }
    });
    volunteer.pushes(office, &[&answer]).await;
    let found = unit.edits(record_id(1), |record| record.checks.push(said(check(15, None))));
    unit.pushes(office, &[&found]).await;
    // So does whoever holds the task, whatever they are now; taken back, they hold it no longer.
    let gives = async |nth: u128| {
        let (to, facts) = (unit_id.clone(), Vec::new());
        let asked =
            NewTask { lao: lao(TAO), record: record_id(2), to, facts, note: None, due: None, urgent: false };
        let task = office.give_task(&asked).await.unwrap();
        (task, nth)
    };
    let (mine, taken_back) = (gives(16).await, gives(17).await);
    office.close_task(lao(TAO), taken_back.0).await.unwrap();
    let mut demoted = unit.sender.surveyor.clone();
    demoted.roles = BTreeSet::from([Role::Volunteer]);
    demoted.moo = BTreeSet::new();
    unit.sender.surveyor = demoted;
    let checked = unit.edits(record_id(2), |record| record.checks.push(said(check(16, Some(mine.0)))));
    unit.pushes(office, &[&checked]).await;
    let late = unit.edits(record_id(1), |record| record.checks.clear());
    let pushed = office.push(&unit.sender, &raw(&[&late]), Has::default()).await.unwrap();
    assert_eq!(pushed.aside.len(), 1, "of the other record they hold none");

    // A supervisor lets in what was sound.
    let sound = Which::Changes(BTreeSet::from([checks.id()]));
    office.judge(&user, Judge::Accept, sound).await.unwrap();
    let record = stands(office, 2).await;
    assert_eq!(record["checks"].as_array().unwrap().len(), 2);
    let pushed = office.push(&volunteer.sender, &raw(&[&checks]), Has::default()).await.unwrap();
    assert_eq!(receipted(office, &pushed), BTreeSet::from([checks.id()]), "and its phone hears of it");
    assert_eq!(stands(office, 1).await["reviews"][0]["answer"], "ไม่มีเบอร์");
    for office in [office, &shelf.again().await] {
        let report = office.verify().await.unwrap();
        assert!(report.is_sound(), "{report}");
    }
}

fn named(nth: u128) -> Uuid {
    Uuid::from_u128(0x0196_a3c2_0004_7000_8000_0000_0000_0000 + nth)
}

fn review(nth: u128, says: Value) -> Value {
    let mut review = json!({ "id": named(nth), "at": "2026-04-13T08:00:00+07:00" });
    review.as_object_mut().unwrap().extend(says.as_object().unwrap().clone());
    review
}

fn check(nth: u128, task: Option<TaskId>) -> Value {
    json!({ "id": named(nth), "task": task, "note": "หลังคารั่วจริง" })
}

fn said<T: serde::de::DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json).unwrap()
}

async fn stands(office: &Office, nth: u32) -> Value {
    let mut tx = office.db().look().await.unwrap();
    let row = tx.records(&[(lao(TAO), record_id(nth))]).await.unwrap().remove(0);
    serde_json::from_str::<Value>(&row.visit).unwrap()["record"].clone()
}

fn made_up() -> register::change::ChangeId {
    register::change::ChangeId::from_bytes([7; 32])
}

async fn export(office: &Office) -> Vec<u8> {
    let mut out = Vec::new();
    export::jsonl(&office.register().await.unwrap(), None, &mut out).unwrap();
    out
}
