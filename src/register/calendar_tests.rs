use super::written::{
    Form, TypedDateError, month_name, month_named, read_date, read_year, write_date, write_month,
};
use super::*;
use crate::thai;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn round(text: &str) -> Round {
    text.parse().unwrap()
}

// domain.md 11.3: years are พ.ศ. (−543 = ค.ศ.).
#[test]
fn a_buddhist_year_is_543_ahead_of_the_common_era() {
    assert_eq!(BuddhistYear::of(day(2026, 4, 12)).number(), 2569);
    assert_eq!(BuddhistYear::numbered(2569).common_era(), 2026);
    assert_eq!(BuddhistYear::from_common_era(2020).to_string(), "2563");
}

// domain.md 5.2 line 708 and A.2 line 1165: fiscal year = 1 Oct - 30 Sep.
#[test]
fn a_fiscal_year_begins_on_1_october_and_is_named_by_the_year_it_ends_in() {
    let year = FiscalYear::of(day(2025, 10, 1));
    assert_eq!(year.to_string(), "2569");
    assert_eq!((year.first_day(), year.last_day()), (day(2025, 10, 1), day(2026, 9, 30)));
    assert!(year.contains(day(2026, 9, 30)) && year.contains(day(2026, 2, 28)));
    assert!(!year.contains(day(2026, 10, 1)) && !year.contains(day(2025, 9, 30)));
    assert_eq!(year, FiscalYear::named(BuddhistYear::numbered(2569)));
}

// contract.md section 1: a round is a survey month, written in the Buddhist era.
#[test]
fn a_round_is_its_month_in_the_buddhist_era_in_text_and_in_data() {
    let april = round("2569-04");
    assert_eq!((april.year().number(), april.month()), (2569, 4));
    assert_eq!((april.first_day(), april.last_day()), (day(2026, 4, 1), day(2026, 4, 30)));
    assert_eq!(april.to_string(), "2569-04");
    assert_eq!(serde_json::to_string(&april).unwrap(), "\"2569-04\"");
    assert_eq!(serde_json::from_str::<Round>("\"2569-04\"").unwrap(), april);
    assert_eq!(Round::of(day(2026, 4, 30)), april);
    assert!(april.contains(day(2026, 4, 1)) && !april.contains(day(2026, 5, 1)));
}

#[test]
fn rounds_follow_one_another_across_the_new_year_and_february_of_a_leap_year() {
    assert_eq!(round("2569-12").next(), round("2570-01"));
    assert_eq!(round("2570-01").previous(), round("2569-12"));
    assert!(round("2569-12") < round("2570-01"));
    assert_eq!(round("2567-02").last_day(), day(2024, 2, 29));
    assert_eq!(round("2569-02").last_day(), day(2026, 2, 28));
}

#[test]
fn a_round_that_is_not_one_says_what_to_write_instead() {
    assert_eq!("2026-04".parse::<Round>(), Err(RoundError::Era(2026)));
    assert_eq!("2569-13".parse::<Round>(), Err(RoundError::Month(13)));
    assert_eq!("2569-00".parse::<Round>(), Err(RoundError::Month(0)));
    for text in ["", "2569", "2569-4", "69-04", "2569-04-01", "2569/04", "+569-04", "2569-+4", "๒๕๖๙-๐๔"]
    {
        assert_eq!(text.parse::<Round>(), Err(RoundError::Form(text.to_owned())), "{text:?}");
    }
    assert!(RoundError::Era(2026).to_string().contains("2569-04"));
    assert!(serde_json::from_str::<Round>("\"2569-13\"").is_err());
}

// domain.md 4.9 line 683: the month m is complete by the 5th of month m+1.
#[test]
fn a_round_is_due_in_info_on_the_5th_of_the_following_month() {
    assert_eq!(round("2569-04").info_due(), day(2026, 5, 5));
    assert_eq!(round("2569-12").info_due(), day(2027, 1, 5));
}

#[test]
fn the_day_after_the_event_is_day_1() {
    assert_eq!(days_after(day(2026, 4, 12), 1), day(2026, 4, 13));
    assert_eq!(days_after(day(2026, 1, 31), 15), day(2026, 2, 15));
    // 29 Feb 2567 is counted; 2569 has none.
    assert_eq!(days_after(day(2024, 2, 20), 15), day(2024, 3, 6));
    assert_eq!(days_after(day(2026, 2, 20), 15), day(2026, 3, 7));
    assert_eq!(days_after(NaiveDate::MAX, 1), NaiveDate::MAX);
}

#[test]
fn the_embedded_list_covers_2560_to_2575_and_says_which_years_are_estimates() {
    let holidays = Holidays::thailand();
    let years: Vec<_> = holidays.iter().map(|(date, _)| BuddhistYear::of(date).number()).collect();
    assert_eq!((years.first(), years.last()), (Some(&2560), Some(&2575)));
    for year in 2560..=2575 {
        assert!(years.iter().filter(|&&listed| listed == year).count() >= 18, "{year}");
        let standing = if year <= 2568 { Standing::Announced } else { Standing::Estimated };
        assert_eq!(holidays.standing(BuddhistYear::numbered(year)), standing, "{year}");
    }
    assert_eq!(holidays.standing(BuddhistYear::numbered(2576)), Standing::Unlisted);
    assert_eq!(holidays.on(day(2026, 4, 13)).unwrap().name, "วันสงกรานต์");
}

#[test]
fn state_offices_work_on_labour_day_but_not_on_the_ploughing_day() {
    let holidays = Holidays::thailand();
    assert_eq!(holidays.on(day(2025, 5, 1)).unwrap().name, "วันแรงงานแห่งชาติ");
    assert!(holidays.is_working_day(day(2025, 5, 1)));
    assert_eq!(holidays.on(day(2025, 5, 9)).unwrap().name, "วันพืชมงคล");
    assert!(!holidays.is_working_day(day(2025, 5, 9)));
}

#[test]
fn working_days_skip_weekends_and_holidays() {
    let holidays = Holidays::thailand();
    // Friday 10 April 2569; Songkran is Monday to Wednesday.
    assert_eq!(holidays.working_days_after(day(2026, 4, 10), 1), day(2026, 4, 16));
    assert_eq!(holidays.working_days_after(day(2026, 4, 10), 3), day(2026, 4, 20));
    assert_eq!(holidays.working_days_after(day(2026, 4, 10), 0), day(2026, 4, 10));
    assert_eq!(Holidays::weekends_only().working_days_after(day(2026, 4, 10), 1), day(2026, 4, 13));
    assert_eq!(holidays.working_day_from(day(2026, 4, 11)), day(2026, 4, 16));
    assert_eq!(holidays.working_day_from(day(2026, 4, 16)), day(2026, 4, 16));
    assert_eq!(holidays.working_days_after(NaiveDate::MAX, 3), NaiveDate::MAX);
}

#[test]
fn an_office_adds_and_removes_holidays_and_confirms_a_year() {
    let mut holidays = Holidays::thailand();
    holidays.add(day(2026, 4, 16), "วันหยุดพิเศษ");
    assert_eq!(holidays.working_day_from(day(2026, 4, 13)), day(2026, 4, 17));
    assert_eq!(holidays.remove(day(2026, 4, 13)).unwrap().name, "วันสงกรานต์");
    assert!(holidays.is_working_day(day(2026, 4, 13)));
    holidays.announce(BuddhistYear::numbered(2569));
    assert_eq!(holidays.standing(BuddhistYear::numbered(2569)), Standing::Announced);
    assert_ne!(holidays, Holidays::thailand());
}

#[test]
fn a_date_is_written_as_people_write_it() {
    let songkran_eve = day(2026, 4, 12);
    assert_eq!(write_date(songkran_eve, Form::Short), "12 เม.ย. 2569");
    assert_eq!(thai::thai_digits(&write_date(songkran_eve, Form::Full)), "๑๒ เมษายน ๒๕๖๙");
    assert_eq!(write_date(songkran_eve, Form::Numeric), "12/4/2569");
    assert_eq!(write_month(songkran_eve, Form::Full), "เมษายน 2569");
    assert_eq!(write_month(songkran_eve, Form::Numeric), "4/2569");
    assert_eq!(month_name(0, Form::Full), None);
    assert_eq!(month_name(13, Form::Short), None);
}

// domain.md 11.3: Thai digits both ways, years are พ.ศ.; line 1068: ๒๓ เมษายน ๒๕๖๙, 24 มีนาคม 2566.
#[test]
fn a_typed_date_is_read_in_every_usual_form() {
    for text in [
        "12 เม.ย. 2569",
        "๑๒ เมษายน ๒๕๖๙",
        "12/4/2569",
        "12/04/2569",
        "๑๒-๔-๒๕๖๙",
        "12.4.2569",
        "12/4/2026",
        "12 เมษา 2569",
        "12เมย2569",
        "วันที่ ๑๒ เดือน เมษายน พ.ศ. ๒๕๖๙",
        "วันอาทิตย์ที่ 12 เมษายน 2569",
        "12 เมษายน ค.ศ. 2026",
        "12 เดือน 4 ปี พ.ศ. 2569",
        "2026-04-12",
        "2569-04-12",
        "  12  เมษายน   2569 ",
        "12 เม.ย.\u{200b} 2569",
    ] {
        assert_eq!(read_date(text), Ok(day(2026, 4, 12)), "{text:?}");
    }
    assert_eq!(read_date("๒๓ เมษายน ๒๕๖๙"), Ok(day(2026, 4, 23)));
    assert_eq!(read_date("24 มีนาคม 2566"), Ok(day(2023, 3, 24)));
    assert_eq!(read_date("29 ก.พ. 2567"), Ok(day(2024, 2, 29)));
}

#[test]
fn every_month_is_read_back_from_each_way_of_writing_it() {
    for month in 1..=12 {
        let date = day(2026, month, 28);
        for form in [Form::Full, Form::Short, Form::Numeric] {
            let written = write_date(date, form);
            assert_eq!(read_date(&written), Ok(date), "{written}");
            assert_eq!(read_date(&thai::thai_digits(&written)), Ok(date), "{written}");
        }
        assert_eq!(month_named(month_name(month, Form::Full).unwrap()), Some(month));
    }
    assert_eq!(month_named("กุมภา"), Some(2));
    assert_eq!(month_named("เม"), None);
    assert_eq!(month_named(""), None);
}

#[test]
fn a_year_of_two_digits_is_refused_because_it_is_two_years() {
    let refused = read_date("12/4/69").unwrap_err();
    assert_eq!(refused, TypedDateError::ShortYear("69".to_owned()));
    assert!(refused.to_string().contains("write all four"));
    assert_eq!(read_date("12 เม.ย. ๖๙"), Err(TypedDateError::ShortYear("69".to_owned())));
    assert_eq!(read_year("69"), Err(TypedDateError::ShortYear("69".to_owned())));
}

#[test]
fn the_year_decides_the_era_at_2400_and_a_written_era_must_agree() {
    assert_eq!(read_year("2400"), Ok(1857));
    assert_eq!(read_year("2399"), Ok(2399));
    assert_eq!(read_year("พ.ศ. ๒๔๙๗"), Ok(1954));
    assert_eq!(read_year("ปี 1954"), Ok(1954));
    assert_eq!(read_year("พ.ศ. 1954"), Err(TypedDateError::WrongEra { year: 1954, era: "พ.ศ." }));
    assert_eq!(read_date("12 เม.ย. ค.ศ. 2569"), Err(TypedDateError::WrongEra { year: 2569, era: "ค.ศ." }));
    assert_eq!(read_date("12/4/3000"), Err(TypedDateError::UnlikelyYear("3000".to_owned())));
    assert_eq!(read_date("12/4/0069"), Err(TypedDateError::UnlikelyYear("0069".to_owned())));
}

#[test]
fn a_day_that_the_month_does_not_have_is_named_with_its_month() {
    assert_eq!(
        read_date("29 กุมภาพันธ์ 2569"),
        Err(TypedDateError::NoSuchDay { day: 29, month: "กุมภาพันธ์ 2569".to_owned() })
    );
    assert_eq!(
        read_date("31/4/2569").unwrap_err().to_string(),
        "เมษายน 2569 has no day 31; correct the day, the month or the year"
    );
    assert_eq!(read_date("12/13/2569"), Err(TypedDateError::NoSuchMonth(13)));
    assert_eq!(read_date("12 เมฆา 2569"), Err(TypedDateError::UnknownMonth("เมฆา".to_owned())));
}

#[test]
fn what_is_not_a_date_is_refused_and_never_panics() {
    for text in [
        "",
        " ",
        "เมษายน 2569",
        "12 2569",
        "12 เมษายน",
        "ไม่ทราบ",
        "12/4",
        "12/4/2569/1",
        "12:04:2569",
        "12/4/2569 น.",
        "เกิด 12/4/2569",
        "12/4/2569\0",
        "-",
        "๏ฟ๛",
    ] {
        assert!(
            matches!(read_date(text), Err(TypedDateError::Unreadable(_))),
            "{text:?} {:?}",
            read_date(text)
        );
    }
    assert!(read_date("12/4/99999999999999999999").is_err());
    assert!(read_date("12/99999999999999999999/2569").is_err());
    assert!(read_date("99999999999/4/2569").is_err());
    assert!(read_date("999/4/2569").is_err());
    assert!(read_year("").is_err());
}
