//! A change: one signed, stamped edit of a record.
//!
//! Owns its form, its name, its signature and the check of every value in it. A change
//! sets fields together and says, for each, which changes it replaced; a new record is
//! a change that replaced nothing. Changes are never altered and never deleted; of one that
//! a lawful erasure took parts of, what is left keeps the name.
//!
//! Refuses to know how changes combine (`merge`) and whether its author may make it
//! (the server). Called by the phone's store, the sync engine and the server.
//!
//! The form is frozen by `golden/change-v1.json`; a new form gets a new `v`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use ed25519_dalek::{SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::clock::Stamp;
use crate::field::{self, FieldPath, Fields};
use crate::lao::LaoCode;
use crate::record::{Record, RecordFault, RecordId, extent, fault};
use crate::seal::{Forged, Seal, SealedId};

/// The name of a change: the hash of all it says.
pub type ChangeId = SealedId;

/// Which phone, or which desk, made a change.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct DeviceId(String);

impl DeviceId {
    /// A device by the name it was enrolled under.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who makes a change: a device, and the surveyor who holds it, where one does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The device, whose key signs.
    pub device: DeviceId,
    /// Who holds it; not always who captured the record.
    pub surveyor: Option<String>,
}

impl From<DeviceId> for Author {
    fn from(device: DeviceId) -> Self {
        Self { device, surveyor: None }
    }
}

/// What each field of an edit replaced. A field that was empty before replaced nothing.
pub type Replaced = BTreeMap<FieldPath, BTreeSet<ChangeId>>;

/// What an edit says, before it is signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The form of this message. Frozen: 1.
    #[schemars(range(min = 1, max = 1))]
    v: u8,
    /// Which record it edits.
    pub record: RecordId,
    /// Whose record that is.
    pub lao: LaoCode,
    /// Which device made it.
    pub author: DeviceId,
    /// Which surveyor held that device, where it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surveyor: Option<String>,
    /// When, by that device's clock.
    pub stamp: Stamp,
    /// The fields it sets; `null` empties one.
    #[serde(deserialize_with = "field::in_order")]
    pub sets: Fields,
    /// For each field that had a value before: the changes that value came from.
    #[serde(default, skip_serializing_if = "Replaced::is_empty")]
    pub replaced: Replaced,
}

/// One signed edit.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    id: ChangeId,
    edit: Edit,
    seal: Seal,
}

/// The wire form: what is said, and the signature over it.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Samruat change, version 1")]
struct Wire {
    edit: Edit,
    signature: Seal,
}

/// The wire form of a change that is there already.
#[derive(Serialize)]
struct Written<'c> {
    edit: &'c Edit,
    signature: Seal,
}

/// As much of any version's form as tells which version it is.
#[derive(Deserialize)]
struct AnyVersion {
    edit: AnyEdit,
}

#[derive(Deserialize)]
struct AnyEdit {
    v: u64,
}

/// Why some bytes are not a change. None of them was taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeFault {
    /// Not the JSON of a change.
    #[error(
        "{field}: {reason}; this change was not taken, nothing else is touched by it, \
         correct it where it was made and send it again"
    )]
    Form {
        /// Where in the message.
        field: String,
        /// What is wrong there.
        reason: String,
    },
    /// A form that this version does not read.
    #[error(
        "v: this change is of form {0} and this version reads form 1; it was not taken and is safe \
         where it was made, update this program and send it again"
    )]
    Version(u64),
    /// It sets nothing.
    #[error("sets: this change sets no field; nothing was taken, and nothing was lost")]
    Empty,
    /// It names what it replaced in a field that it does not set.
    #[error(
        "replaced: {0} is not among the fields this change sets; it was not taken, nothing else is \
         touched by it, correct it where it was made and send it again"
    )]
    ReplacedUnset(FieldPath),
    /// Larger than any visit.
    #[error(
        "a change of {0} bytes is larger than any household visit (at most {MAX_BYTES}); it was not \
         taken, nothing else is touched by it, send the visit in smaller edits"
    )]
    TooLarge(usize),
}

/// A value in it could not stand in a record.
impl From<RecordFault> for ChangeFault {
    fn from(fault: RecordFault) -> Self {
        match fault {
            RecordFault::Field { field, reason } => Self::Form { field, reason },
            RecordFault::NotJson { reason } => Self::Form { field: WHOLE.to_owned(), reason },
        }
    }
}

/// The largest change that is read: room for any record that is read, taken apart.
pub const MAX_BYTES: usize = 8 * extent::LARGEST;

/// What a message names when it is about no single field.
const WHOLE: &str = "change";

impl Edit {
    /// The edit that makes a new record.
    pub fn making(record: &Record, author: impl Into<Author>, stamp: Stamp) -> Self {
        Self::setting(record, author, stamp, field::take_apart(record), Replaced::new())
    }

    /// An edit of a record that is there: the fields it sets, and what each replaced.
    /// `merge::History::edit` finds these out.
    pub fn setting(
        record: &Record,
        author: impl Into<Author>,
        stamp: Stamp,
        sets: Fields,
        replaced: Replaced,
    ) -> Self {
        let Author { device, surveyor } = author.into();
        Self { v: 1, record: record.id, lao: record.lao, author: device, surveyor, stamp, sets, replaced }
    }

    /// Signs it. From then on it is never altered.
    pub fn sign(self, key: &SigningKey) -> Change {
        let id = SealedId::of("samruat change v1", &self);
        let seal = id.sign(key);
        Change { id, edit: self, seal }
    }

    fn check(&self) -> Result<(), ChangeFault> {
        if self.v != 1 {
            return Err(ChangeFault::Version(self.v.into()));
        }
        if self.sets.is_empty() {
            return Err(ChangeFault::Empty);
        }
        if let Some(path) = self.replaced.keys().find(|path| !self.sets.contains_key(*path)) {
            return Err(ChangeFault::ReplacedUnset(path.clone()));
        }
        field::check_values(&self.sets)?;
        Ok(())
    }
}

impl Change {
    /// Reads a change and checks every value in it. The signature is not checked here:
    /// that needs the author's key.
    ///
    /// # Errors
    /// Names the field and the reason.
    pub fn read(json: &[u8]) -> Result<Self, ChangeFault> {
        if json.len() > MAX_BYTES {
            return Err(ChangeFault::TooLarge(json.len()));
        }
        let wire = match std::str::from_utf8(json).ok().map(serde_json::from_str) {
            Some(Ok(wire)) => wire,
            // Read once more, to say where: keeping the path costs time that only a fault is worth.
            _ => Self::read_minding_the_path(json)?,
        };
        wire.edit.check()?;
        let id = SealedId::of("samruat change v1", &wire.edit);
        Ok(Self { id, edit: wire.edit, seal: wire.signature })
    }

    /// Reads what a lawful erasure left of a change. It keeps the name it was signed under,
    /// for others name it as what they replaced: its author's signature still says that they
    /// made a change of that name, and no longer what stood in it. So `id` must come from
    /// where the change was read whole once. It is never sent to anybody.
    ///
    /// # Errors
    /// As [`Change::read`], except that nothing at all may be left of what it set.
    pub fn redacted(id: ChangeId, json: &[u8]) -> Result<Self, ChangeFault> {
        let Wire { mut edit, signature } = Self::read_minding_the_path(json)?;
        edit.replaced.retain(|path, _| edit.sets.contains_key(path));
        if !edit.sets.is_empty() {
            edit.check()?;
        }
        Ok(Self { id, edit, seal: signature })
    }

    fn read_minding_the_path(json: &[u8]) -> Result<Wire, ChangeFault> {
        let mut reader = serde_json::Deserializer::from_slice(json);
        let wire = serde_path_to_error::deserialize(&mut reader).map_err(|e| {
            // A later form may have fields that this one does not know; say that it is later.
            if let Ok(AnyVersion { edit: AnyEdit { v } }) = serde_json::from_slice(json)
                && v != 1
            {
                return ChangeFault::Version(v);
            }
            let (field, reason) = fault::in_plain_words(&e, WHOLE);
            ChangeFault::Form { field, reason }
        })?;
        reader.end().map_err(|e| ChangeFault::Form { field: WHOLE.to_owned(), reason: e.to_string() })?;
        Ok(wire)
    }

    /// Whether its author's key signed exactly this.
    ///
    /// # Errors
    /// When it did not.
    pub fn verify(&self, key: &VerifyingKey) -> Result<(), Forged> {
        self.id.verify(&self.seal, key)
    }

    /// Its name.
    pub fn id(&self) -> ChangeId {
        self.id
    }

    /// What it says.
    pub fn edit(&self) -> &Edit {
        &self.edit
    }

    /// Its author's signature.
    pub fn seal(&self) -> &Seal {
        &self.seal
    }

    /// The bytes that are stored and sent.
    pub fn to_json(&self) -> String {
        let wire = Written { edit: &self.edit, signature: self.seal };
        // A change is plain data and always has a JSON form.
        serde_json::to_string(&wire).unwrap_or_default()
    }
}

/// The JSON Schema of a change as it is sent.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Wire).to_value()
}

#[cfg(test)]
#[path = "change_tests.rs"]
mod tests;
