use std::collections::BTreeSet;

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::subsequence;

use super::*;

const GOLDEN_BASE: &[u8] = include_bytes!("digest/base-v1.bin");
const GOLDEN_DELTA: &[u8] = include_bytes!("digest/delta-v1.bin");

fn key() -> DigestKey {
    DigestKey::of_epoch(&[7; 32], "57", 1)
}

fn other_key() -> DigestKey {
    DigestKey::of_epoch(&[7; 32], "57", 2)
}

/// Synthetic numbers, each once; the stride shares no factor with 10¹².
fn person(n: u64) -> NationalId {
    NationalId::completing((u128::from(n) * 618_033_988_749 % 1_000_000_000_000) as u64).unwrap()
}

fn people(which: std::ops::Range<u64>) -> impl Iterator<Item = NationalId> {
    which.map(person)
}

fn digest(version: u64, which: std::ops::Range<u64>) -> Digest {
    Digest::build(version, &key(), people(which))
}

fn bytes_each(digest: &Digest, people: u64) -> f64 {
    digest.to_bytes().len() as f64 / people as f64
}

fn share_of_false_hits(digest: &Digest, absent: std::ops::Range<u64>) -> f64 {
    let (key, asked) = (key(), absent.end - absent.start);
    let hits = people(absent).filter(|&id| digest.answer(&key, id) == Ok(Answer::Elsewhere)).count();
    hits as f64 / asked as f64
}

/// Puts the right check into bytes that were tampered with, as an attacker would.
fn with_right_check(mut bytes: Vec<u8>) -> Vec<u8> {
    let check = check_of(&bytes);
    bytes[40..48].copy_from_slice(&check.to_le_bytes());
    bytes
}

#[test]
fn the_bytes_are_frozen() {
    let base = digest(1, 0..50);
    let delta = Delta::between(&base, &digest(2, 5..55)).unwrap();
    assert_eq!(base.to_bytes(), GOLDEN_BASE, "phones hold these bytes: a change is a new format number");
    assert_eq!(delta.to_bytes(), GOLDEN_DELTA, "phones fetch these bytes: a change is a new format number");
}

#[test]
fn bytes_of_the_first_format_are_still_read() {
    let mut held = Digest::read(GOLDEN_BASE).unwrap();
    assert_eq!(held.version(), 1);
    assert_eq!(held.answer(&key(), person(3)), Ok(Answer::Elsewhere));
    held.apply(&Delta::read(GOLDEN_DELTA).unwrap()).unwrap();
    assert_eq!(held.version(), 2);
    assert_eq!(held.answer(&key(), person(3)), Ok(Answer::NotKnown));
    assert_eq!(held.answer(&key(), person(54)), Ok(Answer::Elsewhere));
}

#[test]
fn nobody_one_and_two_people_make_a_digest() {
    for n in 0..3 {
        let small = Digest::read(digest(9, 0..n).to_bytes()).unwrap();
        for asked in 0..3 {
            let expected = if asked < n { Answer::Elsewhere } else { Answer::NotKnown };
            assert_eq!(small.answer(&key(), person(asked)), Ok(expected), "{asked} of {n}");
        }
    }
}

#[test]
fn repeats_and_order_leave_no_trace_in_the_bytes() {
    let once = digest(4, 0..500);
    let again = Digest::build(
        4,
        &key(),
        people(0..500).chain(people(100..400)).collect::<Vec<_>>().into_iter().rev(),
    );
    assert_eq!(once.to_bytes(), again.to_bytes());
}

#[test]
fn two_hundred_thousand_people_fit_the_size_and_the_false_hits_promised() {
    // The million is measured by `benches/digest.rs`; here are as many changes and as many strangers.
    let mut base = digest(1, 0..200_000);
    assert!(bytes_each(&base, 200_000) <= 1.3, "{}", bytes_each(&base, 200_000));
    let moved = digest(2, 3_000..207_000);
    let delta = Delta::read(&Delta::between(&base, &moved).unwrap().to_bytes()).unwrap();
    assert!(delta.changes() > 9_900 && delta.to_bytes().len() <= 4 * delta.changes());
    base.apply(&delta).unwrap();
    assert_eq!(base.to_bytes(), moved.to_bytes());
    assert!(bytes_each(&base, 204_000) <= 1.3, "{}", bytes_each(&base, 204_000));
    assert!(people(3_000..207_000).all(|id| base.answer(&key(), id) == Ok(Answer::Elsewhere)));
    let share = share_of_false_hits(&base, 207_000..1_207_000);
    assert!((0.003..=0.005).contains(&share), "{share}");
}

#[test]
fn the_fullest_and_the_emptiest_size_keep_the_promise_too() {
    // The most people that 7·2¹¹ buckets hold, and one more, who get 2¹⁴ buckets.
    let most = most_people(7 << 11);
    let (full, roomy) = (digest(1, 0..most), digest(1, 0..most + 1));
    assert!(full.to_bytes().len() < roomy.to_bytes().len());
    assert!(share_of_false_hits(&full, most..most + 200_000) <= 0.0053, "0.0046, and chance");
    // 4·2ᵏ to 5·2ᵏ is the widest step: the emptiest size is just above it.
    let emptiest = most_people(4 << 12) + 1;
    assert!(bytes_each(&digest(1, 0..emptiest), emptiest) <= 1.27);
}

#[test]
fn every_number_of_people_gets_buckets_it_does_not_overfill() {
    for people in (0..5_000).chain((20..44).flat_map(|bits| [(1 << bits) - 1, 1 << bits, (1 << bits) + 1])) {
        let buckets = buckets_for(people);
        assert!(is_bucket_count(buckets), "{people} in {buckets}");
        assert!(people <= most_people(buckets));
        assert!(people < 100 || buckets as f64 <= 1.07 * people as f64, "{people} in {buckets}");
    }
    assert!([0, 3, 9, 11, 13, 15, 17, 100_001, u64::MAX, 1 << 60].iter().all(|&b| !is_bucket_count(b)));
}

#[test]
fn deltas_taken_one_by_one_equal_a_rebuild_and_one_that_skips() {
    let versions: Vec<Digest> = (0..8).map(|n| digest(n + 1, n * 30..n * 25 + 2_000)).collect();
    let mut held = versions[0].clone();
    for pair in versions.windows(2) {
        held.apply(&Delta::between(&pair[0], &pair[1]).unwrap()).unwrap();
        assert_eq!(held, pair[1]);
    }
    let mut skipped = versions[0].clone();
    skipped.apply(&Delta::between(&versions[0], &versions[7]).unwrap()).unwrap();
    assert_eq!(skipped.to_bytes(), held.to_bytes());
}

#[test]
fn deltas_that_do_not_follow_each_other_are_not_joined() {
    let versions: Vec<Digest> = (1..5).map(|n| digest(n, n * 10..1_000 + n * 10)).collect();
    let step = |from: usize, to: usize| Delta::between(&versions[from], &versions[to]).unwrap();
    assert_eq!(Delta::joined([&step(0, 2), &step(2, 3)]), Some(step(0, 3)));
    assert_eq!(Delta::joined([&step(0, 1), &step(2, 3)]), None, "one is missing");
    assert_eq!(Delta::joined([&step(1, 2), &step(0, 1)]), None, "backwards");
    assert_eq!(Delta::joined([]), None);
}

#[test]
fn a_delta_already_taken_changes_nothing() {
    let versions: Vec<Digest> = (1..4).map(|n| digest(n, n * 10..1_000 + n * 10)).collect();
    let first = Delta::between(&versions[0], &versions[1]).unwrap();
    let second = Delta::between(&versions[1], &versions[2]).unwrap();
    let mut held = versions[0].clone();
    for delta in [&first, &first, &second, &second, &first] {
        held.apply(delta).unwrap();
    }
    assert_eq!(held, versions[2]);
}

#[test]
fn a_delta_that_does_not_follow_is_refused_and_says_to_fetch_the_base() {
    let mut held = digest(1, 0..1_000);
    let before = held.clone();
    let gap = Delta::between(&digest(2, 0..1_001), &digest(3, 0..1_002)).unwrap();
    let other_history = Delta::between(&digest(1, 1..1_001), &digest(2, 1..1_002)).unwrap();
    let overlapping = Delta::between(&digest(0, 0..999), &digest(2, 0..1_002)).unwrap();
    let same_version = Delta::between(&digest(0, 0..999), &digest(1, 0..1_002)).unwrap();
    let other_size = Delta::between(&digest(1, 0..3_000), &digest(2, 0..3_001)).unwrap();
    // Its changes would fit, but it begins where this digest no longer is.
    let begins_before = Delta::between(&digest(0, 0..1_000), &digest(2, 0..1_002)).unwrap();
    let of_epoch_2 = |version, to| Digest::build(version, &other_key(), people(0..to));
    let other_epoch = Delta::between(&of_epoch_2(1, 1_000), &of_epoch_2(2, 1_001)).unwrap();
    assert_eq!(held.apply(&gap), Err(DigestError::Gap { held: 1, from: 2 }));
    for delta in [other_history, overlapping, begins_before, same_version, other_size, other_epoch] {
        assert_eq!(held.apply(&delta), Err(DigestError::OtherDigest));
    }
    assert_eq!(held, before, "nothing changed");
    for error in [DigestError::Gap { held: 1, from: 2 }, DigestError::OtherDigest, DigestError::WrongKey] {
        assert!(error.to_string().contains("fetch") && error.to_string().contains("the base"));
    }
}

#[test]
fn a_delta_whose_changes_do_not_lead_where_it_says_is_refused() {
    let (old, new) = (digest(1, 0..1_000), digest(2, 10..1_010));
    let honest = Delta::between(&old, &new).unwrap();
    let mut removes_a_stranger = honest.clone();
    removes_a_stranger.removes[0] += 1;
    let mut adds_the_held = honest.clone();
    adds_the_held.adds.push(old.fingerprints().last().unwrap());
    adds_the_held.adds.sort_unstable();
    let mut leads_elsewhere = honest.clone();
    leads_elsewhere.adds.pop();
    for forged in [removes_a_stranger, adds_the_held, leads_elsewhere] {
        let mut held = old.clone();
        assert_eq!(held.apply(&forged), Err(DigestError::OtherDigest));
        assert_eq!(held, old);
    }
}

#[test]
fn a_forged_delta_cannot_make_what_is_no_digest_even_with_its_right_check() {
    let old = digest(1, 0..20);
    let listed: Vec<u64> = old.fingerprints().collect();
    let forge = |adds: Vec<u64>| {
        let mut all = [&listed[..], &adds].concat();
        all.sort_unstable();
        let to = Digest::assemble(2, old.key_mark, old.buckets, &all).end();
        Delta { key_mark: old.key_mark, buckets: old.buckets, from: old.end(), to, removes: vec![], adds }
    };
    let twice = forge(vec![listed[7]]);
    let overfull = forge((0..40).filter(|place| !listed.contains(place)).collect());
    let fair = forge(vec![(0..).find(|place| !listed.contains(place)).unwrap()]);
    for (delta, taken) in [(twice, false), (overfull, false), (fair, true)] {
        assert_eq!(old.clone().apply(&Delta::read(&delta.to_bytes()).unwrap()).is_ok(), taken);
    }
}

#[test]
fn a_forged_digest_is_refused_for_each_way_it_contradicts_itself() {
    // Four buckets of three fingerprints: after the header three low bytes, then seven bits.
    let good = Digest::assemble(1, key().mark, 4, &[0x105, 0x109, 0x302]).to_bytes().to_vec();
    assert_eq!(&good[DIGEST_HEADER..], [0x05, 0x09, 0x02, 0b010_0110]);
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[DIGEST_HEADER + at] = byte;
        Digest::read(&with_right_check(bytes))
    };
    assert!(with(0, 0x08).is_ok());
    let disordered = Err(DigestError::Damaged("its fingerprints are out of order"));
    let miscounted = Err(DigestError::Damaged("it holds more or fewer than it says"));
    assert_eq!(with(0, 0x0a), disordered, "descends");
    assert_eq!(with(0, 0x09), disordered, "twice");
    assert_eq!(with(3, 0b100_0110), disordered, "past the last bucket");
    assert_eq!(with(3, 0b1000_0110), disordered, "past the last bit");
    assert_eq!(with(3, 0b000_0110), miscounted, "one too few");
    assert_eq!(with(3, 0b110_0110), miscounted, "one too many");
}

#[test]
fn a_delta_leads_forward_to_places_there_are() {
    let honest = Delta::between(&digest(1, 0..100), &digest(2, 0..101)).unwrap();
    let read = |delta: Delta| Delta::read(&delta.to_bytes());
    assert!(read(honest.clone()).is_ok());
    assert!(read(Delta { to: End { version: 1, ..honest.to }, ..honest.clone() }).is_err());
    assert!(read(Delta { buckets: 97, ..honest.clone() }).is_err());
    assert!(read(Delta { adds: vec![honest.buckets << 8], ..honest }).is_err());
}

#[test]
fn no_delta_leads_over_a_change_of_key_or_size_or_backwards() {
    let old = digest(5, 0..1_000);
    let rekeyed = Digest::build(6, &other_key(), people(0..1_000));
    for new in [rekeyed, digest(6, 0..2_000), digest(5, 0..1_001), digest(4, 0..1_000)] {
        assert_eq!(Delta::between(&old, &new), Err(DigestError::NoDelta { from: 5, to: new.version() }));
    }
}

#[test]
fn two_people_on_one_place_are_held_until_the_last_has_gone() {
    // A small digest is sure to have such a pair among many people.
    let buckets = buckets_for(20_000);
    let mut by_place = BTreeMap::new();
    let (first, second) = people(0..20_000)
        .find_map(|id| by_place.insert(key().fingerprint(id, buckets), id).map(|earlier| (earlier, id)))
        .unwrap();
    let without = |gone: &[NationalId]| people(0..20_000).filter(|id| !gone.contains(id)).collect::<Vec<_>>();
    let mut held = digest(1, 0..20_000);
    let one_gone = Digest::build(2, &key(), without(&[first]));
    held.apply(&Delta::between(&held, &one_gone).unwrap()).unwrap();
    assert_eq!(held.answer(&key(), second), Ok(Answer::Elsewhere));
    let both_gone = Digest::build(3, &key(), without(&[first, second]));
    held.apply(&Delta::between(&held, &both_gone).unwrap()).unwrap();
    assert_eq!(held.answer(&key(), second), Ok(Answer::NotKnown));
}

#[test]
fn the_wrong_key_gets_no_answer_and_the_bytes_without_it_say_nothing() {
    let held = digest(1, 0..20_000);
    assert_eq!(held.answer(&other_key(), person(3)), Err(DigestError::WrongKey));
    // Even with the mark forged, the people held are found no more often than strangers.
    let forged = DigestKey { mark: key().mark, ..other_key() };
    let found = people(0..20_000).filter(|&id| held.answer(&forged, id) == Ok(Answer::Elsewhere)).count();
    assert!(found < 150, "{found} of 20000");
}

#[test]
fn keys_differ_by_province_epoch_and_server_and_are_not_shown() {
    let keys = [
        DigestKey::of_epoch(&[7; 32], "57", 1),
        DigestKey::of_epoch(&[7; 32], "57", 2),
        DigestKey::of_epoch(&[7; 32], "50", 1),
        DigestKey::of_epoch(&[8; 32], "57", 1),
    ];
    let secrets: BTreeSet<_> = keys.iter().map(|key| *key.secret()).collect();
    assert_eq!(secrets.len(), keys.len());
    let again = DigestKey::new(*keys[0].secret());
    assert_eq!(digest(1, 0..9).answer(&again, person(3)), Ok(Answer::Elsewhere));
    let shown = format!("{:?}", DigestKey::new([0xab; 32]));
    assert!(!shown.contains("abab") && !shown.contains("171"), "{shown}");
}

#[test]
fn bytes_that_claim_too_much_are_refused_before_anything_is_reserved() {
    let good = digest(1, 0..100).to_bytes().to_vec();
    for at in [24, 32] {
        for claim in [1u64 << 60, u64::MAX, 1 << 44, 0] {
            let mut bytes = good.clone();
            bytes[at..at + 8].copy_from_slice(&claim.to_le_bytes());
            assert!(Digest::read(&with_right_check(bytes)).is_err(), "{claim} at {at}");
        }
    }
    let mut delta = Delta::between(&digest(1, 0..100), &digest(2, 0..101)).unwrap().to_bytes();
    delta.truncate(DELTA_HEADER);
    push_small(&mut delta, 1 << 60);
    assert_eq!(Delta::read(&delta), Err(Reader::SHORT));
}

#[test]
fn a_file_of_another_kind_or_a_later_format_says_so() {
    let mut later = digest(1, 0..10).to_bytes().to_vec();
    later[7] = 2;
    assert_eq!(Digest::read(&later), Err(DigestError::Format));
    assert_eq!(Digest::read(b"PK"), Err(DigestError::Format));
    assert_eq!(Digest::read(GOLDEN_DELTA), Err(DigestError::Format));
    assert_eq!(Delta::read(GOLDEN_BASE), Err(DigestError::Format));
}

#[test]
fn a_number_in_a_delta_has_one_spelling() {
    for (bytes, number) in
        [(&[0][..], Some(0)), (&[0x80, 1], Some(128)), (&[0x80, 0], None), (&[0xff; 10], None)]
    {
        assert_eq!(Reader { rest: bytes }.small().ok(), number, "{bytes:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whoever_is_held_is_found(held in btree_set(0..1_000_000_000_000u64, 0..2_000), version: u64) {
        let ids: Vec<_> = held.iter().filter_map(|&n| NationalId::completing(n)).collect();
        let built = Digest::build(version, &key(), ids.iter().copied());
        let read = Digest::read(built.to_bytes()).unwrap();
        prop_assert_eq!(&read, &built);
        for id in ids {
            prop_assert_eq!(read.answer(&key(), id), Ok(Answer::Elsewhere));
        }
    }

    #[test]
    fn looking_up_agrees_with_listing(held in btree_set(0..3_000u64, 0..1_500), asked in 0..400_000u64) {
        let digest = Digest::build(1, &key(), held.into_iter().map(person));
        let listed: BTreeSet<u64> = digest.fingerprints().collect();
        let place = asked % (digest.buckets << 8);
        prop_assert_eq!(digest.holds(place), listed.contains(&place));
        prop_assert!(listed.iter().all(|&place| digest.holds(place)));
    }

    #[test]
    fn any_history_of_deltas_equals_a_rebuild(steps in vec(subsequence((0..900u64).collect::<Vec<_>>(), 560..700), 2..6)) {
        // 560 to 700 people can fall into two sizes: there the base is what is fetched.
        let versions: Vec<_> =
            (1..).zip(&steps).map(|(n, held)| Digest::build(n, &key(), held.iter().copied().map(person))).collect();
        let mut held = versions[0].clone();
        for pair in versions.windows(2) {
            match Delta::between(&pair[0], &pair[1]) {
                Ok(delta) => {
                    let sent = Delta::read(&delta.to_bytes()).unwrap();
                    prop_assert_eq!(&sent, &delta);
                    held.apply(&sent).unwrap();
                }
                Err(_) => {
                    prop_assert_ne!(pair[0].buckets, pair[1].buckets);
                    held = Digest::read(pair[1].to_bytes()).unwrap();
                }
            }
            prop_assert_eq!(held.to_bytes(), pair[1].to_bytes());
        }
        let deltas: Option<Vec<_>> =
            versions.windows(2).map(|pair| Delta::between(&pair[0], &pair[1]).ok()).collect();
        for (from, deltas) in deltas.iter().flat_map(|deltas| (0..deltas.len()).map(|from| (from, &deltas[from..]))) {
            let whole = Delta::between(&versions[from], &versions[versions.len() - 1]).unwrap();
            prop_assert_eq!(Delta::joined(deltas), Some(whole));
        }
    }

    #[test]
    fn any_damage_to_a_digest_is_noticed(at in 0..10_000usize, mask in 1..=255u8, cut in 0..10_000usize) {
        let good = digest(1, 0..300).to_bytes().to_vec();
        let mut bytes = good.clone();
        let at = at % bytes.len();
        bytes[at] ^= mask;
        prop_assert!(Digest::read(&bytes).is_err());
        prop_assert!(Digest::read(&good[..cut % good.len()]).is_err());
        prop_assert!(Digest::read(&[&good[..], &[0]].concat()).is_err());
    }

    #[test]
    fn a_forged_digest_is_refused_or_is_one_we_could_have_written(
        at in 0..10_000usize, mask in 1..=255u8, asked in 0..10_000u64,
    ) {
        let mut bytes = digest(1, 0..300).to_bytes().to_vec();
        let at = at % bytes.len();
        bytes[at] ^= mask;
        let bytes = with_right_check(bytes);
        if let Ok(digest) = Digest::read(&bytes) {
            let listed: Vec<u64> = digest.fingerprints().collect();
            let again = Digest::assemble(digest.version, digest.key_mark, digest.buckets, &listed);
            prop_assert_eq!(again.to_bytes(), &bytes);
            prop_assert!(listed.windows(2).all(|pair| pair[0] < pair[1]));
            let _ = digest.answer(&key(), person(asked));
        }
    }

    #[test]
    fn a_delta_of_any_bytes_is_refused_or_reads_as_written(
        noise in vec(any::<u8>(), 0..200), at in 0..10_000usize, mask: u8,
    ) {
        let (old, new) = (digest(1, 0..300), digest(2, 20..310));
        let mut bytes = Delta::between(&old, &new).unwrap().to_bytes();
        let at = at % bytes.len();
        bytes[at] ^= mask;
        for bytes in [bytes.clone(), noise.clone(), [&bytes[..DELTA_HEADER], &noise].concat()] {
            let _ = Digest::read(&bytes);
            let Ok(delta) = Delta::read(&bytes) else { continue };
            prop_assert_eq!(delta.to_bytes(), bytes);
            let mut held = old.clone();
            if held.apply(&delta).is_ok() {
                prop_assert!(held == old || held.to_bytes() == new.to_bytes());
            }
        }
    }

    #[test]
    fn no_bytes_panic(bytes in vec(any::<u8>(), 0..300)) {
        let digest = [&DIGEST_MARK[..], &bytes].concat();
        let delta = [&DELTA_MARK[..], &bytes].concat();
        let _ = (Digest::read(&digest), Delta::read(&delta));
    }
}
