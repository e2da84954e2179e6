use super::*;

const NOW: u64 = 1_775_961_065_000;

fn wait(backoff: Backoff) -> u64 {
    backoff.next_try(NOW) - NOW
}

#[test]
fn a_phone_that_never_failed_may_try_at_once() {
    assert_eq!(Backoff::default().next_try(NOW), NOW);
}

#[test]
fn waits_double_up_to_an_hour_and_stay_between_half_and_all_of_it() {
    for seed in 0..200 {
        let mut backoff = Backoff::default();
        for failures in 0..40 {
            backoff = backoff.after_failure(NOW, seed, None);
            let whole = (30_000u64 << failures.min(20)).min(3_600_000);
            assert!((whole / 2..=whole).contains(&wait(backoff)), "{failures}: {}", wait(backoff));
        }
        assert_eq!(backoff.failures(), 40);
    }
}

#[test]
fn phones_cut_off_together_do_not_come_back_together() {
    let mut waits: Vec<u64> =
        (0..30).map(|seed| wait(Backoff::default().after_failure(NOW, seed, None))).collect();
    waits.sort_unstable();
    waits.dedup();
    assert!(waits.len() >= 29);
    assert!(waits[waits.len() - 1] - waits[0] > 10_000);
}

#[test]
fn the_same_seed_gives_the_same_wait() {
    let twice = [7, 7].map(|seed| Backoff::default().after_failure(NOW, seed, None));
    assert_eq!(twice[0], twice[1]);
}

#[test]
fn a_server_that_asks_for_time_gets_it_up_to_an_hour() {
    assert_eq!(wait(Backoff::default().after_failure(NOW, 1, Some(120_000))), 120_000);
    assert_eq!(wait(Backoff::default().after_failure(NOW, 1, Some(u64::MAX))), 3_600_000);
    assert!(wait(Backoff::default().after_failure(NOW, 1, Some(1))) >= 15_000);
}

#[test]
fn time_that_passed_is_not_waited_for_again() {
    let backoff = Backoff::default().after_failure(NOW, 1, None);
    assert_eq!(backoff.next_try(NOW + 40_000), NOW + 40_000);
}

#[test]
fn a_clock_that_was_set_back_years_does_not_silence_a_phone() {
    let backoff = Backoff::default().after_failure(NOW, 1, None);
    let years_ago = NOW - 10 * 365 * 24 * 3_600_000;
    assert_eq!(backoff.next_try(years_ago), years_ago);
}

#[test]
fn nothing_overflows_at_the_end_of_time() {
    let mut backoff = Backoff::default();
    (0..100).for_each(|seed| backoff = backoff.after_failure(u64::MAX, seed, Some(u64::MAX)));
    assert_eq!(backoff.next_try(u64::MAX), u64::MAX);
}
