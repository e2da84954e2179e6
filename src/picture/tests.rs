use std::io::Cursor;

use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use image::{Rgb, RgbImage};
use jpeg_decoder::Decoder;
use jpeg_encoder::{ColorType, Encoder};
use proptest::prelude::*;
use register::record::FixSource;

use super::*;

/// Four quarters of four colours, so that it shows which way it stands, on a soft ground.
fn scene(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x * 2 < width, y * 2 < height) {
        (true, true) => Rgb([220, 30, 30]),
        (false, true) => Rgb([30, 200, 30]),
        (true, false) => Rgb([30, 30, 220]),
        (false, false) => Rgb([(x % 251) as u8 / 4 + 180, (y % 241) as u8 / 4 + 180, 200]),
    })
}

/// No two pixels alike: nothing makes it small.
fn noise(width: u32, height: u32) -> RgbImage {
    let mut state = 1u32;
    RgbImage::from_fn(width, height, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, _] = state.to_be_bytes();
        Rgb([a, b, c])
    })
}

fn jpeg_of(picture: &RgbImage, quality: u8, progressive: bool) -> Vec<u8> {
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, quality);
    encoder.set_progressive(progressive);
    encoder
        .encode(picture.as_raw(), picture.width() as u16, picture.height() as u16, ColorType::Rgb)
        .unwrap();
    jpeg
}

fn png_of(width: u32, height: u32, color: ::png::ColorType, depth: ::png::BitDepth, data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(color);
    encoder.set_depth(depth);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(data).unwrap();
    writer.finish().unwrap();
    bytes
}

fn rgb_png(picture: &RgbImage) -> Vec<u8> {
    let (width, height) = picture.dimensions();
    png_of(width, height, ::png::ColorType::Rgb, ::png::BitDepth::Eight, picture.as_raw())
}

fn exif_of(fields: &[(Tag, Value)]) -> Vec<u8> {
    let fields: Vec<Field> = fields
        .iter()
        .map(|(tag, value)| Field { tag: *tag, ifd_num: In::PRIMARY, value: value.clone() })
        .collect();
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut block = Cursor::new(Vec::new());
    writer.write(&mut block, false).unwrap();
    block.into_inner()
}

/// Puts an EXIF block where cameras put it.
fn with_exif(jpeg: &[u8], block: &[u8]) -> Vec<u8> {
    let mut bytes = jpeg[..2].to_vec();
    bytes.extend([0xFF, 0xE1]);
    bytes.extend(((block.len() + 8) as u16).to_be_bytes());
    bytes.extend(b"Exif\0\0");
    bytes.extend(block);
    bytes.extend(&jpeg[2..]);
    bytes
}

fn ascii(text: &str) -> Value {
    Value::Ascii(vec![text.as_bytes().to_vec()])
}

fn fractions(numbers: [(u32, u32); 3]) -> Value {
    Value::Rational(numbers.map(|(num, denom)| Rational { num, denom }).to_vec())
}

fn gps(north: &str, east: &str) -> Vec<(Tag, Value)> {
    vec![
        (Tag::GPSLatitude, fractions([(20, 1), (25, 1), (5232, 100)])),
        (Tag::GPSLatitudeRef, ascii(north)),
        (Tag::GPSLongitude, fractions([(99, 1), (53, 1), (276, 100)])),
        (Tag::GPSLongitudeRef, ascii(east)),
        (Tag::GPSDateStamp, ascii("2026:04:12")),
        (Tag::GPSTimeStamp, fractions([(2, 1), (33, 1), (7, 1)])),
        (Tag::GPSHPositioningError, Value::Rational(vec![Rational { num: 13, denom: 2 }])),
    ]
}

fn pixels_of(jpeg: &[u8]) -> RgbImage {
    let mut decoder = Decoder::new(jpeg);
    let pixels = decoder.decode().unwrap();
    let info = decoder.info().unwrap();
    RgbImage::from_raw(u32::from(info.width), u32::from(info.height), pixels).unwrap()
}

/// The colours of the four quarters: top left, top right, bottom left, bottom right.
fn quarters(picture: &RgbImage) -> String {
    let (width, height) = picture.dimensions();
    [(1, 1), (3, 1), (1, 3), (3, 3)]
        .map(|(x, y)| match picture.get_pixel(width * x / 4, height * y / 4).0 {
            [red, green, blue] if red > 150 && green < 90 && blue < 90 => 'R',
            [red, green, blue] if green > 150 && red < 90 && blue < 90 => 'G',
            [red, green, blue] if blue > 150 && red < 90 && green < 90 => 'B',
            _ => '-',
        })
        .into_iter()
        .collect()
}

#[test]
fn a_large_photo_is_kept_small_and_named_by_its_own_bytes() {
    let source = jpeg_of(&scene(4000, 3000), 95, false);
    let kept = keep(&source).unwrap();
    assert_eq!(pixels_of(&kept.jpeg).dimensions(), (1600, 1200));
    assert!(kept.jpeg.len() <= MOST_BYTES);
    assert!(kept.thumbnail.len() <= MOST_THUMBNAIL);
    assert_eq!(pixels_of(&kept.thumbnail).dimensions(), (256, 192));
    assert_eq!(kept.hash, PhotoHash::of(&kept.jpeg));
    assert_eq!(kept.source_hash, PhotoHash::of(&source));
    assert_ne!(kept.hash, kept.source_hash);
    assert_eq!(quarters(&pixels_of(&kept.jpeg)), "RGB-");
    assert_eq!(quarters(&pixels_of(&kept.thumbnail)), "RGB-");
}

#[test]
fn the_same_bytes_in_give_the_same_bytes_out_and_they_are_these() {
    let source = jpeg_of(&scene(2400, 1800), 90, false);
    let kept = keep(&source).unwrap();
    assert_eq!(kept, keep(&source).unwrap());
    // A new version of a decoder or encoder that changes this changes what new photos are
    // named; nothing kept is harmed, but it should be known.
    assert_eq!(kept.hash.to_string(), "b3:8ecd2aea79f9fcb3619bca1325d1eab2d805ae50f0dea664bb112883c9b91ee1");
}

#[test]
fn a_photo_that_was_kept_is_kept_as_it_is() {
    for source in
        [jpeg_of(&scene(4000, 3000), 95, false), jpeg_of(&noise(300, 500), 95, true), rgb_png(&scene(50, 40))]
    {
        let once = keep(&source).unwrap();
        let again = keep(&once.jpeg).unwrap();
        assert_eq!(again.jpeg, once.jpeg);
        assert_eq!((again.hash, again.source_hash), (once.hash, once.hash));
    }
}

#[test]
fn a_small_photo_with_anything_beside_the_picture_is_made_anew_without_it() {
    let bare = jpeg_of(&scene(300, 200), 80, false);
    assert_eq!(keep(&bare).unwrap().jpeg, bare);
    let with = |marker: u8, body: &[u8]| {
        let mut bytes = bare[..2].to_vec();
        bytes.extend([0xFF, marker]);
        bytes.extend(((body.len() + 2) as u16).to_be_bytes());
        bytes.extend(body);
        bytes.extend(&bare[2..]);
        bytes
    };
    let word = b"somebody's name";
    let mut trailing = bare.clone();
    trailing.extend(word);
    let mut long_jfif = b"JFIF\0\x01\x02\0\0\x01\0\x01\x02\x02".to_vec();
    long_jfif.extend(word);
    for source in [
        with(0xFE, word),
        with(0xE1, &[b"Exif\0\0", word.as_slice()].concat()),
        with(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", word.as_slice()].concat()),
        with(0xE2, word),
        with(0xED, word),
        with(0xE0, &long_jfif),
        trailing,
    ] {
        let kept = keep(&source).unwrap();
        assert_ne!(kept.jpeg, source);
        assert!(!kept.jpeg.windows(word.len()).any(|window| window == word));
        assert_eq!(keep(&kept.jpeg).unwrap().jpeg, kept.jpeg);
    }
}

#[test]
fn all_eight_orientations_stand_upright() {
    // What the camera's sensor saw, for an upright scene of red, green over blue, white.
    let upright = scene(120, 80);
    let turned: [(u16, RgbImage); 8] = [
        (1, upright.clone()),
        (2, imageops::flip_horizontal(&upright)),
        (3, imageops::rotate180(&upright)),
        (4, imageops::flip_vertical(&upright)),
        (5, imageops::flip_horizontal(&imageops::rotate90(&upright))),
        (6, imageops::rotate270(&upright)),
        (7, imageops::flip_horizontal(&imageops::rotate270(&upright))),
        (8, imageops::rotate90(&upright)),
    ];
    for (orientation, sensor) in turned {
        let block = exif_of(&[(Tag::Orientation, Value::Short(vec![orientation]))]);
        let source = with_exif(&jpeg_of(&sensor, 95, false), &block);
        let kept = pixels_of(&keep(&source).unwrap().jpeg);
        assert_eq!(kept.dimensions(), (120, 80), "orientation {orientation}");
        assert_eq!(quarters(&kept), "RGB-", "orientation {orientation}");
    }
}

#[test]
fn what_no_quality_makes_small_is_made_smaller() {
    let kept = keep(&jpeg_of(&noise(1000, 1000), 100, false)).unwrap();
    assert!(kept.jpeg.len() <= MOST_BYTES, "{}", kept.jpeg.len());
    assert!(kept.thumbnail.len() <= MOST_THUMBNAIL, "{}", kept.thumbnail.len());
    assert!(pixels_of(&kept.jpeg).width() < 1000);
}

#[test]
fn a_very_thin_picture_keeps_a_side() {
    let kept = keep(&jpeg_of(&scene(9000, 3), 90, false)).unwrap();
    assert_eq!(pixels_of(&kept.jpeg).dimensions(), (1600, 1));
    assert_eq!(pixels_of(&kept.thumbnail).dimensions(), (256, 1));
    assert_eq!(pixels_of(&keep(&rgb_png(&scene(1, 1))).unwrap().jpeg).dimensions(), (1, 1));
}

#[test]
fn every_colour_form_of_png_is_light_on_white() {
    use ::png::{BitDepth, ColorType};
    let cases: [(ColorType, BitDepth, Vec<u8>, [u8; 3]); 6] = [
        (ColorType::Rgb, BitDepth::Eight, [200, 100, 50].repeat(64), [200, 100, 50]),
        (ColorType::Rgba, BitDepth::Eight, [200, 100, 50, 0].repeat(64), [255, 255, 255]),
        (ColorType::Rgba, BitDepth::Eight, [200, 100, 50, 255].repeat(64), [200, 100, 50]),
        (ColorType::Grayscale, BitDepth::Eight, [90].repeat(64), [90, 90, 90]),
        (ColorType::GrayscaleAlpha, BitDepth::Eight, [0, 128].repeat(64), [127, 127, 127]),
        (ColorType::Rgb, BitDepth::Sixteen, [200, 0, 100, 0, 50, 0].repeat(64), [200, 100, 50]),
    ];
    for (color, depth, data, expected) in cases {
        let kept = pixels_of(&keep(&png_of(8, 8, color, depth, &data)).unwrap().jpeg);
        for (channel, wanted) in kept.get_pixel(4, 4).0.into_iter().zip(expected) {
            assert!(channel.abs_diff(wanted) <= 3, "{color:?} {depth:?}: {:?}", kept.get_pixel(4, 4));
        }
    }
}

#[test]
fn a_large_png_is_averaged_while_it_is_read() {
    let kept = keep(&rgb_png(&scene(4001, 3001))).unwrap();
    let picture = pixels_of(&kept.jpeg);
    assert_eq!(picture.dimensions(), (1600, 1200));
    assert_eq!(quarters(&picture), "RGB-");
    // Lines one pixel wide become grey, not stripes of whichever was met.
    let stripes = RgbImage::from_fn(3200, 64, |x, _| Rgb([if x % 2 == 0 { 0 } else { 255 }; 3]));
    let picture = pixels_of(&keep(&rgb_png(&stripes)).unwrap().jpeg);
    assert!(picture.pixels().all(|pixel| pixel.0[0].abs_diff(128) < 4));
}

#[test]
fn an_interlaced_png_looks_like_any_other() {
    // Our PNG writer makes none: a file of 2 × 2 pixels by hand, in passes 1, 6 and 7.
    let rows: &[u8] = &[0, 255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 255, 255, 255];
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut file, b"IHDR", &[0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 1]);
    let mut stored = vec![0x78, 0x01, 1];
    stored.extend((rows.len() as u16).to_le_bytes());
    stored.extend((!(rows.len() as u16)).to_le_bytes());
    stored.extend(rows);
    let (a, b) = rows.iter().fold((1u32, 0u32), |(a, b), &byte| {
        let a = (a + u32::from(byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    stored.extend(((b << 16) | a).to_be_bytes());
    chunk(&mut file, b"IDAT", &stored);
    chunk(&mut file, b"IEND", &[]);
    let (picture, _) = png::decode(&file, 1600).unwrap();
    assert_eq!(picture.as_raw(), &[255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]);
}

fn chunk(file: &mut Vec<u8>, kind: &[u8; 4], body: &[u8]) {
    file.extend((body.len() as u32).to_be_bytes());
    let start = file.len();
    file.extend(kind);
    file.extend(body);
    let crc = file[start..].iter().fold(!0u32, |mut crc, byte| {
        crc ^= u32::from(*byte);
        (0..8).for_each(|_| crc = (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()));
        crc
    });
    file.extend((!crc).to_be_bytes());
}

#[test]
fn when_and_where_are_moved_out_of_the_file() {
    let mut fields = gps("N", "E");
    fields.push((Tag::DateTimeOriginal, ascii("2026:04:12 09:33:00")));
    fields.push((Tag::OffsetTimeOriginal, ascii("+07:00")));
    let source = with_exif(&jpeg_of(&scene(64, 48), 90, false), &exif_of(&fields));
    let kept = keep(&source).unwrap();
    assert_eq!(kept.taken_at.unwrap().to_string(), "2026-04-12T09:33:00+07:00");
    let at = kept.at.unwrap();
    assert_eq!((at.lat, at.lon, at.accuracy_m), (Some(20.4312), Some(99.8841), Some(6.5)));
    assert_eq!(at.fixed_at.unwrap().to_string(), "2026-04-12T02:33:07+00:00");
    assert_eq!(at.source, Some(FixSource::Gps));
    let again = keep(&kept.jpeg).unwrap();
    assert_eq!((again.taken_at, again.at), (None, None));
}

#[test]
fn south_and_west_are_below_zero() {
    let source = with_exif(&jpeg_of(&scene(64, 48), 90, false), &exif_of(&gps("S", "W")));
    let at = keep(&source).unwrap().at.unwrap();
    assert_eq!((at.lat, at.lon), (Some(-20.4312), Some(-99.8841)));
}

#[test]
fn png_says_when_and_where_too() {
    let picture = scene(64, 48);
    let plain = rgb_png(&picture);
    let mut block = Vec::new();
    chunk(&mut block, b"eXIf", &exif_of(&gps("N", "E")));
    // Before the picture, and behind it: IHDR ends at 33, IEND is the last 12.
    let last = plain.len() - 12;
    for at in [33, last] {
        let file = [&plain[..at], &block, &plain[at..]].concat();
        assert_eq!(keep(&file).unwrap().at.unwrap().lat, Some(20.4312), "at {at}");
    }
}

#[test]
fn a_time_without_an_offset_is_told_by_the_satellites_or_not_at_all() {
    let taken_at = |fields: &[(Tag, Value)]| Said::read(Some(&exif_of(fields))).taken_at;
    let local = (Tag::DateTimeOriginal, ascii("2026:04:12 09:33:00"));
    assert_eq!(taken_at(std::slice::from_ref(&local)), None);
    let mut fields = gps("N", "E");
    fields.push(local);
    assert_eq!(taken_at(&fields).unwrap().to_string(), "2026-04-12T09:33:00+07:00");
    // A phone whose clock is off by more than a receiver lags: no offset can be told.
    fields.pop();
    fields.push((Tag::DateTimeOriginal, ascii("2026:04:12 09:38:00")));
    assert_eq!(taken_at(&fields), None);
}

#[test]
fn a_camera_that_counts_buddhist_years_is_understood() {
    let fields =
        [(Tag::DateTimeOriginal, ascii("2569:04:12 09:33:00")), (Tag::OffsetTimeOriginal, ascii("+07:00"))];
    let said = Said::read(Some(&exif_of(&fields)));
    assert_eq!(said.taken_at.unwrap().to_string(), "2026-04-12T09:33:00+07:00");
}

#[test]
fn nonsense_in_exif_is_left_out_and_the_photo_kept() {
    let jpeg = jpeg_of(&scene(64, 48), 90, false);
    let degrees = |d, m, s| (Tag::GPSLatitude, fractions([d, m, s]));
    let mut without_side = gps("N", "E");
    without_side.retain(|(tag, _)| *tag != Tag::GPSLatitudeRef);
    let replaced = |latitude: (Tag, Value)| {
        let mut fields = gps("N", "E");
        fields[0] = latitude;
        exif_of(&fields)
    };
    let whole = exif_of(&gps("N", "E"));
    let blocks = [
        Vec::new(),
        b"II".to_vec(),
        b"no tiff at all".to_vec(),
        whole[..whole.len() / 3].to_vec(),
        replaced(degrees((91, 1), (0, 1), (0, 1))),
        replaced(degrees((20, 0), (0, 1), (0, 1))),
        replaced(degrees((20, 1), (75, 1), (0, 1))),
        replaced((Tag::GPSLatitude, ascii("twenty"))),
        exif_of(&gps("X", "E")),
        exif_of(&without_side),
        exif_of(&[
            (Tag::Orientation, Value::Short(vec![99])),
            (Tag::DateTimeOriginal, ascii("0000:00:00 00:00:00")),
            (Tag::OffsetTimeOriginal, ascii("+99:99")),
        ]),
    ];
    for block in blocks {
        let kept = keep(&with_exif(&jpeg, &block)).unwrap();
        assert_eq!((kept.taken_at, kept.at), (None, None), "{block:?}");
        assert_eq!(quarters(&pixels_of(&kept.jpeg)), "RGB-");
    }
    // A receiver that has found nothing yet writes zeros.
    let mut nowhere = gps("N", "E");
    nowhere[0] = degrees((0, 1), (0, 1), (0, 1));
    nowhere[2] = (Tag::GPSLongitude, fractions([(0, 1), (0, 1), (0, 1)]));
    assert_eq!(Said::read(Some(&exif_of(&nowhere))).at, None);
}

#[test]
fn seconds_of_nothing_over_nothing_are_none() {
    let mut fields = gps("N", "E");
    fields[0] = (Tag::GPSLatitude, fractions([(20, 1), (3, 1), (0, 0)]));
    assert_eq!(Said::read(Some(&exif_of(&fields))).at.unwrap().lat, Some(20.05));
}

#[test]
fn what_is_no_picture_is_named() {
    assert_eq!(keep(b""), Err(PictureFault::Empty));
    let named = |bytes: &[u8]| keep(bytes).unwrap_err().to_string();
    assert!(named(b"\0\0\0\x18ftypheic\0\0\0\0").contains("HEIC"));
    assert!(named(b"RIFF\x10\0\0\0WEBPVP8 ").contains("WebP"));
    assert!(named(b"%PDF-1.7").contains("PDF"));
    assert!(named(b"hello").contains("something else"));
}

#[test]
fn a_truncated_photo_is_damaged_wherever_it_was_cut() {
    for source in [
        jpeg_of(&scene(200, 150), 90, false),
        jpeg_of(&scene(200, 150), 90, true),
        with_exif(&jpeg_of(&scene(200, 150), 90, false), &exif_of(&gps("N", "E"))),
    ] {
        for length in (2..source.len()).step_by(7).chain([source.len() - 1]) {
            let cut = keep(&source[..length]);
            assert!(matches!(cut, Err(PictureFault::Damaged(_))), "{length} of {}: {cut:?}", source.len());
        }
    }
    let png = rgb_png(&scene(200, 150));
    // All but the last chunk, which says nothing.
    for length in (8..png.len() - 16).step_by(7) {
        assert!(matches!(keep(&png[..length]), Err(PictureFault::Damaged(_))), "{length}");
    }
}

#[test]
fn a_picture_that_claims_more_than_any_camera_has_is_refused_before_it_is_decoded() {
    let mut jpeg = jpeg_of(&scene(64, 64), 90, true);
    let frame = jpeg.windows(2).position(|at| at == [0xFF, 0xC2]).unwrap();
    jpeg[frame + 5..frame + 9].fill(0xFF);
    assert!(matches!(keep(&jpeg), Err(PictureFault::TooLarge(_))));

    for (width, height, interlace) in [(60_000u32, 60_000u32, 0u8), (6_000, 6_000, 1), (u32::MAX >> 1, 1, 0)]
    {
        let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
        let [w, h] = [width.to_be_bytes(), height.to_be_bytes()];
        chunk(&mut file, b"IHDR", &[&w[..], &h[..], &[8, 6, 0, 0, interlace]].concat());
        chunk(&mut file, b"IDAT", &[0x78, 0x01, 3, 0, 0, 0, 0, 1]);
        chunk(&mut file, b"IEND", &[]);
        assert!(matches!(keep(&file), Err(PictureFault::TooLarge(_))), "{width} × {height}");
    }
}

#[test]
fn a_jpeg_that_goes_over_itself_without_end_is_refused() {
    let mut jpeg = jpeg_of(&scene(64, 64), 90, true);
    jpeg.truncate(jpeg.len() - 2);
    let scan = jpeg.windows(2).position(|at| at == [0xFF, 0xDA]).unwrap();
    let header = jpeg[scan..scan + 2 + usize::from(jpeg[scan + 3])].to_vec();
    (0..200).for_each(|_| jpeg.extend(&header));
    jpeg.extend([0xFF, 0xD9]);
    assert!(keep(&jpeg).unwrap_err().to_string().contains("a hundred times"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever a camera, a cable or an enemy did to a picture: a photo within bounds, or a sentence.
    #[test]
    fn a_spoilt_picture_is_kept_within_bounds_or_refused(
        kind in 0..3usize,
        spoilt in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let picture = scene(40, 30);
        let mut bytes = match kind {
            0 => with_exif(&jpeg_of(&picture, 80, false), &exif_of(&gps("N", "E"))),
            1 => jpeg_of(&picture, 80, true),
            _ => rgb_png(&picture),
        };
        for (at, byte) in spoilt {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(kept) = keep(&bytes) {
            prop_assert!(kept.jpeg.len() <= MOST_BYTES && kept.thumbnail.len() <= MOST_THUMBNAIL);
            prop_assert_eq!(&keep(&kept.jpeg).unwrap().jpeg, &kept.jpeg);
        }
    }
}
