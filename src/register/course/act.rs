//! What somebody of the office does to a request, and what the law wants written with it.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Number;
use uuid::Uuid;

use super::meeting::{MeetingId, Votes};
use crate::as_text::{as_text, closed_list, quoted};
use crate::calendar::{BuddhistYear, FiscalYear};
use crate::clock::Stamp;
use crate::decision::{Decision, Verdict};
use crate::record::{Area, CheckId, NotAnId, PersonId, TaskId, identifier};

identifier!(
    /// Which sheet of which screen a step was made on: the same sheet sent twice is one step.
    StepKey
);

/// One thing that was done to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Which user of the office wrote it down.
    pub by: String,
    /// When they did, by the server's clock.
    pub stamp: Stamp,
    /// The day on which it was done: deadlines count from here.
    #[schemars(with = "String")]
    pub on: NaiveDate,
    /// What.
    pub act: Act,
}

impl Step {
    /// The step that a decision is, where it is one.
    pub fn of(decision: &Decision) -> Option<Self> {
        let ruling = decision.ruling();
        match &ruling.verdict {
            Verdict::Step { on, act, .. } => {
                Some(Self { by: ruling.by.clone(), stamp: ruling.stamp, on: *on, act: (**act).clone() })
            }
            _ => None,
        }
    }
}

/// What is done to a request (domain.md 4.2, 4.4 and 4.5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    /// Written in the request register (ทะเบียนเรื่องขอความช่วยเหลือ) \[S003:198\].
    Registered {
        /// Its number there. The office gives it out; in what was logged it always stands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<ReceiptNumber>,
    },
    /// Not taken for consideration, for the requester would not sign \[S003:197\].
    NotAccepted {
        /// Why they would not: the form must carry it.
        reason: String,
        /// How they were told.
        told: String,
    },
    /// The question was answered on the spot \[S003:183\].
    Answered {
        /// What was answered.
        answer: String,
    },
    /// The field unit is asked to look \[S003:183\] \[S003:204\].
    SentForCheck {
        /// What is to be found out.
        what: String,
        /// The task that a phone was given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        task: Option<TaskId>,
    },
    /// The field unit has looked \[S003:187\].
    Checked {
        /// What it found.
        found: String,
        /// The check on the record that says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        check: Option<CheckId>,
    },
    /// Help was given at once, before any committee \[S003:187\] \[S003:1303\].
    HelpedUrgently {
        /// What.
        grants: Vec<Grant>,
        /// Who consented, where the case is no disaster \[S003:1984\].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        consent: Option<String>,
        /// The area of the request when it was given, which says whether the next meeting is to hear of it (T-23). The
        /// office writes it; where it is absent, the request's own stands for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        area: Option<Area>,
    },
    /// Laid before the committee \[S003:229\].
    PutOnAgenda {
        /// At which meeting.
        meeting: MeetingId,
    },
    /// Ruled on by the committee \[S003:1305\].
    Decided {
        /// At which meeting.
        meeting: MeetingId,
        /// What they ruled.
        outcome: Outcome,
        /// The votes for and against just that.
        votes: Votes,
    },
    /// The consent of the Ministry's Permanent Secretary was asked for \[S003:1307\].
    ConsentSought {
        /// The letter.
        letter: String,
    },
    /// The Permanent Secretary answered \[S003:1307\].
    ConsentAnswered {
        /// Whether with consent.
        given: bool,
        /// The letter.
        letter: String,
    },
    /// Reported to the district and the province for advance money, in a declared zone \[S003:1313\].
    ReportedUp {
        /// To whom.
        to: String,
        /// The letter.
        letter: String,
    },
    /// Passed to a unit of the LAO or another agency, which has 15 days \[S003:199\] \[S003:231\].
    Assigned {
        /// To whom.
        agency: String,
        /// The letter.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        letter: Option<String>,
    },
    /// Passed on, for the LAO cannot do it \[S003:200\] \[S003:233\] \[S003:1366\].
    Forwarded {
        /// What kind of place.
        to: Target,
        /// Which.
        name: String,
        /// Why.
        why: WhyForwarded,
        /// In words.
        reason: String,
    },
    /// The agency was reminded: first for 5 days, then for 3 \[S003:240\].
    Reminded {
        /// The letter.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        letter: Option<String>,
    },
    /// Submitted to the chief executive, for the agency did not report \[S003:240\].
    Escalated {
        /// What is submitted.
        memo: String,
    },
    /// The agency reported, in its four parts \[S003:235-238\].
    AgencyReported {
        /// มูลเหตุของปัญหา
        cause: String,
        /// แนวทางและวิธีการแก้ไขปัญหา
        method: String,
        /// ผลการชี้แจงให้ผู้ร้องทราบ
        explained: String,
        /// ข้อเสนอแนะ/ความเห็นของหน่วยงาน
        suggestion: String,
        /// What was given. Where it names nothing, all that was approved was given, unless it says otherwise.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        grants: Vec<Grant>,
        /// It says that nothing was given: what was approved counts no more.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        nothing_given: bool,
    },
    /// Summed up for the superiors in line \[S003:242\].
    Summarised {
        /// The memo.
        memo: String,
    },
    /// The result was written in the centre's register \[S003:242\].
    Recorded {
        /// The result.
        result: String,
    },
    /// The result was reported to the central place \[S003:242\].
    ReportedToCentralPlace {
        /// The letter.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        letter: Option<String>,
    },
    /// The requester was told \[S003:185\].
    Told {
        /// How.
        how: String,
        /// What.
        what: String,
    },
    /// Over.
    Closed {},
    /// The newest step was a mistake: it counts no longer, and stays to be read \[DERIVED\].
    TakenBack {
        /// Why.
        reason: String,
    },
}

closed_list! {
    /// The kinds of act: what a screen draws buttons of.
    pub enum ActKind {
        /// [`Act::Registered`].
        Registered = "registered",
        /// [`Act::NotAccepted`].
        NotAccepted = "not-accepted",
        /// [`Act::Answered`].
        Answered = "answered",
        /// [`Act::SentForCheck`].
        SentForCheck = "sent-for-check",
        /// [`Act::Checked`].
        Checked = "checked",
        /// [`Act::HelpedUrgently`].
        HelpedUrgently = "helped-urgently",
        /// [`Act::PutOnAgenda`].
        PutOnAgenda = "put-on-agenda",
        /// [`Act::Decided`].
        Decided = "decided",
        /// [`Act::ConsentSought`].
        ConsentSought = "consent-sought",
        /// [`Act::ConsentAnswered`].
        ConsentAnswered = "consent-answered",
        /// [`Act::ReportedUp`].
        ReportedUp = "reported-up",
        /// [`Act::Assigned`].
        Assigned = "assigned",
        /// [`Act::Forwarded`].
        Forwarded = "forwarded",
        /// [`Act::Reminded`].
        Reminded = "reminded",
        /// [`Act::Escalated`].
        Escalated = "escalated",
        /// [`Act::AgencyReported`].
        AgencyReported = "agency-reported",
        /// [`Act::Summarised`].
        Summarised = "summarised",
        /// [`Act::Recorded`].
        Recorded = "recorded",
        /// [`Act::ReportedToCentralPlace`].
        ReportedToCentralPlace = "reported-to-central-place",
        /// [`Act::Told`].
        Told = "told",
        /// [`Act::Closed`].
        Closed = "closed",
        /// [`Act::TakenBack`].
        TakenBack = "taken-back",
    }
}

impl Act {
    /// Its kind.
    pub fn kind(&self) -> ActKind {
        match self {
            Self::Registered { .. } => ActKind::Registered,
            Self::NotAccepted { .. } => ActKind::NotAccepted,
            Self::Answered { .. } => ActKind::Answered,
            Self::SentForCheck { .. } => ActKind::SentForCheck,
            Self::Checked { .. } => ActKind::Checked,
            Self::HelpedUrgently { .. } => ActKind::HelpedUrgently,
            Self::PutOnAgenda { .. } => ActKind::PutOnAgenda,
            Self::Decided { .. } => ActKind::Decided,
            Self::ConsentSought { .. } => ActKind::ConsentSought,
            Self::ConsentAnswered { .. } => ActKind::ConsentAnswered,
            Self::ReportedUp { .. } => ActKind::ReportedUp,
            Self::Assigned { .. } => ActKind::Assigned,
            Self::Forwarded { .. } => ActKind::Forwarded,
            Self::Reminded { .. } => ActKind::Reminded,
            Self::Escalated { .. } => ActKind::Escalated,
            Self::AgencyReported { .. } => ActKind::AgencyReported,
            Self::Summarised { .. } => ActKind::Summarised,
            Self::Recorded { .. } => ActKind::Recorded,
            Self::ReportedToCentralPlace { .. } => ActKind::ReportedToCentralPlace,
            Self::Told { .. } => ActKind::Told,
            Self::Closed {} => ActKind::Closed,
            Self::TakenBack { .. } => ActKind::TakenBack,
        }
    }

    /// What it gives or approves.
    pub fn grants(&self) -> &[Grant] {
        match self {
            Self::HelpedUrgently { grants, .. }
            | Self::AgencyReported { grants, .. }
            | Self::Decided { outcome: Outcome::Approved { grants, .. }, .. } => grants,
            _ => &[],
        }
    }

    /// The meeting it is about.
    pub fn meeting(&self) -> Option<MeetingId> {
        match self {
            Self::PutOnAgenda { meeting } | Self::Decided { meeting, .. } => Some(*meeting),
            _ => None,
        }
    }

    /// The texts that the law wants written, each with the field that holds it.
    pub(super) fn words(&self) -> Vec<(&'static str, &str)> {
        match self {
            Self::NotAccepted { reason, told } => vec![("เหตุที่ไม่ยินยอมลงชื่อ", reason), ("วิธีแจ้งผู้ร้อง", told)],
            Self::Answered { answer } => vec![("คำตอบ", answer)],
            Self::SentForCheck { what, .. } => vec![("ข้อเท็จจริงที่ให้ตรวจสอบ", what)],
            Self::Checked { found, .. } => vec![("ผลการตรวจสอบ", found)],
            Self::Decided { outcome, .. } => match outcome {
                Outcome::Approved { .. } | Outcome::Noted {} => Vec::new(),
                Outcome::Rejected { reason } | Outcome::BeyondCapacity { reason } => {
                    vec![("เหตุผลของมติ", reason)]
                }
            },
            Self::ConsentSought { letter } | Self::ConsentAnswered { letter, .. } => {
                vec![("เลขที่หนังสือ", letter)]
            }
            Self::ReportedUp { to, letter } => vec![("หน่วยงานที่รายงานถึง", to), ("เลขที่หนังสือ", letter)],
            Self::Assigned { agency, .. } => vec![("หน่วยงานที่รับเรื่อง", agency)],
            Self::Forwarded { name, reason, .. } => vec![("หน่วยงานที่ส่งต่อ", name), ("เหตุผลที่ส่งต่อ", reason)],
            Self::Escalated { memo } => vec![("ข้อความที่เสนอผู้บริหาร", memo)],
            Self::AgencyReported { cause, method, explained, suggestion, .. } => vec![
                ("มูลเหตุของปัญหา", cause),
                ("แนวทางและวิธีการแก้ไขปัญหา", method),
                ("ผลการชี้แจงให้ผู้ร้องทราบ", explained),
                ("ข้อเสนอแนะ/ความเห็นของหน่วยงาน", suggestion),
            ],
            Self::Summarised { memo } => vec![("บันทึกสรุปผล", memo)],
            Self::Recorded { result } => vec![("ผลการช่วยเหลือ", result)],
            Self::Told { how, what } => vec![("วิธีแจ้งผู้ร้อง", how), ("ผลที่แจ้ง", what)],
            Self::TakenBack { reason } => vec![("เหตุผลที่แก้ไข", reason)],
            Self::Registered { .. }
            | Self::HelpedUrgently { .. }
            | Self::PutOnAgenda { .. }
            | Self::Reminded { .. }
            | Self::ReportedToCentralPlace { .. }
            | Self::Closed {} => Vec::new(),
        }
    }
}

/// What the committee rules on a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Outcome {
    /// Help is approved. Criteria are ceilings: it may be less (domain.md X-17).
    Approved {
        /// What.
        grants: Vec<Grant>,
        /// It goes beyond the criteria: the Permanent Secretary must consent first \[S003:1307\].
        #[serde(default)]
        beyond_criteria: bool,
    },
    /// No help.
    Rejected {
        /// Why.
        reason: String,
    },
    /// The LAO cannot do it: to the central place \[S003:233\].
    BeyondCapacity {
        /// Why.
        reason: String,
    },
    /// Urgent help that was given already was reported to the meeting (T-23 \[S003:1982\]).
    Noted {},
}

/// Help that is given or approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// What, in words.
    pub what: String,
    /// The code of the aid criteria it falls under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// The kind of thing under it for which the office set a rate, such as a crop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Goods, money or a service.
    pub form: GrantForm,
    /// How many, as the item counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<f64>")]
    pub quantity: Option<Number>,
    /// Worth in baht.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<f64>")]
    pub amount_baht: Option<Number>,
    /// To which person on the record; where absent, to the requester.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// Out of which money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funding: Option<Funding>,
    /// On which day it was given (C-02), of what was; where absent, on the step's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub on: Option<NaiveDate>,
}

closed_list! {
    /// In what form help comes \[S003:385\].
    pub enum GrantForm {
        /// สิ่งของ
        Goods = "goods",
        /// เงิน
        Money = "money",
        /// การจัดบริการสาธารณะ
        Service = "service",
    }
}

closed_list! {
    /// Out of which money help is paid (domain.md 2.4).
    pub enum Funding {
        /// งบประมาณรายจ่ายประจำปี \[S003:857\]
        AnnualBudget = "annual-budget",
        /// งบประมาณรายจ่ายเพิ่มเติม \[S003:444\]
        SupplementaryBudget = "supplementary-budget",
        /// งบกลาง ประเภทเงินสำรองจ่าย, for what is urgent \[S003:446\]
        CentralReserve = "central-reserve",
        /// เงินสะสม \[S003:857\]
        AccumulatedFund = "accumulated-fund",
        /// เงินทุนสำรองเงินสะสม \[S003:857\]
        ReserveFund = "reserve-fund",
        /// ภาคีเครือข่าย \[S003:272\]
        Partners = "partners",
        /// เงินทดรองราชการ \[S003:1313\]
        AdvanceMoney = "advance-money",
    }
}

closed_list! {
    /// Where a request goes that the LAO cannot meet. The route of a PAO or a large municipality
    /// is not stated (domain.md X-03), so any other agency may be named.
    pub enum Target {
        /// สถานที่กลาง
        CentralPlace = "central-place",
        /// Another agency.
        OtherAgency = "other-agency",
    }
}

closed_list! {
    /// Why the LAO cannot meet a request.
    pub enum WhyForwarded {
        /// เกินขีดความสามารถ \[S003:200\] \[S003:233\]
        BeyondCapacity = "beyond-capacity",
        /// เกินสถานะทางการคลัง \[S003:1366\]
        BeyondFinances = "beyond-finances",
    }
}

/// A request's number in the LAO's register: a running number of a fiscal year, `17/2569`.
///
/// The law gives the number no form (domain.md Q-05) \[DERIVED\].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReceiptNumber {
    year: BuddhistYear,
    number: u32,
}

impl ReceiptNumber {
    /// This number of this year's.
    pub fn new(year: FiscalYear, number: u32) -> Self {
        Self { year: year.year(), number }
    }

    /// The fiscal year.
    pub fn year(self) -> FiscalYear {
        FiscalYear::named(self.year)
    }

    /// The number in it.
    pub fn number(self) -> u32 {
        self.number
    }
}

/// A text that is not a number of the register.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{} is not a number of the request register; write it as 17/2569", quoted(.0))]
pub struct NotAReceiptNumber(String);

impl FromStr for ReceiptNumber {
    type Err = NotAReceiptNumber;

    fn from_str(text: &str) -> Result<Self, NotAReceiptNumber> {
        let digits = |part: &str, most: usize| {
            (1..=most).contains(&part.len())
                && part.bytes().all(|b| b.is_ascii_digit())
                && !part.starts_with('0')
        };
        text.split_once('/')
            .filter(|(number, year)| digits(number, 9) && digits(year, 4) && year.len() == 4)
            .and_then(|(number, year)| {
                let year = BuddhistYear::numbered(year.parse().ok().filter(|year| *year >= 2400)?);
                Some(Self { year, number: number.parse().ok()? })
            })
            .ok_or_else(|| NotAReceiptNumber(text.to_owned()))
    }
}

impl fmt::Display for ReceiptNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.year)
    }
}

as_text!(ReceiptNumber, { "type": "string", "pattern": "^[1-9][0-9]*/[2-9][0-9]{3}$" });
