//! What a file is that is neither JPEG nor PNG.
//!
//! Owns the names of the forms that people take for one. Refuses to read them.
//! Called by `picture` to say what it was given.

/// What these bytes look like, for a person.
pub fn name_of(bytes: &[u8]) -> &'static str {
    let brand = bytes.get(4..12).unwrap_or_default();
    match brand {
        b"ftypavif" => return "an AVIF picture",
        _ if brand.starts_with(b"ftyphei") || brand.starts_with(b"ftyphev") || brand == b"ftypmif1" => {
            return "a HEIC picture";
        }
        _ if brand.starts_with(b"ftyp") => return "a film",
        _ => {}
    }
    match bytes {
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "a WebP picture",
        [b'G', b'I', b'F', b'8', ..] => "a GIF picture",
        [b'%', b'P', b'D', b'F', ..] => "a PDF document",
        [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => "a TIFF or raw picture",
        [b'B', b'M', ..] => "a BMP picture",
        _ => "something else",
    }
}
