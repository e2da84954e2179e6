//! Rates: what this office set over the criteria that come with the register, by its papers.
//!
//! Owns who may set one, and laying all of them over the rule book. Whatever is weighed here is weighed
//! by this book. Refuses to know what a rate may be and what it does (`register::aid`). Called by
//! `requests` and the console.

use register::aid::{Rate, RuleBook, Unsaid};
use register::decision::Verdict;
use register::lao::LaoCode;

use super::affairs::Stands;
use super::{Done, Office, Visitor};
use crate::db::affairs::Affair;
use crate::db::{Answer, Transaction, said_in};

impl Office {
    /// The rates that a LAO set, those that were struck out among them, the newest first.
    ///
    /// # Errors
    /// When the LAO is not known.
    pub async fn rates(&self, lao: LaoCode) -> Done<Vec<Rate>> {
        let mut tx = self.db.look().await?;
        self.known(&mut *tx, lao).await?;
        let mut rates = rates_in(&mut *tx, lao).await?;
        rates.sort_by_key(|rate| std::cmp::Reverse((rate.from, rate.id)));
        Ok(rates)
    }

    /// The criteria as they are weighed by here.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn rules(&self, lao: LaoCode) -> Done<RuleBook> {
        let mut tx = self.db.look().await?;
        Ok(rules_in(&mut *tx, lao).await?)
    }

    /// Sets a rate, or says of one that it was typed by mistake.
    ///
    /// # Errors
    /// When the user may not. What it may not be is told beside; nothing was written then.
    pub async fn put_rate(&self, visitor: &Visitor, rate: &Rate) -> Done<Result<(), Unsaid>> {
        let lao = visitor.lao.code;
        let user = self.user_who_arranges(&visitor.id, lao, "set rates").await?;
        if let Err(unsaid) = rate.check(RuleBook::thailand()) {
            return Ok(Err(unsaid));
        }
        let verdict = Verdict::Rate { lao, rate: Box::new(rate.clone()) };
        let name = rate.id.to_string();
        let stands = |before: Option<&Rate>| Stands::of_what_stays(before, rate, |rate| &mut rate.struck_out);
        self.say_over(user, lao, (Affair::Rate, &name), verdict, rate_of, stands).await.map(Ok)
    }
}

async fn rates_in(tx: &mut dyn Transaction, lao: LaoCode) -> Answer<Vec<Rate>> {
    let rows = tx.affairs(lao, Affair::Rate).await?;
    rows.iter().map(|(_, json)| rate_of(json)).collect()
}

fn rate_of(json: &str) -> Answer<Rate> {
    said_in(json, "a rate", |verdict| match verdict {
        Verdict::Rate { rate, .. } => Some(&**rate),
        _ => None,
    })
}

/// What comes with the register, with what the office set laid over it.
pub(super) async fn rules_in(tx: &mut dyn Transaction, lao: LaoCode) -> Answer<RuleBook> {
    Ok(RuleBook::thailand().with(rates_in(tx, lao).await?))
}
