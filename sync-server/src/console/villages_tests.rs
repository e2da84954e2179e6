use chrono::NaiveDate;
use register::course::MeetingId;
use register::deadline::Posting as Kind;
use register::lao::LaoKind;
use register::posting::{self, PostingId};
use serde_json::json;
use uuid::Uuid;

use super::*;

/// Two tambons of one amphoe, and one of another that is called as the first.
const WIANG_PA_PAO: &str = "571102";
const PA_NGIO: &str = "571104";
const WIANG_OF_THOENG: &str = "570401";

fn at(tambon: Option<&str>, moo: u32) -> Place {
    serde_json::from_value(json!({ "house_no": "1", "moo": moo, "tambon": tambon })).unwrap()
}

fn hangs_at(boards: &[&str]) -> Posting {
    let day = NaiveDate::from_ymd_opt(2026, 4, 20).unwrap();
    Posting {
        id: PostingId::new(Uuid::nil()),
        kind: Kind::Names,
        title: "ช่วยเหลือผู้ประสบอุทกภัย".to_owned(),
        meeting: MeetingId::new(Uuid::nil()),
        listed: Vec::new(),
        of: None,
        result: None,
        from: day,
        until: day,
        places: boards.iter().map(|name| posting::Place::to_be(Site::Village, *name)).collect(),
        cancelled: None,
    }
}

fn name(code: &str) -> &'static str {
    address::tambon(code).unwrap().name()
}

#[test]
fn a_village_3_of_two_tambons_gets_two_offices_and_each_is_missed_where_nothing_hangs_there() {
    let places = [at(Some(WIANG_PA_PAO), 3), at(Some(PA_NGIO), 3), at(Some(PA_NGIO), 4)];
    let tambons = Tambons::of(&places);
    let (first, second) = (name(WIANG_PA_PAO), name(PA_NGIO));
    let proposed = offices(places.iter(), &tambons);
    let offices: Vec<&str> = proposed.lines().collect();
    assert_eq!(
        offices,
        [
            format!("ที่ทำการหมู่บ้าน หมู่ 3 ตำบล{first}"),
            format!("ที่ทำการหมู่บ้าน หมู่ 3 ตำบล{second}"),
            format!("ที่ทำการหมู่บ้าน หมู่ 4 ตำบล{second}"),
        ]
    );
    assert_eq!(written(Some(&places[0]), &tambons), format!("หมู่ 3 ตำบล{first}"));
    assert_ne!(written(Some(&places[0]), &tambons), written(Some(&places[1]), &tambons));

    let missed = |boards: &[&str]| without_a_board(&hangs_at(boards), places.iter(), &tambons);
    assert_eq!(missed(&offices), Vec::<String>::new(), "what is proposed is enough");
    let there = format!("ศาลา ม.๓ ต.{first}");
    assert_eq!(missed(&[&there, "หมู่ 4"]), [format!("หมู่ 3 ตำบล{second}")]);
    assert_eq!(missed(&["หมู่ 3", "หมู่ 4"]).len(), 2, "of which village 3 it is, nobody knows");
    // A board of another tambon's village 4 is none of ours.
    assert_eq!(missed(&[&format!("หมู่ 4 ตำบล{first}"), &there, &format!("หมู่ 3 {second}")]).len(), 1);
}

#[test]
fn where_the_lao_has_one_tambon_nobody_is_told_which() {
    let places = [at(Some(WIANG_PA_PAO), 3), at(None, 5)];
    let tambons = Tambons::of(&places).of_a(LaoKind::Tao);
    assert_eq!(offices(places.iter(), &tambons), "ที่ทำการหมู่บ้าน หมู่ 3\nที่ทำการหมู่บ้าน หมู่ 5");
    assert_eq!(written(Some(&places[0]), &tambons), "หมู่ 3");
    let hanging = hangs_at(&["ที่ทำการผู้ใหญ่บ้าน หมู่ 3"]);
    assert_eq!(without_a_board(&hanging, places.iter(), &tambons), ["หมู่ 5"]);
    // Of a PAO's tambons this is one, and there are others.
    let of_pao = Tambons::of(&places).of_a(LaoKind::Pao);
    assert_eq!(written(Some(&places[0]), &of_pao), format!("หมู่ 3 ตำบล{}", name(WIANG_PA_PAO)));
}

#[test]
fn two_tambons_of_one_name_are_told_apart_by_their_amphoe() {
    assert_eq!(name(WIANG_PA_PAO), name(WIANG_OF_THOENG), "the test is of namesakes");
    let places = [at(Some(WIANG_PA_PAO), 3), at(Some(WIANG_OF_THOENG), 3)];
    let tambons = Tambons::of(&places);
    let proposed = offices(places.iter(), &tambons);
    let offices: Vec<&str> = proposed.lines().collect();
    assert!(offices.len() == 2 && offices.iter().all(|office| office.contains(" อำเภอ")), "{offices:?}");
    for (only, other) in [(0, 1), (1, 0)] {
        let missed = without_a_board(&hangs_at(&[offices[only]]), places.iter(), &tambons);
        assert!(missed.len() == 1 && offices[other].ends_with(&missed[0]), "{missed:?}");
    }
}
