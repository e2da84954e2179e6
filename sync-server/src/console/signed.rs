//! A signature that the office takes in, on paper: it stands for the words of its request as they are written down, as
//! one that a phone takes does (`Request::words`).
//!
//! Owns binding one to the other. Refuses to know how either was filled in. Called by the forms that take requests in
//! and mend them.

use register::record::Request;
use serde_json::{Value, json};

/// The same request, its signature bound to its words where there is one by hand. What is no request is told of by
/// whoever reads the record.
pub(super) fn for_its_words(mut request: Value) -> Value {
    let Ok(read) = serde_json::from_value::<Request>(request.clone()) else { return request };
    if read.signature.as_ref().is_some_and(|signature| signature.kind.is_by_hand())
        && let Some(signature) = request.get_mut("signature").and_then(Value::as_object_mut)
    {
        signature.insert("of".to_owned(), json!(read.words()));
    }
    request
}
