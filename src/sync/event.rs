//! What a screen can draw of a sync while it runs.
//!
//! Owns the few kinds of news there are. Refuses to know who shows them.

/// One piece of news.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A phase begins or gets on: so much of so much is done. What it counts is the phase's.
    Progress {
        /// Which phase.
        phase: Phase,
        /// How much of it is done.
        done: u64,
        /// How much there is, as far as is known now.
        total: u64,
    },
    /// What went over the link since the sync began, bodies as they travelled.
    Carried {
        /// Bytes to the server.
        sent: u64,
        /// Bytes from it.
        received: u64,
    },
    /// The link was cut or is busy; it is tried again at once. Why, in a sentence.
    Trying(String),
    /// Something was set aside and the rest goes on. What and why, in a sentence.
    Aside(String),
    /// The server would not have a bundle that is carried here for another phone, or it cannot be sent; the rest goes
    /// on. Which and why, in a sentence.
    Undelivered(String),
    /// The office locked this phone.
    Sealed,
}

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// This phone's changes to the server; counts changes.
    Push,
    /// The area's records from it; counts pages.
    Pull,
    /// Asking which of the received work a restored server still holds; counts changes and photos.
    Recheck,
    /// Small pictures to the server; counts them.
    Thumbnails,
    /// Photos to the server; counts bytes.
    Photos,
    /// Bundles carried for others to the server; counts bytes of one.
    Courier,
    /// Lists and rules from it.
    Lists,
    /// The province's duplicate digest from it.
    Digest,
    /// Small pictures for open tasks from it; counts them.
    TaskPhotos,
}
