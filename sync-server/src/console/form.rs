//! A filled form.
//!
//! Owns the fields as they were sent, and what every form of ours carries beside its own: the
//! session's key, and the name of its button, by which a second press is known. Refuses to know
//! what the fields mean.

use std::convert::Infallible;

use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use futures_util::{Stream, stream};
use maud::{Markup, html};
use register::thai;
use serde::Serialize;
use uuid::Uuid;

use crate::office::Visitor;

/// The field with the name of a form's button.
const PRESS: &str = "press";
/// The field that says who a form was drawn for: to nobody else is it handed back.
pub(super) const WHOSE: &str = "whose";
/// The field that says that files were chosen and did not come along.
const LOST_FILES: &str = "files-lost";
/// What a ticked box sends.
const TICKED: &str = "yes";
/// Fields that are never handed back.
const SECRETS: [&str; 5] = ["password", "old", "new", "again", "form"];

/// The fields of a form, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Filled {
    fields: Vec<(String, String)>,
    /// Files that were chosen, by their fields, with what they are called.
    files: Vec<(String, String, Bytes)>,
}

/// What parts a form that carries files, where it is one.
pub(super) fn boundary(headers: &HeaderMap) -> Option<String> {
    multer::parse_boundary(headers.get(header::CONTENT_TYPE)?.to_str().ok()?).ok()
}

impl Filled {
    pub(super) fn read(bytes: &[u8]) -> Self {
        Self { fields: serde_urlencoded::from_bytes(bytes).unwrap_or_default(), files: Vec::new() }
    }

    /// Reads a form that carries files; one that is broken says nothing at all.
    pub(super) async fn read_parts(bytes: Bytes, boundary: String) -> Self {
        let whole = stream::once(async { Ok::<_, Infallible>(bytes) });
        let mut parts = multer::Multipart::new(whole, boundary);
        let mut filled = Self::default();
        loop {
            let part = match parts.next_field().await {
                Ok(Some(part)) => part,
                Ok(None) => return filled,
                Err(_) => return Self::default(),
            };
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(str::to_owned);
            let Ok(bytes) = part.bytes().await else { return Self::default() };
            match file.map_or_else(|| String::from_utf8(bytes.to_vec()).map_err(|_| String::new()), Err) {
                Ok(text) => filled.fields.push((name, text)),
                Err(file) => filled.files.push((name, file, bytes)),
            }
        }
    }

    /// Reads the words of a form that carries files, and lets the files go by: whoever sends it is not signed in,
    /// so nothing of it is held but so many bytes of words, and no more than so many are listened to.
    pub(super) async fn read_words<E>(
        stream: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
        boundary: &str,
        most_words: usize,
        most: usize,
    ) -> Self
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        let limits = multer::SizeLimit::new().whole_stream(most as u64);
        let constraints = multer::Constraints::new().size_limit(limits);
        let mut parts = multer::Multipart::with_constraints(stream, boundary, constraints);
        let (mut filled, mut held) = (Self::default(), 0);
        while let Ok(Some(mut part)) = parts.next_field().await {
            let name = part.name().unwrap_or_default().to_owned();
            let is_file = part.file_name().is_some();
            let mut bytes = Vec::new();
            while let Ok(Some(piece)) = part.chunk().await {
                held += if is_file { 0 } else { piece.len() };
                if is_file && !piece.is_empty() {
                    filled.loses_files();
                } else if held <= most_words {
                    bytes.extend_from_slice(&piece);
                }
            }
            if let (false, Ok(text)) = (is_file, String::from_utf8(bytes)) {
                filled.fields.push((name, text));
            }
        }
        filled
    }

    /// Lets chosen files go, and says so where there were any.
    pub(super) fn lets_files_go(&mut self) {
        if self.files.iter().any(|(.., bytes)| !bytes.is_empty()) {
            self.loses_files();
        }
        self.files.clear();
    }

    fn loses_files(&mut self) {
        if !self.lost_files() {
            self.fields.push((LOST_FILES.to_owned(), TICKED.to_owned()));
        }
    }

    /// Whether files were chosen that did not come along.
    pub(super) fn lost_files(&self) -> bool {
        self.is_ticked(LOST_FILES)
    }

    /// A file that was chosen.
    pub(super) fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.iter().find(|(known, ..)| known == name).map(|(.., bytes)| &**bytes)
    }

    /// Every file that was chosen in a field; a field in which none was says an empty one.
    pub(super) fn files(&self, name: &str) -> impl Iterator<Item = (&str, &Bytes)> {
        let of = self.files.iter().filter(move |(known, _, bytes)| known == name && !bytes.is_empty());
        of.map(|(_, file, bytes)| (file.as_str(), bytes))
    }

    /// Every file that was chosen in a field, by itself.
    pub(super) fn chosen(&self, name: &str) -> Vec<(String, Bytes)> {
        self.files(name).map(|(file, bytes)| (file.to_owned(), bytes.clone())).collect()
    }

    /// What a file that was chosen is called.
    pub(super) fn file_name(&self, name: &str) -> Option<&str> {
        self.files.iter().find(|(known, ..)| known == name).map(|(_, file, _)| file.as_str())
    }

    /// A field's text; nothing where it was not sent.
    pub(super) fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, text)| text)
    }

    /// What was written in a field, as it is kept; nothing where it is empty.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        Some(thai::nfc(self.get(name).trim())).filter(|text| !text.is_empty())
    }

    /// Whether a box was ticked.
    pub(super) fn is_ticked(&self, name: &str) -> bool {
        self.get(name) == TICKED
    }

    /// The name of the button.
    pub(super) fn press(&self) -> Option<Uuid> {
        self.get(PRESS).parse().ok()
    }

    /// Whether anything was typed in it that could be handed back.
    pub(super) fn has_words(&self) -> bool {
        self.typed().any(|(name, text)| !is_carried(name) && !text.trim().is_empty())
    }

    /// Fields that may be handed back to whoever typed them.
    pub(super) fn typed(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.fields.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        fields.filter(|(name, _)| !SECRETS.contains(name))
    }
}

/// Whether nobody typed a field: every form carries it anew.
pub(super) fn is_carried(name: &str) -> bool {
    [PRESS, WHOSE].contains(&name)
}

/// What every form carries.
pub(super) fn carried(visitor: &Visitor) -> Markup {
    html! {
        input type="hidden" name="form" value=(visitor.form_key);
        input type="hidden" name=(WHOSE) value=(visitor.id);
        input type="hidden" name=(PRESS) value=(Uuid::now_v7());
    }
}

/// A box to choose from; `nothing` is what stands there while nothing is chosen.
pub(super) fn choice(
    id: &str,
    name: &str,
    label: &str,
    typed: &str,
    nothing: Option<&str>,
    options: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<str>)>,
) -> Markup {
    html! {
        label for=(id) { (label) }
        select id=(id) name=(name) {
            @if let Some(nothing) = nothing { option value="" { (nothing) } }
            @for (value, text) in options {
                option value=(value.as_ref()) selected[value.as_ref() == typed] { (text.as_ref()) }
            }
        }
    }
}

/// A box to tick.
pub(super) fn tick(id: &str, name: &str, label: &Markup, ticked: bool) -> Markup {
    html! {
        div.tick {
            input id=(id) name=(name) type="checkbox" value=(TICKED) checked[ticked];
            label for=(id) { (label) }
        }
    }
}

/// Names something as it was when a page was drawn, for a form to say what its page showed.
pub(super) fn mark(of: &impl Serialize) -> String {
    let said = serde_json::to_string(of).unwrap_or_default();
    blake3::hash(said.as_bytes()).to_hex().chars().take(16).collect()
}

/// For what somebody looks people up, or takes a list of them out: it is written down with that.
const PURPOSES: [&str; 5] =
    ["รับเรื่องหรือติดตามเรื่อง", "ตรวจว่าเป็นคนเดียวกันหรือไม่", "ติดตามการสำรวจ", "จัดทำรายงานตามหน้าที่", "ตรวจสอบภายใน"];

/// The choice of it; `usual` is what most of the work on that page is for.
pub(super) fn purpose(id: &str, usual: usize) -> Markup {
    let usual = PURPOSES.get(usual).copied().unwrap_or_default();
    choice(id, "why", "เพื่อ", usual, None, PURPOSES.iter().map(|purpose| (*purpose, *purpose)))
}

impl Filled {
    /// What was chosen, where it is one of those that are offered.
    pub(super) fn purpose(&self) -> Option<String> {
        PURPOSES.iter().find(|purpose| **purpose == self.get("why")).map(|purpose| (*purpose).to_owned())
    }
}

/// The same as a page's address has it: which of them.
pub(super) fn purpose_named(nth: Option<usize>) -> Option<String> {
    PURPOSES.get(nth?).map(|purpose| (*purpose).to_owned())
}

/// Which of them was chosen, for a page's address.
pub(super) fn purpose_chosen(filled: &Filled) -> Option<usize> {
    PURPOSES.iter().position(|purpose| *purpose == filled.get("why"))
}
