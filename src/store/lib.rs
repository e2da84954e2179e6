//! The phone's store: what a volunteer captured, safe, until the office has it.
//!
//! Owns one encrypted database and one sealed file a photo in the data folder; this phone's
//! identity, key and clock; the outbox with the truth about how far each record got; drafts
//! and the photos that they wait for; what was pulled of the surveyor's area; and finding people in all of that.
//!
//! Refuses to know networks, screens and how edits combine (`register` does). It reads no
//! clock but the one it is given, and calls nothing received without a receipt that its
//! caller verified. Nothing that was not received can be deleted: triggers in the database
//! hold that against the code here too.
//!
//! Called by the app and its command line, and by `sync`.

mod anew;
mod area;
mod courier;
mod drafts;
mod durable_file;
mod enrolment;
mod erasure;
mod expected;
mod fault;
mod home;
mod households;
mod keeping;
mod known;
mod life;
mod likeness;
mod lists;
mod opening;
mod outbox;
mod photos;
mod pin;
mod receipts;
mod record;
#[cfg(test)]
mod samples;
mod schema;
mod search;
mod secrets;
mod stage;
mod status;

pub use anew::begin_anew;
pub use area::Taken;
pub use courier::{BundleId, CarriedBundle};
pub use drafts::{Draft, in_draft_of};
pub use enrolment::Identity;
pub use expected::{PendingId, PendingPhoto};
pub use fault::StoreError;
pub use home::Home;
pub use households::{DraftInBrief, Household, VillageProgress, Visit};
pub use keeping::Outcome;
pub use known::{Known, Sighting, Where};
pub use likeness::Similar;
pub use opening::{Findings, Now, Store};
pub use outbox::Outgoing;
pub use photos::{KeptPhoto, WaitingPhoto};
pub use pin::Tried;
pub use receipts::Confirmed;
pub use record::Held;
pub use search::Hit;
pub use secrets::{FileSecrets, Secrets, SecretsError};
pub use stage::Stage;
pub use status::{Saved, Status};
