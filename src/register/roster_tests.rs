use super::*;
use proptest::prelude::*;
use std::convert::Infallible;

type Line = [&'static str; 9];

const LIST: &[Line] = &[
    ["a1", "1000000000009", "นาย", "สมชาย", "สมปองดี", "1954-03-02", "1", "57090305", "123/4"],
    ["a2", "1000000000009", "", "นายสมชาย สมปองดี", "", "2497-03-02", "ชาย", "57090305", "๑๒๓/๔"],
    ["a3", "", "นาย", "สมชาญ", "สมปองดี", "1954-02-03", "male", "หมู่ 5", "123/04"],
    ["b1", "3000000012348", "นาง", "กนกวรรณ", "ใจงามยิ่ง", "1980-07-09", "2", "57090306", "9"],
    ["b2", "3000000012340", "นางสาว", "กนกวรรณ", "แซ่ลี้", "1980-07-09", "หญิง", "57090411", "77"],
    ["c1", "", "นาย", "บุญมี", "คำแก้วมา", "1961-12-24", "1", "57090307", "12"],
    ["d1", "", "นาง", "ลำดวน", "ศรีจันทร์ดี", "1939-01-01", "2", "57090308", "40"],
];

fn roster(lines: impl IntoIterator<Item = Line>) -> (Roster, Vec<Repeated>) {
    let mut roster = Roster::new(NaiveDate::from_ymd_opt(2026, 4, 1).unwrap());
    for (line, [unique_id, cid, title, first, last, dob, sex, village, house]) in (2..).zip(lines) {
        roster.add(
            line,
            &Typed { unique_id, cid, title, first, last, dob, sex, village, house, ..Typed::default() },
        );
    }
    let repeated = roster.close();
    (roster, repeated)
}

fn pairs(roster: &Roster) -> Vec<(String, String, u16, &'static str)> {
    let mut pairs = Vec::new();
    let kept = roster.pairs(|pair| {
        pairs.push((pair.left.to_owned(), pair.right.to_owned(), pair.score, pair.verdict.as_str()));
        Ok::<_, Infallible>(())
    });
    assert_eq!(kept.unwrap().pairs, pairs.len() as u64);
    pairs
}

fn verdicts(lines: impl IntoIterator<Item = Line>) -> Vec<(String, String, &'static str)> {
    let mut found: Vec<_> =
        pairs(&roster(lines).0).into_iter().map(|(left, right, _, verdict)| (left, right, verdict)).collect();
    found.sort();
    found
}

fn said(left: &str, right: &str, verdict: &'static str) -> (String, String, &'static str) {
    (left.to_owned(), right.to_owned(), verdict)
}

#[test]
fn a_small_list_gives_its_pairs() {
    assert_eq!(
        verdicts(LIST.iter().copied()),
        [
            said("a1", "a2", "same"),
            said("a1", "a3", "review"),
            said("a2", "a3", "review"),
            said("b1", "b2", "review")
        ]
    );
}

#[test]
fn a_line_that_calls_itself_what_an_earlier_one_does_is_named_and_left_out() {
    let again = [LIST[0], LIST[3], ["a1", "", "", "บุญมี", "", "", "", "", ""], LIST[1]];
    let (roster, repeated) = roster(again);
    assert_eq!(repeated, [Repeated { unique_id: "a1".to_owned(), kept: 2, line: 4 }]);
    assert_eq!(roster.len(), 3);
    assert_eq!(pairs(&roster).len(), 1);
}

#[test]
fn whoever_takes_the_pairs_may_stop_them() {
    let (roster, _) = roster(LIST.iter().copied());
    let mut taken = 0;
    let stopped = roster.pairs(|_| {
        taken += 1;
        Err("the disk is full")
    });
    assert_eq!((stopped, taken), (Err("the disk is full"), 1));
}

#[test]
fn a_pair_can_be_explained() {
    let (roster, _) = roster(LIST.iter().copied());
    let comparison = roster.explain("a1", "a3").unwrap();
    assert!(comparison.reasons().iter().any(|&(reason, _)| reason == crate::sameness::Reason::BirthSwapped));
    assert_eq!(roster.explain("a1", "nobody"), None);
}

#[test]
fn thousands_of_lines_that_say_the_same_are_told_and_do_not_stop_the_work() {
    let names: Vec<&'static str> =
        (0..3_000).map(|n| &*Box::leak(format!("n{n:04}").into_boxed_str())).collect();
    let lines = names
        .iter()
        .map(|&name| [name, "", "นาย", "สมชาย", "สมปองดี", "1954-03-02", "1", "57090305", "123/4"]);
    let (roster, _) = roster(lines);
    let tally = roster.pairs(|_| Ok::<_, Infallible>(())).unwrap();
    assert!(tally.too_alike >= 3_000);
    assert!(tally.compared < 3_000 * 256 * Pass::ALL.len() as u64);
    let mut seen = std::collections::HashSet::new();
    for (left, right, ..) in pairs(&roster) {
        assert!(seen.insert((left, right)), "each pair once, also where blocks were divided");
    }
}

#[test]
fn dates_are_read_in_either_era_and_as_people_type_them() {
    let day: Birth = "1954-03-02".parse().unwrap();
    for typed in ["1954-03-02", "2497-03-02", "2/3/2497", "02/03/1954", "๒/๓/๒๔๙๗", " 2497-3-2 "]
    {
        assert_eq!(typed::birth(typed), Some(day), "{typed}");
    }
    assert_eq!(typed::birth("2497"), Some(Birth::year_only(1954)));
    assert_eq!(typed::birth("2497-02-30"), Some(Birth::year_only(1954)), "no such day: the year is left");
    for typed in ["", "-", "ไม่ทราบ", "0000-00-00", "12", "1-2-3-4", "99999999999-1-1"] {
        assert_eq!(typed::birth(typed), None, "{typed}");
    }
}

#[test]
fn sex_is_read_from_every_code_and_from_the_title() {
    for typed in ["1", "male", "ชาย"] {
        assert_eq!(typed::sex(typed, "", ""), Some(Sex::Male), "{typed}");
    }
    for typed in ["2", "female", "หญิง"] {
        assert_eq!(typed::sex(typed, "", ""), Some(Sex::Female), "{typed}");
    }
    assert_eq!(typed::sex("", "น.ส.", ""), Some(Sex::Female));
    assert_eq!(typed::sex("1", "นาง", ""), None, "a contradiction is not known");
    assert_eq!(typed::sex("", "จ.ส.อ.", ""), None);
}

use crate::birth::Birth;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    /// Names, numbers and dates from a few, so that everything collides with everything.
    #[test]
    fn pairs_come_once_and_whatever_the_order_of_the_list(
        picks in proptest::collection::vec((0usize..7, 0usize..7, 0usize..7, 0usize..7), 2..40),
        shuffle in any::<u64>(),
    ) {
        let labels: Vec<&'static str> = (0..picks.len()).map(|n| &*Box::leak(n.to_string().into_boxed_str())).collect();
        let mut lines: Vec<Line> = picks.iter().zip(labels).map(|(&(who, id, born, home), label)| {
            let [_, _, title, first, last, _, sex, _, _] = LIST[who];
            [label, LIST[id][1], title, first, last, LIST[born][5], sex, LIST[home][7], LIST[home][8]]
        }).collect();
        let straight = pairs(&roster(lines.iter().copied()).0);
        let mut once: Vec<_> = straight.iter().map(|(left, right, ..)| (left, right)).collect();
        once.sort();
        once.dedup();
        prop_assert_eq!(once.len(), straight.len());
        lines.sort_by_key(|line| mixed(shuffle, crate::sameness::key_of(line[0])));
        prop_assert_eq!(straight, pairs(&roster(lines).0));
    }
}
