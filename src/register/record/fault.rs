//! What serde says is wrong, in words for the person who has to correct it.
//!
//! Owns the translation of its few sentences that speak of Rust instead of the field.
//! Called by `record` and `change`.

/// No message repeats a whole text of somebody's file.
const LONGEST: usize = 300;

/// The field, and what is wrong with it. `whole` is what the message is about
/// when it is about no single field.
pub(crate) fn in_plain_words(
    error: &serde_path_to_error::Error<serde_json::Error>,
    whole: &str,
) -> (String, String) {
    let path = error.path().to_string();
    let said = error.inner().to_string();
    // Where text was read and not a value, serde adds the place in it.
    let (said, place) = match said.rsplit_once(" at line ") {
        Some((said, place)) => (said, format!(" (line {place})")),
        None => (said.as_str(), String::new()),
    };
    let missing = said.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
    match (missing, path.as_str()) {
        (Some(field), ".") => (field.to_owned(), format!("it is required and is not there{place}")),
        (Some(field), path) => (format!("{path}.{field}"), format!("it is required and is not there{place}")),
        (None, ".") => (whole.to_owned(), plain(said) + &place),
        (None, _) => (path, plain(said) + &place),
    }
}

/// serde quotes what it found as Rust would, and writes most Thai vowels and tone
/// marks as escapes: `\u{e49}`.
fn readable(said: &str) -> String {
    let mut out = String::with_capacity(said.len());
    let mut rest = said;
    while let Some((before, after)) = rest.split_once("\\u{") {
        out.push_str(before);
        let escaped = after.split_once('}').and_then(|(digits, after)| {
            let c = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
            (!c.is_control()).then_some((c, after))
        });
        rest = match escaped {
            Some((c, after)) => {
                out.push(c);
                after
            }
            None => {
                out.push_str("\\u{");
                after
            }
        };
    }
    out + rest
}

fn plain(said: &str) -> String {
    let said = match said.rsplit_once("expected ") {
        Some((found, what)) if what.starts_with("struct ") || what == "a map" => {
            format!("{found}expected an object in braces")
        }
        Some((found, "a sequence")) => format!("{found}expected a list in brackets"),
        _ => said.to_owned(),
    };
    let said = readable(&said);
    match said.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", said.get(..end).unwrap_or_default()),
        None => said,
    }
}
