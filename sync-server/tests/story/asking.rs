//! The office asks a mobile unit to look at what was claimed, sets what phones show, and sees
//! what waits on them: who is told what, from which moment, and what a backup keeps of it.

use cluster::Cluster;
use register::change::Change;
use register::record::{PhotoHash, RecordId, TaskId};
use register::wire::{Cursor, Role, Standing};
use serde_json::{Value, json};
use sync_server::db::TaskState;
use sync_server::office::{Has, NewFact, NewTask, Office, OfficeFault};
use uuid::Uuid;

use crate::shelf::Shelf;
use crate::village::{PAO, Phone, TAO, found_laos, hire, hire_as, lao, number, record_id, somebody, visit};

/// Whoever works in it: a volunteer of village 5, a mobile unit of village 9, a supervisor.
struct Cast {
    volunteer: Phone,
    unit: Phone,
    supervisor: Phone,
}

fn fact(label: &str, claimed: &str) -> NewFact {
    NewFact { label: label.to_owned(), field: None, claimed: Some(claimed.to_owned()) }
}

fn task(record: u32, to: &str, facts: Vec<NewFact>) -> NewTask {
    let (record, to) = (record_id(record), to.to_owned());
    NewTask { lao: lao(TAO), record, to, facts, note: None, due: None, urgent: false }
}

fn photo(nth: u32) -> PhotoHash {
    PhotoHash::of(&nth.to_le_bytes())
}

/// Tells all of it.
pub async fn tell(shelf: &Shelf) {
    let office = &shelf.office;
    let mut cast = founding(office).await;
    let end = visits(office, &mut cast).await;
    what_cannot_be_asked_is_refused(office, &mut cast).await;
    let given = a_task_brings_its_record_however_far_the_phone_is(office, &mut cast, end).await;
    small_pictures_are_for_whoever_may_see_the_photo(office, &cast).await;
    an_answer_closes_its_task_and_opens_it_again_when_it_is_taken_out(office, &mut cast, given).await;
    what_is_set_reaches_phones_and_moves_their_lists(office, &cast).await;
    a_supervisor_is_told_what_waits_on_phones(office, &mut cast).await;
    let report = office.verify().await.unwrap();
    assert!(report.is_sound(), "{report}");
    verify_sees_a_task_that_is_not_as_its_record_says(office, given).await;
}

async fn founding(office: &Office) -> Cast {
    found_laos(office).await;
    office.note_address("http://127.0.0.1:8420", None).await.unwrap();
    let volunteer = hire(office, TAO, "สมศรี", &[5]).await;
    let unit = hire_as(office, TAO, "สมนึก", &[9], Role::MobileUnit).await;
    let supervisor = hire_as(office, TAO, "สมพร", &[], Role::Supervisor).await;
    Cast {
        volunteer: Phone::enrol(office, &volunteer, 1).await,
        unit: Phone::enrol(office, &unit, 2).await,
        supervisor: Phone::enrol(office, &supervisor, 3).await,
    }
}

/// Records 1 to 6 in village 5, each with a photo of damage; 7 and 8 in village 9.
async fn visits(office: &Office, cast: &mut Cast) -> Cursor {
    let mut changes = Vec::new();
    for nth in 1..=8 {
        let moo = if nth > 6 { 9 } else { 5 };
        let mut made = serde_json::to_value(visit(
            nth,
            TAO,
            moo,
            &[somebody(Some(number(nth.into())), "สมชาย", "สมปอง")],
        ))
        .unwrap();
        made["photos"] = json!([
            { "hash": photo(nth), "kind": "damage" }, { "hash": photo(100 + nth), "kind": "signed-paper" },
        ]);
        changes.push(cast.volunteer.makes(&serde_json::from_value(made).unwrap()));
    }
    cast.volunteer.pushes(office, &changes.iter().collect::<Vec<_>>()).await;
    let (pulled, end) = cast.unit.pulls(office, None, 2).await;
    assert_eq!(pulled.iter().map(|p| p.record).collect::<Vec<_>>(), [record_id(7), record_id(8)]);
    end
}

async fn what_cannot_be_asked_is_refused(office: &Office, cast: &mut Cast) {
    let (unit, volunteer) = (cast.unit.sender.surveyor.id.clone(), cast.volunteer.sender.surveyor.id.clone());
    let elsewhere = hire_as(office, PAO, "สมใจ", &[], Role::MobileUnit).await;
    let withdrawn = cast.volunteer.withdraws(record_id(6), "ซ้ำ");
    let refused = cast.volunteer.edits(record_id(5), |record| {
        record.status = register::record::Status::Refused;
        record.refusal = Some(serde_json::from_value(json!({ "reason": "ไม่สะดวก" })).unwrap());
    });
    cast.volunteer.pushes(office, &[&withdrawn, &refused]).await;
    let many = (0..51).map(|nth| fact(&nth.to_string(), "ใช่")).collect();
    for (asked, says) in [
        (task(99, &unit, Vec::new()), "there is no record"),
        (task(2, "s-404", Vec::new()), "has no surveyor s-404"),
        (task(2, &elsewhere, Vec::new()), "has no surveyor"),
        (task(2, &volunteer, Vec::new()), "neither of the mobile unit nor a supervisor"),
        (task(6, &unit, Vec::new()), "was taken back"),
        (task(5, &unit, Vec::new()), "would not take part"),
        (task(2, &unit, vec![fact(" ", "ใช่")]), "a fact must say something"),
        (task(2, &unit, vec![fact("รายได้", "")]), "what was claimed must say something"),
        (task(2, &unit, many), "at most 50 facts"),
        (NewTask { lao: lao(PAO), ..task(2, &elsewhere, Vec::new()) }, "there is no record"),
    ] {
        let said = office.give_task(&asked).await.unwrap_err().to_string();
        assert!(said.contains(says), "{says}: {said}");
        assert!(said.contains("no task was given") || said.contains("none was given"), "{said}");
    }
    assert!(office.tasks(lao(TAO)).await.unwrap().is_empty());
}

async fn a_task_brings_its_record_however_far_the_phone_is(
    office: &Office,
    cast: &mut Cast,
    end: Cursor,
) -> [TaskId; 2] {
    let unit = cast.unit.sender.surveyor.id.clone();
    let before = [&cast.volunteer, &cast.unit].map(|phone| phone.sender.clone());
    let before = [version(office, &before[0]).await, version(office, &before[1]).await];
    // Nothing is new of its own villages; and the phone goes past the records of the others.
    let (pulled, end) = cast.unit.pulls(office, Some(end), 2).await;
    assert!(pulled.is_empty());
    let facts = || vec![fact("หลังคาเสียหาย", "ทั้งหลัง"), fact("ผู้อยู่อาศัย", "๔ คน")];
    let second = office.give_task(&NewTask { urgent: true, ..task(2, &unit, facts()) }).await.unwrap();
    let fourth = office.give_task(&task(4, &unit, Vec::new())).await.unwrap();
    // A record of its own village comes once, task or no task.
    let near = office.give_task(&task(7, &unit, Vec::new())).await.unwrap();

    let wanted = [2, 4].map(record_id);
    for most in [1, 2, 100] {
        let (pulled, now) = cast.unit.pulls(office, Some(end.clone()), most).await;
        assert_eq!(pulled.iter().map(|p| p.record).collect::<Vec<_>>(), wanted, "by {most}");
        assert!(pulled.iter().all(|p| !p.changes.is_empty() && !p.people.is_empty()));
        assert!(cast.unit.pulls(office, Some(now), most).await.0.is_empty(), "once");
        let (all, _) = cast.unit.pulls(office, None, most).await;
        let mut all: Vec<RecordId> = all.into_iter().map(|p| p.record).collect();
        all.sort();
        assert_eq!(all, [2, 4, 7, 8].map(record_id), "by {most}");
    }
    // What changes there while the task is open comes too.
    let (_, end) = cast.unit.pulls(office, Some(end), 100).await;
    let edit =
        cast.volunteer.edits(record_id(2), |record| record.people[0].occupation = Some("ทำนา".to_owned()));
    cast.volunteer.pushes(office, &[&edit]).await;
    let (pulled, _) = cast.unit.pulls(office, Some(end), 100).await;
    assert_eq!(pulled.iter().map(|p| p.record).collect::<Vec<_>>(), [record_id(2)]);

    let lists = office.lists(&cast.unit.sender).await.unwrap();
    assert_eq!(lists.tasks.iter().map(|task| task.id).collect::<Vec<_>>(), [second, fourth, near]);
    let told = &lists.tasks[0];
    assert_eq!((told.record, told.urgent, told.facts.len()), (record_id(2), true, 2));
    assert_eq!((told.facts[1].id.as_str(), told.facts[1].claimed.as_deref()), ("2", Some("๔ คน")));
    assert_eq!(told.photos, [photo(2)], "the signature is the office's");
    assert_ne!(lists.version, before[1]);
    assert!(office.lists(&cast.volunteer.sender).await.unwrap().tasks.is_empty());
    assert_eq!(version(office, &cast.volunteer.sender).await, before[0], "nobody else's lists move");
    office.close_task(lao(TAO), near).await.unwrap();
    let twice = office.close_task(lao(TAO), near).await;
    assert!(matches!(twice, Err(OfficeFault::Conflict(_))), "{twice:?}");
    let unknown = office.close_task(lao(PAO), second).await;
    assert!(matches!(unknown, Err(OfficeFault::Missing(_))), "{unknown:?}");
    [second, fourth]
}

async fn version(office: &Office, sender: &sync_server::office::Sender) -> String {
    let version = office.lists(sender).await.unwrap().version;
    let page = office.pull(sender, Has::default(), 1).await.unwrap();
    assert_eq!(page.lists, version, "a page names the lists that are then fetched");
    version
}

async fn small_pictures_are_for_whoever_may_see_the_photo(office: &Office, cast: &Cast) {
    let jpeg = b"\xff\xd8small";
    for nth in [2, 3, 8] {
        office.keep_thumbnail(&cast.volunteer.sender, record_id(nth), photo(nth), jpeg).await.unwrap();
    }
    // One that nobody's record names, whatever its sender says.
    office.keep_thumbnail(&cast.volunteer.sender, record_id(8), photo(999), jpeg).await.unwrap();
    let far = hire(office, PAO, "สมบัติ", &[]).await;
    let far = Phone::enrol(office, &far, 20).await;
    for (phone, seen) in [
        (&cast.unit, vec![2, 8]),
        (&cast.volunteer, vec![2, 3]),
        (&cast.supervisor, vec![2, 3, 8]),
        (&far, vec![]),
    ] {
        for nth in [2, 3, 8, 999, 4] {
            match office.thumbnail(&phone.sender, photo(nth)).await {
                Ok(bytes) => assert!(seen.contains(&nth) && bytes == jpeg, "{nth}"),
                Err(fault) => {
                    assert!(
                        matches!(fault, OfficeFault::Missing(_)) && !seen.contains(&nth),
                        "{nth}: {fault}"
                    );
                }
            }
        }
    }
}

fn check(nth: u128, task: TaskId, facts: &[&str]) -> Value {
    let findings: Vec<Value> =
        facts.iter().map(|fact| json!({ "fact": fact, "found": "confirmed" })).collect();
    json!({ "id": Uuid::from_u128(0x0196_a3c2_0003_7000_8000_0000_0000_0000 + nth), "task": task, "findings": findings })
}

async fn an_answer_closes_its_task_and_opens_it_again_when_it_is_taken_out(
    office: &Office,
    cast: &mut Cast,
    [second, fourth]: [TaskId; 2],
) {
    let records = [2, 4].map(record_id);
    for change in changes_of(office, &records).await {
        cast.unit.learn(&change);
    }
    let checks = |checks: Vec<Value>| {
        let checks: Vec<register::record::Check> =
            checks.into_iter().map(|check| serde_json::from_value(check).unwrap()).collect();
        move |record: &mut register::record::Record| record.checks = checks
    };
    // Half an answer, and the answer to another task, leave it open.
    let half =
        cast.unit.edits(records[0], checks(vec![check(1, second, &["1"]), check(2, fourth, &["1", "2"])]));
    cast.unit.pushes(office, &[&half]).await;
    assert_eq!(states(office).await[..2], [TaskState::Open, TaskState::Open]);
    let whole = cast.unit.edits(records[0], checks(vec![check(1, second, &["2", "1"])]));
    let seen = cast.unit.edits(records[1], checks(vec![check(3, fourth, &[])]));
    cast.unit.pushes(office, &[&whole, &seen]).await;
    assert_eq!(states(office).await[..2], [TaskState::Done, TaskState::Done]);
    assert!(office.lists(&cast.unit.sender).await.unwrap().tasks.is_empty());
    let (_, end) = cast.unit.pulls(office, None, 100).await;
    for change in [&half, &whole] {
        cast.volunteer.learn(change);
    }
    let edit =
        cast.volunteer.edits(records[0], |record| record.people[0].phone = Some("0810000009".to_owned()));
    cast.volunteer.pushes(office, &[&edit]).await;
    let (pulled, end) = cast.unit.pulls(office, Some(end), 100).await;
    assert!(pulled.is_empty(), "what is done is of another village again");

    let out = cast.unit.edits(records[1], |record| record.checks.clear());
    cast.unit.pushes(office, &[&out]).await;
    assert_eq!(states(office).await[..2], [TaskState::Done, TaskState::Open]);
    let (pulled, _) = cast.unit.pulls(office, Some(end), 100).await;
    assert_eq!(pulled.iter().map(|p| p.record).collect::<Vec<_>>(), [records[1]]);
}

async fn states(office: &Office) -> Vec<TaskState> {
    office.tasks(lao(TAO)).await.unwrap().into_iter().map(|row| row.state).collect()
}

async fn changes_of(office: &Office, records: &[RecordId]) -> Vec<Change> {
    let mut tx = office.db().look().await.unwrap();
    let rows = tx.history(lao(TAO), records).await.unwrap();
    rows.iter().filter_map(|row| sync_server::log::change(office.keys(), lao(TAO), row).unwrap()).collect()
}

async fn what_is_set_reaches_phones_and_moves_their_lists(office: &Office, cast: &Cast) {
    let before = version(office, &cast.volunteer.sender).await;
    assert!(office.settings(lao(TAO)).await.unwrap().is_empty());
    let settings =
        json!({ "sensitive": true, "villages": [{ "moo": 5, "name": "บ้านป่ายาง" }], "helpers": ["กาชาด"] });
    office.set_settings(lao(TAO), &settings.to_string()).await.unwrap();
    let lists = office.lists(&cast.volunteer.sender).await.unwrap();
    assert_eq!(serde_json::to_value(&lists.form).unwrap(), settings);
    assert_ne!(lists.version, before);
    assert_eq!(version(office, &cast.volunteer.sender).await, lists.version);
    office.set_settings(lao(TAO), &settings.to_string()).await.unwrap();
    assert_eq!(version(office, &cast.volunteer.sender).await, lists.version, "the same again moves nothing");
    let wrong = office.set_settings(lao(TAO), r#"{ "colour": "blue" }"#).await.unwrap_err().to_string();
    assert!(
        wrong.contains("colour: there is no such setting") && wrong.contains("nothing was set"),
        "{wrong}"
    );
    let nobody = office.set_settings(lao("09999999"), "{}").await;
    assert!(matches!(nobody, Err(OfficeFault::Missing(_))), "{nobody:?}");
    assert_eq!(serde_json::to_value(office.settings(lao(TAO)).await.unwrap()).unwrap(), settings);
    assert!(office.settings(lao(PAO)).await.unwrap().is_empty());
}

async fn a_supervisor_is_told_what_waits_on_phones(office: &Office, cast: &mut Cast) {
    let before = office.lists(&cast.supervisor.sender).await.unwrap();
    let names: Vec<&str> = before.team.iter().map(|phone| phone.name.as_str()).collect();
    assert_eq!(names, ["สมศรี", "สมนึก", "สมพร"], "of their own LAO, and of no other");
    assert!(before.team.iter().all(|phone| phone.last_seen.is_none() && phone.waiting == 0));
    for phone in [&cast.volunteer, &cast.unit] {
        assert!(office.lists(&phone.sender).await.unwrap().team.is_empty());
        assert!(office.team(&phone.sender).await.unwrap().phones.is_empty());
    }
    // With a pull; and with a push, in its own transaction.
    cast.unit.sender.standing = Some(Standing { drafts: 1, waiting: 3, photos: 2 });
    office.pull(&cast.unit.sender, Has::default(), 1).await.unwrap();
    cast.volunteer.sender.standing = Some(Standing { drafts: 0, waiting: 7, photos: 0 });
    let edit =
        cast.volunteer.edits(record_id(1), |record| record.people[0].phone = Some("0810000001".to_owned()));
    cast.volunteer.pushes(office, &[&edit]).await;
    let team = office.team(&cast.supervisor.sender).await.unwrap().phones;
    let told: Vec<_> = team.iter().map(|phone| (phone.drafts, phone.waiting, phone.photos_waiting)).collect();
    assert_eq!(told, [(0, 7, 0), (1, 3, 2), (0, 0, 0)]);
    assert_eq!(team.iter().map(|phone| phone.last_seen.is_some()).collect::<Vec<_>>(), [true, true, false]);
    let after = office.lists(&cast.supervisor.sender).await.unwrap();
    assert_eq!((after.team, after.version), (team, before.version), "the team moves no version");
    // The newest counts; and a phone that is revoked is nobody's any more.
    cast.unit.sender.standing = Some(Standing::default());
    office.pull(&cast.unit.sender, Has::default(), 1).await.unwrap();
    let team = office.team(&cast.supervisor.sender).await.unwrap().phones;
    assert_eq!((team[1].waiting, team[1].photos_waiting), (0, 0));
    cast.unit.sender.standing = None;
    office.pull(&cast.unit.sender, Has::default(), 1).await.unwrap();
    assert_eq!(
        office.team(&cast.supervisor.sender).await.unwrap().phones,
        team,
        "who says nothing stays as it was"
    );
    office.revoke(cast.unit.sender.device.id.as_str()).await.unwrap();
    assert_eq!(office.team(&cast.supervisor.sender).await.unwrap().phones.len(), 2);
}

async fn verify_sees_a_task_that_is_not_as_its_record_says(office: &Office, [second, _]: [TaskId; 2]) {
    let with = async |state: TaskState| {
        let mut tx = office.db().begin().await.unwrap();
        let mut row =
            tx.tasks(lao(TAO)).await.unwrap().into_iter().find(|row| row.task.id == second).unwrap();
        row.state = state;
        tx.put_task(&row).await.unwrap();
        tx.commit().await.unwrap();
    };
    with(TaskState::Open).await;
    let report = office.verify().await.unwrap().to_string();
    assert!(report.contains("its record says otherwise"), "{report}");
    with(TaskState::Done).await;
    assert!(office.verify().await.unwrap().is_sound());
}

/// A backup keeps all of it, and is restored into the other database.
pub async fn is_carried_over(cluster: &Cluster, shelf: &Shelf, into_postgres: bool) {
    let restored = shelf.restored(into_postgres.then_some((cluster, "carried_over"))).await;
    let told = |office: Office| async move {
        let mut tx = office.db().look().await.unwrap();
        let thumbnail = tx.thumbnail(lao(TAO), photo(2)).await.unwrap().unwrap();
        let standings = tx.standings(lao(TAO)).await.unwrap();
        drop(tx);
        (
            office.tasks(lao(TAO)).await.unwrap(),
            office.settings(lao(TAO)).await.unwrap(),
            thumbnail,
            standings,
        )
    };
    let (here, there) = (told(shelf.again().await).await, told(restored.again().await).await);
    assert_eq!(here, there);
    assert!(here.0.len() == 3 && !here.1.is_empty() && here.3.len() == 2, "{here:?}");
    assert_eq!(here.2.record, Some(record_id(2)));
}
