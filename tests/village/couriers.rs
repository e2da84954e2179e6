//! Couriers: a phone without signal hands its work to others, who may come twice, late, out of
//! order, from another LAO, or after the phone itself. The register is the same. And a server that was
//! restored meanwhile: no phone shows as received what it lost.

use std::io::{Read, Write};

use register::bundle;
use register::record::PhotoHash;
use register::seal::{PublicKey, Signed};
use register::wire::Ask;
use serde_json::json;
use tempfile::TempDir;

use crate::province::{
    Database, OURS, Phone, Province, Wristwatch, household, on_both_databases, photo, picture,
};

const NEIGHBOUR: &str = "06570903";

/// Every order of so many things.
pub fn orders(of: usize) -> Vec<Vec<usize>> {
    if of == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for shorter in orders(of - 1) {
        for at in 0..of {
            let mut order = shorter.clone();
            order.insert(at, of - 1);
            all.push(order);
        }
    }
    all
}

/// The phone that stays in the hills, and what it hands out on two evenings.
struct Hills {
    phone: TempDir,
    first: Vec<u8>,
    second: Vec<u8>,
}

fn work_in_the_hills(phone: &Phone) -> Hills {
    let id = phone.keeps_with(1, &picture(1, 300, 200));
    let first = sync::courier::bundle(&phone.store).unwrap();
    assert_eq!((first.changes, first.photos), (1, 1));
    phone.keeps_with(2, &picture(2, 300, 200));
    phone.edits(id, |record| record["dwelling"] = json!({ "tenure": "renter" }));
    let withdrawn = phone.keeps(3);
    phone.edits(withdrawn, |record| record["withdraw"] = json!({ "reason": "ซ้ำ" }));
    let second = sync::courier::bundle(&phone.store).unwrap();
    assert_eq!((second.changes, second.photos), (5, 2));
    assert_eq!(phone.status(), (3, 0, 0, 0), "a bundle changes nothing here");
    Hills { phone: phone.copied(), first: first.sealed, second: second.sealed }
}

fn bundles_by_any_courier_in_any_order_come_to_the_same_register(database: Database) {
    let mut province = Province::on(database);
    province.adds_lao(NEIGHBOUR, "tao", "57");
    let phone = Phone::enrolled(&province);
    let hills = work_in_the_hills(&phone);
    let carriers = [
        (Phone::enrolled(&province).copied(), &hills.first),
        (Phone::enrolled(&province).copied(), &hills.second),
        (Phone::enrolled_in(&province, NEIGHBOUR).copied(), &hills.second),
    ];
    let mould = province.mould();

    // As it would have been with signal.
    Phone::from_copy(&hills.phone, Wristwatch::default()).syncs();
    let alone = province.export_bytes();
    assert_eq!(province.records().len(), 2);
    for order in orders(4) {
        province.recast(&mould);
        let mut phone = Phone::from_copy(&hills.phone, Wristwatch::default());
        let mut brought = String::new();
        for who in &order {
            let Some((carrier, bundle)) = carriers.get(*who) else {
                phone.syncs();
                continue;
            };
            let mut carrier = Phone::from_copy(carrier, Wristwatch::default());
            sync::courier::carry(&carrier.store, bundle).unwrap();
            let done = carrier.syncs();
            assert_eq!((done.delivered, done.undelivered), (1, 0), "{order:?}: {:?}", carrier.events);
            brought += &sync::courier::receipts(&carrier.store).unwrap();
        }
        assert_eq!(province.export_bytes(), alone, "{order:?}");
        assert_eq!(sync::courier::take(&phone.store, &brought).unwrap().receipts, 3, "{order:?}");
        assert_eq!(phone.status(), (0, 0, 3, 0), "{order:?}");
        let done = phone.syncs();
        assert_eq!((done.changes, done.photos), (0, 0), "{order:?}");
        assert_eq!(province.export_bytes(), alone, "{order:?}");
        province.verifies();
    }
}

fn receipts_come_back_the_way_the_bundle_went(database: Database) {
    let province = Province::on(database);
    province.adds_lao(NEIGHBOUR, "tao", "57");
    let phone = Phone::enrolled(&province);
    let hills = work_in_the_hills(&phone);
    let mut other = Phone::enrolled(&province);
    other.keeps(9);
    let mut carrier = Phone::enrolled_in(&province, NEIGHBOUR);
    for bundle in [&hills.first, &sync::courier::bundle(&other.store).unwrap().sealed] {
        sync::courier::carry(&carrier.store, bundle).unwrap();
    }
    assert_eq!(sync::courier::receipts(&carrier.store).unwrap(), "", "nothing has come back yet");
    // Cut on the way, again and again: it goes on where it was.
    province.cable.will_be_cut((0..6).map(|cut| (3_000 + cut * 9_000, u64::MAX)));
    while !carrier.tries().is_ok_and(|done| done.delivered == 2) {}
    let brought = sync::courier::receipts(&carrier.store).unwrap();
    assert_eq!(brought.lines().count(), 2);

    assert_eq!(
        sync::courier::take(&phone.store, &brought).unwrap().receipts,
        1,
        "one of them is for another phone"
    );
    assert_eq!(phone.status(), (3, 0, 0, 0), "what is younger than the bundle waits on");
    assert_eq!(phone.store.changes_waiting().unwrap(), 4);
    assert!(phone.has_receipt_for(picture(1, 300, 200).hash));
    assert!(!phone.has_receipt_for(picture(2, 300, 200).hash));
    assert_eq!(sync::courier::take(&other.store, &brought).unwrap().receipts, 1);
    assert_eq!(other.status(), (0, 0, 1, 0));
    assert_eq!(other.syncs().changes, 0);

    // A receipt that was altered on the way says nothing.
    let mut altered: serde_json::Value = serde_json::from_str(brought.lines().next().unwrap()).unwrap();
    altered["said"]["device"] = json!("d-99");
    assert!(sync::courier::take(&phone.store, &altered.to_string()).is_err());
    province.verifies();
}

fn a_carrier_can_neither_read_nor_alter_what_it_carries(database: Database) {
    let province = Province::on(database);
    let phone = Phone::enrolled(&province);
    let hills = work_in_the_hills(&phone);
    let mut carrier = Phone::enrolled(&province);
    let before = province.export_bytes();

    // One box, to the server's key: the carrier's own keys do not open it.
    let sealed = &hills.second;
    let opened = |with: &dyn age::Identity| {
        age::Decryptor::new(&sealed[..]).unwrap().decrypt(std::iter::once(with)).map(drop)
    };
    province.does(async |office| assert!(opened(&office.keys().bundles).is_ok()));
    assert!(opened(&age::x25519::Identity::generate()).is_err());
    let contains = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    let digits = household(1).people[0].national_id.clone().unwrap();
    for secret in ["สมปอง1", digits.as_str(), "samruat bundle"] {
        assert!(!contains(sealed, secret), "{secret} can be read in the bundle");
    }
    sync::courier::carry(&carrier.store, sealed).unwrap();
    assert!(carrier.store.search("สมปอง", 5).unwrap().is_empty(), "it knows nobody of the hills");

    // A bundle that was altered is none, and says so; the sound one goes through beside it.
    let mut altered = hills.first.clone();
    let last = altered.len() - 40;
    altered[last] ^= 1;
    sync::courier::carry(&carrier.store, &altered).unwrap();
    let done = carrier.syncs();
    assert_eq!((done.delivered, done.undelivered), (1, 1));
    assert!(carrier.set_asides()[0].contains("does not open"), "{:?}", carrier.set_asides());
    assert!(carrier.store.lists().unwrap().is_some(), "and what comes after it in a sync");
    // It stays, with the reason; what the server dropped is not sent to it again at every sync.
    province.cable.carried();
    let done = carrier.syncs();
    assert_eq!((done.delivered, done.undelivered, done.left), (0, 1, 0));
    assert!(province.cable.carried().0 < altered.len() as u64 / 2, "it was sent again");
    let refused = carrier.store.carried().unwrap().remove(1);
    assert!(refused.refused.contains("does not open") && !refused.delivered, "{refused:?}");
    // Unless somebody says so.
    carrier.store.try_bundle_again(refused.id).unwrap();
    carrier.events.clear();
    assert_eq!(carrier.syncs().undelivered, 1);
    assert!(carrier.set_asides()[0].contains("does not open"), "{:?}", carrier.set_asides());
    assert_ne!(province.export_bytes(), before);
    assert_eq!(province.records().len(), 2);
    province.verifies();
}

fn a_carried_file_that_is_lost_keeps_neither_the_next_one_nor_the_lists_back(database: Database) {
    let province = Province::on(database);
    let phone = Phone::enrolled(&province);
    let hills = work_in_the_hills(&phone);
    let mut carrier = Phone::enrolled(&province);
    let lost = sync::courier::carry(&carrier.store, &hills.first).unwrap();
    sync::courier::carry(&carrier.store, &hills.second).unwrap();
    std::fs::remove_file(carrier.dir.path().join("carried").join(lost.to_string())).unwrap();
    let done = carrier.syncs();
    assert_eq!((done.delivered, done.undelivered), (1, 1));
    assert!(carrier.store.lists().unwrap().is_some());
    // Handed over once more, it goes.
    sync::courier::carry(&carrier.store, &hills.first).unwrap();
    assert_eq!(carrier.syncs().delivered, 1);
}

/// A bundle there, by this carrier, and what came back for it.
fn carries(carrier: &mut Phone, sealed: &[u8]) -> String {
    let id = sync::courier::carry(&carrier.store, sealed).unwrap();
    carrier.syncs();
    let mut carried = carrier.store.carried().unwrap();
    carried.retain(|bundle| bundle.id == id);
    carried.remove(0).answer
}

/// Whatever the phone shows as received is held by the server.
#[track_caller]
fn no_tick_stands_for_what_is_lost(phone: &Phone, province: &Province) {
    let doubted = phone.store.doubted(usize::MAX).unwrap();
    let mut changes = phone.store.received_changes().unwrap();
    changes.retain(|change| !doubted.changes.contains(change));
    let ask = Ask {
        changes: changes.into_iter().collect(),
        photos: phone.store.received_photos().unwrap().into_iter().collect(),
    };
    let lao = OURS.parse().unwrap();
    let (logged, photos) = province.does(async |office| {
        let mut tx = office.db().look().await.unwrap();
        let logged = tx.logged(lao, &Vec::from_iter(ask.changes.clone())).await.unwrap();
        let photos = tx.photos(lao, &Vec::from_iter(ask.photos.clone())).await.unwrap();
        (logged, photos.into_iter().map(|photo| photo.hash).collect())
    });
    assert_eq!(ask, Ask { changes: logged, photos }, "it shows as received what is lost");
}

/// Everything that waits on this phone goes by this carrier, and so does what it asks, until nothing is
/// left. Says how many bundles that took.
#[track_caller]
fn goes_on(phone: &Phone, carrier: &mut Phone, province: &Province) -> usize {
    let is_done = |_| {
        let made = sync::courier::bundle(&phone.store).unwrap();
        if (made.changes, made.photos, made.asked) == (0, 0, 0) {
            return true;
        }
        let brought = carries(carrier, &made.sealed);
        assert_eq!(sync::courier::take(&phone.store, &brought).unwrap().receipts, 1);
        no_tick_stands_for_what_is_lost(phone, province);
        false
    };
    // It comes to an end.
    (0..9).position(is_done).unwrap()
}

fn a_phone_that_never_has_a_signal_hears_of_a_restored_server_and_sends_again_what_it_lost(
    database: Database,
) {
    let mut province = Province::on(database);
    let (phone, mut carrier) = (Phone::enrolled(&province), Phone::enrolled(&province));
    let (kept, lost) = (photo(1), photo(2));
    let sealed = |phone: &Phone| sync::courier::bundle(&phone.store).unwrap().sealed;
    let first = phone.keeps_with(1, &kept);
    let answer = carries(&mut carrier, &sealed(&phone));
    sync::courier::take(&phone.store, &answer).unwrap();
    let backup = province.backs_up();

    phone.keeps_with(2, &lost);
    phone.edits(first, |record| record["dwelling"] = json!({ "tenure": "renter" }));
    let answer = carries(&mut carrier, &sealed(&phone));
    sync::courier::take(&phone.store, &answer).unwrap();
    assert_eq!(phone.status(), (0, 0, 2, 0));
    phone.keeps(3);
    let third = sealed(&phone);
    let before = province.export_bytes();
    province.is_restored_from(&backup);
    assert_eq!(province.records(), [first.to_string()], "last night's");

    // The next answer, to whatever it was, takes back the ticks of the life before.
    let answer = carries(&mut carrier, &third);
    sync::courier::take(&phone.store, &answer).unwrap();
    assert_eq!(phone.status(), (0, 2, 1, 0));
    no_tick_stands_for_what_is_lost(&phone, &province);
    // It asks by name: a change of each, the edit and both photos; not with two photos' bytes.
    let made = sync::courier::bundle(&phone.store).unwrap();
    assert_eq!((made.changes, made.photos, made.asked), (0, 0, 5));
    assert!(made.sealed.len() < 3_000, "{} bytes", made.sealed.len());
    let answer = carries(&mut carrier, &made.sealed);
    sync::courier::take(&phone.store, &answer).unwrap();
    assert_eq!(phone.status(), (2, 0, 1, 0), "the edit, and the second household");
    assert!(phone.has_receipt_for(kept.hash) && !phone.has_receipt_for(lost.hash));
    let made = sync::courier::bundle(&phone.store).unwrap();
    assert_eq!((made.changes, made.photos, made.asked), (2, 1, 0), "and nothing that is held");
    let answer = carries(&mut carrier, &made.sealed);
    sync::courier::take(&phone.store, &answer).unwrap();
    assert_eq!(phone.status(), (0, 0, 3, 0));
    assert_eq!(goes_on(&phone, &mut carrier, &province), 0);
    no_tick_stands_for_what_is_lost(&phone, &province);

    assert_eq!(province.records().len(), 3);
    let after = province.export_bytes();
    assert!(before.lines().all(|line| after.contains(line)));
    province.verifies();
    // Whoever carried it sees it too.
    carrier.syncs();
    assert_eq!(carrier.holds(first), phone.holds(first));
}

fn answers_of_both_lives_by_two_carriers_in_any_order_leave_no_tick_for_what_is_lost(database: Database) {
    let mut province = Province::on(database);
    let phone = Phone::enrolled(&province);
    let [mut one, mut other] = [Phone::enrolled(&province), Phone::enrolled(&province)];
    let sealed = |phone: &Phone| sync::courier::bundle(&phone.store).unwrap().sealed;
    let takes = |phone: &Phone, answer: &str| sync::courier::take(&phone.store, answer).unwrap();
    phone.keeps_with(1, &picture(1, 300, 200));
    takes(&phone, &carries(&mut one, &sealed(&phone)));
    let backup = province.backs_up();
    phone.keeps_with(2, &picture(2, 300, 200));
    takes(&phone, &carries(&mut one, &sealed(&phone)));
    phone.keeps(3);
    let twice = sealed(&phone);
    let of_the_life_before = carries(&mut one, &twice);
    phone.keeps_with(4, &picture(4, 300, 200));
    let once = sealed(&phone);
    assert_eq!(phone.status(), (2, 0, 2, 0));
    province.is_restored_from(&backup);
    // The other one comes later with the same file.
    let answers = [of_the_life_before, carries(&mut other, &twice), carries(&mut one, &once)];
    let copy = phone.copied();
    let mould = province.mould();
    let carrier = other.copied();

    let mut registers = std::collections::BTreeSet::new();
    for order in orders(3) {
        province.recast(&mould);
        let phone = Phone::from_copy(&copy, Wristwatch::default());
        let mut carrier = Phone::from_copy(&carrier, Wristwatch::default());
        let mut has_heard = false;
        for which in order.iter().chain(&order) {
            takes(&phone, &answers[*which]);
            has_heard |= *which > 0;
            if has_heard {
                no_tick_stands_for_what_is_lost(&phone, &province);
                assert!(phone.status().2 < 4, "{order:?}: the second household is lost");
            }
        }
        assert!(goes_on(&phone, &mut carrier, &province) <= 3, "{order:?}");
        assert_eq!(phone.status(), (0, 0, 4, 0), "{order:?}");
        assert_eq!(province.records().len(), 4, "{order:?}");
        // And late once more.
        answers.iter().for_each(|answer| assert_eq!(takes(&phone, answer).receipts, 1));
        assert_eq!(phone.status(), (0, 0, 4, 0), "{order:?}");
        province.verifies();
        registers.insert(province.export_bytes());
    }
    assert_eq!(registers.len(), 1, "the order of answers changed the register");
}

fn a_phone_in_doubt_that_has_a_signal_again_asks_the_server_itself(database: Database) {
    let mut province = Province::on(database);
    let (mut phone, mut carrier) = (Phone::enrolled(&province), Phone::enrolled(&province));
    let sealed = |phone: &Phone| sync::courier::bundle(&phone.store).unwrap().sealed;
    phone.keeps_with(1, &picture(1, 300, 200));
    phone.syncs();
    let backup = province.backs_up();
    phone.keeps_with(2, &picture(2, 300, 200));
    let late = carries(&mut carrier, &sealed(&phone));
    let before_it = phone.copied();
    sync::courier::take(&phone.store, &late).unwrap();
    assert_eq!(phone.status(), (0, 0, 2, 0));
    province.is_restored_from(&backup);
    phone.keeps(3);
    let answer = carries(&mut carrier, &sealed(&phone));
    sync::courier::take(&phone.store, &answer).unwrap();
    assert_eq!(phone.status(), (0, 2, 1, 0));
    let done = phone.syncs();
    assert_eq!((done.changes, done.photos), (1, 1), "the second household, which was lost");
    assert_eq!(phone.status(), (0, 0, 3, 0));
    assert_eq!(province.records().len(), 3);
    no_tick_stands_for_what_is_lost(&phone, &province);

    // One that has itself spoken with the restored server believes no answer of the life before.
    province.is_restored_from(&backup);
    let mut phone = Phone::from_copy(&before_it, Wristwatch::default());
    let waiting = phone.store.waiting(1, usize::MAX).unwrap();
    phone.store.set_aside(waiting[0].id, "so that it does not go yet").unwrap();
    phone.syncs();
    phone.store.retry(household(2).id).unwrap();
    assert_eq!(sync::courier::take(&phone.store, &late).unwrap().receipts, 1);
    assert_eq!(phone.status(), (1, 0, 1, 0), "it waits still");
    phone.syncs();
    assert_eq!(province.records().len(), 2);
    no_tick_stands_for_what_is_lost(&phone, &province);
}

/// What is asked of the server as a carrier's app asks it.
fn asks(carrier: &Phone, path: &str) -> String {
    let identity = carrier.store.identity().unwrap().unwrap();
    let mut stream = std::net::TcpStream::connect(identity.server.strip_prefix("http://").unwrap()).unwrap();
    let token = &identity.token;
    write!(
        stream,
        "GET /api/v1/{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).unwrap();
    said.split_once("\r\n\r\n").unwrap().1.to_owned()
}

fn phones_and_carriers_of_the_form_before_are_answered_in_it(database: Database) {
    let mut province = Province::on(database);
    let (phone, mut carrier) = (Phone::enrolled(&province), Phone::enrolled(&province));
    let server = province.does(async |office| office.keys().public());
    let takes = |answer: &str| sync::courier::take(&phone.store, answer).unwrap();

    // A phone of form 1 made this one.
    phone.keeps(1);
    let identity = phone.store.identity().unwrap().unwrap();
    let changes = format!("[{}]", phone.store.waiting(1, usize::MAX).unwrap()[0].json);
    let head = bundle::Head {
        device: identity.device,
        key: PublicKey::of(&identity.key),
        at: 1_775_961_065_000,
        coding: "identity".to_owned(),
        changes: changes.len() as u64,
        photos: Vec::new(),
        contents: PhotoHash::of(changes.as_bytes()),
    };
    let head = serde_json::to_string(&Signed::sign(head, &identity.key)).unwrap();
    let clear = format!("samruat bundle v1\n{head}\n{changes}");
    let recipient: age::x25519::Recipient = identity.recipient.parse().unwrap();
    let sealed = age::encrypt(&recipient, clear.as_bytes()).unwrap();
    let answer = carries(&mut carrier, &sealed);
    let read: Signed<bundle::Delivered> = serde_json::from_str(&answer).unwrap();
    assert_eq!(read.open(&server).unwrap().receipt.open(&server).unwrap().changes.len(), 1);
    takes(&answer);
    assert_eq!(phone.status(), (0, 0, 1, 0));

    // A carrier of form 1 asks without a form, and verifies what it reads.
    phone.keeps(2);
    let made = sync::courier::bundle(&phone.store).unwrap();
    let now = carries(&mut carrier, &made.sealed);
    let name = carrier.store.carried().unwrap()[1].id;
    let first = asks(&carrier, &format!("bundles/{name}"));
    let read: Signed<bundle::Delivered> = serde_json::from_str(&first).unwrap();
    assert_eq!(read.open(&server).unwrap().bundle, name.to_string());
    assert_eq!(asks(&carrier, &format!("bundles/{name}?form=2")), now);
    assert!(asks(&carrier, &format!("bundles/{name}?form=two")).contains("query"));
    // Where no life is known, its answer is believed as it was; where one is, it is asked after.
    let copy = Phone::from_copy(&phone.copied(), Wristwatch::default());
    sync::courier::take(&copy.store, &first).unwrap();
    assert_eq!(copy.status(), (0, 0, 2, 0));
    takes(&now);
    assert_eq!(phone.status(), (0, 1, 1, 0), "in which life the first was received, nobody has said");
    assert_eq!(goes_on(&phone, &mut carrier, &province), 1);
    assert_eq!(phone.status(), (0, 0, 2, 0));
    phone.keeps(3);
    let made = sync::courier::bundle(&phone.store).unwrap();
    carries(&mut carrier, &made.sealed);
    let name = carrier.store.carried().unwrap()[3].id;
    takes(&asks(&carrier, &format!("bundles/{name}")));
    assert_eq!(phone.status(), (0, 1, 2, 0));
    assert_eq!(goes_on(&phone, &mut carrier, &province), 1);
    assert_eq!(phone.status(), (0, 0, 3, 0));

    // A server whose clock is behind begins a later life all the same.
    let backup = province.backs_up();
    let epoch = async |office: &sync_server::office::Office| {
        office.db().look().await.unwrap().setting("epoch").await.unwrap().unwrap()
    };
    let before = province.does(epoch);
    province.is_restored_from(&backup);
    let after = province.does(epoch);
    assert!(register::wire::life::is_before(&before, &after), "{before} {after}");
}

on_both_databases!(
    bundles_by_any_courier_in_any_order_come_to_the_same_register,
    receipts_come_back_the_way_the_bundle_went,
    a_carrier_can_neither_read_nor_alter_what_it_carries,
    a_carried_file_that_is_lost_keeps_neither_the_next_one_nor_the_lists_back,
    a_phone_that_never_has_a_signal_hears_of_a_restored_server_and_sends_again_what_it_lost,
    answers_of_both_lives_by_two_carriers_in_any_order_leave_no_tick_for_what_is_lost,
    a_phone_in_doubt_that_has_a_signal_again_asks_the_server_itself,
    phones_and_carriers_of_the_form_before_are_answered_in_it,
);
