//! What is new in the surveyor's area, page by page; usable after the first.
//!
//! Owns asking on from the cursor. The store takes a page and moves the cursor in one
//! transaction: a cut between two pages costs nothing.

use std::time::{Duration, Instant};

use register::wire::Page;
use reqwest::Method;

use crate::event::{Event, Phase};
use crate::fault::SyncError;
use crate::run::{Offer, Run};

/// Times that a cut link is tried again for one page, each with half as many records.
const TRIES: u32 = 3;

impl<E: FnMut(Event)> Run<'_, E> {
    /// Pulls all there is; what the server has to offer beside it, unless this phone was revoked.
    pub(crate) async fn pull(&mut self) -> Result<Option<Offer>, SyncError> {
        let (mut pages, mut cuts) = (0, 0);
        loop {
            self.progress(Phase::Pull, pages, pages + 1);
            let cursor = self.store.cursor()?;
            let mut request = self.link.ask(Method::GET, "pull")?;
            if let Some(cursor) = &cursor {
                request = request.query("epoch", &cursor.epoch).query("seq", &cursor.seq.to_string());
            }
            request = request.query("limit", &self.pace.records.to_string());
            let started = Instant::now();
            let page: Page = match self.link.send(&request).await {
                Ok(answer) => answer.read("a pull")?,
                Err(fault) if fault.is_revoked() => {
                    self.seal()?;
                    return Ok(None);
                }
                Err(fault) if fault.is_passing() && cuts < TRIES => {
                    cuts += 1;
                    self.pace.pull_failed();
                    self.tell(Event::Trying(fault.to_string()));
                    let pause = Duration::from_millis(300 << cuts);
                    tokio::time::sleep(fault.told_to_wait().unwrap_or(pause)).await;
                    continue;
                }
                Err(fault) => return Err(fault),
            };
            cuts = 0;
            self.pace.pulled(started.elapsed());
            // Before the cursor moves past it: it is said once.
            if !page.erased.is_empty() {
                self.store.erase(&page.erased)?;
            }
            let taken = self.store.take_page(&page)?;
            self.done.pulled += taken.changes as u64;
            if taken.unread > 0 {
                let unread = taken.unread;
                self.tell(Event::Aside(format!(
                    "{unread} changes of others need a newer version of the app; they are kept until then"
                )));
            }
            pages += 1;
            self.progress(Phase::Pull, pages, pages + u64::from(page.more));
            if !page.more {
                return Ok(Some(Offer { lists: page.lists, digest: page.digest }));
            }
            if cursor.as_ref() == Some(&page.next) {
                return Err(SyncError::answer("a pull", "it says that there is more and does not go on"));
            }
        }
    }
}
