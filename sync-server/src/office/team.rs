//! The team: who surveys by which order, and what still waits on their phones, as they last said.
//!
//! Owns keeping the appointing orders, noting how phones stand, seldom enough that reading stays
//! reading, and what a supervisor is told of their LAO's phones. Refuses to know how a phone counts. Called by routes, through
//! `Office`; a push notes it in its own transaction (`taking`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use register::change::DeviceId;
use register::wire::{Role, Standing, Team, TeamPhone};

use super::looking::{Looked, note_in};
use super::tasks::in_thailand;
use super::{Done, Office, OfficeFault, Sender, Visitor, now};
use crate::db::desk::Act;
use crate::db::{DbFault, DeviceRow, StandingRow, SurveyorRow, Transaction};

/// A phone that says the same again within so many milliseconds is not written down anew: a
/// pull would wait for the disk each time.
const A_WHILE: u64 = 10 * 60 * 1000;

/// By which order somebody surveys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Appointed {
    /// Its number.
    pub order: Option<String>,
    /// Its date.
    pub dated: Option<NaiveDate>,
    /// From when it holds.
    pub from: Option<NaiveDate>,
    /// Until the end of which day.
    pub to: Option<NaiveDate>,
}

impl Appointed {
    /// Whether its days follow each other.
    pub fn is_in_order(&self) -> bool {
        self.from.zip(self.to).is_none_or(|(from, to)| from <= to)
    }
}

/// Somebody of the team.
#[derive(Clone, Debug)]
pub struct TeamRow {
    /// Who.
    pub surveyor: SurveyorRow,
    /// Their phones, revoked ones among them.
    pub phones: Vec<TeamDevice>,
}

/// A phone of the team.
#[derive(Clone, Debug)]
pub struct TeamDevice {
    /// It.
    pub device: DeviceRow,
    /// How it stood, and when it said so.
    pub stood: Option<(u64, Standing)>,
    /// It is the office's own counter.
    pub is_counter: bool,
}

impl Sender {
    /// Whether they answer for the LAO's phones.
    pub fn is_supervisor(&self) -> bool {
        self.surveyor.roles.contains(&Role::Supervisor)
    }
}

/// How the sender's phone says that it stands, to be noted at this moment.
pub(super) fn said(sender: &Sender) -> Option<StandingRow> {
    let standing = sender.standing.filter(|_| sender.device.revoked_at.is_none())?;
    Some(StandingRow { device: sender.device.id.clone(), at: now(), standing })
}

impl Office {
    /// Notes how the sender's phone says that it stands. What it asked for beside that is not
    /// kept from it when this cannot be written.
    pub(super) async fn note_standing(&self, sender: &Sender) {
        if let Some(row) = said(sender)
            && let Err(fault) = self.put_standing(sender, &row).await
        {
            tracing::warn!(%fault, "how a phone stands was not noted");
        }
    }

    async fn put_standing(&self, sender: &Sender, row: &StandingRow) -> Result<(), DbFault> {
        let lao = sender.device.lao;
        let mut tx = self.db.look().await?;
        let before = tx.standing(lao, &row.device).await?;
        drop(tx);
        let says_the_same = |before: &StandingRow| {
            before.standing == row.standing && row.at < before.at.saturating_add(A_WHILE)
        };
        if before.as_ref().is_some_and(says_the_same) {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        tx.put_standing(lao, row).await?;
        tx.commit().await
    }

    /// The phones of the sender's LAO; nobody's for whoever is no supervisor.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn team(&self, sender: &Sender) -> Done<Team> {
        let mut tx = self.db.look().await?;
        Ok(Team { phones: self.team_in(&mut *tx, sender).await? })
    }

    /// Everybody of the visitor's team, by id, with their phones and how those stood.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn whole_team(&self, visitor: &Visitor) -> Done<Vec<TeamRow>> {
        let lao = visitor.lao.code;
        let mut tx = self.db.look().await?;
        let stood: BTreeMap<DeviceId, StandingRow> =
            tx.standings(lao).await?.into_iter().map(|row| (row.device.clone(), row)).collect();
        let mut phones: BTreeMap<String, Vec<TeamDevice>> = BTreeMap::new();
        for device in tx.devices(lao).await? {
            let stood = stood.get(&device.id).map(|row| (row.at, row.standing));
            phones.entry(device.surveyor.clone()).or_default().push(TeamDevice {
                is_counter: self.is_counter(&device),
                device,
                stood,
            });
        }
        let team = tx.surveyors(lao).await?.into_iter();
        Ok(team
            .map(|surveyor| TeamRow { phones: phones.remove(&surveyor.id).unwrap_or_default(), surveyor })
            .collect())
    }

    /// Says anew by which order somebody of the visitor's team surveys, and for how long: travel and
    /// pay are for the time of the order alone \[S003:270\] \[S003:1430\].
    ///
    /// # Errors
    /// When there is no such surveyor of the visitor's LAO.
    pub async fn appoint_by(&self, visitor: &Visitor, surveyor: &str, order: &Appointed) -> Done<()> {
        let mut tx = self.db.begin().await?;
        let found = tx.surveyor(surveyor).await?.filter(|row| row.lao == visitor.lao.code);
        let mut row = found.ok_or_else(|| {
            OfficeFault::Missing(format!("there is no surveyor {surveyor} of this LAO; nothing was changed"))
        })?;
        let Appointed { order, dated, from, to } = order.clone();
        (row.order, row.order_date, row.from, row.to) = (order, dated, from, to);
        tx.put_surveyor(&row).await?;
        let told = Looked::told(format!("order {surveyor}"));
        note_in(&mut *tx, visitor.lao.code, &visitor.id, Act::Staff, told).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(super) async fn team_in(&self, tx: &mut dyn Transaction, sender: &Sender) -> Done<Vec<TeamPhone>> {
        if !sender.is_supervisor() {
            return Ok(Vec::new());
        }
        let lao = sender.device.lao;
        let holders: BTreeMap<String, SurveyorRow> =
            tx.surveyors(lao).await?.into_iter().map(|holder| (holder.id.clone(), holder)).collect();
        let stood: BTreeMap<DeviceId, StandingRow> =
            tx.standings(lao).await?.into_iter().map(|row| (row.device.clone(), row)).collect();
        let phones = tx.devices(lao).await?.into_iter().filter(|phone| phone.revoked_at.is_none());
        Ok(phones
            .map(|phone| {
                let (stood, holder) = (stood.get(&phone.id), holders.get(&phone.surveyor));
                let Standing { drafts, waiting, photos } = stood.map(|row| row.standing).unwrap_or_default();
                TeamPhone {
                    device: phone.id,
                    name: holder.map(|holder| holder.name.clone()).unwrap_or_default(),
                    moo: holder.map(|holder| holder.moo.clone()).unwrap_or_default(),
                    surveyor: phone.surveyor,
                    last_seen: stood.and_then(|row| in_thailand(row.at)),
                    drafts,
                    waiting,
                    photos_waiting: photos,
                }
            })
            .collect())
    }
}
