//! The commands, one module each.
//!
//! Owns what they share: the form of their refusals. A command returns a sentence to be
//! printed to standard error, with exit code 1.

pub(crate) mod add;
pub(crate) mod bundle;
pub(crate) mod carry;
pub(crate) mod check;
pub(crate) mod enrol;
pub(crate) mod receipts;
pub(crate) mod schema;
pub(crate) mod status;
pub(crate) mod sync;
pub(crate) mod take;
pub(crate) mod window;

/// What a command comes to: done, or a sentence that says what happened and what to do.
pub(crate) type Done = Result<(), Box<dyn std::error::Error>>;

/// Waits for what needs the network, on this thread.
pub(crate) fn wait_for<T>(work: impl Future<Output = T>) -> std::io::Result<T> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work))
}
