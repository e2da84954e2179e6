//! A PNG, read row by row and made smaller on the way.
//!
//! Owns reading rows of every colour form as light on white, and averaging whole blocks of
//! pixels while they come, so that a large picture never stands in memory whole.
//! Refuses to know what EXIF says. Called by `picture` alone.

use std::io::Cursor;

use ::png::{ColorType, Decoder, DecodingError, Limits, Reader, Transformations};
use image::RgbImage;

use super::{MOST_PIXELS, PictureFault, fit, shrink};

/// Interlaced pictures do stand in memory whole. No camera makes them.
const MOST_INTERLACED_PIXELS: u64 = 24_000_000;
/// For one row twice over and for what stands beside the picture; the default.
const MOST_ALLOCATED: usize = 64 * 1024 * 1024;

/// The pixels, with the long side at most `side`, and the EXIF block.
pub fn decode(bytes: &[u8], side: u32) -> Result<(RgbImage, Option<Vec<u8>>), PictureFault> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: MOST_ALLOCATED });
    // Texts and colour profiles are dropped; unpacking them would be work for whoever sent a bomb.
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let header = decoder.read_header_info().map_err(damaged)?;
    let (width, height, interlaced) = (header.width, header.height, header.interlaced);
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MOST_PIXELS || (interlaced && pixels > MOST_INTERLACED_PIXELS) {
        return Err(PictureFault::TooLarge(format!("{width} × {height} pixels")));
    }
    let mut reader = decoder.read_info().map_err(damaged)?;
    let form = reader.output_color_type().0;
    let mut blocks = Blocks::new(width, height, side);
    if interlaced {
        let size = reader.output_buffer_size().ok_or_else(|| lacks("its size"))?;
        let mut whole = vec![0; size];
        reader.next_frame(&mut whole).map_err(damaged)?;
        let row_bytes = reader.output_line_size(width).ok_or_else(|| lacks("its size"))?;
        whole.chunks_exact(row_bytes).for_each(|row| blocks.take_row(row, form));
    } else {
        take_rows(&mut reader, &mut blocks, form)?;
    }
    // EXIF may stand behind the picture. A file that is cut off there has its picture whole.
    let _ = reader.finish();
    let exif = reader.info().exif_metadata.as_ref().map(|exif| exif.to_vec());
    let (to_width, to_height) = fit(width, height, side);
    let picture = blocks.finish().ok_or_else(|| lacks("rows"))?;
    Ok((shrink(picture, to_width, to_height), exif))
}

fn take_rows(
    reader: &mut Reader<Cursor<&[u8]>>,
    blocks: &mut Blocks,
    form: ColorType,
) -> Result<(), PictureFault> {
    while let Some(row) = reader.next_row().map_err(damaged)? {
        blocks.take_row(row.data(), form);
    }
    Ok(())
}

/// Averages `size` × `size` pixels into one, as rows come.
struct Blocks {
    /// Pixels a side of a block: the most that leave the picture as large as it is kept.
    size: u32,
    width: u32,
    height: u32,
    /// Rows taken.
    rows: u32,
    sums: Vec<[u32; 3]>,
    pixels: Vec<u8>,
}

impl Blocks {
    fn new(width: u32, height: u32, side: u32) -> Self {
        let size = (width.max(height) / side).max(1);
        let sums = vec![[0; 3]; width.div_ceil(size) as usize];
        let pixels = Vec::with_capacity(sums.len() * 3 * height.div_ceil(size) as usize);
        Self { size, width, height, rows: 0, sums, pixels }
    }

    fn take_row(&mut self, row: &[u8], form: ColorType) {
        let on_white = |light: u8, alpha: u8| {
            let (light, alpha) = (u32::from(light), u32::from(alpha));
            (light * alpha + 255 * (255 - alpha) + 127) / 255
        };
        let channels = form.samples();
        for (block, sum) in row.chunks(channels * self.size as usize).zip(&mut self.sums) {
            for pixel in block.chunks_exact(channels) {
                let light = match *pixel {
                    [grey] => [u32::from(grey); 3],
                    [grey, alpha] => [on_white(grey, alpha); 3],
                    [red, green, blue] => [red, green, blue].map(u32::from),
                    [red, green, blue, alpha] => [red, green, blue].map(|light| on_white(light, alpha)),
                    _ => [0; 3],
                };
                for (sum, light) in sum.iter_mut().zip(light) {
                    *sum += light;
                }
            }
        }
        self.rows += 1;
        if self.rows.is_multiple_of(self.size) || self.rows == self.height {
            self.close_band();
        }
    }

    fn close_band(&mut self) {
        let down = (self.rows - 1) % self.size + 1;
        for (at, sum) in self.sums.iter_mut().enumerate() {
            let across = self.size.min(self.width - at as u32 * self.size);
            let count = across * down;
            self.pixels.extend(sum.map(|sum| ((sum + count / 2) / count) as u8));
            *sum = [0; 3];
        }
    }

    fn finish(self) -> Option<RgbImage> {
        RgbImage::from_raw(self.sums.len() as u32, self.height.div_ceil(self.size), self.pixels)
    }
}

fn damaged(error: DecodingError) -> PictureFault {
    match error {
        DecodingError::LimitsExceeded => PictureFault::TooLarge("more than 64 MB for one row".to_owned()),
        other => PictureFault::Damaged(other.to_string()),
    }
}

fn lacks(what: &str) -> PictureFault {
    PictureFault::Damaged(format!("it lacks {what}"))
}
