//! What the values of closed lists are called in Thai.
//!
//! Owns one name for each, so that a phone, the office's pages and its workbooks say the same
//! word. Where the law has a word it is that one (domain.md 2.4, 3.4 and 13.1); the others are
//! the plain word of a village. Refuses to know where they are shown. Called by screens, pages
//! and exports.

use crate::advice::Topic;
use crate::countries;
use crate::course::{ActKind, Duty, Funding, GrantForm, Route, Seat, State, Target, WhyForwarded};
use crate::deadline::Posting as PostingKind;
use crate::lao::LaoKind;
use crate::posting::Site;
use crate::record::{
    Area, Channel, DamageKind, DistressCause, Extent, FarmerKind, FarmerRegister, FixSource, Found,
    Nationality, PhotoKind, Registered, ReviewVerdict, Sex, SignatureKind, Status, StudentLevel, Tenure,
    YesNoUnknown,
};
use crate::report::Kind as ReportKind;
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

spoken! { Status {
    Draft = "ร่าง",
    Complete = "บันทึกแล้ว",
    Refused = "ไม่ให้ข้อมูล",
} }

spoken! { Found {
    Confirmed = "ตรง",
    Corrected = "ไม่ตรง",
    NotFound = "ตรวจไม่ได้",
} }

spoken! { ReviewVerdict {
    Accepted = "รับบันทึกแล้ว",
    SentBack = "ส่งกลับให้แก้",
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

// domain.md 1.3 and 1.6
spoken! { Duty {
    Officer = "เจ้าหน้าที่",
    Supervisor = "หัวหน้าศูนย์",
    Committee = "คณะกรรมการ",
    Auditor = "ผู้ตรวจสอบ",
    Admin = "ผู้ดูแลระบบ",
} }

// domain.md 4.2, 4.4 and 4.5
spoken! { State {
    Draft = "ยังไม่ลงชื่อ",
    Received = "รอลงทะเบียน",
    NotAccepted = "ไม่รับเรื่อง",
    Registered = "ลงทะเบียนแล้ว",
    Answered = "ตอบแล้ว",
    FactCheck = "รอตรวจสอบข้อเท็จจริง",
    ImmediateAid = "ช่วยเหลือเบื้องต้นแล้ว",
    Committee = "รอคณะกรรมการ",
    Approved = "คณะกรรมการเห็นชอบ",
    AwaitsConsent = "รอความเห็นชอบจากปลัดกระทรวงมหาดไทย",
    Rejected = "ไม่เห็นชอบ",
    BeyondCapacity = "เกินขีดความสามารถ",
    Forwarded = "ส่งต่อแล้ว",
    ReportedUp = "รายงานอำเภอและจังหวัดแล้ว",
    Assigned = "รอหน่วยงานรายงานผล",
    Reminder1 = "ทวงถามครั้งที่ ๑",
    Reminder2 = "ทวงถามครั้งที่ ๒",
    Escalated = "เสนอผู้บริหารแล้ว",
    AgencyReported = "หน่วยงานรายงานผลแล้ว",
    Summarised = "สรุปผลแล้ว",
    Recorded = "บันทึกผลแล้ว",
    Notified = "แจ้งผู้ร้องแล้ว",
    Closed = "ปิดเรื่อง",
} }

spoken! { ActKind {
    Registered = "ลงทะเบียนรับเรื่อง",
    NotAccepted = "ไม่รับเรื่องไว้พิจารณา",
    Answered = "ตอบข้อซักถาม",
    SentForCheck = "ให้ตรวจสอบข้อเท็จจริง",
    Checked = "บันทึกผลการตรวจสอบ",
    HelpedUrgently = "ช่วยเหลือเบื้องต้นโดยฉับพลัน",
    PutOnAgenda = "เสนอคณะกรรมการ",
    Decided = "บันทึกมติ",
    ConsentSought = "ขอความเห็นชอบจากปลัดกระทรวงมหาดไทย",
    ConsentAnswered = "บันทึกหนังสือตอบจากปลัดกระทรวงมหาดไทย",
    ReportedUp = "รายงานอำเภอและจังหวัด",
    Assigned = "ส่งหน่วยงานดำเนินการ",
    Forwarded = "ส่งต่อ",
    Reminded = "ทวงถาม",
    Escalated = "เสนอผู้บริหาร",
    AgencyReported = "บันทึกผลจากหน่วยงาน",
    Summarised = "สรุปผล",
    Recorded = "บันทึกผลในทะเบียน",
    ReportedToCentralPlace = "รายงานสถานที่กลาง",
    Told = "แจ้งผลให้ผู้ร้องทราบ",
    Closed = "ปิดเรื่อง",
    TakenBack = "แก้ไขขั้นตอนที่บันทึกผิด",
} }

// domain.md X-01
spoken! { Route {
    Direct = "ส่งหน่วยงานทันทีหลังลงทะเบียน",
    Committee = "ส่งหน่วยงานหลังคณะกรรมการเห็นชอบ",
} }

// domain.md 2.4, "form of aid"
spoken! { GrantForm {
    Goods = "สิ่งของ",
    Money = "เงิน",
    Service = "การจัดบริการสาธารณะ",
} }

// domain.md 2.4, "funding source"
spoken! { Funding {
    AnnualBudget = "งบประมาณรายจ่ายประจำปี",
    SupplementaryBudget = "งบประมาณรายจ่ายเพิ่มเติม",
    CentralReserve = "งบกลาง ประเภทเงินสำรองจ่าย",
    AccumulatedFund = "เงินสะสม",
    ReserveFund = "เงินทุนสำรองเงินสะสม",
    Partners = "ภาคีเครือข่าย",
    AdvanceMoney = "เงินทดรองราชการ",
} }

spoken! { Target {
    CentralPlace = "สถานที่กลาง",
    OtherAgency = "หน่วยงานอื่น",
} }

spoken! { WhyForwarded {
    BeyondCapacity = "เกินขีดความสามารถ",
    BeyondFinances = "เกินสถานะทางการคลัง",
} }

// domain.md 1.2
spoken! { Seat {
    Chair = "ประธานกรรมการ",
    LocalAdministration = "กรรมการ (ท้องถิ่นจังหวัดหรือผู้แทน)",
    Government = "กรรมการ (ผู้แทนส่วนราชการ)",
    Community = "กรรมการ (ผู้แทนประชาคม)",
    Secretary = "กรรมการและเลขานุการ",
    AssistantSecretary = "กรรมการและผู้ช่วยเลขานุการ",
} }

// domain.md 4.4
spoken! { PostingKind {
    Names = "รายชื่อประชาชนที่จะได้รับความช่วยเหลือ",
    Results = "ผลการดำเนินการตามโครงการช่วยเหลือประชาชน",
    Scholarships = "รายชื่อผู้ที่ได้รับทุนการศึกษาและความช่วยเหลือ",
} }

// [S003:1331], [S003:2194]
spoken! { Site {
    Office = "สำนักงาน อปท.",
    CentralPlace = "สถานที่กลาง",
    Village = "ที่ทำการหมู่บ้าน/ชุมชน",
} }

// domain.md 7
spoken! { ReportKind {
    Operations = "รายงานสถิติและผลการดำเนินงาน",
    Given = "รายงานการให้ความช่วยเหลือประชาชน",
    Damage = "บัญชีความเสียหายและความต้องการแยกตามประเภทภัย",
    Support = "รายการขอรับการสนับสนุนการให้ความช่วยเหลือ",
    Central = "สถิติและผลงานของสถานที่กลาง",
    Progress = "รายงานความคืบหน้าการช่วยเหลือผู้ประสบภัย",
    LeftOut = "บัญชีผู้ที่ยังไม่บันทึกในระบบ INFO",
    Late = "บัญชีเรื่องที่หน่วยงานยังไม่รายงานผลตามกำหนด",
    Year = "สรุปผลการช่วยเหลือประชาชนประจำปี",
    Problems = "แบบรายงานประเด็นปัญหา อุปสรรค ศูนย์ช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น",
} }

// domain.md 2.4, "aid area", and 4.8
spoken! { Topic {
    Disaster = "สาธารณภัย",
    QualityOfLife = "การส่งเสริมและพัฒนาคุณภาพชีวิต",
    Disease = "การป้องกันและควบคุมโรคติดต่อ",
    PoorFarmer = "การช่วยเหลือเกษตรกรผู้มีรายได้น้อย",
    OfficialInformation = "ข้อมูลข่าวสารของทางราชการ",
    Other = "ด้านอื่น ๆ",
} }

/// The nationalities that a village meets, the likeliest first, in its own words: whoever looks for another
/// finds it among all.
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
    /// The nationality in Thai; a country that is seldom met is told by its name.
    pub fn in_thai(self) -> String {
        match self {
            Self::Stateless => "ไม่มีสัญชาติ".to_owned(),
            Self::Unknown => "ไม่ทราบสัญชาติ".to_owned(),
            Self::Country(code) => NEIGHBOURS
                .iter()
                .find(|(known, _)| **known == code)
                .map(|(_, name)| *name)
                .or_else(|| countries::called(code))
                .map_or_else(|| self.to_string(), str::to_owned),
        }
    }

    /// Those that a list should begin with, Thai first.
    pub fn often_met() -> impl Iterator<Item = Self> {
        NEIGHBOURS.iter().map(|(code, _)| Self::Country(**code)).chain([Self::Stateless, Self::Unknown])
    }

    /// All that there are: those first that are often met.
    pub fn all() -> impl Iterator<Item = Self> {
        let often = |code: &[u8; 2]| NEIGHBOURS.iter().any(|(known, _)| *known == code);
        let seldom = countries::COUNTRIES.iter().filter(move |(code, _)| !often(code));
        Self::often_met().chain(seldom.map(|(code, _)| Self::Country(**code)))
    }
}

#[cfg(test)]
#[path = "spoken_tests.rs"]
mod tests;
