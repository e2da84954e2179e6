//! One line of a file that is added.
//!
//! Owns filling in what a line may leave out, and turning files into photos through the
//! camera's own pipeline.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use picture::MOST_SOURCE_BYTES;
use register::record::{PhotoHash, Record, RecordFault, RecordId, RequestId, Status};
use serde_json::{Map, Value};
use store::{Identity, KeptPhoto, Outcome, Store, StoreError};
use uuid::Uuid;

/// A line as it stands in the file.
pub(super) struct Line<'a> {
    pub(super) bytes: &'a [u8],
    /// Where the file lies: photos are named from there.
    pub(super) folder: &'a Path,
    pub(super) identity: &'a Identity,
}

/// A line that was read: a record, and the photos that it names by file.
pub(super) struct Filled {
    record: Record,
    photos: BTreeMap<PhotoHash, picture::Kept>,
    named_here: bool,
}

/// What became of a line.
pub(super) struct Kept {
    pub(super) id: RecordId,
    /// Whether the id was made here.
    pub(super) named_here: bool,
    /// `None` for a draft.
    pub(super) outcome: Option<Outcome>,
}

type Fields = Map<String, Value>;

impl Line<'_> {
    /// Reads it, and fills in what it leaves out.
    pub(super) fn read(&self, store: &Store) -> Result<Filled, StoreError> {
        let value =
            serde_json::from_slice(self.bytes).map_err(|e| RecordFault::NotJson { reason: e.to_string() })?;
        let Value::Object(mut fields) = value else {
            return Err(fault("record", "expected an object in braces"));
        };
        let held = match fields.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok()) {
            Some(id) => store.record(id)?.map(|held| held.record),
            None => None,
        };
        let named_here = is_absent(&fields, "id");
        if let Some(held) = &held {
            fields = over(held, fields)?;
        }
        name(&mut fields);
        for list in ["people", "requests"] {
            name_members(&mut fields, list, held.as_ref());
        }
        if is_absent(&fields, "surveyor") {
            let surveyor = match &held {
                Some(held) => held.surveyor.clone(),
                None => Some(self.identity.surveyor.id.clone()),
            };
            fields.insert("surveyor".into(), surveyor.into());
        }
        let photos = self.photos(&mut fields)?;
        Ok(Filled { record: Record::from_value(Value::Object(fields))?, photos, named_here })
    }

    /// Every photo that is given as a file, kept; and its hash put where the file was named.
    fn photos(&self, fields: &mut Fields) -> Result<BTreeMap<PhotoHash, picture::Kept>, StoreError> {
        let mut photos = BTreeMap::new();
        for (at, photo) in members(fields, "photos") {
            let path = format!("photos[{at}]");
            if let Some(kept) = self.file(photo, "file", "hash", &path)? {
                let fill = |photo: &mut Fields, field: &str, value: Value| {
                    if is_absent(photo, field) && !value.is_null() {
                        photo.insert(field.into(), value);
                    }
                };
                match photo.get("source_hash").and_then(Value::as_str) {
                    Some(given) if given != kept.source_hash.to_string() => {
                        return Err(fault(
                            &format!("{path}.source_hash"),
                            "the file's bytes do not match this hash",
                        ));
                    }
                    _ => fill(photo, "source_hash", kept.source_hash.to_string().into()),
                }
                fill(photo, "taken_at", serde_json::to_value(kept.taken_at).unwrap_or_default());
                fill(photo, "at", serde_json::to_value(&kept.at).unwrap_or_default());
                fill(photo, "device", self.identity.device.as_str().into());
                photos.insert(kept.hash, kept);
            }
        }
        for (at, request) in members(fields, "requests") {
            for (part, file, hash) in
                [("signature", "file", "photo"), ("proxy", "authority_file", "authority_photo")]
            {
                let Some(Value::Object(part_fields)) = request.get_mut(part) else { continue };
                let path = format!("requests[{at}].{part}");
                if let Some(kept) = self.file(part_fields, file, hash, &path)? {
                    photos.insert(kept.hash, kept);
                }
            }
        }
        Ok(photos)
    }

    /// A photo that is named by file, through the camera's pipeline.
    fn file(
        &self,
        fields: &mut Fields,
        file: &str,
        hash: &str,
        path: &str,
    ) -> Result<Option<picture::Kept>, StoreError> {
        let path_of_file = format!("{path}.{file}");
        let name = match fields.remove(file) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(name)) => name,
            Some(_) => return Err(fault(&path_of_file, "expected the path of a picture, as text")),
        };
        let source = self.folder.join(&name);
        let unreadable = |reason: &str| fault(&path_of_file, format!("{name:?} cannot be read ({reason})"));
        // Asked before it is read: no pipe, no folder, nothing larger than any camera's file.
        match fs::metadata(&source) {
            Err(e) => return Err(unreadable(&e.to_string())),
            Ok(file) if !file.is_file() => return Err(unreadable("it is not a file")),
            Ok(file) if file.len() > MOST_SOURCE_BYTES as u64 => {
                return Err(unreadable("it is larger than any camera's picture"));
            }
            Ok(_) => {}
        }
        let bytes = fs::read(&source).map_err(|e| unreadable(&e.to_string()))?;
        let kept = picture::keep(&bytes).map_err(|e| fault(&path_of_file, e.to_string()))?;
        match fields.get(hash).and_then(Value::as_str) {
            Some(given) if given != kept.hash.to_string() => {
                return Err(fault(
                    &format!("{path}.{hash}"),
                    "the kept bytes of the file do not match this hash",
                ));
            }
            _ => fields.insert(hash.into(), kept.hash.to_string().into()),
        };
        Ok(Some(kept))
    }
}

impl Filled {
    /// Keeps it; a draft as a draft.
    pub(super) fn keep(&self, store: &Store) -> Result<Kept, StoreError> {
        // A visit that was refused names no photos any more: nothing is kept of them.
        let photos: Vec<KeptPhoto<'_>> = self
            .record
            .photo_hashes()
            .filter_map(|hash| self.photos.get(&hash))
            .map(KeptPhoto::from)
            .collect();
        let id = self.record.id;
        let outcome = if self.record.status == Status::Draft {
            for photo in &photos {
                store.keep_photo(photo)?;
            }
            let json = serde_json::to_string(&self.record)
                .map_err(|e| RecordFault::NotJson { reason: e.to_string() })?;
            store.save_draft(id, &json, "")?;
            None
        } else {
            Some(store.keep(&self.record, &photos)?)
        };
        Ok(Kept { id, named_here: self.named_here, outcome })
    }
}

/// A line about a record that is here.
///
/// A line that takes the record back need not repeat it: what it leaves out stays. Any other
/// says what the whole record is, except that it does not bring back by silence what was
/// taken back; that takes `"withdraw": null`; nor does a signature that is here stand for other words by its silence.
fn over(held: &Record, line: Fields) -> Result<Fields, StoreError> {
    let withdraws = line.get("withdraw").is_some_and(|withdraw| !withdraw.is_null());
    let Ok(Value::Object(mut fields)) = serde_json::to_value(held) else { return Ok(line) };
    if !withdraws {
        fields.retain(|field, _| field == "withdraw");
    }
    fields.extend(line);
    name_what_was_signed(&mut fields, held);
    Ok(fields)
}

/// Whoever writes a record down by hand, or has it from another program, does not know of which words its signatures are.
fn name_what_was_signed(fields: &mut Fields, held: &Record) {
    for (_, request) in members(fields, "requests") {
        let id = request.get("id").and_then(Value::as_str).and_then(|id| id.parse::<RequestId>().ok());
        let here = held.requests.iter().find(|held| Some(held.id) == id);
        let Some(here) = here.and_then(|here| here.signature.as_ref()) else { continue };
        let Ok(Value::Object(here)) = serde_json::to_value(here) else { continue };
        let Some(signature) = request.get_mut("signature").and_then(Value::as_object_mut) else { continue };
        let is_same = ["kind", "photo"].iter().all(|part| {
            let said = |of: &Fields| of.get(*part).filter(|value| !value.is_null()).cloned();
            said(signature) == said(&here)
        });
        if let (true, true, Some(of)) = (is_same, is_absent(signature, "of"), here.get("of")) {
            signature.insert("of".to_owned(), of.clone());
        }
    }
}

/// Gives whatever has no id one.
fn name(fields: &mut Fields) {
    if is_absent(fields, "id") {
        fields.insert("id".into(), Uuid::now_v7().to_string().into());
    }
}

/// Gives people and requests without ids theirs: where the record is here, the id of the one
/// that says the same or, for a person, bears the same number; so that the same file added
/// twice is no edit.
fn name_members(fields: &mut Fields, list: &str, held: Option<&Record>) {
    let held = held.and_then(|held| serde_json::to_value(held).ok()).unwrap_or_default();
    let mut free: Vec<Fields> = held
        .get(list)
        .and_then(Value::as_array)
        .map(|held| held.iter().filter_map(|member| member.as_object().cloned()).collect())
        .unwrap_or_default();
    let named: Vec<Value> =
        members(fields, list).filter_map(|(_, member)| member.get("id").cloned()).collect();
    free.retain(|member| member.get("id").is_none_or(|id| !named.contains(id)));
    for (_, member) in members(fields, list).filter(|(_, member)| is_absent(member, "id")) {
        member.remove("id");
        let says_the_same = |held: &Fields| {
            let said = |fields: &Fields| -> BTreeMap<String, Value> {
                let said = fields.iter().filter(|(field, value)| *field != "id" && !value.is_null());
                said.map(|(field, value)| (field.clone(), value.clone())).collect()
            };
            said(held) == said(member)
        };
        let same_number = |held: &Fields| {
            let number =
                |fields: &Fields| fields.get("national_id").and_then(Value::as_str).map(str::to_owned);
            number(held).is_some() && number(held) == number(member)
        };
        let found = free.iter().position(says_the_same).or_else(|| free.iter().position(same_number));
        if let Some(id) = found.map(|at| free.remove(at)).and_then(|mut held| held.remove("id")) {
            member.insert("id".into(), id);
        }
        name(member);
    }
}

/// The members of a list that are objects; what else stands there, the register names.
fn members<'a>(fields: &'a mut Fields, list: &str) -> impl Iterator<Item = (usize, &'a mut Fields)> {
    let members = fields.get_mut(list).and_then(Value::as_array_mut);
    members.into_iter().flatten().enumerate().filter_map(|(at, member)| Some((at, member.as_object_mut()?)))
}

fn is_absent(fields: &Fields, field: &str) -> bool {
    fields.get(field).is_none_or(Value::is_null)
}

fn fault(field: &str, reason: impl Into<String>) -> StoreError {
    StoreError::Record(RecordFault::Field { field: field.to_owned(), reason: reason.into() })
}
