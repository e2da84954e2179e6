use chrono::NaiveDate;

use super::{Event, EventId, Route, Unsaid, Zone};
use crate::record::{Damage, DamageKind};

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
    }
}

fn damage(kind: Option<DamageKind>, on: Option<&str>) -> Damage {
    Damage { kind, event_on: on.map(day), ..Damage::default() }
}

#[test]
fn damage_is_of_an_event_of_its_kind_in_its_days() {
    let storm = storm();
    let kind = Some(DamageKind::Storm);
    let written = day("2026-05-20");
    assert!(storm.is_of(&damage(kind, Some("2026-04-10")), written));
    assert!(storm.is_of(&damage(kind, Some("2026-04-12")), written));
    assert!(storm.is_of(&damage(None, Some("2026-04-11")), written), "whoever said no kind is not lost");
    assert!(!storm.is_of(&damage(kind, Some("2026-04-09")), written));
    assert!(!storm.is_of(&damage(kind, Some("2026-04-13")), written));
    assert!(!storm.is_of(&damage(Some(DamageKind::Flood), Some("2026-04-11")), written));
    assert!(storm.is_of(&damage(kind, None), written), "undated, and written down afterwards");
    assert!(!storm.is_of(&damage(kind, None), day("2026-04-09")), "undated, and written down before it");
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
fn progress_is_due_every_fifteen_days_from_the_zone_on_until_helping_is_done() {
    let mut storm = storm();
    assert_eq!(storm.progress_due(day("2026-04-10")), Some(day("2026-04-25")));
    assert_eq!(storm.progress_due(day("2026-04-25")), Some(day("2026-04-25")), "due today");
    assert_eq!(storm.progress_due(day("2026-04-26")), Some(day("2026-05-10")));
    storm.zone = Some(zone());
    assert_eq!(storm.progress_due(day("2026-04-20")), Some(day("2026-04-26")));
    storm.done_on = Some(day("2026-06-01"));
    assert_eq!(storm.progress_due(day("2026-05-31")), Some(day("2026-06-10")));
    assert_eq!(storm.progress_due(day("2026-06-01")), None);
}

#[test]
fn an_event_says_what_it_is_and_a_zone_its_area_its_time_and_who_declared_it() {
    let today = day("2026-04-20");
    assert_eq!(storm().check(today), Ok(()));
    assert_eq!(storm().check(day("2026-04-09")), Err(Unsaid::InTheFuture));
    let backwards = Event { until: Some(day("2026-04-09")), ..storm() };
    assert_eq!(backwards.check(today), Err(Unsaid::Backwards("วันเกิดภัย")));
    let nameless = Event { title: " ".to_owned(), ..storm() };
    assert_eq!(nameless.check(today), Err(Unsaid::Missing("ชื่อเหตุการณ์")));
    let half = Event { zone: Some(Zone { reference: String::new(), ..zone() }), ..storm() };
    assert_eq!(half.check(today), Err(Unsaid::Missing("เลขที่ประกาศ")));
}
