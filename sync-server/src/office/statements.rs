//! The figures of a month that a LAO hands in to its central place (domain.md 1.3, O-04), and what the
//! place makes of those that it was handed (O-17, O-18, O-08).
//!
//! Owns the other way on which a tenant sees something of another's: a central place, of a LAO that it
//! serves, the figures that the LAO itself handed in, and no more than these. Refuses to know which
//! figures they are and how they are counted (`register::statement`, `register::report`). Called by the
//! console, through `Office`.

use chrono::NaiveDate;
use register::calendar::Round;
use register::calendar::written::{Form, write_date};
use register::decision::Verdict;
use register::lao::{Lao, LaoCode, LaoKind};
use register::report::{Period, Report, Reported, Served, central};
use register::statement::Statement;

use super::publications::publications_in;
use super::referrals::{ever_passed, referrals_of, served_by};
use super::requests::today;
use super::tasks::in_thailand;
use super::{Done, Office, OfficeFault, Visitor};
use crate::db::affairs::Affair;
use crate::db::{Answer, decision_of, said_in};

/// What was handed in of a month, beside what would be now.
#[derive(Clone, Debug)]
pub struct HandedIn {
    /// Central places that read it; where there is none, nothing can be handed in.
    pub to: Vec<Lao>,
    /// What was handed in last, when by the server's clock, and by whom.
    pub last: Option<(Statement, u64, String)>,
    /// What the register says now.
    pub now: Statement,
}

impl HandedIn {
    /// Whether what was handed in last was so before the month was over: more may have come of it since.
    pub fn was_early(&self) -> bool {
        let reported = |(statement, at, _): &(Statement, u64, String)| {
            Reported { statement: statement.clone(), on: day_of(*at) }.is_early()
        };
        self.last.as_ref().is_some_and(reported)
    }
}

impl Office {
    /// How a LAO's report of a month stands; `None` where no central place serves it.
    ///
    /// # Errors
    /// When the LAO is not known, or the database cannot be asked.
    pub async fn handed_in(&self, lao: LaoCode, month: Round) -> Done<Option<HandedIn>> {
        let mut tx = self.db.look().await?;
        let serving = tx.tenants().await?.into_iter().filter(|tenant| tenant.serves.contains(&lao));
        let to: Vec<Lao> = serving.map(|tenant| tenant.lao).collect();
        if to.is_empty() {
            return Ok(None);
        }
        let last = tx.affair(lao, Affair::Statement, &month.to_string()).await?;
        let last = match last {
            None => None,
            Some(json) => {
                let ruling = decision_of(&json)?.ruling().clone();
                let by = tx.user(&ruling.by).await?.map_or(ruling.by, |user| user.name);
                Some((statement_in(&json)?, ruling.stamp.ms(), by))
            }
        };
        drop(tx);
        let now = self.drawn_of(lao, move |held| held.statement(month)).await?;
        Ok(Some(HandedIn { to, last, now }))
    }

    /// Hands in a month of the visitor's LAO, as the register says it now and as its page showed it: `is_as_seen`
    /// says so of the figures.
    ///
    /// # Errors
    /// When the user may not, no central place serves the LAO, the month has not come, or the register says other
    /// figures by now than the page did ([`OfficeFault::Conflict`]). Nothing was written then.
    pub async fn hand_in(
        &self,
        visitor: &Visitor,
        month: Round,
        is_as_seen: impl Fn(&Statement) -> bool + Send,
    ) -> Done<()> {
        let refused = |why: &str| OfficeFault::Refused(format!("{why}; nothing was handed in"));
        if month.first_day() > today()? {
            return Err(refused(&format!("{month} has not come")));
        }
        let lao = visitor.lao.code;
        let Some(handed) = self.handed_in(lao, month).await? else {
            return Err(refused(&format!("no central place here serves {lao}")));
        };
        // These are handed in, and no others: the register may move on meanwhile.
        if !is_as_seen(&handed.now) {
            return Err(OfficeFault::Conflict(format!(
                "the figures of {month} are not those that were shown; nothing was handed in"
            )));
        }
        let verdict = Verdict::Statement { lao, statement: Box::new(handed.now) };
        self.say_at_the_desk(visitor, verdict).await
    }

    /// What a central place tells of a time.
    pub(super) async fn central(&self, place: LaoCode, period: Period) -> Done<Report> {
        let mut tx = self.db.look().await?;
        let own = self.known(&mut *tx, place).await?;
        if own.kind != LaoKind::CentralPlace {
            return Err(OfficeFault::Refused(format!("{place} is no central place; nothing was drawn")));
        }
        let laos = self.laos(&mut *tx).await?;
        let referrals = referrals_of(&mut *tx, place).await?;
        let (mut served, mut taken) = (Vec::new(), Vec::new());
        for from in served_by(&mut *tx, place).await? {
            let Some(lao) = laos.get(from) else { continue };
            let rows = tx.affairs(from, Affair::Statement).await?;
            let statements = rows.iter().map(|(_, json)| reported_in(json)).collect::<Answer<_>>()?;
            served.push(Served { lao: lao.clone(), statements });
            taken.extend(ever_passed(&mut *tx, (place, from), &referrals).await?);
        }
        let published = publications_in(&mut *tx, place).await?;
        drop(tx);
        let advice = self.advice(place).await?;
        let mut report = central(&own, period, &served, &taken, &advice, today()?);
        // The paper that hangs says of itself since when and where.
        for one in published.iter().filter(|one| one.of == period && one.struck_out.is_none()) {
            report.notes.push(format!("เผยแพร่ตั้งแต่วันที่ {} ที่{}", write_date(one.on, Form::Full), one.at));
        }
        Ok(report)
    }
}

/// A month handed in, with the day on which it was.
fn reported_in(json: &str) -> Answer<Reported> {
    let on = day_of(decision_of(json)?.ruling().stamp.ms());
    Ok(Reported { statement: statement_in(json)?, on })
}

fn day_of(ms: u64) -> Option<NaiveDate> {
    Some(in_thailand(ms)?.date_time().date_naive())
}

fn statement_in(json: &str) -> Answer<Statement> {
    said_in(json, "a month handed in", |verdict| match verdict {
        Verdict::Statement { statement, .. } => Some(&**statement),
        _ => None,
    })
}
