use serde_json::{Value, json};

use super::*;
use crate::aid::{Tally, WarningKind};
use crate::course::GrantForm;

const TAO: &str = "อบต.หนึ่ง";
const PAO: &str = "อบจ.เชียงราย";

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// A visit of the family of `people`, at this house, with help that they tell of.
fn visit(nth: u32, lao: &str, house: &str, people: &[u32], help: Value, damage: Value) -> Record {
    let people: Vec<Value> = people
        .iter()
        .map(|person| json!({ "id": format!("0196a3c2-7d1e-7c55-9b{nth:02}-0000000000{person:02}") }))
        .collect();
    Record::from_value(json!({
        "id": format!("0196a3c2-7d1e-7c55-9b0a-0000000000{nth:02}"), "lao": lao, "round": "2569-04",
        "captured_at": "2026-04-12T09:31:05+07:00", "status": "complete",
        "place": { "house_no": house, "moo": 5, "tambon": "570903" },
        "people": people, "help_received": help, "damage": damage,
        "requests": [{ "id": "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a71", "area": "quality-of-life",
                       "distress_cause": "hardship" }]
    }))
    .unwrap()
}

/// As the register names them: the last digits of the person's id, whichever record it is on.
fn visited<'a>(record: &'a Record, lao: &'a str) -> Visited<'a> {
    let name = |id: PersonId| format!("p{}", &id.to_string()[34..]);
    let people = record.people.iter().map(|person| (person.id, name(person.id))).collect();
    Visited { record, lao, province: "57", people, granted: Vec::new(), events: &[] }
}

fn aid(item: &str, baht: u64) -> Grant {
    Grant {
        what: "เงินสงเคราะห์".to_owned(),
        item: Some(item.to_owned()),
        kind: None,
        form: GrantForm::Money,
        quantity: None,
        amount_baht: Some(baht.into()),
        person: None,
        funding: None,
        on: None,
    }
}

/// The family aid of domain.md 5.2, as the rule book calls it.
fn family_aid() -> String {
    let book = RuleBook::thailand();
    let item = book.items().iter().find(|item| item.references.iter().any(|line| line == "S003:2089"));
    item.unwrap().code.clone()
}

fn granted(on: NaiveDate, asked_by: Option<PersonId>, grant: Grant) -> Granted {
    Granted { on, asked_by, area: None, grant }
}

fn weighed(visits: &[Visited<'_>], grants: &[Grant]) -> Vec<Weighed> {
    let at = &visits[0];
    weigh(RuleBook::thailand(), visits, at, &at.record.requests[0], grants, day(6, 10))
}

fn kinds(weighed: &Weighed) -> Vec<WarningKind> {
    weighed.assessment.warnings.iter().map(|warning| warning.kind).collect()
}

// domain.md 5.2 [S003:2089]: three times 3,000 baht for a family in a fiscal year, whoever gave it
// (3.5: the unit is the family, not the number; RQ-27: across LAOs).
#[test]
fn a_family_s_fourth_help_of_the_year_is_warned_of_though_another_lao_gave_some_to_another_member() {
    let item = family_aid();
    let told = json!([{ "item": item, "what": "เงินสงเคราะห์", "amount_baht": 3000, "on": "2026-02-01" }]);
    // The TAO met the parents; the PAO met the mother with a child, in another house.
    let (ours, theirs) = (
        visit(1, "05090901", "1", &[1, 2], told, Value::Null),
        visit(2, "57000003", "99", &[2, 3], json!([]), Value::Null),
    );
    let mut pao = visited(&theirs, PAO);
    let child = theirs.people[1].id;
    pao.granted =
        vec![granted(day(3, 1), Some(child), aid(&item, 3_000)), granted(day(4, 1), None, aid(&item, 3_000))];
    let fourth = weighed(&[visited(&ours, TAO), pao.clone()], &[aid(&item, 3_000)]).remove(0);
    let warning = fourth.assessment.warnings.iter().find(|w| w.kind == WarningKind::TimesExceeded).unwrap();
    assert!(warning.references.iter().any(|line| line == "S003:2089"), "{warning:?}");
    assert!(warning.reason.contains("ครอบครัว"), "{warning:?}");
    assert!(kinds(&fourth).contains(&WarningKind::OtherAgency), "{:?}", kinds(&fourth));
    // Two and one more are within it.
    pao.granted.pop();
    let third = weighed(&[visited(&ours, TAO), pao.clone()], &[aid(&item, 3_000)]).remove(0);
    assert!(!kinds(&third).contains(&WarningKind::TimesExceeded), "{:?}", kinds(&third));
    // Of another fiscal year, or of a family that shares nobody with this one, nothing is counted.
    pao.granted = vec![granted(NaiveDate::from_ymd_opt(2025, 9, 30).unwrap(), None, aid(&item, 3_000)); 3];
    let new_year = weighed(&[visited(&ours, TAO), pao.clone()], &[aid(&item, 3_000)]).remove(0);
    assert!(!kinds(&new_year).contains(&WarningKind::TimesExceeded));
    // Help that is written down later is of the year in which it was given.
    let late = Grant { on: NaiveDate::from_ymd_opt(2025, 9, 30), ..aid(&item, 3_000) };
    let old_year = weighed(&[visited(&ours, TAO), pao], &[late]).remove(0);
    assert!(kinds(&old_year).contains(&WarningKind::TimesExceeded), "{:?}", kinds(&old_year));
    let strangers = visit(3, "57000003", "98", &[7, 8], json!([]), Value::Null);
    let mut strangers = visited(&strangers, PAO);
    strangers.granted = vec![granted(day(3, 1), None, aid(&item, 3_000)); 3];
    let alone = weighed(&[visited(&ours, TAO), strangers], &[aid(&item, 3_000)]).remove(0);
    assert!(!kinds(&alone).contains(&WarningKind::TimesExceeded), "{:?}", kinds(&alone));
}

/// A storm as an office says it.
fn storm(nth: u32, from: &str, until: Option<&str>) -> Event {
    serde_json::from_value(json!({
        "id": format!("0196a3c2-7d1e-7c55-9b0c-0000000000{nth:02}"), "kind": "storm", "title": "พายุ",
        "from": from, "until": until }))
    .unwrap()
}

// domain.md 3.5, 4.5: a ceiling is counted for a disaster, which has days, and the office says which.
#[test]
fn damage_of_two_days_of_one_disaster_is_counted_together_where_an_office_says_that_it_is_one() {
    let damaged = |on: &str| json!({ "kind": "storm", "damaged_on": on, "items": [{ "code": "5.1.5", "extent": "partial" }] });
    let (ours, theirs) = (
        visit(1, "05090901", "12/3", &[1], json!([]), damaged("2026-06-03")),
        visit(2, "57000003", "12/3", &[2], json!([]), damaged("2026-06-01")),
    );
    let had = |events: &[Event], others: &[Event]| {
        let ours = Visited { events, ..visited(&ours, TAO) };
        let granted = vec![granted(day(6, 5), None, aid("5.1.5", 40_000))];
        let pao = Visited { events: others, granted, ..visited(&theirs, PAO) };
        let repair = weighed(&[ours, pao], &[aid("5.1.5", 10_000)]).remove(0);
        let unclear = kinds(&repair).contains(&WarningKind::Unclear);
        (kinds(&repair).contains(&WarningKind::OverCeiling), unclear)
    };
    // Nobody said what the storm was: the two days are two, each with its own ceiling.
    assert_eq!(had(&[], &[]), (false, false));
    // One office says so: it counts for both, though the other said nothing or calls it otherwise.
    let whole = [storm(1, "2026-06-01", Some("2026-06-04"))];
    assert_eq!(had(&whole, &[]), (true, false));
    assert_eq!(had(&[], &whole), (true, false));
    let (begins, goes_on) = ([storm(2, "2026-05-31", Some("2026-06-02"))], [storm(3, "2026-06-02", None)]);
    assert_eq!(had(&begins, &goes_on), (true, false));
    // What one office tells apart is apart, though it never said that the first was over.
    let apart = [storm(6, "2026-06-01", None), storm(7, "2026-06-03", None)];
    assert_eq!(had(&apart, &[]), (false, false));
    // Its last day may be said as the day on which helping was done with.
    let done = Event { done_on: Some(day(6, 2)), ..storm(8, "2026-05-01", None) };
    assert_eq!(had(std::slice::from_ref(&done), &[]), (false, false), "the third of June is after it");
    let done_later = Event { done_on: Some(day(6, 3)), ..done };
    assert_eq!(had(&[done_later], &[]), (true, false));
    // Two storms that share no day are two.
    let (first, second) = ([storm(4, "2026-06-01", Some("2026-06-01"))], [storm(5, "2026-06-03", None)]);
    assert_eq!(had(&first, &second), (false, false));
}

// domain.md 5.3, 5.1.5 [S003:2320]: the repair of a house is counted for the house, whichever family
// or LAO asks.
#[test]
fn what_a_house_had_counts_for_whoever_lives_in_it() {
    let storm = json!({ "kind": "storm", "event_on": "2026-06-01",
                        "items": [{ "code": "5.1.5", "extent": "partial" }] });
    let (ours, theirs) = (
        visit(1, "05090901", "12/3", &[1], json!([]), storm.clone()),
        visit(2, "57000003", "๑๒/๓", &[2], json!([]), storm),
    );
    let mut pao = visited(&theirs, PAO);
    pao.granted = vec![granted(day(6, 5), None, aid("5.1.5", 40_000))];
    let repair = weighed(&[visited(&ours, TAO), pao.clone()], &[aid("5.1.5", 10_000)]).remove(0);
    let over = repair.assessment.warnings.iter().find(|w| w.kind == WarningKind::OverCeiling).unwrap();
    assert!(over.references.iter().any(|line| line == "S003:2320"), "{over:?}");
    let used = repair.assessment.usage.iter().find_map(|usage| match usage.tally {
        Tally::Money { ceiling, given, left, .. } => Some((ceiling, given, left)),
        Tally::Count { .. } => None,
    });
    assert_eq!(used, Some((Money::baht(49_500), Money::baht(40_000), Money::baht(9_500))));
    let other_house = visit(3, "57000003", "13", &[2], json!([]), Value::Null);
    let mut elsewhere = visited(&other_house, PAO);
    elsewhere.granted = pao.granted;
    let repair = weighed(&[visited(&ours, TAO), elsewhere], &[aid("5.1.5", 10_000)]).remove(0);
    assert!(!kinds(&repair).contains(&WarningKind::OverCeiling));
}

// domain.md 3.5: help against a disaster is asked for at a counter too, where nobody tells of the damage again.
#[test]
fn what_a_struck_house_asks_without_telling_of_its_damage_counts_for_the_disaster_that_struck_it() {
    let storm = |on: &str| json!({ "kind": "storm", "event_on": on, "items": [{ "code": "5.1.5", "extent": "partial" }] });
    let repair = |baht| aid("5.1.5", baht);
    let asked = |area: Area| {
        let mut record = visit(1, "05090901", "12/3", &[1], json!([]), Value::Null);
        record.requests[0].area = Some(area);
        record
    };
    let against = |area: Area, struck: &[&str], given: usize| {
        let at = asked(area);
        let told: Vec<Record> = (2..)
            .zip(struck)
            .map(|(nth, on)| visit(nth, "05090901", "12/3", &[1], json!([]), storm(on)))
            .collect();
        let mut visits = vec![visited(&at, TAO)];
        visits.extend(told.iter().map(|record| visited(record, TAO)));
        visits[given].granted =
            vec![Granted { area: Some(area), ..granted(day(4, 12), None, repair(40_000)) }];
        let weighed = weighed(&visits, &[repair(10_000)]).remove(0);
        (kinds(&weighed).contains(&WarningKind::OverCeiling), kinds(&weighed).contains(&WarningKind::Unclear))
    };
    let struck = ["2025-04-10", "2026-04-10"];
    assert_eq!(against(Area::Disaster, &struck, 2), (true, false), "given where the damage was told of");
    assert_eq!(against(Area::Disaster, &struck, 0), (true, false), "given where it was not");
    assert_eq!(against(Area::Disaster, &struck, 1), (false, false), "last year's is another");
    let to_come = ["2025-04-10", "2026-04-13"];
    assert_eq!(against(Area::Disaster, &to_come, 2), (false, false), "it had not come when it was asked for");
    let at = asked(Area::Other);
    let known = visit(2, "05090901", "12/3", &[1], json!([]), storm("2026-04-10"));
    let (at, known) = (visited(&at, TAO), visited(&known, TAO));
    let disasters = Disasters::of(&[at.clone(), known]);
    assert_eq!(disasters.asked_against(&at, Some(Area::Other)), None, "what else it asks is of none");
}

// domain.md 5.3, 5.2: what one form gives is given together, a row like a request of its own.
#[test]
fn rows_of_one_form_count_against_each_other() {
    let storm = json!({ "kind": "storm", "event_on": "2026-06-01", "items": [{ "code": "5.1.5", "extent": "partial" }] });
    let ours = visit(1, "05090901", "12/3", &[1], json!([]), storm);
    let over = |grants: &[Grant], kind: WarningKind| -> Vec<bool> {
        let weighed = weighed(&[visited(&ours, TAO)], grants);
        weighed.iter().map(|one| kinds(one).contains(&kind)).collect()
    };
    let repair = |baht| aid("5.1.5", baht);
    assert_eq!(over(&[repair(49_500), repair(49_500)], WarningKind::OverCeiling), [false, true]);
    assert_eq!(over(&[repair(40_000), repair(9_500)], WarningKind::OverCeiling), [false, false]);
    let family = || aid(&family_aid(), 3_000);
    let times = over(&[family(), family(), family(), family()], WarningKind::TimesExceeded);
    assert_eq!(times, [false, false, false, true]);
    // A row of no item is not weighed, and takes nothing from those that are.
    let free = Grant { item: None, ..repair(49_500) };
    assert_eq!(over(&[free, repair(49_500)], WarningKind::OverCeiling), [false]);
}

// domain.md 3.6 row 10 [S003:1795]: what a household tells of names its disaster in words, or in none.
#[test]
fn a_bag_that_the_household_had_from_another_agency_is_told_before_a_second_is_given() {
    let bag = json!([{ "from": PAO, "what": "ถุงยังชีพ", "amount_baht": 700, "on": "2026-06-02" }]);
    let storm_damage = json!({ "kind": "storm", "event_on": "2026-06-01", "items": [{ "code": "5.1.5", "extent": "partial" }] });
    let ours = visit(1, "05090901", "1", &[1], bag, storm_damage);
    let had = weighed(&[visited(&ours, TAO)], &[aid("5.1.2", 700)]).remove(0);
    let warning = had.assessment.warnings.iter().find(|w| w.kind == WarningKind::OtherAgency);
    let warning = warning.unwrap_or_else(|| panic!("{:?}", had.assessment.warnings));
    assert!(warning.reason.contains(PAO) && warning.reason.contains("ถุงยังชีพ 700 บาท"), "{warning:?}");
    assert!(
        !kinds(&had).contains(&WarningKind::OverCeiling),
        "it is told, and takes nothing from the ceiling"
    );
}

// domain.md 4.5: a paper lists a house under one event (`Event::holding`); its ceiling is counted for the same.
#[test]
fn a_house_is_counted_for_the_disaster_under_which_its_office_lists_it() {
    let damaged = |on: Option<&str>| {
        let mut damage = json!({ "kind": "storm", "items": [{ "code": "5.1.5", "extent": "partial" }] });
        if let Some(on) = on {
            damage["event_on"] = json!(on);
        }
        visit(1, "05090901", "12/3", &[1], json!([]), damage)
    };
    // Last year's storm was never closed; the other office calls this year's by a later day.
    let (own, others) =
        ([storm(1, "2025-04-01", None), storm(2, "2026-04-10", None)], [storm(3, "2026-04-12", None)]);
    for on in [Some("2026-04-11"), Some("2026-05-30"), Some("2025-05-01"), None] {
        let (ours, theirs) = (damaged(on), visit(2, "57000003", "9", &[2], json!([]), Value::Null));
        let at = Visited { events: &own, ..visited(&ours, TAO) };
        let other = Visited { events: &others, ..visited(&theirs, PAO) };
        let damage = ours.damage.as_ref().unwrap();
        let written = ours.captured_at.date_time().date_naive();
        let listed = Event::holding(&own, damage.kind, When::of(damage, written)).unwrap();
        let counted = Disasters::of(&[at.clone(), other]).that_struck(&at).unwrap();
        assert_eq!(counted.began_on, Some(listed.from), "{on:?}");
    }
}

// domain.md X-17: a check warns and never refuses; what has no item has no ceiling.
#[test]
fn what_falls_under_no_item_is_not_weighed_and_nothing_is_ever_refused() {
    let ours = visit(1, "05090901", "1", &[1], json!([]), Value::Null);
    let free = Grant { item: None, ..aid("5.1.5", 1) };
    let unknown = aid("9.9.9", u64::MAX);
    let weighed = weighed(&[visited(&ours, TAO)], &[free, unknown]);
    assert_eq!(weighed.len(), 1);
    assert_eq!(kinds(&weighed[0]), [WarningKind::UnknownItem]);
}
