//! How bodies are packed on the wire: what is sent, and what of the answers is understood.
//!
//! Owns which coding a body goes in. Refuses to know how packing works (`packing`). Called by
//! `link` and `courier`.

use packing::{Effort, PackingFault, SAMRUAT, ZSTD};

/// What is asked for. Whoever does not speak ours answers in the other.
pub(crate) const ASKED: &str = "samruat1, zstd";
/// What naming the coding costs in a header: packing that gains less gains nothing.
const NAMING: usize = 28;

/// A body to be sent.
pub(crate) struct Packed {
    pub(crate) bytes: Vec<u8>,
    /// Its `Content-Encoding`.
    pub(crate) coding: Option<&'static str>,
}

pub(crate) fn pack(plain: Vec<u8>) -> Packed {
    match packing::samruat(&plain, Effort::Phone) {
        Some(bytes) if bytes.len() + NAMING < plain.len() => Packed { bytes, coding: Some(SAMRUAT) },
        _ => Packed { bytes: plain, coding: None },
    }
}

/// Unpacks a body that came with this `Content-Encoding`, to at most `most` bytes.
pub(crate) fn unpack(bytes: Vec<u8>, coding: Option<&str>, most: usize) -> Result<Vec<u8>, String> {
    let opened = match coding {
        None | Some("" | "identity") => return Ok(bytes),
        Some(SAMRUAT) => packing::open_samruat(&bytes, most),
        Some(ZSTD) => packing::open_zstd(&bytes, most),
        Some(other) => return Err(format!("it is packed as {other}, which was not asked for")),
    };
    opened.map_err(|fault: PackingFault| fault.to_string())
}

#[cfg(test)]
#[path = "coding_tests.rs"]
mod tests;
