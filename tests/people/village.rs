//! A village: its code, its หมู่ and the family names that are at home there.
//!
//! Owns the founders' effect, by which half a village bears three names, and the ways
//! lists write a village. Refuses to know the houses. Called by `population` and `row`.

use crate::name::{self, Family};
use crate::{Chance, Habits};

/// What kind of people founded a village.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VillageKind {
    /// Thai farmers; a few dozen family names.
    Farming,
    /// One family name, or one clan, holds most houses.
    OneName,
    /// Hill people, many without a family name.
    Hill,
    /// On the border: migrants among Thais.
    Border,
}

/// How a list writes villages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VillageStyle {
    /// `57090305`
    Code,
    /// `5`
    Number,
    /// `หมู่ 5`
    Moo,
    /// `ม.5 บ้านสันทราย`
    MooAndName,
    /// `บ้านสันทราย`
    Name,
}

/// Every style, for the stray rows that follow none.
pub const STYLES: [(VillageStyle, f64); 5] = [
    (VillageStyle::Code, 1.0),
    (VillageStyle::Number, 1.0),
    (VillageStyle::Moo, 1.0),
    (VillageStyle::MooAndName, 1.0),
    (VillageStyle::Name, 1.0),
];

/// A village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Village {
    /// Its place in the list, from 0.
    pub number: u32,
    /// What kind of people founded it.
    pub kind: VillageKind,
    /// Its name, with บ้าน.
    pub name: String,
    /// The family names at home here, the frequent ones first.
    pub families: Vec<Family>,
}

impl Village {
    /// The `number`th village of a list.
    pub fn found(chance: &mut Chance, habits: &Habits, number: u32) -> Self {
        let kind = chance.weighted(&habits.villages).unwrap_or(VillageKind::Farming);
        let name = format!("บ้าน{}", name::village(chance));
        let many = match kind {
            VillageKind::Hill => chance.between(3, 8),
            _ => chance.between(15, 60),
        };
        // A village of one name is a Chinese or Hmong clan's as often as a Thai family's.
        let clan = kind == VillageKind::OneName && chance.happens(0.5);
        let families = (0..many)
            .map(|nth| match kind {
                VillageKind::OneName if nth == 0 && clan => name::clan(chance),
                VillageKind::Hill if chance.happens(0.3) => name::clan(chance),
                _ => name::family(chance),
            })
            .collect();
        Self { number, kind, name, families }
    }

    /// A family name as a household of this village bears it.
    pub fn family(&self, chance: &mut Chance, habits: &Habits) -> Family {
        if self.kind == VillageKind::OneName && chance.happens(habits.one_name_share) {
            return self.families.first().copied().unwrap_or_default();
        }
        if chance.happens(habits.outsiders) {
            name::family(chance)
        } else {
            chance.pick_early(&self.families)
        }
    }

    /// The หมู่, 1 to 14.
    pub fn moo(&self) -> u32 {
        self.number % 14 + 1
    }

    /// The eight-digit code: province, district, subdistrict, village.
    pub fn code(&self) -> String {
        let tambon = self.number / 14;
        let amphoe = tambon / 16;
        // 57 is the sample province; lists of more than ten million people spill into the next ones.
        format!("{:02}{:02}{:02}{:02}", 57 + amphoe / 99, amphoe % 99 + 1, tambon % 16 + 1, self.moo())
    }

    /// The village as a list of that style writes it.
    pub fn written(&self, style: VillageStyle) -> String {
        match style {
            VillageStyle::Code => self.code(),
            VillageStyle::Number => self.moo().to_string(),
            VillageStyle::Moo => format!("หมู่ {}", self.moo()),
            VillageStyle::MooAndName => format!("ม.{} {}", self.moo(), self.name),
            VillageStyle::Name => self.name.clone(),
        }
    }
}

#[cfg(test)]
#[path = "village_tests.rs"]
mod tests;
