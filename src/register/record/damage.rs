//! What a disaster did to a household.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::place::TextOrNumber;
use super::{PersonId, Unknown, reading};

/// Damage of one event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Damage {
    /// What kind of disaster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<DamageKind>,
    /// When the disaster happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<super::Day>")]
    pub event_on: Option<NaiveDate>,
    /// When the damage happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<super::Day>")]
    pub damaged_on: Option<NaiveDate>,
    /// The declared zone, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// What was damaged, item by item of the criteria.
    #[serde(default, deserialize_with = "reading::list", skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Option<Vec<DamageItem>>")]
    pub items: Vec<DamageItem>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// The fourteen kinds of disaster of domain.md 2.4, in order.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum DamageKind {
    /// อัคคีภัย
    Fire,
    /// วาตภัย
    Storm,
    /// อุทกภัย
    Flood,
    /// ภัยแล้ง
    Drought,
    /// ภาวะฝนแล้ง
    DrySpell,
    /// ฝนทิ้งช่วง
    RainGap,
    /// ภัยจากลูกเห็บ
    Hail,
    /// ไฟป่า
    Wildfire,
    /// โรคหรือการระบาดของแมลงหรือศัตรูพืช
    Pest,
    /// โรคระบาดในมนุษย์
    Epidemic,
    /// อากาศหนาวจัดผิดปกติ
    Cold,
    /// ภัยสงคราม
    War,
    /// ผู้ก่อการร้าย กองกำลังจากนอกประเทศ
    ArmedGroup,
    /// ภัยอื่น ๆ
    Other,
}

/// One damaged thing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DamageItem {
    /// The code of the aid criteria: `5.1.5`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// How much of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extent: Option<Extent>,
    /// How many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<f64>")]
    pub quantity: Option<Number>,
    /// Whose, where it is one person's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// Which family's under this roof.
    #[serde(default, deserialize_with = "reading::count", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TextOrNumber>")]
    pub family: Option<u32>,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// How much was damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// ทั้งหลัง
    Whole,
    /// บางส่วน
    Partial,
}
