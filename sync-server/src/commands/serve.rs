//! `serve`: until somebody says stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use sync_server::office::Office;
use sync_server::routes::{self, House};
use sync_server::serve::{self, Wanted};
use tracing_subscriber::EnvFilter;

/// Serves, and notes the address for `enrol`.
pub async fn serve(office: Arc<Office>, listen: SocketAddr, wanted: &Wanted) -> anyhow::Result<()> {
    let bound = serve::bind(listen, wanted, &office.keys().certificate).await?;
    office.note_address(&bound.address, bound.certificate).await?;
    serve_bound(office, bound).await
}

/// Serves on a socket that is bound, and says where.
pub async fn serve_bound(office: Arc<Office>, bound: serve::Bound) -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_env("SAMRUAT_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
    // Whoever started it, a person or a test, reads here where it is.
    super::say(format_args!("{}\nlistening on {}", bound.address, bound.listening))?;
    let reading = tokio::spawn(keep_cards_read(Arc::clone(&office)));
    let forgetting = tokio::spawn(forget_what_is_over(Arc::clone(&office)));
    // Lists that were being taken in when the last process ended.
    if let Err(fault) = office.go_on_filing_all().await {
        tracing::warn!(
            "lists that are not wholly taken in were not gone on with: {fault}; a list's own page does that too"
        );
    }
    let house = House { behind_proxy: bound.behind_proxy, ..House::of(office) };
    bound.serve(routes::all(house), told_to_stop()).await;
    reading.abort();
    forgetting.abort();
    Ok(())
}

/// So that nobody's search has much to catch up with.
async fn keep_cards_read(office: Arc<Office>) {
    let mut now_and_then = tokio::time::interval(Duration::from_secs(30));
    loop {
        now_and_then.tick().await;
        if let Err(fault) = office.read_cards().await {
            tracing::warn!("the card index was not read: {fault}; the next search reads it");
        }
    }
}

/// So that sessions, uploads and lists that nobody goes on with do not pile up.
async fn forget_what_is_over(office: Arc<Office>) {
    let mut hourly = tokio::time::interval(Duration::from_secs(60 * 60));
    loop {
        hourly.tick().await;
        if let Err(fault) = office.forget_old_sessions().await {
            tracing::warn!(
                "sessions that are over were not forgotten: {fault}; this is tried again in an hour"
            );
        }
        if let Err(fault) = office.forget_old_uploads().await {
            tracing::warn!(
                "uploads that nobody went on with were not forgotten: {fault}; this is tried again in an hour"
            );
        }
        if let Err(fault) = office.forget_old_digests().await {
            tracing::warn!("digests of long ago were not forgotten: {fault}; this is tried again in an hour");
        }
        if let Err(fault) = office.forget_old_lists().await {
            tracing::warn!(
                "lists that nobody went on with were not forgotten: {fault}; this is tried again in an hour"
            );
        }
    }
}

async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = interrupted.await;
}
