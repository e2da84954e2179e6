//! Packing: messages made small for a dear and slow link, and opened again within bounds.
//!
//! Owns the two codings that a body may come in besides plain: `zstd`, which any client
//! speaks, and `samruat1`, which our phones and our server speak with each other. Most of a
//! household on the wire is names of records, people and changes, and signatures: chance,
//! written in hexadecimal digits. `samruat1` writes each such name once, as the bytes that
//! it is, and refers to it afterwards ([`shorthand`]); what is left is almost the same for
//! every household, and zstd packs it with a dictionary of what households usually say.
//!
//! Refuses to know what is packed: any bytes come back as they were. A small body that would
//! open to gigabytes is refused before it is opened.
//!
//! Called by `sync` and by the server's routes and bundles.
//!
//! The form of `samruat1` is frozen, its dictionary with it (`golden/`): a better one gets a
//! new name.

use std::io::{BufRead, Read};
use std::sync::LazyLock;

use zstd::dict::{DecoderDictionary, EncoderDictionary};

mod shorthand;

/// The coding that any client speaks.
pub const ZSTD: &str = "zstd";
/// Ours.
pub const SAMRUAT: &str = "samruat1";

/// The largest window that is opened, as a power of two: what zstd's ordinary levels use. More
/// would be memory that anybody could ask for with a few bytes.
const WINDOW_LOG: u32 = 23;

/// What households usually say, in shorthand; made by `load --dictionary`.
static DICTIONARY: &[u8] = include_bytes!("samruat1.dictionary");

/// How hard a packer tries: a phone has the time, a server has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// A body is sent once over a slow link.
    Phone,
    /// Many are answered at once.
    Server,
}

impl Effort {
    fn level(self) -> i32 {
        match self {
            Self::Phone => 12,
            Self::Server => 3,
        }
    }

    fn dictionary(self) -> &'static EncoderDictionary<'static> {
        static PHONE: LazyLock<EncoderDictionary<'static>> =
            LazyLock::new(|| EncoderDictionary::copy(DICTIONARY, Effort::Phone.level()));
        static SERVER: LazyLock<EncoderDictionary<'static>> =
            LazyLock::new(|| EncoderDictionary::copy(DICTIONARY, Effort::Server.level()));
        match self {
            Self::Phone => &PHONE,
            Self::Server => &SERVER,
        }
    }
}

/// Why a body could not be opened. Nothing of it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackingFault {
    /// It opens to more than is taken.
    #[error("it opens to more than is taken here")]
    TooLarge,
    /// It is damaged, or was never packed so.
    #[error("its packing is damaged")]
    Damaged,
}

/// Packs as `zstd`; `None` where the machine has no memory for it.
pub fn zstd(plain: &[u8], effort: Effort) -> Option<Vec<u8>> {
    zstd::bulk::compress(plain, effort.level()).ok()
}

/// Opens `zstd`, to at most `most` bytes.
///
/// # Errors
/// When it is damaged or larger.
pub fn open_zstd(packed: &[u8], most: usize) -> Result<Vec<u8>, PackingFault> {
    let decoder = zstd::stream::read::Decoder::with_buffer(packed).map_err(|_| PackingFault::Damaged)?;
    read_at_most(decoder, most)
}

/// Packs as `samruat1`; `None` where the machine has no memory for it, or the body is too long
/// for it.
pub fn samruat(plain: &[u8], effort: Effort) -> Option<Vec<u8>> {
    let (text, names) = shorthand::shorten(plain);
    let mut packer = zstd::bulk::Compressor::with_prepared_dictionary(effort.dictionary()).ok()?;
    // The coding's name says which dictionary it is.
    packer.include_dictid(false).ok()?;
    let text = packer.compress(&text).ok()?;
    let mut packed = Vec::with_capacity(4 + names.len() + text.len());
    packed.extend(u32::try_from(names.len()).ok()?.to_le_bytes());
    packed.extend(names);
    packed.extend(text);
    Some(packed)
}

/// Opens `samruat1`, to at most `most` bytes.
///
/// # Errors
/// When it is damaged or larger.
pub fn open_samruat(packed: &[u8], most: usize) -> Result<Vec<u8>, PackingFault> {
    static OPENING: LazyLock<DecoderDictionary<'static>> =
        LazyLock::new(|| DecoderDictionary::copy(DICTIONARY));
    let (length, rest) = packed.split_first_chunk().ok_or(PackingFault::Damaged)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| PackingFault::Damaged)?;
    let (names, text) = rest.split_at_checked(length).ok_or(PackingFault::Damaged)?;
    let decoder = zstd::stream::read::Decoder::with_prepared_dictionary(text, &OPENING)
        .map_err(|_| PackingFault::Damaged)?;
    // Shorthand is never longer than twice what it stands for.
    let text = read_at_most(decoder, most.saturating_mul(2))?;
    shorthand::write_out(&text, names, most)
}

/// A dictionary of what these messages say alike, at most so many bytes.
///
/// # Errors
/// When they are too few or too much alike to learn from.
#[cfg(feature = "training")]
pub fn dictionary_of(messages: &[Vec<u8>], most: usize) -> std::io::Result<Vec<u8>> {
    let texts: Vec<Vec<u8>> = messages.iter().map(|message| shorthand::shorten(message).0).collect();
    zstd::dict::from_samples(&texts, most)
}

fn read_at_most<R: BufRead>(
    mut from: zstd::stream::read::Decoder<'_, R>,
    most: usize,
) -> Result<Vec<u8>, PackingFault> {
    from.window_log_max(WINDOW_LOG).map_err(|_| PackingFault::Damaged)?;
    let mut plain = Vec::new();
    // One byte more than is taken tells a body that is too large from one that just fits.
    let bound = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    from.take(bound).read_to_end(&mut plain).map_err(|_| PackingFault::Damaged)?;
    if plain.len() > most { Err(PackingFault::TooLarge) } else { Ok(plain) }
}

#[cfg(test)]
#[path = "packing_tests.rs"]
mod tests;
