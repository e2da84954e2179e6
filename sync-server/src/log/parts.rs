//! A change, taken apart by what its fields are about, and put together again.

use std::collections::BTreeMap;

use register::change::Change;
use register::field::{FieldPath, Fields, Part};
use register::record::PhotoHash;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// The part that a photo's fields lie in: named by the front half of its hash.
pub fn part_of_photo(hash: PhotoHash) -> Uuid {
    let mut name = [0; 16];
    for (to, from) in name.iter_mut().zip(hash.as_bytes()) {
        *to = *from;
    }
    Uuid::from_bytes(name)
}

/// Lists that are edited as a whole, whose members may each name a person.
const SHARED_LISTS: [&str; 2] = ["help_received", "damage/items"];

/// One part of a change: that of one member of the record's lists.
#[derive(Default, Serialize, Deserialize)]
struct Theirs {
    /// The fields that are about it.
    sets: Fields,
    /// Members of shared lists that name the person: the list, the place in it, the member.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    members: Vec<(FieldPath, usize, Value)>,
}

/// What a field is about; `None` for what belongs to the household.
///
/// Whose a request is can change, a photo may be several people's, and a check or a review may
/// come to be about another. So these have parts of their own, and whose they are is asked when
/// somebody is erased.
pub fn about(path: &FieldPath) -> Option<Uuid> {
    let (list, name) = match path.part() {
        Part::Member(list, name) | Part::OfMember(list, name, _) => (list, name),
        Part::Own(_) | Part::Of(..) => return None,
    };
    match list {
        "people" | "requests" | "checks" | "reviews" => name.parse().ok(),
        "photos" => Some(part_of_photo(name.rsplit_once(':')?.0.parse().ok()?)),
        _ => None,
    }
}

/// Parts of a change, each with what it is about; nothing (nil) for the rest, which is last.
pub(super) fn take_apart(change: &Change) -> Vec<(Uuid, Vec<u8>)> {
    let mut rest = change.edit().clone();
    let mut parts: BTreeMap<Uuid, Theirs> = BTreeMap::new();
    let mut left = Fields::new();
    for (path, mut value) in std::mem::take(&mut rest.sets) {
        if let Some(part) = about(&path) {
            parts.entry(part).or_default().sets.insert(path, value);
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

/// Puts the parts that still open together again; `None` where the rest does not, for then
/// there is nothing to put them into.
pub(super) fn put_together(mut parts: Vec<(Uuid, Vec<u8>)>) -> Result<Option<Vec<u8>>, String> {
    let Some((_, rest)) = parts.pop_if(|(part, _)| part.is_nil()) else { return Ok(None) };
    if parts.is_empty() {
        return Ok(Some(rest));
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
    serde_json::to_vec(&whole).map(Some).map_err(|e| e.to_string())
}
