use register::digest::DigestKey;
use register::national_id::NationalId;

use super::*;

const TOOK: Duration = Duration::ZERO;

fn digest(version: u64, held: std::ops::Range<u64>) -> Arc<Digest> {
    let numbers = held.map(|n| NationalId::completing(100_000_000_000 + n).unwrap());
    Arc::new(Digest::build(version, &DigestKey::new([7; 32]), numbers))
}

/// Publishes one after another, as asking for them does.
fn published(digests: &[Arc<Digest>]) -> Published {
    let mut published = Published::first(Arc::clone(&digests[0]), 0, TOOK);
    for digest in &digests[1..] {
        match Delta::between(&published.newest, digest) {
            Ok(step) => published.goes_on(Arc::clone(digest), vec![step], TOOK),
            Err(_) => published = Published::first(Arc::clone(digest), 0, TOOK),
        }
    }
    published
}

#[test]
fn a_phone_that_is_a_hundred_digests_behind_is_led_on_in_one_step() {
    let digests: Vec<_> = (0..100).map(|nth| digest(nth + 1, nth / 8..2_000 + nth)).collect();
    let published = published(&digests);
    for behind in [0, 1, 50, 98] {
        let mut held = Digest::clone(&digests[behind]);
        let way = published.way_from(held.version(), usize::MAX).unwrap().joined().unwrap();
        held.apply(&Delta::read(&way.to_bytes()).unwrap()).unwrap();
        assert_eq!(held.to_bytes(), digests[99].to_bytes(), "from {behind}");
    }
    assert!(published.way_from(100, usize::MAX).is_none(), "it is the newest");
    assert!(published.way_from(101, usize::MAX).is_none());
    // Ninety-nine came, and twelve went.
    assert!(published.way_from(1, 111).is_none() && published.way_from(1, 112).is_some());
}

#[test]
fn a_way_that_would_be_as_long_as_the_digest_is_not_kept() {
    let digests: Vec<_> = (0..30).map(|nth| digest(nth + 1, nth * 50..8_000 + nth * 50)).collect();
    let published = published(&digests);
    assert!(published.way_from(1, usize::MAX).is_none(), "2,900 moves of 8,000");
    let way = published.way_from(12, usize::MAX).unwrap().joined().unwrap();
    assert!(way.to_bytes().len() < digests[29].to_bytes().len());
    assert_eq!((published.oldest(), published.untidy), (10, 9));
}

#[test]
fn nothing_leads_over_a_digest_of_another_size() {
    let published = published(&[digest(1, 0..1_000), digest(2, 0..3_000), digest(3, 0..3_001)]);
    assert!(published.way_from(1, usize::MAX).is_none());
    assert!(published.way_from(2, usize::MAX).is_some());
}

#[test]
fn a_digest_is_led_on_by_the_steps_that_begin_with_it_and_by_no_others() {
    let digests: Vec<_> = (0..5).map(|nth| digest(nth + 1, 0..2_000 + nth)).collect();
    let steps: Vec<_> = digests.windows(2).map(|pair| Delta::between(&pair[0], &pair[1]).unwrap()).collect();
    for from in 0..5 {
        assert_eq!(led_on(Digest::clone(&digests[from]), &steps).unwrap(), *digests[4]);
    }
    // One is missing: it stays where it is, or says so.
    let torn = [steps[0].clone(), steps[2].clone()];
    assert_eq!(led_on(Digest::clone(&digests[0]), &torn).unwrap(), *digests[0]);
    assert!(led_on(Digest::clone(&digests[1]), &torn).is_err());
}

#[test]
fn the_database_is_put_in_order_now_and_then_and_nothing_in_it_grows_old() {
    let mut published = published(&[digest(1, 0..2_000), digest(2, 0..2_001)]);
    let a_month = 31 * 24 * 60 * 60 * 1_000;
    assert!(!published.is_untidy(a_month) && published.is_untidy(a_month + 1));
    published.untidy = TIDIED - 1;
    assert!(!published.is_untidy(0));
    published.untidy = TIDIED;
    assert!(published.is_untidy(0));
    assert_eq!(published.oldest(), 1);
}

#[test]
fn a_shelf_keeps_provinces_apart() {
    let shelf = Shelf::default();
    shelf.put("57", Some(published(&[digest(1, 0..2_000), digest(2, 0..2_001)])));
    assert!(shelf.way_from("57", 1, usize::MAX).is_some() && shelf.way_from("58", 1, usize::MAX).is_none());
    assert_eq!(shelf.newest("57").unwrap().0.version(), 2);
    shelf.put("57", None);
    assert!(shelf.newest("57").is_none());
}
