//! A digest or a delta is refused, or is one that we could have written.
//!
//! The check over a digest's bytes is set right first: no fuzzer guesses a hash, and an
//! attacker would set it right too.

#![no_main]

use libfuzzer_sys::fuzz_target;
use register::digest::{Delta, Digest, DigestKey};
use register::national_id::NationalId;

/// Where the check of a digest stands (`digest::DIGEST_HEADER`, frozen by its golden file).
const CHECK: std::ops::Range<usize> = 40..48;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(delta) = Delta::read(bytes) {
        assert_eq!(delta.to_bytes(), bytes);
    }
    let mut bytes = bytes.to_vec();
    if bytes.len() >= CHECK.end {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&bytes[..CHECK.start]).update(&bytes[CHECK.end..]);
        bytes[CHECK].copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    }
    let Ok(digest) = Digest::read(&bytes) else { return };
    assert_eq!(digest.to_bytes(), bytes);
    let key = DigestKey::of_epoch(&[7; 32], "57", 1);
    for number in 0..8 {
        if let Some(id) = NationalId::completing(number) {
            let _ = digest.answer(&key, id);
        }
    }
    let mut held = digest.clone();
    if let Ok(delta) = Delta::between(&digest, &digest) {
        held.apply(&delta).expect("its own delta");
        assert!(held == digest);
    }
});
