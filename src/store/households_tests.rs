use serde_json::json;

use super::*;
use crate::samples::{MORNING, Phone, household, id, identity, kept, made_by, page, photographed, picture};

const APRIL: &str = "2569-04";
const MAY: &str = "2569-05";

fn round(text: &str) -> Round {
    text.parse().unwrap()
}

/// A visit by this surveyor at this house, on a day of this month.
fn visit(number: u32, surveyor: &str, house: &str, month: u32, day: u32) -> Value {
    let mut visit = serde_json::to_value(household(number)).unwrap();
    visit["surveyor"] = surveyor.into();
    visit["round"] = format!("2569-{month:02}").into();
    visit["captured_at"] = format!("2026-{month:02}-{day:02}T09:00:00+07:00").into();
    visit["place"]["house_no"] = house.into();
    visit
}

fn refused(mut visit: Value) -> Value {
    visit["status"] = "refused".into();
    visit["refusal"] = json!({ "reason": "ไม่สะดวก" });
    visit
}

fn read(visit: &Value) -> Record {
    Record::from_value(visit.clone()).unwrap()
}

fn keeps(phone: &Phone, visit: &Value) {
    phone.store.keep(&read(visit), &[]).unwrap();
}

/// What other phones captured.
fn pulls(phone: &Phone, visits: &[Value]) {
    let changes: Vec<_> = visits.iter().map(|visit| made_by(2, &read(visit), MORNING)).collect();
    phone.store.take_page(&page(1, &changes)).unwrap();
}

fn listed(phone: &Phone, text: &str) -> Vec<Household> {
    phone.store.households(&round(text)).unwrap()
}

#[test]
fn visits_of_two_months_and_two_phones_are_one_household_and_the_newest_speaks() {
    let phone = Phone::new(1);
    let mut mine = visit(1, "s-001", "๑๒๓ / ๔", 5, 12);
    mine["place"]["found_at"] = json!({ "lat": 20.4, "lon": 99.8, "source": "gps" });
    mine["people"][0]["given_name"] = "สมศักดิ์".into();
    mine["requests"] = json!([{ "id": id(90), "area": "disaster" }]);
    keeps(&phone, &mine);
    pulls(&phone, &[visit(2, "s-002", "123/4", 4, 12), visit(3, "s-002", "123/5", 4, 12)]);
    let homes = listed(&phone, MAY);
    let [first, second] = homes.as_slice() else { panic!("two households, not {homes:?}") };
    assert_eq!((first.house_no.as_str(), first.moo, first.tambon.as_str()), ("๑๒๓ / ๔", 5, "570903"));
    assert_eq!((first.householder.as_str(), first.people, first.requests), ("นายสมศักดิ์ สมปอง", 1, 1));
    assert_eq!(first.point, Some((20.4, 99.8)));
    let newest = first.newest.as_ref().unwrap();
    assert_eq!((newest.record, newest.round.to_string()), (id(1), MAY.to_owned()));
    assert_eq!(newest.captured_at.to_string(), "2026-05-12T09:00:00+07:00");
    assert_eq!((first.visited, first.mine, first.stage), (true, true, Stage::Waiting));
    assert_eq!((second.visited, second.mine, second.stage), (false, false, Stage::Others));
    assert_eq!((listed(&phone, APRIL)[0].visited, listed(&phone, APRIL)[0].mine), (true, false));
}

#[test]
fn what_came_by_a_list_or_the_counter_is_a_house_to_be_visited_still() {
    let phone = Phone::new(1);
    let mut listed_only = visit(1, "s-900", "1", 4, 2);
    listed_only["from_list"] = json!({ "list": id(70), "source": "พม." });
    let mut came = visit(2, "s-900", "2", 4, 3);
    came["requests"] = json!([{ "id": id(90), "area": "disaster", "channel": "walk-in" }]);
    pulls(&phone, &[listed_only, came, visit(3, "s-002", "3", 4, 4)]);
    let visited = |homes: Vec<Household>| homes.iter().map(|home| home.visited).collect::<Vec<_>>();
    assert_eq!(visited(listed(&phone, APRIL)), [false, false, true]);
    // Somebody goes there after all.
    keeps(&phone, &visit(4, "s-001", "2", 4, 9));
    assert_eq!(visited(listed(&phone, APRIL)), [false, true, true]);
}

#[test]
fn households_are_there_after_a_restart_and_stand_in_the_order_of_villages_and_house_numbers() {
    let phone = Phone::new(1);
    for (number, house, moo) in [(1, "10", 5), (2, "9", 5), (3, "10/2", 5), (4, "1", 6), (5, "100", 1)] {
        let mut visit = visit(number, "s-001", house, 4, 1);
        visit["place"]["moo"] = moo.into();
        keeps(&phone, &visit);
    }
    let phone = phone.restart();
    let order: Vec<_> =
        listed(&phone, APRIL).into_iter().map(|home| format!("{} ม.{}", home.house_no, home.moo)).collect();
    assert_eq!(order, ["100 ม.1", "9 ม.5", "10 ม.5", "10/2 ม.5", "1 ม.6"]);
}

#[test]
fn houses_without_a_number_are_never_one_household() {
    let phone = Phone::new(1);
    for (number, house) in [(1, "ไม่มี"), (2, "ไม่มี"), (3, "")] {
        keeps(&phone, &visit(number, "s-001", house, 4, 1));
    }
    let homes = listed(&phone, APRIL);
    assert_eq!(homes.len(), 3);
    assert!(homes.iter().all(|home| home.key.is_none() && home.visited));
}

#[test]
fn a_household_is_refused_only_while_everybody_who_came_this_round_was() {
    let phone = Phone::new(1);
    keeps(&phone, &visit(1, "s-001", "1", 4, 1));
    keeps(&phone, &refused(visit(2, "s-001", "1", 5, 1)));
    let home = listed(&phone, MAY).remove(0);
    assert_eq!((home.visited, home.refused), (true, true));
    // Who lives there is still known from before.
    assert_eq!((home.householder.as_str(), home.people), ("นายสมชาย สมปอง", 1));
    assert!(home.newest.unwrap().refused);
    assert!(!listed(&phone, APRIL)[0].refused);
    keeps(&phone, &visit(3, "s-001", "1", 5, 2));
    assert!(!listed(&phone, MAY)[0].refused);
    // Taken part in is taken part in, whatever somebody says the day after.
    keeps(&phone, &refused(visit(4, "s-001", "1", 5, 3)));
    assert!(!listed(&phone, MAY)[0].refused && listed(&phone, MAY)[0].visited);
}

#[test]
fn a_withdrawn_visit_does_not_count_and_counts_again_when_it_is_restored() {
    let phone = Phone::new(1);
    keeps(&phone, &visit(1, "s-001", "1", 4, 1));
    let mut newer = visit(2, "s-001", "1", 5, 1);
    keeps(&phone, &newer);
    newer["withdraw"] = json!({ "reason": "ซ้ำ" });
    keeps(&phone, &newer);
    assert_eq!(listed(&phone, MAY)[0].newest.as_ref().unwrap().record, id(1));
    assert!(!listed(&phone, MAY)[0].visited);
    newer["withdraw"] = Value::Null;
    keeps(&phone, &newer);
    assert!(listed(&phone, MAY)[0].visited);
    let mut only = visit(3, "s-001", "9", 5, 1);
    only["withdraw"] = json!({ "reason": "ซ้ำ" });
    keeps(&phone, &only);
    assert_eq!(listed(&phone, MAY).len(), 1);
}

#[test]
fn an_edit_of_the_house_number_moves_the_visit_to_the_other_household() {
    let phone = Phone::new(1);
    keeps(&phone, &visit(1, "s-001", "1", 4, 1));
    keeps(&phone, &visit(2, "s-001", "2", 4, 2));
    keeps(&phone, &visit(2, "s-001", "1", 4, 2));
    let homes = listed(&phone, APRIL);
    assert_eq!((homes.len(), homes[0].newest.as_ref().unwrap().record), (1, id(2)));
}

#[test]
fn every_stage_is_shown_as_the_status_counts_it() {
    let phone = Phone::new(1);
    let pictures: Vec<Vec<u8>> = (0..2).map(picture).collect();
    let photos: Vec<_> = pictures.iter().map(|bytes| kept(bytes)).collect();
    // 1 received, 2 sent for its photo, 3 rejected, 4 sent, 5 waiting, 6 being edited, 7 another's.
    for number in [1, 3, 4, 6] {
        phone.store.keep(&household(number), &[]).unwrap();
    }
    phone.store.keep(&photographed(2, photos[0].hash), &photos[..1]).unwrap();
    let sent = phone.sends();
    phone.takes_receipt(&[sent[0].id(), sent[3].id(), sent[4].id()], &[]);
    phone.store.set_aside(sent[1].id(), "no").unwrap();
    phone.store.keep(&household(5), &[]).unwrap();
    phone.store.edit_as_draft(id(6)).unwrap();
    pulls(&phone, &[visit(7, "s-002", "107/4", 4, 1)]);
    let expected = [
        (id(1), Stage::Received),
        (id(2), Stage::Sent),
        (id(3), Stage::Rejected),
        (id(4), Stage::Sent),
        (id(5), Stage::Waiting),
        (id(6), Stage::Draft),
        (id(7), Stage::Others),
    ];
    let homes = listed(&phone, APRIL);
    let stages: Vec<_> =
        homes.iter().map(|home| (home.newest.as_ref().unwrap().record, home.stage)).collect();
    assert_eq!(stages, expected);
    let asked: Vec<RecordId> = (1..=8).map(id).collect();
    assert_eq!(phone.store.stages(&asked).unwrap(), BTreeMap::from(expected));
}

/// A review as a supervisor's phone adds it.
fn review(verdict: &str, day: u32, answer: Option<&str>) -> Value {
    json!({ "id": id(80 + day), "by": "s-009", "at": format!("2026-04-{day:02}T10:00:00+07:00"),
            "verdict": verdict, "comment": "โทรศัพท์ผิด", "answer": answer })
}

#[test]
fn a_record_that_was_sent_back_waits_for_its_surveyor_until_they_answer_or_it_is_accepted() {
    let phone = Phone::new(1);
    let reviewed = |reviews: &[Value]| {
        let mut visit = visit(1, "s-001", "1", 4, 1);
        visit["reviews"] = reviews.into();
        keeps(&phone, &visit);
        listed(&phone, APRIL)[0].stage
    };
    let back = review("sent-back", 2, None);
    assert_eq!(reviewed(std::slice::from_ref(&back)), Stage::SentBack);
    assert_eq!(phone.store.home(&round(APRIL)).unwrap().sent_back, 1);
    assert_eq!(phone.store.stages(&[id(1)]).unwrap()[&id(1)], Stage::SentBack);
    assert_eq!(reviewed(&[review("sent-back", 2, Some("แก้แล้ว"))]), Stage::Waiting);
    assert_eq!(reviewed(&[back.clone(), review("accepted", 3, None)]), Stage::Waiting);
    assert_eq!(reviewed(&[review("accepted", 1, None), back]), Stage::SentBack);
    // It is being answered: the draft is what there is to go on with.
    phone.store.edit_as_draft(id(1)).unwrap();
    assert_eq!(listed(&phone, APRIL)[0].stage, Stage::Draft);
    assert_eq!(phone.store.home(&round(APRIL)).unwrap().sent_back, 0);
}

#[test]
fn an_older_visit_that_was_sent_back_or_set_aside_or_waits_is_not_hidden_behind_a_newer_one() {
    let phone = Phone::new(1);
    let in_april = |reviews: Value| {
        let mut visit = visit(1, "s-001", "1", 4, 1);
        visit["reviews"] = reviews;
        visit
    };
    let standing = || {
        let home = listed(&phone, MAY).remove(0);
        assert_eq!(home.newest.unwrap().record, id(2), "the newer one speaks of the house");
        (home.stage, home.stands_at, home.to_mend)
    };
    keeps(&phone, &in_april(json!([])));
    keeps(&phone, &visit(2, "s-001", "1", 5, 1));
    let sent = phone.sends();
    phone.takes_receipt(&[sent[1].id()], &[]);
    assert_eq!(standing(), (Stage::Sent, Some(id(1)), None), "no receipt names the older one");
    phone.store.set_aside(sent[0].id(), "no").unwrap();
    assert_eq!(standing(), (Stage::Rejected, Some(id(1)), Some((id(1), Stage::Rejected))));
    keeps(&phone, &in_april(json!([])));
    assert_eq!(standing(), (Stage::Waiting, Some(id(1)), None), "it is tried again");
    phone.syncs(&[]);
    assert_eq!(standing(), (Stage::Received, Some(id(2)), None));

    keeps(&phone, &in_april(json!([review("sent-back", 2, None)])));
    phone.syncs(&[]);
    assert_eq!(standing(), (Stage::SentBack, Some(id(1)), Some((id(1), Stage::SentBack))));
    assert_eq!(phone.store.home(&round(MAY)).unwrap().sent_back, 1);
    // A visit that is begun there is another thing to go on with.
    let place = json!({ "place": { "house_no": "1", "moo": 5, "tambon": "570903" } });
    phone.store.save_draft(id(3), &place.to_string(), "place").unwrap();
    assert_eq!(standing(), (Stage::Draft, None, Some((id(1), Stage::SentBack))));
    // Two of one house are one house to go to.
    let mut other = visit(2, "s-001", "1", 5, 1);
    other["reviews"] = json!([review("sent-back", 3, None)]);
    keeps(&phone, &other);
    assert_eq!(phone.store.home(&round(MAY)).unwrap().sent_back, 1);
    phone.store.edit_as_draft(id(2)).unwrap();
    assert_eq!(standing().2, Some((id(1), Stage::SentBack)), "the other is being answered");
    phone.store.edit_as_draft(id(1)).unwrap();
    assert_eq!(standing().2, None);
    assert_eq!(phone.store.home(&round(MAY)).unwrap().sent_back, 0);
}

#[test]
fn what_was_sent_back_to_another_surveyor_is_not_this_ones_to_answer() {
    let phone = Phone::new(1);
    let mut theirs = visit(1, "s-002", "1", 4, 1);
    theirs["reviews"] = json!([review("sent-back", 2, None)]);
    pulls(&phone, &[theirs]);
    assert_eq!(listed(&phone, APRIL)[0].stage, Stage::Others);
    assert_eq!(phone.store.home(&round(APRIL)).unwrap().sent_back, 0);
}

#[test]
fn a_surveyors_visits_are_theirs_on_a_new_phone_too() {
    let phone = Phone::new(1);
    pulls(&phone, &[visit(1, "s-001", "1", 4, 1), visit(2, "s-002", "2", 4, 1)]);
    let mine: Vec<bool> = listed(&phone, APRIL).iter().map(|home| home.mine).collect();
    assert_eq!(mine, [true, false]);
    // The office may load a volunteer's paper on its computer: that makes it nobody else's.
    keeps(&phone, &visit(3, "s-005", "3", 4, 1));
    assert!(!listed(&phone, APRIL)[2].mine);
}

#[test]
fn drafts_stand_with_their_household_and_alone_until_they_have_a_house_number() {
    let phone = Phone::new(1);
    keeps(&phone, &visit(1, "s-001", "1", 4, 1));
    let begun = |number, json: Value| phone.store.save_draft(id(number), &json.to_string(), "place").unwrap();
    // The next round's visit at a house that is known.
    begun(2, json!({ "place": { "house_no": "๑", "moo": 5, "tambon": "570903" } }));
    begun(3, json!({}));
    begun(
        4,
        json!({ "place": { "house_no": "77", "moo": 5, "tambon": "570903" },
                     "people": [{ "given_name": "แดง" }, { "title": "นาง", "given_name": "ดำ", "head": true }] }),
    );
    begun(5, json!({ "place": "half", "people": 3 }));
    let homes = listed(&phone, MAY);
    let lines: Vec<_> = homes
        .iter()
        .map(|home| (home.house_no.as_str(), home.newest.is_some(), home.drafts.len(), home.stage))
        .collect();
    assert_eq!(
        lines,
        [
            ("", false, 1, Stage::Draft),
            ("", false, 1, Stage::Draft),
            ("1", true, 1, Stage::Draft),
            ("77", false, 1, Stage::Draft)
        ]
    );
    assert_eq!(homes[2].drafts, [id(2)]);
    assert_eq!((homes[3].householder.as_str(), homes[3].people), ("นางดำ", 2));
    // A draft lives on its phone only: it is no visit.
    let known: u32 = phone.store.progress(&round(MAY)).unwrap().iter().map(|village| village.known).sum();
    assert_eq!(known, 1);
}

#[test]
fn progress_counts_each_household_once_village_by_village() {
    let phone = Phone::new(1);
    let at = |number, surveyor: &str, house: &str, month, moo: u32| {
        let mut visit = visit(number, surveyor, house, month, 1);
        visit["place"]["moo"] = moo.into();
        visit
    };
    pulls(
        &phone,
        &[
            at(1, "s-002", "1", 4, 5),
            at(2, "s-002", "2", 4, 5),
            at(3, "s-002", "3", 4, 5),
            at(4, "s-002", "1", 4, 6),
            at(5, "s-002", "1", 5, 5),
        ],
    );
    keeps(&phone, &at(6, "s-001", "1", 5, 5));
    keeps(&phone, &refused(at(7, "s-001", "2", 5, 5)));
    let mut city = visit(8, "s-002", "1", 5, 1);
    city["place"] = json!({ "house_no": "1", "tambon": "570903", "community": "ชุมชนวัดกลาง" });
    pulls(&phone, &[city]);
    let village = |moo, community: &str, known, visited, refused, mine| VillageProgress {
        tambon: "570903".into(),
        moo,
        community: community.into(),
        known,
        visited,
        refused,
        mine,
    };
    let expected =
        [village(0, "ชุมชนวัดกลาง", 1, 1, 0, 0), village(5, "", 3, 2, 1, 2), village(6, "", 1, 0, 0, 0)];
    assert_eq!(phone.store.progress(&round(MAY)).unwrap(), expected);
}

#[test]
fn an_erased_household_is_on_no_list_even_while_something_of_it_is_unsent() {
    let phone = Phone::new(1);
    keeps(&phone, &visit(1, "s-001", "1", 4, 1));
    phone.syncs(&[]);
    keeps(&phone, &visit(1, "s-001", "2", 4, 1));
    phone.store.erase(&[id(1)].into()).unwrap();
    assert!(listed(&phone, APRIL).is_empty() && phone.store.progress(&round(APRIL)).unwrap().is_empty());
    let phone = phone.restart();
    assert!(listed(&phone, APRIL).is_empty());
}

#[test]
fn a_locked_phone_lists_nothing() {
    let phone = Phone::new(1);
    keeps(&phone, &visit(1, "s-001", "1", 4, 1));
    phone.store.seal().unwrap();
    let (april, store) = (round(APRIL), &phone.store);
    let locked = [
        store.households(&april).map(drop),
        store.progress(&april).map(drop),
        store.stages(&[id(1)]).map(drop),
        store.home(&april).map(drop),
        store.similar(&household(1).people[0], None, 5).map(drop),
    ];
    assert!(locked.iter().all(|result| matches!(result, Err(StoreError::Sealed))), "{locked:?}");
    store.enrol(&identity(1)).unwrap();
    assert_eq!(listed(&phone, APRIL).len(), 1);
}
