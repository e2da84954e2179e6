//! The check of a proposal against the rules and against what was given already.
//!
//! Owns of which day the ceilings are, which earlier help counts against which of them, and the
//! warnings in Thai. Never refuses anything (domain.md X-17). What cannot be told apart (help without a date, a
//! disaster or a person) is counted, and said so: an office can strike it off, but cannot
//! see what was left out.

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};

use super::rules::{Amount, Condition, Item, Limit, Measure, Period, RuleBook, Ruling, Unit};
use super::{Applicant, Cause, Damage, Event, Farmer, Given, Money, Proposal, Rate, Recipient};
use crate::calendar::FiscalYear;
use crate::calendar::written::{Form, write_date};
use crate::record::person::StudentLevel;
use crate::record::{Area, Tenure};

/// What is known about giving an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// The item whose rules apply on the day; a relief bag after a disaster is family aid.
    pub item: Option<Item>,
    /// Each ceiling, what was given against it, and what is left.
    pub usage: Vec<Usage>,
    /// What to weigh, the gravest first.
    pub warnings: Vec<Warning>,
}

/// One ceiling and how far it is used.
#[derive(Debug, Clone, PartialEq)]
pub struct Usage {
    /// The ceiling.
    pub limit: Limit,
    /// Whom or what it is counted for.
    pub unit: Unit,
    /// How much of it.
    pub tally: Tally,
}

/// A ceiling, what was given against it before, what is proposed, and what was left for it.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "the four parts are named in the line above")]
pub enum Tally {
    /// In money.
    Money { ceiling: Money, given: Money, proposed: Money, left: Money },
    /// In things counted.
    Count { ceiling: f64, given: f64, proposed: f64, left: f64 },
}

/// What an office should weigh before it gives. Nothing here forbids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// What sort of thing it is.
    pub kind: WarningKind,
    /// The reason in Thai.
    pub reason: String,
    /// Lines of the seeds that say so.
    pub references: Vec<String>,
}

/// The sorts of warning, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WarningKind {
    /// No rule has this code.
    UnknownItem,
    /// The rule is not in force on the day.
    NotInForce,
    /// By a ruling, the one who asks or the cause is not what the rule is for.
    NotCovered,
    /// A condition of the rule is not met.
    ConditionNotMet,
    /// More money than the ceiling.
    OverCeiling,
    /// More often, or more of it, than the ceiling.
    TimesExceeded,
    /// What it excludes was given already.
    Alternative,
    /// Another agency helped for the same.
    OtherAgency,
    /// The family, household or house has had the item, if through another member.
    SameItem,
    /// A relief bag after the disaster counts as family aid.
    CountsAsFamilyAid,
    /// Left to the committee's discretion.
    Discretion,
    /// The disaster struck while other criteria were in force.
    CriteriaChanged,
    /// A condition of the rule is not known to be met.
    ConditionUnknown,
    /// The sum cannot be checked: the rule has none, or its text is not among the seeds.
    AmountUnknown,
    /// Who shares the ceiling is not known.
    RecipientUnknown,
    /// Earlier help was counted though something about it is not known.
    Unclear,
}

/// Whether earlier help belongs to what is being counted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Belongs {
    No,
    Unsure,
    Yes,
}

impl From<bool> for Belongs {
    fn from(belongs: bool) -> Self {
        if belongs { Self::Yes } else { Self::No }
    }
}

impl RuleBook {
    /// Weighs a proposal: what was given against each ceiling, what is left, and what to know first.
    pub fn assess(&self, proposal: &Proposal, given: &[Given]) -> Assessment {
        let day = self.ruled_on(proposal);
        let Some(named) = self.item(&proposal.item, day) else {
            return Assessment { item: None, usage: Vec::new(), warnings: vec![self.no_rule(proposal, day)] };
        };
        let item = self.counted_as(named, proposal.event.as_ref(), proposal.on);
        // What counts as another item is ruled by that one's day: family aid knows no disaster.
        let day = if item.code == named.code { day } else { proposal.on };
        let mut check =
            Check { book: self, proposal, day, given, item, usage: Vec::new(), warnings: BTreeSet::new() };
        if item.code != named.code {
            check.warn_of(Ruling::BAG_AFTER_DISASTER, WarningKind::CountsAsFamilyAid, None);
        }
        check.eligibility();
        check.conditions();
        check.limits();
        check.repetition();
        check.other_agencies();
        Assessment {
            item: Some(item.clone()),
            usage: check.usage,
            warnings: check.warnings.into_iter().collect(),
        }
    }

    /// The day whose rules and rates are meant: help against a disaster is ruled by the day on which the disaster
    /// began, for a rate that starts between then and the giving is of later disasters; all else by the day of
    /// giving.
    fn ruled_on(&self, proposal: &Proposal) -> NaiveDate {
        let began = proposal.event.as_ref().and_then(|event| event.began_on);
        let is_of_disaster = self.item_versions(&proposal.item).any(|item| item.area == Area::Disaster);
        began.filter(|_| is_of_disaster).map_or(proposal.on, |began| began.min(proposal.on))
    }

    fn no_rule(&self, proposal: &Proposal, day: NaiveDate) -> Warning {
        let on = write_date(day, Form::Short);
        let Some(item) = self.item_versions(&proposal.item).next() else {
            return Warning {
                kind: WarningKind::UnknownItem,
                reason: format!("ไม่พบรายการ {} ในหลักเกณฑ์ ตรวจเพดานไม่ได้", proposal.item),
                references: Vec::new(),
            };
        };
        let mut references = item.references.clone();
        let mut reason = format!("หลักเกณฑ์ของ{} ({}) ไม่ใช้บังคับในวันที่ {on}", item.name, item.article);
        let partial =
            |set: &&super::RuleSet| set.areas.contains(&item.area) && set.in_force(day) && !set.complete;
        if let Some(set) = self.rule_sets().iter().find(partial) {
            reason.push_str(&format!(" วันนั้นใช้{} ซึ่งเอกสารต้นทางไม่มีอัตราของรายการนี้", set.name));
            references.extend(set.references.iter().cloned());
        } else if let Some(set) = self.rule_set_of(item) {
            references.extend(set.references.iter().cloned());
        }
        Warning { kind: WarningKind::NotInForce, reason, references }
    }

    /// The item whose ceilings help counts against: a relief bag given once the disaster is
    /// over, or for none, is family aid \[S003:546\].
    fn counted_as<'a>(&'a self, item: &'a Item, event: Option<&Event>, on: NaiveDate) -> &'a Item {
        let over = event.is_none_or(|event| event.ended_on.is_some_and(|ended| on > ended));
        match &item.after_disaster_as {
            Some(code) if over => self.item(code, on).unwrap_or(item),
            _ => item,
        }
    }

    /// The item that earlier help was, by its code or by its words.
    fn item_named(&self, given: &Given, today: NaiveDate) -> Option<&Item> {
        let on = given.on.unwrap_or(today);
        let coded = given.item.as_deref().and_then(|code| {
            self.item(code, on).or_else(|| self.items().iter().find(|item| item.code == code))
        });
        coded.or_else(|| self.item_known_as(&given.what, on))
    }

    /// The item that earlier help counts as.
    fn item_given(&self, given: &Given, today: NaiveDate) -> Option<&Item> {
        let item = self.item_named(given, today)?;
        Some(self.counted_as(item, given.event.as_ref(), given.on.unwrap_or(today)))
    }
}

/// One assessment under way.
struct Check<'a> {
    book: &'a RuleBook,
    proposal: &'a Proposal,
    /// The day whose rules and rates are meant.
    day: NaiveDate,
    given: &'a [Given],
    item: &'a Item,
    usage: Vec<Usage>,
    warnings: BTreeSet<Warning>,
}

impl<'a> Check<'a> {
    fn warn(&mut self, kind: WarningKind, reason: String, references: &[String]) {
        self.warnings.insert(Warning { kind, reason, references: references.to_vec() });
    }

    /// A warning in the words of a ruling, with what it follows from before it.
    fn warn_of(&mut self, ruling: &str, kind: WarningKind, because: Option<String>) {
        let book = self.book;
        let Some(ruling) = book.ruling(ruling) else { return };
        let reason = match because {
            Some(because) => format!("{because} — {}", ruling.text),
            None => ruling.text.clone(),
        };
        self.warn(kind, reason, &ruling.references);
    }

    /// Rulings on who and what the rules are for (domain.md 5.8), and on which rules are meant.
    fn eligibility(&mut self) {
        let disaster = self.item.area == Area::Disaster;
        match self.proposal.facts.applicant {
            Some(Applicant::JuristicPerson) => {
                self.warn_of(Ruling::JURISTIC_PERSON, WarningKind::NotCovered, None);
            }
            Some(Applicant::StateAgency) if disaster => {
                self.warn_of(Ruling::STATE_AGENCY, WarningKind::NotCovered, None);
            }
            _ => {}
        }
        match self.proposal.facts.cause {
            Some(Cause::Accident) if disaster => {
                self.warn_of(Ruling::ACCIDENT, WarningKind::NotCovered, None)
            }
            Some(Cause::FireNotDisaster) if disaster => {
                self.warn_of(Ruling::FIRE_NOT_DISASTER, WarningKind::Discretion, None);
            }
            _ => {}
        }
        self.other_ceilings_now();
    }

    /// The ceilings of the day of giving are others than those that are weighed by: said, so that whoever reads the
    /// rates of today knows why they do not hold.
    fn other_ceilings_now(&mut self) {
        let (book, item, on, kind) = (self.book, self.item, self.proposal.on, self.proposal.kind.as_deref());
        let Some(now) = book.item(&item.code, on) else { return };
        let ceilings = |item: &Item, day| {
            book.limits(item, kind, day).into_iter().map(|(limit, _)| limit).collect::<Vec<Limit>>()
        };
        if self.day == on || (now.rule_set == item.rule_set && ceilings(now, on) == ceilings(item, self.day))
        {
            return;
        }
        let (began, on) = (write_date(self.day, Form::Short), write_date(on, Form::Short));
        let reason =
            format!("ตรวจด้วยเพดานของวันที่เกิดเหตุ {began} ซึ่งต่างจากเพดานของวันที่ให้ {on} ตรวจสอบว่าต้องใช้อัตราใด");
        let references = book.rule_set_of(item).map(|set| set.references.clone()).unwrap_or_default();
        self.warn(WarningKind::CriteriaChanged, reason, &references);
    }

    fn conditions(&mut self) {
        let item = self.item;
        for &condition in &item.requires {
            let words = self.book.words(condition);
            let (kind, reason) = match self.met(condition) {
                Some(true) => continue,
                Some(false) => {
                    (WarningKind::ConditionNotMet, format!("ไม่เข้าเงื่อนไขของ{}: {words}", item.name))
                }
                None => (
                    WarningKind::ConditionUnknown,
                    format!("ยังไม่ทราบว่าเข้าเงื่อนไขของ{}หรือไม่: {words}", item.name),
                ),
            };
            self.warn(kind, reason, &item.references);
        }
    }

    /// Whether a condition is met; nothing when the facts do not tell.
    fn met(&self, condition: Condition) -> Option<bool> {
        let facts = &self.proposal.facts;
        let level = |wanted: StudentLevel| facts.level.map(|level| level == wanted);
        let began = self.proposal.event.as_ref().and_then(|event| event.began_on);
        match condition {
            Condition::DwellingWhollyDamaged => facts.damage.map(|damage| damage == Damage::Whole),
            Condition::DwellingDamaged => facts.damage.map(|damage| damage != Damage::None),
            Condition::DwellingOwned => facts.tenure.map(|tenure| tenure == Tenure::Owner),
            Condition::RegularDwelling => facts.regular_dwelling,
            Condition::Renter => facts.tenure.map(|tenure| tenure == Tenure::Renter),
            Condition::Unliveable => match facts.damage? {
                Damage::Whole => Some(true),
                Damage::Partial => facts.unliveable,
                Damage::None => Some(false),
            },
            Condition::LostOrDamaged => facts.lost_or_damaged,
            Condition::LostDamagedOrNeeded => match (facts.lost_or_damaged, facts.needed) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            Condition::MainOccupation => facts.main_occupation,
            Condition::HospitalThreeDays => facts.hospital_days.map(|days| days >= 3),
            Condition::Hospitalised => facts.hospital_days.map(|days| days > 0),
            Condition::Disabled => facts.disabled,
            Condition::LargeDisaster => facts.large_disaster,
            Condition::HeadOrBreadwinner => facts.head_or_breadwinner,
            Condition::ColdSpell => facts.cold.map(|cold| cold.celsius < 8.0 && cold.days > 3),
            Condition::LacksCleanWater => facts.lacks_clean_water,
            // On the day of the disaster is not before it.
            Condition::FarmerRegisteredBefore => match facts.farmer? {
                Farmer::Unregistered => Some(false),
                Farmer::RegisteredOn(registered) => began.map(|began| registered < began),
                Farmer::Registered => None,
            },
            Condition::Farmer => facts.farmer.map(|farmer| farmer != Farmer::Unregistered),
            Condition::LowIncome => facts.low_income,
            Condition::HeadInDistress => facts.head_in_distress,
            Condition::NoOtherMedicalHelp if self.medical_help_elsewhere() => Some(false),
            Condition::NoOtherMedicalHelp => facts.other_medical_help.map(|helped| !helped),
            Condition::NoOtherStateMoney => facts.other_state_money.map(|paid| !paid),
            Condition::DomicileOneYear => {
                let since = facts.domicile_since?;
                Some(since.checked_add_months(Months::new(12))? <= self.proposal.on)
            }
            Condition::PoorOrDisadvantaged => facts.poor_or_disadvantaged,
            Condition::StateInstitution => facts.state_institution,
            Condition::LevelPrimary => level(StudentLevel::Primary),
            Condition::LevelLowerSecondary => level(StudentLevel::LowerSecondary),
            Condition::LevelUpperSecondary => level(StudentLevel::UpperSecondary),
            Condition::LevelHigher => level(StudentLevel::Higher),
        }
    }

    /// Help of the same item, by another agency, to the same family within the fiscal year.
    fn medical_help_elsewhere(&self) -> bool {
        self.given.iter().any(|given| {
            self.by_another_agency(given)
                && self
                    .book
                    .item_given(given, self.proposal.on)
                    .is_some_and(|item| item.code == self.item.code)
                && shares(self.item.unit, &given.to, &self.proposal.to) == Belongs::Yes
                && self.within(Period::FiscalYear, given) == Belongs::Yes
        })
    }

    /// The ceilings of the rules, and in their place or beside them those that the office set.
    fn limits(&mut self) {
        let (item, book, proposal) = (self.item, self.book, self.proposal);
        let limits = book.limits(item, proposal.kind.as_deref(), self.day);
        for (limit, rate) in &limits {
            self.limit(*limit, *rate);
        }
        let priced = limits.iter().any(|(limit, _)| limit.money().is_some());
        let kinds = book.kinds(&item.code, self.day);
        let unchecked = match (item.amount, proposal.kind.as_deref()) {
            _ if priced => return,
            (Amount::NotInSeeds, Some(kind)) => {
                format!("{} ชนิด{kind} ไม่มีอัตราที่ใช้ในวันนั้น ตรวจจำนวนเงินไม่ได้", item.name)
            }
            (Amount::NotInSeeds, None) if kinds.is_empty() => {
                format!("เอกสารต้นทางไม่มีอัตราของ{} และยังไม่ได้ตั้งอัตราไว้ ตรวจจำนวนเงินไม่ได้", item.name)
            }
            (Amount::NotInSeeds, None) => {
                let kinds: Vec<&str> = kinds.into_iter().collect();
                format!("ยังไม่เลือกชนิดของ{} จึงตรวจจำนวนเงินไม่ได้ อัตราที่ตั้งไว้มี {}", item.name, kinds.join(" "))
            }
            (Amount::Percent(share), _) => {
                format!("{}คิดร้อยละ {share} ของค่าใช้จ่าย ต้องคำนวณจากหลักฐาน", item.name)
            }
            _ => return,
        };
        self.warn(WarningKind::AmountUnknown, unchecked, &item.references);
    }

    /// Weighs one ceiling, and the rate that sets it where the office did.
    fn limit(&mut self, limit: Limit, rate: Option<&Rate>) {
        let (item, proposal) = (self.item, self.proposal);
        let kind = rate.and_then(|rate| rate.kind.as_deref());
        let by = rate.map(|rate| rate.source.as_str());
        let amount = proposal.amount.unwrap_or_default();
        let quantity = countable(Some(proposal.quantity));
        match limit {
            Limit::Price { baht, each } => {
                let count = if each == Measure::Time { 1.0 } else { quantity };
                let tally = (Money::baht(baht).times(count), Money::default(), amount);
                self.money((limit, by), item.unit, tally);
            }
            Limit::Sum { baht, within, unit } => {
                let unit = unit.unwrap_or(item.unit);
                let counted = self.counted(unit, within, kind);
                let given = counted.iter().filter_map(|given| given.amount).sum();
                for unpriced in counted.iter().filter(|given| given.amount.is_none()) {
                    let reason = format!("ไม่ทราบจำนวนเงินของ{} ยอดที่ให้ไปแล้วอาจสูงกว่านี้", described(unpriced));
                    self.warn(WarningKind::Unclear, reason, &item.references);
                }
                self.money((limit, by), unit, (Money::baht(baht), given, amount));
            }
            Limit::Count { count, of, within } => {
                let times = |quantity| if of == Measure::Time { 1.0 } else { quantity };
                let counted = self.counted(item.unit, within, kind);
                let given: f64 = counted.iter().map(|given| times(countable(given.quantity))).sum();
                let (ceiling, proposed) = (f64::from(count), times(quantity));
                let left = (ceiling - given).max(0.0);
                if proposed > left {
                    let (of, rule, over) = (of.thai(), limit.written(item.unit), proposed - left);
                    let reason = format!(
                        "เกินจำนวน {over} {of}: {} {rule} ให้ไปแล้ว {given} {of} เสนออีก {proposed} {of}",
                        item.name
                    );
                    self.beyond(WarningKind::TimesExceeded, reason, by);
                }
                let tally = Tally::Count { ceiling, given, proposed, left };
                self.usage.push(Usage { limit, unit: item.unit, tally });
            }
        }
    }

    fn money(
        &mut self,
        (limit, by): (Limit, Option<&str>),
        unit: Unit,
        (ceiling, given, proposed): (Money, Money, Money),
    ) {
        let rule = limit.written(self.item.unit);
        let left = ceiling.less(given);
        if proposed > left {
            let over = proposed.less(left);
            let reason = format!(
                "เกินเพดาน {over} บาท: {} {rule} ให้ไปแล้ว {given} บาท ให้ได้อีก {left} บาท เสนอ {proposed} บาท",
                self.item.name
            );
            self.beyond(WarningKind::OverCeiling, reason, by);
        }
        self.usage.push(Usage { limit, unit, tally: Tally::Money { ceiling, given, proposed, left } });
    }

    /// Beyond the criteria an office may go, with the Permanent Secretary's approval first.
    fn beyond(&mut self, kind: WarningKind, reason: String, by: Option<&str>) {
        let book = self.book;
        let mut references: Vec<String> = by.map(str::to_owned).into_iter().collect();
        references.extend(self.item.references.iter().cloned());
        let mut reason = reason;
        if let Some(ruling) = book.ruling(Ruling::BEYOND_CRITERIA) {
            reason = format!("{reason} — {}", ruling.text);
            references.extend(ruling.references.iter().cloned());
        }
        self.warn(kind, reason, &references);
    }

    /// Earlier help that shares the ceiling, the unit and the period with the proposal, and the kind where the
    /// ceiling is for one.
    fn counted(&mut self, unit: Unit, within: Period, kind: Option<&str>) -> Vec<&'a Given> {
        let (book, item, proposal, given) = (self.book, self.item, self.proposal, self.given);
        let same_pool = |given: &Given| {
            book.item_given(given, proposal.on).is_some_and(|other| other.pool() == item.pool())
        };
        let mut counted = Vec::new();
        for given in given.iter().filter(|given| same_pool(given)) {
            let shared = shares(unit, &given.to, &proposal.to);
            let when = self.within(within, given);
            let of_kind = match (kind, given.kind.as_deref()) {
                (Some(kind), Some(other)) => Belongs::from(kind == other),
                (Some(_), None) => Belongs::Unsure,
                (None, _) => Belongs::Yes,
            };
            if [shared, when, of_kind].contains(&Belongs::No) {
                continue;
            }
            if of_kind == Belongs::Unsure {
                let reason = format!("ไม่ทราบว่า{}เป็นชนิดใด จึงนับรวมไว้", described(given));
                self.warn(WarningKind::Unclear, reason, &item.references);
            }
            if shared == Belongs::Unsure {
                let reason = format!("{}ให้แก่ครอบครัวโดยไม่ระบุคน จึงนับรวมไว้", described(given));
                self.warn(WarningKind::Unclear, reason, &item.references);
            }
            if when == Belongs::Unsure {
                let reason =
                    format!("ไม่ทราบว่า{}อยู่ใน{}เดียวกันหรือไม่ จึงนับรวมไว้", described(given), within.thai());
                self.warn(WarningKind::Unclear, reason, &item.references);
            }
            counted.push(given);
        }
        counted
    }

    fn within(&self, period: Period, given: &Given) -> Belongs {
        let proposal = self.proposal;
        let fiscal_year = || match given.on {
            Some(on) => Belongs::from(FiscalYear::of(proposal.on).contains(on)),
            None => Belongs::Unsure,
        };
        // The seeds date no semester, so without its name help of the last twelve months may be of it.
        let academic = |same: fn(&super::Term, &super::Term) -> bool| match (&given.term, &proposal.term) {
            (Some(term), Some(other)) => Belongs::from(same(term, other)),
            _ => match given.on {
                Some(on) if (proposal.on - on).num_days().abs() > 365 => Belongs::No,
                _ => Belongs::Unsure,
            },
        };
        match period {
            Period::Time => Belongs::No,
            Period::Day => given.on.map_or(Belongs::Unsure, |on| Belongs::from(on == proposal.on)),
            Period::FiscalYear => fiscal_year(),
            Period::Event => match (&given.event, &proposal.event) {
                (Some(event), Some(other)) => Belongs::from(event.id == other.id),
                _ => fiscal_year().min(Belongs::Unsure),
            },
            Period::Semester => academic(|term, other| term == other),
            Period::AcademicYear => academic(|term, other| term.year == other.year),
        }
    }

    /// The same item, or one that excludes it, in the same family or house (domain.md 3.6 row 9).
    fn repetition(&mut self) {
        let (item, book, proposal) = (self.item, self.book, self.proposal);
        let unit = item.unit;
        if unit.is_identified() && unit.id(&proposal.to).is_none() {
            let reason = format!("ไม่ทราบว่าเป็น{}ใด การนับเพดานต่อ{}จึงอาจไม่ครบ", unit.thai(), unit.thai());
            self.warn(WarningKind::RecipientUnknown, reason, &item.references);
        }
        let kind = proposal.kind.as_deref();
        let limits = book.limits(item, kind, self.day);
        let period = limits.iter().find_map(|(limit, _)| match *limit {
            Limit::Count { within, .. } | Limit::Sum { within, .. } => Some(within),
            Limit::Price { .. } => None,
        });
        // Without a ceiling to count against, that it was given before is all there is to say.
        let counted_nowhere = period.is_none();
        let period = period.unwrap_or(Period::Event);
        for given in self.given {
            let of_another_kind =
                matches!((kind, given.kind.as_deref()), (Some(kind), Some(other)) if kind != other);
            if of_another_kind || shares(unit, &given.to, &proposal.to) != Belongs::Yes {
                continue;
            }
            let Some(other) = book.item_given(given, proposal.on) else { continue };
            let when = self.within(period, given);
            if item.instead_of.contains(&other.code) && when != Belongs::No {
                let reason = format!(
                    "{} ให้ได้อย่างใดอย่างหนึ่งกับ{} ซึ่งได้ให้แล้ว ({})",
                    item.name,
                    other.name,
                    described(given)
                );
                self.warn(WarningKind::Alternative, reason, &item.references);
            }
            let another = matches!((&given.to.person, &proposal.to.person), (Some(a), Some(b)) if a != b);
            if other.pool() == item.pool() && when == Belongs::Yes && (another || counted_nowhere) {
                let through = if another { "ผ่านสมาชิกคนอื่น" } else { "" };
                let reason = format!("{}นี้ได้รับรายการเดียวกันแล้ว{through}: {}", unit.called(), described(given));
                self.warn(WarningKind::SameItem, reason, &item.references);
            }
        }
    }

    /// Whether earlier help is the same as this, or both are against disasters, as far as anybody said. A bag whose
    /// disaster is not known counts as family aid, and is a bag all the same.
    fn may_be_of_one_disaster(&self, given: &Given) -> bool {
        let other = self.book.item_named(given, self.proposal.on);
        let of_disaster = |item: &Item| item.area == Area::Disaster;
        other.is_some_and(|other| other.pool() == self.item.pool())
            || (of_disaster(self.item) && other.is_none_or(of_disaster))
    }

    fn by_another_agency(&self, given: &Given) -> bool {
        !given.from.trim().is_empty() && given.from.trim() != self.proposal.from.trim()
    }

    /// Another agency helped for the same disaster, or with the same where there is none (domain.md 3.6 row 10).
    /// Where only one of the two is known to be for a disaster, help against disasters within the fiscal year may
    /// be for the same: said, with the doubt.
    fn other_agencies(&mut self) {
        let (item, book, proposal) = (self.item, self.book, self.proposal);
        for given in self.given {
            if !self.by_another_agency(given) {
                continue;
            }
            let units = [Unit::Person, Unit::Family, Unit::Household, Unit::House];
            let near = units.iter().any(|&unit| shares(unit, &given.to, &proposal.to) == Belongs::Yes);
            let same = match (&given.event, &proposal.event) {
                (Some(event), Some(other)) => Belongs::from(event.id == other.id),
                (None, None) => {
                    let same =
                        book.item_given(given, proposal.on).is_some_and(|other| other.pool() == item.pool());
                    Belongs::from(same && self.within(Period::FiscalYear, given) == Belongs::Yes)
                }
                _ if self.may_be_of_one_disaster(given) => {
                    self.within(Period::FiscalYear, given).min(Belongs::Unsure)
                }
                _ => Belongs::No,
            };
            if near && same != Belongs::No {
                let doubt = if same == Belongs::Unsure {
                    " ไม่ทราบว่าเป็นเหตุการณ์เดียวกันหรือไม่"
                } else {
                    ""
                };
                let because = format!("{}ช่วยแล้ว: {}{doubt}", given.from.trim(), described(given));
                self.warn_of(Ruling::NO_DOUBLE_HELP, WarningKind::OtherAgency, Some(because));
            }
        }
    }
}

impl Unit {
    /// Whether the unit has an id by which two gifts are known to share it.
    fn is_identified(self) -> bool {
        matches!(self, Unit::Person | Unit::Deceased | Unit::Family | Unit::Household | Unit::House)
    }

    fn id(self, to: &Recipient) -> Option<&String> {
        match self {
            Unit::Person | Unit::Deceased | Unit::Trainer => to.person.as_ref(),
            Unit::Family => to.family.as_ref(),
            Unit::Household => to.household.as_ref(),
            Unit::House => to.house.as_ref(),
            Unit::Province => to.province.as_ref(),
            _ => None,
        }
    }

    fn called(self) -> &'static str {
        match self {
            Unit::House => "บ้านหลัง",
            unit => unit.thai(),
        }
    }
}

/// Whether two recipients share a unit. Where its id is missing, a smaller thing they share will
/// do: one person is in one family, one family is in one house.
fn shares(unit: Unit, one: &Recipient, other: &Recipient) -> Belongs {
    let same = |unit: Unit| match (unit.id(one), unit.id(other)) {
        (Some(one), Some(other)) => Some(one == other),
        _ => None,
    };
    if let Some(same) = same(unit) {
        return Belongs::from(same);
    }
    match unit {
        Unit::Person if same(Unit::Family) == Some(true) => Belongs::Unsure,
        Unit::Family => Belongs::from(same(Unit::Person) == Some(true)),
        Unit::Household | Unit::House => {
            Belongs::from([Unit::Family, Unit::Person].iter().any(|&smaller| same(smaller) == Some(true)))
        }
        _ => Belongs::No,
    }
}

/// A quantity as written, or one where it is missing or no number of things.
fn countable(quantity: Option<f64>) -> f64 {
    quantity.filter(|quantity| quantity.is_finite() && *quantity >= 0.0).unwrap_or(1.0)
}

/// Earlier help in words: what, how much, when, from whom.
fn described(given: &Given) -> String {
    let mut words = given.what.trim().to_owned();
    if words.is_empty() {
        words.push_str(given.item.as_deref().unwrap_or("ความช่วยเหลือ"));
    }
    if let Some(amount) = given.amount {
        words.push_str(&format!(" {amount} บาท"));
    }
    if let Some(on) = given.on {
        words.push_str(&format!(" เมื่อ {}", write_date(on, Form::Short)));
    }
    if !given.from.trim().is_empty() {
        words.push_str(&format!(" จาก {}", given.from.trim()));
    }
    words
}
