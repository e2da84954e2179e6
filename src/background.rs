//! Sending and fetching while nobody looks: the same engine as ever, with no window and no screen.
//!
//! Owns opening the store, one sync, and stopping when the device says so; and what of its outcome a
//! person must be told. Refuses to know who calls it and when it is to be called again: that is the
//! device's. Called by `android/`, from the job that the system starts.

use std::path::Path;

use store::{Secrets, Store};
use sync::{Done, Link, SyncError};
use tokio::sync::Notify;

use crate::device::Clock;
use crate::trouble::Trouble;

/// How a sync that nobody looks at is stopped.
#[derive(Debug, Default)]
pub struct Stop(Notify);

impl Stop {
    /// Stops it, or the next one where none is under way. Nothing is lost by that.
    pub fn now(&self) {
        self.0.notify_one();
    }
}

/// What came of it.
#[derive(Debug)]
pub enum Outcome {
    /// This phone is not enrolled: there is nothing to do.
    NotEnrolled,
    /// It went through; some may be left.
    Done(Done),
    /// It did not, and why; whether another try may help.
    Failed(Trouble, bool),
    /// The device stopped it.
    Stopped,
}

impl Outcome {
    /// Whether there is no use in trying again before the next regular time.
    pub fn is_over(&self) -> bool {
        match self {
            Self::NotEnrolled => true,
            Self::Done(done) => done.sealed || done.left == 0,
            Self::Failed(_, again) => !again,
            Self::Stopped => false,
        }
    }

    /// What the person has to know although they do not look: a title, and words. Nothing of anybody is in it.
    pub fn word(&self) -> Option<(String, String)> {
        match self {
            Self::Done(done) if done.sealed => {
                let locked = Trouble::from(&store::StoreError::Sealed);
                Some((locked.happened, locked.next))
            }
            Self::Failed(trouble, false) => {
                Some((trouble.happened.clone(), format!("{} {}", trouble.safe, trouble.next)))
            }
            Self::NotEnrolled | Self::Done(_) | Self::Failed(_, true) | Self::Stopped => None,
        }
    }
}

/// Sends what waits and fetches what is new, until it is done or stopped.
pub fn send(folder: &Path, secrets: &dyn Secrets, clock: Clock, stop: &Stop) -> Outcome {
    let store = match Store::open_at(folder, secrets, Box::new(move || clock())) {
        Ok(store) => store,
        // A store that does not open now may open later, and whoever opens the app is told of it.
        Err(fault) => return Outcome::Failed(Trouble::from(&fault), true),
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(fault) => {
            let fault = store::StoreError::NoChance(fault.to_string());
            return Outcome::Failed(Trouble::from(&fault), true);
        }
    };
    runtime.block_on(async {
        tokio::select! {
            biased;
            () = stop.0.notified() => Outcome::Stopped,
            done = sync(&store) => match done {
                Ok(done) => Outcome::Done(done),
                Err(SyncError::NotEnrolled) => Outcome::NotEnrolled,
                Err(fault) => Outcome::Failed(Trouble::from(&fault), may_pass(&fault)),
            },
        }
    })
}

async fn sync(store: &Store) -> Result<Done, SyncError> {
    let identity = store.identity()?.ok_or(SyncError::NotEnrolled)?;
    let link = Link::to(&identity)?;
    sync::sync(store, &link, |_| {}).await
}

/// Whether time alone may mend it.
fn may_pass(fault: &SyncError) -> bool {
    !matches!(fault, SyncError::Unknown(_) | SyncError::Outdated(_) | SyncError::Address(..))
}

#[cfg(test)]
#[path = "background_tests.rs"]
mod tests;
