//! A record taken apart into fields, and put together again.
//!
//! Owns what "field by field" means (contract section 4, row 7): which parts of a
//! record are edited on their own and which only as a whole. A date with its precision,
//! a position, a card address or a signature is one field, because half of one edit and
//! half of another would be a third thing that nobody wrote.
//!
//! Called by `change`, to say what an edit sets, and by `merge`.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde_json::{Map, Value};

use crate::as_text::{as_text, quoted};
use crate::record::{self, DROPPED_BY_A_REFUSAL, Record, RecordFault, Status, extent};

/// Sections whose fields are edited one by one.
const SECTIONS: [&str; 3] = ["place", "dwelling", "damage"];
/// Lists whose members have a name of their own and are edited one by one.
const LISTS: [&str; 3] = ["people", "requests", "photos"];
/// What a record is and whose; a change says these once, and no edit alters them.
const FIXED: [&str; 2] = ["id", "lao"];

/// A part of a path: the field with no name.
const NAMELESS: &str = "~2";

/// Which field of a record: `round`, `place/house_no`, `people/<id>/phone`; and
/// `people/<id>` for whether that person is in the record at all.
///
/// Parts are escaped as in a JSON Pointer, for the sake of unknown fields; and `~2` stands
/// for a field whose name is empty, as a column without a heading gives it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldPath(Box<str>);

/// A text that names no field.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{} names no field that an edit may set", quoted(.0))]
pub struct NotAField(String);

/// The parts of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// A field of the record itself.
    Own(&'a str),
    /// A field of a section.
    Of(&'a str, &'a str),
    /// Whether a member is in its list.
    Member(&'a str, &'a str),
    /// A field of a list's member.
    OfMember(&'a str, &'a str, &'a str),
}

impl FieldPath {
    fn join(parts: &[&str]) -> Self {
        let mut path = String::new();
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                path.push('/');
            }
            if part.is_empty() {
                path.push_str(NAMELESS);
            }
            path.push_str(&part.replace('~', "~0").replace('/', "~1"));
        }
        Self(path.into())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path, taken apart; parts are still escaped.
    pub fn part(&self) -> Part<'_> {
        match self.0.split_once('/') {
            None => Part::Own(&self.0),
            Some((head, rest)) if SECTIONS.contains(&head) => Part::Of(head, rest),
            Some((list, rest)) => match rest.split_once('/') {
                None => Part::Member(list, rest),
                Some((id, field)) => Part::OfMember(list, id, field),
            },
        }
    }

    /// Whether this path lies in the member that `member` names, or is that member.
    pub fn is_within(&self, member: &Self) -> bool {
        self.0.strip_prefix(&*member.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The member this path lies in, as the path of its presence.
    pub fn member(&self) -> Option<Self> {
        match self.part() {
            Part::Member(..) => Some(self.clone()),
            Part::OfMember(list, id, _) => Some(Self(format!("{list}/{id}").into())),
            Part::Own(_) | Part::Of(..) => None,
        }
    }
}

fn plain(part: &str) -> String {
    if part == NAMELESS {
        return String::new();
    }
    part.replace("~1", "/").replace("~0", "~")
}

fn is_escaped(part: &str) -> bool {
    if part == NAMELESS {
        return true;
    }
    let mut rest = part;
    while let Some(at) = rest.find('~') {
        let after = rest.get(at + 1..).unwrap_or_default();
        if !after.starts_with(['0', '1']) {
            return false;
        }
        rest = after;
    }
    !part.is_empty()
}

impl FromStr for FieldPath {
    type Err = NotAField;

    fn from_str(text: &str) -> Result<Self, NotAField> {
        let path = Self(text.into());
        let parts: Vec<&str> = text.split('/').collect();
        let sound = parts.iter().all(|part| is_escaped(part))
            && match (path.part(), parts.len()) {
                (Part::Own(own), 1) => {
                    !FIXED.contains(&own) && !SECTIONS.contains(&own) && !LISTS.contains(&own)
                }
                (Part::Of(..), 2) => true,
                (Part::Member(list, name), 2) => is_name(list, name),
                (Part::OfMember(list, name, field), 3) => is_name(list, name) && !names_member(list, field),
                _ => false,
            };
        if sound { Ok(path) } else { Err(NotAField(text.to_owned())) }
    }
}

/// Whether this names a member of that list, in the one spelling that names have:
/// a UUID in capitals must not become a second person.
fn is_name(list: &str, name: &str) -> bool {
    match list {
        "photos" => name.split_once(':').and_then(|(_, rest)| rest.split_once(':')).is_some(),
        "people" | "requests" => uuid::Uuid::try_parse(name).is_ok_and(|uuid| uuid.to_string() == name),
        _ => false,
    }
}

/// The fields that make a member's name in its list; they never change.
fn names_member(list: &str, field: &str) -> bool {
    match list {
        "photos" => matches!(field, "hash" | "kind"),
        _ => field == "id",
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

as_text!(FieldPath, { "type": "string" });

/// A record's fields and their values; what was not asked is not there.
pub type Fields = BTreeMap<FieldPath, Value>;

/// Takes a record apart. Its id and LAO are not among the fields: they never change.
///
/// What a screen put together was never read, so what reading does is done here too: texts
/// are composed, and nothing is stored of people who would not take part.
pub fn take_apart(record: &Record) -> Fields {
    let mut fields = Fields::new();
    // A record is plain data: it always has a JSON form.
    let Ok(mut value) = serde_json::to_value(record) else { return fields };
    record::compose(&mut value);
    let Value::Object(object) = value else { return fields };
    let refused = record.status == Status::Refused;
    for (key, value) in object {
        match value {
            _ if FIXED.contains(&key.as_str()) => {}
            _ if refused && DROPPED_BY_A_REFUSAL.contains(&key.as_str()) => {}
            Value::Object(section) if SECTIONS.contains(&key.as_str()) => {
                for (field, value) in section.into_iter().filter(|(_, value)| !value.is_null()) {
                    fields.insert(FieldPath::join(&[&key, &field]), value);
                }
            }
            Value::Array(members) if LISTS.contains(&key.as_str()) => {
                for member in members {
                    take_member_apart(&key, member, &mut fields);
                }
            }
            Value::Null => {}
            value => {
                fields.insert(FieldPath::join(&[&key]), value);
            }
        }
    }
    fields
}

fn take_member_apart(list: &str, member: Value, fields: &mut Fields) {
    let Value::Object(member) = member else { return };
    let text = |field: &str| member.get(field).and_then(Value::as_str).unwrap_or_default();
    let name = match list {
        // One photo may serve twice: the same bytes as the house and as the damage.
        "photos" => format!("{}:{}", text("hash"), text("kind")),
        _ => text("id").to_owned(),
    };
    fields.insert(FieldPath::join(&[list, &name]), Value::Bool(true));
    for (field, value) in member {
        if !names_member(list, &field) && !value.is_null() {
            fields.insert(FieldPath::join(&[list, &name, &field]), value);
        }
    }
}

/// Puts fields together as the JSON of a record, with what never changes beside them.
/// A member whose presence is `false` or absent is left out.
pub(crate) fn put_together(fixed: [(&str, Value); 2], fields: &Fields) -> Value {
    let mut record = Map::new();
    for (key, value) in fixed {
        record.insert(key.to_owned(), value);
    }
    let mut lists: BTreeMap<&str, BTreeMap<&str, Map<String, Value>>> = BTreeMap::new();
    // A member's presence sorts right before its fields.
    for (path, value) in fields {
        if value.is_null() {
            continue;
        }
        match path.part() {
            Part::Own(field) => {
                record.insert(plain(field), value.clone());
            }
            Part::Of(section, field) => {
                let section = record.entry(section).or_insert_with(|| Value::Object(Map::new()));
                if let Value::Object(section) = section {
                    section.insert(plain(field), value.clone());
                }
            }
            Part::Member(list, name) => {
                if value == &Value::Bool(true) {
                    lists.entry(list).or_default().insert(name, named(list, &plain(name)));
                }
            }
            Part::OfMember(list, name, field) => {
                if let Some(member) = lists.get_mut(list).and_then(|members| members.get_mut(name)) {
                    member.insert(plain(field), value.clone());
                }
            }
        }
    }
    for (list, members) in lists {
        record.insert(list.to_owned(), Value::Array(members.into_values().map(Value::Object).collect()));
    }
    Value::Object(record)
}

fn named(list: &str, name: &str) -> Map<String, Value> {
    let mut member = Map::new();
    match (list, name.rsplit_once(':')) {
        ("photos", Some((hash, kind))) => {
            member.insert("hash".to_owned(), hash.into());
            if !kind.is_empty() {
                member.insert("kind".to_owned(), kind.into());
            }
        }
        _ => {
            member.insert("id".to_owned(), name.into());
        }
    }
    member
}

/// Whether each value could stand in a record. Reads a record that holds nothing else.
pub(crate) fn check_values(sets: &Fields) -> Result<(), RecordFault> {
    let mut fields = Fields::new();
    // What every record must have, in case the edit does not set it.
    for (field, value) in
        [("round", "2569-01"), ("captured_at", "2026-01-01T00:00:00+07:00"), ("status", "complete")]
    {
        fields.insert(FieldPath::join(&[field]), value.into());
    }
    let refuses = sets.iter().any(|(path, value)| path.as_str() == "status" && value == "refused");
    for (path, value) in sets {
        if !is_composed(path, value) {
            return Err(RecordFault::Field {
                field: path.to_string(),
                reason: "its text is not composed (Unicode NFC), the one form that is stored".to_owned(),
            });
        }
        let head = path.as_str().split('/').next().unwrap_or_default();
        let keeps = !matches!(value, Value::Null | Value::Bool(false));
        if refuses && keeps && DROPPED_BY_A_REFUSAL.contains(&head) {
            return Err(RecordFault::Field {
                field: path.to_string(),
                reason: "nobody would take part, so nothing may be kept of them".to_owned(),
            });
        }
        if let Some(member) = path.member() {
            fields.entry(member).or_insert(Value::Bool(true));
        }
        if let Part::Member(..) = path.part()
            && !value.is_boolean()
        {
            return Err(RecordFault::Field {
                field: path.to_string(),
                reason: "expected true (in the record) or false (taken out)".to_owned(),
            });
        }
        if let Part::Own("round" | "captured_at" | "status") = path.part()
            && value.is_null()
        {
            return Err(RecordFault::Field {
                field: path.to_string(),
                reason: "every record needs it; it cannot be set to nothing".to_owned(),
            });
        }
        fields.insert(path.clone(), value.clone());
    }
    // Members taken out are read too: their fields must be sound all the same.
    for (path, value) in &mut fields {
        if let Part::Member(..) = path.part() {
            *value = Value::Bool(true);
        }
    }
    let id = Value::from(uuid::Uuid::nil().to_string());
    let whole = put_together([("id", id), ("lao", "00000000".into())], &fields);
    extent::measure(&whole)?;
    let record = Record::typed(whole).map_err(|fault| in_the_words_of_the_edit(fault, &fields))?;
    record.refuse_blank_reasons()?;
    if record.status == Status::Draft {
        return Err(RecordFault::Field {
            field: "status".to_owned(),
            reason: "a draft lives on its phone only; complete it first".to_owned(),
        });
    }
    Ok(())
}

/// A field of `check_values`' record, named as the edit names it: not `people[0].sex`
/// but `people/<id>/sex`.
fn in_the_words_of_the_edit(fault: RecordFault, fields: &Fields) -> RecordFault {
    let RecordFault::Field { field, reason } = fault else { return fault };
    let path = |field: &str| {
        let (list, rest) = field.split_once('[')?;
        let (at, rest) = rest.split_once(']')?;
        let mut members = fields.keys().filter(|path| matches!(path.part(), Part::Member(l, _) if l == list));
        Some(format!("{}{}", members.nth(at.parse().ok()?)?, rest.replacen('.', "/", 1)))
    };
    let field = path(&field).unwrap_or_else(|| match field.split_once('.') {
        Some((section, rest)) if SECTIONS.contains(&section) => format!("{section}/{rest}"),
        _ => field,
    });
    RecordFault::Field { field, reason }
}

fn is_composed(path: &FieldPath, value: &Value) -> bool {
    fn texts(value: &Value) -> bool {
        match value {
            Value::String(text) => unicode_normalization::is_nfc(text),
            Value::Array(items) => items.iter().all(texts),
            Value::Object(fields) => {
                fields.iter().all(|(name, value)| unicode_normalization::is_nfc(name) && texts(value))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => true,
        }
    }
    unicode_normalization::is_nfc(path.as_str()) && texts(value)
}

#[cfg(test)]
#[path = "field_tests.rs"]
mod tests;
