use chrono::NaiveDate;

use super::{Event, EventId, Route, Unsaid, When, Zone};
use crate::calendar::Holidays;
use crate::record::{Damage, DamageKind};
use crate::wording::Unwritten;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn storm() -> Event {
    Event {
        id: EventId::new(uuid::Uuid::nil()),
        kind: DamageKind::Storm,
        title: "พายุฤดูร้อน".to_owned(),
        from: day("2026-04-10"),
        until: Some(day("2026-04-12")),
        zone: None,
        done_on: None,
        reported: Vec::new(),
    }
}

/// An event of an office, by its nth name.
fn event(nth: u128, kind: DamageKind, from: &str, until: Option<&str>, done: Option<&str>) -> Event {
    let id = EventId::new(uuid::Uuid::from_u128(nth));
    Event { id, kind, from: day(from), until: until.map(day), done_on: done.map(day), ..storm() }
}

/// What it is a case of, the events there are, of which kind of disaster, when, and which event holds it.
type Row = (&'static str, Vec<Event>, Option<DamageKind>, When, Option<u128>);

// domain.md 4.5: the damage of one disaster is one list. No seed says when an event ends; these are the edges.
#[test]
fn what_happened_is_of_one_event_of_an_office_whatever_was_left_unsaid() {
    use DamageKind::{Flood, Storm};
    let last_year = || event(1, Flood, "2025-09-01", None, None);
    let this_year = || event(2, Flood, "2026-08-20", None, None);
    let closed = || event(3, Storm, "2026-04-10", Some("2026-04-12"), None);
    let helped = || event(4, Flood, "2025-09-01", None, Some("2025-11-30"));
    let long = || event(5, Flood, "2026-08-01", Some("2026-10-31"), None);
    let (on, written) = (|text: &str| When::On(day(text)), |text: &str| When::WrittenOn(day(text)));
    let table: [Row; 20] = [
        ("the first day", vec![closed()], Some(Storm), on("2026-04-10"), Some(3)),
        ("the last day", vec![closed()], Some(Storm), on("2026-04-12"), Some(3)),
        ("the eve", vec![closed()], Some(Storm), on("2026-04-09"), None),
        ("the day after", vec![closed()], Some(Storm), on("2026-04-13"), None),
        ("another kind", vec![closed()], Some(Flood), on("2026-04-11"), None),
        ("whoever said no kind is not lost", vec![closed()], None, on("2026-04-11"), Some(3)),
        ("undated, written afterwards", vec![closed()], Some(Storm), written("2026-05-20"), Some(3)),
        ("undated, written before it", vec![closed()], Some(Storm), written("2026-04-09"), None),
        ("open, and nothing after it", vec![last_year()], Some(Flood), on("2026-08-20"), Some(1)),
        ("open, and the next began", vec![last_year(), this_year()], Some(Flood), on("2026-08-20"), Some(2)),
        (
            "open, until the eve of the next",
            vec![last_year(), this_year()],
            Some(Flood),
            on("2026-08-19"),
            Some(1),
        ),
        ("in whichever order", vec![this_year(), last_year()], Some(Flood), on("2026-09-05"), Some(2)),
        ("of another kind is no next", vec![last_year(), closed()], Some(Flood), on("2026-04-20"), Some(1)),
        ("helping was done with", vec![helped()], Some(Flood), on("2025-12-01"), None),
        ("its last day of helping", vec![helped()], Some(Flood), on("2025-11-30"), Some(4)),
        (
            "done with after the next began",
            vec![event(6, Flood, "2025-09-01", None, Some("2026-09-30")), this_year()],
            Some(Flood),
            on("2026-08-25"),
            Some(2),
        ),
        (
            "undated is of the newest alone",
            vec![helped(), this_year()],
            Some(Flood),
            written("2026-09-05"),
            Some(2),
        ),
        (
            "undated, before the newest",
            vec![helped(), this_year()],
            Some(Flood),
            written("2026-01-05"),
            Some(4),
        ),
        (
            "two at once: the later",
            vec![long(), event(7, Flood, "2026-09-10", Some("2026-09-12"), None)],
            Some(Flood),
            on("2026-09-11"),
            Some(7),
        ),
        (
            "two at once, and the later is over",
            vec![long(), event(7, Flood, "2026-09-10", Some("2026-09-12"), None)],
            Some(Flood),
            on("2026-09-13"),
            Some(5),
        ),
    ];
    for (case, events, kind, when, expected) in table {
        let found = Event::holding(&events, kind, when).map(|event| event.id);
        assert_eq!(found, expected.map(|nth| EventId::new(uuid::Uuid::from_u128(nth))), "{case}");
    }
}

#[test]
fn damage_is_dated_by_its_disaster_then_by_itself_then_by_who_wrote_it_down() {
    let of = |event_on: Option<&str>, damaged_on: Option<&str>| {
        let damage =
            Damage { event_on: event_on.map(day), damaged_on: damaged_on.map(day), ..Damage::default() };
        When::of(&damage, day("2026-05-20"))
    };
    assert_eq!(of(Some("2026-04-10"), Some("2026-04-11")), When::On(day("2026-04-10")));
    assert_eq!(of(None, Some("2026-04-11")), When::On(day("2026-04-11")));
    assert_eq!(of(None, None), When::WrittenOn(day("2026-05-20")));
}

// domain.md 4.5 [S003:1741]: a zone says its area and how long help is given in it.
#[test]
fn a_zone_holds_for_help_of_its_days_and_an_event_without_one_has_none() {
    let declared = Event { zone: Some(zone()), ..storm() };
    assert_eq!(declared.zone_on(day("2026-04-10")), None, "declared a day later");
    assert_eq!(declared.zone_on(day("2026-04-11")), Some(&zone()));
    assert_eq!(declared.zone_on(day("2026-07-10")), Some(&zone()));
    assert_eq!(declared.zone_on(day("2026-07-11")), None);
    assert_eq!(storm().zone_on(day("2026-04-11")), None);
}

#[test]
fn help_goes_at_once_in_any_case_and_afterwards_by_the_zone_or_by_the_committee() {
    let mut storm = storm();
    assert_eq!(storm.routes()[..2], [Route::Immediate, Route::Committee]);
    storm.zone = Some(zone());
    assert_eq!(storm.routes()[..3], [Route::Immediate, Route::Declared, Route::Screened]);
}

// domain.md 4.5, lines 636 to 656: the machine and its table.
#[test]
fn every_rule_of_a_disaster_is_among_its_ways_with_its_line_and_a_fire_s_is_of_fires_alone() {
    let of = |event: &Event| event.routes().into_iter().map(Route::reference).collect::<Vec<_>>().join(" ");
    let declared = Event { zone: Some(zone()), ..storm() };
    for line in ["1303", "1305", "1313", "1669", "1685", "1739", "1203", "1307", "1366", "446", "444", "1719"]
    {
        assert!(of(&declared).contains(&format!("[S003:{line}]")), "{line}");
    }
    assert!(of(&storm()).contains("[S003:1305] [S003:1315]") && !of(&declared).contains("[S003:1315]"));
    let fire = Event { kind: DamageKind::Fire, ..storm() };
    assert!(of(&fire).contains("[S003:1337]") && !of(&storm()).contains("[S003:1337]"));
}

fn zone() -> Zone {
    Zone {
        area: "หมู่ 5 และหมู่ 6".to_owned(),
        from: day("2026-04-11"),
        until: day("2026-07-10"),
        by: "ผู้ว่าราชการจังหวัด".to_owned(),
        reference: "ประกาศ 1/2569".to_owned(),
    }
}

#[test]
fn progress_is_due_every_fifteen_days_from_the_zone_on_until_helping_is_done_and_what_was_sent_is_kept() {
    let mut storm = storm();
    let holidays = Holidays::weekends_only();
    let next = |storm: &Event, today: &str| storm.reports(day(today), &holidays).next.map(|due| due.on);
    assert_eq!(next(&storm, "2026-04-10"), Some(day("2026-04-25")));
    storm.zone = Some(zone());
    assert_eq!(next(&storm, "2026-04-20"), Some(day("2026-04-26")));
    let missed = storm.reports(day("2026-05-12"), &holidays).missed;
    assert_eq!(missed.iter().map(|due| due.on).collect::<Vec<_>>(), [day("2026-04-26"), day("2026-05-11")]);
    storm.reported = vec![day("2026-04-24")];
    assert_eq!(storm.reports(day("2026-05-11"), &holidays).missed, []);
    assert_eq!(next(&storm, "2026-04-24"), Some(day("2026-05-11")));
    storm.done_on = Some(day("2026-06-01"));
    assert_eq!(next(&storm, "2026-05-31"), Some(day("2026-06-10")));
    assert_eq!(next(&storm, "2026-06-01"), None);
}

// What was signed before anybody could say that a report went up is read, and written, as it was.
#[test]
fn an_event_of_which_nothing_was_reported_is_written_as_it_always_was() {
    let written = serde_json::to_value(storm()).unwrap();
    assert_eq!(written.get("reported"), None);
    assert_eq!(serde_json::from_value::<Event>(written).unwrap(), storm());
    let told = Event { reported: vec![day("2026-04-24")], ..storm() };
    let written = serde_json::to_value(&told).unwrap();
    assert_eq!(written["reported"], serde_json::json!(["2026-04-24"]));
    assert_eq!(serde_json::from_value::<Event>(written).unwrap(), told);
}

#[test]
fn an_event_says_what_it_is_and_a_zone_its_area_its_time_and_who_declared_it() {
    let today = day("2026-04-20");
    assert_eq!(storm().check(today), Ok(()));
    assert_eq!(storm().check(day("2026-04-09")), Err(Unsaid::InTheFuture("วันที่เกิดภัย")));
    let backwards = Event { until: Some(day("2026-04-09")), ..storm() };
    assert_eq!(backwards.check(today), Err(Unsaid::Backwards("วันเกิดภัย")));
    let sent = |on: &str| Event { reported: vec![day(on)], ..storm() }.check(today);
    assert_eq!(sent("2026-04-20"), Ok(()));
    assert_eq!(sent("2026-04-09"), Err(Unsaid::ReportedBefore));
    assert_eq!(sent("2026-04-21"), Err(Unsaid::InTheFuture("วันที่รายงานความคืบหน้า")));
    let nameless = Event { title: " ".to_owned(), ..storm() };
    assert_eq!(nameless.check(today), Err(Unwritten::Missing("ชื่อเหตุการณ์").into()));
    let half = Event { zone: Some(Zone { reference: String::new(), ..zone() }), ..storm() };
    assert_eq!(half.check(today), Err(Unwritten::Missing("เลขที่ประกาศ").into()));
}
