//! What somebody asks for, and whether they signed for it.

use serde::{Deserialize, Serialize};

use super::{PersonId, PhotoHash, RequestId, Unknown, WordsHash, reading};
use crate::as_text::closed_list;
use crate::thai;

/// Whatever is hashed here is hashed for this and nothing else.
const SIGNED: &str = "samruat 1 words of a request above its signature";

/// One request (เรื่องขอความช่วยเหลือ).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Request {
    /// Made on the phone, never changed.
    pub id: RequestId,
    /// Who asks; where absent, the head of the household does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// Area of aid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
    /// Subject.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Facts or events.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub facts: Option<String>,
    /// What is needed.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub need: Option<String>,
    /// Why the head of the family cannot provide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distress_cause: Option<DistressCause>,
    /// Aid first, record later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgent: Option<bool>,
    /// How it reached the centre.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// The requester's signature, or why there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
    /// Who asks in the person's stead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<Proxy>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

closed_list! {
    /// Area of aid (ด้าน).
    pub enum Area {
        /// สาธารณภัย
        Disaster = "disaster",
        /// การส่งเสริมและพัฒนาคุณภาพชีวิต
        QualityOfLife = "quality-of-life",
        /// การป้องกันและควบคุมโรคติดต่อ
        Disease = "disease",
        /// การช่วยเหลือเกษตรกรผู้มีรายได้น้อย
        PoorFarmer = "poor-farmer",
        /// ด้านอื่น ๆ
        Other = "other",
    }
}

closed_list! {
    /// The five causes of distress of a head of family (domain.md 2.4).
    pub enum DistressCause {
        /// ตาย
        Dead = "dead",
        /// ทอดทิ้ง สาบสูญ หรือต้องโทษจำคุก
        Gone = "gone",
        /// เจ็บป่วยร้ายแรงหรือพิการจนไม่สามารถประกอบอาชีพได้
        IllOrDisabled = "ill-or-disabled",
        /// ประสบภาวะยากลำบากในการดำรงชีพ
        Hardship = "hardship",
        /// ไม่สามารถดูแลครอบครัวได้ด้วยเหตุอื่นใด
        Other = "other",
    }
}

closed_list! {
    /// How a request reached the centre.
    pub enum Channel {
        /// In person at the centre.
        WalkIn = "walk-in",
        /// By post.
        Post = "post",
        /// Telephone hotline.
        Hotline = "hotline",
        /// Direct line.
        Phone = "phone",
        /// LINE, Facebook and the like.
        Online = "online",
        /// E-mail, website, an LAO's application.
        InformationSystem = "information-system",
        /// The survey team.
        SurveyTeam = "survey-team",
        /// The central place.
        CentralPlace = "central-place",
        /// A list that a state agency had surveyed.
        StateSurvey = "state-survey",
    }
}

impl Channel {
    /// Whether a request may come without any signature on this channel
    /// (contract section 2; domain.md X-06).
    pub fn needs_no_signature(self) -> bool {
        match self {
            Self::Post
            | Self::Hotline
            | Self::Phone
            | Self::Online
            | Self::InformationSystem
            | Self::StateSurvey => true,
            Self::WalkIn | Self::SurveyTeam | Self::CentralPlace => false,
        }
    }
}

/// The requester's signature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Signature {
    /// How it was given, or that it was not.
    pub kind: SignatureKind,
    /// Its picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<PhotoHash>,
    /// Why it was refused.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What it was given for: who asks, for what and how much. Without it, for the request as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<WordsHash>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

closed_list! {
    /// How a signature was given.
    pub enum SignatureKind {
        /// Drawn on the screen.
        Drawn = "drawn",
        /// A photo of the signed paper.
        PaperPhoto = "paper-photo",
        /// The requester would not sign.
        Refused = "refused",
        /// The channel asks for none.
        NotRequired = "not-required",
    }
}

impl SignatureKind {
    /// Whether somebody put their name to it: it is bound to the words above it.
    pub fn is_by_hand(self) -> bool {
        matches!(self, Self::Drawn | Self::PaperPhoto)
    }
}

/// Somebody who asks in another's stead.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Proxy {
    /// Their name.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What they are to the person.
    #[serde(default, deserialize_with = "reading::words", skip_serializing_if = "Option::is_none")]
    pub relation: Option<String>,
    /// The photo of the power of attorney (ใบมอบอำนาจ), without which the request counts as unsigned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority_photo: Option<PhotoHash>,
    /// Fields that this version does not know, kept as they came.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// Whether a request counts as signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// It does.
    Yes,
    /// The requester refused and said why: it is not taken for consideration (domain.md R-09).
    Refused,
    /// It does not, and this is why.
    No(WhyUnsigned),
}

/// Why a request counts as unsigned. It is kept all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyUnsigned {
    /// Nobody was asked to sign yet.
    NotAsked,
    /// No signature was taken, on a channel that needs one.
    ChannelNeedsOne,
    /// Somebody asks for another without the photo of the power of attorney.
    ProxyWithoutAuthority,
    /// A refusal to sign without the reason that the form must carry.
    RefusalWithoutReason,
    /// Who asks, for what or how much was changed since it was signed.
    WordsChanged,
}

impl Request {
    /// Whether it counts as signed (contract sections 2 and 4).
    pub fn signed(&self) -> Signed {
        let Some(signature) = &self.signature else { return Signed::No(WhyUnsigned::NotAsked) };
        let has_reason = signature.reason.as_ref().is_some_and(|r| !r.trim().is_empty());
        let has_authority = self.proxy.as_ref().is_none_or(|p| p.authority_photo.is_some());
        match signature.kind {
            SignatureKind::Refused if has_reason => Signed::Refused,
            SignatureKind::Refused => Signed::No(WhyUnsigned::RefusalWithoutReason),
            _ if !has_authority => Signed::No(WhyUnsigned::ProxyWithoutAuthority),
            SignatureKind::Drawn | SignatureKind::PaperPhoto
                if signature.of.is_some_and(|of| ![self.words(), self.worded(None)].contains(&of)) =>
            {
                Signed::No(WhyUnsigned::WordsChanged)
            }
            SignatureKind::Drawn | SignatureKind::PaperPhoto => Signed::Yes,
            SignatureKind::NotRequired if self.channel.is_some_and(Channel::needs_no_signature) => {
                Signed::Yes
            }
            SignatureKind::NotRequired => Signed::No(WhyUnsigned::ChannelNeedsOne),
        }
    }

    /// What a signature is given for: who asks, what they ask for and how much of it; and the area of aid where that
    /// is all that is said of what; an area that nobody had said when it was signed is found for them. A person is meant
    /// and not their name: a name that is spelled otherwise later is nobody else's. Nor is a text another for its blanks
    /// and line ends.
    pub fn words(&self) -> WordsHash {
        self.worded(self.area)
    }

    /// The same, were this its area.
    fn worded(&self, area: Option<Area>) -> WordsHash {
        let words = |text: &Option<String>| {
            let text = thai::nfc(text.as_deref().unwrap_or_default());
            let words: Vec<&str> = text.split_whitespace().collect();
            Some(words.join(" ")).filter(|words| !words.is_empty())
        };
        let (subject, need) = (words(&self.subject), words(&self.need));
        let area = area.filter(|_| subject.is_none()).map(Area::as_str);
        let person = self.person.map(PersonId::uuid);
        WordsHash::of(
            SIGNED,
            [
                person.as_ref().map(|person| person.as_bytes().as_slice()),
                subject.as_deref().map(str::as_bytes),
                area.map(str::as_bytes),
                need.as_deref().map(str::as_bytes),
            ],
        )
    }
}

#[cfg(test)]
#[path = "request_tests.rs"]
mod tests;
