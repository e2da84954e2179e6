use serde_json::json;

use super::*;

fn key(lao: &str, place: serde_json::Value) -> Option<HouseholdKey> {
    HouseholdKey::of(lao.parse().unwrap(), &serde_json::from_value(place).unwrap())
}

fn at(house: &str) -> Option<HouseholdKey> {
    key("05090901", json!({ "house_no": house, "moo": 5, "tambon": "570903" }))
}

#[test]
fn one_house_number_is_one_household_however_it_is_written() {
    let written = [
        "123/4",
        "๑๒๓/๔",
        "๑๒๓ / ๔",
        " 123 /4 ",
        "บ้านเลขที่ 123/4",
        "บ้านเลขที่๑๒๓/๔",
        "เลขที่ 123/4",
        "123/4 หมู่ 5",
        "123/4 ม.5",
        "123／4",
        "0123/04",
        "123/4/",
    ];
    for house in written {
        assert_eq!(at(house), at("123/4"), "{house}");
    }
    assert_eq!(at("123/4ก"), at("๑๒๓/๔ ก"));
}

#[test]
fn houses_that_only_look_alike_are_several_households() {
    let houses = ["123/4", "123", "1234", "12/34", "123/4ก", "123/4-6", "123-4", "123/45", "123/4/1", "4"];
    let keys: std::collections::BTreeSet<_> = houses.iter().map(|house| at(house).unwrap()).collect();
    assert_eq!(keys.len(), houses.len());
}

#[test]
fn a_visit_without_a_house_number_is_one_with_no_other() {
    for none in ["", " ", "-", "/", "ไม่มี", "ไม่มีเลขที่", "บ้านเลขที่", "0", "๐", "00/0", "วัดป่า"]
    {
        assert_eq!(at(none), None, "{none:?}");
    }
    assert_eq!(key("05090901", json!({ "moo": 5, "tambon": "570903" })), None);
}

#[test]
fn lao_tambon_and_village_tell_equal_house_numbers_apart() {
    let places = [
        ("05090901", json!({ "house_no": "1", "moo": 5, "tambon": "570903" })),
        ("05090902", json!({ "house_no": "1", "moo": 5, "tambon": "570903" })),
        ("05090901", json!({ "house_no": "1", "moo": 6, "tambon": "570903" })),
        ("05090901", json!({ "house_no": "1", "moo": 5, "tambon": "570904" })),
        ("05090901", json!({ "house_no": "1", "tambon": "570903", "community": "วัดกลาง" })),
        ("05090901", json!({ "house_no": "1", "tambon": "570903", "community": "ตลาดใหม่" })),
        ("05090901", json!({ "house_no": "1", "tambon": "570903" })),
    ];
    let keys: std::collections::BTreeSet<_> =
        places.iter().map(|(lao, place)| key(lao, place.clone()).unwrap()).collect();
    assert_eq!(keys.len(), places.len());
}

#[test]
fn a_community_is_one_with_its_name_and_a_moo_stands_before_it() {
    let city = |community: &str| {
        key("05090901", json!({ "house_no": "1", "tambon": "570903", "community": community }))
    };
    assert_eq!(city("ชุมชนวัดกลาง"), city("วัด กลาง"));
    let both = json!({ "house_no": "1", "moo": 5, "tambon": "๕๗๐๙๐๓", "community": "วัดกลาง" });
    assert_eq!(key("05090901", both), at("1"));
}

#[test]
fn a_key_reads_back_as_it_was_kept() {
    let key = at("๑๒๓/๔").unwrap();
    assert_eq!(HouseholdKey::kept(key.as_str().to_owned()), key);
    assert_eq!(key.to_string(), "05090901|570903|m5|123/4", "where this moves, FORM must move with it");
}

#[test]
fn houses_stand_in_the_order_of_their_numbers() {
    let mut houses = ["10/2", "9", "ก1", "10", "100", "10/10", "9ก", "10/2ก", "", "9/1"];
    houses.sort_by_key(|house| HouseOrder::of(house));
    assert_eq!(houses, ["", "9", "9/1", "9ก", "10", "10/2", "10/2ก", "10/10", "100", "ก1"]);
    assert_eq!(HouseOrder::of(at("๑๒๓ / ๔").unwrap().house()), HouseOrder::of("123/4"));
    // Longer than any number: it stands somewhere, and nothing breaks.
    assert!(HouseOrder::of("99999999999999999999999") > HouseOrder::of("9999"));
}
