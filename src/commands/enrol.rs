//! `samruat enrol`: the office's link becomes this phone's identity.

use std::io::{self, Write};
use std::path::Path;

use register::wire::EnrolmentLink;

use super::Done;
use crate::data_folder;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The whole link that the office gave, with all that stands behind its #.
    link: String,
    /// What the office's list of phones will call this one.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
}

pub(crate) fn run(data: Option<&Path>, arguments: &Arguments) -> Done {
    let link: EnrolmentLink = arguments.link.parse()?;
    let store = data_folder::open(data)?;
    let enrolled = sync::enrol(&store, &link, arguments.name.clone());
    let identity = super::wait_for(enrolled)??;
    writeln!(
        io::stdout(),
        "Enrolled as {} for {} ({}), {}.",
        identity.device,
        identity.surveyor.name,
        identity.surveyor.id,
        identity.lao.name
    )?;
    Ok(())
}
