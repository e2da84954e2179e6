//! What a disaster did to a household.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::{PersonId, Unknown, reading};
use crate::as_text::closed_list;

/// Damage of one event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Damage {
    /// What kind of disaster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<DamageKind>,
    /// When the disaster happened.
    #[serde(default, deserialize_with = "reading::day", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<reading::Day>")]
    pub event_on: Option<NaiveDate>,
    /// When the damage happened.
    #[serde(default, deserialize_with = "reading::day", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<reading::Day>")]
    pub damaged_on: Option<NaiveDate>,
    /// The declared zone, where there is one.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// What was damaged, item by item of the criteria.
    #[serde(default, deserialize_with = "reading::list", skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Option<Vec<DamageItem>>")]
    pub items: Vec<DamageItem>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

closed_list! {
    /// The fourteen kinds of disaster of domain.md 2.4, in order.
    pub enum DamageKind {
        /// อัคคีภัย
        Fire = "fire",
        /// วาตภัย
        Storm = "storm",
        /// อุทกภัย
        Flood = "flood",
        /// ภัยแล้ง
        Drought = "drought",
        /// ภาวะฝนแล้ง
        DrySpell = "dry-spell",
        /// ฝนทิ้งช่วง
        RainGap = "rain-gap",
        /// ภัยจากลูกเห็บ
        Hail = "hail",
        /// ไฟป่า
        Wildfire = "wildfire",
        /// โรคหรือการระบาดของแมลงหรือศัตรูพืช
        Pest = "pest",
        /// โรคระบาดในมนุษย์
        Epidemic = "epidemic",
        /// อากาศหนาวจัดผิดปกติ
        Cold = "cold",
        /// ภัยสงคราม
        War = "war",
        /// ผู้ก่อการร้าย กองกำลังจากนอกประเทศ
        ArmedGroup = "armed-group",
        /// ภัยอื่น ๆ
        Other = "other",
    }
}

/// One damaged thing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DamageItem {
    /// The code of the aid criteria: `5.1.5`.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
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
    #[schemars(with = "Option<reading::Count>")]
    pub family: Option<u32>,
    /// In words.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

closed_list! {
    /// How much was damaged.
    pub enum Extent {
        /// ทั้งหลัง
        Whole = "whole",
        /// บางส่วน
        Partial = "partial",
    }
}
