//! A record read straight out of its fields, with no JSON built in between.
//!
//! Owns the way from sorted paths to serde: a section or a member is the run of fields whose
//! paths begin with its own. Refuses to say what is wrong where something is: whoever asks
//! then builds the record's JSON and reads that, which knows the words.
//! Called by `field`, for every change that is read and every record that is merged.

use std::borrow::Cow;
use std::slice;

use serde::de::value::{BorrowedStrDeserializer, CowStrDeserializer};
use serde::de::{self, DeserializeSeed, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde_json::{Error, Value};

use super::{LISTS, SECTIONS, cut, plain, told_by};
use crate::record::Record;

/// A field that has a value.
pub(super) type Entry<'f> = (&'f str, &'f Value);

/// Reads a record of these texts, which come first, and these fields, in the order of their paths.
pub(super) fn read<'f>(texts: &[(&'f str, &'f str)], fields: &[Entry<'f>]) -> Result<Record, Error> {
    serde::Deserialize::deserialize(Object { texts, fields, prefix: 0, within: Within::Record })
}

/// Whether a slash in a path's rest means a section or a list, or is a fault.
#[derive(Clone, Copy, PartialEq)]
enum Within {
    Record,
    Part,
}

/// The record, a section of it, or a member of a list.
#[derive(Clone, Copy)]
struct Object<'a, 'f> {
    /// Fields that are no entries of their own.
    texts: &'a [(&'f str, &'f str)],
    fields: &'a [Entry<'f>],
    /// How much of every path names what this lies in.
    prefix: usize,
    within: Within,
}

/// The members of a list: the run of paths that begin with its name.
struct List<'a, 'f> {
    name: &'f str,
    fields: &'a [Entry<'f>],
}

/// A field that the path of a member tells, or that the record itself is told by.
struct Text<'f>(&'f str);

/// What comes next.
enum Next<'a, 'f> {
    Text(Text<'f>),
    Value(&'f Value),
    Section(Object<'a, 'f>),
    List(List<'a, 'f>),
}

/// Walks through an object.
struct Walk<'a, 'f> {
    rest: Object<'a, 'f>,
    next: Option<Next<'a, 'f>>,
}

/// The fields that lie within `path`, and those after them.
fn run<'a, 'f>(fields: &'a [Entry<'f>], path: &str) -> (&'a [Entry<'f>], &'a [Entry<'f>]) {
    let within = |(at, _): &Entry<'_>| {
        at.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let end = fields.iter().position(|entry| !within(entry)).unwrap_or(fields.len());
    fields.split_at(end)
}

fn unreadable() -> Error {
    Error::custom("not in the order of paths")
}

impl<'a, 'f> Walk<'a, 'f> {
    /// The next name; what stands under it is in `next`.
    fn step(&mut self) -> Result<Option<Cow<'f, str>>, Error> {
        let Object { texts, fields, prefix, within } = self.rest;
        if let Some((&(name, text), rest)) = texts.split_first() {
            self.rest.texts = rest;
            self.next = Some(Next::Text(Text(text)));
            return Ok(Some(Cow::Borrowed(name)));
        }
        let Some((&(path, value), rest)) = fields.split_first() else { return Ok(None) };
        let name = path.get(prefix..).ok_or_else(unreadable)?;
        match cut(name) {
            None => {
                self.rest.fields = rest;
                self.next = Some(Next::Value(value));
                Ok(Some(if name.as_bytes().contains(&b'~') {
                    Cow::Owned(plain(name))
                } else {
                    Cow::Borrowed(name)
                }))
            }
            Some((head, _)) if within == Within::Record => {
                let (run, rest) = run(fields, head);
                self.rest.fields = rest;
                let section =
                    Object { texts: &[], fields: run, prefix: head.len() + 1, within: Within::Part };
                self.next = Some(match head {
                    _ if SECTIONS.contains(&head) => Next::Section(section),
                    _ if LISTS.contains(&head) => Next::List(List { name: head, fields: run }),
                    _ => return Err(unreadable()),
                });
                Ok(Some(Cow::Borrowed(head)))
            }
            Some(_) => Err(unreadable()),
        }
    }
}

impl<'f> de::MapAccess<'f> for Walk<'_, 'f> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'f>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        match self.step()? {
            None => Ok(None),
            Some(Cow::Borrowed(name)) => seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some),
            Some(name) => {
                let name: CowStrDeserializer<'_, Error> = name.into_deserializer();
                seed.deserialize(name).map(Some)
            }
        }
    }

    fn next_value_seed<V: DeserializeSeed<'f>>(&mut self, seed: V) -> Result<V::Value, Error> {
        match self.next.take().ok_or_else(unreadable)? {
            Next::Text(text) => seed.deserialize(text),
            Next::Value(value) => seed.deserialize(value),
            Next::Section(object) => seed.deserialize(object),
            Next::List(list) => seed.deserialize(list),
        }
    }
}

impl<'f> de::SeqAccess<'f> for List<'_, 'f> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'f>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        while let Some(&(path, presence)) = self.fields.first() {
            let name = path.get(self.name.len() + 1..).unwrap_or_default();
            // A field with no presence before it is of nobody, or of somebody out of order.
            if name.bytes().any(|byte| matches!(byte, b'/' | b'~')) {
                return Err(unreadable());
            }
            let (run, rest) = run(self.fields, path);
            self.fields = rest;
            if presence == &Value::Bool(true) {
                let (first, second) = told_by(self.name, name);
                let both = second.map(|second| [first, second]);
                let texts = both.as_ref().map_or(slice::from_ref(&first), <[_; 2]>::as_slice);
                let fields = run.get(1..).unwrap_or_default();
                let member = Object { texts, fields, prefix: path.len() + 1, within: Within::Part };
                return seed.deserialize(member).map(Some);
            }
        }
        Ok(None)
    }
}

/// What stands here is there: an optional field has it, and any other reads it as it is.
macro_rules! there {
    ($type:ty, $self:ident, $visitor:ident => $visit:expr) => {
        impl<'de> Deserializer<'de> for $type {
            type Error = Error;

            fn deserialize_any<V: Visitor<'de>>($self, $visitor: V) -> Result<V::Value, Error> {
                $visit
            }

            fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
                visitor.visit_some(self)
            }

            serde::forward_to_deserialize_any! {
                bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
                unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
                ignored_any
            }
        }
    };
}

there!(Text<'de>, self, visitor => visitor.visit_borrowed_str(self.0));
there!(Object<'_, 'de>, self, visitor => visitor.visit_map(Walk { rest: self, next: None }));
there!(List<'_, 'de>, self, visitor => visitor.visit_seq(self));
