//! What a family, a house or a person may still be given, and what an office should know first.
//!
//! Owns the rule book (`rules`, read from `aid/criteria.json`), the rates that an office sets over
//! it (`rate`), the words for help given and help proposed, and the check of one against the other
//! (`assessment`).
//!
//! Refuses to decide: criteria are ceilings, not entitlements (domain.md X-17), so a check
//! warns and never refuses, and the committee may give less. Refuses to know records,
//! households and screens: the caller says in opaque ids who shares a family and a house.
//! Called by the visit form, the console's aid pages and reports.

use chrono::NaiveDate;

use crate::record::Tenure;
use crate::record::person::StudentLevel;

mod assessment;
mod money;
mod rate;
mod rules;

pub use assessment::{Assessment, Tally, Usage, Warning, WarningKind};
pub use money::Money;
pub use rate::{Rate, RateId, Unsaid};
pub use rules::{
    Amount, Condition, Item, Limit, Measure, Period, RuleBook, RuleBookError, RuleSet, Ruling, Unit,
};

/// Who is helped, as far as known. The ids are the caller's; equal ids are the same person or place.
///
/// Every unit that is known should be given: a ceiling is counted for its own unit
/// (domain.md 3.5), and help to one member of a family is help to the family.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recipient {
    /// The person.
    pub person: Option<String>,
    /// The person's family (ครอบครัว).
    pub family: Option<String>,
    /// The household (ครัวเรือน).
    pub household: Option<String>,
    /// The house (หลัง).
    pub house: Option<String>,
    /// The province.
    pub province: Option<String>,
}

/// A disaster, as the register names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its id; equal ids are the same disaster.
    pub id: String,
    /// The day it struck.
    pub began_on: Option<NaiveDate>,
    /// The last day of it, once it is over.
    pub ended_on: Option<NaiveDate>,
}

/// A semester of an academic year. The seeds give no dates for either, so the office names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The academic year, พ.ศ.
    pub year: i32,
    /// The semester in it.
    pub semester: u8,
}

/// Help that was given, by whomever: `help_received` of a record, or the office's own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Given {
    /// The item's code, when it was written down.
    pub item: Option<String>,
    /// The kind under the item, when it was written down.
    pub kind: Option<String>,
    /// What it was, in words.
    pub what: String,
    /// What it was worth.
    pub amount: Option<Money>,
    /// How many: meals, months, rai, as the item counts.
    pub quantity: Option<f64>,
    /// The day.
    pub on: Option<NaiveDate>,
    /// Who was helped.
    pub to: Recipient,
    /// The agency that gave it.
    pub from: String,
    /// The disaster it was for.
    pub event: Option<Event>,
    /// The semester it was for.
    pub term: Option<Term>,
}

/// Help that an office thinks of giving.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The item's code.
    pub item: String,
    /// The kind under the item, such as the crop, where rates differ by it.
    pub kind: Option<String>,
    /// The amount, when one is proposed already.
    pub amount: Option<Money>,
    /// How many, as the item counts: meals, sets, months, rai, wells.
    pub quantity: f64,
    /// The day it would be given.
    pub on: NaiveDate,
    /// Who would be helped.
    pub to: Recipient,
    /// The agency that would give it.
    pub from: String,
    /// The disaster it is for.
    pub event: Option<Event>,
    /// The semester it is for.
    pub term: Option<Term>,
    /// What is known of the case.
    pub facts: Facts,
}

/// What is known of a case. `None` is "not known": the check then says what to find out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// Who asks.
    pub applicant: Option<Applicant>,
    /// What caused the distress.
    pub cause: Option<Cause>,
    /// How the dwelling is held.
    pub tenure: Option<Tenure>,
    /// It is where they live (ที่อยู่อาศัยประจำ).
    pub regular_dwelling: Option<bool>,
    /// How far the dwelling is damaged.
    pub damage: Option<Damage>,
    /// It cannot be lived in.
    pub unliveable: Option<bool>,
    /// What the help replaces or repairs was lost or damaged.
    pub lost_or_damaged: Option<bool>,
    /// What the help gives is needed to live through the disaster.
    pub needed: Option<bool>,
    /// The occupation the help is for keeps the family (อาชีพหลัก).
    pub main_occupation: Option<bool>,
    /// Consecutive days in hospital.
    pub hospital_days: Option<u32>,
    /// The injury left a disability that ends ordinary work.
    pub disabled: Option<bool>,
    /// The disaster is large, or so violent that it shook the public.
    pub large_disaster: Option<bool>,
    /// The dead person was head of the family or its breadwinner.
    pub head_or_breadwinner: Option<bool>,
    /// How cold it was, and for how long.
    pub cold: Option<ColdSpell>,
    /// The family lacks clean water to drink.
    pub lacks_clean_water: Option<bool>,
    /// Whether, and since when, the farmer is in a farmers' register.
    pub farmer: Option<Farmer>,
    /// Low income; the committee decides.
    pub low_income: Option<bool>,
    /// The distress comes from one of the five causes in the head of the family (domain.md 2.4).
    pub head_in_distress: Option<bool>,
    /// Another agency helps with the medical cost.
    pub other_medical_help: Option<bool>,
    /// Other state money is received for the same work.
    pub other_state_money: Option<bool>,
    /// Domicile in the area, without a break, since this day.
    pub domicile_since: Option<NaiveDate>,
    /// Poor (ผู้ยากจน) or disadvantaged (ผู้ด้อยโอกาส).
    pub poor_or_disadvantaged: Option<bool>,
    /// Studies in an institution of the state.
    pub state_institution: Option<bool>,
    /// The level of study.
    pub level: Option<StudentLevel>,
}

/// Who asks for help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applicant {
    /// A human being.
    Person,
    /// A company, a co-operative, a foundation.
    JuristicPerson,
    /// An agency of the state.
    StateAgency,
}

/// What caused the distress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// A public disaster (สาธารณภัย).
    Disaster,
    /// An accident.
    Accident,
    /// A fire that is no public disaster.
    FireNotDisaster,
}

/// How far a dwelling is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// Not at all.
    None,
    /// In part (บางส่วน).
    Partial,
    /// Wholly (ทั้งหลัง).
    Whole,
}

/// Cold weather at a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColdSpell {
    /// The temperature it stayed under, in degrees Celsius.
    pub celsius: f64,
    /// Consecutive days of it.
    pub days: u32,
}

/// Whether a farmer is in a farmers' register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Farmer {
    /// In none.
    Unregistered,
    /// Registered, or the registration last updated, on a day.
    RegisteredOn(NaiveDate),
    /// Registered, on a day that is not known.
    Registered,
}

#[cfg(test)]
#[path = "aid_tests.rs"]
mod tests;
