use super::*;

#[test]
fn a_date_is_spelt_in_either_era() {
    let birth = Birth::new(1957, 3, 2);
    assert_eq!(birth.iso(false), "1957-03-02");
    assert_eq!(birth.iso(true), "2500-03-02");
}

#[test]
fn a_day_the_month_does_not_have_becomes_its_last() {
    assert_eq!(Birth::new(1999, 2, 29).day, 28);
    assert_eq!(Birth::new(2000, 2, 29).day, 29);
    assert_eq!(Birth::new(1900, 2, 29).day, 28);
    assert_eq!(Birth::new(1990, 6, 31).day, 30);
}
