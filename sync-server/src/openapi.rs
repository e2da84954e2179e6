//! The OpenAPI document of what `routes` serves.

use serde_json::{Value, json};

/// The document.
pub fn document() -> Value {
    json!({ "openapi": "3.1.0", "info": { "title": "Samruat", "version": env!("CARGO_PKG_VERSION") }, "paths": {} })
}
