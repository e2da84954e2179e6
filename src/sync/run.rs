//! One sync, from the first change pushed to the digest fetched.
//!
//! Owns the order, and what a run knows while it runs. Each step is a module of its own that
//! adds to [`Run`]; a run that is cut off anywhere leaves the store truthful, and the next
//! one goes on from there.

use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

use register::change::ChangeId;
use register::record::PhotoHash;
use reqwest::header::HeaderValue;
use store::{Identity, Store};

use crate::event::{Event, Phase};
use crate::fault::SyncError;
use crate::link::Link;
use crate::pace::Pace;

/// A server may be restored while a phone syncs; it is not restored again and again.
const MOST_ROUNDS: usize = 3;

/// What a sync came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Done {
    /// Changes that receipts confirmed in this run.
    pub changes: u64,
    /// Changes and photos that the server set aside in this run. They are safe here.
    pub aside: u64,
    /// Changes of others that came.
    pub pulled: u64,
    /// Photos that receipts confirmed in this run.
    pub photos: u64,
    /// Bundles of others that the server has from here, since this run.
    pub delivered: u64,
    /// Bundles of others that the server would not have, in this run or before. They stay here
    /// until they are tried again, or let go by a plain choice.
    pub undelivered: u64,
    /// What still is to be sent: changes, photos of records that the server has, and bundles of
    /// others that were not refused.
    pub left: u64,
    /// On a locked phone: its drafts and fact checks, and its records of which the office set something aside.
    /// They stay on it, and are there again when the office enrols it anew.
    pub stays: u64,
    /// Whether the office locked this phone.
    pub sealed: bool,
}

impl Done {
    /// Whether nothing is left to send or fetch.
    pub fn is_complete(&self) -> bool {
        self.left == 0 && !self.sealed
    }
}

/// What a run knows.
pub(crate) struct Run<'a, E: FnMut(Event)> {
    pub(crate) store: &'a Store,
    pub(crate) link: &'a Link,
    pub(crate) identity: Identity,
    pub(crate) pace: Pace,
    pub(crate) done: Done,
    /// What the server has to offer, when its last word said that there is nothing to pull.
    pub(crate) level: Option<Offer>,
    events: E,
}

/// Lists and digest, by their versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(crate) lists: String,
    pub(crate) digest: Option<u64>,
    /// What leads to it from the one held here, where that came along.
    pub(crate) delta: Option<Vec<u8>>,
}

/// Syncs once: sends what waits, and fetches what is new. News of it goes to `events`.
///
/// It tries at once, whatever the back-off says, and writes down when a timer should try
/// next. Dropping the future stops it; nothing is lost by that.
///
/// # Errors
/// When it could not be finished. What was done until then is done.
pub async fn sync(store: &Store, link: &Link, events: impl FnMut(Event)) -> Result<Done, SyncError> {
    let identity = store.identity()?.ok_or(SyncError::NotEnrolled)?;
    let pace = Pace::of(store)?;
    let mut run = Run { store, link, identity, pace, done: Done::default(), level: None, events };
    let outcome = run.all().await;
    let (sent, received) = link.carried();
    run.tell(Event::Carried { sent, received });
    run.pace.backoff = match &outcome {
        // What is left although all was answered is to be tried again, and later each time too.
        Ok(()) if run.done.left > 0 => run.pace.backoff.after_failure(now(), chance(), None),
        Ok(()) => Default::default(),
        Err(fault) => {
            let told = fault.told_to_wait().and_then(|wait| wait.as_millis().try_into().ok());
            run.pace.backoff.after_failure(now(), chance(), told)
        }
    };
    run.pace.keep(store)?;
    outcome.map(|()| run.done)
}

impl<E: FnMut(Event)> Run<'_, E> {
    async fn all(&mut self) -> Result<(), SyncError> {
        self.done.sealed = self.store.is_sealed()?;
        if self.done.sealed {
            // A locked phone only sends: what is in doubt goes once more.
            self.store.unreceive(&self.store.doubted(usize::MAX)?)?;
        }
        // Nothing was received in an earlier life of the server: there is nothing to ask after.
        let is_new = self.pace.checked_epoch.is_none() && self.store.received_changes()?.is_empty();
        for _ in 0..MOST_ROUNDS {
            self.push().await?;
            if self.done.sealed {
                break;
            }
            let offer = match self.level.take() {
                Some(offer) => Some(offer),
                None => self.pull().await?,
            };
            self.level = offer;
            // What a restored server lost waits again; and so does what this phone made before it
            // was restored itself, until a receipt names it here too.
            let has_more = !self.done.sealed && (self.recheck(is_new).await? | self.has_waiting()?);
            if !has_more {
                break;
            }
            self.level = None;
        }
        self.thumbnails().await?;
        self.photos().await?;
        self.ask_for_others_photos().await?;
        // What is carried for others keeps back nothing that this phone's own holder waits for.
        let delivered = if self.done.sealed { Ok(()) } else { self.deliver().await };
        if let Some(offer) = self.level.take().filter(|_| !self.done.sealed) {
            let has_other_villages = self.lists(&offer).await?;
            self.digest(&offer).await?;
            self.thumbnails_of_tasks().await?;
            // What is of the others came with the last page, where they were given before it.
            if has_other_villages && !self.done.sealed {
                self.pull().await?;
            }
        }
        self.done.left = self.store.changes_waiting()? + self.store.photos_waiting()?.len() as u64;
        if self.done.sealed {
            let status = self.store.status()?;
            self.done.stays = status.drafts + self.store.checks_begun()? + status.rejected;
        } else {
            self.done.left += self.store.bundles_waiting()?;
        }
        delivered
    }

    /// How this phone stands once the server has taken these, as a header says it.
    pub(crate) fn standing(
        &self,
        changes: &BTreeSet<ChangeId>,
        photos: &BTreeSet<PhotoHash>,
    ) -> Result<HeaderValue, SyncError> {
        let standing = self.store.standing(changes, photos)?.to_string();
        HeaderValue::try_from(standing).map_err(|error| SyncError::answer("a question", error))
    }

    fn has_waiting(&self) -> Result<bool, SyncError> {
        Ok(self.store.changes_waiting()? > 0)
    }

    pub(crate) fn tell(&mut self, event: Event) {
        (self.events)(event);
    }

    pub(crate) fn progress(&mut self, phase: Phase, done: u64, total: u64) {
        let total = total.max(done);
        self.tell(Event::Progress { phase, done, total });
    }

    /// The office revoked this phone: its data is locked away, and only what is unsent leaves.
    pub(crate) fn seal(&mut self) -> Result<(), SyncError> {
        if !self.done.sealed {
            self.store.seal()?;
            self.done.sealed = true;
            self.tell(Event::Sealed);
        }
        Ok(())
    }
}

/// Milliseconds since 1970, by this device.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// For jitter only: where there is no chance, the time of day is chance enough.
fn chance() -> u64 {
    getrandom::u64().unwrap_or_else(|_| now())
}
