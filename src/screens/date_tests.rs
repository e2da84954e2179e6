//! What the digits of a date come to.

use super::*;

fn on(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn today() -> NaiveDate {
    on(2026, 4, 12)
}

fn birth_pad(known: Known, typed: &str) -> DatePad {
    DatePad { known: Some(known), typed: typed.to_owned(), ..DatePad::birth(None) }
}

fn day_pad(typed: &str) -> DatePad {
    DatePad {
        typed: typed.to_owned(), ..DatePad::day("เกิดภัยเมื่อ".to_owned(), None)
    }
}

#[test]
fn a_day_in_either_era_is_that_day_and_a_slip_of_a_century_is_none() {
    let born = |typed: &str| birth_pad(Known::Day, typed).read(today()).unwrap();
    for typed in ["02032497", "02031954"] {
        assert_eq!(born(typed), Ok(Filling::Birth(Birth::day(on(1954, 3, 2)))), "{typed}");
    }
    // 1497 for 2497, 2947 for 2497: nobody alive was born then.
    for typed in ["02031497", "02032947", "02032397"] {
        assert_eq!(born(typed), Err(NO_BIRTH), "{typed}");
        assert!(day_pad(typed).read(today()).unwrap().is_err(), "{typed}");
    }
    assert_eq!(born("30022497"), Err("ไม่มีวันนี้ในปฏิทิน"));
    assert_eq!(day_pad("10042569").read(today()), Some(Ok(Filling::Date(on(2026, 4, 10)))));
}

#[test]
fn a_birth_known_to_its_month_is_opened_and_left_as_it_was() {
    let march: Birth = "1954-03".parse().unwrap();
    let pad = DatePad::birth(Some(march));
    assert_eq!(pad.read(today()), Some(Ok(Filling::Birth(march))));
    // Another year is another birth, of which no month is known; and a day that is taken back is none.
    let other = DatePad { typed: "2498".to_owned(), ..pad };
    assert_eq!(other.read(today()), Some(Ok(Filling::Birth(Birth::year_only(1955)))));
    let day = DatePad::birth(Some(Birth::day(on(1954, 3, 2))));
    let year = DatePad { known: Some(Known::Year), typed: "2497".to_owned(), ..day };
    assert_eq!(year.read(today()), Some(Ok(Filling::Birth(Birth::year_only(1954)))));
}

#[test]
fn a_clock_that_is_years_behind_refuses_no_birth_and_reckons_no_age() {
    let lost = on(1970, 1, 1);
    let year = birth_pad(Known::Year, "2528").read(lost);
    assert_eq!(year, Some(Ok(Filling::Birth(Birth::year_only(1985)))));
    assert_eq!(
        birth_pad(Known::Day, "02032528").read(lost),
        Some(Ok(Filling::Birth(Birth::day(on(1985, 3, 2)))))
    );
    assert!(birth_pad(Known::Age, "41").read(lost).unwrap().is_err());
    assert_eq!(birth_pad(Known::Age, "41").read(today()), Some(Ok(Filling::Birth(Birth::year_only(1985)))));
}

#[test]
fn a_day_is_taken_with_its_last_digit_and_one_that_is_odd_is_looked_at_first() {
    let born = Birth::day(on(1954, 3, 2));
    assert_eq!(birth_pad(Known::Day, "02032497").whole_day(today()), Some(Filling::Birth(born)));
    assert_eq!(day_pad("10042569").whole_day(today()), Some(Filling::Date(on(2026, 4, 10))));
    // Not whole, no day, to come, or only its year or the age: whoever typed it says when it is done.
    assert_eq!(birth_pad(Known::Day, "0203249").whole_day(today()), None);
    assert_eq!(birth_pad(Known::Day, "30022497").whole_day(today()), None);
    assert_eq!(day_pad("13042569").whole_day(today()), None);
    assert_eq!(birth_pad(Known::Day, "02032570").whole_day(today()), None);
    assert_eq!(birth_pad(Known::Year, "2497").whole_day(today()), None);
    assert_eq!(birth_pad(Known::Age, "45").whole_day(today()), None);
}
