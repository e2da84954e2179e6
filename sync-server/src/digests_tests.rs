use register::digest::DigestKey;
use register::national_id::NationalId;

use super::*;

const TOOK: Duration = Duration::ZERO;

fn digest(version: u64, held: std::ops::Range<u64>) -> Arc<Digest> {
    let numbers = held.map(|n| NationalId::completing(100_000_000_000 + n).unwrap());
    Arc::new(Digest::build(version, &DigestKey::new([7; 32]), numbers))
}

/// Publishes one after another, as asking for them does.
fn publish(shelf: &Shelf, digests: &[Arc<Digest>]) {
    for digest in digests {
        let before = shelf.newest("57").map(|(before, _)| before);
        let step = before.and_then(|before| Delta::between(&before, digest).ok());
        shelf.publish("57", digest, step, TOOK);
    }
}

#[test]
fn a_phone_that_is_a_hundred_digests_behind_is_led_on_in_one_step() {
    let shelf = Shelf::default();
    let digests: Vec<_> = (0..100).map(|nth| digest(nth + 1, nth / 8..2_000 + nth)).collect();
    publish(&shelf, &digests);
    for behind in [0, 1, 50, 98] {
        let mut held = Digest::clone(&digests[behind]);
        let way = shelf.way_from("57", held.version(), usize::MAX).unwrap();
        held.apply(&Delta::read(&way.to_bytes()).unwrap()).unwrap();
        assert_eq!(held.to_bytes(), digests[99].to_bytes(), "from {behind}");
    }
    assert!(shelf.way_from("57", 100, usize::MAX).is_none(), "it is the newest");
    assert!(shelf.way_from("57", 101, usize::MAX).is_none());
    assert!(shelf.way_from("58", 1, usize::MAX).is_none(), "another province's");
    // Ninety-nine came, and twelve went.
    assert!(shelf.way_from("57", 1, 111).is_none() && shelf.way_from("57", 1, 112).is_some());
}

#[test]
fn a_way_that_would_be_as_long_as_the_digest_is_not_kept() {
    let shelf = Shelf::default();
    let digests: Vec<_> = (0..30).map(|nth| digest(nth + 1, nth * 50..8_000 + nth * 50)).collect();
    publish(&shelf, &digests);
    assert!(shelf.way_from("57", 1, usize::MAX).is_none(), "2,900 moves of 8,000");
    let way = shelf.way_from("57", 12, usize::MAX).unwrap();
    assert!(way.to_bytes().len() < digests[29].to_bytes().len());
}

#[test]
fn nothing_leads_over_a_digest_of_another_size_and_what_comes_late_is_passed_over() {
    let shelf = Shelf::default();
    let (small, large, larger) = (digest(1, 0..1_000), digest(2, 0..3_000), digest(3, 0..3_001));
    publish(&shelf, &[Arc::clone(&small), large, Arc::clone(&larger)]);
    assert!(shelf.way_from("57", 1, usize::MAX).is_none());
    assert!(shelf.way_from("57", 2, usize::MAX).is_some());
    // Somebody who made an older one was slower.
    shelf.publish("57", &small, None, TOOK);
    assert_eq!(shelf.newest("57").unwrap().0.version(), 3);
    // Of one that was made from another than the newest nothing is known but itself.
    let step = Delta::between(&digest(2, 0..3_000), &digest(4, 0..3_002)).unwrap();
    shelf.publish("57", &digest(4, 0..3_002), Some(step), TOOK);
    assert_eq!(shelf.newest("57").unwrap().0.version(), 4);
    assert!(shelf.way_from("57", 2, usize::MAX).is_none() && shelf.way_from("57", 3, usize::MAX).is_none());
}
