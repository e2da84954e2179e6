use super::*;

#[test]
fn a_slow_link_gets_small_portions_and_a_fast_one_large() {
    let mut pace = Pace::default();
    (0..20).for_each(|_| pace.pushed(pace.push_bytes, Duration::from_secs(40)));
    assert_eq!(pace.push_bytes, LEAST_PUSH);
    (0..20).for_each(|_| pace.pushed(pace.push_bytes, Duration::from_millis(300)));
    assert_eq!(pace.push_bytes, MOST_PUSH);
    pace.pushed(pace.push_bytes, Duration::from_secs(10));
    assert_eq!(pace.push_bytes, MOST_PUSH);
}

#[test]
fn a_small_rest_that_went_fast_says_nothing_of_the_link() {
    let mut pace = Pace::default();
    pace.pushed(600, Duration::from_millis(10));
    assert_eq!(pace.push_bytes, FIRST_PUSH);
}

#[test]
fn cuts_shrink_portions_and_never_to_nothing() {
    let mut pace = Pace::default();
    (0..40).for_each(|_| {
        pace.push_failed(pace.push_bytes);
        pace.pull_failed();
    });
    assert_eq!((pace.push_bytes, pace.records), (LEAST_PUSH, LEAST_RECORDS));
    (0..10).for_each(|_| pace.pulled(Duration::from_secs(1)));
    assert_eq!(pace.records, MOST_RECORDS);
}

#[test]
fn a_memory_of_another_version_is_read_as_far_as_it_goes() {
    let pace: Pace = serde_json::from_str(r#"{"checked_epoch":"e1","later":[1]}"#).unwrap();
    assert_eq!(pace, Pace { checked_epoch: Some("e1".into()), ..Pace::default() });
}
