//! A date is refused, or written back as the same date. Two dates, one a line.

#![no_main]

use chrono::Datelike;
use libfuzzer_sys::fuzz_target;
use register::birth::Birth;
use register::calendar::Round;
use register::calendar::written::{Form, read_date, write_date};
use register::clock::Stamp;
use register::moment::Moment;

fuzz_target!(|lines: &str| {
    let (a, b) = lines.split_once('\n').unwrap_or((lines, ""));
    for text in [a, b] {
        if let Ok(birth) = text.parse::<Birth>() {
            assert_eq!(birth.to_string(), text);
            let json = serde_json::to_string(&birth).expect("a birth date has a JSON form");
            assert_eq!(serde_json::from_str::<Birth>(&json).expect("its own JSON"), birth);
            assert!(birth.certain_day().is_none() || birth.full().is_some());
        }
        if let Ok(moment) = text.parse::<Moment>() {
            let again: Moment = moment.to_string().parse().expect("its own text");
            assert_eq!(again, moment);
            assert_eq!(again.to_string(), moment.to_string());
            assert_eq!(again.unix_ms(), moment.unix_ms());
        }
        // Before พ.ศ. 2400 a year is read as one of the Christian era; nobody is that old.
        if let Some(date) = read_date(text).ok().filter(|date| date.year() + 543 >= 2400) {
            for form in [Form::Full, Form::Short, Form::Numeric] {
                assert_eq!(read_date(&write_date(date, form)), Ok(date), "as people read it");
            }
        }
        if let Ok(round) = text.parse::<Round>() {
            assert_eq!(round.to_string().parse::<Round>().expect("its own text"), round);
        }
        if let Ok(stamp) = text.parse::<Stamp>() {
            assert_eq!(stamp.to_string(), text, "one stamp has one text");
            assert!(stamp.next() > stamp || stamp == Stamp::new(u64::MAX, u32::MAX));
        }
    }
    if let (Ok(a), Ok(b)) = (a.parse::<Birth>(), b.parse::<Birth>()) {
        assert_eq!(a.may_be(b), b.may_be(a));
        assert!(a.may_be(a));
    }
    if let (Ok(a), Ok(b)) = (a.parse::<Moment>(), b.parse::<Moment>()) {
        assert_eq!(a == b, a.cmp(&b).is_eq());
    }
});
