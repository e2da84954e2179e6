//! How long things are kept: who is due to be looked at for parting with, and erasing them once
//! somebody decided so.
//!
//! Owns laying before `register::keeping` what it asks for, and going through a decided list one by
//! one, each an erasure of its own with its reference. Nothing is erased because time went by: a
//! list is drawn, a supervisor reads it, an administrator erases. Refuses to know what an erasure
//! takes (`erasing`). Called by the console, through `Office`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use register::decision::Appearance;
use register::draw::draw;
use register::keeping::{Courses, Outlived, outlived};
use register::lao::LaoCode;
use register::record::PersonId;

use super::looking::Looked;
use super::parted::{Parted, as_met, stands_as};
use super::reporting::steps_in;
use super::requests::open_states;
use super::{Done, Erased, NotErased, Office, OfficeFault, Visitor};
use crate::db::desk::Act;
use crate::db::{ErasureRow, Transaction, settings_of};
use crate::projection;

/// Who is due, and by which rule.
#[derive(Debug)]
pub struct Due {
    /// After so many years without anything new.
    pub years: u32,
    /// Whom, the oldest first, each with the name that the register has.
    pub people: Vec<(Outlived, String)>,
}

impl Office {
    /// Of whom the visitor's LAO has had nothing new for as long as it keeps things; `None` where it
    /// set no time.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn due_to_go(&self, visitor: &Visitor, today: NaiveDate) -> Done<Option<Due>> {
        let lao = visitor.lao.code;
        let mut tx = self.db.look().await?;
        let Some(years) = settings_of(&mut *tx, lao).await?.retention_years else { return Ok(None) };
        let laos = self.laos(&mut *tx).await?;
        let projection::Gathered { visits, decisions } = projection::around_lao(&mut *tx, lao).await?;
        let courses = courses(&mut *tx, lao).await?;
        let register = draw(&visits, &decisions, &laos);
        let parted = Parted::read(&mut *tx, &self.keys, lao).await?;
        let taken_off = parted.people().map(|(who, _)| (who.record, who.person)).collect();
        let people = outlived(lao, &register.entries, &visits, &taken_off, &courses, years, today);
        let names: BTreeMap<PersonId, String> = register
            .entries
            .iter()
            .filter(|entry| entry.lao == lao)
            .map(|entry| {
                let of = &entry.shown;
                let (title, given) = (of.title.as_deref(), of.given_name.as_deref());
                (entry.person, register::name::written(title, given, of.family_name.as_deref()))
            })
            .collect();
        let mut named = Vec::with_capacity(people.len());
        for one in people {
            if let Some(entry) = one.entry {
                named.push((one, names.get(&entry).cloned().unwrap_or_default()));
                continue;
            }
            let (record, person) = one.met;
            let who = Appearance { lao, record, person };
            let known = match parted.only(&who) {
                off if off.is_empty() => as_met(&mut *tx, &BTreeSet::from([who])).await?,
                off => off,
            };
            // Whoever stands elsewhere is due with all that is held of them, and not in parts.
            if stands_as(&mut *tx, lao, &parted, &known).await?.is_none()
                && let Some(of) = known.get(&who)
            {
                let (title, given) = (of.title.as_deref(), of.given_name.as_deref());
                named.push((one, register::name::written(title, given, of.family_name.as_deref())));
            }
        }
        Ok(Some(Due { years, people: named }))
    }

    /// Every erasure of the visitor's LAO, the newest first.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn erasures(&self, visitor: &Visitor) -> Done<Vec<ErasureRow>> {
        let mut tx = self.db.look().await?;
        let mut erasures = tx.erasures(visitor.lao.code).await?;
        erasures.sort_by(|one, other| (other.at, &other.reference).cmp(&(one.at, &one.reference)));
        Ok(erasures)
    }

    /// How many visits of the visitor's LAO an entry was met on, those that an edit took them off among
    /// them; none where there is no such entry.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn met_as(&self, visitor: &Visitor, entry: PersonId) -> Done<usize> {
        let mut tx = self.db.look().await?;
        let parted = tx.parted(visitor.lao.code).await?;
        let taken_off = parted.iter().filter(|(_, person)| *person == entry).count();
        Ok(tx.entry(visitor.lao.code, entry).await?.len() + taken_off)
    }

    /// Whether a visit of the visitor's LAO has somebody, or had them before an edit took them off.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn is_met_on(&self, visitor: &Visitor, who: &Appearance) -> Done<bool> {
        if who.lao != visitor.lao.code {
            return Ok(false);
        }
        let mut tx = self.db.look().await?;
        let is_met = !as_met(&mut *tx, &BTreeSet::from([*who])).await?.is_empty();
        Ok(is_met || tx.parted(who.lao).await?.contains(&(who.record, who.person)))
    }

    /// Erases one entry of the visitor's LAO, and writes down who did.
    ///
    /// # Errors
    /// As [`Office::erase`].
    pub async fn erase_entry(&self, visitor: &Visitor, entry: PersonId, reason: &str) -> Done<Erased> {
        self.erase_named(visitor, &format!("{}/{entry}", visitor.lao.code), reason).await
    }

    /// Erases whoever was met on one visit of the visitor's LAO, what that visit has of them alone, and writes down
    /// who did.
    ///
    /// # Errors
    /// As [`Office::erase`].
    pub async fn erase_on_visit(&self, visitor: &Visitor, who: &Appearance, reason: &str) -> Done<Erased> {
        self.erase_named(visitor, &who.to_string(), reason).await
    }

    async fn erase_named(&self, visitor: &Visitor, named: &str, reason: &str) -> Done<Erased> {
        let erased = self.erase(&visitor.id, named, reason).await;
        let reference = match &erased {
            Ok(Erased { reference, .. })
            | Err(OfficeFault::Erasure(NotErased::Unledgered { reference, .. })) => Some(reference.clone()),
            Err(_) => None,
        };
        if let Some(reference) = reference {
            self.note_access(visitor, Act::Erase, Looked::told(reference)).await?;
        }
        erased
    }

    /// Erases everybody who is due, one by one; those who are gone already are passed over. Returns how
    /// many were erased, and why no more were: where one cannot be, those before are erased and the
    /// others stay.
    pub async fn erase_due(&self, visitor: &Visitor, due: &Due) -> (usize, Option<OfficeFault>) {
        let reason = format!("ครบกำหนดเก็บ {} ปี", due.years);
        let mut erased = 0;
        for (one, _) in &due.people {
            let (record, person) = one.met;
            let done = match one.entry {
                Some(entry) => self.erase_entry(visitor, entry, &reason).await,
                None => {
                    let who = Appearance { lao: visitor.lao.code, record, person };
                    self.erase_on_visit(visitor, &who, &reason).await
                }
            };
            match done {
                Ok(_) => erased += 1,
                Err(OfficeFault::Missing(_) | OfficeFault::Erasure(NotErased::Before)) => {}
                Err(fault) => {
                    erased +=
                        usize::from(matches!(fault, OfficeFault::Erasure(NotErased::Unledgered { .. })));
                    return (erased, Some(fault));
                }
            }
        }
        (erased, None)
    }
}

/// What was done to a LAO's requests.
async fn courses(tx: &mut dyn Transaction, lao: LaoCode) -> Done<Courses> {
    let mut courses: Courses = steps_in(tx, lao)
        .await?
        .into_iter()
        .map(|(asked, steps)| (asked, (steps.iter().map(|step| step.on).max(), false)))
        .collect();
    for row in tx.courses_in(lao, &open_states()).await? {
        // A request that nobody did anything about for years waits for nobody, nor does one that was taken back.
        if let Some((_, waits)) = courses.get_mut(&(row.record, row.request)) {
            *waits = !row.said.withdrawn;
        }
    }
    Ok(courses)
}
