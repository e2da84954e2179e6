//! Pictures drawn by hand, for the sample shows no real ones: of a house in the water, and of a paper on a board.
//!
//! Owns the few shapes, and as much of PNG as they need.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

const WIDE: u32 = 640;
const HIGH: u32 = 480;

/// The house of this number, with water up to somewhere. Each is a little different.
pub(super) fn flooded(nth: u32) -> Vec<u8> {
    let left = 120 + (nth * 37) % 120;
    let water = 330 + (nth * 53) % 70;
    let wall = [[214, 196, 160], [190, 200, 190], [222, 205, 190]][(nth % 3) as usize];
    drawn(|x, y| {
        let from = |edge: u32| x.saturating_sub(edge);
        let roof = (150..230).contains(&y) && x + 80 >= left + (230 - y) && from(left) <= 260 + (y - 150);
        let inside = (230..420).contains(&y) && (left..left + 260).contains(&x);
        let door = (290..420).contains(&y) && (left + 40..left + 90).contains(&x);
        let window = (270..330).contains(&y) && (left + 150..left + 215).contains(&x);
        if y >= water + (x / 16 % 2) {
            [118, 102, 78]
        } else if roof {
            [140, 58, 48]
        } else if door || window {
            [84, 66, 54]
        } else if inside {
            wall
        } else if y < 260 {
            [150 + (y / 8) as u8, 190, 225]
        } else {
            [96, 140, 84]
        }
    })
}

/// A board before an office, with a paper on it of which nobody can read a name.
pub(super) fn board() -> Vec<u8> {
    drawn(|x, y| {
        let post = [(110..140), (500..530)].iter().any(|post| post.contains(&x)) && y >= 60;
        let board = (90..550).contains(&x) && (60..330).contains(&y);
        let frame = board && !((105..535).contains(&x) && (75..315).contains(&y));
        let paper = (240..400).contains(&x) && (90..300).contains(&y);
        let line = paper && (260..380).contains(&x) && y > 120 && y % 14 < 4;
        let line = line || (paper && (290..350).contains(&x) && (102..110).contains(&y));
        if line {
            [70, 70, 74]
        } else if paper {
            [246, 244, 236]
        } else if frame || (post && !board) {
            [112, 84, 58]
        } else if board {
            [64, 102, 84]
        } else if y < 380 {
            [206, 204, 196]
        } else {
            [150, 146, 138]
        }
    })
}

/// A picture of these colours, as a PNG.
fn drawn(colour: impl Fn(u32, u32) -> [u8; 3]) -> Vec<u8> {
    let mut rows = Vec::with_capacity((HIGH * (1 + 3 * WIDE)) as usize);
    for y in 0..HIGH {
        rows.push(0);
        for x in 0..WIDE {
            rows.extend(colour(x, y));
        }
    }
    png(&rows).unwrap_or_default()
}

/// Rows of red, green and blue as a PNG.
fn png(rows: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    packed.write_all(rows)?;
    let mut head = Vec::new();
    head.extend(WIDE.to_be_bytes());
    head.extend(HIGH.to_be_bytes());
    // Eight bits a colour, three colours, nothing unusual.
    head.extend([8, 2, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, body) in [(b"IHDR", head), (b"IDAT", packed.finish()?), (b"IEND", Vec::new())] {
        png.extend(u32::try_from(body.len()).unwrap_or_default().to_be_bytes());
        let mut crc = flate2::Crc::new();
        crc.update(kind);
        crc.update(&body);
        png.extend(kind);
        png.extend(body);
        png.extend(crc.sum().to_be_bytes());
    }
    Ok(png)
}
