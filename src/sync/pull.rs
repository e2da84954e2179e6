//! What is new in the surveyor's area, page by page; usable after the first.
//!
//! Owns asking on from the cursor. The store takes a page and moves the cursor in one
//! transaction: a cut between two pages costs nothing. While it takes one, the next is on
//! its way: a phone's processor and the link are each slow enough without waiting for the
//! other.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::time::{Duration, Instant};

use register::wire::{Cursor, Page, STANDING_HEADER};
use reqwest::Method;
use reqwest::header::HeaderValue;

use crate::event::{Event, Phase};
use crate::fault::SyncError;
use crate::link::{Answer, Link};
use crate::run::{Offer, Run};

/// Times that a cut link is tried again for one page, each with half as many records.
const TRIES: u32 = 3;
/// How long a request gets to leave before this thread turns to something else.
const LEAVING: Duration = Duration::from_millis(2);

/// A page that was asked for.
type Coming<'l> = Pin<Box<dyn Future<Output = Result<Answer, SyncError>> + 'l>>;

/// Asks for the page after a cursor, and what leads on from the digest that this phone has; with the first
/// page it says how it stands.
fn ask<'l>(
    link: &'l Link,
    after: Option<&Cursor>,
    digest: Option<u64>,
    records: u32,
    standing: Option<HeaderValue>,
) -> Result<Coming<'l>, SyncError> {
    let mut request = link.ask(Method::GET, "pull")?;
    if let Some(cursor) = after {
        request = request.query("epoch", &cursor.epoch).query("seq", &cursor.seq.to_string());
        if let Some(log) = &cursor.log {
            request = request.query("log", log);
        }
    }
    if let Some(version) = digest {
        request = request.query("digest", &version.to_string());
    }
    request = request.query("limit", &records.to_string());
    if let Some(standing) = standing {
        request = request.header(STANDING_HEADER, standing);
    }
    Ok(Box::pin(async move { link.send(&request).await }))
}

impl<E: FnMut(Event)> Run<'_, E> {
    /// Pulls all there is; what the server has to offer beside it, unless this phone was revoked.
    pub(crate) async fn pull(&mut self) -> Result<Option<Offer>, SyncError> {
        let (mut pages, mut cuts) = (0, 0);
        let link = self.link;
        let digest = self.held_digest();
        let mut ahead: Option<Coming<'_>> = None;
        loop {
            self.progress(Phase::Pull, pages, pages + 1);
            let cursor = self.store.cursor()?;
            let coming = match ahead.take() {
                Some(coming) => coming,
                None => {
                    let nothing = (BTreeSet::new(), BTreeSet::new());
                    let standing = (pages == 0).then(|| self.standing(&nothing.0, &nothing.1)).transpose()?;
                    ask(link, cursor.as_ref(), digest, self.pace.records, standing)?
                }
            };
            let started = Instant::now();
            let page: Page = match coming.await {
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
            if page.more {
                if cursor.as_ref() == Some(&page.next) {
                    return Err(SyncError::answer("a pull", "it says that there is more and does not go on"));
                }
                let mut next = ask(link, Some(&page.next), digest, self.pace.records, None)?;
                // Where it is there at once, it is kept as if it were still coming.
                ahead = Some(match tokio::time::timeout(LEAVING, &mut next).await {
                    Ok(answer) => Box::pin(std::future::ready(answer)),
                    Err(_) => next,
                });
            }
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
                return Ok(Some(Offer { lists: page.lists, digest: page.digest, delta: page.delta }));
            }
        }
    }
}
