//! Which photos of a check are of which fact, and what is said of each.

use serde_json::json;

use super::*;

#[test]
fn two_facts_that_are_called_the_same_have_each_their_own_photos() {
    let fact = |id: &str| json!({ "id": id, "label": "หลังคา" });
    let id = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69";
    let task = json!({ "id": id, "record": id, "asked_at": "2026-04-12T09:31:05+07:00", "facts": [fact("1"), fact("2")] });
    let mut findings = Findings::of(serde_json::from_value(task).unwrap());
    let photo = |nth: u8| -> Photo {
        serde_json::from_value(json!({ "hash": PhotoHash::of(&[nth]), "kind": "other" })).unwrap()
    };
    for (nth, row) in [(1, "photos 1"), (2, "photos 2"), (3, "photos")] {
        findings.take(row, photo(nth));
    }
    let of = |fact: Option<&Fact>| -> Vec<PhotoHash> {
        findings.photos_of(fact).map(|photo| photo.hash).collect()
    };
    let facts = &findings.task.facts;
    assert_eq!(of(Some(&facts[0])), [photo(1).hash]);
    assert_eq!(of(Some(&facts[1])), [photo(2).hash]);
    assert_eq!(of(None), [photo(3).hash]);
}

#[test]
fn what_was_written_of_a_fact_that_is_confirmed_after_all_goes_to_nobody() {
    let id = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69";
    let facts = ["1", "2", "3"].map(|id| json!({ "id": id, "label": "หลังคา", "claimed": "ทั้งหลัง" }));
    let task = json!({ "id": id, "record": id, "asked_at": "2026-04-12T09:31:05+07:00", "facts": facts });
    let mut findings = Findings::of(serde_json::from_value(task).unwrap());
    for (fact, found) in [("1", Found::Confirmed), ("2", Found::Corrected), ("3", Found::NotFound)] {
        let answer = Answered { found: Some(found), value: "บางส่วน".to_owned() };
        findings.answers.insert(fact.to_owned(), answer);
    }
    let found: Vec<Option<String>> = findings.found().into_iter().map(|finding| finding.value).collect();
    assert_eq!(found, [None, Some("บางส่วน".to_owned()), None]);
    // Whoever taps back finds what they wrote.
    assert_eq!(findings.answers["1"].value, "บางส่วน");
}
