//! The rule book: aid items, their ceilings and conditions, as dated data read from one file.
//!
//! Owns the shape of `criteria.json`, what makes such a file sound, which item is in
//! force on a day, and laying over it what an office set (`rate`). Refuses to know who has been
//! given what (`assessment`). No amount, condition or reference stands in code: a new set of
//! criteria is a new part of the file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Money, Rate};
use crate::as_text::closed_list;
use crate::record::Area;

/// Whom or what a ceiling is counted for (domain.md 3.5): never the national ID alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each unit is the word itself; its Thai word is in `thai`")]
pub enum Unit {
    Person,
    Family,
    Household,
    House,
    Deceased,
    Province,
    Trainer,
    Well,
    Toilet,
    Shelter,
    Training,
    Project,
    PumpPoint,
    Truck,
    Team,
}

impl Unit {
    /// The word that stands before ละ: ครอบครัวละ, หลังละ.
    pub fn thai(self) -> &'static str {
        match self {
            Unit::Person | Unit::Trainer => "คน",
            Unit::Family => "ครอบครัว",
            Unit::Household => "ครัวเรือน",
            Unit::House => "หลัง",
            Unit::Deceased => "ราย",
            Unit::Province => "จังหวัด",
            Unit::Well => "บ่อ",
            Unit::Toilet | Unit::Shelter => "ที่",
            Unit::Training | Unit::Project => "โครงการ",
            Unit::PumpPoint => "จุด",
            Unit::Truck => "คัน",
            Unit::Team => "หน่วย",
        }
    }
}

closed_list! {
    /// What is counted or priced one by one.
    pub enum Measure {
        /// มื้อ
        Meal = "meal",
        /// ชุด
        Set = "set",
        /// ครั้ง
        Time = "time",
        /// วัน
        Day = "day",
        /// เดือน
        Month = "month",
        /// ไร่
        Rai = "rai",
        /// ตารางเมตร
        SquareMetre = "square-metre",
        /// ตัว
        Animal = "animal",
        /// บ่อ
        Well = "well",
        /// ที่
        Toilet = "toilet",
        /// คน
        Helper = "helper",
    }
}

impl Measure {
    /// Its Thai counting word.
    pub fn thai(self) -> &'static str {
        match self {
            Measure::Meal => "มื้อ",
            Measure::Set => "ชุด",
            Measure::Time => "ครั้ง",
            Measure::Day => "วัน",
            Measure::Month => "เดือน",
            Measure::Rai => "ไร่",
            Measure::SquareMetre => "ตารางเมตร",
            Measure::Animal => "ตัว",
            Measure::Well => "บ่อ",
            Measure::Toilet => "ที่",
            Measure::Helper => "คน",
        }
    }
}

closed_list! {
    /// The time within which help is added up.
    ///
    /// The disaster criteria name no period: a ceiling is read as one for each disaster \[DERIVED\].
    pub enum Period {
        /// This one gift.
        Time = "time",
        /// One day.
        Day = "day",
        /// One disaster.
        Event = "event",
        /// One fiscal year.
        FiscalYear = "fiscal-year",
        /// One semester.
        Semester = "semester",
        /// One academic year.
        AcademicYear = "academic-year",
    }
}

impl Period {
    /// Its Thai word.
    pub fn thai(self) -> &'static str {
        match self {
            Period::Time => "ครั้ง",
            Period::Day => "วัน",
            Period::Event => "เหตุการณ์",
            Period::FiscalYear => "ปีงบประมาณ",
            Period::Semester => "ภาคการศึกษา",
            Period::AcademicYear => "ปีการศึกษา",
        }
    }
}

/// One ceiling of an item. An item may have several, and all of them hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(untagged, deny_unknown_fields)]
pub enum Limit {
    /// So many baht for each thing: 50 baht a meal.
    Price {
        /// The ceiling.
        baht: u64,
        /// Of each of these.
        each: Measure,
    },
    /// So many things within a period: 3 times a fiscal year.
    Count {
        /// The ceiling.
        count: u32,
        /// Of these.
        of: Measure,
        /// Added up within this period.
        within: Period,
    },
    /// So many baht within a period: 3,800 baht a disaster.
    Sum {
        /// The ceiling.
        baht: u64,
        /// Added up within this period.
        within: Period,
        /// For this unit, when it is not the item's own (a whole province).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<Unit>,
    },
}

/// How an item's amount is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Amount {
    /// By its limits.
    #[default]
    Limited,
    /// As needed: the rule sets no sum.
    AsNeeded,
    /// A share of a cost, in percent.
    Percent(u32),
    /// By a rule whose text the product does not have.
    NotInSeeds,
    /// A service, not money.
    NoMoney,
}

/// A fact on which an item depends; its Thai words stand in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each condition is described by its own words in criteria.json")]
pub enum Condition {
    DwellingWhollyDamaged,
    DwellingDamaged,
    DwellingOwned,
    RegularDwelling,
    Renter,
    Unliveable,
    LostOrDamaged,
    LostDamagedOrNeeded,
    MainOccupation,
    HospitalThreeDays,
    Hospitalised,
    Disabled,
    LargeDisaster,
    HeadOrBreadwinner,
    ColdSpell,
    LacksCleanWater,
    FarmerRegisteredBefore,
    Farmer,
    LowIncome,
    HeadInDistress,
    NoOtherMedicalHelp,
    NoOtherStateMoney,
    DomicileOneYear,
    PoorOrDisadvantaged,
    StateInstitution,
    LevelPrimary,
    LevelLowerSecondary,
    LevelUpperSecondary,
    LevelHigher,
}

/// A regulation or a set of criteria, and when it is in force.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    /// Its name in the file.
    pub id: String,
    /// Its title in Thai.
    pub name: String,
    /// The areas it is for.
    pub areas: Vec<Area>,
    /// Its first day, where the seeds give one.
    pub from: Option<NaiveDate>,
    /// Its last day, once it is repealed.
    pub to: Option<NaiveDate>,
    /// Whether the file holds all of it that the product needs.
    pub complete: bool,
    /// What a reader should know about it, in Thai.
    pub note: String,
    /// Where the seeds say so.
    pub references: Vec<String>,
}

impl RuleSet {
    /// Whether it is in force on a day.
    pub fn in_force(&self, on: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= on) && self.to.is_none_or(|to| on <= to)
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.from.is_none_or(|from| other.to.is_none_or(|to| from <= to))
            && other.from.is_none_or(|from| self.to.is_none_or(|to| from <= to))
    }
}

/// One kind of help.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The rule set it belongs to.
    pub rule_set: String,
    /// The code a record names it by, such as `5.1.5`. After a slash stands a part that the law
    /// does not number itself.
    pub code: String,
    /// The article, for people.
    pub article: String,
    /// Its name in Thai.
    pub name: String,
    /// Words by which help written down without a code is known to be this.
    #[serde(default)]
    pub known_as: Vec<String>,
    /// The area it belongs to.
    pub area: Area,
    /// Whom or what its limits are counted for.
    pub unit: Unit,
    /// How its amount is set.
    #[serde(default)]
    pub amount: Amount,
    /// Its ceilings.
    pub limits: Vec<Limit>,
    /// Paid at actual cost up to the ceiling (เท่าที่จ่ายจริง).
    #[serde(default)]
    pub actual_cost: bool,
    /// The amount is paid as it stands, not up to it.
    #[serde(default)]
    pub fixed: bool,
    /// The ceiling is an average over all that were built.
    #[serde(default)]
    pub average: bool,
    /// What the rule adds, in Thai.
    pub condition: Option<String>,
    /// Facts it depends on.
    #[serde(default)]
    pub requires: Vec<Condition>,
    /// Items of which only one may be given.
    #[serde(default)]
    pub instead_of: Vec<String>,
    /// The ceiling it shares with other items of the same pool.
    pub pool: Option<String>,
    /// The item it counts as once the disaster is over.
    pub after_disaster_as: Option<String>,
    /// Where the seeds say so, as `S003:2320`: the line of the stored seed text.
    pub references: Vec<String>,
}

impl Item {
    /// What shares its ceilings: its pool, or the item alone.
    pub fn pool(&self) -> &str {
        self.pool.as_deref().unwrap_or(&self.code)
    }
}

/// What the authorities ruled, for screening (domain.md 5.8).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ruling {
    /// Its name in the file.
    pub id: String,
    /// The ruling in Thai.
    pub text: String,
    /// Where the seeds say so.
    pub references: Vec<String>,
}

impl Ruling {
    pub(super) const JURISTIC_PERSON: &str = "juristic-person";
    pub(super) const STATE_AGENCY: &str = "state-agency";
    pub(super) const ACCIDENT: &str = "accident";
    pub(super) const FIRE_NOT_DISASTER: &str = "fire-not-disaster";
    pub(super) const BEYOND_CRITERIA: &str = "beyond-criteria";
    pub(super) const NO_DOUBLE_HELP: &str = "no-double-help";
    pub(super) const BAG_AFTER_DISASTER: &str = "relief-bag-after-disaster";

    /// Those that an assessment speaks of by name, and which a book therefore must hold.
    const APPLIED: [&str; 7] = [
        Self::JURISTIC_PERSON,
        Self::STATE_AGENCY,
        Self::ACCIDENT,
        Self::FIRE_NOT_DISASTER,
        Self::BEYOND_CRITERIA,
        Self::NO_DOUBLE_HELP,
        Self::BAG_AFTER_DISASTER,
    ];
}

/// The rules as dated data.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleBook {
    rule_sets: Vec<RuleSet>,
    conditions: BTreeMap<Condition, String>,
    items: Vec<Item>,
    rates_note: String,
    rulings: Vec<Ruling>,
    /// What an office set over them; none of it comes with the file.
    #[serde(skip)]
    rates: Vec<Rate>,
}

/// Why a file is not a rule book.
#[derive(Debug, thiserror::Error)]
pub enum RuleBookError {
    /// It does not have the shape of one.
    #[error("the aid criteria cannot be read: {0}; correct the file at that line")]
    Unreadable(#[from] serde_json::Error),
    /// It contradicts itself.
    #[error("the aid criteria are not sound: {0}; correct the file")]
    Unsound(String),
}

// A book that does not read would know no item and say so of each; a test reads the embedded file, so it never ships.
static THAILAND: LazyLock<RuleBook> =
    LazyLock::new(|| RuleBook::read(include_str!("criteria.json")).unwrap_or_default());

impl RuleBook {
    /// The embedded rules of Thailand.
    pub fn thailand() -> &'static Self {
        &THAILAND
    }

    /// A rule book from the text of such a file, checked.
    pub fn read(json: &str) -> Result<Self, RuleBookError> {
        let book: Self = serde_json::from_str(json)?;
        match book.fault() {
            None => Ok(book),
            Some(fault) => Err(RuleBookError::Unsound(fault)),
        }
    }

    /// Every item, of whatever date, in the order of the file.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Every rule set.
    pub fn rule_sets(&self) -> &[RuleSet] {
        &self.rule_sets
    }

    /// Every ruling.
    pub fn rulings(&self) -> &[Ruling] {
        &self.rulings
    }

    /// A ruling by its name.
    pub fn ruling(&self, id: &str) -> Option<&Ruling> {
        self.rulings.iter().find(|ruling| ruling.id == id)
    }

    /// A condition in Thai.
    pub fn words(&self, condition: Condition) -> &str {
        self.conditions.get(&condition).map_or("", String::as_str)
    }

    /// The rule set of an item.
    pub fn rule_set_of(&self, item: &Item) -> Option<&RuleSet> {
        self.rule_sets.iter().find(|set| set.id == item.rule_set)
    }

    /// The items in force on a day.
    pub fn items_on(&self, on: NaiveDate) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |item| self.rule_set_of(item).is_some_and(|set| set.in_force(on)))
    }

    /// The item of a code that is in force on a day.
    pub fn item(&self, code: &str, on: NaiveDate) -> Option<&Item> {
        self.items_on(on).find(|item| item.code == code)
    }

    /// Every item of a code, whenever in force.
    pub fn item_versions<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a Item> {
        self.items.iter().filter(move |item| item.code == code)
    }

    /// This book with what an office set laid over it.
    pub fn with(&self, rates: Vec<Rate>) -> Self {
        Self { rates, ..self.clone() }
    }

    /// The rates of an item on a day, for the item itself and for this kind of thing under it. Of those
    /// that limit the same in the same way, the one that began last, and of these the one said last.
    fn rates(&self, code: &str, kind: Option<&str>, on: NaiveDate) -> Vec<&Rate> {
        let mut in_force: Vec<&Rate> = self
            .rates
            .iter()
            .filter(|rate| rate.item == code && rate.holds(on))
            .filter(|rate| rate.kind.is_none() || rate.kind.as_deref() == kind)
            .collect();
        in_force.sort_by_key(|rate| std::cmp::Reverse((rate.from, rate.id)));
        let mut rates: Vec<&Rate> = Vec::new();
        for rate in in_force {
            if !rates.iter().any(|newer| newer.kind == rate.kind && newer.limit.is_alike(&rate.limit)) {
                rates.push(rate);
            }
        }
        // What is set for a kind stands in the place of what is set for all of them.
        let of_kind: Vec<Limit> =
            rates.iter().filter(|rate| rate.kind.is_some()).map(|rate| rate.limit).collect();
        rates.retain(|rate| rate.kind.is_some() || !of_kind.iter().any(|limit| limit.is_alike(&rate.limit)));
        rates.reverse();
        rates
    }

    /// The ceilings of an item on a day, each with the rate that sets it where the office did: those of the
    /// rules, and in their place or beside them those that were set for the item and for this kind.
    pub fn limits<'a>(
        &'a self,
        item: &Item,
        kind: Option<&str>,
        on: NaiveDate,
    ) -> Vec<(Limit, Option<&'a Rate>)> {
        let rates = self.rates(&item.code, kind, on);
        let replaced =
            |limit: &Limit| rates.iter().any(|rate| rate.kind.is_none() && rate.limit.is_alike(limit));
        let ruled = item.limits.iter().filter(|limit| !replaced(limit)).map(|limit| (*limit, None));
        ruled.chain(rates.iter().map(|rate| (rate.limit, Some(*rate)))).collect()
    }

    /// The kinds of thing under an item for which a rate holds on a day, by their names.
    pub fn kinds(&self, code: &str, on: NaiveDate) -> BTreeSet<&str> {
        let of_it = self.rates.iter().filter(|rate| rate.item == code && rate.holds(on));
        of_it.filter_map(|rate| rate.kind.as_deref()).collect()
    }

    /// Why the rates are incomplete, in Thai.
    pub fn rates_note(&self) -> &str {
        &self.rates_note
    }

    /// The first thing that is wrong with it.
    fn fault(&self) -> Option<String> {
        let codes: BTreeSet<&str> = self.items.iter().map(|item| item.code.as_str()).collect();
        let ids: BTreeSet<&str> = self.rule_sets.iter().map(|set| set.id.as_str()).collect();
        if ids.len() != self.rule_sets.len() {
            return Some("two rule sets have one id".to_owned());
        }
        let cited = (self.rule_sets.iter().map(|set| (&set.id, &set.references)))
            .chain(self.items.iter().map(|item| (&item.code, &item.references)))
            .chain(self.rulings.iter().map(|ruling| (&ruling.id, &ruling.references)));
        for (name, references) in cited {
            if references.is_empty() || !references.iter().all(|reference| is_reference(reference)) {
                return Some(format!("{name} does not say where it stands, as S003:2320"));
            }
        }
        if let Some(id) = Ruling::APPLIED.iter().find(|id| self.ruling(id).is_none()) {
            return Some(format!("the ruling {id} is missing"));
        }
        self.items.iter().enumerate().find_map(|(place, item)| {
            self.item_fault(item, &codes).or_else(|| {
                let set = self.rule_set_of(item)?;
                let twin = self.items.iter().skip(place + 1).find(|other| {
                    other.code == item.code
                        && self.rule_set_of(other).is_some_and(|other| set.overlaps(other))
                })?;
                Some(format!(
                    "{} stands in {} and in {} on the same day",
                    item.code, item.rule_set, twin.rule_set
                ))
            })
        })
    }

    fn item_fault(&self, item: &Item, codes: &BTreeSet<&str>) -> Option<String> {
        let code = &item.code;
        let money = item.limits.iter().any(|limit| !matches!(limit, Limit::Count { .. }));
        let named = item.instead_of.iter().chain(&item.after_disaster_as);
        let answered = |other: &String| {
            self.items.iter().any(|item| item.code == *other && item.instead_of.contains(code))
        };
        if self.rule_set_of(item).is_none() {
            return Some(format!("{code} belongs to {}, which is no rule set", item.rule_set));
        }
        if money != (item.amount == Amount::Limited) {
            return Some(format!("{code} has a ceiling in baht and says it has none, or the reverse"));
        }
        if let Some(condition) = item.requires.iter().find(|condition| self.words(**condition).is_empty()) {
            return Some(format!("{code} requires {condition:?}, which has no Thai words"));
        }
        if let Some(other) = named.into_iter().find(|other| !codes.contains(other.as_str())) {
            return Some(format!("{code} names {other}, which is no item"));
        }
        if let Some(other) = item.instead_of.iter().find(|other| !answered(other)) {
            return Some(format!("{code} is instead of {other}, which does not say the same"));
        }
        None
    }

    /// The item, in force on a day, that help written down in words is known to be.
    pub(super) fn item_known_as(&self, what: &str, on: NaiveDate) -> Option<&Item> {
        let what: String = what.chars().filter(|c| !c.is_whitespace()).collect();
        self.items_on(on).find(|item| item.known_as.iter().any(|word| what.contains(word.as_str())))
    }
}

/// A seed and a line in it: `S003:2320`.
fn is_reference(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.strip_prefix('S')
        .and_then(|text| text.split_once(':'))
        .is_some_and(|(seed, line)| seed.len() == 3 && digits(seed) && digits(line))
}

impl Limit {
    /// Whether another limits the same in the same way, whatever its ceiling: of two such only one can hold.
    pub fn is_alike(&self, other: &Self) -> bool {
        match (*self, *other) {
            (Self::Price { each, .. }, Self::Price { each: other, .. }) => each == other,
            // So much each time and so much within one time are one thing.
            (Self::Price { each: Measure::Time, .. }, Self::Sum { within: Period::Time, unit: None, .. })
            | (Self::Sum { within: Period::Time, unit: None, .. }, Self::Price { each: Measure::Time, .. }) => {
                true
            }
            (Self::Count { of, within, .. }, Self::Count { of: other_of, within: other, .. }) => {
                (of, within) == (other_of, other)
            }
            (Self::Sum { within, unit, .. }, Self::Sum { within: other, unit: other_unit, .. }) => {
                (within, unit) == (other, other_unit)
            }
            _ => false,
        }
    }

    /// The ceiling in Thai, of an item that is counted for this unit.
    pub fn written(&self, of_item: Unit) -> String {
        match *self {
            Self::Price { baht, each } => format!("{}ละไม่เกิน {} บาท", each.thai(), Money::baht(baht)),
            Self::Sum { baht, within, unit } => {
                let unit = unit.unwrap_or(of_item).thai();
                format!("{unit}ละไม่เกิน {} บาท ต่อ{}", Money::baht(baht), within.thai())
            }
            Self::Count { count, of, within } => {
                format!("ไม่เกิน {count} {} ต่อ{}ต่อ{}", of.thai(), of_item.thai(), within.thai())
            }
        }
    }

    /// The ceiling as money, where it is one.
    pub fn money(&self) -> Option<Money> {
        match *self {
            Limit::Price { baht, .. } | Limit::Sum { baht, .. } => Some(Money::baht(baht)),
            Limit::Count { .. } => None,
        }
    }
}
