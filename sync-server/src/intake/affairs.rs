//! Affairs of the office filed: postings, closed days, rates, disasters, advice,
//! statements and lists of names, signed, logged, and the latest
//! kept by name.
//!
//! Owns which affair a decision says and under which name, so that filing one and reading the log
//! again come to the same rows. Refuses to know what may be said (`register`, `office`). Called by
//! `office` and by `verify`.

use std::collections::BTreeMap;

use register::decision::{Decision, Verdict};
use register::lao::LaoCode;
use register::referral::SentOn;

use super::{Arrived, Intake, IntakeFault, append, decided, move_heads};
use crate::db::affairs::Affair;
use crate::db::{Answer, Head, LogKind, Transaction};
use crate::erasure;
use crate::log::{self, LogFault};

/// Which affair a decision says, where it says one, and its name.
pub(crate) fn affair_of(decision: &Decision) -> Option<(Affair, String)> {
    match &decision.ruling().verdict {
        Verdict::Posting { posting, .. } => Some((Affair::Posting, posting.id.to_string())),
        Verdict::Holiday { on, .. } => Some((Affair::Holiday, on.to_string())),
        Verdict::Event { event, .. } => Some((Affair::Event, event.id.to_string())),
        Verdict::Advice { advice, .. } => Some((Affair::Advice, advice.id.to_string())),
        Verdict::Referral { referral, .. } => Some((Affair::Referral, referral.of.to_string())),
        Verdict::Statement { statement, .. } => Some((Affair::Statement, statement.month.to_string())),
        Verdict::Rate { rate, .. } => Some((Affair::Rate, rate.id.to_string())),
        Verdict::Obstacles { obstacles, .. } => Some((Affair::Obstacles, obstacles.period.to_string())),
        Verdict::Outlay { outlay, .. } => Some((Affair::Outlay, outlay.of.to_string())),
        Verdict::Publication { publication, .. } => Some((Affair::Publication, publication.id.to_string())),
        Verdict::List { list, .. } => Some((Affair::List, list.id.to_string())),
        _ => None,
    }
}

/// Files a decision that says an affair anew, under the lock of its LAO's feed.
pub(crate) async fn say(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    lao: LaoCode,
    heads: &mut BTreeMap<LaoCode, Head>,
    decision: &Decision,
) -> Result<(), IntakeFault> {
    let Some((affair, name)) = affair_of(decision) else { return Ok(()) };
    let arrived = match &decision.ruling().verdict {
        // Whoever asks was erased while this was being written: an erasure waits for this feed too.
        Verdict::Referral { referral, .. } if is_gone(tx, referral.of).await? => return Ok(()),
        Verdict::Referral { referral, .. } => about_request(with, decision, referral.of)?,
        _ => decided(with, decision)?,
    };
    append(tx, with, lao, heads, vec![arrived]).await?;
    tx.put_affair(lao, affair, &name, &decision.to_json()).await?;
    move_heads(tx, heads).await
}

/// What a central place says of a request has a key under the request's name: it may be told in words
/// who asks, and goes when the request does.
fn about_request(with: &Intake<'_>, decision: &Decision, of: SentOn) -> Result<Arrived, LogFault> {
    let json = decision.to_json().into_bytes();
    let sealed = log::seal_about(with.keys, decision.id(), of.request, json)?;
    let by = decision.ruling().by.clone();
    Ok(Arrived { kind: LogKind::Decision, id: decision.id(), record: Some(of.record), by, sealed })
}

async fn is_gone(tx: &mut dyn Transaction, of: SentOn) -> Answer<bool> {
    let gone = erasure::gone(tx, of.from, &[of.record]).await?;
    Ok(gone.get(&of.record).is_some_and(|gone| gone.covers(of.request.uuid())))
}
