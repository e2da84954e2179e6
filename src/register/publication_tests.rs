use super::*;

fn on(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn one(nth: u128, day: NaiveDate) -> Publication {
    Publication {
        id: PublicationId::new(Uuid::from_u128(nth)),
        of: "2569".parse().unwrap(),
        on: day,
        at: "ป้ายประกาศสถานที่กลาง".to_owned(),
        struck_out: None,
    }
}

#[test]
fn what_was_published_says_where_on_a_day_that_has_come_and_names_nobody() {
    let (today, said) = (on(2026, 11, 2), one(1, on(2026, 11, 2)));
    assert_eq!(said.check(today), Ok(()));
    assert_eq!(said.check(on(2026, 11, 1)), Err(Unsaid::InTheFuture));
    let nowhere = Publication { at: " ".to_owned(), ..said.clone() };
    assert_eq!(nowhere.check(today), Err(Unwritten::Missing("สถานที่หรือเว็บไซต์ที่เผยแพร่").into()));
    let named = Publication { at: "บ้านของ 081-234-5678".to_owned(), ..said.clone() };
    assert_eq!(named.check(today), Err(Unsaid::NamesSomebody("สถานที่หรือเว็บไซต์ที่เผยแพร่")));
    let silent = Publication { struck_out: Some(String::new()), ..said.clone() };
    assert_eq!(silent.check(today), Err(Unwritten::Missing("เหตุที่ขีดออก").into()));
    // Fiscal year 2569 begins on 1 October 2025.
    let early = Publication { on: on(2025, 9, 30), ..said };
    assert_eq!(early.check(today), Err(Unsaid::BeforeItsTime));
}

// T-13 says a year and no fiscal year \[DERIVED\]: whatever is published in it counts, of whichever figures.
#[test]
fn a_calendar_year_has_its_publication_by_the_first_that_stands() {
    let struck =
        Publication { struck_out: Some("พิมพ์ผิด".to_owned()), ..one(1, on(2026, 1, 5)) };
    let all = [one(4, on(2027, 1, 1)), one(3, on(2026, 12, 31)), one(2, on(2026, 11, 2)), struck];
    let year = |common_era| first_of(BuddhistYear::from_common_era(common_era), &all).map(|one| one.on);
    assert_eq!(year(2026), Some(on(2026, 11, 2)));
    assert_eq!(year(2027), Some(on(2027, 1, 1)));
    assert_eq!(year(2025), None);
}
