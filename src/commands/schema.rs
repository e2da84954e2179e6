//! `samruat schema`: the JSON Schema of a record, as the register publishes it.

use std::io::{self, Write};

use super::Done;

pub(crate) fn run() -> Done {
    let schema = serde_json::to_string_pretty(&register::record::schema())?;
    writeln!(io::stdout().lock(), "{schema}")?;
    Ok(())
}
