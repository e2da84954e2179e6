//! `samruat sync`: one full sync, at once. What happens is told on standard error while it
//! does; it is done only when nothing is left to send or fetch.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use sync::{Event, Link, Phase, SyncError};

use super::Done;
use crate::data_folder;

#[derive(clap::Args)]
pub(crate) struct Arguments {}

pub(crate) fn run(data: Option<&Path>, _: &Arguments) -> Done {
    let store = data_folder::open(data)?;
    let identity = store.identity()?.ok_or(SyncError::NotEnrolled)?;
    let link = Link::to(&identity)?;
    let is_watched = io::stderr().is_terminal();
    let done = super::wait_for(sync::sync(&store, &link, |event| tell(&event, is_watched)))??;
    if done.sealed {
        return Err(format!(
            "The office has locked this phone: nothing more is fetched, and {}. Bring it to the office.",
            match (done.left, done.stays) {
                (0, 0) => "all that was captured on it has been sent".to_owned(),
                (0, stays) => format!(
                    "all that can be sent has been; {stays} drafts, fact checks and records that the office set aside stay \
                     safe on it, and are there again once it is enrolled anew"
                ),
                (left, _) => format!("{left} changes and photos could not be sent and are safe here"),
            }
        )
        .into());
    }
    if done.left > 0 {
        let left = done.left;
        return Err(format!(
            "{left} changes, photos or bundles are still to be sent. They are safe here; sync again."
        )
        .into());
    }
    writeln!(
        io::stdout(),
        "Done: {} changes and {} photos received, {} set aside, {} changes of others fetched.",
        done.changes,
        done.photos,
        done.aside,
        done.pulled
    )?;
    Ok(())
}

/// Progress is for somebody who watches; what was set aside is for everybody.
fn tell(event: &Event, is_watched: bool) {
    let mut err = io::stderr().lock();
    let _ = match event {
        Event::Progress { phase, done, total } if is_watched => {
            let (name, unit) = match phase {
                Phase::Push => ("Sending", "changes"),
                Phase::Pull => ("Fetching", "pages"),
                Phase::Recheck => ("Asking what a restored server still holds", "items"),
                Phase::Thumbnails => ("Sending small pictures", "pictures"),
                Phase::Photos => ("Sending photos", "bytes"),
                Phase::Courier => ("Delivering a bundle", "bytes"),
                Phase::Lists => ("Fetching lists", "files"),
                Phase::Digest => ("Fetching the duplicate digest", "files"),
                Phase::TaskPhotos => ("Fetching small pictures for tasks", "pictures"),
            };
            write!(err, "\r\x1b[K{name}: {done} of {total} {unit}").and_then(|()| match done == total {
                true => writeln!(err),
                false => err.flush(),
            })
        }
        Event::Carried { sent, received } if is_watched => {
            writeln!(err, "{sent} bytes sent, {received} received.")
        }
        Event::Aside(sentence) | Event::Undelivered(sentence) => writeln!(err, "{sentence}"),
        Event::Trying(sentence) if is_watched => writeln!(err, "{sentence} Trying again now."),
        _ => Ok(()),
    };
}
