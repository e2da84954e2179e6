//! Who looked at whom.
//!
//! Owns writing it down before anything is shown, and reading it back for whoever watches over
//! that. Refuses to know what a page shows. Called by the console, through `Office`.

use std::time::Duration;

use register::lao::LaoCode;
use register::record::{PersonId, RecordId};
use uuid::Uuid;

use super::sessions::Visitor;
use super::{Done, Office, now};
use crate::db::desk::{AccessRow, Act, PressRow};
use crate::db::{Answer, Transaction};

/// No work of a button takes longer.
const TAKES: Duration = Duration::from_secs(120);
/// Lines of one page.
const PAGE: u32 = 100;

/// What was looked at, and for what.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    /// Which record, where one.
    pub record: Option<RecordId>,
    /// Whom, where somebody.
    pub person: Option<PersonId>,
    /// How much was told.
    pub told: Option<String>,
    /// What it was for, in the user's words.
    pub why: Option<String>,
}

impl Looked {
    /// At nobody in particular.
    pub fn told(told: String) -> Self {
        Self { told: Some(told), ..Self::default() }
    }
}

/// Writes a line with what else a transaction writes.
pub(super) async fn note_in(
    tx: &mut dyn Transaction,
    lao: LaoCode,
    user: &str,
    act: Act,
    looked: Looked,
) -> Answer<()> {
    let Looked { record, person, told, why } = looked;
    let (id, user) = (Uuid::now_v7(), user.to_owned());
    tx.put_access(lao, &AccessRow { id, at: now(), user, act, record, person, told, why }).await
}

/// Whether a button may be pressed now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Press {
    /// It is theirs to do.
    First,
    /// It was pressed before and led here.
    Done(String),
    /// It was pressed before and is being done.
    UnderWay,
}

impl Office {
    /// Writes down that somebody looks. What cannot be written down is not shown.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn note_access(&self, visitor: &Visitor, act: Act, looked: Looked) -> Done<()> {
        self.note_by(visitor.lao.code, &visitor.id, act, looked).await
    }

    pub(super) async fn note_by(&self, lao: LaoCode, user: &str, act: Act, looked: Looked) -> Done<()> {
        let mut tx = self.db.begin().await?;
        note_in(&mut *tx, lao, user, act, looked).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Who looked at what in the visitor's LAO, the newest first, before one line; at one person
    /// where one is named. Whether there are more is told beside.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn accesses(
        &self,
        visitor: &Visitor,
        of: Option<PersonId>,
        before: Option<Uuid>,
    ) -> Done<(Vec<AccessRow>, bool)> {
        let mut tx = self.db.look().await?;
        let mut rows = tx.accesses(visitor.lao.code, of, before, PAGE + 1).await?;
        let more = rows.len() > PAGE as usize;
        rows.truncate(PAGE as usize);
        Ok((rows, more))
    }

    /// Claims a button for whoever presses it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn press(&self, visitor: &Visitor, press: Uuid) -> Done<Press> {
        let row = PressRow { press, user: visitor.id.clone(), at: now(), led_to: None };
        let mut tx = self.db.begin().await?;
        if tx.claim(visitor.lao.code, &row).await? {
            tx.commit().await?;
            return Ok(Press::First);
        }
        let before = tx.press(visitor.lao.code, press).await?.filter(|before| before.user == visitor.id);
        match before {
            Some(PressRow { led_to: Some(to), .. }) => Ok(Press::Done(to)),
            // A server that ended in the middle never said where it led: whoever presses now does it.
            Some(before) if Duration::from_millis(row.at.saturating_sub(before.at)) > TAKES => {
                tx.settle(visitor.lao.code, press, None).await?;
                tx.claim(visitor.lao.code, &row).await?;
                tx.commit().await?;
                Ok(Press::First)
            }
            _ => Ok(Press::UnderWay),
        }
    }

    /// Whether the visitor pressed this button, it led to the address that is made of it, and that was no
    /// longer ago than this; never where no button is named.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn led_to(
        &self,
        visitor: &Visitor,
        press: Option<Uuid>,
        there: impl FnOnce(Uuid) -> String + Send,
        within: Duration,
    ) -> Done<bool> {
        let Some(press) = press else { return Ok(false) };
        let there = there(press);
        let mut tx = self.db.look().await?;
        let row = tx.press(visitor.lao.code, press).await?.filter(|row| row.user == visitor.id);
        Ok(row.is_some_and(|row| {
            row.led_to.as_deref() == Some(&there)
                && Duration::from_millis(now().saturating_sub(row.at)) <= within
        }))
    }

    /// Says where a button led; `None` where nothing came of it and it may be pressed again.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn pressed(&self, visitor: &Visitor, press: Uuid, led_to: Option<&str>) -> Done<()> {
        let mut tx = self.db.begin().await?;
        tx.settle(visitor.lao.code, press, led_to).await?;
        tx.commit().await?;
        Ok(())
    }
}
