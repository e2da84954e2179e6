//! What phones fetch: their area page by page, and the lists they work with.
//!
//! Owns the order of a page and what a phone is told of its surveyor. Refuses to know how
//! the feed is numbered (`intake`). Called by routes, through `Office`.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use register::lao::LaoCode;
use register::record::{PersonId, RecordId};
use register::wire::{FormSettings, Lists, Page, Pulled, Surveyor};
use serde_json::value::RawValue;

use super::since::Since;
use super::taking::Has;
use super::tasks::checks_facts;
use super::{Done, Office, Sender};
use crate::db::{DbFault, LogKind, RecordRow, SurveyorRow, Transaction, settings_of};
use crate::{erasure, log};

impl Office {
    /// A page of the sender's area, and with the last one what leads on from the digest they have.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn pull(&self, sender: &Sender, has: Has<'_>, most: u32) -> Done<Page> {
        let lao = sender.device.lao;
        let mut tx = self.db.look().await?;
        // Read before the feed: what is committed meanwhile is then pulled once more, never skipped.
        let head = tx.head(lao).await?.ok_or_else(|| DbFault::Broken(format!("LAO {lao} has no feed")))?;
        let since = has.pulled.and_then(|cursor| Since::going_on(cursor, &self.epoch, sender));
        let since = since.filter(|since| !since.is_beyond(&head)).unwrap_or_else(|| Since::start(sender));
        let after = since.seq();
        let feed = tx.feed(lao, after, &sender.surveyor.moo, most).await?;
        let (rows, last) = with_tasks(feed, asked_for(&mut *tx, sender, after).await?, most);
        let (more, next) = last.map_or((false, head.seq), |last| (true, last));
        let erased = tx.erased_between(lao, after, next).await?;
        let ids: Vec<RecordId> = rows.iter().map(|row| row.id).collect();
        let gone = erasure::gone(&mut *tx, lao, &ids).await?;
        // A phone has a household whole or not at all; what is left of this one is the office's.
        let rows: Vec<RecordRow> = rows.into_iter().filter(|row| !gone.contains_key(&row.id)).collect();
        let ids: Vec<RecordId> = rows.iter().map(|row| row.id).collect();
        let keys: Vec<(LaoCode, RecordId)> = ids.iter().map(|id| (lao, *id)).collect();
        let had: BTreeMap<RecordId, u64> = rows.iter().map(|row| (row.id, since.has(row, sender))).collect();
        let mut changes: BTreeMap<RecordId, Vec<Box<RawValue>>> = BTreeMap::new();
        for row in tx.history(lao, &ids).await? {
            let (Some(record), LogKind::Change) = (row.record, row.kind) else { continue };
            if had.get(&record).is_some_and(|had| row.place <= *had) {
                continue;
            }
            let Some(change) = log::change(&self.keys, lao, &row)? else { continue };
            let raw = RawValue::from_string(change.to_json()).map_err(|e| DbFault::Broken(e.to_string()))?;
            changes.entry(record).or_default().push(raw);
        }
        let mut people: BTreeMap<RecordId, BTreeMap<PersonId, register::wire::State>> = BTreeMap::new();
        for row in tx.people(&keys).await? {
            if let Some(standing) = row.standing {
                people.entry(row.who.record).or_default().insert(row.who.person, standing.state);
            }
        }
        let lists = self.lists_version(&mut *tx, sender).await?;
        let province = self.known(&mut *tx, lao).await?.province;
        drop(tx);
        self.note_standing(sender).await;
        let offer = if more { None } else { self.digest_offer(&province, has.digest).await };
        let (digest, delta) = offer.map_or((None, None), |offer| (Some(offer.version), offer.delta));
        let records = rows
            .iter()
            .map(|row| Pulled {
                record: row.id,
                changes: changes.remove(&row.id).unwrap_or_default(),
                people: people.remove(&row.id).unwrap_or_default(),
            })
            .collect();
        let next = if more { since.at(next, &self.epoch) } else { since.at_the_end(&head, &self.epoch) };
        Ok(Page { records, next, more, lists, digest, delta, erased })
    }

    /// The lists that a phone keeps.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn lists(&self, sender: &Sender) -> Done<Lists> {
        let mut tx = self.db.look().await?;
        let mut lists = self.lists_in(&mut *tx, sender).await?;
        lists.form = settings_of(&mut *tx, sender.device.lao).await?;
        lists.team = self.team_in(&mut *tx, sender).await?;
        Ok(lists)
    }

    /// Which lists the sender would get now. Asked with every push and pull, so it reads only the
    /// mark of the settings, and tasks of those alone who may have any.
    pub(super) async fn lists_version(&self, tx: &mut dyn Transaction, sender: &Sender) -> Done<String> {
        Ok(self.lists_in(tx, sender).await?.version)
    }

    /// The lists without settings and team, and the version of them with the settings.
    async fn lists_in(&self, tx: &mut dyn Transaction, sender: &Sender) -> Done<Lists> {
        let (lao, holder) = (sender.device.lao, &sender.surveyor);
        let laos = self.laos(tx).await?;
        let own = self.known(tx, lao).await?;
        let mark = tx.form_mark(lao).await?;
        let tasks = if checks_facts(holder) { tx.open_tasks(lao, &holder.id).await? } else { Vec::new() };
        let mut lists = Lists {
            version: String::new(),
            surveyor: said(holder),
            laos: laos.iter().filter(|lao| lao.province == own.province).cloned().collect(),
            digest_key: HEXLOWER.encode(self.digest_key(&own.province).secret()),
            form: FormSettings::default(),
            tasks: tasks.into_iter().map(|row| row.task).collect(),
            team: Vec::new(),
        };
        // The team is in no version: it moves with every phone that syncs, and would take villages
        // and boundaries with it each time. A supervisor's phone asks for it alone (`team`).
        let json = serde_json::to_vec(&lists).map_err(|e| DbFault::Broken(e.to_string()))?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(&json).update(mark.unwrap_or_default().as_bytes());
        lists.version = HEXLOWER.encode(hasher.finalize().as_bytes().get(..8).unwrap_or_default());
        Ok(lists)
    }

    /// The key of a province's duplicate digest.
    pub fn digest_key(&self, province: &str) -> register::digest::DigestKey {
        register::digest::DigestKey::of_epoch(&self.keys.digest, province, 1)
    }
}

/// Records of the sender's open tasks, each with its place in the feed as far as they are
/// concerned: where the task was given or where the record came in last, whichever is later. So
/// one that lies behind the phone's cursor comes still, and comes again when it changes.
///
/// Of their villages they have every record anyway.
async fn asked_for(
    tx: &mut dyn Transaction,
    sender: &Sender,
    after: u64,
) -> Result<Vec<(u64, RecordRow)>, DbFault> {
    let (lao, holder) = (sender.device.lao, &sender.surveyor);
    if holder.moo.is_empty() || !checks_facts(holder) {
        return Ok(Vec::new());
    }
    let mut given: BTreeMap<RecordId, u64> = BTreeMap::new();
    for row in tx.open_tasks(lao, &holder.id).await? {
        let place = given.entry(row.task.record).or_default();
        *place = row.seq.max(*place);
    }
    let keys: Vec<(LaoCode, RecordId)> = given.keys().map(|record| (lao, *record)).collect();
    let mut asked = Vec::new();
    for row in tx.records(&keys).await? {
        let place = row.seq.max(given.get(&row.id).copied().unwrap_or_default());
        if place > after && !holder.is_of_theirs(&row) {
            asked.push((place, row));
        }
    }
    Ok(asked)
}

/// A page of so many: the feed and what tasks ask for, in the order of their places; and the last
/// place on it, where there is more after that.
fn with_tasks(
    feed: Vec<RecordRow>,
    asked: Vec<(u64, RecordRow)>,
    most: u32,
) -> (Vec<RecordRow>, Option<u64>) {
    let most = most as usize;
    let is_full = feed.len() >= most;
    let mut rows: Vec<(u64, RecordRow)> = feed.into_iter().map(|row| (row.seq, row)).chain(asked).collect();
    rows.sort_by_key(|(place, _)| *place);
    let more = is_full || rows.len() > most;
    rows.truncate(most);
    let last = rows.last().map(|(place, _)| *place).filter(|_| more);
    (rows.into_iter().map(|(_, row)| row).collect(), last)
}

pub(super) fn said(surveyor: &SurveyorRow) -> Surveyor {
    Surveyor {
        id: surveyor.id.clone(),
        name: surveyor.name.clone(),
        roles: surveyor.roles.clone(),
        moo: surveyor.moo.clone(),
    }
}
