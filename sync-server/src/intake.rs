//! Intake: what happens to work that arrives, in one transaction.
//!
//! Owns the order of it: lock the LAO's feed, leave out what is held already, refuse what its
//! sender may not do, leave unwritten what was lawfully erased, merge, seal into the log, draw up
//! everybody who is touched, see which tasks are answered by it and where each request stands, and
//! move the feed on. Either all of it is there for everybody, durably, or nothing.
//!
//! Refuses to know HTTP and signatures (the routes checked those), how edits combine
//! (`register::merge`) and who is who (`projection`). Called by `office`.

use std::collections::{BTreeMap, BTreeSet};

use register::change::{Change, ChangeId};
use register::decision::{Decision, Verdict};
use register::lao::{Directory, LaoCode};
use register::merge::History;
use register::record::{Check, Record, RecordId};
use register::visit::Visit;

use crate::db::{
    DbFault, Head, LogKind, LogRow, QuarantineRow, RecordRow, RulingRow, SurveyorRow, TaskRow, TaskState,
    Transaction, door_of,
};
use crate::erasure::{self, Arriving, Gone};
use crate::keys::Keys;
use crate::log::{self, LogFault};
use crate::projection::{Key, redraw};

mod affairs;
mod courses;
mod rights;

pub(crate) use affairs::{affair_of, say};
pub(crate) use courses::{
    Asking, Settled, Terms, convene, courses_about, matter_of, matter_under, meeting_said, nobodys, settle,
    settled, steps_by_request, steps_of, take_step,
};
use rights::{Barred, Rights};

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
    /// Records, of all that were sent, of which something was lawfully erased.
    pub erased: BTreeSet<RecordId>,
    /// Whether more of them was erased now, so that something is still to be finished.
    pub extended: bool,
    /// Where the feed was before, and its head after, where the sender needs to pull nothing of
    /// what lies between.
    pub echo: Option<(u64, Head)>,
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
    let about: BTreeSet<RecordId> = changes.iter().map(|(_, change)| change.edit().record).collect();
    let mut gone = erasure::gone(tx, lao, &about.into_iter().collect::<Vec<_>>()).await?;
    taken.erased = gone.keys().copied().collect();

    let mut new: BTreeMap<RecordId, Vec<(usize, &Change)>> = BTreeMap::new();
    let mut named = BTreeSet::new();
    for (at, change) in changes {
        if !taken.held.contains(&change.id()) && named.insert(change.id()) {
            new.entry(change.edit().record).or_default().push((*at, change));
        }
    }
    let mut files = Files::read(tx, with, lao, &new.keys().copied().collect::<Vec<_>>()).await?;
    let mut order: Vec<(usize, &Change)> = Vec::new();
    let mut apart: Vec<&Change> = Vec::new();
    let rights = Rights::read(tx, lao, surveyor, new.values().flatten().map(|(_, change)| *change)).await?;
    for (record, changes) in new {
        for (at, change) in changes {
            match rights.allow(files.rows.get(&record), change) {
                Ok(()) => order.push((at, change)),
                // What is set aside stays on the phone, and nothing of an erased person may: so it is
                // held here until somebody judges it.
                Err(_) if gone.contains_key(&record) => {
                    apart.push(change);
                    taken.held.insert(change.id());
                }
                Err(Barred::Elsewhere(reason)) => taken.aside.push((at, change.id(), reason)),
                Err(Barred::NotTheirs(reason)) => {
                    apart.push(change);
                    taken.aside.push((at, change.id(), reason));
                }
            }
        }
    }
    // The log keeps the order of arrival.
    order.sort_by_key(|(at, _)| *at);
    if order.is_empty() && apart.is_empty() {
        return Ok(Outcome::Nothing(taken));
    }
    taken.new = order.len();
    let order: Vec<&Change> = order.into_iter().map(|(_, change)| change).collect();
    let mut touched = BTreeSet::new();
    if !gone.is_empty() {
        let arriving = Arriving { taken: order.clone(), apart: apart.clone() };
        taken.extended = erasure::extend(tx, with, lao, &mut heads, &mut gone, &arriving).await?;
        if taken.extended {
            touched.extend(gone.keys().copied());
            let records: BTreeSet<RecordId> =
                order.iter().map(|change| change.edit().record).chain(touched.iter().copied()).collect();
            files = Files::read(tx, with, lao, &records.into_iter().collect::<Vec<_>>()).await?;
        }
    }
    hold(tx, with, lao, &gone, &apart).await?;
    let mut arrived = Vec::with_capacity(order.len());
    for change in order {
        let (id, record) = (change.id(), change.edit().record);
        let sealed = seal(with, &gone, change)?;
        // What is merged is what the log says.
        let left = match gone.get(&record) {
            None => Some(change.clone()),
            Some(_) => log::left(with.keys, lao, id, &sealed)?,
        };
        if let Some(left) = left {
            // Its own record's, by the key of the map.
            let _ = files.histories.entry(record).or_default().take(left);
            touched.insert(record);
        }
        taken.held.insert(id);
        let by = change.edit().author.as_str().to_owned();
        arrived.push(Arrived { kind: LogKind::Change, id, record: Some(record), by, sealed });
    }
    let written = file(tx, with, lao, &mut heads, &mut files, touched, arrived).await?;
    Ok(written.map(|self_contained| {
        let seq = before.seq;
        let after = heads.remove(&lao).unwrap_or(before);
        taken.echo = self_contained.then_some((seq, after));
        taken
    }))
}

/// Seals a change, less what was erased.
fn seal(
    with: &Intake<'_>,
    gone: &BTreeMap<RecordId, Gone>,
    change: &Change,
) -> Result<log::Sealed, LogFault> {
    let gone = gone.get(&change.edit().record);
    log::seal(with.keys, change, |part| gone.is_some_and(|gone| gone.covers(part)))
}

/// Holds changes apart until somebody judges them.
async fn hold(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    lao: LaoCode,
    gone: &BTreeMap<RecordId, Gone>,
    changes: &[&Change],
) -> Result<(), IntakeFault> {
    let mut rows = Vec::with_capacity(changes.len());
    for change in changes {
        let sealed = seal(with, gone, change)?;
        rows.push(QuarantineRow {
            id: change.id(),
            record: change.edit().record,
            device: change.edit().author.clone(),
            at: with.now,
            sealed: sealed.sealed,
            keys: sealed.keys,
            refused: None,
        });
    }
    tx.quarantine(lao, &rows).await?;
    Ok(())
}

/// Holds a revoked phone's work apart. Whatever of it is held already stays where it is.
pub async fn take_apart(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    lao: LaoCode,
    changes: &[(usize, Change)],
) -> Result<Outcome<Taken>, IntakeFault> {
    let mut heads = tx.lock(&with.locks).await?;
    if !heads.contains_key(&lao) {
        return Err(IntakeFault::UnknownLao(lao));
    }
    let ids: Vec<ChangeId> = changes.iter().map(|(_, change)| change.id()).collect();
    let logged = tx.logged(lao, &ids).await?;
    let about: BTreeSet<RecordId> = changes.iter().map(|(_, change)| change.edit().record).collect();
    let mut gone = erasure::gone(tx, lao, &about.into_iter().collect::<Vec<_>>()).await?;
    let erased = gone.keys().copied().collect();
    let new: Vec<&Change> =
        changes.iter().map(|(_, change)| change).filter(|change| !logged.contains(&change.id())).collect();
    let arriving = Arriving { apart: new.clone(), ..Arriving::default() };
    let extended = erasure::extend(tx, with, lao, &mut heads, &mut gone, &arriving).await?;
    hold(tx, with, lao, &gone, &new).await?;
    let taken = Taken { held: ids.into_iter().collect(), erased, extended, ..Taken::default() };
    if !extended {
        move_heads(tx, &heads).await?;
        return Ok(Outcome::Done(taken));
    }
    let records = gone.into_keys().collect();
    Ok(refile(tx, with, lao, &mut heads, records).await?.map(|_| taken))
}

/// Lets in work that was held apart, by a decision that is filed with it: from then on it is as
/// if its phone had just sent it. Its signature was checked by the caller. Returns whether more
/// was erased by what it says, so that something is still to be finished.
pub(crate) async fn let_in(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    lao: LaoCode,
    decision: &Decision,
    changes: &BTreeSet<ChangeId>,
) -> Result<Outcome<bool>, IntakeFault> {
    let mut heads = tx.lock(&with.locks).await?;
    if !heads.contains_key(&lao) {
        return Err(IntakeFault::UnknownLao(lao));
    }
    let ids: Vec<ChangeId> = changes.iter().copied().collect();
    let logged = tx.logged(lao, &ids).await?;
    let mut rows = chosen(tx, lao, changes).await?;
    let about: BTreeSet<RecordId> = rows.iter().map(|row| row.record).collect();
    let mut gone = erasure::gone(tx, lao, &about.iter().copied().collect::<Vec<_>>()).await?;
    let mut extended = false;
    if !gone.is_empty() {
        let mut left = Vec::new();
        for row in &rows {
            left.extend(erasure::held_apart(with.keys, lao, row)?);
        }
        let arriving = Arriving { taken: left.iter().collect(), ..Arriving::default() };
        extended = erasure::extend(tx, with, lao, &mut heads, &mut gone, &arriving).await?;
        // With the keys that this left.
        rows = chosen(tx, lao, changes).await?;
    }
    let mut files = Files::read(tx, with, lao, &about.iter().copied().collect::<Vec<_>>()).await?;
    let mut arrived = vec![decided(with, decision)?];
    let mut touched: BTreeSet<RecordId> = if extended { gone.into_keys().collect() } else { BTreeSet::new() };
    for row in rows.into_iter().filter(|row| !logged.contains(&row.id)) {
        // Of an erased person's nothing is left in it: keys are destroyed here as in the log.
        if let Some(left) = erasure::held_apart(with.keys, lao, &row)? {
            let _ = files.histories.entry(row.record).or_default().take(left);
            touched.insert(row.record);
        }
        let (id, by) = (row.id, row.device.as_str().to_owned());
        let sealed = log::Sealed { sealed: row.sealed, keys: row.keys };
        arrived.push(Arrived { kind: LogKind::Change, id, record: Some(row.record), by, sealed });
    }
    tx.release(lao, &ids).await?;
    Ok(file(tx, with, lao, &mut heads, &mut files, touched, arrived).await?.map(|_| extended))
}

async fn chosen(
    tx: &mut dyn Transaction,
    lao: LaoCode,
    changes: &BTreeSet<ChangeId>,
) -> Result<Vec<QuarantineRow>, IntakeFault> {
    let held = tx.quarantined(lao).await?;
    Ok(held.into_iter().filter(|row| changes.contains(&row.id)).collect())
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
        Verdict::Accept { .. }
        | Verdict::Refuse { .. }
        | Verdict::Step { .. }
        | Verdict::Meeting { .. }
        | Verdict::Posting { .. }
        | Verdict::Holiday { .. }
        | Verdict::Event { .. }
        | Verdict::Advice { .. }
        | Verdict::Rate { .. }
        | Verdict::Obstacles { .. }
        | Verdict::Outlay { .. }
        | Verdict::Publication { .. }
        | Verdict::Referral { .. }
        | Verdict::Statement { .. }
        | Verdict::List { .. } => BTreeSet::new(),
    };
    let filed: Vec<RulingRow> = about
        .iter()
        .map(|(lao, record)| RulingRow { lao: *lao, record: *record, id: decision.id(), json: json.clone() })
        .collect();
    tx.put_rulings(&filed).await?;
    if let Verdict::Refuse { changes } = &decision.ruling().verdict {
        tx.refuse(lao, &changes.iter().copied().collect::<Vec<_>>(), decision.id()).await?;
    }
    append(tx, with, lao, &mut heads, vec![decided(with, decision)?]).await?;
    if let Verdict::Withdraw { lao, record, .. } | Verdict::Restore { lao, record, .. } =
        &decision.ruling().verdict
    {
        settle(tx, with, *lao, &[*record]).await?;
    }

    stand_anew(tx, with, &mut heads, about.into_iter().collect()).await
}

/// Makes these records' rows again from the log, of which some was erased.
pub(crate) async fn refile(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    lao: LaoCode,
    heads: &mut BTreeMap<LaoCode, Head>,
    records: BTreeSet<RecordId>,
) -> Result<Outcome<bool>, IntakeFault> {
    let known: Vec<RecordId> = records.iter().copied().collect();
    let mut files = Files::read(tx, with, lao, &known).await?;
    file(tx, with, lao, heads, &mut files, records, Vec::new()).await
}

/// Notes anew whom edits took off these records, as the log says.
pub(crate) async fn note_parted(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    lao: LaoCode,
    records: &[RecordId],
) -> Result<(), IntakeFault> {
    tx.lock(&with.locks).await?;
    let files = Files::read(tx, with, lao, records).await?;
    let mut parted = Vec::new();
    for row in files.rows.values() {
        let (Some(history), visit) = (files.histories.get(&row.id), visit_of(row)?) else { continue };
        let left = visit.as_ref().map(|visit| &visit.record);
        parted.extend(erasure::parted(history, left).into_iter().map(|person| (row.id, person)));
    }
    tx.put_parted(lao, records, &parted).await?;
    Ok(())
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
            for row in tx.history(lao, &known).await?.into_iter().filter(|row| row.kind == LogKind::Change) {
                if let Some(change) = log::change(with.keys, lao, &row)? {
                    // Its own record's, by the key of the map.
                    let _ = histories.entry(change.edit().record).or_default().take(change);
                }
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

fn decided(with: &Intake<'_>, decision: &Decision) -> Result<Arrived, LogFault> {
    let sealed = log::seal_whole(with.keys, decision.id(), decision.to_json().into_bytes())?;
    let by = decision.ruling().by.clone();
    Ok(Arrived { kind: LogKind::Decision, id: decision.id(), record: None, by, sealed })
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

/// Writes what the touched records come to, and everybody who stands differently by them. Returns whether whoever
/// sent it lacks nothing of what that came to.
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
    let mut gone = Vec::new();
    let mut parted = Vec::new();
    // A record that came to another village: whoever moved it there may lack what was done where it was.
    let mut came = false;
    // Nobody was taken off what was not here before.
    let known: Vec<RecordId> =
        touched.iter().filter(|record| files.rows.contains_key(record)).copied().collect();
    for record in touched {
        let Some(history) = files.histories.get(&record) else {
            // All of it was erased.
            fresh.insert((lao, record), None);
            gone.push((lao, record));
            continue;
        };
        let merged = history.merge().map_err(|e| IntakeFault::Record(record, e.to_string()))?;
        let visit = Visit::of(&merged);
        let moo = visit.as_ref().and_then(|v| v.record.place.as_ref()?.moo);
        let head = heads.get_mut(&lao).ok_or(IntakeFault::UnknownLao(lao))?;
        head.seq += 1;
        let was = files.rows.get(&record);
        let stays = was.filter(|row| row.moo == moo);
        came |= was.is_some() && stays.is_none();
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
            door: visit.as_ref().and_then(|v| door_of(&v.record)),
        });
        let left = visit.as_ref().map(|visit| &visit.record);
        parted.extend(erasure::parted(history, left).into_iter().map(|person| (record, person)));
        fresh.insert((lao, record), visit);
    }
    let redrawn = redraw(tx, with.laos, &fresh).await?;
    if let Some(more) = unlocked(with, &redrawn.rippled, &redrawn.tied) {
        return Ok(Outcome::Locks(more));
    }
    tx.put_records(&rows).await?;
    if !gone.is_empty() {
        tx.drop_records(&gone).await?;
    }
    tx.put_parted(lao, &known, &parted).await?;
    courses::follow(tx, with, lao, files, &fresh).await?;
    settle_tasks(tx, lao, files, &fresh).await?;
    tx.put_people(&redrawn.people).await?;
    if !redrawn.dropped.is_empty() {
        tx.drop_people(&redrawn.dropped).await?;
    }
    renumber(heads, &redrawn.renumbered);
    ripple(tx, heads, redrawn.rippled).await?;
    move_heads(tx, heads).await?;
    Ok(Outcome::Done(redrawn.self_contained && !came))
}

/// How far a task is, as its record says: an answer that is taken out again opens it again. What
/// the office took back stays so.
pub(crate) fn state_of(task: &TaskRow, record: Option<&Record>) -> TaskState {
    let answers = |check: &Check| check.answers(task.task.id, task.task.facts_by_name());
    match task.state {
        TaskState::Closed => TaskState::Closed,
        _ if record.is_some_and(|record| record.checks.iter().any(answers)) => TaskState::Done,
        _ => TaskState::Open,
    }
}

/// Tasks about records that carry a check now, or carried one before. Most carry none, and then
/// nobody need ask.
async fn settle_tasks(
    tx: &mut dyn Transaction,
    lao: LaoCode,
    files: &Files,
    fresh: &BTreeMap<Key, Option<Visit>>,
) -> Result<(), IntakeFault> {
    let carried =
        |record: &RecordId| files.rows.get(record).is_some_and(|row| row.visit.contains("\"checks\":["));
    let checked: Vec<RecordId> = fresh
        .iter()
        .filter(|((_, record), visit)| {
            visit.as_ref().is_some_and(|visit| !visit.record.checks.is_empty()) || carried(record)
        })
        .map(|((_, record), _)| *record)
        .collect();
    for mut task in tx.tasks_on(lao, &checked).await? {
        let visit = fresh.get(&(lao, task.task.record)).and_then(Option::as_ref);
        let state = state_of(&task, visit.map(|visit| &visit.record));
        if state != task.state {
            task.state = state;
            tx.put_task(&task).await?;
        }
    }
    Ok(())
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
