//! Whatever stands in a picture file: it is kept within bounds and bare, or refused.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use picture::{LONG_SIDE, MOST_BYTES, MOST_THUMBNAIL, keep};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    // A large claim is honoured for seconds; the fuzzer learns nothing there.
    if claims_much(bytes) {
        return Corpus::Reject;
    }
    let Ok(kept) = keep(bytes) else { return Corpus::Keep };
    assert!(kept.jpeg.len() <= MOST_BYTES && kept.thumbnail.len() <= MOST_THUMBNAIL);
    assert!(kept.jpeg.starts_with(b"\xff\xd8") && kept.thumbnail.starts_with(b"\xff\xd8"));
    let again = keep(&kept.jpeg).expect("what was kept is a picture");
    assert_eq!(again.jpeg, kept.jpeg, "at most {LONG_SIDE} pixels and bare: kept as it is");
    assert_eq!((again.taken_at, again.at), (None, None));
    Corpus::Keep
});

/// More than 512 pixels a side, in a PNG's header or behind any mark of a JPEG's frame.
fn claims_much(bytes: &[u8]) -> bool {
    let large = |side: &[u8]| side.iter().fold(0u64, |sum, byte| (sum << 8) | u64::from(*byte)) > 512;
    match bytes {
        [0x89, ..] => bytes.get(16..24).is_some_and(|size| large(&size[..4]) || large(&size[4..])),
        _ => bytes
            .windows(9)
            .filter(|frame| frame[0] == 0xFF && matches!(frame[1], 0xC0..=0xC2))
            .any(|frame| large(&frame[5..7]) || large(&frame[7..9])),
    }
}
