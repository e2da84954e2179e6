//! The columns that a list of names can have, and how they are headed.
//!
//! Owns INFO's words (domain.md 2.1) and the spellings that lists go about with. Called by the
//! server, which lets the office change what was recognised.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::{Cell, Row};
use crate::as_text::closed_list;
use crate::thai::fold;

closed_list! {
    /// What a column tells.
    pub enum Column {
        /// P-01
        NationalId = "national-id",
        /// Title and both names in one.
        FullName = "full-name",
        /// Title.
        Title = "title",
        /// Given name.
        GivenName = "given-name",
        /// Family name.
        FamilyName = "family-name",
        /// P-03
        Sex = "sex",
        /// P-09
        Birth = "birth",
        /// P-05
        Nationality = "nationality",
        /// P-07
        Occupation = "occupation",
        /// P-17
        Phone = "phone",
        /// P-11
        House = "house",
        /// P-15
        Moo = "moo",
        /// Community.
        Community = "community",
        /// Lane.
        Soi = "soi",
        /// Road.
        Road = "road",
        /// P-14
        Tambon = "tambon",
        /// P-13
        Amphoe = "amphoe",
        /// P-12
        Province = "province",
        /// P-16
        Postcode = "postcode",
        /// All of the address in one.
        Address = "address",
        /// Area of aid.
        Area = "area",
        ///
        Subject = "subject",
        ///
        Facts = "facts",
        ///
        Need = "need",
        /// Remarks.
        Note = "note",
        /// P-04
        Race = "race",
        /// P-06
        Religion = "religion",
        /// P-08
        BloodGroup = "blood-group",
    }
}

impl Column {
    /// As INFO, or the office, calls it.
    pub fn in_thai(self) -> &'static str {
        match self {
            Self::NationalId => "เลขบัตรประจำตัวประชาชน",
            Self::FullName => "ชื่อ - นามสกุล",
            Self::Title => "คำนำหน้า",
            Self::GivenName => "ชื่อ",
            Self::FamilyName => "นามสกุล",
            Self::Sex => "เพศ",
            Self::Birth => "วัน/เดือน/ปีเกิด",
            Self::Nationality => "สัญชาติ",
            Self::Occupation => "อาชีพ",
            Self::Phone => "เบอร์โทรศัพท์",
            Self::House => "เลขที่บ้าน",
            Self::Moo => "หมู่ที่",
            Self::Community => "ชุมชน",
            Self::Soi => "ซอย",
            Self::Road => "ถนน",
            Self::Tambon => "ตำบล",
            Self::Amphoe => "อำเภอ",
            Self::Province => "จังหวัด",
            Self::Postcode => "รหัสไปรษณีย์",
            Self::Address => "ที่อยู่ทั้งหมดในช่องเดียว",
            Self::Area => "ด้าน",
            Self::Subject => "เรื่องขอความช่วยเหลือ",
            Self::Facts => "ข้อเท็จจริง",
            Self::Need => "ความต้องการ",
            Self::Note => "หมายเหตุ",
            Self::Race => "เชื้อชาติ",
            Self::Religion => "ศาสนา",
            Self::BloodGroup => "หมู่โลหิต",
        }
    }

    /// Asked only where the LAO turned it on (domain.md RQ-22); of any other, a list's answer is
    /// not kept.
    pub fn is_sensitive(self) -> bool {
        matches!(self, Self::Race | Self::Religion | Self::BloodGroup)
    }

    /// Headings of it, beside its own name.
    fn spellings(self) -> &'static [&'static str] {
        match self {
            Self::NationalId => &[
                "เลขประจำตัวประชาชน",
                "เลขบัตรประชาชน",
                "บัตรประชาชน",
                "บัตรประจำตัวประชาชน",
                "เลขที่บัตรประชาชน",
                "เลขที่บัตรประจำตัวประชาชน",
                "หมายเลขบัตรประชาชน",
                "หมายเลขประจำตัวประชาชน",
                "เลขประจำตัว",
                "เลขประจำตัว 13 หลัก",
                "เลข 13 หลัก",
                "cid",
                "pid",
                "id card",
                "national id",
                "citizen id",
            ],
            Self::FullName => &[
                "ชื่อ-สกุล",
                "ชื่อและนามสกุล",
                "ชื่อตัว-ชื่อสกุล",
                "ชื่อ-ชื่อสกุล",
                "ชื่อ นามสกุล",
                "รายชื่อ",
                "ชื่อผู้ประสบภัย",
                "full name",
                "name",
            ],
            Self::Title => &["คำนำหน้าชื่อ", "คำนำหน้านาม", "title", "prefix"],
            Self::GivenName => &["ชื่อตัว", "first name", "first", "fname", "given name"],
            Self::FamilyName => &["สกุล", "last name", "last", "lname", "surname", "family name"],
            Self::Sex => &["sex", "gender"],
            Self::Birth => &[
                "วันเกิด",
                "วันเดือนปีเกิด",
                "วัน เดือน ปี เกิด",
                "ว/ด/ป เกิด",
                "วดป เกิด",
                "เกิดวันที่",
                "ปีเกิด",
                "ปี พ.ศ. เกิด",
                "dob",
                "birth date",
                "birthday",
                "date of birth",
            ],
            Self::Nationality => &["nationality"],
            Self::Occupation => &["occupation"],
            Self::Phone => &[
                "โทรศัพท์",
                "เบอร์โทร",
                "หมายเลขโทรศัพท์",
                "เบอร์โทรศัพท์มือถือ",
                "เบอร์มือถือ",
                "โทร",
                "มือถือ",
                "phone",
                "tel",
                "mobile",
                "telephone",
            ],
            Self::House => &["บ้านเลขที่", "เลขที่", "house", "house no"],
            Self::Moo => &["หมู่", "ม.", "moo"],
            Self::Community => &["ชุมชน/หมู่บ้าน", "หมู่บ้าน/ชุมชน", "ชื่อชุมชน", "community"],
            Self::Soi => &["ตรอก/ซอย", "ตรอก", "soi"],
            Self::Road => &["road"],
            Self::Tambon => &["แขวง", "ตำบล/แขวง", "tambon", "subdistrict"],
            Self::Amphoe => &["เขต", "อำเภอ/เขต", "amphoe", "district"],
            Self::Province => &["province"],
            Self::Postcode => &["ไปรษณีย์", "postcode", "zip", "zip code", "postal code"],
            Self::Address => &[
                "ที่อยู่",
                "ที่อยู่ตามบัตรประชาชน",
                "ที่อยู่ตามบัตรประจำตัวประชาชน",
                "ที่อยู่ตามทะเบียนบ้าน",
                "ที่อยู่ปัจจุบัน",
                "address",
            ],
            Self::Area => &["ด้านที่ขอความช่วยเหลือ"],
            Self::Subject => &["เรื่อง", "เรื่องที่ขอความช่วยเหลือ"],
            Self::Facts => &["ปัญหา", "ปัญหาที่เกิดขึ้น", "ความเดือดร้อน", "สภาพความเดือดร้อน"],
            Self::Need => &["ความต้องการความช่วยเหลือ", "ความช่วยเหลือที่ต้องการ", "สิ่งที่ต้องการ"],
            Self::Note => &["remark", "note"],
            Self::Race => &["race", "ethnicity"],
            Self::Religion => &["religion"],
            Self::BloodGroup => &["หมู่เลือด", "กรุ๊ปเลือด", "blood group"],
        }
    }

    /// Words that tell a column wherever they stand in its heading.
    fn within(self) -> &'static [&'static str] {
        match self {
            Self::NationalId => &["ประจำตัวประชาชน", "บัตรประชาชน", "13 หลัก"],
            Self::FullName => &["ชื่อนามสกุล", "ชื่อสกุล", "ชื่อตัวชื่อสกุล"],
            Self::Birth => &["เดือนปีเกิด", "วันเกิด"],
            Self::Phone => &["โทรศัพท์"],
            Self::House => &["บ้านเลขที่", "เลขที่บ้าน"],
            _ => &[],
        }
    }
}

/// Headings folded, each with its column; whole ones before those that are looked for within.
struct Headings {
    whole: Vec<(String, Column)>,
    within: Vec<(String, Column)>,
}

static HEADINGS: LazyLock<Headings> = LazyLock::new(|| {
    let folded = |words: fn(Column) -> Vec<&'static str>| {
        let all =
            Column::ALL.iter().flat_map(|column| words(*column).into_iter().map(|word| (word, *column)));
        all.map(|(word, column)| (fold(word), column)).collect()
    };
    Headings {
        whole: folded(|column| {
            [column.in_thai()].into_iter().chain(column.spellings().iter().copied()).collect()
        }),
        within: folded(|column| column.within().to_vec()),
    }
});

/// What the headings of a row are, column by column: each is given once, to the heading that says
/// it most plainly.
fn read(row: &Row) -> Vec<Option<Column>> {
    let folded: Vec<String> = row
        .cells
        .iter()
        .map(|cell| match cell {
            Cell::Text(text) if text.chars().count() <= 80 => fold(text),
            _ => String::new(),
        })
        .collect();
    let mut found = vec![None; folded.len()];
    let mut given = BTreeSet::new();
    for (heading, found) in folded.iter().zip(&mut found) {
        let known = HEADINGS.whole.iter().find(|(known, _)| known == heading);
        *found = known.map(|(_, column)| *column).filter(|column| given.insert(*column));
    }
    for (heading, found) in folded.iter().zip(&mut found).filter(|(_, found)| found.is_none()) {
        let known = HEADINGS.within.iter().find(|(known, _)| heading.contains(known));
        *found = known.map(|(_, column)| *column).filter(|column| given.insert(*column));
    }
    // ชื่อสกุล is a family name where the given name stands beside it, and else both.
    if given.contains(&Column::GivenName) && !given.contains(&Column::FamilyName) {
        for found in found.iter_mut().filter(|found| **found == Some(Column::FullName)) {
            *found = Some(Column::FamilyName);
        }
    }
    found
}

/// How far down a list its headings are looked for: titles of the list stand above them.
const DEEPEST: usize = 30;

/// The row with the headings, and what its columns are; none where no row has two that are known.
pub fn recognise(rows: &[Row]) -> Option<(u32, Vec<Option<Column>>)> {
    let many = |columns: &[Option<Column>]| columns.iter().flatten().count();
    let read = rows.iter().take(DEEPEST).map(|row| (row.row, read(row)));
    // Of two that tell as much, the upper.
    let best = read.reduce(|best, next| if many(&next.1) > many(&best.1) { next } else { best })?;
    (many(&best.1) >= 2).then_some(best)
}
