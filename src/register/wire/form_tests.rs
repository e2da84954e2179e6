use serde_json::json;

use super::*;

fn whole() -> Value {
    json!({
        "notice": { "version": "2569-1", "text": "ข้อมูลนี้ใช้เพื่อการช่วยเหลือเท่านั้น" },
        "sensitive": true,
        "villages": [
            { "moo": 5, "name": "บ้านป่ายาง", "tambon": "570903", "lat": 20.4312, "lon": 99.8841 },
            { "moo": 6, "name": "บ้านใหม่" },
        ],
        "boundary": square(),
        "occupations": ["ทำนา", "ค้าขาย"],
        "religions": ["พุทธ"],
        "helpers": ["อบจ.", "กาชาด"],
        "aids": ["ถุงยังชีพ", "ผ้าห่ม"],
        "races": ["ไทย", "อื่น ๆ"],
        "survey_until": 25,
        "affiliation": "กองสวัสดิการสังคม",
        "map_tiles": "https://tiles.example/{z}/{x}/{y}.png",
        "reports_to_central_place": false,
    })
}

fn square() -> Value {
    json!({ "type": "Polygon", "coordinates": [[[99.8, 20.4], [99.9, 20.4], [99.9, 20.5], [99.8, 20.4]]] })
}

#[track_caller]
fn refusal(alter: impl FnOnce(&mut Value)) -> String {
    let mut settings = whole();
    alter(&mut settings);
    FormSettings::read(&settings.to_string()).unwrap_err().to_string()
}

#[test]
fn settings_are_read_and_written_as_they_were_and_none_take_no_room() {
    let settings = FormSettings::read(&whole().to_string()).unwrap();
    assert_eq!(serde_json::to_value(&settings).unwrap(), whole());
    let several = json!({ "boundary": { "type": "MultiPolygon", "coordinates": [square()["coordinates"]] } });
    assert!(!FormSettings::read(&several.to_string()).unwrap().is_empty());
    let none = FormSettings::read("{}").unwrap();
    assert!(none.is_empty());
    assert_eq!(serde_json::to_string(&none).unwrap(), "{}");
}

#[test]
fn a_round_is_surveyed_until_the_day_that_is_set_or_a_shorter_month_s_last() {
    let until = |day| FormSettings { survey_until: day, ..FormSettings::default() };
    let ends = |day, round: &str| until(day).survey_ends(round.parse().unwrap()).map(|day| day.to_string());
    assert_eq!(ends(Some(25), "2569-04").as_deref(), Some("2026-04-25"));
    assert_eq!(ends(Some(31), "2569-02").as_deref(), Some("2026-02-28"));
    assert_eq!(ends(Some(30), "2571-02").as_deref(), Some("2028-02-29"), "a leap year");
    assert_eq!(ends(None, "2569-04"), None);
}

#[test]
fn a_phone_passes_over_settings_that_it_does_not_know() {
    let mut later = whole();
    later["colour"] = json!("blue");
    later["villages"][0]["headman"] = json!("สมชาย");
    let read: FormSettings = serde_json::from_value(later).unwrap();
    assert_eq!(serde_json::to_value(read).unwrap(), whole());
}

#[test]
fn what_cannot_be_set_is_refused_by_its_field() {
    for (pointer, value, says) in [
        ("/colour", json!("blue"), "colour: there is no such setting; there are notice, sensitive"),
        ("/villages/0/headman", json!("x"), "villages[0].headman: there is no such setting"),
        ("/notice/title", json!("x"), "notice.title: there is no such setting"),
        ("/notice/text", json!(" "), "notice.text: it must say something"),
        ("/notice", json!({ "version": "1" }), "notice.text: it is required"),
        ("/notice", json!(["1", "x"]), "notice: expected an object in braces"),
        ("/villages/1", json!([6, "x"]), "villages[1]: expected an object in braces"),
        ("/sensitive", json!("yes"), "sensitive: "),
        ("/villages", json!({}), "villages: invalid type: map, expected a list"),
        ("/villages/1", json!({ "name": "x" }), "villages[1].moo: it is required"),
        ("/villages/1/moo", json!(0), "villages[1].moo: expected a village number"),
        (
            "/villages/1",
            json!({ "moo": 5, "name": "x", "tambon": "570903" }),
            "village 5 is in this list twice",
        ),
        ("/villages/1/name", json!(""), "villages[1].name: it must say something"),
        ("/villages/0/tambon", json!("57090"), "villages[0].tambon: expected the six digits"),
        ("/villages/1/lat", json!(20.1), "villages[1].lon: it is required where lat is given"),
        ("/villages/0/lat", json!(99.8), "is no place on earth"),
        ("/affiliation", json!(" "), "affiliation: it must say something"),
        ("/map_tiles", json!("tiles/{z}/{x}/{y}"), "map_tiles: expected an address such as https://"),
        ("/map_tiles", json!("https:///{z}/{x}/{y}"), "map_tiles: expected an address"),
        ("/map_tiles", json!("https://tiles.example/{z}/{x}"), "map_tiles: expected an address"),
        (
            "/map_tiles",
            json!("https://a.example/{z}/{x}/{y}; script-src *"),
            "map_tiles: expected an address",
        ),
        ("/reports_to_central_place", json!("yes"), "reports_to_central_place: "),
        ("/occupations/1", json!("ทำนา"), "occupations[1]: it is in this list twice"),
        ("/aids/1", json!("ถุงยังชีพ"), "aids[1]: it is in this list twice"),
        ("/survey_until", json!(32), "survey_until: expected a day of the month"),
        ("/survey_until", json!(0), "survey_until: expected a day of the month"),
        ("/helpers/0", json!(""), "helpers[0]: it must say something"),
        ("/boundary", json!("here"), "boundary: expected a GeoJSON Polygon"),
        ("/boundary/type", json!("Point"), "boundary.type: it must be one of"),
        ("/boundary/type", json!("Feature"), "boundary.type: it must be one of"),
        ("/boundary/properties", json!({}), "boundary.properties: a shape has no such member"),
        ("/boundary/coordinates", json!([]), "boundary.coordinates: expected a list of rings"),
        (
            "/boundary/coordinates/0/3",
            json!([99.8, 20.45]),
            "boundary.coordinates[0]: this ring is not closed",
        ),
        ("/boundary/coordinates/0/1", json!([20.4]), "boundary.coordinates[0][1]: expected a position"),
        ("/boundary/coordinates/0/1", json!([20.4, 99.9]), "boundary.coordinates[0][1]: longitude 20.4"),
        ("/boundary/coordinates/0", json!([[1, 1], [2, 2], [1, 1]]), "a ring has four positions or more"),
    ] {
        let said = refusal(|settings| {
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            match settings.pointer_mut(parent).unwrap() {
                Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
                object => object[name] = value,
            }
        });
        assert!(said.contains(says), "{pointer}: {said}");
        assert!(said.contains("nothing was set"), "{said}");
    }
    let said = FormSettings::read("{ not JSON").unwrap_err().to_string();
    assert!(said.starts_with("settings: this is not JSON"), "{said}");
    let said = FormSettings::read("[]").unwrap_err().to_string();
    assert!(said.starts_with("settings: expected an object in braces"), "{said}");
    let said = FormSettings::read(&" ".repeat(MOST_FORM_BYTES + 1)).unwrap_err().to_string();
    assert!(said.contains("more than phones can be sent"), "{said}");
}

#[test]
fn one_village_number_may_stand_in_two_tambons() {
    let villages = json!({ "villages": [
        { "moo": 1, "name": "บ้านบน", "tambon": "570903" }, { "moo": 1, "name": "บ้านล่าง", "tambon": "570901" },
    ] });
    assert_eq!(FormSettings::read(&villages.to_string()).unwrap().villages.len(), 2);
}
