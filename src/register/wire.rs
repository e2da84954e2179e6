//! The wire: what a phone and the server say to each other under `/api/v1`.
//!
//! Owns the form of every message that both sides must understand (contract section 7), and
//! the link that enrols a phone. Changes travel inside as they were signed, byte for byte,
//! and are read one by one, so that a bad one harms no other.
//!
//! Refuses to know HTTP, files and tables. Called by the phone's `sync` and the server's routes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::as_text::closed_list;
use crate::change::{ChangeId, DeviceId};
use crate::entry::{Flag, InfoStatus};
use crate::lao::Lao;
use crate::receipt::Receipt;
use crate::record::{PersonId, PhotoHash, RecordId};
use crate::seal::{PublicKey, Said, Signed};

mod form;
pub mod life;
mod tasks;
mod team;

pub use form::{FormSettings, MOST_FORM_BYTES, NotSettings, NoticeText, Village};
pub use tasks::{Fact, Task};
pub use team::{NotAStanding, STANDING_HEADER, Standing, Team, TeamPhone};

/// The newest protocol, as `Samruat-Protocol` names it. The server answers this and two back.
pub const PROTOCOL: u32 = 1;
/// The header that says which protocol the app speaks; absent means the newest.
pub const PROTOCOL_HEADER: &str = "samruat-protocol";

/// Most changes in one push.
pub const MOST_CHANGES: usize = 2_000;
/// Most bytes in the body of one push, after it is unpacked.
pub const MOST_PUSH_BYTES: usize = 32 * 1024 * 1024;
/// Largest thumbnail.
pub const MOST_THUMBNAIL_BYTES: usize = 32 * 1024;
/// Largest photo.
pub const MOST_PHOTO_BYTES: u64 = 16 * 1024 * 1024;
/// Largest piece of a photo in one request.
pub const MOST_CHUNK_BYTES: usize = 8 * 1024 * 1024;

closed_list! {
    /// What a surveyor may do. One person may hold several.
    pub enum Role {
        /// Visits households of a village.
        Volunteer = "volunteer",
        /// Leads a village.
        VillageHead = "village-head",
        /// Checks facts on site (หน่วยเคลื่อนที่เร็ว).
        MobileUnit = "mobile-unit",
        /// Answers for a team.
        Supervisor = "supervisor",
    }
}

/// A phone asks to be enrolled.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Enrol {
    /// The code of the link; one use, 24 hours.
    pub code: String,
    /// The phone's key, made by the phone; every change will be signed by it.
    pub key: PublicKey,
    /// What the phone is called in the office's list of phones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// What the server answered when it enrolled this key before, as it was kept: the JSON of a
    /// signed [`Enrolled`]. One that was restored from a backup may have forgotten the phone; by
    /// its own word it takes it back, under the name that the phone's changes carry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
}

/// [`Enrol`] goes to the server signed by the phone's key: whoever enrols a key holds it.
impl Said for Enrol {
    const KIND: &'static str = "samruat enrol v1";
}

/// The server's answer to an enrolment. It goes out signed, and names the phone's key, so
/// that it can be no one else's answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Enrolled {
    /// The phone's key, as asked for.
    pub key: PublicKey,
    /// The name that this phone's changes carry from now on.
    pub device: DeviceId,
    /// What authenticates its requests.
    pub token: String,
    /// Who holds it.
    pub surveyor: Surveyor,
    /// The LAO they survey for.
    #[schemars(with = "serde_json::Value")]
    pub lao: Lao,
    /// Whom a sealed bundle is for: the server's age recipient.
    pub recipient: String,
    /// The server's time, in milliseconds since 1970.
    pub at: u64,
}

impl Said for Enrolled {
    const KIND: &'static str = "samruat enrolled v1";
}

/// A surveyor as the phone knows its holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Surveyor {
    /// `s-017`.
    pub id: String,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub roles: BTreeSet<Role>,
    /// Their villages; none named means the whole LAO.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub moo: BTreeSet<u32>,
}

/// Changes on their way to the server.
#[derive(Serialize, Deserialize)]
pub struct Push {
    /// Each as it was signed.
    pub changes: Vec<Box<RawValue>>,
    /// How far this phone has pulled; lets it skip the echo of its own work.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "named")]
    pub pulled: Option<Cursor>,
    /// Which duplicate digest this phone has, where nothing is to be pushed after this: what leads
    /// on from it may then come with the answer.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "whole_or_not")]
    pub digest: Option<u64>,
}

/// A cursor with names for what it says: a list would be read without them.
fn named<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Cursor>, D::Error> {
    let Some(raw) = Option::<Box<RawValue>>::deserialize(from)? else { return Ok(None) };
    if !raw.get().starts_with('{') {
        return Err(D::Error::custom("pulled: this is not an object in braces"));
    }
    serde_json::from_str(raw.get()).map(Some).map_err(D::Error::custom)
}

/// The server's answer to a push. Each change of the push is either in the receipt or set aside.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Pushed {
    /// What of it is held now, whether it came just now or long ago.
    pub receipt: Signed<Receipt>,
    /// What of it was not taken, and why. It is safe on the phone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aside: Vec<Aside>,
    /// Records whose people were lawfully erased: the phone drops what it has of them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub erased: BTreeSet<RecordId>,
    /// Where the phone may go on pulling from: the new head, where nothing but its own work
    /// lay between that and what it had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pulled: Option<Cursor>,
    /// Which lists the server has, as on a [`Page`]. A phone that is told this and `pulled`
    /// need not ask for a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lists: Option<String>,
    /// Which duplicate digest the server has, as on a [`Page`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<u64>,
    /// What leads to it, as on a [`Page`].
    #[serde(default, skip_serializing_if = "Option::is_none", with = "base64")]
    #[schemars(with = "Option<String>")]
    pub delta: Option<Vec<u8>>,
    /// What this phone is to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
}

/// A change that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Aside {
    /// Its place in the push, from 0.
    pub at: usize,
    /// Its name, where it could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<ChangeId>,
    /// Why, in a sentence.
    pub reason: String,
}

closed_list! {
    /// What a phone is to do.
    pub enum Order {
        /// This phone was revoked: lock its data away; only what is unsent may still leave.
        Seal = "seal",
    }
}

/// How far a phone has pulled one LAO's feed.
///
/// The epoch changes when the server was restored from a backup: a cursor of another epoch
/// says nothing, and the phone asks anew which of its work is held. Which of two was first, [`life`] knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Cursor {
    /// Which life of the server.
    pub epoch: String,
    /// Everything up to here has been pulled.
    #[serde(deserialize_with = "whole")]
    pub seq: u64,
    /// How much of the LAO's log that covers and of which villages, in the server's own words, which
    /// a phone hands back unread: of a record that changes again it is then sent only what it lacks.
    /// Without them it is sent all of the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
}

/// A whole number, however a client's JSON writes one: 7, or 7.0.
fn whole<'de, D: Deserializer<'de>>(read: D) -> Result<u64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Whole(u64),
        Pointed(f64),
    }
    match Written::deserialize(read)? {
        Written::Whole(number) => Ok(number),
        Written::Pointed(number) if number.fract() == 0.0 && (0.0..2f64.powi(64)).contains(&number) => {
            Ok(number as u64)
        }
        Written::Pointed(number) => {
            Err(D::Error::custom(format!("{number} is not a whole number from 0 on")))
        }
    }
}

fn whole_or_not<'de, D: Deserializer<'de>>(read: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    struct Number(#[serde(deserialize_with = "whole")] u64);
    Ok(Option::<Number>::deserialize(read)?.map(|Number(number)| number))
}

/// Bytes in a message, where there are some.
mod base64 {
    use data_encoding::BASE64_NOPAD;
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &Option<Vec<u8>>, to: S) -> Result<S::Ok, S::Error> {
        match bytes {
            Some(bytes) => to.serialize_some(&BASE64_NOPAD.encode(bytes)),
            None => to.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<u8>>, D::Error> {
        let Some(text) = Option::<String>::deserialize(from)? else { return Ok(None) };
        BASE64_NOPAD.decode(text.as_bytes()).map(Some).map_err(D::Error::custom)
    }
}

/// Asks which of a phone's changes and photos are held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Ask {
    /// Changes.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub changes: BTreeSet<ChangeId>,
    /// Photos.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub photos: BTreeSet<PhotoHash>,
}

impl Ask {
    /// Whether it asks after nothing.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.photos.is_empty()
    }
}

/// One page of what a phone pulls: records of its area that are new or changed.
#[derive(Serialize, Deserialize)]
pub struct Page {
    /// The records, each with the changes that the phone lacks.
    pub records: Vec<Pulled>,
    /// Where to go on.
    pub next: Cursor,
    /// Whether there is more right now.
    pub more: bool,
    /// Which lists the server has; a phone with others fetches them.
    pub lists: String,
    /// Which duplicate digest the server has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<u64>,
    /// What leads to it from the one that the phone said it has, where that is short: it need not
    /// be asked for.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "base64")]
    pub delta: Option<Vec<u8>>,
    /// Records whose people were lawfully erased since the last page, whichever area they are
    /// of: the phone drops what it has of them before it moves on.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub erased: BTreeSet<RecordId>,
}

/// One record of a page.
#[derive(Serialize, Deserialize)]
pub struct Pulled {
    /// Which.
    pub record: RecordId,
    /// Its changes, each as it was signed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Box<RawValue>>,
    /// How its people stand in the register. Empty where the record counts for nothing now.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub people: BTreeMap<PersonId, State>,
}

/// How somebody stands in the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct State {
    /// The person as the export names them.
    pub person: PersonId,
    /// Whether and why not they go into INFO.
    pub status: InfoStatus,
    /// Flags.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub flags: BTreeSet<Flag>,
}

/// Lists and rules that a phone keeps for its work offline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Lists {
    /// Which; it moves with the rest, but for the team.
    pub version: String,
    /// Who holds this phone, as the office has it now.
    pub surveyor: Surveyor,
    /// Every LAO of the province, the phone's own among them.
    #[schemars(with = "serde_json::Value")]
    pub laos: Vec<Lao>,
    /// The secret of the province's present duplicate digest, in hexadecimal digits.
    pub digest_key: String,
    /// What the LAO set for its phones.
    #[serde(default, skip_serializing_if = "FormSettings::is_empty")]
    pub form: FormSettings,
    /// The open tasks of this phone's holder.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<Task>,
    /// For a supervisor: the phones of their LAO. Not in the version: it moves whenever one of
    /// them syncs, and the rest need not be fetched again for that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub team: Vec<TeamPhone>,
}

/// A problem, by RFC 9457.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Problem {
    /// Which kind; `about:blank` for one that its status says all of.
    #[serde(rename = "type")]
    pub kind: String,
    /// In a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened, what is safe, what to do next.
    pub detail: String,
}

/// What a link or a QR code says to a phone that is to be enrolled.
///
/// All but the address stands behind a `#`: it is not sent to whoever answers there, and no
/// log along the way writes it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolmentLink {
    /// Where the server is, without a slash at its end.
    pub server: String,
    /// The server's key. Receipts by any other are worth nothing.
    pub key: PublicKey,
    /// SHA-256 of the certificate that the server shows, where it made its own.
    pub certificate: Option<[u8; 32]>,
    /// One use, 24 hours.
    pub code: String,
}

/// A text that is not an enrolment link.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is not an enrolment link ({reason}); nothing was enrolled, ask the office for the link again \
     and copy the whole of it"
)]
pub struct NotALink {
    reason: &'static str,
}

const LINK_PATH: &str = "/enrol";

impl fmt::Display for EnrolmentLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = BASE64URL_NOPAD.encode(self.key.as_bytes());
        write!(f, "{}{LINK_PATH}#v=1&k={key}&c={}", self.server, self.code)?;
        match self.certificate {
            Some(certificate) => write!(f, "&t={}", BASE64URL_NOPAD.encode(&certificate)),
            None => Ok(()),
        }
    }
}

impl FromStr for EnrolmentLink {
    type Err = NotALink;

    fn from_str(text: &str) -> Result<Self, NotALink> {
        let wrong = |reason| NotALink { reason };
        let (address, said) = text.trim().split_once('#').ok_or(wrong("it has no # part"))?;
        let server = address.strip_suffix(LINK_PATH).ok_or(wrong("its address does not end in /enrol"))?;
        if !server.starts_with("https://") && !server.starts_with("http://") {
            return Err(wrong("its address is no web address"));
        }
        let said: BTreeMap<&str, &str> = said.split('&').filter_map(|part| part.split_once('=')).collect();
        if said.get("v") != Some(&"1") {
            return Err(wrong("it is of a form that this version does not read"));
        }
        let bytes = |text: &str| -> Option<[u8; 32]> {
            BASE64URL_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok()
        };
        let key = said.get("k").and_then(|k| bytes(k)).ok_or(wrong("the server's key is missing or cut"))?;
        let certificate = match said.get("t") {
            None => None,
            Some(t) => Some(bytes(t).ok_or(wrong("the certificate's mark is cut"))?),
        };
        let code = said.get("c").filter(|code| !code.is_empty()).ok_or(wrong("its code is missing"))?;
        Ok(Self {
            server: server.to_owned(),
            key: PublicKey::from_bytes(key),
            certificate,
            code: (*code).to_owned(),
        })
    }
}

#[cfg(test)]
#[path = "wire_tests.rs"]
mod tests;
