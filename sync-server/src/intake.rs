//! Intake: what happens to work that arrives, in one transaction.
//!
//! Owns the order of it: lock the LAO's feed, leave out what is held already, refuse what its
//! sender may not do, merge, seal into the log, draw up everybody who is touched, and move
//! the feed on. Either all of it is there for everybody, durably, or nothing.
//!
//! Refuses to know HTTP and signatures (the routes checked those), how edits combine
//! (`register::merge`) and who is who (`projection`). Called by `office`.

use std::collections::{BTreeMap, BTreeSet};

use register::change::{Change, ChangeId};
use register::decision::{Decision, Verdict};
use register::lao::{Directory, LaoCode};
use register::merge::History;
use register::record::RecordId;
use register::visit::Visit;

use crate::db::{DbFault, Head, LogKind, LogRow, RecordRow, RulingRow, SurveyorRow, Transaction};
use crate::keys::Keys;
use crate::log::{self, LogFault};
use crate::projection::{Key, redraw};

/// What the intake needs to know besides what arrived.
pub struct Intake<'a> {
    /// The server's keys.
    pub keys: &'a Keys,
    /// Every LAO.
    pub laos: &'a Directory,
    /// The server's time, in milliseconds since 1970.
    pub now: u64,
    /// The LAOs whose feeds this transaction locks. Who is touched in others is only known
    /// when all is drawn; then the caller begins again with those locked too.
    pub locks: BTreeSet<LaoCode>,
}

/// How a transaction came out.
pub enum Outcome<T> {
    /// To be committed.
    Done(T),
    /// Nothing was written; to be dropped.
    Nothing(T),
    /// To be dropped, and begun again with these locked as well.
    Locks(BTreeSet<LaoCode>),
}

impl<T> Outcome<T> {
    /// The same, with something else made of what was done.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Outcome<U> {
        match self {
            Self::Done(done) => Outcome::Done(make(done)),
            Self::Nothing(done) => Outcome::Nothing(make(done)),
            Self::Locks(more) => Outcome::Locks(more),
        }
    }
}

/// What was taken.
#[derive(Debug, Default)]
pub struct Taken {
    /// Changes that are held now, whether new or not.
    pub held: BTreeSet<ChangeId>,
    /// How many of them are new.
    pub new: usize,
    /// Changes that their sender may not make, by their places, and why.
    pub aside: Vec<(usize, ChangeId, String)>,
    /// The feed before and after, where the sender needs to pull nothing of what lies between.
    pub echo: Option<(u64, u64)>,
}

/// Why nothing was taken.
#[derive(Debug, thiserror::Error)]
pub enum IntakeFault {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbFault),
    /// The log.
    #[error(transparent)]
    Log(#[from] LogFault),
    /// Nobody told the server of this LAO.
    #[error("LAO {0} is not known here; nothing was taken, add it with `samruat-server lao add`")]
    UnknownLao(LaoCode),
    /// A merged record could not be read.
    #[error("record {0} does not read back ({1}); nothing was taken, run `samruat-server verify`")]
    Record(RecordId, String),
}

/// Takes changes that one surveyor's phone signed; all of them are of one LAO.
pub async fn take(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    lao: LaoCode,
    surveyor: &SurveyorRow,
    changes: &[(usize, Change)],
) -> Result<Outcome<Taken>, IntakeFault> {
    let mut heads = tx.lock(&with.locks).await?;
    let before = heads.get(&lao).cloned().ok_or(IntakeFault::UnknownLao(lao))?;
    let ids: Vec<ChangeId> = changes.iter().map(|(_, change)| change.id()).collect();
    let mut taken = Taken { held: tx.logged(lao, &ids).await?, ..Taken::default() };

    let mut new: BTreeMap<RecordId, Vec<(usize, &Change)>> = BTreeMap::new();
    let mut named = BTreeSet::new();
    for (at, change) in changes {
        if !taken.held.contains(&change.id()) && named.insert(change.id()) {
            new.entry(change.edit().record).or_default().push((*at, change));
        }
    }
    let mut files = Files::read(tx, with, lao, &new.keys().copied().collect::<Vec<_>>()).await?;
    let mut order: Vec<(usize, &Change)> = Vec::new();
    for (record, changes) in new {
        for (at, change) in changes {
            match may_edit(surveyor, files.rows.get(&record), change) {
                Ok(()) => order.push((at, change)),
                Err(reason) => taken.aside.push((at, change.id(), reason)),
            }
        }
    }
    // The log keeps the order of arrival.
    order.sort_by_key(|(at, _)| *at);
    if order.is_empty() {
        return Ok(Outcome::Nothing(taken));
    }
    taken.new = order.len();
    let mut touched = BTreeSet::new();
    for (_, change) in &order {
        taken.held.insert(change.id());
        touched.insert(change.edit().record);
        // Its own record's, by the key of the map.
        let _ = files.histories.entry(change.edit().record).or_default().take((*change).clone());
    }
    let by = order.iter().map(|(_, change)| (*change, change.edit().author.as_str().to_owned()));
    let arrived = seal(with, &files, by.collect())?;
    let written = file(tx, with, lao, &mut heads, &mut files, touched, arrived).await?;
    Ok(written.map(|self_contained| {
        let after = heads.get(&lao).map_or(before.seq, |head| head.seq);
        taken.echo = self_contained.then_some((before.seq, after));
        taken
    }))
}

/// Takes a decision of the office, filed in the log of the LAO whose user made it.
pub async fn rule(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    lao: LaoCode,
    decision: &Decision,
) -> Result<Outcome<()>, IntakeFault> {
    let mut heads = tx.lock(&with.locks).await?;
    if !heads.contains_key(&lao) {
        return Err(IntakeFault::UnknownLao(lao));
    }
    let json = decision.to_json();
    let about: BTreeSet<Key> = match &decision.ruling().verdict {
        Verdict::Join { left, right } | Verdict::Separate { left, right } => {
            left.iter().chain(right).map(|who| (who.lao, who.record)).collect()
        }
        Verdict::Withdraw { lao, record, .. } | Verdict::Restore { lao, record, .. } => {
            BTreeSet::from([(*lao, *record)])
        }
        Verdict::Accept { .. } => BTreeSet::new(),
    };
    let filed: Vec<RulingRow> = about
        .iter()
        .map(|(lao, record)| RulingRow { lao: *lao, record: *record, id: decision.id(), json: json.clone() })
        .collect();
    tx.put_rulings(&filed).await?;
    let sealed = log::seal_whole(with.keys, decision.id(), json.into_bytes())?;
    let arrived = vec![Arrived {
        kind: LogKind::Decision,
        id: decision.id(),
        record: None,
        by: decision.ruling().by.clone(),
        sealed,
    }];
    append(tx, with, lao, &mut heads, arrived).await?;

    stand_anew(tx, with, &mut heads, about.into_iter().collect()).await
}

/// Draws up anew how everybody on these records stands: what the office knows has changed.
pub async fn redraw_records(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    lao: LaoCode,
    records: &[RecordId],
) -> Result<Outcome<()>, IntakeFault> {
    let mut heads = tx.lock(&with.locks).await?;
    stand_anew(tx, with, &mut heads, records.iter().map(|record| (lao, *record)).collect()).await
}

async fn stand_anew(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    heads: &mut BTreeMap<LaoCode, Head>,
    about: Vec<Key>,
) -> Result<Outcome<()>, IntakeFault> {
    let mut fresh = BTreeMap::new();
    for row in tx.records(&about).await? {
        fresh.insert((row.lao, row.id), visit_of(&row)?);
    }
    let redrawn = redraw(tx, with.laos, &fresh).await?;
    let mut changed = redrawn.rippled;
    changed.extend(redrawn.people.iter().map(|row| (row.who.lao, row.who.record)));
    if let Some(more) = unlocked(with, &changed, &redrawn.tied) {
        return Ok(Outcome::Locks(more));
    }
    tx.put_people(&redrawn.people).await?;
    renumber(heads, &redrawn.renumbered);
    ripple(tx, heads, changed).await?;
    move_heads(tx, heads).await?;
    Ok(Outcome::Done(()))
}

/// Whether this surveyor may make this edit of this record. Within their villages everybody
/// may mend what another wrote (contract section 4, row 7); outside them only their own.
fn may_edit(surveyor: &SurveyorRow, row: Option<&RecordRow>, change: &Change) -> Result<(), String> {
    use register::wire::Role;
    let Some(row) = row else { return Ok(()) };
    let wide = surveyor.roles.iter().any(|role| matches!(role, Role::Supervisor | Role::MobileUnit));
    let own = row.surveyor.as_deref() == Some(surveyor.id.as_str());
    let near = surveyor.moo.is_empty() || row.moo.is_none_or(|moo| surveyor.moo.contains(&moo));
    if wide || own || near {
        return Ok(());
    }
    Err(format!(
        "record {} is of another village and was captured by another surveyor; the edit was not taken and \
         is safe on the phone, ask the supervisor to make it",
        change.edit().record
    ))
}

/// The records that arriving work is about, as they stand.
struct Files {
    rows: BTreeMap<RecordId, RecordRow>,
    histories: BTreeMap<RecordId, History>,
}

impl Files {
    async fn read(
        tx: &mut dyn Transaction,
        with: &Intake<'_>,
        lao: LaoCode,
        records: &[RecordId],
    ) -> Result<Self, IntakeFault> {
        let keys: Vec<Key> = records.iter().map(|record| (lao, *record)).collect();
        let rows: BTreeMap<RecordId, RecordRow> =
            tx.records(&keys).await?.into_iter().map(|row| (row.id, row)).collect();
        let known: Vec<RecordId> = rows.keys().copied().collect();
        let mut histories: BTreeMap<RecordId, History> = BTreeMap::new();
        if !known.is_empty() {
            for row in tx.history(lao, &known).await? {
                let change = log::change(with.keys, lao, &row)?;
                // Its own record's, by the key of the map.
                let _ = histories.entry(change.edit().record).or_default().take(change);
            }
        }
        Ok(Self { rows, histories })
    }
}

struct Arrived {
    kind: LogKind,
    id: ChangeId,
    record: Option<RecordId>,
    by: String,
    sealed: log::Sealed,
}

/// Seals changes, each request in the part of whoever asks.
fn seal(
    with: &Intake<'_>,
    files: &Files,
    changes: Vec<(&Change, String)>,
) -> Result<Vec<Arrived>, IntakeFault> {
    let mut arrived = Vec::with_capacity(changes.len());
    for (change, by) in changes {
        let record = change.edit().record;
        // Who asks is only looked up for an edit that does not say; that is rare.
        let owner = |request| {
            let record = files.histories.get(&record)?.merge().ok()?.record?;
            record.requests.iter().find(|r| r.id == request).and_then(|r| record.requester(r))
        };
        let sealed = log::seal(with.keys, change, &owner)?;
        arrived.push(Arrived { kind: LogKind::Change, id: change.id(), record: Some(record), by, sealed });
    }
    Ok(arrived)
}

/// Adds to a LAO's log, and links the chain.
async fn append(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    lao: LaoCode,
    heads: &mut BTreeMap<LaoCode, Head>,
    arrived: Vec<Arrived>,
) -> Result<(), IntakeFault> {
    let head = heads.get_mut(&lao).ok_or(IntakeFault::UnknownLao(lao))?;
    let mut rows = Vec::with_capacity(arrived.len());
    for Arrived { kind, id, record, by, sealed } in arrived {
        head.length += 1;
        let mut row = LogRow {
            place: head.length,
            kind,
            id,
            record,
            by,
            at: with.now,
            sealed: sealed.sealed,
            chain: [0; 32],
            keys: sealed.keys,
        };
        row.chain = log::chain(&head.chain, lao, &row);
        head.chain = row.chain;
        rows.push(row);
    }
    tx.append(lao, &rows).await?;
    Ok(())
}

/// Writes what the touched records come to, and everybody who stands differently by them.
async fn file(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    lao: LaoCode,
    heads: &mut BTreeMap<LaoCode, Head>,
    files: &mut Files,
    touched: BTreeSet<RecordId>,
    arrived: Vec<Arrived>,
) -> Result<Outcome<bool>, IntakeFault> {
    append(tx, with, lao, heads, arrived).await?;
    let mut fresh: BTreeMap<Key, Option<Visit>> = BTreeMap::new();
    let mut rows = Vec::with_capacity(touched.len());
    for record in touched {
        let Some(history) = files.histories.get(&record) else { continue };
        let merged = history.merge().map_err(|e| IntakeFault::Record(record, e.to_string()))?;
        let visit = Visit::of(&merged);
        let moo = visit.as_ref().and_then(|v| v.record.place.as_ref()?.moo);
        let head = heads.get_mut(&lao).ok_or(IntakeFault::UnknownLao(lao))?;
        head.seq += 1;
        let stays = files.rows.get(&record).filter(|row| row.moo == moo);
        let json = visit.as_ref().map(serde_json::to_string).transpose();
        rows.push(RecordRow {
            lao,
            id: record,
            seq: head.seq,
            here_since: stays.map_or(head.seq, |row| row.here_since),
            moo,
            surveyor: visit.as_ref().and_then(|v| v.record.surveyor.clone()),
            changes: u32::try_from(history.changes().count()).unwrap_or(u32::MAX),
            visit: json.map_err(|e| IntakeFault::Record(record, e.to_string()))?.unwrap_or_default(),
        });
        fresh.insert((lao, record), visit);
    }
    let redrawn = redraw(tx, with.laos, &fresh).await?;
    if let Some(more) = unlocked(with, &redrawn.rippled, &redrawn.tied) {
        return Ok(Outcome::Locks(more));
    }
    tx.put_records(&rows).await?;
    tx.put_people(&redrawn.people).await?;
    if !redrawn.dropped.is_empty() {
        tx.drop_people(&redrawn.dropped).await?;
    }
    renumber(heads, &redrawn.renumbered);
    ripple(tx, heads, redrawn.rippled).await?;
    move_heads(tx, heads).await?;
    Ok(Outcome::Done(redrawn.self_contained))
}

fn visit_of(row: &RecordRow) -> Result<Option<Visit>, IntakeFault> {
    if row.visit.is_empty() {
        return Ok(None);
    }
    serde_json::from_str(&row.visit).map(Some).map_err(|e| IntakeFault::Record(row.id, e.to_string()))
}

/// LAOs that must be written to, or must not change meanwhile, and are not locked.
fn unlocked(
    with: &Intake<'_>,
    changed: &BTreeSet<Key>,
    tied: &BTreeSet<LaoCode>,
) -> Option<BTreeSet<LaoCode>> {
    let laos: BTreeSet<LaoCode> = changed.iter().map(|(lao, _)| *lao).chain(tied.iter().copied()).collect();
    (!laos.is_subset(&with.locks)).then(|| laos.union(&with.locks).copied().collect())
}

/// Notes which LAOs hold other national IDs than before.
fn renumber(heads: &mut BTreeMap<LaoCode, Head>, laos: &BTreeSet<LaoCode>) {
    for (_, head) in heads.iter_mut().filter(|(lao, _)| laos.contains(lao)) {
        head.numbers += 1;
    }
}

/// Brings records of people who stand differently into their LAO's feed again.
async fn ripple(
    tx: &mut dyn Transaction,
    heads: &mut BTreeMap<LaoCode, Head>,
    changed: BTreeSet<Key>,
) -> Result<(), IntakeFault> {
    if changed.is_empty() {
        return Ok(());
    }
    let mut rows = tx.records(&changed.into_iter().collect::<Vec<_>>()).await?;
    for row in &mut rows {
        let head = heads.get_mut(&row.lao).ok_or(IntakeFault::UnknownLao(row.lao))?;
        head.seq += 1;
        row.seq = head.seq;
    }
    tx.put_records(&rows).await?;
    Ok(())
}

async fn move_heads(tx: &mut dyn Transaction, heads: &BTreeMap<LaoCode, Head>) -> Result<(), IntakeFault> {
    for (lao, head) in heads {
        tx.move_head(*lao, head).await?;
    }
    Ok(())
}
