//! Pictures: whatever the camera gave becomes the bytes that are kept as evidence.
//!
//! Owns making a photo small, upright and bare: at most [`LONG_SIDE`] pixels, at most
//! [`MOST_BYTES`] bytes, nothing in it but the picture. When and where it was taken is moved
//! out of the file and handed back, for the record. The same bytes in give the same bytes
//! out, on every machine, and a photo that was kept already is kept as it is.
//!
//! Refuses to know files, tables and records. Called by the camera screen and by
//! `samruat add`, before anything is stored.
//!
//! Memory is bounded whatever comes in: a JPEG is scaled while it is decoded, a PNG is read
//! row by row, and what would need more than [`MOST_PIXELS`] or [`MOST_COEFFICIENT_BYTES`] is
//! refused before it is decoded. Colours are taken as sRGB; a camera's profile is dropped
//! with the rest of what the record does not need.

mod form;
mod jpeg;
mod png;
mod said;

use image::RgbImage;
use image::imageops::{self, FilterType};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use register::moment::Moment;
use register::record::{Fix, PhotoHash};

use jpeg::Jpeg;
use said::{Said, Turn};

/// Longest side of a kept photo, in pixels.
pub const LONG_SIDE: u32 = 1_600;
/// Largest kept photo, in bytes.
pub const MOST_BYTES: usize = 350_000;
/// Longest side of a thumbnail, in pixels.
pub const THUMBNAIL_SIDE: u32 = 256;
/// Largest thumbnail, in bytes. The server takes [`register::wire::MOST_THUMBNAIL_BYTES`].
pub const MOST_THUMBNAIL: usize = 12_000;

/// Largest file that is looked at: a 50-megapixel PNG fits.
pub const MOST_SOURCE_BYTES: usize = 256 * 1024 * 1024;
/// Most pixels that a picture may claim to have.
pub const MOST_PIXELS: u64 = 120_000_000;
/// Most memory that a JPEG's coefficients may need: those of a progressive one stand in memory
/// whole, those of an ordinary one do when this machine is short of processors. 108 megapixels
/// with halved colour fit, which is the largest that cheap phones take.
pub const MOST_COEFFICIENT_BYTES: u64 = 340_000_000;

/// A photo as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Names `jpeg`.
    pub hash: PhotoHash,
    /// Names what the camera gave. The same as `hash` where that was kept as it came.
    pub source_hash: PhotoHash,
    /// The evidence: made once, never altered.
    pub jpeg: Vec<u8>,
    /// A small picture of it, for lists.
    pub thumbnail: Vec<u8>,
    /// When it was taken, where the camera said so with an offset, or its receiver did.
    pub taken_at: Option<Moment>,
    /// Where it was taken, where the camera said so.
    pub at: Option<Fix>,
}

/// Why a picture cannot be kept. In every case nothing was stored and the file is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureFault {
    /// Nothing in it.
    #[error("the picture is empty (0 bytes); nothing was kept, take it again")]
    Empty,
    /// Not one of the two forms that are read.
    #[error("this is {0}, not a JPEG or PNG picture; nothing was kept, set the camera to JPEG or convert it")]
    NotAPicture(&'static str),
    /// More than this machine should take into its memory.
    #[error("the picture is too large ({0}); nothing was kept, set the camera to fewer megapixels")]
    TooLarge(String),
    /// Cut, or contradicting itself.
    #[error("the picture is damaged ({0}); nothing was kept, take it or copy it again")]
    Damaged(String),
}

/// Makes of any camera's JPEG or PNG what is kept.
///
/// # Errors
/// [`PictureFault`], when it is no picture, is damaged, or is larger than any camera's.
pub fn keep(bytes: &[u8]) -> Result<Kept, PictureFault> {
    if bytes.is_empty() {
        return Err(PictureFault::Empty);
    }
    if bytes.len() > MOST_SOURCE_BYTES {
        return Err(PictureFault::TooLarge(format!("{} MB", bytes.len() / 1_000_000)));
    }
    let source_hash = PhotoHash::of(bytes);
    if bytes.starts_with(b"\xff\xd8") {
        let jpeg = Jpeg::read(bytes)?;
        let said = Said::read(jpeg.exif);
        let picture = jpeg.decode(LONG_SIDE)?;
        if jpeg.is_bare && bytes.len() <= MOST_BYTES && jpeg.width.max(jpeg.height) <= LONG_SIDE {
            let thumbnail = thumbnail(&picture)?;
            let jpeg = bytes.to_vec();
            return Ok(Kept { hash: source_hash, source_hash, jpeg, thumbnail, taken_at: None, at: None });
        }
        return finish(picture, said, source_hash);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        let (picture, exif) = png::decode(bytes, LONG_SIDE)?;
        return finish(picture, Said::read(exif.as_deref()), source_hash);
    }
    Err(PictureFault::NotAPicture(form::name_of(bytes)))
}

/// From pixels, at most as many as are kept, to the kept photo.
fn finish(picture: RgbImage, said: Said, source_hash: PhotoHash) -> Result<Kept, PictureFault> {
    let picture = upright(picture, said.turn);
    let jpeg = fit_bytes(&picture, LONG_SIDE, MOST_BYTES, &[85, 80, 74, 67, 60, 52])?;
    let thumbnail = thumbnail(&picture)?;
    Ok(Kept {
        hash: PhotoHash::of(&jpeg),
        source_hash,
        jpeg,
        thumbnail,
        taken_at: said.taken_at,
        at: said.at,
    })
}

fn thumbnail(picture: &RgbImage) -> Result<Vec<u8>, PictureFault> {
    let (width, height) = fit(picture.width(), picture.height(), THUMBNAIL_SIDE);
    let small = imageops::resize(picture, width, height, FilterType::Triangle);
    fit_bytes(&small, THUMBNAIL_SIDE, MOST_THUMBNAIL, &[75, 62, 50, 40])
}

/// The size of a picture when its long side is at most `side`; never larger than it is.
fn fit(width: u32, height: u32, side: u32) -> (u32, u32) {
    let long = u64::from(width.max(height).max(1));
    if long <= u64::from(side) {
        return (width, height);
    }
    let scaled = |length: u32| ((u64::from(length) * u64::from(side) + long / 2) / long).max(1) as u32;
    (scaled(width), scaled(height))
}

/// Makes it as small as it must be. The filter is made of polynomials only: a sine differs
/// between machines in its last digit, and the kept bytes must not.
fn shrink(picture: RgbImage, width: u32, height: u32) -> RgbImage {
    if picture.dimensions() == (width, height) {
        return picture;
    }
    imageops::resize(&picture, width, height, FilterType::CatmullRom)
}

fn upright(picture: RgbImage, turn: Turn) -> RgbImage {
    let picture = match turn.quarters {
        0 => picture,
        1 => imageops::rotate90(&picture),
        2 => imageops::rotate180(&picture),
        _ => imageops::rotate270(&picture),
    };
    if turn.mirrored { imageops::flip_horizontal(&picture) } else { picture }
}

/// A JPEG of it within `most` bytes: first at less quality, then smaller.
fn fit_bytes(picture: &RgbImage, side: u32, most: usize, qualities: &[u8]) -> Result<Vec<u8>, PictureFault> {
    let mut jpeg = Vec::new();
    for &quality in qualities {
        jpeg = encode(picture, quality)?;
        if jpeg.len() <= most {
            return Ok(jpeg);
        }
    }
    let quality = qualities.last().copied().unwrap_or(50);
    let mut side = side.min(picture.width().max(picture.height()));
    while jpeg.len() > most && side > 16 {
        side = side * 4 / 5;
        let (width, height) = fit(picture.width(), picture.height(), side);
        jpeg = encode(&imageops::resize(picture, width, height, FilterType::CatmullRom), quality)?;
    }
    Ok(jpeg)
}

fn encode(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, PictureFault> {
    let too_large = || PictureFault::TooLarge(format!("{} × {} pixels", picture.width(), picture.height()));
    let width = u16::try_from(picture.width()).map_err(|_| too_large())?;
    let height = u16::try_from(picture.height()).map_err(|_| too_large())?;
    let mut jpeg = Vec::with_capacity(MOST_BYTES);
    let mut encoder = Encoder::new(&mut jpeg, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.set_optimized_huffman_tables(true);
    encoder
        .encode(picture.as_raw(), width, height, ColorType::Rgb)
        .map_err(|error| PictureFault::Damaged(format!("it could not be written anew: {error}")))?;
    Ok(jpeg)
}

#[cfg(test)]
mod tests;
