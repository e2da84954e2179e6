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
use std::sync::Arc;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

use crate::as_text::{as_text, quoted};
use crate::record::{self, DROPPED_BY_A_REFUSAL, Record, RecordFault, Status, WordsHash, extent};
use crate::thai;

mod whole;

/// Sections whose fields are edited one by one.
const SECTIONS: [&str; 3] = ["place", "dwelling", "damage"];
/// Lists whose members have a name of their own and are edited one by one.
const LISTS: [&str; 5] = ["people", "requests", "photos", "checks", "reviews"];
/// What a record is and whose; a change says these once, and no edit alters them.
const FIXED: [&str; 2] = ["id", "lao"];

/// Whatever is hashed here is hashed for this and nothing else.
const ANSWERS: &str = "samruat 1 all answers of a record";

/// A part of a path: the field with no name.
const NAMELESS: &str = "~2";

/// Which field of a record: `round`, `place/house_no`, `people/<id>/phone`; and
/// `people/<id>` for whether that person is in the record at all.
///
/// Parts are escaped as in a JSON Pointer, for the sake of unknown fields; and `~2` stands
/// for a field whose name is empty, as a column without a heading gives it.
///
/// The text is shared, because merging names every field once more.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldPath(Arc<str>);

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
        let mut path = String::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                path.push('/');
            }
            if part.is_empty() {
                path.push_str(NAMELESS);
            } else if part.contains(['~', '/']) {
                path.push_str(&part.replace('~', "~0").replace('/', "~1"));
            } else {
                path.push_str(part);
            }
        }
        Self(path.into())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path, taken apart; parts are still escaped.
    pub fn part(&self) -> Part<'_> {
        part(&self.0)
    }

    /// Whether this path lies in the member that `member` names, or is that member.
    pub fn is_within(&self, member: &Self) -> bool {
        self.0.strip_prefix(&*member.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The member this path lies in, as the path of its presence.
    pub fn member(&self) -> Option<Self> {
        let member = member_of(&self.0)?;
        Some(if member.len() == self.0.len() { self.clone() } else { Self(member.into()) })
    }
}

/// As [`FieldPath::part`].
fn part(path: &str) -> Part<'_> {
    match cut(path) {
        None => Part::Own(path),
        Some((head, rest)) if SECTIONS.contains(&head) => Part::Of(head, rest),
        Some((list, rest)) => match cut(rest) {
            None => Part::Member(list, rest),
            Some((name, field)) => Part::OfMember(list, name, field),
        },
    }
}

/// As [`FieldPath::member`].
fn member_of(path: &str) -> Option<&str> {
    match part(path) {
        Part::Member(..) => Some(path),
        Part::OfMember(list, name, _) => path.get(..list.len() + 1 + name.len()),
        Part::Own(_) | Part::Of(..) => None,
    }
}

/// The field that `path` names in `member`, where it lies in it.
fn field_within<'p>(member: &str, path: &'p str) -> Option<&'p str> {
    path.strip_prefix(member)?.strip_prefix('/')
}

/// What stands before the first slash, and after it. Parts are short: `str::split_once`
/// takes longer to begin than this to end.
fn cut(path: &str) -> Option<(&str, &str)> {
    let at = path.bytes().position(|byte| byte == b'/')?;
    Some((path.get(..at)?, path.get(at + 1..)?))
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
    if !part.as_bytes().contains(&b'~') {
        return !part.is_empty();
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
        let sound = text.split('/').all(is_escaped)
            && match part(text) {
                Part::Own(own) => !FIXED.contains(&own) && !SECTIONS.contains(&own) && !LISTS.contains(&own),
                Part::Of(_, field) => !field.contains('/'),
                Part::Member(list, name) => is_name(list, name),
                Part::OfMember(list, name, field) => {
                    is_name(list, name) && !field.contains('/') && !names_member(list, field)
                }
            };
        if sound { Ok(Self(text.into())) } else { Err(NotAField(text.to_owned())) }
    }
}

/// Whether this names a member of that list, in the one spelling that names have:
/// a UUID in capitals must not become a second person.
fn is_name(list: &str, name: &str) -> bool {
    match list {
        "photos" => name.split_once(':').and_then(|(_, rest)| rest.split_once(':')).is_some(),
        "people" | "requests" | "checks" | "reviews" => is_uuid(name),
        _ => false,
    }
}

/// A UUID as it is written: `0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a70`.
fn is_uuid(name: &str) -> bool {
    name.len() == 36
        && name.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
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
    // A record is plain data: it always has a JSON form.
    let Ok(mut value) = serde_json::to_value(record) else { return Fields::new() };
    record::compose(&mut value);
    let Value::Object(object) = value else { return Fields::new() };
    // Put in order at the end: that costs a third of finding each one's place.
    let mut fields = Vec::new();
    let refused = record.status == Status::Refused;
    for (key, value) in object {
        match value {
            _ if FIXED.contains(&key.as_str()) => {}
            _ if refused && DROPPED_BY_A_REFUSAL.contains(&key.as_str()) => {}
            Value::Object(section) if SECTIONS.contains(&key.as_str()) => {
                for (field, value) in section.into_iter().filter(|(_, value)| !value.is_null()) {
                    fields.push((FieldPath::join(&[&key, &field]), value));
                }
            }
            Value::Array(members) if LISTS.contains(&key.as_str()) => {
                for member in members {
                    take_member_apart(&key, member, &mut fields);
                }
            }
            Value::Null => {}
            value => {
                fields.push((FieldPath::join(&[&key]), value));
            }
        }
    }
    fields.into_iter().collect()
}

/// What all answers of a record come to, whoever reviewed them: the same on every phone that has the same ones.
pub fn answers(record: &Record) -> WordsHash {
    let fields: Fields =
        take_apart(record).into_iter().filter(|(path, _)| !path.as_str().starts_with("reviews/")).collect();
    let said: Vec<(String, String)> =
        fields.into_iter().map(|(path, value)| (path.to_string(), value.to_string())).collect();
    WordsHash::of(
        ANSWERS,
        said.iter().flat_map(|(path, value)| [Some(path.as_bytes()), Some(value.as_bytes())]),
    )
}

fn take_member_apart(list: &str, member: Value, fields: &mut Vec<(FieldPath, Value)>) {
    let Value::Object(member) = member else { return };
    let text = |field: &str| member.get(field).and_then(Value::as_str).unwrap_or_default();
    let name = match list {
        // One photo may serve twice: the same bytes as the house and as the damage.
        "photos" => format!("{}:{}", text("hash"), text("kind")),
        _ => text("id").to_owned(),
    };
    fields.push((FieldPath::join(&[list, &name]), Value::Bool(true)));
    for (field, value) in member {
        if !names_member(list, &field) && !value.is_null() {
            fields.push((FieldPath::join(&[list, &name, &field]), value));
        }
    }
}

/// Reads fields in the order in which a map of them stands; they nearly always come so, and
/// are then not compared each with all.
pub(crate) fn in_order<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Fields, D::Error> {
    struct InOrder;

    impl<'de> Visitor<'de> for InOrder {
        type Value = Fields;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
            let mut fields: Vec<(FieldPath, Value)> = Vec::new();
            loop {
                let after = fields.last().and_then(|(path, _)| member_of(path.as_str()));
                let Some(path) = map.next_key_seed(After(after))? else { break };
                fields.push((path, map.next_value()?));
            }
            Ok(fields.into_iter().collect())
        }
    }

    /// Reads a path, most often of a further field of the member that the last one lies in.
    struct After<'m>(Option<&'m str>);

    impl<'de> DeserializeSeed<'de> for After<'_> {
        type Value = FieldPath;

        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<FieldPath, D::Error> {
            deserializer.deserialize_str(self)
        }
    }

    impl Visitor<'_> for After<'_> {
        type Value = FieldPath;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("text")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<FieldPath, E> {
            let further = self.0.and_then(|member| field_within(member, text));
            let sound = |field: &str| {
                let plain = !field.is_empty() && !field.bytes().any(|byte| matches!(byte, b'/' | b'~'));
                plain && !["id", "hash", "kind"].contains(&field)
            };
            match further {
                Some(field) if sound(field) => Ok(FieldPath(text.into())),
                _ => text.parse().map_err(E::custom),
            }
        }
    }

    deserializer.deserialize_map(InOrder)
}

/// Reads fields as a record, with what never changes beside them.
///
/// # Errors
/// Names the field that could not be understood.
pub(crate) fn read_whole<'f>(
    fixed: [(&str, &str); 2],
    fields: impl Iterator<Item = (&'f FieldPath, &'f Value)> + Clone,
) -> Result<Record, RecordFault> {
    let entries: Vec<whole::Entry<'_>> = fields
        .clone()
        .filter(|(_, value)| !value.is_null())
        .map(|(path, value)| (path.as_str(), value))
        .collect();
    match whole::read(&fixed, &entries) {
        Ok(record) => Ok(record),
        Err(_) => Record::typed(put_together(fixed, fields)),
    }
}

/// Puts fields together as the JSON of a record, with what never changes beside them.
/// A member whose presence is `false` or absent is left out.
pub(crate) fn put_together<'f>(
    fixed: [(&str, &str); 2],
    fields: impl IntoIterator<Item = (&'f FieldPath, &'f Value)>,
) -> Value {
    let mut record = Map::new();
    for (key, value) in fixed {
        record.insert(key.to_owned(), value.into());
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
    let (first, second) = told_by(list, name);
    [Some(first), second].into_iter().flatten().map(|(field, text)| (field.to_owned(), text.into())).collect()
}

/// The fields that a member's name in its list tells.
fn told_by<'n>(list: &str, name: &'n str) -> ((&'static str, &'n str), Option<(&'static str, &'n str)>) {
    match (list, name.rsplit_once(':')) {
        ("photos", Some((hash, kind))) => {
            (("hash", hash), Some(("kind", kind)).filter(|(_, kind)| !kind.is_empty()))
        }
        _ => (("id", name), None),
    }
}

/// What every record must have, in case the edit does not set it.
const MUST_HAVE: [(&str, &str); 3] =
    [("round", "2569-01"), ("captured_at", "2026-01-01T00:00:00+07:00"), ("status", "complete")];
/// A record of no household, for reading what is to be checked.
const NOBODYS: [(&str, &str); 2] = [("id", "00000000-0000-0000-0000-000000000000"), ("lao", "00000000")];

static PRESENT: Value = Value::Bool(true);

/// Whether each value could stand in a record.
pub(crate) fn check_values(sets: &Fields) -> Result<(), RecordFault> {
    let refuses = sets.iter().any(|(path, value)| path.as_str() == "status" && value == "refused");
    for (path, value) in sets {
        check_value(path, value, refuses)?;
    }
    if could_stand(sets) { Ok(()) } else { say_what_could_not_stand(sets) }
}

/// What can be said of a field by itself.
fn check_value(path: &FieldPath, value: &Value, refuses: bool) -> Result<(), RecordFault> {
    let wrong = |reason: &str| Err(RecordFault::Field { field: path.to_string(), reason: reason.to_owned() });
    if !is_composed(path, value) {
        return wrong("its text is not composed (Unicode NFC), the one form that is stored");
    }
    let head = || path.as_str().split('/').next().unwrap_or_default();
    let keeps = !matches!(value, Value::Null | Value::Bool(false));
    if refuses && keeps && DROPPED_BY_A_REFUSAL.contains(&head()) {
        return wrong("nobody would take part, so nothing may be kept of them");
    }
    match path.part() {
        Part::Member(..) if !value.is_boolean() => {
            wrong("expected true (in the record) or false (taken out)")
        }
        Part::Own("round" | "captured_at" | "status") if value.is_null() => {
            wrong("every record needs it; it cannot be set to nothing")
        }
        _ => Ok(()),
    }
}

/// Reads a record that holds nothing but these fields. Members taken out are read too:
/// their fields must be sound all the same.
fn could_stand(sets: &Fields) -> bool {
    let absent = |(field, _): &(&str, &str)| !sets.keys().any(|path| path.as_str() == *field);
    let texts: Vec<(&str, &str)> = NOBODYS.into_iter().chain(MUST_HAVE.into_iter().filter(absent)).collect();
    let mut entries: Vec<whole::Entry<'_>> = Vec::with_capacity(sets.len() + 8);
    let (mut member, mut size) = ("", extent::FRAME);
    for (path, value) in sets {
        let path = path.as_str();
        // Where it is nearly too deep or too large, let the record itself be measured.
        let Some(within) = extent::of_field(path, value) else { return false };
        size += within;
        if member.is_empty() || field_within(member, path).is_none() {
            member = member_of(path).unwrap_or_default();
            if !member.is_empty() {
                entries.push((member, &PRESENT));
            }
        }
        if path != member && !value.is_null() {
            entries.push((path, value));
        }
    }
    size <= extent::LARGEST
        && whole::read(&texts, &entries)
            .is_ok_and(|record| record.refuse_blank_reasons().is_ok() && record.status != Status::Draft)
}

/// Reads the same record once more as JSON, for the sake of the words.
fn say_what_could_not_stand(sets: &Fields) -> Result<(), RecordFault> {
    let mut fields: Fields =
        MUST_HAVE.into_iter().map(|(field, text)| (FieldPath::join(&[field]), text.into())).collect();
    for (path, value) in sets {
        if let Some(member) = path.member() {
            fields.insert(member, Value::Bool(true));
        }
        if !matches!(path.part(), Part::Member(..)) {
            fields.insert(path.clone(), value.clone());
        }
    }
    let whole = put_together(NOBODYS, &fields);
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
            Value::String(text) => thai::is_composed(text),
            Value::Array(items) => items.iter().all(texts),
            Value::Object(fields) => {
                fields.iter().all(|(name, value)| thai::is_composed(name) && texts(value))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => true,
        }
    }
    thai::is_composed(path.as_str()) && texts(value)
}

#[cfg(test)]
#[path = "field_tests.rs"]
mod tests;
