//! A filled form.
//!
//! Owns the fields as they were sent, and what every form of ours carries beside its own: the
//! session's key, and the name of its button, by which a second press is known. Refuses to know
//! what the fields mean.

use maud::{Markup, html};
use uuid::Uuid;

use crate::office::Visitor;

/// The field with the name of a form's button.
pub(super) const PRESS: &str = "press";
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
