//! What the office says to phones, and what is answered: settings, tasks of the mobile unit, a
//! supervisor's reviews, and how the team stands.

use register::record::{PhotoHash, Record, RecordId, TaskId};
use register::wire::{Lists, Role, Task};
use serde_json::{Value, json};
use store::StoreError;
use sync::{Event, Phase};
use sync_server::db::{TaskState, UserRole};

use crate::province::{Database, OURS, Phone, Province, household_json, on_both_databases, photo};

fn lists(phone: &Phone) -> Lists {
    phone.store.lists().unwrap().unwrap()
}

/// Asks the holder of this phone to look at two facts of a record.
fn asks(province: &Province, phone: &Phone, record: RecordId) -> TaskId {
    province.asks_for_two_facts(record, phone.holder())
}

fn state(province: &Province, task: TaskId) -> TaskState {
    let rows = province.does(async |office| office.tasks(OURS.parse().unwrap()).await.unwrap());
    rows.into_iter().find(|row| row.task.id == task).unwrap().state
}

fn check(nth: u32, task: TaskId, findings: Value) -> Value {
    json!({
        "id": format!("0196a3c2-7d1e-7c55-9b0e-0000{nth:08x}"), "task": task, "by": "s-002",
        "at": "2026-04-15T10:05:00+07:00", "findings": findings,
    })
}

/// Phases that a phone's last syncs went through.
fn phases(phone: &mut Phone) -> Vec<Phase> {
    let events = std::mem::take(&mut phone.events);
    events
        .iter()
        .filter_map(|e| if let Event::Progress { phase, .. } = e { Some(*phase) } else { None })
        .collect()
}

fn a_task_reaches_its_mobile_unit_with_what_was_claimed_and_a_picture_and_its_answer_closes_it(
    database: Database,
) {
    let province = Province::on(database);
    let mut volunteer = Phone::enrolled_as(&province, Role::Volunteer, &[5]);
    let mut unit = Phone::enrolled_as(&province, Role::MobileUnit, &[9]);
    let kept = photo(1);
    let record = volunteer.keeps_with(1, &kept);
    let other = volunteer.keeps_with(2, &photo(2));
    volunteer.syncs();
    let colleague = unit.syncs();
    assert_eq!(colleague.pulled, 0, "it is another village's");
    assert!(unit.store.record(record).unwrap().is_none());

    // Given while the unit's cursor is past the record long since.
    let task = asks(&province, &unit, record);
    unit.syncs();
    let told: Vec<Task> = lists(&unit).tasks;
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].id, told[0].record, told[0].urgent), (task, record, true));
    assert_eq!(told[0].facts[0].claimed.as_deref(), Some("ทั้งหลัง"));
    assert_eq!(told[0].photos, [kept.hash]);
    assert!(unit.store.record(record).unwrap().is_some() && unit.store.record(other).unwrap().is_none());
    assert_eq!(unit.store.thumbnail(kept.hash).unwrap(), kept.thumbnail);
    assert!(
        matches!(unit.store.photo(kept.hash), Err(StoreError::NoPhoto(_))),
        "the large one is the office's"
    );
    assert!(phases(&mut unit).contains(&Phase::TaskPhotos));
    unit.syncs();
    assert!(!phases(&mut unit).contains(&Phase::TaskPhotos), "it is fetched once");
    volunteer.syncs();
    assert!(lists(&volunteer).tasks.is_empty());

    // What the volunteer mends meanwhile comes too.
    volunteer.edits(record, |record| record["people"][0]["occupation"] = json!("ทำนา"));
    volunteer.syncs();
    assert_eq!(unit.syncs().pulled, 1);

    let found = |fact: &str, found: &str| json!({ "fact": fact, "found": found });
    unit.edits(record, |record| record["checks"] = json!([check(1, task, json!([found("1", "corrected")]))]));
    unit.syncs();
    assert_eq!(state(&province, task), TaskState::Open, "one fact of two");
    let mine = photo(3);
    let mut whole = serde_json::to_value(unit.store.record(record).unwrap().unwrap().record).unwrap();
    let mut answer = check(1, task, json!([found("1", "corrected"), found("2", "not-found")]));
    answer["photos"] = json!([mine.hash]);
    whole["checks"] = json!([answer]);
    whole["photos"].as_array_mut().unwrap().push(json!({ "hash": mine.hash, "kind": "damage" }));
    whole["help_received"] = json!([{ "from": "อบต.", "what": "ผ้าใบ" }]);
    unit.store.keep(&Record::from_value(whole).unwrap(), &[(&mine).into()]).unwrap();
    unit.syncs();
    assert_eq!(state(&province, task), TaskState::Done);
    assert!(lists(&unit).tasks.is_empty());
    let gone = unit.store.thumbnail(kept.hash);
    assert!(matches!(gone, Err(StoreError::NoPhoto(_))), "a small picture stays as long as its task");
    assert!(unit.has_receipt_for(mine.hash) && !unit.store.thumbnail(mine.hash).unwrap().is_empty());
    assert_eq!(unit.status(), (0, 0, 1, 0));

    volunteer.syncs();
    let checks = volunteer.store.record(record).unwrap().unwrap().record.checks;
    assert_eq!(checks[0].findings.len(), 2);
    province.verifies();
}

fn a_task_that_the_office_takes_back_leaves_the_phone(database: Database) {
    let province = Province::on(database);
    let mut volunteer = Phone::enrolled_as(&province, Role::Volunteer, &[5]);
    let mut unit = Phone::enrolled_as(&province, Role::MobileUnit, &[9]);
    let kept = photo(1);
    let record = volunteer.keeps_with(1, &kept);
    volunteer.syncs();
    let task = asks(&province, &unit, record);
    unit.syncs();
    assert!(!unit.store.thumbnail(kept.hash).unwrap().is_empty());
    province.does(async |office| office.close_task(OURS.parse().unwrap(), task).await.unwrap());
    unit.syncs();
    assert!(lists(&unit).tasks.is_empty() && unit.store.thumbnail(kept.hash).is_err());
}

fn what_a_supervisor_sends_back_reaches_the_volunteer_and_the_answer_the_supervisor(database: Database) {
    let province = Province::on(database);
    let mut volunteer = Phone::enrolled_as(&province, Role::Volunteer, &[5]);
    let mut supervisor = Phone::enrolled_as(&province, Role::Supervisor, &[]);
    let record = volunteer.keeps(1);
    volunteer.syncs();
    supervisor.syncs();
    let before = province.export_bytes();
    let field = format!("people/{}/phone", household_json(1)["people"][0]["id"].as_str().unwrap());
    supervisor.edits(record, |record| {
        record["reviews"] = json!([{
            "id": "0196a3c2-7d1e-7c55-9b0f-000000000001", "by": "s-002", "at": "2026-04-13T08:00:00+07:00",
            "verdict": "sent-back", "field": field, "comment": "เบอร์นี้ติดต่อไม่ได้",
        }]);
    });
    supervisor.syncs();
    volunteer.syncs();
    let held = volunteer.store.record(record).unwrap().unwrap().record;
    let open = held.open_review().unwrap();
    assert_eq!(
        (open.comment.as_deref(), open.field.as_deref()),
        (Some("เบอร์นี้ติดต่อไม่ได้"), Some(field.as_str()))
    );
    // Nobody is heard to the end: while the volunteer answers, the supervisor adds a word.
    volunteer.edits(record, |record| {
        record["reviews"][0]["answer"] = json!("ใช้เบอร์ลูกสาวแทน");
        record["reviews"][0]["answered_at"] = json!("2026-04-13T18:20:00+07:00");
    });
    supervisor.edits(record, |record| record["reviews"][0]["comment"] = json!("เบอร์นี้ติดต่อไม่ได้ ขอใหม่"));
    volunteer.syncs();
    supervisor.syncs();
    volunteer.syncs();
    for phone in [&volunteer, &supervisor] {
        let held = phone.store.record(record).unwrap().unwrap();
        assert_eq!(held.record.open_review(), None);
        let review = &held.record.reviews[0];
        assert_eq!(review.answer.as_deref(), Some("ใช้เบอร์ลูกสาวแทน"));
        assert_eq!(review.comment.as_deref(), Some("เบอร์นี้ติดต่อไม่ได้ ขอใหม่"));
        assert!(held.lost.is_empty(), "{:?}", held.lost);
    }
    assert_eq!(province.export_bytes(), before, "it is between the two");
    province.verifies();
}

fn settings_reach_the_phones_of_their_lao_once_and_those_of_no_other(database: Database) {
    let province = Province::on(database);
    province.adds_lao("06570903", "tao", "57");
    let (mut phone, mut neighbour) = (Phone::enrolled(&province), Phone::enrolled_in(&province, "06570903"));
    phone.syncs();
    neighbour.syncs();
    assert!(lists(&phone).form.is_empty());
    let settings = json!({
        "notice": { "version": "2569-2", "text": "ใช้เพื่อการช่วยเหลือเท่านั้น" },
        "villages": [{ "moo": 5, "name": "บ้านป่ายาง", "lat": 20.4312, "lon": 99.8841 }],
        "occupations": ["ทำนา", "ค้าขาย"],
        "boundary": { "type": "Polygon", "coordinates": [[[99.8, 20.4], [99.9, 20.4], [99.9, 20.5], [99.8, 20.4]]] },
    });
    province.does(async |office| {
        office.set_settings(OURS.parse().unwrap(), &settings.to_string()).await.unwrap()
    });
    // With a push, whose answer says that there is nothing to pull; and with a pull.
    phone.keeps(1);
    phone.syncs();
    assert_eq!(serde_json::to_value(lists(&phone).form).unwrap(), settings);
    phases(&mut phone);
    phone.syncs();
    assert!(!phases(&mut phone).contains(&Phase::Lists), "they are fetched once");
    neighbour.syncs();
    assert!(lists(&neighbour).form.is_empty());
    let mut newcomer = Phone::enrolled(&province);
    newcomer.syncs();
    assert_eq!(serde_json::to_value(lists(&newcomer).form).unwrap(), settings);
}

fn the_team_shows_what_waits_on_a_phone_as_it_was_last_seen(database: Database) {
    let province = Province::on(database);
    let mut volunteer = Phone::enrolled_as(&province, Role::Volunteer, &[5]);
    let mut supervisor = Phone::enrolled_as(&province, Role::Supervisor, &[]);
    let shown = |supervisor: &mut Phone| {
        supervisor.syncs();
        let team = lists(supervisor).team;
        assert_eq!(team.len(), 2, "their own among them");
        let phone = team.into_iter().find(|phone| !phone.moo.is_empty()).unwrap();
        (phone.last_seen.is_some(), phone.drafts, phone.waiting, phone.photos_waiting)
    };
    assert_eq!(shown(&mut supervisor), (false, 0, 0, 0), "it never said anything");
    volunteer.store.save_draft(household_id(7), "{}", "").unwrap();
    volunteer.keeps_with(1, &photo(1));
    // Facts get through; the photo does not.
    province.cable.will_be_cut([(9_000, u64::MAX); 40]);
    assert!(volunteer.tries().is_err());
    assert!(province.cable.cuts_to_come() > 0, "it stopped at the photo");
    province.cable.will_be_cut([]);
    assert_eq!(shown(&mut supervisor), (true, 1, 0, 1));
    volunteer.keeps(2);
    assert_eq!(shown(&mut supervisor), (true, 1, 0, 1), "what it did not say yet nobody knows");
    phases(&mut supervisor);
    volunteer.syncs();
    assert_eq!(shown(&mut supervisor), (true, 1, 0, 0));
    assert!(!phases(&mut supervisor).contains(&Phase::Lists), "the rest is not fetched again for that");
    volunteer.syncs();
    assert!(lists(&volunteer).team.is_empty(), "without the role there is no team");
}

fn household_id(number: u32) -> RecordId {
    household_json(number)["id"].as_str().unwrap().parse().unwrap()
}

/// All that is ever said of who is erased, and of nobody else.
const GONE: [&str; 3] = ["สมลบ", "เขาพูดไม่ได้", "ขอให้เขาเซ็นใหม่"];

fn what_was_checked_and_reviewed_of_an_erased_person_is_gone_everywhere(database: Database) {
    let province = Province::on(database);
    let mut unit = Phone::enrolled_as(&province, Role::MobileUnit, &[9]);
    let mut volunteer = Phone::enrolled_as(&province, Role::Volunteer, &[5]);
    let mut supervisor = Phone::enrolled_as(&province, Role::Supervisor, &[5]);
    let mut record = household_json(1);
    let kept = photo(1);
    record["people"][0]["given_name"] = json!(GONE[0]);
    let (them, stays) = (record["people"][0]["id"].clone(), "0196a3c2-7d1e-7c55-9b0c-000000000001");
    record["people"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "id": stays, "given_name": "มาลี", "family_name": "สมปอง1" }));
    record["photos"] = json!([{ "hash": kept.hash, "kind": "house" }]);
    let id = household_id(1);
    volunteer.store.keep(&Record::from_value(record).unwrap(), &[(&kept).into()]).unwrap();
    volunteer.syncs();
    asks(&province, &unit, id);
    unit.syncs();
    assert!(!unit.store.thumbnail(kept.hash).unwrap().is_empty());
    unit.edits(id, |record| {
        let named = |nth: u32, who: &Value, note: &str| {
            json!({ "id": format!("0196a3c2-7d1e-7c55-9b0e-0000{nth:08x}"), "person": who, "note": note })
        };
        record["checks"] = json!([named(1, &them, GONE[1]), named(2, &json!(stays), "พบมาลี")]);
    });
    unit.syncs();
    supervisor.syncs();
    supervisor.edits(id, |record| {
        let review = |nth: u32, who: &str, comment: &str| {
            let id = format!("0196a3c2-7d1e-7c55-9b0f-0000{nth:08x}");
            json!({ "id": id, "verdict": "sent-back", "field": format!("people/{who}/phone"), "comment": comment })
        };
        let them = them.as_str().unwrap();
        record["reviews"] = json!([review(1, them, GONE[2]), review(2, stays, "ขอเบอร์มาลี")]);
    });
    supervisor.syncs();
    volunteer.syncs();
    unit.syncs();
    let before = volunteer.store.record(id).unwrap().unwrap().record;
    assert_eq!((before.checks.len(), before.reviews.len()), (2, 2));

    let entries = province.export();
    let person =
        entries.iter().find(|entry| entry["given_name"] == GONE[0]).unwrap()["person"].as_str().unwrap();
    let named = format!("{OURS}/{person}");
    province.does(async |office| {
        let (admin, _) = office.add_user(OURS.parse().unwrap(), "ผู้ดูแล", UserRole::Admin).await.unwrap();
        assert!(office.erase(&admin, &named, "คำขอใช้สิทธิลบ").await.unwrap().finished);
    });
    let log: String = province.changes(OURS).iter().map(register::change::Change::to_json).collect();
    for gone in GONE {
        assert!(!log.contains(gone), "{gone} is in the log");
        assert!(!province.export_bytes().contains(gone), "{gone} is in the export");
    }
    assert!(log.contains("พบมาลี") && log.contains("ขอเบอร์มาลี"), "the other's words stay");
    for phone in [&mut unit, &mut volunteer, &mut supervisor] {
        phone.syncs();
        assert!(phone.store.record(id).unwrap().is_none());
        assert!(lists(phone).tasks.is_empty());
    }
    assert!(unit.store.thumbnail(kept.hash).is_err(), "and the picture that came with the task");
    province.verifies();
}

/// A photo that the server has no small picture of holds nothing up.
fn a_picture_that_is_not_there_is_asked_for_again_later(database: Database) {
    let province = Province::on(database);
    let mut volunteer = Phone::enrolled_as(&province, Role::Volunteer, &[5]);
    let mut unit = Phone::enrolled_as(&province, Role::MobileUnit, &[9]);
    let mut record = household_json(1);
    let missing = PhotoHash::of(b"on another phone still");
    record["photos"] = json!([{ "hash": missing, "kind": "house" }]);
    volunteer.store.keep(&Record::from_value(record).unwrap(), &[]).unwrap();
    let _ = volunteer.tries();
    asks(&province, &unit, household_id(1));
    unit.syncs();
    assert!(unit.store.thumbnail(missing).is_err());
    assert_eq!(unit.store.thumbnails_lacking().unwrap(), [missing]);
    let sender = province.does(async |office| {
        let mut tx = office.db().look().await.unwrap();
        let device = tx.devices(OURS.parse().unwrap()).await.unwrap().remove(0);
        let surveyor = tx.surveyor(&device.surveyor).await.unwrap().unwrap();
        sync_server::office::Sender { device, surveyor, standing: None }
    });
    province.does(async |office| {
        office.keep_thumbnail(&sender, household_id(1), missing, b"\xff\xd8small").await.unwrap();
    });
    unit.syncs();
    assert_eq!(unit.store.thumbnail(missing).unwrap(), b"\xff\xd8small");
}

fn a_phone_handed_to_another_village_gets_the_older_records_of_that_village(database: Database) {
    let province = Province::on(database);
    let mut volunteer = Phone::enrolled_as(&province, Role::Volunteer, &[5]);
    let mut phone = Phone::enrolled_as(&province, Role::Volunteer, &[9]);
    let record = volunteer.keeps(1);
    volunteer.syncs();
    assert_eq!(phone.syncs().pulled, 0, "it is another village's");
    assert_eq!(phone.syncs().pulled, 0);
    let mut phone = phone.enrols_with(&province.link_as(OURS, Role::Volunteer, &[5]));
    assert_eq!(phone.syncs().pulled, 1);
    assert!(phone.store.record(record).unwrap().is_some());
    assert_eq!(phone.syncs().pulled, 0, "once");

    // Or the office gives its holder another village beside their own.
    let mut elsewhere = Phone::enrolled_as(&province, Role::Volunteer, &[9]);
    elsewhere.syncs();
    let holder = elsewhere.holder();
    province.does(async |office| {
        let mut tx = office.db().begin().await.unwrap();
        let mut row = tx.surveyor(&holder).await.unwrap().unwrap();
        row.moo.insert(5);
        tx.put_surveyor(&row).await.unwrap();
        tx.commit().await.unwrap();
    });
    assert_eq!(elsewhere.syncs().pulled, 1);
    assert!(elsewhere.store.record(record).unwrap().is_some());
    assert_eq!(elsewhere.syncs().pulled, 0, "once");
}

on_both_databases!(
    a_task_reaches_its_mobile_unit_with_what_was_claimed_and_a_picture_and_its_answer_closes_it,
    a_phone_handed_to_another_village_gets_the_older_records_of_that_village,
    a_task_that_the_office_takes_back_leaves_the_phone,
    what_a_supervisor_sends_back_reaches_the_volunteer_and_the_answer_the_supervisor,
    settings_reach_the_phones_of_their_lao_once_and_those_of_no_other,
    the_team_shows_what_waits_on_a_phone_as_it_was_last_seen,
    what_was_checked_and_reviewed_of_an_erased_person_is_gone_everywhere,
    a_picture_that_is_not_there_is_asked_for_again_later,
);
