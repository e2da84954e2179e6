//! When and where a central place published what came of the help of its LAOs (domain.md 4.1 T-13).
//!
//! Owns who may write it down, and that what was said stays: it can be struck out, once. Refuses to know what is
//! said and by when it is due (`register::publication`, `register::deadline`). Called by the console and by
//! `statements`, through `Office`.

use register::decision::Verdict;
use register::lao::{LaoCode, LaoKind};
use register::publication::{Publication, Unsaid};

use super::affairs::Stands;
use super::requests::today;
use super::{Done, Office, OfficeFault, Visitor};
use crate::db::affairs::Affair;
use crate::db::{Answer, Transaction, said_in};

impl Office {
    /// What a central place published, the newest first, with what was struck out.
    ///
    /// # Errors
    /// When the LAO is not known.
    pub async fn publications(&self, place: LaoCode) -> Done<Vec<Publication>> {
        let mut tx = self.db.look().await?;
        self.known(&mut *tx, place).await?;
        let mut all = publications_in(&mut *tx, place).await?;
        all.sort_by_key(|one| std::cmp::Reverse((one.on, one.id)));
        Ok(all)
    }

    /// Writes one down, or strikes one out.
    ///
    /// # Errors
    /// When the user may not, is of no central place, or it was struck out or said otherwise before. What may not be
    /// said is told beside; nothing was written then.
    pub async fn put_publication(&self, visitor: &Visitor, one: &Publication) -> Done<Result<(), Unsaid>> {
        let lao = visitor.lao.code;
        if visitor.lao.kind != LaoKind::CentralPlace {
            return Err(OfficeFault::Refused(format!("{lao} is no central place; nothing was written")));
        }
        if let Err(unsaid) = one.check(today()?) {
            return Ok(Err(unsaid));
        }
        let user = self.user_at_the_desk(visitor).await?;
        let verdict = Verdict::Publication { lao, publication: Box::new(one.clone()) };
        let name = one.id.to_string();
        let stands =
            |before: Option<&Publication>| Stands::of_what_stays(before, one, |one| &mut one.struck_out);
        self.say_over(user, lao, (Affair::Publication, &name), verdict, publication_in, stands).await.map(Ok)
    }
}

pub(super) async fn publications_in(tx: &mut dyn Transaction, place: LaoCode) -> Answer<Vec<Publication>> {
    let rows = tx.affairs(place, Affair::Publication).await?;
    rows.iter().map(|(_, json)| publication_in(json)).collect()
}

fn publication_in(json: &str) -> Answer<Publication> {
    said_in(json, "what was published", |verdict| match verdict {
        Verdict::Publication { publication, .. } => Some(&**publication),
        _ => None,
    })
}
