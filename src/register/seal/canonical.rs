//! The one byte form of JSON that is hashed and signed: names sorted, no spaces.
//!
//! Owns how it is written, in one pass over the content: an object whose names come out of
//! order is put in order when it ends. Sorting here, and not trusting the content, keeps the
//! form whatever features other crates turn on. Refuses to know what is hashed and by whom.
//! Called by `seal`.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter};

/// Content in the form that is hashed; `None` where it has no JSON form.
pub(super) fn bytes(content: &impl Serialize) -> Option<Vec<u8>> {
    let out = RefCell::new(Vec::with_capacity(1024));
    let sorted = Sorted { out: &out, members: Vec::new(), open: Vec::new(), escaped: false };
    content.serialize(&mut serde_json::Serializer::with_formatter(Shared(&out), sorted)).ok()?;
    Some(out.into_inner())
}

/// What serde_json writes to, while [`Sorted`] looks on.
struct Shared<'o>(&'o RefCell<Vec<u8>>);

impl Write for Shared<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// One member of an object that is being written: where its name begins and ends.
#[derive(Clone, Copy)]
struct Member {
    name: usize,
    value: usize,
    /// Escapes sort elsewhere than what they stand for.
    escaped: bool,
}

/// Puts every object's members in the order of their names.
struct Sorted<'o> {
    out: &'o RefCell<Vec<u8>>,
    /// Members of all the objects that are open.
    members: Vec<Member>,
    /// For each object that is open, where its members begin in that list.
    open: Vec<usize>,
    /// Whether anything was escaped since the last name began.
    escaped: bool,
}

impl Formatter for Sorted<'_> {
    fn write_f32<W: ?Sized + Write>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        self.write_f64(writer, value.into())
    }

    /// The shortest digits that read back as it. JSON writers differ here (1e16, 1e+16), and
    /// so do versions of the one we use. Whole numbers are written in their digits by all.
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        write!(writer, "{value:e}")
    }

    fn write_char_escape<W: ?Sized + Write>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()> {
        self.escaped = true;
        CompactFormatter.write_char_escape(writer, escape)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open.push(self.members.len());
        writer.write_all(b"{")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        let at = self.out.borrow().len();
        self.members.push(Member { name: at, value: at, escaped: false });
        self.escaped = false;
        Ok(())
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        if let Some(member) = self.members.last_mut() {
            member.value = self.out.borrow().len();
            member.escaped = self.escaped;
        }
        Ok(())
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let begin = self.open.pop().unwrap_or_default();
        sort(&mut self.out.borrow_mut(), self.members.get(begin..).unwrap_or_default());
        self.members.truncate(begin);
        writer.write_all(b"}")
    }
}

/// Puts these members, which end what was written so far, in the order of their names.
fn sort(out: &mut Vec<u8>, members: &[Member]) {
    let name = |member: &Member| {
        let written = out.get(member.name..member.value).unwrap_or_default();
        if member.escaped {
            Cow::Owned(serde_json::from_slice(written).map(String::into_bytes).unwrap_or_default())
        } else {
            // Without its quotation marks: the closing one would sort after a space.
            Cow::Borrowed(written.get(1..written.len().saturating_sub(1)).unwrap_or_default())
        }
    };
    if members.is_sorted_by(|a, b| name(a) <= name(b)) {
        return;
    }
    let (Some(first), end) = (members.first(), out.len()) else { return };
    // A comma stands before every name but the first.
    let ends = members.iter().skip(1).map(|next| next.name - 1).chain([end]);
    let mut sorted: Vec<(Cow<'_, [u8]>, &[u8])> = members
        .iter()
        .zip(ends)
        .map(|(member, end)| (name(member), out.get(member.name..end).unwrap_or_default()))
        .collect();
    sorted.sort_by(|(a, _), (b, _)| a.cmp(b));
    let whole: Vec<&[u8]> = sorted.into_iter().map(|(_, whole)| whole).collect();
    let joined = whole.join(&b',');
    out.truncate(first.name);
    out.extend_from_slice(&joined);
}

#[cfg(test)]
#[path = "canonical_tests.rs"]
mod tests;
