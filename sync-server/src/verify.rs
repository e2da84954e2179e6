//! Verify: everything is read again, and what is wrong is named.
//!
//! Owns the questions: does each LAO's chain hold, does each row open, did the phone that it
//! names sign it, is everything there that a receipt was given for, is each photo the bytes
//! of its name, is what was lawfully erased gone and nothing else, and are the register, the
//! courses of requests, the meetings, postings and closed days what the log comes to?
//!
//! Called by the `verify` command and, after a restore, by whoever restored.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use register::change::DeviceId;
use register::course::MeetingId;
use register::decision::{Decision, Verdict};
use register::draw::draw;
use register::lao::LaoCode;
use register::merge::History;
use register::receipt::Receipt;
use register::record::{PersonId, PhotoHash, RecordId, RequestId};
use register::seal::{PublicKey, Signed};
use register::visit::Visit;
use uuid::Uuid;

use crate::db::affairs::Affair;
use crate::db::{CourseRow, DbFault, LogKind, Standing, StepRow, Transaction, decision_of, door_of};
use crate::erasure::{self, ledger::Entry};
use crate::intake::{self, Intake};
use crate::log::{self, Opened};
use crate::office::{Done, Office};

/// Rows read at a time.
const PAGE: u32 = 500;
/// Faults that are named one by one.
const NAMED: usize = 100;

/// What was read, and what is wrong.
#[derive(Debug, Default)]
pub struct Report {
    rows: u64,
    receipts: u64,
    photos: u64,
    records: u64,
    erased: u64,
    /// Lines of the ledger of erasures that do not open. One may have been cut short by a crash.
    shut: usize,
    faults: Vec<String>,
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    /// How many rows of the log were read.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// What is wrong.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    fn fault(&mut self, fault: impl Into<String>) {
        self.faults.push(fault.into());
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} rows of the log, {} records, {} receipts, {} photos were read; {} rows have erased parts",
            self.rows, self.records, self.receipts, self.photos, self.erased
        )?;
        if self.shut > 0 {
            writeln!(f, "{} lines of the ledger of erasures do not open", self.shut)?;
        }
        for fault in self.faults.iter().take(NAMED) {
            writeln!(f, "{fault}")?;
        }
        if self.faults.len() > NAMED {
            writeln!(f, "and {} more", self.faults.len() - NAMED)?;
        }
        match self.faults.len() {
            0 => writeln!(f, "everything is as it was written"),
            n => writeln!(
                f,
                "{n} things are wrong; nothing was changed, restore the newest backup that verifies"
            ),
        }
    }
}

/// What one LAO's log comes to.
#[derive(Default)]
struct Replayed {
    histories: BTreeMap<RecordId, History>,
    decisions: Vec<Decision>,
    /// Steps of requests, each request's in the order of the log.
    steps: BTreeMap<(RecordId, RequestId), Vec<StepRow>>,
    /// The latest decision that says each meeting.
    meetings: BTreeMap<MeetingId, String>,
    /// The latest decision that says each posting, each closed day and each list of names.
    affairs: BTreeMap<(Affair, String), String>,
    logged: BTreeSet<register::change::ChangeId>,
}

impl Office {
    /// Reads everything again.
    ///
    /// # Errors
    /// When the database cannot be asked; what it says wrongly is in the report.
    pub async fn verify(&self) -> Done<Report> {
        let mut report = Report::default();
        let mut tx = self.db().look().await?;
        let laos = self.laos(&mut *tx).await?;
        let mut visits: Vec<Visit> = Vec::new();
        let mut decisions: Vec<Decision> = Vec::new();
        for lao in laos.iter() {
            let gone = self.verify_erasures(&mut *tx, lao.code, &mut report).await?;
            let replayed = self.replay(&mut *tx, lao.code, &gone, &mut report).await?;
            self.verify_receipts(&mut *tx, lao.code, &replayed, &mut report).await?;
            self.verify_photos(&mut *tx, lao.code, &mut report).await?;
            self.verify_what_is_apart(&mut *tx, lao.code, &gone, &mut report).await?;
            self.verify_erased_photos(&mut *tx, lao.code, &gone, &mut report).await?;
            for (record, history) in &replayed.histories {
                match history.merge() {
                    Ok(merged) => visits.extend(Visit::of(&merged)),
                    Err(fault) => report.fault(format!("record {record} of LAO {}: {fault}", lao.code)),
                }
            }
            verify_visits(&mut *tx, lao.code, &replayed, &mut report).await?;
            verify_parted(&mut *tx, lao.code, &replayed, &mut report).await?;
            verify_tasks(&mut *tx, lao.code, &replayed, &mut report).await?;
            let with =
                Intake { keys: self.keys(), laos: &laos, now: crate::office::now(), locks: BTreeSet::new() };
            verify_courses(&mut *tx, &with, lao.code, &replayed, &mut report).await?;
            decisions.extend(replayed.decisions);
        }
        let drawn = draw(&visits, &decisions, &laos);
        let mut stands: BTreeMap<(LaoCode, RecordId, PersonId), Standing> = BTreeMap::new();
        for entry in drawn.entries {
            let Some(first) = entry.appearances.first() else { continue };
            for who in &entry.appearances {
                let state = register::wire::State {
                    person: entry.person,
                    status: entry.status,
                    flags: entry.flags.clone(),
                };
                let holder = (first.record, first.person);
                let standing = Standing { state, holder, linked: entry.linked.clone() };
                stands.insert((who.lao, who.record, who.person), standing);
            }
        }
        for visit in &visits {
            let key = (visit.record.lao, visit.record.id);
            for row in tx.people(&[key]).await? {
                let should = stands.remove(&(row.who.lao, row.who.record, row.who.person));
                if row.standing != should {
                    report.fault(format!("{} stands otherwise in the register than the log says", row.who));
                }
            }
        }
        for (lao, record, person) in stands.into_keys() {
            report.fault(format!("{lao}/{record}/{person} is in the log and not in the register"));
        }
        Ok(report)
    }

    /// Reads one LAO's log again: that every row continues the chain, opens, and was signed by whom
    /// it names, and that only what was lawfully erased is gone.
    ///
    /// # Errors
    /// When the database cannot be asked; what it says wrongly is in the report.
    pub async fn verify_log(&self, lao: LaoCode) -> Done<Report> {
        let mut report = Report::default();
        let mut tx = self.db().look().await?;
        let gone = self.verify_erasures(&mut *tx, lao, &mut report).await?;
        self.replay(&mut *tx, lao, &gone, &mut report).await?;
        Ok(report)
    }

    async fn replay(
        &self,
        tx: &mut dyn Transaction,
        lao: LaoCode,
        gone: &Gone,
        report: &mut Report,
    ) -> Done<Replayed> {
        let keys: BTreeMap<DeviceId, PublicKey> =
            tx.devices(lao).await?.into_iter().map(|device| (device.id, device.key)).collect();
        let mut replayed = Replayed::default();
        let mut chain = [0; 32];
        let mut place = 0;
        loop {
            let rows = tx.log_after(lao, place, PAGE).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                report.rows += 1;
                if row.place != place + 1 {
                    report.fault(format!(
                        "rows {} to {} of LAO {lao}'s log are missing",
                        place + 1,
                        row.place - 1
                    ));
                }
                place = row.place;
                let named = format!("row {place} of LAO {lao}'s log");
                chain = log::chain(&chain, lao, &row);
                if chain != row.chain {
                    report.fault(format!("{named} does not continue the chain"));
                    chain = row.chain;
                }
                replayed.logged.insert(row.id);
                let opened = match log::open(self.keys(), row.id, &row.sealed, &row.keys) {
                    Ok(opened) => opened,
                    Err(why) => {
                        report.fault(format!("{named} does not open: {why}"));
                        continue;
                    }
                };
                if !opened.erased.is_empty() {
                    report.erased += 1;
                }
                if let Some(record) = row.record {
                    gone.compare(record, &opened, &named, report);
                }
                match row.kind {
                    // A step went with its request.
                    LogKind::Decision if opened.json.is_none() && !opened.erased.is_empty() => {}
                    LogKind::Decision => match Decision::read(opened.json.as_deref().unwrap_or_default()) {
                        Ok(decision) if decision.id() != row.id => {
                            report.fault(format!("{named} holds another decision than it names"));
                        }
                        Ok(decision) => {
                            if decision.verify(&self.keys().signing.verifying_key()).is_err() {
                                report.fault(format!("{named} is not signed by this server"));
                            }
                            replayed.file(lao, &decision, row.record, &named, report);
                            replayed.decisions.push(decision);
                        }
                        Err(fault) => report.fault(format!("{named}: {fault}")),
                    },
                    LogKind::Change => match opened.change(row.id) {
                        Ok(None) => {}
                        Ok(Some(change)) if change.id() != row.id => {
                            report.fault(format!("{named} holds another change than it names"));
                        }
                        Ok(Some(change)) => {
                            // Where parts were erased this says that they made a change of this name.
                            let key = keys.get(&change.edit().author).and_then(|key| key.verifying().ok());
                            if key.is_none_or(|key| change.verify(&key).is_err()) {
                                report.fault(format!("{named} is not signed by {}", change.edit().author));
                            }
                            let history = replayed.histories.entry(change.edit().record).or_default();
                            if let Err(fault) = history.take(change) {
                                report.fault(format!("{named}: {fault}"));
                            }
                        }
                        Err(fault) => report.fault(format!("{named}: {fault}")),
                    },
                }
            }
        }
        match tx.head(lao).await? {
            Some(head) if head.length != place => {
                report.fault(format!("LAO {lao}'s log has {place} rows and should have {}", head.length));
            }
            Some(head) if head.chain != chain => {
                report.fault(format!("LAO {lao}'s chain does not end as it should"));
            }
            _ => {}
        }
        Ok(replayed)
    }

    async fn verify_receipts(
        &self,
        tx: &mut dyn Transaction,
        lao: LaoCode,
        replayed: &Replayed,
        report: &mut Report,
    ) -> Done<()> {
        let mut place = 0;
        loop {
            let rows = tx.receipts_after(lao, place, PAGE).await?;
            let Some((last, _)) = rows.last() else { return Ok(()) };
            place = *last;
            for (place, json) in rows {
                report.receipts += 1;
                let named = format!("receipt {place} of LAO {lao}");
                let receipt: Signed<Receipt> =
                    serde_json::from_str(&json).map_err(|e| DbFault::Broken(format!("{named}: {e}")))?;
                let Ok(receipt) = receipt.open(&self.keys().public()) else {
                    report.fault(format!("{named} is not signed by this server"));
                    continue;
                };
                let lacking: Vec<_> = receipt.changes.difference(&replayed.logged).copied().collect();
                let apart = tx.held_apart(lao, &lacking).await?;
                for change in lacking.iter().filter(|change| !apart.contains(change)) {
                    report.fault(format!("{named} was given for change {change}, which is not held"));
                }
                let photos: Vec<_> = receipt.photos.iter().copied().collect();
                let held: BTreeSet<_> = tx.photos(lao, &photos).await?.into_iter().map(|p| p.hash).collect();
                for photo in photos.iter().filter(|photo| !held.contains(photo)) {
                    report.fault(format!("{named} was given for photo {photo}, which is not held"));
                }
            }
        }
    }

    async fn verify_photos(&self, tx: &mut dyn Transaction, lao: LaoCode, report: &mut Report) -> Done<()> {
        for photo in tx.all_photos(lao).await? {
            if photo.is_erased() {
                continue;
            }
            report.photos += 1;
            if let Err(fault) = self.photos().read(self.keys(), lao, photo.hash, &photo.key).await {
                report.fault(format!("photo {} of LAO {lao}: {fault}", photo.hash));
            }
        }
        Ok(())
    }
}

impl Replayed {
    /// Files what a decision says of a request, a meeting, a posting or a closed day.
    fn file(
        &mut self,
        lao: LaoCode,
        decision: &Decision,
        filed_under: Option<RecordId>,
        named: &str,
        report: &mut Report,
    ) {
        match &decision.ruling().verdict {
            Verdict::Step { lao: of, record, request, key, act, .. } => {
                if (*of, Some(*record)) != (lao, filed_under) {
                    report.fault(format!("{named} holds a step of another record than it is filed under"));
                }
                let steps = self.steps.entry((*record, *request)).or_default();
                steps.push(StepRow {
                    lao,
                    record: *record,
                    request: *request,
                    nth: u32::try_from(steps.len() + 1).unwrap_or(u32::MAX),
                    id: decision.id(),
                    sheet: *key,
                    meeting: act.meeting(),
                    json: decision.to_json(),
                });
            }
            Verdict::Meeting { meeting, .. } => {
                self.meetings.insert(meeting.id, decision.to_json());
            }
            _ => self.affairs.extend(intake::affair_of(decision).map(|named| (named, decision.to_json()))),
        }
    }
}

/// What was erased of one LAO, as its erasures say.
#[derive(Default)]
struct Gone {
    parts: BTreeSet<(RecordId, Uuid)>,
    photos: BTreeSet<PhotoHash>,
}

impl Gone {
    fn covers(&self, record: RecordId, part: Uuid) -> bool {
        self.parts.contains(&(record, part)) || self.parts.contains(&(record, Uuid::nil()))
    }

    /// Keys that were destroyed without an erasure are damage; and what was erased must not open.
    fn compare(&self, record: RecordId, opened: &Opened, named: &str, report: &mut Report) {
        if opened.erased.iter().any(|part| !self.covers(record, *part)) {
            report.fault(format!("{named} has lost keys, and no erasure destroyed them"));
        }
        if opened.open.iter().any(|part| self.covers(record, *part)) {
            report.fault(format!("{named} still opens where it was erased"));
        }
    }
}

impl Office {
    /// Whether each erasure is done to its end, and in the ledger.
    async fn verify_erasures(
        &self,
        tx: &mut dyn Transaction,
        lao: LaoCode,
        report: &mut Report,
    ) -> Done<Gone> {
        let ledger = match self.ledger().await {
            Ok((ledger, shut)) => {
                report.shut = shut;
                ledger
            }
            Err(fault) => {
                report.fault(format!("the ledger of erasures cannot be read: {fault}"));
                Vec::new()
            }
        };
        let references: BTreeSet<&str> = ledger.iter().map(Entry::reference).collect();
        let mut gone = Gone::default();
        for erasure in tx.erasures(lao).await? {
            let named = format!("erasure {} of LAO {lao}", erasure.reference);
            if !erasure.finished {
                report.fault(format!(
                    "{named} is not finished; start the server again while nobody reads the database"
                ));
            } else if !references.contains(erasure.reference.as_str()) {
                report.fault(format!(
                    "{named} is not in the ledger; an older backup would bring back what it took"
                ));
            }
            for row in tx.erased_by(lao, &erasure.reference).await? {
                gone.parts.insert((row.record, row.part));
                gone.photos.extend(row.photo);
            }
        }
        Ok(gone)
    }

    async fn verify_what_is_apart(
        &self,
        tx: &mut dyn Transaction,
        lao: LaoCode,
        gone: &Gone,
        report: &mut Report,
    ) -> Done<()> {
        for row in tx.quarantined(lao).await? {
            let named = format!("change {}, held apart for LAO {lao},", row.id);
            match log::open(self.keys(), row.id, &row.sealed, &row.keys) {
                Err(why) => report.fault(format!("{named} does not open: {why}")),
                Ok(opened) => gone.compare(row.record, &opened, &named, report),
            }
        }
        Ok(())
    }

    async fn verify_erased_photos(
        &self,
        tx: &mut dyn Transaction,
        lao: LaoCode,
        gone: &Gone,
        report: &mut Report,
    ) -> Done<()> {
        for photo in tx.all_photos(lao).await? {
            let named = format!("photo {} of LAO {lao}", photo.hash);
            match (photo.is_erased(), gone.photos.contains(&photo.hash)) {
                (true, false) => {
                    report.fault(format!("{named} has lost its key, and no erasure destroyed it"));
                }
                (false, true) => report.fault(format!("{named} still opens where it was erased")),
                (false, false) => {}
                (true, true) => {
                    if self.photos().lies(lao, photo.hash).await? {
                        report.fault(format!(
                            "{named} was erased and still lies in its place; start the server again"
                        ));
                    }
                    if tx.thumbnail(lao, photo.hash).await?.is_some() {
                        report.fault(format!("{named} was erased and its thumbnail was not"));
                    }
                }
            }
        }
        Ok(())
    }
}

/// Whether everybody whom an edit took off a visit is known: else they would stay behind when they are erased.
async fn verify_parted(
    tx: &mut dyn Transaction,
    lao: LaoCode,
    replayed: &Replayed,
    report: &mut Report,
) -> Done<()> {
    let mut should = Vec::new();
    for (record, history) in &replayed.histories {
        let merged = history.merge().ok();
        let visit = merged.as_ref().and_then(Visit::of);
        let left = visit.as_ref().map(|visit| &visit.record);
        should.extend(erasure::parted(history, left).into_iter().map(|person| (*record, person)));
    }
    if tx.parted(lao).await? != should {
        report.fault(format!("whom edits took off visits of LAO {lao} is not what the log says"));
    }
    Ok(())
}

/// Whether each task is as far as its record says.
async fn verify_tasks(
    tx: &mut dyn Transaction,
    lao: LaoCode,
    replayed: &Replayed,
    report: &mut Report,
) -> Done<()> {
    for task in tx.tasks(lao).await? {
        let history = replayed.histories.get(&task.task.record);
        let record = history.and_then(|history| history.merge().ok()?.record);
        if intake::state_of(&task, record.as_ref()) != task.state {
            report.fault(format!(
                "task {} of LAO {lao} is {}, and its record says otherwise",
                task.task.id,
                task.state.as_str()
            ));
        }
    }
    Ok(())
}

/// Whether the steps, the courses and the meetings are what the log comes to, and no numbers of the
/// request register are still to be given that were given already.
async fn verify_courses(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    lao: LaoCode,
    replayed: &Replayed,
    report: &mut Report,
) -> Done<()> {
    let stepped = replayed.steps.keys().map(|(record, _)| *record);
    let records: BTreeSet<RecordId> = replayed.histories.keys().copied().chain(stepped).collect();
    let records: Vec<RecordId> = records.into_iter().collect();
    let mut should: Vec<CourseRow> = Vec::new();
    for some in records.chunks(PAGE as usize) {
        let held = tx.steps_on(lao, some).await?;
        let logged = some.iter().flat_map(|record| {
            let (from, to) = ((*record, RequestId::new(Uuid::nil())), (*record, RequestId::new(Uuid::max())));
            replayed.steps.range(from..=to).flat_map(|(_, steps)| steps).cloned()
        });
        let logged: Vec<StepRow> = logged.collect();
        let by_place = |rows: &[StepRow]| -> BTreeMap<(RecordId, RequestId, u32), StepRow> {
            rows.iter().map(|row| ((row.record, row.request, row.nth), row.clone())).collect()
        };
        let (held, logged_by_place) = (by_place(&held), by_place(&logged));
        let places: BTreeSet<_> = held.keys().chain(logged_by_place.keys()).copied().collect();
        for place in places.into_iter().filter(|place| held.get(place) != logged_by_place.get(place)) {
            let (record, request, nth) = place;
            report.fault(format!(
                "step {nth} of request {request} on record {record} of LAO {lao} is not what the log says"
            ));
        }
        for record in some {
            let visit = replayed.histories.get(record).and_then(|history| Visit::of(&history.merge().ok()?));
            let Some(visit) = visit else { continue };
            should.extend(intake::settled(tx, with, lao, &visit, &logged).await?);
        }
    }
    let held = tx.courses_in(lao, register::course::State::ALL).await?;
    let by_name = |rows: Vec<CourseRow>| -> BTreeMap<(RecordId, RequestId), CourseRow> {
        rows.into_iter().map(|row| ((row.record, row.request), row)).collect()
    };
    let (held, should) = (by_name(held), by_name(should));
    let names: BTreeSet<_> = held.keys().chain(should.keys()).copied().collect();
    for (record, request) in names.into_iter().filter(|name| held.get(name) != should.get(name)) {
        report.fault(format!(
            "request {request} on record {record} of LAO {lao} stands otherwise than its steps say"
        ));
    }
    let mut given: BTreeMap<i32, BTreeSet<u32>> = BTreeMap::new();
    for step in replayed.steps.values().flatten() {
        let decision = decision_of(&step.json)?;
        if let Verdict::Step { act, .. } = &decision.ruling().verdict
            && let register::course::Act::Registered { number: Some(number) } = &**act
            && !given.entry(number.year().year().number()).or_default().insert(number.number())
        {
            report.fault(format!("number {number} of LAO {lao}'s request register was given twice"));
        }
    }
    for (year, numbers) in given {
        let last = tx.last_running(lao, year).await?;
        if numbers.last().is_some_and(|greatest| u64::from(*greatest) > last) {
            report.fault(format!("the request register of LAO {lao} in {year} would give a number again"));
        }
    }
    let held: BTreeMap<MeetingId, String> = tx.meetings(lao).await?.into_iter().collect();
    if held != replayed.meetings {
        report.fault(format!("the meetings of LAO {lao} are not what the log says"));
    }
    let mut held = BTreeMap::new();
    for affair in Affair::ALL {
        held.extend(tx.affairs(lao, affair).await?.into_iter().map(|(name, said)| ((affair, name), said)));
    }
    if held != replayed.affairs {
        report.fault(format!(
            "the postings, the closed days or other affairs of LAO {lao} are not what the log says"
        ));
    }
    Ok(())
}

/// Whether the records are what the log comes to, and no others are there.
async fn verify_visits(
    tx: &mut dyn Transaction,
    lao: LaoCode,
    replayed: &Replayed,
    report: &mut Report,
) -> Done<()> {
    let mut after = None;
    let mut seen = 0;
    loop {
        let rows = tx.records_after(lao, after, PAGE).await?;
        let Some(last) = rows.last() else { break };
        after = Some(last.id);
        for row in rows {
            seen += 1;
            report.records += 1;
            let merged = replayed.histories.get(&row.id).and_then(|history| history.merge().ok());
            let Some(merged) = merged else {
                report.fault(format!("record {} of LAO {lao} is not in the log", row.id));
                continue;
            };
            let visit = Visit::of(&merged);
            let door = visit.as_ref().and_then(|visit| door_of(&visit.record));
            let visit = visit.and_then(|visit| serde_json::to_string(&visit).ok()).unwrap_or_default();
            if visit != row.visit {
                report.fault(format!("record {} of LAO {lao} is not what its changes come to", row.id));
            }
            if door != row.door {
                report.fault(format!("record {} of LAO {lao} is filed at another door than its own", row.id));
            }
        }
    }
    if seen < replayed.histories.len() {
        let missing = replayed.histories.len() - seen;
        report.fault(format!("{missing} records of LAO {lao} are in the log and not in the register"));
    }
    Ok(())
}
