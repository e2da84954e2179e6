//! What the values of closed lists are called in Thai.
//!
//! Owns one name for each, so that a phone, the office's pages and its workbooks say the same
//! word. Where the law has a word it is that one (domain.md 2.4, 3.4 and 13.1); the others are
//! the plain word of a village. Refuses to know where they are shown. Called by screens, pages
//! and exports.

use crate::lao::LaoKind;
use crate::record::{
    Area, Channel, DamageKind, DistressCause, Extent, FarmerKind, FarmerRegister, FixSource, Nationality,
    PhotoKind, Registered, Sex, SignatureKind, StudentLevel, Tenure, YesNoUnknown,
};
use crate::wire::Role;

/// Has a Thai name.
pub trait Spoken {
    /// The name, as people read it.
    fn in_thai(&self) -> &'static str;
}

macro_rules! spoken {
    ($type:ident { $($variant:ident = $thai:literal,)+ }) => {
        impl Spoken for $type {
            fn in_thai(&self) -> &'static str {
                match self {
                    $(Self::$variant => $thai,)+
                }
            }
        }
    };
}

spoken! { Sex {
    Male = "ชาย",
    Female = "หญิง",
} }

spoken! { YesNoUnknown {
    Yes = "ใช่",
    No = "ไม่ใช่",
    Unknown = "ไม่ทราบ",
} }

spoken! { Tenure {
    Owner = "เป็นเจ้าของ",
    Renter = "เช่า",
    Other = "อื่น ๆ",
} }

// domain.md 3.4
spoken! { Registered {
    Here = "มีทะเบียนบ้านอยู่ในพื้นที่",
    Elsewhere = "มีทะเบียนบ้านอยู่ต่างพื้นที่",
    None = "ไม่มีทะเบียนบ้าน แต่อาศัยอยู่ในพื้นที่",
} }

// domain.md 2.4, "aid area"
spoken! { Area {
    Disaster = "สาธารณภัย",
    QualityOfLife = "การส่งเสริมและพัฒนาคุณภาพชีวิต",
    Disease = "การป้องกันและควบคุมโรคติดต่อ",
    PoorFarmer = "การช่วยเหลือเกษตรกรผู้มีรายได้น้อย",
    Other = "ด้านอื่น ๆ",
} }

// domain.md 2.4, "distress cause": of the head of the family
spoken! { DistressCause {
    Dead = "หัวหน้าครอบครัวตาย",
    Gone = "หัวหน้าครอบครัวทอดทิ้ง สาบสูญ หรือต้องโทษจำคุก",
    IllOrDisabled = "หัวหน้าครอบครัวเจ็บป่วยร้ายแรงหรือพิการจนไม่สามารถประกอบอาชีพได้",
    Hardship = "ประสบภาวะยากลำบากในการดำรงชีพ",
    Other = "ไม่สามารถดูแลครอบครัวได้ด้วยเหตุอื่น",
} }

// domain.md 2.4, "receiving channel" and the entry routes below it
spoken! { Channel {
    WalkIn = "มาด้วยตนเอง",
    Post = "ไปรษณีย์",
    Hotline = "โทรศัพท์สายด่วน",
    Phone = "โทรศัพท์สายตรง",
    Online = "สื่อออนไลน์",
    InformationSystem = "ระบบเทคโนโลยีสารสนเทศ",
    SurveyTeam = "ทีมสำรวจ",
    CentralPlace = "สถานที่กลาง",
    StateSurvey = "ข้อมูลที่หน่วยงานของรัฐสำรวจไว้แล้ว",
} }

spoken! { SignatureKind {
    Drawn = "ลงลายมือชื่อในเครื่อง",
    PaperPhoto = "ลงลายมือชื่อในกระดาษ",
    Refused = "ไม่ยินยอมลงชื่อ",
    NotRequired = "ช่องทางนี้ไม่ต้องลงชื่อ",
} }

// domain.md 2.4, "disaster type", in its order
spoken! { DamageKind {
    Fire = "อัคคีภัย (ไฟไหม้)",
    Storm = "วาตภัย (พายุ)",
    Flood = "อุทกภัย (น้ำท่วม)",
    Drought = "ภัยแล้ง",
    DrySpell = "ภาวะฝนแล้ง",
    RainGap = "ฝนทิ้งช่วง",
    Hail = "ลูกเห็บ",
    Wildfire = "ไฟป่า",
    Pest = "โรค แมลง หรือศัตรูพืชระบาด",
    Epidemic = "โรคระบาดในมนุษย์",
    Cold = "อากาศหนาวจัดผิดปกติ",
    War = "ภัยสงคราม",
    ArmedGroup = "ผู้ก่อการร้ายหรือกองกำลังจากนอกประเทศ",
    Other = "ภัยอื่น ๆ",
} }

spoken! { Extent {
    Whole = "ทั้งหมด",
    Partial = "บางส่วน",
} }

// domain.md 2.4, "farmer type"
spoken! { FarmerKind {
    Crop = "ปลูกพืช",
    Livestock = "เลี้ยงปศุสัตว์",
    Aquatic = "เลี้ยงสัตว์น้ำ",
    Salt = "ทำนาเกลือ",
} }

spoken! { FarmerRegister {
    Agriculture = "ทะเบียนเกษตรกร",
    Livestock = "ทะเบียนผู้เลี้ยงสัตว์",
    Fisheries = "ทะเบียนผู้เพาะเลี้ยงสัตว์น้ำ",
} }

spoken! { StudentLevel {
    Primary = "อนุบาลหรือประถมศึกษา",
    LowerSecondary = "มัธยมศึกษาตอนต้น",
    UpperSecondary = "มัธยมศึกษาตอนปลายหรือเทียบเท่า",
    Higher = "อุดมศึกษา",
} }

spoken! { PhotoKind {
    House = "บ้าน",
    Damage = "ความเสียหาย",
    Person = "คน",
    Document = "เอกสาร",
    Authority = "ใบมอบอำนาจ",
    SignedPaper = "กระดาษที่ลงชื่อ",
    Other = "อื่น ๆ",
} }

spoken! { FixSource {
    Gps = "พิกัดจากเครื่อง",
    Map = "ปักหมุดบนแผนที่",
    None = "ไม่มีพิกัด",
} }

spoken! { LaoKind {
    Pao = "องค์การบริหารส่วนจังหวัด",
    City = "เทศบาลนคร",
    Town = "เทศบาลเมือง",
    TambonMunicipality = "เทศบาลตำบล",
    Tao = "องค์การบริหารส่วนตำบล",
    Special = "องค์กรปกครองส่วนท้องถิ่นรูปแบบพิเศษ",
    CentralPlace = "สถานที่กลาง",
} }

spoken! { Role {
    Volunteer = "อาสาสมัคร",
    VillageHead = "ผู้ใหญ่บ้าน",
    MobileUnit = "หน่วยเคลื่อนที่เร็ว",
    Supervisor = "หัวหน้าทีม",
} }

/// The nationalities that a village meets, the likeliest first: whoever looks for another finds it
/// among all, by its code.
const NEIGHBOURS: [(&[u8; 2], &str); 20] = [
    (b"TH", "ไทย"),
    (b"MM", "เมียนมา"),
    (b"LA", "ลาว"),
    (b"KH", "กัมพูชา"),
    (b"VN", "เวียดนาม"),
    (b"CN", "จีน"),
    (b"MY", "มาเลเซีย"),
    (b"ID", "อินโดนีเซีย"),
    (b"PH", "ฟิลิปปินส์"),
    (b"IN", "อินเดีย"),
    (b"NP", "เนปาล"),
    (b"BD", "บังกลาเทศ"),
    (b"PK", "ปากีสถาน"),
    (b"JP", "ญี่ปุ่น"),
    (b"KR", "เกาหลีใต้"),
    (b"GB", "อังกฤษ"),
    (b"US", "อเมริกัน"),
    (b"DE", "เยอรมัน"),
    (b"FR", "ฝรั่งเศส"),
    (b"AU", "ออสเตรเลีย"),
];

impl Nationality {
    /// The nationality in Thai; a country that is seldom met is told by its code.
    pub fn in_thai(self) -> String {
        match self {
            Self::Stateless => "ไม่มีสัญชาติ".to_owned(),
            Self::Unknown => "ไม่ทราบสัญชาติ".to_owned(),
            Self::Country(code) => NEIGHBOURS
                .iter()
                .find(|(known, _)| **known == code)
                .map_or_else(|| self.to_string(), |(_, name)| (*name).to_owned()),
        }
    }

    /// Those that a list should begin with, Thai first.
    pub fn often_met() -> impl Iterator<Item = Self> {
        NEIGHBOURS.iter().map(|(code, _)| Self::Country(**code)).chain([Self::Stateless, Self::Unknown])
    }
}

#[cfg(test)]
#[path = "spoken_tests.rs"]
mod tests;
