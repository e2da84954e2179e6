//! Why two entries are, or are not, taken for one person: a sentence a clerk can check.
//!
//! Owns the wording, in English and Thai. Refuses to know what a reason is worth:
//! `sameness` weighs it. Called by the register's pages and by whoever explains a score.

use std::fmt;

/// One thing that two entries have, or do not have, in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// What there is to say of any two entries before they are looked at.
    AnyTwo,
    /// The same number.
    SameId,
    /// The same number, which many people carry or nobody can.
    PlaceholderId,
    /// The numbers are one slip apart.
    IdSlip,
    /// The numbers are equal but for a lost zero.
    IdZeroLost,
    /// Two different valid numbers.
    DifferentIds,
    /// Two different valid numbers, one of which somebody of another name carries too.
    DisputedIds,
    /// Two different numbers, at least one of which is wrong.
    UnlikeIds,
    /// The same given name.
    SameGiven,
    /// Given names that sound the same.
    GivenSoundsAlike,
    /// Given names one slip apart.
    GivenSlip,
    /// Given names two slips apart.
    GivenTwoSlips,
    /// Different given names.
    DifferentGiven,
    /// The same family name.
    SameFamily,
    /// Family names that sound the same.
    FamilySoundsAlike,
    /// Family names one slip apart.
    FamilySlip,
    /// Family names two slips apart.
    FamilyTwoSlips,
    /// Different family names, as after a wedding.
    DifferentFamily,
    /// Neither has a family name.
    NoFamily,
    /// Only one has a family name.
    OneFamilyMissing,
    /// Given and family name stand in each other's place.
    NamesSwapped,
    /// The same letters, divided otherwise.
    NamesRunTogether,
    /// Born on the same day.
    SameBirth,
    /// Birth dates with day and month exchanged.
    BirthSwapped,
    /// Birth dates an era, a century, ten years or one apart.
    BirthYearSlip,
    /// Birth dates one digit apart.
    BirthDigit,
    /// The same year of birth; of one of them nothing more is known.
    SameBirthYear,
    /// The same year of birth, another day.
    OtherDayOfYear,
    /// The same birthday in another year.
    SameAnniversary,
    /// A birth date in the future.
    BirthInFuture,
    /// Other birth dates.
    DifferentBirth,
    /// Births half a generation apart or more.
    GenerationApart,
    /// The same sex.
    SameSex,
    /// The other sex.
    DifferentSex,
    /// The same house.
    SameHouse,
    /// The same plot, another house number on it.
    SamePlot,
    /// The same village, another house.
    SameVillage,
    /// The same house number, and villages that may be the same.
    HouseFits,
    /// Another place.
    OtherPlace,
    /// Found within a few steps of each other.
    SamePoint,
    /// The same phone number.
    SamePhone,
    /// Others who live with the one live with the other too.
    SharedHousehold,
}

impl Reason {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::AnyTwo => ("how seldom two entries are one person", "โอกาสที่สองรายการใดๆ จะเป็นคนเดียวกัน"),
            Self::SameId => ("the same national ID", "เลขประจำตัวประชาชนตรงกัน"),
            Self::PlaceholderId => {
                ("the same number, but not one person's own", "เลขตรงกัน แต่เป็นเลขที่ใช้แทนกันหลายคน")
            }
            Self::IdSlip => ("national IDs one slip apart", "เลขประจำตัวประชาชนต่างกันเพียงพิมพ์พลาดครั้งเดียว"),
            Self::IdZeroLost => {
                ("national IDs equal but for a lost zero", "เลขประจำตัวประชาชนตรงกัน แต่เลขศูนย์หายไป")
            }
            Self::DifferentIds => ("two different valid national IDs", "เลขประจำตัวประชาชนถูกต้องทั้งคู่แต่ไม่ตรงกัน"),
            Self::DisputedIds => (
                "different national IDs, one of them also somebody else's",
                "เลขประจำตัวประชาชนไม่ตรงกัน แต่มีคนอื่นใช้เลขหนึ่งในนั้นด้วย",
            ),
            Self::UnlikeIds => ("numbers that differ, one of them wrong", "เลขไม่ตรงกัน และมีเลขที่ไม่ถูกต้อง"),
            Self::SameGiven => ("the same given name", "ชื่อตรงกัน"),
            Self::GivenSoundsAlike => ("given names that sound the same", "ชื่อออกเสียงเหมือนกัน"),
            Self::GivenSlip => ("given names one slip apart", "ชื่อต่างกันเพียงพิมพ์พลาดครั้งเดียว"),
            Self::GivenTwoSlips => ("given names two slips apart", "ชื่อต่างกันสองตัวอักษร"),
            Self::DifferentGiven => ("different given names", "ชื่อไม่ตรงกัน"),
            Self::SameFamily => ("the same family name", "นามสกุลตรงกัน"),
            Self::FamilySoundsAlike => ("family names that sound the same", "นามสกุลออกเสียงเหมือนกัน"),
            Self::FamilySlip => ("family names one slip apart", "นามสกุลต่างกันเพียงพิมพ์พลาดครั้งเดียว"),
            Self::FamilyTwoSlips => ("family names two slips apart", "นามสกุลต่างกันสองตัวอักษร"),
            Self::DifferentFamily => ("different family names", "นามสกุลไม่ตรงกัน"),
            Self::NoFamily => ("neither has a family name", "ไม่มีนามสกุลทั้งคู่"),
            Self::OneFamilyMissing => ("only one has a family name", "มีนามสกุลเพียงรายการเดียว"),
            Self::NamesSwapped => ("given and family name exchanged", "ชื่อกับนามสกุลสลับช่องกัน"),
            Self::NamesRunTogether => ("the same name, divided otherwise", "ชื่อและนามสกุลตรงกัน แต่แบ่งช่องต่างกัน"),
            Self::SameBirth => ("born on the same day", "วันเกิดตรงกัน"),
            Self::BirthSwapped => ("birth dates with day and month exchanged", "วันกับเดือนเกิดสลับกัน"),
            Self::BirthYearSlip => (
                "the same birthday, years apart as slips make them",
                "วันเดือนเกิดตรงกัน ปีต่างกันแบบพิมพ์พลาดหรือสลับ พ.ศ. กับ ค.ศ.",
            ),
            Self::BirthDigit => ("birth dates one digit apart", "วันเกิดต่างกันตัวเลขเดียว"),
            Self::SameBirthYear => ("the same birth year, no more is known", "ปีเกิดตรงกัน ไม่ทราบวันเดือน"),
            Self::OtherDayOfYear => ("the same birth year, another day", "ปีเกิดตรงกัน แต่วันเดือนต่างกัน"),
            Self::SameAnniversary => ("the same birthday in another year", "วันเดือนเกิดตรงกัน แต่ปีต่างกัน"),
            Self::BirthInFuture => ("a birth date in the future", "วันเกิดเป็นวันในอนาคต"),
            Self::DifferentBirth => ("different birth dates", "วันเกิดไม่ตรงกัน"),
            Self::GenerationApart => ("births a generation apart", "ปีเกิดห่างกันคนละรุ่น"),
            Self::SameSex => ("the same sex", "เพศตรงกัน"),
            Self::DifferentSex => ("the other sex", "เพศไม่ตรงกัน"),
            Self::SameHouse => ("the same house", "บ้านหลังเดียวกัน"),
            Self::SamePlot => ("the same plot", "บ้านเลขที่แยกจากแปลงเดียวกัน"),
            Self::SameVillage => ("the same village, another house", "หมู่บ้านเดียวกัน คนละบ้านเลขที่"),
            Self::HouseFits => {
                ("the same house number; the villages may be one", "บ้านเลขที่ตรงกัน หมู่บ้านอาจเป็นที่เดียวกัน")
            }
            Self::OtherPlace => ("another place", "คนละที่อยู่"),
            Self::SamePoint => ("found at the same spot", "พิกัดบ้านเดียวกัน"),
            Self::SamePhone => ("the same phone number", "เบอร์โทรศัพท์ตรงกัน"),
            Self::SharedHousehold => ("others who live with both", "มีคนในบ้านร่วมกัน"),
        }
    }

    /// The same in Thai.
    pub fn in_thai(self) -> &'static str {
        self.words().1
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words().0)
    }
}
