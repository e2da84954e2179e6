//! Reads a QR code from a photo.
//!
//! Owns making the photo small and grey, and finding the code in it. Refuses to know what the code says.
//! Called by `told` when the camera gave a photo of one.

use image::GrayImage;
use rxing::common::{GlobalHistogramBinarizer, HybridBinarizer};
use rxing::qrcode::QRCodeReader;
use rxing::{BinaryBitmap, DecodeHints, Luma8LuminanceSource, Reader};

/// What the code in this photo says; why there is none to be read.
pub(crate) fn read(photo: &[u8]) -> Result<String, String> {
    // The store's own way to a small picture: a large photo never stands in memory whole.
    let kept = picture::keep(photo).map_err(|fault| fault.to_string())?;
    let grey = image::load_from_memory_with_format(&kept.jpeg, image::ImageFormat::Jpeg)
        .map_err(|fault| fault.to_string())?
        .into_luma8();
    // A code that fills the picture is read best when it is small, one in a corner when it is large; and in
    // the sun one way to tell black from white sees what the other does not.
    let mut why = String::new();
    for part in [1, 2, 4] {
        let small = image::imageops::thumbnail(&grey, grey.width() / part, grey.height() / part);
        for evenly_lit in [false, true] {
            match find(&small, evenly_lit) {
                Ok(words) => return Ok(words),
                Err(fault) => why = fault,
            }
        }
    }
    Err(why)
}

fn find(grey: &GrayImage, evenly_lit: bool) -> Result<String, String> {
    let (width, height) = grey.dimensions();
    let source =
        Luma8LuminanceSource::new(grey.as_raw().clone(), width, height).map_err(|fault| fault.to_string())?;
    // Slow and thorough: it is done once for a photo that somebody took by hand.
    let hints = DecodeHints { TryHarder: Some(true), AlsoInverted: Some(true), ..DecodeHints::default() };
    let found = if evenly_lit {
        let mut picture = BinaryBitmap::new(GlobalHistogramBinarizer::new(source));
        QRCodeReader::new().decode_with_hints(&mut picture, &hints)
    } else {
        let mut picture = BinaryBitmap::new(HybridBinarizer::new(source));
        QRCodeReader::new().decode_with_hints(&mut picture, &hints)
    };
    found.map(|found| found.getText().to_owned()).map_err(|fault| fault.to_string())
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Luma};

    use super::*;

    const LINK: &str = "https://samruat.example/enrol#k1=Zm9vYmFyYmF6cXV4&t=abcdefghijklmnopqrstuvwxyz012345";

    /// A code as a camera sees it: small in a large picture, a little dark and grainy.
    fn photo(words: &str) -> Vec<u8> {
        let code = qrcode::QrCode::new(words).unwrap();
        let side = code.width();
        let colours = code.to_colors();
        let scale = 9;
        let mut picture = GrayImage::from_fn(1600, 1200, |x, y| Luma([120 + (x / 40 + y / 30) as u8]));
        for y in 0..(side + 8) * scale {
            for x in 0..(side + 8) * scale {
                let module = |at: usize| (at / scale).checked_sub(4).filter(|at| *at < side);
                let dark = match (module(x), module(y)) {
                    (Some(column), Some(row)) => colours[row * side + column] == qrcode::Color::Dark,
                    _ => false,
                };
                let grain = ((x * 31 + y * 17) % 13) as u8;
                picture.put_pixel(
                    x as u32 + 400,
                    y as u32 + 250,
                    Luma([if dark { 30 } else { 200 } + grain]),
                );
            }
        }
        let mut jpeg = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
        jpeg.into_inner()
    }

    #[test]
    fn a_photographed_enrolment_link_is_read_letter_by_letter() {
        assert_eq!(read(&photo(LINK)).unwrap(), LINK);
    }

    #[test]
    fn thai_words_in_a_code_stay_thai() {
        assert_eq!(read(&photo("ศูนย์ช่วยเหลือประชาชน")).unwrap(), "ศูนย์ช่วยเหลือประชาชน");
    }

    #[test]
    fn a_picture_without_a_code_and_what_is_no_picture_say_why() {
        let mut blank = std::io::Cursor::new(Vec::new());
        GrayImage::from_pixel(800, 600, Luma([180])).write_to(&mut blank, ImageFormat::Jpeg).unwrap();
        assert!(read(&blank.into_inner()).is_err());
        assert!(read(b"no picture").is_err());
    }
}
