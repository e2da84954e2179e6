//! One row of a list: what somebody wrote down about a person.
//!
//! Owns the columns of the duplicate finder's input, the ways they are written when
//! nothing goes wrong, and how much a row still tells about its person. Refuses to know
//! what goes wrong: `damage` does that. Called by `list` and `damage`.

use crate::birth::Birth;
use crate::damage::Damage;
use crate::trap::Confusable;
use crate::village::{STYLES, VillageStyle};
use crate::{Chance, Habits, Household, Person, Sex, Village};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// The columns of a list, in order.
pub const COLUMNS: [&str; 9] =
    ["unique_id", "cid", "title", "first", "last", "dob", "sex", "village", "house"];

/// How a row codes sex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SexCode {
    /// 1 and 2
    Digit,
    /// ชาย and หญิง
    Thai,
    /// male and female
    English,
}

/// How much a row still tells about its person, field by field; see [`Evidence::decides`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    /// 8 the true ID, 6 one slip away from it, 0 none or another's.
    pub id: u8,
    /// 4 the true given name, less by one for each slip, 0 another name.
    pub given: u8,
    /// 4 the true family name, less by one for each slip, 0 none or another.
    pub family: u8,
    /// 6 the true date, 4 one slip away, 2 the year only, 0 none.
    pub birth: u8,
    /// 4 the true house and village, 3 the house written otherwise, 2 one of them, 0 another place.
    pub place: u8,
}

impl Evidence {
    /// Whether an honest clerk with these two rows of one person before him could say that
    /// they deserve a second look, and not merely that they might. One of these suffices:
    /// the true ID on both; the given name in the same house; or fields that together come
    /// to more than a full name with a birth year, or a given name with a birth date, which
    /// strangers share too.
    pub fn decides(self, other: Self) -> bool {
        let id = self.id.min(other.id);
        let given = self.given.min(other.given);
        let family = self.family.min(other.family);
        let birth = self.birth.min(other.birth);
        let place = self.place.min(other.place);
        id == 8 || (given >= 2 && place >= 3) || id + given + family + birth + place >= 11
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}{}{}", self.id, self.given, self.family, self.birth, self.place)
    }
}

impl FromStr for Evidence {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits: Vec<u8> =
            text.bytes().map(|b| b.wrapping_sub(b'0')).filter(|&digit| digit <= 8).collect();
        match *digits.as_slice() {
            [id, given, family, birth, place] if text.len() == 5 => {
                Ok(Self { id, given, family, birth, place })
            }
            _ => Err(()),
        }
    }
}

/// One row.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its place in the written list, from 1; 0 before it is written.
    pub number: u32,
    /// Whose row it is.
    pub person: u32,
    /// Whose household.
    pub household: u32,
    /// The ID as typed.
    pub cid: String,
    /// The title as typed.
    pub title: String,
    /// The given name as typed.
    pub first: String,
    /// The family name as typed.
    pub last: String,
    /// The birth date as believed by whoever typed.
    pub birth: Option<Birth>,
    /// The birth date is spelt in พ.ศ.
    pub buddhist: bool,
    /// The sex as believed.
    pub sex: Option<Sex>,
    /// How it is coded.
    pub sex_code: SexCode,
    /// The village as believed.
    pub village: Option<Arc<Village>>,
    /// How it is written.
    pub village_style: VillageStyle,
    /// The house as typed.
    pub house: String,
    /// What went wrong, in order.
    pub damages: Vec<Damage>,
    /// Whom the row may be taken for.
    pub confusable: Vec<Confusable>,
    /// What is left of the truth.
    pub evidence: Evidence,
}

impl Row {
    /// The row of a careful clerk: everything true, in the list's own style.
    pub fn of(person: &Person, household: &Household, habits: &Habits, chance: &mut Chance) -> Self {
        let title = match person.title {
            "ด.ช." if chance.happens(habits.title_variants) => "เด็กชาย",
            "ด.ญ." if chance.happens(habits.title_variants) => "เด็กหญิง",
            "นางสาว" if chance.happens(habits.title_variants) => "น.ส.",
            title => title,
        };
        let village_style = if chance.happens(habits.stray_village_style) {
            chance.weighted(&STYLES).unwrap_or(habits.village_style)
        } else {
            habits.village_style
        };
        Self {
            number: 0,
            person: person.number,
            household: household.number,
            cid: person.id.map(|id| id.to_string()).unwrap_or_default(),
            title: title.to_owned(),
            first: person.given.to_string(),
            last: person.family.map(|family| family.to_string()).unwrap_or_default(),
            birth: Some(person.birth),
            buddhist: chance.happens(habits.buddhist_era),
            sex: Some(person.sex),
            sex_code: chance.weighted(&habits.sex_codes).unwrap_or(SexCode::Digit),
            village: Some(Arc::clone(&household.village)),
            village_style,
            house: household.house.to_string(),
            damages: Vec::new(),
            confusable: person.confusable.clone(),
            evidence: Evidence {
                id: if person.id.is_some() { 8 } else { 0 },
                given: 4,
                family: if person.family.is_some() { 4 } else { 0 },
                birth: if person.year_only { 2 } else { 6 },
                place: 4,
            },
        }
    }

    /// The row's name in the list: `r1`, `r2`, …
    pub fn unique_id(&self) -> String {
        format!("r{}", self.number)
    }

    /// The fields in the order of [`COLUMNS`].
    pub fn fields(&self) -> [String; 9] {
        let sex = match (self.sex, self.sex_code) {
            (None, _) => "",
            (Some(Sex::Male), SexCode::Digit) => "1",
            (Some(Sex::Female), SexCode::Digit) => "2",
            (Some(Sex::Male), SexCode::Thai) => "ชาย",
            (Some(Sex::Female), SexCode::Thai) => "หญิง",
            (Some(Sex::Male), SexCode::English) => "male",
            (Some(Sex::Female), SexCode::English) => "female",
        };
        [
            self.unique_id(),
            self.cid.clone(),
            self.title.clone(),
            self.first.clone(),
            self.last.clone(),
            self.birth.map(|birth| birth.iso(self.buddhist)).unwrap_or_default(),
            sex.to_owned(),
            self.village.as_ref().map(|village| village.written(self.village_style)).unwrap_or_default(),
            self.house.clone(),
        ]
    }

    /// What went wrong, as the truth file names it: `typing-tone+id-missing`.
    pub fn damage(&self) -> String {
        self.damages.iter().map(|damage| damage.name()).collect::<Vec<_>>().join("+")
    }

    /// Whom the row may be taken for, as the truth file names them; last, its household.
    pub fn traps(&self) -> String {
        let mut traps: Vec<String> = self.confusable.iter().map(ToString::to_string).collect();
        traps.push(format!("household:h{}", self.household));
        traps.join(" ")
    }
}
