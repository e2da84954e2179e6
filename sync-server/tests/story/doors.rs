//! The visits to one house are found by its door: of another month, by another hand, and where nobody would say
//! anything; a neighbour's with the same number is another house.

use register::record::{Record, RecordId};
use serde_json::json;
use sync_server::db::UserRole;
use sync_server::office::{HouseholdFile, Office, SignIn, Visitor};

use crate::shelf::Shelf;
use crate::village::{Phone, TAO, found_laos, hire, lao, number, record_id, somebody, visit};

/// Visits to a house of which there are more than a page holds.
const MANY: u32 = 201;

/// Tells all of it, and returns which visits were found.
pub async fn tell(shelf: &Shelf) -> Vec<RecordId> {
    let office = &shelf.office;
    office.note_address("http://127.0.0.1:8420", None).await.unwrap();
    found_laos(office).await;
    let surveyor = hire(office, TAO, "อาสา ประจำหมู่บ้าน", &[]).await;
    let mut phone = Phone::enrol(office, &surveyor, 7).await;
    let met = at("99/1", 5, visit(1, TAO, 5, &[somebody(Some(number(1)), "สมชาย", "ตัวอย่าง")]));
    let silent = refused(at("๙๙/๑", 5, visit(2, TAO, 5, &[])));
    let neighbour = at("99/1", 6, visit(3, TAO, 6, &[somebody(Some(number(3)), "อื่น", "ตัวอย่าง")]));
    let nowhere = at("", 5, visit(4, TAO, 5, &[somebody(None, "ไร้", "เลขที่")]));
    let often = (0..MANY).map(|nth| at("7", 9, visit(100 + nth, TAO, 9, &[])));
    let mut changes = Vec::new();
    for record in [met, silent, neighbour, nowhere].into_iter().chain(often) {
        changes.push(phone.makes(&record));
    }
    phone.pushes(office, &changes.iter().collect::<Vec<_>>()).await;

    let (clerk, password) = office.add_user(lao(TAO), "ธุรการ ตัวอย่าง", UserRole::Officer).await.unwrap();
    let SignIn::In(token) = office.sign_in(&clerk, &password).await.unwrap() else { panic!("not let in") };
    let visitor = office.visitor(&token).await.unwrap().unwrap();
    let found = at_the_door_of(office, &visitor, 2).await;
    assert_eq!(
        visits(&found),
        [record_id(2), record_id(1)],
        "the newest first, whoever would say nothing too"
    );
    assert_eq!(found.people.len(), 1);
    assert_eq!(visits(&at_the_door_of(office, &visitor, 3).await), [record_id(3)]);
    assert_eq!(visits(&at_the_door_of(office, &visitor, 4).await), [record_id(4)]);
    // The newest are shown, and the one that was asked for wherever it is.
    let often = at_the_door_of(office, &visitor, 100).await;
    assert!(often.more && visits(&often).contains(&record_id(100)), "{}", often.visits.len());
    assert!(!found.more);

    // Somebody moves house on paper: the visit stands at its new door alone.
    let moves = phone.edits(record_id(3), |record| record.place.as_mut().unwrap().moo = Some(5));
    phone.pushes(office, &[&moves]).await;
    let found = visits(&at_the_door_of(office, &visitor, 1).await);
    assert_eq!(found, [record_id(3), record_id(2), record_id(1)]);

    verify_sees_a_record_at_another_door(office).await;
    an_office_from_before_there_were_doors_draws_them_up(shelf, &visitor, &found).await;
    found
}

async fn verify_sees_a_record_at_another_door(office: &Office) {
    let key = [(lao(TAO), record_id(1))];
    let row = office.db().look().await.unwrap().records(&key).await.unwrap().remove(0);
    for (door, good) in [(None, false), (row.door.clone(), true)] {
        let mut altered = row.clone();
        altered.door = door;
        let mut tx = office.db().begin().await.unwrap();
        tx.put_records(&[altered]).await.unwrap();
        tx.commit().await.unwrap();
        let report = office.verify().await.unwrap();
        assert_eq!(report.is_sound(), good, "{report}");
        assert!(good || report.to_string().contains("at another door than its own"), "{report}");
    }
}

async fn an_office_from_before_there_were_doors_draws_them_up(
    shelf: &Shelf,
    visitor: &Visitor,
    found: &[RecordId],
) {
    let office = &shelf.office;
    let mut tx = office.db().begin().await.unwrap();
    let mut rows = tx.records_after(lao(TAO), None, 1_000).await.unwrap();
    assert_eq!(rows.len(), 4 + MANY as usize);
    rows.iter_mut().for_each(|row| row.door = None);
    tx.put_records(&rows).await.unwrap();
    tx.set("doors", "0").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(visits(&at_the_door_of(office, visitor, 1).await), [record_id(1)]);
    let again = shelf.again().await;
    assert_eq!(visits(&at_the_door_of(&again, visitor, 1).await), found);
    let report = again.verify().await.unwrap();
    assert!(report.is_sound(), "{report}");
}

fn at(house: &str, moo: u32, mut record: Record) -> Record {
    let place = record.place.as_mut().unwrap();
    place.house_no = Some(house.to_owned()).filter(|house| !house.is_empty());
    place.moo = Some(moo);
    record
}

fn refused(record: Record) -> Record {
    let mut value = serde_json::to_value(record).unwrap();
    value["status"] = json!("refused");
    value["refusal"] = json!({ "reason": "ไม่สะดวกให้ข้อมูล" });
    Record::from_value(value).unwrap()
}

async fn at_the_door_of(office: &Office, visitor: &Visitor, nth: u32) -> HouseholdFile {
    office.household_file(visitor, record_id(nth)).await.unwrap().unwrap()
}

fn visits(file: &HouseholdFile) -> Vec<RecordId> {
    file.visits.iter().map(|visit| visit.record.id).collect()
}
