//! What a LAO sets: what its phones show and ask, its villages and boundary, words to choose from,
//! and how the office counts and reports.
//!
//! Owns keeping them, with a mark that moves when they do, and changing one part of them while
//! somebody else changes another; of two who change the same one, the second is told. Refuses to know
//! what they mean (`register::wire::FormSettings`, which also reads an office's file). Called by
//! commands and the console, through `Office`; phones get them with their lists (`pulling`).

use async_trait::async_trait;
use data_encoding::HEXLOWER;
use register::lao::LaoCode;
use register::wire::{FormSettings, NotSettings};

use super::looking::{Looked, note_in};
use super::turn::Turn;
use super::{Done, Office, OfficeFault, Visitor};
use crate::db::desk::Act;
use crate::db::{Answer, DbFault, Transaction, settings_of};
use crate::intake::{Intake, IntakeFault, Outcome};

impl Office {
    /// What a LAO set.
    ///
    /// # Errors
    /// When the LAO is not known.
    pub async fn settings(&self, lao: LaoCode) -> Done<FormSettings> {
        let mut tx = self.db.look().await?;
        self.known(&mut *tx, lao).await?;
        Ok(settings_of(&mut *tx, lao).await?)
    }

    /// Sets what a file says, all of it anew: what the file leaves out is set no longer.
    ///
    /// # Errors
    /// When the LAO is not known, or the file says what cannot be. Nothing was set then.
    pub async fn set_settings(&self, lao: LaoCode, json: &str) -> Done<()> {
        let settings = FormSettings::read(json).map_err(|fault| OfficeFault::Refused(fault.to_string()))?;
        let mut tx = self.db.begin().await?;
        self.known(&mut *tx, lao).await?;
        put(&mut *tx, lao, &settings).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Changes one part of what the visitor's LAO set, and leaves the others as they are; who did
    /// is written down. `is_as_seen` says of what stands whether the part is what its page showed. What
    /// cannot be is told, and nothing was set then.
    ///
    /// # Errors
    /// When somebody else set the part otherwise meanwhile ([`OfficeFault::Conflict`]), or the database cannot be
    /// written.
    pub async fn change_settings(
        &self,
        visitor: &Visitor,
        part: &str,
        is_as_seen: impl Fn(&FormSettings) -> bool + Send + Sync,
        change: impl Fn(&mut FormSettings) + Send + Sync,
    ) -> Done<Result<(), NotSettings>> {
        match self.in_turn(visitor.lao.code, &Changing { visitor, part, is_as_seen, change }).await? {
            Changed::Set => Ok(Ok(())),
            Changed::Unfit(why) => Ok(Err(why)),
            Changed::Otherwise => {
                Err(OfficeFault::Conflict(format!("{part} was set otherwise meanwhile; nothing was set")))
            }
        }
    }
}

async fn put(tx: &mut dyn Transaction, lao: LaoCode, settings: &FormSettings) -> Answer<()> {
    let said = serde_json::to_string(settings).map_err(|e| DbFault::Broken(e.to_string()))?;
    let hash = blake3::hash(said.as_bytes());
    let mark = HEXLOWER.encode(hash.as_bytes().get(..8).unwrap_or_default());
    tx.put_form(lao, &mark, &said).await
}

/// A part that changes.
struct Changing<'a, S, C> {
    visitor: &'a Visitor,
    part: &'a str,
    is_as_seen: S,
    change: C,
}

/// How a change came out.
enum Changed {
    Set,
    /// It cannot be.
    Unfit(NotSettings),
    /// Somebody else set the part since the page was drawn.
    Otherwise,
}

#[async_trait]
impl<S, C> Turn for Changing<'_, S, C>
where
    S: Fn(&FormSettings) -> bool + Send + Sync,
    C: Fn(&mut FormSettings) + Send + Sync,
{
    type Out = Changed;

    async fn take(
        &self,
        tx: &mut dyn Transaction,
        with: &Intake<'_>,
    ) -> Result<Outcome<Self::Out>, IntakeFault> {
        let lao = self.visitor.lao.code;
        // Two who change two parts at one moment come one after the other.
        if !tx.lock(&with.locks).await?.contains_key(&lao) {
            return Err(IntakeFault::UnknownLao(lao));
        }
        let before = settings_of(tx, lao).await?;
        let mut settings = before.clone();
        (self.change)(&mut settings);
        // What stands already undoes nobody's work, whatever the page showed.
        if settings != before && !(self.is_as_seen)(&before) {
            return Ok(Outcome::Nothing(Changed::Otherwise));
        }
        let said = serde_json::to_string(&settings).map_err(|e| DbFault::Broken(e.to_string()))?;
        match FormSettings::read(&said) {
            Err(fault) => Ok(Outcome::Nothing(Changed::Unfit(fault))),
            Ok(settings) => {
                put(tx, lao, &settings).await?;
                note_in(tx, lao, &self.visitor.id, Act::Settings, Looked::told(self.part.to_owned())).await?;
                Ok(Outcome::Done(Changed::Set))
            }
        }
    }
}
