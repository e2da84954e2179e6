//! Bytes of a fixed length, written as lower-case hexadecimal.
//!
//! Called by every identifier that is a hash, a key or a signature.

use std::fmt;

use data_encoding::HEXLOWER;

/// Exactly `N` bytes, or nothing.
pub(crate) fn read<const N: usize>(text: &str) -> Option<[u8; N]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

/// Writes them out.
pub(crate) fn write(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(&HEXLOWER.encode(bytes))
}
