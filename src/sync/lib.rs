//! Syncing: carries a phone's work to the office, and the office's word back.
//!
//! Owns the order in which things travel (facts, then thumbnails, then photos), the sizes of
//! their portions, what happens when the link is cut anywhere, when to try again, and whom
//! to believe: a server is the one that the enrolment link named, and nothing is received
//! without a receipt that its key signed.
//!
//! Refuses to know what a change says, how the store keeps it, and screens: a screen draws
//! the [`Event`]s. It has no thread and no timer of its own; whoever has one asks
//! [`Pace::next_try`] and calls [`sync`] on a current-thread runtime.
//!
//! Called by the app and its command line.
//!
//! ```text
//! push ─→ pull ─→ thumbnails ─→ photos ─→ receipts ─→ bundles ─→ lists ─→ digest ─→ tasks' thumbnails
//!   └──────┴── once more when the server, or this phone, was restored from a backup
//! ```

mod backoff;
mod coding;
pub mod courier;
mod enrolment;
mod event;
mod fault;
mod link;
mod lists;
mod pace;
mod photos;
mod pull;
mod push;
mod receipts;
mod run;
mod trust;
mod upload;

pub use backoff::Backoff;
pub use enrolment::enrol;
pub use event::{Event, Phase};
pub use fault::SyncError;
pub use link::Link;
pub use pace::Pace;
pub use run::{Done, sync};
