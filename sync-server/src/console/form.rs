//! A filled form.
//!
//! Owns the fields as they were sent, and what every form of ours carries beside its own: the
//! session's key, and the name of its button, by which a second press is known. Refuses to know
//! what the fields mean.

use maud::{Markup, html};
use register::thai;
use serde::Serialize;
use uuid::Uuid;

use crate::office::Visitor;

/// The field with the name of a form's button.
pub(super) const PRESS: &str = "press";
/// What a ticked box sends.
const TICKED: &str = "yes";
/// Fields that are never handed back.
const SECRETS: [&str; 5] = ["password", "old", "new", "again", "form"];

/// The fields of a form, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Filled(Vec<(String, String)>);

impl Filled {
    pub(super) fn read(bytes: &[u8]) -> Self {
        Self(serde_urlencoded::from_bytes(bytes).unwrap_or_default())
    }

    /// A field's text; nothing where it was not sent.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, text)| text)
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

    /// Fields that may be handed back to whoever typed them.
    pub(super) fn typed(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        fields.filter(|(name, _)| !SECRETS.contains(name))
    }
}

/// What every form carries.
pub(super) fn carried(visitor: &Visitor) -> Markup {
    html! {
        input type="hidden" name="form" value=(visitor.form_key);
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
