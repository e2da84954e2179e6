//! Lists of names from elsewhere: brought as a file, looked at, and taken into the register
//! (domain.md RQ-24).
//!
//! Owns their way: the file is read once and its rows are kept sealed; the office says what its
//! columns are; what it would come to is drawn up beside the register; and when somebody of the
//! office confirms, that is signed and logged, and its records are filed one batch after another as
//! the counter's. Every name in them comes from the list and the row, and every stamp from the
//! confirmation, so a batch that is filed again is the same batch: whatever ends in the middle goes on
//! where it was. A record that the register does not take is noted, with its row and the reason, among
//! what was done with lists, and the others are filed. When all is filed the rows are forgotten.
//!
//! Refuses to know files (`lists`), columns (`register::import`) and who is who. Called by the
//! console and when the server starts.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Read, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use register::calendar::Round;
use register::candidate;
use register::change::{Author, Edit};
use register::clock::Stamp;
use register::decision::{Decision, Ruling, Verdict};
use register::import::{
    Captured, LeftOut, Line, Mapping, NameList, Reader, Source, households, record, record_of,
};
use register::lao::LaoCode;
use register::moment::Moment;
use register::name::{self, PersonName, names_agree};
use register::national_id::{NationalId, TypedId};
use register::record::{ListId, Person, PersonId, Record, RecordId};
use register::roster::Roster;
use register::visit::Visit;
use register::wire::Aside;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::drawings::{AsOf, Drawings};
use super::looking::{Looked, note_in};
use super::requests::today;
use super::sessions::Visitor;
use super::turn::Turn;
use super::{Done, Has, Office, OfficeFault, in_thailand, now};
use crate::db::affairs::Affair;
use crate::db::desk::Act;
use crate::db::lists::ListRow;
use crate::db::{Answer, DbFault, Transaction, UserRole, decision_of, settings_of};
use crate::intake::{self, Intake, IntakeFault, Outcome};
use crate::keys::WRAPPED;
use crate::lists::{self, ListFault, Sheet};

/// Lists whose preview is kept.
pub(super) const KEPT: usize = 2;
/// Records that are filed at a time.
const BATCH: usize = 100;
/// What is left to phones between two batches.
const BREATH: Duration = Duration::from_millis(2);
/// How often a batch that could not be filed is tried again, and after how long.
const TRIES: u32 = 5;
const PATIENCE: Duration = Duration::from_secs(2);
/// So long a list waits for somebody to go on with it.
const WAITS: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Most rows of the register that are read at a time.
const PAGE: u32 = 500;
/// Most rows that were not taken of which the reason is kept for good.
const MOST_LEFT_OUT: usize = 200;
/// Most likenesses that are told of one row.
const MOST_ALIKE: usize = 5;

/// Previews that are kept.
pub(super) type Previews = Drawings<(LaoCode, ListId), Preview>;
/// Lists that a process is filing.
pub(super) type Filing = Mutex<BTreeSet<(LaoCode, ListId)>>;

/// A list as somebody brings it.
pub struct Bring<'a> {
    /// Its name here: the button by which it was sent.
    pub id: ListId,
    /// What its file is called.
    pub file: String,
    /// The file.
    pub bytes: &'a [u8],
    /// Where it comes from.
    pub source: Source,
}

/// A list that is not wholly taken in yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// Who brought it.
    pub by: String,
    /// What its file was called.
    pub file: String,
    /// BLAKE3 of the file.
    pub hash: String,
    /// Where it comes from.
    pub source: Source,
    /// The sheet that was read, in a workbook.
    #[serde(default)]
    pub sheet: Option<String>,
    /// Those that were not.
    #[serde(default)]
    pub others: Vec<String>,
    /// How many rows are not empty.
    pub rows: usize,
    /// What its columns are, where the office has said so.
    #[serde(default)]
    pub mapping: Option<Mapping>,
    /// What was confirmed.
    #[serde(default)]
    pub confirmed: Option<Confirmed>,
}

/// That a list is to be taken in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Confirmed {
    /// When: every change of the list bears this stamp.
    pub at: u64,
    /// In how many records.
    pub records: u64,
    /// Whether race, religion and blood group are kept.
    pub sensitive: bool,
}

/// A list as the office has it.
#[derive(Clone, Debug)]
pub struct ListKept {
    /// Which.
    pub id: ListId,
    /// While it is not wholly taken in.
    pub waiting: Option<Waiting>,
    /// How many of its records are filed; `None` while nobody has asked for that.
    pub filed: Option<u64>,
    /// What was signed when it was confirmed, by whom and when.
    pub taken: Option<(NameList, String, u64)>,
}

impl ListKept {
    /// Where it comes from.
    pub fn source(&self) -> Option<&Source> {
        let taken = self.taken.as_ref().map(|(list, ..)| &list.source);
        taken.or_else(|| self.waiting.as_ref().map(|waiting| &waiting.source))
    }

    /// BLAKE3 of its file.
    pub fn hash(&self) -> Option<&str> {
        let taken = self.taken.as_ref().map(|(list, ..)| list.hash.as_str());
        taken.or_else(|| self.waiting.as_ref().map(|waiting| waiting.hash.as_str()))
    }
}

/// What a list would come to, beside the register as it is.
#[derive(Debug)]
pub struct Preview {
    /// Its rows as they were read.
    pub lines: Vec<Line>,
    /// Who of them is one household, as places in the list.
    pub houses: Vec<Vec<usize>>,
    /// Who of them is like somebody, by their place in the list.
    pub alike: BTreeMap<usize, Vec<Likeness>>,
}

/// Somebody whom a row of a list may be.
#[derive(Clone, Debug, PartialEq)]
pub enum Likeness {
    /// In this register, by the number.
    Here {
        /// On which record.
        record: RecordId,
        /// Who.
        person: PersonId,
        /// What they are called.
        name: String,
        /// Whether the names agree too.
        agrees: bool,
    },
    /// On another row of the list, by the number.
    Row(u32),
    /// Like somebody of this register.
    LikeHere {
        /// On which record.
        record: RecordId,
        /// Who.
        person: PersonId,
        /// What they are called.
        name: String,
        /// The chance that they are one, in thousandths.
        score: u16,
    },
    /// Like another row of the list.
    LikeRow {
        /// Which.
        row: u32,
        /// The chance that they are one, in thousandths.
        score: u16,
    },
}

impl Preview {
    /// How many people it names.
    pub fn people(&self) -> usize {
        self.lines.iter().filter(|line| line.said.is_ok()).count()
    }

    /// How many rows are like somebody in one of these ways.
    pub fn many(&self, is: impl Fn(&Likeness) -> bool) -> usize {
        self.alike.values().filter(|alike| alike.iter().any(&is)).count()
    }
}

impl Office {
    /// Takes a list that somebody brings, for looking at: nothing of it is in the register yet.
    ///
    /// # Errors
    /// When the user may not. What is wrong with the file is told inside; nothing of it was kept then.
    pub async fn bring_list(&self, visitor: &Visitor, bring: Bring<'_>) -> Done<Result<(), ListFault>> {
        let lao = visitor.lao.code;
        self.may_take_lists(visitor).await?;
        let hash = blake3::hash(bring.bytes).to_hex().to_string();
        let bytes = bring.bytes.to_vec();
        let read = tokio::task::spawn_blocking(move || {
            let sheet = lists::read(&bytes)?;
            let packed = packed(&sheet).map_err(|_| ListFault::Damaged)?;
            Ok((sheet, packed))
        });
        // A file that makes its reader stumble is a damaged file.
        let (sheet, packed) = match read.await.unwrap_or(Err(ListFault::Damaged)) {
            Ok(read) => read,
            Err(fault) => return Ok(Err(fault)),
        };
        let name = name_of_sheet(lao, bring.id);
        let (mut kept, sealed) = self.keys.seal(name.as_bytes(), &packed).ok_or(OfficeFault::NoChance)?;
        kept.extend(sealed);
        let waiting = Waiting {
            by: visitor.id.clone(),
            file: bring.file,
            hash,
            source: bring.source,
            sheet: sheet.name,
            others: sheet.others,
            rows: sheet.rows.len(),
            mapping: None,
            confirmed: None,
        };
        let told = format!("list={} rows={}", bring.id, waiting.rows);
        let row = ListRow { lao, id: bring.id, at: now(), filed: None, said: json(&waiting)? };
        let mut tx = self.db.begin().await?;
        // Sent again after all was done, it is the same list.
        if tx.affair(lao, Affair::List, &bring.id.to_string()).await?.is_some()
            || tx.list(lao, bring.id).await?.is_some()
        {
            return Ok(Ok(()));
        }
        tx.put_list(&row).await?;
        tx.put_sheet(lao, bring.id, &kept).await?;
        note_in(&mut *tx, lao, &visitor.id, Act::List, Looked::told(told)).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    async fn may_take_lists(&self, visitor: &Visitor) -> Done<()> {
        let user = self.user_of(&visitor.id, visitor.lao.code).await?;
        if matches!(user.role, UserRole::Supervisor | UserRole::Officer) {
            return Ok(());
        }
        Err(OfficeFault::Refused(format!(
            "{} may not take lists in; an officer or a supervisor can. Nothing was written",
            user.id
        )))
    }

    /// A LAO's lists, the newest first.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn name_lists(&self, lao: LaoCode) -> Done<Vec<ListKept>> {
        let mut tx = self.db.look().await?;
        let mut kept: BTreeMap<ListId, ListKept> = BTreeMap::new();
        for row in tx.lists(Some(lao)).await? {
            kept.insert(row.id, waiting_of(&row)?);
        }
        for (_, said) in tx.affairs(lao, Affair::List).await? {
            let taken = taken_of(&said)?;
            let id = taken.0.id;
            let none = ListKept { id, waiting: None, filed: None, taken: None };
            kept.entry(id).or_insert(none).taken = Some(taken);
        }
        Ok(kept.into_values().rev().collect())
    }

    /// Those that nobody has confirmed, the newest first: an erasure forgets them.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn unconfirmed_lists(&self, lao: LaoCode) -> Done<Vec<ListKept>> {
        let rows = self.db.look().await?.lists(Some(lao)).await?;
        let mut kept = Vec::new();
        for row in rows.iter().filter(|row| row.filed.is_none()) {
            kept.push(waiting_of(row)?);
        }
        kept.sort_by_key(|list| std::cmp::Reverse(list.id));
        Ok(kept)
    }

    /// One of them.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn name_list(&self, lao: LaoCode, id: ListId) -> Done<Option<ListKept>> {
        let mut tx = self.db.look().await?;
        let waiting = tx.list(lao, id).await?.map(|row| waiting_of(&row)).transpose()?;
        let taken =
            tx.affair(lao, Affair::List, &id.to_string()).await?.map(|said| taken_of(&said)).transpose()?;
        let none = ListKept { id, waiting: None, filed: None, taken: None };
        Ok(match (waiting, taken) {
            (None, None) => None,
            (waiting, taken) => Some(ListKept { taken, ..waiting.unwrap_or(none) }),
        })
    }

    /// The rows of a list, while they are kept.
    ///
    /// # Errors
    /// When the database cannot be asked, or they do not open.
    pub async fn sheet(&self, lao: LaoCode, id: ListId) -> Done<Option<Sheet>> {
        let mut tx = self.db.look().await?;
        let Some(sealed) = tx.sheet(lao, id).await? else { return Ok(None) };
        drop(tx);
        let name = name_of_sheet(lao, id);
        let opened = sealed
            .split_at_checked(WRAPPED)
            .and_then(|(key, sealed)| self.keys.open(name.as_bytes(), key, sealed))
            .ok_or_else(|| DbFault::Broken(format!("list {id} does not open")))?;
        let unpacked = tokio::task::spawn_blocking(move || unpacked(&opened));
        let sheet =
            unpacked.await.map_err(|e| e.to_string()).and_then(|sheet| sheet.map_err(|e| e.to_string()));
        Ok(Some(sheet.map_err(|why| DbFault::Broken(format!("list {id} does not unpack ({why})")))?))
    }

    /// Says what the columns of a list are.
    ///
    /// # Errors
    /// When the user may not, or it is being taken in already.
    pub async fn map_list(&self, visitor: &Visitor, id: ListId, mapping: Mapping) -> Done<()> {
        self.may_take_lists(visitor).await?;
        let lao = visitor.lao.code;
        let mut tx = self.db.begin().await?;
        let row = tx.list(lao, id).await?.filter(|row| row.filed.is_none()).ok_or_else(|| gone(id))?;
        let mut waiting: Waiting = read(&row.said)?;
        waiting.mapping = Some(mapping);
        tx.put_list(&ListRow { at: now(), said: json(&waiting)?, ..row }).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Forgets a list that is not to be taken in.
    ///
    /// # Errors
    /// When the user may not, or it is being taken in already.
    pub async fn call_off_list(&self, visitor: &Visitor, id: ListId) -> Done<()> {
        self.may_take_lists(visitor).await?;
        let lao = visitor.lao.code;
        let mut tx = self.db.begin().await?;
        tx.list(lao, id).await?.filter(|row| row.filed.is_none()).ok_or_else(|| gone(id))?;
        tx.drop_list(lao, id).await?;
        note_in(&mut *tx, lao, &visitor.id, Act::List, Looked::told(format!("list={id} called-off"))).await?;
        tx.commit().await?;
        Ok(())
    }

    /// What a list would come to, by what the office said of its columns; `None` where it has not
    /// said so, or the list is not there any more.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn preview(&self, lao: LaoCode, id: ListId) -> Done<Option<Arc<Preview>>> {
        let on = today()?;
        let mut tx = self.db.look().await?;
        let Some(row) = tx.list(lao, id).await? else { return Ok(None) };
        let Some(mapping) = read(&row.said)?.mapping else { return Ok(None) };
        let said = json(&mapping)?;
        let as_of = AsOf::now(&mut *tx, lao, format!("{on} {said}")).await?;
        drop(tx);
        let drawing = async {
            let sheet = self.sheet(lao, id).await?.ok_or_else(|| gone(id))?;
            let mut tx = self.db.look().await?;
            let province = self.known(&mut *tx, lao).await?.province;
            let sensitive = settings_of(&mut *tx, lao).await?.sensitive;
            // Whoever is here, page by page: all that is kept of them is what likeness asks for.
            let (mut roster, mut here) = (Roster::new(on), Vec::new());
            let mut after = None;
            loop {
                let rows = tx.records_after(lao, after, PAGE).await?;
                let Some(last) = rows.last() else { break };
                after = Some(last.id);
                for row in &rows {
                    if let Some(visit) = row.read()? {
                        lay(&mut roster, &mut here, &visit);
                    }
                }
            }
            drop(tx);
            let drawn = tokio::task::spawn_blocking(move || {
                let lines = Reader::new(&mapping, on, &province, sensitive).lines(&sheet.rows);
                let houses = households(&lines, lao);
                let alike = likenesses(roster, &here, &lines);
                Preview { lines, houses, alike }
            });
            Ok(drawn.await.map_err(|e| DbFault::Broken(format!("a preview could not be drawn up ({e})")))?)
        };
        self.previews.of((lao, id), as_of, drawing).await.map(Some)
    }

    /// Takes a list in, as the preview showed it: signed, logged, and from then on filed until all of
    /// it is.
    ///
    /// # Errors
    /// When the user may not, nobody of it can be taken, or what the preview showed has changed since.
    /// Nothing was written then.
    pub async fn confirm_list(&self, visitor: &Visitor, id: ListId, seen: &Mapping) -> Done<()> {
        self.may_take_lists(visitor).await?;
        let lao = visitor.lao.code;
        let mut tx = self.db.look().await?;
        let row = tx.list(lao, id).await?;
        let is_taken = tx.affair(lao, Affair::List, &id.to_string()).await?.is_some();
        let sensitive = settings_of(&mut *tx, lao).await?.sensitive;
        drop(tx);
        let row = match row {
            // Confirmed before: it goes on, or is done.
            _ if is_taken => return Ok(()),
            None => return Err(gone(id)),
            Some(row) => row,
        };
        let waiting: Waiting = read(&row.said)?;
        if waiting.mapping.as_ref() != Some(seen) {
            return Err(OfficeFault::Conflict(format!(
                "the columns of list {id} are said otherwise since; nothing was written"
            )));
        }
        let preview = self.preview(lao, id).await?.ok_or_else(|| gone(id))?;
        if preview.people() == 0 {
            return Err(OfficeFault::Refused(format!("list {id} names nobody; nothing was written")));
        }
        let list = signed_for(id, &waiting, &preview);
        let confirmed = Confirmed { at: now(), records: preview.houses.len() as u64, sensitive };
        // The counter is there before the first record is.
        self.counter(lao).await?;
        let said = json(&Waiting { confirmed: Some(confirmed), ..waiting })?;
        let told = format!("list={id} people={} records={}", list.people, list.records);
        let why = Some(list.source.in_thai());
        let verdict = Verdict::List { lao, list: Box::new(list) };
        let decision = Ruling::new(visitor.id.clone(), self.stamp().await?, verdict).sign(&self.keys.signing);
        let to_file = ListRow { at: now(), filed: Some(0), said, ..row.clone() };
        let taking = Taking { before: &row, to_file: &to_file, decision: &decision };
        if !self.in_turn(lao, &taking).await? {
            return Err(gone(id));
        }
        self.note_by(lao, &visitor.id, Act::List, Looked { why, ..Looked::told(told) }).await
    }

    /// Goes on filing a list, apart from whoever asked for it; what is filed already is passed over.
    pub fn go_on_filing(self: &Arc<Self>, lao: LaoCode, id: ListId) {
        let is_new = self.filing.lock().is_ok_and(|mut filing| filing.insert((lao, id)));
        if !is_new {
            return;
        }
        let office = Arc::clone(self);
        tokio::spawn(async move {
            if let Err(fault) = office.file_list(lao, id).await {
                tracing::error!(%fault, %lao, list = %id, "a list was not filed to its end; what is filed is safe, it goes on when the server starts or somebody says so");
            }
            if let Ok(mut filing) = office.filing.lock() {
                filing.remove(&(lao, id));
            }
        });
    }

    /// Whether this process is filing a list.
    pub fn is_filing(&self, lao: LaoCode, id: ListId) -> bool {
        self.filing.lock().is_ok_and(|filing| filing.contains(&(lao, id)))
    }

    /// Goes on filing every list that was confirmed and is not wholly filed.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn go_on_filing_all(self: &Arc<Self>) -> Done<()> {
        let mut tx = self.db.look().await?;
        for row in tx.lists(None).await?.into_iter().filter(|row| row.filed.is_some()) {
            self.go_on_filing(row.lao, row.id);
        }
        Ok(())
    }

    /// Files a list that was confirmed, to its end.
    ///
    /// # Errors
    /// When it cannot be gone on with. What is filed is filed; begun again, it goes on from there.
    pub async fn file_list(&self, lao: LaoCode, id: ListId) -> Done<()> {
        let mut tx = self.db.look().await?;
        let Some(row) = tx.list(lao, id).await? else { return Ok(()) };
        let province = self.known(&mut *tx, lao).await?.province;
        drop(tx);
        let waiting: Waiting = read(&row.said)?;
        let (Some(filed), Some(confirmed), Some(mapping)) = (row.filed, &waiting.confirmed, &waiting.mapping)
        else {
            return Ok(());
        };
        let sheet = self.sheet(lao, id).await?.ok_or_else(|| gone(id))?;
        let at =
            in_thailand(confirmed.at).ok_or_else(|| DbFault::Broken(format!("list {id} has no time")))?;
        let on = at.date_time().date_naive();
        let (mapping, sensitive) = (mapping.clone(), confirmed.sensitive);
        let read = tokio::task::spawn_blocking(move || {
            let lines = Reader::new(&mapping, on, &province, sensitive).lines(&sheet.rows);
            let houses = households(&lines, lao);
            (lines, houses)
        });
        let (lines, houses) =
            read.await.map_err(|e| DbFault::Broken(format!("list {id} was not read ({e})")))?;
        let sender = self.counter(lao).await?;
        let author = Author { device: sender.device.id.clone(), surveyor: Some(sender.surveyor.id.clone()) };
        let captured = Captured {
            list: id,
            source: &waiting.source,
            lao,
            surveyor: &sender.surveyor.id,
            round: Round::of(on),
            at: surveyed_at(&waiting.source).unwrap_or(at),
        };
        let stamp = Stamp::new(confirmed.at, 0);
        let mut filed = usize::try_from(filed).unwrap_or(usize::MAX);
        while let Some(batch) =
            houses.get(filed..(filed + BATCH).min(houses.len())).filter(|batch| !batch.is_empty())
        {
            let (mut rows, mut changes) = (Vec::with_capacity(batch.len()), Vec::with_capacity(batch.len()));
            for house in batch {
                let members: Vec<&Line> = house.iter().filter_map(|at| lines.get(*at)).collect();
                let Some(record) = record(&captured, &members) else { continue };
                let change = Edit::making(&record, author.clone(), stamp).sign(&self.keys.signing).to_json();
                changes.push(RawValue::from_string(change).map_err(|e| DbFault::Broken(e.to_string()))?);
                rows.push(members.first().map_or(0, |line| line.row));
            }
            let aside = self.file_batch(&sender, &changes).await?;
            filed += batch.len();
            let mut tx = self.db.begin().await?;
            tx.file_list(lao, id, filed as u64).await?;
            if let Some(first) = aside.first() {
                let of: BTreeSet<u32> =
                    aside.iter().filter_map(|aside| rows.get(aside.at)).copied().collect();
                let named = of.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
                let told = format!("list={id} not-taken={} at-rows={named}", of.len());
                tracing::warn!(%lao, list = %id, rows = named, "records of a list were not taken");
                let mut all = not_taken(&mut *tx, lao, id).await?;
                all.extend(of);
                tx.set(&name_of_not_taken(lao, id), &json(&all)?).await?;
                let why = Some(first.reason.clone());
                note_in(&mut *tx, lao, &waiting.by, Act::List, Looked { why, ..Looked::told(told) }).await?;
            }
            tx.commit().await?;
            tokio::time::sleep(BREATH).await;
        }
        let mut tx = self.db.begin().await?;
        tx.drop_list(lao, id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The rows with which those records of a list begin that the register did not take. Why is among what
    /// was done with lists.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn not_taken_of_list(&self, lao: LaoCode, id: ListId) -> Done<BTreeSet<u32>> {
        Ok(not_taken(&mut *self.db.look().await?, lao, id).await?)
    }

    /// Files some records; those that the register does not take are told, each with its place. They would
    /// not be taken the next time either, and nobody else's wait for them.
    async fn file_batch(&self, sender: &super::Sender, changes: &[Box<RawValue>]) -> Done<Vec<Aside>> {
        let mut tried = 0;
        loop {
            match self.push(sender, changes, Has::default()).await {
                Ok(pushed) => return Ok(pushed.aside),
                Err(fault) if tried >= TRIES => return Err(fault),
                Err(fault) => {
                    tracing::warn!(%fault, "a batch of a list was not filed; it is tried again");
                    tried += 1;
                    tokio::time::sleep(PATIENCE).await;
                }
            }
        }
    }

    /// Forgets lists that nobody went on with.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_old_lists(&self) -> Done<()> {
        let oldest = now().saturating_sub(WAITS.as_millis() as u64);
        let mut tx = self.db.begin().await?;
        for row in tx.lists(None).await?.into_iter().filter(|row| row.filed.is_none() && row.at < oldest) {
            tx.drop_list(row.lao, row.id).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The records that came of some rows of a list that was taken in, in their order.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn came_of_list(
        &self,
        lao: LaoCode,
        id: ListId,
        rows: std::ops::RangeInclusive<u32>,
    ) -> Done<Vec<Record>> {
        let keys: Vec<_> = rows.map(|row| (lao, record_of(id, row))).collect();
        let mut tx = self.db.look().await?;
        let mut records: Vec<Record> = Vec::new();
        for row in tx.records(&keys).await? {
            records.extend(row.read()?.map(|visit| visit.record));
        }
        let first =
            |record: &Record| record.people.iter().filter_map(|p| Some(p.in_list.as_ref()?.row)).min();
        records.sort_by_key(|record| (first(record), record.id));
        Ok(records)
    }
}

/// When a list was surveyed, as far as it says so.
fn surveyed_at(source: &Source) -> Option<Moment> {
    let day = source.surveyed_on.or(source.letter_on)?;
    format!("{day}T00:00:00+07:00").parse().ok()
}

/// What is signed for when a list is confirmed.
fn signed_for(id: ListId, waiting: &Waiting, preview: &Preview) -> NameList {
    let faults = preview.lines.iter().filter_map(|line| {
        let why = line.said.as_ref().err()?.to_string();
        Some(LeftOut { row: line.row, why })
    });
    let all: Vec<LeftOut> = faults.collect();
    let many = |many: usize| u32::try_from(many).unwrap_or(u32::MAX);
    NameList {
        id,
        source: waiting.source.clone(),
        file: waiting.file.clone(),
        hash: waiting.hash.clone(),
        people: many(preview.people()),
        records: many(preview.houses.len()),
        last_row: preview
            .lines
            .iter()
            .filter(|line| line.said.is_ok())
            .map(|line| line.row)
            .max()
            .unwrap_or_default(),
        left_out_in_all: many(all.len()),
        left_out: all.into_iter().take(MOST_LEFT_OUT).collect(),
    }
}

/// Somebody who is here.
struct Here {
    record: RecordId,
    person: PersonId,
    name: String,
    number: Option<NationalId>,
    read: PersonName,
    born: Option<register::birth::Birth>,
}

fn parts(person: &Person) -> [Option<&str>; 3] {
    [person.title.as_deref(), person.given_name.as_deref(), person.family_name.as_deref()]
}

fn lay(roster: &mut Roster, here: &mut Vec<Here>, visit: &Visit) {
    let record = &visit.record;
    if record.withdraw.is_some() {
        return;
    }
    for person in &record.people {
        let line = u32::try_from(here.len()).unwrap_or(u32::MAX);
        candidate::lay(roster, line, format!("{HERE}{line:010}"), person, record.place.as_ref());
        let [title, given, family] = parts(person);
        here.push(Here {
            record: record.id,
            person: person.id,
            name: name::written(title, given, family),
            number: TypedId::read(person.national_id.as_deref()).valid(),
            read: PersonName::read(title, given, family),
            born: person.born(),
        });
    }
}

/// What the labels of those begin with who are here, and of those who are on the list.
const HERE: char = 'h';
const LISTED: char = 'l';

/// Who of a list is like whom, here and on the list.
fn likenesses(mut roster: Roster, here: &[Here], lines: &[Line]) -> BTreeMap<usize, Vec<Likeness>> {
    let mut alike: BTreeMap<usize, Vec<Likeness>> = BTreeMap::new();
    let mut put = |at: usize, likeness: Likeness| {
        let told = alike.entry(at).or_default();
        if told.len() < MOST_ALIKE && !told.contains(&likeness) {
            told.push(likeness);
        }
    };
    let mut here_by_number: HashMap<NationalId, Vec<&Here>> = HashMap::new();
    for somebody in here {
        if let Some(number) = somebody.number {
            here_by_number.entry(number).or_default().push(somebody);
        }
    }
    let row_of = |at: usize| lines.get(at).map_or(0, |line| line.row);
    let number_of = |at: usize| {
        let said = lines.get(at)?.said.as_ref().ok()?;
        TypedId::read(said.person.national_id.as_deref()).valid()
    };
    let mut listed: HashMap<NationalId, usize> = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        let Ok(said) = &line.said else { continue };
        let label = u32::try_from(at).unwrap_or(u32::MAX);
        candidate::lay(&mut roster, label, format!("{LISTED}{label:010}"), &said.person, Some(&said.place));
        let Some(number) = number_of(at) else { continue };
        let [title, given, family] = parts(&said.person);
        let read = PersonName::read(title, given, family);
        for somebody in here_by_number.get(&number).into_iter().flatten() {
            let agrees = names_agree(&read, said.person.born(), &somebody.read, somebody.born);
            let (record, person, name) = (somebody.record, somebody.person, somebody.name.clone());
            put(at, Likeness::Here { record, person, name, agrees });
        }
        match listed.get(&number) {
            Some(first) => put(at, Likeness::Row(row_of(*first))),
            None => {
                listed.insert(number, at);
            }
        }
    }
    // Labels are places: none is given twice.
    let _ = roster.close();
    let place = |label: &str, kind: char| label.strip_prefix(kind)?.parse::<usize>().ok();
    let found = roster.pairs(|pair| {
        let (left, right) = (pair.left, pair.right);
        match (place(left, HERE), place(left, LISTED), place(right, LISTED)) {
            // Two numbers are two people, and one number was told already.
            (Some(there), _, Some(at)) => {
                if let Some(somebody) = here.get(there)
                    && (somebody.number.is_none() || number_of(at).is_none())
                {
                    let (record, person, name) = (somebody.record, somebody.person, somebody.name.clone());
                    put(at, Likeness::LikeHere { record, person, name, score: pair.score });
                }
            }
            (_, Some(one), Some(other)) if number_of(one).is_none() || number_of(other).is_none() => {
                let (first, later) = (one.min(other), one.max(other));
                put(later, Likeness::LikeRow { row: row_of(first), score: pair.score });
            }
            _ => {}
        }
        Ok::<(), std::convert::Infallible>(())
    });
    // Infallible: nothing above stops the search.
    let _ = found;
    alike
}

/// A list that is confirmed.
struct Taking<'a> {
    before: &'a ListRow,
    to_file: &'a ListRow,
    decision: &'a Decision,
}

#[async_trait]
impl Turn for Taking<'_> {
    /// Whether it was there, as it was seen.
    type Out = bool;

    async fn take(&self, tx: &mut dyn Transaction, with: &Intake<'_>) -> Result<Outcome<bool>, IntakeFault> {
        let lao = self.before.lao;
        let mut heads = tx.lock(&with.locks).await?;
        match tx.list(lao, self.before.id).await? {
            // Somebody confirmed it in the same moment: it is taken in once.
            Some(row) if row.filed.is_some() => return Ok(Outcome::Nothing(true)),
            Some(row) if row.said == self.before.said => {}
            _ => return Ok(Outcome::Nothing(false)),
        }
        intake::say(tx, with, lao, &mut heads, self.decision).await?;
        tx.put_list(self.to_file).await?;
        Ok(Outcome::Done(true))
    }
}

fn gone(id: ListId) -> OfficeFault {
    OfficeFault::Gone(format!("list {id} is not waiting any more; nothing was written"))
}

fn json<T: Serialize>(of: &T) -> Answer<String> {
    serde_json::to_string(of).map_err(|e| DbFault::Broken(e.to_string()))
}

fn read(said: &str) -> Answer<Waiting> {
    serde_json::from_str(said).map_err(|e| DbFault::Broken(format!("a list's row does not read: {e}")))
}

pub(super) fn waiting_of(row: &ListRow) -> Answer<ListKept> {
    Ok(ListKept { id: row.id, waiting: Some(read(&row.said)?), filed: row.filed, taken: None })
}

fn taken_of(said: &str) -> Answer<(NameList, String, u64)> {
    let decision = decision_of(said)?;
    let ruling = decision.ruling();
    match &ruling.verdict {
        Verdict::List { list, .. } => Ok(((**list).clone(), ruling.by.clone(), ruling.stamp.ms())),
        _ => Err(DbFault::Broken("a list's row holds something else".to_owned())),
    }
}

/// The setting that tells which records of a list were not taken: rows of a file, and nobody's name.
fn name_of_not_taken(lao: LaoCode, id: ListId) -> String {
    format!("list {lao} {id} not taken")
}

async fn not_taken(tx: &mut dyn Transaction, lao: LaoCode, id: ListId) -> Answer<BTreeSet<u32>> {
    let Some(rows) = tx.setting(&name_of_not_taken(lao, id)).await? else { return Ok(BTreeSet::new()) };
    serde_json::from_str(&rows).map_err(|e| DbFault::Broken(format!("a list's rows do not read: {e}")))
}

/// What the seal of a list's rows is bound to.
fn name_of_sheet(lao: LaoCode, id: ListId) -> String {
    format!("samruat list v1 {lao} {id}")
}

fn packed(sheet: &Sheet) -> std::io::Result<Vec<u8>> {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::fast());
    serde_json::to_writer(&mut packer, sheet)?;
    packer.flush()?;
    packer.finish()
}

fn unpacked(bytes: &[u8]) -> Result<Sheet, serde_json::Error> {
    let mut json = Vec::new();
    DeflateDecoder::new(bytes).read_to_end(&mut json).map_err(serde_json::Error::io)?;
    serde_json::from_slice(&json)
}
