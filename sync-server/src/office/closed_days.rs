//! Closed days: the dated list of public holidays, as this office keeps it.
//!
//! Owns who may change it, and laying what the office said over the list that comes with the
//! register. Whatever counts working days here counts by this list. Refuses to know how days are
//! counted (`register::calendar`, `register::deadline`). Called by the other rooms and the console.

use chrono::NaiveDate;
use register::calendar::Holidays;
use register::decision::Verdict;
use register::lao::LaoCode;

use super::{Done, Office, OfficeFault};
use crate::db::affairs::Affair;
use crate::db::{Answer, Transaction, decision_of};

/// Longest name of a day.
const LONGEST: usize = 200;

impl Office {
    /// The days on which a LAO's offices are closed.
    ///
    /// # Errors
    /// When the LAO is not known.
    pub async fn holidays(&self, lao: LaoCode) -> Done<Holidays> {
        let mut tx = self.db.look().await?;
        self.known(&mut *tx, lao).await?;
        Ok(holidays_in(&mut *tx, lao).await?)
    }

    /// Says that offices are closed on a day, which has a name, or that they work on it.
    ///
    /// # Errors
    /// When the user may not, or the name is none. Nothing was written then.
    pub async fn say_holiday(&self, user: &str, lao: LaoCode, on: NaiveDate, name: Option<&str>) -> Done<()> {
        let user = self.user_who_arranges(user, lao, "say when the office is closed").await?;
        let name = name.map(str::trim);
        if name.is_some_and(|name| name.is_empty() || name.chars().count() > LONGEST) {
            return Err(OfficeFault::Refused(format!(
                "a closed day has a name of at most {LONGEST} letters; nothing was written"
            )));
        }
        let verdict = Verdict::Holiday { lao, on, name: name.map(register::thai::nfc) };
        self.say(user, lao, verdict).await
    }
}

/// What the office said, over what comes with the register.
pub(super) async fn holidays_in(tx: &mut dyn Transaction, lao: LaoCode) -> Answer<Holidays> {
    let mut holidays = Holidays::thailand();
    for (_, json) in tx.affairs(lao, Affair::Holiday).await? {
        if let Verdict::Holiday { on, name, .. } = &decision_of(&json)?.ruling().verdict {
            match name {
                Some(name) => holidays.add(*on, name.clone()),
                None => {
                    holidays.remove(*on);
                }
            }
        }
    }
    Ok(holidays)
}
