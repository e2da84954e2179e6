//! `samruat check`: is this national ID known here? One line of JSON.

use std::io::{self, Write};
use std::path::Path;

use register::national_id::TypedId;

use super::Done;
use crate::data_folder;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Thirteen digits; Thai digits, spaces and dashes are accepted.
    id: String,
}

pub(crate) fn run(data: Option<&Path>, arguments: &Arguments) -> Done {
    let id = match TypedId::read(Some(&arguments.id)) {
        TypedId::Valid(id) => id,
        TypedId::Missing => {
            return Err("no national ID was given; nothing was asked, give its 13 digits".into());
        }
        TypedId::Invalid { fault, .. } => {
            return Err(
                format!("this is not a national ID ({fault}); nothing was asked, type it again").into()
            );
        }
    };
    let known = data_folder::open(data)?.known(id)?;
    writeln!(io::stdout().lock(), "{}", serde_json::to_string(&known)?)?;
    Ok(())
}
