use serde_json::{Value, from_value, json, to_value};

use super::*;

fn birth(text: &str) -> Birth {
    text.parse().unwrap()
}

fn read(date: &str, precision: &str) -> Result<Birth, String> {
    from_value(json!({ "date": date, "precision": precision })).map_err(|e: serde_json::Error| e.to_string())
}

#[test]
fn a_birth_is_known_to_the_day_the_month_or_the_year() {
    for (date, precision) in
        [("1954-03-02", "day"), ("1954-03", "month"), ("1954", "year"), ("2024-02-29", "day")]
    {
        let birth = read(date, precision).unwrap();
        assert_eq!(birth.precision().as_str(), precision);
        assert_eq!(to_value(birth).unwrap(), json!({ "date": date, "precision": precision }));
        assert_eq!(birth.year().to_string(), date[..4]);
    }
    assert_eq!(birth("1954-03").month(), Some(3));
    assert_eq!(birth("1954").month(), None);
}

#[test]
fn a_date_that_says_more_or_less_than_its_precision_is_refused_with_the_form_to_write() {
    for (date, precision, form) in
        [("1954", "day", "YYYY-MM-DD"), ("1954-03-02", "month", "YYYY-MM"), ("1954-03", "year", "YYYY")]
    {
        let said = read(date, precision).unwrap_err();
        assert!(
            said.contains(date) && said.ends_with(&format!("a {precision} date is written {form}")),
            "{said}"
        );
    }
}

#[test]
fn no_such_day_is_refused() {
    for date in [
        "2026-02-29",
        "1954-00",
        "1954-13",
        "1954-3-2",
        "54",
        "",
        "1954-",
        "1954-03-02-",
        "+1954",
        "-954",
        "๒๔๙๗",
        "1954-03-1x",
    ] {
        let said = date.parse::<Birth>().unwrap_err().to_string();
        assert!(said.contains("write YYYY-MM-DD, YYYY-MM or YYYY in the Christian era"), "{said}");
    }
}

/// Offices type 1 January for people of whom only the year is known.
#[test]
fn the_first_of_january_is_a_day_but_not_a_certain_one() {
    assert_eq!(birth("1954-01-01").certain_day(), None);
    assert!(birth("1954-01-01").full().is_some());
    assert_eq!(birth("1954-01-02").certain_day(), birth("1954-01-02").full());
    assert_eq!(birth("1954-01").full(), None);
}

#[test]
fn two_births_may_be_one_unless_something_known_contradicts() {
    for (a, b, may) in [
        ("1954", "1954-03-02", true),
        ("1954-03", "1954-03-02", true),
        ("1954-03", "1954-04-02", false),
        ("1954-03-02", "1954-03-03", false),
        ("1954", "1955", false),
        ("1954-03-02", "1954-03-02", true),
    ] {
        assert_eq!(birth(a).may_be(birth(b)), may, "{a} {b}");
        assert_eq!(birth(b).may_be(birth(a)), may, "{b} {a}");
    }
}

#[test]
fn what_a_later_version_writes_beside_a_birth_is_kept() {
    let given = json!({ "date": "1954", "precision": "year", "calendar": { "era": "พ.ศ." } });
    let born: Born = from_value(given.clone()).unwrap();
    assert_eq!(born.birth, Birth::year_only(1954));
    assert_eq!(to_value::<Born>(born).unwrap(), given);
    assert_eq!(to_value(Born::from(birth("1954"))).unwrap(), json!({ "date": "1954", "precision": "year" }));
    assert!(from_value::<Born>(Value::Null).is_err());
}
