//! Disasters that the office goes through (domain.md 4.5), and its register of information and advice
//! (4.8).
//!
//! Owns reading them, laying before `report` what was damaged in an event, and keeping what it draws for
//! that event's pages. Both are `affairs`.
//! Refuses to know what an event or a service may be
//! (`register::event`, `register::advice`). Called by the console, through `Office`.

use std::sync::Arc;

use register::advice::{Advice, Unsaid as NoAdvice};
use register::decision::Verdict;
use register::event::{Event, EventId, Unsaid as NoEvent};
use register::lao::LaoCode;
use register::report::{Held, Kind, Report, Struck};

use super::affairs::Stands;
use super::drawings::{AsOf, Drawings};
use super::reporting::About;
use super::requests::today;
use super::{Done, Office, Visitor};
use crate::db::affairs::Affair;
use crate::db::{Answer, event_said, events_of, said_in};

/// Disasters that are kept.
pub(super) const KEPT: usize = 8;
/// What disasters did: the houses that they struck, and how far helping them has come.
pub(super) type Disasters = Drawings<(LaoCode, EventId), (Vec<Struck>, Report)>;

impl Office {
    /// A LAO's disasters, the newest first.
    ///
    /// # Errors
    /// When the LAO is not known.
    pub async fn events(&self, lao: LaoCode) -> Done<Vec<Event>> {
        let mut tx = self.db.look().await?;
        self.known(&mut *tx, lao).await?;
        let mut events = events_of(&mut *tx, lao).await?;
        events.sort_by_key(|event| std::cmp::Reverse((event.from, event.id)));
        Ok(events)
    }

    /// One of them.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn event(&self, lao: LaoCode, id: EventId) -> Done<Option<Event>> {
        let mut tx = self.db.look().await?;
        let json = tx.affair(lao, Affair::Event, &id.to_string()).await?;
        Ok(json.map(|json| event_said(&json)).transpose()?)
    }

    /// Says an event, or says it anew over what the visitor saw of it.
    ///
    /// # Errors
    /// When the user may not, or it was said otherwise meanwhile. What it may not be is told beside; nothing was
    /// written then.
    pub async fn put_event(
        &self,
        visitor: &Visitor,
        event: &Event,
        seen: Option<&Event>,
    ) -> Done<Result<(), NoEvent>> {
        if let Err(unsaid) = event.check(today()?) {
            return Ok(Err(unsaid));
        }
        let lao = visitor.lao.code;
        let user = self.user_at_the_desk(visitor).await?;
        let verdict = Verdict::Event { lao, event: Box::new(event.clone()) };
        let name = event.id.to_string();
        let stands = |before: Option<&Event>| Stands::of_what_was_seen(before, seen, event);
        self.say_over(user, lao, (Affair::Event, &name), verdict, event_said, stands).await.map(Ok)
    }

    /// What was damaged in an event, and what is asked for against it, as two reports: the list by
    /// villages and houses (O-13), and the seven items of a request for support (O-12).
    ///
    /// # Errors
    /// When the LAO is not known, or the database cannot be asked.
    pub async fn damage_of(&self, lao: LaoCode, event: &Event, kind: Kind) -> Done<Report> {
        let (id, told) = (event.id, format!("{event:?}"));
        let (event, today) = (event.clone(), today()?);
        let draw = move |held: &Held| held.report_of(&event, kind, today);
        self.kept_report(lao, (kind, About::Disaster(id)), told, draw).await
    }

    /// The houses that an event struck, for its map and its pictures, and how far helping them has come, of
    /// one moment: as they were drawn up for another page of it, where nothing has moved since.
    ///
    /// # Errors
    /// When the LAO is not known, or the database cannot be asked.
    pub async fn struck(&self, lao: LaoCode, event: &Event) -> Done<Arc<(Vec<Struck>, Report)>> {
        let (id, event, today) = (event.id, event.clone(), today()?);
        let mut tx = self.db.look().await?;
        let whose = self.known(&mut *tx, lao).await?;
        let as_of = AsOf::now(&mut *tx, lao, format!("{} {today}", whose.name)).await?;
        let draw = move |held: &Held| (held.struck(&event), held.report_of(&event, Kind::Progress, today));
        self.disasters.of((lao, id), as_of, self.drawn_in(tx, lao, draw)).await
    }

    /// A LAO's register of information and advice, the newest first.
    ///
    /// # Errors
    /// When the LAO is not known.
    pub async fn advice(&self, lao: LaoCode) -> Done<Vec<Advice>> {
        let mut tx = self.db.look().await?;
        self.known(&mut *tx, lao).await?;
        let rows = tx.affairs(lao, Affair::Advice).await?;
        let mut advice = rows.iter().map(|(_, json)| advice_in(json)).collect::<Answer<Vec<Advice>>>()?;
        advice.sort_by_key(|one| std::cmp::Reverse((one.on, one.id)));
        Ok(advice)
    }

    /// Writes one service into it, or strikes one out.
    ///
    /// # Errors
    /// When the user may not, or it was struck out or said otherwise before. What it may not be is told beside;
    /// nothing was written then.
    pub async fn put_advice(&self, visitor: &Visitor, advice: &Advice) -> Done<Result<(), NoAdvice>> {
        if let Err(unsaid) = advice.check(today()?) {
            return Ok(Err(unsaid));
        }
        let lao = visitor.lao.code;
        let user = self.user_at_the_desk(visitor).await?;
        let verdict = Verdict::Advice { lao, advice: Box::new(advice.clone()) };
        let name = advice.id.to_string();
        let stands =
            |before: Option<&Advice>| Stands::of_what_stays(before, advice, |one| &mut one.struck_out);
        self.say_over(user, lao, (Affair::Advice, &name), verdict, advice_in, stands).await.map(Ok)
    }
}

fn advice_in(json: &str) -> Answer<Advice> {
    said_in(json, "what was asked", |verdict| match verdict {
        Verdict::Advice { advice, .. } => Some(&**advice),
        _ => None,
    })
}
