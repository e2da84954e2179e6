use proptest::prelude::*;

use super::*;

const NOW: u64 = 1_775_961_065_000;
const DAY: u64 = 24 * 60 * 60 * 1_000;
const TEN_YEARS: u64 = 3_653 * DAY;

#[test]
fn stamps_of_one_millisecond_are_told_apart_by_their_count() {
    let mut clock = Clock::default();
    let stamps = [clock.tick(NOW), clock.tick(NOW), clock.tick(NOW - 5), clock.tick(NOW + 1)];
    let texts = stamps.map(|stamp| stamp.to_string());
    assert_eq!(texts, ["1775961065000.0", "1775961065000.1", "1775961065000.2", "1775961065001.0"]);
}

#[test]
fn a_full_count_flows_over_into_the_next_millisecond_and_the_last_stamp_stays_the_last() {
    assert_eq!(Stamp::new(NOW, u32::MAX).next(), Stamp::new(NOW + 1, 0));
    let last = Stamp::new(u64::MAX, u32::MAX);
    assert_eq!(last.next(), last);
    let mut clock = Clock::default();
    clock.saw(Stamp::new(NOW, u32::MAX), NOW);
    assert_eq!(clock.tick(NOW), Stamp::new(NOW + 1, 0));
}

#[test]
fn a_stamp_has_one_text() {
    for text in ["0.0", "1775961065000.17", "18446744073709551615.4294967295"] {
        assert_eq!(text.parse::<Stamp>().unwrap().to_string(), text);
    }
    for wrong in [
        "",
        ".",
        "1",
        "1.",
        ".1",
        "01.0",
        "1.00",
        "+1.0",
        "1.+0",
        "-1.0",
        "1.0.0",
        "18446744073709551616.0",
        "1.4294967296",
        " 1.0",
    ] {
        let said = wrong.parse::<Stamp>().unwrap_err().to_string();
        assert!(said.contains("such as 1775961065000.0"), "{said}");
    }
}

#[test]
fn an_edit_after_another_devices_edit_has_the_greater_stamp() {
    let mut clock = Clock::default();
    let ahead = Stamp::new(NOW + DAY, 3);
    clock.saw(ahead, NOW);
    assert_eq!(clock.tick(NOW), ahead.next());
}

#[test]
fn a_clock_ten_years_ahead_drags_no_other_clock_along() {
    let mut clock = Clock::default();
    clock.saw(Stamp::new(NOW + DAY + 1, 0), NOW);
    clock.saw(Stamp::new(NOW + TEN_YEARS, 0), NOW);
    assert_eq!(clock.tick(NOW), Stamp::new(NOW, 0));
}

#[test]
fn a_clock_ten_years_behind_still_comes_after_what_it_saw_itself() {
    let mut behind = Clock::default();
    let first = behind.tick(NOW - TEN_YEARS);
    assert!(behind.tick(NOW - TEN_YEARS - 1) > first);
    assert!(behind.tick(NOW - TEN_YEARS + 1) > first);
}

#[test]
fn a_clock_that_was_set_right_after_ten_years_ahead_tells_the_right_time_again() {
    let mut clock = Clock::default();
    clock.tick(NOW + TEN_YEARS);
    let right = clock.tick(NOW);
    assert_eq!(right, Stamp::new(NOW, 0));
    assert!(clock.tick(NOW) > right, "and rises from there");
}

#[test]
fn what_the_server_says_of_the_time_corrects_a_clock_in_either_direction() {
    for wrong in [NOW - TEN_YEARS, NOW + TEN_YEARS, 0] {
        let mut clock = Clock::default();
        clock.tick(wrong);
        clock.learn(NOW, wrong);
        let later = clock.tick(wrong + 60_000);
        assert_eq!(later.ms(), NOW + 60_000, "device at {wrong}");
        // Then the battery was changed and the device's time is right of itself.
        clock.learn(NOW, NOW);
        assert!(clock.tick(NOW + 120_000) > later);
    }
}

#[test]
fn no_time_a_server_or_a_device_could_say_breaks_a_clock() {
    for server in [0, NOW, u64::MAX] {
        for device in [0, NOW, u64::MAX] {
            let mut clock = Clock::default();
            clock.learn(server, device);
            clock.saw(Stamp::new(u64::MAX, u32::MAX), device);
            let first = clock.tick(device);
            assert!(clock.tick(device) > first || first == Stamp::new(u64::MAX, u32::MAX));
        }
    }
}

proptest! {
    /// Within a day of each other, so that no clock is taken for wrong.
    #[test]
    fn stamps_of_one_device_rise_whatever_its_clock_and_its_neighbours_do(
        steps in prop::collection::vec((0..DAY, 0..DAY, any::<u32>(), any::<bool>()), 1..50),
    ) {
        let mut clock = Clock::default();
        let mut last = None;
        for (device, seen, count, hears) in steps {
            let now = NOW + device;
            if hears {
                clock.saw(Stamp::new(NOW + seen, count), now);
            }
            let stamp = clock.tick(now);
            prop_assert!(last < Some(stamp));
            last = Some(stamp);
        }
    }
}
