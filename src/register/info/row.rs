//! The rows of the three sheets: cells with names, as INFO's form asks for them.
//!
//! Owns the columns, their order and headers, how each value is written, and the order of rows.
//! The headers of the first two sheets are the manual's (domain.md 2.1, 2.2) and are fixed.

use std::borrow::Cow;

use super::{Added, LeftOut, Line};
use crate::address;
use crate::calendar::written::{Form, write_month};
use crate::entry::Entry;
use crate::household::{HouseOrder, house_number};
use crate::lao::Lao;
use crate::national_id::TypedId;
use crate::record::{PersonId, Record, Request, RequestId};
use crate::spoken::Spoken;
use crate::thai::arabic_digits;

/// What INFO is told of one person; a cell that nobody filled is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// P-01: thirteen digits; as typed where they are no number.
    pub national_id: String,
    /// P-02: given name and family name, no title.
    pub name: String,
    /// P-03.
    pub sex: String,
    /// P-04.
    pub race: String,
    /// P-05.
    pub nationality: String,
    /// P-06.
    pub religion: String,
    /// P-07.
    pub occupation: String,
    /// P-08.
    pub blood_group: String,
    /// P-09: as far as it is known, in the Buddhist era.
    pub born: String,
    /// P-10.
    pub affiliation: String,
    /// P-11, and the rest of the address on the card.
    pub house_no: String,
    /// P-12.
    pub province: String,
    /// P-13.
    pub district: String,
    /// P-14.
    pub subdistrict: String,
    /// P-15.
    pub moo: String,
    /// P-16.
    pub postcode: String,
    /// P-17.
    pub phone: String,
}

/// Declares a sheet's columns: each with its header and its cell of a row, in order.
macro_rules! columns {
    ($(#[$doc:meta])* $name:ident of $row:ty, $of:ident { $($(#[$column_doc:meta])* $column:ident = $header:literal => $cell:expr,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$column_doc])* $column,)+
        }

        impl $name {
            /// Every column, in the order of the sheet.
            pub const ALL: [Self; [$(Self::$column),+].len()] = [$(Self::$column),+];

            /// What stands above it.
            pub const fn header(self) -> &'static str {
                match self {
                    $(Self::$column => $header,)+
                }
            }

            /// What stands in it.
            pub fn cell<'r>($of: &'r $row, column: Self) -> Cow<'r, str> {
                match column {
                    $(Self::$column => Cow::from($cell),)+
                }
            }
        }
    };
}

columns! {
    /// A column of the first sheet.
    Column of Row, row {
        /// P-01
        NationalId = "เลขบัตรประจำตัวประชาชน" => &row.national_id,
        /// P-02
        Name = "ชื่อ-นามสกุล" => &row.name,
        /// P-03
        Sex = "เพศ" => &row.sex,
        /// P-04
        Race = "เชื้อชาติ" => &row.race,
        /// P-05
        Nationality = "สัญชาติ" => &row.nationality,
        /// P-06
        Religion = "ศาสนา" => &row.religion,
        /// P-07
        Occupation = "อาชีพ" => &row.occupation,
        /// P-08
        BloodGroup = "หมู่โลหิต" => &row.blood_group,
        /// P-09
        Born = "วัน/เดือน/ปีเกิด (พ.ศ.)" => &row.born,
        /// P-10
        Affiliation = "สังกัดหน่วยงาน" => &row.affiliation,
        /// P-11
        HouseNo = "เลขที่บ้าน" => &row.house_no,
        /// P-12
        Province = "จังหวัด" => &row.province,
        /// P-13
        District = "อำเภอ" => &row.district,
        /// P-14
        Subdistrict = "ตำบล" => &row.subdistrict,
        /// P-15
        Moo = "หมู่ที่" => &row.moo,
        /// P-16
        Postcode = "รหัสไปรษณีย์" => &row.postcode,
        /// P-17
        Phone = "เบอร์โทรศัพท์" => &row.phone,
    }
}

impl Column {
    /// Whether INFO saves nothing without it (domain.md 2.1, «บังคับกรอก»).
    pub const fn is_required(self) -> bool {
        matches!(self, Self::NationalId | Self::Name)
    }
}

impl Row {
    /// An entry's row.
    pub(super) fn of(entry: &Entry, affiliation: &str) -> Self {
        let shown = &entry.shown;
        let text = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
        let card = shown.card_address.as_ref();
        let area = Area::of(card.and_then(|card| card.tambon.as_deref()));
        Self {
            national_id: match &entry.national_id {
                TypedId::Missing => String::new(),
                TypedId::Valid(number) => number.to_string(),
                TypedId::Invalid { typed, .. } => typed.trim().to_owned(),
            },
            name: [&shown.given_name, &shown.family_name].map(text).join(" ").trim().to_owned(),
            sex: shown.sex.map(|sex| sex.in_thai().to_owned()).unwrap_or_default(),
            race: text(&shown.race),
            nationality: shown.nationality.map(|nationality| nationality.in_thai()).unwrap_or_default(),
            religion: text(&shown.religion),
            occupation: text(&shown.occupation),
            blood_group: text(&shown.blood_group),
            born: shown.born().map(|born| born.written(Form::Numeric)).unwrap_or_default(),
            affiliation: affiliation.to_owned(),
            house_no: card.map(|card| text(&card.house_no)).unwrap_or_default(),
            province: area.province,
            district: area.district,
            subdistrict: area.subdistrict,
            moo: card.and_then(|card| card.moo).map(|moo| moo.to_string()).unwrap_or_default(),
            postcode: card.map(|card| text(&card.postcode)).unwrap_or_default(),
            phone: text(&shown.phone),
        }
    }

    /// What stands in a column.
    pub fn cell(&self, column: Column) -> Cow<'_, str> {
        Column::cell(self, column)
    }

    /// The columns that INFO requires and nobody filled.
    pub fn missing(&self) -> std::collections::BTreeSet<Column> {
        let empty = |column: &Column| column.is_required() && self.cell(*column).is_empty();
        Column::ALL.into_iter().filter(empty).collect()
    }
}

/// Where a tambon lies, in names. What is no code of a tambon stands for its name, so that nothing
/// that was written down is lost.
#[derive(Default)]
struct Area {
    province: String,
    district: String,
    subdistrict: String,
}

impl Area {
    fn of(tambon: Option<&str>) -> Self {
        let Some(typed) = tambon.map(str::trim).filter(|typed| !typed.is_empty()) else {
            return Self::default();
        };
        let Some(tambon) = address::tambon(typed) else {
            return Self { subdistrict: typed.to_owned(), ..Self::default() };
        };
        Self {
            province: tambon.province().name().to_owned(),
            district: tambon.amphoe().name().to_owned(),
            subdistrict: tambon.name().to_owned(),
        }
    }
}

/// What INFO is told of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRow {
    /// Which.
    pub id: RequestId,
    /// the province of the LAO that took it.
    pub province: String,
    /// the district. No LAO is told its district, so it is that of the visit.
    pub district: String,
    /// the LAO that took it.
    pub lao: String,
    /// Q-05; empty while it has none.
    pub receipt_number: String,
    ///
    pub subject: String,
}

impl RequestRow {
    pub(super) fn of(request: &Request, record: &Record, lao: &Lao, added: &Added) -> Self {
        let tambon = record.place.as_ref().and_then(|place| place.tambon.as_deref());
        let said = |text: &Option<String>| {
            text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let area = || request.area.map(|area| area.in_thai().to_owned());
        Self {
            id: request.id,
            province: address::province(&lao.province).map_or("", |province| province.name()).to_owned(),
            district: Area::of(tambon).district,
            lao: lao.name.clone(),
            receipt_number: added.receipt_numbers.get(&request.id).cloned().unwrap_or_default(),
            // INFO has one column for what is asked: whatever says it best.
            subject: said(&request.subject).or_else(|| said(&request.need)).or_else(area).unwrap_or_default(),
        }
    }
}

/// One request among its person's.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'m> {
    /// Its running number there, from 1.
    pub number: u32,
    /// It.
    pub request: &'m RequestRow,
    /// Its person's line in the first sheet.
    pub line: &'m Line,
}

columns! {
    /// A column of the second sheet. The manual's six come first; INFO's own list stands below its
    /// person, and a sheet has to say who that is.
    AskedColumn of Asked<'_>, asked {
        ///
        Number = "ลำดับ" => asked.number.to_string(),
        ///
        Province = "จังหวัด" => &asked.request.province,
        ///
        District = "อำเภอ" => &asked.request.district,
        ///
        Lao = "อปท." => &asked.request.lao,
        ///
        ReceiptNumber = "เลขรับเรื่องช่วยเหลือ" => &asked.request.receipt_number,
        ///
        Subject = "เรื่องขอความช่วยเหลือ" => &asked.request.subject,
        /// Whose, as in the first sheet.
        NationalId = "เลขบัตรประจำตัวประชาชน" => &asked.line.row.national_id,
        /// Whose.
        Name = "ชื่อ-นามสกุล" => &asked.line.row.name,
    }
}

/// Where somebody who is left out was met: whoever mends it has to go there or ring.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The house.
    pub house_no: String,
    /// The village, or the community.
    pub village: String,
    /// The tambon.
    pub subdistrict: String,
    /// Another document's number.
    pub other_id: String,
}

impl Found {
    pub(super) fn of(entry: &Entry) -> Self {
        let place = entry.place.clone().unwrap_or_default();
        Self {
            house_no: place.house_no.unwrap_or_default(),
            village: place.moo.map(|moo| moo.to_string()).or(place.community).unwrap_or_default(),
            subdistrict: Area::of(place.tambon.as_deref()).subdistrict,
            other_id: entry.shown.other_id.clone().unwrap_or_default(),
        }
    }
}

columns! {
    /// A column of the third sheet.
    LeftOutColumn of LeftOut, left {
        /// As it was typed.
        NationalId = "เลขบัตรประจำตัวประชาชน" => &left.row.national_id,
        /// Another document's number.
        OtherId = "เลขเอกสารอื่น" => &left.found.other_id,
        /// Who.
        Name = "ชื่อ-นามสกุล" => &left.row.name,
        /// Where they were met.
        House = "พบที่บ้านเลขที่" => &left.found.house_no,
        /// The village or community.
        Village = "หมู่ที่/ชุมชน" => &left.found.village,
        /// The tambon.
        Subdistrict = "ตำบล" => &left.found.subdistrict,
        /// Their telephone.
        Phone = "เบอร์โทรศัพท์" => &left.row.phone,
        /// The newest round in which they were met.
        Round = "เดือนที่สำรวจ" => write_month(left.round.first_day(), Form::Short),
        /// Why.
        Reason = "เหตุผล" => left.reason.in_thai(),
    }
}

/// Where a row stands in its sheet: by tambon, village, house and person, as one walks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lane {
    tambon: String,
    moo: Option<u32>,
    house: HouseOrder,
    person: PersonId,
}

impl Lane {
    /// By the address that the first sheet shows.
    pub(super) fn of_card(entry: &Entry) -> Self {
        let card = entry.shown.card_address.clone().unwrap_or_default();
        Self::of(entry.person, card.tambon.as_deref(), card.moo, card.house_no.as_deref())
    }

    /// By the house that the third sheet shows.
    pub(super) fn of_place(entry: &Entry) -> Self {
        let place = entry.place.clone().unwrap_or_default();
        Self::of(entry.person, place.tambon.as_deref(), place.moo, place.house_no.as_deref())
    }

    fn of(person: PersonId, tambon: Option<&str>, moo: Option<u32>, house: Option<&str>) -> Self {
        let house = house.unwrap_or_default();
        let number = house_number(house).unwrap_or_else(|| house.trim().to_owned());
        Self {
            tambon: arabic_digits(tambon.unwrap_or_default().trim()),
            moo,
            house: HouseOrder::of(&number),
            person,
        }
    }
}
