//! How bodies are packed on the wire: in one place, so that a better coding has one door.
//!
//! Owns packing what is sent and unpacking what came, within bounds: a small body that
//! unpacks to gigabytes is refused, not unpacked. Called by `link`.

use std::io::Read;

/// What is asked for and sent. The server answers in it.
pub(crate) const ZSTD: &str = "zstd";
/// Nine is where a household's JSON stops getting smaller for the time it takes.
const LEVEL: i32 = 9;
/// A smaller body gains nothing.
const WORTH_PACKING: usize = 200;

/// A body to be sent.
pub(crate) struct Packed {
    pub(crate) bytes: Vec<u8>,
    /// Its `Content-Encoding`.
    pub(crate) coding: Option<&'static str>,
}

pub(crate) fn pack(plain: Vec<u8>) -> Packed {
    if plain.len() >= WORTH_PACKING
        && let Ok(bytes) = zstd::bulk::compress(&plain, LEVEL)
        && bytes.len() < plain.len()
    {
        return Packed { bytes, coding: Some(ZSTD) };
    }
    Packed { bytes: plain, coding: None }
}

/// Unpacks a body that came with this `Content-Encoding`, to at most `most` bytes.
pub(crate) fn unpack(bytes: Vec<u8>, coding: Option<&str>, most: usize) -> Result<Vec<u8>, String> {
    match coding {
        None | Some("" | "identity") => Ok(bytes),
        Some(ZSTD) => {
            let mut plain = Vec::new();
            let most = u64::try_from(most).unwrap_or(u64::MAX);
            let read = zstd::stream::read::Decoder::new(bytes.as_slice())
                .and_then(|decoder| decoder.take(most.saturating_add(1)).read_to_end(&mut plain))
                .map_err(|error| format!("its packing is damaged: {error}"))?;
            if read as u64 > most { Err("it unpacks to more than it may".to_owned()) } else { Ok(plain) }
        }
        Some(other) => Err(format!("it is packed as {other}, which was not asked for")),
    }
}

#[cfg(test)]
#[path = "coding_tests.rs"]
mod tests;
