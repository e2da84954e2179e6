//! Lawful erasure as the office does it: who may, in which order, and to the end.
//!
//! Owns the order. First one transaction: what is erased is erased for everybody, durably. Then
//! the ledger, the photos' files and the database's free pages; an erasure that is cut off among
//! these is finished when the office is next opened. And there, too, what the ledger knows and
//! the database does not (it came back from an older backup) is erased again.
//!
//! Refuses to know what is whose (`erasure`). Called by commands, through `Office`.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use data_encoding::BASE32_NOPAD;
use register::decision::Appearance;
use register::lao::LaoCode;
use register::record::{PersonId, RecordId};
use register::thai;

use super::lists::waiting_of;
use super::parted::{Parted, as_met, more_of, stands_as};
use super::turn::Turn;
use super::{Done, Office, OfficeFault, chance, now};
use crate::db::{
    DbFault, ErasedKind, ErasedRow, ErasureRow, RecordRow, TaskState, Transaction, UserRole, UserRow,
};
use crate::erasure::ledger::Entry;
use crate::erasure::{self, Target};
use crate::intake::{Intake, IntakeFault, Outcome};
use crate::keys::Keys;

/// Longest reason.
const MOST_REASON: usize = 500;

/// What was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    /// The reference number, for the file.
    pub reference: String,
    /// How many people, of records that otherwise stay.
    pub people: usize,
    /// How many whole records.
    pub records: usize,
    /// How many photos.
    pub photos: usize,
    /// How many open tasks about these records: they went whole, whomever they were about.
    pub tasks: usize,
    /// The lists of names that waited to be confirmed, each by its file and who surveyed it: nobody knew whom they name,
    /// so they went too.
    pub lists: Vec<String>,
    /// Whether all is done. Where not, keys are destroyed and rows are gone, and a photo's sealed
    /// file, a free page or a line of the ledger is still to be seen to, at the next start.
    pub finished: bool,
}

/// Why somebody is not erased, or not to the end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotErased {
    /// Nothing is left of them.
    #[error("this was erased before; nothing was left to erase")]
    Before,
    /// Nobody knows yet whether the list names them.
    #[error(
        "a list of names is being taken in, and whom it names is not known before it is; nothing was erased, try \
         again when it is done"
    )]
    ListIsTakenIn,
    /// They are erased, and a restore from an older backup does not know it yet.
    #[error("{why}")]
    Unledgered {
        /// The erasure's reference number.
        reference: String,
        /// What is wrong with the ledger.
        why: String,
    },
}

/// Whom a user names.
enum Named {
    /// An entry of the register.
    Entry(PersonId),
    /// One person of one record.
    Appearance(RecordId, PersonId),
    /// A record.
    Record(RecordId),
}

impl Office {
    /// Erases an entry (`lao/person` of the export), one person of one record
    /// (`lao/record/person`), or a record.
    ///
    /// # Errors
    /// When the user may not, there is nobody of that name, or the reason is none or names whom
    /// it is about. Nothing was erased then; [`NotErased`] says where it was.
    pub async fn erase(&self, user: &str, named: &str, reason: &str) -> Done<Erased> {
        let mut tx = self.db.look().await?;
        let user = tx.user(user).await?.ok_or_else(|| {
            OfficeFault::Missing(format!("there is no user {user} here; nothing was erased"))
        })?;
        drop(tx);
        let (lao, named) = read(&user, named)?;
        may_erase(&user, lao)?;
        let reason = reason.trim();
        if reason.is_empty() || reason.chars().count() > MOST_REASON {
            return Err(OfficeFault::Refused(format!(
                "an erasure needs its reason, in at most {MOST_REASON} letters; nothing was erased"
            )));
        }
        let erasure = ErasureRow {
            lao,
            reference: format!("E-{}", BASE32_NOPAD.encode(&chance::<5>()?)),
            at: now(),
            by: user.id,
            reason: reason.to_owned(),
            finished: false,
        };
        let mut erased = self.in_turn(lao, &Erasing { named: &named, erasure: &erasure }).await??;
        erased.finished = match self.finish_erasures().await {
            Ok(finished) => finished,
            // Of what follows the transaction only the ledger says so.
            Err(OfficeFault::Conflict(why)) => {
                return Err(NotErased::Unledgered { reference: erased.reference, why }.into());
            }
            Err(fault) => {
                // They are erased; saying that nothing was would be untrue.
                tracing::warn!(%fault, "an erasure is to be finished at the next start");
                false
            }
        };
        Ok(erased)
    }

    /// Sees to what is still to be done of erasures; returns whether all of it is done.
    async fn finish_erasures(&self) -> Done<bool> {
        let mut tx = self.db.look().await?;
        let unfinished = tx.unfinished_erasures().await?;
        let mut entries = Vec::with_capacity(unfinished.len());
        for erasure in &unfinished {
            entries.push(Entry::of(erasure, &tx.erased_by(erasure.lao, &erasure.reference).await?));
        }
        drop(tx);
        if unfinished.is_empty() {
            return Ok(true);
        }
        self.note(&entries).await?;
        for entry in &entries {
            for row in entry.rows() {
                let Some(hash) = row.photo else { continue };
                // A thumbnail may have come while the rest was being erased.
                let mut tx = self.db.begin().await?;
                tx.erase_photos(row.lao, row.record, &[hash]).await?;
                tx.commit().await?;
                self.photos.remove(row.lao, hash).await?;
            }
        }
        if !self.db.scrub().await? {
            return Ok(false);
        }
        let mut tx = self.db.begin().await?;
        for mut erasure in unfinished {
            erasure.finished = true;
            tx.put_erasure(&erasure).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// As [`Office::finish_erasures`], where nobody waits for it: the next start sees to the rest.
    pub(super) async fn finish_erasures_in_time(&self) {
        if let Err(fault) = self.finish_erasures().await {
            tracing::warn!(%fault, "an erasure is to be finished at the next start");
        }
    }

    /// Writes entries into both copies of the ledger.
    async fn note(&self, entries: &[Entry]) -> Done<()> {
        let there = self.ledger_lines()?;
        let there: Vec<Entry> = there.iter().filter_map(|line| Entry::read(&self.keys, line)).collect();
        let mut lines = Vec::new();
        for entry in entries {
            let line = entry.line(&self.keys).ok_or(OfficeFault::NoChance)?;
            self.photos.note_erasure(entry.reference(), line.clone()).await?;
            if !there.contains(entry) {
                lines.push(line);
            }
        }
        if lines.is_empty() {
            return Ok(());
        }
        self.ledger.add(&lines).map_err(|e| self.unledgered(&e))
    }

    fn ledger_lines(&self) -> Done<Vec<String>> {
        self.ledger.lines().map_err(|e| self.unledgered(&e))
    }

    fn unledgered(&self, error: &std::io::Error) -> OfficeFault {
        OfficeFault::Conflict(format!(
            "the ledger of erasures {} cannot be read or written ({error}); what was erased stays erased here, see \
             that the file can be reached, and start again",
            self.ledger.file().display()
        ))
    }

    /// Every entry of the ledger's two copies, and how many of its lines do not open.
    pub(crate) async fn ledger(&self) -> Done<(Vec<Entry>, usize)> {
        let mut lines = self.ledger_lines()?;
        lines.extend(self.photos.noted_erasures().await?);
        let entries: Vec<Entry> = lines.iter().filter_map(|line| Entry::read(&self.keys, line)).collect();
        let shut = lines.len() - entries.len();
        Ok((entries, shut))
    }

    /// Every line of the ledger, as a backup takes it along.
    pub(crate) async fn ledger_text(&self) -> Done<String> {
        let mut lines = self.ledger_lines()?;
        lines.extend(self.photos.noted_erasures().await?);
        let (mut text, mut known) = (String::new(), Vec::new());
        for line in lines {
            // The two copies of an entry are sealed each by itself.
            if let Some(entry) = Entry::read(&self.keys, &line).filter(|entry| !known.contains(entry)) {
                known.push(entry);
                text.push_str(line.trim());
                text.push('\n');
            }
        }
        Ok(text)
    }

    /// Erases what the ledger knows and the database does not, and finishes what was cut off.
    pub(super) async fn erase_again(&self) -> Done<()> {
        let entries = match self.ledger().await {
            Ok((entries, _)) => entries,
            Err(OfficeFault::Evidence(fault)) => {
                // The file beside the keys is enough; `verify` says what is wrong.
                tracing::warn!(%fault, "the photos' place was not asked for erasures");
                let lines = self.ledger_lines()?;
                lines.iter().filter_map(|line| Entry::read(&self.keys, line)).collect()
            }
            Err(other) => return Err(other),
        };
        for entry in entries {
            let mut tx = self.db.look().await?;
            let missing = missing(&mut *tx, &entry).await?;
            let known = tx.head(entry.lao()).await?.is_some();
            drop(tx);
            if known && !missing.is_empty() {
                self.in_turn(entry.lao(), &Again { entry: &entry }).await?;
            }
        }
        // Whoever opened the office has something else to do; it is tried again at the next start.
        self.finish_erasures_in_time().await;
        Ok(())
    }
}

/// Whom a user means, and whose record or entry it is.
fn read(user: &UserRow, named: &str) -> Done<(LaoCode, Named)> {
    let unclear = || {
        OfficeFault::Missing(format!(
            "{named:?} is no entry and no record; nothing was erased, name an entry as lao/person as the export has \
             it, or a record by its id"
        ))
    };
    if let Ok(who) = named.parse::<Appearance>() {
        return Ok((who.lao, Named::Appearance(who.record, who.person)));
    }
    match named.split_once('/') {
        None => Ok((user.lao, Named::Record(named.parse().map_err(|_| unclear())?))),
        Some((lao, person)) => {
            let lao = lao.parse().map_err(|_| unclear())?;
            Ok((lao, Named::Entry(person.parse().map_err(|_| unclear())?)))
        }
    }
}

fn may_erase(user: &UserRow, lao: LaoCode) -> Done<()> {
    if user.role != UserRole::Admin {
        return Err(OfficeFault::Refused(format!(
            "{} may not erase; an admin can. Nothing was erased",
            user.id
        )));
    }
    if user.lao != lao {
        return Err(OfficeFault::Refused(format!(
            "{} is of LAO {} and may not erase what LAO {lao} holds; nothing was erased, ask that LAO's admin",
            user.id, user.lao
        )));
    }
    Ok(())
}

/// Everybody whom an entry is made of: its appearances, those on withdrawn records that would be of
/// it again if these were restored, and those whom an edit took off their visit. A code that nobody
/// stands under any more is that of whoever was taken off so.
async fn appearances(
    tx: &mut dyn Transaction,
    keys: &Keys,
    lao: LaoCode,
    entry: PersonId,
) -> Result<BTreeMap<RecordId, BTreeSet<PersonId>>, IntakeFault> {
    let parted = Parted::read(tx, keys, lao).await?;
    let mut known = parted.under(entry);
    let mut rows = tx.entry(lao, entry).await?;
    if rows.is_empty()
        && let Some(now) = stands_as(tx, lao, &parted, &known).await?
    {
        rows = tx.entry(lao, now).await?;
    }
    let stand: BTreeSet<Appearance> = rows.iter().map(|row| row.who).collect();
    known.extend(as_met(tx, &stand).await?);
    let (withdrawn, taken_off) = more_of(tx, lao, &parted, &known).await?;
    known.extend(withdrawn);
    let mut found: BTreeMap<RecordId, BTreeSet<PersonId>> = BTreeMap::new();
    for who in stand.into_iter().chain(known.into_keys()).chain(taken_off) {
        found.entry(who.record).or_default().insert(who.person);
    }
    Ok(found)
}

/// Of an entry of the ledger: what the database does not know of.
async fn missing(tx: &mut dyn Transaction, entry: &Entry) -> Result<Vec<ErasedRow>, DbFault> {
    let rows = entry.rows();
    let records: BTreeSet<RecordId> = rows.iter().map(|row| row.record).collect();
    let known = tx.erased(entry.lao(), &records.into_iter().collect::<Vec<_>>()).await?;
    let known: BTreeMap<_, _> = known.into_iter().map(|row| ((row.record, row.part), row.photo)).collect();
    let is_known = |row: &ErasedRow| {
        known.get(&(row.record, row.part)).is_some_and(|photo| photo.is_some() || row.photo.is_none())
    };
    Ok(rows.into_iter().filter(|row| !is_known(row)).collect())
}

/// An erasure that somebody asked for.
struct Erasing<'a> {
    named: &'a Named,
    erasure: &'a ErasureRow,
}

#[async_trait]
impl Turn for Erasing<'_> {
    type Out = Done<Erased>;

    async fn take(
        &self,
        tx: &mut dyn Transaction,
        with: &Intake<'_>,
    ) -> Result<Outcome<Self::Out>, IntakeFault> {
        let lao = self.erasure.lao;
        let mut heads = tx.lock(&with.locks).await?;
        if !heads.contains_key(&lao) {
            return Err(IntakeFault::UnknownLao(lao));
        }
        let places = erasure::places_of(tx, lao).await?;
        if !places.is_subset(&with.locks) {
            return Ok(Outcome::Locks(places.union(&with.locks).copied().collect()));
        }
        let missing = |what: &str| Ok(Outcome::Nothing(Err(OfficeFault::Missing(what.to_owned()))));
        let target = match self.named {
            Named::Entry(person) => {
                let people = appearances(tx, with.keys, lao, *person).await?;
                if people.is_empty() {
                    return missing(
                        "there is no such entry in the register; nothing was erased, name it as lao/person as the \
                         export has it now",
                    );
                }
                Target::People(people)
            }
            Named::Appearance(record, person) => {
                if !is_held(tx, lao, *record).await? {
                    return missing("there is no such record; nothing was erased");
                }
                Target::People(BTreeMap::from([(*record, BTreeSet::from([*person]))]))
            }
            Named::Record(record) => {
                if !is_held(tx, lao, *record).await? {
                    return missing("there is no such record; nothing was erased");
                }
                Target::Record(*record)
            }
        };
        let plan = erasure::plan(tx, with.keys, lao, &target, &self.erasure.reference).await?;
        if plan.rows.is_empty() {
            return Ok(Outcome::Nothing(Err(NotErased::Before.into())));
        }
        let reason = thai::fold(&self.erasure.reason);
        if plan.unspoken.iter().any(|text| reason.contains(text.as_str())) {
            return Ok(Outcome::Nothing(Err(OfficeFault::Refused(
                "the reason names whom it is about, and it stays; nothing was erased, give a reason without names \
                 and numbers"
                    .to_owned(),
            ))));
        }
        if tx.lists(Some(lao)).await?.iter().any(|list| list.filed.is_some()) {
            return Ok(Outcome::Nothing(Err(NotErased::ListIsTakenIn.into())));
        }
        let lists = forget_lists(tx, lao).await?;
        let count = |kinds: &[ErasedKind]| plan.rows.iter().filter(|row| kinds.contains(&row.kind)).count();
        let about: BTreeSet<RecordId> = plan.rows.iter().map(|row| row.record).collect();
        let tasks = tx.tasks_on(lao, &about.into_iter().collect::<Vec<_>>()).await?;
        let erased = Erased {
            reference: self.erasure.reference.clone(),
            tasks: tasks.iter().filter(|row| row.state == TaskState::Open).count(),
            people: count(&[ErasedKind::Person, ErasedKind::Householder]),
            records: count(&[ErasedKind::Record]),
            photos: plan.rows.iter().filter(|row| row.photo.is_some()).count(),
            lists,
            finished: false,
        };
        let done = erasure::carry_out(tx, with, &mut heads, self.erasure, plan.rows).await?;
        if !matches!(done, Outcome::Done(())) {
            return Ok(done.map(|()| Ok(erased)));
        }
        let elsewhere = erasure::said_elsewhere(tx, self.erasure).await?;
        // One that serves the LAO no longer may have said something too.
        let places: BTreeSet<LaoCode> = elsewhere.iter().map(|(of, _)| of.lao).collect();
        if !places.is_subset(&with.locks) {
            return Ok(Outcome::Locks(places.union(&with.locks).copied().collect()));
        }
        for (of, rows) in elsewhere {
            let there = erasure::carry_out(tx, with, &mut heads, &of, rows).await?;
            if !matches!(there, Outcome::Done(())) {
                return Ok(there.map(|()| Ok(erased)));
            }
        }
        Ok(Outcome::Done(Ok(erased)))
    }
}

/// Whether anything of a record is here, in the log or apart.
async fn is_held(tx: &mut dyn Transaction, lao: LaoCode, record: RecordId) -> Result<bool, DbFault> {
    let rows: Vec<RecordRow> = tx.records(&[(lao, record)]).await?;
    Ok(!rows.is_empty()
        || !tx.history(lao, &[record]).await?.is_empty()
        || tx.quarantined(lao).await?.iter().any(|row| row.record == record))
}

/// An erasure that the ledger knows and the database does not.
struct Again<'a> {
    entry: &'a Entry,
}

#[async_trait]
impl Turn for Again<'_> {
    type Out = ();

    async fn take(&self, tx: &mut dyn Transaction, with: &Intake<'_>) -> Result<Outcome<()>, IntakeFault> {
        let mut heads = tx.lock(&with.locks).await?;
        let rows = missing(tx, self.entry).await?;
        if rows.is_empty() {
            return Ok(Outcome::Nothing(()));
        }
        forget_lists(tx, self.entry.lao()).await?;
        erasure::carry_out(tx, with, &mut heads, &self.entry.erasure(), rows).await
    }
}

/// Forgets the lists that wait to be taken in: nobody knows whether they name who was erased. Returns what each was.
async fn forget_lists(tx: &mut dyn Transaction, lao: LaoCode) -> Result<Vec<String>, DbFault> {
    let mut went = Vec::new();
    for list in tx.lists(Some(lao)).await?.into_iter().filter(|list| list.filed.is_none()) {
        // One that does not read goes all the same.
        let waiting = waiting_of(&list).ok().and_then(|kept| kept.waiting);
        let told = waiting.map(|waiting| format!("{} ({})", waiting.file, waiting.source.agency));
        went.push(told.unwrap_or_else(|| list.id.to_string()));
        tx.drop_list(lao, list.id).await?;
    }
    Ok(went)
}
