//! Why a step may not be taken: the sentence for whoever stands at the desk, and the line that
//! says so. A refused step changes nothing.

use chrono::NaiveDate;

use super::act::ActKind;
use super::{Duty, State};
use crate::calendar::FiscalYear;
use crate::calendar::written::{Form, write_date};
use crate::course::meeting::Seat;
use crate::record::WhyUnsigned;
use crate::spoken::Spoken;
use crate::wording::Unwritten;

/// Why a step may not be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each is the sentence above it; its source line is in `reference`")]
pub enum Refusal {
    #[error("{} ไม่มีหน้าที่ “{}” เรื่องนี้ยังอยู่ที่เดิม ขอให้ผู้มีหน้าที่ดำเนินการ", .duty.in_thai(), .act.in_thai())]
    NotTheirDuty { duty: Duty, act: ActKind },
    #[error("เรื่องนี้อยู่ในขั้น “{}” จึง “{}” ไม่ได้ ไม่มีอะไรเปลี่ยนแปลง โหลดหน้านี้ใหม่เพื่อดูขั้นตอนที่ทำได้", .state.in_thai(), .act.in_thai())]
    NotFromHere { state: State, act: ActKind },
    #[error("แบบสำรวจหรือคำขอนี้ถูกถอนแล้ว จึงดำเนินการต่อไม่ได้ หากถอนผิดให้กู้คืนก่อน")]
    Withdrawn,
    #[error("ยังรับเรื่องนี้ไม่ได้ เพราะ{} แก้ไขที่แบบคำร้องก่อน", why_unsigned(*.0))]
    Unsigned(WhyUnsigned),
    #[error("ผู้ร้องไม่ยินยอมลงชื่อ จึงรับเรื่องไว้พิจารณาไม่ได้ ให้บันทึกเหตุและแจ้งผู้ร้อง")]
    SignatureRefused,
    #[error("ไม่รับเรื่องได้เฉพาะเมื่อผู้ร้องไม่ยินยอมลงชื่อ เรื่องนี้ไม่ใช่กรณีนั้น")]
    SignatureNotRefused,
    #[error(transparent)]
    Unwritten(#[from] Unwritten),
    #[error("วันที่ของขั้นตอนนี้ ({}) ยังมาไม่ถึง", write_date(*.0, Form::Short))]
    InTheFuture(NaiveDate),
    #[error("วันที่ของขั้นตอนนี้อยู่ก่อนขั้นตอนก่อนหน้า ซึ่งเกิดเมื่อ {}", write_date(*.0, Form::Short))]
    BeforeTheLast(NaiveDate),
    #[error("เลขรับเรื่องต้องเป็นของปีงบประมาณ {0}")]
    NumberOfAnotherYear(FiscalYear),
    #[error("ยังไม่ทราบด้านของการช่วยเหลือ ระบุด้านในคำขอก่อน")]
    AreaUnknown,
    #[error("การช่วยเหลือด้านนี้ต้องเสนอคณะกรรมการให้ความเห็นชอบก่อน ช่วยทันทีได้เฉพาะสาธารณภัย")]
    CommitteeFirst,
    #[error("กรณีเร่งด่วนที่ไม่ใช่สาธารณภัยต้องมีผู้ให้ความเห็นชอบ กรอกชื่อผู้ให้ความเห็นชอบ")]
    ConsentMissing,
    #[error("ยังไม่ได้ระบุความช่วยเหลือที่ให้")]
    NothingGiven,
    #[error(
        "บันทึกว่าหน่วยงานไม่ได้ให้ความช่วยเหลือ แต่มีรายการความช่วยเหลือด้วย ยังไม่ได้บันทึก เลือกอย่างใดอย่างหนึ่งแล้วบันทึกอีกครั้ง"
    )]
    NothingAndSomething,
    #[error("วันที่ให้ความช่วยเหลือ ({}) อยู่หลังวันที่ของขั้นตอนนี้ ({}) ยังไม่ได้บันทึก แก้วันที่แล้วบันทึกอีกครั้ง", write_date(*.given, Form::Short), write_date(*.step, Form::Short))]
    GivenAfterTheStep { given: NaiveDate, step: NaiveDate },
    #[error("วันที่ให้ความช่วยเหลือ ({}) อยู่ก่อนวันที่คณะกรรมการเห็นชอบ ({}) ยังไม่ได้บันทึก แก้วันที่แล้วบันทึกอีกครั้ง", write_date(*.given, Form::Short), write_date(*.ruling, Form::Short))]
    GivenBeforeTheRuling { given: NaiveDate, ruling: NaiveDate },
    #[error("วันที่ให้ความช่วยเหลือ ({}) อยู่ก่อนวันที่ปลัดกระทรวงมหาดไทยเห็นชอบ ({}) ยังไม่ได้บันทึก แก้วันที่แล้วบันทึกอีกครั้ง", write_date(*.given, Form::Short), write_date(*.consent, Form::Short))]
    GivenBeforeTheConsent { given: NaiveDate, consent: NaiveDate },
    #[error("การช่วยเหลือเร่งด่วนให้เมื่อ {} หลังการประชุมวันที่ {} ที่ประชุมจึงรับทราบไม่ได้ ยังไม่ได้บันทึก ให้รายงานในการประชุมครั้งถัดไป", write_date(*.given, Form::Short), write_date(*.meeting, Form::Short))]
    NotedBeforeTheHelp { given: NaiveDate, meeting: NaiveDate },
    #[error("วันที่ของขั้นตอนนี้อยู่ก่อนการช่วยเหลือเร่งด่วน ซึ่งให้เมื่อ {} ยังไม่ได้บันทึก แก้วันที่แล้วบันทึกอีกครั้ง", write_date(*.0, Form::Short))]
    BeforeTheHelp(NaiveDate),
    #[error("มติเห็นชอบเป็นความช่วยเหลือที่ยังไม่ได้ให้ จึงยังไม่มีวันที่ให้ ยังไม่ได้บันทึก ระบุวันที่ให้เมื่อบันทึกผลจากหน่วยงาน")]
    NotGivenYet,
    #[error("จำนวนหรือจำนวนเงินของความช่วยเหลือต้องเป็นตัวเลขที่ไม่ติดลบ")]
    NotAnAmount,
    #[error("ไม่พบการประชุมนี้ เลือกการประชุมใหม่")]
    NoSuchMeeting,
    #[error("การประชุมนี้ปิดแล้วหรือถูกยกเลิก เลือกการประชุมครั้งอื่น")]
    MeetingClosed,
    #[error("การประชุมนี้มีเมื่อ {} เรื่องที่เสนอต้องลงวันที่ไม่หลังวันประชุม ยังไม่ได้บันทึก แก้วันที่หรือเลือกการประชุมครั้งอื่น แล้วบันทึกอีกครั้ง", write_date(*.0, Form::Short))]
    AfterTheMeeting(NaiveDate),
    #[error("เรื่องนี้อยู่ในวาระการประชุมนี้แล้ว")]
    OnThisAgenda,
    #[error("เรื่องนี้ไม่ได้อยู่ในวาระของการประชุมนี้")]
    NotOnThisAgenda,
    #[error("ยังไม่ได้บันทึกผู้เข้าประชุม")]
    MeetingNotHeld,
    #[error("ไม่ครบองค์ประชุม มา {present} คนจากกรรมการ {members} คน ต้องมาไม่น้อยกว่ากึ่งหนึ่ง จึงลงมติไม่ได้")]
    NoQuorum { present: usize, members: usize },
    #[error("มติต้องลงวันที่ของการประชุม คือ {}", write_date(*.0, Form::Short))]
    NotTheMeetingsDay(NaiveDate),
    #[error("จำนวนเสียง {votes} มากกว่าผู้เข้าประชุม {present} คน")]
    MoreVotesThanMembers { votes: u64, present: usize },
    #[error("ยังไม่มีผู้ลงคะแนน")]
    NobodyVoted,
    #[error("ประธานออกเสียงชี้ขาดได้เฉพาะเมื่อคะแนนเสียงเท่ากัน")]
    NoTieToBreak,
    #[error("มตินี้ไม่ได้เสียงข้างมาก (เห็นชอบ {yes} ไม่เห็นชอบ {no}) หากเสียงเท่ากันให้ประธานออกเสียงชี้ขาด")]
    NotCarried { yes: u32, no: u32 },
    #[error("ไม่มีการช่วยเหลือเร่งด่วนที่ต้องรายงานที่ประชุม")]
    NothingToNote,
    #[error("พื้นที่นี้ประกาศเขตการให้ความช่วยเหลือแล้ว ต้องรายงานอำเภอและจังหวัดเพื่อขอใช้เงินทดรองราชการก่อน")]
    ReportUpFirst,
    #[error("ยังไม่มีการประกาศเขตการให้ความช่วยเหลือ ให้เสนอคณะกรรมการของ อปท.")]
    NoZone,
    #[error("การช่วยเหลือนอกเหนือหลักเกณฑ์ต้องได้รับความเห็นชอบจากปลัดกระทรวงมหาดไทยก่อน")]
    PermanentSecretaryFirst,
    #[error("ขอความเห็นชอบไปแล้ว รอหนังสือตอบ")]
    ConsentSoughtAlready,
    #[error("ยังไม่ได้ขอความเห็นชอบจากปลัดกระทรวงมหาดไทย")]
    ConsentNotSought,
    #[error("ยังไม่ครบกำหนดที่หน่วยงานต้องรายงาน คือ {} ทวงถามหรือเสนอผู้บริหารได้เมื่อพ้นวันนั้น", write_date(*.0, Form::Short))]
    NotDueYet(NaiveDate),
    #[error(
        "หน่วยงานรายงานว่าให้ความช่วยเหลือแล้ว แต่เรื่องนี้ยังไม่ผ่านความเห็นชอบของคณะกรรมการ ยังไม่ได้บันทึก หากยังไม่ได้ให้ ให้บันทึกผลว่าไม่ได้ให้ความช่วยเหลือ แล้วเสนอคณะกรรมการ"
    )]
    GivenWithoutCommittee,
    #[error("การช่วยเหลือเร่งด่วนเรื่องนี้ต้องรายงานคณะกรรมการในการประชุมครั้งถัดไปก่อน")]
    ReportToMeetingFirst,
    #[error("ได้รายงานผลให้สถานที่กลางทราบแล้ว")]
    ReportedToCentralPlaceAlready,
    #[error("ยังไม่ได้รายงานผลให้สถานที่กลางทราบ จึงยังปิดเรื่องไม่ได้")]
    CentralPlaceFirst,
    #[error("เมื่อส่งเรื่องให้หน่วยงานอื่นหลังทวงถามครบสองครั้งแล้ว ต้องให้หัวหน้าศูนย์เป็นผู้สั่ง")]
    SupervisorDecides,
    #[error("ไม่มีขั้นตอนใดที่จะแก้ไข")]
    NothingToTakeBack,
    #[error("ขั้นตอนล่าสุดบันทึกโดยผู้อื่น ให้ผู้นั้นหรือหัวหน้าศูนย์เป็นผู้แก้ไข")]
    AnothersStep,
    #[error("เรื่องนี้มีขั้นตอนมากเกินไปแล้ว ({MOST_STEPS} ขั้น) บันทึกต่อไม่ได้")]
    TooManySteps,
    #[error("ยังไม่มีรายชื่อคณะกรรมการ หรือบางคนไม่มีชื่อ")]
    NoCommittee,
    #[error("คณะกรรมการยังไม่มีประธาน")]
    NoChairAppointed,
    #[error("{}มีได้ไม่เกิน {} คน", .0.in_thai(), .0.most())]
    TooManyOf(Seat),
    #[error("ผู้เข้าประชุมหรือประธานในที่ประชุมไม่อยู่ในรายชื่อคณะกรรมการ")]
    NotOfTheCommittee,
    #[error("ต้องระบุประธานในที่ประชุมจากผู้ที่มาประชุม หากประธานไม่มา ให้ที่ประชุมเลือกกรรมการหนึ่งคน")]
    NobodyPresides,
    #[error("ประธานกรรมการมาประชุม จึงต้องเป็นประธานในที่ประชุม")]
    ChairPresides,
    #[error("ที่ประชุมลงมติไปแล้ว แก้ไขได้เฉพาะสถานที่และรายงานการประชุม")]
    MeetingHasRuled,
}

/// Most steps of one request.
pub(super) const MOST_STEPS: usize = 200;

fn why_unsigned(why: WhyUnsigned) -> &'static str {
    match why {
        WhyUnsigned::NotAsked => "ผู้ร้องยังไม่ได้ลงลายมือชื่อ",
        WhyUnsigned::ChannelNeedsOne => "ช่องทางนี้ต้องมีลายมือชื่อของผู้ร้อง",
        WhyUnsigned::ProxyWithoutAuthority => "ผู้อื่นมาร้องแทนโดยไม่มีใบมอบอำนาจ",
        WhyUnsigned::RefusalWithoutReason => "ผู้ร้องไม่ยินยอมลงชื่อและยังไม่ได้บันทึกเหตุ",
        WhyUnsigned::WordsChanged => "คำขอถูกแก้หลังลงลายมือชื่อแล้ว ผู้ร้องต้องลงลายมือชื่อใหม่",
    }
}

impl Refusal {
    /// The lines of the seeds that say so; none for what is the product's own order \[DERIVED\].
    pub fn reference(&self) -> Option<&'static str> {
        Some(match self {
            Self::Unsigned(
                WhyUnsigned::ChannelNeedsOne | WhyUnsigned::NotAsked | WhyUnsigned::WordsChanged,
            ) => "S003:196",
            Self::Unsigned(_) | Self::SignatureRefused | Self::SignatureNotRefused => "S003:197",
            Self::NumberOfAnotherYear(_) => "S003:198",
            Self::CommitteeFirst | Self::GivenWithoutCommittee | Self::GivenBeforeTheRuling { .. } => {
                "S003:1305"
            }
            Self::ConsentMissing => "S003:1984",
            Self::ReportToMeetingFirst | Self::NotedBeforeTheHelp { .. } => "S003:1982",
            Self::NoQuorum { .. } => "S003:1189",
            Self::NoTieToBreak | Self::NotCarried { .. } | Self::NobodyPresides | Self::ChairPresides => {
                "S003:1193-1195"
            }
            Self::TooManyOf(_) | Self::NoChairAppointed => "S003:96-140",
            Self::ReportUpFirst => "S003:1313",
            Self::NoZone => "S003:1315",
            Self::PermanentSecretaryFirst | Self::ConsentNotSought | Self::GivenBeforeTheConsent { .. } => {
                "S003:1307"
            }
            Self::NotDueYet(_) | Self::SupervisorDecides => "S003:240",
            Self::CentralPlaceFirst => "S003:242",
            _ => return None,
        })
    }
}
