//! Facts first: this phone's changes to the server, in portions that fit the link.
//!
//! Owns what becomes of each change of a portion: named by a receipt, set aside with its
//! reason, or neither, and then it simply goes again. A portion that is refused whole is
//! halved until the one that is at fault stands alone; the rest go on.

use std::collections::{BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use register::wire::{MOST_CHANGES, Order, Push, Pushed, STANDING_HEADER};
use serde_json::value::RawValue;
use store::Outgoing;

use crate::event::{Event, Phase};
use crate::fault::SyncError;
use crate::run::{Offer, Run};

/// Times that a cut link is tried again in one run, each with half as much.
const TRIES: u32 = 3;

impl<E: FnMut(Event)> Run<'_, E> {
    pub(crate) async fn push(&mut self) -> Result<(), SyncError> {
        let (mut settled, mut cuts) = (0, 0);
        loop {
            let batch = self.store.waiting(MOST_CHANGES, self.pace.push_bytes)?;
            if batch.is_empty() {
                return Ok(());
            }
            self.progress(Phase::Push, settled, settled + self.store.changes_waiting()?);
            match self.push_whole(&batch).await {
                Ok(0) => {
                    let reason = "it neither confirms nor refuses what it was sent";
                    return Err(SyncError::answer("a push", reason));
                }
                Ok(some) => {
                    cuts = 0;
                    settled += some;
                    self.progress(Phase::Push, settled, settled + self.store.changes_waiting()?);
                }
                Err(fault) if fault.is_passing() && cuts < TRIES => {
                    cuts += 1;
                    self.pace.push_failed(length(&batch));
                    self.tell(Event::Trying(fault.to_string()));
                    let pause = Duration::from_millis(300 << cuts);
                    tokio::time::sleep(fault.told_to_wait().unwrap_or(pause)).await;
                }
                Err(fault) => return Err(fault),
            }
        }
    }

    /// Pushes a portion, and says how many of it are settled now.
    async fn push_whole(&mut self, batch: &[Outgoing]) -> Result<u64, SyncError> {
        let mut portions = VecDeque::from([batch]);
        let mut settled = 0;
        while let Some(portion) = portions.pop_front() {
            let fault = match self.push_once(portion).await {
                Ok(some) => {
                    settled += some;
                    continue;
                }
                Err(fault) => fault,
            };
            match (fault.refusal().map(|problem| (problem.status, problem.detail.clone())), portion) {
                (Some((400 | 413 | 422, reason)), [one]) => {
                    self.set_aside(one, &reason)?;
                    settled += 1;
                }
                (Some((status @ (400 | 413 | 422), _)), _) => {
                    if status == 413 {
                        self.pace.push_failed(length(portion));
                    }
                    let (first, second) = portion.split_at(portion.len() / 2);
                    portions.push_front(second);
                    portions.push_front(first);
                }
                _ => return Err(fault),
            }
        }
        Ok(settled)
    }

    async fn push_once(&mut self, portion: &[Outgoing]) -> Result<u64, SyncError> {
        let unreadable = |error| SyncError::answer("a push", error);
        let changes: Result<Vec<_>, _> =
            portion.iter().map(|out| RawValue::from_string(out.json.clone())).collect();
        let pulled = self.store.cursor()?;
        // What leads on from the digest is wanted once: with the last answer.
        let is_last = self.store.changes_waiting()? == portion.len() as u64;
        let digest = if is_last && !self.done.sealed { self.held_digest() } else { None };
        let push = Push { changes: changes.map_err(unreadable)?, pulled: pulled.clone(), digest };
        let ids: BTreeSet<_> = portion.iter().map(|out| out.id).collect();
        let standing = self.standing(&ids, &BTreeSet::new())?;
        let request = self.link.json("push", &push)?.header(STANDING_HEADER, standing);
        let started = Instant::now();
        let outcome = self.link.send(&request).await;
        let unheard = |fault: &SyncError| {
            matches!(fault, SyncError::Unreachable { before_sending: true, .. } | SyncError::Stranger(_))
        };
        if !outcome.as_ref().is_err_and(unheard) {
            let ids: Vec<_> = portion.iter().map(|out| out.id).collect();
            self.store.mark_sent(&ids)?;
        }
        let answer: Pushed = outcome?.read("a push")?;
        self.pace.pushed(length(portion), started.elapsed());

        let receipt = self.verified(&answer.receipt)?;
        let mut settled = 0;
        for (at, out) in portion.iter().enumerate() {
            if receipt.changes.contains(&out.id) {
                settled += 1;
                self.done.changes += 1;
                continue;
            }
            // By its name where the server could read it, by its place where not.
            let aside = answer.aside.iter().find(|aside| match aside.change {
                Some(change) => change == out.id,
                None => aside.at == at,
            });
            if let Some(aside) = aside {
                settled += 1;
                self.set_aside(out, &aside.reason)?;
            }
        }
        self.keep_receipt(&answer.receipt, receipt)?;
        if !answer.erased.is_empty() {
            self.store.erase(&answer.erased)?;
        }
        self.level = None;
        if answer.order == Some(Order::Seal) {
            self.seal()?;
        } else if let (Some(before), Some(now)) = (pulled, answer.pulled)
            && before.epoch == now.epoch
            && before.seq <= now.seq
        {
            self.store.set_cursor(&now)?;
            self.level =
                answer.lists.map(|lists| Offer { lists, digest: answer.digest, delta: answer.delta });
        }
        Ok(settled)
    }

    fn set_aside(&mut self, out: &Outgoing, reason: &str) -> Result<(), SyncError> {
        self.store.set_aside(out.id, reason)?;
        self.done.aside += 1;
        self.tell(Event::Aside(format!("The server did not take change {}: {reason}", out.id)));
        Ok(())
    }
}

fn length(batch: &[Outgoing]) -> usize {
    batch.iter().map(|out| out.json.len()).sum()
}
