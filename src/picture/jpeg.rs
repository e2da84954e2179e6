//! A camera's JPEG: its segments, and its pixels at the size that is kept.
//!
//! Owns finding the EXIF block, telling whether a file holds nothing but a picture, and
//! decoding at a reduced size so that a large photo never stands in memory whole.
//! Refuses to know what EXIF says. Called by `picture` alone.

use image::RgbImage;
use jpeg_decoder::{Decoder, PixelFormat};

use super::{MOST_COEFFICIENT_BYTES, MOST_PIXELS, PictureFault, fit, shrink};

/// Each scan may go over the whole picture again at the price of a few bytes. Cameras write
/// one, progressive ones about ten.
const MOST_SCANS: usize = 100;

/// A JPEG that was looked through, but not decoded.
pub struct Jpeg<'a> {
    bytes: &'a [u8],
    /// The EXIF block, without its mark.
    pub exif: Option<&'a [u8]>,
    /// Whether there is nothing in the file but what its picture needs.
    pub is_bare: bool,
    /// As the frame claims.
    pub width: u32,
    /// As the frame claims.
    pub height: u32,
}

impl<'a> Jpeg<'a> {
    /// Looks through the segments, in the manner of the decoder: what stands between them is
    /// passed over, as cameras leave some there.
    pub fn read(bytes: &'a [u8]) -> Result<Self, PictureFault> {
        let mut rest = Segments { bytes, at: 2 };
        let mut jpeg = Self { bytes, exif: None, is_bare: true, width: 0, height: 0 };
        let mut scans = 0;
        loop {
            let (marker, passed_over) = rest.marker()?;
            jpeg.is_bare &= !passed_over;
            match marker {
                // The end. What a camera puts behind it is not the picture's.
                0xD9 => {
                    jpeg.is_bare &= rest.at == bytes.len();
                    break;
                }
                // Without a length: a restart after the last scan.
                0xD0..=0xD7 | 0x01 => continue,
                _ => {}
            }
            let body = rest.body()?;
            match marker {
                0xC4 | 0xDB | 0xDD => {}
                0xC0..=0xCF => jpeg.take_frame(marker, body)?,
                0xDA => {
                    scans += 1;
                    if scans > MOST_SCANS {
                        return Err(damaged("it goes over itself more than a hundred times"));
                    }
                    rest.pass_over_scan();
                }
                // The plain 16-byte mark of JFIF. A longer one holds another picture.
                0xE0 if body.len() == 14 && body.starts_with(b"JFIF\0") => {}
                0xE1 if body.starts_with(b"Exif\0\0") => {
                    jpeg.is_bare = false;
                    jpeg.exif = jpeg.exif.or(body.get(6..));
                }
                _ => jpeg.is_bare = false,
            }
        }
        if jpeg.width == 0 || jpeg.height == 0 || scans == 0 {
            return Err(damaged("there is no picture in it"));
        }
        Ok(jpeg)
    }

    fn take_frame(&mut self, marker: u8, body: &[u8]) -> Result<(), PictureFault> {
        if self.width != 0 {
            return Err(damaged("it holds two pictures in one"));
        }
        // Lossless and arithmetic forms come from no camera.
        if !matches!(marker, 0xC0..=0xC2) {
            return Err(PictureFault::NotAPicture("a JPEG of a rare kind"));
        }
        let [_, h1, h0, w1, w0, count, components @ ..] = body else {
            return Err(damaged("its frame is cut short"));
        };
        self.height = u32::from(u16::from_be_bytes([*h1, *h0]));
        self.width = u32::from(u16::from_be_bytes([*w1, *w0]));
        if self.width == 0 || self.height == 0 {
            return Err(damaged("it has no size"));
        }
        let size = || format!("{} × {} pixels", self.width, self.height);
        if u64::from(self.width) * u64::from(self.height) > MOST_PIXELS {
            return Err(PictureFault::TooLarge(size()));
        }
        // Grey pictures are bare too; inks are turned into light, so they are made anew.
        self.is_bare &= *count != 4;
        let sampling: Vec<(u64, u64)> = components
            .chunks_exact(3)
            .map(|component| (u64::from(component[1] >> 4), u64::from(component[1] & 15)))
            .collect();
        let (across, down) = sampling.iter().fold((1, 1), |(h, v), s| (h.max(s.0), v.max(s.1)));
        let units = u64::from(self.width).div_ceil(8 * across) * u64::from(self.height).div_ceil(8 * down);
        let blocks: u64 = sampling.iter().map(|(h, v)| units * h * v).sum();
        if blocks * 128 > MOST_COEFFICIENT_BYTES {
            return Err(PictureFault::TooLarge(size()));
        }
        Ok(())
    }

    /// The pixels, with the long side at most `side`.
    pub fn decode(&self, side: u32) -> Result<RgbImage, PictureFault> {
        let wrong = |error: jpeg_decoder::Error| damaged(&error.to_string());
        let (width, height) = fit(self.width, self.height, side);
        let mut decoder = Decoder::new(self.bytes);
        decoder.read_info().map_err(wrong)?;
        let is_as_read = decoder
            .info()
            .is_some_and(|info| (u32::from(info.width), u32::from(info.height)) == (self.width, self.height));
        if !is_as_read {
            return Err(damaged("it contradicts itself about its size"));
        }
        decoder.scale(width as u16, height as u16).map_err(wrong)?;
        let pixels = decoder.decode().map_err(wrong)?;
        let info = decoder.info().ok_or_else(|| damaged("it has no size"))?;
        let pixels = match info.pixel_format {
            PixelFormat::RGB24 => pixels,
            PixelFormat::L8 => pixels.iter().flat_map(|&grey| [grey; 3]).collect(),
            // Written the wrong way round, as all of them are: what is left of each light.
            PixelFormat::CMYK32 => pixels
                .chunks_exact(4)
                .flat_map(|ink| [0, 1, 2].map(|at| (u16::from(ink[at]) * u16::from(ink[3]) / 255) as u8))
                .collect(),
            PixelFormat::L16 => return Err(PictureFault::NotAPicture("a JPEG of a rare kind")),
        };
        let picture = RgbImage::from_raw(u32::from(info.width), u32::from(info.height), pixels)
            .ok_or_else(|| damaged("it is cut short"))?;
        Ok(shrink(picture, width, height))
    }
}

/// Walks from marker to marker.
struct Segments<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Segments<'a> {
    /// The next marker, and whether anything was passed over to reach it.
    fn marker(&mut self) -> Result<(u8, bool), PictureFault> {
        let start = self.at;
        loop {
            match self.bytes.get(self.at..) {
                Some([0xFF, 0xFF, ..]) => self.at += 1,
                Some([0xFF, marker, ..]) if *marker != 0 => {
                    let passed_over = self.at != start;
                    self.at += 2;
                    return Ok((*marker, passed_over));
                }
                Some([_, _, ..]) => self.at += 1,
                _ => return Err(damaged("it is cut off before its end")),
            }
        }
    }

    fn body(&mut self) -> Result<&'a [u8], PictureFault> {
        let cut = || damaged("it is cut short");
        let length = self.bytes.get(self.at..self.at + 2).ok_or_else(cut)?;
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        if length < 2 {
            return Err(damaged("a part of it has no length"));
        }
        let body = self.bytes.get(self.at + 2..self.at + length).ok_or_else(cut)?;
        self.at += length;
        Ok(body)
    }

    /// To the first marker that is no restart and no stuffed byte.
    fn pass_over_scan(&mut self) {
        while let Some([first, second, ..]) = self.bytes.get(self.at..) {
            if *first == 0xFF && !matches!(second, 0x00 | 0xD0..=0xD7 | 0xFF) {
                return;
            }
            self.at += 1;
        }
    }
}

fn damaged(why: &str) -> PictureFault {
    PictureFault::Damaged(why.to_owned())
}
