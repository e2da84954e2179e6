//! What a visit needs of the world around it.
//!
//! Owns the list of it: who surveys for whom, what the office set, what day it is, where the
//! phone is, and what the phone knows of the people who are being written down. Whoever shows a
//! visit gathers it; nothing here is asked for in the middle of a question.

use std::collections::BTreeMap;
use std::sync::Arc;

use register::calendar::Round;
use register::lao::{Lao, LaoKind};
use register::moment::Moment;
use register::national_id::NationalId;
use register::record::{Fix, PersonId, Record, RecordId, Status};
use register::wire::{FormSettings, Surveyor, Village};
use store::{Known, Similar};

/// Where the phone is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Whereabouts {
    /// The best position so far.
    pub best: Option<Fix>,
    /// Whether the phone is looking for it now.
    pub looking: bool,
    /// Why there is none: switched off, not allowed.
    pub hindrance: Option<String>,
    /// Why it is only a rough one.
    pub roughly: Option<String>,
    /// Whether the position comes from a program that makes positions up.
    pub mock: bool,
    /// How long the phone has been looking, in seconds.
    pub since_s: u64,
    /// Whether the position lies outside of the LAO's boundary.
    pub outside: Option<bool>,
    /// How far the village is, in metres.
    pub from_village_m: Option<f64>,
}

/// A house that was visited in this round, near this one.
#[derive(Clone, Debug, PartialEq)]
pub struct Nearby {
    /// Its newest visit.
    pub record: RecordId,
    /// What it is called.
    pub house: String,
    /// How far it is; `None` where it is this very house.
    pub metres: Option<f64>,
}

/// What the phone knows of somebody who is being written down.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// Where the number is held already.
    pub known: Option<(NationalId, Known)>,
    /// People like them, where there is no number.
    pub similar: Vec<Similar>,
}

/// All of it.
#[derive(Clone, Debug)]
pub struct Around {
    /// Who surveys.
    pub surveyor: Surveyor,
    /// For whom.
    pub lao: Lao,
    /// What the office set.
    pub settings: FormSettings,
    /// Now, by the phone's clock.
    pub now: Moment,
    /// Where the phone is.
    pub whereabouts: Whereabouts,
    /// This very house, where it was visited in this round.
    pub same_house: Option<Nearby>,
    /// The nearest other house that was visited in this round.
    pub nearby: Option<Nearby>,
    /// By person.
    pub standing: BTreeMap<PersonId, Standing>,
    /// Tambons that this phone's visits were in, the commonest first.
    pub usual_tambons: Vec<String>,
    /// Who surveys besides, by their code, as far as this phone is told.
    pub names: BTreeMap<String, String>,
    /// The record as it was before it is edited, where its own surveyor edits it: what they mended is told by it.
    pub before: Option<Arc<Record>>,
    /// Identifiers for new members of lists: as many as one answer can need.
    pub fresh: [uuid::Uuid; 2],
}

/// A surveyor as they are called, where their name is known.
pub(crate) fn surveyor_named(names: &BTreeMap<String, String>, id: &str) -> String {
    names.get(id).cloned().unwrap_or_else(|| format!("ผู้สำรวจรหัส {id}"))
}

/// Words to choose from: what the office set, or ours.
pub(super) fn words_of(set: &[String], ours: &[&str]) -> Vec<String> {
    if set.is_empty() { ours.iter().map(|word| (*word).to_owned()).collect() } else { set.to_vec() }
}

impl Around {
    /// The round of today.
    pub fn round(&self) -> Round {
        Round::of(self.now.date_time().date_naive())
    }

    /// A record with nothing in it but whose and when it is.
    pub fn empty_record(&self, id: RecordId) -> Record {
        Record {
            id,
            lao: self.lao.code,
            round: self.round(),
            captured_at: self.now,
            surveyor: Some(self.surveyor.id.clone()),
            status: Status::Draft,
            refusal: None,
            place: None,
            dwelling: None,
            people: Vec::new(),
            requests: Vec::new(),
            help_received: Vec::new(),
            damage: None,
            photos: Vec::new(),
            checks: Vec::new(),
            reviews: Vec::new(),
            notice: None,
            from_list: None,
            taken_in: None,
            withdraw: None,
            unknown: BTreeMap::new(),
        }
    }

    /// Municipalities have communities where others have villages.
    pub fn has_communities(&self) -> bool {
        matches!(self.lao.kind, LaoKind::City | LaoKind::Town | LaoKind::Special)
    }

    /// The village of this number. Where several tambons have one, that of this tambon, or else of the one that
    /// this phone's visits were most often in; `None` where neither has it.
    pub fn village_in(&self, moo: u32, tambon: Option<&str>) -> Option<&Village> {
        let mut of_number = self.settings.villages.iter().filter(|village| village.moo == moo);
        let (first, second) = (of_number.next(), of_number.next());
        if second.is_none() {
            return first;
        }
        let mut likely = tambon.into_iter().chain(self.usual_tambons.iter().map(String::as_str));
        likely.find_map(|tambon| {
            let mut villages = self.settings.villages.iter();
            villages.find(|village| village.moo == moo && village.tambon.as_deref() == Some(tambon))
        })
    }

    /// What a village is called, with its number.
    pub fn village(&self, moo: u32) -> String {
        match self.settings.villages.iter().find(|village| village.moo == moo) {
            Some(village) => format!("หมู่ {moo} {}", village.name),
            None => format!("หมู่ {moo}"),
        }
    }
}
