//! One human being as found on one visit.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{InList, PersonId, Unknown, YesNoUnknown, reading};
use crate::as_text::{as_text, closed_list, quoted};
use crate::birth::{Birth, Born};

/// A person of the household. Nothing but the id is needed: what is not known is absent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Person {
    /// Made on the phone, never changed.
    pub id: PersonId,
    /// The thirteen digits, as typed; a missing or odd one never blocks a record.
    #[serde(default, deserialize_with = "reading::as_typed", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<reading::Anything>")]
    pub national_id: Option<String>,
    /// Another document's number: a passport, a stateless person's card.
    #[serde(default, deserialize_with = "reading::text", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<reading::TextOrNumber>")]
    pub other_id: Option<String>,
    /// Why there is no national ID.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub no_id_reason: Option<String>,
    /// Title (คำนำหน้า).
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Given name.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// Family name.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// Sex, as INFO asks it (domain.md P-03).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// Birth date as far as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth: Option<Born>,
    /// Nationality.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nationality: Option<Nationality>,
    /// Where the person is registered; with nationality, the six cells of domain.md 3.4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered: Option<Registered>,
    /// Which family under this roof, from 1.
    #[serde(default, deserialize_with = "reading::count", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<reading::Count>")]
    pub family: Option<u32>,
    /// Head of that family.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<bool>,
    /// Whom that family lives from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breadwinner: Option<bool>,
    /// Occupation.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub occupation: Option<String>,
    /// Telephone.
    #[serde(default, deserialize_with = "reading::text", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<reading::TextOrNumber>")]
    pub phone: Option<String>,
    /// The address on the card, which is INFO's (domain.md 2.1); not where the person was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_address: Option<CardAddress>,
    /// Race; asked only where the LAO turned it on.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub race: Option<String>,
    /// Religion; asked only where the LAO turned it on.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub religion: Option<String>,
    /// Blood group; asked only where the LAO turned it on.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub blood_group: Option<String>,
    /// The surveyor's finding; the committee decides (domain.md H-12).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low_income: Option<YesNoUnknown>,
    /// What that finding rests on.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub low_income_note: Option<String>,
    /// In the state welfare register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub welfare_register: Option<YesNoUnknown>,
    /// A farmer, of which kinds, registered where and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub farmer: Option<Farmer>,
    /// A pupil or student.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub student: Option<Student>,
    /// No property, no income, nobody to rely on (ผู้ไร้ที่พึ่ง).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destitute: Option<bool>,
    /// Where they stand on the list that the record was taken from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_list: Option<InList>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

impl Person {
    /// A person of whom nothing is known yet.
    pub fn new(id: PersonId) -> Self {
        Self {
            id,
            national_id: None,
            other_id: None,
            no_id_reason: None,
            title: None,
            given_name: None,
            family_name: None,
            sex: None,
            birth: None,
            nationality: None,
            registered: None,
            family: None,
            head: None,
            breadwinner: None,
            occupation: None,
            phone: None,
            card_address: None,
            race: None,
            religion: None,
            blood_group: None,
            low_income: None,
            low_income_note: None,
            welfare_register: None,
            farmer: None,
            student: None,
            destitute: None,
            in_list: None,
            unknown: Unknown::default(),
        }
    }

    /// The birth date as far as it is known.
    pub fn born(&self) -> Option<Birth> {
        self.birth.as_ref().map(|born| born.birth)
    }
}

closed_list! {
    /// Sex, in INFO's two values.
    pub enum Sex {
        /// ชาย
        Male = "male",
        /// หญิง
        Female = "female",
    }
}

closed_list! {
    /// Where a person is registered.
    pub enum Registered {
        /// In this LAO's area.
        Here = "here",
        /// In another area.
        Elsewhere = "elsewhere",
        /// Nowhere, but living here.
        None = "none",
    }
}

/// An ISO 3166 country, or neither state nor known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nationality {
    /// A country by its two letters.
    Country([u8; 2]),
    /// Of no state.
    Stateless,
    /// Not known.
    Unknown,
}

impl Nationality {
    /// Thai.
    pub const THAI: Self = Self::Country(*b"TH");
}

/// ISO 3166-1 alpha-2, all officially assigned codes.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN \
BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE \
EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU \
ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY \
MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM \
PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS \
ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS \
YE YT ZA ZM ZW";

fn countries() -> Vec<&'static str> {
    COUNTRIES.split(' ').chain(["stateless", "unknown"]).collect()
}

/// A text that names no nationality.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{} is not a nationality; expected an ISO 3166 code such as TH, or stateless, or unknown", quoted(.0))]
pub struct NotANationality(String);

impl FromStr for Nationality {
    type Err = NotANationality;

    fn from_str(text: &str) -> Result<Self, NotANationality> {
        match text {
            "stateless" => Ok(Self::Stateless),
            "unknown" => Ok(Self::Unknown),
            // Each takes three bytes of the list; this is asked of everybody.
            _ => <[u8; 2]>::try_from(text.as_bytes())
                .ok()
                .filter(|code| COUNTRIES.as_bytes().chunks(3).any(|listed| listed.starts_with(code)))
                .map(Self::Country)
                .ok_or_else(|| NotANationality(text.to_owned())),
        }
    }
}

impl fmt::Display for Nationality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Country([a, b]) => write!(f, "{}{}", char::from(*a), char::from(*b)),
            Self::Stateless => f.write_str("stateless"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

as_text!(Nationality, { "type": "string", "enum": countries() });

/// The address printed on the card.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CardAddress {
    /// House number.
    #[serde(default, deserialize_with = "reading::text", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<reading::TextOrNumber>")]
    pub house_no: Option<String>,
    /// Village number.
    #[serde(default, deserialize_with = "reading::count", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<reading::Count>")]
    pub moo: Option<u32>,
    /// The official six-digit tambon code.
    #[serde(default, deserialize_with = "reading::text", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<reading::TextOrNumber>")]
    pub tambon: Option<String>,
    /// Postcode.
    #[serde(default, deserialize_with = "reading::text", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<reading::TextOrNumber>")]
    pub postcode: Option<String>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// What makes a person a farmer in the regulation's sense (domain.md H-14).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Farmer {
    /// What is farmed.
    #[serde(default, deserialize_with = "reading::list", skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Option<Vec<FarmerKind>>")]
    pub kinds: Vec<FarmerKind>,
    /// Which register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub register: Option<FarmerRegister>,
    /// Since when; farm aid asks for a date before the disaster.
    #[serde(default, deserialize_with = "reading::day", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<reading::Day>")]
    pub registered_on: Option<chrono::NaiveDate>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

closed_list! {
    /// What a farmer farms.
    pub enum FarmerKind {
        /// ปลูกพืช
        Crop = "crop",
        /// เลี้ยงปศุสัตว์
        Livestock = "livestock",
        /// เลี้ยงสัตว์น้ำ
        Aquatic = "aquatic",
        /// ทำนาเกลือ
        Salt = "salt",
    }
}

closed_list! {
    /// Which department's register a farmer is in.
    pub enum FarmerRegister {
        /// กรมส่งเสริมการเกษตร
        Agriculture = "agriculture",
        /// กรมปศุสัตว์
        Livestock = "livestock",
        /// กรมประมง
        Fisheries = "fisheries",
    }
}

/// A pupil or student (domain.md H-16).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Student {
    /// Level of education.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<StudentLevel>,
    /// Domicile in the LAO since; help asks for one year.
    #[serde(default, deserialize_with = "reading::day", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<reading::Day>")]
    pub domicile_since: Option<chrono::NaiveDate>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

closed_list! {
    /// Level of education.
    pub enum StudentLevel {
        /// Small children, kindergarten and primary school.
        Primary = "primary",
        /// มัธยมต้น
        LowerSecondary = "lower-secondary",
        /// มัธยมปลายหรือเทียบเท่า
        UpperSecondary = "upper-secondary",
        /// Above, up to a bachelor's degree.
        Higher = "higher",
    }
}
