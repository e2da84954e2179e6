use serde_json::{Value, json};

use super::*;
use crate::record::Record;

const OURS: &str = "05570902";

fn round(text: &str) -> Round {
    text.parse().unwrap()
}

/// A visit to a house of หมู่ 5, unless it says otherwise.
fn visit(nth: u32, round: &str, house: &str, more: Value) -> Visit {
    let mut record = json!({
        "id": format!("0196a3c2-7d1e-7c55-9b0a-{nth:012}"), "lao": OURS, "round": round,
        "captured_at": format!("2026-04-{nth:02}T09:00:00+07:00"), "status": "complete",
        "place": { "house_no": house, "moo": 5, "tambon": "570903" },
    });
    for (name, value) in more.as_object().unwrap() {
        match (name.as_str(), &value) {
            ("place", Value::Object(place)) => record["place"].as_object_mut().unwrap().extend(place.clone()),
            _ => record[name] = value.clone(),
        }
    }
    Visit {
        record: Record::from_value(record).unwrap(),
        lost: BTreeMap::new(),
        withdrawn_by: Default::default(),
    }
}

fn refused() -> Value {
    json!({ "status": "refused", "refusal": { "reason": "ไม่สะดวก" } })
}

fn of(visits: &[Visit]) -> Vec<House> {
    let count = visits.iter().filter(|visit| visit.withdrawn_by.is_empty());
    houses(OURS.parse().unwrap(), round("2569-04"), count)
}

#[test]
fn visits_to_one_door_are_one_house_which_stands_where_it_was_last_found() {
    let fix = |lat: f64| json!({ "place": { "found_at": { "lat": lat, "lon": 99.88 } } });
    let visits = [
        visit(2, "2569-04", "12/3", fix(20.2)),
        visit(1, "2569-03", "๑๒/๓", fix(20.1)),
        visit(3, "2569-04", "บ้านเลขที่ 12/3", json!({ "place": { "found_at": { "lat": 20.3 } } })),
    ];
    let found = of(&visits);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].at, Some((20.2, 99.88)), "half a position is none");
    assert_eq!(found[0].record, visits[2].record.id, "the latest visit leads on");
}

#[test]
fn a_house_of_an_earlier_round_waits_and_one_of_a_later_round_is_not_known_yet() {
    let found = of(&[visit(1, "2569-03", "1", json!({})), visit(2, "2569-05", "2", json!({}))]);
    assert_eq!(found.iter().map(|house| house.outcome).collect::<Vec<_>>(), [Outcome::Waiting]);
}

#[test]
fn who_let_the_team_in_outweighs_who_would_not_whichever_came_first() {
    for (first, second) in [(refused(), json!({})), (json!({}), refused())] {
        let found = of(&[visit(1, "2569-04", "1", first), visit(2, "2569-04", "1", second)]);
        assert_eq!(found[0].outcome, Outcome::Visited);
    }
    let found = of(&[visit(1, "2569-03", "1", json!({})), visit(2, "2569-04", "1", refused())]);
    assert_eq!(found[0].outcome, Outcome::Refused, "last month is not this month");
}

#[test]
fn houses_without_a_number_are_told_from_no_other() {
    let nowhere = || json!({ "place": { "house_no": "ไม่มี" } });
    assert_eq!(of(&[visit(1, "2569-04", "", nowhere()), visit(2, "2569-04", "", nowhere())]).len(), 2);
}

#[test]
fn villages_count_their_houses_and_what_was_taken_back_or_is_anothers_counts_for_nothing() {
    let mut taken_back = visit(5, "2569-04", "5", json!({}));
    taken_back.withdrawn_by.insert(crate::samples::phone(1).makes(&taken_back.record, 1).id());
    let visits = [
        visit(1, "2569-04", "1", json!({})),
        visit(2, "2569-04", "2", refused()),
        visit(3, "2569-03", "3", json!({})),
        visit(4, "2569-04", "4", json!({ "place": { "moo": null } })),
        taken_back,
        visit(6, "2569-04", "6", json!({ "lao": "06570903" })),
    ];
    let of = coverage(&of(&visits));
    assert_eq!(
        of.get(&village(Some("570903"), Some(5))),
        Some(&Coverage { known: 3, visited: 2, refused: 1 })
    );
    assert_eq!(of.get(&village(Some("570903"), None)), Some(&Coverage { known: 1, visited: 1, refused: 0 }));
    assert_eq!(of.len(), 2);
}

fn village(tambon: Option<&str>, moo: Option<u32>) -> Village {
    Village { tambon: tambon.map(str::to_owned), moo }
}

#[test]
fn villages_of_one_number_in_two_tambons_are_two() {
    let elsewhere =
        |nth: u32, house: &str| visit(nth, "2569-04", house, json!({ "place": { "tambon": "570908" } }));
    let untold = |nth: u32, house: &str| visit(nth, "2569-04", house, json!({ "place": { "tambon": null } }));
    let ours = visit(1, "2569-04", "1", json!({}));
    let many = |visits: &[Visit]| -> Vec<(Village, u64)> {
        coverage(&of(visits)).into_iter().map(|(village, of)| (village, of.known)).collect()
    };
    let found = many(&[ours.clone(), elsewhere(2, "1"), elsewhere(3, "2"), untold(4, "3")]);
    let (first, second) = (village(Some("570903"), Some(5)), village(Some("570908"), Some(5)));
    // Of two tambons nobody says in which the last house lies.
    assert_eq!(found, [(village(None, Some(5)), 1), (first.clone(), 1), (second, 2)]);
    assert_eq!(many(&[ours, untold(4, "3")]), [(first, 2)], "there is only one in which it can lie");
}

#[test]
fn only_requests_of_this_round_are_counted() {
    let asks = |nth: u32| {
        json!({ "people": [{ "id": "0196a3c2-7d1e-7c55-9b0b-000000000001" }], "requests": [{
            "id": format!("0196a3c2-7d1e-7c55-9b0c-{nth:012}"), "subject": "ขอข้าวสาร" }] })
    };
    let found = of(&[visit(1, "2569-03", "1", asks(1)), visit(2, "2569-04", "1", asks(2))]);
    assert_eq!(found[0].requests, 1);
}

#[test]
fn a_list_and_the_counter_make_a_house_known_and_visit_none() {
    let asks = |channel: &str| json!([{ "id": "0196a3c2-7d1e-7c55-9b0d-000000000001", "channel": channel }]);
    let listed = json!({ "from_list": { "list": "0196a3c2-7d1e-7c55-9b0d-000000000009", "source": "พม." } });
    let found = of(&[
        visit(1, "2569-04", "1", listed),
        visit(2, "2569-04", "2", json!({ "requests": asks("walk-in") })),
        visit(3, "2569-04", "3", json!({ "requests": asks("survey-team") })),
        visit(4, "2569-04", "4", json!({ "requests": asks("walk-in") })),
        visit(5, "2569-04", "4", json!({})),
        // What was asked at the counter was taken out again: still nobody was there.
        visit(6, "2569-04", "6", json!({ "taken_in": "walk-in" })),
    ]);
    let came: Vec<_> = found.iter().map(|house| (house.outcome, house.requests)).collect();
    use Outcome::{Visited, Waiting};
    assert_eq!(came, [(Waiting, 0), (Waiting, 1), (Visited, 1), (Visited, 1), (Waiting, 0)]);
}
