//! How far a record has got, for a list that shows one beside the other.
//!
//! Owns the one rule that puts each of this phone's records in exactly one state, which
//! `status` counts by, and what a list says beyond it: others' records have no state here,
//! and one that was sent back needs a person. Called by `status`, `households` and `home`.

use std::collections::{BTreeMap, HashMap, HashSet};

use register::record::RecordId;
use rusqlite::Connection;

use crate::enrolment::{identity, refuse_if_sealed};
use crate::fault::StoreError;
use crate::opening::Store;
use crate::record::record_id;

/// How far a record has got. What needs a person stands before what only needs time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Being captured or edited, on this phone.
    Draft,
    /// With a change or a photo that the server set aside.
    Rejected,
    /// Sent back by a supervisor to whoever holds this phone, and not answered.
    SentBack,
    /// With a change that was not sent yet.
    Waiting,
    /// Sent, while a receipt is missing for a change or a photo.
    Sent,
    /// Every change and every photo is named by receipts.
    Received,
    /// Neither made nor edited on this phone.
    Others,
}

/// This phone's records by number, each with its state; to be followed by a query of `own_state`.
pub(crate) const OWN_STATES: &str = "
    WITH own AS (
        SELECT record, max(state = 'rejected') AS rejected, max(state = 'waiting') AS waiting,
               min(state = 'received') AS received
        FROM outbox GROUP BY record
    ), photographed AS (
        SELECT named_photo.record, max(photo.state = 'rejected') AS rejected,
               min(photo.state = 'received') AS received
        FROM named_photo JOIN photo ON photo.number = named_photo.photo
        GROUP BY named_photo.record
    ), own_state AS (
        SELECT own.record, CASE
            WHEN own.rejected OR photographed.rejected THEN 'rejected'
            WHEN own.waiting THEN 'waiting'
            WHEN own.received AND coalesce(photographed.received, 1) THEN 'received'
            ELSE 'sent'
        END AS state
        FROM own LEFT JOIN photographed ON photographed.record = own.record
    )";

impl Store {
    /// How far each of these records has got. One that is not here is left out; so is one that
    /// is withdrawn, unless it is being edited.
    ///
    /// # Errors
    /// When the database cannot be read, or the phone is locked.
    pub fn stages(&self, records: &[RecordId]) -> Result<BTreeMap<RecordId, Stage>, StoreError> {
        self.read(|c| {
            refuse_if_sealed(c)?;
            let stages = Stages::read(c)?;
            let mut found = BTreeMap::new();
            let mut query = c.prepare_cached(
                "SELECT visit.record, visit.surveyor, visit.sent_back
                 FROM record JOIN visit ON visit.record = record.number WHERE record.id = ?1",
            )?;
            for id in records {
                let mut rows = query.query([id.uuid().as_bytes()])?;
                let stage = match rows.next()? {
                    _ if stages.drafts.contains(id) => Some(Stage::Draft),
                    Some(row) => {
                        let surveyor: String = row.get(1)?;
                        Some(stages.of(row.get(0)?, &surveyor, row.get(2)?))
                    }
                    None => None,
                };
                found.extend(stage.map(|stage| (*id, stage)));
            }
            Ok(found)
        })
    }
}

/// What stages are told by, read once for a whole list.
pub(crate) struct Stages {
    /// This phone's records, by number.
    own: HashMap<i64, Stage>,
    /// Drafts, by the records that they will be.
    pub(crate) drafts: HashSet<RecordId>,
    /// Who holds this phone; nobody before it is enrolled.
    holder: Option<String>,
}

impl Stages {
    pub(crate) fn read(connection: &Connection) -> Result<Self, StoreError> {
        let mut query =
            connection.prepare_cached(&format!("{OWN_STATES} SELECT record, state FROM own_state"))?;
        let mut own = HashMap::new();
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let stage = match row.get_ref(1)?.as_str().map_err(StoreError::unreadable("a state"))? {
                "rejected" => Stage::Rejected,
                "waiting" => Stage::Waiting,
                "received" => Stage::Received,
                _ => Stage::Sent,
            };
            own.insert(row.get(0)?, stage);
        }
        let mut query = connection.prepare_cached("SELECT id FROM draft")?;
        let ids = query.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
        let drafts = ids.map(|id| record_id(&id?)).collect::<Result<_, StoreError>>()?;
        Ok(Self { own, drafts, holder: identity(connection)?.map(|identity| identity.surveyor.id) })
    }

    /// Whether a visit is of whoever holds this phone: they captured it, on this phone or on one
    /// that they held before. What names nobody is theirs when it was made here.
    pub(crate) fn is_mine(&self, number: i64, surveyor: &str) -> bool {
        if surveyor.is_empty() {
            return self.own.contains_key(&number);
        }
        self.holder.as_deref() == Some(surveyor)
    }

    /// How far a record got that is not being edited.
    pub(crate) fn of(&self, number: i64, surveyor: &str, sent_back: bool) -> Stage {
        match self.own.get(&number) {
            Some(Stage::Rejected) => Stage::Rejected,
            _ if sent_back && self.is_mine(number, surveyor) => Stage::SentBack,
            Some(stage) => *stage,
            None => Stage::Others,
        }
    }
}
