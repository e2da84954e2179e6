//! Words of the console: how things are written that several pages show.
//!
//! Owns dates in พ.ศ., moments, roles and statuses as a clerk reads them. Words of the record's
//! own lists are `register::spoken`'s.

use chrono::{NaiveDate, NaiveTime};
use maud::{Markup, html};
use register::aid::Money;
use register::birth::Birth;
use register::calendar::written::{Form, write_date, write_moment, write_month};
use register::calendar::{Holidays, Round};
use register::course::Meeting;
use register::entry::{Flag, InfoStatus};
use register::moment::Moment;
use register::national_id::TypedId;
use register::record::{Person, Place};
use register::{address, deadline, name};

use crate::db::UserRole;
use crate::office::{self, in_thailand};

/// What stands where nothing is known.
pub(super) const NOTHING: &str = "–";

pub(super) fn role(role: UserRole) -> &'static str {
    match role {
        UserRole::Supervisor => "หัวหน้าศูนย์",
        UserRole::Officer => "เจ้าหน้าที่",
        UserRole::Committee => "คณะกรรมการ",
        UserRole::Auditor => "ผู้ตรวจสอบ",
        UserRole::Admin => "ผู้ดูแลระบบ",
    }
}

/// Where somebody stands on their way into INFO.
pub(super) fn status(status: InfoStatus) -> &'static str {
    match status {
        InfoStatus::NoId => "ไม่มีเลขประจำตัวประชาชน",
        InfoStatus::InvalidId => "เลขประจำตัวประชาชนไม่ถูกต้อง",
        InfoStatus::Review => "รอตรวจ: เลขเดียวกันแต่ชื่อต่างกัน",
        InfoStatus::NoRequest => "ไม่มีคำขอที่รับพิจารณาได้",
        InfoStatus::ExcusedPao => "เทศบาลหรือ อบต. บันทึกแล้ว อบจ. ไม่ต้องบันทึก",
        InfoStatus::Enter => "ต้องบันทึกใน INFO",
    }
}

pub(super) fn flag(flag: Flag) -> &'static str {
    match flag {
        Flag::CrossArea => "พบข้อมูลซ้ำข้ามพื้นที่",
        Flag::Unsigned => "คำขอยังไม่ได้ลงลายมือชื่อ",
    }
}

pub(super) fn day(date: NaiveDate) -> String {
    write_date(date, Form::Short)
}

/// A survey month, as it is called.
pub(super) fn round(round: Round) -> String {
    write_month(round.first_day(), Form::Full)
}

/// A moment, as clocks in Thailand show it.
pub(super) fn moment(moment: Moment) -> String {
    let at = moment.date_time();
    // Whoever wrote a day down without an hour wrote its midnight.
    if at.time() == NaiveTime::MIN {
        return day(at.date_naive());
    }
    write_moment(moment, Form::Short)
}

/// Milliseconds since 1970, as clocks in Thailand show them.
pub(super) fn at(ms: u64) -> String {
    in_thailand(ms).map_or_else(|| NOTHING.to_owned(), moment)
}

/// A birth as far as it is known.
pub(super) fn born(birth: Option<Birth>) -> String {
    let Some(birth) = birth else { return NOTHING.to_owned() };
    let era = if birth.month().is_none() { "พ.ศ. " } else { "" };
    format!("{era}{}", birth.written(Form::Short))
}

/// A national ID as lists show it.
pub(super) fn number(typed: &TypedId) -> String {
    match typed {
        TypedId::Missing => "ไม่มีเลข".to_owned(),
        TypedId::Valid(id) => id.masked(),
        TypedId::Invalid { .. } => "เลขไม่ถูกต้อง".to_owned(),
    }
}

/// A national ID in full, for whoever said why.
pub(super) fn full_number(typed: &TypedId) -> String {
    match typed {
        TypedId::Missing => "ไม่มีเลข".to_owned(),
        TypedId::Valid(id) => id.grouped(),
        TypedId::Invalid { typed, .. } => format!("{typed} (ไม่ถูกต้อง)"),
    }
}

/// A text that somebody wrote, masked where it has so many digits or more.
pub(super) fn without_numbers(text: &str, many: usize) -> String {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    let mask = |c: char| if c.is_numeric() { 'x' } else { c };
    if digits >= many { text.chars().map(mask).collect() } else { text.to_owned() }
}

/// The same, where it has as many as a national ID, or nearly.
pub(super) fn without_long_numbers(text: &str) -> String {
    without_numbers(text, 12)
}

/// Somebody's name; a person of whom none is known is still a person.
pub(super) fn called(person: &Person) -> String {
    let written =
        name::written(person.title.as_deref(), person.given_name.as_deref(), person.family_name.as_deref());
    if written.is_empty() { "ไม่ทราบชื่อ".to_owned() } else { written }
}

/// A house, as it is called in its LAO.
pub(super) fn house(place: Option<&Place>) -> String {
    let Some(place) = place else { return NOTHING.to_owned() };
    let mut parts = Vec::new();
    if let Some(house) = &place.house_no {
        parts.push(format!("บ้านเลขที่ {house}"));
    }
    if let Some(moo) = place.moo {
        parts.push(format!("หมู่ {moo}"));
    }
    parts.extend(place.community.iter().map(|community| format!("ชุมชน{community}")));
    parts.extend(place.soi.iter().map(|soi| format!("ซอย{soi}")));
    parts.extend(place.road.iter().map(|road| format!("ถนน{road}")));
    let tambon = place.tambon.as_ref().and_then(|code| address::tambon(&code.to_string()));
    parts.extend(tambon.map(|tambon| format!("ต.{}", tambon.name())));
    if parts.is_empty() { NOTHING.to_owned() } else { parts.join(" ") }
}

/// Today, as calendars in Thailand show it.
pub(super) fn today() -> Option<NaiveDate> {
    office::today().ok()
}

/// A day as people type it.
pub(super) fn typed_day(date: NaiveDate) -> String {
    write_date(date, Form::Numeric)
}

/// Until when a round must be in INFO (domain.md 4.9), with the way to its page where that is another and may be
/// read.
pub(super) fn info_due(round: Round, today: NaiveDate, leads_there: bool) -> Markup {
    let due = deadline::info_due(round, &Holidays::thailand());
    let left = (due.on - today).num_days();
    html! {
        p.due {
            "ข้อมูล"
            @if leads_there { a href={ "/office/month/" (round) } { "รอบเดือน" (self::round(round)) } }
            @else { "รอบเดือน" (self::round(round)) }
            " ต้องอยู่ในระบบ INFO ภายในวันที่ " (day(due.on)) " "
            @if left > 0 { "(เหลือ " (left) " วัน)" } @else if left == 0 { "(วันนี้)" } @else { "(เลยกำหนดแล้ว " (-left) " วัน)" }
        }
    }
}

/// What a meeting is called.
pub(super) fn meeting(meeting: &Meeting) -> String {
    format!("ประชุม {}", day(meeting.on))
}

/// The clause of an item of the criteria, as its rules number it: the item's code without what only tells items of
/// several rules, or two of one clause, apart. `farmer.12/1(a)` is `12/1 (ก)`.
pub(super) fn clause(code: &str) -> String {
    const LETTERS: [(&str, &str); 4] = [("(a)", "(ก)"), ("(b)", "(ข)"), ("(c)", "(ค)"), ("(d)", "(ง)")];
    let is_word = |part: &str| part.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
    let code = code.split_once('.').filter(|(rules, _)| is_word(rules)).map_or(code, |(_, rest)| rest);
    let code = code.rsplit_once('/').filter(|(_, which)| is_word(which)).map_or(code, |(clause, _)| clause);
    let said = LETTERS.iter().fold(code.to_owned(), |said, (letter, thai)| said.replace(letter, thai));
    said.replacen('(', " (", 1)
}

/// A sum of money as it was written down, as people read it; what is no sum stays as it is.
pub(super) fn baht(written: &serde_json::Number) -> String {
    Money::written(written).map_or_else(|| written.to_string(), |sum| sum.to_string())
}

/// A text, or that there is none.
pub(super) fn or_nothing(text: Option<&str>) -> &str {
    text.filter(|text| !text.trim().is_empty()).unwrap_or(NOTHING)
}

#[cfg(test)]
mod tests {
    use super::*;
    use register::aid::RuleBook;

    #[test]
    fn every_item_is_called_by_its_clause_and_by_no_letter_of_a_code() {
        for (code, called) in [
            ("5.1.5", "5.1.5"),
            ("5.1.9(2)", "5.1.9 (2)"),
            ("5.1.8/tarpaulin", "5.1.8"),
            ("dsdw.8.1.1", "8.1.1"),
            ("edu.11(3)", "11 (3)"),
            ("disease.15(1)", "15 (1)"),
            ("farmer.12/1(d)", "12/1 (ง)"),
        ] {
            assert_eq!(clause(code), called);
        }
        let rules = RuleBook::thailand();
        let codes: Vec<&str> = rules.items().iter().map(|item| item.code.as_str()).collect();
        assert!(codes.len() > 50, "{} items were read", codes.len());
        for code in codes {
            let called = clause(code);
            assert!(called.starts_with(|c: char| c.is_ascii_digit()), "{code}: {called}");
            assert!(!called.contains(|c: char| c.is_ascii_alphabetic()), "{code}: {called}");
        }
    }
}
