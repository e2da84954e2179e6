//! Reports: what a LAO tells of its work (domain.md 7).
//!
//! Owns laying before `register::report` all that it draws from, of one moment, and what whoever fills a
//! form in wrote. Refuses to know what is counted. Called by the console.

use std::collections::{BTreeMap, BTreeSet};

use register::course::{State as Stage, Step};
use register::decision::Verdict;
use register::event::EventId;
use register::lao::LaoCode;
use register::obstacle::{Obstacles, Unsaid};
use register::record::{RecordId, RequestId};
use register::report::{self, Held, Kind, Period, Report};

use super::affairs::Stands;
use super::drawings::{AsOf, Drawings};
use super::requests::today;
use super::{Done, Office, OfficeFault, Visitor};
use crate::db::affairs::Affair;
use crate::db::{Answer, CourseRow, DbFault, Transaction, events_of, said_in};
use crate::erasure::outlays_of;
use crate::{intake, projection};

/// Records whose steps are read at a time.
const PAGE: usize = 500;
/// Reports that are kept.
pub(super) const KEPT: usize = 32;
/// Reports of LAOs, each of something.
pub(super) type Reports = Drawings<(LaoCode, Kind, About), Report>;

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// A time.
    Time(Period),
    /// A disaster.
    Disaster(EventId),
}

impl Office {
    /// A report of a LAO, drawn up from all that is held now; what runs out by itself, by today.
    ///
    /// # Errors
    /// When the LAO is not known, there is no such report of such a time, or the database cannot be
    /// asked.
    pub async fn report(&self, lao: LaoCode, kind: Kind, period: Period) -> Done<Report> {
        if !kind.is_of(period) {
            return Err(OfficeFault::Refused(format!(
                "there is no report {kind} of {period}; nothing was drawn"
            )));
        }
        if kind == Kind::Central {
            return self.central(lao, period).await;
        }
        if let (Kind::LeftOut, Period::Month(round)) = (kind, period) {
            let month = self.info(lao, round).await?;
            let mut tx = self.db.look().await?;
            return Ok(report::left_out(&self.known(&mut *tx, lao).await?, &month));
        }
        if kind == Kind::Problems {
            return Ok(self.problems(lao, period).await?.0);
        }
        let today = today()?;
        let holidays = self.holidays(lao).await?;
        let told = format!("{holidays:?}");
        let draw = move |held: &Held| held.report(kind, period, today, &holidays);
        self.kept_report(lao, (kind, About::Time(period)), told, draw).await
    }

    /// A report as it was drawn up for somebody else, where nothing has moved since, nor what it was told besides.
    ///
    /// # Errors
    /// As [`Office::drawn_of`].
    pub(super) async fn kept_report(
        &self,
        lao: LaoCode,
        (kind, about): (Kind, About),
        told: String,
        draw: impl FnOnce(&Held) -> Report + Send + 'static,
    ) -> Done<Report> {
        let mut tx = self.db.look().await?;
        let whose = self.known(&mut *tx, lao).await?;
        let laos = tx.setting("laos").await?.unwrap_or_default();
        let as_of = AsOf::now(&mut *tx, lao, format!("{whose:?} {laos} {} {told}", today()?)).await?;
        let drawn = self.reports.of((lao, kind, about), as_of, self.drawn_in(tx, lao, draw)).await?;
        Ok(Report::clone(&drawn))
    }

    /// What was written into the form of problems of a time, where somebody did.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn obstacles(&self, lao: LaoCode, period: Period) -> Done<Option<Obstacles>> {
        let mut tx = self.db.look().await?;
        Ok(obstacles_in(&mut *tx, lao, period).await?)
    }

    /// The form of problems of a time, and what was written into it, of one moment.
    ///
    /// # Errors
    /// When the LAO is not known, or the database cannot be asked.
    pub async fn problems(&self, lao: LaoCode, period: Period) -> Done<(Report, Option<Obstacles>)> {
        let mut tx = self.db.look().await?;
        let whose = self.known(&mut *tx, lao).await?;
        let written = obstacles_in(&mut *tx, lao, period).await?;
        Ok((report::problems(&whose, period, written.as_ref()), written))
    }

    /// Writes it, in the place of what was written before: of what `seen` is, as whoever types had it before them.
    ///
    /// # Errors
    /// When the user may not, or somebody wrote otherwise meanwhile. What it may not be is told beside; nothing was
    /// written then.
    pub async fn put_obstacles(
        &self,
        visitor: &Visitor,
        obstacles: &Obstacles,
        seen: Option<&Obstacles>,
    ) -> Done<Result<(), Unsaid>> {
        if let Err(unsaid) = obstacles.check() {
            return Ok(Err(unsaid));
        }
        let lao = visitor.lao.code;
        let user = self.user_at_the_desk(visitor).await?;
        let verdict = Verdict::Obstacles { lao, obstacles: Box::new(obstacles.clone()) };
        let name = obstacles.period.to_string();
        let stands = |before: Option<&Obstacles>| Stands::of_what_was_seen(before, seen, obstacles);
        self.say_over(user, lao, (Affair::Obstacles, &name), verdict, obstacles_of, stands).await.map(Ok)
    }

    /// Draws from all that a LAO holds, of one moment, beside whatever else the server does.
    ///
    /// # Errors
    /// When the LAO is not known, or the database cannot be asked.
    pub(super) async fn drawn_of<T: Send + 'static>(
        &self,
        lao: LaoCode,
        draw: impl FnOnce(&Held) -> T + Send + 'static,
    ) -> Done<T> {
        let tx = self.db.look().await?;
        self.drawn_in(tx, lao, draw).await
    }

    /// The same, of the moment of a transaction that was begun.
    ///
    /// # Errors
    /// As [`Office::drawn_of`].
    pub(super) async fn drawn_in<T: Send + 'static>(
        &self,
        mut tx: Box<dyn Transaction>,
        lao: LaoCode,
        draw: impl FnOnce(&Held) -> T + Send + 'static,
    ) -> Done<T> {
        let whose = self.known(&mut *tx, lao).await?;
        let laos = self.laos(&mut *tx).await?;
        let steps = steps_in(&mut *tx, lao).await?;
        let events = events_of(&mut *tx, lao).await?;
        let outlays = outlays_of(&mut *tx, lao).await?;
        let gathered = projection::around_lao(&mut *tx, lao).await?;
        drop(tx);
        let drawn = tokio::task::spawn_blocking(move || {
            let held = Held::gather(&whose, gathered.visits, &gathered.decisions, &laos, steps, events);
            draw(&held.with_outlays(outlays))
        });
        Ok(drawn.await.map_err(|e| DbFault::Broken(format!("the report could not be drawn up ({e})")))?)
    }
}

async fn obstacles_in(tx: &mut dyn Transaction, lao: LaoCode, period: Period) -> Answer<Option<Obstacles>> {
    let json = tx.affair(lao, Affair::Obstacles, &period.to_string()).await?;
    json.as_deref().map(obstacles_of).transpose()
}

fn obstacles_of(json: &str) -> Answer<Obstacles> {
    said_in(json, "what problems there were", |verdict| match verdict {
        Verdict::Obstacles { obstacles, .. } => Some(&**obstacles),
        _ => None,
    })
}

/// Every step of every request of a LAO, each request's in their order.
pub(super) async fn steps_in(
    tx: &mut dyn Transaction,
    lao: LaoCode,
) -> Done<BTreeMap<(RecordId, RequestId), Vec<Step>>> {
    let courses = tx.courses_in(lao, Stage::ALL).await?;
    steps_of_courses(tx, lao, &courses).await
}

/// Every step of these requests of a LAO, and of any other on the same records.
pub(super) async fn steps_of_courses(
    tx: &mut dyn Transaction,
    lao: LaoCode,
    courses: &[CourseRow],
) -> Done<BTreeMap<(RecordId, RequestId), Vec<Step>>> {
    let begun = courses.iter().filter(|row| row.said.steps > 0).map(|row| row.record);
    let records: Vec<RecordId> = begun.collect::<BTreeSet<_>>().into_iter().collect();
    let mut steps = BTreeMap::new();
    for page in records.chunks(PAGE) {
        steps.extend(intake::steps_by_request(&tx.steps_on(lao, page).await?)?);
    }
    Ok(steps)
}
