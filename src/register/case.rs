//! A case: two entries that people should look at together.
//!
//! Owns why, in a form that both a clerk and a test can read. There is one open case
//! per unordered pair, whatever the number of reasons; a decision on the pair closes it.
//! Opened by `draw` for what numbers say, and by `sameness` for what names say.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::decision::Appearance;

/// Two entries by their holders, the smaller first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Pair {
    left: Appearance,
    right: Appearance,
}

impl Pair {
    /// The pair of these two, in either order. Nobody makes a pair with themselves.
    pub fn of(a: Appearance, b: Appearance) -> Option<Self> {
        match a.cmp(&b) {
            std::cmp::Ordering::Less => Some(Self { left: a, right: b }),
            std::cmp::Ordering::Greater => Some(Self { left: b, right: a }),
            std::cmp::Ordering::Equal => None,
        }
    }

    /// The smaller one.
    pub fn left(self) -> Appearance {
        self.left
    }

    /// The greater one.
    pub fn right(self) -> Appearance {
        self.right
    }
}

/// Why a case is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// One LAO, one number, two names (contract section 4, row 2).
    SameIdOtherName,
    /// A PAO and an LAO of its province, one number, two names (row 3).
    PaoOtherName,
    /// Two LAOs that no ruling relates, one number (row 5).
    CrossArea,
    /// Two valid numbers, one name and birth date (row 11).
    TwoIdsOneName,
    /// Alike in what is known of them, and at least one without a usable number (row 6).
    Alike,
}

impl Ground {
    /// The reason as the office reads it.
    pub fn in_thai(self) -> &'static str {
        match self {
            Self::SameIdOtherName => "เลขประจำตัวประชาชนเดียวกัน แต่ชื่อต่างกัน ใน อปท. เดียวกัน",
            Self::PaoOtherName => "เลขประจำตัวประชาชนเดียวกันกับ อปท. ในจังหวัด แต่ชื่อต่างกัน",
            Self::CrossArea => "พบข้อมูลซ้ำข้ามพื้นที่ เลขประจำตัวประชาชนเดียวกัน",
            Self::TwoIdsOneName => "ชื่อและวันเกิดตรงกัน แต่เลขประจำตัวประชาชนต่างกัน",
            Self::Alike => "ข้อมูลคล้ายกัน และอย่างน้อยหนึ่งคนไม่มีเลขประจำตัวประชาชนที่ใช้ได้",
        }
    }
}

/// Every open case: each pair once, with all its grounds.
pub type Cases = BTreeMap<Pair, std::collections::BTreeSet<Ground>>;
