use serde_json::{Value, json};

use super::*;
use crate::clock::Stamp;
use crate::decision::{Appearance, Decision, Ruling, Verdict};
use crate::draw::draw;
use crate::lao::Directory;
use crate::samples::{history, phone, read};
use crate::visit::Visit;

/// One person at home, of whom a test changes what it is about.
fn person(n: u32, change: impl FnOnce(&mut Value, &mut Value)) -> Visit {
    let mut place = json!({ "house_no": "123/4", "moo": 5, "tambon": "570906" });
    let mut person = json!({
        "id": format!("0196a3c2-7d1e-7c55-9b02-{n:012}"),
        "given_name": "วันเพ็ญ", "family_name": "ทองสุขดี", "sex": "female",
        "birth": { "date": "1954-03-12", "precision": "day" },
    });
    change(&mut person, &mut place);
    let record = read(json!({
        "id": format!("0196a3c2-7d1e-7c55-9b01-{n:012}"), "lao": "57000003", "round": "2569-04",
        "captured_at": format!("2026-04-12T09:{:02}:00+07:00", n % 60), "status": "complete",
        "place": place, "people": [person],
    }));
    Visit::of(&history([&phone(1).makes(&record, 1)]).merge().unwrap()).unwrap()
}

fn who(n: u32) -> Appearance {
    format!("57000003/0196a3c2-7d1e-7c55-9b01-{n:012}/0196a3c2-7d1e-7c55-9b02-{n:012}").parse().unwrap()
}

fn found(visits: &[Visit], decisions: &[Decision]) -> Vec<Candidate> {
    let register = draw(visits, decisions, &Directory::default());
    candidates(&register, NaiveDate::from_ymd_opt(2026, 4, 30).unwrap())
}

fn numbered(person: &mut Value, _: &mut Value) {
    person["national_id"] = "1000000000009".into();
}

/// Row 6; domain.md 3.6 row 6: name, birth date, village.
#[test]
fn somebody_met_twice_without_a_number_is_a_candidate_with_reasons_in_thai() {
    let found = found(&[person(1, |_, _| ()), person(2, |p, _| p["given_name"] = "วันเพ็น".into())], &[]);
    let [candidate] = found.as_slice() else { panic!("one pair, not {found:?}") };
    assert_eq!(Some(candidate.pair), Pair::of(who(2), who(1)));
    assert!(candidate.score > 900, "{}", candidate.score);
    assert!(candidate.reasons.iter().all(|(reason, _)| !reason.in_thai().is_empty()));
    assert!(candidate.reasons.len() >= 3, "name, birth and house speak: {:?}", candidate.reasons);
}

#[test]
fn somebody_with_a_number_is_a_candidate_only_for_somebody_without() {
    let one_numbered = found(&[person(1, numbered), person(2, |_, _| ())], &[]);
    assert_eq!(one_numbered.len(), 1);
    let both =
        found(&[person(1, numbered), person(2, |p, _| p["national_id"] = "1000000000017".into())], &[]);
    assert!(both.is_empty(), "two valid numbers are row 11's: {both:?}");
}

/// A village of others, so that a shared given name is nothing rare.
fn neighbours() -> Vec<Visit> {
    let given = ["วันเพ็ญ", "ประเสริฐ", "บุญมี", "สมศรี", "คำปัน", "อำนาจ"];
    let family = ["แก้วมณี", "ใจงาม", "วงศ์คำ", "ศรีวิชัย", "มาลัยทอง"];
    (10..70u32)
        .map(|n| {
            person(n, |p, place| {
                p["given_name"] = given[n as usize % given.len()].into();
                p["family_name"] = format!("{}{n}", family[n as usize % family.len()]).into();
                p["birth"] =
                    json!({ "date": format!("{}-{:02}-17", 1930 + n, 1 + n % 12), "precision": "day" });
                place["house_no"] = format!("{n}/1").into();
            })
        })
        .collect()
}

/// Row 6: a telephone in common, where name and place leave it open.
#[test]
fn a_telephone_tells_what_a_bare_given_name_does_not() {
    let two = |first: Option<&str>, second: Option<&str>| {
        let widow = |n, family: &str, phone: Option<&str>| {
            person(n, |p, place| {
                p["family_name"] = family.into();
                p["birth"] = json!({ "date": "1954", "precision": "year" });
                p["phone"] = phone.map_or(Value::Null, Into::into);
                place["house_no"] = n.to_string().into();
            })
        };
        let mut visits = neighbours();
        visits.extend([widow(1, "ทองสุขดี", first), widow(2, "จันทร์หอม", second)]);
        found(&visits, &[]).into_iter().any(|c| Some(c.pair) == Pair::of(who(1), who(2)))
    };
    assert!(!two(None, None));
    assert!(!two(Some("0810000000"), Some("0820000000")));
    assert!(two(Some("081-000-0000"), Some("+66 ๘๑ ๐๐๐ ๐๐๐๐")));
}

#[test]
fn somebody_else_under_the_same_roof_is_no_candidate() {
    let husband = person(2, |p, _| {
        p["given_name"] = "ประเสริฐ".into();
        p["sex"] = "male".into();
        p["birth"] = json!({ "date": "1950-08-21", "precision": "day" });
    });
    assert!(found(&[person(1, |_, _| ()), husband], &[]).is_empty());
}

/// Row 9: a decision closes the case, and only a new one opens it.
#[test]
fn a_ruling_on_the_two_ends_it_either_way() {
    let visits = [person(1, |_, _| ()), person(2, |_, _| ())];
    for verdict in [
        Verdict::Separate { left: vec![who(1)], right: vec![who(2)] },
        Verdict::Join { left: vec![who(1)], right: vec![who(2)] },
    ] {
        let decision = Ruling::new("u-1", Stamp::new(1, 0), verdict).sign(&phone(99).key);
        assert!(found(&visits, &[decision]).is_empty());
    }
}

#[test]
fn a_pair_has_one_case_whatever_the_grounds() {
    let visits = [person(1, numbered), person(2, |_, _| ()), person(3, |_, _| ())];
    let register = draw(&visits, &[], &Directory::default());
    let candidates = candidates(&register, NaiveDate::from_ymd_opt(2026, 4, 30).unwrap());
    let cases = open_cases(&register, &candidates);
    assert_eq!(cases.len(), 3, "three people, three unordered pairs");
    assert!(cases.values().all(|grounds| grounds.contains(&Ground::Alike)));
}
