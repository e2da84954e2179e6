//! `demo`: the sample province, served until somebody says stop.

use std::net::SocketAddr;
use std::sync::Arc;

use sync_server::demo::{self, PASSWORD};
use sync_server::office::Office;
use sync_server::serve::{self, Wanted};

/// Makes the sample where there is none yet, says how to get in, and serves it.
pub async fn demo(office: Arc<Office>, listen: SocketAddr) -> anyhow::Result<()> {
    let bound = serve::bind(listen, &Wanted::default(), &office.keys().certificate).await?;
    office.note_address(&bound.address, bound.certificate).await?;
    eprintln!("The sample province is being set up; the first time takes a moment.");
    let seats = demo::set_up(&office).await?;
    super::say(format_args!("console {}/office", bound.address))?;
    super::say(format_args!("password {PASSWORD}"))?;
    for seat in &seats {
        super::say(format_args!("user {} {:?} {}", seat.id, seat.role, seat.lao))?;
    }
    for link in demo::links(&office).await? {
        super::say(format_args!("enrol {link}"))?;
    }
    super::serve::serve_bound(office, bound).await
}
