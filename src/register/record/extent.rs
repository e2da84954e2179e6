//! How large and how deep a record may be: what is read here must pass everywhere after.
//!
//! A record becomes a change, and a change part of a message; each wraps it deeper and
//! makes it longer, and each reader has a limit. A record that only the phone could read
//! would be stuck there. Called by `record` when it reads, and by `field` for changes.

use serde_json::Value;

use super::RecordFault;
use crate::thai;

/// Objects and lists within each other; serde_json reads 128 levels, of whole messages.
const DEEPEST: usize = 32;

/// About its length as JSON. A visit to a hundred people is about a tenth of it; its change
/// is at most eight times as long, which `change::MAX_BYTES` allows for.
pub(crate) const LARGEST: usize = 512 * 1024;

/// Room for what a record of few fields has beside them, when its fields are measured one by one.
pub(crate) const FRAME: usize = 1024;

/// What a field adds to a record at most, or `None` where it may lie too deep in it: a quick
/// answer, on the safe side of [`measure`].
pub(crate) fn of_field(path: &str, value: &Value) -> Option<usize> {
    // The names and braces of the section or the member that it may be the first field of.
    const OF_ITS_PART: usize = 64;
    // A field of a list's member lies three deep in a record.
    size(value, 3).ok().map(|size| size + path.len() + OF_ITS_PART)
}

/// Refuses what is too deep or too large, and two fields whose names become one when
/// they are composed: one of the two values would be lost.
pub(crate) fn measure(record: &Value) -> Result<(), RecordFault> {
    let size = size(record, 0).map_err(|(path, reason)| RecordFault::Field {
        field: if path.is_empty() { "record".to_owned() } else { path },
        reason: reason.to_owned(),
    })?;
    if size > LARGEST {
        return Err(RecordFault::Field {
            field: "record".to_owned(),
            reason: format!("{size} bytes are more than any household visit has (at most {LARGEST})"),
        });
    }
    Ok(())
}

/// Its size; or where in it something is wrong, and what.
fn size(value: &Value, depth: usize) -> Result<usize, (String, &'static str)> {
    /// Punctuation and numbers, near enough.
    const EACH: usize = 8;
    if depth > DEEPEST {
        return Err((String::new(), "lists and objects lie more than 32 deep in each other"));
    }
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(EACH),
        Value::String(text) => Ok(EACH + text.len()),
        Value::Array(items) => items.iter().enumerate().try_fold(EACH, |sum, (at, item)| {
            Ok(sum + size(item, depth + 1).map_err(|(path, why)| (format!("[{at}]{path}"), why))?)
        }),
        Value::Object(fields) => fields.iter().try_fold(EACH, |sum, (name, value)| {
            if !thai::is_composed(name) && fields.contains_key(&thai::nfc(name)) {
                return Err((format!(".{name}"), "two fields have this name, typed in two ways"));
            }
            let inner = size(value, depth + 1).map_err(|(path, why)| (format!(".{name}{path}"), why))?;
            Ok(sum + name.len() + inner)
        }),
    }
    .map_err(|(path, why): (String, &'static str)| {
        let path = if depth == 0 { path.trim_start_matches('.').to_owned() } else { path };
        (path, why)
    })
}
