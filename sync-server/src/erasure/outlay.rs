//! What is kept of help that was given to whoever is erased: its sums, month by month and year by year, and nobody in
//! them, for public money stays accounted for (domain.md 7).
//!
//! Owns adding it to what stands, in the transaction that destroys what was said of the help, and from that: so what is
//! erased twice is added once, and a restore that erases again comes to the same. Refuses to know what is counted
//! (`register::report`). Called by `erasure` alone.

use std::collections::{BTreeMap, BTreeSet};

use register::clock::Stamp;
use register::decision::{Appearance, Ruling, Verdict};
use register::lao::LaoCode;
use register::outlay::Outlay;
use register::record::{RecordId, RequestId};
use register::report::Held;
use register::visit::Visit;

use super::gone;
use crate::db::affairs::Affair;
use crate::db::{Answer, Head, RecordRow, Transaction, events_of, said_in};
use crate::intake::{self, Intake, IntakeFault};
use crate::projection;

/// Records at one door that are read: no house was visited as often.
const MOST: u32 = 10_000;

/// Adds what was given on the requests of these records that are filed as gone, before that is destroyed.
pub(super) async fn keep(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    lao: LaoCode,
    heads: &mut BTreeMap<LaoCode, Head>,
    records: &BTreeSet<RecordId>,
    by: &str,
) -> Result<(), IntakeFault> {
    let named: Vec<RecordId> = records.iter().copied().collect();
    let gone = gone(tx, lao, &named).await?;
    let steps = tx.steps_on(lao, &named).await?;
    let goes = |record: &RecordId, request: RequestId| {
        gone.get(record).is_some_and(|gone| gone.covers(request.uuid()))
    };
    let going: BTreeSet<(RecordId, RequestId)> =
        steps.iter().map(|row| (row.record, row.request)).filter(|(record, of)| goes(record, *of)).collect();
    let Some(whose) = with.laos.get(lao).filter(|_| !going.is_empty()) else { return Ok(()) };
    let visits = beside(tx, lao, going.iter().map(|(record, _)| *record).collect()).await?;
    let people = visits.iter().flat_map(|visit| projection::people_of(&visit.record).map(|(who, _)| who));
    let gathered = projection::around(tx, people.collect::<BTreeSet<Appearance>>()).await?;
    let mut all: BTreeMap<projection::Key, Visit> = BTreeMap::new();
    for visit in visits.into_iter().chain(gathered.visits) {
        all.insert((visit.record.lao, visit.record.id), visit);
    }
    let own: Vec<RecordId> = all.keys().filter(|(of, _)| *of == lao).map(|(_, record)| *record).collect();
    let steps = intake::steps_by_request(&tx.steps_on(lao, &own).await?)?;
    let events = events_of(tx, lao).await?;
    let visits = all.into_values().collect();
    let held = Held::gather(whose, visits, &gathered.decisions, with.laos, steps, events);
    for more in held.outlay_of(&going) {
        let name = more.of.to_string();
        let before = tx.affair(lao, Affair::Outlay, &name).await?;
        let outlay = match before {
            Some(json) => outlay_said(&json)?.and(&more),
            None => more,
        };
        // Of two that say one time the later in the log counts, which this transaction alone writes to.
        let stamp = Stamp::new(with.now, 0);
        let verdict = Verdict::Outlay { lao, outlay: Box::new(outlay) };
        let decision = Ruling::new(by, stamp, verdict).sign(&with.keys.signing);
        intake::say(tx, with, lao, heads, &decision).await?;
    }
    Ok(())
}

/// The visits of these records, and every other to the same houses.
async fn beside(
    tx: &mut dyn Transaction,
    lao: LaoCode,
    mut records: BTreeSet<RecordId>,
) -> Answer<Vec<Visit>> {
    let keys: Vec<projection::Key> = records.iter().map(|record| (lao, *record)).collect();
    let doors: BTreeSet<String> = tx.records(&keys).await?.into_iter().filter_map(|row| row.door).collect();
    for door in doors {
        records.extend(tx.records_at(lao, &door, MOST).await?);
    }
    let keys: Vec<projection::Key> = records.into_iter().map(|record| (lao, record)).collect();
    let rows = tx.records(&keys).await?;
    rows.iter().filter_map(|row| RecordRow::read(row).transpose()).collect()
}

/// What was given in each time to people who were erased since.
pub(crate) async fn outlays_of(tx: &mut dyn Transaction, lao: LaoCode) -> Answer<Vec<Outlay>> {
    tx.affairs(lao, Affair::Outlay).await?.iter().map(|(_, json)| outlay_said(json)).collect()
}

fn outlay_said(json: &str) -> Answer<Outlay> {
    said_in(json, "what was given to people who were erased", |verdict| match verdict {
        Verdict::Outlay { outlay, .. } => Some(&**outlay),
        _ => None,
    })
}
