//! The zip that an APK is.
//!
//! Owns its order, its dates (none), and where stored files begin: a library at a page of 16 KB, so that a
//! phone maps it as it lies, anything else that is stored at a multiple of four. The same parts are the same
//! bytes. Called by `main`, `bundle` and `lanes`.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The pages of phones since 2024; smaller ones divide it.
pub(crate) const PAGE: u64 = 16 * 1024;

/// A file to be packed.
pub(crate) struct Part {
    pub(crate) name: String,
    bytes: Vec<u8>,
    stored: bool,
}

impl Part {
    pub(crate) fn stored(name: &str, bytes: Vec<u8>) -> Self {
        Self { name: name.to_owned(), bytes, stored: true }
    }

    pub(crate) fn deflated(name: &str, bytes: Vec<u8>) -> Self {
        Self { name: name.to_owned(), bytes, stored: false }
    }
}

/// The parts of a package that aapt2 wrote.
pub(crate) fn parts(package: &Path) -> Result<Vec<Part>> {
    let mut zip = open(package)?;
    let mut parts = Vec::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        // Android reads the table of resources where it lies.
        let name = file.name()?.into_owned();
        let stored = file.compression() == CompressionMethod::Stored || name == "resources.arsc";
        parts.push(Part { name, bytes, stored });
    }
    Ok(parts)
}

fn open(package: &Path) -> Result<ZipArchive<File>> {
    let file = File::open(package).with_context(|| format!("{} cannot be read", package.display()))?;
    Ok(ZipArchive::new(file)?)
}

/// Where a stored file of this name begins.
fn alignment(name: &str) -> u16 {
    if name.ends_with(".so") { PAGE as u16 } else { 4 }
}

/// Packs the parts in the order of their names.
pub(crate) fn write(out: &Path, mut parts: Vec<Part>) -> Result<()> {
    parts.sort_by(|a, b| a.name.cmp(&b.name));
    let file = File::create(out).with_context(|| format!("{} cannot be written", out.display()))?;
    let mut zip = ZipWriter::new(BufWriter::new(file));
    for part in parts {
        let options =
            SimpleFileOptions::default().last_modified_time(DateTime::default()).unix_permissions(0o644);
        let options = if part.stored {
            options.compression_method(CompressionMethod::Stored).with_alignment(alignment(&part.name))
        } else {
            options.compression_method(CompressionMethod::Deflated).compression_level(Some(9))
        };
        zip.start_file(&part.name, options)?;
        zip.write_all(&part.bytes)?;
    }
    zip.finish()?.flush()?;
    Ok(())
}

/// A file in a package.
pub(crate) struct Content {
    pub(crate) name: String,
    pub(crate) stored: bool,
    pub(crate) begins: u64,
    pub(crate) size: u64,
    pub(crate) packed: u64,
}

/// What is in a package, and where.
pub(crate) fn contents(package: &Path) -> Result<Vec<Content>> {
    let mut zip = open(package)?;
    let mut contents = Vec::new();
    for at in 0..zip.len() {
        let file = zip.by_index(at)?;
        let name = file.name()?.into_owned();
        let begins = file.data_start().with_context(|| format!("{name} has no place"))?;
        contents.push(Content {
            name,
            stored: file.compression() == CompressionMethod::Stored,
            begins,
            size: file.size(),
            packed: file.compressed_size(),
        });
    }
    Ok(contents)
}

/// Whether a phone can map every library as it lies.
pub(crate) fn is_aligned(contents: &[Content]) -> Result<()> {
    for content in contents {
        let is_library = content.name.ends_with(".so");
        if is_library && !content.stored {
            bail!("{} is deflated: a phone cannot read it where it lies", content.name);
        }
        if content.stored && content.begins % u64::from(alignment(&content.name)) != 0 {
            bail!(
                "{} begins at {}, which is no multiple of {}",
                content.name,
                content.begins,
                alignment(&content.name)
            );
        }
        if content.name == "resources.arsc" && !content.stored {
            bail!("the table of resources is deflated: Android 11 and later refuse it");
        }
    }
    Ok(())
}

/// What is in it, the largest first, as a table.
pub(crate) fn table(contents: &[Content]) -> Vec<String> {
    let mut sorted: Vec<&Content> = contents.iter().collect();
    sorted.sort_by_key(|content| std::cmp::Reverse(content.packed));
    let mut lines = vec![format!("{:>12} {:>12}  file", "in the APK", "unpacked")];
    lines.extend(
        sorted.iter().map(|content| format!("{:>12} {:>12}  {}", content.packed, content.size, content.name)),
    );
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(parts: Vec<Part>) -> (tempfile::TempDir, std::path::PathBuf) {
        let dir = tempfile::TempDir::new().unwrap();
        let out = dir.path().join("a.apk");
        write(&out, parts).unwrap();
        (dir, out)
    }

    fn some() -> Vec<Part> {
        vec![
            Part::stored("resources.arsc", vec![7; 4321]),
            Part::stored("lib/arm64-v8a/libsamruat_android.so", vec![1; 70_001]),
            Part::deflated("classes.dex", b"dex".repeat(999)),
            Part::stored("lib/x86_64/libsamruat_android.so", vec![2; 5]),
        ]
    }

    #[test]
    fn every_library_lies_stored_at_a_page_of_sixteen_kilobytes() {
        let (_dir, out) = made(some());
        let contents = contents(&out).unwrap();
        is_aligned(&contents).unwrap();
        let libraries: Vec<_> = contents.iter().filter(|content| content.name.ends_with(".so")).collect();
        assert_eq!(libraries.len(), 2);
        assert!(libraries.iter().all(|content| content.begins % PAGE == 0 && content.stored));
    }

    #[test]
    fn the_same_parts_in_any_order_are_the_same_bytes() {
        let (_one, first) = made(some());
        let mut turned = some();
        turned.reverse();
        let (_two, second) = made(turned);
        assert_eq!(std::fs::read(first).unwrap(), std::fs::read(second).unwrap());
    }

    #[test]
    fn a_library_at_the_wrong_place_or_deflated_is_caught() {
        let wrong = |stored, begins| Content {
            name: "lib/arm64-v8a/libsamruat_android.so".to_owned(),
            stored,
            begins,
            size: 9,
            packed: 9,
        };
        assert!(is_aligned(&[wrong(true, PAGE)]).is_ok());
        let fault = is_aligned(&[wrong(true, 4096)]).unwrap_err().to_string();
        assert!(fault.contains("4096") && fault.contains("16384"), "{fault}");
        assert!(is_aligned(&[wrong(false, PAGE)]).is_err());
    }

    #[test]
    fn what_was_packed_comes_out_again() {
        let (_dir, out) = made(some());
        let again = parts(&out).unwrap();
        let dex = again.iter().find(|part| part.name == "classes.dex").unwrap();
        assert_eq!(dex.bytes, b"dex".repeat(999));
    }
}
