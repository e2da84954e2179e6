//! Bodies as they come from anybody: opened within bounds or refused, and what was packed
//! comes back as it was.
#![no_main]

use libfuzzer_sys::fuzz_target;
use packing::{Effort, open_samruat, open_zstd, samruat};

/// What a body may open to here.
const MOST: usize = 64 * 1024;

fuzz_target!(|body: &[u8]| {
    for opened in [open_samruat(body, MOST), open_zstd(body, MOST)].into_iter().flatten() {
        assert!(opened.len() <= MOST);
    }
    let packed = samruat(body, Effort::Server).expect("memory to pack in");
    assert_eq!(open_samruat(&packed, body.len()).as_deref(), Ok(body));
});
