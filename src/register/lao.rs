//! A local administrative organisation, and who overlaps whom.
//!
//! Owns the codes, the kinds and the one question the ruling turns on: is this a
//! PAO and that a municipality or TAO of its province? Refuses to read anything out
//! of a code: it is opaque, and the province is told (contract section 1).
//! Called by `record` for codes and by `entry` for the ruling.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::as_text::{as_text, closed_list, quoted};

/// The eight digits of one LAO.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LaoCode(u32);

impl LaoCode {
    /// The eight digits as a number, for whoever keeps codes in a table.
    pub const fn as_u32(self) -> u32 {
        self.0
    }

    /// From such a number.
    pub const fn from_u32(number: u32) -> Option<Self> {
        if number < 100_000_000 { Some(Self(number)) } else { None }
    }
}

/// A text that is not an LAO code.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{} is not an LAO code; it has eight digits, such as 05090901", quoted(.0))]
pub struct NotALaoCode(String);

impl FromStr for LaoCode {
    type Err = NotALaoCode;

    fn from_str(text: &str) -> Result<Self, NotALaoCode> {
        let digits = crate::thai::arabic_digits(text.trim());
        let eight = digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit());
        match digits.parse() {
            Ok(code) if eight => Ok(Self(code)),
            _ => Err(NotALaoCode(text.to_owned())),
        }
    }
}

impl fmt::Display for LaoCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}", self.0)
    }
}

impl fmt::Debug for LaoCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LaoCode({self})")
    }
}

as_text!(LaoCode, { "type": "string", "pattern": "^[0-9]{8}$" });

closed_list! {
    /// What kind of organisation an LAO is.
    pub enum LaoKind {
        /// อบจ.
        Pao = "pao",
        /// ทน.
        City = "city",
        /// ทม.
        Town = "town",
        /// ทต.
        TambonMunicipality = "tambon-municipality",
        /// อบต.
        Tao = "tao",
        /// Pattaya, which is treated as a municipality.
        Special = "special",
        /// สถานที่กลาง: a desk that serves named LAOs and holds no entries of its own.
        CentralPlace = "central-place",
    }
}

impl LaoKind {
    /// Whether results are reported to the central place: a ทต. and an อบต. must \[S003:174\]
    /// \[S003:183\]; of the others the texts disagree, so an office may set it (domain.md X-02).
    pub fn reports_to_central_place(self) -> bool {
        matches!(self, Self::TambonMunicipality | Self::Tao)
    }
}

/// One LAO as the server was told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lao {
    /// Its code.
    pub code: LaoCode,
    /// Its name in Thai.
    pub name: String,
    /// What it is.
    pub kind: LaoKind,
    /// The two digits of its province.
    pub province: String,
}

/// How two LAOs that hold one person stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlap {
    /// The first is the PAO of the province that the second, no PAO, lies in.
    PaoOver,
    /// The second is the PAO over the first.
    PaoUnder,
    /// Any other two.
    Other,
}

/// Every LAO that is known.
#[derive(Clone, Debug, Default)]
pub struct Directory(BTreeMap<LaoCode, Lao>);

impl Directory {
    /// A directory of these.
    pub fn new(laos: impl IntoIterator<Item = Lao>) -> Self {
        Self(laos.into_iter().map(|lao| (lao.code, lao)).collect())
    }

    /// One LAO.
    pub fn get(&self, code: LaoCode) -> Option<&Lao> {
        self.0.get(&code)
    }

    /// Every LAO, by code.
    pub fn iter(&self) -> impl Iterator<Item = &Lao> {
        self.0.values()
    }

    /// How `a` and `b` stand. An LAO nobody has told of is nobody's PAO.
    pub fn overlap(&self, a: LaoCode, b: LaoCode) -> Overlap {
        let (Some(a), Some(b)) = (self.get(a), self.get(b)) else { return Overlap::Other };
        let ruled = |kind| !matches!(kind, LaoKind::Pao | LaoKind::CentralPlace);
        match (a.kind, b.kind) {
            _ if a.province != b.province => Overlap::Other,
            (LaoKind::Pao, kind) if ruled(kind) => Overlap::PaoOver,
            (kind, LaoKind::Pao) if ruled(kind) => Overlap::PaoUnder,
            _ => Overlap::Other,
        }
    }
}

#[cfg(test)]
#[path = "lao_tests.rs"]
mod tests;
