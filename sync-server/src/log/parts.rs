//! A change, taken apart by whom its fields are about, and put together again.

use std::collections::BTreeMap;

use register::change::Change;
use register::field::{FieldPath, Fields, Part};
use register::record::{PersonId, RequestId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// Says whose request one is, as the record has it now.
pub type Owner<'a> = dyn Fn(RequestId) -> Option<PersonId> + Sync + 'a;

/// Lists that are edited as a whole, whose members may each name a person.
const SHARED_LISTS: [&str; 2] = ["help_received", "damage/items"];

/// One person's part of a change.
#[derive(Default, Serialize, Deserialize)]
struct Theirs {
    /// The fields that are theirs.
    sets: Fields,
    /// Members of shared lists that name them: the list, the place in it, the member.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    members: Vec<(FieldPath, usize, Value)>,
}

/// Parts of a change, each with whom it is about; nobody (nil) for the rest, which is last.
pub(super) fn take_apart(change: &Change, owner: &Owner<'_>) -> Vec<(Uuid, Vec<u8>)> {
    let mut rest = change.edit().clone();
    let mut parts: BTreeMap<Uuid, Theirs> = BTreeMap::new();
    let asked_by: BTreeMap<Uuid, Uuid> = rest
        .sets
        .iter()
        .filter_map(|(path, value)| match path.part() {
            Part::OfMember("requests", request, "person") => {
                Some((request.parse().ok()?, value.as_str()?.parse().ok()?))
            }
            _ => None,
        })
        .collect();
    let whose = |path: &FieldPath| -> Option<Uuid> {
        let (list, name) = match path.part() {
            Part::Member(list, name) | Part::OfMember(list, name, _) => (list, name),
            Part::Own(_) | Part::Of(..) => return None,
        };
        let name: Uuid = name.parse().ok()?;
        match list {
            "people" => Some(name),
            // A request that names nobody has a part of its own, so that it can still be erased.
            "requests" => {
                let asked = asked_by.get(&name).copied();
                Some(asked.or_else(|| owner(RequestId::new(name)).map(PersonId::uuid)).unwrap_or(name))
            }
            _ => None,
        }
    };
    let mut left = Fields::new();
    for (path, mut value) in std::mem::take(&mut rest.sets) {
        if let Some(whose) = whose(&path) {
            parts.entry(whose).or_default().sets.insert(path, value);
            continue;
        }
        if SHARED_LISTS.contains(&path.as_str())
            && let Value::Array(members) = &mut value
        {
            let mut stay = Vec::with_capacity(members.len());
            for (at, member) in std::mem::take(members).into_iter().enumerate() {
                let named = member.get("person").and_then(Value::as_str).and_then(|p| p.parse().ok());
                match named {
                    Some(whose) => {
                        parts.entry(whose).or_default().members.push((path.clone(), at, member));
                    }
                    None => stay.push(member),
                }
            }
            *members = stay;
        }
        left.insert(path, value);
    }
    rest.sets = left;
    let mut out: Vec<(Uuid, Vec<u8>)> =
        parts.into_iter().map(|(whose, theirs)| (whose, bytes(&theirs))).collect();
    let wire = serde_json::json!({ "edit": rest, "signature": change.seal() });
    out.push((Uuid::nil(), bytes(&wire)));
    out
}

fn bytes(of: &impl Serialize) -> Vec<u8> {
    // Plain data always has a JSON form.
    serde_json::to_vec(of).unwrap_or_default()
}

/// Puts the parts that still open together again.
pub(super) fn put_together(mut parts: Vec<(Uuid, Vec<u8>)>) -> Result<Vec<u8>, String> {
    let Some((_, rest)) = parts.pop() else { return Err("it has no parts".to_owned()) };
    if parts.is_empty() {
        return Ok(rest);
    }
    let mut whole: Value = serde_json::from_slice(&rest).map_err(|e| e.to_string())?;
    let sets = whole
        .pointer_mut("/edit/sets")
        .and_then(Value::as_object_mut)
        .ok_or("its last part is not that of a change")?;
    let mut members: Vec<(FieldPath, usize, Value)> = Vec::new();
    for (_, part) in parts {
        let theirs: Theirs = serde_json::from_slice(&part).map_err(|e| e.to_string())?;
        sets.extend(theirs.sets.into_iter().map(|(path, value)| (path.to_string(), value)));
        members.extend(theirs.members);
    }
    // In the order of their places each comes to stand where it stood.
    members.sort_by_key(|(_, at, _)| *at);
    for (path, at, member) in members {
        if let Some(Value::Array(list)) = sets.get_mut(path.as_str()) {
            list.insert(at.min(list.len()), member);
        }
    }
    serde_json::to_vec(&whole).map_err(|e| e.to_string())
}
