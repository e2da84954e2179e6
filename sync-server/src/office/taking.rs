//! Taking what phones push, and the receipts for it.
//!
//! Owns what a sender may send at all, quarantine of a revoked phone's work, and that a
//! receipt is filed in the transaction that takes the work. Refuses to know the order of an
//! intake (`intake`). Called by routes and `bundles`, through `Office`.

use std::collections::BTreeSet;

use async_trait::async_trait;
use register::change::{Change, ChangeId};
use register::lao::LaoCode;
use register::receipt::Receipt;
use register::record::PhotoHash;
use register::seal::Signed;
use register::wire::{Aside, Ask, Cursor, Order, Pushed};
use serde_json::value::RawValue;

use super::since::Since;
use super::turn::Turn;
use super::{Done, Office, Sender, now, team};
use crate::db::{DbFault, DeviceRow, Transaction};
use crate::intake::{self, Intake, IntakeFault, Outcome, Taken};

/// What a phone that pushes says it has of the office's.
#[derive(Clone, Copy, Debug, Default)]
pub struct Has<'a> {
    /// How far it has pulled.
    pub pulled: Option<&'a Cursor>,
    /// Which duplicate digest, where what leads on from it may come with the answer.
    pub digest: Option<u64>,
}

impl Office {
    /// Takes what a phone pushed. Each change is held when this returns, or set aside with
    /// its reason.
    ///
    /// # Errors
    /// When nothing was taken.
    pub async fn push(&self, sender: &Sender, changes: &[Box<RawValue>], has: Has<'_>) -> Done<Pushed> {
        let mut aside = Vec::new();
        let mut sound = Vec::with_capacity(changes.len());
        for (at, raw) in changes.iter().enumerate() {
            match read(&sender.device, raw.get().as_bytes()) {
                Ok(change) => sound.push((at, change)),
                Err((change, reason)) => aside.push(Aside { at, change, reason }),
            }
        }
        let lao = sender.device.lao;
        let (taken, receipt) = self.take(lao, sender, &sound).await?;
        let erased = taken.erased;
        if taken.extended {
            self.finish_erasures_in_time().await;
        }
        let cursor = if sender.device.revoked_at.is_some() {
            None
        } else {
            aside.extend(taken.aside.into_iter().map(|(at, change, reason)| Aside {
                at,
                change: Some(change),
                reason,
            }));
            let pulled = has.pulled.and_then(|cursor| Since::going_on(cursor, &self.epoch, sender));
            match (taken.echo, pulled) {
                (Some((before, head)), Some(pulled)) if pulled.seq() == before => {
                    Some(pulled.at_the_end(&head, &self.epoch))
                }
                _ => None,
            }
        };
        aside.sort_by_key(|aside| aside.at);
        let order = sender.device.revoked_at.map(|_| Order::Seal);
        let (lists, offer) = match &cursor {
            // Told where to go on from, the phone need not ask for a page.
            Some(_) => {
                let mut tx = self.db.look().await?;
                let lists = self.lists_version(&mut *tx, sender).await?;
                let province = self.known(&mut *tx, lao).await?.province;
                drop(tx);
                (Some(lists), self.digest_offer(&province, has.digest).await)
            }
            None => (None, None),
        };
        let (digest, delta) = offer.map_or((None, None), |offer| (Some(offer.version), offer.delta));
        Ok(Pushed { receipt, aside, erased, pulled: cursor, lists, digest, delta, order })
    }

    async fn take(
        &self,
        lao: LaoCode,
        sender: &Sender,
        changes: &[(usize, Change)],
    ) -> Done<(Taken, Signed<Receipt>)> {
        if changes.is_empty() {
            return Ok((Taken::default(), self.receipt(sender, BTreeSet::new(), BTreeSet::new())));
        }
        self.in_turn(lao, &Arrival { office: self, lao, sender, changes }).await
    }

    fn receipt(
        &self,
        sender: &Sender,
        changes: BTreeSet<ChangeId>,
        photos: BTreeSet<PhotoHash>,
    ) -> Signed<Receipt> {
        let receipt = Receipt::new(sender.device.id.clone(), now(), changes, photos);
        Signed::sign(receipt, &self.keys.signing)
    }

    /// A receipt for what of these is held.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn held(&self, sender: &Sender, ask: &Ask) -> Done<Signed<Receipt>> {
        let Ask { changes, photos } = self.held_of(sender.device.lao, ask).await?;
        self.note_standing(sender).await;
        self.file(sender, changes, photos).await
    }

    /// What of these is held.
    pub(crate) async fn held_of(&self, lao: LaoCode, ask: &Ask) -> Done<Ask> {
        let mut tx = self.db.look().await?;
        let ids: Vec<ChangeId> = ask.changes.iter().copied().collect();
        let mut changes = tx.logged(lao, &ids).await?;
        changes.extend(tx.held_apart(lao, &ids).await?);
        let hashes: Vec<PhotoHash> = ask.photos.iter().copied().collect();
        let photos: BTreeSet<PhotoHash> =
            tx.photos(lao, &hashes).await?.into_iter().map(|photo| photo.hash).collect();
        Ok(Ask { changes, photos })
    }

    /// A receipt for these, filed before it goes out.
    pub(crate) async fn file(
        &self,
        sender: &Sender,
        changes: BTreeSet<ChangeId>,
        photos: BTreeSet<PhotoHash>,
    ) -> Done<Signed<Receipt>> {
        let lao = sender.device.lao;
        let has_photos = !photos.is_empty();
        let receipt = self.receipt(sender, changes, photos);
        // The receipt of a change is filed with the change; of a photo, here.
        if has_photos {
            self.in_turn(lao, &Filing { lao, receipt: &receipt }).await?;
        }
        Ok(receipt)
    }
}

/// A receipt that is filed by itself.
struct Filing<'a> {
    lao: LaoCode,
    receipt: &'a Signed<Receipt>,
}

#[async_trait]
impl Turn for Filing<'_> {
    type Out = ();

    async fn take(&self, tx: &mut dyn Transaction, _: &Intake<'_>) -> Result<Outcome<()>, IntakeFault> {
        put_receipt(tx, self.lao, self.receipt).await?;
        Ok(Outcome::Done(()))
    }
}

/// Changes that one phone pushed, and the receipt that is filed with them.
struct Arrival<'a> {
    office: &'a Office,
    lao: LaoCode,
    sender: &'a Sender,
    changes: &'a [(usize, Change)],
}

#[async_trait]
impl Turn for Arrival<'_> {
    type Out = (Taken, Signed<Receipt>);

    async fn take(
        &self,
        tx: &mut dyn Transaction,
        with: &Intake<'_>,
    ) -> Result<Outcome<Self::Out>, IntakeFault> {
        let outcome = if self.sender.device.revoked_at.is_some() {
            intake::take_apart(tx, with, self.lao, self.changes).await?
        } else {
            intake::take(tx, with, self.lao, &self.sender.surveyor, self.changes).await?
        };
        let outcome = outcome.map(|taken| {
            let receipt = self.office.receipt(self.sender, taken.held.clone(), BTreeSet::new());
            (taken, receipt)
        });
        if let Outcome::Done((_, receipt)) = &outcome {
            put_receipt(tx, self.lao, receipt).await?;
            if let Some(row) = team::said(self.sender) {
                tx.put_standing(self.lao, &row).await?;
            }
        }
        Ok(outcome)
    }
}

/// Files a receipt before it goes out.
async fn put_receipt(
    tx: &mut dyn Transaction,
    lao: LaoCode,
    receipt: &Signed<Receipt>,
) -> Result<(), DbFault> {
    let json = serde_json::to_string(receipt).map_err(|e| DbFault::Broken(e.to_string()))?;
    tx.put_receipt(lao, now(), &json).await
}

/// Reads one pushed change and checks that its sender made it.
fn read(device: &DeviceRow, json: &[u8]) -> Result<Change, (Option<ChangeId>, String)> {
    let change = Change::read(json).map_err(|fault| (None, fault.to_string()))?;
    let id = Some(change.id());
    let edit = change.edit();
    if edit.author != device.id {
        return Err((
            id,
            format!(
                "author: this change was made by {} and sent by {}; it was not taken, the phone that made it \
                 must send it",
                edit.author, device.id
            ),
        ));
    }
    if edit.lao != device.lao {
        return Err((
            id,
            format!(
                "lao: this change is of LAO {} and this phone surveys for LAO {}; it was not taken and is safe \
                 on the phone",
                edit.lao, device.lao
            ),
        ));
    }
    let key = device.key.verifying().map_err(|fault| (id, fault.to_string()))?;
    change.verify(&key).map_err(|fault| (id, format!("signature: {fault}")))?;
    Ok(change)
}
