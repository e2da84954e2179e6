//! What a picture costs: time and peak memory, each case in a process of its own.
//!
//!     cargo bench -p picture
//!
//! Peak memory is the process's, the file's own bytes included, as Linux counts it (`VmHWM`).

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// 50 megapixels, as phones sell them.
const LARGE: (u32, u32) = (8160, 6120);
/// What they take unless told otherwise.
const USUAL: (u32, u32) = (4080, 3060);

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    if let (Some("--one"), Some(file)) = (arguments.next().as_deref(), arguments.next()) {
        return one(Path::new(&file));
    }
    let folder = std::env::temp_dir().join(format!("samruat-picture-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    println!("| picture | file | kept | thumbnail | time | peak memory |\n|---|---|---|---|---|---|");
    let cases: [(&str, (u32, u32), Form); 6] = [
        ("12 megapixels, JPEG", USUAL, Form::Jpeg),
        ("12 megapixels, progressive JPEG", USUAL, Form::Progressive),
        ("12 megapixels, PNG", USUAL, Form::Png),
        ("50 megapixels, JPEG", LARGE, Form::Jpeg),
        ("50 megapixels, progressive JPEG", LARGE, Form::Progressive),
        ("50 megapixels, PNG", LARGE, Form::Png),
    ];
    for (name, size, form) in cases {
        let file = folder.join("picture");
        std::fs::write(&file, made(size, form)?)?;
        let told = Command::new(std::env::current_exe()?).arg("--one").arg(&file).output()?;
        if !told.status.success() {
            return Err(String::from_utf8_lossy(&told.stderr).into());
        }
        println!("| {name} | {} |", String::from_utf8_lossy(&told.stdout).trim());
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

fn one(file: &Path) -> Result<(), Failure> {
    let bytes = std::fs::read(file)?;
    let before = Instant::now();
    let kept = picture::keep(&bytes)?;
    let time = before.elapsed();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak: u64 = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok())
        .unwrap_or(0);
    writeln!(
        std::io::stdout(),
        "{:.1} MB | {} kB | {:.1} kB | {:.2} s | {} MB",
        bytes.len() as f64 / 1e6,
        kept.jpeg.len() / 1000,
        kept.thumbnail.len() as f64 / 1e3,
        time.as_secs_f64(),
        peak / 1000
    )?;
    Ok(())
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    Jpeg,
    Progressive,
    Png,
}

/// Soft ground, hard edges and a camera's grain.
fn made((width, height): (u32, u32), form: Form) -> Result<Vec<u8>, Failure> {
    let mut state = 7u32;
    let mut pixels = Vec::with_capacity((width * height * 3) as usize);
    for y in 0..height {
        for x in 0..width {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let grain = (state >> 28) as u8;
            let edge = if (x * 16 / width * 31 + y * 12 / height * 17) % 5 < 2 { 60 } else { 0 };
            let leaf = ((x * x / 90 + y * y / 70) >> 6) as u8 & 31;
            pixels.push((x * 120 / width) as u8 + edge + grain + leaf);
            pixels.push((y * 120 / height) as u8 + edge + grain + leaf);
            pixels.push(70 + edge + grain);
        }
    }
    let mut file = Vec::new();
    if form == Form::Png {
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::Fast);
        encoder.write_header()?.write_image_data(&pixels)?;
        return Ok(file);
    }
    let mut encoder = Encoder::new(&mut file, 92);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.set_progressive(form == Form::Progressive);
    encoder.encode(&pixels, width as u16, height as u16, ColorType::Rgb)?;
    Ok(file)
}
