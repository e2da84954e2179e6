//! Lists and rules, and the province's duplicate digest: fetched when the server has others.
//!
//! Owns when, and what to do when a delta does not fit: the base heals it.

use register::wire::{Lists, Role};
use reqwest::Method;

use crate::event::{Event, Phase};
use crate::fault::SyncError;
use crate::run::{Offer, Run};

const DIGEST: &str = "samruat-digest";

impl<E: FnMut(Event)> Run<'_, E> {
    /// Fetches the lists where the server has others; whether this phone's holder has other villages by them.
    pub(crate) async fn lists(&mut self, offer: &Offer) -> Result<bool, SyncError> {
        if let Some(held) = self.store.lists()?.filter(|held| held.version == offer.lists) {
            if held.surveyor.roles.contains(&Role::Supervisor) {
                self.team().await?;
            }
            return Ok(false);
        }
        self.progress(Phase::Lists, 0, 1);
        let lists: Lists =
            self.link.send_again(&self.link.ask(Method::GET, "lists")?).await?.read("the lists")?;
        let has_other_villages = self.store.take_lists(&lists)?;
        self.progress(Phase::Lists, 1, 1);
        Ok(has_other_villages)
    }

    /// How the LAO's phones stand: it moves with each of them, and the lists do not.
    async fn team(&mut self) -> Result<(), SyncError> {
        match self.link.send_again(&self.link.ask(Method::GET, "team")?).await {
            Ok(answer) => Ok(self.store.take_team(&answer.read("a question after the team")?)?),
            Err(fault) if fault.is_revoked() => self.seal(),
            // Their role ended at this moment, or the server is older than this question.
            Err(fault) if fault.refusal().is_some_and(|problem| matches!(problem.status, 403 | 404)) => {
                Ok(())
            }
            Err(fault) => Err(fault),
        }
    }

    /// Which digest is held here, if one is that can be asked. What is wrong with it is said at the end of a sync,
    /// and keeps nothing back before that.
    pub(crate) fn held_digest(&self) -> Option<u64> {
        self.store.digest_version().ok().flatten()
    }

    pub(crate) async fn digest(&mut self, offer: &Offer) -> Result<(), SyncError> {
        let held = self.store.digest_version()?;
        if offer.digest.is_none() || held == offer.digest {
            return Ok(());
        }
        // It may have come along. One that does not fit is of no harm: it is asked for.
        if let (Some(_), Some(delta)) = (held, &offer.delta)
            && self.store.take_digest_delta(delta).is_ok()
            && self.store.digest_version()? == offer.digest
        {
            return Ok(());
        }
        self.progress(Phase::Digest, 0, 1);
        if let Some(version) = self.store.digest_version()?
            && !self.fetch_digest(Some(version)).await?
        {
            // The delta did not fit what is held here.
            self.store.forget_digest()?;
        }
        if self.store.digest_version()?.is_none() {
            self.fetch_digest(None).await?;
        }
        if self.store.digest_version()?.is_none() {
            return Err(SyncError::answer("the digest", "it does not fit the key in the lists"));
        }
        self.progress(Phase::Digest, 1, 1);
        Ok(())
    }

    /// Fetches the digest, or what leads on from the version held; whether it could be taken.
    async fn fetch_digest(&mut self, have: Option<u64>) -> Result<bool, SyncError> {
        let mut request = self.link.ask(Method::GET, "digest")?;
        if let Some(version) = have {
            request = request.query("have", &version.to_string());
        }
        let answer = self.link.send_again(&request).await?;
        match (answer.text(DIGEST), have) {
            (Some("current"), Some(_)) => Ok(true),
            (Some("delta"), Some(_)) => Ok(self.store.take_digest_delta(&answer.body).is_ok()),
            (Some("base"), _) => {
                self.store.take_digest(&answer.body)?;
                Ok(true)
            }
            _ => Err(SyncError::answer("the digest", "it does not say what it is")),
        }
    }
}
