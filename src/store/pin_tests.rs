use super::*;
use crate::samples::{self, MORNING, Phone};

const RIGHT: &str = "271828";
const WRONG: &str = "314159";

fn locked() -> Phone {
    let phone = Phone::new(1);
    phone.store.set_pin(RIGHT).unwrap();
    phone
}

fn tries(phone: &Phone, pin: &str, now: u64) -> Tried {
    phone.store.try_pin(pin, now).unwrap()
}

/// Wrong ones until the first wait; when that is over.
fn tried_out(phone: &Phone) -> u64 {
    for left in (1..FREE).rev() {
        assert_eq!(tries(phone, WRONG, MORNING), Tried::Wrong { left_before_wait: left });
    }
    let Tried::Wait { until } = tries(phone, WRONG, MORNING) else { panic!("the fifth begins a wait") };
    until
}

#[test]
fn the_right_pin_opens_and_a_wrong_one_does_not_after_a_restart_too() {
    let phone = Phone::new(1);
    assert!(!phone.store.has_pin().unwrap());
    assert!(matches!(phone.store.try_pin(RIGHT, MORNING), Err(StoreError::NoPin)));
    phone.store.set_pin(RIGHT).unwrap();
    let phone = phone.restart();
    assert!(phone.store.has_pin().unwrap());
    assert_eq!(tries(&phone, WRONG, MORNING), Tried::Wrong { left_before_wait: 4 });
    assert_eq!(tries(&phone, RIGHT, MORNING), Tried::Open);
    phone.store.set_pin(WRONG).unwrap();
    assert_eq!(tries(&phone, WRONG, MORNING), Tried::Open);
}

#[test]
fn thai_digits_are_digits_and_what_is_no_pin_is_refused_without_counting() {
    let phone = Phone::new(1);
    for none in ["", "123", "123456789", "12a4", "12 34", "-1234", "๑๒๓", "１２３４"] {
        let fault = phone.store.set_pin(none).unwrap_err().to_string();
        assert!(fault.contains("four to eight digits"), "{none:?}: {fault}");
    }
    assert!(!phone.store.has_pin().unwrap());
    phone.store.set_pin("๒๗๑๘๒๘").unwrap();
    assert!(matches!(phone.store.try_pin("27", MORNING), Err(StoreError::NotAPin)));
    assert_eq!(tries(&phone, WRONG, MORNING), Tried::Wrong { left_before_wait: 4 });
    assert_eq!(tries(&phone, RIGHT, MORNING), Tried::Open);
    assert_eq!(tries(&phone, "๒๗๑๘๒๘", MORNING), Tried::Open);
}

#[test]
fn waits_double_from_half_a_minute_to_a_quarter_of_an_hour() {
    let phone = locked();
    let mut until = tried_out(&phone);
    let mut waits = vec![(until - MORNING) / 1000];
    for _ in 0..7 {
        let now = until;
        let Tried::Wait { until: next } = tries(&phone, WRONG, now) else { panic!("it waits again") };
        waits.push((next - now) / 1000);
        until = next;
    }
    assert_eq!(waits, [30, 60, 120, 240, 480, 900, 900, 900]);
    // However often: nothing is lost, and the right one still opens.
    assert_eq!(tries(&phone, RIGHT, until), Tried::Open);
}

#[test]
fn during_a_wait_even_the_right_pin_is_not_looked_at_and_wrong_ones_do_not_lengthen_it() {
    let phone = locked();
    let until = tried_out(&phone);
    for pin in [RIGHT, WRONG, RIGHT] {
        assert_eq!(tries(&phone, pin, until - 1), Tried::Wait { until });
    }
    assert_eq!(tries(&phone, RIGHT, until), Tried::Open);
    // It was right: five more are free.
    assert_eq!(tries(&phone, WRONG, until), Tried::Wrong { left_before_wait: 4 });
}

#[test]
fn neither_a_restart_nor_a_clock_that_is_set_back_shortens_a_wait() {
    let phone = locked();
    let until = tried_out(&phone);
    let phone = phone.restart();
    assert_eq!(tries(&phone, RIGHT, until - 1), Tried::Wait { until });
    // Set back a year: the whole wait begins anew by that clock, and so it does end.
    let back = MORNING - 365 * 24 * 60 * 60 * 1000;
    assert_eq!(tries(&phone, RIGHT, back), Tried::Wait { until: back + FIRST_WAIT_MS });
    let phone = phone.restart();
    assert_eq!(tries(&phone, RIGHT, back + FIRST_WAIT_MS - 1), Tried::Wait { until: back + FIRST_WAIT_MS });
    assert_eq!(tries(&phone, RIGHT, back + FIRST_WAIT_MS), Tried::Open);
}

#[test]
fn a_trial_that_was_cut_off_before_its_answer_counts_as_wrong() {
    let phone = locked();
    // What is on the disk at the moment at which it is being looked at.
    let mut seen = kept_of(&phone);
    seen.hash = "cut off".into();
    phone.store.write(|t| keep(t, &seen)).unwrap();
    assert!(phone.store.try_pin(RIGHT, MORNING).is_err());
    assert_eq!(kept_of(&phone.restart()).wrong, 1);
}

fn kept_of(phone: &Phone) -> Kept {
    phone.store.read(kept).unwrap().unwrap()
}

#[test]
fn only_a_fresh_enrolment_by_the_same_office_forgets_the_pin() {
    let phone = locked();
    phone.store.save_draft(samples::id(1), "{}", "").unwrap();
    // The answer to the enrolment that there is, come twice.
    phone.store.enrol(&samples::identity(1)).unwrap();
    assert!(phone.store.has_pin().unwrap());
    // Another office's.
    let mut elsewhere = samples::identity(1);
    elsewhere.lao.code = "05090902".parse().unwrap();
    assert!(phone.store.enrol(&elsewhere).is_err());
    assert!(phone.store.has_pin().unwrap());
    // The same office lets in whoever holds the phone now; the draft is still there.
    let fresh = crate::enrolment::Identity { token: "token-2".into(), ..samples::identity(1) };
    phone.store.enrol(&fresh).unwrap();
    assert!(!phone.store.has_pin().unwrap());
    assert_eq!(phone.store.drafts().unwrap().len(), 1);
}

#[test]
fn the_hash_is_argon2id_with_a_salt_of_its_own_and_never_shows_the_pin() {
    let phone = locked();
    let first = kept_of(&phone).hash;
    assert!(first.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{first}");
    phone.store.set_pin(RIGHT).unwrap();
    assert_ne!(kept_of(&phone).hash, first);
    assert!(!first.contains(RIGHT));
}
