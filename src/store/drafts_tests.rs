use serde_json::json;

use super::*;
use crate::keeping::Outcome;
use crate::samples::{MORNING, Phone, household, id};

fn draft(number: u32) -> serde_json::Value {
    let mut draft = serde_json::to_value(household(number)).unwrap();
    draft["status"] = "draft".into();
    draft
}

#[test]
fn a_draft_is_there_as_it_was_last_saved_after_the_battery_was_pulled() {
    let phone = Phone::new(1);
    phone.store.save_draft(id(1), r#"{"half": "typ"}"#).unwrap();
    phone.at(MORNING + 5);
    phone.store.save_draft(id(2), "{}").unwrap();
    phone.at(MORNING + 9);
    phone.store.save_draft(id(1), r#"{"half": "typed"}"#).unwrap();
    let phone = phone.restart();
    let drafts = phone.store.drafts().unwrap();
    assert_eq!(drafts.iter().map(|d| d.id).collect::<Vec<_>>(), [id(1), id(2)]);
    assert_eq!((drafts[0].json.as_str(), drafts[0].saved_ms), (r#"{"half": "typed"}"#, MORNING + 9));
    assert_eq!(phone.store.status().unwrap().drafts, 2);
    assert!(phone.sends().is_empty(), "a draft lives on its phone only");
}

#[test]
fn completing_a_draft_keeps_its_record_and_closes_it() {
    let phone = Phone::new(1);
    phone.store.save_draft(id(1), &draft(1).to_string()).unwrap();
    assert_eq!(phone.store.complete(id(1)).unwrap(), Outcome::Made);
    let phone = phone.restart();
    assert!(phone.store.drafts().unwrap().is_empty());
    assert_eq!(phone.store.record(id(1)).unwrap().unwrap().record, household(1));
    assert!(matches!(phone.store.complete(id(1)), Err(StoreError::NoDraft(_))));
}

#[test]
fn a_draft_that_cannot_be_completed_stays_and_names_the_field() {
    let phone = Phone::new(1);
    let mut wrong = draft(1);
    wrong["people"][0]["sex"] = "m".into();
    phone.store.save_draft(id(1), &wrong.to_string()).unwrap();
    let fault = phone.store.complete(id(1)).unwrap_err().to_string();
    assert!(fault.starts_with("people[0].sex: "), "{fault}");
    assert_eq!(phone.store.drafts().unwrap().len(), 1);
    assert!(phone.store.record(id(1)).unwrap().is_none());
}

#[test]
fn a_visit_that_was_refused_is_completed_as_refused() {
    let phone = Phone::new(1);
    let mut refused = draft(1);
    refused["status"] = "refused".into();
    refused["refusal"] = json!({ "reason": "ไม่สะดวก" });
    phone.store.save_draft(id(1), &refused.to_string()).unwrap();
    phone.store.complete(id(1)).unwrap();
    let record = phone.store.record(id(1)).unwrap().unwrap().record;
    assert!(record.people.is_empty() && record.refusal.is_some());
}

#[test]
fn a_draft_goes_when_its_record_is_kept_or_when_its_author_says_so() {
    let phone = Phone::new(1);
    for number in [1, 2] {
        phone.store.save_draft(id(number), &draft(number).to_string()).unwrap();
    }
    phone.store.keep(&household(1), &[]).unwrap();
    phone.store.discard_draft(id(2)).unwrap();
    assert!(phone.store.drafts().unwrap().is_empty());
    assert_eq!(phone.store.status().unwrap().waiting, 1);
}

#[test]
fn what_is_not_json_is_not_saved_over_a_draft() {
    let phone = Phone::new(1);
    phone.store.save_draft(id(1), "{}").unwrap();
    assert!(phone.store.save_draft(id(1), "{").unwrap_err().to_string().contains("not JSON"));
    assert_eq!(phone.store.drafts().unwrap()[0].json, "{}");
}
