use std::collections::{BTreeSet, HashMap};
use std::convert::Infallible;

use super::*;
use crate::roster::Roster;
use crate::sameness::Verdict;

/// A thousand synthetic people, some of them twice, with the slips of typists.
const SAMPLE: &str = include_str!("../../../tests/people/sample.csv");

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 4, 1).unwrap()
}

/// Lines by what the list calls them.
fn lines() -> impl Iterator<Item = Typed<'static>> {
    SAMPLE.lines().skip(1).map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        let [unique_id, cid, title, first, last, dob, sex, village, house] = fields[..] else {
            panic!("nine fields: {line}")
        };
        Typed { unique_id, cid, title, first, last, dob, sex, village, house, ..Typed::default() }
    })
}

/// An index in memory, as a phone's would be.
struct Everybody {
    people: HashMap<&'static str, Sketch>,
    bearers: HashMap<Sign, usize>,
}

impl Everybody {
    fn new() -> Self {
        let people: HashMap<_, _> =
            lines().map(|line| (line.unique_id, Sketch::read(&line, today()))).collect();
        let mut bearers = HashMap::new();
        for sign in people.values().flat_map(Sketch::signs) {
            *bearers.entry(sign).or_insert(0) += 1;
        }
        Self { people, bearers }
    }
}

impl Census for Everybody {
    type Error = Infallible;

    fn people(&self) -> Result<usize, Infallible> {
        Ok(self.people.len())
    }

    fn bearers(&self, sign: Sign) -> Result<usize, Infallible> {
        Ok(self.bearers.get(&sign).copied().unwrap_or_default())
    }
}

fn shares_a_sign(a: &Sketch, b: &Sketch) -> bool {
    let signs: BTreeSet<Sign> = b.signs().into_iter().collect();
    a.sought_by().any(|sign| signs.contains(&sign))
}

#[test]
fn whom_a_whole_list_finds_for_somebody_without_a_number_is_found_alone_too() {
    let mut roster = Roster::new(today());
    for (at, line) in (2..).zip(lines()) {
        roster.add(at, &line);
    }
    roster.close();
    let everybody = Everybody::new();
    let is_numbered = |line: &Typed<'_>| TypedId::read(Some(line.cid)).valid().is_some();
    let numbered: BTreeSet<_> = lines().filter(is_numbered).map(|line| line.unique_id).collect();
    let (mut pairs, mut met, mut shown) = (0, 0, 0);
    roster
        .pairs(|pair| {
            let (a, b) = (&everybody.people[pair.left], &everybody.people[pair.right]);
            if numbered.contains(pair.left) && numbered.contains(pair.right) {
                return Ok(());
            }
            pairs += 1;
            if shares_a_sign(a, b) {
                met += 1;
                let Ok(comparison) = a.compare(b, &everybody);
                shown += usize::from(comparison.verdict() != Verdict::Apart);
            }
            Ok::<_, Infallible>(())
        })
        .unwrap();
    println!("{pairs} pairs: {met} are met, {shown} are shown");
    assert!(pairs > 20, "{pairs}");
    assert!(met * 100 >= pairs * 98, "{met} of {pairs} are met");
    assert!(shown * 100 >= pairs * 95, "{shown} of {pairs} are shown");
}

#[test]
fn strangers_of_a_list_are_hardly_ever_shown() {
    let everybody = Everybody::new();
    let mut roster = Roster::new(today());
    for (at, line) in (2..).zip(lines()) {
        roster.add(at, &line);
    }
    roster.close();
    let mut known = BTreeSet::new();
    roster
        .pairs(|pair| {
            known.insert((pair.left.to_owned(), pair.right.to_owned()));
            Ok::<_, Infallible>(())
        })
        .unwrap();
    let mut people: Vec<_> = everybody.people.iter().collect();
    people.sort_by_key(|(label, _)| **label);
    let mut more = 0;
    for (at, (left, a)) in people.iter().enumerate() {
        for (right, b) in &people[at + 1..] {
            if !known.contains(&((**left).to_owned(), (**right).to_owned())) && shares_a_sign(a, b) {
                let Ok(comparison) = a.compare(b, &everybody);
                more += usize::from(comparison.verdict() != Verdict::Apart);
            }
        }
    }
    println!("{more} pairs more than the whole list finds");
    assert!(more * 100 <= people.len(), "{more} more than the whole list finds, of {} people", people.len());
}

#[test]
fn names_that_were_kept_read_back_as_the_same_signs() {
    for line in lines() {
        let sketch = Sketch::read(&line, today());
        let [first, last] = sketch.names();
        let again = Sketch::read(&Typed { title: "", first, last, ..line }, today());
        assert_eq!(again.signs(), sketch.signs(), "{line:?}");
    }
}

#[test]
fn signs_do_not_move_without_their_form() {
    let typed = Typed {
        unique_id: "1",
        cid: "1000000000009",
        title: "นาย",
        first: "สมชาย",
        last: "สมปอง",
        dob: "1954-03-02",
        sex: "1",
        village: "57090305",
        house: "123/4",
        phone: "0810000000",
        ..Typed::default()
    };
    let signs: Vec<u64> = Sketch::read(&typed, today()).signs().into_iter().map(Sign::number).collect();
    let mark = signs.iter().fold(0, |mark, sign| mixed(mark, *sign));
    assert_eq!(
        (signs.len(), mark),
        (15, 14_600_010_493_364_112_030),
        "where this moves, SIGNS_FORM must move with it"
    );
}
