//! The chapters of the story. Each builds on those before; none knows which store it is told on.

use std::collections::{BTreeMap, BTreeSet};

use ed25519_dalek::SigningKey;
use register::change::Change;
use register::decision::Appearance;
use register::entry::{Entry, Flag, InfoStatus};
use register::merge::History;
use register::record::{PersonId, PhotoHash, Record, RecordId};
use register::wire::{Ask, Cursor, Order};
use serde_json::{Value, json};
use sync_server::db::UserRole;
use sync_server::office::{Decide, Has, Office, OfficeFault, Search};
use sync_server::{export, office};

use crate::shelf::Shelf;
use crate::village::{
    FAR, PAO, Phone, TAO, TOWN, asking, found_laos, from, hire, lao, number, person_id, raw, receipted,
    record_id, somebody, visit,
};

/// Whoever works in the story.
struct Cast {
    /// Two phones of one TAO, one of its town, one of the PAO, one of another province.
    tao: Phone,
    other: Phone,
    town: Phone,
    pao: Phone,
    far: Phone,
    supervisor: String,
}

/// Tells all of it; returns the export.
pub async fn tell(shelf: &Shelf) -> Vec<u8> {
    let office = &shelf.office;
    let mut cast = founding(office).await;
    enrolment_is_for_one_phone(office).await;
    work_is_taken_once(office, &mut cast).await;
    what_may_not_be_taken_is_set_aside_and_harms_nobody(office, &mut cast).await;
    two_phones_edit_one_record_in_both_orders(office, &mut cast).await;
    pao_and_tao_meet_one_person_in_both_orders(office, &mut cast).await;
    names_that_differ_are_for_people_to_look_at(office, &mut cast).await;
    two_equals_meet_one_person(office, &mut cast).await;
    a_number_is_corrected(office, &mut cast).await;
    people_decide(office, &mut cast).await;
    a_record_is_withdrawn_and_restored(office, &mut cast).await;
    a_photo_arrives_in_pieces(office, &cast).await;
    the_feed_skips_nothing(office, &mut cast).await;
    whoever_searches_finds(office, &mut cast).await;
    a_phone_is_lost(office, &mut cast).await;
    a_second_process_sees_the_same(shelf, &cast).await;
    everything_is_as_it_was_written(office).await
}

async fn founding(office: &Office) -> Cast {
    found_laos(office).await;
    let unknown = office.offer_enrolment("s-404").await;
    assert!(matches!(unknown, Err(OfficeFault::Missing(_))), "{unknown:?}");
    let first = hire(office, TAO, "สมศรี", &[]).await;
    assert_eq!(first, "s-001");
    let early = office.offer_enrolment(&first).await;
    assert!(matches!(early, Err(OfficeFault::Missing(_))), "no phone can reach a server that never ran");
    office.note_address("http://127.0.0.1:8420", None).await.unwrap();
    let other = hire(office, TAO, "สมหมาย", &[]).await;
    let town = hire(office, TOWN, "สมใจ", &[]).await;
    let pao = hire(office, PAO, "สมปอง", &[]).await;
    let far = hire(office, FAR, "สมบัติ", &[]).await;
    let (supervisor, password) = office.add_user(lao(TAO), "หัวหน้า", UserRole::Supervisor).await.unwrap();
    assert_eq!(supervisor, "u-001");
    assert!(!password.is_empty());
    Cast {
        tao: Phone::enrol(office, &first, 1).await,
        other: Phone::enrol(office, &other, 2).await,
        town: Phone::enrol(office, &town, 3).await,
        pao: Phone::enrol(office, &pao, 4).await,
        far: Phone::enrol(office, &far, 5).await,
        supervisor,
    }
}

async fn enrolment_is_for_one_phone(office: &Office) {
    let surveyor = hire(office, TAO, "สมพร", &[5]).await;
    let code = office.offer_enrolment(&surveyor).await.unwrap().code;
    let first = Phone::enrol_with(office, &code, 10).await;
    // The answer got lost; the same phone asks again.
    let again = Phone::enrol_with(office, &code, 10).await;
    assert_eq!(first.sender.device.id, again.sender.device.id);
    assert!(office.sender(&again.token).await.unwrap().is_some());
    assert!(office.sender(&first.token).await.unwrap().is_none(), "the token that got lost is good no more");
    let another = office.enrol(&asking(&code, &SigningKey::from_bytes(&[11; 32]))).await;
    assert!(matches!(another, Err(OfficeFault::Gone(_))), "{another:?}");
    let made_up = office.enrol(&asking(&format!("{TAO}-AAAA"), &SigningKey::from_bytes(&[11; 32]))).await;
    assert!(matches!(made_up, Err(OfficeFault::Missing(_))), "{made_up:?}");
    assert!(office.sender("06570903.nonsense").await.unwrap().is_none());
    assert_eq!(office.phones(lao(TAO)).await.unwrap().len(), 3);
}

async fn work_is_taken_once(office: &Office, cast: &mut Cast) {
    let home = [somebody(Some(number(1)), "สมชาย", "สมปอง"), somebody(None, "สมหญิง", "สมปอง")];
    // What a keyboard can do: a zero character in a name and in a captor, which text of a database may refuse.
    let mut odd = visit(2, TAO, 5, &[somebody(Some(number(2)), "สม\u{0}ศักดิ์", "ใจดี'; DROP TABLE log")]);
    odd.place.as_mut().unwrap().house_no = Some("2%_\\4".to_owned());
    odd.surveyor = Some("s-\u{0}009".to_owned());
    let changes = [cast.tao.makes(&visit(1, TAO, 5, &home)), cast.tao.makes(&odd)];
    let pushed = cast.tao.pushes(office, &[&changes[0], &changes[1]]).await;
    assert_eq!(pushed.order, None);
    let head = head(office, TAO).await;
    assert_eq!((head.seq, head.length), (2, 2));

    // Again, in part, and twice in one push: receipts for all of it, and nothing new.
    cast.tao.pushes(office, &[&changes[1]]).await;
    cast.tao.pushes(office, &[&changes[1], &changes[0], &changes[1]]).await;
    assert_eq!(self::head(office, TAO).await, head);

    let ask = Ask { changes: changes.iter().map(Change::id).collect(), photos: BTreeSet::new() };
    let held = office.held(&cast.tao.sender, &ask).await.unwrap();
    assert_eq!(held.open(&office.keys().public()).unwrap().changes, ask.changes);
    let elsewhere = office.held(&cast.pao.sender, &ask).await.unwrap();
    assert!(elsewhere.open(&office.keys().public()).unwrap().changes.is_empty(), "another LAO's changes");

    assert_eq!(entry_of(office, TAO, 1, 0).await.status, InfoStatus::Enter);
    assert_eq!(entry_of(office, TAO, 1, 1).await.status, InfoStatus::NoId);
    assert_eq!(entry_of(office, TAO, 2, 0).await.status, InfoStatus::Enter);
}

async fn what_may_not_be_taken_is_set_aside_and_harms_nobody(office: &Office, cast: &mut Cast) {
    // A surveyor of village 7 edits what another captured in village 5.
    let surveyor = hire(office, TAO, "สมนึก", &[7]).await;
    let mut near = Phone::enrol(office, &surveyor, 12).await;
    let sound = near.makes(&visit(3, TAO, 7, &[somebody(Some(number(3)), "มานี", "มีนา")]));
    let foreign = cast.tao.makes(&visit(4, TAO, 5, &[somebody(Some(number(4)), "ปิติ", "พิทักษ์")]));
    cast.tao.pushes(office, &[&foreign]).await;
    near.learn(&foreign);
    let edit =
        near.edits(record_id(4), |record| record.place.as_mut().unwrap().road = Some("ในเมือง".to_owned()));
    let before = head(office, TAO).await;

    let mut forged = serde_json::from_str::<Value>(&near.makes(&visit(90, TAO, 7, &[])).to_json()).unwrap();
    forged["edit"]["sets"]["place/house_no"] = json!("999");
    let forged = serde_json::value::to_raw_value(&forged).unwrap();
    let mut batch = raw(&[&edit, &sound, &foreign]);
    batch.push(forged);
    batch.push(serde_json::value::to_raw_value(&json!({"edit": 7})).unwrap());
    let pushed = office.push(&near.sender, &batch, Has::default()).await.unwrap();
    assert_eq!(pushed.aside.iter().map(|aside| aside.at).collect::<Vec<_>>(), [0, 2, 3, 4]);
    assert_eq!(receipted(office, &pushed), BTreeSet::from([sound.id()]));
    assert!(pushed.aside[0].reason.contains("another village"), "{}", pushed.aside[0].reason);
    assert_eq!(pushed.aside[1].change, Some(foreign.id()), "another phone's change");
    assert!(pushed.aside[2].reason.starts_with("signature"), "{}", pushed.aside[2].reason);
    let after = head(office, TAO).await;
    assert_eq!((after.seq, after.length), (before.seq + 1, before.length + 1));
    // Of its own village alone.
    let (pulled, _) = near.pulls(office, None, 10).await;
    assert_eq!(pulled.iter().map(|p| p.record).collect::<Vec<_>>(), [record_id(3)]);
}

async fn two_phones_edit_one_record_in_both_orders(office: &Office, cast: &mut Cast) {
    for (nth, swapped) in [(10, false), (11, true)] {
        let person = somebody(Some(number(nth.into())), "ชูใจ", "เลิศล้ำ");
        let making = cast.tao.makes(&visit(nth, TAO, 5, &[person]));
        cast.tao.pushes(office, &[&making]).await;
        cast.other.learn(&making);
        cast.tao.clock(1_780_000_000_000 + u64::from(nth) * 10_000);
        cast.other.clock(1_790_000_000_000 + u64::from(nth) * 10_000);
        let a = cast.tao.edits(record_id(nth), |record| {
            record.people[0].phone = Some("0810000001".to_owned());
            record.place.as_mut().unwrap().road = Some("หน้าวัด".to_owned());
        });
        let b =
            cast.other.edits(record_id(nth), |record| record.people[0].phone = Some("0810000002".to_owned()));
        if swapped {
            cast.other.pushes(office, &[&b]).await;
            cast.tao.pushes(office, &[&a]).await;
        } else {
            cast.tao.pushes(office, &[&a]).await;
            cast.other.pushes(office, &[&b]).await;
        }
        let merged = pulled(office, &cast.tao, record_id(nth)).await;
        assert_eq!(merged.people[0].phone.as_deref(), Some("0810000002"), "the greater stamp");
        assert_eq!(merged.place.unwrap().road.as_deref(), Some("หน้าวัด"), "field by field");
        let entry = entry_of(office, TAO, nth, 0).await;
        let kept: Vec<&Value> = entry.lost.values().flatten().collect();
        assert_eq!(kept, [&json!("0810000001")], "the value that lost is kept");
    }
}

/// Contract section 4, rows 3 and 4.
async fn pao_and_tao_meet_one_person_in_both_orders(office: &Office, cast: &mut Cast) {
    let somchai = |nth: u64| [somebody(Some(number(nth)), "วีระ", "กล้าหาญ")];
    // The TAO first.
    cast.tao.makes_and_pushes(office, &visit(20, TAO, 5, &somchai(20))).await;
    cast.pao.makes_and_pushes(office, &visit(21, PAO, 5, &somchai(20))).await;
    // The PAO first: what it has pulled already comes into its feed again.
    cast.pao.makes_and_pushes(office, &visit(22, PAO, 5, &somchai(22))).await;
    assert_eq!(entry_of(office, PAO, 22, 0).await.status, InfoStatus::Enter);
    let (_, cursor) = cast.pao.pulls(office, None, 2).await;
    cast.tao.makes_and_pushes(office, &visit(23, TAO, 5, &somchai(22))).await;
    let (again, cursor) = cast.pao.pulls(office, Some(cursor), 2).await;
    assert_eq!(again.len(), 1);
    assert_eq!(again[0].record, record_id(22));
    assert_eq!(again[0].people[&person_id(22, 0)].status, InfoStatus::ExcusedPao);
    for (tao, pao) in [(20, 21), (23, 22)] {
        let (tao, pao) = (entry_of(office, TAO, tao, 0).await, entry_of(office, PAO, pao, 0).await);
        assert_eq!((tao.status, pao.status), (InfoStatus::Enter, InfoStatus::ExcusedPao));
        assert_eq!(tao.person, pao.person, "linked entries are one person");
        assert_eq!((tao.linked, pao.linked), (BTreeSet::from([lao(PAO)]), BTreeSet::from([lao(TAO)])));
        assert!(tao.flags.is_empty() && pao.flags.is_empty());
    }
    // While the TAO's asks for nothing, the PAO's stands alone.
    let asked = cast.tao.edits(record_id(23), |record| record.requests.clear());
    cast.tao.pushes(office, &[&asked]).await;
    assert_eq!(entry_of(office, TAO, 23, 0).await.status, InfoStatus::NoRequest);
    assert_eq!(entry_of(office, PAO, 22, 0).await.status, InfoStatus::Enter);
    let (again, _) = cast.pao.pulls(office, Some(cursor), 2).await;
    assert_eq!(again.iter().map(|p| p.record).collect::<Vec<_>>(), [record_id(22)]);
}

/// Rows 2 and 3.
async fn names_that_differ_are_for_people_to_look_at(office: &Office, cast: &mut Cast) {
    cast.tao
        .makes_and_pushes(office, &visit(30, TAO, 5, &[somebody(Some(number(30)), "สมาน", "รักไทย")]))
        .await;
    cast.pao
        .makes_and_pushes(office, &visit(31, PAO, 5, &[somebody(Some(number(30)), "วิชัย", "พากเพียร")]))
        .await;
    let (held, other) = (entry_of(office, TAO, 30, 0).await, entry_of(office, PAO, 31, 0).await);
    assert_eq!((held.status, other.status), (InfoStatus::Enter, InfoStatus::Review));
    assert!(held.linked.is_empty() && other.linked.is_empty());
    // In one LAO, captured earlier and sent later: it takes the entry from whoever held it.
    let second = cast.other.makes(&visit(33, TAO, 5, &[somebody(Some(number(33)), "กล้า", "ชูเกียรติ")]));
    cast.other.pushes(office, &[&second]).await;
    assert_eq!(entry_of(office, TAO, 33, 0).await.status, InfoStatus::Enter);
    cast.tao
        .makes_and_pushes(office, &visit(32, TAO, 5, &[somebody(Some(number(33)), "ดวงใจ", "แก้วงาม")]))
        .await;
    assert_eq!(entry_of(office, TAO, 32, 0).await.status, InfoStatus::Enter);
    assert_eq!(entry_of(office, TAO, 33, 0).await.status, InfoStatus::Review);
}

/// Row 5.
async fn two_equals_meet_one_person(office: &Office, cast: &mut Cast) {
    let one = [somebody(Some(number(40)), "เพชร", "พลอยงาม")];
    cast.tao.makes_and_pushes(office, &visit(40, TAO, 5, &one)).await;
    cast.town.makes_and_pushes(office, &visit(41, TOWN, 2, &one)).await;
    cast.far.makes_and_pushes(office, &visit(42, FAR, 1, &one)).await;
    for (code, nth) in [(TAO, 40), (TOWN, 41), (FAR, 42)] {
        let entry = entry_of(office, code, nth, 0).await;
        assert_eq!(entry.status, InfoStatus::Enter);
        assert_eq!(entry.flags, BTreeSet::from([Flag::CrossArea]));
        assert_eq!(entry.linked.len(), 2);
    }
    // The case is one for people to decide, of another province too.
    let (here, far) = (entry_of(office, TAO, 40, 0).await, entry_of(office, FAR, 42, 0).await);
    let (here, far) = (format!("{TAO}/{}", here.person), format!("{FAR}/{}", far.person));
    office.decide(&cast.supervisor, Decide::Join(here, far)).await.unwrap();
}

/// A number was mistyped: whoever was linked by it is linked no more.
async fn a_number_is_corrected(office: &Office, cast: &mut Cast) {
    cast.tao
        .makes_and_pushes(office, &visit(50, TAO, 5, &[somebody(Some(number(50)), "พร", "ใสสะอาด")]))
        .await;
    cast.far
        .makes_and_pushes(office, &visit(51, FAR, 1, &[somebody(Some(number(50)), "พร", "ใสสะอาด")]))
        .await;
    assert_eq!(entry_of(office, TAO, 50, 0).await.flags, BTreeSet::from([Flag::CrossArea]));
    let mended = cast.far.edits(record_id(51), |record| {
        record.people[0].national_id = Some(number(51).to_string());
    });
    cast.far.pushes(office, &[&mended]).await;
    for (code, nth) in [(TAO, 50), (FAR, 51)] {
        let entry = entry_of(office, code, nth, 0).await;
        assert!(entry.flags.is_empty() && entry.linked.is_empty(), "{code}");
    }
    // Somebody is taken off a visit altogether.
    let two = [somebody(Some(number(52)), "หนึ่ง", "คงทน"), somebody(Some(number(50)), "พร", "ใสสะอาด")];
    cast.far.makes_and_pushes(office, &visit(52, FAR, 1, &two)).await;
    assert_eq!(entry_of(office, TAO, 50, 0).await.flags, BTreeSet::from([Flag::CrossArea]));
    let fewer = cast.far.edits(record_id(52), |record| {
        record.people.truncate(1);
        record.requests.truncate(1);
    });
    cast.far.pushes(office, &[&fewer]).await;
    assert!(entry_of(office, TAO, 50, 0).await.flags.is_empty());
}

/// Row 9.
async fn people_decide(office: &Office, cast: &mut Cast) {
    cast.tao.makes_and_pushes(office, &visit(60, TAO, 5, &[somebody(None, "บุญมี", "ศรีสุข")])).await;
    cast.town.makes_and_pushes(office, &visit(61, TOWN, 2, &[somebody(None, "บุญมา", "ศรีสุข")])).await;
    cast.tao.makes_and_pushes(office, &visit(62, TAO, 5, &[somebody(Some(number(62)), "บุญมี", "ศรีสุข")])).await;
    let before = export(office).await;
    let a = format!("{TAO}/{}", person_id(60, 0));
    let b = format!("{TAO}/{}", person_id(62, 0));
    let c = format!("{TOWN}/{}", person_id(61, 0));
    let user = cast.supervisor.as_str();
    let (_, cursor) = cast.town.pulls(office, None, 50).await;
    office.decide(user, Decide::Join(a.clone(), b)).await.unwrap();
    let joined = entry_of(office, TAO, 60, 0).await;
    assert_eq!(joined.records, BTreeSet::from([record_id(60), record_id(62)]));
    assert_eq!(joined.status, InfoStatus::Enter, "the joined entry has the number");
    office.decide(user, Decide::Join(a.clone(), c.clone())).await.unwrap();
    assert_eq!(entry_of(office, TOWN, 61, 0).await.linked, BTreeSet::from([lao(TAO)]));
    let (told, _) = cast.town.pulls(office, Some(cursor), 50).await;
    assert_eq!(
        told.iter().map(|p| p.record).collect::<Vec<_>>(),
        [record_id(61)],
        "the town's phone hears of it"
    );

    // Named as the export has them now; the two of the TAO are one entry, and stay one.
    let (here, there) = (entry_of(office, TAO, 60, 0).await, entry_of(office, TOWN, 61, 0).await);
    assert_eq!(here.person, there.person);
    office
        .decide(user, Decide::Separate(format!("{TAO}/{}", here.person), format!("{TOWN}/{}", there.person)))
        .await
        .unwrap();
    assert!(entry_of(office, TOWN, 61, 0).await.linked.is_empty());
    assert_eq!(entry_of(office, TAO, 60, 0).await.records.len(), 2);

    let nobody = office.decide("u-404", Decide::Join(a.clone(), c)).await;
    assert!(matches!(nobody, Err(OfficeFault::Missing(_))), "{nobody:?}");
    let no_entry = office
        .decide(user, Decide::Join(a.clone(), format!("{TAO}/{}", PersonId::new(uuid::Uuid::nil()))))
        .await;
    assert!(matches!(no_entry, Err(OfficeFault::Missing(_))), "{no_entry:?}");
    let (auditor, _) = office.add_user(lao(TAO), "ผู้ตรวจ", UserRole::Auditor).await.unwrap();
    let may_not = office.decide(&auditor, Decide::Restore(record_id(60))).await;
    assert!(matches!(may_not, Err(OfficeFault::Refused(_))), "{may_not:?}");
    let far = office.decide(user, Decide::Join(a, format!("{FAR}/{}", person_id(51, 0)))).await;
    assert!(matches!(far, Err(OfficeFault::Refused(_))), "{far:?}");
    assert_ne!(export(office).await, before);
}

/// Row 10.
async fn a_record_is_withdrawn_and_restored(office: &Office, cast: &mut Cast) {
    let one = [somebody(Some(number(70)), "แสง", "จันทร์เพ็ญ")];
    cast.tao.makes_and_pushes(office, &visit(70, TAO, 5, &one)).await;
    cast.pao.makes_and_pushes(office, &visit(71, PAO, 5, &one)).await;
    let before = export(office).await;
    let back = cast.tao.withdraws(record_id(70), "บันทึกซ้ำ");
    cast.tao.pushes(office, &[&back]).await;
    assert!(entries(office).await.values().all(|entry| !entry.records.contains(&record_id(70))));
    assert_eq!(entry_of(office, PAO, 71, 0).await.status, InfoStatus::Enter, "it stands alone now");
    let (all, _) = cast.tao.pulls(office, None, 7).await;
    let withdrawn = all.iter().find(|pulled| pulled.record == record_id(70)).unwrap();
    assert!(withdrawn.people.is_empty(), "nobody on it stands anywhere");

    let user = cast.supervisor.as_str();
    office.decide(user, Decide::Restore(record_id(70))).await.unwrap();
    assert_eq!(export(office).await, before, "restored exactly");
    let twice = office.decide(user, Decide::Restore(record_id(60))).await;
    assert!(matches!(twice, Err(OfficeFault::Conflict(_))), "{twice:?}");
}

async fn a_photo_arrives_in_pieces(office: &Office, cast: &Cast) {
    let phone = &cast.tao.sender;
    let photo: Vec<u8> = (0..150_000u32).map(|at| (at * 7 % 251) as u8).collect();
    let hash = PhotoHash::of(&photo);
    let length = photo.len() as u64;
    let too_large = office.begin_upload(phone, hash, Some(record_id(1)), u64::MAX).await;
    assert!(matches!(too_large, Err(OfficeFault::Refused(_))), "{too_large:?}");
    let upload = office.begin_upload(phone, hash, Some(record_id(1)), length).await.unwrap();
    assert_eq!(upload.offset, 0);
    assert_eq!(office.grow_upload(phone, upload.id, 0, &photo[..65_536]).await.unwrap().offset, 65_536);
    for wrong in [0, 65_535, 65_537, length] {
        let wrong = office.grow_upload(phone, upload.id, wrong, &photo[..10]).await;
        assert!(matches!(wrong, Err(OfficeFault::Conflict(_))), "{wrong:?}");
    }
    let past = office.grow_upload(phone, upload.id, 65_536, &photo).await;
    assert!(matches!(past, Err(OfficeFault::Refused(_))), "{past:?}");
    let stranger = office.upload(&cast.other.sender, upload.id).await;
    assert!(matches!(stranger, Err(OfficeFault::Missing(_))), "another phone's upload");
    assert_eq!(office.upload(phone, upload.id).await.unwrap().offset, 65_536);
    let ask = Ask { changes: BTreeSet::new(), photos: BTreeSet::from([hash]) };
    let held = office.held(phone, &ask).await.unwrap();
    assert!(held.open(&office.keys().public()).unwrap().photos.is_empty(), "not before it is whole");
    assert_eq!(office.grow_upload(phone, upload.id, 65_536, &photo[65_536..]).await.unwrap().offset, length);
    let held = office.held(phone, &ask).await.unwrap();
    assert_eq!(held.open(&office.keys().public()).unwrap().photos, ask.photos);
    let over = office.upload(phone, upload.id).await;
    assert!(matches!(over, Err(OfficeFault::Missing(_))), "{over:?}");
    // Again: it is held already.
    assert_eq!(
        office.begin_upload(&cast.other.sender, hash, Some(record_id(1)), length).await.unwrap().offset,
        length
    );
    let key = {
        let mut tx = office.db().look().await.unwrap();
        tx.photos(lao(TAO), &[hash, PhotoHash::of(b"another")]).await.unwrap().remove(0).key
    };
    assert_eq!(office.photos().read(office.keys(), lao(TAO), hash, &key).await.unwrap(), photo);

    // Two phones send one photo at once: whoever is first keeps it, and it still opens.
    let shared = vec![7; 1_000];
    let hash = PhotoHash::of(&shared);
    let mut both = Vec::new();
    for phone in [&cast.tao.sender, &cast.other.sender] {
        both.push((phone, office.begin_upload(phone, hash, Some(record_id(1)), 1_000).await.unwrap().id));
    }
    for (phone, id) in both {
        assert_eq!(office.grow_upload(phone, id, 0, &shared).await.unwrap().offset, 1_000);
    }

    // Bytes that are not what was promised.
    let promised = PhotoHash::of(b"promised");
    let upload = office.begin_upload(phone, promised, Some(record_id(1)), 8).await.unwrap();
    let other = office.grow_upload(phone, upload.id, 0, b"deliverd").await;
    assert!(matches!(other, Err(OfficeFault::Refused(_))), "{other:?}");
    let gone = office.upload(phone, upload.id).await;
    assert!(matches!(gone, Err(OfficeFault::Missing(_))), "{gone:?}");
    let unwanted = office.begin_upload(phone, promised, Some(record_id(1)), 8).await.unwrap();
    office.end_upload(phone, unwanted.id).await.unwrap();
    assert!(office.upload(phone, unwanted.id).await.is_err());
    // And one that nobody goes on with.
    let stale = office.begin_upload(phone, promised, Some(record_id(1)), 8).await.unwrap();
    office.grow_upload(phone, stale.id, 0, b"prom").await.unwrap();
    let mut tx = office.db().begin().await.unwrap();
    assert_eq!(tx.drop_uploads_before(0).await.unwrap(), 0);
    assert_eq!(tx.drop_uploads_before(office::now() + 1).await.unwrap(), 1);
    assert!(tx.pieces(lao(TAO), stale.id).await.unwrap().is_empty());
    tx.commit().await.unwrap();
    assert!(office.upload(phone, stale.id).await.is_err());

    office.keep_thumbnail(phone, record_id(1), hash, b"small").await.unwrap();
    office.keep_thumbnail(phone, record_id(1), hash, b"small").await.unwrap();
    let mut tx = office.db().look().await.unwrap();
    assert!(tx.thumbnail(lao(TAO), hash).await.unwrap().is_some());
    assert!(tx.thumbnail(lao(TOWN), hash).await.unwrap().is_none(), "another LAO's");
    assert_eq!(tx.all_photos(lao(TAO)).await.unwrap().len(), 2);
}

async fn the_feed_skips_nothing(office: &Office, cast: &mut Cast) {
    let making = cast.other.makes(&visit(80, TAO, 9, &[somebody(Some(number(80)), "ไกล", "ลิบตา")]));
    cast.other.pushes(office, &[&making]).await;
    let (all, end) = cast.tao.pulls(office, None, 1_000).await;
    for most in [1, 2, 3, 7] {
        let (paged, last) = cast.tao.pulls(office, None, most).await;
        assert_eq!(last, end);
        let ids = |of: &[register::wire::Pulled]| of.iter().map(|p| p.record).collect::<Vec<_>>();
        assert_eq!(ids(&paged), ids(&all), "in pages of {most}");
        assert_eq!(serde_json::to_value(&paged).unwrap(), serde_json::to_value(&all).unwrap());
    }
    let (nothing, _) = cast.tao.pulls(office, Some(end.clone()), 10).await;
    assert!(nothing.is_empty());
    let past_all = Cursor { seq: u64::MAX, log: None, ..end.clone() };
    assert!(cast.tao.pulls(office, Some(past_all), 10).await.0.is_empty(), "a number that no feed reaches");
    let other_life = Cursor { epoch: "another".to_owned(), ..end.clone() };
    let (anew, _) = cast.tao.pulls(office, Some(other_life), 1_000).await;
    assert_eq!(anew.len(), all.len(), "a cursor of another life of the server says nothing");
    // Whoever has everything but their own work need not pull it back.
    let alone = cast.tao.makes(&visit(81, TAO, 5, &[somebody(Some(number(81)), "เดียว", "ดาย")]));
    let pushed = office.push(&cast.tao.sender, &raw(&[&alone]), from(&end)).await.unwrap();
    assert_eq!(pushed.pulled.map(|cursor| cursor.seq), Some(end.seq + 1));
    let together = cast.other.makes(&visit(82, TAO, 5, &[somebody(Some(number(81)), "เดียว", "ดาย")]));
    let pushed = office.push(&cast.other.sender, &raw(&[&together]), from(&end)).await.unwrap();
    assert_eq!(pushed.pulled, None);
    let (some, _) = cast.tao.pulls(office, Some(end), 10).await;
    assert_eq!(
        some.iter().map(|p| p.record).collect::<BTreeSet<_>>(),
        BTreeSet::from([record_id(81), record_id(82)])
    );
    let village = hire(office, TAO, "สมเกียรติ", &[9]).await;
    let village = Phone::enrol(office, &village, 13).await;
    assert_eq!(village.pulls(office, None, 10).await.0.len(), 1);
}

async fn whoever_searches_finds(office: &Office, cast: &mut Cast) {
    let find = async |code: &str, typed: &str, most: usize| -> Vec<RecordId> {
        let search = Search { laos: BTreeSet::from([lao(code)]), typed: typed.to_owned(), most };
        office.search(&search).await.unwrap().hits.into_iter().map(|hit| hit.who.record).collect()
    };
    assert_eq!(find(TAO, "บุญมี", 10).await, [record_id(60)], "by name; the two visits are one entry");
    assert_eq!(find(TAO, "บุญ ศรี", 1).await.len(), 1, "no more than asked for");
    assert_eq!(find(TAO, &number(20).to_string()[3..], 10).await, [record_id(20)], "by part of a number");
    assert_eq!(find(TAO, "60/4", 10).await, [record_id(60)], "by house");
    assert_eq!(find(TAO, "ม.9 ลิบตา", 10).await, [record_id(80)], "by village");
    assert_eq!(find(TOWN, "บุญมี", 10).await, [], "in one LAO alone");
    assert_eq!(find(TAO, "%", 10).await, [], "signs are no words");
    assert_eq!(find(TAO, "\u{0}\u{0}", 10).await, [], "nor is this");
    assert_eq!(find(TAO, "บุญมี ไม่มี", 10).await, [], "all words");
    // What is edited is found by what it says now, at once.
    let mended = cast.tao.edits(record_id(62), |record| {
        record.people[0].phone = Some("089-000-1234".to_owned());
    });
    cast.tao.pushes(office, &[&mended]).await;
    assert_eq!(find(TAO, "๐๘๙ ๐๐๐ ๑๒๓๔", 10).await, [record_id(62)], "by telephone");
    let search = Search { laos: BTreeSet::from([lao(TAO)]), typed: "0890001234".to_owned(), most: 10 };
    let hit = office.search(&search).await.unwrap().hits.remove(0);
    assert_eq!(hit.person.id, person_id(62, 0));
    assert_eq!(hit.standing.unwrap().holder, (record_id(60), person_id(60, 0)), "of the joined entry");
    let mut tx = office.db().look().await.unwrap();
    let page = tx.records_after(lao(TAO), Some(record_id(60)), 2).await.unwrap();
    assert_eq!(page.iter().map(|row| row.id).collect::<Vec<_>>(), [record_id(62), record_id(70)]);
    let numbers = tx.numbers_of(&BTreeSet::from([lao(PAO), lao(FAR)])).await.unwrap();
    let expected = [20, 22, 30, 40, 51, 52, 70].map(number);
    assert_eq!(numbers, expected);
    assert!(tx.numbers_of(&BTreeSet::new()).await.unwrap().is_empty());
}

async fn a_phone_is_lost(office: &Office, cast: &mut Cast) {
    let name = cast.other.sender.device.id.as_str().to_owned();
    let unsent = cast.other.makes(&visit(95, TAO, 5, &[somebody(Some(number(95)), "ปลาย", "ฟ้าไกล")]));
    let before = (export(office).await, head(office, TAO).await);
    office.revoke(&name).await.unwrap();
    assert!(office.revoke("d-404").await.is_err());
    cast.other.sender = office.sender(&cast.other.token).await.unwrap().unwrap();
    assert!(cast.other.sender.device.revoked_at.is_some());
    for _ in 0..2 {
        let pushed = cast.other.pushes(office, &[&unsent]).await;
        assert_eq!(pushed.order, Some(Order::Seal));
    }
    assert_eq!((export(office).await, head(office, TAO).await), before, "held apart, and nothing else");
    let mut tx = office.db().look().await.unwrap();
    let apart = tx.quarantined(lao(TAO)).await.unwrap();
    assert_eq!(
        apart.iter().map(|row| (row.id, row.record)).collect::<Vec<_>>(),
        [(unsent.id(), record_id(95))]
    );
    assert!(tx.quarantined(lao(PAO)).await.unwrap().is_empty());
    drop(tx);
    let ask = Ask { changes: BTreeSet::from([unsent.id()]), photos: BTreeSet::new() };
    let held = office.held(&cast.other.sender, &ask).await.unwrap();
    assert_eq!(held.open(&office.keys().public()).unwrap().changes, ask.changes);
    // What is let in leaves the quarantine; that transaction is given up here.
    let mut tx = office.db().begin().await.unwrap();
    tx.release(lao(TAO), &[unsent.id()]).await.unwrap();
    assert!(tx.quarantined(lao(TAO)).await.unwrap().is_empty());
    drop(tx);
    let mut tx = office.db().look().await.unwrap();
    assert_eq!(tx.quarantined(lao(TAO)).await.unwrap().len(), 1);
}

async fn a_second_process_sees_the_same(shelf: &Shelf, cast: &Cast) {
    let second = shelf.again().await;
    assert_eq!(second.keys().public(), shelf.office.keys().public());
    assert_eq!(export(&second).await, export(&shelf.office).await);
    let (_, here) = cast.tao.pulls(&shelf.office, None, 1_000).await;
    let (_, there) = cast.tao.pulls(&second, None, 1_000).await;
    assert_eq!(here, there, "one life of the server, whoever answers");
}

async fn everything_is_as_it_was_written(office: &Office) -> Vec<u8> {
    let report = office.verify().await.unwrap();
    assert!(report.is_sound(), "{report}");
    let mut tx = office.db().look().await.unwrap();
    let (mut place, mut rows) = (0, 0);
    loop {
        let page = tx.log_after(lao(TAO), place, 3).await.unwrap();
        let Some(last) = page.last() else { break };
        assert!(page.len() <= 3);
        (place, rows) = (last.place, rows + page.len() as u64);
    }
    assert_eq!((place, rows), (tx.head(lao(TAO)).await.unwrap().unwrap().length, rows));
    drop(tx);
    let export = export(office).await;
    assert!(export.iter().filter(|byte| **byte == b'\n').count() > 20);
    export
}

impl Phone {
    async fn makes_and_pushes(&mut self, office: &Office, record: &Record) {
        let change = self.makes(record);
        self.pushes(office, &[&change]).await;
    }
}

pub async fn head(office: &Office, code: &str) -> sync_server::db::Head {
    office.db().look().await.unwrap().head(lao(code)).await.unwrap().unwrap()
}

async fn export(office: &Office) -> Vec<u8> {
    let mut out = Vec::new();
    export::jsonl(&office.register().await.unwrap(), None, &mut out).unwrap();
    // Page by page it is what it is all at once, however small the pages are.
    for most in [1, 3, export::PAGE] {
        let mut lines = export::JsonLines(Vec::new());
        let mut pages = office.entries(None, most).await.unwrap();
        loop {
            let page = pages.next().await.unwrap();
            if page.is_empty() {
                break;
            }
            page.iter().for_each(|entry| export::Form::entry(&mut lines, entry).unwrap());
        }
        assert_eq!(String::from_utf8(lines.0).unwrap(), str::from_utf8(&out).unwrap(), "by {most}");
    }
    out
}

async fn entries(office: &Office) -> BTreeMap<Appearance, Entry> {
    let register = office.register().await.unwrap();
    register.entries.into_iter().filter_map(|entry| Some((entry.holder()?, entry))).collect()
}

/// The entry that somebody on a visit belongs to; and the register as it is kept says the same.
pub async fn entry_of(office: &Office, code: &str, nth: u32, at: u32) -> Entry {
    let who = Appearance { lao: lao(code), record: record_id(nth), person: person_id(nth, at) };
    let all = entries(office).await;
    let entry = all.into_values().find(|entry| entry.appearances.contains(&who));
    let entry = entry.unwrap_or_else(|| panic!("{who} is in no entry"));
    let mut tx = office.db().look().await.unwrap();
    let kept = tx.entry(lao(code), entry.person).await.unwrap();
    let row = kept.iter().find(|row| row.who == who).unwrap_or_else(|| panic!("{who} is not kept"));
    let standing = row.standing.as_ref().unwrap();
    assert_eq!((standing.state.status, &standing.state.flags), (entry.status, &entry.flags), "{who}");
    assert_eq!(standing.linked, entry.linked, "{who}");
    entry
}

/// A record as a phone has it after pulling.
async fn pulled(office: &Office, phone: &Phone, record: RecordId) -> Record {
    let (all, _) = phone.pulls(office, None, 100).await;
    let pulled = all.into_iter().find(|pulled| pulled.record == record).unwrap();
    let mut history = History::default();
    for change in pulled.changes {
        history.take(Change::read(change.get().as_bytes()).unwrap()).unwrap();
    }
    history.merge().unwrap().record.unwrap()
}
