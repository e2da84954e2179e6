//! What phones fetch: their area page by page, and the lists they work with.
//!
//! Owns the order of a page and what a phone is told of its surveyor. Refuses to know how
//! the feed is numbered (`intake`). Called by routes, through `Office`.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use register::lao::LaoCode;
use register::record::{PersonId, RecordId};
use register::wire::{Cursor, Lists, Page, Pulled, Surveyor};
use serde_json::value::RawValue;

use super::{Done, Office, Sender};
use crate::db::{DbFault, LogKind, RecordRow, SurveyorRow, Transaction};
use crate::{erasure, log};

impl Office {
    /// A page of the sender's area.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn pull(&self, sender: &Sender, from: Option<&Cursor>, most: u32) -> Done<Page> {
        let lao = sender.device.lao;
        let after = from.filter(|cursor| cursor.epoch == self.epoch).map_or(0, |cursor| cursor.seq);
        let mut tx = self.db.look().await?;
        // Read before the feed: what is committed meanwhile is then pulled once more, never skipped.
        let head = tx.head(lao).await?.map_or(0, |head| head.seq);
        let rows = tx.feed(lao, after, &sender.surveyor.moo, most).await?;
        let more = rows.len() as u32 == most;
        let next = if more { rows.last().map_or(head, |row| row.seq) } else { head };
        let erased = tx.erased_between(lao, after, next).await?;
        let ids: Vec<RecordId> = rows.iter().map(|row| row.id).collect();
        let gone = erasure::gone(&mut *tx, lao, &ids).await?;
        // A phone has a household whole or not at all; what is left of this one is the office's.
        let rows: Vec<RecordRow> = rows.into_iter().filter(|row| !gone.contains_key(&row.id)).collect();
        let ids: Vec<RecordId> = rows.iter().map(|row| row.id).collect();
        let keys: Vec<(LaoCode, RecordId)> = ids.iter().map(|id| (lao, *id)).collect();
        let mut changes: BTreeMap<RecordId, Vec<(u64, Box<RawValue>)>> = BTreeMap::new();
        for row in tx.history(lao, &ids).await? {
            let (Some(record), LogKind::Change) = (row.record, row.kind) else { continue };
            let Some(change) = log::change(&self.keys, lao, &row)? else { continue };
            let raw = RawValue::from_string(change.to_json()).map_err(|e| DbFault::Broken(e.to_string()))?;
            changes.entry(record).or_default().push((row.place, raw));
        }
        let mut people: BTreeMap<RecordId, BTreeMap<PersonId, register::wire::State>> = BTreeMap::new();
        for row in tx.people(&keys).await? {
            if let Some(standing) = row.standing {
                people.entry(row.who.record).or_default().insert(row.who.person, standing.state);
            }
        }
        let lists = self.lists_in(&mut *tx, sender).await?.version;
        let province = self.known(&mut *tx, lao).await?.province;
        drop(tx);
        let digest = if more { None } else { Some(self.digest_version(&province).await?) };
        let records = rows
            .iter()
            .map(|row| Pulled {
                record: row.id,
                changes: changes
                    .remove(&row.id)
                    .unwrap_or_default()
                    .into_iter()
                    .map(|(_, raw)| raw)
                    .collect(),
                people: people.remove(&row.id).unwrap_or_default(),
            })
            .collect();
        let next = Cursor { epoch: self.epoch.clone(), seq: next };
        Ok(Page { records, next, more, lists, digest, erased })
    }

    /// The lists that a phone keeps.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn lists(&self, sender: &Sender) -> Done<Lists> {
        let mut tx = self.db.look().await?;
        self.lists_in(&mut *tx, sender).await
    }

    pub(super) async fn lists_in(&self, tx: &mut dyn Transaction, sender: &Sender) -> Done<Lists> {
        let laos = self.laos(tx).await?;
        let own = self.known(tx, sender.device.lao).await?;
        let mut lists = Lists {
            version: String::new(),
            surveyor: said(&sender.surveyor),
            laos: laos.iter().filter(|lao| lao.province == own.province).cloned().collect(),
            digest_key: HEXLOWER.encode(self.digest_key(&own.province).secret()),
        };
        let json = serde_json::to_vec(&lists).map_err(|e| DbFault::Broken(e.to_string()))?;
        lists.version = HEXLOWER.encode(blake3::hash(&json).as_bytes().get(..8).unwrap_or_default());
        Ok(lists)
    }

    /// The key of a province's duplicate digest.
    pub fn digest_key(&self, province: &str) -> register::digest::DigestKey {
        register::digest::DigestKey::of_epoch(&self.keys.digest, province, 1)
    }
}

pub(super) fn said(surveyor: &SurveyorRow) -> Surveyor {
    Surveyor {
        id: surveyor.id.clone(),
        name: surveyor.name.clone(),
        roles: surveyor.roles.clone(),
        moo: surveyor.moo.clone(),
    }
}
